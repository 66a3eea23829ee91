//! What a running pause looks like at an instant: what is left, which breath, when that changes.
//! Knows no keys and no screen.

use std::time::Duration;

use tending::session::Pause;
use tending::text::Str;
use tending::time::Moment;

use super::view::spoken;

/// Columns that the whole line takes, with a clock of hours.
const WIDE: usize = 28;

/// A pause as it is counted down here.
#[derive(Debug)]
pub(crate) struct Countdown {
    step: Str,
    began: Moment,
    length: Duration,
    told: Option<u64>,
    held: bool,
}

impl Countdown {
    /// Begins to count down `pause`.
    pub(crate) fn begin(pause: &Pause) -> Countdown {
        let length = pause.ends.since(pause.began);
        Countdown { step: pause.step.clone(), began: pause.began, length, told: None, held: false }
    }

    /// Whether this counts `pause` down.
    pub(crate) fn is_of(&self, pause: &Pause) -> bool {
        self.step == pause.step && self.began == pause.began
    }

    /// The clock stands still or runs on; whether that is new.
    pub(crate) fn turns(&mut self, held: bool) -> bool {
        std::mem::replace(&mut self.held, held) != held
    }

    /// The pause got this much longer.
    pub(crate) fn stretch(&mut self, more: Duration) {
        self.length += more;
    }

    /// The line that shows `left` of the pause in `width` columns; says so when its clock stands
    /// still.
    pub(crate) fn line(&self, pause: &Pause, left: Duration, width: usize) -> String {
        let clock = clock(left);
        if pause.held.is_some() {
            return format!("  {clock} left, held");
        }
        match self.breath(pause, left) {
            Some((phase, seconds)) if width < WIDE => {
                let phase = phase.trim_start_matches("breathe ");
                format!("{phase} \u{2026} {seconds}  {clock}")
            }
            Some((phase, seconds)) => {
                let breath = format!("{phase} \u{2026} {seconds}");
                format!("  {breath:<17} {clock}")
            }
            None => format!("  {clock}"),
        }
    }

    /// Which part of a breath it is, and how many seconds of it are left.
    fn breath(&self, pause: &Pause, left: Duration) -> Option<(&'static str, u64)> {
        let parts = pause.breathe?;
        let whole: u64 = parts.iter().map(|part| u64::from(*part)).sum();
        let passed = ceil_seconds(self.length).saturating_sub(ceil_seconds(left));
        let mut at = passed.checked_rem(whole)?;
        let names = ["breathe in", "hold", "breathe out", "rest"];
        for (name, part) in names.into_iter().zip(parts.map(u64::from)) {
            if at < part {
                return Some((name, part - at));
            }
            at -= part;
        }
        None
    }

    /// A line for those who get no countdown, every thirty seconds.
    pub(crate) fn spoken(&mut self, left: Duration) -> Option<String> {
        let left = ceil_seconds(left);
        let due = left > 0 && left.is_multiple_of(30) && left < ceil_seconds(self.length);
        if !due || self.told == Some(left) {
            return None;
        }
        self.told = Some(left);
        Some(format!("{} left.", spoken(left)))
    }
}

/// What is said as a pause begins.
pub(crate) fn opening(pause: &Pause) -> String {
    let length = spoken(ceil_seconds(pause.ends.since(pause.began)));
    let [inward, hold, out, rest] = pause.breathe.unwrap_or_default();
    let parts = [(inward, "in for"), (hold, "hold for"), (out, "out for"), (rest, "rest for")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(seconds, _)| *seconds > 0)
        .map(|(seconds, what)| format!("{what} {seconds}"))
        .collect();
    match parts.is_empty() {
        true => format!("A pause of {length}."),
        false => format!("A pause of {length}. Breathe {}.", parts.join(", ")),
    }
}

/// How long what is shown for `left` stays true.
pub(crate) fn until_change(left: Duration) -> Duration {
    match left.subsec_millis() {
        0 => Duration::from_secs(1),
        more => Duration::from_millis(u64::from(more)),
    }
}

fn clock(left: Duration) -> String {
    let seconds = ceil_seconds(left);
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

fn ceil_seconds(length: Duration) -> u64 {
    length.as_secs() + u64::from(length.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tending::session::To;

    fn pause(seconds: u64, breathe: Option<[u32; 4]>) -> Pause {
        let began = Moment::default();
        let ends = began.after(Duration::from_secs(seconds));
        Pause { step: "p".into(), to: To::Everyone, began, ends, breathe, held: None }
    }

    #[test]
    fn the_breath_follows_the_clock() {
        let pause = pause(120, Some([4, 0, 6, 0]));
        let countdown = Countdown::begin(&pause);
        let shown = |ms| countdown.line(&pause, Duration::from_millis(ms), 80);
        assert_eq!(shown(120_000), "  breathe in \u{2026} 4    2:00");
        assert_eq!(shown(119_001), "  breathe in \u{2026} 4    2:00");
        assert_eq!(shown(119_000), "  breathe in \u{2026} 3    1:59");
        assert_eq!(shown(116_000), "  breathe out \u{2026} 6   1:56");
        assert_eq!(shown(110_000), "  breathe in \u{2026} 4    1:50");
        let narrow = countdown.line(&pause, Duration::from_millis(116_000), 19);
        assert_eq!(narrow, "out \u{2026} 6  1:56");
    }

    #[test]
    fn every_thirty_seconds_are_told_once() {
        let mut countdown = Countdown::begin(&pause(120, None));
        assert_eq!(countdown.spoken(Duration::from_secs(120)), None);
        assert_eq!(
            countdown.spoken(Duration::from_secs(90)).as_deref(),
            Some("1 minute 30 seconds left.")
        );
        assert_eq!(countdown.spoken(Duration::from_millis(89_500)), None);
    }
}
