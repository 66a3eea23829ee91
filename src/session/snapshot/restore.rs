//! A snapshot back to a state: names become numbers again, and what a stranger wrote into it is
//! held against the bounds of a session. Knows nothing of edits.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    AskedShot, EndingShot, FORMAT, FrameShot, OfferShot, PhaseShot, PromptShot, ReminderShot,
    RestoreError, ScopeShot, Snapshot, TextShot,
};
use crate::program::{Action, Definition, DefinitionId, Program, Unit, UnitId};
use crate::session::evaluate::Fault;
use crate::session::hosting::Asked;
use crate::session::input::Input;
use crate::session::machine::{HEAVIEST, Machine, Out};
use crate::session::output::{ChoiceView, Ending, Reminder, To};
use crate::session::state::{
    Cells, Clock, Draws, Frame, Kind, Offers, Pending, Phase, Running, State, Stretch, Trail, Turn,
    Vars,
};
use crate::text::{self, Text};
use crate::time::Moment;
use crate::value::{Person, Value};

/// More of anything that is counted than a session comes to.
const MOST: u64 = 1 << 50;

/// The years that a session can be in, as milliseconds.
const YEARS: std::ops::RangeInclusive<i64> = -2_208_988_800_000..=253_402_300_799_999;

const fn damaged<T>(what: &'static str) -> Result<T, RestoreError> {
    Err(RestoreError::Damaged(what))
}

fn gone<T>() -> Result<T, RestoreError> {
    damaged("what it stands in is not there")
}

impl Snapshot {
    /// Whether it can be of `program` at all.
    pub(super) fn is_of(&self, program: &Program) -> Result<(), RestoreError> {
        if self.format > FORMAT {
            return Err(RestoreError::Newer(self.format));
        }
        if self.exercise != program.id() {
            return Err(RestoreError::OtherExercise(self.exercise.clone()));
        }
        Ok(())
    }

    /// The state, where `program` has all that it names.
    pub(in crate::session) fn state(&self, program: &Program) -> Result<State, RestoreError> {
        self.is_of(program)?;
        self.holds_together()?;
        let scopes = self.scopes.iter().map(|shot| scope(program, shot));
        let mut state = State {
            people: self.people.iter().map(|name| text::strip(name)).collect(),
            frames: Vec::new(),
            scopes: scopes.collect::<Result<_, _>>()?,
            clock: self.at,
            ticked: self.ticked,
            seed: self.seed,
            draws: Draws { shared: self.shared_draws, own: self.own_draws.clone() },
            keyboard: self.keyboard,
            handing: self.handing,
            breaks: self.breaks,
            follow_ups: self.follow_ups.iter().map(reminder).collect(),
            ended: self.ended.as_ref().map(ended),
        };
        for shot in &self.frames {
            let frame = frame(program, shot, &state)?;
            state.frames.push(frame);
            if let PhaseShot::Prompt(prompt) = &shot.phase {
                ask_again(program, &mut state, prompt)?;
            }
        }
        match state.top().phase {
            Phase::Calling => damaged("what it called is missing"),
            _ => Ok(state),
        }
    }

    /// What waits for the host.
    pub(in crate::session) fn asked(&self) -> Option<Asked> {
        let AskedShot { input, told, call } = self.asked.clone()?;
        let input = input.map(|(at, act)| Input::new(at, act));
        Some(Asked { input, told, call })
    }

    /// Numbers in the form that would lead nowhere, or further than a session goes.
    fn holds_together(&self) -> Result<(), RestoreError> {
        if self.frames.is_empty() || self.people.is_empty() {
            return damaged("nothing is being played");
        }
        if self.frames.len() > 64 || self.scopes.len() > 64 || self.people.len() > 8 {
            return damaged("it holds more than a session does");
        }
        if self.people.iter().any(|name| name.len() > 1024) {
            return damaged("a name is too long");
        }
        self.people_are_there()?;
        let scoped = self.frames.iter().all(|frame| frame.scope < self.scopes.len());
        let calls = self.frames.iter().rev().skip(1);
        let called = calls.filter(|frame| frame.phase == PhaseShot::Calling).count();
        let asides = self.frames.iter().filter(|frame| frame.aside).count();
        if !scoped || called + asides + 1 < self.frames.len() {
            return damaged("its parts do not fit together");
        }
        let counts = [self.ticked, self.shared_draws, u64::from(self.breaks) << 20];
        let due = self.frames.iter().flat_map(|frame| {
            let timers = frame.timers.values().flat_map(|(due, warn)| [*due, warn.unwrap_or(0)]);
            let prompt = match &frame.phase {
                PhaseShot::Prompt(prompt) => prompt.due.unwrap_or(0),
                _ => 0,
            };
            timers.chain([prompt, frame.turn.item as u64, frame.turn.person as u64])
        });
        let entered = self.frames.iter().flat_map(|frame| frame.counts.values().copied());
        let few = |count: i64| u64::try_from(count).is_ok_and(|count| count < MOST);
        let all = counts.into_iter().chain(due).chain(self.own_draws.iter().copied());
        if all.into_iter().any(|count| count > MOST) || !entered.into_iter().all(few) {
            return damaged("a number in it is too large");
        }
        let moments = self.frames.iter().flat_map(|frame| match &frame.phase {
            PhaseShot::Pause { began, ends, held, .. } => {
                vec![*began, *ends, held.unwrap_or(*began)]
            }
            _ => Vec::new(),
        });
        let asked = self.asked.iter().filter_map(|asked| Some(asked.input.as_ref()?.0));
        let sound = |at: Moment| YEARS.contains(&at.unix_ms) && at.offset.abs() < 86_400;
        if !moments.chain(asked).chain([self.at]).all(sound) {
            return damaged("it is of no time");
        }
        Ok(())
    }

    fn people_are_there(&self) -> Result<(), RestoreError> {
        let there = |person: &Person| person.index() < self.people.len();
        let roles = self.scopes.iter().flat_map(|scope| scope.roles.values());
        let tos = [self.keyboard, self.handing].into_iter().flatten();
        let taken = self.frames.iter().flat_map(|frame| frame.taken.iter().map(|taken| taken.0));
        let reminded = self.follow_ups.iter().map(|reminder| reminder.to);
        let ones = tos.chain(taken).chain(reminded).filter_map(|to| match to {
            To::One(person) => Some(person),
            To::Everyone => None,
        });
        let framed = self.frames.iter().filter_map(|frame| frame.person);
        let until = self.frames.iter().filter_map(|frame| Some(frame.private_until.as_ref()?.1));
        let all: Vec<Person> = roles.copied().chain(ones).chain(framed).chain(until).collect();
        let more = |scope: &ScopeShot| scope.own.len().max(scope.open.len()) > self.people.len();
        if !all.iter().all(there) || self.scopes.iter().any(more) {
            return damaged("someone is missing");
        }
        Ok(())
    }
}

fn scope(program: &Program, shot: &ScopeShot) -> Result<Vars, RestoreError> {
    let Some(at) = definition_of(program, shot) else { return gone() };
    let definition = program.definition(at);
    let cells = |named: &BTreeMap<String, Value>| -> Result<Cells, RestoreError> {
        let mut cells = Cells::default();
        for (name, value) in named {
            let Some(slot) = definition.slot(name) else { return gone() };
            if value.depth() > 17 {
                return damaged("a value is nested too deeply");
            }
            cells.set(slot, value.clone());
        }
        Ok(cells)
    };
    if shot.roles.keys().any(|role| definition.role(role).is_none()) {
        return gone();
    }
    let roles = definition.roles.iter().map(|role| shot.roles.get(role).copied()).collect();
    let mut vars = Vars::new(at, roles);
    vars.shared = cells(&shot.shared)?;
    vars.own = shot.own.iter().map(cells).collect::<Result<_, _>>()?;
    vars.open = shot.open.iter().map(cells).collect::<Result<_, _>>()?;
    vars.labels.clone_from(&shot.labels);
    vars.drafts.clone_from(&shot.drafts);
    if vars.weight() > 2 * HEAVIEST { damaged("it holds too much") } else { Ok(vars) }
}

/// Which exercise of `program` a scope is of. Where an author's stands beside the engine's own of
/// the same name, the one that was played; where there is but one, that.
pub(super) fn definition_of(program: &Program, shot: &ScopeShot) -> Option<DefinitionId> {
    program.find(&shot.exercise, shot.own_one)
}

/// Which unit of `program` a frame plays.
pub(super) fn unit_of(program: &Program, scope: &ScopeShot, part: Option<&str>) -> Option<UnitId> {
    program.unit_of(definition_of(program, scope)?, part)
}

fn frame(program: &Program, shot: &FrameShot, state: &State) -> Result<Frame, RestoreError> {
    let of = state.scopes[shot.scope].definition;
    let definition = program.definition(of);
    let Some(at) = program.unit_of(of, shot.part.as_deref()) else { return gone() };
    let unit = program.unit(at);
    let step = |name: &str| unit.index.get(name).copied().map_or_else(gone, Ok);
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
    frame.timers = timers(shot, definition)?;
    if let Some((join, only)) = &shot.private_until {
        let join = join.as_deref().map(step).transpose()?;
        frame.stretch = Some(Stretch { join, only: Some(*only), unkept: false });
    }
    let mut trail = Trail::default();
    shot.trail.iter().filter_map(|name| step(name).ok()).for_each(|node| trail.push(node));
    frame.trail = trail;
    frame.turn = Turn {
        person: shot.turn.person,
        items: shot.turn.items.clone(),
        item: shot.turn.item,
        answers: shot.turn.answers.clone(),
        replies: shot.turn.replies.clone(),
        second: shot.turn.second,
    };
    frame.phase = phase(shot, unit, &frame)?;
    Ok(frame)
}

fn timers(shot: &FrameShot, definition: &Definition) -> Result<Vec<Running>, RestoreError> {
    let named = |name: &str| definition.timers.iter().position(|timer| timer.name == name);
    let running = shot.timers.iter().map(|(name, (due, warn))| {
        let Some(timer) = named(name) else { return gone() };
        Ok(Running { timer, due: *due, warn: *warn })
    });
    running.collect()
}

fn phase(shot: &FrameShot, unit: &Unit, frame: &Frame) -> Result<Phase, RestoreError> {
    match &shot.phase {
        PhaseShot::Calling => Ok(Phase::Calling),
        PhaseShot::Pause { began, ends, held, mattered } => {
            if !matches!(unit.nodes[frame.node].action, Action::Pause(_)) {
                return damaged("no pause is there");
            }
            let (began, ends, held, mattered) = (*began, *ends, *held, *mattered);
            Ok(Phase::Pause(Clock { began, ends, held, mattered }))
        }
        PhaseShot::Fresh | PhaseShot::Prompt(_) => Ok(Phase::Fresh),
    }
}

/// Makes the prompt of the frame that was put on top last.
fn ask_again(program: &Program, state: &mut State, shot: &PromptShot) -> Result<(), RestoreError> {
    let mut out = Out::default();
    let taken = shot.choices.as_ref().map(|choices| offers(choices));
    let mut machine = Machine { program, state, out: &mut out };
    let made = machine.ask_again(taken);
    made.map_err(|fault| RestoreError::Trouble(trouble(&fault)))?;
    let joining = match &shot.joining {
        Some(role) => {
            let definition = program.definition(state.scopes[state.top().scope].definition);
            Some(definition.role(role).map_or_else(gone, Ok)?)
        }
        None => None,
    };
    let Phase::Prompt(pending) = &mut state.top_mut().phase else {
        return damaged("nothing is asked there");
    };
    *pending = Pending {
        given: shot.given.clone(),
        nudges: shot.nudges.min(2),
        nudged: shot.nudged.clone().map(Box::new),
        due: shot.due,
        joining,
        ..pending.clone()
    };
    let draft = shot.draft.as_deref().map(text::strip);
    let mut machine = Machine { program, state, out: &mut out };
    machine.ask_with(draft).map_err(|fault| RestoreError::Trouble(trouble(&fault)))
}

/// Choices that were taken once.
fn offers(choices: &[OfferShot]) -> Offers {
    let views = choices.iter().map(|offer| ChoiceView {
        id: text::strip(&offer.id).into(),
        text: words(&offer.text),
        family: offer.family.as_deref().map(|family| text::strip(family).into()),
    });
    let made_up = choices.iter().enumerate().filter(|(_, offer)| offer.made_up);
    Offers { views: views.collect(), made_up: made_up.map(|(at, _)| at).collect() }
}

fn words(shot: &TextShot) -> Text {
    Text::admitted(&shot.0, &shot.1)
}

fn reminder(shot: &ReminderShot) -> Reminder {
    Reminder {
        to: shot.to,
        date: text::strip(&shot.date),
        clock: shot.clock.as_deref().map(text::strip),
        exercise: text::strip(&shot.exercise),
        note: shot.note.as_ref().map(words),
    }
}

fn ended(shot: &EndingShot) -> Arc<Ending> {
    Arc::new(Ending {
        name: text::strip(&shot.name),
        stopped: shot.stopped,
        aftercare: shot.aftercare.as_ref().map(words),
        follow_ups: shot.follow_ups.iter().map(reminder).collect(),
        results: shot.results.clone(),
    })
}

pub(in crate::session) fn trouble(fault: &Fault) -> String {
    match fault {
        Fault::Script(failure) => failure.message.clone(),
        Fault::Kind(message, _) => message.clone(),
        Fault::Nobody(role) => format!("nobody has the role `{role}`"),
        _ => "the question could not be asked again".to_owned(),
    }
}
