//! Every key of the format, place by place: what it takes and what it means, in an author's words.
//! The reader is held to it, the schema and the reference are made of it. Reads nothing itself.

mod actions;
mod exercise;
mod scenario;
mod step;

pub use exercise::{EXERCISE, HOST, HOST_FUNCTION, MOVED, PART, REVIEWED, TIMER};
pub use scenario::{CHOSEN, LINE, SCENARIO};
pub use step::{CHOICE, FOLLOW_UP, SAID, STEP, WAY};

/// A place in a file where keys may stand.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// What it is called: `a step`.
    pub name: &'static str,
    /// What stands there.
    pub doc: &'static str,
    /// The keys that may stand there.
    pub keys: &'static [Key],
    /// Groups of which one may stand there too, each begun by its first key: the actions of a step.
    pub one_of: &'static [Place],
    /// Keys that need another beside them.
    pub pairs: &'static [(&'static str, &'static str)],
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// A value as it is written.
    pub example: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text as it stands.
    Text,
    /// A text in which `{expressions}` may stand.
    Words,
    /// The same, or no words where `say` asks already.
    Question,
    /// An expression.
    Code,
    /// A text helper by its name, or an expression.
    Check,
    /// The name of a step.
    Step,
    /// A name with hyphens.
    Kebab,
    /// An exercise, or `./part`.
    Exercise,
    /// The name of a variable or a role.
    Variable,
    /// `true` or `false`.
    Flag,
    /// A whole number between two others.
    Whole(i64, i64),
    /// A number, or an expression in braces.
    Number,
    /// A length of time, or an expression in braces.
    Length,
    /// A date.
    Date,
    /// A time of day.
    Clock,
    /// A date with a time.
    Moment,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any constant.
    Value,
    /// A constant, or an expression in quotes.
    Worked,
    /// A list.
    List(&'static Kind),
    /// A list of two.
    Pair(&'static Kind),
    /// A group of known keys.
    Group(&'static Place),
    /// A group whose names are the author's.
    Named(&'static Kind),
    /// One of these.
    Any(&'static [Kind]),
}

impl Place {
    /// The key `name`, if it may stand here.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        let further = self.one_of.iter().flat_map(|place| place.keys);
        self.keys.iter().chain(further).find(|key| key.name == name)
    }
}

/// All places, in the order a reference has them.
pub static PLACES: &[Place] = &[
    EXERCISE,
    REVIEWED,
    TIMER,
    MOVED,
    HOST,
    HOST_FUNCTION,
    STEP,
    SAID,
    WAY,
    FOLLOW_UP,
    CHOICE,
    actions::SCALE,
    actions::BREATHE,
    PART,
    SCENARIO,
    LINE,
    CHOSEN,
];

pub(crate) use actions::{BREATHE, SCALE};

/// A key that may be left out.
const fn key(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, example, doc, required: false }
}

/// A key that must be there.
const fn needed(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, example, doc, required: true }
}

/// A place without more than its keys.
const fn place(name: &'static str, doc: &'static str, keys: &'static [Key]) -> Place {
    Place { name, doc, keys, one_of: &[], pairs: &[] }
}

/// How `key` is written where a value stands that is not what it `wants`: `rate = "How …?"`. Nothing
/// where it has different meanings in different places.
pub(crate) fn example(key: &str, wants: &str) -> Option<String> {
    let quoted = wants.contains("in quotes");
    let all = PLACES.iter().flat_map(|place| {
        place.keys.iter().chain(place.one_of.iter().flat_map(|action| action.keys))
    });
    let fits = |at: &&Key| at.name == key && (!quoted || at.example.starts_with('"'));
    let mut examples: Vec<&str> = all.filter(fits).map(|at| at.example).collect();
    examples.sort_unstable();
    examples.dedup();
    match examples.as_slice() {
        [one] => Some(format!("{key} = {one}")),
        _ => None,
    }
}

impl Kind {
    /// What it is, in an author's words.
    pub fn words(&self) -> String {
        let plain = match self {
            Kind::Text => "a text in quotes",
            Kind::Words | Kind::Question => "words in quotes",
            Kind::Code => "an expression in quotes",
            Kind::Check => "a helper or an expression, in quotes",
            Kind::Step => "the name of a step",
            Kind::Kebab => "a name",
            Kind::Exercise => "the name of an exercise",
            Kind::Variable => "a name",
            Kind::Flag => "`true` or `false`",
            Kind::Number => "a number, or `\"{…}\"`",
            Kind::Length => "a length of time, or `\"{…}\"`",
            Kind::Date => "a date",
            Kind::Clock => "a time of day",
            Kind::Moment => "a date with a time",
            Kind::Value => "any value",
            Kind::Worked => {
                "an expression in quotes (words in it need quotes of their own), or a number"
            }
            Kind::Whole(..) => "a whole number",
            Kind::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                return words.join(" or ");
            }
            Kind::List(of) => return format!("a list: {}", of.words()),
            Kind::Pair(of) => return format!("two: {}", of.words()),
            Kind::Group(place) => return format!("a group: {}", place.name.replace('`', "")),
            Kind::Named(of) => return format!("names, each with {}", of.words()),
            Kind::Any(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(Kind::words).collect();
                return kinds.join("; or ");
            }
        };
        plain.to_owned()
    }
}
