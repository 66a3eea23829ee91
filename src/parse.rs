//! TOML text to a tree of names, values and spans, with every syntax error in an author's words.
//! Never knows what a key means.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::exercise::Name;
use crate::source::{FileId, Span, Spanned};

mod clean;
mod codes;
mod edits;
mod scan;
mod translate;
mod tree;

pub(crate) use codes::CODES;

/// A file that was read: its text and what stands in it.
pub(crate) struct Document<'a> {
    /// The file.
    pub(crate) file: FileId,
    /// Its text, as it was read.
    pub(crate) text: &'a str,
    /// What stands in it.
    pub(crate) table: Table<'a>,
    /// Some of it could not be read at all: what seems to be missing may only be unread.
    pub(crate) torn: bool,
}

/// Names and values, in the order written.
#[derive(Debug, Clone)]
pub(crate) struct Table<'a> {
    /// The heading or the braces; where only its parts are headings, its name in one of them.
    pub(crate) span: Span,
    /// What stands in it.
    pub(crate) entries: Vec<Entry<'a>>,
}

impl<'a> Table<'a> {
    /// The entry with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key.value == name && !entry.again)
    }
}

/// The name of an entry, and where it stands.
pub(crate) type Key<'a> = Spanned<Cow<'a, str>>;

/// A name and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// The name.
    pub(crate) key: Key<'a>,
    /// The value.
    pub(crate) item: Item<'a>,
    /// The same name stood before it; that was reported.
    pub(crate) again: bool,
}

impl Entry<'_> {
    /// The name, to be kept.
    pub(crate) fn name(&self) -> Name {
        Spanned::new(self.key.value.clone().into_owned(), self.key.span)
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    /// Where it stands, quotes and brackets included.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind<'a>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Kind<'a> {
    /// Text in quotes.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date, `YYYY-MM-DD`.
    Date(Cow<'a, str>),
    /// A time of day, `HH:MM` or `HH:MM:SS`.
    Clock(Cow<'a, str>),
    /// A date and a time, as it was written.
    Moment(Cow<'a, str>),
    /// A list.
    List(Vec<Item<'a>>),
    /// Names and values.
    Group(Table<'a>),
    /// It could not be read; that was reported.
    Broken,
}

impl Kind<'_> {
    /// The words, if it is a text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in an author's words, with an article.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Kind::Text(_) => "a text",
            Kind::Int(_) | Kind::Float(_) => "a number",
            Kind::Bool(_) => "a yes or no (`true`/`false`)",
            Kind::Date(_) => "a date",
            Kind::Clock(_) => "a time of day",
            Kind::Moment(_) => "a date with a time",
            Kind::List(_) => "a list",
            Kind::Group(_) => "a group of named values",
            Kind::Broken => "something that cannot be read",
        }
    }
}

/// Why the bytes of a file are no text: what is wrong, and what to do.
pub(crate) struct NoText {
    /// What it is instead.
    pub(crate) what: String,
    /// What to do.
    pub(crate) hint: String,
}

/// The text of a file, which must be saved as UTF-8.
///
/// # Errors
///
/// What it is instead, in an author's words.
pub(crate) fn text(bytes: &[u8]) -> Result<String, NoText> {
    let no = |what: &str, hint: &str| Err(NoText { what: what.to_owned(), hint: hint.to_owned() });
    let encoding = "choose \"Save with encoding\" (or \"Save as\") in your editor, and pick UTF-8";
    let plain =
        "copy its words into a plain text editor, and save that as a file ending in `.toml`";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return no("this file is saved as UTF-16 (\"Unicode\"), not as UTF-8", encoding);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"{\\rtf") {
        return no("this is a word processor's document, and not plain text", plain);
    }
    let page = bytes.trim_ascii_start();
    if [&b"<html"[..], b"<!doctype", b"<?xml"].iter().any(|start| {
        page.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start))
    }) {
        return no("this is a web page, and not plain text", plain);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => no("this file holds characters no text holds", plain),
        Ok(text) if !text.contains('\n') && text.trim_end().contains('\r') => no(
            "this file has line ends of an old kind",
            "save it with line ends of the kind \"LF\" or \"CRLF\"",
        ),
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            let what = format!(
                "this file is saved in an older way of writing letters, not as UTF-8; line {} has \
                 the first",
                line + 1
            );
            no(&what, encoding)
        }
    }
}

/// Reads `text`, putting all syntax errors into `found`.
pub(crate) fn parse<'a>(file: FileId, text: &'a str, found: &mut Vec<Diagnostic>) -> Document<'a> {
    if let Some(table) = clean::read(file, text).filter(|table| !has_double_heading(text, table)) {
        return Document { file, text, table, torn: false };
    }
    let scanned = scan::Scan::new(file, text).run();
    let mut problems = scanned.problems;
    let read = tree::read(file, text, &scanned.edits);
    let lines = Lines::new(text);
    let said = problems.iter().map(|known| lines.of(known.label.span.start));
    let mut said: HashSet<usize> = said.collect();
    for error in &read.errors {
        // What follows a mistake in its line is mostly made by it.
        if said.insert(lines.of(error.span.start)) {
            problems.push(translate::diagnostic(text, error));
        }
    }
    let torn = scanned.torn || !read.errors.is_empty();
    found.extend(problems);
    Document { file, text, table: read.table, torn }
}

/// Whether headings that begin so may stand several times, in two pairs of brackets: `[[moved]]`,
/// the lines of a scenario, and lists of values such as `[[data.resources]]`.
fn may_repeat(first: &str) -> bool {
    ["moved", "data", "shared", "private", "play"].contains(&first)
}

/// Whether a heading that may not be repeated has two pairs of brackets, which is TOML and still no
/// exercise.
fn has_double_heading(text: &str, table: &Table<'_>) -> bool {
    let is_double = |item: &Item<'_>| {
        matches!(item.kind, Kind::List(_))
            && text.get(item.span.range()).is_some_and(|heading| heading.starts_with("[["))
            && text.get(..item.span.start as usize).is_some_and(|before| {
                before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
            })
    };
    let mut entries = table.entries.iter().filter(|entry| !may_repeat(&entry.key.value));
    entries.any(|entry| match &entry.item.kind {
        Kind::Group(group) => group.entries.iter().any(|entry| is_double(&entry.item)),
        _ => is_double(&entry.item),
    })
}

/// Which line of a text a byte is in.
struct Lines {
    ends: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Lines {
        Lines { ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    fn of(&self, at: u32) -> usize {
        self.ends.partition_point(|end| *end < at as usize)
    }
}

/// `name`, which stands at `span`.
fn named<'a>(name: impl Into<Cow<'a, str>>, span: Span) -> Key<'a> {
    Spanned::new(name.into(), span)
}
