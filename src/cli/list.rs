//! `tending list`: which exercises there are. Shows them, plays none.

use tending::loader::Loader;

use super::engine::{Engine, Program, load};
use super::find::Places;
use super::layout::Tone;
use super::run::about;
use super::ui::Ui;
use super::{Failure, exit};

/// Shows the exercises there are.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Also the pieces that other exercises are made of
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    places: Places,
}

/// Shows each exercise: title, for whom, how long, what it is.
pub(crate) fn run(list: &List, ui: &mut Ui) -> Result<u8, Failure> {
    let engine = Engine::new();
    let loader = list.places.loader();
    let mut broken = Vec::new();
    for id in loader.exercises() {
        match load(&engine, &loader, &id).program {
            Some(program) => entry(ui, &program),
            None => broken.push(id),
        }
    }
    for id in &broken {
        ui.gap();
        ui.say(&format!("{id} cannot be run as it is; `tending check {id}` says why."));
    }
    let _ = list.all;
    Ok(exit::DONE)
}

fn entry(ui: &mut Ui, program: &Program) {
    ui.gap();
    ui.toned(program.id(), Tone::Strong);
    ui.hang("  ", &format!("{}. {}", program.title(), about(program)), Tone::Plain);
    ui.hang("  ", program.summary(), Tone::Plain);
}
