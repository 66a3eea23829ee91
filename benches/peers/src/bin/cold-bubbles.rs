//! A cold start: a program with this one engine in it, from nothing to the first choices.

use tending_peers::peers::{bubbles::Bubbles, first_choices};

fn main() {
    first_choices::<Bubbles>();
}
