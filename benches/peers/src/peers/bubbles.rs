//! bubbles-dialogue: Yarn-like scripts, compiled and run in Rust.

use bubbles::{DialogueEvent, HashMapStorage, Program, Runner, RunnerSnapshot};

use super::Peer;
use crate::sink::Sink;
use crate::story::Story;

pub struct Bubbles {
    program: Program,
}

pub struct Session {
    runner: Runner<HashMapStorage>,
    log: Vec<u8>,
}

fn show(runner: &mut Runner<HashMapStorage>, sink: &mut impl Sink) {
    while let Some(event) = runner.next_event().expect("it goes on") {
        match event {
            DialogueEvent::Line { text, .. } => sink.take(&text),
            DialogueEvent::Options(options) => {
                options.iter().for_each(|option| sink.take(&option.text));
                return;
            }
            _ => {}
        }
    }
}

impl Peer for Bubbles {
    const NAME: &'static str = "bubbles-dialogue 2.0";
    const COLD: &'static str = "cold-bubbles";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.bubbles()
    }

    fn load(source: &str) -> Bubbles {
        Bubbles { program: bubbles::compile(source).expect("it compiles") }
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        let mut runner = Runner::new(self.program.clone(), HashMapStorage::new());
        runner.start("n0").expect("it starts");
        show(&mut runner, sink);
        Session { runner, log: Vec::new() }
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.log.push(choice);
        session.runner.select_option(usize::from(choice)).expect("it is offered");
        show(&mut session.runner, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        let runner = &session.runner;
        serde_json::to_vec(&(runner.snapshot(), runner.storage())).ok()
    }

    fn restore(&self, saved: &[u8]) -> Option<Session> {
        let (snapshot, storage): (RunnerSnapshot, HashMapStorage) =
            serde_json::from_slice(saved).ok()?;
        let mut runner = Runner::new(self.program.clone(), storage);
        // It begins the node anew and says it again.
        runner.restore(snapshot).ok()?;
        show(&mut runner, &mut crate::sink::Drain::default());
        Some(Session { runner, log: Vec::new() })
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}
