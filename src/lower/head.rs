//! The head of an exercise: what stands above the first heading. Never reads a step.

use super::codes::{
    BAD_BOUNDS, HEAD_BELOW_HEADING, HEADING_UNKNOWN, NO_STEPS, OTHER_ID, SAME_TWICE,
    UNKNOWN_FORMAT, UNKNOWN_KEY,
};
use super::keys::{HEAD, HEADINGS};
use super::names::Naming;
use super::{Entry, Fields, Item, Kind, Lower, Table};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Head, Name};
use crate::keys;
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::text::strip;

const MOST_ROLES: usize = 2;
const FORMAT: i64 = 1;

impl Lower<'_> {
    pub(super) fn head(&mut self, fields: &mut Fields<'_>, id: &str) -> Head {
        let top = Span::new(self.file, 0..0);
        self.format(fields.item("format"), top);
        let id_item = fields.item("id");
        self.id(id_item, id, top);
        let title = fields.item("title");
        if title.is_none() {
            self.missing("title", top, "the exercise", "write `title = \"…\"` at the top");
        }
        Head {
            span: id_item.map_or(top, |item| item.span),
            version: self.optional_text(fields, "version").unwrap_or_else(|| "0.0.0".to_owned()),
            title: title.and_then(|item| self.text("title", item)).unwrap_or_else(|| id.to_owned()),
            summary: self.optional_text(fields, "summary").unwrap_or_default(),
            minutes: fields
                .item("minutes")
                .and_then(|item| Some((self.whole("minutes", item, 1, 1440)?, item.span)))
                .and_then(|(minutes, span)| Some(Spanned::new(u32::try_from(minutes).ok()?, span))),
            roles: fields.item("roles").map(|item| self.roles(item)).unwrap_or_default(),
            script: fields.item("script").and_then(|item| self.name_text("script", item)),
            sources: fields
                .item("sources")
                .map(|item| self.texts("sources", item))
                .unwrap_or_default()
                .into_iter()
                .map(|source| source.value)
                .collect(),
            author: self.optional_text(fields, "author"),
            reviewed: fields.item("reviewed").and_then(|item| self.reviewed(item)),
            not_for: fields.item("not_for").and_then(|item| self.words("not_for", item)),
            aftercare: fields.item("aftercare").and_then(|item| self.words("aftercare", item)),
            remember: fields.item("remember").map(|item| self.remember(item)).unwrap_or_default(),
            stop_word: fields.item("stop_word").and_then(|item| self.words("stop_word", item)),
        }
    }

    fn optional_text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        fields.item(key).and_then(|item| self.text(key, item))
    }

    fn format(&mut self, item: Option<&Item<'_>>, top: Span) {
        let Some(item) = item else {
            self.missing("format", top, "the file", "write `format = 1` as its first line");
            return;
        };
        match &item.kind {
            Kind::Int(FORMAT) => {}
            Kind::Int(other) => {
                let found = Diagnostic::new(
                    UNKNOWN_FORMAT,
                    item.span,
                    format!("this version of the program does not know format {other}"),
                )
                .hint(Some("write `format = 1`, or use a newer version".to_owned()));
                self.report(found);
            }
            _ => self.wrong_kind("format", item, "a number", Some("write `format = 1`".into())),
        }
    }

    fn id(&mut self, item: Option<&Item<'_>>, id: &str, top: Span) {
        let Some(item) = item else {
            let hint = format!("write `id = \"{id}\"` at the top");
            self.missing("id", top, "the exercise", &hint);
            return;
        };
        let Some(name) = self.name_text("id", item) else { return };
        let before = self.found.len();
        self.check_name(&name.value, name.span, Naming::Kebab, "an exercise");
        if self.found.len() == before && name.value != id {
            let message = format!("the exercise calls itself `{}`", name.value);
            let found = Diagnostic::new(OTHER_ID, name.span, message)
                .label(format!("it is found by the name `{id}`"))
                .hint(Some(format!("write `id = \"{id}\"`, or rename its folder")));
            self.report(found);
        }
    }

    fn roles(&mut self, item: &Item<'_>) -> Vec<Name> {
        if let Some(text) = item.kind.text() {
            return self.roles_in_text(text, item);
        }
        let Some(items) = self.list("roles", item, "[\"asker\", \"listener\"]") else {
            return Vec::new();
        };
        let mut roles: Vec<Name> = Vec::new();
        for item in items {
            let Some(role) = self.name_text("roles", item) else { continue };
            self.check_role(&role);
            self.once(&roles, &role, "role");
            roles.push(role);
        }
        if roles.len() > MOST_ROLES {
            let message = format!("here are {} roles", roles.len());
            let found = Diagnostic::new(BAD_BOUNDS, item.span, message)
                .hint(Some("an exercise is for one person or for two".to_owned()));
            self.report(found);
        }
        roles
    }

    /// `roles = "asker, listener"`, which is read as it was meant.
    fn roles_in_text(&mut self, text: &str, item: &Item<'_>) -> Vec<Name> {
        let names = text.split([',', ';', '/', '&', ' ']).map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty() && *name != "and").collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{}\"", strip(name))).collect();
        let hint = match names.len() {
            2 => format!("write `roles = [{}]`", quoted.join(", ")),
            _ => "write `roles = [\"asker\", \"listener\"]`".to_owned(),
        };
        self.wrong_kind("roles", item, "a list in [brackets]", Some(hint));
        names.into_iter().map(|name| self.name(name, item.span)).collect()
    }

    /// Says so if `name` is among `before`.
    pub(super) fn once(&mut self, before: &[Name], name: &Name, what: &str) {
        if let Some(first) = before.iter().find(|other| other.value == name.value) {
            let message = format!("the {what} `{}` stands twice", name.value);
            let found = Diagnostic::new(SAME_TWICE, name.span, message)
                .other(first.span, "the first")
                .hint(Some("give one of them another name".to_owned()));
            self.report(found);
        }
    }

    fn reviewed(&mut self, item: &Item<'_>) -> Option<(String, String)> {
        let table = self.group("reviewed", item, "{ by = \"…\", on = 2026-01-31 }")?;
        let mut fields = Fields::new(table, &keys::REVIEWED);
        let by = self.optional_text(&mut fields, "by");
        let on = fields.item("on").and_then(|item| self.date("on", item));
        for (key, there) in [("by", fields.table.get("by")), ("on", fields.table.get("on"))] {
            if there.is_none() {
                let hint = "write `reviewed = { by = \"…\", on = 2026-01-31 }`";
                self.missing(key, item.span, "`reviewed`", hint);
            }
        }
        self.unknown_keys(&fields, "`reviewed`");
        Some((by?, on?))
    }

    fn remember(&mut self, item: &Item<'_>) -> Vec<Name> {
        let Some(items) = self.list("remember", item, "[\"need\"]") else { return Vec::new() };
        items.iter().filter_map(|item| self.variable_text("remember", item)).collect()
    }

    /// What stands at the top of the file and is not known.
    pub(super) fn rest_of_file(&mut self, fields: &Fields<'_>) {
        for entry in fields.rest() {
            self.unknown_at_top(entry, fields.table);
        }
        let steps = fields.table.get("step").is_some()
            || fields.rest().any(|entry| super::step::is_step_heading(&entry.key.value));
        if !steps && !self.torn {
            let found = Diagnostic::new(
                NO_STEPS,
                Span::new(self.file, 0..0),
                "there is no step in this file",
            )
            .hint(Some("begin with `[step.welcome]` and a `say = \"…\"` below it".to_owned()));
            self.report(found);
        }
    }

    /// What stands in a piece of an exercise and does not belong there.
    pub(super) fn rest_of_part(&mut self, fields: &Fields<'_>) {
        for entry in fields.rest() {
            let name = entry.key.value.as_ref();
            if HEAD.contains(&name) || HEADINGS.contains(&name) {
                let message = format!("`{name}` does not belong in a part");
                let hint = "a part holds only steps; write this in exercise.toml".to_owned();
                let found = Diagnostic::new(UNKNOWN_KEY, entry.key.span, message).hint(Some(hint));
                self.report(found);
            } else {
                self.unknown_at_top(entry, fields.table);
            }
        }
    }

    fn unknown_at_top(&mut self, entry: &Entry<'_>, table: &Table<'_>) {
        let name = entry.key.value.as_ref();
        if super::step::is_step_heading(name) {
            return; // named where the steps are read
        }
        let written = self.text.get(entry.item.span.range()).unwrap_or("");
        if matches!(entry.item.kind, Kind::Group(_)) && !written.starts_with('{') {
            let message = format!("`[{name}]` is no heading of an exercise");
            let known = HEADINGS.iter().copied();
            let hint = suggest::nearest(name, known).map_or_else(
                || format!("a step is written `[step.{name}]`"),
                |near| format!("did you mean `[{near}]`?"),
            );
            let found = Diagnostic::new(HEADING_UNKNOWN, entry.key.span, message).hint(Some(hint));
            self.report(found);
            return;
        }
        self.unknown_key(entry, table, HEAD, "the head");
    }

    /// Says that `entry`, which stands below a heading, belongs to the head.
    pub(super) fn head_below(&mut self, entry: &Entry<'_>) {
        let name = &entry.key.value;
        let message = format!("`{name}` belongs at the top of the file");
        let found = Diagnostic::new(HEAD_BELOW_HEADING, entry.key.span, message)
            .label("here it belongs to the heading above it")
            .hint(Some(format!("move `{name}` above the first [heading]")));
        self.report(found);
    }
}
