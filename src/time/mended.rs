//! Dates, times and lengths of time as people write them, in the one way they are written here.
//! Guesses only where there is one meaning.

use std::time::Duration;

use super::{is_clock, is_date, parse_length, show_length};

/// Words for units of time, in a few languages, and their seconds.
const UNITS: &[(u64, &[&str])] = &[
    (
        1,
        &[
            "", "s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde",
            "secondes", "segundo", "segundos",
        ],
    ),
    (60, &["m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"]),
    (
        3_600,
        &[
            "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures",
            "hora", "horas",
        ],
    ),
    (
        86_400,
        &[
            "d", "day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dia",
            "dias",
        ],
    ),
    (
        604_800,
        &["w", "week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"],
    ),
];

/// Numbers as words.
const NUMBERS: &[(&str, f64)] = &[
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("half", 0.5),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("ten", 10.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
];

/// `30 seconds`, `1.5 h`, `2 Minuten`, `half an hour` as `30s`, `1h30m`, `2m`, `30m`.
pub(crate) fn mended_length(text: &str) -> Option<String> {
    let lower = text.trim().trim_end_matches('.').to_lowercase().replace(',', ".");
    let lower = lower.replace("half an", "half").replace("half a ", "half ");
    let (mut seconds, mut rest) = (0.0, lower.trim());
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let (number, tail) = match rest.split_at(digits) {
            ("", _) => {
                let (word, tail) = rest.split_once(' ')?;
                (NUMBERS.iter().find(|(name, _)| *name == word)?.1, tail)
            }
            (number, tail) => (number.parse().ok()?, tail),
        };
        let tail = tail.trim_start();
        let word = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(word);
        let (unit, _) = UNITS.iter().find(|(_, names)| names.contains(&unit))?;
        seconds += number * *unit as f64;
        rest = tail.trim_start_matches(['.', ' ']);
        rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("und ")).unwrap_or(rest);
    }
    let whole = seconds.is_finite() && seconds >= 1.0 && seconds.fract() == 0.0;
    let made = whole.then(|| show_length(Duration::from_secs(seconds as u64)))?;
    parse_length(&made).map(|_| made)
}

/// `31.1.2026`, `2026/1/31`, `31/1/2026` as `2026-01-31`; nothing where day and month could be
/// either way round.
pub(crate) fn mended_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().trim_end_matches('.').split(['.', '/', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |text: &&str| text.trim().parse::<u32>().ok();
    let (first, second, third) = (number(first)?, number(second)?, number(third)?);
    let (year, month, day) = match (first, second, third) {
        (year, month, day) if year > 999 => (year, month, day),
        (day, month, year) if text.contains('.') || day > 12 || day == month => (year, month, day),
        (month, day, year) if day > 12 => (year, month, day),
        _ => return None,
    };
    let made = format!("{year:04}-{month:02}-{day:02}");
    is_date(&made).then_some(made)
}

/// `6 pm`, `18.30`, `18 Uhr`, `18h30` as `18:00` and `18:30`.
pub(crate) fn mended_clock(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase().replace("p.m.", "pm").replace("a.m.", "am");
    let end = lower.find(|c: char| !(c.is_ascii_digit() || ":.h ".contains(c)));
    let (digits, rest) = lower.split_at(end.unwrap_or(lower.len()));
    let parts: Vec<&str> = digits.trim().split([':', '.', 'h', ' ']).collect();
    let hours: u32 = parts.first()?.parse().ok()?;
    let minutes: u32 = match parts.get(1).map(|part| part.trim()) {
        None | Some("") => 0,
        Some(minutes) => minutes.parse().ok()?,
    };
    let hours = match rest.trim() {
        "pm" if hours < 12 => hours + 12,
        "am" if hours == 12 => 0,
        "" | "pm" | "am" | "uhr" | "o'clock" | "heures" => hours,
        _ => return None,
    };
    let made = format!("{hours:02}:{minutes:02}");
    is_clock(&made).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_has_one_way_here() {
        let lengths = [
            ("30 sec", "30s"),
            ("30 s.", "30s"),
            ("1.5m", "1m30s"),
            ("2 Minuten", "2m"),
            ("half an hour", "30m"),
            ("an hour", "1h"),
            ("1 hour and 30 minutes", "1h30m"),
            ("1 week", "7d"),
            ("1,5 h", "1h30m"),
            ("3 minutes", "3m"),
        ];
        for (written, meant) in lengths {
            assert_eq!(mended_length(written).as_deref(), Some(meant), "{written}");
        }
        for unclear in ["1:30", "soon", "-5s", "next week", ""] {
            assert_eq!(mended_length(unclear), None, "{unclear}");
        }
        let dates = [
            ("31.01.2026", Some("2026-01-31")),
            ("1.2.2026", Some("2026-02-01")),
            ("2026/1/5", Some("2026-01-05")),
            ("31/1/2026", Some("2026-01-31")),
            ("1/31/2026", Some("2026-01-31")),
            ("1/2/2026", None),
            ("31.2.2026", None),
        ];
        for (written, meant) in dates {
            assert_eq!(mended_date(written).as_deref(), meant, "{written}");
        }
        let clocks = [
            ("6 pm", Some("18:00")),
            ("6pm", Some("18:00")),
            ("18.30", Some("18:30")),
            ("18 Uhr", Some("18:00")),
            ("12 a.m.", Some("00:00")),
            ("6:30 p.m.", Some("18:30")),
            ("18h30", Some("18:30")),
            ("evening", None),
            ("25:00", None),
        ];
        for (written, meant) in clocks {
            assert_eq!(mended_clock(written).as_deref(), meant, "{written}");
        }
    }
}
