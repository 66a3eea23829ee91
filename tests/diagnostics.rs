//! Every code has a fixture that fires and one that is silent: `diagnostics/CODE/fires` and
//! `silent`, each one file or a folder.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tending::Engine;
use tending::diagnostic::{Code, Diagnostic};
use tending::loader::{Builtin, Chain};
use tending::source::Sources;

use crate::golden::{entries, folder, load, memory, same};

/// What a careful reader's look finds in a fixture, of this one kind.
fn looked(path: &Path, code: Code) -> Vec<(Vec<Diagnostic>, Sources)> {
    let loader = Chain(vec![Box::new(memory(path)), Box::new(Builtin)]);
    let looked = tending::lint(&Engine::new(), &loader, "x");
    let found = looked.diagnostics.into_iter();
    let found = found.filter(|diagnostic| diagnostic.code == code || diagnostic.is_error());
    vec![(found.collect(), (*looked.sources).clone())]
}

/// What is found in a fixture of `code`.
fn found_for(path: &Path, code: Code) -> Vec<(Vec<Diagnostic>, Sources)> {
    match tending::lint::codes().contains(&code) {
        true => looked(path, code),
        false => found(path),
    }
}

/// What is found in a fixture: by loading, and by its scenarios.
fn found(path: &Path) -> Vec<(Vec<Diagnostic>, Sources)> {
    let files = memory(path);
    let mut sources = Sources::new();
    let (scenarios, mut found) = tending::scenario::all(&files, "x", &mut sources);
    let loaded = load(files);
    if let Some(program) = &loaded.program {
        let outcomes = scenarios.iter().map(|scenario| tending::scenario::run(program, scenario));
        found.extend(outcomes.filter_map(|outcome| Some(outcome.failure?.diagnostic())));
    }
    vec![(loaded.diagnostics, (*loaded.sources).clone()), (found, sources)]
}

fn fixture(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    (path.is_dir() || path.with_extension("toml").is_file()).then_some(path)
}

fn shown(found: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in found {
        out.push_str(&tending::render::concise(std::slice::from_ref(diagnostic), sources));
        if !diagnostic.label.text.is_empty() {
            let _ = writeln!(out, "    here: {}", diagnostic.label.text);
        }
        if let Some(other) = &diagnostic.other {
            let _ = writeln!(out, "    {}: {}", sources.place(other.span), other.text);
        }
        if let Some(hint) = &diagnostic.hint {
            let _ = writeln!(out, "    help: {hint}");
        }
    }
    out
}

#[test]
fn every_code_fires_where_it_should_and_nowhere_else() {
    let mut wrong = Vec::new();
    for code in tending::codes() {
        let folder = folder("diagnostics").join(code.name);
        let (Some(fires), Some(silent)) = (fixture(&folder, "fires"), fixture(&folder, "silent"))
        else {
            wrong.push(format!("{code}: no fixture"));
            continue;
        };
        let (mut text, mut fired) = (String::new(), false);
        for (found, sources) in found_for(&fires, code) {
            fired |= found.iter().any(|diagnostic| diagnostic.code == code);
            text.push_str(&shown(&found, &sources));
        }
        if !fired {
            wrong.push(format!("{code}: does not fire"));
        }
        if !same(&folder.join("fires.txt"), &text) {
            wrong.push(format!("{code}: says something else"));
        }
        for (found, sources) in found_for(&silent, code) {
            if !found.is_empty() {
                wrong.push(format!("{code}: not silent\n{}", shown(&found, &sources)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fixture_has_its_code() {
    let codes: BTreeSet<&str> = tending::codes().iter().map(|code| code.name).collect();
    assert_eq!(codes.len(), tending::codes().len(), "a code is declared twice");
    for path in entries(&folder("diagnostics")) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(codes.contains(name.as_str()), "no code `{name}`");
    }
}

#[test]
fn every_code_is_explained() {
    for code in tending::codes() {
        let first = code.explanation.lines().next().unwrap_or_default().trim();
        assert!(first.ends_with(['.', ',', ':']) || first.len() > 40, "{code}: {first}");
        assert!(code.explanation.lines().count() > 1, "{code} says what it is, and not what to do");
    }
}
