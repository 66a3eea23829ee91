//! `tending resume`: unlocks a session that was kept, says where one was, and goes on.

use std::path::PathBuf;
use std::sync::Arc;

use tending::Program;
use tending::session::{Changed, Event, RestoreError, Session};
use tending::time::Moment;

use super::clock::{self, Clock};
use super::config::Config;
use super::drive::{Drive, Hand, Outcome};
use super::find::Places;
use super::keeping::{self, Keeping};
use super::layout::Tone;
use super::run::{finish, hand_from, pace};
use super::store::{KeeperId, Kept, Key, Keyring, Lock, Store, Whole, Writing};
use super::ui::{Ui, clean};
use super::unlocking::{self, Stop};
use super::{Failure, check, prompt, when};

/// Goes on with a session that was kept.
///
/// Without a number it is the last one that did not come to its end. Where the people who took part
/// have a passphrase, each is asked for theirs; a session of two goes on when both are there.
/// Pauses ran on meanwhile, and time boxes stood still.
///
/// With --answers, passphrases are lines of the file too, in the order they are asked for.
///
/// Exit codes are those of `tending run`.
#[derive(Debug, clap::Args)]
pub(crate) struct Resume {
    /// The number of the session; `tending journal` shows them
    #[arg(value_name = "ID")]
    id: Option<i64>,
    /// Take the answers from a file, one a line (`-`: from standard input)
    #[arg(long, value_name = "FILE|-")]
    answers: Option<PathBuf>,
    /// The instant a run from --answers goes on, such as 2026-01-05T18:00:00+01:00
    #[arg(long, value_name = "MOMENT", requires = "answers")]
    at: Option<Moment>,
    /// Pass over all pauses
    #[arg(long)]
    no_pauses: bool,
    /// Pauses take this many times as long: 1.5 is slower, 0.5 faster
    #[arg(long, value_name = "TIMES", value_parser = pace)]
    pace: Option<f64>,
}

/// Goes on.
pub(crate) fn run(resume: &Resume, ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    let mut hand = hand_from(resume.answers.as_deref(), ui, "resume")?;
    let mut clock = match &hand {
        Hand::Keyboard(_) => Clock::real(resume.pace.or(config.pace).unwrap_or(1.0)),
        Hand::File(_) => Clock::Virtual(resume.at.unwrap_or_else(clock::wall)),
    };
    match go_on(resume, ui, &mut hand, clock.now()) {
        Ok((session, keeping)) => {
            let drive = Drive::new(ui, session, &mut hand, clock, !resume.no_pauses);
            let outcome = drive.kept(keeping).introduced().run();
            finish(&outcome, &hand)
        }
        Err(stop) => stop.end(ui),
    }
}

/// The session, ready to be gone on with, and kept on.
fn go_on(
    resume: &Resume,
    ui: &mut Ui,
    hand: &mut Hand,
    now: Moment,
) -> Result<(Session, Option<Keeping>), Stop> {
    let Some(mut store) = Store::open()? else {
        return Err(Failure::failed("nothing is kept here yet, so there is nothing to go on with. `tending run ID --keep` keeps a session").into());
    };
    let (kept, keyring, lock) = unlocked(resume.id, ui, hand, &store)?;
    let Some((whole, writing)) = kept.whole(store.db(), &keyring)? else {
        return Err(closed(&kept).into());
    };
    let Some(told) = &kept.told else { return Err(closed(&kept).into()) };
    let head = &told.head;
    let places = Places { path: head.path.clone() };
    let program = check::load_to_run(ui, &places, &head.named)?;
    let (mut session, back) = match again(&program, &whole) {
        Ok(again) => again,
        Err(RestoreError::Changed(changed)) if changed.safe.is_some() => {
            (with_losses(ui, hand, &program, &whole, &changed)?, false)
        }
        Err(error) => return Err(not_again(&error, kept.id, &head.title).into()),
    };
    ui.toned(&head.title, Tone::Strong);
    ui.say(&format!(
        "Step {} of about {}, {}.",
        whole.position.step,
        whole.position.about,
        when::ago(told.tail.at, now)
    ));
    if head.version != program.version() {
        ui.say("The exercise was changed meanwhile. You are where you were.");
    }
    if !back {
        ui.say("/back goes back to here, and no further.");
    }
    ui.gap();
    ui.say(&format!("/help says what you can do at any time. {}", keeping::words(Some(true))));
    session.wake(now).map_err(|error| Failure::failed(error.to_string()))?;
    let writing = (writing, kept.keepers(&keyring));
    Ok(kept_on(store, writing, lock, session, now, ui))
}

/// The session as it goes on, and what keeps it; nothing where that does not work, which is said.
fn kept_on(
    store: Store,
    writing: (Writing, Vec<Option<(KeeperId, Key)>>),
    lock: Lock,
    session: Session,
    now: Moment,
    ui: &mut Ui,
) -> (Session, Option<Keeping>) {
    let mut keeping = Keeping::go_on(store, writing, lock, &session);
    match keeping.write(&session, None, now) {
        Ok(()) => (session, Some(keeping)),
        Err(trouble) => {
            keeping::unkept(ui, &trouble);
            (session, None)
        }
    }
}

/// The session that was asked for, or the last that is not at its end, opened by all who took part;
/// and held for this process alone.
fn unlocked(
    id: Option<i64>,
    ui: &mut Ui,
    hand: &mut Hand,
    store: &Store,
) -> Result<(Kept, Keyring, Lock), Stop> {
    let mut keyring = Keyring::default();
    let found = match id {
        Some(id) => vec![store.session(id, &keyring)?],
        None => store.sessions(&keyring)?,
    };
    if found.iter().any(|kept| kept.told.is_none()) {
        let label = match id.and(found.first()).map_or(1, Kept::people) {
            1 => "Your passphrase (not shown): ",
            _ => "The passphrase of one of you (not shown): ",
        };
        unlocking::unlock(ui, hand, store, &mut keyring, label)?;
    }
    let chosen = match id {
        Some(id) => id,
        None => last(&store.sessions(&keyring)?).ok_or_else(nothing_open)?,
    };
    let lock = store.lock(chosen)?;
    let mut kept = store.session(chosen, &keyring)?;
    let names = kept.told.as_ref().map(|told| told.head.people.clone()).unwrap_or_default();
    for (person, name) in names.iter().enumerate() {
        if !kept.is_open(person) {
            let label = format!("{}: your passphrase (not shown): ", clean(name));
            unlocking::unlock(ui, hand, store, &mut keyring, &label)?;
            kept = store.session(chosen, &keyring)?;
        }
    }
    if kept.told.as_ref().is_some_and(|told| told.tail.ended.is_some()) {
        let words =
            format!("session {chosen} came to its end. `tending journal {chosen}` reads it back");
        return Err(Failure::failed(words).into());
    }
    Ok((kept, keyring, lock))
}

/// The session that something happened in last, of those that are open and not at their end.
fn last(sessions: &[Kept]) -> Option<i64> {
    let open = sessions.iter().filter_map(|kept| Some((kept.id, &kept.told.as_ref()?.tail)));
    let open = open.filter(|(_, tail)| tail.ended.is_none());
    open.max_by_key(|(id, tail)| (tail.at.unix_ms, *id)).map(|(id, _)| id)
}

fn nothing_open() -> Failure {
    Failure::failed(
        "no session that you opened waits to be gone on with. `tending journal` shows what is kept",
    )
}

/// Not everyone who took part has unlocked.
fn closed(kept: &Kept) -> Failure {
    let id = kept.id;
    let Some(told) = &kept.told else {
        return Failure::failed(format!(
            "session {id} stays sealed without its passphrase. Nothing was changed"
        ));
    };
    let names = told.head.people.iter().enumerate();
    let missing = names.filter(|(person, _)| !kept.is_open(*person)).map(|(_, name)| clean(name));
    let missing = prompt::names(&missing.collect::<Vec<_>>(), "someone");
    Failure::failed(format!(
        "without the passphrase of {missing} session {id} cannot be gone on with: what {missing} wrote in private belongs to it. Nothing was changed. `tending journal {id}` reads what you may read of it"
    ))
}

/// The session as it stood, and whether it can go back: by its log, or where the exercise was
/// changed since, by where it stood alone.
fn again(program: &Arc<Program>, whole: &Whole) -> Result<(Session, bool), RestoreError> {
    let position = &whole.position.snapshot;
    let replayed = Session::replay(program.clone(), whole.start.clone(), &whole.events);
    if let Ok(session) = replayed
        && session.snapshot() == *position
    {
        return Ok((session, true));
    }
    Session::restore(program.clone(), position, stood(whole)).map(|session| (session, false))
}

/// Goes on where something is lost, after a yes.
fn with_losses(
    ui: &mut Ui,
    hand: &mut Hand,
    program: &Arc<Program>,
    whole: &Whole,
    changed: &Changed,
) -> Result<Session, Stop> {
    ui.say("The exercise was changed since, and not all of this session fits it any more:");
    for loss in &changed.losses {
        ui.hang("- ", &loss.to_string(), Tone::Plain);
    }
    ui.say("It can go on without that, from the nearest place before. What was said stays in the journal.");
    if !keeping::yes_or_no(ui, hand, "Go on like that? yes or no (Enter: no): ")? {
        ui.say("Nothing was changed. With the exercise as it was, it goes on where it stood.");
        return Err(Outcome::Quit.into());
    }
    let carried = Session::restore_anyway(program.clone(), &whole.position.snapshot, stood(whole));
    let carried = carried.map_err(|error| Failure::failed(clean(&error.to_string())))?;
    Ok(carried.session)
}

/// When something was put in last.
fn stood(whole: &Whole) -> Moment {
    let at = whole.events.iter().rev().find_map(|event| match event {
        Event::Input { input, .. } => Some(input.at),
        Event::Woke(at) => Some(*at),
        _ => None,
    });
    at.unwrap_or(whole.start.at)
}

fn not_again(error: &RestoreError, id: i64, title: &str) -> Failure {
    let title = clean(title);
    Failure::failed(match error {
        RestoreError::Newer(_) => format!(
            "session {id} was kept by a newer version of this program. Please go on with that"
        ),
        other => format!(
            "session {id} of \u{201c}{title}\u{201d} cannot go on: {}. What was said is still there: `tending journal {id}` reads it. With the exercise as it was, it goes on",
            clean(&other.to_string())
        ),
    })
}
