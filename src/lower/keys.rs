//! Which keys there are in the head and in a step, and with which action each goes. Never reads
//! a value.

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
