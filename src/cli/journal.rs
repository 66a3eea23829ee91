//! `tending journal`: which sessions are kept, one of them read back, and ratings over time.

use super::layout::Tone;
use super::readback::{self, Piece, Story};
use super::store::{Kept, Told};
use super::ui::{Ui, clean};
use super::unlocking::{self, Asking, Opened, Stop};
use super::{Failure, clock, exit, prompt, ratings, when};

/// Shows which sessions are kept, and reads one back.
///
/// Without a number it lists them. With one it shows what was said, as far as it is yours to read:
/// what was for everyone, and what was for you alone. Where something is sealed you are asked for
/// your passphrase; what was private to the other person stays closed.
///
/// In sessions of two without passphrases only what was for everyone is shown; --of NAME shows what
/// was that person's alone, since nothing seals it.
#[derive(Debug, clap::Args)]
pub(crate) struct Journal {
    /// The number of a session
    #[arg(value_name = "ID")]
    id: Option<i64>,
    /// Show the numbers you gave over time
    #[arg(long, conflicts_with = "id")]
    ratings: bool,
    /// Read what was this person's alone, where it is not sealed
    #[arg(long, value_name = "NAME", requires = "id")]
    of: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// Shows it.
pub(crate) fn run(journal: &Journal, ui: &mut Ui) -> Result<u8, Failure> {
    show(journal, ui).or_else(|stop| stop.end(ui))
}

fn show(journal: &Journal, ui: &mut Ui) -> Result<u8, Stop> {
    let Some(mut opened) = unlocking::open(ui, &journal.asking, "journal", journal.id)? else {
        ui.say("Nothing is kept here. `tending run ID --keep` keeps a session.");
        return Ok(exit::DONE);
    };
    match journal.id {
        Some(id) => one(ui, &mut opened, id, journal.of.as_deref()),
        None if journal.ratings => ratings::show(ui, &mut opened),
        None => list(ui, &opened),
    }
}

fn list(ui: &mut Ui, opened: &Opened) -> Result<u8, Stop> {
    let sessions = opened.store.sessions(&opened.keyring)?;
    let now = clock::wall();
    let mut closed = 0;
    for kept in &sessions {
        let Some(told) = &kept.told else {
            closed += 1;
            continue;
        };
        ui.hang(&format!("{:>3}  ", kept.id), &clean(&told.head.title), Tone::Strong);
        ui.hang("     ", &about(kept, told, now), Tone::Plain);
    }
    match (closed, sessions.len()) {
        (_, 0) => ui.say("Nothing is kept here."),
        (0, _) => {}
        (1, _) => ui.say("One session is sealed with a passphrase that was not given."),
        (more, _) => {
            ui.say(&format!("{more} sessions are sealed with passphrases that were not given."));
        }
    }
    if closed < sessions.len() {
        ui.gap();
        ui.toned("(`tending journal ID` reads one back)", Tone::Quiet);
    }
    Ok(exit::DONE)
}

/// When it was, with whom, and whether it waits to be gone on with.
fn about(kept: &Kept, told: &Told, now: tending::time::Moment) -> String {
    let began = told.head.began;
    let mut said = format!("{} at {}", when::day(&began.date()), began.clock());
    if told.head.people.len() > 1 {
        said.push_str(&format!(", {}", clean(&prompt::names(&told.head.people, ""))));
    }
    match &told.tail.ended {
        Some(_) => {}
        None => said.push_str(&format!(
            "; not at its end, left {}: `tending resume {}`",
            when::ago(told.tail.at, now),
            kept.id
        )),
    }
    said + "."
}

fn one(ui: &mut Ui, opened: &mut Opened, id: i64, of: Option<&str>) -> Result<u8, Stop> {
    let kept = opened.store.session(id, &opened.keyring)?;
    let Some(told) = &kept.told else { return Err(sealed(id).into()) };
    let readers = readback::readers(&kept, of)?;
    let story = readback::read(&mut opened.store, &kept, &readers)?;
    ui.toned(&clean(&told.head.title), Tone::Strong);
    ui.say(&about(&kept, told, clock::wall()));
    ui.gap();
    tell(ui, &story);
    if !story.whole {
        ui.gap();
        ui.say(BROKEN);
    }
    Ok(if story.whole { exit::DONE } else { exit::FAILED })
}

/// What is said where records are missing.
pub(crate) const BROKEN: &str = "From here on something was taken out or changed by something other than this program, so that nothing more can be shown.";

/// Why a session is not shown.
pub(crate) fn sealed(id: i64) -> Failure {
    Failure::failed(format!(
        "session {id} is sealed, and opens with the passphrase of someone who took part. Nothing was changed"
    ))
}

fn tell(ui: &mut Ui, story: &Story) {
    for piece in &story.pieces {
        let tone = match piece {
            Piece::Seen(_) => Tone::Plain,
            Piece::Hidden(_) => Tone::Quiet,
        };
        for line in piece.text(&story.people).lines() {
            let line = clean(line);
            let words = line.trim_start();
            let lead = &line[..line.len() - words.len()];
            match words.is_empty() {
                true => ui.gap(),
                false => ui.hang(lead, words, tone),
            }
        }
    }
}
