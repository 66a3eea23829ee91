//! Words of a person where a script belongs. Judges only a script that would not compile.

/// Words that scripts, and people who write scripts, put between two others.
const JOINTS: &[&str] = &[
    "and", "or", "not", "is", "isnt", "equals", "in", "if", "else", "elif", "let", "const", "fn",
    "for", "while", "loop", "do", "return", "try", "then", "contains",
];

/// Whether `source` is a sentence and no script: words that follow each other with nothing between.
pub(crate) fn is_prose(source: &str) -> bool {
    let text = source.trim();
    let braces = text.contains('{') && text.contains('}');
    let plain = without_braces(text);
    if plain.contains(['=', '<', '>', '&', '|', '(', '[', '+', '*', '"', ';', '#', '“', '”', '„'])
    {
        return false;
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let begins = text.starts_with(char::is_uppercase);
    let ends = text.ends_with(['.', '?', '!', '…', ':']);
    if words.len() < 2 {
        return braces || (ends && begins);
    }
    let is_word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c))
    };
    let joint = |word: &str| JOINTS.contains(&word.to_lowercase().as_str());
    let pairs = words.windows(2).filter(|pair| pair.iter().all(is_word));
    let free = pairs.filter(|pair| !pair.iter().any(|word| joint(word))).count();
    free > 0 || (begins && ends) || braces
}

/// `words` as an expression in a TOML value: `'"Hello " + name'`. Nothing where they are too long
/// to be written out in a hint.
pub(crate) fn as_expression(words: &str) -> Option<String> {
    if words.chars().count() > 60 || words.contains(['"', '\n', '\\']) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = words;
    while let Some((before, tail)) = rest.split_once('{') {
        let (inner, after) = tail.split_once('}')?;
        if !before.is_empty() {
            pieces.push(format!("\"{before}\""));
        }
        pieces.push(inner.trim().to_owned());
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(format!("\"{rest}\""));
    }
    let joined = pieces.join(" + ");
    Some(if joined.contains('\'') { format!("'''{joined}'''") } else { format!("'{joined}'") })
}

fn without_braces(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            other if depth == 0 => plain.push(other),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{as_expression, is_prose};

    #[test]
    fn sentences_are_told_from_slips() {
        for prose in [
            "A look at how close you feel.",
            "How did it go?",
            "Your wish: {wish}",
            "This is private.",
            "Nothing, I think",
            "Don't rush.",
            "the person is very sad",
            "{wish}",
        ] {
            assert!(is_prose(prose), "{prose}");
        }
        for slip in [
            "hot and tired",
            "not hot",
            "mood is 7",
            "mood = 7",
            "mood >= 7 then",
            "need",
            "a + b +",
            "let x",
            "f(a b)",
        ] {
            assert!(!is_prose(slip), "{slip}");
        }
    }

    #[test]
    fn words_become_an_expression() {
        let made = |words| as_expression(words).unwrap();
        assert_eq!(made("How did it go?"), r#"'"How did it go?"'"#);
        assert_eq!(made("You wish {wish}."), r#"'"You wish " + wish + "."'"#);
        assert_eq!(made("Don't rush."), r#"'''"Don't rush."'''"#);
    }
}
