//! What was put into a session, so that an answer can be undone and read back. Holds nothing of
//! an answer that is not to be kept.

use super::events::Event;
use super::input::Input;
use super::output::To;
use super::state::State;
use crate::time::Moment;

/// The inputs of a session. Where something was not kept, a new segment begins after it.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    segments: Vec<Segment>,
}

/// Inputs that follow one another from a known state.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// Nothing: it begins where the session stands, and that is noted when something happens.
    base: Option<Box<State>>,
    pub(crate) entries: Vec<Entry>,
    /// Which of the inputs answered a question.
    answers: Vec<usize>,
    /// From where on nothing is undone: something was shown with consent.
    barrier: usize,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// Something was put in, or somebody came back: what a host's own log takes in too.
    Event(Event),
    Return(Return),
}

/// One went back to here: from when and from whose keyboard, and with which words.
#[derive(Debug, Clone)]
pub(crate) struct Return {
    pub(crate) at: Moment,
    pub(crate) keyboard: Option<To>,
    pub(crate) draft: Option<String>,
}

/// The last answer that can be undone, or why there is none.
pub(crate) enum Undo {
    /// Play this many entries of the last segment; what the undone answer was.
    To(usize, Input),
    /// The segment before ends at something that was not kept: ask that again.
    Reopen,
    Nothing,
    BeyondConsent,
}

impl Log {
    pub(crate) fn new(base: State) -> Log {
        Log { segments: vec![Segment::new(Some(base))] }
    }

    /// One that begins where the session stands, and holds nothing until something happens.
    pub(crate) fn empty() -> Log {
        Log { segments: vec![Segment::new(None)] }
    }

    /// Something is about to happen where the session stands.
    pub(crate) fn begin(&mut self, state: &State) {
        let base = &mut self.last_mut().base;
        base.get_or_insert_with(|| Box::new(state.clone()));
    }

    pub(crate) fn push(&mut self, event: Event, answered: bool, shared: bool) {
        let segment = self.last_mut();
        if answered {
            segment.answers.push(segment.entries.len());
        }
        segment.entries.push(Entry::Event(event));
        if shared {
            segment.barrier = segment.entries.len();
        }
    }

    /// One went back to where the log leads.
    pub(crate) fn went_back(&mut self, back: Return) {
        self.last_mut().entries.push(Entry::Return(back));
    }

    /// One came back to it at `at`.
    pub(crate) fn woke(&mut self, at: Moment) {
        self.last_mut().entries.push(Entry::Event(Event::Woke(at)));
    }

    /// What happened last, if it is something that a host's own log takes in.
    pub(crate) fn event(&self) -> Option<&Event> {
        match self.last().entries.last() {
            Some(Entry::Event(event)) => Some(event),
            _ => None,
        }
    }

    /// What came before is behind something that is not kept.
    pub(crate) fn part(&mut self, base: State) {
        self.segments.push(Segment::new(Some(base)));
    }

    pub(crate) fn undo(&self) -> Undo {
        let segment = self.last();
        match segment.answers.last() {
            Some(at) if *at < segment.barrier => Undo::BeyondConsent,
            Some(at) => match &segment.entries[*at] {
                Entry::Event(Event::Input { input, .. }) => Undo::To(*at, input.clone()),
                Entry::Event(_) | Entry::Return(_) => Undo::Nothing,
            },
            None if segment.barrier > 0 => Undo::BeyondConsent,
            None if self.segments.len() > 1 => Undo::Reopen,
            None => Undo::Nothing,
        }
    }

    /// Forgets all but the first `entries` of the last segment.
    pub(crate) fn truncate(&mut self, entries: usize) {
        let segment = self.last_mut();
        segment.entries.truncate(entries);
        segment.answers.retain(|at| *at < entries);
    }

    /// Forgets the last segment.
    pub(crate) fn reopen(&mut self) {
        self.segments.pop();
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    pub(crate) fn last(&self) -> &Segment {
        &self.segments[self.segments.len() - 1]
    }

    fn last_mut(&mut self) -> &mut Segment {
        let last = self.segments.len() - 1;
        &mut self.segments[last]
    }
}

impl Segment {
    /// The state it begins with, where the session stands at `state`.
    pub(crate) fn base<'s>(&'s self, state: &'s State) -> &'s State {
        self.base.as_deref().unwrap_or(state)
    }

    fn new(base: Option<State>) -> Segment {
        let base = base.map(Box::new);
        Segment { base, entries: Vec::new(), answers: Vec::new(), barrier: 0 }
    }
}
