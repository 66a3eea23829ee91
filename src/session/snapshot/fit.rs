//! A snapshot held against an exercise that was edited since: renamed steps are followed, and what
//! does not fit any more is named, with what a person would lose and where it can go on. Plays
//! nothing.
//!
//! A step is the same step if it has the same name (or the one `[[moved]]` gives it), does the same
//! kind of thing, and is for the same people. What was private stays private: a value whose owner
//! changed is never taken over.

use std::collections::BTreeMap;
use std::fmt;

use super::restore::{definition_of, unit_of};
use super::{FrameShot, PhaseShot, RestoreError, ScopeShot, Snapshot, TurnShot};
use crate::program::{Class, Definition, Program, Unit, imprint, kinds};
use crate::text::Str;
use crate::value::Value;

/// What an edited exercise does to a saved session.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The step where it stood, with the calls that led there.
    pub stood: String,
    /// What the people in it would lose.
    pub losses: Vec<Loss>,
    /// The nearest step from where it can go on without that; nothing: only from the beginning.
    /// [`Session::restore_anyway`](crate::Session::restore_anyway) goes on there.
    pub safe: Option<String>,
}

/// Something a saved session would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// The step where it stood, or one that a private way led to, is not there any more.
    Step(String),
    /// The step asks or does something else now: what was answered to it so far, or what was being
    /// played from there.
    Answers(String),
    /// What was being played: a part, or another exercise.
    Played(String),
    /// A role of the exercise: one that is gone, or a new one that nobody has.
    Role(String),
    /// A saved answer.
    Value {
        /// The variable.
        name: String,
        /// Whose it is; nothing: everyone's.
        person: Option<String>,
        /// Why it cannot stay.
        why: Why,
    },
}

/// Why a value cannot stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The exercise has no such variable any more.
    Gone,
    /// The exercise puts another kind of value there now.
    Kind,
    /// It was one person's own and would be everyone's, or the other way round.
    Owner,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the exercise was changed: ")?;
        for (at, loss) in self.losses.iter().enumerate() {
            write!(f, "{}{loss}", if at == 0 { "" } else { "; " })?;
        }
        match &self.safe {
            Some(step) if *step == self.stood => f.write_str(". Without that it can go on"),
            Some(step) => write!(f, ". It can go on from `{step}`"),
            None => f.write_str(". It can only begin anew"),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Loss::Step(step) => write!(f, "the step `{step}` is not there any more"),
            Loss::Answers(step) => {
                write!(f, "the step `{step}` is another now, and what was done in it would be lost")
            }
            Loss::Played(name) => write!(f, "`{name}` is not played there any more"),
            Loss::Role(role) => write!(f, "the people are others now: role `{role}`"),
            Loss::Value { name, person, why } => {
                write!(f, "what was saved as `{name}`")?;
                if let Some(person) = person.as_ref().filter(|person| !person.is_empty()) {
                    write!(f, " by {person}")?;
                }
                f.write_str(match why {
                    Why::Gone => " has no place any more",
                    Why::Kind => " is of another kind now",
                    Why::Owner => " would be seen by others than it was meant for",
                })
            }
        }
    }
}

/// A snapshot that fits.
pub(crate) struct Fitted {
    pub(crate) snapshot: Snapshot,
    /// The step that is played begins anew.
    pub(in crate::session) anew: bool,
    /// What was lost on the way.
    pub(crate) changed: Option<Changed>,
}

impl Fitted {
    /// Whether there is nowhere to go on from.
    pub(in crate::session) fn is_hopeless(&self) -> bool {
        self.changed.as_ref().is_some_and(|changed| changed.safe.is_none())
    }
}

impl Snapshot {
    /// This snapshot as one of `new`. With the program it was taken from, a step that is gone leads
    /// to the nearest before it where nothing nearer is known.
    pub(crate) fn fit(&self, new: &Program, old: Option<&Program>) -> Result<Fitted, RestoreError> {
        self.is_of(new)?;
        let mut fitted = self.clone();
        if self.frames.iter().any(|frame| frame.scope >= self.scopes.len()) {
            return Err(RestoreError::Damaged("its parts do not fit together"));
        }
        (fitted.content, fitted.version) = (new.content, new.version().to_owned());
        let mut fit = Fit { new, old, losses: Vec::new(), hopeless: false };
        fitted.scopes.iter_mut().enumerate().for_each(|(at, scope)| {
            fit.scope(scope, at == 0, &self.people);
        });
        let anew = match fitted.ended {
            Some(_) => fit.over(&mut fitted),
            None => fit.frames(&mut fitted),
        };
        let safe = (!fit.hopeless).then(|| fitted.step());
        let losses = fit.losses;
        let changed = (!losses.is_empty()).then(|| Changed { stood: self.step(), losses, safe });
        Ok(Fitted { snapshot: fitted, anew, changed })
    }
}

/// Where a frame goes on that cannot go on where it stood.
enum From {
    /// At its step, anew.
    Here,
    /// At the last step before that is still there.
    Before,
    /// Nowhere: at the step that called it.
    Below,
}

struct Fit<'p> {
    new: &'p Program,
    old: Option<&'p Program>,
    losses: Vec<Loss>,
    hopeless: bool,
}

fn defined<'p>(program: &'p Program, scope: &ScopeShot) -> Option<&'p Definition> {
    Some(program.definition(definition_of(program, scope)?))
}

impl Fit<'_> {
    fn scope(&mut self, scope: &mut ScopeShot, main: bool, people: &[String]) {
        let new = self.new;
        let Some(at) = definition_of(new, scope) else { return };
        let definition = new.definition(at);
        if main {
            let gone = scope.roles.keys().filter(|role| definition.role(role).is_none()).cloned();
            let starting = new.starting_roles().into_iter().map(str::to_owned);
            let unfilled = starting.filter(|role| !scope.roles.contains_key(role));
            let roles: Vec<String> = gone.chain(unfilled).collect();
            self.hopeless |= !roles.is_empty();
            self.losses.extend(roles.into_iter().map(Loss::Role));
            scope.roles.retain(|role, _| definition.role(role).is_some());
        }
        let ScopeShot { shared, own, open, .. } = scope;
        let told: Vec<String> = shared.keys().cloned().collect();
        let keeps = |name: &str, value: &Value, private: bool| -> Option<Why> {
            let Some(slot) = definition.slot(name) else { return Some(Why::Gone) };
            let owner = match definition.variables[slot].class {
                Class::Private => private,
                Class::Shared => !private,
                // What is told of each lies beside what is told of all.
                Class::Told => !private || told.iter().any(|known| known == name),
            };
            let kinds = kinds::of(new, at, slot);
            match (owner, kinds.allow(value)) {
                (false, _) => Some(Why::Owner),
                (_, false) => Some(Why::Kind),
                _ => None,
            }
        };
        let mut lost = |named: &mut BTreeMap<String, Value>, person: Option<usize>| {
            named.retain(|name, value| {
                let why = keeps(name, value, person.is_some());
                if let Some(why) = why.filter(|_| !value.is_unit()) {
                    let person = person.map(|at| people.get(at).cloned().unwrap_or_default());
                    self.losses.push(Loss::Value { name: name.clone(), person, why });
                }
                why.is_none()
            });
        };
        lost(shared, None);
        own.iter_mut().enumerate().for_each(|(at, own)| lost(own, Some(at)));
        for (at, open) in open.iter_mut().enumerate() {
            // It is open by consent to that value: it goes where its owner's goes.
            let own = own.get(at);
            open.retain(|name, _| own.is_some_and(|own| own.contains_key(name)));
        }
    }

    /// It is over: only the ending is still of interest.
    fn over(&mut self, fitted: &mut Snapshot) -> bool {
        fitted.frames.truncate(1);
        fitted.scopes.truncate(1);
        let first = self.new.unit(0).nodes.first().map(|node| node.id.clone());
        if let (Some(frame), Some(first)) = (fitted.frames.first_mut(), first) {
            begin(frame);
            frame.step = first;
            frame.private_until = None;
            (frame.counts, frame.taken, frame.timers) = Default::default();
        }
        false
    }

    /// The frames as they can go on. Whether the last of them begins its step anew.
    fn frames(&mut self, fitted: &mut Snapshot) -> bool {
        let stood = fitted.clone();
        for at in 0..fitted.frames.len() {
            let exercise = fitted.scopes[fitted.frames[at].scope].clone();
            let top = at + 1 == fitted.frames.len();
            let path = stood.path(at + 1);
            match self.frame(&mut fitted.frames[at], &exercise, at == 0, top, &path) {
                None => {}
                Some(From::Here) => return self.go_on(fitted, at),
                Some(From::Before) => return self.before(fitted, at),
                Some(From::Below) if at == 0 => {
                    self.hopeless = true;
                    return false;
                }
                Some(From::Below) => return self.go_on(fitted, at - 1),
            }
        }
        false
    }

    /// Makes `frame` one of the new exercise; where it goes on if not where it stands.
    fn frame(
        &mut self,
        frame: &mut FrameShot,
        scope: &ScopeShot,
        main: bool,
        top: bool,
        path: &str,
    ) -> Option<From> {
        let part = frame.part.clone();
        let played = || part.clone().unwrap_or_else(|| scope.exercise.clone());
        let definition = defined(self.new, scope);
        let unit = unit_of(self.new, scope, part.as_deref());
        let (Some(definition), Some(unit)) = (definition, unit) else {
            self.losses.push(Loss::Played(played()));
            return Some(From::Below);
        };
        let roles = || definition.roles.iter().all(|role| scope.roles.contains_key(role));
        let same = scope.roles.len() == definition.roles.len() && roles();
        if !main && !same && part.is_none() {
            self.losses.push(Loss::Played(played()));
            return Some(From::Below);
        }
        let unit = self.new.unit(unit);
        follow(frame, definition, &scope.version);
        let there = |step: &str| unit.index.contains_key(step);
        frame.counts.retain(|step, _| there(step));
        frame.taken.retain(|(_, step, _)| there(step));
        frame.timers.retain(|name, _| definition.timers.iter().any(|timer| timer.name == *name));
        frame.trail.retain(|step| there(step));
        let lost_join = match &frame.private_until {
            Some((Some(join), _)) => !there(join),
            _ => false,
        };
        let Some(node) = unit.index.get(&*frame.step).filter(|_| !lost_join) else {
            self.losses.push(Loss::Step(path.to_owned()));
            return Some(From::Before);
        };
        let node = &unit.nodes[*node];
        let shape = imprint::shape(self.new, node);
        let addressee = imprint::addressee(definition, node);
        let same = frame.shape == shape && frame.addressee == addressee;
        (frame.shape, frame.addressee) = (shape, addressee);
        if same {
            return None;
        }
        if !top || has_begun(frame) {
            self.losses.push(Loss::Answers(path.to_owned()));
        }
        Some(From::Here)
    }

    /// Goes on at the step of the frame `at`, anew.
    fn go_on(&mut self, fitted: &mut Snapshot, at: usize) -> bool {
        fitted.frames.truncate(at + 1);
        let Some(frame) = fitted.frames.last_mut() else { return false };
        if frame.turn.second {
            exchange(&mut fitted.scopes[frame.scope], self.new);
        }
        begin(frame);
        fitted.handing = None;
        fitted.asked = None;
        let deepest = fitted.frames.iter().map(|frame| frame.scope + 1).max().unwrap_or(0);
        fitted.scopes.truncate(deepest);
        true
    }

    /// Goes on at the last step before, outside of any private way; or at the step that called it.
    fn before(&mut self, fitted: &mut Snapshot, at: usize) -> bool {
        let frame = &fitted.frames[at];
        let known = frame.trail.last().cloned();
        let Some(step) = known.or_else(|| self.nearest(fitted, frame)) else {
            self.hopeless |= at == 0;
            return at > 0 && self.go_on(fitted, at - 1);
        };
        let frame = &mut fitted.frames[at];
        frame.step = step;
        frame.private_until = None;
        self.go_on(fitted, at)
    }

    /// The nearest step before that of `frame`, as the old exercise has them in order.
    fn nearest(&self, fitted: &Snapshot, frame: &FrameShot) -> Option<Str> {
        let scope = &fitted.scopes[frame.scope];
        let unit = |program: &Program| unit_of(program, scope, frame.part.as_deref());
        let old: &Unit = self.old?.unit(unit(self.old?)?);
        let new: &Unit = self.new.unit(unit(self.new)?);
        let at = *old.index.get(&*frame.step)?;
        let mut before = old.nodes[..at].iter().rev().map(|node| &node.id);
        let near = before.find(|id| new.index.contains_key(&***id));
        near.or_else(|| new.nodes.first().map(|node| &node.id)).cloned()
    }
}

/// Follows `[[moved]]` for every step that a frame names.
fn follow(frame: &mut FrameShot, definition: &Definition, version: &str) {
    if definition.moves.is_empty() {
        return;
    }
    let part = frame.part.clone();
    let moved = |step: &mut Str| {
        if let Some(to) = definition.moved(part.as_deref(), step, version) {
            *step = to.into();
        }
    };
    moved(&mut frame.step);
    frame.trail.iter_mut().for_each(moved);
    frame.taken.iter_mut().for_each(|(_, step, _)| moved(step));
    frame.private_until.iter_mut().filter_map(|(join, _)| join.as_mut()).for_each(moved);
    let counts = std::mem::take(&mut frame.counts);
    frame.counts = counts
        .into_iter()
        .map(|(mut step, count)| {
            moved(&mut step);
            (step, count)
        })
        .collect();
}

/// Whether anything was answered at the step of `frame`.
fn has_begun(frame: &FrameShot) -> bool {
    let turn = &frame.turn;
    let prompt = match &frame.phase {
        PhaseShot::Prompt(prompt) => !prompt.given.is_empty() || prompt.nudged.is_some(),
        _ => false,
    };
    prompt || !turn.answers.is_empty() || !turn.replies.is_empty()
}

/// The step of `frame` begins anew.
fn begin(frame: &mut FrameShot) {
    frame.phase = PhaseShot::Fresh;
    frame.turn = TurnShot::default();
}

/// Puts roles back that were exchanged for a second turn.
fn exchange(scope: &mut ScopeShot, program: &Program) {
    let Some(definition) = defined(program, scope) else { return };
    let people: Vec<_> =
        definition.roles.iter().map(|role| scope.roles.get(role).copied()).collect();
    let back = definition.roles.iter().zip(people.into_iter().rev());
    scope.roles = back.filter_map(|(role, person)| Some((role.clone(), person?))).collect();
}
