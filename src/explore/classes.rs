//! Which values nothing can tell apart: by what the scripts that read them make of them. Walks
//! nowhere; asks only scripts that read one variable, so that nothing else can matter.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::flow::{self, Flow, only_asks_whether, slots};
use crate::program::{Definition, Expression, Program, Reads, Slot, Source, UnitId, Use};
use crate::script::{Context, Shown};
use crate::session::Weight;
use crate::time::Moment;
use crate::value::{Person, Value};

/// What a script that reads a variable is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Made {
    /// It decides about a way: what it gives counts.
    Way,
    /// Only how many it gives counts.
    Size,
    /// It is kept in another variable: what counts there counts here.
    Into(usize, Slot),
    /// A text, or a comment on an answer: only whether it fails counts.
    Text,
}

/// So many scripts that only make texts are asked what they make of a value.
const MOST_READERS: usize = 100;

struct Reader<'p> {
    definition: &'p Definition,
    expression: &'p Expression,
    made: Made,
}

/// What reads a variable.
#[derive(Default)]
struct Readers<'p> {
    /// Scripts that read nothing else that changes.
    alone: Vec<Reader<'p>>,
    known: HashSet<(&'p str, Made)>,
    /// A script that decides compares it with something else: each value counts.
    mixed: bool,
    /// A script that makes a text works with it and something else.
    mixed_text: bool,
    /// It may fail for one number where it does not for another.
    mixed_sign: bool,
}

impl<'p> Readers<'p> {
    /// Takes in a script, once where several steps have the same.
    fn add(&mut self, reader: Reader<'p>) {
        let code = reader.expression.snippet().code.source.as_str();
        if self.known.insert((code, reader.made)) {
            self.alone.push(reader);
        }
    }
}

/// What reads each variable, and what was made of its values so far.
pub(super) struct Classes<'p> {
    program: &'p Program,
    /// By definition and slot.
    readers: Vec<Vec<Readers<'p>>>,
    /// Whether the words in it count, by definition and slot.
    inside: Vec<Vec<bool>>,
    known: RefCell<HashMap<(usize, Slot, Weight, u64), u64>>,
}

impl<'p> Classes<'p> {
    pub(super) fn of(program: &'p Program, flow: &Flow) -> Classes<'p> {
        let definitions = program.definitions.iter().enumerate();
        let inside = definitions
            .map(|(at, of)| (0..of.variables.len()).map(|slot| flow.inside(at, slot)).collect());
        let readers = program
            .definitions
            .iter()
            .map(|of| of.variables.iter().map(|_| Readers::default()).collect());
        let mut classes = Classes {
            program,
            readers: readers.collect(),
            inside: inside.collect(),
            known: RefCell::default(),
        };
        for (id, unit) in program.units.iter().enumerate() {
            for (at, node) in unit.nodes.iter().enumerate() {
                for (used, expression) in Reads::of(node).expressions {
                    let decides = flow.decides(program, id, node, used, expression);
                    let made = match used {
                        _ if !decides => Made::Text,
                        Use::Set(slot) => Made::Into(unit.definition, slot),
                        Use::Over if !flow.items(id, at) => Made::Size,
                        _ => Made::Way,
                    };
                    classes.reader(id, expression, made);
                }
            }
        }
        classes
    }

    fn reader(&mut self, unit: UnitId, expression: &'p Expression, made: Made) {
        let program = self.program;
        let of = program.units[unit].definition;
        let definition = &program.definitions[of];
        let alone = reads_one(expression);
        for slot in slots(expression) {
            let readers = &mut self.readers[of][slot];
            match (alone, made) {
                (true, Made::Text) if readers.alone.len() >= MOST_READERS => {
                    readers.mixed_text = true;
                    readers.mixed_sign |= flow::may_fail_by_number(expression);
                }
                (true, made) => readers.add(Reader { definition, expression, made }),
                (false, Made::Text) => {
                    readers.mixed_text = true;
                    readers.mixed_sign |= flow::may_fail_by_number(expression);
                }
                (false, _) => readers.mixed |= !only_asks_whether(expression),
            }
        }
    }

    /// A number for all values of a variable that nothing can tell apart.
    pub(super) fn class(
        &self,
        definition: usize,
        slot: Slot,
        value: &Value,
        weight: Weight,
    ) -> u64 {
        self.worked(definition, slot, value, weight, &mut Vec::new())
    }

    /// The numbers that scripts compare a variable with; nothing: each of its values counts.
    pub(super) fn numbers(&self, definition: usize, slot: Slot) -> Option<BTreeSet<i64>> {
        let readers = &self.readers[definition][slot];
        if readers.mixed || readers.mixed_text {
            return None;
        }
        let mut numbers = BTreeSet::new();
        for reader in &readers.alone {
            if !flow::is_plain(reader.expression) || matches!(reader.made, Made::Into(..)) {
                return None;
            }
            let data = reader.expression.inputs().iter().filter_map(|input| match input.source {
                Source::Data(at) => reader.definition.data.get(at).map(|(_, value)| value),
                _ => None,
            });
            for constant in data {
                let Value::Int(number) = constant else { return None };
                numbers.insert(*number);
            }
            numbers.extend(flow::numbers(&reader.expression.snippet().code.source));
        }
        Some(numbers)
    }

    fn worked(
        &self,
        definition: usize,
        slot: Slot,
        value: &Value,
        weight: Weight,
        above: &mut Vec<(usize, Slot)>,
    ) -> u64 {
        let key = (definition, slot, weight, whole(value));
        if above.contains(&(definition, slot)) {
            return key.3;
        }
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let readers = &self.readers[definition][slot];
        let mut hasher = DefaultHasher::new();
        let decides = weight == Weight::Whole;
        match (decides && readers.mixed, self.inside[definition][slot]) {
            (true, true) => key.3.hash(&mut hasher),
            (true, false) => shape(value, Numbers::Each, &mut hasher),
            (false, _) if decides => std::mem::discriminant(value).hash(&mut hasher),
            (false, _) => {}
        }
        if readers.mixed_text {
            let numbers = if readers.mixed_sign { Numbers::Sign } else { Numbers::Any };
            shape(value, numbers, &mut hasher);
        }
        above.push((definition, slot));
        for reader in &readers.alone {
            self.made(reader, value, decides, above, &mut hasher);
        }
        above.pop();
        let class = hasher.finish();
        // Within a circle of variables a value is told apart more closely than alone.
        if above.is_empty() {
            self.known.borrow_mut().insert(key, class);
        }
        class
    }

    fn made(
        &self,
        reader: &Reader<'p>,
        value: &Value,
        decides: bool,
        above: &mut Vec<(usize, Slot)>,
        hasher: &mut DefaultHasher,
    ) {
        for together in [false, true] {
            let made = self.eval(reader, value, together);
            match (made, reader.made) {
                (Err(message), _) => (0_u8, message).hash(hasher),
                (Ok(_), Made::Text) => 1_u8.hash(hasher),
                (Ok(_), _) if !decides => 1_u8.hash(hasher),
                (Ok(made), Made::Way) => (2_u8, whole(&made)).hash(hasher),
                (Ok(Value::List(items)), Made::Size) => (3_u8, items.len()).hash(hasher),
                (Ok(made), Made::Size) => (4_u8, whole(&made)).hash(hasher),
                (Ok(made), Made::Into(of, slot)) => {
                    let class = self.worked(of, slot, &made, Weight::Whole, above);
                    (5_u8, class).hash(hasher);
                }
            }
            if !expression_reads(reader.expression, Source::Together) {
                return;
            }
        }
    }

    fn eval(&self, reader: &Reader<'p>, value: &Value, together: bool) -> Result<Value, String> {
        let Reader { definition, expression, .. } = reader;
        let seen = |source: Source, properties: &[Slot]| match source {
            Source::Together => Shown::Made(Value::Bool(together)),
            Source::Data(at) => {
                let constant = definition.data.get(at).map(|(_, value)| Shown::Kept(value));
                constant.unwrap_or(Shown::Made(Value::Unit))
            }
            Source::Role(_) | Source::Me | Source::Partner => {
                let named = |slot: &Slot| definition.variables[*slot].name.as_str();
                let open = properties.iter().map(|slot| (named(slot), value)).collect();
                Shown::Person { person: Person::new(0), name: "", open }
            }
            _ => Shown::Kept(value),
        };
        let context = || Context {
            now: Moment::default(),
            chance: None,
            labels: std::sync::Arc::default(),
            made_up: Vec::new(),
        };
        let made = expression.eval(&self.program.engine, context, seen);
        made.map_err(|failure| failure.message)
    }
}

/// Whether a script reads one variable, and nothing else that changes.
fn reads_one(expression: &Expression) -> bool {
    let mut count = 0;
    for input in expression.inputs() {
        count += match input.source {
            Source::Shared(_) | Source::Private(_) if input.properties.is_empty() => 1,
            Source::Role(_) | Source::Me | Source::Partner if input.properties.len() == 1 => 1,
            Source::Data(_) | Source::Together => 0,
            _ => 2,
        };
    }
    count == 1 && !expression.snippet().needs_context()
}

fn expression_reads(expression: &Expression, source: Source) -> bool {
    expression.inputs().iter().any(|input| input.source == source)
}

/// A number for this value and no other.
pub(super) fn whole(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash(value, &mut hasher);
    hasher.finish()
}

fn hash(value: &Value, into: &mut DefaultHasher) {
    std::mem::discriminant(value).hash(into);
    match value {
        Value::Unit => {}
        Value::Bool(yes) => yes.hash(into),
        Value::Int(number) => number.hash(into),
        Value::Float(number) => number.to_bits().hash(into),
        Value::Person(person) => person.hash(into),
        Value::Text(text) => text.hash(into),
        Value::List(items) => items.iter().for_each(|item| hash(item, into)),
        Value::Map(map) => map.iter().for_each(|(key, value)| {
            key.hash(into);
            hash(value, into);
        }),
    }
}

/// How closely numbers, and the lengths of lists, are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Each,
    Sign,
    Any,
}

/// A value without its words.
fn shape(value: &Value, numbers: Numbers, into: &mut DefaultHasher) {
    std::mem::discriminant(value).hash(into);
    match value {
        Value::Text(text) => text.is_empty().hash(into),
        Value::List(items) if numbers == Numbers::Each => {
            items.len().hash(into);
            items.iter().for_each(|item| shape(item, numbers, into));
        }
        Value::List(items) => items.len().min(2).hash(into),
        Value::Map(map) => map.iter().for_each(|(key, value)| {
            key.hash(into);
            shape(value, numbers, into);
        }),
        Value::Int(_) | Value::Float(_) if numbers == Numbers::Any => {}
        Value::Int(number) if numbers == Numbers::Sign => number.signum().hash(into),
        Value::Float(number) if numbers == Numbers::Sign => {
            number.partial_cmp(&0.0).hash(into);
        }
        other => hash(other, into),
    }
}
