//! Where a session stands: plain data that can be cloned, compared and kept. Walks nowhere itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::output::{ChoiceView, Ending, Prompt, Reminder, To};
use crate::program::{Audience, NodeId, Program, RoleId, Slot, UnitId};
use crate::shared::List;
use crate::text::Str;
use crate::time::Moment;
use crate::value::{Person, Value};

/// Where a session stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    /// What the people are called, by their number.
    pub(crate) people: Vec<String>,
    /// What is played, the exercise itself first.
    pub(crate) frames: Vec<Frame>,
    /// The variables of what is played; parts share their exercise's.
    pub(crate) scopes: Vec<Vars>,
    /// The instant of the last input.
    pub(crate) clock: Moment,
    /// Milliseconds that count for time boxes and timers.
    pub(crate) ticked: u64,
    pub(crate) seed: u64,
    /// How much chance was used: by all, and by each person.
    pub(crate) draws: Draws,
    /// Who has the keyboard.
    pub(crate) keyboard: Option<To>,
    /// To whom the keyboard is being handed.
    pub(crate) handing: Option<To>,
    pub(crate) breaks: u32,
    pub(crate) follow_ups: Vec<Reminder>,
    pub(crate) ended: Option<Arc<Ending>>,
}

/// How often chance was asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Draws {
    pub(crate) shared: u64,
    pub(crate) own: Vec<u64>,
}

/// Why a frame is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The exercise, or a `call` of it.
    Exercise,
    /// A break that somebody asked for.
    Break,
    /// A break or a page of help that an answer brought; nothing of it is kept.
    Care,
}

/// One exercise or part that is being played.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) unit: UnitId,
    pub(crate) node: NodeId,
    /// Which of the scopes holds its variables.
    pub(crate) scope: usize,
    pub(crate) kind: Kind,
    /// For whom it is played; nothing: for everyone.
    pub(crate) person: Option<Person>,
    pub(crate) counts: BTreeMap<NodeId, i64>,
    /// Choices that were offered once and taken: by whom, step and choice.
    pub(crate) taken: Vec<(To, NodeId, usize)>,
    pub(crate) timers: Vec<Running>,
    pub(crate) stretch: Option<Stretch>,
    pub(crate) trail: Trail,
    pub(crate) turn: Turn,
    pub(crate) phase: Phase,
}

/// The last steps that a frame came to outside of private ways: where a session can go on from if
/// the step it stands at is not there any more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trail([u32; 3]);

/// No step.
const NONE: u32 = u32::MAX;

impl Default for Trail {
    fn default() -> Trail {
        Trail([NONE; 3])
    }
}

impl Trail {
    pub(crate) fn push(&mut self, node: NodeId) {
        let node = u32::try_from(node).unwrap_or(NONE);
        if self.0[2] != node {
            self.0 = [self.0[1], self.0[2], node];
        }
    }

    /// The earliest first.
    pub(crate) fn iter(self) -> impl Iterator<Item = NodeId> {
        self.0.into_iter().filter(|node| *node != NONE).map(|node| node as NodeId)
    }
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Running {
    pub(crate) timer: usize,
    /// When it ends, on the clock that counts for timers.
    pub(crate) due: u64,
    /// When it says so, if it still has to.
    pub(crate) warn: Option<u64>,
}

/// A stretch of ways that the others must not learn of, or that is not kept, being walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) join: Option<NodeId>,
    /// Only this person may be addressed.
    pub(crate) only: Option<Person>,
    pub(crate) unkept: bool,
}

/// Whose turn it is in a step, and for which item.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Turn {
    /// Which of the people of an `each` step.
    pub(crate) person: usize,
    /// What the step is done over, once it is known.
    pub(crate) items: Option<Vec<Value>>,
    pub(crate) item: usize,
    pub(crate) answers: Vec<Value>,
    /// What each person of an `each` step replied.
    pub(crate) replies: Vec<Value>,
    /// The second of two turns of a call.
    pub(crate) second: bool,
}

/// What a frame waits for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    /// The step was entered and not shown yet.
    Fresh,
    Prompt(Pending),
    Pause(Clock),
    /// Another frame is played above.
    Calling,
}

/// A prompt that waits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pending {
    pub(crate) prompt: Arc<Prompt>,
    /// The choices it offers, taken once.
    pub(crate) choices: Offers,
    /// What was given so far, where several answers are.
    pub(crate) given: Vec<Value>,
    /// How often this answer was nudged.
    pub(crate) nudges: u8,
    /// The answer that was nudged.
    pub(crate) nudged: Option<Box<Value>>,
    /// A careful page was shown for an answer here.
    pub(crate) cared: bool,
    /// When its time box ends, on the clock that counts for timers.
    pub(crate) due: Option<u64>,
    /// Someone joins, and is asked for a name.
    pub(crate) joining: Option<RoleId>,
}

/// The choices on offer, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Offers {
    pub(crate) views: List<ChoiceView>,
    /// Which of them have words that are in no file, or were worked out.
    pub(crate) made_up: List<usize>,
}

/// A pause that runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clock {
    pub(crate) began: Moment,
    pub(crate) ends: Moment,
    pub(crate) held: Option<Moment>,
    /// It was skipped once against its author's wish.
    pub(crate) mattered: bool,
}

/// Values by slot; what was never set has its start value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cells(Vec<(Slot, Value)>);

impl Cells {
    pub(crate) fn get(&self, slot: Slot) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&slot, |(slot, _)| *slot).ok()?;
        Some(&self.0[at].1)
    }

    pub(crate) fn set(&mut self, slot: Slot, value: Value) {
        match self.0.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => {
                // There are few, and many sessions.
                self.0.reserve_exact(1);
                self.0.insert(at, (slot, value));
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &Value)> {
        self.0.iter().map(|(slot, value)| (*slot, value))
    }
}

/// The variables of an exercise that is being played.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vars {
    pub(crate) definition: usize,
    pub(crate) roles: Vec<Option<Person>>,
    pub(crate) shared: Cells,
    /// By person.
    pub(crate) own: Vec<Cells>,
    /// By person: what they opened or shared.
    pub(crate) open: Vec<Cells>,
    /// Words of choices that are in no file: whose, id, words.
    pub(crate) labels: Vec<(Option<Person>, String, String)>,
    /// Words that were being written when time was up.
    pub(crate) drafts: Vec<(Option<Person>, String)>,
}

impl Vars {
    pub(crate) fn new(definition: usize, roles: Vec<Option<Person>>) -> Vars {
        Vars {
            definition,
            roles,
            shared: Cells::default(),
            own: Vec::new(),
            open: Vec::new(),
            labels: Vec::new(),
            drafts: Vec::new(),
        }
    }

    pub(crate) fn own_mut(&mut self, person: Person) -> &mut Cells {
        grown(&mut self.own, person)
    }

    /// Lays a person's value open to all, with the words of the choices in it.
    pub(crate) fn lay_open(&mut self, person: Person, slot: Slot, value: Value) {
        for label in &mut self.labels {
            if label.0 == Some(person) && value.names(&label.1) {
                label.0 = None;
            }
        }
        grown(&mut self.open, person).set(slot, value);
    }

    /// About how many bytes its values hold.
    pub(crate) fn weight(&self) -> usize {
        let cells = std::iter::once(&self.shared).chain(&self.own).chain(&self.open);
        let values = cells.flat_map(Cells::iter).map(|(_, value)| value.weight());
        let labels = self.labels.iter().map(|(_, id, words)| id.len() + words.len());
        values.chain(labels).sum()
    }
}

fn grown(cells: &mut Vec<Cells>, person: Person) -> &mut Cells {
    let at = person.index();
    if cells.len() <= at {
        cells.resize(at + 1, Cells::default());
    }
    &mut cells[at]
}

impl Frame {
    pub(crate) fn new(unit: UnitId, scope: usize, kind: Kind, person: Option<Person>) -> Frame {
        Frame {
            unit,
            node: 0,
            scope,
            kind,
            person,
            counts: BTreeMap::new(),
            taken: Vec::new(),
            timers: Vec::new(),
            stretch: None,
            trail: Trail::default(),
            turn: Turn::default(),
            phase: Phase::Fresh,
        }
    }
}

impl State {
    /// What is being played now.
    pub(crate) fn top(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    pub(crate) fn top_mut(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// The people a frame is played for, in the order they came, whoever has which role.
    pub(crate) fn audience(&self, frame: &Frame) -> Vec<Person> {
        if let Some(person) = frame.person {
            return vec![person];
        }
        let roles = &self.scopes[frame.scope].roles;
        if roles.is_empty() {
            return (0..self.people.len()).map(Person::new).collect();
        }
        let mut people: Vec<Person> = roles.iter().flatten().copied().collect();
        people.sort();
        people.dedup();
        people
    }

    /// Whom the step addresses that the frame `at` plays.
    pub(crate) fn addressed(&self, program: &Program, at: usize) -> To {
        let frame = &self.frames[at];
        let node = &program.unit(frame.unit).nodes[frame.node];
        let person = match node.audience {
            Audience::All => frame.person,
            Audience::Role(role) => self.scopes[frame.scope].roles[role],
            Audience::Each => self.audience(frame).get(frame.turn.person).copied(),
        };
        person.map_or(To::Everyone, To::One)
    }

    /// Whether time counts for time boxes and timers.
    pub(crate) fn ticks(&self) -> bool {
        let aside = self.frames.iter().any(|frame| frame.kind != Kind::Exercise);
        self.handing.is_none() && self.ended.is_none() && !aside
    }

    /// Whether what happens now is to be kept nowhere.
    pub(crate) fn is_unkept(&self) -> bool {
        self.frames.iter().any(|frame| {
            frame.kind == Kind::Care || frame.stretch.is_some_and(|stretch| stretch.unkept)
        })
    }

    /// Whether what is asked and answered at this step may be kept, for all the step says.
    pub(crate) fn is_open(&self, program: &Program) -> bool {
        let top = self.top();
        let begun = top.phase != Phase::Fresh || !top.turn.replies.is_empty();
        program.unit(top.unit).nodes[top.node].kept || !begun
    }

    /// Whether what is shown now may be kept.
    pub(crate) fn keeps(&self, program: &Program) -> bool {
        self.is_open(program) && !self.is_unkept()
    }

    /// The step that is played, with the calls that led there, to be handed out.
    pub(crate) fn place(&self, program: &Program) -> Str {
        match self.frames.as_slice() {
            [frame] => program.unit(frame.unit).nodes[frame.node].id.clone(),
            _ => self.path(program).into(),
        }
    }

    /// The step that is played, with the calls that led there.
    pub(crate) fn path(&self, program: &Program) -> String {
        let mut path = String::new();
        // A break is the same break wherever it is taken.
        let first = self.frames.iter().position(|frame| frame.kind != Kind::Exercise).unwrap_or(0);
        for (at, frame) in self.frames.iter().enumerate().skip(first) {
            let unit = program.unit(frame.unit);
            if at > 0 {
                path.push_str(program.played(unit));
                path.push('/');
            }
            if at + 1 == self.frames.len() {
                path.push_str(&unit.nodes[frame.node].id);
            }
        }
        path
    }
}
