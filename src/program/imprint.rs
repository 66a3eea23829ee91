//! A number that stands for what a program does: the same on every machine, and the same whatever
//! its words, remarks and order of tables. Judges nothing.
//!
//! It is FNV-1a of 64 bits over the names of exercises, parts, roles, variables (with whose they
//! are), timers and steps, over what each step does, where it leads, and every expression, as they
//! were written. Texts, titles and file names are not in it.

use super::{
    Action, Amount, Audience, Check, Class, Definition, Length, Next, Node, Operand, Program,
    Reads, Slot, Unit, Variable,
};
use crate::value::Value;

/// FNV-1a, 64 bits.
pub(crate) struct Fnv(u64);

impl Fnv {
    pub(crate) const fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// A text, told apart from what follows.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    /// A value with its kind, so that no two are the same.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Unit => self.bytes(b"u"),
            Value::Bool(holds) => self.bytes(&[b'b', u8::from(*holds)]),
            Value::Int(number) => {
                self.bytes(b"i");
                self.bytes(&number.to_le_bytes());
            }
            Value::Float(number) => {
                self.bytes(b"f");
                self.bytes(&number.to_bits().to_le_bytes());
            }
            Value::Text(text) => {
                self.bytes(b"t");
                self.text(text);
            }
            Value::List(items) => {
                self.bytes(b"l");
                self.number(items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Map(group) => {
                self.bytes(b"m");
                self.number(group.len());
                for (name, value) in group {
                    self.text(name);
                    self.value(value);
                }
            }
            Value::Person(person) => {
                self.bytes(b"p");
                self.number(person.index());
            }
        }
    }

    fn number(&mut self, number: usize) {
        self.bytes(&(number as u64).to_le_bytes());
    }

    pub(crate) const fn done(&self) -> u64 {
        self.0
    }
}

/// The number of what the engine plays of its own, which may come up in every program. A test holds
/// it to the pages, which are not read before they are played.
pub(crate) const PAGES: u64 = 0xbf39_0b1d_9145_be97;

/// The number of a program in which the pages may come up.
pub(crate) fn with_pages(program: u64) -> u64 {
    let mut fnv = Fnv(program);
    fnv.bytes(&PAGES.to_le_bytes());
    fnv.done()
}

/// The number of a program alone.
pub(crate) fn of(program: &Program) -> u64 {
    let mut fnv = Fnv::new();
    for definition in &program.definitions {
        define(&mut fnv, definition);
    }
    for unit in &program.units {
        let definition = &program.definitions[unit.definition];
        fnv.text(&definition.id);
        fnv.text(unit.part.as_deref().unwrap_or(""));
        for node in &unit.nodes {
            step(&mut fnv, program, unit, node);
        }
    }
    fnv.done()
}

/// A script without its remarks and blanks at the ends of lines.
pub(crate) fn of_script(source: &str) -> u64 {
    let mut fnv = Fnv::new();
    let lines = source.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        fnv.text(line);
    }
    fnv.done()
}

fn define(fnv: &mut Fnv, definition: &Definition) {
    fnv.text(&definition.id);
    fnv.bytes(&definition.script.to_le_bytes());
    definition.roles.iter().for_each(|role| fnv.text(role));
    let mut variables: Vec<&Variable> = definition.variables.iter().collect();
    variables.sort_unstable_by_key(|variable| &variable.name);
    for variable in variables {
        fnv.bytes(match variable.class {
            Class::Shared => b"s",
            Class::Private => b"p",
            Class::Told => b"t",
        });
        fnv.text(&variable.name);
        fnv.value(&variable.start);
    }
    for (name, value) in &definition.data {
        fnv.text(name);
        fnv.value(value);
    }
    definition.host.iter().for_each(|declared| fnv.text(&format!("{declared:?}")));
    definition.timers.iter().for_each(|timer| fnv.text(&timer.name));
}

fn step(fnv: &mut Fnv, program: &Program, unit: &Unit, node: &Node) {
    let definition = &program.definitions[unit.definition];
    let name = |slot: &Slot| definition.variables[*slot].name.as_str();
    fnv.text(&node.id);
    fnv.text(&shape(program, node));
    fnv.text(&addressee(definition, node));
    node.save.iter().for_each(|slot| fnv.text(name(slot)));
    let flags = [node.open, node.kept, node.swap, node.wait];
    flags.iter().for_each(|flag| fnv.bytes(&[u8::from(*flag)]));
    node.tells.iter().for_each(|(slot, _)| fnv.text(name(slot)));
    sets(fnv, &node.set, &name);
    for (_, expression) in Reads::of(node).expressions {
        fnv.text(expression.snippet().code.source.trim());
    }
    let step = |at: usize| unit.nodes.get(at).map_or("", |node| &node.id);
    if node.when.is_some() {
        fnv.text(step(node.otherwise));
    }
    if let Some((bound, then)) = node.at_most.as_deref() {
        if let Amount::Fixed(bound) = bound {
            fnv.bytes(&bound.to_le_bytes());
        }
        fnv.text(step(*then));
    }
    if let Some((within, late)) = node.within.as_deref() {
        length(fnv, within);
        fnv.text(step(*late));
    }
    match &node.next {
        Next::Nowhere => fnv.number(0),
        Next::To(to) => fnv.text(step(*to)),
        Next::ByAnswer(cases, otherwise) => {
            for (answer, to) in cases {
                fnv.text(answer);
                fnv.text(step(*to));
            }
            otherwise.iter().for_each(|to| fnv.text(step(*to)));
        }
        Next::Guarded(ways) => ways.iter().for_each(|(_, to)| fnv.text(step(*to))),
    }
    for timer in node.start.iter().chain(&node.stop) {
        fnv.number(*timer);
    }
    match &node.action {
        Action::Choose(choose) => {
            for choice in &choose.choices {
                fnv.text(&choice.id);
                fnv.bytes(&[u8::from(choice.once)]);
                sets(fnv, &choice.set, &name);
            }
            fnv.text(choose.vocabulary.map_or("", |cards| cards.name));
        }
        Action::Ask(ask) => {
            let named = ask.check.iter().filter_map(|check| match check {
                Check::Helper(helper) => Some(helper.name()),
                Check::Expression(..) => None,
            });
            named.for_each(|helper| fnv.text(helper));
            for bound in ask.min.iter().chain(&ask.max) {
                literal(fnv, bound);
            }
        }
        Action::Rate(rate) => fnv.text(&format!("{} {}", rate.from, rate.to)),
        Action::Share(slots, together) => {
            slots.iter().for_each(|slot| fnv.text(name(slot)));
            fnv.bytes(&[u8::from(*together)]);
        }
        Action::End(end) => fnv.text(&end.name),
        Action::Pause(pause) => length(fnv, &pause.length),
        _ => {}
    }
}

fn sets<'n>(fnv: &mut Fnv, sets: &[(Slot, Operand)], name: &impl Fn(&Slot) -> &'n str) {
    for (slot, operand) in sets {
        fnv.text(name(slot));
        literal(fnv, operand);
    }
}

/// What stands for itself; expressions are among what the step reads.
fn literal(fnv: &mut Fnv, operand: &Operand) {
    if let Operand::Literal(value) = operand {
        fnv.value(value);
    }
}

fn length(fnv: &mut Fnv, length: &Length) {
    if let Length::Fixed(length) = length {
        fnv.bytes(&length.as_millis().to_le_bytes());
    }
}

/// What a step asks or does, in a few words: two steps of one name and one shape are the same step
/// to whoever is in the middle of it.
pub(crate) fn shape(program: &Program, node: &Node) -> String {
    let mut shape = match &node.action {
        Action::Say => "say".to_owned(),
        Action::Ask(ask) => {
            let many = if ask.many.is_some() { " many" } else { "" };
            format!("ask {:?}{many}", ask.accept).to_lowercase()
        }
        Action::Choose(choose) if choose.pick.is_some() => "choose many".to_owned(),
        Action::Choose(_) => "choose".to_owned(),
        Action::Rate(_) => "rate".to_owned(),
        Action::Confirm(_) => "confirm".to_owned(),
        Action::Pause(_) => "pause".to_owned(),
        Action::Share(..) => "share".to_owned(),
        Action::Invite(_) => "invite".to_owned(),
        Action::Call(call) => {
            let called = program.unit(call.unit);
            match &called.part {
                Some(part) => format!("call ./{part}"),
                None => format!("call {}", program.definition(called.definition).id),
            }
        }
        Action::End(_) => "end".to_owned(),
    };
    if node.over.is_some() {
        shape.push_str(" over");
    }
    shape
}

/// Whom a step addresses, as its author wrote it; nothing: everyone.
pub(crate) fn addressee(definition: &Definition, node: &Node) -> String {
    match node.audience {
        Audience::All => String::new(),
        Audience::Each => "each".to_owned(),
        Audience::Role(role) => definition.roles[role].clone(),
    }
}
