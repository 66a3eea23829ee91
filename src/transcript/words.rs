//! The lines of a transcript: one output or input as plain words. Lays nothing out but indents.

use super::Entry;
use crate::session::{
    Act, Ending, HandOver, Notice, Output, Pause, Prompt, PromptKind, Reminder, To,
};
use crate::text::Text;
use crate::time::show_length;

/// The lines of `entry`.
pub(super) fn of(entry: &Entry, people: &[String]) -> Vec<String> {
    match entry {
        Entry::Shown(output) => shown(output, people),
        Entry::Typed { act: Act::Ready | Act::Time, .. } => Vec::new(),
        Entry::Typed { act, .. } => indented("» ", &done(act)),
    }
}

fn shown(output: &Output, people: &[String]) -> Vec<String> {
    match output {
        Output::Say { text, .. } => lines(text),
        Output::Quote { by, text, .. } => {
            let by = by.iter().map(|name| format!("{name}:"));
            by.chain(indented("  ", text.plain())).collect()
        }
        Output::Nudge { nudge, .. } => {
            let mut said = indented("Noticed: ", &nudge.why);
            if !nudge.suggestion.is_empty() {
                said.extend(indented("Perhaps: ", &nudge.suggestion));
            }
            said
        }
        Output::Reject { rejection, .. } => vec![format!("({rejection})")],
        Output::Notice { notice, .. } => noticed(notice, people),
        Output::Ask(prompt) => asked(prompt),
        Output::Pause(pause) => vec![paused(pause)],
        Output::Host(_) => Vec::new(),
        Output::HandOver(over) => vec![handed(over)],
        Output::End(ending) => ended(ending, people),
    }
}

fn lines(text: &Text) -> Vec<String> {
    text.plain().trim_end().lines().map(str::to_owned).collect()
}

/// The lines of `words`, the first after `lead`, the others under it.
fn indented(lead: &str, words: &str) -> Vec<String> {
    let blank = " ".repeat(lead.chars().count());
    let mut said: Vec<String> =
        words.trim_end().lines().map(|line| format!("{blank}{line}")).collect();
    match said.first_mut() {
        Some(first) => first.replace_range(..blank.len(), lead),
        None => said.push(lead.to_owned()),
    }
    said
}

fn noticed(notice: &Notice, people: &[String]) -> Vec<String> {
    let one = |words: &str| vec![format!("({words})")];
    match notice {
        Notice::NotFor { text } => lines(text),
        Notice::BreakBegins => one("a break begins"),
        Notice::BreakEnds => one("the break is over"),
        Notice::PauseOver { cue: Some(cue), .. } => lines(cue),
        Notice::PauseOver { cue: None, .. } => one("the pause is over"),
        Notice::PauseMatters => one("this pause matters; skipping it again goes on"),
        Notice::EndsSoon { left } => one(&format!("{} left", show_length(*left))),
        Notice::TimeUp => one("the time is up"),
        Notice::WentBack => one("one answer back"),
        Notice::Shared => one("shared"),
        Notice::Help { text } if text.is_blank() => one("there is no example here"),
        Notice::Help { text } => indented("Help: ", text.plain()),
        Notice::Recap { said } => {
            let mut recap = one("so far");
            for (question, answer) in said {
                recap.extend(indented("  ", question.plain()));
                recap.extend(indented("    » ", answer.plain()));
            }
            recap
        }
        Notice::FollowUp { reminder } => vec![reminded(reminder, people)],
        Notice::Trouble { message } => one(message),
    }
}

fn asked(prompt: &Prompt) -> Vec<String> {
    let mut said = lines(&prompt.question);
    said.extend(offered(&prompt.kind));
    if let Some(draft) = &prompt.draft {
        said.extend(indented("  begun: ", draft));
    }
    said
}

fn offered(kind: &PromptKind) -> Vec<String> {
    let range = |low: Option<String>, high: Option<String>| match (low, high) {
        (None, None) => String::new(),
        (low, high) => {
            format!(", {} to {}", low.unwrap_or("…".to_owned()), high.unwrap_or("…".to_owned()))
        }
    };
    match kind {
        PromptKind::Continue => vec!["(Enter goes on)".to_owned()],
        PromptKind::Words { .. } => Vec::new(),
        PromptKind::List { given, min, max, each } => {
            let given = given.iter().enumerate();
            let mut said: Vec<String> =
                given.flat_map(|(at, one)| indented(&format!("  {}: ", at + 1), one)).collect();
            said.extend(offered(each));
            said.push(format!("({min} to {max}, one at a time)"));
            said
        }
        PromptKind::Integer { min, max } => {
            let (min, max) = (min.map(|min| min.to_string()), max.map(|max| max.to_string()));
            vec![format!("(a whole number{})", range(min, max))]
        }
        PromptKind::Number { min, max } => {
            let (min, max) = (min.map(|min| min.to_string()), max.map(|max| max.to_string()));
            vec![format!("(a number{})", range(min, max))]
        }
        PromptKind::Date => vec!["(a date)".to_owned()],
        PromptKind::Time => vec!["(a time of day)".to_owned()],
        PromptKind::Choose { .. } => choices(kind),
        PromptKind::Rate { from, to, low, high } => {
            let end = |words: &Option<Text>| {
                words.as_ref().map_or_else(String::new, |words| format!(" ({words})"))
            };
            vec![format!("  {from}{} to {to}{}", end(low), end(high))]
        }
        PromptKind::Confirm => vec!["  yes or no".to_owned()],
        PromptKind::Share { previews, with } => {
            let mut said = vec![format!("May {} read this?", with.join(" and "))];
            said.extend(previews.iter().flat_map(|preview| {
                indented(&format!("  {}: ", preview.name), preview.text.plain())
            }));
            said
        }
        PromptKind::Invite { role } => {
            vec![format!("Can someone join as {role}? now, later or no")]
        }
        PromptKind::Name { role } => vec![format!("What is the name of the {role}?")],
    }
}

fn choices(kind: &PromptKind) -> Vec<String> {
    let PromptKind::Choose { choices, other, pick, ranked } = kind else { return Vec::new() };
    let (mut said, mut family) = (Vec::new(), None);
    for (at, choice) in choices.iter().enumerate() {
        if choice.family.is_some() && choice.family != family {
            family.clone_from(&choice.family);
            said.extend(family.iter().map(|family| format!("  {family}:")));
        }
        said.push(format!("  {}. {}", at + 1, choice.text));
    }
    if *other {
        said.push("  or own words".to_owned());
    }
    if let Some((min, max)) = pick {
        let order = if *ranked { ", in order" } else { "" };
        said.push(format!("({min} to {max} of them{order})"));
    }
    said
}

fn paused(pause: &Pause) -> String {
    let length = show_length(pause.ends.since(pause.began));
    let breathe = pause.breathe.map_or_else(String::new, |[inward, hold, out, rest]| {
        format!(", breathing {inward} {hold} {out} {rest}")
    });
    let held = if pause.held.is_some() { ", its clock stands still" } else { "" };
    format!("(a pause of {length}{breathe}{held})")
}

fn handed(over: &HandOver) -> String {
    let names = over.next.join(" and ");
    match over.private {
        true => format!("(over to {names}, who reads alone)"),
        false => format!("(over to {names})"),
    }
}

fn ended(ending: &Ending, people: &[String]) -> Vec<String> {
    let mut said = vec![format!("(the end: {})", ending.name)];
    said.extend(ending.aftercare.iter().flat_map(lines));
    said.extend(ending.follow_ups.iter().map(|reminder| reminded(reminder, people)));
    for (name, person, value) in &ending.results {
        let whose = person.and_then(|person| people.get(person.index()));
        let whose = whose.map_or_else(String::new, |name| format!("{name}."));
        said.extend(indented(&format!("Remembered: {whose}{name} = "), &value.to_string()));
    }
    said
}

fn reminded(reminder: &Reminder, people: &[String]) -> String {
    let clock = reminder.clock.iter().map(|clock| format!(" {clock}")).collect::<String>();
    let whose = match reminder.to {
        To::One(person) if people.len() > 1 => people.get(person.index()),
        _ => None,
    };
    let whose = whose.map_or_else(String::new, |name| format!(" for {name}"));
    let note = reminder.note.iter().map(|note| format!(": {note}")).collect::<String>();
    format!("Again on {}{clock}{whose}, {}{note}", reminder.date, reminder.exercise)
}

fn done(act: &Act) -> String {
    match act {
        Act::Answer(line) => line.clone(),
        Act::Choose { ids, other } => {
            ids.iter().chain(other).cloned().collect::<Vec<_>>().join(", ")
        }
        Act::Rate(number) => number.to_string(),
        Act::Consent(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Act::Keep => "/keep".to_owned(),
        Act::Time | Act::Ready | Act::Returned { .. } | Act::Failed { .. } => String::new(),
        Act::Skip => "/skip".to_owned(),
        Act::Hold => "/hold".to_owned(),
        Act::Stretch(seconds) => format!("/stretch {seconds}"),
        Act::Back => "/back".to_owned(),
        Act::Stop => "/stop".to_owned(),
        Act::Break => "/pause".to_owned(),
        Act::Repeat => "/repeat".to_owned(),
        Act::Recap => "/recap".to_owned(),
        Act::Help => "/help".to_owned(),
    }
}
