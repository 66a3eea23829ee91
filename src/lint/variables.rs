//! What is read was set before, and what is set is read.

use std::collections::BTreeSet;

use super::{Look, loops};
use crate::check::{At, graph};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{Action, Address, Name, Step};
use crate::program::{self, Class, Mention, NodeId, Slot, Source, Use};

codes! {
    /// On some way to a step, nothing was put yet into a variable that it reads.
    ///
    /// It would then stand for nothing: a text shows a hole, a sum fails. Give it a start value
    /// under `[shared]` or `[private]`, or let the step be passed over with `when = "name != ()"`.
    READ_BEFORE_SET = "read-before-set", Warning;
    /// A step reads something private that only the other person ever answers.
    ///
    /// A private name has one value for each person, and each sees only their own. Here the reader
    /// has none, so nothing would be shown. What the other answered is shown only with their yes:
    ///
    ///     share = ["need"]        in a step for the one who answered, and after a yes
    ///     say = "{asker.need}"    in a step for the one who reads
    NEVER_THEIRS = "never-theirs", Warning;
    /// A variable that nothing reads.
    ///
    /// What is not needed is best not kept, people's own answers above all. Leave `save` out: the
    /// answer decides about `next` all the same. What the person should find again later belongs
    /// into `remember`.
    NEVER_READ = "never-read", Warning;
}

pub(super) fn look(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    never_read(look, found);
    never_theirs(look, found);
    let known = known(look);
    for at in look.own() {
        let id = look.checked.program().units[at.unit].index[&*at.node.id];
        for mention in at.mentions {
            let (Source::Private(slot) | Source::Shared(slot)) = mention.source else { continue };
            let set = known[at.unit][id].as_ref().is_none_or(|known| known.contains(&slot));
            if set || mention.property.is_some() || answered_here(at, mention.used, slot) {
                continue;
            }
            if asks_whether(look, at, mention, slot) {
                continue;
            }
            let name = at.variable(slot);
            let message = format!("on some way to `{}` nothing is in `{name}` yet", at.node.id);
            let hint = hint(at, name, mention.used, slot);
            let span = look.checked.place(mention);
            found.push(Diagnostic::new(READ_BEFORE_SET, span, message).hint(hint));
        }
    }
}

fn hint(at: At<'_>, name: &str, used: Use, slot: Slot) -> String {
    let heading = match at.definition.variables[slot].class {
        Class::Private => "[private]",
        Class::Shared | Class::Told => "[shared]",
    };
    let sets = at.step.set.iter().any(|(set, _)| set.value == name);
    match used {
        Use::Set(_) => format!("give it a start value: `{heading}` and below it `{name} = 0`"),
        _ if sets => {
            "`set` is worked out when this step is left: put it into the step before".into()
        }
        _ => format!(
            "give it a start value below `{heading}`, or pass the step over with \
             `when = \"{name} != ()\"`"
        ),
    }
}

/// Whether the step itself sets it before it reads it.
fn answered_here(at: At<'_>, used: Use, slot: Slot) -> bool {
    match used {
        Use::Set(_) | Use::Tells => at.node.save == Some(slot),
        Use::Next | Use::FollowUp => loops::written(at.node).contains(&slot),
        _ => false,
    }
}

/// Whether the author thought of its being nothing: the expression or a guard of the step asks.
fn asks_whether(look: &Look<'_>, at: At<'_>, mention: &Mention, slot: Slot) -> bool {
    if look.sources().text(mention.span).contains("()") {
        return true;
    }
    at.mentions.iter().any(|other| {
        let same = matches!(other.source, Source::Private(s) | Source::Shared(s) if s == slot);
        let whens =
            at.step.when.iter().chain(at.step.say.iter().filter_map(|say| say.when.as_ref()));
        same && whens.into_iter().any(|when| when.span == other.span)
    })
}

type Known = Option<BTreeSet<Slot>>;

/// By unit and step: the variables that hold something on every way there; nothing: no way leads
/// there.
fn known(look: &Look<'_>) -> Vec<Vec<Known>> {
    let program = look.checked.program();
    let mut known: Vec<Vec<Known>> =
        program.units.iter().map(|unit| vec![None; unit.nodes.len()]).collect();
    let recalled: BTreeSet<&str> =
        look.exercise().recall.iter().map(|(name, _)| name.value.as_str()).collect();
    let variables = program.definitions[0].variables.iter().enumerate();
    let started = variables.filter(|(_, variable)| {
        !variable.start.is_unit()
            || variable.class == Class::Told
            || recalled.contains(variable.name.as_str())
    });
    let start: BTreeSet<Slot> = started.map(|(slot, _)| slot).collect();
    let mut work: Vec<(usize, NodeId, BTreeSet<Slot>)> = vec![(0, 0, start)];
    while let Some((unit, at, enters)) = work.pop() {
        let Some(node) = program.units[unit].nodes.get(at) else { continue };
        let before = known[unit][at].clone();
        let now: BTreeSet<Slot> = match &before {
            Some(before) => before.intersection(&enters).copied().collect(),
            None => enters,
        };
        if before.as_ref() == Some(&now) {
            continue;
        }
        known[unit][at] = Some(now.clone());
        let mut leaves = now.clone();
        leaves.extend(loops::written(node));
        if let program::Action::Call(call) = &node.action
            && call.part
        {
            work.push((call.unit, 0, now.clone()));
            let part = &program.units[call.unit].nodes;
            leaves.extend(part.iter().flat_map(loops::written));
        }
        let late = node.late();
        let skips = graph::past(node).into_iter().chain(late);
        work.extend(skips.map(|to| (unit, to, now.clone())));
        work.extend(graph::after(node).into_iter().map(|to| (unit, to, leaves.clone())));
    }
    known
}

/// Where nothing exchanges the two, a private name belongs to the roles whose steps write it.
fn never_theirs(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let exercise = look.exercise();
    let exchanges = |at: At<'_>| {
        let turns = matches!(&at.step.action, Action::Call(call) if call.turns.is_some());
        at.node.swap || turns
    };
    if exercise.head.roles.len() < 2 || look.own().any(exchanges) {
        return;
    }
    let owners = |slot: Slot| -> Option<BTreeSet<&str>> {
        let writers = look.own().filter(|at| loops::written(at.node).contains(&slot));
        writers.map(|at| role(at.step)).collect()
    };
    for at in look.own() {
        let Some(reader) = role(at.step) else { continue };
        for mention in at.mentions {
            let Source::Private(slot) = mention.source else { continue };
            let variable = &at.definition.variables[slot];
            let Some(owners) = owners(slot).filter(|_| variable.start.is_unit()) else { continue };
            let Some(owner) = owners.iter().next().filter(|_| !owners.contains(reader)) else {
                continue;
            };
            let name = &variable.name;
            let message = format!("`{reader}` has no `{name}`: only `{owner}` is asked for it");
            let hint = format!(
                "ask `{owner}` with `share = [\"{name}\"]`, and after a yes write \
                 `{{{owner}.{name}}}`"
            );
            let span = look.checked.place(mention);
            found.push(Diagnostic::new(NEVER_THEIRS, span, message).hint(hint));
        }
    }
}

/// The role a step is for, if it is for one.
fn role(step: &Step) -> Option<&str> {
    match &step.address.as_ref()?.value {
        Address::Role(role) => Some(role.as_str()),
        Address::Each => None,
    }
}

fn never_read(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let exercise = look.exercise();
    let mut read: BTreeSet<&str> = BTreeSet::new();
    read.extend(exercise.head.remember.iter().map(|name| name.value.as_str()));
    let expected = look.scenarios.iter().flat_map(|scenario| &scenario.expect);
    read.extend(expected.map(|expectation| expectation.name.as_str()));
    for at in look.own() {
        for mention in at.mentions {
            let source = match mention.source {
                Source::Private(slot) | Source::Shared(slot) => Some(slot),
                _ => None,
            };
            read.extend(
                source
                    .into_iter()
                    .chain(mention.property)
                    .map(|slot| at.definition.variables[slot].name.as_str()),
            );
        }
        if let Action::Share(share) = &at.step.action {
            read.extend(share.names.iter().map(|name| name.value.as_str()));
        }
    }
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for at in look.own() {
        for (name, key) in named(at.step) {
            if read.contains(name.value.as_str()) || !said.insert(&name.value) {
                continue;
            }
            let message = format!("nothing reads `{}`", name.value);
            let hint = match key {
                "save" => "leave `save` out: the answer leads on without it".to_owned(),
                _ => format!("leave it out of `{key}`, or read it somewhere"),
            };
            found.push(Diagnostic::new(NEVER_READ, name.span, message).hint(hint));
        }
    }
}

/// The names a step gives values to, and the keys they stand at.
fn named(step: &Step) -> Vec<(&Name, &'static str)> {
    let mut names: Vec<(&Name, &'static str)> =
        step.save.iter().map(|name| (name, "save")).collect();
    names.extend(step.tells.iter().map(|(name, _)| (name, "tells")));
    names.extend(step.set.iter().map(|(name, _)| (name, "set")));
    if let Action::Choose(choose) = &step.action {
        let sets = choose.choices.iter().flat_map(|choice| &choice.set);
        names.extend(sets.map(|(name, _)| (name, "set")));
    }
    names
}
