//! What a session rests on, and how it ends. Moves nothing on.

use std::sync::Arc;

use super::machine::Machine;
use super::output::{Ending, HandOver, Output, Pause, To};
use super::state::Phase;
use crate::program::Action;
use crate::value::{Person, Value};

impl Machine<'_> {
    /// Ends the session; nothing that fails may keep a person from stopping.
    pub(super) fn end(&mut self, name: String, stopped: bool) {
        let main = self.program.main();
        let mut view = self.view_at(0, None);
        view.to = To::Everyone;
        let aftercare = main.aftercare.as_ref().filter(|_| stopped);
        let aftercare = aftercare.and_then(|words| view.text(words).ok());
        let vars = &self.state.scopes[0];
        let mut results = Vec::new();
        for slot in &main.remember {
            let variable = &main.variables[*slot];
            if let Some(value) = vars.shared.get(*slot) {
                results.push((variable.name.clone(), None, value.clone()));
            }
            for (at, cells) in vars.open.iter().enumerate() {
                let person = Some(Person::new(at));
                let value = cells.get(*slot).cloned();
                results.extend(value.map(|value| (variable.name.clone(), person, value)));
            }
        }
        let follow_ups = self.state.follow_ups.clone();
        let ending = Ending { name, stopped, aftercare, follow_ups, results };
        self.state.ended = Some(Arc::new(ending));
        self.state.handing = None;
    }

    /// What the session waits for.
    pub(crate) fn rest(&self) -> Output {
        if let Some(ending) = &self.state.ended {
            return Output::End(ending.clone());
        }
        if let Some(to) = self.state.handing {
            let people = match to {
                To::One(person) => vec![person],
                To::Everyone => (0..self.state.people.len()).map(Person::new).collect(),
            };
            let names = people.iter().map(|person| self.state.people[person.index()].clone());
            return Output::HandOver(HandOver {
                next: names.collect(),
                private: to != To::Everyone,
            });
        }
        let frame = self.state.top();
        match &frame.phase {
            Phase::Prompt(pending) => Output::Ask(pending.prompt.clone()),
            Phase::Pause(clock) => {
                let late = clock.held.map(|held| self.state.clock.since(held)).unwrap_or_default();
                let Action::Pause(pause) = &self.node().action else {
                    return self.lost();
                };
                Output::Pause(Arc::new(Pause {
                    step: self.state.place(self.program),
                    to: self.addressed(),
                    began: clock.began,
                    ends: clock.ends.after(late),
                    breathe: pause.breathe,
                    held: clock.held,
                }))
            }
            Phase::Fresh | Phase::Calling => self.lost(),
        }
    }

    /// A rest without anything to rest on: only a fault leads here, and the way out is the end.
    pub(super) fn lost(&self) -> Output {
        let (follow_ups, results) = (self.state.follow_ups.clone(), Vec::new());
        let name = "stopped".to_owned();
        Output::End(Arc::new(Ending { name, stopped: true, aftercare: None, follow_ups, results }))
    }
}

/// The answer of a pause.
pub(super) fn rested(seconds: u64, skipped: bool) -> Value {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Value::Map(
        [("seconds".to_owned(), Value::Int(seconds)), ("skipped".to_owned(), Value::Bool(skipped))]
            .into(),
    )
}
