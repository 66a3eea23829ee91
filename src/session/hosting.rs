//! What a session asks its host, and how it waits for the answer. Makes no call while a script
//! runs, and asks nothing twice that was answered.
//!
//! A host that answers later is waited for *before* the input that needs it: the session stands
//! where it stood, keeps the input and what it was told so far, and plays the input again, from its
//! beginning, when the next answer is there. The same input and the same answers lead to the same
//! place, so nothing is half done while it rests.

use std::sync::Arc;

use super::evaluate::Fault;
use super::input::{Act, Input};
use super::machine::Machine;
use super::output::{Notice, Output, Rejection, To};
use super::state::State;
use super::{Session, SessionError};
use crate::host::{Host, HostCall as Call};
use crate::program::HostCall;
use crate::value::Value;

/// What a function gave: its name and the value.
pub(crate) type Told = (String, Value);

/// The host, and what it said since the input that is handled began.
#[derive(Debug, Default)]
pub(crate) struct Hosting {
    pub(super) host: Host,
    told: Vec<Told>,
    /// What went wrong in the call after those.
    failed: Option<String>,
    used: usize,
}

/// What waits for the host: an input, or the beginning of a session.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Asked {
    /// Nothing: the session has not begun yet.
    pub(crate) input: Option<Input>,
    pub(crate) told: Vec<Told>,
    pub(crate) call: Arc<Call>,
}

/// Where a session stood before an input that may have to wait.
pub(super) struct Before {
    state: State,
    held: Option<Box<State>>,
    again: bool,
    input: Input,
}

impl Hosting {
    /// An input is handled of which the host said this already.
    pub(super) fn begin(&mut self, told: Vec<Told>, failed: Option<String>) {
        (self.told, self.failed, self.used) = (told, failed, 0);
    }

    /// What the host said while the input was handled.
    pub(super) fn end(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }
}

impl Machine<'_> {
    /// What the host says to `call`.
    pub(super) fn ask_host(
        &mut self,
        call: &HostCall,
        answer: &Value,
        whose: To,
    ) -> Result<Value, Fault> {
        let arguments = match self.chancy_if(&call.arguments, answer, whose)? {
            Value::List(arguments) => arguments,
            _ => Vec::new(),
        };
        let program = self.program;
        let scope = &self.state.scopes[self.state.top().scope];
        let declared = &program.definition(scope.definition).host[call.function];
        let fault = |message: String| Fault::Kind(message, Some(call.span));
        for ((name, kind), argument) in declared.takes.iter().zip(&arguments) {
            if !kind.fits(argument) {
                let (wants, is) = (kind.words(), argument.kind());
                let message =
                    format!("`{}` takes {wants} as `{name}`, and here it is {is}", declared.name);
                return Err(fault(message));
            }
        }
        let hosting = &mut self.out.hosting;
        let known = hosting.told.get(hosting.used).filter(|(name, _)| *name == declared.name);
        if known.is_none() {
            // What was said on another way through the exercise is of no use here.
            hosting.told.truncate(hosting.used);
            let said = match hosting.failed.take() {
                Some(why) => Some(Err(why)),
                None => hosting.host.call(declared, &arguments),
            };
            let Some(said) = said else {
                let (step, function) = (self.state.path(program), declared.name.clone());
                return Err(Fault::Asks(Box::new(Call { call: 0, step, function, arguments })));
            };
            let why = |why| fault(format!("the host's `{}` failed: {why}", declared.name));
            hosting.told.push((declared.name.clone(), said.map_err(why)?));
        }
        let given = hosting.told[hosting.used].1.clone();
        let value = declared.accept(given).map_err(fault)?;
        hosting.used += 1;
        Ok(value)
    }
}

impl Session {
    /// What has to be put back if `input` has to wait; nothing where it never has to.
    pub(super) fn before(&self, input: &Input) -> Option<Box<Before>> {
        self.program.asks_host().then(|| {
            let (state, held) = (self.state.clone(), self.held.clone());
            Box::new(Before { state, held, again: self.out.again, input: input.clone() })
        })
    }

    /// Stands where it stood before, and rests on `call`.
    pub(super) fn put_back(&mut self, before: Before, call: Call) {
        let Before { state, held, again, input } = before;
        (self.state, self.held, self.out.again) = (state, held, again);
        self.wait(Some(input), call);
    }

    /// Rests on `call`; the host has said what it said so far.
    pub(super) fn wait(&mut self, input: Option<Input>, mut call: Call) {
        self.calls = self.calls.saturating_add(1);
        call.call = self.calls;
        let (call, told) = (Arc::new(call), self.out.hosting.end());
        self.rest = Output::Host(call.clone());
        self.asked = Some(Box::new(Asked { input, told, call }));
    }

    /// Waits again for what a snapshot waited for, where that can still be asked.
    pub(super) fn await_again(&mut self, asked: Option<Asked>) {
        let Some(asked) = asked else { return };
        if !self.program.host_functions().any(|known| known.name == asked.call.function) {
            return;
        }
        self.calls = asked.call.call;
        self.rest = Output::Host(asked.call.clone());
        self.asked = Some(Box::new(asked));
    }

    /// Takes in what happened while it waited for the host.
    pub(super) fn hear_host(&mut self, asked: Asked, input: Input) -> Result<(), SessionError> {
        let is_this = |call: u64| call == asked.call.call;
        match input.act {
            Act::Returned { call, value } if is_this(call) => {
                let told = (asked.call.function.clone(), value);
                self.told(asked, Some(told), None)
            }
            Act::Failed { call, why } if is_this(call) => self.told(asked, None, Some(why)),
            Act::Stop => {
                self.rest = self.machine().rest();
                self.attempt(Some(input), Vec::new(), None)
            }
            Act::Break if asked.input.is_some() => {
                self.rest = self.machine().rest();
                self.attempt(Some(input), Vec::new(), None)
            }
            Act::Back if asked.input.is_some() => self.withdraw(),
            Act::Time => {
                self.asked = Some(Box::new(asked));
                self.kept = false;
                Ok(())
            }
            _ => {
                self.asked = Some(Box::new(asked));
                self.kept = false;
                let to = To::Everyone;
                self.machine().emit(Output::Reject { to, rejection: Rejection::NotHere });
                Ok(())
            }
        }
    }

    /// The host answered. What fails at the very beginning can be asked again: there is nothing
    /// before it to stand at.
    fn told(
        &mut self,
        asked: Asked,
        said: Option<Told>,
        failed: Option<String>,
    ) -> Result<(), SessionError> {
        let told = asked.told.iter().cloned().chain(said).collect();
        let done = self.attempt(asked.input.clone(), told, failed);
        if done.is_err() && asked.input.is_none() {
            self.await_again(Some(asked));
        }
        done
    }

    /// Takes back the answer that the host was asked about: it is asked for again.
    fn withdraw(&mut self) -> Result<(), SessionError> {
        // Nothing happened yet that a log would have to take back.
        let to = self.holder().unwrap_or(To::Everyone);
        let mut machine = self.machine();
        machine.emit(Output::Notice { to, notice: Notice::WentBack });
        let done = machine.present();
        self.rest = self.machine().rest();
        done.map_err(|fault| super::explain(&self.program, &self.state, fault))
    }
}
