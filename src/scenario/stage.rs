//! A real session as what a scenario is played on.

use std::sync::Arc;

use super::play::{Outcome, Stage, play_on};
use super::{Failure, Scenario};
use crate::exercise::Name;
use crate::host::Host;
use crate::program::Program;
use crate::session::{Input, Output, Session, Start, StartError, Taken};
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

    fn knows(&self, step: &str) -> bool {
        self.program().has_step(step)
    }

    fn person(&self, name: &str) -> Option<Person> {
        Session::person(self, name)
    }
}

/// Plays `scenario` with `program` on virtual time.
pub fn run(program: &Arc<Program>, scenario: &Scenario) -> Outcome {
    played(Session::start(program.clone(), start(program, scenario)), scenario).0
}

/// The same, and the ways it took are added to `taken`.
pub fn run_traced(program: &Arc<Program>, scenario: &Scenario, taken: &mut Taken) -> Outcome {
    let session = Session::start_traced(program.clone(), start(program, scenario));
    let (outcome, session) = played(session, scenario);
    if let Some(ways) = session.as_ref().and_then(Session::taken) {
        taken.extend(&ways);
    }
    outcome
}

/// The same, and `look` sees the session wherever it rests.
///
/// ```
/// use tending::{Engine, load, loader::Builtin, scenario, source::Sources};
/// let program = load(&Engine::new(), &Builtin, "opening").program.ok_or("errors")?;
/// let (scenarios, _) = scenario::all(&Builtin, "opening", &mut Sources::new());
/// let mut largest = 0;
/// scenario::run_watched(&program, &scenarios[0], &mut |session| {
///     largest = largest.max(session.snapshot().to_bytes().len());
/// });
/// assert!((1..1000).contains(&largest));
/// # Ok::<(), &str>(())
/// ```
pub fn run_watched(
    program: &Arc<Program>,
    scenario: &Scenario,
    look: &mut dyn FnMut(&Session),
) -> Outcome {
    match Session::start(program.clone(), start(program, scenario)) {
        Ok(session) => play_on(&mut Watched { session, look }, scenario),
        Err(error) => {
            let failure = Some(not_begun(scenario, &error));
            Outcome { failure, ending: None, steps: Vec::new() }
        }
    }
}

/// A session that is looked at wherever it rests.
struct Watched<'l> {
    session: Session,
    look: &'l mut dyn FnMut(&Session),
}

impl Stage for Watched<'_> {
    fn handle(&mut self, input: Input) -> Result<(), String> {
        Stage::handle(&mut self.session, input)
    }

    fn poll(&mut self) -> Output {
        let output = self.session.poll();
        if output.is_resting() {
            (self.look)(&self.session);
        }
        output
    }

    fn deadline(&self) -> Option<Moment> {
        self.session.deadline()
    }

    fn value(&self, person: Option<Person>, name: &str) -> Option<Value> {
        self.session.value(person, name)
    }

    fn knows(&self, step: &str) -> bool {
        self.session.program().has_step(step)
    }

    fn person(&self, name: &str) -> Option<Person> {
        self.session.person(name)
    }
}

fn played(session: Result<Session, StartError>, scenario: &Scenario) -> (Outcome, Option<Session>) {
    if let Ok(session) = &session
        && let Some(failure) = never_asked(session.program(), scenario)
    {
        return (Outcome { failure: Some(failure), ending: None, steps: Vec::new() }, None);
    }
    match session {
        Ok(mut session) => {
            let outcome = play_on(&mut session, scenario);
            (outcome, Some(session))
        }
        Err(error) => {
            let failure = Some(not_begun(scenario, &error));
            (Outcome { failure, ending: None, steps: Vec::new() }, None)
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
    let given =
        |host: Host, (name, value): &(Name, Value)| host.constant(&name.value, value.clone());
    let host = scenario.host.iter().fold(Host::new(), given);
    Start {
        people,
        seed: scenario.seed,
        at: scenario.start,
        with: with.collect(),
        host,
        recalled: Vec::new(),
    }
}

/// A function the scenario speaks for, which the exercise does not have.
fn never_asked(program: &Program, scenario: &Scenario) -> Option<Failure> {
    let asked = |name: &Name| program.host_functions().any(|known| known.name == name.value);
    let (name, _) = scenario.host.iter().find(|(name, _)| !asked(name))?;
    Some(Failure {
        span: name.span,
        expected: format!("the exercise to ask the host for `{}`", name.value),
        came: "no such function stands in its `[host.functions]`".to_owned(),
        shown: Vec::new(),
        mend: None,
    })
}

fn not_begun(scenario: &Scenario, error: &StartError) -> Failure {
    let span = scenario.play.first().map(|line| line.span);
    Failure {
        span: span.unwrap_or(crate::source::Span::new(scenario.file, 0..0)),
        expected: "the session to begin".to_owned(),
        came: error.to_string(),
        shown: Vec::new(),
        mend: None,
    }
}
