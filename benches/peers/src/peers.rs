//! What is compared: one file an engine. Each loads the story from its own source, keeps the log of
//! its inputs, and hands every text it shows to a sink.

pub mod bladeink;
pub mod bubbles;
pub mod native;
pub mod rhai;
pub mod tending;

use crate::sink::{Print, Sink};
use crate::story::Story;

/// An engine that plays the story.
pub trait Peer: Sized {
    const NAME: &'static str;
    /// The small program that starts it cold.
    const COLD: &'static str;
    type Session;

    /// The story in the language of this engine.
    fn source(story: &Story) -> String;

    /// From the source to where a session could begin.
    fn load(source: &str) -> Self;

    /// A session at its first step, whose text is in the sink.
    fn start(&self, sink: &mut impl Sink) -> Self::Session;

    /// One step: the choice is made, and all that it brings is in the sink.
    fn step(&self, session: &mut Self::Session, choice: u8, sink: &mut impl Sink);

    /// Where the session stands, to be kept; nothing where the engine cannot.
    fn save(&self, session: &Self::Session) -> Option<Vec<u8>>;

    /// A session from what was kept.
    fn restore(&self, saved: &[u8]) -> Option<Self::Session>;

    /// Forgets the log of a session.
    fn without_log(&self, session: &mut Self::Session);
}

/// What a cold start runs: the story in the file that is named, up to its first choices.
pub fn first_choices<P: Peer>() {
    let file = std::env::args().nth(1).expect("the file of a story");
    let source = std::fs::read_to_string(file).expect("it reads");
    let _ = P::load(&source).start(&mut Print);
}
