//! A guided exercise engine.
