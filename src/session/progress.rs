//! How far along a session is, counted in steps of its exercise. Counts no step of what it calls,
//! and tells nothing of which way was taken.

use std::collections::VecDeque;

use super::Session;
use crate::check::graph::Graph;
use crate::program::{Action, NodeId, Unit};

/// How far along a session is: a guess, since the way on is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which step it stands at, counted along the shortest way from the beginning; from 1.
    pub step: usize,
    /// How many steps there are, if it goes on by the shortest way to an ending.
    pub about: usize,
}

impl Session {
    /// How far along it is.
    pub fn progress(&self) -> Progress {
        let frame = &self.state.frames[0];
        let unit = self.program.unit(frame.unit);
        let graph = Graph::of(unit);
        // Where the ways part by something private, only where they meet again may be told.
        let meets = frame.stretch.map(|stretch| stretch.join.unwrap_or(graph.exit));
        let stands = meets.unwrap_or(frame.node);
        let before = shortest(unit, &graph, 0, stands).unwrap_or(0);
        let behind = shortest(unit, &graph, stands, graph.exit).unwrap_or(1);
        Progress { step: before + 1, about: before + behind.max(1) }
    }
}

/// How many steps that wait for somebody are left on the shortest way between two; the first counts.
fn shortest(unit: &Unit, graph: &Graph, from: NodeId, to: NodeId) -> Option<usize> {
    let waits = |at: NodeId| match unit.nodes.get(at) {
        Some(node) => usize::from(match node.action {
            Action::Say => node.wait && !node.say.is_empty(),
            Action::End(_) => false,
            _ => true,
        }),
        None => 0,
    };
    let mut best = vec![usize::MAX; graph.exit + 1];
    let mut work = VecDeque::from([(from, 0)]);
    while let Some((at, before)) = work.pop_front() {
        if before >= best[at] {
            continue;
        }
        best[at] = before;
        let after = before + waits(at);
        let ways = graph.to.get(at).into_iter().flatten().map(|next| (*next, after));
        // What costs nothing comes first, so that the nearest is always looked at first.
        match after == before {
            true => ways.for_each(|way| work.push_front(way)),
            false => work.extend(ways),
        }
    }
    Some(best[to]).filter(|steps| *steps < usize::MAX)
}
