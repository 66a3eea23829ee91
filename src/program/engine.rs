//! What all programs share: scripts, and the pages that the engine plays of its own, which are made
//! when one of them is needed first. Reads no file, and plays nothing.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{Definition, DefinitionId, Program, Unit, UnitId};
use crate::script::Scripts;
use crate::source::Sources;

/// Compiles and evaluates scripts, and has what a break plays. One engine serves all programs and
/// sessions, on all threads; a clone is the same engine.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    scripts: Scripts,
    pages: OnceLock<Pages>,
    /// Where the pages come from.
    read: fn(&Engine) -> Pages,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// An engine that has its pages from `read` once it needs them.
    pub(crate) fn with_pages(read: fn(&Engine) -> Pages) -> Engine {
        let shared = Shared { scripts: Scripts::new(), pages: OnceLock::new(), read };
        Engine { shared: Arc::new(shared) }
    }

    /// What compiles and evaluates.
    pub(crate) fn scripts(&self) -> &Scripts {
        &self.shared.scripts
    }

    /// What it plays of its own.
    #[cold]
    pub(crate) fn pages(&self) -> &Pages {
        self.shared.pages.get_or_init(|| (self.shared.read)(self))
    }
}

/// The name of what a break plays.
pub(crate) const CALM_PAUSE: &str = "calm-pause";
/// The name of what is played where an answer sounds like danger.
pub(crate) const CARE: &str = "care";

/// The number of the first page, beyond those of any program: one number tells both whether it is
/// a page and which.
const FIRST: usize = 1 << 30;

/// Whether the unit or definition of that number is the engine's own.
pub(crate) fn is_page(id: usize) -> bool {
    id >= FIRST
}

/// The exercises that the engine plays of its own, in the middle of any program. Nobody's exercises
/// stand in for them, nor for what they call.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(super) definitions: Vec<Definition>,
    pub(super) units: Vec<Unit>,
    pub(super) sources: Arc<Sources>,
}

impl Pages {
    /// The pages of a program that was made of them alone.
    pub(crate) fn of(program: Program) -> Pages {
        let Program { definitions, mut units, sources, .. } = program;
        for unit in &mut units {
            unit.definition += FIRST;
            for node in &mut unit.nodes {
                if let super::Action::Call(call) = &mut node.action {
                    call.unit += FIRST;
                }
            }
        }
        Pages { definitions, units, sources }
    }

    pub(super) fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id - FIRST]
    }

    pub(super) fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id - FIRST]
    }

    /// The page of that name.
    pub(super) fn find(&self, name: &str) -> Option<DefinitionId> {
        self.definitions.iter().position(|page| page.id == name).map(|at| at + FIRST)
    }
}

impl Program {
    /// A unit of this program, or of the pages.
    #[inline]
    pub(crate) fn unit(&self, id: UnitId) -> &Unit {
        match self.units.get(id) {
            Some(unit) => unit,
            None => self.engine.pages().unit(id),
        }
    }

    /// A definition of this program, or of the pages.
    #[inline]
    pub(crate) fn definition(&self, id: DefinitionId) -> &Definition {
        match self.definitions.get(id) {
            Some(definition) => definition,
            None => self.engine.pages().definition(id),
        }
    }

    /// The units that can use what the definition `id` has: this program's, or the pages.
    pub(crate) fn units_around(&self, id: DefinitionId) -> impl Iterator<Item = (UnitId, &Unit)> {
        let (first, units) = match is_page(id) {
            true => (FIRST, &self.engine.pages().units),
            false => (0, &self.units),
        };
        units.iter().enumerate().map(move |(at, unit)| (first + at, unit))
    }

    /// The files that the unit `id` was made of.
    pub(crate) fn sources_of(&self, id: UnitId) -> &Sources {
        if is_page(id) { &self.engine.pages().sources } else { &self.sources }
    }

    /// The exercise of that name: of those the engine plays of its own where `own`; where there is
    /// but one, that.
    pub(crate) fn find(&self, name: &str, own: bool) -> Option<DefinitionId> {
        let called = || self.definitions.iter().position(|definition| definition.id == name);
        let page = || self.engine.pages().find(name);
        if own { page().or_else(called) } else { called().or_else(page) }
    }

    /// What the engine plays of its own under that name.
    pub(crate) fn page(&self, name: &str) -> UnitId {
        let page = self.engine.pages().find(name).and_then(|page| self.unit_of(page, None));
        page.expect("the engine has the pages it plays")
    }

    /// The unit that is a part of the definition `id`, or its own steps.
    pub(crate) fn unit_of(&self, id: DefinitionId, part: Option<&str>) -> Option<UnitId> {
        let plays = |unit: &Unit| unit.definition == id && unit.part.as_deref() == part;
        self.units_around(id).find(|(_, unit)| plays(unit)).map(|(at, _)| at)
    }
}
