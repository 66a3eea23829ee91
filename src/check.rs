//! The soundness passes: what could make a run fail, leak or hang. Each is a file, and this is the
//! whole list. No pass changes what an author wrote.

mod answers;
mod calls;
mod endings;
pub(crate) mod graph;
mod guards;
mod host;
mod kept;
mod loops;
mod private;
mod sharing;
mod stretches;

use crate::diagnostic::{Code, Diagnostic};
use crate::exercise::{Exercise, Step};
use crate::program::{
    Action, Audience, Class, Contexts, Definition, Linked, Mention, Models, Node, NodeId, Program,
    Source, Unit, UnitId, Use,
};
use crate::source::{Sources, Span};
use graph::Graph;

/// A pass, and the codes it can find.
type Pass = (fn(&Checked<'_>, &mut Vec<Diagnostic>), &'static [Code]);

const PASSES: &[Pass] = &[
    (answers::check, answers::CODES),
    (calls::check, calls::CODES),
    (endings::check, endings::CODES),
    (loops::check, loops::CODES),
    (private::check, private::CODES),
    (guards::check, guards::CODES),
    (host::check, host::CODES),
    (kept::check, kept::CODES),
    (sharing::check, sharing::CODES),
];

pub(crate) fn codes() -> Vec<Code> {
    let passes = PASSES.iter().flat_map(|(_, codes)| codes.iter());
    passes.chain(stretches::CODES).copied().collect()
}

/// Runs all passes; where the ways part in private is noted in the program.
pub(crate) fn all(
    linked: &mut Linked,
    models: &Models,
    sources: &Sources,
    found: &mut Vec<Diagnostic>,
) {
    let graphs: Vec<Graph> = linked.program.units.iter().map(Graph::of).collect();
    let checked = Checked { linked, models, sources, graphs: &graphs };
    for (pass, _) in PASSES {
        pass(&checked, found);
    }
    for (unit, node, stretch) in stretches::find(&checked, found) {
        linked.program.units[unit].nodes[node].stretch = Some(stretch);
    }
}

/// What a pass looks at.
pub(crate) struct Checked<'a> {
    pub(crate) linked: &'a Linked,
    pub(crate) models: &'a Models,
    pub(crate) sources: &'a Sources,
    pub(crate) graphs: &'a [Graph],
}

/// One step, with all that is known of it.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) unit: UnitId,
    pub(crate) node: &'a Node,
    pub(crate) step: &'a Step,
    pub(crate) mentions: &'a [Mention],
    pub(crate) definition: &'a Definition,
    pub(crate) context: Contexts,
}

impl<'a> Checked<'a> {
    pub(crate) fn program(&self) -> &'a Program {
        &self.linked.program
    }

    pub(crate) fn units(&self) -> impl Iterator<Item = (UnitId, &'a Unit)> {
        self.linked.program.units.iter().enumerate()
    }

    pub(crate) fn exercise(&self, unit: &Unit) -> &'a Exercise {
        &self.models.list[unit.definition]
    }

    /// The steps of a unit as they were written.
    pub(crate) fn steps(&self, unit: &Unit) -> &'a [Step] {
        let exercise = self.exercise(unit);
        match &unit.part {
            Some(part) => exercise.parts.get(part).map_or(&[], |part| &part.steps),
            None => &exercise.steps,
        }
    }

    pub(crate) fn at(&self, unit: UnitId, id: NodeId) -> At<'a> {
        let of = &self.linked.program.units[unit];
        At {
            unit,
            node: &of.nodes[id],
            step: &self.steps(of)[id],
            mentions: self.linked.mentions[unit][id].as_deref().unwrap_or(&[]),
            definition: &self.linked.program.definitions[of.definition],
            context: self.linked.contexts[unit],
        }
    }

    /// Whether every name in a step leads somewhere: of the others nothing more can be said.
    fn is_sound(&self, unit: UnitId, id: NodeId) -> bool {
        self.linked.mentions[unit][id].is_some()
    }

    /// All sound steps of all units.
    pub(crate) fn all(&self) -> impl Iterator<Item = At<'a>> {
        self.units()
            .flat_map(|(unit, of)| (0..of.nodes.len()).map(move |id| (unit, id)))
            .filter(|(unit, id)| self.is_sound(*unit, *id))
            .map(|(unit, id)| self.at(unit, id))
    }

    pub(crate) fn place(&self, mention: &Mention) -> Span {
        self.sources.inside(mention.span, mention.chars.0..mention.chars.1)
    }
}

impl At<'_> {
    /// Whether it can be for one person's eyes: a part may be called both ways.
    pub(crate) fn is_private(&self) -> bool {
        self.step.address.is_some() || self.context.one
    }

    /// Whether everyone may read it.
    pub(crate) fn is_public(&self) -> bool {
        self.step.address.is_none() && self.context.all
    }

    /// Whether its answer is its owner's secret.
    pub(crate) fn hides_answer(&self) -> bool {
        let told = matches!(self.node.action, Action::Share(..) | Action::Invite(_));
        self.is_private() && !self.node.open && !told
    }

    /// Whether a mention looks at something that is one person's own.
    pub(crate) fn is_secret(&self, mention: &Mention) -> bool {
        match mention.source {
            Source::Private(_) | Source::Draft => true,
            Source::Answer => self.hides_answer(),
            Source::Item | Source::Index => {
                let over = |mention: &&Mention| mention.used == Use::Over;
                self.mentions
                    .iter()
                    .filter(over)
                    .any(|mention| mention.source != Source::Item && self.is_secret(mention))
            }
            _ => false,
        }
    }

    pub(crate) fn is_each(&self) -> bool {
        self.node.audience == Audience::Each
    }

    pub(crate) fn is_shared(&self, slot: usize) -> bool {
        self.definition.variables[slot].class != Class::Private
    }

    pub(crate) fn variable(&self, slot: usize) -> &str {
        &self.definition.variables[slot].name
    }
}
