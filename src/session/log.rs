//! What was put into a session, so that an answer can be undone and read back. Holds nothing of
//! an answer that is not to be kept.

use super::hosting::Told;
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
    pub(crate) base: State,
    pub(crate) entries: Vec<Entry>,
    /// Which of the inputs answered a question.
    answers: Vec<usize>,
    /// From where on nothing is undone: something was shown with consent.
    barrier: usize,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// What was put in, and what the host said to it.
    Input(Input, Vec<Told>),
    Return(Return),
    /// Somebody came back to it.
    Woke(Moment),
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
        Log { segments: vec![Segment::new(base)] }
    }

    pub(crate) fn push(&mut self, input: Input, told: Vec<Told>, answered: bool, shared: bool) {
        let segment = self.last_mut();
        if answered {
            segment.answers.push(segment.entries.len());
        }
        segment.entries.push(Entry::Input(input, told));
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
        self.last_mut().entries.push(Entry::Woke(at));
    }

    /// What came before is behind something that is not kept.
    pub(crate) fn part(&mut self, base: State) {
        self.segments.push(Segment::new(base));
    }

    pub(crate) fn undo(&self) -> Undo {
        let segment = self.last();
        match segment.answers.last() {
            Some(at) if *at < segment.barrier => Undo::BeyondConsent,
            Some(at) => match &segment.entries[*at] {
                Entry::Input(input, _) => Undo::To(*at, input.clone()),
                Entry::Return(_) | Entry::Woke(_) => Undo::Nothing,
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
    fn new(base: State) -> Segment {
        Segment { base, entries: Vec::new(), answers: Vec::new(), barrier: 0 }
    }
}
