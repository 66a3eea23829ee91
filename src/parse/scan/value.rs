//! Values that stand without quotes. Never reads a text in quotes or brackets.

use super::letters::{self, is_curly};
use super::{Scan, Within};
use crate::parse::codes::{NO_EQUALS_SIGN, TEXT_WITHOUT_QUOTES, UNREADABLE_VALUE};
use crate::{text, time};

impl Scan<'_> {
    /// A value; `name` is what it is the value of.
    pub(super) fn value(&mut self, within: Within, name: &str) {
        self.blanks();
        let at = self.at;
        match self.peek() {
            Some('"' | '\'') => self.string(within),
            Some(curly) if is_curly(curly) => self.curly(within),
            Some('[') => self.list(within),
            Some('{') => self.group(within),
            None | Some('\n' | '\r' | '#' | ',' | ']' | '}') => {
                let message = match name {
                    "" => "a value is missing here".to_owned(),
                    name => format!("`{name}` has no value"),
                };
                let hint = "write the value after the `=`, or remove the line";
                let before = self.slice(0..at).trim_end().len();
                let place = before.saturating_sub(1)..before;
                let place = if self.text.is_char_boundary(place.start) { place } else { at..at };
                self.found(NO_EQUALS_SIGN, place, message, hint);
                self.edits.replace(at..at, letters::unread());
            }
            Some(_) => self.bare(within),
        }
    }

    fn bare(&mut self, within: Within) {
        let start = self.at;
        let line = self.slice(start..self.line_end(start));
        let end = match within {
            Within::Line => line.find(" #").or_else(|| line.find("\t#")),
            _ => line.find([',', ']', '}', '#']),
        };
        let word = line.get(..end.unwrap_or(line.len())).unwrap_or(line).trim_end();
        let range = start..start + word.len();
        self.at = range.end;
        if toml::de::DeValue::parse(word).is_ok() {
            return;
        }
        let (code, message, hint, mended) = unquoted(word);
        self.found(code, range.clone(), message, &hint);
        self.edits.replace(range, mended);
    }
}

/// What to say of a word without quotes, and what to read in its place.
fn unquoted(word: &str) -> (crate::diagnostic::Code, String, String, String) {
    let lower = word.to_lowercase();
    let shown = text::strip(word);
    let digits = word.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
    let only = |letters: &str| word.chars().all(|c| c.is_ascii_digit() || letters.contains(c));
    match lower.as_str() {
        "true" | "false" => {
            let message = format!("`{shown}` is written in small letters");
            return (TEXT_WITHOUT_QUOTES, message, format!("write `{lower}`"), lower);
        }
        "yes" | "no" | "on" | "off" => {
            let is = matches!(lower.as_str(), "yes" | "on");
            let message = format!("`{shown}` stands without quotes");
            let hint = format!("write `{is}` for a yes or no, `\"{lower}\"` for the word");
            return (TEXT_WITHOUT_QUOTES, message, hint, letters::unread());
        }
        _ => {}
    }
    if digits && only(",+-") && word.matches(',').count() == 1 {
        let message = format!("the number `{shown}` has a comma");
        let hint = format!("write `{}`", word.replace(',', "."));
        return (UNREADABLE_VALUE, message, hint, word.replace(',', "."));
    }
    if digits && only("./-") {
        let message = format!("`{shown}` is neither a number nor a date");
        let hint = "a number is `7` or `1.5`; a date is year, month, day: `2026-01-31`";
        return (UNREADABLE_VALUE, message, hint.to_owned(), letters::unread());
    }
    let ends = word.trim_end_matches(|c: char| is_curly(c) || c == '"' || c == '\'');
    let message = if time::parse_length(word).is_some() {
        format!("the length of time `{shown}` stands without quotes")
    } else {
        "this text stands without quotes".to_owned()
    };
    let hint = match word.chars().count() {
        0..=40 => format!("write `{}`", text::strip(&letters::text_in_toml(ends))),
        _ => "put it in quotes: `\"…\"`".to_owned(),
    };
    (TEXT_WITHOUT_QUOTES, message, hint, letters::text_in_toml(ends))
}
