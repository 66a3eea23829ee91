//! The built program: what it prints, how it ends, what it does at a pseudo-terminal.

mod authors;
mod commands;
mod config;
mod discover;
#[cfg(unix)]
mod keeping;
#[cfg(unix)]
mod journal;
#[cfg(unix)]
mod kills;
#[cfg(unix)]
mod manners;
mod new;
#[cfg(unix)]
mod preview;
#[cfg(unix)]
mod shell;
#[cfg(unix)]
mod terminal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program in surroundings that are the same everywhere: no data folder, no colours.
fn tending(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tending"));
    let nowhere = env!("CARGO_TARGET_TMPDIR");
    command
        .args(arguments)
        .current_dir(here())
        .env_clear()
        .env("HOME", nowhere)
        .env("XDG_DATA_HOME", nowhere)
        .env("XDG_CONFIG_HOME", here().join("settings"))
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .env("TZ", "UTC");
    command
}

/// The folder of these tests.
fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// Runs to the end with `input` on standard input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    finish(tending(arguments), input)
}

fn finish(mut command: Command, input: &[u8]) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _may_not_be_read = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// What a person sees of it, as one text: both streams and the exit code.
fn seen(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut seen = text(&output.stdout);
    let errors = text(&output.stderr);
    if !errors.is_empty() {
        seen.push_str("--- standard error\n");
        seen.push_str(&errors);
    }
    seen.push_str(&format!("--- exit code {}\n", output.status.code().unwrap_or(-1)));
    seen
}

/// Compares with the file of that name; `TENDING_ACCEPT=1` writes it anew.
fn golden(name: &str, seen: &str) {
    let path = here().join("golden").join(format!("{name}.txt"));
    if std::env::var_os("TENDING_ACCEPT").is_some() {
        std::fs::write(&path, seen).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        wanted == seen,
        "{} differs; TENDING_ACCEPT=1 writes it anew\n--- wanted\n{wanted}\n--- seen\n{seen}",
        path.display()
    );
}
