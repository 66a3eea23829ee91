//! Owns an answer as words with their places, sentences, clauses and quotation marks; never
//! judges what they say.

use super::lexicon::{Classes, DIGITS, Lexicon, Meaning, UNKNOWN, Word, Writing};
use super::phrase::{Part, Places};
use std::cell::Cell;
use std::ops::Range;

/// The first word of a sentence.
pub(super) const SENTENCE: u16 = 1;
/// The first word after a comma, a dash or a bracket, or a conjunction that opens a clause.
pub(super) const CLAUSE: u16 = 1 << 1;
/// Inside quotation marks that do not hold the whole answer.
pub(super) const QUOTED: u16 = 1 << 2;
/// What somebody else said or feels, told by the writer.
pub(super) const REPORTED: u16 = 1 << 3;
/// Taken back or denied by what stands before it: "it is not that …".
pub(super) const DENIED: u16 = 1 << 4;
/// Said under a condition: "if …".
pub(super) const HYPOTHETICAL: u16 = 1 << 5;
/// In a sentence that asks.
pub(super) const QUESTION: u16 = 1 << 6;
/// Begins with a capital, but not because a sentence begins.
pub(super) const NAME: u16 = 1 << 7;
/// A word that ends like *-ing*.
pub(super) const ING: u16 = 1 << 9;
/// A word that ends like *-ed*.
pub(super) const ED: u16 = 1 << 10;
/// The first word after a comma or another mark inside a sentence.
pub(super) const COMMA: u16 = 1 << 11;
/// Stands for the rest of a contraction: the second word of `don't`.
pub(super) const REST: u16 = 1 << 12;
/// Of no weight: "just", "really", "you know".
pub(super) const FILLER: u16 = 1 << 13;

/// One word of an answer.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) word: Word,
    /// The classes of the word, and of the expressions that begin with it.
    pub(super) classes: Classes,
    pub(super) begins: Classes,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) flags: u16,
}

impl Token {
    /// Whether any of these flags is set.
    pub(super) fn is(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }
}

/// An answer, read into words.
pub(super) struct Text {
    pub(super) tokens: Vec<Token>,
    /// The expressions of several words found in the answer, by their first word.
    expressions: Vec<Expression>,
    /// What parts were asked of lately, and what they answered.
    asked: Asked,
}

/// Answers of parts, kept because many phrases ask the same of the same word. A fixed number is
/// kept, so an endless answer needs no more room.
struct Asked(Vec<Cell<(u64, Places)>>);

impl Asked {
    const KEPT: usize = 1024;

    fn new() -> Asked {
        Asked(vec![Cell::new((u64::MAX, 0)); Asked::KEPT])
    }
}

/// An expression of several words, found in an answer.
#[derive(Clone, Copy)]
pub(super) struct Expression {
    first: usize,
    pub(super) end: usize,
    pub(super) classes: Classes,
}

impl Text {
    /// Reads an answer once, from left to right.
    pub(super) fn read(answer: &str, lexicon: &Lexicon, writing: &Writing) -> Text {
        let mut reader = Reader {
            answer,
            lexicon,
            writing,
            tokens: Vec::with_capacity(answer.len() / 4),
            mark: Mark::Sentence,
            opened: 0,
        };
        let quotes = quoted(answer);
        let mut quote = 0;
        for piece in pieces(answer) {
            while quotes.get(quote).is_some_and(|range| range.end <= piece.start) {
                quote += 1;
            }
            let inside = quotes.get(quote).is_some_and(|range| range.start <= piece.start);
            reader.take(piece, if inside { QUOTED } else { 0 });
        }
        reader.close(false);
        let mut text = Text { tokens: reader.tokens, expressions: Vec::new(), asked: Asked::new() };
        text.express(lexicon);
        text
    }

    /// Finds the expressions of several words, once for all phrases.
    fn express(&mut self, lexicon: &Lexicon) {
        for first in 0..self.tokens.len() {
            let mut begins = 0;
            for (rest, classes) in lexicon.phrases(self.tokens[first].word) {
                if self.follows(rest, first + 1) {
                    begins |= classes;
                    self.expressions.push(Expression {
                        first,
                        end: first + 1 + rest.len(),
                        classes: *classes,
                    });
                }
            }
            self.tokens[first].begins = begins;
        }
        self.lighten(lexicon);
    }

    /// Flags the words of no weight.
    fn lighten(&mut self, lexicon: &Lexicon) {
        let filler = lexicon.filler();
        for token in &mut self.tokens {
            if token.classes & filler != 0 {
                token.flags |= FILLER;
            }
        }
        for found in &self.expressions {
            if found.classes & filler != 0 {
                for token in &mut self.tokens[found.first..found.end] {
                    token.flags |= FILLER;
                }
            }
        }
    }

    /// The expressions that begin with a word.
    pub(super) fn expressions(&self, first: usize) -> &[Expression] {
        let from = self.expressions.partition_point(|expression| expression.first < first);
        let count = self.expressions[from..]
            .iter()
            .take_while(|expression| expression.first == first)
            .count();
        &self.expressions[from..from + count]
    }

    /// Where a part that begins at a word may end, counted from that word.
    pub(super) fn part(&self, part: &Part, at: usize) -> Places {
        let key = u64::from(part.number) << 40 | at as u64;
        let slot = (key ^ key >> 34).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
        let kept = &self.asked.0[slot as usize];
        match kept.get() {
            (asked, places) if asked == key => places,
            _ => {
                let places = part.places(self, at);
                kept.set((key, places));
                places
            }
        }
    }

    /// Whether these words follow one another from a place on, in one sentence.
    pub(super) fn follows(&self, words: &[Word], at: usize) -> bool {
        self.tokens.get(at..at + words.len()).is_some_and(|tokens| {
            words.iter().zip(tokens).all(|(word, token)| token.word == *word && !token.is(SENTENCE))
        })
    }

    /// The byte range of a range of words.
    pub(super) fn span(&self, words: &Range<usize>) -> Range<usize> {
        match (self.tokens.get(words.start), self.tokens.get(words.end.saturating_sub(1))) {
            (Some(first), Some(last)) => first.start..last.end.max(first.end),
            _ => 0..0,
        }
    }
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Mark {
    Nothing,
    Comma,
    Sentence,
}

struct Reader<'a> {
    answer: &'a str,
    lexicon: &'a Lexicon,
    writing: &'a Writing,
    tokens: Vec<Token>,
    mark: Mark,
    /// Where the sentence began.
    opened: usize,
}

impl Reader<'_> {
    /// Takes a word or what stands between two words.
    fn take(&mut self, piece: Range<usize>, flags: u16) {
        let written = &self.answer[piece.clone()];
        if written.starts_with(char::is_alphanumeric) {
            self.word(written, &piece, flags);
        } else {
            self.gap(written);
        }
    }

    /// Takes what stands between two words.
    fn gap(&mut self, written: &str) {
        let dots = written.matches('.').count() + 3 * written.matches('…').count();
        let asks = written.contains('?');
        let ends = asks
            || written.contains(['!', '\n', '\r', ';'])
            || dots == 1 && !self.abbreviated(written);
        if ends {
            self.close(asks);
            self.mark = Mark::Sentence;
        } else if self.mark == Mark::Nothing && pauses(written, dots) {
            self.mark = Mark::Comma;
        }
    }

    /// Whether the dot after the last word does not end a sentence: "Dr. Lee".
    fn abbreviated(&self, written: &str) -> bool {
        let Some(last) = self.tokens.last() else {
            return false;
        };
        let word = &self.answer[last.start..last.end];
        written.starts_with('.')
            && self.writing.abbreviations.iter().any(|short| word.eq_ignore_ascii_case(short))
    }

    /// Ends the sentence that is open.
    fn close(&mut self, asks: bool) {
        if asks {
            for token in &mut self.tokens[self.opened..] {
                token.flags |= QUESTION;
            }
        }
        self.opened = self.tokens.len();
    }

    /// Takes one written word, which may stand for several.
    fn word(&mut self, written: &str, place: &Range<usize>, mut flags: u16) {
        let capital = written.starts_with(char::is_uppercase);
        if self.mark != Mark::Sentence
            && capital
            && written.len() > 1
            && !written.chars().all(|c| !c.is_lowercase())
        {
            flags |= NAME;
        }
        flags |= match self.mark {
            Mark::Nothing => 0,
            Mark::Comma => CLAUSE | COMMA,
            Mark::Sentence => SENTENCE | CLAUSE,
        };
        self.mark = Mark::Nothing;
        if written.starts_with(|c: char| c.is_ascii_digit()) {
            let number = match self.lexicon.meaning(DIGITS) {
                Meaning::One(word) => word,
                _ => UNKNOWN,
            };
            self.push(number, place, flags);
            return;
        }
        let plain = plain(written);
        flags |= self.shape(&plain);
        match self.lexicon.meaning(&plain) {
            Meaning::Several(words) => {
                for (at, word) in words.iter().enumerate() {
                    self.push(*word, place, if at == 0 { flags } else { flags & QUOTED | REST });
                }
            }
            Meaning::One(word) => self.push(word, place, flags),
            Meaning::Unknown => self.unknown(&plain, place, flags),
        }
    }

    /// What the ending of a word tells of it.
    fn shape(&self, plain: &str) -> u16 {
        let ends = |endings: &[String]| endings.iter().any(|ending| plain.ends_with(ending));
        match plain.len() > 4 {
            true if ends(&self.writing.ing) => ING,
            true if ends(&self.writing.ed) => ED,
            _ => 0,
        }
    }

    /// Takes a word in no list: perhaps an owner ("mother's") or an emphasis ("sooo").
    fn unknown(&mut self, plain: &str, place: &Range<usize>, flags: u16) {
        if let Some(owner) =
            plain.strip_suffix(&*self.writing.owner).or_else(|| plain.strip_suffix('\''))
        {
            let word = match self.lexicon.meaning(owner) {
                Meaning::One(word) => word,
                _ => UNKNOWN,
            };
            let owns = match self.lexicon.meaning(&self.writing.owner) {
                Meaning::One(word) => word,
                _ => UNKNOWN,
            };
            self.push(word, place, flags);
            self.push(owns, place, flags & QUOTED | REST);
            return;
        }
        if let Some(word) = self.clipped(plain) {
            self.push(word, place, flags);
            return;
        }
        let mut calm = String::with_capacity(plain.len());
        for letter in plain.chars() {
            if !calm.ends_with(letter) {
                calm.push(letter);
            }
        }
        let word = match self.lexicon.meaning(&calm) {
            Meaning::One(word) if plain.len() > calm.len() + 1 => word,
            _ => UNKNOWN,
        };
        self.push(word, place, flags);
    }

    /// The word that this one is with its ending cut short: "goin".
    fn clipped(&self, plain: &str) -> Option<Word> {
        self.writing.clipped.iter().find_map(|(short, full)| {
            match self.lexicon.meaning(&format!("{}{full}", plain.strip_suffix(short.as_str())?)) {
                Meaning::One(word) => Some(word),
                _ => None,
            }
        })
    }

    fn push(&mut self, word: Word, place: &Range<usize>, flags: u16) {
        self.tokens.push(Token {
            word,
            classes: self.lexicon.classes(word),
            begins: 0,
            start: place.start,
            end: place.end,
            flags,
        });
    }
}

/// Whether a clause may end here, though the sentence goes on.
fn pauses(written: &str, dots: usize) -> bool {
    dots > 1 || written.contains([',', ':', '–', '—', '(', ')', '/']) || written.contains(" - ")
}

/// A word in lower case with straight apostrophes; a very long one is cut, for no list has it.
fn plain(written: &str) -> String {
    if written.is_ascii() {
        let mut plain = written[..written.len().min(32)].to_owned();
        plain.make_ascii_lowercase();
        return if plain.contains('`') { plain.replace('`', "'") } else { plain };
    }
    written
        .chars()
        .take(32)
        .flat_map(char::to_lowercase)
        .map(|c| if apostrophe(c) { '\'' } else { c })
        .collect()
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// The words of an answer and what stands between them, in turn.
fn pieces(answer: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    let mut letters = answer.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        let joins = in_word
            && (apostrophe(c) && before.is_alphabetic() && next.is_alphabetic()
                || matches!(c, '.' | ':' | ',')
                    && before.is_ascii_digit()
                    && next.is_ascii_digit());
        let word = c.is_alphanumeric() || joins || in_word && is_mark(c);
        if word != in_word && at > start {
            pieces.push(start..at);
            start = at;
        }
        in_word = word;
        before = c;
    }
    if start < answer.len() {
        pieces.push(start..answer.len());
    }
    pieces
}

/// A combining accent, which belongs to the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The stretches inside double quotation marks, or single ones that cannot be apostrophes, except
/// where they hold nearly all of the answer.
fn quoted(answer: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    let mut letters = answer.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        match open {
            Some((closer, start))
                if c == closer && (c != '\'' && c != '’' || !next.is_alphanumeric()) =>
            {
                ranges.push(start..at);
                open = None;
            }
            None => {
                let begins = !before.is_alphanumeric() && next.is_alphanumeric();
                open = match c {
                    '"' => Some(('"', at)),
                    '“' | '„' => Some(('”', at)),
                    '«' => Some(('»', at)),
                    '‘' if begins => Some(('’', at)),
                    '\'' if begins => Some(('\'', at)),
                    _ => None,
                };
            }
            _ => {}
        }
        before = c;
    }
    let held: usize = ranges.iter().map(Range::len).sum();
    if held * 10 > answer.trim().len() * 9 { Vec::new() } else { ranges }
}
