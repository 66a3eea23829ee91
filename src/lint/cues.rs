//! A pause says when it is over.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Action;

codes! {
    /// A pause without words at its end.
    ///
    /// Someone whose eyes are closed, or who looked away, needs to be told that it is over.
    ///
    ///     cue = "Open your eyes. Look around once."
    PAUSE_WITHOUT_CUE = "pause-without-cue", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for at in look.own() {
        let Action::Pause(pause) = &at.step.action else { continue };
        if pause.cue.is_none() && !pause.bell {
            let id = &at.step.id;
            let message = format!("nothing says when the pause of `{}` is over", id.value);
            let hint = "add some words: `cue = \"Open your eyes. Look around once.\"`";
            found.push(Diagnostic::new(PAUSE_WITHOUT_CUE, id.span, message).hint(hint.to_owned()));
        }
    }
}
