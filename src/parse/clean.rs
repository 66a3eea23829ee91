//! A text without errors to a tree, in one pass over what the TOML reader finds. Where anything is
//! amiss it only says so: it explains nothing, and mends nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use toml::value::Datetime;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span as Place};

use super::tree::{MOST_NAMES_IN_A_NAME, moment, number};
use super::{Entry, Item, Key, Kind, Table};
use crate::source::{FileId, Span, Spanned};

/// How deep brackets may nest.
const DEEPEST: u32 = 80;

/// Up to how many names a table is searched from the front.
const FEW: usize = 16;

/// The tree of a text without errors; nothing if it has some.
pub(super) fn read(file: FileId, text: &str) -> Option<Table<'_>> {
    let source = Source::new(text);
    let mut reader = Reader::new(file, source);
    let mut faulty: Option<ParseError> = None;
    let mut blanks = ValidateWhitespace::new(&mut reader, source);
    let mut bounded = RecursionGuard::new(&mut blanks, DEEPEST);
    // Heading by heading, so that the words of a long text need not all be held at once.
    let (mut tokens, mut depth) = (Vec::new(), 0_i64);
    for token in source.lex() {
        let begins_line =
            tokens.last().is_some_and(|last: &Token| last.kind() == TokenKind::Newline);
        match token.kind() {
            TokenKind::LeftSquareBracket if begins_line && depth == 0 => {
                parse_document(&tokens, &mut bounded, &mut faulty);
                tokens.clear();
                depth += 1;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth -= 1,
            _ => {}
        }
        tokens.push(token);
    }
    parse_document(&tokens, &mut bounded, &mut faulty);
    let whole = reader.whole().ok()?;
    faulty.is_none().then_some(whole)
}

/// What TOML does not allow.
struct Fault;

/// How a table was written, which says what may be added to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// As a heading of its own, or in braces.
    Whole,
    /// Only its parts were written, below headings or in a dotted name.
    InParts { dotted: bool },
}

/// A table that may still grow.
struct Growing<'a> {
    made: Made,
    span: Span,
    entries: Vec<Entry<'a>>,
    /// Those of its entries that may still grow, by their place among them.
    growing: Vec<(usize, Child<'a>)>,
    /// Where each name stands, once there are many.
    index: Option<HashMap<Cow<'a, str>, usize>>,
    /// A heading came after its parts: the order is no longer that of the text.
    shuffled: bool,
}

enum Child<'a> {
    One(Growing<'a>),
    /// Each has its heading in two pairs of brackets.
    Several(Vec<Growing<'a>>),
}

impl<'a> Growing<'a> {
    fn new(made: Made, span: Span) -> Growing<'a> {
        let (entries, growing) = (Vec::new(), Vec::new());
        Growing { made, span, entries, growing, index: None, shuffled: false }
    }

    fn find(&self, name: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|entry| entry.key.value == name),
        }
    }

    fn push(&mut self, key: Key<'a>, item: Item<'a>) {
        let at = self.entries.len();
        if let Some(index) = &mut self.index {
            index.insert(key.value.clone(), at);
        } else if at == FEW {
            let names = self.entries.iter().map(|entry| &entry.key).chain([&key]);
            let index = names.enumerate().map(|(at, key)| (key.value.clone(), at));
            self.index = Some(index.collect());
        }
        self.entries.push(Entry { key, item, again: false });
    }

    /// Adds an entry that may still grow.
    fn plant(&mut self, key: Key<'a>, span: Span, child: Child<'a>) {
        self.growing.push((self.entries.len(), child));
        self.push(key, Item { span, kind: Kind::Broken });
    }

    /// The entry at `at`, if it may still grow.
    fn child(&mut self, at: usize) -> Option<&mut Child<'a>> {
        let found = self.growing.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        self.growing.get_mut(found).map(|(_, child)| child)
    }

    /// The table below at `path`, which is made where it is not there.
    fn descend(&mut self, path: &[Key<'a>], dotted: bool) -> Result<&mut Growing<'a>, Fault> {
        let mut table = self;
        for key in path {
            let at = match table.find(&key.value) {
                Some(at) => at,
                None => {
                    let new = Growing::new(Made::InParts { dotted }, key.span);
                    table.plant(key.clone(), key.span, Child::One(new));
                    table.entries.len() - 1
                }
            };
            table = match table.child(at).ok_or(Fault)? {
                Child::Several(tables) => tables.last_mut().ok_or(Fault)?,
                Child::One(below) => {
                    match &mut below.made {
                        Made::InParts { dotted: is_dotted } => *is_dotted |= dotted,
                        Made::Whole if dotted => return Err(Fault),
                        Made::Whole => {}
                    }
                    below
                }
            };
        }
        Ok(table)
    }

    /// Adds `path = item`.
    fn add(&mut self, path: Path<'a>, item: Item<'a>) -> Result<(), Fault> {
        let key = path.last.ok_or(Fault)?;
        let table = self.descend(&path.before, true)?;
        let apart = !path.before.is_empty() && table.made == Made::Whole;
        if apart || table.find(&key.value).is_some() {
            return Err(Fault);
        }
        table.push(key, item);
        Ok(())
    }

    fn whole(mut self) -> Table<'a> {
        for (at, child) in self.growing {
            self.entries[at].item.kind = match child {
                Child::One(table) => Kind::Group(table.whole()),
                Child::Several(tables) => {
                    let items = tables
                        .into_iter()
                        .map(|table| Item { span: table.span, kind: Kind::Group(table.whole()) });
                    Kind::List(items.collect())
                }
            };
        }
        if self.shuffled {
            self.entries.sort_by_key(|entry| entry.key.span.start);
        }
        Table { span: self.span, entries: self.entries }
    }
}

/// A name of several parts.
#[derive(Default)]
struct Path<'a> {
    before: Vec<Key<'a>>,
    last: Option<Key<'a>>,
}

/// A heading, and whether it stands in two pairs of brackets.
struct Heading<'a> {
    start: usize,
    path: Path<'a>,
    several: bool,
}

/// A bracket that is still open, and where.
enum Open<'a> {
    List(usize, Vec<Item<'a>>),
    /// With the name whose value is being read.
    Group(usize, Growing<'a>, Path<'a>),
}

struct Reader<'a> {
    file: FileId,
    source: Source<'a>,
    /// All but what stands below the last heading.
    root: Growing<'a>,
    heading: Option<Heading<'a>>,
    /// Its brackets are still open.
    in_heading: bool,
    /// What stands below the last heading.
    current: Growing<'a>,
    /// The name whose value is being read, outside of all brackets.
    path: Path<'a>,
    open: Vec<Open<'a>>,
    sound: bool,
}

impl<'a> Reader<'a> {
    fn new(file: FileId, source: Source<'a>) -> Reader<'a> {
        let table = || Growing::new(Made::Whole, Span::new(file, 0..0));
        let (root, current) = (table(), table());
        let (path, open) = (Path::default(), Vec::new());
        let (heading, in_heading, sound) = (None, false, true);
        Reader { file, source, root, heading, in_heading, current, path, open, sound }
    }

    fn whole(mut self) -> Result<Table<'a>, Fault> {
        self.end_heading()?;
        let closed = self.open.is_empty() && self.sound;
        closed.then(|| self.root.whole()).ok_or(Fault)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn raw(&self, place: Place, encoding: Option<Encoding>) -> Raw<'a> {
        let text = self.source.input().get(place.start()..place.end()).unwrap_or("");
        Raw::new_unchecked(text, encoding, place)
    }

    fn expect<T>(&mut self, done: Result<T, Fault>) -> Option<T> {
        self.sound &= done.is_ok();
        done.ok()
    }

    /// A heading opens: what stood below the one before is whole, as far as it goes.
    fn begin_heading(&mut self, start: usize, several: bool) {
        let ended = self.end_heading();
        self.expect(ended);
        self.heading = Some(Heading { start, path: Path::default(), several });
        self.in_heading = true;
    }

    /// A heading closes: what stands below it begins.
    fn begin_table(&mut self, end: usize) -> Result<(), Fault> {
        self.in_heading = false;
        let heading = self.heading.as_ref().ok_or(Fault)?;
        let span = Span::new(self.file, heading.start..end);
        self.current = Growing::new(Made::Whole, span);
        if heading.several {
            return Ok(());
        }
        let key = heading.path.last.as_ref().ok_or(Fault)?;
        let parent = self.root.descend(&heading.path.before, false)?;
        let Some(at) = parent.find(&key.value) else { return Ok(()) };
        match parent.child(at) {
            // Parts of it were written before it.
            Some(Child::One(parts)) if parts.made == Made::InParts { dotted: false } => {
                std::mem::swap(&mut self.current, parts);
                (self.current.made, self.current.span) = (Made::Whole, span);
                Ok(())
            }
            _ => Err(Fault),
        }
    }

    fn end_heading(&mut self) -> Result<(), Fault> {
        let next = Growing::new(Made::Whole, self.root.span);
        let table = std::mem::replace(&mut self.current, next);
        let Some(Heading { path, several, .. }) = self.heading.take() else {
            self.root = table;
            return Ok(());
        };
        let key = path.last.ok_or(Fault)?;
        let parent = self.root.descend(&path.before, false)?;
        let span = table.span;
        match (parent.find(&key.value), several) {
            (None, true) => parent.plant(key, span, Child::Several(vec![table])),
            (None, false) => parent.plant(key, span, Child::One(table)),
            (Some(at), true) => match parent.child(at) {
                Some(Child::Several(tables)) => tables.push(table),
                _ => return Err(Fault),
            },
            (Some(at), false) => {
                *parent.child(at).ok_or(Fault)? = Child::One(table);
                parent.entries[at].key = key;
                parent.entries[at].item.span = span;
                parent.shuffled = true;
            }
        }
        Ok(())
    }

    fn value(&mut self, item: Item<'a>) {
        let added = match self.open.last_mut() {
            Some(Open::List(_, items)) => {
                items.push(item);
                Ok(())
            }
            Some(Open::Group(_, group, path)) => group.add(std::mem::take(path), item),
            None => self.current.add(std::mem::take(&mut self.path), item),
        };
        self.expect(added);
    }
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, place: Place, _: &mut dyn ErrorSink) {
        self.begin_heading(place.start(), false);
    }

    fn std_table_close(&mut self, place: Place, _: &mut dyn ErrorSink) {
        let begun = self.begin_table(place.end());
        self.expect(begun);
    }

    fn array_table_open(&mut self, place: Place, _: &mut dyn ErrorSink) {
        self.begin_heading(place.start(), true);
    }

    fn array_table_close(&mut self, place: Place, _: &mut dyn ErrorSink) {
        let begun = self.begin_table(place.end());
        self.expect(begun);
    }

    fn inline_table_open(&mut self, place: Place, _: &mut dyn ErrorSink) -> bool {
        let group = Growing::new(Made::Whole, self.root.span);
        self.open.push(Open::Group(place.start(), group, Path::default()));
        true
    }

    fn inline_table_close(&mut self, place: Place, _: &mut dyn ErrorSink) {
        let Some(Open::Group(start, mut group, _)) = self.open.pop() else {
            self.sound = false;
            return;
        };
        let span = self.span(start..place.end());
        group.span = span;
        self.value(Item { span, kind: Kind::Group(group.whole()) });
    }

    fn array_open(&mut self, place: Place, _: &mut dyn ErrorSink) -> bool {
        self.open.push(Open::List(place.start(), Vec::new()));
        true
    }

    fn array_close(&mut self, place: Place, _: &mut dyn ErrorSink) {
        let Some(Open::List(start, items)) = self.open.pop() else {
            self.sound = false;
            return;
        };
        let span = self.span(start..place.end());
        self.value(Item { span, kind: Kind::List(items) });
    }

    fn simple_key(&mut self, place: Place, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut name = Cow::Borrowed("");
        self.raw(place, kind).decode_key(&mut name, error);
        let key = Spanned::new(name, self.span(place.start()..place.end()));
        let path = match (self.open.last_mut(), &mut self.heading) {
            (Some(Open::Group(_, _, path)), _) => path,
            (None, Some(heading)) if self.in_heading => &mut heading.path,
            _ => &mut self.path,
        };
        match path.before.len() {
            0..MOST_NAMES_IN_A_NAME => path.before.extend(path.last.replace(key)),
            _ => self.sound = false,
        }
    }

    fn scalar(&mut self, place: Place, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut decoded = Cow::Borrowed("");
        let kind = match self.raw(place, kind).decode_scalar(&mut decoded, error) {
            ScalarKind::String => Kind::Text(decoded),
            ScalarKind::Boolean(is) => Kind::Bool(is),
            ScalarKind::Integer(radix) => number(&decoded, radix.value()),
            ScalarKind::Float => Kind::Float(decoded.parse().unwrap_or(f64::INFINITY)),
            ScalarKind::DateTime => match decoded.parse::<Datetime>() {
                Ok(at) => moment(&at),
                Err(_) => {
                    self.sound = false;
                    Kind::Broken
                }
            },
        };
        self.value(Item { span: self.span(place.start()..place.end()), kind });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::edits::Edits;
    use super::super::tree;
    use crate::source::Sources;

    /// What both readers make of `text`; nothing where they find errors.
    fn both(text: &str) -> [Option<String>; 2] {
        let file = Sources::new().add("", "");
        let read = tree::read(file, text, &Edits::default());
        let slow = read.errors.is_empty().then(|| format!("{:?}", read.table));
        let fast = super::read(file, text).map(|table| format!("{table:?}"));
        [fast, slow]
    }

    fn lines() -> impl Strategy<Value = String> {
        let name = "[abc]";
        let path = proptest::string::string_regex(&format!("{name}(\\.{name}){{0,2}}"));
        let path = path.expect("a pattern").boxed();
        let value = prop_oneof![
            Just("1".to_owned()),
            Just("0x1F".to_owned()),
            Just("1_0.5".to_owned()),
            Just("'x'".to_owned()),
            Just("\"é\\n\"".to_owned()),
            Just("\"\"\"\nab\\\n  c\"\"\"".to_owned()),
            Just("2026-02-31".to_owned()),
            Just("2026-02-01".to_owned()),
            Just("18:00:00".to_owned()),
            Just("true".to_owned()),
            Just("\"\\q\"".to_owned()),
        ];
        let pair =
            (path.clone(), value.clone()).prop_map(|(path, value)| format!("{path} = {value}"));
        let group = prop::collection::vec(pair.clone(), 0..4)
            .prop_map(|pairs| format!("{{ {} }}", pairs.join(", ")));
        let list = prop::collection::vec(prop_oneof![value.clone(), group.clone()], 0..3)
            .prop_map(|items| format!("[{}]", items.join(", ")));
        let long = (path.clone(), prop_oneof![group, list])
            .prop_map(|(path, value)| format!("{path} = {value}"));
        let line = prop_oneof![
            4 => pair,
            2 => long,
            4 => path.clone().prop_map(|path| format!("[{path}]")),
            2 => path.prop_map(|path| format!("[[{path}]]")),
            1 => Just("# a remark".to_owned()),
        ];
        prop::collection::vec(line, 0..9).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_text_is_read_in_one_pass_as_it_is_read_where_it_has_errors(text in lines()) {
            let [fast, slow] = both(&text);
            prop_assert_eq!(fast, slow, "{}", text);
        }
    }

    #[test]
    fn headings_after_their_parts_and_many_names_are_read_alike() {
        let many: String = (0..40).map(|at| format!("[step.n{at}]\nsay = \"x\"\n")).collect();
        let texts = [
            "\u{feff}a = 1\r\n[b.c]\nx = 1\n[d]\n[b]\ny = 2\n[b.e]\n",
            "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2\n",
            "[[a.c]]\n[a]\nc.x.y = 1\n",
            "a = {b.c = 1, b.d = {e = [1, {f = 2}]}}\n",
            "a = {b.c = 1, b = 2}\n",
            "[a]\n[a]\n",
            "a.b = 1\n[a]\n",
            "a = [1\n",
            "a = 1\u{1}\n",
            "[a]\nb = \n[c]\n",
            &many,
            &format!("{many}[step.n7]\n"),
            &format!(
                "[a]\n{}\n",
                (0..20).map(|at| format!("k{}=1\n", at % 19)).collect::<String>()
            ),
            &format!("a = {}1{}", "[".repeat(79), "]".repeat(79)),
            &format!("a = {}1{}", "[".repeat(90), "]".repeat(90)),
        ];
        for text in texts {
            let [fast, slow] = both(text);
            assert_eq!(fast, slow, "{text}");
        }
        assert!(both(&many)[0].is_some() && both(texts[2])[0].is_some());
    }
}
