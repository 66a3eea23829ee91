//! Names as they may be written: of steps, of variables, of roles. Never knows which there are.

use super::codes::{BAD_NAME, NOTHING_HERE, RESERVED_NAME};
use super::{Item, Kind, Lower};
use crate::diagnostic::Diagnostic;
use crate::exercise::Name;
use crate::source::Span;

/// Words that the script language keeps for itself.
const RESERVED: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "false",
    "fn",
    "for",
    "global",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "undef",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether the script language keeps `word` for itself.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Names that the engine gives a meaning.
const TAKEN: &[&str] = &["answer", "draft", "each", "index", "item", "me", "partner", "together"];

/// What a name is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Steps, endings, choices, timers, exercises: small letters, digits, hyphens.
    Kebab,
    /// Variables and roles: small letters, digits, underscores.
    Snake,
}

/// Whether `name` is small letters, digits and hyphens, as a name of a step is.
pub(crate) fn is_kebab(name: &str) -> bool {
    let letters = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.split('-').all(letters)
}

fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The nearest name that may be written so, if there is one.
pub(super) fn mended(name: &str, naming: Naming) -> Option<String> {
    let joint = if naming == Naming::Kebab { '-' } else { '_' };
    let plain: String = name
        .replace('ß', "ss")
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ä' | 'à' | 'á' | 'â' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ö' | 'ó' | 'ò' | 'ô' => 'o',
            'ü' | 'ú' | 'ù' | 'û' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other if other.is_ascii_alphanumeric() => other,
            _ => joint,
        })
        .collect();
    let parts: Vec<&str> = plain.split(joint).filter(|part| !part.is_empty()).collect();
    let made = parts.join(&joint.to_string());
    match naming {
        Naming::Kebab => is_kebab(&made),
        Naming::Snake => is_snake(&made),
    }
    .then_some(made)
}

impl Lower<'_> {
    /// Says so if `name` is no name of the kind `naming`; `what` is what it names: `a step`.
    pub(crate) fn check_name(&mut self, name: &str, span: Span, naming: Naming, what: &str) {
        let (fits, with) = match naming {
            Naming::Kebab => (is_kebab(name), "hyphens"),
            Naming::Snake => (is_snake(name), "underscores"),
        };
        if !fits {
            let hint = mended(name, naming).map(|better| format!("write `{better}`"));
            let found = Diagnostic::new(BAD_NAME, span, format!("`{name}` is no name for {what}"))
                .label(format!("names here are small letters, digits and {with}"))
                .hint(hint);
            self.report(found);
        } else if naming == Naming::Snake && is_reserved(name) {
            let why = "the script language keeps it for itself";
            let found = Diagnostic::new(
                RESERVED_NAME,
                span,
                format!("`{name}` cannot be the name of {what}"),
            )
            .label(why)
            .hint(Some(format!("choose another name, `the_{name}` perhaps")));
            self.report(found);
        }
    }

    /// The name of a role.
    pub(super) fn check_role(&mut self, role: &Name) {
        self.check_name(&role.value, role.span, Naming::Snake, "a role");
        if TAKEN.contains(&role.value.as_str()) {
            let message = format!("`{}` cannot be the name of a role", role.value);
            let found = Diagnostic::new(RESERVED_NAME, role.span, message)
                .label("expressions know it with another meaning")
                .hint(Some("choose what the person does here, such as `reader`".to_owned()));
            self.report(found);
        }
    }

    /// The name of a variable that a key stands for.
    pub(crate) fn variable(&mut self, name: Name) -> Name {
        self.check_name(&name.value, name.span, Naming::Snake, "a variable");
        name
    }

    /// The name of a variable that stands as a text.
    pub(crate) fn variable_text(&mut self, key: &str, item: &Item<'_>) -> Option<Name> {
        let name = self.name_text(key, item)?;
        Some(self.variable(name))
    }

    /// A name that is looked up later: of a step, an exercise, a timer, a role.
    pub(crate) fn name_text(&mut self, key: &str, item: &Item<'_>) -> Option<Name> {
        let Kind::Text(text) = &item.kind else {
            self.wrong_kind(key, item, "a name in quotes", None);
            return None;
        };
        if text.trim().is_empty() {
            let found = Diagnostic::new(NOTHING_HERE, item.span, format!("`{key}` names nothing"))
                .hint(Some("write a name between the quotes, or remove the line".to_owned()));
            self.report(found);
            return None;
        }
        Some(self.name(text.trim(), item.span))
    }
}
