//! Runs the same generated story through this engine, its peers and the bare parts it is made of,
//! checks that all of them said the same, and prints what each costs. See `../README.md`.

mod cold;
mod exercises;
mod measure;
mod peers;
mod sections;
mod story;
mod table;

use std::process::ExitCode;

use peers::bladeink::Bladeink;
use peers::bubbles::Bubbles;
use peers::native::Native;
use peers::rhai::Rhai;
use peers::tending::Tending;
use peers::{Peer, Sink};
use sections::Plan;
use story::Story;
use table::Table;

#[global_allocator]
static HEAP: measure::Counting = measure::Counting;

/// Runs a generic function for every engine, in the order of the table.
#[macro_export]
macro_rules! for_every_peer {
    ($peer:ident => $work:expr) => {{
        {
            type $peer = $crate::Tending;
            $work
        }
        {
            type $peer = $crate::Rhai;
            $work
        }
        {
            type $peer = $crate::Native;
            $work
        }
        {
            type $peer = $crate::Bubbles;
            $work
        }
        {
            type $peer = $crate::Bladeink;
            $work
        }
    }};
}

/// FNV-1a of all that was shown.
pub struct Hash {
    pub hash: u64,
    pub texts: usize,
    pub bytes: usize,
}

impl Default for Hash {
    fn default() -> Hash {
        Hash { hash: 0xcbf2_9ce4_8422_2325, texts: 0, bytes: 0 }
    }
}

impl Sink for Hash {
    fn take(&mut self, text: &str) {
        for byte in text.bytes().chain([b'\n']) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.texts += 1;
        self.bytes += text.len();
    }
}

/// Takes text as a host does that hands it on: it is there, and that is all.
#[derive(Default)]
pub struct Drain(usize);

impl Sink for Drain {
    fn take(&mut self, text: &str) {
        self.0 += std::hint::black_box(text).len();
    }
}

struct Asked {
    json: bool,
    quick: bool,
    seed: u64,
    /// The sections that are wanted; nothing: all.
    only: Vec<String>,
    words: Vec<String>,
}

fn asked() -> Result<Asked, String> {
    let mut asked =
        Asked { json: false, quick: false, seed: 1, only: Vec::new(), words: Vec::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--json" => asked.json = true,
            "--quick" => asked.quick = true,
            "--seed" => {
                let number = words.next().and_then(|number| number.parse().ok());
                asked.seed = number.ok_or("`--seed` wants a number")?;
            }
            "--only" => asked.only.extend(words.next()),
            word if word.starts_with('-') => {
                let known = "`--json`, `--quick`, `--seed N`, `--only SECTION`";
                return Err(format!("`{word}` is none of {known}"));
            }
            _ => asked.words.push(word),
        }
    }
    Ok(asked)
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
    match words.as_slice() {
        [] => everything(&asked),
        // What the callgrind section runs under valgrind: load, and a walk of so many steps.
        ["walk", name, size, steps] => walk(name, size, steps, asked.seed),
        ["cold", name, file] => cold::prompt(name, file),
        _ => {
            eprintln!("no such words; see benches/README.md");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn everything(asked: &Asked) {
    let plan = Plan::new(asked.quick, asked.seed);
    let mut table = Table { seed: asked.seed, quick: asked.quick, sections: Vec::new() };
    type Part = fn(&Plan) -> table::Section;
    let parts: &[(&str, Part)] = &[
        ("same", sections::same),
        ("steps", sections::steps),
        ("instructions", sections::counted),
        ("allocations", sections::allocations),
        ("ready", sections::ready),
        ("sessions", sections::sessions),
        ("snapshots", sections::snapshots),
        ("cold", cold::starts),
        ("explore", sections::explored),
        ("exercises", exercises::played),
        ("transcript", sections::made_of),
    ];
    let wanted = |name: &str| asked.only.is_empty() || asked.only.iter().any(|only| only == name);
    for (_, part) in parts.iter().filter(|(name, _)| wanted(name)) {
        let section = part(&plan);
        match asked.json {
            true => eprintln!("{}", section.title),
            false => println!("{}", section.text()),
        }
        table.sections.push(section);
    }
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&table).unwrap_or_default());
    }
}

fn walk(name: &str, size: &str, steps: &str, seed: u64) {
    let story = Story::new(size.parse().expect("a number"), seed);
    let choices = story.walk(steps.parse().expect("a number"));
    for_every_peer!(P => if P::NAME == name {
        let peer = P::load(&P::source(&story));
        let mut drain = Drain::default();
        let mut session = peer.start(&mut drain);
        choices.iter().for_each(|choice| peer.step(&mut session, *choice, &mut drain));
        std::hint::black_box(drain.0);
    });
}
