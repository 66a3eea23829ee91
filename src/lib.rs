//! A guided exercise engine.

pub mod helpers;
