//! What a step does: what it asks, offers, plays and calls. Does none of it.

use serde::{Deserialize, Serialize};

use super::{Amount, Expression, Length, Operand, RoleId, Slot, UnitId, Words};
use crate::exercise::Accept;
use crate::helpers::{self, Helper};
use crate::shared::List;
use crate::text::{Str, Text};

/// What a step does.
#[derive(Debug)]
pub(crate) enum Action {
    Say,
    Ask(Box<Ask>),
    Choose(Choose),
    Rate(Box<Rate>),
    Confirm(Words),
    Pause(Box<Pause>),
    Share(Vec<Slot>, bool),
    Invite(RoleId),
    Call(Box<Call>),
    End(End),
}

#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) question: Words,
    pub(crate) check: Vec<Check>,
    pub(crate) many_lines: bool,
    pub(crate) many: Option<(Amount, Amount)>,
    pub(crate) initial: Option<Words>,
    pub(crate) help: Option<Words>,
    pub(crate) accept: Accept,
    pub(crate) min: Option<Operand>,
    pub(crate) max: Option<Operand>,
    pub(crate) required: Option<String>,
}

/// What looks at an answer.
#[derive(Debug)]
pub(crate) enum Check {
    Helper(Helper),
    Expression(String, Expression),
}

#[derive(Debug)]
pub(crate) struct Choose {
    pub(crate) question: Words,
    /// What is offered, where that is the same for all sessions: they share it.
    pub(crate) fixed: Option<List<ChoiceView>>,
    pub(crate) choices: List<Choice>,
    /// Whether taking one of its choices does more than leading on.
    pub(crate) matters: bool,
    pub(crate) other: bool,
    pub(crate) ranked: bool,
    pub(crate) vocabulary: Option<&'static helpers::Vocabulary>,
    pub(crate) from: Option<Expression>,
    pub(crate) pick: Option<Box<(Amount, Amount)>>,
    pub(crate) help: Option<Box<Words>>,
}

/// The choices that the cards of a vocabulary are.
pub(crate) fn cards(
    vocabulary: Option<&'static helpers::Vocabulary>,
) -> impl Iterator<Item = ChoiceView> {
    let families = vocabulary.into_iter().flat_map(|cards| &cards.families);
    families.flat_map(|family| {
        family.words.iter().map(|card| ChoiceView {
            id: (&card.id).into(),
            text: Text::from_plain(&card.label),
            family: Some((&family.label).into()),
        })
    })
}

/// A choice as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceView {
    /// Its id.
    pub id: Str,
    /// Its words.
    pub text: Text,
    /// The family it belongs to, where choices come in families; said before its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Str>,
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: Str,
    pub(crate) text: Words,
    pub(crate) when: Option<Expression>,
    pub(crate) set: List<(Slot, Operand)>,
    pub(crate) once: bool,
}

#[derive(Debug)]
pub(crate) struct Rate {
    pub(crate) question: Words,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) low: Option<Words>,
    pub(crate) high: Option<Words>,
    pub(crate) help: Option<Words>,
    pub(crate) required: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Pause {
    pub(crate) length: Length,
    pub(crate) breathe: Option<[u32; 4]>,
    pub(crate) cue: Option<Words>,
    pub(crate) bell: bool,
    pub(crate) skippable: bool,
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) unit: UnitId,
    /// A part: it plays with the caller's variables.
    pub(crate) part: bool,
    /// Which role of the caller fills each role of the called exercise.
    pub(crate) roles: Vec<RoleId>,
    pub(crate) with: Vec<(Slot, Operand)>,
    pub(crate) turns: bool,
    /// What comes back: the name at the ending, and the caller's variable.
    pub(crate) returns: Vec<(String, Slot)>,
}

#[derive(Debug)]
pub(crate) struct End {
    pub(crate) name: String,
    pub(crate) returns: Vec<(String, Operand)>,
}
