//! Owns the words a language knows: their numbers, their classes, their inflected forms and
//! how they are misspelt; never reads an answer.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// A word by number; two spellings of one word share it.
pub(super) type Word = u32;

/// The number of every word that no list mentions.
pub(super) const UNKNOWN: Word = 0;

/// What stands for every number, hour or date in digits.
pub(super) const DIGITS: &str = "0";

/// A set of classes, one bit each.
pub(super) type Classes = u128;

/// The shape of `words.toml`.
#[derive(Deserialize)]
pub(super) struct WordsFile {
    writing: Writing,
    inflect: Inflect,
    class: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    part: BTreeMap<String, Vec<String>>,
}

/// How the language is written, as far as reading it needs to know.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Writing {
    /// Short forms whose dot does not end a sentence.
    pub(super) abbreviations: Vec<String>,
    /// What an owner ends in, with the apostrophe.
    pub(super) owner: String,
    /// How words of the shape `#ing` end.
    pub(super) ing: Vec<String>,
    /// Endings that are cut short in haste or dialect, and what they are in full.
    pub(super) clipped: Vec<(String, String)>,
    /// How words of the shape `#ed` end.
    pub(super) ed: Vec<String>,
}

/// A file of further classes.
#[derive(Deserialize)]
pub(super) struct ClassesFile {
    class: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    part: BTreeMap<String, Vec<String>>,
}

impl WordsFile {
    /// Takes in the classes and parts of another file.
    pub(super) fn widen(&mut self, file: ClassesFile) {
        self.class.extend(file.class);
        self.part.extend(file.part);
    }

    /// The parts that phrases share.
    pub(super) fn parts(&mut self) -> BTreeMap<String, Vec<String>> {
        std::mem::take(&mut self.part)
    }

    /// How the language is written.
    pub(super) fn writing(&self) -> Writing {
        self.writing.clone()
    }
}

/// How `~verb` becomes its forms.
#[derive(Deserialize)]
struct Inflect {
    irregular: BTreeMap<String, Vec<String>>,
    doubled: Vec<String>,
    endings: Vec<Ending>,
}

/// For a verb that ends in `when`: the forms are the verb without its last `cut` letters, with
/// each of `add`.
#[derive(Deserialize)]
struct Ending {
    when: String,
    cut: usize,
    add: Vec<String>,
}

/// The shape of `spelling.toml`.
#[derive(Deserialize)]
pub(super) struct SpellingFile {
    /// One written word that stands for one or more others.
    means: BTreeMap<String, String>,
    /// Words so telling that one slip of the fingers in them is forgiven.
    forgive: Vec<String>,
    /// Real words one slip away from those above.
    never: Vec<String>,
}

/// A quick way to look words up. The words are our own or an answer's, never a stranger's choice
/// of what to store, so nothing is gained by choosing collisions.
#[derive(Default, Clone, Copy)]
pub(super) struct Quick(u64);

impl std::hash::Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// How maps of words are built.
pub(super) type QuickState = std::hash::BuildHasherDefault<Quick>;

/// The words of one language.
pub(super) struct Lexicon {
    numbers: HashMap<String, Word, QuickState>,
    classes: Vec<Classes>,
    /// By first word: the rest of an expression of several words, and its classes.
    phrases: Vec<Vec<(Vec<Word>, Classes)>>,
    names: HashMap<String, u32>,
    means: HashMap<String, Vec<Word>, QuickState>,
    forgiven: HashMap<(char, usize), Vec<Vec<char>>, QuickState>,
    inflect: Inflect,
    /// By the bit of a class: the words that can begin it, and the words of its longest expression.
    members: Vec<(Vec<Word>, usize)>,
}

impl Lexicon {
    /// Reads the classes, then the spellings, of one language.
    pub(super) fn new(
        words: WordsFile,
        spelling: SpellingFile,
        extra: &[(&str, Vec<String>)],
    ) -> Lexicon {
        let mut lexicon = Lexicon {
            numbers: HashMap::default(),
            classes: vec![0],
            phrases: vec![Vec::new()],
            names: HashMap::new(),
            means: HashMap::default(),
            forgiven: HashMap::default(),
            inflect: words.inflect,
            members: Vec::new(),
        };
        for (written, meant) in spelling.means {
            let meant = meant.split_whitespace().map(|word| lexicon.number(word)).collect();
            lexicon.means.insert(written, meant);
        }
        let own = words.class.iter().map(|(name, list)| (name.as_str(), list));
        let all: Vec<_> = own.chain(extra.iter().map(|(name, list)| (*name, list))).collect();
        assert!(all.len() <= Classes::BITS as usize, "a language has at most 128 classes");
        for (bit, (name, _)) in (0u32..).zip(&all) {
            lexicon.names.insert((*name).to_owned(), bit);
        }
        for (name, list) in &all {
            for entry in *list {
                lexicon.join(entry, name, 0);
            }
        }
        for entry in lexicon.spread(&words.class) {
            lexicon.join(&entry.1, &entry.0, 0);
        }
        for word in &spelling.never {
            lexicon.number(word);
        }
        lexicon.number(DIGITS);
        for word in spelling.forgive {
            lexicon.number(&word);
            let letters: Vec<char> = word.chars().collect();
            lexicon.forgiven.entry((letters[0], letters.len())).or_default().push(letters);
        }
        lexicon.gather();
        lexicon
    }

    /// Notes once, for each class, what phrases will ask of it again and again.
    fn gather(&mut self) {
        self.members = vec![(Vec::new(), 1); Classes::BITS as usize];
        for (word, own) in (0u32..).zip(&self.classes) {
            let rows = &self.phrases[word as usize];
            let all = rows.iter().fold(*own, |all, (_, classes)| all | classes);
            for bit in bits(all) {
                self.members[bit].0.push(word);
            }
            for (rest, classes) in rows {
                for bit in bits(*classes) {
                    self.members[bit].1 = self.members[bit].1.max(rest.len() + 1);
                }
            }
        }
    }

    /// Entries that name another class (`<class>`) with the words of that class, one level deep.
    fn spread(&self, classes: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
        let mut entries = Vec::new();
        for (name, list) in classes {
            for entry in list {
                let Some(inner) = entry.strip_prefix('<').and_then(|e| e.strip_suffix('>')) else {
                    continue;
                };
                let inner = classes.get(inner).expect("a class names a class of the same file");
                entries.extend(inner.iter().map(|word| (name.clone(), word.clone())));
            }
        }
        entries
    }

    /// Puts one entry of a list into a class.
    fn join(&mut self, entry: &str, class: &str, depth: u8) {
        if entry.starts_with('<') {
            return;
        }
        let bit = 1u128 << self.names[class];
        if depth == 0 && entry.starts_with('~') {
            let (verb, rest) = entry[1..].split_once(' ').unwrap_or((&entry[1..], ""));
            for form in self.forms(verb) {
                let whole = if rest.is_empty() { form } else { format!("{form} {rest}") };
                self.join(&whole, class, 1);
            }
            return;
        }
        let words: Vec<Word> = entry
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter(|word| !word.is_empty())
            .flat_map(|word| self.spelt(word))
            .collect();
        match words.as_slice() {
            [] => {}
            [word] => self.classes[*word as usize] |= bit,
            [first, rest @ ..] => {
                let known = &mut self.phrases[*first as usize];
                match known.iter_mut().find(|(words, _)| words == rest) {
                    Some((_, classes)) => *classes |= bit,
                    None => known.push((rest.to_vec(), bit)),
                }
            }
        }
    }

    /// The number of a word, a new one where it had none.
    pub(super) fn number(&mut self, word: &str) -> Word {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.classes.len() as Word;
        self.numbers.insert(word.to_owned(), number);
        self.classes.push(0);
        self.phrases.push(Vec::new());
        number
    }

    /// A word of our own data as it is read in an answer: `don't` is two words.
    pub(super) fn spelt(&mut self, word: &str) -> Vec<Word> {
        match self.means.get(word) {
            Some(words) => words.clone(),
            None => vec![self.number(word)],
        }
    }

    /// Every word and its number.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, Word)> {
        self.numbers.iter().map(|(written, word)| (written.as_str(), *word))
    }

    /// The forms of a verb, itself first.
    pub(super) fn forms(&self, verb: &str) -> Vec<String> {
        if let Some(forms) = self.inflect.irregular.get(verb) {
            let mut all = vec![verb.to_owned()];
            all.extend(forms.iter().cloned());
            return all;
        }
        let doubled = self.inflect.doubled.iter().any(|word| word == verb);
        let last = verb.chars().last().filter(|_| doubled);
        let ending = self.inflect.endings.iter().find(|ending| verb.ends_with(&ending.when));
        let ending = ending.expect("the last ending is empty and fits every verb");
        let stem = &verb[..verb.len() - ending.cut];
        let mut all = vec![verb.to_owned()];
        for add in &ending.add {
            let double = last.filter(|_| !add.starts_with('s'));
            all.push(
                double.map_or(format!("{stem}{add}"), |letter| format!("{stem}{letter}{add}")),
            );
        }
        all
    }

    /// The bit of a class, if there is one of this name.
    pub(super) fn class(&self, name: &str) -> Option<Classes> {
        self.names.get(name).map(|bit| 1u128 << bit)
    }

    /// How much a word is written in any text, in thousandths; most words, hardly.
    pub(super) fn common(&self, word: Word) -> u32 {
        let frequent = self.class("frequent").unwrap_or(0);
        match (self.class("very-frequent"), self.classes(word)) {
            (Some(very), own) if own & very != 0 => 60,
            (_, own) if own & frequent != 0 => 15,
            _ => 1,
        }
    }

    /// The class of words of no weight.
    pub(super) fn filler(&self) -> Classes {
        self.class("filler").unwrap_or(0)
    }

    /// The classes of one word.
    pub(super) fn classes(&self, word: Word) -> Classes {
        self.classes[word as usize]
    }

    /// The expressions of several words that begin with this one.
    pub(super) fn phrases(&self, first: Word) -> &[(Vec<Word>, Classes)] {
        &self.phrases[first as usize]
    }

    /// The words that can begin something of one of these classes.
    pub(super) fn starts(&self, classes: Classes) -> Vec<Word> {
        bits(classes).flat_map(|bit| self.members[bit].0.iter().copied()).collect()
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// How many words the longest expression of one of these classes has.
    pub(super) fn longest(&self, classes: Classes) -> usize {
        bits(classes).map(|bit| self.members[bit].1).max().unwrap_or(1)
    }

    /// What a written word means: one word or several, or none that is known.
    pub(super) fn meaning(&self, written: &str) -> Meaning<'_> {
        if let Some(words) = self.means.get(written) {
            return Meaning::Several(words);
        }
        if let Some(word) = self.numbers.get(written) {
            return Meaning::One(*word);
        }
        self.forgive(written).map_or(Meaning::Unknown, Meaning::One)
    }

    /// The telling word that this one is with a letter doubled, lost, added or swapped.
    fn forgive(&self, written: &str) -> Option<Word> {
        let letters: Vec<char> = written.chars().collect();
        if !(5..=16).contains(&letters.len()) {
            return None;
        }
        (letters.len() - 1..=letters.len() + 1)
            .filter_map(|length| self.forgiven.get(&(letters[0], length)))
            .flatten()
            .find(|word| one_slip(&letters, word))
            .and_then(|word| self.numbers.get(&word.iter().collect::<String>()).copied())
    }
}

/// The places of the bits that are set.
fn bits(classes: Classes) -> impl Iterator<Item = usize> {
    let mut left = classes;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (bit < Classes::BITS as usize).then_some(bit)
    })
}

/// What a written word stands for.
pub(super) enum Meaning<'a> {
    /// Several words: `don't`.
    Several(&'a [Word]),
    /// One word.
    One(Word),
    /// A word in no list.
    Unknown,
}

/// Whether two words differ by one swap of neighbours or one letter too many.
fn one_slip(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    match a.len() as isize - b.len() as isize {
        0 => {
            same + 1 < a.len()
                && a[same] == b[same + 1]
                && a[same + 1] == b[same]
                && a[same + 2..] == b[same + 2..]
        }
        1 => a[same + 1..] == b[same..],
        -1 => a[same..] == b[same + 1..],
        _ => false,
    }
}
