//! Plays a scenario on virtual time and says whether it went as written. Never reads a file.

use super::failure::Failure;
use super::mend::{self, Mend};
use super::shown::{self, Shown};
use super::words::{act, listed, nobody, plain, rejected, told};
use super::{Expectation, Line, Play, Scenario};
use crate::session::{Act, Input, Notice, Output, Prompt, PromptKind, To};
use crate::source::{Span, Spanned};
use crate::time::Moment;
use crate::value::{Person, Value};

/// How a scenario went.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What went otherwise than written; nothing: it passed.
    pub failure: Option<Failure>,
    /// The ending that was reached.
    pub ending: Option<String>,
    /// The steps it rested at, in order.
    pub steps: Vec<String>,
}

// More rests than any scenario needs between two of its lines.
const MOST_RESTS: usize = 5_000;

/// What plays: a session, or in tests something that stands for one.
pub(super) trait Stage {
    fn handle(&mut self, input: Input) -> Result<(), String>;
    fn poll(&mut self) -> Output;
    /// The next instant at which time alone changes something.
    fn deadline(&self) -> Option<Moment>;
    fn value(&self, person: Option<Person>, name: &str) -> Option<Value>;
    /// The person with this name or role.
    fn person(&self, name: &str) -> Option<Person>;
    /// Whether there is a step at this path.
    fn knows(&self, step: &str) -> bool;
}

/// Plays `scenario` with `stage`, which has just begun.
pub(super) fn play_on(stage: &mut impl Stage, scenario: &Scenario) -> Outcome {
    let mut player = Player::start(stage, scenario);
    let failure = player.run().err().map(|mut failure| {
        failure.shown = player.shown.iter().map(|shown| shown.text.clone()).collect();
        failure.shown.retain(|text| !text.trim().is_empty());
        failure
    });
    let ending = match &player.rest {
        Output::End(ending) => Some(ending.name.clone()),
        _ => None,
    };
    Outcome { failure, ending, steps: player.steps }
}

struct Player<'s, S> {
    scenario: &'s Scenario,
    session: &'s mut S,
    now: Moment,
    rest: Output,
    /// Since the last line.
    shown: Vec<Shown>,
    steps: Vec<String>,
    /// The line after the one that is played.
    next: Option<&'s Line>,
}

impl<'s, S: Stage> Player<'s, S> {
    fn start(session: &'s mut S, scenario: &'s Scenario) -> Player<'s, S> {
        let rest = session.poll();
        let (now, shown, steps) = (scenario.start, Vec::new(), Vec::new());
        let mut player = Player { scenario, session, now, rest, shown, steps, next: None };
        player.drain();
        player
    }

    fn run(&mut self) -> Result<(), Failure> {
        let scenario = self.scenario;
        for (at, line) in scenario.play.iter().enumerate() {
            self.next = scenario.play.get(at + 1);
            self.reach(line)?;
            self.look(line)?;
            self.shown.clear();
            self.perform(line)?;
        }
        self.finish()?;
        scenario.expect.iter().try_for_each(|expectation| self.expect(expectation))
    }

    /// Takes what is said until the session rests. What rested before stays in `rest`.
    fn drain(&mut self) -> Vec<Output> {
        let mut said = Vec::new();
        let mut output = std::mem::replace(&mut self.rest, Output::HandOver(nobody()));
        for _ in 0..MOST_RESTS {
            self.shown.push(shown::words(&output));
            if output.is_resting() {
                break;
            }
            said.push(output);
            output = self.session.poll();
        }
        match &output {
            Output::Ask(prompt) => self.steps.push(prompt.step.to_string()),
            Output::Pause(pause) => self.steps.push(pause.step.to_string()),
            _ => {}
        }
        self.rest = output;
        said
    }

    /// One input, and what is said to it.
    fn handle(&mut self, act: Act, span: Span) -> Result<Vec<Output>, Failure> {
        let input = Input::new(self.now, act);
        self.session
            .handle(input)
            .map_err(|error| Failure::new(span, "the exercise to go on", error))?;
        self.rest = self.session.poll();
        let said = self.drain();
        for output in &said {
            if let Output::Notice { notice: Notice::Trouble { message }, .. } = output {
                return Err(Failure::new(span, "no script to fail", message.clone()));
            }
        }
        Ok(said)
    }

    /// Lets time pass up to `until`, stopping at each instant at which something changes.
    fn pass(&mut self, until: Moment, span: Span) -> Result<(), Failure> {
        for _ in 0..MOST_RESTS {
            let due = self
                .session
                .deadline()
                .filter(|due| due.unix_ms > self.now.unix_ms && due.unix_ms <= until.unix_ms);
            let Some(due) = due else { break };
            self.now = Moment { offset: self.now.offset, ..due };
            self.handle(Act::Time, span)?;
        }
        self.now = Moment { offset: self.now.offset, ..until };
        self.handle(Act::Time, span).map(drop)
    }

    /// Goes on by itself over hand-overs, pauses and words to read until the line's place is
    /// reached.
    fn reach(&mut self, line: &Line) -> Result<(), Failure> {
        for _ in 0..MOST_RESTS {
            if self.is_at(line) {
                return Ok(());
            }
            if !self.go_on(line.span)? {
                break;
            }
        }
        let who = line.by.as_ref().map(|by| format!(", by {}", by.value)).unwrap_or_default();
        let expected = format!("to be at `{}`{who}", line.at.value);
        let mend = self.renamed(line).map(|step| Mend::text(line.at.span, step));
        Err(Failure::new(line.at.span, expected, self.whereabouts()).mended_by(mend))
    }

    /// The step that a line means which names one that is not there any more.
    fn renamed(&self, line: &Line) -> Option<&str> {
        if self.session.knows(&line.at.value) {
            return None;
        }
        match &self.rest {
            Output::Ask(prompt) if mend::fits(&line.act.value, prompt) => {
                self.is_by(prompt.to, line.by.as_ref()).then_some(&*prompt.step)
            }
            _ => None,
        }
    }

    fn is_at(&self, line: &Line) -> bool {
        match &self.rest {
            Output::Ask(prompt) => {
                // A name is asked for at the step of the invitation, and given by itself.
                let is_name = matches!(prompt.kind, PromptKind::Name { .. });
                let typed = matches!(line.act.value, Play::Answer { .. } | Play::Command(_));
                *prompt.step == *line.at.value
                    && self.is_by(prompt.to, line.by.as_ref())
                    && (typed || !is_name)
            }
            Output::Pause(pause) => *pause.step == *line.at.value,
            Output::HandOver(hand_over) => {
                let named = |by: &Spanned<String>| {
                    let name = self.name_of(&by.value);
                    hand_over.next.iter().any(|to| Some(to.as_str()) == name)
                };
                line.act.value == Play::Ready && line.by.as_ref().is_none_or(named)
            }
            Output::End(_) => line.act.value == Play::Look,
            _ => false,
        }
    }

    /// The name of the person with this name or role.
    fn name_of(&self, name_or_role: &str) -> Option<&str> {
        let mut people = self.scenario.people.iter();
        let found = people.find(|(role, name)| role == name_or_role || name == name_or_role);
        found.map(|(_, name)| name.as_str())
    }

    fn is_by(&self, to: To, by: Option<&Spanned<String>>) -> bool {
        match (to, by) {
            (To::Everyone, _) | (_, None) => true,
            (To::One(person), Some(by)) => self.session.person(&by.value) == Some(person),
        }
    }

    /// One step on where nothing has to be answered; whether there was one.
    fn go_on(&mut self, span: Span) -> Result<bool, Failure> {
        let act = match &self.rest {
            Output::HandOver(_) => Act::Ready,
            Output::Ask(prompt) => match &prompt.kind {
                PromptKind::Continue => Act::Ready,
                PromptKind::Name { role } => match self.name_of(role) {
                    Some(name) => Act::Answer(name.to_owned()),
                    None => return Ok(false),
                },
                _ => return Ok(false),
            },
            Output::Pause(pause) if pause.held.is_some() => Act::Hold,
            Output::Pause(pause) => {
                let ends = pause.ends;
                self.pass(ends, span)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        self.handle(act, span)?;
        Ok(true)
    }

    /// Where the session rests, in an author's words.
    fn whereabouts(&self) -> String {
        match &self.rest {
            Output::Ask(prompt) => {
                let question = prompt.question.plain();
                let by = match prompt.to {
                    To::One(person) => self.called(person).map(|name| format!(", by {name}")),
                    To::Everyone => None,
                };
                let by = by.unwrap_or_default();
                match question.is_empty() {
                    true => format!("it is at `{}`{by}", prompt.step),
                    false => format!("it is at `{}`{by}: \"{question}\"", prompt.step),
                }
            }
            Output::Pause(pause) => format!("it pauses at `{}`", pause.step),
            Output::HandOver(hand_over) => {
                format!("it hands over to {}", hand_over.next.join(", "))
            }
            Output::End(ending) => format!("it ended as `{}`", ending.name),
            _ => "it says something".to_owned(),
        }
    }

    fn called(&self, person: Person) -> Option<&str> {
        let mut people = self.scenario.people.iter();
        let is = |(role, name): &&(String, String)| {
            self.session.person(name) == Some(person)
                || !role.is_empty() && self.session.person(role) == Some(person)
        };
        people.find(is).map(|(_, name)| name.as_str())
    }

    /// `sees` and `hidden`.
    fn look(&self, line: &Line) -> Result<(), Failure> {
        let reader = line.by.as_ref().and_then(|by| self.session.person(&by.value));
        let seen = self.shown.iter().filter(|shown| shown::is_for(shown.to, reader));
        let seen: Vec<String> = seen.map(|shown| plain(&shown.text)).collect();
        let there = |text: &str| seen.iter().any(|shown| shown.contains(&plain(text)));
        for text in &line.sees {
            if !there(&text.value) {
                let expected = format!("to see \"{}\"", text.value);
                return Err(Failure::new(text.span, expected, "it was not shown"));
            }
        }
        for text in &line.hidden {
            if there(&text.value) {
                let expected = format!("not to see \"{}\"", text.value);
                return Err(Failure::new(text.span, expected, "it was shown"));
            }
        }
        Ok(())
    }

    fn perform(&mut self, line: &Line) -> Result<(), Failure> {
        let span = line.act.span;
        let said = match &line.act.value {
            Play::Look => return Ok(()),
            Play::After(length) => {
                let until = self.now.after(*length);
                return self.pass(until, span);
            }
            Play::Answer { typed, all } => return self.answer(line, typed, *all),
            other => {
                let act = act(other);
                self.handle(act, span)?
            }
        };
        self.taken(line, &said)
    }

    /// Answers; several of them where a list is asked for, which an empty line then ends.
    fn answer(&mut self, line: &Line, answers: &[String], all: bool) -> Result<(), Failure> {
        let mut said = Vec::new();
        for answer in answers {
            said.extend(self.handle(Act::Answer(answer.clone()), line.act.span)?);
        }
        self.taken(line, &said)?;
        let lists = |prompt: &Prompt| {
            matches!(prompt.kind, PromptKind::List { .. }) && *prompt.step == *line.at.value
        };
        if all && matches!(&self.rest, Output::Ask(prompt) if lists(prompt)) {
            let said = self.handle(Act::Answer(String::new()), line.act.span)?;
            rejected(line, &said)?;
        }
        Ok(())
    }

    /// Whether the input was taken, with the nudges that were expected and no others.
    fn taken(&mut self, line: &Line, said: &[Output]) -> Result<(), Failure> {
        rejected(line, said)?;
        let nudges: Vec<&str> = said
            .iter()
            .filter_map(|output| match output {
                Output::Nudge { nudge, .. } => Some(nudge.code.as_str()),
                _ => None,
            })
            .collect();
        let same = |a: &str, b: &str| a.replace('_', "-") == b.replace('_', "-");
        let differs = |span, expected: String| {
            let mend = Mend::nudges(line, self.next, &nudges);
            Err(Failure::new(span, expected, listed(&nudges)).mended_by(mend))
        };
        for wanted in &line.nudges {
            if !nudges.iter().any(|nudge| same(nudge, &wanted.value)) {
                return differs(wanted.span, format!("the nudge `{}`", wanted.value));
            }
        }
        let more = nudges
            .iter()
            .find(|nudge| !line.nudges.iter().any(|wanted| same(nudge, &wanted.value)));
        if let Some(more) = more {
            return differs(line.act.span, format!("no nudge `{more}`"));
        }
        match (line.keep, nudges.is_empty()) {
            (true, true) => {
                let expected = "a nudge, so that the words are kept";
                let failure = Failure::new(line.act.span, expected, "there was no nudge");
                Err(failure.mended_by(Mend::not_kept(line)))
            }
            (true, false) => {
                let said = self.handle(Act::Keep, line.act.span)?;
                rejected(line, &said)
            }
            _ => Ok(()),
        }
    }

    /// Goes on to the ending.
    fn finish(&mut self) -> Result<(), Failure> {
        let Some(ends) = &self.scenario.ends else { return Ok(()) };
        for _ in 0..MOST_RESTS {
            if matches!(self.rest, Output::End(_)) || !self.go_on(ends.span)? {
                break;
            }
        }
        match &self.rest {
            Output::End(ending) if ending.name == ends.value => Ok(()),
            rest => {
                let expected = format!("to end as `{}`", ends.value);
                let mend = match rest {
                    Output::End(ending) => Some(Mend::text(ends.span, &ending.name)),
                    _ => None,
                };
                Err(Failure::new(ends.span, expected, self.whereabouts()).mended_by(mend))
            }
        }
    }

    fn expect(&self, expectation: &Expectation) -> Result<(), Failure> {
        let Expectation { span, person, name, value } = expectation;
        let owner = person.as_ref().map(|person| self.session.person(person));
        if let (Some(person), Some(None)) = (person, owner) {
            let expected = format!("someone called `{person}`");
            return Err(Failure::new(*span, expected, "nobody is"));
        }
        let came = self.session.value(owner.flatten(), name).unwrap_or_default();
        match came == *value {
            true => Ok(()),
            false => {
                let expected = format!("`{name}` to be {}", told(value));
                let failure = Failure::new(*span, expected, format!("it is {}", told(&came)));
                Err(failure.mended_by(Mend::value(*span, &came)))
            }
        }
    }
}
