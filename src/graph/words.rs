//! Texts and expressions as their author wrote them. Works out nothing.

use std::convert::Infallible;
use std::time::Duration;

use crate::program::{Amount, Definition, Expression, Fill, Length, Program, Slot, Source, Words};

/// A text with its expressions in braces, on one line.
pub(super) fn words(definition: &Definition, words: &Words) -> String {
    let filled = words.fill(|fill, into| {
        into.push(&format!("{{{}}}", written(definition, fill)));
        Ok::<(), Infallible>(())
    });
    let text = filled.map(|text| text.plain().to_owned()).unwrap_or_default();
    one_line(&text)
}

/// An expression as it stands.
pub(super) fn code(expression: &Expression) -> String {
    one_line(&expression.snippet().code.source)
}

pub(super) fn length(definition: &Definition, length: &Length) -> String {
    match length {
        Length::Fixed(fixed) => plain_length(*fixed),
        Length::Worked(worked, _) => words(definition, worked),
    }
}

pub(super) fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Fixed(number) => number.to_string(),
        Amount::Worked(expression) => format!("{{{}}}", code(expression)),
    }
}

/// The name of a called exercise, or `./part`.
pub(super) fn called(program: &Program, unit: usize) -> String {
    let unit = &program.units[unit];
    match &unit.part {
        Some(part) => format!("./{part}"),
        None => program.definitions[unit.definition].id.clone(),
    }
}

/// `90s` as `1 min 30 s`.
fn plain_length(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, unit)| format!("{count} {unit}")).collect();
    parts.join(" ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn written(definition: &Definition, fill: &Fill) -> String {
    match fill {
        Fill::Input(source) => named(definition, *source, &[]),
        Fill::Opened(of, slot) => named(definition, *of, &[*slot]),
        Fill::Expression(expression) => code(expression),
    }
}

fn named(definition: &Definition, source: Source, properties: &[Slot]) -> String {
    let variable = |slot: usize| definition.variables[slot].name.as_str();
    let mut name = match source {
        Source::Answer => "answer",
        Source::Item => "item",
        Source::Index => "index",
        Source::Draft => "draft",
        Source::Me => "me",
        Source::Partner => "partner",
        Source::Together => "together",
        Source::Role(role) => &definition.roles[role],
        Source::Data(at) => &definition.data[at].0,
        Source::Shared(slot) | Source::Private(slot) => variable(slot),
    }
    .to_owned();
    for slot in properties {
        name.push('.');
        name.push_str(variable(*slot));
    }
    name
}
