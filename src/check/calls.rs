//! Calls come back, and those who are called are there.

use super::{At, Checked};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise;
use crate::program::{Action, Audience, UnitId};

codes! {
    /// An exercise calls itself, directly or by way of another.
    ///
    /// It would never come to an end. To send people on to another exercise, say so in words and
    /// add a `follow_up`.
    CALL_IN_A_CIRCLE = "call-in-a-circle", Error;
    /// An exercise for several roles is called by a step for one person.
    ///
    /// Its steps would address others. Call it from a step for everyone.
    ROLES_IN_PRIVATE = "roles-in-private", Error;
    /// `turns = "both"` or `swap` without two roles to exchange.
    ///
    /// Write `roles = ["…", "…"]` at the top, or remove the exchange.
    NOT_TWO_ROLES = "not-two-roles", Error;
    /// A part that is played for one person has a step for another.
    ///
    /// A part that is called by a step `for` someone is that person's alone.
    OTHERS_IN_PRIVATE_PART = "others-in-private-part", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    circles(checked, found);
    for at in checked.all() {
        two_roles(at, found);
        if let (Action::Call(call), exercise::Action::Call(written)) =
            (&at.node.action, &at.step.action)
        {
            let callee = &checked.program().units[call.unit];
            let roles = &checked.program().definitions[callee.definition].roles;
            if !call.part && !roles.is_empty() && at.is_private() {
                let message = format!(
                    "`{}` is for {}, and this step is for one person",
                    written.target.value,
                    roles.join(" and ")
                );
                let hint = "call it from a step without `for`".to_owned();
                found.push(
                    Diagnostic::new(ROLES_IN_PRIVATE, written.target.span, message).hint(hint),
                );
            }
        }
        let others = matches!(at.node.audience, Audience::Role(_));
        if let (true, true, Some(address)) = (at.context.one, others, &at.step.address) {
            let message = "this part is also called for one person alone".to_owned();
            let hint = "leave `for` out: the step is for whom the part is called".to_owned();
            found.push(Diagnostic::new(OTHERS_IN_PRIVATE_PART, address.span, message).hint(hint));
        }
    }
}

fn two_roles(at: At<'_>, found: &mut Vec<Diagnostic>) {
    if at.definition.roles.len() == 2 {
        return;
    }
    let turns = match &at.step.action {
        exercise::Action::Call(call) => call.turns.map(|span| ("turns", span)),
        _ => None,
    };
    for (key, span) in turns.into_iter().chain(at.step.swap.map(|span| ("swap", span))) {
        let message =
            format!("`{key}` exchanges two roles, and here are {}", at.definition.roles.len());
        let hint = "write `roles = [\"…\", \"…\"]` at the top".to_owned();
        found.push(Diagnostic::new(NOT_TWO_ROLES, span, message).hint(hint));
    }
}

/// Every unit is left before it is entered again.
fn circles(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let units = checked.program().units.len();
    let mut done = vec![false; units];
    for unit in 0..units {
        walk(checked, unit, &mut Vec::new(), &mut done, found);
    }
}

fn walk(
    checked: &Checked<'_>,
    unit: UnitId,
    path: &mut Vec<UnitId>,
    done: &mut [bool],
    found: &mut Vec<Diagnostic>,
) {
    if std::mem::replace(&mut done[unit], true) {
        return;
    }
    path.push(unit);
    let sound = |id: &usize| checked.is_sound(unit, *id);
    for id in (0..checked.program().units[unit].nodes.len()).filter(sound) {
        let at = checked.at(unit, id);
        let (Action::Call(call), exercise::Action::Call(written)) =
            (&at.node.action, &at.step.action)
        else {
            continue;
        };
        if path.contains(&call.unit) {
            let message = format!("`{}` comes back to where it was called", written.target.value);
            let hint = "say in words where to go on, and add a `follow_up`".to_owned();
            let span = written.target.span;
            found.push(Diagnostic::new(CALL_IN_A_CIRCLE, span, message).hint(hint));
        } else {
            walk(checked, call.unit, path, done, found);
        }
    }
    path.pop();
}
