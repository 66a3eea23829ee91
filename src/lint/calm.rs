//! Whoever says that it is too much is led somewhere gentler.

use super::{Look, reach};
use crate::check::At;
use crate::check::graph;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise;
use crate::program::{Action, Next, NodeId, Program, Reads, Slot, Source, Unit, Use};

codes! {
    /// A high number of a `distress` scale leads nowhere gentler than a low one.
    ///
    /// Whoever says that it is too much has to be taken at their word: a guard on the number must
    /// lead to a pause or to a kind end.
    ///
    ///     next = [{ when = "answer >= 7", to = "calm" }, { to = "go-on" }]
    DISTRESS_WITHOUT_CALM = "distress-without-calm", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for at in look.own() {
        let exercise::Action::Rate(rate) = &at.step.action else { continue };
        let Some(span) = rate.distress else { continue };
        if !is_heard(look, at) {
            let message = "a high number here leads nowhere gentler than a low one";
            let hint = "let a guard on the answer lead to a pause or an end: \
                        `{ when = \"answer >= 7\", to = \"…\" }`";
            found.push(
                Diagnostic::new(DISTRESS_WITHOUT_CALM, span, message)
                    .label("this number is about distress")
                    .hint(hint.to_owned()),
            );
        }
    }
}

/// Whether some guard on the number, here or further on, leads to calm.
fn is_heard(look: &Look<'_>, at: At<'_>) -> bool {
    let program = look.checked.program();
    let of = &program.units[at.unit];
    let mut known: Vec<Slot> = at.node.save.into_iter().collect();
    known.extend(at.node.tells.iter().map(|(slot, _)| *slot));
    known.extend(at.node.set.iter().map(|(slot, _)| *slot));
    if branches(at.node, &known, true).iter().any(|to| is_gentle(program, of, *to)) {
        return true;
    }
    let here = of.index.get(&*at.node.id).copied().unwrap_or(0);
    // What is known of the number may be asked further on, in another part too.
    let after = reach::from(&look.checked.graphs[at.unit], here);
    look.units().any(|unit| {
        let of = &program.units[unit];
        of.nodes.iter().enumerate().any(|(id, node)| {
            let later = unit != at.unit || after[id];
            later && branches(node, &known, false).iter().any(|to| is_gentle(program, of, *to))
                || later && guards(node, &known) && is_gentle(program, of, id)
        })
    })
}

/// Whether the `when` of a step asks for what is known.
fn guards(node: &crate::program::Node, known: &[Slot]) -> bool {
    let inputs = node.when.iter().flat_map(|when| when.inputs());
    inputs.into_iter().any(|input| match input.source {
        Source::Shared(slot) | Source::Private(slot) => known.contains(&slot),
        _ => false,
    })
}

/// Where a step leads by a guard on the number.
fn branches(node: &crate::program::Node, known: &[Slot], answered: bool) -> Vec<NodeId> {
    match &node.next {
        Next::ByAnswer(..) if answered => graph::after(node),
        Next::Guarded(ways) => {
            let asked = Reads::of(node).expressions.into_iter().any(|(used, expression)| {
                used == Use::Next
                    && expression.inputs().iter().any(|input| match input.source {
                        Source::Answer => answered,
                        Source::Shared(slot) | Source::Private(slot) => known.contains(&slot),
                        _ => false,
                    })
            });
            if asked { ways.iter().map(|(_, to)| *to).collect() } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

/// How many questions may still come before a pause or an end is offered.
const QUESTIONS: usize = 2;

/// Whether a pause or an end is not far.
fn is_gentle(program: &Program, unit: &Unit, from: NodeId) -> bool {
    let mut nearest = vec![usize::MAX; unit.nodes.len()];
    let mut work = vec![(from, 0)];
    while let Some((at, asked)) = work.pop() {
        let Some(node) = unit.nodes.get(at) else { continue };
        if asked >= nearest[at] || asked > QUESTIONS {
            continue;
        }
        nearest[at] = asked;
        match &node.action {
            Action::Pause(_) | Action::End(_) => return true,
            Action::Call(call) if pauses(program, call.unit) => return true,
            Action::Say => work.extend(graph::after(node).into_iter().map(|to| (to, asked))),
            _ => work.extend(graph::after(node).into_iter().map(|to| (to, asked + 1))),
        }
    }
    false
}

/// Whether a pause is made in what is called.
fn pauses(program: &Program, unit: usize) -> bool {
    program.units[unit].nodes.iter().any(|node| matches!(node.action, Action::Pause(_)))
}
