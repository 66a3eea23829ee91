//! Owns the comparison of a reflection with what was said: empty, word for word, or a defence;
//! never claims to know whether the meaning is right.

use super::lexicon::{Lexicon, Quick, QuickState, Word};
use super::reading::Reading;
use super::rules::Hit;
use super::text::Text;
use super::{Finding, Helper};
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// The order of the rules in the language's file.
const DEFENCE: usize = 0;
const EMPTY: usize = 1;

/// From this many words on, saying the same words again is noticed.
const LONG: usize = 6;

/// How many words after a "but" are compared with what was said.
const REACH: usize = 30;

/// A shorter word does not count where words are compared with what was said.
const TELLING: usize = 4;

/// The part of `mirror.toml` that is no rule.
#[derive(Deserialize)]
pub(super) struct EchoFile {
    pub(super) echo: EchoWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EchoWords {
    stemmer: Algorithms,
    /// Words that count as one when two people speak: who is who changes with the speaker.
    same: Vec<Vec<String>>,
    /// Words that turn what was heard into an answer.
    turns: Vec<String>,
    why: String,
    #[serde(rename = "try")]
    suggestion: String,
}

/// The stemmers a language can ask for.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Algorithms {
    English,
    German,
    French,
    Spanish,
    Dutch,
}

/// What a word is a form of, as a number: forms of one word share it.
type Stem = u64;

/// How two texts are compared in one language.
pub(super) struct Echo {
    stemmer: Stemmer,
    /// By the number of a word.
    stems: Vec<Stem>,
    turns: Vec<Word>,
    why: String,
    suggestion: String,
}

impl Echo {
    /// Stems every word the language knows, once.
    pub(super) fn new(words: EchoWords, lexicon: &mut Lexicon) -> Echo {
        let stemmer = Stemmer::create(match words.stemmer {
            Algorithms::English => Algorithm::English,
            Algorithms::German => Algorithm::German,
            Algorithms::French => Algorithm::French,
            Algorithms::Spanish => Algorithm::Spanish,
            Algorithms::Dutch => Algorithm::Dutch,
        });
        let mut number = |word: &String| lexicon.number(word);
        let turns = words.turns.iter().map(&mut number).collect();
        let same: Vec<(Vec<Word>, Stem)> = words
            .same
            .iter()
            .map(|same| (same.iter().map(&mut number).collect(), stem(&stemmer, &same[0])))
            .collect();
        let mut stems = vec![0; lexicon.len()];
        for (written, word) in lexicon.words() {
            stems[word as usize] = stem(&stemmer, written);
        }
        for (word, shared) in same.iter().flat_map(|(all, stem)| all.iter().map(move |w| (w, stem)))
        {
            stems[*word as usize] = *shared;
        }
        Echo { stemmer, stems, turns, why: words.why, suggestion: words.suggestion }
    }

    /// The stems of a text.
    fn read(&self, written: &str, text: &Text) -> Vec<Stem> {
        let known = |word: Word| self.stems.get(word as usize).copied().filter(|_| word != 0);
        let unknown = |place: Range<usize>| {
            let word: String =
                written[place].chars().take(32).flat_map(char::to_lowercase).collect();
            stem(&self.stemmer, &word)
        };
        let tokens = text.tokens.iter();
        tokens
            .map(|token| known(token.word).unwrap_or_else(|| unknown(token.start..token.end)))
            .collect()
    }
}

/// The number of a word's stem.
fn stem(stemmer: &Stemmer, word: &str) -> Stem {
    let mut hasher = Quick::default();
    stemmer.stem(word).hash(&mut hasher);
    hasher.finish()
}

/// What is noticed in a reflection.
pub(super) fn check(reading: &Reading<'_>, original: Option<&str>) -> Vec<Finding> {
    let Reading { language, answer, text, .. } = reading;
    let hits = reading.hits(Helper::Mirror);
    let counted: usize =
        hits.iter().filter(|hit| hit.order > DEFENCE).map(|hit| hit.words.len()).sum();
    let said = language.echo.read(answer, text);
    let heard = original.map(|original| language.echo.read(original, &language.words(original)));
    let heard = heard.unwrap_or_default();
    let known: HashSet<Stem, QuickState> = heard.iter().copied().collect();
    if counted >= text.tokens.len() && !same_short(&said, text, &heard, &known) {
        let whole = reading.whole();
        let (why, suggestion) = language.rules(Helper::Mirror).words(EMPTY, &answer[whole.clone()]);
        return vec![finding(whole, why, suggestion)];
    }
    let echoes = echoes(&said, &heard);
    let defended = hits.iter().filter(|hit| hit.order == DEFENCE);
    let mut findings: Vec<Finding> = defended
        .filter(|hit| !echoes || hit.words.len() < 3)
        .filter(|hit| !told(&language.echo, text, hit, &said, &known))
        .map(|hit| hit.finding(Helper::Mirror, answer, text))
        .collect();
    if findings.is_empty() && echoes {
        let echo = &language.echo;
        findings.push(finding(reading.whole(), echo.why.clone(), echo.suggestion.clone()));
    }
    findings
}

/// A finding over a stretch of the answer.
fn finding(span: Range<usize>, why: String, suggestion: String) -> Finding {
    Finding { helper: Helper::Mirror, span, why, suggestion, tier: None, danger: None }
}

/// Whether a "but" of the answer was in the original too, or says something the original said.
fn told(
    echo: &Echo,
    text: &Text,
    hit: &Hit<'_>,
    said: &[Stem],
    known: &HashSet<Stem, QuickState>,
) -> bool {
    if !echo.turns.contains(&text.tokens[hit.words.start].word) {
        return false;
    }
    let turned = echo.turns.iter().any(|turn| known.contains(&echo.stems[*turn as usize]));
    let reach = hit.words.start..text.tokens.len().min(hit.words.start + REACH);
    let telling = reach.filter(|at| telling(text, *at));
    let (both, others): (Vec<_>, Vec<_>) = telling.partition(|at| known.contains(&said[*at]));
    turned || !both.is_empty() && both.len() >= others.len()
}

/// Whether a word is long enough to tell something.
fn telling(text: &Text, at: usize) -> bool {
    text.tokens[at].end - text.tokens[at].start >= TELLING
}

/// Whether a very short answer says all there is in a very short original: "tired" for "I am tired".
fn same_short(
    said: &[Stem],
    text: &Text,
    heard: &[Stem],
    known: &HashSet<Stem, QuickState>,
) -> bool {
    let mut words = said.iter().enumerate();
    heard.len() <= LONG && words.any(|(at, stem)| telling(text, at) && known.contains(stem))
}

/// Whether the answer is the original again: the same stems in the same order, but for who is
/// who and a word of framing.
fn echoes(said: &[Stem], heard: &[Stem]) -> bool {
    if heard.len() < LONG {
        return false;
    }
    let mut places: HashMap<(Stem, Stem), usize, QuickState> = HashMap::default();
    for (place, pair) in heard.windows(2).enumerate() {
        places.entry((pair[0], pair[1])).or_insert(place);
    }
    let (mut shared, mut run, mut longest, mut expected) = (0, 0, 0, usize::MAX);
    for pair in said.windows(2) {
        let place = places.get(&(pair[0], pair[1]));
        run = place.map_or(0, |place| if *place == expected { run + 1 } else { 1 });
        expected = place.map_or(usize::MAX, |place| place + 1);
        shared += usize::from(place.is_some());
        longest = longest.max(run);
    }
    let pairs = heard.len() - 1;
    shared * 100 >= pairs * 78
        && longest * 100 >= pairs * 55
        && shared * 100 >= said.len().saturating_sub(1) * 55
}
