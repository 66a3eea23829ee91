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
