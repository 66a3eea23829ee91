//! `tending impact`: what an edit does to saved sessions. Judges nothing itself.

use std::path::{Path, PathBuf};

use serde_json::json;
use tending::impact::{self, Fate, Outcome};
use tending::session::Snapshot;

use super::find::Places;
use super::ui::{self, Ui, clean};
use super::{Failure, check, exit};

/// Says what a change to an exercise does to sessions that were saved before.
///
/// Somebody may be in the middle of it: for every step where one can be, it says whether they go on
/// there, and what they would lose. Steps that were renamed are followed by `[[moved]]`.
/// Exit codes: 0 everyone goes on; 1 somebody would lose something; 2 not understood.
#[derive(Debug, clap::Args)]
pub(crate) struct Impact {
    /// The exercise as it was: a name, or the path of a folder or .toml file
    #[arg(value_name = "OLD")]
    old: String,
    /// The exercise as it is now
    #[arg(value_name = "NEW")]
    new: String,
    /// Saved sessions (.json or .bin, each a snapshot) to look at instead of every step
    #[arg(long, value_name = "DIR")]
    sessions: Option<PathBuf>,
    #[command(flatten)]
    places: Places,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Looks at each step or session.
pub(crate) fn run(impact: &Impact, ui: &mut Ui) -> Result<u8, Failure> {
    let old = check::load_to_run(ui, &impact.places, &impact.old)?;
    let new = check::load_to_run(ui, &impact.places, &impact.new)?;
    if old.id() != new.id() {
        let message = format!(
            "`{}` and `{}` are two exercises: sessions of one are not the other's. Give both folders the same name",
            clean(old.id()),
            clean(new.id())
        );
        return Err(Failure::usage(message));
    }
    let (fates, values, torn) = match &impact.sessions {
        None => {
            let found = impact::of(&old, &new);
            (found.rests.into_iter().map(|fate| (None, fate)).collect(), found.values, 0)
        }
        Some(folder) => {
            let (read, torn) = sessions(folder)?;
            let fate = |(name, snapshot): (String, Snapshot)| {
                (Some(name), impact::of_session(&snapshot, &new))
            };
            (read.into_iter().map(fate).collect::<Vec<_>>(), Vec::new(), torn)
        }
    };
    if impact.json {
        for (name, fate) in &fates {
            let line = fate.line();
            let line = json!({
                "session": name, "stood": line.stood, "on": line.on, "lost": line.lost,
            });
            ui.raw(&format!("{line}\n"));
        }
        for value in &values {
            ui.raw(&format!("{}\n", json!({ "lost": [value.to_string()] })));
        }
    } else {
        tell(ui, &fates, impact.sessions.is_some());
        for value in &values {
            ui.say(&format!(
                "Wherever it was answered before, {} and would be left out.",
                clean(&value.to_string())
            ));
        }
    }
    let harmless = |(_, fate): &(Option<String>, Fate)| matches!(fate.outcome, Outcome::GoesOn(_));
    let fine = fates.iter().all(harmless) && values.is_empty() && torn == 0;
    Ok(if fine { exit::DONE } else { exit::FAILED })
}

fn tell(ui: &mut Ui, fates: &[(Option<String>, Fate)], saved: bool) {
    let mut on = 0;
    for (name, fate) in fates {
        let place = match name {
            Some(name) => format!("{}, at `{}`", clean(name), clean(&fate.stood)),
            None => format!("At `{}`", clean(&fate.stood)),
        };
        match &fate.outcome {
            Outcome::GoesOn(step) if *step == fate.stood => on += 1,
            Outcome::GoesOn(step) => {
                on += 1;
                ui.say(&format!("{place}: it goes on at `{}`.", clean(step)));
            }
            Outcome::Loses(changed) => {
                let losses: Vec<String> =
                    changed.losses.iter().map(|loss| clean(&loss.to_string())).collect();
                let on = match &changed.safe {
                    Some(step) if *step == fate.stood => "Without that it could go on.".to_owned(),
                    Some(step) => format!("It could go on from `{}`.", clean(step)),
                    None => "It could only begin anew.".to_owned(),
                };
                ui.say(&format!("{place}: {}. {on}", losses.join("; ")));
            }
            Outcome::Cannot(error) => ui.say(&format!("{place}: {}.", clean(&error.to_string()))),
            _ => {}
        }
    }
    let what = match (saved, fates.len()) {
        (true, 1) => "1 saved session".to_owned(),
        (true, count) => format!("{count} saved sessions"),
        (false, 1) => "1 step where somebody may be".to_owned(),
        (false, count) => format!("{count} steps where somebody may be"),
    };
    match on == fates.len() {
        true => ui.say(&format!("{what}: all go on.")),
        false => ui.say(&format!("{what}: {on} go on, {} would lose something.", fates.len() - on)),
    }
}

/// The snapshots in a folder by their file names, and how many files are none.
#[expect(clippy::disallowed_methods, reason = "saved sessions lie where their host put them")]
fn sessions(folder: &Path) -> Result<(Vec<(String, Snapshot)>, usize), Failure> {
    let cannot =
        |why: &std::io::Error| Failure::usage(format!("cannot read {}: {why}", folder.display()));
    let entries = std::fs::read_dir(folder).map_err(|why| cannot(&why))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let (mut read, mut torn) = (Vec::new(), 0);
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = || std::fs::read(&path).map_err(|why| why.to_string());
        let snapshot = match path.extension().and_then(|end| end.to_str()) {
            Some("json") => bytes().and_then(|bytes| {
                serde_json::from_slice(&bytes).map_err(|_| "it holds no session".to_owned())
            }),
            Some("bin") => bytes()
                .and_then(|bytes| Snapshot::from_bytes(&bytes).map_err(|error| error.to_string())),
            _ => continue,
        };
        match snapshot {
            Ok(snapshot) => read.push((name, snapshot)),
            Err(why) => {
                ui::complain(&format!("{}: {}", clean(&name), clean(&why)));
                torn += 1;
            }
        }
    }
    Ok((read, torn))
}
