//! The examples of embedding do what they say.

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/minimal.rs"]
mod minimal;

#[test]
fn the_smallest_host_plays_to_an_end_and_is_short() {
    let mut said = Vec::new();
    minimal::play("opening", "\n\n\nno\n".as_bytes(), &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.ends_with("[no]\n"), "{said}");

    let mut said = Vec::new();
    minimal::play("needs-naming", std::io::empty(), &mut said).unwrap();
    assert!(String::from_utf8(said).unwrap().ends_with("[stopped]\n"));

    assert!(include_str!("../examples/minimal.rs").lines().count() < 40);
}
