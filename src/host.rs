//! What an exercise can ask of the program that plays it: functions declared in `[host.functions]`
//! and given by a [`Host`]. Calls nothing by itself, and knows no script.
//!
//! A host function is called in `set` alone, as the whole right side; its arguments are worked out
//! first, and the call is made while no script runs. What it gives is kept in the variable and in
//! the log, so that a session that is replayed or gone on with stays the same session, whatever the
//! host would say later.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::time;
use crate::value::Value;

/// What kind a value is that goes to a host or comes from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number, whole or not.
    Number,
    /// Yes or no.
    YesNo,
    /// A text that is a date, `YYYY-MM-DD`.
    Date,
    /// A text that is a time of day, `HH:MM`.
    Time,
    /// A list of anything.
    List,
    /// Named values.
    Group,
}

impl Kind {
    /// All kinds, by the word an author writes.
    pub const ALL: [(&'static str, Kind); 8] = [
        ("text", Kind::Text),
        ("integer", Kind::Integer),
        ("number", Kind::Number),
        ("yes-no", Kind::YesNo),
        ("date", Kind::Date),
        ("time", Kind::Time),
        ("list", Kind::List),
        ("group", Kind::Group),
    ];

    /// What it is, in an author's words, with an article.
    pub const fn words(self) -> &'static str {
        match self {
            Kind::Text => "a text",
            Kind::Integer => "a whole number",
            Kind::Number => "a number",
            Kind::YesNo => "a yes or no (`true` or `false`)",
            Kind::Date => "a date like 2026-01-31",
            Kind::Time => "a time like 18:00",
            Kind::List => "a list",
            Kind::Group => "a group of named values",
        }
    }

    /// Whether `value` is of this kind. Nothing is of no kind.
    ///
    /// ```
    /// use tending::host::Kind;
    /// assert!(Kind::Number.fits(&3.into()) && Kind::Date.fits(&"2026-01-31".into()));
    /// assert!(!Kind::Integer.fits(&"3".into()));
    /// ```
    pub fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Kind::Text, Value::Text(_))
            | (Kind::Integer, Value::Int(_))
            | (Kind::Number, Value::Int(_) | Value::Float(_))
            | (Kind::YesNo, Value::Bool(_))
            | (Kind::List, Value::List(_))
            | (Kind::Group, Value::Map(_)) => true,
            (Kind::Date, Value::Text(text)) => time::is_date(text),
            (Kind::Time, Value::Text(text)) => time::is_clock(text),
            _ => false,
        }
    }
}

/// What of people's words a function may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hears {
    /// Nothing anybody answered: constants alone.
    #[default]
    Nothing,
    /// What everyone in the exercise knows.
    Shared,
    /// One person's own words too.
    Private,
}

/// A function of the host, as an exercise declares it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// What it takes, in order: names and kinds.
    pub takes: Vec<(String, Kind)>,
    /// What it gives.
    pub gives: Kind,
    /// What stands in its place where no host gives it, or the host has nothing to say.
    pub fallback: Value,
    /// What of people's words it may be given.
    pub hears: Hears,
}

/// A call that waits for the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostCall {
    /// Which call of the session it is: [`Act::Returned`](crate::session::Act::Returned) and
    /// [`Act::Failed`](crate::session::Act::Failed) name it.
    pub call: u64,
    /// The step, with the calls that led there.
    pub step: String,
    /// The function.
    pub function: String,
    /// What it is given: as many values as it takes, each of the kind that was declared.
    pub arguments: Vec<Value>,
}

/// A function as it is kept, its types forgotten.
type Plain = Arc<dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync>;

#[derive(Clone)]
enum Given {
    Now(Plain),
    Later,
}

/// What a host gives to a session's exercises: functions by their names.
///
/// Where a function is not given, what the exercise declares as its fallback stands in its place:
/// so tests, previews and everything that looks at all paths run without the host. Cheap to clone.
///
/// ```
/// use tending::host::Host;
///
/// let host = Host::new()
///     .function("free_slot", |day: String, minutes: i64| {
///         // What the Rust function takes and gives is converted; a failure needs only words.
///         match day.as_str() {
///             "2026-01-06" if minutes <= 30 => Ok("18:00".to_owned()),
///             _ => Err("the calendar does not answer"),
///         }
///     })
///     .later("weather"); // answered by `Act::Returned` when the answer is there
/// assert!(host.has("free_slot") && host.has("weather") && !host.has("mood"));
/// ```
#[derive(Clone, Default)]
pub struct Host {
    given: Arc<BTreeMap<String, Given>>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given.keys()).finish()
    }
}

impl Host {
    /// A host that gives nothing.
    pub fn new() -> Host {
        Host::default()
    }

    /// The same, with a function that answers at once.
    ///
    /// It is called while the session handles an input, and should not take long; for what does,
    /// see [`Host::later`]. An error's words are shown: they should say what failed and hold no
    /// answer. It may be called again for an answer that is given again.
    #[must_use]
    pub fn function<A>(self, name: &str, function: impl Function<A>) -> Host {
        let plain = move |arguments: &[Value]| function.call(arguments);
        self.with(name, Given::Now(Arc::new(plain)))
    }

    /// The same, with a function that always gives `value`.
    #[must_use]
    pub fn constant(self, name: &str, value: Value) -> Host {
        self.with(name, Given::Now(Arc::new(move |_: &[Value]| Ok(value.clone()))))
    }

    /// The same, with a function that is answered later: the session rests on
    /// [`Output::Host`](crate::session::Output::Host) until
    /// [`Act::Returned`](crate::session::Act::Returned) or
    /// [`Act::Failed`](crate::session::Act::Failed).
    #[must_use]
    pub fn later(self, name: &str) -> Host {
        self.with(name, Given::Later)
    }

    /// Whether it gives the function `name`.
    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    fn with(mut self, name: &str, given: Given) -> Host {
        Arc::make_mut(&mut self.given).insert(name.to_owned(), given);
        self
    }

    /// What it says to this call; nothing where it will say so later.
    pub(crate) fn call(
        &self,
        declared: &Declared,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        match self.given.get(&declared.name) {
            None => Some(Ok(declared.fallback.clone())),
            Some(Given::Later) => None,
            Some(Given::Now(plain)) => Some(plain(arguments)),
        }
    }
}

impl Declared {
    /// What a host gave as a session may keep it: the fallback where that is nothing, an error where
    /// it is of another kind or too large.
    pub(crate) fn accept(&self, given: Value) -> Result<Value, String> {
        if given.is_unit() {
            return Ok(self.fallback.clone());
        }
        if !self.gives.fits(&given) {
            let (wants, is) = (self.gives.words(), given.kind());
            return Err(format!("`{}` gives {wants}, and the host gave {is}", self.name));
        }
        given.admitted().map_err(|why| format!("what the host gave for `{}` {why}", self.name))
    }
}

/// A value that comes into Rust from a script.
pub trait FromValue: Sized {
    /// The value in Rust; nothing where it is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($of:ty: $pattern:pat => $made:expr;)+) => {
        $(impl FromValue for $of {
            fn from_value(value: &Value) -> Option<$of> {
                match value {
                    $pattern => Some($made),
                    _ => None,
                }
            }
        })+
    };
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Option<Value> {
        Some(value.clone())
    }
}

from_value! {
    bool: Value::Bool(is) => *is;
    i64: Value::Int(number) => *number;
    String: Value::Text(text) => text.clone();
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<f64> {
        match value {
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: &Value) -> Option<Vec<T>> {
        match value {
            Value::List(items) => items.iter().map(T::from_value).collect(),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for BTreeMap<String, T> {
    fn from_value(value: &Value) -> Option<BTreeMap<String, T>> {
        let Value::Map(map) = value else { return None };
        map.iter().map(|(name, value)| Some((name.clone(), T::from_value(value)?))).collect()
    }
}

/// A Rust function that a host can give: up to four arguments that come [from a
/// value](FromValue), and a result of what goes into a value and words for what failed.
pub trait Function<A>: Send + Sync + 'static {
    /// Calls it with these values.
    ///
    /// # Errors
    ///
    /// What failed, in words; or the values are not those the function takes.
    fn call(&self, arguments: &[Value]) -> Result<Value, String>;
}

macro_rules! functions {
    ($(($($name:ident)*))+) => {
        $(impl<F, R, E, $($name: FromValue),*> Function<(R, E, $($name,)*)> for F
        where
            F: Fn($($name),*) -> Result<R, E> + Send + Sync + 'static,
            R: Into<Value>,
            E: fmt::Display,
        {
            #[allow(non_snake_case, unused_mut, unused_variables, reason = "made for each number")]
            fn call(&self, arguments: &[Value]) -> Result<Value, String> {
                let other = || "the host's function takes other values than these".to_owned();
                let count = 0 $(+ { let _ = stringify!($name); 1 })*;
                if arguments.len() != count {
                    return Err(other());
                }
                let mut next = arguments.iter();
                $(let $name = next.next().and_then($name::from_value).ok_or_else(other)?;)*
                self($($name),*).map(Into::into).map_err(|error| error.to_string())
            }
        })+
    };
}

functions! { () (A) (A B) (A B C) (A B C D) }
