//! Goes through a text that has errors, line by line, as a patient reader would: names what is
//! wrong and mends it, so that the rest can still be read. Valid files never come here.

use std::collections::HashMap;
use std::ops::Range;

use super::codes::{
    BAD_ESCAPE, CURLY_QUOTES, NO_EQUALS_SIGN, ODD_CHARACTER, SPACE_IN_NAME, UNCLOSED_BRACKET,
    UNCLOSED_TEXT, UNREADABLE_LINE, WRITTEN_TWICE,
};
use super::edits::Edits;
use super::tree::AGAIN;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

mod heading;
mod letters;
mod nested;
mod string;
mod value;

use letters::{is_curly, is_dash, is_odd, odd_name};

/// What was found and mended.
pub(super) struct Scanned {
    pub(super) edits: Edits,
    pub(super) problems: Vec<Diagnostic>,
    /// Some of it was left out.
    pub(super) torn: bool,
}

/// Where a value stands, which says what may follow it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Line,
    List,
    Group,
}

pub(super) struct Scan<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    depth: usize,
    /// Brackets are nested so deep that the rest is left out.
    gave_up: bool,
    edits: Edits,
    problems: Vec<Diagnostic>,
    torn: bool,
    headings: HashMap<String, Span>,
    /// The names of each heading and group.
    names: HashMap<(usize, String), Span>,
    frame: usize,
    frames: usize,
    /// Odd characters are named once a line.
    named_line: usize,
    /// A line that already named its step.
    spent: Option<usize>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Scan<'a> {
        Scan {
            file,
            text,
            at: 0,
            depth: 0,
            gave_up: false,
            edits: Edits::default(),
            problems: Vec::new(),
            torn: false,
            headings: HashMap::new(),
            names: HashMap::new(),
            frame: 0,
            frames: 0,
            named_line: usize::MAX,
            spent: None,
        }
    }

    pub(super) fn run(mut self) -> Scanned {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        while self.at < self.text.len() {
            let before = self.at;
            self.line();
            if self.at == before {
                self.bump();
            }
        }
        Scanned { edits: self.edits, problems: self.problems, torn: self.torn }
    }

    fn line(&mut self) {
        self.blanks();
        if self.spent == Some(self.at) {
            let end = self.line_end(self.at);
            self.edits.replace(self.at..end, "");
            self.at = end;
            return;
        }
        match self.peek() {
            None => {}
            Some('\n' | '\r') => self.bump(),
            Some('#') => self.at = self.line_end(self.at),
            Some('[') => self.heading(),
            Some('`') if self.rest().starts_with("```") => self.prose(self.at),
            Some(_) if self.heading_without_brackets() => {}
            Some(_) if self.pair(Within::Line) => self.rest_of_line(),
            Some(_) => {}
        }
    }

    // Looking and moving.

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(1, char::len_utf8);
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    fn line_end(&self, from: usize) -> usize {
        let line = self.slice(from..self.text.len()).split('\n').next().unwrap_or("");
        from + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Skips blanks; those that only look like blanks are named and mended.
    fn blanks(&mut self) {
        while let Some(letter) = self.peek() {
            match letter {
                ' ' | '\t' => self.at += 1,
                odd if is_odd(odd) => self.odd(odd),
                _ => break,
            }
        }
    }

    /// Skips blanks, line ends and remarks.
    fn gap(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some('\n' | '\r') => self.at += 1,
                Some('#') => self.at = self.line_end(self.at),
                _ => break,
            }
        }
    }

    fn odd(&mut self, odd: char) {
        let range = self.at..self.at + odd.len_utf8();
        let line = self.line_end(self.at);
        if self.named_line != line {
            self.named_line = line;
            let message = format!("{} stands outside of a text", odd_name(odd));
            let hint = "it came along from a word processor or a web page: delete it, and type a \
                        plain space if one is needed";
            self.found(ODD_CHARACTER, range.clone(), message, hint);
        }
        self.edits.replace(range.clone(), " ");
        self.at = range.end;
    }

    // Saying.

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn found(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: &str) {
        let found = Diagnostic::new(code, self.span(range), message);
        self.problems.push(found.hint(Some(hint.to_owned())));
    }

    /// Leaves out what stands at `range` and goes on behind it.
    fn drop(&mut self, range: Range<usize>) {
        self.at = range.end;
        self.edits.replace(range, "");
        self.torn = true;
    }

    // Names and values.

    /// `name = value`; whether it could be read as such.
    fn pair(&mut self, within: Within) -> bool {
        let start = self.at;
        let Some(name) = self.name(within) else { return false };
        self.register(&name);
        self.blanks();
        let at = self.at;
        match self.peek() {
            Some('=') => {
                self.at += 1;
                if self.rest().starts_with(['=', '>']) {
                    let hint = "write one `=` between the name and the value";
                    self.found(NO_EQUALS_SIGN, at..at + 2, "one `=` is enough", hint);
                    self.edits.replace(at + 1..at + 2, " ");
                    self.at += 1;
                }
            }
            Some(':') => {
                let width = if self.rest().starts_with(":=") { 2 } else { 1 };
                let message = format!("`:` stands where `=` belongs after `{}`", name.text);
                let hint = format!("write `{} = …`", name.text);
                self.found(NO_EQUALS_SIGN, at..at + width, message, &hint);
                self.edits.replace(at..at + width, "=");
                self.at += width;
            }
            Some(wide @ ('＝' | '：')) => {
                let range = at..at + wide.len_utf8();
                let message = format!("a wide `{wide}` stands where `=` belongs");
                let hint = "switch the keyboard to Latin letters, and type `=`";
                self.found(ODD_CHARACTER, range.clone(), message, hint);
                self.at = range.end;
                self.edits.replace(range, "=");
            }
            Some(letter) if starts_value(letter) || value::is_value(self.rest()) => {
                let message = format!("the `=` is missing after `{}`", name.text);
                let hint = format!("write `{} = …`", name.text);
                self.found(NO_EQUALS_SIGN, name.range.clone(), message, &hint);
                self.edits.replace(at..at, "= ");
            }
            _ => {
                self.alone(start, &name, within);
                return false;
            }
        }
        self.value(within, &name.text);
        true
    }

    /// A name with neither `=` nor value.
    fn alone(&mut self, start: usize, name: &Name, within: Within) {
        let end = match within {
            Within::Line => self.line_end(self.at),
            _ => self.at,
        };
        if within == Within::Line && self.at < end {
            self.prose(start);
            return;
        }
        let message = format!("`{}` has no value", name.text);
        let hint = match within {
            Within::Line => format!("write `{} = …`, or begin a remark with `#`", name.text),
            _ => format!("write `{} = …`", name.text),
        };
        self.found(NO_EQUALS_SIGN, name.range.clone(), message, &hint);
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        if within == Within::Line && name.text.chars().all(plain) {
            // Whoever knows the names shall know that this one is there.
            self.at = end;
            self.torn = true;
            self.edits.replace(end..end, format!(" = {}", letters::unread()));
            return;
        }
        self.drop(start..end);
    }

    /// A line that is nothing an exercise file may hold.
    fn prose(&mut self, start: usize) {
        let end = self.line_end(start);
        let line = self.slice(start..end).trim_end();
        let (code, message, hint) = match line.chars().next() {
            Some(']' | '}') => (
                UNCLOSED_BRACKET,
                "a closing bracket stands here without its opening one",
                "remove it, or write the opening one before",
            ),
            Some('=') => (UNREADABLE_LINE, "a name is missing before `=`", "write `name = value`"),
            _ if letters::is_foreign_remark(line) => {
                let hint = format!("write `{}`", letters::remark(line));
                self.found(
                    UNREADABLE_LINE,
                    start..start + line.len(),
                    "a remark begins with `#`",
                    &hint,
                );
                self.drop(start..end);
                return;
            }
            _ if line.starts_with("```") => (
                UNREADABLE_LINE,
                "three backticks came along from where this was copied",
                "remove the line",
            ),
            Some('•' | '·' | '-' | '*') => (
                UNREADABLE_LINE,
                "words for people stand in quotes, in a step",
                "write `say = \"\"\"`, the lines below it, and `\"\"\"` at the end",
            ),
            _ => (
                UNREADABLE_LINE,
                "this line is no heading, no `name = value` and no remark",
                "a text of several lines stands between three quotes; a remark begins with `#`",
            ),
        };
        // An odd character in it was named, and broke it up.
        if self.named_line != end || !line.contains(is_odd) {
            self.found(code, start..start + line.len(), message, hint);
        }
        self.drop(start..end);
    }

    fn name(&mut self, within: Within) -> Option<Name> {
        let start = self.at;
        match self.peek()? {
            quote @ ('"' | '\'') => return self.quoted_name(start, quote),
            curly if is_curly(curly) => return self.curly_name(start),
            _ => {}
        }
        let stops = |c: char| {
            c.is_whitespace() || "=:,{}[]#\"'＝：".contains(c) || is_curly(c) || is_odd(c)
        };
        let length = self.rest().find(stops).unwrap_or(self.rest().len());
        if length == 0 {
            match within {
                Within::Line => self.prose(start),
                _ => self.stray(),
            }
            return None;
        }
        self.at = start + length;
        let after = self.rest().trim_start_matches([' ', '\t']);
        let words = after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if words && !value::is_value(after) {
            return self.several_words(start, within);
        }
        let text = self.slice(start..self.at);
        self.plain_name(start, text, within);
        Some(Name { text: text.to_owned(), range: start..self.at })
    }

    /// Mends a bare name that has letters no bare name has.
    fn plain_name(&mut self, start: usize, text: &str, within: Within) {
        let range = start..start + text.len();
        if let Some((at, dash)) = text.char_indices().find(|(_, letter)| is_dash(*letter)) {
            let place = start + at..start + at + dash.len_utf8();
            let plain = if within == Within::Line { "_" } else { "-" };
            let mended = text.replace(is_dash, plain);
            let hint = format!("write `{mended}`");
            self.found(ODD_CHARACTER, place, "a long dash stands in a name", &hint);
            self.edits.replace(range, mended);
            return;
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !text.chars().all(plain) {
            let parts: Vec<String> = text.split('.').map(letters::name_in_toml).collect();
            self.edits.replace(range, parts.join("."));
        }
    }

    fn several_words(&mut self, start: usize, within: Within) -> Option<Name> {
        let end = self.line_end(start);
        let line = self.slice(start..end);
        let equals = line
            .find(['=', '"', '\'', '{', '[', ','])
            .filter(|at| line.get(*at..).is_some_and(|tail| tail.starts_with('=')));
        let Some(words) = equals.and_then(|at| line.get(..at)) else {
            match within {
                Within::Line => self.prose(start),
                _ => self.stray(),
            }
            return None;
        };
        let words = words.trim_end();
        let joined: String = words.split_whitespace().collect::<Vec<_>>().join("_");
        let range = start..start + words.len();
        let message = format!("the name `{words}` has a space in it");
        let hint = format!("write `{joined}`");
        self.found(SPACE_IN_NAME, range.clone(), message, &hint);
        let parts: Vec<String> = joined.split('.').map(letters::name_in_toml).collect();
        self.edits.replace(range.clone(), parts.join("."));
        self.at = range.end;
        Some(Name { text: joined, range })
    }

    fn quoted_name(&mut self, start: usize, quote: char) -> Option<Name> {
        let end = self.line_end(start);
        let line = self.slice(start + 1..end);
        let Some(length) = line.find(quote) else {
            let hint = format!("put `{quote}` at its end, or remove this one");
            self.found(UNCLOSED_TEXT, start..start + 1, "this name is never closed", &hint);
            self.drop(start..end);
            return None;
        };
        self.at = start + 1 + length + 1;
        // A dotted name goes on.
        if self.rest().starts_with('.') {
            let more = self.rest().find(['=', ':', '\n']).unwrap_or(0);
            self.at += self.slice(self.at..self.at + more).trim_end().len();
        }
        let text = self.slice(start..self.at).replace(quote, "");
        Some(Name { text, range: start..self.at })
    }

    fn curly_name(&mut self, start: usize) -> Option<Name> {
        let end = self.line_end(start);
        let opening = self.peek().map_or(1, char::len_utf8);
        let line = self.slice(start + opening..end);
        let (length, closing) = line.char_indices().find(|(_, c)| is_curly(*c) || *c == '"')?;
        let text = line.get(..length)?.trim();
        self.at = start + opening + length + closing.len_utf8();
        self.curly_found(start..start + opening);
        self.edits.replace(start..self.at, letters::name_in_toml(text));
        Some(Name { text: text.to_owned(), range: start..self.at })
    }

    fn curly_found(&mut self, range: Range<usize>) {
        let quote = self.slice(range.clone()).to_owned();
        let hint = "write the straight quotes of the keyboard around the text: `\"…\"`";
        let message = format!("a curly quote {quote} stands where a straight one belongs");
        self.found(CURLY_QUOTES, range, message, hint);
    }

    /// A character that has no place in a list or group.
    fn stray(&mut self) {
        let at = self.at;
        let width = self.peek().map_or(1, char::len_utf8);
        let hint = "in a group write `name = value`, parted by commas";
        self.found(UNREADABLE_LINE, at..at + width, "this does not belong here", hint);
        self.drop(at..at + width);
    }

    /// Says so if the name stood in this place before.
    fn register(&mut self, name: &Name) {
        let span = self.span(name.range.clone());
        let key = (self.frame, name.text.replace(' ', ""));
        let Some(first) = self.names.insert(key, span) else { return };
        let message = format!("`{}` stands twice", name.text);
        let found = Diagnostic::new(WRITTEN_TWICE, span, message)
            .other(first, "the first")
            .hint(Some("keep one of the two".to_owned()));
        self.problems.push(found);
        self.frames += 1;
        let (before, last) = name.text.rsplit_once('.').unwrap_or(("", &name.text));
        let parts = before.split('.').filter(|part| !part.is_empty()).map(str::to_owned);
        let parts: Vec<String> = parts
            .chain([format!("{last}{AGAIN}{}", self.frames)])
            .map(|part| letters::name_in_toml(&part))
            .collect();
        self.edits.replace(name.range.clone(), parts.join("."));
    }

    /// What follows a value in its line.
    fn rest_of_line(&mut self) {
        if self.begins_line() {
            return; // a bracket that was not closed ended with the line above
        }
        self.blanks();
        let end = self.line_end(self.at);
        let rest = self.slice(self.at..end).trim_end();
        if rest.is_empty() || rest.starts_with('#') {
            self.at = end;
            return;
        }
        let range = self.at..self.at + rest.len();
        if letters::begins_pair(rest) {
            let hint = "each name has a line of its own";
            self.found(UNREADABLE_LINE, range.clone(), "two things stand in one line", hint);
            self.edits.replace(range.start..range.start, "\n");
            return;
        }
        match rest {
            "," | ";" => {
                let hint = "remove it: a line needs nothing at its end";
                self.found(
                    UNREADABLE_LINE,
                    range.clone(),
                    format!("a `{rest}` ends the line"),
                    hint,
                );
            }
            _ if letters::is_foreign_remark(rest) => {
                let hint = format!("write `{}`", letters::remark(rest));
                self.found(UNREADABLE_LINE, range.clone(), "a remark begins with `#`", &hint);
            }
            _ => {
                let hint = "each name has a line of its own; a remark begins with `#`";
                let message = "this does not belong at the end of the line";
                self.found(UNREADABLE_LINE, range.clone(), message, hint);
            }
        }
        self.edits.replace(range, "");
        self.at = end;
    }

    /// Backslashes that mean nothing in a text in double quotes.
    fn escapes(&mut self, range: Range<usize>) {
        let mut letters = self.slice(range.clone()).char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter != '\\' {
                continue;
            }
            let next = letters.next().map_or(' ', |(_, next)| next);
            if !"btnfre\"\\uUx \t\r\n".contains(next) {
                let at = range.start + at;
                let message =
                    format!("`\\{}` means nothing", crate::text::strip(&next.to_string()));
                let hint = "write `\\\\` for a backslash, or put the text in single quotes";
                self.found(BAD_ESCAPE, at..at + 1 + next.len_utf8(), message, hint);
                self.edits.replace(at..at + 1, "\\\\");
            }
        }
    }
}

/// A name as it was read.
struct Name {
    text: String,
    range: Range<usize>,
}

fn starts_value(letter: char) -> bool {
    "\"'[{".contains(letter) || letter.is_ascii_digit() || is_curly(letter)
}
