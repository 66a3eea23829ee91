//! A real session as what a scenario is played on.

use std::sync::Arc;

use super::play::{Outcome, Stage, play_on};
use super::{Failure, Scenario};
use crate::program::{NodeId, Program, UnitId};
use crate::session::{Input, Output, Session, Start, StartError};
use crate::time::Moment;
use crate::value::{Person, Value};

impl Stage for Session {
    fn handle(&mut self, input: Input) -> Result<(), String> {
        Session::handle(self, input).map_err(|error| error.to_string())
    }

    fn poll(&mut self) -> Output {
        Session::poll(self)
    }

    fn deadline(&self) -> Option<Moment> {
        Session::deadline(self)
    }

    fn value(&self, person: Option<Person>, name: &str) -> Option<Value> {
        Session::value(self, person, name)
    }

    fn person(&self, name: &str) -> Option<Person> {
        Session::person(self, name)
    }

    fn entered(&self) -> &[(UnitId, NodeId, bool)] {
        Session::entered(self)
    }
}

/// Plays `scenario` with `program` on virtual time.
pub fn run(program: &Arc<Program>, scenario: &Scenario) -> Outcome {
    match Session::start(program.clone(), start(program, scenario)) {
        Ok(session) => play_on(session, scenario),
        Err(error) => {
            let failure = Some(not_begun(scenario, &error));
            Outcome { failure, ending: None, steps: Vec::new(), walked: Vec::new() }
        }
    }
}

/// Those who are there from the start: a role that is filled by an `invite` joins later.
fn start(program: &Program, scenario: &Scenario) -> Start {
    let starting = program.starting_roles();
    let at_start = |role: &str| role.is_empty() || starting.contains(&role);
    let later = |role: &str| program.roles().iter().any(|known| known == role);
    let people = scenario.people.iter();
    let people = people.filter(|(role, _)| at_start(role) || !later(role)).cloned().collect();
    let with = scenario.with.iter().map(|(name, value)| (name.value.clone(), value.clone()));
    Start { people, seed: scenario.seed, at: scenario.start, with: with.collect() }
}

fn not_begun(scenario: &Scenario, error: &StartError) -> Failure {
    let span = scenario.play.first().map(|line| line.span);
    Failure {
        span: span.unwrap_or(crate::source::Span::new(scenario.file, 0..0)),
        expected: "the session to begin".to_owned(),
        came: error.to_string(),
        shown: Vec::new(),
    }
}
