//! A run written down as a scenario while it is played. What is not kept is not written, nor
//! anything of what words of danger brought up. Plays nothing and writes no file.

use std::time::Duration;

use super::mend::quoted;
use crate::helpers;
use crate::session::{Act, Input, Notice, Output, PromptKind, Start, To};
use crate::time::{Moment, show_length};

/// A run that is written down: give it every output that is polled and every input that was
/// handled.
#[derive(Debug, Clone)]
pub struct Recording {
    people: Vec<(String, String)>,
    /// Names in the order in which people came.
    names: Vec<String>,
    seed: u64,
    start: Moment,
    /// The instant of the last input.
    now: Moment,
    /// What the session rests on, and whether that may be kept.
    rest: Option<(Output, bool)>,
    lines: Vec<Line>,
    /// The last line was not answered yet: it may turn out not to have been taken.
    open: bool,
    /// Words came where nobody was asked: they may be the word that stops.
    unread: Option<String>,
    /// Someone gave a name for this role.
    joins: Option<(String, String)>,
    /// Something came up that is not written, not even that it did.
    care: bool,
    /// Something is answered that is not kept.
    unkept: bool,
    /// The clock of this pause was held or it was made longer.
    held: bool,
    ending: Option<String>,
}

#[derive(Debug, Clone)]
enum Line {
    Act { place: String, act: String, nudges: Vec<String>, keep: bool },
    After { place: String, length: Duration },
    Unkept { place: String, at: String },
}

impl Recording {
    /// Of a run that begins with `start`.
    pub fn new(start: &Start) -> Recording {
        let named = start.people.iter().filter(|(_, name)| !name.is_empty());
        Recording {
            people: named.clone().cloned().collect(),
            names: named.map(|(_, name)| name.clone()).collect(),
            seed: start.seed,
            start: start.at,
            now: start.at,
            rest: None,
            lines: Vec::new(),
            open: false,
            unread: None,
            joins: None,
            care: false,
            unkept: false,
            held: false,
            ending: None,
        }
    }

    /// The session said `output`; `kept` as [`Session::is_kept`](crate::Session::is_kept) says.
    pub fn output(&mut self, output: &Output, kept: bool) {
        match output {
            Output::Reject { .. } => self.not_taken(),
            Output::Notice { notice: Notice::TimeUp, .. } => self.not_taken(),
            Output::Nudge { nudge, .. } if self.open => {
                if let Some(Line::Act { nudges, .. }) = self.lines.last_mut()
                    && !nudges.contains(&nudge.code)
                {
                    nudges.push(nudge.code.clone());
                }
            }
            Output::End(ending) => {
                if let Some(place) = self.unread.take().filter(|_| ending.stopped && kept) {
                    let act = "command = \"stop\"".to_owned();
                    self.lines.push(Line::Act { place, act, nudges: Vec::new(), keep: false });
                }
                self.ending = kept.then(|| ending.name.clone());
            }
            _ => {}
        }
        if !output.is_resting() {
            return;
        }
        if let Some((role, name)) = self.joins.take() {
            self.people.push((role, name.clone()));
            self.names.push(name);
        }
        let same_pause = |(rest, _): &(Output, bool)| match (rest, output) {
            (Output::Pause(was), Output::Pause(is)) => was.began == is.began,
            _ => false,
        };
        self.held &= self.rest.as_ref().is_some_and(same_pause);
        self.rest = Some((output.clone(), kept));
    }

    /// The session took `input`; `kept` as it says after that. `step` is where it stood before,
    /// and `deadline` what it waited for.
    pub fn input(&mut self, input: &Input, kept: bool, step: &str, deadline: Option<Moment>) {
        self.open = false;
        let Some((rest, shown)) = self.rest.clone() else { return };
        if !kept {
            // An open question whose answer is not kept has brought up something of its own.
            self.care |= shown && !self.unkept;
            if shown && !self.unkept {
                let place = self.place(step, rest.to());
                self.time(input, &rest, &place, deadline);
            }
            if !self.care && !std::mem::replace(&mut self.unkept, true) {
                let (place, at) = (self.place(step, rest.to()), step.to_owned());
                self.lines.push(Line::Unkept { place, at });
            }
            self.now = input.at;
            return;
        }
        (self.care, self.unkept) = (false, false);
        let place = self.place(step, rest.to());
        self.time(input, &rest, &place, deadline);
        // Said once more after a page of help, such words are taken; they are not for a file.
        if matches!(&input.act, Act::Answer(words) if helpers::crisis(words).is_some()) {
            self.lines.push(Line::Unkept { place, at: step.to_owned() });
            return;
        }
        let asked = matches!(&rest, Output::Ask(prompt) if prompt.kind != PromptKind::Continue);
        let words = matches!(input.act, Act::Answer(_));
        self.unread = (words && !asked).then(|| place.clone());
        if let Some(act) = self.act(&input.act, &rest) {
            self.lines.push(Line::Act { place, act, nudges: Vec::new(), keep: false });
            self.open = true;
        }
    }

    fn not_taken(&mut self) {
        if std::mem::take(&mut self.open) {
            self.lines.pop();
        }
        self.joins = None;
    }

    /// The place of a line, as it is written.
    fn place(&self, step: &str, to: To) -> String {
        let by = match to {
            To::One(person) if self.names.len() > 1 => self.names.get(person.index()),
            _ => None,
        };
        let by = by.map(|name| format!(", by = {}", quoted(name))).unwrap_or_default();
        format!("at = {}{by}", quoted(step))
    }

    /// A line for the time that passed, where time counts.
    fn time(&mut self, input: &Input, rest: &Output, place: &str, deadline: Option<Moment>) {
        let passed = input.at.since(self.now);
        let seconds = match (rest, deadline) {
            (Output::Ask(_), Some(due)) if input.at.unix_ms >= due.unix_ms => {
                passed.as_secs() + u64::from(passed.subsec_nanos() > 0)
            }
            (Output::Ask(_), Some(_)) => passed.as_secs(),
            (Output::Pause(_), _) if self.held || waits(&input.act) => 0,
            (Output::Pause(_), _) => passed.as_secs(),
            _ => 0,
        };
        self.held |= matches!(input.act, Act::Hold | Act::Stretch(_));
        if seconds == 0 && deadline.is_some() && matches!(rest, Output::Ask(_)) {
            return;
        }
        self.now = input.at;
        if seconds == 0 {
            return;
        }
        let length = Duration::from_secs(seconds);
        match self.lines.last_mut() {
            Some(Line::After { place: last, length: before }) if *last == *place => {
                *before += length;
            }
            _ => self.lines.push(Line::After { place: place.to_owned(), length }),
        }
    }

    /// What happens in a line; nothing where a scenario goes on by itself.
    fn act(&mut self, act: &Act, rest: &Output) -> Option<String> {
        if matches!(act, Act::Keep) {
            return self.keep(rest);
        }
        let handing = matches!(rest, Output::HandOver(_));
        let command = match act {
            Act::Time => return None,
            Act::Back => "back",
            Act::Stop => "stop",
            Act::Break => "pause",
            Act::Repeat | Act::Recap | Act::Help if handing => return None,
            Act::Repeat => "repeat",
            Act::Recap => "recap",
            Act::Help => "help",
            Act::Skip => return Some("skip = true".to_owned()),
            Act::Ready if matches!(rest, Output::Pause(_)) => return Some("go = true".to_owned()),
            _ => {
                let Output::Ask(prompt) = rest else { return None };
                return match (act, &prompt.kind) {
                    (_, PromptKind::Continue) => None,
                    (Act::Answer(name), PromptKind::Name { role }) => {
                        self.joins = Some((role.clone(), name.trim().to_owned()));
                        None
                    }
                    (Act::Answer(typed), _) => Some(answer(&prompt.meant(typed), &prompt.kind)),
                    (act, kind) => Some(answer(act, kind)),
                };
            }
        };
        Some(format!("command = \"{command}\""))
    }

    /// Words are kept as they are: the line that gave them says so. If something lies between,
    /// they are given once more.
    fn keep(&mut self, rest: &Output) -> Option<String> {
        if let Some(Line::Act { nudges, keep, .. }) = self.lines.last_mut()
            && !nudges.is_empty()
        {
            *keep = true;
            return None;
        }
        let Output::Ask(prompt) = rest else { return None };
        prompt.draft.as_ref().map(|words| format!("answer = {}", quoted(words)))
    }

    /// The scenario, under this name.
    pub fn text(&self, name: &str) -> String {
        let mut text =
            format!("name = {}\nseed = {}\nstart = {}\n", quoted(name), self.seed, self.start);
        if !self.people.is_empty() {
            let person = |(role, name): &(String, String)| match role.is_empty() {
                true => quoted(name),
                false => format!("{role} = {}", quoted(name)),
            };
            let people: Vec<String> = self.people.iter().map(person).collect();
            let people = people.join(", ");
            text.push_str(&match self.people.iter().all(|(role, _)| role.is_empty()) {
                true => format!("people = [{people}]\n"),
                false => format!("people = {{ {people} }}\n"),
            });
        }
        text.push_str("\nplay = [\n");
        let mut out = "";
        for line in &self.lines {
            if let Line::Unkept { at, .. } = line {
                text.push_str(&unkept(at, out.is_empty()));
                out = "# ";
            }
            text.push_str(&format!("  {out}{}\n", line.text()));
        }
        text.push_str("]\n");
        if let Some(ending) = &self.ending {
            text.push_str(&format!("{out}ends = {}\n", quoted(ending)));
        }
        text
    }
}

impl Line {
    fn text(&self) -> String {
        let (place, act, nudges, keep) = match self {
            Line::Act { place, act, nudges, keep } => (place, act, nudges, keep),
            Line::After { place, length } => {
                return format!("{{ {place}, after = \"{}\" }},", show_length(*length));
            }
            Line::Unkept { place, .. } => return format!("{{ {place}, \u{2026} }},"),
        };
        let names: Vec<String> = nudges.iter().map(|nudge| quoted(nudge)).collect();
        let nudge = match names.as_slice() {
            [] => String::new(),
            [one] => format!(", nudge = {one}"),
            all => format!(", nudge = [{}]", all.join(", ")),
        };
        let keep = if *keep { ", keep = true" } else { "" };
        format!("{{ {place}, {act}{nudge}{keep} }},")
    }
}

/// What stands in place of an answer that is not kept.
fn unkept(at: &str, first: bool) -> String {
    let mut words =
        format!("  # At `{at}` something was answered that is kept nowhere, so not here either.\n");
    if first {
        words.push_str("  # This scenario stops before it. To go on, put an answer of your own where \u{2026} stands,\n");
        words.push_str("  # and take away the # before it and the lines that follow.\n");
    }
    words
}

/// Inputs at a pause that let it run on or are its end.
fn waits(act: &Act) -> bool {
    matches!(act, Act::Time | Act::Hold | Act::Stretch(_))
}

/// An answer as it is written.
fn answer(act: &Act, kind: &PromptKind) -> String {
    match act {
        Act::Choose { ids, other } if !ids.is_empty() || other.is_some() => {
            let listed: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
            let list = match listed.as_slice() {
                [one] => one.clone(),
                all => format!("[{}]", all.join(", ")),
            };
            match (other, ids.is_empty()) {
                (None, _) => format!("choose = {list}"),
                (Some(own), true) => format!("choose = {{ other = {} }}", quoted(own)),
                (Some(own), false) => {
                    format!("choose = {{ ids = {list}, other = {} }}", quoted(own))
                }
            }
        }
        Act::Rate(number) => format!("rate = {number}"),
        Act::Consent(yes) => {
            let key = if matches!(kind, PromptKind::Share { .. }) { "share" } else { "confirm" };
            format!("{key} = \"{}\"", if *yes { "yes" } else { "no" })
        }
        Act::Answer(typed) => format!("answer = {}", quoted(typed)),
        _ => "answer = \"\"".to_owned(),
    }
}
