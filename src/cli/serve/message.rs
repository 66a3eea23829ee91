//! JSON-RPC 2.0 around what is said: requests, responses and notifications, and what is none of
//! them. Knows no method.

use serde::Serialize;
use serde_json::{Map, Value};

use super::problem::{Problem, Reason};

/// The longest id of a request that is taken, in bytes of its JSON.
const LONGEST_ID: usize = 256;

/// As much of the words of a failed response is told on, in characters.
const LONGEST_WHY: usize = 300;

/// A message that came.
#[derive(Debug)]
pub(crate) enum Message {
    /// A request, or, where there is no id, a notification.
    Call { id: Option<Value>, method: String, params: Value },
    /// What came of a request of ours: its id, and the value or what failed in words.
    Response { id: Value, result: Result<Value, String> },
}

/// A response.
#[derive(Debug, Serialize)]
pub(crate) struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

impl Response {
    pub(crate) fn new(id: Value, done: Result<Value, Problem>) -> Response {
        let (result, error) = match done {
            Ok(result) => (Some(result), None),
            Err(problem) => (None, Some(problem)),
        };
        Response { jsonrpc: "2.0", id, result, error }
    }

    /// To a message that has no id, or none that could be read.
    pub(crate) fn to_nobody(problem: Problem) -> Response {
        Response::new(Value::Null, Err(problem))
    }
}

/// A notification or, with an id, a request of ours.
#[derive(Debug, Serialize)]
pub(crate) struct Call<'a, P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    method: &'static str,
    params: P,
}

impl<'a, P: Serialize> Call<'a, P> {
    pub(crate) fn notification(method: &'static str, params: P) -> Call<'a, P> {
        Call { jsonrpc: "2.0", id: None, method, params }
    }

    pub(crate) fn request(id: &'a str, method: &'static str, params: P) -> Call<'a, P> {
        Call { jsonrpc: "2.0", id: Some(id), method, params }
    }
}

impl Message {
    /// Reads one message, not a batch.
    ///
    /// # Errors
    ///
    /// It is no JSON-RPC 2.0: the response that says so.
    pub(crate) fn read(message: Value) -> Result<Message, Response> {
        let wrong = |id: Value, why: &str| {
            Err(Response::new(id, Err(Problem::new(Reason::NoRequest, why))))
        };
        let Value::Object(mut message) = message else {
            return wrong(Value::Null, "a message is an object, or a list of them");
        };
        let id = match id(&mut message) {
            Ok(id) => id,
            Err(why) => return wrong(Value::Null, why),
        };
        let or_null = id.clone().unwrap_or_default();
        if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return wrong(or_null, "`jsonrpc` must be \"2.0\"");
        }
        match message.remove("method") {
            Some(Value::String(method)) => {
                let params = message.remove("params").unwrap_or_else(|| Map::new().into());
                if !params.is_object() && !params.is_array() {
                    return wrong(or_null, "`params` must be an object");
                }
                Ok(Message::Call { id, method, params })
            }
            Some(_) => wrong(or_null, "`method` must be a text"),
            None => match (message.remove("result"), message.remove("error")) {
                (Some(result), None) => Ok(Message::Response { id: or_null, result: Ok(result) }),
                (None, Some(error)) => {
                    let words = error.get("message").and_then(Value::as_str).unwrap_or("no reason");
                    let why = words.chars().take(LONGEST_WHY).collect();
                    Ok(Message::Response { id: or_null, result: Err(why) })
                }
                _ => wrong(or_null, "`method` is missing"),
            },
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<Option<Value>, &'static str> {
    match message.remove("id") {
        None => Ok(None),
        Some(Value::String(text)) if text.len() > LONGEST_ID => Err("`id` is too long"),
        Some(id @ (Value::String(_) | Value::Number(_) | Value::Null)) => Ok(Some(id)),
        Some(_) => Err("`id` must be a text or a number"),
    }
}
