//! The smallest loop that plays an exercise: lines from standard input, words to standard output.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a host may do what it likes")]

use std::io::stdin;

use tending::session::{Act, Input, Output, Session, Start};
use tending::{Engine, loader::Builtin, time::Moment};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = std::env::args().nth(1).unwrap_or_else(|| "calm-pause".to_owned());
    let program = tending::load(&Engine::new(), &Builtin, &id).program.ok_or("it has errors")?;
    let names = ["Ana", "Ben"].map(str::to_owned);
    let roles = program.starting_roles().into_iter().map(str::to_owned);
    let people = roles.zip(names).collect();
    let mut at: Moment = "2026-01-05T18:00:00+01:00".parse()?;
    let mut session = Session::start(program, Start { people, seed: 1, at, ..Start::default() })?;
    loop {
        let act = match session.poll() {
            Output::Say { text, .. } | Output::Quote { text, .. } => {
                println!("{text}\n");
                continue;
            }
            Output::Ask(prompt) => {
                println!("{} {:?}", prompt.question, prompt.kind);
                let mut line = String::new();
                if stdin().read_line(&mut line)? == 0 { Act::Stop } else { Act::Answer(line) }
            }
            Output::Pause(pause) => {
                at = pause.ends;
                Act::Time
            }
            Output::HandOver(_) => Act::Ready,
            Output::End(ending) => return Ok(println!("{}", ending.name)),
            _ => continue,
        };
        session.handle(Input::new(at, act))?;
    }
}
