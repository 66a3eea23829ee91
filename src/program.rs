//! A checked exercise with its compiled scripts, every name looked up once: immutable, shared by
//! all its sessions. Knows no session and runs nothing.

mod about;
mod engine;
pub(crate) mod imprint;
pub(crate) mod kinds;
mod link;
mod models;
pub(crate) mod moves;
mod reads;
mod resolve;
mod variables;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::exercise::Accept;
use crate::helpers::{self, Helper};
use crate::host::Declared;
use crate::script::{self, Context, Failure, Op, Shown, Snippet};
use crate::shared::{List, Shelf};
use crate::source::{Sources, Span};
use crate::text::{self, Piece, Str, Template, Text};
use crate::value::Value;

pub use engine::Engine;
pub(crate) use engine::{CALM_PAUSE, CARE, Pages, is_page};
pub(crate) use link::{CODES as LINK_CODES, Linked, link};
pub(crate) use models::Models;
pub(crate) use reads::Reads;
pub(crate) use resolve::CODES as RESOLVE_CODES;
pub(crate) use variables::{CODES as VARIABLE_CODES, Contexts};

/// Which of a program's units, or of the engine's pages.
pub(crate) type UnitId = usize;
/// Which of a program's definitions, or of the engine's pages.
pub(crate) type DefinitionId = usize;
/// Which step of a unit.
pub(crate) type NodeId = usize;
/// Which variable of a definition.
pub(crate) type Slot = usize;
/// Which role of a definition.
pub(crate) type RoleId = usize;

/// An exercise that is ready to run, with all that it calls. Cheap to share behind an `Arc`.
pub struct Program {
    pub(crate) engine: Engine,
    /// The exercise itself is the first.
    pub(crate) definitions: Vec<Definition>,
    /// The exercise's own steps are the first.
    pub(crate) units: Vec<Unit>,
    pub(crate) sources: Arc<Sources>,
    /// What it does, as a number; filled in when it is whole.
    pub(crate) content: u64,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program({} {})", self.id(), self.version())
    }
}

impl Program {
    /// The exercise itself.
    pub(crate) fn main(&self) -> &Definition {
        &self.definitions[0]
    }

    /// The name it is asked for by.
    pub fn id(&self) -> &str {
        &self.main().id
    }

    /// Its author's version.
    pub fn version(&self) -> &str {
        &self.main().version
    }

    /// A number for what it does, with all that it calls: the same on every machine, and as long as
    /// only words, titles and remarks change. Saved sessions carry it, to know whether the exercise
    /// was edited meanwhile. It is FNV-1a of 64 bits, good for telling versions apart and not for
    /// proving anything.
    pub fn content(&self) -> u64 {
        self.content
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.main().title
    }

    /// What it is, in a sentence.
    pub fn summary(&self) -> &str {
        &self.main().summary
    }

    /// About how long it takes, in minutes, as its author says.
    pub fn minutes(&self) -> Option<u32> {
        self.main().minutes
    }

    /// Who wrote it.
    pub fn author(&self) -> Option<&str> {
        self.main().author.as_deref()
    }

    /// What it builds on.
    pub fn sources(&self) -> &[String] {
        &self.main().sources
    }

    /// Its roles; none where it is for one person.
    pub fn roles(&self) -> &[String] {
        &self.main().roles
    }

    /// The roles that need a person at the start; the others are filled by an `invite`.
    pub fn starting_roles(&self) -> Vec<&str> {
        let main = self.main();
        let roles = main.roles.iter().enumerate();
        roles.filter(|(at, _)| !main.invited.contains(at)).map(|(_, role)| role.as_str()).collect()
    }

    /// The names of its endings, as its author called them.
    pub fn endings(&self) -> Vec<&str> {
        self.units[0].endings()
    }

    /// The earlier results that fill private variables of it: `exercise.result`. A host that has
    /// them, and knows whose they are, hands them in with [`Start`](crate::session::Start).
    pub fn recalls(&self) -> impl Iterator<Item = &str> {
        self.main().recall.iter().map(|(_, from)| from.as_str())
    }

    /// The names of the results that its author marked to be remembered.
    pub fn remembers(&self) -> impl Iterator<Item = &str> {
        let main = self.main();
        main.remember.iter().map(|slot| main.variables[*slot].name.as_str())
    }

    /// The exercises it calls, directly or not.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        self.definitions.iter().skip(1).map(|called| called.id.as_str())
    }

    /// Whether there is a step at `path`: its name, with the part or exercise it stands in before
    /// it where it is called (`account/step`, `flood-check/rate`). The steps of a break are there,
    /// too (`calm-pause/way`).
    pub fn has_step(&self, path: &str) -> bool {
        let (before, step) = path.rsplit_once('/').unwrap_or(("", path));
        if before.is_empty() {
            return self.units[0].index.contains_key(step);
        }
        let inside = before.rsplit('/').next().unwrap_or("");
        let here = |unit: &Unit| self.played(unit) == inside && unit.index.contains_key(step);
        self.units.iter().any(here) || self.engine.pages().units.iter().any(here)
    }

    /// What `unit` is called by: the name of the part or of the exercise.
    pub(crate) fn played<'p>(&'p self, unit: &'p Unit) -> &'p str {
        unit.part.as_deref().unwrap_or_else(|| &self.definition(unit.definition).id)
    }

    /// What it asks of the host, with all that it calls: a function that several of its exercises
    /// declare comes once for each.
    ///
    /// ```
    /// use tending::{Engine, load, loader::Memory};
    ///
    /// let text = r#"
    /// format = 1
    /// id = "walk"
    /// title = "A walk"
    /// [host.functions.weather]
    /// takes = { town = "text" }
    /// gives = "text"
    /// fallback = "grey"
    /// [step.look]
    /// set = { sky = 'weather("Ghent")' }
    /// [step.done]
    /// say = "The sky is {sky}."
    /// end = "done"
    /// "#;
    /// let files = Memory::of("walk", text);
    /// let program = load(&Engine::new(), &files, "walk").program.ok_or("its file has errors")?;
    /// let asks: Vec<&str> = program.host_functions().map(|asked| asked.name.as_str()).collect();
    /// assert_eq!(asks, ["weather"]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn host_functions(&self) -> impl Iterator<Item = &Declared> {
        self.definitions.iter().flat_map(|definition| &definition.host)
    }

    /// Whether it may ask the host anything.
    pub(crate) fn asks_host(&self) -> bool {
        self.definitions.iter().any(|definition| !definition.host.is_empty())
    }

    /// How many steps it has, with all that it calls.
    pub fn steps(&self) -> usize {
        self.units.iter().map(|unit| unit.nodes.len()).sum()
    }
}

/// An exercise: what its own steps and its parts have in common.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) minutes: Option<u32>,
    pub(crate) author: Option<String>,
    pub(crate) sources: Vec<String>,
    pub(crate) roles: Vec<String>,
    /// Roles that are filled by an `invite`.
    pub(crate) invited: Vec<RoleId>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) data: Vec<(String, Value)>,
    /// The words of its choices that need no working out.
    pub(crate) labels: Arc<BTreeMap<String, String>>,
    pub(crate) timers: Vec<Timer>,
    /// What it asks of the host.
    pub(crate) host: Vec<Declared>,
    pub(crate) not_for: Option<Words>,
    pub(crate) aftercare: Option<Words>,
    pub(crate) stop_word: Option<Words>,
    pub(crate) remember: Vec<Slot>,
    /// Private variables that earlier results fill: which, and `exercise.result`.
    pub(crate) recall: Vec<(Slot, String)>,
    /// Its script as a number.
    pub(crate) script: u64,
    pub(crate) moves: Vec<moves::Move>,
}

impl Definition {
    pub(crate) fn slot(&self, name: &str) -> Option<Slot> {
        self.variables.iter().position(|variable| variable.name == name)
    }

    pub(crate) fn role(&self, name: &str) -> Option<RoleId> {
        self.roles.iter().position(|role| role == name)
    }
}

/// Whose a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Everyone's.
    Shared,
    /// Each person's own.
    Private,
    /// A yes or no about private answers that everyone may use.
    Told,
}

/// A variable of an exercise.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) class: Class,
    pub(crate) start: Value,
}

/// A timer over several steps.
#[derive(Debug)]
pub(crate) struct Timer {
    pub(crate) name: String,
    pub(crate) after: Length,
    pub(crate) warn: Option<Length>,
    pub(crate) to: NodeId,
    /// Where its name stands in its author's file.
    pub(crate) place: Span,
}

/// The steps of an exercise or of one part of it.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) definition: DefinitionId,
    /// The part's name; nothing for the exercise's own steps.
    pub(crate) part: Option<String>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) index: HashMap<String, NodeId>,
}

impl Unit {
    pub(crate) fn endings(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for node in &self.nodes {
            if let Action::End(end) = &node.action
                && !names.contains(&end.name.as_str())
            {
                names.push(&end.name);
            }
        }
        names
    }
}

/// Who reads and answers a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Whoever the exercise or part is played for.
    All,
    /// The person in a role.
    Role(RoleId),
    /// Each in turn, privately.
    Each,
}

/// One step, ready to be walked.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: Str,
    pub(crate) audience: Audience,
    pub(crate) when: Option<Expression>,
    pub(crate) otherwise: NodeId,
    pub(crate) say: List<(Option<Expression>, Words)>,
    pub(crate) quote: Option<Expression>,
    pub(crate) over: Option<Expression>,
    pub(crate) at_most: Option<Box<(Amount, NodeId)>>,
    pub(crate) save: Option<Slot>,
    pub(crate) open: bool,
    pub(crate) tells: List<(Slot, Expression)>,
    pub(crate) kept: bool,
    pub(crate) set: List<(Slot, Operand)>,
    pub(crate) next: Next,
    pub(crate) swap: bool,
    pub(crate) follow_up: Option<Box<FollowUp>>,
    pub(crate) wait: bool,
    pub(crate) within: Option<Box<(Length, NodeId)>>,
    pub(crate) start: Option<usize>,
    pub(crate) stop: Option<usize>,
    pub(crate) action: Action,
    /// Where the ways meet again that part here by something that others must not learn, or that
    /// is not to be kept. Filled in by the checks.
    pub(crate) stretch: Option<Stretch>,
    pub(crate) places: Box<Places>,
}

/// Where a step and its ways on stand in its author's files.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) step: Span,
    pub(crate) otherwise: Option<Span>,
    pub(crate) then: Option<Span>,
    pub(crate) late: Option<Span>,
    /// The targets of `next`, in order; `else` is the last.
    pub(crate) next: Vec<Span>,
    /// The names of the choices that are written out.
    pub(crate) choices: Vec<Span>,
}

impl Node {
    /// Where it leads when its time is up.
    pub(crate) fn late(&self) -> Option<NodeId> {
        self.within.as_deref().map(|(_, late)| *late)
    }

    /// Where it leads when it was entered as often as it may be.
    pub(crate) fn then(&self) -> Option<NodeId> {
        self.at_most.as_deref().map(|(_, then)| *then)
    }

    /// Whether it puts anything on the screen, whatever its guards say. What is called for one
    /// person always does: how much of it that person then sees is nobody else's business.
    pub(crate) fn shows(&self) -> bool {
        let silent = match self.action {
            Action::Say | Action::End(_) => true,
            Action::Call(_) => self.audience == Audience::All,
            _ => false,
        };
        !silent || !self.say.is_empty() || self.quote.is_some()
    }
}

/// A stretch of ways that part and meet again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Where they meet; nothing: at the end.
    pub(crate) join: Option<NodeId>,
    /// Nobody else may be addressed before.
    pub(crate) private: bool,
    /// Nothing of it may be kept.
    pub(crate) unkept: bool,
}

/// Where a step leads.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nowhere: it ends here.
    Nowhere,
    /// To this step.
    To(NodeId),
    /// By the answer.
    ByAnswer(List<(Str, NodeId)>, Option<NodeId>),
    /// To the first whose guard holds.
    Guarded(List<(Option<Expression>, NodeId)>),
}

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

impl Expression {
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

/// Where the steps of a program lay down what a session walks: what one step needs of each kind lies
/// together, and beside that of the step before it.
#[derive(Debug, Default)]
struct Shelves {
    letters: Shelf<text::Words>,
    pieces: Shelf<Vec<Piece<Fill>>>,
    ops: Shelf<Vec<Op<Source>>>,
    lines: Shelf<Vec<(Option<Expression>, Words)>>,
    sets: Shelf<Vec<(Slot, Operand)>>,
    tells: Shelf<Vec<(Slot, Expression)>>,
    cases: Shelf<Vec<(Str, NodeId)>>,
    guarded: Shelf<Vec<(Option<Expression>, NodeId)>>,
    choices: Shelf<Vec<Choice>>,
    views: Shelf<Vec<ChoiceView>>,
}

impl Shelves {
    fn close(self) {
        self.letters.close();
        self.pieces.close();
        self.ops.close();
        self.lines.close();
        self.sets.close();
        self.tells.close();
        self.cases.close();
        self.guarded.close();
        self.choices.close();
        self.views.close();
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

/// What a step does.
#[derive(Debug)]
pub(crate) enum Action {
    Say,
    Ask(Box<Ask>),
    Choose(Choose),
    Rate(Box<Rate>),
    Confirm(Words),
    Pause(Box<Pause>),
    Share(Vec<Slot>, bool),
    Invite(RoleId),
    Call(Box<Call>),
    End(End),
}

#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) question: Words,
    pub(crate) check: Vec<Check>,
    pub(crate) many_lines: bool,
    pub(crate) many: Option<(Amount, Amount)>,
    pub(crate) initial: Option<Words>,
    pub(crate) help: Option<Words>,
    pub(crate) accept: Accept,
    pub(crate) min: Option<Operand>,
    pub(crate) max: Option<Operand>,
    pub(crate) required: Option<String>,
}

/// What looks at an answer.
#[derive(Debug)]
pub(crate) enum Check {
    Helper(Helper),
    Expression(String, Expression),
}

#[derive(Debug)]
pub(crate) struct Choose {
    pub(crate) question: Words,
    /// What is offered, where that is the same for all sessions: they share it.
    pub(crate) fixed: Option<List<ChoiceView>>,
    pub(crate) choices: List<Choice>,
    /// Whether taking one of its choices does more than leading on.
    pub(crate) matters: bool,
    pub(crate) other: bool,
    pub(crate) ranked: bool,
    pub(crate) vocabulary: Option<&'static helpers::Vocabulary>,
    pub(crate) from: Option<Expression>,
    pub(crate) pick: Option<Box<(Amount, Amount)>>,
    pub(crate) help: Option<Box<Words>>,
}

/// The choices that the cards of a vocabulary are.
pub(crate) fn cards(
    vocabulary: Option<&'static helpers::Vocabulary>,
) -> impl Iterator<Item = ChoiceView> {
    let families = vocabulary.into_iter().flat_map(|cards| &cards.families);
    families.flat_map(|family| {
        family.words.iter().map(|card| ChoiceView {
            id: (&card.id).into(),
            text: Text::from_plain(&card.label),
            family: Some((&family.label).into()),
        })
    })
}

/// A choice as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceView {
    /// Its id.
    pub id: Str,
    /// Its words.
    pub text: Text,
    /// The family it belongs to, where choices come in families; said before its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Str>,
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: Str,
    pub(crate) text: Words,
    pub(crate) when: Option<Expression>,
    pub(crate) set: List<(Slot, Operand)>,
    pub(crate) once: bool,
}

#[derive(Debug)]
pub(crate) struct Rate {
    pub(crate) question: Words,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) low: Option<Words>,
    pub(crate) high: Option<Words>,
    pub(crate) help: Option<Words>,
    pub(crate) required: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Pause {
    pub(crate) length: Length,
    pub(crate) breathe: Option<[u32; 4]>,
    pub(crate) cue: Option<Words>,
    pub(crate) bell: bool,
    pub(crate) skippable: bool,
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) unit: UnitId,
    /// A part: it plays with the caller's variables.
    pub(crate) part: bool,
    /// Which role of the caller fills each role of the called exercise.
    pub(crate) roles: Vec<RoleId>,
    pub(crate) with: Vec<(Slot, Operand)>,
    pub(crate) turns: bool,
    /// What comes back: the name at the ending, and the caller's variable.
    pub(crate) returns: Vec<(String, Slot)>,
}

#[derive(Debug)]
pub(crate) struct End {
    pub(crate) name: String,
    pub(crate) returns: Vec<(String, Operand)>,
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
