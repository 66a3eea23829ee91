//! What is worked out: expressions, texts with expressions, numbers and lengths of time that may
//! be one. Never compiles an expression.

use std::time::Duration;

use super::codes::{BAD_BOUNDS, BAD_LENGTH, NOTHING_HERE, OPEN_BRACE};
use super::{Item, Kind, Lower, Table};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Code, Expr, Length, Name, Number, Words};
use crate::source::{Span, Spanned};
use crate::text::Template;
use crate::time;
use crate::value::Value;

impl Lower<'_> {
    /// A text with expressions.
    pub(crate) fn words(&mut self, key: &str, item: &Item<'_>) -> Option<Words> {
        let words = self.words_or_blank(key, item)?;
        if matches!(&item.kind, Kind::Text(text) if text.trim().is_empty()) {
            let found = Diagnostic::new(NOTHING_HERE, item.span, format!("`{key}` is empty"))
                .hint(Some("write the text, or remove the line".to_owned()));
            self.report(found);
        }
        Some(words)
    }

    /// A text with expressions, which may be empty: a question whose words stand in `say`.
    pub(crate) fn words_or_blank(&mut self, key: &str, item: &Item<'_>) -> Option<Words> {
        let Kind::Text(text) = &item.kind else {
            self.wrong_kind(key, item, "a text in quotes", None);
            return None;
        };
        let span = item.span;
        let mut blank = None;
        let read = Template::read(text, |source, offset| {
            if source.trim().is_empty() {
                blank = Some(offset);
            }
            Code { source: source.to_owned(), span, offset }
        });
        if let Some(at) = blank {
            let place = self.inside(span, at.saturating_sub(1));
            let found = Diagnostic::new(NOTHING_HERE, place, "there is nothing between the braces")
                .hint(Some("write a name there; for a plain brace write `{{`".to_owned()));
            self.report(found);
        }
        match read {
            Ok(words) => Some(words),
            Err(brace) => {
                let place = self.inside(span, brace.0);
                let found = Diagnostic::new(OPEN_BRACE, place, "a `{` is never closed").hint(Some(
                    "close the expression with `}`; for a plain brace write `{{`".to_owned(),
                ));
                self.report(found);
                None
            }
        }
    }

    /// An expression in quotes.
    pub(crate) fn code(&mut self, key: &str, item: &Item<'_>) -> Option<Code> {
        match &item.kind {
            Kind::Text(text) if text.trim().is_empty() => {
                let message = format!("there is nothing to work out in `{key}`");
                let found = Diagnostic::new(NOTHING_HERE, item.span, message)
                    .hint(Some("write an expression, or remove it".to_owned()));
                self.report(found);
                None
            }
            Kind::Text(text) => Some(Code { source: text.to_string(), span: item.span, offset: 0 }),
            Kind::Bool(is) => Some(Code { source: is.to_string(), span: item.span, offset: 0 }),
            _ => {
                self.wrong_kind(key, item, "an expression in quotes", None);
                None
            }
        }
    }

    /// A number or a yes/no that stands for itself, or an expression in quotes.
    pub(crate) fn expr(&mut self, key: &str, item: &Item<'_>) -> Option<Expr> {
        match &item.kind {
            Kind::Int(number) => Some(Expr::Literal(Value::Int(*number))),
            Kind::Float(number) if number.is_finite() => Some(Expr::Literal(Value::Float(*number))),
            Kind::Bool(is) => Some(Expr::Literal(Value::Bool(*is))),
            Kind::Text(_) => self.code(key, item).map(Expr::Code),
            Kind::Date(date) => {
                let hint = Some(format!("write `'\"{date}\"'`: a text inside the expression"));
                self.wrong_kind(key, item, "an expression in quotes", hint);
                None
            }
            Kind::List(_) => {
                let hint = Some("write the list inside quotes: `'[\"one\", \"two\"]'`".to_owned());
                self.wrong_kind(
                    key,
                    item,
                    "a number, `true`, `false` or an expression in quotes",
                    hint,
                );
                None
            }
            _ => {
                let wants = "a number, `true`, `false` or an expression in quotes";
                self.wrong_kind(key, item, wants, None);
                None
            }
        }
    }

    /// The variables of a group like `set = { name = "expr" }`.
    pub(crate) fn assignments(&mut self, key: &str, item: &Item<'_>) -> Vec<(Name, Expr)> {
        let Some(table) = self.group(key, item, "{ name = \"expression\" }") else {
            return Vec::new();
        };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        let pairs = entries.filter_map(|entry| {
            let name = self.variable(entry.name());
            Some((name, self.expr(&entry.key.value, &entry.item)?))
        });
        pairs.collect()
    }

    /// A group that is not empty.
    pub(crate) fn group<'t>(
        &mut self,
        key: &str,
        item: &'t Item<'t>,
        example: &str,
    ) -> Option<&'t Table<'t>> {
        match &item.kind {
            Kind::Group(table) if table.entries.is_empty() && !self.torn => {
                let message = format!("there is nothing in `{key}`");
                let found = Diagnostic::new(NOTHING_HERE, item.span, message)
                    .hint(Some(format!("write `{key} = {example}`, or remove the line")));
                self.report(found);
                None
            }
            Kind::Group(table) => Some(table),
            _ => {
                let hint = Some(format!("write `{key} = {example}`"));
                self.wrong_kind(key, item, "a group in {braces}", hint);
                None
            }
        }
    }

    /// A whole number, or an expression in braces in quotes.
    pub(crate) fn number(&mut self, key: &str, item: &Item<'_>, least: i64) -> Option<Number> {
        let number = self.any_number(key, item)?;
        match &number.value {
            Expr::Literal(Value::Float(_)) => {
                self.wrong_kind(key, item, "a whole number", None);
                None
            }
            Expr::Literal(Value::Int(count)) if *count < least => {
                let message = format!("`{key}` is at least {least}");
                let found = Diagnostic::new(BAD_BOUNDS, item.span, message)
                    .label(format!("here is {count}"));
                self.report(found);
                None
            }
            _ => Some(number),
        }
    }

    /// A number, or an expression in braces in quotes.
    pub(crate) fn any_number(&mut self, key: &str, item: &Item<'_>) -> Option<Number> {
        let expr = match &item.kind {
            Kind::Int(number) => Expr::Literal(Value::Int(*number)),
            Kind::Float(number) if number.is_finite() => Expr::Literal(Value::Float(*number)),
            Kind::Text(text) if braced(text).is_some() => {
                Expr::Code(self.braced_code(key, text, item.span)?)
            }
            Kind::Text(text) if text.trim().parse::<i64>().is_ok() => {
                let hint = Some(format!("write `{key} = {}`", text.trim()));
                self.wrong_kind(key, item, "a number, without quotes", hint);
                return None;
            }
            _ => {
                let hint = "an expression stands in braces: `\"{count}\"`".to_owned();
                self.wrong_kind(key, item, "a number", Some(hint));
                return None;
            }
        };
        Some(Spanned::new(expr, item.span))
    }

    /// A length of time, or an expression in braces in quotes.
    pub(crate) fn length(&mut self, key: &str, item: &Item<'_>) -> Option<Length> {
        let Kind::Text(text) = &item.kind else {
            let hint = match item.kind {
                Kind::Int(number) => {
                    format!("write `\"{number}s\"` for seconds, `\"{number}m\"` for minutes")
                }
                _ => "write `\"20s\"`, `\"2m\"`, `\"1h30m\"` or `\"7d\"`".to_owned(),
            };
            self.wrong_kind(key, item, "a length of time in quotes", Some(hint));
            return None;
        };
        if text.contains('{') {
            return self.words(key, item).map(|words| Length::Words(words, item.span));
        }
        match time::parse_length(text) {
            Some(length) if length > Duration::ZERO => Some(Length::Fixed(length)),
            Some(_) => {
                let message = format!("`{key}` takes no time at all");
                let found = Diagnostic::new(BAD_LENGTH, item.span, message)
                    .hint(Some("write a length like `20s`, or remove it".to_owned()));
                self.report(found);
                None
            }
            None => {
                let shown = crate::text::strip(text);
                let message = format!("`{shown}` is no length of time");
                let hint = match (time::mended_length(text), text.trim().split_once(':')) {
                    (Some(better), _) => format!("write `{better}`"),
                    (None, Some((first, second))) => {
                        let (first, second) = (first.trim(), second.trim());
                        format!(
                            "write `{first}m{second}s` for minutes and seconds, \
                             `{first}h{second}m` for hours and minutes"
                        )
                    }
                    _ => "write `20s`, `2m`, `1h30m` or `7d`".to_owned(),
                };
                let hint = crate::text::strip(&hint);
                self.report(Diagnostic::new(BAD_LENGTH, item.span, message).hint(Some(hint)));
                None
            }
        }
    }

    fn braced_code(&mut self, key: &str, text: &str, span: Span) -> Option<Code> {
        let (source, offset) = braced(text)?;
        if source.trim().is_empty() {
            let message = format!("there is nothing to work out in `{key}`");
            self.report(Diagnostic::new(NOTHING_HERE, span, message));
            return None;
        }
        Some(Code { source: source.to_owned(), span, offset })
    }
}

/// What stands between the braces of `"{expr}"`, and where it begins in characters.
fn braced(text: &str) -> Option<(&str, usize)> {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('{')?.strip_suffix('}')?;
    let before = text.chars().take_while(|letter| letter.is_whitespace()).count();
    Some((inner, before + 1))
}
