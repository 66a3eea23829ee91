//! Values that stand without quotes. Never reads a text in quotes or brackets.

use super::letters::{self, is_curly};
use super::{Scan, Within};
use crate::parse::codes::{NO_EQUALS_SIGN, ODD_CHARACTER, TEXT_WITHOUT_QUOTES, UNREADABLE_VALUE};
use crate::{text, time};

/// Whether what `text` has up to its line end is a value that may stand without quotes.
pub(super) fn is_value(text: &str) -> bool {
    let line = text.split(['\n', '#']).next().unwrap_or("").trim();
    !line.is_empty() && line.len() < 64 && toml::de::DeValue::parse(line).is_ok()
}

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
            Some(dash) if letters::is_dash(dash) && self.is_minus(dash) => {
                let range = at..at + dash.len_utf8();
                let hint = "write `-`, the hyphen of the keyboard";
                let message = "a long dash stands where a minus belongs";
                self.found(ODD_CHARACTER, range.clone(), message, hint);
                self.at = range.end;
                self.edits.replace(range, "-");
                self.bare(within);
            }
            Some(_) => self.bare(within),
        }
    }

    fn is_minus(&self, dash: char) -> bool {
        let after = self.rest().get(dash.len_utf8()..).unwrap_or("");
        after.starts_with(|c: char| c.is_ascii_digit())
    }

    fn bare(&mut self, within: Within) {
        let start = self.at;
        let line = self.slice(start..self.line_end(start));
        let end = match within {
            Within::Line => line.find(" #").or_else(|| line.find("\t#")),
            _ => line.find([',', ']', '}', '#']),
        };
        let word = line.get(..end.unwrap_or(line.len())).unwrap_or(line).trim_end();
        let short = word.trim_end_matches([',', ';']);
        let word = if toml::de::DeValue::parse(short).is_ok() { short } else { word };
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
        let hint = format!("write `{}`, or `[{word}]` for two numbers", word.replace(',', "."));
        return (UNREADABLE_VALUE, message, hint, letters::unread());
    }
    if word.starts_with('(') {
        let message = "round brackets mean nothing here".to_owned();
        let hint = "a list stands in `[…]`, a group of names and values in `{…}`".to_owned();
        return (UNREADABLE_VALUE, message, hint, letters::unread());
    }
    if digits && only("./-") {
        let message = format!("`{shown}` is neither a number nor a date");
        let hint = time::mended_date(word).map_or_else(
            || "a number is `7` or `1.5`; a date is year, month, day: `2026-01-31`".to_owned(),
            |date| format!("a date is year, month, day: write `{date}`"),
        );
        return (UNREADABLE_VALUE, message, hint, letters::unread());
    }
    let ends = word.trim_end_matches(|c: char| is_curly(c) || c == '"' || c == '\'');
    let is_length = time::parse_length(word).is_some();
    if digits && !is_length {
        let number = word.find(|c: char| !c.is_ascii_digit()).and_then(|end| word.get(..end));
        let message = format!("`{shown}` is not a number alone");
        let hint = match number.filter(|number| !number.is_empty()) {
            Some(number) => format!("write `{number}`, or put words in quotes"),
            None => "put words in quotes".to_owned(),
        };
        return (UNREADABLE_VALUE, message, hint, letters::unread());
    }
    let message = match is_length {
        true => format!("the length of time `{shown}` stands without quotes"),
        false => "this text stands without quotes".to_owned(),
    };
    let hint = match word.chars().count() {
        0..=40 => format!("write `{}`", text::strip(&letters::text_in_toml(ends))),
        _ => "put it in quotes: `\"…\"`".to_owned(),
    };
    (TEXT_WITHOUT_QUOTES, message, hint, letters::text_in_toml(ends))
}
