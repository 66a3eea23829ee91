//! A program to what can be drawn of it. Draws nothing.

use super::words::{amount, called, code, length, words};
use super::{Cluster, Graph, Kind, Step, Way, Who};
use crate::program::{
    Action, Audience, Definition, Next, Node, NodeId, Program, Rate, Unit, UnitId,
};

pub(super) fn graph(program: &Program, whole: bool) -> Graph {
    let mut units: Vec<UnitId> = vec![0];
    let mut at = 0;
    while whole && at < units.len() {
        for node in &program.units[units[at]].nodes {
            if let Action::Call(call) = &node.action
                && call.part
                && !units.contains(&call.unit)
            {
                units.push(call.unit);
            }
        }
        at += 1;
    }
    Graph {
        title: program.title().to_owned(),
        summary: program.summary().to_owned(),
        roles: program.roles().to_vec(),
        clusters: units.into_iter().map(|unit| cluster(program, unit)).collect(),
        walked: Vec::new(),
    }
}

fn cluster(program: &Program, id: UnitId) -> Cluster {
    let unit = &program.units[id];
    let definition = &program.definitions[unit.definition];
    let steps = unit.nodes.iter().map(|node| step(program, definition, unit, node));
    Cluster { part: unit.part.clone(), steps: steps.collect(), unit: id }
}

fn step(program: &Program, definition: &Definition, unit: &Unit, node: &Node) -> Step {
    let (kind, does) = does(program, definition, node);
    Step {
        name: node.id.to_string(),
        who: match node.audience {
            Audience::All => Who::Everyone,
            Audience::Role(role) => Who::Role(role),
            Audience::Each => Who::Each,
        },
        kind,
        does,
        private: node.audience != Audience::All
            && !node.open
            && !matches!(kind, Kind::End | Kind::Call),
        text: text(definition, node),
        question: question(definition, node),
        marks: marks(definition, node),
        ways: ways(definition, unit, node),
    }
}

fn does(program: &Program, definition: &Definition, node: &Node) -> (Kind, String) {
    match &node.action {
        Action::Say => (Kind::Say, "says".to_owned()),
        Action::Ask(ask) => {
            (Kind::Ask, if ask.many.is_some() { "asks for several" } else { "asks" }.to_owned())
        }
        Action::Choose(_) => (Kind::Choose, "lets choose".to_owned()),
        Action::Rate(rate) => (Kind::Ask, scale(rate)),
        Action::Confirm(_) => (Kind::Choose, "yes or no".to_owned()),
        Action::Pause(pause) => {
            let breath = if pause.breathe.is_some() { ", breathing" } else { "" };
            (Kind::Pause, format!("pause, {}{breath}", length(definition, &pause.length)))
        }
        Action::Share(slots, _) => {
            let names: Vec<&str> =
                slots.iter().map(|slot| definition.variables[*slot].name.as_str()).collect();
            (Kind::Share, format!("may show {}", names.join(", ")))
        }
        Action::Invite(role) => {
            (Kind::Choose, format!("asks whether {} can join", definition.roles[*role]))
        }
        Action::Call(call) => {
            let turns = if call.turns { ", once for each" } else { "" };
            (Kind::Call, format!("plays {}{turns}", called(program, call.unit)))
        }
        Action::End(end) => (Kind::End, format!("ends: {}", end.name)),
    }
}

fn scale(rate: &Rate) -> String {
    format!("a number, {} to {}", rate.from, rate.to)
}

/// What it says.
fn text(definition: &Definition, node: &Node) -> String {
    let mut said: Vec<String> = node.say.iter().map(|(_, text)| words(definition, text)).collect();
    said.extend(node.quote.iter().map(|quote| format!("\u{201c}{{{}}}\u{201d}", code(quote))));
    said.retain(|text| !text.is_empty());
    said.join(" ")
}

/// What it asks.
fn question(definition: &Definition, node: &Node) -> String {
    let question = match &node.action {
        Action::Ask(ask) => Some(&ask.question),
        Action::Choose(choose) => Some(&choose.question),
        Action::Rate(rate) => Some(&rate.question),
        Action::Confirm(question) => Some(question),
        _ => None,
    };
    question.map(|question| words(definition, question)).unwrap_or_default()
}

fn marks(definition: &Definition, node: &Node) -> Vec<String> {
    let mut marks = Vec::new();
    let name = |slot: usize| definition.variables[slot].name.as_str();
    if let Some(when) = &node.when {
        marks.push(format!("only when {}", code(when)));
    }
    if let Some(over) = &node.over {
        marks.push(format!("for each of {}", code(over)));
    }
    if let Some((bound, _)) = node.at_most.as_deref() {
        marks.push(format!("at most {} times", amount(bound)));
    }
    if node.open {
        marks.push("everyone is told the answer".to_owned());
    }
    for (slot, told) in &node.tells {
        marks.push(format!("tells {}: {}", name(*slot), code(told)));
    }
    if !node.kept {
        marks.push("kept nowhere".to_owned());
    }
    if node.swap {
        marks.push("roles change".to_owned());
    }
    if let Some(follow_up) = &node.follow_up {
        let when =
            follow_up.after.as_ref().map(|after| format!(" in {}", length(definition, after)));
        marks.push(format!("a reminder{}", when.unwrap_or_default()));
    }
    marks
}

/// Where a step leads; ways to the same step are one, with all their labels.
fn ways(definition: &Definition, unit: &Unit, node: &Node) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let mut add = |to: NodeId, label: String, aside: bool| match ways
        .iter_mut()
        .find(|way| way.to == to && way.aside == aside)
    {
        Some(way) if way.label.is_empty() || label.is_empty() => way.label.clear(),
        Some(way) => way.label = format!("{} / {label}", way.label),
        None => ways.push(Way { to, label, aside }),
    };
    match &node.next {
        Next::Nowhere => {}
        Next::To(to) => add(*to, String::new(), false),
        Next::ByAnswer(cases, otherwise) => {
            for (answer, to) in cases {
                add(*to, said(definition, node, answer), false);
            }
            if let Some(to) = otherwise {
                add(*to, "anything else".to_owned(), false);
            }
        }
        Next::Guarded(list) => {
            for (when, to) in list {
                add(*to, when.as_ref().map_or("otherwise".to_owned(), code), false);
            }
        }
    }
    if node.when.is_some() {
        add(node.otherwise, "otherwise".to_owned(), true);
    }
    if let Some((bound, then)) = node.at_most.as_deref() {
        add(*then, format!("after {} times", amount(bound)), true);
    }
    if let Some((time, late)) = node.within.as_deref() {
        add(*late, format!("after {}", length(definition, time)), true);
    }
    if let Some(timer) = node.start.filter(|_| unit.part.is_none()) {
        let timer = &definition.timers[timer];
        add(timer.to, format!("after {} ({})", length(definition, &timer.after), timer.name), true);
    }
    ways
}

/// An answer in the words people see.
fn said(definition: &Definition, node: &Node, answer: &str) -> String {
    let Action::Choose(choose) = &node.action else { return answer.to_owned() };
    let choice = choose.choices.iter().find(|choice| choice.id == answer);
    choice.map_or(answer.to_owned(), |choice| words(definition, &choice.text))
}
