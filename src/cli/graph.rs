//! `tending graph`: the paths of an exercise, drawn. Draws nothing itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use tending::graph::{self, Graph};
use tending::loader::{Chain, Loader as _};
use tending::scenario::{self, Scenario};
use tending::session::Taken;
use tending::source::Sources;
use tending::{Engine, Program, load, render, suggest};

use super::find::Places;
use super::ui::{self, Ui, clean};
use super::{Failure, check, exit};

/// Draws the paths of an exercise.
///
/// An SVG opens in any browser. Mermaid and DOT are for pages and tools that draw themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Draw {
    /// The name of an exercise, or the path of a folder or .toml file
    #[arg(value_name = "ID|PATH")]
    exercise: String,
    #[command(flatten)]
    places: Places,
    /// What it is drawn as [default: by the ending of FILE, or mermaid]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Draw in the path of a scenario: its file, or the file's name without .toml
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Option<String>,
    /// Draw the steps of its parts too
    #[arg(long)]
    whole: bool,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Markdown pages
    Mermaid,
    /// For Graphviz
    Dot,
    /// A picture
    Svg,
}

/// Draws what was asked for.
pub(crate) fn run(draw: &Draw, ui: &mut Ui) -> Result<u8, Failure> {
    let (loader, id) = draw.places.find(&draw.exercise).map_err(Failure::usage)?;
    let program = program(ui, &loader, &id, &draw.exercise)?;
    let mut graph = Graph::of(&program, draw.whole);
    if let Some(named) = &draw.scenario {
        walk(&mut graph, &program, &loader, &id, named, ui)?;
    }
    let text = match format(draw) {
        Format::Mermaid => graph::mermaid(&graph),
        Format::Dot => graph::dot(&graph),
        Format::Svg => graph::svg(&graph),
    };
    match &draw.output {
        Some(path) => write(path, &text)?,
        None => ui.raw(&text),
    }
    Ok(exit::DONE)
}

fn format(draw: &Draw) -> Format {
    let ending = draw.output.as_ref().and_then(|path| path.extension()?.to_str());
    draw.format.unwrap_or(match ending {
        Some("svg") => Format::Svg,
        Some("dot" | "gv") => Format::Dot,
        _ => Format::Mermaid,
    })
}

fn program(ui: &Ui, loader: &Chain, id: &str, named: &str) -> Result<Arc<Program>, Failure> {
    let loaded = load(&Engine::new(), loader, id);
    loaded.program.ok_or_else(|| {
        ui::complain_raw(&render::full(&loaded.diagnostics, &loaded.sources, false, ui.width()));
        Failure::failed(format!("`{}` has errors, and cannot be drawn as it is", clean(named)))
    })
}

/// Plays the scenario that was named, and notes where it went.
fn walk(
    graph: &mut Graph,
    program: &Arc<Program>,
    loader: &Chain,
    id: &str,
    named: &str,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let mut sources = Sources::new();
    let scenario = match looks_like_file(named) {
        true => from_file(named, &mut sources, ui)?,
        false => by_name(loader, id, named, &mut sources, ui)?,
    };
    let mut taken = Taken::default();
    let outcome = scenario::run_traced(program, &scenario, &mut taken);
    if let Some(failure) = &outcome.failure {
        let found = [failure.diagnostic()];
        ui::complain_raw(&render::full(&found, &sources, false, ui.width()));
        ui::complain("the scenario does not go as written; its path is drawn as far as it came");
    }
    graph.walk(&taken);
    Ok(())
}

fn looks_like_file(named: &str) -> bool {
    named.contains(['/', '\\']) || named.ends_with(".toml")
}

#[expect(clippy::disallowed_methods, reason = "a scenario may stand anywhere")]
fn from_file(path: &str, sources: &mut Sources, ui: &mut Ui) -> Result<Scenario, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", clean(path))))?;
    let file = sources.add(path, text.as_str());
    let mut found = Vec::new();
    scenario::read(file, &text, &mut found).ok_or_else(|| {
        check::show(ui, check::Format::Full, &found, sources);
        Failure::failed(format!("{} has errors", clean(path)))
    })
}

fn by_name(
    loader: &Chain,
    id: &str,
    named: &str,
    sources: &mut Sources,
    ui: &mut Ui,
) -> Result<Scenario, Failure> {
    let (scenarios, found) = scenario::all(loader, id, sources);
    check::show(ui, check::Format::Full, &found, sources);
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.strip_suffix(".toml").unwrap_or(name).to_owned()
    };
    let names: Vec<String> = loader.list(id, "scenarios").iter().map(|path| stem(path)).collect();
    let is_named = |scenario: &Scenario| {
        scenario.name == named
            || stem(&sources.file(scenario.file).name.replace('\\', "/")) == named
    };
    scenarios.into_iter().find(is_named).ok_or_else(|| {
        let hint = match suggest::nearest(named, names.iter().map(String::as_str)) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if names.is_empty() => "; it has none".to_owned(),
            None => format!("; there are {}", names.join(", ")),
        };
        Failure::usage(format!("there is no scenario `{}`{hint}", clean(named)))
    })
}

#[expect(clippy::disallowed_methods, reason = "the person said where to write")]
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text)
        .map_err(|error| Failure::failed(format!("cannot write {}: {error}", path.display())))
}
