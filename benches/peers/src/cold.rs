//! Cold starts: from nothing to the first choices, each in a process of its own that holds one
//! engine, and no other.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tending_peers::for_every_peer;
use tending_peers::measure::{Samples, in_turns, until_said};
use tending_peers::peers::Peer;
use tending_peers::peers::bladeink::{Bladeink, FromImage};
use tending_peers::peers::tending::Tending;
use tending_peers::story::Story;

use crate::plan::Plan;
use crate::table::{Cell, Section, columns};

pub const HELLO: &str = "hello world";
pub const PROGRAM: &str = "the program, `tending run --json FILE`";
pub const SHIPPED: &str = "the program, a shipped exercise";

const TITLE: &str = "cold start to the first choices of the story of 20 steps";

/// The programs that are started, built where that is needed.
pub struct Programs {
    /// `tending`, as it is shipped.
    shipped: Option<PathBuf>,
    /// The folder of the small ones.
    small: Option<PathBuf>,
}

/// Builds what is not there yet or not of today; what it says goes to standard error.
pub fn build() -> Programs {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = std::env::current_exe().unwrap_or_default();
    let folder = program.parent().map(Path::to_owned).unwrap_or_default();
    let profile = folder.file_name().and_then(|name| name.to_str()).unwrap_or("release").to_owned();
    let target = folder.parent().unwrap_or(&folder).to_owned();
    eprintln!("building the programs that are started cold (no part of any measure) ...");
    let all = ["--bins", "--profile", &profile];
    let small = cargo(&here.join("Cargo.toml"), &all, Some(&target)).map(|_| folder);
    let words = ["--bin", "tending", "--release", "--message-format=json"];
    let said = cargo(&here.join("../../Cargo.toml"), &words, None);
    let shipped = said.and_then(|said| {
        let messages =
            said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back()
    });
    Programs { shipped, small }
}

fn cargo(manifest: &Path, words: &[&str], target: Option<&Path>) -> Option<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.arg("build").arg("--locked").arg("--manifest-path").arg(manifest).args(words);
    if let Some(target) = target {
        command.arg("--target-dir").arg(target);
    }
    let built = command.stderr(Stdio::inherit()).output().ok()?;
    built.status.success().then(|| String::from_utf8_lossy(&built.stdout).into_owned())
}

struct Start {
    name: String,
    command: Box<dyn Fn() -> Command>,
    /// What stands last in what it has to say.
    words: String,
}

pub fn starts(plan: &Plan, programs: &Programs) -> Vec<Section> {
    let wide = columns([("median", "ms"), ("at best", "ms"), ("program on the disk", "MB")]);
    let mut section = Section::new("cold", TITLE, wide);
    let folder = std::env::temp_dir().join(format!("tending-peers-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        section.note(&format!("left out: {} cannot be made: {error}", folder.display()));
        return vec![section];
    }
    let starts = all(plan, programs, &folder, &mut section);
    let rounds = if plan.quick { 41 } else { 201 };
    let mut works: Vec<Box<dyn FnMut() -> Option<f64> + '_>> = Vec::new();
    for start in &starts {
        works.push(Box::new(|| {
            let took = until_said(&mut (start.command)(), &start.words)?;
            Some(took.as_secs_f64() * 1e3)
        }));
    }
    let taken = in_turns(rounds, true, &mut works);
    drop(works);
    for (start, taken) in starts.iter().zip(taken) {
        let samples = Samples(taken.into_iter().flatten().collect());
        if samples.0.is_empty() {
            section.note(&format!("{}: it did not come to its first choices", start.name));
        }
        let least = (!samples.0.is_empty()).then(|| samples.least());
        let size = std::fs::metadata((start.command)().get_program()).ok();
        let size = size.map(|size| size.len() as f64 / 1e6);
        section.row(&start.name, vec![Cell::of(&samples), least.into(), size.into()]);
    }
    section.ratios_to(HELLO, &["ms"]);
    section.note(
        "the shipped exercise (needs-naming) first asks for a name; each engine is alone in a small program, \
         which reads its source (or what was compiled of it) from a file; size on the disk with names for profilers, but `tending` without",
    );
    let _ = std::fs::remove_dir_all(&folder);
    vec![section]
}

/// What is started, in the order of the table.
fn all(plan: &Plan, programs: &Programs, folder: &Path, section: &mut Section) -> Vec<Start> {
    let story = Story::new(20, plan.seed);
    let last = story.nodes[0].choices[2].0.clone();
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        let _ = std::fs::write(&file, bytes);
        file
    };
    let mut starts = Vec::new();
    let mut add = |name: &str, program: &Path, arguments: Vec<PathBuf>, words: &str| {
        let program = program.to_owned();
        let command = Box::new(move || {
            let mut command = Command::new(&program);
            command.args(&arguments);
            command
        });
        starts.push(Start { name: name.to_owned(), command, words: words.to_owned() });
    };
    if let Some(small) = &programs.small {
        add(HELLO, &small.join("hello"), Vec::new(), "hello");
    }
    match &programs.shipped {
        Some(program) => {
            let words = |words: &[&str]| words.iter().map(PathBuf::from).collect::<Vec<_>>();
            let mut run = words(&["run", "--json"]);
            run.push(write("story.toml", Tending::source(&story).as_bytes()));
            add(PROGRAM, program, run, &last);
            add(SHIPPED, program, words(&["run", "--json", "needs-naming"]), "\"output\":\"name\"");
        }
        None => section.note("left out: the program `tending` could not be built"),
    }
    let Some(small) = &programs.small else {
        section.note("left out: the small programs of the engines could not be built");
        return starts;
    };
    for_every_peer!(P => {
        let source = write(&format!("{}.source", P::COLD), P::source(&story).as_bytes());
        add(P::NAME, &small.join(P::COLD), vec![source], &last);
    });
    let json = write("story.json", Bladeink::to_ship(&story.ink()).as_bytes());
    add("bladeink 2.1, from JSON compiled before", &small.join(Bladeink::COLD), vec![json], &last);
    let image = write("story.inkb", &FromImage::to_ship(&story.ink()));
    let name = "bladeink 2.1, from an image made before";
    add(name, &small.join(FromImage::COLD), vec![image], &last);
    starts
}
