//! What holds for all sessions, whatever people put in: they rest, they can be saved and gone on
//! with, the same inputs give the same outputs, and time does what was announced.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use proptest::prelude::*;
use tending::loader::{Builtin, Loader};
use tending::session::{Act, Input, Output, PromptKind, Snapshot, Start};
use tending::time::Moment;
use tending::{Engine, Program, Session};

/// All exercises that come with the program, and those of the plays.
static PROGRAMS: LazyLock<Vec<Arc<Program>>> = LazyLock::new(|| {
    let engine = Engine::new();
    let ids = Builtin.exercises();
    let shipped = ids.iter().filter_map(|id| tending::load(&engine, &Builtin, id).program);
    let played = crate::plays::all().into_iter().map(|(_, program, _)| program);
    shipped.chain(played).collect()
});

/// Something a person does; what fits is worked out where it is done.
#[derive(Debug, Clone)]
enum Deed {
    Fits(u8),
    Waits(u64),
    Sees(Act),
}

fn deed() -> impl Strategy<Value = Deed> {
    let seen = vec![
        Act::Ready,
        Act::Skip,
        Act::Back,
        Act::Break,
        Act::Repeat,
        Act::Recap,
        Act::Help,
        Act::Keep,
        Act::Hold,
        Act::Time,
        Act::Stretch(90),
        Act::Stretch(u32::MAX),
        Act::Rate(11),
        Act::Rate(i64::MIN),
        Act::Consent(false),
        Act::Choose { ids: vec!["yes".to_owned(), "yes".to_owned()], other: None },
        Act::Choose { ids: Vec::new(), other: Some("\u{1b}[2J mine".to_owned()) },
        Act::Answer("you always ignore me\u{7}".to_owned()),
        Act::Answer("0".to_owned()),
        Act::Answer("é".repeat(9_000)),
    ];
    prop_oneof![
        12 => any::<u8>().prop_map(Deed::Fits),
        3 => (0u64..400_000).prop_map(Deed::Waits),
        4 => prop::sample::select(seen).prop_map(Deed::Sees),
    ]
}

/// An answer that fits what is asked, one of a few.
fn fitting(rest: &Output, choice: u8) -> Act {
    let Output::Ask(prompt) = rest else { return Act::Ready };
    let number = i64::from(choice);
    match &prompt.kind {
        PromptKind::Continue => Act::Ready,
        PromptKind::List { .. } if choice.is_multiple_of(3) => Act::Answer(String::new()),
        PromptKind::Choose { choices, pick, .. } if !choices.is_empty() => {
            let count = pick.map_or(1, |(min, max)| min + usize::from(choice) % (max - min + 1));
            let from = usize::from(choice) % choices.len();
            let ids = (0..count).map(|at| choices[(from + at) % choices.len()].id.to_string());
            Act::Choose { ids: ids.collect(), other: None }
        }
        PromptKind::Rate { from, to, .. } => Act::Rate(from + number % (to - from + 1)),
        PromptKind::Confirm | PromptKind::Share { .. } => Act::Consent(!choice.is_multiple_of(3)),
        PromptKind::Invite { .. } => {
            Act::Answer(["now", "later", "no"][usize::from(choice) % 3].to_owned())
        }
        PromptKind::Date => Act::Answer("2026-02-01".to_owned()),
        PromptKind::Time => Act::Answer("18:00".to_owned()),
        PromptKind::Integer { .. } | PromptKind::Number { .. } => {
            Act::Answer((choice % 9).to_string())
        }
        _ => Act::Answer(format!("I felt sad about it {}", choice % 4)),
    }
}

/// How each session here begins.
fn begun(program: &Program, seed: u64) -> Start {
    let at: Moment = "2026-01-05T18:00:00+01:00".parse().expect("an instant");
    let roles = program.starting_roles().into_iter().map(str::to_owned);
    let people = roles.zip(["Ana", "Ben"].map(str::to_owned)).collect();
    Start { people, seed, at, ..Start::default() }
}

/// A session, and what is put into it.
struct Run {
    session: Session,
    at: Moment,
}

impl Run {
    fn start(program: &Arc<Program>, seed: u64) -> Run {
        let start = begun(program, seed);
        let at = start.at;
        Run { session: Session::start(program.clone(), start).expect("it starts"), at }
    }

    /// All outputs up to where it rests, and the rest again.
    fn rest(&mut self) -> (Vec<Output>, Output) {
        let mut outputs = Vec::new();
        for _ in 0..500 {
            let output = self.session.poll();
            outputs.push(output.clone());
            if output.is_resting() {
                assert_eq!(self.session.poll(), output, "what rests is given again");
                return (outputs, output);
            }
        }
        panic!("it does not rest");
    }

    /// Does what is to be done; what follows, as text.
    fn step(&mut self, deed: &Deed) -> String {
        let (_, rest) = self.rest();
        let act = match deed {
            Deed::Fits(choice) => fitting(&rest, *choice),
            Deed::Sees(act) => act.clone(),
            Deed::Waits(ms) => {
                self.at = self.at.after(Duration::from_millis(*ms));
                Act::Time
            }
        };
        let handled = self.session.handle(Input::new(self.at, act));
        let outputs = serde_json::to_string(&self.rest().0).expect("plain data");
        format!("{:?} {outputs}", handled.err())
    }

    /// The same, gone on with from a snapshot.
    fn restored(&self) -> Run {
        let wire = serde_json::to_string(&self.session.snapshot()).expect("plain data");
        let snapshot: Snapshot = serde_json::from_str(&wire).expect("its own form");
        let compact = Snapshot::from_bytes(&snapshot.to_bytes()).expect("its compact form");
        assert_eq!(compact, snapshot, "both forms hold the same");
        let program = self.session.program().clone();
        match Session::restore(program, &snapshot, self.at) {
            Ok(session) => Run { session, at: self.at },
            Err(error) => panic!("{error}: {wire}"),
        }
    }
}

fn replayed_rest(session: Session, at: Moment) -> (Vec<Output>, Output) {
    Run { session, at }.rest()
}

fn program() -> impl Strategy<Value = Arc<Program>> {
    (0..PROGRAMS.len()).prop_map(|at| PROGRAMS[at].clone())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_inputs_keep_a_session_valid_and_play_the_same_again(
        program in program(), seed: u64, deeds in prop::collection::vec(deed(), 1..60)
    ) {
        let (mut one, mut two) = (Run::start(&program, seed), Run::start(&program, seed));
        for deed in &deeds {
            prop_assert_eq!(one.step(deed), two.step(deed));
            one.restored().rest();
        }
    }

    #[test]
    fn a_session_goes_on_from_a_snapshot_as_if_nothing_had_been(
        program in program(), seed: u64,
        before in prop::collection::vec(deed(), 0..40),
        after in prop::collection::vec(deed(), 1..20),
    ) {
        let mut straight = Run::start(&program, seed);
        for deed in &before {
            straight.step(deed);
        }
        straight.rest();
        prop_assume!(straight.session.is_kept());
        let mut restored = straight.restored();
        prop_assert_eq!(straight.rest().1, restored.rest().1);
        // What was said before is not in a snapshot.
        let backs = |deed: &&Deed| !matches!(deed, Deed::Sees(Act::Back | Act::Recap));
        for deed in after.iter().filter(backs) {
            prop_assert_eq!(straight.step(deed), restored.step(deed), "at {:?}", deed);
        }
    }

    #[test]
    fn a_session_that_forgets_its_log_goes_on_the_same_and_goes_back_no_further(
        program in program(), seed: u64,
        deeds in prop::collection::vec((deed(), any::<bool>()), 1..60),
    ) {
        let (mut one, mut two) = (Run::start(&program, seed), Run::start(&program, seed));
        let backs = |deed: &&(Deed, bool)| !matches!(deed.0, Deed::Sees(Act::Back | Act::Recap));
        for (deed, forgets) in deeds.iter().filter(backs) {
            prop_assert_eq!(one.step(deed), two.step(deed), "at {:?}", deed);
            if *forgets {
                two.session.forget_log();
            }
        }
        two.session.forget_log();
        let before = two.session.snapshot();
        if two.session.is_kept() {
            prop_assert!(two.session.handle(Input::new(two.at, Act::Back)).is_ok());
            prop_assert_eq!(two.session.snapshot(), before);
        }
    }

    #[test]
    fn a_log_leads_to_where_the_session_stood_and_can_go_back(
        program in program(), seed: u64,
        deeds in prop::collection::vec((deed(), any::<u8>()), 1..60),
    ) {
        let mut run = Run::start(&program, seed);
        let (mut log, mut stood) = (Vec::new(), run.session.snapshot());
        for (deed, sleep) in &deeds {
            if *sleep < 16 {
                run.at = run.at.after(Duration::from_secs(40_000));
                let _fails_alike = run.session.wake(run.at);
            } else {
                run.step(deed);
            }
            if let Some(event) = run.session.event() {
                let wire = serde_json::to_string(event).expect("plain data");
                log.push(serde_json::from_str(&wire).expect("its own form"));
                stood = run.session.snapshot();
            }
        }
        let replayed = Session::replay(program.clone(), begun(&program, seed), &log);
        let mut replayed = replayed.expect("the same exercise");
        prop_assert_eq!(replayed.snapshot(), stood);
        let recap = Input::new(run.at, Act::Recap);
        run.rest();
        prop_assume!(run.session.is_kept());
        prop_assert!(run.session.handle(recap.clone()).is_ok() && replayed.handle(recap).is_ok());
        prop_assert_eq!(run.rest(), replayed_rest(replayed, run.at));
    }

    #[test]
    fn time_alone_changes_something_at_the_deadline_and_not_before(
        program in program(), seed: u64, deeds in prop::collection::vec(deed(), 0..40)
    ) {
        let mut run = Run::start(&program, seed);
        for deed in &deeds {
            run.step(deed);
        }
        run.rest();
        let Some(deadline) = run.session.deadline() else {
            run.at = run.at.after(Duration::from_secs(86_400));
            let _ = run.session.handle(Input::new(run.at, Act::Time));
            prop_assert_eq!(run.rest().0.len(), 1);
            prop_assert_eq!(run.session.deadline(), None);
            return Ok(());
        };
        let left = deadline.since(run.at);
        if let Some(early) = left.checked_sub(Duration::from_millis(1)) {
            let at = run.at.after(early);
            prop_assert!(run.session.handle(Input::new(at, Act::Time)).is_ok());
            prop_assert_eq!(run.rest().0.len(), 1, "too early");
            prop_assert_eq!(run.session.deadline(), Some(deadline));
        }
        if run.session.handle(Input::new(deadline, Act::Time)).is_ok() {
            prop_assert_ne!(run.session.deadline(), Some(deadline));
        }
    }
}
