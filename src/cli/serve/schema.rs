//! The JSON Schemas of the protocol, made from the types that are read and written. Checks
//! nothing by them.

use std::collections::BTreeSet;

use clap::ValueEnum;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::wire;

/// Whose messages a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// What a client sends
    Client,
    /// What the server sends
    Server,
}

/// A method that a client can call.
struct Method {
    name: &'static str,
    about: &'static str,
    params: fn(&mut SchemaGenerator) -> Schema,
    result: fn(&mut SchemaGenerator) -> Schema,
}

const fn method<P: JsonSchema, R: JsonSchema>(name: &'static str, about: &'static str) -> Method {
    Method {
        name,
        about,
        params: |made| made.subschema_for::<P>(),
        result: |made| made.subschema_for::<R>(),
    }
}

const METHODS: &[Method] = &[
    method::<wire::Initialize, wire::Initialized>("initialize", "Comes first, once."),
    method::<wire::Nothing, wire::Exercises>("exercise/list", "The exercises there are."),
    method::<wire::CheckExercise, wire::Checked>(
        "exercise/check",
        "What is to be mended in an exercise, as `tending check` says it.",
    ),
    method::<wire::StartSession, wire::Started>("session/start", "Begins a session."),
    method::<wire::InputSession, wire::Stands>("session/input", "Says what happened in a session."),
    method::<wire::PollSession, wire::Polled>("session/poll", "Lets time pass."),
    method::<wire::OfSession, wire::Kept>(
        "session/snapshot",
        "Where a session stands. It goes on here too.",
    ),
    method::<wire::RestoreSession, wire::Restored>(
        "session/restore",
        "Goes on from a snapshot, as a session of its own.",
    ),
    method::<wire::OfSession, wire::Done>(
        "session/stop",
        "Forgets a session at once; nothing more is said. For a kind end there is the input `stop`.",
    ),
    method::<wire::Nothing, ()>("shutdown", "Forgets all sessions; only `exit` follows."),
];

/// The schema of what one side sends, as a document with a line end.
pub(crate) fn schema(side: Side) -> String {
    let document = match side {
        Side::Client => client(),
        Side::Server => server(),
    };
    format!("{document:#}\n")
}

fn generator(settings: SchemaSettings) -> SchemaGenerator {
    settings
        .with_transform(schemars::transform::RecursiveTransform(|schema: &mut Schema| {
            if let Some(Value::String(words)) = schema.get_mut("description") {
                *words = without_links(words);
            }
        }))
        .into_generator()
}

fn client() -> Value {
    let mut made = generator(SchemaSettings::draft2020_12().for_deserialize());
    let mut messages: Vec<Value> = METHODS
        .iter()
        .map(|method| call(method.name, method.about, (method.params)(&mut made).into(), true))
        .collect();
    let exit = json!({ "type": "object", "maxProperties": 0 });
    messages.push(call("exit", "Ends the program. A notification.", exit, false));
    messages.push(json!({
        "title": "an answer to `host/call`",
        "description": "Its id, and the value, or an error.",
        "type": "object",
        "properties": {
            "jsonrpc": { "const": "2.0" },
            "id": { "type": "string" },
            "result": made.subschema_for::<tending::value::Value>(),
            "error": {
                "type": "object",
                "properties": { "message": {
                    "description": "What failed. It is told on in `session/trouble`: no answer in it.",
                    "type": "string",
                } },
                "required": ["message"],
            },
        },
        "required": ["jsonrpc", "id"],
        "oneOf": [{ "required": ["result"] }, { "required": ["error"] }],
        "additionalProperties": false,
    }));
    document(Side::Client, messages, made, Map::new())
}

fn server() -> Value {
    let mut made = generator(SchemaSettings::draft2020_12().for_serialize());
    let event = made.subschema_for::<wire::Event<'static>>().into();
    let trouble = made.subschema_for::<wire::Trouble<'static>>().into();
    let asks = made.subschema_for::<wire::HostAsks<'static>>().into();
    let error: Value = made.subschema_for::<Problem>().into();
    let results: Map<String, Value> = METHODS
        .iter()
        .map(|method| (method.name.to_owned(), (method.result)(&mut made).into()))
        .collect();
    let any: Vec<&Value> = results.values().collect();
    let messages = vec![
        call("session/event", "What a session says or waits for.", event, false),
        call("session/trouble", "What failed where no request can be told so.", trouble, false),
        call("host/call", "What an exercise asks the client.", asks, true),
        json!({
            "title": "a result",
            "description": "What came of a request; `results` says what comes of which method.",
            "type": "object",
            "properties": { "jsonrpc": { "const": "2.0" }, "id": id(), "result": { "anyOf": any } },
            "required": ["jsonrpc", "id", "result"],
            "additionalProperties": false,
        }),
        json!({
            "title": "an error",
            "description": "Why a request was not obeyed. The id is null where none could be read.",
            "type": "object",
            "properties": { "jsonrpc": { "const": "2.0" }, "id": id(), "error": error },
            "required": ["jsonrpc", "id", "error"],
            "additionalProperties": false,
        }),
    ];
    let mut more = Map::new();
    more.insert("results".into(), Value::Object(results));
    document(Side::Server, messages, made, more)
}

/// A request, or a notification.
fn call(name: &str, about: &str, params: Value, asks: bool) -> Value {
    let mut properties = Map::new();
    properties.insert("jsonrpc".into(), json!({ "const": "2.0" }));
    let needs_params = params.get("required").is_some() || params.get("$ref").is_some();
    let mut required = vec!["jsonrpc", "method"];
    if asks {
        properties.insert("id".into(), id());
        required.push("id");
    }
    properties.insert("method".into(), json!({ "const": name }));
    properties.insert("params".into(), params);
    if needs_params {
        required.push("params");
    }
    json!({
        "title": name,
        "description": about,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn id() -> Value {
    json!({ "type": ["string", "number", "null"] })
}

fn document(
    side: Side,
    messages: Vec<Value>,
    mut made: SchemaGenerator,
    more: Map<String, Value>,
) -> Value {
    let who = match side {
        Side::Client => "a client sends to `tending serve`",
        Side::Server => "`tending serve` sends",
    };
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("What {who}, protocol {}", wire::PROTOCOL),
        "description": "A message, or a batch of them.",
        "anyOf": [
            { "$ref": "#/$defs/Message" },
            { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/Message" } },
        ],
    });
    let mut definitions: Map<String, Value> = made.take_definitions(true).into_iter().collect();
    definitions.insert("Message".into(), json!({ "anyOf": messages }));
    if let Value::Object(document) = &mut document {
        document.extend(more);
        document.insert("$defs".into(), Value::Object(definitions));
    }
    document
}

/// Every name of the protocol: the properties of all that is sent.
pub(crate) fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    gather(&client(), &mut names);
    gather(&server(), &mut names);
    names
}

fn gather(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|inner| gather(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| gather(inner, names)),
        _ => {}
    }
}

/// `[words](path)` and `[words]` as their words: links of a Rust page lead nowhere here.
fn without_links(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|at| open + at) else { break };
        made.push_str(&rest[..open]);
        made.push_str(&rest[open + 1..close]);
        rest = &rest[close + 1..];
        if rest.starts_with('(')
            && let Some(end) = rest.find(')')
        {
            rest = &rest[end + 1..];
        }
    }
    made + rest
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn links_become_their_words() {
        let text = "See [`Act::Keep`](super::Act::Keep), and [this] too.";
        assert_eq!(without_links(text), "See `Act::Keep`, and this too.");
    }
}
