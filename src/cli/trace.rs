//! The file that `run --trace` writes: what happened in a session, one event a line. Holds no answer.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use tending::Session;

use super::Failure;
use super::ui;

/// A trace that is being written.
#[derive(Debug)]
pub(crate) struct Trace {
    /// Nothing once it could not be written.
    file: Option<File>,
}

impl Trace {
    /// A new file; one that is there already stays as it is.
    #[expect(clippy::disallowed_methods, reason = "the program writes where it was told to")]
    pub(crate) fn create(path: &Path) -> Result<Trace, Failure> {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let cannot = |why| Failure::usage(format!("cannot write {}: {why}", path.display()));
        Ok(Trace { file: Some(file.map_err(cannot)?) })
    }

    /// What happened since the last time.
    pub(crate) fn write(&mut self, session: &mut Session) {
        let Some(file) = &mut self.file else { return };
        let lines =
            session.heard().into_iter().filter_map(|heard| serde_json::to_string(&heard).ok());
        let text: String = lines.map(|line| line + "\n").collect();
        if let Err(why) = file.write_all(text.as_bytes()) {
            ui::complain(&format!("the trace breaks off: {why}"));
            self.file = None;
        }
    }
}
