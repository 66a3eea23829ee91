//! What one step costs: that all engines say the same, its time, its allocations, its instructions.

use tending_peers::for_every_peer;
use tending_peers::measure::{self, Samples, both_times, counted, in_turns};
use tending_peers::peers::rhai::Rhai;
use tending_peers::peers::{Peer, bladeink};
use tending_peers::sink::{Drain, Hash};
use tending_peers::story::Story;

use crate::plan::Plan;
use crate::table::{Cell, Column, Section, columns};

/// All engines say the same, or there is nothing to compare.
pub fn same(plan: &Plan) -> Vec<Section> {
    let title = "the same text from all, 2,000 choices (FNV-1a, its low 32 bits)";
    let mut section = Section::new("same", title, plan.sizes("hash"));
    let mut first: Vec<u64> = Vec::new();
    let mut texts = 0;
    for_every_peer!(P => {
        let hashes = plan.stories.iter().map(|story| {
            let peer = P::load(&P::source(story));
            let mut hash = Hash::default();
            let mut session = peer.start(&mut hash);
            story.walk(2_000).iter().for_each(|choice| peer.step(&mut session, *choice, &mut hash));
            texts = hash.texts;
            hash.hash
        });
        let hashes: Vec<u64> = hashes.collect();
        if first.is_empty() {
            first.clone_from(&hashes);
        }
        assert_eq!(first, hashes, "{} says something else", P::NAME);
        let low = |hash: &u64| Cell::exact((hash & 0xffff_ffff) as f64);
        section.row(P::NAME, hashes.iter().map(low).collect());
    });
    section.note(&format!("{texts} texts of the largest story were hashed, each engine's alike"));
    vec![section]
}

/// The time of one step, and of that what the processor spent.
pub fn steps(plan: &Plan) -> Vec<Section> {
    let mut wide = plan.sizes("ns");
    wide.push(Column { name: "growth from the first to the last".to_owned(), unit: "times" });
    let title = "time of one step, text drained, log on: median and spread";
    let mut wall = Section::new("steps", title, wide.clone());
    let title = "of that the processor's time, which other programs disturb less";
    let mut spent = Section::new("steps-processor", title, wide);
    let mut rows: Vec<(&'static str, [Vec<Cell>; 2])> = Vec::new();
    for story in &plan.stories {
        let choices = story.walk(plan.steps);
        let choices = &choices;
        let mut names = Vec::new();
        let mut works: Vec<Box<dyn FnMut() -> [Option<f64>; 2] + '_>> = Vec::new();
        for_every_peer!(P => {
            let peer = P::load(&P::source(story));
            names.push(P::NAME);
            works.push(Box::new(move || {
                let mut drain = Drain::default();
                let mut session = peer.start(&mut drain);
                let (wall, spent) = both_times(|| {
                    choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain));
                });
                let a_step = |took: std::time::Duration| took.as_nanos() as f64 / choices.len() as f64;
                [Some(a_step(wall)), spent.map(a_step)]
            }));
        });
        for (name, taken) in names.into_iter().zip(in_turns(plan.rounds, true, &mut works)) {
            let cell = |which: usize| {
                Cell::of(&Samples(taken.iter().filter_map(|both| both[which]).collect()))
            };
            let cells = [cell(0), cell(1)];
            match rows.iter_mut().find(|(known, _)| *known == name) {
                Some((_, row)) => row.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell)),
                None => rows.push((name, cells.map(|cell| vec![cell]))),
            }
        }
    }
    for (name, both) in rows {
        for (mut row, section) in both.into_iter().zip([&mut wall, &mut spent]) {
            let ends =
                (row.first().and_then(|cell| cell.value), row.last().and_then(|cell| cell.value));
            row.push(ends.0.zip(ends.1).map(|(small, large)| large / small).into());
            section.row(name, row);
        }
    }
    wall.ratios_to(Rhai::NAME, &["ns"]);
    spent.ratios_to(Rhai::NAME, &["ns"]);
    vec![wall, spent]
}

/// Instructions a step by callgrind: repeats exactly, whatever else the machine does.
pub fn instructions(plan: &Plan) -> Vec<Section> {
    let title = "instructions of one step (callgrind, 2,000 steps after 200)";
    let mut section = Section::new("instructions", title, plan.sizes("instructions"));
    if !measure::has_valgrind() {
        section.note(NO_VALGRIND);
        return vec![section];
    }
    let mut runs: Vec<Vec<String>> = Vec::new();
    let mut cells: Vec<(&'static str, Vec<Option<usize>>)> = Vec::new();
    for_every_peer!(P => {
        let row = plan.stories.iter().map(|story| {
            let size = story.nodes.len();
            // Under valgrind loading takes fifty times as long.
            let slow = P::NAME.starts_with("bladeink");
            if plan.quick && (size > 1_000 || slow && size > 20) {
                return None;
            }
            let words = ["walk", P::NAME, &size.to_string(), "2000", "--seed", &plan.seed.to_string()];
            runs.push(words.map(str::to_owned).into());
            Some(runs.len() - 1)
        });
        cells.push((P::NAME, row.collect()));
    });
    let counts = measure::all_instructions(&runs);
    for (name, row) in cells {
        let cell = |at: Option<usize>| {
            at.and_then(|at| counts[at]).map(|count| count as f64 / 2_000.0).into()
        };
        section.row(name, row.into_iter().map(cell).collect());
    }
    if plan.quick {
        section.note("--quick leaves out the largest story, and bladeink at 1,000 steps");
    }
    section.ratios_to(Rhai::NAME, &["instructions"]);
    vec![section]
}

pub const NO_VALGRIND: &str =
    "instructions are left out: there is no valgrind here (`apt-get install valgrind`)";

/// What [`instructions`] runs under valgrind, and what profilers look at: a walk of so many steps,
/// after 200 that do not count.
pub fn walk(name: &str, size: usize, steps: usize, seed: u64) {
    let story = Story::new(size, seed);
    let choices = story.walk(200 + steps);
    let (warm, choices) = choices.split_at(200);
    for_every_peer!(P => if P::NAME == name {
        let peer = P::load(&P::source(&story));
        let mut drain = Drain::default();
        let mut session = peer.start(&mut drain);
        warm.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain));
        counted(|| choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain)));
    });
}

/// How often one step asks for memory.
pub fn allocations(plan: &Plan) -> Vec<Section> {
    let title = "allocations of one step at 1,000 steps, beside the texts that it hands out";
    let wide = columns([
        ("allocations", "a step"),
        ("texts", "a step"),
        ("what a step leaves behind (its log)", "bytes"),
    ]);
    let mut section = Section::new("allocations", title, wide);
    let story = plan.story(1_000);
    let choices = story.walk(4_000);
    let (warm, noted) = choices.split_at(2_000);
    for_every_peer!(P => {
        let peer = P::load(&P::source(story));
        let mut session = peer.start(&mut Drain::default());
        warm.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        let mut drain = Drain::default();
        let (calls, bytes, ()) = measure::heap(|| {
            noted.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain));
        });
        let a_step = |number: f64| Cell::exact(number / noted.len() as f64);
        section.row(P::NAME, vec![a_step(calls as f64), a_step(drain.texts as f64), a_step(bytes as f64)]);
    });
    vec![section]
}

/// Whether an engine is one of another project.
pub fn is_peer(name: &str) -> bool {
    let bladeink = [bladeink::Bladeink::NAME, bladeink::FromImage::NAME];
    bladeink.contains(&name) || name == tending_peers::peers::bubbles::Bubbles::NAME
}
