//! Where a step leads. Never looks up the steps that are named.

use super::codes::NOTHING_HERE;
use super::{Fields, Item, Kind, Lower, Table};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Next, Transition};
use crate::keys;
use crate::source::{Span, Spanned};

impl Lower<'_> {
    pub(super) fn next(&mut self, item: &Item<'_>) -> Next {
        match &item.kind {
            Kind::Text(text) if text.contains([',', ':', '=']) => {
                let hint = "by answer write `next = { yes = \"step\", no = \"step\" }`";
                self.wrong_kind("next", item, "the name of one step", Some(hint.into()));
                Next::Below
            }
            Kind::Text(_) => self.name_text("next", item).map_or(Next::Below, Next::Step),
            Kind::Group(table) => self.by_answer(table, item.span),
            Kind::List(_) => self.guarded(item),
            _ => {
                let hint = "write `next = \"step\"`, or by answer \
                            `next = { yes = \"step\", no = \"step\" }`";
                self.wrong_kind("next", item, "the name of a step in quotes", Some(hint.into()));
                Next::Below
            }
        }
    }

    fn by_answer(&mut self, table: &Table<'_>, span: Span) -> Next {
        if table.entries.is_empty() && !self.torn {
            let found = Diagnostic::new(NOTHING_HERE, span, "`next` names no step")
                .hint(Some("write `next = { yes = \"step\", else = \"step\" }`".to_owned()));
            self.report(found);
        }
        let (mut cases, mut otherwise) = (Vec::new(), None);
        for entry in table.entries.iter().filter(|entry| !entry.again) {
            let Some(to) = self.name_text(&entry.key.value, &entry.item) else { continue };
            match entry.key.value.as_ref() {
                "else" => otherwise = Some(to),
                _ => cases.push((entry.name(), to)),
            }
        }
        Next::ByAnswer { span, cases, otherwise }
    }

    fn guarded(&mut self, item: &Item<'_>) -> Next {
        let example = "[{ when = \"expression\", to = \"step\" }, { to = \"step\" }]";
        let Some(items) = self.list("next", item, example) else { return Next::Below };
        let transitions: Vec<Transition> =
            items.iter().filter_map(|item| self.transition(item)).collect();
        Next::Guarded(Spanned::new(transitions, item.span))
    }

    fn transition(&mut self, item: &Item<'_>) -> Option<Transition> {
        let Kind::Group(table) = &item.kind else {
            let hint = match &item.kind {
                Kind::Text(step) => format!("write `{{ to = \"{}\" }}`", crate::text::strip(step)),
                _ => "write `{ when = \"expression\", to = \"step\" }`".to_owned(),
            };
            self.wrong_kind("next", item, "`{ when, to }` for each in its list", Some(hint));
            return None;
        };
        let mut fields = Fields::new(table, &keys::WAY);
        let when = fields.take("when");
        let to = fields.item("to");
        if to.is_none() {
            self.missing("to", item.span, "this way on", "write `to = \"step\"`");
        }
        let code = when.and_then(|entry| self.code("when", &entry.item));
        let to = to.and_then(|item| self.name_text("to", item));
        self.unknown_keys(&fields, "a way on");
        if when.is_some() && code.is_none() {
            return None;
        }
        Some(Transition { when: code, to: to? })
    }
}
