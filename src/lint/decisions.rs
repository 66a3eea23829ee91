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
        for choice in choose.choices.iter().filter(|choice| is_unkind(choice)) {
            let message = format!("the no of `{}` sounds like failing", at.step.id.value);
            let hint = "say it kindly: \"Not now\", \"Another day\", \"I would rather not\"";
            found.push(Diagnostic::new(NO_KIND_NO, choice.id.span, message).hint(hint.to_owned()));
        }
        let agrees = choose.choices.iter().any(is_yes);
        let declines = choose.choices.iter().any(|choice| !is_yes(choice) && is_no(choice));
        if agrees && !declines {
            let message = format!("`{}` can be answered yes, and not no", at.step.id.value);
            let hint = "add a choice like `no = \"Not now\"`, and where it leads".to_owned();
            found.push(Diagnostic::new(NO_KIND_NO, at.step.id.span, message).hint(hint));
        }
    }
}

fn is_yes(choice: &Choice) -> bool {
    let text = texts::plain(&choice.text).to_lowercase();
    let begins = |text: &str, word: &str| {
        text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    AGREES.iter().any(|word| begins(&text, word) || begins(&choice.id.value, word))
}

fn is_no(choice: &Choice) -> bool {
    let text = texts::plain(&choice.text).to_lowercase();
    let id = choice.id.value.replace(['-', '_'], " ").to_lowercase();
    let words: Vec<&str> = texts::words(&text).chain(texts::words(&id)).collect();
    words.iter().any(|word| DECLINES.contains(word))
}

fn is_unkind(choice: &Choice) -> bool {
    let text = texts::plain(&choice.text).to_lowercase();
    UNKIND.iter().any(|words| text.contains(words))
}
