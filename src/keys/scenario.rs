//! The keys of a scenario: a scripted run that must go as written.

use super::{Kind, Place, key, needed, place};

const TEXTS: Kind = Kind::Any(&[Kind::Text, Kind::List(&Kind::Text)]);
const YES_NO: Kind = Kind::Any(&[Kind::Word(&["yes", "no"]), Kind::Flag]);

/// `choose` with own words.
pub static CHOSEN: Place = place(
    "`choose`",
    "Own words instead of, or beside, the choices there are.",
    &[
        needed("other", Kind::Text, "\"something else\"", "The own words."),
        key("ids", TEXTS, "[\"yes\"]", "Choices beside them, by their ids."),
    ],
);

const TYPED: Kind = Kind::Any(&[Kind::Text, Kind::Number, Kind::Date, Kind::Clock]);

/// A line of `play`.
pub static LINE: Place = place(
    "a line of `play`",
    "One thing that happens, and what must be seen before it. Exactly one of the keys from `answer` to `command` stands in it.",
    &[
        needed(
            "at",
            Kind::Text,
            "\"welcome\"",
            "The step, with the exercises and parts that lead there: `calm-pause/breathe`.",
        ),
        key("by", Kind::Text, "\"Ana\"", "Who has the keyboard: a name, or a role."),
        key(
            "answer",
            Kind::Any(&[TYPED, Kind::List(&TYPED)]),
            "\"tired\"",
            "What is typed; where several answers are asked for, the whole list, which then is complete.",
        ),
        key(
            "choose",
            Kind::Any(&[TEXTS, Kind::Group(&CHOSEN)]),
            "\"yes\"",
            "What is chosen, by its id; a list where several are; `{ other = \"…\" }` for own words.",
        ),
        key("rate", Kind::Whole(i64::MIN, i64::MAX), "3", "The number on the scale."),
        key("confirm", YES_NO, "\"yes\"", "Yes or no."),
        key("share", YES_NO, "\"yes\"", "Whether it may be shown."),
        key(
            "invite",
            Kind::Word(&["now", "later", "no"]),
            "\"now\"",
            "Whether the other can join.",
        ),
        key("after", Kind::Length, "\"60s\"", "Time passes."),
        key("skip", Kind::Flag, "true", "No answer, or on to what follows a pause."),
        key("ready", Kind::Flag, "true", "The keyboard is handed over. It also passes by itself."),
        key("go", Kind::Flag, "true", "Words were read. They also pass by themselves."),
        key(
            "command",
            Kind::Word(&["back", "stop", "pause", "repeat", "recap", "help", "skip"]),
            "\"back\"",
            "A command, as someone would type it after a slash.",
        ),
        key("nudge", TEXTS, "\"blame\"", "What must be noticed in the answer."),
        key(
            "keep",
            Kind::Flag,
            "true",
            "The person keeps the words in which something was noticed.",
        ),
        key(
            "sees",
            TEXTS,
            "\"Welcome\"",
            "What must have been shown since the last line, before this one happens. What it brings, the next line sees; that may be one with nothing but `at` and `sees`. A timer's warning reads `2m left`.",
        ),
        key("hidden", TEXTS, "\"a secret\"", "What must not have been shown in that time."),
    ],
);

/// A scenario file.
pub static SCENARIO: Place = place(
    "a scenario",
    "A run of the exercise, written down: what people type, what they must see, how it ends.",
    &[
        key("name", Kind::Text, "\"all goes well\"", "What it shows, in a sentence."),
        key(
            "seed",
            Kind::Whole(0, i64::MAX),
            "7",
            "A number for what is left to chance, so that it comes out the same each time.",
        ),
        key("start", Kind::Moment, "2026-01-05T18:00:00+01:00", "When it begins."),
        key(
            "people",
            Kind::Any(&[Kind::Named(&Kind::Text), Kind::List(&Kind::Text)]),
            "{ asker = \"Ana\", listener = \"Ben\" }",
            "Who takes part: role and name; a list of names where there are no roles.",
        ),
        key(
            "with",
            Kind::Named(&Kind::Value),
            "{ words = \"hello\" }",
            "What a caller would give to a piece that is tested alone.",
        ),
        key(
            "host",
            Kind::Named(&Kind::Value),
            "{ weather = \"sunny\" }",
            "What the functions of the host give in this run; the others give their `fallback`.",
        ),
        needed(
            "play",
            Kind::List(&Kind::Group(&LINE)),
            "[{ at = \"welcome\", go = true }]",
            "What happens, line by line.",
        ),
        key(
            "ends",
            Kind::Kebab,
            "\"completed\"",
            "The ending that must be reached; `stopped` after a stop.",
        ),
        key(
            "expect",
            Kind::Named(&Kind::Value),
            "{ need = \"rest\" }",
            "What must be known at the end: `Ana.need` for one person's own, `need` for what all share.",
        ),
    ],
);
