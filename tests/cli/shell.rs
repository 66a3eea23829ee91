//! `tending` alone: what Tab completes, what comes back by the arrow keys, what is not understood.

use super::tending;
use super::terminal::{Terminal, UP};

fn open() -> Terminal {
    let mut terminal = Terminal::start(&[]);
    terminal.until("Three things").until("run NAME").until("or Ctrl-D").until("tending> ");
    terminal
}

#[test]
fn it_greets_completes_and_leaves() {
    let mut terminal = open();
    terminal.send("sh\t").until("show ").send("exercises/tw\t").until("exercises/two/").send("\r");
    terminal.until("What a terminal must do").until("tending> ");
    terminal.send("preview exercises/two --at hea\t").until("--at heat").send("\x15");
    terminal.send("run --no-p\t").until("--no-pauses").send("\x15");
    terminal.send("exit\r");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn what_is_not_understood_gets_the_nearest() {
    let mut terminal = open();
    terminal.send("rnu\r").until("Did you mean `tending run`?").until("tending> ");
    terminal.send("calm-puase\r").until("`tending run calm-pause`").until("tending> ");
    terminal.send("run calm-puase\r").until("Did you mean `calm-pause`?").until("tending> ");
    terminal.send("\x04");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn the_arrow_keys_bring_back_commands_and_never_an_answer() {
    let mut terminal = open();
    terminal.send("run exercises/two --no-pauses --no-keep\r");
    terminal.until("asker").until("> ").send("Xanthippe\r");
    terminal.until("listener").until("> ").send("Ben\r").until("goes on").until("> ");
    terminal.send("\r").until("ready").send("\r").until("own words?").until("> ");
    terminal.send("a quiet word\r").until("How strong").until("> ").send("/quit\r");
    terminal.until("Left").until("tending> ");
    let before = terminal.written().len();
    terminal.send(UP).until("--no-keep").send(UP).send(UP).send("\x15\x04");
    let (_, written) = terminal.end();
    assert!(!written[before..].contains("quiet") && !written[before..].contains("Xanthippe"));
}

#[test]
fn where_nothing_is_drawn_again_it_takes_commands_too() {
    for (name, value, prompt) in [("TERM", "dumb", "tending> "), ("ACCESSIBLE", "1", "Command: ")] {
        let mut command = tending(&[]);
        command.env(name, value);
        let mut terminal = Terminal::spawn(command);
        terminal.until("Three things").until(prompt).send("paths --json\r").until("settings");
        terminal.until(prompt).send("\x04");
        let (code, written) = terminal.end();
        assert_eq!(code, 0);
        assert!(!written.contains("\x1b[K") && !written.contains("\x1b[2"), "{written:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_no_escape_codes_in_a_run() {
    let mut command = tending(&["run", "exercises/two", "--no-pauses", "--no-keep"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::spawn(command);
    terminal.until("asker").until("> ").send("Ana\r").until("listener").until("> ").send("Ben\r");
    terminal.until("goes on").until("> ").send("\r").until("ready").send("\r");
    terminal.until("own words?").until("> ").send("word\r").until("How strong").send("/quit\r");
    let (code, written) = terminal.end();
    assert_eq!(code, 3);
    assert!(!written.contains('\x1b'), "{written:?}");
}
