//! Calls and what comes back from them: frames are put on and taken off here, and nowhere else.

use super::evaluate::Fault;
use super::machine::{Go, Machine};
use super::output::To;
use super::state::{Frame, Kind, Phase, Vars};
use crate::program::{Action, Call};
use crate::value::Value;

impl<'s> Machine<'s> {
    pub(super) fn call(&mut self, call: &Call, to: To) -> Result<Go, Fault> {
        let person = match to {
            To::One(person) => Some(person),
            To::Everyone => None,
        };
        let top = self.state.top();
        let scope = if call.part {
            top.scope
        } else {
            let caller = &self.state.scopes[top.scope];
            let roles = call.roles.iter().map(|role| caller.roles[*role]).collect();
            let mut vars = Vars::new(self.program.unit(call.unit).definition, roles);
            let view = self.view(None);
            for (slot, operand) in &call.with {
                vars.shared.set(*slot, view.operand(operand)?);
            }
            self.state.scopes.push(vars);
            self.state.scopes.len() - 1
        };
        self.state.top_mut().phase = Phase::Calling;
        self.state.frames.push(Frame::new(call.unit, scope, Kind::Exercise, person));
        Ok(Go::Enter(0))
    }

    pub(super) fn returned(
        &mut self,
        ending: &str,
        returns: Vec<(String, Value)>,
    ) -> Result<Go, Fault> {
        if self.state.frames.len() == 1 {
            self.end(ending.to_owned(), false);
            return Ok(Go::Rest);
        }
        if self.state.top().kind != Kind::Exercise {
            return self.resume(ending);
        }
        self.drop_frame();
        let node = self.node();
        let Action::Call(call) = &node.action else { return Ok(Go::Rest) };
        let to = self.addressed();
        for (name, value) in returns {
            if let Some((_, slot)) = call.returns.iter().find(|(known, _)| *known == name) {
                self.store(*slot, value, to)?;
            }
        }
        if call.turns {
            self.exchange();
            let turn = &mut self.state.top_mut().turn;
            turn.second = !turn.second;
            if turn.second {
                return self.call(call, to);
            }
        }
        Ok(Go::Answered(Value::from(ending)))
    }

    /// Takes the top frame away, and its variables where nobody else has them.
    pub(super) fn drop_frame(&mut self) -> Frame {
        let last = self.state.frames.len() - 1;
        let frame = self.state.frames.remove(last);
        if frame.scope >= self.state.frames.iter().map(|below| below.scope + 1).max().unwrap_or(0) {
            self.state.scopes.truncate(frame.scope);
        }
        frame
    }

    /// Takes the top frame away before it ended; roles that were exchanged for it are put back.
    pub(super) fn abandon_frame(&mut self) {
        self.drop_frame();
        if std::mem::take(&mut self.state.top_mut().turn.second) {
            self.exchange();
        }
    }

    pub(super) fn exchange(&mut self) {
        let scope = self.state.top().scope;
        self.state.scopes[scope].roles.reverse();
    }
}
