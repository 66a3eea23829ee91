//! One step of a program and where it leads, ready to be walked. Walks nowhere itself.

use super::{Action, Amount, Expression, FollowUp, Length, NodeId, Operand, RoleId, Slot, Words};
use crate::shared::List;
use crate::source::Span;
use crate::text::Str;

/// Who reads and answers a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Whoever the exercise or part is played for.
    All,
    /// The person in a role.
    Role(RoleId),
    /// Each in turn, privately.
    Each,
}

/// One step, ready to be walked.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: Str,
    pub(crate) audience: Audience,
    pub(crate) when: Option<Expression>,
    pub(crate) otherwise: NodeId,
    pub(crate) say: List<(Option<Expression>, Words)>,
    pub(crate) quote: Option<Expression>,
    pub(crate) over: Option<Expression>,
    pub(crate) at_most: Option<Box<(Amount, NodeId)>>,
    pub(crate) save: Option<Slot>,
    pub(crate) open: bool,
    pub(crate) tells: List<(Slot, Expression)>,
    pub(crate) kept: bool,
    pub(crate) set: List<(Slot, Operand)>,
    pub(crate) next: Next,
    pub(crate) swap: bool,
    pub(crate) follow_up: Option<Box<FollowUp>>,
    pub(crate) wait: bool,
    pub(crate) within: Option<Box<(Length, NodeId)>>,
    pub(crate) start: Option<usize>,
    pub(crate) stop: Option<usize>,
    pub(crate) action: Action,
    /// Where the ways meet again that part here by something that others must not learn, or that
    /// is not to be kept. Filled in by the checks.
    pub(crate) stretch: Option<Stretch>,
    pub(crate) places: Box<Places>,
}

/// Where a step and its ways on stand in its author's files.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) step: Span,
    pub(crate) otherwise: Option<Span>,
    pub(crate) then: Option<Span>,
    pub(crate) late: Option<Span>,
    /// The targets of `next`, in order; `else` is the last.
    pub(crate) next: Vec<Span>,
    /// The names of the choices that are written out.
    pub(crate) choices: Vec<Span>,
}

impl Node {
    /// Where it leads when its time is up.
    pub(crate) fn late(&self) -> Option<NodeId> {
        self.within.as_deref().map(|(_, late)| *late)
    }

    /// Where it leads when it was entered as often as it may be.
    pub(crate) fn then(&self) -> Option<NodeId> {
        self.at_most.as_deref().map(|(_, then)| *then)
    }

    /// Whether it puts anything on the screen, whatever its guards say. What is called for one
    /// person always does: how much of it that person then sees is nobody else's business.
    pub(crate) fn shows(&self) -> bool {
        let silent = match self.action {
            Action::Say | Action::End(_) => true,
            Action::Call(_) => self.audience == Audience::All,
            _ => false,
        };
        !silent || !self.say.is_empty() || self.quote.is_some()
    }
}

/// A stretch of ways that part and meet again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Where they meet; nothing: at the end.
    pub(crate) join: Option<NodeId>,
    /// Nobody else may be addressed before.
    pub(crate) private: bool,
    /// Nothing of it may be kept.
    pub(crate) unkept: bool,
}

/// Where a step leads.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nowhere: it ends here.
    Nowhere,
    /// To this step.
    To(NodeId),
    /// By the answer.
    ByAnswer(List<(Str, NodeId)>, Option<NodeId>),
    /// To the first whose guard holds.
    Guarded(List<(Option<Expression>, NodeId)>),
}
