//! Walks the steps: enters them, shows them, takes their answers and goes on. Knows no clock but
//! the state's, and nothing of going back.

use std::collections::VecDeque;
use std::sync::Arc;

use super::evaluate::{Fault, View};
use super::output::{Ending, HandOver, Notice, Output, Pause, Preview, Reminder, To};
use super::state::{Clock, Frame, Kind, Phase, State, Stretch, Turn, Vars};
use super::trace::{Taken, Way};
use crate::program::{
    Action, Audience, Call, Next, Node, NodeId, Operand, Program, Slot, Unit, UnitId,
};
use crate::script;
use crate::text::Text;
use crate::value::{Person, Value};

/// How many steps may follow one another before somebody is asked.
const FARTHEST: usize = 10_000;

/// How much the variables of a session may hold, in bytes.
const HEAVIEST: usize = 1 << 20;

/// What is said while a session is walked.
#[derive(Debug, Default)]
pub(crate) struct Out {
    /// What is to be shown, and whether it may be kept.
    pub(crate) queue: VecDeque<(Output, bool)>,
    /// What is shown now was shown before something came up that is not kept.
    pub(crate) again: bool,
    /// Whether a question was answered.
    pub(crate) answered: bool,
    /// Whether an answer did not fit.
    pub(crate) rejected: bool,
    /// Whether something was shown to others with consent.
    pub(crate) shared: bool,
    /// Questions and answers, where they are asked for.
    pub(crate) said: Option<Vec<Said>>,
    /// The ways that are taken, where they are asked for.
    pub(crate) taken: Option<Taken>,
    /// What was walked, where it is asked for.
    pub(crate) trace: Option<Trace>,
}

/// The ways that were walked.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Unit, from which step, to which.
    pub(crate) ways: Vec<(UnitId, NodeId, NodeId)>,
    /// Unit and step of what was played, not passed over.
    pub(crate) played: Vec<(UnitId, NodeId)>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) to: To,
    pub(crate) question: Text,
    pub(crate) answer: Text,
}

/// What comes next.
pub(super) enum Go {
    Enter(NodeId),
    /// The step's next turn begins.
    Turn,
    Show,
    /// The step has its answer; `made` where a person gave it.
    Answered(Value),
    Return(String, Vec<(String, Value)>),
    Rest,
}

pub(crate) struct Machine<'s> {
    pub(crate) program: &'s Program,
    pub(crate) state: &'s mut State,
    pub(crate) out: &'s mut Out,
}

impl<'s> Machine<'s> {
    pub(super) fn unit(&self) -> &'s Unit {
        &self.program.units[self.state.top().unit]
    }

    pub(super) fn node(&self) -> &'s Node {
        &self.unit().nodes[self.state.top().node]
    }

    pub(super) fn view<'v>(&'v self, answer: Option<&'v Value>) -> View<'v> {
        self.view_at(self.state.frames.len() - 1, answer)
    }

    pub(super) fn view_at<'v>(&'v self, frame: usize, answer: Option<&'v Value>) -> View<'v> {
        let to = self.addressed_at(frame);
        View {
            program: self.program,
            state: self.state,
            frame: &self.state.frames[frame],
            to,
            answer,
            chance: None,
        }
    }

    /// Whom the current step addresses.
    pub(super) fn addressed(&self) -> To {
        self.addressed_at(self.state.frames.len() - 1)
    }

    fn addressed_at(&self, at: usize) -> To {
        let frame = &self.state.frames[at];
        let node = &self.program.units[frame.unit].nodes[frame.node];
        let person = match node.audience {
            Audience::All => frame.person,
            Audience::Role(role) => self.state.scopes[frame.scope].roles[role],
            Audience::Each => self.state.audience(frame).get(frame.turn.person).copied(),
        };
        person.map_or(To::Everyone, To::One)
    }

    pub(super) fn emit(&mut self, output: Output) {
        let kept = !self.out.again && self.state.keeps(self.program);
        self.out.queue.push_back((output, kept));
    }

    pub(super) fn walk(&mut self, mut go: Go) -> Result<(), Fault> {
        for _ in 0..FARTHEST {
            go = match go {
                Go::Rest => return Ok(()),
                Go::Enter(node) => {
                    let from = (self.state.top().unit, self.state.top().node, node);
                    self.out.trace.iter_mut().for_each(|trace| trace.ways.push(from));
                    self.enter(node)?
                }
                Go::Turn => self.turn()?,
                Go::Show => self.show()?,
                Go::Answered(value) => self.answered(value)?,
                Go::Return(ending, returns) => self.returned(&ending, returns)?,
            };
        }
        Err(Fault::Endless(self.state.path(self.program)))
    }

    fn enter(&mut self, to: NodeId) -> Result<Go, Fault> {
        let frame = self.state.top_mut();
        frame.node = to;
        frame.turn = Turn::default();
        frame.phase = Phase::Fresh;
        if frame.stretch.is_some_and(|stretch| stretch.join == Some(to)) {
            frame.stretch = None;
        }
        let node = self.node();
        if let Some(when) = &node.when
            && !self.view(None).holds(when)?
        {
            self.took(Way::Otherwise);
            self.stray(node);
            return Ok(Go::Enter(node.otherwise));
        }
        if let Some((bound, then)) = &node.at_most {
            let bound = self.view(None).amount(bound)?;
            let count = self.state.top_mut().counts.entry(to).or_insert(0);
            *count += 1;
            if *count > bound {
                self.took(Way::Then);
                self.stray(node);
                return Ok(Go::Enter(*then));
            }
        }
        self.took(Way::Entered);
        self.tell_anew(node);
        self.timers(node)?;
        let here = (self.state.top().unit, to);
        self.out.trace.iter_mut().for_each(|trace| trace.played.push(here));
        Ok(Go::Turn)
    }

    /// Remembers that the ways part here by something the others must not learn.
    fn stray(&mut self, node: &Node) {
        let Some(stretch) = node.stretch else { return };
        let only = match self.addressed() {
            To::One(person) if stretch.private => Some(person),
            _ => None,
        };
        let frame = self.state.top_mut();
        // A stretch within a stretch ends before it does.
        frame.stretch.get_or_insert(Stretch { join: stretch.join, only, unkept: stretch.unkept });
    }

    /// What was told of the answers of those who are asked now is told anew.
    fn tell_anew(&mut self, node: &Node) {
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
    fn tell(&mut self, slot: Slot, person: Person, yes: bool) {
        let scope = self.state.top().scope;
        let vars = &mut self.state.scopes[scope];
        vars.own_mut(person).set(slot, Value::Bool(yes));
        let anyone = vars.own.iter().any(|own| own.get(slot) == Some(&Value::Bool(true)));
        vars.shared.set(slot, Value::Bool(anyone));
    }

    fn timers(&mut self, node: &Node) -> Result<(), Fault> {
        if let Some(timer) = node.stop {
            self.state.top_mut().timers.retain(|running| running.timer != timer);
        }
        if let Some(timer) = node.start {
            let view = self.view(None);
            let definition = &view.definition().timers[timer];
            let length = view.length(&definition.after)?.max(1);
            let warn = definition.warn.as_ref().map(|warn| view.length(warn)).transpose()?;
            let due = self.state.ticked + length;
            let warn = warn.filter(|warn| *warn < length).map(|warn| due - warn);
            let running = super::state::Running { timer, due, warn };
            let timers = &mut self.state.top_mut().timers;
            timers.retain(|running| running.timer != timer);
            timers.push(running);
        }
        Ok(())
    }

    fn turn(&mut self) -> Result<Go, Fault> {
        let node = self.node();
        if let Audience::Role(role) = node.audience
            && self.state.scopes[self.state.top().scope].roles[role].is_none()
        {
            let role = self.view(None).definition().roles[role].clone();
            return Err(Fault::Nobody(role));
        }
        let to = self.addressed();
        self.stays_private(to)?;
        self.state.top_mut().phase = Phase::Fresh;
        if let Some(over) = &node.over
            && self.state.top().turn.items.is_none()
        {
            let items = self.chancy(|view| view.list(over), None, to)?;
            let none = items.is_empty();
            self.state.top_mut().turn.items = Some(items);
            if none {
                return self.items_done(to);
            }
        }
        let alone = self.state.people.len() < 2;
        if node.shows() && !alone && self.hands_over(to) {
            self.state.handing = Some(to);
            return Ok(Go::Rest);
        }
        Ok(Go::Show)
    }

    /// Whether the keyboard has to change hands before `to` reads.
    pub(super) fn hands_over(&self, to: To) -> bool {
        match self.state.keyboard {
            None => true,
            Some(keyboard) => keyboard != to,
        }
    }

    /// Nobody else is addressed while one person's private way is walked.
    fn stays_private(&self, to: To) -> Result<(), Fault> {
        let mut stretches = self.state.frames.iter().filter_map(|frame| frame.stretch?.only);
        match stretches.find(|only| to != To::One(*only)) {
            Some(_) if self.state.people.len() > 1 => {
                Err(Fault::Leak(self.state.path(self.program)))
            }
            _ => Ok(()),
        }
    }

    /// Evaluates something that may use chance.
    fn chancy<T>(
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

    pub(super) fn show(&mut self) -> Result<Go, Fault> {
        let node = self.node();
        let to = self.addressed();
        if node.shows() {
            self.state.keyboard = Some(to);
        }
        let spoke = self.speak(node, to)?;
        self.act(node, to, spoke)
    }

    /// What the step says, before it does anything.
    pub(super) fn speak(&mut self, node: &Node, to: To) -> Result<bool, Fault> {
        let (mut outputs, mut guards) = (Vec::new(), Vec::new());
        let view = self.view(None);
        for (at, (when, words)) in node.say.iter().enumerate() {
            if let Some(when) = when {
                let holds = view.holds(when)?;
                guards.push(Way::Said(at, holds));
                if !holds {
                    continue;
                }
            }
            let text = view.text(words)?;
            if !text.is_blank() {
                outputs.push(Output::Say { to, text });
            }
        }
        if let Some(quote) = &node.quote {
            let text = Text::from_plain(&view.show(&view.eval(quote)?));
            let by = quoted(&view, quote);
            if !text.is_blank() {
                outputs.push(Output::Quote { to, by, text });
            }
        }
        guards.into_iter().for_each(|guard| self.took(guard));
        let spoke = !outputs.is_empty();
        outputs.into_iter().for_each(|output| self.emit(output));
        Ok(spoke)
    }

    fn act(&mut self, node: &'s Node, to: To, spoke: bool) -> Result<Go, Fault> {
        match &node.action {
            Action::Say if node.wait && spoke => self.prompt(node),
            Action::Say => Ok(Go::Answered(Value::Unit)),
            Action::Pause(pause) => {
                let length = self.view(None).length(&pause.length)?;
                if length == 0 {
                    return Ok(Go::Answered(rested(0, false)));
                }
                let began = self.state.clock;
                let ends = began.after(std::time::Duration::from_millis(length));
                let clock = Clock { began, ends, held: None, mattered: false };
                self.state.top_mut().phase = Phase::Pause(clock);
                Ok(Go::Rest)
            }
            Action::Share(slots, _) if self.previews(slots).is_empty() => {
                Ok(Go::Answered(Value::from("no")))
            }
            Action::Call(call) => self.call(call, to),
            Action::End(end) => {
                let view = self.view(None);
                let value = |(name, operand): &(String, Operand)| {
                    Ok((name.clone(), view.operand(operand)?))
                };
                let returns = end.returns.iter().map(value).collect::<Result<_, Fault>>()?;
                Ok(Go::Return(end.name.clone(), returns))
            }
            _ => self.prompt(node),
        }
    }

    /// What the others would see of these variables; what is nothing is left out.
    pub(super) fn previews(&self, slots: &[Slot]) -> Vec<Preview> {
        let view = self.view(None);
        let values = slots.iter().map(|slot| (slot, view.variable(*slot)));
        let told = values.filter(|(_, value)| !value.is_unit());
        told.map(|(slot, value)| Preview {
            name: view.definition().variables[*slot].name.clone(),
            text: Text::from_plain(&view.preview(value)),
        })
        .collect()
    }

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
            let mut vars = Vars::new(self.program.units[call.unit].definition, roles);
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

    fn returned(&mut self, ending: &str, returns: Vec<(String, Value)>) -> Result<Go, Fault> {
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

    fn exchange(&mut self) {
        let scope = self.state.top().scope;
        self.state.scopes[scope].roles.reverse();
    }

    /// The answer of one turn is there: keeps what is to be kept and goes on.
    fn answered(&mut self, value: Value) -> Result<Go, Fault> {
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
    fn items_done(&mut self, to: To) -> Result<Go, Fault> {
        let node = self.node();
        let answers = Value::List(std::mem::take(&mut self.state.top_mut().turn.answers));
        if let Some(slot) = node.save {
            self.keep_answer(node, slot, answers.clone(), to)?;
        }
        self.turn_done(answers)
    }

    /// All items of one person are done: the next person, or the way on.
    fn turn_done(&mut self, value: Value) -> Result<Go, Fault> {
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
    fn lay_open(&mut self, node: &Node, replies: &[Value]) {
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

    fn leave(&mut self, node: &'s Node, value: Value) -> Result<Go, Fault> {
        let to = match node.audience {
            Audience::Each => self.state.top().person.map_or(To::Everyone, To::One),
            _ => self.addressed(),
        };
        if let Some(follow_up) = &node.follow_up {
            self.follow_up(follow_up, &value, to)?;
        }
        let (target, way) = self.target(node, &value)?;
        if let Some(way) = way {
            self.took(Way::Next(way));
        }
        self.stray(node);
        if node.swap {
            self.exchange();
        }
        Ok(Go::Enter(target))
    }

    /// Where `next` leads, and by which of its targets where it has several.
    fn target(&self, node: &Node, value: &Value) -> Result<(NodeId, Option<usize>), Fault> {
        match &node.next {
            Next::Nowhere => Ok((self.state.top().node, None)),
            Next::To(target) => Ok((*target, None)),
            Next::ByAnswer(cases, otherwise) => {
                let text = value.to_string();
                let own = matches!(value, Value::Map(_) | Value::List(_) | Value::Unit);
                let at = cases.iter().position(|(answer, _)| !own && *answer == text);
                let target = at.map(|at| cases[at].1).or(*otherwise);
                let target = target.ok_or_else(|| self.nowhere(node))?;
                Ok((target, Some(at.unwrap_or(cases.len()))))
            }
            Next::Guarded(transitions) => {
                let view = self.view(Some(value));
                for (at, (when, target)) in transitions.iter().enumerate() {
                    if when.as_ref().map_or(Ok(true), |when| view.holds(when))? {
                        return Ok((*target, Some(at)));
                    }
                }
                Err(self.nowhere(node))
            }
        }
    }

    fn nowhere(&self, node: &Node) -> Fault {
        Fault::Kind(format!("no `next` of the step `{}` fits this answer", node.id), None)
    }

    fn follow_up(
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

    /// `save`: for whom the step is, and for all where it is `open`.
    fn keep_answer(&mut self, node: &Node, slot: Slot, value: Value, to: To) -> Result<(), Fault> {
        if let (true, To::One(person)) = (node.open, to) {
            let scope = self.state.top().scope;
            self.state.scopes[scope].lay_open(person, slot, value.clone());
        }
        self.store(slot, value, to)
    }

    /// What choosing this sets.
    fn chosen(&mut self, node: &'s Node, value: &Value, to: To) -> Result<(), Fault> {
        let Action::Choose(choose) = &node.action else { return Ok(()) };
        let ids: Vec<&str> = match value {
            Value::Text(id) => vec![id],
            Value::List(ids) => ids.iter().filter_map(Value::as_text).collect(),
            _ => Vec::new(),
        };
        for (at, choice) in choose.choices.iter().enumerate() {
            if ids.contains(&choice.id.as_str()) {
                self.took(Way::Chosen(at));
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
    fn assign(
        &mut self,
        assignments: &[(Slot, Operand)],
        answer: &Value,
        to: To,
    ) -> Result<(), Fault> {
        let mut values = Vec::with_capacity(assignments.len());
        for (slot, operand) in assignments {
            let value = match operand {
                Operand::Literal(value) => value.clone(),
                Operand::Expression(expression) => {
                    let private = self.is_private(*slot);
                    let whose = if private { to } else { To::Everyone };
                    self.chancy_if(expression, answer, whose)?
                }
            };
            values.push((*slot, value));
        }
        values.into_iter().try_for_each(|(slot, value)| self.store(slot, value, to))
    }

    fn chancy_if(
        &mut self,
        expression: &crate::program::Expression,
        answer: &Value,
        whose: To,
    ) -> Result<Value, Fault> {
        let mut calls = expression.snippet.names.calls.iter();
        if calls.any(|call| call.name == "random" || call.name == "shuffle") {
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

    fn is_private(&self, slot: Slot) -> bool {
        let definition = self.view(None).definition();
        definition.variables[slot].class == crate::program::Class::Private
    }

    fn store(&mut self, slot: Slot, value: Value, to: To) -> Result<(), Fault> {
        let private = self.is_private(slot);
        let scope = self.state.top().scope;
        let owner = match to {
            To::One(person) => person,
            To::Everyone => Person::new(0),
        };
        let vars = &mut self.state.scopes[scope];
        if private {
            vars.own_mut(owner).set(slot, value);
        } else {
            vars.shared.set(slot, value);
        }
        if vars.weight() > HEAVIEST { Err(Fault::TooMuch) } else { Ok(()) }
    }

    /// Ends the session; nothing that fails may keep a person from stopping.
    pub(super) fn end(&mut self, name: String, stopped: bool) {
        let main = &self.program.definitions[0];
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
            return Output::HandOver(HandOver { to: names.collect(), private: to != To::Everyone });
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
                    step: self.state.path(self.program),
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
    fn lost(&self) -> Output {
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

/// Under whose name a quote is shown: the person whose words it looks up.
fn quoted(view: &View<'_>, quote: &crate::program::Expression) -> Option<String> {
    use crate::program::{Class, Source};
    let people = &view.state.people;
    for input in &quote.inputs {
        let person = match input.source {
            Source::Role(role) if !input.properties.is_empty() => {
                view.vars().roles.get(role).copied().flatten()
            }
            Source::Me if !input.properties.is_empty() => view.owner(),
            Source::Partner if !input.properties.is_empty() => {
                (0..people.len()).map(Person::new).find(|person| Some(*person) != view.owner())
            }
            Source::Private(slot) | Source::Shared(slot)
                if view.definition().variables[slot].class == Class::Private =>
            {
                view.owner()
            }
            _ => None,
        };
        if let Some(person) = person {
            return people.get(person.index()).filter(|name| !name.is_empty()).cloned();
        }
    }
    None
}
