//! A timer warns before it ends.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Length;

codes! {
    /// A timer would warn before it has begun.
    ///
    /// `warn` says how long before the end of `after` it is said that it ends soon. Where it is as
    /// long as `after`, or longer, nothing is ever said.
    ///
    ///     after = "15m"
    ///     warn = "2m"
    WARNS_TOO_EARLY = "warns-too-early", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for timer in &look.exercise().timers {
        if let (Length::Fixed(after), Some(Length::Fixed(warn))) = (&timer.after, &timer.warn)
            && warn >= after
        {
            let name = &timer.name;
            let message = format!("the timer `{}` would warn before it begins", name.value);
            let hint = "let `warn` be shorter than `after`: it is the time that is left then";
            found.push(Diagnostic::new(WARNS_TOO_EARLY, name.span, message).hint(hint.to_owned()));
        }
    }
}
