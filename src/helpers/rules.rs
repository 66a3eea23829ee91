//! Owns what is common to the helpers that look for phrases: rules as data, their exceptions,
//! and how a hit becomes a finding; never knows one helper from another.

use super::grammar::Grammar;
use super::index::Index;
use super::text::{self, Text, Token};
use super::{Danger, Finding, Helper, Tier};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// How far around a hit an `unless` is looked for, in words. It bounds the work on one endless
/// sentence.
const AROUND: usize = 40;

/// A hit of more words than this can outweigh an exception that shares less than half of them.
const SHORT: usize = 9;

/// The shape of a helper's file.
#[derive(Deserialize, Default)]
pub(super) struct RulesFile {
    /// Words with these flags begin nothing.
    #[serde(default)]
    skip: Vec<String>,
    /// What is never meant: a hit that shares words with one of these is dropped.
    #[serde(default)]
    except: Vec<String>,
    /// Whether a long hit outweighs an exception that shares but a few words with it.
    #[serde(default)]
    outweighs: bool,
    /// What silences every rule in its sentence.
    #[serde(default)]
    unless: Vec<String>,
    /// Parts for the phrases of this and later files.
    #[serde(default)]
    part: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    rule: Vec<RuleFile>,
}

impl RulesFile {
    /// Takes in another file of the same helper; its rules come after.
    pub(super) fn widen(&mut self, other: RulesFile) {
        self.outweighs |= other.outweighs;
        self.skip.extend(other.skip);
        self.except.extend(other.except);
        self.unless.extend(other.unless);
        self.part.extend(other.part);
        self.rule.extend(other.rule);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    find: Vec<String>,
    /// What silences this rule in its sentence.
    #[serde(default)]
    unless: Vec<String>,
    /// What must be met in its sentence too, in any order.
    #[serde(default)]
    with: Vec<String>,
    /// What silences this rule anywhere in the answer.
    #[serde(default)]
    unless_anywhere: Vec<String>,
    /// Flags that silence it, in place of the file's.
    skip: Option<Vec<String>>,
    /// Whether the file's exceptions do not count here.
    #[serde(default)]
    stands: bool,
    /// Whether a "not" among the words found takes them back, as one before them does.
    #[serde(default)]
    open_to_denial: bool,
    why: String,
    #[serde(rename = "try")]
    suggestion: String,
    tier: Option<Tier>,
    danger: Option<Danger>,
}

/// The rules of one helper, in the order of its file: an earlier one speaks first.
pub(super) struct Rules {
    rules: Vec<Rule>,
    outweighs: bool,
    find: Index,
    except: Index,
    unless: Index,
}

/// One rule.
pub(super) struct Rule {
    unless: Index,
    with: Option<Index>,
    unless_anywhere: Index,
    skip: u16,
    stands: bool,
    pub(super) open_to_denial: bool,
    why: String,
    suggestion: String,
    pub(super) tier: Option<Tier>,
    pub(super) danger: Option<Danger>,
}

/// A rule that was met, and by which words.
pub(super) struct Hit<'a> {
    pub(super) rule: &'a Rule,
    pub(super) order: usize,
    pub(super) words: Range<usize>,
}

impl Rules {
    /// Reads the rules of one helper.
    pub(super) fn new(file: RulesFile, grammar: &mut Grammar) -> Rules {
        let common = flags(&file.skip);
        grammar.take(file.part);
        let mut phrases = Vec::new();
        let mut rules = Vec::new();
        for rule in file.rule {
            phrases.push(rule.find);
            rules.push(Rule {
                unless: Index::new(&[rule.unless], grammar),
                with: (!rule.with.is_empty()).then(|| Index::new(&[rule.with], grammar)),
                unless_anywhere: Index::new(&[rule.unless_anywhere], grammar),
                skip: rule.skip.map_or(common, |own| flags(&own)),
                stands: rule.stands,
                open_to_denial: rule.open_to_denial,
                why: rule.why,
                suggestion: rule.suggestion,
                tier: rule.tier,
                danger: rule.danger,
            });
        }
        Rules {
            rules,
            outweighs: file.outweighs,
            find: Index::new(&phrases, grammar),
            except: Index::new(&[file.except], grammar),
            unless: Index::new(&[file.unless], grammar),
        }
    }

    /// Every hit that stands, in the order of the answer; hits do not overlap.
    pub(super) fn hits<'a>(&'a self, text: &Text) -> Vec<Hit<'a>> {
        let mut excepted = vec![false; text.tokens.len()];
        for (_, words) in self.except.all(text, 0..text.tokens.len()) {
            excepted[words].fill(true);
        }
        let mut hits: Vec<Hit<'a>> = Vec::new();
        let whole = 0..text.tokens.len().min(4 * AROUND);
        let mut silenced: Vec<Option<bool>> = vec![None; self.rules.len()];
        for (order, words) in self.find.all(text, 0..text.tokens.len()) {
            let free = hits.last().is_none_or(|last| last.words.end <= words.start);
            let rule = &self.rules[order];
            let covered = excepted[words.clone()].iter().filter(|word| **word).count();
            let outweighs = self.outweighs && words.len() > SHORT;
            let most = if outweighs { words.len() / 2 } else { 0 };
            let excepted = !rule.stands && covered > most;
            if !free || excepted || !self.stands(rule, &words, text) {
                continue;
            }
            let silent = || rule.unless_anywhere.any(text, whole.clone());
            if !*silenced[order].get_or_insert_with(silent) {
                hits.push(Hit { rule, order, words });
            }
        }
        hits
    }

    /// Whether nothing near a hit takes it back.
    fn stands(&self, rule: &Rule, words: &Range<usize>, text: &Text) -> bool {
        let Some(first) = text.tokens.get(words.start) else {
            return false;
        };
        let quoted = text.tokens[words.clone()].iter().filter(|token| token.is(text::QUOTED));
        if first.is(rule.skip) || rule.skip & text::QUOTED != 0 && quoted.count() > 1 {
            return false;
        }
        let sentence = sentence(&text.tokens, words);
        rule.with.as_ref().is_none_or(|with| with.any(text, sentence.clone()))
            && !rule.unless.any(text, sentence.clone())
            && (rule.stands || !self.unless.any(text, sentence))
    }

    /// For each rule, the first place where it is met and stands, whatever else is met there.
    pub(super) fn firsts(&self, text: &Text) -> Vec<Option<Range<usize>>> {
        let mut firsts = vec![None; self.rules.len()];
        for (order, words) in self.find.all(text, 0..text.tokens.len()) {
            if firsts[order].is_none() && self.stands(&self.rules[order], &words, text) {
                firsts[order] = Some(words);
            }
        }
        firsts
    }

    /// What a rule says, and suggests, of these words.
    pub(super) fn words(&self, order: usize, found: &str) -> (String, String) {
        let rule = &self.rules[order];
        (filled(&rule.why, found, found), filled(&rule.suggestion, found, found))
    }
}

impl Hit<'_> {
    /// The hit in words for a person.
    pub(super) fn finding(&self, helper: Helper, answer: &str, text: &Text) -> Finding {
        let span = text.span(&self.words);
        let last = text.span(&(self.words.end.saturating_sub(1)..self.words.end));
        let found = &answer[span.clone()];
        let last = &answer[last];
        Finding {
            helper,
            span,
            why: filled(&self.rule.why, found, last),
            suggestion: filled(&self.rule.suggestion, found, last),
            tier: self.rule.tier,
            danger: self.rule.danger,
        }
    }
}

/// A sentence for a person, with the words found in their places.
pub(super) fn filled(sentence: &str, found: &str, last: &str) -> String {
    if !sentence.contains('{') {
        return sentence.to_owned();
    }
    let short: String = found.chars().take(80).collect();
    let last: String = last.chars().take(40).collect();
    sentence.replace("{found}", &short).replace("{last}", &last)
}

/// The words around a hit, up to the borders of its sentence.
fn sentence(tokens: &[Token], words: &Range<usize>) -> Range<usize> {
    let mut start = words.start;
    while start > 0 && words.start - start < AROUND && !tokens[start].is(text::SENTENCE) {
        start -= 1;
    }
    let mut end = words.end;
    while end < tokens.len() && end - words.end < AROUND && !tokens[end].is(text::SENTENCE) {
        end += 1;
    }
    start..end
}

/// Flags by their names in the files.
pub(super) fn flags(names: &[String]) -> u16 {
    names.iter().fold(0, |all, name| {
        all | match name.as_str() {
            "quoted" => text::QUOTED,
            "reported" => text::REPORTED,
            "denied" => text::DENIED,
            "hypothetical" => text::HYPOTHETICAL,
            "question" => text::QUESTION,
            other => panic!("no flag named {other}"),
        }
    })
}
