//! `tending test --accept`: lets a scenario say what came instead of what was expected, and shows
//! each line that changes. Touches nothing else in the file.

use std::path::Path;
use std::sync::Arc;

use tending::Program;
use tending::scenario::{self, Scenario};
use tending::source::Sources;

use super::files;
use super::layout::Tone;
use super::ui::{Ui, clean};

/// More changes than any scenario needs.
const MOST: usize = 500;

/// Rewrites what `scenario` expects, where only one thing can be meant; whether it passes now.
pub(crate) fn accept(
    ui: &mut Ui,
    program: &Arc<Program>,
    scenario: &Scenario,
    sources: &Sources,
) -> bool {
    let source = sources.file(scenario.file);
    let name = clean(&source.name);
    let Some(after) = mended(program, &source.name, &source.text) else {
        ui.say("This cannot be accepted: more than one change could be meant, or a text to see or to hide. Nothing was changed.");
        return false;
    };
    if source.name.starts_with("built-in:") {
        ui.say("This scenario is built into the program, so that nothing can be written to it.");
        return false;
    }
    show(ui, &name, &source.text, &after);
    match files::replace(Path::new(&source.name), &source.text, &after) {
        Ok(()) => {
            ui.say(&format!("Accepted: {name} was changed so, and passes."));
            true
        }
        Err(error) => {
            ui.say(&format!("{name} could not be changed: {error}"));
            false
        }
    }
}

/// The text of the scenario with every mend it needs to pass; nothing if that is not enough.
fn mended(program: &Arc<Program>, name: &str, text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..MOST {
        let mut sources = Sources::new();
        let file = sources.add(name, text.as_str());
        let scenario = scenario::read(file, &text, &mut Vec::new())?;
        let Some(failure) = scenario::run(program, &scenario).failure else { return Some(text) };
        let mend = failure.mend?;
        text.get(mend.span.range())?;
        text.replace_range(mend.span.range(), &mend.text);
    }
    None
}

/// The lines that change, before and after.
fn show(ui: &mut Ui, name: &str, before: &str, after: &str) {
    ui.say(&format!("In {name}:"));
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    if before.len() == after.len() {
        for (number, (was, is)) in (1..).zip(before.iter().zip(&after)) {
            if was != is {
                pair(ui, number, &[was], &[is]);
            }
        }
        return;
    }
    let same = before.iter().zip(&after).take_while(|(was, is)| was == is).count();
    let ends = before.iter().rev().zip(after.iter().rev());
    let tail = ends.take_while(|(was, is)| was == is).count();
    let tail = tail.min(before.len() - same).min(after.len() - same);
    let cut = |lines: &[&str]| lines.len() - tail;
    pair(ui, same + 1, &before[same..cut(&before)], &after[same..cut(&after)]);
}

fn pair(ui: &mut Ui, number: usize, before: &[&str], after: &[&str]) {
    ui.toned(&format!("line {number}"), Tone::Quiet);
    before.iter().for_each(|line| ui.hang("  before  ", line.trim(), Tone::Plain));
    after.iter().for_each(|line| ui.hang("  after   ", line.trim(), Tone::Strong));
}
