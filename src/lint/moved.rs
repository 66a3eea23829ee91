//! Where renamed steps went.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Exercise;
use crate::suggest;

codes! {
    /// A `[[moved]]` leads to a step that is not there.
    ///
    /// A saved session that stands at the old step could not go on. Write the name the step has
    /// now, or the step that took its place.
    MOVED_NOWHERE = "moved-nowhere", Error;
    /// A `[[moved]]` that cannot be followed.
    ///
    /// The old name must be of the same file as the new one; a step that stands there again under
    /// the old name needs `since`, the version that renamed it; and following them must not lead
    /// round in a circle.
    MOVED_UNCLEAR = "moved-unclear", Error;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let exercise = look.exercise();
    let parts = exercise.parts.iter().flat_map(|(part, of)| {
        of.steps.iter().map(move |step| format!("{part}/{}", step.id.value))
    });
    let steps = exercise.steps.iter().map(|step| step.id.value.clone());
    let steps: Vec<String> = steps.chain(parts).collect();
    for moved in &exercise.moved {
        if !steps.contains(&moved.to.value) {
            let message = format!("there is no step `{}` to move to", moved.to.value);
            let hint =
                suggest::hint(&moved.to.value, steps.iter().map(String::as_str), "the steps are");
            found.push(Diagnostic::new(MOVED_NOWHERE, moved.to.span, message).hint(hint));
            continue;
        }
        let (from, to) = (moved.from.value.as_str(), moved.to.value.as_str());
        let file = |path: &str| path.rsplit_once('/').map(|(part, _)| part.to_owned());
        let problem = if file(from) != file(to) {
            Some((
                format!("`{from}` and `{to}` stand in two files"),
                "a saved session cannot follow there: let it say that the step is gone",
            ))
        } else if moved.since.is_none() && steps.iter().any(|step| step == from) {
            Some((
                format!("there is a step `{from}` again"),
                "write `since = \"…\"`: the version in which it was renamed",
            ))
        } else if round(exercise, from) {
            Some((format!("`{from}` leads round in a circle"), "keep only the way that is meant"))
        } else {
            None
        };
        if let Some((message, hint)) = problem {
            let unclear = Diagnostic::new(MOVED_UNCLEAR, moved.from.span, message);
            found.push(unclear.hint(hint.to_owned()));
        }
    }
}

/// Whether following the renamings that name no version comes back to `from`.
fn round(exercise: &Exercise, from: &str) -> bool {
    let next = |at: &str| {
        let moved =
            exercise.moved.iter().find(|moved| moved.since.is_none() && moved.from.value == at);
        moved.map(|moved| moved.to.value.as_str())
    };
    let mut at = from;
    for _ in 0..exercise.moved.len() {
        let Some(to) = next(at) else { return false };
        if to == from {
            return true;
        }
        at = to;
    }
    false
}
