//! Asks for passphrases that have to be known, and opens the journal as far as they reach. Changes
//! nothing in it.

use std::path::PathBuf;

use super::drive::{Hand, Outcome};
use super::run::hand_from;
use super::store::{Keyring, Store, Trouble};
use super::ui::Ui;
use super::{Failure, exit, secret};

/// How often a passphrase is asked for before that is enough.
const TRIES: usize = 3;

/// Where passphrases come from.
#[derive(Debug, clap::Args)]
pub(crate) struct Asking {
    /// Take passphrases, and what else is asked, from a file, one a line (`-`: from standard input)
    #[arg(long, value_name = "FILE|-")]
    pub(crate) answers: Option<PathBuf>,
}

/// Why something does not go on: somebody left, or something is in the way.
pub(crate) enum Stop {
    Left(Outcome),
    Failed(Failure),
}

impl From<Outcome> for Stop {
    fn from(outcome: Outcome) -> Stop {
        Stop::Left(outcome)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Stop {
        Stop::Failed(Failure::failed(trouble.to_string()))
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl Stop {
    /// How the command ends.
    pub(crate) fn end(self, ui: &mut Ui) -> Result<u8, Failure> {
        match self {
            Stop::Failed(failure) => Err(failure),
            Stop::Left(Outcome::Vanished) => {
                ui.clear();
                ui.leave();
                Ok(exit::DONE)
            }
            Stop::Left(Outcome::Interrupted) => {
                ui.clear();
                Ok(exit::INTERRUPTED)
            }
            Stop::Left(Outcome::RanOut(missing)) => {
                Err(Failure::failed(format!("the answers ran out; still waiting: {missing}")))
            }
            Stop::Left(Outcome::Failed(why)) => Err(Failure::failed(why)),
            Stop::Left(_) => Ok(exit::EARLY),
        }
    }
}

/// Asks until a passphrase opens something, three times at most; or nothing was typed.
pub(crate) fn unlock(
    ui: &mut Ui,
    hand: &mut Hand,
    store: &Store,
    keyring: &mut Keyring,
    label: &str,
) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let Some(typed) = secret::ask(ui, hand, label)? else { return Ok(()) };
        if let Some((id, key)) = store.unlock(&typed)? {
            keyring.add(id, key);
            return Ok(());
        }
        ui.say("Nothing here opens with that. Nothing was changed.");
    }
    Ok(())
}

/// The journal as one person may read it: all of it, or one session.
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) keyring: Keyring,
    pub(crate) hand: Option<Hand>,
}

/// Opens the journal, and asks for a passphrase where something in it is sealed. Nothing where there
/// is no journal.
pub(crate) fn open(
    ui: &mut Ui,
    asking: &Asking,
    command: &str,
    id: Option<i64>,
) -> Result<Option<Opened>, Stop> {
    let Some(store) = Store::open()? else { return Ok(None) };
    let mut keyring = Keyring::default();
    let found = match id {
        Some(id) => vec![store.session(id, &keyring)?],
        None => store.sessions(&keyring)?,
    };
    let sealed = found.iter().any(|kept| (0..kept.people()).any(|person| !kept.is_open(person)));
    let nothing_open = found.iter().all(|kept| kept.told.is_none());
    let mut hand = match hand_from(asking.answers.as_deref(), ui, command) {
        Ok(hand) => Some(hand),
        // What is not sealed can be read where nobody can be asked.
        Err(failure) if sealed && nothing_open => return Err(failure.into()),
        Err(_) => None,
    };
    if let (true, Some(hand)) = (sealed, &mut hand) {
        let label = match nothing_open {
            true => "Your passphrase (not shown): ",
            false => "Your passphrase (not shown; Enter: only what is not sealed): ",
        };
        unlock(ui, hand, &store, &mut keyring, label)?;
    }
    Ok(Some(Opened { store, keyring, hand }))
}
