//! Texts in single quotes, which the script language would take for letters: in a line that stands
//! in double quotes already, they are what a person writes. Never moves a character.

use std::borrow::Cow;

/// `source` with each text in single quotes put in double ones; all else stays where it is. One
/// with a double quote inside is left, to be named as a slip.
pub(super) fn doubled(source: &str) -> Cow<'_, str> {
    if !source.contains('\'') {
        return Cow::Borrowed(source);
    }
    let mut bytes = source.as_bytes().to_vec();
    let mut at = 0;
    while let Some(sign) = bytes.get(at).copied() {
        let rest = source.get(at..).unwrap_or("");
        at += match sign {
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            b'"' | b'`' => closing(rest, char::from(sign)).map_or(rest.len(), |end| end + 1),
            b'\'' => match closing(rest, '\'').filter(|end| can_be_doubled(rest, *end)) {
                Some(end) => {
                    bytes[at] = b'"';
                    bytes[at + end] = b'"';
                    end + 1
                }
                None => 1,
            },
            _ => 1,
        };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(source), Cow::Owned)
}

/// Where the text that `rest` begins with is closed, in bytes.
fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            letter if letter == quote => return Some(at),
            _ => {}
        }
    }
    None
}

fn can_be_doubled(rest: &str, end: usize) -> bool {
    let inner = rest.get(1..end).unwrap_or("");
    !inner.contains(['"', '\n']) && !inner.contains("\\'")
}

#[cfg(test)]
mod tests {
    use super::doubled;

    #[test]
    fn single_quotes_are_doubled_where_they_open_a_text() {
        let cases = [
            ("answer == 'no'", "answer == \"no\""),
            ("'größe' + 'x'", "\"größe\" + \"x\""),
            ("\"don't\" + 'x'", "\"don't\" + \"x\""),
            ("// don't\n'a'", "// don't\n\"a\""),
            ("/* don't */ 'a'", "/* don't */ \"a\""),
            ("`don't ${x}` + 'a'", "`don't ${x}` + \"a\""),
            ("\"a\\\"'\" + 'b'", "\"a\\\"'\" + \"b\""),
            ("'a \"b\"'", "'a \"b\"'"),
            ("'never closed", "'never closed"),
        ];
        for (written, meant) in cases {
            assert_eq!(doubled(written), meant, "{written}");
        }
    }
}
