//! What a person shared is read only where every way has come by their yes, and who is addressed
//! has joined.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Checked, graph};
use crate::diagnostic::{Diagnostic, codes};
use crate::program::{Action, Audience, Mention, Next, NodeId, RoleId, Slot, Source, UnitId, Use};
use crate::text::Str;

codes! {
    /// Something is shown that its owner may not have shared.
    ///
    /// `{role.name}` may be read only where every way has come by an answer with `open = true`, or
    /// by a yes to `share`: `next = { yes = "…", no = "…" }`, and the reading on the way of the yes.
    NOT_SHARED_YET = "not-shared-yet", Error;
    /// A step for someone who may not have joined.
    ///
    /// A role that is filled by an `invite` is empty until somebody says "now". Steps for it belong
    /// on the way of that answer: `next = { now = "…", later = "…", no = "…" }`.
    NOBODY_THERE_YET = "nobody-there-yet", Error;
}

/// What is known on every way to a step: whose variable is open, and who is there.
type Facts = BTreeSet<(RoleId, Slot)>;

/// Stands for each of the people, where there are no roles.
const EACH: RoleId = usize::MAX;

/// Stands for a person being there.
const THERE: Slot = usize::MAX;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for (unit, of) in checked.units() {
        // What is shared by a step that cannot be understood is not known.
        let definition = of.definition;
        let own = checked.units().filter(|(_, other)| other.definition == definition);
        let mut steps = own.flat_map(|(unit, of)| (0..of.nodes.len()).map(move |id| (unit, id)));
        if of.part.is_some() || !steps.all(|(unit, id)| checked.is_sound(unit, id)) {
            continue;
        }
        let definition = &checked.program().definitions[of.definition];
        // Another exercise's roles are filled by those who call it.
        let invited: &[RoleId] = if unit == 0 { &definition.invited } else { &[] };
        let roles = (0..definition.roles.len()).filter(|role| !invited.contains(role));
        let entry = roles.map(|role| (role, THERE)).collect();
        let mut walk = Walk { checked, found, depth: 0 };
        walk.unit(unit, entry, None);
    }
}

struct Walk<'a, 'f> {
    checked: &'a Checked<'a>,
    found: &'f mut Vec<Diagnostic>,
    depth: usize,
}

impl Walk<'_, '_> {
    /// Walks a unit that is entered with `entry`, for `person` if it is one person's; gives what is
    /// known at each of its endings.
    fn unit(
        &mut self,
        unit: UnitId,
        entry: Facts,
        person: Option<RoleId>,
    ) -> BTreeMap<String, Facts> {
        let mut endings: BTreeMap<String, Facts> = BTreeMap::new();
        self.depth += 1;
        if self.depth > 16 {
            return endings;
        }
        let count = self.checked.program().units[unit].nodes.len();
        let mut known: Vec<Option<Facts>> = vec![None; count];
        let mut work: Vec<(NodeId, Facts)> = vec![(0, entry)];
        while let Some((id, facts)) = work.pop() {
            let Some(place) = known.get_mut(id) else { continue };
            let met = match place.as_ref() {
                Some(before) => before.intersection(&facts).copied().collect(),
                None => facts,
            };
            if place.as_ref() == Some(&met) {
                continue;
            }
            *place = Some(met.clone());
            let at = self.checked.at(unit, id);
            work.extend(graph::past(at.node).into_iter().map(|to| (to, met.clone())));
            work.extend(
                at.node.within.as_deref().into_iter().map(|(_, late)| (*late, met.clone())),
            );
            work.extend(self.leaving(at, &met, person));
        }
        for (id, facts) in known.iter().enumerate() {
            let Some(facts) = facts else { continue };
            let at = self.checked.at(unit, id);
            self.reads(at, facts, person);
            if let Action::End(end) = &at.node.action {
                let meet = |before: &mut Facts| before.retain(|fact| facts.contains(fact));
                endings.entry(end.name.clone()).and_modify(meet).or_insert_with(|| facts.clone());
            }
        }
        self.depth -= 1;
        endings
    }

    /// Where a step leads, and what is known there.
    fn leaving(
        &mut self,
        at: At<'_>,
        facts: &Facts,
        person: Option<RoleId>,
    ) -> Vec<(NodeId, Facts)> {
        let whose = owners(at, person);
        let mut always = facts.clone();
        if let (true, Some(slot)) = (at.node.open, at.node.save) {
            always.extend(whose.iter().map(|role| (*role, slot)));
        }
        let mut by_answer: BTreeMap<String, Facts> = BTreeMap::new();
        match &at.node.action {
            Action::Share(slots, _) => {
                let mut yes = always.clone();
                yes.extend(slots.iter().flat_map(|slot| whose.iter().map(|role| (*role, *slot))));
                by_answer.insert("yes".to_owned(), yes);
                by_answer.insert("no".to_owned(), always.clone());
            }
            Action::Invite(role) => {
                let mut now = always.clone();
                now.insert((*role, THERE));
                by_answer.insert("now".to_owned(), now);
            }
            Action::Call(call) if call.part => {
                let callee = whose.first().copied().filter(|_| at.is_private());
                by_answer = self.unit(call.unit, always.clone(), callee);
                if call.turns {
                    by_answer = self.second_turn(call.unit, &by_answer, callee);
                }
                always = by_answer
                    .values()
                    .cloned()
                    .reduce(|a, b| a.intersection(&b).copied().collect())
                    .unwrap_or(always);
            }
            _ => {}
        }
        let mut ways: Vec<(NodeId, Facts)> = match &at.node.next {
            Next::ByAnswer(cases, otherwise) => {
                let case = |(answer, to): &(Str, NodeId)| {
                    (*to, by_answer.get(answer.as_str()).unwrap_or(&always).clone())
                };
                let rest = otherwise.iter().map(|to| (*to, always.clone()));
                cases.iter().map(case).chain(rest).collect()
            }
            _ => graph::after(at.node).into_iter().map(|to| (to, always.clone())).collect(),
        };
        if at.node.swap {
            ways.iter_mut().for_each(|(_, facts)| *facts = exchanged(facts));
        }
        ways
    }

    /// The second of two turns, with the roles exchanged; afterwards they are put back.
    fn second_turn(
        &mut self,
        unit: UnitId,
        first: &BTreeMap<String, Facts>,
        person: Option<RoleId>,
    ) -> BTreeMap<String, Facts> {
        let known = first.values().cloned().reduce(|a, b| a.intersection(&b).copied().collect());
        let entry = exchanged(&known.unwrap_or_default());
        let endings = self.unit(unit, entry, person);
        endings.into_iter().map(|(name, facts)| (name, exchanged(&facts))).collect()
    }

    fn reads(&mut self, at: At<'_>, facts: &Facts, person: Option<RoleId>) {
        if let (Audience::Role(role), Some(address)) = (at.node.audience, &at.step.address)
            && !facts.contains(&(role, THERE))
        {
            let name = &at.definition.roles[role];
            let message = format!("this step is for `{name}`, who may not be here yet");
            let hint = format!("let every way here come by the `now` of `invite = \"{name}\"`");
            self.found.push(Diagnostic::new(NOBODY_THERE_YET, address.span, message).hint(hint));
        }
        let own = owners(at, person);
        for mention in at.mentions {
            let after =
                matches!(mention.used, Use::Set(_) | Use::Tells | Use::Next | Use::FollowUp);
            let Some(slot) = mention.property else { continue };
            let opened = after && at.node.open && at.node.save == Some(slot);
            for role in meant(at, mention, &own) {
                let known = facts.contains(&(role, slot)) || (opened && own.contains(&role));
                if !known {
                    self.unshared(at, mention, slot);
                }
            }
        }
    }

    fn unshared(&mut self, at: At<'_>, mention: &Mention, slot: Slot) {
        let name = at.variable(slot);
        let message = format!("`{name}` may not have been shared on every way here");
        let hint = format!(
            "let every way come by `open = true` where `{name}` is saved, or by the yes of \
             `share = [\"{name}\"]`"
        );
        let span = self.checked.place(mention);
        self.found.push(Diagnostic::new(NOT_SHARED_YET, span, message).hint(hint));
    }
}

/// Who answers a step.
fn owners(at: At<'_>, person: Option<RoleId>) -> Vec<RoleId> {
    let everyone = || {
        let roles = 0..at.definition.roles.len();
        roles.chain([EACH]).collect()
    };
    match at.node.audience {
        Audience::Role(role) => vec![role],
        Audience::Each => everyone(),
        Audience::All => person.map_or_else(Vec::new, |role| vec![role]),
    }
}

/// Whose variable a mention looks at.
fn meant(at: At<'_>, mention: &Mention, own: &[RoleId]) -> Vec<RoleId> {
    let roles = at.definition.roles.len();
    match mention.source {
        Source::Role(role) => vec![role],
        Source::Me => own.to_vec(),
        Source::Partner if roles == 0 => vec![EACH],
        Source::Partner => match own {
            [role] => (0..roles).filter(|other| other != role).collect(),
            _ => (0..roles).collect(),
        },
        _ => Vec::new(),
    }
}

fn exchanged(facts: &Facts) -> Facts {
    let other = |role: RoleId| if role < 2 { 1 - role } else { role };
    facts.iter().map(|(role, slot)| (other(*role), *slot)).collect()
}
