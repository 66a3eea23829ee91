//! What an exploration found, as data for a person or a program to read. Finds nothing itself.

use std::collections::BTreeSet;

use serde::Serialize;

use super::measure;
use super::walk::Walk;
use super::ways;
use crate::check::graph;

/// How many words are read in a minute, for estimates.
pub(super) const WORDS_A_MINUTE: u32 = 180;
/// Seconds to choose, to rate, to say yes or no.
pub(super) const SECONDS_FOR_CHOICE: u32 = 10;
/// Seconds to answer in words of one's own.
pub(super) const SECONDS_FOR_WORDS: u32 = 60;

/// How surely it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// All paths were walked: what is not in the report cannot happen.
    Proved,
    /// All paths were walked as far as examples can show: what is named here stands for more.
    Sampled {
        /// What stands for more than was tried.
        because: Vec<String>,
    },
    /// There were more places than were looked at.
    Bounded {
        /// So many were told apart.
        places: usize,
        /// So many runs by chance went on from there.
        runs: u64,
        /// What stands for more than was tried.
        because: Vec<String>,
    },
}

/// One answer on a way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The step, with the calls that lead there.
    pub step: String,
    /// Who answers, where people have names.
    pub by: Option<String>,
    /// The question; empty where there is none.
    pub question: String,
    /// What is answered, in words.
    pub said: String,
    /// The same for a line of a scenario.
    #[serde(skip)]
    pub(super) play: String,
}

/// Something that is reached, and the shortest answers that lead there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// The ending or the step.
    pub name: String,
    /// The answers.
    pub answers: Vec<Answer>,
    /// Seconds of the quickest path to this ending, each pause left at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quickest: Option<u64>,
}

/// A script that failed, and the shortest answers that lead there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// The step that was played.
    pub step: String,
    /// What failed.
    pub message: String,
    /// Where in the files.
    pub place: Option<String>,
    /// The answers.
    pub answers: Vec<Answer>,
    /// A scenario that leads there, to be saved and played.
    pub scenario: String,
}

/// The longest path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Longest {
    /// In seconds, each loop gone round once.
    pub seconds: u64,
    /// Steps at which loops begin that a person may go round again.
    pub loops: Vec<String>,
}

/// What all paths show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How surely it is known.
    #[serde(flatten)]
    pub proof: Proof,
    /// Places told apart: a step with all that still matters there.
    pub places: usize,
    /// Answers that were tried.
    pub transitions: usize,
    /// The endings, by name.
    pub endings: Vec<Reached>,
    /// The endings that are written and were not reached.
    pub missed_endings: Vec<String>,
    /// Seconds of the quickest path; nothing where no ending was reached.
    pub shortest: Option<u64>,
    /// The longest path.
    pub longest: Option<Longest>,
    /// The most questions with no pause between them.
    pub most_questions: u64,
    /// Whether they are so many only because a loop is among them, gone round once.
    pub most_questions_loop: bool,
    /// Steps that were never played.
    pub missed_steps: Vec<String>,
    /// Ways that were never taken: from which step to which.
    pub missed_ways: Vec<(String, String)>,
    /// Scripts that failed.
    pub troubles: Vec<Trouble>,
    /// Whether some script works with words that are typed freely, or with several values at once,
    /// so that it was tried with examples: another answer may still make it fail.
    pub scripts_by_examples: bool,
    /// The step that was asked for; nothing where no answers reach it.
    pub reached: Option<Reached>,
    /// What the durations rest on, in a sentence.
    pub assumption: String,
}

pub(super) fn report(walk: &Walk<'_>) -> Report {
    let measures = measure::measure(walk);
    let endings: Vec<Reached> = walk
        .endings
        .iter()
        .map(|(name, way)| {
            let found = walk.ends.iter().position(|known| known == name);
            let quickest = found.and_then(|at| *measures.quickest.get(at)?);
            Reached { name: name.clone(), answers: ways::answers(walk, way), quickest }
        })
        .collect();
    let written = walk.program.endings();
    let missed = written.iter().filter(|name| !walk.endings.contains_key(**name));
    let loops: BTreeSet<String> = measures
        .loops
        .iter()
        .map(|place| {
            step(walk, walk.places[*place as usize].at.0, walk.places[*place as usize].at.1)
        })
        .collect();
    let longest =
        measures.longest.map(|seconds| Longest { seconds, loops: loops.into_iter().collect() });
    let to = walk.options.to.clone().unwrap_or_default();
    let reached = walk.reached.as_ref().map(|way| Reached {
        name: to,
        answers: ways::answers(walk, way),
        quickest: None,
    });
    Report {
        proof: proof(walk),
        places: walk.places.len(),
        transitions: walk.transitions,
        endings,
        missed_endings: missed.map(|name| (*name).to_owned()).collect(),
        shortest: measures.shortest,
        longest,
        most_questions: measures.most,
        most_questions_loop: measures.most_loops,
        missed_steps: missed_steps(walk),
        missed_ways: missed_ways(walk),
        troubles: troubles(walk),
        scripts_by_examples: walk.guide.examples,
        reached,
        assumption: format!(
            "Reading counts {WORDS_A_MINUTE} words a minute, a choice {SECONDS_FOR_CHOICE} \
             seconds, an answer in own words {SECONDS_FOR_WORDS} seconds; pauses as written, or \
             left at once on the quickest path."
        ),
    }
}

fn proof(walk: &Walk<'_>) -> Proof {
    let mut because = Vec::new();
    let looked = &walk.guide.looked_into;
    if !looked.is_empty() {
        let steps: BTreeSet<String> =
            looked.iter().map(|(unit, node)| format!("`{}`", step(walk, *unit, *node))).collect();
        let steps: Vec<String> = steps.into_iter().collect();
        because.push(format!(
            "words that are typed freely decide at {}; a few examples stood for all",
            steps.join(", ")
        ));
    }
    if walk.guide.chance {
        because.push("chance decides; it fell in a few ways only".to_owned());
    }
    if walk.guide.host {
        because.push("what the host says decides; its fallback stood for all".to_owned());
    }
    if walk.guide.clock {
        because.push("the date or time of day decides; one instant stood for all".to_owned());
    }
    match (walk.is_bounded(), because.is_empty()) {
        (true, _) => Proof::Bounded { places: walk.places.len(), runs: walk.runs, because },
        (false, true) => Proof::Proved,
        (false, false) => Proof::Sampled { because },
    }
}

fn troubles(walk: &Walk<'_>) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = walk
        .errors
        .iter()
        .map(|(error, way)| {
            let answers = ways::answers(walk, way);
            let name = format!("a script fails at {}", error.step);
            let scenario = ways::scenario(walk, &name, way, &answers, &error.step);
            let (step, message) = (error.step.clone(), error.message.clone());
            Trouble { step, message, place: error.place.clone(), answers, scenario }
        })
        .collect();
    troubles.sort_by(|a, b| (&a.step, &a.place, &a.message).cmp(&(&b.step, &b.place, &b.message)));
    troubles
}

/// A step by its name, with its part's.
fn step(walk: &Walk<'_>, unit: usize, node: usize) -> String {
    let of = &walk.program.units[unit];
    let id = of.nodes.get(node).map_or("the end", |node| &node.id);
    match (&of.part, of.definition) {
        (Some(part), 0) => format!("{part}/{id}"),
        (None, 0) => id.to_owned(),
        (_, definition) => format!("{}/{id}", walk.program.definitions[definition].id),
    }
}

/// The units of the exercise itself: what it calls has reports of its own.
fn own<'w>(walk: &'w Walk<'_>) -> impl Iterator<Item = (usize, usize)> + 'w {
    let units = walk.program.units.iter().enumerate().filter(|(_, unit)| unit.definition == 0);
    units.flat_map(|(id, unit)| (0..unit.nodes.len()).map(move |node| (id, node)))
}

fn missed_steps(walk: &Walk<'_>) -> Vec<String> {
    let missed = own(walk).filter(|at| !walk.played.contains(at));
    missed.map(|(unit, node)| step(walk, unit, node)).collect()
}

fn missed_ways(walk: &Walk<'_>) -> Vec<(String, String)> {
    let mut missed = Vec::new();
    for (unit, id) in own(walk).filter(|at| walk.played.contains(at)) {
        let node = &walk.program.units[unit].nodes[id];
        let late = node.late();
        let mut ways: Vec<usize> =
            graph::after(node).into_iter().chain(graph::past(node)).chain(late).collect();
        ways.sort_unstable();
        ways.dedup();
        let untaken = ways.into_iter().filter(|to| !walk.walked.contains(&(unit, id, *to)));
        missed.extend(untaken.map(|to| (step(walk, unit, id), step(walk, unit, to))));
    }
    missed
}
