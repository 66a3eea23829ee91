//! (scanner)
use super::edits::Edits;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

pub(super) struct Scan;
pub(super) struct Scanned {
    pub(super) edits: Edits,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) torn: bool,
}
impl Scan {
    pub(super) fn new(_file: FileId, _text: &str) -> Scan {
        Scan
    }
    pub(super) fn run(self) -> Scanned {
        Scanned { edits: Edits::default(), problems: Vec::new(), torn: false }
    }
}
