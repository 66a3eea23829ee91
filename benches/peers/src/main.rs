//! Runs the same generated story through this engine, its peers and the bare parts it is made of,
//! checks that all of them said the same, and prints what each costs. See `../README.md`.

mod cold;
mod costs;
mod exercises;
mod goals;
mod keeping;
mod loading;
mod machine;
mod plan;
mod shown;
mod steps;
mod table;

use std::process::ExitCode;
use std::time::Instant;

use plan::Plan;
use shown::Form;
use table::{Section, Table};

#[global_allocator]
static HEAP: tending_peers::measure::Counting = tending_peers::measure::Counting;

type Part = fn(&Plan) -> Vec<Section>;

/// The sections, by the word that `--only` takes.
const PARTS: &[(&str, Part)] = &[
    ("same", steps::same),
    ("steps", steps::steps),
    ("instructions", steps::instructions),
    ("allocations", steps::allocations),
    ("costs", costs::costs),
    ("ready", loading::ready),
    ("sessions", keeping::sessions),
    ("crowd", keeping::crowd),
    ("snapshots", keeping::snapshots),
    ("explore", loading::explored),
    ("exercises", exercises::played),
];

const USAGE: &str = "\
peers [--quick] [--seed N] [--only SECTION,...] [--json | --markdown]

--quick      ends within a minute on a quiet machine (after what it builds)
--seed N     makes up another story
--only ...   same, steps, instructions, allocations, costs, ready, sessions, crowd, snapshots,
             explore, exercises, cold; the others are left out
--json       the same table for a program to read
--markdown   the same table to be pasted

For profilers: peers walk ENGINE SIZE STEPS | cost KIND SIZE | exercise ID";

#[derive(Default)]
struct Asked {
    json: bool,
    markdown: bool,
    quick: bool,
    seed: u64,
    /// The sections that are wanted; nothing: all.
    only: Vec<String>,
    words: Vec<String>,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { seed: 1, ..Asked::default() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--json" => asked.json = true,
            "--markdown" => asked.markdown = true,
            "--quick" => asked.quick = true,
            "--seed" => {
                let number = words.next().and_then(|number| number.parse().ok());
                asked.seed = number.ok_or("`--seed` wants a number")?;
            }
            "--only" => {
                let names = words.next().ok_or("`--only` wants the name of a section")?;
                asked.only.extend(names.split(',').map(str::to_owned));
            }
            word if word.starts_with('-') => return Err(USAGE.to_owned()),
            _ => asked.words.push(word),
        }
    }
    let known = |name: &String| name == "cold" || PARTS.iter().any(|(known, _)| known == name);
    match asked.only.iter().find(|name| !known(name)) {
        Some(unknown) => Err(format!("there is no section `{unknown}`\n\n{USAGE}")),
        None => Ok(asked),
    }
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().unwrap_or(1_000);
    match words.as_slice() {
        [] => everything(&asked),
        ["walk", name, size, count] => steps::walk(name, number(size), number(count), asked.seed),
        ["cost", kind, size] => costs::cost(kind, number(size), asked.seed),
        ["exercise", id, most @ ..] => {
            exercises::play(
                id,
                most.first().and_then(|most| most.parse().ok()).unwrap_or(usize::MAX),
            );
        }
        ["crowd", name, log] => keeping::a_crowd(name, *log == "forget", asked.seed),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn everything(asked: &Asked) {
    let wanted = |name: &str| asked.only.is_empty() || asked.only.iter().any(|only| only == name);
    let programs = wanted("cold").then(cold::build);
    let began = Instant::now();
    let plan = Plan::new(asked.quick, asked.seed);
    let mut table = Table {
        date: machine::now(),
        machine: machine::Machine::here(),
        versions: machine::versions(),
        seed: asked.seed,
        quick: asked.quick,
        warnings: warnings(),
        sections: Vec::new(),
        goals: Vec::new(),
        others: None,
        seconds: 0.0,
    };
    let watch = machine::Watch::begin();
    let form = if asked.markdown { Form::Markdown } else { Form::Text };
    let say = |text: String| {
        if !asked.json {
            println!("{text}");
        }
    };
    say(shown::head(&table, form));
    let mut add = |name: &str, part: &dyn Fn(&Plan) -> Vec<Section>| {
        let (began, spent) = (Instant::now(), machine::own());
        let sections = part(&plan);
        sections.iter().for_each(|section| say(shown::section(section, form)));
        table.sections.extend(sections);
        let spent = machine::own().zip(spent).map_or(0.0, |(after, before)| after - before);
        eprintln!("({name}: {:.1} s, processor {spent:.1} s)", began.elapsed().as_secs_f64());
    };
    PARTS.iter().filter(|(name, _)| wanted(name)).for_each(|(name, part)| add(name, part));
    if let Some(programs) = &programs {
        add("cold", &|plan| cold::starts(plan, programs));
    }
    table.goals = goals::goals(&table.sections);
    table.others = watch.and_then(|watch| watch.end());
    table.seconds = began.elapsed().as_secs_f64();
    say(shown::goals(&table.goals, form));
    say(shown::foot(&table));
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&table).unwrap_or_default());
    }
}

/// What the times of this run should not be trusted for.
fn warnings() -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(others) = machine::others_now().filter(|others| others.processors > 0.2) {
        warnings.push(format!(
            "other programs keep {:.1} processors busy: what is counted holds, what is timed does not",
            others.processors
        ));
    }
    if cfg!(debug_assertions) {
        warnings.push("this is not an optimised build: use `--release`".to_owned());
    }
    warnings
}
