//! All paths: known endings, proofs and bounds, scripts that fail, the shortest answers, and many
//! steps in little time.

use std::fmt::Write as _;

use tending::explore::{Options, Proof, Report, explore};
use tending::loader::Memory;

use crate::golden::load;

fn explored(steps: &str, options: &Options) -> Report {
    let text = format!("format = 1\nid = \"x\"\ntitle = \"A test\"\n{steps}");
    let mut files = Memory::default();
    files.add("x", "exercise.toml", text);
    let loaded = load(files);
    let program = loaded.program.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    explore(&program, options, &mut |_| ()).expect("it begins")
}

fn said(report: &Report, ending: &str) -> Vec<String> {
    let reached = report.endings.iter().find(|reached| reached.name == ending);
    reached.expect("it is reached").answers.iter().map(|answer| answer.said.clone()).collect()
}

const HEAT: &str = r#"
[shared]
tries = 0

[step.heat]
rate = "How stirred up are you?"
scale = { from = 0, to = 10 }
required = "A guess is enough."
set = { tries = "tries + 1" }
next = [{ when = "answer >= 7", to = "again" }, { when = "answer > 20", to = "never" }, { to = "calm" }]

[step.again]
when = "tries < 3"
otherwise = "another"
pause = "60s"
cue = "Look around."
next = "heat"

[step.never]
say = "Nobody reads this."
next = "calm"

[step.calm]
end = "calm"

[step.another]
end = "another-day"
"#;

#[test]
fn a_small_exercise_is_proved() {
    let report = explored(HEAT, &Options::default());
    assert_eq!(report.proof, Proof::Proved);
    assert_eq!(said(&report, "calm"), ["0"]);
    assert_eq!(said(&report, "another-day"), ["7", "7", "7"]);
    assert_eq!(report.missed_steps, ["never"]);
    assert_eq!(report.missed_ways, [("heat".to_owned(), "never".to_owned())]);
    assert_eq!(report.most_questions, 1);
}

#[test]
fn a_bound_is_said_and_not_passed() {
    let count = r#"
[shared]
n = 0

[step.more]
confirm = "More?"
set = { n = "n + 1" }
next = [{ when = "n > 1000000", to = "done" }, { when = "answer == \"no\"", to = "done" }, { to = "more" }]

[step.done]
end = "done"
"#;
    let report = explored(count, &Options { limit: 50, ..Options::default() });
    assert_eq!(report.proof, Proof::Bounded { places: 50, runs: 200, because: Vec::new() });
}

#[test]
fn words_that_decide_are_sampled() {
    let words = r#"
[step.words]
ask = "What happened?"
next = [{ when = "answer != () && answer.contains(\"never\")", to = "never" }, { to = "done" }]

[step.never]
end = "never"

[step.done]
end = "done"
"#;
    let report = explored(words, &Options::default());
    assert!(matches!(report.proof, Proof::Sampled { .. }), "{:?}", report.proof);
    assert_eq!(report.endings.len(), 2);
}

#[test]
fn a_script_that_fails_comes_with_its_answers_and_a_scenario() {
    let broken = r#"
[step.first]
choose = "Which?"
choices = { left = "Left", right = "Right" }
next = { left = "done", right = "second" }

[step.second]
rate = "How much?"
scale = { from = 0, to = 10 }
required = "A guess."
save = "much"

[step.third]
say = "{100 / much}"

[step.done]
end = "done"
"#;
    let report = explored(broken, &Options { to: Some("third".to_owned()), ..Options::default() });
    let [trouble] = report.troubles.as_slice() else { panic!("{:?}", report.troubles) };
    let answers: Vec<&str> = trouble.answers.iter().map(|answer| answer.said.as_str()).collect();
    assert_eq!(answers, ["right", "0"]);
    assert_eq!(
        trouble.scenario,
        "name = \"a script fails at third\"\nstart = 1970-01-01T00:00:00+00:00\nplay = [\n  \
         { at = \"first\", choose = \"right\" },\n  { at = \"second\", rate = 0 },\n]\n"
    );
    assert_eq!(report.reached.map(|reached| reached.answers.len()), Some(2));
}

/// Many steps, each with three ways on.
fn many(steps: usize) -> String {
    let mut text = String::new();
    for at in 0..steps {
        let to = |far: usize| match at + far {
            to if to < steps => format!("s{to}"),
            _ => "done".to_owned(),
        };
        let _ = writeln!(
            text,
            "[step.s{at}]\nchoose = \"Which way?\"\nchoices = {{ a = \"A\", b = \"B\", c = \"C\" }}\n\
             next = {{ a = \"{}\", b = \"{}\", c = \"{}\" }}\n",
            to(1),
            to(2),
            to(3)
        );
    }
    text + "[step.done]\nend = \"done\"\n"
}

#[test]
fn ten_thousand_steps_are_walked() {
    let report = explored(&many(10_000), &Options::default());
    assert_eq!(report.proof, Proof::Proved);
    assert_eq!((report.places, report.transitions), (10_000, 30_000));
    assert_eq!(said(&report, "done").len(), 3_334);
}
