//! bladeink: ink, compiled and run in Rust.

use std::cell::RefCell;

use bladeink::story::Story as Ink;

use super::{Peer, Sink};
use crate::story::Story;

pub struct Bladeink {
    json: String,
    /// A story is its own session: the first one is there when the source is ready.
    ready: RefCell<Option<Ink>>,
}

pub struct Session {
    ink: Ink,
    log: Vec<u8>,
}

fn show(ink: &mut Ink, sink: &mut impl Sink) {
    while ink.can_continue() {
        let line = ink.cont().expect("it goes on");
        let line = line.trim_end();
        if !line.is_empty() {
            sink.take(line);
        }
    }
    ink.get_current_choices().iter().for_each(|choice| sink.take(&choice.text));
}

impl Peer for Bladeink {
    const NAME: &'static str = "bladeink 2.1";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.ink()
    }

    fn load(source: &str) -> Bladeink {
        let json = bladeink_compiler::Compiler::new().compile(source).expect("it compiles");
        let ready = RefCell::new(Some(Ink::new(&json).expect("it loads")));
        Bladeink { json, ready }
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        let ready = self.ready.borrow_mut().take();
        let mut ink = ready.unwrap_or_else(|| Ink::new(&self.json).expect("it loads"));
        show(&mut ink, sink);
        Session { ink, log: Vec::new() }
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.log.push(choice);
        session.ink.choose_choice_index(usize::from(choice)).expect("it is offered");
        show(&mut session.ink, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        session.ink.save_state().ok().map(String::into_bytes)
    }

    fn restore(&self, _: &[u8]) -> Option<Session> {
        // A story of 10,000 steps is loaded anew for it: what is measured is `load_state` below.
        None
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}

impl Session {
    /// Saves and reads back into the same story.
    pub fn round(&mut self) {
        let saved = self.ink.save_state().expect("it saves");
        self.ink.load_state(&saved).expect("it reads");
    }
}
