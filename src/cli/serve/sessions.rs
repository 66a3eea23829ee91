//! The sessions that are played, by their names, and when time moves each on. Knows neither
//! exercises nor messages.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tending::session::{Act, Input, Output, Session, SessionError};
use tending::time::Moment;

use super::problem::{Problem, Reason};
use super::wire::{Clock, Event, Rest, Stands};
use crate::cli::clock::wall;

/// The longest name of a session, in characters.
const LONGEST_NAME: usize = 64;
/// The last instant that is taken: the end of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;

/// A session that is played.
pub(crate) struct Live {
    session: Session,
    clock: Keeps,
    seq: u64,
    rest: Option<Output>,
    /// When time moves it on, as it stands in [`Sessions::due`].
    due: Option<i64>,
}

/// Who keeps the time, and where.
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
            (Clock::Server, offset) => {
                Ok(Keeps::Server { offset: offset.map(self::offset).transpose()? })
            }
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
            (Keeps::Server { offset }, None) => {
                let now = wall();
                Ok(Moment { offset: offset.unwrap_or(now.offset), ..now })
            }
        }
    }
}

fn offset(offset: i32) -> Result<i32, Problem> {
    let near = offset.unsigned_abs() < 86_400;
    near.then_some(offset)
        .ok_or_else(|| Problem::param("offset", "must lie within 86399 seconds of UTC"))
}

/// An instant within the bounds that are taken.
fn instant(at: Moment) -> Result<Moment, Problem> {
    if !(0..=LAST_MS).contains(&at.unix_ms) {
        return Err(Problem::param("at", "must lie between the years 1970 and 9999"));
    }
    offset(at.offset).map(|_| at).map_err(|_| {
        Problem::param("at", "has an offset that does not lie within 86399 seconds of UTC")
    })
}

/// All sessions.
pub(crate) struct Sessions {
    live: HashMap<Arc<str>, Live>,
    most: usize,
    /// Which are moved on by time, in the order they are: of the server's clock, of the client's.
    due: [BTreeSet<(i64, Arc<str>)>; 2],
}

impl Sessions {
    pub(crate) fn new(most: usize) -> Sessions {
        Sessions { live: HashMap::new(), most, due: Default::default() }
    }

    /// Whether a session can begin under this name.
    pub(crate) fn is_free(&self, name: &str) -> Result<(), Problem> {
        let count = name.chars().count();
        if count == 0 || count > LONGEST_NAME || name.contains(char::is_control) {
            return Err(Problem::param("session", "must be a name of 1 to 64 characters"));
        }
        if self.live.contains_key(name) {
            let why = "there is a session of this name; it ends, or `session/stop` ends it";
            return Err(Problem::new(Reason::SessionExists, why));
        }
        if self.live.len() >= self.most {
            let why = format!(
                "there are {} sessions, as many as may be; `session/stop` ends one, and `tending serve --sessions` lets in more",
                self.most
            );
            return Err(Problem::new(Reason::TooManySessions, why));
        }
        Ok(())
    }

    /// Takes in a session that began, and tells what it says.
    pub(crate) fn add(
        &mut self,
        name: &str,
        session: Session,
        clock: Keeps,
        tell: &mut dyn FnMut(&Event<'_>),
    ) -> Stands {
        let live = Live { session, clock, seq: 0, rest: None, due: None };
        let name: Arc<str> = name.into();
        self.live.insert(name.clone(), live);
        self.settle(&name, true, tell)
    }

    pub(crate) fn find(&self, name: &str) -> Result<&Live, Problem> {
        self.live.get(name).ok_or_else(Problem::unknown_session)
    }

    /// Hands `act` to a session, and tells what it says to it, up to what it rests on.
    pub(crate) fn handle(
        &mut self,
        name: &str,
        at: Moment,
        act: Act,
        tell: &mut dyn FnMut(&Event<'_>),
    ) -> Result<Stands, Problem> {
        let known = self.live.get_key_value(name).map(|(name, _)| name.clone());
        let name = known.ok_or_else(Problem::unknown_session)?;
        let live = self.live.get_mut(&name).ok_or_else(Problem::unknown_session)?;
        let done = live.session.handle(Input::new(at, act));
        let stands = self.settle(&name, true, tell);
        done.map(|()| stands).map_err(|error| Problem::failed(&error))
    }

    /// Forgets a session.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Live> {
        let (name, live) = self.live.remove_entry(name)?;
        if let Some(due) = live.due {
            self.due[live.clock.index()].remove(&(due, name));
        }
        Some(live)
    }

    pub(crate) fn clear(&mut self) {
        *self = Sessions::new(self.most);
    }

    /// When the next session of this clock is due.
    pub(crate) fn next_due(&self, clock: Clock) -> Option<Moment> {
        let (_, name) = self.due[clock as usize].first()?;
        self.live.get(name)?.session.deadline()
    }

    /// The names of the sessions of this clock that are due at `at`.
    pub(crate) fn due(&self, clock: Clock, at: Moment) -> Vec<Arc<str>> {
        let due = self.due[clock as usize].iter();
        due.take_while(|(due, _)| *due <= at.unix_ms).map(|(_, name)| name.clone()).collect()
    }

    /// Lets time pass for one session that is due, and tells what is new. An error leaves it where
    /// it stood, and time leaves it alone until something else happens.
    pub(crate) fn pass(
        &mut self,
        name: &Arc<str>,
        at: Moment,
        tell: &mut dyn FnMut(&Event<'_>),
    ) -> Result<(), (u64, SessionError)> {
        let Some(live) = self.live.get_mut(name) else { return Ok(()) };
        let at = Moment { offset: live.session_offset(at), ..at };
        let before = live.due;
        let done = live.session.handle(Input::new(at, Act::Time));
        self.settle(name, false, tell);
        let Some(live) = self.live.get_mut(name) else { return Ok(()) };
        let stuck = done.is_err() || live.due == before;
        if let Some(due) = live.due.take_if(|_| stuck) {
            self.due[live.clock.index()].remove(&(due, name.clone()));
        }
        done.map_err(|error| {
            live.seq += 1;
            (live.seq, error)
        })
    }

    /// Tells what a session has to say, up to what it rests on (which is told again only if asked
    /// for), and notes when it is due.
    fn settle(&mut self, name: &Arc<str>, again: bool, tell: &mut dyn FnMut(&Event<'_>)) -> Stands {
        let ended = Stands { seq: 0, rest: Rest::End, deadline: None };
        let Some(live) = self.live.get_mut(name) else { return ended };
        let rest = live.tell_all(name, again, tell);
        let deadline = live.session.deadline();
        let stands = Stands { seq: live.seq, rest, deadline };
        let due = deadline.map(|deadline| deadline.unix_ms);
        let dues = &mut self.due[live.clock.index()];
        if live.due != due {
            if let Some(old) = live.due {
                dues.remove(&(old, name.clone()));
            }
            dues.extend(due.map(|due| (due, name.clone())));
            live.due = due;
        }
        if rest == Rest::End {
            self.remove(name);
        }
        stands
    }
}

impl Keeps {
    fn index(self) -> usize {
        match self {
            Keeps::Server { .. } => Clock::Server as usize,
            Keeps::Client => Clock::Client as usize,
        }
    }
}

impl Live {
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn clock(&self) -> Keeps {
        self.clock
    }

    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    fn session_offset(&self, at: Moment) -> i32 {
        match self.clock {
            Keeps::Server { offset: Some(offset) } => offset,
            _ => at.offset,
        }
    }

    fn tell_all(&mut self, name: &str, again: bool, tell: &mut dyn FnMut(&Event<'_>)) -> Rest {
        let mut told = false;
        loop {
            let output = self.session.poll();
            let kept = self.session.is_kept();
            let Some(rest) = rest(&output) else {
                self.tell(name, &output, kept, false, tell);
                told = true;
                continue;
            };
            if again || told || self.rest.as_ref() != Some(&output) {
                self.tell(name, &output, kept, true, tell);
                self.rest = Some(output);
            }
            return rest;
        }
    }

    fn tell(
        &mut self,
        name: &str,
        output: &Output,
        kept: bool,
        resting: bool,
        tell: &mut dyn FnMut(&Event<'_>),
    ) {
        self.seq += 1;
        let reader = match output.to() {
            tending::session::To::One(person) => Some(self.session.name(person)),
            tending::session::To::Everyone => None,
        };
        tell(&Event {
            session: name,
            seq: self.seq,
            resting,
            kept,
            reader: reader.filter(|reader| !reader.is_empty()),
            deadline: self.session.deadline().filter(|_| resting),
            output,
        });
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
