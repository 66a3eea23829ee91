//! This engine, through its public door, as a host would.

use std::sync::Arc;

use tending::loader::Memory;
use tending::session::{Act, Input, Output, PromptKind, Snapshot};
use tending::time::Moment;
use tending::{Engine, Program};

use super::Peer;
use crate::sink::Sink;
use crate::story::Story;

pub struct Tending {
    pub program: Arc<Program>,
}

pub struct Session {
    pub session: tending::Session,
    at: Moment,
}

/// The story as the files of an exercise.
pub fn files(source: &str) -> Memory {
    let mut memory = Memory::default();
    memory.add("story", "exercise.toml", source);
    memory
}

const BEGAN: Moment = Moment { unix_ms: 1_767_632_400_000, offset: 3600 };

/// What the session says, up to where somebody chooses.
fn show(session: &mut Session, sink: &mut impl Sink) {
    loop {
        match session.session.poll() {
            Output::Say { text, .. } => sink.take(text.plain()),
            Output::Ask(prompt) => {
                if !prompt.question.is_blank() {
                    sink.take(prompt.question.plain());
                }
                if let PromptKind::Choose { choices, .. } = &prompt.kind {
                    choices
                        .iter()
                        .take(crate::story::CHOICES)
                        .for_each(|choice| sink.take(choice.text.plain()));
                }
                return;
            }
            // In the story for two: whoever is next takes the keyboard.
            Output::HandOver(_) => session.handle(Act::Ready),
            other if other.is_resting() => return,
            _ => {}
        }
    }
}

impl Session {
    fn handle(&mut self, act: Act) {
        self.session.handle(Input::new(self.at, act)).expect("it goes on");
    }

    fn choose(&mut self, choice: u8) -> Act {
        self.at.unix_ms += 1_000;
        Act::Choose { ids: vec![["a", "b", "c"][usize::from(choice)].into()], other: None }
    }
}

impl Peer for Tending {
    const NAME: &'static str = "tending";
    const COLD: &'static str = "cold-tending";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.toml()
    }

    fn load(source: &str) -> Tending {
        let loaded = tending::load(&Engine::new(), &files(source), "story");
        if loaded.program.is_none() {
            loaded.diagnostics.iter().take(5).for_each(|found| eprintln!("{found:?}"));
        }
        Tending { program: loaded.program.expect("it is sound") }
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        self.start_with(Vec::new(), sink)
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        let act = session.choose(choice);
        session.handle(act);
        show(session, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        Some(session.session.snapshot().to_bytes())
    }

    fn restore(&self, saved: &[u8]) -> Option<Session> {
        let snapshot: Snapshot = Snapshot::from_bytes(saved).ok()?;
        let session = tending::Session::restore(self.program.clone(), &snapshot, BEGAN).ok()?;
        Some(Session { session, at: BEGAN })
    }

    fn without_log(&self, session: &mut Session) {
        session.session.forget_log();
    }
}

impl Tending {
    /// A session of those people: role and name.
    pub fn start_with(&self, people: Vec<(String, String)>, sink: &mut impl Sink) -> Session {
        let start = tending::Start { at: BEGAN, people, ..tending::Start::default() };
        let session = tending::Session::start(self.program.clone(), start).expect("it begins");
        let mut session = Session { session, at: BEGAN };
        show(&mut session, sink);
        session
    }

    /// A step whose host notes everything in a transcript.
    pub fn step_noted(&self, session: &mut Session, choice: u8, noted: &mut tending::Transcript) {
        let act = session.choose(choice);
        let input = Input::new(session.at, act);
        session.session.handle(input.clone()).expect("it goes on");
        noted.typed(&input, &session.session);
        while !noted.shown(&session.session.poll(), &session.session).is_resting() {}
    }
}
