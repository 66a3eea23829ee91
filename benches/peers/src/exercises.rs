//! The shipped exercises, played through by their own scenarios.

use std::hint::black_box;
use std::sync::Arc;

use tending::loader::Builtin;
use tending::scenario::{self, Scenario};
use tending::source::Sources;
use tending::{Engine, Program};
use tending_peers::measure::{self, Samples, counted, has_valgrind, in_turns, time};

use crate::plan::Plan;
use crate::steps::NO_VALGRIND;
use crate::table::{Cell, Section, columns};

const SHIPPED: [&str; 4] =
    ["needs-naming", "empathic-reflection", "repair-after-hurt", "boundary-review"];

struct Exercise {
    program: Arc<Program>,
    scenarios: Vec<Scenario>,
}

impl Exercise {
    fn load(id: &str) -> Exercise {
        let program = tending::load(&Engine::new(), &Builtin, id).program.expect("it is sound");
        let (scenarios, _) = scenario::all(&Builtin, id, &mut Sources::new());
        Exercise { program, scenarios }
    }

    /// Plays the first scenarios, or all; how often that rested.
    fn play(&self, most: usize) -> usize {
        let scenarios = self.scenarios.iter().take(most);
        scenarios.map(|one| scenario::run(&self.program, one).steps.len()).sum()
    }

    /// How large a snapshot is wherever it rests.
    fn snapshots(&self) -> Samples {
        let mut sizes = Vec::new();
        for one in &self.scenarios {
            scenario::run_watched(&self.program, one, &mut |session| {
                sizes.push(session.snapshot().to_bytes().len() as f64);
            });
        }
        Samples(sizes)
    }
}

pub fn played(plan: &Plan) -> Vec<Section> {
    let title = "the four shipped exercises, played through by their scenarios";
    let wide = columns([
        ("rests", ""),
        ("a rest", "µs"),
        ("a rest", "instructions"),
        ("a rest", "allocations"),
        ("ready", "ms"),
        ("check", "ms"),
        ("snapshot", "bytes"),
        ("largest", "bytes"),
    ]);
    let mut section = Section::new("exercises", title, wide);
    let (rounds, checks) = if plan.quick { (5, 2) } else { (41, 15) };
    let exercises = SHIPPED.map(Exercise::load);
    // Under valgrind all of them take a minute.
    let most = if plan.quick { 4 } else { usize::MAX };
    let counts = match has_valgrind() {
        true => measure::all_instructions(
            &SHIPPED.map(|id| ["exercise", id, &most.to_string()].map(str::to_owned).into()),
        ),
        false => {
            section.note(NO_VALGRIND);
            vec![None; SHIPPED.len()]
        }
    };
    let engine = Engine::new();
    let milli = |work: &dyn Fn()| time(work).as_secs_f64() * 1e3;
    let mut plays: Vec<Box<dyn FnMut() -> f64 + '_>> = Vec::new();
    let mut loads: Vec<Box<dyn FnMut() -> f64 + '_>> = Vec::new();
    let mut lints: Vec<Box<dyn FnMut() -> f64 + '_>> = Vec::new();
    for (id, exercise) in SHIPPED.iter().zip(&exercises) {
        let engine = &engine;
        plays.push(Box::new(|| {
            milli(&|| {
                black_box(exercise.play(usize::MAX));
            })
        }));
        loads.push(Box::new(move || {
            milli(&|| drop(black_box(tending::load(engine, &Builtin, id))))
        }));
        lints.push(Box::new(move || {
            milli(&|| drop(black_box(tending::lint(engine, &Builtin, id))))
        }));
    }
    let plays = in_turns(rounds, true, &mut plays);
    let loads = in_turns(rounds, true, &mut loads);
    let lints = in_turns(checks, !plan.quick, &mut lints);
    let times = plays.into_iter().zip(loads).zip(lints);
    for (((id, exercise), count), ((plays, loads), lints)) in
        SHIPPED.iter().zip(&exercises).zip(counts).zip(times)
    {
        for one in &exercise.scenarios {
            if scenario::run(&exercise.program, one).failure.is_some() {
                section.note(&format!("{id}: the scenario `{}` does not go as written", one.name));
            }
        }
        let (calls, _, rests) = measure::heap(|| exercise.play(usize::MAX));
        let each = |number: f64| number / rests as f64;
        let snapshots = exercise.snapshots();
        section.row(
            id,
            vec![
                Cell::exact(rests as f64),
                Cell::of(&Samples(plays.into_iter().map(|ms| each(ms * 1e3)).collect())),
                count.map(|count| count as f64 / exercise.play(most) as f64).into(),
                Cell::exact(each(calls as f64)),
                Cell::of(&Samples(loads)),
                Cell::of(&Samples(lints)),
                Cell::exact(snapshots.median()),
                Cell::exact(snapshots.at(1.0)),
            ],
        );
    }
    if plan.quick {
        section.note("--quick counts the instructions of the first four scenarios of each");
    }
    section.note("a rest: a question or a pause; snapshot: the median over all of them");
    section.note(
        "with what a scenario does itself (it keeps all that is shown and compares it), and with \
         what the text helpers take to read an answer in free words, which is most of it",
    );
    vec![section]
}

/// What [`played`] runs under valgrind.
pub fn play(id: &str, most: usize) {
    let exercise = Exercise::load(id);
    // The lists of the text helpers are read when the first answer is.
    tending::helpers::crisis("I feel sad");
    counted(|| black_box(exercise.play(most)));
}
