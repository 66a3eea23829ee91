//! Bare Rhai: the same TOML, three snippets a step compiled one by one, evaluated on a kept scope.
//! No checks, no privacy, no time: the bound for an engine that is made of these parts.

use rhai::{AST, Dynamic, Engine, Scope};
use serde::Deserialize;

use super::Peer;
use crate::sink::Sink;
use crate::story::Story;

pub struct Rhai {
    engine: Engine,
    steps: Vec<Step>,
}

struct Step {
    line: String,
    second: AST,
    guard: AST,
    third: String,
    update: AST,
    choices: Vec<(String, usize)>,
}

pub struct Session {
    scope: Scope<'static>,
    at: usize,
    log: Vec<u8>,
}

/// A step as it is written.
pub struct Read {
    pub line: String,
    pub second: String,
    pub guard: String,
    pub third: String,
    pub update: String,
    pub choices: Vec<(String, usize)>,
}

#[derive(Deserialize)]
struct Written {
    say: Vec<Line>,
    choices: std::collections::BTreeMap<String, String>,
    set: std::collections::BTreeMap<String, String>,
    next: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Plain(String),
    Guarded { when: String, text: String },
}

#[derive(Deserialize)]
struct File {
    step: std::collections::HashMap<String, Either>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Either {
    Step(Written),
    End {},
}

/// The steps of a file, in their order.
pub fn file(source: &str) -> Vec<Read> {
    let mut file: File = toml::from_str(source).expect("it reads");
    let number = |name: &str| name[1..].parse::<usize>().ok();
    let count = file.step.len() - 1;
    let steps = (0..count).map(|at| {
        let Some(Either::Step(written)) = file.step.remove(&format!("n{at}")) else {
            panic!("step {at} is not there");
        };
        let mut said = written.say.into_iter();
        let (Some(Line::Plain(line)), Some(Line::Plain(second))) = (said.next(), said.next())
        else {
            panic!("two lines");
        };
        let Some(Line::Guarded { when, text }) = said.next() else { panic!("a guarded line") };
        let update = written.set["coins"].clone();
        let choices = ["a", "b", "c"].map(|id| {
            let to = number(&written.next[id]).expect("a step");
            (written.choices[id].clone(), to)
        });
        Read { line, second, guard: when, third: text, update, choices: choices.into() }
    });
    steps.collect()
}

impl Rhai {
    fn show(&self, session: &mut Session, sink: &mut impl Sink) {
        let step = &self.steps[session.at];
        sink.take(&step.line);
        let run = |ast: &AST, scope: &mut Scope<'static>| {
            self.engine.eval_ast_with_scope::<Dynamic>(scope, ast).expect("it runs")
        };
        let second = run(&step.second, &mut session.scope);
        sink.take(&second.into_immutable_string().expect("a text"));
        if run(&step.guard, &mut session.scope).as_bool().expect("a yes or no") {
            sink.take(&step.third);
        }
        step.choices.iter().for_each(|(words, _)| sink.take(words));
    }
}

impl Peer for Rhai {
    const NAME: &'static str = "bare Rhai";
    const COLD: &'static str = "cold-rhai";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.toml()
    }

    fn load(source: &str) -> Rhai {
        let engine = Engine::new();
        let steps = file(source).into_iter().map(|read| Step {
            second: {
                let template = format!("`{}`", read.second.replace('{', "${"));
                engine.compile_expression(template).expect("it compiles")
            },
            guard: engine.compile_expression(&read.guard).expect("it compiles"),
            update: engine.compile(format!("coins = {}", read.update)).expect("it compiles"),
            line: read.line,
            third: read.third,
            choices: read.choices,
        });
        let steps = steps.collect();
        Rhai { engine, steps }
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        let mut scope = Scope::new();
        scope.push("coins", crate::story::START);
        let mut session = Session { scope, at: 0, log: Vec::new() };
        self.show(&mut session, sink);
        session
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.log.push(choice);
        let step = &self.steps[session.at];
        self.engine.run_ast_with_scope(&mut session.scope, &step.update).expect("it runs");
        session.at = step.choices[usize::from(choice)].1;
        self.show(session, sink);
    }

    fn save(&self, session: &Session) -> Option<Vec<u8>> {
        let coins = session.scope.get_value::<i64>("coins")?;
        serde_json::to_vec(&(session.at, [("coins", coins)])).ok()
    }

    fn restore(&self, saved: &[u8]) -> Option<Session> {
        let (at, vars): (usize, Vec<(String, i64)>) = serde_json::from_slice(saved).ok()?;
        let mut scope = Scope::new();
        vars.into_iter().for_each(|(name, value)| {
            scope.push(name, value);
        });
        Some(Session { scope, at, log: Vec::new() })
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}
