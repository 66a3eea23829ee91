//! An answer that is not to be kept is put nowhere.

use super::Checked;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise;

codes! {
    /// An answer with `kept = false` is put somewhere after all.
    ///
    /// Such an answer may choose the way, and nothing else: it is gone when the ways meet again.
    /// `save`, `set`, `tells`, `open`, `over` and `follow_up` have no place in its step.
    KEPT_AFTER_ALL = "kept-after-all", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for at in checked.all() {
        let Some(flag) = at.step.unkept else { continue };
        let step = at.step;
        let choices = match &step.action {
            exercise::Action::Choose(choose) => choose.choices.as_slice(),
            _ => &[],
        };
        let spans = [
            ("save", step.save.as_ref().map(|name| name.span)),
            ("tells", step.tells.first().map(|(name, _)| name.span)),
            ("set", step.set.first().map(|(name, _)| name.span)),
            ("set", choices.iter().find_map(|choice| Some(choice.set.first()?.0.span))),
            ("once", choices.iter().find(|choice| choice.once).map(|choice| choice.id.span)),
            ("open", step.open),
            ("over", step.over.as_ref().map(|over| over.span)),
            ("follow_up", step.follow_up.as_ref().map(|follow_up| follow_up.span)),
        ];
        for (key, span) in spans {
            let Some(span) = span else { continue };
            let message = format!("`{key}` keeps something of an answer that is not to be kept");
            found.push(
                Diagnostic::new(KEPT_AFTER_ALL, span, message)
                    .other(flag, "here it says that nothing is kept")
                    .hint(format!("leave out `{key}`, or `kept = false`")),
            );
        }
    }
}
