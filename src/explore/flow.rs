//! What decides about ways, and how closely it is looked at: followed through all that is set from
//! it. Runs nothing.

use std::collections::BTreeSet;

use super::live::assigned;
use crate::exercise::Accept;
use crate::program::{
    Action, Expression, Input, Node, Operand, Program, Reads, Slot, Source, UnitId, Use,
};
use crate::value::Value;

/// By definition and slot.
type Flags = Vec<Vec<bool>>;

/// What is known of the variables of a program.
pub(super) struct Flow {
    /// It decides about ways: whether there is something, how much, how many, yes or no.
    steers: Flags,
    /// So do the words in it, or which of the choices it is.
    inside: Flags,
    /// Somebody's own words are in it.
    free: Flags,
    /// It is a list, whenever it is anything.
    lists: Flags,
    /// By unit and step: whether its items decide.
    items: Flags,
}

impl Flow {
    pub(super) fn of(program: &Program) -> Flow {
        let flags = || -> Flags {
            program.definitions.iter().map(|of| vec![false; of.variables.len()]).collect()
        };
        let mut flow = Flow {
            steers: flags(),
            inside: flags(),
            free: flags(),
            lists: lists(program),
            items: program.units.iter().map(|unit| vec![false; unit.nodes.len()]).collect(),
        };
        loop {
            let mut changed = false;
            for (id, unit) in program.units.iter().enumerate() {
                for (at, node) in unit.nodes.iter().enumerate() {
                    changed |= flow.node(program, id, at, node);
                }
            }
            if !changed {
                return flow;
            }
        }
    }

    pub(super) fn steers(&self, definition: usize, slot: Slot) -> bool {
        self.steers[definition][slot]
    }

    pub(super) fn inside(&self, definition: usize, slot: Slot) -> bool {
        self.inside[definition][slot]
    }

    /// Whether what a step is done over decides, not only how much there is.
    pub(super) fn items(&self, unit: UnitId, node: usize) -> bool {
        self.items[unit][node]
    }

    /// Whether an expression decides about ways, in the end.
    pub(super) fn decides(
        &self,
        program: &Program,
        unit: UnitId,
        node: &Node,
        used: Use,
        expression: &Expression,
    ) -> bool {
        let of = program.units[unit].definition;
        match used {
            Use::When | Use::Over | Use::AtMost | Use::Next | Use::Length => true,
            Use::Choices => {
                !is_source_of_choices(node, expression) || self.matters_what(program, unit, node)
            }
            Use::Set(slot) => self.steers[of][slot],
            Use::Tells => node
                .tells
                .iter()
                .any(|(slot, tells)| std::ptr::eq(tells, expression) && self.steers[of][*slot]),
            Use::With => self.handed(program, node, expression).is_some_and(|to| self.is(to)),
            Use::Returns => self.returned(program, unit, node, expression).any(|to| self.is(to)),
            Use::Text | Use::Check | Use::FollowUp => false,
        }
    }

    /// Whether it decides which words, or which of the choices, are answered at this step.
    pub(super) fn matters_what(&self, program: &Program, unit: UnitId, node: &Node) -> bool {
        let of = program.units[unit].definition;
        let kept = node.save.is_some_and(|slot| self.inside[of][slot]);
        kept || Reads::of(node).expressions.iter().any(|(used, expression)| {
            let steers = match used {
                Use::Next | Use::Tells => true,
                Use::Set(slot) => self.steers[of][*slot],
                _ => false,
            };
            let carried = match used {
                Use::Set(slot) => only_builds(expression) && !self.inside[of][*slot],
                _ => false,
            };
            steers && !carried && reads_answer(expression) && !only_asks_whether(expression)
        })
    }

    /// Whether free words decide at this step, so that examples have to stand for all.
    pub(super) fn looks_into_words(&self, program: &Program, unit: UnitId, node: &Node) -> bool {
        let of = program.units[unit].definition;
        Reads::of(node).expressions.iter().any(|(used, expression)| {
            let free = slots(expression).into_iter().any(|slot| self.free[of][slot])
                || (is_free(node) && reads_answer(expression));
            free && self.decides(program, unit, node, *used, expression)
                && self.looks_inside(program, unit, node, *used, expression)
        })
    }

    /// Whether a script was only tried with examples: it works with words that are typed freely,
    /// with several values at once, of which not all were brought together, or with chance.
    pub(super) fn tries_examples(&self, of: usize, node: &Node, expression: &Expression) -> bool {
        let free = slots(expression).into_iter().any(|slot| self.free[of][slot])
            || (is_free(node) && reads_answer(expression));
        let several = expression.inputs().len() > 1 && may_fail_by_number(expression);
        let chance = |name: &str| matches!(name, "random" | "shuffle" | "now" | "today");
        (free && !only_asks_whether(expression) && !is_plain(expression))
            || several
            || expression.snippet().calls(chance)
    }

    fn is(&self, (definition, slot): (usize, Slot)) -> bool {
        self.steers[definition][slot]
    }

    /// Whether an expression that decides looks into the words it reads.
    fn looks_inside(
        &self,
        program: &Program,
        unit: UnitId,
        node: &Node,
        used: Use,
        expression: &Expression,
    ) -> bool {
        let of = program.units[unit].definition;
        if only_asks_whether(expression) || self.only_asks_how_many(of, expression) {
            return false;
        }
        let into: Vec<(usize, Slot)> = match used {
            Use::Set(slot) => vec![(of, slot)],
            Use::With => self.handed(program, node, expression).into_iter().collect(),
            Use::Returns => self.returned(program, unit, node, expression).collect(),
            Use::Over => return self.items[unit][at(program, unit, node)],
            _ => return true,
        };
        !only_builds(expression) || into.iter().any(|(of, slot)| self.inside[*of][*slot])
    }

    fn node(&mut self, program: &Program, unit: UnitId, at: usize, node: &Node) -> bool {
        let of = program.units[unit].definition;
        let mut changed = false;
        for (used, expression) in Reads::of(node).expressions {
            if !self.decides(program, unit, node, used, expression) {
                continue;
            }
            let inside = self.looks_inside(program, unit, node, used, expression);
            for slot in slots(expression) {
                changed |= !std::mem::replace(&mut self.steers[of][slot], true);
                changed |= inside && !std::mem::replace(&mut self.inside[of][slot], true);
            }
            let items = expression.inputs().iter().any(|input| input.source == Source::Item);
            changed |= items && !std::mem::replace(&mut self.items[unit][at], true);
        }
        for (slot, expression) in assigned(node) {
            changed |= self.carries(of, expression, (of, slot), node);
        }
        if let Some(slot) = node.save.filter(|_| is_free(node)) {
            changed |= !std::mem::replace(&mut self.free[of][slot], true);
        }
        for (used, expression) in Reads::of(node).expressions {
            let into: Vec<(usize, Slot)> = match used {
                Use::With => self.handed(program, node, expression).into_iter().collect(),
                Use::Returns => self.returned(program, unit, node, expression).collect(),
                _ => continue,
            };
            for to in into {
                changed |= self.carries(of, expression, to, node);
            }
        }
        changed
    }

    /// Free words in what is read are in what is made of it.
    fn carries(
        &mut self,
        of: usize,
        expression: &Expression,
        (definition, slot): (usize, Slot),
        node: &Node,
    ) -> bool {
        let free = slots(expression).into_iter().any(|read| self.free[of][read])
            || (is_free(node) && reads_answer(expression));
        free && !std::mem::replace(&mut self.free[definition][slot], true)
    }

    /// The variable of the called exercise that `with` gives this to.
    fn handed(
        &self,
        program: &Program,
        node: &Node,
        expression: &Expression,
    ) -> Option<(usize, Slot)> {
        let Action::Call(call) = &node.action else { return None };
        let same = |operand: &Operand| {
            operand.expression().is_some_and(|own| std::ptr::eq(own, expression))
        };
        let (slot, _) = call.with.iter().find(|(_, operand)| same(operand))?;
        Some((program.units[call.unit].definition, *slot))
    }

    /// The variables of all callers that an ending gives this to.
    fn returned(
        &self,
        program: &Program,
        unit: UnitId,
        node: &Node,
        expression: &Expression,
    ) -> impl Iterator<Item = (usize, Slot)> {
        let same = |operand: &Operand| {
            operand.expression().is_some_and(|own| std::ptr::eq(own, expression))
        };
        let name = match &node.action {
            Action::End(end) => end.returns.iter().find(|(_, operand)| same(operand)),
            _ => None,
        };
        let mut into = Vec::new();
        let callers = program.units.iter().flat_map(|caller| {
            caller.nodes.iter().map(|calling| (caller.definition, &calling.action))
        });
        for (definition, action) in callers {
            let Action::Call(call) = action else { continue };
            if let Some((name, _)) = name.filter(|_| call.unit == unit) {
                let to = call.returns.iter().filter(|(known, _)| known == name);
                into.extend(to.map(|(_, slot)| (definition, *slot)));
            }
        }
        into.into_iter()
    }

    /// Whether all an expression asks is how many there are of what can only be lists.
    fn only_asks_how_many(&self, definition: usize, expression: &Expression) -> bool {
        let calls = &expression.snippet().names.calls;
        let code = without_texts(&expression.snippet().code.source);
        let lists = |slot: Slot| self.lists[definition][slot];
        let mut read = expression.inputs().iter().filter(|input| input.source != Source::Together);
        !calls.is_empty()
            && calls.iter().all(|call| call.name == "len")
            && !code.contains(['[', '"', '+'])
            && read.all(|input| {
                input.properties.is_empty()
                    && matches!(input.source, Source::Shared(slot) | Source::Private(slot) if lists(slot))
            })
    }
}

fn at(program: &Program, unit: UnitId, node: &Node) -> usize {
    program.units[unit].index.get(node.id.as_ref()).copied().unwrap_or(0)
}

/// Which variables are lists, whenever they are anything: they begin so, and get nothing else.
fn lists(program: &Program) -> Flags {
    let start = |value: &Value| matches!(value, Value::List(_) | Value::Unit);
    let mut lists: Flags = program
        .definitions
        .iter()
        .map(|of| of.variables.iter().map(|variable| start(&variable.start)).collect())
        .collect();
    let makes_list = |expression: &Expression| {
        let code = expression.snippet().code.source.trim();
        expression.snippet().names.calls.is_empty()
            && (code.starts_with('[') || code.contains("+ ["))
    };
    for unit in &program.units {
        for node in &unit.nodes {
            let own = &mut lists[unit.definition];
            let list = match &node.action {
                Action::Ask(ask) => ask.many.is_some(),
                Action::Choose(choose) => choose.pick.is_some() || choose.ranked,
                _ => false,
            };
            if let Some(slot) = node.save {
                own[slot] &= list || node.over.is_some();
            }
            for (slot, expression) in assigned(node) {
                own[slot] &= makes_list(expression);
            }
            let chosen = match &node.action {
                Action::Choose(choose) => &choose.choices[..],
                _ => &[],
            };
            for (slot, operand) in node.set.iter().chain(chosen.iter().flat_map(|one| &one.set)) {
                own[*slot] &= match operand {
                    Operand::Literal(value) => start(value),
                    Operand::Expression(_) => true,
                    Operand::Host(_) => false,
                };
            }
            if let Action::Call(call) = &node.action {
                call.returns.iter().for_each(|(_, slot)| own[*slot] = false);
                let callee = program.units[call.unit].definition;
                call.with.iter().for_each(|(slot, _)| lists[callee][*slot] = false);
            }
        }
    }
    lists
}

fn is_source_of_choices(node: &Node, expression: &Expression) -> bool {
    match &node.action {
        Action::Choose(choose) => {
            choose.from.as_ref().is_some_and(|from| std::ptr::eq(from, expression))
        }
        _ => false,
    }
}

fn of_input(input: &Input) -> impl Iterator<Item = Slot> {
    let own = match input.source {
        Source::Shared(slot) | Source::Private(slot) => Some(slot),
        _ => None,
    };
    own.into_iter().chain(input.properties.iter().copied())
}

pub(super) fn slots(expression: &Expression) -> Vec<Slot> {
    expression.inputs().iter().flat_map(of_input).collect()
}

pub(super) fn reads_answer(expression: &Expression) -> bool {
    expression.inputs().iter().any(|input| input.source == Source::Answer)
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
pub(super) fn is_plain(expression: &Expression) -> bool {
    let reads =
        expression.inputs().iter().filter(|input| !matches!(input.source, Source::Together));
    let code = without_texts(&expression.snippet().code.source);
    reads.count() < 2
        && expression.snippet().names.calls.is_empty()
        && !code.contains(['+', '-', '*', '/', '%'])
}

/// The code with nothing left of its comparisons with nothing.
fn without_nothing(expression: &Expression) -> String {
    let code = without_texts(&expression.snippet().code.source);
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    ["!= ()", "== ()", "() !=", "() ==", "!=()", "==()"]
        .iter()
        .fold(code, |code, comparison| code.replace(comparison, ""))
}

/// Whether all an expression asks of what it reads is whether there is anything.
pub(super) fn only_asks_whether(expression: &Expression) -> bool {
    let code = without_nothing(expression);
    expression.snippet().names.calls.is_empty()
        && !code.contains(['+', '-', '*', '/', '%', '<', '>', '"', '[', '=', '{'])
        && !code.contains(" in ")
}

/// Whether an expression only puts together what it reads, as it is.
fn only_builds(expression: &Expression) -> bool {
    let code = without_nothing(expression);
    expression.snippet().names.calls.is_empty()
        && !code.contains(['-', '*', '/', '%', '<', '>', '=', '!', '#'])
        && !code.contains(" in ")
        && !code.contains("switch")
}

/// Whether an expression may fail for one number where it does not for another.
pub(super) fn may_fail_by_number(expression: &Expression) -> bool {
    let code = without_texts(&expression.snippet().code.source);
    !expression.snippet().names.calls.is_empty() || code.contains(['/', '%', '['])
}

/// The code with each text in it left as two quotes that hold nothing.
fn without_texts(source: &str) -> String {
    source.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

/// The texts that stand in the code.
pub(super) fn texts(source: &str) -> Vec<String> {
    source.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The whole numbers that stand in the code.
pub(super) fn numbers(source: &str) -> BTreeSet<i64> {
    let code = without_texts(source);
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    words.filter_map(|word| word.parse().ok()).collect()
}
