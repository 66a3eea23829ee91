//! An author's test of an exercise: what is typed, what must be seen, how it ends. Never plays at
//! a real clock or terminal.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::exercise::Name;
use crate::loader::{LoadError, Loader};
use crate::parse;
use crate::source::{FileId, Sources, Span, Spanned};
use crate::time::Moment;
use crate::value::Value;

mod codes;
mod coverage;
mod failure;
mod mend;
mod play;
mod read;
mod record;
mod shown;
mod stage;
mod words;

pub(crate) use codes::CODES;
pub use coverage::{Count, Coverage, Missed, coverage};
pub use failure::Failure;
pub use mend::{Mend, quoted};
pub use play::Outcome;
pub use record::Recording;
pub use stage::{run, run_traced, run_watched};

/// One scripted run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What it shows, in a sentence.
    pub name: String,
    /// The file it stands in.
    pub file: FileId,
    /// The seed of chance.
    pub seed: u64,
    /// When it begins.
    pub start: Moment,
    /// Who takes part: role (empty where the exercise has none) and name.
    pub people: Vec<(String, String)>,
    /// Start values of shared variables: what a caller would give to a piece that is tested alone.
    pub with: Vec<(Name, Value)>,
    /// What the host gives, by the names of its functions; the others give their fallbacks.
    pub host: Vec<(Name, Value)>,
    /// What happens, line by line.
    pub play: Vec<Line>,
    /// The ending that must be reached; nothing: any, or none.
    pub ends: Option<Spanned<String>>,
    /// What must be known at the end.
    pub expect: Vec<Expectation>,
}

/// One line of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// The step, with the calls that lead there.
    pub at: Spanned<String>,
    /// Who has the keyboard, by name or role.
    pub by: Option<Spanned<String>>,
    /// What happens.
    pub act: Spanned<Play>,
    /// The nudges that must come.
    pub nudges: Vec<Spanned<String>>,
    /// Where they stand, all together.
    pub nudge_span: Option<Span>,
    /// Whether the nudged words are kept.
    pub keep: bool,
    /// Where that stands.
    pub keep_span: Option<Span>,
    /// What must have been shown since the last line.
    pub sees: Vec<Spanned<String>>,
    /// What must not have been.
    pub hidden: Vec<Spanned<String>>,
}

/// What happens in a line.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Play {
    /// Something is typed; several answers where several are asked for.
    Answer {
        /// Line by line.
        typed: Vec<String>,
        /// It was written as a list: these are all, and an empty line ends them.
        all: bool,
    },
    /// Choices by id, and own words.
    Choose(Vec<String>, Option<String>),
    /// A number on the scale.
    Rate(i64),
    /// Yes or no.
    Consent(bool),
    /// Whether someone can join: `now`, `later` or `no`.
    Invite(String),
    /// Time passes.
    After(Duration),
    /// No answer, or on to what follows a pause.
    Skip,
    /// The keyboard is taken over, or words were read.
    Ready,
    /// A command: `back`, `stop`, `pause`, `repeat`, `recap`, `help`.
    Command(&'static str),
    /// Nothing: only what is shown is looked at.
    Look,
}

/// What must be known at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// Whose it is; nobody's: shared by all.
    pub person: Option<String>,
    /// The variable.
    pub name: String,
    /// What it must be.
    pub value: Value,
}

/// The scenario in `text`, the file `file`; nothing if it has errors, which go into `found`.
pub fn read(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Option<Scenario> {
    let before = found.len();
    let document = parse::parse(file, text, found);
    let scenario = read::scenario(&document, found);
    let fine = found.iter().skip(before).all(|diagnostic| !diagnostic.is_error());
    fine.then_some(scenario)
}

/// All scenarios of the exercise `id`, by their files, with what is wrong in them. The files go
/// into `sources`; one that cannot be read as text is named by the second list.
pub fn all(
    loader: &dyn Loader,
    id: &str,
    sources: &mut Sources,
) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let (mut scenarios, mut found) = (Vec::new(), Vec::new());
    for path in loader.list(id, "scenarios") {
        let (name, text) = match loader.read(id, &path) {
            Ok(file) => match parse::text(&file.bytes) {
                Ok(text) => (file.name, text),
                Err(why) => {
                    found.push(unread(sources, &file.name, &why.what).hint(Some(why.hint)));
                    continue;
                }
            },
            Err(LoadError::Missing) => continue,
            Err(error) => {
                found.push(unread(sources, &path, &error.to_string()));
                continue;
            }
        };
        let file = sources.add(name, text.as_str());
        scenarios.extend(read(file, &text, &mut found));
    }
    crate::diagnostic::sort(&mut found);
    (scenarios, found)
}

fn unread(sources: &mut Sources, name: &str, why: &str) -> Diagnostic {
    let file = sources.add(name, "");
    Diagnostic::new(codes::SCENARIO_UNREAD, Span::new(file, 0..0), why)
}
