//! A cold start: a program with this one engine in it, from nothing to the first choices.

use tending_peers::peers::bladeink::Bladeink;
use tending_peers::peers::{Peer, first_choices};
use tending_peers::sink::Print;

fn main() {
    // The JSON that a program would ship, or the source.
    match shipped() {
        Some(json) => drop(Bladeink::shipped(json).start(&mut Print)),
        None => first_choices::<Bladeink>(),
    }
}

fn shipped() -> Option<String> {
    let file = std::env::args().nth(1).filter(|file| file.ends_with(".json"))?;
    std::fs::read_to_string(file).ok()
}
