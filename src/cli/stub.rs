//! A stand-in for the engine while it is being written: plays one fixed run.
use std::sync::Arc;
use std::time::Duration;

use tending::diagnostic::Diagnostic;
use tending::loader::Loader;
use tending::session::*;
use tending::source::Sources;
use tending::text::{Template, Text};
use tending::time::Moment;
use tending::value::Person;

pub(crate) struct Engine;
impl Engine {
    pub(crate) fn new() -> Engine {
        Engine
    }
}
pub(crate) struct Program(String);
pub(crate) struct Loaded {
    pub(crate) program: Option<Arc<Program>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) sources: Sources,
}
pub(crate) fn load(_: &Engine, _: &dyn Loader, id: &str) -> Loaded {
    Loaded {
        program: Some(Arc::new(Program(id.to_owned()))),
        diagnostics: vec![],
        sources: Sources::new(),
    }
}
impl Program {
    pub(crate) fn id(&self) -> &str {
        &self.0
    }
    pub(crate) fn version(&self) -> &str {
        "1.0.0"
    }
    pub(crate) fn title(&self) -> &str {
        "A made-up exercise"
    }
    pub(crate) fn summary(&self) -> &str {
        "Shows everything the terminal must show, once."
    }
    pub(crate) fn minutes(&self) -> Option<u32> {
        Some(12)
    }
    pub(crate) fn author(&self) -> Option<&str> {
        Some("Nobody")
    }
    pub(crate) fn sources(&self) -> &[String] {
        &[]
    }
    pub(crate) fn endings(&self) -> Vec<&str> {
        vec!["completed", "later"]
    }
    pub(crate) fn starting_roles(&self) -> Vec<&str> {
        vec!["sender", "receiver"]
    }
}
pub(crate) struct Start {
    pub(crate) people: Vec<(String, String)>,
    pub(crate) seed: u64,
    pub(crate) at: Moment,
}
#[derive(Debug)]
pub(crate) struct SessionError;
impl std::fmt::Display for SessionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stub")
    }
}
pub(crate) struct Session {
    people: Vec<(String, String)>,
    at: usize,
    queue: Vec<Output>,
    pause: Option<Pause>,
    stopped: bool,
    now: Moment,
    nudged: Option<String>,
    given: Vec<String>,
}
fn words(markdown: &str) -> Text {
    Template::<()>::read(markdown, |_, _| ()).unwrap().fill::<()>(|(), _| Ok(())).unwrap()
}
impl Session {
    pub(crate) fn start(_: Arc<Program>, start: Start) -> Result<Session, SessionError> {
        let mut session = Session {
            people: start.people,
            at: 0,
            queue: vec![],
            pause: None,
            stopped: false,
            now: start.at,
            nudged: None,
            given: vec![],
        };
        session.enter();
        Ok(session)
    }
    pub(crate) fn name(&self, person: Person) -> &str {
        &self.people[person.index()].1
    }
    pub(crate) fn deadline(&self) -> Option<Moment> {
        self.pause.as_ref().filter(|p| p.held.is_none()).map(|p| p.ends)
    }
    fn to(&self) -> To {
        if (3..=6).contains(&self.at) {
            To::One(Person::new(0))
        } else if self.at == 8 {
            To::One(Person::new(1))
        } else {
            To::Everyone
        }
    }
    fn enter(&mut self) {
        let to = self.to();
        if self.at == 0 {
            self.queue.push(Output::Say { to, text: words("**Welcome.** This is a made-up exercise, with a paragraph that is long enough to be wrapped at any width there is.\n\n- one item that is rather long too, so that it hangs\n- two\n\n# A heading\n\n日本語の長い文章です、とても長いので折り返されます。") });
        }
        if self.at == 4 {
            self.queue.push(Output::Quote {
                to,
                by: Some("Ana".into()),
                text: Text::from_plain("You never came.\nI waited."),
            });
        }
        if self.at == 1 {
            self.pause = Some(Pause {
                step: "breathe".into(),
                to,
                began: self.now,
                ends: self.now.after(Duration::from_secs(65)),
                breathe: Some([4, 0, 6, 0]),
                held: None,
            });
        }
    }
    fn next(&mut self) {
        if self.pause.take().is_some() {
            self.queue.push(Output::Notice {
                to: self.to(),
                notice: Notice::PauseOver { cue: None, bell: false },
            });
        }
        self.at += 1;
        self.enter();
    }
    fn prompt(&self, question: &str, kind: PromptKind) -> Output {
        Output::Ask(Arc::new(Prompt {
            step: format!("step-{}", self.at),
            to: self.to(),
            question: words(question),
            kind,
            has_help: false,
            required: None,
            draft: self.nudged.clone(),
            nudged: self.nudged.is_some(),
            deadline: None,
        }))
    }
    pub(crate) fn poll(&mut self) -> Output {
        if !self.queue.is_empty() {
            return self.queue.remove(0);
        }
        if let Some(pause) = &self.pause {
            return Output::Pause(Arc::new(pause.clone()));
        }
        if self.stopped {
            self.at = 9;
        }
        let choice = |id: &str, family: Option<&str>| ChoiceView {
            id: id.into(),
            text: Text::from_plain(id),
            family: family.map(str::to_owned),
        };
        match self.at {
            0 => self.prompt("", PromptKind::Continue),
            2 => Output::HandOver(HandOver { to: vec![self.people[0].1.clone()], private: true }),
            3 => self.prompt(
                "How is it inside?",
                PromptKind::Rate {
                    from: 0,
                    to: 10,
                    low: Some(words("calm")),
                    high: Some(words("flooded")),
                },
            ),
            4 => {
                self.prompt("What happened, in your words?", PromptKind::Words { many_lines: true })
            }
            5 => self.prompt(
                "Which feelings?",
                PromptKind::Choose {
                    choices: vec![
                        choice("sad", Some("Sad")),
                        choice("lonely", Some("Sad")),
                        choice("hurt", Some("Sad")),
                        choice("afraid", Some("Afraid")),
                        choice("tense", Some("Afraid")),
                    ],
                    other: true,
                    pick: Some((1, 3)),
                    ranked: false,
                },
            ),
            6 => self.prompt(
                "May this be shown?",
                PromptKind::Share {
                    previews: vec![Preview {
                        name: "need".into(),
                        text: Text::from_plain("I need *closeness*."),
                    }],
                    with: vec!["Ben".into()],
                },
            ),
            7 => Output::HandOver(HandOver { to: vec![self.people[1].1.clone()], private: true }),
            8 => self.prompt(
                "Three things?",
                PromptKind::List {
                    given: self.given.clone(),
                    min: 1,
                    max: 3,
                    each: Box::new(PromptKind::Words { many_lines: false }),
                },
            ),
            _ => Output::End(Arc::new(Ending {
                name: "completed".into(),
                stopped: self.stopped,
                aftercare: self.stopped.then(|| words("That is fine.")),
                follow_ups: vec![],
                results: vec![],
            })),
        }
    }
    pub(crate) fn handle(&mut self, input: Input) -> Result<(), SessionError> {
        self.now = input.at;
        let to = self.to();
        match input.act {
            Act::Stop => {
                self.stopped = true;
                self.pause = None;
            }
            Act::Help => self.queue.push(Output::Notice {
                to,
                notice: Notice::Help { text: words("For example: *a word*.") },
            }),
            Act::Hold => {
                if let Some(p) = &mut self.pause {
                    match p.held.take() {
                        None => p.held = Some(input.at),
                        Some(since) => p.ends = p.ends.after(input.at.since(since)),
                    }
                }
            }
            Act::Stretch(s) => {
                if let Some(p) = &mut self.pause {
                    p.ends = p.ends.after(Duration::from_secs(s.into()))
                }
            }
            Act::Time => {
                if let Some(p) = &self.pause
                    && p.ends.unix_ms <= input.at.unix_ms
                {
                    self.next()
                }
            }
            Act::Keep => {
                self.nudged = None;
                self.next()
            }
            Act::Answer(a) if self.at == 4 && self.nudged.is_none() && a.contains("never") => {
                self.nudged = Some(a);
                self.queue.push(Output::Nudge { to, nudge: Nudge { code: "absolutes".into(), why: "“never” is seldom the whole story, and it invites a search for exceptions.".into(), suggestion: "name the one time you mean.".into(), span: None } });
            }
            Act::Answer(a) if self.at == 3 && a.parse::<i64>().is_err() => {
                self.queue.push(Output::Reject { to, rejection: Rejection::NotWhole })
            }
            Act::Answer(a) if self.at == 8 && !a.is_empty() => self.given.push(a),
            Act::Back => {
                self.queue.push(Output::Reject { to, rejection: Rejection::NothingBefore })
            }
            _ => {
                self.nudged = None;
                self.next()
            }
        }
        Ok(())
    }
}
pub(crate) mod render {
    use tending::diagnostic::Diagnostic;
    use tending::source::Sources;
    pub(crate) fn full(_: &[Diagnostic], _: &Sources, _: bool) -> String {
        String::new()
    }
    pub(crate) fn concise(_: &[Diagnostic], _: &Sources) -> String {
        String::new()
    }
    pub(crate) fn json(_: &[Diagnostic], _: &Sources) -> String {
        String::new()
    }
}
