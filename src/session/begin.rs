//! Where a session stands before its first step: who is here, and what was given. Plays nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::machine::HEAVIEST;
use super::output::To;
use super::state::{Draws, Frame, Kind, State, Vars};
use super::{SessionError, answer};
use crate::host::Host;
use crate::program::{Class, Program, kinds};
use crate::time::Moment;
use crate::value::{Person, Value};

/// How a session begins.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Start {
    /// Who is here: role and name. For an exercise without roles the role is empty; alone, nobody
    /// needs to be named.
    pub people: Vec<(String, String)>,
    /// What chance grows from.
    pub seed: u64,
    /// The instant it begins.
    pub at: Moment,
    /// Start values of shared variables, in place of the author's: what a host knows already. Each
    /// is of the kind the exercise puts there: texts of at most 16 kB, lists of 500, groups of 200,
    /// 16 deep, and no people.
    pub with: Vec<(String, Value)>,
    /// Earlier results of the people who are here. Only what is surely that person's own belongs
    /// here: a name that was typed is no proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recalled: Vec<Recalled>,
    /// What it may ask of the program that plays it. Where this gives nothing, the fallbacks of the
    /// exercise stand in its place. It is no data, and stays out of what is stored.
    #[serde(skip)]
    pub host: Host,
}

/// An earlier result of somebody who is here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recalled {
    /// Whose it is: the how-manieth of those who are here.
    pub person: Person,
    /// What it is: `exercise.result`, one of [`Program::recalls`].
    pub from: String,
    /// What it was.
    pub value: Value,
}

/// Why a session could not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// Nobody takes this role.
    MissingRole(String),
    /// The exercise has no such role to fill at the start.
    UnknownRole(String),
    /// Two people have the same name, or someone has none.
    Name(String),
    /// A name of more than 200 characters.
    LongName,
    /// A value that a session cannot keep.
    Value {
        /// The name it was given for.
        name: String,
        /// What is wrong with it, in words that follow its name.
        why: &'static str,
    },
    /// The values are more than a session may hold, all together.
    TooMuch,
    /// There is no such shared variable.
    UnknownVariable(String),
    /// The exercise puts another kind of value into this variable.
    WrongKind(String),
    /// There is no such step.
    UnknownStep(String),
    /// More people than an exercise can have.
    TooMany,
    /// The first step could not be played.
    Session(SessionError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::MissingRole(role) => write!(f, "nobody takes the role `{role}`"),
            StartError::UnknownRole(role) => {
                write!(f, "there is no role `{role}` to take at the start")
            }
            StartError::Name(name) if name.is_empty() => f.write_str("everyone needs a name"),
            StartError::Name(name) => write!(f, "two people cannot both be called `{name}`"),
            StartError::LongName => f.write_str("a name has at most 200 characters"),
            StartError::Value { name, why } => write!(f, "the value of `{name}` {why}"),
            StartError::TooMuch => f.write_str("the values are more than a session may hold"),
            StartError::UnknownVariable(name) => {
                write!(f, "the exercise has no shared variable `{name}`")
            }
            StartError::WrongKind(name) => {
                write!(f, "the exercise puts another kind of value into `{name}`")
            }
            StartError::UnknownStep(step) => write!(f, "there is no step `{step}`"),
            StartError::TooMany => f.write_str("these are too many people"),
            StartError::Session(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// The state that a session of `program` begins with.
pub(super) fn begin(program: &Program, start: &Start) -> Result<State, StartError> {
    let definition = program.main();
    let mut people: Vec<String> = Vec::new();
    let mut roles = vec![None; definition.roles.len()];
    for role in program.starting_roles() {
        let given = start.people.iter().find(|(taken, _)| taken == role);
        let (_, name) = given.ok_or_else(|| StartError::MissingRole(role.to_owned()))?;
        if let Some(at) = definition.role(role) {
            roles[at] = Some(Person::new(people.len()));
        }
        add_person(&mut people, name)?;
    }
    for (role, name) in &start.people {
        if definition.roles.is_empty() && role.is_empty() {
            add_person(&mut people, name)?;
        } else if !program.starting_roles().contains(&role.as_str()) {
            return Err(StartError::UnknownRole(role.clone()));
        }
    }
    if people.is_empty() {
        people.push(String::new());
    }
    let mut vars = Vars::new(0, roles);
    for (name, value) in &start.with {
        let shared = |slot: &usize| definition.variables[*slot].class == Class::Shared;
        let slot = definition.slot(name).filter(shared);
        let slot = slot.ok_or_else(|| StartError::UnknownVariable(name.clone()))?;
        if !kinds::of(program, 0, slot).allow(value) {
            return Err(StartError::WrongKind(name.clone()));
        }
        vars.shared.set(slot, admitted(name, value)?);
    }
    for recalled in &start.recalled {
        let known = definition.recall.iter().find(|(_, from)| *from == recalled.from);
        let there = recalled.person.index() < people.len();
        let (slot, _) = known
            .filter(|_| there)
            .ok_or_else(|| StartError::UnknownVariable(recalled.from.clone()))?;
        let value = admitted(&recalled.from, &recalled.value)?;
        vars.own_mut(recalled.person).set(*slot, value);
    }
    if vars.weight() > HEAVIEST {
        return Err(StartError::TooMuch);
    }
    Ok(State {
        people,
        frames: vec![Frame::new(0, 0, Kind::Exercise, None)],
        scopes: vec![vars],
        clock: start.at,
        ticked: 0,
        seed: start.seed,
        draws: Draws::default(),
        keyboard: Some(To::Everyone),
        handing: None,
        breaks: 0,
        follow_ups: Vec::new(),
        ended: None,
    })
}

fn admitted(name: &str, value: &Value) -> Result<Value, StartError> {
    let admitted = value.clone().admitted();
    admitted.map_err(|why| StartError::Value { name: name.to_owned(), why })
}

fn add_person(people: &mut Vec<String>, name: &str) -> Result<(), StartError> {
    let name = answer::clean(name);
    if name.chars().count() > LONGEST_NAME {
        return Err(StartError::LongName);
    }
    let taken = people.iter().any(|known| known.to_lowercase() == name.to_lowercase());
    if name.is_empty() || taken {
        return Err(StartError::Name(name));
    }
    if people.len() >= 8 {
        return Err(StartError::TooMany);
    }
    people.push(name);
    Ok(())
}
