//! What a session tells its host: words to show and what it waits for. Plain data with text as
//! semantic runs; lays nothing out.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::host::HostCall;
pub use crate::program::ChoiceView;
use crate::shared::List;
use crate::text::{Str, Text};
use crate::time::Moment;
use crate::value::{Person, Value};

/// For whose eyes something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Everyone present.
    Everyone,
    /// This person alone.
    One(Person),
}

/// What a session has to say, or waits for.
///
/// The last five are *resting*: [`Session::poll`](crate::Session::poll) repeats them until an
/// input moves on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "output", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Output {
    /// Words of the exercise.
    Say {
        /// For whom.
        to: To,
        /// The words.
        text: Text,
    },
    /// Somebody's words, as a block.
    Quote {
        /// For whom.
        to: To,
        /// Whose words they are, if they are one person's.
        by: Option<String>,
        /// The words.
        text: Text,
    },
    /// Something that was noticed about the answer; the prompt follows again and
    /// [`Act::Keep`](super::Act::Keep) keeps the words.
    Nudge {
        /// For whom.
        to: To,
        /// What.
        nudge: Nudge,
    },
    /// The answer did not fit; nothing changed and the prompt follows again.
    Reject {
        /// For whom.
        to: To,
        /// Why.
        rejection: Rejection,
    },
    /// The engine's own word on what goes on.
    Notice {
        /// For whom.
        to: To,
        /// What.
        notice: Notice,
    },
    /// Resting: a prompt.
    Ask(Arc<Prompt>),
    /// Resting: a pause runs.
    Pause(Arc<Pause>),
    /// Resting: the keyboard goes to someone else. What is on the screen goes first.
    HandOver(HandOver),
    /// Resting: the host is asked for something it answers [later](crate::host::Host::later), by
    /// [`Act::Returned`](super::Act::Returned) or [`Act::Failed`](super::Act::Failed). Nothing is
    /// for anybody to see. Meanwhile [`Act::Back`](super::Act::Back), [`Act::Break`](super::Act::Break)
    /// and [`Act::Stop`](super::Act::Stop) take the answer back that asked for it.
    Host(Arc<HostCall>),
    /// Resting, for good.
    End(Arc<Ending>),
}

impl Output {
    /// Whether the session waits here until an input moves it on.
    pub fn is_resting(&self) -> bool {
        use Output::{Ask, End, HandOver, Host, Pause};
        matches!(self, Ask(_) | Pause(_) | HandOver(_) | Host(_) | End(_))
    }

    /// For whom it is.
    pub fn to(&self) -> To {
        match self {
            Output::Say { to, .. }
            | Output::Quote { to, .. }
            | Output::Nudge { to, .. }
            | Output::Reject { to, .. }
            | Output::Notice { to, .. } => *to,
            Output::Ask(prompt) => prompt.to,
            Output::Pause(pause) => pause.to,
            Output::HandOver(_) | Output::Host(_) | Output::End(_) => To::Everyone,
        }
    }
}

/// A question awaiting input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prompt {
    /// The step, with the calls that led there: `flood-check/rate`.
    pub step: Str,
    /// Who answers.
    pub to: To,
    /// The question; blank where the words before it say all.
    pub question: Text,
    /// What fits.
    pub kind: PromptKind,
    /// Whether there is help to ask for.
    pub has_help: bool,
    /// Whether [`Act::Skip`](super::Act::Skip) is taken; if not, why (may be empty).
    pub required: Option<String>,
    /// What stands in the line to begin with: a draft, or the words that were nudged.
    pub draft: Option<String>,
    /// Whether a nudge was just given, so that the words may be kept as they are.
    pub nudged: bool,
    /// When it goes on by itself, if time runs here.
    pub deadline: Option<Moment>,
}

/// What answers fit a prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PromptKind {
    /// Words were shown; [`Act::Ready`](super::Act::Ready) goes on.
    Continue,
    /// Words.
    Words {
        /// More than one line may be typed.
        many_lines: bool,
    },
    /// One more of several answers; an empty line ends them.
    List {
        /// What was given so far.
        given: Vec<String>,
        /// At least so many.
        min: usize,
        /// At most so many.
        max: usize,
        /// What each is.
        each: Box<PromptKind>,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: Option<i64>,
    },
    /// A number.
    Number {
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
    },
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A time of day, `HH:MM`.
    Time,
    /// Choices.
    Choose {
        /// What can be chosen.
        choices: List<ChoiceView>,
        /// Own words are welcome.
        other: bool,
        /// A list is chosen: at least and at most so many. Nothing: exactly one.
        pick: Option<(usize, usize)>,
        /// The order counts.
        ranked: bool,
    },
    /// A number on a scale.
    Rate {
        /// The lowest.
        from: i64,
        /// The highest.
        to: i64,
        /// What the lowest means.
        low: Option<Text>,
        /// What the highest means.
        high: Option<Text>,
    },
    /// Yes or no.
    Confirm,
    /// Whether this may be shown to the others, exactly as it stands here.
    Share {
        /// What they would see.
        previews: Vec<Preview>,
        /// Who would see it.
        with: Vec<String>,
    },
    /// Whether someone can join: `now`, `later` or `no`.
    Invite {
        /// The role they would take.
        role: String,
    },
    /// What to call the one who joins.
    Name {
        /// The role they take.
        role: String,
    },
}

/// What would be shown if its owner says yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// The name of the variable.
    pub name: String,
    /// The text, exactly as the others would see it.
    pub text: Text,
}

/// A comment on an answer. It never blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nudge {
    /// What looked: a helper's name, or the name of the exercise's own function.
    pub code: String,
    /// What was noticed, and why it matters.
    pub why: String,
    /// What to try; may be empty.
    pub suggestion: String,
    /// Where in the answer, in bytes.
    pub span: Option<Range<usize>>,
}

/// Why an answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rejection {
    /// Nothing was said, and it may be skipped.
    Empty,
    /// It cannot be skipped, and why.
    Required {
        /// The author's reason.
        why: String,
    },
    /// A whole number is needed.
    NotWhole,
    /// A number is needed.
    NotNumber,
    /// A date is needed.
    NotDate,
    /// A time of day is needed.
    NotTime,
    /// The number or length is out of bounds.
    OutOfBounds {
        /// The least, if there is one.
        min: Option<String>,
        /// The most, if there is one.
        max: Option<String>,
    },
    /// The text is too short or too long, in characters.
    Length {
        /// The least.
        min: Option<usize>,
        /// The most.
        max: Option<usize>,
    },
    /// None of the choices.
    NoChoice {
        /// What was typed.
        typed: String,
        /// The nearest choice, if one is near.
        near: Option<String>,
    },
    /// Too few or too many were chosen or given.
    Count {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// The same was chosen twice.
    Twice,
    /// Yes or no is needed.
    NotYesNo,
    /// This input has no meaning here.
    NotHere,
    /// There is nothing to go back to.
    NothingBefore,
    /// A consent lies between, after which something was shown.
    BeyondConsent,
    /// Two people cannot have the same name.
    NameTaken,
}

/// The engine's own word on what goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "notice", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// For whom this is not; before the exercise starts.
    NotFor {
        /// The author's words.
        text: Text,
    },
    /// A break begins.
    BreakBegins,
    /// A break ended; here is where one was.
    BreakEnds,
    /// A pause is over.
    PauseOver {
        /// The words at its end, if its author gave some.
        cue: Option<Text>,
        /// Whether a bell may sound.
        bell: bool,
    },
    /// The author would rather have this pause kept; another skip goes on.
    PauseMatters,
    /// The time box or timer ends soon.
    EndsSoon {
        /// What is left.
        left: Duration,
    },
    /// Its time is up; what was being said is kept for its owner.
    TimeUp,
    /// One answer was undone.
    WentBack,
    /// Both said yes: what follows is shown to all.
    Shared,
    /// Help for this prompt.
    Help {
        /// The author's example; blank where there is none.
        text: Text,
    },
    /// What was said so far, as far as whoever is here may see it: question and answer.
    Recap {
        /// The pairs, oldest first.
        said: Vec<(Text, Text)>,
    },
    /// When to come back to something; this one is not named at the end, where all read.
    FollowUp {
        /// When and to what.
        reminder: Reminder,
    },
    /// A script failed; what the step needed could not be worked out.
    Trouble {
        /// What failed and where, in an author's words, without any answer.
        message: String,
    },
}

/// A pause that runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pause {
    /// The step, with the calls that led there.
    pub step: Str,
    /// Who is addressed.
    pub to: To,
    /// When it began.
    pub began: Moment,
    /// When it ends; while it is held, when it would end if it ran on now.
    pub ends: Moment,
    /// Seconds to breathe in, hold, breathe out, rest.
    pub breathe: Option<[u32; 4]>,
    /// Since when the clock stands still, if it does.
    pub held: Option<Moment>,
}

/// The keyboard goes to someone else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandOver {
    /// The names of those who are next; all of them for a step together.
    pub next: Vec<String>,
    /// Whether what follows is for one person's eyes.
    pub private: bool,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ending {
    /// The name of the ending; `stopped` where someone stopped it.
    pub name: String,
    /// Whether it was stopped early.
    pub stopped: bool,
    /// The author's words for an early stop.
    pub aftercare: Option<Text>,
    /// When to come back to what.
    pub follow_ups: Vec<Reminder>,
    /// Results its author marked to be remembered: shared ones, and whose they are.
    pub results: Vec<(String, Option<Person>, Value)>,
}

/// When to come back to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reminder {
    /// For whom.
    pub to: To,
    /// The date, `YYYY-MM-DD`.
    pub date: String,
    /// The time of day, `HH:MM`, if one was named.
    pub clock: Option<String>,
    /// The exercise to do then.
    pub exercise: String,
    /// A line to show then.
    pub note: Option<Text>,
}
