//! `tending show`: one exercise as a person would want to know it before beginning.

use tending::Program;
use tending::text::Text;

use super::find::Places;
use super::layout::Tone;
use super::run::about;
use super::ui::Ui;
use super::{Failure, check, exit};

/// Shows what an exercise is: for whom, for whom not, how long, who wrote it, how it can end.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The name of an exercise, or the path of a folder or .toml file
    #[arg(value_name = "ID|PATH")]
    exercise: String,
    #[command(flatten)]
    places: Places,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

/// Shows the exercise that was asked for.
pub(crate) fn run(show: &Show, ui: &mut Ui) -> Result<u8, Failure> {
    let program = check::load_to_run(ui, &show.places, &show.exercise)?;
    if show.json {
        ui.raw(&format!("{}\n", summary(&program)));
        return Ok(exit::DONE);
    }
    ui.toned(program.title(), Tone::Strong);
    ui.say(program.summary());
    ui.gap();
    ui.say(&about(&program));
    for (title, words) in
        [("Not for", program.not_for()), ("If you stop early, you will read", program.aftercare())]
    {
        if let Some(words) = words.filter(|words| !words.is_blank()) {
            ui.gap();
            ui.toned(&format!("{title}:"), Tone::Strong);
            ui.text_in(&words, "  ", Tone::Plain);
        }
    }
    ui.gap();
    facts(ui, &program);
    ui.gap();
    ui.say(&format!("To begin: tending run {}", show.exercise));
    Ok(exit::DONE)
}

/// What is known of an exercise before it is played, as data.
pub(crate) fn summary(program: &Program) -> serde_json::Value {
    let plain = |text: Option<Text>| text.map(|text| text.plain().to_owned());
    serde_json::json!({
        "id": program.id(),
        "version": program.version(),
        "title": program.title(),
        "summary": program.summary(),
        "minutes": program.minutes(),
        "roles": program.roles(),
        "people": program.starting_roles().len().max(1),
        "author": program.author(),
        "sources": program.sources(),
        "endings": program.endings(),
        "not_for": plain(program.not_for()),
        "aftercare": plain(program.aftercare()),
    })
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
