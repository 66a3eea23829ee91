//! The law of privacy, tried on generated exercises: two runs that differ only in one person's
//! unshared answers give the other person identical outputs.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use tending::loader::Memory;
use tending::session::{Act, Input, Output, PromptKind, Start, To};
use tending::time::Moment;
use tending::value::Person;
use tending::{Engine, Program, Session, load};

/// How many generated exercises are tried; `TENDING_TRIED` tries more.
const TRIED: u64 = 2_000;
/// How many of them at least have to be playable: a generator whose exercises are all refused
/// would prove nothing. One in this many, and one in this many that part in private.
const PLAYABLE: u64 = 16;
const PARTING: u64 = 80;

#[test]
fn nobody_learns_anothers_unshared_answers() {
    let engine = Engine::new();
    let (mut playable, mut parting) = (0, 0);
    let tried = std::env::var("TENDING_TRIED").ok().and_then(|tried| tried.parse().ok());
    let tried = tried.unwrap_or(TRIED);
    for seed in 0..tried {
        let exercise = Exercise::generate(seed);
        let Some(program) = exercise.load(&engine) else { continue };
        playable += 1;
        let mut differed = false;
        for victim in 0..2 {
            for round in 0..3 {
                let (one, own_one) = exercise.watch(&program, victim, seed, round * 2);
                let (two, own_two) = exercise.watch(&program, victim, seed, round * 2 + 1);
                differed |= own_one != own_two;
                assert_eq!(
                    one, two,
                    "person {victim} is exposed in exercise {seed}:\n{}",
                    exercise.text
                );
            }
        }
        parting += u64::from(differed);
    }
    assert!(playable * PLAYABLE >= tried, "only {playable} of {tried} exercises could be played");
    assert!(parting * PARTING >= tried, "only {parting} of {tried} exercises part in private");
}

/// Chance for the generator: SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

/// A generated exercise, and which of its steps ask for something that stays unshared.
struct Exercise {
    text: String,
    part: String,
    secret: Vec<String>,
}

impl Exercise {
    fn generate(seed: u64) -> Exercise {
        let mut chance = Chance(seed);
        let mut secret = Vec::new();
        let count = 5 + chance.below(8);
        let mut text = String::from(
            "format = 1\nid = \"x\"\ntitle = \"X\"\nroles = [\"a\", \"b\"]\n\
             [shared]\nplain = 0\nother = \"o\"\n[private]\np0 = 0\np1 = \"\"\nq0 = 0\n",
        );
        let mut writer = Writer { chance: &mut chance, secret: &mut secret, count, inside: false };
        let mut at = 0;
        while at < count {
            if at + 3 <= count && writer.chance.one_in(10) {
                writer.apart(at, &mut text);
                at += 3;
            } else {
                writer.step(at, &mut text);
                at += 1;
            }
        }
        let _ = writeln!(text, "[step.s{count}]\nsay = \"Last: {{plain}} {{other}}\"");
        let _ = writeln!(text, "[step.done]\nend = \"done\"");
        let mut part = String::new();
        let mut writer =
            Writer { chance: &mut chance, secret: &mut secret, count: 3, inside: true };
        for at in 0..3 {
            writer.step(at, &mut part);
        }
        part.push_str("[step.s3]\nend = \"back\"\n");
        Exercise { text, part, secret }
    }

    fn load(&self, engine: &Engine) -> Option<Arc<Program>> {
        let mut memory = Memory::default();
        memory.add("x", "exercise.toml", &self.text);
        memory.add("x", "parts/piece.toml", &self.part);
        load(engine, &memory, "x").program
    }

    /// Plays a run: what everyone but `victim` sees, and what only `victim` sees.
    fn watch(
        &self,
        program: &Arc<Program>,
        victim: usize,
        seed: u64,
        secret: u64,
    ) -> (Vec<Output>, Vec<Output>) {
        let at: Moment = "2026-01-05T18:00:00+01:00".parse().unwrap();
        let people = vec![("a".to_owned(), "Ana".to_owned()), ("b".to_owned(), "Ben".to_owned())];
        let start = Start { people, seed, at, ..Start::default() };
        let mut session = Session::start(program.clone(), start).unwrap();
        let victim = Person::new(victim);
        let (mut seen, mut own) = (Vec::new(), Vec::new());
        let mut visits: HashMap<(String, To), u64> = HashMap::new();
        for _ in 0..400 {
            let rest = loop {
                let output = session.poll();
                let to = output.to();
                if to == To::One(victim) { &mut own } else { &mut seen }.push(output.clone());
                if output.is_resting() {
                    break output;
                }
            };
            let act = match &rest {
                Output::End(_) => break,
                Output::HandOver(_) => Act::Ready,
                Output::Pause(_) => Act::Skip,
                Output::Ask(prompt) => {
                    let mine = prompt.to == To::One(victim);
                    let hidden = mine && self.secret.contains(&prompt.step.to_string());
                    let visit = visits.entry((prompt.step.to_string(), prompt.to)).or_default();
                    *visit += 1;
                    let from = if hidden { secret + 1_000 } else { seed };
                    answer(&prompt.step, &prompt.kind, from, *visit, mine)
                }
                _ => unreachable!("only these rest"),
            };
            session.handle(Input::new(at, act)).unwrap();
        }
        (seen, own)
    }
}

/// An answer that depends on nothing but the step, how often it was asked, and `from`.
fn answer(step: &str, kind: &PromptKind, from: u64, visit: u64, victim: bool) -> Act {
    let hash = step.bytes().fold(from.wrapping_mul(31) ^ (visit << 20), |hash, byte| {
        hash.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte)
    });
    let mut chance = Chance(hash);
    match kind {
        PromptKind::Continue => Act::Ready,
        PromptKind::Words { .. } if chance.one_in(5) => Act::Skip,
        PromptKind::Words { .. } => Act::Answer("x".repeat(1 + chance.below(6) as usize)),
        PromptKind::Rate { .. } => Act::Rate(chance.below(11) as i64),
        // What the one who is watched shares would not be unshared.
        PromptKind::Share { .. } => Act::Consent(!victim && chance.one_in(2)),
        PromptKind::Confirm => Act::Consent(chance.one_in(2)),
        PromptKind::Choose { choices, .. } => {
            let at = chance.below(choices.len() as u64) as usize;
            Act::Choose { ids: vec![choices[at].id.to_string()], other: None }
        }
        other => unreachable!("not generated: {other:?}"),
    }
}

struct Writer<'a> {
    chance: &'a mut Chance,
    secret: &'a mut Vec<String>,
    count: u64,
    /// The steps of the part, which is played for whoever it is called for.
    inside: bool,
}

impl Writer<'_> {
    /// A step further on, most often the next one or the one after it.
    fn later(&mut self, at: u64) -> String {
        format!("s{}", (at + 1 + self.chance.below(3)).min(self.count))
    }

    fn step(&mut self, at: u64, text: &mut String) {
        let who = match self.inside {
            true => "",
            false => self.chance.pick(&["a", "a", "b", "b", "a", "b", "each", ""]),
        };
        let _ = writeln!(text, "[step.s{at}]");
        if !who.is_empty() {
            let _ = writeln!(text, "for = \"{who}\"");
        }
        if self.chance.one_in(4) {
            let mine = ["p0 > 3", "p1 != \"\"", "q0 > 5"];
            let all = ["plain > 2", "other == \"o\""];
            let own = (who == "a" || who == "b") && !self.chance.one_in(3);
            let guard = if own { self.chance.pick(&mine) } else { self.chance.pick(&all) };
            let otherwise = self.later(at);
            let _ = writeln!(text, "when = '{guard}'\notherwise = \"{otherwise}\"");
        }
        self.words(who, text);
        match self.chance.below(9) {
            0 => {}
            1 => text.push_str("pause = \"5s\"\ncue = \"Enough.\"\n"),
            2 if who == "a" || who == "b" => self.share(at, text),
            3 if !self.inside => self.call(at, who, text),
            _ => self.question(at, who, text),
        }
        if self.chance.one_in(6) && who != "each" {
            let told = self.chance.one_in(6);
            let value = self.chance.pick(&["plain + 1", "random(4)", "plain * 2"]);
            let value = if told { "p0 + 1" } else { value };
            let _ = writeln!(text, "set = {{ plain = \"{value}\" }}");
        } else if self.chance.one_in(8) && !who.is_empty() {
            text.push_str("set = { q0 = \"p0 + random(9)\" }\n");
        }
    }

    /// A secret number, words for somebody, and a step that the number guards: whether the keyboard
    /// is handed over for it would tell the number, unless the words were for the same person.
    fn apart(&mut self, at: u64, text: &mut String) {
        let between = self.chance.pick(&["", "", "for = \"a\"\n", "for = \"b\"\n"]);
        let [first, then, last] = [at, at + 1, at + 2];
        let _ = write!(
            text,
            "[step.s{first}]\nfor = \"a\"\nrate = \"How?\"\nsave = \"p0\"\n\
             [step.s{then}]\n{between}say = \"Words.\"\n\
             [step.s{last}]\nfor = \"a\"\nwhen = 'p0 != () && p0 > 5'\nsay = \"For a.\"\n"
        );
        self.secret.push(format!("s{first}"));
    }

    fn words(&mut self, who: &str, text: &mut String) {
        if self.chance.one_in(3) {
            return;
        }
        let words = match (who, self.chance.below(6)) {
            ("a" | "b" | "each", 0) => "Yours: {p0} {p1} {q0}",
            ("a" | "b", 1) => "{me} and {partner}, {plain}",
            (_, 2) => "All: {plain} {other}",
            ("", 3) if self.chance.one_in(8) => "Theirs: {p0}",
            (_, 4) if self.chance.one_in(8) => "Shared: {a.p0}",
            _ => "Words.",
        };
        let _ = writeln!(text, "say = \"{words}\"");
        if !who.is_empty() && self.chance.one_in(4) {
            let _ = writeln!(text, "quote = \"p1\"");
        }
    }

    fn share(&mut self, at: u64, text: &mut String) {
        let (yes, no) = (self.later(at), self.later(at));
        let name = self.chance.pick(&["p0", "p1"]);
        let _ = writeln!(text, "share = [\"{name}\"]\nnext = {{ yes = \"{yes}\", no = \"{no}\" }}");
    }

    fn call(&mut self, at: u64, who: &str, text: &mut String) {
        text.push_str("call = \"./piece\"\n");
        if who.is_empty() && self.chance.one_in(3) {
            text.push_str("turns = \"both\"\n");
        }
        let to = self.later(at);
        let _ = writeln!(text, "next = \"{to}\"");
    }

    fn question(&mut self, at: u64, who: &str, text: &mut String) {
        let id = if self.inside { format!("piece/s{at}") } else { format!("s{at}") };
        let (to, other) = (self.later(at), self.later(at));
        let private = !who.is_empty() || self.inside;
        let mut open = private && !self.inside && self.chance.one_in(7);
        let save = match (private, self.chance.below(4)) {
            (true, 0) => "p0",
            (true, 1) => "p1",
            (false, 2) if !self.inside => "other",
            _ => "",
        };
        let told = private && !self.inside && !open && self.chance.one_in(6);
        let unkept = !open && !told && save.is_empty() && self.chance.one_in(6);
        let kind = self.chance.below(4);
        let (ask, guard) = match kind {
            0 => ("ask = \"Say?\"", "answer == ()"),
            1 => ("rate = \"How?\"\nscale = { from = 0, to = 10 }", "answer != () && answer > 5"),
            2 => (
                "choose = \"Which?\"\nchoices = { one = \"One\", two = \"Two\" }",
                "answer == \"one\"",
            ),
            _ => ("confirm = \"Is it?\"", "answer == \"yes\""),
        };
        let typed = (save == "p0" && kind != 1) || (save == "p1" && kind == 1);
        let save = if typed { "" } else { save };
        open &= !save.is_empty();
        let _ = writeln!(text, "{ask}");
        if !save.is_empty() {
            let _ = writeln!(text, "save = \"{save}\"");
        }
        if open {
            text.push_str("open = true\n");
        }
        if told {
            let _ = writeln!(text, "tells = {{ told = '{guard}' }}");
        }
        if unkept {
            text.push_str("kept = false\n");
        }
        if !open && !told {
            self.secret.push(id);
        }
        let by = if told { "told" } else { guard };
        match self.chance.below(4) {
            0 => {
                let _ = writeln!(text, "next = \"{to}\"");
            }
            1 | 2 if who != "each" || told => {
                let _ = writeln!(
                    text,
                    "next = [{{ when = '{by}', to = \"{to}\" }}, {{ to = \"{other}\" }}]"
                );
            }
            _ => {}
        }
    }
}
