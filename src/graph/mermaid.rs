//! The graph as Mermaid, for documents and pages that draw it themselves.

use std::fmt::Write as _;

use super::measure::cut;
use super::{Graph, Kind, Step, Who};

/// The graph in the language of Mermaid.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart TD\n", quoted(&graph.title));
    for (at, cluster) in graph.clusters.iter().enumerate() {
        if let Some(part) = &cluster.part {
            let _ = writeln!(out, "  subgraph p{at} [{}]", quoted(&format!("part {part}")));
        }
        for (step_at, step) in cluster.steps.iter().enumerate() {
            let (open, close) = shape(step.kind);
            let label = quoted(&label(graph, step));
            let class = class(step);
            let _ = writeln!(out, "  s{at}_{step_at}{open}{label}{close}:::{class}");
        }
        if cluster.part.is_some() {
            out.push_str("  end\n");
        }
    }
    let (mut count, mut taken) = (0, Vec::new());
    for (at, cluster) in graph.clusters.iter().enumerate() {
        for (from, step) in cluster.steps.iter().enumerate() {
            for way in &step.ways {
                let line = if way.aside { "-.->" } else { "-->" };
                let label = match way.label.as_str() {
                    "" => String::new(),
                    label => format!("|{}|", quoted(&cut(label, 60))),
                };
                let _ = writeln!(out, "  s{at}_{from} {line}{label} s{at}_{}", way.to);
                if graph.went(at, from, way.to) {
                    taken.push(count);
                }
                count += 1;
            }
        }
    }
    for way in taken {
        let _ = writeln!(out, "  linkStyle {way} stroke:#c2410c,stroke-width:4px");
    }
    out.push_str(
        "  classDef all fill:#f4f1ea,stroke:#6b6457,color:#1f1c17\n  \
         classDef role0 fill:#dbeafe,stroke:#1d4ed8,color:#10204a\n  \
         classDef role1 fill:#fde9c8,stroke:#a15c07,color:#3d2303\n  \
         classDef each fill:#ede4fb,stroke:#6d28d9,color:#2a1150\n  \
         classDef ending fill:#33302a,stroke:#33302a,color:#ffffff\n",
    );
    out
}

/// What stands in a box, line by line.
pub(super) fn label(graph: &Graph, step: &Step) -> String {
    let mut lines = vec![step.name.clone(), format!("{}: {}", graph.who(step.who), step.does)];
    let said = [&step.text, &step.question].into_iter().filter(|text| !text.is_empty());
    lines.extend(said.map(|text| cut(text, 90)));
    lines.extend(step.marks.iter().map(|mark| format!("({})", cut(mark, 60))));
    lines.join("\n")
}

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Say | Kind::Ask => ("[", "]"),
        Kind::Choose | Kind::Share => ("{{", "}}"),
        Kind::Pause => ("(", ")"),
        Kind::Call => ("[[", "]]"),
        Kind::End => ("([", "])"),
    }
}

fn class(step: &Step) -> &'static str {
    match (step.kind, step.who) {
        (Kind::End, _) => "ending",
        (_, Who::Everyone) => "all",
        (_, Who::Each) => "each",
        (_, Who::Role(0)) => "role0",
        (_, Who::Role(_)) => "role1",
    }
}

/// A text in quotes, with what Mermaid reads as its own language spelled out.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("<br>"),
            '"' | '#' | '<' | '>' | '&' | '`' | '*' | '_' | '\\' | ';' | '|' => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
            other => out.push(other),
        }
    }
    out + "\""
}
