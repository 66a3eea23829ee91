//! The person's settings: set by a command or by hand, read at every start.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{finish, golden, seen, tending};

/// An empty folder for settings.
fn home(name: &str) -> PathBuf {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("settings").join(name);
    let _was_not_there = fs::remove_dir_all(&home);
    home
}

fn at(home: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = tending(arguments);
    command.env("XDG_CONFIG_HOME", home);
    command
}

#[test]
fn a_setting_is_remembered_in_a_file_of_ones_own() {
    let home = home("remembered");
    let shown = |arguments: &[&str]| seen(&finish(at(&home, arguments), b""));
    let mut all = shown(&["config", "accessible", "yes"]);
    all += &shown(&["config", "pace", "1.5"]);
    all += &shown(&["config", "accessible", "off"]);
    all += &shown(&["config"]);
    golden("config", &all);
    let file = home.join("tending").join("config.toml");
    assert_eq!(fs::read_to_string(&file).unwrap(), "accessible = false\npace = 1.5\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(file.as_path()), mode(&home.join("tending"))), (0o600, 0o700));
    }
}

#[test]
fn what_is_no_setting_is_told_and_changes_nothing() {
    let home = home("refused");
    let mut all = String::new();
    for words in
        [&["pcae", "2"][..], &["pace", "fast"], &["keep", "1"], &["color", "red"], &["bell"]]
    {
        all += &seen(&finish(at(&home, &[&["config"], words].concat()), b""));
    }
    golden("config-refused", &all);
    assert!(!home.exists());
}

#[test]
fn a_settings_file_with_mistakes_is_told_and_does_not_stop_anyone() {
    let home = home("mistakes");
    fs::create_dir_all(home.join("tending")).unwrap();
    let text = "accessible = yes\n# slower\npace = 2\nbels = true\n";
    fs::write(home.join("tending").join("config.toml"), text).unwrap();
    let all = seen(&finish(at(&home, &["config"]), b""));
    golden("config-mistakes", &all.replace(&home.display().to_string(), "HOME"));
}
