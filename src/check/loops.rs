//! In every loop somebody is asked something, or it is bounded.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::{Checked, graph};
use crate::diagnostic::{Diagnostic, codes};
use crate::program::{Action, Node, NodeId, Program, UnitId};

codes! {
    /// A loop in which nobody is asked anything.
    ///
    /// It would go round for ever, or until somebody pulls the plug. Ask something in it, or bound
    /// one of its steps with `at_most` and `then`.
    SILENT_LOOP = "silent-loop", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for (unit, of) in checked.units() {
        let mut silent = DiGraph::<(), ()>::new();
        let nodes: Vec<_> = of.nodes.iter().map(|_| silent.add_node(())).collect();
        for (at, node) in of.nodes.iter().enumerate() {
            let ways = match checked.is_sound(unit, at) {
                true => unasked(checked.program(), node),
                false => graph::past(node),
            };
            for to in ways.into_iter().filter(|to| *to < of.nodes.len()) {
                silent.add_edge(nodes[at], nodes[to], ());
            }
        }
        for round in tarjan_scc(&silent) {
            let mut steps: Vec<NodeId> = round.iter().map(|node| node.index()).collect();
            steps.sort_unstable();
            let itself = silent.contains_edge(nodes[steps[0]], nodes[steps[0]]);
            if steps.len() < 2 && !itself {
                continue;
            }
            let names: Vec<String> =
                steps.iter().take(5).map(|step| format!("`{}`", of.nodes[*step].id)).collect();
            let message = match steps.len() {
                1 => format!("{} leads to itself, and nobody is asked anything", names[0]),
                _ => format!("{} go round, and nobody is asked anything", names.join(", ")),
            };
            let hint = "ask something in the loop, or bound it with `at_most = 3` and `then`";
            let span = checked.at(unit, steps[0]).step.id.span;
            found.push(Diagnostic::new(SILENT_LOOP, span, message).hint(hint.to_owned()));
        }
    }
}

/// Where a step leads without a question and without a bound.
fn unasked(program: &Program, node: &Node) -> Vec<NodeId> {
    let mut ways = graph::past(node);
    if !asks(program, node) && node.at_most.is_none() {
        ways.extend(graph::after(node));
    }
    ways
}

fn asks(program: &Program, node: &Node) -> bool {
    match &node.action {
        Action::Say | Action::Pause(_) | Action::End(_) => false,
        // Over nothing, nobody is asked.
        _ if node.over.is_some() => false,
        // Where there is nothing to share, nobody is asked.
        Action::Share(..) => false,
        Action::Call(call) => always_asks(program, call.unit, 0),
        _ => true,
    }
}

/// Whether every way through a unit comes by a question.
fn always_asks(program: &Program, unit: UnitId, depth: usize) -> bool {
    if depth > 32 {
        return false;
    }
    let nodes = &program.units[unit].nodes;
    let mut seen = vec![false; nodes.len()];
    let mut work = vec![0];
    while let Some(at) = work.pop() {
        let Some(node) = nodes.get(at) else { continue };
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        work.extend(graph::past(node));
        let asked = match &node.action {
            Action::Call(call) => always_asks(program, call.unit, depth + 1),
            _ => asks(program, node),
        };
        if matches!(node.action, Action::End(_)) {
            return false;
        }
        if !asked {
            work.extend(graph::after(node));
        }
    }
    true
}
