//! The program killed at any instant: nothing that was answered before the question on the screen
//! may be lost. `TENDING_TRIED` says how many kills; a few are enough for every day.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use super::finish;
use super::keeping::Home;

/// How many questions there are.
const ALL: usize = 60;

/// What is random here, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The answers from this one on.
fn answers(from: usize) -> String {
    (from..=ALL).map(|number| format!("word-{number}\n")).collect()
}

/// The numbers of the questions that were shown.
fn shown(output: &str) -> Vec<usize> {
    let asked = output.lines().filter_map(|line| line.strip_prefix("Number ")?.strip_suffix('?'));
    asked.map(|number| number.parse().unwrap()).collect()
}

/// Runs with answers from this one on, and kills it after `wait`; what was on the screen by then.
fn killed(home: &Home, arguments: &[&str], from: usize, wait: Duration) -> String {
    let mut command = home.command(&[arguments, &["--answers", "-"]].concat());
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = piped.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let first = if arguments[0] == "run" { "\n" } else { "" };
    stdin.write_all(format!("{first}{}", answers(from)).as_bytes()).unwrap();
    drop(stdin);
    let mut stdout = child.stdout.take().unwrap();
    let (said, ends) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).unwrap();
        let _nobody_waits = said.send(());
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let _ended_or_not = ends.recv_timeout(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn a_kill_at_any_instant_loses_nothing_that_was_answered() {
    let tried = std::env::var("TENDING_TRIED").ok().and_then(|tried| tried.parse().ok());
    let (tried, mut chance) = (tried.unwrap_or(8), Chance(0x5eed));
    let (mut kills, mut lost, mut sessions) = (0_usize, 0, 0);
    while kills < tried {
        let home = Home::new("kills");
        sessions += 1;
        let mut at = 1;
        let mut begun = false;
        while kills < tried && at <= ALL {
            let arguments =
                if begun { &["resume"][..] } else { &["run", "exercises/many", "--keep"] };
            let wait = Duration::from_micros(chance.below(600_000));
            let seen = shown(&killed(&home, arguments, at, wait));
            kills += 1;
            let seen = seen.last().copied().unwrap_or(if begun { at } else { 0 });
            // What stands on the disk now: the question it goes on with.
            let output = finish(home.command(&["resume", "--answers", "-"]), b"");
            let why = String::from_utf8_lossy(&output.stderr).into_owned();
            let over = why.contains("came to its end") || why.contains("waits to be gone on");
            let stands = match shown(&String::from_utf8_lossy(&output.stdout)).first() {
                Some(number) => *number,
                // On a quick machine the first run may have come to its end before the kill.
                None if over && (begun || seen == ALL) => ALL + 1,
                None => 0,
            };
            lost += seen.saturating_sub(stands);
            assert!(stands <= seen.max(1) + 1, "it ran ahead: {seen} was shown, {stands} is kept");
            begun |= stands > 0;
            at = stands.max(1);
        }
        if begun && at <= ALL {
            let rest = finish(home.command(&["resume", "--answers", "-"]), answers(at).as_bytes());
            assert_eq!(rest.status.code(), Some(0));
        }
        assert!(!begun || every_answer_once(&home));
    }
    eprintln!("{kills} kills in {sessions} sessions, {lost} answers lost");
    assert_eq!(lost, 0);
}

/// Whether each answer stands in the journal, once, in its order.
fn every_answer_once(home: &Home) -> bool {
    let read = finish(home.command(&["journal", "1"]), b"");
    let read = String::from_utf8(read.stdout).unwrap();
    let given: Vec<&str> = read.lines().filter_map(|line| line.strip_prefix("» ")).collect();
    let all: Vec<String> = (1..=ALL).map(|number| format!("word-{number}")).collect();
    given == all
}
