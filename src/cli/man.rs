//! `tending man`: the help of all commands as manual pages. Says nothing that the help does not.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use tending::suggest;

use super::ui::{Ui, clean};
use super::{Failure, exit, files};

/// Prints a manual page, or writes all of them into a folder.
///
/// `tending man run | man -l -` shows the page of `run`. With --dir, the pages of all commands are
/// written there, such as tending.1 and tending-run.1; pages that are there are replaced.
#[derive(Debug, clap::Args)]
pub(crate) struct Manual {
    /// The command the page is about; without it, `tending` itself
    #[arg(conflicts_with = "dir")]
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints or writes.
pub(crate) fn run(manual: &Manual, ui: &mut Ui, cli: Command) -> Result<u8, Failure> {
    let mut cli = cli.disable_help_subcommand(true);
    cli.build();
    if let Some(folder) = &manual.dir {
        return write(folder, ui, &cli);
    }
    let about = match &manual.command {
        None => &cli,
        Some(name) => cli.find_subcommand(name).ok_or_else(|| unknown(name, &cli))?,
    };
    ui.raw(&page(about)?);
    Ok(exit::DONE)
}

fn write(folder: &Path, ui: &mut Ui, cli: &Command) -> Result<u8, Failure> {
    let mut count = 0;
    for command in std::iter::once(cli).chain(cli.get_subcommands()) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let file = folder.join(format!("{name}.1"));
        let shown = clean(&file.display().to_string());
        files::put(&file, &page(command)?)
            .map_err(|error| Failure::failed(format!("cannot write {shown}: {error}")))?;
        count += 1;
    }
    ui.say(&format!("{count} pages are in {}.", folder.display()));
    Ok(exit::DONE)
}

fn page(command: &Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .manual("tending")
        .render(&mut page)
        .map_err(|error| Failure::failed(format!("cannot make the page: {error}")))?;
    Ok(without_needless_breaks(&String::from_utf8_lossy(&page)))
}

/// A line break beside a blank line says nothing, and checkers of manual pages complain of it.
fn without_needless_breaks(page: &str) -> String {
    let lines: Vec<&str> = page.lines().collect();
    let is = |at: Option<usize>, what| at.and_then(|at| lines.get(at)).is_some_and(|l| *l == what);
    let needed = |at: &usize| {
        let beside = is(at.checked_sub(1), "") || is(Some(at + 1), "");
        !(lines[*at] == ".br" && beside)
    };
    let kept = (0..lines.len()).filter(needed).map(|at| lines[at]);
    kept.flat_map(|line| [line, "\n"]).collect()
}

fn unknown(name: &str, cli: &Command) -> Failure {
    let near = suggest::nearest(name, cli.get_subcommands().map(Command::get_name));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tending help` shows all commands".to_owned(),
    };
    Failure::usage(format!("there is no command `{}`; {hint}", clean(name)))
}
