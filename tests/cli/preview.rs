//! A preview at a pseudo-terminal: an author saves in several ways, and sees it at once.

use std::path::Path;

use super::authors::copy;
use super::terminal::Terminal;

const CTRL_C: &str = "\x03";

fn change(file: &Path, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "no {from:?} in {text}");
    text.replace(from, to)
}

fn open(exercise: &Path, arguments: &[&str]) -> Terminal {
    Terminal::start(&[&["preview", exercise.to_str().unwrap()], arguments].concat())
}

#[test]
fn each_way_of_saving_is_seen_at_once_and_keeps_the_place() {
    let exercise = copy("covered", "preview-saving");
    let file = exercise.join("exercise.toml");
    let mut terminal = open(&exercise, &[]);
    terminal.until("How do you feel?").until("> ").send("fine\r").until("Which one?").until("> ");

    // Cut off and written anew.
    std::fs::write(&file, change(&file, "Which one?", "Which one now?")).unwrap();
    terminal.until("Read again").until("Two ways.").until("Which one now?").until("> ");

    // Another file put in its place.
    let beside = exercise.join("exercise.toml~");
    std::fs::write(&beside, change(&file, "one now?", "one then?")).unwrap();
    std::fs::rename(&beside, &file).unwrap();
    terminal.until("Read again").until("Which one then?").until("> ");

    // Broken, and mended.
    std::fs::write(&file, change(&file, "long = \"aside\"", "long = \"asdie\"")).unwrap();
    terminal.until("there is no step `asdie`").until("the version before goes on");
    terminal.until("Which one then?").until("> ");
    std::fs::write(&file, change(&file, "asdie", "aside")).unwrap();
    terminal.until("Mended").until("Which one then?").until("> ");

    // The answers are still there, and so are the parts.
    terminal.send("long\r").until("Are you sure?").until("> ");
    let part = exercise.join("parts/longer.toml");
    std::fs::write(&part, change(&part, "you sure?", "you quite sure?")).unwrap();
    terminal.until("Are you quite sure?").until("> ").send("yes\r");
    terminal.until("The end").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn a_step_that_is_gone_leads_to_the_nearest_before_it() {
    let exercise = copy("covered", "preview-gone");
    let file = exercise.join("exercise.toml");
    let mut terminal = open(&exercise, &[]);
    terminal.until("How do you feel?").until("> ").send("fine\r").until("Which one?").until("> ");
    std::fs::write(&file, change(&file, "[step.way]", "[step.ways]")).unwrap();
    terminal.until("The step `way` is not there any more: on from `feeling`");
    terminal.until("How do you feel?").until("> ").send("/quit\r");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn words_that_are_being_typed_stay() {
    let exercise = copy("covered", "preview-typing");
    let file = exercise.join("exercise.toml");
    let mut terminal = open(&exercise, &[]);
    terminal.until("How do you feel?").until("> ").send("quite we").until("quite we");
    std::fs::write(&file, change(&file, "How do you feel?", "How are you?")).unwrap();
    terminal.until("The files have changed").send("ll\r");
    terminal.until("How are you?").until("> quite well").send("\r");
    terminal.until("Which one?").until("> ").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn it_begins_at_a_step_with_values_and_waits_for_a_first_version_without_mistakes() {
    let exercise = copy("two", "preview-at");
    let file = exercise.join("exercise.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, good.replace("[step.heat]", "[step.heat")).unwrap();
    let set = ["--at", "read", "--set", "asker.secret=a quiet word", "--no-pauses"];
    let mut terminal = open(&exercise, &set);
    terminal.until("error[").until("Waiting for a file").until("> ");
    std::fs::write(&file, good).unwrap();
    terminal.until("Mended").until("Listener").until("ready").send("\r");
    terminal.until("These are Asker's words").until("a quiet word").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn a_pause_and_a_hand_over_do_not_hold_a_change_up() {
    let exercise = copy("two", "preview-pause");
    let file = exercise.join("exercise.toml");
    let mut terminal = open(&exercise, &["--at", "breathe", "--accessible"]);
    terminal.until("A pause of 1 minute").until("Space holds");
    std::fs::write(&file, change(&file, "title = \"Two at", "title = \"Both at")).unwrap();
    // What is typed before the clock runs goes nowhere.
    terminal.until("Read again").until("Space holds").until("\x1b[?25l").send("\r");
    terminal.until("Asker").until("ready");
    std::fs::write(&file, change(&file, "title = \"Both at", "title = \"Two at")).unwrap();
    terminal.until("Read again").until("Asker").until("ready").send(CTRL_C);
    assert_eq!(terminal.end().0, 130);
}

#[test]
fn where_nothing_is_drawn_again_it_works_too() {
    let exercise = copy("covered", "preview-plain");
    let file = exercise.join("exercise.toml");
    let mut terminal = open(&exercise, &["--accessible", "--color", "never"]);
    terminal.until("How do you feel?").until("Answer: ");
    std::fs::write(&file, change(&file, "How do you feel?", "How are you?")).unwrap();
    terminal.until("Read again").until("How are you?").until("Answer: ").send("fine\r");
    terminal.until("Which one?").until("Choose: ").send("short\r");
    terminal.until("The end").send("\r").until("How are you?").until("Answer: ").send("/quit\r");
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(!written.contains('\x1b'), "{written:?}");
}
