//! Lists and groups: commas and closing brackets. Never reads a value itself.

use super::letters;
use super::{Scan, Within};
use crate::parse::codes::{MISSING_COMMA, UNCLOSED_BRACKET, UNREADABLE_VALUE};

// The TOML reader goes no deeper either.
const DEEPEST: usize = 70;

impl Scan<'_> {
    pub(super) fn list(&mut self, around: Within) {
        let open = self.at;
        let Some(()) = self.enter() else { return };
        let (mut parted, mut last) = (true, self.at);
        loop {
            self.gap();
            match self.peek() {
                None => break self.unclosed_bracket(open, "]"),
                Some(']') => break self.at += 1,
                Some('}') => break self.other_bracket(open, around == Within::Group, "]"),
                Some(',') => {
                    self.at += 1;
                    parted = true;
                }
                Some(_) if self.begins_line() && self.is_next_thing() => {
                    break self.unclosed_bracket(open, "]\n");
                }
                Some(_) => {
                    self.comma(parted, last);
                    let before = self.at;
                    self.value(Within::List, "");
                    if self.at == before {
                        self.bump();
                    }
                    (parted, last) = (false, self.at);
                }
            }
        }
        self.depth -= 1;
    }

    pub(super) fn group(&mut self, around: Within) {
        let open = self.at;
        let Some(()) = self.enter() else { return };
        self.frames += 1;
        let frame = std::mem::replace(&mut self.frame, self.frames);
        let (mut parted, mut last) = (true, self.at);
        loop {
            self.gap();
            match self.peek() {
                None => break self.unclosed_bracket(open, "}"),
                Some('}') => break self.at += 1,
                Some(']') => break self.other_bracket(open, around == Within::List, "}"),
                Some(',') => {
                    self.at += 1;
                    parted = true;
                }
                Some(_) if self.begins_line() && self.leaves_group(open, parted) => {
                    break self.unclosed_bracket(open, "}\n");
                }
                Some(_) => {
                    self.comma(parted, last);
                    let before = self.at;
                    self.pair(Within::Group);
                    if self.at == before {
                        self.bump();
                    }
                    (parted, last) = (false, self.at);
                }
            }
        }
        self.frame = frame;
        self.depth -= 1;
    }

    /// Steps over the opening bracket; nothing where it is nested too deep to go on.
    fn enter(&mut self) -> Option<()> {
        let at = self.at;
        if self.depth == DEEPEST {
            let hint = "write it in fewer levels";
            let message = "too many brackets stand inside each other";
            self.found(UNREADABLE_VALUE, at..at + 1, message, hint);
            self.drop(at..self.text.len());
            self.gave_up = true;
            return None;
        }
        self.depth += 1;
        self.at += 1;
        Some(())
    }

    fn comma(&mut self, parted: bool, last: usize) {
        if !parted {
            let before = self.slice(0..last).chars().next_back().map_or(0, char::len_utf8);
            let hint = "part the entries by commas";
            self.found(MISSING_COMMA, last - before..last, "a comma is missing after this", hint);
            self.edits.replace(self.at..self.at, ", ");
        }
    }

    fn unclosed_bracket(&mut self, open: usize, close: &str) {
        if self.gave_up {
            return;
        }
        let what = if close.starts_with(']') { "list" } else { "group" };
        let message = format!("this {what} is never closed");
        let hint = format!("end it with `{}`", close.trim());
        self.found(UNCLOSED_BRACKET, open..open + 1, message, &hint);
        self.edits.replace(self.at..self.at, close);
    }

    /// A closing bracket of the other kind: it closes this one wrongly, or what is around it.
    fn other_bracket(&mut self, open: usize, closes_around: bool, close: &str) {
        if closes_around {
            self.unclosed_bracket(open, close);
            return;
        }
        let at = self.at;
        let found = self.slice(at..at + 1).to_owned();
        let message = format!("`{found}` closes what another bracket opened");
        self.found(UNCLOSED_BRACKET, at..at + 1, message, &format!("write `{close}` here"));
        self.edits.replace(at..at + 1, close);
        self.at += 1;
    }

    /// Whether only blanks stand before this in its line.
    pub(super) fn begins_line(&self) -> bool {
        let mut before = self.slice(0..self.at).chars().rev();
        before.find(|letter| !matches!(letter, ' ' | '\t')) == Some('\n')
    }

    /// Whether this line is a heading, or a name of its own, that no list can hold.
    fn is_next_thing(&self) -> bool {
        let line = self.slice(self.at..self.line_end(self.at));
        letters::is_heading(line) || letters::begins_pair(line)
    }

    /// Whether this line, not indented more than the one with the opening brace, is no longer of
    /// the group.
    fn leaves_group(&self, open: usize, parted: bool) -> bool {
        let line = self.slice(self.at..self.line_end(self.at));
        if letters::is_heading(line) {
            return true;
        }
        let indent = |at: usize| {
            let start = self.slice(0..at).rfind('\n').map_or(0, |end| end + 1);
            let line = self.slice(start..at);
            line.len() - line.trim_start_matches([' ', '\t']).len()
        };
        !parted && self.depth == 1 && letters::begins_pair(line) && indent(self.at) <= indent(open)
    }
}
