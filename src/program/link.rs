//! Exercises as written to a program: every step, variable, role and exercise that is named is
//! looked up here, once. Judges only whether the name exists.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::resolve::{Resolver, Scope};
use super::variables::{self, Contexts};
use super::{
    Action, Ask, Audience, Call, Check, Choice, Choose, Class, Definition, End, FollowUp, Mention,
    Next, Node, NodeId, Operand, Pause, Program, Rate, Slot, Timer, Unit, UnitId, Use,
};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{self, Address, Due, Exercise, Name, Step};
use crate::helpers::{self, Helper};
use crate::script::{Engine, Functions};
use crate::source::{Sources, Span};
use crate::suggest;

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

/// The exercises a program is made of, the one that was asked for first.
#[derive(Debug, Default)]
pub(crate) struct Models {
    pub(crate) list: Vec<Exercise>,
    /// By whether it is for the engine's own use, and by name.
    index: HashMap<(bool, String), usize>,
    own: Vec<bool>,
}

impl Models {
    pub(crate) fn add(&mut self, exercise: Exercise, own: bool) {
        self.index.insert((own, exercise.id.clone()), self.list.len());
        self.list.push(exercise);
        self.own.push(own);
    }

    /// The engine uses what was read under this name.
    pub(crate) fn alias(&mut self, id: &str) {
        if let Some(at) = self.index.get(&(false, id.to_owned())).copied() {
            self.index.insert((true, id.to_owned()), at);
        }
    }

    pub(crate) fn get(&self, id: &str, own: bool) -> Option<&Exercise> {
        self.at(id, own).map(|at| &self.list[at])
    }

    pub(crate) fn has(&self, id: &str, own: bool) -> bool {
        self.at(id, own).is_some()
    }

    fn at(&self, id: &str, own: bool) -> Option<usize> {
        self.index.get(&(own, id.to_owned())).copied()
    }

    /// Which exercise a call from the exercise `from` means.
    pub(crate) fn called(&self, from: usize, id: &str) -> Option<usize> {
        self.at(id, self.own[from])
    }
}

/// A program that still has to be checked, with what the checks look at.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) program: Program,
    /// What each step of each unit names.
    pub(crate) mentions: Vec<Vec<Vec<Mention>>>,
    /// For whom each unit is played.
    pub(crate) contexts: Vec<Contexts>,
}

/// Names of the exercises that the engine itself plays.
pub(crate) const CALM_PAUSE: &str = "calm-pause";
pub(crate) const CARE: &str = "care";

/// Looks up all names of `models`, which hold every exercise that can be found of those called.
pub(crate) fn link(
    engine: &Engine,
    models: &Models,
    sources: &Arc<Sources>,
    found: &mut Vec<Diagnostic>,
) -> Linked {
    let mut linker = Linker::new(engine, models, sources, found);
    let mut linked = Linked {
        program: Program {
            engine: engine.clone(),
            definitions: Vec::new(),
            units: Vec::new(),
            calm_pause: linker.own_unit(CALM_PAUSE),
            care: linker.own_unit(CARE),
            sources: sources.clone(),
        },
        mentions: Vec::new(),
        contexts: Vec::new(),
    };
    for (at, exercise) in models.list.iter().enumerate() {
        linker.exercise(at, exercise, &mut linked);
    }
    found.append(&mut linker.resolver.found);
    linked.program.definitions = linker.layout.definitions;
    linked
}

/// What is known of all exercises before their steps are looked at.
struct Layout {
    definitions: Vec<Definition>,
    /// By exercise and part.
    units: HashMap<(usize, Option<String>), UnitId>,
    contexts: Vec<BTreeMap<String, Contexts>>,
}

struct Linker<'a> {
    models: &'a Models,
    resolver: Resolver<'a>,
    layout: Layout,
}

impl<'a> Linker<'a> {
    fn new(
        engine: &'a Engine,
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
            definitions.push(define(at, exercise, models, &contexts, found));
            all_contexts.push(contexts);
        }
        let resolver = Resolver { engine, sources, found: Vec::new() };
        let layout = Layout { definitions, units, contexts: all_contexts };
        Linker { models, resolver, layout }
    }

    fn own_unit(&self, id: &str) -> UnitId {
        let at = self.models.at(id, true);
        at.and_then(|at| self.layout.units.get(&(at, None)).copied()).unwrap_or(0)
    }

    fn exercise(&mut self, at: usize, exercise: &Exercise, linked: &mut Linked) {
        let functions = exercise.script.as_ref().and_then(|code| self.resolver.functions(code));
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
        let HeadWords { not_for, aftercare, stop_word, timers, remember } = head;
        definition.not_for = not_for;
        definition.aftercare = aftercare;
        definition.stop_word = stop_word;
        definition.timers = timers;
        definition.remember = remember;
    }
}

fn define(
    at: usize,
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
    Definition {
        id: exercise.id.clone(),
        version: head.version.clone(),
        title: head.title.clone(),
        summary: head.summary.clone(),
        minutes: head.minutes,
        author: head.author.clone(),
        sources: head.sources.clone(),
        roles,
        invited,
        variables: variables::classify(at, exercise, models, contexts, found),
        data: exercise
            .data
            .iter()
            .map(|(name, value)| (name.value.clone(), value.clone()))
            .collect(),
        labels: Arc::new(labels),
        timers: Vec::new(),
        not_for: None,
        aftercare: None,
        stop_word: None,
        remember: Vec::new(),
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

struct HeadWords {
    not_for: Option<super::Words>,
    aftercare: Option<super::Words>,
    stop_word: Option<super::Words>,
    timers: Vec<Timer>,
    remember: Vec<Slot>,
}

/// Links the steps of one file.
struct UnitLinker<'l, 'a> {
    linker: &'l mut Linker<'a>,
    definition: usize,
    exercise: &'l Exercise,
    functions: Option<&'l Functions>,
    part: Option<&'l String>,
    steps: &'l [Step],
    context: Contexts,
    index: HashMap<String, NodeId>,
}

impl UnitLinker<'_, '_> {
    fn unit(&mut self) -> (Unit, Vec<Vec<Mention>>) {
        let ids = self.steps.iter().enumerate();
        self.index = ids.map(|(at, step)| (step.id.value.clone(), at)).collect();
        let (nodes, mentions) =
            (0..self.steps.len()).map(|at| self.node(at)).collect::<(Vec<Node>, Vec<_>)>();
        let unit = Unit {
            definition: self.definition,
            part: self.part.cloned(),
            nodes,
            index: self.index.clone(),
        };
        (unit, mentions)
    }

    fn found(&mut self, diagnostic: Diagnostic) {
        self.linker.resolver.found.push(diagnostic);
    }

    fn definition(&self) -> &Definition {
        &self.linker.layout.definitions[self.definition]
    }

    /// Runs `work` with the resolver and what the expressions of a step may name.
    fn resolving<T>(
        &mut self,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
        work: impl FnOnce(&mut Resolver<'_>, &mut Scope<'_>) -> T,
    ) -> T {
        let mut scope = Scope {
            definition: &self.linker.layout.definitions[self.definition],
            functions: self.functions,
            audience,
            alone: self.context.one && !self.context.all,
            over,
            mentions: std::mem::take(mentions),
        };
        let made = work(&mut self.linker.resolver, &mut scope);
        *mentions = scope.mentions;
        made
    }

    fn head(&mut self) -> HeadWords {
        let exercise = self.exercise;
        let head = &exercise.head;
        let mut mentions = Vec::new();
        let mut words = |linker: &mut Self, words: &Option<exercise::Words>| {
            words.as_ref().map(|words| {
                linker.resolving(Audience::All, false, &mut mentions, |resolver, scope| {
                    resolver.words(words, Use::Text, scope)
                })
            })
        };
        let not_for = words(self, &head.not_for);
        let aftercare = words(self, &head.aftercare);
        let stop_word = words(self, &head.stop_word);
        let timers = exercise.timers.iter().map(|timer| self.timer(timer)).collect();
        let remember =
            head.remember.iter().filter_map(|name| self.slot(name, "remember")).collect();
        HeadWords { not_for, aftercare, stop_word, timers, remember }
    }

    fn timer(&mut self, timer: &exercise::Timer) -> Timer {
        let to = self.target(&timer.to);
        let mut mentions = Vec::new();
        self.resolving(Audience::All, false, &mut mentions, |resolver, scope| Timer {
            name: timer.name.value.clone(),
            after: resolver.length(&timer.after, scope),
            warn: timer.warn.as_ref().map(|warn| resolver.length(warn, scope)),
            to,
        })
    }

    /// The step that is named; a diagnostic where there is none.
    fn target(&mut self, name: &Name) -> NodeId {
        if let Some(at) = self.index.get(&name.value) {
            return *at;
        }
        let known: Vec<&str> = self.steps.iter().map(|step| step.id.value.as_str()).collect();
        let hint = suggest::hint(&name.value, known, "the steps here");
        let message = format!("there is no step `{}`", name.value);
        let label = match self.part {
            Some(_) => "a part leads only to its own steps",
            None => "",
        };
        self.found(Diagnostic::new(UNKNOWN_STEP, name.span, message).label(label).hint(hint));
        0
    }

    fn below(&mut self, at: NodeId, why: Span, what: &str) -> NodeId {
        if at + 1 < self.steps.len() {
            return at + 1;
        }
        let hint = "end it with a step that has `end = \"completed\"`, or add `next`".to_owned();
        self.found(Diagnostic::new(NO_STEP_BELOW, why, what.to_owned()).hint(hint));
        at
    }

    fn slot(&mut self, name: &Name, key: &str) -> Option<Slot> {
        if let Some(slot) = self.definition().slot(&name.value) {
            return Some(slot);
        }
        let known: Vec<&str> =
            self.definition().variables.iter().map(|v| v.name.as_str()).collect();
        let hint = suggest::hint(&name.value, known, "the variables here");
        let message = format!("`{key}` names `{}`, which no step saves or sets", name.value);
        self.found(Diagnostic::new(UNKNOWN_NAME, name.span, message).hint(hint));
        None
    }

    fn role(&mut self, name: &str, span: Span) -> Option<usize> {
        if let Some(role) = self.definition().role(name) {
            return Some(role);
        }
        let roles = self.definition().roles.clone();
        let hint = match roles.is_empty() {
            true => {
                Some("this exercise is for one person; add `roles = […]` at the top".to_owned())
            }
            false => suggest::hint(name, roles.iter().map(String::as_str), "the roles here"),
        };
        let message = format!("there is no role `{name}`");
        self.found(Diagnostic::new(UNKNOWN_ROLE, span, message).hint(hint));
        None
    }

    fn node(&mut self, at: NodeId) -> (Node, Vec<Mention>) {
        let step = &self.steps[at];
        let audience = match &step.address {
            None => Audience::All,
            Some(address) => match &address.value {
                Address::Each => Audience::Each,
                Address::Role(role) => {
                    self.role(role, address.span).map_or(Audience::All, Audience::Role)
                }
            },
        };
        let over = step.over.is_some();
        let mut mentions = Vec::new();
        let action = self.action(step, audience, &mut mentions);
        let ends = matches!(action, Action::End(_));
        let next = self.next(at, step, ends, audience, &mut mentions);
        let otherwise = match &step.otherwise {
            Some(name) => self.target(name),
            None if step.when.is_some() => {
                let what = "when its guard does not hold, this step has no step below to go to";
                self.below(at, step.id.span, what)
            }
            None => 0,
        };
        let then = step.at_most.as_ref().map(|at_most| self.target(&at_most.then));
        let late = step.within.as_ref().map(|within| self.target(&within.late));
        let save = step.save.as_ref().and_then(|name| self.slot(name, "save"));
        let tells: Vec<Option<Slot>> =
            step.tells.iter().map(|(name, _)| self.slot(name, "tells")).collect();
        let set: Vec<Option<Slot>> =
            step.set.iter().map(|(name, _)| self.slot(name, "set")).collect();
        let start = step.start.as_ref().and_then(|name| self.timer_named(name));
        let stop = step.stop.as_ref().and_then(|name| self.timer_named(name));
        let node = self.resolving(audience, over, &mut mentions, |resolver, scope| Node {
            id: step.id.value.as_str().into(),
            audience,
            when: step.when.as_ref().and_then(|code| resolver.expression(code, Use::When, scope)),
            otherwise,
            say: step
                .say
                .iter()
                .map(|line| {
                    let when = line.when.as_ref();
                    let when = when.and_then(|code| resolver.expression(code, Use::Text, scope));
                    (when, resolver.words(&line.text, Use::Text, scope))
                })
                .collect(),
            quote: step.quote.as_ref().and_then(|code| resolver.expression(code, Use::Text, scope)),
            over: step.over.as_ref().and_then(|code| resolver.expression(code, Use::Over, scope)),
            at_most: step
                .at_most
                .as_ref()
                .zip(then)
                .map(|(bound, then)| (resolver.amount(&bound.count, Use::AtMost, scope), then)),
            save,
            open: step.open.is_some(),
            tells: step
                .tells
                .iter()
                .zip(tells)
                .filter_map(|((_, code), slot)| {
                    Some((slot?, resolver.expression(code, Use::Tells, scope)?))
                })
                .collect(),
            kept: step.unkept.is_none(),
            set: step
                .set
                .iter()
                .zip(set)
                .filter_map(|((_, expr), slot)| {
                    Some((slot?, resolver.operand(expr, Use::Set(slot?), scope)))
                })
                .collect(),
            next,
            swap: step.swap.is_some(),
            follow_up: step.follow_up.as_ref().map(|follow_up| follow(follow_up, resolver, scope)),
            wait: step.wait,
            within: step
                .within
                .as_ref()
                .zip(late)
                .map(|(within, late)| (resolver.length(&within.length, scope), late)),
            start,
            stop,
            action,
            stretch: None,
        });
        (node, mentions)
    }

    fn timer_named(&mut self, name: &Name) -> Option<usize> {
        let timers = &self.exercise.timers;
        let found = timers.iter().position(|timer| timer.name.value == name.value);
        if found.is_none() {
            let known: Vec<&str> = timers.iter().map(|timer| timer.name.value.as_str()).collect();
            let hint = suggest::hint(&name.value, known, "the timers here")
                .or_else(|| Some(format!("write one as `[timer.{}]`", name.value)));
            let message = format!("there is no timer `{}`", name.value);
            self.found(Diagnostic::new(UNKNOWN_TIMER, name.span, message).hint(hint));
        }
        found
    }

    fn next(
        &mut self,
        at: NodeId,
        step: &Step,
        ends: bool,
        audience: Audience,
        mentions: &mut Vec<Mention>,
    ) -> Next {
        match &step.next {
            _ if ends => Next::Nowhere,
            exercise::Next::Below => {
                let what = "this is the last step, and it does not say what comes next";
                Next::To(self.below(at, step.id.span, what))
            }
            exercise::Next::Step(name) => Next::To(self.target(name)),
            exercise::Next::ByAnswer { cases, otherwise, .. } => {
                let cases = cases.iter();
                let cases = cases.map(|(answer, to)| (answer.value.clone(), self.target(to)));
                let cases = cases.collect();
                Next::ByAnswer(cases, otherwise.as_ref().map(|to| self.target(to)))
            }
            exercise::Next::Guarded(transitions) => {
                let mut guarded = Vec::new();
                for transition in &transitions.value {
                    let to = self.target(&transition.to);
                    let when = transition.when.as_ref().and_then(|code| {
                        self.resolving(
                            audience,
                            step.over.is_some(),
                            mentions,
                            |resolver, scope| resolver.expression(code, Use::Next, scope),
                        )
                    });
                    guarded.push((when, to));
                }
                Next::Guarded(guarded)
            }
        }
    }

    fn action(&mut self, step: &Step, audience: Audience, mentions: &mut Vec<Mention>) -> Action {
        use exercise::Action as A;
        let over = step.over.is_some();
        match &step.action {
            A::Say => Action::Say,
            A::Ask(ask) => {
                let check = ask
                    .check
                    .iter()
                    .filter_map(|check| self.check(check, audience, over, mentions))
                    .collect();
                self.resolving(audience, over, mentions, |resolver, scope| {
                    Action::Ask(Box::new(ask_of(ask, check, resolver, scope)))
                })
            }
            A::Choose(choose) => self.choose(choose, audience, over, mentions),
            A::Rate(rate) => self.resolving(audience, over, mentions, |resolver, scope| {
                let mut words = |words: &Option<exercise::Words>| {
                    words.as_ref().map(|words| resolver.words(words, Use::Text, scope))
                };
                let (low, high, help) = (words(&rate.low), words(&rate.high), words(&rate.help));
                Action::Rate(Box::new(Rate {
                    question: resolver.words(&rate.question, Use::Text, scope),
                    from: rate.from,
                    to: rate.to,
                    low,
                    high,
                    help,
                    required: rate.required.clone(),
                }))
            }),
            A::Confirm(question) => self.resolving(audience, over, mentions, |resolver, scope| {
                Action::Confirm(resolver.words(question, Use::Text, scope))
            }),
            A::Pause(pause) => self.resolving(audience, over, mentions, |resolver, scope| {
                Action::Pause(Box::new(Pause {
                    length: resolver.length(&pause.length, scope),
                    breathe: pause.breathe,
                    cue: pause.cue.as_ref().map(|cue| resolver.words(cue, Use::Text, scope)),
                    bell: pause.bell,
                    skippable: pause.skippable,
                }))
            }),
            A::Share(share) => {
                let slots = share.names.iter().filter_map(|name| self.shareable(name)).collect();
                Action::Share(slots, share.together)
            }
            A::Invite(role) => {
                self.role(&role.value, role.span).map_or(Action::Say, Action::Invite)
            }
            A::Call(call) => self.call(call, audience, over, mentions),
            A::End(end) => self.resolving(audience, over, mentions, |resolver, scope| {
                let returns = end.returns.iter().map(|(name, expr)| {
                    (name.value.clone(), resolver.operand(expr, Use::Returns, scope))
                });
                Action::End(End { name: end.name.value.clone(), returns: returns.collect() })
            }),
        }
    }

    fn shareable(&mut self, name: &Name) -> Option<Slot> {
        let slot = self.slot(name, "share")?;
        if self.definition().variables[slot].class == Class::Private {
            return Some(slot);
        }
        let message = format!("`{}` is everyone's already, so it needs no `share`", name.value);
        let hint = "only what a step `for` someone saved can be shared".to_owned();
        self.found(Diagnostic::new(UNKNOWN_NAME, name.span, message).hint(hint));
        None
    }

    fn check(
        &mut self,
        check: &exercise::Check,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
    ) -> Option<Check> {
        match check {
            exercise::Check::Named(name) => match Helper::by_name(&name.value) {
                Some(helper) if helper.needs_original() => {
                    let message = format!("`{}` needs the words to compare with", name.value);
                    let hint = format!("write `{}(answer, words)`", helper.rhai_name());
                    self.found(Diagnostic::new(UNKNOWN_HELPER, name.span, message).hint(hint));
                    None
                }
                Some(helper) => Some(Check::Helper(helper)),
                None => {
                    self.unknown_helper(name);
                    None
                }
            },
            exercise::Check::Code(code) => {
                let expression = self.resolving(audience, over, mentions, |resolver, scope| {
                    resolver.expression(code, Use::Check, scope)
                })?;
                let called = expression.snippet.names.calls.first();
                let name = called.map_or("check", |call| call.name.as_str()).replace('_', "-");
                Some(Check::Expression(name, expression))
            }
        }
    }

    fn unknown_helper(&mut self, name: &Name) {
        let known: Vec<&str> = Helper::ALL.iter().map(|helper| helper.name()).collect();
        let own =
            self.functions.is_some_and(|own| own.names.defines.iter().any(|d| d.0 == name.value));
        let hint = match own {
            true => Some(format!("write `{}(answer)` to call your own function", name.value)),
            false => suggest::hint(&name.value, known, "the text helpers"),
        };
        let message = format!("there is no text helper `{}`", name.value);
        self.found(Diagnostic::new(UNKNOWN_HELPER, name.span, message).hint(hint));
    }

    fn choose(
        &mut self,
        choose: &exercise::Choose,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
    ) -> Action {
        let vocabulary = choose.vocabulary.as_ref().and_then(|name| {
            let cards = helpers::vocabulary(&name.value);
            if cards.is_none() {
                let known = helpers::vocabularies().iter().copied();
                let hint = suggest::hint(&name.value, known, "the cards there are");
                let message = format!("there are no cards `{}`", name.value);
                self.found(Diagnostic::new(UNKNOWN_CARDS, name.span, message).hint(hint));
            }
            cards
        });
        let choices = choose.choices.iter();
        let choices = choices.map(|choice| self.choice(choice, audience, over, mentions)).collect();
        self.resolving(audience, over, mentions, |resolver, scope| {
            let from = choose.from.as_ref();
            let pick = choose.pick.as_ref();
            Action::Choose(Box::new(Choose {
                question: resolver.words(&choose.question, Use::Text, scope),
                choices,
                vocabulary,
                from: from.and_then(|code| resolver.expression(code, Use::Choices, scope)),
                other: choose.other,
                pick: pick.map(|(least, most)| {
                    let least = resolver.amount(least, Use::Text, scope);
                    (least, resolver.amount(most, Use::Text, scope))
                }),
                ranked: choose.ranked,
                help: choose.help.as_ref().map(|help| resolver.words(help, Use::Text, scope)),
            }))
        })
    }

    fn choice(
        &mut self,
        choice: &exercise::Choice,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
    ) -> Choice {
        let slots: Vec<Option<Slot>> =
            choice.set.iter().map(|(name, _)| self.slot(name, "set")).collect();
        self.resolving(audience, over, mentions, |resolver, scope| Choice {
            id: choice.id.value.clone(),
            text: resolver.words(&choice.text, Use::Text, scope),
            when: choice.when.as_ref().and_then(|code| resolver.expression(code, Use::Text, scope)),
            set: choice
                .set
                .iter()
                .zip(slots)
                .filter_map(|((_, expr), slot)| {
                    Some((slot?, resolver.operand(expr, Use::Set(slot?), scope)))
                })
                .collect(),
            once: choice.once,
        })
    }

    fn call(
        &mut self,
        call: &exercise::Call,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
    ) -> Action {
        let models = self.linker.models;
        let part = call.target.value.strip_prefix("./");
        let of = match part {
            Some(_) => Some(self.definition),
            None => models.called(self.definition, &call.target.value),
        };
        let key = of.map(|of| (of, part.map(str::to_owned)));
        let unit = key.and_then(|key| self.linker.layout.units.get(&key).copied());
        let (Some(unit), Some(of)) = (unit, of) else {
            self.unknown_exercise(&call.target);
            return Action::Say;
        };
        let turns = call.turns.is_some();
        if part.is_some() {
            for (name, _) in &call.with {
                let message = "a part uses the variables of its exercise; `with` is not needed";
                let hint = format!("set `{}` in a step before", name.value);
                self.found(Diagnostic::new(UNKNOWN_NAME, name.span, message).hint(hint));
            }
            let (roles, with, returns) = (Vec::new(), Vec::new(), Vec::new());
            return Action::Call(Box::new(Call { unit, part: true, roles, with, turns, returns }));
        }
        let callee = &models.list[of];
        let roles = self.call_roles(call, of);
        let slots: Vec<Option<Slot>> =
            call.with.iter().map(|(name, _)| self.with_slot(name, of)).collect();
        let with = self.resolving(audience, over, mentions, |resolver, scope| {
            call.with
                .iter()
                .zip(slots)
                .filter_map(|((_, expr), slot)| {
                    Some((slot?, resolver.operand(expr, Use::With, scope)))
                })
                .collect::<Vec<(Slot, Operand)>>()
        });
        let mut returns: Vec<(String, Slot)> = Vec::new();
        for name in variables::returns(callee) {
            if let Some(slot) = self.definition().slot(&name.value)
                && !returns.iter().any(|(known, _)| *known == name.value)
            {
                returns.push((name.value.clone(), slot));
            }
        }
        Action::Call(Box::new(Call { unit, part: false, roles, with, turns, returns }))
    }

    fn unknown_exercise(&mut self, target: &Name) {
        let part = target.value.strip_prefix("./");
        let (message, hint) = match part {
            Some(part) => {
                let known: Vec<&str> = self.exercise.parts.keys().map(String::as_str).collect();
                let hint = suggest::hint(part, known, "the parts here");
                let file = || Some(format!("write it in the file `parts/{part}.toml`"));
                (format!("there is no part `{part}`"), hint.or_else(file))
            }
            None => {
                let known: Vec<String> =
                    self.exercise.parts.keys().map(|part| format!("./{part}")).collect();
                let near = suggest::nearest(
                    &format!("./{}", target.value),
                    known.iter().map(String::as_str),
                );
                let hint = near.map(|near| format!("did you mean the part `{near}`?"));
                (format!("there is no exercise `{}`", target.value), hint)
            }
        };
        self.found(Diagnostic::new(UNKNOWN_EXERCISE, target.span, message).hint(hint));
    }

    fn call_roles(&mut self, call: &exercise::Call, of: usize) -> Vec<usize> {
        let callee_roles = self.linker.layout.definitions[of].roles.clone();
        for (theirs, _) in &call.roles {
            if !callee_roles.contains(&theirs.value) {
                let known = callee_roles.iter().map(String::as_str);
                let hint = suggest::hint(&theirs.value, known, "its roles");
                let message = format!("`{}` has no role `{}`", call.target.value, theirs.value);
                self.found(Diagnostic::new(UNKNOWN_ROLE, theirs.span, message).hint(hint));
            }
        }
        let mut roles = Vec::new();
        for role in &callee_roles {
            let given = call.roles.iter().find(|(theirs, _)| theirs.value == *role);
            let own = match given {
                Some((_, ours)) => self.role(&ours.value, ours.span),
                None => {
                    let same = self.definition().role(role);
                    if same.is_none() {
                        let message =
                            format!("nobody takes the role `{role}` of `{}`", call.target.value);
                        let hint = format!("add `roles = {{ {role} = \"…\" }}`");
                        self.found(
                            Diagnostic::new(ROLE_NOT_FILLED, call.target.span, message).hint(hint),
                        );
                    }
                    same
                }
            };
            roles.push(own.unwrap_or(0));
        }
        roles
    }

    fn with_slot(&mut self, name: &Name, of: usize) -> Option<Slot> {
        let definition = &self.linker.layout.definitions[of];
        let slot = definition.slot(&name.value);
        if let Some(slot) = slot
            && definition.variables[slot].class == Class::Shared
        {
            return Some(slot);
        }
        let known: Vec<&str> = definition
            .variables
            .iter()
            .filter(|variable| variable.class == Class::Shared)
            .map(|variable| variable.name.as_str())
            .collect();
        let hint = suggest::hint(&name.value, known, "it takes");
        let message = format!("`{}` takes no `{}`", definition.id, name.value);
        self.found(Diagnostic::new(UNKNOWN_NAME, name.span, message).hint(hint));
        None
    }
}

fn follow(
    follow_up: &exercise::FollowUp,
    resolver: &mut Resolver<'_>,
    scope: &mut Scope<'_>,
) -> FollowUp {
    let (after, on) = match &follow_up.due {
        Due::After(length) => (Some(resolver.length(length, scope)), None),
        Due::On(code) => (None, resolver.expression(code, Use::FollowUp, scope)),
    };
    let named = follow_up.exercise.as_ref().map(|name| name.value.clone());
    FollowUp {
        after,
        on,
        at: follow_up.at.clone(),
        exercise: named,
        note: follow_up.note.as_ref().map(|note| resolver.words(note, Use::FollowUp, scope)),
    }
}

fn ask_of(
    ask: &exercise::Ask,
    check: Vec<Check>,
    resolver: &mut Resolver<'_>,
    scope: &mut Scope<'_>,
) -> Ask {
    let bound =
        |number: &Option<exercise::Number>, resolver: &mut Resolver<'_>, scope: &mut Scope<'_>| {
            number.as_ref().map(|number| resolver.operand(&number.value, Use::Text, scope))
        };
    let mut words = |words: &Option<exercise::Words>, scope: &mut Scope<'_>| {
        words.as_ref().map(|words| resolver.words(words, Use::Text, scope))
    };
    let (initial, help) = (words(&ask.initial, scope), words(&ask.help, scope));
    Ask {
        question: resolver.words(&ask.question, Use::Text, scope),
        check,
        many_lines: ask.many_lines,
        many: ask.many.as_ref().map(|(least, most)| {
            let least = resolver.amount(least, Use::Text, scope);
            (least, resolver.amount(most, Use::Text, scope))
        }),
        initial,
        help,
        accept: ask.accept,
        min: bound(&ask.min, resolver, scope),
        max: bound(&ask.max, resolver, scope),
        required: ask.required.clone(),
    }
}
