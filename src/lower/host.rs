//! `[host.functions]`: what an exercise asks of the program that plays it. Looks up no function.

use super::codes::WRONG_KIND;
use super::names::Naming;
use super::{Entry, Fields, Item, Kind, Lower};
use crate::diagnostic::Diagnostic;
use crate::host::{self, Declared, Hears};
use crate::keys;
use crate::source::Spanned;
use crate::value::Value;

const EXAMPLE: &str = "a function has `gives = \"text\"` and `fallback = \"…\"`";

impl Lower<'_> {
    pub(super) fn host(&mut self, entry: &Entry<'_>) -> Vec<Spanned<Declared>> {
        let Some(table) = self.below(entry) else { return Vec::new() };
        let mut fields = Fields::new(table, &keys::HOST);
        let functions = fields.take("functions");
        self.rest_below(&fields, "`[host]`");
        let Some(table) = functions.and_then(|entry| self.below(entry)) else { return Vec::new() };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        entries.filter_map(|entry| self.host_function(entry)).collect()
    }

    fn host_function(&mut self, entry: &Entry<'_>) -> Option<Spanned<Declared>> {
        let name = &entry.key;
        let Kind::Group(table) = &entry.item.kind else {
            let hint = format!(
                "write the heading `[host.functions.{}]`, and its lines below it",
                name.value
            );
            self.wrong_kind(&name.value, &entry.item, "lines of its own", Some(hint));
            return None;
        };
        self.check_name(&name.value, name.span, Naming::Snake, "a function");
        let mut fields = Fields::new(table, &keys::HOST_FUNCTION);
        let takes = fields.item("takes").map(|item| self.takes(item)).unwrap_or_default();
        let gives = fields.item("gives");
        let fallback = fields.item("fallback");
        for (key, item) in [("gives", gives), ("fallback", fallback)] {
            if item.is_none() {
                self.missing(key, name.span, "the function", EXAMPLE);
            }
        }
        let gives = gives.and_then(|item| self.one_of("gives", item, &host::Kind::ALL));
        let fallback = fallback.map(|item| (item, self.constant("fallback", item)));
        let words =
            [("nothing", Hears::Nothing), ("shared", Hears::Shared), ("private", Hears::Private)];
        let hears = fields.item("hears").and_then(|item| self.one_of("hears", item, &words));
        self.rest_below(&fields, "a function of the host");
        let (gives, (item, fallback)) = (gives?, fallback?);
        self.fits(gives, item, &fallback);
        let hears = hears.unwrap_or_default();
        let declared = Declared { name: name.value.to_string(), takes, gives, fallback, hears };
        Some(Spanned::new(declared, name.span))
    }

    fn takes(&mut self, item: &Item<'_>) -> Vec<(String, host::Kind)> {
        let Some(table) = self.group("takes", item, "{ town = \"text\" }") else {
            return Vec::new();
        };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        let kinds = entries.filter_map(|entry| {
            let key = &entry.key;
            self.check_name(&key.value, key.span, Naming::Snake, "a value");
            Some((key.value.to_string(), self.one_of(&key.value, &entry.item, &host::Kind::ALL)?))
        });
        kinds.collect()
    }

    /// What stands in place of the function is what the function would give.
    fn fits(&mut self, gives: host::Kind, item: &Item<'_>, fallback: &Value) {
        if gives.fits(fallback) || matches!(item.kind, Kind::Broken) {
            return;
        }
        let message = format!("the function gives {}, and its `fallback` is none", gives.words());
        let found = Diagnostic::new(WRONG_KIND, item.span, message)
            .label(format!("here is {}", fallback.kind()))
            .hint(Some("write a value of the kind that `gives` names".to_owned()));
        self.report(found);
    }
}
