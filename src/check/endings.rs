//! Every step can reach an ending, and the way to it is always open.

use super::Checked;
use crate::diagnostic::{Diagnostic, codes};

codes! {
    /// From a step no ending can be reached.
    ///
    /// Whoever comes there can only leave by stopping. Somewhere on the way a `next` has to lead
    /// to a step with `end = "…"`; a loop needs a choice, a guard or `at_most` that leads out.
    NO_ENDING = "no-ending", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for (unit, of) in checked.units() {
        let reach = checked.graphs[unit].reach_exit();
        let trapped: Vec<_> = (0..of.nodes.len()).filter(|node| !reach[*node]).collect();
        let Some(first) = trapped.first() else { continue };
        let at = checked.at(unit, *first);
        let id = &at.step.id;
        let message = match trapped.len() {
            1 => format!("from the step `{}` no ending can be reached", id.value),
            more => {
                format!("from `{}` and {} more steps no ending can be reached", id.value, more - 1)
            }
        };
        let hint = match checked.graphs[unit].to.iter().flatten().any(|to| *to == of.nodes.len()) {
            true => "let a `next`, `otherwise` or `then` lead out of the loop",
            false => "add a step with `end = \"completed\"`, and a way to it",
        };
        let label = "whoever comes here cannot get out";
        found.push(Diagnostic::new(NO_ENDING, id.span, message).label(label).hint(hint.to_owned()));
    }
}
