//! Source files, the spans in them and where a span stands; never reads a file itself.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// One file of an exercise among the files of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of one file, in bytes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range` in `file`. A file longer than 4 GiB cannot be loaded, so nothing is cut.
    pub fn new(file: FileId, range: Range<usize>) -> Span {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The bytes it covers.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, which stands at `span`.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// A line and a column, both counted from 1; the column counts characters, as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A file that was read: its name as a person would say it, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path or name shown in messages.
    pub name: String,
    /// The whole text, as it was read (byte order mark and line ends included).
    pub text: Arc<str>,
    /// Where its lines begin: counted when somebody first asks, as nobody does of most files.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    fn new(name: String, text: Arc<str>) -> Source {
        Source { name, text, lines: OnceLock::new() }
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n');
            let starts = ends.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
            std::iter::once(0).chain(starts).collect()
        })
    }

    /// Where line `line` (counted from 1) begins, in bytes; past the last line is the end.
    #[cfg(feature = "cli")]
    pub(crate) fn line_start(&self, line: usize) -> usize {
        let start = self.lines().get(line.saturating_sub(1));
        start.map_or(self.text.len(), |start| *start as usize)
    }

    /// The line and column of the byte at `offset`; past the end is the end.
    pub fn place(&self, offset: usize) -> Place {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let lines = self.lines();
        let line = lines.partition_point(|start| *start as usize <= offset).max(1);
        let start = lines[line - 1] as usize;
        let before = self.text[start..offset].trim_start_matches('\u{feff}');
        Place { line, column: before.chars().count() + 1 }
    }
}

/// All files that were read for one exercise, in the order they were read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No files.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Takes in a file and gives its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(Source::new(name.into(), text.into()));
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file `id`, which must be of this set.
    pub fn file(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text that `span` covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Where `span` begins.
    pub fn place(&self, span: Span) -> Place {
        self.file(span.file).place(span.start as usize)
    }

    /// The span of the characters `chars` of the *value* of the TOML string that stands at
    /// `span`: quotes, escapes, a dropped first newline and line ends are counted as TOML does.
    /// A value that is no string (a script file, say) is taken as it stands.
    pub fn inside(&self, span: Span, chars: Range<usize>) -> Span {
        inside(&self.file(span.file).text, span, chars)
    }
}

/// The same as [`Sources::inside`], for the text of the one file that `span` is of.
pub(crate) fn inside(text: &str, span: Span, chars: Range<usize>) -> Span {
    let raw = text.get(span.range()).unwrap_or("");
    let (mut start, mut end) = (None, None);
    for (index, range) in TomlString::new(raw).enumerate() {
        if index == chars.start {
            start = Some(range.start);
        }
        if index < chars.end.max(chars.start + 1) && index >= chars.start {
            end = Some(range.end);
        }
    }
    let content_end = TomlString::new(raw).content.end;
    let start = start.unwrap_or(content_end);
    let end = end.unwrap_or(start).max(start);
    let base = span.start as usize;
    Span::new(span.file, base + start..base + end)
}

/// The characters of a TOML string's value, as byte ranges of its source.
struct TomlString<'a> {
    raw: &'a str,
    content: Range<usize>,
    at: usize,
    escapes: bool,
}

impl<'a> TomlString<'a> {
    fn new(raw: &'a str) -> TomlString<'a> {
        let (quote, escapes) = match raw.chars().next() {
            Some('"') => ("\"", true),
            Some('\'') => ("'", false),
            // Quotes of a word processor, in a file that has errors.
            Some(open @ '\u{2018}'..='\u{201f}') => {
                let start = open.len_utf8();
                let end = match raw.char_indices().next_back() {
                    Some((at, '\u{2018}'..='\u{201f}' | '"')) if at >= start => at,
                    _ => raw.len(),
                };
                return TomlString { raw, content: start..end, at: start, escapes: false };
            }
            _ => return TomlString { raw, content: 0..raw.len(), at: 0, escapes: false },
        };
        let triple = quote.repeat(3);
        let multiline = raw.len() >= 6 && raw.starts_with(&triple) && raw.ends_with(&triple);
        let width = if multiline { 3 } else { 1 };
        let mut start = width.min(raw.len());
        // In a file that has errors the closing quote may be missing.
        let closing = if raw.ends_with(quote) { width } else { 0 };
        let end = raw.len().saturating_sub(closing).max(start);
        if multiline {
            let body = &raw[start..end];
            start += if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) };
        }
        TomlString { raw, content: start..end, at: start, escapes }
    }
}

impl Iterator for TomlString<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = self.raw.get(self.at..self.content.end)?;
            let first = rest.chars().next()?;
            let start = self.at;
            if !(self.escapes && first == '\\') {
                self.at += first.len_utf8();
                return Some(start..self.at);
            }
            let kind = rest[1..].chars().next();
            if let Some(blank @ (' ' | '\t' | '\n' | '\r')) = kind {
                let tail = &rest[1..];
                let gap = tail.len() - tail.trim_start_matches([' ', '\t', '\n', '\r']).len();
                self.at += 1 + gap.max(blank.len_utf8());
                continue;
            }
            let digits = match kind {
                Some('x') => 2,
                Some('u') => 4,
                Some('U') => 8,
                _ => 0,
            };
            let width = 1 + kind.map_or(0, char::len_utf8) + digits;
            self.at = (start + width).min(self.content.end);
            return Some(start..self.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(raw: &str, chars: Range<usize>) -> String {
        let mut sources = Sources::new();
        let file = sources.add("x", format!("k = {raw}\n"));
        let span = Span::new(file, 4..4 + raw.len());
        sources.text(sources.inside(span, chars)).to_owned()
    }

    #[test]
    fn characters_of_a_value_are_found_through_escapes_and_wide_characters() {
        assert_eq!(inside(r#""abc""#, 1..2), "b");
        assert_eq!(inside(r#""a\tb😀c""#, 1..2), r"\t");
        assert_eq!(inside(r#""a\u00e9b😀c""#, 3..4), "😀");
        assert_eq!(inside("'''\r\na\r\nb'''", 3..4), "b");
        assert_eq!(inside("\"\"\"\nab \\\n   c\"\"\"", 3..4), "c");
        assert_eq!(inside("'it'", 9..12), "");
        assert_eq!(inside("“ab”", 1..2), "b");
        assert_eq!(inside("\"ab”", 2..3), "”");
        assert_eq!(inside("\"ab”", 9..10), "");
    }

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let mut sources = Sources::new();
        let file = sources.add("x", "\u{feff}ab\nü😀 x");
        assert_eq!(sources.file(file).place(4).to_string(), "1:2");
        assert_eq!(sources.file(file).place(13).to_string(), "2:4");
    }
}
