//! What the scenarios of an exercise never took: steps and branches, in words and with their
//! places. Plays nothing.

use std::collections::BTreeSet;

use crate::program::{Action, Check, Next, Node, NodeId, Program, Unit, UnitId};
use crate::session::{Taken, Way, What};
use crate::source::Span;

/// How much of an exercise was taken, its parts with it. What it calls is counted there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Steps.
    pub steps: Count,
    /// Branches: targets of `next`, choices, `otherwise`, `then` and `late`, each guard of a text
    /// or a choice both ways, each `check` that noticed something, each timer that ran out and
    /// each that warned. Where an answer is not kept, nobody can tell which way it led: there only
    /// steps count. Breaks are the engine's own and count nowhere.
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
    coverage.timers(program, taken);
    coverage.missed.sort_by_key(|missed| missed.span);
    coverage
}

impl Coverage {
    fn step(
        &mut self,
        taken: &Taken,
        (unit, node): (UnitId, NodeId),
        step: &Node,
        branches: Vec<(What, Missed)>,
    ) {
        let has = |what| taken.has(unit, node, what);
        let then = step.at_most.as_deref().map(|(_, then)| What::Left(Way::Then, *then));
        let passed = then.into_iter().chain([What::Left(Way::Otherwise, step.otherwise)]);
        let reached = has(What::Entered) || passed.into_iter().any(has);
        self.steps.all += 1;
        self.branches.all += branches.len();
        if has(What::Entered) {
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
            } else if has(What::Entered) {
                self.missed.push(missed);
            }
        }
    }

    fn timers(&mut self, program: &Program, taken: &Taken) {
        let own = |unit: UnitId| program.units[unit].definition == 0;
        let seen = |one: What| taken.anywhere(|unit, what| own(unit) && what == one);
        for (at, timer) in program.definitions[0].timers.iter().enumerate() {
            let (name, span) = (&timer.name, timer.place);
            let out = (What::Left(Way::Timer(at), timer.to), "never ran out");
            let warn =
                timer.warn.iter().map(|_| (What::Warned(at), "never said that it ends soon"));
            let ways: Vec<_> = std::iter::once(out).chain(warn).collect();
            self.branches.all += ways.len();
            if !seen(What::Started(at)) {
                let words = format!("the timer `{name}` was never started");
                self.missed.push(Missed { span, words });
                continue;
            }
            for (what, never) in ways {
                if seen(what) {
                    self.branches.taken += 1;
                } else {
                    let words = format!("the timer `{name}` {never}");
                    self.missed.push(Missed { span, words });
                }
            }
        }
    }
}

/// The branches of a step, with what is said of one that was never taken.
fn branches(step: &Node) -> Vec<(What, Missed)> {
    let (id, places) = (&step.id, &step.places);
    let mut all = Vec::new();
    let mut add = |way, span: Option<Span>, words: String| {
        all.push((way, Missed { span: span.unwrap_or(places.step), words }));
    };
    if let Some(when) = &step.when {
        let words = format!("the guard of `{id}` always held");
        add(
            What::Left(Way::Otherwise, step.otherwise),
            places.otherwise.or(Some(when.snippet().code.span)),
            words,
        );
    }
    if let Some((_, then)) = step.at_most.as_deref() {
        add(
            What::Left(Way::Then, *then),
            places.then,
            format!("`{id}` was never entered often enough for `then`"),
        );
    }
    if let Some((_, late)) = step.within.as_deref() {
        add(What::Left(Way::Late, *late), places.late, format!("the time of `{id}` was never up"));
    }
    for (at, to, words) in targets(step) {
        add(What::Left(Way::Next(at), to), places.next.get(at).copied(), words);
    }
    for (at, (when, _)) in step.say.iter().enumerate() {
        let Some(when) = when else { continue };
        let span = Some(when.snippet().code.span);
        add(What::Said(at, true), span, format!("a text of `{id}` was never shown"));
        add(What::Said(at, false), span, format!("a text of `{id}` was always shown"));
    }
    if let Action::Ask(ask) = &step.action {
        for (at, check) in ask.check.iter().enumerate() {
            let (name, span) = match check {
                Check::Helper(helper) => (helper.name(), None),
                Check::Expression(name, code) => (name.as_str(), Some(code.snippet().code.span)),
            };
            let words = format!("the check `{name}` of `{id}` never noticed anything");
            add(What::Checked(at, true), span, words);
        }
    }
    if let Action::Choose(choose) = &step.action {
        for (at, choice) in choose.choices.iter().enumerate() {
            let (span, name) = (places.choices.get(at).copied(), &choice.id);
            if !has_case(&step.next, name) {
                add(What::Chosen(at), span, format!("`{name}` of `{id}` was never chosen"));
            }
            if let Some(when) = &choice.when {
                let span = Some(when.snippet().code.span);
                let words = |how| format!("`{name}` of `{id}` was {how} offered");
                add(What::Offered(at, true), span, words("never"));
                add(What::Offered(at, false), span, words("always"));
            }
        }
    }
    all
}

/// The targets of a step that has several, and what is said of one that was never taken.
fn targets(step: &Node) -> Vec<(usize, NodeId, String)> {
    let id = &step.id;
    match &step.next {
        Next::Nowhere | Next::To(_) => Vec::new(),
        Next::ByAnswer(cases, otherwise) => {
            let cases = cases.iter().map(|(answer, to)| (answer.as_str(), *to));
            let names = cases.chain(otherwise.map(|to| ("else", to))).enumerate();
            let words = |name| format!("`{name}` after `{id}` was never taken");
            names.map(|(at, (name, to))| (at, to, words(name))).collect()
        }
        Next::Guarded(ways) if ways.len() < 2 => Vec::new(),
        Next::Guarded(ways) => {
            let way = |at| format!("way {} of {} after `{id}` was never taken", at + 1, ways.len());
            ways.iter().enumerate().map(|(at, (_, to))| (at, *to, way(at))).collect()
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
    to.extend(node.then());
    to.extend(node.late());
    to
}
