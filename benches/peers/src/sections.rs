//! The sections of the table that measure sessions and loading. Each says in its title what it is.

use std::cell::OnceCell;
use std::hint::black_box;

use crate::measure::{self, Samples, time};
use crate::peers::Peer;
use crate::peers::bladeink::Bladeink;
use crate::peers::rhai::Rhai;
use crate::peers::tending::{Tending, files};
use crate::story::Story;
use crate::table::{Cell, Section};
use crate::{Drain, Hash, for_every_peer};

/// How much is measured.
pub struct Plan {
    pub quick: bool,
    pub sizes: Vec<usize>,
    pub stories: Vec<Story>,
    pub rounds: usize,
    pub steps: usize,
    texts: OnceCell<f64>,
}

impl Plan {
    pub fn new(quick: bool, seed: u64) -> Plan {
        let sizes = vec![20, 1_000, 10_000];
        let stories = sizes.iter().map(|size| Story::new(*size, seed)).collect();
        let (rounds, steps) = if quick { (7, 5_000) } else { (31, 20_000) };
        Plan { quick, sizes, stories, rounds, steps, texts: OnceCell::new() }
    }

    fn columns(&self, unit: &str) -> Vec<String> {
        self.sizes.iter().map(|size| format!("{unit}, {size} steps")).collect()
    }

    fn story(&self, size: usize) -> &Story {
        let at = self.sizes.iter().position(|known| *known == size);
        &self.stories[at.unwrap_or(0)]
    }
}

fn borrowed(columns: &[String]) -> Vec<&str> {
    columns.iter().map(String::as_str).collect()
}

/// All engines say the same, or there is nothing to compare.
pub fn same(plan: &Plan) -> Section {
    let columns = plan.columns("FNV-1a of 2,000 choices");
    let mut section =
        Section::new("The same text from all (low 32 bits of the hash)", &borrowed(&columns));
    let mut first: Vec<u64> = Vec::new();
    for_every_peer!(P => {
        let hashes = plan.stories.iter().map(|story| {
            let peer = P::load(&P::source(story));
            let mut hash = Hash::default();
            let mut session = peer.start(&mut hash);
            story.walk(2_000).iter().for_each(|choice| peer.step(&mut session, *choice, &mut hash));
            plan.texts.get_or_init(|| hash.texts as f64 / 2_001.0);
            hash.hash
        });
        let hashes: Vec<u64> = hashes.collect();
        if first.is_empty() {
            first.clone_from(&hashes);
        }
        assert_eq!(first, hashes, "{} says something else", P::NAME);
        section.row(P::NAME, hashes.iter().map(|hash| Cell::exact((hash & 0xffff_ffff) as f64)).collect());
    });
    section
}

/// The time of one step. All engines take turns, so that what disturbs one disturbs all.
pub fn steps(plan: &Plan) -> Section {
    struct Runner<'a> {
        name: &'static str,
        sample: Box<dyn FnMut() -> f64 + 'a>,
        samples: Samples,
    }
    let mut columns = plan.columns("ns");
    columns.push("growth".to_owned());
    let mut section = Section::new(
        "Time of one step, text drained, log on: median, spread, ratio to bare Rhai",
        &borrowed(&columns),
    );
    let mut cells: Vec<(&'static str, Vec<Cell>)> = Vec::new();
    for story in &plan.stories {
        let choices = story.walk(plan.steps);
        let choices = &choices;
        let mut runners: Vec<Runner<'_>> = Vec::new();
        for_every_peer!(P => {
            let peer = P::load(&P::source(story));
            let sample = move || {
                let mut drain = Drain::default();
                let mut session = peer.start(&mut drain);
                let took = time(|| choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain)));
                black_box(&drain);
                took.as_nanos() as f64 / choices.len() as f64
            };
            runners.push(Runner { name: P::NAME, sample: Box::new(sample), samples: Samples::default() });
        });
        for round in 0..=plan.rounds {
            for runner in &mut runners {
                let sample = (runner.sample)();
                // The first round warms up.
                if round > 0 {
                    runner.samples.0.push(sample);
                }
            }
        }
        for runner in runners {
            let cell = Cell::of(&runner.samples);
            match cells.iter_mut().find(|(name, _)| *name == runner.name) {
                Some((_, row)) => row.push(cell),
                None => cells.push((runner.name, vec![cell])),
            }
        }
    }
    for (name, mut row) in cells {
        let ends =
            row.first().and_then(|cell| cell.value).zip(row.last().and_then(|cell| cell.value));
        row.push(ends.map_or_else(Cell::nothing, |(small, large)| Cell::exact(large / small)));
        section.row(name, row);
    }
    section.ratios_to(Rhai::NAME);
    section
}

/// Instructions a step by callgrind: repeats exactly, whatever else the machine does.
pub fn counted(plan: &Plan) -> Section {
    let columns = plan.columns("instructions");
    let mut title =
        "Instructions a step (callgrind, 2,200 less 200 steps), ratio to bare Rhai".to_owned();
    let program = std::env::current_exe().unwrap_or_default();
    if measure::instructions(std::path::Path::new("true"), &[]).is_none() {
        title.push_str(": left out, there is no valgrind here (`apt-get install valgrind`)");
        return Section::new(&title, &[]);
    }
    let mut section = Section::new(&title, &borrowed(&columns));
    let seed = plan.stories[0].seed.to_string();
    for_every_peer!(P => {
        let row = plan.sizes.iter().map(|size| {
            // Under valgrind a load of 10,000 steps takes minutes for some.
            if plan.quick && *size > 1_000 || *size > 1_000 && P::NAME == Bladeink::NAME {
                return Cell::nothing();
            }
            let size = size.to_string();
            let count = |steps: &str| {
                measure::instructions(&program, &["walk", P::NAME, &size, steps, "--seed", &seed])
            };
            match count("2200").zip(count("200")) {
                Some((many, few)) => Cell::exact((many - few) as f64 / 2_000.0),
                None => Cell::nothing(),
            }
        });
        section.row(P::NAME, row.collect());
    });
    section.ratios_to(Rhai::NAME);
    section
}

/// How often one step asks for memory.
pub fn allocations(plan: &Plan) -> Section {
    let mut section = Section::new(
        "Allocations a step, at 1,000 steps (beside them the texts a step hands out)",
        &["allocations", "texts", "bytes kept a step (the log)"],
    );
    let story = plan.story(1_000);
    for_every_peer!(P => {
        let peer = P::load(&P::source(story));
        let mut session = peer.start(&mut Drain::default());
        let choices = story.walk(4_000);
        let (warm, counted) = choices.split_at(2_000);
        warm.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        let (calls, bytes, ()) = measure::heap(|| {
            counted.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        });
        let a_step = |number: i64| Cell::exact(number as f64 / counted.len() as f64);
        let texts = plan.texts.get().copied().map_or_else(Cell::nothing, Cell::exact);
        section.row(P::NAME, vec![a_step(calls), texts, a_step(bytes)]);
    });
    section
}

fn several(rounds: usize, mut work: impl FnMut()) -> Cell {
    work();
    let samples = (0..rounds).map(|_| time(&mut work).as_secs_f64() * 1e3).collect();
    Cell::of(&Samples(samples))
}

/// From the source to where a session could begin.
pub fn ready(plan: &Plan) -> Section {
    let columns = plan.columns("ms");
    let title = "Source to ready; for this engine with all checks of soundness, ratio to bare Rhai";
    let mut section = Section::new(title, &borrowed(&columns));
    let rounds = |size: usize| match (plan.quick, size) {
        (true, 10_000) => 1,
        (true, _) => 5,
        (false, 10_000) => 7,
        (false, _) => 21,
    };
    for_every_peer!(P => {
        let row = plan.sizes.iter().zip(&plan.stories).map(|(size, story)| {
            let source = P::source(story);
            several(rounds(*size), || drop(black_box(P::load(&source))))
        });
        section.row(P::NAME, row.collect());
    });
    let checked = plan.sizes.iter().zip(&plan.stories).map(|(size, story)| {
        let memory = files(&Tending::source(story));
        let engine = tending::Engine::new();
        several(rounds(*size), || drop(black_box(tending::lint(&engine, &memory, "story"))))
    });
    section.row("tending, `check` with everything", checked.collect());
    section.ratios_to(Rhai::NAME);
    section
}

/// What one more session of the same program holds, after 100 steps.
pub fn sessions(plan: &Plan) -> Section {
    let mut section = Section::new(
        "Heap of one more session after 100 steps, in bytes",
        &["without log, 20", "log, 20", "without log, 1,000", "log, 1,000"],
    );
    for_every_peer!(P => {
        let row = [20, 1_000].into_iter().flat_map(|size| {
            let story = plan.story(size);
            let peer = P::load(&P::source(story));
            let choices = story.walk(100);
            let many = if P::NAME == Bladeink::NAME { 2 } else { 100 };
            // The first ones may fill what all of them share.
            let _first = (peer.start(&mut Drain::default()), peer.start(&mut Drain::default()));
            let play = || {
                let mut session = peer.start(&mut Drain::default());
                choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
                session
            };
            let (_, whole, mut kept) = measure::heap(|| {
                let mut kept = Vec::with_capacity(many);
                kept.extend((0..many).map(|_| play()));
                kept
            });
            let (_, shed, ()) = measure::heap(|| {
                kept.iter_mut().for_each(|session| peer.without_log(session));
            });
            let (whole, log) = (whole as f64 / many as f64, -shed as f64 / many as f64);
            [Cell::exact(whole - log), Cell::exact(log)]
        });
        section.row(P::NAME, row.collect());
    });
    section
}

/// Save and restore. A peer that only goes back to the start of a node is measured doing that.
pub fn snapshots(plan: &Plan) -> Section {
    let mut section = Section::new(
        "Snapshot, at 1,000 steps",
        &["bytes after 100", "bytes after 10,000", "save, µs", "restore, µs"],
    );
    let story = plan.story(1_000);
    let choices = story.walk(10_000);
    let rounds = if plan.quick { 200 } else { 2_000 };
    let micro = |mut work: Box<dyn FnMut() + '_>| {
        work();
        let samples = (0..rounds).map(|_| time(&mut work).as_nanos() as f64 / 1e3).collect();
        Cell::of(&Samples(samples))
    };
    for_every_peer!(P => {
        let peer = P::load(&P::source(story));
        let mut session = peer.start(&mut Drain::default());
        let (few, many) = choices.split_at(100);
        few.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        let size = |saved: &Option<Vec<u8>>| {
            saved.as_ref().map_or_else(Cell::nothing, |saved| Cell::exact(saved.len() as f64))
        };
        let saved = peer.save(&session);
        let mut row = vec![size(&saved)];
        let (save, restore) = match &saved {
            Some(saved) => {
                let save = micro(Box::new(|| drop(black_box(peer.save(&session)))));
                let restore = match peer.restore(saved) {
                    Some(mut again) => {
                        // What was restored goes on like what was saved.
                        let (mut one, mut other) = (Hash::default(), Hash::default());
                        peer.step(&mut again, 0, &mut one);
                        let mut session = peer.start(&mut Drain::default());
                        few.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
                        peer.step(&mut session, 0, &mut other);
                        assert_eq!(one.hash, other.hash, "{} restores something else", P::NAME);
                        micro(Box::new(|| drop(black_box(peer.restore(saved)))))
                    }
                    None => Cell::nothing(),
                };
                (save, restore)
            }
            None => (Cell::nothing(), Cell::nothing()),
        };
        many.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        row.push(size(&peer.save(&session)));
        row.extend([save, restore]);
        section.row(P::NAME, row);
    });
    let peer = Bladeink::load(&Bladeink::source(story));
    let mut session = peer.start(&mut Drain::default());
    choices[..100]
        .iter()
        .for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
    let both = micro(Box::new(|| session.round()));
    section.row(
        "bladeink, save + restore into a story that is there",
        vec![Cell::nothing(), Cell::nothing(), both, Cell::nothing()],
    );
    section
}

/// All ways of a large story.
pub fn explored(plan: &Plan) -> Section {
    let mut section =
        Section::new("`explore`", &["seconds, 1,000 steps", "seconds, 10,000 steps, 30,000 ways"]);
    let row = [1_000, 10_000].into_iter().map(|size| {
        let peer = Tending::load(&Tending::source(plan.story(size)));
        let options = tending::explore::Options::default();
        let mut places = 0;
        let took = time(|| {
            let report =
                tending::explore::explore(&peer.program, &options, &mut |count| places = count);
            black_box(report.is_ok());
        });
        Cell::exact(took.as_secs_f64())
    });
    section.row(Tending::NAME, row.collect());
    section
}

/// What parts of a step cost this engine, by leaving them out or adding them.
pub fn made_of(plan: &Plan) -> Section {
    let mut section =
        Section::new("What keeping a transcript adds to a step of this engine", &["ns"]);
    let story = plan.story(1_000);
    let choices = story.walk(plan.steps);
    let peer = Tending::load(&Tending::source(story));
    let plain = (0..plan.rounds).map(|_| {
        let mut session = peer.start(&mut Drain::default());
        let mut drain = Drain::default();
        let took =
            time(|| choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain)));
        took.as_nanos() as f64 / choices.len() as f64
    });
    section.row("step", vec![Cell::of(&Samples(plain.collect()))]);
    let kept = (0..plan.rounds).map(|_| {
        let mut session = peer.start(&mut Drain::default());
        let mut transcript = tending::Transcript::new(&session.session);
        let took = time(|| {
            for choice in &choices {
                peer.step_noted(&mut session, *choice, &mut transcript);
            }
        });
        black_box(&transcript);
        took.as_nanos() as f64 / choices.len() as f64
    });
    section.row("step, with a transcript", vec![Cell::of(&Samples(kept.collect()))]);
    section
}
