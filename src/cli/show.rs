//! `tending show`: one exercise as a person would want to know it before beginning.

use tending::Program;

use super::find::Places;
use super::layout::Tone;
use super::run::about;
use super::ui::Ui;
use super::{Failure, check, exit};

/// Shows what an exercise is: for whom, how long, who wrote it, how it can end.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The name of an exercise, or the path of a folder or .toml file
    #[arg(value_name = "ID|PATH")]
    exercise: String,
    #[command(flatten)]
    places: Places,
}

/// Shows the exercise that was asked for.
pub(crate) fn run(show: &Show, ui: &mut Ui) -> Result<u8, Failure> {
    let program = check::load_to_run(ui, &show.places, &show.exercise)?;
    ui.toned(program.title(), Tone::Strong);
    ui.say(program.summary());
    ui.gap();
    ui.say(&about(&program));
    ui.gap();
    facts(ui, &program);
    ui.gap();
    ui.say(&format!("To begin: tending run {}", show.exercise));
    Ok(exit::DONE)
}

fn facts(ui: &mut Ui, program: &Program) {
    ui.hang("Name      ", &format!("{}, version {}", program.id(), program.version()), Tone::Plain);
    if let Some(author) = program.author() {
        ui.hang("Author    ", author, Tone::Plain);
    }
    for (index, source) in program.sources().iter().enumerate() {
        ui.hang(if index == 0 { "Sources   " } else { "          " }, source, Tone::Plain);
    }
    ui.hang("Endings   ", &program.endings().join(", "), Tone::Plain);
}
