//! What people write where a script wants something else, and what they meant. Looks only at a
//! script that would not compile.

use crate::letters;

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

/// Words that begin a function in other languages.
const FUNCTIONS: &[&str] = &["def", "function", "func", "fun", "sub"];

/// Each function of `source` alone, where it stands: all else is blanks.
pub(super) fn functions(source: &str) -> impl Iterator<Item = String> {
    let begins = |line: &&str| {
        let word = line.split_whitespace().next().unwrap_or("");
        !line.starts_with([' ', '\t']) && (word == "fn" || FUNCTIONS.contains(&word))
    };
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let starts: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    let blank = |line: &str| -> String {
        line.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect()
    };
    let made: Vec<String> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let own = |at: usize| (*start..end).contains(&at);
            let each = lines.iter().enumerate();
            each.map(|(at, line)| if own(at) { (*line).to_owned() } else { blank(line) }).collect()
        })
        .collect();
    made.into_iter()
}

/// The innermost bracket that is never closed, the one that would close it, and where it stands.
pub(super) fn unclosed(source: &str) -> Option<(char, char, usize)> {
    const PAIRS: [(char, char); 3] = [('{', '}'), ('(', ')'), ('[', ']')];
    let (mut open, mut quote, mut before) = (Vec::new(), None, ' ');
    let mut remark = false;
    for (at, letter) in source.chars().enumerate() {
        match (remark, quote) {
            (true, _) => remark = letter != '\n',
            (_, Some(sign)) => {
                if letter == sign && before != '\\' {
                    quote = None;
                }
            }
            _ if letter == '"' || letter == '`' => quote = Some(letter),
            _ if letter == '/' && before == '/' => remark = true,
            _ => {
                if let Some(pair) = PAIRS.iter().find(|pair| pair.0 == letter) {
                    open.push((pair.0, pair.1, at));
                } else if open.last().is_some_and(|pair: &(char, char, usize)| pair.1 == letter) {
                    open.pop();
                }
            }
        }
        before = letter;
    }
    open.pop()
}

/// The last letter before a place that is no blank, in characters.
pub(super) fn end_before(source: &str, at: usize) -> usize {
    let letters: Vec<char> = source.chars().take(at).collect();
    letters.iter().rposition(|letter| !letter.is_whitespace()).unwrap_or(at)
}

/// What went wrong in `source` at `at`, in characters, if it is a well-known slip. In an
/// `expression` less is at home than in functions; `unended`: a text never ends.
pub(super) fn find(source: &str, at: usize, expression: bool, unended: bool) -> Option<Slip> {
    let signs: Vec<char> = source.chars().collect();
    let at = at.min(signs.len().saturating_sub(1));
    let slip = |message: String, hint: String| Some(Slip { message, hint: Some(hint) });
    let written: String = signs.get(at..).unwrap_or_default().iter().collect();
    let word = word_at(&signs, at);
    let before = word_before(&signs, at);
    if let Some(curly) = written.chars().next().filter(|sign| "“”„‘’«»".contains(*sign))
    {
        let hint = "write straight quotes: \"…\"".to_owned();
        return slip(format!("`{curly}` is a quote of a word processor"), hint);
    }
    if let Some(odd) = written.chars().next().filter(|odd| letters::is_odd(*odd)) {
        let hint = "delete it, and type a plain space".to_owned();
        return slip(format!("{} stands here", letters::odd_name(odd)), hint);
    }
    if written.starts_with(letters::is_dash) {
        let hint = "write `-`, the hyphen of the keyboard".to_owned();
        return slip("a long dash stands where a minus belongs".to_owned(), hint);
    }
    if FUNCTIONS.contains(&word.as_str()) || FUNCTIONS.contains(&before.as_str()) {
        let hint = "write `fn name(answer) { … }`".to_owned();
        return slip("a function begins with `fn`".to_owned(), hint);
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
    sign(&signs, at, &written, expression, unended)
}

fn sign(
    letters: &[char],
    at: usize,
    written: &str,
    expression: bool,
    unended: bool,
) -> Option<Slip> {
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
        '"' if unended => slip("this text is never closed", "put a `\"` at its end"),
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
