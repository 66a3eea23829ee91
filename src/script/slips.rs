//! What people write where a script wants something else, and what they meant. Looks only at a
//! script that would not compile.

/// What is wrong at a place, and what to write instead.
pub(super) struct Slip {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// Words of other languages, and of people, for what scripts write in signs.
const WORDS: &[(&str, &str)] = &[
    ("and", "&&"),
    ("or", "||"),
    ("not", "!"),
    ("is", "=="),
    ("equals", "=="),
    ("isnt", "!="),
    ("none", "()"),
    ("null", "()"),
    ("nothing", "()"),
    ("elif", "else if"),
];

/// Signs that are meant for others.
const SIGNS: &[(&str, &str)] =
    &[("===", "=="), ("!==", "!="), ("=>", ">="), ("=<", "<="), ("<>", "!="), ("&", "&&")];

/// Parts of the language that have no place in an exercise.
const FORBIDDEN: &[&str] =
    &["eval", "import", "export", "Fn", "call", "curry", "is_shared", "print", "debug"];

/// Statements, which belong in functions.
const STATEMENTS: &[&str] = &["let", "const", "for", "while", "loop", "do", "return", "fn", "try"];

/// What went wrong in `source` at `at`, in characters, if it is a well-known slip. In an
/// `expression` less is at home than in functions.
pub(super) fn find(source: &str, at: usize, expression: bool) -> Option<Slip> {
    let letters: Vec<char> = source.chars().collect();
    let at = at.min(letters.len().saturating_sub(1));
    let slip = |message: String, hint: String| Some(Slip { message, hint: Some(hint) });
    let written: String = letters.get(at..).unwrap_or_default().iter().collect();
    let word = word_at(&letters, at);
    let before = word_before(&letters, at);
    if let Some(curly) = written.chars().next().filter(|sign| "“”„‘’«»".contains(*sign))
    {
        let hint = "write straight quotes: \"…\"".to_owned();
        return slip(format!("`{curly}` is a quote of a word processor"), hint);
    }
    let spelt = |name: &str| WORDS.iter().find(|(other, _)| *other == name.to_lowercase());
    if let Some((other, sign)) = spelt(&word).or_else(|| spelt(&before)) {
        return slip(format!("`{other}` is not a word of scripts"), format!("write `{sign}`"));
    }
    if let Some(name) = FORBIDDEN.iter().find(|name| **name == word || **name == before) {
        return Some(Slip {
            message: format!("`{name}` cannot be used in an exercise"),
            hint: None,
        });
    }
    if expression && STATEMENTS.contains(&word.as_str()) {
        let hint = "write it in a function of the script file, and call that".to_owned();
        return slip(format!("`{word}` has no place in an expression"), hint);
    }
    sign(&letters, at, &written, expression)
}

fn sign(letters: &[char], at: usize, written: &str, expression: bool) -> Option<Slip> {
    let slip = |message: &str, hint: &str| {
        Some(Slip { message: message.to_owned(), hint: Some(hint.to_owned()) })
    };
    // The sign may begin before the place that was reported.
    let start = (at.saturating_sub(2)..=at).find(|start| {
        let tail: String = letters.get(*start..).unwrap_or_default().iter().collect();
        SIGNS.iter().any(|(sign, _)| start + sign.chars().count() > at && tail.starts_with(sign))
    });
    if let Some(start) = start {
        let tail: String = letters.get(start..).unwrap_or_default().iter().collect();
        let meant = SIGNS.iter().find(|(sign, _)| tail.starts_with(sign))?;
        return slip(
            &format!("`{}` is not a sign of scripts", meant.0),
            &format!("write `{}`", meant.1),
        );
    }
    match written.chars().next()? {
        '=' if expression => slip(
            "an expression cannot change a variable",
            "to compare, write `==`; what a step changes is written in `set`",
        ),
        '\'' => slip(
            "this text is never closed, or has another quote inside",
            "close it with the quote it begins with",
        ),
        '"' => slip("this text is never closed", "put a `\"` at its end"),
        ')' | ']' | '}' => slip("this bracket was never opened", "leave it out, or open it before"),
        '|' => slip(
            "functions without a name cannot be used",
            "write one with `fn` in the script file",
        ),
        ';' if expression => {
            slip("an expression has no `;`", "leave it out; `set` takes several names")
        }
        _ => None,
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The word that stands at a place.
fn word_at(letters: &[char], at: usize) -> String {
    let mut start = at;
    while start > 0 && is_word(letters[start]) && is_word(letters[start - 1]) {
        start -= 1;
    }
    letters.get(start..).unwrap_or_default().iter().take_while(|c| is_word(**c)).collect()
}

/// The word before a place.
fn word_before(letters: &[char], at: usize) -> String {
    let head = letters.get(..at).unwrap_or_default();
    let end = head.iter().rposition(|letter| !letter.is_whitespace()).map_or(0, |last| last + 1);
    let start = head[..end].iter().rposition(|letter| !is_word(*letter)).map_or(0, |last| last + 1);
    head[start..end].iter().collect()
}
