//! How long ago something was, and when it is, as people say it. Asks no clock.

use tending::time::Moment;

const WEEKDAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// When `then` was, said at `now`: `this morning`, `yesterday evening`, `on Monday`.
pub(crate) fn ago(then: Moment, now: Moment) -> String {
    let days = now.days_until(&then.date()).map_or(0, |days| -days);
    let part = part(then);
    match days {
        ..=0 if now.since(then).as_secs() < 90 => "a moment ago".to_owned(),
        ..=0 if part == "night" => "earlier today, in the night".to_owned(),
        ..=0 => format!("this {part}"),
        1 => format!("yesterday {part}"),
        2..=6 => format!("on {}", weekday(&then.date())),
        _ => format!("on {}", day(&then.date())),
    }
}

/// A date, `YYYY-MM-DD`, as one says it: `3 November 2026`.
pub(crate) fn day(date: &str) -> String {
    let mut parts = date.split('-').map(|part| part.parse::<usize>().unwrap_or(0));
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    match (year, month.and_then(|month| MONTHS.get(month.checked_sub(1)?)), day) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        _ => date.to_owned(),
    }
}

/// The weekday of a date, `YYYY-MM-DD`.
pub(crate) fn weekday(date: &str) -> &'static str {
    let days = Moment::default().days_until(date).unwrap_or(0);
    WEEKDAYS[usize::try_from(days.rem_euclid(7)).unwrap_or(0)]
}

fn part(then: Moment) -> &'static str {
    match then.clock().get(..2).and_then(|hour| hour.parse().ok()) {
        Some(5_u8..=11) => "morning",
        Some(12..=16) => "afternoon",
        Some(17..=22) => "evening",
        _ => "night",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_told_as_people_say_it() {
        let now: Moment = "2026-11-22T10:00:00+01:00".parse().unwrap();
        let ago = |then: &str| ago(then.parse().unwrap(), now);
        assert_eq!(ago("2026-11-22T09:59:30+01:00"), "a moment ago");
        assert_eq!(ago("2026-11-22T07:00:00+01:00"), "this morning");
        assert_eq!(ago("2026-11-21T20:15:00+01:00"), "yesterday evening");
        assert_eq!(ago("2026-11-16T20:15:00+01:00"), "on Monday");
        assert_eq!(ago("2026-11-03T20:15:00+01:00"), "on 3 November 2026");
        assert_eq!(weekday("2026-11-22"), "Sunday");
    }
}
