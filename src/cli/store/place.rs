//! Where the journal lies: its folder, its files, their permissions, and the locks that die with
//! the process that holds them. Knows nothing of what is in a file.
#![expect(clippy::disallowed_methods, reason = "the one room that makes the journal's files")]

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::cli::folders;

/// The journal's own folder.
#[derive(Debug, Clone)]
pub(crate) struct Place(PathBuf);

/// A session that nobody else may open while this lives.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Place {
    /// Where the journal is, whether it exists or not.
    pub(crate) fn here() -> Result<Place, Trouble> {
        Ok(Place(folders::data().ok_or(Trouble::NoHome)?.join("journal")))
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("journal.db")
    }

    /// A copy of the database as it was before it was brought to a newer form.
    pub(crate) fn backup(&self, version: i64) -> PathBuf {
        self.0.join(format!("journal.version-{version}.backup.db"))
    }

    /// Whether there is a database.
    pub(crate) fn has_database(&self) -> Result<bool, Trouble> {
        let path = self.database();
        fs::exists(&path).map_err(|error| Trouble::Files(path, error))
    }

    /// Makes the folder and an empty database that nobody else on this computer may read.
    pub(crate) fn make(&self) -> Result<(), Trouble> {
        let failed = |error| Trouble::Files(self.0.clone(), error);
        folder(&self.0).map_err(failed)?;
        let path = self.database();
        match private().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            made => made.map(drop).map_err(|error| Trouble::Files(path, error)),
        }
    }

    /// Makes an empty file of the journal that is not there yet.
    pub(crate) fn make_file(&self, path: &Path) -> Result<(), Trouble> {
        let made = private().write(true).create(true).truncate(true).open(path);
        made.map(drop).map_err(|error| Trouble::Files(path.to_owned(), error))
    }

    /// The copies that were made before the database was brought to a newer form.
    pub(crate) fn backups(&self) -> Result<Vec<PathBuf>, Trouble> {
        self.files(|name| name.ends_with(".backup.db"))
    }

    /// Removes these files, as far as they are there.
    pub(crate) fn remove(&self, which: &[PathBuf]) -> Result<(), Trouble> {
        for path in which {
            match fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Trouble::Files(path.clone(), error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes everything of the journal, and its folder.
    pub(crate) fn remove_all(&self) -> Result<(), Trouble> {
        let ours = |name: &str| name.starts_with("journal.") || name.starts_with("session-");
        self.remove(&self.files(ours)?)?;
        // Something of somebody else's may lie there; then the folder stays.
        let _stays = fs::remove_dir(&self.0);
        Ok(())
    }

    fn files(&self, which: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Trouble> {
        let failed = |error| Trouble::Files(self.0.clone(), error);
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            if entry.file_name().to_str().is_some_and(&which) {
                found.push(entry.path());
            }
        }
        Ok(found)
    }

    /// Takes the session for this process alone.
    ///
    /// # Errors
    ///
    /// Another process has it.
    pub(crate) fn lock(&self, id: i64) -> Result<Lock, Trouble> {
        let path = self.0.join(format!("session-{id}.lock"));
        let failed = |error| Trouble::Files(path.clone(), error);
        let file = private().write(true).create(true).truncate(true).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { file, path }),
            Err(TryLockError::WouldBlock) => Err(Trouble::Running(id)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The name goes first, so that nobody waits for a lock on a file that is on its way out.
        let _gone = fs::remove_file(&self.path);
        let _freed = self.file.unlock();
    }
}

/// A file that nobody else on this computer may read.
fn private() -> fs::OpenOptions {
    #[allow(unused_mut, reason = "only where files have modes")]
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A folder that nobody else may look into.
fn folder(path: &Path) -> std::io::Result<()> {
    let mut folders = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    folders.recursive(true).create(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
