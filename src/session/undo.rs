//! Goes back: undoes the last answer, says what was said so far, stands again where it stood. Plays
//! what is in the log, and nothing new.

use std::sync::Arc;

use super::answer;
use super::evaluate::Fault;
use super::events::Event;
use super::input::{Act, Input};
use super::log::{Entry, Return, Undo};
use super::machine::{Machine, Out, Said};
use super::output::{Notice, Output, Prompt, Rejection, To};
use super::prompts;
use super::state::{Phase, State};
use super::{Noted, Session};
use crate::program::Program;
use crate::time::Moment;

impl Session {
    /// The state that the log leads to.
    pub(super) fn log_state(&self) -> State {
        let segment = self.log.last();
        replay(&self.program, segment.base(&self.state), &segment.entries).0
    }

    /// Undoes the last answer and offers it again.
    pub(super) fn back(&mut self, at: Moment) -> Result<(), Fault> {
        let stood = |state: &State| (state.path(&self.program), state.top().turn.person);
        let moved = self.held.as_ref().is_some_and(|held| stood(held) != stood(&self.state));
        let reopened = if moved { self.held.take() } else { None };
        let (state, draft) = match (reopened, self.log.undo()) {
            (Some(held), _) => {
                self.held = Some(held.clone());
                (*held, None)
            }
            (_, Undo::BeyondConsent) => return self.machine().reject(Rejection::BeyondConsent),
            (_, Undo::Nothing) => return self.machine().reject(Rejection::NothingBefore),
            (_, Undo::Reopen) => {
                self.log.reopen();
                (self.log_state(), None)
            }
            (_, Undo::To(inputs, undone)) => {
                self.log.truncate(inputs);
                let draft = match undone.act {
                    Act::Answer(words) => Some(answer::clean(&words)),
                    _ => None,
                };
                let draft = draft.filter(|words| !words.is_empty());
                (self.log_state(), draft)
            }
        };
        let parted = self.held.take().is_some();
        let back = Return { at, keyboard: self.holder(), draft };
        self.log.went_back(back.clone());
        self.state = state;
        self.machine().go_back(&back)?;
        // A log knows nothing of what was not kept, and could not go back over it.
        let part = || Event::Part(Box::new(self.snapshot()));
        let event = if parted {
            part()
        } else {
            let (input, told, led) = (Input::new(at, Act::Back), Vec::new(), self.stands());
            Event::Input { input, told, led }
        };
        self.event = Noted::Apart(event.into());
        Ok(())
    }

    /// Who has the keyboard; while it changes hands, nobody can say.
    pub(super) fn holder(&self) -> Option<To> {
        self.state.keyboard.filter(|_| self.state.handing.is_none())
    }

    /// What was said so far, as far as whoever has the keyboard may see it.
    pub(super) fn recap(&mut self) -> Result<(), Fault> {
        let mut said: Vec<Said> = Vec::new();
        for segment in self.log.segments() {
            said.extend(replay(&self.program, segment.base(&self.state), &segment.entries).1);
        }
        let to = self.holder().unwrap_or(To::Everyone);
        let seen = |said: &Said| said.to == To::Everyone || said.to == to;
        let pairs = said.into_iter().filter(seen).map(|said| (said.question, said.answer));
        let notice = Notice::Recap { said: pairs.collect() };
        self.machine().emit(Output::Notice { to, notice });
        Ok(())
    }

    /// Stands again where it stood before an input that failed.
    pub(super) fn recover(&mut self) {
        self.state = match self.held.take() {
            Some(held) => *held,
            None => self.log_state(),
        };
        self.rest = self.machine().rest();
    }
}

/// Plays `entries` from `base`: the state they lead to, and what was said on the way.
pub(super) fn replay(program: &Program, base: &State, entries: &[Entry]) -> (State, Vec<Said>) {
    let mut state = base.clone();
    let mut out = Out { said: Some(Vec::new()), logged: true, ..Out::default() };
    for entry in entries {
        let mut machine = Machine { program, state: &mut state, out: &mut out };
        let done = match entry {
            Entry::Event(Event::Input { input, told, .. }) => {
                machine.out.hosting.begin(told.clone(), None);
                machine.take(input).map(|_| ())
            }
            Entry::Event(Event::Woke(at)) => machine.wake(*at),
            Entry::Event(Event::Opened(_) | Event::Part(_)) => Ok(()),
            Entry::Return(back) => machine.go_back(back),
        };
        // What is in the log was handled once, and the same inputs give the same session.
        if done.is_err() {
            break;
        }
        out.queue.clear();
    }
    (state, out.said.unwrap_or_default())
}

impl Machine<'_> {
    /// Stands again where the log leads: the time since then did not count, and the keyboard is
    /// where it was a moment ago.
    pub(super) fn go_back(&mut self, back: &Return) -> Result<(), Fault> {
        self.state.keyboard = back.keyboard;
        if back.at.unix_ms > self.state.clock.unix_ms {
            self.state.clock = back.at;
        }
        if let (Some(draft), Phase::Prompt(pending)) =
            (&back.draft, &mut self.state.top_mut().phase)
            && prompts::takes_words(&pending.prompt.kind)
        {
            let prompt = pending.prompt.as_ref().clone();
            pending.prompt = Arc::new(Prompt { draft: Some(draft.clone()), ..prompt });
        }
        let to = back.keyboard.unwrap_or(To::Everyone);
        self.emit(Output::Notice { to, notice: Notice::WentBack });
        self.present()
    }
}
