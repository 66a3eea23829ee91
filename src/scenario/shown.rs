//! What a session showed, as the words a person would read. Never shows anything itself.

use crate::session::{Notice, Output, Prompt, PromptKind, Rejection, To};
use crate::value::Person;

/// Words and for whose eyes they were.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) to: To,
    pub(super) text: String,
}

/// Whether `person` could read what was shown to `to`; without one, whether anyone could.
pub(super) fn is_for(to: To, person: Option<Person>) -> bool {
    match (to, person) {
        (To::Everyone, _) | (_, None) => true,
        (To::One(reader), Some(person)) => reader == person,
    }
}

/// The words of `output`.
pub(super) fn words(output: &Output) -> Shown {
    let text = match output {
        Output::Say { text, .. } => text.plain().to_owned(),
        Output::Quote { by, text, .. } => match by {
            Some(by) => format!("{by}: {}", text.plain()),
            None => text.plain().to_owned(),
        },
        Output::Nudge { nudge, .. } => format!("{} {}", nudge.why, nudge.suggestion),
        Output::Reject { rejection, .. } => why(rejection),
        Output::Notice { notice, .. } => notice_words(notice),
        Output::Ask(prompt) => prompt_words(prompt),
        Output::HandOver(hand_over) => format!("over to {}", hand_over.to.join(" and ")),
        Output::End(ending) => {
            let notes = ending.follow_ups.iter().filter_map(|reminder| reminder.note.as_ref());
            let texts = ending.aftercare.iter().chain(notes);
            texts.map(|text| text.plain().to_owned()).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    };
    Shown { to: output.to(), text }
}

fn notice_words(notice: &Notice) -> String {
    match notice {
        Notice::NotFor { text } | Notice::Help { text } => text.plain().to_owned(),
        Notice::PauseOver { cue: Some(cue), .. } => cue.plain().to_owned(),
        Notice::Recap { said } => {
            let pairs = said
                .iter()
                .map(|(asked, answered)| format!("{}\n{}", asked.plain(), answered.plain()));
            pairs.collect::<Vec<_>>().join("\n")
        }
        Notice::Trouble { message } => message.clone(),
        _ => String::new(),
    }
}

fn prompt_words(prompt: &Prompt) -> String {
    let mut words = vec![prompt.question.plain().to_owned()];
    words.extend(prompt.draft.clone());
    match &prompt.kind {
        PromptKind::List { given, .. } => words.extend(given.iter().cloned()),
        PromptKind::Choose { choices, .. } => {
            words.extend(choices.iter().map(|choice| choice.text.plain().to_owned()));
        }
        PromptKind::Rate { low, high, .. } => {
            words.extend(low.iter().chain(high).map(|text| text.plain().to_owned()));
        }
        PromptKind::Share { previews, .. } => {
            words.extend(previews.iter().map(|preview| preview.text.plain().to_owned()));
        }
        _ => {}
    }
    words.join("\n")
}

/// Why an answer did not fit, in an author's words.
pub(super) fn why(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Empty => "nothing was answered".to_owned(),
        Rejection::Required { why } => format!("it cannot be skipped: {why}"),
        Rejection::NotWhole => "a whole number is needed".to_owned(),
        Rejection::NotNumber => "a number is needed".to_owned(),
        Rejection::NotDate => "a date is needed".to_owned(),
        Rejection::NotTime => "a time of day is needed".to_owned(),
        Rejection::OutOfBounds { min, max } => {
            let bound = |bound: &Option<String>| bound.clone().unwrap_or_else(|| "…".to_owned());
            format!("it must be between {} and {}", bound(min), bound(max))
        }
        Rejection::Length { min, max } => match (min, max) {
            (Some(min), _) => format!("it must have {min} characters at least"),
            (None, Some(max)) => format!("it must have {max} characters at most"),
            (None, None) => "its length does not fit".to_owned(),
        },
        Rejection::NoChoice { typed, near } => match near {
            Some(near) => format!("`{typed}` is no choice here; did you mean `{near}`?"),
            None => format!("`{typed}` is no choice here"),
        },
        Rejection::Count { min, max } => format!("between {min} and {max} are needed"),
        Rejection::Twice => "the same was chosen twice".to_owned(),
        Rejection::NotYesNo => "yes or no is needed".to_owned(),
        Rejection::NotHere => "it means nothing here".to_owned(),
        Rejection::NothingBefore => "there is nothing to go back to".to_owned(),
        Rejection::BeyondConsent => "one cannot go back over something that was shown".to_owned(),
        Rejection::NameTaken => "the name is taken".to_owned(),
    }
}
