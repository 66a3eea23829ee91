//! What the passing of time does: pauses end, time boxes and timers fire. Asks no clock; the
//! instants come with the inputs.

use super::answer;
use super::evaluate::Fault;
use super::input::Act;
use super::machine::{Go, Machine, rested};
use super::output::{Notice, Output};
use super::prompts::drafted;
use super::state::{Phase, State};
use crate::program::Action;
use crate::text::Text;
use crate::time::Moment;

/// What comes next on the clock that counts for time boxes and timers.
enum Due {
    Warning(usize, usize),
    Timer(usize, usize),
    Late,
}

impl<'s> Machine<'s> {
    /// Lets time pass up to `now`. True where it moved the session on, so that what the person was
    /// about to answer is gone; the words of `act` are then kept as a draft.
    pub(super) fn pass(&mut self, now: Moment, act: &Act) -> Result<bool, Fault> {
        let before = self.state.clock;
        if now.unix_ms > before.unix_ms {
            self.state.clock = now;
        }
        let mut left = u64::try_from(self.state.clock.since(before).as_millis()).unwrap_or(0);
        let mut moved = false;
        while self.state.ticks() {
            let Some((at, due)) = self.next_due(true) else { break };
            let until = at.saturating_sub(self.state.ticked);
            if until > left {
                break;
            }
            left -= until;
            self.state.ticked += until;
            moved |= self.fire(due, act)?;
        }
        if self.state.ticks() {
            self.state.ticked += left;
        }
        Ok(self.end_pause()? || moved)
    }

    /// What time brings next; `warnings` too, or only what goes on by itself.
    fn next_due(&self, warnings: bool) -> Option<(u64, Due)> {
        let mut soonest: Option<(u64, Due)> = None;
        let mut offer = |at: u64, due: Due| {
            if soonest.as_ref().is_none_or(|(known, _)| at < *known) {
                soonest = Some((at, due));
            }
        };
        for (frame, of) in self.state.frames.iter().enumerate() {
            for (index, running) in of.timers.iter().enumerate() {
                if let Some(warn) = running.warn.filter(|_| warnings) {
                    offer(warn, Due::Warning(frame, index));
                }
                offer(running.due, Due::Timer(frame, index));
            }
        }
        if let Phase::Prompt(pending) = &self.state.top().phase
            && let Some(due) = pending.due
        {
            offer(due, Due::Late);
        }
        soonest
    }

    fn fire(&mut self, due: Due, act: &Act) -> Result<bool, Fault> {
        match due {
            Due::Warning(frame, index) => {
                let running = &mut self.state.frames[frame].timers[index];
                running.warn = None;
                let left = std::time::Duration::from_millis(running.due - self.state.ticked);
                self.notice(Notice::EndsSoon { left });
                Ok(false)
            }
            Due::Timer(frame, index) => {
                let running = self.state.frames[frame].timers.remove(index);
                self.keep_draft(act);
                self.notice(Notice::TimeUp);
                let (unit, draft_scope) = (self.state.frames[frame].unit, self.state.top().scope);
                let drafts = self.state.scopes[draft_scope].drafts.clone();
                while self.state.frames.len() > frame + 1 {
                    self.drop_frame();
                }
                let scope = self.state.top().scope;
                if scope != draft_scope {
                    self.state.scopes[scope].drafts.extend(drafts);
                }
                let definition = self.program.units[unit].definition;
                let to = self.program.definitions[definition].timers[running.timer].to;
                self.walk(Go::Enter(to))?;
                Ok(true)
            }
            Due::Late => {
                let Some((_, late)) = &self.node().within else { return Ok(false) };
                self.keep_draft(act);
                self.notice(Notice::TimeUp);
                self.walk(Go::Enter(*late))?;
                Ok(true)
            }
        }
    }

    /// What was being written stays its owner's.
    fn keep_draft(&mut self, act: &Act) {
        let Act::Answer(words) = act else { return };
        let words = answer::clean(words);
        let takes = match &self.state.top().phase {
            Phase::Prompt(pending) => super::prompts::takes_words(&pending.prompt.kind),
            _ => false,
        };
        if words.is_empty() || !takes || !self.node().kept {
            return;
        }
        let whose = drafted(self.addressed());
        let scope = self.state.top().scope;
        let drafts = &mut self.state.scopes[scope].drafts;
        drafts.retain(|(owner, _)| *owner != whose);
        drafts.push((whose, words));
    }

    fn end_pause(&mut self) -> Result<bool, Fault> {
        if self.state.handing.is_some() || self.state.ended.is_some() {
            return Ok(false);
        }
        let Phase::Pause(clock) = &self.state.top().phase else { return Ok(false) };
        if clock.held.is_some() || clock.ends.unix_ms > self.state.clock.unix_ms {
            return Ok(false);
        }
        let seconds = clock.ends.since(clock.began).as_secs();
        let Action::Pause(pause) = &self.node().action else { return Ok(false) };
        let cue: Option<Text> =
            pause.cue.as_ref().map(|cue| self.view(None).text(cue)).transpose()?;
        let (to, bell) = (self.addressed(), pause.bell);
        let notice = Notice::PauseOver { cue, bell };
        self.out.queue.push_back(Output::Notice { to, notice });
        self.walk(Go::Answered(rested(seconds, false)))?;
        Ok(true)
    }

    /// The next instant at which time alone changes something.
    pub(super) fn deadline(&self) -> Option<Moment> {
        let state: &State = self.state;
        if state.ended.is_some() || state.handing.is_some() {
            return None;
        }
        let pause = match &state.top().phase {
            Phase::Pause(clock) if clock.held.is_none() => Some(clock.ends),
            _ => None,
        };
        let due = self.due_at(true);
        match (pause, due) {
            (Some(pause), Some(due)) => {
                Some(if pause.unix_ms <= due.unix_ms { pause } else { due })
            }
            (pause, due) => pause.or(due),
        }
    }

    /// When the prompt goes on by itself, if time runs here.
    pub(super) fn goes_on(&self) -> Option<Moment> {
        let rests = self.state.ended.is_some() || self.state.handing.is_some();
        if rests { None } else { self.due_at(false) }
    }

    fn due_at(&self, warnings: bool) -> Option<Moment> {
        let state: &State = self.state;
        let (at, _) = if state.ticks() { self.next_due(warnings) } else { None }?;
        let left = at.saturating_sub(state.ticked);
        Some(state.clock.after(std::time::Duration::from_millis(left)))
    }
}
