//! What happens when the program is ended from outside or by a fault: the terminal is put back,
//! nothing private stays on it. Says nothing of what anyone wrote.

use std::sync::{Mutex, MutexGuard, OnceLock};

use super::ui;

/// Who holds it may change the terminal's modes; the end holds it for good.
static MODES: Mutex<()> = Mutex::new(());

/// What is done before a signal ends the program.
static BEFORE_END: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

/// Before a signal ends the program, `first` is done; it must not take long.
pub(crate) fn before_end(first: impl Fn() + Send + Sync + 'static) {
    let _only_once = BEFORE_END.set(Box::new(first));
}

/// From here on signals and faults leave the terminal in order.
pub(crate) fn watch() {
    on_fault();
    #[cfg(unix)]
    unix::watch();
}

/// The message of a fault could hold words of a person, so only its place is told.
fn on_fault() {
    std::panic::set_hook(Box::new(|fault| {
        let _raw_or_not = crossterm::terminal::disable_raw_mode();
        put_back();
        ui::leave_terminal();
        let place = fault.location().map_or_else(String::new, |at| format!(" ({at})"));
        ui::complain(&format!(
            "something went wrong inside the program{place}. This is a fault of the program, not yours; please report it"
        ));
    }));
}

/// Puts the terminal's modes back as they were found.
fn put_back() {
    #[cfg(unix)]
    unix::put_back();
}

/// Holds off an end from outside while the terminal's modes are changed: what is changed after it
/// put them back would stay. Where the end has begun, nothing goes on from here.
pub(crate) fn changing_modes() -> MutexGuard<'static, ()> {
    MODES.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Stops this process as Ctrl-Z would; goes on when it is continued.
pub(crate) fn suspend() {
    #[cfg(unix)]
    let _not_stopped = signal_hook::low_level::raise(signal_hook::consts::SIGTSTP);
}

/// Ends as Ctrl-C would where the terminal sends it.
pub(crate) fn interrupt() {
    #[cfg(unix)]
    let _not_ended = signal_hook::low_level::raise(signal_hook::consts::SIGINT);
}

#[cfg(unix)]
mod unix {
    use std::sync::OnceLock;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    use crate::cli::{exit, ui};

    static FOUND: OnceLock<Termios> = OnceLock::new();

    pub(super) fn watch() {
        if let Ok(modes) = tcgetattr(std::io::stdin()) {
            let _first = FOUND.set(modes);
        }
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
        std::thread::spawn(move || {
            if signals.forever().next().is_some() {
                if let Some(first) = super::BEFORE_END.get() {
                    first();
                }
                ui::leave_terminal();
                let _for_good = super::changing_modes();
                put_back();
                // At once: a line that begins meanwhile would switch the modes again.
                signal_hook::low_level::exit(exit::INTERRUPTED.into());
            }
        });
    }

    pub(super) fn put_back() {
        if let Some(modes) = FOUND.get() {
            let _gone = tcsetattr(std::io::stdin(), OptionalActions::Now, modes);
        }
    }
}
