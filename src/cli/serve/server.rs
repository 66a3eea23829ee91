//! What each message does: the methods, one after another. Knows neither streams nor threads.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tending::Program;
use tending::loader::Chain;
use tending::session::{Act, Recalled, SNAPSHOT_FORMAT, Session, Snapshot, Start};
use tending::time::Moment;
use tending::value::Person;

use super::frames::{Frame, Out};
use super::live::{Given, Keeps, Told};
use super::message::{Call, Message, Response};
use super::problem::{Problem, Reason};
use super::programs::Programs;
use super::sessions::Sessions;
use super::wire::{
    self, Clock, Done, Exercises, Fault, Formats, InputSession, Kept, Limits, Named, PROTOCOL,
    Polled, PolledAll, Started, Trouble,
};
use crate::cli::clock::wall;
use crate::cli::run::random_seed;

/// What is taken at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub(crate) sessions: usize,
    pub(crate) message: usize,
}

/// The most messages of one batch.
const MOST_BATCH: usize = 1_000;

/// Where a server is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Open,
    ShutDown,
    Left,
}

/// Everything that is served.
pub(crate) struct Server<W: Write> {
    programs: Programs,
    sessions: Sessions,
    pub(crate) out: Out<W>,
    most: Most,
    phase: Phase,
}

type Answer = Result<Value, Problem>;

impl<W: Write> Server<W> {
    pub(crate) fn new(loader: Chain, most: Most, out: Out<W>) -> Server<W> {
        let sessions = Sessions::new(most.sessions);
        Server { programs: Programs::new(loader), sessions, out, most, phase: Phase::New }
    }

    /// Whether the client said that it leaves, or nobody reads any more.
    pub(crate) fn is_over(&self) -> bool {
        self.phase == Phase::Left || self.out.failure().is_some()
    }

    /// When a session of the server's clock is due.
    pub(crate) fn next_due(&self) -> Option<Moment> {
        self.sessions.next_due(Clock::Server)
    }

    /// Moves on the sessions of the server's clock that are due.
    pub(crate) fn tick(&mut self) {
        self.sweep(Clock::Server, wall());
    }

    /// Does what a frame says, and answers it.
    pub(crate) fn take(&mut self, frame: &Frame) {
        let most = self.most.message;
        let problem = match frame {
            Frame::Message(bytes) => return self.message(bytes),
            Frame::TooLong => {
                let why = format!("a message of more than {most} bytes was left out");
                Problem::new(Reason::TooLong, why)
            }
            Frame::CutOff => Problem::new(Reason::CutOff, "the input ended inside a message"),
            Frame::NoLength => Problem::new(Reason::NoJson, "this header has no `Content-Length`"),
        };
        self.out.send(&Response::to_nobody(problem));
    }

    fn message(&mut self, bytes: &[u8]) {
        let reply = match serde_json::from_slice(bytes) {
            Err(error) => Some(Response::to_nobody(Problem::no_json(&error))),
            Ok(Value::Array(batch)) => return self.batch(batch),
            Ok(message) => self.one(message),
        };
        if let Some(reply) = reply {
            self.out.send(&reply);
        }
    }

    fn batch(&mut self, batch: Vec<Value>) {
        if batch.is_empty() || batch.len() > MOST_BATCH {
            let why = format!("a batch holds 1 to {MOST_BATCH} messages");
            self.out.send(&Response::to_nobody(Problem::new(Reason::NoRequest, why)));
            return;
        }
        let replies: Vec<Response> =
            batch.into_iter().filter_map(|message| self.one(message)).collect();
        if !replies.is_empty() {
            self.out.send(&replies);
        }
    }

    fn one(&mut self, message: Value) -> Option<Response> {
        match Message::read(message) {
            Ok(Message::Call { id, method, params }) => {
                let done = self.guarded(&method, params);
                id.map(|id| Response::new(id, done))
            }
            Ok(Message::Response { id, result }) => {
                if let Value::String(id) = id {
                    self.answered(&id, result);
                }
                None
            }
            Err(response) => Some(response),
        }
    }

    /// Calls the method. A fault of the program costs the session it happened in, no other.
    fn guarded(&mut self, method: &str, params: Value) -> Answer {
        let session = params.get("session").and_then(Value::as_str).map(str::to_owned);
        let called = catch_unwind(AssertUnwindSafe(|| self.call(method, params)));
        called.unwrap_or_else(|_| {
            if let Some(session) = session {
                self.sessions.remove(&session);
            }
            let why = "something went wrong inside the program; the session of this message is gone, all others go on";
            Err(Problem::new(Reason::Internal, why))
        })
    }

    fn call(&mut self, method: &str, params: Value) -> Answer {
        match (method, self.phase) {
            ("exit", _) => {
                self.phase = Phase::Left;
                return Ok(Value::Null);
            }
            ("initialize", Phase::New) => return self.initialize(read(params)?),
            (_, Phase::New) => {
                let why = "`initialize` comes first";
                return Err(Problem::new(Reason::NotInitialized, why));
            }
            (_, Phase::ShutDown | Phase::Left) => {
                return Err(Problem::new(Reason::ShutDown, "the server was shut down"));
            }
            (_, Phase::Open) => {}
        }
        match method {
            "initialize" => Err(Problem::new(Reason::NoRequest, "this was initialized before")),
            "exercise/list" => {
                let wire::Nothing {} = read(params)?;
                let list: Exercises = self.programs.list();
                write(&list)
            }
            "exercise/check" => write(&self.programs.check(read(params)?)?),
            "session/start" => self.start(read(params)?),
            "session/input" => self.input(read(params)?),
            "session/poll" => self.poll(read(params)?),
            "session/snapshot" => self.snapshot(read(params)?),
            "session/restore" => self.restore(read(params)?),
            "session/stop" => self.stop(read(params)?),
            "shutdown" => {
                let wire::Nothing {} = read(params)?;
                self.sessions.clear();
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            _ => Err(Problem::new(Reason::UnknownMethod, "there is no such method")),
        }
    }

    fn initialize(&mut self, params: wire::Initialize) -> Answer {
        if params.protocol != PROTOCOL {
            let why = format!("protocol {PROTOCOL} is spoken here, and no other");
            return Err(Problem::new(Reason::OtherProtocol, why));
        }
        self.phase = Phase::Open;
        let (name, version) = ("tending", env!("CARGO_PKG_VERSION"));
        write(&wire::Initialized {
            protocol: PROTOCOL,
            program: Named { name, version },
            formats: Formats { exercise: 1, snapshot: SNAPSHOT_FORMAT },
            limits: Limits {
                sessions: self.most.sessions,
                message: self.most.message,
                batch: MOST_BATCH,
            },
        })
    }

    fn start(&mut self, params: wire::StartSession) -> Answer {
        self.sessions.is_free(&params.session)?;
        let clock = Keeps::of(params.clock, params.offset)?;
        let at = clock.at(params.at)?;
        let program = self.programs.program(&params.exercise)?;
        // Below 2^53, which every language can hold.
        let seed = params.seed.unwrap_or_else(|| random_seed() >> 10);
        let recalled = recalled(&program, &params.people, params.recalled)?;
        let people = params.people.into_iter().collect();
        let with = params.with.into_iter().collect();
        let version = program.version().to_owned();
        let given = Given::of(params.host)?;
        let start = Start { people, seed, at, with, recalled, host: given.host() };
        let session = Session::start(program, start).map_err(|error| Problem::start(&error))?;
        let out = &mut self.out;
        let keeps = (clock, given, at);
        let stands =
            self.sessions.add(&params.session, session, keeps, &mut |told| tell(out, told));
        write(&Started { version, seed, stands })
    }

    fn input(&mut self, params: InputSession) -> Answer {
        let live = self.sessions.find(&params.session)?;
        let at = live.keeps().at(params.at)?;
        if matches!(params.input, Act::Returned { .. } | Act::Failed { .. }) {
            let why =
                "is no input here: what the exercise asks is answered as the request `host/call`";
            return Err(Problem::param("input.act", why));
        }
        match params.seq {
            Some(seq) if seq != live.seq() => return Err(Problem::moved_on(live.seq())),
            None if answers(&params.input) => {
                let why = "is missing: which event is this an answer to?";
                return Err(Problem::param("seq", why));
            }
            _ => {}
        }
        let out = &mut self.out;
        let told = &mut |told: Told<'_>| tell(out, told);
        write(&self.sessions.handle(&params.session, at, params.input, told)?)
    }

    fn poll(&mut self, params: wire::PollSession) -> Answer {
        let Some(session) = params.session else {
            let at = Keeps::Client.at(params.at)?;
            let moved = self.sweep(Clock::Client, at);
            let next = self.sessions.next_due(Clock::Client);
            return write(&Polled::All(PolledAll { moved, next }));
        };
        let at = self.sessions.find(&session)?.keeps().at(params.at)?;
        let out = &mut self.out;
        let told = &mut |told: Told<'_>| tell(out, told);
        write(&Polled::One(self.sessions.handle(&session, at, Act::Time, told)?))
    }

    /// Moves on all sessions of this clock that are due, and says how many there were.
    fn sweep(&mut self, clock: Clock, at: Moment) -> usize {
        let due = self.sessions.due(clock, at);
        for session in &due {
            let (sessions, out) = (&mut self.sessions, &mut self.out);
            let passed = catch_unwind(AssertUnwindSafe(|| {
                sessions.pass(session, at, &mut |told| tell(out, told));
            }));
            if passed.is_err() {
                self.lost(session);
            }
        }
        due.len()
    }

    /// Hands on what the client said to `host/call`.
    fn answered(&mut self, id: &str, result: Result<Value, String>) {
        let Some(session) = self.sessions.who_asked(id) else { return };
        let result = result.and_then(|value| {
            serde_json::from_value(value).map_err(|_| "it gave no value".to_owned())
        });
        let (sessions, out) = (&mut self.sessions, &mut self.out);
        let heard = catch_unwind(AssertUnwindSafe(|| {
            sessions.answered(id, result, &mut |told| tell(out, told));
        }));
        if heard.is_err() {
            self.lost(&session);
        }
    }

    /// A fault of the program cost this session, where no request can be told so.
    fn lost(&mut self, session: &Arc<str>) {
        let seq = self.sessions.find(session).map_or(0, |live| live.seq() + 1);
        self.sessions.remove(session);
        let message = "something went wrong inside the program; this session is gone".to_owned();
        let fault = Fault { step: String::new(), message, place: None };
        tell(&mut self.out, Told::Trouble(Trouble { session, seq, fault }));
    }

    fn snapshot(&mut self, params: wire::OfSession) -> Answer {
        let live = self.sessions.find(&params.session)?;
        let snapshot = serde_json::to_value(live.session().snapshot());
        write(&Kept { snapshot: snapshot.map_err(|_| cannot_write())? })
    }

    fn restore(&mut self, params: wire::RestoreSession) -> Answer {
        self.sessions.is_free(&params.session)?;
        let clock = Keeps::of(params.clock, params.offset)?;
        let at = clock.at(params.at)?;
        let snapshot: Snapshot = serde_json::from_value(params.snapshot)
            .map_err(|_| Problem::param("snapshot", "is no snapshot of this program"))?;
        let program = self.programs.program(&snapshot.exercise)?;
        let given = Given::of(params.host)?;
        let version = program.version().to_owned();
        let restored = match params.anyway {
            false => Session::restore(program, &snapshot, at).map(|session| (session, Vec::new())),
            true => Session::restore_anyway(program, &snapshot, at)
                .map(|carried| (carried.session, carried.losses)),
        };
        let (session, losses) = restored.map_err(|error| Problem::restore(&error))?;
        let session = session.with_host(given.host());
        let losses = losses.iter().map(wire::Lost::of).collect();
        let out = &mut self.out;
        let keeps = (clock, given, at);
        let stands =
            self.sessions.add(&params.session, session, keeps, &mut |told| tell(out, told));
        write(&wire::Restored { version, losses, stands })
    }

    fn stop(&mut self, params: wire::OfSession) -> Answer {
        let known = self.sessions.remove(&params.session);
        known.then_some(Done {}).ok_or_else(Problem::unknown_session).and_then(|done| write(&done))
    }
}

/// Earlier results, each with whom it belongs to: people count in the order of their roles.
fn recalled(
    program: &Program,
    people: &BTreeMap<String, String>,
    earlier: Vec<wire::Earlier>,
) -> Result<Vec<Recalled>, Problem> {
    let names: Vec<&String> =
        program.starting_roles().into_iter().filter_map(|role| people.get(role)).collect();
    let one = |earlier: wire::Earlier| {
        let at = match &earlier.person {
            Some(person) => names.iter().position(|name| *name == person),
            None => (names.len() < 2).then_some(0),
        };
        let why = "must be one of the names in `people`";
        let at = at.ok_or_else(|| Problem::param("recalled.person", why))?;
        Ok(Recalled { person: Person::new(at), from: earlier.from, value: earlier.value })
    };
    earlier.into_iter().map(one).collect()
}

fn tell<W: Write>(out: &mut Out<W>, told: Told<'_>) {
    match told {
        Told::Event(event) => out.send(&Call::notification("session/event", event)),
        Told::Trouble(trouble) => out.send(&Call::notification("session/trouble", trouble)),
        Told::Asks(id, asks) => out.send(&Call::request(id, "host/call", asks)),
    }
}

/// Whether this says something to what the session rests on, and not to the session as such.
fn answers(act: &Act) -> bool {
    !matches!(
        act,
        Act::Time | Act::Back | Act::Stop | Act::Break | Act::Repeat | Act::Recap | Act::Help
    )
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Problem> {
    if params.is_array() {
        let why = "the params must be an object with the names of the protocol";
        return Err(Problem::new(Reason::BadParams, why));
    }
    serde_path_to_error::deserialize(params).map_err(|error| Problem::misfit(&error))
}

fn write(result: &impl Serialize) -> Answer {
    serde_json::to_value(result).map_err(|_| cannot_write())
}

fn cannot_write() -> Problem {
    Problem::new(Reason::Internal, "this could not be written")
}
