//! Mechanical edits of the shipped exercises, at every rest of every scenario: what was saved goes
//! on at the right place, or an error says why not; never at a wrong place in silence.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use tending::loader::{Builtin, Chain, Loader, Memory};
use tending::scenario::{self, Scenario};
use tending::session::{Act, Input, Loss, Output, PromptKind, RestoreError, Snapshot, To};
use tending::source::Sources;
use tending::value::{Person, Value};
use tending::{Engine, Program, Session};

/// An exercise with its scenarios.
struct Shipped {
    id: String,
    program: Arc<Program>,
    scenarios: Vec<Scenario>,
}

static SHIPPED: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    let each = Builtin.exercises().into_iter().map(|id| {
        let program = tending::load(&Engine::new(), &Builtin, &id).program.expect("it is sound");
        let (scenarios, _) = scenario::all(&Builtin, &id, &mut Sources::new());
        Shipped { id, program, scenarios }
    });
    each.filter(|shipped| !shipped.scenarios.is_empty()).collect()
});

/// What is done to one step of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    /// It has another name, and its author says so.
    Moved,
    /// It has another name.
    Renamed,
    /// It is not there any more; who came to it comes to the step below.
    Deleted,
    /// It stands at the end of the file.
    Last,
    /// It asks something else.
    Asks,
    /// It is for everyone, and what it saves with it; or the other way round.
    Addressed,
    /// Its words are others.
    Words,
}

const EDITS: [Edit; 7] = [
    Edit::Moved,
    Edit::Renamed,
    Edit::Deleted,
    Edit::Last,
    Edit::Asks,
    Edit::Addressed,
    Edit::Words,
];

/// An exercise's file cut at its headings: what stands before the steps, then each step.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('[') {
            blocks.push(String::new());
        }
        let last = blocks.len() - 1;
        blocks[last].push_str(line);
        blocks[last].push('\n');
    }
    blocks
}

fn name(block: &str) -> Option<&str> {
    block.strip_prefix("[step.")?.split(']').next()
}

/// `block` with another step named where `step` was; endings may have the same names.
fn led(block: &str, step: &str, to: &str) -> String {
    let line = |line: &str| match line.starts_with("end = ") {
        true => format!("{line}\n"),
        false => line.replace(&format!("\"{step}\""), &format!("\"{to}\"")) + "\n",
    };
    block.lines().map(line).collect()
}

/// The text with the step number `which` edited, its name, and the name it has now.
fn edited(text: &str, part: Option<&str>, which: usize, edit: Edit) -> Option<Changed> {
    let mut blocks = blocks(text);
    let steps: Vec<usize> = (0..blocks.len()).filter(|at| name(&blocks[*at]).is_some()).collect();
    let at = steps[which % steps.len()];
    let step = name(&blocks[at])?.to_owned();
    let mut moves = None;
    match edit {
        Edit::Moved | Edit::Renamed => {
            let new = format!("{step}-anew");
            blocks[at] =
                blocks[at].replacen(&format!("[step.{step}]"), &format!("[step.{new}]"), 1);
            blocks.iter_mut().for_each(|block| *block = led(block, &step, &new));
            let path = |name: &str| part.map_or(name.to_owned(), |part| format!("{part}/{name}"));
            moves = (edit == Edit::Moved).then(|| {
                format!("\n[[moved]]\nfrom = \"{}\"\nto = \"{}\"\n", path(&step), path(&new))
            });
        }
        Edit::Deleted => {
            let below = name(blocks.get(at + 1)?)?.to_owned();
            blocks.remove(at);
            blocks.iter_mut().for_each(|block| *block = led(block, &step, &below));
        }
        Edit::Last => {
            let block = blocks.remove(at);
            if !block.contains("\nnext = ") || !blocks[at - 1].contains("\nnext = ") {
                return None;
            }
            blocks.push(block);
        }
        Edit::Asks => {
            let other = match &blocks[at] {
                block if block.contains("\nconfirm = ") => block.replacen("\nconfirm", "\nask", 1),
                block if block.contains("\nrate = ") => block.replacen("\nrate", "\nask", 1),
                block if block.contains("\nask = ") => block.replacen("\nask", "\nconfirm", 1),
                block => format!("{block}pause = \"9s\"\n"),
            };
            let keys = ["scale", "distress", "required", "check", "lines", "help", "min", "max"];
            let stays = |line: &&str| !keys.iter().any(|key| line.starts_with(key));
            blocks[at] = other.lines().filter(stays).map(|line| format!("{line}\n")).collect();
        }
        Edit::Addressed => {
            let lines = blocks[at].lines().filter(|line| !line.starts_with("for = "));
            let less: String = lines.map(|line| format!("{line}\n")).collect();
            blocks[at] = match less == blocks[at] {
                true => format!("{less}for = \"each\"\n"),
                false => less,
            };
        }
        Edit::Words => {
            let words = blocks[at].replacen("say = \"", "say = \"So. ", 1);
            blocks[at] =
                format!("# A remark.\n{}", words.replacen("ask = \"", "ask = \"And so: ", 1));
        }
    }
    Some(Changed { text: blocks.concat(), moves, step })
}

struct Changed {
    text: String,
    moves: Option<String>,
    step: String,
}

/// `program` with one of its files edited; nothing where the edit makes no sound exercise.
fn program(
    of: &Shipped,
    file: &(String, Option<String>),
    changed: &Changed,
) -> Option<Arc<Program>> {
    let (id, part) = file;
    let mut memory = Memory::default();
    let mut add = |path: &str| {
        let text = Builtin.read(id, path).ok()?.bytes;
        let text = String::from_utf8(text.to_vec()).ok()?;
        let edited =
            part.as_ref().map_or("exercise.toml".to_owned(), |part| format!("parts/{part}.toml"));
        let text = if path == edited { changed.text.clone() } else { text };
        let head = path == "exercise.toml";
        let moves = changed.moves.as_deref().filter(|_| head).unwrap_or("");
        memory.add(id, path, format!("{text}{moves}"));
        Some(())
    };
    add("exercise.toml")?;
    add("script.rhai");
    Builtin.list(id, "parts").iter().for_each(|path| {
        add(path);
    });
    let loader = Chain(vec![Box::new(memory), Box::new(Builtin)]);
    tending::load(&Engine::new(), &loader, &of.id).program
}

/// The files that a program of `of` is made of, but for what the engine plays of its own.
fn files(of: &Shipped) -> Vec<(String, Option<String>)> {
    let called = of
        .program
        .calls()
        .map(str::to_owned)
        .filter(|id| !["calm-pause", "care"].contains(&id.as_str()));
    let mut files = Vec::new();
    for id in std::iter::once(of.id.clone()).chain(called) {
        let parts = Builtin.list(&id, "parts");
        let part =
            |path: &String| path.trim_start_matches("parts/").trim_end_matches(".toml").to_owned();
        files.push((id.clone(), None));
        files.extend(parts.iter().map(|path| (id.clone(), Some(part(path)))));
    }
    files
}

/// Every rest of a scenario.
fn rests(of: &Shipped, scenario: &Scenario) -> Vec<Snapshot> {
    let mut rests: Vec<Snapshot> = Vec::new();
    scenario::run_watched(&of.program, scenario, &mut |session| {
        if session.is_kept() {
            rests.push(session.snapshot());
        }
    });
    rests.dedup();
    rests
}

fn rest(session: &mut Session) -> Output {
    loop {
        let output = session.poll();
        if output.is_resting() {
            return output;
        }
    }
}

/// What can be compared of two rests: who is asked what kind of thing.
fn gist(output: &Output) -> (To, String) {
    let what = match output {
        Output::Ask(prompt) => match &prompt.kind {
            PromptKind::Choose { pick, .. } => format!("choose {}", pick.is_some()),
            kind => format!("{:?}", std::mem::discriminant(kind)),
        },
        Output::Pause(_) => "pause".to_owned(),
        Output::HandOver(over) => format!("{over:?}"),
        Output::End(ending) => ending.name.clone(),
        other => format!("{other:?}"),
    };
    (output.to(), what)
}

/// Whether `path` stands in the step `step` of `file`, or is called from there.
fn stands_in(snapshot: &Snapshot, file: &(String, Option<String>), step: &str) -> bool {
    let json = serde_json::to_value(snapshot).expect("plain data");
    let frames = json["frames"].as_array().expect("a list");
    frames.iter().any(|frame| {
        let scope =
            &json["scopes"][usize::try_from(frame["scope"].as_u64().unwrap_or(0)).unwrap_or(0)];
        let here =
            scope["exercise"] == file.0.as_str() && frame["part"].as_str() == file.1.as_deref();
        let join = frame["private_until"].get(0).is_some_and(|join| join == step);
        here && (frame["step"] == step || join)
    })
}

/// No value that one person alone knew is everyone's now.
fn keeps_secrets(snapshot: &Snapshot, session: &Session) {
    let json = serde_json::to_value(snapshot).expect("plain data");
    let scope = &json["scopes"][0];
    for (at, own) in scope["own"].as_array().into_iter().flatten().enumerate() {
        for (name, value) in own.as_object().into_iter().flatten() {
            let told = scope["shared"].get(name).is_some();
            let now = session.value(None, name).filter(|now| !matches!(now, Value::Unit));
            if let Some(now) = now.filter(|_| !told) {
                let own = serde_json::to_value(now).expect("plain data");
                assert_ne!(&own, value, "`{name}` of person {at} is everyone's");
            }
            let other = (0..2).map(Person::new).filter(|other| other.index() != at);
            for person in other {
                let theirs = &scope["own"][person.index()][name];
                let now = session
                    .value(Some(person), name)
                    .map(|now| serde_json::to_value(now).expect("plain"));
                let got = now.is_some_and(|now| now == *value && now != *theirs && !told);
                let start = value.as_str() == Some("") || value.as_i64() == Some(0);
                assert!(!got || start, "`{name}` is another's now");
            }
        }
    }
}

fn check(
    of: &Shipped,
    snapshot: &Snapshot,
    edit: Edit,
    file: &(String, Option<String>),
    changed: &Changed,
    new: &Arc<Program>,
) -> bool {
    let (at, stood) = (snapshot.at(), snapshot.step());
    let before = || Session::restore(of.program.clone(), snapshot, at).expect("its own exercise");
    let touched = stands_in(snapshot, file, &changed.step);
    let named = format!("{edit:?} of `{}` in {file:?}, at `{stood}`", changed.step);
    match Session::restore(new.clone(), snapshot, at) {
        Ok(mut session) => {
            keeps_secrets(snapshot, &session);
            // A step that is another now may call at once what it calls, or end.
            let begun = touched && matches!(edit, Edit::Asks | Edit::Addressed);
            if let ended @ Output::End(_) = rest(&mut session) {
                if begun {
                    return true;
                }
                assert_eq!(gist(&ended), gist(&rest(&mut before())), "{named}");
                return touched;
            }
            let new_name = format!("{}-anew", changed.step);
            let expected = match edit {
                Edit::Moved if touched => {
                    let mut names: Vec<&str> = stood.split('/').collect();
                    let last = names.pop().unwrap_or_default();
                    let here = if last == changed.step && session.step().ends_with("-anew") {
                        new_name.as_str()
                    } else {
                        last
                    };
                    names.into_iter().chain([here]).collect::<Vec<_>>().join("/")
                }
                _ => stood.clone(),
            };
            // It calls something now, or ended what it stood in.
            let depth = |path: &str| path.matches('/').count();
            let moved_on = begun && depth(&session.step()) != depth(&stood);
            assert!(session.step() == expected || moved_on, "{named}: {}", session.step());
            assert!(
                !matches!(edit, Edit::Renamed | Edit::Deleted) || !touched,
                "in silence: {named}"
            );
            let mut old = before();
            let (was, is) = (gist(&rest(&mut old)), gist(&rest(&mut session)));
            let same = !touched || !matches!(edit, Edit::Asks | Edit::Addressed);
            if same {
                assert_eq!(is, was, "{named}");
            }
            if matches!(edit, Edit::Moved | Edit::Words | Edit::Last) {
                follow(&mut old, &mut session, at, &named);
            }
            touched
        }
        Err(RestoreError::Changed(why)) => {
            let harmless = matches!(edit, Edit::Moved | Edit::Words | Edit::Last);
            assert!(!harmless, "{named}: {why}");
            // Without the step that invites somebody, a role has nobody.
            let nobody = why.losses.iter().any(|loss| matches!(loss, Loss::Role(_)));
            let values = why.losses.iter().all(|loss| matches!(loss, Loss::Value { .. }));
            assert!(touched || values || nobody, "{named}: {why}");
            if why.safe.is_none() {
                // Nothing was come to before that is still there.
                let json = serde_json::to_value(snapshot).expect("plain data");
                let trail = json["frames"][0]["trail"].as_array().expect("a list");
                let first = trail.iter().all(|step| *step == changed.step.as_str());
                assert!(first || nobody, "{named}: {why}");
                return true;
            }
            let carried = Session::restore_anyway(new.clone(), snapshot, at);
            let mut carried = carried.unwrap_or_else(|error| panic!("{named}: {error}"));
            assert_eq!(carried.losses, why.losses);
            keeps_secrets(snapshot, &carried.session);
            rest(&mut carried.session);
            true
        }
        Err(error) => panic!("{named}: {error}"),
    }
}

/// Whether it stands in a break, whose pages are the engine's own, and in nothing else of `id`.
fn in_the_engines_own(snapshot: &Snapshot, id: &str) -> bool {
    let json = serde_json::to_value(snapshot).expect("plain data");
    let frames = json["frames"].as_array().expect("a list");
    let scope = |frame: &serde_json::Value| {
        let at = usize::try_from(frame["scope"].as_u64().unwrap_or(0)).unwrap_or(0);
        json["scopes"][at]["exercise"].as_str() == Some(id)
    };
    let aside = frames.iter().position(|frame| frame["aside"] == true);
    aside.is_some_and(|at| frames[at..].iter().any(scope) && !frames[..at].iter().any(scope))
}

/// The same is put into both, and the same comes of it.
fn follow(old: &mut Session, new: &mut Session, at: tending::time::Moment, named: &str) {
    for step in 0..6 {
        let (was, is) = (rest(old), rest(new));
        assert_eq!(gist(&is), gist(&was), "{named}, {step} further on");
        let act = match &was {
            Output::Ask(prompt) => match &prompt.kind {
                PromptKind::Choose { choices, pick, .. } => Act::Choose {
                    ids: choices
                        .iter()
                        .take(pick.map_or(1, |(min, _)| min.max(1)))
                        .map(|choice| choice.id.to_string())
                        .collect(),
                    other: None,
                },
                PromptKind::Rate { from, .. } => Act::Rate(*from),
                PromptKind::Confirm | PromptKind::Share { .. } => Act::Consent(true),
                PromptKind::Continue => Act::Ready,
                PromptKind::Invite { .. } => Act::Answer("no".to_owned()),
                PromptKind::Date => Act::Answer("2026-02-01".to_owned()),
                PromptKind::Integer { .. } | PromptKind::Number { .. } => {
                    Act::Answer("3".to_owned())
                }
                _ => Act::Answer("some quiet".to_owned()),
            },
            Output::Pause(_) => Act::Skip,
            _ => Act::Ready,
        };
        let did = old.handle(Input::new(at, act.clone()));
        let does = new.handle(Input::new(at, act));
        assert_eq!(did.is_ok(), does.is_ok(), "{named}, {step} further on");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_exercise_goes_on_at_the_right_place_or_says_why_not(
        shipped: prop::sample::Index, scenario: prop::sample::Index, file: prop::sample::Index,
        which in 0_usize..60, edit in prop::sample::select(EDITS.to_vec()), near: bool,
    ) {
        let of = &SHIPPED[shipped.index(SHIPPED.len())];
        let rests = rests(of, &of.scenarios[scenario.index(of.scenarios.len())]);
        let all = files(of);
        // Half of the edits are made where the scenario comes by.
        let stood = serde_json::to_value(&rests[which % rests.len()]).expect("plain data");
        let top = stood["frames"].as_array().and_then(|frames| frames.last()).expect("a frame");
        let scope = usize::try_from(top["scope"].as_u64().unwrap_or(0)).unwrap_or(0);
        let here = (
            stood["scopes"][scope]["exercise"].as_str().unwrap_or("").to_owned(),
            top["part"].as_str().map(str::to_owned),
        );
        let file = if near && all.contains(&here) { here } else { all[file.index(all.len())].clone() };
        let path = file.1.as_ref().map_or("exercise.toml".to_owned(), |part| format!("parts/{part}.toml"));
        let text = String::from_utf8(Builtin.read(&file.0, &path).expect("a file").bytes.to_vec()).expect("text");
        let steps: Vec<String> = blocks(&text).iter().filter_map(|block| name(block).map(str::to_owned)).collect();
        let step = top["step"].as_str().unwrap_or("");
        let which = if near { steps.iter().position(|name| name == step).unwrap_or(which) } else { which };
        let Some(changed) = edited(&text, file.1.as_deref(), which, edit) else { return Ok(()) };
        let Some(new) = program(of, &file, &changed) else { return Ok(()) };
        // What only the engine's own copy is played of is not edited by an author.
        let untouched = new.content() == of.program.content();
        if untouched && !matches!(edit, Edit::Words) {
            return Ok(());
        }
        for snapshot in &rests {
            if in_the_engines_own(snapshot, &file.0) {
                // No author edits what the engine plays by itself, though it has the same name.
                let restored = Session::restore(new.clone(), snapshot, snapshot.at());
                prop_assert_eq!(restored.expect("its own page").step(), snapshot.step());
                continue;
            }
            check(of, snapshot, edit, &file, &changed, &new);
        }
    }
}
