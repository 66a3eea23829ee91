//! Which keys there are in the head and in a step, and with which action each goes. Never reads
//! a value.

use crate::suggest;

/// The keys of the head.
pub(super) const HEAD: &[&str] = &[
    "format",
    "id",
    "version",
    "title",
    "summary",
    "minutes",
    "roles",
    "script",
    "sources",
    "author",
    "reviewed",
    "not_for",
    "aftercare",
    "remember",
    "stop_word",
];

/// The headings of an exercise file.
pub(super) const HEADINGS: &[&str] =
    &["shared", "private", "data", "recall", "timer", "moved", "host", "step"];

/// The actions, and the further keys of each.
pub(super) const ACTIONS: &[(&str, &[&str])] = &[
    ("ask", &["check", "lines", "many", "initial", "help", "accept", "min", "max", "required"]),
    ("choose", &["choices", "choices_from", "other", "pick", "ranked", "help"]),
    ("rate", &["scale", "distress", "required", "help"]),
    ("confirm", &[]),
    ("pause", &["breathe", "cue", "bell", "skippable"]),
    ("share", &["together"]),
    ("invite", &[]),
    ("call", &["roles", "with", "turns"]),
    ("end", &["returns"]),
];

/// The keys that any step may have.
pub(super) const STEP: &[&str] = &[
    "for",
    "when",
    "otherwise",
    "say",
    "quote",
    "over",
    "at_most",
    "then",
    "save",
    "open",
    "tells",
    "kept",
    "set",
    "next",
    "swap",
    "follow_up",
    "wait",
    "within",
    "late",
    "start",
    "stop",
];

/// Words that people write for a key, and the keys they may mean, likeliest first.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("advice", &["help"]),
    ("after", &["within", "pause"]),
    ("answers", &["choices"]),
    ("buttons", &["choices"]),
    ("condition", &["when"]),
    ("default", &["initial"]),
    ("description", &["summary"]),
    ("duration", &["pause", "minutes"]),
    ("example", &["help"]),
    ("finish", &["end"]),
    ("goto", &["to", "next"]),
    ("hint", &["help"]),
    ("id", &["at"]),
    ("if", &["when"]),
    ("jump", &["to", "next"]),
    ("label", &["text"]),
    ("length", &["pause", "minutes"]),
    ("limit", &["at_most"]),
    ("maximum", &["max"]),
    ("message", &["say", "text"]),
    ("minimum", &["min"]),
    ("name", &["title", "id"]),
    ("needed", &["required"]),
    ("options", &["choices"]),
    ("people", &["roles"]),
    ("persons", &["roles", "people"]),
    ("person", &["for", "by"]),
    ("prompt", &["ask"]),
    ("question", &["ask"]),
    ("range", &["scale"]),
    ("repeat", &["at_most"]),
    ("role", &["for", "roles"]),
    ("show", &["say"]),
    ("step", &["at", "to"]),
    ("store", &["save"]),
    ("tell", &["say"]),
    ("text", &["say"]),
    ("time", &["pause", "at", "minutes"]),
    ("title", &["name"]),
    ("type", &["accept"]),
    ("unless", &["when"]),
    ("var", &["save"]),
    ("variable", &["save"]),
    ("wait", &["pause"]),
    ("wenn", &["when"]),
    ("who", &["for", "by"]),
    ("words", &["text", "say"]),
];

/// The key of `free` that was most likely meant by `name`.
pub(super) fn meant(name: &str, free: &[&'static str]) -> Option<&'static str> {
    let plain = name.to_lowercase();
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == plain);
    let synonym = synonym.and_then(|(_, keys)| keys.iter().copied().find(|key| free.contains(key)));
    synonym.or_else(|| suggest::nearest(name, free.iter().copied()))
}

/// The actions that `key` goes with.
pub(super) fn actions_of(key: &str) -> Vec<&'static str> {
    let with = ACTIONS.iter().filter(|(_, keys)| keys.contains(&key));
    with.map(|(action, _)| *action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    fn names(keys: &[keys::Key]) -> Vec<&'static str> {
        keys.iter().map(|key| key.name).collect()
    }

    #[test]
    fn the_lists_are_those_that_are_described() {
        let top = [HEAD, HEADINGS].concat();
        assert_eq!(names(keys::EXERCISE.keys), top);
        assert_eq!(names(keys::STEP.keys), STEP);
        let described: Vec<Vec<&str>> =
            keys::STEP.one_of.iter().map(|place| names(place.keys)).collect();
        let read: Vec<Vec<&str>> =
            ACTIONS.iter().map(|(name, keys)| [&[*name], *keys].concat()).collect();
        assert_eq!(described, read);
    }
}
