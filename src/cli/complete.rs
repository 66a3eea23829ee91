//! What Tab offers, in a shell and in our own: commands, flags, exercises, steps, codes. Says
//! nothing and runs nothing.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, Command};
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _, complete,
};
use clap_complete::env::{CompleteEnv, Shells};
use tending::helpers::Helper;
use tending::loader::{Chain, Loader as _};
use tending::{Engine, load};

use super::config;
use super::find::Places;

/// The variable by which a shell asks for completions.
pub(crate) const VARIABLE: &str = "TENDING_COMPLETE";

/// Answers a shell that asks for completions; whether one did.
pub(crate) fn answer(
    cli: impl Fn() -> Command,
    arguments: &[OsString],
) -> clap::error::Result<bool> {
    let words: Vec<String> = arguments
        .iter()
        .skip_while(|word| *word != "--")
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let asked = CompleteEnv::with_factory(|| offering(cli(), &words)).var(VARIABLE);
    asked.try_complete(arguments.to_vec(), here().as_deref())
}

/// What a shell reads once to ask for completions from then on.
pub(crate) fn registration(shell: &str) -> std::io::Result<Vec<u8>> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let shell = shells.completer(shell).ok_or(std::io::ErrorKind::NotFound)?;
    shell.write_registration(VARIABLE, "tending", "tending", "tending", &mut script)?;
    Ok(script)
}

/// What could stand in place of the last of `words`, the first of which is a command.
pub(crate) fn candidates(cli: Command, words: &[String]) -> Vec<String> {
    let mut cli = offering(cli, words);
    let whole = std::iter::once("tending").chain(words.iter().map(String::as_str));
    let whole: Vec<OsString> = whole.map(OsString::from).collect();
    let found = complete(&mut cli, whole, words.len(), here().as_deref());
    let value = |one: &CompletionCandidate| one.get_value().to_string_lossy().into_owned();
    let mut found: Vec<String> = found.unwrap_or_default().iter().map(value).collect();
    // Flags are offered where one was begun, or where nothing else fits.
    let begun = words.last().is_some_and(|word| word.starts_with('-'));
    if !begun && found.iter().any(|word| !word.starts_with('-')) {
        found.retain(|word| !word.starts_with('-'));
    }
    found
}

#[expect(clippy::disallowed_methods, reason = "paths are completed from where one stands")]
fn here() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// The commands, with what each of their arguments offers. `words` are those typed so far.
fn offering(mut cli: Command, words: &[String]) -> Command {
    // Their arguments are not there before.
    cli.build();
    let all: Vec<String> = cli.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    cli.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_args(|arg| match completer(&name, &arg, words, &all) {
            Some(completer) => arg.add(completer),
            None => arg,
        })
    })
}

/// What an argument offers, by what stands for its value in the help.
fn completer(
    command: &str,
    arg: &Arg,
    words: &[String],
    commands: &[String],
) -> Option<ArgValueCompleter> {
    let value = arg.get_value_names()?.first()?.as_str();
    let (words, commands) = (words.to_vec(), commands.to_vec());
    let names: Box<dyn Fn() -> Vec<String> + Send + Sync> = match (value, command) {
        ("ID|PATH" | "PATH|ID", _) => {
            return Some(ArgValueCompleter::new(move |begun: &OsStr| exercises(&words, begun)));
        }
        ("FILE|-", _) => return Some(ArgValueCompleter::new(PathCompleter::any().stdio())),
        ("FILE", _) => return Some(ArgValueCompleter::new(PathCompleter::any())),
        ("DIR", _) => return Some(ArgValueCompleter::new(PathCompleter::dir())),
        ("STEP", _) => Box::new(move || steps(&words)),
        ("ROLE=NAME", _) => Box::new(move || roles(&words)),
        ("NAME|FILE", _) => Box::new(move || scenarios(&words)),
        ("CODE", "explain") => {
            Box::new(|| tending::codes().iter().map(|code| code.name.to_owned()).collect())
        }
        ("NAME", "helpers") => Box::new(|| {
            let names = Helper::ALL.iter().map(|helper| helper.name().to_owned());
            names.chain(["all".to_owned()]).collect()
        }),
        ("COMMAND", "man") => Box::new(move || commands.clone()),
        ("NAME", "config") => {
            Box::new(|| config::SETTINGS.iter().map(|(name, _)| (*name).to_owned()).collect())
        }
        _ => return None,
    };
    Some(ArgValueCompleter::new(move |begun: &OsStr| {
        let names = names().into_iter();
        fitting(names, begun).collect::<Vec<_>>()
    }))
}

fn fitting(
    names: impl Iterator<Item = String>,
    begun: &OsStr,
) -> impl Iterator<Item = CompletionCandidate> {
    let begun = begun.to_string_lossy().into_owned();
    names.filter(move |name| name.starts_with(&begun)).map(CompletionCandidate::new)
}

/// Exercises by name, and once something is typed, paths too.
fn exercises(words: &[String], begun: &OsStr) -> Vec<CompletionCandidate> {
    let names = places(words).loader().exercises().into_iter();
    let mut found: Vec<_> = fitting(names, begun).collect();
    if !begun.is_empty() {
        found.extend(PathCompleter::any().complete(begun));
    }
    found
}

/// Where `words` say to look.
fn places(words: &[String]) -> Places {
    let path = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--path") {
        Some("") => words.get(at + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    Places { path: path.map(PathBuf::from) }
}

/// The exercise that `words` name.
fn named(words: &[String]) -> Option<(Chain, String)> {
    let places = places(words);
    // The command and what is being typed are none.
    let before = words.split_last()?.1.iter().skip(1).filter(|word| !word.starts_with('-'));
    before.filter_map(|word| places.find(word).ok()).next()
}

fn steps(words: &[String]) -> Vec<String> {
    let Some((loader, id)) = named(words) else { return Vec::new() };
    let program = load(&Engine::new(), &loader, &id).program;
    program.map(|program| program.step_paths()).unwrap_or_default()
}

fn roles(words: &[String]) -> Vec<String> {
    let Some((loader, id)) = named(words) else { return Vec::new() };
    let Some(program) = load(&Engine::new(), &loader, &id).program else { return Vec::new() };
    program.starting_roles().iter().map(|role| format!("{role}=")).collect()
}

fn scenarios(words: &[String]) -> Vec<String> {
    let Some((loader, id)) = named(words) else { return Vec::new() };
    let files = loader.list(&id, "scenarios").into_iter();
    let name = |file: String| file.rsplit('/').next().map(|name| name.replace(".toml", ""));
    files.filter_map(name).collect()
}
