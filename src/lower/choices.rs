//! `choose` and its choices, in the three forms they may have. Never looks up a vocabulary.

use super::action::blank;
use super::codes::{BAD_BOUNDS, RESERVED_NAME};
use super::names::{Naming, mended};
use super::{Fields, Item, Kind, Lower};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Choice, Choose, Expr, Name, Number};
use crate::keys;
use crate::source::Span;
use crate::text::strip;
use crate::value::Value;

impl Lower<'_> {
    pub(super) fn choose(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Choose> {
        let question = self.question("choose", item);
        let written = fields.item("choices");
        let (choices, vocabulary) = written.map(|item| self.choices(item)).unwrap_or_default();
        let from = fields.item("choices_from");
        let choose = Choose {
            question: question.unwrap_or_else(blank),
            vocabulary,
            from: from.and_then(|item| self.code("choices_from", item)),
            other: self.set_flag(fields, "other").is_some(),
            pick: fields.item("pick").and_then(|item| self.range("pick", item, 100)),
            ranked: self.set_flag(fields, "ranked").is_some(),
            help: self.optional_words(fields, "help"),
            choices,
        };
        if written.is_none() && from.is_none() {
            let hint = "write `choices = { yes = \"Yes\", no = \"No\" }`";
            self.missing("choices", item.span, "`choose`", hint);
        }
        self.enough(&choose);
        Some(choose)
    }

    fn choices(&mut self, item: &Item<'_>) -> (Vec<Choice>, Option<Name>) {
        match &item.kind {
            Kind::Text(text) if text.contains([',', ';', '/', '|', '\n']) => {
                let texts = text.split([',', ';', '/', '|', '\n']).map(str::trim);
                let texts = texts.filter(|text| !text.is_empty()).map(|text| (text, item.span));
                (self.without_names(texts.collect(), item), None)
            }
            Kind::Text(_) => (Vec::new(), self.name_text("choices", item)),
            Kind::Group(_) => {
                let table = self.group("choices", item, "{ yes = \"Yes\", no = \"No\" }");
                let entries = table.map(|table| table.entries.as_slice()).unwrap_or_default();
                let entries = entries.iter().filter(|entry| !entry.again);
                let choices = entries.filter_map(|entry| {
                    let id = self.choice_id(entry.name());
                    let text = self.words(&entry.key.value, &entry.item)?;
                    Some(Choice { id, text, when: None, set: Vec::new(), once: false })
                });
                (choices.collect(), None)
            }
            Kind::List(_) => (self.listed(item), None),
            _ => {
                let hint = "write `choices = { yes = \"Yes\", no = \"No\" }`".to_owned();
                self.wrong_kind("choices", item, "a group in {braces}", Some(hint));
                (Vec::new(), None)
            }
        }
    }

    /// Choices as a plain list of words: each wants a name too. They are read with names made of
    /// their words.
    fn without_names(&mut self, texts: Vec<(&str, Span)>, item: &Item<'_>) -> Vec<Choice> {
        let named = texts.iter().enumerate().map(|(at, (text, span))| {
            let name = mended(text, Naming::Kebab).filter(|name| name.len() <= 24);
            (name.unwrap_or_else(|| format!("choice-{}", at + 1)), *text, *span)
        });
        let named: Vec<(String, &str, Span)> = named.collect();
        let pairs = named.iter().map(|(name, text, _)| format!("{name} = \"{}\"", strip(text)));
        let hint = format!("write `choices = {{ {} }}`", pairs.collect::<Vec<_>>().join(", "));
        let hint = match hint.chars().count() {
            0..=110 => hint,
            _ => "write `choices = { first = \"…\", second = \"…\" }`".to_owned(),
        };
        let wants = "a name for each choice, beside its words";
        self.wrong_kind("choices", item, wants, Some(hint));
        let choice = |(name, _, span): (String, &str, Span)| Choice {
            id: self.name(&name, span),
            text: blank(),
            when: None,
            set: Vec::new(),
            once: false,
        };
        named.into_iter().map(choice).collect()
    }

    fn choice_id(&mut self, id: Name) -> Name {
        self.check_name(&id.value, id.span, Naming::Kebab, "a choice");
        if id.value == "else" {
            let message = "`else` cannot be the name of a choice";
            let found = Diagnostic::new(RESERVED_NAME, id.span, message)
                .label("in `next` it stands for all other answers")
                .hint(Some("choose another name".to_owned()));
            self.report(found);
        }
        id
    }

    fn listed(&mut self, item: &Item<'_>) -> Vec<Choice> {
        let example = "[{ id = \"yes\", text = \"Yes\" }]";
        let items = self.list("choices", item, example).unwrap_or_default();
        let texts = items.iter().map(|item| Some((item.kind.text()?, item.span)));
        if let Some(texts) = texts.collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty()) {
            return self.without_names(texts, item);
        }
        let (mut choices, mut ids) = (Vec::new(), Vec::new());
        for item in items {
            let Some(choice) = self.listed_one(item) else { continue };
            self.once(&ids, &choice.id, "choice");
            ids.push(choice.id.clone());
            choices.push(choice);
        }
        choices
    }

    fn listed_one(&mut self, item: &Item<'_>) -> Option<Choice> {
        let Kind::Group(table) = &item.kind else {
            let hint = "a choice needs an id too: `{ id = \"yes\", text = \"Yes\" }`".to_owned();
            self.wrong_kind("choices", item, "an id and a text for each", Some(hint));
            return None;
        };
        let mut fields = Fields::new(table, &keys::CHOICE);
        let (id, text) = (fields.item("id"), fields.item("text"));
        for (key, item_there) in [("id", id), ("text", text)] {
            if item_there.is_none() {
                let hint = "write `{ id = \"yes\", text = \"Yes\" }`";
                self.missing(key, item.span, "this choice", hint);
            }
        }
        let id = id.and_then(|item| self.name_text("id", item)).map(|id| self.choice_id(id));
        let text = text.and_then(|item| self.words("text", item));
        let when = fields.item("when").and_then(|item| self.code("when", item));
        let set = fields.item("set").map(|item| self.assignments("set", item));
        let once = self.set_flag(&mut fields, "once").is_some();
        self.unknown_keys(&fields, "a choice");
        Some(Choice { id: id?, text: text?, when, set: set.unwrap_or_default(), once })
    }

    /// Says so if fewer choices are there than must be picked.
    fn enough(&mut self, choose: &Choose) {
        let all_written = choose.vocabulary.is_none() && choose.from.is_none() && !self.torn;
        let Some((min, _)) = choose.pick.as_ref().filter(|_| all_written) else { return };
        let there = choose.choices.len() + usize::from(choose.other);
        let least = least(min);
        if !choose.choices.is_empty() && least > there {
            self.too_few(min.span, least, there);
        }
    }

    fn too_few(&mut self, span: Span, least: usize, there: usize) {
        let message = format!("at least {least} are to be picked, and there are {there}");
        let found = Diagnostic::new(BAD_BOUNDS, span, message)
            .hint(Some("make the number smaller, or add choices".to_owned()));
        self.report(found);
    }
}

fn least(number: &Number) -> usize {
    match number.value {
        Expr::Literal(Value::Int(number)) => usize::try_from(number).unwrap_or(0),
        _ => 0,
    }
}
