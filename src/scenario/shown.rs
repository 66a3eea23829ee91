//! What a session showed, as the words a person would read. Never shows anything itself.

use crate::session::{Notice, Output, Prompt, PromptKind, To};
use crate::time::show_length;
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
        Output::Reject { rejection, .. } => rejection.to_string(),
        Output::Notice { notice, .. } => notice_words(notice),
        Output::Ask(prompt) => prompt_words(prompt),
        Output::HandOver(hand_over) => format!("over to {}", hand_over.next.join(" and ")),
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
        Notice::EndsSoon { left } => format!("{} left", show_length(*left)),
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
