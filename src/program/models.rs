//! The exercises a program is made of, found by who calls them. Looks up no name inside them.

use std::collections::HashMap;

use crate::exercise::Exercise;

/// The exercises a program is made of, the one that was asked for first.
#[derive(Debug, Default)]
pub(crate) struct Models {
    pub(crate) list: Vec<Exercise>,
    /// By whether it is for the engine's own use, and by name.
    index: HashMap<(bool, String), usize>,
    own: Vec<bool>,
}

impl Models {
    pub(crate) fn add(&mut self, exercise: Exercise, own: bool) {
        self.index.insert((own, exercise.id.clone()), self.list.len());
        self.list.push(exercise);
        self.own.push(own);
    }

    /// The engine uses what was read under this name.
    pub(crate) fn alias(&mut self, id: &str) {
        if let Some(at) = self.index.get(&(false, id.to_owned())).copied() {
            self.index.insert((true, id.to_owned()), at);
        }
    }

    pub(crate) fn get(&self, id: &str, own: bool) -> Option<&Exercise> {
        self.at(id, own).map(|at| &self.list[at])
    }

    pub(crate) fn has(&self, id: &str, own: bool) -> bool {
        self.at(id, own).is_some()
    }

    pub(super) fn at(&self, id: &str, own: bool) -> Option<usize> {
        self.index.get(&(own, id.to_owned())).copied()
    }

    /// Whether the exercise of that number is the engine's own, whatever else has its name.
    pub(super) fn is_own(&self, at: usize) -> bool {
        self.own[at]
    }

    /// Which exercise a call from the exercise `from` means.
    pub(crate) fn called(&self, from: usize, id: &str) -> Option<usize> {
        self.at(id, self.own[from])
    }
}
