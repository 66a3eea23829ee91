//! The walls of the house: imports go up the list of `lib.rs` only, each foreign language has its
//! rooms, and every file says what it owns.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All files of the library and the program: path from `src`, and text.
fn files() -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![source()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let inside = path.strip_prefix(source()).expect("inside");
                let name = inside.display().to_string().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    found.sort();
    found
}

/// The room a file stands in: `lower` for `lower.rs` and `lower/step.rs`.
fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The code of a file: without remarks, and without its tests.
fn code(text: &str) -> String {
    let body = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let lines = body.lines().map(|line| match line.find("//") {
        Some(at) => &line[..at],
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms in the order of `lib.rs`.
fn order() -> Vec<String> {
    let text = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let rooms = text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    });
    rooms.collect()
}

/// The rooms that `crate::…` paths of a text name, grouped imports included.
fn named(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, start) in text.match_indices("crate::") {
        let whole = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        let tail = &text[at + start.len()..];
        if !whole {
            continue;
        }
        match tail.strip_prefix('{') {
            Some(group) => {
                let mut depth = 1;
                let mut word = String::new();
                for letter in group.chars() {
                    match letter {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' | ':' | ' ' | '\n' => {}
                        _ if depth == 1 => {
                            word.push(letter);
                            continue;
                        }
                        _ => {}
                    }
                    if depth == 1 && !word.is_empty() || depth == 0 {
                        rooms.push(std::mem::take(&mut word));
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            None => {
                let end = tail.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                rooms.push(tail[..end.unwrap_or(tail.len())].to_owned());
            }
        }
    }
    rooms.retain(|room| room.starts_with(|c: char| c.is_ascii_lowercase()));
    rooms
}

#[test]
fn imports_go_up_the_list_only() {
    let order = order();
    let place: HashMap<&str, usize> =
        order.iter().enumerate().map(|(at, room)| (room.as_str(), at)).collect();
    let mut wrong = Vec::new();
    for (file, text) in files() {
        let Some(here) = place.get(room(&file)) else { continue };
        for named in named(&code(&text)) {
            if place.get(named.as_str()).is_some_and(|there| there > here) {
                wrong.push(format!("{file} names `crate::{named}`, which stands below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(order.len() > 10, "the list of rooms was not found");
}

#[test]
fn the_program_sees_only_what_is_public() {
    let order = order();
    for (file, text) in files().into_iter().filter(|(file, _)| file == "main.rs") {
        for named in named(&code(&text)) {
            assert!(!order.contains(&named), "{file} reaches into `{named}`");
        }
    }
}

#[test]
fn each_foreign_language_has_its_rooms() {
    let walls: &[(&str, &[&str])] = &[
        ("rhai::", &["script"]),
        ("toml::", &["parse", "lower", "scenario", "helpers", "cli/config.rs"]),
        ("toml_parser::", &["parse"]),
        ("annotate_snippets::", &["render"]),
    ];
    let mut wrong = Vec::new();
    for (file, text) in files() {
        let text = code(&text);
        for (language, rooms) in walls {
            let at = text.match_indices(language);
            let own = |(at, _): &(usize, &str)| {
                !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            };
            let may = rooms.contains(&room(&file)) || rooms.contains(&file.as_str());
            if at.into_iter().any(|hit| own(&hit)) && !may {
                wrong.push(format!("{file} speaks {language}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_begins_with_what_it_owns() {
    let mut wrong = Vec::new();
    for (file, text) in files() {
        let first = text.lines().next().unwrap_or("");
        if !first.starts_with("//! ") || first.len() < 12 {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "no first sentence: {}", wrong.join(", "));
}

/// Nobody who embeds the library has to know its crates: what is public speaks our own types.
#[test]
fn no_public_signature_names_a_type_of_another_crate() {
    const OTHERS: [&str; 6] = ["rhai", "chrono", "toml", "petgraph", "postcard", "pulldown_cmark"];
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (file, text) in files().into_iter().filter(|(file, _)| !file.starts_with("cli")) {
        let text = code(&text);
        let mut foreign: Vec<String> = OTHERS.iter().map(|name| format!("{name}::")).collect();
        for line in text.lines().map(str::trim).filter(|line| line.starts_with("use ")) {
            if OTHERS.iter().any(|name| line[4..].starts_with(&format!("{name}::"))) {
                let names = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                let types = names.filter(|name| name.starts_with(|c: char| c.is_uppercase()));
                foreign.extend(types.map(str::to_owned));
            }
        }
        for (at, _) in text.match_indices("pub ") {
            let head = text[at..].split(['{', ';', '=']).next().unwrap_or_default();
            let words = |name: &String| {
                let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
                head.match_indices(name.as_str()).any(|(at, name)| {
                    apart(head[..at].chars().last())
                        && (name.ends_with(':') || apart(head[at + name.len()..].chars().next()))
                })
            };
            seen += 1;
            if let Some(name) = foreign.iter().find(|name| words(name)) {
                wrong.push(format!("{file}: `{}` names {name}", head.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 500, "{seen} signatures were looked at");
}

/// How many crates an embedder compiles, as the README says.
#[test]
fn the_library_alone_is_as_many_crates_as_the_readme_says() {
    let arguments = "tree --locked --offline --no-default-features -e normal --prefix none";
    let output = std::process::Command::new(env!("CARGO"))
        .args(arguments.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let text = String::from_utf8(output.stdout).expect("text");
    let crates: std::collections::BTreeSet<&str> =
        text.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let said = format!("out: {}\ncrates beside it", crates.len().saturating_sub(1));
    assert!(readme.contains(&said), "the README does not say: {said}");
}
