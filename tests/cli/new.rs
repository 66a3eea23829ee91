//! `tending new`: what it writes runs, checks and passes untouched, and it writes over nothing.

use std::path::PathBuf;

use super::{finish, golden, run, seen, tending};

/// An empty folder of this test's own.
fn place(name: &str) -> PathBuf {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("new").join(name);
    let _was_not_there = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    place
}

/// Answers that lead to the end.
const TEMPLATES: &[(&str, &str)] = &[
    ("breathing-pause", "more\nenough\n"),
    ("solo-reflection", "yes\nIt rained.\n1\nOn Tuesday at six I call Mia.\n"),
    ("check-in", "Ana\nBen\n2\n3\nTired.\nHungry.\nno\n"),
    ("talk-for-two", "Ana\nBen\nyes\nno\n"),
];

#[test]
fn every_template_runs_checks_and_passes() {
    for (template, answers) in TEMPLATES {
        let folder = place(template);
        let inside = folder.to_str().unwrap();
        let made = run(&["new", "my-own", "--from", template, "--in", inside], b"");
        assert_eq!(made.status.code(), Some(0), "{}", seen(&made));
        let path = folder.join("my-own");
        let path = path.to_str().unwrap();
        let checked = run(&["check", path, "--deny", "warnings"], b"");
        assert_eq!(seen(&checked), "1 exercise: nothing to mend.\n--- exit code 0\n", "{template}");
        let tested = seen(&run(&["test", path], b""));
        assert!(tested.ends_with(" 0 failed.\n--- exit code 0\n"), "{template}: {tested}");
        assert!(!tested.starts_with("0 passed"), "{template} has no scenario");
        let ran = run(&["run", path, "--answers", "-", "--no-pauses"], answers.as_bytes());
        assert_eq!(ran.status.code(), Some(0), "{template}: {}", seen(&ran));
    }
}

#[test]
fn the_schemas_are_found_by_the_first_lines() {
    let folder = place("schemas");
    run(&["new", "my-own", "--in", folder.to_str().unwrap()], b"");
    let mut files = vec![folder.join("my-own/exercise.toml")];
    let scenarios = std::fs::read_dir(folder.join("my-own/scenarios")).unwrap();
    files.extend(scenarios.map(|entry| entry.unwrap().path()));
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
        assert!(file.parent().unwrap().join(schema).is_file(), "{}", file.display());
        assert!(!text.contains("{NAME}") && !text.contains("{TITLE}"), "{}", file.display());
    }
    let extensions = folder.join("my-own/.vscode/extensions.json");
    let text = std::fs::read_to_string(extensions).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
}

#[test]
fn nothing_is_written_over_and_bad_names_are_explained() {
    let folder = place("names");
    let inside = |arguments: &[&str]| {
        let mut command = tending(arguments);
        // Named from within: a long path of this machine would wrap elsewhere.
        command.current_dir(&folder);
        finish(command, b"")
    };
    let mut all = String::new();
    for name in ["evening-talk", "evening-talk", "Evening Talk", "…", "calm-pause", "-x"] {
        all.push_str(&seen(&inside(&["new", "--in", "mine", "--", name])));
    }
    golden("new", &all);
    std::fs::write(folder.join("mine/one-file.toml"), "mine").unwrap();
    let refused = inside(&["new", "one-file", "--in", "mine"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(folder.join("mine/one-file.toml")).unwrap(), "mine");
    assert!(!folder.join("mine/one-file").exists());
}
