//! From a way that was found to the answers a person gives on it, and to a scenario that repeats
//! it. Plays the way once more to say what it is.

use std::fmt::Write as _;

use super::ExploreError;
use super::moves::{self, Move};
use super::report::Answer;
use super::walk::{END, Walk, Way};
use crate::program::{Action, NodeId, Program, UnitId};
use crate::session::{Act, Late, Output, Probe, Prompt, PromptKind, SessionError, Start};
use crate::text::Text;

/// So many seeds are tried for a scenario in which chance has to fall in one way.
const SEEDS: u64 = 500;

/// The steps that `name` names: `step`, or `part/step`.
pub(super) fn find(program: &Program, name: &str) -> Result<Vec<(UnitId, NodeId)>, ExploreError> {
    let mut found = Vec::new();
    let (of, step) = match name.rsplit_once('/') {
        Some((of, step)) => (Some(of.rsplit('/').next().unwrap_or(of)), step),
        None => (None, name),
    };
    for (id, unit) in program.units.iter().enumerate() {
        let called = unit.part.as_deref().unwrap_or(&program.definitions[unit.definition].id);
        let here = of.map_or(id == 0, |of| of == called);
        found.extend(unit.index.get(step).filter(|_| here).map(|node| (id, *node)));
    }
    match found.is_empty() {
        true => Err(ExploreError::UnknownStep(name.to_owned())),
        false => Ok(found),
    }
}

/// Who plays on a way, and what they do in turn: each as one of the moves there.
fn moves(walk: &Walk<'_>, way: &Way) -> (Start, Vec<u16>) {
    let mut moves: Vec<u16> = way.moves.iter().rev().copied().collect();
    let mut at = way.from;
    while let Some(place) = walk.places.get(at as usize).filter(|place| place.parent != END) {
        moves.push(place.made);
        at = place.parent;
    }
    moves.reverse();
    let root = walk.roots.iter().position(|(root, _)| *root == at);
    (walk.starts[root.unwrap_or(0)].clone(), moves)
}

/// The answers on a way, in order.
pub(super) fn answers(walk: &Walk<'_>, way: &Way) -> Vec<Answer> {
    let (start, moves) = moves(walk, way);
    let mut answers = Vec::new();
    let Ok((probe, _)) = Probe::start(walk.program, &start) else { return answers };
    let (mut probe, _) = settle(walk.program, probe);
    for (number, index) in moves.iter().enumerate() {
        let rest = probe.rest().clone();
        let known = moves::at(walk.program, walk.guide, &probe, &rest, walk.options.seed);
        let Some(made) = known.get(usize::from(*index)) else { break };
        let last = number + 1 == moves.len();
        answers.extend(answer(&probe, &rest, made, last));
        match made.make(walk.program, &probe) {
            Ok((next, _)) => probe = settle(walk.program, next).0,
            Err(_) => break,
        }
    }
    answers
}

/// Goes on over what needs no answer, as far as that goes.
fn settle(program: &Program, mut probe: Probe) -> (Probe, Result<(), SessionError>) {
    while let Some(act) = moves::by_itself(probe.rest(), &probe) {
        match probe.after(program, &act) {
            Ok((next, _)) => probe = next,
            Err(error) => return (probe, Err(error)),
        }
    }
    (probe, Ok(()))
}

/// A move as an answer; nothing where it comes by itself.
fn answer(probe: &Probe, rest: &Output, made: &Move, last: bool) -> Option<Answer> {
    let (step, by, question) = match rest {
        Output::Ask(prompt) => (&prompt.step, probe.name(prompt.to), prompt.question.plain()),
        Output::Pause(pause) => (&pause.step, probe.name(pause.to), ""),
        _ => return None,
    };
    let (said, play) = match (made.plain(), rest) {
        (Move::Wait, Output::Pause(pause)) if last => {
            let seconds = pause.ends.since(probe.clock()).as_secs();
            ("waits".to_owned(), format!("after = \"{seconds}s\""))
        }
        (Move::Wait | Move::Chance(..), _) => return None,
        (Move::Leave, _) => {
            ("goes on before the pause is over".to_owned(), "skip = true".to_owned())
        }
        (Move::Late(late), _) => {
            let seconds = probe.left(*late).div_ceil(1_000);
            let what = match late {
                Late::Question => "lets the time for this question run out",
                Late::Timer(..) => "lets the timer run out",
            };
            (what.to_owned(), format!("after = \"{seconds}s\""))
        }
        (Move::Do(act), Output::Ask(prompt)) => done(act, prompt)?,
        (Move::Do(_), _) => return None,
    };
    let by = by.filter(|name| !name.is_empty()).map(str::to_owned);
    let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Answer { step: step.to_string(), by, question, said, play })
}

/// An act in words, and as a line of a scenario.
fn done(act: &Act, prompt: &Prompt) -> Option<(String, String)> {
    Some(match (act, &prompt.kind) {
        (Act::Ready, _) => ("goes on".to_owned(), "go = true".to_owned()),
        (Act::Skip, _) => ("skips it".to_owned(), "skip = true".to_owned()),
        // A kept answer is part of the line above it.
        (Act::Keep, _) => ("keeps the words".to_owned(), "keep".to_owned()),
        (Act::Consent(yes), kind) => {
            let word = if *yes { "yes" } else { "no" };
            let key = if matches!(kind, PromptKind::Share { .. }) { "share" } else { "confirm" };
            (word.to_owned(), format!("{key} = \"{word}\""))
        }
        (Act::Rate(number), _) => (number.to_string(), format!("rate = {number}")),
        (Act::Answer(word), PromptKind::Invite { .. }) => {
            (word.clone(), format!("invite = \"{word}\""))
        }
        (Act::Answer(line), PromptKind::List { .. }) if line.is_empty() => {
            ("ends the list".to_owned(), "answer = \"\"".to_owned())
        }
        (Act::Answer(line), _) => (quoted(line), format!("answer = {}", quoted(line))),
        (Act::Choose { ids, other: Some(own) }, _) if ids.is_empty() => {
            (quoted(own), format!("choose = {{ other = {} }}", quoted(own)))
        }
        (Act::Choose { ids, .. }, PromptKind::Choose { pick, .. }) => {
            let listed: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
            let play = match (pick, listed.as_slice()) {
                (None, [one]) => format!("choose = {one}"),
                _ => format!("choose = [{}]", listed.join(", ")),
            };
            (ids.join(", "), play)
        }
        _ => return None,
    })
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in Text::from_plain(text).plain().chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A scenario that repeats the answers on a way, as far as the step `to`.
pub(super) fn scenario(
    walk: &Walk<'_>,
    name: &str,
    way: &Way,
    answers: &[Answer],
    to: &str,
) -> String {
    let (start, _) = moves(walk, way);
    let mut out = String::new();
    let _ = writeln!(out, "name = {}", quoted(name));
    let seed = if walk.guide.chance { falls_so(walk, way, to) } else { None };
    let seed = seed.unwrap_or(walk.options.seed);
    if seed != 0 {
        let _ = writeln!(out, "seed = {seed}");
    }
    let _ = writeln!(out, "start = {}", start.at);
    let people: Vec<String> = walk
        .program
        .roles()
        .iter()
        .map(|role| format!("{role} = {}", quoted(&moves::name(role))))
        .collect();
    if people.is_empty() && !start.people.is_empty() {
        let names = start.people.iter().map(|(_, name)| quoted(name));
        let _ = writeln!(out, "people = [{}]", names.collect::<Vec<_>>().join(", "));
    } else if !people.is_empty() {
        let _ = writeln!(out, "people = {{ {} }}", people.join(", "));
    }
    out.push_str("play = [\n");
    for (at, answer) in answers.iter().enumerate() {
        if answer.play == "keep" {
            continue;
        }
        let kept = answers.get(at + 1).is_some_and(|next| next.play == "keep");
        let by = answer.by.as_ref().map(|by| format!(", by = {}", quoted(by)));
        let keep = if kept { ", keep = true" } else { "" };
        let _ = writeln!(
            out,
            "  {{ at = {}{}, {}{keep} }},",
            quoted(&answer.step),
            by.unwrap_or_default(),
            answer.play
        );
    }
    // Where nobody is asked before it, a play would stop short of it.
    if answers.last().is_none_or(|last| last.step != to) && rests(walk, to) {
        let _ = writeln!(out, "  {{ at = {}, command = \"repeat\" }},", quoted(to));
    }
    out.push_str("]\n");
    out
}

/// What chance has to grow from so that a way fails at the step `to`: on the walk it may have
/// fallen anew at each answer, and a scenario has one seed.
fn falls_so(walk: &Walk<'_>, way: &Way, to: &str) -> Option<u64> {
    let (start, indices) = moves(walk, way);
    let fails = |seed: u64| {
        let begun = Probe::start(walk.program, &Start { seed, ..start.clone() }).ok()?;
        let (mut probe, _) = settle(walk.program, begun.0);
        for index in &indices {
            let rest = probe.rest().clone();
            let known = moves::at(walk.program, walk.guide, &probe, &rest, walk.options.seed);
            let made = known.get(usize::from(*index))?.plain().make(walk.program, &probe);
            let failed = match made {
                Ok((next, _)) => {
                    let (next, went) = settle(walk.program, next);
                    probe = next;
                    went.err()
                }
                Err(error) => Some(error),
            };
            if let Some(error) = failed {
                return (error.step == to).then_some(());
            }
        }
        None
    };
    let first = walk.options.seed;
    (first..first.saturating_add(SEEDS)).find(|seed| fails(*seed).is_some())
}

/// Whether somebody is asked at a step, or reads there.
fn rests(walk: &Walk<'_>, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let units = walk.program.units.iter();
    let mut found = units.filter_map(|unit| Some(&unit.nodes[*unit.index.get(name)?]));
    found.all(|node| match node.action {
        Action::Say => node.wait,
        Action::End(_) | Action::Call(_) => false,
        _ => true,
    })
}
