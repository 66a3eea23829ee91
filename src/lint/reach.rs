//! Every step lies on some way from the first one.

use super::Look;
use crate::check::graph::Graph;
use crate::diagnostic::{Diagnostic, codes};
use crate::program::{Action, NodeId, Program};

codes! {
    /// No way leads to a step.
    ///
    /// Nobody will ever see it. Often a `next` above it leads past it, or the name in a `next` was
    /// changed. Let a `next` lead to it, or remove it.
    UNREACHED_STEP = "unreached-step", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for unit in look.units() {
        let reached = reached(look, unit);
        for (node, _) in reached.iter().enumerate().filter(|(_, reached)| !**reached) {
            let id = &look.checked.at(unit, node).step.id;
            let message = format!("no way leads to the step `{}`", id.value);
            let hint = match node {
                0 => None,
                _ => Some(format!("let a `next` lead to `{}`, or remove the step", id.value)),
            };
            found.push(Diagnostic::new(UNREACHED_STEP, id.span, message).hint(hint));
        }
    }
}

/// By step of a unit: whether a way from its first step leads there.
pub(super) fn reached(look: &Look<'_>, unit: usize) -> Vec<bool> {
    let graph = &look.checked.graphs[unit];
    let program = look.checked.program();
    let nodes = &program.units[unit].nodes;
    let mut seen = vec![false; nodes.len()];
    let mut work: Vec<NodeId> = vec![0];
    while let Some(at) = work.pop() {
        if at == graph.exit || std::mem::replace(&mut seen[at], true) {
            continue;
        }
        work.extend(&graph.to[at]);
        work.extend(by_time(program, unit, at));
    }
    seen
}

/// Where timers lead that this step starts, or the part that it plays: always to a step of the
/// exercise itself.
fn by_time(program: &Program, unit: usize, node: NodeId) -> Vec<NodeId> {
    let of = &program.units[unit];
    if of.part.is_some() {
        return Vec::new();
    }
    let timers = &program.definitions[of.definition].timers;
    let own = of.nodes[node].start;
    let plays = matches!(&of.nodes[node].action, Action::Call(call) if call.part);
    let parts = program.units.iter().filter(|part| plays && part.definition == of.definition);
    let theirs = parts.filter(|part| part.part.is_some()).flat_map(|part| &part.nodes);
    own.into_iter().chain(theirs.filter_map(|node| node.start)).map(|at| timers[at].to).collect()
}

/// By step: whether a way leads from `from` there, itself only where a way leads back.
pub(super) fn from(graph: &Graph, from: NodeId) -> Vec<bool> {
    let mut seen = vec![false; graph.exit + 1];
    let mut work = graph.to[from].clone();
    while let Some(at) = work.pop() {
        if !std::mem::replace(&mut seen[at], true) && at != graph.exit {
            work.extend(&graph.to[at]);
        }
    }
    seen
}
