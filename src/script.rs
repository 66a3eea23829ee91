//! Compiles and evaluates the snippets and functions of exercises. The only room that names Rhai;
//! it knows no step and no session, and a script in it reaches nothing but its arguments.
//!
//! What a script may call is a list of our own ([`functions`]); everything else is refused when
//! the exercise is loaded, whatever the language would offer. Rhai's own bounds stand behind it.

mod convert;
mod functions;
mod names;
mod plain;
mod prose;
mod quotes;
mod slips;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use rhai::packages::{
    BasicArrayPackage, BasicMapPackage, BasicMathPackage, CorePackage, LogicPackage,
    MoreStringPackage, Package,
};
use rhai::{AST, Dynamic, EvalAltResult, Module, OptimizationLevel, Position, Scope};

use crate::exercise::Code;
use crate::time::Moment;
use crate::value::Value;

pub(crate) use convert::Shown;
pub(crate) use functions::mix;
pub use functions::{Function, functions};
pub(crate) use names::Names;
pub(crate) use plain::{Op, eval as eval_plain, of_others};
pub(crate) use prose::{as_expression, is_prose};

/// The longest script that is compiled, in bytes.
const LONGEST_SCRIPT: usize = 64 * 1024;

/// The longest text that a script can hold, in bytes.
const LARGEST_TEXT: usize = 16 * 1024;

/// The most names a group may have. Rhai does not look where one is added by its name.
const LARGEST_MAP: usize = 200;

/// How much our own functions read and write in one evaluation, in bytes: Rhai counts a call of
/// them as one operation, however long the text.
const MOST_WORK: usize = 8 << 20;

/// Compiles and evaluates scripts.
pub(crate) struct Scripts {
    /// Knows the language and its bounds, and no function: a call is looked up where it is made.
    compiler: rhai::Engine,
    /// Most snippets are worked out without it.
    runner: LazyLock<rhai::Engine>,
}

impl Scripts {
    pub(crate) fn new() -> Scripts {
        let mut compiler = rhai::Engine::new_raw();
        bound(&mut compiler);
        Scripts { compiler, runner: LazyLock::new(runner) }
    }

    /// Compiles the functions of an exercise.
    ///
    /// # Errors
    ///
    /// The first problem of each function.
    pub(crate) fn functions(&self, code: &Code) -> Result<Functions, Vec<Problem>> {
        check_length(&code.source).map_err(|problem| vec![problem])?;
        let source = quotes::doubled(&code.source);
        let ast = self.compiler.compile(&source).map_err(|error| {
            // Rhai stops at the first; each function is looked at alone.
            let alone = |text: String| {
                let error = self.compiler.compile(&text).err()?;
                Some(syntax_problem(&text, &error, false))
            };
            let each: Vec<Problem> = slips::functions(&source).filter_map(alone).collect();
            if each.is_empty() { vec![syntax_problem(&source, &error, false)] } else { each }
        })?;
        let names = Names::of_functions(&ast, &code.source);
        Ok(Functions { lib: ast.shared_lib().clone(), names: Arc::new(names) })
    }

    /// Compiles one expression that may call `functions`.
    pub(crate) fn expression(
        &self,
        code: &Code,
        functions: Option<&Functions>,
    ) -> Result<Snippet, Problem> {
        if let Some((names, plain)) = plain::read(&code.source) {
            let (code, plain, script) = (code.clone(), Some(plain), OnceLock::new());
            return Ok(Snippet { script, plain, context: false, code, names, behind: None });
        }
        check_length(&code.source)?;
        if code.source.trim().is_empty() {
            let message = "there is nothing here to work out".to_owned();
            let chars = 0..code.source.chars().count().max(1);
            return Err(Problem { message, hint: None, chars });
        }
        let ast = self.compiled(&code.source)?;
        let names = Names::of_expression(&ast, &code.source);
        let ast = match functions {
            Some(functions) => AST::new(ast.statements().to_vec(), functions.lib.clone()),
            None => ast,
        };
        let own = functions.filter(|own| {
            let defines = |name: &str| own.names.defines.iter().any(|defined| defined.0 == name);
            names.calls.iter().any(|call| defines(&call.name))
        });
        let behind = own.map(|own| own.names.clone());
        let script = OnceLock::from(Script::of(ast, &names));
        let mut snippet =
            Snippet { script, plain: None, context: false, code: code.clone(), names, behind };
        snippet.context = snippet.calls(functions::needs_context);
        Ok(snippet)
    }

    fn compiled(&self, source: &str) -> Result<AST, Problem> {
        let compiled = self.compiler.compile_expression(quotes::doubled(source));
        compiled.map_err(|error| syntax_problem(source, &error, true))
    }

    /// What Rhai runs for `snippet`.
    fn script<'s>(&self, snippet: &'s Snippet) -> Result<&'s Script, Failure> {
        if let Some(script) = snippet.script.get() {
            return Ok(script);
        }
        let failed = |problem: Problem| snippet.failed(problem.message, problem.chars.start);
        let ast = self.compiled(&snippet.code.source).map_err(failed)?;
        Ok(snippet.script.get_or_init(|| Script::of(ast, &snippet.names)))
    }

    /// Evaluates `snippet`; `input` gives the value of each variable it reads, in the order of
    /// [`Snippet::names`].
    pub(crate) fn eval<'v>(
        &self,
        snippet: &Snippet,
        context: impl FnOnce() -> Context,
        input: impl Fn(usize) -> Shown<'v>,
    ) -> Result<Value, Failure> {
        let script = self.script(snippet)?;
        let mut scope = Scope::new();
        for (index, name) in script.inputs.iter().enumerate() {
            scope.push_dynamic(name.clone(), input(index).into_dynamic());
        }
        let fresh = if snippet.context { Some(context()) } else { None };
        let held = Held::hold(fresh);
        WORK.set(0);
        let result = self.runner.eval_ast_with_scope::<Dynamic>(&mut scope, &script.ast);
        drop(held);
        let value = result.map_err(|error| snippet.failure(&error))?;
        convert::from_dynamic(value).map_err(|message| snippet.failed(message, 0))
    }
}

/// The functions of one exercise, compiled.
#[derive(Clone)]
pub(crate) struct Functions {
    lib: Arc<Module>,
    /// What they are called and what they use.
    pub(crate) names: Arc<Names>,
}

/// One expression, read.
pub(crate) struct Snippet {
    /// What Rhai runs; where it is needed rarely, it is made when it is needed first.
    script: OnceLock<Box<Script>>,
    /// The same without a script, where it needs none: by the number of each variable.
    pub(crate) plain: Option<Vec<Op<usize>>>,
    context: bool,
    /// Where it stands.
    pub(crate) code: Code,
    /// What it reads and calls.
    pub(crate) names: Names,
    /// What the functions of the exercise do, where it calls any.
    behind: Option<Arc<Names>>,
}

/// An expression, compiled.
struct Script {
    ast: AST,
    inputs: Vec<rhai::ImmutableString>,
}

impl Script {
    fn of(ast: AST, names: &Names) -> Box<Script> {
        let inputs = names.variables.iter().map(|read| read.name.as_str().into()).collect();
        Box::new(Script { ast, inputs })
    }
}

impl Snippet {
    /// Whether it calls a function of ours whose name is one of these, or may do so through a
    /// function of the exercise.
    pub(crate) fn calls(&self, one: impl Fn(&str) -> bool) -> bool {
        let behind = self.behind.iter().flat_map(|names| &names.calls);
        self.names.calls.iter().chain(behind).any(|call| one(&call.name))
    }

    /// Whether it reads the moment, chance, or the words of choices.
    pub(crate) fn needs_context(&self) -> bool {
        self.context
    }
}

impl fmt::Debug for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snippet({:?})", self.code.source)
    }
}

impl Snippet {
    fn failure(&self, error: &EvalAltResult) -> Failure {
        // In a call the position of the whole is the call's, which stands in this snippet.
        let offset = offset_of(&self.code.source, error.position());
        self.failed(runtime_message(error), offset)
    }

    fn failed(&self, message: String, offset: usize) -> Failure {
        Failure { message, code: self.code.clone(), offset }
    }
}

/// A script that failed while it ran. Never holds an answer's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed, in an author's words.
    pub message: String,
    /// The expression.
    pub code: Code,
    /// Where in it, in characters.
    pub offset: usize,
}

/// What is wrong with a script, and where in it, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) hint: Option<String>,
    pub(crate) chars: Range<usize>,
}

/// What the functions that depend on the moment read while a snippet is evaluated.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// The instant of the input that is being handled.
    pub(crate) now: Moment,
    /// Where chance stands, where it is allowed.
    pub(crate) chance: Option<u64>,
    /// The words of choices the exercise offers.
    pub(crate) labels: Arc<BTreeMap<String, String>>,
    /// The words of choices that were made up on the way, which come first.
    pub(crate) made_up: Vec<(String, String)>,
}

thread_local! {
    // Functions of Rhai see their arguments and nothing else, and an engine that many sessions
    // share cannot hold the moment of one of them.
    static CONTEXT: RefCell<Context> = RefCell::default();
    /// What our own functions had to do for this evaluation, in bytes.
    static WORK: Cell<usize> = const { Cell::new(0) };
}

/// Holds a context in place while a snippet is evaluated.
struct Held(Option<Context>);

impl Held {
    fn hold(context: Option<Context>) -> Held {
        Held(context.map(|fresh| CONTEXT.with(|place| place.replace(fresh))))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            CONTEXT.with(|place| place.replace(before));
        }
    }
}

/// What evaluates, with all functions.
fn runner() -> rhai::Engine {
    let mut rhai = rhai::Engine::new_raw();
    CorePackage::new().register_into_engine(&mut rhai);
    LogicPackage::new().register_into_engine(&mut rhai);
    BasicMathPackage::new().register_into_engine(&mut rhai);
    BasicArrayPackage::new().register_into_engine(&mut rhai);
    BasicMapPackage::new().register_into_engine(&mut rhai);
    MoreStringPackage::new().register_into_engine(&mut rhai);
    bound(&mut rhai);
    convert::register(&mut rhai);
    functions::register(&mut rhai);
    rhai
}

fn bound(rhai: &mut rhai::Engine) {
    rhai.set_optimization_level(OptimizationLevel::None);
    rhai.set_allow_anonymous_fn(false);
    rhai.set_allow_shadowing(true);
    rhai.set_allow_looping(true);
    rhai.set_fail_on_invalid_map_property(false);
    rhai.set_max_operations(200_000);
    rhai.set_max_call_levels(16);
    rhai.set_max_expr_depths(64, 32);
    rhai.set_max_variables(64);
    rhai.set_max_functions(64);
    rhai.set_max_modules(0);
    rhai.set_max_string_size(LARGEST_TEXT);
    rhai.set_max_array_size(500);
    rhai.set_max_map_size(LARGEST_MAP);
    for word in ["eval", "import", "export", "Fn", "call", "curry", "is_shared"] {
        rhai.disable_symbol(word);
    }
    rhai.on_progress(|_| (WORK.get() > MOST_WORK).then_some(Dynamic::UNIT));
    rhai.on_print(|_| {});
    rhai.on_debug(|_, _, _| {});
}

fn check_length(source: &str) -> Result<(), Problem> {
    if source.len() <= LONGEST_SCRIPT {
        return Ok(());
    }
    let message = format!("this script is longer than {} kB", LONGEST_SCRIPT / 1024);
    Err(Problem { message, hint: None, chars: 0..1 })
}

/// Where a position of Rhai stands in `source`, in characters.
fn offset_of(source: &str, position: Position) -> usize {
    Lines::of(source).offset(position)
}

/// Where the lines of a script begin, in characters, as the columns of Rhai count.
struct Lines {
    starts: Vec<usize>,
    end: usize,
}

impl Lines {
    fn of(source: &str) -> Lines {
        let (mut starts, mut end) = (Vec::new(), 0);
        for line in source.split_inclusive('\n') {
            starts.push(end);
            end += line.chars().count();
        }
        Lines { starts, end }
    }

    fn offset(&self, position: Position) -> usize {
        let (Some(line), column) = (position.line(), position.position().unwrap_or(1)) else {
            return 0;
        };
        let start = self.starts.get(line - 1).copied().unwrap_or(self.end);
        (start + column.saturating_sub(1)).min(self.end.saturating_sub(1))
    }
}

fn syntax_problem(source: &str, error: &rhai::ParseError, expression: bool) -> Problem {
    use rhai::ParseErrorType as E;
    let offset = offset_of(source, error.position());
    let kind = error.err_type();
    let at = |offset: usize| offset..offset + 1;
    let unended = matches!(kind, E::BadInput(rhai::LexError::UnterminatedString));
    if let Some(slip) = slips::find(source, offset, expression, unended) {
        return Problem { message: slip.message, hint: slip.hint, chars: at(offset) };
    }
    let breaks_off = matches!(kind, E::UnexpectedEOF | E::WrongFnDefinition | E::MissingToken(..));
    if let Some(open) = slips::unclosed(source).filter(|_| breaks_off && !expression) {
        let message = format!("this `{}` is never closed", open.0);
        let hint = Some(format!("write `{}` where it ends", open.1));
        return Problem { message, hint, chars: at(open.2) };
    }
    let (offset, hint) = match kind {
        E::MissingToken(token, _) if token == ";" => {
            (slips::end_before(source, offset), Some("write `;` here".to_owned()))
        }
        E::MissingToken(token, _) if token == "{" => {
            (offset, Some("what belongs to an `if` or a loop stands in `{ … }`".to_owned()))
        }
        E::Reserved(word) if word == "var" => (offset, Some("write `let`".to_owned())),
        _ => (offset, None),
    };
    Problem { message: syntax_message(kind), hint, chars: at(offset) }
}

fn syntax_message(error: &rhai::ParseErrorType) -> String {
    use rhai::ParseErrorType as E;
    match error {
        E::UnexpectedEOF => "this expression breaks off before it is finished".to_owned(),
        E::MissingToken(token, _) if token == ";" => {
            "a `;` is missing at the end of this line".to_owned()
        }
        E::MissingToken(token, _) => format!("a `{token}` is missing here"),
        E::BadInput(_) | E::UnknownOperator(_) => "this sign means nothing here".to_owned(),
        E::Reserved(word) => {
            format!("`{word}` is a word the script language keeps for itself; choose another name")
        }
        E::MissingSymbol(_) => "a sign is missing here".to_owned(),
        E::PropertyExpected => "a name is missing after the dot".to_owned(),
        E::VariableExpected => "a name belongs here".to_owned(),
        E::FnDuplicatedDefinition(name, _) => format!("there are two functions `{name}`"),
        E::FnDuplicatedParam(_, name) => format!("the function names `{name}` twice"),
        E::AssignmentToInvalidLHS(_) | E::AssignmentToConstant(_) => {
            "this cannot be assigned to; to compare two values write `==`".to_owned()
        }
        E::LiteralTooLarge(_, _) => "this is too large for a script".to_owned(),
        E::ExprTooDeep => "this expression is nested too deeply".to_owned(),
        _ => "this is not written as a script should be".to_owned(),
    }
}

/// What failed, in an author's words; values of variables are left out, they may be private.
fn runtime_message(error: &EvalAltResult) -> String {
    use EvalAltResult as E;
    match error {
        E::ErrorInFunctionCall(name, _, inner, _) => {
            format!("in the function `{name}`: {}", runtime_message(inner))
        }
        E::ErrorFunctionNotFound(name, _) => unfit(name),
        E::ErrorVariableNotFound(name, _) => format!("there is no variable `{name}` here"),
        E::ErrorPropertyNotFound(name, _) => format!("there is no `{name}` in it"),
        E::ErrorMismatchDataType(..) | E::ErrorMismatchOutputType(..) => {
            "this is not the kind of value that is needed here".to_owned()
        }
        E::ErrorIndexingType(..) | E::ErrorDotExpr(..) => {
            "this value has nothing inside to look up".to_owned()
        }
        E::ErrorIndexNotFound(..) => "there is no such name in it".to_owned(),
        E::ErrorArrayBounds(..) | E::ErrorStringBounds(..) => {
            "this is beyond the end of the list or text".to_owned()
        }
        E::ErrorArithmetic(..) => "this sum cannot be worked out".to_owned(),
        E::ErrorTooManyOperations(_) | E::ErrorTerminated(..) => {
            "this works too long and was stopped".to_owned()
        }
        E::ErrorTooManyVariables(_) => "this uses too many variables".to_owned(),
        E::ErrorStackOverflow(_) => "these functions call each other too deeply".to_owned(),
        E::ErrorDataTooLarge(..) => "this makes a text or list that is too large".to_owned(),
        E::ErrorRuntime(value, _) => match value.clone().try_cast::<OwnError>() {
            Some(own) => own.0,
            None => "the script gave up with `throw`".to_owned(),
        },
        _ => "this could not be worked out".to_owned(),
    }
}

/// That a function does not take what it was given, as `name (kind, kind)`.
fn unfit(signature: &str) -> String {
    let (name, kinds) = signature.split_once(" (").unwrap_or((signature, ""));
    let kinds: Vec<&str> =
        kinds.trim_end_matches(')').split(", ").map(kind).filter(|kind| !kind.is_empty()).collect();
    let given = match kinds.as_slice() {
        [] => return format!("`{name}` does not work with these kinds of values"),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    let known = functions().find(|function| function.name == name);
    let wants = known.map(|known| format!(": write `{}`", known.usage)).unwrap_or_default();
    let empty = if kinds.contains(&NOTHING) && known.is_none() {
        ": nothing is in one of them yet"
    } else {
        &wants
    };
    format!("`{name}` does not work with {given}{empty}")
}

const NOTHING: &str = "nothing";

/// What the script language calls a kind, in an author's words.
fn kind(name: &str) -> &'static str {
    match name.rsplit(['&', ' ']).next().unwrap_or(name) {
        "" => "",
        "()" => NOTHING,
        "i64" | "int" => "a whole number",
        "f64" | "float" => "a number",
        "bool" => "a yes or no",
        "string" | "char" | "ImmutableString" | "str" | "String" => "a text",
        "array" | "Array" => "a list",
        "map" | "Map" => "a group",
        _ => "a person",
    }
}

/// A message of one of our own functions; it names no value.
#[derive(Clone)]
pub(crate) struct OwnError(pub(crate) String);

impl OwnError {
    pub(crate) fn boxed(message: impl Into<String>) -> Box<EvalAltResult> {
        let value = Dynamic::from(OwnError(message.into()));
        Box::new(EvalAltResult::ErrorRuntime(value, Position::NONE))
    }
}
