//! A passphrase from the terminal, without showing what is typed; or a line of an answers file.
//! Never from an argument or the surroundings. Keeps none.

use std::io::{self, BufRead};

use zeroize::Zeroizing;

use super::drive::{Hand, Outcome, failed};
use super::slash::{self, Said};
use super::store::Passphrase;
use super::ui::Ui;

/// Asks for a passphrase; nothing where only Enter was pressed.
pub(crate) fn ask(
    ui: &mut Ui,
    hand: &mut Hand,
    label: &str,
) -> Result<Option<Passphrase>, Outcome> {
    let label = ui.prompt(label);
    let line = match hand {
        Hand::File(answers) => {
            let line = answers.next().ok_or_else(|| Outcome::RanOut("a passphrase".to_owned()))?;
            ui.echo(&label, "");
            Zeroizing::new(line)
        }
        Hand::Keyboard(_) => {
            ui.open_line(&label);
            let line = hidden_line().map_err(|error| failed(&error))?;
            ui.raw("\n");
            line.ok_or(Outcome::Quit)?
        }
    };
    if slash::is_command(line.trim()) {
        match slash::read(&line) {
            Said::Vanish => return Err(Outcome::Vanished),
            Said::Quit | Said::Act(tending::session::Act::Stop) => return Err(Outcome::Quit),
            _ => {}
        }
    }
    Ok(Some(line).filter(|line| !line.is_empty()).map(Passphrase))
}

/// One line that is not shown; nothing at the end of input.
fn hidden_line() -> io::Result<Option<Zeroizing<String>>> {
    let _until_read = Quiet::begin()?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    loop {
        match io::stdin().lock().read_until(b'\n', &mut bytes) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    while bytes.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) {
        bytes.pop();
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(Zeroizing::new(text.to_owned()))),
        Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "that is not text")),
    }
}

/// While this lives, the terminal shows nothing of what is typed.
#[cfg(unix)]
struct Quiet(rustix::termios::Termios);

#[cfg(unix)]
impl Quiet {
    fn begin() -> io::Result<Quiet> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        quiet.local_modes.insert(LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Quiet(before))
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        let _gone = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Where the terminal has no such modes, it cannot be kept from showing what is typed.
#[cfg(not(unix))]
struct Quiet;

#[cfg(not(unix))]
impl Quiet {
    fn begin() -> io::Result<Quiet> {
        Err(io::Error::other("this terminal cannot hide what is typed; leave the passphrase out"))
    }
}
