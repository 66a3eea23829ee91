//! The functions a script may call, each with what it does: nothing else can be called. None of
//! them changes what it is given, but for `push`.

use std::cmp::Ordering;
use std::sync::LazyLock;

use rhai::{Array, Dynamic, EvalAltResult, ImmutableString};

use super::{CONTEXT, OwnError, WORK, convert};
use crate::helpers::Helper;
use crate::text;
use crate::time::Moment;

/// A function that scripts may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// With how many arguments it can be called (the value before a dot counts).
    pub arguments: &'static [usize],
    /// How it is written.
    pub usage: &'static str,
    /// What it gives.
    pub summary: &'static str,
}

macro_rules! table {
    ($($name:literal $arguments:expr, $usage:literal, $summary:literal;)+) => {
        &[$(Function { name: $name, arguments: &$arguments, usage: $usage, summary: $summary }),+]
    };
}

const TABLE: &[Function] = table! {
    "bullets" [1], "bullets(list)", "the list, one item a line";
    "table" [1], "table(rows)", "rows of lists, lined up in columns";
    "label" [1], "label(id)", "the words of a choice; of several, with commas";
    "now" [0], "now()", "this moment, as 2026-01-31T18:00";
    "today" [0], "today()", "this day, as 2026-01-31";
    "days_until" [1], "days_until(date)", "how many days until a date; below zero when it has passed";
    "date_in" [1], "date_in(days)", "the date so many days from today";
    "random" [1], "random(n)", "a whole number from 0 up to, not including, n";
    "shuffle" [1], "shuffle(list)", "the list in an order left to chance";
    "len" [1], "text.len()", "how many letters, or how many items";
    "is_empty" [1], "text.is_empty()", "whether there is nothing in it";
    "contains" [2], "text.contains(\"x\")", "whether it is in there";
    "starts_with" [2], "text.starts_with(\"x\")", "whether it begins so";
    "ends_with" [2], "text.ends_with(\"x\")", "whether it ends so";
    "index_of" [2], "text.index_of(\"x\")", "where it is in there, from 0; -1 where it is not";
    "sub_string" [2, 3], "text.sub_string(from, letters)", "a stretch of a text";
    "to_upper" [1], "text.to_upper()", "in capitals";
    "to_lower" [1], "text.to_lower()", "in small letters";
    "trim" [1], "text.trim()", "without the blanks around it";
    "replace" [3], "text.replace(\"a\", \"b\")", "with every a turned into b";
    "split" [2], "text.split(\",\")", "the pieces of a text, as a list";
    "words" [1], "words(text)", "the words of a text, as a list";
    "join" [2], "join(list, \", \")", "the items as one text";
    "to_string" [1], "number.to_string()", "as a text";
    "push" [2], "list.push(x)", "puts x at the end of the list";
    "first" [1], "first(list)", "the first item, or nothing";
    "last" [1], "last(list)", "the last item, or nothing";
    "common" [2], "common(a, b)", "the items that are in both lists";
    "sum" [1], "sum(list)", "the numbers of a list together";
    "reversed" [1], "reversed(list)", "the list from its end";
    "sorted" [1], "sorted(list)", "texts or numbers in order";
    "keys" [1], "group.keys()", "the names in a group";
    "values" [1], "group.values()", "the values in a group";
    "range" [2], "range(0, 3)", "0, 1, 2, for a loop";
    "abs" [1], "number.abs()", "without its sign";
    "min" [2], "min(a, b)", "the smaller";
    "max" [2], "max(a, b)", "the larger";
    "round" [1], "number.round()", "the nearest whole number";
    "floor" [1], "number.floor()", "the whole number below";
    "to_int" [1], "number.to_int()", "as a whole number";
    "to_float" [1], "number.to_float()", "as a number with a fraction";
    "parse_int" [1], "parse_int(text)", "the whole number that a text spells";
    "type_of" [1], "type_of(x)", "what kind of value it is";
};

static HELPERS: LazyLock<Vec<Function>> = LazyLock::new(|| {
    let entry = |helper: Helper| Function {
        name: helper.rhai_name(),
        arguments: if helper.needs_original() { &[2] } else { &[1] },
        usage: if helper.needs_original() { "mirror(answer, words)" } else { "helper(answer)" },
        summary: helper.summary(),
    };
    Helper::ALL.into_iter().map(entry).collect()
});

/// All functions that scripts may call: the language's own, then the text helpers.
///
/// ```
/// assert!(tending::functions().any(|function| function.name == "bullets"));
/// ```
pub fn functions() -> impl Iterator<Item = &'static Function> {
    TABLE.iter().chain(HELPERS.iter())
}

pub(super) fn needs_context(name: &str) -> bool {
    ["now", "today", "days_until", "date_in", "random", "shuffle", "label"].contains(&name)
}

type Fallible<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(rhai: &mut rhai::Engine) {
    rhai.register_fn("bullets", |list: Array| {
        let items = plains(&list);
        text::bullets(items.iter().map(String::as_str))
    });
    rhai.register_fn("table", table);
    rhai.register_fn("label", label);
    moments(rhai);
    rhai.register_fn("random", random);
    rhai.register_fn("shuffle", shuffle);
    texts(rhai);
    lists(rhai);
    comparisons(rhai);
    helpers(rhai);
}

fn moments(rhai: &mut rhai::Engine) {
    rhai.register_fn("now", || {
        let now = moment();
        format!("{}T{}", now.date(), now.clock())
    });
    rhai.register_fn("today", || moment().date());
    rhai.register_fn("days_until", |date: &str| -> Fallible<i64> {
        let error = || OwnError::boxed("`days_until` wants a date like 2026-01-31");
        moment().days_until(date).ok_or_else(error)
    });
    rhai.register_fn("date_in", |days: i64| -> Fallible<String> {
        moment().date_in(days).ok_or_else(|| OwnError::boxed("that date is too far away"))
    });
}

fn texts(rhai: &mut rhai::Engine) {
    rhai.register_fn("trim", |text: &str| text.trim().to_owned());
    rhai.register_fn("replace", |text: &str, from: &str, to: &str| -> Fallible<String> {
        work(text.len());
        let hits = if from.is_empty() { 0 } else { text.matches(from).count() };
        if text.len() + hits * to.len() > LARGEST {
            return Err(OwnError::boxed("`replace` would make a text that is too large"));
        }
        Ok(if hits == 0 { text.to_owned() } else { text.replace(from, to) })
    });
    rhai.register_fn("words", |text: &str| -> Array {
        work(text.len());
        let clean =
            |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_owned();
        let words = text.split_whitespace().map(clean).filter(|word| !word.is_empty());
        words.take(500).map(Dynamic::from).collect()
    });
    rhai.register_fn("split", |text: &str, by: &str| -> Array {
        work(text.len());
        let pieces: Vec<&str> = if by.is_empty() {
            text.split_whitespace().collect()
        } else {
            text.split(by).collect()
        };
        pieces.into_iter().take(500).map(|piece| Dynamic::from(piece.to_owned())).collect()
    });
    rhai.register_fn("join", |list: Array, by: &str| -> Fallible<String> {
        let items = plains(&list);
        if items.iter().map(String::len).sum::<usize>() + by.len() * items.len() > LARGEST {
            return Err(OwnError::boxed("`join` would make a text that is too large"));
        }
        Ok(items.join(by))
    });
}

fn lists(rhai: &mut rhai::Engine) {
    rhai.register_fn("first", |list: Array| list.first().cloned().unwrap_or(Dynamic::UNIT));
    rhai.register_fn("last", |list: Array| list.last().cloned().unwrap_or(Dynamic::UNIT));
    rhai.register_fn("common", |a: Array, b: Array| -> Array {
        let b = plains(&b);
        work(a.len() * b.len());
        a.into_iter().filter(|item| b.contains(&plain(item))).collect()
    });
    rhai.register_fn("sum", |list: Array| -> Fallible<Dynamic> {
        let wrong = || OwnError::boxed("`sum` wants a list of numbers");
        let whole: Option<Vec<i64>> = list.iter().map(|item| item.as_int().ok()).collect();
        if let Some(whole) = whole {
            let sum = whole.into_iter().try_fold(0_i64, i64::checked_add);
            return sum.map(Dynamic::from).ok_or_else(wrong);
        }
        let number = |item: &Dynamic| item.as_float().or(item.as_int().map(|whole| whole as f64));
        let numbers: Result<Vec<f64>, _> = list.iter().map(number).collect();
        numbers.map(|numbers| Dynamic::from(numbers.iter().sum::<f64>())).map_err(|_| wrong())
    });
    rhai.register_fn("reversed", |mut list: Array| {
        list.reverse();
        list
    });
    rhai.register_fn("sorted", |list: Array| -> Array {
        let mut keyed: Vec<(Key, Dynamic)> =
            list.into_iter().map(|item| (Key::of(&item), item)).collect();
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        keyed.into_iter().map(|(_, item)| item).collect()
    });
}

/// What a value is sorted by: numbers first, then texts.
enum Key {
    Number(f64),
    Text(String),
}

impl Key {
    fn of(value: &Dynamic) -> Key {
        let number = value.as_float().or(value.as_int().map(|number| number as f64));
        match number {
            Ok(number) => Key::Number(number),
            Err(_) => {
                let text = plain(value);
                work(text.len() * 8);
                Key::Text(text)
            }
        }
    }

    fn cmp(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
        }
    }
}

/// Rhai says `false` when unlike kinds are compared; that would send people down the wrong path
/// in silence. It must not take its short way for standard types, or it would not ask here.
fn comparisons(rhai: &mut rhai::Engine) {
    rhai.set_fast_operators(false);
    type Holds = fn(Ordering) -> bool;
    let signs: [(&str, Holds); 4] = [
        ("<", Ordering::is_lt),
        ("<=", Ordering::is_le),
        (">", Ordering::is_gt),
        (">=", Ordering::is_ge),
    ];
    for (sign, holds) in signs {
        rhai.register_fn(sign, move |a: Dynamic, b: Dynamic| -> Fallible<bool> {
            if let Some(order) = order(&a, &b) {
                return Ok(holds(order));
            }
            let nothing = a.is_unit() || b.is_unit();
            Err(OwnError::boxed(if nothing {
                format!("`{sign}` cannot compare with nothing: ask whether it is `()` first")
            } else {
                format!("`{sign}` cannot compare values of different kinds")
            }))
        });
    }
}

/// How two numbers or two texts stand to each other; of other values nobody can say.
fn order(a: &Dynamic, b: &Dynamic) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return Some(a.cmp(&b));
    }
    let number = |value: &Dynamic| value.as_float().or(value.as_int().map(|whole| whole as f64));
    if let (Ok(a), Ok(b)) = (number(a), number(b)) {
        return a.partial_cmp(&b);
    }
    let text = |value: &Dynamic| match value.as_char() {
        Ok(letter) => Some(letter.to_string().into()),
        Err(_) => value.as_immutable_string_ref().ok().map(|text| text.clone()),
    };
    Some(text(a)?.cmp(&text(b)?))
}

fn helpers(rhai: &mut rhai::Engine) {
    for helper in Helper::ALL {
        if helper.needs_original() {
            rhai.register_fn(helper.rhai_name(), move |answer: &str, original: &str| {
                findings(helper, answer, Some(original))
            });
        } else {
            rhai.register_fn(helper.rhai_name(), move |answer: &str| {
                findings(helper, answer, None)
            });
        }
        // A skipped answer has nothing to notice.
        rhai.register_fn(helper.rhai_name(), |(): ()| Array::new());
        rhai.register_fn(helper.rhai_name(), |(): (), _: Dynamic| Array::new());
        rhai.register_fn(helper.rhai_name(), |_: &str, (): ()| Array::new());
    }
}

fn findings(helper: Helper, answer: &str, original: Option<&str>) -> Array {
    // A helper reads a text many times over.
    work((answer.len() + original.map_or(0, str::len)) * 32);
    let found = helper.check(answer, original);
    let entries = found.into_iter().map(|finding| {
        let mut map = rhai::Map::new();
        map.insert("code".into(), finding.helper.name().into());
        map.insert("text".into(), answer.get(finding.span.clone()).unwrap_or("").to_owned().into());
        map.insert("start".into(), (finding.span.start as i64).into());
        map.insert("end".into(), (finding.span.end as i64).into());
        map.insert("why".into(), finding.why.into());
        map.insert("suggestion".into(), finding.suggestion.into());
        Dynamic::from_map(map)
    });
    entries.collect()
}

fn moment() -> Moment {
    CONTEXT.with_borrow(|context| context.now)
}

fn label(id: Dynamic) -> String {
    if let Ok(list) = id.as_array_ref() {
        return list.iter().map(|id| label(id.clone())).collect::<Vec<_>>().join(", ");
    }
    let Ok(name) = id.as_immutable_string_ref().map(|name| name.to_string()) else {
        return plain(&id);
    };
    CONTEXT.with_borrow(|context| {
        let made_up = context.made_up.iter().find(|(id, _)| *id == name).map(|(_, text)| text);
        made_up.or_else(|| context.labels.get(&name)).cloned().unwrap_or(name)
    })
}

fn table(rows: Array) -> Fallible<String> {
    let row = |row: &Dynamic| -> Fallible<Vec<String>> {
        let cells = row
            .as_array_ref()
            .map_err(|_| OwnError::boxed("`table` wants a list of rows, each of them a list"))?;
        Ok(plains(&cells))
    };
    let rows = rows.iter().map(row).collect::<Fallible<Vec<_>>>()?;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let longest = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(String::len).max();
    let wide: usize = (0..columns).filter_map(longest).map(|cell| cell + 3).sum();
    if wide * rows.len() > LARGEST {
        return Err(OwnError::boxed("`table` would make a text that is too large"));
    }
    Ok(text::table(&rows))
}

/// Counts what a function reads or writes against what an evaluation may do.
fn work(bytes: usize) {
    WORK.set(WORK.get().saturating_add(bytes));
}

fn plains(list: &[Dynamic]) -> Vec<String> {
    let items: Vec<String> = list.iter().map(plain).collect();
    work(items.iter().map(|item| item.len() + 16).sum());
    items
}

/// The longest text a script can hold, in bytes.
const LARGEST: usize = super::LARGEST_TEXT;

/// The next number of this evaluation's own chance.
fn chance() -> Fallible<u64> {
    CONTEXT.with_borrow_mut(|context| {
        let state = context.chance.as_mut().ok_or_else(|| {
            OwnError::boxed("chance has no place here: `set` a variable by it, and use that")
        })?;
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        Ok(mix(*state))
    })
}

/// SplitMix64's finaliser (Steele, Lea and Flood, 2014): integers only, the same everywhere.
pub(crate) fn mix(state: u64) -> u64 {
    let mut mixed = state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn random(below: i64) -> Fallible<i64> {
    let Some(bound) = u64::try_from(below).ok().filter(|bound| *bound > 0) else {
        return Err(OwnError::boxed("`random` wants a number above zero"));
    };
    let wide = u128::from(chance()?) * u128::from(bound);
    Ok(i64::try_from(wide >> 64).unwrap_or(0))
}

fn shuffle(mut list: Array) -> Fallible<Array> {
    for at in (1..list.len()).rev() {
        let other = random(at as i64 + 1)?;
        list.swap(at, usize::try_from(other).unwrap_or(0));
    }
    Ok(list)
}

/// A value as it reads in a sentence.
fn plain(value: &Dynamic) -> String {
    match convert::from_dynamic(value.clone()) {
        Ok(crate::value::Value::Person(_)) | Err(_) => {
            ImmutableString::from(value.to_string()).to_string()
        }
        Ok(value) => value.to_string(),
    }
}
