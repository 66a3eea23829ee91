//! The author's guide: its files load, its commands print what it says, its reference is whole.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tending::helpers::Helper;
use tending::keys::{Key, PLACES, Place};

use crate::golden::same;

const BEGIN: &str = "<!-- reference -->\n";
const END: &str = "<!-- end of reference -->\n";

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/README.md")
}

fn place() -> PathBuf {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("guide");
    let _was_not_there = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    place
}

/// What a command prints, both streams.
fn prints(words: &str, folder: &Path) -> String {
    let mut words = words.split_whitespace();
    assert_eq!(words.next(), Some("tending"));
    let output = Command::new(env!("CARGO_BIN_EXE_tending"))
        .args(words)
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder)
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    text(output.stdout) + text(output.stderr).as_str()
}

/// The guide with what its commands print now, after its files were written and loaded.
fn played(text: &str) -> String {
    let folder = place();
    let (mut made, mut file) = (String::new(), None);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(made, "{line}");
        if let Some(name) = line.strip_prefix("<!-- file: ") {
            file = name.strip_suffix(" -->");
        }
        if !line.starts_with("```") {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if line == "```console" {
            for command in body.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let _ = write!(made, "$ {command}\n{}", prints(command, &folder));
            }
        } else {
            let text = body.join("\n") + "\n";
            let path = folder.join(file.take().expect("a file has a name"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
            made.push_str(&text);
        }
        made.push_str("```\n");
    }
    made
}

#[test]
fn what_the_guide_shows_is_what_happens() {
    let text = std::fs::read_to_string(guide()).unwrap().replace("\r\n", "\n");
    let (before, rest) = text.split_once(BEGIN).expect("the reference begins");
    let (_, after) = rest.split_once(END).expect("the reference ends");
    let made = format!("{}{BEGIN}{}{END}{after}", played(before), reference());
    assert!(same(&guide(), &made), "TENDING_ACCEPT=1 writes it anew");
    assert!(made.contains("error[unknown-step]"), "the slip is found");
    let (warned, known) =
        (made.matches("warning[").count(), made.matches("[no-scenarios]").count());
    assert_eq!((warned, known), (3, 3), "the other snippets only have no scenarios yet");
    assert_eq!(made.matches("error[").count(), 1);
    let files = made.lines().filter_map(|line| line.strip_prefix("<!-- file: "));
    let files = files
        .filter_map(|file| file.strip_suffix(" -->"))
        .filter(|file| file.ends_with(".toml") && !file.contains('/') && *file != "slip.toml");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("guide");
    for file in files {
        let said = prints(&format!("tending check --format concise {file}"), &folder);
        let known = |line: &str| line.contains("[no-scenarios]") || line.contains("0 errors");
        let other: Vec<&str> = said.lines().filter(|l| !l.is_empty() && !known(l)).collect();
        assert!(other.is_empty(), "{file}: {other:?}");
    }
}

#[test]
fn the_pieces_have_the_endings_the_guide_says() {
    let text = std::fs::read_to_string(guide()).unwrap();
    let (_, rest) = text.split_once("| `call` | endings |").unwrap();
    let rows: Vec<&str> = rest.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (id, endings) = (cells[1].trim_matches('`'), cells[2]);
        let mut endings: Vec<&str> =
            endings.split(", ").map(|ending| ending.trim_matches('`')).collect();
        let loaded = tending::load(&tending::Engine::new(), &tending::loader::Builtin, id);
        let program = loaded.program.unwrap();
        let mut wanted = program.endings();
        wanted.sort_unstable();
        endings.sort_unstable();
        assert_eq!(endings, wanted, "{id}");
    }
}

fn reference() -> String {
    let mut out = String::from("\n## Every key\n");
    for place in PLACES {
        let name = place.name;
        let _ =
            write!(out, "\n### {}{}\n\n{}\n\n", name[..1].to_uppercase(), &name[1..], place.doc);
        keys(&mut out, place.keys);
        for action in place.one_of {
            actions(&mut out, action);
        }
    }
    out.push_str(
        "\n## Every function\n\nFor expressions and scripts.\n\n| write | it gives |\n|---|---|\n",
    );
    let helpers: Vec<&str> = Helper::ALL.iter().map(|helper| helper.rhai_name()).collect();
    for function in tending::functions().filter(|function| !helpers.contains(&function.name)) {
        let _ = writeln!(out, "| `{}` | {} |", function.usage, cell(function.summary));
    }
    out.push_str(
        "\n## Every helper\n\nFor `check`, by its name; in expressions with underscores, and \
         `mirror(answer, words)` with the words that were heard. \
         `tending helpers NAME \"a sentence\"` tries one.\n\n| helper | notices |\n|---|---|\n",
    );
    for helper in Helper::ALL {
        let _ = writeln!(out, "| `{}` | {} |", helper.name(), cell(helper.summary()));
    }
    out.push('\n');
    out
}

fn actions(out: &mut String, action: &Place) {
    let _ = write!(out, "\n#### `{}`\n\n{}\n\n", action.name, action.doc);
    keys(out, action.keys);
}

fn keys(out: &mut String, keys: &[Key]) {
    out.push_str("| key | takes | meaning |\n|---|---|---|\n");
    for key in keys {
        let needed = if key.required { " (needed)" } else { "" };
        let doc = cell(key.doc);
        let _ = writeln!(out, "| `{}`{needed} | {} | {doc} |", key.name, cell(&key.kind.words()));
    }
}

/// Words as a cell of a table takes them.
fn cell(words: &str) -> String {
    words.replace('|', "\\|")
}
