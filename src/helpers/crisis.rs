//! Owns the reading of danger: which tier a hit is of, and which one speaks; never decides what
//! is shown or kept.

use super::language::Language;
use super::rules::{Hit, filled};
use super::text::{DENIED, QUOTED, Text};
use super::{Finding, Helper, Tier};

/// How many words before a hit are looked at for what makes it soft.
const BEFORE: usize = 6;

/// Every sign of danger, in the order of the answer.
pub(super) fn check(language: &Language, answer: &str, text: &Text) -> Vec<Finding> {
    let hits = language.crisis.hits(text);
    hits.iter().map(|hit| finding(language, answer, text, hit)).collect()
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

/// Whether the words before or in a hit deny it or put it in the past.
fn softened(language: &Language, text: &Text, hit: &Hit<'_>) -> bool {
    let soft = language.lexicon.class("softening").unwrap_or(0);
    let first = text.tokens[hit.words.start];
    let from = hit.words.start.saturating_sub(BEFORE);
    let near = from..(hit.words.end + BEFORE).min(text.tokens.len());
    first.is(DENIED | QUOTED)
        || near.into_iter().any(|at| {
            let token = &text.tokens[at];
            let single = token.classes & soft != 0 && at < hit.words.start;
            let several = token.begins & soft != 0;
            single || several
        })
}
