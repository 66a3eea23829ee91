//! The wire form of where a session stands: plain data by names, not by numbers, so that it can be
//! read under another build. Does not grow with what was said, and holds nothing that is not kept.

mod carry;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::evaluate::Fault;
use super::hosting::Asked;
use super::machine::{Machine, Out};
use super::output::{ChoiceView, Ending, Reminder, To};
use super::state::{
    Cells, Clock, Draws, Frame, Kind, Offer, Pending, Phase, Running, State, Stretch, Turn, Vars,
};
use crate::program::{Action, Definition, Program, Slot, Unit};
use crate::time::Moment;
use crate::value::{Person, Value};

/// The version of the wire form that this library writes.
pub const FORMAT: u32 = 1;

/// Where a session stands. Serialise it with any serde format.
///
/// It holds names and what is still needed to go on, among it private answers: keep it where its
/// owners would keep their diary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of this form.
    pub format: u32,
    /// The exercise.
    pub exercise: String,
    /// Its version, as its author counts.
    pub version: String,
    pub(super) people: Vec<String>,
    pub(super) at: Moment,
    pub(super) ticked: u64,
    pub(super) seed: u64,
    pub(super) shared_draws: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) own_draws: Vec<u64>,
    pub(super) keyboard: Option<To>,
    pub(super) handing: Option<To>,
    pub(super) breaks: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) follow_ups: Vec<Reminder>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Arc<Ending>>,
    pub(super) scopes: Vec<ScopeShot>,
    pub(super) frames: Vec<FrameShot>,
    /// An answer that waits for the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Asked>,
}

/// Variables of one exercise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ScopeShot {
    exercise: String,
    roles: BTreeMap<String, Person>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    shared: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    own: Vec<BTreeMap<String, Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open: Vec<BTreeMap<String, Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<(Option<Person>, String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    drafts: Vec<(Option<Person>, String)>,
}

/// One exercise or part that is being played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FrameShot {
    exercise: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    step: String,
    scope: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    aside: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Person>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<String, i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    taken: Vec<(To, String, String)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    timers: BTreeMap<String, (u64, Option<u64>)>,
    /// Where a private way ends, and whose it is; an empty name is the end of the exercise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private_until: Option<(String, Person)>,
    #[serde(default, skip_serializing_if = "is_first")]
    turn: TurnShot,
    phase: PhaseShot,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct TurnShot {
    person: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Value>>,
    item: usize,
    answers: Vec<Value>,
    replies: Vec<Value>,
    second: bool,
}

fn is_first(turn: &TurnShot) -> bool {
    *turn == TurnShot::default()
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
    /// Choices that cannot be worked out again: id, words, and whether they stand in no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<(ChoiceView, bool)>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<Value>,
    #[serde(skip_serializing_if = "is_zero")]
    nudges: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    nudged: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joining: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// Why a session cannot go on from a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestoreError {
    /// It was written by a newer program.
    Newer(u32),
    /// It is of another exercise.
    OtherExercise(String),
    /// What it stands in is not there any more: an exercise, part, step, role or variable.
    Gone {
        /// What it is: `step`, `part` …
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// It does not hold together.
    Damaged(&'static str),
    /// The prompt could not be asked again.
    Trouble(String),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestoreError::Newer(format) => {
                write!(f, "this session was saved by a newer program (format {format})")
            }
            RestoreError::OtherExercise(id) => write!(f, "this session is of `{id}`"),
            RestoreError::Gone { what, name } => {
                write!(f, "the exercise was changed: the {what} `{name}` is not there any more")
            }
            RestoreError::Damaged(what) => write!(f, "this session does not hold together: {what}"),
            RestoreError::Trouble(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for RestoreError {}

fn gone(what: &'static str, name: &str) -> RestoreError {
    RestoreError::Gone { what, name: name.to_owned() }
}

impl Snapshot {
    pub(super) fn of(program: &Program, state: &State) -> Snapshot {
        Snapshot {
            format: FORMAT,
            exercise: program.id().to_owned(),
            version: program.version().to_owned(),
            people: state.people.clone(),
            at: state.clock,
            ticked: state.ticked,
            seed: state.seed,
            shared_draws: state.draws.shared,
            own_draws: state.draws.own.clone(),
            keyboard: state.keyboard,
            handing: state.handing,
            breaks: state.breaks,
            follow_ups: state.follow_ups.clone(),
            ended: state.ended.clone(),
            scopes: state.scopes.iter().map(|vars| scope_shot(program, vars)).collect(),
            frames: state.frames.iter().map(|frame| frame_shot(program, frame)).collect(),
            asked: None,
        }
    }

    pub(super) fn state(&self, program: &Program) -> Result<State, RestoreError> {
        if self.format > FORMAT {
            return Err(RestoreError::Newer(self.format));
        }
        if self.exercise != program.id() {
            return Err(RestoreError::OtherExercise(self.exercise.clone()));
        }
        let scopes: Vec<Vars> =
            self.scopes.iter().map(|shot| scope(program, shot)).collect::<Result<_, _>>()?;
        let mut state = State {
            people: self.people.clone(),
            frames: Vec::new(),
            scopes,
            clock: self.at,
            ticked: self.ticked,
            seed: self.seed,
            draws: Draws { shared: self.shared_draws, own: self.own_draws.clone() },
            keyboard: self.keyboard,
            handing: self.handing,
            breaks: self.breaks,
            follow_ups: self.follow_ups.clone(),
            ended: self.ended.clone(),
        };
        if self.frames.is_empty() || state.people.is_empty() {
            return Err(RestoreError::Damaged("nothing is being played"));
        }
        self.holds_together(&state)?;
        for shot in &self.frames {
            let frame = frame(program, shot, &state)?;
            state.frames.push(frame);
            if let PhaseShot::Prompt(prompt) = &shot.phase {
                ask_again(program, &mut state, prompt)?;
            }
        }
        match state.top().phase {
            Phase::Calling => Err(RestoreError::Damaged("what it called is missing")),
            _ => Ok(state),
        }
    }

    /// Numbers in the form that would lead nowhere.
    fn holds_together(&self, state: &State) -> Result<(), RestoreError> {
        let there = |person: &Person| person.index() < state.people.len();
        let roles = self.scopes.iter().flat_map(|scope| scope.roles.values());
        let tos = [self.keyboard, self.handing].into_iter().flatten();
        let ones = tos.filter_map(|to| match to {
            To::One(person) => Some(person),
            To::Everyone => None,
        });
        let framed = self.frames.iter().filter_map(|frame| frame.person);
        let people: Vec<Person> = roles.copied().chain(ones).chain(framed).collect();
        if !people.iter().all(there) {
            return Err(RestoreError::Damaged("someone is missing"));
        }
        let scoped = self.frames.iter().all(|frame| frame.scope < self.scopes.len());
        let calls = self.frames.iter().rev().skip(1);
        let called = calls.filter(|frame| frame.phase == PhaseShot::Calling).count();
        let asides = self.frames.iter().filter(|frame| frame.aside).count();
        if !scoped || called + asides + 1 < self.frames.len() {
            return Err(RestoreError::Damaged("its parts do not fit together"));
        }
        Ok(())
    }
}

fn unit(program: &Program, at: usize) -> (&Unit, &Definition) {
    let unit = &program.units[at];
    (unit, &program.definitions[unit.definition])
}

fn scope_shot(program: &Program, vars: &Vars) -> ScopeShot {
    let definition = &program.definitions[vars.definition];
    let named = |cells: &Cells| -> BTreeMap<String, Value> {
        let name = |slot: Slot| definition.variables[slot].name.clone();
        cells.iter().map(|(slot, value)| (name(slot), value.clone())).collect()
    };
    let roles = definition.roles.iter().zip(&vars.roles);
    ScopeShot {
        exercise: definition.id.clone(),
        roles: roles.filter_map(|(role, person)| Some((role.clone(), (*person)?))).collect(),
        shared: named(&vars.shared),
        own: vars.own.iter().map(named).collect(),
        open: vars.open.iter().map(named).collect(),
        labels: vars.labels.clone(),
        drafts: vars.drafts.clone(),
    }
}

fn scope(program: &Program, shot: &ScopeShot) -> Result<Vars, RestoreError> {
    let definitions = program.definitions.iter();
    let at = definitions.clone().position(|definition| definition.id == shot.exercise);
    let at = at.ok_or_else(|| gone("exercise", &shot.exercise))?;
    let definition = &program.definitions[at];
    let cells = |named: &BTreeMap<String, Value>| -> Result<Cells, RestoreError> {
        let mut cells = Cells::default();
        for (name, value) in named {
            let slot = definition.slot(name).ok_or_else(|| gone("variable", name))?;
            cells.set(slot, value.clone());
        }
        Ok(cells)
    };
    if let Some(role) = shot.roles.keys().find(|role| definition.role(role).is_none()) {
        return Err(gone("role", role));
    }
    let roles = definition.roles.iter().map(|role| shot.roles.get(role).copied()).collect();
    let mut vars = Vars::new(at, roles);
    vars.shared = cells(&shot.shared)?;
    vars.own = shot.own.iter().map(cells).collect::<Result<_, _>>()?;
    vars.open = shot.open.iter().map(cells).collect::<Result<_, _>>()?;
    vars.labels.clone_from(&shot.labels);
    vars.drafts.clone_from(&shot.drafts);
    Ok(vars)
}

fn frame_shot(program: &Program, frame: &Frame) -> FrameShot {
    let (unit, definition) = unit(program, frame.unit);
    let step = |at: usize| unit.nodes[at].id.to_string();
    let choice = |node: usize, at: usize| match &unit.nodes[node].action {
        Action::Choose(choose) => choose.choices.get(at).map(|choice| choice.id.clone()),
        _ => None,
    };
    let timers = frame.timers.iter().map(|running| {
        let name = definition.timers[running.timer].name.clone();
        (name, (running.due, running.warn))
    });
    let private = frame
        .stretch
        .and_then(|stretch| Some((stretch.join.map(step).unwrap_or_default(), stretch.only?)));
    FrameShot {
        exercise: definition.id.clone(),
        part: unit.part.clone(),
        step: step(frame.node),
        scope: frame.scope,
        aside: frame.kind != Kind::Exercise,
        person: frame.person,
        counts: frame.counts.iter().map(|(node, count)| (step(*node), *count)).collect(),
        taken: frame
            .taken
            .iter()
            .filter_map(|(to, node, at)| Some((*to, step(*node), choice(*node, *at)?)))
            .collect(),
        timers: timers.collect(),
        private_until: private,
        turn: TurnShot {
            person: frame.turn.person,
            items: frame.turn.items.clone(),
            item: frame.turn.item,
            answers: frame.turn.answers.clone(),
            replies: frame.turn.replies.clone(),
            second: frame.turn.second,
        },
        phase: phase_shot(&unit.nodes[frame.node].action, &frame.phase, definition),
    }
}

fn phase_shot(action: &Action, phase: &Phase, definition: &Definition) -> PhaseShot {
    match phase {
        Phase::Fresh => PhaseShot::Fresh,
        Phase::Calling => PhaseShot::Calling,
        Phase::Pause(clock) => PhaseShot::Pause {
            began: clock.began,
            ends: clock.ends,
            held: clock.held,
            mattered: clock.mattered,
        },
        Phase::Prompt(pending) => {
            let taken_once = matches!(action, Action::Choose(choose) if choose.from.is_some());
            let offers = pending.choices.iter();
            let offers = offers.map(|offer| (offer.view.clone(), offer.made_up)).collect();
            PhaseShot::Prompt(PromptShot {
                choices: taken_once.then_some(offers),
                given: pending.given.clone(),
                nudges: pending.nudges,
                nudged: pending.nudged.clone(),
                due: pending.due,
                joining: pending.joining.map(|role| definition.roles[role].clone()),
                draft: pending.prompt.draft.clone(),
            })
        }
    }
}

fn frame(program: &Program, shot: &FrameShot, state: &State) -> Result<Frame, RestoreError> {
    let found = program.units.iter().position(|unit| {
        program.definitions[unit.definition].id == shot.exercise && unit.part == shot.part
    });
    let part = || shot.part.clone().unwrap_or_else(|| shot.exercise.clone());
    let at = found.ok_or_else(|| gone("part", &part()))?;
    let (unit, definition) = unit(program, at);
    if state.scopes[shot.scope].definition != unit.definition {
        return Err(RestoreError::Damaged("its variables are another exercise's"));
    }
    let step = |name: &str| unit.index.get(name).copied().ok_or_else(|| gone("step", name));
    let kind = if shot.aside { Kind::Break } else { Kind::Exercise };
    let mut frame = Frame::new(at, shot.scope, kind, shot.person);
    frame.node = step(&shot.step)?;
    for (name, count) in &shot.counts {
        frame.counts.insert(step(name)?, *count);
    }
    for (to, name, id) in &shot.taken {
        let node = step(name)?;
        if let Action::Choose(choose) = &unit.nodes[node].action {
            let choice = choose.choices.iter().position(|choice| choice.id == *id);
            frame.taken.extend(choice.map(|choice| (*to, node, choice)));
        }
    }
    for (name, (due, warn)) in &shot.timers {
        let timer = definition.timers.iter().position(|timer| timer.name == *name);
        let timer = timer.ok_or_else(|| gone("timer", name))?;
        frame.timers.push(Running { timer, due: *due, warn: *warn });
    }
    if let Some((join, only)) = &shot.private_until {
        let join = if join.is_empty() { None } else { Some(step(join)?) };
        frame.stretch = Some(Stretch { join, only: Some(*only), unkept: false });
    }
    frame.turn = Turn {
        person: shot.turn.person,
        items: shot.turn.items.clone(),
        item: shot.turn.item,
        answers: shot.turn.answers.clone(),
        replies: shot.turn.replies.clone(),
        second: shot.turn.second,
    };
    frame.phase = match &shot.phase {
        PhaseShot::Calling => Phase::Calling,
        PhaseShot::Pause { began, ends, held, mattered } => {
            if !matches!(unit.nodes[frame.node].action, Action::Pause(_)) {
                return Err(gone("pause", &shot.step));
            }
            Phase::Pause(Clock { began: *began, ends: *ends, held: *held, mattered: *mattered })
        }
        PhaseShot::Fresh | PhaseShot::Prompt(_) => Phase::Fresh,
    };
    Ok(frame)
}

/// Makes the prompt of the frame that was put on top last.
fn ask_again(program: &Program, state: &mut State, shot: &PromptShot) -> Result<(), RestoreError> {
    let mut out = Out::default();
    let taken = shot.choices.as_ref().map(|choices| offers(program, state, choices));
    let mut machine = Machine { program, state, out: &mut out };
    let made = machine.ask_again(taken);
    made.map_err(|fault| RestoreError::Trouble(trouble(&fault)))?;
    let joining = match &shot.joining {
        Some(role) => {
            let definition = &program.definitions[state.scopes[state.top().scope].definition];
            Some(definition.role(role).ok_or_else(|| gone("role", role))?)
        }
        None => None,
    };
    let node = &program.units[state.top().unit].nodes[state.top().node];
    let Phase::Prompt(pending) = &mut state.top_mut().phase else {
        return Err(gone("question", &node.id));
    };
    **pending = Pending {
        given: shot.given.clone(),
        nudges: shot.nudges,
        nudged: shot.nudged.clone(),
        due: shot.due,
        joining,
        ..pending.as_ref().clone()
    };
    let draft = shot.draft.clone();
    let mut machine = Machine { program, state, out: &mut out };
    machine.ask_with(draft).map_err(|fault| RestoreError::Trouble(trouble(&fault)))
}

/// Choices that were taken once.
fn offers(program: &Program, state: &State, choices: &[(ChoiceView, bool)]) -> Vec<Offer> {
    let node = &program.units[state.top().unit].nodes[state.top().node];
    let written = |id: &str| match &node.action {
        Action::Choose(choose) => choose.choices.iter().position(|choice| choice.id == id),
        _ => None,
    };
    let offers = choices.iter().map(|(view, made_up)| Offer {
        written: written(&view.id),
        view: view.clone(),
        made_up: *made_up,
    });
    offers.collect()
}

fn trouble(fault: &Fault) -> String {
    match fault {
        Fault::Script(failure) => failure.message.clone(),
        Fault::Kind(message, _) => message.clone(),
        Fault::Nobody(role) => format!("nobody has the role `{role}`"),
        _ => "the question could not be asked again".to_owned(),
    }
}
