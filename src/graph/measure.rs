//! How wide words are, guessed on the safe side, and where they break. Knows no font.

/// How wide `text` is at most in letters of `size`, in any usual font without serifs.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(letter).sum::<f64>() * size
}

fn letter(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | '\'' | '|' | ':' | ';' | '!' | ' ' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '"' | '-' | 's' | 'z' | 'c' => 0.5,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '=' | '>' | '<' | '&' => 0.95,
        'A'..='Z' => 0.72,
        '\u{2e80}'.. => 1.05,
        _ => 0.64,
    }
}

/// The lines of `text` no wider than `most`; a word that is too long is broken.
pub(super) fn wrap(text: &str, most: f64, size: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(|word| pieces(word, most, size)) {
        let line = lines.last().map_or("", String::as_str);
        let joint = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        match lines.last_mut() {
            Some(last) if last.is_empty() || width(&joint, size) <= most => *last = joint,
            _ => lines.push(word),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The same, and no more lines than `count`; what is left out is marked.
pub(super) fn wrap_some(text: &str, most: f64, size: f64, count: usize) -> Vec<String> {
    let mut lines = wrap(text, most, size);
    if lines.len() > count {
        lines.truncate(count);
        if let Some(last) = lines.last_mut() {
            while width(last, size) + size > most && last.pop().is_some() {}
            *last = format!("{}\u{2026}", last.trim_end());
        }
    }
    lines
}

fn pieces(word: &str, most: f64, size: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        if let Some(last) = pieces.last_mut() {
            last.push(letter);
            if width(last, size) <= most || last.chars().count() == 1 {
                continue;
            }
            last.pop();
        }
        pieces.push(letter.to_string());
    }
    pieces
}

/// The first `most` letters, with a mark where something is left out.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}\u{2026}", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_asked_for() {
        let text = "some words and one_that_is_longer_than_any_line_may_ever_be, and more";
        for line in wrap(text, 90.0, 12.0) {
            assert!(width(&line, 12.0) <= 90.0, "{line}");
        }
        assert_eq!(wrap_some("one two three four", 40.0, 12.0, 1).len(), 1);
    }
}
