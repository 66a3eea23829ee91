//! Sessions played from a file, one idea each, and what must come out. Each is played straight and
//! again with snapshot and restore at every rest, and must read the same.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tending::scenario::{self, Recording};
use tending::session::{Act, Event, Input, Notice, Output, PromptKind, Snapshot, Start, To};
use tending::source::{Sources, Span, Spanned};
use tending::time::{Moment, parse_length};
use tending::transcript::Entry;
use tending::value::Value;
use tending::{Program, Session, Transcript};

use crate::golden::{entries, folder, load, memory, same};

/// What a file `play.txt` says: a head of `key: value` lines, an empty line, and an input a line.
#[derive(Debug, Default)]
pub(crate) struct Play {
    pub(crate) start: Start,
    lines: Vec<String>,
    /// Further looks at it: `kept`, or a person's name.
    looks: Vec<String>,
    /// Words that stand in no snapshot and nothing that is kept.
    hidden: Vec<String>,
    /// It goes back or reads back, which a restored session cannot over its restore.
    straight: bool,
}

impl Play {
    pub(crate) fn read(text: &str) -> Play {
        let (head, lines) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut play =
            Play { lines: lines.lines().map(str::to_owned).collect(), ..Play::default() };
        play.start.at = "2026-01-05T18:00:00+01:00".parse().expect("an instant");
        play.start.seed = 7;
        for line in head.lines().filter(|line| !line.starts_with('#')) {
            let (key, value) = line.split_once(':').unwrap_or_else(|| panic!("no colon: {line}"));
            play.head(key, value.trim());
        }
        let backs = ["/back", "/recap"];
        play.straight = play.lines.iter().any(|line| backs.contains(&line.as_str()));
        play
    }

    fn head(&mut self, key: &str, value: &str) {
        let list = || value.split(',').map(|part| part.trim().to_owned());
        let pairs = || {
            list().map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or(("", &pair));
                (name.trim().to_owned(), value.trim().to_owned())
            })
        };
        match key {
            "people" => self.start.people = pairs().collect(),
            "seed" => self.start.seed = value.parse().expect("a number"),
            "start" => self.start.at = value.parse().expect("an instant"),
            "with" => {
                self.start.with = pairs().map(|(name, value)| (name, Value::Text(value))).collect();
            }
            "show" => self.looks = list().collect(),
            "hidden" => self.hidden = list().collect(),
            _ => panic!("`{key}` means nothing in a play"),
        }
    }
}

/// What `line` does where the session rests.
fn act(line: &str, rest: &Output) -> Act {
    let words_fit = |output: &Output| match output {
        Output::Ask(prompt) => !matches!(prompt.kind, PromptKind::Continue),
        _ => false,
    };
    match line {
        "" if words_fit(rest) => Act::Answer(String::new()),
        "" => Act::Ready,
        "/skip" => Act::Skip,
        "/back" => Act::Back,
        "/stop" => Act::Stop,
        "/pause" => Act::Break,
        "/repeat" => Act::Repeat,
        "/recap" => Act::Recap,
        "/help" => Act::Help,
        "/keep" => Act::Keep,
        "/hold" => Act::Hold,
        "/stretch" => Act::Stretch(60),
        // Words are typed where one only reads, with this sign before them.
        words => Act::Answer(words.strip_prefix('=').unwrap_or(words).replace("\\n", "\n")),
    }
}

/// One session as it runs: what was on the screen, and what is kept of it.
struct Run {
    program: Arc<Program>,
    session: Session,
    at: Moment,
    screen: Transcript,
    kept: Transcript,
    hidden: Vec<String>,
    restores: bool,
    recording: Recording,
    start: Start,
    log: Vec<Event>,
}

impl Run {
    fn new(program: &Arc<Program>, play: &Play, restores: bool) -> Run {
        let session = Session::start(program.clone(), play.start.clone()).expect("it starts");
        let mut run = Run {
            program: program.clone(),
            at: play.start.at,
            screen: Transcript::new(&session),
            kept: Transcript::new(&session),
            hidden: play.hidden.clone(),
            restores,
            session,
            recording: Recording::new(&play.start),
            start: play.start.clone(),
            log: Vec::new(),
        };
        run.append();
        run
    }

    /// What a host would append to its log goes through its wire form, and leads to the same place.
    fn append(&mut self) {
        let Some(event) = self.session.event().filter(|_| !self.restores) else { return };
        let wire = serde_json::to_string(event).expect("plain data");
        for word in &self.hidden {
            assert!(!wire.contains(word), "`{word}` in the log: {wire}");
        }
        self.log.push(serde_json::from_str(&wire).expect("its own form"));
        let replayed = Session::replay(self.program.clone(), self.start.clone(), &self.log);
        let replayed = replayed.unwrap_or_else(|error| panic!("{error}: {:?}", self.log));
        assert_eq!(replayed.snapshot(), self.session.snapshot(), "{:?}", self.log);
    }

    /// Shows all there is to show, up to where it rests.
    fn rest(&mut self) -> Output {
        loop {
            let output = self.session.poll();
            self.kept.shown(&output, &self.session);
            self.recording.output(&output, self.session.is_kept());
            self.screen.join(&self.session);
            self.screen.push(Entry::Shown(output.clone()));
            if output.is_resting() {
                self.look_into_snapshot();
                return output;
            }
        }
    }

    /// A snapshot goes through its wire form; where all may be kept, one goes on from it.
    fn look_into_snapshot(&mut self) {
        let wire = serde_json::to_string(&self.session.snapshot()).expect("plain data");
        for word in &self.hidden {
            assert!(!wire.contains(word), "`{word}` in the snapshot: {wire}");
        }
        if self.restores && self.session.is_kept() {
            let snapshot: Snapshot = serde_json::from_str(&wire).expect("its own form");
            let session = Session::restore(self.program.clone(), &snapshot, self.at);
            self.session = session.unwrap_or_else(|error| panic!("{error}: {wire}"));
        }
    }

    fn handle(&mut self, by: To, act: Act) {
        let input = Input::new(self.at, act);
        let (step, deadline) = (self.session.step(), self.session.deadline());
        let handled = self.session.handle(input.clone());
        self.append();
        if handled.is_ok() {
            self.recording.input(&input, self.session.is_kept(), &step, deadline);
        }
        self.kept.typed(&input, &self.session);
        if !matches!(input.act, Act::Time) {
            self.screen.push(Entry::Typed { by, act: input.act });
        }
        if let Err(error) = handled {
            let notice = Notice::Trouble { message: error.to_string() };
            self.screen.push(Entry::Shown(Output::Notice { to: by, notice }));
        }
    }

    fn line(&mut self, line: &str, rest: &Output) {
        let Some(passes) = line.strip_prefix('+') else {
            return self.handle(rest.to(), act(line, rest));
        };
        let (length, words) = passes.split_once(' ').unwrap_or((passes, ""));
        let length: Duration = parse_length(length).unwrap_or_else(|| panic!("no length: {line}"));
        self.at = self.at.after(length);
        self.handle(rest.to(), if words.is_empty() { Act::Time } else { act(words, rest) });
    }

    /// Whether one only reads here, and the next line is meant for what follows.
    fn goes_on(rest: &Output, next: Option<&String>) -> bool {
        let reads = match rest {
            Output::HandOver(_) => true,
            Output::Ask(prompt) => matches!(prompt.kind, PromptKind::Continue),
            _ => false,
        };
        reads && next.is_none_or(|line| !line.is_empty() && !line.starts_with(['/', '+', '=']))
    }

    fn play(mut self, play: &Play) -> String {
        self.go(play);
        self.text(play)
    }

    fn go(&mut self, play: &Play) {
        let mut lines = play.lines.iter().peekable();
        loop {
            let rest = self.rest();
            if Self::goes_on(&rest, lines.peek().copied()) {
                self.handle(rest.to(), Act::Ready);
            } else if let Some(line) = lines.next() {
                self.line(line, &rest);
            } else {
                break;
            }
        }
    }

    fn text(&self, play: &Play) -> String {
        let mut text = self.screen.to_string();
        for look in &play.looks {
            let seen = match self.session.person(look) {
                Some(person) => self.screen.for_person(person),
                None => self.kept.clone(),
            };
            text.push_str(&format!("\n=== {look}\n{seen}"));
        }
        for word in &self.hidden {
            assert!(!self.kept.to_string().contains(word), "`{word}` is kept:\n{}", self.kept);
        }
        text
    }
}

/// The folders of the plays, each with its program.
pub(crate) fn all() -> Vec<(std::path::PathBuf, Arc<Program>, Play)> {
    let folders = entries(&folder("plays")).into_iter().filter(|path| path.is_dir());
    let (mut plays, mut problems) = (Vec::new(), String::new());
    for path in folders {
        let loaded = load(memory(&path));
        let play = std::fs::read_to_string(path.join("play.txt")).expect("a play");
        match loaded.program {
            Some(program) => plays.push((path, program, Play::read(&play))),
            None => {
                let found = tending::render::concise(&loaded.diagnostics, &loaded.sources);
                problems.push_str(&format!("{}\n{found}", name(&path)));
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
    plays
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn plays_read_as_they_should() {
    let mut fine = true;
    for (path, program, play) in all() {
        let straight = Run::new(&program, &play, false).play(&play);
        fine &= same(&path.join("transcript.txt"), &straight);
        if !play.straight {
            let restored = Run::new(&program, &play, true).play(&play);
            let apart = straight.lines().zip(restored.lines()).find(|(one, other)| one != other);
            if straight != restored {
                eprintln!("{} reads otherwise after a restore: {apart:?}", name(&path));
                fine = false;
            }
        }
    }
    assert!(fine, "TENDING_ACCEPT=1 writes what came, to be read in the difference");
}

#[test]
fn what_is_recorded_passes_as_a_scenario() {
    let mut failed = Vec::new();
    for (path, program, play) in all() {
        let mut run = Run::new(&program, &play, false);
        run.go(&play);
        let text = run.recording.text(&name(&path));
        for word in &play.hidden {
            assert!(!text.contains(word), "`{word}` is recorded:\n{text}");
        }
        let (mut sources, mut found) = (Sources::new(), Vec::new());
        let file = sources.add(name(&path), text.as_str());
        let read = scenario::read(file, &text, &mut found);
        let read = read.unwrap_or_else(|| panic!("{found:?}\n{text}"));
        // What a caller would give is no part of a run.
        let here = Span::new(file, 0..0);
        let with = play.start.with.iter();
        let with = with.map(|(name, value)| (Spanned::new(name.clone(), here), value.clone()));
        let read = scenario::Scenario { with: with.collect(), ..read };
        if let Some(failure) = scenario::run(&program, &read).failure {
            let found = tending::render::concise(&[failure.diagnostic()], &sources);
            failed.push(format!("{found}\n{failure:?}\n{text}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
