//! The ways between the steps of one unit. Knows no names and judges nothing.

use petgraph::algo::dominators;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::program::{Action, Next, Node, NodeId, Unit};

/// Where each step can lead.
pub(crate) struct Graph {
    /// By step: where it can go; ending a run is going to `exit`.
    pub(crate) to: Vec<Vec<NodeId>>,
    /// The place past all steps.
    pub(crate) exit: NodeId,
}

impl Graph {
    pub(crate) fn of(unit: &Unit) -> Graph {
        let exit = unit.nodes.len();
        let to = unit.nodes.iter().map(|node| ways(node, exit)).collect();
        Graph { to, exit }
    }

    /// By step: whether `exit` can be reached from it.
    pub(crate) fn reach_exit(&self) -> Vec<bool> {
        let mut from: Vec<Vec<NodeId>> = vec![Vec::new(); self.exit + 1];
        for (node, to) in self.to.iter().enumerate() {
            to.iter().for_each(|to| from[*to].push(node));
        }
        let mut reached = vec![false; self.exit + 1];
        let mut work = vec![self.exit];
        while let Some(node) = work.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                work.extend(&from[node]);
            }
        }
        reached
    }

    /// By step: the first place that all ways from it come by (the exit counts as one).
    pub(crate) fn meetings(&self) -> Vec<NodeId> {
        let edges = self.to.iter().enumerate();
        let backwards = edges.flat_map(|(from, to)| to.iter().map(move |to| (*to, from)));
        let backwards = backwards.map(|(to, from)| (to as u32, from as u32));
        let mut graph = DiGraph::<(), ()>::from_edges(backwards);
        while graph.node_count() <= self.exit {
            graph.add_node(());
        }
        let tree = dominators::simple_fast(&graph, NodeIndex::new(self.exit));
        let meeting = |node| tree.immediate_dominator(NodeIndex::new(node)).map(NodeIndex::index);
        (0..self.exit).map(|node| meeting(node).unwrap_or(self.exit)).collect()
    }

    /// The steps on the ways from `node` to `join`, neither of them counted.
    pub(crate) fn between(&self, node: NodeId, join: NodeId) -> Vec<NodeId> {
        let mut seen = vec![false; self.exit + 1];
        let mut work: Vec<NodeId> = self.to[node].clone();
        let mut between = Vec::new();
        while let Some(at) = work.pop() {
            if at == join || at == self.exit || std::mem::replace(&mut seen[at], true) {
                continue;
            }
            between.push(at);
            work.extend(&self.to[at]);
        }
        between.sort_unstable();
        between
    }
}

/// Where a step leads when it was played.
pub(crate) fn after(node: &Node) -> Vec<NodeId> {
    match &node.next {
        Next::Nowhere => Vec::new(),
        Next::To(to) => vec![*to],
        Next::ByAnswer(cases, otherwise) => {
            cases.iter().map(|(_, to)| *to).chain(*otherwise).collect()
        }
        Next::Guarded(transitions) => transitions.iter().map(|(_, to)| *to).collect(),
    }
}

/// Where a step leads without being played: past its guard, or when it was entered too often.
pub(crate) fn past(node: &Node) -> Vec<NodeId> {
    let skips = node.when.iter().map(|_| node.otherwise);
    skips.chain(node.then()).collect()
}

fn ways(node: &Node, exit: NodeId) -> Vec<NodeId> {
    let mut ways = past(node);
    ways.extend(after(node));
    ways.extend(node.late());
    if matches!(node.action, Action::End(_)) {
        ways.push(exit);
    }
    ways.sort_unstable();
    ways.dedup();
    ways
}
