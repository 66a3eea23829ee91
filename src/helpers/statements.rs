//! Owns the two helpers that know a shape an answer should have: the I-statement and the need;
//! never rewrites the answer.

use super::reading::Reading;
use super::{Finding, Helper};
use std::ops::Range;

/// The order of the rules of `i-statement` in the language's file.
const FEELING: usize = 0;
const REASON: usize = 1;
const SPOILER: usize = 2;

/// The order of the rules of `strategy`: what comes before are ways to meet a need.
const NEED: usize = 4;
const UNSAID: usize = 5;

/// What keeps an answer from being an I-statement.
pub(super) fn i_statement(reading: &Reading<'_>) -> Vec<Finding> {
    if reading.text.tokens.is_empty() {
        return Vec::new();
    }
    for spoiler in [Helper::PseudoFeeling, Helper::Blame, Helper::Absolutes] {
        if let Some(hit) = reading.hits(spoiler).first() {
            return vec![hit.finding(Helper::IStatement, reading.answer, &reading.text)];
        }
    }
    let firsts = reading.language.rules(Helper::IStatement).firsts(&reading.text);
    let first = |order: usize| firsts.get(order).and_then(Option::as_ref);
    if let Some(words) = first(SPOILER) {
        return vec![shaped(reading, SPOILER, reading.text.span(words))];
    }
    match (first(FEELING).is_some(), first(REASON).is_some()) {
        (true, true) => Vec::new(),
        (true, false) => vec![shaped(reading, REASON, reading.whole())],
        _ => vec![shaped(reading, FEELING, reading.whole())],
    }
}

/// A finding in the words of one rule of `i-statement`.
fn shaped(reading: &Reading<'_>, order: usize, span: Range<usize>) -> Finding {
    let rules = reading.language.rules(Helper::IStatement);
    let (why, suggestion) = rules.words(order, &reading.answer[span.clone()]);
    Finding { helper: Helper::IStatement, span, why, suggestion, tier: None, danger: None }
}

/// The ways to meet a need that an answer names in place of the need.
pub(super) fn strategy(reading: &Reading<'_>) -> Vec<Finding> {
    let hits = reading.hits(Helper::Strategy);
    let named = |from: usize, to: usize| {
        let own = hits.iter().filter(move |hit| (from..to).contains(&hit.order));
        own.map(|hit| hit.finding(Helper::Strategy, reading.answer, &reading.text))
    };
    let ways: Vec<Finding> = named(0, NEED).collect();
    if !ways.is_empty() || hits.iter().any(|hit| hit.order == NEED) {
        return ways;
    }
    named(UNSAID, UNSAID + 1).collect()
}

/// Whether an answer names a need, and nothing else in its place.
pub(super) fn is_need(reading: &Reading<'_>) -> bool {
    let hits = reading.hits(Helper::Strategy);
    hits.iter().all(|hit| hit.order >= NEED) && hits.iter().any(|hit| hit.order == NEED)
}
