//! What a whole story costs: from its source to ready, and all its ways.

use std::hint::black_box;

use tending_peers::for_every_peer;
use tending_peers::measure::{Samples, in_turns, time};
use tending_peers::peers::rhai::Rhai;
use tending_peers::peers::tending::{Tending, files};
use tending_peers::peers::{Peer, bladeink};

use crate::plan::Plan;
use crate::table::{Cell, Section, columns};

/// The row of everything that an author is told.
pub const CHECK: &str = "tending, `check` with everything";

/// What was made is made, and taken apart again within the measure.
fn keep<T>(made: T) {
    let _made = black_box(made);
}

/// From the source to where a session could begin.
pub fn ready(plan: &Plan) -> Vec<Section> {
    let title = "source to ready, this engine's with all checks of soundness: median and spread";
    let mut section = Section::new("ready", title, plan.sizes("ms"));
    let mut rows: Vec<(&'static str, Vec<Cell>)> = Vec::new();
    for story in &plan.stories {
        let large = story.nodes.len() >= 10_000;
        let rounds = match (plan.quick, large) {
            (true, true) => 3,
            (true, false) => 7,
            (false, true) => 9,
            (false, false) => 31,
        };
        let mut names = Vec::new();
        let mut works: Vec<Box<dyn FnMut() -> Option<f64>>> = Vec::new();
        let mut work = |name: &'static str, mut load: Box<dyn FnMut()>, most: usize| {
            let mut left = most;
            names.push(name);
            works.push(Box::new(move || {
                left = left.checked_sub(1)?;
                Some(time(&mut load).as_secs_f64() * 1e3)
            }));
        };
        for_every_peer!(P => {
            let source = P::source(story);
            // It alone would take most of the minute.
            let slow = plan.quick && P::NAME.starts_with("bladeink");
            let most = match (slow, large) {
                (true, true) => 1,
                (true, false) => 3,
                (false, _) => usize::MAX,
            };
            work(P::NAME, Box::new(move || keep(P::load(&source))), most);
        });
        let memory = files(&Tending::source(story));
        let engine = tending::Engine::new();
        let check = move || keep(tending::lint(&engine, &memory, "story"));
        work(CHECK, Box::new(check), usize::MAX);
        if !(plan.quick && large) {
            let json = bladeink::Bladeink::to_ship(&story.ink());
            let shipped = move || keep(bladeink::Bladeink::shipped(json.clone()));
            work("bladeink 2.1, from JSON compiled before", Box::new(shipped), usize::MAX);
        }
        let taken = in_turns(rounds, !(plan.quick && large), &mut works);
        for (name, samples) in names.into_iter().zip(taken) {
            let cell = Cell::of(&Samples(samples.into_iter().flatten().collect()));
            match rows.iter_mut().find(|(known, _)| *known == name) {
                Some((_, row)) => row.push(cell),
                None => rows.push((name, vec![cell])),
            }
        }
    }
    for (name, row) in rows {
        section.row(name, row);
    }
    if plan.quick {
        section.note("--quick compiles bladeink's largest story once, and leaves out its JSON");
    }
    section.ratios_to(Rhai::NAME, &["ms"]);
    vec![section]
}

/// All ways of a story.
pub fn explored(plan: &Plan) -> Vec<Section> {
    let title = "`explore`: all ways of a story, each step with three of them";
    let wide = columns([("steps", ""), ("places", ""), ("ways", ""), ("time", "s")]);
    let mut section = Section::new("explore", title, wide);
    for size in [1_000, 10_000] {
        let peer = Tending::load(&Tending::source(plan.story(size)));
        let options = tending::explore::Options::default();
        let mut report = None;
        let took = time(|| {
            report = tending::explore::explore(&peer.program, &options, &mut |_| ()).ok();
        });
        let Some(report) = report else {
            section.note(&format!("the story of {size} steps could not be explored"));
            continue;
        };
        let counts =
            [size, report.places, report.transitions].map(|count| Cell::exact(count as f64));
        let mut row = Vec::from(counts);
        row.push(Cell::exact(took.as_secs_f64()));
        section.row(Tending::NAME, row);
        section.note(&format!("{size} steps: {}", proof(&report.proof)));
    }
    vec![section]
}

fn proof(proof: &tending::explore::Proof) -> String {
    use tending::explore::Proof;
    match proof {
        Proof::Proved => "proved: all ways were walked".to_owned(),
        Proof::Sampled { because } => {
            format!("not proved, examples stand for more: {}", because.join("; "))
        }
        Proof::Bounded { places, .. } => format!("not proved: it stopped after {places} places"),
        other => format!("{other:?}"),
    }
}
