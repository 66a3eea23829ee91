//! Owns the one integration test binary; each module is a room.

mod helpers;
