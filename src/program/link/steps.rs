//! The steps of one file: their ways, their timers and what they keep. What a step *does* is in
//! the rooms beside.

use std::collections::HashMap;

use super::super::resolve::{Resolver, Scope};
use super::super::variables::Contexts;
use super::super::{
    Action, Audience, Definition, FollowUp, Mention, Next, Node, NodeId, Places, Shelves, Slot,
    Timer, Unit, Use, Words,
};
use super::{Linker, NO_STEP_BELOW, UNKNOWN_NAME, UNKNOWN_ROLE, UNKNOWN_STEP, UNKNOWN_TIMER};
use crate::diagnostic::Diagnostic;
use crate::exercise::{self, Address, Due, Exercise, Name, Step};
use crate::script::Functions;
use crate::source::Span;
use crate::suggest;

pub(super) struct HeadWords {
    pub(super) not_for: Option<Words>,
    pub(super) aftercare: Option<Words>,
    pub(super) stop_word: Option<Words>,
    pub(super) timers: Vec<Timer>,
    pub(super) remember: Vec<Slot>,
    pub(super) mentions: Vec<Mention>,
}

/// Links the steps of one file.
pub(super) struct UnitLinker<'l, 'a> {
    pub(super) linker: &'l mut Linker<'a>,
    pub(super) definition: usize,
    pub(super) exercise: &'l Exercise,
    pub(super) functions: Option<&'l Functions>,
    pub(super) part: Option<&'l String>,
    pub(super) steps: &'l [Step],
    pub(super) context: Contexts,
    pub(super) index: HashMap<String, NodeId>,
}

impl UnitLinker<'_, '_> {
    /// The unit, and what each of its steps names; nothing for a step with a name that leads
    /// nowhere.
    pub(super) fn unit(&mut self) -> (Unit, Vec<Option<Vec<Mention>>>) {
        let ids = self.steps.iter().enumerate();
        self.index = ids.map(|(at, step)| (step.id.value.clone(), at)).collect();
        let mut nodes = Vec::with_capacity(self.steps.len());
        let mut mentions = Vec::with_capacity(self.steps.len());
        for at in 0..self.steps.len() {
            let before = self.linker.resolver.found.len();
            let (node, named) = self.node(at);
            let sound = self.linker.resolver.found.len() == before;
            nodes.push(node);
            mentions.push(sound.then_some(named));
        }
        let unit = Unit {
            definition: self.definition,
            part: self.part.cloned(),
            nodes,
            index: self.index.clone(),
        };
        (unit, mentions)
    }

    pub(super) fn found(&mut self, diagnostic: Diagnostic) {
        self.linker.resolver.found.push(diagnostic);
    }

    pub(super) fn definition(&self) -> &Definition {
        &self.linker.layout.definitions[self.definition]
    }

    /// Runs `work` with the resolver and what the expressions of a step may name.
    pub(super) fn resolving<T>(
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
            alone: (self.context.one && !self.context.all)
                || (self.definition == 0 && self.exercise.head.roles.is_empty()),
            over,
            mentions: std::mem::take(mentions),
        };
        let made = work(&mut self.linker.resolver, &mut scope);
        *mentions = scope.mentions;
        made
    }

    pub(super) fn head(&mut self) -> HeadWords {
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
        let timers = exercise.timers.iter().map(|timer| self.timer(timer, &mut mentions)).collect();
        let remember =
            head.remember.iter().filter_map(|name| self.slot(name, "remember")).collect();
        HeadWords { not_for, aftercare, stop_word, timers, remember, mentions }
    }

    fn timer(&mut self, timer: &exercise::Timer, mentions: &mut Vec<Mention>) -> Timer {
        let to = self.target(&timer.to);
        self.resolving(Audience::All, false, mentions, |resolver, scope| Timer {
            name: timer.name.value.clone(),
            place: timer.name.span,
            after: resolver.length(&timer.after, scope),
            warn: timer.warn.as_ref().map(|warn| resolver.length(warn, scope)),
            to,
        })
    }

    /// The step that is named; a diagnostic where there is none.
    pub(super) fn target(&mut self, name: &Name) -> NodeId {
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
        // Past all steps, as if it ended there: what is unknown shall not look like a trap too.
        self.steps.len()
    }

    pub(super) fn below(&mut self, at: NodeId, why: Span, what: &str) -> NodeId {
        if at + 1 < self.steps.len() {
            return at + 1;
        }
        let hint = "end it with a step that has `end = \"completed\"`, or add `next`".to_owned();
        self.found(Diagnostic::new(NO_STEP_BELOW, why, what.to_owned()).hint(hint));
        self.steps.len()
    }

    pub(super) fn slot(&mut self, name: &Name, key: &str) -> Option<Slot> {
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

    pub(super) fn role(&mut self, name: &str, span: Span) -> Option<usize> {
        if let Some(role) = self.definition().role(name) {
            return Some(role);
        }
        let roles = self.definition().roles.clone();
        let everyone = ["all", "both", "everybody", "everyone", "together", "us", "we"];
        let hint = match roles.is_empty() {
            _ if everyone.contains(&name.to_lowercase().as_str()) => Some(
                "leave the line out: without `for`, everyone reads and answers together".into(),
            ),
            true => Some(format!(
                "if two people play it, name both at the top: `roles = [\"{name}\", \"listener\"]`"
            )),
            false => suggest::hint(name, roles.iter().map(String::as_str), "the roles here"),
        };
        let message = format!("there is no role `{name}`");
        self.found(Diagnostic::new(UNKNOWN_ROLE, span, message).hint(hint));
        None
    }

    pub(super) fn node(&mut self, at: NodeId) -> (Node, Vec<Mention>) {
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
            id: resolver.shelves.letters.lay(&step.id.value),
            audience,
            when: step.when.as_ref().and_then(|code| resolver.expression(code, Use::When, scope)),
            otherwise,
            say: resolver.lines(&step.say, scope),
            quote: step.quote.as_ref().and_then(|code| resolver.expression(code, Use::Text, scope)),
            over: step.over.as_ref().and_then(|code| resolver.expression(code, Use::Over, scope)),
            at_most: step.at_most.as_ref().zip(then).map(|(bound, then)| {
                (resolver.amount(&bound.count, Use::AtMost, scope), then).into()
            }),
            save,
            open: step.open.is_some(),
            tells: resolver.tells(&step.tells, tells, scope),
            kept: step.unkept.is_none(),
            set: resolver.sets(&step.set, set, scope),
            next,
            swap: step.swap.is_some(),
            follow_up: step
                .follow_up
                .as_ref()
                .map(|follow_up| follow(follow_up, resolver, scope).into()),
            wait: step.wait,
            within: step
                .within
                .as_ref()
                .zip(late)
                .map(|(within, late)| (resolver.length(&within.length, scope), late).into()),
            start,
            stop,
            action,
            stretch: None,
            places: places(step).into(),
        });
        (node, mentions)
    }

    pub(super) fn timer_named(&mut self, name: &Name) -> Option<usize> {
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

    pub(super) fn next(
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
                let cases: Vec<(&str, NodeId)> =
                    cases.map(|(answer, to)| (answer.value.as_str(), self.target(to))).collect();
                let Shelves { letters, cases: shelf, .. } = &mut self.linker.resolver.shelves;
                let cases =
                    shelf.lay(cases.into_iter().map(|(answer, to)| (letters.lay(answer), to)));
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
                Next::Guarded(self.linker.resolver.shelves.guarded.lay(guarded))
            }
        }
    }
}

fn places(step: &Step) -> Places {
    let next = match &step.next {
        exercise::Next::Below => Vec::new(),
        exercise::Next::Step(name) => vec![name.span],
        exercise::Next::ByAnswer { cases, otherwise, .. } => cases
            .iter()
            .map(|(_, to)| to.span)
            .chain(otherwise.as_ref().map(|to| to.span))
            .collect(),
        exercise::Next::Guarded(transitions) => {
            transitions.value.iter().map(|transition| transition.to.span).collect()
        }
    };
    let choices = match &step.action {
        exercise::Action::Choose(choose) => choose.choices.iter().map(|one| one.id.span).collect(),
        _ => Vec::new(),
    };
    Places {
        step: step.id.span,
        otherwise: step.otherwise.as_ref().map(|name| name.span),
        then: step.at_most.as_ref().map(|at_most| at_most.then.span),
        late: step.within.as_ref().map(|within| within.late.span),
        next,
        choices,
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
