//! The JSON Schema of the format, made of the keys there are: what an editor completes, shows and
//! underlines with. Reads no file and checks nothing itself.

use serde_json::{Map, Value, json};

use crate::helpers::Helper;
use crate::keys::{EXERCISE, Key, Kind, PART, PLACES, Place, SCENARIO};

/// What a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// `exercise.toml`, or an exercise that is one file.
    Exercise,
    /// A file in `parts`.
    Part,
    /// A file in `scenarios`.
    Scenario,
}

impl File {
    /// All that a file can be.
    pub const ALL: [File; 3] = [File::Exercise, File::Part, File::Scenario];

    /// Its name: `exercise`, `part`, `scenario`.
    pub fn name(self) -> &'static str {
        match self {
            File::Exercise => "exercise",
            File::Part => "part",
            File::Scenario => "scenario",
        }
    }

    fn place(self) -> &'static Place {
        match self {
            File::Exercise => &EXERCISE,
            File::Part => &PART,
            File::Scenario => &SCENARIO,
        }
    }
}

/// The JSON Schema (2020-12) of such a file, as text that ends with a new line.
pub fn schema(file: File) -> String {
    let place = file.place();
    let mut root = group(place);
    root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".into(), json!(format!("tending: {}", file.name())));
    let mut used: Vec<&Place> = Vec::new();
    gather(place, &mut used);
    let definitions = used.iter().map(|place| (id(place), Value::Object(group(place))));
    root.insert("$defs".into(), Value::Object(definitions.collect()));
    let text = serde_json::to_string_pretty(&Value::Object(root));
    text.unwrap_or_default() + "\n"
}

/// The places that `place` speaks of, directly or not, itself not counted.
fn gather(place: &'static Place, used: &mut Vec<&'static Place>) {
    let keys = place.keys.iter().chain(place.one_of.iter().flat_map(|place| place.keys));
    for key in keys {
        groups(&key.kind, &mut |inner| {
            if !used.iter().any(|known| known.name == inner.name) {
                used.push(inner);
                gather(inner, used);
            }
        });
    }
}

fn groups(kind: &'static Kind, see: &mut dyn FnMut(&'static Place)) {
    match kind {
        Kind::Group(place) => see(place),
        Kind::List(inner) | Kind::Pair(inner) | Kind::Named(inner) => groups(inner, see),
        Kind::Any(kinds) => kinds.iter().for_each(|kind| groups(kind, see)),
        _ => {}
    }
}

/// How a place is referred to: `follow-up`.
fn id(place: &Place) -> String {
    debug_assert!(PLACES.iter().any(|known| known.name == place.name), "{}", place.name);
    let letters = place.name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' });
    letters.collect::<String>().trim_matches('-').to_owned()
}

fn group(place: &Place) -> Map<String, Value> {
    let further = place.one_of.iter().flat_map(|place| place.keys);
    let properties = place.keys.iter().chain(further).map(|key| (key.name.into(), described(key)));
    let needed = place.keys.iter().filter(|key| key.required).map(|key| key.name);
    let needed: Vec<&str> = needed.collect();
    let mut made = Map::new();
    made.insert("type".into(), json!("object"));
    made.insert("description".into(), json!(place.doc));
    made.insert("properties".into(), Value::Object(properties.collect()));
    made.insert("additionalProperties".into(), json!(false));
    if !needed.is_empty() {
        made.insert("required".into(), json!(needed));
    }
    let pairs: Map<String, Value> =
        place.pairs.iter().map(|(key, with)| ((*key).into(), json!([with]))).collect();
    if !pairs.is_empty() {
        made.insert("dependentRequired".into(), Value::Object(pairs));
    }
    if !place.one_of.is_empty() {
        made.insert("dependentSchemas".into(), Value::Object(alternatives(place.one_of)));
    }
    made
}

/// One action excludes the others, and a further key needs an action it goes with.
fn alternatives(actions: &[Place]) -> Map<String, Value> {
    let begins = |place: &Place| place.keys.first().map(|key| key.name);
    let mut made = Map::new();
    for action in actions {
        let Some(name) = begins(action) else { continue };
        let others = actions.iter().filter_map(begins).filter(|other| *other != name);
        let excluded: Map<String, Value> =
            others.map(|other| (other.into(), json!(false))).collect();
        made.insert(name.into(), json!({ "properties": excluded }));
        for key in action.keys.iter().skip(1) {
            let with = actions.iter().filter(|place| place.key(key.name).is_some());
            let with: Vec<Value> =
                with.filter_map(begins).map(|name| json!({ "required": [name] })).collect();
            made.insert(key.name.into(), json!({ "anyOf": with }));
        }
    }
    made
}

fn described(key: &Key) -> Value {
    let mut made = match kind(&key.kind) {
        Value::Object(made) => made,
        _ => Map::new(),
    };
    made.insert("description".into(), json!(key.doc));
    Value::Object(made)
}

const NAME: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const VARIABLE: &str = "^[a-z_][a-z0-9_]*$";
const FILLED: &str = "\\S";
const LENGTH: &str = "^\\s*([0-9]+[dhms])+\\s*$";
const BRACED: &str = "^\\s*\\{[\\s\\S]*\\}\\s*$";

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

fn kind(kind: &Kind) -> Value {
    let inner = |inner: &Kind| self::kind(inner);
    match kind {
        Kind::Text | Kind::Words | Kind::Code => text(FILLED),
        Kind::Question => json!({ "type": "string" }),
        Kind::Step | Kind::Kebab => text(NAME),
        Kind::Exercise => text("^(\\./)?[a-z0-9]+(-[a-z0-9]+)*$"),
        Kind::Variable => text(VARIABLE),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole(i64::MIN, i64::MAX) => json!({ "type": "integer" }),
        Kind::Whole(from, i64::MAX) => json!({ "type": "integer", "minimum": from }),
        Kind::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::Number => json!({ "anyOf": [{ "type": "number" }, text(BRACED)] }),
        Kind::Length => json!({ "anyOf": [text(LENGTH), text(BRACED)] }),
        Kind::Date => timed("date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        Kind::Clock => timed("time-local", "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"),
        Kind::Moment => json!({ "anyOf": [
            timed("date-time", "^[0-9]{4}-"), timed("date-time-local", "^[0-9]{4}-"), timed("date", "^[0-9]{4}-"),
        ] }),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Check => {
            let names: Vec<&str> = Helper::ALL.iter().map(|helper| helper.name()).collect();
            json!({ "anyOf": [{ "enum": names }, text(FILLED)] })
        }
        Kind::Value => json!({}),
        Kind::Worked => json!({ "anyOf": [
            text(FILLED), { "type": "number" }, { "type": "boolean" },
        ] }),
        Kind::List(of) => json!({ "type": "array", "minItems": 1, "items": inner(of) }),
        Kind::Pair(of) => {
            json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": inner(of) })
        }
        Kind::Group(place) => json!({ "$ref": format!("#/$defs/{}", id(place)) }),
        Kind::Named(of) => json!({ "type": "object", "additionalProperties": inner(of) }),
        Kind::Any(kinds) => json!({ "anyOf": kinds.iter().map(inner).collect::<Vec<_>>() }),
    }
}

/// A date or time, bare or in quotes: editors take the bare ones for texts of this format.
fn timed(format: &str, pattern: &str) -> Value {
    json!({ "anyOf": [
        { "type": "string", "format": format, "pattern": pattern }, text(pattern),
    ] })
}
