//! Owns the comparison of a reflection with what was said: empty, word for word, or a defence;
//! never claims to know whether the meaning is right.

use super::language::Language;
use super::rules::Hit;
use super::text::Text;
use super::{Finding, Helper};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{HashMap, HashSet};
use unicode_segmentation::UnicodeSegmentation;

/// The order of the rules in the language's file.
const DEFENCE: usize = 0;
const EMPTY: usize = 1;

/// From this many words on, saying the same words again is noticed.
const LONG: usize = 6;

/// How many words after a "but" are compared with what was said.
const REACH: usize = 30;

/// What is noticed in a reflection.
pub(super) fn check(
    language: &Language,
    answer: &str,
    original: Option<&str>,
    text: &Text,
) -> Vec<Finding> {
    let hits = language.mirror.hits(text);
    let counted: usize =
        hits.iter().filter(|hit| hit.order > DEFENCE).map(|hit| hit.words.len()).sum();
    let said = stems(answer);
    if counted >= text.tokens.len() && !same_short(&said, original) {
        let whole = whole(answer);
        return vec![plain(language, EMPTY, answer, whole)];
    }
    let heard = original.map(stems).unwrap_or_default();
    let known: HashSet<&str> = heard.iter().map(String::as_str).collect();
    let echoes = echoes(&said, &heard);
    let defended = hits.iter().filter(|hit| hit.order == DEFENCE);
    let mut findings: Vec<Finding> = defended
        .filter(|hit| !echoes || hit.words.len() < 3)
        .filter(|hit| !told(answer, text, hit, &known))
        .map(|hit| hit.finding(Helper::Mirror, answer, text))
        .collect();
    if findings.is_empty() && echoes {
        findings.push(Finding {
            helper: Helper::Mirror,
            span: whole(answer),
            why: "These are nearly the same words you were given, so it is hard to tell what reached you.".to_owned(),
            suggestion: "Put it as you would tell it to a friend: what happened for them, and how was it?".to_owned(),
            tier: None,
            danger: None,
        });
    }
    findings
}

/// A finding over the whole answer, in the words of one rule.
fn plain(language: &Language, order: usize, answer: &str, span: std::ops::Range<usize>) -> Finding {
    let found = &answer[span.clone()];
    let (why, suggestion) = language.mirror.words(order, found);
    Finding { helper: Helper::Mirror, span, why, suggestion, tier: None, danger: None }
}

/// The answer without the white space around it.
fn whole(answer: &str) -> std::ops::Range<usize> {
    let start = answer.len() - answer.trim_start().len();
    start..answer.trim_end().len().max(start)
}

/// Whether a "but" of the answer was in the original too, or says something the original said.
fn told(answer: &str, text: &Text, hit: &Hit<'_>, known: &HashSet<&str>) -> bool {
    let turns = ["but", "however", "although", "though"];
    let part = &answer[text.span(&hit.words)];
    let mut words = part.unicode_words();
    let opens =
        words.next().is_some_and(|first| turns.iter().any(|t| first.eq_ignore_ascii_case(t)));
    if !opens {
        return false;
    }
    let second = words.next().map(stems).unwrap_or_default();
    let reach = hit.words.start..text.tokens.len().min(hit.words.start + REACH);
    let rest = stems(&answer[text.span(&reach)]);
    let original_turns = turns.iter().any(|turn| known.contains(turn));
    let others =
        rest.iter().filter(|word| word.len() > 3 && !known.contains(word.as_str())).count();
    let both = rest.iter().filter(|word| word.len() > 3 && known.contains(word.as_str())).count();
    original_turns
        || both > 0 && both >= others
        || second.iter().any(|word| word == "you") && both > 0
}

/// Whether a very short answer says all there is in a very short original: "tired" for "I am tired".
fn same_short(said: &[String], original: Option<&str>) -> bool {
    original.is_some_and(|original| {
        let heard = stems(original);
        heard.len() < LONG && said.iter().any(|word| word.len() > 2 && heard.contains(word))
    })
}

/// Whether the answer is the original again: the same stems in the same order, but for who is
/// who and a word of framing.
fn echoes(said: &[String], heard: &[String]) -> bool {
    if heard.len() < LONG {
        return false;
    }
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for (place, pair) in heard.windows(2).enumerate() {
        places.entry((&pair[0], &pair[1])).or_insert(place);
    }
    let (mut shared, mut run, mut longest, mut expected) = (0, 0, 0, usize::MAX);
    for pair in said.windows(2) {
        let place = places.get(&(pair[0].as_str(), pair[1].as_str()));
        run = place.map_or(0, |place| if *place == expected { run + 1 } else { 1 });
        expected = place.map_or(usize::MAX, |place| place + 1);
        shared += usize::from(place.is_some());
        longest = longest.max(run);
    }
    let pairs = heard.len() - 1;
    shared * 100 >= pairs * 78
        && longest * 2 >= pairs
        && shared * 100 >= said.len().saturating_sub(1) * 55
}

/// The stems of a text, with every *I* and *you* the same and the words of framing left out.
fn stems(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    text.unicode_words()
        .map(|word| {
            word.chars().take(32).flat_map(char::to_lowercase).collect::<String>().replace('’', "'")
        })
        .map(|word| match word.as_str() {
            "i" | "you" | "me" | "u" | "we" | "us" | "i'm" | "you're" | "im" | "youre" => {
                "i".to_owned()
            }
            "my" | "your" | "our" | "ur" => "my".to_owned(),
            "am" | "are" | "is" | "was" | "were" => "be".to_owned(),
            other => stemmer.stem(other).into_owned(),
        })
        .collect()
}
