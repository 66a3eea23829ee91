//! Other exercises that are named for another day are there.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Name;
use crate::load;
use crate::suggest;

codes! {
    /// A `follow_up` names an exercise that cannot be found.
    ///
    /// On the day, nothing would be there to come back to. Write the name of the exercise's folder.
    /// Without `exercise` it comes back to the one that was played.
    UNKNOWN_FOLLOW_UP = "unknown-follow-up", Warning;
    /// `[recall]` names an exercise that cannot be found, or something it does not remember.
    ///
    /// It would always be nothing. A recalled result is written as the exercise, a dot and the
    /// result: `need = "needs-naming.need"`, and the other exercise names it in `remember`.
    UNKNOWN_RECALL = "unknown-recall", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for at in look.own() {
        let Some(follow_up) = &at.step.follow_up else { continue };
        let named = follow_up.exercise.iter().filter(|name| !is_there(look, &name.value));
        for name in named {
            found.push(missing(look, UNKNOWN_FOLLOW_UP, name, &name.value));
        }
    }
    for (_, from) in &look.exercise().recall {
        let (exercise, result) = from.value.rsplit_once('.').unwrap_or((&from.value, ""));
        if !is_there(look, exercise) {
            found.push(missing(look, UNKNOWN_RECALL, from, exercise));
        } else if let Some(finding) = forgotten(look, from, exercise, result) {
            found.push(finding);
        }
    }
}

fn is_there(look: &Look<'_>, exercise: &str) -> bool {
    exercise == look.exercise().id || look.loader.has(exercise)
}

fn missing(
    look: &Look<'_>,
    code: crate::diagnostic::Code,
    name: &Name,
    exercise: &str,
) -> Diagnostic {
    let known = look.loader.exercises();
    let message = format!("there is no exercise `{exercise}`");
    let hint = suggest::nearest(exercise, known.iter().map(String::as_str));
    let hint = match hint {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the name of its folder, or leave this out".to_owned(),
    };
    Diagnostic::new(code, name.span, message).hint(Some(hint))
}

/// A result that the other exercise does not remember.
fn forgotten(look: &Look<'_>, from: &Name, exercise: &str, result: &str) -> Option<Diagnostic> {
    let other = load::assemble(look.engine, look.loader, exercise);
    let head = &other.models.list.first()?.head;
    let remembered: Vec<&str> = head.remember.iter().map(|name| name.value.as_str()).collect();
    if remembered.contains(&result) {
        return None;
    }
    let message = format!("`{exercise}` remembers no `{result}`");
    let hint = match remembered.as_slice() {
        [] => format!("`{exercise}` remembers nothing: name it there in `remember = [ … ]`"),
        known => format!("it remembers `{}`", known.join("`, `")),
    };
    Some(Diagnostic::new(UNKNOWN_RECALL, from.span, message).hint(Some(hint)))
}
