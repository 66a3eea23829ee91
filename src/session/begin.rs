//! Where a session stands before its first step: who is here, and what was given. Plays nothing.

use super::machine::HEAVIEST;
use super::output::To;
use super::state::{Draws, Frame, Kind, State, Vars};
use super::{Start, StartError, answer};
use crate::program::{Class, Program, kinds};
use crate::value::{Person, Value};

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
