//! `tending run`: names, then the loop, then the exit code.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tending::session::{Session, Start};
use tending::suggest;
use tending::time::Moment;
use tending::{Program, StartError};

use super::answers::Answers;
use super::clock::{self, Clock};
use super::config::{Config, PACES};
use super::drive::{Drive, Hand, Outcome};
use super::editor::{Asked, Editor};
use super::events::{self, Events, Lines};
use super::find::Places;
use super::keeping::{self, Keeping};
use super::layout::Tone;
use super::slash::{self, Said};
use super::trace::Trace;
use super::ui::{Ui, clean};
use super::{Failure, exit, prompt, reading, view};

/// Plays an exercise.
///
/// For two people, the program asks for their names and says when to hand over the keyboard.
/// Nothing that is said is stored unless you ask for it: with --keep, with the setting `keep`, or
/// with a yes when you are asked at the start. Then each answer is on the disk before the next
/// question, sealed with your passphrase if you set one. A passphrase is typed unseen, never given
/// as an argument.
///
/// With --answers, a file answers instead of a person: one answer a line, commands such as /skip
/// as typed. No time passes: pauses end at once, and words to read and hand-overs go by without
/// a line. Such a run is kept only with --keep, and passphrases are then lines of the file, as they
/// are asked for. An empty line skips a question, keeps words that were commented on, or ends a list.
/// What is shown goes to standard output. If the file ends before the exercise does, that is a
/// failure (exit code 1), and the question that waited is named.
///
/// With --json, each event is one line of JSON on standard output: `output` says which (begin, name,
/// say, quote, nudge, reject, notice, ask, pause, hand_over, end; left, unknown, trouble), `for` who
/// may see it, by name, and `private` whether that is one of several. Show nothing of it to anyone
/// else, and clear what stands there at each hand_over. Answers are read from standard input as they
/// are needed, in real time: a line as one would type it, an empty one to go on from words, a pause
/// or a hand-over, or an act as JSON, such as {"act":"answer","with":"two\nlines"} or
/// {"act":"hold"}. With --answers too, no time passes.
///
/// Exit codes: 0 at an ending, 1 on a failure, 2 when the command was not understood, 3 when it
/// was stopped or left early, 130 when it was interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    #[command(flatten)]
    play: Play,
    /// For programs: what is shown goes out as JSON, one event a line; answers come in as lines.
    /// Nothing is kept
    #[arg(long, conflicts_with = "keep")]
    json: bool,
    /// Write what happens to a new file, one event a line as JSON: steps, guards, ways, checks; no
    /// answers, and nothing of what is not kept
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    trace: Option<PathBuf>,
    /// Keep what is said, so that `tending resume` can go on and `tending journal` read it back
    #[arg(long)]
    keep: bool,
    /// Keep nothing this time, whatever the settings say
    #[arg(long, conflicts_with = "keep")]
    no_keep: bool,
}

/// How an exercise is played.
#[derive(Debug, clap::Args)]
pub(crate) struct Play {
    /// The name of an exercise, or the path of a folder or .toml file
    #[arg(value_name = "ID|PATH")]
    pub(crate) exercise: String,
    #[command(flatten)]
    pub(crate) places: Places,
    /// Take the answers from a file, one a line (`-`: from standard input)
    #[arg(long, value_name = "FILE|-")]
    answers: Option<PathBuf>,
    /// Who is who, such as sender=Ana; asked for otherwise. Other programs on this computer can
    /// see the arguments of a command
    #[arg(long = "name", value_name = "ROLE=NAME", value_parser = role_and_name)]
    names: Vec<(String, String)>,
    /// Chance turns out the same each time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The instant a run from --answers begins, such as 2026-01-05T18:00:00+01:00
    #[arg(long, value_name = "MOMENT", requires = "answers")]
    at: Option<Moment>,
    /// Pass over all pauses
    #[arg(long)]
    pub(crate) no_pauses: bool,
    /// Pauses take this many times as long: 1.5 is slower, 0.5 faster
    #[arg(long, value_name = "TIMES", value_parser = pace)]
    pace: Option<f64>,
}

/// What is done between turns, and what that cannot do.
const CLEARED: &str = "Between turns the screen is cleared, with what was scrolled out of it. \
    Against a terminal that records, or someone who looks on, that does not help.";

pub(crate) fn role_and_name(text: &str) -> Result<(String, String), String> {
    let (role, name) = text.split_once('=').ok_or("write it as ROLE=NAME, such as sender=Ana")?;
    Ok((role.trim().to_owned(), name.trim().to_owned()))
}

pub(crate) fn pace(text: &str) -> Result<f64, String> {
    let times = text.parse::<f64>().ok().filter(|times| PACES.contains(times));
    times.ok_or_else(|| "a number from 0.1 to 10 is needed, such as 1.5".to_owned())
}

/// Plays the exercise that was asked for.
pub(crate) fn run(run: &Run, ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    let play = &run.play;
    let program = super::check::load_to_run(ui, &play.places, &play.exercise)?;
    if run.json {
        return for_a_program(play, ui, config, program);
    }
    let trace = run.trace.as_deref().map(Trace::create).transpose()?;
    let mut hand = hand(play, ui, "run")?;
    let decided = keeping::decided(&hand, config, (run.keep, run.no_keep));
    greet(ui, &program, keeping::words(decided));
    let keep = match keeping::wants(ui, &mut hand, decided) {
        Ok(keep) => keep,
        Err(outcome) => return early(ui, &outcome, &hand),
    };
    let (mut start, clock) = match start(play, config, &program, ui, &mut hand)? {
        Ok(started) => started,
        Err(outcome) => return early(ui, &outcome, &hand),
    };
    let opened = match keep.then(|| keeping::open(ui, &mut hand, &names(&start))).transpose() {
        Ok(opened) => opened.flatten(),
        Err(outcome) => return early(ui, &outcome, &hand),
    };
    if let Some(opened) = &opened {
        start.recalled = opened.recalled(ui, &program);
    }
    let session = match trace {
        Some(_) => begun(Session::start_traced(program, start.clone()))?.listening(),
        None => begin(program, start.clone())?,
    };
    let asked = (play.exercise.as_str(), &play.places);
    let keeping = opened.and_then(|opened| Keeping::begin(ui, opened, &session, &start, asked));
    let drive = Drive::new(ui, session, &mut hand, clock, !play.no_pauses);
    let outcome = drive.kept(keeping).traced(trace).run();
    finish(&outcome, &hand)
}

/// Plays with a program in place of a person.
fn for_a_program(
    play: &Play,
    ui: &mut Ui,
    config: &Config,
    program: Arc<Program>,
) -> Result<u8, Failure> {
    let mut lines = Lines::open(play.answers.as_deref()).map_err(Failure::failed)?;
    let roles: Vec<String> = program.starting_roles().into_iter().map(str::to_owned).collect();
    check_names(&play.names, &roles)?;
    let mut people: People = Vec::new();
    for role in roles {
        let given = play.names.iter().find(|(given, _)| *given == role);
        let taken: Vec<_> = people.iter().chain(&play.names).cloned().collect();
        let name = match given {
            Some((_, name)) => Ok(clean(name)),
            None => events::ask_name(ui, &mut lines, &role, &taken),
        };
        match name {
            Ok(name) => people.push((role, name)),
            Err(outcome) => return ended(&outcome, lines.used()),
        }
    }
    events::begin(ui, &program, &people);
    let file = play.answers.is_some();
    let mut clock = clock(play, config, file);
    let start = Start { people, seed: seed(play, file), at: clock.now(), ..Start::default() };
    let session = begin(program, start)?;
    let pauses = !play.no_pauses;
    let outcome = Events { ui, session, lines: &mut lines, clock, pauses }.run();
    ended(&outcome, lines.used())
}

fn clock(play: &Play, config: &Config, file: bool) -> Clock {
    match file {
        true => Clock::Virtual(play.at.unwrap_or_else(clock::wall)),
        false => Clock::real(play.pace.or(config.pace).unwrap_or(1.0)),
    }
}

fn seed(play: &Play, file: bool) -> u64 {
    play.seed.unwrap_or_else(|| if file { 1 } else { random_seed() })
}

/// What the people are called who are there from the start; alone nobody is called anything.
fn names(start: &Start) -> Vec<String> {
    match start.people.is_empty() {
        true => vec![String::new()],
        false => start.people.iter().map(|(_, name)| name.clone()).collect(),
    }
}

/// Who plays, from when, and by which chance.
pub(crate) fn start(
    play: &Play,
    config: &Config,
    program: &Arc<Program>,
    ui: &mut Ui,
    hand: &mut Hand,
) -> Result<Result<(Start, Clock), Outcome>, Failure> {
    let people = match people(play, program, ui, hand)? {
        Ok(people) => people,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let file = matches!(hand, Hand::File(_));
    let mut clock = clock(play, config, file);
    let seed = seed(play, file);
    let start = Start { people, seed, at: clock.now(), ..Start::default() };
    Ok(Ok((start, clock)))
}

/// The session of `program` that begins so.
pub(crate) fn begin(program: Arc<Program>, start: Start) -> Result<Session, Failure> {
    begun(Session::start(program, start))
}

fn begun(session: Result<Session, StartError>) -> Result<Session, Failure> {
    session.map_err(|error| Failure::failed(format!("cannot begin: {error}")))
}

/// Where answers come from; without a terminal only from a file that was named.
pub(crate) fn hand(play: &Play, ui: &Ui, command: &str) -> Result<Hand, Failure> {
    let command = format!("{command} {}", clean(&play.exercise));
    hand_from(play.answers.as_deref(), ui, &command)
}

/// The same for any command.
pub(crate) fn hand_from(answers: Option<&Path>, ui: &Ui, command: &str) -> Result<Hand, Failure> {
    if let Some(path) = answers {
        return Answers::open(path).map(Hand::File).map_err(Failure::failed);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "the input is no terminal, so nobody can be asked. `tending {command} --answers FILE` takes the answers from a file, one a line, and `--answers -` from the input"
        )));
    }
    Ok(Hand::Keyboard(Editor::new(!ui.look.live || ui.look.accessible)))
}

pub(crate) fn greet(ui: &mut Ui, program: &Program, stored: &str) {
    ui.toned(program.title(), Tone::Strong);
    ui.say(&about(program));
    ui.gap();
    ui.say(format!("/help says what you can do at any time. {stored}").trim_end());
    if program.roles().len() > 1 {
        let two = match program.starting_roles().len() {
            0 | 1 => "If a second person joins, you share this keyboard.",
            _ => "Two people share this keyboard.",
        };
        ui.say(&format!("{two} {CLEARED}"));
    }
}

/// For how many, and how long.
pub(crate) fn about(program: &Program) -> String {
    let who = match program.starting_roles().as_slice() {
        [_] if program.roles().len() > 1 => "For one person and perhaps a second".to_owned(),
        [] | [_] => "For one person".to_owned(),
        [one, other] => format!("For two: {one} and {other}"),
        more => format!("For {}: {}", more.len(), more.join(", ")),
    };
    match program.minutes() {
        Some(1) => format!("{who}, about 1 minute."),
        Some(minutes) => format!("{who}, about {minutes} minutes."),
        None => format!("{who}."),
    }
}

type People = Vec<(String, String)>;

/// Who plays which role: given, or asked for.
fn people(
    play: &Play,
    program: &Arc<Program>,
    ui: &mut Ui,
    hand: &mut Hand,
) -> Result<Result<People, Outcome>, Failure> {
    let roles: Vec<String> = program.starting_roles().into_iter().map(str::to_owned).collect();
    check_names(&play.names, &roles)?;
    let mut people: People = Vec::new();
    for role in roles {
        let given = play.names.iter().find(|(given, _)| *given == role);
        let name = match given {
            Some((_, name)) => Ok(clean(name)),
            None => ask_name(ui, hand, &role, &people, &play.names),
        };
        match name {
            Ok(name) => people.push((role, name)),
            Err(outcome) => return Ok(Err(outcome)),
        }
    }
    Ok(Ok(people))
}

pub(crate) fn check_names(names: &[(String, String)], roles: &[String]) -> Result<(), Failure> {
    for (index, (role, name)) in names.iter().enumerate() {
        if !roles.contains(role) {
            let near = suggest::nearest(role, roles.iter().map(String::as_str));
            let hint = match (near, roles.is_empty()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, true) => "this exercise asks for no names".to_owned(),
                (None, false) => format!("there are: {}", roles.join(", ")),
            };
            return Err(Failure::usage(format!("--name: there is no role `{role}`; {hint}")));
        }
        if let Err(why) = fits(name, &names[..index]) {
            return Err(Failure::usage(format!("--name {role}: {why}")));
        }
    }
    Ok(())
}

/// Whether a name can be used beside `others`.
pub(crate) fn fits(name: &str, others: &[(String, String)]) -> Result<(), &'static str> {
    let name = clean(name).trim().to_lowercase();
    if name.is_empty() {
        return Err("A name is needed, any will do.");
    }
    if name.chars().count() > 40 || name.contains('\n') {
        return Err("That is long. Up to 40 letters, please.");
    }
    match others.iter().any(|(_, other)| other.trim().to_lowercase() == name) {
        true => Err("That name is taken. A letter more is enough."),
        false => Ok(()),
    }
}

fn ask_name(
    ui: &mut Ui,
    hand: &mut Hand,
    role: &str,
    people: &[(String, String)],
    given: &[(String, String)],
) -> Result<String, Outcome> {
    let question = prompt::name_question(role);
    ui.gap();
    ui.toned(&question, Tone::Strong);
    loop {
        let label = match ui.look.accessible {
            true => ui.prompt(&format!("Name of the {role}: ")),
            false => ui.prompt(&format!("{role}> ")),
        };
        let asked = Asked { prompt: &label, ..Asked::default() };
        let line = reading::read(ui, hand, &asked, || question.clone())?;
        match slash::read(&line) {
            Said::Words(name) => {
                let taken: Vec<_> = people.iter().chain(given).cloned().collect();
                match fits(&name, &taken) {
                    Ok(()) => return Ok(clean(name.trim())),
                    Err(why) => ui.say(why),
                }
            }
            Said::Quit | Said::Act(tending::session::Act::Stop) => return Err(Outcome::Quit),
            Said::Vanish => return Err(Outcome::Vanished),
            Said::Act(tending::session::Act::Help) => view::show_commands(ui),
            Said::Act(_) => ui.say("That works once it has begun. First a name, or /quit."),
            Said::Unknown(name, near) => {
                let near =
                    prompt::names(&near.into_iter().map(str::to_owned).collect::<Vec<_>>(), "");
                ui.say(&format!("There is no {name}. Likely: {near}."));
            }
        }
    }
}

/// The names were not given: how that ends.
pub(crate) fn early(ui: &mut Ui, outcome: &Outcome, hand: &Hand) -> Result<u8, Failure> {
    match outcome {
        Outcome::Vanished => {
            ui.clear();
            ui.leave();
        }
        Outcome::Interrupted => {
            ui.clear();
            ui.say("Interrupted. Nothing was kept.");
        }
        Outcome::Quit => ui.say("Left. Nothing was kept."),
        _ => {}
    }
    finish(outcome, hand)
}

pub(crate) fn finish(outcome: &Outcome, hand: &Hand) -> Result<u8, Failure> {
    let used = match hand {
        Hand::File(answers) => answers.used(),
        Hand::Keyboard(_) => 0,
    };
    if let (Outcome::Done, Hand::File(answers)) = (outcome, hand)
        && answers.left() > 0
    {
        super::ui::complain(&format!(
            "it ended after line {used}; {} more were not needed",
            answers.left()
        ));
    }
    ended(outcome, used)
}

/// The exit code of a run that took so many lines.
fn ended(outcome: &Outcome, used: usize) -> Result<u8, Failure> {
    match outcome {
        Outcome::Done | Outcome::Vanished | Outcome::Changed(_) => Ok(exit::DONE),
        Outcome::Stopped | Outcome::Quit => Ok(exit::EARLY),
        Outcome::Interrupted => Ok(exit::INTERRUPTED),
        Outcome::RanOut(question) => Err(Failure::failed(format!(
            "the answers ran out after line {used}; still waiting: {question}"
        ))),
        Outcome::Failed(why) => Err(Failure::failed(why.clone())),
    }
}

/// Chance that nobody can foresee; without it the time will do. A file can say it.
pub(crate) fn random_seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| clock::wall().unix_ms.unsigned_abs()) >> 1
}
