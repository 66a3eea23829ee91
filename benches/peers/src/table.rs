//! The table of what was measured, as data for a program to read. Measures nothing.

use serde::Serialize;

use crate::machine::{Machine, Others};
use tending_peers::measure::Samples;

/// A measured value.
#[derive(Serialize, Clone, Default)]
pub struct Cell {
    pub value: Option<f64>,
    /// Half the distance between the quartiles, as a share of the value; nothing where it repeats
    /// exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<f64>,
    /// How it stands to the row that the section names.
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

    pub fn of(samples: &Samples) -> Cell {
        match samples.0.is_empty() {
            true => Cell::nothing(),
            false => Cell { value: Some(samples.median()), spread: samples.spread(), ratio: None },
        }
    }
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Cell {
        value.map_or_else(Cell::nothing, Cell::exact)
    }
}

/// What a column holds.
#[derive(Serialize, Clone)]
pub struct Column {
    pub name: String,
    pub unit: &'static str,
}

#[derive(Serialize)]
pub struct Row {
    pub name: String,
    pub cells: Vec<Cell>,
}

#[derive(Serialize)]
pub struct Section {
    /// The word that `--only` takes.
    pub id: &'static str,
    pub title: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// The row that the ratios are to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_to: Option<&'static str>,
    /// What has to be known to read it, and what was left out.
    pub notes: Vec<String>,
}

/// A figure that the project set itself, beside what this run reached.
#[derive(Serialize)]
pub struct Goal {
    pub what: &'static str,
    pub goal: String,
    /// Nothing where the run left out what it needs.
    pub reached: Option<String>,
    pub met: Option<bool>,
}

#[derive(Serialize)]
pub struct Table {
    /// When it began, in UTC.
    pub date: String,
    pub machine: Machine,
    /// This engine and what it is compared with, by version.
    pub versions: Vec<(String, String)>,
    pub seed: u64,
    pub quick: bool,
    /// What this run should not be trusted for, and why.
    pub warnings: Vec<String>,
    pub sections: Vec<Section>,
    pub goals: Vec<Goal>,
    /// What other programs did meanwhile.
    pub others: Option<Others>,
    /// How long it took.
    pub seconds: f64,
}

impl Section {
    pub fn new(id: &'static str, title: &'static str, columns: Vec<Column>) -> Section {
        Section { id, title, columns, rows: Vec::new(), ratio_to: None, notes: Vec::new() }
    }

    pub fn row(&mut self, name: &str, cells: Vec<Cell>) {
        self.rows.push(Row { name: name.to_owned(), cells });
    }

    pub fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// Gives every cell its ratio to the row called `base`, in the columns of that unit.
    pub fn ratios_to(&mut self, base: &'static str, units: &[&str]) {
        let Some(row) = self.rows.iter().find(|row| row.name == base) else { return };
        let values: Vec<Option<f64>> = row.cells.iter().map(|cell| cell.value).collect();
        for row in &mut self.rows {
            for ((cell, base), column) in row.cells.iter_mut().zip(&values).zip(&self.columns) {
                let both = cell.value.zip(*base).filter(|_| units.contains(&column.unit));
                cell.ratio = both.map(|(value, base)| value / base);
            }
        }
        self.ratio_to = Some(base);
    }
}

pub fn columns<const N: usize>(columns: [(&str, &'static str); N]) -> Vec<Column> {
    columns.map(|(name, unit)| Column { name: name.to_owned(), unit }).into()
}
