//! `tending export`: what is kept, written to a file that anyone can read who can open it.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::readback::{self, Piece, Story};
use super::store::Told;
use super::ui::{Ui, clean};
use super::unlocking::{self, Asking, Stop};
use super::{Failure, exit, files, journal, prompt, when};

/// Writes what is kept to a file, as Markdown or JSON.
///
/// Without a number it writes all sessions you may read. What was private to the other person is
/// not in it. The file is not sealed: whoever can open it can read it. It is never written over one
/// that is there.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The number of a session
    #[arg(value_name = "ID")]
    id: Option<i64>,
    /// The file to write [default: tending-journal.md, or .json]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// JSON instead of Markdown
    #[arg(long)]
    json: bool,
    /// What was this person's alone too, where it is not sealed
    #[arg(long, value_name = "NAME", requires = "id")]
    of: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// Writes it.
pub(crate) fn run(export: &Export, ui: &mut Ui) -> Result<u8, Failure> {
    write(export, ui).or_else(|stop| stop.end(ui))
}

fn write(export: &Export, ui: &mut Ui) -> Result<u8, Stop> {
    let name = if export.json { "tending-journal.json" } else { "tending-journal.md" };
    let path = export.output.as_deref().unwrap_or(Path::new(name));
    let shown = clean(&path.display().to_string());
    if files::is_there(path) {
        let why = format!("{shown} is there already, and is not written over");
        return Err(Failure::usage(why).into());
    }
    let Some(mut opened) = unlocking::open(ui, &export.asking, "export", export.id)? else {
        return Err(Failure::failed("nothing is kept here, so there is nothing to write").into());
    };
    let sessions = match export.id {
        Some(id) => vec![opened.store.session(id, &opened.keyring)?],
        None => opened.store.sessions(&opened.keyring)?,
    };
    let (mut stories, mut whole) = (Vec::new(), true);
    for kept in &sessions {
        let Some(told) = &kept.told else { continue };
        let readers = readback::readers(kept, export.of.as_deref())?;
        let story = readback::read(&mut opened.store, kept, &readers)?;
        whole &= story.whole;
        stories.push((kept.id, told, story));
    }
    match (export.id, stories.is_empty()) {
        (Some(id), true) => return Err(journal::sealed(id).into()),
        (None, true) => {
            return Err(Failure::failed("nothing is kept here that you may read").into());
        }
        _ => {}
    }
    let text = if export.json { as_json(&stories) } else { as_markdown(&stories) };
    files::create_private(path, &text)
        .map_err(|error| Failure::failed(format!("cannot write {shown}: {error}")))?;
    ui.say(&format!("Written to {shown}."));
    ui.say("It is not sealed: whoever can open this file, or a copy of it, can read it.");
    if !whole {
        ui.say("Of some sessions records were taken out or changed by something other than this program; they are written as far as they reach.");
    }
    Ok(if whole { exit::DONE } else { exit::FAILED })
}

type Stories<'a> = [(i64, &'a Told, Story)];

fn as_markdown(stories: &Stories<'_>) -> String {
    let mut text = String::new();
    for (id, told, story) in stories {
        let began = told.head.began;
        let with = match told.head.people.len() {
            0 | 1 => String::new(),
            _ => format!(", {}", prompt::names(&told.head.people, "")),
        };
        let when = format!("{} at {}", when::day(&began.date()), began.clock());
        let title = clean(&told.head.title);
        text.push_str(&format!("# {title}\n\nSession {id}, {when}{}.\n\n", clean(&with)));
        let body: String = story.pieces.iter().map(|piece| piece.text(&story.people)).collect();
        // As a block that is shown as it stands: nobody's words are taken for Markdown.
        for line in body.lines() {
            text.push_str(format!("    {}", clean(line)).trim_end());
            text.push('\n');
        }
        if !story.whole {
            text.push_str(&format!("\n{}\n", journal::BROKEN));
        }
        text.push('\n');
    }
    text
}

fn as_json(stories: &Stories<'_>) -> String {
    let sessions = stories.iter().map(|(id, told, story)| {
        let pieces = story.pieces.iter().flat_map(|piece| match piece {
            Piece::Seen(entries) => entries.iter().map(|entry| json!(entry)).collect(),
            Piece::Hidden(name) => vec![json!({ "hidden": name })],
        });
        json!({
            "session": id,
            "exercise": told.head.exercise,
            "version": told.head.version,
            "title": told.head.title,
            "people": told.head.people,
            "began": told.head.began.to_string(),
            "last": told.tail.at.to_string(),
            "ended": told.tail.ended,
            "whole": story.whole,
            "entries": pieces.collect::<Vec<_>>(),
        })
    });
    let all = json!({ "sessions": sessions.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}
