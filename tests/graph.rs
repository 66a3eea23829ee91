//! Drawings of exercises: what they say, and that nothing in them lies on something else.

use std::collections::BTreeMap;
use std::sync::Arc;

use tending::graph::{Graph, dot, mermaid, svg};
use tending::loader::{Builtin, Loader, Memory};
use tending::session::Taken;
use tending::source::Sources;
use tending::{Engine, Program, scenario};

use crate::golden::{folder, load, same};

const SMALL: &str = r#"
format = 1
id = "x"
title = "A small <one> & \"more\""
summary = "For two."
roles = ["asker", "listener"]

[step.mood]
for = "each"
rate = "How are you?"
tells = { low = "answer < 3" }
next = [{ when = "low", to = "breathe" }, { to = "word" }]

[step.breathe]
at_most = 2
then = "done"
pause = "1m30s"
next = "mood"

[step.word]
for = "asker"
say = "Only for you, {asker}."
ask = "One word?"
save = "word"
within = "3m"
late = "done"

[step.show]
for = "asker"
share = ["word"]
next = { yes = "look", no = "done" }

[step.look]
when = "asker.word != ()"
say = "{asker.word}"

[step.calm]
call = "calm-pause"
next = { ready = "done", another-day = "later" }

[step.later]
end = "later"

[step.done]
end = "completed"
"#;

fn small() -> Arc<Program> {
    let mut memory = Memory::default();
    memory.add("x", "exercise.toml", SMALL);
    let loaded = load(memory);
    loaded.program.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

fn shipped(id: &str) -> Arc<Program> {
    tending::load(&Engine::new(), &Builtin, id).program.expect("a program")
}

#[test]
fn a_small_exercise_is_drawn_as_before() {
    let graph = Graph::of(&small(), false);
    let mut fine = true;
    for (name, came) in
        [("small.mmd", mermaid(&graph)), ("small.dot", dot(&graph)), ("small.svg", svg(&graph))]
    {
        fine &= same(&folder("graph").join(name), &came);
    }
    assert!(fine, "TENDING_ACCEPT=1 writes what came, to be looked at");
}

/// The boxes of steps: name, and x, y, width, height.
fn boxes(svg: &str) -> Vec<(String, [f64; 4])> {
    let number = |line: &str, name: &str| -> f64 {
        let at = line.find(&format!(" {name}=\"")).expect("it is there") + name.len() + 3;
        let end = line[at..].find('"').expect("a quote");
        line[at..at + end].parse().expect("a number")
    };
    let (mut name, mut boxes) = (String::new(), Vec::new());
    for line in svg.lines() {
        if let Some(rest) = line.strip_prefix("<g class=\"step\" id=\"") {
            name = rest.split('"').next().expect("a name").to_owned();
        }
        if line.starts_with("<rect class=\"box\"") {
            boxes.push((name.clone(), ["x", "y", "width", "height"].map(|at| number(line, at))));
        }
    }
    boxes
}

#[test]
fn every_step_is_drawn_once_and_no_box_lies_on_another() {
    for id in Builtin.exercises() {
        for whole in [false, true] {
            let graph = Graph::of(&shipped(&id), whole);
            let drawn = svg(&graph);
            assert_eq!(drawn, svg(&graph), "{id} is drawn differently each time");
            let boxes = boxes(&drawn);
            let mut wanted: Vec<&str> = Vec::new();
            for cluster in &graph.clusters {
                wanted.extend(cluster.steps.iter().map(|step| step.name.as_str()));
            }
            let names: Vec<&str> = boxes.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, wanted, "{id}");
            for (at, (one, [x, y, w, h])) in boxes.iter().enumerate() {
                for (other, [x2, y2, w2, h2]) in &boxes[at + 1..] {
                    let apart = x + w < *x2 || x2 + w2 < *x || y + h < *y2 || y2 + h2 < *y;
                    assert!(apart, "{id}: `{one}` lies on `{other}`");
                }
            }
        }
    }
}

#[test]
fn drawings_are_well_formed() {
    for id in Builtin.exercises() {
        let drawn = svg(&Graph::of(&shipped(&id), true));
        let (mut open, mut rest): (Vec<&str>, &str) = (Vec::new(), &drawn);
        while let Some(at) = rest.find('<') {
            assert!(!rest[..at].contains('>'), "{id}: a bare bracket in {:?}", &rest[..at]);
            let end = rest.find('>').expect("a tag ends");
            let tag = &rest[at + 1..end];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{id}");
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().expect("a name"));
            }
            rest = &rest[end + 1..];
        }
        assert!(open.is_empty(), "{id}: {open:?}");
    }
}

#[test]
fn the_path_of_a_scenario_is_drawn_in() {
    let mut drawn = 0;
    for id in Builtin.exercises() {
        let program = shipped(&id);
        let (scenarios, _) = scenario::all(&Builtin, &id, &mut Sources::new());
        for scenario in scenarios {
            let mut graph = Graph::of(&program, false);
            let mut taken = Taken::default();
            scenario::run_traced(&program, &scenario, &mut taken);
            graph.walk(&taken);
            let steps = &graph.clusters[0].steps;
            let done = graph.walked.iter().filter(|(_, _, done)| *done);
            let (_, last, _) = done.clone().next_back().expect("it goes somewhere");
            if scenario.ends.as_ref().is_some_and(|ends| ends.value != "stopped") {
                let last = &steps[*last];
                assert_eq!(last.kind, tending::graph::Kind::End, "{id}: {}", scenario.name);
            }
            if svg(&graph).contains("stroke-width=\"4\"") {
                drawn += 1;
            }
        }
    }
    assert!(drawn > 100, "only {drawn} paths have a line");
}

#[test]
fn ways_carry_their_words() {
    let graph = Graph::of(&small(), false);
    let steps = &graph.clusters[0].steps;
    let ways: BTreeMap<&str, Vec<(&str, &str)>> = steps
        .iter()
        .map(|step| {
            let ways = step.ways.iter();
            let ways = ways.map(|way| (steps[way.to].name.as_str(), way.label.as_str()));
            (step.name.as_str(), ways.collect())
        })
        .collect();
    assert_eq!(ways["mood"], [("breathe", "low"), ("word", "otherwise")]);
    assert_eq!(ways["breathe"], [("mood", ""), ("done", "after 2 times")]);
    assert_eq!(ways["word"], [("show", ""), ("done", "after 3 min")]);
    assert_eq!(ways["show"], [("look", "yes"), ("done", "no")]);
    assert_eq!(ways["calm"], [("done", "ready"), ("later", "another-day")]);
    let private: Vec<&str> =
        steps.iter().filter(|step| step.private).map(|step| step.name.as_str()).collect();
    assert_eq!(private, ["mood", "word", "show"]);
}
