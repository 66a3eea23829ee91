//! The table of what was measured, for people and for programs. Measures nothing.

use std::fmt::Write as _;

use serde::Serialize;

/// A measured value.
#[derive(Serialize, Clone, Default)]
pub struct Cell {
    pub value: Option<f64>,
    /// Half the distance between the quartiles, as a share of the value; nothing where it repeats
    /// exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<f64>,
    /// How it stands to bare Rhai, or to what the title says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
}

impl Cell {
    pub fn exact(value: f64) -> Cell {
        Cell { value: Some(value), ..Cell::default() }
    }

    pub fn nothing() -> Cell {
        Cell::default()
    }

    pub fn of(samples: &crate::measure::Samples) -> Cell {
        Cell { value: Some(samples.median()), spread: Some(samples.spread()), ratio: None }
    }
}

#[derive(Serialize)]
pub struct Row {
    pub name: String,
    pub cells: Vec<Cell>,
}

#[derive(Serialize)]
pub struct Section {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Serialize, Default)]
pub struct Table {
    pub seed: u64,
    pub quick: bool,
    pub sections: Vec<Section>,
}

impl Section {
    pub fn new(title: &str, columns: &[&str]) -> Section {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Section { title: title.to_owned(), columns, rows: Vec::new() }
    }

    pub fn row(&mut self, name: &str, cells: Vec<Cell>) {
        self.rows.push(Row { name: name.to_owned(), cells });
    }

    /// Gives every cell its ratio to the row called `base`.
    pub fn ratios_to(&mut self, base: &str) {
        let Some(base) = self.rows.iter().find(|row| row.name == base) else { return };
        let base: Vec<Option<f64>> = base.cells.iter().map(|cell| cell.value).collect();
        for row in &mut self.rows {
            for (cell, base) in row.cells.iter_mut().zip(&base) {
                cell.ratio = cell.value.zip(*base).map(|(value, base)| value / base);
            }
        }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 => {
            let digits = format!("{:.0}", value.abs());
            let groups: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|group| std::str::from_utf8(group).unwrap_or(""))
                .collect();
            format!("{}{}", if value < 0.0 { "-" } else { "" }, groups.join(","))
        }
        large if large >= 10.0 => format!("{value:.0}"),
        small if small >= 1.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn shown(cell: &Cell) -> String {
    let Some(value) = cell.value else { return "–".to_owned() };
    let mut text = number(value);
    if let Some(spread) = cell.spread {
        let _ = write!(text, " ±{:.0}%", spread * 100.0);
    }
    if let Some(ratio) = cell.ratio {
        let _ = write!(text, " ({ratio:.2}×)");
    }
    text
}

impl Section {
    pub fn text(&self) -> String {
        let mut lines = vec![self.columns.clone()];
        lines[0].insert(0, String::new());
        for row in &self.rows {
            let cells = row.cells.iter().map(shown);
            lines.push(std::iter::once(row.name.clone()).chain(cells).collect());
        }
        let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| {
            lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        let mut text = format!("{}\n", self.title);
        for line in &lines {
            for (at, cell) in line.iter().enumerate() {
                let gap = " ".repeat(widths[at] - cell.chars().count());
                let _ = match at {
                    0 => write!(text, "  {cell}{gap}"),
                    _ => write!(text, "   {gap}{cell}"),
                };
            }
            text.push('\n');
        }
        text
    }
}
