//! Owns one answer as all helpers read it: its words once, and the hits of each helper once,
//! however many ask for them; never decides what a hit means.

use super::Helper;
use super::language::Language;
use super::rules::Hit;
use super::text::Text;
use std::cell::OnceCell;

/// An answer, read.
pub(super) struct Reading<'a> {
    pub(super) language: &'a Language,
    pub(super) answer: &'a str,
    pub(super) text: Text,
    hits: [OnceCell<Vec<Hit<'a>>>; Helper::ALL.len()],
}

impl<'a> Reading<'a> {
    /// Reads an answer.
    pub(super) fn new(language: &'a Language, answer: &'a str) -> Reading<'a> {
        Reading { language, answer, text: language.read(answer), hits: Default::default() }
    }

    /// Where the rules of a helper are met and stand.
    pub(super) fn hits(&self, helper: Helper) -> &[Hit<'a>] {
        self.hits[helper as usize].get_or_init(|| self.language.rules(helper).hits(&self.text))
    }

    /// The answer without the white space around it.
    pub(super) fn whole(&self) -> std::ops::Range<usize> {
        let start = self.answer.len() - self.answer.trim_start().len();
        start..self.answer.trim_end().len().max(start)
    }
}
