//! The program's commands: arguments in, exit code out. Each command has a file of its own; only
//! `ui` writes to the terminal.

mod accept;
mod answers;
mod check;
mod clock;
mod complete;
mod completions;
mod config;
mod configure;
mod countdown;
mod drive;
mod due;
mod editor;
mod events;
mod exit;
mod export;
mod explain;
mod files;
mod explore;
mod find;
mod forget;
mod folders;
mod graph;
mod handing;
mod helpers;
mod impact;
mod journal;
mod keeping;
mod keys;
mod layout;
mod list;
mod look;
mod man;
mod new;
mod paths;
mod pausing;
mod preview;
mod prompt;
mod ratings;
mod readback;
mod reading;
mod record;
mod resume;
mod run;
mod schema;
mod serve;
mod secret;
mod shell;
mod show;
mod signals;
mod slash;
mod store;
mod test;
mod trace;
mod ui;
mod unlocking;
mod view;
mod watch;
mod when;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};
use tending::loader::Loader as _;
use tending::suggest;

use config::Config;
use look::{Color, Look};
use ui::Ui;

/// What holds for all commands.
const AFTER: &str = "\
Without a command, at a terminal, `tending` asks for commands one after another, with Tab to \
complete them.

Inside an exercise a line that begins with / is a command: /help lists them, /stop ends kindly, \
/x leaves at once and clears the screen.

Exit codes: 0 done; 1 something was found or failed; 2 the command was not understood; 3 stopped \
or left early; 130 interrupted.

Surroundings: ACCESSIBLE=1 is --accessible. NO_COLOR, CLICOLOR=0 and TERM=dumb mean no colours, \
CLICOLOR_FORCE=1 means colours; --color goes before them. `tending paths` shows where everything \
lies. The program opens no network connection.";

/// Guided exercises for one person or two, at the terminal.
#[derive(Debug, Parser)]
#[command(name = "tending", version, max_term_width = 80, after_long_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Append only, everything in words, nothing drawn again in place
    #[arg(long, global = true)]
    accessible: bool,
    /// When to use colours [default: auto]
    #[arg(long, global = true, value_name = "WHEN")]
    color: Option<Color>,
}

/// What each command takes, and the whole of what is said of it, stands in its own file and is looked
/// at when it is the one that was asked for.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    // To practise.
    /// Shows the exercises there are
    List(list::List),
    /// Shows what an exercise is: for whom, for whom not, how long, who wrote it, how it can end
    Show(show::Show),
    /// Plays an exercise
    Run(run::Run),
    /// Goes on with a session that was kept
    Resume(resume::Resume),
    /// Shows which sessions are kept, and reads one back
    Journal(journal::Journal),
    /// Shows when you wanted to come back to something
    Due(due::Due),
    /// Writes what is kept to a file, as Markdown or JSON
    Export(export::Export),
    /// Takes what is kept out of every file of this program, for good
    Forget(forget::Forget),
    // To write exercises.
    /// Writes a new exercise that runs as it is, with notes in plain words
    New(new::New),
    /// Looks for mistakes in exercises
    Check(check::Check),
    /// Says more about a message of `tending check`
    Explain(explain::Explain),
    /// Plays the scenarios of exercises, on virtual time
    Test(test::Test),
    /// Plays an exercise and saves the run as a scenario
    Record(record::Record),
    /// Plays an exercise while you write it
    Preview(preview::Preview),
    /// Walks all paths of an exercise and says what they show
    Explore(explore::Explore),
    /// Draws the paths of an exercise
    Graph(graph::Draw),
    /// Says what a change to an exercise does to sessions that were saved before
    Impact(impact::Impact),
    /// Shows the text helpers, or what one of them notices in a text
    Helpers(helpers::Helpers),
    /// Prints the JSON Schema of the format, for editors
    Schema(schema::Schema),
    // For programs.
    /// Plays exercises for other programs
    Serve(serve::Serve),
    // The program itself.
    /// Shows your settings, or changes one
    Config(configure::Configure),
    /// Shows where your settings, exercises and journal lie, and what is there
    Paths(paths::Paths),
    /// Prints what your shell needs, so that Tab completes commands, exercises, steps and flags
    Completions(completions::Completions),
    /// Prints a manual page, or writes all of them into a folder
    Man(man::Manual),
}

/// Why a command did not do what it was asked to, and the exit code for that.
#[derive(Debug)]
struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    fn failed(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: exit::FAILED }
    }

    fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: exit::USAGE }
    }
}

/// The words of the command, the program's own name first.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the arguments")]
pub(crate) fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// Does what the arguments ask for.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    match complete::answer(Cli::command, &arguments) {
        Ok(false) => {}
        Ok(true) => return exit::code(exit::DONE),
        Err(message) => return exit::code(not_a_command(&message)),
    }
    signals::watch();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(message) => return exit::code(not_a_command(&message)),
    };
    let (config, wrong) = config::read();
    for why in &wrong {
        ui::complain(why);
    }
    let mut ui = Ui::new(Look::here(cli.color, cli.accessible, &config));
    let done = match &cli.command {
        None => alone(&mut ui, &cli),
        Some(command) => obey(command, &mut ui, &config),
    };
    exit::code(conclude(&mut ui, done))
}

fn obey(command: &Command, ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    match command {
        Command::List(list) => list::run(list, ui),
        Command::Show(show) => show::run(show, ui),
        Command::Run(run) => run::run(run, ui, config),
        Command::Resume(resume) => resume::run(resume, ui, config),
        Command::Journal(journal) => journal::run(journal, ui),
        Command::Due(due) => due::run(due, ui),
        Command::Export(export) => export::run(export, ui),
        Command::Forget(forget) => forget::run(forget, ui),
        Command::Check(check) => check::run(check, ui),
        Command::Test(test) => test::run(test, ui),
        Command::Record(record) => record::run(record, ui, config),
        Command::Preview(preview) => preview::run(preview, ui),
        Command::Explore(explore) => explore::run(explore, ui),
        Command::Explain(explain) => explain::run(explain, ui),
        Command::Graph(draw) => graph::run(draw, ui),
        Command::Impact(impact) => impact::run(impact, ui),
        Command::New(new) => new::run(new, ui),
        Command::Schema(schema) => schema::run(schema, ui),
        Command::Serve(serve) => serve::run(serve, ui),
        Command::Helpers(helpers) => helpers::run(helpers, ui),
        Command::Config(configure) => configure::run(configure, ui, config),
        Command::Paths(paths) => paths::run(paths, ui),
        Command::Completions(completions) => completions::run(completions, ui),
        Command::Man(manual) => man::run(manual, ui, Cli::command()),
    }
}

/// `tending` without a command.
fn alone(ui: &mut Ui, cli: &Cli) -> Result<u8, Failure> {
    shell::run(ui, Cli::command, |ui, words| {
        let asked = match Cli::try_parse_from(std::iter::once("tending".to_owned()).chain(words)) {
            Ok(asked) => asked,
            Err(message) => {
                not_a_command(&message);
                return;
            }
        };
        // What was set meanwhile holds from here on; flags of one command for that one.
        let (config, _) = config::read();
        let accessible = asked.accessible || cli.accessible;
        let look = Look::here(asked.color.or(cli.color), accessible, &config);
        if let Some(command) = &asked.command {
            let before = std::mem::replace(&mut ui.look, look);
            let done = obey(command, ui, &config);
            conclude(ui, done);
            ui.look = before;
        }
    })
}

/// The exit code; says what failed.
fn conclude(ui: &mut Ui, done: Result<u8, Failure>) -> u8 {
    if let Some(error) = ui.failure() {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return exit::DONE;
        }
        ui::complain(&format!("cannot write: {error}"));
        return exit::FAILED;
    }
    match done {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                ui::complain(&failure.message);
            }
            failure.code
        }
    }
}

/// Help that was asked for, or what was wrong with the arguments.
fn not_a_command(message: &clap::Error) -> u8 {
    let text = message.render();
    if message.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(typed)) = message.get(ContextKind::InvalidSubcommand)
    {
        ui::complain(&unknown_command(typed));
        return exit::USAGE;
    }
    if message.use_stderr() {
        ui::complain_raw(&ui::clean(&text.to_string()));
        return exit::USAGE;
    }
    let mut ui = Ui::new(Look::here(None, false, &Config::default()));
    let text = if ui.look.color { text.ansi().to_string() } else { text.to_string() };
    ui.raw(&format!("{}\n", text.trim_end()));
    conclude(&mut ui, Ok(exit::DONE))
}

/// What was probably meant by a command there is not: others, or an exercise to run.
fn unknown_command(typed: &str) -> String {
    let exercises = find::Places::default().loader().exercises();
    if exercises.iter().any(|exercise| exercise == typed) {
        return format!("`{typed}` is an exercise. `tending run {typed}` plays it");
    }
    let cli = Cli::command();
    let commands = suggest::ranked(typed, cli.get_subcommands().map(clap::Command::get_name));
    let runs = suggest::ranked(typed, exercises.iter().map(String::as_str));
    let commands = commands.into_iter().map(|near| format!("`tending {near}`"));
    let runs = runs.into_iter().map(|near| format!("`tending run {near}`"));
    let near: Vec<String> = commands.chain(runs).take(3).collect();
    match near.is_empty() {
        true => format!("there is no command `{typed}`. `tending help` shows all commands"),
        false => format!("there is no command `{typed}`. Did you mean {}?", near.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of commands is shown without looking into each; it says of each what each says of
    /// itself.
    #[test]
    fn the_list_of_commands_says_what_each_says_of_itself() {
        let abouts = |cli: &clap::Command| -> Vec<String> {
            let of = |one: &clap::Command| format!("{} {:?}", one.get_name(), one.get_about());
            cli.get_subcommands().filter(|one| one.get_name() != "help").map(of).collect()
        };
        let listed = abouts(&Cli::command());
        let mut whole = Cli::command();
        whole.build();
        assert_eq!(listed, abouts(&whole));
        let check = whole.find_subcommand("check").expect("it is there");
        assert!(check.get_arguments().any(|one| one.get_id() == "format"));
    }
}
