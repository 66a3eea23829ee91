//! `tending serve` through its own door: what goes over the line both ways, held against the
//! schemas. The client keeps the time, so nothing waits.

mod errors;
mod hosts;
mod many;
mod page;
mod player;
mod traffic;

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::golden::{folder, same};

/// 2026-01-05T18:00:00+01:00, and `seconds` later.
pub(crate) fn at(seconds: i64) -> Value {
    json!({ "unix_ms": 1_767_632_400_000 + seconds * 1_000, "offset": 3_600 })
}

fn golden(name: &str, came: &str) {
    let path = folder("serve/golden").join(format!("{name}.txt"));
    assert!(same(&path, came), "{name}: TENDING_ACCEPT=1 writes it anew");
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/serve")
}

/// The schema of what `side` sends, as it is committed.
fn schema(side: &str) -> Value {
    let text = std::fs::read_to_string(page().join(format!("{side}.schema.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

static CLIENT: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema("client")).unwrap());
static SERVER: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema("server")).unwrap());
/// What comes of each method.
static RESULTS: LazyLock<HashMap<String, Validator>> = LazyLock::new(|| {
    let server = schema("server");
    let results = server["results"].as_object().unwrap().iter();
    let validator = |result: &Value| {
        let mut document = json!({ "$defs": server["$defs"] });
        let whole = document.as_object_mut().unwrap();
        whole.extend(result.as_object().unwrap().clone());
        jsonschema::validator_for(&document).unwrap()
    };
    results.map(|(method, result)| (method.clone(), validator(result))).collect()
});

fn fits(validator: &Validator, message: &Value) {
    let fault = validator.iter_errors(message).next().map(|fault| fault.to_string());
    assert_eq!(fault, None, "{message:#}");
}

/// A client of a server of its own; writes down what goes both ways.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: HashMap<u64, String>,
    last: u64,
    /// Events that came before the response that was waited for.
    pub(crate) events: VecDeque<Value>,
    /// What went both ways.
    pub(crate) traffic: String,
}

impl Client {
    /// A server with these arguments beside `--stdio`, not initialized yet.
    pub(crate) fn begin(arguments: &[&str]) -> Client {
        let nowhere = env!("CARGO_TARGET_TMPDIR");
        let mut child = Command::new(env!("CARGO_BIN_EXE_tending"))
            .args(["serve", "--stdio"])
            .args(arguments)
            .current_dir(folder("cli"))
            .env_clear()
            .env("HOME", nowhere)
            .env("XDG_DATA_HOME", nowhere)
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (asked, events, traffic) = (HashMap::new(), VecDeque::new(), String::new());
        Client { child, input, output, asked, last: 0, events, traffic }
    }

    /// The same, initialized.
    pub(crate) fn open(arguments: &[&str]) -> Client {
        let mut client = Client::begin(arguments);
        client.ask("initialize", json!({ "protocol": 1 })).unwrap();
        client.traffic.clear();
        client
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Sends a line that need not fit anything.
    pub(crate) fn line(&mut self, line: &str) {
        self.traffic.push_str(&format!("> {line}\n"));
        self.raw(format!("{line}\n").as_bytes());
    }

    /// Sends a request that need not fit anything, and gives its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> u64 {
        self.last += 1;
        let id = self.last;
        self.asked.insert(id, method.to_owned());
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.line(&message.to_string());
        id
    }

    /// The next message of the server, which fits the schema.
    pub(crate) fn next(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        self.traffic.push_str(&format!("< {line}"));
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            panic!("this is no message ({error}): {line}");
        });
        fits(&SERVER, &message);
        if let (Some(id), Some(result)) = (message["id"].as_u64(), message.get("result")) {
            fits(&RESULTS[&self.asked[&id]], result);
        }
        message
    }

    /// Asks, and waits for what comes of it. What else comes before is kept in `events`.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        fits(&CLIENT, &message);
        let id = self.request(method, params);
        self.response(id)
    }

    /// Waits for the response to the request `id`.
    pub(crate) fn response(&mut self, id: u64) -> Result<Value, Value> {
        loop {
            let message = self.next();
            if message["id"].as_u64() == Some(id) {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.events.push_back(message);
        }
    }

    /// Begins a session at the client's own clock.
    pub(crate) fn start(&mut self, session: &str, exercise: &str, more: Value) -> Value {
        let mut params = json!({
            "session": session, "exercise": exercise, "clock": "client", "at": at(0), "seed": 1,
        });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.ask("session/start", params).unwrap()
    }

    /// What happens next in a session: an answer to its last event.
    pub(crate) fn input(&mut self, session: &str, seconds: i64, input: Value) -> Value {
        let last = self.events.iter().rev().find(|event| event["params"]["session"] == session);
        let seq = last.map(|event| event["params"]["seq"].clone()).unwrap();
        let params = json!({ "session": session, "seq": seq, "at": at(seconds), "input": input });
        self.ask("session/input", params).unwrap()
    }

    /// Ends the input; the exit code and what was said on standard error.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "more was said than was read");
        let mut complaints = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        (self.child.wait().unwrap().code(), complaints)
    }

    /// The same, where all must have gone well.
    pub(crate) fn end_well(self) {
        assert_eq!(self.end(), (Some(0), String::new()));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _ended_before = self.child.wait();
    }
}
