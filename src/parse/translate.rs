//! The TOML reader's errors in an author's words. Never mends anything.

use super::codes::{
    BAD_ESCAPE, HEADING_FORM, MISSING_COMMA, NO_EQUALS_SIGN, UNCLOSED_BRACKET, UNCLOSED_TEXT,
    UNREADABLE_LINE, UNREADABLE_VALUE, WRITTEN_TWICE,
};
use super::tree::Fault;
use crate::diagnostic::{Code, Diagnostic};

/// A start of the reader's message, the code, what is wrong, and what to do.
const WORDS: &[(&str, Code, &str, &str)] = &[
    ("duplicate key", WRITTEN_TWICE, "this name stands twice", "keep one of the two"),
    (
        "cannot extend value",
        WRITTEN_TWICE,
        "this name already has a value of another kind",
        "keep one of the two",
    ),
    ("unclosed table", UNCLOSED_BRACKET, "this heading is not closed", "end it with `]`"),
    ("unclosed array table", UNCLOSED_BRACKET, "this heading is not closed", "end it with `]]`"),
    ("unclosed array", UNCLOSED_BRACKET, "this list is not closed", "end it with `]`"),
    ("unclosed inline table", UNCLOSED_BRACKET, "this group is not closed", "end it with `}`"),
    (
        "missing table open",
        UNCLOSED_BRACKET,
        "a closing bracket without its opening one",
        "remove it, or write `[` before",
    ),
    (
        "missing array opening",
        UNCLOSED_BRACKET,
        "a closing bracket without its opening one",
        "remove it, or write `[` before",
    ),
    (
        "missing inline table opening",
        UNCLOSED_BRACKET,
        "a closing brace without its opening one",
        "remove it, or write `{` before",
    ),
    ("missing comma", MISSING_COMMA, "a comma is missing here", "part the entries by commas"),
    ("extra comma", UNREADABLE_VALUE, "there is a comma too many", "remove it"),
    ("key with no value", NO_EQUALS_SIGN, "this name has no value", "write `name = value`"),
    ("missing value", NO_EQUALS_SIGN, "a value is missing after `=`", "write `name = value`"),
    ("extra `=`", NO_EQUALS_SIGN, "there is an `=` too many", "write `name = value`"),
    (
        "unexpected `=`",
        NO_EQUALS_SIGN,
        "an `=` stands in a list",
        "a list holds values only; a group stands in {braces}",
    ),
    ("missing key", NO_EQUALS_SIGN, "a name is missing here", "write `name = value`"),
    (
        "missing assignment",
        NO_EQUALS_SIGN,
        "an `=` is missing here",
        "in a group write `name = value`",
    ),
    (
        "extra assignment",
        NO_EQUALS_SIGN,
        "there is an `=` too many",
        "in a group write `name = value`",
    ),
    (
        "string values must be quoted",
        UNREADABLE_VALUE,
        "this cannot be read",
        "put words in quotes",
    ),
    (
        "invalid table",
        HEADING_FORM,
        "this heading cannot be read",
        "write a heading like `[step.name]`",
    ),
    (
        "invalid escape",
        BAD_ESCAPE,
        "a backslash means something else here",
        "write `\\\\` for a backslash",
    ),
    (
        "missing escaped value",
        BAD_ESCAPE,
        "a backslash means something else here",
        "write `\\\\` for a backslash",
    ),
    (
        "unexpected key or value",
        UNREADABLE_LINE,
        "this does not belong at the end of the line",
        "each name has a line of its own",
    ),
    (
        "invalid comment character",
        UNREADABLE_LINE,
        "a character that cannot be shown stands in a remark",
        "remove it",
    ),
    (
        "carriage return",
        UNREADABLE_LINE,
        "a line end of an old kind",
        "save the file with line ends of the kind \"LF\" or \"CRLF\"",
    ),
    (
        "cannot recurse",
        UNREADABLE_VALUE,
        "too many brackets inside each other",
        "write it in fewer levels",
    ),
    (
        "too deep",
        UNREADABLE_LINE,
        "a name of very many parts",
        "a name has a few parts at most, with dots between",
    ),
];

/// `fault` in an author's words.
pub(super) fn diagnostic(text: &str, fault: &Fault) -> Diagnostic {
    let message = fault.message.as_str();
    let known = WORDS.iter().find(|(start, ..)| message.starts_with(start));
    if let Some((_, code, what, hint)) = known {
        return Diagnostic::new(*code, fault.span, *what).hint(Some((*hint).to_owned()));
    }
    let opens_text = text.get(fault.span.range()).is_some_and(|raw| raw.starts_with(['"', '\'']));
    if opens_text || message.contains("string") {
        return Diagnostic::new(UNCLOSED_TEXT, fault.span, "this text cannot be read")
            .hint(Some("check its quotes, and remove characters that cannot be shown".to_owned()));
    }
    Diagnostic::new(UNREADABLE_VALUE, fault.span, "this cannot be read")
        .hint(Some("words stand in quotes; numbers, dates, `true` and `false` do not".to_owned()))
}
