//! The story with no script at all: compiled by the compiler that compiles this. What the texts and
//! the reading of TOML alone cost.

use std::fmt::Write as _;

use super::Peer;
use crate::peers::rhai::{Read, file};
use crate::sink::Sink;
use crate::story::Story;

pub struct Native {
    steps: Vec<Step>,
}

struct Step {
    line: String,
    around: (String, String),
    above: i64,
    third: String,
    plus: i64,
    choices: Vec<(String, usize)>,
}

pub struct Session {
    at: usize,
    coins: i64,
    line: String,
    log: Vec<u8>,
}

impl Native {
    fn show(&self, session: &mut Session, sink: &mut impl Sink) {
        let step = &self.steps[session.at];
        sink.take(&step.line);
        session.line.clear();
        let _ = write!(session.line, "{}{}{}", step.around.0, session.coins, step.around.1);
        sink.take(&session.line);
        if session.coins > step.above {
            sink.take(&step.third);
        }
        step.choices.iter().for_each(|(words, _)| sink.take(words));
    }
}

impl Peer for Native {
    const NAME: &'static str = "no script";
    const COLD: &'static str = "cold-native";
    type Session = Session;

    fn source(story: &Story) -> String {
        story.toml()
    }

    fn load(source: &str) -> Native {
        let number = |code: &str| -> i64 {
            let digits = code.replace(|letter: char| !"-0123456789".contains(letter), "");
            digits.parse().expect("a number")
        };
        let steps =
            file(source).into_iter().map(|Read { line, second, guard, third, update, choices }| {
                let (before, after) = second.split_once("{coins}").expect("a variable");
                Step {
                    line,
                    around: (before.to_owned(), after.to_owned()),
                    above: number(&guard),
                    third,
                    plus: number(&update),
                    choices,
                }
            });
        Native { steps: steps.collect() }
    }

    fn start(&self, sink: &mut impl Sink) -> Session {
        let mut session =
            Session { at: 0, coins: crate::story::START, line: String::new(), log: Vec::new() };
        self.show(&mut session, sink);
        session
    }

    fn step(&self, session: &mut Session, choice: u8, sink: &mut impl Sink) {
        session.log.push(choice);
        let step = &self.steps[session.at];
        session.coins += step.plus;
        session.at = step.choices[usize::from(choice)].1;
        self.show(session, sink);
    }

    fn save(&self, _: &Session) -> Option<Vec<u8>> {
        None
    }

    fn restore(&self, _: &[u8]) -> Option<Session> {
        None
    }

    fn without_log(&self, session: &mut Session) {
        session.log = Vec::new();
    }
}
