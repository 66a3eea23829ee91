//! Makes the prompt of a step: the question, the choices, the bounds. Reads no answer.

use std::sync::Arc;

use super::answer::Bounds;
use super::evaluate::{Fault, View};
use super::machine::{Go, Machine};
use super::output::{ChoiceView, Prompt, PromptKind, To};
use super::state::{Offers, Pending, Phase};
use super::trace::What;
use crate::exercise::Accept;
use crate::program::{Action, Ask, Choose, Node, Operand, cards};
use crate::shared::List;
use crate::text::Text;
use crate::value::Value;

impl<'s> Machine<'s> {
    /// Asks what the step asks.
    pub(super) fn prompt(&mut self, node: &'s Node) -> Result<Go, Fault> {
        let choices = match &node.action {
            Action::Choose(choose) => self.offers(choose)?,
            _ => Offers::default(),
        };
        self.prompt_with(node, choices)
    }

    /// Asks with these choices, which were worked out before.
    fn prompt_with(&mut self, node: &'s Node, choices: Offers) -> Result<Go, Fault> {
        let due = match node.within.as_deref() {
            Some((length, _)) => {
                Some(self.state.ticked.saturating_add(self.view(None).length(length)?.max(1)))
            }
            None => None,
        };
        let draft = self.draft(node)?;
        let pending = Pending {
            prompt: Arc::new(self.question(node, &choices, &[], draft)?),
            choices,
            given: Vec::new(),
            nudges: 0,
            nudged: None,
            cared: false,
            due,
            joining: None,
        };
        self.state.top_mut().phase = Phase::Prompt(pending);
        Ok(Go::Rest)
    }

    /// Asks again what the step asks, after a snapshot, with the choices that were taken once: a
    /// step that asks nothing is let be.
    pub(super) fn ask_again(&mut self, taken: Option<Offers>) -> Result<(), Fault> {
        let node = self.node();
        match (&node.action, taken) {
            (Action::Pause(_) | Action::Call(_) | Action::End(_), _) => Ok(()),
            (Action::Choose(_), Some(choices)) => self.prompt_with(node, choices).map(|_| ()),
            _ => self.prompt(node).map(|_| ()),
        }
    }

    /// Makes the pending prompt anew from what is known of it.
    pub(super) fn ask_with(&mut self, draft: Option<String>) -> Result<(), Fault> {
        let Phase::Prompt(pending) = &self.state.top().phase else { return Ok(()) };
        let mut pending = pending.clone();
        let mut prompt = self.question(self.node(), &pending.choices, &pending.given, draft)?;
        prompt.nudged = pending.nudged.is_some();
        if let Some(role) = pending.joining {
            let role = self.view(None).definition().roles[role].clone();
            prompt.kind = PromptKind::Name { role };
        }
        pending.prompt = Arc::new(prompt);
        self.state.top_mut().phase = Phase::Prompt(pending);
        Ok(())
    }

    /// What stands in the line to begin with.
    fn draft(&mut self, node: &Node) -> Result<Option<String>, Fault> {
        let Action::Ask(ask) = &node.action else { return Ok(None) };
        let Some(words) = &ask.initial else { return Ok(None) };
        let text = self.view(None).text(words)?;
        Ok((!text.is_blank()).then(|| text.plain().to_owned()))
    }

    /// The prompt of the step, with the choices that were taken and what was given so far.
    pub(super) fn question(
        &self,
        node: &Node,
        choices: &Offers,
        given: &[Value],
        draft: Option<String>,
    ) -> Result<Prompt, Fault> {
        let view = self.view(None);
        let (question, kind) = self.asked(node, &view, choices, given)?;
        let (has_help, required) = match &node.action {
            Action::Ask(ask) => (ask.help.is_some(), ask.required.clone()),
            Action::Rate(rate) => (rate.help.is_some(), rate.required.clone()),
            Action::Choose(choose) => (choose.help.is_some(), Some(String::new())),
            Action::Confirm(_) | Action::Share(..) | Action::Invite(_) => {
                (false, Some(String::new()))
            }
            _ => (false, None),
        };
        Ok(Prompt {
            step: self.state.place(self.program),
            to: view.to,
            question,
            kind,
            has_help,
            required,
            draft,
            nudged: false,
            deadline: None,
        })
    }

    fn asked(
        &self,
        node: &Node,
        view: &View<'_>,
        choices: &Offers,
        given: &[Value],
    ) -> Result<(Text, PromptKind), Fault> {
        Ok(match &node.action {
            Action::Ask(ask) => (view.text(&ask.question)?, ask_kind(ask, view, given)?),
            Action::Choose(choose) => {
                (view.text(&choose.question)?, choose_kind(choose, view, choices)?)
            }
            Action::Rate(rate) => {
                let text =
                    |words: &Option<_>| words.as_ref().map(|words| view.text(words)).transpose();
                let (low, high) = (text(&rate.low)?, text(&rate.high)?);
                let kind = PromptKind::Rate { from: rate.from, to: rate.to, low, high };
                (view.text(&rate.question)?, kind)
            }
            Action::Confirm(question) => (view.text(question)?, PromptKind::Confirm),
            Action::Share(slots, _) => {
                let whose = view.whose();
                let people = self.state.people.iter().enumerate();
                let others = people.filter(|(at, _)| whose.is_none_or(|own| own.index() != *at));
                let with = others.map(|(_, name)| name.clone()).collect();
                (Text::default(), PromptKind::Share { previews: self.previews(slots), with })
            }
            Action::Invite(role) => {
                let role = view.definition().roles[*role].clone();
                (Text::default(), PromptKind::Invite { role })
            }
            Action::Say | Action::Pause(_) | Action::Call(_) | Action::End(_) => {
                (Text::default(), PromptKind::Continue)
            }
        })
    }

    fn offers(&mut self, choose: &'s Choose) -> Result<Offers, Fault> {
        if let Some(views) = &choose.fixed {
            return Ok(Offers { views: views.clone(), made_up: List::default() });
        }
        let dynamic = match &choose.from {
            Some(from) => self.offered(from)?,
            None => Vec::new(),
        };
        let frame = self.state.top();
        let view = self.view(None);
        let heard = self.is_heard();
        let mut offers: Vec<ChoiceView> = cards(choose.vocabulary).collect();
        let (mut made_up, mut guards) = (Vec::new(), Vec::new());
        // What is written out comes last: most often it is the way out of the list above it.
        for value in &dynamic {
            let view = made_choice(&view, value);
            if !offers.iter().any(|known| known.id == view.id) {
                made_up.push(offers.len());
                offers.push(view);
            }
        }
        for (at, choice) in choose.choices.iter().enumerate() {
            if frame.taken.contains(&(view.to, frame.node, at)) {
                continue;
            }
            if let Some(when) = &choice.when {
                let holds = view.holds(when)?;
                guards.extend(heard.then_some(What::Offered(at, holds)));
                if !holds {
                    continue;
                }
            }
            made_up.extend(choice.text.fixed().is_none().then_some(offers.len()));
            let text = view.text(&choice.text)?;
            offers.push(ChoiceView { id: choice.id.clone(), text, family: None });
        }
        guards.into_iter().for_each(|guard| self.note(guard));
        Ok(Offers { views: offers.into(), made_up: made_up.into() })
    }

    /// The bounds of the pending question, worked out.
    pub(super) fn bounds(&self) -> Result<Bounds, Fault> {
        let Action::Ask(ask) = &self.node().action else { return Ok(Bounds::default()) };
        let view = self.view(None);
        let value = |operand: &Option<Operand>| {
            operand.as_ref().map(|operand| view.operand(operand)).transpose()
        };
        Ok(Bounds { min: value(&ask.min)?, max: value(&ask.max)? })
    }

    pub(super) fn help(&self) -> Result<Text, Fault> {
        let view = self.view(None);
        let help = match &self.node().action {
            Action::Ask(ask) => ask.help.as_ref(),
            Action::Choose(choose) => choose.help.as_deref(),
            Action::Rate(rate) => rate.help.as_ref(),
            _ => None,
        };
        help.map_or(Ok(Text::default()), |help| view.text(help))
    }
}

/// A choice from a list: a text, or `#{ id, text }`.
fn made_choice(view: &View<'_>, value: &Value) -> ChoiceView {
    let (id, text) = match value {
        Value::Map(map) => {
            let text = map.get("text").map(|text| view.show(text)).unwrap_or_default();
            (map.get("id").map_or_else(|| text.clone(), |id| view.show(id)), text)
        }
        other => (view.show(other), view.preview(other)),
    };
    ChoiceView { id: id.into(), text: Text::from_plain(&text), family: None }
}

fn ask_kind(ask: &Ask, view: &View<'_>, given: &[Value]) -> Result<PromptKind, Fault> {
    let bound = |operand: &Option<Operand>| match operand {
        Some(operand) => view.operand(operand),
        None => Ok(Value::Unit),
    };
    let whole = |value: Value| match value {
        Value::Int(number) => Some(number),
        _ => None,
    };
    let broken = |value: Value| match value {
        Value::Int(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    let each = match ask.accept {
        Accept::Text => PromptKind::Words { many_lines: ask.many_lines },
        Accept::Integer => {
            PromptKind::Integer { min: whole(bound(&ask.min)?), max: whole(bound(&ask.max)?) }
        }
        Accept::Number => {
            PromptKind::Number { min: broken(bound(&ask.min)?), max: broken(bound(&ask.max)?) }
        }
        Accept::Date => PromptKind::Date,
        Accept::Time => PromptKind::Time,
    };
    let Some((least, most)) = &ask.many else { return Ok(each) };
    let count = |number: i64| usize::try_from(number).unwrap_or(0).min(500);
    let min = count(view.amount(least)?);
    let max = count(view.amount(most)?).max(1);
    let given = given.iter().map(|value| view.show(value)).collect();
    Ok(PromptKind::List { given, min, max, each: Box::new(each) })
}

fn choose_kind(choose: &Choose, view: &View<'_>, offers: &Offers) -> Result<PromptKind, Fault> {
    let pick = match choose.pick.as_deref() {
        None if choose.ranked => Some((offers.views.len(), offers.views.len())),
        None => None,
        Some((least, most)) => {
            let count = |number: i64| usize::try_from(number).unwrap_or(0);
            let (least, most) = (count(view.amount(least)?), count(view.amount(most)?));
            let most = if choose.other { most } else { most.min(offers.views.len()) };
            Some((least.min(most), most))
        }
    };
    let choices = offers.views.clone();
    Ok(PromptKind::Choose { choices, other: choose.other, pick, ranked: choose.ranked })
}

/// Whether what is typed at this prompt is a person's own words.
pub(super) fn takes_words(kind: &PromptKind) -> bool {
    match kind {
        PromptKind::Words { .. } => true,
        PromptKind::List { each, .. } => takes_words(each),
        PromptKind::Choose { other, .. } => *other,
        _ => false,
    }
}

/// For whom an answer is kept as a draft.
pub(super) fn drafted(to: To) -> Option<crate::value::Person> {
    match to {
        To::One(person) => Some(person),
        To::Everyone => None,
    }
}
