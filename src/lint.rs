//! The author's passes: what can be played and still deserves a second look. Each is a file, and
//! this is the whole list. No pass changes what an author wrote, and none is run before a session.

mod calm;
mod compare;
mod cues;
mod decisions;
mod elsewhere;
mod functions;
mod loops;
mod minutes;
mod moved;
mod prose;
mod reach;
mod scenarios;
mod texts;
mod timers;
mod told;
mod variables;

use crate::check::graph::Graph;
use crate::check::{At, Checked};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::exercise::Exercise;
use crate::load::{self, Loaded};
use crate::loader::Loader;
use crate::program::Engine;
use crate::scenario::{self, Scenario};
use crate::source::Sources;

pub use told::{Told, told};

/// A pass, and the codes it can find.
type Pass = (fn(&Look<'_>, &mut Vec<Diagnostic>), &'static [Code]);

const PASSES: &[Pass] = &[
    (reach::look, reach::CODES),
    (loops::look, loops::CODES),
    (variables::look, variables::CODES),
    (functions::look, functions::CODES),
    (compare::look, compare::CODES),
    (calm::look, calm::CODES),
    (decisions::look, decisions::CODES),
    (cues::look, cues::CODES),
    (moved::look, moved::CODES),
    (elsewhere::look, elsewhere::CODES),
    (timers::look, timers::CODES),
    (scenarios::look, scenarios::CODES),
    (prose::look, prose::CODES),
];

/// The codes of what [`lint`] finds beside what [`load`](crate::load()) finds.
pub fn codes() -> Vec<Code> {
    let passes = PASSES.iter().flat_map(|(_, codes)| codes.iter());
    passes.chain(minutes::CODES).copied().collect()
}

/// Loads the exercise `id` like [`load`](crate::load()), and looks at it as a careful reader
/// would: at its ways, its words and its scenarios.
///
/// Only the exercise itself is looked at so; what it calls has an author of its own. Where
/// something is an error, only the errors come out.
pub fn lint(engine: &Engine, loader: &dyn Loader, id: &str) -> Loaded {
    let mut assembled = load::assemble(engine, loader, id);
    let mut sources = assembled.sources.as_ref().clone();
    let (scenarios, found) = scenario::all(loader, id, &mut sources);
    assembled.found.extend(found);
    if assembled.is_sound()
        && let Some(linked) = &assembled.linked
    {
        let graphs: Vec<Graph> = linked.program.units.iter().map(Graph::of).collect();
        let models = &assembled.models;
        let checked = Checked { linked, models, sources: &sources, graphs: &graphs };
        let look = Look { checked, scenarios: &scenarios, engine, loader };
        let mut found = Vec::new();
        PASSES.iter().for_each(|(pass, _)| pass(&look, &mut found));
        assembled.found.extend(found);
    }
    let named = assembled.models.list.first().and_then(|exercise| exercise.head.minutes);
    let mut loaded = assembled.loaded();
    if let (Some(program), Some(minutes)) = (&loaded.program, named) {
        minutes::look(program, minutes.value, minutes.span, &mut loaded.diagnostics);
    }
    diagnostic::sort(&mut loaded.diagnostics);
    Loaded { sources: sources.into(), ..loaded }
}

/// What a pass looks at.
struct Look<'a> {
    checked: Checked<'a>,
    scenarios: &'a [Scenario],
    engine: &'a Engine,
    loader: &'a dyn Loader,
}

impl<'a> Look<'a> {
    fn exercise(&self) -> &'a Exercise {
        &self.checked.models.list[0]
    }

    fn sources(&self) -> &'a Sources {
        self.checked.sources
    }

    /// The steps of the exercise and its parts, not of what it calls.
    fn own(&self) -> impl Iterator<Item = At<'a>> {
        let own = |at: &At<'_>| self.checked.program().units[at.unit].definition == 0;
        self.checked.all().filter(own)
    }

    /// The units of the exercise: its own steps and its parts.
    fn units(&self) -> impl Iterator<Item = usize> {
        self.checked.units().filter(|(_, unit)| unit.definition == 0).map(|(unit, _)| unit)
    }
}
