//! The program at the terminal.
fn main() {}
