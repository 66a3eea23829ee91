//! Findings in an author's files: what is wrong, where, and what to do. Never finds or shows one.

use std::fmt;

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The exercise cannot be run.
    Error,
    /// It can be run; the author should look.
    Warning,
}

/// A kind of finding, by the kebab-case name of the bad pattern.
#[derive(Clone, Copy)]
pub struct Code {
    /// The name: `unknown-step`.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is, why it matters, what to write instead: one line each.
    pub explanation: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Declares the codes of a room: the doc comment of each is what `explain` prints.
macro_rules! codes {
    ($( $(#[doc = $line:literal])+ $ident:ident = $name:literal, $severity:ident; )+) => {
        // The explanation is for authors: were it this item's documentation too, its examples
        // would be taken for Rust.
        $( #[doc = $name] pub(crate) const $ident: $crate::diagnostic::Code =
            $crate::diagnostic::Code {
                name: $name,
                severity: $crate::diagnostic::Severity::$severity,
                explanation: concat!($($line, "\n"),+),
            }; )+
        /// The codes of this room, in the order they are declared.
        pub(crate) const CODES: &[$crate::diagnostic::Code] = &[$($ident),+];
    };
}
pub(crate) use codes;

/// A place and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place: the smallest culprit.
    pub span: Span,
    /// What stands *here*; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind.
    pub code: Code,
    /// What is wrong: lower case, names in backticks, no full stop.
    pub message: String,
    /// The place.
    pub label: Label,
    /// Another place that explains it.
    pub other: Option<Label>,
    /// What to do.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A finding at `span`.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            label: Label { span, text: String::new() },
            other: None,
            hint: None,
        }
    }

    /// The same, saying what stands at its place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.label.text = text.into();
        self
    }

    /// The same, showing another place too.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.other = Some(Label { span, text: text.into() });
        self
    }

    /// The same, saying what to do (if there is something to say).
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Diagnostic {
        self.hint = hint.into();
        self
    }

    /// Whether the exercise cannot be run because of it.
    pub fn is_error(&self) -> bool {
        self.code.severity == Severity::Error
    }
}

/// Puts findings in the order a reader meets them: by file, place and name; doubles go.
pub(crate) fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.label.span.file, d.label.span.start, d.label.span.end);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.code.name.cmp(b.code.name))
            .then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
}
