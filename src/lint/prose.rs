//! The words of an exercise: short sentences, plain words, no shouting. Knows English only.

use super::{Look, texts};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

codes! {
    /// A sentence that is hard to take in at one go.
    ///
    /// Someone who is upset reads less well than someone who is calm. One thought a sentence: break
    /// it where an "and" or a "which" stands.
    LONG_SENTENCE = "long-sentence", Warning;
    /// A text that takes many years of school to read.
    ///
    /// Long words and long sentences together make it hard. Say it as you would say it aloud to a
    /// friend who is upset.
    HARD_TO_READ = "hard-to-read", Warning;
    /// Words that shout.
    ///
    /// Capitals and rows of exclamation marks read as a raised voice, and people do this when
    /// voices have been raised. What matters can be stressed with `**…**`.
    SHOUTING = "shouting", Warning;
    /// A word from the trade, where a plain one would do.
    ///
    /// Whoever does not know it feels talked down to, or left out. Write what you would say to
    /// somebody who never read about it.
    TRADE_WORD = "trade-word", Warning;
}

/// The longest sentence, in words, that is read with ease.
const LONGEST_SENTENCE: usize = 28;
/// The highest reading level, in years of school, and how many words it takes to tell.
const HIGHEST_LEVEL: f64 = 9.0;
const LEAST_WORDS: usize = 40;

/// Words of the trade, and what to say in their place.
const TRADE: &[(&str, &str)] = &[
    ("affect regulation", "calming down"),
    ("amygdala", "the body's alarm"),
    ("attachment style", "how you hold on and let go"),
    ("attunement", "being in tune"),
    ("co-regulate", "calm down together"),
    ("co-regulation", "calming down together"),
    ("codependent", "what the person does"),
    ("cognitive distortion", "a thought that is not the whole truth"),
    ("cognitive reframing", "seeing it another way"),
    ("containment", "holding it"),
    ("countertransference", "what it stirs up in you"),
    ("de-escalate", "calm down"),
    ("dysregulated", "stirred up"),
    ("dysregulation", "being stirred up"),
    ("emotional flooding", "being too stirred up to listen"),
    ("emotional regulation", "calming down"),
    ("facilitate", "help"),
    ("gaslighting", "what was said or done"),
    ("hypervigilant", "always on guard"),
    ("internalize", "take to heart"),
    ("intervention", "what is done"),
    ("maladaptive", "what does not help"),
    ("metacognition", "noticing your thoughts"),
    ("modality", "way"),
    ("narcissist", "what the person does"),
    ("parasympathetic", "the calming part of the body"),
    ("psychoeducation", "what is known about it"),
    ("psychosomatic", "in the body"),
    ("resourcing", "what gives you strength"),
    ("self-efficacy", "trust in yourself"),
    ("somatic", "of the body"),
    ("sympathetic nervous system", "the body's alarm"),
    ("trauma response", "what the body does when it is afraid"),
    ("unmet attachment needs", "what you miss"),
    ("utilize", "use"),
    ("window of tolerance", "what you can bear"),
];

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for at in look.own() {
        let id = &at.step.id;
        for words in texts::of(at.step) {
            judge(look, id.span, &texts::plain(words), found);
        }
    }
    let head = &look.exercise().head;
    let top = Span::new(head.span.file, 0..0);
    for words in head.not_for.iter().chain(&head.aftercare) {
        judge(look, top, &texts::plain(words), found);
    }
    judge(look, top, &head.summary, found);
}

/// Judges one text, which stands somewhere after `from`.
fn judge(look: &Look<'_>, from: Span, text: &str, found: &mut Vec<Diagnostic>) {
    let words = texts::words(text).count();
    let mut long = false;
    let sentences = if words > LONGEST_SENTENCE { texts::sentences(text) } else { Vec::new() };
    for sentence in sentences {
        let count = texts::words(sentence).count();
        if count > LONGEST_SENTENCE {
            long = true;
            let message = format!("this sentence has {count} words");
            let span = texts::place(look.sources(), from, sentence);
            let hint = "make two of it: one thought a sentence".to_owned();
            found.push(Diagnostic::new(LONG_SENTENCE, span, message).hint(hint));
        }
    }
    let level = if words >= LEAST_WORDS { Some(level(text)) } else { None };
    if let Some(level) = level.filter(|level| *level > HIGHEST_LEVEL && !long) {
        let message = format!("this takes about {level:.0} years of school to read");
        let span = texts::place(look.sources(), from, text);
        let hint = "use shorter words and shorter sentences".to_owned();
        found.push(Diagnostic::new(HARD_TO_READ, span, message).hint(hint));
    }
    shouts(look, from, text, found);
    trade(look, from, text, found);
}

fn shouts(look: &Look<'_>, from: Span, text: &str, found: &mut Vec<Diagnostic>) {
    let loud = |word: &&str| {
        word.chars().filter(|c| c.is_uppercase()).count() > 3
            && word.chars().all(|c| !c.is_lowercase())
    };
    if let Some(word) = texts::words(text).find(loud) {
        let span = texts::place(look.sources(), from, word);
        let message = format!("`{word}` in capitals reads like a raised voice");
        let hint = format!("write `{}`, or stress it with `**`", word.to_lowercase());
        found.push(Diagnostic::new(SHOUTING, span, message).hint(hint));
    }
    let many = text.matches('!').count();
    if many > 2 || text.contains("!!") {
        let at = text.find('!').unwrap_or(0);
        let start = text[..at].rfind(['.', '\n', '?']).map_or(0, |end| end + 1);
        let span = texts::place(look.sources(), from, text[start..=at].trim());
        let message = format!("{many} exclamation marks in one text read like a raised voice");
        let hint = "end the sentences with a full stop".to_owned();
        found.push(Diagnostic::new(SHOUTING, span, message).hint(hint));
    }
}

fn trade(look: &Look<'_>, from: Span, text: &str, found: &mut Vec<Diagnostic>) {
    let lower = text.to_lowercase();
    let mut said: Vec<&str> = Vec::new();
    for (at, rest) in texts::from_each_word(&lower) {
        let whole = |word: &str| {
            let after = rest.strip_prefix(word);
            after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        let mut near = TRADE.iter().filter(|(word, _)| word.bytes().next() == rest.bytes().next());
        let Some((word, instead)) = near.find(|(word, _)| whole(word)) else {
            continue;
        };
        if said.contains(word) {
            continue;
        }
        said.push(word);
        // Lower case can be longer or shorter than what was written.
        let written = text.get(at..at + word.len()).unwrap_or(word);
        let span = texts::place(look.sources(), from, written);
        let message = format!("`{written}` is a word from the trade");
        let hint = format!("say it plainly: {instead}");
        found.push(Diagnostic::new(TRADE_WORD, span, message).hint(hint));
    }
}

/// About how many years of school a text takes (Flesch and Kincaid), which a short one cannot tell.
fn level(text: &str) -> f64 {
    let words: Vec<&str> = texts::words(text).collect();
    let sentences = texts::sentences(text).len().max(1) as f64;
    let count = words.len() as f64;
    let beats: usize = words.iter().map(|word| syllables(word)).sum();
    0.39 * count / sentences + 11.8 * beats as f64 / count - 15.59
}

/// About how many syllables an English word has.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0;
    let mut before = false;
    for letter in word.chars() {
        let now = vowel(letter);
        count += usize::from(now && !before);
        before = now;
    }
    let silent = word.ends_with('e') && !word.ends_with("le") && count > 1;
    (count - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_about_right() {
        let about: Vec<usize> =
            ["cat", "listen", "understanding", "make", "table", "hour"].map(syllables).to_vec();
        assert_eq!(about, [1, 2, 4, 1, 2, 1]);
    }
}
