//! Where the ways part by something private they meet again before anyone else is addressed; where
//! they part by something that is not kept, nothing on the way keeps it. Notes each such stretch.

use super::{At, Checked, graph};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise;
use crate::program::{Action, Audience, NodeId, Stretch, UnitId, Use};

codes! {
    /// Something private decides what others see.
    ///
    /// The way on depends on one person's own answer, and before all ways have met again somebody
    /// else is addressed, something is told, or the exercise ends. The others could tell from it
    /// what was answered.
    ///
    /// Let the ways meet first; or say with `open = true` that the answer is told; or say in `tells`
    /// what everyone may know of it.
    PRIVATE_WAY = "private-way", Error;
    /// On a way that depends on an answer that is not kept, something is kept.
    ///
    /// What is saved there would tell later which way was taken.
    KEPT_ON_THE_WAY = "kept-on-the-way", Error;
}

pub(super) fn find(
    checked: &Checked<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<(UnitId, NodeId, Stretch)> {
    let mut stretches = Vec::new();
    for (unit, of) in checked.units() {
        let parts = |id: &NodeId| {
            let at = checked.at(unit, *id);
            checked.is_sound(unit, *id) && (parts_privately(at) || parts_unkept(at))
        };
        let mut work: Vec<NodeId> = (0..of.nodes.len()).filter(parts).collect();
        if work.is_empty() {
            continue;
        }
        let meetings = checked.graphs[unit].meetings();
        let mut done = vec![false; of.nodes.len()];
        while let Some(id) = work.pop() {
            if std::mem::replace(&mut done[id], true) {
                continue;
            }
            let at = checked.at(unit, id);
            let graph = &checked.graphs[unit];
            let join = meetings[id];
            let mut between = graph.between(id, join);
            if has_secret(at, |used| used == Use::When) {
                between.push(id);
            }
            // How often a step inside was entered is as private as the way that led there.
            work.extend(between.iter().filter(|inside| of.nodes[**inside].at_most.is_some()));
            let private = is_ones_own(at);
            let ends = join == graph.exit && of.part.is_none();
            let unkept = !at.node.kept;
            if private && (!unkept || parts_privately(at)) {
                private_way(checked, at, &between, ends, found);
            }
            if unkept {
                kept_on_the_way(checked, at, &between, found);
            }
            let join = (join != graph.exit).then_some(join);
            stretches.push((unit, id, Stretch { join, private, unkept }));
        }
    }
    stretches
}

fn has_secret(at: At<'_>, used: impl Fn(Use) -> bool) -> bool {
    at.mentions
        .iter()
        .any(|mention| used(mention.used) && mention.property.is_none() && at.is_secret(mention))
}

fn leads_apart(at: At<'_>) -> bool {
    let ways = graph::after(at.node);
    ways.iter().any(|to| *to != ways[0])
}

/// Whether a step walks one person's own way: it is for a role, or in what is called for one.
fn is_ones_own(at: At<'_>) -> bool {
    matches!(at.node.audience, Audience::Role(_)) || at.context.one
}

/// Whether the ways part at a step by something that is one person's own.
fn parts_privately(at: At<'_>) -> bool {
    let by_answer = matches!(at.step.next, exercise::Next::ByAnswer { .. }) && at.hides_answer();
    let guard = |used| matches!(used, Use::When | Use::AtMost);
    is_ones_own(at)
        && (has_secret(at, guard)
            || (leads_apart(at) && (by_answer || has_secret(at, |used| used == Use::Next))))
}

fn parts_unkept(at: At<'_>) -> bool {
    !at.node.kept && leads_apart(at)
}

fn private_way(
    checked: &Checked<'_>,
    at: At<'_>,
    between: &[NodeId],
    ends: bool,
    found: &mut Vec<Diagnostic>,
) {
    let culprit = between.iter().find_map(|id| {
        let inside = checked.at(at.unit, *id);
        told_by(checked, at, inside).map(|what| (inside, what))
    });
    let span = match &at.step.next {
        exercise::Next::ByAnswer { span, .. } => *span,
        exercise::Next::Guarded(transitions) => transitions.span,
        _ => at.step.when.as_ref().map_or(at.step.id.span, |when| when.span),
    };
    let (place, what) = match culprit {
        Some((inside, what)) => (inside.step.id.span, what),
        None if ends => (at.step.id.span, "the ways never meet again before the end"),
        None => return,
    };
    let message = "what is private here decides what others see".to_owned();
    let hint = "let the ways meet before; or `open = true`; or say in `tells` what all may know";
    let diagnostic = Diagnostic::new(PRIVATE_WAY, span, message)
        .label("the way on depends on this person's own answer")
        .other(place, what)
        .hint(hint.to_owned());
    if !found.contains(&diagnostic) {
        found.push(diagnostic);
    }
}

/// What a step between would tell the others.
fn told_by(checked: &Checked<'_>, at: At<'_>, inside: At<'_>) -> Option<&'static str> {
    if inside.node.audience != at.node.audience && !matches!(inside.node.action, Action::End(_)) {
        return Some("and this step is for someone else");
    }
    if let Action::Call(call) = &inside.node.action
        && call.part
        && part_tells(checked, call.unit, 0)
    {
        return Some("and what is called here tells the others something");
    }
    tells(inside)
}

/// What a step tells or changes that is everyone's.
fn tells(inside: At<'_>) -> Option<&'static str> {
    let node = inside.node;
    let choices = match &node.action {
        Action::Choose(choose) => &choose.choices[..],
        _ => &[],
    };
    let mut sets = node.set.iter().chain(choices.iter().flat_map(|choice| &choice.set));
    match &node.action {
        // A part that is called for one person ends for that person alone.
        Action::End(_) if !inside.context.one => Some("and here it ends for everyone"),
        Action::Share(..) | Action::Invite(_) => Some("and here the others are told something"),
        _ if node.open || !node.tells.is_empty() => Some("and here the others are told something"),
        _ if node.swap => Some("and here the roles are exchanged"),
        _ if node.start.is_some() || node.stop.is_some() => Some("and here a timer is changed"),
        _ if sets.any(|(slot, _)| inside.is_shared(*slot)) => {
            Some("and here something that is everyone's is set")
        }
        _ => None,
    }
}

/// Whether any step of a part tells or changes something that is everyone's.
fn part_tells(checked: &Checked<'_>, unit: UnitId, depth: usize) -> bool {
    let nodes = 0..checked.program().units[unit].nodes.len();
    depth > 16
        || nodes.map(|id| checked.at(unit, id)).any(|inside| match &inside.node.action {
            Action::Call(call) if call.part => part_tells(checked, call.unit, depth + 1),
            _ => tells(inside).is_some(),
        })
}

fn kept_on_the_way(
    checked: &Checked<'_>,
    at: At<'_>,
    between: &[NodeId],
    found: &mut Vec<Diagnostic>,
) {
    for id in between {
        let inside = checked.at(at.unit, *id);
        let node = inside.node;
        let call = match &node.action {
            Action::Call(call) => !call.returns.is_empty() || call.part,
            Action::Share(..) | Action::Invite(_) => true,
            _ => false,
        };
        if call || node.save.is_some() || !node.set.is_empty() || !node.tells.is_empty() {
            let message =
                format!("`{}` keeps something, and only one of the ways comes by", node.id);
            let flag = at.step.unkept.unwrap_or(at.step.id.span);
            found.push(
                Diagnostic::new(KEPT_ON_THE_WAY, inside.step.id.span, message)
                    .other(flag, "the way here depends on an answer that is not kept")
                    .hint("let the ways meet before something is kept".to_owned()),
            );
        }
    }
}
