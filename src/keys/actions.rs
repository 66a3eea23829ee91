//! What a step can do, and the further keys of each action.

use super::step::CHOICE;
use super::{Key, Kind, Place, key, needed, place};

/// `scale`.
pub(crate) static SCALE: Place = place(
    "`scale`",
    "The numbers to choose from.",
    &[
        key("from", Kind::Whole(-1000, 1000), "0", "The lowest number."),
        key("to", Kind::Whole(-1000, 1000), "10", "The highest."),
        key("low", Kind::Words, "\"calm\"", "What the lowest means."),
        key("high", Kind::Words, "\"flooded\"", "What the highest means."),
    ],
);

/// `breathe`.
pub(crate) static BREATHE: Place = place(
    "`breathe`",
    "A breath, in seconds. It is repeated until the pause ends.",
    &[
        needed("in", Kind::Whole(0, 60), "4", "Breathing in."),
        key("hold", Kind::Whole(0, 60), "0", "Holding."),
        needed("out", Kind::Whole(0, 60), "6", "Breathing out."),
        key("rest", Kind::Whole(0, 60), "0", "Resting, empty."),
    ],
);

const HELP: Key = key(
    "help",
    Kind::Words,
    "\"For example: tired.\"",
    "An example, shown when someone asks for help.",
);
const REQUIRED: Key = key(
    "required",
    Kind::Text,
    "\"The next step needs it.\"",
    "Why it cannot be skipped, in words the person reads. Left out: it can.",
);

/// The actions: the first key of each begins it.
pub(super) static ACTIONS: &[Place] =
    &[ASK, CHOOSE, RATE, CONFIRM, PAUSE, SHARE, INVITE, CALL, END];

/// `min` and `max`: of a number, a length, a date or a time.
const BOUND: Kind = Kind::Any(&[Kind::Number, Kind::Date, Kind::Clock]);

static ASK: Place = place(
    "ask",
    "Asks for words, a number or a date.",
    &[
        key(
            "ask",
            Kind::Question,
            "\"What happened?\"",
            "A question to answer in one's own words.",
        ),
        key(
            "check",
            Kind::List(&Kind::Check),
            "[\"blame\"]",
            "What looks at the answer and may notice something kindly. The person can always keep their words.",
        ),
        key(
            "lines",
            Kind::Word(&["one", "many"]),
            "\"many\"",
            "\"many\": more than one line may be typed.",
        ),
        key(
            "many",
            Kind::Pair(&Kind::Number),
            "[1, 5]",
            "Several answers, one at a time, until an empty line: at least and at most so many.",
        ),
        key(
            "initial",
            Kind::Words,
            "\"I felt\"",
            "What stands in the line already, to be changed.",
        ),
        HELP,
        key(
            "accept",
            Kind::Word(&["text", "integer", "number", "date", "time"]),
            "\"text\"",
            "What is accepted. Left out: any text.",
        ),
        key(
            "min",
            BOUND,
            "1",
            "The smallest number, how many letters at least, or the first day or time of day.",
        ),
        key(
            "max",
            BOUND,
            "10",
            "The largest number, how many letters at most, or the last day or time of day.",
        ),
        REQUIRED,
    ],
);

static CHOOSE: Place = place(
    "choose",
    "Asks to choose.",
    &[
        key("choose", Kind::Question, "\"What fits?\"", "A question with choices."),
        key(
            "choices",
            Kind::Any(&[
                Kind::Word(&["feelings", "needs"]),
                Kind::Named(&Kind::Words),
                Kind::List(&Kind::Group(&CHOICE)),
            ]),
            "{ yes = \"Yes\", no = \"No\" }",
            "The choices: `{ yes = \"Yes\", no = \"No\" }`; or a list of `{ id, text }`; or \"feelings\" or \"needs\", the cards that come with the program.",
        ),
        key(
            "choices_from",
            Kind::Code,
            "\"['a', 'b']\"",
            "A list the choices are taken from, such as one in `[data]`.",
        ),
        key("other", Kind::Flag, "true", "Own words are welcome too."),
        key(
            "pick",
            Kind::Pair(&Kind::Number),
            "[1, 2]",
            "More than one may be chosen: at least and at most so many.",
        ),
        key("ranked", Kind::Flag, "true", "The order of the choices counts."),
        HELP,
    ],
);

static RATE: Place = place(
    "rate",
    "Asks for a number on a scale.",
    &[
        key(
            "rate",
            Kind::Question,
            "\"How stirred up are you?\"",
            "A question with a scale of numbers.",
        ),
        key(
            "scale",
            Kind::Group(&SCALE),
            "{ from = 0, to = 10, low = \"calm\", high = \"flooded\" }",
            "The scale. Left out: from 0 to 10.",
        ),
        key(
            "distress",
            Kind::Flag,
            "true",
            "A high number means distress: somewhere gentler must follow it.",
        ),
        REQUIRED,
        HELP,
    ],
);

static CONFIRM: Place = place(
    "confirm",
    "Asks yes or no.",
    &[key("confirm", Kind::Question, "\"Did it arrive?\"", "A question to answer with yes or no.")],
);

static PAUSE: Place = place(
    "pause",
    "Waits.",
    &[
        key(
            "pause",
            Kind::Length,
            "\"30s\"",
            "A quiet time: `20s`, `2m`, `1h30m`. A person can always skip or stretch it.",
        ),
        key(
            "breathe",
            Kind::Group(&BREATHE),
            "{ in = 4, out = 6 }",
            "A breath to follow, in seconds.",
        ),
        key(
            "cue",
            Kind::Words,
            "\"Welcome back.\"",
            "Words at the end, so that nobody has to watch the clock.",
        ),
        key("bell", Kind::Flag, "true", "A soft tone at the end, where the person wants tones."),
        key(
            "skippable",
            Kind::Flag,
            "false",
            "`false`: please do not skip it. A person still can.",
        ),
    ],
);

static SHARE: Place = place(
    "share",
    "Asks whether something private may be shown.",
    &[
        key(
            "share",
            Kind::List(&Kind::Variable),
            "[\"word\"]",
            "Private answers to show to the other. The person sees exactly what would be shown, and says yes or no.",
        ),
        key("together", Kind::Flag, "true", "Nothing is shown unless both say yes."),
    ],
);

static INVITE: Place = place(
    "invite",
    "Asks whether someone can join.",
    &[key(
        "invite",
        Kind::Variable,
        "\"listener\"",
        "Asks whether the person in this role can join: `now`, `later` or `no`.",
    )],
);

static CALL: Place = place(
    "call",
    "Plays another exercise, or a part of this one.",
    &[
        key(
            "call",
            Kind::Exercise,
            "\"calm-pause\"",
            "An exercise to play here, or `./name` for a part in the folder `parts`.",
        ),
        key(
            "roles",
            Kind::Named(&Kind::Variable),
            "{ speaker = \"asker\" }",
            "Who takes which role there.",
        ),
        key("with", Kind::Named(&Kind::Worked), "{ words = \"'hello'\" }", "What it is given."),
        key(
            "turns",
            Kind::Word(&["both"]),
            "\"both\"",
            "\"both\": once for each of the two, with roles exchanged in between.",
        ),
    ],
);

static END: Place = place(
    "end",
    "Ends the exercise.",
    &[
        key(
            "end",
            Kind::Kebab,
            "\"completed\"",
            "The exercise ends here. The word is the ending's name.",
        ),
        key(
            "returns",
            Kind::Named(&Kind::Worked),
            "{ need = \"need\" }",
            "What comes back to the exercise that called this one.",
        ),
    ],
);
