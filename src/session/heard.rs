//! The trace of a session for its host: which step, which guard, which way, which check. Never what
//! anybody answered or chose, and nothing at all of an input that is not to be kept.

use serde::{Deserialize, Serialize};

use super::Session;
use super::state::Kind;
use super::trace::{Event, Way, What};
use crate::program::{Action, Check, Program};

/// One thing that happened, and at which step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The step, with the part or exercise it stands in where that is not the whole.
    pub step: String,
    /// What happened.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happening {
    /// It is played: its guard holds.
    Entered,
    /// It was left, or passed over.
    Left {
        /// By what: `when` (its guard does not hold), `at_most`, `late`, `timer`, `next`.
        by: String,
        /// Which of several ways of `next`, counted from 1; `else` is the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<usize>,
        /// The step it leads to.
        to: String,
    },
    /// Whether the guard of a text held.
    Text {
        /// Which of `say`, counted from 1.
        number: usize,
        /// Whether it is shown.
        shown: bool,
    },
    /// Whether the guard of a choice held.
    Choice {
        /// Which, counted from 1.
        number: usize,
        /// Whether it is offered.
        offered: bool,
    },
    /// A check looked at an answer.
    Check {
        /// Which: a text helper, or a function of the exercise.
        name: String,
        /// Whether it noticed anything.
        noticed: bool,
    },
    /// A timer began to run.
    TimerStarts {
        /// Its name.
        name: String,
    },
    /// A timer said that it ends soon.
    TimerWarns {
        /// Its name.
        name: String,
    },
}

impl Session {
    /// The same, noting from now on what [`Session::heard`] tells; of one that was begun by
    /// [`Session::start_traced`] its beginning, too. It costs a little at each step.
    ///
    /// ```
    /// use tending::session::{Happening, Session, Start};
    /// use tending::{Engine, load, loader::Builtin};
    ///
    /// let program = load(&Engine::new(), &Builtin, "safety").program.ok_or("errors")?;
    /// let mut session = Session::start(program, Start::default())?.listening();
    /// # use tending::session::{Act, Input};
    /// session.handle(Input::new(Default::default(), Act::Answer("gb".into())))?;
    /// let heard = session.heard();
    /// assert!(heard.iter().any(|heard| heard.what == Happening::Entered));
    /// assert!(session.heard().is_empty(), "each is told once");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn listening(mut self) -> Session {
        self.out.events.get_or_insert_default();
        self.listens = true;
        self
    }

    /// What happened since this was asked last, if the session is [listening](Session::listening).
    ///
    /// There is no answer in it, and no choice. Of an input that is not to be kept there is nothing:
    /// neither of one at a step with `kept = false`, nor of words that sounded like danger.
    pub fn heard(&mut self) -> Vec<Heard> {
        if !self.listens {
            return Vec::new();
        }
        let events = self.out.events.as_mut().map(std::mem::take).unwrap_or_default();
        events.iter().filter_map(|event| told(&self.program, *event)).collect()
    }

    /// How much was noted so far.
    pub(super) fn noted(&self) -> usize {
        self.out.events.as_ref().map_or(0, Vec::len)
    }

    /// Forgets what was noted since `before`, where it is not to be told.
    pub(super) fn unless_kept(&mut self, before: usize, went_well: bool) {
        if !self.listens {
            return;
        }
        let care = self.state.frames.iter().any(|frame| frame.kind == Kind::Care);
        if !went_well || !self.kept || care || self.held.is_some() {
            self.out.events.iter_mut().for_each(|events| events.truncate(before));
        }
    }
}

fn told(program: &Program, event: Event) -> Option<Heard> {
    if !event.kept {
        return None;
    }
    let unit = program.unit(event.unit);
    let definition = program.definition(unit.definition);
    let path = |node: usize| {
        let step = unit.nodes.get(node).map_or("", |node| &node.id);
        match &unit.part {
            None if event.unit == 0 => step.to_owned(),
            _ => format!("{}/{step}", program.played(unit)),
        }
    };
    let timer = |timer: usize| definition.timers[timer].name.clone();
    let what = match event.what {
        What::Entered => Happening::Entered,
        What::Left(way, to) => {
            let (by, way) = match way {
                Way::Otherwise => ("when", None),
                Way::Then => ("at_most", None),
                Way::Late => ("late", None),
                Way::Timer(_) => ("timer", None),
                Way::On => ("next", None),
                Way::Next(at) => ("next", Some(at + 1)),
            };
            Happening::Left { by: by.to_owned(), way, to: path(to) }
        }
        // That is an answer.
        What::Chosen(_) => return None,
        What::Said(at, shown) => Happening::Text { number: at + 1, shown },
        What::Offered(at, offered) => Happening::Choice { number: at + 1, offered },
        What::Checked(at, noticed) => {
            let Action::Ask(ask) = &unit.nodes[event.node].action else { return None };
            let name = match ask.check.get(at)? {
                Check::Helper(helper) => helper.name().to_owned(),
                Check::Expression(name, _) => name.clone(),
            };
            Happening::Check { name, noticed }
        }
        What::Started(at) => Happening::TimerStarts { name: timer(at) },
        What::Warned(at) => Happening::TimerWarns { name: timer(at) },
    };
    Some(Heard { step: path(event.node), what })
}
