//! What a host can tell a session. Plain data: knows neither keys nor prompts on a screen.

use serde::{Deserialize, Serialize};

use crate::time::Moment;
use crate::value::Value;

/// Something that happened, and when. Time never runs backwards: an instant before the last one
/// counts as the last one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// When it happened, in the person's local time.
    pub at: Moment,
    /// What happened.
    #[serde(flatten)]
    pub act: Act,
}

impl Input {
    /// `act` at the instant `at`.
    pub fn new(at: Moment, act: Act) -> Input {
        Input { at, act }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "act", content = "with", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Act {
    /// A line was typed: read as the pending prompt needs it (words, `7`, `2` or `yes`, `1 3`,
    /// `2026-01-31`). At a [`Continue`](crate::session::PromptKind::Continue) prompt it goes on.
    Answer(String),
    /// Choices by their ids, in order; `other` holds own words where they are welcome.
    Choose {
        /// The ids.
        ids: Vec<String>,
        /// Own words.
        other: Option<String>,
    },
    /// A number on the scale.
    Rate(i64),
    /// Yes or no: to a confirm, a share, whether a nudge's words are kept.
    Consent(bool),
    /// The words that were nudged are kept as they are.
    Keep,
    /// Nothing but time passed.
    Time,
    /// The person a hand-over named has the keyboard; or: go on after words to read.
    Ready,
    /// No answer; or: on to what follows a pause.
    Skip,
    /// The clock of a pause stands still, or runs on.
    Hold,
    /// This much more of the pause, in seconds (at most an hour at a time).
    Stretch(u32),
    /// Undo the last answer and offer it again.
    Back,
    /// End kindly, now.
    Stop,
    /// A calm pause, then back to where one was.
    Break,
    /// The last words once more.
    Repeat,
    /// What was said so far, as far as whoever is here may see it.
    Recap,
    /// An example, and what can be done here.
    Help,
    /// The host's answer to the [`Output::Host`](crate::session::Output::Host) the session rests
    /// on. Nothing: it has nothing to say, and the fallback stands.
    Returned {
        /// Which call this answers.
        call: u64,
        /// What it gives.
        value: Value,
    },
    /// The host has no answer, or was waited for too long. What needed it is an error, and the
    /// session stands where it stood before.
    Failed {
        /// Which call this is of.
        call: u64,
        /// What failed, in words that hold no answer.
        why: String,
    },
}
