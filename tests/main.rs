//! All integration tests, in one program so that they are linked once; each room is a module.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files, ask for surroundings and stop at the first surprise"
)]

mod architecture;
#[cfg(feature = "cli")]
mod broken;
#[cfg(feature = "cli")]
mod cli;
mod diagnostics;
mod embedding;
mod explore;
mod golden;
mod graph;
#[cfg(feature = "cli")]
mod guide;
mod helpers;
mod hosts;
mod plays;
mod privacy;
#[cfg(feature = "cli")]
mod properties;
mod scripts;
mod sessions;
mod snapshots;
mod traces;
#[cfg(feature = "cli")]
mod schema;
#[cfg(feature = "cli")]
mod serve;
