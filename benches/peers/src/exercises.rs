//! The shipped exercises, played through by their own scenarios.

use std::hint::black_box;

use tending::Engine;
use tending::loader::Builtin;
use tending::scenario;
use tending::source::Sources;

use crate::measure::{self, Samples, time};
use crate::sections::Plan;
use crate::table::{Cell, Section};

const SHIPPED: [&str; 4] =
    ["needs-naming", "empathic-reflection", "repair-after-hurt", "boundary-review"];

pub fn played(plan: &Plan) -> Section {
    let mut section = Section::new(
        "The four shipped exercises: all their scenarios, and loading",
        &["rests", "µs a rest", "allocations a rest", "source to ready, ms", "`check`, ms"],
    );
    let engine = Engine::new();
    let rounds = if plan.quick { 5 } else { 31 };
    for id in SHIPPED {
        let load = || tending::load(&engine, &Builtin, id).program.expect("it is sound");
        let program = load();
        let (scenarios, _) = scenario::all(&Builtin, id, &mut Sources::new());
        let play = || -> usize {
            let rests = scenarios.iter().map(|one| {
                let outcome = scenario::run(&program, one);
                assert!(outcome.failure.is_none(), "{id}: `{}` fails", one.name);
                outcome.steps.len()
            });
            rests.sum()
        };
        let (calls, _, rests) = measure::heap(play);
        let samples = (0..rounds).map(|_| {
            let took = time(|| {
                black_box(play());
            });
            took.as_nanos() as f64 / 1e3 / rests as f64
        });
        let samples = Samples(samples.collect());
        let several = |work: &dyn Fn()| {
            let samples = (0..rounds).map(|_| time(work).as_secs_f64() * 1e3).collect();
            Cell::of(&Samples(samples))
        };
        let ready = several(&|| drop(black_box(load())));
        let checked = several(&|| drop(black_box(tending::lint(&engine, &Builtin, id))));
        let allocations = Cell::exact(calls as f64 / rests as f64);
        section.row(
            id,
            vec![Cell::exact(rests as f64), Cell::of(&samples), allocations, ready, checked],
        );
    }
    section
}
