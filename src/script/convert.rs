//! Our values to Rhai's and back. What has no place in ours is refused, never bent.

use std::sync::Arc;

use rhai::{Dynamic, EvalAltResult, ImmutableString};

use super::{LARGEST_MAP, OwnError};
use crate::value::{Person, Value};

/// A value as a script is to see it.
#[derive(Debug, Clone)]
pub(crate) enum Shown<'a> {
    /// A value that is kept somewhere.
    Kept(&'a Value),
    /// A value made for this.
    Made(Value),
    /// A person, with what they opened or shared of what the script looks at.
    Person {
        /// Who.
        person: Person,
        /// What they are called.
        name: &'a str,
        /// Names and values.
        open: Vec<(&'a str, &'a Value)>,
    },
}

impl Shown<'_> {
    pub(super) fn into_dynamic(self) -> Dynamic {
        match self {
            Shown::Kept(value) => to_dynamic(value),
            Shown::Made(value) => to_dynamic(&value),
            Shown::Person { person, name, open } => {
                let open = open.into_iter().map(|(name, value)| (name.into(), to_dynamic(value)));
                Dynamic::from(Someone { person, name: name.into(), open: open.collect() })
            }
        }
    }
}

/// A person inside a script.
#[derive(Clone)]
pub(super) struct Someone {
    person: Person,
    name: ImmutableString,
    open: Arc<[(ImmutableString, Dynamic)]>,
}

pub(super) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Unit => Dynamic::UNIT,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::List(items) => Dynamic::from_array(items.iter().map(to_dynamic).collect()),
        Value::Map(map) => Dynamic::from_map(
            map.iter().map(|(key, value)| (key.as_str().into(), to_dynamic(value))).collect(),
        ),
        Value::Person(person) => Dynamic::from(Someone {
            person: *person,
            name: ImmutableString::new(),
            open: Arc::new([]),
        }),
    }
}

/// How deep lists in lists may go.
const DEEPEST: usize = 16;

/// The most that one value may hold, in bytes; texts that a script holds once and names often are
/// counted each time.
const HEAVIEST: usize = 1 << 20;

pub(super) fn from_dynamic(value: Dynamic) -> Result<Value, String> {
    take(value, 0, &mut 0)
}

fn take(value: Dynamic, depth: usize, weight: &mut usize) -> Result<Value, String> {
    *weight += 16 + value.as_immutable_string_ref().map_or(0, |text| text.len());
    if *weight > HEAVIEST {
        return Err("this is too much to keep".to_owned());
    }
    if depth > DEEPEST {
        return Err("this holds lists within lists, too deep to keep".to_owned());
    }
    if value.is_unit() {
        return Ok(Value::Unit);
    }
    if let Ok(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Ok(Value::Int(value));
    }
    if let Ok(value) = value.as_float() {
        return match value.is_finite() {
            true => Ok(Value::Float(value)),
            false => Err("this sum has no end: it is not a number".to_owned()),
        };
    }
    if value.is_string() {
        return Ok(Value::Text(value.into_string().unwrap_or_default()));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Value::Text(letter.to_string()));
    }
    let kind = value.type_name().to_owned();
    let value = match value.try_cast_result::<Someone>() {
        Ok(someone) => return Ok(Value::Person(someone.person)),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<rhai::Array>() {
        Ok(items) => {
            let items = items.into_iter().map(|item| take(item, depth + 1, weight));
            return Ok(Value::List(items.collect::<Result<_, _>>()?));
        }
        Err(value) => value,
    };
    match value.try_cast::<rhai::Map>() {
        Some(map) if map.len() > LARGEST_MAP => {
            Err("this makes a group that is too large".to_owned())
        }
        Some(map) => {
            let pairs = map
                .into_iter()
                .map(|(key, value)| Ok((key.to_string(), take(value, depth + 1, weight)?)));
            Ok(Value::Map(pairs.collect::<Result<_, String>>()?))
        }
        None => Err(format!("this gives a value that cannot be kept ({kind})")),
    }
}

pub(super) fn register(rhai: &mut rhai::Engine) {
    rhai.register_type_with_name::<Someone>("person")
        .register_fn("==", |a: Someone, b: Someone| a.person == b.person)
        .register_fn("!=", |a: Someone, b: Someone| a.person != b.person)
        .register_fn("to_string", |someone: &mut Someone| someone.name.clone())
        .register_fn("+", |text: ImmutableString, someone: Someone| text + someone.name)
        .register_fn("+", |someone: Someone, text: ImmutableString| someone.name + text)
        .register_indexer_get(
            |someone: &mut Someone, name: ImmutableString| -> Result<Dynamic, Box<EvalAltResult>> {
                let mut open = someone.open.iter().filter(|(open, _)| *open == name);
                match open.next() {
                    Some((_, value)) => Ok(value.clone()),
                    None => Err(OwnError::boxed(format!("`{name}` has not been shared"))),
                }
            },
        );
}
