//! Owns how phrases are found in an answer without trying each at each word; never knows what a
//! phrase means.
//!
//! A phrase is tried at a word only if it can begin with that word, and only if the rarest of the
//! words it cannot do without follows soon enough. The answer is walked from its end, so that for
//! each phrase the nearest such word ahead is always known.

use super::grammar::Grammar;
use super::lexicon::Word;
use super::phrase::Phrase;
use super::text::{FILLER, Text};
use std::collections::HashMap;
use std::ops::Range;

/// Phrases in groups.
pub(super) struct Index {
    /// Each with its group.
    phrases: Vec<(usize, Phrase)>,
    /// By a word: the phrases that can begin with it.
    beginning: Postings,
    /// By a word: the phrases that it is the rarest word of.
    anchored: Postings,
}

/// Numbers of phrases by word, close together in memory: there are many indexes, and most know
/// few words.
#[derive(Default)]
struct Postings {
    /// Twice as many places as words at least; a word stands in the first free place from the
    /// one it hashes to.
    places: Vec<(Word, u32, u32)>,
    postings: Vec<Posting>,
}

/// A phrase, and what can be asked of a word before the phrase itself is looked at.
#[derive(Clone, Copy)]
struct Posting {
    number: u32,
    /// How far ahead its rarest word can be.
    reach: u32,
    /// What must follow its first word: one of the words with these marks.
    second: u64,
    /// The flags its first word must have one of, where it must have any.
    opens: u16,
}

/// The mark of a word in `Posting::second`; some words share one.
fn mark(word: Word) -> u64 {
    1 << (word.wrapping_mul(0x9E37_79B1) >> 26)
}

impl Postings {
    fn new(mut pairs: Vec<(Word, Posting)>) -> Postings {
        pairs.sort_unstable_by_key(|(word, posting)| (*word, posting.number));
        pairs.dedup_by_key(|(word, posting)| (*word, posting.number));
        let words = pairs.chunk_by(|a, b| a.0 == b.0).count();
        let size = (2 * words).next_power_of_two();
        let mut postings = Postings { places: vec![(NONE, 0, 0); size], postings: Vec::new() };
        for same in pairs.chunk_by(|a, b| a.0 == b.0) {
            let from = postings.postings.len() as u32;
            postings.postings.extend(same.iter().map(|(_, posting)| *posting));
            let at = postings.place(same[0].0);
            postings.places[at] = (same[0].0, from, postings.postings.len() as u32);
        }
        postings
    }

    /// Where a word stands, or would.
    fn place(&self, word: Word) -> usize {
        let last = self.places.len() - 1;
        let mut at = (word.wrapping_mul(0x9E37_79B1) >> 7) as usize & last;
        while self.places[at].0 != word && self.places[at].0 != NONE {
            at = (at + 1) & last;
        }
        at
    }

    /// The phrases of a word.
    fn of(&self, word: Word) -> &[Posting] {
        let (_, from, to) = self.places[self.place(word)];
        &self.postings[from as usize..to as usize]
    }
}

/// Stands for no word.
const NONE: Word = Word::MAX;

impl Index {
    /// An index of phrases; the place of a phrase's group among the groups names the group.
    pub(super) fn new(groups: &[Vec<String>], grammar: &mut Grammar) -> Index {
        let mut phrases = Vec::new();
        for (group, written) in groups.iter().enumerate() {
            for written in written {
                phrases.push((group, grammar.phrase(written)));
            }
        }
        let lexicon = &grammar.lexicon;
        let mut many: HashMap<Word, u32> = HashMap::new();
        let starts: Vec<Vec<Word>> =
            phrases.iter().map(|(_, phrase)| phrase.starts(lexicon)).collect();
        starts.iter().flatten().for_each(|word| *many.entry(*word).or_default() += 1);
        let common = |word| lexicon.common(word) + many.get(&word).copied().unwrap_or(0);
        let (mut entries, mut beginning, mut anchored) = (Vec::new(), Vec::new(), Vec::new());
        for (number, ((group, phrase), starts)) in (0u32..).zip(phrases.into_iter().zip(starts)) {
            let anchor = phrase.anchor(lexicon, common);
            let second = phrase.second(lexicon).map(|words| words.into_iter().map(mark));
            let posting = Posting {
                number,
                reach: anchor.as_ref().map_or(u32::MAX, |anchor| anchor.reach as u32),
                second: second.map_or(u64::MAX, |marks| marks.fold(0, |all, mark| all | mark)),
                opens: phrase.opens(),
            };
            let words = anchor.into_iter().flat_map(|anchor| anchor.words);
            anchored.extend(words.map(|word| (word, posting)));
            beginning.extend(starts.into_iter().map(|word| (word, posting)));
            entries.push((group, phrase));
        }
        Index {
            phrases: entries,
            beginning: Postings::new(beginning),
            anchored: Postings::new(anchored),
        }
    }

    /// Every place where a phrase is met: its group and its words, from left to right, the first
    /// group first where several begin together.
    pub(super) fn all(&self, text: &Text, within: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        self.walk(text, within, |group, words| {
            found.push((group, words));
            false
        });
        found.sort_by_key(|(group, words)| (words.start, *group, usize::MAX - words.end));
        found
    }

    /// Whether a phrase is met anywhere among these words.
    pub(super) fn any(&self, text: &Text, within: Range<usize>) -> bool {
        let mut met = false;
        self.walk(text, within, |_, _| {
            met = true;
            true
        });
        met
    }

    /// Tells of every phrase that begins among these words, last first, until it is enough.
    fn walk(
        &self,
        text: &Text,
        within: Range<usize>,
        mut enough: impl FnMut(usize, Range<usize>) -> bool,
    ) {
        if self.phrases.is_empty() {
            return;
        }
        let mut ahead = vec![u32::MAX; self.phrases.len()];
        let last = text.tokens.len().min(within.end + BEYOND);
        for at in (within.start..last).rev() {
            let word = text.tokens[at].word;
            for posting in self.anchored.of(word) {
                ahead[posting.number as usize] = at as u32;
            }
            if at >= within.end {
                continue;
            }
            let flags = text.tokens[at].flags;
            let follows = match text.tokens.get(at + 1) {
                Some(next) if next.is(FILLER) => u64::MAX,
                Some(next) => mark(next.word),
                None => 0,
            };
            for posting in self.beginning.of(word) {
                let number = posting.number as usize;
                let near = ahead[number].saturating_sub(at as u32) <= posting.reach;
                let opens = posting.opens == 0 || flags & posting.opens != 0;
                let goes_on = posting.second == u64::MAX || posting.second & follows != 0;
                if !(near && opens && goes_on) {
                    continue;
                }
                let (group, phrase) = &self.phrases[number];
                if let Some(end) = phrase.at(text, at)
                    && end > at
                    && enough(*group, at..end)
                {
                    return;
                }
            }
        }
    }
}

/// How many words after the last that may begin a phrase are looked at for its rarest word.
const BEYOND: usize = 80;
