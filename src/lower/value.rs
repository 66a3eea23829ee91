//! Plain values: texts, flags, numbers, dates, constants. Never holds an expression.

use super::codes::{BAD_BOUNDS, BAD_DATE, NOTHING_HERE, UNKNOWN_VALUE};
use super::{Item, Kind, Lower};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use crate::value::Value;
use crate::{suggest, text, time};

impl Lower<'_> {
    /// A text that holds no expression.
    pub(crate) fn text(&mut self, key: &str, item: &Item<'_>) -> Option<String> {
        match &item.kind {
            Kind::Text(text) if text.trim().is_empty() => {
                let found = Diagnostic::new(NOTHING_HERE, item.span, format!("`{key}` is empty"))
                    .hint(Some("write the text, or remove the line".to_owned()));
                self.report(found);
                None
            }
            Kind::Text(text) => Some(text::strip(text.trim())),
            _ => {
                self.wrong_kind(key, item, "a text in quotes", None);
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &str, item: &Item<'_>) -> Option<bool> {
        match item.kind {
            Kind::Bool(is) => Some(is),
            _ => {
                let word = item.kind.text().map(|text| text.trim().to_lowercase());
                let is = match word.as_deref() {
                    Some("yes" | "true" | "on" | "ja" | "oui" | "si" | "sí") => Some(true),
                    Some("no" | "false" | "off" | "nein" | "non") => Some(false),
                    _ => None,
                };
                let hint = is.map(|is| format!("write `{key} = {is}`"));
                self.wrong_kind(key, item, "`true` or `false`, without quotes", hint);
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, key: &str, item: &Item<'_>, from: i64, to: i64) -> Option<i64> {
        match item.kind {
            Kind::Int(number) if (from..=to).contains(&number) => Some(number),
            Kind::Int(number) => {
                let bounds = format!("`{key}` is a whole number from {from} to {to}");
                self.report(
                    Diagnostic::new(BAD_BOUNDS, item.span, bounds)
                        .label(format!("here is {number}")),
                );
                None
            }
            _ => {
                let number = item.kind.text().and_then(|text| text.trim().parse::<i64>().ok());
                let hint = number.map(|number| format!("write `{key} = {number}`"));
                self.wrong_kind(key, item, "a whole number, without quotes", hint);
                None
            }
        }
    }

    /// A list.
    pub(crate) fn list<'t>(
        &mut self,
        key: &str,
        item: &'t Item<'t>,
        example: &str,
    ) -> Option<&'t [Item<'t>]> {
        match &item.kind {
            Kind::List(items) if items.is_empty() => {
                let found =
                    Diagnostic::new(NOTHING_HERE, item.span, format!("`{key}` is an empty list"))
                        .hint(Some(format!("write `{key} = {example}`, or remove the line")));
                self.report(found);
                None
            }
            Kind::List(items) => Some(items),
            _ => {
                let hint = Some(format!("write `{key} = {example}`"));
                self.wrong_kind(key, item, "a list in [brackets]", hint);
                None
            }
        }
    }

    /// One of a few words.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        key: &str,
        item: &Item<'_>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let Kind::Text(text) = &item.kind else {
            self.wrong_kind(key, item, "a word in quotes", None);
            return None;
        };
        let known = words.iter().find(|(word, _)| word == text);
        if known.is_none() {
            let names = words.iter().map(|(word, _)| *word);
            let message = format!("`{key}` cannot be `{}`", text::strip(text));
            let hint = suggest::hint(text, names, "what may stand here");
            self.report(Diagnostic::new(UNKNOWN_VALUE, item.span, message).hint(hint));
        }
        known.map(|(_, value)| *value)
    }

    /// A date, bare or in quotes, as `YYYY-MM-DD`.
    pub(crate) fn date(&mut self, key: &str, item: &Item<'_>) -> Option<String> {
        match &item.kind {
            Kind::Date(date) | Kind::Text(date) if time::is_date(date) => Some(date.to_string()),
            Kind::Date(_) | Kind::Text(_) | Kind::Moment(_) => {
                let better = item.kind.text().and_then(time::mended_date);
                let hint = better.map_or_else(
                    || "a date is year, month, day: `2026-01-31`".to_owned(),
                    |date| format!("a date is year, month, day: write `{date}`"),
                );
                let found = Diagnostic::new(BAD_DATE, item.span, format!("`{key}` is no date"))
                    .hint(Some(hint));
                self.report(found);
                None
            }
            _ => {
                self.wrong_kind(key, item, "a date like `2026-01-31`", None);
                None
            }
        }
    }

    /// A time of day, bare or in quotes, as `HH:MM`.
    pub(crate) fn clock(&mut self, key: &str, item: &Item<'_>) -> Option<String> {
        match &item.kind {
            Kind::Clock(clock) | Kind::Text(clock) if time::is_clock(clock) => {
                Some(clock.to_string())
            }
            Kind::Clock(_) | Kind::Text(_) | Kind::Moment(_) => {
                let message = format!("`{key}` is no time of day");
                let better = item.kind.text().and_then(time::mended_clock);
                let hint = better.map_or_else(
                    || "a time is hours and minutes: `\"18:00\"`".to_owned(),
                    |clock| format!("write `\"{clock}\"`"),
                );
                let found = Diagnostic::new(BAD_DATE, item.span, message).hint(Some(hint));
                self.report(found);
                None
            }
            _ => {
                self.wrong_kind(key, item, "a time like `\"18:00\"`", None);
                None
            }
        }
    }

    /// A value that is neither worked out nor looked up: what stands in `[shared]` and the like.
    pub(crate) fn constant(&mut self, key: &str, item: &Item<'_>) -> Value {
        match &item.kind {
            Kind::Text(text) => Value::Text(text::strip(text)),
            Kind::Int(number) => Value::Int(*number),
            Kind::Float(number) if number.is_finite() => Value::Float(*number),
            Kind::Float(_) => {
                self.wrong_kind(key, item, "a number that is not too large", None);
                Value::Unit
            }
            Kind::Bool(is) => Value::Bool(*is),
            Kind::Date(text) | Kind::Clock(text) | Kind::Moment(text) => {
                Value::Text(text.to_string())
            }
            Kind::List(items) => {
                Value::List(items.iter().map(|item| self.constant(key, item)).collect())
            }
            Kind::Group(table) => {
                let entries = table.entries.iter().filter(|entry| !entry.again);
                let values = entries.map(|entry| {
                    let name = entry.key.value.as_ref();
                    (text::strip(name), self.constant(name, &entry.item))
                });
                Value::Map(values.collect())
            }
            Kind::Broken => Value::Unit,
        }
    }

    /// The texts of a list of texts.
    pub(crate) fn texts(&mut self, key: &str, item: &Item<'_>) -> Vec<Spanned<String>> {
        let Some(items) = self.list(key, item, "[\"…\"]") else { return Vec::new() };
        items
            .iter()
            .filter_map(|item| Some(Spanned::new(self.text(key, item)?, item.span)))
            .collect()
    }
}
