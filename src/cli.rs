//! The program's commands: arguments in, exit code out. Each command has a file of its own; only
//! `ui` writes to the terminal.

mod accept;
mod answers;
mod check;
mod clock;
mod config;
mod configure;
mod countdown;
mod drive;
mod editor;
mod exit;
mod explain;
mod files;
mod explore;
mod find;
mod folders;
mod graph;
mod handing;
mod helpers;
mod keeping;
mod keys;
mod layout;
mod list;
mod look;
mod new;
mod pausing;
mod preview;
mod prompt;
mod reading;
mod record;
mod resume;
mod run;
mod schema;
mod secret;
mod shell;
mod show;
mod signals;
mod slash;
mod store;
mod test;
mod ui;
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

/// Guided exercises for one person or two, at the terminal.
#[derive(Debug, Parser)]
#[command(name = "tending", version, max_term_width = 80)]
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

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Run(run::Run),
    Resume(resume::Resume),
    Check(check::Check),
    Test(test::Test),
    Record(record::Record),
    Preview(preview::Preview),
    Explore(explore::Explore),
    Explain(explain::Explain),
    Graph(graph::Draw),
    New(new::New),
    Schema(schema::Schema),
    Helpers(helpers::Helpers),
    Config(configure::Configure),
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
        None => alone(&mut ui, &config),
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
        Command::Check(check) => check::run(check, ui),
        Command::Test(test) => test::run(test, ui),
        Command::Record(record) => record::run(record, ui, config),
        Command::Preview(preview) => preview::run(preview, ui),
        Command::Explore(explore) => explore::run(explore, ui),
        Command::Explain(explain) => explain::run(explain, ui),
        Command::Graph(draw) => graph::run(draw, ui),
        Command::New(new) => new::run(new, ui),
        Command::Schema(schema) => schema::run(schema, ui),
        Command::Helpers(helpers) => helpers::run(helpers, ui),
        Command::Config(configure) => configure::run(configure, ui, config),
    }
}

/// `tending` without a command.
fn alone(ui: &mut Ui, config: &Config) -> Result<u8, Failure> {
    let cli = Cli::command();
    let commands = cli.get_subcommands().map(|command| command.get_name().to_owned());
    let exercises = find::Places::default().loader().exercises();
    shell::run(ui, commands.collect(), exercises, |ui, words| {
        match Cli::try_parse_from(std::iter::once("tending".to_owned()).chain(words)) {
            Ok(Cli { command: Some(command), .. }) => {
                let done = obey(&command, ui, config);
                conclude(ui, done)
            }
            Ok(_) => exit::DONE,
            Err(message) => not_a_command(&message),
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

/// What was probably meant by a command there is not: another one, or an exercise to run.
fn unknown_command(typed: &str) -> String {
    let exercises = find::Places::default().loader().exercises();
    let names = exercises.iter().map(String::as_str);
    let cli = Cli::command();
    let commands = cli.get_subcommands().map(|command| command.get_name());
    let near = match suggest::nearest(typed, commands) {
        Some(command) => format!("Did you mean `tending {command}`?"),
        None => match suggest::nearest(typed, names) {
            Some(exercise) => format!("Did you mean `tending run {exercise}`?"),
            None => "`tending help` shows all commands".to_owned(),
        },
    };
    format!("there is no command `{typed}`. {near}")
}
