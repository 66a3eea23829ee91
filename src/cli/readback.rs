//! What of a kept session its reader may see, read back as it was: the pieces in order, and where
//! something was for another alone. Shows nothing and writes nothing.

use std::sync::Arc;

use tending::session::{Act, Notice, Output, Prompt, PromptKind};
use tending::transcript::{Entry, Transcript};

use super::Failure;
use super::store::{Kept, Store};
use super::ui::clean;
use super::unlocking::Stop;

/// What of a session its reader may see.
pub(crate) struct Story {
    pub(crate) people: Vec<String>,
    pub(crate) pieces: Vec<Piece>,
    /// Whether it is all there as it was written.
    pub(crate) whole: bool,
}

/// A part of it.
pub(crate) enum Piece {
    /// What the reader saw.
    Seen(Vec<Entry>),
    /// Something that was for this person alone, however long.
    Hidden(String),
}

/// A number somebody gave on a scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rating {
    pub(crate) question: String,
    pub(crate) scale: (i64, i64),
    pub(crate) number: i64,
}

/// Whose eyes read: those who have unlocked; the one person of a session that is not sealed; or
/// somebody without a passphrase who was named.
pub(crate) fn readers(kept: &Kept, of: Option<&str>) -> Result<Vec<usize>, Stop> {
    let unlocked = kept.unlocked();
    let Some(told) = &kept.told else { return Ok(unlocked) };
    let Some(of) = of else {
        return Ok(match unlocked.is_empty() && kept.people() == 1 && kept.is_unsealed(0) {
            true => vec![0],
            false => unlocked,
        });
    };
    let same = |name: &&String| name.to_lowercase() == of.to_lowercase();
    let person = told.head.people.iter().position(|name| same(&name));
    let who = clean(of);
    match person {
        None => {
            Err(Failure::usage(format!("nobody called {who} took part in session {}", kept.id))
                .into())
        }
        Some(person) if unlocked.contains(&person) || kept.is_unsealed(person) => Ok(vec![person]),
        Some(_) => Err(Failure::failed(format!(
            "what is {who}\u{2019}s is sealed, and opens with {who}\u{2019}s passphrase alone"
        ))
        .into()),
    }
}

/// Reads a session back for `readers`.
pub(crate) fn read(store: &mut Store, kept: &Kept, readers: &[usize]) -> Result<Story, Stop> {
    let people = kept.told.as_ref().map(|told| told.head.people.clone()).unwrap_or_default();
    let read = kept.said(store.db(), readers)?;
    let mut pieces: Vec<Piece> = Vec::new();
    for entry in read.entries {
        match (entry, pieces.last_mut()) {
            (Ok(entry), Some(Piece::Seen(seen))) => seen.push(entry),
            (Ok(entry), _) => pieces.push(Piece::Seen(vec![entry])),
            (Err(person), last) => {
                let name = people.get(person).cloned().unwrap_or_default();
                if !matches!(last, Some(Piece::Hidden(known)) if *known == name) {
                    pieces.push(Piece::Hidden(name));
                }
            }
        }
    }
    Ok(Story { people, pieces, whole: read.whole })
}

impl Piece {
    /// Its lines, as plain words.
    pub(crate) fn text(&self, people: &[String]) -> String {
        match self {
            Piece::Seen(entries) => Transcript::of(people.to_vec(), clean_of(entries)).to_string(),
            Piece::Hidden(name) => format!("({} read and wrote alone here)\n", clean(name)),
        }
    }
}

/// `entries` without what came to nothing: tries that did not fit, the same question once more, and
/// that somebody pressed Enter to go on.
fn clean_of(entries: &[Entry]) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        match entry {
            Entry::Shown(Output::Reject { .. }) => {
                if matches!(kept.last(), Some(Entry::Typed { .. })) {
                    kept.pop();
                }
                continue;
            }
            Entry::Shown(Output::Ask(prompt))
                if prompt.kind == PromptKind::Continue && prompt.question.is_blank() =>
            {
                continue;
            }
            Entry::Typed { act: Act::Repeat | Act::Help | Act::Recap, .. } => continue,
            Entry::Shown(Output::Notice {
                notice: Notice::Help { .. } | Notice::Recap { .. },
                ..
            }) => continue,
            _ => {}
        }
        if kept.last() != Some(entry) {
            kept.push(entry.clone());
        }
    }
    kept
}

impl Story {
    /// The numbers that were given, in order; what was taken back is left out.
    pub(crate) fn ratings(&self) -> Vec<Rating> {
        let entries = self.pieces.iter().flat_map(|piece| match piece {
            Piece::Seen(entries) => entries.as_slice(),
            Piece::Hidden(_) => &[],
        });
        let (mut asked, mut typed, mut given) = (None, None, Vec::<Option<Rating>>::new());
        for entry in entries {
            match entry {
                Entry::Typed { act, .. } => {
                    typed = asked.and_then(|prompt: &Arc<Prompt>| answered(&prompt.kind, act));
                    continue;
                }
                // What did not fit counts for nothing.
                Entry::Shown(Output::Reject { .. }) => typed = None,
                Entry::Shown(Output::Notice { notice: Notice::WentBack, .. }) => drop(given.pop()),
                _ => {}
            }
            if let (Some(number), Some(prompt)) = (typed.take(), asked) {
                given.push(rating(prompt, number));
            }
            if let Entry::Shown(Output::Ask(prompt)) = entry {
                asked = Some(prompt);
            }
        }
        given.into_iter().flatten().collect()
    }
}

/// The number that answers a prompt; nothing in it where it is answered otherwise.
fn answered(kind: &PromptKind, act: &Act) -> Option<Option<i64>> {
    match (kind, act) {
        (PromptKind::Rate { .. }, Act::Rate(number)) => Some(Some(*number)),
        (PromptKind::Rate { .. }, Act::Answer(line)) => Some(line.trim().parse().ok()),
        (_, Act::Answer(_) | Act::Choose { .. } | Act::Consent(_) | Act::Keep | Act::Skip) => {
            Some(None)
        }
        _ => None,
    }
}

fn rating(prompt: &Prompt, number: Option<i64>) -> Option<Rating> {
    let PromptKind::Rate { from, to, .. } = &prompt.kind else { return None };
    let question = prompt.question.plain().trim().to_owned();
    Some(Rating { question, scale: (*from, *to), number: number? })
}
