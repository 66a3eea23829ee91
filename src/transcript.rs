//! What happened in a session, and its text form: all of it, or as far as one person saw it. Keeps
//! nothing that the session says may not be kept.

mod words;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::session::{Act, Input, Output, Session, To};
use crate::value::Person;

/// What happened in a session, in the order it happened.
///
/// The host tells it of every output after [`Session::poll`] and of every input after
/// [`Session::handle`]; what [`Session::is_kept`] says may not be kept is left out.
///
/// ```
/// use tending::session::{Act, Input, Session, Start};
/// use tending::{Engine, Transcript, loader::Builtin, time::Moment};
///
/// let program = tending::load(&Engine::new(), &Builtin, "calm-pause").program.ok_or("errors")?;
/// let at: Moment = "2026-01-05T18:00:00+01:00".parse()?;
/// let mut session = Session::start(program, Start { at, ..Start::default() })?;
/// let mut transcript = Transcript::new(&session);
/// while !transcript.shown(&session.poll(), &session).is_resting() {}
/// let input = Input::new(at, Act::Stop);
/// session.handle(input.clone())?;
/// transcript.typed(&input, &session);
/// while !transcript.shown(&session.poll(), &session).is_resting() {}
/// assert!(transcript.to_string().contains("» /stop"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    people: Vec<String>,
    entries: Vec<Entry>,
    /// Who has the keyboard; nobody can say while it changes hands.
    keyboard: Option<To>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Entry {
    /// The session said something, or waited for something.
    Shown(Output),
    /// Somebody did something.
    Typed {
        /// Who had the keyboard.
        by: To,
        /// What was done.
        act: Act,
    },
}

impl Entry {
    /// For whose eyes it was.
    pub fn to(&self) -> To {
        match self {
            Entry::Shown(output) => output.to(),
            Entry::Typed { by, .. } => *by,
        }
    }
}

impl Transcript {
    /// An empty one, of the people of `session`.
    pub fn new(session: &Session) -> Transcript {
        let people = session.people().to_vec();
        Transcript { people, entries: Vec::new(), keyboard: None }
    }

    /// One that was stored: what happened between these people.
    pub fn of(people: Vec<String>, entries: Vec<Entry>) -> Transcript {
        Transcript { people, entries, keyboard: None }
    }

    /// Notes what `session` said last, if it may be kept; gives it back.
    pub fn shown<'o>(&mut self, output: &'o Output, session: &Session) -> &'o Output {
        self.join(session);
        self.note(output, session.is_kept());
        output
    }

    /// Notes all that `session` is about to say, up to where it rests; for hosts that store it
    /// before they show it.
    pub fn upcoming(&mut self, session: &Session) {
        self.join(session);
        session.pending().for_each(|(output, kept)| self.note(output, kept));
    }

    fn note(&mut self, output: &Output, kept: bool) {
        if output.is_resting() {
            let handing = matches!(output, Output::HandOver(_));
            self.keyboard = (!handing).then(|| output.to());
        }
        if kept {
            self.push(Entry::Shown(output.clone()));
        }
    }

    /// Notes what `session` handled last, if it may be kept. Words that are typed while the keyboard
    /// changes hands answer nothing, and are nobody's to read.
    pub fn typed(&mut self, input: &Input, session: &Session) {
        self.join(session);
        let lost = self.keyboard.is_none() && matches!(input.act, Act::Answer(_));
        let nobodys = matches!(input.act, Act::Time | Act::Returned { .. } | Act::Failed { .. });
        if session.is_kept() && !lost && !nobodys {
            let by = self.keyboard.unwrap_or(To::Everyone);
            self.push(Entry::Typed { by, act: input.act.clone() });
        }
    }

    /// Learns the names of people who joined `session` meanwhile.
    pub fn join(&mut self, session: &Session) {
        self.people = session.people().to_vec();
    }

    /// What happened.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What `person` saw and did: all that was for everyone, and what was for them alone.
    #[must_use]
    pub fn for_person(&self, person: Person) -> Transcript {
        let seen = |entry: &&Entry| [To::Everyone, To::One(person)].contains(&entry.to());
        let entries = self.entries.iter().filter(seen).cloned().collect();
        Transcript { entries, ..self.clone() }
    }

    /// Adds `entry` without asking whether it may be kept: for what is read at once and thrown
    /// away, such as the screen of a test. What rests is noted once, however often it is given.
    pub fn push(&mut self, entry: Entry) {
        let rests = matches!(&entry, Entry::Shown(output) if output.is_resting());
        if !rests || self.entries.last().is_none_or(|last| !self.same(last, &entry)) {
            self.entries.push(entry);
        }
    }

    fn same(&self, one: &Entry, other: &Entry) -> bool {
        one.to() == other.to() && words::of(one, &self.people) == words::of(other, &self.people)
    }

    fn names(&self, to: To) -> String {
        match to {
            To::Everyone => self.people.join(" and "),
            To::One(person) => self.people.get(person.index()).cloned().unwrap_or_default(),
        }
    }
}

/// Plain text: where more than one person is there, a heading says for whose eyes it is.
impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = None;
        for entry in &self.entries {
            let (to, lines) = (entry.to(), words::of(entry, &self.people));
            if lines.is_empty() {
                continue;
            }
            if self.people.len() > 1 && before != Some(to) {
                let gap = if before.is_some() { "\n" } else { "" };
                writeln!(f, "{gap}— {} —", self.names(to))?;
            }
            before = Some(to);
            for line in lines {
                writeln!(f, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}
