//! What is compared: one file an engine. Each loads the story from its own source, keeps the log of
//! its inputs, and hands every text it shows to a sink.

pub mod bladeink;
pub mod bubbles;
pub mod native;
pub mod rhai;
pub mod tending;

use crate::story::Story;

/// Takes the text that is shown.
pub trait Sink {
    fn take(&mut self, text: &str);
}

/// An engine that plays the story.
pub trait Peer: Sized {
    const NAME: &'static str;
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
    fn without_log(&self, _session: &mut Self::Session) {}
}
