//! A bare session that can be cloned, compared and tried in all directions: what looks at all
//! paths walks on it. Keeps no log, goes back nowhere, and lets no time box run by itself.

use std::hash::{Hash, Hasher};

use super::evaluate::Fault;
use super::input::{Act, Input};
use super::machine::{Machine, Out};
use super::output::{Output, To};
use super::state::{Frame, Phase, State};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Nothing reads it any more.
    Nothing,
    /// Texts only: what kind of thing it is.
    Kind,
    /// It decides about ways.
    Whole,
}

/// Says what matters, for telling walks apart.
pub(crate) trait Matters {
    /// How much the variable `slot` matters to whoever plays `node` of `unit`.
    fn weight(&self, unit: UnitId, node: NodeId, slot: Slot) -> Weight;
    /// Whether it can still matter at `node` how often `counted` was entered.
    fn counts(&self, unit: UnitId, node: NodeId, counted: NodeId) -> bool;
    /// A number as it can be told from others at the variable `slot` of a definition.
    fn class(&self, definition: usize, slot: Slot, number: i64) -> i64;
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
    pub(crate) fn tell(&self, matters: &dyn Matters, into: &mut impl Hasher) {
        let state = &self.state;
        (state.people.len(), state.keyboard, state.handing).hash(into);
        state.ended.as_ref().map(|ending| ending.name.as_str()).hash(into);
        for frame in &state.frames {
            tell_frame(frame, matters, into);
        }
        for (scope, vars) in state.scopes.iter().enumerate() {
            vars.roles.hash(into);
            let tell = |slot: Slot, value: &Value, into: &mut dyn Hasher| {
                let players = state.frames.iter().filter(|frame| frame.scope == scope);
                let weight =
                    players.map(|frame| matters.weight(frame.unit, frame.node, slot)).max();
                tell_value(
                    value,
                    weight.unwrap_or(Weight::Nothing),
                    slot,
                    &mut |number| matters.class(vars.definition, slot, number),
                    into,
                );
            };
            for cells in std::iter::once(&vars.shared).chain(&vars.own).chain(&vars.open) {
                cells.iter().for_each(|(slot, value)| tell(slot, value, into));
                0xfeed_u16.hash(into);
            }
        }
    }
}

fn millis(to: Moment, from: Moment) -> u64 {
    u64::try_from(to.since(from).as_millis()).unwrap_or(0)
}

fn passage(out: Out) -> Passage {
    let said = out.queue.into_iter().map(|(output, _)| output).collect();
    Passage { said, events: out.events.unwrap_or_default() }
}

fn tell_frame(frame: &Frame, matters: &dyn Matters, into: &mut impl Hasher) {
    (frame.unit, frame.node, frame.scope, frame.person).hash(into);
    let counts = frame.counts.iter();
    counts
        .filter(|(counted, _)| matters.counts(frame.unit, frame.node, **counted))
        .for_each(|count| count.hash(into));
    frame.taken.hash(into);
    frame.timers.iter().for_each(|running| running.timer.hash(into));
    frame.stretch.map(|stretch| (stretch.join, stretch.only, stretch.unkept)).hash(into);
    let turn = &frame.turn;
    (turn.person, turn.item, turn.second, turn.answers.len(), turn.replies.len()).hash(into);
    let whole = |value: &Value, into: &mut dyn Hasher| {
        tell_value(value, Weight::Whole, 0, &mut |number| number, into);
    };
    turn.items.iter().flatten().chain(&turn.answers).for_each(|item| whole(item, into));
    let replies = turn.replies.iter().filter(|reply| matches!(reply.as_text(), Some("yes" | "no")));
    replies.for_each(|reply| whole(reply, into));
    match &frame.phase {
        Phase::Fresh => 0_u8.hash(into),
        Phase::Pause(clock) => (1_u8, clock.mattered).hash(into),
        Phase::Calling => 2_u8.hash(into),
        Phase::Prompt(pending) => {
            (3_u8, pending.given.len(), pending.nudges, pending.nudged.is_some()).hash(into);
            (pending.cared, pending.due.is_some(), pending.joining).hash(into);
            pending.choices.iter().for_each(|offer| offer.view.id.hash(into));
        }
    }
}

fn tell_value(
    value: &Value,
    weight: Weight,
    slot: Slot,
    class: &mut dyn FnMut(i64) -> i64,
    mut into: &mut dyn Hasher,
) {
    if weight == Weight::Nothing {
        return;
    }
    slot.hash(&mut into);
    match value {
        Value::Unit => 0_u8.hash(&mut into),
        Value::Bool(yes) => (1_u8, yes).hash(&mut into),
        Value::Int(number) => (2_u8, class(*number)).hash(&mut into),
        Value::Float(number) => (3_u8, number.to_bits()).hash(&mut into),
        Value::Person(person) => (4_u8, person).hash(&mut into),
        Value::Text(text) if weight == Weight::Whole => (5_u8, text).hash(&mut into),
        Value::Text(text) => (6_u8, text.is_empty()).hash(&mut into),
        Value::List(items) if weight == Weight::Whole => {
            (7_u8, items.len()).hash(&mut into);
            items.iter().for_each(|item| tell_value(item, weight, slot, class, into));
        }
        Value::List(items) => (8_u8, items.len().min(2)).hash(&mut into),
        Value::Map(map) => {
            (9_u8, map.len()).hash(&mut into);
            for (key, value) in map {
                key.hash(&mut into);
                tell_value(value, weight, slot, class, into);
            }
        }
    }
}
