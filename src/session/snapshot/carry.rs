//! A snapshot made to fit an edited exercise: what is not there any more is left out. Plays
//! nothing.

use std::mem::discriminant;

use super::{FrameShot, PhaseShot, RestoreError, ScopeShot, Snapshot, TurnShot, gone};
use crate::program::{Action, Class, Definition, Program, Unit};

impl Snapshot {
    /// Makes this snapshot of `old` one of `new`; the step that is gone, if one is.
    pub(in crate::session) fn fit(
        &mut self,
        old: &Program,
        new: &Program,
    ) -> Result<Option<String>, RestoreError> {
        new.version().clone_into(&mut self.version);
        let filled = self.scopes.first().map(|scope| &scope.roles);
        let missing = |role: &&str| filled.is_none_or(|roles| !roles.contains_key(*role));
        if let Some(role) = new.starting_roles().into_iter().find(missing) {
            return Err(RestoreError::Trouble(format!("nobody has taken the role `{role}` yet")));
        }
        self.scopes.iter_mut().for_each(|scope| fit_scope(scope, new));
        let (mut kept, mut lost) = (0, None);
        for at in 0..self.frames.len() {
            let (before, after) = self.frames.split_at_mut(at + 1);
            let frame = &mut before[at];
            let Some(unit) = unit(new, frame) else { break };
            kept = at + 1;
            lost = fit_frame(frame, unit, old, new);
            let calls = after.first().is_none_or(|next| calls(new, unit, frame, next));
            if lost.is_some() || !calls {
                break;
            }
        }
        if kept == 0 {
            return Err(gone("exercise", &self.exercise));
        }
        if kept < self.frames.len() || lost.is_some() {
            self.frames.truncate(kept);
            self.handing = None;
            self.begin_step();
        }
        let deepest = self.frames.iter().map(|frame| frame.scope + 1).max().unwrap_or(0);
        self.scopes.truncate(deepest);
        Ok(lost)
    }

    /// The step that is played begins anew.
    pub(in crate::session) fn begin_step(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.phase = PhaseShot::Fresh;
            frame.turn = TurnShot::default();
        }
    }
}

fn definition<'p>(program: &'p Program, id: &str) -> Option<&'p Definition> {
    program.definitions.iter().find(|definition| definition.id == id)
}

fn unit<'p>(program: &'p Program, frame: &FrameShot) -> Option<&'p Unit> {
    let is = |unit: &&Unit| {
        program.definitions[unit.definition].id == frame.exercise && unit.part == frame.part
    };
    program.units.iter().find(is)
}

fn fit_scope(scope: &mut ScopeShot, new: &Program) {
    let Some(definition) = definition(new, &scope.exercise) else { return };
    let class = |name: &String| definition.slot(name).map(|slot| definition.variables[slot].class);
    scope.roles.retain(|role, _| definition.role(role).is_some());
    scope.shared.retain(|name, _| class(name).is_some_and(|class| class != Class::Private));
    for own in &mut scope.own {
        own.retain(|name, _| class(name).is_some_and(|class| class != Class::Shared));
    }
    for open in &mut scope.open {
        open.retain(|name, _| class(name).is_some());
    }
}

/// The step of `frame` as it is now, or the nearest before it; the name of one that is gone.
fn fit_frame(
    frame: &mut FrameShot,
    unit_now: &Unit,
    old: &Program,
    new: &Program,
) -> Option<String> {
    let there = |step: &String| unit_now.index.contains_key(step);
    frame.counts.retain(|step, _| there(step));
    frame.taken.retain(|(_, step, _)| there(step));
    frame.private_until =
        frame.private_until.take().filter(|(step, _)| step.is_empty() || there(step));
    let timers = &new.definitions[unit_now.definition].timers;
    frame.timers.retain(|name, _| timers.iter().any(|timer| timer.name == *name));
    let before = unit(old, frame);
    let at = before.and_then(|before| before.index.get(&frame.step));
    if let Some(now) = unit_now.index.get(&frame.step) {
        let was = before.zip(at).map(|(before, at)| discriminant(&before.nodes[*at].action));
        if was != Some(discriminant(&unit_now.nodes[*now].action)) {
            frame.phase = PhaseShot::Fresh;
        }
        if let PhaseShot::Prompt(prompt) = &mut frame.phase {
            prompt.choices = None;
        }
        return None;
    }
    let earlier = before.zip(at).and_then(|(before, at)| {
        let mut names = before.nodes[..*at].iter().rev().map(|node| node.id.to_string());
        names.find(|name| there(name))
    });
    let first = || unit_now.nodes.first().map(|node| node.id.to_string()).unwrap_or_default();
    Some(std::mem::replace(&mut frame.step, earlier.unwrap_or_else(first)))
}

/// Whether what is played above `frame` is still called from there, or is the engine's own.
fn calls(new: &Program, unit: &Unit, frame: &FrameShot, next: &FrameShot) -> bool {
    let node = unit.index.get(&frame.step).map(|at| &unit.nodes[*at]);
    match node.map(|node| &node.action) {
        _ if next.aside => true,
        Some(Action::Call(call)) => {
            let called = &new.units[call.unit];
            new.definitions[called.definition].id == next.exercise && called.part == next.part
        }
        _ => false,
    }
}
