//! Snapshots of sessions that stand somewhere, made up without playing: one for every step that
//! somebody can be in the middle of. For those who look at what an edit would do.

use super::Snapshot;
use crate::program::{Action, Audience, Class, Program, kinds};
use crate::session::Start;
use crate::session::begin::begin;
use crate::session::state::{Frame, Kind, Phase, State, Vars};
use crate::time::Moment;
use crate::value::Person;

impl Snapshot {
    /// One for every step of `program`, and of what it calls, where a session can rest. Nothing was
    /// answered in them.
    pub(crate) fn standing(program: &Program) -> Vec<Snapshot> {
        let Some(mut state) = everyone(program) else { return Vec::new() };
        let mut found: Vec<(String, Snapshot)> = Vec::new();
        walk(program, &mut state, &mut found);
        found.into_iter().map(|(_, snapshot)| snapshot).collect()
    }

    /// One at the first step in which every variable has a value of the kind it can have, everyone's
    /// and each person's own.
    pub(crate) fn filled(program: &Program) -> Option<Snapshot> {
        let mut state = everyone(program)?;
        for (slot, variable) in program.main().variables.iter().enumerate() {
            let value = kinds::of(program, 0, slot).sample();
            let vars = &mut state.scopes[0];
            if variable.class != Class::Private {
                vars.shared.set(slot, value.clone());
            }
            if variable.class != Class::Shared {
                let people = 0..state.people.len();
                people.for_each(|at| vars.own_mut(Person::new(at)).set(slot, value.clone()));
            }
        }
        Some(Snapshot::of(program, &state))
    }
}

/// At the beginning, with someone in every role.
fn everyone(program: &Program) -> Option<State> {
    let starting = program.starting_roles();
    let people = starting.iter().map(|role| ((*role).to_owned(), (*role).to_owned()));
    let start = Start { people: people.collect(), at: Moment::default(), ..Start::default() };
    let mut state = begin(program, &start).ok()?;
    for (at, role) in program.roles().iter().enumerate() {
        if state.scopes[0].roles[at].is_none() {
            state.scopes[0].roles[at] = Some(Person::new(state.people.len()));
            state.people.push(role.clone());
        }
    }
    Some(state)
}

fn walk(program: &Program, state: &mut State, found: &mut Vec<(String, Snapshot)>) {
    let unit = program.unit(state.top().unit);
    for (at, node) in unit.nodes.iter().enumerate() {
        let top = state.top_mut();
        (top.node, top.phase) = (at, Phase::Fresh);
        top.trail.push(at);
        let path = state.path(program);
        if found.iter().any(|(known, _)| *known == path) {
            continue;
        }
        if let Action::Call(call) = &node.action {
            let top = state.top();
            let person = match node.audience {
                Audience::All => top.person,
                Audience::Role(role) => state.scopes[top.scope].roles[role],
                Audience::Each => Some(Person::new(0)),
            };
            let mut scope = top.scope;
            if !call.part {
                let caller = &state.scopes[top.scope].roles;
                let roles = call.roles.iter().map(|role| caller[*role]).collect();
                state.scopes.push(Vars::new(program.unit(call.unit).definition, roles));
                scope = state.scopes.len() - 1;
            }
            state.top_mut().phase = Phase::Calling;
            state.frames.push(Frame::new(call.unit, scope, Kind::Exercise, person));
            walk(program, state, found);
            state.frames.pop();
            let scopes = state.frames.iter().map(|frame| frame.scope + 1).max().unwrap_or(1);
            state.scopes.truncate(scopes);
        } else if !matches!(node.action, Action::End(_))
            && (node.shows() && (node.wait || !matches!(node.action, Action::Say)))
        {
            found.push((path, Snapshot::of(program, state)));
        }
    }
}
