//! The wire form of where a session stands: plain data by names, not by numbers, so that it can be
//! read under another build. Does not grow with what was said, and holds nothing that is not kept.

mod bytes;
mod fit;
mod hex;
mod restore;
mod standing;
mod take;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::events::Divergence;
use super::hosting::Told;
use super::input::Act;
use super::output::To;
use crate::host::HostCall;
use crate::text::{Mark, Str};
use crate::time::Moment;
use crate::value::{Person, Value};

pub(super) use fit::Fitted;
pub use fit::{Changed, Loss, Why};
pub(super) use restore::trouble;

/// The version of the wire form that this library writes. Older ones are read.
pub const FORMAT: u32 = 1;

/// Where a session stands: which exercise in which version, the steps and the calls that led there,
/// the variables with whose they are, chance and the clock.
///
/// With serde it becomes JSON, or any other form that describes itself; [`Snapshot::to_bytes`] is a
/// compact one. It does not grow with what was said, and holds no words of the exercise.
///
/// It does hold private answers: keep it where its owners would keep their diary.
///
/// ```
/// use tending::session::{Session, Snapshot, Start};
/// use tending::{Engine, load, loader::Builtin, time::Moment};
///
/// let program = load(&Engine::new(), &Builtin, "safety").program.ok_or("its files have errors")?;
/// let at: Moment = "2026-01-05T18:00:00+01:00".parse()?;
/// let session = Session::start(program.clone(), Start { at, ..Start::default() })?;
///
/// let kept: Vec<u8> = session.snapshot().to_bytes();
/// let snapshot = Snapshot::from_bytes(&kept)?;
/// let again = Session::restore(program, &snapshot, at)?;
/// assert_eq!(again.step(), session.step());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of this form.
    pub format: u32,
    /// The exercise.
    pub exercise: String,
    /// Its version, as its author counts.
    pub version: String,
    /// What it did, as a number: see [`Program::content`](crate::Program::content). In text it is
    /// hexadecimal, as numbers so large are not safe everywhere.
    #[serde(with = "hex")]
    pub content: u64,
    people: Vec<String>,
    at: Moment,
    #[serde(default)]
    ticked: u64,
    #[serde(with = "hex")]
    seed: u64,
    #[serde(default)]
    shared_draws: u64,
    #[serde(default)]
    own_draws: Vec<u64>,
    #[serde(default)]
    keyboard: Option<To>,
    #[serde(default)]
    handing: Option<To>,
    #[serde(default)]
    breaks: u32,
    #[serde(default)]
    follow_ups: Vec<ReminderShot>,
    #[serde(default)]
    ended: Option<EndingShot>,
    scopes: Vec<ScopeShot>,
    frames: Vec<FrameShot>,
    #[serde(default)]
    asked: Option<AskedShot>,
}

/// Variables of one exercise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ScopeShot {
    exercise: String,
    /// Whether the engine played its own one of that name: an author's may stand beside it.
    #[serde(default)]
    own_one: bool,
    version: String,
    #[serde(default)]
    roles: BTreeMap<String, Person>,
    #[serde(default)]
    shared: BTreeMap<String, Value>,
    #[serde(default)]
    own: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    open: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    labels: Vec<(Option<Person>, String, String)>,
    #[serde(default)]
    drafts: Vec<(Option<Person>, String)>,
}

/// One exercise or part that is being played, with the variables of its scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FrameShot {
    scope: usize,
    #[serde(default)]
    part: Option<String>,
    step: Str,
    /// What the step did, and whom it addressed: whether it is still the same one.
    shape: String,
    #[serde(default, rename = "for")]
    addressee: String,
    #[serde(default)]
    aside: bool,
    #[serde(default)]
    person: Option<Person>,
    #[serde(default)]
    counts: BTreeMap<Str, i64>,
    #[serde(default)]
    taken: Vec<(To, Str, Str)>,
    #[serde(default)]
    timers: BTreeMap<String, (u64, Option<u64>)>,
    /// Where a private way ends, and whose it is; no step is the end of the exercise.
    #[serde(default)]
    private_until: Option<(Option<Str>, Person)>,
    /// The last steps that were come to outside of private ways, the latest last.
    #[serde(default)]
    trail: Vec<Str>,
    #[serde(default)]
    turn: TurnShot,
    phase: PhaseShot,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
struct TurnShot {
    person: usize,
    items: Option<Vec<Value>>,
    item: usize,
    answers: Vec<Value>,
    replies: Vec<Value>,
    second: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhaseShot {
    Fresh,
    Calling,
    Pause { began: Moment, ends: Moment, held: Option<Moment>, mattered: bool },
    Prompt(PromptShot),
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
struct PromptShot {
    /// Choices that cannot be worked out again.
    choices: Option<Vec<OfferShot>>,
    given: Vec<Value>,
    nudges: u8,
    nudged: Option<Value>,
    due: Option<u64>,
    joining: Option<String>,
    draft: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OfferShot {
    id: Str,
    text: TextShot,
    family: Option<Str>,
    /// Its words stand in no file.
    made_up: bool,
}

/// A text as it lies in a snapshot: nobody has looked at it yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct TextShot(String, Vec<Mark>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ReminderShot {
    to: To,
    date: String,
    clock: Option<String>,
    exercise: String,
    note: Option<TextShot>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EndingShot {
    name: String,
    stopped: bool,
    aftercare: Option<TextShot>,
    follow_ups: Vec<ReminderShot>,
    results: Vec<(String, Option<Person>, Value)>,
}

/// An answer that waits for the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct AskedShot {
    /// Nothing: the session has not begun yet.
    input: Option<(Moment, Act)>,
    told: Vec<Told>,
    call: Arc<HostCall>,
}

/// Why a session cannot go on from a snapshot.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RestoreError {
    /// It was written by a newer program, in this format.
    Newer(u32),
    /// It is of another exercise: of this one.
    OtherExercise(String),
    /// The exercise was edited since, and something would be lost.
    Changed(Box<Changed>),
    /// It is no snapshot, or not a whole one: what is wrong with it.
    Damaged(&'static str),
    /// A log leads elsewhere than the session went.
    Diverged(Box<Divergence>),
    /// What it stands at could not be asked again.
    Trouble(String),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestoreError::Newer(format) => {
                write!(f, "this session was saved by a newer program (format {format})")
            }
            RestoreError::OtherExercise(id) => write!(f, "this session is of `{id}`"),
            RestoreError::Changed(changed) => changed.fmt(f),
            RestoreError::Diverged(divergence) => divergence.fmt(f),
            RestoreError::Damaged(what) => write!(f, "this session does not hold together: {what}"),
            RestoreError::Trouble(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for RestoreError {}

impl Snapshot {
    /// The step it stands at, with the calls that led there: `flood-check/rate`.
    pub fn step(&self) -> String {
        self.path(self.frames.len())
    }

    /// The people who are in it, in the order they came.
    pub fn people(&self) -> &[String] {
        &self.people
    }

    /// The instant of the last input.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// The step of the frame below `end`, with the calls that led there.
    fn path(&self, end: usize) -> String {
        let frames = &self.frames[..end.min(self.frames.len())];
        // A break is the same break wherever it is taken.
        let first = frames.iter().position(|frame| frame.aside).unwrap_or(0);
        let mut path = String::new();
        for (at, frame) in frames.iter().enumerate().skip(first) {
            if at > 0 {
                path.push_str(self.place(frame));
                path.push('/');
            }
            if at + 1 == frames.len() {
                path.push_str(&frame.step);
            }
        }
        path
    }

    /// The part or exercise that `frame` plays.
    fn place<'s>(&'s self, frame: &'s FrameShot) -> &'s str {
        let scope = self.scopes.get(frame.scope);
        let exercise = scope.map_or("", |scope| scope.exercise.as_str());
        frame.part.as_deref().unwrap_or(exercise)
    }
}
