//! The table for people: as plain text, or as Markdown to be pasted. Measures nothing.

use std::fmt::Write as _;

use crate::table::{Cell, Goal, Section, Table};

/// How tables are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Markdown,
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
        _ if value.fract() == 0.0 => format!("{value:.0}"),
        large if large >= 100.0 => format!("{value:.0}"),
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

fn grid(lines: &[Vec<String>], form: Form) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| {
        lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        match form {
            Form::Markdown => {
                let _ = writeln!(text, "| {} |", line.join(" | "));
                if number == 0 {
                    let _ = writeln!(text, "|---{}|", "|--:".repeat(columns.saturating_sub(1)));
                }
            }
            Form::Text => {
                for (at, cell) in line.iter().enumerate() {
                    let gap = " ".repeat(widths[at] - cell.chars().count());
                    let _ = match at {
                        0 => write!(text, "  {cell}{gap}"),
                        _ => write!(text, "   {gap}{cell}"),
                    };
                }
                text.push('\n');
            }
        }
    }
    text
}

fn titled(title: &str, form: Form) -> String {
    match form {
        Form::Text => format!("{title}\n"),
        Form::Markdown => format!("**{title}**\n\n"),
    }
}

fn noted(notes: &[String], form: Form) -> String {
    let each = |note: &String| match form {
        Form::Text => format!("  * {note}\n"),
        Form::Markdown => format!("\n{note}\n"),
    };
    notes.iter().map(each).collect()
}

/// When, where, of what versions: what stands above the tables.
pub fn head(table: &Table, form: Form) -> String {
    let mut line = format!(
        "{}, {}, {} cores, {}, {}",
        table.date,
        table.machine.cpu,
        table.machine.cores,
        table.machine.system,
        table.machine.rustc
    );
    if let Some(load) = table.machine.load {
        let _ = write!(line, ", load {load:.1}");
    }
    let _ = write!(line, "; seed {}{}", table.seed, if table.quick { ", --quick" } else { "" });
    let versions = table.versions.iter().map(|(name, version)| format!("{name} {version}"));
    let versions: Vec<String> = versions.collect();
    let mut text = format!("{line}\n{}\n", versions.join(", "));
    for warning in &table.warnings {
        let _ = match form {
            Form::Text => writeln!(text, "WARNING: {warning}"),
            Form::Markdown => writeln!(text, "\n**{warning}**"),
        };
    }
    text
}

pub fn section(section: &Section, form: Form) -> String {
    let named = |column: &crate::table::Column| match column.unit {
        "" => column.name.clone(),
        unit => format!("{}, {unit}", column.name),
    };
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !section.rows.is_empty() {
        let columns = section.columns.iter().map(named);
        lines.push(std::iter::once(String::new()).chain(columns).collect());
    }
    for row in &section.rows {
        let cells = row.cells.iter().map(shown);
        lines.push(std::iter::once(row.name.clone()).chain(cells).collect());
    }
    let mut title = format!("{}: {}", section.id, section.title);
    if let Some(base) = section.ratio_to {
        let _ = write!(title, "; in brackets the ratio to {base}");
    }
    [titled(&title, form), grid(&lines, form), noted(&section.notes, form)].concat()
}

pub fn goals(goals: &[Goal], form: Form) -> String {
    let mut lines = vec![["", "goal", "reached", ""].map(str::to_owned).to_vec()];
    for Goal { what, goal, reached, met } in goals {
        let reached = reached.clone().unwrap_or_else(|| "not measured".to_owned());
        let met = match met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        lines.push(vec![(*what).to_owned(), goal.clone(), reached, met.to_owned()]);
    }
    let title = "goals: what the project set itself, and what this run reached";
    [titled(title, form), grid(&lines, form)].concat()
}

/// What is known at the end only.
pub fn foot(table: &Table) -> String {
    let others = table.others.as_ref().map_or_else(String::new, |others| {
        format!(" Other programs kept {:.1} processors busy meanwhile.", others.processors)
    });
    format!("{:.0} s.{others}\n", table.seconds)
}
