//! The codes of all rooms in one list, for `explain` and for the test that each has its fixtures.
//! Never declares one.

use crate::diagnostic::Code;
use crate::{check, lower, parse, program};

/// The codes of all diagnostics there are.
pub fn codes() -> Vec<Code> {
    let rooms = [
        crate::load::CODES,
        parse::CODES,
        lower::CODES,
        program::VARIABLE_CODES,
        program::RESOLVE_CODES,
        program::LINK_CODES,
        crate::scenario::CODES,
    ];
    let mut codes: Vec<Code> = rooms.into_iter().flatten().copied().collect();
    codes.extend(check::codes());
    codes.extend(crate::lint::codes());
    codes.sort_by_key(|code| code.name);
    codes
}
