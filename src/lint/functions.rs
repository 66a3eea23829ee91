//! Every function an author wrote is used.

use std::collections::BTreeSet;

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::program::Reads;

codes! {
    /// A function in the script that nothing calls.
    ///
    /// Often its name was changed in one place only. Call it, or remove it.
    UNUSED_FUNCTION = "unused-function", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let Some(code) = &look.exercise().script else { return };
    let Ok(functions) = look.engine.scripts().functions(code) else { return };
    let mut called: BTreeSet<&str> = BTreeSet::new();
    called.extend(functions.names.calls.iter().map(|call| call.name.as_str()));
    for at in look.own() {
        for (_, expression) in Reads::of(at.node).expressions {
            let calls = expression.snippet().names.calls.iter();
            called.extend(calls.map(|call| call.name.as_str()));
        }
    }
    let head = &look.exercise().head;
    let words = [&head.not_for, &head.aftercare, &head.stop_word];
    let written: Vec<&str> = words
        .into_iter()
        .flatten()
        .flat_map(|words| words.fills())
        .map(|code| code.source.as_str())
        .collect();
    for (name, _, at) in &functions.names.defines {
        let in_head = written.iter().any(|source| source.contains(name.as_str()));
        if !called.contains(name.as_str()) && !in_head {
            let span = look.sources().inside(code.span, *at..*at + name.chars().count());
            let message = format!("nothing calls the function `{name}`");
            let hint = "call it, or remove it".to_owned();
            found.push(Diagnostic::new(UNUSED_FUNCTION, span, message).hint(hint));
        }
    }
}
