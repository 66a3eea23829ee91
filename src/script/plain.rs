//! Expressions that need no script: names, constants, whole numbers, comparisons, yes and no. Works
//! out what is surely what Rhai would give, and leaves all else to Rhai, every error above all.

mod reader;

use super::{LARGEST_TEXT, Shown};
use crate::text::Str;
use crate::value::Value;

pub(super) use reader::read;

/// How many values may wait for a sign at once; what needs more is left to Rhai.
const DEEPEST: usize = 8;

/// One thing to do: an expression is a list of these, each working on what came out last. `R` is what
/// stands for a variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op<R> {
    Read(R),
    Unit,
    Bool(bool),
    Int(i64),
    Text(Str),
    Not,
    /// Puts the last two together.
    Sign(Sign),
    /// Where the last is this, it is what comes of so many more; otherwise it is forgotten.
    Skip(bool, u32),
    /// The last has to be a yes or no.
    Truth,
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    Rest,
    Same,
    Other,
    Less,
    LessOrSame,
    More,
    MoreOrSame,
}

/// What came out so far.
#[derive(Debug, Clone, Copy)]
enum Made<'a> {
    Unit,
    Bool(bool),
    Int(i64),
    Text(&'a str),
    /// A list, a group, a number with a fraction: only whether it is there can be told here.
    Something,
}

/// The same with something else in place of the variables.
pub(crate) fn of_others<R, S>(ops: Vec<Op<R>>, mut other: impl FnMut(R) -> S) -> Vec<Op<S>> {
    let turned = ops.into_iter().map(|op| match op {
        Op::Read(read) => Op::Read(other(read)),
        Op::Unit => Op::Unit,
        Op::Bool(holds) => Op::Bool(holds),
        Op::Int(number) => Op::Int(number),
        Op::Text(text) => Op::Text(text),
        Op::Not => Op::Not,
        Op::Sign(sign) => Op::Sign(sign),
        Op::Skip(end, many) => Op::Skip(end, many),
        Op::Truth => Op::Truth,
    });
    turned.collect()
}

/// What `ops` give; nothing where that is for Rhai to say.
pub(crate) fn eval<'v, R>(ops: &'v [Op<R>], read: impl Fn(&'v R) -> Shown<'v>) -> Option<Value> {
    let mut made = [Made::Unit; DEEPEST];
    let (mut last, mut at) = (0, 0);
    // The first place stays free, so that there always is a last one.
    while let Some(op) = ops.get(at) {
        at += 1;
        let next = match op {
            Op::Read(variable) => match read(variable) {
                Shown::Kept(value) => Made::of(value)?,
                Shown::Made(Value::Unit) => Made::Unit,
                Shown::Made(Value::Bool(holds)) => Made::Bool(holds),
                Shown::Made(Value::Int(number)) => Made::Int(number),
                Shown::Made(_) | Shown::Person { .. } => return None,
            },
            Op::Unit => Made::Unit,
            Op::Bool(holds) => Made::Bool(*holds),
            Op::Int(number) => Made::Int(*number),
            Op::Text(text) => Made::Text(text),
            Op::Not => {
                made[last] = Made::Bool(!made[last].truth()?);
                continue;
            }
            Op::Sign(sign) => {
                last -= 1;
                made[last] = sign.of(made[last], made[last + 1])?;
                continue;
            }
            Op::Skip(end, many) => {
                match made[last].truth()? == *end {
                    true => at += *many as usize,
                    false => last -= 1,
                }
                continue;
            }
            Op::Truth => {
                made[last].truth()?;
                continue;
            }
        };
        last += 1;
        *made.get_mut(last)? = next;
    }
    Some(match made[last] {
        Made::Unit => Value::Unit,
        Made::Bool(holds) => Value::Bool(holds),
        Made::Int(number) => Value::Int(number),
        Made::Text(text) => Value::Text(text.to_owned()),
        Made::Something => return None,
    })
}

impl<'v> Made<'v> {
    fn of(value: &'v Value) -> Option<Made<'v>> {
        match value {
            Value::Unit => Some(Made::Unit),
            Value::Bool(holds) => Some(Made::Bool(*holds)),
            Value::Int(number) => Some(Made::Int(*number)),
            Value::Text(text) if text.len() <= LARGEST_TEXT => Some(Made::Text(text)),
            Value::Float(_) | Value::List(_) | Value::Map(_) => Some(Made::Something),
            Value::Text(_) | Value::Person(_) => None,
        }
    }

    fn truth(self) -> Option<bool> {
        match self {
            Made::Bool(holds) => Some(holds),
            _ => None,
        }
    }
}

impl Sign {
    fn read(sign: &str) -> Option<Sign> {
        Some(match sign {
            "+" => Sign::Plus,
            "-" => Sign::Minus,
            "*" => Sign::Times,
            "/" => Sign::Over,
            "%" => Sign::Rest,
            "==" => Sign::Same,
            "!=" => Sign::Other,
            "<" => Sign::Less,
            "<=" => Sign::LessOrSame,
            ">" => Sign::More,
            ">=" => Sign::MoreOrSame,
            _ => return None,
        })
    }

    /// How tightly it binds: `&&` and `||` bind less.
    fn tightness(self) -> u8 {
        match self {
            Sign::Same | Sign::Other => 3,
            Sign::Less | Sign::LessOrSame | Sign::More | Sign::MoreOrSame => 4,
            Sign::Plus | Sign::Minus => 5,
            Sign::Times | Sign::Over | Sign::Rest => 6,
        }
    }

    fn of<'v>(self, left: Made<'v>, right: Made<'v>) -> Option<Made<'v>> {
        match (left, right) {
            (Made::Int(left), Made::Int(right)) => self.of_numbers(left, right),
            (Made::Text(left), Made::Text(right)) => self.of_same(left == right),
            (Made::Bool(left), Made::Bool(right)) => self.of_same(left == right),
            (Made::Unit, Made::Unit) => self.of_same(true),
            (Made::Unit, _) | (_, Made::Unit) => self.of_same(false),
            _ => None,
        }
    }

    fn of_numbers<'v>(self, left: i64, right: i64) -> Option<Made<'v>> {
        let holds = match self {
            Sign::Plus => return left.checked_add(right).map(Made::Int),
            Sign::Minus => return left.checked_sub(right).map(Made::Int),
            Sign::Times => return left.checked_mul(right).map(Made::Int),
            Sign::Over => return left.checked_div(right).map(Made::Int),
            Sign::Rest => return left.checked_rem(right).map(Made::Int),
            Sign::Same => left == right,
            Sign::Other => left != right,
            Sign::Less => left < right,
            Sign::LessOrSame => left <= right,
            Sign::More => left > right,
            Sign::MoreOrSame => left >= right,
        };
        Some(Made::Bool(holds))
    }

    /// Of values that can only be told apart.
    fn of_same<'v>(self, same: bool) -> Option<Made<'v>> {
        match self {
            Sign::Same => Some(Made::Bool(same)),
            Sign::Other => Some(Made::Bool(!same)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Scripts};
    use super::*;
    use crate::exercise::Code;
    use crate::source::{Sources, Span};

    /// What is worked out without Rhai is what Rhai gives, for all kinds of values on both sides of
    /// every sign; and what is an error there is left to it.
    #[test]
    fn what_needs_no_script_comes_out_as_the_script_would_have_it() {
        let scripts = Scripts::new();
        let span = Span::new(Sources::new().add("", ""), 0..0);
        let text = |text: &str| Value::Text(text.to_owned());
        let values = [
            Value::Unit,
            Value::Bool(true),
            Value::Bool(false),
            Value::Int(0),
            Value::Int(-7),
            Value::Int(3),
            Value::Int(i64::MAX),
            Value::Int(i64::MIN),
            Value::Int(-1),
            Value::Float(3.0),
            text(""),
            text("a"),
            text("b"),
            Value::List(vec![Value::Int(1)]),
            Value::List(Vec::new()),
            Value::Map([("other".to_owned(), text("a"))].into()),
            Value::Person(crate::value::Person::new(0)),
        ];
        let signs = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"];
        let mut sources: Vec<String> = signs.iter().map(|sign| format!("a {sign} b")).collect();
        let more = [
            "a",
            "!a",
            "!(a == b)",
            "-a",
            "a == 3 || b > 2",
            "a != () && a >= b",
            "a + b * 2 - 1",
            "(a == 1 || b) && !(a && b || b == ())",
            "1 + (2 + (3 + (4 + (5 + (6 + (7 + (8 + a)))))))",
        ];
        sources.extend(more.map(str::to_owned));
        sources.extend(["7", "\"x\"", "true", "()", "a == \"a\"", "1 / 0"].map(str::to_owned));
        let mut without = 0;
        for source in sources {
            let code = Code { source, span, offset: 0 };
            let snippet = scripts.expression(&code, None).expect("it compiles");
            let plain = snippet.plain.as_ref();
            for (a, b) in values.iter().flat_map(|a| values.iter().map(move |b| (a, b))) {
                let input = |at: usize| match snippet.names.variables[at].name.as_str() {
                    "a" => Shown::Kept(a),
                    _ => Shown::Kept(b),
                };
                if let Some(value) = plain.and_then(|plain| eval(plain, |at| input(*at))) {
                    let run = scripts.eval(&snippet, Context::default, input);
                    assert_eq!(Ok(&value), run.as_ref(), "{} with {a:?} and {b:?}", code.source);
                    without += 1;
                }
            }
        }
        assert!(without > 1_000, "{without}");
    }
}
