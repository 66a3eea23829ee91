//! The tables beside the steps: start values, constants, earlier results, timers, renamed steps.
//! Never reads a step.

use super::codes::{BAD_NAME, GUARD_IN_VALUE, HEAD_NAME_AS_VARIABLE, SAME_TWICE, WRONG_KIND};
use super::keys::HEAD;
use super::names::{Naming, is_kebab};
use super::{Entry, Fields, Item, Kind, Lower, Table};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Moved, Name, Timer};
use crate::host::Declared;
use crate::keys;
use crate::source::Spanned;
use crate::value::Value;

#[derive(Default)]
pub(super) struct Tables {
    pub(super) shared: Vec<(Name, Value)>,
    pub(super) private: Vec<(Name, Value)>,
    pub(super) data: Vec<(Name, Value)>,
    pub(super) recall: Vec<(Name, Name)>,
    pub(super) timers: Vec<Timer>,
    pub(super) moved: Vec<Moved>,
    pub(super) host: Vec<Spanned<Declared>>,
}

impl Lower<'_> {
    pub(super) fn tables(&mut self, fields: &mut Fields<'_>) -> Tables {
        let whole = fields.table;
        let mut tables = Tables {
            shared: self.values(fields.take("shared"), whole),
            private: self.values(fields.take("private"), whole),
            data: self.values(fields.take("data"), whole),
            recall: fields.take("recall").map(|entry| self.recall(entry)).unwrap_or_default(),
            timers: fields.take("timer").map(|entry| self.timers(entry)).unwrap_or_default(),
            moved: fields.take("moved").map(|entry| self.moved(entry)).unwrap_or_default(),
            host: fields.take("host").map(|entry| self.host(entry)).unwrap_or_default(),
        };
        let mut names: Vec<Name> = Vec::new();
        for list in [&mut tables.shared, &mut tables.private, &mut tables.data] {
            for (name, _) in list.iter() {
                self.in_one_place(&names, name);
            }
            names.extend(list.iter().map(|(name, _)| name.clone()));
            names.sort_by(|a, b| a.value.cmp(&b.value));
        }
        for (name, _) in &tables.recall {
            self.in_one_place(&names, name);
        }
        tables
    }

    /// Says so if `name` stands in another table too; `names` is sorted.
    fn in_one_place(&mut self, names: &[Name], name: &Name) {
        let found = names.binary_search_by(|other| other.value.cmp(&name.value));
        let Some(first) = found.ok().and_then(|at| names.get(at)) else { return };
        let message = format!("`{}` stands in two places", name.value);
        let found = Diagnostic::new(SAME_TWICE, name.span, message)
            .other(first.span, "the other")
            .hint(Some(
                "a name is shared, private, a constant or an earlier result: one of them".into(),
            ));
        self.report(found);
    }

    pub(super) fn below<'t>(&mut self, entry: &'t Entry<'t>) -> Option<&'t Table<'t>> {
        match &entry.item.kind {
            Kind::Group(table) => Some(table),
            _ => {
                let name = &entry.key.value;
                let hint = Some(format!("write the heading `[{name}]`, and its lines below it"));
                self.wrong_kind(name, &entry.item, "a heading with lines below it", hint);
                None
            }
        }
    }

    fn values(&mut self, entry: Option<&Entry<'_>>, whole: &Table<'_>) -> Vec<(Name, Value)> {
        let Some(table) = entry.and_then(|entry| self.below(entry)) else { return Vec::new() };
        let mut values = Vec::new();
        for entry in table.entries.iter().filter(|entry| !entry.again) {
            let key = entry.key.value.as_ref();
            if HEAD.contains(&key) && whole.get(key).is_none() {
                self.head_as_variable(entry);
            }
            let name = self.variable(entry.name());
            self.no_guards(&entry.item);
            values.push((name, self.constant(key, &entry.item)));
        }
        values
    }

    /// Says so if a value holds `{ when, text }`, which is only worked out in a step.
    fn no_guards(&mut self, item: &Item<'_>) {
        match &item.kind {
            Kind::List(items) => items.iter().for_each(|item| self.no_guards(item)),
            Kind::Group(table) => {
                if let Some(when) = table.get("when").filter(|_| table.get("text").is_some()) {
                    let message = "this `when` is never asked: a start value is taken as it stands";
                    let hint = "put the entry into the `say` of a step";
                    let found = Diagnostic::new(GUARD_IN_VALUE, when.key.span, message);
                    self.report(found.hint(Some(hint.to_owned())));
                }
            }
            _ => {}
        }
    }

    fn head_as_variable(&mut self, entry: &Entry<'_>) {
        let name = &entry.key.value;
        let required = ["format", "id", "title"].contains(&name.as_ref());
        if required {
            self.head_below(entry);
            return;
        }
        let message = format!("`{name}` is read as a variable here");
        let found = Diagnostic::new(HEAD_NAME_AS_VARIABLE, entry.key.span, message).hint(Some(
            format!("if it is the exercise's own `{name}`, move it above the first [heading]"),
        ));
        self.report(found);
    }

    fn recall(&mut self, entry: &Entry<'_>) -> Vec<(Name, Name)> {
        let Some(table) = self.below(entry) else { return Vec::new() };
        let mut recalled = Vec::new();
        for entry in table.entries.iter().filter(|entry| !entry.again) {
            let name = self.variable(entry.name());
            let Some(from) = self.name_text(&entry.key.value, &entry.item) else { continue };
            let whole = from.value.split_once('.').is_some_and(|(exercise, result)| {
                is_kebab(exercise) && !result.is_empty() && !result.contains('.')
            });
            if !whole {
                let message = format!("`{}` names no earlier result", from.value);
                let found = Diagnostic::new(BAD_NAME, from.span, message).hint(Some(
                    "write the exercise, a dot, and its result: `needs-naming.need`".to_owned(),
                ));
                self.report(found);
            }
            recalled.push((name, from));
        }
        recalled
    }

    fn timers(&mut self, entry: &Entry<'_>) -> Vec<Timer> {
        let Some(table) = self.below(entry) else { return Vec::new() };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        entries.filter_map(|entry| self.timer(entry)).collect()
    }

    fn timer(&mut self, entry: &Entry<'_>) -> Option<Timer> {
        let name = &entry.key;
        let Kind::Group(table) = &entry.item.kind else {
            let hint =
                Some("write the heading `[timer.window]`, and its lines below it".to_owned());
            self.wrong_kind("timer", &entry.item, "a name of its own", hint);
            return None;
        };
        self.check_name(&name.value, name.span, Naming::Kebab, "a timer");
        let mut fields = Fields::new(table, &keys::TIMER);
        let after = fields.item("after");
        let warn = fields.item("warn");
        let to = fields.item("to");
        for (key, item) in [("after", after), ("to", to)] {
            if item.is_none() {
                let hint = "a timer has `after = \"15m\"` and `to = \"step\"`";
                self.missing(key, name.span, "the timer", hint);
            }
        }
        let timer = (
            after.and_then(|item| self.length("after", item)),
            warn.and_then(|item| self.length("warn", item)),
            to.and_then(|item| self.name_text("to", item)),
        );
        self.rest_below(&fields, "a timer");
        Some(Timer { name: entry.name(), after: timer.0?, warn: timer.1, to: timer.2? })
    }

    /// What is left below a heading: a line of the head, or something unknown.
    pub(super) fn rest_below(&mut self, fields: &Fields<'_>, what: &str) {
        for entry in fields.rest() {
            if HEAD.contains(&entry.key.value.as_ref()) {
                self.head_below(entry);
            } else {
                self.unknown_key(entry, fields.table, &fields.asked, what);
            }
        }
    }

    fn moved(&mut self, entry: &Entry<'_>) -> Vec<Moved> {
        match &entry.item.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.moved_one(item)).collect(),
            Kind::Group(_) => {
                let found = Diagnostic::new(
                    WRONG_KIND,
                    entry.item.span,
                    "`moved` has two pairs of brackets",
                )
                .hint(Some("write `[[moved]]`".to_owned()));
                self.report(found);
                self.moved_one(&entry.item).into_iter().collect()
            }
            _ => {
                let hint = Some("write the heading `[[moved]]`, and its lines below it".to_owned());
                self.wrong_kind("moved", &entry.item, "a heading with lines below it", hint);
                Vec::new()
            }
        }
    }

    fn moved_one(&mut self, item: &Item<'_>) -> Option<Moved> {
        let table = self.group("moved", item, "[{ from = \"old\", to = \"new\" }]")?;
        let mut fields = Fields::new(table, &keys::MOVED);
        let (from, to) = (fields.item("from"), fields.item("to"));
        let since = fields.item("since").and_then(|item| self.text("since", item));
        for (key, item) in [("from", from), ("to", to)] {
            if item.is_none() {
                let hint = "a renamed step has `from = \"old\"` and `to = \"new\"`";
                self.missing(key, table.span, "`[[moved]]`", hint);
            }
        }
        let from = from.and_then(|item| self.name_text("from", item));
        let to = to.and_then(|item| self.name_text("to", item));
        self.rest_below(&fields, "`[[moved]]`");
        Some(Moved { from: from?, to: to?, since })
    }
}
