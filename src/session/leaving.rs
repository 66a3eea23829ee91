//! Leaves a step: the reminder, the way on, the exchange of roles. Keeps no answer.

use super::evaluate::Fault;
use super::machine::{Go, Machine};
use super::output::{Notice, Output, Reminder, To};
use super::trace::{Way, What};
use crate::program::{Audience, Next, Node, NodeId};
use crate::value::Value;

impl<'s> Machine<'s> {
    pub(super) fn leave(&mut self, node: &'s Node, value: Value) -> Result<Go, Fault> {
        let to = match node.audience {
            Audience::Each => self.state.top().person.map_or(To::Everyone, To::One),
            _ => self.addressed(),
        };
        if let Some(follow_up) = &node.follow_up {
            self.follow_up(follow_up, &value, to)?;
        }
        let (target, way) = self.target(node, &value)?;
        self.note(What::Left(way, target));
        self.stray(node);
        if node.swap {
            self.exchange();
        }
        Ok(Go::Enter(target))
    }

    /// Where `next` leads, and by which of its ways.
    pub(super) fn target(&self, node: &Node, value: &Value) -> Result<(NodeId, Way), Fault> {
        match &node.next {
            Next::Nowhere => Ok((self.state.top().node, Way::On)),
            Next::To(target) => Ok((*target, Way::On)),
            Next::ByAnswer(cases, otherwise) => {
                let at = match value {
                    Value::Map(_) | Value::List(_) | Value::Unit => None,
                    Value::Text(text) => cases.iter().position(|(answer, _)| answer == text),
                    other => {
                        let text = other.to_string();
                        cases.iter().position(|(answer, _)| *answer == text)
                    }
                };
                let target = at.map(|at| cases[at].1).or(*otherwise);
                let target = target.ok_or_else(|| self.nowhere(node))?;
                Ok((target, Way::Next(at.unwrap_or(cases.len()))))
            }
            Next::Guarded(transitions) => {
                let view = self.view(Some(value));
                for (at, (when, target)) in transitions.iter().enumerate() {
                    if when.as_ref().map_or(Ok(true), |when| view.holds(when))? {
                        return Ok((*target, Way::Next(at)));
                    }
                }
                Err(self.nowhere(node))
            }
        }
    }

    pub(super) fn nowhere(&self, node: &Node) -> Fault {
        Fault::Kind(format!("no `next` of the step `{}` fits this answer", node.id), None)
    }

    pub(super) fn follow_up(
        &mut self,
        follow_up: &crate::program::FollowUp,
        answer: &Value,
        to: To,
    ) -> Result<(), Fault> {
        let view = self.view(Some(answer));
        let date = match (&follow_up.after, &follow_up.on) {
            (Some(after), _) => {
                let length = std::time::Duration::from_millis(view.length(after)?);
                Some(self.state.clock.after(length).date())
            }
            (None, Some(on)) => match view.eval(on)? {
                Value::Text(date) if crate::time::is_date(&date) => Some(date),
                _ => None,
            },
            (None, None) => None,
        };
        let Some(date) = date else { return Ok(()) };
        let exercise = follow_up.exercise.clone().unwrap_or_else(|| self.program.id().to_owned());
        let note = follow_up.note.as_ref().map(|note| view.text(note)).transpose()?;
        let reminder = Reminder { to, date, clock: follow_up.at.clone(), exercise, note };
        match to {
            To::One(_) if self.state.people.len() > 1 => {
                let notice = Notice::FollowUp { reminder };
                self.emit(Output::Notice { to, notice });
            }
            _ => self.state.follow_ups.push(reminder),
        }
        Ok(())
    }
}
