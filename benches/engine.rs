//! Owns the measure of the engine alone: a step, loading, checking, keeping, exploring; compares it
//! with nobody. The story is that of the comparison in `peers`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use tending::explore::{Options, explore};
use tending::loader::Memory;
use tending::session::{Act, Input, Output, Session, Snapshot, Start};
use tending::time::Moment;
use tending::{Engine, Program, load};

#[allow(dead_code, unreachable_pub)]
#[path = "peers/src/story.rs"]
mod story;

use story::{People, Story};

const SIZES: [usize; 3] = [20, 1_000, 10_000];
const BEGAN: Moment = Moment { unix_ms: 1_767_632_400_000, offset: 3600 };

fn main() {
    divan::main();
}

fn files(size: usize) -> Memory {
    let mut files = Memory::default();
    files.add("story", "exercise.toml", Story::new(size, 1).toml_for(People::One));
    files
}

fn program(size: usize) -> Arc<Program> {
    load(&Engine::new(), &files(size), "story").program.expect("a sound story")
}

/// How many texts are shown up to where the session rests.
fn drain(session: &mut Session) -> usize {
    let mut texts = 0;
    loop {
        match session.poll() {
            Output::Say { text, .. } => texts += usize::from(!black_box(text.plain()).is_empty()),
            rest if rest.is_resting() => return texts,
            _ => {}
        }
    }
}

fn begun(program: &Arc<Program>) -> Session {
    let start = Start { at: BEGAN, ..Start::default() };
    let mut session = Session::start(program.clone(), start).expect("it begins");
    drain(&mut session);
    session
}

fn step(session: &mut Session, at: &mut Moment, choice: u8) -> usize {
    at.unix_ms += 1_000;
    let ids = vec![["a", "b", "c"][usize::from(choice)].into()];
    session.handle(Input::new(*at, Act::Choose { ids, other: None })).expect("it goes on");
    drain(session)
}

fn walked(program: &Arc<Program>, steps: usize) -> Session {
    let (mut session, mut at) = (begun(program), BEGAN);
    for choice in Story::new(1_000, 1).walk(steps) {
        step(&mut session, &mut at, choice);
    }
    session
}

/// A hundred steps of a session that was just begun: divide by a hundred.
#[divan::bench(args = SIZES)]
fn a_hundred_steps(bencher: Bencher, size: usize) {
    let program = program(size);
    let choices = Story::new(size, 1).walk(100);
    bencher.with_inputs(|| begun(&program)).bench_local_refs(|session| {
        let mut at = BEGAN;
        choices.iter().map(|choice| step(session, &mut at, *choice)).sum::<usize>()
    });
}

/// A session that begins, up to its first choices.
#[divan::bench(args = SIZES)]
fn begin(bencher: Bencher, size: usize) {
    let program = program(size);
    bencher.bench_local(|| begun(&program));
}

/// From the source to ready, with all checks of soundness.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn source_to_ready(bencher: Bencher, size: usize) {
    let (engine, files) = (Engine::new(), files(size));
    bencher.bench_local(|| load(&engine, &files, "story"));
}

/// The same with everything that an author is told.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn check_with_everything(bencher: Bencher, size: usize) {
    let (engine, files) = (Engine::new(), files(size));
    bencher.bench_local(|| tending::lint(&engine, &files, "story"));
}

/// The engine itself, before any exercise.
#[divan::bench]
fn an_engine() -> Engine {
    Engine::new()
}

#[divan::bench]
fn snapshot_saved(bencher: Bencher) {
    let session = walked(&program(1_000), 100);
    bencher.bench_local(|| session.snapshot().to_bytes());
}

#[divan::bench]
fn snapshot_restored(bencher: Bencher) {
    let program = program(1_000);
    let saved = walked(&program, 100).snapshot().to_bytes();
    bencher.bench_local(|| {
        let snapshot = Snapshot::from_bytes(&saved).expect("it reads");
        Session::restore(program.clone(), &snapshot, BEGAN).expect("it fits")
    });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5, sample_size = 1)]
fn all_ways_explored(bencher: Bencher, size: usize) {
    let program = program(size);
    bencher.bench_local(|| {
        explore(&program, &Options::default(), &mut |_| ()).map(|report| report.places)
    });
}

/// One step that says the same text with so many values in it: how long texts are filled.
#[divan::bench(args = [1, 10, 100])]
fn a_text_filled(bencher: Bencher, values: usize) {
    let text = "so many: {coins}, ".repeat(values);
    let source = format!(
        "format = 1\nid = \"story\"\nversion = \"1.0.0\"\ntitle = \"A text\"\nsummary = \"One.\"\n\
         author = \"Nobody\"\n\n[shared]\ncoins = 7\n\n[step.n0]\nsay = \"{text}\"\nchoose = \"On?\"\n\
         choices = {{ a = \"Yes\", b = \"No\" }}\nnext = {{ a = \"n0\", b = \"over\" }}\n\n\
         [step.over]\nend = \"completed\"\n"
    );
    let mut files = Memory::default();
    files.add("story", "exercise.toml", &source);
    let program = load(&Engine::new(), &files, "story").program.expect("a sound story");
    let (mut session, mut at) = (begun(&program), BEGAN);
    bencher.bench_local(|| {
        let texts = step(&mut session, &mut at, 0);
        session.forget_log();
        texts
    });
}
