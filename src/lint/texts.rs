//! The texts of a step as they are read, and where a word of them stands in the file. Judges none.

use std::convert::Infallible;

use crate::exercise::{Action, Step, Words};
use crate::source::{Sources, Span};

/// What a filled place reads like while nobody has answered yet.
const FILLED: &str = "something";

/// The texts of `step`, in the order they are read.
pub(super) fn of(step: &Step) -> Vec<&Words> {
    let mut texts: Vec<&Words> = step.say.iter().map(|line| &line.text).collect();
    match &step.action {
        Action::Ask(ask) => {
            texts.extend([Some(&ask.question), ask.help.as_ref()].into_iter().flatten())
        }
        Action::Choose(choose) => {
            texts.push(&choose.question);
            texts.extend(choose.choices.iter().map(|choice| &choice.text));
            texts.extend(&choose.help);
        }
        Action::Rate(rate) => {
            texts.push(&rate.question);
            texts.extend(rate.low.iter().chain(&rate.high).chain(&rate.help));
        }
        Action::Confirm(question) => texts.push(question),
        Action::Pause(pause) => texts.extend(&pause.cue),
        _ => {}
    }
    texts.extend(step.follow_up.iter().filter_map(|follow_up| follow_up.note.as_ref()));
    texts
}

/// The text as it reads, with something harmless in its open places.
pub(super) fn plain(words: &Words) -> String {
    let filled = words.fill(|_, to| {
        to.push(FILLED);
        Ok::<(), Infallible>(())
    });
    match filled {
        Ok(text) => text.plain().to_owned(),
        Err(never) => match never {},
    }
}

/// Where `words` begin in the file, looked for from `from` on: as much of their first line as is
/// written there as it is read.
pub(super) fn place(sources: &Sources, from: Span, words: &str) -> Span {
    let text = &sources.file(from.file).text;
    let start = from.range().start;
    let line = words.split('\n').next().unwrap_or(words);
    let line = line.split(FILLED).map(str::trim).max_by_key(|part| part.len()).unwrap_or(line);
    let mut wanted = line;
    loop {
        if let Some(at) = text.get(start..).and_then(|rest| rest.find(wanted)) {
            return Span::new(from.file, start + at..start + at + wanted.len());
        }
        match wanted.rfind(' ') {
            Some(shorter) if shorter > 8 => wanted = wanted[..shorter].trim_end(),
            _ => return from,
        }
    }
}

/// What follows from each place on where a word begins, and where that is.
pub(super) fn from_each_word(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, letter)| {
        let before = std::mem::replace(&mut inside, letter.is_alphanumeric());
        (inside && !before).then(|| (at, &text[at..]))
    })
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == '-'))
        .filter(|word| word.chars().any(char::is_alphabetic))
}

/// The sentences of a text; a paragraph or an item ends one too.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for paragraph in text.split('\n') {
        let mut start = 0;
        let ends = paragraph.match_indices(['.', '!', '?', '…']);
        for (at, end) in ends {
            let after = at + end.len();
            if paragraph[after..].chars().next().is_none_or(char::is_whitespace) {
                sentences.push(paragraph[start..after].trim());
                start = after;
            }
        }
        sentences.push(paragraph[start..].trim());
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}
