//! Single keys, for pauses and hand-overs: raw mode while it lasts, put back on every way out.
//! Shows nothing, and throws away what was typed ahead.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::{signals, ui};

/// Keys that are nearer to each other were typed in one go.
const BETWEEN_KEYS: Duration = Duration::from_millis(30);

/// A key that means something while one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// Go on.
    Enter,
    /// Hold, or run on.
    Space,
    /// A command follows.
    Slash,
    /// A little longer.
    Plus,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or the terminal is gone.
    End,
    /// Draw again: the size changed, or the program came back from being stopped.
    Redraw,
    /// A letter.
    Letter(char),
    /// Something else.
    Other,
}

/// The terminal in raw mode; dropping it puts the terminal back.
#[derive(Debug)]
pub(crate) struct Keys(());

impl Keys {
    /// Begins reading keys, from here on.
    ///
    /// # Errors
    ///
    /// The terminal cannot be switched.
    pub(crate) fn begin() -> io::Result<Keys> {
        raw_mode()?;
        drain();
        Ok(Keys(()))
    }

    /// The next key, if one comes in time.
    pub(crate) fn next(&mut self, within: Duration) -> Option<Key> {
        match event::poll(within) {
            Ok(false) => None,
            Ok(true) => event::read().map_or(Some(Key::End), |event| self.meaning(&event)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Some(Key::Redraw),
            Err(_) => Some(Key::End),
        }
    }

    /// What follows a slash at once, as when it is typed fast or pasted, and whether Enter ended it.
    pub(crate) fn rest_of_line(&mut self) -> (String, bool) {
        let mut rest = String::new();
        while event::poll(BETWEEN_KEYS).unwrap_or(false) {
            let Ok(Event::Key(key)) = event::read() else { continue };
            match key.code {
                _ if key.kind == KeyEventKind::Release => {}
                KeyCode::Enter => return (rest, true),
                KeyCode::Char(letter) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
                    rest.push(letter);
                }
                _ => break,
            }
        }
        (rest, false)
    }

    fn meaning(&mut self, event: &Event) -> Option<Key> {
        let Event::Key(key) = event else {
            return matches!(event, Event::Resize(..)).then_some(Key::Redraw);
        };
        if key.kind == KeyEventKind::Release {
            return None;
        }
        Some(self.key(key))
    }

    fn key(&mut self, key: &KeyEvent) -> Key {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            _ if is_interrupt(key) => Key::Interrupt,
            KeyCode::Char('d') if control => Key::End,
            KeyCode::Char('z') if control => self.suspend(),
            KeyCode::Enter => Key::Enter,
            KeyCode::Char('j' | 'm') if control => Key::Enter,
            KeyCode::Char(' ') => Key::Space,
            KeyCode::Char('/') => Key::Slash,
            KeyCode::Char('+') => Key::Plus,
            KeyCode::Char(letter) if !control => Key::Letter(letter),
            _ => Key::Other,
        }
    }

    fn suspend(&mut self) -> Key {
        let _before = disable_raw_mode();
        ui::step_aside();
        signals::suspend();
        let _after = raw_mode();
        Key::Redraw
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        drain();
        let _gone = disable_raw_mode();
    }
}

/// Has each key come as it is typed.
fn raw_mode() -> io::Result<()> {
    let _not_ending = signals::changing_modes();
    enable_raw_mode()
}

/// How often `changed` is asked while one waits for a key.
const LOOK: Duration = Duration::from_millis(60);

/// Waits until something was typed, which stays to be read, or `changed`: whether that came first.
/// With `lines` the terminal itself edits lines, and something is typed once a line is.
pub(crate) fn until_typed(lines: bool, changed: impl Fn() -> bool) -> io::Result<bool> {
    if !lines {
        raw_mode()?;
    }
    let came = loop {
        if changed() {
            break Ok(true);
        }
        match is_typed(LOOK) {
            Ok(false) => {}
            Ok(true) => break Ok(false),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    if !lines {
        disable_raw_mode()?;
    }
    came
}

#[cfg(unix)]
fn is_typed(within: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = io::stdin();
    let mut waits = [PollFd::new(&stdin, PollFlags::IN)];
    let within = Timespec::try_from(within).map_err(io::Error::other)?;
    Ok(poll(&mut waits, Some(&within))? > 0)
}

#[cfg(not(unix))]
fn is_typed(within: Duration) -> io::Result<bool> {
    event::poll(within)
}

/// Throws away what was typed ahead, but for the wish to end.
fn drain() {
    while event::poll(Duration::ZERO).unwrap_or(false) {
        match event::read() {
            Ok(Event::Key(key)) if is_interrupt(&key) => signals::interrupt(),
            Ok(_) => {}
            Err(_) => break,
        }
    }
}

fn is_interrupt(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL)
}
