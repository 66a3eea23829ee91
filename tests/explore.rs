//! All paths: the shipped exercises as a person reads them, known endings, proofs and bounds, scripts that fail, the shortest answers, and many
//! steps in little time.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use tending::explore::{Options, Proof, Report, explore};
use tending::loader::{Builtin, Memory};
use tending::scenario;
use tending::source::Sources;
use tending::{Engine, Program};

use crate::golden::{folder, load, same};

fn program(steps: &str) -> Arc<Program> {
    let text = format!("format = 1\nid = \"x\"\ntitle = \"A test\"\n{steps}");
    let mut files = Memory::default();
    files.add("x", "exercise.toml", text);
    let loaded = load(files);
    loaded.program.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

fn explored(steps: &str, options: &Options) -> Report {
    explore(&program(steps), options, &mut |_| ()).expect("it begins")
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
         { at = \"first\", choose = \"right\" },\n  { at = \"second\", rate = 0 },\n  \
         { at = \"third\", command = \"repeat\" },\n]\n"
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

/// A report without the answers, as a person reads it.
fn summary(report: &Report) -> String {
    let mut out = match &report.proof {
        Proof::Proved => "proved\n".to_owned(),
        Proof::Sampled { because } => format!("sampled: {}\n", because.join("; ")),
        other => format!("{other:?}\n"),
    };
    for end in &report.endings {
        let minutes = end.quickest.unwrap_or(0).div_ceil(60);
        let answers = end.answers.len();
        let _ = writeln!(out, "ends as {} after {answers} answers, {minutes} min", end.name);
    }
    for name in &report.missed_endings {
        let _ = writeln!(out, "never ends as {name}");
    }
    let longest = report.longest.as_ref().expect("an end");
    let _ =
        writeln!(out, "longest: {} min, loops {:?}", longest.seconds.div_ceil(60), longest.loops);
    let _ = writeln!(out, "most questions in a row: {}", report.most_questions);
    for step in &report.missed_steps {
        let _ = writeln!(out, "never played: {step}");
    }
    for (from, to) in &report.missed_ways {
        let _ = writeln!(out, "never taken: {from} to {to}");
    }
    for trouble in &report.troubles {
        let _ = writeln!(out, "fails at {}: {}", trouble.step, trouble.message);
    }
    out
}

#[test]
fn the_shipped_exercises_are_walked_whole() {
    for id in ["needs-naming", "repair-after-hurt", "boundary-review", "empathic-reflection"] {
        let loaded = tending::load(&Engine::new(), &Builtin, id);
        let program = loaded.program.expect("it is shipped");
        let report = explore(&program, &Options::default(), &mut |_| ()).expect("it begins");
        same(&folder("explored").join(format!("{id}.txt")), &summary(&report));
    }
}

/// A small exercise as data, so that it can be walked without the engine: by step, what each of
/// three choices adds to a number, and from which number on it leads elsewhere.
struct Small {
    steps: Vec<[(u8, usize, u8, usize); 3]>,
}

impl Small {
    fn made(seed: u64) -> Small {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut pick = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) % below
        };
        let count = 4 + pick(5) as usize;
        let mut way = || {
            let to = |pick: u64| usize::try_from(pick).expect("small");
            let all = count as u64 + 1;
            (pick(3) as u8, to(pick(all)), pick(6) as u8, to(pick(all)))
        };
        Small { steps: (0..count).map(|_| [way(), way(), way()]).collect() }
    }

    fn text(&self) -> String {
        let name = |to: usize| if to < self.steps.len() { format!("s{to}") } else { "done".into() };
        let mut out = "[shared]\nn = 0\n".to_owned();
        for (at, choices) in self.steps.iter().enumerate() {
            let _ = writeln!(out, "[step.s{at}]\nchoose = \"Which?\"\nchoices = [");
            for (id, (more, ..)) in ["a", "b", "c"].iter().zip(choices) {
                let _ = writeln!(
                    out,
                    "{{ id = \"{id}\", text = \"{id}\", set = {{ n = \"if n > 6 {{ n }} else {{ n + {more} }}\" }} }},"
                );
            }
            out.push_str("]\nnext = [\n");
            for (id, (_, low, from, high)) in ["a", "b", "c"].iter().zip(choices) {
                let (low, high) = (name(*low), name(*high));
                let _ = writeln!(
                    out,
                    "{{ when = 'answer == \"{id}\" && n >= {from}', to = \"{high}\" }},"
                );
                let _ = writeln!(out, "{{ when = 'answer == \"{id}\"', to = \"{low}\" }},");
            }
            out.push_str("{ to = \"done\" }]\n");
        }
        out + "[step.done]\nend = \"done\"\n"
    }

    /// By step, how many answers it takes at the least: breadth first, each number told apart.
    fn nearest(&self) -> BTreeMap<usize, usize> {
        let mut nearest = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut work = VecDeque::from([(0, 0_u8, 0)]);
        while let Some((step, n, answers)) = work.pop_front() {
            nearest.entry(step).or_insert(answers);
            let Some(choices) = self.steps.get(step) else { continue };
            for (more, low, from, high) in choices {
                let n = if n > 6 { n } else { n + more };
                let to = if n >= *from { *high } else { *low };
                if seen.insert((to, n)) {
                    work.push_back((to, n, answers + 1));
                }
            }
        }
        nearest
    }
}

#[test]
fn the_shortest_answers_are_those_found_by_trying_all() {
    for seed in 0..60 {
        let small = Small::made(seed);
        let (text, nearest) = (small.text(), small.nearest());
        let program = program(&text);
        for step in 0..=small.steps.len() {
            let name = if step < small.steps.len() { format!("s{step}") } else { "done".into() };
            let options = Options { to: Some(name.clone()), ..Options::default() };
            let report = explore(&program, &options, &mut |_| ()).expect("it begins");
            assert_eq!(report.proof, Proof::Proved, "{text}");
            let found = report.reached.as_ref().map(|reached| reached.answers.len());
            assert_eq!(found, nearest.get(&step).copied(), "to {name}, seed {seed}:\n{text}");
            let missed: Vec<String> = (0..small.steps.len())
                .filter(|step| !nearest.contains_key(step))
                .map(|step| format!("s{step}"))
                .chain((!nearest.contains_key(&small.steps.len())).then(|| "done".to_owned()))
                .collect();
            assert_eq!(report.missed_steps, missed, "{text}");
        }
    }
}

#[test]
fn what_is_saved_of_a_failing_script_passes_once_it_is_mended() {
    let broken = r#"
[step.much]
for = "each"
rate = "How much?"
scale = { from = 0, to = 10 }
required = "A guess."
tells = { nothing = "answer == 0" }

[step.words]
for = "each"
ask = "What happened?"
check = ["absolutes"]

[step.shown]
say = "{if nothing && together { 1 / 0 } else { 1 }}"

[step.done]
end = "done"
"#;
    let report = explored(broken, &Options::default());
    let [trouble] = report.troubles.as_slice() else { panic!("{:?}", report.troubles) };
    let mut sources = Sources::new();
    let file = sources.add("saved.toml", trouble.scenario.as_str());
    let mut found = Vec::new();
    let saved = scenario::read(file, &trouble.scenario, &mut found).expect("it reads");
    assert!(found.is_empty(), "{found:?}\n{}", trouble.scenario);
    assert!(scenario::run(&program(broken), &saved).failure.is_some(), "{}", trouble.scenario);
    let mended = program(&broken.replace("1 / 0", "0"));
    assert_eq!(scenario::run(&mended, &saved).failure, None, "{}", trouble.scenario);
}

#[test]
fn what_is_saved_where_chance_fell_badly_has_a_seed_that_fails_too() {
    let broken = r#"
[shared]
coin = 0
dice = 0

[step.coin]
confirm = "Toss?"
set = { coin = "random(2)" }
next = [{ when = "coin == 1", to = "dice" }, { to = "done" }]

[step.dice]
confirm = "And roll?"
set = { dice = "random(2)" }

[step.shown]
say = "{if dice == 1 { 1 / 0 } else { 1 }}"

[step.done]
end = "done"
"#;
    let report = explored(broken, &Options::default());
    let [trouble] = report.troubles.as_slice() else { panic!("{:?}", report.troubles) };
    let mut sources = Sources::new();
    let file = sources.add("saved.toml", trouble.scenario.as_str());
    let saved = scenario::read(file, &trouble.scenario, &mut Vec::new()).expect("it reads");
    let failure = scenario::run(&program(broken), &saved).failure.expect("it fails");
    assert!(failure.came.ends_with("(at step `shown`)"), "{failure:?}\n{}", trouble.scenario);
}

#[test]
fn one_alone_and_two_together_are_both_walked() {
    let report = explored(
        r#"
[step.first]
confirm = "Shall we?"
next = [{ when = "together", to = "two" }, { to = "one" }]

[step.one]
end = "alone"

[step.two]
end = "together"
"#,
        &Options::default(),
    );
    assert_eq!(report.proof, Proof::Proved);
    assert_eq!(report.missed_endings, Vec::<String>::new());
}
