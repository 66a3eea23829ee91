//! What is one person's own is in nobody else's reach: not in a text, not in a variable.

use super::{At, Checked};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise;
use crate::program::{Action, Mention, Source, Use};

codes! {
    /// A private variable stands in a step that others read too.
    ///
    /// What a step `for` someone saves is that person's own. To show it, ask them: a step with
    /// `share = ["name"]`, and then `{role.name}`. Or let the answer be `open = true` from the start.
    PRIVATE_IN_SIGHT = "private-in-sight", Error;
    /// A shared variable is set from something private.
    ///
    /// A step `for` someone may set what everyone sees only from what everyone may know: not from
    /// the answer, not from private variables. What may be told of it as a yes or no is written as
    /// `tells = { name = "answer >= 7" }`.
    PRIVATE_TO_SHARED = "private-to-shared", Error;
    /// A `share` in a step for everyone.
    ///
    /// Only the one whose words they are can say yes to showing them. Let the step be `for` that
    /// role, or `for = "each"` so that each is asked alone; with `together = true` nothing is shown
    /// unless all said yes.
    SHARE_ASKS_NOBODY = "share-asks-nobody", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for at in checked.all() {
        in_sight(checked, at, found);
        if let (Action::Share(..), true, exercise::Action::Share(share)) =
            (&at.node.action, at.is_public(), &at.step.action)
        {
            let span = share.names.first().map_or(at.step.id.span, |name| name.span);
            let message =
                "this asks to show private words, and asks nobody in particular".to_owned();
            let hint = match at.definition.roles.first() {
                Some(role) => format!("add `for = \"{role}\"`, or `for = \"each\"`"),
                None => "add `for = \"each\"`".to_owned(),
            };
            found.push(Diagnostic::new(SHARE_ASKS_NOBODY, span, message).hint(hint));
        }
        if at.is_private() {
            to_shared(checked, at, found);
        }
    }
    let heads = checked.program().definitions.iter().zip(&checked.linked.heads);
    for (at, (definition, mentions)) in heads.enumerate() {
        let alone = at == 0 && definition.roles.is_empty();
        for mention in mentions.iter().filter(|_| !alone) {
            let Source::Private(slot) = mention.source else { continue };
            let name = &definition.variables[slot].name;
            let message = format!("`{name}` is one person's own, and this is for everyone");
            let hint = "use only what is shared here".to_owned();
            let span = checked.place(mention);
            found.push(Diagnostic::new(PRIVATE_IN_SIGHT, span, message).hint(hint));
        }
    }
}

/// Whether one step is read by all, or decides for all.
fn seen_by_all(at: At<'_>, mention: &Mention) -> bool {
    let for_all = matches!(mention.used, Use::When | Use::AtMost | Use::Next | Use::FollowUp);
    at.is_public() || (at.is_each() && for_all)
}

fn in_sight(checked: &Checked<'_>, at: At<'_>, found: &mut Vec<Diagnostic>) {
    // Alone, everything is one's own.
    let alone = at.unit == 0 && at.definition.roles.is_empty();
    for mention in at.mentions {
        let Source::Private(slot) = mention.source else { continue };
        if mention.property.is_some() || !seen_by_all(at, mention) || (alone && !at.is_each()) {
            continue;
        }
        let name = at.variable(slot);
        let message = match at.is_each() {
            true => format!("`{name}` is each person's own, and this decides for all"),
            false => format!("`{name}` is one person's own, and this step is for everyone"),
        };
        let hint = match at.is_each() {
            true => "say in `tells` what everyone may know of it".to_owned(),
            false if at.definition.roles.is_empty() => {
                "let the step be `for = \"each\"`".to_owned()
            }
            false => format!(
                "ask for it with `share = [\"{name}\"]` and write `{{{}.{name}}}`, or let this \
                 step be `for` its owner",
                at.definition.roles[0]
            ),
        };
        let span = checked.place(mention);
        found.push(Diagnostic::new(PRIVATE_IN_SIGHT, span, message).hint(hint));
    }
}

fn to_shared(checked: &Checked<'_>, at: At<'_>, found: &mut Vec<Diagnostic>) {
    for mention in at.mentions {
        let Use::Set(slot) = mention.used else { continue };
        if at.is_shared(slot) && mention.property.is_none() && at.is_secret(mention) {
            let message = format!("`{}` is everyone's, and this is private", at.variable(slot));
            let hint = "choose another name to keep it private, or use `tells` for a yes or no";
            let span = checked.place(mention);
            found.push(Diagnostic::new(PRIVATE_TO_SHARED, span, message).hint(hint.to_owned()));
        }
    }
    if let (Some(name), None) = (&at.step.save, &at.step.address)
        && at.definition.slot(&name.value).is_some_and(|slot| at.is_shared(slot))
    {
        let message =
            format!("`{}` would be everyone's here, and one person's own there", name.value);
        let hint = "call this part always for everyone, or always for one person".to_owned();
        found.push(Diagnostic::new(PRIVATE_TO_SHARED, name.span, message).hint(hint));
    }
    if let exercise::Action::Choose(choose) = &at.step.action
        && at.hides_answer()
    {
        for (name, _) in choose.choices.iter().flat_map(|choice| &choice.set) {
            let slot = at.definition.slot(&name.value);
            if slot.is_some_and(|slot| at.is_shared(slot)) {
                let message =
                    format!("`{}` is everyone's, and what is chosen here is private", name.value);
                let hint = "let the step be `open = true`, or choose another name".to_owned();
                found.push(Diagnostic::new(PRIVATE_TO_SHARED, name.span, message).hint(hint));
            }
        }
    }
    if let (Action::Call(call), exercise::Action::Call(written)) =
        (&at.node.action, &at.step.action)
    {
        for (name, slot) in call.returns.iter().filter(|(_, slot)| at.is_shared(*slot)) {
            let message =
                format!("`{name}` comes back into `{}`, which is everyone's", at.variable(*slot));
            let hint = "what comes back to a step `for` someone is private: use another name";
            found.push(
                Diagnostic::new(PRIVATE_TO_SHARED, written.target.span, message)
                    .hint(hint.to_owned()),
            );
        }
    }
}
