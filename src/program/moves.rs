//! Where renamed steps went. Looks at names alone.

use super::Definition;

/// A step that was renamed, as its author says in `[[moved]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// With the part it stands in before it, where it stands in one.
    pub(crate) from: String,
    pub(crate) to: String,
    /// The version that renamed it.
    pub(crate) since: Option<String>,
}

impl Definition {
    /// What the step `name` of `part` is called now, for a session of this `version`.
    ///
    /// A renaming counts for sessions of an earlier version than the one that renamed; one that
    /// names no version counts always. Each is followed once, so that nothing goes round.
    pub(crate) fn moved(&self, part: Option<&str>, name: &str, version: &str) -> Option<String> {
        let path = |name: &str| part.map_or(name.to_owned(), |part| format!("{part}/{name}"));
        let (mut at, mut reached) = (path(name), version.to_owned());
        let mut left: Vec<&Move> = self.moves.iter().collect();
        loop {
            let fits = left.iter().enumerate().filter(|(_, step)| {
                let due = |since: &String| newer(since, &reached);
                step.from == at && step.since.as_ref().is_none_or(due)
            });
            let next = fits.min_by(|(_, a), (_, b)| order(a, b)).map(|(index, _)| index);
            let Some(step) = next.map(|index| left.remove(index)) else { break };
            at.clone_from(&step.to);
            if let Some(since) = &step.since {
                reached.clone_from(since);
            }
        }
        let inside = match part {
            Some(part) => at.strip_prefix(part)?.strip_prefix('/')?,
            None => at.as_str(),
        };
        (inside != name && !inside.contains('/')).then(|| inside.to_owned())
    }
}

fn order(a: &Move, b: &Move) -> std::cmp::Ordering {
    match (&a.since, &b.since) {
        (None, None) => std::cmp::Ordering::Equal,
        (None, Some(_)) => std::cmp::Ordering::Less,
        (Some(_), None) => std::cmp::Ordering::Greater,
        (Some(a), Some(b)) => numbers(a).cmp(&numbers(b)),
    }
}

/// Whether the version `a` came after `b`.
pub(crate) fn newer(a: &str, b: &str) -> bool {
    numbers(a) > numbers(b)
}

/// The numbers of a version, for comparing: `1.10.0` comes after `1.9`.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|letter: char| !letter.is_ascii_digit());
    let mut numbers: Vec<u64> = parts.filter_map(|part| part.parse().ok()).collect();
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}
