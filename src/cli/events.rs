//! `tending run --json`: the same loop for a program instead of a person. What the session says
//! goes out as data, one event a line, and lines come in. Lays nothing out.

use std::cell::LazyCell;
use std::io::BufRead as _;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use serde_json::{Value, json};
use tending::Program;
use tending::session::{Act, Input, Output, Prompt, PromptKind, Session, To};
use tending::value::Person;

use super::answers::Answers;
use super::clock::Clock;
use super::drive::{Outcome, answer};
use super::run::fits;
use super::slash::{self, Said};
use super::ui::Ui;

/// As long as a line may take to come.
const LONG: Duration = Duration::from_secs(86_400);

/// Where lines come from.
pub(crate) enum Lines {
    /// A file that was read before; no time passes but in pauses.
    File(Answers),
    /// Standard input, while the exercise runs, in real time: listened to from the first question on.
    Live(LazyCell<Receiver<Result<String, String>>>, usize),
}

/// What came of waiting for a line.
enum Came {
    Line(String),
    /// It took too long.
    Nothing,
    End,
    Broken(String),
}

impl Lines {
    /// The lines of `answers`, or those that come in from here on.
    pub(crate) fn open(answers: Option<&Path>) -> Result<Lines, String> {
        match answers {
            Some(path) => Answers::open(path).map(Lines::File),
            None => Ok(Lines::Live(LazyCell::new(listen), 0)),
        }
    }

    fn next(&mut self, within: Duration) -> Came {
        match self {
            Lines::File(answers) => answers.next().map_or(Came::End, Came::Line),
            Lines::Live(lines, used) => match lines.recv_timeout(within) {
                Ok(Ok(line)) => {
                    *used += 1;
                    Came::Line(line)
                }
                Ok(Err(why)) => Came::Broken(why),
                Err(RecvTimeoutError::Timeout) => Came::Nothing,
                Err(RecvTimeoutError::Disconnected) => Came::End,
            },
        }
    }

    /// How many lines were used.
    pub(crate) fn used(&self) -> usize {
        match self {
            Lines::File(answers) => answers.used(),
            Lines::Live(_, used) => *used,
        }
    }

    fn is_file(&self) -> bool {
        matches!(self, Lines::File(_))
    }
}

/// The lines of standard input, as they come.
fn listen() -> Receiver<Result<String, String>> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let line = line.map_err(|_| "what came in is not text (it is no UTF-8)".to_owned());
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Tells what is played, and for whom.
pub(crate) fn begin(ui: &mut Ui, program: &Program, people: &[(String, String)]) {
    let people: Vec<Value> =
        people.iter().map(|(role, name)| json!({ "role": role, "name": name })).collect();
    tell(
        ui,
        &json!({
            "output": "begin",
            "exercise": program.id(),
            "version": program.version(),
            "title": program.title(),
            "people": people,
        }),
    );
}

/// Asks for the name of the one who takes `role`.
pub(crate) fn ask_name(
    ui: &mut Ui,
    lines: &mut Lines,
    role: &str,
    taken: &[(String, String)],
) -> Result<String, Outcome> {
    loop {
        tell(ui, &json!({ "output": "name", "role": role }));
        let line = match lines.next(LONG) {
            Came::Line(line) => line,
            Came::Nothing => continue,
            Came::End => return Err(Outcome::RanOut(super::prompt::name_question(role))),
            Came::Broken(why) => return Err(Outcome::Failed(why)),
        };
        match slash::read(&line) {
            Said::Words(name) => match fits(&name, taken) {
                Ok(()) => return Ok(super::ui::clean(name.trim())),
                Err(why) => tell(ui, &json!({ "output": "trouble", "message": why })),
            },
            Said::Quit | Said::Vanish | Said::Act(Act::Stop) => return Err(Outcome::Quit),
            _ => {}
        }
    }
}

fn tell(ui: &mut Ui, event: &Value) {
    ui.raw(&format!("{event}\n"));
}

/// One run for a program.
pub(crate) struct Events<'a> {
    pub(crate) ui: &'a mut Ui,
    pub(crate) session: Session,
    pub(crate) lines: &'a mut Lines,
    pub(crate) clock: Clock,
    /// Pauses are waited for.
    pub(crate) pauses: bool,
}

impl Events<'_> {
    /// Runs to the end, whichever it is.
    pub(crate) fn run(mut self) -> Outcome {
        let outcome = loop {
            let output = self.session.poll();
            self.show(&output);
            if self.ui.is_broken() {
                break Outcome::Quit;
            }
            if !output.is_resting() {
                continue;
            }
            if let Err(outcome) = self.rest(&output) {
                break outcome;
            }
        };
        let left = match &outcome {
            Outcome::Quit => Some("quit"),
            Outcome::Vanished => Some("at once"),
            Outcome::RanOut(_) => Some("no more lines"),
            Outcome::Failed(_) => Some("failed"),
            _ => None,
        };
        if let Some(why) = left {
            tell(self.ui, &json!({ "output": "left", "why": why }));
        }
        outcome
    }

    /// An output as data, with the names of those it is for.
    fn show(&mut self, output: &Output) {
        let Ok(mut event) = serde_json::to_value(output) else { return };
        let mut names: Vec<&str> = match output.to() {
            To::One(person) => vec![self.session.name(person)],
            To::Everyone => self.session.people().iter().map(String::as_str).collect(),
        };
        names.retain(|name| !name.is_empty());
        event["for"] = json!(names);
        // A hand-over says itself whether what follows is.
        if !matches!(output, Output::HandOver(_)) {
            let together = !self.session.name(Person::new(1)).is_empty();
            event["private"] = json!(together && matches!(output.to(), To::One(_)));
        }
        tell(self.ui, &event);
    }

    /// Waits until an input moves on.
    fn rest(&mut self, output: &Output) -> Result<(), Outcome> {
        match output {
            Output::End(ending) if ending.stopped => Err(Outcome::Stopped),
            Output::End(_) => Err(Outcome::Done),
            Output::Pause(pause) => match self.lines {
                Lines::File(_) => {
                    self.clock.go_to(pause.ends);
                    self.act(Act::Time)
                }
                Lines::Live(..) if !self.pauses => self.act(Act::Skip),
                Lines::Live(..) => {
                    self.clock.begin_pause();
                    let done = self.line(None, "a pause");
                    self.clock.end_pause();
                    done
                }
            },
            Output::HandOver(_) if self.lines.is_file() => self.act(Act::Ready),
            Output::HandOver(_) => self.line(None, "a hand-over"),
            Output::Ask(prompt) if self.lines.is_file() && prompt.kind == PromptKind::Continue => {
                self.act(Act::Ready)
            }
            Output::Ask(prompt) => {
                let words: Vec<&str> = prompt.question.plain().split_whitespace().collect();
                let waits = format!("\"{}\" (step {})", words.join(" "), prompt.step);
                self.line(Some(prompt), &waits)
            }
            _ => Err(Outcome::Failed("the exercise asks for what nobody here has".to_owned())),
        }
    }

    /// A line, or that the time for it is up.
    fn line(&mut self, prompt: Option<&Prompt>, waits: &str) -> Result<(), Outcome> {
        loop {
            let now = self.clock.now();
            let left = self.session.deadline().map_or(LONG, |at| at.since(now));
            let held = left.is_zero() && self.session.deadline().is_some();
            if held {
                return self.act(Act::Time);
            }
            match self.lines.next(self.clock.wait(left.min(LONG))) {
                Came::Nothing => {}
                Came::End => return Err(Outcome::RanOut(waits.to_owned())),
                Came::Broken(why) => return Err(Outcome::Failed(why)),
                Came::Line(line) => {
                    if let Some(act) = self.meant(&line, prompt)? {
                        return self.act(act);
                    }
                }
            }
        }
    }

    /// What a line means here; nothing where it means nothing.
    fn meant(&mut self, line: &str, prompt: Option<&Prompt>) -> Result<Option<Act>, Outcome> {
        if line.trim_start().starts_with('{')
            && let Ok(act) = serde_json::from_str::<Act>(line)
        {
            return Ok(Some(act));
        }
        match slash::read(line) {
            Said::Act(act) => Ok(Some(act)),
            Said::Quit => Err(Outcome::Quit),
            Said::Vanish => Err(Outcome::Vanished),
            Said::Unknown(typed, near) => {
                tell(self.ui, &json!({ "output": "unknown", "typed": typed, "near": near }));
                Ok(None)
            }
            Said::Words(words) => Ok(Some(match prompt {
                Some(prompt) => answer(prompt, &words, true),
                None if words.trim().is_empty() => Act::Ready,
                None => Act::Answer(words),
            })),
        }
    }

    fn act(&mut self, act: Act) -> Result<(), Outcome> {
        let now = self.clock.now();
        let time = act == Act::Time;
        let Err(error) = self.session.handle(Input::new(now, act)) else { return Ok(()) };
        // Where nobody can choose another way, trying again would never end.
        if time || self.lines.is_file() {
            return Err(Outcome::Failed(error.to_string()));
        }
        tell(self.ui, &json!({ "output": "trouble", "message": error.to_string() }));
        Ok(())
    }
}
