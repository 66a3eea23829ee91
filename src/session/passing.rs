//! What the passing of time does: pauses end, time boxes and timers fire. Asks no clock; the
//! instants come with the inputs.

use super::answer;
use super::evaluate::Fault;
use super::input::Act;
use super::machine::{Go, Machine};
use super::output::Notice;
use super::prompts::{drafted, takes_words};
use super::resting::rested;
use super::state::{Phase, State};
use super::trace::{Way, What};
use crate::helpers::{self, Finding, Tier};
use crate::program::{Action, NodeId};
use crate::text::Text;
use crate::time::Moment;
use crate::value::Person;

/// What time brings.
enum Due {
    Pause,
    Warning(usize, usize),
    Timer(usize, usize),
    Late,
}

/// Words that were being written, and whose they are.
type Unsent = (Option<Person>, String);

impl<'s> Machine<'s> {
    /// Lets time pass up to `now`. True where it moved the session on, so that what the person was
    /// about to answer is gone; the words of `act` are then kept as a draft.
    ///
    /// All that fell due meanwhile happens in its order, but at `now`: what is asked then has all
    /// its time before it.
    pub(super) fn pass(&mut self, now: Moment, act: &Act) -> Result<bool, Fault> {
        let before = self.state.clock;
        if now.unix_ms > before.unix_ms {
            self.state.clock = now;
        }
        if self.state.ticks() {
            let passed = self.state.clock.since(before).as_millis();
            let passed = u64::try_from(passed).unwrap_or(u64::MAX);
            self.state.ticked = self.state.ticked.saturating_add(passed);
        }
        let mut typed = match act {
            Act::Answer(words) => Some(words.as_str()),
            _ => None,
        };
        let mut moved = false;
        while let Some((at, due)) = self.state.next_due(true) {
            if at > self.state.clock.unix_ms {
                break;
            }
            moved |= self.fire(due, &mut typed)?;
        }
        Ok(moved)
    }

    fn fire(&mut self, due: Due, typed: &mut Option<&str>) -> Result<bool, Fault> {
        match due {
            Due::Pause => self.end_pause().map(|()| true),
            Due::Warning(frame, index) => {
                let running = &mut self.state.frames[frame].timers[index];
                running.warn = None;
                let timer = running.timer;
                let left = running.due.saturating_sub(self.state.ticked);
                if left > 0 {
                    let left = std::time::Duration::from_millis(left);
                    self.notice(Notice::EndsSoon { left });
                    self.note(What::Warned(timer));
                }
                Ok(false)
            }
            Due::Timer(..) | Due::Late => {
                if let Some(finding) = self.danger(*typed) {
                    self.care(&finding)?;
                    return Ok(true);
                }
                let unsent = self.unsent(typed.take());
                self.notice(Notice::TimeUp);
                let to = match due {
                    Due::Timer(frame, index) => self.time_up(frame, index),
                    _ => self.late(),
                };
                self.keep_draft(unsent);
                let Some((way, to)) = to else { return Ok(false) };
                self.note(What::Left(way, to));
                self.walk(Go::Enter(to))?;
                Ok(true)
            }
        }
    }

    /// The time box of the prompt is over, once and for all.
    fn late(&mut self) -> Option<(Way, NodeId)> {
        if let Phase::Prompt(pending) = &mut self.state.top_mut().phase {
            pending.due = None;
        }
        self.node().late().map(|late| (Way::Late, late))
    }

    /// A timer fires: what was called above it is over, and so are private ways it did not part.
    fn time_up(&mut self, frame: usize, index: usize) -> Option<(Way, NodeId)> {
        while self.state.frames.len() > frame + 1 {
            self.abandon_frame();
        }
        let top = self.state.top_mut();
        let timer = top.timers.remove(index).timer;
        top.stretch = None;
        let definition = self.program.unit(self.state.top().unit).definition;
        Some((Way::Timer(timer), self.program.definition(definition).timers[timer].to))
    }

    /// Danger in words that were not sent is heard all the same, and comes before the time.
    fn danger(&self, typed: Option<&str>) -> Option<Finding> {
        let Phase::Prompt(pending) = &self.state.top().phase else { return None };
        if !takes_words(&pending.prompt.kind) {
            return None;
        }
        let finding = helpers::crisis(&answer::clean(typed?))?;
        let heard = finding.tier == Some(Tier::Soft) && (pending.cared || self.out.logged);
        (!heard).then_some(finding)
    }

    /// What was being written at the prompt: what was given already, and the words on the line, or
    /// those a nudge had given back.
    fn unsent(&self, typed: Option<&str>) -> Option<Unsent> {
        let Phase::Prompt(pending) = &self.state.top().phase else { return None };
        if !takes_words(&pending.prompt.kind) || !self.node().kept {
            return None;
        }
        let view = self.view(None);
        let given = pending.given.iter().map(|value| view.show(value));
        let nudged = pending.nudged.as_ref().map(|value| view.show(value));
        let line = typed.map(answer::clean).or(nudged);
        let words: Vec<String> = given.chain(line).filter(|line| !line.is_empty()).collect();
        let mut words = words.join("\n");
        words.truncate(words.floor_char_boundary(answer::LONGEST));
        (!words.is_empty()).then(|| (drafted(self.addressed()), words))
    }

    /// What was being written stays its owner's.
    fn keep_draft(&mut self, unsent: Option<Unsent>) {
        let Some(unsent) = unsent else { return };
        let scope = self.state.top().scope;
        let drafts = &mut self.state.scopes[scope].drafts;
        drafts.retain(|(owner, _)| *owner != unsent.0);
        drafts.push(unsent);
    }

    /// The pause that runs is over.
    fn end_pause(&mut self) -> Result<(), Fault> {
        let Phase::Pause(clock) = &self.state.top().phase else { return Ok(()) };
        let seconds = clock.ends.since(clock.began).as_secs();
        let Action::Pause(pause) = &self.node().action else { return Ok(()) };
        let cue: Option<Text> =
            pause.cue.as_ref().map(|cue| self.view(None).text(cue)).transpose()?;
        self.notice(Notice::PauseOver { cue, bell: pause.bell });
        self.walk(Go::Answered(rested(seconds, false)))
    }
}

impl State {
    /// What time brings next, and when, in milliseconds since 1970; `warnings` too, or only what
    /// goes on by itself.
    fn next_due(&self, warnings: bool) -> Option<(i64, Due)> {
        let mut soonest: Option<(i64, Due)> = None;
        let mut offer = |at: i64, due: Due| {
            if soonest.as_ref().is_none_or(|(known, _)| at < *known) {
                soonest = Some((at, due));
            }
        };
        if self.ended.is_some() || self.handing.is_some() {
            return None;
        }
        if let Phase::Pause(clock) = &self.top().phase
            && clock.held.is_none()
        {
            offer(clock.ends.unix_ms, Due::Pause);
        }
        if !self.ticks() {
            return soonest;
        }
        let instant = |at: u64| {
            self.clock.unix_ms.saturating_add_unsigned(at).saturating_sub_unsigned(self.ticked)
        };
        for (frame, of) in self.frames.iter().enumerate() {
            for (index, running) in of.timers.iter().enumerate() {
                if let Some(warn) = running.warn.filter(|_| warnings) {
                    offer(instant(warn), Due::Warning(frame, index));
                }
                offer(instant(running.due), Due::Timer(frame, index));
            }
        }
        if let Phase::Prompt(pending) = &self.top().phase
            && let Some(due) = pending.due
        {
            offer(instant(due), Due::Late);
        }
        soonest
    }

    /// The next instant at which time brings something.
    pub(super) fn due_at(&self, warnings: bool) -> Option<Moment> {
        let (at, _) = self.next_due(warnings)?;
        let left = u64::try_from(at.saturating_sub(self.clock.unix_ms)).unwrap_or(0);
        Some(self.clock.after(std::time::Duration::from_millis(left)))
    }
}
