//! Every answer leads somewhere, and no way waits for an answer that cannot come.

use super::{At, Checked};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Next;
use crate::program::Source;
use crate::program::{Action, Use};
use crate::suggest;

codes! {
    /// An answer leads nowhere.
    ///
    /// A `next` by answer has to name every answer there can be, or have an `else`.
    UNHANDLED_ANSWER = "unhandled-answer", Error;
    /// A way waits for an answer that cannot come.
    ///
    /// The names in a `next` by answer are the ids of the choices, `yes` and `no`, or the endings
    /// of what is called. Often it is a typing error.
    UNKNOWN_ANSWER = "unknown-answer", Error;
    /// None of the guards may hold, and then there is no way on.
    ///
    /// The last entry of a list of ways needs no `when`: `{ to = "…" }`.
    NO_LAST_WAY = "no-last-way", Error;
    /// A way that can never be taken, because one above it always holds.
    ///
    /// The first way whose `when` holds is taken: put the one without `when` last.
    WAY_BEHIND = "way-behind", Error;
    /// A step for each decides by an answer that is one person's own.
    ///
    /// Each is asked in turn, and the way is taken once, after the last. Say in `tells` what of the
    /// answers everyone may know, and ask for that in `next`.
    WAY_BY_EACH = "way-by-each", Error;
}

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for at in checked.all() {
        match &at.step.next {
            Next::ByAnswer { .. } => by_answer(checked, at, found),
            Next::Guarded(transitions) => guarded(transitions, found),
            Next::Below | Next::Step(_) => {}
        }
        if at.is_each() {
            each(checked, at, found);
        }
    }
}

/// The answers there can be, if they are known.
fn answers(checked: &Checked<'_>, at: At<'_>) -> Option<Vec<String>> {
    let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    if at.node.over.is_some() {
        return None;
    }
    match &at.node.action {
        Action::Confirm(_) | Action::Share(..) => words(&["yes", "no"]),
        Action::Invite(_) => words(&["now", "later", "no"]),
        Action::Choose(choose) => {
            let open = choose.from.is_some() || choose.vocabulary.is_some() || choose.other;
            let closed = !open && choose.pick.is_none() && !choose.ranked;
            closed.then(|| choose.choices.iter().map(|choice| choice.id.to_string()).collect())
        }
        Action::Call(call) => {
            let endings = checked.program().units[call.unit].endings();
            Some(endings.into_iter().map(str::to_owned).collect())
        }
        _ => None,
    }
}

fn by_answer(checked: &Checked<'_>, at: At<'_>, found: &mut Vec<Diagnostic>) {
    let Next::ByAnswer { span, cases, otherwise } = &at.step.next else { return };
    let Some(answers) = answers(checked, at) else {
        if otherwise.is_none() {
            let message = "these are not all the answers there can be".to_owned();
            let hint = "add `else = \"…\"` for all others".to_owned();
            found.push(Diagnostic::new(UNHANDLED_ANSWER, *span, message).hint(hint));
        }
        return;
    };
    for (answer, _) in cases {
        if !answers.contains(&answer.value) {
            let known = answers.iter().map(String::as_str);
            let message = format!("`{}` is none of the answers there can be", answer.value);
            let hint = suggest::hint(&answer.value, known, "the answers are");
            found.push(Diagnostic::new(UNKNOWN_ANSWER, answer.span, message).hint(hint));
        }
    }
    let handled = |answer: &&String| cases.iter().any(|(case, _)| case.value == **answer);
    let open: Vec<String> =
        answers.iter().filter(|answer| !handled(answer)).map(|a| format!("`{a}`")).collect();
    if otherwise.is_none() && !open.is_empty() {
        let message = format!("{} leads nowhere", open.join(", "));
        let hint = "name a step for it, or add `else = \"…\"`".to_owned();
        found.push(Diagnostic::new(UNHANDLED_ANSWER, *span, message).hint(hint));
    }
}

fn guarded(
    transitions: &crate::source::Spanned<Vec<crate::exercise::Transition>>,
    found: &mut Vec<Diagnostic>,
) {
    let always = transitions.value.iter().position(|transition| {
        transition.when.as_ref().is_none_or(|when| when.source.trim() == "true")
    });
    match always {
        None => {
            let message = "if none of these guards holds, there is no way on".to_owned();
            let hint = "add a last entry without a guard: `{ to = \"…\" }`".to_owned();
            found.push(Diagnostic::new(NO_LAST_WAY, transitions.span, message).hint(hint));
        }
        Some(at) => {
            if let Some(behind) = transitions.value.get(at + 1) {
                let message = "this way is never taken: the one above it always holds".to_owned();
                found.push(Diagnostic::new(WAY_BEHIND, behind.to.span, message));
            }
        }
    }
}

/// After the last of an `each` step there is no one answer, but what all agreed to.
fn each(checked: &Checked<'_>, at: At<'_>, found: &mut Vec<Diagnostic>) {
    let told = match at.node.action {
        Action::Share(..) => true,
        Action::Confirm(_) => at.node.open,
        _ => false,
    };
    if told {
        return;
    }
    let message = "each has an answer of their own, so it cannot say where all go".to_owned();
    let hint = match at.node.kept {
        true => "use `tells = { … }`, and ask for that name in `next`".to_owned(),
        false => "an answer that is not kept can lead only one way here".to_owned(),
    };
    if let Next::ByAnswer { span, .. } = &at.step.next {
        let different = super::graph::after(at.node);
        if different.iter().any(|to| *to != different[0]) {
            found.push(Diagnostic::new(WAY_BY_EACH, *span, message.clone()).hint(hint.clone()));
        }
    }
    for mention in at.mentions {
        if mention.source == Source::Answer && matches!(mention.used, Use::Next | Use::FollowUp) {
            let span = checked.place(mention);
            found.push(Diagnostic::new(WAY_BY_EACH, span, message.clone()).hint(hint.clone()));
        }
    }
}
