//! The keys of a step, and of the groups that stand in it.

use super::actions::ACTIONS;
use super::{Kind, Place, key, needed, place};

/// An entry of `say`.
pub static SAID: Place = place(
    "an entry of `say`",
    "Words that are shown only sometimes. All whose `when` holds are shown.",
    &[
        key("when", Kind::Code, "\"true\"", "When it is shown. Left out: always."),
        needed("text", Kind::Words, "\"Welcome back.\"", "The words."),
    ],
);

/// An entry of a `next` in a list.
pub static WAY: Place = place(
    "a way on",
    "One of several ways. The first whose `when` holds is taken; the last has none.",
    &[
        key(
            "when",
            Kind::Code,
            "\"true\"",
            "When this way is taken. Left out: in all other cases.",
        ),
        needed("to", Kind::Step, "\"done\"", "The step it leads to."),
    ],
);

/// `follow_up`.
pub static FOLLOW_UP: Place = place(
    "`follow_up`",
    "A reminder to come back to something.",
    &[
        key("after", Kind::Length, "\"7d\"", "How long from now. This, or `on`."),
        key("on", Kind::Code, "\"date_in(7)\"", "A variable or an expression that holds a date."),
        key("at", Kind::Clock, "\"18:00\"", "The time of day."),
        key(
            "exercise",
            Kind::Kebab,
            "\"needs-naming\"",
            "The exercise to do then. Left out: this one.",
        ),
        key("note", Kind::Words, "\"How is it now?\"", "A line to read then."),
    ],
);

/// An entry of `choices` in a list.
pub static CHOICE: Place = place(
    "a choice",
    "One of the choices.",
    &[
        needed("id", Kind::Kebab, "\"yes\"", "Its name, for `next` and for expressions."),
        needed("text", Kind::Words, "\"Yes\"", "The words people see."),
        key("when", Kind::Code, "\"true\"", "Offered only when this holds."),
        key("set", Kind::Named(&Kind::Worked), "{ tries = 1 }", "What choosing it sets."),
        key("once", Kind::Flag, "true", "Gone after it was chosen once."),
    ],
);

/// `next` in its three forms.
const NEXT: Kind =
    Kind::Any(&[Kind::Step, Kind::Named(&Kind::Step), Kind::List(&Kind::Group(&WAY))]);

/// A step.
pub static STEP: Place = Place {
    name: "a step",
    doc: "One thing at a time: something to read, and at most one thing to do.",
    keys: &[
        key(
            "for",
            Kind::Variable,
            "\"each\"",
            "Who reads and answers: a role, alone; or \"each\", one after the other, in private. Left out: everyone together.",
        ),
        key("when", Kind::Code, "\"true\"", "The step is done only when this holds."),
        key(
            "otherwise",
            Kind::Step,
            "\"done\"",
            "Where to go when `when` does not hold. Left out: the step below.",
        ),
        key(
            "say",
            Kind::Any(&[Kind::Words, Kind::List(&Kind::Any(&[Kind::Words, Kind::Group(&SAID)]))]),
            "\"Welcome.\"",
            "What people read. `{name}` puts in what was answered; `*so*` and `**so**` stress a word.",
        ),
        key(
            "quote",
            Kind::Code,
            "\"'words'\"",
            "Words to show as a block, under the name of whose they are.",
        ),
        key(
            "over",
            Kind::Code,
            "\"[1, 2]\"",
            "A list: the step is done once for each `{item}` of it.",
        ),
        key("at_most", Kind::Number, "3", "How often the step may be entered."),
        key("then", Kind::Step, "\"done\"", "Where to go when it was entered that often."),
        key(
            "save",
            Kind::Variable,
            "\"word\"",
            "The name the answer is kept under. What one person answers alone stays theirs.",
        ),
        key("open", Kind::Flag, "true", "The answer is told to everyone. Say so in the question."),
        key(
            "tells",
            Kind::Named(&Kind::Code),
            "{ hot = \"answer != ()\" }",
            "A yes or no about a private answer that everyone may know: true once anyone's is.",
        ),
        key(
            "kept",
            Kind::Flag,
            "false",
            "`false`: the answer is written down nowhere, and forgotten at once.",
        ),
        key(
            "set",
            Kind::Named(&Kind::Worked),
            "{ count = \"1 + 1\" }",
            "Values to remember, worked out when the step is left.",
        ),
        key(
            "next",
            NEXT,
            "\"done\"",
            "Where it goes on: a step; or by answer, `{ yes = \"a\", no = \"b\", else = \"c\" }`; or a list of ways with `when`. Left out: the step below.",
        ),
        key("swap", Kind::Flag, "true", "The two people exchange their roles from here on."),
        key("follow_up", Kind::Group(&FOLLOW_UP), "{ after = \"7d\" }", "A reminder to come back."),
        key(
            "wait",
            Kind::Flag,
            "false",
            "`false`: a step that only says something flows into the next without waiting for Enter.",
        ),
        key("within", Kind::Length, "\"3m\"", "How long there is for an answer."),
        key(
            "late",
            Kind::Step,
            "\"done\"",
            "Where to go when that time is over. In a step for each, it leads there for both as soon as it is over for one.",
        ),
        key("start", Kind::Kebab, "\"window\"", "Starts this timer."),
        key("stop", Kind::Kebab, "\"window\"", "Stops this timer."),
    ],
    one_of: ACTIONS,
    pairs: &[
        ("at_most", "then"),
        ("then", "at_most"),
        ("within", "late"),
        ("late", "within"),
        ("otherwise", "when"),
    ],
};
