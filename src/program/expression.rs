//! What is worked out while a program is walked: expressions with what they read, texts, amounts.
//! Knows no session; who evaluates hands the values in.

use std::time::Duration;

use super::{Engine, RoleId, Shelves, Slot, resolve};
use crate::script::{self, Context, Failure, Op, Shown, Snippet};
use crate::shared::List;
use crate::source::Span;
use crate::text::Template;
use crate::value::Value;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Answer,
    Item,
    Index,
    Draft,
    Me,
    Partner,
    Together,
    Role(RoleId),
    Data(usize),
    Shared(Slot),
    Private(Slot),
}

/// A value that an expression reads, with what it looks up in a person.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub(crate) source: Source,
    pub(crate) properties: Vec<Slot>,
}

/// An expression with what it reads.
#[derive(Debug)]
pub(crate) struct Expression {
    /// The same without a script, where it needs none.
    plain: List<Op<Source>>,
    script: Box<Script>,
}

#[derive(Debug)]
struct Script {
    snippet: Snippet,
    inputs: Vec<Input>,
}

impl Source {
    /// Whether it is somebody, of whom more can be looked up.
    pub(super) fn is_person(self) -> bool {
        matches!(self, Source::Me | Source::Partner | Source::Role(_))
    }
}

impl Expression {
    /// An expression beside the others of a program.
    pub(super) fn laid(
        mut snippet: Snippet,
        inputs: Vec<Input>,
        shelves: &mut Shelves,
    ) -> Expression {
        // What people share and what they are called is shown to a script.
        let people = inputs.iter().any(|input| input.source.is_person());
        let ops = snippet.plain.take().filter(|_| !people).unwrap_or_default();
        let plain = shelves.ops.lay(script::of_others(ops, |at| inputs[at].source));
        Expression { plain, script: Box::new(Script { snippet, inputs }) }
    }

    /// What it gives; `seen` is what a value is that it reads, with what it looks up in a person.
    pub(crate) fn eval<'v>(
        &'v self,
        engine: &Engine,
        context: impl FnOnce() -> Context,
        seen: impl Fn(Source, &[Slot]) -> Shown<'v>,
    ) -> Result<Value, Failure> {
        if !self.plain.is_empty()
            && let Some(value) = script::eval_plain(&self.plain, |source| seen(*source, &[]))
        {
            return Ok(value);
        }
        let Script { snippet, inputs } = &*self.script;
        engine
            .scripts()
            .eval(snippet, context, |at| seen(inputs[at].source, &inputs[at].properties))
    }

    /// Whether it asks chance.
    pub(crate) fn is_chancy(&self) -> bool {
        let mut calls = self.script.snippet.names.calls.iter();
        self.plain.is_empty() && calls.any(|call| resolve::is_chance(&call.name))
    }

    pub(crate) fn snippet(&self) -> &Snippet {
        &self.script.snippet
    }

    pub(crate) fn inputs(&self) -> &[Input] {
        &self.script.inputs
    }
}

/// What fills a place in a text: a bare variable needs no script.
#[derive(Debug)]
pub(crate) enum Fill {
    Input(Source),
    Opened(Source, Slot),
    Expression(Expression),
}

/// Text with its expressions looked up.
pub(crate) type Words = Template<Fill>;

/// A constant or an expression.
#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Value),
    Expression(Expression),
    /// A call of the host, made when no script runs.
    Host(Box<HostCall>),
}

/// What the host is asked, and with what.
#[derive(Debug)]
pub(crate) struct HostCall {
    /// Which of the functions its exercise declares.
    pub(crate) function: usize,
    /// The arguments as a list.
    pub(crate) arguments: Expression,
    /// Where the call stands.
    pub(crate) span: Span,
}

impl Operand {
    /// What has to be worked out for it.
    pub(crate) fn expression(&self) -> Option<&Expression> {
        match self {
            Operand::Literal(_) => None,
            Operand::Expression(expression) => Some(expression),
            Operand::Host(call) => Some(&call.arguments),
        }
    }
}

/// A whole number, written out or worked out.
#[derive(Debug)]
pub(crate) enum Amount {
    Fixed(i64),
    Worked(Expression),
}

/// A length of time, written out or worked out.
#[derive(Debug)]
pub(crate) enum Length {
    Fixed(Duration),
    Worked(Words, Span),
}

/// When to come back to something.
#[derive(Debug)]
pub(crate) struct FollowUp {
    pub(crate) after: Option<Length>,
    pub(crate) on: Option<Expression>,
    pub(crate) at: Option<String>,
    /// Nothing: the exercise that is played as a whole.
    pub(crate) exercise: Option<String>,
    pub(crate) note: Option<Words>,
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    When,
    Over,
    AtMost,
    Text,
    Choices,
    Check,
    Set(Slot),
    Tells,
    Next,
    Length,
    FollowUp,
    With,
    Returns,
}

/// A value that a step names somewhere: what the checks look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub(crate) used: Use,
    pub(crate) source: Source,
    /// What is looked up in a person.
    pub(crate) property: Option<Slot>,
    /// The TOML value it stands in.
    pub(crate) span: Span,
    /// Where in it, in characters.
    pub(crate) chars: (usize, usize),
}
