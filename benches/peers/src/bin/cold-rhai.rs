//! A cold start: a program with this one engine in it, from nothing to the first choices.

use tending_peers::peers::{first_choices, rhai::Rhai};

fn main() {
    first_choices::<Rhai>();
}
