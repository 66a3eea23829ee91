//! Owns the small language that phrases are written in, and the parts that phrases share; never
//! reads an answer.
//!
//! A phrase is elements with spaces between. `word` is that word, `~word` any form of a verb,
//! `<class>` a word (or expression) of a class, `{part}` any phrase of a part, `in_front` two words
//! in a row, `a|<b>|{c}` one of them. `?` after an element makes it optional, `*` allows up to
//! three. `!` before it: the next word is none of these. `_` is any word; `..3` up to three words in
//! the same clause, `,,9` up to nine in the same sentence. `^` and `^^` stand where a clause or
//! sentence begins, `$` and `$$` where one ends; `//` lets the next word begin another sentence; `,`
//! stands where a comma does. `#number`, `#name`, `#ing`, `#ed`: a word of that shape. Words of no
//! weight (the class `filler`) may stand before any word but the first.

use super::lexicon::{DIGITS, Lexicon};
use super::phrase::{Atom, Element, OneOf, Part, Phrase};
use super::text::{CLAUSE, COMMA, ED, ING, NAME, SENTENCE};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A language's words, and the parts its phrases are made of.
pub(super) struct Grammar {
    pub(super) lexicon: Lexicon,
    written: BTreeMap<String, Vec<String>>,
    parts: HashMap<String, Arc<Part>>,
}

impl Grammar {
    /// A grammar with no parts yet.
    pub(super) fn new(lexicon: Lexicon) -> Grammar {
        Grammar { lexicon, written: BTreeMap::new(), parts: HashMap::new() }
    }

    /// Takes in the parts of a file. Parts are our own data, so a mistake in one is ours, which
    /// the first use shows.
    pub(super) fn take(&mut self, parts: BTreeMap<String, Vec<String>>) {
        for (name, phrases) in parts {
            let before = self.written.insert(name.clone(), phrases);
            assert!(before.is_none(), "two parts are named {name}");
        }
    }

    /// Reads a phrase.
    pub(super) fn phrase(&mut self, written: &str) -> Phrase {
        let mut elements = Vec::new();
        let mut crosses = false;
        let written = joined(written);
        for part in written.split_whitespace() {
            if part == "//" {
                crosses = true;
                continue;
            }
            let mut element = self.element(part);
            element.crosses = std::mem::take(&mut crosses);
            elements.push(element);
        }
        Phrase { elements }
    }

    /// The part of this name, read when it is first asked for.
    fn part(&mut self, name: &str) -> Arc<Part> {
        if let Some(part) = self.parts.get(name) {
            return Arc::clone(part);
        }
        let written = self.written.get(name).unwrap_or_else(|| panic!("no part named {name}"));
        let phrases: Vec<Phrase> =
            written.clone().iter().map(|phrase| self.phrase(phrase)).collect();
        let part = Arc::new(Part::new(self.parts.len() as u32, phrases, &self.lexicon));
        self.parts.insert(name.to_owned(), Arc::clone(&part));
        part
    }

    /// Reads one element.
    fn element(&mut self, part: &str) -> Element {
        let once = |atom| Element { atom, least: 1, most: 1, crosses: false };
        if let Some(most) = part.strip_prefix("..").or_else(|| part.strip_prefix(",,")) {
            let most = most.parse().expect("a gap names how many words it may skip");
            let atom = Atom::Gap { crosses_clauses: part.starts_with(',') };
            return Element { atom, least: 0, most, crosses: false };
        }
        match part {
            "^" => return once(Atom::Start(CLAUSE)),
            "^^" => return once(Atom::Start(SENTENCE)),
            "$" => return once(Atom::End(CLAUSE)),
            "$$" => return once(Atom::End(SENTENCE)),
            "," => return once(Atom::Start(COMMA)),
            _ => {}
        }
        if let Some(not) = part.strip_prefix('!') {
            return once(Atom::Not(self.one_of(not)));
        }
        let (body, least, most) = match (part.strip_suffix('?'), part.strip_suffix('*')) {
            (Some(body), _) => (body, 0, 1),
            (_, Some(body)) => (body, 0, 3),
            _ => (part, 1, 1),
        };
        Element { atom: Atom::Word(self.one_of(body)), least, most, crosses: false }
    }

    /// Reads the alternatives of one element.
    fn one_of(&mut self, body: &str) -> OneOf {
        let mut one = OneOf::default();
        for word in body.split('|') {
            match word {
                "_" => one.any = true,
                "$" => one.end = CLAUSE,
                "$$" => one.end = SENTENCE,
                "," => {}
                "#number" => one.words.push(self.lexicon.number(DIGITS)),
                "#name" => one.shapes |= NAME,
                "#ing" => one.shapes |= ING,
                "#ed" => one.shapes |= ED,
                _ => self.named(word, &mut one),
            }
        }
        one.settle();
        one
    }

    /// Adds a part, a class, a verb or a word.
    fn named(&mut self, word: &str, one: &mut OneOf) {
        let inside = |open, close| word.strip_prefix(open).and_then(|w| w.strip_suffix(close));
        if let Some(part) = inside('{', '}') {
            one.parts.push(self.part(part));
        } else if let Some(class) = inside('<', '>') {
            let bit = self.lexicon.class(class);
            one.classes |= bit.unwrap_or_else(|| panic!("no class named {class}"));
        } else if let Some(verb) = word.strip_prefix('~') {
            let (verb, rest) = verb.split_once('_').unwrap_or((verb, ""));
            for form in self.lexicon.forms(verb) {
                let row = if rest.is_empty() { form } else { format!("{form}_{rest}") };
                self.row(&row, one);
            }
        } else {
            self.row(word, one);
        }
    }

    /// Adds a word, or several in a row.
    fn row(&mut self, row: &str, one: &mut OneOf) {
        let words: Vec<_> = row.split('_').flat_map(|word| self.lexicon.spelt(word)).collect();
        match words.as_slice() {
            [word] => one.words.push(*word),
            _ => one.rows.push(words),
        }
    }
}

/// A phrase with its alternatives in one piece, where they were written over several lines.
fn joined(written: &str) -> String {
    let lines = written.split('|').map(str::trim_start);
    lines.collect::<Vec<_>>().join("|")
}
