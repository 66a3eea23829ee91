//! What a session goes through, one event at a time, for whoever listens: steps, guards, ways,
//! checks and timers, never an answer's words. Of what the engine plays of its own, nothing.
//!
//! There is one stream and one place that feeds it. Coverage, the path of a drawn scenario and the
//! walk over all paths read it; where nobody listens, nothing is worked out for it.

use std::collections::BTreeSet;

use super::machine::Machine;
use super::state::Kind;
use crate::program::{NodeId, UnitId};

/// One thing that a session went through, at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) unit: UnitId,
    pub(crate) node: NodeId,
    /// Whether it may be told to anyone: nothing that an answer led to which is not kept may, not
    /// even which step came next.
    pub(crate) kept: bool,
    pub(crate) what: What,
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// The step is played: its guard holds, and it was not entered too often.
    Entered,
    /// The step was left, or passed over, by this way to that step.
    Left(Way, NodeId),
    /// This choice of those written out was chosen.
    Chosen(usize),
    /// Whether the guard of this text held.
    Said(usize, bool),
    /// Whether the guard of this choice held.
    Offered(usize, bool),
    /// Whether this check noticed anything.
    Checked(usize, bool),
    /// This timer began to run.
    Started(usize),
    /// This timer said that it ends soon.
    Warned(usize),
}

/// Why a step leads where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// Its guard did not hold.
    Otherwise,
    /// It had been entered often enough.
    Then,
    /// Its time was up.
    Late,
    /// This timer ran out.
    Timer(usize),
    /// Its only way on.
    On,
    /// This target of several; `else` is the last.
    Next(usize),
}

impl Machine<'_> {
    /// Whether anyone wants to hear what happens.
    #[inline]
    pub(super) fn is_heard(&self) -> bool {
        self.out.events.is_some()
    }

    /// Tells whoever listens what happens at the step that is played.
    #[inline]
    pub(super) fn note(&mut self, what: What) {
        if self.is_heard() {
            self.record(what);
        }
    }

    #[cold]
    fn record(&mut self, what: What) {
        if self.state.frames.iter().any(|frame| frame.kind != Kind::Exercise) {
            return;
        }
        let top = self.state.top();
        let (unit, node) = (top.unit, top.node);
        let kept = self.program.unit(unit).nodes[node].kept && !self.state.is_unkept();
        let event = Event { unit, node, kept, what };
        self.out.events.iter_mut().for_each(|events| events.push(event));
    }
}

/// The steps and ways that were taken, by one session or by several of the same program.
///
/// Of answers that are not kept, and of where they led, there are only the names of steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    seen: BTreeSet<(UnitId, NodeId, What)>,
    /// The steps that were come to, in order, and whether each was played.
    path: Vec<(UnitId, NodeId, bool)>,
}

impl Taken {
    pub(super) fn of(events: &[Event]) -> Taken {
        let mut taken = Taken::default();
        for event in events {
            let at = (event.unit, event.node);
            match event.what {
                What::Entered => taken.path.push((at.0, at.1, true)),
                What::Left(Way::Otherwise | Way::Then, _) => taken.path.push((at.0, at.1, false)),
                _ => {}
            }
            if event.kept || event.what == What::Entered {
                taken.seen.insert((at.0, at.1, event.what));
            }
        }
        taken
    }

    /// Takes in what another session of the same program took.
    pub fn extend(&mut self, other: &Taken) {
        self.seen.extend(&other.seen);
        self.path.extend(&other.path);
    }

    /// The steps that were come to, in order, and whether each was played.
    pub(crate) fn path(&self) -> &[(UnitId, NodeId, bool)] {
        &self.path
    }

    pub(crate) fn has(&self, unit: UnitId, node: NodeId, what: What) -> bool {
        self.seen.contains(&(unit, node, what))
    }

    /// Whether something like this happened at any step.
    pub(crate) fn anywhere(&self, what: impl Fn(UnitId, What) -> bool) -> bool {
        self.seen.iter().any(|(unit, _, seen)| what(*unit, *seen))
    }
}
