//! An exercise that asks its host for something: declared in the exercise, given here in Rust.
//!
//! `cargo run --example host_function`

use std::error::Error;
use std::io::{self, BufRead, Write};

use tending::host::Host;
use tending::loader::Memory;
use tending::session::{Act, Input, Output, Session, Start};
use tending::time::Moment;
use tending::{Engine, load};

const EXERCISE: &str = r#"
format = 1
id = "outside"
title = "Ten minutes outside"

[host.functions.weather]
takes = { town = "text" }
gives = "text"
fallback = "grey"
hears = "shared"

[step.town]
ask = "Which town are you in?"
required = "It is only to look up the weather."
save = "town"

[step.look]
set = { sky = "weather(town)" }

[step.done]
say = "It is {sky} over {town}. Ten minutes, and back."
end = "completed"
"#;

/// What the host knows. A failure needs words that say what failed, and no answer.
fn weather(town: String) -> Result<String, &'static str> {
    match town.to_lowercase().as_str() {
        "ghent" => Ok("bright".to_owned()),
        "nowhere" => Err("the weather station is silent"),
        _ => Ok(String::from("cloudy")),
    }
}

/// Plays to the end; what a person types comes from `lines`.
pub(crate) fn play(mut lines: impl BufRead, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let loaded = load(&Engine::new(), &Memory::of("outside", EXERCISE), "outside");
    let program = loaded.program.ok_or("its file has errors")?;
    // What the exercise asks for, and what this host gives: the rest falls back.
    let host = Host::new().function("weather", weather);
    for asked in program.host_functions().filter(|asked| !host.has(&asked.name)) {
        writeln!(out, "(nobody gives `{}`)", asked.name)?;
    }
    let at: Moment = "2026-01-05T18:00:00+01:00".parse()?; // a real host asks its clock
    let mut session = Session::start(program, Start { at, host, ..Start::default() })?;
    loop {
        match session.poll() {
            Output::Say { text, .. } => writeln!(out, "{text}")?,
            Output::Ask(prompt) => {
                writeln!(out, "{}", prompt.question)?;
                let mut line = String::new();
                let act = match lines.read_line(&mut line)? {
                    0 => Act::Stop,
                    _ => Act::Answer(line),
                };
                // Where the host fails, the session stands where it stood, and asks again.
                if let Err(error) = session.handle(Input::new(at, act)) {
                    writeln!(out, "({error})")?;
                }
            }
            Output::End(ending) => return Ok(writeln!(out, "[{}]", ending.name)?),
            _ => {}
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    play(io::stdin().lock(), &mut io::stdout())
}
