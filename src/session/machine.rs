//! Walks the steps: enters them, shows them, takes their answers and goes on. Knows no clock but
//! the state's, and nothing of going back.

use std::collections::VecDeque;

use super::evaluate::{Fault, View};
use super::hosting::Hosting;
use super::output::{Output, Preview, To};
use super::resting::rested;
use super::state::{Clock, Frame, Phase, State, Stretch, Turn};
use super::trace::{Event, Way, What};
use crate::program::{Action, Audience, Node, NodeId, Operand, Program, Slot, Unit};
use crate::text::Text;
use crate::value::{Person, Value};

/// How many steps may follow one another before somebody is asked.
const FARTHEST: usize = 10_000;

/// How much the variables of a session may hold, in bytes.
pub(super) const HEAVIEST: usize = 1 << 20;

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
    /// What is put in comes from a log: it was heard once, and words of danger in it were kept by
    /// who wrote them.
    pub(crate) logged: bool,
    /// What is asked of the host.
    pub(crate) hosting: Hosting,
    /// Questions and answers, where they are asked for.
    pub(crate) said: Option<Vec<Said>>,
    /// What happens, where somebody listens.
    pub(crate) events: Option<Vec<Event>>,
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
        self.program.unit(self.state.top().unit)
    }

    pub(super) fn node(&self) -> &'s Node {
        &self.unit().nodes[self.state.top().node]
    }

    pub(super) fn view<'v>(&'v self, answer: Option<&'v Value>) -> View<'v> {
        self.view_at(self.state.frames.len() - 1, answer)
    }

    pub(super) fn view_at<'v>(&'v self, frame: usize, answer: Option<&'v Value>) -> View<'v> {
        View { answer, ..View::of(self.program, self.state, frame) }
    }

    /// Whom the current step addresses.
    pub(super) fn addressed(&self) -> To {
        self.addressed_at(self.state.frames.len() - 1)
    }

    pub(super) fn addressed_at(&self, at: usize) -> To {
        self.state.addressed(self.program, at)
    }

    pub(super) fn emit(&mut self, output: Output) {
        let kept = !self.out.again && self.state.keeps(self.program);
        self.out.queue.push_back((output, kept));
    }

    pub(super) fn walk(&mut self, mut go: Go) -> Result<(), Fault> {
        for _ in 0..FARTHEST {
            go = match go {
                Go::Rest => return Ok(()),
                Go::Enter(node) => self.enter(node)?,
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
            self.note(What::Left(Way::Otherwise, node.otherwise));
            self.stray(node);
            return Ok(Go::Enter(node.otherwise));
        }
        if let Some((bound, then)) = node.at_most.as_deref() {
            let bound = self.view(None).amount(bound)?;
            let count = self.state.top_mut().counts.entry(to).or_insert(0);
            *count += 1;
            if *count > bound {
                self.note(What::Left(Way::Then, *then));
                self.stray(node);
                return Ok(Go::Enter(*then));
            }
        }
        self.note(What::Entered);
        if node.shows() {
            let top = self.state.top_mut();
            if top.stretch.is_none() {
                top.trail.push(to);
            }
        }
        self.tell_anew(node);
        self.timers(node)?;
        Ok(Go::Turn)
    }

    /// Remembers that the ways part here by something the others must not learn.
    pub(super) fn stray(&mut self, node: &Node) {
        let Some(stretch) = node.stretch else { return };
        let only = match self.addressed() {
            To::One(person) if stretch.private => Some(person),
            _ => None,
        };
        let frame = self.state.top_mut();
        // A stretch within a stretch ends before it does.
        frame.stretch.get_or_insert(Stretch { join: stretch.join, only, unkept: stretch.unkept });
    }

    fn timers(&mut self, node: &Node) -> Result<(), Fault> {
        if let Some(timer) = node.stop {
            let timers = &mut self.timing().timers;
            timers.retain(|running| running.timer != timer);
        }
        if let Some(timer) = node.start {
            let view = self.view(None);
            let definition = &view.definition().timers[timer];
            let length = view.length(&definition.after)?.max(1);
            let warn = definition.warn.as_ref().map(|warn| view.length(warn)).transpose()?;
            let due = self.state.ticked.saturating_add(length);
            let warn = warn.filter(|warn| *warn < length).map(|warn| due - warn);
            let running = super::state::Running { timer, due, warn };
            let timers = &mut self.timing().timers;
            timers.retain(|running| running.timer != timer);
            timers.push(running);
            self.note(What::Started(timer));
        }
        Ok(())
    }

    /// Whose timers these are: a timer leads to a step of the exercise itself, so that one which a
    /// part starts runs in the exercise that plays the part.
    fn timing(&mut self) -> &mut Frame {
        let (scope, program) = (self.state.top().scope, self.program);
        let whole = |frame: &Frame| frame.scope == scope && program.unit(frame.unit).part.is_none();
        let at = self.state.frames.iter().rposition(whole);
        let at = at.unwrap_or(self.state.frames.len() - 1);
        &mut self.state.frames[at]
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
        // Where a later line fails, the whole input does, and takes what was said with it.
        let (mut guards, heard) = (Vec::new(), self.is_heard());
        let kept = !self.out.again && self.state.keeps(self.program);
        let before = self.out.queue.len();
        let view = View::of(self.program, self.state, self.state.frames.len() - 1);
        for (at, (when, words)) in node.say.iter().enumerate() {
            if let Some(when) = when {
                let holds = view.holds(when)?;
                guards.extend(heard.then_some(What::Said(at, holds)));
                if !holds {
                    continue;
                }
            }
            let text = view.text(words)?;
            if !text.is_blank() {
                self.out.queue.push_back((Output::Say { to, text }, kept));
            }
        }
        if let Some(quote) = &node.quote {
            let text = Text::from_plain(&view.show(&view.eval(quote)?));
            let by = quoted(&view, quote);
            if !text.is_blank() {
                self.out.queue.push_back((Output::Quote { to, by, text }, kept));
            }
        }
        guards.into_iter().for_each(|guard| self.note(guard));
        Ok(self.out.queue.len() > before)
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
}

/// Under whose name a quote is shown: the person whose words it looks up.
fn quoted(view: &View<'_>, quote: &crate::program::Expression) -> Option<String> {
    use crate::program::{Class, Source};
    let people = &view.state.people;
    for input in quote.inputs() {
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
