//! What kinds of values a variable of a program can hold, as far as that is known without playing
//! it. Plays nothing.

use super::{Action, Class, Operand, Program, Slot};
use crate::exercise::Accept;
use crate::host;
use crate::value::Value;

/// Kinds of values, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

const BOOL: Kinds = Kinds(1);
const NUMBER: Kinds = Kinds(2);
const TEXT: Kinds = Kinds(4);
const LIST: Kinds = Kinds(8);
const GROUP: Kinds = Kinds(16);
const ANY: Kinds = Kinds(255);
const NONE: Kinds = Kinds(0);

impl Kinds {
    const fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    fn of_value(value: &Value) -> Kinds {
        match value {
            Value::Unit => NONE,
            Value::Bool(_) => BOOL,
            Value::Int(_) | Value::Float(_) => NUMBER,
            Value::Text(_) => TEXT,
            Value::List(_) => LIST,
            Value::Map(_) => GROUP,
            Value::Person(_) => ANY,
        }
    }

    fn of_host(kind: host::Kind) -> Kinds {
        match kind {
            host::Kind::Text | host::Kind::Date | host::Kind::Time => TEXT,
            host::Kind::Integer | host::Kind::Number => NUMBER,
            host::Kind::YesNo => BOOL,
            host::Kind::List => LIST,
            host::Kind::Group => GROUP,
        }
    }

    /// Whether nothing is known.
    pub(crate) fn is_any(self) -> bool {
        self == ANY
    }

    /// A value that is one of these.
    pub(crate) fn sample(self) -> Value {
        let samples = [
            (BOOL, Value::Bool(true)),
            (NUMBER, Value::Int(1)),
            (TEXT, Value::from("x")),
            (LIST, Value::from(vec!["x"])),
        ];
        let has = |kind: Kinds| self.0 & kind.0 == kind.0;
        let sample = samples.into_iter().find(|(kind, _)| has(*kind)).map(|(_, value)| value);
        sample.unwrap_or(Value::Map(std::collections::BTreeMap::default()))
    }

    /// Whether `value` can be one of these. Nothing always can: whatever is asked may be skipped.
    pub(crate) fn allow(self, value: &Value) -> bool {
        let kind = Kinds::of_value(value);
        kind.0 & self.0 == kind.0
    }
}

/// What the variable `slot` of the definition `of` can hold.
pub(crate) fn of(program: &Program, of: usize, slot: Slot) -> Kinds {
    let definition = program.definition(of);
    let variable = &definition.variables[slot];
    if variable.class == Class::Told {
        return BOOL;
    }
    let operand = |operand: &Operand| match operand {
        Operand::Literal(value) => Kinds::of_value(value),
        Operand::Expression(_) => ANY,
        Operand::Host(call) => Kinds::of_host(definition.host[call.function].gives),
    };
    let mut kinds = Kinds::of_value(&variable.start);
    for (_, unit) in program.units_around(of) {
        for node in &unit.nodes {
            let own = unit.definition == of;
            if own && node.save == Some(slot) {
                let many = node.over.is_some();
                kinds = kinds.or(if many { LIST } else { of_answer(&node.action) });
            }
            let chosen = match &node.action {
                Action::Choose(choose) if own => {
                    choose.choices.iter().flat_map(|choice| &choice.set).collect()
                }
                _ => Vec::new(),
            };
            let sets = node.set.iter().filter(|_| own).chain(chosen);
            for (_, value) in sets.filter(|(to, _)| *to == slot) {
                kinds = kinds.or(operand(value));
            }
            let Action::Call(call) = &node.action else { continue };
            if own && call.returns.iter().any(|(_, to)| *to == slot) {
                return ANY;
            }
            let called = program.unit(call.unit).definition == of;
            if called && call.with.iter().any(|(to, _)| *to == slot) {
                return ANY;
            }
        }
    }
    // What nothing fills is filled by the host, or by an earlier exercise.
    if kinds == NONE { ANY } else { kinds }
}

fn of_answer(action: &Action) -> Kinds {
    match action {
        Action::Ask(ask) if ask.many.is_some() => LIST,
        Action::Ask(ask) => match ask.accept {
            Accept::Text | Accept::Date | Accept::Time => TEXT,
            Accept::Integer | Accept::Number => NUMBER,
        },
        Action::Choose(choose) if choose.pick.is_some() || choose.ranked => LIST,
        Action::Choose(choose) if choose.other => TEXT.or(GROUP),
        Action::Choose(_) => TEXT,
        Action::Rate(_) => NUMBER,
        Action::Confirm(_) | Action::Share(..) | Action::Invite(_) | Action::Call(_) => TEXT,
        Action::Pause(_) => GROUP,
        Action::Say | Action::End(_) => ANY,
    }
}
