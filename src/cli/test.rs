//! `tending test`: plays the scenarios of exercises and says how they went. Judges nothing itself.

use std::sync::Arc;

use tending::loader::{Chain, Loader};
use tending::scenario::{self, Scenario};
use tending::source::Sources;
use tending::{Engine, Program, load, render};

use super::find::Places;
use super::layout::Tone;
use super::ui::{self, Ui};
use super::{Failure, check, exit};

/// Plays the scenarios of exercises, on virtual time.
///
/// A scenario is a file in the folder `scenarios` of an exercise. Without a name, all exercises
/// that have any are tested. Exit codes: 0 when all passed, 1 when one failed.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Names of exercises, or paths of folders or .toml files
    #[arg(value_name = "ID|PATH")]
    exercises: Vec<String>,
    #[command(flatten)]
    places: Places,
    /// Name each scenario that passed too
    #[arg(long, short)]
    verbose: bool,
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
}

/// Plays what was asked for.
pub(crate) fn run(test: &Test, ui: &mut Ui) -> Result<u8, Failure> {
    let engine = Engine::new();
    let mut count = Count::default();
    if test.exercises.is_empty() {
        let loader = test.places.loader();
        for id in loader.exercises() {
            if !loader.list(&id, "scenarios").is_empty() {
                exercise(test, &engine, &loader, &id, ui, &mut count);
            }
        }
    }
    for named in &test.exercises {
        let (loader, id): (Chain, String) = test.places.find(named).map_err(Failure::usage)?;
        if loader.list(&id, "scenarios").is_empty() {
            ui.say(&format!("{named} has no scenarios: no .toml file in its folder scenarios."));
            continue;
        }
        exercise(test, &engine, &loader, &id, ui, &mut count);
    }
    ui.gap();
    ui.say(&format!("{} passed, {} failed.", count.passed, count.failed));
    Ok(if count.failed == 0 { exit::DONE } else { exit::FAILED })
}

fn exercise(
    test: &Test,
    engine: &Engine,
    loader: &dyn Loader,
    id: &str,
    ui: &mut Ui,
    count: &mut Count,
) {
    let loaded = load(engine, loader, id);
    let Some(program) = loaded.program else {
        check::show(ui, check::Format::Full, &loaded.diagnostics, &loaded.sources);
        ui.say(&format!("FAILED  {id}: it has errors"));
        count.failed += 1;
        return;
    };
    let mut sources = Sources::new();
    let (scenarios, found) = scenario::all(loader, id, &mut sources);
    if !found.is_empty() {
        check::show(ui, check::Format::Full, &found, &sources);
        count.failed += found.iter().filter(|finding| finding.is_error()).count();
    }
    for scenario in &scenarios {
        play(test, &program, scenario, &sources, ui, count);
    }
}

fn play(
    test: &Test,
    program: &Arc<Program>,
    scenario: &Scenario,
    sources: &Sources,
    ui: &mut Ui,
    count: &mut Count,
) {
    let outcome = scenario::run(program, scenario);
    let name = format!("{}: {}", program.id(), scenario.name);
    let Some(failure) = outcome.failure else {
        count.passed += 1;
        if test.verbose {
            ui.hang("passed  ", &name, Tone::Plain);
        }
        return;
    };
    count.failed += 1;
    ui.gap();
    ui.hang("FAILED  ", &name, Tone::Strong);
    let finding = [failure.diagnostic()];
    ui.raw(&render::full(&finding, sources, ui.look.color, ui.width()));
    ui.say(if failure.shown.is_empty() {
        "Nothing was shown before that."
    } else {
        "Shown before that:"
    });
    for shown in &failure.shown {
        ui.hang("  ", &ui::clean(shown), Tone::Quiet);
    }
}
