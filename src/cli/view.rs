//! How what a session says is shown: words, quotes, nudges, notices, endings. Asks nothing.

use tending::session::{Ending, Notice, Nudge, Output, Rejection, Reminder, To};

use super::layout::Tone;
use super::slash::COMMANDS;
use super::ui::Ui;

/// Shows an output that does not rest.
pub(crate) fn show(ui: &mut Ui, output: &Output) {
    match output {
        Output::Say { text, .. } => {
            ui.gap();
            ui.text(text);
        }
        Output::Quote { by, text, .. } => {
            ui.gap();
            if let Some(name) = by {
                let says = if ui.look.accessible { " says:" } else { ":" };
                ui.toned(&format!("{name}{says}"), Tone::Strong);
            }
            ui.block(text, by.as_deref());
        }
        Output::Nudge { nudge, .. } => show_nudge(ui, nudge),
        Output::Reject { rejection, .. } => {
            ui.gap();
            ui.say(&rejected(rejection));
        }
        Output::Notice { notice, .. } => show_notice(ui, notice),
        _ => {}
    }
}

fn show_nudge(ui: &mut Ui, nudge: &Nudge) {
    ui.gap();
    ui.hang("Noticed: ", &nudge.why, Tone::Plain);
    if !nudge.suggestion.is_empty() {
        ui.hang("Perhaps: ", &nudge.suggestion, Tone::Plain);
    }
}

/// Why an answer does not fit, and what would.
fn rejected(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Empty => "Nothing is written yet.".to_owned(),
        Rejection::Required { why } if why.is_empty() => "This one needs an answer.".to_owned(),
        Rejection::Required { why } => format!("This one needs an answer. {why}"),
        Rejection::NotWhole => "That is not a whole number, such as 3.".to_owned(),
        Rejection::NotNumber => "That is not a number, such as 3 or 2.5.".to_owned(),
        Rejection::NotDate => "That is not a date of the calendar, such as 2026-01-31.".to_owned(),
        Rejection::NotTime => "That is not a time of day, such as 18:30.".to_owned(),
        Rejection::OutOfBounds { min, max } => {
            format!("That is outside of what fits: {}.", range(min.as_ref(), max.as_ref()))
        }
        Rejection::Length { min, max } => {
            format!("The length does not fit: {} characters.", range(min.as_ref(), max.as_ref()))
        }
        Rejection::NoChoice { typed, near } => no_choice(typed, near.as_deref()),
        Rejection::Count { min, max } if min == max => format!("It takes {min}, no more, no less."),
        Rejection::Count { min, max } => format!("It takes {min} to {max}."),
        Rejection::Twice => "The same one is there twice.".to_owned(),
        Rejection::NotYesNo => "Please answer yes or no.".to_owned(),
        Rejection::NothingBefore => "There is nothing before this to go back to.".to_owned(),
        Rejection::BeyondConsent => {
            "Something was shown after a yes to sharing. That cannot be undone.".to_owned()
        }
        Rejection::NameTaken => "That name is taken. A letter more is enough.".to_owned(),
        _ => "That has no meaning here.".to_owned(),
    }
}

fn no_choice(typed: &str, near: Option<&str>) -> String {
    let typed = match typed.chars().count() > 40 {
        true => typed.chars().take(30).chain(['\u{2026}']).collect(),
        false => typed.to_owned(),
    };
    let guess = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    format!("\u{201c}{typed}\u{201d} is none of the choices.{guess} The number is enough.")
}

fn range<N: std::fmt::Display>(min: Option<&N>, max: Option<&N>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "another one".to_owned(),
    }
}

fn show_notice(ui: &mut Ui, notice: &Notice) {
    ui.gap();
    match notice {
        Notice::NotFor { text } => ui.text(text),
        Notice::BreakBegins => ui.say("A break."),
        Notice::BreakEnds => ui.say("Back to where you were."),
        Notice::PauseOver { cue, bell } => {
            match cue {
                Some(words) if !words.is_blank() => ui.text(words),
                _ => ui.say("The pause is over."),
            }
            ui.bell(*bell);
        }
        Notice::PauseMatters => {
            ui.say("This pause is part of it, and staying helps. Skip again to go on anyway.");
        }
        Notice::EndsSoon { left } => {
            ui.say(&format!("About {} left here.", spoken(left.as_secs())));
        }
        Notice::TimeUp => ui.say("The time for this is up. Words that were begun are kept."),
        Notice::WentBack => ui.say("One step back."),
        Notice::FollowUp { reminder } => {
            show_reminder(ui, reminder);
        }
        Notice::Shared => ui.say("Both said yes."),
        Notice::Help { text } => {
            ui.text(text);
            show_commands(ui);
        }
        Notice::Recap { said } => recap(ui, said),
        Notice::Trouble { message } => show_trouble(ui, message),
        _ => {}
    }
}

/// Shows what is wrong with the exercise, and what can be done about it here.
pub(crate) fn show_trouble(ui: &mut Ui, message: &str) {
    ui.say("Something in this exercise does not work, and it is no fault of yours.");
    ui.hang("  ", message, Tone::Plain);
    ui.say("/back tries another way, /stop ends.");
}

fn recap(ui: &mut Ui, said: &[(tending::text::Text, tending::text::Text)]) {
    if said.is_empty() {
        ui.say("Nothing was said so far that can be shown here.");
    }
    for (question, answer) in said {
        ui.text_in(question, "", Tone::Emphasis);
        match answer.is_blank() {
            true => ui.hang("  ", "(left out)", Tone::Quiet),
            false if ui.look.accessible => ui.hang("Answer: ", answer.plain(), Tone::Plain),
            false => ui.block(answer, None),
        }
    }
}

/// What can be done at any time.
pub(crate) fn show_commands(ui: &mut Ui) {
    ui.gap();
    for (name, what) in COMMANDS {
        ui.hang(&format!("{name:<9}"), what, Tone::Plain);
    }
    ui.hang("//       ", "begins an answer with a slash", Tone::Plain);
}

/// Shows how it ended. `together`: more than one person reads this;
/// `stored`: a file keeps what was said.
pub(crate) fn show_ending(ui: &mut Ui, ending: &Ending, together: bool, stored: bool) {
    if let Some(words) = ending.aftercare.as_ref().filter(|words| !words.is_blank()) {
        ui.gap();
        ui.text(words);
    }
    let all = |reminder: &&Reminder| !together || reminder.to == To::Everyone;
    for reminder in ending.follow_ups.iter().filter(all) {
        show_reminder(ui, reminder);
    }
    ui.gap();
    if !stored {
        ui.toned("Nothing of this was kept by the program.", Tone::Quiet);
    }
}

fn show_reminder(ui: &mut Ui, reminder: &Reminder) {
    let clock = reminder.clock.as_ref().map_or_else(String::new, |clock| format!(" at {clock}"));
    ui.gap();
    let when = format!("{}{clock}", reminder.date);
    ui.say(&format!("To come back to: {}, on {when}.", reminder.exercise));
    if let Some(note) = &reminder.note {
        ui.text_in(note, "  ", Tone::Plain);
    }
}

/// A length of time in words: `2 minutes`, `1 minute 30 seconds`.
pub(crate) fn spoken(seconds: u64) -> String {
    let part = |count: u64, unit: &str| match count {
        0 => None,
        1 => Some(format!("1 {unit}")),
        more => Some(format!("{more} {unit}s")),
    };
    let parts = [
        part(seconds / 3600, "hour"),
        part(seconds / 60 % 60, "minute"),
        part(seconds % 60, "second"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}
