//! A scenario file to a scenario, with every problem of shape it finds. Never plays one.

use super::codes::{ONE_ACT, UNKNOWN_PERSON};
use super::{Expectation, Line, Play, Scenario};
use crate::diagnostic::Diagnostic;
use crate::exercise::Name;
use crate::keys;
use crate::lower::{Fields, Lower};
use crate::parse::{Document, Entry, Item, Kind};
use crate::source::{Span, Spanned};
use crate::time::{Moment, parse_length};
use crate::value::Value;
use crate::{suggest, text};

/// The keys that say what happens in a line.
const ACTS: [&str; 11] = [
    "answer", "choose", "rate", "confirm", "share", "invite", "after", "skip", "ready", "go",
    "command",
];

const COMMANDS: &[(&str, &str)] = &[
    ("back", "back"),
    ("stop", "stop"),
    ("pause", "pause"),
    ("repeat", "repeat"),
    ("recap", "recap"),
    ("help", "help"),
    ("skip", "skip"),
];

/// The scenario in `document`; where something is broken, something harmless stands.
pub(super) fn scenario(document: &Document<'_>, found: &mut Vec<Diagnostic>) -> Scenario {
    let top = Span::new(document.file, 0..0);
    let mut lower = Lower::new(document, found);
    let mut fields = Fields::new(&document.table, &keys::SCENARIO);
    let name = fields.item("name").and_then(|item| lower.text("name", item));
    let seed = fields.item("seed").and_then(|item| lower.whole("seed", item, 0, i64::MAX));
    let start = fields.item("start").and_then(|item| moment(&mut lower, item));
    let people = fields.item("people").map(|item| people(&mut lower, item)).unwrap_or_default();
    let lines = fields.item("play");
    if lines.is_none() {
        lower.missing("play", top, "the scenario", "write `play = [{ at = \"step\", … }]`");
    }
    let scenario = Scenario {
        name: name.unwrap_or_default(),
        file: document.file,
        seed: seed.and_then(|seed| u64::try_from(seed).ok()).unwrap_or(0),
        start: start.unwrap_or(Moment { unix_ms: 1_767_636_000_000, offset: 0 }),
        with: fields.item("with").map(|item| given(&mut lower, "with", item)).unwrap_or_default(),
        host: fields.item("host").map(|item| given(&mut lower, "host", item)).unwrap_or_default(),
        play: lines.map(|item| play(&mut lower, item, &people)).unwrap_or_default(),
        people,
        ends: fields.item("ends").and_then(|item| lower.name_text("ends", item)),
        expect: fields.item("expect").map(|item| expect(&mut lower, item)).unwrap_or_default(),
    };
    lower.unknown_keys(&fields, "a scenario");
    lower.only_misspelt();
    scenario
}

fn moment(lower: &mut Lower<'_>, item: &Item<'_>) -> Option<Moment> {
    let parsed = match &item.kind {
        Kind::Moment(text) | Kind::Text(text) => {
            text.parse().or_else(|_| format!("{text}Z").parse()).ok()
        }
        Kind::Date(date) => format!("{date}T18:00:00Z").parse().ok(),
        _ => None,
    };
    if parsed.is_none() {
        lower.wrong_kind("start", item, "a date with a time, like 2026-01-05T18:00:00+01:00", None);
    }
    parsed
}

/// Role and name of each; a list of names where the exercise has no roles.
fn people(lower: &mut Lower<'_>, item: &Item<'_>) -> Vec<(String, String)> {
    match &item.kind {
        Kind::List(_) => {
            let names = lower.texts("people", item);
            names.into_iter().map(|name| (String::new(), name.value)).collect()
        }
        _ => {
            let table = lower.group("people", item, "{ asker = \"Ana\", listener = \"Ben\" }");
            let entries = table.map(|table| table.entries.as_slice()).unwrap_or_default();
            let entries = entries.iter().filter(|entry| !entry.again);
            let people = entries.filter_map(|entry| {
                Some((entry.key.value.to_string(), lower.text(&entry.key.value, &entry.item)?))
            });
            people.collect()
        }
    }
}

/// The values that a caller or the host would give.
fn given(lower: &mut Lower<'_>, key: &str, item: &Item<'_>) -> Vec<(Name, Value)> {
    let table = lower.group(key, item, "{ words = \"…\" }");
    let entries = table.map(|table| table.entries.as_slice()).unwrap_or_default();
    let entries = entries.iter().filter(|entry| !entry.again);
    entries.map(|entry| (entry.name(), lower.constant(&entry.key.value, &entry.item))).collect()
}

fn play(lower: &mut Lower<'_>, item: &Item<'_>, people: &[(String, String)]) -> Vec<Line> {
    // Where nothing has to be answered, a scenario goes on by itself from the start.
    if matches!(&item.kind, Kind::List(lines) if lines.is_empty()) {
        return Vec::new();
    }
    let lines = lower.list("play", item, "[{ at = \"step\", answer = \"…\" }]").unwrap_or_default();
    lines.iter().filter_map(|item| line(lower, item, people)).collect()
}

fn line(lower: &mut Lower<'_>, item: &Item<'_>, people: &[(String, String)]) -> Option<Line> {
    let table = lower.group("play", item, "[{ at = \"step\", answer = \"…\" }]")?;
    let mut fields = Fields::new(table, &keys::LINE);
    let at = fields.item("at");
    if at.is_none() {
        lower.missing(
            "at",
            item.span,
            "this line",
            "write the step it happens at: `at = \"step\"`",
        );
    }
    let at = at.and_then(|item| lower.name_text("at", item));
    let by = fields.item("by").and_then(|item| lower.name_text("by", item));
    if let Some(by) = &by {
        takes_part(lower, by, people);
    }
    let nudge = fields.item("nudge");
    let nudge_span = nudge.map(|item| item.span);
    let mut texts = |lower: &mut Lower<'_>, key| {
        fields.item(key).map(|item| one_or_more(lower, key, item)).unwrap_or_default()
    };
    let sees = texts(lower, "sees");
    let hidden = texts(lower, "hidden");
    let nudges = nudge.map(|item| one_or_more(lower, "nudge", item)).unwrap_or_default();
    let keep = fields.item("keep");
    let keep_span = keep.map(|item| item.span);
    let keep = keep.and_then(|item| lower.flag("keep", item)).unwrap_or(false);
    let acts: Vec<&Entry<'_>> = ACTS.iter().filter_map(|key| fields.take(key)).collect();
    lower.unknown_keys(&fields, "a line of `play`");
    let act = match acts.as_slice() {
        [] if !sees.is_empty() || !hidden.is_empty() => Spanned::new(Play::Look, item.span),
        [] if fields.rest().any(|entry| is_nearly_an_act(&entry.key.value)) => return None,
        [] => {
            let hint = "write what happens: `answer = \"…\"`, `choose = \"yes\"`, `go = true` …";
            let found = Diagnostic::new(ONE_ACT, item.span, "nothing happens in this line");
            lower.report(found.hint(Some(hint.to_owned())));
            return None;
        }
        [act] => Spanned::new(happens(lower, act)?, act.item.span),
        [first, second, ..] => {
            let found = Diagnostic::new(ONE_ACT, second.key.span, "two things happen in this line")
                .other(first.key.span, "the first")
                .hint(Some("make two lines of it".to_owned()));
            lower.report(found);
            return None;
        }
    };
    Some(Line {
        span: item.span,
        at: at?,
        by,
        act,
        nudges,
        nudge_span,
        keep,
        keep_span,
        sees,
        hidden,
    })
}

/// Whether a key that is not known was most likely meant to say what happens.
fn is_nearly_an_act(key: &str) -> bool {
    suggest::nearest(key, ACTS).is_some()
}

fn takes_part(lower: &mut Lower<'_>, by: &Spanned<String>, people: &[(String, String)]) {
    let known = || people.iter().flat_map(|(role, name)| [name.as_str(), role.as_str()]);
    if !people.is_empty() && !known().any(|name| name == by.value) {
        let message = format!("nobody here is called `{}`", text::strip(&by.value));
        let names: Vec<&str> = known().filter(|name| !name.is_empty()).collect();
        let hint = suggest::hint(&by.value, names, "those who take part");
        lower.report(Diagnostic::new(UNKNOWN_PERSON, by.span, message).hint(hint));
    }
}

/// A text, or a list of texts.
fn one_or_more(lower: &mut Lower<'_>, key: &str, item: &Item<'_>) -> Vec<Spanned<String>> {
    match &item.kind {
        Kind::List(_) => lower.texts(key, item),
        _ => {
            let text = lower.text(key, item);
            text.map(|text| Spanned::new(text, item.span)).into_iter().collect()
        }
    }
}

fn happens(lower: &mut Lower<'_>, entry: &Entry<'_>) -> Option<Play> {
    let (key, item) = (entry.key.value.as_ref(), &entry.item);
    match key {
        "answer" => answer(lower, item),
        "choose" => choose(lower, item),
        "rate" => lower.whole(key, item, i64::MIN, i64::MAX).map(Play::Rate),
        "confirm" | "share" => match item.kind {
            Kind::Bool(yes) => Some(Play::Consent(yes)),
            _ => lower.one_of(key, item, &[("yes", true), ("no", false)]).map(Play::Consent),
        },
        "invite" => {
            let words = [("now", "now"), ("later", "later"), ("no", "no")];
            lower.one_of(key, item, &words).map(|word| Play::Invite(word.to_owned()))
        }
        "after" => after(lower, item),
        "command" => lower.one_of(key, item, COMMANDS).map(|name| match name {
            "skip" => Play::Skip,
            other => Play::Command(other),
        }),
        _ => match lower.flag(key, item)? {
            true if key == "skip" => Some(Play::Skip),
            true => Some(Play::Ready),
            false => {
                let found = Diagnostic::new(ONE_ACT, item.span, "nothing happens in this line")
                    .hint(Some(format!("write `{key} = true`, or remove the line")));
                lower.report(found);
                None
            }
        },
    }
}

fn after(lower: &mut Lower<'_>, item: &Item<'_>) -> Option<Play> {
    let length = match &item.kind {
        Kind::Text(text) => parse_length(text),
        _ => None,
    };
    if length.is_none() {
        lower.wrong_kind("after", item, "a length of time in quotes, like `\"60s\"`", None);
    }
    length.map(Play::After)
}

fn answer(lower: &mut Lower<'_>, item: &Item<'_>) -> Option<Play> {
    let typed = |item: &Item<'_>| match &item.kind {
        Kind::Text(text) | Kind::Date(text) | Kind::Clock(text) => Some(text.to_string()),
        Kind::Int(number) => Some(number.to_string()),
        Kind::Float(number) => Some(number.to_string()),
        _ => None,
    };
    let answers = match &item.kind {
        Kind::List(items) => items.iter().map(typed).collect(),
        _ => typed(item).map(|one| vec![one]),
    };
    if answers.is_none() {
        lower.wrong_kind("answer", item, "what is typed, in quotes", None);
    }
    let all = matches!(item.kind, Kind::List(_));
    answers.map(|typed| Play::Answer { typed, all })
}

fn choose(lower: &mut Lower<'_>, item: &Item<'_>) -> Option<Play> {
    let Kind::Group(table) = &item.kind else {
        let ids = one_or_more(lower, "choose", item);
        let ids: Vec<String> = ids.into_iter().map(|id| id.value).collect();
        return (!ids.is_empty()).then_some(Play::Choose(ids, None));
    };
    let mut fields = Fields::new(table, &keys::CHOSEN);
    let other = fields.item("other").and_then(|item| lower.text("other", item));
    let ids = fields.item("ids").map(|item| one_or_more(lower, "ids", item)).unwrap_or_default();
    lower.unknown_keys(&fields, "`choose`");
    Some(Play::Choose(ids.into_iter().map(|id| id.value).collect(), Some(other?)))
}

/// `Ana.need = "…"` of a person, `need = "…"` of all.
fn expect(lower: &mut Lower<'_>, item: &Item<'_>) -> Vec<Expectation> {
    let table = lower.group("expect", item, "{ Ana.need = \"closeness\" }");
    let mut expected = Vec::new();
    let Some(table) = table else { return expected };
    for entry in table.entries.iter().filter(|entry| !entry.again) {
        let (name, span) = (&entry.key.value, entry.item.span);
        match (&entry.item.kind, name.split_once('.')) {
            (Kind::Group(own), _) => {
                expected.extend(own.entries.iter().filter(|entry| !entry.again).map(|entry| {
                    Expectation {
                        span: entry.item.span,
                        person: Some(name.to_string()),
                        name: entry.key.value.to_string(),
                        value: lower.constant(&entry.key.value, &entry.item),
                    }
                }));
            }
            (_, Some((person, variable))) => {
                let value = lower.constant(variable, &entry.item);
                let (person, name) = (Some(person.to_owned()), variable.to_owned());
                expected.push(Expectation { span, person, name, value });
            }
            _ => {
                let value = lower.constant(name, &entry.item);
                expected.push(Expectation { span, person: None, name: name.to_string(), value });
            }
        }
    }
    expected
}
