//! A snapshot of a state: numbers become names. Changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    AskedShot, EndingShot, FORMAT, FrameShot, OfferShot, PhaseShot, PromptShot, ReminderShot,
    ScopeShot, Snapshot, TextShot, TurnShot,
};
use crate::program::{Action, Definition, Program, Slot, imprint, is_page};
use crate::session::hosting::Asked;
use crate::session::output::{Ending, Reminder};
use crate::session::state::{Cells, Frame, Kind, Offers, Phase, State, Vars};
use crate::text::Text;
use crate::value::Value;

impl Snapshot {
    pub(in crate::session) fn of(program: &Program, state: &State) -> Snapshot {
        Snapshot {
            format: FORMAT,
            exercise: program.id().to_owned(),
            version: program.version().to_owned(),
            content: program.content,
            people: state.people.clone(),
            at: state.clock,
            ticked: state.ticked,
            seed: state.seed,
            shared_draws: state.draws.shared,
            own_draws: state.draws.own.clone(),
            keyboard: state.keyboard,
            handing: state.handing,
            breaks: state.breaks,
            follow_ups: state.follow_ups.iter().map(reminder).collect(),
            ended: state.ended.as_ref().map(ended),
            scopes: state.scopes.iter().map(|vars| scope(program, vars)).collect(),
            frames: state.frames.iter().map(|at| frame(program, at)).collect(),
            asked: None,
        }
    }

    /// The same, waiting for the host.
    pub(in crate::session) fn asking(mut self, asked: Option<&Asked>) -> Snapshot {
        self.asked = asked.map(|asked| AskedShot {
            input: asked.input.as_ref().map(|input| (input.at, input.act.clone())),
            told: asked.told.clone(),
            call: asked.call.clone(),
        });
        self
    }
}

fn scope(program: &Program, vars: &Vars) -> ScopeShot {
    let definition = program.definition(vars.definition);
    let named = |cells: &Cells| -> BTreeMap<String, Value> {
        let name = |slot: Slot| definition.variables[slot].name.clone();
        cells.iter().map(|(slot, value)| (name(slot), value.clone())).collect()
    };
    let roles = definition.roles.iter().zip(&vars.roles);
    ScopeShot {
        exercise: definition.id.clone(),
        own_one: is_page(vars.definition),
        version: definition.version.clone(),
        roles: roles.filter_map(|(role, person)| Some((role.clone(), (*person)?))).collect(),
        shared: named(&vars.shared),
        own: vars.own.iter().map(named).collect(),
        open: vars.open.iter().map(named).collect(),
        labels: vars.labels.clone(),
        drafts: vars.drafts.clone(),
    }
}

fn frame(program: &Program, frame: &Frame) -> FrameShot {
    let unit = program.unit(frame.unit);
    let definition = program.definition(unit.definition);
    let node = &unit.nodes[frame.node];
    let step = |at: usize| unit.nodes[at].id.clone();
    let choice = |node: usize, at: usize| match &unit.nodes[node].action {
        Action::Choose(choose) => choose.choices.get(at).map(|choice| choice.id.clone()),
        _ => None,
    };
    let taken = frame.taken.iter();
    let timers = frame.timers.iter().map(|running| {
        let name = definition.timers[running.timer].name.clone();
        (name, (running.due, running.warn))
    });
    let stretch = frame.stretch.and_then(|stretch| Some((stretch.join.map(step), stretch.only?)));
    FrameShot {
        scope: frame.scope,
        part: unit.part.clone(),
        step: step(frame.node),
        shape: imprint::shape(program, node),
        addressee: imprint::addressee(definition, node),
        aside: frame.kind != Kind::Exercise,
        person: frame.person,
        counts: frame.counts.iter().map(|(node, count)| (step(*node), *count)).collect(),
        taken: taken
            .filter_map(|(to, node, at)| Some((*to, step(*node), choice(*node, *at)?)))
            .collect(),
        timers: timers.collect(),
        private_until: stretch,
        trail: frame.trail.iter().map(step).collect(),
        turn: TurnShot {
            person: frame.turn.person,
            items: frame.turn.items.clone(),
            item: frame.turn.item,
            answers: frame.turn.answers.clone(),
            replies: frame.turn.replies.clone(),
            second: frame.turn.second,
        },
        phase: phase(&node.action, &frame.phase, definition),
    }
}

fn phase(action: &Action, phase: &Phase, definition: &Definition) -> PhaseShot {
    match phase {
        Phase::Fresh => PhaseShot::Fresh,
        Phase::Calling => PhaseShot::Calling,
        Phase::Pause(clock) => PhaseShot::Pause {
            began: clock.began,
            ends: clock.ends,
            held: clock.held,
            mattered: clock.mattered,
        },
        Phase::Prompt(pending) => {
            let taken_once = matches!(action, Action::Choose(choose) if choose.from.is_some());
            let Offers { views, made_up } = &pending.choices;
            let offers = views.iter().enumerate().map(|(at, view)| OfferShot {
                id: view.id.clone(),
                text: text(&view.text),
                family: view.family.clone(),
                made_up: made_up.contains(&at),
            });
            PhaseShot::Prompt(PromptShot {
                choices: taken_once.then(|| offers.collect()),
                given: pending.given.clone(),
                nudges: pending.nudges,
                nudged: pending.nudged.as_deref().cloned(),
                due: pending.due,
                joining: pending.joining.map(|role| definition.roles[role].clone()),
                draft: pending.prompt.draft.clone(),
            })
        }
    }
}

fn text(text: &Text) -> TextShot {
    TextShot(text.plain().to_owned(), text.marks().to_vec())
}

fn reminder(reminder: &Reminder) -> ReminderShot {
    ReminderShot {
        to: reminder.to,
        date: reminder.date.clone(),
        clock: reminder.clock.clone(),
        exercise: reminder.exercise.clone(),
        note: reminder.note.as_ref().map(text),
    }
}

fn ended(ending: &Arc<Ending>) -> EndingShot {
    EndingShot {
        name: ending.name.clone(),
        stopped: ending.stopped,
        aftercare: ending.aftercare.as_ref().map(text),
        follow_ups: ending.follow_ups.iter().map(reminder).collect(),
        results: ending.results.clone(),
    }
}
