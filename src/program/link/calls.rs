//! Calls: which exercise or part is meant, who takes its roles, what goes in and comes back.

use super::super::{Action, Audience, Call, Class, Mention, Operand, Slot, Use, variables};
use super::steps::UnitLinker;
use super::{ROLE_NOT_FILLED, UNKNOWN_EXERCISE, UNKNOWN_NAME, UNKNOWN_ROLE};
use crate::diagnostic::Diagnostic;
use crate::exercise::{self, Name};
use crate::suggest;

impl UnitLinker<'_, '_> {
    pub(super) fn call(
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
            None => models.at(&call.target.value),
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

    pub(super) fn unknown_exercise(&mut self, target: &Name) {
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

    pub(super) fn call_roles(&mut self, call: &exercise::Call, of: usize) -> Vec<usize> {
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

    pub(super) fn with_slot(&mut self, name: &Name, of: usize) -> Option<Slot> {
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
