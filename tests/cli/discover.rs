//! Finding one's way: completion, manual pages, where things lie, what there is as data.

use std::path::PathBuf;

use super::{finish, golden, run, seen, tending};

/// What a shell would be told for the last of `words`.
fn offered(words: &[&str]) -> Vec<String> {
    let mut command = tending(&[&["--", "tending"], words].concat());
    command.env("TENDING_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    command.env("_CLAP_IFS", "\n");
    let output = finish(command, b"");
    assert_eq!(output.status.code(), Some(0), "{}", seen(&output));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn tab_offers_commands_exercises_steps_roles_and_flags() {
    assert_eq!(offered(&["rec"]), ["record"]);
    assert_eq!(offered(&["run", "empathic"]), ["empathic-reflection"]);
    assert_eq!(offered(&["run", "--path", "exercises", "unk"]), ["unkept"]);
    assert_eq!(offered(&["run", "exercises/tw"]), ["exercises/two/"]);
    assert_eq!(offered(&["preview", "exercises/two", "--at", "hea"]), ["heat"]);
    assert_eq!(offered(&["run", "exercises/two", "--name", ""]), ["asker=", "listener="]);
    assert_eq!(offered(&["run", "exercises/two", "--acc"]), ["--accessible"]);
    assert_eq!(offered(&["explain", "unknown-st"]), ["unknown-step"]);
    assert_eq!(offered(&["helpers", "abs"]), ["absolutes"]);
    assert_eq!(offered(&["config", "pa"]), ["pace"]);
    assert_eq!(offered(&["list", "--color", "n"]), ["never"]);
}

#[test]
fn every_shell_gets_a_script_that_asks_us() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell], b"");
        let script = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(script.contains("TENDING_COMPLETE"), "{shell}: {script}");
    }
}

/// The commands there are.
fn commands() -> Vec<String> {
    let help = String::from_utf8(run(&["help"], b"").stdout).unwrap();
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_command_has_its_help_and_its_manual_page() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("man");
    let _was_not_there = std::fs::remove_dir_all(&folder);
    let written = run(&["man", "--dir", folder.to_str().unwrap()], b"");
    assert_eq!(written.status.code(), Some(0), "{}", seen(&written));
    let commands = commands();
    assert!(commands.len() > 15, "{commands:?}");
    for name in commands.iter().filter(|name| *name != "help") {
        let page = std::fs::read_to_string(folder.join(format!("tending-{name}.1"))).unwrap();
        let printed = String::from_utf8(run(&["man", name], b"").stdout).unwrap();
        assert_eq!(page, printed, "{name}");
        assert!(page.contains(".SH SYNOPSIS"), "{name}: {page}");
        golden(&format!("help-{name}"), &seen(&run(&[name, "--help"], b"")));
    }
    assert!(
        std::fs::read_to_string(folder.join("tending.1")).unwrap().contains("tending\\-run(1)")
    );
}

#[test]
fn where_things_lie_is_told_and_nothing_is_made() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("paths").join("empty");
    let _was_not_there = std::fs::remove_dir_all(&home);
    let shown = |arguments: &[&str]| {
        let mut command = tending(arguments);
        command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
        command.env("XDG_STATE_HOME", home.join("state"));
        let shown = seen(&finish(command, b"")).replace(home.to_str().unwrap(), "HOME");
        shown.replace('\\', "/")
    };
    golden("paths", &(shown(&["paths", "--json"])));
    assert!(!home.exists());
}

#[test]
fn an_exercise_is_told_as_words_and_as_data() {
    golden("show", &seen(&run(&["show", "exercises/covered"], b"")));
    golden("show-json", &seen(&run(&["show", "exercises/covered", "--json"], b"")));
    let all = run(&["list", "--path", "exercises", "--json"], b"");
    let all = String::from_utf8(all.stdout).unwrap();
    let one = all.lines().filter(|line| line.contains("\"id\":\"covered\""));
    golden("list-json", &format!("{}\n", one.collect::<String>()));
    golden("test-json", &seen(&run(&["test", "exercises/covered", "--json"], b"")));
}
