//! `tending` alone: a prompt for commands, with completion and a history of commands that is
//! gone with the program. Carries out nothing itself.

use std::io::{self, IsTerminal};

use rustyline::completion::Completer;
use rustyline::config::{BellStyle, ColorMode, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use super::layout::Tone;
use super::ui::Ui;
use super::{Failure, exit};

/// Greets; at a terminal, takes commands until the person leaves. `obey` carries one out.
pub(crate) fn run(
    ui: &mut Ui,
    commands: Vec<String>,
    exercises: Vec<String>,
    mut obey: impl FnMut(&mut Ui, Vec<String>) -> u8,
) -> Result<u8, Failure> {
    greet(ui);
    if !io::stdin().is_terminal() || !ui.look.live {
        return Ok(exit::DONE);
    }
    ui.gap();
    ui.toned("(Here the first word can be left out: list, run ID. Ctrl-D leaves.)", Tone::Quiet);
    let mut editor = editor(Names { commands, exercises })
        .map_err(|error| Failure::failed(format!("cannot read the terminal: {error}")))?;
    loop {
        ui.gap();
        match editor.readline("tending> ") {
            Ok(line) => {
                ui.was_typed("");
                let words = words(&line);
                match words.first().map(String::as_str) {
                    None => continue,
                    Some("exit" | "quit" | "/quit" | "/x") => return Ok(exit::DONE),
                    Some("helpers") => {}
                    Some(_) => {
                        let _full = editor.add_history_entry(line.trim());
                    }
                }
                obey(ui, words);
            }
            Err(ReadlineError::Interrupted) => ui.was_typed(""),
            Err(_end) => return Ok(exit::DONE),
        }
        if ui.is_broken() || ui.is_leaving() {
            return Ok(exit::DONE);
        }
    }
}

fn greet(ui: &mut Ui) {
    ui.say("Guided exercises for one person or two. Three things to begin with:");
    ui.gap();
    for (command, what) in [
        ("tending list", "shows the exercises there are"),
        ("tending run ID", "plays one of them"),
        ("tending help", "shows all commands"),
    ] {
        ui.hang(&format!("  {command:<16}"), what, Tone::Plain);
    }
}

/// The words of a line; quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    if words.first().is_some_and(|first| first == "tending") {
        words.remove(0);
    }
    words
}

fn editor(names: Names) -> rustyline::Result<Editor<Names, MemHistory>> {
    let config = Config::builder()
        .auto_add_history(false)
        .bell_style(BellStyle::None)
        .color_mode(ColorMode::Disabled)
        .completion_type(CompletionType::List)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(names));
    Ok(editor)
}

/// What Tab completes: commands, then exercises.
struct Names {
    commands: Vec<String>,
    exercises: Vec<String>,
}

impl Completer for Names {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let begun = line.get(..at).unwrap_or(line);
        let start = begun.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
        let first = begun[..start].trim().is_empty();
        let names = if first { &self.commands } else { &self.exercises };
        let fits = names.iter().filter(|name| name.starts_with(&begun[start..]));
        Ok((start, fits.cloned().collect()))
    }
}

impl Hinter for Names {
    type Hint = String;
}
impl Highlighter for Names {}
impl Validator for Names {}
impl Helper for Names {}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(
            words("helpers blame \"you made me late\""),
            ["helpers", "blame", "you made me late"]
        );
        assert_eq!(words("  tending list "), ["list"]);
        assert_eq!(words("check ''"), ["check", ""]);
        assert!(words("  ").is_empty());
    }
}
