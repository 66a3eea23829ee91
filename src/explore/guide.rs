//! What can matter at each step of a program: which variables are still read, what tells their
//! values apart, and which answers are worth trying. Runs nothing but what reads one variable.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::classes::{self, Classes};
use super::flow::{self, Flow};
use super::live::{Again, Live, Row};
use crate::program::{Action, Expression, Next, Node, NodeId, Program, Reads, Slot, UnitId, Use};
use crate::session::{Holder, Matters, Resting, Weight};
use crate::value::Value;

/// What matters where.
pub(super) struct Guide<'p> {
    classes: Classes<'p>,
    /// What is read at all, and what decides about ways.
    read: Live,
    deciding: Live,
    again: Again,
    bounds: Vec<Vec<Option<i64>>>,
    asked: Vec<Vec<Asked>>,
    /// Steps at whose free words a guard looks closely, so that examples stand for all.
    pub(super) looked_into: BTreeSet<(UnitId, NodeId)>,
    /// Words that guards know.
    pub(super) known_words: BTreeSet<String>,
    /// Some script was tried with examples only.
    pub(super) examples: bool,
    pub(super) chance: bool,
    pub(super) clock: bool,
    pub(super) host: bool,
}

/// What of the answer to a step decides about ways.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Which words, or which of the choices.
    pub(super) what: bool,
    /// Choices that lead elsewhere than others, or set something of their own.
    pub(super) written: Vec<String>,
    /// What it is done over, not only how much there is.
    items: bool,
    /// The numbers that stand for all others; nothing: each counts.
    pub(super) numbers: Option<BTreeSet<i64>>,
}

/// The cells that matter in what plays with the same variables.
pub(crate) struct Cells {
    read: Row,
    deciding: Row,
}

impl Matters for Guide<'_> {
    type Cells = Cells;

    fn cells(&self, definition: usize, frames: &mut dyn Iterator<Item = Resting<'_>>) -> Cells {
        let layout = self.read.layouts[definition];
        let mut cells = Cells { read: Row::new(layout), deciding: Row::new(layout) };
        for Resting { unit, node, calling, timers } in frames {
            cells.read.join(self.read.at(unit, node, calling));
            cells.deciding.join(self.deciding.at(unit, node, calling));
            for running in timers {
                cells.read.join(self.read.timer(definition, running.timer));
                cells.deciding.join(self.deciding.timer(definition, running.timer));
            }
        }
        cells
    }

    fn weight(&self, cells: &Cells, definition: usize, slot: Slot, holder: Holder) -> Weight {
        if self.deciding.has(&cells.deciding, definition, slot, holder) {
            return Weight::Whole;
        }
        match self.read.has(&cells.read, definition, slot, holder) {
            true => Weight::Kind,
            false => Weight::Nothing,
        }
    }

    fn class(&self, definition: usize, slot: Slot, value: &Value, weight: Weight) -> u64 {
        self.classes.class(definition, slot, value, weight)
    }

    fn count(&self, unit: UnitId, node: NodeId, counted: NodeId, count: i64) -> i64 {
        match (self.again.may(unit, node, counted), self.bounds[unit][counted]) {
            (false, _) => 0,
            (true, Some(bound)) => count.min(bound.saturating_add(1)),
            (true, None) => count,
        }
    }

    fn items(&self, unit: UnitId, node: NodeId, items: &[Value]) -> u64 {
        match self.asked[unit][node].items {
            true => classes::whole(&Value::List(items.to_vec())),
            false => items.len() as u64,
        }
    }

    fn answer(&self, unit: UnitId, node: NodeId, answer: &Value) -> u64 {
        let Asked { what, numbers, .. } = &self.asked[unit][node];
        let counts = *what || (numbers.is_none() && !matches!(answer, Value::Text(_)));
        if counts { classes::whole(answer) } else { 0 }
    }

    fn offers(&self, unit: UnitId, node: NodeId, offers: &mut dyn Iterator<Item = &str>) -> u64 {
        let mut hasher = DefaultHasher::new();
        let Asked { what, written, .. } = &self.asked[unit][node];
        let mut any = false;
        for id in offers {
            match *what || written.iter().any(|own| own == id) {
                true => id.hash(&mut hasher),
                false => any = true,
            }
        }
        any.hash(&mut hasher);
        hasher.finish()
    }
}

impl<'p> Guide<'p> {
    pub(super) fn of(program: &'p Program) -> Guide<'p> {
        let flow = Flow::of(program);
        let decides = |unit: UnitId, node: &Node, used: Use, expression: &Expression| {
            flow.decides(program, unit, node, used, expression)
        };
        let classes = Classes::of(program, &flow);
        let mut guide = Guide {
            read: Live::of(program, &|_, _, _, _| true, true),
            deciding: Live::of(program, &decides, false),
            again: Again::of(program),
            bounds: program.units.iter().map(|unit| bounds(&unit.nodes)).collect(),
            asked: Vec::new(),
            looked_into: BTreeSet::new(),
            known_words: BTreeSet::new(),
            examples: false,
            chance: false,
            clock: false,
            host: false,
            classes,
        };
        for (id, unit) in program.units.iter().enumerate() {
            let mut asked = Vec::with_capacity(unit.nodes.len());
            for (at, node) in unit.nodes.iter().enumerate() {
                guide.look_into(program, &flow, id, at, node);
                asked.push(Asked {
                    what: flow.matters_what(program, id, node),
                    written: written(node),
                    items: flow.items(id, at),
                    numbers: guide.numbers(program, id, node),
                });
            }
            guide.asked.push(asked);
        }
        guide
    }

    /// What of the answer to a step decides.
    pub(super) fn asked(&self, unit: UnitId, node: NodeId) -> &Asked {
        &self.asked[unit][node]
    }

    /// Where examples have to stand for all that can be typed, or chance, the clock or the host
    /// decide.
    fn look_into(&mut self, program: &Program, flow: &Flow, unit: UnitId, id: NodeId, node: &Node) {
        let of = program.units[unit].definition;
        for (used, expression) in Reads::of(node).expressions {
            self.examples |= of == 0 && flow.tries_examples(of, node, expression);
            if !flow.decides(program, unit, node, used, expression) {
                continue;
            }
            let snippet = expression.snippet();
            self.chance |= snippet.calls(|name| matches!(name, "random" | "shuffle"));
            self.clock |= snippet.calls(|name| matches!(name, "now" | "today" | "days_until"));
            self.known_words.extend(flow::texts(&snippet.code.source));
        }
        if flow.looks_into_words(program, unit, node) {
            self.looked_into.insert((unit, id));
        }
        let asks = |(slot, operand): &(Slot, crate::program::Operand)| {
            matches!(operand, crate::program::Operand::Host(_)) && flow.steers(of, *slot)
        };
        self.host |= node.set.iter().any(asks);
        if let Action::Choose(choose) = &node.action {
            self.host |= choose.choices.iter().flat_map(|choice| &choice.set).any(asks);
        }
    }

    /// The numbers that stand for all others at this step; nothing: each counts.
    fn numbers(&self, program: &Program, unit: UnitId, node: &Node) -> Option<BTreeSet<i64>> {
        let of = program.units[unit].definition;
        let mut limits = BTreeSet::new();
        if let Some(slot) = node.save {
            limits.extend(self.classes.numbers(of, slot)?);
        }
        for (used, expression) in Reads::of(node).expressions {
            if !flow::reads_answer(expression) {
                continue;
            }
            if !flow::is_plain(expression) || matches!(used, Use::Set(_)) {
                return None;
            }
            limits.extend(flow::numbers(&expression.snippet().code.source));
        }
        Some(limits)
    }
}

/// The written choices, where it counts which of them is chosen.
fn written(node: &Node) -> Vec<String> {
    let Action::Choose(choose) = &node.action else { return Vec::new() };
    let leads = matches!(node.next, Next::ByAnswer(..));
    let all = choose.choices.iter().filter(|_| leads || choose.matters);
    all.map(|choice| choice.id.to_string()).collect()
}

/// The bounds on entries that are written out.
fn bounds(nodes: &[Node]) -> Vec<Option<i64>> {
    let bound = |node: &Node| match node.at_most.as_deref() {
        Some((crate::program::Amount::Fixed(bound), _)) => Some(*bound),
        _ => None,
    };
    nodes.iter().map(bound).collect()
}
