//! Reads an expression that needs no script from its text, without compiling one. Refuses whatever
//! it is not sure of: that is for Rhai to read, and to name what is wrong with it.

use super::super::names::{Names, Read};
use super::{DEEPEST, Op, Sign};
use crate::lower::is_reserved;

/// The longest expression that is read here, in bytes, and how many values and brackets it has:
/// Rhai's bounds are wider.
const LONGEST: usize = 400;
const MOST_VALUES: usize = 16;
const MOST_BRACKETS: usize = 8;

/// What `source` names, and what is to be done: each variable by its number.
pub(in super::super) fn read(source: &str) -> Option<(Names, Vec<Op<usize>>)> {
    if source.len() > LONGEST {
        return None;
    }
    let names = Names::default();
    let mut reader =
        Reader { source, at: 0, names, ops: Vec::new(), waiting: 0, values: 0, brackets: 0 };
    reader.expression(0)?;
    reader.rest().is_empty().then_some((reader.names, reader.ops))
}

/// What joins two parts of an expression.
enum Joint {
    Sign(Sign),
    /// Goes on until one part is this, as `&&` and `||` do.
    Until(bool),
}

impl Joint {
    /// The joint that `rest` begins with, how tightly it binds, and how long it is.
    fn read(rest: &str) -> Option<(Joint, u8, usize)> {
        let signs = |byte: &u8| b"+-*/%=!<>&|?.:^~@#$".contains(byte);
        let length = rest.bytes().take_while(signs).count();
        let (joint, tightness) = match rest.get(..length)? {
            "||" => (Joint::Until(true), 1),
            "&&" => (Joint::Until(false), 2),
            sign => {
                let sign = Sign::read(sign)?;
                (Joint::Sign(sign), sign.tightness())
            }
        };
        Some((joint, tightness, length))
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    names: Names,
    ops: Vec<Op<usize>>,
    /// How many values wait for a sign.
    waiting: usize,
    values: usize,
    brackets: usize,
}

impl<'a> Reader<'a> {
    /// What comes next, blanks left out.
    fn rest(&mut self) -> &'a str {
        let rest = self.source.get(self.at..).unwrap_or("");
        let next = rest.trim_start_matches(' ');
        self.at += rest.len() - next.len();
        next
    }

    /// Parts whose joints bind tighter than `least`.
    fn expression(&mut self, least: u8) -> Option<()> {
        let start = self.ops.len();
        self.part()?;
        loop {
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with(')') {
                return Some(());
            }
            let (joint, tightness, length) = Joint::read(rest)?;
            if tightness <= least {
                return Some(());
            }
            self.at += length;
            match joint {
                Joint::Sign(sign) => {
                    self.expression(tightness)?;
                    self.waiting -= 1;
                    self.ops.push(Op::Sign(sign));
                }
                Joint::Until(end) => self.until(end, start, tightness)?,
            }
        }
    }

    /// The second part of `&&` or `||`, whose first was written down from `start` on.
    fn until(&mut self, end: bool, start: usize, tightness: u8) -> Option<()> {
        let may_hold = |ops: &[Op<usize>]| !matches!(ops, [Op::Unit | Op::Int(_) | Op::Text(_)]);
        let skip = self.ops.len();
        self.ops.push(Op::Skip(end, 0));
        self.waiting -= 1;
        self.expression(tightness)?;
        let sound = may_hold(self.ops.get(start..skip)?) && may_hold(self.ops.get(skip + 1..)?);
        self.ops.push(Op::Truth);
        let many = u32::try_from(self.ops.len() - skip - 1).ok()?;
        *self.ops.get_mut(skip)? = Op::Skip(end, many);
        sound.then_some(())
    }

    /// One value, something in brackets, or the opposite of one of them.
    fn part(&mut self) -> Option<()> {
        let rest = self.rest();
        let first = *rest.as_bytes().first()?;
        match first {
            b'!' => {
                self.at += 1;
                // A sign of several letters, or a second one, is left to Rhai.
                let next = self.source.get(self.at..)?;
                (next.starts_with(['(', '_']) || next.starts_with(char::is_alphabetic))
                    .then_some(())?;
                (!next.starts_with("in")).then_some(())?;
                self.part()?;
                self.ops.push(Op::Not);
                Some(())
            }
            b'(' if rest.starts_with("()") => self.value(Op::Unit, 2),
            b'(' => {
                self.at += 1;
                self.brackets += 1;
                (self.brackets <= MOST_BRACKETS).then_some(())?;
                self.expression(0)?;
                self.rest().starts_with(')').then_some(())?;
                self.at += 1;
                Some(())
            }
            b'"' | b'\'' => self.text(rest, char::from(first)),
            b'-' | b'0'..=b'9' => self.number(rest),
            b'a'..=b'z' | b'_' => self.name(rest),
            _ => None,
        }
    }

    fn value(&mut self, op: Op<usize>, length: usize) -> Option<()> {
        self.at += length;
        self.ops.push(op);
        self.waiting += 1;
        self.values += 1;
        (self.waiting < DEEPEST && self.values <= MOST_VALUES).then_some(())
    }

    fn text(&mut self, rest: &str, quote: char) -> Option<()> {
        let (text, _) = rest.get(1..)?.split_once(quote)?;
        let odd = |letter: char| letter == '\\' || letter == '"' || letter.is_control();
        (!text.contains(odd)).then_some(())?;
        self.value(Op::Text(text.into()), text.len() + 2)
    }

    fn number(&mut self, rest: &str) -> Option<()> {
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let ends =
            !digits.get(length..)?.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        ends.then_some(())?;
        let length = length + rest.len() - digits.len();
        self.value(Op::Int(rest.get(..length)?.parse().ok()?), length)
    }

    fn name(&mut self, rest: &str) -> Option<()> {
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.bytes().take_while(in_name).count();
        let name = rest.get(..length)?;
        match name {
            "true" | "false" => return self.value(Op::Bool(name == "true"), length),
            _ if is_reserved(name) || !name.contains(|c: char| c.is_ascii_alphabetic()) => {
                return None;
            }
            _ => {}
        }
        let variables = &mut self.names.variables;
        let known = variables.iter().position(|read| read.name == name);
        let number = known.unwrap_or_else(|| {
            let at = self.source.get(..self.at).unwrap_or("").chars().count();
            variables.push(Read { name: name.to_owned(), at, properties: Vec::new() });
            variables.len() - 1
        });
        self.value(Op::Read(number), length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::{Context, Scripts, Shown};
    use super::super::eval;
    use super::*;
    use crate::exercise::Code;
    use crate::source::{Sources, Span};
    use crate::value::Value;

    const WORDS: &[&str] = &[
        "a",
        "b",
        "need_2",
        "_",
        "3",
        "07",
        "-7",
        "3.5",
        "'x'",
        "\"it's\"",
        "'größe'",
        "()",
        "(",
        ")",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "||",
        "&",
        "=",
        "true",
        "false",
        "in",
        "with",
        ".",
        ",",
        "[",
        "\t",
        "//",
        "in_time",
        "9999999999999999999",
    ];

    fn expressions() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("a"),
            Just("b"),
            Just("3"),
            Just("'x'"),
            Just("true"),
            Just("()"),
            Just("-7"),
            Just("!a"),
            Just("(a == b)"),
            Just("!(b > 2)"),
            Just("in_time"),
        ];
        let joint = prop_oneof![
            Just("+"),
            Just("-"),
            Just("*"),
            Just("=="),
            Just("!="),
            Just("<="),
            Just("&&"),
            Just("||"),
        ];
        let sound = (part.clone(), prop::collection::vec((joint, part), 0..6), "[ ]?").prop_map(
            |(first, rest, gap)| {
                let rest = rest.iter().map(|(joint, part)| format!("{gap}{joint}{gap}{part}"));
                format!("{first}{}", rest.collect::<String>())
            },
        );
        let any = (prop::collection::vec(prop::sample::select(WORDS), 0..8), "[ ]?");
        prop_oneof![sound, any.prop_map(|(words, gap)| words.join(&gap))]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn what_is_read_here_is_what_rhai_reads(source in expressions()) {
            let Some((names, ops)) = read(&source) else { return Ok(()) };
            let scripts = Scripts::new();
            let Ok(ast) = scripts.compiled(&source) else {
                return Err(TestCaseError::fail(format!("Rhai refuses {source}")));
            };
            prop_assert_eq!(&names, &Names::of_expression(&ast, &source), "{}", source);
            let span = Span::new(Sources::new().add("", ""), 0..0);
            let snippet = scripts.expression(&Code { source, span, offset: 0 }, None);
            let snippet = snippet.map_err(|problem| TestCaseError::fail(problem.message))?;
            for value in [Value::Int(5), Value::Bool(true), Value::Unit, Value::Text("x".into())] {
                if let Some(made) = eval(&ops, |_| Shown::Kept(&value)) {
                    let run = scripts.eval(&snippet, Context::default, |_| Shown::Kept(&value));
                    prop_assert_eq!(Ok(made), run, "{:?}", snippet);
                }
            }
        }
    }

    #[test]
    fn most_small_expressions_need_no_script() {
        let plain =
            ["coins > 40", "coins + 3", "need != () && mood >= 7", "!(a == 'no' || b)", "'größe'"];
        assert!(plain.iter().all(|source| read(source).is_some()));
        let none = [
            "f(a)", "a.b", "a[0]", "a in b", "1.5", "`{a}`", "a ?? b", "a = b", "with", "1 && a",
            "",
        ];
        let read: Vec<&&str> = none.iter().filter(|source| read(source).is_some()).collect();
        assert!(read.is_empty(), "{read:?}");
        let deep = format!("{}a{}", "(".repeat(MOST_BRACKETS), ")".repeat(MOST_BRACKETS));
        let long = vec!["a"; MOST_VALUES].join(" + ");
        let scripts = Scripts::new();
        for source in [deep, long] {
            assert!(
                super::read(&source).is_some() && scripts.compiled(&source).is_ok(),
                "{source}"
            );
        }
    }
}
