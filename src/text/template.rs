//! Texts with places for expressions: read from an author's light Markdown, filled in when they are
//! shown. Evaluates no expression.

use std::convert::Infallible;

use super::{FILL_END, FILL_START, Filler, Mark, Role, Str, Text, Words, is_unwanted, markdown};
use crate::shared::{List, Shelf};

/// Text with places for expressions, read once from an author's light Markdown. `E` is what
/// stands for an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Template<E>(Body<E>);

#[derive(Debug, Clone, PartialEq)]
enum Body<E> {
    /// No expression is in it, so that it is the same text always.
    Fixed(Text),
    Pieces(List<Piece<E>>),
}

/// What a text with expressions is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece<E> {
    Plain(Str),
    Open(Role),
    Close,
    Fill(E),
}

/// What Markdown was read into.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Read {
    Plain(String),
    Open(Role),
    Close,
}

impl<E> Default for Template<E> {
    /// No words.
    fn default() -> Template<E> {
        Template(Body::Fixed(Text::default()))
    }
}

impl<E> Template<E> {
    /// Reads `source`, in which `{…}` is an expression, `{{` a brace and the rest Markdown.
    /// `make` gets each expression's text and where it begins, in characters.
    ///
    /// # Errors
    ///
    /// A brace that never closes, with where it opens in characters.
    pub fn read(
        source: &str,
        mut make: impl FnMut(&str, usize) -> E,
    ) -> Result<Template<E>, OpenBrace> {
        if is_literal(source) {
            let words = Words { plain: source.to_owned(), marks: Vec::new() };
            return Ok(Template(Body::Fixed(words.into())));
        }
        let (markdown, fills) = cut(source)?;
        let read = match is_literal(&markdown) {
            true => vec![Read::Plain(markdown)],
            false => markdown::read(&markdown),
        };
        let mut fills: Vec<Option<E>> =
            fills.into_iter().map(|(code, at)| Some(make(code, at))).collect();
        let mut pieces = Vec::new();
        for piece in read {
            match piece {
                Read::Plain(text) => split_fills(&text, &mut fills, &mut pieces),
                Read::Open(role) => pieces.push(Piece::Open(role)),
                Read::Close => pieces.push(Piece::Close),
            }
        }
        if fills.is_empty() {
            let nothing = &mut |_: &E, _: &mut Filler<'_>| Ok(());
            let Ok(text) = filled::<_, Infallible>(&pieces, nothing);
            return Ok(Template(Body::Fixed(text)));
        }
        Ok(Template(Body::Pieces(pieces.into())))
    }

    /// The expressions, in the order they stand.
    pub fn fills(&self) -> impl Iterator<Item = &E> {
        let pieces = match &self.0 {
            Body::Fixed(_) => &[],
            Body::Pieces(pieces) => &pieces[..],
        };
        pieces.iter().filter_map(|piece| match piece {
            Piece::Fill(fill) => Some(fill),
            _ => None,
        })
    }

    /// The text, where no expression is in it.
    pub fn fixed(&self) -> Option<&Text> {
        match &self.0 {
            Body::Fixed(text) => Some(text),
            Body::Pieces(_) => None,
        }
    }

    /// The same text with `fills` in place of its expressions, laid down beside others.
    pub(crate) fn lay<F>(
        &self,
        fills: impl IntoIterator<Item = F>,
        letters: &mut Shelf<Words>,
        shelf: &mut Shelf<Vec<Piece<F>>>,
    ) -> Template<F> {
        let pieces = match &self.0 {
            Body::Fixed(text) => {
                return Template(Body::Fixed(letters.lay_text(text)));
            }
            Body::Pieces(pieces) => pieces.iter(),
        };
        let mut fills = fills.into_iter();
        let pieces = pieces.filter_map(|piece| match piece {
            Piece::Plain(text) => Some(Piece::Plain(letters.lay(text))),
            Piece::Open(role) => Some(Piece::Open(*role)),
            Piece::Close => Some(Piece::Close),
            Piece::Fill(_) => fills.next().map(Piece::Fill),
        });
        Template(Body::Pieces(shelf.lay(pieces)))
    }

    /// The text with every expression filled in by `fill`, whose characters are taken literally.
    ///
    /// # Errors
    ///
    /// The first error of `fill`.
    pub fn fill<X>(
        &self,
        mut fill: impl FnMut(&E, &mut Filler<'_>) -> Result<(), X>,
    ) -> Result<Text, X> {
        match &self.0 {
            Body::Fixed(text) => Ok(text.clone()),
            Body::Pieces(pieces) => filled(pieces, &mut fill),
        }
    }
}

type Fill<'f, E, X> = dyn FnMut(&E, &mut Filler<'_>) -> Result<(), X> + 'f;

fn filled<E, X>(pieces: &[Piece<E>], fill: &mut Fill<'_, E, X>) -> Result<Text, X> {
    // Room for what is put in, so that most texts are made at once.
    const ROOM: usize = 24;
    let (mut letters, mut marks) = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => letters += plain.len(),
            Piece::Open(_) => marks += 1,
            Piece::Fill(_) => (letters, marks) = (letters + ROOM, marks + 1),
            Piece::Close => {}
        }
    }
    let mut text =
        Words { plain: String::with_capacity(letters), marks: Vec::with_capacity(marks) };
    let mut open: Vec<usize> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => text.plain.push_str(plain),
            Piece::Open(role) => {
                let at = text.plain.len();
                open.push(text.marks.len());
                text.marks.push(Mark { role: *role, range: at..at });
            }
            Piece::Close => {
                if let Some(mark) = open.pop() {
                    text.marks[mark].range.end = text.plain.len();
                }
            }
            Piece::Fill(expression) => {
                let at = text.plain.len();
                let mark = text.marks.len();
                text.marks.push(Mark { role: Role::Filled, range: at..at });
                fill(expression, &mut Filler { text: &mut text })?;
                text.marks[mark].range.end = text.plain.len();
                if text.plain.len() == at {
                    text.marks.truncate(mark);
                }
            }
        }
    }
    Ok(text.into())
}

/// A `{` that never closes: where it opens, in characters of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBrace(pub usize);

/// Which ASCII characters Markdown reads as they stand inside a line.
const LITERAL: [bool; 256] = {
    let (mut literal, mut at) = ([false; 256], 0);
    let signs = b" ,.;:?!'\"()/-";
    while at < signs.len() {
        literal[signs[at] as usize] = true;
        at += 1;
    }
    at = 0;
    while at < 128 {
        literal[at] |= (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    literal
};

/// Whether `text` is one line that Markdown reads as it stands, as most lines are: letters, and signs
/// that mean nothing inside a line. Says no where it is not sure.
fn is_literal(text: &str) -> bool {
    let literal = |byte: u8| LITERAL[usize::from(byte)];
    let means_itself = |letter: char| match letter {
        '–' | '—' | '’' | '‘' | '“' | '”' | '…' | FILL_START | FILL_END => true,
        letter if letter.is_ascii() => u8::try_from(letter).is_ok_and(literal),
        other => other.is_alphanumeric(),
    };
    text.starts_with(|first: char| first.is_alphabetic() || first == FILL_START)
        && !text.ends_with(' ')
        && after(text, literal).chars().all(means_itself)
}

/// What comes after the ASCII characters that `text` begins with and that are all `plain`: most texts
/// are made of nothing else, and bytes are sooner looked at than letters.
fn after(text: &str, plain: impl Fn(u8) -> bool) -> &str {
    let length = text.bytes().position(|byte| !plain(byte)).unwrap_or(text.len());
    text.get(length..).unwrap_or("")
}

/// An expression in a text, and where it begins, in characters.
type Found<'a> = (&'a str, usize);

/// An author's text with each expression replaced by a placeholder, and the expressions.
fn cut(source: &str) -> Result<(String, Vec<Found<'_>>), OpenBrace> {
    let mut markdown = String::with_capacity(source.len());
    let mut fills = Vec::new();
    let (mut rest, mut at) = (source, 0);
    loop {
        let special = after(rest, |byte| matches!(byte, b' '..=b'z'));
        let plain = &rest[..rest.len() - special.len()];
        markdown.push_str(plain);
        (rest, at) = (special, at + plain.len());
        let Some(letter) = rest.chars().next() else { break };
        let tail = &rest[letter.len_utf8()..];
        let taken = match letter {
            '{' | '}' if tail.starts_with(letter) => {
                markdown.push(letter);
                2
            }
            '{' => {
                let code = expression(tail).ok_or(OpenBrace(at))?;
                markdown.push(FILL_START);
                markdown.push_str(&fills.len().to_string());
                markdown.push(FILL_END);
                fills.push((code, at + 1));
                code.len() + 2
            }
            other => {
                if !is_unwanted(other) || other == '\r' {
                    markdown.push(other);
                }
                other.len_utf8()
            }
        };
        at += rest[..taken].chars().count();
        rest = &rest[taken..];
    }
    Ok((markdown, fills))
}

/// The text up to the brace that closes an expression; braces in its strings do not count.
fn expression(text: &str) -> Option<&str> {
    let (mut depth, mut quote) = (0usize, None);
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some(_), '\\') => _ = letters.next()?,
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return text.get(..at),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

fn split_fills<E>(text: &str, fills: &mut [Option<E>], pieces: &mut Vec<Piece<E>>) {
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once(FILL_START) {
        let Some((index, after)) = tail.split_once(FILL_END) else { break };
        if !before.is_empty() {
            pieces.push(Piece::Plain(before.into()));
        }
        let fill = index.parse::<usize>().ok().and_then(|at| fills.get_mut(at)?.take());
        pieces.extend(fill.map(Piece::Fill));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_line_that_is_taken_as_it_stands_is_what_markdown_would_have_made_of_it(
            text in "[a1é][-ab1 ,.;:?!'\"()/–’…\u{fdd0}\u{fdd1}\n*_#>&\\\\`]{0,24}"
        ) {
            if is_literal(&text) {
                let read = markdown::read(&text);
                proptest::prop_assert!(matches!(&read[..], [Read::Plain(plain)] if *plain == text));
            }
        }
    }

    #[test]
    fn braces_and_strings_in_expressions_are_read_as_scripts_do() {
        let read = |source: &str| {
            let template = Template::read(source, |code, at| (code.to_owned(), at));
            template.map(|template| template.fills().cloned().collect::<Vec<_>>())
        };
        assert_eq!(read(r#"{{ü {#{a: "}"}.a}"#), Ok(vec![(r#"#{a: "}"}.a"#.into(), 5)]));
        assert_eq!(read("a {b"), Err(OpenBrace(2)));
    }
}
