//! What holds for all files: nothing an author, or a broken disk, can write makes `load` panic.

use proptest::prelude::*;
use tending::loader::Memory;

use crate::golden::{entries, folder, load};

/// A file that has everything, which is broken at random.
fn whole() -> String {
    let path = folder("fixtures").join("everything.toml");
    std::fs::read_to_string(path).expect("the file that has everything")
}

fn loads(bytes: &[u8]) {
    let mut memory = Memory::default();
    memory.add("x", "exercise.toml", bytes);
    memory.add("x", "parts/piece.toml", bytes);
    memory.add("x", "scenarios/run.toml", bytes);
    let loaded = load(memory.clone());
    for diagnostic in &loaded.diagnostics {
        let span = diagnostic.label.span;
        let text = &loaded.sources.file(span.file).text;
        assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
    }
    let _ = tending::render::full(&loaded.diagnostics, &loaded.sources, true, 80);
    let _ = tending::render::json(&loaded.diagnostics, &loaded.sources);
    let mut sources = tending::source::Sources::new();
    let _ = tending::scenario::all(&memory, "x", &mut sources);
}

/// What authors and word processors put into files.
const SCRAPS: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "“",
    "”",
    "’",
    "[",
    "]",
    "{",
    "}",
    "=",
    ":",
    ",",
    ".",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\\",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "–",
    "[step.",
    "[[step]]",
    "say",
    "0",
    "\0",
    "\u{1b}[2J",
    "é",
    "😀",
    "\u{fdd5}",
    "\u{fdd6}",
    "\n[step.x]\n",
    "\nsay = ",
    "\"\n",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_load_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        loads(&bytes);
    }

    #[test]
    fn any_scraps_load_without_a_panic(
        scraps in proptest::collection::vec(proptest::sample::select(SCRAPS), 0..60)
    ) {
        loads(scraps.concat().as_bytes());
    }

    #[test]
    fn broken_exercises_load_without_a_panic(
        breaks in proptest::collection::vec(
            (any::<prop::sample::Index>(), 0usize..12, proptest::sample::select(SCRAPS)), 1..6)
    ) {
        let mut letters: Vec<char> = whole().chars().collect();
        for (at, length, scrap) in breaks {
            let at = at.index(letters.len());
            let end = (at + length).min(letters.len());
            letters.splice(at..end, scrap.chars());
        }
        loads(letters.into_iter().collect::<String>().as_bytes());
    }
}

#[test]
fn every_beginning_of_a_file_loads_without_a_panic() {
    let text = whole();
    for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
        loads(&text.as_bytes()[..end]);
    }
    for path in entries(&folder("broken")) {
        if path.is_file() {
            loads(&std::fs::read(path).expect("a file"));
        }
    }
}

#[test]
fn deep_nesting_and_long_files_load() {
    let deep = |open: &str| format!("say = {}", open.repeat(20_000));
    for text in [
        deep("["),
        deep("{ a = "),
        deep("[{a="),
        format!("{} = 1", "a.".repeat(20_000)),
        format!("[{}]", "a.".repeat(20_000)),
        format!("say = \"\"\"{}", "\n[step.x]\nsay = \"\"\"a".repeat(5_000)),
        format!("say = \"{}", "\nsay = \"a".repeat(5_000)),
        format!("x = [{}", "\n\"a\" \"b".repeat(5_000)),
    ] {
        loads(text.as_bytes());
    }
}
