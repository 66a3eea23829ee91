//! `tending explain`: what a message is about. The words stand where the message is made.

use tending::diagnostic::{Code, Severity};
use tending::suggest;

use super::layout::Tone;
use super::ui::{Ui, clean};
use super::{Failure, exit};

/// Says more about a message of `tending check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The name in brackets, such as unknown-step; without it all are listed
    code: Option<String>,
}

/// Explains one code, or lists all.
pub(crate) fn run(explain: &Explain, ui: &mut Ui) -> Result<u8, Failure> {
    let codes = tending::codes();
    let Some(name) = &explain.code else {
        for code in &codes {
            ui.hang(&format!("{:<26}  ", code.name), first_line(code), Tone::Plain);
        }
        return Ok(exit::DONE);
    };
    match codes.iter().find(|code| code.name == name) {
        Some(code) => {
            show(ui, code);
            Ok(exit::DONE)
        }
        None => Err(unknown(name, &codes)),
    }
}

fn show(ui: &mut Ui, code: &Code) {
    let kind = match code.severity {
        Severity::Error => "an error: the exercise cannot be run",
        Severity::Warning => "a warning: it can be run, look at it",
    };
    ui.toned(&format!("{} ({kind})", code.name), Tone::Strong);
    ui.gap();
    let mut paragraph = String::new();
    for line in code.explanation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        let verbatim = line.starts_with("    ");
        if (verbatim || line.trim().is_empty()) && !paragraph.is_empty() {
            ui.say(&std::mem::take(&mut paragraph));
        }
        match (verbatim, line.trim().is_empty()) {
            (true, _) => ui.line(&vec![(Tone::Plain, line.to_owned())]),
            (false, true) => ui.gap(),
            (false, false) => {
                let blank = if paragraph.is_empty() { "" } else { " " };
                paragraph.push_str(blank);
                paragraph.push_str(line.trim());
            }
        }
    }
    if !paragraph.is_empty() {
        ui.say(&paragraph);
    }
}

fn first_line(code: &Code) -> &'static str {
    code.explanation.lines().next().map_or("", |line| line.trim())
}

fn unknown(name: &str, codes: &[Code]) -> Failure {
    let hint = match suggest::nearest(name, codes.iter().map(|code| code.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tending explain` lists them".to_owned(),
    };
    Failure::usage(format!("there is no message `{}`; {hint}", clean(name)))
}
