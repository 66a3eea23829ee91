//! Files that say what must come out. With `TENDING_ACCEPT=1` they are written anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use tending::loader::Memory;
use tending::{Engine, Loaded};

/// The folder of the tests.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// What stands in `folder`, sorted.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// Holds `came` against the file `path`; `false` where they differ, after saying how.
pub(crate) fn same(path: &Path, came: &str) -> bool {
    if env::var_os("TENDING_ACCEPT").is_some() {
        fs::write(path, came).expect("the file can be written");
        return true;
    }
    let wanted = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if wanted == came {
        return true;
    }
    eprintln!("--- {} says\n{wanted}\n--- came\n{came}", path.display());
    false
}

/// The exercise `x` whose files stand in `folder`, or which is the one file `folder.toml`.
pub(crate) fn memory(path: &Path) -> Memory {
    let mut memory = Memory::default();
    if path.is_dir() {
        gather(path, path, &mut memory);
    } else {
        memory.add("x", "exercise.toml", fs::read(path.with_extension("toml")).expect("a file"));
    }
    memory
}

fn gather(root: &Path, folder: &Path, memory: &mut Memory) {
    for path in entries(folder) {
        if path.is_dir() {
            gather(root, &path, memory);
        } else {
            let inside = path.strip_prefix(root).expect("inside").display().to_string();
            // `other-exercise:exercise.toml` is a file of another exercise.
            let inside = inside.replace('\\', "/");
            let (id, file) = inside.split_once(':').unwrap_or(("x", &inside));
            memory.add(id, file, fs::read(&path).expect("a file"));
        }
    }
}

/// What comes of the exercise `x`, with the built-in ones at hand.
pub(crate) fn load(memory: Memory) -> Loaded {
    use tending::loader::{Builtin, Chain};
    tending::load(&Engine::new(), &Chain(vec![Box::new(memory), Box::new(Builtin)]), "x")
}
