//! What expressions and texts see of a session, and their values. Changes nothing but how much
//! chance was used.

use super::output::To;
use super::state::{Frame, State, Vars};
use crate::host::HostCall;
use crate::program::{
    Amount, Class, Definition, Expression, Fill, Length, Operand, Program, Slot, Source, Words,
};
use crate::script::{Context, Failure, Shown};
use crate::source::Span;
use crate::text::Text;
use crate::value::{Person, Value};

/// Why a step could not be played.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// A script failed.
    Script(Box<Failure>),
    /// A value was of the wrong kind: what was needed, and the expression that gave it.
    Kind(String, Option<Span>),
    /// A step for someone who has not joined.
    Nobody(String),
    /// Something private would have steered what another person sees.
    Leak(String),
    /// The session holds more than it may.
    TooMuch,
    /// Step after step without anybody being asked.
    Endless(String),
    /// The host answers this later.
    Asks(Box<HostCall>),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault::Script(Box::new(failure))
    }
}

/// One step's view of a session: what its expressions may see.
pub(crate) struct View<'a> {
    pub(crate) program: &'a Program,
    pub(crate) state: &'a State,
    pub(crate) frame: &'a Frame,
    pub(crate) to: To,
    pub(crate) answer: Option<&'a Value>,
    /// Where chance stands, where it may be used.
    pub(crate) chance: Option<u64>,
}

impl<'a> View<'a> {
    /// What the step sees that the frame `at` plays.
    pub(crate) fn of(program: &'a Program, state: &'a State, at: usize) -> View<'a> {
        let (frame, to) = (&state.frames[at], state.addressed(program, at));
        View { program, state, frame, to, answer: None, chance: None }
    }

    pub(crate) fn definition(&self) -> &'a Definition {
        self.program.definition(self.vars().definition)
    }

    pub(crate) fn vars(&self) -> &'a Vars {
        &self.state.scopes[self.frame.scope]
    }

    /// Whose private variables are in view.
    pub(crate) fn owner(&self) -> Option<Person> {
        match self.to {
            To::One(person) => Some(person),
            // Alone, everything is one's own.
            To::Everyone if self.state.people.len() == 1 => Some(Person::new(0)),
            To::Everyone => None,
        }
    }

    pub(crate) fn variable(&self, slot: Slot) -> &'a Value {
        let variable = &self.definition().variables[slot];
        let vars = self.vars();
        let kept = match (variable.class, self.owner()) {
            (Class::Private, Some(owner)) => {
                vars.own.get(owner.index()).and_then(|cells| cells.get(slot))
            }
            // Nobody in particular reads: nobody's own is in view.
            (Class::Private, None) => return &Value::Unit,
            (Class::Shared | Class::Told, _) => vars.shared.get(slot),
        };
        kept.unwrap_or(&variable.start)
    }

    pub(crate) fn eval(&self, expression: &'a Expression) -> Result<Value, Fault> {
        let seen = |source, properties: &[Slot]| self.seen(source, properties);
        Ok(expression.eval(&self.program.engine, || self.context(), seen)?)
    }

    fn context(&self) -> Context {
        let owner = self.owner();
        let labels = self.vars().labels.iter();
        let visible = labels.filter(|(whose, _, _)| whose.is_none() || *whose == owner);
        Context {
            now: self.state.clock,
            chance: self.chance,
            labels: self.definition().labels.clone(),
            made_up: visible.map(|(_, id, words)| (id.clone(), words.clone())).collect(),
        }
    }

    /// What a value is, with what is looked up in a person.
    fn seen(&self, source: Source, properties: &[Slot]) -> Shown<'a> {
        match self.person(source) {
            Some(person) => {
                let name = self.state.people.get(person.index()).map_or("", String::as_str);
                let opened = self.vars().open.get(person.index());
                let open = properties.iter().filter_map(|slot| {
                    let value = opened?.get(*slot)?;
                    Some((self.definition().variables[*slot].name.as_str(), value))
                });
                Shown::Person { person, name, open: open.collect() }
            }
            None => match self.plain(source) {
                Ok(value) => Shown::Kept(value),
                Err(value) => Shown::Made(value),
            },
        }
    }

    /// The person that is meant, if it is one.
    fn person(&self, source: Source) -> Option<Person> {
        match source {
            Source::Me => self.owner(),
            Source::Partner => {
                let people = (0..self.state.people.len()).map(Person::new);
                people.into_iter().find(|person| Some(*person) != self.owner())
            }
            Source::Role(role) => self.vars().roles.get(role).copied().flatten(),
            _ => None,
        }
    }

    /// A value that is kept somewhere, or one made for this.
    fn plain(&self, source: Source) -> Result<&'a Value, Value> {
        let turn = &self.frame.turn;
        match source {
            Source::Shared(slot) | Source::Private(slot) => Ok(self.variable(slot)),
            Source::Data(data) => {
                let constant = self.definition().data.get(data);
                constant.map(|(_, value)| value).ok_or(Value::Unit)
            }
            Source::Answer => self.answer.ok_or(Value::Unit),
            Source::Item => {
                let items = turn.items.as_ref();
                items.and_then(|items| items.get(turn.item)).ok_or(Value::Unit)
            }
            Source::Index => Err(Value::Int(i64::try_from(turn.item).unwrap_or(i64::MAX))),
            Source::Draft => {
                let mut drafts = self.vars().drafts.iter();
                let own = drafts.find(|(whose, _)| *whose == self.whose());
                Err(own.map_or(Value::Unit, |(_, words)| Value::Text(words.clone())))
            }
            Source::Together => {
                Err(Value::Bool(self.frame.person.is_none() && self.state.people.len() > 1))
            }
            Source::Me | Source::Partner | Source::Role(_) => Err(Value::Unit),
        }
    }

    /// Whose words are being written: one person's, or everyone's.
    pub(crate) fn whose(&self) -> Option<Person> {
        match self.to {
            To::One(person) => Some(person),
            To::Everyone => None,
        }
    }

    pub(crate) fn holds(&self, expression: &Expression) -> Result<bool, Fault> {
        match self.eval(expression)? {
            Value::Bool(holds) => Ok(holds),
            other => Err(kind("a yes or no (`true` or `false`)", &other, expression)),
        }
    }

    pub(crate) fn list(&self, expression: &Expression) -> Result<Vec<Value>, Fault> {
        match self.eval(expression)? {
            Value::List(items) => Ok(items),
            Value::Unit => Ok(Vec::new()),
            other => Err(kind("a list", &other, expression)),
        }
    }

    pub(crate) fn operand(&self, operand: &Operand) -> Result<Value, Fault> {
        match operand {
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Expression(expression) => self.eval(expression),
            // The host is asked in `set` alone.
            Operand::Host(_) => Ok(Value::Unit),
        }
    }

    pub(crate) fn amount(&self, amount: &Amount) -> Result<i64, Fault> {
        match amount {
            Amount::Fixed(number) => Ok(*number),
            Amount::Worked(expression) => match self.eval(expression)? {
                Value::Int(number) => Ok(number),
                other => Err(kind("a whole number", &other, expression)),
            },
        }
    }

    /// A length in milliseconds.
    pub(crate) fn length(&self, length: &Length) -> Result<u64, Fault> {
        const LONGEST: u64 = 366 * 86_400;
        let (words, span) = match length {
            Length::Fixed(length) => return Ok(u64::try_from(length.as_millis()).unwrap_or(0)),
            Length::Worked(words, span) => (words, *span),
        };
        let text = self.text(words)?;
        let written = text.plain().trim();
        let number = written.parse::<f64>().ok().filter(|seconds| *seconds >= 0.0);
        let seconds = number
            .map(|seconds| seconds.round() as u64)
            .or_else(|| crate::time::parse_length(written).map(|length| length.as_secs()));
        let seconds = seconds.filter(|seconds| *seconds <= LONGEST);
        seconds.map(|seconds| seconds * 1000).ok_or_else(|| {
            let needed = "this needs a length like `2m`, or seconds, of a year at most";
            Fault::Kind(needed.to_owned(), Some(span))
        })
    }

    pub(crate) fn text(&self, words: &Words) -> Result<Text, Fault> {
        words.fill(|fill, to| {
            match fill {
                Fill::Input(source) => match self.seen(*source, &[]) {
                    Shown::Kept(Value::Text(text)) => to.push(text),
                    Shown::Kept(Value::Int(number)) => to.push_number(*number),
                    Shown::Kept(value) => to.push(&self.show(value)),
                    Shown::Made(value) => to.push(&self.show(&value)),
                    Shown::Person { name, .. } => to.push(name),
                },
                Fill::Opened(source, slot) => {
                    let person = self.person(*source);
                    let opened = person.and_then(|person| self.vars().open.get(person.index()));
                    to.push(
                        &self.show(
                            opened.and_then(|cells| cells.get(*slot)).unwrap_or(&Value::Unit),
                        ),
                    );
                }
                Fill::Expression(expression) => to.push(&self.show(&self.eval(expression)?)),
            }
            Ok(())
        })
    }

    /// A value as it reads in a sentence, with people by their names.
    pub(crate) fn show(&self, value: &Value) -> String {
        match value {
            Value::Person(person) => {
                self.state.people.get(person.index()).cloned().unwrap_or_default()
            }
            Value::List(items) => {
                let said = items.iter().filter(|item| !item.is_unit());
                said.map(|item| self.show(item)).collect::<Vec<_>>().join(", ")
            }
            other => other.to_string(),
        }
    }

    /// A saved answer as others would see it: a choice by its words.
    pub(crate) fn preview(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => {
                let labels = self.vars().labels.iter();
                let owner = self.owner();
                let own = labels
                    .filter(|(whose, id, _)| id == text && (whose.is_none() || *whose == owner))
                    .map(|(_, _, words)| words)
                    .next();
                own.or_else(|| self.definition().labels.get(text)).unwrap_or(text).clone()
            }
            Value::List(items) => {
                let said = items.iter().filter(|item| !item.is_unit());
                said.map(|item| self.preview(item)).collect::<Vec<_>>().join(", ")
            }
            other => self.show(other),
        }
    }
}

/// A value of another kind than is needed.
pub(super) fn kind(needed: &str, got: &Value, expression: &Expression) -> Fault {
    let message = format!("this needs {needed}, and the script gives {}", got.kind());
    Fault::Script(Box::new(Failure { message, code: expression.snippet().code.clone(), offset: 0 }))
}
