//! Reads what was typed or chosen as the pending prompt needs it: a value, or why it does not
//! fit. Changes nothing.

use std::collections::BTreeMap;

use super::input::Act;
use super::output::{Prompt, PromptKind, Rejection};
use super::state::Pending;
use crate::suggest;
use crate::text;
use crate::time;
use crate::value::Value;

/// The longest answer, in bytes: what a script can hold.
pub(crate) const LONGEST: usize = 16_000;

/// Bounds an author put on an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<Value>,
    pub(crate) max: Option<Value>,
}

/// The value of `act` for `pending`.
pub(crate) fn read(act: &Act, pending: &Pending, bounds: &Bounds) -> Result<Value, Rejection> {
    let kind = match &pending.prompt.kind {
        PromptKind::List { each, .. } => each,
        other => other,
    };
    match (act, kind) {
        (Act::Answer(typed), kind) => typed_value(&clean(typed), kind, bounds),
        (Act::Rate(number), PromptKind::Rate { from, to, .. }) => on_scale(*number, *from, *to),
        (Act::Consent(yes), PromptKind::Confirm | PromptKind::Share { .. }) => Ok(yes_no(*yes)),
        (Act::Choose { ids, other }, PromptKind::Choose { .. }) => {
            choose(ids, other.as_deref(), kind)
        }
        (Act::Choose { ids, other: None }, PromptKind::Invite { .. }) if ids.len() == 1 => {
            invite(&ids[0])
        }
        _ => Err(Rejection::NotHere),
    }
}

impl Prompt {
    /// What `typed` means at this prompt: choices by their ids, a number on the scale, yes or no.
    /// What is words, or does not fit, stays as it was typed.
    pub fn meant(&self, typed: &str) -> Act {
        let as_typed = || Act::Answer(typed.to_owned());
        let Ok(value) = typed_value(&clean(typed), &self.kind, &Bounds::default()) else {
            return as_typed();
        };
        match (&self.kind, value) {
            (PromptKind::Rate { .. }, Value::Int(number)) => Act::Rate(number),
            (PromptKind::Confirm | PromptKind::Share { .. }, value) => {
                Act::Consent(value.as_text() == Some("yes"))
            }
            (PromptKind::Choose { .. }, Value::List(items)) => chosen(items),
            (PromptKind::Choose { .. }, one) => chosen(vec![one]),
            _ => as_typed(),
        }
    }
}

/// The choice of these values: ids, and own words.
fn chosen(values: Vec<Value>) -> Act {
    let (mut ids, mut other) = (Vec::new(), None);
    for value in values {
        match value {
            Value::Text(id) => ids.push(id),
            Value::Map(mut map) => {
                other = map.remove("other").and_then(|own| own.as_text().map(str::to_owned));
            }
            _ => {}
        }
    }
    Act::Choose { ids, other }
}

/// What was typed, without what could drive a terminal and without blanks around it.
pub(crate) fn clean(typed: &str) -> String {
    text::strip(typed).trim().to_owned()
}

fn typed_value(typed: &str, kind: &PromptKind, bounds: &Bounds) -> Result<Value, Rejection> {
    match kind {
        PromptKind::Words { .. } => words(typed, bounds),
        PromptKind::Integer { .. } => integer(typed, bounds),
        PromptKind::Number { .. } => number(typed, bounds),
        PromptKind::Date | PromptKind::Rate { .. } if typed.is_empty() => Err(Rejection::Empty),
        PromptKind::Date if time::is_date(typed) => ordered(typed, bounds),
        PromptKind::Date => Err(Rejection::NotDate),
        PromptKind::Time => clock(typed, bounds),
        PromptKind::Rate { from, to, .. } => {
            let number = typed.parse().map_err(|_| Rejection::NotWhole)?;
            on_scale(number, *from, *to)
        }
        PromptKind::Confirm | PromptKind::Share { .. } => match spoken_yes_no(typed) {
            Some(yes) => Ok(yes_no(yes)),
            None => Err(Rejection::NotYesNo),
        },
        PromptKind::Choose { .. } => typed_choices(typed, kind),
        PromptKind::Invite { .. } => invite(typed),
        PromptKind::Name { .. } => words(typed, &Bounds::default()),
        PromptKind::Continue | PromptKind::List { .. } => Err(Rejection::NotHere),
    }
}

fn words(typed: &str, bounds: &Bounds) -> Result<Value, Rejection> {
    if typed.is_empty() {
        return Err(Rejection::Empty);
    }
    let size = |value: &Option<Value>| match value {
        Some(Value::Int(size)) => usize::try_from(*size).ok(),
        _ => None,
    };
    let (min, max) = (size(&bounds.min), size(&bounds.max));
    let letters = typed.chars().count();
    if typed.len() > LONGEST {
        return Err(Rejection::Length { min, max: Some(LONGEST) });
    }
    if min.is_some_and(|min| letters < min) || max.is_some_and(|max| letters > max) {
        return Err(Rejection::Length { min, max });
    }
    Ok(Value::Text(typed.to_owned()))
}

fn integer(typed: &str, bounds: &Bounds) -> Result<Value, Rejection> {
    if typed.is_empty() {
        return Err(Rejection::Empty);
    }
    let number: i64 = typed.parse().map_err(|_| Rejection::NotWhole)?;
    within(number as f64, bounds)?;
    Ok(Value::Int(number))
}

fn number(typed: &str, bounds: &Bounds) -> Result<Value, Rejection> {
    if typed.is_empty() {
        return Err(Rejection::Empty);
    }
    let number: f64 = typed.replace(',', ".").parse().map_err(|_| Rejection::NotNumber)?;
    if !number.is_finite() {
        return Err(Rejection::NotNumber);
    }
    within(number, bounds)?;
    Ok(Value::Float(number))
}

fn within(number: f64, bounds: &Bounds) -> Result<(), Rejection> {
    let bound = |value: &Option<Value>| match value {
        Some(Value::Int(bound)) => Some(*bound as f64),
        Some(Value::Float(bound)) => Some(*bound),
        _ => None,
    };
    let low = bound(&bounds.min).is_some_and(|min| number < min);
    let high = bound(&bounds.max).is_some_and(|max| number > max);
    if low || high { Err(out_of(bounds)) } else { Ok(()) }
}

fn out_of(bounds: &Bounds) -> Rejection {
    let words = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    Rejection::OutOfBounds { min: words(&bounds.min), max: words(&bounds.max) }
}

/// Dates and times of day compare as they are written.
fn ordered(typed: &str, bounds: &Bounds) -> Result<Value, Rejection> {
    let before = bounds.min.as_ref().and_then(Value::as_text).is_some_and(|min| typed < min);
    let after = bounds.max.as_ref().and_then(Value::as_text).is_some_and(|max| typed > max);
    if before || after { Err(out_of(bounds)) } else { Ok(typed.into()) }
}

fn clock(typed: &str, bounds: &Bounds) -> Result<Value, Rejection> {
    let padded = if typed.len() == 4 { format!("0{typed}") } else { typed.to_owned() };
    if !time::is_clock(&padded) {
        return Err(Rejection::NotTime);
    }
    ordered(&padded, bounds)
}

fn on_scale(number: i64, from: i64, to: i64) -> Result<Value, Rejection> {
    if (from..=to).contains(&number) {
        return Ok(Value::Int(number));
    }
    Err(Rejection::OutOfBounds { min: Some(from.to_string()), max: Some(to.to_string()) })
}

pub(crate) fn yes_no(yes: bool) -> Value {
    Value::from(if yes { "yes" } else { "no" })
}

fn spoken_yes_no(typed: &str) -> Option<bool> {
    match typed.to_lowercase().trim_end_matches(['.', '!']) {
        "y" | "yes" | "yeah" | "yep" | "1" => Some(true),
        "n" | "no" | "nope" | "2" => Some(false),
        _ => None,
    }
}

fn invite(typed: &str) -> Result<Value, Rejection> {
    let answers = [("1", "now"), ("2", "later"), ("3", "no")];
    let typed = typed.to_lowercase();
    let found = answers.iter().find(|(number, word)| typed == *number || typed == *word);
    match found {
        Some((_, word)) => Ok(Value::from(*word)),
        None => Err(Rejection::NoChoice { typed, near: None }),
    }
}

fn typed_choices(typed: &str, kind: &PromptKind) -> Result<Value, Rejection> {
    let PromptKind::Choose { choices, other, pick, .. } = kind else {
        return Err(Rejection::NotHere);
    };
    if typed.is_empty() && pick.is_none_or(|(min, _)| min > 0) {
        return Err(Rejection::Empty);
    }
    if let Some(id) = one_choice(typed, kind) {
        return choose(&[id], None, kind);
    }
    if pick.is_some() {
        let parts: Vec<&str> = match typed.contains([',', ';']) {
            true => {
                typed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect()
            }
            false => typed.split_whitespace().collect(),
        };
        let ids: Option<Vec<String>> = parts.iter().map(|part| one_choice(part, kind)).collect();
        if let Some(ids) = ids {
            return choose(&ids, None, kind);
        }
    }
    let numbers = typed.chars().all(|c| c.is_ascii_digit() || " ,;".contains(c));
    if *other && !numbers {
        return choose(&[], Some(typed), kind);
    }
    let known = choices.iter().map(|choice| choice.text.plain());
    let near = suggest::nearest(typed, known).map(str::to_owned);
    Err(Rejection::NoChoice { typed: typed.to_owned(), near })
}

/// The choice that was meant: by its number, its id, its words, or how only it begins.
fn one_choice(typed: &str, kind: &PromptKind) -> Option<String> {
    let PromptKind::Choose { choices, .. } = kind else { return None };
    if let Ok(number) = typed.parse::<usize>() {
        return choices.get(number.checked_sub(1)?).map(|choice| choice.id.to_string());
    }
    let typed = typed.to_lowercase();
    let words = |text: &str| text.to_lowercase().trim_end_matches(['.', '?', '!']).to_owned();
    let bare = words(&typed);
    if bare.is_empty() {
        return None;
    }
    let same = choices
        .iter()
        .find(|choice| choice.id.to_lowercase() == typed || words(choice.text.plain()) == bare);
    if let Some(choice) = same {
        return Some(choice.id.to_string());
    }
    let mut begins = choices.iter().filter(|choice| words(choice.text.plain()).starts_with(&bare));
    match (begins.next(), begins.next()) {
        (Some(choice), None) => Some(choice.id.to_string()),
        _ => None,
    }
}

fn choose(ids: &[String], own: Option<&str>, kind: &PromptKind) -> Result<Value, Rejection> {
    let PromptKind::Choose { choices, other, pick, .. } = kind else {
        return Err(Rejection::NotHere);
    };
    for id in ids {
        if !choices.iter().any(|choice| choice.id == *id) {
            let near = suggest::nearest(id, choices.iter().map(|choice| choice.id.as_str()));
            return Err(Rejection::NoChoice { typed: id.clone(), near: near.map(str::to_owned) });
        }
        if ids.iter().filter(|same| *same == id).count() > 1 {
            return Err(Rejection::Twice);
        }
    }
    if let (None, None, [id]) = (pick, own, ids) {
        return Ok(Value::Text(id.clone()));
    }
    let own = own.map(clean).filter(|own| !own.is_empty());
    if own.is_some() && !*other {
        return Err(Rejection::NoChoice { typed: own.unwrap_or_default(), near: None });
    }
    if own.as_ref().is_some_and(|own| own.len() > LONGEST) {
        return Err(Rejection::Length { min: None, max: Some(LONGEST) });
    }
    let mut values: Vec<Value> = ids.iter().map(|id| Value::Text(id.clone())).collect();
    values.extend(own.map(|own| Value::Map(BTreeMap::from([("other".to_owned(), own.into())]))));
    match pick {
        Some((min, max)) if values.len() < *min || values.len() > *max => {
            Err(Rejection::Count { min: *min, max: *max })
        }
        Some(_) => Ok(Value::List(values)),
        None if values.len() == 1 => Ok(values.remove(0)),
        None => Err(Rejection::Count { min: 1, max: 1 }),
    }
}
