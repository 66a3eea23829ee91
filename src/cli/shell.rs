//! `tending` alone: a prompt for commands, with completion and a history of commands that is
//! gone with the program. Carries out nothing itself.

use std::io::{self, IsTerminal};

use clap::Command;
use rustyline::completion::Completer;
use rustyline::config::{BellStyle, ColorMode, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use super::editor::{self, Typed};
use super::layout::Tone;
use super::ui::Ui;
use super::{Failure, complete, exit, signals};

/// Words that leave.
const LEAVE: [&str; 5] = ["exit", "quit", "/quit", "/exit", "/x"];

/// Greets; at a terminal, takes commands until the person leaves. `obey` carries one out.
pub(crate) fn run(
    ui: &mut Ui,
    cli: fn() -> Command,
    mut obey: impl FnMut(&mut Ui, Vec<String>),
) -> Result<u8, Failure> {
    let here = io::stdin().is_terminal() && ui.look.terminal;
    greet(ui, here);
    if !here {
        return Ok(exit::DONE);
    }
    let mut lines = Lines::new(ui, cli).map_err(|error| unreadable(&error))?;
    while let Some(line) = lines.next(ui).map_err(|error| unreadable(&error))? {
        let words = words(&line);
        match words.first().map(String::as_str) {
            None => continue,
            Some(word) if LEAVE.contains(&word) => break,
            // What is looked at there may be somebody's words.
            Some("helpers") => {}
            Some(_) => lines.remember(line.trim()),
        }
        obey(ui, words);
        if ui.is_broken() || ui.is_leaving() {
            break;
        }
    }
    Ok(exit::DONE)
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::failed(format!("cannot read the terminal: {error}"))
}

/// The three things one can do first, and how one leaves.
fn greet(ui: &mut Ui, here: bool) {
    ui.say("Guided exercises for one person or two. Three things to begin with:");
    ui.gap();
    let before = if here { "" } else { "tending " };
    let widest = before.len() + "run NAME".len();
    for (command, what) in [
        ("list", "shows the exercises there are"),
        ("run NAME", "plays one of them"),
        ("help", "shows all commands"),
    ] {
        let command = format!("{before}{command}");
        match ui.look.accessible {
            true => ui.say(&format!("{command}: {what}.")),
            false => ui.hang(&format!("  {command:<widest$}  "), what, Tone::Plain),
        }
    }
    if here {
        ui.gap();
        let leave = "to leave: exit, or Ctrl-D";
        match edits(ui) {
            true => ui.hint(&["Tab completes what is begun", leave]),
            false => ui.hint(&[leave]),
        }
    }
}

/// Whether lines are edited here, and not by the terminal itself.
fn edits(ui: &Ui) -> bool {
    ui.look.live && !ui.look.accessible
}

/// Lines of commands.
enum Lines {
    Edited(Box<Editor<Tab, MemHistory>>),
    Plain,
}

impl Lines {
    fn new(ui: &Ui, cli: fn() -> Command) -> io::Result<Lines> {
        if !edits(ui) {
            return Ok(Lines::Plain);
        }
        let editor = edited(Tab { cli }).map_err(io::Error::other)?;
        Ok(Lines::Edited(Box::new(editor)))
    }

    /// The next line, until the person leaves.
    fn next(&mut self, ui: &mut Ui) -> io::Result<Option<String>> {
        ui.gap();
        match self {
            Lines::Edited(editor) => loop {
                drop(signals::changing_modes());
                let line = editor.readline("tending> ");
                ui.was_typed("");
                match line {
                    Ok(line) => return Ok(Some(line)),
                    Err(ReadlineError::Interrupted) => {}
                    Err(_end) => return Ok(None),
                }
            },
            Lines::Plain => {
                ui.open_line(if ui.look.accessible { "Command: " } else { "tending> " });
                let typed = editor::plain(false)?;
                ui.was_typed("");
                match typed {
                    Typed::Line(line) => Ok(Some(line)),
                    Typed::End | Typed::Interrupt => Ok(None),
                }
            }
        }
    }

    /// Brings `line` back by the arrow keys, until the program ends.
    fn remember(&mut self, line: &str) {
        if let Lines::Edited(editor) = self {
            let _full = editor.add_history_entry(line);
        }
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

fn edited(tab: Tab) -> rustyline::Result<Editor<Tab, MemHistory>> {
    let config = Config::builder()
        .auto_add_history(false)
        .bell_style(BellStyle::None)
        .color_mode(ColorMode::Disabled)
        .completion_type(CompletionType::List)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(tab));
    Ok(editor)
}

/// What Tab completes: all that it would in a shell.
struct Tab {
    cli: fn() -> Command,
}

impl Completer for Tab {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let begun = line.get(..at).unwrap_or(line);
        let start = begun.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
        let mut typed = words(&begun[..start]);
        typed.push(begun[start..].to_owned());
        let mut found = complete::candidates((self.cli)(), &typed);
        // What is whole is followed by the next word.
        if let [whole] = found.as_mut_slice()
            && !whole.ends_with(['=', '/'])
        {
            whole.push(' ');
        }
        Ok((start, found))
    }
}

impl Hinter for Tab {
    type Hint = String;
}
impl Highlighter for Tab {}
impl Validator for Tab {}
impl Helper for Tab {}

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
