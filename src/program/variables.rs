//! Whose each variable of an exercise is, from where it is declared, saved and set. Looks at the
//! exercise as written; no script is needed for it.

use std::collections::BTreeMap;

use super::{Class, Models, Variable};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{Action, Exercise, Name, Step};
use crate::source::Span;
use crate::value::Value;

codes! {
    /// One name is used for something everyone may see and for something private.
    ///
    /// A name saved by a step for everyone is shared; a name saved by a step `for` someone is that
    /// person's own. If one name were both, nobody could say what may be shown to whom.
    ///
    /// Write two names: `plan` for what you decide together, `my_plan` for what each writes alone.
    MIXED_VARIABLE = "mixed-variable", Error;
    /// A variable has a name that means something else here.
    ///
    /// `answer`, `item`, `index`, `draft`, `me`, `partner`, `together`, the roles and the constants
    /// of `[data]` already have a meaning in every expression.
    ///
    /// Choose another name.
    TAKEN_NAME = "taken-name", Error;
}

/// For whom a unit is played: it may be called from several steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Contexts {
    /// For everyone of its exercise's audience.
    pub(crate) all: bool,
    /// For one person alone.
    pub(crate) one: bool,
}

/// Names that every expression knows.
pub(super) const BUILTIN: [&str; 7] =
    ["answer", "item", "index", "draft", "me", "partner", "together"];

/// What a name means that every expression knows, in an author's words.
fn meaning(name: &str) -> Option<&'static str> {
    Some(match name {
        "answer" => "it is what was just answered",
        "item" => "with `over`, it is one item of the list",
        "index" => "with `over`, it is the place in the list",
        "draft" => "it is what someone had begun to write",
        "me" | "partner" => "it is a person: the one at the keyboard, or the other",
        "together" => "it says whether two people play",
        _ => return None,
    })
}

/// For whom the parts of `exercise` are played (its own steps are for all).
pub(super) fn contexts(exercise: &Exercise) -> BTreeMap<String, Contexts> {
    let mut found: BTreeMap<String, Contexts> = BTreeMap::new();
    let mut work: Vec<(&[Step], bool)> = vec![(&exercise.steps, true)];
    while let Some((steps, all)) = work.pop() {
        for step in steps {
            let Action::Call(call) = &step.action else { continue };
            let Some(name) = call.target.value.strip_prefix("./") else { continue };
            let Some(part) = exercise.parts.get(name) else { continue };
            let all = all && step.address.is_none();
            let entry = found.entry(name.to_owned()).or_default();
            let flag = if all { &mut entry.all } else { &mut entry.one };
            if !std::mem::replace(flag, true) {
                work.push((&part.steps, all));
            }
        }
    }
    found
}

/// What speaks for whose a variable is.
struct Evidence<'a> {
    name: &'a Name,
    class: Class,
    /// `set` follows what the others say.
    weak: bool,
}

/// The variables of `exercise`, in the order they are first met.
pub(super) fn classify(
    exercise: &Exercise,
    models: &Models,
    contexts: &BTreeMap<String, Contexts>,
    found: &mut Vec<Diagnostic>,
) -> Vec<Variable> {
    let mut table = Table::default();
    for (name, value) in &exercise.shared {
        table.declare(name, Class::Shared, value.clone());
    }
    for (name, value) in &exercise.private {
        table.declare(name, Class::Private, value.clone());
    }
    for (name, _) in &exercise.recall {
        table.declare(name, Class::Private, Value::Unit);
    }
    let mut evidence = Vec::new();
    let called = |id: &str| models.at(id).map(|of| &models.list[of]);
    gather(&exercise.steps, Contexts { all: true, one: false }, &called, &mut evidence);
    for (name, part) in &exercise.parts {
        let context = contexts.get(name).copied().unwrap_or_default();
        gather(&part.steps, context, &called, &mut evidence);
    }
    evidence.sort_by_key(|evidence| evidence.weak);
    for evidence in &evidence {
        table.weigh(evidence, found);
    }
    let data: Vec<&str> = exercise.data.iter().map(|(name, _)| name.value.as_str()).collect();
    let roles: Vec<&str> = exercise.head.roles.iter().map(|role| role.value.as_str()).collect();
    for entry in &table.entries {
        let name = entry.variable.name.as_str();
        if BUILTIN.contains(&name) || data.contains(&name) || roles.contains(&name) {
            let meaning = meaning(name).unwrap_or(match data.contains(&name) {
                true => "it names what stands in `[data]`",
                false => "it names a person",
            });
            let message = format!("`{name}` already has a meaning here");
            let hint = format!("choose another name, `my_{name}` perhaps");
            found.push(Diagnostic::new(TAKEN_NAME, entry.span, message).label(meaning).hint(hint));
        }
    }
    table.entries.into_iter().map(|entry| entry.variable).collect()
}

fn gather<'a>(
    steps: &'a [Step],
    contexts: Contexts,
    called: &impl Fn(&str) -> Option<&'a Exercise>,
    evidence: &mut Vec<Evidence<'a>>,
) {
    for step in steps {
        let one = step.address.is_some() || (contexts.one && !contexts.all);
        let own = if one { Class::Private } else { Class::Shared };
        let mut add = |name: &'a Name, class: Class, weak: bool| {
            evidence.push(Evidence { name, class, weak });
        };
        step.save.iter().for_each(|name| add(name, own, false));
        step.tells.iter().for_each(|(name, _)| add(name, Class::Told, false));
        step.set.iter().for_each(|(name, _)| add(name, own, true));
        match &step.action {
            Action::Choose(choose) => {
                let sets = choose.choices.iter().flat_map(|choice| &choice.set);
                sets.for_each(|(name, _)| add(name, own, true));
            }
            Action::Share(share) => {
                share.names.iter().for_each(|name| add(name, Class::Private, true));
            }
            Action::Call(call) => {
                if let Some(callee) = called(&call.target.value) {
                    returns(callee).for_each(|name| add(name, own, true));
                }
            }
            _ => {}
        }
    }
}

/// The names that come back from `exercise`, at whichever ending.
pub(super) fn returns(exercise: &Exercise) -> impl Iterator<Item = &Name> {
    exercise
        .steps
        .iter()
        .flat_map(|step| match &step.action {
            Action::End(end) => end.returns.iter(),
            _ => [].iter(),
        })
        .map(|(name, _)| name)
}

#[derive(Default)]
struct Table {
    entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
}

struct Entry {
    variable: Variable,
    declared: bool,
    weak: bool,
    span: Span,
}

impl Table {
    fn add(&mut self, name: &Name, class: Class, start: Value) -> &mut Entry {
        let variable = Variable { name: name.value.clone(), class, start };
        self.index.insert(name.value.clone(), self.entries.len());
        self.entries.push(Entry { variable, declared: false, weak: false, span: name.span });
        let last = self.entries.len() - 1;
        &mut self.entries[last]
    }

    fn declare(&mut self, name: &Name, class: Class, start: Value) {
        if !self.index.contains_key(&name.value) {
            self.add(name, class, start).declared = true;
        }
    }

    fn weigh(&mut self, evidence: &Evidence<'_>, found: &mut Vec<Diagnostic>) {
        let Some(index) = self.index.get(&evidence.name.value) else {
            let start =
                if evidence.class == Class::Told { Value::Bool(false) } else { Value::Unit };
            self.add(evidence.name, evidence.class, start).weak = evidence.weak;
            return;
        };
        let entry = &mut self.entries[*index];
        if entry.variable.class == evidence.class {
            return;
        }
        if evidence.weak {
            // Any step may set what everyone shares; whether it may tell is the privacy check's.
            if entry.weak && evidence.class == Class::Shared {
                entry.variable.class = Class::Shared;
            }
            return;
        }
        let name = &evidence.name.value;
        let words = |class| match class {
            Class::Shared => "everyone's",
            Class::Private => "one person's own",
            Class::Told => "a yes or no that is told to all",
        };
        let here = format!("here it is {}", words(evidence.class));
        let there = format!("here it is {}", words(entry.variable.class));
        found.push(
            Diagnostic::new(
                MIXED_VARIABLE,
                evidence.name.span,
                format!("`{name}` is private in one place and shared in another"),
            )
            .label(here)
            .other(entry.span, there)
            .hint(format!(
                "choose two names: `{name}` for what is shared, `my_{name}` for one's own"
            )),
        );
    }
}
