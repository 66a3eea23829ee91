//! A step: whom it is for, what it says, what it keeps. Never reads what its action asks for.

use super::codes::{
    HALF_A_PAIR, HEADING_UNKNOWN, KEY_OF_ANOTHER_ACTION, NOTHING_HERE, SAME_TWICE, TWO_ACTIONS,
};
use super::keys::{ACTIONS, HEAD, STEP, actions_of, meant};
use super::names::Naming;
use super::{Entry, Fields, Item, Kind, Lower, Table};
use crate::diagnostic::Diagnostic;
use crate::exercise::{
    Action, Address, AtMost, Code, Due, FollowUp, Line, Name, Next, Step, Within,
};
use crate::keys;
use crate::source::{Span, Spanned};
use crate::suggest;

/// The entry that was meant to be the action of a step that has none.
fn misspelt_action<'t>(table: &'t Table<'t>) -> Option<(&'t Entry<'t>, &'static str)> {
    let mut strange = table.entries.iter().filter(|entry| {
        let key = entry.key.value.as_ref();
        let here = STEP.contains(&key) || HEAD.contains(&key) || !actions_of(key).is_empty();
        !here && !entry.again
    });
    let all = || ACTIONS.iter().flat_map(|(name, keys)| [&[*name], *keys].concat());
    strange.find_map(|entry| {
        let free = STEP.iter().copied().chain(all()).filter(|key| table.get(key).is_none());
        let meant = meant(&entry.key.value, &free.collect::<Vec<_>>())?;
        ACTIONS.iter().find(|(name, _)| *name == meant).map(|(name, _)| (entry, *name))
    })
}

/// Whether a heading of this name was most likely meant to be `step`.
pub(super) fn is_step_heading(name: &str) -> bool {
    name != "step" && suggest::nearest(name, ["step"]).is_some()
}

impl Lower<'_> {
    /// The steps, in the order written; those below a misspelt `step` are read too.
    pub(super) fn steps(&mut self, fields: &mut Fields<'_>, whole: &Table<'_>) -> Vec<Step> {
        fields.take("step");
        let mut steps = Vec::new();
        for entry in &whole.entries {
            let name = entry.key.value.as_ref();
            if name == "step" {
                self.steps_below(entry, &mut steps);
            } else if is_step_heading(name) {
                let hint = match &entry.item.kind {
                    Kind::Group(table) => table
                        .entries
                        .first()
                        .map(|step| format!("did you mean `[step.{}]`?", step.key.value)),
                    _ => None,
                };
                let message = format!("`{name}` is no heading of an exercise");
                let hint = hint.or(Some("a step is written `[step.name]`".to_owned()));
                self.report(Diagnostic::new(HEADING_UNKNOWN, entry.key.span, message).hint(hint));
                self.steps_below(entry, &mut steps);
            }
        }
        steps.sort_by_key(|step: &Step| step.id.span);
        steps
    }

    fn steps_below(&mut self, entry: &Entry<'_>, steps: &mut Vec<Step>) {
        let Kind::Group(table) = &entry.item.kind else {
            let hint = Some("write a heading for each step: `[step.name]`".to_owned());
            self.wrong_kind("step", &entry.item, "a name of its own", hint);
            return;
        };
        steps.reserve(table.entries.len());
        for entry in &table.entries {
            match &entry.item.kind {
                Kind::Group(table) => {
                    let step = self.step(entry.name(), table);
                    steps.extend((!entry.again).then_some(step));
                }
                Kind::Broken => {}
                _ => {
                    let name = &entry.key.value;
                    let message = format!("`{name}` stands below `[step]`, which has no name");
                    let hint = "write `[step.name]`, with a name for the step".to_owned();
                    let found = Diagnostic::new(HEADING_UNKNOWN, entry.key.span, message);
                    self.report(found.hint(Some(hint)));
                }
            }
        }
    }

    fn step(&mut self, id: Name, table: &Table<'_>) -> Step {
        self.check_name(&id.value, id.span, Naming::Kebab, "a step");
        let mut fields = Fields::new(table, &keys::STEP);
        let action_key = self.action_key(table, &id);
        let mut step = Step {
            id,
            address: fields.item("for").and_then(|item| self.address(item)),
            when: self.optional_code(&mut fields, "when"),
            otherwise: self.optional_name(&mut fields, "otherwise"),
            say: fields.item("say").map(|item| self.say(item)).unwrap_or_default(),
            quote: self.optional_code(&mut fields, "quote"),
            over: self.optional_code(&mut fields, "over"),
            at_most: self.at_most(&mut fields).map(Box::new),
            save: fields.item("save").and_then(|item| self.variable_text("save", item)),
            open: self.set_flag(&mut fields, "open"),
            tells: fields.item("tells").map(|item| self.tells(item)).unwrap_or_default(),
            unkept: fields
                .item("kept")
                .and_then(|item| (self.flag("kept", item) == Some(false)).then_some(item.span)),
            set: fields.item("set").map(|item| self.assignments("set", item)).unwrap_or_default(),
            next: fields.item("next").map_or(Next::Below, |item| self.next(item)),
            swap: self.set_flag(&mut fields, "swap"),
            follow_up: fields.item("follow_up").and_then(|item| self.follow_up(item)).map(Box::new),
            wait: fields.item("wait").and_then(|item| self.flag("wait", item)).unwrap_or(true),
            within: self.within(&mut fields).map(Box::new),
            start: self.optional_name(&mut fields, "start"),
            stop: self.optional_name(&mut fields, "stop"),
            action: Action::Say,
        };
        step.action = match action_key {
            Some((entry, name)) => self.action(&entry.item, name, &mut fields),
            None => Action::Say,
        };
        self.halves(&fields);
        self.step_shape(&step, table, action_key.is_some());
        self.rest_of_step(&fields, action_key);
        step
    }

    fn optional_code(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Code> {
        fields.item(key).and_then(|item| self.code(key, item))
    }

    pub(super) fn optional_name(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
    ) -> Option<Name> {
        fields.item(key).and_then(|item| self.name_text(key, item))
    }

    /// Where a flag stands, if it is set.
    pub(super) fn set_flag(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Span> {
        let item = fields.item(key)?;
        (self.flag(key, item) == Some(true)).then_some(item.span)
    }

    /// The one action of a step, misspelt perhaps, and its name; every further one is reported.
    fn action_key<'t>(
        &mut self,
        table: &'t Table<'t>,
        id: &Name,
    ) -> Option<(&'t Entry<'t>, &'static str)> {
        let is_action = |entry: &&Entry<'_>| {
            !entry.again && ACTIONS.iter().any(|(name, _)| *name == entry.key.value)
        };
        let mut actions = table.entries.iter().filter(is_action);
        let Some(first) = actions.next() else { return misspelt_action(table) };
        for further in actions {
            let message = format!(
                "the step `{}` has two actions: `{}` and `{}`",
                id.value, first.key.value, further.key.value
            );
            let found = Diagnostic::new(TWO_ACTIONS, further.key.span, message)
                .other(first.key.span, "the first")
                .hint(Some("make two steps of it; the first flows into the second".to_owned()));
            self.report(found);
        }
        let name = ACTIONS.iter().find(|(name, _)| *name == first.key.value)?;
        Some((first, name.0))
    }

    fn address(&mut self, item: &Item<'_>) -> Option<Spanned<Address>> {
        if matches!(item.kind, Kind::List(_)) {
            let hint = "leave the line out: without `for`, both read and answer together";
            self.wrong_kind("for", item, "one role", Some(hint.to_owned()));
            return None;
        }
        let name = self.name_text("for", item)?;
        if name.value == "each" {
            return Some(Spanned::new(Address::Each, item.span));
        }
        Some(Spanned::new(Address::Role(name.value), item.span))
    }

    fn say(&mut self, item: &Item<'_>) -> Vec<Line> {
        match &item.kind {
            Kind::List(_) => {
                let lines = self.list("say", item, "\"…\"").unwrap_or_default();
                lines.iter().filter_map(|item| self.line(item)).collect()
            }
            Kind::Group(_) => {
                let hint = "write `say = [{ when = \"…\", text = \"…\" }]`".to_owned();
                self.wrong_kind("say", item, "a text, or a list in [brackets]", Some(hint));
                Vec::new()
            }
            _ => {
                let text = self.words("say", item);
                text.map(|text| Line { when: None, text }).into_iter().collect()
            }
        }
    }

    fn line(&mut self, item: &Item<'_>) -> Option<Line> {
        let Kind::Group(table) = &item.kind else {
            return Some(Line { when: None, text: self.words("say", item)? });
        };
        let mut fields = Fields::new(table, &keys::SAID);
        let when = self.optional_code(&mut fields, "when");
        let text = fields.item("text");
        if text.is_none() {
            self.missing("text", item.span, "this entry of `say`", "write `{ when, text }`");
        }
        let text = text.and_then(|item| self.words("text", item));
        self.unknown_keys(&fields, "an entry of `say`");
        Some(Line { when, text: text? })
    }

    fn tells(&mut self, item: &Item<'_>) -> Vec<(Name, Code)> {
        let example = "{ hot = \"answer >= 7\" }";
        let Some(table) = self.group("tells", item, example) else { return Vec::new() };
        let entries = table.entries.iter().filter(|entry| !entry.again);
        let told = entries.filter_map(|entry| {
            let name = self.variable(entry.name());
            Some((name, self.code(&entry.key.value, &entry.item)?))
        });
        told.collect()
    }

    fn at_most(&mut self, fields: &mut Fields<'_>) -> Option<AtMost> {
        let count = fields.item("at_most").and_then(|item| self.number("at_most", item, 1));
        let then = self.optional_name(fields, "then");
        Some(AtMost { count: count?, then: then? })
    }

    fn within(&mut self, fields: &mut Fields<'_>) -> Option<Within> {
        let length = fields.item("within").and_then(|item| self.length("within", item));
        let late = self.optional_name(fields, "late");
        Some(Within { length: length?, late: late? })
    }

    /// Keys that belong together.
    fn halves(&mut self, fields: &Fields<'_>) {
        const PAIRS: &[(&str, &str, &str)] = &[
            ("at_most", "then", "`then = \"step\"` says where to go after that"),
            ("then", "at_most", "`at_most = 3` says how often it may be entered before"),
            ("within", "late", "`late = \"step\"` says where to go when the time is up"),
            ("late", "within", "`within = \"3m\"` says how long there is"),
            ("otherwise", "when", "`when = \"expression\"` says when the step is done"),
        ];
        for (key, partner, hint) in PAIRS {
            let Some(entry) = fields.table.get(key) else { continue };
            if fields.table.get(partner).is_none() && !self.torn {
                let message = format!("`{key}` needs `{partner}`");
                let found = Diagnostic::new(HALF_A_PAIR, entry.key.span, message)
                    .hint(Some((*hint).to_owned()));
                self.report(found);
            }
        }
    }

    /// Keys that do nothing in a step of this kind.
    fn step_shape(&mut self, step: &Step, table: &Table<'_>, acts: bool) {
        let (without, why): (&[&str], &str) = match &step.action {
            Action::Say if !acts => (&["save", "open", "tells", "kept"], "this step asks nothing"),
            Action::End(_) => (
                &["save", "open", "tells", "kept", "next", "swap", "within", "late", "wait"],
                "the exercise ends here",
            ),
            _ => (&["wait"], "a step with an action always waits for it"),
        };
        for key in without {
            let Some(entry) = table.get(key) else { continue };
            let message = format!("`{key}` does nothing here");
            let found = Diagnostic::new(KEY_OF_ANOTHER_ACTION, entry.key.span, message)
                .label(why)
                .hint(Some(format!("remove `{key}`")));
            self.report(found);
        }
        if table.entries.is_empty() && !self.torn {
            let message = format!("the step `{}` is empty", step.id.value);
            let found = Diagnostic::new(NOTHING_HERE, step.id.span, message)
                .hint(Some("write at least `say = \"…\"` below it".to_owned()));
            self.report(found);
        }
    }

    fn rest_of_step(&mut self, fields: &Fields<'_>, action: Option<(&Entry<'_>, &'static str)>) {
        for entry in fields.rest() {
            let key = entry.key.value.as_ref();
            if ACTIONS.iter().any(|(name, _)| *name == key) {
                continue;
            }
            let goes_with = actions_of(key);
            let here = action.map(|(_, name)| name);
            if goes_with.iter().any(|name| Some(*name) == here) {
                continue;
            }
            let is_list = matches!(entry.item.kind, Kind::List(_));
            if key == "roles" && is_list {
                self.head_below(entry);
            } else if !goes_with.is_empty() {
                self.other_action(entry, &goes_with, here);
            } else if HEAD.contains(&key) {
                self.head_below(entry);
            } else {
                let known = STEP.iter().chain(ACTIONS.iter().map(|(name, _)| name));
                let further = ACTIONS.iter().filter(|(name, _)| here.is_none_or(|at| at == *name));
                let known: Vec<&'static str> =
                    known.chain(further.flat_map(|(_, keys)| keys.iter())).copied().collect();
                self.unknown_key(entry, fields.table, &known, "a step");
            }
        }
    }

    fn other_action(&mut self, entry: &Entry<'_>, goes_with: &[&str], here: Option<&str>) {
        let names: Vec<String> = goes_with.iter().map(|name| format!("`{name}`")).collect();
        let key = &entry.key.value;
        let here = here.map_or("asks nothing".to_owned(), |name| format!("has `{name}`"));
        let message = format!("`{key}` goes with {}, and this step {here}", names.join(" or "));
        let found = Diagnostic::new(KEY_OF_ANOTHER_ACTION, entry.key.span, message)
            .hint(Some(format!("remove `{key}`, or use {}", names.join(" or "))));
        self.report(found);
    }

    fn follow_up(&mut self, item: &Item<'_>) -> Option<FollowUp> {
        let table = self.group("follow_up", item, "{ after = \"7d\", note = \"…\" }")?;
        let mut fields = Fields::new(table, &keys::FOLLOW_UP);
        let after = fields.take("after");
        let on = fields.take("on");
        let length = after.and_then(|entry| self.length("after", &entry.item));
        let date = on.and_then(|entry| self.code("on", &entry.item));
        let follow_up = (
            fields.item("at").and_then(|item| self.clock("at", item)),
            self.optional_name(&mut fields, "exercise"),
            fields.item("note").and_then(|item| self.words("note", item)),
        );
        self.unknown_keys(&fields, "`follow_up`");
        match (after, on) {
            (Some(after), Some(on)) => {
                let found = Diagnostic::new(SAME_TWICE, on.key.span, "`follow_up` has two days")
                    .other(after.key.span, "the first")
                    .hint(Some("keep `after` or `on`, not both".to_owned()));
                self.report(found);
            }
            (None, None) => {
                let hint = "write `after = \"7d\"`, or `on = \"a date variable\"`";
                self.missing("after", item.span, "`follow_up`", hint);
            }
            _ => {}
        }
        let due = length.map(Due::After).or(date.map(Due::On))?;
        let (at, exercise, note) = follow_up;
        Some(FollowUp { span: item.span, due, at, exercise, note })
    }
}
