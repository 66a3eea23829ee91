//! Says hello: the floor under every cold start.

fn main() {
    println!("hello");
}
