//! Kinds of letters and of lines. Never moves on.

use super::super::tree::UNREAD;

/// Whether `letter` looks like a blank or like nothing, and is neither space nor tab.
pub(super) fn is_odd(letter: char) -> bool {
    matches!(
        letter,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{2064}' | '\u{3000}' | '\u{feff}' | '\u{b}' | '\u{c}'
    )
}

/// What an odd character is, with its article.
pub(super) fn odd_name(letter: char) -> &'static str {
    match letter {
        '\u{a0}' | '\u{202f}' => "a non-breaking space",
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' => {
            "an invisible character"
        }
        '\u{2028}' | '\u{2029}' => "an odd line end",
        _ => "an odd space",
    }
}

/// Whether `letter` is a curly quote.
pub(super) fn is_curly(letter: char) -> bool {
    matches!(letter, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
}

/// Whether `letter` is a dash that looks like a hyphen.
pub(super) fn is_dash(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

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
