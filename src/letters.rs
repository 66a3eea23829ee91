//! Letters that look like others, as word processors and web pages leave them. Never mends one.

/// Whether `letter` looks like a blank or like nothing, and is neither space nor tab.
pub(crate) fn is_odd(letter: char) -> bool {
    matches!(
        letter,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{2064}' | '\u{3000}' | '\u{feff}' | '\u{b}' | '\u{c}'
    )
}

/// What an odd character is, with its article.
pub(crate) fn odd_name(letter: char) -> &'static str {
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
pub(crate) fn is_curly(letter: char) -> bool {
    matches!(letter, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
}

/// Whether `letter` is a dash that looks like a hyphen.
pub(crate) fn is_dash(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}')
}
