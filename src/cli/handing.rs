//! A hand-over as the loop lives through it: what was there to read is read, the screen is
//! cleared, and whoever is next says so. Knows nothing of what was private.

use std::time::Duration;

use tending::session::{Act, HandOver};

use super::drive::{Drive, Hand, Outcome, failed};
use super::keys::{Key, Keys};
use super::layout::Tone;
use super::prompt;

/// As long as a key may take to come.
const LONG: Duration = Duration::from_secs(3600);

impl Drive<'_> {
    /// Hands the keyboard over: the screen is empty when the other sits down.
    pub(super) fn hand_over(&mut self, hand_over: &HandOver) -> Result<(), Outcome> {
        let names = prompt::names(&hand_over.next, "everyone");
        if let Hand::File(_) = self.hand {
            self.ui.gap();
            self.ui.toned(&format!("[now {names}]"), Tone::Quiet);
            return self.act(Act::Ready);
        }
        if self.unread
            && let Some(act) = self.enter_or_command(self.goes_on(), Tone::Quiet)?
        {
            return self.act(act);
        }
        self.forget_typed();
        let cleared = self.ui.clear();
        self.private = None;
        if hand_over.next.len() > 1 {
            self.ui.toned(&format!("Now {names}, together."), Tone::Strong);
        } else {
            self.ui.toned(&format!("Now it is {names}\u{2019}s turn."), Tone::Strong);
        }
        if hand_over.private {
            self.ui
                .say(&format!("What follows is for {names} alone. Please look away, all others."));
        }
        if !cleared {
            self.ui.say("This terminal cannot clear what was scrolled away. Please mind that.");
        }
        self.ui.gap();
        let ready = format!("{names}: Enter when you are ready.");
        match self.enter_or_command(&ready, Tone::Plain)? {
            Some(act) => self.act(act),
            None => self.act(Act::Ready),
        }
    }

    fn goes_on(&self) -> &'static str {
        if self.ui.look.accessible { "Press Enter to go on." } else { "(Enter goes on)" }
    }

    /// Says `words` and waits for Enter or a command; what else is typed, and what was typed
    /// before the words stood there, is thrown away.
    fn enter_or_command(&mut self, words: &str, tone: Tone) -> Result<Option<Act>, Outcome> {
        let mut said = false;
        loop {
            let mut keys = Keys::begin().map_err(|error| failed(&error))?;
            if !std::mem::replace(&mut said, true) {
                self.ui.raw_mode(true);
                self.ui.toned(words, tone);
                self.ui.raw_mode(false);
            }
            let mut typed = String::new();
            let key = loop {
                use Key::{End, Enter, Interrupt, Letter, Slash, Space};
                match keys.next(self.longest_wait(LONG)) {
                    Some(key @ (Enter | Interrupt | End)) => break key,
                    Some(Slash) if typed.is_empty() => break Slash,
                    Some(Letter(letter)) => typed.push(letter),
                    Some(Space) => typed.push(' '),
                    _ => {}
                }
                if self.has_changed() {
                    return Err(Outcome::Changed(None));
                }
            };
            let rest = (key == Key::Slash).then(|| keys.rest_of_line());
            drop(keys);
            match key {
                // A word of the exercise's own may stop it here too.
                Key::Enter if !typed.trim().is_empty() => return Ok(Some(Act::Answer(typed))),
                Key::Enter => return Ok(None),
                Key::Interrupt => return Err(Outcome::Interrupted),
                Key::End => return Err(Outcome::Quit),
                _ => {
                    if let Some(act) = self.command_line(rest.unwrap_or_default())? {
                        return Ok(Some(act));
                    }
                }
            }
        }
    }
}
