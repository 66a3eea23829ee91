//! What a step does: questions, choices, pauses, shares. Calls are in the room beside.

use super::super::resolve::{Resolver, Scope};
use super::super::{
    Action, Ask, Audience, Check, Choice, ChoiceView, Choose, Class, End, Mention, Pause, Rate,
    Slot, Use, cards,
};
use super::steps::UnitLinker;
use super::{UNKNOWN_CARDS, UNKNOWN_HELPER, UNKNOWN_NAME};
use crate::diagnostic::Diagnostic;
use crate::exercise::{self, Name, Step};
use crate::helpers::{self, Helper};
use crate::suggest;

impl UnitLinker<'_, '_> {
    pub(super) fn action(
        &mut self,
        step: &Step,
        audience: Audience,
        mentions: &mut Vec<Mention>,
    ) -> Action {
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

    pub(super) fn shareable(&mut self, name: &Name) -> Option<Slot> {
        let slot = self.slot(name, "share")?;
        if self.definition().variables[slot].class == Class::Private {
            return Some(slot);
        }
        let message = format!("`{}` is everyone's already, so it needs no `share`", name.value);
        let hint = "only what a step `for` someone saved can be shared".to_owned();
        self.found(Diagnostic::new(UNKNOWN_NAME, name.span, message).hint(hint));
        None
    }

    pub(super) fn check(
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
                let called = expression.snippet().names.calls.first();
                let name = called.map_or("check", |call| call.name.as_str()).replace('_', "-");
                Some(Check::Expression(name, expression))
            }
        }
    }

    pub(super) fn unknown_helper(&mut self, name: &Name) {
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

    pub(super) fn choose(
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
        let choices: Vec<Choice> =
            choices.map(|choice| self.choice(choice, audience, over, mentions)).collect();
        self.resolving(audience, over, mentions, |resolver, scope| {
            let from = choose.from.as_ref();
            let pick = choose.pick.as_ref();
            let fixed = match from {
                Some(_) => None,
                None => fixed(&choices, vocabulary),
            };
            Action::Choose(Choose {
                question: resolver.words(&choose.question, Use::Text, scope),
                fixed: fixed.map(|views| resolver.shelves.views.lay(views)),
                matters: choose.choices.iter().any(|one| one.once || !one.set.is_empty()),
                choices: resolver.shelves.choices.lay(choices),
                vocabulary,
                from: from.and_then(|code| resolver.expression(code, Use::Choices, scope)),
                other: choose.other,
                pick: pick.map(|(least, most)| {
                    let least = resolver.amount(least, Use::Text, scope);
                    Box::new((least, resolver.amount(most, Use::Text, scope)))
                }),
                ranked: choose.ranked,
                help: choose
                    .help
                    .as_ref()
                    .map(|help| resolver.words(help, Use::Text, scope).into()),
            })
        })
    }

    pub(super) fn choice(
        &mut self,
        choice: &exercise::Choice,
        audience: Audience,
        over: bool,
        mentions: &mut Vec<Mention>,
    ) -> Choice {
        let slots: Vec<Option<Slot>> =
            choice.set.iter().map(|(name, _)| self.slot(name, "set")).collect();
        self.resolving(audience, over, mentions, |resolver, scope| Choice {
            id: resolver.shelves.letters.lay(&choice.id.value),
            text: resolver.words(&choice.text, Use::Text, scope),
            when: choice.when.as_ref().and_then(|code| resolver.expression(code, Use::Text, scope)),
            set: resolver.sets(&choice.set, slots, scope),
            once: choice.once,
        })
    }
}

/// What all are offered every time, if nothing about it depends on the session.
fn fixed(
    choices: &[Choice],
    vocabulary: Option<&'static helpers::Vocabulary>,
) -> Option<Vec<ChoiceView>> {
    let written = choices.iter().map(|choice| {
        let always = choice.when.is_none() && !choice.once;
        let text = choice.text.fixed().filter(|_| always)?.clone();
        Some(ChoiceView { id: choice.id.clone(), text, family: None })
    });
    cards(vocabulary).map(Some).chain(written).collect()
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
