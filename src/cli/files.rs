//! The only door through which commands for authors, and settings, write files: whole or not at
//! all, and never over one that is there unless that was asked for. Knows nothing of what is in
//! them.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one room that writes an author's files and a person's settings"
)]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Whether something is there already.
pub(crate) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// `path`, as it can be found from any folder.
pub(crate) fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The text of a small file, if it is there.
///
/// # Errors
///
/// It cannot be read, or is no text.
pub(crate) fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a new file that nobody else on this computer may read, in a folder that nobody else may
/// look into.
///
/// # Errors
///
/// It is there already, or cannot be written.
pub(crate) fn create_private(path: &Path, text: &str) -> io::Result<()> {
    let mut folders = fs::DirBuilder::new();
    let mut file = fs::File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folders.mode(0o700);
        file.mode(0o600);
    }
    if let Some(folder) = path.parent() {
        folders.recursive(true).create(folder)?;
    }
    let mut file = file.write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Writes a new file.
///
/// # Errors
///
/// It is there already, or cannot be written.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::options().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Writes a file, in place of one that is there.
///
/// # Errors
///
/// It cannot be written; one that was there is then as it was.
pub(crate) fn put(path: &Path, text: &str) -> io::Result<()> {
    match read(path)? {
        Some(before) => replace(path, &before, text),
        None => create(path, text),
    }
}

/// Puts `after` in place of `before`: whoever reads the file meanwhile sees one or the other.
///
/// # Errors
///
/// The file does not hold `before` any more, or cannot be written; it is then as it was.
pub(crate) fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    // A link stays a link, and what it leads to is changed.
    let path = fs::canonicalize(path)?;
    if fs::read(&path)? != before.as_bytes() {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    let beside = beside(&path);
    let written = create(&beside, after)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _was_not_made = fs::remove_file(&beside);
    }
    written
}

/// A name beside `path` that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.new", std::process::id()))
}
