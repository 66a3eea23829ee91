//! Headings: `[step.name]` and what is written in its place. Never reads what stands below one.

use std::ops::Range;

use super::Scan;
use super::letters::{self, is_curly};
use crate::diagnostic::Diagnostic;
use crate::parse::codes::{HEADING_FORM, UNCLOSED_BRACKET, UNREADABLE_LINE, WRITTEN_TWICE};
use crate::parse::tree::AGAIN;
use crate::suggest;

/// A heading as it was read.
struct Heading {
    /// From its first bracket to its last.
    range: Range<usize>,
    /// Its names.
    parts: Vec<String>,
    /// It has two pairs of brackets.
    double: bool,
    /// What is wrong with it, and how it is written.
    wrong: bool,
}

impl Scan<'_> {
    pub(super) fn heading(&mut self) {
        let mut heading = self.brackets();
        self.frames += 1;
        self.frame = self.frames;
        self.words(&mut heading);
        let first = heading.parts.first().map_or("", String::as_str);
        if heading.double && !crate::parse::may_repeat(first) {
            self.two_pairs(&mut heading);
        }
        self.again(&mut heading);
        if heading.wrong {
            let parts: Vec<String> =
                heading.parts.iter().map(|part| letters::name_in_toml(part)).collect();
            let (open, close) = if heading.double { ("[[", "]]") } else { ("[", "]") };
            let mended = format!("{open}{}{close}", parts.join("."));
            self.edits.replace(heading.range.clone(), mended);
        }
        self.at = heading.range.end;
        self.after_heading();
    }

    /// `step.name` alone in its line, or in other brackets; whether it was that.
    pub(super) fn heading_without_brackets(&mut self) -> bool {
        let end = self.line_end(self.at);
        let line = self.slice(self.at..end);
        let text = line.split('#').next().unwrap_or(line).trim_end();
        let around = |c: char| "()<>{}[]:*".contains(c);
        let inner = text.trim_matches(around).trim();
        let Some((first, name)) = inner.split_once('.') else { return false };
        let plain = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
        let kind = ["step", "timer"].into_iter().find(|kind| {
            first.eq_ignore_ascii_case(kind) || first.eq_ignore_ascii_case(&format!("{kind}s"))
        });
        let Some(kind) = kind.filter(|_| !name.is_empty() && name.chars().all(plain)) else {
            return false;
        };
        let name = kebab(name);
        let range = self.at..self.at + text.len();
        let message = "a heading stands in square brackets";
        self.found(HEADING_FORM, range.clone(), message, &format!("write `[{kind}.{name}]`"));
        self.frames += 1;
        self.frame = self.frames;
        let parts = vec![kind.to_owned(), name];
        let mut heading = Heading { range, parts, double: false, wrong: true };
        self.again(&mut heading);
        let parts: Vec<String> = heading.parts.iter().map(|p| letters::name_in_toml(p)).collect();
        self.edits.replace(heading.range.clone(), format!("[{}]", parts.join(".")));
        self.at = end;
        true
    }

    /// Finds the brackets, and says so where one is missing.
    fn brackets(&mut self) -> Heading {
        let open = self.at;
        let end = self.line_end(open);
        let double = self.rest().starts_with("[[");
        let width = if double { 2 } else { 1 };
        let inner = self.slice(open + width..end);
        let closed = inner.find(']');
        let length = closed
            .unwrap_or_else(|| inner.split(['#', '=']).next().unwrap_or(inner).trim_end().len());
        let text = inner.get(..length).unwrap_or("");
        let after = inner.get(length..).unwrap_or("");
        let brackets = after.len() - after.trim_start_matches(']').len();
        let range = open..open + width + length + brackets;
        let mut wrong = false;
        if brackets != width {
            let close = if double { "]]" } else { "]" };
            let hint = format!("write `{}{text}{close}`", if double { "[[" } else { "[" });
            let message = match brackets {
                0 => "this heading is never closed",
                _ => "this heading is closed by another number of brackets",
            };
            self.found(UNCLOSED_BRACKET, range.clone(), message, &hint);
            wrong = true;
        }
        let quotes = |c: char| is_curly(c) || c == '"' || c == '\'';
        let parts = text.split('.').map(|part| part.trim().trim_matches(quotes).to_owned());
        let strange = |c: char| !(c.is_ascii_alphanumeric() || "-_. \t\"'".contains(c));
        let parts: Vec<String> = parts.collect();
        // What is only strange is put in quotes; whoever knows the names says what is wrong.
        let wrong = wrong || text.contains(strange);
        Heading { range, parts, double, wrong }
    }

    /// The names in a heading: none empty, none of several words.
    fn words(&mut self, heading: &mut Heading) {
        let said = self.problems.len();
        if let [only] = heading.parts.as_slice()
            && let Some((first, rest)) = only.split_once([' ', '\t', ':', '/', '-', '_'])
            && suggest::nearest(first, ["step", "timer"]).is_some()
        {
            let kind = suggest::nearest(first, ["step", "timer"]).unwrap_or("step");
            let name = kebab(rest);
            let message = "the dot is missing in this heading";
            let hint = format!("write `[{kind}.{name}]`");
            self.found(HEADING_FORM, heading.range.clone(), message, &hint);
            heading.parts = vec![kind.to_owned(), name];
        } else if heading.parts.iter().any(String::is_empty) {
            let hint = "write `[step.name]`, with a name for the step";
            let message = "a name is missing in this heading";
            self.found(HEADING_FORM, heading.range.clone(), message, hint);
            heading.parts.retain(|part| !part.is_empty());
            self.frames += 1;
            if heading.parts.is_empty() {
                heading.parts.push("step".to_owned());
            }
            heading.parts.push(format!("unnamed{AGAIN}{}", self.frames));
        } else if heading.parts.iter().any(|part| part.contains([' ', '\t'])) {
            for part in &mut heading.parts {
                if part.contains([' ', '\t']) {
                    *part = kebab(part);
                }
            }
            let hint = format!("write `[{}]`", heading.parts.join("."));
            let message = "a name in a heading has no spaces";
            self.found(HEADING_FORM, heading.range.clone(), message, &hint);
        }
        heading.wrong |= self.problems.len() > said;
    }

    /// `[[step]]`, `[[step.name]]`: two pairs where one belongs.
    fn two_pairs(&mut self, heading: &mut Heading) {
        if let [_] = heading.parts.as_slice() {
            self.frames += 1;
            let name = self.name_below(heading.range.end);
            let name = name.unwrap_or_else(|| format!("unnamed{AGAIN}{}", self.frames));
            heading.parts.push(name);
        }
        let shown: Vec<&str> = heading
            .parts
            .iter()
            .map(|part| part.split_once(AGAIN).map_or(part.as_str(), |_| "name"))
            .collect();
        let first = suggest::nearest(shown.first().unwrap_or(&""), ["step", "timer"]);
        let shown = match first {
            Some(first) => format!("{first}.{}", shown.get(1..).unwrap_or_default().join(".")),
            None => shown.join("."),
        };
        let hint = format!("write `[{shown}]`");
        let message = "this heading has one pair of brackets, and its name after a dot";
        self.found(HEADING_FORM, heading.range.clone(), message, &hint);
        if let (Some(first), Some(slot)) = (first, heading.parts.first_mut()) {
            *slot = first.to_owned();
        }
        heading.double = false;
        heading.wrong = true;
    }

    /// The name that `id = "…"` or `name = "…"` gives in the line below.
    fn name_below(&mut self, from: usize) -> Option<String> {
        let start = from + self.slice(from..self.text.len()).find('\n')? + 1;
        let line = self.slice(start..self.line_end(start));
        let (key, value) = line.split_once('=')?;
        let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        if !["id", "name"].contains(&key.trim()) || value.is_empty() || value.contains('"') {
            return None;
        }
        self.spent = Some(start + line.len() - line.trim_start().len());
        Some(kebab(value))
    }

    /// Says so if the heading stood before.
    fn again(&mut self, heading: &mut Heading) {
        if heading.double {
            return;
        }
        let name = heading.parts.join(".");
        let span = self.span(heading.range.clone());
        let Some(first) = self.headings.insert(name, span) else { return };
        let last = heading.parts.last().cloned().unwrap_or_default();
        let message = match heading.parts.as_slice() {
            [first, name] if first == "step" => format!("the step `{name}` stands twice"),
            _ => format!("the heading `[{}]` stands twice", heading.parts.join(".")),
        };
        let found = Diagnostic::new(WRITTEN_TWICE, span, message)
            .other(first, "the first")
            .hint(Some(format!("give one of them another name, `{last}-again` perhaps")));
        self.problems.push(found);
        self.frames += 1;
        if let Some(slot) = heading.parts.last_mut() {
            *slot = format!("{last}{AGAIN}{}", self.frames);
        }
        heading.wrong = true;
    }

    /// What stands behind a heading in its line.
    fn after_heading(&mut self) {
        self.blanks();
        let end = self.line_end(self.at);
        let rest = self.slice(self.at..end).trim_end();
        if !rest.is_empty() && !rest.starts_with('#') {
            let range = self.at..self.at + rest.len();
            let hint = "a heading has a line of its own";
            let message = "this does not belong behind a heading";
            self.found(UNREADABLE_LINE, range.clone(), message, hint);
            if letters::begins_pair(rest) {
                self.edits.replace(range.start..range.start, "\n");
                return;
            }
            self.edits.replace(range, "");
        }
        self.at = end;
    }
}

/// A name as steps have it, of the letters and digits of `text`.
fn kebab(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let made = words.collect::<Vec<_>>().join("-").to_lowercase();
    if made.is_empty() { "name".to_owned() } else { made }
}
