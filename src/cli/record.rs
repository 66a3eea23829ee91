//! `tending record`: plays as `run` does, and saves the run as a scenario. Never writes over a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tending::Program;
use tending::loader::Loader as _;
use tending::scenario::{self, Recording};
use tending::source::Sources;
use tending::time::Moment;

use super::config::Config;
use super::drive::{Drive, Hand, Outcome};
use super::run::{self, Play};
use super::ui::{Ui, clean};
use super::{Failure, check, exit, files};

/// Plays an exercise and saves the run as a scenario.
///
/// The scenario holds the names, what was typed, which comments came and how it ended, so that
/// `tending test` plays it again. It goes into the folder `scenarios` of the exercise, or where
/// --output says; a file that is there is never written over. Answers at steps with `kept = false`
/// are not written, nor what words of danger brought up. /quit saves what was played so far;
/// Ctrl-C and /x save nothing.
///
/// Everything else is as in `tending run`. Exit codes: 0 when it was saved, 1 on a failure, 2 when
/// the command was not understood, 3 when it was left without saving, 130 when it was interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    #[command(flatten)]
    play: Play,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the scenario shows, in a sentence
    #[arg(long, value_name = "WORDS")]
    called: Option<String>,
}

/// Plays and saves.
pub(crate) fn run(record: &Record, ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    let play = &record.play;
    let (loader, id) = play.places.find(&play.exercise).map_err(Failure::usage)?;
    let program = check::load_to_run(ui, &play.places, &play.exercise)?;
    let home = loader.read(&id, "exercise.toml").map(|file| file.name).unwrap_or_default();
    let target = target(record, &home)?;
    let mut hand = run::hand(play, ui, "record")?;
    let shown = clean(&target.display().to_string());
    let stored = format!(
        "This run is recorded: the names and all that is typed will be written to {shown}. /quit ends early and saves; Ctrl-C and /x save nothing."
    );
    run::greet(ui, &program, &stored);
    let (mut start, clock) = match run::start(play, config, &program, ui, &mut hand)? {
        Ok(started) => started,
        Err(outcome) => return run::early(ui, &outcome, &hand),
    };
    // A file says seconds.
    start.at =
        Moment { unix_ms: start.at.unix_ms - start.at.unix_ms.rem_euclid(1_000), ..start.at };
    let mut recording = Recording::new(&start);
    let session = run::begin(program.clone(), start)?;
    let drive = Drive::new(ui, session, &mut hand, clock, !play.no_pauses);
    let outcome = drive.recorded(&mut recording).run();
    match outcome {
        Outcome::Done | Outcome::Stopped | Outcome::Quit => {
            left_over(&outcome, &hand)?;
            save(ui, record, &program, &target, &recording)
        }
        _ => run::finish(&outcome, &hand),
    }
}

/// What `run` would say of answers that were not needed.
fn left_over(outcome: &Outcome, hand: &Hand) -> Result<(), Failure> {
    match outcome {
        Outcome::Done => run::finish(outcome, hand).map(drop),
        _ => Ok(()),
    }
}

/// Where the scenario goes: a file that is not there yet.
fn target(record: &Record, home: &str) -> Result<PathBuf, Failure> {
    if let Some(path) = &record.output {
        let shown = clean(&path.display().to_string());
        return match files::is_there(path) {
            true => {
                Err(Failure::usage(format!("{shown} is there already, and is not written over")))
            }
            false => Ok(path.clone()),
        };
    }
    let home = Path::new(home);
    let folder =
        home.parent().filter(|_| home.file_name().is_some_and(|name| name == "exercise.toml"));
    let Some(folder) = folder.filter(|_| files::is_there(home)) else {
        return Err(Failure::usage(
            "this exercise has no folder of its own to save a scenario in; `-o FILE` says where",
        ));
    };
    let name = |number: usize| match number {
        1 => "recorded.toml".to_owned(),
        more => format!("recorded-{more}.toml"),
    };
    let paths = (1..1_000).map(|number| folder.join("scenarios").join(name(number)));
    let free = paths.into_iter().find(|path| !files::is_there(path));
    free.ok_or_else(|| {
        Failure::failed("there are too many recordings; `-o FILE` says where to save")
    })
}

fn save(
    ui: &mut Ui,
    record: &Record,
    program: &Arc<Program>,
    target: &Path,
    recording: &Recording,
) -> Result<u8, Failure> {
    let called = record.called.as_deref().unwrap_or("a recorded run");
    let text = recording.text(called);
    let shown = clean(&target.display().to_string());
    files::create(target, &text)
        .map_err(|error| Failure::failed(format!("cannot write {shown}: {error}")))?;
    ui.gap();
    ui.say(&format!("Saved as {shown}."));
    match passes(program, &text) {
        true => ui.say("`tending test` plays it again, and it passes."),
        false => ui.say("`tending test` does not pass it as it is: something in this run cannot be played again from a file. Look through it before you keep it."),
    }
    Ok(exit::DONE)
}

/// Whether the scenario passes as it was written.
fn passes(program: &Arc<Program>, text: &str) -> bool {
    let mut sources = Sources::new();
    let file = sources.add("recorded.toml", text);
    let scenario = scenario::read(file, text, &mut Vec::new());
    scenario.is_some_and(|scenario| scenario::run(program, &scenario).failure.is_none())
}
