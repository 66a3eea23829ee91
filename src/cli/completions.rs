//! `tending completions`: what a shell needs to complete our commands. Installs nothing.

use clap::ValueEnum;

use super::ui::Ui;
use super::{Failure, complete, exit};

/// Prints what your shell needs, so that Tab completes commands, exercises, steps and flags.
///
/// The shell then asks `tending` itself each time, so that exercises of your own are offered too.
/// Put one line where your shell begins:
///
/// bash, in ~/.bashrc: `source <(tending completions bash)`
///
/// zsh, in ~/.zshrc after compinit: `source <(tending completions zsh)`
///
/// fish, in ~/.config/fish/config.fish: `tending completions fish | source`
///
/// PowerShell, in $PROFILE: `tending completions powershell | Out-String | Invoke-Expression`
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

/// Prints it.
pub(crate) fn run(completions: &Completions, ui: &mut Ui) -> Result<u8, Failure> {
    let shell = completions.shell.to_possible_value();
    let shell = shell.as_ref().map_or("", |shell| shell.get_name());
    let script = complete::registration(shell)
        .map_err(|error| Failure::failed(format!("cannot make the completions: {error}")))?;
    ui.raw(&String::from_utf8_lossy(&script));
    Ok(exit::DONE)
}
