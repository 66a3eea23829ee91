//! All paths of a program: which there are, what they show, and how surely that is known. Plays
//! on bare sessions and never at a terminal; changes no program.

mod classes;
mod flow;
mod guide;
mod live;
mod measure;
mod moves;
mod report;
mod walk;
mod ways;

use std::sync::Arc;

use crate::program::Program;

pub use report::{Answer, Longest, Proof, Reached, Report, Trouble};

/// What is asked of an exploration.
#[derive(Debug, Clone)]
pub struct Options {
    /// A step to find the shortest answers to: `name`, or `part/name`.
    pub to: Option<String>,
    /// What chance grows from, where something is tried by chance.
    pub seed: u64,
    /// The most places that are told apart.
    pub limit: usize,
    /// So many runs by chance go on where not all could be walked.
    pub runs: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { to: None, seed: 0, limit: 100_000, runs: 200 }
    }
}

/// There is nothing to explore.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExploreError {
    /// The first step cannot be played.
    NotBegun(String),
    /// There is no step of this name.
    UnknownStep(String),
}

impl std::fmt::Display for ExploreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ExploreError::NotBegun(why) => write!(f, "it cannot begin: {why}"),
            ExploreError::UnknownStep(step) => write!(f, "there is no step `{step}`"),
        }
    }
}

impl std::error::Error for ExploreError {}

/// Walks all paths of `program`. `progress` is told now and then how many places were found.
///
/// Places are told apart by what can still matter there; words that are typed freely are stood for
/// by a few examples. The report says whether that is a proof.
///
/// # Errors
///
/// The first step fails, or the step of [`Options::to`] is not there.
pub fn explore(
    program: &Arc<Program>,
    options: &Options,
    progress: &mut dyn FnMut(usize),
) -> Result<Report, ExploreError> {
    let guide = guide::Guide::of(program);
    let target = match &options.to {
        Some(step) => Some(ways::find(program, step)?),
        None => None,
    };
    let mut walk = walk::Walk::start(program, &guide, options, target)?;
    walk.all(progress);
    if walk.is_bounded() {
        walk.by_chance(progress);
    }
    Ok(report::report(&walk))
}
