//! Owns how a phrase is met among the words of an answer; never knows what a phrase means, nor how
//! it is written.
//!
//! A phrase is walked once, from its first element to its last, with the set of all places that
//! can be reached so far. So the work for one phrase at one word is bounded by the phrase alone,
//! whatever the answer.

use super::lexicon::{Classes, Lexicon, Word};
use super::text::{FILLER, SENTENCE, Text, Token};
use std::sync::Arc;

/// A phrase, ready to be looked for.
pub(super) struct Phrase {
    pub(super) elements: Vec<Element>,
}

/// What a phrase cannot be met without: one of these words, at most so many words after its
/// first.
pub(super) struct Anchor {
    pub(super) words: Vec<Word>,
    pub(super) reach: usize,
}

/// One step of a phrase.
pub(super) struct Element {
    pub(super) atom: Atom,
    pub(super) least: u8,
    pub(super) most: u8,
    /// Whether it may stand where another sentence begins.
    pub(super) crosses: bool,
}

pub(super) enum Atom {
    Word(OneOf),
    Not(OneOf),
    Gap { crosses_clauses: bool },
    Start(u16),
    End(u16),
}

/// What may stand in one place.
#[derive(Default)]
pub(super) struct OneOf {
    pub(super) words: Vec<Word>,
    /// Several words in a row, written with `_` between them.
    pub(super) rows: Vec<Vec<Word>>,
    pub(super) classes: Classes,
    pub(super) shapes: u16,
    pub(super) any: bool,
    /// The end of the clause or sentence, where that will do as well.
    pub(super) end: u16,
    pub(super) parts: Vec<Arc<Part>>,
    /// Every word it can begin with by itself, as a set that may hold a few more.
    pub(super) begins: Signature,
}

/// A set of words that is quick to ask and may say yes for a word that is not in it.
#[derive(Default, Clone, Copy)]
pub(super) struct Signature([u64; 2]);

impl Signature {
    fn place(word: Word) -> (usize, u64) {
        let mixed = word.wrapping_mul(0x9E37_79B1) >> 25;
        ((mixed >> 6) as usize, 1 << (mixed & 63))
    }

    fn add(&mut self, word: Word) {
        let (at, bit) = Signature::place(word);
        self.0[at] |= bit;
    }

    fn of(words: &[Word]) -> Signature {
        let mut all = Signature::default();
        words.iter().for_each(|word| all.add(*word));
        all
    }

    fn may_hold(&self, word: Word) -> bool {
        let (at, bit) = Signature::place(word);
        self.0[at] & bit != 0
    }
}

/// Phrases under one name, used inside others.
pub(super) struct Part {
    pub(super) number: u32,
    phrases: Vec<(Signature, Phrase)>,
    /// The words it can begin with, in order.
    starts: Vec<Word>,
    begins: Signature,
    longest: usize,
}

/// Places after a word, one bit each: bit 3 is three words on.
pub(super) type Places = u64;

impl Phrase {
    /// The words a match can begin with.
    pub(super) fn starts(&self, lexicon: &Lexicon) -> Vec<Word> {
        let mut words = Vec::new();
        for element in &self.elements {
            if let Atom::Word(one) = &element.atom {
                assert!(!one.any && one.shapes == 0, "a phrase begins with words that are named");
                words.extend(one.starts(lexicon));
                if element.least > 0 {
                    break;
                }
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The element that is met most seldom among those that must be met; `common` tells how
    /// often a word is written.
    pub(super) fn anchor(&self, lexicon: &Lexicon, common: impl Fn(Word) -> u32) -> Option<Anchor> {
        let mut reach = 0;
        let mut rarest: Option<(u32, Anchor)> = None;
        for element in &self.elements {
            if let Some(words) = element.needed(lexicon) {
                let weight = words.iter().map(|word| common(*word)).sum();
                if rarest.as_ref().is_none_or(|(least, _)| weight < *least) {
                    rarest =
                        Some((weight, Anchor { words, reach: reach + FILLERS * reach.min(1) }));
                }
            }
            reach += element.longest(lexicon);
        }
        rarest.map(|(_, anchor)| anchor)
    }

    /// The words one of which must follow the first word, where that stands alone and they are
    /// known.
    pub(super) fn second(&self, lexicon: &Lexicon) -> Option<Vec<Word>> {
        let mut elements = self.elements.iter().filter(|element| !element.is_border());
        let (first, second) = (elements.next()?, elements.next()?);
        let single = first.least == 1 && first.most == 1 && first.longest(lexicon) == 1 + FILLERS;
        let plain = self.elements.iter().all(|element| !element.crosses);
        if single && plain { second.needed(lexicon) } else { None }
    }

    /// The flags one of which its first word must have, or none.
    pub(super) fn opens(&self) -> u16 {
        match self.elements.first().map(|element| &element.atom) {
            Some(Atom::Start(flags)) => *flags,
            _ => 0,
        }
    }

    /// How many words it takes at most.
    pub(super) fn longest(&self, lexicon: &Lexicon) -> usize {
        self.elements.iter().map(|element| element.longest(lexicon)).sum()
    }

    /// The end of the longest match that begins at this word.
    pub(super) fn at(&self, text: &Text, start: usize) -> Option<usize> {
        let ends = self.places(text, start) & !1;
        (ends != 0).then(|| start + (Places::BITS - 1 - ends.leading_zeros()) as usize)
    }

    /// Where a match that begins at this word may end.
    fn places(&self, text: &Text, start: usize) -> Places {
        let mut here = 1;
        for element in &self.elements {
            #[cfg(test)]
            super::work::step();
            here = element.pass(&Search { text, start, crosses: element.crosses }, here);
            if here == 0 {
                break;
            }
        }
        here
    }
}

/// How many words of no weight ("just", "really") may stand before a word of a phrase.
const FILLERS: usize = 4;

struct Search<'a> {
    text: &'a Text,
    start: usize,
    /// Whether the element may begin another sentence.
    crosses: bool,
}

impl Search<'_> {
    fn token(&self, place: u32) -> Option<&Token> {
        self.text.tokens.get(self.start + place as usize)
    }

    /// These places, and those behind the words of no weight that stand there.
    fn light(&self, mut here: Places) -> Places {
        let mut last = here & !1;
        for _ in 0..FILLERS {
            let mut next = 0;
            for place in bits(last) {
                if self.token(place).is_some_and(|token| token.is(FILLER) && !token.is(SENTENCE)) {
                    next |= 2 << place;
                }
            }
            last = next & !here;
            here |= next;
            if last == 0 {
                break;
            }
        }
        here
    }
}

/// The places that are set.
fn bits(mut places: Places) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = places.trailing_zeros();
        places &= places.wrapping_sub(1);
        (place < Places::BITS).then_some(place)
    })
}

impl Element {
    /// Whether it stands between words rather than for one.
    fn is_border(&self) -> bool {
        matches!(self.atom, Atom::Start(_) | Atom::End(_) | Atom::Not(_))
    }

    /// The words one of which must stand where this element does, where any must.
    fn needed(&self, lexicon: &Lexicon) -> Option<Vec<Word>> {
        let Atom::Word(one) = &self.atom else {
            return None;
        };
        if self.least == 0 || one.any || one.shapes != 0 || one.end != 0 {
            return None;
        }
        let mut words = one.starts(lexicon);
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// How many words this element takes at most, with what may stand before it.
    fn longest(&self, lexicon: &Lexicon) -> usize {
        match &self.atom {
            Atom::Word(one) => {
                let rows = one.rows.iter().map(Vec::len).max().unwrap_or(1);
                let parts = one.parts.iter().map(|part| part.longest).max().unwrap_or(1);
                (rows.max(parts).max(lexicon.longest(one.classes)) + FILLERS)
                    * usize::from(self.most)
            }
            Atom::Gap { .. } => usize::from(self.most),
            _ => 0,
        }
    }

    /// The places behind this element, from the places before it.
    fn pass(&self, search: &Search<'_>, here: Places) -> Places {
        match &self.atom {
            Atom::Start(flag) => keep(here, |at| search.token(at).is_some_and(|t| t.is(*flag))),
            Atom::End(flag) => keep(search.light(here), |at| ends(search, at, *flag)),
            Atom::Not(one) => keep(search.light(here), |at| one.ends(search, at) == 0),
            Atom::Gap { crosses_clauses } => self.gap(search, here, *crosses_clauses),
            Atom::Word(one) => self.repeat(search, one, here),
        }
    }

    /// Every place that up to `most` words lead to.
    fn gap(&self, search: &Search<'_>, here: Places, crosses: bool) -> Places {
        let wall = if crosses { SENTENCE } else { SENTENCE | super::text::CLAUSE };
        let (mut all, mut last) = (here, here);
        for _ in 0..self.most {
            last = keep(last, |at| search.token(at).is_some_and(|token| !token.is(wall))) << 1;
            all |= last;
            if last == 0 {
                break;
            }
        }
        all
    }

    /// The places behind one thing, as often as it may stand.
    fn repeat(&self, search: &Search<'_>, one: &OneOf, here: Places) -> Places {
        let mut all = if self.least == 0 { here } else { 0 };
        let mut last = here;
        for _ in 0..self.most {
            let mut next = 0;
            for place in bits(search.light(last)) {
                next |= one.ends(search, place).wrapping_shl(place);
                if one.end != 0 && ends(search, place, one.end) {
                    all |= 1 << place;
                }
            }
            last = next & !all;
            all |= next;
            if last == 0 {
                break;
            }
        }
        all
    }
}

/// The places where something holds.
fn keep(places: Places, holds: impl Fn(u32) -> bool) -> Places {
    bits(places).filter(|place| holds(*place)).fold(0, |all, place| all | 1 << place)
}

/// Whether a clause or sentence ends before a place.
fn ends(search: &Search<'_>, place: u32, flag: u16) -> bool {
    search.token(place).is_none_or(|token| token.is(flag))
}

impl OneOf {
    /// Puts in order what is asked for again and again.
    pub(super) fn settle(&mut self) {
        self.words.sort_unstable();
        self.words.dedup();
        self.rows.sort_unstable();
        let firsts = self.rows.iter().map(|row| &row[0]);
        let parts = self.parts.iter().flat_map(|part| &part.starts);
        for word in self.words.iter().chain(firsts).chain(parts) {
            self.begins.add(*word);
        }
    }

    /// The words it can begin with.
    fn starts(&self, lexicon: &Lexicon) -> Vec<Word> {
        let mut words = lexicon.starts(self.classes);
        words.extend(&self.words);
        words.extend(self.rows.iter().filter_map(|row| row.first()));
        words.extend(self.parts.iter().flat_map(|part| &part.starts));
        words
    }

    /// Where what begins at a place may end, counted from that place.
    fn ends(&self, search: &Search<'_>, place: u32) -> Places {
        let Some(token) = search.token(place) else {
            return 0;
        };
        if token.is(SENTENCE) && place > 0 && !search.crosses {
            return 0;
        }
        let at = search.start + place as usize;
        let plain = self.any || token.classes & self.classes != 0 || token.is(self.shapes);
        let mut ends = if plain { 2 } else { 0 };
        if token.begins & self.classes != 0 {
            for found in search.text.expressions(at) {
                if found.classes & self.classes != 0 {
                    ends |= 1u64.checked_shl((found.end - at) as u32).unwrap_or(0);
                }
            }
        }
        if self.begins.may_hold(token.word) {
            ends |= self.spelt(search.text, token, at);
        }
        ends
    }

    /// Where the words, rows and parts that begin at a word may end.
    fn spelt(&self, text: &Text, token: &Token, at: usize) -> Places {
        let mut ends = if self.words.binary_search(&token.word).is_ok() { 2 } else { 0 };
        let from = self.rows.partition_point(|row| row[0] < token.word);
        for row in self.rows[from..].iter().take_while(|row| row[0] == token.word) {
            if text.follows(&row[1..], at + 1) {
                ends |= 1 << row.len();
            }
        }
        for part in &self.parts {
            if part.begins.may_hold(token.word) {
                ends |= text.part(part, at);
            }
        }
        ends
    }
}

impl Part {
    /// A part, its phrases read.
    pub(super) fn new(number: u32, phrases: Vec<Phrase>, lexicon: &Lexicon) -> Part {
        let mut starts: Vec<_> = phrases.iter().flat_map(|phrase| phrase.starts(lexicon)).collect();
        starts.sort_unstable();
        starts.dedup();
        let longest = phrases.iter().map(|phrase| phrase.longest(lexicon)).max().unwrap_or(1);
        let begins = Signature::of(&starts);
        let phrases =
            phrases.into_iter().map(|phrase| (Signature::of(&phrase.starts(lexicon)), phrase));
        Part { number, phrases: phrases.collect(), starts, begins, longest }
    }

    /// Where a match that begins at a word may end, counted from that word.
    pub(super) fn places(&self, text: &Text, at: usize) -> Places {
        let word = text.tokens[at].word;
        let able = self.phrases.iter().filter(|(begins, _)| begins.may_hold(word));
        able.fold(0, |all, (_, phrase)| all | phrase.places(text, at)) & !1
    }
}
