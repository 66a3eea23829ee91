//! What is compared is of one kind.

use super::Look;
use crate::check::At;
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::Accept;
use crate::program::{Action, Expression, Operand, Reads, Slot, Source};
use crate::value::Value;

codes! {
    /// A text is compared with a number.
    ///
    /// They are never the same, so the comparison always comes out one way. The answer of `rate`
    /// is a number: `answer == 7`. The answer of `choose`, `confirm` and `ask` is a text:
    /// `answer == "yes"`.
    UNLIKE_COMPARISON = "unlike-comparison", Warning;
}

/// What a value is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let slots = look.checked.program().definitions[0].variables.len();
    let kinds: Vec<Option<Kind>> = (0..slots).map(|slot| of_slot(look, slot)).collect();
    for at in look.own() {
        for (_, expression) in Reads::of(at.node).expressions {
            judge(look, at, expression, &kinds, found);
        }
    }
}

fn judge(
    look: &Look<'_>,
    at: At<'_>,
    expression: &Expression,
    kinds: &[Option<Kind>],
    found: &mut Vec<Diagnostic>,
) {
    let code = &expression.snippet().code;
    let source: Vec<char> = code.source.chars().collect();
    for (name, literal, start, end) in comparisons(&source) {
        let read = expression.snippet().names.variables.iter().position(|read| read.name == name);
        let Some(input) = read.and_then(|index| expression.inputs().get(index)) else { continue };
        let kind = match input.source {
            _ if !input.properties.is_empty() => None,
            Source::Answer => of_answer(at.node),
            Source::Shared(slot) | Source::Private(slot) => kinds[slot],
            _ => None,
        };
        let Some(kind) = kind.filter(|kind| *kind != literal) else { continue };
        let (is, other) = match kind {
            Kind::Number => ("a number", "a text"),
            Kind::Text => ("a text", "a number"),
        };
        let message = format!("`{name}` is {is}, and it is compared with {other} here");
        let hint = match kind {
            Kind::Number => "write the number without quotes: `7`",
            Kind::Text => "write it in quotes: `\"7\"`",
        };
        let span = look.sources().inside(code.span, code.offset + start..code.offset + end);
        found.push(
            Diagnostic::new(UNLIKE_COMPARISON, span, message)
                .label("this always comes out one way")
                .hint(hint.to_owned()),
        );
    }
}

/// Each `name == literal` and `name != literal`: the name, what the literal is, and where.
fn comparisons(source: &[char]) -> Vec<(String, Kind, usize, usize)> {
    let mut found = Vec::new();
    for at in 1..source.len().saturating_sub(1) {
        let sign = (source[at] == '=' || source[at] == '!') && source[at + 1] == '=';
        if !sign || source[at - 1] == '=' || source.get(at + 2) == Some(&'=') {
            continue;
        }
        let word = |c: &char| c.is_alphanumeric() || *c == '_';
        let before: Vec<char> =
            source[..at].iter().rev().skip_while(|c| c.is_whitespace()).copied().collect();
        let name: String =
            before.iter().take_while(|c| word(c)).collect::<Vec<_>>().into_iter().rev().collect();
        let dotted = before.get(name.chars().count()) == Some(&'.');
        let blanks = source[at + 2..].iter().take_while(|c| c.is_whitespace()).count();
        let right = at + 2 + blanks;
        let starts_as_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if dotted || !starts_as_name {
            continue;
        }
        let quoted = |sign: char| {
            source[right + 1..].iter().position(|c| *c == sign).map(|end| right + 2 + end)
        };
        let (kind, end) = match source.get(right) {
            Some(sign @ ('"' | '`')) => match quoted(*sign) {
                Some(end) => (Kind::Text, end),
                None => continue,
            },
            Some(c) if c.is_ascii_digit() => {
                let digits = source[right..].iter().take_while(|c| c.is_ascii_digit()).count();
                (Kind::Number, right + digits)
            }
            _ => continue,
        };
        let start = at
            - (source[..at].len()
                - source[..at].iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1))
            - name.chars().count();
        found.push((name, kind, start, end));
    }
    found
}

/// What the answer of a step is.
fn of_answer(node: &crate::program::Node) -> Option<Kind> {
    if node.over.is_some() {
        return None;
    }
    match &node.action {
        Action::Rate(_) => Some(Kind::Number),
        Action::Ask(ask) if ask.many.is_none() => match ask.accept {
            Accept::Integer | Accept::Number => Some(Kind::Number),
            Accept::Text | Accept::Date | Accept::Time => Some(Kind::Text),
        },
        Action::Choose(choose) if choose.pick.is_none() && !choose.ranked => Some(Kind::Text),
        Action::Confirm(_) | Action::Share(..) | Action::Invite(_) | Action::Call(_) => {
            Some(Kind::Text)
        }
        _ => None,
    }
}

/// What a variable is, where everything that is put into it is of one kind.
fn of_slot(look: &Look<'_>, slot: Slot) -> Option<Kind> {
    let program = look.checked.program();
    let mut kinds = vec![of_value(&program.definitions[0].variables[slot].start)];
    for at in look.own() {
        let node = at.node;
        if node.save == Some(slot) {
            kinds.push(Some(of_answer(node)));
        }
        if let Action::Choose(choose) = &node.action {
            let sets = choose.choices.iter().flat_map(|choice| &choice.set);
            kinds
                .extend(sets.filter(|(to, _)| *to == slot).map(|(_, operand)| of_operand(operand)));
        }
        let sets = node.set.iter().filter(|(to, _)| *to == slot);
        kinds.extend(sets.map(|(_, operand)| of_operand(operand)));
        if let Action::Call(call) = &node.action
            && call.returns.iter().any(|(_, to)| *to == slot)
        {
            return None;
        }
    }
    let mut known = kinds.into_iter().flatten();
    let first = known.next()??;
    known.all(|kind| kind == Some(first)).then_some(first)
}

/// Nothing where it says nothing about the kind; nothing in it where the kind is not known.
fn of_value(value: &Value) -> Option<Option<Kind>> {
    match value {
        Value::Unit => None,
        Value::Int(_) | Value::Float(_) => Some(Some(Kind::Number)),
        Value::Text(_) => Some(Some(Kind::Text)),
        _ => Some(None),
    }
}

fn of_operand(operand: &Operand) -> Option<Option<Kind>> {
    match operand {
        Operand::Literal(value) => of_value(value),
        Operand::Expression(_) | Operand::Host(_) => Some(None),
    }
}
