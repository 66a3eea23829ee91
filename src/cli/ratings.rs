//! Ratings over time: a row of marks for each, or in words. Reads back only what its reader may see.

use std::collections::BTreeMap;

use super::exit;
use super::layout::Tone;
use super::readback;
use super::ui::Ui;
use super::unlocking::{Opened, Stop};
use super::when;

/// How wide the longest row is.
const WIDE: i64 = 30;

/// What was given to one question: when, and which number.
type Series = Vec<(String, i64)>;

/// Shows all questions that were answered with a number, and how the numbers went.
pub(crate) fn show(ui: &mut Ui, opened: &mut Opened) -> Result<u8, Stop> {
    let mut series: BTreeMap<(String, String, (i64, i64)), Series> = BTreeMap::new();
    for kept in opened.store.sessions(&opened.keyring)? {
        let Some(told) = &kept.told else { continue };
        let readers = readback::readers(&kept, None)?;
        let story = readback::read(&mut opened.store, &kept, &readers)?;
        for rating in story.ratings() {
            let key = (told.head.title.clone(), rating.question, rating.scale);
            series.entry(key).or_default().push((told.head.began.date(), rating.number));
        }
    }
    if series.is_empty() {
        ui.say("No numbers were given so far that you may read.");
    }
    for ((title, question, scale), given) in &series {
        ui.gap();
        ui.toned(&format!("{title}: {question}"), Tone::Strong);
        match ui.look.accessible {
            true => ui.say(&words(*scale, given)),
            false => draw(ui, *scale, given),
        }
    }
    Ok(exit::DONE)
}

fn draw(ui: &mut Ui, (from, to): (i64, i64), given: &Series) {
    let mark = if ui.look.ascii { "#" } else { "\u{2588}" };
    let room = i64::try_from(ui.width()).unwrap_or(WIDE).saturating_sub(18).clamp(4, WIDE);
    for (date, number) in given {
        let part = (number - from) * room / (to - from).max(1);
        let row = mark.repeat(usize::try_from(part).unwrap_or(0));
        ui.hang(&format!("  {date}  "), &format!("{row} {number}"), Tone::Plain);
    }
    ui.toned(&format!("  (from {from} to {to})"), Tone::Quiet);
}

/// The same in words: `from 0 to 10: 7 on 3 November 2026, then 5 on 9 November 2026; lower by 2`.
fn words((from, to): (i64, i64), given: &Series) -> String {
    let each = given.iter().map(|(date, number)| format!("{number} on {}", when::day(date)));
    let said = format!("From {from} to {to}: {}", each.collect::<Vec<_>>().join(", then "));
    let change = match (given.first(), given.last()) {
        (Some((_, first)), Some((_, last))) if given.len() > 1 => last - first,
        _ => return said + ".",
    };
    match change {
        0 => format!("{said}; the same as at first."),
        1.. => format!("{said}; higher by {change} than at first."),
        _ => format!("{said}; lower by {} than at first.", -change),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn numbers_over_time_in_words() {
        let given = vec![("2026-11-03".to_owned(), 7), ("2026-11-09".to_owned(), 5)];
        let said = "From 0 to 10: 7 on 3 November 2026, then 5 on 9 November 2026; lower by 2 than at first.";
        assert_eq!(words((0, 10), &given), said);
    }
}
