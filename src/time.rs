//! Instants and lengths of time as data; never asks what time it is.

mod mended;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, TimeZone};
use serde::{Deserialize, Serialize};

pub(crate) use mended::{mended_clock, mended_date, mended_length};

/// An instant, with the offset from UTC of the person who lives it.
///
/// ```
/// use tending::time::Moment;
/// let evening: Moment = "2026-01-05T18:00:00+01:00".parse()?;
/// assert_eq!(evening.to_string(), "2026-01-05T18:00:00+01:00");
/// # Ok::<(), tending::time::BadMoment>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
    /// Seconds east of UTC, within ±86,399.
    pub offset: i32,
}

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMoment(pub String);

impl fmt::Display for BadMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no date and time like 2026-01-05T18:00:00+01:00", self.0)
    }
}

impl std::error::Error for BadMoment {}

impl std::str::FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Moment, BadMoment> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| BadMoment(text.to_owned()))?;
        Ok(Moment { unix_ms: at.timestamp_millis(), offset: at.offset().local_minus_utc() })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local().format("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }
}

impl Moment {
    /// This instant and `span` more.
    #[must_use]
    pub fn after(self, span: Duration) -> Moment {
        let more = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Moment { unix_ms: self.unix_ms.saturating_add(more), ..self }
    }

    /// How long after `earlier` this is; nothing if it is not after it.
    pub fn since(self, earlier: Moment) -> Duration {
        let ms = self.unix_ms.saturating_sub(earlier.unix_ms);
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    }

    /// The date there and then, as `YYYY-MM-DD`.
    pub fn date(self) -> String {
        self.local().format("%Y-%m-%d").to_string()
    }

    /// The time there and then, as `HH:MM`.
    pub fn clock(self) -> String {
        self.local().format("%H:%M").to_string()
    }

    /// Whole days from this date to `date` (`YYYY-MM-DD`), negative when it has passed.
    pub fn days_until(self, date: &str) -> Option<i64> {
        let date = parse_date(date)?;
        Some((date - self.local().date_naive()).num_days())
    }

    /// The date `days` after this one, as `YYYY-MM-DD`.
    pub fn date_in(self, days: i64) -> Option<String> {
        let date = self.local().date_naive().checked_add_signed(TimeDelta::try_days(days)?)?;
        Some(date.format("%Y-%m-%d").to_string())
    }

    fn local(self) -> DateTime<FixedOffset> {
        let zone = FixedOffset::east_opt(self.offset)
            .or_else(|| FixedOffset::east_opt(0))
            .and_then(|zone| zone.timestamp_millis_opt(self.unix_ms).single());
        zone.unwrap_or_default()
    }
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    let strict = text.len() == 10 && text.is_ascii();
    strict.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Whether `text` is a date of the calendar, as `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    parse_date(text).is_some()
}

/// Whether `text` is a time of day, as `HH:MM`.
pub fn is_clock(text: &str) -> bool {
    text.len() == 5 && chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}

/// A length of time as authors write it: `20s`, `2m`, `1h30m`, `7d`. At most ten years.
///
/// ```
/// use std::time::Duration;
/// assert_eq!(tending::time::parse_length("1h30m"), Some(Duration::from_secs(5_400)));
/// assert_eq!(tending::time::parse_length("soon"), None);
/// ```
pub fn parse_length(text: &str) -> Option<Duration> {
    const LONGEST: u64 = 10 * 366 * 86_400;
    let (mut total, mut digits, mut last) = (0u64, String::new(), u64::MAX);
    for letter in text.trim().chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let unit = match letter {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        if unit >= last {
            return None;
        }
        last = unit;
        let count: u64 = std::mem::take(&mut digits).parse().ok()?;
        total = total.checked_add(count.checked_mul(unit)?).filter(|sum| *sum <= LONGEST)?;
    }
    (digits.is_empty() && last != u64::MAX).then(|| Duration::from_secs(total))
}

/// A length of time as authors write it, the other way round: `1h30m`.
pub fn show_length(length: Duration) -> String {
    let mut rest = length.as_secs();
    let mut text = String::new();
    for (unit, letter) in [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')] {
        if rest >= unit {
            text.push_str(&format!("{}{letter}", rest / unit));
            rest %= unit;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
