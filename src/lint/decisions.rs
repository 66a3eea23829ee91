//! A question that can be answered yes can be answered no, kindly.

use super::{Look, texts};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{Action, Choice, Next};

codes! {
    /// A decision that has a yes and no kind no.
    ///
    /// Nobody can agree who cannot decline. Offer a way to say no that costs nothing: "Not now",
    /// "Another day", "I would rather not". A no that sounds like failing is none.
    NO_KIND_NO = "no-kind-no", Warning;
}

/// What agrees, at the beginning of an id or of the words of a choice.
const AGREES: &[&str] =
    &["yes", "ok", "okay", "agree", "i agree", "i do", "sure", "let us", "let's", "i am in"];

/// What declines, anywhere in them.
const DECLINES: &[&str] = &[
    "no",
    "not",
    "none",
    "never",
    "nothing",
    "nobody",
    "later",
    "another",
    "other",
    "else",
    "skip",
    "stop",
    "pause",
    "break",
    "rest",
    "wait",
    "end",
    "leave",
    "keep",
    "without",
    "rather",
    "instead",
    "back",
    "enough",
    "cannot",
    "can't",
    "don't",
    "don’t",
    "won't",
    "hard",
    "unsure",
    "maybe",
    "private",
    "less",
    "time",
    "partly",
    "almost",
    "different",
    "change",
    "limit",
    "if",
];

/// What makes a no unkind.
const UNKIND: &[&str] = &[
    "i refuse",
    "i give up",
    "i quit",
    "i fail",
    "i failed",
    "i don't care",
    "i do not care",
    "i am not brave",
    "i can't be bothered",
    "i am too weak",
    "coward",
    "i don't love",
];

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for at in look.own() {
        let (Action::Choose(choose), Next::ByAnswer { .. }) = (&at.step.action, &at.step.next)
        else {
            continue;
        };
        let open = choose.other || choose.from.is_some() || choose.vocabulary.is_some();
        if open || choose.pick.is_some() {
            continue;
        }
        let read: Vec<Read<'_>> = choose.choices.iter().map(Read::of).collect();
        for Read { choice, .. } in read.iter().filter(|choice| choice.is_unkind()) {
            let message = format!("the no of `{}` sounds like failing", at.step.id.value);
            let hint = "say it kindly: \"Not now\", \"Another day\", \"I would rather not\"";
            found.push(Diagnostic::new(NO_KIND_NO, choice.id.span, message).hint(hint.to_owned()));
        }
        let agrees = read.iter().any(Read::is_yes);
        if agrees && !read.iter().any(|choice| !choice.is_yes() && choice.is_no()) {
            let message = format!("`{}` can be answered yes, and not no", at.step.id.value);
            let hint = "add a choice like `no = \"Not now\"`, and where it leads".to_owned();
            found.push(Diagnostic::new(NO_KIND_NO, at.step.id.span, message).hint(hint));
        }
    }
}

/// A choice, and its words in small letters.
struct Read<'a> {
    choice: &'a Choice,
    text: String,
}

impl Read<'_> {
    fn of(choice: &Choice) -> Read<'_> {
        Read { choice, text: texts::plain(&choice.text).to_lowercase() }
    }

    fn is_yes(&self) -> bool {
        let begins = |text: &str, word: &str| {
            text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let id = &self.choice.id.value;
        AGREES.iter().any(|word| begins(&self.text, word) || begins(id, word))
    }

    fn is_no(&self) -> bool {
        let id = self.choice.id.value.replace(['-', '_'], " ").to_lowercase();
        let declines = |text: &str| texts::words(text).any(|word| DECLINES.contains(&word));
        declines(&self.text) || declines(&id)
    }

    fn is_unkind(&self) -> bool {
        let unkind = |rest: &str| UNKIND.iter().any(|words| rest.starts_with(words));
        texts::from_each_word(&self.text).any(|(_, rest)| unkind(rest))
    }
}
