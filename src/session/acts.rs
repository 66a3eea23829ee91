//! What each input does to a session: answers, nudges, skips, breaks, stops. Goes back nowhere;
//! time is `time.rs`.

use super::answer;
use super::evaluate::{self, Fault};
use super::input::Act;
use super::machine::{Go, Machine, Said};
use super::output::{Notice, Nudge, Output, Prompt, PromptKind, Rejection, To};
use super::prompts::{drafted, takes_words};
use super::resting::rested;
use super::state::{Frame, Kind, Pending, Phase, Vars};
use super::trace::What;
use crate::helpers::{self, Danger, Finding, Tier};
use crate::program::{Action, CALM_PAUSE, CARE, Check};
use crate::text::Text;
use crate::value::{Person, Value};

/// How often one answer is nudged at most.
const NUDGES: u8 = 2;

impl<'s> Machine<'s> {
    /// Does what `act` says. Time has passed already.
    pub(super) fn act_on(&mut self, act: &Act) -> Result<(), Fault> {
        match act {
            Act::Time => Ok(()),
            Act::Stop => {
                self.end("stopped".to_owned(), true);
                Ok(())
            }
            Act::Break => self.take_break(),
            Act::Repeat => self.repeat(),
            Act::Help => self.show_help(),
            _ if self.state.handing.is_some() => match act {
                Act::Ready => self.take_over(),
                Act::Answer(line) if line.trim().is_empty() => self.take_over(),
                _ => self.reject(Rejection::NotHere),
            },
            _ => match &self.state.top().phase {
                Phase::Pause(_) => self.in_pause(act),
                Phase::Prompt(pending) => {
                    let pending = pending.clone();
                    self.at_prompt(act, pending)
                }
                Phase::Fresh | Phase::Calling => Ok(()),
            },
        }
    }

    pub(super) fn reject(&mut self, rejection: Rejection) -> Result<(), Fault> {
        let to = self.here();
        self.out.rejected = true;
        self.emit(Output::Reject { to, rejection });
        Ok(())
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        let to = self.here();
        self.emit(Output::Notice { to, notice });
    }

    /// Who reads now: whom the step addresses; while the keyboard changes hands nobody can say who
    /// has it, so that it is for everyone's eyes.
    fn here(&self) -> To {
        if self.state.handing.is_some() { To::Everyone } else { self.addressed() }
    }

    /// The person a hand-over named has the keyboard.
    fn take_over(&mut self) -> Result<(), Fault> {
        self.state.keyboard = self.state.handing.take();
        match self.state.top().phase {
            Phase::Fresh => self.walk(Go::Show),
            _ => self.present(),
        }
    }

    /// Shows again what the session rests on, handing over first where that is needed.
    pub(super) fn present(&mut self) -> Result<(), Fault> {
        let to = self.addressed();
        if self.state.people.len() > 1 && self.hands_over(to) {
            self.state.handing = Some(to);
            return Ok(());
        }
        self.state.keyboard = Some(to);
        let node = self.node();
        self.speak(node, to)?;
        Ok(())
    }

    fn repeat(&mut self) -> Result<(), Fault> {
        if self.state.handing.is_some() { Ok(()) } else { self.present() }
    }

    fn show_help(&mut self) -> Result<(), Fault> {
        let text = if self.state.handing.is_some() { Text::default() } else { self.help()? };
        self.notice(Notice::Help { text });
        Ok(())
    }

    fn in_pause(&mut self, act: &Act) -> Result<(), Fault> {
        let now = self.state.clock;
        let Action::Pause(pause) = &self.node().action else { return Ok(()) };
        let (skippable, top) = (pause.skippable, self.state.top_mut());
        let Phase::Pause(clock) = &mut top.phase else { return Ok(()) };
        match act {
            Act::Skip if !skippable && !clock.mattered => {
                clock.mattered = true;
                self.notice(Notice::PauseMatters);
                Ok(())
            }
            Act::Skip | Act::Ready => {
                let until = clock.held.unwrap_or(now);
                let seconds = until.since(clock.began).as_secs();
                self.walk(Go::Answered(rested(seconds, true)))
            }
            Act::Hold => {
                match clock.held.take() {
                    Some(since) => clock.ends = clock.ends.after(now.since(since)),
                    None => clock.held = Some(now),
                }
                Ok(())
            }
            Act::Stretch(seconds) => {
                let more = std::time::Duration::from_secs(u64::from((*seconds).min(3_600)));
                clock.ends = clock.ends.after(more);
                Ok(())
            }
            _ => self.reject(Rejection::NotHere),
        }
    }

    fn at_prompt(&mut self, act: &Act, pending: Pending) -> Result<(), Fault> {
        if let PromptKind::Continue = pending.prompt.kind {
            return match act {
                Act::Ready | Act::Answer(_) | Act::Skip => self.walk(Go::Answered(Value::Unit)),
                _ => self.reject(Rejection::NotHere),
            };
        }
        if let Some(role) = pending.joining {
            return self.join(act, pending, role);
        }
        match act {
            Act::Keep | Act::Consent(true) if pending.nudged.is_some() => {
                let value = pending.nudged.as_deref().cloned().unwrap_or_default();
                self.accept(pending, value)
            }
            Act::Skip => self.skip(&pending),
            Act::Answer(line) if self.ends_list(line, &pending) => self.end_list(&pending),
            _ => {
                let bounds = self.bounds()?;
                match answer::read(act, &pending, &bounds) {
                    Ok(value) => self.consider(pending, value),
                    Err(Rejection::Empty) if pending.prompt.required.is_some() => {
                        let why = pending.prompt.required.clone().unwrap_or_default();
                        self.reject(Rejection::Required { why })
                    }
                    Err(rejection) => self.reject(rejection),
                }
            }
        }
    }

    /// Whether `act` is the word that stops, typed alone.
    pub(super) fn is_stop_word(&self, act: &Act) -> bool {
        let Act::Answer(line) = act else { return false };
        let Some(words) = &self.program.main().stop_word else { return false };
        let word = self.view_at(0, None).text(words);
        let line = answer::clean(line).to_lowercase();
        word.is_ok_and(|word| !word.is_blank() && word.plain().trim().to_lowercase() == line)
    }

    fn skip(&mut self, pending: &Pending) -> Result<(), Fault> {
        match (&pending.prompt.required, pending.given.is_empty()) {
            (Some(why), true) => self.reject(Rejection::Required { why: why.clone() }),
            (_, false) => self.end_list(pending),
            (None, true) => {
                self.said(pending, &Value::Unit);
                self.walk(Go::Answered(Value::Unit))
            }
        }
    }

    fn ends_list(&self, line: &str, pending: &Pending) -> bool {
        matches!(pending.prompt.kind, PromptKind::List { .. }) && line.trim().is_empty()
    }

    fn end_list(&mut self, pending: &Pending) -> Result<(), Fault> {
        let PromptKind::List { min, max, .. } = pending.prompt.kind else { return Ok(()) };
        if pending.given.len() < min {
            return self.reject(Rejection::Count { min, max });
        }
        let list = Value::List(pending.given.clone());
        self.said(pending, &list);
        self.walk(Go::Answered(list))
    }

    /// An answer that fits: danger first, then nudges, then it is taken.
    fn consider(&mut self, pending: Pending, value: Value) -> Result<(), Fault> {
        if let Some(words) = own_words(&pending.prompt, &value) {
            let finding = helpers::crisis(words);
            let cared = pending.cared || self.out.logged;
            let heard = |finding: &Finding| finding.tier == Some(Tier::Soft) && cared;
            if let Some(finding) = finding {
                return match heard(&finding) {
                    true => self.accept(pending, value),
                    false => self.care(&finding),
                };
            }
        }
        if pending.nudged.as_deref() == Some(&value) || pending.nudges >= NUDGES {
            return self.accept(pending, value);
        }
        let nudges = self.nudges(&value)?;
        if nudges.is_empty() {
            return self.accept(pending, value);
        }
        let to = self.addressed();
        nudges.into_iter().for_each(|nudge| self.emit(Output::Nudge { to, nudge }));
        let draft = self.view(None).preview(&value);
        let pending = Pending { nudges: pending.nudges + 1, nudged: Some(value.into()), ..pending };
        self.state.top_mut().phase = Phase::Prompt(pending);
        self.ask_with(Some(draft))
    }

    fn nudges(&mut self, value: &Value) -> Result<Vec<Nudge>, Fault> {
        let Action::Ask(ask) = &self.node().action else { return Ok(Vec::new()) };
        let mut nudges = Vec::new();
        for (at, check) in ask.check.iter().enumerate() {
            let before = nudges.len();
            match check {
                Check::Helper(helper) => {
                    let found = value.as_text().map(|text| helper.check(text, None));
                    nudges.extend(found.into_iter().flatten().map(noticed));
                }
                Check::Expression(name, expression) => {
                    let view = self.view(Some(value));
                    let made = view.eval(expression)?;
                    if !commented(name, &made, value, &mut nudges) {
                        let needed = "nothing, a text, or `#{ why: \"…\", suggestion: \"…\" }`";
                        return Err(evaluate::kind(needed, &made, expression));
                    }
                }
            }
            self.note(What::Checked(at, nudges.len() > before));
        }
        Ok(nudges)
    }

    /// Takes the answer: one of several, or the step's.
    fn accept(&mut self, mut pending: Pending, value: Value) -> Result<(), Fault> {
        if let PromptKind::List { max, .. } = pending.prompt.kind {
            pending.given.push(value);
            self.out.answered = true;
            if pending.given.len() < max {
                return self.ask_next(pending);
            }
            let list = Value::List(pending.given.clone());
            self.said(&pending, &list);
            return self.walk(Go::Answered(list));
        }
        if let (Action::Invite(role), Some("now")) = (&self.node().action, value.as_text()) {
            let role = *role;
            pending.joining = Some(role);
            self.state.top_mut().phase = Phase::Prompt(pending);
            return self.ask_with(None);
        }
        self.remember_labels(&pending, &value);
        self.said(&pending, &value);
        self.walk(Go::Answered(value))
    }

    fn ask_next(&mut self, mut pending: Pending) -> Result<(), Fault> {
        (pending.nudges, pending.nudged, pending.cared) = (0, None, false);
        self.state.top_mut().phase = Phase::Prompt(pending);
        self.ask_with(None)
    }

    fn join(&mut self, act: &Act, pending: Pending, role: usize) -> Result<(), Fault> {
        let name = match answer::read(act, &pending, &answer::Bounds::default()) {
            Ok(Value::Text(name)) => name,
            Ok(_) => return self.reject(Rejection::NotHere),
            Err(rejection) => return self.reject(rejection),
        };
        if self.state.people.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            return self.reject(Rejection::NameTaken);
        }
        self.state.people.push(name);
        let person = Person::new(self.state.people.len() - 1);
        let scope = self.state.top().scope;
        self.state.scopes[scope].roles[role] = Some(person);
        // Until now one person sat here alone: what is on the screen was for nobody else.
        self.state.keyboard = None;
        self.walk(Go::Answered(Value::from("now")))
    }

    /// Words of choices that stand in no file are kept beside the answer.
    fn remember_labels(&mut self, pending: &Pending, value: &Value) {
        if pending.choices.made_up.is_empty() {
            return;
        }
        let whose = if self.node().open { None } else { drafted(self.addressed()) };
        let scope = self.state.top().scope;
        let labels = &mut self.state.scopes[scope].labels;
        let made_up = pending.choices.made_up.iter().map(|at| &pending.choices.views[*at]);
        for offer in made_up.filter(|offer| value.names(&offer.id)) {
            labels.retain(|(owner, id, _)| *owner != whose || *id != offer.id);
            labels.push((whose, offer.id.to_string(), offer.text.plain().to_owned()));
        }
    }

    /// Notes a question and its answer, where somebody wants to read them back.
    fn said(&mut self, pending: &Pending, value: &Value) {
        self.out.answered = true;
        if self.out.said.is_none() {
            return;
        }
        let shown = self.view(None).preview(value);
        let Some(said) = &mut self.out.said else { return };
        let question = pending.prompt.question.clone();
        said.push(Said { to: pending.prompt.to, question, answer: Text::from_plain(&shown) });
    }

    /// A calm pause for whoever is here, then back.
    fn take_break(&mut self) -> Result<(), Fault> {
        let running = self.state.frames.iter().position(|frame| frame.kind != Kind::Exercise);
        if let Some(at) = running {
            while self.state.frames.len() > at + 1 {
                self.abandon_frame();
            }
            let frame = self.state.top();
            let fresh = Frame::new(frame.unit, frame.scope, frame.kind, frame.person);
            *self.state.top_mut() = fresh;
            return self.walk(Go::Enter(0));
        }
        self.calm_pause(Kind::Break)
    }

    fn calm_pause(&mut self, kind: Kind) -> Result<(), Fault> {
        self.state.breaks = self.state.breaks.saturating_add(1);
        let third = self.state.breaks >= 3;
        self.aside(kind, CALM_PAUSE, None, &[("third", Value::Bool(third))])
    }

    /// Plays something of the engine's own on top of what is played.
    fn aside(
        &mut self,
        kind: Kind,
        page: &str,
        person: Option<Person>,
        with: &[(&str, Value)],
    ) -> Result<(), Fault> {
        let unit = self.program.page(page);
        let definition = self.program.unit(unit).definition;
        let mut vars = Vars::new(definition, Vec::new());
        for (name, value) in with {
            if let Some(slot) = self.program.definition(definition).slot(name) {
                vars.shared.set(slot, value.clone());
            }
        }
        self.state.handing = None;
        self.state.scopes.push(vars);
        let scope = self.state.scopes.len() - 1;
        self.state.frames.push(Frame::new(unit, scope, kind, person));
        self.notice(Notice::BreakBegins);
        self.walk(Go::Enter(0))
    }

    /// Danger was heard. With two people here, danger from another looks like any break.
    pub(super) fn care(&mut self, finding: &Finding) -> Result<(), Fault> {
        let own = finding.danger != Some(Danger::FromAnother);
        if let Phase::Prompt(pending) = &mut self.state.top_mut().phase {
            pending.cared = true;
        }
        if !own && self.state.people.len() > 1 {
            return self.calm_pause(Kind::Care);
        }
        let soft = Value::Bool(finding.tier == Some(Tier::Soft));
        let with = [("danger_to_self", Value::Bool(own)), ("soft", soft)];
        self.aside(Kind::Care, CARE, drafted(self.addressed()), &with)
    }

    /// What the engine played of its own is over: back to where one was, or to an end.
    pub(super) fn resume(&mut self, ending: &str) -> Result<Go, Fault> {
        if ["another-day", "leave"].contains(&ending) {
            self.end("stopped".to_owned(), true);
            return Ok(Go::Rest);
        }
        self.notice(Notice::BreakEnds);
        let unkept = self.drop_frame().kind == Kind::Care;
        match self.state.top().phase {
            Phase::Fresh => Ok(Go::Turn),
            _ => {
                self.out.again = unkept;
                self.present()?;
                Ok(Go::Rest)
            }
        }
    }
}

/// The words in an answer that are a person's own.
fn own_words<'v>(prompt: &Prompt, value: &'v Value) -> Option<&'v str> {
    if !takes_words(&prompt.kind) {
        return None;
    }
    match (&prompt.kind, value) {
        (PromptKind::Choose { .. }, Value::Map(map)) => map.get("other")?.as_text(),
        (PromptKind::Choose { .. }, Value::List(items)) => {
            items.iter().find_map(|item| match item {
                Value::Map(map) => map.get("other")?.as_text(),
                _ => None,
            })
        }
        (PromptKind::Choose { .. }, _) => None,
        (_, value) => value.as_text(),
    }
}

fn noticed(finding: Finding) -> Nudge {
    Nudge {
        code: finding.helper.name().to_owned(),
        why: finding.why,
        suggestion: finding.suggestion,
        span: Some(finding.span),
    }
}

/// What a function of the exercise made of an answer: nothing, a text, `#{ why, suggestion }`, or
/// a list of them. Says whether it was one of these.
fn commented(name: &str, value: &Value, answer: &Value, nudges: &mut Vec<Nudge>) -> bool {
    let nudge = |code: &str, why: &str, suggestion: &str, span| Nudge {
        code: code.to_owned(),
        why: why.to_owned(),
        suggestion: suggestion.to_owned(),
        span,
    };
    match value {
        Value::Unit => true,
        Value::List(items) => items.iter().all(|item| commented(name, item, answer, nudges)),
        Value::Text(why) => {
            let said = (!why.trim().is_empty()).then(|| nudge(name, why, "", None));
            nudges.extend(said);
            true
        }
        Value::Map(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_text);
            let place = |key: &str| match map.get(key) {
                Some(Value::Int(at)) => usize::try_from(*at).ok(),
                _ => None,
            };
            let span = place("start").zip(place("end")).map(|(start, end)| start..end);
            let words = answer.as_text().unwrap_or("");
            let span = span.filter(|span| words.get(span.clone()).is_some());
            let said = text("why").map(|why| {
                nudge(text("code").unwrap_or(name), why, text("suggestion").unwrap_or(""), span)
            });
            let fits = said.is_some();
            nudges.extend(said);
            fits
        }
        _ => false,
    }
}
