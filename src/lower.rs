//! A tree of names and values to an exercise, with every problem of shape it finds. Never looks
//! up a name that stands elsewhere: steps, variables and functions are checked later.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::exercise::{Exercise, Name, Part};
use crate::keys::{self as places, Place};

use crate::parse::{Document, Entry, Item, Kind, Table};
use crate::source::{self, FileId, Span, Spanned};
use crate::suggest;

mod action;
mod choices;
mod codes;
mod expr;
mod head;
mod host;
mod keys;
mod names;
mod next;
mod step;
mod tables;
mod value;

pub(crate) use codes::CODES;
pub(crate) use names::is_reserved;

/// The exercise in `document`, which was asked for as `id`.
pub(crate) fn exercise(document: &Document<'_>, id: &str, found: &mut Vec<Diagnostic>) -> Exercise {
    let mut lower = Lower::new(document, found);
    let mut fields = Fields::new(&document.table, &places::EXERCISE);
    let head = lower.head(&mut fields, id);
    let tables = lower.tables(&mut fields);
    let steps = lower.steps(&mut fields, &document.table);
    lower.rest_of_file(&fields);
    lower.only_misplaced();
    lower.only_misspelt();
    lower.only_empty();
    Exercise {
        id: id.to_owned(),
        file: document.file,
        head,
        shared: tables.shared,
        private: tables.private,
        data: tables.data,
        recall: tables.recall,
        timers: tables.timers,
        moved: tables.moved,
        host: tables.host,
        steps,
        parts: BTreeMap::new(),
        script: None,
    }
}

/// The piece of an exercise in `document`.
pub(crate) fn part(document: &Document<'_>, found: &mut Vec<Diagnostic>) -> Part {
    let mut lower = Lower::new(document, found);
    let mut fields = Fields::new(&document.table, &places::PART);
    fields.take("format");
    let steps = lower.steps(&mut fields, &document.table);
    lower.rest_of_part(&fields);
    lower.only_misspelt();
    lower.only_empty();
    Part { file: document.file, steps }
}

/// Where problems go, and what the file says that other places of it are held against.
pub(crate) struct Lower<'f> {
    pub(crate) file: FileId,
    text: &'f str,
    /// Some of the file was not read: nothing is called missing.
    torn: bool,
    found: &'f mut Vec<Diagnostic>,
}

impl<'f> Lower<'f> {
    pub(crate) fn new(document: &'f Document<'_>, found: &'f mut Vec<Diagnostic>) -> Lower<'f> {
        let Document { file, text, torn, .. } = *document;
        Lower { file, text, torn, found }
    }

    /// The place of one character of the text that stands at `span`.
    fn inside(&self, span: Span, at: usize) -> Span {
        source::inside(self.text, span, at..at + 1)
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Says that `item` is not what `key` wants, unless it was not read at all.
    pub(crate) fn wrong_kind(
        &mut self,
        key: &str,
        item: &Item<'_>,
        wants: &str,
        hint: Option<String>,
    ) {
        if matches!(item.kind, Kind::Broken) {
            return;
        }
        let hint =
            hint.or_else(|| places::example(key, wants).map(|line| format!("write `{line}`")));
        let found = Diagnostic::new(codes::WRONG_KIND, item.span, format!("`{key}` wants {wants}"))
            .label(format!("here is {}", item.kind.name()))
            .hint(hint);
        self.report(found);
    }

    /// Says that `key` is missing from what stands at `span`.
    pub(crate) fn missing(&mut self, key: &str, span: Span, what: &str, hint: &str) {
        if self.torn {
            return;
        }
        let found = Diagnostic::new(codes::MISSING_KEY, span, format!("{what} has no `{key}`"))
            .hint(Some(hint.to_owned()));
        self.report(found);
    }

    /// Takes back that a line of the head is missing where it only stands too low.
    fn only_misplaced(&mut self) {
        let below = |found: &Diagnostic| {
            let text = self.text.get(found.label.span.range()).unwrap_or("");
            (found.code == codes::HEAD_BELOW_HEADING).then(|| format!("has no `{text}`"))
        };
        let below: Vec<String> = self.found.iter().filter_map(below).collect();
        let top = Span::new(self.file, 0..0);
        self.found.retain(|found| {
            found.code != codes::MISSING_KEY
                || found.label.span != top
                || !below.iter().any(|text| found.message.ends_with(text))
        });
    }

    /// Takes back that a key is missing where it only is misspelt.
    pub(crate) fn only_misspelt(&mut self) {
        let meant: Vec<(Span, String)> = self.found.iter().filter_map(misspelt).collect();
        self.found.retain(|found| {
            let around = found.label.span;
            found.code != codes::MISSING_KEY
                || !meant.iter().any(|(at, key)| {
                    let inside = around.start <= at.start && at.end <= around.end;
                    let below = around.range().is_empty() || around.start < at.start;
                    around.file == at.file
                        && (inside || below)
                        && found.message.ends_with(&format!("has no `{key}`"))
                })
        });
    }

    /// Says of an empty file only that it is empty.
    fn only_empty(&mut self) {
        if !self.text.trim().is_empty() {
            return;
        }
        let file = self.file;
        self.found.retain(|found| found.label.span.file != file);
        let found = Diagnostic::new(codes::NO_STEPS, Span::new(file, 0..0), "this file is empty")
            .hint(Some("`tending new my-exercise` writes one to begin with".to_owned()));
        self.report(found);
    }

    /// Says of every entry of `fields` that nobody asked for that it is not known.
    pub(crate) fn unknown_keys(&mut self, fields: &Fields<'_>, what: &str) {
        for entry in fields.rest() {
            self.unknown_key(entry, fields.table, &fields.asked, what);
        }
    }

    /// Says that `entry` of `table` is none of `known`; those that stand there already are not
    /// meant.
    fn unknown_key(
        &mut self,
        entry: &Entry<'_>,
        table: &Table<'_>,
        known: &[&'static str],
        what: &str,
    ) {
        let name = &entry.key.value;
        let free: Vec<&'static str> =
            known.iter().copied().filter(|key| table.get(key).is_none()).collect();
        let known = known.iter().copied();
        let there = || {
            let near = suggest::nearest(name, known.clone())?;
            Some(format!("did you mean `{near}`, which stands here already?"))
        };
        let hint = keys::meant(name, &free).map(|meant| format!("did you mean `{meant}`?"));
        let hint = hint.or_else(there);
        let found = Diagnostic::new(
            codes::UNKNOWN_KEY,
            entry.key.span,
            format!("`{name}` means nothing in {what}"),
        )
        .hint(hint.or_else(|| suggest::listed(known, "what may stand here")));
        self.report(found);
    }

    /// A name and where it stands.
    pub(crate) fn name(&self, text: &str, span: Span) -> Name {
        Spanned::new(text.to_owned(), span)
    }
}

/// Where a misspelt key stands, and which was meant.
fn misspelt(found: &Diagnostic) -> Option<(Span, String)> {
    let hint = found.hint.as_deref().filter(|_| found.code == codes::UNKNOWN_KEY)?;
    let meant = hint.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    Some((found.label.span, meant.to_owned()))
}

/// The entries of a table, which are taken one by one; those nobody asked for are left.
pub(crate) struct Fields<'t> {
    pub(crate) table: &'t Table<'t>,
    place: &'static Place,
    asked: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    pub(crate) fn new(table: &'t Table<'t>, place: &'static Place) -> Fields<'t> {
        Fields { table, place, asked: Vec::new() }
    }

    /// The entry `name`, if it is there.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<&'t Entry<'t>> {
        let place = self.place;
        debug_assert!(place.key(name).is_some(), "`{name}` is not described in {}", place.name);
        self.asked.push(name);
        self.table.get(name)
    }

    /// The value of `name`, if it is there.
    pub(crate) fn item(&mut self, name: &'static str) -> Option<&'t Item<'t>> {
        self.take(name).map(|entry| &entry.item)
    }

    /// What nobody asked for.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'t Entry<'t>> {
        let table = self.table;
        table
            .entries
            .iter()
            .filter(|entry| !entry.again && !self.asked.contains(&entry.key.value.as_ref()))
    }
}
