//! The keys at the top of an exercise, its headings, and what stands below them.

use super::step::STEP;
use super::{Key, Kind, Place, key, needed, place};

/// `reviewed`.
pub static REVIEWED: Place = place(
    "`reviewed`",
    "Who looked over the exercise, and when.",
    &[
        needed("by", Kind::Text, "\"A. Reader\"", "Who looked it over."),
        needed("on", Kind::Date, "2026-01-31", "The day."),
    ],
);

/// `[timer.name]`.
pub static TIMER: Place = place(
    "a timer",
    "A clock over several steps, below a heading such as `[timer.window]`. It stands still during breaks and hand-overs.",
    &[
        needed("after", Kind::Length, "\"15m\"", "How long it runs."),
        key("warn", Kind::Length, "\"2m\"", "How long before its end it says so."),
        needed("to", Kind::Step, "\"done\"", "The step to go to when it has run out."),
    ],
);

/// `[[moved]]`.
pub static MOVED: Place = place(
    "`[[moved]]`",
    "A step you gave another name, so that someone who is in the middle of the exercise can go on.",
    &[
        needed("from", Kind::Step, "\"old-name\"", "The name it had."),
        needed("to", Kind::Step, "\"done\"", "The name it has now."),
        key("since", Kind::Text, "\"1.1.0\"", "The version that renamed it."),
    ],
);

const KINDS: Kind =
    Kind::Word(&["text", "integer", "number", "yes-no", "date", "time", "list", "group"]);

/// `[host.functions.name]`.
pub static HOST_FUNCTION: Place = place(
    "a function of the host",
    "Something that the program that plays the exercise can be asked: a free hour in a calendar, the weather. Below a heading such as `[host.functions.weather]`. It is called in `set`, alone: `set = { sky = \"weather(town)\" }`, and the steps after that use `sky`.",
    &[
        key(
            "takes",
            Kind::Named(&KINDS),
            "{ town = \"text\" }",
            "What it is given, in order: names and kinds.",
        ),
        needed("gives", KINDS, "\"text\"", "What kind of value it gives."),
        needed(
            "fallback",
            Kind::Value,
            "\"grey\"",
            "What stands in its place at the terminal, in tests, and wherever nobody gives it.",
        ),
        key(
            "hears",
            Kind::Word(&["nothing", "shared", "private"]),
            "\"nothing\"",
            "What of people's answers it may be given: nothing of them, what all in the exercise know, or one person's own too. It leaves the exercise with them.",
        ),
    ],
);

/// `[host]`.
pub static HOST: Place = place(
    "`[host]`",
    "What the exercise asks of the program that plays it.",
    &[key(
        "functions",
        Kind::Named(&Kind::Group(&HOST_FUNCTION)),
        "{ weather = { gives = \"text\", fallback = \"grey\" } }",
        "Its functions, each below a heading with its name.",
    )],
);

const FORMAT: Key =
    needed("format", Kind::Whole(1, 1), "1", "The version of this way of writing. Always 1.");

/// An exercise file.
pub static EXERCISE: Place = place(
    "the head",
    "What stands at the top of an exercise, above the first heading, and the headings themselves.",
    &[
        FORMAT,
        needed(
            "id",
            Kind::Kebab,
            "\"x\"",
            "The name it is asked for by: the name of its folder, in small letters with hyphens.",
        ),
        key(
            "version",
            Kind::Text,
            "\"1.0.0\"",
            "Your own version. Raise it when you change steps.",
        ),
        needed("title", Kind::Text, "\"Naming a need\"", "The title people see."),
        key("summary", Kind::Text, "\"One need, one request.\"", "What it is, in a sentence."),
        key("minutes", Kind::Whole(1, 1440), "20", "About how long it takes."),
        key(
            "roles",
            Kind::List(&Kind::Variable),
            "[\"asker\", \"listener\"]",
            "What the two people are in it. Leave it out for an exercise for one person.",
        ),
        key(
            "script",
            Kind::Text,
            "\"script.rhai\"",
            "The file with functions of your own. Most exercises need none.",
        ),
        key("sources", Kind::List(&Kind::Text), "[\"A book.\"]", "What it builds on."),
        key("author", Kind::Text, "\"R. Writer\"", "Who wrote it."),
        key(
            "reviewed",
            Kind::Group(&REVIEWED),
            "{ by = \"A. Reader\", on = 2026-01-31 }",
            "Who looked it over, and when.",
        ),
        key(
            "not_for",
            Kind::Words,
            "\"Not for an emergency.\"",
            "For whom it is not. Shown before it starts.",
        ),
        key(
            "aftercare",
            Kind::Words,
            "\"Drink some water.\"",
            "Kind words for someone who stops early.",
        ),
        key(
            "remember",
            Kind::List(&Kind::Variable),
            "[\"word\"]",
            "Results that may go to a person's journal, if that person wants it.",
        ),
        key(
            "stop_word",
            Kind::Words,
            "\"pineapple\"",
            "A word that stops everything when it is typed alone.",
        ),
        key(
            "shared",
            Kind::Named(&Kind::Value),
            "{ topic = \"\" }",
            "Start values of what everyone may see. Only where one is needed.",
        ),
        key(
            "private",
            Kind::Named(&Kind::Value),
            "{ heat = 0 }",
            "Start values of what is each person's own. Nobody else ever sees it, unless it is shared with a yes.",
        ),
        key(
            "data",
            Kind::Named(&Kind::Value),
            "{ limit = 7 }",
            "Things that never change: lists of words, numbers.",
        ),
        key(
            "recall",
            Kind::Named(&Kind::Text),
            "{ before = \"needs-naming.need\" }",
            "Earlier results, from a person's own journal: the exercise, a dot, the result.",
        ),
        key(
            "timer",
            Kind::Named(&Kind::Group(&TIMER)),
            "{ window = { after = \"15m\", to = \"done\" } }",
            "Clocks over several steps.",
        ),
        key(
            "moved",
            Kind::List(&Kind::Group(&MOVED)),
            "[{ from = \"old\", to = \"done\" }]",
            "Steps you renamed.",
        ),
        key(
            "host",
            Kind::Group(&HOST),
            "{ functions = { weather = { gives = \"text\", fallback = \"grey\" } } }",
            "What the exercise asks of the program that plays it.",
        ),
        needed(
            "step",
            Kind::Named(&Kind::Group(&STEP)),
            "{ done = { end = \"completed\" } }",
            "The steps, each below a heading with its name: `[step.welcome]`.",
        ),
    ],
);

/// A part.
pub static PART: Place = place(
    "a part",
    "A piece of an exercise, in its folder `parts`. It holds only steps and plays with the exercise's own words and people.",
    &[
        key("format", Kind::Whole(1, 1), "1", "The version of this way of writing. Always 1."),
        needed(
            "step",
            Kind::Named(&Kind::Group(&STEP)),
            "{ done = { end = \"completed\" } }",
            "The steps, each below a heading with its name: `[step.welcome]`.",
        ),
    ],
);
