//! What a host appends to a log of its own, so that a session can be played again up to where it
//! stood: in another process, next month. Holds nothing of an answer that is not to be kept.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::begin::begin;
use super::evaluate::Fault;
use super::input::Input;
use super::log::Log;
use super::machine::{Machine, Out};
use super::output::{Output, Rejection};
use super::snapshot::{RestoreError, Snapshot};
use super::{Noted, Session, SessionError, Start, explain};
use crate::program::Program;
use crate::text::Str;
use crate::time::Moment;
use crate::value::Value;

/// One line of a log: what moved the session on, in the order it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The host was asked this at the beginning, and said so.
    Opened(Vec<(String, Value)>),
    /// This was put in, and the host was asked this and said so.
    Input {
        /// What was put in.
        input: Input,
        /// Which functions were asked, and what each gave.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<(String, Value)>,
        /// The step it led to: where a replay under an edited exercise leads elsewhere, it says so.
        #[serde(default)]
        led: Str,
    },
    /// Something went by that is not kept; this is where it led.
    Part(Box<Snapshot>),
    /// Somebody came back to it, at this instant.
    Woke(Moment),
}

/// Where the replay of a log leads elsewhere than the session went: the exercise was edited, or the
/// log is not of this session.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// Which event of the log it is, counted from 0.
    pub event: usize,
    /// The step it led to; empty where the log does not say.
    pub expected: String,
    /// What came of it now.
    pub found: Found,
}

/// What came of an event that is replayed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Found {
    /// It leads to this step.
    Step(String),
    /// It does not fit what is asked there any more, and why.
    Refused(Rejection),
    /// A script of the exercise fails.
    Failed(SessionError),
    /// What follows something that is not kept cannot be gone on from.
    Apart(RestoreError),
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {} of the log", self.event)?;
        if !self.expected.is_empty() {
            write!(f, " led to the step `{}`", self.expected)?;
        }
        match &self.found {
            Found::Step(step) => write!(f, ", and now it leads to `{step}`"),
            Found::Refused(why) => write!(f, ", and now the answer does not fit: {why}"),
            Found::Failed(error) => write!(f, ", and now it fails: {error}"),
            Found::Apart(error) => write!(f, ": {error}"),
        }
    }
}

impl std::error::Error for Divergence {}

impl Session {
    /// What a log of this session has to take in of the last [`handle`](Session::handle) or
    /// [`wake`](Session::wake); nothing where it changed nothing that is kept. A host that appends
    /// each can [`replay`](Session::replay) the session later.
    pub fn event(&self) -> Option<&Event> {
        match &self.event {
            Noted::Nothing => None,
            Noted::Logged => self.log.event(),
            Noted::Apart(event) => Some(event),
        }
    }

    /// The session to which a log leads: begun as it began, then moved on by each of `events`.
    /// Unlike one that was [restored](Session::restore) from a snapshot, it can go back and tell
    /// what was said as far as the log reaches. What it says on the way is not given again.
    ///
    /// ```
    /// use tending::session::{Act, Input, Session, Start};
    /// use tending::{Engine, loader::Builtin, time::Moment};
    ///
    /// let program = tending::load(&Engine::new(), &Builtin, "safety").program.ok_or("errors")?;
    /// let start = Start { at: "2026-01-05T18:00:00+01:00".parse()?, ..Start::default() };
    /// let mut session = Session::start(program.clone(), start.clone())?;
    /// let mut log = Vec::new();
    /// session.handle(Input::new(start.at, Act::Answer("gb".to_owned())))?;
    /// log.extend(session.event().cloned());
    ///
    /// let again = Session::replay(program, start, &log)?;
    /// assert_eq!(again.snapshot(), session.snapshot());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RestoreError::Diverged`] where the exercise was edited and an event leads elsewhere now, or
    /// nowhere: which event, what was expected and what was found. Then [`Session::restore`] can
    /// still go on from a snapshot, if one was kept. [`RestoreError::Trouble`] where it cannot even
    /// begin.
    pub fn replay<'e>(
        program: Arc<Program>,
        start: Start,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<Session, RestoreError> {
        let mut events = events.into_iter().enumerate().peekable();
        let told = match events.peek() {
            Some((_, Event::Opened(told))) => told.clone(),
            _ => Vec::new(),
        };
        let begun = begin(&program, &start);
        let begun = begun.map_err(|error| RestoreError::Trouble(error.to_string()))?;
        let mut session = Session::standing(program, begun, Out { logged: true, ..Out::default() });
        let opened = session.open(told, None);
        opened.map_err(|error| RestoreError::Trouble(error.to_string()))?;
        for (at, event) in events {
            if let Err(found) = session.relive(event) {
                let expected = match event {
                    Event::Input { led, .. } => led.to_string(),
                    Event::Part(snapshot) => snapshot.step(),
                    _ => String::new(),
                };
                let divergence = Divergence { event: at, expected, found };
                return Err(RestoreError::Diverged(Box::new(divergence)));
            }
            session.out.queue.clear();
        }
        session.out.queue.clear();
        session.out.logged = false;
        session.event = Noted::Nothing;
        Ok(session)
    }

    /// Does what `event` did; what came of it instead, where it leads elsewhere.
    fn relive(&mut self, event: &Event) -> Result<(), Found> {
        match event {
            Event::Opened(_) => Ok(()),
            Event::Input { input, told, led } => {
                self.out.rejected = false;
                let done = self.attempt(Some(input.clone()), told.clone(), None);
                done.map_err(Found::Failed)?;
                let refused = self.out.queue.iter().rev().find_map(|(said, _)| match said {
                    Output::Reject { rejection, .. } => Some(rejection.clone()),
                    _ => None,
                });
                if let Some(why) = refused.filter(|_| self.out.rejected) {
                    return Err(Found::Refused(why));
                }
                let stands = self.stands();
                match led.is_empty() || *led == stands {
                    true => Ok(()),
                    false => Err(Found::Step(stands.to_string())),
                }
            }
            Event::Part(snapshot) => self.part(snapshot).map_err(Found::Apart),
            Event::Woke(at) => self.wake(*at).map_err(Found::Failed),
        }
    }

    /// The name of the step it stands at.
    pub(super) fn stands(&self) -> Str {
        let top = self.state.top();
        self.program.unit(top.unit).nodes[top.node].id.clone()
    }

    /// Somebody comes back at the instant `at`: time boxes and timers stood still meanwhile, pauses
    /// ran on. What it rests on is shown again; where more than one person is there, the keyboard is
    /// handed over first.
    ///
    /// # Errors
    ///
    /// A script of the exercise that failed; the session then stands where it stood before.
    pub fn wake(&mut self, at: Moment) -> Result<(), SessionError> {
        self.event = Noted::Nothing;
        if self.state.ended.is_some() || self.asked.is_some() {
            return Ok(());
        }
        self.log.begin(&self.state);
        let before = self.state.clone();
        if let Err(fault) = self.machine().wake(at) {
            let error = explain(&self.program, &self.state, fault);
            self.state = before;
            return Err(error);
        }
        if self.held.is_none() {
            self.log.woke(at);
            self.event = Noted::Logged;
        }
        self.rest = self.machine().rest();
        Ok(())
    }

    /// Forgets what was put in so far: from now on [`Act::Back`](super::Act::Back) reaches to here
    /// at most, and a recap tells nothing older. For hosts that keep many sessions, or logs of their
    /// own. Where something goes on that is not kept, nothing is forgotten.
    pub fn forget_log(&mut self) {
        if self.held.is_none() && self.asked.is_none() {
            self.log = Log::empty();
            self.event = Noted::Nothing;
        }
    }

    /// What [`poll`](Session::poll) gives next, up to where the session rests, and whether each may
    /// be kept. Takes nothing away: for hosts that store what is said before they show it.
    pub fn pending(&self) -> impl Iterator<Item = (&Output, bool)> {
        let kept = self.asked.is_none() && self.state.keeps(&self.program) && !self.out.again;
        let queued = self.out.queue.iter().map(|(output, kept)| (output, *kept));
        queued.chain(std::iter::once((&self.rest, kept)))
    }

    /// Stands where `snapshot` says, after something that is not kept.
    fn part(&mut self, snapshot: &Snapshot) -> Result<(), RestoreError> {
        let mut fitted = snapshot.fit(&self.program, None)?;
        if let Some(changed) = fitted.changed.take() {
            return Err(RestoreError::Changed(Box::new(changed)));
        }
        self.state = fitted.snapshot.state(&self.program)?;
        self.held = None;
        self.log.part(self.state.clone());
        let mut out = Out::default();
        let machine = Machine { program: &self.program, state: &mut self.state, out: &mut out };
        self.rest = machine.rest();
        Ok(())
    }
}

impl Machine<'_> {
    /// Shows again what it rests on, from `at` on; who has the keyboard now, nobody can say.
    pub(super) fn wake(&mut self, at: Moment) -> Result<(), Fault> {
        if at.unix_ms > self.state.clock.unix_ms {
            self.state.clock = at;
        }
        if self.state.people.len() > 1 {
            self.state.keyboard = None;
        }
        if self.state.handing.is_some() { Ok(()) } else { self.present() }
    }
}
