//! The exit codes, in one place.

use std::process::ExitCode;

/// All went well.
pub(crate) const DONE: u8 = 0;
/// Something was found, or failed.
pub(crate) const FAILED: u8 = 1;
/// The command was not understood.
pub(crate) const USAGE: u8 = 2;
/// A run was stopped or left early.
pub(crate) const EARLY: u8 = 3;
/// Ended by Ctrl-C or from outside.
pub(crate) const INTERRUPTED: u8 = 130;

/// The code as the system takes it.
pub(crate) fn code(code: u8) -> ExitCode {
    ExitCode::from(code)
}
