//! `tending test`: plays the scenarios of exercises and says how they went. Judges nothing itself.

use std::sync::Arc;

use tending::diagnostic::Diagnostic;
use tending::loader::{Chain, Loader};
use tending::scenario::{self, Coverage, Outcome, Scenario};
use tending::session::Taken;
use tending::source::Sources;
use tending::{Engine, Program, load, render};

use super::find::Places;
use super::layout::Tone;
use super::ui::{self, Ui};
use super::{Failure, accept, check, exit};

/// Plays the scenarios of exercises, on virtual time.
///
/// A scenario is a file in the folder `scenarios` of an exercise. Without a name, all exercises
/// that have any are tested. Exit codes: 0 when all passed, 1 when one failed; what --coverage
/// finds does not count.
///
/// With --accept, a scenario that fails is changed to say what came: its ending, the values it
/// expects at the end, nudges, and the name of a step that is not there any more. Texts to see or
/// to hide are their author's to change. Each line that changes is shown, everything else in the
/// file stays as it is, and if the scenario would still fail nothing is changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Names of exercises, or paths of folders or .toml files
    #[arg(value_name = "ID|PATH")]
    exercises: Vec<String>,
    #[command(flatten)]
    places: Places,
    /// Say which steps and branches no scenario took
    #[arg(long)]
    coverage: bool,
    /// Let scenarios that fail say what came, and show what changes
    #[arg(long)]
    accept: bool,
    /// Name each scenario that passed too
    #[arg(long, short)]
    verbose: bool,
    /// One scenario a line, as JSON
    #[arg(long, conflicts_with_all = ["accept", "verbose", "coverage"])]
    json: bool,
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    accepted: usize,
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
    if test.json {
        return Ok(if count.failed == 0 { exit::DONE } else { exit::FAILED });
    }
    ui.gap();
    let accepted = match count.accepted {
        0 => String::new(),
        some => format!(", {some} accepted"),
    };
    ui.say(&format!("{} passed{accepted}, {} failed.", count.passed, count.failed));
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
        count.failed += 1;
        if test.json {
            return line(ui, id, None, &loaded.diagnostics, &loaded.sources, &[]);
        }
        check::show(ui, check::Format::Full, &loaded.diagnostics, &loaded.sources);
        ui.say(&format!("FAILED  {id}: it has errors"));
        return;
    };
    let mut sources = Sources::new();
    let (scenarios, found) = scenario::all(loader, id, &mut sources);
    if !found.is_empty() {
        match test.json {
            true => line(ui, id, None, &found, &sources, &[]),
            false => check::show(ui, check::Format::Full, &found, &sources),
        }
        count.failed += found.iter().filter(|finding| finding.is_error()).count();
    }
    let mut taken = Taken::default();
    for scenario in &scenarios {
        let outcome = match test.coverage {
            true => scenario::run_traced(&program, scenario, &mut taken),
            false => scenario::run(&program, scenario),
        };
        tell(test, &program, scenario, outcome, &sources, ui, count);
    }
    if test.coverage {
        cover(&program, &taken, &loaded.sources, ui);
    }
}

fn tell(
    test: &Test,
    program: &Arc<Program>,
    scenario: &Scenario,
    outcome: Outcome,
    sources: &Sources,
    ui: &mut Ui,
    count: &mut Count,
) {
    let name = format!("{}: {}", program.id(), scenario.name);
    let called = Some(scenario.name.as_str());
    let Some(failure) = outcome.failure else {
        count.passed += 1;
        if test.json {
            line(ui, program.id(), called, &[], sources, &[]);
        } else if test.verbose {
            ui.hang("passed  ", &name, Tone::Plain);
        }
        return;
    };
    if test.json {
        count.failed += 1;
        return line(ui, program.id(), called, &[failure.diagnostic()], sources, &failure.shown);
    }
    ui.gap();
    ui.hang("FAILED  ", &name, Tone::Strong);
    let finding = [failure.diagnostic()];
    ui.raw(&render::full(&finding, sources, ui.look.color, ui.width()));
    ui.say(if failure.shown.is_empty() {
        "Nothing was on the screen since the line before."
    } else {
        "On the screen since the line before:"
    });
    for shown in &failure.shown {
        ui.hang("  ", &ui::clean(shown), Tone::Quiet);
    }
    if test.accept && accept::accept(ui, program, scenario, sources) {
        count.accepted += 1;
    } else {
        count.failed += 1;
    }
}

/// One result as data. Without a scenario, what is wrong is wrong with the exercise.
fn line(
    ui: &mut Ui,
    exercise: &str,
    scenario: Option<&str>,
    findings: &[Diagnostic],
    sources: &Sources,
    shown: &[String],
) {
    let rendered = render::json(findings, sources);
    let findings: Vec<serde_json::Value> =
        rendered.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let result = serde_json::json!({
        "exercise": exercise,
        "scenario": scenario,
        "passed": findings.is_empty(),
        "findings": findings,
        "shown": shown,
    });
    ui.raw(&format!("{result}\n"));
}

/// What no scenario took, with its places.
fn cover(program: &Program, taken: &Taken, sources: &Sources, ui: &mut Ui) {
    let coverage = scenario::coverage(program, taken);
    let Coverage { steps, branches, missed } = &coverage;
    ui.gap();
    ui.toned(
        &format!(
            "Coverage of {}: {} of {} steps and {} of {} branches were taken, {} percent.",
            program.id(),
            steps.taken,
            steps.all,
            branches.taken,
            branches.all,
            coverage.percent()
        ),
        Tone::Strong,
    );
    for missed in missed {
        let file = ui::clean(&sources.file(missed.span.file).name);
        let place = format!("{file}:{}: ", sources.place(missed.span));
        ui.hang("  ", &format!("{place}{}", missed.words), Tone::Plain);
    }
}
