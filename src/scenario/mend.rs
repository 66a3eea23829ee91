//! What a scenario would have to say so that it fits what came: one stretch of its file, and what
//! stands there then. Never writes a file.

use std::fmt::Write as _;

use super::{Line, Play};
use crate::session::{Prompt, PromptKind};
use crate::source::Span;
use crate::value::Value;

/// A change of one stretch of a scenario file; all around it stays as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What is replaced; an empty span is where something is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

impl Mend {
    fn new(span: Span, text: impl Into<String>) -> Mend {
        Mend { span, text: text.into() }
    }

    /// A name or a text in place of another.
    pub(super) fn text(span: Span, came: &str) -> Mend {
        Mend::new(span, quoted(came))
    }

    /// A value in place of another, where a file can say it.
    pub(super) fn value(span: Span, came: &Value) -> Option<Mend> {
        written(came).map(|text| Mend::new(span, text))
    }

    /// The nudges that came. Words that were not nudged before are kept, unless the line after
    /// gives new ones.
    pub(super) fn nudges(line: &Line, next: Option<&Line>, came: &[&str]) -> Mend {
        let names: Vec<String> = came.iter().map(|name| quoted(&name.replace('_', "-"))).collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            all => format!("[{}]", all.join(", ")),
        };
        if let Some(span) = line.nudge_span {
            return Mend::new(span, list);
        }
        let anew = next.is_some_and(|next| next.at.value == line.at.value);
        let keep = if anew || line.keep { "" } else { ", keep = true" };
        let behind = Span { start: line.act.span.end, ..line.act.span };
        Mend::new(behind, format!(", nudge = {list}{keep}"))
    }

    /// Words are not kept where nothing was noticed.
    pub(super) fn not_kept(line: &Line) -> Option<Mend> {
        line.keep_span.map(|span| Mend::new(span, "false"))
    }
}

/// Whether what happens in a line fits a prompt, so that the line may have meant it.
pub(super) fn fits(act: &Play, prompt: &Prompt) -> bool {
    use PromptKind::{
        Choose, Confirm, Date, Integer, Invite, List, Number, Rate, Share, Time, Words,
    };
    match (act, &prompt.kind) {
        (
            Play::Answer { .. },
            Words { .. } | List { .. } | Integer { .. } | Number { .. } | Date | Time,
        )
        | (Play::Consent(_), Confirm | Share { .. })
        | (Play::Invite(_), Invite { .. }) => true,
        (Play::Rate(number), Rate { from, to, .. }) => (*from..=*to).contains(number),
        (Play::Choose(ids, _), Choose { choices, .. }) => {
            ids.iter().all(|id| choices.iter().any(|choice| choice.id == *id))
        }
        _ => false,
    }
}

/// `text` as a TOML string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            letter if letter.is_control() => {
                let _never_fails = write!(out, "\\u{:04X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// `value` as TOML; nothing where TOML cannot say it.
fn written(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(is) => is.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(written).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(map) => {
            let entry = |(key, value): (&String, &Value)| {
                Some(format!("{} = {}", quoted(key), written(value)?))
            };
            let entries: Option<Vec<String>> = map.iter().map(entry).collect();
            format!("{{ {} }}", entries?.join(", "))
        }
        Value::Unit | Value::Person(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_toml_reads_them() {
        assert_eq!(quoted("a \"b\"\n\\\u{7}"), r#""a \"b\"\n\\\u0007""#);
    }
}
