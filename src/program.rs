//! A checked exercise with its compiled scripts, every name looked up once: immutable, shared by
//! all its sessions. Knows no session and runs nothing.

mod about;
mod action;
mod engine;
mod expression;
pub(crate) mod imprint;
pub(crate) mod kinds;
mod link;
mod models;
pub(crate) mod moves;
mod node;
mod reads;
mod resolve;
mod shelves;
mod variables;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use crate::host::Declared;
use crate::source::{Sources, Span};
use crate::value::Value;

pub use action::ChoiceView;
pub(crate) use action::{Action, Ask, Call, Check, Choice, Choose, End, Pause, Rate, cards};
pub use engine::Engine;
pub(crate) use engine::{CALM_PAUSE, CARE, Pages, is_page};
pub(crate) use expression::{
    Amount, Expression, Fill, FollowUp, HostCall, Input, Length, Mention, Operand, Source, Use,
    Words,
};
pub(crate) use link::{CODES as LINK_CODES, Linked, link};
pub(crate) use models::Models;
pub(crate) use node::{Audience, Next, Node, Places, Stretch};
pub(crate) use reads::Reads;
pub(crate) use resolve::CODES as RESOLVE_CODES;
use shelves::Shelves;
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
