//! What is kept: on the disk before the next question, sealed, gone on with, and nothing at all
//! where nobody asked for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::terminal::Terminal;
use super::{finish, golden, here, seen, tending};

pub(super) const MONDAY: &str = "2026-01-05T18:00:00+01:00";
pub(super) const TUESDAY: &str = "2026-01-06T09:00:00+01:00";
/// What is typed in the test of sealing, names and passphrases with it. Three letters come about by
/// chance in what is sealed, so the names are long ones.
const WORDS: &[&str] =
    &["never listen", "Anastasia", "Benedict", "heron", "badger", "Two at one", "2026-01"];

/// A home that is gone with the test.
pub(super) struct Home(pub(super) PathBuf);

impl Home {
    pub(super) fn new(name: &str) -> Home {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{name}"));
        let _old = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        Home(home)
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = tending(arguments);
        command
            .env("HOME", &self.0)
            .env("XDG_DATA_HOME", self.0.join("data"))
            .env("XDG_CONFIG_HOME", self.0.join("config"));
        command
    }

    /// Runs with these lines as answers.
    pub(super) fn run(&self, arguments: &[&str], at: &str, lines: &str) -> Output {
        let all = [arguments, &["--answers", "-", "--at", at]].concat();
        finish(self.command(&all), lines.as_bytes())
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.0.join("data/tending/journal")
    }

    /// Every byte of every file below this home.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let (mut all, mut folders) = (Vec::new(), vec![self.0.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                all.extend(path.display().to_string().into_bytes());
                match path.is_dir() {
                    true => folders.push(path),
                    false => all.extend(fs::read(path).unwrap()),
                }
            }
        }
        all
    }

    pub(super) fn holds(&self, word: &str) -> bool {
        let bytes = self.bytes();
        bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// Two people, each with a passphrase, in the middle of it.
pub(super) fn begun(home: &Home) -> Output {
    begun_by(home, "Ana\nBen")
}

fn begun_by(home: &Home, names: &str) -> Output {
    let lines = format!("{names}\nheron\nheron\nbadger\nbadger\nyou never listen\n\n7\n");
    home.run(&["run", "exercises/two", "--keep"], MONDAY, &lines)
}

#[test]
fn nothing_is_written_where_nobody_asked_for_it() {
    let home = Home::new("unasked");
    let lines = "Ana\nBen\nyou never listen\n\n7\n1\nno\n";
    let output = home.run(&["run", "exercises/two"], MONDAY, lines);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(fs::read_dir(&home.0).unwrap().count(), 0);
}

#[test]
fn a_kept_session_goes_on_where_it_was() {
    let home = Home::new("goes-on");
    golden("keep-begun", &seen(&begun(&home)));
    let output = home.run(&["resume"], TUESDAY, "heron\nbadger\n/recap\n/back\n8\n1 3\nyes\n");
    golden("keep-resumed", &seen(&output));
    let again = home.run(&["resume", "1"], TUESDAY, "heron\nbadger\n");
    golden("keep-ended", &String::from_utf8_lossy(&again.stderr));
}

#[test]
fn no_word_that_was_typed_can_be_read_in_any_file() {
    let home = Home::new("sealed");
    begun_by(&home, "Anastasia\nBenedict");
    for word in WORDS {
        assert!(!home.holds(word), "{word}");
    }
    home.run(&["resume"], TUESDAY, "heron\nbadger\n1 3\nyes\n");
    for word in WORDS {
        assert!(!home.holds(word), "{word}");
    }
}

#[test]
fn a_wrong_passphrase_changes_nothing_and_one_alone_cannot_go_on() {
    let home = Home::new("wrong");
    begun(&home);
    let before = fs::read(home.journal().join("journal.db")).unwrap();
    let wrong = home.run(&["resume"], TUESDAY, "hern\nbager\nxyz\n");
    golden("keep-wrong", &seen(&wrong));
    let alone = home.run(&["resume"], TUESDAY, "badger\nx\ny\nz\n");
    golden("keep-alone", &seen(&alone));
    assert_eq!(fs::read(home.journal().join("journal.db")).unwrap(), before);
    let both = home.run(&["resume"], TUESDAY, "badger\nheron\n1 3\nyes\n");
    assert_eq!(both.status.code(), Some(0));
}

#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new("modes");
    begun(&home);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.journal()), 0o700);
    for entry in fs::read_dir(home.journal()).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[test]
fn what_is_not_to_be_kept_reaches_no_disk() {
    let home = Home::new("unkept");
    let lines = "\nlavender\nyes\nmarigold\n";
    let output = home.run(&["run", "exercises/unkept", "--keep"], MONDAY, lines);
    golden("keep-unkept", &seen(&output));
}

#[test]
fn two_runs_on_one_session_are_refused() {
    let home = Home::new("two-runs");
    let mut first = at_terminal(&home, &["run", "exercises/two", "--keep", "--no-pauses"]);
    first.until("asker> ").send("Ana\r").until("listener> ").send("Ben\r");
    first.until("Ana: passphrase").send("\r").until("Ben: passphrase").send("\r");
    first.until("> ").send("\r").until("Now it is Ana").until("ready").send("\r").until("Ana> ");
    let second = home.run(&["resume", "1"], TUESDAY, "");
    golden("keep-running", &String::from_utf8_lossy(&second.stderr));
    first.send("a quiet word\r").until("How strong").until("Ana> ").send("/quit\r");
    let (code, written) = first.end();
    assert_eq!(code, 3);
    assert!(written.contains("`tending resume 1` goes on from here."));
    let mut again = at_terminal(&home, &["resume"]);
    // Where one was is read before the hand-over clears it away.
    again
        .until("a moment ago")
        .until("(Enter goes on)")
        .send("\r")
        .until("Now it is Ana")
        .until("ready")
        .send("\r");
    again.until("How strong").until("Ana> ").send("/back\r").until("own words?").send("/quit\r");
    assert_eq!(again.end().0, 3);
}

#[test]
fn a_yes_at_the_start_is_remembered_and_a_no_writes_nothing() {
    let home = Home::new("asked");
    let mut no = at_terminal(&home, &["run", "exercises/two"]);
    no.until("Keep it? ").send("\r").until("asker> ").send("/quit\r");
    assert_eq!(no.end().0, 3);
    assert_eq!(fs::read_dir(&home.0).unwrap().count(), 0);
    let mut yes = at_terminal(&home, &["run", "exercises/two"]);
    yes.until("Keep it? ").send("yes\r").until("Remembered").until("asker> ").send("/x\r");
    assert_eq!(yes.end().0, 0);
    let mut known = at_terminal(&home, &["run", "exercises/two"]);
    known.until("What you write is kept").until("asker> ").send("/quit\r");
    assert_eq!(known.end().0, 3);
}

#[test]
fn a_passphrase_is_not_shown_while_it_is_typed() {
    let home = Home::new("not-shown");
    let mut terminal = at_terminal(&home, &["run", "exercises/two", "--keep"]);
    terminal.until("asker> ").send("Ana\r").until("listener> ").send("Ben\r");
    terminal.until("Ana: passphrase").until("none): ").send("heron\r").until("once more: ");
    terminal.send("heron\r").until("Ben: passphrase").until("none): ").send("heron\r");
    terminal.until("someone who is here already").until("none): ").send("\x03");
    let (code, written) = terminal.end();
    assert_eq!((code, written.contains("heron")), (130, false));
}

#[test]
fn who_joins_on_the_way_has_a_passphrase_of_their_own() {
    let home = Home::new("joins");
    let lines = "Ana\nheron\nheron\nmine alone\nnow\nBen\nbadger\nbadger\nfor us both\n";
    let output = home.run(&["run", "exercises/joining", "--keep"], MONDAY, lines);
    golden("keep-joined", &seen(&output));
    let read = |passphrase: &str| {
        let all = ["journal", "1", "--answers", "-"];
        String::from_utf8(finish(home.command(&all), passphrase.as_bytes()).stdout).unwrap()
    };
    let (ana, ben) = (read("heron\n"), read("badger\n"));
    assert!(ana.contains("mine alone") && ana.contains("for us both"), "{ana}");
    assert!(!ben.contains("mine alone") && ben.contains("for us both"), "{ben}");
    let resumed = home.run(&["resume"], TUESDAY, "badger\nheron\nmore of Ben\n");
    assert_eq!(resumed.status.code(), Some(0), "{}", seen(&resumed));
}

#[test]
fn a_long_pause_keeps_its_deadline_while_the_program_is_closed() {
    let home = Home::new("pause");
    let mut first = at_terminal(&home, &["run", "exercises/weekly", "--keep"]);
    first.until("passphrase").send("\r").until("first time").until("> ").send("\r");
    first.until("How heavy").until("> ").send("7\r").until("A word").until("> ").send("willow\r");
    first.until("20:00").until("19:58").send("/quit\r");
    assert_eq!(first.end().0, 3);
    let mut again = at_terminal(&home, &["resume"]);
    again.until("a moment ago").until("19:5").send("/quit\r");
    assert_eq!(again.end().0, 3);
    let later = home.run(&["resume"], "2199-01-01T00:00:00+00:00", "fine\n");
    assert!(String::from_utf8_lossy(&later.stdout).contains("That was a long rest."));
    assert_eq!(later.status.code(), Some(0));
}

#[test]
fn an_exercise_that_was_changed_meanwhile_is_gone_on_with_where_that_can_be() {
    let home = Home::new("edited");
    let path = home.0.join("mine.toml");
    let text = fs::read_to_string(here().join("exercises/weekly/exercise.toml")).unwrap();
    let text = text.replace("id = \"weekly\"", "id = \"mine\"").replace("weekly.word", "mine.word");
    let text = text.replace("exercise = \"weekly\", ", "");
    fs::write(&path, &text).unwrap();
    let named = path.to_str().unwrap();
    let begun = home.run(&["run", named, "--keep"], MONDAY, "\n7\n");
    assert_eq!(begun.status.code(), Some(1), "{}", seen(&begun));
    fs::write(&path, text.replace("[step.word]", "[step.phrase]")).unwrap();
    let gone = home.run(&["resume"], TUESDAY, "no\n");
    golden("keep-edited-gone", &seen(&gone));
    let added = "[step.more]\nsay = \"Something new.\"\nwait = false\n\n[step.heat]";
    let added = text.replace("[step.heat]", added).replace("1.0.0", "1.1.0");
    fs::write(&path, added.replace("A word for it?", "One word for it?")).unwrap();
    let on = home.run(&["resume"], TUESDAY, "willow\nfine\n");
    golden("keep-edited", &seen(&on));
    fs::write(&path, &text).unwrap();
    home.run(&["run", named, "--keep"], MONDAY, "\n7\n");
    fs::write(&path, text.replace("[step.word]", "[step.phrase]")).unwrap();
    let anyway = home.run(&["resume"], TUESDAY, "yes\n6\nwillow\nfine\n");
    golden("keep-edited-anyway", &seen(&anyway));
}

#[test]
fn a_home_that_cannot_be_written_is_told_and_the_exercise_runs() {
    let home = Home::new("no-folder");
    // A file where the folder would be: nobody can make one there, whoever runs this.
    fs::write(home.0.join("data"), "").unwrap();
    let lines = "7\nwillow\nfine\n";
    let output = home.run(&["run", "exercises/weekly", "--keep"], MONDAY, lines);
    let text = seen(&output).replace(home.0.to_str().unwrap(), "HOME");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("This cannot be kept: HOME/data/tending/journal cannot be used"),
        "{text}"
    );
    assert!(words.contains("Nothing of this was kept") && words.contains("exit code 0"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_told_and_the_exercise_goes_on() {
    let home = Home::new("full");
    let lines = format!("7\n{}\nfine\n", "willow ".repeat(1000));
    let run =
        home.command(&["run", "exercises/weekly", "--keep", "--answers", "-", "--at", MONDAY]);
    // No file may grow beyond 128 KiB, as if the disk ended there; the signal for that is ignored.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\""]).arg(run.get_program());
    limited.args(run.get_args()).current_dir(run.get_current_dir().unwrap()).env_clear();
    limited.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = finish(limited, format!("\n{lines}").as_bytes());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("This cannot be kept:"), "{}", seen(&output));
    assert!(text.contains("And now?") && text.contains("Nothing of this was kept"), "{text}");
    assert_eq!(output.status.code(), Some(0));
}

/// The program at a terminal, in this home.
pub(super) fn at_terminal(home: &Home, arguments: &[&str]) -> Terminal {
    Terminal::spawn(home.command(arguments))
}
