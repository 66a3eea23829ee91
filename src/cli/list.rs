//! `tending list`: which exercises there are. Shows them, plays none.

use std::collections::BTreeSet;

use tending::loader::Loader;
use tending::{Engine, Program, load};

use super::find::Places;
use super::layout::Tone;
use super::run::about;
use super::ui::Ui;
use super::{Failure, exit, show};

/// Shows the exercises there are.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Also the pieces that other exercises are made of
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    places: Places,
    /// One exercise a line, as JSON (with the pieces)
    #[arg(long)]
    json: bool,
}

/// Shows each exercise: title, for whom, how long, what it is.
pub(crate) fn run(list: &List, ui: &mut Ui) -> Result<u8, Failure> {
    let engine = Engine::new();
    let loader = list.places.loader();
    let (mut programs, mut broken) = (Vec::new(), Vec::new());
    for id in loader.exercises() {
        match load(&engine, &loader, &id).program {
            Some(program) => programs.push(program),
            None => broken.push(id),
        }
    }
    let pieces = programs.iter().flat_map(|program| program.calls()).chain(Engine::plays());
    let pieces: BTreeSet<String> = pieces.map(str::to_owned).collect();
    if list.json {
        for program in &programs {
            let mut line = show::summary(program);
            line["piece"] = pieces.contains(program.id()).into();
            ui.raw(&format!("{line}\n"));
        }
        for id in &broken {
            ui.raw(&format!("{}\n", serde_json::json!({ "id": id, "broken": true })));
        }
        return Ok(exit::DONE);
    }
    let (apart, whole): (Vec<_>, Vec<_>) =
        programs.iter().partition(|program| pieces.contains(program.id()));
    for program in whole {
        entry(ui, program);
    }
    if list.all {
        ui.gap();
        ui.say("The pieces they are made of, which can be played alone too:");
        for program in apart {
            entry(ui, program);
        }
    } else if !apart.is_empty() {
        ui.gap();
        let names: Vec<&str> = apart.iter().map(|program| program.id()).collect();
        let names = names.join(", ");
        ui.toned(&format!("Pieces they are made of (--all says more): {names}."), Tone::Quiet);
    }
    for id in &broken {
        ui.gap();
        ui.say(&format!("{id} cannot be run as it is; `tending check {id}` says why."));
    }
    Ok(exit::DONE)
}

fn entry(ui: &mut Ui, program: &Program) {
    ui.gap();
    ui.toned(program.id(), Tone::Strong);
    ui.hang("  ", &format!("{}. {}", program.title(), about(program)), Tone::Plain);
    ui.hang("  ", program.summary(), Tone::Plain);
}
