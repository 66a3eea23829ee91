//! The program at a pseudo-terminal: what is on the screen, what leaves it, which keys work.

use std::time::Duration;

use expectrl::Expect;
use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;

use super::tending;

pub(super) const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";
pub(super) const CTRL_C: &str = "\x03";
const CTRL_U: &str = "\x15";
const CTRL_Y: &str = "\x19";
pub(super) const UP: &str = "\x1b[A";

/// The program at a terminal of 80 columns, and everything it wrote there.
pub(super) struct Terminal {
    session: OsSession,
    written: String,
}

impl Terminal {
    fn open(arguments: &[&str]) -> Terminal {
        let names = ["--name", "asker=Ana", "--name", "listener=Ben"];
        let words = [&["run", "exercises/two"], &names[..], arguments].concat();
        Terminal::start(&words)
    }

    /// The program with these arguments.
    pub(super) fn start(arguments: &[&str]) -> Terminal {
        Terminal::spawn(tending(arguments))
    }

    /// This command.
    pub(super) fn spawn(command: std::process::Command) -> Terminal {
        let mut session = OsSession::spawn(command).unwrap();
        session.get_process_mut().set_window_size(80, 40).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        Terminal { session, written: String::new() }
    }

    /// Waits until `words` were written, after what was waited for before.
    pub(super) fn until(&mut self, words: &str) -> &mut Terminal {
        let found = match self.session.expect(words) {
            Ok(found) => found,
            Err(error) => panic!("{error}: no {words:?} after {:?}", self.written),
        };
        self.written.push_str(&String::from_utf8_lossy(found.before()));
        self.written.push_str(words);
        self
    }

    /// What is written between two marks, after what was waited for before.
    pub(super) fn between(&mut self, from: &str, to: &str) -> String {
        self.until(from);
        let start = self.written.len();
        self.until(to);
        self.written[start..self.written.len() - to.len()].to_owned()
    }

    /// Everything that was written so far.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    pub(super) fn send(&mut self, keys: &str) -> &mut Terminal {
        self.session.send(keys).unwrap();
        self
    }

    /// Keys that are no text.
    pub(super) fn send_bytes(&mut self, keys: &[u8]) -> &mut Terminal {
        self.session.send(keys).unwrap();
        self
    }

    /// The screen gets another width.
    pub(super) fn resize(&mut self, columns: u16) -> &mut Terminal {
        self.session.get_process_mut().set_window_size(columns, 40).unwrap();
        self
    }

    /// Waits for the end; the exit code and everything that was written.
    pub(super) fn end(mut self) -> (i32, String) {
        let found = match self.session.expect(expectrl::Eof) {
            Ok(found) => found,
            Err(error) => {
                let rest = self.session.check(expectrl::Regex("(?s).*"));
                let rest = rest.map(|rest| String::from_utf8_lossy(rest.as_bytes()).into_owned());
                panic!("{error}: no end after {:?} and {rest:?}", self.written);
            }
        };
        self.written.push_str(&String::from_utf8_lossy(found.as_bytes()));
        match self.session.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => (code, self.written),
            other => panic!("{other:?}"),
        }
    }

    /// Up to the first private question.
    fn to_secret(arguments: &[&str]) -> Terminal {
        let mut terminal = Terminal::open(arguments);
        terminal.until("Enter goes on; /help").until("> ").send("\r");
        terminal.until("Space holds").until("breathe in").send("\r");
        terminal.until(CLEAR).until("Now it is Ana").until("ready").send("\r");
        terminal.until("own words?").until("Ana> ");
        terminal
    }
}

/// What a person sees in the end: what was written after the screen was last cleared.
pub(super) fn on_screen(written: &str) -> &str {
    written.rsplit(CLEAR).next().unwrap_or(written)
}

#[test]
fn what_is_private_is_gone_when_the_other_sits_down() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("a quiet word\r").until("How strong").until("Ana> ").send("7\r");
    terminal.until("Which of these").until("Ana> ").send("1\r");
    terminal.until("word for word").until("Ana> ").send("yes\r");
    terminal.until(CLEAR).until("Now it is Ben").until("ready");
    assert!(!on_screen(&terminal.written).contains("quiet"));
    terminal.send("\r").until("Ana's words").until("Ben> ").send("\r");
    let (code, _) = terminal.end();
    assert_eq!(code, 0);
}

#[test]
fn ctrl_c_at_a_prompt_takes_what_is_private_away() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("a quiet word").until("word").send(CTRL_C);
    let (code, written) = terminal.end();
    assert_eq!(code, 130);
    assert!(written.contains(CLEAR) && !on_screen(&written).contains("quiet"));
}

#[test]
fn ctrl_c_in_a_pause_shows_the_cursor_again() {
    let mut terminal = Terminal::open(&[]);
    terminal.until("/help)").until("> ").send("\r").until("breathe in").send(CTRL_C);
    let (code, written) = terminal.end();
    assert_eq!(code, 130);
    let (hidden, shown) = (written.rfind("\x1b[?25l"), written.rfind("\x1b[?25h"));
    assert!(shown > hidden);
}

#[test]
fn ctrl_c_at_a_hand_over_ends_it() {
    let mut terminal = Terminal::open(&["--no-pauses"]);
    terminal.until("/help)").until("> ").send("\r");
    terminal.until("Now it is Ana").until("ready").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn nothing_typed_comes_back_by_an_arrow_or_a_yank() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("a quiet word").until("word").send(CTRL_U).send("short\r");
    terminal.until("How strong").until("Ana> ").send("7\r");
    terminal.until("Which of these").until("Ana> ").send("1\r");
    terminal.until("word for word").until("Ana> ").send("yes\r");
    terminal.until("Now it is Ben").until("ready").send("\r").until("Ben> ");
    terminal.send(UP).send(CTRL_Y).send("\r");
    let (_, written) = terminal.end();
    assert!(!on_screen(&written).contains("quiet"));
}

#[test]
fn space_holds_the_clock_and_what_is_typed_in_a_pause_goes_nowhere() {
    let mut terminal = Terminal::open(&[]);
    terminal.until("/help)").until("> ").send("\r").until("breathe in");
    terminal.send(" ").until("left, held").send(" ").until("breathe");
    terminal.send("lost words\r");
    terminal.until("Now it is Ana").until("ready").send("\r");
    terminal.until("Ana> ").send(CTRL_C);
    let (_, written) = terminal.end();
    assert!(!written.contains("lost"));
}

#[test]
fn a_command_typed_in_a_pause_or_at_a_hand_over_is_heard() {
    let mut terminal = Terminal::open(&[]);
    terminal.until("/help)").until("> ").send("\r").until("breathe in").send("/skip\r");
    terminal.until("ready").send("/stop\r");
    terminal.until("that is fine");
    assert_eq!(terminal.end().0, 3);
}

#[test]
fn nudged_words_are_kept_by_enter_and_brought_back_by_tab() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("you never listen\r").until("Noticed").until("So far it reads");
    terminal.until("Enter keeps these words").until("Ana> ").send("\t").until("you never listen");
    terminal.send("\r").until("How strong").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn a_command_after_a_nudge_is_a_command() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("you never listen\r").until("Enter keeps these words").until("Ana> ");
    terminal.send("/stop\r");
    assert_eq!(terminal.end().0, 3);
}

#[test]
fn a_quick_exit_leaves_nothing_behind() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("/x\r");
    let (code, written) = terminal.end();
    assert_eq!((code, on_screen(&written).trim()), (0, ""));
}

#[test]
fn the_end_of_input_is_a_clean_end() {
    let mut terminal = Terminal::to_secret(&[]);
    terminal.send("\x04");
    assert_eq!(terminal.end().0, 3);
}

#[test]
fn accessible_draws_nothing_again() {
    let mut terminal = Terminal::open(&["--accessible", "--no-pauses", "--color", "never"]);
    terminal.until("/help says more").until("Press Enter: ").send("\r");
    terminal
        .until("Now it is Ana")
        .until("ready")
        .send("\r")
        .until("Ana. Answer: ")
        .send("/stop\r");
    let (code, written) = terminal.end();
    assert_eq!(code, 3);
    assert!(!written.replace(CLEAR, "").contains('\x1b'), "{written:?}");
}

#[test]
fn a_key_that_is_no_text_costs_nothing_that_was_said() {
    for (more, first, second) in [
        (&[][..], "asker> ", "listener> "),
        (&["--accessible"], "Name of the asker: ", "Name of the listener: "),
    ] {
        let words = [&["run", "exercises/two", "--no-keep"], more].concat();
        let mut terminal = Terminal::start(&words);
        terminal.until(first).send_bytes(b"An\xc3\x28\r");
        terminal.until("That cannot be read").until(first).send("Ana\r");
        terminal.until(second).send(CTRL_C);
        assert_eq!(terminal.end().0, 130);
    }
}

#[test]
fn who_goes_back_over_a_hand_over_reads_so_before_the_screen_is_cleared() {
    let mut terminal = Terminal::start(&["run", "exercises/turns", "--no-keep"]);
    terminal
        .until("first")
        .until("like.")
        .send("Ana\r")
        .until("second")
        .until("like.")
        .send("Ben\r");
    terminal.until("Now it is Ana").until("ready").send("\r").until("How are you?").send("well\r");
    terminal.until("Now it is Ben").until("ready").send("\r").until("How are you?");
    terminal.send("/back\r").until("One step back.").until("(Enter goes on)");
    assert!(on_screen(terminal.written()).contains("One step back."));
    assert!(!on_screen(terminal.written()).contains("well"));
    terminal.send("\r").until("Now it is Ana").until("ready").send("/x\r");
    assert_eq!(terminal.end().0, 0);
}
