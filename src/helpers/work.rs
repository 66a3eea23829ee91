//! Owns the count of how much work reading an answer takes, for tests alone; never part of a build
//! for people.

use super::Helper;
use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Counts one step of looking for a phrase.
pub(super) fn step() {
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// How many steps a helper takes for an answer.
fn steps(helper: Helper, answer: &str) -> u64 {
    STEPS.with(|steps| steps.set(0));
    helper.check(answer, Some(answer));
    STEPS.with(Cell::get)
}

#[test]
fn twice_the_answer_is_no_more_than_twice_the_work() {
    for piece in [
        "you never listen ",
        "I want to die ",
        "sorry if ",
        "never ",
        "you ",
        "really ",
        "i really really really ",
        "he said he will hit me and ",
        "? ",
        ", but ",
        "i feel like ",
        "I need you to ",
    ] {
        for helper in Helper::ALL {
            let (once, twice) =
                (steps(helper, &piece.repeat(1_000)), steps(helper, &piece.repeat(2_000)));
            assert!(
                twice <= 2 * once + once / 5 + 1_000,
                "{}: {once} then {twice} for {piece:?}",
                helper.name()
            );
        }
    }
}
