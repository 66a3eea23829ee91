//! The exercises a program is made of, found by who calls them. Looks up no name inside them.

use std::collections::HashMap;

use crate::exercise::Exercise;

/// The exercises a program is made of, the one that was asked for first.
#[derive(Debug, Default)]
pub(crate) struct Models {
    pub(crate) list: Vec<Exercise>,
    index: HashMap<String, usize>,
}

impl Models {
    pub(crate) fn add(&mut self, exercise: Exercise) {
        self.index.insert(exercise.id.clone(), self.list.len());
        self.list.push(exercise);
    }

    pub(crate) fn at(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }
}
