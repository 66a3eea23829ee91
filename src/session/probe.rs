//! A bare session that can be cloned, compared and tried in all directions: what looks at all
//! paths walks on it. Keeps no log, goes back nowhere, and lets no time box run by itself.

use std::hash::{Hash, Hasher};

use super::evaluate::Fault;
use super::input::{Act, Input};
use super::machine::{Machine, Out};
use super::output::{Output, To};
use super::state::{Cells, Frame, Phase, Running, State, Vars};
use super::trace::Event;
use super::{SessionError, Start, StartError, begin, explain};
use crate::program::{NodeId, Program, Slot, UnitId};
use crate::time::Moment;
use crate::value::Value;

/// Where one walk stands.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    state: State,
    rest: Output,
}

/// What was said and walked on the way to a rest.
#[derive(Debug, Default)]
pub(crate) struct Passage {
    pub(crate) said: Vec<Output>,
    pub(crate) events: Vec<Event>,
}

/// What runs out while a person takes their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Late {
    /// The time box of the question.
    Question,
    /// A timer over several steps: which frame's, and which of them.
    Timer(usize, usize),
}

/// How much of a variable matters where a walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Weight {
    /// Nothing reads it any more.
    Nothing,
    /// Texts only: what kind of thing it is.
    Kind,
    /// It decides about ways.
    Whole,
}

/// Whose value of a variable: by role, or by person in an exercise without roles; nothing: of
/// someone who has no role here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Everyone's.
    All,
    /// One person's own.
    Own(Option<usize>),
    /// What one person laid open.
    Open(Option<usize>),
}

/// Where a frame stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resting<'s> {
    pub(crate) unit: UnitId,
    pub(crate) node: NodeId,
    /// What the step calls is played, and not the step itself.
    pub(crate) calling: bool,
    pub(crate) timers: &'s [Running],
}

/// Says what matters, for telling walks apart.
pub(crate) trait Matters {
    /// What is worked out once for all that plays with the same variables.
    type Cells;
    /// The variables of a definition that may still be read, with these frames playing.
    fn cells(
        &self,
        definition: usize,
        frames: &mut dyn Iterator<Item = Resting<'_>>,
    ) -> Self::Cells;
    /// How much one person's value of a variable matters.
    fn weight(&self, cells: &Self::Cells, definition: usize, slot: Slot, holder: Holder) -> Weight;
    /// The same number for values that nothing can tell apart any more.
    fn class(&self, definition: usize, slot: Slot, value: &Value, weight: Weight) -> u64;
    /// How often `counted` was entered, as far as it can still matter at `node`.
    fn count(&self, unit: UnitId, node: NodeId, counted: NodeId, count: i64) -> i64;
    /// The same number for what a step may be done over where that makes no difference.
    fn items(&self, unit: UnitId, node: NodeId, items: &[Value]) -> u64;
    /// The same for what was answered and is not taken yet.
    fn answer(&self, unit: UnitId, node: NodeId, answer: &Value) -> u64;
    /// The same for what is offered, by its names.
    fn offers(&self, unit: UnitId, node: NodeId, offers: &mut dyn Iterator<Item = &str>) -> u64;
}

impl Probe {
    pub(crate) fn start(program: &Program, start: &Start) -> Result<(Probe, Passage), StartError> {
        let mut state = begin(program, start)?;
        let mut out = Out { events: Some(Vec::new()), ..Out::default() };
        let mut machine = Machine { program, state: &mut state, out: &mut out };
        let opened = machine.open();
        let rest = machine.rest();
        match opened {
            Ok(()) => Ok((Probe { state, rest }, passage(out))),
            Err(fault) => Err(StartError::Session(explain(program, &state, fault))),
        }
    }

    /// Where it stands after `act`; time stands still but in pauses.
    pub(crate) fn after(
        &self,
        program: &Program,
        act: &Act,
    ) -> Result<(Probe, Passage), SessionError> {
        let at = self.state.clock;
        self.clone().take(program, at, act.clone())
    }

    /// Where it stands once the pause is over.
    pub(crate) fn waited(&self, program: &Program) -> Result<(Probe, Passage), SessionError> {
        let mut next = self.clone();
        let Phase::Pause(clock) = &next.state.top().phase else {
            return self.after(program, &Act::Ready);
        };
        let ends = clock.ends;
        next.put_off(millis(ends, next.state.clock));
        next.take(program, ends, Act::Time)
    }

    /// Where it stands when this runs out.
    pub(crate) fn late(
        &self,
        program: &Program,
        late: Late,
    ) -> Result<(Probe, Passage), SessionError> {
        let mut next = self.clone();
        let left = next.left(late);
        let due = next.state.ticked.saturating_add(left);
        next.put_off(left + 1);
        match late {
            Late::Question => {
                if let Phase::Prompt(pending) = &mut next.state.top_mut().phase {
                    pending.due = Some(due);
                }
            }
            Late::Timer(frame, index) => next.state.frames[frame].timers[index].due = due,
        }
        let at = next.state.clock.after(std::time::Duration::from_millis(left));
        next.take(program, at, Act::Time)
    }

    /// What can run out here.
    pub(crate) fn lates(&self) -> Vec<Late> {
        if !self.state.ticks() {
            return Vec::new();
        }
        let frames = self.state.frames.iter().enumerate();
        let timers = frames.flat_map(|(at, frame)| {
            (0..frame.timers.len()).map(move |index| Late::Timer(at, index))
        });
        let boxed = match &self.state.top().phase {
            Phase::Prompt(pending) => pending.due.is_some(),
            _ => false,
        };
        boxed.then_some(Late::Question).into_iter().chain(timers).collect()
    }

    /// How long until this runs out, in milliseconds.
    pub(crate) fn left(&self, late: Late) -> u64 {
        let due = match late {
            Late::Timer(frame, index) => Some(self.state.frames[frame].timers[index].due),
            Late::Question => match &self.state.top().phase {
                Phase::Prompt(pending) => pending.due,
                _ => None,
            },
        };
        due.unwrap_or(0).saturating_sub(self.state.ticked)
    }

    /// What it waits for.
    pub(crate) fn rest(&self) -> &Output {
        &self.rest
    }

    /// The step it stands at.
    pub(crate) fn place(&self) -> (UnitId, NodeId) {
        (self.state.top().unit, self.state.top().node)
    }

    pub(crate) fn clock(&self) -> Moment {
        self.state.clock
    }

    /// Who is here, by name.
    pub(crate) fn name(&self, to: To) -> Option<&str> {
        match to {
            To::One(person) => self.state.people.get(person.index()).map(String::as_str),
            To::Everyone => None,
        }
    }

    /// The same place with chance falling another way.
    pub(crate) fn with_seed(&self, seed: u64) -> Probe {
        let mut next = self.clone();
        next.state.seed = seed;
        next
    }

    /// Whether chance was asked since it stood where `before` stands.
    pub(crate) fn drew_since(&self, before: &Probe) -> bool {
        self.state.draws != before.state.draws
    }

    /// What runs is put off by `millis`.
    fn put_off(&mut self, millis: u64) {
        for running in self.state.frames.iter_mut().flat_map(|frame| &mut frame.timers) {
            running.due = running.due.saturating_add(millis);
            running.warn = None;
        }
        if let Phase::Prompt(pending) = &mut self.state.top_mut().phase {
            pending.due = pending.due.map(|due| due.saturating_add(millis));
        }
    }

    fn take(
        mut self,
        program: &Program,
        at: Moment,
        act: Act,
    ) -> Result<(Probe, Passage), SessionError> {
        let mut out = Out { events: Some(Vec::new()), ..Out::default() };
        let input = Input::new(at, act);
        let mut machine = Machine { program, state: &mut self.state, out: &mut out };
        let taken: Result<bool, Fault> = machine.take(&input);
        self.rest = machine.rest();
        match taken {
            Ok(_) => Ok((self, passage(out))),
            Err(fault) => Err(explain(program, &self.state, fault)),
        }
    }

    /// Feeds what tells this place from others, as far as it matters.
    pub(crate) fn tell<M: Matters>(&self, program: &Program, matters: &M, into: &mut impl Hasher) {
        let state = &self.state;
        (state.people.len(), state.keyboard, state.handing).hash(into);
        state.ended.as_ref().map(|ending| ending.name.as_str()).hash(into);
        for (at, vars) in state.scopes.iter().enumerate() {
            vars.roles.hash(into);
            let top = state.frames.len() - 1;
            let playing = state.frames.iter().enumerate().filter(|(_, frame)| frame.scope == at);
            let mut resting = playing.map(|(frame, of)| Resting {
                unit: of.unit,
                node: of.node,
                calling: frame < top,
                timers: &of.timers,
            });
            let cells = matters.cells(vars.definition, &mut resting);
            let mut tell = |values: &Cells, holder: Holder| {
                for (slot, value) in values.iter() {
                    let weight = matters.weight(&cells, vars.definition, slot, holder);
                    if weight == Weight::Nothing {
                        continue;
                    }
                    // What was never set is as if it had its start value.
                    let start = match holder {
                        Holder::Open(_) => &Value::Unit,
                        _ => &program.definition(vars.definition).variables[slot].start,
                    };
                    let class = matters.class(vars.definition, slot, value, weight);
                    if class != matters.class(vars.definition, slot, start, weight) {
                        (slot, class).hash(into);
                    }
                }
                0xfeed_u16.hash(into);
            };
            tell(&vars.shared, Holder::All);
            for (person, own) in vars.own.iter().enumerate() {
                tell(own, Holder::Own(vars.lane(person)));
            }
            for (person, open) in vars.open.iter().enumerate() {
                tell(open, Holder::Open(vars.lane(person)));
            }
            for frame in state.frames.iter().filter(|frame| frame.scope == at) {
                tell_frame(program, frame, matters, &cells, vars, into);
            }
        }
    }
}

impl Vars {
    /// Which of the roles a person has; in an exercise without roles, which person it is.
    fn lane(&self, person: usize) -> Option<usize> {
        if self.roles.is_empty() {
            return Some(person);
        }
        self.roles.iter().position(|role| role.is_some_and(|role| role.index() == person))
    }
}

fn millis(to: Moment, from: Moment) -> u64 {
    u64::try_from(to.since(from).as_millis()).unwrap_or(0)
}

fn passage(out: Out) -> Passage {
    let said = out.queue.into_iter().map(|(output, _)| output).collect();
    Passage { said, events: out.events.unwrap_or_default() }
}

fn tell_frame<M: Matters>(
    program: &Program,
    frame: &Frame,
    matters: &M,
    cells: &M::Cells,
    vars: &Vars,
    into: &mut impl Hasher,
) {
    (frame.unit, frame.node, frame.scope, frame.person).hash(into);
    for (counted, count) in &frame.counts {
        let count = matters.count(frame.unit, frame.node, *counted, *count);
        if count > 0 {
            (counted, count).hash(into);
        }
    }
    for (to, node, choice) in &frame.taken {
        if matters.count(frame.unit, frame.node, *node, 1) > 0 || *node == frame.node {
            (to, node, choice).hash(into);
        }
    }
    frame.timers.iter().for_each(|running| running.timer.hash(into));
    frame.stretch.map(|stretch| (stretch.join, stretch.only, stretch.unkept)).hash(into);
    let turn = &frame.turn;
    (turn.person, turn.item, turn.second, turn.answers.len(), turn.replies.len()).hash(into);
    // Answers that are given one by one matter as the variable does that keeps them in the end.
    let node = &program.unit(frame.unit).nodes[frame.node];
    let kept = |answers: &[Value], into: &mut dyn Hasher| {
        let Some(slot) = node.save.filter(|_| !answers.is_empty()) else { return };
        let holders = [Holder::All, Holder::Own(None), Holder::Open(None)];
        let weights = holders.map(|holder| matters.weight(cells, vars.definition, slot, holder));
        let weight = weights.into_iter().max().unwrap_or(Weight::Nothing);
        if weight > Weight::Nothing {
            let list = Value::List(answers.to_vec());
            into.write_u64(matters.class(vars.definition, slot, &list, weight));
        }
    };
    kept(&turn.answers, into);
    turn.items.iter().for_each(|items| matters.items(frame.unit, frame.node, items).hash(into));
    let replies = turn.replies.iter().filter_map(Value::as_text);
    replies.filter(|reply| matches!(*reply, "yes" | "no")).for_each(|reply| reply.hash(into));
    match &frame.phase {
        Phase::Fresh => 0_u8.hash(into),
        Phase::Pause(clock) => (1_u8, clock.mattered).hash(into),
        Phase::Calling => 2_u8.hash(into),
        Phase::Prompt(pending) => {
            (3_u8, pending.given.len(), pending.nudges, pending.nudged.is_some()).hash(into);
            (pending.cared, pending.due.is_some(), pending.joining).hash(into);
            kept(&pending.given, into);
            let words = pending.given.iter().chain(pending.nudged.as_deref());
            words.for_each(|words| matters.answer(frame.unit, frame.node, words).hash(into));
            let mut offers = pending.choices.views.iter().map(|offer| offer.id.as_str());
            matters.offers(frame.unit, frame.node, &mut offers).hash(into);
        }
    }
}
