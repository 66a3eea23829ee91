//! One session that is played: what it tells, what it asks the client, and when time moves it on.
//! Knows no other session, and writes nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tending::host::{Host, HostCall};
use tending::session::{Act, Input, Output, Session, SessionError, To};
use tending::time::Moment;
use tending::value::Value;

use super::problem::Problem;
use super::wire::{Clock, Event, Fault, Gives, HostAsks, Rest, Stands, Trouble};
use crate::cli::clock::wall;

/// The last instant that is taken: the end of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;
/// The most functions that a client can give to a session.
const MOST_FUNCTIONS: usize = 100;
/// The longest that an answer of the client is waited for, in seconds.
const MOST_PATIENCE: u32 = 3_600;

/// Something that is told to the client.
pub(crate) enum Told<'a> {
    /// An output.
    Event(Event<'a>),
    /// What failed where no request can be told so.
    Trouble(Trouble<'a>),
    /// A request of this id.
    Asks(&'a str, HostAsks<'a>),
}

/// Takes what is told.
pub(crate) type Tell<'t> = dyn FnMut(Told<'_>) + 't;

/// Who keeps the time of a session, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keeps {
    Server { offset: Option<i32> },
    Client,
}

impl Keeps {
    /// How a session keeps its time.
    pub(crate) fn of(clock: Clock, offset: Option<i32>) -> Result<Keeps, Problem> {
        match (clock, offset) {
            (Clock::Client, Some(_)) => {
                Err(Problem::param("offset", "belongs to the server's clock"))
            }
            (Clock::Client, None) => Ok(Keeps::Client),
            (Clock::Server, Some(offset)) if offset.unsigned_abs() >= 86_400 => {
                Err(Problem::param("offset", "must lie within 86399 seconds of UTC"))
            }
            (Clock::Server, offset) => Ok(Keeps::Server { offset }),
        }
    }

    /// The instant of a message that says `at`.
    pub(crate) fn at(self, at: Option<Moment>) -> Result<Moment, Problem> {
        match (self, at) {
            (Keeps::Client, Some(at)) => instant(at),
            (Keeps::Client, None) => {
                Err(Problem::param("at", "is missing: the client keeps the time of this session"))
            }
            (Keeps::Server { .. }, Some(_)) => Err(Problem::param(
                "at",
                "must be absent: the server keeps the time of this session",
            )),
            (Keeps::Server { .. }, None) => Ok(self.here(wall())),
        }
    }

    /// The same instant where the people are.
    pub(crate) fn here(self, at: Moment) -> Moment {
        match self {
            Keeps::Server { offset: Some(offset) } => Moment { offset, ..at },
            _ => at,
        }
    }

    pub(crate) fn clock(self) -> Clock {
        match self {
            Keeps::Server { .. } => Clock::Server,
            Keeps::Client => Clock::Client,
        }
    }
}

fn instant(at: Moment) -> Result<Moment, Problem> {
    if !(0..=LAST_MS).contains(&at.unix_ms) {
        return Err(Problem::param("at", "must lie between the years 1970 and 9999"));
    }
    if at.offset.unsigned_abs() >= 86_400 {
        let why = "has an offset that does not lie within 86399 seconds of UTC";
        return Err(Problem::param("at", why));
    }
    Ok(at)
}

/// What a client gives to a session.
pub(crate) struct Given {
    functions: BTreeSet<String>,
    patience: Duration,
}

impl Given {
    pub(crate) fn of(gives: Gives) -> Result<Given, Problem> {
        if gives.functions.len() > MOST_FUNCTIONS {
            return Err(Problem::param("host.functions", "names more than 100 functions"));
        }
        if !(1..=MOST_PATIENCE).contains(&gives.timeout) {
            return Err(Problem::param("host.timeout", "must be 1 to 3600 seconds"));
        }
        let functions = gives.functions.into_iter().collect();
        Ok(Given { functions, patience: Duration::from_secs(gives.timeout.into()) })
    }

    /// The host as the session sees it: every answer comes later.
    pub(crate) fn host(&self) -> Host {
        self.functions.iter().fold(Host::new(), |host, name| host.later(name))
    }
}

/// A question to the client that was not answered yet.
struct Asked {
    id: String,
    call: u64,
    gives_up: Moment,
}

/// A session that is played.
pub(crate) struct Live {
    name: Arc<str>,
    /// The how-manieth session it is here.
    number: u64,
    session: Session,
    keeps: Keeps,
    given: Given,
    /// The number of the last event.
    seq: u64,
    /// What was told last that it rests on.
    rest: Option<Output>,
    /// The instant of the last input.
    last: Moment,
    asked: Option<Asked>,
    /// The last call that nobody answers.
    declined: u64,
    /// Time cannot move it on until something else happens.
    stuck: bool,
}

impl Live {
    pub(crate) fn new(
        (name, number): (Arc<str>, u64),
        session: Session,
        keeps: Keeps,
        given: Given,
        at: Moment,
    ) -> Live {
        Live {
            name,
            number,
            session,
            keeps,
            given,
            seq: 0,
            rest: None,
            last: at,
            asked: None,
            declined: 0,
            stuck: false,
        }
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn keeps(&self) -> Keeps {
        self.keeps
    }

    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// When time alone moves it on.
    pub(crate) fn deadline(&self) -> Option<Moment> {
        match &self.asked {
            Some(asked) => Some(asked.gives_up),
            None => self.session.deadline(),
        }
    }

    /// When it has to be looked at for the time alone.
    pub(crate) fn due(&self) -> Option<i64> {
        self.deadline().filter(|_| !self.stuck).map(|deadline| deadline.unix_ms)
    }

    /// Hands in what happened.
    pub(crate) fn handle(&mut self, at: Moment, act: Act) -> Result<(), SessionError> {
        self.stuck = false;
        self.last = if at.unix_ms > self.last.unix_ms { at } else { self.last };
        let act = match (&self.asked, act) {
            (Some(asked), Act::Time) if at.unix_ms >= asked.gives_up.unix_ms => {
                Act::Returned { call: asked.call, value: Value::Unit }
            }
            (_, act) => act,
        };
        self.session.handle(Input::new(at, act))
    }

    /// Lets time pass that is due, and tells what is new. What time cannot move it leaves alone.
    pub(crate) fn pass(&mut self, at: Moment, tell: &mut Tell<'_>) -> Rest {
        let before = self.deadline();
        let done = self.handle(self.keeps.here(at), Act::Time);
        let failed = done.is_err();
        self.trouble(done, tell);
        let rest = self.tell_all(false, tell);
        self.stuck = failed || self.deadline() == before;
        rest
    }

    /// The client answered the question that is open; what is new is told.
    pub(crate) fn answered(&mut self, result: Result<Value, String>, tell: &mut Tell<'_>) -> Rest {
        if let Some(Asked { call, .. }) = self.asked.take() {
            let act = match result {
                Ok(value) => Act::Returned { call, value },
                Err(why) => Act::Failed { call, why },
            };
            // By the client's clock no time passed while it thought.
            let at = self.keeps.at(None).unwrap_or(self.last);
            let done = self.handle(at, act);
            self.trouble(done, tell);
        }
        self.tell_all(false, tell)
    }

    /// Which question is open, if one is.
    pub(crate) fn question(&self) -> Option<&str> {
        self.asked.as_ref().map(|asked| asked.id.as_str())
    }

    fn trouble(&mut self, done: Result<(), SessionError>, tell: &mut Tell<'_>) {
        let Err(error) = done else { return };
        self.seq += 1;
        let fault = Fault::of(&error);
        tell(Told::Trouble(Trouble { session: &self.name, seq: self.seq, fault }));
    }

    /// Where it stands, after everything was told.
    pub(crate) fn stands(&self, rest: Rest) -> Stands {
        Stands { seq: self.seq, rest, deadline: self.deadline() }
    }

    /// Tells what it has to say, up to what it rests on; that is told `again` even if it is not
    /// new.
    pub(crate) fn tell_all(&mut self, again: bool, tell: &mut Tell<'_>) -> Rest {
        let mut again = again;
        loop {
            let output = self.session.poll();
            let kept = self.session.is_kept();
            let Some(rest) = rest(&output) else {
                self.tell(&output, kept, false, tell);
                again = true;
                continue;
            };
            let new = again || self.rest.as_ref() != Some(&output);
            if let Output::Host(call) = &output {
                if self.declined != call.call && !self.given.functions.contains(&call.function) {
                    self.decline(call, tell);
                    continue;
                }
                if new && self.question().is_none() {
                    self.ask(call, tell);
                }
            } else {
                self.asked = None;
                if new {
                    self.tell(&output, kept, true, tell);
                }
            }
            self.rest = Some(output);
            return rest;
        }
    }

    fn tell(&mut self, output: &Output, kept: bool, resting: bool, tell: &mut Tell<'_>) {
        self.seq += 1;
        let reader = match output.to() {
            To::One(person) => Some(self.session.name(person)),
            To::Everyone => None,
        };
        tell(Told::Event(Event {
            session: &self.name,
            seq: self.seq,
            resting,
            kept,
            reader: reader.filter(|reader| !reader.is_empty()),
            deadline: self.session.deadline().filter(|_| resting),
            output,
        }));
    }

    fn ask(&mut self, call: &HostCall, tell: &mut Tell<'_>) {
        self.seq += 1;
        // A name may be used again; an answer to the one before is none to this one.
        let id = format!("{}.{}", self.number, self.seq);
        let gives_up = self.last.after(self.given.patience);
        let asks = HostAsks {
            session: &self.name,
            seq: self.seq,
            deadline: gives_up,
            step: &call.step,
            function: &call.function,
            arguments: &call.arguments,
        };
        tell(Told::Asks(&id, asks));
        self.asked = Some(Asked { id, call: call.call, gives_up });
    }

    /// Nobody answers this: a snapshot waited for it where a client gave it.
    fn decline(&mut self, call: &HostCall, tell: &mut Tell<'_>) {
        self.declined = call.call;
        let returned = Act::Returned { call: call.call, value: Value::Unit };
        let done = self.session.handle(Input::new(self.last, returned));
        self.trouble(done, tell);
    }
}

/// What a session rests on with this output, if it does.
fn rest(output: &Output) -> Option<Rest> {
    match output {
        Output::Ask(_) => Some(Rest::Ask),
        Output::Pause(_) => Some(Rest::Pause),
        Output::HandOver(_) => Some(Rest::HandOver),
        Output::Host(_) => Some(Rest::Host),
        Output::End(_) => Some(Rest::End),
        _ => None,
    }
}
