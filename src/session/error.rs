//! What went wrong while a session was played, in an author's words and with its place. Holds no
//! answer, and mends nothing.

use std::fmt;

use super::evaluate::Fault;
use super::state::State;
use crate::program::Program;

/// What went wrong while an input was handled. The session is as it was before, and can still go
/// back or stop. No message holds an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionError {
    /// The step that was played, with the calls that led there.
    pub step: String,
    /// What went wrong, in an author's words.
    pub message: String,
    /// Where in the author's files: name, line and column.
    pub place: Option<String>,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {} (at step `{}`)", self.message, self.step),
            None => write!(f, "{} (at step `{}`)", self.message, self.step),
        }
    }
}

impl std::error::Error for SessionError {}

/// What to tell of `fault`, which came up at `state`.
pub(super) fn explain(program: &Program, state: &State, fault: Fault) -> SessionError {
    let step = state.path(program);
    let sources = program.sources_of(state.top().unit);
    let place = |span: crate::source::Span| {
        let file = sources.file(span.file);
        format!("{}:{}", file.name, sources.place(span))
    };
    let (message, place) = match fault {
        Fault::Script(failure) => {
            let code = &failure.code;
            let at = code.offset + failure.offset;
            let span = sources.inside(code.span, at..at + 1);
            (failure.message.clone(), Some(place(span)))
        }
        Fault::Kind(message, span) => (message, span.map(place)),
        Fault::Nobody(role) => (format!("nobody has taken the role `{role}` yet"), None),
        Fault::Leak(_) => {
            ("this would have shown something private to someone else".to_owned(), None)
        }
        Fault::TooMuch => ("the session holds more than it may".to_owned(), None),
        Fault::Asks(call) => (format!("the host was not asked for `{}`", call.function), None),
        Fault::Endless(_) => ("the steps go round without anybody being asked".to_owned(), None),
    };
    SessionError { step, message, place }
}
