//! The codes of scenarios, with their explanations. Never finds one.

use crate::diagnostic::codes;

codes! {
    /// A scenario file could not be read at all.
    ///
    /// Save it as plain UTF-8 text.
    SCENARIO_UNREAD = "scenario-unread", Error;

    /// A line of a scenario does nothing, or more than one thing.
    ///
    /// Each line has one of `answer`, `choose`, `rate`, `confirm`, `share`, `invite`, `after`,
    /// `skip`, `ready`, `go` and `command`; or only looks, with `sees` or `hidden`.
    ///
    ///     { at = "feeling", by = "Ana", answer = "I feel sad." }
    ONE_ACT = "one-act-a-line", Error;

    /// A scenario speaks of someone who does not take part.
    ///
    ///     people = { asker = "Ana", listener = "Ben" }
    UNKNOWN_PERSON = "unknown-person", Error;

    /// A scenario did not go as it is written.
    ///
    /// Either the exercise does something else than its author meant, or the scenario is out of
    /// date. What was expected and what came stand beside it.
    SCENARIO_FAILS = "scenario-fails", Error;
}
