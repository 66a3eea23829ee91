//! The figures the project set itself, beside what a run reached. Measures nothing: reads the table.

use tending_peers::peers::Peer;
use tending_peers::peers::rhai::Rhai;
use tending_peers::peers::tending::Tending;

use crate::steps::is_peer;
use crate::table::{Goal, Section};
use crate::{cold, keeping, loading};

struct Read<'t>(&'t [Section]);

impl Read<'_> {
    /// The values of a row, in the first section of that name.
    fn row(&self, section: &str, row: &str) -> Vec<Option<f64>> {
        let found = self.0.iter().find(|known| known.id == section);
        let rows = found.iter().flat_map(|section| &section.rows);
        let found = rows.into_iter().find(|known| known.name == row);
        found.map_or_else(Vec::new, |row| row.cells.iter().map(|cell| cell.value).collect())
    }

    fn value(&self, section: &str, row: &str, column: usize) -> Option<f64> {
        self.row(section, row).get(column).copied().flatten()
    }

    fn ratio(&self, section: &str, row: &str, to: &str, column: usize) -> Option<f64> {
        let base = self.value(section, to, column)?;
        self.value(section, row, column).map(|value| value / base)
    }

    /// The engine of another project that is nearest, and how many times as long it takes.
    fn nearest(&self, column: usize) -> Option<f64> {
        let own = self.value("steps", Tending::NAME, column)?;
        let found = self.0.iter().find(|known| known.id == "steps")?;
        let peers = found.rows.iter().filter(|row| is_peer(&row.name));
        peers.filter_map(|row| row.cells[column].value).map(|value| value / own).reduce(f64::min)
    }
}

fn goal(what: &'static str, goal: &str, reached: Option<(String, bool)>) -> Goal {
    let (reached, met) = reached.unzip();
    Goal { what, goal: goal.to_owned(), reached, met }
}

fn at_most(value: Option<f64>, most: f64, unit: &str) -> Option<(String, bool)> {
    let value = value?;
    let text = if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    Some((format!("{text}{unit}"), value <= most))
}

/// What of the goals can be told from these sections.
pub fn goals(sections: &[Section]) -> Vec<Goal> {
    let read = Read(sections);
    let (own, bare) = (Tending::NAME, Rhai::NAME);
    let mut goals = Vec::new();

    let sizes = ["20 steps", "1,000 steps", "10,000 steps"];
    let counts: Vec<f64> = read.row("instructions", own).into_iter().flatten().collect();
    let most = (0..3).filter_map(|at| read.ratio("instructions", own, bare, at)).reduce(f64::max);
    goals.push(goal(
        "instructions of a step, at worst",
        "1.3 × bare Rhai",
        at_most(most, 1.3, " ×"),
    ));
    let least = counts.iter().copied().reduce(f64::min);
    let growth = counts.iter().copied().reduce(f64::max).zip(least).filter(|_| counts.len() > 1);
    let growth = growth.map(|(most, least)| most / least);
    goals.push(goal("the same at every size", "1.1 × the least", at_most(growth, 1.1, " ×")));

    let limits = [("1.3 × bare Rhai", 1.3), ("1.3 × bare Rhai", 1.3), ("1.0 × bare Rhai", 1.0)];
    let whats =
        ["time of a step, 20 steps", "time of a step, 1,000 steps", "time of a step, 10,000 steps"];
    for ((at, what), (words, limit)) in whats.into_iter().enumerate().zip(limits) {
        goals.push(goal(what, words, at_most(read.ratio("steps", own, bare, at), limit, " ×")));
    }
    let nearest: Vec<(usize, f64)> =
        (0..3).filter_map(|at| Some((at, read.nearest(at)?))).collect();
    let worst = nearest.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let worst = worst.map(|(at, ratio)| {
        (format!("the nearest takes {ratio:.2} × as long ({})", sizes[at]), ratio > 1.0)
    });
    goals.push(goal("ahead of every peer at every size", "the nearest takes longer", worst));
    goals.push(goal(
        "growth of the time from 20 to 10,000",
        "2 ×",
        at_most(read.value("steps", own, 3), 2.0, " ×"),
    ));

    for (what, at) in [("source to ready, 1,000 steps", 1), ("source to ready, 10,000 steps", 2)] {
        goals.push(goal(
            what,
            "1.5 × bare TOML + Rhai",
            at_most(read.ratio("ready", own, bare, at), 1.5, " ×"),
        ));
    }
    let linear = read.value("ready", own, 2).zip(read.value("ready", own, 1));
    let linear = linear.map(|(large, small)| large / small);
    goals.push(goal(
        "linear: ten times the steps",
        "about 10 × the time",
        at_most(linear, 13.0, " ×"),
    ));
    for (what, at) in
        [("`check` with everything, 1,000 steps", 1), ("`check` with everything, 10,000 steps", 2)]
    {
        let ratio = read.value("ready", loading::CHECK, at).zip(read.value("ready", bare, at));
        let ratio = ratio.map(|(check, bare)| check / bare);
        goals.push(goal(what, "4 × bare TOML + Rhai", at_most(ratio, 4.0, " ×")));
    }

    let heap = [0, 2].into_iter().filter_map(|at| read.value("sessions", own, at)).reduce(f64::max);
    goals.push(goal(
        "heap of one more session without its log",
        "1,500 bytes",
        at_most(heap, 1_500.0, " bytes"),
    ));
    let resident = read.value("crowd", keeping::FORGOTTEN, 2);
    goals.push(goal("100,000 sessions, memory in use", "200 MB", at_most(resident, 200.0, " MB")));

    goals.push(goal(
        "snapshot after 100 steps",
        "400 bytes",
        at_most(read.value("snapshots", own, 0), 400.0, " bytes"),
    ));
    let grown = read.value("snapshots", own, 1).zip(read.value("snapshots", own, 0));
    let grown = grown.map(|(many, few)| many - few);
    goals.push(goal(
        "its growth over 9,900 more steps",
        "none but in its counters",
        at_most(grown, 16.0, " bytes"),
    ));
    let both = read.value("snapshots", own, 2).zip(read.value("snapshots", own, 3));
    let both = both.map(|(save, restore)| save + restore);
    goals.push(goal("save and restore", "5 µs", at_most(both, 5.0, " µs")));

    let spare = read.value("allocations", own, 0).zip(read.value("allocations", own, 1));
    let spare = spare.map(|(calls, texts)| calls - texts);
    goals.push(goal("allocations of a step", "its texts and 4", {
        spare.map(|spare| (format!("its texts and {spare:.1}"), spare <= 4.0))
    }));
    let start = |row| at_most(read.ratio("cold", row, cold::HELLO, 0), 2.0, " ×");
    goals.push(goal(
        "cold start of the program, the story",
        "2 × hello world",
        start(cold::PROGRAM),
    ));
    goals.push(goal(
        "cold start of the program, a shipped exercise",
        "2 × hello world",
        start(cold::SHIPPED),
    ));
    goals.push(goal("cold start of the library alone", "2 × hello world", start(own)));
    let last = sections.iter().find(|section| section.id == "explore");
    let last = last.and_then(|section| section.rows.last()?.cells[3].value);
    goals.push(goal("`explore`, 10,000 steps and 30,000 ways", "5 s", at_most(last, 5.0, " s")));
    goals
}
