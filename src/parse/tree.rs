//! What the TOML reader gives of a text with errors, as a tree of ours: in the order written, with
//! spans of the author's text. Never explains an error.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::edits::{Edits, Mended};
use super::{Entry, Item, Kind, Table, named};
use crate::source::{FileId, Span};

/// What was read of a text that has errors.
pub(super) struct Read {
    pub(super) table: Table<'static>,
    pub(super) errors: Vec<Fault>,
}

/// An error as the reader words it, where it stands in the author's text.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) span: Span,
}

/// What marks the name of an entry whose name stood before: no name an author writes holds it.
pub(super) const AGAIN: char = '\u{fdd5}';

/// What stands for a value that could not be read.
pub(super) const UNREAD: char = '\u{fdd6}';

// The reader bounds how deep brackets may nest, not how long a dotted name may be; a tree that is
// too deep could not even be dropped.
pub(super) const MOST_NAMES_IN_A_NAME: usize = 64;

/// The tree of a text with its mends, and the errors that are left.
pub(super) fn read(file: FileId, text: &str, edits: &Edits) -> Read {
    let mended = edits.apply(text);
    if is_too_deep(&mended.text) {
        let span = Span::new(file, 0..0);
        let fault = Fault { message: "too deep".to_owned(), span };
        return Read { table: Table { span, entries: Vec::new() }, errors: vec![fault] };
    }
    let (table, errors) = DeTable::parse_recoverable(&mended.text);
    let mut faults: Vec<Range<usize>> = errors.iter().filter_map(|error| error.span()).collect();
    faults.sort_by_key(|range| range.start);
    let reader = Reader { file, mended: &mended, faults };
    let errors = errors.iter().map(|error| {
        let span = error.span().unwrap_or(0..0);
        let span = Span::new(file, mended.back(span));
        Fault { message: error.message().to_owned(), span }
    });
    let mut errors: Vec<Fault> = errors.collect();
    errors.sort_by_key(|fault| fault.span);
    Read { table: reader.table(table.get_ref(), 0..0), errors }
}

/// Whether a line holds a dotted name of very many parts. Sentences in a text are no such name:
/// between their dots stand several words.
fn is_too_deep(text: &str) -> bool {
    text.lines().any(|line| {
        let mut run = 0;
        line.split('.').any(|part| {
            let part = part.trim();
            let quoted = part.len() > 1 && part.ends_with(['"', '\'']);
            let one = !part.is_empty() && (quoted || !part.contains([' ', '\t']));
            run = if one { run + 1 } else { 0 };
            run > MOST_NAMES_IN_A_NAME
        })
    })
}

struct Reader<'a> {
    file: FileId,
    mended: &'a Mended,
    /// Stretches that could not be read, by where they begin.
    faults: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.mended.back(range))
    }

    fn table(&self, table: &DeTable<'_>, range: Range<usize>) -> Table<'static> {
        let mut entries: Vec<(usize, Entry<'static>)> = table
            .iter()
            .map(|(key, value)| {
                let name: &str = key.get_ref();
                let (name, again) = match name.split_once(AGAIN) {
                    Some((name, _)) => (name, true),
                    None => (name, false),
                };
                let at = key.span();
                let item = self.item(value.get_ref(), value.span());
                (at.start, Entry { key: named(name.to_owned(), self.span(at)), item, again })
            })
            .collect();
        entries.sort_by_key(|(at, _)| *at);
        Table {
            span: self.span(range),
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        }
    }

    fn item(&self, value: &DeValue<'_>, range: Range<usize>) -> Item<'static> {
        let span = self.span(range.clone());
        // A heading stands apart from what is below it: an error in it leaves that whole.
        let is_heading = matches!(value, DeValue::Table(_)) && !self.begins(&range, "{")
            || matches!(value, DeValue::Array(_)) && self.begins(&range, "[[");
        if !is_heading && self.is_faulty(&range) {
            return Item { span, kind: Kind::Broken };
        }
        let kind = match value {
            DeValue::Table(table) => Kind::Group(self.table(table, range)),
            DeValue::Array(items) => Kind::List(
                items.iter().map(|item| self.item(item.get_ref(), item.span())).collect(),
            ),
            DeValue::String(text) if text.starts_with(UNREAD) => Kind::Broken,
            DeValue::String(text) => Kind::Text(text.to_string().into()),
            DeValue::Boolean(is) => Kind::Bool(*is),
            DeValue::Integer(integer) => number(integer.as_str(), integer.radix()),
            DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
            DeValue::Datetime(at) => moment(at),
        };
        Item { span, kind }
    }

    fn begins(&self, range: &Range<usize>, with: &str) -> bool {
        self.mended.text.get(range.start..).is_some_and(|text| text.starts_with(with))
    }

    fn is_faulty(&self, range: &Range<usize>) -> bool {
        let next = self.faults.partition_point(|fault| fault.end < range.start);
        self.faults.get(next).is_some_and(|fault| fault.start <= range.end && !range.is_empty())
    }
}

/// A whole number, or the nearest number where it is too large for one.
pub(super) fn number(digits: &str, radix: u32) -> Kind<'static> {
    match i64::from_str_radix(digits, radix) {
        Ok(number) => Kind::Int(number),
        Err(_) => Kind::Float(digits.parse().unwrap_or(f64::INFINITY)),
    }
}

pub(super) fn moment(at: &Datetime) -> Kind<'static> {
    match (at.date, at.time) {
        (Some(date), None) => Kind::Date(date.to_string().into()),
        (None, Some(time)) => {
            let text = time.to_string();
            Kind::Clock(
                text.strip_suffix(":00")
                    .filter(|text| text.len() == 5)
                    .unwrap_or(&text)
                    .to_owned()
                    .into(),
            )
        }
        _ => Kind::Moment(at.to_string().into()),
    }
}
