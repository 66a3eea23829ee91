//! What a person can do where a session rests: each choice, yes and no, numbers and words that
//! stand for all others, waiting and not waiting. Does none of it.

use super::flow::is_free;
use super::guide::Guide;
use crate::program::{Action, Node, Program};
use crate::session::{Act, Late, Output, Probe, Prompt, PromptKind, What};

/// Words that stand for any others.
const WORDS: &str = "a few words";
/// More of them, where a guard looks closely.
const EXAMPLES: [&str; 6] = [
    "I feel sad and tired.",
    "I feel that you never listen to me.",
    "You must not see your friends any more.",
    "I need you to come home at six on Friday.",
    "Yes.",
    "I do not know.",
];
/// So many choices are tried in all combinations.
const COMBINED: usize = 5;
/// So many numbers of a scale are tried one by one.
const EACH_NUMBER: i64 = 101;

/// One thing that can happen.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Move {
    Do(Act),
    /// The pause is waited out.
    Wait,
    /// The pause is left before its end.
    Leave,
    Late(Late),
    /// The same, with chance falling in a way of its own.
    Chance(u64, Box<Move>),
}

/// How many ways chance may fall, where it decides.
const FALLS: u64 = 8;

/// What can happen at `rest`.
pub(super) fn at(
    program: &Program,
    guide: &Guide<'_>,
    probe: &Probe,
    rest: &Output,
    seed: u64,
) -> Vec<Move> {
    let (unit, id) = probe.place();
    let node = &program.units[unit].nodes[id];
    let mut moves = match rest {
        Output::Ask(prompt) => {
            let acts = answers(guide, probe, prompt, node);
            acts.into_iter().map(Move::Do).collect()
        }
        Output::Pause(_) => vec![Move::Wait, Move::Leave],
        Output::HandOver(_) => vec![Move::Do(Act::Ready)],
        _ => Vec::new(),
    };
    if matches!(rest, Output::Ask(_)) {
        moves.extend(probe.lates().into_iter().map(Move::Late));
    }
    if guide.chance {
        let falls = (0..FALLS).flat_map(|fall| {
            let seed = seed.wrapping_add(fall);
            moves.iter().map(move |made| Move::Chance(seed, Box::new(made.clone())))
        });
        return falls.collect();
    }
    moves
}

/// What can be done by itself where nobody has to answer.
pub(super) fn by_itself(rest: &Output, probe: &Probe) -> Option<Act> {
    match rest {
        Output::HandOver(_) => Some(Act::Ready),
        Output::Ask(prompt) => match &prompt.kind {
            PromptKind::Continue if probe.lates().is_empty() => Some(Act::Ready),
            PromptKind::Name { role } => Some(Act::Answer(name(role))),
            _ => None,
        },
        _ => None,
    }
}

/// What the person in a role is called here.
pub(super) fn name(role: &str) -> String {
    let mut letters = role.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Someone".to_owned(),
    }
}

fn answers(guide: &Guide<'_>, probe: &Probe, prompt: &Prompt, node: &Node) -> Vec<Act> {
    if prompt.nudged {
        return vec![Act::Keep];
    }
    let (unit, id) = probe.place();
    let asked = guide.asked(unit, id);
    let closely = guide.looked_into.contains(&(unit, id)) || (is_free(node) && asked.what);
    let mut acts = match &prompt.kind {
        PromptKind::Continue => vec![Act::Ready],
        PromptKind::Confirm | PromptKind::Share { .. } => {
            vec![Act::Consent(true), Act::Consent(false)]
        }
        PromptKind::Invite { .. } => typed(["now", "later", "no"]),
        PromptKind::Name { role } => typed([name(role)]),
        PromptKind::Rate { from, to, .. } => {
            let numbers = numbers(guide, probe, *from, *to);
            numbers.into_iter().map(Act::Rate).collect()
        }
        PromptKind::Choose { choices, other, pick, .. } => {
            let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
            let few = few(&ids, guide, asked.what || !asked.written.is_empty());
            let mut acts = chosen(&ids, &few, *pick);
            if *other {
                acts.push(Act::Choose { ids: Vec::new(), other: Some(WORDS.to_owned()) });
            }
            acts
        }
        PromptKind::List { given, min, max, each } => {
            let mut acts = Vec::new();
            if given.len() < (*min).max(2).min(*max) {
                acts.extend(single(guide, probe, node, each, closely).into_iter().take(1));
            }
            if given.len() >= (*min).max(1) {
                acts.push(Act::Answer(String::new()));
            }
            acts
        }
        other => single(guide, probe, node, other, closely),
    };
    let given = matches!(&prompt.kind, PromptKind::List { given, .. } if !given.is_empty());
    if prompt.required.is_none() && !given && !matches!(prompt.kind, PromptKind::Continue) {
        acts.push(Act::Skip);
    }
    acts
}

fn typed<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Vec<Act> {
    words.into_iter().map(|word| Act::Answer(word.into())).collect()
}

fn single(
    guide: &Guide<'_>,
    probe: &Probe,
    node: &Node,
    kind: &PromptKind,
    closely: bool,
) -> Vec<Act> {
    match kind {
        // One for each item would make all combinations of them.
        PromptKind::Words { .. } if closely && node.over.is_some() => typed([WORDS, EXAMPLES[1]]),
        PromptKind::Words { .. } if closely => {
            let known = guide.known_words.iter().filter(|word| !word.trim().is_empty()).take(4);
            let examples = EXAMPLES.iter().map(|word| (*word).to_owned());
            typed(std::iter::once(WORDS.to_owned()).chain(examples).chain(known.cloned()))
        }
        PromptKind::Integer { min, max } => {
            let from = min.unwrap_or_else(|| max.map_or(0, |max| max.min(0)));
            let to = max.unwrap_or(from.saturating_add(100));
            let numbers = numbers(guide, probe, from, to);
            typed(numbers.into_iter().map(|number| number.to_string()))
        }
        PromptKind::Number { min, max } => {
            let from = min.unwrap_or_else(|| max.map_or(0.0, |max| max.min(0.0)));
            typed([from.to_string(), max.unwrap_or(from + 1.5).to_string()])
        }
        PromptKind::Date => {
            let days =
                |days: u64| probe.clock().after(std::time::Duration::from_secs(days * 86_400));
            typed([days(1).date(), days(14).date()])
        }
        PromptKind::Time => typed(["18:00"]),
        _ => typed([fitting(node)]),
    }
}

/// Words of a length that is taken.
fn fitting(node: &Node) -> String {
    let least = match &node.action {
        Action::Ask(ask) => match &ask.min {
            Some(crate::program::Operand::Literal(crate::value::Value::Int(least))) => *least,
            _ => 0,
        },
        _ => 0,
    };
    let mut words = WORDS.to_owned();
    while (words.chars().count() as i64) < least.min(4_000) {
        words.push_str(" and more");
    }
    words
}

/// The numbers between `from` and `to` that stand for all.
fn numbers(guide: &Guide<'_>, probe: &Probe, from: i64, to: i64) -> Vec<i64> {
    let (unit, id) = probe.place();
    let mut numbers: Vec<i64> = match &guide.asked(unit, id).numbers {
        None if to.saturating_sub(from) < EACH_NUMBER => (from..=to).collect(),
        None => vec![from, from.saturating_add(1), from.midpoint(to), to],
        Some(limits) => limits
            .iter()
            .flat_map(|limit| [limit.saturating_sub(1), *limit, limit.saturating_add(1)])
            .filter(|number| (from..=to).contains(number))
            .chain([from, to])
            .collect(),
    };
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Of many choices those that can make a difference.
fn few<'a>(ids: &[&'a str], guide: &Guide<'_>, matters: bool) -> Vec<&'a str> {
    if matters || ids.len() <= COMBINED {
        return ids.to_vec();
    }
    let known = ids.iter().skip(1).filter(|id| guide.known_words.contains(**id));
    ids.iter().take(1).chain(known).copied().collect()
}

fn chosen(ids: &[&str], few: &[&str], pick: Option<(usize, usize)>) -> Vec<Act> {
    let act = |ids: &[&str]| Act::Choose {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        other: None,
    };
    let Some((least, most)) = pick else {
        return few.iter().map(|id| act(&[id])).collect();
    };
    if ids.len() <= COMBINED {
        let sets = (0_u32..1 << ids.len()).filter_map(|set| {
            let set: Vec<&str> =
                (0..ids.len()).filter(|at| set & (1 << at) != 0).map(|at| ids[at]).collect();
            (least..=most).contains(&set.len()).then(|| act(&set))
        });
        return sets.collect();
    }
    let filled = |first: &str, count: usize| {
        let rest = ids.iter().filter(|id| **id != first).take(count.saturating_sub(1));
        act(&std::iter::once(&first).chain(rest).copied().collect::<Vec<_>>())
    };
    let mut acts: Vec<Act> = few.iter().map(|id| filled(id, least.max(1))).collect();
    if least == 0 {
        acts.push(act(&[]));
    }
    if most > least.max(1)
        && let Some(first) = few.first()
    {
        acts.push(filled(first, most));
    }
    acts
}

impl Move {
    /// Does it.
    pub(super) fn make(
        &self,
        program: &Program,
        probe: &Probe,
    ) -> Result<(Probe, crate::session::Passage), crate::session::SessionError> {
        match self {
            Move::Do(act) => probe.after(program, act),
            Move::Wait => probe.waited(program),
            Move::Late(late) => probe.late(program, *late),
            Move::Chance(seed, made) => made.make(program, &probe.with_seed(*seed)),
            Move::Leave => {
                let (left, passage) = probe.after(program, &Act::Skip)?;
                let same = matches!(left.rest(), Output::Pause(_)) && left.place() == probe.place();
                // A pause that its author would rather have kept takes two.
                let moved = passage.events.iter().any(|event| matches!(event.what, What::Left(..)));
                let again = same && !moved;
                if again { left.after(program, &Act::Skip) } else { Ok((left, passage)) }
            }
        }
    }

    /// Which of `all` moves is this one, at `index`, with chance falling the first way.
    pub(super) fn fallen_from(&self, index: usize, all: usize) -> usize {
        match self {
            Move::Chance(..) => index % (all / FALLS as usize),
            _ => index,
        }
    }

    /// The same without what chance does.
    pub(super) fn plain(&self) -> &Move {
        match self {
            Move::Chance(_, made) => made.plain(),
            other => other,
        }
    }
}
