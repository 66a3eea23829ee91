//! Every loop is bounded, or somebody in it can choose to leave.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::Look;
use crate::check::graph::Graph;
use crate::diagnostic::{Diagnostic, codes};
use crate::program::{Action, Next, Node, NodeId, Reads, Slot, Source, Unit, Use};

codes! {
    /// A loop that has no bound and that nobody in it can choose to leave.
    ///
    /// Whoever is in it can only wait or stop the whole exercise: nothing they answer there leads
    /// out. Give them a choice that does, or let a guard look at something the loop changes, or
    /// bound a step of it with `at_most = 3` and `then`.
    NO_WAY_OUT = "no-way-out", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for unit in look.units() {
        let graph = &look.checked.graphs[unit];
        let of = &look.checked.program().units[unit];
        for round in rounds(graph, of) {
            if round.iter().any(|node| leads_out(graph, of, *node, &round)) {
                continue;
            }
            let names: Vec<String> =
                round.iter().take(5).map(|node| format!("`{}`", of.nodes[*node].id)).collect();
            let message = match round.len() {
                1 => format!("{} leads back to itself, and no answer leads out", names[0]),
                _ => format!("{} go round, and no answer there leads out", names.join(", ")),
            };
            let hint = "offer a choice that leads out, or bound the loop with `at_most` and `then`";
            let span = look.checked.at(unit, round[0]).step.id.span;
            found.push(Diagnostic::new(NO_WAY_OUT, span, message).hint(hint.to_owned()));
        }
    }
}

/// The loops that no `at_most` bounds.
fn rounds(graph: &Graph, unit: &Unit) -> Vec<Vec<NodeId>> {
    let mut ways = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = unit.nodes.iter().map(|_| ways.add_node(())).collect();
    for (from, to) in graph.to.iter().enumerate() {
        let bounded = unit.nodes[from].at_most.is_some();
        for to in to.iter().filter(|to| **to != graph.exit && !bounded) {
            ways.add_edge(nodes[from], nodes[*to], ());
        }
    }
    let rounds = kosaraju_scc(&ways)
        .into_iter()
        .filter(|round| round.len() > 1 || ways.contains_edge(round[0], round[0]));
    let sorted = rounds.map(|round| {
        let mut steps: Vec<NodeId> = round.iter().map(|node| node.index()).collect();
        steps.sort_unstable();
        steps
    });
    sorted.collect()
}

/// Whether what is answered in the loop can lead out of it at this step.
fn leads_out(graph: &Graph, unit: &Unit, at: NodeId, round: &[NodeId]) -> bool {
    let node = &unit.nodes[at];
    let out = graph.to[at].iter().any(|to| round.binary_search(to).is_err());
    if !out {
        return false;
    }
    if matches!(node.next, Next::ByAnswer(..)) {
        return true;
    }
    let changed: Vec<Slot> = round.iter().flat_map(|node| written(&unit.nodes[*node])).collect();
    let reads = Reads::of(node);
    let mut guards = reads
        .expressions
        .iter()
        .filter(|(used, _)| matches!(used, Use::When | Use::Next | Use::AtMost));
    guards.any(|(_, guard)| {
        guard.inputs().iter().any(|input| match input.source {
            Source::Answer => true,
            Source::Shared(slot) | Source::Private(slot) => changed.contains(&slot),
            _ => input.properties.iter().any(|slot| changed.contains(slot)),
        })
    })
}

/// The variables a step may write.
pub(super) fn written(node: &Node) -> Vec<Slot> {
    let mut slots: Vec<Slot> = node.save.into_iter().collect();
    slots.extend(node.set.iter().map(|(slot, _)| *slot));
    slots.extend(node.tells.iter().map(|(slot, _)| *slot));
    match &node.action {
        Action::Choose(choose) => {
            let sets = choose.choices.iter().flat_map(|choice| &choice.set);
            slots.extend(sets.map(|(slot, _)| *slot));
        }
        Action::Call(call) => slots.extend(call.returns.iter().map(|(_, slot)| *slot)),
        Action::Share(shared, _) => slots.extend(shared),
        _ => {}
    }
    slots
}
