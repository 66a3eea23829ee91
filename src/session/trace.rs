//! Which ways a session took, for those who test an exercise: steps and branches, never an answer.
//! Of what is not kept there are only the names of steps.

use std::collections::BTreeSet;

use super::machine::Machine;
use super::state::{Kind, State};
use crate::program::{NodeId, Program, UnitId};

/// A way through a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// The step was played.
    Entered,
    /// Its guard did not hold.
    Otherwise,
    /// It had been entered often enough.
    Then,
    /// Its time was up.
    Late,
    /// This target of `next`; `else` is the last.
    Next(usize),
    /// This choice of those written out.
    Chosen(usize),
    /// Whether the guard of this text held.
    Said(usize, bool),
    /// Whether the guard of this choice held.
    Offered(usize, bool),
}

/// The ways that were taken, by one session or by several of the same program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    ways: BTreeSet<(UnitId, NodeId, Way)>,
    /// The steps that were come to, in order, and whether each was played.
    path: Vec<(UnitId, NodeId, bool)>,
}

impl Taken {
    /// Takes in what another session of the same program took.
    pub fn extend(&mut self, other: &Taken) {
        self.ways.extend(&other.ways);
        self.path.extend(&other.path);
    }

    /// The steps that were come to, in order, and whether each was played.
    pub(crate) fn path(&self) -> &[(UnitId, NodeId, bool)] {
        &self.path
    }

    pub(crate) fn has(&self, unit: UnitId, node: NodeId, way: Way) -> bool {
        self.ways.contains(&(unit, node, way))
    }

    /// Notes a way through the step that is played. Of what the engine plays of its own, nothing.
    fn note(&mut self, program: &Program, state: &State, way: Way) {
        let top = state.top();
        if state.frames.iter().any(|frame| frame.kind != Kind::Exercise) {
            return;
        }
        match way {
            Way::Entered => self.path.push((top.unit, top.node, true)),
            Way::Otherwise | Way::Then => self.path.push((top.unit, top.node, false)),
            _ => {}
        }
        let open = program.units[top.unit].nodes[top.node].kept && !state.is_unkept();
        if open || way == Way::Entered {
            self.ways.insert((top.unit, top.node, way));
        }
    }
}

impl Machine<'_> {
    /// The step that is played went this way; only where somebody asked for that.
    pub(super) fn took(&mut self, way: Way) {
        if let Some(taken) = &mut self.out.taken {
            taken.note(self.program, self.state, way);
        }
    }
}
