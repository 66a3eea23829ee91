//! Which variables may still be read from a step on, and whose: worked backwards over the steps of
//! each file. Judges no values and runs nothing.
//!
//! A variable that everyone shares is one cell. A private one is two cells for each role: what its
//! owner has, and what was laid open of it; in an exercise without roles, two for each person. So
//! what one wrote before the roles were exchanged is told from what the other will write.

use crate::check::graph;
use crate::program::{
    Action, Audience, Class, Expression, Fill, Node, NodeId, Program, Reads, Slot, Source, Unit,
    UnitId, Use,
};
use crate::session::Holder;

/// How many people an exercise without roles is explored with.
const TOGETHER: usize = 2;

/// Where the cells of a definition lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Its roles, or the people where it has none.
    lanes: usize,
    width: usize,
}

impl Layout {
    fn of(program: &Program, definition: usize) -> Layout {
        let of = &program.definitions[definition];
        let lanes = if of.roles.is_empty() { TOGETHER } else { of.roles.len() };
        Layout { lanes, width: (of.variables.len() * (1 + 2 * lanes)).div_ceil(64) }
    }

    /// A cell; where it is nobody's in particular, that of each.
    fn cells(self, slot: Slot, holder: Holder) -> impl Iterator<Item = usize> {
        let first = slot * (1 + 2 * self.lanes);
        let (from, lane) = match holder {
            Holder::All => (first, Some(0)),
            Holder::Own(lane) => (first + 1, lane),
            Holder::Open(lane) => (first + 1 + self.lanes, lane),
        };
        let lanes = match (holder, lane) {
            (Holder::All, _) => 0..1,
            (_, Some(lane)) if lane < self.lanes => lane..lane + 1,
            _ => 0..self.lanes,
        };
        lanes.map(move |lane| from + lane)
    }
}

/// Cells as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row(Vec<u64>);

impl Row {
    pub(super) fn new(layout: Layout) -> Row {
        Row(vec![0; layout.width])
    }

    fn set(&mut self, cell: usize) {
        self.0[cell / 64] |= 1 << (cell % 64);
    }

    fn take(&mut self, cell: usize) {
        self.0[cell / 64] &= !(1 << (cell % 64));
    }

    fn has(&self, cell: usize) -> bool {
        self.0[cell / 64] & (1 << (cell % 64)) != 0
    }

    pub(super) fn join(&mut self, other: &Row) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    fn with(mut self, cells: &[usize]) -> Row {
        cells.iter().for_each(|cell| self.set(*cell));
        self
    }

    fn without(mut self, cells: &[usize]) -> Row {
        cells.iter().for_each(|cell| self.take(*cell));
        self
    }

    /// The same with the roles exchanged.
    fn swapped(&self, layout: Layout) -> Row {
        let mut row = Row::new(layout);
        let each = 1 + 2 * layout.lanes;
        for cell in (0..self.0.len() * 64).filter(|cell| self.has(*cell)) {
            let at = cell % each;
            let other = match at {
                0 => 0,
                at if at <= layout.lanes => layout.lanes + 1 - at,
                at => 3 * layout.lanes + 1 - at,
            };
            row.set(cell - at + other);
        }
        row
    }

    /// Whoever has which role.
    fn either_way(mut self, layout: Layout) -> Row {
        let swapped = self.swapped(layout);
        self.join(&swapped);
        self
    }
}

/// What a step does with cells, whatever comes after it.
#[derive(Default)]
struct Deeds {
    /// Read to know whether it is played at all.
    entry: Vec<usize>,
    /// Read while it is played.
    show: Vec<usize>,
    /// Read once there is an answer: by its `set`, and after that.
    set: Vec<usize>,
    after: Vec<usize>,
    /// Written by `save` whatever happens, and by `set`.
    saved: Vec<usize>,
    written: Vec<usize>,
    /// Everyone's part of what it tells.
    told: Vec<usize>,
    /// What it tells anew.
    anew: Vec<usize>,
}

/// What may still be read at a step.
#[derive(Clone)]
struct Rows {
    /// Before it is known whether it is played.
    entry: Row,
    /// While it waits for somebody.
    rest: Row,
    /// While what it calls is played.
    calling: Row,
}

/// What may still be read at each step of a program.
pub(super) struct Live {
    pub(super) layouts: Vec<Layout>,
    units: Vec<Vec<Rows>>,
    /// By definition and timer: where it leads.
    timers: Vec<Vec<Row>>,
}

/// Which reads count.
pub(super) type Counts<'c> = &'c dyn Fn(UnitId, &Node, Use, &Expression) -> bool;

impl Live {
    /// Works it out for all reads that count; those of plain texts only with `texts`.
    pub(super) fn of(program: &Program, counts: Counts<'_>, texts: bool) -> Live {
        let layouts: Vec<Layout> =
            (0..program.definitions.len()).map(|at| Layout::of(program, at)).collect();
        let blank = |unit: &Unit| {
            let row = Row::new(layouts[unit.definition]);
            let rows = Rows { entry: row.clone(), rest: row.clone(), calling: row };
            vec![rows; unit.nodes.len()]
        };
        let timers = program.definitions.iter().enumerate().map(|(at, definition)| {
            definition.timers.iter().map(|_| Row::new(layouts[at])).collect()
        });
        let mut live = Live {
            units: program.units.iter().map(blank).collect(),
            timers: timers.collect(),
            layouts,
        };
        let deeds: Vec<Vec<Deeds>> = program
            .units
            .iter()
            .enumerate()
            .map(|(id, unit)| {
                let counts = |node: &Node, used: Use, expression: &Expression| {
                    counts(id, node, used, expression)
                };
                let layout = live.layouts[unit.definition];
                let deeds = unit.nodes.iter().map(|node| {
                    Deeds::of(node, &program.definitions[unit.definition], layout, &counts, texts)
                });
                deeds.collect()
            })
            .collect();
        while live.round(program, &deeds) {}
        live
    }

    /// What may still be read in a frame that rests at a step, or plays what the step calls.
    pub(super) fn at(&self, unit: UnitId, node: NodeId, calling: bool) -> &Row {
        let rows = &self.units[unit][node];
        if calling { &rows.calling } else { &rows.rest }
    }

    /// What may be read once this timer runs out.
    pub(super) fn timer(&self, definition: usize, timer: usize) -> &Row {
        &self.timers[definition][timer]
    }

    pub(super) fn has(&self, row: &Row, definition: usize, slot: Slot, holder: Holder) -> bool {
        self.layouts[definition].cells(slot, holder).any(|cell| row.has(cell))
    }

    /// Goes over all files once; whether anything was new.
    fn round(&mut self, program: &Program, deeds: &[Vec<Deeds>]) -> bool {
        let mut changed = false;
        for (id, unit) in program.units.iter().enumerate() {
            changed |= self.unit(program, id, unit, &deeds[id]);
            let whole = unit.part.is_none();
            let layout = self.layouts[unit.definition];
            let timers = &program.definitions[unit.definition].timers;
            for (at, timer) in timers.iter().enumerate().filter(|_| whole) {
                // It may run out whoever has which role by then.
                let row = self.units[id][timer.to].entry.clone().either_way(layout);
                changed |= self.timers[unit.definition][at] != row;
                self.timers[unit.definition][at] = row;
            }
        }
        changed
    }

    fn unit(&mut self, program: &Program, id: UnitId, unit: &Unit, deeds: &[Deeds]) -> bool {
        let nodes = unit.nodes.len();
        let mut from: Vec<Vec<NodeId>> = vec![Vec::new(); nodes];
        for (at, node) in unit.nodes.iter().enumerate() {
            let late = node.late();
            let ways = graph::after(node).into_iter().chain(graph::past(node)).chain(late);
            ways.filter(|to| *to < nodes).for_each(|to| from[to].push(at));
        }
        let mut changed = false;
        let mut waits = vec![true; nodes];
        let mut work: Vec<NodeId> = (0..nodes).collect();
        while let Some(at) = work.pop() {
            waits[at] = false;
            let rows = self.node(program, id, &unit.nodes[at], &deeds[at]);
            let known = &mut self.units[id][at];
            let earlier = rows.entry != known.entry;
            changed |= earlier || rows.rest != known.rest || rows.calling != known.calling;
            *known = rows;
            for before in from[at].iter().filter(|_| earlier) {
                if !std::mem::replace(&mut waits[*before], true) {
                    work.push(*before);
                }
            }
        }
        changed
    }

    fn node(&self, program: &Program, unit: UnitId, node: &Node, deeds: &Deeds) -> Rows {
        let of = &program.units[unit];
        let layout = self.layouts[of.definition];
        let entry = |to: NodeId| self.units[unit].get(to).map(|rows| &rows.entry);
        let joined = |ways: Vec<NodeId>| {
            let mut row = Row::new(layout);
            ways.into_iter().filter_map(entry).for_each(|there| row.join(there));
            row
        };
        let mut out = joined(graph::after(node));
        if node.swap {
            out = out.swapped(layout);
        }
        let after = out.with(&deeds.after);
        let done = after.clone().without(&deeds.written).with(&deeds.set).without(&deeds.saved);
        // Where each has their turn, some of it is written already.
        let each = node.audience == Audience::Each;
        let ended = if each { after.with(&deeds.set) } else { done.clone() };
        let (inside, turns) = self.inside(node, layout);
        let repeats = each || node.over.is_some() || turns;
        let mut rest = joined(node.late().into_iter().collect());
        rest = rest.with(&deeds.show).with(&deeds.told);
        let mut calling = Row::new(layout).with(&deeds.told);
        calling.join(&ended);
        if repeats || node.follow_up.is_some() {
            calling = calling.with(&deeds.show);
            calling.join(&inside);
        }
        if turns {
            calling = calling.either_way(layout);
        }
        let mut begun = rest.clone();
        begun.join(&done);
        begun.join(&inside);
        self.timed(program, of, node).for_each(|row| begun.join(row));
        let mut entry = begun.without(&deeds.anew).with(&deeds.entry);
        entry.join(&joined(graph::past(node)));
        rest.join(&ended);
        if repeats {
            rest.join(&inside);
        }
        Rows { entry, rest, calling }
    }

    /// What the part that a step plays reads, and whether the roles are exchanged for it.
    fn inside(&self, node: &Node, layout: Layout) -> (Row, bool) {
        let Action::Call(call) = &node.action else { return (Row::new(layout), false) };
        let row = match call.part {
            true => self.units[call.unit].first().map(|rows| rows.entry.clone()),
            false => None,
        };
        let row = row.unwrap_or_else(|| Row::new(layout));
        (if call.turns { row.either_way(layout) } else { row }, call.turns)
    }

    /// What timers read that this step starts, or the part that it plays.
    fn timed(&self, program: &Program, unit: &Unit, node: &Node) -> impl Iterator<Item = &Row> {
        let plays = matches!(&node.action, Action::Call(call) if call.part);
        let parts = program.units.iter().filter(|part| plays && part.part.is_some());
        let parts = parts.filter(|part| part.definition == unit.definition);
        let theirs = parts.flat_map(|part| &part.nodes).filter_map(|node| node.start);
        let all: Vec<usize> = node.start.into_iter().chain(theirs).collect();
        let timers = &self.timers[unit.definition];
        all.into_iter().filter_map(|timer| timers.get(timer))
    }
}

impl Deeds {
    fn of(
        node: &Node,
        definition: &crate::program::Definition,
        layout: Layout,
        counts: &dyn Fn(&Node, Use, &Expression) -> bool,
        texts: bool,
    ) -> Deeds {
        let mut deeds = Deeds::default();
        let reads = Reads::of(node);
        let lane = lane(node.audience);
        for (used, expression) in reads.expressions {
            if !counts(node, used, expression) {
                continue;
            }
            let cells = expression
                .inputs()
                .iter()
                .flat_map(|input| of_input(input.source, &input.properties, lane, layout));
            match used {
                Use::When | Use::AtMost => deeds.entry.extend(cells),
                Use::Set(_) => deeds.set.extend(cells),
                Use::Tells | Use::Next | Use::FollowUp => deeds.after.extend(cells),
                _ => deeds.show.extend(cells),
            }
        }
        for fill in reads.fills.into_iter().filter(|_| texts) {
            match fill {
                Fill::Input(source) => deeds.show.extend(of_input(*source, &[], lane, layout)),
                Fill::Opened(source, slot) => {
                    deeds.show.extend(of_input(*source, &[*slot], lane, layout));
                }
                Fill::Expression(_) => {}
            }
        }
        if let Action::Share(slots, _) = &node.action {
            let cells = slots.iter().flat_map(|slot| layout.cells(*slot, Holder::Own(lane)));
            deeds.show.extend(cells);
        }
        deeds.writes(node, definition, layout);
        deeds
    }

    fn writes(&mut self, node: &Node, definition: &crate::program::Definition, layout: Layout) {
        // In what is played for one person of those who may play it, nobody can say whose it is.
        let lane = match node.audience {
            Audience::All => None,
            other => Some(lane(other)),
        };
        let cells = |slot: Slot, open: bool| -> Vec<usize> {
            match (definition.variables[slot].class, lane) {
                (Class::Private, None) => Vec::new(),
                (Class::Private, Some(lane)) => {
                    let open = layout.cells(slot, Holder::Open(lane)).filter(|_| open);
                    layout.cells(slot, Holder::Own(lane)).chain(open).collect()
                }
                _ => layout.cells(slot, Holder::All).collect(),
            }
        };
        if let Some(slot) = node.save {
            self.saved = cells(slot, node.open);
        }
        if node.over.is_none() {
            self.written = node.set.iter().flat_map(|(slot, _)| cells(*slot, false)).collect();
        }
        for (slot, _) in &node.tells {
            self.told.extend(layout.cells(*slot, Holder::Own(None)));
            match lane {
                None => {}
                Some(None) => {
                    self.anew.extend(layout.cells(*slot, Holder::All));
                    self.anew.extend(layout.cells(*slot, Holder::Own(None)));
                }
                Some(lane) => self.anew.extend(layout.cells(*slot, Holder::Own(lane))),
            }
        }
    }
}

/// Whose private variables a step reads and writes; nothing: anyone's.
fn lane(audience: Audience) -> Option<usize> {
    match audience {
        Audience::Role(role) => Some(role),
        Audience::All | Audience::Each => None,
    }
}

/// The cells that a value comes from.
fn of_input(
    source: Source,
    properties: &[Slot],
    lane: Option<usize>,
    layout: Layout,
) -> Vec<usize> {
    let own = match source {
        Source::Shared(slot) => layout.cells(slot, Holder::All).collect(),
        Source::Private(slot) => layout.cells(slot, Holder::Own(lane)).collect(),
        _ => Vec::new(),
    };
    let whose = match (source, lane) {
        (Source::Role(role), _) => Some(role),
        (Source::Me, lane) => lane,
        (Source::Partner, Some(lane)) if layout.lanes == 2 => Some(1 - lane),
        _ => None,
    };
    let looked_up = properties.iter();
    let looked_up = looked_up.flat_map(|slot| layout.cells(*slot, Holder::Open(whose)));
    own.into_iter().chain(looked_up).collect()
}

/// How often steps were entered can matter only where they may be entered again.
pub(super) struct Again {
    /// By unit: the steps whose entries are counted, or that offer something once.
    counted: Vec<Vec<NodeId>>,
    /// By unit: rows of bits.
    rows: Vec<Vec<u64>>,
}

impl Again {
    pub(super) fn of(program: &Program) -> Again {
        let mut again = Again { counted: Vec::new(), rows: Vec::new() };
        for unit in &program.units {
            let counted: Vec<NodeId> = (0..unit.nodes.len())
                .filter(|at| unit.nodes[*at].at_most.is_some() || offers_once(&unit.nodes[*at]))
                .collect();
            again.rows.push(reaches(program, unit, &counted));
            again.counted.push(counted);
        }
        again
    }

    /// Whether the step `counted` may be entered again by who is at `node`.
    pub(super) fn may(&self, unit: UnitId, node: NodeId, counted: NodeId) -> bool {
        let Ok(bit) = self.counted[unit].binary_search(&counted) else { return true };
        let width = self.counted[unit].len().div_ceil(64);
        self.rows[unit][node * width + bit / 64] & (1 << (bit % 64)) != 0
    }
}

fn offers_once(node: &Node) -> bool {
    matches!(&node.action, Action::Choose(choose) if choose.choices.iter().any(|one| one.once))
}

/// By step, as rows of bits: which of `counted` can be reached from there, in one way at least.
fn reaches(program: &Program, unit: &Unit, counted: &[NodeId]) -> Vec<u64> {
    let width = counted.len().div_ceil(64);
    let nodes = unit.nodes.len();
    let mut rows = vec![0_u64; nodes * width];
    if width == 0 {
        return rows;
    }
    let timers = &program.definitions[unit.definition].timers;
    let timers: Vec<NodeId> = match unit.part {
        None => timers.iter().map(|timer| timer.to).collect(),
        Some(_) => Vec::new(),
    };
    let mut from: Vec<Vec<NodeId>> = vec![Vec::new(); nodes];
    for (id, node) in unit.nodes.iter().enumerate() {
        let late = node.late();
        let ways = graph::after(node).into_iter().chain(graph::past(node)).chain(late);
        let ways = ways.chain(timers.iter().copied());
        ways.filter(|to| *to < nodes).for_each(|to| from[to].push(id));
    }
    let mut work: Vec<NodeId> = (0..nodes).collect();
    while let Some(id) = work.pop() {
        let mut row = rows[id * width..(id + 1) * width].to_vec();
        if let Ok(bit) = counted.binary_search(&id) {
            row[bit / 64] |= 1 << (bit % 64);
        }
        for before in &from[id] {
            let there = &mut rows[before * width..(before + 1) * width];
            let mut changed = false;
            for (mine, more) in there.iter_mut().zip(&row) {
                changed |= *more & !*mine != 0;
                *mine |= more;
            }
            if changed {
                work.push(*before);
            }
        }
    }
    rows
}

/// What a step puts where by an expression.
pub(super) fn assigned(node: &Node) -> Vec<(Slot, &Expression)> {
    let chosen = match &node.action {
        Action::Choose(choose) => choose.choices.iter().flat_map(|choice| &choice.set).collect(),
        _ => Vec::new(),
    };
    let sets = node.set.iter().chain(chosen);
    let sets = sets.filter_map(|(slot, operand)| Some((*slot, operand.expression()?)));
    sets.chain(node.tells.iter().map(|(slot, tells)| (*slot, tells))).collect()
}
