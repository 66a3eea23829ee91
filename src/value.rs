//! What scripts read and write, as our own plain data; knows no script language.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;

mod wire;

/// A value of a variable, an answer or an expression.
///
/// In text (JSON) it stands for itself, and a person is `{"$person": 0}`; in a binary form its kind
/// stands before it.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Value {
    /// Nothing: not answered yet, or skipped.
    #[default]
    Unit,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction; always finite.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// One of the people present.
    Person(Person),
    /// Named values.
    Map(BTreeMap<String, Value>),
}

/// One of the people of a session: the first is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// Which of the session's people, counted from 0 in the order of the roles at the start.
    #[serde(rename = "$person")]
    pub person: u8,
}

impl Person {
    /// The person with this number.
    pub const fn new(person: usize) -> Person {
        Person { person: person as u8 }
    }

    /// The number, as an index.
    pub const fn index(self) -> usize {
        self.person as usize
    }
}

impl Value {
    /// Whether it is nothing.
    pub fn is_unit(&self) -> bool {
        matches!(self, Value::Unit)
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in an author's words, with an article.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Unit => "nothing",
            Value::Bool(_) => "a yes or no (true/false)",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Person(_) => "a person",
            Value::Map(_) => "a group of named values",
        }
    }

    /// Whether this is the text `id`, or a list with it.
    pub(crate) fn names(&self, id: &str) -> bool {
        match self {
            Value::Text(text) => text == id,
            Value::List(items) => items.iter().any(|item| item.names(id)),
            _ => false,
        }
    }

    /// The value as a session may keep it, where it comes from outside: within the bounds of
    /// scripts (texts of 16 kB, lists of 500, groups of 200, 16 deep, no people), and with nothing
    /// in its texts that could drive a terminal.
    pub(crate) fn admitted(self) -> Result<Value, &'static str> {
        self.admitted_at(0)
    }

    fn admitted_at(self, depth: usize) -> Result<Value, &'static str> {
        let inner = |value: Value| value.admitted_at(depth + 1);
        match self {
            _ if depth > 16 => Err("is nested too deeply"),
            Value::Float(number) if !number.is_finite() => Err("is no number"),
            Value::Person(_) => Err("is a person"),
            Value::Text(text) if text.len() > 16 * 1024 => Err("is too long a text"),
            Value::List(items) if items.len() > 500 => Err("is too long a list"),
            Value::Map(map) if map.len() > 200 => Err("is too large a group"),
            Value::Text(text) => Ok(Value::Text(text::strip(&text))),
            Value::List(items) => {
                Ok(Value::List(items.into_iter().map(inner).collect::<Result<_, _>>()?))
            }
            Value::Map(map) => {
                let entries = map.into_iter();
                let entries = entries.map(|(name, value)| Ok((text::strip(&name), inner(value)?)));
                Ok(Value::Map(entries.collect::<Result<_, &'static str>>()?))
            }
            other => Ok(other),
        }
    }

    /// How deep values lie in it: 0 for one that holds no others.
    pub(crate) fn depth(&self) -> usize {
        let inner = |deepest: usize, value: &Value| deepest.max(value.depth() + 1);
        match self {
            Value::List(items) => items.iter().fold(0, inner),
            Value::Map(map) => map.values().fold(0, inner),
            _ => 0,
        }
    }

    /// About how many bytes it holds, for the bound on what a session may keep.
    pub fn weight(&self) -> usize {
        match self {
            Value::Text(text) => 16 + text.len(),
            Value::List(items) => 16 + items.iter().map(Value::weight).sum::<usize>(),
            Value::Map(map) => {
                16 + map.iter().map(|(key, value)| key.len() + value.weight()).sum::<usize>()
            }
            _ => 16,
        }
    }
}

impl fmt::Display for Value {
    /// As a reader would want it in a sentence: nothing is empty, a list is joined by commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unit => Ok(()),
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Float(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::Person(person) => write!(f, "person {}", person.person + 1),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Value::Map(map) => match map.get("other").or_else(|| map.get("text")) {
                Some(text) => text.fmt(f),
                None => {
                    for (index, (key, value)) in map.iter().enumerate() {
                        write!(f, "{}{key}: {value}", if index == 0 { "" } else { ", " })?;
                    }
                    Ok(())
                }
            },
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float(value)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(value: Vec<T>) -> Value {
        Value::List(value.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<BTreeMap<String, T>> for Value {
    fn from(value: BTreeMap<String, T>) -> Value {
        Value::Map(value.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

/// Nothing where there is none.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Unit, Into::into)
    }
}
