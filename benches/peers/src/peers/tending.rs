//! This engine, through its public door, as a host would.

use std::sync::Arc;

use tending::loader::Memory;
use tending::session::{Act, Input, Output, PromptKind, Snapshot};
use tending::time::Moment;
use tending::{Engine, Program};

use super::{Peer, Sink};
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

fn show(session: &mut tending::Session, sink: &mut impl Sink) {
    loop {
        match session.poll() {
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
            other if other.is_resting() => return,
            _ => {}
        }
    }
}

impl Peer for Tending {
    const NAME: &'static str = "tending";
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
        let at = Moment { unix_ms: 1_767_632_400_000, offset: 3600 };
        let start = tending::Start { at, ..tending::Start::default() };
        let mut session = tending::Session::start(self.program.clone(), start).expect("it begins");
        show(&mut session, sink);
        Session { session, at }
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.at.unix_ms += 1_000;
        let ids = vec![["a", "b", "c"][usize::from(choice)].into()];
        let act = Act::Choose { ids, other: None };
        session.session.handle(Input::new(session.at, act)).expect("it goes on");
        show(&mut session.session, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        Some(session.session.snapshot().to_bytes())
    }

    fn restore(&self, saved: &[u8]) -> Option<Session> {
        let snapshot: Snapshot = Snapshot::from_bytes(saved).ok()?;
        let at = Moment { unix_ms: 1_767_632_400_000, offset: 3600 };
        let session = tending::Session::restore(self.program.clone(), &snapshot, at).ok()?;
        Some(Session { session, at })
    }

    fn without_log(&self, session: &mut Session) {
        session.session.forget_log();
    }
}

impl Tending {
    /// A step whose host notes everything in a transcript.
    pub fn step_noted(
        &self,
        session: &mut Session,
        choice: u8,
        transcript: &mut tending::Transcript,
    ) {
        session.at.unix_ms += 1_000;
        let ids = vec![["a", "b", "c"][usize::from(choice)].into()];
        let input = Input::new(session.at, Act::Choose { ids, other: None });
        session.session.handle(input.clone()).expect("it goes on");
        transcript.typed(&input, &session.session);
        while !transcript.shown(&session.session.poll(), &session.session).is_resting() {}
    }
}
