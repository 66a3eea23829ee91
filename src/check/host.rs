//! What people answer is handed to the host only where the exercise says so.

use super::{At, Checked};
use crate::diagnostic::{Diagnostic, codes};
use crate::host::Hears;
use crate::program::{Action, HostCall, Mention, Operand, Source, Use};

codes! {
    /// The host would be given people's words, and its function is not said to hear them.
    ///
    /// What is handed to a function of the host leaves the exercise: whoever runs the program can
    /// keep it or send it on. So the head says what each function hears: `hears = "shared"` for what
    /// all in the exercise know, `hears = "private"` for one person's own too. Without it a function
    /// is given constants only.
    WORDS_TO_HOST = "words-to-host", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for at in checked.all() {
        let chosen = match &at.node.action {
            Action::Choose(choose) => {
                choose.choices.iter().flat_map(|choice| &choice.set).collect()
            }
            _ => Vec::new(),
        };
        for (slot, operand) in at.node.set.iter().chain(chosen) {
            let Operand::Host(call) = operand else { continue };
            let declared = &at.definition.host[call.function];
            let heard = heard(at, *slot, call);
            if heard <= declared.hears {
                continue;
            }
            let (what, hears) = match heard {
                Hears::Private => ("one person's own words", "private"),
                _ => ("what people answered", "shared"),
            };
            let message = format!("`{}` would be given {what}", declared.name);
            let hint = format!(
                "if that is meant, write `hears = \"{hears}\"` below `[host.functions.{}]`",
                declared.name
            );
            found.push(Diagnostic::new(WORDS_TO_HOST, call.span, message).hint(hint));
        }
    }
}

/// What of people's words the arguments of a call may hold.
fn heard(at: At<'_>, slot: usize, call: &HostCall) -> Hears {
    let inputs = call.arguments.inputs().iter();
    let each = inputs.map(|input| {
        let (used, source, span) = (Use::Set(slot), input.source, call.span);
        let mention = Mention { used, source, property: None, span, chars: (0, 0) };
        match input.source {
            Source::Data(_) | Source::Index | Source::Together => Hears::Nothing,
            _ if at.is_secret(&mention) => Hears::Private,
            _ => Hears::Shared,
        }
    });
    each.max().unwrap_or_default()
}
