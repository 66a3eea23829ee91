//! Sessions for authors' tools: begun in the middle, or carried over to an exercise that was edited
//! meanwhile. Never for people who play in earnest: what was agreed on the way is missing.

use std::sync::Arc;

use super::evaluate::Fault;
use super::machine::{Go, Machine, Out};
use super::snapshot::Loss;
use super::state::{Phase, State};
use super::{Session, SessionError, Start, StartError, begin, explain};
use crate::program::{Action, Call, Class, NodeId, Program, Unit};
use crate::time::Moment;
use crate::value::{Person, Value};

/// A value that a variable shall have where a session begins in the middle.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Whose it is, by name or role; nothing: everyone's.
    pub person: Option<String>,
    /// The variable.
    pub name: String,
    /// Its value. A private one counts as shared by its owner.
    pub value: Value,
}

/// A session that was carried over to an edited exercise.
#[derive(Debug)]
pub struct Carried {
    /// The session, which goes on there.
    pub session: Session,
    /// What was lost on the way.
    pub losses: Vec<Loss>,
}

impl Carried {
    /// The step that is not there any more, if it stood at one.
    pub fn gone(&self) -> Option<&str> {
        self.losses.iter().find_map(|loss| match loss {
            Loss::Step(step) => Some(step.as_str()),
            _ => None,
        })
    }
}

impl Session {
    /// For authors' tools: begins at `step` (with the calls that lead there: `account/told`; without
    /// one at the start), with these values as if they had been answered and shared on the way.
    ///
    /// # Errors
    ///
    /// Those of [`Session::start`], a step or a variable that is not there.
    pub fn start_at(
        program: Arc<Program>,
        start: Start,
        step: Option<&str>,
        given: &[Given],
    ) -> Result<Session, StartError> {
        let mut state = begin(&program, &start)?;
        given.iter().try_for_each(|given| give(&program, &mut state, given))?;
        let mut out = Out::default();
        let mut machine = Machine { program: &program, state: &mut state, out: &mut out };
        let begun = match step {
            None => machine.open(),
            Some(path) => match machine.descend(path) {
                Ok(Some(node)) => machine.walk(Go::Enter(node)),
                Ok(None) => return Err(StartError::UnknownStep(path.to_owned())),
                Err(fault) => Err(fault),
            },
        };
        if let Err(fault) = begun {
            return Err(StartError::Session(explain(&program, &state, fault)));
        }
        Ok(Session::standing(program, state, out))
    }

    /// For authors' tools: goes on with `program`, an edited version of the exercise, at the same
    /// step and with the same answers, as far as they are still there. Where the step is not, it
    /// goes on at the nearest step before it that is.
    ///
    /// # Errors
    ///
    /// The edited exercise is for other people, or cannot be played from there.
    pub fn carry_over(&self, program: Arc<Program>, at: Moment) -> Result<Carried, SessionError> {
        let failed = |message: String| SessionError { step: self.step(), message, place: None };
        let fitted = self.snapshot().fit(&program, Some(&self.program));
        let mut fitted = fitted.map_err(|error| failed(error.to_string()))?;
        let changed = fitted.changed.take();
        if let Some(changed) = changed.as_ref().filter(|changed| changed.safe.is_none()) {
            return Err(failed(changed.to_string()));
        }
        let losses = changed.map(|changed| changed.losses).unwrap_or_default();
        let carried = Session::fitted(program, &fitted, at);
        let mut session = carried.map_err(|error| failed(error.to_string()))?;
        if !fitted.anew {
            let said = session.machine().say_again();
            said.map_err(|fault| explain(&session.program, &session.state, fault))?;
            session.rest = session.machine().rest();
        }
        Ok(Carried { session, losses })
    }
}

/// Gives a variable its value, for whom it belongs to.
fn give(program: &Program, state: &mut State, given: &Given) -> Result<(), StartError> {
    let definition = program.main();
    let slot = definition.slot(&given.name);
    let slot = slot.ok_or_else(|| StartError::UnknownVariable(given.name.clone()))?;
    let private = definition.variables[slot].class == Class::Private;
    let whose: Vec<Person> = match &given.person {
        None => (0..state.people.len()).map(Person::new).collect(),
        Some(name) => {
            let named = state.people.iter().position(|known| known == name).map(Person::new);
            let role = definition.role(name).and_then(|role| state.scopes[0].roles[role]);
            let person = named.or(role);
            vec![person.ok_or_else(|| StartError::Name(name.clone()))?]
        }
    };
    let vars = &mut state.scopes[0];
    if !private {
        vars.shared.set(slot, given.value.clone());
        return Ok(());
    }
    for person in whose {
        vars.own_mut(person).set(slot, given.value.clone());
        vars.lay_open(person, slot, given.value.clone());
    }
    Ok(())
}

impl<'s> Machine<'s> {
    /// Calls what leads to the step at `path`; the step, if there is one.
    fn descend(&mut self, path: &str) -> Result<Option<NodeId>, Fault> {
        let (before, step) = path.rsplit_once('/').unwrap_or(("", path));
        for name in before.split('/').filter(|name| !name.is_empty()) {
            let Some((node, call)) = self.calling(name) else { return Ok(None) };
            self.state.top_mut().node = node;
            let to = self.addressed();
            self.call(call, to)?;
        }
        Ok(self.unit().index.get(step).copied())
    }

    /// The first step here that calls the part or exercise of this name.
    fn calling(&self, name: &str) -> Option<(NodeId, &'s Call)> {
        let program = self.program;
        let named = |unit: &Unit| match &unit.part {
            Some(part) => part == name,
            None => program.definition(unit.definition).id == name,
        };
        self.unit().nodes.iter().enumerate().find_map(|(at, node)| match &node.action {
            Action::Call(call) if named(program.unit(call.unit)) => Some((at, call.as_ref())),
            _ => None,
        })
    }

    /// Begins the step that is played anew, without counting that it was entered.
    pub(super) fn begin_step(&mut self) -> Result<(), Fault> {
        let node = self.node();
        self.tell_anew(node);
        self.walk(Go::Turn)
    }

    /// Hands over first where the step now is for someone else than has the keyboard.
    pub(super) fn at_the_right_hands(&mut self) -> Result<(), Fault> {
        let to = self.addressed();
        let several = self.state.people.len() > 1 && self.state.ended.is_none();
        let waits = !matches!(self.state.top().phase, Phase::Fresh);
        if several && waits && self.state.handing.is_none() && self.hands_over(to) {
            self.state.handing = Some(to);
        }
        Ok(())
    }

    /// Says again what is said where it stands.
    fn say_again(&mut self) -> Result<(), Fault> {
        let resting = self.state.ended.is_none() && self.state.handing.is_none();
        match self.state.top().phase {
            Phase::Prompt(_) if resting => self.present(),
            _ => Ok(()),
        }
    }
}
