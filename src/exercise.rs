//! An exercise as its author wrote it: plain data with spans. Knows no TOML, runs nothing, and
//! holds names that nobody has looked up yet.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::host::Declared;
use crate::source::{FileId, Span, Spanned};
use crate::text::Template;
use crate::value::Value;

/// A name and where it stands.
pub type Name = Spanned<String>;

/// A Rhai expression, or a whole script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The script.
    pub source: String,
    /// The TOML value it stands in, quotes included; a script file is covered whole.
    pub span: Span,
    /// Where it begins in that value, in characters (an expression in a text does not begin it).
    pub offset: usize,
}

/// A constant, or an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Stands for itself.
    Literal(Value),
    /// Is worked out.
    Code(Code),
}

/// A whole number written out or worked out, with its place.
pub type Number = Spanned<Expr>;

/// A length of time written out or worked out: the text reads like `2m`, or is a number of seconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Length {
    /// Written out.
    Fixed(Duration),
    /// Worked out, and where it stands.
    Words(Words, Span),
}

/// Text with expressions.
pub type Words = Template<Code>;

/// One exercise with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// The name it is asked for by.
    pub id: String,
    /// The file it stands in.
    pub file: FileId,
    /// What its head says.
    pub head: Head,
    /// Start values of shared variables.
    pub shared: Vec<(Name, Value)>,
    /// Start values of private variables, one copy for each person.
    pub private: Vec<(Name, Value)>,
    /// Constants.
    pub data: Vec<(Name, Value)>,
    /// Earlier results: a private variable and `exercise.result`.
    pub recall: Vec<(Name, Name)>,
    /// Timers over several steps.
    pub timers: Vec<Timer>,
    /// Where renamed steps went.
    pub moved: Vec<Moved>,
    /// What it asks of the program that plays it: where each function is named, and what it is.
    pub host: Vec<Spanned<Declared>>,
    /// Its own steps, in the order written.
    pub steps: Vec<Step>,
    /// Its pieces, by name (`account` for `parts/account.toml`).
    pub parts: BTreeMap<String, Part>,
    /// The functions of `script`.
    pub script: Option<Code>,
}

/// What stands before the steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Where the head as a whole is pointed at: the `id` key, or the start of the file.
    pub span: Span,
    /// Its version, for saved sessions.
    pub version: String,
    /// Its title.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// About how long it takes.
    pub minutes: Option<Spanned<u32>>,
    /// The roles; none: for one person.
    pub roles: Vec<Name>,
    /// The file of its functions.
    pub script: Option<Name>,
    /// What it builds on.
    pub sources: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who reviewed it, and the date.
    pub reviewed: Option<(String, String)>,
    /// For whom it is not; shown before it starts.
    pub not_for: Option<Words>,
    /// Shown at every early stop.
    pub aftercare: Option<Words>,
    /// Results that may go to a journal.
    pub remember: Vec<Name>,
    /// A word that acts like a stop when it is typed alone.
    pub stop_word: Option<Words>,
}

/// A piece of an exercise in a file of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its file.
    pub file: FileId,
    /// Its steps, in the order written.
    pub steps: Vec<Step>,
}

/// A timer that runs over several steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    /// Its name.
    pub name: Name,
    /// How long it runs.
    pub after: Length,
    /// How long before its end it says so.
    pub warn: Option<Length>,
    /// Where it leads.
    pub to: Name,
}

/// Where a renamed step went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its old name.
    pub from: Name,
    /// Its new name.
    pub to: Name,
    /// The version that renamed it.
    pub since: Option<String>,
}

/// Who reads and answers a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The person in this role.
    Role(String),
    /// Each person in turn, privately.
    Each,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name.
    pub id: Name,
    /// `for`: who reads and answers; nothing: everyone together.
    pub address: Option<Spanned<Address>>,
    /// `when`: its guard.
    pub when: Option<Code>,
    /// `otherwise`: where to go when the guard does not hold; nothing: the step below.
    pub otherwise: Option<Name>,
    /// `say`: what it says.
    pub say: Vec<Line>,
    /// `quote`: whose words are shown as a block.
    pub quote: Option<Code>,
    /// `over`: the list it is done for.
    pub over: Option<Code>,
    /// `at_most` and `then`.
    pub at_most: Option<Box<AtMost>>,
    /// `save`.
    pub save: Option<Name>,
    /// `open`: where the flag stands, if it is set.
    pub open: Option<Span>,
    /// `tells`.
    pub tells: Vec<(Name, Code)>,
    /// `kept = false`: where it stands.
    pub unkept: Option<Span>,
    /// `set`.
    pub set: Vec<(Name, Expr)>,
    /// `next`.
    pub next: Next,
    /// `swap`: where the flag stands, if it is set.
    pub swap: Option<Span>,
    /// `follow_up`.
    pub follow_up: Option<Box<FollowUp>>,
    /// `wait` (a step that only says something waits unless this is false).
    pub wait: bool,
    /// `within` and `late`.
    pub within: Option<Box<Within>>,
    /// `start`: the timer it starts.
    pub start: Option<Name>,
    /// `stop`: the timer it stops.
    pub stop: Option<Name>,
    /// What it does.
    pub action: Action,
}

/// A text that may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Shown only when this holds.
    pub when: Option<Code>,
    /// The text.
    pub text: Words,
}

/// How often a step may be entered, and where the next entry goes.
#[derive(Debug, Clone, PartialEq)]
pub struct AtMost {
    /// How often.
    pub count: Number,
    /// Where the entry after that goes.
    pub then: Name,
}

/// How long a prompt waits, and where it goes then.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// How long.
    pub length: Length,
    /// Where it goes then.
    pub late: Name,
}

/// Where a step leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// To the step below.
    Below,
    /// To this step.
    Step(Name),
    /// By the answer.
    ByAnswer {
        /// Where the whole stands.
        span: Span,
        /// Answer and step.
        cases: Vec<(Name, Name)>,
        /// `else`.
        otherwise: Option<Name>,
    },
    /// To the first whose guard holds.
    Guarded(Spanned<Vec<Transition>>),
}

/// An edge with a guard.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The guard; nothing: holds.
    pub when: Option<Code>,
    /// Where it leads.
    pub to: Name,
}

/// When to come back to something.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// Where it stands.
    pub span: Span,
    /// When.
    pub due: Due,
    /// The time of day, `HH:MM`.
    pub at: Option<String>,
    /// The exercise to do then; nothing: this one.
    pub exercise: Option<Name>,
    /// A line to show then.
    pub note: Option<Words>,
}

/// The day of a follow-up.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// So long from now.
    After(Length),
    /// On the date that an expression gives.
    On(Code),
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Only says something.
    Say,
    /// Asks for words, a number or a date.
    Ask(Box<Ask>),
    /// Asks to choose.
    Choose(Box<Choose>),
    /// Asks for a number on a scale.
    Rate(Box<Rate>),
    /// Asks yes or no.
    Confirm(Words),
    /// Waits.
    Pause(Box<Pause>),
    /// Asks whether private answers may be shown.
    Share(Share),
    /// Asks whether someone can join.
    Invite(Name),
    /// Plays another exercise or a part.
    Call(Box<Call>),
    /// Ends the exercise.
    End(End),
}

/// `ask`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The question.
    pub question: Words,
    /// What looks at the answer.
    pub check: Vec<Check>,
    /// `lines = "many"`: more than one line may be typed.
    pub many_lines: bool,
    /// `many`: a list of answers, at least and at most.
    pub many: Option<(Number, Number)>,
    /// What stands in the line to begin with.
    pub initial: Option<Words>,
    /// Shown on demand.
    pub help: Option<Words>,
    /// What is accepted.
    pub accept: Accept,
    /// The least number, or length of a text in characters.
    pub min: Option<Number>,
    /// The most.
    pub max: Option<Number>,
    /// Why it cannot be skipped.
    pub required: Option<String>,
}

/// What an `ask` accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accept {
    /// Any text.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A time, `HH:MM`.
    Time,
}

/// One entry of `check`.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// A text helper by its name; looked up later.
    Named(Name),
    /// An expression.
    Code(Code),
}

/// `choose`.
#[derive(Debug, Clone, PartialEq)]
pub struct Choose {
    /// The question.
    pub question: Words,
    /// The choices written out.
    pub choices: Vec<Choice>,
    /// The vocabulary they are drawn from.
    pub vocabulary: Option<Name>,
    /// The list they are taken from.
    pub from: Option<Code>,
    /// `other`: own words are welcome.
    pub other: bool,
    /// `pick`: a list of choices, at least and at most.
    pub pick: Option<(Number, Number)>,
    /// `ranked`: the order counts.
    pub ranked: bool,
    /// Shown on demand.
    pub help: Option<Words>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its id.
    pub id: Name,
    /// Its words.
    pub text: Words,
    /// Offered only when this holds.
    pub when: Option<Code>,
    /// What choosing it sets.
    pub set: Vec<(Name, Expr)>,
    /// Offered until it was chosen.
    pub once: bool,
}

/// `rate`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The question.
    pub question: Words,
    /// The lowest number.
    pub from: i64,
    /// The highest.
    pub to: i64,
    /// What the lowest means.
    pub low: Option<Words>,
    /// What the highest means.
    pub high: Option<Words>,
    /// `distress`: where the flag stands, if it is set.
    pub distress: Option<Span>,
    /// Why it cannot be skipped.
    pub required: Option<String>,
    /// Shown on demand.
    pub help: Option<Words>,
}

/// `pause`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    /// How long.
    pub length: Length,
    /// `breathe`: seconds in, held, out, at rest.
    pub breathe: Option<[u32; 4]>,
    /// Words at the end.
    pub cue: Option<Words>,
    /// Whether a bell may sound at the end.
    pub bell: bool,
    /// Whether it may be skipped by its author's wish; a person always can.
    pub skippable: bool,
}

/// `share`.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The private variables.
    pub names: Vec<Name>,
    /// Nobody learns the other's reply before giving theirs, and nothing is shown unless all agree.
    pub together: bool,
}

/// `call`.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// An exercise, or `./part`.
    pub target: Name,
    /// Role of the called exercise and role of this one.
    pub roles: Vec<(Name, Name)>,
    /// Variables of the called exercise.
    pub with: Vec<(Name, Expr)>,
    /// `turns = "both"`: where it stands.
    pub turns: Option<Span>,
}

/// `end`.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The name of the ending.
    pub name: Name,
    /// What comes back to the caller.
    pub returns: Vec<(Name, Expr)>,
}
