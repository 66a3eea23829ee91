//! One run of a program. (machine follows)

mod input;
mod output;

pub use input::{Act, Input};
pub use output::{
    ChoiceView, Ending, HandOver, Notice, Nudge, Output, Pause, Preview, Prompt, PromptKind,
    Rejection, Reminder, To,
};

/// One run of a program.
#[derive(Debug)]
pub struct Session;

impl Session {
    /// The next thing to show or wait for.
    pub fn poll(&mut self) -> Output {
        unimplemented!("the machine follows")
    }
}
