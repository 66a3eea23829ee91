//! Where the steps of a program lay down what a session walks. Reads nothing of it.

use super::{Choice, ChoiceView, Expression, Fill, NodeId, Operand, Slot, Source, Words};
use crate::script::Op;
use crate::shared::Shelf;
use crate::text::{self, Piece, Str};

/// What one step needs of each kind lies together, and beside that of the step before it: walking
/// touches few places in memory, however large the program is.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    pub(super) letters: Shelf<text::Words>,
    pub(super) pieces: Shelf<Vec<Piece<Fill>>>,
    pub(super) ops: Shelf<Vec<Op<Source>>>,
    pub(super) lines: Shelf<Vec<(Option<Expression>, Words)>>,
    pub(super) sets: Shelf<Vec<(Slot, Operand)>>,
    pub(super) tells: Shelf<Vec<(Slot, Expression)>>,
    pub(super) cases: Shelf<Vec<(Str, NodeId)>>,
    pub(super) guarded: Shelf<Vec<(Option<Expression>, NodeId)>>,
    pub(super) choices: Shelf<Vec<Choice>>,
    pub(super) views: Shelf<Vec<ChoiceView>>,
}

impl Shelves {
    pub(super) fn close(self) {
        self.letters.close();
        self.pieces.close();
        self.ops.close();
        self.lines.close();
        self.sets.close();
        self.tells.close();
        self.cases.close();
        self.guarded.close();
        self.choices.close();
        self.views.close();
    }
}
