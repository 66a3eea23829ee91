//! What can be told of a program without running it: for whom it is not, how it is stopped and
//! what follows, the names of its steps. Evaluates nothing.

use super::{Program, Words};
use crate::text::Text;

impl Program {
    /// For whom it is not, in its author's words; what only a run could fill in is left open (`…`).
    pub fn not_for(&self) -> Option<Text> {
        self.main().not_for.as_ref().map(open)
    }

    /// What is said to those who stop early, in its author's words; what only a run could fill in
    /// is left open (`…`).
    pub fn aftercare(&self) -> Option<Text> {
        self.main().aftercare.as_ref().map(open)
    }

    /// The word that, typed alone, stops it; what only a run could fill in is left open (`…`).
    pub fn stop_word(&self) -> Option<Text> {
        self.main().stop_word.as_ref().map(open)
    }

    /// Its steps, in the order they are written: their names, and before them the part or exercise
    /// they stand in (`account/step`, `flood-check/rate`) where that is another one.
    pub fn step_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            let inside = self.played(unit);
            let mut names: Vec<_> = unit.index.iter().collect();
            names.sort_by_key(|(_, node)| **node);
            paths.extend(names.into_iter().map(|(name, _)| match at {
                0 => name.clone(),
                _ => format!("{inside}/{name}"),
            }));
        }
        paths
    }
}

fn open(words: &Words) -> Text {
    let filled = words.fill::<std::convert::Infallible>(|_, to| {
        to.push("…");
        Ok(())
    });
    match filled {
        Ok(text) => text,
        Err(never) => match never {},
    }
}
