//! `tending forget`: takes sessions out of every file of ours.

use tending::time;

use super::run::hand_from;
use super::store::{Store, Trouble};
use super::ui::Ui;
use super::unlocking::{self, Asking, Stop};
use super::{Failure, exit, keeping, when};

/// Takes what is kept out of every file of this program, for good.
///
/// A session goes with all that came of it: what everyone said, results, dates to come back, and
/// copies that were made before the journal was brought to a newer form. It needs no passphrase. It
/// cannot be taken back; copies that you or a backup made stay where they are.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct Forget {
    /// The number of a session
    #[arg(value_name = "ID", group = "what")]
    id: Option<i64>,
    /// Everything that is kept, and the journal itself
    #[arg(long, group = "what")]
    all: bool,
    /// What began before this day, such as 2026-01-31; asks for your passphrase, since dates are
    /// sealed too
    #[arg(long, value_name = "DATE", group = "what", value_parser = date)]
    before: Option<String>,
    /// Do not ask whether that is meant
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    asking: Asking,
}

fn date(text: &str) -> Result<String, String> {
    match time::is_date(text) {
        true => Ok(text.to_owned()),
        false => Err("a date is needed, such as 2026-01-31".to_owned()),
    }
}

/// Takes it out.
pub(crate) fn run(forget: &Forget, ui: &mut Ui) -> Result<u8, Failure> {
    take_out(forget, ui).or_else(|stop| stop.end(ui))
}

fn take_out(forget: &Forget, ui: &mut Ui) -> Result<u8, Stop> {
    let nothing = "Nothing is kept here, so there is nothing to forget.";
    let (mut store, ids, mut hand) = match &forget.before {
        Some(date) => {
            let Some(opened) = unlocking::open(ui, &forget.asking, "forget", None)? else {
                ui.say(nothing);
                return Ok(exit::DONE);
            };
            let sessions = opened.store.sessions(&opened.keyring)?;
            let told = sessions.iter().filter_map(|kept| Some((kept.id, kept.told.as_ref()?)));
            let ids = told.filter(|(_, told)| told.head.began.date() < *date);
            let ids: Vec<i64> = ids.map(|(id, _)| id).collect();
            let closed = sessions.iter().filter(|kept| kept.told.is_none()).count();
            if closed > 0 {
                ui.say(&format!("{closed} of the sessions kept here stay sealed, with their dates. `tending forget ID` takes one out all the same."));
            }
            (opened.store, ids, opened.hand)
        }
        None => {
            let Some(store) = Store::open()? else {
                ui.say(nothing);
                return Ok(exit::DONE);
            };
            let ids = match forget.id {
                Some(id) => vec![store.session(id, &Default::default())?.id],
                None => store.ids()?,
            };
            (store, ids, None)
        }
    };
    if ids.is_empty() && !forget.all {
        ui.say("There is nothing to forget.");
        return Ok(exit::DONE);
    }
    let what = what(forget, ids.len());
    if !forget.yes {
        let hand = match &mut hand {
            Some(hand) => hand,
            empty => {
                let asked = hand_from(forget.asking.answers.as_deref(), ui, "forget");
                let asked = asked.map_err(|_| {
                    Failure::usage("nobody can be asked here whether that is meant; --yes says so")
                })?;
                empty.insert(asked)
            }
        };
        ui.say(&format!("{what} will be gone for good, for everyone who took part."));
        if !keeping::yes_or_no(ui, hand, "Is that meant? yes or no (Enter: no): ")? {
            ui.say("Nothing was changed.");
            return Ok(exit::EARLY);
        }
    }
    let done = if forget.all { store.forget_all() } else { store.forget(&ids) };
    match done {
        Ok(()) => ui.say(&format!("Forgotten: {}.", lower(&what))),
        Err(Trouble::Busy) => {
            let words = "another run of this program has the journal open, so that traces may be left until it ends. Close it, then forget again";
            return Err(Failure::failed(words).into());
        }
        Err(trouble) => return Err(trouble.into()),
    }
    Ok(exit::DONE)
}

fn what(forget: &Forget, count: usize) -> String {
    match (&forget.before, forget.id, count) {
        (_, Some(id), _) => format!("Session {id}"),
        (Some(date), _, 1) => format!("One session from before {}", when::day(date)),
        (Some(date), _, more) => format!("{more} sessions from before {}", when::day(date)),
        (_, _, 1) => "The one session kept here and the journal itself".to_owned(),
        (_, _, more) => format!("All {more} sessions kept here and the journal itself"),
    }
}

/// With a small letter to begin with.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
