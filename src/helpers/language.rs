//! Owns the one language there is so far, read once from its folder of data: lexicon, scopes and
//! the rules of each helper; never judges an answer by itself.

use super::index::Index;
use super::lexicon::{Classes, Lexicon, SpellingFile, WordsFile};
use super::rules::{Rules, RulesFile, flags};
use super::text::{CLAUSE, SENTENCE, Text};
use super::vocabulary::vocabulary;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// How far a scope reaches at most, in words.
const REACH: usize = 80;

/// A language, ready for use.
pub(super) struct Language {
    pub(super) lexicon: Lexicon,
    scopes: Index,
    reaches: Vec<Reach>,
    /// What ends a scope inside a sentence: "… but you".
    breaks_off: Classes,
    pub(super) absolutes: Rules,
    pub(super) blame: Rules,
    pub(super) i_statement: Rules,
    pub(super) pseudo_feeling: Rules,
    pub(super) strategy: Rules,
    pub(super) conditional_apology: Rules,
    pub(super) vague_commitment: Rules,
    pub(super) mirror: Rules,
    pub(super) control: Rules,
    pub(super) advice: Rules,
    pub(super) crisis: Rules,
}

/// The shape of `scopes.toml`.
#[derive(Deserialize)]
struct ScopesFile {
    scope: Vec<ScopeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFile {
    flag: String,
    find: Vec<String>,
    /// Whether the scope ends with the clause rather than the sentence.
    #[serde(default)]
    clause: bool,
    /// Whether the words found are in the scope too.
    #[serde(default)]
    itself: bool,
}

/// What a scope does to the words after it.
struct Reach {
    flag: u16,
    clause: bool,
    itself: bool,
}

/// English.
pub(super) static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
    let mut words: WordsFile = read(include_str!("en/words.toml"));
    words.widen(read(include_str!("en/danger.toml")));
    let spelling: SpellingFile = read(include_str!("en/spelling.toml"));
    let mut lexicon = Lexicon::new(
        words,
        spelling,
        &[("card-feeling", labels("feelings")), ("card-need", labels("needs"))],
    );
    let scopes: ScopesFile = read(include_str!("en/scopes.toml"));
    let phrases: Vec<Vec<String>> = scopes.scope.iter().map(|scope| scope.find.clone()).collect();
    let reaches = scopes.scope.into_iter().map(|scope| Reach {
        flag: flags(&[scope.flag]),
        clause: scope.clause,
        itself: scope.itself,
    });
    let reaches = reaches.collect();
    let mut rules = |file: &str| Rules::new(read::<RulesFile>(file), &mut lexicon);
    Language {
        absolutes: rules(include_str!("en/absolutes.toml")),
        blame: rules(include_str!("en/blame.toml")),
        i_statement: rules(include_str!("en/i-statement.toml")),
        pseudo_feeling: rules(include_str!("en/pseudo-feeling.toml")),
        strategy: rules(include_str!("en/strategy.toml")),
        conditional_apology: rules(include_str!("en/conditional-apology.toml")),
        vague_commitment: rules(include_str!("en/vague-commitment.toml")),
        mirror: rules(include_str!("en/mirror.toml")),
        control: rules(include_str!("en/control.toml")),
        advice: rules(include_str!("en/advice.toml")),
        crisis: rules(concat!(
            include_str!("en/crisis.toml"),
            include_str!("en/crisis-self.toml"),
            include_str!("en/crisis-another.toml"),
        )),
        scopes: Index::new(&phrases, &mut lexicon),
        reaches,
        breaks_off: lexicon.class("breaks-off").unwrap_or(0),
        lexicon,
    }
});

impl Language {
    /// An answer as words, with what scopes make of them.
    pub(super) fn read(&self, answer: &str) -> Text {
        let mut text = Text::read(answer, &self.lexicon);
        for (scope, words) in self.scopes.all(&text, 0..text.tokens.len()) {
            self.reaches[scope].mark(&mut text, words, self.breaks_off);
        }
        text
    }
}

impl Reach {
    /// Flags the words in the scope of what was found.
    fn mark(&self, text: &mut Text, words: std::ops::Range<usize>, breaks_off: Classes) {
        let wall = if self.clause { CLAUSE | SENTENCE } else { SENTENCE };
        let from = if self.itself { words.start } else { words.end };
        for at in from..text.tokens.len().min(from + REACH) {
            let token = &mut text.tokens[at];
            let opens = at == words.end && token.is(SENTENCE);
            let beyond = at > words.end && (token.is(wall) || token.begins & breaks_off != 0);
            if opens || beyond {
                break;
            }
            token.flags |= self.flag;
        }
    }
}

/// The labels of a vocabulary, as a class of words.
fn labels(name: &str) -> Vec<String> {
    let families = vocabulary(name).map_or(&[][..], |vocabulary| &vocabulary.families);
    families.iter().flat_map(|family| &family.words).map(|card| card.label.clone()).collect()
}

/// Reads one embedded file.
fn read<T: DeserializeOwned>(file: &str) -> T {
    toml::from_str(file).unwrap_or_else(|error| panic!("an embedded file is valid: {error}"))
}
