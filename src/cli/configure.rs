//! `tending config`: shows the person's settings and changes one. Reads and writes none itself.

use super::config::{self, Config};
use super::layout::Tone;
use super::ui::Ui;
use super::{Failure, exit};

/// Shows your settings, or changes one.
///
/// Settings hold for every run until you change them; flags such as --accessible, and ACCESSIBLE
/// or NO_COLOR in the surroundings, go before them. They lie in one small text file, which can be
/// written by hand too: `tending paths` says where.
///
/// accessible: append only, everything in words (true or false).
///
/// color: auto, always or never.
///
/// pace: pauses take this many times as long, from 0.1 to 10.
///
/// bell: a tone at the end of every pause (true) or never (false).
///
/// keep: what is said is kept, so that a session can be gone on with later (true or false).
#[derive(Debug, clap::Args)]
pub(crate) struct Configure {
    /// The setting to change
    #[arg(requires = "value")]
    name: Option<String>,
    /// What to set it to: yes, no, a number or a word
    value: Option<String>,
}

/// Shows or changes.
pub(crate) fn run(configure: &Configure, ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    let (Some(name), Some(value)) = (&configure.name, &configure.value) else {
        show(ui, config);
        return Ok(exit::DONE);
    };
    config::set(name, value).map_err(Failure::usage)?;
    let (after, _) = config::read();
    ui.say(&format!("{name} is {} from now on.", after.written(name).unwrap_or_default()));
    Ok(exit::DONE)
}

fn show(ui: &mut Ui, config: &Config) {
    for (name, _) in config::SETTINGS {
        let value = config.written(name).unwrap_or_else(|| "not set".to_owned());
        ui.hang(&format!("{name:<12}"), &value, Tone::Plain);
    }
    ui.gap();
    ui.say("To change one: tending config NAME VALUE, such as: tending config accessible yes");
}
