//! Exercises in a folder of the file system; the only room of the library that opens files, and
//! it never writes one.
#![expect(clippy::disallowed_methods, reason = "this is the one door to the file system")]

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use super::{File, LoadError, Loader};

/// The longest file that is read, in bytes: an exercise of 10,000 steps has about 6 million.
const LONGEST: u64 = 32 << 20;

/// The exercises of one folder: each a folder with an `exercise.toml`, or one `NAME.toml`.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    files_first: bool,
}

impl Folder {
    /// The exercises in `root`, which need not exist.
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into(), files_first: false }
    }

    /// Takes `NAME.toml` where there is a folder `NAME` too: for someone who named the file.
    #[must_use]
    pub fn files_first(self) -> Folder {
        Folder { files_first: true, ..self }
    }

    /// The one file that is exercise `id`, if it is one.
    fn single(&self, id: &str) -> Option<PathBuf> {
        let single = self.root.join(format!("{id}.toml"));
        let folder = || self.root.join(id).join("exercise.toml").is_file();
        (single.is_file() && (self.files_first || !folder())).then_some(single)
    }

    fn path(&self, id: &str, path: &str) -> Option<PathBuf> {
        let inside = |text: &str| {
            Path::new(text).components().all(|part| matches!(part, Component::Normal(_)))
        };
        if id.is_empty() || path.is_empty() || !inside(id) || !inside(path) {
            return None;
        }
        match self.single(id) {
            Some(single) if path == "exercise.toml" => Some(single),
            // Beside the file its script may lie, and nothing else that it could claim.
            Some(_) if !path.contains('/') => Some(self.root.join(path)),
            Some(_) => None,
            None => Some(self.root.join(id).join(path)),
        }
    }
}

impl Loader for Folder {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        let path = self.path(id, path).ok_or(LoadError::Missing)?;
        let name = path.display().to_string();
        let unreadable = |why: String| LoadError::Unreadable(name.clone(), why);
        let file = fs::File::open(&path).map_err(|error| match is_missing(&error) {
            true => LoadError::Missing,
            false => unreadable(error.to_string()),
        })?;
        let meta = file.metadata().map_err(|error| unreadable(error.to_string()))?;
        if !meta.is_file() {
            return Err(unreadable("it is not a file".to_owned()));
        }
        if meta.len() > LONGEST {
            return Err(unreadable(format!("it is longer than {} MB", LONGEST >> 20)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
        file.take(LONGEST)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(error.to_string()))?;
        Ok(File { name, bytes: bytes.into() })
    }

    fn has(&self, id: &str) -> bool {
        let found = self.path(id, "exercise.toml").map(fs::metadata);
        found.is_some_and(|found| !found.is_err_and(|error| is_missing(&error)))
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        let folder_of_its_own = self.single(id).is_none();
        let Some(path) = self.path(id, folder).filter(|_| folder_of_its_own) else {
            return Vec::new();
        };
        let mut names: Vec<String> = names(&path)
            .into_iter()
            .filter(|name| name.ends_with(".toml"))
            .map(|name| format!("{folder}/{name}"))
            .collect();
        names.sort();
        names
    }

    fn exercises(&self) -> Vec<String> {
        let mut found: Vec<String> = names(&self.root)
            .into_iter()
            .filter_map(|name| match name.strip_suffix(".toml") {
                Some(id) => Some(id.to_owned()),
                None => self.root.join(&name).join("exercise.toml").is_file().then_some(name),
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// Whether there is nothing: whatever else is wrong, something is there.
fn is_missing(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}
