//! The story, the engines that play it, and the measures: what the program `peers` and the small
//! programs of the cold start share. Prints nothing.

pub mod measure;
pub mod peers;
pub mod sink;
pub mod story;

/// Runs a generic piece of work for every engine, in the order of the table.
#[macro_export]
macro_rules! for_every_peer {
    ($peer:ident => $work:expr) => {{
        {
            type $peer = $crate::peers::tending::Tending;
            $work
        }
        {
            type $peer = $crate::peers::rhai::Rhai;
            $work
        }
        {
            type $peer = $crate::peers::native::Native;
            $work
        }
        {
            type $peer = $crate::peers::bubbles::Bubbles;
            $work
        }
        {
            type $peer = $crate::peers::bladeink::Bladeink;
            $work
        }
        {
            type $peer = $crate::peers::bladeink::FromImage;
            $work
        }
    }};
}
