//! What the scenarios of an exercise never took: steps and branches, in words and with their
//! places. Plays nothing.

use std::collections::BTreeSet;

use crate::program::{Action, Next, Node, NodeId, Program, Unit, UnitId};
use crate::session::{Taken, Way};
use crate::source::Span;

/// How much of an exercise was taken, its parts with it. What it calls is counted there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Steps.
    pub steps: Count,
    /// Branches: targets of `next`, choices, `otherwise`, `then` and `late`, and each guard of a
    /// text or a choice both ways. Where an answer is not kept, nobody can tell which way it led:
    /// there only steps count.
    pub branches: Count,
    /// What was never taken, in the order of the files. Of a step that was never reached, not its
    /// branches too.
    pub missed: Vec<Missed>,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// So many were taken.
    pub taken: usize,
    /// Of so many.
    pub all: usize,
}

/// Something that no scenario took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Where it stands in the author's files.
    pub span: Span,
    /// What it is.
    pub words: String,
}

impl Coverage {
    /// Steps and branches together, in whole percent: 100 only where nothing is missed.
    pub fn percent(&self) -> usize {
        let all = self.steps.all + self.branches.all;
        ((self.steps.taken + self.branches.taken) * 100).checked_div(all).unwrap_or(100)
    }
}

/// What of `program` was taken.
pub fn coverage(program: &Program, taken: &Taken) -> Coverage {
    let none = Count::default();
    let mut coverage = Coverage { steps: none, branches: none, missed: Vec::new() };
    for (at, unit) in program.units.iter().enumerate().filter(|(_, unit)| unit.definition == 0) {
        let unkept = unkept(unit);
        for (node, step) in unit.nodes.iter().enumerate() {
            let branches = if unkept.contains(&node) { Vec::new() } else { branches(step) };
            coverage.step(taken, (at, node), step, branches);
        }
    }
    coverage.missed.sort_by_key(|missed| missed.span);
    coverage
}

impl Coverage {
    fn step(
        &mut self,
        taken: &Taken,
        (unit, node): (UnitId, NodeId),
        step: &Node,
        branches: Vec<(Way, Missed)>,
    ) {
        let has = |way| taken.has(unit, node, way);
        let reached = has(Way::Entered) || has(Way::Otherwise) || has(Way::Then);
        self.steps.all += 1;
        self.branches.all += branches.len();
        if has(Way::Entered) {
            self.steps.taken += 1;
        } else {
            let words = match reached {
                true => format!("the step `{}` was always passed over", step.id),
                false => format!("the step `{}` was never reached", step.id),
            };
            self.missed.push(Missed { span: step.places.step, words });
        }
        for (way, missed) in branches {
            if has(way) {
                self.branches.taken += 1;
            } else if has(Way::Entered) {
                self.missed.push(missed);
            }
        }
    }
}

/// The branches of a step, with what is said of one that was never taken.
fn branches(step: &Node) -> Vec<(Way, Missed)> {
    let (id, places) = (&step.id, &step.places);
    let mut all = Vec::new();
    let mut add = |way, span: Option<Span>, words: String| {
        all.push((way, Missed { span: span.unwrap_or(places.step), words }));
    };
    if let Some(when) = &step.when {
        let words = format!("the guard of `{id}` always held");
        add(Way::Otherwise, places.otherwise.or(Some(when.snippet.code.span)), words);
    }
    if step.at_most.is_some() {
        add(Way::Then, places.then, format!("`{id}` was never entered often enough for `then`"));
    }
    if step.within.is_some() {
        add(Way::Late, places.late, format!("the time of `{id}` was never up"));
    }
    for (at, words) in targets(step) {
        add(Way::Next(at), places.next.get(at).copied(), words);
    }
    for (at, (when, _)) in step.say.iter().enumerate() {
        let Some(when) = when else { continue };
        let span = Some(when.snippet.code.span);
        add(Way::Said(at, true), span, format!("a text of `{id}` was never shown"));
        add(Way::Said(at, false), span, format!("a text of `{id}` was always shown"));
    }
    if let Action::Choose(choose) = &step.action {
        for (at, choice) in choose.choices.iter().enumerate() {
            let (span, name) = (places.choices.get(at).copied(), &choice.id);
            if !has_case(&step.next, name) {
                add(Way::Chosen(at), span, format!("`{name}` of `{id}` was never chosen"));
            }
            if let Some(when) = &choice.when {
                let span = Some(when.snippet.code.span);
                let words = |how| format!("`{name}` of `{id}` was {how} offered");
                add(Way::Offered(at, true), span, words("never"));
                add(Way::Offered(at, false), span, words("always"));
            }
        }
    }
    all
}

/// The targets of a step that has several, and what is said of one that was never taken.
fn targets(step: &Node) -> Vec<(usize, String)> {
    let id = &step.id;
    match &step.next {
        Next::Nowhere | Next::To(_) => Vec::new(),
        Next::ByAnswer(cases, otherwise) => {
            let cases = cases.iter().map(|(answer, _)| answer.as_str());
            let names = cases.chain(otherwise.map(|_| "else")).enumerate();
            names.map(|(at, name)| (at, format!("`{name}` after `{id}` was never taken"))).collect()
        }
        Next::Guarded(ways) if ways.len() < 2 => Vec::new(),
        Next::Guarded(ways) => {
            let way = |at| format!("way {} of {} after `{id}` was never taken", at + 1, ways.len());
            (0..ways.len()).map(|at| (at, way(at))).collect()
        }
    }
}

/// Whether `next` has a target of its own for this answer, so that both would say the same.
fn has_case(next: &Next, answer: &str) -> bool {
    matches!(next, Next::ByAnswer(cases, _) if cases.iter().any(|(case, _)| case == answer))
}

/// The steps whose answers are not kept, and those behind them until the ways meet again.
fn unkept(unit: &Unit) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    for (at, node) in unit.nodes.iter().enumerate().filter(|(_, node)| !node.kept) {
        found.insert(at);
        let Some(stretch) = node.stretch.filter(|stretch| stretch.unkept) else { continue };
        let mut ahead = leads_to(node);
        while let Some(next) = ahead.pop() {
            if Some(next) != stretch.join && found.insert(next) {
                ahead.extend(leads_to(&unit.nodes[next]));
            }
        }
    }
    found
}

fn leads_to(node: &Node) -> Vec<NodeId> {
    let mut to: Vec<NodeId> = match &node.next {
        Next::Nowhere => Vec::new(),
        Next::To(target) => vec![*target],
        Next::ByAnswer(cases, otherwise) => {
            cases.iter().map(|(_, target)| *target).chain(*otherwise).collect()
        }
        Next::Guarded(ways) => ways.iter().map(|(_, target)| *target).collect(),
    };
    to.extend(node.when.as_ref().map(|_| node.otherwise));
    to.extend(node.at_most.as_ref().map(|(_, then)| *then));
    to.extend(node.within.as_ref().map(|(_, late)| *late));
    to
}
