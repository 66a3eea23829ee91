//! What can matter at each step of a program: which variables are still read, for what, and which
//! numbers guards tell apart. Runs nothing.

use std::collections::BTreeSet;

use crate::check::graph;
use crate::exercise::Accept;
use crate::program::{
    Action, Audience, Class, Expression, Fill, Input, Node, NodeId, Program, Reads, Slot, Source,
    Unit, UnitId, Use,
};
use crate::session::{Matters, Weight};
use crate::value::Value;

/// By definition and slot.
type Flags = Vec<Vec<bool>>;

/// What matters where.
pub(super) struct Guide {
    /// It decides about ways.
    steers: Flags,
    /// It is computed with, so that each number counts.
    worked: Flags,
    /// Somebody's own words are in it.
    free: Flags,
    /// By definition and slot: the numbers it is compared with.
    limits: Vec<Vec<BTreeSet<i64>>>,
    /// By unit: rows of bits, a step each, a slot a bit.
    live: Vec<Vec<u64>>,
    /// The same, for what guards read.
    deciding: Vec<Vec<u64>>,
    /// The same, for steps whose entries are counted: a bit each.
    counting: Vec<Vec<u64>>,
    /// By unit: those steps.
    counted: Vec<Vec<NodeId>>,
    /// By unit: its definition, and how many words a row has.
    units: Vec<(usize, usize)>,
    /// Steps at whose free words a guard looks closely, so that examples stand for all.
    pub(super) looked_into: BTreeSet<(UnitId, NodeId)>,
    /// Words that guards know.
    pub(super) known_words: BTreeSet<String>,
    pub(super) chance: bool,
    pub(super) clock: bool,
}

impl Matters for Guide {
    fn weight(&self, unit: UnitId, node: NodeId, slot: Slot) -> Weight {
        let (definition, width) = self.units[unit];
        let holds = |rows: &[u64]| {
            let row = rows.get(node * width + slot / 64);
            row.is_some_and(|row| row & (1 << (slot % 64)) != 0)
        };
        match (holds(&self.live[unit]), self.steers[definition][slot]) {
            (false, _) => Weight::Nothing,
            (true, true) if holds(&self.deciding[unit]) => Weight::Whole,
            (true, _) => Weight::Kind,
        }
    }

    fn counts(&self, unit: UnitId, node: NodeId, counted: NodeId) -> bool {
        let Ok(bit) = self.counted[unit].binary_search(&counted) else { return true };
        let width = self.counted[unit].len().div_ceil(64);
        let row = self.counting[unit].get(node * width + bit / 64);
        row.is_none_or(|row| row & (1 << (bit % 64)) != 0)
    }

    fn class(&self, definition: usize, slot: Slot, number: i64) -> i64 {
        if self.worked[definition][slot] {
            return number;
        }
        let limits = &self.limits[definition][slot];
        let below = limits.range(..number).count() as i64;
        2 * below + i64::from(limits.contains(&number))
    }
}

impl Guide {
    pub(super) fn of(program: &Program) -> Guide {
        let flags = || -> Flags {
            program.definitions.iter().map(|of| vec![false; of.variables.len()]).collect()
        };
        let mut guide = Guide {
            steers: flags(),
            worked: flags(),
            free: flags(),
            limits: program
                .definitions
                .iter()
                .map(|of| vec![BTreeSet::new(); of.variables.len()])
                .collect(),
            live: Vec::new(),
            deciding: Vec::new(),
            counting: Vec::new(),
            counted: Vec::new(),
            units: Vec::new(),
            looked_into: BTreeSet::new(),
            known_words: BTreeSet::new(),
            chance: false,
            clock: false,
        };
        guide.spread(program);
        guide.weigh(program);
        guide.look_into(program);
        for unit in &program.units {
            let slots = program.definitions[unit.definition].variables.len();
            guide.units.push((unit.definition, slots.div_ceil(64)));
            let all = |node: &Node| read_at(program, unit, node, None, 0);
            guide.live.push(live(program, unit, slots, true, &|_, node| all(node)));
            let steers = &guide.steers;
            let decides = |node: &Node| read_at(program, unit, node, Some(steers), 0);
            guide.deciding.push(live(program, unit, slots, true, &|_, node| decides(node)));
            let ids = 0..unit.nodes.len();
            let counted: Vec<NodeId> = ids.filter(|id| unit.nodes[*id].at_most.is_some()).collect();
            let counts = |id: NodeId, _: &Node| counted.binary_search(&id).into_iter().collect();
            guide.counting.push(live(program, unit, counted.len(), false, &counts));
            guide.counted.push(counted);
        }
        guide
    }

    /// Follows what steers, and whose words are free, through all that is set from it.
    fn spread(&mut self, program: &Program) {
        loop {
            let mut changed = false;
            for unit in &program.units {
                for node in &unit.nodes {
                    changed |= self.spread_node(program, unit, node);
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn spread_node(&mut self, program: &Program, unit: &Unit, node: &Node) -> bool {
        let of = unit.definition;
        let mut changed = false;
        for (used, expression) in Reads::of(node).expressions {
            if let Use::When | Use::Over | Use::AtMost | Use::Next | Use::Choices = used {
                changed |= mark(&mut self.steers[of], expression);
            }
        }
        for (slot, expression) in assigned(node) {
            changed |= self.flows(of, expression, of, slot, node);
        }
        if let Some(slot) = node.save.filter(|_| is_free(node)) {
            changed |= !std::mem::replace(&mut self.free[of][slot], true);
        }
        let Action::Call(call) = &node.action else { return changed };
        let callee = program.units[call.unit].definition;
        for (slot, operand) in &call.with {
            if let Some(expression) = operand.expression() {
                changed |= self.flows(of, expression, callee, *slot, node);
            }
        }
        for end in &program.units[call.unit].nodes {
            let Action::End(end_of) = &end.action else { continue };
            for (name, operand) in &end_of.returns {
                let to = call.returns.iter().find(|(known, _)| known == name);
                if let (Some(expression), Some((_, slot))) = (operand.expression(), to) {
                    changed |= self.flows(callee, expression, of, *slot, end);
                }
            }
        }
        changed
    }

    /// What is read in `expression` flows into `slot` of the definition `to`.
    fn flows(
        &mut self,
        from: usize,
        expression: &Expression,
        to: usize,
        slot: Slot,
        node: &Node,
    ) -> bool {
        let mut changed = false;
        if self.steers[to][slot] {
            changed |= mark(&mut self.steers[from], expression);
        }
        let free = slots(expression).into_iter().any(|read| self.free[from][read])
            || (is_free(node) && reads_answer(expression));
        if free {
            changed |= !std::mem::replace(&mut self.free[to][slot], true);
        }
        changed
    }

    /// Which numbers guards tell apart, and which variables are computed with.
    fn weigh(&mut self, program: &Program) {
        for unit in &program.units {
            let of = unit.definition;
            let data = &program.definitions[of].data;
            for node in &unit.nodes {
                for (used, expression) in Reads::of(node).expressions {
                    // What is handed on is told apart as finely as where it goes.
                    let handed = matches!(used, Use::Set(_) | Use::With | Use::Returns);
                    let plain = is_plain(expression) && !handed;
                    let mut numbers = numbers(&expression.snippet.code.source);
                    for input in &expression.inputs {
                        if let Source::Data(at) = input.source
                            && let Some((_, Value::Int(number))) = data.get(at)
                        {
                            numbers.insert(*number);
                        }
                    }
                    for slot in slots(expression) {
                        self.worked[of][slot] |= !plain;
                        self.limits[of][slot].extend(&numbers);
                    }
                }
                for (slot, expression) in assigned(node) {
                    // A copy is told apart as what it was copied from.
                    self.worked[of][slot] |= !slots(expression).is_empty();
                }
            }
        }
    }

    /// Where examples have to stand for all that can be typed, or chance and the clock decide.
    fn look_into(&mut self, program: &Program) {
        for (unit_id, unit) in program.units.iter().enumerate() {
            let of = unit.definition;
            for (id, node) in unit.nodes.iter().enumerate() {
                for (used, expression) in Reads::of(node).expressions {
                    let steers = match used {
                        Use::When | Use::Over | Use::AtMost | Use::Next | Use::Choices => true,
                        Use::Set(slot) => self.steers[of][slot],
                        Use::Tells => node.tells.iter().any(|(slot, _)| self.steers[of][*slot]),
                        _ => false,
                    };
                    if steers {
                        self.look_at(unit_id, id, node, of, expression);
                    }
                }
            }
        }
    }

    fn look_at(
        &mut self,
        unit: UnitId,
        id: NodeId,
        node: &Node,
        of: usize,
        expression: &Expression,
    ) {
        let mut calls = expression.snippet.names.calls.iter().map(|call| call.name.as_str());
        self.chance |= calls.clone().any(|call| call == "random" || call == "shuffle");
        self.clock |= calls.any(|call| matches!(call, "now" | "today" | "days_until"));
        self.known_words.extend(texts(&expression.snippet.code.source));
        let free = slots(expression).into_iter().any(|slot| self.free[of][slot])
            || (is_free(node) && reads_answer(expression));
        if free && !only_asks_whether(expression) {
            self.looked_into.insert((unit, id));
        }
    }

    /// Whether a guard may look at what is typed at this step.
    pub(super) fn matters_what(&self, program: &Program, unit: UnitId, node: &Node) -> bool {
        let of = program.units[unit].definition;
        let kept = node.save.is_some_and(|slot| self.steers[of][slot]);
        kept || Reads::of(node).expressions.iter().any(|(used, expression)| {
            let steers = match used {
                Use::Next => true,
                Use::Set(slot) => self.steers[of][*slot],
                Use::Tells => true,
                _ => false,
            };
            steers && reads_answer(expression)
        })
    }

    /// The numbers that stand for all others at this step; nothing: each counts.
    pub(super) fn numbers(
        &self,
        program: &Program,
        unit: UnitId,
        node: &Node,
    ) -> Option<BTreeSet<i64>> {
        let of = program.units[unit].definition;
        let mut limits = BTreeSet::new();
        if let Some(slot) = node.save {
            if self.worked[of][slot] {
                return None;
            }
            limits.extend(&self.limits[of][slot]);
        }
        for (used, expression) in Reads::of(node).expressions {
            if !reads_answer(expression) {
                continue;
            }
            if !is_plain(expression) || matches!(used, Use::Set(_)) {
                return None;
            }
            limits.extend(numbers(&expression.snippet.code.source));
        }
        Some(limits)
    }
}

fn mark(flags: &mut [bool], expression: &Expression) -> bool {
    let mut changed = false;
    for slot in slots(expression) {
        changed |= !std::mem::replace(&mut flags[slot], true);
    }
    changed
}

/// What a step puts where by an expression.
fn assigned(node: &Node) -> Vec<(Slot, &Expression)> {
    let chosen = match &node.action {
        Action::Choose(choose) => choose.choices.iter().flat_map(|choice| &choice.set).collect(),
        _ => Vec::new(),
    };
    let sets = node.set.iter().chain(chosen);
    let sets = sets.filter_map(|(slot, operand)| Some((*slot, operand.expression()?)));
    sets.chain(node.tells.iter().map(|(slot, tells)| (*slot, tells))).collect()
}

fn of_input(input: &Input) -> impl Iterator<Item = Slot> {
    let own = match input.source {
        Source::Shared(slot) | Source::Private(slot) => Some(slot),
        _ => None,
    };
    own.into_iter().chain(input.properties.iter().copied())
}

fn slots(expression: &Expression) -> Vec<Slot> {
    expression.inputs.iter().flat_map(of_input).collect()
}

fn reads_answer(expression: &Expression) -> bool {
    expression.inputs.iter().any(|input| input.source == Source::Answer)
}

/// Whether own words can be the answer.
pub(super) fn is_free(node: &Node) -> bool {
    match &node.action {
        Action::Ask(ask) => ask.accept == Accept::Text,
        Action::Choose(choose) => choose.other,
        _ => false,
    }
}

/// Whether an expression only compares one value with what is written in it.
fn is_plain(expression: &Expression) -> bool {
    let reads = expression.inputs.iter().filter(|input| !matches!(input.source, Source::Together));
    let code = without_texts(&expression.snippet.code.source);
    reads.count() < 2
        && expression.snippet.names.calls.is_empty()
        && !code.contains(['+', '-', '*', '/', '%'])
}

/// Whether all an expression asks of free words is whether there are any.
fn only_asks_whether(expression: &Expression) -> bool {
    let code = without_texts(&expression.snippet.code.source);
    expression.snippet.names.calls.is_empty()
        && !code.contains(['+', '-', '*', '/', '%', '<', '>', '"', '['])
        && !code.contains(" in ")
}

/// The code with each text in it left as two quotes that hold nothing.
fn without_texts(source: &str) -> String {
    source.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

/// The texts that stand in the code.
fn texts(source: &str) -> Vec<String> {
    source.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The whole numbers that stand in the code.
fn numbers(source: &str) -> BTreeSet<i64> {
    let code = without_texts(source);
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// By step of a unit, as rows of bits: the variables that are still read from there on.
fn live(
    program: &Program,
    unit: &Unit,
    slots: usize,
    variables: bool,
    reads: &dyn Fn(NodeId, &Node) -> Vec<usize>,
) -> Vec<u64> {
    let width = slots.div_ceil(64);
    let nodes = unit.nodes.len();
    let mut rows = vec![0_u64; nodes * width];
    let mut from: Vec<Vec<NodeId>> = vec![Vec::new(); nodes];
    let timers: Vec<NodeId> = unit
        .nodes
        .iter()
        .filter_map(|node| Some(program.definitions[unit.definition].timers[node.start?].to))
        .collect();
    for (id, node) in unit.nodes.iter().enumerate() {
        let ways = graph::after(node).into_iter().chain(graph::past(node));
        let ways = ways.chain(node.within.iter().map(|(_, late)| *late)).chain(timers.clone());
        ways.filter(|to| *to < nodes).for_each(|to| from[to].push(id));
        for slot in reads(id, node) {
            rows[id * width + slot / 64] |= 1 << (slot % 64);
        }
    }
    let mut work: Vec<NodeId> = (0..nodes).rev().collect();
    while let Some(id) = work.pop() {
        for before in std::mem::take(&mut from[id]) {
            let fresh = if variables { settled(program, unit, before) } else { Vec::new() };
            let mut changed = false;
            for at in 0..width {
                let gone = fresh.iter().filter(|slot| **slot / 64 == at);
                let gone = gone.fold(0, |gone, slot| gone | 1_u64 << (slot % 64));
                let new = rows[before * width + at] | (rows[id * width + at] & !gone);
                changed |= new != rows[before * width + at];
                rows[before * width + at] = new;
            }
            if changed {
                work.push(before);
            }
            from[id].push(before);
        }
    }
    rows
}

/// What a step always writes anew for everyone.
fn settled(program: &Program, unit: &Unit, id: NodeId) -> Vec<Slot> {
    let node = &unit.nodes[id];
    let always = node.when.is_none() && node.at_most.is_none() && node.within.is_none();
    let alone = node.audience == Audience::All && node.start.is_none();
    let shared =
        |slot: &Slot| program.definitions[unit.definition].variables[*slot].class == Class::Shared;
    match always && alone {
        true => node.save.into_iter().filter(shared).collect(),
        false => Vec::new(),
    }
}

/// The variables a step reads, in the parts it calls too; with `steers`, only what they decide.
fn read_at(
    program: &Program,
    unit: &Unit,
    node: &Node,
    steers: Option<&Flags>,
    depth: usize,
) -> Vec<Slot> {
    let reads = Reads::of(node);
    let decides = |used: Use| {
        let Some(steers) = steers else { return true };
        match used {
            Use::Set(slot) => steers[unit.definition][slot],
            Use::When | Use::Over | Use::AtMost | Use::Next | Use::Choices => true,
            Use::Tells | Use::With | Use::Returns => true,
            Use::Text | Use::Check | Use::Length | Use::FollowUp => false,
        }
    };
    let expressions = reads.expressions.iter().filter(|(used, _)| decides(*used));
    let mut found: Vec<Slot> = expressions.flat_map(|(_, expression)| slots(expression)).collect();
    let fills = reads.fills.into_iter().filter(|_| steers.is_none());
    for fill in fills {
        match fill {
            Fill::Input(input) => found.extend(of_input(input)),
            Fill::Opened(_, slot) => found.push(*slot),
            Fill::Expression(_) => {}
        }
    }
    match &node.action {
        Action::Share(shared, _) => found.extend(shared),
        Action::Call(call) if call.part && depth < 16 => {
            let part = &program.units[call.unit];
            let inside = part.nodes.iter();
            found.extend(inside.flat_map(|node| read_at(program, part, node, steers, depth + 1)));
        }
        _ => {}
    }
    found
}
