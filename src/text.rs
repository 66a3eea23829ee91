//! Text as it is shown: plain characters with marks that say what a stretch *is* (roles, not
//! colours). Knows nothing of terminals or widths, and never evaluates an expression.

use std::fmt::{self, Write as _};
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::shared::{Part, Shelf};

mod markdown;
mod str;
mod template;

pub use str::Str;
pub(crate) use template::Piece;
pub use template::{OpenBrace, Template};

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
