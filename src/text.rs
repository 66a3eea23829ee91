//! Text as it is shown: plain characters with marks that say what a stretch *is* (roles, not
//! colours). Knows nothing of terminals or widths, and never evaluates an expression.

use std::convert::Infallible;
use std::fmt::{self, Write as _};
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::shared::{List, Part, Shelf};

mod markdown;
mod str;

pub use str::Str;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Stressed a little.
    Emphasis,
    /// Stressed.
    Strong,
    /// A heading: one line of its own.
    Heading,
    /// One item of a list, its `- ` or `1. ` included: its later lines hang.
    Item,
    /// One row of a table: its columns are already lined up, so it is best not wrapped.
    Row,
    /// What an expression put in: a person's own words, a name, a number.
    Filled,
}

/// A stretch of a [`Text`] and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark {
    /// What it is.
    pub role: Role,
    /// The bytes it covers.
    pub range: Range<usize>,
}

/// Text to show. [`Text::plain`] reads well as it stands: paragraphs are parted by an empty
/// line, items begin with `- `. Cheap to clone: the words are shared.
///
/// ```
/// use tending::text::Text;
/// let text = Text::from_plain("One breath.\nThen another.");
/// assert_eq!(text.plain(), "One breath.\nThen another.");
/// ```
#[derive(Clone, Default)]
pub struct Text {
    plain: Str,
    /// Which of the marks that lie beside the words.
    marks: (u32, u32),
}

/// Text to show: paragraphs are parted by an empty line, items begin with `- `.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "Text")]
pub(crate) struct Words {
    plain: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marks: Vec<Mark>,
}

impl Text {
    /// Text without marks; control characters other than line ends are left out.
    pub fn from_plain(text: &str) -> Text {
        let mut words = Words::default();
        push_clean(&mut words.plain, text);
        words.into()
    }

    /// A text that comes from outside, with as much of its marks as makes sense.
    pub(crate) fn admitted(plain: &str, marks: &[Mark]) -> Text {
        let mut words = Words::default();
        push_clean(&mut words.plain, plain);
        if words.plain == plain {
            let fits = |mark: &&Mark| plain.get(mark.range.clone()).is_some();
            words.marks = marks.iter().filter(fits).cloned().collect();
        }
        words.into()
    }

    /// The characters.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// What stretches of it are, by where they begin.
    pub fn marks(&self) -> &[Mark] {
        let (start, end) = self.marks;
        let marks = self.plain.0.whole().map(|words| words.marks.as_slice());
        marks.and_then(|marks| marks.get(start as usize..end as usize)).unwrap_or(&[])
    }

    /// Whether there is nothing to read in it.
    pub fn is_blank(&self) -> bool {
        self.plain().trim().is_empty()
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Text {
        let (letters, marks) = (words.plain.len(), words.marks.len());
        let marks = (0, u32::try_from(marks).unwrap_or(0));
        Text { plain: Str(Part::all(words, letters)), marks }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.plain == other.plain && self.marks() == other.marks()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("plain", &self.plain).field("marks", &self.marks()).finish()
    }
}

impl Shelf<Words> {
    /// Lays a string behind those that lie here.
    pub(crate) fn lay(&mut self, text: &str) -> Str {
        let start = self.lying().plain.len();
        self.lying().plain.push_str(text);
        let end = self.lying().plain.len();
        self.part(start, end).map_or_else(|| text.into(), Str)
    }

    /// Lays a text behind them, its marks beside it.
    fn lay_text(&mut self, text: &Text) -> Text {
        let start = self.lying().marks.len();
        self.lying().marks.extend_from_slice(text.marks());
        let end = self.lying().marks.len();
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) => Text { plain: self.lay(text.plain()), marks: (start, end) },
            _ => text.clone(),
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (plain, marks) = (self.plain().to_owned(), self.marks().to_vec());
        Words { plain, marks }.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Words::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Words::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        Words::deserialize(deserializer).map(Text::from)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.plain())
    }
}

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
enum Read {
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

/// Takes what an expression puts into a text.
#[derive(Debug)]
pub struct Filler<'a> {
    text: &'a mut Words,
}

impl Filler<'_> {
    /// Puts in a whole number.
    pub fn push_number(&mut self, number: i64) {
        // Nothing that is written to a `String` fails.
        let _ = write!(self.text.plain, "{number}");
    }

    /// Puts in `literal`, never read as Markdown; control characters are left out.
    pub fn push(&mut self, literal: &str) {
        let mut rest = literal;
        while let Some(at) = rest.find([LIST_ITEM, TABLE_ROW]) {
            push_clean(&mut self.text.plain, &rest[..at]);
            let role = if rest[at..].starts_with(LIST_ITEM) { Role::Item } else { Role::Row };
            let tail = &rest[at + LIST_ITEM.len_utf8()..];
            let end = tail.find(LINE_END).unwrap_or(tail.len());
            self.row(role, &tail[..end]);
            rest = tail[end..].strip_prefix(LINE_END).unwrap_or("");
        }
        push_clean(&mut self.text.plain, rest);
    }

    fn row(&mut self, role: Role, row: &str) {
        if !self.text.plain.is_empty() && !self.text.plain.ends_with('\n') {
            self.text.plain.push('\n');
        }
        let start = self.text.plain.len();
        if role == Role::Item {
            self.text.plain.push_str("- ");
        }
        push_clean(&mut self.text.plain, &row.replace('\n', " "));
        self.text.marks.push(Mark { role, range: start..self.text.plain.len() });
    }
}

/// A `{` that never closes: where it opens, in characters of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBrace(pub usize);

// Unicode keeps U+FDD0 to U+FDEF out of all text for such uses; `push_clean` and `strip` keep
// them out of what comes from people and files, so only our own functions can put them in.
const FILL_START: char = '\u{fdd0}';
const FILL_END: char = '\u{fdd1}';
const LIST_ITEM: char = '\u{fdd2}';
const TABLE_ROW: char = '\u{fdd3}';
const LINE_END: char = '\u{fdd4}';

/// The rows of a list, as the one layout an expression may make.
pub(crate) fn bullets<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.map(|item| format!("{LIST_ITEM}{}{LINE_END}", strip(item))).collect()
}

/// The rows of a table whose columns are lined up.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |text: &str| text.chars().count();
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|c| wide(c)).max())
        .map(Option::unwrap_or_default)
        .collect();
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{}{}", strip(cell), " ".repeat(width - wide(cell))))
                .collect();
            format!("{TABLE_ROW}{}{LINE_END}", cells.join("  ").trim_end())
        })
        .collect()
}

/// `text` without what could drive a terminal or pass for layout: control characters other than
/// line end and tab, format characters that turn the reading direction, noncharacters.
pub fn strip(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    push_clean(&mut clean, text);
    clean
}

fn push_clean(to: &mut String, text: &str) {
    if !text.contains(is_unwanted) {
        to.push_str(text);
        return;
    }
    let text = text.replace("\r\n", "\n");
    to.extend(text.chars().filter(|letter| !is_unwanted(*letter)));
}

fn is_unwanted(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{fdd0}'..='\u{fdef}' | '\u{feff}' => true,
        other => other.is_control(),
    }
}

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

    fn shown(source: &str, words: &str) -> String {
        let template = Template::read(source, |code, _| code.to_owned()).expect("reads");
        template
            .fill(|_, to| {
                to.push(words);
                Ok::<(), ()>(())
            })
            .expect("fills")
            .plain()
            .to_owned()
    }

    #[test]
    fn what_an_expression_puts_in_is_never_markdown_and_never_drives_a_terminal() {
        assert_eq!(shown("She said *{x}*.", "**no**\u{1b}[2J"), "She said **no**[2J.");
        assert_eq!(strip("\u{fdd2}a\u{202e}b\r\nc"), "ab\nc");
    }

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

    #[test]
    fn paragraphs_lists_and_layout_read_well_as_they_stand() {
        assert_eq!(
            shown("One\ntwo.\n\n- a\n- b\n\nEnd {x}", "now"),
            "One two.\n\n- a\n- b\n\nEnd now"
        );
        let list = bullets(["x", "y"].into_iter());
        assert_eq!(shown("You said:\n\n{x}", &list), "You said:\n\n- x\n- y");
        assert_eq!(shown("You said: {x}", &list), "You said: \n- x\n- y");
    }
}
