//! The paths of a program as plain data, and drawn: Mermaid, DOT, and an SVG of its own. Judges
//! nothing.

mod build;
mod dot;
mod layout;
mod measure;
mod mermaid;
mod svg;
mod words;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

use crate::program::Program;
use crate::session::Taken;

/// What can be drawn of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Its title.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Its roles; none where it is for one person.
    pub roles: Vec<String>,
    /// Its own steps, then those of its parts where they were asked for.
    pub clusters: Vec<Cluster>,
    /// The steps a scenario came to, in order: cluster, step, and whether it was done.
    pub walked: Vec<(usize, usize, bool)>,
}

/// The steps of an exercise, or of one part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The part's name; nothing for the exercise itself.
    pub part: Option<String>,
    /// Its steps, in the order written.
    pub steps: Vec<Step>,
    unit: usize,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Who reads and answers.
    pub who: Who,
    /// What it does.
    pub kind: Kind,
    /// What it does, in a word or two: `asks`, `pause 30s`, `calls calm-pause`.
    pub does: String,
    /// What it says, in its author's words.
    pub text: String,
    /// What it asks.
    pub question: String,
    /// Whether it is read and answered alone, and the answer is told to nobody.
    pub private: bool,
    /// What else is to be known: what is told, opened, kept nowhere.
    pub marks: Vec<String>,
    /// Where it leads.
    pub ways: Vec<Way>,
}

/// Who reads and answers a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everyone who is there.
    Everyone,
    /// One role, in private.
    Role(usize),
    /// Each in turn, in private.
    Each,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only says something.
    Say,
    /// Asks for something.
    Ask,
    /// Asks for a decision.
    Choose,
    /// Waits.
    Pause,
    /// Asks whether something may be shown.
    Share,
    /// Plays another exercise, or a part.
    Call,
    /// Ends.
    End,
}

/// Where a step leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which step of the same cluster.
    pub to: usize,
    /// When it is taken, in its author's words; empty: always.
    pub label: String,
    /// Whether it is taken past the step: its guard, its bound, its time.
    pub aside: bool,
}

impl Graph {
    /// The paths of `program`; with the steps of its parts where `whole` is set.
    pub fn of(program: &Program, whole: bool) -> Graph {
        build::graph(program, whole)
    }

    /// Notes the path of a scenario that was played.
    pub fn walk(&mut self, taken: &Taken) {
        let cluster = |unit| self.clusters.iter().position(|cluster| cluster.unit == unit);
        let walked = taken.path().iter();
        self.walked =
            walked.filter_map(|(unit, step, done)| Some((cluster(*unit)?, *step, *done))).collect();
    }

    /// By step of a cluster: its places in the order of the path, from 1.
    fn numbers(&self, cluster: usize, steps: usize) -> Vec<Vec<usize>> {
        let mut numbers = vec![Vec::new(); steps];
        let done = self.walked.iter().filter(|(_, _, done)| *done).enumerate();
        for (at, (of, step, _)) in done {
            if *of == cluster {
                numbers[*step].push(at + 1);
            }
        }
        numbers
    }

    /// Whether the path of the scenario went this way.
    fn went(&self, cluster: usize, from: usize, to: usize) -> bool {
        let own: Vec<usize> = self
            .walked
            .iter()
            .filter(|(of, _, _)| *of == cluster)
            .map(|(_, step, _)| *step)
            .collect();
        own.windows(2).any(|pair| pair == [from, to])
    }

    /// Who reads and answers, in words.
    fn who(&self, who: Who) -> String {
        match who {
            Who::Everyone if self.roles.is_empty() => "everyone".to_owned(),
            Who::Everyone => "together".to_owned(),
            Who::Each if self.roles.is_empty() => "each, in private".to_owned(),
            Who::Each => "each in turn, in private".to_owned(),
            Who::Role(role) => {
                let name = self.roles.get(role).map_or("", String::as_str);
                format!("only {name}")
            }
        }
    }
}
