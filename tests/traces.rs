//! What a host hears of a session: steps, guards, ways and checks; no answer, and nothing of what is
//! not kept.

use std::sync::Arc;

use tending::loader::Memory;
use tending::session::{Act, Happening, Input, Output, Start};
use tending::time::Moment;
use tending::{Engine, Program, Session};

const UNKEPT: &str = include_str!("plays/unkept-answer/exercise.toml");
const DANGER: &str = include_str!("plays/danger-to-self-alone/exercise.toml");

const GUARDED: &str = r#"
format = 1
id = "x"
title = "A test"

[timer.window]
after = "15m"
to = "done"

[step.mood]
ask = "How was it?"
check = ["absolutes", "long(answer)"]
save = "mood"
start = "window"

[step.choose]
say = ["Now.", { when = "mood == ()", text = "You skipped it." }]
choose = "Which?"
choices = [{ id = "secret", text = "A" }, { id = "b", text = "B", when = "mood == ()" }]
next = { secret = "guarded", b = "done" }

[step.guarded]
when = "mood == ()"
otherwise = "done"
say = "Not here."

[step.done]
end = "completed"
"#;

fn program(text: &str) -> Arc<Program> {
    let mut files = Memory::of("x", text.replace("title", "script = \"s.rhai\"\ntitle"));
    files.add("x", "s.rhai", "fn long(answer) { if answer.len() > 90 { \"long\" } }");
    let loaded = tending::load(&Engine::new(), &files, "x");
    loaded.program.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// What is heard while these are put in, one event a line.
fn heard(text: &str, acts: &[Act]) -> Vec<String> {
    let at: Moment = "2026-01-05T18:00:00+01:00".parse().unwrap();
    let start = Start { at, ..Start::default() };
    let mut session = Session::start_traced(program(text), start).unwrap().listening();
    let mut lines = Vec::new();
    for act in [None].into_iter().chain(acts.iter().cloned().map(Some)) {
        if let Some(act) = act {
            session.handle(Input::new(at, act)).unwrap();
        }
        while !session.poll().is_resting() {}
        let heard = session.heard();
        lines.extend(heard.iter().map(|heard| serde_json::to_string(heard).unwrap()));
    }
    assert!(matches!(session.poll(), Output::End(_) | Output::Ask(_) | Output::Pause(_)));
    lines
}

fn answer(words: &str) -> Act {
    Act::Answer(words.to_owned())
}

#[test]
fn a_trace_says_which_guard_way_and_check_and_no_answer() {
    let lines = heard(GUARDED, &[answer("you always leave me alone"), Act::Keep, answer("1")]);
    let wanted = [
        r#"{"step":"mood","what":"entered"}"#,
        r#"{"step":"mood","what":"timer_starts","name":"window"}"#,
        r#"{"step":"mood","what":"check","name":"absolutes","noticed":true}"#,
        r#"{"step":"mood","what":"check","name":"long","noticed":false}"#,
        r#"{"step":"mood","what":"left","by":"next","to":"choose"}"#,
        r#"{"step":"choose","what":"entered"}"#,
        r#"{"step":"choose","what":"text","number":2,"shown":false}"#,
        r#"{"step":"choose","what":"choice","number":2,"offered":false}"#,
        r#"{"step":"choose","what":"left","by":"next","way":1,"to":"guarded"}"#,
        r#"{"step":"guarded","what":"left","by":"when","to":"done"}"#,
        r#"{"step":"done","what":"entered"}"#,
    ];
    let mut lines = lines;
    lines.sort_by_key(|line| wanted.iter().position(|wanted| wanted == line));
    assert_eq!(lines, wanted);
}

#[test]
fn what_is_not_kept_leaves_no_trace() {
    // Whatever was answered there, and wherever that led: what is heard is the same.
    let blue = answer("blue");
    let fine = heard(UNKEPT, &[blue.clone(), answer("2"), answer("green")]);
    let afraid = heard(UNKEPT, &[blue, answer("1"), Act::Consent(true), answer("green")]);
    assert_eq!(fine, afraid);
    let text = fine.join("\n");
    assert!(!text.contains("page") && !text.contains("zebra"), "{text}");
}

#[test]
fn words_of_danger_leave_no_trace() {
    let calm = heard(DANGER, &[answer("My knee hurts")]);
    let danger = heard(DANGER, &[answer("I want to kill myself")]);
    assert_eq!(danger.len(), 1, "nothing but that it began: {danger:?}");
    assert!(calm.len() > 1);
    let entered = serde_json::to_string(&Happening::Entered).unwrap();
    assert!(danger[0].contains(entered.trim_matches(['{', '}'])));
}
