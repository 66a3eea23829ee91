//! Expressions that need no script: names, constants, whole numbers, comparisons, yes and no. Works
//! out what is surely what Rhai would give, and leaves all else to Rhai, every error above all.

use rhai::{AST, Expr, FnCallExpr, Stmt};

use super::{LARGEST_TEXT, Names, Shown};
use crate::value::Value;

/// An expression made of these alone.
#[derive(Debug)]
pub(super) enum Plain {
    /// Which of the variables it reads.
    Input(usize),
    Constant(Value),
    Not(Box<Plain>),
    All(Vec<Plain>),
    Any(Vec<Plain>),
    Pair(Sign, Box<(Plain, Plain)>),
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
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

impl Plain {
    /// The whole of `ast`, if it is made of such alone.
    pub(super) fn of(ast: &AST, names: &Names) -> Option<Plain> {
        let reader = Reader { names };
        match ast.statements() {
            [Stmt::Expr(expression)] => reader.expression(expression),
            [Stmt::FnCall(call, _)] => reader.call(call),
            _ => None,
        }
    }

    /// What it gives; nothing where that is for Rhai to say.
    pub(super) fn eval<'v>(&'v self, input: &impl Fn(usize) -> Shown<'v>) -> Option<Value> {
        Some(match self.made(input)? {
            Made::Unit => Value::Unit,
            Made::Bool(holds) => Value::Bool(holds),
            Made::Int(number) => Value::Int(number),
            Made::Text(text) => Value::Text(text.to_owned()),
            Made::Something => return None,
        })
    }

    fn made<'v>(&'v self, input: &impl Fn(usize) -> Shown<'v>) -> Option<Made<'v>> {
        match self {
            Plain::Input(at) => match input(*at) {
                Shown::Kept(value) => Made::of(value),
                Shown::Made(Value::Unit) => Some(Made::Unit),
                Shown::Made(Value::Bool(holds)) => Some(Made::Bool(holds)),
                Shown::Made(Value::Int(number)) => Some(Made::Int(number)),
                Shown::Made(_) | Shown::Person { .. } => None,
            },
            Plain::Constant(value) => Made::of(value),
            Plain::Not(of) => match of.made(input)? {
                Made::Bool(holds) => Some(Made::Bool(!holds)),
                _ => None,
            },
            Plain::All(parts) => until(parts, false, input),
            Plain::Any(parts) => until(parts, true, input),
            Plain::Pair(sign, pair) => {
                let (left, right) = (pair.0.made(input)?, pair.1.made(input)?);
                match (left, right) {
                    (Made::Int(left), Made::Int(right)) => sign.of_numbers(left, right),
                    (Made::Text(left), Made::Text(right)) => sign.of_same(left == right),
                    (Made::Bool(left), Made::Bool(right)) => sign.of_same(left == right),
                    (Made::Unit, Made::Unit) => sign.of_same(true),
                    (Made::Unit, _) | (_, Made::Unit) => sign.of_same(false),
                    _ => None,
                }
            }
        }
    }
}

/// Goes on until one part is `end`, as `&&` and `||` do.
fn until<'v>(
    parts: &'v [Plain],
    end: bool,
    input: &impl Fn(usize) -> Shown<'v>,
) -> Option<Made<'v>> {
    for part in parts {
        match part.made(input)? {
            Made::Bool(holds) if holds == end => return Some(Made::Bool(end)),
            Made::Bool(_) => {}
            _ => return None,
        }
    }
    Some(Made::Bool(!end))
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

struct Reader<'a> {
    names: &'a Names,
}

impl Reader<'_> {
    fn expression(&self, expression: &Expr) -> Option<Plain> {
        Some(match expression {
            Expr::BoolConstant(holds, _) => Plain::Constant(Value::Bool(*holds)),
            Expr::IntegerConstant(number, _) => Plain::Constant(Value::Int(*number)),
            Expr::StringConstant(text, _) => Plain::Constant(Value::Text(text.to_string())),
            Expr::Unit(_) => Plain::Constant(Value::Unit),
            Expr::Variable(parts, ..) if parts.2.is_empty() => {
                let mut known = self.names.variables.iter();
                Plain::Input(known.position(|read| read.name == parts.1.as_str())?)
            }
            Expr::And(parts, _) => Plain::All(self.all(parts)?),
            Expr::Or(parts, _) => Plain::Any(self.all(parts)?),
            Expr::FnCall(call, _) => self.call(call)?,
            _ => return None,
        })
    }

    fn all(&self, parts: &[Expr]) -> Option<Vec<Plain>> {
        parts.iter().map(|part| self.expression(part)).collect()
    }

    fn call(&self, call: &FnCallExpr) -> Option<Plain> {
        if !call.namespace.is_empty() || call.capture_parent_scope {
            return None;
        }
        match call.args.as_slice() {
            [one] if call.name == "!" => Some(Plain::Not(Box::new(self.expression(one)?))),
            [left, right] => {
                let sign = Sign::read(&call.name)?;
                Some(Plain::Pair(sign, Box::new((self.expression(left)?, self.expression(right)?))))
            }
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
        let more =
            ["a", "!a", "!(a == b)", "-a", "a == 3 || b > 2", "a != () && a >= b", "a + b * 2 - 1"];
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
                if let Some(value) = plain.and_then(|plain| plain.eval(&input)) {
                    let run = scripts.run(&snippet, Context::default, input);
                    assert_eq!(Ok(&value), run.as_ref(), "{} with {a:?} and {b:?}", code.source);
                    without += 1;
                }
            }
        }
        assert!(without > 1_000, "{without}");
    }
}
