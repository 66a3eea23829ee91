//! `tending due`: when to come back to something, in words that tell nobody what.

use std::path::PathBuf;

use icalendar::{Calendar, Component as _, EventLike as _};
use tending::time::Moment;

use super::layout::Tone;
use super::store::Found;
use super::ui::{Ui, clean};
use super::unlocking::{self, Asking, Opened, Stop};
use super::{Failure, clock, exit, files, readback, when};

/// What a calendar and a list say of each: nothing of what it is about.
const NEUTRAL: &str = "Time set aside";

/// Shows when you wanted to come back to something.
///
/// The list tells nobody what it is about; `tending due NUMBER` shows that. --ics writes a file
/// that calendars read, with the same neutral words.
#[derive(Debug, clap::Args)]
pub(crate) struct Due {
    /// Show what this one is about
    #[arg(value_name = "NUMBER")]
    number: Option<i64>,
    /// Take this one out of the list
    #[arg(long, requires = "number")]
    done: bool,
    /// Write them all to a calendar file; never over one that is there
    #[arg(long, value_name = "FILE", conflicts_with = "number")]
    ics: Option<PathBuf>,
    #[command(flatten)]
    asking: Asking,
}

/// Shows them.
pub(crate) fn run(due: &Due, ui: &mut Ui) -> Result<u8, Failure> {
    show(due, ui).or_else(|stop| stop.end(ui))
}

fn show(due: &Due, ui: &mut Ui) -> Result<u8, Stop> {
    let Some(mut opened) = unlocking::open(ui, &due.asking, "due", None)? else {
        ui.say("Nothing is kept here, so there is nothing to come back to.");
        return Ok(exit::DONE);
    };
    let found = all(&mut opened)?;
    if let Some(number) = due.number {
        let one = found.iter().find(|found| found.id == number).ok_or_else(|| {
            Failure::usage(format!(
                "there is no number {number}. `tending due` shows which there are"
            ))
        })?;
        return one_of(ui, &mut opened, one, due.done);
    }
    match &due.ics {
        Some(path) => calendar(ui, path, &found),
        None => Ok(list(ui, &found)),
    }
}

/// All that the reader may know, the soonest first.
fn all(opened: &mut Opened) -> Result<Vec<Found>, Stop> {
    let mut found = Vec::new();
    for kept in opened.store.sessions(&opened.keyring)? {
        let readers = readback::readers(&kept, None)?;
        found.extend(kept.follow_ups(opened.store.db(), &readers)?);
    }
    let key = |found: &Found| {
        let reminder = &found.follow_up.reminder;
        (reminder.date.clone(), reminder.clock.clone(), found.id)
    };
    found.sort_by_key(key);
    Ok(found)
}

fn list(ui: &mut Ui, found: &[Found]) -> u8 {
    if found.is_empty() {
        ui.say("There is nothing to come back to.");
        return exit::DONE;
    }
    let now = clock::wall();
    for one in found {
        ui.hang(
            &format!("{:>3}  ", one.id),
            &format!("{NEUTRAL}, {}.", day(one, now)),
            Tone::Plain,
        );
    }
    ui.gap();
    ui.toned("(`tending due NUMBER` shows what it is about)", Tone::Quiet);
    exit::DONE
}

fn one_of(ui: &mut Ui, opened: &mut Opened, one: &Found, done: bool) -> Result<u8, Stop> {
    if done {
        opened.store.forget_follow_up(one.id)?;
        ui.say("Taken out.");
        return Ok(exit::DONE);
    }
    let reminder = &one.follow_up.reminder;
    ui.toned(&format!("{}.", day(one, clock::wall())), Tone::Strong);
    if let Some(note) = &reminder.note {
        ui.text(note);
    }
    ui.say(&format!("It comes from \u{201c}{}\u{201d}.", clean(&one.follow_up.from)));
    ui.say(&format!("`tending run {}` begins it.", clean(&reminder.exercise)));
    Ok(exit::DONE)
}

/// `in 3 days, on Wednesday, 25 November 2026 at 18:00`.
fn day(one: &Found, now: Moment) -> String {
    let reminder = &one.follow_up.reminder;
    let clock = reminder.clock.as_ref().map_or_else(String::new, |clock| format!(" at {clock}"));
    let date = &reminder.date;
    let on = format!("{}, {}{clock}", when::weekday(date), when::day(date));
    match now.days_until(date) {
        Some(0) => format!("today, {on}"),
        Some(1) => format!("tomorrow, {on}"),
        Some(days @ 2..) => format!("in {days} days, {on}"),
        Some(-1) => format!("yesterday, {on}"),
        Some(days) => format!("{} days ago, {on}", -days),
        None => on,
    }
}

fn calendar(ui: &mut Ui, path: &std::path::Path, found: &[Found]) -> Result<u8, Stop> {
    let shown = clean(&path.display().to_string());
    if files::is_there(path) {
        let why = format!("{shown} is there already, and is not written over");
        return Err(Failure::usage(why).into());
    }
    let mut calendar = Calendar::new();
    let stamp = chrono::DateTime::from_timestamp_millis(clock::wall().unix_ms).unwrap_or_default();
    for one in found {
        let reminder = &one.follow_up.reminder;
        let Ok(date) = reminder.date.parse::<chrono::NaiveDate>() else { continue };
        let mut event = icalendar::Event::new();
        let mark: String = one.mark.iter().map(|byte| format!("{byte:02x}")).collect();
        event.uid(&format!("{mark}@tending")).summary(NEUTRAL).timestamp(stamp);
        let clock = reminder.clock.as_deref().and_then(|clock| format!("{clock}:00").parse().ok());
        match clock {
            Some(clock) => {
                let starts = date.and_time(clock);
                event.starts(starts).ends(starts + chrono::TimeDelta::minutes(30));
            }
            None => {
                event.all_day(date);
            }
        }
        calendar.push(event.done());
    }
    files::create_private(path, &calendar.done().to_string())
        .map_err(|error| Failure::failed(format!("cannot write {shown}: {error}")))?;
    let count = match found.len() {
        1 => "one date".to_owned(),
        more => format!("{more} dates"),
    };
    ui.say(&format!("Written to {shown}: {count}, with nothing of what it is about."));
    Ok(exit::DONE)
}
