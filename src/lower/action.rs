//! What a step does: the nine actions and the further keys of each. Never reads choices.

use super::codes::{BAD_BOUNDS, KEY_OF_ANOTHER_ACTION, RESERVED_NAME};
use super::names::Naming;
use super::{Fields, Item, Kind, Lower};
use crate::diagnostic::Diagnostic;
use crate::exercise::{
    Accept, Action, Ask, Call, Check, End, Expr, Name, Number, Pause, Rate, Share, Words,
};
use crate::keys;
use crate::source::Spanned;
use crate::time;
use crate::value::Value;

impl Lower<'_> {
    /// The action `name`, which begins with `item`; broken ones only say something.
    pub(super) fn action(
        &mut self,
        item: &Item<'_>,
        name: &'static str,
        fields: &mut Fields<'_>,
    ) -> Action {
        fields.take(name);
        let action = match name {
            "ask" => self.ask(item, fields).map(Box::new).map(Action::Ask),
            "choose" => self.choose(item, fields).map(Box::new).map(Action::Choose),
            "rate" => self.rate(item, fields).map(Box::new).map(Action::Rate),
            "confirm" => self.question("confirm", item).map(Action::Confirm),
            "pause" => self.pause(item, fields).map(Box::new).map(Action::Pause),
            "share" => self.share(item, fields).map(Action::Share),
            "invite" => self.name_text("invite", item).map(Action::Invite),
            "call" => self.call(item, fields).map(Box::new).map(Action::Call),
            "end" => self.end(item, fields).map(Action::End),
            _ => None,
        };
        action.unwrap_or(Action::Say)
    }

    /// The words of a question; blank where the words of `say` ask it.
    pub(super) fn question(&mut self, key: &str, item: &Item<'_>) -> Option<Words> {
        self.words_or_blank(key, item)
    }

    pub(super) fn optional_words(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
    ) -> Option<Words> {
        fields.item(key).and_then(|item| self.words(key, item))
    }

    fn ask(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Ask> {
        let question = self.question("ask", item);
        const ACCEPT: &[(&str, Accept)] = &[
            ("text", Accept::Text),
            ("integer", Accept::Integer),
            ("number", Accept::Number),
            ("date", Accept::Date),
            ("time", Accept::Time),
        ];
        let accept = fields.item("accept").and_then(|item| self.one_of("accept", item, ACCEPT));
        let accept = accept.unwrap_or_default();
        let many_lines = fields
            .item("lines")
            .and_then(|item| self.one_of("lines", item, &[("many", true), ("one", false)]));
        let ask = Ask {
            question: question.unwrap_or_else(blank),
            check: fields.item("check").map(|item| self.check(item)).unwrap_or_default(),
            many_lines: many_lines.unwrap_or(false),
            many: fields.item("many").and_then(|item| self.range("many", item, 500)),
            initial: self.optional_words(fields, "initial"),
            help: self.optional_words(fields, "help"),
            accept,
            min: fields.item("min").and_then(|item| self.bound("min", item, accept)),
            max: fields.item("max").and_then(|item| self.bound("max", item, accept)),
            required: fields.item("required").and_then(|item| self.required(item)),
        };
        self.ordered(ask.min.as_ref(), ask.max.as_ref(), "min", "max");
        if accept != Accept::Text {
            self.only_text(fields);
        }
        Some(ask)
    }

    /// `min` and `max`: of a number, or of the length of a text.
    fn bound(&mut self, key: &str, item: &Item<'_>, accept: Accept) -> Option<Number> {
        match accept {
            Accept::Text => self.number(key, item, 0),
            Accept::Integer => self.number(key, item, i64::MIN),
            Accept::Number => self.any_number(key, item),
            Accept::Date => self.day_bound(key, item, time::is_date, "2026-01-31"),
            Accept::Time => self.day_bound(key, item, time::is_clock, "18:30"),
        }
    }

    /// The first or last date or time that is taken: written out, or an expression in braces.
    fn day_bound(
        &mut self,
        key: &str,
        item: &Item<'_>,
        fits: fn(&str) -> bool,
        like: &str,
    ) -> Option<Number> {
        match &item.kind {
            Kind::Text(text) | Kind::Date(text) | Kind::Clock(text) if fits(text) => {
                Some(Spanned::new(Expr::Literal(text.as_ref().into()), item.span))
            }
            Kind::Text(text) if text.trim().starts_with('{') => self.any_number(key, item),
            _ => {
                let hint = match &item.kind {
                    Kind::Text(text) if text.contains('(') => format!(
                        "put braces around what is worked out: `{key} = \"{{{}}}\"`",
                        text.trim()
                    ),
                    _ => format!(
                        "write `{key} = \"{like}\"`; what is worked out stands in braces: \
                         `\"{{today()}}\"`"
                    ),
                };
                self.wrong_kind(key, item, &format!("a text like {like}"), Some(hint));
                None
            }
        }
    }

    fn only_text(&mut self, fields: &Fields<'_>) {
        let Some(entry) = fields.table.get("lines") else { return };
        let message = "`lines` goes with answers in words";
        let found = Diagnostic::new(KEY_OF_ANOTHER_ACTION, entry.key.span, message)
            .label("this step accepts something else")
            .hint(Some("remove `lines`, or remove `accept`".to_owned()));
        self.report(found);
    }

    fn required(&mut self, item: &Item<'_>) -> Option<String> {
        if matches!(item.kind, Kind::Bool(_)) {
            let hint = "say why, in words the person will read: \
                        `required = \"The next step needs it.\"`";
            self.wrong_kind("required", item, "a reason in quotes", Some(hint.to_owned()));
            return None;
        }
        self.text("required", item)
    }

    fn check(&mut self, item: &Item<'_>) -> Vec<Check> {
        let items = self.list("check", item, "[\"blame\"]").unwrap_or_default();
        items.iter().filter_map(|item| self.check_one(item)).collect()
    }

    fn check_one(&mut self, item: &Item<'_>) -> Option<Check> {
        let code = self.code("check", item)?;
        let name = code.source.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match name.chars().all(plain) {
            true => Some(Check::Named(Spanned::new(name.to_owned(), code.span))),
            false => Some(Check::Code(code)),
        }
    }

    /// A list of two bounds.
    pub(super) fn range(
        &mut self,
        key: &str,
        item: &Item<'_>,
        most: i64,
    ) -> Option<(Number, Number)> {
        let hint = Some(format!("write `{key} = [1, 3]`: at least and at most"));
        let Kind::List(items) = &item.kind else {
            self.wrong_kind(key, item, "two numbers in [brackets]", hint);
            return None;
        };
        let [least, greatest] = items.as_slice() else {
            if !items.iter().any(|item| matches!(item.kind, Kind::Broken)) {
                let message = format!("`{key}` wants two numbers in [brackets]");
                let found = Diagnostic::new(BAD_BOUNDS, item.span, message).hint(hint);
                self.report(found);
            }
            return None;
        };
        let min = self.number(key, least, 0);
        let max = self.number(key, greatest, 1);
        self.ordered(min.as_ref(), max.as_ref(), "the first", "the second");
        if let Some(Expr::Literal(Value::Int(count))) = max.as_ref().map(|max| &max.value)
            && *count > most
        {
            let message = format!("`{key}` takes at most {most}");
            self.report(Diagnostic::new(BAD_BOUNDS, greatest.span, message));
        }
        Some((min?, max?))
    }

    fn ordered(&mut self, min: Option<&Number>, max: Option<&Number>, low: &str, high: &str) {
        let (Some(min), Some(max)) = (min, max) else { return };
        let (Some(least), Some(most)) = (written(min), written(max)) else { return };
        if least > most {
            let message = format!("{low} is more than {high}");
            let found = Diagnostic::new(BAD_BOUNDS, max.span, message)
                .label(format!("here is {most}"))
                .other(min.span, format!("here is {least}"))
                .hint(Some("put the smaller number first".to_owned()));
            self.report(found);
        }
    }

    fn rate(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Rate> {
        let question = self.question("rate", item);
        let scale = fields.item("scale");
        let (from, to, low, high) =
            scale.and_then(|item| self.scale(item)).unwrap_or((0, 10, None, None));
        let rate = Rate {
            question: question.unwrap_or_else(blank),
            from,
            to,
            low,
            high,
            distress: self.set_flag(fields, "distress"),
            required: fields.item("required").and_then(|item| self.required(item)),
            help: self.optional_words(fields, "help"),
        };
        Some(rate)
    }

    fn scale(&mut self, item: &Item<'_>) -> Option<(i64, i64, Option<Words>, Option<Words>)> {
        let example = "{ from = 0, to = 10, low = \"calm\", high = \"flooded\" }";
        let table = self.group("scale", item, example)?;
        let mut fields = Fields::new(table, &keys::SCALE);
        let mut end = |lower: &mut Self, key, default| {
            let item = fields.item(key);
            item.and_then(|item| lower.whole(key, item, -1000, 1000)).unwrap_or(default)
        };
        let from = end(self, "from", 0);
        let to = end(self, "to", 10);
        let low = self.optional_words(&mut fields, "low");
        let high = self.optional_words(&mut fields, "high");
        self.unknown_keys(&fields, "`scale`");
        if from >= to {
            let message = format!("the scale goes from {from} to {to}");
            let found = Diagnostic::new(BAD_BOUNDS, item.span, message)
                .hint(Some("`from` is the smaller number".to_owned()));
            self.report(found);
            return None;
        }
        Some((from, to, low, high))
    }

    fn pause(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Pause> {
        let length = self.length("pause", item);
        let breathe = fields.item("breathe").and_then(|item| self.breathe(item));
        let cue = self.optional_words(fields, "cue");
        let bell = self.set_flag(fields, "bell").is_some();
        let skippable = fields.item("skippable").and_then(|item| self.flag("skippable", item));
        Some(Pause { length: length?, breathe, cue, bell, skippable: skippable.unwrap_or(true) })
    }

    fn breathe(&mut self, item: &Item<'_>) -> Option<[u32; 4]> {
        let table = self.group("breathe", item, "{ in = 4, hold = 0, out = 6, rest = 0 }")?;
        let mut fields = Fields::new(table, &keys::BREATHE);
        let mut seconds = [0; 4];
        for (key, slot) in ["in", "hold", "out", "rest"].into_iter().zip(&mut seconds) {
            let number = fields.item(key).and_then(|item| self.whole(key, item, 0, 60));
            *slot = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        }
        self.unknown_keys(&fields, "`breathe`");
        for key in ["in", "out"] {
            if table.get(key).is_none() {
                let hint = format!("write how many seconds: `{key} = 4`");
                self.missing(key, item.span, "`breathe`", &hint);
            }
        }
        (seconds.iter().sum::<u32>() > 0).then_some(seconds)
    }

    fn share(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Share> {
        let together = self.set_flag(fields, "together").is_some();
        let items = self.list("share", item, "[\"need\"]")?;
        let mut names: Vec<Name> = Vec::new();
        for item in items {
            let Some(name) = self.variable_text("share", item) else { continue };
            self.once(&names, &name, "name");
            names.push(name);
        }
        Some(Share { names, together })
    }

    fn call(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<Call> {
        let target = self.name_text("call", item);
        if let Some(name) = &target {
            let plain = name.value.strip_prefix("./").unwrap_or(&name.value);
            self.check_name(plain, name.span, Naming::Kebab, "an exercise or a part");
        }
        let roles = fields.item("roles").map(|item| self.cast(item)).unwrap_or_default();
        let with = fields.item("with").map(|item| self.assignments("with", item));
        let turns = fields
            .item("turns")
            .and_then(|item| self.one_of("turns", item, &[("both", ())]).map(|()| item.span));
        Some(Call { target: target?, roles, with: with.unwrap_or_default(), turns })
    }

    /// `roles = { speaker = "asker" }` of a call.
    fn cast(&mut self, item: &Item<'_>) -> Vec<(Name, Name)> {
        let example = "{ speaker = \"asker\" }";
        let Some(table) = self.group("roles", item, example) else { return Vec::new() };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        let pairs = entries.filter_map(|entry| {
            Some((entry.name(), self.name_text(&entry.key.value, &entry.item)?))
        });
        pairs.collect()
    }

    fn end(&mut self, item: &Item<'_>, fields: &mut Fields<'_>) -> Option<End> {
        let returns = fields.item("returns").map(|item| self.assignments("returns", item));
        let name = self.name_text("end", item)?;
        self.check_name(&name.value, name.span, Naming::Kebab, "an ending");
        if name.value == "stopped" || name.value == "else" {
            let message = format!("`{}` cannot be the name of an ending", name.value);
            let found = Diagnostic::new(RESERVED_NAME, name.span, message)
                .label("the engine gives it a meaning")
                .hint(Some("choose another name".to_owned()));
            self.report(found);
        }
        Some(End { name, returns: returns.unwrap_or_default() })
    }
}

/// A number that is written out.
fn written(number: &Number) -> Option<f64> {
    match number.value {
        Expr::Literal(Value::Int(number)) => Some(number as f64),
        Expr::Literal(Value::Float(number)) => Some(number),
        _ => None,
    }
}

/// No words: stands for words that could not be read.
pub(super) fn blank() -> Words {
    Words::default()
}
