//! One line from wherever answers come from, and the wait before somebody begins to type. Knows
//! nothing of what a line means.

use super::drive::{Hand, Outcome, failed};
use super::editor::{Asked, Typed};
use super::keys;
use super::layout::columns;
use super::ui::Ui;
use super::watch::Watch;

/// Waits until somebody begins to type; whether files changed before that. What stands where one
/// types is taken away again, for the editor or for what comes instead.
pub(crate) fn idle(
    ui: &mut Ui,
    watch: &Watch,
    asked: &Asked<'_>,
    edits: bool,
) -> Result<bool, Outcome> {
    ui.open_line(asked.prompt);
    let begun = asked.begun;
    let whole = columns(asked.prompt) + columns(begun) < ui.width() && !begun.contains('\n');
    if edits && whole {
        ui.open_line(begun);
    }
    let changed = keys::until_typed(!edits, || watch.changed()).map_err(|error| failed(&error))?;
    if edits {
        ui.unlive(false);
    } else if changed {
        ui.raw("\n");
    }
    Ok(changed)
}

/// One line from wherever answers come from. `missing` names the question that waits.
pub(crate) fn read(
    ui: &mut Ui,
    hand: &mut Hand,
    asked: &Asked<'_>,
    missing: impl FnOnce() -> String,
) -> Result<String, Outcome> {
    match hand {
        Hand::Keyboard(editor) => {
            // Where one waited for a change, it stands there already.
            if !editor.brings_drafts() && asked.changed.is_none() {
                ui.open_line(asked.prompt);
            }
            let typed = loop {
                match editor.read(asked) {
                    Ok(typed) => break typed,
                    // Nobody shall lose an hour for one key that went wrong.
                    Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                        ui.was_typed("");
                        ui.say(&format!("That cannot be read: {error}. Please type it again."));
                        if !editor.brings_drafts() {
                            ui.open_line(asked.prompt);
                        }
                    }
                    Err(error) => return Err(failed(&error)),
                }
            };
            ui.was_typed(if let Typed::Line(line) = &typed { line } else { "" });
            match typed {
                Typed::Line(line) => Ok(line),
                Typed::End => Err(Outcome::Quit),
                Typed::Interrupt => Err(Outcome::Interrupted),
            }
        }
        Hand::File(answers) => {
            let line = answers.next().ok_or_else(|| Outcome::RanOut(missing()))?;
            ui.echo(asked.prompt, &line);
            Ok(line)
        }
    }
}
