//! Why a message was not obeyed: codes, reasons and words. Never says again what a message said:
//! it could be an answer.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;
use tending::session::{RestoreError, SessionError, StartError};

use super::schema;
use super::wire::{Changed, Fault, Lost};

/// Why a message was not obeyed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// The number that JSON-RPC wants.
    pub(crate) code: i32,
    /// What is wrong and what to do, in words.
    pub(crate) message: String,
    /// The same for programs.
    pub(crate) data: Box<Details>,
}

/// Why a message was not obeyed, for programs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Details {
    /// The reason.
    pub(crate) reason: Reason,
    /// Where in the params, as far as that is a name of the protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) param: Option<String>,
    /// The column of the message where it stops being JSON, from 1, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    /// The number of the last event of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seq: Option<u64>,
    /// What failed in the exercise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<Fault>,
    /// How the exercise was changed since the snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<Changed>,
}

/// Declares reasons with their numbers.
macro_rules! reasons {
    ($( $(#[doc = $doc:literal])+ $name:ident = $code:literal; )+) => {
        /// Why a message was not obeyed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum Reason {
            $( $(#[doc = $doc])+ $name, )+
        }

        impl Reason {
            /// Every reason and its number.
            #[cfg(test)]
            const ALL: &[(Reason, i32)] = &[$((Reason::$name, $code)),+];

            fn code(self) -> i32 {
                match self { $( Reason::$name => $code, )+ }
            }
        }
    };
}

reasons! {
    /// The message is no JSON (-32700).
    NoJson = -32700;
    /// The message is longer than is taken (-32700).
    TooLong = -32700;
    /// The input ended inside a message (-32700).
    CutOff = -32700;
    /// The message is no JSON-RPC 2.0 (-32600).
    NoRequest = -32600;
    /// The server was shut down (-32600).
    ShutDown = -32600;
    /// There is no such method (-32601).
    UnknownMethod = -32601;
    /// The params do not fit the method (-32602).
    BadParams = -32602;
    /// A fault of the program; what it concerned is gone, the rest goes on (-32603).
    Internal = -32603;
    /// `initialize` comes first (-32002).
    NotInitialized = -32002;
    /// This version of the protocol is not spoken (-32003).
    OtherProtocol = -32003;
    /// There is no such session (-32010).
    UnknownSession = -32010;
    /// There is a session of this name (-32011).
    SessionExists = -32011;
    /// There are as many sessions as there may be (-32012).
    TooManySessions = -32012;
    /// The session has gone on since that event (-32013).
    MovedOn = -32013;
    /// There is no such exercise (-32014).
    UnknownExercise = -32014;
    /// The exercise cannot be played as it is (-32015).
    BrokenExercise = -32015;
    /// The session cannot begin with these people or values (-32016).
    CannotStart = -32016;
    /// The session cannot go on from this snapshot (-32017).
    CannotRestore = -32017;
    /// Something in the exercise failed; the session stands where it stood (-32018).
    Failed = -32018;
}

impl Problem {
    pub(crate) fn new(reason: Reason, message: impl Into<String>) -> Problem {
        let details =
            Details { reason, param: None, column: None, seq: None, fault: None, changed: None };
        Problem { code: reason.code(), message: message.into(), data: Box::new(details) }
    }

    /// The message is no JSON.
    pub(crate) fn no_json(error: &serde_json::Error) -> Problem {
        let mut problem = Problem::new(Reason::NoJson, "this message is no JSON");
        problem.data.column = Some(error.column());
        problem
    }

    /// Params that do not fit: where and what was expected, never what came.
    pub(crate) fn misfit(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
        let expected = expected(&error.inner().to_string());
        let mut names = Vec::new();
        for segment in error.path() {
            let serde_path_to_error::Segment::Map { key } = segment else { break };
            if !KNOWN.contains(key) {
                break;
            }
            names.push(key.as_str());
        }
        let place = names.join(".");
        let message = match (place.is_empty(), expected) {
            (true, Some(expected)) => format!("the params do not fit: {expected}"),
            (true, None) => "the params do not fit".to_owned(),
            (false, Some(expected)) => format!("`{place}` does not fit: {expected}"),
            (false, None) => format!("`{place}` does not fit"),
        };
        let mut problem = Problem::new(Reason::BadParams, message);
        problem.data.param = Some(place).filter(|place| !place.is_empty());
        problem
    }

    /// A param that does not fit, by its name.
    pub(crate) fn param(name: &str, message: &str) -> Problem {
        let mut problem = Problem::new(Reason::BadParams, format!("`{name}` {message}"));
        problem.data.param = Some(name.to_owned());
        problem
    }

    pub(crate) fn unknown_session() -> Problem {
        let message = "there is no session of this name: it never began, ended, or was stopped";
        Problem::new(Reason::UnknownSession, message)
    }

    pub(crate) fn moved_on(seq: u64) -> Problem {
        let message = "the session has gone on since that event; nothing was done. Its last event says what it waits for";
        let mut problem = Problem::new(Reason::MovedOn, message);
        problem.data.seq = Some(seq);
        problem
    }

    pub(crate) fn start(error: &StartError) -> Problem {
        let why = match error {
            StartError::MissingRole(role) => format!("nobody takes the role `{role}`"),
            StartError::UnknownRole(_) => {
                "`people` names a role there is not to take at the start".to_owned()
            }
            StartError::Name(name) if name.is_empty() => "everyone needs a name".to_owned(),
            StartError::Name(_) => "two people cannot have the same name".to_owned(),
            StartError::UnknownVariable(_) => {
                "`with` names no shared variable of the exercise, or `recalled` nothing it recalls"
                    .to_owned()
            }
            StartError::WrongKind(_) => {
                "a value in `with` is of another kind than the exercise puts there".to_owned()
            }
            StartError::LongName => "a name has at most 200 characters".to_owned(),
            StartError::Value { why, .. } => format!("a value in `with` or `recalled` {why}"),
            StartError::TooMuch => "the values are more than a session may hold".to_owned(),
            StartError::TooMany => "these are too many people".to_owned(),
            StartError::Session(error) => return Problem::failed(error),
            _ => "the session cannot begin so".to_owned(),
        };
        Problem::new(Reason::CannotStart, why)
    }

    pub(crate) fn restore(error: &RestoreError) -> Problem {
        let why = match error {
            RestoreError::Newer(_) => "the snapshot was written by a newer program".to_owned(),
            RestoreError::OtherExercise(_) => "the snapshot is of another exercise".to_owned(),
            RestoreError::Changed(_) => {
                "the exercise was changed since, and the session would lose something; `changed` says what, and with `anyway` it goes on without that".to_owned()
            }
            RestoreError::Damaged(what) => format!("the snapshot does not hold together: {what}"),
            _ => "the question could not be asked again".to_owned(),
        };
        let mut problem = Problem::new(Reason::CannotRestore, why);
        if let RestoreError::Changed(changed) = error {
            problem.data.changed = Some(Changed {
                stood: changed.stood.clone(),
                losses: changed.losses.iter().map(Lost::of).collect(),
                safe: changed.safe.clone(),
            });
        }
        problem
    }

    pub(crate) fn failed(error: &SessionError) -> Problem {
        let mut problem = Problem::new(Reason::Failed, error.to_string());
        problem.data.fault = Some(Fault::of(error));
        problem
    }
}

impl Fault {
    pub(crate) fn of(error: &SessionError) -> Fault {
        Fault {
            step: error.step.clone(),
            message: error.message.clone(),
            place: error.place.clone(),
        }
    }
}

/// The names of the protocol: all that may be told of a path into params.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(schema::names);

/// What a complaint of serde says was expected. What it says came is left out; serde puts that
/// first, and the words of our own types last.
fn expected(complaint: &str) -> Option<String> {
    if complaint.starts_with("missing field `") {
        return Some(complaint.to_owned());
    }
    let lists = ["there are no fields", "there are no variants"];
    if lists.iter().any(|end| complaint.ends_with(end)) {
        return None;
    }
    let (_, tail) = complaint.rsplit_once(", expected ")?;
    Some(format!("expected {tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_never_told() {
        let complaints = [
            "invalid type: string \"secret\", expected u64",
            "invalid value: string \"a, expected secret\", expected a date",
            "unknown variant `secret`, expected `answer` or `choose`",
            "unknown field `x, expected secret`, there are no fields",
            "secret",
        ];
        for complaint in complaints {
            let told = expected(complaint).unwrap_or_default();
            assert!(!told.contains("secret"), "{told}");
        }
    }

    #[test]
    fn numbers_are_those_of_json_rpc_or_of_its_room_for_servers() {
        for (reason, code) in Reason::ALL {
            let standard = [-32700, -32600, -32601, -32602, -32603].contains(code);
            assert!(standard || (-32099..=-32000).contains(code), "{reason:?}");
        }
    }
}
