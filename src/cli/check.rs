//! `tending check`: what is wrong in exercises. Finds nothing itself.

use std::io::IsTerminal;
use std::sync::Arc;

use clap::ValueEnum;
use tending::diagnostic::{Diagnostic, Severity};
use tending::loader::Loader;
use tending::source::Sources;
use tending::{Engine, Loaded, Program, lint, load, render};

use super::find::Places;
use super::layout::Tone;
use super::ui::{self, Ui, clean};
use super::{Failure, exit};

/// Looks for mistakes in exercises.
///
/// Each finding has a place, a reason and a hint; `tending explain CODE` says more about one.
/// Exit codes: 0 when no exercise has an error, 1 when one has, 2 when there is no such exercise.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Names of exercises, or paths of folders or .toml files; without one, all that can be found
    #[arg(value_name = "PATH|ID")]
    exercises: Vec<String>,
    #[command(flatten)]
    places: Places,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// List what everyone may learn of private answers
    #[arg(long)]
    told: bool,
    /// Let warnings count as errors
    #[arg(long, value_name = "warnings")]
    deny: Option<Deny>,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines they stand in
    Full,
    /// One line each: `file:line:col`
    Concise,
    /// One JSON object a line
    Json,
}

/// What counts as an error beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings too
    Warnings,
}

/// Checks each exercise that was named; all findings of all of them in one run.
pub(crate) fn run(check: &Check, ui: &mut Ui) -> Result<u8, Failure> {
    let engine = Engine::new();
    let format = if check.json { Format::Json } else { check.format };
    let (mut errors, mut warnings, mut unknown) = (0, 0, 0);
    let all = check.exercises.is_empty().then(|| check.places.loader().exercises());
    let named = all.as_ref().unwrap_or(&check.exercises);
    for named in named {
        let (loader, id) = match check.places.find(named) {
            Ok(found) => found,
            Err(message) => {
                ui::complain(&message);
                unknown += 1;
                continue;
            }
        };
        let loaded = lint(&engine, &loader, &id);
        for finding in &loaded.diagnostics {
            match finding.code.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
        }
        show(ui, format, &loaded.diagnostics, &loaded.sources);
        if check.told && format == Format::Full {
            tell_told(ui, &loaded);
        }
    }
    if format == Format::Full {
        summarise(ui, named.len() - unknown, errors, warnings);
    }
    let denied = errors > 0 || (warnings > 0 && check.deny.is_some());
    Ok(match (unknown, denied) {
        (0, false) => exit::DONE,
        (0, true) => exit::FAILED,
        _ => exit::USAGE,
    })
}

/// What everyone may learn of private answers, for its author to read once more.
fn tell_told(ui: &mut Ui, loaded: &Loaded) {
    let Some(program) = &loaded.program else { return };
    let told = lint::told(program);
    let id = clean(program.id());
    if told.is_empty() {
        ui.say(&format!("`{id}` tells nothing of private answers but what is agreed to."));
        return;
    }
    ui.say(&format!("What everyone may learn of private answers in `{id}`, without a yes to it:"));
    for one in told {
        let what = match &one.when {
            Some(when) => format!("`{}`: whether {}", one.name, clean(when)),
            None => format!("`{}`: the answer itself, which is `open`", one.name),
        };
        let place = loaded.sources.place(one.span);
        let file = clean(&loaded.sources.file(one.span.file).name);
        ui.hang("  ", &format!("{what} (step `{}`, {file}:{place})", one.step), Tone::Plain);
    }
}

/// Shows findings.
pub(crate) fn show(ui: &mut Ui, format: Format, found: &[Diagnostic], sources: &Sources) {
    if found.is_empty() {
        return;
    }
    let text = match format {
        Format::Full => render::full(found, sources, ui.look.color, ui.width()),
        Format::Concise => render::concise(found, sources),
        Format::Json => render::json(found, sources),
    };
    ui.raw(&text);
}

fn summarise(ui: &mut Ui, checked: usize, errors: usize, warnings: usize) {
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    };
    if checked == 0 {
        return;
    }
    let exercises = count(checked, "exercise");
    match (errors, warnings) {
        (0, 0) => ui.say(&format!("{exercises}: nothing to mend.")),
        _ => ui.say(&format!(
            "{exercises}: {}, {}.",
            count(errors, "error"),
            count(warnings, "warning")
        )),
    }
}

/// The exercise `named`, ready to run or show.
///
/// # Errors
///
/// There is none, or it has errors: they are shown on standard error.
pub(crate) fn load_to_run(
    ui: &mut Ui,
    places: &Places,
    named: &str,
) -> Result<Arc<Program>, Failure> {
    let (loader, id) = places.find(named).map_err(Failure::usage)?;
    load_found(ui, &loader, &id, named)
}

fn load_found(
    ui: &Ui,
    loader: &dyn Loader,
    id: &str,
    named: &str,
) -> Result<Arc<Program>, Failure> {
    let loaded = load(&Engine::new(), loader, id);
    loaded.program.ok_or_else(|| {
        let color = ui.look.color && std::io::stderr().is_terminal();
        let found = render::full(&loaded.diagnostics, &loaded.sources, color, ui.width());
        ui::complain_raw(&found);
        Failure::failed(format!(
            "`{named}` cannot be run as it is. `tending check {named}` shows this again"
        ))
    })
}
