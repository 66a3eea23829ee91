//! `tending paths`: where everything of a person's lies, and what is there. Makes and reads
//! nothing.

use std::path::PathBuf;

use super::layout::Tone;
use super::ui::Ui;
use super::{Failure, config, exit, files, find, store};

/// Shows where your settings, exercises and journal lie, and what is there.
#[derive(Debug, clap::Args)]
pub(crate) struct Paths {
    /// One place a line, as JSON
    #[arg(long)]
    json: bool,
}

/// A place, and what it is for.
struct Place {
    name: &'static str,
    about: &'static str,
    path: Option<PathBuf>,
}

fn places() -> Vec<Place> {
    vec![
        Place {
            name: "settings",
            about: "Your settings. Written by `tending config`, and only then.",
            path: config::place(),
        },
        Place {
            name: "exercises",
            about: "Exercises of your own. The program only reads here.",
            path: find::data_folder(),
        },
        Place {
            name: "journal",
            about: "What you asked to have kept, for your own eyes.",
            path: store::Place::here().ok().map(|place| place.database()),
        },
    ]
}

/// Shows them.
pub(crate) fn run(paths: &Paths, ui: &mut Ui) -> Result<u8, Failure> {
    for place in places() {
        let there = place.path.as_deref().is_some_and(files::is_there);
        if paths.json {
            let path = place.path.as_ref().map(|path| path.display().to_string());
            let line = serde_json::json!({ "name": place.name, "path": path, "there": there });
            ui.raw(&format!("{line}\n"));
            continue;
        }
        ui.gap();
        ui.toned(place.about, Tone::Strong);
        match &place.path {
            Some(path) => {
                ui.hang("  ", &path.display().to_string(), Tone::Plain);
                ui.hang(
                    "  ",
                    if there { "(it is there)" } else { "(nothing is there)" },
                    Tone::Quiet,
                );
            }
            None => ui.hang("  ", "nowhere: there is no home folder", Tone::Plain),
        }
    }
    Ok(exit::DONE)
}
