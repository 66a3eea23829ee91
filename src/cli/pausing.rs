//! A pause as the loop lives through it: the countdown on the screen, the keys that hold, stretch
//! and end it. Keeps to the session's deadline and adds up no sleeps.

use std::time::Duration;

use tending::session::{Act, Pause};

use super::countdown::{self, Countdown};
use super::drive::{Drive, Hand, Outcome, failed};
use super::keys::{Key, Keys};
use super::layout::Tone;

/// How much longer `+` makes a pause, in seconds.
const STRETCH: u32 = 60;
/// The longest the screen is left alone, so that a changed size shows soon.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

impl Drive<'_> {
    /// Lives through a pause up to the next thing that happens in it.
    pub(super) fn pause(&mut self, pause: &Pause) -> Result<(), Outcome> {
        let new = !self.countdown.as_ref().is_some_and(|countdown| countdown.is_of(pause));
        if new {
            self.begin(pause);
        }
        match self.hand {
            Hand::File(_) => {
                self.clock.go_to(pause.ends);
                self.act(Act::Time)
            }
            Hand::Keyboard(_) if !self.pauses => self.act(Act::Skip),
            Hand::Keyboard(_) => self.wait_out(pause),
        }
    }

    /// Away from a pause: keys, screen and clock as they are elsewhere.
    pub(super) fn leave_pause(&mut self) {
        if self.keys.take().is_some() {
            self.ui.raw_mode(false);
            if self.counts_live() {
                self.ui.unlive(true);
            }
            self.ui.cursor(true);
            self.forget_typed();
        }
        self.clock.end_pause();
    }

    fn counts_live(&self) -> bool {
        self.ui.look.live && !self.ui.look.accessible
    }

    fn begin(&mut self, pause: &Pause) {
        self.countdown = Some(Countdown::begin(pause));
        self.ui.gap();
        let words = countdown::opening(pause);
        match self.hand {
            Hand::Keyboard(_) if self.pauses => {
                self.ui.say(&words);
                self.ui.hint(&match self.ui.look.accessible {
                    true => ["Enter goes on, Space holds the clock, plus adds a minute, slash is for commands"],
                    false => ["Enter goes on, Space holds, + adds a minute, / for commands"],
                });
            }
            _ => self.ui.toned(&format!("({words} Passed over.)"), Tone::Quiet),
        }
    }

    fn wait_out(&mut self, pause: &Pause) -> Result<(), Outcome> {
        self.clock.begin_pause();
        if self.keys.is_none() {
            self.ui.gap();
            self.keys = Some(Keys::begin().map_err(|error| failed(&error))?);
            self.ui.raw_mode(true);
            self.ui.cursor(false);
        }
        let mut drawn = String::new();
        let live = self.counts_live();
        let turned = self.countdown.as_mut().is_some_and(|c| c.turns(pause.held.is_some()));
        if turned && !live {
            let held = pause.held.is_some();
            self.ui.say(if held { "The clock is held." } else { "The clock goes on." });
        }
        loop {
            let now = self.clock.now();
            let held = pause.held.is_some();
            let left = pause.ends.since(if held { self.last_input } else { now });
            let due = self.session.deadline().is_some_and(|at| at.unix_ms <= now.unix_ms);
            if due || (!held && left.is_zero()) {
                return self.act(Act::Time);
            }
            self.draw(pause, left, &mut drawn);
            let change = if held { LONGEST_WAIT } else { countdown::until_change(left) };
            let wait = self.clock.wait(change).min(self.longest_wait(LONGEST_WAIT));
            let key = self.keys.as_mut().and_then(|keys| keys.next(wait));
            if self.has_changed() {
                return Err(Outcome::Changed(None));
            }
            if self.ui.is_broken() {
                return Err(Outcome::Quit);
            }
            match key {
                Some(Key::Redraw) => {
                    self.ui.cursor(false);
                    drawn.clear();
                }
                Some(key) => {
                    if let Some(act) = self.key(key)? {
                        return self.act(act);
                    }
                    drawn.clear();
                }
                None => {}
            }
        }
    }

    fn draw(&mut self, pause: &Pause, left: Duration, drawn: &mut String) {
        let live = self.counts_live();
        let Some(countdown) = &mut self.countdown else { return };
        if live {
            let line = countdown.line(pause, left, self.ui.width());
            if line != *drawn {
                self.ui.live(&line);
                *drawn = line;
            }
        } else if let Some(words) = countdown.spoken(left) {
            self.ui.say(&words);
        }
    }

    /// What a key does in a pause.
    fn key(&mut self, key: Key) -> Result<Option<Act>, Outcome> {
        match key {
            Key::Enter => Ok(Some(Act::Skip)),
            Key::Space => Ok(Some(Act::Hold)),
            Key::Plus => {
                if let Some(countdown) = &mut self.countdown {
                    countdown.stretch(Duration::from_secs(STRETCH.into()));
                }
                Ok(Some(Act::Stretch(STRETCH)))
            }
            Key::Interrupt => Err(Outcome::Interrupted),
            Key::End => Err(Outcome::Quit),
            Key::Slash => self.slash(),
            Key::Redraw | Key::Other | Key::Letter(_) => Ok(None),
        }
    }

    /// A command in the middle of a pause; the clock runs on meanwhile.
    fn slash(&mut self) -> Result<Option<Act>, Outcome> {
        let begun = self.keys.as_mut().map(Keys::rest_of_line).unwrap_or_default();
        self.keys = None;
        self.ui.raw_mode(false);
        if self.counts_live() {
            self.ui.unlive(true);
        }
        self.ui.cursor(true);
        let act = self.command_line(begun)?;
        if act.is_none() {
            self.keys = Some(Keys::begin().map_err(|error| failed(&error))?);
            self.ui.raw_mode(true);
            self.ui.cursor(false);
        }
        Ok(act)
    }
}
