//! Owns the text helpers: what they notice in an answer, and the cards for feelings and needs;
//! never changes, stores, scores or blocks what a person wrote.
//!
//! A helper reads one answer and returns findings, each with its place in the answer, one warm
//! sentence that says what was noticed, and one thing to try. Everything is local and
//! deterministic: word lists and phrases are data (one folder a language), read once.
//!
//! On 1,026 lines of an author whom nobody who made the rules had read, pooled precision was 0.96
//! and recall 0.94 over the helpers but `crisis`; `crisis` had precision 0.88 and recall 0.98, both
//! tiers counted. Other authors' lines have been harder:
//! `tests/helpers/README.md` has the tables and what they are worth. All helpers together read an
//! answer of 200 words in about 0.5 ms, one alone in 0.05 ms, `crisis` in 0.14 ms (one core of a
//! busy AMD EPYC); the work grows no faster than the answer.
//!
//! ```
//! use tending::helpers::Helper;
//!
//! let found = Helper::Absolutes.check("You never listen to me.", None);
//! assert_eq!(&"You never listen to me."[found[0].span.clone()], "You never listen");
//! assert!(Helper::Absolutes.check("We have never been to Spain.", None).is_empty());
//! ```

use serde::{Deserialize, Serialize};
use std::ops::Range;

mod crisis;
mod grammar;
mod index;
mod language;
mod lexicon;
mod mirror;
mod phrase;
mod reading;
mod rules;
mod statements;
mod text;
mod vocabulary;
#[cfg(test)]
mod work;
#[cfg(test)]
mod german;

use language::ENGLISH;
use reading::Reading;

pub use vocabulary::{Card, Family, Vocabulary, vocabularies, vocabulary};

/// One thing a helper noticed in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which helper noticed it.
    pub helper: Helper,
    /// Where it stands: a byte range in the answer, always on character boundaries.
    pub span: Range<usize>,
    /// One warm sentence: what was noticed and why it matters.
    pub why: String,
    /// One thing to try, fitted to the words found.
    pub suggestion: String,
    /// How plainly danger was told; only `crisis` sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Where the danger comes from; only `crisis` sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger: Option<Danger>,
}

/// How plainly an answer tells of danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// It is said outright, of now.
    Plain,
    /// It is hinted at, denied, or past: still never met with silence.
    Soft,
}

/// Whom a dangerous situation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Danger {
    /// The person may harm themselves.
    ToSelf,
    /// Another person may harm them, or someone with them.
    FromAnother,
}

/// A text helper: a small reader that notices one way of saying things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Helper {
    /// A universal claim about a person: "you never listen".
    Absolutes,
    /// *You* with a cause, a label or a why: "you made me late".
    Blame,
    /// An answer that is not yet *I* + feeling + when or because.
    IStatement,
    /// A thought or verdict after *feel*: "I feel abandoned".
    PseudoFeeling,
    /// A need that names a person, a thing or an hour: "I need you home by six".
    Strategy,
    /// An apology with a condition or a defence: "sorry if you were hurt".
    ConditionalApology,
    /// A promise with no act or time: "I'll try to be better".
    VagueCommitment,
    /// A reflection that is empty, word for word, or a defence; needs the original.
    Mirror,
    /// A boundary that steers the other: "you may not see your friends".
    Control,
    /// A listener who fixes or compares: "at least it's not raining".
    Advice,
    /// Danger to oneself, or from another person.
    Crisis,
}

impl Helper {
    /// Every helper, in the order they are listed to authors.
    pub const ALL: [Helper; 11] = [
        Helper::Absolutes,
        Helper::Blame,
        Helper::IStatement,
        Helper::PseudoFeeling,
        Helper::Strategy,
        Helper::ConditionalApology,
        Helper::VagueCommitment,
        Helper::Mirror,
        Helper::Control,
        Helper::Advice,
        Helper::Crisis,
    ];

    /// The name an author writes in `check = […]`.
    ///
    /// ```
    /// assert_eq!(tending::helpers::Helper::PseudoFeeling.name(), "pseudo-feeling");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Helper::Absolutes => "absolutes",
            Helper::Blame => "blame",
            Helper::IStatement => "i-statement",
            Helper::PseudoFeeling => "pseudo-feeling",
            Helper::Strategy => "strategy",
            Helper::ConditionalApology => "conditional-apology",
            Helper::VagueCommitment => "vague-commitment",
            Helper::Mirror => "mirror",
            Helper::Control => "control",
            Helper::Advice => "advice",
            Helper::Crisis => "crisis",
        }
    }

    /// The name a script calls it by: `name` with underscores.
    pub fn rhai_name(self) -> &'static str {
        match self {
            Helper::IStatement => "i_statement",
            Helper::PseudoFeeling => "pseudo_feeling",
            Helper::ConditionalApology => "conditional_apology",
            Helper::VagueCommitment => "vague_commitment",
            other => other.name(),
        }
    }

    /// One line for an author: what it notices.
    pub fn summary(self) -> &'static str {
        match self {
            Helper::Absolutes => "a universal claim about a person: \"you never listen\"",
            Helper::Blame => "you with a cause, a label or a why: \"you made me late\"",
            Helper::IStatement => "an answer that is not yet I + feeling + when or because",
            Helper::PseudoFeeling => "a thought or verdict after feel: \"I feel abandoned\"",
            Helper::Strategy => "a need that names a person, a thing or an hour",
            Helper::ConditionalApology => {
                "an apology with a condition: \"sorry if\", \"sorry, but\""
            }
            Helper::VagueCommitment => "a promise with no act or time: \"I'll try to be better\"",
            Helper::Mirror => "a reflection that is empty, word for word, or a defence",
            Helper::Control => "a boundary that steers the other: \"you may not see your friends\"",
            Helper::Advice => "a listener who fixes or compares: \"at least …\", \"you should\"",
            Helper::Crisis => "danger to oneself or from another person, said plainly or softly",
        }
    }

    /// The helper with this kebab-case name, exactly as `name` gives it.
    pub fn by_name(name: &str) -> Option<Helper> {
        Helper::ALL.into_iter().find(|helper| helper.name() == name)
    }

    /// Whether `check` compares the answer with what the other person said. True of `mirror` only.
    pub fn needs_original(self) -> bool {
        self == Helper::Mirror
    }

    /// What this helper notices in an answer, in the order of the answer; empty when nothing.
    ///
    /// `original` is what the other person said; only `mirror` reads it.
    pub fn check(self, answer: &str, original: Option<&str>) -> Vec<Finding> {
        self.notice(&Reading::new(&ENGLISH, answer), original)
    }

    /// `check` on an answer that was read already.
    fn notice(self, reading: &Reading<'_>, original: Option<&str>) -> Vec<Finding> {
        match self {
            Helper::IStatement => statements::i_statement(reading),
            Helper::Strategy => statements::strategy(reading),
            Helper::Mirror => mirror::check(reading, original),
            Helper::Crisis => crisis::check(reading),
            _ => {
                let hits = reading.hits(self).iter();
                hits.map(|hit| hit.finding(self, reading.answer, &reading.text)).collect()
            }
        }
    }
}

/// What several helpers notice together, in the order they are given. The answer is read once.
///
/// `crisis` is looked at first, listed or not; where it fires nothing else speaks, for
/// nothing is said about the wording of an answer that tells of harm.
///
/// ```
/// use tending::helpers::{Helper, check_all};
///
/// let listed = [Helper::Blame, Helper::Absolutes];
/// let found = check_all(&listed, "You never listen, and it's your fault we were late.", None);
/// assert_eq!(found.len(), 2);
/// let found = check_all(&listed, "You never listen. I want to kill myself.", None);
/// assert_eq!((found.len(), found[0].helper), (1, Helper::Crisis));
/// ```
pub fn check_all(helpers: &[Helper], answer: &str, original: Option<&str>) -> Vec<Finding> {
    let reading = Reading::new(&ENGLISH, answer);
    if let Some(finding) = plainest(Helper::Crisis.notice(&reading, None)) {
        return vec![finding];
    }
    let others = helpers.iter().filter(|helper| **helper != Helper::Crisis);
    others.flat_map(|helper| helper.notice(&reading, original)).collect()
}

/// The first plain finding, or else the first.
fn plainest(found: Vec<Finding>) -> Option<Finding> {
    let plain = found.iter().position(|finding| finding.tier == Some(Tier::Plain));
    found.into_iter().nth(plain.unwrap_or(0))
}

/// The plainest sign of danger in an answer, if there is one: asked of every free-text answer
/// before anything else.
///
/// ```
/// use tending::helpers::{Danger, Tier, crisis};
///
/// let found = crisis("he hit me again last night").unwrap();
/// assert_eq!((found.tier, found.danger), (Some(Tier::Plain), Some(Danger::FromAnother)));
/// assert!(crisis("this traffic is killing me").is_none());
/// ```
pub fn crisis(answer: &str) -> Option<Finding> {
    plainest(Helper::Crisis.check(answer, None))
}

/// Whether an answer is a well-formed I-statement: I + feeling + when or because, no blame.
///
/// ```
/// use tending::helpers::is_i_statement;
///
/// assert!(is_i_statement("I felt worried when the phone was off at ten"));
/// assert!(!is_i_statement("I feel that you are wrong"));
/// ```
pub fn is_i_statement(answer: &str) -> bool {
    !answer.trim().is_empty() && Helper::IStatement.check(answer, None).is_empty()
}

/// Whether an answer names a real need, rather than a person, a thing or an hour to meet it.
///
/// ```
/// use tending::helpers::is_need;
///
/// assert!(is_need("I need some rest and quiet"));
/// assert!(!is_need("I need you home by six"));
/// ```
pub fn is_need(answer: &str) -> bool {
    statements::is_need(&Reading::new(&ENGLISH, answer))
}
