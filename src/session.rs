//! One run of a program: `handle` an input, then `poll` until it rests. Has no clock, no files
//! and no screen; the same inputs give the same outputs, on any machine.

mod acts;
mod answer;
mod calls;
mod authors;
mod begin;
mod evaluate;
mod error;
mod events;
mod heard;
mod hosting;
mod input;
mod log;
mod keeping;
mod leaving;
mod machine;
mod output;
mod passing;
mod probe;
mod progress;
mod prompts;
mod resting;
mod snapshot;
mod state;
mod trace;
mod undo;
mod words;

use std::collections::VecDeque;
use std::sync::Arc;

pub use crate::host::HostCall;
pub use authors::{Carried, Given};
pub use begin::{Recalled, Start, StartError};
pub use error::SessionError;
pub use events::{Divergence, Event, Found};
pub use heard::{Happening, Heard};
pub use input::{Act, Input};
pub use output::{
    ChoiceView, Ending, HandOver, Notice, Nudge, Output, Pause, Preview, Prompt, PromptKind,
    Rejection, Reminder, To,
};

pub(crate) use probe::{Holder, Late, Matters, Passage, Probe, Resting, Weight};
pub use progress::Progress;
pub use snapshot::{Changed, FORMAT as SNAPSHOT_FORMAT, Loss, RestoreError, Snapshot, Why};
pub use trace::Taken;
pub(crate) use trace::{Way, What};

use crate::host::Host;
use crate::program::{Class, Program};
use crate::time::Moment;
use crate::value::{Person, Value};
use begin::begin;
use error::explain;
use evaluate::Fault;
use hosting::{Asked, Told};
use log::Log;
use machine::{Go, Machine, Out};
use snapshot::{Fitted, trouble};
use state::{Kind, State};

/// What a host's log has to take in of what was handled last.
#[derive(Debug)]
enum Noted {
    Nothing,
    /// The last of the log.
    Logged,
    /// Something that stands otherwise in the log.
    Apart(Box<Event>),
}

/// One run of a program.
///
/// It is `Send`, cheap to keep, and no script runs while it rests.
#[derive(Debug)]
pub struct Session {
    program: Arc<Program>,
    state: State,
    out: Out,
    rest: Output,
    log: Log,
    /// Where it stood before something began that is not kept.
    held: Option<Box<State>>,
    /// Whether what went by last may be kept.
    kept: bool,
    /// What a log has to take in of what was handled last.
    event: Noted,
    /// What waits for the host.
    asked: Option<Box<Asked>>,
    /// How often it waited for the host.
    calls: u64,
    /// Somebody is told what happens.
    listens: bool,
}

impl Session {
    /// Begins `program` with the people of `start`.
    ///
    /// # Errors
    ///
    /// A role that nobody takes, a name that is taken twice, or a first step that cannot be played.
    pub fn start(program: Arc<Program>, start: Start) -> Result<Session, StartError> {
        Session::begin(program, start, Out::default())
    }

    /// The same, noting what happens: [`Session::taken`] has the ways. For those who test an
    /// exercise.
    ///
    /// # Errors
    ///
    /// Those of [`Session::start`].
    pub fn start_traced(program: Arc<Program>, start: Start) -> Result<Session, StartError> {
        Session::begin(program, start, Out { events: Some(Vec::new()), ..Out::default() })
    }

    /// The ways that were taken so far; nothing unless it was [started so](Session::start_traced).
    pub fn taken(&self) -> Option<Taken> {
        self.out.events.as_deref().map(Taken::of)
    }

    fn begin(program: Arc<Program>, start: Start, mut out: Out) -> Result<Session, StartError> {
        let state = begin(&program, &start)?;
        out.hosting.host = start.host;
        let mut session = Session::standing(program, state, out);
        session.open(Vec::new(), None).map_err(StartError::Session)?;
        Ok(session)
    }

    /// A session that stands at `state`, of which nothing was said.
    fn standing(program: Arc<Program>, mut state: State, mut out: Out) -> Session {
        let rest = Machine { program: &program, state: &mut state, out: &mut out }.rest();
        let log = Log::new(state.clone());
        let (held, asked) = (None, None);
        Session {
            program,
            state,
            out,
            rest,
            log,
            held,
            kept: true,
            asked,
            calls: 0,
            listens: false,
            event: Noted::Nothing,
        }
    }

    /// Plays to the first rest; the host has said this already.
    fn open(&mut self, told: Vec<Told>, failed: Option<String>) -> Result<(), SessionError> {
        let fresh = self.program.asks_host().then(|| self.state.clone());
        self.out.hosting.begin(told, failed);
        match (self.machine().open(), fresh) {
            (Ok(()), _) => {
                self.log = Log::new(self.state.clone());
                let told = self.out.hosting.end();
                self.event = match told.is_empty() {
                    true => Noted::Nothing,
                    false => Noted::Apart(Event::Opened(told).into()),
                };
                self.rest = self.machine().rest();
                Ok(())
            }
            (Err(Fault::Asks(call)), Some(fresh)) => {
                self.out.queue.clear();
                self.state = fresh;
                self.wait(None, *call);
                Ok(())
            }
            (Err(fault), fresh) => {
                let error = explain(&self.program, &self.state, fault);
                self.out.queue.clear();
                self.state = fresh.unwrap_or_else(|| self.log_state());
                Err(error)
            }
        }
    }

    /// The same session with another host: what a snapshot leaves behind, or one that may be asked
    /// from now on.
    ///
    /// ```
    /// # use tending::{Engine, load, loader::Builtin, session::{Session, Start}};
    /// use tending::host::Host;
    /// # let program = load(&Engine::new(), &Builtin, "safety").program.ok_or("errors")?;
    /// # let snapshot = Session::start(program.clone(), Start::default())?.snapshot();
    /// let host = Host::new().function("weather", |_town: String| Ok::<_, String>("sunny"));
    /// let session = Session::restore(program, &snapshot, Default::default())?.with_host(host);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_host(mut self, host: Host) -> Session {
        self.out.hosting.host = host;
        self
    }

    /// Takes in what happened.
    ///
    /// # Errors
    ///
    /// A script of the exercise that failed; the session then stands where it stood before.
    pub fn handle(&mut self, input: Input) -> Result<(), SessionError> {
        self.event = Noted::Nothing;
        if self.state.ended.is_some() {
            self.kept = false;
            return Ok(());
        }
        match self.asked.take() {
            Some(asked) => self.hear_host(*asked, input),
            None => self.attempt(Some(input), Vec::new(), None),
        }
    }

    /// Plays `input`, or the beginning; the host has said this already.
    fn attempt(
        &mut self,
        input: Option<Input>,
        told: Vec<Told>,
        failed: Option<String>,
    ) -> Result<(), SessionError> {
        let Some(input) = input else { return self.open(told, failed) };
        let before = self.before(&input);
        let noted = self.noted();
        self.out.hosting.begin(told, failed);
        self.log.begin(&self.state);
        let said = self.out.queue.len();
        // What follows a hand-over still belongs to what was shown before.
        self.out.again &= self.state.handing.is_some();
        self.kept = self.held.is_none() && self.state.keeps(&self.program) && !self.out.again;
        let result = match input.act {
            Act::Back => self.back(input.at),
            Act::Recap => self.recap(),
            _ => self.advance(input),
        };
        if let Err(fault) = result {
            let fault = match (fault, before) {
                (Fault::Asks(call), Some(before)) => {
                    self.out.queue.truncate(said);
                    self.put_back(*before, *call);
                    self.unless_kept(noted, false);
                    return Ok(());
                }
                (fault, _) => fault,
            };
            let error = explain(&self.program, &self.state, fault);
            self.out.queue.truncate(said);
            self.recover();
            self.kept = false;
            self.event = Noted::Nothing;
            self.unless_kept(noted, false);
            return Err(error);
        }
        self.unless_kept(noted, true);
        self.rest = self.machine().rest();
        Ok(())
    }

    /// The next thing to show or to wait for. What rests is given again and again until an input
    /// moves on; see [`Output::is_resting`].
    pub fn poll(&mut self) -> Output {
        let (next, kept) = match self.out.queue.pop_front() {
            Some(next) => next,
            None => {
                // A session that rests keeps no room for what it will say.
                self.out.queue = VecDeque::new();
                let kept = self.asked.is_none() && self.state.keeps(&self.program);
                (self.rest.clone(), kept && !self.out.again)
            }
        };
        self.kept = kept;
        match next {
            Output::Ask(prompt) => {
                let deadline = self.state.due_at(false);
                match deadline {
                    Some(_) => {
                        Output::Ask(Arc::new(Prompt { deadline, ..prompt.as_ref().clone() }))
                    }
                    None => Output::Ask(prompt),
                }
            }
            other => other,
        }
    }

    /// The next instant at which time alone changes something: the end of a pause, of a time box,
    /// of a timer. A host then hands in [`Act::Time`], or the words that are being typed as an
    /// [`Act::Answer`], which are kept as a draft.
    pub fn deadline(&self) -> Option<Moment> {
        if self.asked.is_some() { None } else { self.state.due_at(true) }
    }

    /// Whether what went by last, the output that `poll` gave or the input that `handle` took, may
    /// be kept in a transcript or a journal. Answers at steps with `kept = false`, where they lead,
    /// and what words of danger brought up may not: neither may words that were typed as they came.
    pub fn is_kept(&self) -> bool {
        self.kept
    }

    /// Where it stands, to go on from later or elsewhere. Nothing that is not to be kept is in it:
    /// it is then where the session stood before.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.held.as_deref().unwrap_or(&self.state);
        // An answer that waits for the host is kept only where it may be.
        let asked = self.asked.as_deref().filter(|_| self.held.is_none());
        Snapshot::of(&self.program, state).asking(asked)
    }

    /// Goes on from `snapshot` at the instant `at`. What was said before is not in it, so that
    /// [`Act::Back`] goes back to here at most.
    ///
    /// Where the exercise was edited since, a step with the same name goes on, and `[[moved]]` is
    /// followed. Time boxes and timers stood still meanwhile; pauses ran on.
    ///
    /// # Errors
    ///
    /// A snapshot of another exercise, of a newer program, or one that is not whole; and
    /// [`RestoreError::Changed`] where the exercise was edited in a way that would lose something
    /// or lead to a wrong place: it says what, and where it can go on.
    pub fn restore(
        program: Arc<Program>,
        snapshot: &Snapshot,
        at: Moment,
    ) -> Result<Session, RestoreError> {
        if snapshot.content == program.content {
            let state = snapshot.state(&program)?;
            return Ok(Session::resumed(program, state, snapshot, at));
        }
        let mut fitted = snapshot.fit(&program, None)?;
        match fitted.changed.take() {
            Some(changed) => Err(RestoreError::Changed(Box::new(changed))),
            None => Session::fitted(program, &fitted, at),
        }
    }

    /// The same, where something is lost: goes on from the nearest safe place without it. To be
    /// done only with a yes of those whose it is.
    ///
    /// # Errors
    ///
    /// Those of [`Session::restore`]; [`RestoreError::Changed`] only where there is no safe place,
    /// and it has to begin anew.
    pub fn restore_anyway(
        program: Arc<Program>,
        snapshot: &Snapshot,
        at: Moment,
    ) -> Result<Carried, RestoreError> {
        let mut fitted = snapshot.fit(&program, None)?;
        if fitted.is_hopeless()
            && let Some(changed) = fitted.changed.take()
        {
            return Err(RestoreError::Changed(Box::new(changed)));
        }
        let losses = fitted.changed.take().map(|changed| changed.losses).unwrap_or_default();
        Ok(Carried { session: Session::fitted(program, &fitted, at)?, losses })
    }

    /// Stands where an edited exercise can go on.
    fn fitted(program: Arc<Program>, fitted: &Fitted, at: Moment) -> Result<Session, RestoreError> {
        let state = fitted.snapshot.state(&program)?;
        let mut session = Session::resumed(program, state, &fitted.snapshot, at);
        let mut machine = session.machine();
        let gone_on = if fitted.anew { machine.begin_step() } else { machine.at_the_right_hands() };
        gone_on.map_err(|fault| RestoreError::Trouble(trouble(&fault)))?;
        if session.asked.is_none() {
            session.rest = session.machine().rest();
        }
        session.log = Log::new(session.state.clone());
        Ok(session)
    }

    fn resumed(
        program: Arc<Program>,
        mut state: State,
        snapshot: &Snapshot,
        at: Moment,
    ) -> Session {
        if at.unix_ms > state.clock.unix_ms {
            state.clock = at;
        }
        let mut session = Session::standing(program, state, Out::default());
        session.await_again(snapshot.asked());
        session
    }

    /// The program it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The step that is played, with the calls that led there: `flood-check/rate`.
    pub fn step(&self) -> String {
        self.state.path(&self.program)
    }

    /// What a person is called; empty where nobody was named.
    pub fn name(&self, person: Person) -> &str {
        self.state.people.get(person.index()).map_or("", String::as_str)
    }

    /// The people who are here, in the order they came.
    pub fn people(&self) -> &[String] {
        &self.state.people
    }

    /// The person with this name, or in this role.
    pub fn person(&self, name: &str) -> Option<Person> {
        let named = self.state.people.iter().position(|known| known == name).map(Person::new);
        let role = self.program.main().role(name);
        named.or_else(|| self.state.scopes[0].roles.get(role?).copied().flatten())
    }

    /// The results that the author marked to be remembered, as far as they are this person's to
    /// keep: their own, whether shown to others or not, and what is everyone's. A host asks before
    /// it keeps any.
    pub fn remembered(&self, person: Person) -> Vec<(String, Value)> {
        let definition = self.program.main();
        let vars = &self.state.scopes[0];
        let of = |slot: &usize| {
            let own = vars.own.get(person.index()).and_then(|own| own.get(*slot));
            let value = own.or_else(|| vars.shared.get(*slot))?;
            let person = matches!(value, Value::Person(_) | Value::Unit);
            (!person).then(|| (definition.variables[*slot].name.clone(), value.clone()))
        };
        definition.remember.iter().filter_map(of).collect()
    }

    /// The value of a variable of the exercise itself: a person's own, or a shared one.
    pub fn value(&self, person: Option<Person>, name: &str) -> Option<Value> {
        let definition = self.program.main();
        let slot = definition.slot(name)?;
        let vars = &self.state.scopes[0];
        let variable = &definition.variables[slot];
        let cell = match (variable.class, person) {
            (Class::Private, Some(person)) => vars.own.get(person.index())?.get(slot),
            (Class::Private, None) => return None,
            _ => vars.shared.get(slot),
        };
        Some(cell.unwrap_or(&variable.start).clone())
    }

    fn machine(&mut self) -> Machine<'_> {
        Machine { program: &self.program, state: &mut self.state, out: &mut self.out }
    }

    fn advance(&mut self, input: Input) -> Result<(), Fault> {
        let open = self.state.is_open(&self.program);
        if !open && self.held.is_none() {
            self.held = Some(Box::new(self.state.clone()));
        }
        let before = self.held.is_none().then_some(self.state.clock);
        (self.out.answered, self.out.shared, self.out.rejected) = (false, false, false);
        let moved = self.machine().take(&input)?;
        let care = self.state.frames.iter().any(|frame| frame.kind == Kind::Care);
        if care && self.held.is_none() {
            // The answer that brought care is not kept, nor what it led to.
            self.kept = false;
            let mut kept = self.log_state();
            kept.clock = before.unwrap_or(kept.clock);
            self.held = Some(Box::new(kept));
            return Ok(());
        }
        let open = self.state.is_open(&self.program);
        if self.state.is_unkept() || (self.held.is_some() && !open) {
            return Ok(());
        }
        if self.held.take().is_some() {
            self.log.part(self.state.clone());
            self.event = Noted::Apart(Event::Part(Box::new(self.snapshot())).into());
            return Ok(());
        }
        let changed = !self.out.rejected && !matches!(input.act, Act::Repeat | Act::Help);
        if changed || moved {
            let (answered, shared) = (self.out.answered, self.out.shared);
            let told = self.out.hosting.end();
            let led = self.stands();
            self.log.push(Event::Input { input, told, led }, answered, shared);
            self.event = Noted::Logged;
        }
        Ok(())
    }
}

impl Machine<'_> {
    fn open(&mut self) -> Result<(), Fault> {
        let words = self.program.main().not_for.as_ref();
        let text = words.map(|words| self.view_at(0, None).text(words)).transpose()?;
        if let Some(text) = text {
            let notice = Notice::NotFor { text };
            self.emit(Output::Notice { to: To::Everyone, notice });
        }
        self.walk(Go::Enter(0))
    }

    /// Lets the time of `input` pass, then does what it says. True where time moved it on.
    fn take(&mut self, input: &Input) -> Result<bool, Fault> {
        let act = if self.is_stop_word(&input.act) { &Act::Stop } else { &input.act };
        let moved = self.pass(input.at, act)?;
        if !moved || matches!(act, Act::Stop | Act::Break) {
            self.act_on(act)?;
        }
        Ok(moved)
    }
}
