//! The only clock of the program: real, with pauses at a pace, or virtual for runs from a file.

use std::time::Duration;

use tending::time::Moment;

/// Where instants come from. They never run backwards.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The wall's.
    Real(Real),
    /// Stands still until it is moved.
    Virtual(Moment),
}

/// The wall's clock; in a pause it may run slower or faster.
#[derive(Debug)]
pub(crate) struct Real {
    pace: f64,
    last: Moment,
    pause: Option<Running>,
}

/// A pause that runs: when it began by each clock.
#[derive(Debug, Clone, Copy)]
struct Running {
    since: std::time::Instant,
    wall: Moment,
    from: Moment,
}

impl Running {
    /// How long it runs, whichever clock says more: one stands still while the computer sleeps,
    /// the other may be set.
    fn elapsed(&self) -> Duration {
        self.since.elapsed().max(wall().since(self.wall))
    }
}

impl Clock {
    /// The wall's clock, on which pauses take `pace` times as long.
    pub(crate) fn real(pace: f64) -> Clock {
        Clock::Real(Real { pace, last: wall(), pause: None })
    }

    /// Now.
    pub(crate) fn now(&mut self) -> Moment {
        match self {
            Clock::Virtual(moment) => *moment,
            Clock::Real(real) => {
                let now = match real.pause {
                    Some(pause) => pause.from.after(pause.elapsed().div_f64(real.pace)),
                    None => wall(),
                };
                if now.unix_ms > real.last.unix_ms {
                    real.last = now;
                }
                real.last
            }
        }
    }

    /// A pause begins.
    pub(crate) fn begin_pause(&mut self) {
        let from = self.now();
        if let Clock::Real(real) = self {
            real.pause.get_or_insert(Running { since: instant(), wall: wall(), from });
        }
    }

    /// A pause ended: from here the wall's time counts again.
    pub(crate) fn end_pause(&mut self) {
        self.now();
        if let Clock::Real(real) = self {
            real.pause = None;
        }
    }

    /// How long to wait here for `length` of the session's time to pass.
    pub(crate) fn wait(&self, length: Duration) -> Duration {
        match self {
            Clock::Real(Real { pace, pause: Some(_), .. }) => length.mul_f64(*pace),
            _ => length,
        }
    }

    /// A virtual clock goes to `moment`, if that is ahead.
    pub(crate) fn go_to(&mut self, moment: Moment) {
        if let Clock::Virtual(now) = self
            && moment.unix_ms > now.unix_ms
        {
            *now = moment;
        }
    }
}

/// The wall's time with the local offset.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
pub(crate) fn wall() -> Moment {
    let now = chrono::Local::now();
    Moment { unix_ms: now.timestamp_millis(), offset: now.offset().local_minus_utc() }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
fn instant() -> std::time::Instant {
    std::time::Instant::now()
}
