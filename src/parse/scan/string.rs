//! Texts in quotes, straight and curly. Never reads what stands in a text.

use std::ops::Range;

use super::letters::{self, is_curly, is_odd};
use super::{Scan, Within};
use crate::diagnostic::Diagnostic;
use crate::parse::codes::{QUOTE_IN_TEXT, UNCLOSED_TEXT};

// A text in single quotes that goes over more lines than this is not looked for.
const MOST_LINES: usize = 60;

impl Scan<'_> {
    pub(super) fn string(&mut self, within: Within) {
        let open = self.at;
        let quote = self.peek().unwrap_or('"');
        let delimiter = quote.to_string().repeat(3);
        if self.rest().starts_with(&delimiter) {
            self.several_lines(open, quote, &delimiter);
            return;
        }
        let end = self.line_end(open);
        let Some(close) = closing(self.slice(open + 1..end), quote) else {
            self.unclosed(open, quote, within);
            return;
        };
        let close = open + 1 + close;
        if self.ends_well(close + 1, within) {
            self.at = close + 1;
            if quote == '"' {
                self.escapes(open + 1..close);
            }
        } else {
            self.quote_in_text(open, close, quote, within);
        }
    }

    /// Whether what stands at `at` may follow a text.
    fn ends_well(&self, at: usize, within: Within) -> bool {
        let line = self.slice(at..self.line_end(at));
        let after = line.trim_start_matches(|c: char| c == ' ' || c == '\t' || is_odd(c));
        let parted = after.len() < line.len();
        after.is_empty()
            || after.starts_with('#')
            || after.starts_with([',', ']', '}', ';'])
            || parted && (letters::begins_pair(after) || letters::is_foreign_remark(after))
            || parted && within == Within::List && after.starts_with(['"', '\'', '{', '['])
    }

    /// Whether a text that closes before `at` would be the whole of it.
    fn ends(&self, at: usize, within: Within) -> bool {
        let after = self.slice(at..self.line_end(at)).trim_start();
        after.is_empty()
            || after.starts_with('#')
            || within != Within::Line && after.starts_with([',', ']', '}'])
    }

    fn quote_in_text(&mut self, open: usize, close: usize, quote: char, within: Within) {
        let end = self.line_end(open);
        let later = self.slice(close + 1..end).match_indices(quote);
        let last = later
            .map(|(at, _)| close + 1 + at)
            .find(|at| self.ends(at + 1, within))
            .map_or_else(|| self.content_end(open, within), |at| at + 1);
        let apostrophe = quote == '\'';
        let (message, hint) = match apostrophe {
            true => (
                "an apostrophe inside the text ends it early",
                "put the text in double quotes: `\"…\"`",
            ),
            false => (
                "a quote inside the text ends it early",
                "write `\\\"` inside the text, or put the text in single quotes: `'…'`",
            ),
        };
        let found = Diagnostic::new(QUOTE_IN_TEXT, self.span(close..close + 1), message)
            .other(self.span(open..open + 1), "the text begins here")
            .hint(Some(hint.to_owned()));
        self.problems.push(found);
        self.mend(open..last, quote);
    }

    /// Reads what stands at `range`, from its opening quote on, as one text.
    fn mend(&mut self, range: Range<usize>, quote: char) {
        let inner = self.slice(range.clone());
        let inner = inner.strip_prefix(quote).unwrap_or(inner);
        let inner = inner.strip_suffix(quote).unwrap_or(inner).to_owned();
        self.at = range.end;
        self.edits.replace(range, letters::text_in_toml(&inner));
    }

    /// Where a text that is not closed in its line most likely ends.
    fn content_end(&self, open: usize, within: Within) -> usize {
        let line = self.slice(open..self.line_end(open)).trim_end();
        let line = match within {
            Within::Line => line,
            _ => line.trim_end_matches([']', '}', ',', ' ', '\t']),
        };
        open + line.len().max(1)
    }

    fn unclosed(&mut self, open: usize, quote: char, within: Within) {
        let end = self.line_end(open);
        let line = self.slice(open + 1..end);
        let curly = line.char_indices().filter(|(_, letter)| is_curly(*letter));
        let curly: Vec<Range<usize>> = curly
            .map(|(at, letter)| open + 1 + at..open + 1 + at + letter.len_utf8())
            .filter(|range| self.ends(range.end, within))
            .collect();
        if let Some(closing) = curly.into_iter().next() {
            self.curly_found(closing.clone());
            let inner = self.slice(open + 1..closing.start).to_owned();
            self.at = closing.end;
            self.edits.replace(open..closing.end, letters::text_in_toml(&inner));
            return;
        }
        let place = open..open + 1;
        if let Some(last) = (within == Within::Line).then(|| self.ends_below(end, quote)).flatten()
        {
            let hint = "put a text of several lines between three quotes: `\"\"\"`";
            self.found(UNCLOSED_TEXT, place, "this text goes over several lines", hint);
            self.mend(open..last, quote);
            return;
        }
        let hint = format!("put `{quote}` at its end");
        self.found(UNCLOSED_TEXT, place, "this text is never closed", &hint);
        let last = self.content_end(open, within);
        self.mend(open..last, quote);
    }

    /// Where one of the next lines closes the text that was opened before `from`.
    fn ends_below(&self, from: usize, quote: char) -> Option<usize> {
        let mut at = from;
        for _ in 0..MOST_LINES {
            at += self.slice(at..self.text.len()).find('\n')? + 1;
            let line = self.slice(at..self.line_end(at));
            let trimmed = line.trim();
            if letters::is_heading(trimmed) || letters::begins_pair(trimmed) {
                return None;
            }
            if trimmed.ends_with(quote) {
                return Some(at + line.trim_end().len());
            }
        }
        None
    }

    fn several_lines(&mut self, open: usize, quote: char, delimiter: &str) {
        let body = open + 3;
        let found = closing_of_several(self.slice(body..self.text.len()), quote, delimiter);
        let close = found.map(|at| body + at).filter(|close| !self.opens_another(open, *close));
        let Some(close) = close else {
            let end = self.next_thing(body);
            let hint = format!("write {delimiter} below its last line");
            let message = "this text of several lines is never closed";
            self.found(UNCLOSED_TEXT, open..body, message, &hint);
            let inner = self.slice(body..end).to_owned();
            self.at = end;
            self.edits.replace(open..end, letters::text_in_toml(&inner));
            return;
        };
        let more = self.slice(close + 3..self.text.len());
        let more = more.len() - more.trim_start_matches(quote).len();
        self.at = close + 3 + more.min(2);
        if quote == '"' {
            self.escapes(body..close);
        }
    }

    /// Whether the quotes at `close` rather begin a text of a line below: `say = """`.
    fn opens_another(&self, open: usize, close: usize) -> bool {
        let line = self.slice(open..close).rfind('\n').map(|at| open + at + 1);
        line.is_some_and(|line| {
            let before = self.slice(line..close).trim();
            letters::begins_pair(before) && before.ends_with('=')
        })
    }

    /// The end of what stands before the next heading or name.
    fn next_thing(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(length) = self.slice(at..self.text.len()).find('\n') {
            at += length + 1;
            let line = self.slice(at..self.line_end(at)).trim();
            if letters::is_heading(line) || letters::begins_pair(line) {
                return from + self.slice(from..at).trim_end().len();
            }
        }
        from + self.slice(from..self.text.len()).trim_end().len()
    }

    /// A text in curly quotes.
    pub(super) fn curly(&mut self, within: Within) {
        let open = self.at;
        let width = self.peek().map_or(1, char::len_utf8);
        let end = self.line_end(open);
        let line = self.slice(open + width..end);
        let closes = |letter: char| is_curly(letter) || letter == '"' || letter == '\'';
        let close = line
            .char_indices()
            .filter(|(_, letter)| closes(*letter))
            .map(|(at, letter)| open + width + at..open + width + at + letter.len_utf8())
            .find(|range| self.ends(range.end, within));
        self.curly_found(open..open + width);
        let (inner, last) = match close {
            Some(close) => (open + width..close.start, close.end),
            None => {
                let last = self.content_end(open, within).max(open + width);
                (open + width..last, last)
            }
        };
        let inner = self.slice(inner).to_owned();
        self.at = last;
        self.edits.replace(open..last, letters::text_in_toml(&inner));
    }
}

/// Where `quote` closes a text in its line.
fn closing(line: &str, quote: char) -> Option<usize> {
    let mut letters = line.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            return Some(at);
        }
    }
    None
}

/// Where `delimiter` closes a text of several lines.
fn closing_of_several(text: &str, quote: char, delimiter: &str) -> Option<usize> {
    if quote == '\'' {
        return text.find(delimiter);
    }
    let mut at = 0;
    loop {
        let next = text.get(at..)?.find(['\\', '"'])? + at;
        let tail = text.get(next..)?;
        if tail.starts_with(delimiter) {
            return Some(next);
        }
        let escaped = tail.strip_prefix('\\').and_then(|tail| tail.chars().next());
        at = next + 1 + escaped.map_or(0, char::len_utf8);
    }
}
