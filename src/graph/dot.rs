//! The graph in the language DOT, for Graphviz and its kin.

use std::fmt::Write as _;

use super::measure::wrap;
use super::{Graph, Kind, Step, Who, mermaid};

/// The graph in the language DOT.
pub fn dot(graph: &Graph) -> String {
    let mut out = format!(
        "digraph exercise {{\n  label={}\n  labelloc=t\n  \
         node [fontname=\"sans-serif\", fontsize=11, style=filled]\n  \
         edge [fontname=\"sans-serif\", fontsize=10, color=\"#6b6457\"]\n",
        quoted(&graph.title)
    );
    for (at, cluster) in graph.clusters.iter().enumerate() {
        if let Some(part) = &cluster.part {
            let label = quoted(&format!("part {part}"));
            let _ = writeln!(out, "  subgraph cluster_{at} {{\n    label={label}");
        }
        let numbers = graph.numbers(at, cluster.steps.len());
        for (step_at, step) in cluster.steps.iter().enumerate() {
            let mut label = mermaid::label(graph, step);
            if let Some(numbers) = listed(&numbers[step_at]) {
                label = format!("[{numbers}] {label}");
            }
            let lines: Vec<String> =
                label.lines().flat_map(|line| wrap(line, 230.0, 11.0)).collect();
            let label = quoted(&lines.join("\n"));
            let style = style(step);
            let _ = writeln!(out, "  s{at}_{step_at} [label={label}, {style}]");
        }
        for (from, step) in cluster.steps.iter().enumerate() {
            for way in &step.ways {
                let label = quoted(&wrap(&way.label, 150.0, 10.0).join("\n"));
                let dashed = if way.aside { ", style=dashed" } else { "" };
                let taken = graph.went(at, from, way.to);
                let thick = if taken { ", penwidth=4, color=\"#c2410c\"" } else { "" };
                let _ = writeln!(
                    out,
                    "  s{at}_{from} -> s{at}_{} [label={label}{dashed}{thick}]",
                    way.to
                );
            }
        }
        if cluster.part.is_some() {
            out.push_str("  }\n");
        }
    }
    out.push_str("}\n");
    out
}

/// Numbers with commas; nothing where there are none.
pub(super) fn listed(numbers: &[usize]) -> Option<String> {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    (!numbers.is_empty()).then(|| numbers.join(", "))
}

fn style(step: &Step) -> &'static str {
    match (step.kind, step.who) {
        (Kind::End, _) => {
            "shape=box, style=\"filled,rounded\", fillcolor=\"#33302a\", fontcolor=white"
        }
        (Kind::Call, _) => "shape=box, peripheries=2, fillcolor=\"#f4f1ea\"",
        (_, Who::Everyone) => "shape=box, fillcolor=\"#f4f1ea\"",
        (_, Who::Each) => "shape=box, fillcolor=\"#ede4fb\"",
        (_, Who::Role(0)) => "shape=box, fillcolor=\"#dbeafe\"",
        (_, Who::Role(_)) => "shape=box, fillcolor=\"#fde9c8\"",
    }
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}
