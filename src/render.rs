//! Findings as text: annotated, one a line, or JSON. Never finds one, and never prints.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::Sources;
use crate::text;

#[cfg(feature = "cli")]
mod annotated;
#[cfg(feature = "cli")]
pub use annotated::full;

/// One line a finding: `file:line:column: error[code]: message`.
pub fn concise(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.label.span;
        let name = text::strip(&sources.file(span.file).name);
        let (place, level) = (sources.place(span), level(diagnostic));
        let message = one_line(&diagnostic.message);
        let _ = writeln!(out, "{name}:{place}: {level}[{}]: {message}", diagnostic.code);
    }
    out
}

/// One JSON object a line: `file`, `line`, `column`, `end` (its `line` and `column`), `code`,
/// `severity`, `message`, `label`, `hint`, and `other` with a place and text of its own.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push('{');
        place(&mut out, &diagnostic.label, sources);
        field(&mut out, "code", Some(diagnostic.code.name));
        field(&mut out, "severity", Some(level(diagnostic)));
        field(&mut out, "message", Some(&diagnostic.message));
        field(&mut out, "label", Some(&diagnostic.label.text).filter(|text| !text.is_empty()));
        field(&mut out, "hint", diagnostic.hint.as_ref());
        match &diagnostic.other {
            Some(other) => {
                out.push_str(",\"other\":{");
                place(&mut out, other, sources);
                field(&mut out, "label", Some(&other.text));
                out.push('}');
            }
            None => out.push_str(",\"other\":null"),
        }
        out.push_str("}\n");
    }
    out
}

fn level(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn one_line(message: &str) -> String {
    text::strip(message).replace(['\n', '\t'], " ")
}

fn place(out: &mut String, label: &Label, sources: &Sources) {
    let file = sources.file(label.span.file);
    let (start, end) = (file.place(label.span.start as usize), file.place(label.span.end as usize));
    out.push_str("\"file\":");
    quoted(out, &file.name);
    let _ = write!(
        out,
        ",\"line\":{},\"column\":{},\"end\":{{\"line\":{},\"column\":{}}}",
        start.line, start.column, end.line, end.column
    );
}

fn field(out: &mut String, name: &str, value: Option<impl AsRef<str>>) {
    let _ = write!(out, ",\"{name}\":");
    match value {
        Some(value) => quoted(out, value.as_ref()),
        None => out.push_str("null"),
    }
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(out, "\\u{:04x}", other as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
