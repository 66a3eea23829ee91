//! A guided exercise engine. (crate docs follow with the run loop)

#![forbid(unsafe_code)]

// Imports go up this list only; a test reads the sources and holds them to it.
pub mod source;
pub mod suggest;
pub mod text;
pub mod time;
pub mod value;
pub mod diagnostic;
pub mod loader;
pub mod exercise;
mod parse;
mod lower;
pub mod helpers;
mod script;
mod program;
mod check;
mod load;
pub mod session;
pub mod scenario;
mod codes;
pub mod render;

pub use codes::codes;
pub use load::{Loaded, load};
pub use program::Program;
pub use script::{Engine, Failure, Function, functions};
pub use session::{Session, SessionError, Start, StartError};
