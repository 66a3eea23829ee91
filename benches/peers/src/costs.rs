//! What the log, privacy and transcripts cost a step of this engine: the same story of 1,000 steps
//! with each of them, beside the plain one.

use std::hint::black_box;

use tending_peers::measure::{self, Samples, counted, has_valgrind, in_turns, time};
use tending_peers::peers::Peer;
use tending_peers::peers::tending::{Session, Tending};
use tending_peers::sink::Drain;
use tending_peers::story::{People, Story};

use crate::plan::Plan;
use crate::steps::NO_VALGRIND;
use crate::table::{Cell, Section, columns};

/// What a host does beside the step itself.
#[derive(Clone, Copy, PartialEq)]
enum Host {
    Plain,
    ForgetsLog,
    TakesSnapshot,
    KeepsTranscript,
}

struct Kind {
    /// The word on the command line.
    word: &'static str,
    name: &'static str,
    people: People,
    host: Host,
}

const PLAIN: &str = "plain: one person, log kept";

const KINDS: [Kind; 7] = [
    kind("plain", PLAIN, People::One, Host::Plain),
    kind("forget", "the log forgotten after each step", People::One, Host::ForgetsLog),
    kind("snapshot", "a snapshot taken after each step", People::One, Host::TakesSnapshot),
    kind("transcript", "a transcript kept of all", People::One, Host::KeepsTranscript),
    kind("together", "two people, everything together", People::Together, Host::Plain),
    kind(
        "private",
        "two people, every step and the purse private to one",
        People::Private,
        Host::Plain,
    ),
    kind(
        "in-turn",
        "two people, steps of one and of the other in turn",
        People::InTurn,
        Host::Plain,
    ),
];

const fn kind(word: &'static str, name: &'static str, people: People, host: Host) -> Kind {
    Kind { word, name, people, host }
}

impl Kind {
    fn load(&self, story: &Story) -> Tending {
        Tending::load(&story.toml_for(self.people))
    }

    fn start(&self, peer: &Tending, drain: &mut Drain) -> Session {
        let people = match self.people {
            People::One => Vec::new(),
            _ => [("a", "Ana"), ("b", "Ben")]
                .map(|(role, name)| (role.to_owned(), name.to_owned()))
                .into(),
        };
        peer.start_with(people, drain)
    }

    fn walk(&self, peer: &Tending, session: &mut Session, choices: &[u8], drain: &mut Drain) {
        match self.host {
            Host::KeepsTranscript => {
                let mut noted = tending::Transcript::new(&session.session);
                choices.iter().for_each(|choice| peer.step_noted(session, *choice, &mut noted));
                // It is kept as long as the session.
                std::mem::forget(noted);
            }
            host => {
                for choice in choices {
                    peer.step(session, *choice, drain);
                    match host {
                        Host::ForgetsLog => peer.without_log(session),
                        Host::TakesSnapshot => drop(black_box(peer.save(session))),
                        Host::Plain | Host::KeepsTranscript => {}
                    }
                }
            }
        }
    }
}

pub fn costs(plan: &Plan) -> Vec<Section> {
    let title = "what log, privacy and transcripts cost a step of this engine, at 1,000 steps";
    let wide = columns([
        ("time", "ns"),
        ("counted", "instructions"),
        ("allocations", "a step"),
        ("left behind", "bytes a step"),
    ]);
    let mut section = Section::new("costs", title, wide);
    let story = plan.story(1_000);
    let choices = story.walk(plan.steps);
    let peers = KINDS.each_ref().map(|kind| kind.load(story));
    let mut works: Vec<Box<dyn FnMut() -> f64 + '_>> = Vec::new();
    for (kind, peer) in KINDS.iter().zip(&peers) {
        works.push(Box::new(|| {
            // A transcript of thousands of steps is not what anybody keeps.
            let mut took = 0;
            for part in choices.chunks(500) {
                let mut drain = Drain::default();
                let mut session = kind.start(peer, &mut drain);
                took += time(|| kind.walk(peer, &mut session, part, &mut drain)).as_nanos();
            }
            took as f64 / choices.len() as f64
        }));
    }
    let times = in_turns(plan.rounds, true, &mut works);
    drop(works);
    let counts = match has_valgrind() {
        true => {
            // The count does not grow with the size, and a small story is read sooner.
            let size = if plan.quick { "20" } else { "1000" };
            let run = |kind: &Kind| {
                ["cost", kind.word, size, "--seed", &plan.seed.to_string()]
                    .map(str::to_owned)
                    .into()
            };
            measure::all_instructions(&KINDS.each_ref().map(run))
        }
        false => {
            section.note(NO_VALGRIND);
            vec![None; KINDS.len()]
        }
    };
    for (((kind, peer), samples), count) in KINDS.iter().zip(&peers).zip(times).zip(counts) {
        let mut drain = Drain::default();
        let mut session = kind.start(peer, &mut drain);
        let part = &choices[..COUNTED];
        let (calls, bytes, ()) = measure::heap(|| kind.walk(peer, &mut session, part, &mut drain));
        let a_step = |number: f64| Cell::exact(number / part.len() as f64);
        let count = count.map(|count| count as f64 / COUNTED as f64);
        let row = vec![
            Cell::of(&Samples(samples)),
            count.into(),
            a_step(calls as f64),
            a_step(bytes as f64),
        ];
        section.row(kind.name, row);
    }
    section.ratios_to(PLAIN, &["ns", "instructions"]);
    section.note(
        "in turn: every other step is for the other person, and about half of all steps bring a \
         hand-over, which is one more input and one more output; the choices are open, the purse is shared",
    );
    if plan.quick {
        section.note("--quick counts the instructions in the story of 20 steps");
    }
    vec![section]
}

const COUNTED: usize = 1_000;

/// What [`costs`] runs under valgrind.
pub fn cost(word: &str, size: usize, seed: u64) {
    let Some(kind) = KINDS.iter().find(|kind| kind.word == word) else { return };
    let story = Story::new(size, seed);
    let choices = story.walk(200 + COUNTED);
    let (warm, choices) = choices.split_at(200);
    let peer = kind.load(&story);
    let mut drain = Drain::default();
    let mut session = kind.start(&peer, &mut drain);
    kind.walk(&peer, &mut session, warm, &mut drain);
    counted(|| kind.walk(&peer, &mut session, choices, &mut drain));
}
