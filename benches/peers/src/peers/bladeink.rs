//! bladeink: ink, compiled and run in Rust; from its JSON, and from its binary image.
//!
//! A story is its own session here, and made anew for each from what the compiler wrote: JSON, which
//! each session reads into a tree of its own, or an image, which all of them share.

use std::cell::RefCell;

use bladeink::story::Story as Ink;

use super::Peer;
use crate::sink::Sink;
use crate::story::Story;

/// From the JSON the compiler writes.
pub struct Bladeink {
    json: String,
    /// The first session is there when the source is ready.
    ready: RefCell<Option<Ink>>,
}

/// From an image made of that JSON, as for hosts with little memory or many sessions.
pub struct FromImage {
    image: &'static [u8],
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

fn compiled(source: &str) -> String {
    bladeink_compiler::Compiler::new().compile(source).expect("it compiles")
}

impl Bladeink {
    /// From what was compiled before, as a program would ship it.
    pub fn shipped(json: String) -> Bladeink {
        let ready = RefCell::new(Some(Ink::new(&json).expect("it loads")));
        Bladeink { json, ready }
    }

    /// What a program would ship.
    pub fn to_ship(source: &str) -> String {
        compiled(source)
    }
}

impl FromImage {
    /// From an image made before, as a program would ship it.
    pub fn shipped(image: Vec<u8>) -> FromImage {
        // A story borrows its image for good.
        FromImage { image: image.leak() }
    }

    /// What a program would ship.
    pub fn to_ship(source: &str) -> Vec<u8> {
        let json = compiled(source);
        bladeink::image::compile_json_to_image(json.as_bytes()).expect("an image")
    }
}

impl Session {
    fn begin(mut ink: Ink, sink: &mut impl Sink) -> Session {
        show(&mut ink, sink);
        Session { ink, log: Vec::new() }
    }

    fn step(&mut self, choice: u8, sink: &mut impl Sink) {
        self.log.push(choice);
        self.ink.choose_choice_index(usize::from(choice)).expect("it is offered");
        show(&mut self.ink, sink);
    }

    fn save(&self) -> Option<Vec<u8>> {
        self.ink.save_state().ok().map(String::into_bytes)
    }

    /// Saves and reads back into the same story.
    pub fn round(&mut self) {
        let saved = self.ink.save_state().expect("it saves");
        self.ink.load_state(&saved).expect("it reads");
    }
}

impl Peer for Bladeink {
    const NAME: &'static str = "bladeink 2.1";
    const COLD: &'static str = "cold-bladeink";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.ink()
    }

    fn load(source: &str) -> Bladeink {
        Bladeink::shipped(compiled(source))
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        let ready = self.ready.borrow_mut().take();
        Session::begin(ready.unwrap_or_else(|| Ink::new(&self.json).expect("it loads")), sink)
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.step(choice, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        session.save()
    }

    fn restore(&self, _: &[u8]) -> Option<Session> {
        // A host would read it into a story that is there: see `Session::round`.
        None
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}

impl Peer for FromImage {
    const NAME: &'static str = "bladeink 2.1, image";
    const COLD: &'static str = "cold-bladeink-image";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.ink()
    }

    fn load(source: &str) -> FromImage {
        FromImage::shipped(FromImage::to_ship(source))
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        Session::begin(Ink::new_from_image(self.image).expect("it loads"), sink)
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.step(choice, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        session.save()
    }

    fn restore(&self, saved: &[u8]) -> Option<Session> {
        let mut ink = Ink::new_from_image(self.image).ok()?;
        ink.load_state(std::str::from_utf8(saved).ok()?).ok()?;
        Some(Session { ink, log: Vec::new() })
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}
