//! The one door to the files of exercises, with its twins in memory and in the program. Never
//! reads what is in a file.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

#[cfg(feature = "files")]
mod folder;
#[cfg(feature = "files")]
pub use folder::Folder;

/// Where exercises come from. An exercise `needs-naming` is a folder with an `exercise.toml`, or
/// a file `needs-naming.toml`; the files beside it are asked for by their path from the folder.
///
/// A loader of files hands out *bytes*, so that one that is no text can be named as such.
pub trait Loader {
    /// The file `path` (`exercise.toml`, `script.rhai`, `parts/account.toml` …) of exercise `id`.
    ///
    /// # Errors
    ///
    /// [`LoadError::Missing`] where there is no such exercise or file, [`LoadError::Unreadable`]
    /// where it is there and cannot be read.
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError>;

    /// Whether there is an exercise `id`, readable or not: a loader that can tell without reading
    /// its file should.
    fn has(&self, id: &str) -> bool {
        !matches!(self.read(id, "exercise.toml"), Err(LoadError::Missing))
    }

    /// The files of exercise `id` under `folder` (`parts`, `scenarios`) that end in `.toml`, as
    /// paths that [`Loader::read`] takes, sorted.
    fn list(&self, id: &str, folder: &str) -> Vec<String>;

    /// The names of all exercises there are, sorted.
    fn exercises(&self) -> Vec<String>;
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// How messages name it: a path from where the person stands.
    pub name: String,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

/// Why a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// There is no such exercise or file.
    Missing,
    /// It is there and cannot be read: the name of the file and why.
    Unreadable(String, String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Missing => f.write_str("there is no such file"),
            LoadError::Unreadable(name, why) => write!(f, "cannot read {name}: {why}"),
        }
    }
}

impl std::error::Error for LoadError {}

/// Exercises held in memory: what an editor has open, what a test writes, what a database gave.
///
/// ```
/// use tending::loader::{Loader, Memory};
/// let mut memory = Memory::default();
/// memory.add("hello", "exercise.toml", "format = 1");
/// assert_eq!(memory.exercises(), ["hello"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<(String, String), Arc<[u8]>>,
}

impl Memory {
    /// The exercise `id` alone, of one file.
    pub fn of(id: &str, text: impl AsRef<[u8]>) -> Memory {
        let mut files = Memory::default();
        files.add(id, "exercise.toml", text);
        files
    }

    /// Puts in the file `path` of exercise `id`, in place of one that was there.
    pub fn add(&mut self, id: &str, path: &str, text: impl AsRef<[u8]>) {
        self.files.insert((id.to_owned(), path.to_owned()), text.as_ref().into());
    }
}

impl Loader for Memory {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        let bytes = self.files.get(&(id.to_owned(), path.to_owned())).ok_or(LoadError::Missing)?;
        Ok(File { name: format!("{id}/{path}"), bytes: bytes.clone() })
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        let paths = self.files.keys().filter(|(owner, _)| owner == id).map(|(_, path)| path);
        paths.filter(|path| path.starts_with(&prefix) && path.ends_with(".toml")).cloned().collect()
    }

    fn exercises(&self) -> Vec<String> {
        let mut names: Vec<String> = self.files.keys().map(|(id, _)| id.clone()).collect();
        names.dedup();
        names
    }
}

/// The exercises that are compiled into this library.
#[derive(Debug, Clone, Copy, Default)]
pub struct Builtin;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

impl Builtin {
    fn of(id: &str) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
        BUILTIN.iter().filter(move |(owner, _, _)| *owner == id)
    }
}

impl Loader for Builtin {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        let mut files = Builtin::of(id).filter(|(_, name, _)| *name == path);
        let (_, _, text) = files.next().ok_or(LoadError::Missing)?;
        Ok(File { name: format!("built-in:{id}/{path}"), bytes: text.as_bytes().into() })
    }

    fn has(&self, id: &str) -> bool {
        Builtin::of(id).next().is_some()
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        let names = Builtin::of(id).map(|(_, name, _)| *name);
        names
            .filter(|name| name.starts_with(&prefix) && name.ends_with(".toml"))
            .map(str::to_owned)
            .collect()
    }

    fn exercises(&self) -> Vec<String> {
        let mut names: Vec<String> = BUILTIN.iter().map(|(id, _, _)| (*id).to_owned()).collect();
        names.dedup();
        names
    }
}

/// Several loaders, asked in turn; an exercise is taken whole from the first that has it.
pub struct Chain(pub Vec<Box<dyn Loader>>);

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({} loaders)", self.0.len())
    }
}

impl Chain {
    fn owner(&self, id: &str) -> Option<&dyn Loader> {
        self.0.iter().map(AsRef::as_ref).find(|loader| loader.has(id))
    }
}

impl Loader for Chain {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        self.owner(id).ok_or(LoadError::Missing)?.read(id, path)
    }

    fn has(&self, id: &str) -> bool {
        self.owner(id).is_some()
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        self.owner(id).map(|loader| loader.list(id, folder)).unwrap_or_default()
    }

    fn exercises(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.iter().flat_map(|loader| loader.exercises()).collect();
        names.sort();
        names.dedup();
        names
    }
}
