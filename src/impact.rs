//! What an edited exercise does to sessions that were saved before: looked at before it is
//! published. Plays nothing, and changes no session.

use std::sync::Arc;

use serde::Serialize;

use crate::program::{Program, kinds};
use crate::session::{Changed, Loss, RestoreError, Session, Snapshot, Why};

/// What would become of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// The step where it stands, with the calls that led there.
    pub stood: String,
    /// What happens there.
    pub outcome: Outcome,
}

/// What happens to a session that goes on in the edited exercise.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// It goes on at this step: the same, or the one that it was renamed to.
    GoesOn(String),
    /// Something would be lost.
    Loses(Changed),
    /// It cannot be gone on with at all.
    Cannot(RestoreError),
}

/// What an edit does, wherever somebody can be in the middle of the exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// For every step where a session can rest, those of what it calls among them.
    pub rests: Vec<Fate>,
    /// Answers that would be lost wherever they were given before.
    pub values: Vec<Loss>,
}

impl Impact {
    /// Whether every session goes on and loses nothing.
    pub fn is_harmless(&self) -> bool {
        self.values.is_empty()
            && self.rests.iter().all(|fate| matches!(fate.outcome, Outcome::GoesOn(_)))
    }
}

/// What the edit from `old` to `new` does to sessions.
///
/// ```
/// use tending::{Engine, impact, load, loader::Memory};
///
/// let old = "format = 1\nid = \"x\"\ntitle = \"X\"\n[step.hello]\nsay = \"Hello.\"\n[step.end]\nend = \"done\"\n";
/// let program = |text: &str| load(&Engine::new(), &Memory::of("x", text), "x").program;
/// let new = old.replace("[step.hello]", "[step.welcome]");
/// let (was, is) = (program(old).ok_or("errors")?, program(&new).ok_or("errors")?);
///
/// let impact = impact::of(&was, &is);
/// assert!(!impact.is_harmless());
/// assert_eq!(impact.rests[0].stood, "hello");
///
/// let moved = new + "[[moved]]\nfrom = \"hello\"\nto = \"welcome\"\n";
/// let is = program(&moved).ok_or("errors")?;
/// assert!(impact::of(&was, &is).is_harmless());
/// # Ok::<(), &str>(())
/// ```
pub fn of(old: &Program, new: &Program) -> Impact {
    let rests = Snapshot::standing(old).into_iter().map(|snapshot| {
        let stood = snapshot.step();
        let outcome = match snapshot.fit(new, None) {
            Err(error) => Outcome::Cannot(error),
            Ok(fitted) => match fitted.changed {
                Some(changed) => Outcome::Loses(changed),
                None => Outcome::GoesOn(fitted.snapshot.step()),
            },
        };
        Fate { stood, outcome }
    });
    Impact { rests: rests.collect(), values: values(old, new) }
}

/// What would become of one saved session.
pub fn of_session(snapshot: &Snapshot, new: &Arc<Program>) -> Fate {
    let outcome = match Session::restore(new.clone(), snapshot, snapshot.at()) {
        Ok(session) => Outcome::GoesOn(session.step()),
        Err(RestoreError::Changed(changed)) => Outcome::Loses(*changed),
        Err(error) => Outcome::Cannot(error),
    };
    Fate { stood: snapshot.step(), outcome }
}

/// The answers that would be lost, each once.
fn values(old: &Program, new: &Program) -> Vec<Loss> {
    let fitted = Snapshot::filled(old).and_then(|filled| filled.fit(new, None).ok());
    let losses = fitted.and_then(|fitted| fitted.changed).map(|changed| changed.losses);
    let unknown = |name: &str| {
        let slot = old.definitions[0].slot(name);
        slot.is_some_and(|slot| kinds::of(old, 0, slot).is_any())
    };
    let mut values: Vec<Loss> = Vec::new();
    for loss in losses.unwrap_or_default() {
        let Loss::Value { name, person, why } = loss else { continue };
        let known =
            values.iter().any(|loss| matches!(loss, Loss::Value { name: n, .. } if *n == name));
        let asks_nobody = why == Why::Kind && unknown(&name);
        if !known && !asks_nobody {
            let person = person.map(|_| String::new());
            values.push(Loss::Value { name, person, why });
        }
    }
    values
}

/// A fate as one line of JSON can hold it.
#[derive(Debug, Serialize)]
pub struct Line<'f> {
    /// The step where it stands.
    pub stood: &'f str,
    /// Where it goes on, or could go on without what is lost.
    pub on: Option<&'f str>,
    /// What would be lost, in words; nothing: it goes on as it is.
    pub lost: Vec<String>,
}

impl Fate {
    /// It as data.
    pub fn line(&self) -> Line<'_> {
        let stood = self.stood.as_str();
        match &self.outcome {
            Outcome::GoesOn(step) => Line { stood, on: Some(step), lost: Vec::new() },
            Outcome::Loses(changed) => {
                let lost = changed.losses.iter().map(ToString::to_string).collect();
                Line { stood, on: changed.safe.as_deref(), lost }
            }
            Outcome::Cannot(error) => Line { stood, on: None, lost: vec![error.to_string()] },
        }
    }
}
