//! Every way out leaves the terminal as it was: keys, signals, a stop and a going on; and no line
//! is wider than the screen.

use std::process::Command;

use unicode_width::UnicodeWidthStr;

use super::tending;
use super::terminal::{CTRL_C, Terminal, on_screen};

/// Runs the program on so many columns, then says its exit code and whether the terminal is as it
/// was.
const WATCHED: &str = r#"trap : INT
read _begin
stty cols $1 rows 40; shift
before=$(stty -g)
sh -c 'echo "pid=$$;"; exec "$@"' - "$@"
echo "code=$?;"
[ "$before" = "$(stty -g)" ] && echo same || echo changed"#;

/// `command` watched from a shell; its process comes back too.
fn watched(command: &Command, columns: u16) -> (Terminal, String) {
    let mut shell = Command::new("sh");
    shell.env_clear().current_dir(super::here());
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    shell.args(["-c", WATCHED, "sh", &columns.to_string()]);
    shell.arg(command.get_program()).args(command.get_args());
    let mut terminal = Terminal::spawn(shell);
    terminal.send("\r");
    let pid = terminal.between("pid=", ";");
    (terminal, pid)
}

/// The exercise for two.
fn two(arguments: &[&str]) -> Command {
    let words = ["run", "exercises/two", "--name", "asker=Ana", "--name", "listener=Ben"];
    tending(&[&words[..], &["--no-keep"], arguments].concat())
}

#[derive(Debug, Clone, Copy)]
enum State {
    Words,
    Pause,
    HandOver,
    Private,
}

const STATES: [State; 4] = [State::Words, State::Pause, State::HandOver, State::Private];

/// Up to that state.
fn lead(terminal: &mut Terminal, state: State) {
    terminal.until("Enter goes on; /help").until("> ");
    if let State::Words = state {
        return;
    }
    terminal.send("\r").until("Space holds").until("breathe in");
    if let State::Pause = state {
        return;
    }
    terminal.send("\r").until("Now it is Ana").until("ready");
    if let State::HandOver = state {
        return;
    }
    terminal.send("\r").until("own words?").until("Ana> ").send("a quiet wo").until("quiet");
}

/// It ended with this code, and left the terminal as a shell wants it.
fn is_left_well(mut terminal: Terminal, code: &str, what: &str) {
    assert_eq!(terminal.between("code=", ";"), code, "{what}");
    let (_, written) = terminal.end();
    assert!(written.contains("same"), "{what}: {written:?}");
    assert!(!on_screen(&written).contains("quiet"), "{what}: {written:?}");
    assert!(written.rfind("\x1b[?25l") <= written.rfind("\x1b[?25h"), "{what}: {written:?}");
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    for state in STATES {
        let (mut terminal, _) = watched(&two(&[]), 80);
        lead(&mut terminal, state);
        terminal.send(CTRL_C);
        is_left_well(terminal, "130", &format!("Ctrl-C at {state:?}"));
    }
}

#[test]
fn being_ended_from_outside_leaves_the_terminal_as_it_was() {
    for state in STATES {
        for signal in ["-TERM", "-HUP", "-INT"] {
            let (mut terminal, pid) = watched(&two(&[]), 80);
            lead(&mut terminal, state);
            let sent = Command::new("kill").args([signal, &pid]).status().unwrap();
            assert!(sent.success());
            is_left_well(terminal, "130", &format!("{signal} at {state:?}"));
        }
    }
}

#[test]
fn a_stop_a_leaving_and_the_end_of_input_leave_the_terminal_as_it_was() {
    for (keys, code) in
        [("\x15/stop\r", "3"), ("\x15/quit\r", "3"), ("\x15/x\r", "0"), ("\x15\x04", "3")]
    {
        let (mut terminal, _) = watched(&two(&[]), 80);
        lead(&mut terminal, State::Private);
        terminal.send(keys);
        is_left_well(terminal, code, keys);
    }
}

#[test]
fn where_the_terminal_edits_the_lines_nothing_private_stays_either() {
    for keys in [CTRL_C, "\x04"] {
        let (mut terminal, _) = watched(&two(&["--accessible", "--no-pauses"]), 80);
        terminal.until("Press Enter: ").send("\r").until("ready").send("\r");
        terminal.until("Ana. Answer: ").send("a quiet word\r").until("Ana. Number: ").send(keys);
        is_left_well(terminal, if keys == CTRL_C { "130" } else { "3" }, keys);
    }
}

/// A shell one types into, with jobs.
fn shell() -> Terminal {
    let command = two(&[]);
    let mut shell = Command::new("sh");
    shell.env_clear().current_dir(super::here()).arg("-i").env("PS1", "$ ");
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    let mut terminal = Terminal::spawn(shell);
    terminal.until("$ ").send(&format!("before=$(stty -g); play() {{ {}; }}\r", words.join(" ")));
    terminal.until("$ ");
    terminal
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_goes_on() {
    for state in STATES {
        let mut terminal = shell();
        let program = env!("CARGO_BIN_EXE_tending");
        terminal.send(&format!(
            "{program} run exercises/two --name asker=Ana --name listener=Ben --no-keep\r"
        ));
        lead(&mut terminal, state);
        terminal.send("\x1a").until("Stopped").until("$ ");
        terminal
            .send("[ \"$before\" = \"$(stty -g)\" ] && echo sa''me\r")
            .until("same")
            .until("$ ");
        terminal.send("fg\r");
        match state {
            State::Words => terminal.send("\r").until("Space holds").until("breathe in"),
            State::Pause => terminal.until("breathe").send("\r").until("Now it is Ana"),
            State::HandOver => terminal.send("\r").until("own words?"),
            State::Private => terminal.until("a quiet wo").send("rd\r").until("How strong"),
        };
        terminal.send(CTRL_C).until("$ ").send("exit\r");
        terminal.end();
    }
}

/// The widest line that was written, between what ends or begins a line anew.
fn widest(written: &str) -> (usize, String) {
    let mut plain = String::new();
    let mut rest = written;
    while let Some(at) = rest.find('\x1b') {
        plain.push_str(&rest[..at]);
        let code = &rest[at + 1..];
        let end = code
            .find(|letter: char| letter.is_ascii_alphabetic())
            .map_or(code.len(), |end| end + 1);
        rest = &code[end..];
    }
    plain.push_str(rest);
    let lines = plain.split(['\n', '\r']).map(|line| (line.width(), line.to_owned()));
    lines.max().unwrap_or_default()
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for columns in [20, 40, 80] {
        let (mut terminal, _) = watched(&tending(&["run", "exercises/wide", "--no-keep"]), columns);
        terminal.until("Wide").until("goes").until("> ").send("\r");
        terminal.until("A pause of").until("in \u{2026} 4").send("\r");
        terminal.until("Which").until("> ").send("1\r").until("code=");
        let (width, line) = widest(terminal.written());
        assert!(width < columns.into(), "{columns}: {line:?}");
    }
}

#[test]
fn a_screen_that_grows_narrow_meanwhile_is_kept_to() {
    let (mut terminal, _) = watched(&tending(&["run", "exercises/wide", "--no-keep"]), 80);
    terminal.until("Wide").until("goes").until("> ").send("\r");
    terminal.until("A pause of").until("breathe in").resize(20).until("in \u{2026} ").until(":");
    let before = terminal.written().len();
    terminal.send("\r").until("Which").until("> ").send("1\r").until("code=");
    let (width, line) = widest(&terminal.written()[before..]);
    assert!(width < 20, "{line:?}");
}
