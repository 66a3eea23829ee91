//! Cold starts: from nothing to the first prompt, each in a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::for_every_peer;
use crate::measure::{Samples, until_said};
use crate::peers::tending::Tending;
use crate::peers::{Peer, Sink};
use crate::sections::Plan;
use crate::story::Story;
use crate::table::{Cell, Section};

struct Print;

impl Sink for Print {
    fn take(&mut self, text: &str) {
        println!("{text}");
    }
}

/// What a cold start runs: the story in `file` up to its first choices.
pub fn prompt(name: &str, file: &str) {
    let source = std::fs::read_to_string(file).expect("it reads");
    for_every_peer!(P => if P::NAME == name {
        let _ = P::load(&source).start(&mut Print);
    });
}

/// The program at the terminal, built as it is shipped; nothing where that fails.
fn program() -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--bin",
            "tending",
            "--message-format=json",
            "--manifest-path",
        ])
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    let lines = String::from_utf8_lossy(&built.stdout).into_owned();
    let messages =
        lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let programs = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    programs.last()
}

pub fn starts(plan: &Plan) -> Section {
    let mut section = Section::new(
        "Cold start to the first prompt of a story of 20 steps, ratio to a bare hello world",
        &["ms"],
    );
    let here = std::env::current_exe().unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("tending-peers-{}", std::process::id()));
    if std::fs::create_dir_all(&folder).is_err() {
        return section;
    }
    let story = Story::new(20, plan.stories[0].seed);
    let last = story.nodes[0].choices[2].0.clone();
    let mut runs: Vec<(String, Box<dyn Fn() -> Command>, String)> = Vec::new();
    let hello = here.with_file_name("hello");
    runs.push((
        "hello world".to_owned(),
        Box::new(move || Command::new(&hello)),
        "hello".to_owned(),
    ));
    let exercise = folder.join("story.toml");
    let _ = std::fs::write(&exercise, Tending::source(&story));
    match program() {
        Some(program) => {
            let shipped = program.clone();
            let run = move || {
                let mut command = Command::new(&program);
                command.arg("run").arg("--json").arg(&exercise);
                command
            };
            runs.push(("the program, `tending run`".to_owned(), Box::new(run), last.clone()));
            let run = move || {
                let mut command = Command::new(&shipped);
                command.args(["run", "--json", "safety"]);
                command
            };
            runs.push((
                "the program, a shipped exercise".to_owned(),
                Box::new(run),
                "\"ask\"".to_owned(),
            ));
        }
        None => eprintln!("the program could not be built; its cold start is left out"),
    }
    for_every_peer!(P => {
        let file = folder.join(P::NAME.replace(' ', "-"));
        let _ = std::fs::write(&file, P::source(&story));
        let here = here.clone();
        let run = move || {
            let mut command = Command::new(&here);
            command.arg("cold").arg(P::NAME).arg(&file);
            command
        };
        runs.push((format!("{}, the bare library", P::NAME), Box::new(run), last.clone()));
    });
    let rounds = if plan.quick { 15 } else { 101 };
    let mut samples: Vec<Samples> = vec![Samples::default(); runs.len()];
    for round in 0..=rounds {
        for ((_, run, words), samples) in runs.iter().zip(&mut samples) {
            let took = until_said(&mut run(), words);
            if let Some(took) = took.filter(|_| round > 0) {
                samples.0.push(took.as_secs_f64() * 1e3);
            }
        }
    }
    for ((name, _, _), samples) in runs.iter().zip(&samples) {
        let cell = if samples.0.is_empty() { Cell::nothing() } else { Cell::of(samples) };
        section.row(name, vec![cell]);
    }
    section.ratios_to("hello world");
    let _ = std::fs::remove_dir_all(&folder);
    section
}
