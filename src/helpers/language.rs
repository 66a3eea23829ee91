//! Owns the one language there is so far, read once from its folder of data: lexicon, scopes and
//! the rules of each helper; never judges an answer by itself.

use super::Helper;
use super::grammar::Grammar;
use super::index::Index;
use super::lexicon::{Classes, Lexicon, WordsFile, Writing};
use super::mirror::{Echo, EchoFile};
use super::rules::{Rules, RulesFile, flags};
use super::text::{CLAUSE, SENTENCE, Text};
use super::vocabulary;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// How far a scope reaches at most, in words.
const REACH: usize = 80;

/// A language, ready for use.
pub(super) struct Language {
    pub(super) lexicon: Lexicon,
    pub(super) writing: Writing,
    pub(super) echo: Echo,
    scopes: Index,
    reaches: Vec<Reach>,
    /// What ends a scope inside a sentence: "… but you".
    breaks_off: Classes,
    absolutes: Rules,
    blame: Rules,
    i_statement: Rules,
    pseudo_feeling: Rules,
    strategy: Rules,
    conditional_apology: Rules,
    vague_commitment: Rules,
    mirror: Rules,
    control: Rules,
    advice: Rules,
    crisis: Rules,
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

/// The files of one language.
pub(super) struct Folder {
    pub(super) words: &'static str,
    pub(super) danger: &'static str,
    pub(super) spelling: &'static str,
    pub(super) scopes: &'static str,
    pub(super) feelings: &'static str,
    pub(super) needs: &'static str,
    pub(super) absolutes: &'static str,
    pub(super) blame: &'static str,
    pub(super) i_statement: &'static str,
    pub(super) pseudo_feeling: &'static str,
    pub(super) strategy: &'static str,
    pub(super) conditional_apology: &'static str,
    pub(super) vague_commitment: &'static str,
    pub(super) mirror: &'static str,
    pub(super) control: &'static str,
    pub(super) advice: &'static str,
    pub(super) crisis: &'static [&'static str],
}

/// English.
pub(super) static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
    Language::new(&Folder {
        words: include_str!("en/words.toml"),
        danger: include_str!("en/danger.toml"),
        spelling: include_str!("en/spelling.toml"),
        scopes: include_str!("en/scopes.toml"),
        feelings: vocabulary::FEELINGS_IN_ENGLISH,
        needs: vocabulary::NEEDS_IN_ENGLISH,
        absolutes: include_str!("en/absolutes.toml"),
        blame: include_str!("en/blame.toml"),
        i_statement: include_str!("en/i-statement.toml"),
        pseudo_feeling: include_str!("en/pseudo-feeling.toml"),
        strategy: include_str!("en/strategy.toml"),
        conditional_apology: include_str!("en/conditional-apology.toml"),
        vague_commitment: include_str!("en/vague-commitment.toml"),
        mirror: include_str!("en/mirror.toml"),
        control: include_str!("en/control.toml"),
        advice: include_str!("en/advice.toml"),
        crisis: &[
            include_str!("en/crisis.toml"),
            include_str!("en/crisis-self.toml"),
            include_str!("en/crisis-another.toml"),
            include_str!("en/crisis-frames.toml"),
            include_str!("en/crisis-frames-another.toml"),
        ],
    })
});

impl Language {
    /// Reads a language. Its files are our own data, so a mistake in one is ours, which the
    /// first use shows.
    pub(super) fn new(folder: &Folder) -> Language {
        let mut words: WordsFile = read(folder.words);
        words.widen(read(folder.danger));
        let parts = words.parts();
        let writing = words.writing();
        let lexicon = Lexicon::new(
            words,
            read(folder.spelling),
            &[("card-feeling", labels(folder.feelings)), ("card-need", labels(folder.needs))],
        );
        let mut grammar = Grammar::new(lexicon);
        grammar.take(parts);
        let scopes: ScopesFile = read(folder.scopes);
        let phrases: Vec<Vec<String>> =
            scopes.scope.iter().map(|scope| scope.find.clone()).collect();
        let reaches = scopes.scope.into_iter().map(|scope| Reach {
            flag: flags(&[scope.flag]),
            clause: scope.clause,
            itself: scope.itself,
        });
        let reaches = reaches.collect();
        let mut rules = |file: &str| Rules::new(read::<RulesFile>(file), &mut grammar);
        Language {
            absolutes: rules(folder.absolutes),
            blame: rules(folder.blame),
            i_statement: rules(folder.i_statement),
            pseudo_feeling: rules(folder.pseudo_feeling),
            strategy: rules(folder.strategy),
            conditional_apology: rules(folder.conditional_apology),
            vague_commitment: rules(folder.vague_commitment),
            mirror: rules(folder.mirror),
            control: rules(folder.control),
            advice: rules(folder.advice),
            crisis: Rules::new(joined(folder.crisis), &mut grammar),
            scopes: Index::new(&phrases, &mut grammar),
            reaches,
            writing,
            echo: Echo::new(read::<EchoFile>(folder.mirror).echo, &mut grammar.lexicon),
            breaks_off: grammar.lexicon.class("breaks-off").unwrap_or(0),
            lexicon: grammar.lexicon,
        }
    }

    /// The rules of a helper.
    pub(super) fn rules(&self, helper: Helper) -> &Rules {
        match helper {
            Helper::Absolutes => &self.absolutes,
            Helper::Blame => &self.blame,
            Helper::IStatement => &self.i_statement,
            Helper::PseudoFeeling => &self.pseudo_feeling,
            Helper::Strategy => &self.strategy,
            Helper::ConditionalApology => &self.conditional_apology,
            Helper::VagueCommitment => &self.vague_commitment,
            Helper::Mirror => &self.mirror,
            Helper::Control => &self.control,
            Helper::Advice => &self.advice,
            Helper::Crisis => &self.crisis,
        }
    }

    /// A text as words, with nothing made of them.
    pub(super) fn words(&self, written: &str) -> Text {
        Text::read(written, &self.lexicon, &self.writing)
    }

    /// An answer as words, with what scopes make of them.
    pub(super) fn read(&self, answer: &str) -> Text {
        let mut text = self.words(answer);
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
fn labels(file: &str) -> Vec<String> {
    let families = vocabulary::families(file);
    families.into_iter().flat_map(|family| family.words).map(|card| card.label).collect()
}

/// The rules of several files, as of one.
fn joined(files: &[&str]) -> RulesFile {
    let mut all = RulesFile::default();
    files.iter().for_each(|file| all.widen(read(file)));
    all
}

/// Reads one embedded file.
fn read<T: DeserializeOwned>(file: &str) -> T {
    toml::from_str(file).unwrap_or_else(|error| panic!("an embedded file is valid: {error}"))
}
