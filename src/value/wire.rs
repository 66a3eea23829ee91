//! Values in text and in bytes: where the form describes itself they stand for themselves, else
//! their kind comes first. Bounds how deep bytes can lead.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Person, Value};

/// How deep values may lie in one another in bytes; sessions hold none that are deeper.
const DEEPEST: u8 = 24;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Plain {
    Unit,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Person(Person),
    Map(BTreeMap<String, Value>),
}

#[derive(Deserialize)]
enum Tagged {
    Unit,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Person(Person),
    Map(BTreeMap<String, Value>),
}

macro_rules! into_value {
    ($from:ident) => {
        impl From<$from> for Value {
            fn from(value: $from) -> Value {
                match value {
                    $from::Unit => Value::Unit,
                    $from::Bool(is) => Value::Bool(is),
                    $from::Int(number) => Value::Int(number),
                    $from::Float(number) => Value::Float(number),
                    $from::Text(text) => Value::Text(text),
                    $from::List(items) => Value::List(items),
                    $from::Person(person) => Value::Person(person),
                    $from::Map(map) => Value::Map(map),
                }
            }
        }
    };
}

into_value!(Plain);
into_value!(Tagged);

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            return match self {
                Value::Unit => to.serialize_unit(),
                Value::Bool(is) => is.serialize(to),
                Value::Int(number) => number.serialize(to),
                Value::Float(number) => number.serialize(to),
                Value::Text(text) => text.serialize(to),
                Value::List(items) => items.serialize(to),
                Value::Person(person) => person.serialize(to),
                Value::Map(map) => map.serialize(to),
            };
        }
        match self {
            Value::Unit => to.serialize_unit_variant("Value", 0, "Unit"),
            Value::Bool(is) => to.serialize_newtype_variant("Value", 1, "Bool", is),
            Value::Int(number) => to.serialize_newtype_variant("Value", 2, "Int", number),
            Value::Float(number) => to.serialize_newtype_variant("Value", 3, "Float", number),
            Value::Text(text) => to.serialize_newtype_variant("Value", 4, "Text", text),
            Value::List(items) => to.serialize_newtype_variant("Value", 5, "List", items),
            Value::Person(person) => to.serialize_newtype_variant("Value", 6, "Person", person),
            Value::Map(map) => to.serialize_newtype_variant("Value", 7, "Map", map),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        if from.is_human_readable() {
            return Plain::deserialize(from).map(Value::from);
        }
        let depth = DEPTH.get();
        if depth >= DEEPEST {
            return Err(D::Error::custom("this is nested too deeply"));
        }
        DEPTH.set(depth + 1);
        let read = Tagged::deserialize(from).map(Value::from);
        DEPTH.set(depth);
        read
    }
}
