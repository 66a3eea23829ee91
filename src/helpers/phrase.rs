//! Owns the small language of phrases that word lists are written in, and how a phrase is found
//! among words; never knows what a phrase means.
//!
//! A phrase is elements with spaces between. `word` is that word, `~word` any form of a verb,
//! `<class>` a word (or expression) of a class, `a|<b>` one of them. `?` after an element makes
//! it optional, `*` allows up to three; `in_front` is two words in a row among alternatives. `!` before it: the next word is none of these. `_` is any
//! word; `..3` up to three words in the same clause, `,,9` up to nine in the same sentence. `^`
//! and `^^` stand where a clause or sentence begins, `$` and `$$` where one ends; `//` lets the
//! next word begin another sentence; `,` stands where a comma does. `#number`, `#name`, `#ing`, `#ed`: a word of that shape.

use super::lexicon::{Classes, DIGITS, Lexicon, Word};
use super::text::{CLAUSE, COMMA, ED, ING, NAME, SENTENCE, Text, Token};

/// A phrase, ready to be looked for.
pub(super) struct Phrase {
    elements: Vec<Element>,
}

/// What a phrase cannot be met without: one of these words, at most so many words after its
/// first.
pub(super) struct Anchor {
    pub(super) words: Vec<Word>,
    pub(super) reach: usize,
}

struct Element {
    atom: Atom,
    least: u8,
    most: u8,
}

enum Atom {
    Word(OneOf),
    Not(OneOf),
    Gap { crosses_clauses: bool },
    Start(u16),
    End(u16),
    Cross,
}

/// What one word may be.
#[derive(Default)]
struct OneOf {
    words: Vec<Word>,
    /// Several words in a row, written with `_` between them.
    rows: Vec<Vec<Word>>,
    classes: Classes,
    shapes: u16,
    any: bool,
    /// The end of the clause or sentence, where that will do as well.
    end: u16,
}

impl Phrase {
    /// Reads a phrase. Phrases are our own data, so a mistake in one is a mistake of ours, which
    /// the first use shows.
    pub(super) fn new(written: &str, lexicon: &mut Lexicon) -> Phrase {
        let elements = written.split_whitespace().map(|part| element(part, lexicon)).collect();
        Phrase { elements }
    }

    /// The words a match can begin with.
    pub(super) fn starts(&self, lexicon: &Lexicon) -> Vec<Word> {
        let mut words = Vec::new();
        for element in &self.elements {
            if let Atom::Word(one) = &element.atom {
                assert!(!one.any && one.shapes == 0, "a phrase begins with words that are named");
                words.extend(&one.words);
                words.extend(one.rows.iter().filter_map(|row| row.first()));
                words.extend(lexicon.starts(one.classes));
                if element.least > 0 {
                    break;
                }
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The element that is met most seldom among those that must be met, where it stands after
    /// the first word; `common` tells how often a word is asked for.
    pub(super) fn anchor(&self, lexicon: &Lexicon, common: &[u32]) -> Option<Anchor> {
        let mut reach = 0;
        let mut rarest: Option<(u32, Anchor)> = None;
        for element in &self.elements {
            let longest = element.longest(lexicon);
            if let Some(words) = element.needed(lexicon) {
                let weight = words.iter().map(|word| common[*word as usize]).sum();
                if rarest.as_ref().is_none_or(|(least, _)| weight < *least) {
                    rarest = Some((weight, Anchor { words, reach }));
                }
            }
            reach += longest;
        }
        rarest.map(|(_, anchor)| anchor)
    }

    /// The end of the longest match that begins at this word.
    pub(super) fn at(&self, text: &Text, start: usize) -> Option<usize> {
        Search { text, begun: start }.rest(&self.elements, start, false)
    }
}

impl Element {
    /// The words one of which must stand where this element does, where any must.
    fn needed(&self, lexicon: &Lexicon) -> Option<Vec<Word>> {
        let Atom::Word(one) = &self.atom else {
            return None;
        };
        if self.least == 0 || one.any || one.shapes != 0 || one.end != 0 {
            return None;
        }
        let mut words = lexicon.starts(one.classes);
        words.extend(&one.words);
        words.extend(one.rows.iter().filter_map(|row| row.first()));
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// How many words this element takes at most.
    fn longest(&self, lexicon: &Lexicon) -> usize {
        match &self.atom {
            Atom::Word(one) => {
                let rows = one.rows.iter().map(Vec::len).max().unwrap_or(1);
                rows.max(lexicon.longest(one.classes)) * usize::from(self.most)
            }
            Atom::Gap { .. } => usize::from(self.most),
            _ => 0,
        }
    }
}

struct Search<'a> {
    text: &'a Text,
    begun: usize,
}

impl Search<'_> {
    /// Matches the remaining elements from a word on. The number of elements and the repeats of
    /// each are small, so this is a bounded amount of work whatever the answer.
    fn rest(&self, elements: &[Element], at: usize, crossed: bool) -> Option<usize> {
        #[cfg(test)]
        super::work::step();
        let Some((element, after)) = elements.split_first() else {
            return Some(at);
        };
        match &element.atom {
            Atom::Start(flag) => self.starts(at, *flag).then(|| self.rest(after, at, crossed))?,
            Atom::End(flag) => self.ends(at, *flag).then(|| self.rest(after, at, crossed))?,
            Atom::Cross => self.rest(after, at, true),
            Atom::Not(one) => {
                let here = self
                    .text
                    .tokens
                    .get(at)
                    .filter(|token| crossed || at == self.begun || !token.is(SENTENCE));
                let found = here.is_some_and(|token| one.possible(token))
                    && self.ends_of(one, at).next().is_some();
                if found { None } else { self.rest(after, at, crossed) }
            }
            Atom::Gap { crosses_clauses } => self.gap(element, after, at, *crosses_clauses),
            Atom::Word(one) => self.repeat(one, element, after, at, crossed, 0),
        }
    }

    fn starts(&self, at: usize, flag: u16) -> bool {
        self.text.tokens.get(at).is_some_and(|token| token.is(flag))
    }

    fn ends(&self, at: usize, flag: u16) -> bool {
        self.text.tokens.get(at).is_none_or(|token| token.is(flag))
    }

    /// Skips as few words as possible.
    fn gap(&self, element: &Element, after: &[Element], at: usize, crosses: bool) -> Option<usize> {
        let wall = if crosses { SENTENCE } else { SENTENCE | CLAUSE };
        for skipped in 0..=usize::from(element.most) {
            if skipped > 0 {
                let token = self.text.tokens.get(at + skipped - 1)?;
                if token.is(wall) {
                    return None;
                }
            }
            if skipped >= usize::from(element.least)
                && let Some(end) = self.rest(after, at + skipped, false)
            {
                return Some(end);
            }
        }
        None
    }

    /// Matches one element as often as it may stand, more often first.
    fn repeat(
        &self,
        one: &OneOf,
        element: &Element,
        after: &[Element],
        at: usize,
        crossed: bool,
        done: u8,
    ) -> Option<usize> {
        let here = self
            .text
            .tokens
            .get(at)
            .filter(|token| crossed || at == self.begun || !token.is(SENTENCE));
        if here.is_some_and(|token| one.possible(token)) && done < element.most {
            for end in self.ends_of(one, at) {
                if let Some(found) = self.repeat(one, element, after, end, false, done + 1) {
                    return Some(found);
                }
            }
        }
        let closes = one.end != 0 && self.ends(at, one.end);
        if done >= element.least || closes { self.rest(after, at, crossed) } else { None }
    }

    /// Where the word or expression that stands here may end, longest first where that matters.
    fn ends_of<'s>(&'s self, one: &'s OneOf, at: usize) -> impl Iterator<Item = usize> + 's {
        let token = &self.text.tokens[at];
        let expressions =
            if token.begins & one.classes == 0 { &[] } else { self.text.expressions(at) };
        let rows = one
            .rows
            .iter()
            .filter(move |row| row[0] == token.word && self.text.follows(&row[1..], at + 1));
        rows.map(move |row| at + row.len())
            .chain(
                expressions
                    .iter()
                    .filter(|found| found.classes & one.classes != 0)
                    .map(|found| found.end),
            )
            .chain(one.takes(token).then_some(at + 1))
    }
}

impl OneOf {
    /// Whether a single word is one of these.
    fn takes(&self, token: &Token) -> bool {
        self.any
            || token.classes & self.classes != 0
            || token.is(self.shapes)
            || self.words.binary_search(&token.word).is_ok()
    }

    /// Whether anything could match at a word: cheaper to ask than to match.
    fn possible(&self, token: &Token) -> bool {
        token.begins & self.classes != 0
            || self.takes(token)
            || self.rows.iter().any(|row| row[0] == token.word)
    }
}

/// Reads one element.
fn element(part: &str, lexicon: &mut Lexicon) -> Element {
    let once = |atom| Element { atom, least: 1, most: 1 };
    if let Some(most) = part.strip_prefix("..").or_else(|| part.strip_prefix(",,")) {
        let most = most.parse().expect("a gap names how many words it may skip");
        return Element {
            atom: Atom::Gap { crosses_clauses: part.starts_with(',') },
            least: 0,
            most,
        };
    }
    match part {
        "^" => return once(Atom::Start(CLAUSE)),
        "^^" => return once(Atom::Start(SENTENCE)),
        "$" => return once(Atom::End(CLAUSE)),
        "$$" => return once(Atom::End(SENTENCE)),
        "," => return once(Atom::Start(COMMA)),
        "//" => return once(Atom::Cross),
        _ => {}
    }
    if let Some(not) = part.strip_prefix('!') {
        return once(Atom::Not(one_of(not, lexicon)));
    }
    let (body, least, most) = match (part.strip_suffix('?'), part.strip_suffix('*')) {
        (Some(body), _) => (body, 0, 1),
        (_, Some(body)) => (body, 0, 3),
        _ => (part, 1, 1),
    };
    Element { atom: Atom::Word(one_of(body, lexicon)), least, most }
}

/// Reads the alternatives of one element.
fn one_of(body: &str, lexicon: &mut Lexicon) -> OneOf {
    let mut one = OneOf::default();
    for word in body.split('|') {
        match word {
            "_" => one.any = true,
            "$" => one.end = CLAUSE,
            "$$" => one.end = SENTENCE,
            "," => {}
            "#number" => one.words.push(lexicon.number(DIGITS)),
            "#name" => one.shapes |= NAME,
            "#ing" => one.shapes |= ING,
            "#ed" => one.shapes |= ED,
            _ => named(word, &mut one, lexicon),
        }
    }
    one.words.sort_unstable();
    one
}

/// Adds a class, a verb or a word.
fn named(word: &str, one: &mut OneOf, lexicon: &mut Lexicon) {
    if let Some(class) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
        one.classes |= lexicon.class(class).unwrap_or_else(|| panic!("no class named {class}"));
    } else if let Some(verb) = word.strip_prefix('~') {
        for form in lexicon.forms(verb) {
            one.words.push(lexicon.number(&form));
        }
    } else if word.contains('_') {
        one.rows.push(word.split('_').map(|word| lexicon.number(word)).collect());
    } else {
        one.words.push(lexicon.number(word));
    }
}
