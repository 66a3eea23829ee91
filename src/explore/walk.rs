//! Walks from place to place, nearest first, each place once. Keeps how each was reached, not what
//! was said there.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::guide::Guide;
use super::moves::{self, Move};
use super::{ExploreError, Options};
use crate::program::{Action, Audience, Class, Input, NodeId, Program, Reads, Source, UnitId};
use crate::session::{Output, Passage, Probe, PromptKind, SessionError, Start, What};
use crate::text::Text;

/// A place, and how it was reached.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) parent: u32,
    /// Which of the moves at the parent.
    pub(super) made: u16,
    /// How many answers it takes.
    pub(super) cost: u32,
    pub(super) at: (UnitId, NodeId),
    pub(super) asks: bool,
    pub(super) pauses: bool,
    expanded: bool,
}

/// A way to something: to a place, and moves from there.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub(super) from: u32,
    pub(super) moves: Vec<u16>,
    pub(super) cost: u32,
}

/// From one place to another, and about how long that takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) seconds: u32,
}

/// The place that stands for all ends; ways to them count down from here, an ending each.
pub(super) const END: u32 = u32::MAX;
/// So many endings are told apart by how long they take.
pub(super) const ENDINGS: u32 = 1_000;

/// How many places may wait to be looked at, so that memory stays bounded.
const WAITING: usize = 60_000;
/// So many moves in a run by chance, where not all could be walked.
const LONGEST_RUN: usize = 400;
/// More rests than follow one another without an answer.
const BY_ITSELF: usize = 1_000;

pub(super) struct Walk<'p> {
    pub(super) program: &'p Arc<Program>,
    pub(super) guide: &'p Guide<'p>,
    pub(super) options: Options,
    target: Option<Vec<(UnitId, NodeId)>>,
    /// Alone, and with two where nobody says who takes which part.
    pub(super) starts: Vec<Start>,
    /// The places it starts from, and what is read before, in seconds.
    pub(super) roots: Vec<(u32, u32)>,
    pub(super) places: Vec<Place>,
    pub(super) edges: Vec<Edge>,
    seen: HashMap<u128, u32>,
    near: VecDeque<(u32, Probe)>,
    next: VecDeque<(u32, Probe)>,
    waited: usize,
    pub(super) transitions: usize,
    pub(super) endings: BTreeMap<String, Way>,
    /// The same in the order they were found.
    pub(super) ends: Vec<String>,
    pub(super) reached: Option<Way>,
    pub(super) errors: Vec<(SessionError, Way)>,
    pub(super) played: HashSet<(UnitId, NodeId)>,
    pub(super) walked: HashSet<(UnitId, NodeId, NodeId)>,
    pub(super) bounded: bool,
    pub(super) runs: u64,
}

/// Where a move led.
struct Landed {
    probe: Probe,
    rest: Output,
    passage: Passage,
    seconds: u32,
}

impl<'p> Walk<'p> {
    pub(super) fn start(
        program: &'p Arc<Program>,
        guide: &'p Guide<'p>,
        options: &Options,
        target: Option<Vec<(UnitId, NodeId)>>,
    ) -> Result<Walk<'p>, ExploreError> {
        let mut walk = Walk {
            program,
            guide,
            options: options.clone(),
            target,
            starts: starts(program, options.seed),
            roots: Vec::new(),
            places: Vec::new(),
            edges: Vec::new(),
            seen: HashMap::new(),
            near: VecDeque::new(),
            next: VecDeque::new(),
            waited: 0,
            transitions: 0,
            endings: BTreeMap::new(),
            ends: Vec::new(),
            reached: None,
            errors: Vec::new(),
            played: HashSet::new(),
            walked: HashSet::new(),
            bounded: false,
            runs: 0,
        };
        for start in walk.starts.clone() {
            let begun = Probe::start(program, &start);
            let (probe, passage) =
                begun.map_err(|error| ExploreError::NotBegun(error.to_string()))?;
            let settled = walk.settle(probe, passage);
            let landed = settled.map_err(|error| ExploreError::NotBegun(error.to_string()))?;
            let (way, seconds) = (Way::default(), landed.seconds);
            walk.note(&landed.passage, &way);
            let place = walk.arrive(landed, way, None);
            walk.roots.extend(place.map(|place| (place, seconds)));
        }
        Ok(walk)
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.bounded
    }

    /// Walks until nothing is left, or the bound is met.
    pub(super) fn all(&mut self, progress: &mut dyn FnMut(usize)) {
        loop {
            let Some((place, probe)) = self.near.pop_front() else {
                if self.next.is_empty() {
                    return;
                }
                self.near = std::mem::take(&mut self.next);
                continue;
            };
            if std::mem::replace(&mut self.places[place as usize].expanded, true) {
                continue;
            }
            self.waited += 1;
            if self.waited.is_multiple_of(512) {
                progress(self.places.len());
            }
            self.expand(place, &probe);
        }
    }

    fn expand(&mut self, place: u32, probe: &Probe) {
        let rest = probe.rest().clone();
        let moves = moves::at(self.program, self.guide, probe, &rest, self.options.seed);
        let mut even = vec![false; moves.len()];
        for (index, made) in moves.iter().enumerate().take(usize::from(u16::MAX)) {
            // Where chance was not asked, it cannot fall another way.
            if even[made.fallen_from(index, moves.len())] {
                continue;
            }
            let way = Way {
                from: place,
                moves: vec![index as u16],
                cost: self.places[place as usize].cost + u32::from(counts(&rest, made)),
            };
            self.transitions += 1;
            let landed = made
                .make(self.program, probe)
                .and_then(|(next, passage)| self.settle(next, passage));
            match landed {
                Ok(mut landed) => {
                    even[index] = !landed.probe.drew_since(probe);
                    landed.seconds += waiting(probe, &rest, made);
                    self.note(&landed.passage, &way);
                    self.arrive(landed, way, Some(place));
                }
                Err(error) => self.failed(error, way),
            }
        }
    }

    /// Goes on over what needs no answer.
    fn settle(&self, mut probe: Probe, mut passage: Passage) -> Result<Landed, SessionError> {
        for _ in 0..BY_ITSELF {
            let rest = probe.rest().clone();
            let Some(act) = moves::by_itself(&rest, &probe) else {
                let seconds = seconds(&passage, &rest);
                return Ok(Landed { probe, rest, passage, seconds });
            };
            let (next, more) = probe.after(self.program, &act)?;
            passage.said.extend(more.said);
            passage.events.extend(more.events);
            probe = next;
        }
        let (step, place) = (String::new(), None);
        let message = "the steps go round without anybody being asked".to_owned();
        Err(SessionError { step, message, place })
    }

    /// Notes what was walked.
    fn note(&mut self, passage: &Passage, way: &Way) {
        let mut there = false;
        for event in &passage.events {
            let at = (event.unit, event.node);
            match event.what {
                What::Entered => {
                    self.played.insert(at);
                    there |= self.target.as_ref().is_some_and(|target| target.contains(&at));
                }
                What::Left(_, to) => {
                    self.walked.insert((at.0, at.1, to));
                }
                _ => {}
            }
        }
        if there && self.reached.as_ref().is_none_or(|known| way.cost < known.cost) {
            self.reached = Some(way.clone());
        }
    }

    fn failed(&mut self, error: SessionError, way: Way) {
        let same = |(known, _): &(SessionError, Way)| *known == error;
        match self.errors.iter().position(same) {
            Some(at) if self.errors[at].1.cost > way.cost => self.errors[at].1 = way,
            Some(_) => {}
            None => self.errors.push((error, way)),
        }
    }

    fn ended(&mut self, name: &str, way: Way) {
        let nearer = self.endings.get(name).is_none_or(|known| way.cost < known.cost);
        if nearer {
            self.endings.insert(name.to_owned(), way);
        }
    }

    /// A move led here: a place that is known, one that is new, or an end.
    fn arrive(&mut self, landed: Landed, way: Way, from: Option<u32>) -> Option<u32> {
        let mut edge = |to: u32, seconds: u32| {
            self.edges.extend(from.map(|from| Edge { from, to, seconds }));
        };
        if let Output::End(ending) = &landed.rest {
            let name = ending.name.clone();
            let known = self.ends.iter().position(|known| *known == name);
            let number = known.unwrap_or(self.ends.len()).min(ENDINGS as usize - 1);
            edge(END - number as u32, landed.seconds);
            if known.is_none() {
                self.ends.push(name.clone());
            }
            self.ended(&name, way);
            return None;
        }
        let key = key(self.program, &landed.probe, self.guide);
        let known = self.seen.get(&key).copied();
        if let Some(known) = known {
            edge(known, landed.seconds);
            let place = &mut self.places[known as usize];
            if place.expanded || place.cost <= way.cost {
                return Some(known);
            }
            self.places[known as usize] = placed(&landed, &way);
            self.wait(known, landed.probe, way.cost);
            return Some(known);
        }
        if self.places.len() >= self.options.limit || self.near.len() + self.next.len() >= WAITING {
            self.bounded = true;
            return None;
        }
        let number = self.places.len() as u32;
        edge(number, landed.seconds);
        self.seen.insert(key, number);
        self.places.push(placed(&landed, &way));
        self.wait(number, landed.probe, way.cost);
        Some(number)
    }

    /// Puts a place where its turn comes: those that took as many answers first.
    fn wait(&mut self, place: u32, probe: Probe, cost: u32) {
        let parent = self.places[place as usize].parent;
        let here = self.places.get(parent as usize).map_or(0, |parent| parent.cost);
        match cost > here {
            true => self.next.push_back((place, probe)),
            false => self.near.push_back((place, probe)),
        }
    }

    /// Runs by chance, beyond what could be walked.
    pub(super) fn by_chance(&mut self, progress: &mut dyn FnMut(usize)) {
        let mut chance = self.options.seed ^ 0x9e37_79b9_7f4a_7c15;
        for run in 0..self.options.runs {
            self.runs = run + 1;
            progress(self.places.len());
            self.one_by_chance(&mut chance);
        }
    }

    fn one_by_chance(&mut self, chance: &mut u64) {
        let begun = Probe::start(self.program, &self.starts[0]).ok();
        let begun = begun.and_then(|(probe, passage)| self.settle(probe, passage).ok());
        let Some(mut landed) = begun else { return };
        let mut way = Way::default();
        for _ in 0..LONGEST_RUN {
            let rest = &landed.rest;
            let moves = moves::at(self.program, self.guide, &landed.probe, rest, self.options.seed);
            if moves.is_empty() {
                return;
            }
            *chance = crate::script::mix(chance.wrapping_add(1));
            let index = (*chance % moves.len() as u64) as usize;
            way.cost += u32::from(counts(rest, &moves[index]));
            way.moves.push(index as u16);
            let made = moves[index].make(self.program, &landed.probe);
            match made.and_then(|(next, passage)| self.settle(next, passage)) {
                Ok(next) => landed = next,
                Err(error) => return self.failed(error, way),
            }
            self.note(&landed.passage, &way);
            if let Output::End(ending) = &landed.rest {
                let name = ending.name.clone();
                return self.ended(&name, way);
            }
        }
    }
}

/// Who may play it: those with roles, or one alone, or two together.
fn starts(program: &Program, seed: u64) -> Vec<Start> {
    let roles = program.starting_roles();
    let people = roles.iter().map(|role| ((*role).to_owned(), moves::name(role)));
    let first = Start { people: people.collect(), seed, ..Start::default() };
    if !program.roles().is_empty() || !tells_two_from_one(program) {
        return vec![first];
    }
    let two = ["Ana", "Ben"].map(|name| (String::new(), name.to_owned()));
    let second = Start { people: two.into(), ..first.clone() };
    vec![first, second]
}

/// Whether anything is another way for two than for one: each asked in turn, something private, or
/// a script that asks who is there.
fn tells_two_from_one(program: &Program) -> bool {
    let mut seen = vec![false; program.units.len()];
    let mut work = vec![0];
    while let Some(at) = work.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let unit = &program.units[at];
        let variables = &program.definitions[unit.definition].variables;
        if variables.iter().any(|variable| variable.class == Class::Private) {
            return true;
        }
        for node in &unit.nodes {
            let asks = |input: &Input| {
                matches!(input.source, Source::Together | Source::Me | Source::Partner)
            };
            let mut reads = Reads::of(node).expressions.into_iter();
            let asks = reads.any(|(_, expression)| expression.inputs().iter().any(asks));
            if asks || node.audience != Audience::All {
                return true;
            }
            if let Action::Call(call) = &node.action {
                work.push(call.unit);
            }
        }
    }
    false
}

fn placed(landed: &Landed, way: &Way) -> Place {
    Place {
        parent: if way.moves.is_empty() { END } else { way.from },
        made: way.moves.last().copied().unwrap_or(0),
        cost: way.cost,
        at: landed.probe.place(),
        asks: matches!(landed.rest, Output::Ask(_)),
        pauses: matches!(landed.rest, Output::Pause(_)),
        expanded: false,
    }
}

/// Whether a move is an answer; waiting is none.
fn counts(rest: &Output, made: &Move) -> bool {
    let answers = matches!(made.plain(), Move::Do(_) | Move::Late(_));
    matches!(rest, Output::Ask(prompt) if prompt.kind != PromptKind::Continue) && answers
}

/// How long a move waits, in seconds.
fn waiting(probe: &Probe, rest: &Output, made: &Move) -> u32 {
    let seconds = match (made.plain(), rest) {
        (Move::Wait, Output::Pause(pause)) => pause.ends.since(probe.clock()).as_secs(),
        (Move::Late(late), _) => probe.left(*late) / 1_000,
        _ => 0,
    };
    u32::try_from(seconds).unwrap_or(u32::MAX / 4)
}

/// What tells a place from all others.
fn key(program: &Program, probe: &Probe, guide: &Guide<'_>) -> u128 {
    let mut halves = [0_u64; 2];
    for (salt, half) in halves.iter_mut().enumerate() {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        probe.tell(program, guide, &mut hasher);
        *half = hasher.finish();
    }
    u128::from(halves[0]) << 64 | u128::from(halves[1])
}

/// About how long it takes to read what was said, to answer what is asked, or to wait.
fn seconds(passage: &Passage, rest: &Output) -> u32 {
    let read = |text: &Text| text.plain().split_whitespace().count() as u32;
    let said: u32 = passage
        .said
        .iter()
        .map(|output| match output {
            Output::Say { text, .. } | Output::Quote { text, .. } => read(text),
            _ => 0,
        })
        .sum();
    let (words, more) = match rest {
        Output::Ask(prompt) => {
            let answering = match &prompt.kind {
                PromptKind::Words { .. } => super::report::SECONDS_FOR_WORDS,
                PromptKind::List { .. } => super::report::SECONDS_FOR_WORDS,
                PromptKind::Continue => 2,
                _ => super::report::SECONDS_FOR_CHOICE,
            };
            (read(&prompt.question), answering)
        }
        _ => (0, 0),
    };
    (said + words) * 60 / super::report::WORDS_A_MINUTE + more
}
