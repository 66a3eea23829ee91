//! Owns the reading of danger: which tier a hit is of, and which one speaks; never decides what
//! is shown or kept.

use super::language::Language;
use super::reading::Reading;
use super::rules::{Hit, filled};
use super::text::{CLAUSE, DENIED, QUOTED, Text};
use super::{Finding, Helper, Tier};

/// How many words before a hit are looked at for what makes it soft.
const BEFORE: usize = 6;

/// Every sign of danger, in the order of the answer.
pub(super) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let hits = reading.hits(Helper::Crisis).iter();
    hits.map(|hit| finding(reading.language, reading.answer, &reading.text, hit)).collect()
}

/// A hit as a finding, soft where it is denied, past or quoted.
fn finding(language: &Language, answer: &str, text: &Text, hit: &Hit<'_>) -> Finding {
    let mut finding = hit.finding(Helper::Crisis, answer, text);
    if softened(language, text, hit) {
        finding.tier = Some(Tier::Soft);
        finding.why = filled(&finding.why, "", "");
    }
    finding
}

/// Whether the words before or around a hit deny it or put it in the past.
fn softened(language: &Language, text: &Text, hit: &Hit<'_>) -> bool {
    let class = |name| language.lexicon.class(name).unwrap_or(0);
    let (past, denying, idle) = (class("softening"), class("denying"), class("not-denying"));
    let near =
        hit.words.start.saturating_sub(BEFORE)..(hit.words.end + BEFORE).min(text.tokens.len());
    let clause = clause(text, hit.words.start);
    let last = if hit.rule.open_to_denial { hit.words.end } else { hit.words.start };
    let denied = text.tokens[clause..last]
        .iter()
        .any(|token| token.classes & denying != 0 && token.begins & idle == 0);
    text.tokens[hit.words.start].is(DENIED | QUOTED)
        || denied
        || text.tokens[near].iter().any(|token| token.begins & past != 0)
}

/// The first word that a denial of the word at `at` can be: near it, and in its clause.
fn clause(text: &Text, at: usize) -> usize {
    let mut first = at;
    while first > 0 && at - first < BEFORE && !text.tokens[first].is(CLAUSE) {
        first -= 1;
    }
    first
}
