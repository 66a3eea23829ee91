//! Every ending is reached by some scenario.

use std::collections::BTreeSet;

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Action;

codes! {
    /// An exercise has no scenarios.
    ///
    /// A scenario is a scripted run that must go as it is written: with one, a change that breaks
    /// the exercise is noticed before anybody plays it. Write one in the folder `scenarios`.
    NO_SCENARIOS = "no-scenarios", Warning;
    /// No scenario reaches an ending.
    ///
    /// Nobody has shown that it can be reached, and that it says what it should. Write a scenario
    /// that leads there, with `ends = "…"`.
    UNTRIED_ENDING = "untried-ending", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let exercise = look.exercise();
    if look.scenarios.is_empty() {
        let name = &look.sources().file(exercise.file).name;
        let hint = match name.ends_with("exercise.toml") {
            true => format!(
                "`tending record {}` plays it once and writes one; or write it in the folder \
                 `scenarios`",
                exercise.id
            ),
            false => format!(
                "make it a folder, `{0}/exercise.toml`: then `tending record ./{0}` plays it once \
                 and writes one",
                exercise.id
            ),
        };
        let message = format!("`{}` has no scenarios", exercise.id);
        found.push(Diagnostic::new(NO_SCENARIOS, exercise.head.span, message).hint(hint));
        return;
    }
    let ends = look.scenarios.iter().filter_map(|scenario| scenario.ends.as_ref());
    let tried: BTreeSet<&str> = ends.map(|ends| ends.value.as_str()).collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for step in &exercise.steps {
        let Action::End(end) = &step.action else { continue };
        let name = end.name.value.as_str();
        if !tried.contains(name) && named.insert(name) {
            let message = format!("no scenario ends as `{name}`");
            let hint = format!("write a scenario with `ends = \"{name}\"`");
            found.push(Diagnostic::new(UNTRIED_ENDING, end.name.span, message).hint(hint));
        }
    }
}
