//! Owns how phrases are found in an answer without trying each at each word; never knows what a
//! phrase means.
//!
//! A phrase is tried at a word only if it can begin with that word, and only if the rarest of the
//! words it cannot do without follows soon enough. The answer is walked from its end, so that for
//! each phrase the nearest such word ahead is always known.

use super::grammar::Grammar;
use super::phrase::Phrase;
use super::text::Text;
use std::ops::Range;

/// Phrases in groups.
pub(super) struct Index {
    phrases: Vec<Entry>,
    /// By the number of a word: the phrases that can begin with it.
    beginning: Vec<Vec<u32>>,
    /// By the number of a word: the phrases that it is the rarest word of.
    anchored: Vec<Vec<u32>>,
}

/// A phrase, its group, and how far ahead its rarest word can be.
struct Entry {
    group: usize,
    phrase: Phrase,
    reach: u32,
}

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
        let mut beginning = vec![Vec::new(); lexicon.len()];
        for (number, (_, phrase)) in (0u32..).zip(&phrases) {
            for word in phrase.starts(lexicon) {
                beginning[word as usize].push(number);
            }
        }
        let common: Vec<u32> = beginning.iter().map(|all| all.len() as u32 + 1).collect();
        let mut index = Index { phrases: Vec::new(), beginning, anchored: Vec::new() };
        index.anchored.resize_with(lexicon.len(), Vec::new);
        for (number, (group, phrase)) in (0u32..).zip(phrases) {
            let anchor = phrase.anchor(lexicon, |word| common[word as usize]);
            let reach = anchor.as_ref().map_or(u32::MAX, |anchor| anchor.reach as u32);
            for word in anchor.into_iter().flat_map(|anchor| anchor.words) {
                index.anchored[word as usize].push(number);
            }
            index.phrases.push(Entry { group, phrase, reach });
        }
        index
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
            let word = text.tokens[at].word as usize;
            for number in self.anchored.get(word).into_iter().flatten() {
                ahead[*number as usize] = at as u32;
            }
            if at >= within.end {
                continue;
            }
            for number in self.beginning.get(word).into_iter().flatten() {
                let entry = &self.phrases[*number as usize];
                let near = ahead[*number as usize].saturating_sub(at as u32) <= entry.reach;
                if near
                    && let Some(end) = entry.phrase.at(text, at)
                    && end > at
                    && enough(entry.group, at..end)
                {
                    return;
                }
            }
        }
    }
}

/// How many words after the last that may begin a phrase are looked at for its rarest word.
const BEYOND: usize = 80;
