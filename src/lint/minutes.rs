//! The minutes an author names are about those it takes. Says nothing where not all was walked.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, codes};
use crate::explore::{self, Options, Proof};
use crate::program::Program;
use crate::source::Span;

codes! {
    /// `minutes` is far from the time it takes.
    ///
    /// People plan an evening by it. The time is counted from all paths: 180 words read in a
    /// minute, 10 seconds for a choice, a minute for an answer in words of one's own, pauses as
    /// they are written. `explore` shows how long each ending takes.
    MINUTES_FAR_OFF = "minutes-far-off", Warning;
}

/// Nobody plans by less than this, in seconds: estimates are no closer.
const SLACK: u64 = 180;

/// More places than these are not walked for a check.
const PLACES: usize = 4_000;

/// Looks at all paths of `program`, whose `minutes` stand at `span`.
pub(super) fn look(program: &Arc<Program>, minutes: u32, span: Span, found: &mut Vec<Diagnostic>) {
    if program.steps() > PLACES {
        return;
    }
    let options = Options { limit: PLACES, runs: 0, ..Options::default() };
    let Ok(report) = explore::explore(program, &options, &mut |_| ()) else { return };
    if matches!(report.proof, Proof::Bounded { .. }) {
        return;
    }
    let said = u64::from(minutes) * 60;
    // The ending that takes longest is what an evening is planned for; the others come early.
    let endings = report.endings.iter();
    let farthest = endings.filter_map(|end| Some((end.quickest?, &end.name))).max();
    let message = match (farthest, report.longest) {
        (Some((quickest, name)), _) if quickest > 2 * said + SLACK => {
            let needed = quickest.div_ceil(60);
            format!("{minutes} minutes are short: `{name}` takes {needed} at the least")
        }
        (_, Some(longest)) if longest.loops.is_empty() && 2 * longest.seconds + SLACK < said => {
            let needed = longest.seconds.div_ceil(60);
            format!("{minutes} minutes are long: no way takes more than {needed}")
        }
        _ => return,
    };
    let hint = "reading and answering are estimates; pauses count as they are written";
    found.push(Diagnostic::new(MINUTES_FAR_OFF, span, message).hint(hint.to_owned()));
}
