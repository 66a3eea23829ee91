//! A guided exercise engine: branching, private, timed dialogues for one person, or for two who
//! share a keyboard, written in TOML and Rhai by people who are no programmers.
//!
//! The whole of it is a loop. [`load`] reads an exercise and checks it; a [`Session`] runs it:
//!
//! ```
//! use tending::loader::Builtin;
//! use tending::session::{Act, Input, Output, Session, Start};
//! use tending::{Engine, load, time::Moment};
//!
//! let engine = Engine::new();
//! let loaded = load(&engine, &Builtin, "safety");
//! let program = loaded.program.ok_or("its files have errors")?;
//!
//! let mut now: Moment = "2026-01-05T18:00:00+01:00".parse()?;
//! let mut session = Session::start(program, Start { at: now, ..Start::default() })?;
//! let mut lines = ["gb", "", "", "", ""].into_iter();
//! let ending = loop {
//!     let act = match session.poll() {
//!         Output::Say { text, .. } => {
//!             println!("{text}");
//!             continue;
//!         }
//!         Output::Ask(prompt) => {
//!             println!("{}", prompt.question);
//!             Act::Answer(lines.next().unwrap_or_default().to_owned())
//!         }
//!         Output::Pause(pause) => {
//!             now = pause.ends; // a host that is not in a hurry waits until then
//!             Act::Time
//!         }
//!         Output::HandOver(_) => Act::Ready,
//!         Output::End(ending) => break ending,
//!         _ => continue,
//!     };
//!     session.handle(Input::new(now, act))?;
//! };
//! assert_eq!(ending.name, "done");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **One `handle`, then `poll` until it rests.** `Ask`, `Pause`, `HandOver` and `End` are resting
//! outputs: `poll` repeats them until an input moves on.
//!
//! **No script is running while a session rests.** So a [`session::Snapshot`] is plain data, a
//! session is `Send` and cheap to keep, and it can go on in another process, next month.
//!
//! The library has no clock, no chance, no files (but for the [`loader`] behind the feature
//! `files`), no threads, no network and no terminal. Time and chance come in with the inputs: a
//! session begins with a seed and an instant, and every input carries its own. The same inputs give
//! the same session, on any machine.
//!
//! What each person answers is theirs. It is not in scope while another reads, it may not steer
//! what another sees, and what would make it so is an error when the exercise is loaded.

#![forbid(unsafe_code)]

// Imports go up this list only; a test reads the sources and holds them to it.
pub mod source;
pub mod suggest;
mod letters;
pub mod shared;
pub mod text;
pub mod time;
pub mod value;
pub mod host;
pub mod diagnostic;
pub mod loader;
pub mod exercise;
pub mod keys;
mod parse;
mod lower;
pub mod helpers;
mod script;
mod program;
mod check;
mod load;
pub mod session;
pub mod impact;
pub mod transcript;
pub mod scenario;
pub mod explore;
pub mod lint;
pub mod graph;
#[cfg(feature = "cli")]
pub mod schema;
mod codes;
pub mod render;

pub use codes::codes;
pub use lint::lint;
pub use load::{Loaded, load};
pub use program::{Engine, Program};
pub use script::{Failure, Function, functions};
pub use session::{Session, SessionError, Start, StartError};
pub use transcript::Transcript;
