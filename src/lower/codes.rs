//! The codes of what has the wrong shape, with their explanations. Never finds one.

use crate::diagnostic::codes;

codes! {
    /// A name is not one of those that mean something here.
    ///
    /// Mostly it is misspelt. Nothing is passed over silently, because a misspelt `when` would
    /// otherwise quietly do nothing.
    ///
    ///     say = "Hello"          not   sya = "Hello"
    UNKNOWN_KEY = "unknown-key", Error;

    /// A value is of another kind than its name wants: a number where words belong, a text where
    /// a list belongs.
    ///
    ///     check = ["blame"]      not   check = "blame"
    ///     save = "need"          not   save = 3
    WRONG_KIND = "wrong-kind", Error;

    /// Something that must be there is not.
    ///
    /// Every exercise file begins with at least these:
    ///
    ///     format = 1
    ///     id = "needs-naming"
    ///     title = "Naming a need"
    MISSING_KEY = "missing-key", Error;

    /// The `format` is one that this version of the program does not know.
    ///
    /// The number says by which rules the file is read. Today there is one: `format = 1`. A
    /// higher number needs a newer version of the program.
    UNKNOWN_FORMAT = "unknown-format", Error;

    /// The `id` differs from the name of the folder (or file) that the exercise stands in.
    ///
    /// It is found by the folder's name, so the two must be the same.
    OTHER_ID = "other-id", Error;

    /// A line of the head (`title`, `minutes`, `roles` …) stands below a heading.
    ///
    /// Everything below a `[heading]` belongs to that heading, up to the next one. So all lines
    /// of the head stand at the top of the file, above the first heading.
    HEAD_BELOW_HEADING = "head-below-heading", Error;

    /// A line below `[shared]`, `[private]` or `[data]` is named like one of the head.
    ///
    /// It is read as a variable. If it was meant for the head, move it to the top of the file,
    /// above the first heading; if it is a variable, another name avoids the doubt.
    HEAD_NAME_AS_VARIABLE = "head-name-as-variable", Warning;

    /// A `{ when, text }` stands below `[data]`, `[shared]` or `[private]`.
    ///
    /// What stands there is taken as it is; nothing in it is worked out, so its `when` would never
    /// be asked. In the `say` of a step it is:
    ///
    ///     say = [{ when = "mood >= 7", text = "That is a lot." }]
    GUARD_IN_VALUE = "guard-in-value", Warning;

    /// A heading is none of those an exercise has.
    ///
    /// The headings are `[step.name]`, `[shared]`, `[private]`, `[data]`, `[recall]`,
    /// `[timer.name]` and `[[moved]]`.
    HEADING_UNKNOWN = "unknown-heading", Error;

    /// A name is not written as names are.
    ///
    /// Steps, endings, choices, timers and exercises are named by small letters, digits and
    /// hyphens: `say-back`. Variables and roles are small letters,
    /// digits and underscores, because a hyphen is a minus in an expression: `first_words`.
    BAD_NAME = "bad-name", Error;

    /// A variable or role has a name that means something else in an expression.
    ///
    /// The script language keeps some words for itself (`go`, `use`, `case`, `shared`,
    /// `private` …), and a role cannot be called `me`, `partner` or `each`. Choose another name.
    RESERVED_NAME = "reserved-name", Error;

    /// A `{` in a text is never closed.
    ///
    /// `{…}` puts the value of an expression into the text. Close it with `}`; for a plain brace
    /// write two: `{{`.
    OPEN_BRACE = "open-brace", Error;

    /// There is nothing where something must be: an empty list, an empty text, an empty group.
    ///
    /// Fill it, or remove the line.
    NOTHING_HERE = "nothing-here", Error;

    /// A length of time cannot be read.
    ///
    /// Write a number and a letter: `20s` (seconds), `2m` (minutes), `1h30m`, `7d` (days), in
    /// quotes. An expression stands in braces: `"{seconds}"`.
    BAD_LENGTH = "bad-length", Error;

    /// A date or a time of day is not one.
    ///
    /// Dates are `2026-01-31`, times are `18:00`.
    BAD_DATE = "bad-date", Error;

    /// A number is outside of what is possible, or two bounds are the wrong way round.
    ///
    ///     pick = [1, 3]          not   pick = [3, 1]
    BAD_BOUNDS = "bad-bounds", Error;

    /// A value is not one of the few that are possible.
    ///
    ///     accept = "date"        one of `text`, `integer`, `number`, `date`, `time`
    UNKNOWN_VALUE = "unknown-value", Error;

    /// A step does two things.
    ///
    /// A step has at most one of `ask`, `choose`, `rate`, `confirm`, `pause`, `share`, `invite`,
    /// `call` and `end`. Make two steps of it: the one above flows into the one below.
    TWO_ACTIONS = "two-actions", Error;

    /// A key belongs to another kind of step.
    ///
    /// `scale` goes with `rate`, `check` with `ask`, and so on; in another step it would do
    /// nothing.
    KEY_OF_ANOTHER_ACTION = "key-of-another-action", Error;

    /// Two keys belong together, and one of them is missing.
    ///
    /// `at_most` needs `then`, `within` needs `late`, `otherwise` needs `when`.
    HALF_A_PAIR = "half-a-pair", Error;

    /// The same choice, role or name stands twice in a list.
    ///
    /// Give one of them another name.
    SAME_TWICE = "same-twice", Error;

    /// There is no step in the file.
    ///
    /// An exercise is a row of steps, each with a heading `[step.name]`, and ends with `end`.
    NO_STEPS = "no-steps", Error;
}
