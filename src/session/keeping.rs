//! Keeps what an answer leaves behind: saved, set, told, laid open. Decides no way.

use super::evaluate::{Fault, View};
use super::machine::{Go, HEAVIEST, Machine};
use super::output::To;
use super::trace::What;
use crate::program::{Action, Audience, Node, Operand, Slot};
use crate::script;
use crate::value::{Person, Value};

impl<'s> Machine<'s> {
    /// What was told of the answers of those who are asked now is told anew.
    pub(super) fn tell_anew(&mut self, node: &Node) {
        if node.tells.is_empty() {
            return;
        }
        let people = match (node.audience, self.addressed()) {
            (Audience::Each, _) => self.state.audience(self.state.top()),
            (_, To::One(person)) => vec![person],
            (_, To::Everyone) => vec![Person::new(0)],
        };
        for (slot, _) in &node.tells {
            people.iter().for_each(|person| self.tell(*slot, *person, false));
        }
    }

    /// Tells a yes or no of one person's answer: for all it is a yes once anyone's is.
    pub(super) fn tell(&mut self, slot: Slot, person: Person, yes: bool) {
        let scope = self.state.top().scope;
        let vars = &mut self.state.scopes[scope];
        vars.own_mut(person).set(slot, Value::Bool(yes));
        let anyone = vars.own.iter().any(|own| own.get(slot) == Some(&Value::Bool(true)));
        vars.shared.set(slot, Value::Bool(anyone));
    }

    /// Evaluates something that may use chance.
    pub(super) fn chancy<T>(
        &mut self,
        work: impl FnOnce(&View<'_>) -> Result<T, Fault>,
        answer: Option<&Value>,
        whose: To,
    ) -> Result<T, Fault> {
        let draws = &mut self.state.draws;
        let (count, lane) = match whose {
            To::Everyone => (&mut draws.shared, 0),
            To::One(person) => {
                let at = person.index();
                if draws.own.len() <= at {
                    draws.own.resize(at + 1, 0);
                }
                (&mut draws.own[at], at as u64 + 1)
            }
        };
        *count += 1;
        let mixed = script::mix(lane << 48 | *count);
        let mut view = self.view(answer);
        view.chance = Some(script::mix(self.state.seed ^ mixed));
        work(&view)
    }

    /// The answer of one turn is there: keeps what is to be kept and goes on.
    pub(super) fn answered(&mut self, value: Value) -> Result<Go, Fault> {
        let node = self.node();
        let to = self.addressed();
        if let Some(slot) = node.save
            && node.over.is_none()
        {
            self.keep_answer(node, slot, value.clone(), to)?;
        }
        self.chosen(node, &value, to)?;
        self.assign(&node.set, &value, to)?;
        for (slot, tells) in &node.tells {
            if self.view(Some(&value)).holds(tells)? {
                let person = match to {
                    To::One(person) => person,
                    To::Everyone => Person::new(0),
                };
                self.tell(*slot, person, true);
            }
        }
        if node.over.is_some() {
            let turn = &mut self.state.top_mut().turn;
            turn.answers.push(value);
            turn.item += 1;
            if turn.item < turn.items.as_ref().map_or(0, Vec::len) {
                return Ok(Go::Turn);
            }
            return self.items_done(to);
        }
        self.turn_done(value)
    }

    /// Each item has its answer, or there was none.
    pub(super) fn items_done(&mut self, to: To) -> Result<Go, Fault> {
        let node = self.node();
        let answers = Value::List(std::mem::take(&mut self.state.top_mut().turn.answers));
        if let Some(slot) = node.save {
            self.keep_answer(node, slot, answers.clone(), to)?;
        }
        self.turn_done(answers)
    }

    /// All items of one person are done: the next person, or the way on.
    pub(super) fn turn_done(&mut self, value: Value) -> Result<Go, Fault> {
        let node = self.node();
        if node.audience == Audience::Each {
            let people = self.state.audience(self.state.top()).len();
            let turn = &mut self.state.top_mut().turn;
            turn.replies.push(value.clone());
            turn.person += 1;
            (turn.items, turn.item) = (None, 0);
            if turn.person < people {
                return Ok(Go::Turn);
            }
            let replies = std::mem::take(&mut turn.replies);
            self.lay_open(node, &replies);
            return self.leave(node, joint(node, replies));
        }
        self.lay_open(node, std::slice::from_ref(&value));
        self.leave(node, value)
    }

    /// Lays open what was agreed to be shared, once everyone was asked.
    pub(super) fn lay_open(&mut self, node: &Node, replies: &[Value]) {
        let Action::Share(slots, together) = &node.action else { return };
        let yes = |reply: &Value| reply.as_text() == Some("yes");
        if *together && !replies.iter().all(yes) {
            return;
        }
        let people = match node.audience {
            Audience::Each => self.state.audience(self.state.top()),
            _ => match self.addressed() {
                To::One(person) => vec![person],
                To::Everyone => Vec::new(),
            },
        };
        for (person, _) in people.into_iter().zip(replies).filter(|(_, reply)| yes(reply)) {
            self.out.shared = true;
            for slot in slots {
                let scope = self.state.top().scope;
                let vars = &mut self.state.scopes[scope];
                let own = vars.own.get(person.index()).and_then(|cells| cells.get(*slot));
                let Some(value) = own.cloned() else { continue };
                vars.lay_open(person, *slot, value);
            }
        }
    }

    /// `save`: for whom the step is, and for all where it is `open`.
    pub(super) fn keep_answer(
        &mut self,
        node: &Node,
        slot: Slot,
        value: Value,
        to: To,
    ) -> Result<(), Fault> {
        if let (true, To::One(person)) = (node.open, to) {
            let scope = self.state.top().scope;
            self.state.scopes[scope].lay_open(person, slot, value.clone());
        }
        self.store(slot, value, to)
    }

    /// What choosing this sets.
    pub(super) fn chosen(&mut self, node: &'s Node, value: &Value, to: To) -> Result<(), Fault> {
        let Action::Choose(choose) = &node.action else { return Ok(()) };
        if !choose.matters && !self.is_heard() {
            return Ok(());
        }
        for (at, choice) in choose.choices.iter().enumerate() {
            if value.names(&choice.id) {
                self.note(What::Chosen(at));
                if choice.once {
                    let frame = self.state.top_mut();
                    frame.taken.push((to, frame.node, at));
                }
                self.assign(&choice.set, value, to)?;
            }
        }
        Ok(())
    }

    /// All right sides first, then the names get their values.
    pub(super) fn assign(
        &mut self,
        assignments: &[(Slot, Operand)],
        answer: &Value,
        to: To,
    ) -> Result<(), Fault> {
        if let [(slot, operand)] = assignments {
            let value = self.worked_out(*slot, operand, answer, to)?;
            return self.store(*slot, value, to);
        }
        let mut values = Vec::with_capacity(assignments.len());
        for (slot, operand) in assignments {
            values.push((*slot, self.worked_out(*slot, operand, answer, to)?));
        }
        values.into_iter().try_for_each(|(slot, value)| self.store(slot, value, to))
    }

    /// What a variable is set to.
    fn worked_out(
        &mut self,
        slot: Slot,
        operand: &Operand,
        answer: &Value,
        to: To,
    ) -> Result<Value, Fault> {
        match operand {
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Expression(expression) => {
                let whose = self.whose(slot, to);
                self.chancy_if(expression, answer, whose)
            }
            Operand::Host(call) => {
                let whose = self.whose(slot, to);
                self.ask_host(call, answer, whose)
            }
        }
    }

    /// Whose a variable is that is set where `to` are addressed.
    fn whose(&self, slot: Slot, to: To) -> To {
        if self.is_private(slot) { to } else { To::Everyone }
    }

    pub(super) fn chancy_if(
        &mut self,
        expression: &crate::program::Expression,
        answer: &Value,
        whose: To,
    ) -> Result<Value, Fault> {
        if expression.is_chancy() {
            return self.chancy(|view| view.eval(expression), Some(answer), whose);
        }
        self.view(Some(answer)).eval(expression)
    }

    pub(super) fn offered(
        &mut self,
        expression: &crate::program::Expression,
    ) -> Result<Vec<Value>, Fault> {
        let to = self.addressed();
        self.chancy(|view| view.list(expression), None, to)
    }

    pub(super) fn is_private(&self, slot: Slot) -> bool {
        let vars = &self.state.scopes[self.state.top().scope];
        let definition = self.program.definition(vars.definition);
        definition.variables[slot].class == crate::program::Class::Private
    }

    pub(super) fn store(&mut self, slot: Slot, value: Value, to: To) -> Result<(), Fault> {
        let private = self.is_private(slot);
        let scope = self.state.top().scope;
        let owner = match to {
            To::One(person) => person,
            To::Everyone => Person::new(0),
        };
        let vars = &mut self.state.scopes[scope];
        // A number or a yes adds nothing to speak of, however often it is set.
        let weighs = matches!(value, Value::Text(_) | Value::List(_) | Value::Map(_));
        if private {
            vars.own_mut(owner).set(slot, value);
        } else {
            vars.shared.set(slot, value);
        }
        if weighs && vars.weight() > HEAVIEST { Err(Fault::TooMuch) } else { Ok(()) }
    }
}

/// What all of an `each` step said together: yes only if all said yes.
fn joint(node: &Node, replies: Vec<Value>) -> Value {
    match node.action {
        Action::Confirm(_) | Action::Share(..) => {
            let all = replies.iter().all(|reply| reply.as_text() == Some("yes"));
            super::answer::yes_no(all)
        }
        _ => Value::Unit,
    }
}
