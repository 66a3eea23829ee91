//! A cold start: a program with this one engine in it, from nothing to the first choices.

use tending_peers::peers::bladeink::FromImage;
use tending_peers::peers::{Peer, first_choices};
use tending_peers::sink::Print;

fn main() {
    // The image that a program would ship, or the source.
    match shipped() {
        Some(image) => drop(FromImage::shipped(image).start(&mut Print)),
        None => first_choices::<FromImage>(),
    }
}

fn shipped() -> Option<Vec<u8>> {
    let file = std::env::args().nth(1).filter(|file| file.ends_with(".inkb"))?;
    std::fs::read(file).ok()
}
