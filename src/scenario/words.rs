//! Small conversions of a scenario: what a line does as an input, what came in an author's words.
//! Plays nothing.

use super::failure::Failure;
use super::{Line, Play};
use crate::session::{Act, HandOver, Output};
use crate::value::Value;

pub(super) fn nobody() -> HandOver {
    HandOver { next: Vec::new(), private: false }
}

pub(super) fn rejected(line: &Line, said: &[Output]) -> Result<(), Failure> {
    let rejection = said.iter().find_map(|output| match output {
        Output::Reject { rejection, .. } => Some(rejection),
        _ => None,
    });
    rejection.map_or(Ok(()), |rejection| {
        Err(Failure::new(line.act.span, "this to be taken", rejection.to_string()))
    })
}

/// Words with all white space alike, so that a text's line ends do not count.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn listed(nudges: &[&str]) -> String {
    match nudges {
        [] => "no nudge came".to_owned(),
        some => format!("nudged by {}", some.join(", ")),
    }
}

pub(super) fn told(value: &Value) -> String {
    match value {
        Value::Unit => "nothing".to_owned(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Bool(is) => is.to_string(),
        other => format!("{other}"),
    }
}

pub(super) fn act(play: &Play) -> Act {
    match play {
        Play::Choose(ids, other) => Act::Choose { ids: ids.clone(), other: other.clone() },
        Play::Rate(number) => Act::Rate(*number),
        Play::Consent(yes) => Act::Consent(*yes),
        Play::Invite(word) => Act::Answer(word.clone()),
        Play::Skip => Act::Skip,
        Play::Ready => Act::Ready,
        Play::Command("back") => Act::Back,
        Play::Command("stop") => Act::Stop,
        Play::Command("pause") => Act::Break,
        Play::Command("repeat") => Act::Repeat,
        Play::Command("recap") => Act::Recap,
        Play::Command(_) => Act::Help,
        Play::Answer { .. } | Play::After(_) | Play::Look => Act::Time,
    }
}
