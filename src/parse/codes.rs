//! The codes of what cannot be read at all, with their explanations. Never finds one.

use crate::diagnostic::codes;

codes! {
    /// A text stands in curly quotes, as word processors make them.
    ///
    /// The quotes around a text must be the straight ones of the keyboard; inside a text curly
    /// quotes are welcome.
    ///
    ///     title = "Naming a need"         not   title = “Naming a need”
    ///
    /// Most word processors can switch "smart quotes" off; a plain text editor never makes them.
    CURLY_QUOTES = "curly-quotes", Error;

    /// A character that cannot be seen, or looks like another, stands outside of a text.
    ///
    /// Non-breaking spaces, zero-width characters and long dashes come along when words are
    /// copied from a web page or a word processor. In a text they are fine; around it, or in a
    /// name, they must be plain spaces and hyphens. Delete the character and type it anew.
    ODD_CHARACTER = "odd-character", Error;

    /// A text begins with a quote and has none at its end.
    ///
    /// A text in single quotes or double quotes ends on the line where it begins:
    ///
    ///     say = "One line."
    ///
    /// A text of several lines stands between three quotes:
    ///
    ///     say = """
    ///     The first line.
    ///     The second.
    ///     """
    UNCLOSED_TEXT = "unclosed-text", Error;

    /// A quote or an apostrophe inside a text ends it too early.
    ///
    /// Use the other kind of quote around the text, put a backslash before each quote inside, or
    /// use curly quotes inside:
    ///
    ///     say = 'He said "hello" to me.'
    ///     say = "He said \"hello\" to me."
    ///     say = "It's fine."
    QUOTE_IN_TEXT = "quote-in-text", Error;

    /// A text stands without quotes.
    ///
    /// Numbers, dates, `true` and `false` stand bare; all words stand in quotes, and so do
    /// lengths of time:
    ///
    ///     title = "Hello"
    ///     pause = "30s"
    ///     distress = true
    TEXT_WITHOUT_QUOTES = "text-without-quotes", Error;

    /// The `=` between a name and its value is missing, or something else stands there.
    ///
    ///     title = "Hello"        not   title: "Hello"
    NO_EQUALS_SIGN = "no-equals-sign", Error;

    /// A heading is not of the form `[step.name]`.
    ///
    /// Each step begins with the word `step`, a dot and its name, in one pair of brackets. The
    /// name is small letters, digits and hyphens:
    ///
    ///     [step.first-words]
    ///
    /// Only `[[moved]]` has two pairs, because there may be several.
    HEADING_FORM = "heading-form", Error;

    /// A bracket or brace is opened and not closed, or closed by one of another kind.
    ///
    ///     check = ["absolutes", "blame"]
    ///     next = { yes = "go-on", no = "kind-end" }
    UNCLOSED_BRACKET = "unclosed-bracket", Error;

    /// Two entries of a list or a group have no comma between them.
    ///
    ///     choices = { yes = "Yes", no = "No" }
    MISSING_COMMA = "missing-comma", Error;

    /// The same name stands twice in one place.
    ///
    /// Only one of the two could count, and nobody could tell which. Give one of them another
    /// name, or put them together.
    WRITTEN_TWICE = "written-twice", Error;

    /// A name before the `=` has a space in it.
    ///
    ///     not_for = "…"          not   not for = "…"
    SPACE_IN_NAME = "space-in-name", Error;

    /// A backslash stands before a letter that means nothing after one.
    ///
    /// In texts in double quotes a backslash is special: `\n` is a new line, `\"` a quote, `\\`
    /// a backslash. Where you want none of this, put the text in single quotes.
    BAD_ESCAPE = "bad-escape", Error;

    /// A line is none of the things that may stand in an exercise file.
    ///
    /// These are a heading in [brackets], a name with its value (`name = value`), a remark that
    /// begins with `#`, and an empty line.
    UNREADABLE_LINE = "unreadable-line", Error;

    /// A value cannot be read.
    ///
    /// A number is digits (`7`, `-2`, `1.5`); a date is `2026-01-31`; a time is `18:00`; a list
    /// stands in [brackets]; a group in {braces}; everything else is text in quotes.
    UNREADABLE_VALUE = "unreadable-value", Error;
}
