//! `tending explore`: all paths of an exercise, told on the terminal. Walks none itself.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tending::explore::{Answer, ExploreError, Options, Proof, Report, explore};

use super::find::Places;
use super::layout::Tone;
use super::ui::{Ui, clean};
use super::{Failure, check, exit, find};

/// Walks all paths of an exercise and says what they show.
///
/// Endings and the shortest answers to each, how long it takes, steps and ways that are never
/// taken, scripts that fail and the answers that lead there. Exit codes: 0, or 1 when a script
/// fails or the step of --to is not reached.
#[derive(Debug, clap::Args)]
pub(crate) struct Explore {
    /// Name of an exercise, or path of a folder or .toml file
    #[arg(value_name = "ID|PATH")]
    exercise: String,
    #[command(flatten)]
    places: Places,
    /// Show the shortest answers that reach this step: `step` or `part/step`
    #[arg(long, value_name = "STEP")]
    to: Option<String>,
    /// Save a scenario for each script that fails in this folder
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// What chance grows from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The most places that are told apart
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    limit: usize,
    /// How the result is shown
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How the result is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To be read
    Text,
    /// As one JSON object
    Json,
}

/// Explores what was asked for.
pub(crate) fn run(args: &Explore, ui: &mut Ui) -> Result<u8, Failure> {
    let program = check::load_to_run(ui, &args.places, &args.exercise)?;
    let options =
        Options { to: args.to.clone(), seed: args.seed, limit: args.limit, ..Options::default() };
    let mut progress = Progress::new();
    let report = explore(&program, &options, &mut |places| progress.show(places));
    progress.clear();
    let report = report.map_err(|error| match error {
        ExploreError::UnknownStep(step) => {
            let near = find::near_step(&program, &step);
            Failure::usage(format!("there is no step `{}`; {near}", clean(&step)))
        }
        error => Failure::usage(error.to_string()),
    })?;
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&report);
            let json = json.map_err(|error| Failure::failed(error.to_string()))?;
            ui.raw(&format!("{json}\n"));
        }
        Format::Text => tell(ui, program.title(), &report, args.to.as_deref()),
    }
    if let Some(folder) = &args.save {
        save(ui, folder, &report, args.format)?;
    }
    let missed = args.to.is_some() && report.reached.is_none();
    Ok(if report.troubles.is_empty() && !missed { exit::DONE } else { exit::FAILED })
}

/// How far it is, on a terminal only.
struct Progress {
    shown: bool,
    terminal: bool,
}

impl Progress {
    fn new() -> Progress {
        Progress { shown: false, terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, places: usize) {
        if self.terminal {
            self.shown = true;
            let _ = write!(std::io::stderr(), "\rWalking: {places} places so far ");
        }
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r{:40}\r", "");
        }
    }
}

fn tell(ui: &mut Ui, title: &str, report: &Report, to: Option<&str>) {
    ui.toned(&clean(title), Tone::Strong);
    ui.gap();
    tell_proof(ui, report);
    ui.say(&format!("{} places, {} answers tried.", report.places, report.transitions));
    if let Some(to) = to {
        ui.gap();
        match &report.reached {
            Some(reached) => tell_answers(ui, &format!("To `{}`", reached.name), &reached.answers),
            None => ui.say(&format!("No answers reach `{to}`.")),
        }
    }
    ui.gap();
    for ending in &report.endings {
        let quickest =
            ending.quickest.map(|seconds| format!(", about {} at the least", length(seconds)));
        let heading = format!("Ends as `{}`{}", ending.name, quickest.unwrap_or_default());
        tell_answers(ui, &heading, &ending.answers);
    }
    let missed = &report.missed_endings;
    missed.iter().for_each(|name| ui.say(&format!("Never ends as `{name}`.")));
    ui.gap();
    tell_lengths(ui, report);
    tell_missed(ui, report);
    for trouble in &report.troubles {
        ui.gap();
        let place = trouble.place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
        let heading = format!("FAILS at `{}`: {place}{}", trouble.step, trouble.message);
        tell_answers(ui, &heading, &trouble.answers);
    }
    if report.troubles.is_empty() {
        ui.gap();
        ui.say(match report.scripts_by_examples {
            true => "No script failed with the answers that were tried.",
            false => "No script failed.",
        });
    }
}

fn tell_proof(ui: &mut Ui, report: &Report) {
    let because = match &report.proof {
        Proof::Proved => {
            ui.hang("proved   ", "All paths were walked.", Tone::Plain);
            return;
        }
        Proof::Sampled { because } => {
            ui.hang("sampled  ", "All paths were walked that examples lead to.", Tone::Plain);
            because
        }
        Proof::Bounded { places, runs, because } => {
            let text = format!(
                "There is more than the {places} places that were looked at; {runs} runs by \
                 chance went further. --limit looks at more."
            );
            ui.hang("bounded  ", &text, Tone::Plain);
            because
        }
        _ => return,
    };
    because.iter().for_each(|why| ui.hang("         ", &format!("({why})"), Tone::Plain));
}

fn tell_answers(ui: &mut Ui, heading: &str, answers: &[Answer]) {
    let count = match answers.len() {
        0 => "with no answer".to_owned(),
        1 => "after 1 answer".to_owned(),
        more => format!("after {more} answers"),
    };
    ui.say(&format!("{}, {count}:", clean(heading)));
    for answer in answers {
        let by = answer.by.as_ref().map(|by| format!("{by}: ")).unwrap_or_default();
        ui.hang("  ", &clean(&format!("{}  {by}{}", answer.step, answer.said)), Tone::Quiet);
    }
}

/// A length of time in words.
fn length(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} seconds"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

fn tell_lengths(ui: &mut Ui, report: &Report) {
    if let Some(shortest) = report.shortest {
        ui.say(&format!("The quickest path takes about {}.", length(shortest)));
    }
    if let Some(longest) = &report.longest {
        let at: Vec<String> = longest.loops.iter().map(|step| format!("`{step}`")).collect();
        let more = match at.is_empty() {
            true => String::new(),
            false => format!(" with each loop gone round once; loops are at {}", at.join(", ")),
        };
        ui.say(&format!("The longest takes about {}{more}.", length(longest.seconds)));
    }
    let loops = if report.most_questions_loop { ", each loop gone round once" } else { "" };
    ui.say(&format!("At most {} questions with no pause between{loops}.", report.most_questions));
    ui.hang("", &report.assumption, Tone::Quiet);
}

fn tell_missed(ui: &mut Ui, report: &Report) {
    if !report.missed_steps.is_empty() {
        let steps: Vec<String> =
            report.missed_steps.iter().map(|step| format!("`{step}`")).collect();
        ui.gap();
        ui.hang("Never played: ", &steps.join(", "), Tone::Plain);
    }
    if !report.missed_ways.is_empty() {
        ui.gap();
        ui.say("Ways never taken:");
        for (from, to) in &report.missed_ways {
            ui.hang("  ", &format!("`{from}` to `{to}`"), Tone::Plain);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "scenarios are saved where they were asked for")]
fn save(ui: &mut Ui, folder: &Path, report: &Report, format: Format) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::failed(format!("cannot save in {}: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut number = 0;
    for trouble in &report.troubles {
        let path = loop {
            number += 1;
            let path = folder.join(format!("fails-{number}.toml"));
            if !path.exists() {
                break path;
            }
        };
        std::fs::write(&path, &trouble.scenario).map_err(failed)?;
        if format == Format::Text {
            ui.say(&format!("Saved {}.", path.display()));
        }
    }
    Ok(())
}
