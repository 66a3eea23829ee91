//! Broken files as authors make them, and every word that is said about them.

use crate::golden::{entries, folder, load, memory, same};

#[test]
fn broken_files_are_named_as_what_they_are() {
    let mut fine = true;
    for path in entries(&folder("broken")) {
        if path.extension().is_some_and(|end| end == "toml") || path.is_dir() {
            let files = memory(&path);
            let mut sources = tending::source::Sources::new();
            let (_, found) = tending::scenario::all(&files, "x", &mut sources);
            let loaded = load(files);
            let mut came = tending::render::full(&loaded.diagnostics, &loaded.sources, false, 100);
            came.push_str(&tending::render::full(&found, &sources, false, 100));
            fine &= same(&path.with_extension("txt"), &came);
            let runs = loaded.program.is_some() && found.is_empty();
            assert!(!runs, "{} is broken and runs", path.display());
        }
    }
    assert!(fine, "TENDING_ACCEPT=1 writes what came, to be read in the difference");
}
