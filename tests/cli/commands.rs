//! What each command prints and how it ends, where input and output are no terminal.

use std::time::{Duration, Instant};

use super::{finish, golden, run, seen, tending};

const AT: &str = "2026-01-05T18:00:00+01:00";
const TWO: &str = "exercises/two";

fn answers(lines: &str) -> std::process::Output {
    run(&["run", TWO, "--answers", "-", "--at", AT], lines.as_bytes())
}

#[test]
fn help_and_a_greeting() {
    golden("help", &seen(&run(&["--help"], b"")));
    golden("greeting", &seen(&run(&[], b"")));
}

#[test]
fn what_was_misspelt_gets_the_nearest_name() {
    let misspelt: &[&[&str]] = &[
        &["rnu"],
        &["calm-puase"],
        &["run", "calm-puase"],
        &["helpers", "absolut"],
        &["list", "-x"],
        &["run", "--accesible", TWO],
        &["explore", TWO, "--to", "seceret"],
        &["explore", TWO, "--to", "nothing-like-it"],
        &["two"],
    ];
    let all: String = misspelt.iter().map(|words| seen(&run(words, b""))).collect();
    golden("misspelt", &all);
}

#[test]
fn a_whole_run_from_answers() {
    let lines = "Ana\nBen\nyou never listen to me\n\n7\n1 3\nyes\n";
    golden("answers-whole", &seen(&answers(lines)));
}

#[test]
fn commands_work_in_answers() {
    let lines = "Ana\nBen\nwhat I wrote\n/back\nanother thing\n/bcak\n/stop\n";
    golden("answers-commands", &seen(&answers(lines)));
}

#[test]
fn running_out_of_answers_names_the_question() {
    let output = answers("Ana\nBen\nsomething\n");
    golden("answers-ran-out", &String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn answers_that_are_no_text_are_refused() {
    let output = run(&["run", TWO, "--answers", "-"], b"Ana\nB\xff\n");
    golden("answers-no-text", &seen(&output));
}

#[test]
fn names_that_do_not_fit_are_told() {
    let wrong: &[&[&str]] = &[
        &["--name", "askre=Ana"],
        &["--name", "asker=Ana", "--name", "listener=ana"],
        &["--name", "asker="],
        &["--name", "asker"],
    ];
    let one = |words: &&[&str]| {
        let line = [&["run", TWO, "--answers", "-"], *words].concat();
        String::from_utf8_lossy(&run(&line, b"").stderr).into_owned()
    };
    golden("names", &wrong.iter().map(one).collect::<String>());
}

#[test]
fn without_a_terminal_it_says_how_to_give_answers_and_ends_at_once() {
    let begun = Instant::now();
    let output = run(&["run", TWO], b"");
    golden("no-terminal", &seen(&output));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn no_escape_codes_where_nobody_draws() {
    let output = answers("Ana\nBen\nhello\n7\n1\nno\n");
    assert!(!output.stdout.contains(&0x1b));
    let mut colored = tending(&["run", TWO, "--answers", "-", "--at", AT, "--color", "always"]);
    colored.env("NO_COLOR", "1");
    assert!(finish(colored, b"Ana\n").stdout.contains(&0x1b));
}

#[test]
fn control_characters_in_arguments_do_not_reach_the_terminal() {
    for words in [["run", "\x1b[31mred"], ["check", "\x1b]0;t\x07.toml"], ["helpers", "\x1b[2J"]] {
        let output = run(&words, b"");
        let all = [output.stdout, output.stderr].concat();
        assert!(!all.iter().any(|byte| *byte < 0x20 && *byte != b'\n'), "{words:?}");
    }
}

#[test]
fn in_a_plain_locale_our_own_signs_are_ascii() {
    let mut command = tending(&["run", TWO, "--answers", "-", "--at", AT]);
    command.env("LANG", "C");
    let output = finish(command, "Ana\nBen\nyou never listen\n\n7\n1 3\nyes\n".as_bytes());
    assert!(output.stdout.is_ascii());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_closed_pipe_are_no_faults() {
    let mut command = tending(&["list"]);
    command.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let output = command.output().unwrap();
    golden("disk-full", &seen(&output));

    let mut child = tending(&["list"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn helpers_are_listed_and_read_texts_from_the_input() {
    golden("helpers", &seen(&run(&["helpers"], b"")));
    let output = run(&["helpers", "absolutes", "--json"], b"You never listen.\nIt rained.\n");
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 2);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_run_as_data_says_for_whom_each_event_is() {
    let lines = b"Ana\nBen\nyou never listen to me\n\n7\n1 3\nyes\n";
    golden(
        "json-answers",
        &seen(&run(&["run", TWO, "--json", "--answers", "-", "--at", AT], lines)),
    );
}

#[test]
fn a_program_can_answer_line_by_line_and_by_acts() {
    let lines =
        "Ana\nAna\nBen\n\n\n{\"act\":\"answer\",\"with\":\"one\\ntwo\"}\n/bcak\n/back\n/quit\n";
    let output = run(&["run", TWO, "--json", "--no-pauses", "--seed", "1"], lines.as_bytes());
    let all = seen(&output);
    let timeless = all.lines().filter(|line| !line.contains("unix_ms"));
    golden("json-live", &timeless.map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn a_program_that_says_no_more_ends_the_run() {
    let output = run(&["run", TWO, "--json", "--no-pauses"], b"Ana\nBen\n\n\n");
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        errors,
        "tending: the answers ran out after line 4; still waiting: \"What is it, in your own words?\" (step secret)\n"
    );
}

#[test]
fn read_aloud_everything_is_in_words() {
    let lines = "Ana\nBen\nyou never listen\n\n7\n1 3\n/recap\nyes\n";
    let words = ["run", TWO, "--answers", "-", "--at", AT, "--accessible"];
    golden("accessible", &seen(&run(&words, lines.as_bytes())));
}

#[test]
fn what_is_shipped_has_nothing_to_mend() {
    let checked = run(&["check", "--deny", "warnings"], b"");
    assert_eq!(seen(&checked), "11 exercises: nothing to mend.\n--- exit code 0\n");
}

#[test]
fn what_is_shipped_plays_as_its_scenarios_say() {
    let played = run(&["test"], b"");
    let failed = seen(&played);
    assert!(played.status.success(), "{failed}");
}
