//! Owns the two helpers that know a shape an answer should have: the I-statement and the need;
//! never rewrites the answer.

use super::language::Language;
use super::rules::Hit;
use super::text::Text;
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
pub(super) fn i_statement(language: &Language, answer: &str, text: &Text) -> Vec<Finding> {
    if text.tokens.is_empty() {
        return Vec::new();
    }
    let rules = &language.i_statement;
    let firsts = rules.firsts(text);
    let first = |order: usize| firsts.get(order).and_then(Option::as_ref);
    let spoilers = [&language.pseudo_feeling, &language.blame, &language.absolutes];
    for spoiler in spoilers {
        if let Some(hit) = spoiler.hits(text).first() {
            return vec![hit.finding(Helper::IStatement, answer, text)];
        }
    }
    if let Some(words) = first(SPOILER) {
        return vec![shaped(language, SPOILER, answer, text.span(words))];
    }
    match (first(FEELING).is_some(), first(REASON).is_some()) {
        (true, true) => Vec::new(),
        (true, false) => vec![shaped(language, REASON, answer, whole(answer))],
        _ => vec![shaped(language, FEELING, answer, whole(answer))],
    }
}

/// A finding in the words of one rule of `i-statement`.
fn shaped(language: &Language, order: usize, answer: &str, span: Range<usize>) -> Finding {
    let (why, suggestion) = language.i_statement.words(order, &answer[span.clone()]);
    Finding { helper: Helper::IStatement, span, why, suggestion, tier: None, danger: None }
}

/// The ways to meet a need that an answer names in place of the need.
pub(super) fn strategy(language: &Language, answer: &str, text: &Text) -> Vec<Finding> {
    let hits = language.strategy.hits(text);
    let ways: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.order < NEED).collect();
    if !ways.is_empty() {
        return ways.into_iter().map(|hit| hit.finding(Helper::Strategy, answer, text)).collect();
    }
    if hits.iter().any(|hit| hit.order == NEED) {
        return Vec::new();
    }
    let unsaid = hits.iter().filter(|hit| hit.order == UNSAID);
    unsaid.map(|hit| hit.finding(Helper::Strategy, answer, text)).collect()
}

/// Whether an answer names a need, and nothing else in its place.
pub(super) fn is_need(language: &Language, text: &Text) -> bool {
    let hits = language.strategy.hits(text);
    hits.iter().all(|hit| hit.order >= NEED) && hits.iter().any(|hit| hit.order == NEED)
}

/// The answer without the white space around it.
fn whole(answer: &str) -> Range<usize> {
    let start = answer.len() - answer.trim_start().len();
    start..answer.trim_end().len().max(start)
}
