//! The smallest loop that plays an exercise: lines come in, words go out.

use std::io::{BufRead, Write, stdin, stdout};

use tending::session::{Act, Input, Output, Session, Start};
use tending::{Engine, loader::Builtin, time::Moment};

type Done = Result<(), Box<dyn std::error::Error>>;

fn main() -> Done {
    play("needs-naming", stdin().lock(), stdout())
}

pub(crate) fn play(id: &str, mut lines: impl BufRead, mut out: impl Write) -> Done {
    let program = tending::load(&Engine::new(), &Builtin, id).program.ok_or("it has errors")?;
    let roles = program.starting_roles().into_iter().map(str::to_owned);
    let people = roles.zip(["Ana", "Ben"].map(str::to_owned)).collect();
    let at: Moment = "2026-01-05T18:00:00+01:00".parse()?; // a real host asks its clock
    let mut session = Session::start(program, Start { people, seed: 1, at, ..Start::default() })?;
    loop {
        let act = match session.poll() {
            Output::Ask(prompt) => {
                writeln!(out, "{} {:?}", prompt.question, prompt.kind)?;
                let mut line = String::new();
                if lines.read_line(&mut line)? == 0 { Act::Stop } else { Act::Answer(line) }
            }
            Output::Pause(_) => Act::Skip, // a real host waits, then hands in `Act::Time`
            Output::HandOver(_) => Act::Ready, // and clears the screen here
            Output::End(ending) => return Ok(writeln!(out, "[{}]", ending.name)?),
            Output::Say { text, .. } | Output::Quote { text, .. } => {
                writeln!(out, "{text}\n")?;
                continue;
            }
            _ => continue,
        };
        session.handle(Input::new(at, act))?;
    }
}
