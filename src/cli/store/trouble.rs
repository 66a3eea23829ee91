//! What can go wrong with keeping, in words a person can act on. Holds nothing of what is kept.

use std::fmt;
use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why something could not be kept, read or forgotten.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// There is no home folder.
    NoHome,
    /// A file or folder cannot be used.
    Files(PathBuf, io::Error),
    /// The journal cannot be written: its place may not be.
    ReadOnly(PathBuf),
    /// The disk is full.
    Full,
    /// Another program holds it.
    Busy,
    /// It was written by a newer program.
    Newer(i64),
    /// The file is something else.
    NotOurs(PathBuf),
    /// The file cannot be read as what it is.
    Damaged,
    /// Records were taken out or changed by something other than this program.
    Changed,
    /// There is no session with this number.
    NoSession(i64),
    /// Another run has this session open.
    Running(i64),
    /// No chance for keys can be had, or no memory to make them.
    NoKeys,
    /// Something else about the database.
    Database(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoHome => f.write_str("there is no home folder to keep anything in"),
            Trouble::Files(path, error) => write!(f, "{} cannot be used: {error}", path.display()),
            Trouble::ReadOnly(path) => write!(f, "{} cannot be written to", path.display()),
            Trouble::Full => f.write_str("the disk is full"),
            Trouble::Busy => f.write_str(
                "another run of this program is using the journal right now. Try again in a moment",
            ),
            Trouble::Newer(version) => write!(
                f,
                "the journal was written by a newer version of this program (its form is {version}). Nothing in it was touched; please use the newer program"
            ),
            Trouble::NotOurs(path) => write!(
                f,
                "{} is no journal of this program. Nothing in it was touched",
                path.display()
            ),
            Trouble::Damaged => f.write_str(
                "the journal is damaged and cannot be read. Nothing in it was changed; a copy from a backup may help",
            ),
            Trouble::Changed => f.write_str(
                "records of this session were taken out or changed by something other than this program, so it cannot be gone on with",
            ),
            Trouble::NoSession(id) => {
                write!(f, "there is no session {id}. `tending journal` shows which there are")
            }
            Trouble::Running(id) => write!(
                f,
                "session {id} is open in another run of this program. Go on there, or leave it first"
            ),
            Trouble::NoKeys => f.write_str("this computer gave no chance or memory to make a key"),
            Trouble::Database(why) => write!(f, "the journal cannot be used: {why}"),
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    /// The code alone: an error's own words could hold something of a statement.
    fn from(error: rusqlite::Error) -> Trouble {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Trouble::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
            Some(ErrorCode::DatabaseCorrupt) => Trouble::Damaged,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Trouble::ReadOnly(PathBuf::from("the journal"))
            }
            Some(ErrorCode::SystemIoFailure) => Trouble::Database(
                "its files cannot be read or written. Is the disk full?".to_owned(),
            ),
            Some(code) => Trouble::Database(format!("{code:?}")),
            None => Trouble::Damaged,
        }
    }
}
