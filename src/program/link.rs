//! Exercises as written to a program: every step, variable, role and exercise that is named is
//! looked up here, once. Judges only whether the name exists.

mod actions;
mod calls;
mod steps;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::imprint;
use super::models::Models;
use super::moves::Move;
use super::resolve::Resolver;
use super::variables::{self, Contexts};
use super::{Definition, Engine, Mention, Program, Shelves, UnitId};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{self, Exercise};
use crate::helpers;
use crate::script::Scripts;
use crate::source::Sources;
use steps::{HeadWords, UnitLinker};

codes! {
    /// A step is named that is not there.
    ///
    /// `next`, `otherwise`, `then`, `late` and the timers lead to steps of the same file. Often it
    /// is a typing error, or the step was renamed.
    UNKNOWN_STEP = "unknown-step", Error;
    /// The way leads past the last step.
    ///
    /// A step without `next` goes on to the step below. The last step of a file must end the
    /// exercise with `end = "…"` or say where it goes with `next`.
    NO_STEP_BELOW = "no-step-below", Error;
    /// A role is named that the exercise does not have.
    ///
    /// The roles are named once, in the head: `roles = ["asker", "listener"]`. Use one of these.
    UNKNOWN_ROLE = "unknown-role", Error;
    /// A `call` names an exercise or part that is not there.
    ///
    /// `call = "./name"` plays the file `parts/name.toml` of this exercise; without `./` it plays
    /// another exercise.
    UNKNOWN_EXERCISE = "unknown-exercise", Error;
    /// A `check` names a text helper that does not exist.
    ///
    /// Use the name of a text helper, such as `blame` or `absolutes`, or call a function of your own
    /// script: `"my_check(answer)"`.
    UNKNOWN_HELPER = "unknown-helper", Error;
    /// `choices` names cards that do not exist.
    ///
    /// There are cards for `feelings` and for `needs`; other choices are written out.
    UNKNOWN_CARDS = "unknown-cards", Error;
    /// `start` or `stop` names a timer that is not there.
    ///
    /// A timer is written as `[timer.name]` with `after` and `to`.
    UNKNOWN_TIMER = "unknown-timer", Error;
    /// `with` or `remember` names a variable that is not there, or `share` one that is not private.
    ///
    /// Save the answer under that name first, or give it a start value in `[shared]` or `[private]`.
    UNKNOWN_NAME = "unknown-name", Error;
    /// A called exercise has a role that nobody takes.
    ///
    /// Say who takes it: `roles = { speaker = "asker" }`.
    ROLE_NOT_FILLED = "role-not-filled", Error;
}

/// A program that still has to be checked, with what the checks look at.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) program: Program,
    /// What each step of each unit names; nothing for a step with a name that leads nowhere.
    pub(crate) mentions: Vec<Vec<Option<Vec<Mention>>>>,
    /// What the head of each exercise names.
    pub(crate) heads: Vec<Vec<Mention>>,
    /// For whom each unit is played.
    pub(crate) contexts: Vec<Contexts>,
}

/// Looks up all names of `models`, which hold every exercise that can be found of those called.
pub(crate) fn link(
    engine: &Engine,
    models: &Models,
    sources: &Arc<Sources>,
    found: &mut Vec<Diagnostic>,
) -> Linked {
    let mut linker = Linker::new(engine.scripts(), models, sources, found);
    let mut linked = Linked {
        program: Program {
            engine: engine.clone(),
            definitions: Vec::new(),
            units: Vec::new(),
            sources: sources.clone(),
            content: 0,
        },
        mentions: Vec::new(),
        heads: Vec::new(),
        contexts: Vec::new(),
    };
    for (at, exercise) in models.list.iter().enumerate() {
        linker.exercise(at, exercise, &mut linked);
    }
    found.append(&mut linker.resolver.found);
    linker.resolver.shelves.close();
    linked.program.definitions = linker.layout.definitions;
    linked.program.content = imprint::with_pages(imprint::of(&linked.program));
    linked
}

/// What is known of all exercises before their steps are looked at.
pub(super) struct Layout {
    definitions: Vec<Definition>,
    /// By exercise and part.
    units: HashMap<(usize, Option<String>), UnitId>,
    contexts: Vec<BTreeMap<String, Contexts>>,
}

pub(super) struct Linker<'a> {
    models: &'a Models,
    resolver: Resolver<'a>,
    layout: Layout,
}

impl<'a> Linker<'a> {
    fn new(
        scripts: &'a Scripts,
        models: &'a Models,
        sources: &'a Sources,
        found: &mut Vec<Diagnostic>,
    ) -> Linker<'a> {
        let mut units = HashMap::new();
        let mut all_contexts = Vec::new();
        let mut definitions = Vec::new();
        for (at, exercise) in models.list.iter().enumerate() {
            units.insert((at, None), units.len());
            for part in exercise.parts.keys() {
                units.insert((at, Some(part.clone())), units.len());
            }
            let contexts = variables::contexts(exercise);
            definitions.push(define(exercise, models, &contexts, found));
            all_contexts.push(contexts);
        }
        let resolver = Resolver {
            scripts,
            sources,
            found: Vec::new(),
            torn: false,
            shelves: Shelves::default(),
        };
        let layout = Layout { definitions, units, contexts: all_contexts };
        Linker { models, resolver, layout }
    }

    fn exercise(&mut self, at: usize, exercise: &Exercise, linked: &mut Linked) {
        let host = &self.layout.definitions[at].host;
        let functions =
            exercise.script.as_ref().and_then(|code| self.resolver.functions(code, host));
        self.resolver.host_names(&exercise.host, functions.as_ref());
        self.resolver.torn = functions.is_none() && exercise.head.script.is_some();
        let own = Contexts { all: true, one: false };
        let mut unit = UnitLinker {
            linker: self,
            definition: at,
            exercise,
            functions: functions.as_ref(),
            part: None,
            steps: &exercise.steps,
            context: own,
            index: HashMap::new(),
        };
        let (main, mentions) = unit.unit();
        let head = unit.head();
        linked.program.units.push(main);
        linked.mentions.push(mentions);
        linked.contexts.push(own);
        for (name, part) in &exercise.parts {
            let context = self.layout.contexts[at].get(name).copied().unwrap_or_default();
            let mut unit = UnitLinker {
                linker: self,
                definition: at,
                exercise,
                functions: functions.as_ref(),
                part: Some(name),
                steps: &part.steps,
                context,
                index: HashMap::new(),
            };
            let (unit, mentions) = unit.unit();
            linked.program.units.push(unit);
            linked.mentions.push(mentions);
            linked.contexts.push(context);
        }
        let definition = &mut self.layout.definitions[at];
        let HeadWords { not_for, aftercare, stop_word, timers, remember, mentions } = head;
        linked.heads.push(mentions);
        definition.not_for = not_for;
        definition.aftercare = aftercare;
        definition.stop_word = stop_word;
        definition.timers = timers;
        definition.remember = remember;
    }
}

fn define(
    exercise: &Exercise,
    models: &Models,
    contexts: &BTreeMap<String, Contexts>,
    found: &mut Vec<Diagnostic>,
) -> Definition {
    let head = &exercise.head;
    let roles: Vec<String> = head.roles.iter().map(|role| role.value.clone()).collect();
    let all_steps = || exercise.steps.iter().chain(exercise.parts.values().flat_map(|p| &p.steps));
    let mut invited = Vec::new();
    let mut labels = BTreeMap::new();
    for step in all_steps() {
        match &step.action {
            exercise::Action::Invite(role) => {
                invited.extend(roles.iter().position(|name| *name == role.value));
            }
            exercise::Action::Choose(choose) => add_labels(choose, &mut labels),
            _ => {}
        }
    }
    let variables = variables::classify(exercise, models, contexts, found);
    let slot = |name: &str| variables.iter().position(|variable| variable.name == name);
    let recall = exercise.recall.iter();
    let recall = recall.filter_map(|(name, from)| Some((slot(&name.value)?, from.value.clone())));
    let recall = recall.collect();
    Definition {
        id: exercise.id.clone(),
        version: head.version.clone(),
        title: head.title.clone(),
        summary: head.summary.clone(),
        minutes: head.minutes.map(|minutes| minutes.value),
        author: head.author.clone(),
        sources: head.sources.clone(),
        roles,
        invited,
        variables,
        recall,
        data: exercise
            .data
            .iter()
            .map(|(name, value)| (name.value.clone(), value.clone()))
            .collect(),
        labels: Arc::new(labels),
        timers: Vec::new(),
        host: exercise.host.iter().map(|declared| declared.value.clone()).collect(),
        not_for: None,
        aftercare: None,
        stop_word: None,
        remember: Vec::new(),
        script: exercise.script.as_ref().map_or(0, |code| imprint::of_script(&code.source)),
        moves: exercise
            .moved
            .iter()
            .map(|moved| Move {
                from: moved.from.value.clone(),
                to: moved.to.value.clone(),
                since: moved.since.clone(),
            })
            .collect(),
    }
}

fn add_labels(choose: &exercise::Choose, labels: &mut BTreeMap<String, String>) {
    for choice in &choose.choices {
        let fixed = choice.text.fill(|_, _| Err(()));
        if let Ok(text) = fixed {
            labels.entry(choice.id.value.clone()).or_insert_with(|| text.plain().to_owned());
        }
    }
    let cards = choose.vocabulary.as_ref().and_then(|name| helpers::vocabulary(&name.value));
    for card in cards.iter().flat_map(|cards| &cards.families).flat_map(|family| &family.words) {
        labels.entry(card.id.clone()).or_insert_with(|| card.label.clone());
    }
}
