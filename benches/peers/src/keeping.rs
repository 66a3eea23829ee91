//! What sessions cost that are kept: in memory, one or a hundred thousand, and as snapshots.

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use tending_peers::for_every_peer;
use tending_peers::measure::{self, Samples, time};
use tending_peers::peers::Peer;
use tending_peers::peers::bladeink::Bladeink;
use tending_peers::peers::native::Native;
use tending_peers::peers::rhai::Rhai;
use tending_peers::peers::tending::Tending;
use tending_peers::sink::{Drain, Hash};
use tending_peers::story::Story;

use crate::machine;
use crate::plan::Plan;
use crate::table::{Cell, Section, columns};

/// What one more session of the same program holds, after 100 steps.
pub fn sessions(plan: &Plan) -> Vec<Section> {
    let title = "heap of one more session of the same program after 100 steps";
    let wide = columns([
        ("without its log, 20 steps", "bytes"),
        ("its log", "bytes"),
        ("without its log, 1,000 steps", "bytes"),
        ("its log", "bytes"),
    ]);
    let mut section = Section::new("sessions", title, wide);
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
    section.note(
        "the log of this engine holds each input with its instant and where the session began; the \
         others' is a byte a choice, as their hosts would keep it",
    );
    section.note(
        "bubbles takes a copy of its program for each session, and bladeink reads its JSON for \
         each; both are what their documentation does. A host of bladeink can share an image",
    );
    vec![section]
}

/// The rows of a hundred thousand sessions of this engine.
pub const FORGOTTEN: &str = "tending, logs forgotten";
const KEPT: &str = "tending, logs kept";

const MANY: usize = 100_000;
const STEPS: usize = 10;

/// A hundred thousand sessions at once, in a process of their own.
pub fn crowd(plan: &Plan) -> Vec<Section> {
    let title = "100,000 sessions of the story of 1,000 steps at once, 10 steps each";
    let wide = columns([
        ("heap", "MB"),
        ("heap of one", "bytes"),
        ("memory in use (resident)", "MB"),
        ("begun and played", "sessions a second"),
    ]);
    let mut section = Section::new("crowd", title, wide);
    let rows = [
        (FORGOTTEN, Tending::NAME, "forget"),
        (KEPT, Tending::NAME, "keep"),
        (Rhai::NAME, Rhai::NAME, "keep"),
        (Native::NAME, Native::NAME, "keep"),
    ];
    for (row, name, log) in rows {
        let program = std::env::current_exe().unwrap_or_default();
        let seed = plan.seed.to_string();
        let ran = Command::new(program).args(["crowd", name, log, "--seed", &seed]).output();
        let said =
            ran.ok().and_then(|ran| serde_json::from_slice::<[Option<f64>; 3]>(&ran.stdout).ok());
        let [heap, resident, a_second] = said.unwrap_or_default();
        let cells = [
            heap.map(|heap| heap / 1e6),
            heap.map(|heap| heap / MANY as f64),
            resident.map(|resident| resident / 1e6),
            a_second,
        ];
        section.row(row, cells.map(Cell::from).into());
    }
    section.note(
        "in use: what the process holds more than before the first session. bubbles and bladeink \
         from JSON would need tens of gigabytes (see `sessions`)",
    );
    vec![section]
}

/// What [`crowd`] runs: prints heap, resident memory and sessions a second as JSON.
pub fn a_crowd(name: &str, forget: bool, seed: u64) {
    let story = Story::new(1_000, seed);
    let walks: Vec<Vec<u8>> = (0..64).map(|seed| story.walk_of(seed, STEPS)).collect();
    for_every_peer!(P => if P::NAME == name {
        let peer = P::load(&P::source(&story));
        let mut kept = Vec::with_capacity(MANY);
        kept.push(peer.start(&mut Drain::default()));
        let before = machine::resident();
        let began = Instant::now();
        let (_, heap, ()) = measure::heap(|| {
            for at in 1..MANY {
                let mut session = peer.start(&mut Drain::default());
                let choices = &walks[at % walks.len()];
                choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
                if forget {
                    peer.without_log(&mut session);
                }
                kept.push(session);
            }
        });
        let seconds = began.elapsed().as_secs_f64();
        let resident = machine::resident().zip(before).map(|(after, before)| after - before);
        let room = (kept.capacity() * size_of::<<P as Peer>::Session>()) as f64;
        let told = [Some(heap as f64 + room), resident, Some(MANY as f64 / seconds)];
        println!("{}", serde_json::to_string(&told).unwrap_or_default());
        // Ending a process gives its memory back faster than taking it apart.
        std::process::exit(0);
    });
}

/// Save and restore. A peer that only goes back to the start of a node is measured doing that.
pub fn snapshots(plan: &Plan) -> Vec<Section> {
    let title = "a snapshot of a session at 1,000 steps: median and spread";
    let wide = columns([
        ("after 100 steps", "bytes"),
        ("after 10,000 steps", "bytes"),
        ("save", "µs"),
        ("restore", "µs"),
    ]);
    let mut section = Section::new("snapshots", title, wide);
    let story = plan.story(1_000);
    let choices = story.walk(10_000);
    let (few, many) = choices.split_at(100);
    // Each sample is of several, so that the clock's own time does not count.
    let (rounds, each) = if plan.quick { (30, 5) } else { (200, 20) };
    let micro = |mut work: Box<dyn FnMut() + '_>| {
        work();
        let mut sample = || {
            let took = time(|| (0..each).for_each(|_| work()));
            took.as_nanos() as f64 / 1e3 / f64::from(each)
        };
        Cell::of(&Samples((0..rounds).map(|_| sample()).collect()))
    };
    for_every_peer!(P => {
        let peer = P::load(&P::source(story));
        let played = || {
            let mut session = peer.start(&mut Drain::default());
            few.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
            session
        };
        let mut session = played();
        let size = |saved: &Option<Vec<u8>>| Cell::from(saved.as_ref().map(|saved| saved.len() as f64));
        let saved = peer.save(&session);
        let mut times = [Cell::nothing(), Cell::nothing()];
        if let Some(saved) = &saved {
            times[0] = micro(Box::new(|| drop(black_box(peer.save(&session)))));
            if let Some(mut again) = peer.restore(saved) {
                // What was restored goes on like what was saved.
                let (mut one, mut other) = (Hash::default(), Hash::default());
                peer.step(&mut again, 0, &mut one);
                peer.step(&mut played(), 0, &mut other);
                assert_eq!(one.hash, other.hash, "{} restores something else", P::NAME);
                times[1] = micro(Box::new(|| drop(black_box(peer.restore(saved)))));
            }
        }
        many.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
        let mut row = vec![size(&saved), size(&peer.save(&session))];
        row.extend(times);
        section.row(P::NAME, row);
    });
    let peer = Bladeink::load(&Bladeink::source(story));
    let mut session = peer.start(&mut Drain::default());
    few.iter().for_each(|choice| peer.step(&mut session, *choice, &mut Drain::default()));
    let both = micro(Box::new(|| session.round()));
    let row = vec![Cell::nothing(), Cell::nothing(), Cell::nothing(), both];
    section.row("bladeink, save and restore into a story that is there", row);
    section.note("bubbles restarts the node it was in; the others go on where they were");
    vec![section]
}
