//! The soundness passes.
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Linked, Models};
use crate::source::Sources;

pub(crate) fn codes() -> Vec<Code> {
    Vec::new()
}

pub(crate) fn all(_: &mut Linked, _: &Models, _: &Sources, _: &mut Vec<Diagnostic>) {}
