//! The sessions that are played, by their names, and which of them time moves on next. Knows
//! neither exercises nor messages.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tending::session::{Act, Session};
use tending::time::Moment;
use tending::value::Value;

use super::live::{Given, Keeps, Live, Tell};
use super::problem::{Problem, Reason};
use super::wire::{Clock, Rest, Stands};

/// The longest name of a session, in characters.
const LONGEST_NAME: usize = 64;

/// All sessions.
pub(crate) struct Sessions {
    live: HashMap<Arc<str>, Entry>,
    most: usize,
    /// How many have begun.
    begun: u64,
    /// Which are moved on by time, in the order they are: of the server's clock, of the client's.
    due: [BTreeSet<(i64, Arc<str>)>; 2],
    /// Which session asked the question of this id.
    asked: HashMap<String, Arc<str>>,
}

/// A session, and under what it is found besides its name.
struct Entry {
    live: Live,
    due: Option<i64>,
    question: Option<String>,
}

impl Sessions {
    pub(crate) fn new(most: usize) -> Sessions {
        let (due, asked) = Default::default();
        Sessions { live: HashMap::new(), most, begun: 0, due, asked }
    }

    /// Whether a session can begin under this name.
    pub(crate) fn is_free(&self, name: &str) -> Result<(), Problem> {
        let count = name.chars().count();
        if count == 0 || count > LONGEST_NAME || name.contains(char::is_control) {
            return Err(Problem::param("session", "must be a name of 1 to 64 characters"));
        }
        if self.live.contains_key(name) {
            let why = "there is a session of this name; it ends, or `session/stop` ends it";
            return Err(Problem::new(Reason::SessionExists, why));
        }
        if self.live.len() >= self.most {
            let why = format!(
                "there are {} sessions, as many as may be; `session/stop` ends one, and `tending serve --sessions` lets in more",
                self.most
            );
            return Err(Problem::new(Reason::TooManySessions, why));
        }
        Ok(())
    }

    /// Takes in a session that began, and tells what it says.
    pub(crate) fn add(
        &mut self,
        name: &str,
        session: Session,
        (keeps, given, at): (Keeps, Given, Moment),
        tell: &mut Tell<'_>,
    ) -> Stands {
        let name: Arc<str> = name.into();
        self.begun += 1;
        let mut live = Live::new((name.clone(), self.begun), session, keeps, given, at);
        let rest = live.tell_all(true, tell);
        let stands = live.stands(rest);
        self.live.insert(name.clone(), Entry { live, due: None, question: None });
        self.note(&name, rest);
        stands
    }

    pub(crate) fn find(&self, name: &str) -> Result<&Live, Problem> {
        self.live.get(name).map(|entry| &entry.live).ok_or_else(Problem::unknown_session)
    }

    /// Hands `act` to a session, and tells what it says to it, up to what it rests on.
    pub(crate) fn handle(
        &mut self,
        name: &str,
        at: Moment,
        act: Act,
        tell: &mut Tell<'_>,
    ) -> Result<Stands, Problem> {
        let known = self.live.get_key_value(name).map(|(name, _)| name.clone());
        let name = known.ok_or_else(Problem::unknown_session)?;
        let Entry { live, .. } = self.live.get_mut(&name).ok_or_else(Problem::unknown_session)?;
        let done = live.handle(at, act);
        let rest = live.tell_all(true, tell);
        let stands = live.stands(rest);
        self.note(&name, rest);
        done.map(|()| stands).map_err(|error| Problem::failed(&error))
    }

    /// Lets time pass for one session that is due, and tells what is new.
    pub(crate) fn pass(&mut self, name: &Arc<str>, at: Moment, tell: &mut Tell<'_>) {
        let Some(Entry { live, .. }) = self.live.get_mut(name) else { return };
        let rest = live.pass(at, tell);
        self.note(name, rest);
    }

    /// Hands in what the client answered to the question `id`; nothing where that is not asked any
    /// more.
    pub(crate) fn answered(
        &mut self,
        id: &str,
        result: Result<Value, String>,
        tell: &mut Tell<'_>,
    ) {
        let Some(name) = self.asked.get(id).cloned() else { return };
        let Some(Entry { live, .. }) = self.live.get_mut(&name) else { return };
        let rest = live.answered(result, tell);
        self.note(&name, rest);
    }

    /// The session that asked the question `id`.
    pub(crate) fn who_asked(&self, id: &str) -> Option<Arc<str>> {
        self.asked.get(id).cloned()
    }

    /// Forgets a session; false where there was none.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let Some((name, entry)) = self.live.remove_entry(name) else { return false };
        if let Some(question) = &entry.question {
            self.asked.remove(question);
        }
        if let Some(due) = entry.due {
            self.due[entry.live.keeps().clock() as usize].remove(&(due, name));
        }
        true
    }

    pub(crate) fn clear(&mut self) {
        *self = Sessions::new(self.most);
    }

    /// When the next session of this clock is due.
    pub(crate) fn next_due(&self, clock: Clock) -> Option<Moment> {
        let (_, name) = self.due[clock as usize].first()?;
        self.live.get(name)?.live.deadline()
    }

    /// The names of the sessions of this clock that are due at `at`.
    pub(crate) fn due(&self, clock: Clock, at: Moment) -> Vec<Arc<str>> {
        let due = self.due[clock as usize].iter();
        due.take_while(|(due, _)| *due <= at.unix_ms).map(|(_, name)| name.clone()).collect()
    }

    /// Notes when a session is due and what it asked; one that ended is forgotten.
    fn note(&mut self, name: &Arc<str>, rest: Rest) {
        if rest == Rest::End {
            self.remove(name);
            return;
        }
        let Some(entry) = self.live.get_mut(name) else { return };
        let due = entry.live.due();
        if entry.due != due {
            let dues = &mut self.due[entry.live.keeps().clock() as usize];
            if let Some(old) = entry.due {
                dues.remove(&(old, name.clone()));
            }
            dues.extend(due.map(|due| (due, name.clone())));
            entry.due = due;
        }
        let question = entry.live.question();
        if entry.question.as_deref() != question {
            let question = question.map(str::to_owned);
            if let Some(old) = &entry.question {
                self.asked.remove(old);
            }
            self.asked.extend(question.clone().map(|id| (id, name.clone())));
            entry.question = question;
        }
    }
}
