//! Where renamed steps went.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;

codes! {
    /// A `[[moved]]` leads to a step that is not there.
    ///
    /// A saved session that stands at the old step could not go on. Write the name the step has
    /// now, or the step that took its place.
    MOVED_NOWHERE = "moved-nowhere", Error;
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
        }
    }
}
