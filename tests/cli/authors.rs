//! What `test` and `record` print and write.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::{finish, golden, here, run, seen, tending};

const AT: &str = "2026-01-05T18:00:00+01:00";

/// A copy of the exercise `name` in a folder of its own that this test may change.
pub(super) fn copy(name: &str, test: &str) -> PathBuf {
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _not_there = std::fs::remove_dir_all(&into);
    copy_folder(&here().join("exercises").join(name), &into.join(name));
    into.join(name)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let into = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy_folder(&path, &into),
            false => drop(std::fs::copy(&path, &into).unwrap()),
        }
    }
}

/// The program in the folder that holds `exercise`, so that paths read alike everywhere.
fn beside(exercise: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = tending(arguments);
    command.current_dir(exercise.parent().unwrap());
    finish(command, input)
}

#[test]
fn coverage_counts_what_no_scenario_took() {
    let output = run(&["test", "exercises/covered", "--coverage", "-v"], b"");
    golden("test-coverage", &seen(&output));
}

#[test]
fn what_everyone_may_learn_of_private_answers_is_listed() {
    golden("check-told", &seen(&run(&["check", "--told", "boundary-review", "safety"], b"")));
}

#[test]
fn a_failing_scenario_shows_what_was_on_the_screen() {
    let exercise = copy("covered", "failing");
    let scenario = exercise.join("scenarios/short.toml");
    let wrong = std::fs::read_to_string(&scenario).unwrap().replace("short\" }", "long\" }");
    std::fs::write(&scenario, wrong).unwrap();
    golden("test-fails", &seen(&beside(&exercise, &["test", "./covered"], b"")));
}

#[test]
fn accepting_changes_what_came_and_keeps_remarks_and_layout() {
    let exercise = copy("covered", "accepting");
    let scenario = exercise.join("scenarios/short.toml");
    let written = "# A short run. Do not lose this remark.\n\
        name = \"the short way\"   # nor this\n\n\
        play = [\n  # first\n\
        \x20 { at = \"felt\",   answer = \"You never listen to me.\" }, # odd   spaces\n\
        \x20 { at = \"way\", choose = \"short\" },\n]\n\
        ends   = 'enough'     # the end\n\
        expect = { feeling = \"I am calm.\" }\n";
    std::fs::write(&scenario, written).unwrap();
    golden("test-accept", &seen(&beside(&exercise, &["test", "./covered", "--accept"], b"")));
    let wanted = written
        .replace("\"felt\"", "\"feeling\"")
        .replace("to me.\" }", "to me.\", nudge = \"absolutes\", keep = true }")
        .replace("'enough'", "\"completed\"")
        .replace("I am calm.", "You never listen to me.");
    assert_eq!(std::fs::read_to_string(&scenario).unwrap(), wanted);
    assert_eq!(beside(&exercise, &["test", "./covered"], b"").status.code(), Some(0));
}

#[test]
fn what_could_mean_more_than_one_thing_is_not_accepted() {
    let exercise = copy("covered", "refusing");
    let scenario = exercise.join("scenarios/short.toml");
    let before = std::fs::read_to_string(&scenario).unwrap();
    let wrong = before.replace("choose = \"short\"", "sees = \"Three ways\", choose = \"short\"");
    std::fs::write(&scenario, &wrong).unwrap();
    let output = beside(&exercise, &["test", "./covered", "--accept"], b"");
    golden("test-accept-not", &seen(&output));
    assert_eq!(std::fs::read_to_string(&scenario).unwrap(), wrong);
}

#[test]
fn a_recorded_run_passes_and_is_never_written_over() {
    let exercise = copy("two", "recording");
    let lines = "Ana\nBen\nyou never \"listen\"\n\n/help\n7\n/back\n4\n1 3\nyes\n";
    let arguments = ["record", "./two", "--answers", "-", "--at", AT];
    golden("record", &seen(&beside(&exercise, &arguments, lines.as_bytes())));
    let saved = exercise.join("scenarios/recorded.toml");
    let first = std::fs::read_to_string(&saved).unwrap();
    golden("record-saved", &first);
    assert_eq!(beside(&exercise, &["test", "./two"], b"").status.code(), Some(0));
    let stopped = beside(&exercise, &arguments, b"Ana\nBen\nhello\n/stop\n");
    assert_eq!(stopped.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), first);
    golden(
        "record-stopped",
        &std::fs::read_to_string(exercise.join("scenarios/recorded-2.toml")).unwrap(),
    );
    assert_eq!(beside(&exercise, &["test", "./two"], b"").status.code(), Some(0));
    let onto = [&arguments[..], &["-o", "two/scenarios/recorded.toml"]].concat();
    golden("record-onto", &seen(&beside(&exercise, &onto, lines.as_bytes())));
}

#[test]
fn answers_that_are_kept_nowhere_are_not_recorded() {
    let exercise = copy("unkept", "unkept");
    let arguments = ["record", "./unkept", "--answers", "-", "--at", AT];
    let output = beside(&exercise, &arguments, b"blue\nafraid\nyes\ngreen\n");
    assert_eq!(output.status.code(), Some(0));
    let saved = std::fs::read_to_string(exercise.join("scenarios/recorded.toml")).unwrap();
    golden("record-unkept", &saved);
    let tested = beside(&exercise, &["test", "./unkept", "--coverage"], b"");
    golden("test-coverage-unkept", &seen(&tested));
}

#[test]
fn impact_says_what_an_edit_does_to_saved_sessions() {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("impact");
    let _was_not_there = std::fs::remove_dir_all(&place);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let text = std::fs::read_to_string(kept.join("exercise.toml")).unwrap();
    let talk = std::fs::read_to_string(kept.join("talk.toml")).unwrap();
    let edited =
        text.replace("[step.pick]", "[step.word]").replace("[step.breathe]", "[step.still]");
    let edited = edited.replace("\"breathe\"", "\"still\"");
    let moved = "\n[[moved]]\nfrom = \"breathe\"\nto = \"still\"\n";
    for (folder, text) in [
        ("old", text.clone()),
        ("new", edited + moved),
        ("words", text.replace("Welcome", "Hello")),
    ] {
        let folder = place.join(folder).join("kept/parts");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("talk.toml"), &talk).unwrap();
        std::fs::write(folder.parent().unwrap().join("exercise.toml"), text).unwrap();
    }
    let look = |arguments: &[&str]| {
        let mut command = tending(arguments);
        command.current_dir(&place);
        seen(&finish(command, b""))
    };
    let words = look(&["impact", "old/kept", "words/kept"]);
    let steps = look(&["impact", "old/kept", "new/kept"]);
    std::fs::create_dir_all(place.join("saved")).unwrap();
    for name in ["3-plan-nudged.bin", "4-pick-prompt.json", "5-breathe-pause.bin"] {
        std::fs::copy(kept.join("format-1").join(name), place.join("saved").join(name)).unwrap();
    }
    std::fs::write(place.join("saved/torn.bin"), b"no session").unwrap();
    let saved = look(&["impact", "old/kept", "new/kept", "--sessions", "saved"]);
    let json = look(&["impact", "old/kept", "new/kept", "--sessions", "saved", "--json"]);
    golden("impact", &format!("{words}\n{steps}\n{saved}\n{json}"));
}

#[test]
fn a_run_can_be_traced_without_its_words() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("a-trace");
    let _was_not_there = std::fs::remove_file(&file);
    let trace = file.to_str().unwrap();
    let arguments = ["run", "opening", "--answers", "-", "--trace", trace];
    let first = run(&arguments, b"\n\n1\n");
    let again = run(&arguments, b"");
    assert_eq!(again.status.code(), Some(2), "a file that is there stays: {again:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    golden("run-trace", &format!("{}\n{text}", seen(&first)));
}
