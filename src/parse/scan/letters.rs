//! Kinds of letters and of lines. Never moves on.

use super::super::tree::UNREAD;
pub(super) use crate::letters::{is_curly, is_dash, is_odd, odd_name};

/// A name as TOML writes it: bare where it can be.
pub(super) fn name_in_toml(name: &str) -> String {
    let bare =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { name.to_owned() } else { text_in_toml(name) }
}

/// A text as TOML writes it, in one line.
pub(super) fn text_in_toml(text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 2);
    made.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => made.extend(['\\', letter]),
            '\n' => made.push_str("\\n"),
            '\t' => made.push('\t'),
            other if other.is_control() => {}
            other => made.push(other),
        }
    }
    made.push('"');
    made
}

/// What stands for a value that could not be read.
pub(super) fn unread() -> String {
    format!("\"{UNREAD}\"")
}

/// Whether a line begins as remarks do in other places.
pub(super) fn is_foreign_remark(line: &str) -> bool {
    ["//", "/*", "--", ";", "<!--", "%"].iter().any(|sign| line.starts_with(sign))
}

/// What such a remark says.
pub(super) fn remark(line: &str) -> String {
    let inner = line.trim_start_matches(['/', '*', '-', ';', '<', '!', '%']);
    let inner = inner.trim_end_matches(['/', '*', '-', '>']).trim();
    format!("# {inner}")
}

/// Whether a line begins with a name and `=` (or `:`).
pub(super) fn begins_pair(line: &str) -> bool {
    let name = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let Some(after) = name.filter(|length| *length > 0).and_then(|length| line.get(length..))
    else {
        return false;
    };
    let after = after.trim_start_matches([' ', '\t']);
    after.starts_with('=') && !after.starts_with("==")
}

/// Whether a line is a heading like `[step.name]`.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or("").trim();
    let Some(inner) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) else {
        return false;
    };
    let inner = inner.strip_prefix('[').and_then(|line| line.strip_suffix(']')).unwrap_or(inner);
    inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner.chars().all(|c| c.is_alphanumeric() || "-_. ".contains(c))
}
