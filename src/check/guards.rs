//! A guard on something private stands only where its owner has the keyboard already, so that
//! hand-overs tell nothing.

use std::collections::BTreeSet;

use super::{Checked, graph};
use crate::diagnostic::{Diagnostic, codes};
use crate::program::{Action, Audience, NodeId, RoleId, Unit, Use};

codes! {
    /// A guard on something private, where the keyboard may be with someone else.
    ///
    /// Whether the keyboard is handed over would then tell the others how the guard came out. Put
    /// the step right after another step for the same person.
    GUARD_AT_HAND_OVER = "guard-at-hand-over", Error;
}

/// Who may have the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    Role(RoleId),
    Other,
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for (unit, of) in checked.units() {
        let secret = |id: NodeId| {
            let at = checked.at(unit, id);
            let guard = |used: Use| matches!(used, Use::When | Use::AtMost);
            // In what is called for one person, that person has the keyboard from the start.
            let private = matches!(at.node.audience, Audience::Role(_));
            private && at.mentions.iter().any(|m| guard(m.used) && at.is_secret(m))
        };
        let guards: Vec<NodeId> = (0..of.nodes.len()).filter(|id| secret(*id)).collect();
        if guards.is_empty() {
            continue;
        }
        let holders = holders(of);
        for id in guards {
            let at = checked.at(unit, id);
            let Audience::Role(role) = at.node.audience else { continue };
            if holders[id] == BTreeSet::from([Holder::Role(role)]) {
                continue;
            }
            let span = at.step.when.as_ref().map_or(at.step.id.span, |when| when.span);
            let name = &at.definition.roles[role];
            let message =
                format!("this guard is `{name}`'s own, and another may have the keyboard");
            let hint = format!("let a step for `{name}` that is always shown come right before it");
            found.push(Diagnostic::new(GUARD_AT_HAND_OVER, span, message).hint(hint));
        }
    }
}

/// By step: who may have the keyboard when it is entered.
fn holders(unit: &Unit) -> Vec<BTreeSet<Holder>> {
    let mut holders = vec![BTreeSet::new(); unit.nodes.len()];
    let mut work: Vec<(NodeId, BTreeSet<Holder>)> = vec![(0, BTreeSet::from([Holder::Other]))];
    while let Some((at, enters)) = work.pop() {
        let Some(node) = unit.nodes.get(at) else { continue };
        let before = holders[at].len();
        holders[at].extend(enters);
        if holders[at].len() == before {
            continue;
        }
        let mut leaves = holders[at].clone();
        let mine = match node.audience {
            Audience::Role(role) => Holder::Role(role),
            Audience::All | Audience::Each => Holder::Other,
        };
        match &node.action {
            // Whoever it is played for, others may be addressed in it.
            Action::Call(_) if node.audience == Audience::All => leaves = [Holder::Other].into(),
            _ if node.shows() => leaves = BTreeSet::from([mine]),
            _ => {}
        }
        if node.swap {
            leaves = leaves.into_iter().map(exchanged).collect();
        }
        let late = node.late();
        work.extend(graph::after(node).into_iter().chain(late).map(|to| (to, leaves.clone())));
        let skips = holders[at].clone();
        work.extend(graph::past(node).into_iter().map(|to| (to, skips.clone())));
    }
    holders
}

fn exchanged(holder: Holder) -> Holder {
    match holder {
        Holder::Role(role) => Holder::Role(1 - role.min(1)),
        Holder::Other => Holder::Other,
    }
}
