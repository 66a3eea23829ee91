//! How much is measured: sizes, rounds, steps. Measures nothing.

use tending_peers::story::Story;

use crate::table::Column;

pub struct Plan {
    pub quick: bool,
    pub seed: u64,
    pub stories: Vec<Story>,
    /// How often a measure of many steps is taken.
    pub rounds: usize,
    /// How many steps such a measure takes.
    pub steps: usize,
}

pub const SIZES: [usize; 3] = [20, 1_000, 10_000];

impl Plan {
    pub fn new(quick: bool, seed: u64) -> Plan {
        let stories = SIZES.into_iter().map(|size| Story::new(size, seed)).collect();
        let (rounds, steps) = if quick { (7, 3_000) } else { (41, 20_000) };
        Plan { quick, seed, stories, rounds, steps }
    }

    /// A column for each size.
    pub fn sizes(&self, unit: &'static str) -> Vec<Column> {
        let name = |story: &Story| format!("{} steps", grouped(story.nodes.len()));
        self.stories.iter().map(|story| Column { name: name(story), unit }).collect()
    }

    pub fn story(&self, size: usize) -> &Story {
        let found = self.stories.iter().find(|story| story.nodes.len() == size);
        found.unwrap_or(&self.stories[0])
    }
}

fn grouped(number: usize) -> String {
    match number {
        1_000.. => format!("{},{:03}", number / 1_000, number % 1_000),
        _ => number.to_string(),
    }
}
