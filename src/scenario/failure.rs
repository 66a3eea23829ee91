//! How a scenario failed, in an author's words. Never decides that it did.

use super::codes::SCENARIO_FAILS;
use super::mend::Mend;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What was expected, what came, and where in the scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The place in the scenario file.
    pub span: Span,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub came: String,
    /// What was shown since the line before, oldest first.
    pub shown: Vec<String>,
    /// How the scenario would fit what came, where only one thing can be meant.
    pub mend: Option<Box<Mend>>,
}

impl Failure {
    pub(super) fn new(span: Span, expected: impl Into<String>, came: impl Into<String>) -> Failure {
        Failure {
            span,
            expected: expected.into(),
            came: came.into(),
            shown: Vec::new(),
            mend: None,
        }
    }

    pub(super) fn mended_by(mut self, mend: impl Into<Option<Mend>>) -> Failure {
        self.mend = mend.into().map(Box::new);
        self
    }

    /// The same as a finding in the scenario file.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::new(SCENARIO_FAILS, self.span, format!("expected {}", self.expected))
            .label(format!("came: {}", self.came))
    }
}
