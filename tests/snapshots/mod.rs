//! Saved sessions: every released form stays readable, what is broken is said so, and an edited
//! exercise either goes on at the right place or says what would be lost.

mod edits;

use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use tending::host::Host;
use tending::loader::Memory;
use tending::session::{
    Act, Event, Found, Input, Loss, Output, RestoreError, SNAPSHOT_FORMAT, Snapshot, Start, Why,
};
use tending::time::Moment;
use tending::value::{Person, Value};
use tending::{Engine, Program, Session, StartError};

use crate::golden::folder;

const EXERCISE: &str = include_str!("exercise.toml");
const TALK: &str = include_str!("talk.toml");

fn at() -> Moment {
    "2026-01-05T18:00:00+01:00".parse().unwrap()
}

fn load(text: &str, talk: &str) -> Arc<Program> {
    let mut files = Memory::of("kept", text);
    files.add("kept", "parts/talk.toml", talk);
    let loaded = tending::load(&Engine::new(), &files, "kept");
    let found = tending::render::concise(&loaded.diagnostics, &loaded.sources);
    loaded.program.unwrap_or_else(|| panic!("{found}"))
}

/// The exercise with one text in it replaced.
fn edited(from: &str, to: &str) -> Arc<Program> {
    assert!(EXERCISE.contains(from) || TALK.contains(from), "{from}");
    load(&EXERCISE.replace(from, to), &TALK.replace(from, to))
}

fn begin(host: Host) -> Session {
    let people = vec![("asker".into(), "Ana".into()), ("listener".into(), "Ben".into())];
    let start = Start { people, at: at(), seed: u64::MAX, host, ..Start::default() };
    Session::start(load(EXERCISE, TALK), start).unwrap()
}

fn rest(session: &mut Session) -> Output {
    loop {
        let output = session.poll();
        if output.is_resting() {
            return output;
        }
    }
}

fn acts() -> Vec<Act> {
    let answer = |words: &str| Act::Answer(words.to_owned());
    vec![
        Act::Ready,
        answer("you always spoil it"),
        Act::Keep,
        answer("calm"),
        Act::Skip,
        Act::Ready,
        Act::Rate(8),
        Act::Ready,
        Act::Rate(2),
        Act::Ready,
        answer("some rest"),
        answer("a hug"),
        answer(""),
        Act::Consent(true),
        answer("fear"),
        Act::Consent(true),
        Act::Ready,
        Act::Ready,
        Act::Ready,
        Act::Consent(true),
        Act::Break,
        Act::Skip,
        Act::Stop,
    ]
}

/// Where the exercise rests, one after the other, with a name for each.
fn rests() -> Vec<(String, Snapshot)> {
    let mut waiting = begin(Host::new().later("weather"));
    let mut found = vec![("asked".to_owned(), waiting.snapshot())];
    let Output::Host(call) = rest(&mut waiting) else { panic!("it asks nobody") };
    assert_eq!(call.function, "weather");

    let mut session = begin(Host::new());
    for act in acts() {
        let rested = rest(&mut session);
        let kind = match &rested {
            Output::Ask(prompt) if prompt.nudged => "nudged",
            Output::Ask(_) => "prompt",
            Output::Pause(_) => "pause",
            Output::HandOver(_) => "hand-over",
            _ => "other",
        };
        let name = format!("{}-{}-{kind}", found.len(), session.step().replace('/', "-"));
        found.push((name, session.snapshot()));
        session.handle(Input::new(at(), act)).unwrap();
    }
    rest(&mut session);
    found.push(("ended".to_owned(), session.snapshot()));
    found
}

fn place(format: u32) -> PathBuf {
    folder(&format!("snapshots/format-{format}"))
}

/// A format that was released is never written anew: what people kept is written in it. The newest
/// is, with `TENDING_ACCEPT=1`, until it is released.
#[test]
fn every_released_form_stays_readable() {
    let accept = std::env::var_os("TENDING_ACCEPT").is_some();
    for (name, snapshot) in rests() {
        let (text, bytes) = (place(SNAPSHOT_FORMAT).join(name.clone() + ".json"), name + ".bin");
        let bytes = place(SNAPSHOT_FORMAT).join(bytes);
        let json = serde_json::to_string_pretty(&snapshot).unwrap() + "\n";
        if accept {
            std::fs::write(&text, &json).unwrap();
            std::fs::write(&bytes, snapshot.to_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&text).unwrap().replace("\r\n", "\n"), json);
        assert_eq!(std::fs::read(&bytes).unwrap(), snapshot.to_bytes(), "{}", bytes.display());
    }
    let mut seen = 0;
    for format in 1..=SNAPSHOT_FORMAT {
        for path in crate::golden::entries(&place(format)) {
            let kept = std::fs::read(&path).unwrap();
            let snapshot = match path.extension().is_some_and(|end| end == "bin") {
                true => Snapshot::from_bytes(&kept).unwrap(),
                false => serde_json::from_slice(&kept).unwrap(),
            };
            let mut session = Session::restore(load(EXERCISE, TALK), &snapshot, at()).unwrap();
            rest(&mut session);
            assert_eq!(session.step(), snapshot.step(), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn a_snapshot_is_small_and_does_not_grow() {
    let files = Memory::of("round", ROUND);
    let program = tending::load(&Engine::new(), &files, "round").program.unwrap();
    let mut session = Session::start(program, Start { at: at(), ..Start::default() }).unwrap();
    let mut sizes = Vec::new();
    for step in 0..1000_u32 {
        rest(&mut session);
        let choice = ["one", "two", "three"][step as usize % 3].to_owned();
        session.handle(Input::new(at(), Act::Choose { ids: vec![choice], other: None })).unwrap();
        if step == 99 || step == 999 {
            sizes.push(session.snapshot().to_bytes().len());
        }
    }
    assert!(sizes[0] <= 400 && sizes[1] <= sizes[0] + 4, "{sizes:?}");
}

const ROUND: &str = r#"
format = 1
id = "round"
version = "1.0.0"
title = "Round and round"
[shared]
gold = 0
[step.here]
say = ["A room. {gold} coins.", { when = "gold > 3", text = "It glitters." }]
choose = "Where to?"
choices = { one = "One", two = "Two", three = "Three" }
set = { gold = "(gold + 3) % 17" }
next = { one = "there", two = "there", three = "here" }
[step.there]
say = "Another room. {gold} coins."
choose = "Where to?"
choices = { one = "One", two = "Two", three = "Three", out = "Out" }
set = { gold = "(gold + 5) % 17" }
next = { one = "here", two = "here", three = "there", out = "done" }
[step.done]
end = "completed"
"#;

/// The snapshot of the rest whose name holds this.
fn rested(name: &str) -> Snapshot {
    let found = rests().into_iter().find(|(known, _)| known.contains(name));
    found.unwrap_or_else(|| panic!("no {name}")).1
}

fn changed(snapshot: &Snapshot, program: Arc<Program>) -> tending::session::Changed {
    match Session::restore(program, snapshot, at()) {
        Err(RestoreError::Changed(changed)) => *changed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_renamed_step_is_followed_where_its_author_says_so() {
    let snapshot = rested("pick-prompt");
    let renamed = EXERCISE.replace("[step.pick]", "[step.word]");
    let gone = changed(&snapshot, load(&renamed, TALK));
    assert_eq!(gone.losses, [Loss::Step("pick".into())]);
    assert_eq!((gone.stood.as_str(), gone.safe.as_deref()), ("pick", Some("plan")));
    assert_eq!(
        gone.to_string(),
        "the exercise was changed: the step `pick` is not there any more. It can go on from `plan`"
    );

    // Through a chain of versions, and not where the version that was played had it already.
    let moves = "\n[[moved]]\nfrom = \"pick\"\nto = \"choice\"\nsince = \"1.1\"\n\
                 [[moved]]\nfrom = \"choice\"\nto = \"word\"\nsince = \"1.10\"\n\
                 [[moved]]\nfrom = \"word\"\nto = \"plan\"\nsince = \"0.9\"\n";
    let followed = load(&(renamed.replace("1.0.0", "2.0") + moves), TALK);
    let session = Session::restore(followed, &snapshot, at()).unwrap();
    assert_eq!(session.step(), "word");
    // Round in a circle it ends, too.
    let circle =
        "\n[[moved]]\nfrom = \"pick\"\nto = \"a\"\n[[moved]]\nfrom = \"a\"\nto = \"pick\"\n";
    assert_eq!(changed(&snapshot, load(&(renamed + circle), TALK)).losses.len(), 1);

    // In a part, with how often a step was entered.
    let snapshot = rested("talk-talk-prompt");
    let part = TALK.replace("talk]", "again]").replace("\"talk\"", "\"again\"");
    let moves = "\n[[moved]]\nfrom = \"talk/talk\"\nto = \"talk/again\"\n";
    let followed = load(&(EXERCISE.to_owned() + moves), &part);
    let mut session = Session::restore(followed, &snapshot, at()).unwrap();
    assert_eq!(session.step(), "talk/again");
    session.handle(Input::new(at(), Act::Consent(true))).unwrap();
    assert!(matches!(rest(&mut session), Output::Ask(_)), "the second entry");
    session.handle(Input::new(at(), Act::Consent(true))).unwrap();
    assert!(matches!(rest(&mut session), Output::End(_)), "there is no third");
}

#[test]
fn what_an_edit_would_lose_is_named_and_private_words_stay_with_their_owner() {
    let value = |name: &str, person: Option<&str>, why| Loss::Value {
        name: name.into(),
        person: person.map(Into::into),
        why,
    };
    // Private answers whose name is everyone's now.
    let snapshot = rested("talk-talk-prompt");
    let shared = load(
        &EXERCISE
            .replace("heat = 0", "warmth = 0")
            .replace("save = \"heat\"", "save = \"warmth\"")
            .replace("save = \"plan\"", "save = \"heat\""),
        TALK,
    );
    let losses = changed(&snapshot, shared.clone());
    assert!(losses.losses.contains(&value("heat", Some("Ana"), Why::Owner)), "{losses}");
    assert!(losses.losses.contains(&value("plan", None, Why::Gone)), "{losses}");
    assert_eq!(losses.safe.as_deref(), Some("talk/talk"), "nothing stands in the way but that");
    let carried = Session::restore_anyway(shared, &snapshot, at()).unwrap();
    assert_eq!(carried.session.value(None, "heat"), Some(Value::Unit), "nobody learns of it");

    // Another kind of value.
    let kinds = load(
        &EXERCISE.replace("many = [1, 3]\n", "").replace("need.len() > 1", "need != ()"),
        TALK,
    );
    let losses = changed(&snapshot, kinds).losses;
    assert_eq!(losses, [value("need", Some("Ana"), Why::Kind)]);

    // What was private is told: that, too, is another's business now.
    let told = EXERCISE
        .replace("tells = { hot = \"answer >= 7\" }", "tells = { heat = \"answer >= 7\" }")
        .replace("save = \"heat\"\n", "")
        .replace("[private]\nheat = 0", "");
    let losses = changed(&snapshot, load(&told, TALK)).losses;
    assert!(losses.contains(&value("heat", Some("Ben"), Why::Owner)), "{losses:?}");
}

#[test]
fn a_step_that_asks_something_else_begins_anew_where_nothing_is_lost() {
    // Nothing was answered yet: it is asked what it asks now.
    let snapshot = rested("plan-prompt");
    let program =
        edited("ask = \"What is the plan?\"\ncheck = [\"absolutes\"]", "confirm = \"A plan?\"");
    let mut session = Session::restore(program, &snapshot, at()).unwrap();
    assert_eq!(session.step(), "plan");
    let Output::Ask(prompt) = rest(&mut session) else { panic!("it asks") };
    assert_eq!(prompt.question.plain(), "A plan?");

    // Something was: two of three needs, or one of two people.
    let needs = rests().into_iter().filter(|(name, _)| name.contains("need-prompt"));
    let (_, snapshot) = needs.last().unwrap();
    let other = load(
        &EXERCISE
            .replace("many = [1, 3]", "accept = \"integer\"")
            .replace("need.len() > 1", "need != ()"),
        TALK,
    );
    let changed = changed(&snapshot, other.clone());
    assert_eq!(changed.losses, [Loss::Answers("need".into())]);
    assert_eq!(changed.safe.as_deref(), Some("need"));
    let mut carried = Session::restore_anyway(other, &snapshot, at()).unwrap().session;
    let Output::Ask(prompt) = rest(&mut carried) else { panic!("it asks") };
    assert_eq!(prompt.to, tending::session::To::One(Person::new(0)));
}

#[test]
fn a_private_way_that_is_gone_leads_back_before_it() {
    let snapshot = rested("deepest-prompt");
    let gone =
        EXERCISE.replace("[step.deepest]", "[step.bottom]").replace("\"deepest\"", "\"bottom\"");
    let changed = changed(&snapshot, load(&gone, TALK));
    assert_eq!(changed.losses, [Loss::Step("deepest".into())]);
    // Not into the middle of it: that would tell the others something.
    assert_eq!(changed.safe.as_deref(), Some("deeper"));
}

#[test]
fn a_part_or_a_role_that_is_gone_leads_to_the_step_that_called_it_or_nowhere() {
    let snapshot = rested("talk-talk-prompt");
    let without = EXERCISE.replace("call = \"./talk\"", "confirm = \"So?\"");
    let mut files = Memory::of("kept", &without);
    files.add("kept", "parts/other.toml", TALK);
    let program = tending::load(&Engine::new(), &files, "kept").program.unwrap();
    let changed_now = changed(&snapshot, program);
    assert_eq!(changed_now.losses, [Loss::Answers("apart".into())]);
    assert_eq!(changed_now.safe.as_deref(), Some("apart"));

    let roles = EXERCISE.replace("listener", "hearer");
    let changed = changed(&snapshot, load(&roles, TALK));
    assert!(changed.losses.contains(&Loss::Role("listener".into())), "{changed}");
    assert_eq!(changed.safe, None);
    let nowhere = Session::restore_anyway(load(&roles, TALK), &snapshot, at());
    assert!(matches!(nowhere, Err(RestoreError::Changed(_))));
}

#[test]
fn the_log_of_a_session_leads_to_where_it_stood_or_says_at_which_event_it_parts() {
    let mut session = begin(Host::new());
    let mut log: Vec<Event> = session.event().cloned().into_iter().collect();
    for act in acts().into_iter().take(9) {
        rest(&mut session);
        session.handle(Input::new(at(), act)).unwrap();
        log.extend(session.event().cloned());
    }
    let people = vec![("asker".into(), "Ana".into()), ("listener".into(), "Ben".into())];
    let start = Start { people, at: at(), seed: u64::MAX, ..Start::default() };
    let again = |program| Session::replay(program, start.clone(), &log);
    let kept = serde_json::to_string(&log).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Event>>(&kept).unwrap(), log);
    assert_eq!(again(load_once()).unwrap().snapshot(), session.snapshot());
    let mut back = again(load_once()).unwrap();
    back.handle(Input::new(at(), Act::Back)).unwrap();
    assert_eq!(back.step(), "feel", "a replayed session can go back");

    let parts = |program| match again(program) {
        Err(RestoreError::Diverged(divergence)) => *divergence,
        other => panic!("{other:?}"),
    };
    let elsewhere = EXERCISE.replace("save = \"plan\"", "save = \"plan\"\nnext = \"breathe\"");
    let found = parts(load(&elsewhere, TALK));
    assert_eq!((found.event, found.expected.as_str()), (3, "pick"));
    assert_eq!(found.found, Found::Step("breathe".into()));
    assert_eq!(
        found.to_string(),
        "event 3 of the log led to the step `pick`, and now it leads to `breathe`"
    );
    let other = EXERCISE.replace("words = [\"calm\", \"wide\"]", "words = [\"slow\", \"wide\"]");
    let found = parts(load(&other, TALK));
    assert_eq!(found.event, 4);
    assert!(matches!(found.found, Found::Refused(_)), "{found}");
}

#[test]
fn an_edit_is_looked_at_before_it_is_published() {
    let impact = |new: &str| {
        let found = tending::impact::of(&load_once(), &load(new, TALK));
        let lines = found.rests.iter().map(|fate| {
            let line = fate.line();
            format!("{} -> {} {}", line.stood, line.on.unwrap_or("-"), line.lost.join("; "))
        });
        let values = found.values.iter().map(ToString::to_string);
        lines.chain(values).collect::<Vec<_>>().join("\n")
    };
    let same = impact(&EXERCISE.replace("Welcome", "Good evening"));
    assert_eq!(same.lines().count(), 11, "{same}");
    assert!(same.contains("talk/talk -> talk/talk"), "{same}");
    assert!(same.lines().all(|line| line.ends_with(' ')), "{same}");

    let renamed = EXERCISE.replace("[step.pick]", "[step.word]").replace("\"heat\"", "\"warmth\"");
    let renamed = impact(&renamed.replace("heat = 0", "warmth = 0"));
    assert!(renamed.contains("pick -> plan the step `pick` is not there any more"), "{renamed}");
    assert!(renamed.contains("what was saved as `heat` has no place any more"), "{renamed}");
    assert_eq!(renamed.lines().filter(|line| !line.ends_with(' ')).count(), 2, "{renamed}");
}

#[test]
fn start_values_are_shared_and_of_their_kind() {
    let begin = |name: &str, value: Value| {
        let people = vec![("asker".into(), "Ana".into()), ("listener".into(), "Ben".into())];
        let with = vec![(name.to_owned(), value)];
        Session::start(load_once(), Start { people, at: at(), with, ..Start::default() })
    };
    assert_eq!(begin("tries", 4.into()).unwrap().value(None, "tries"), Some(4.into()));
    let unknown = StartError::UnknownVariable("trials".into());
    assert_eq!(begin("trials", 4.into()).unwrap_err(), unknown);
    let private = StartError::UnknownVariable("heat".into());
    assert_eq!(begin("heat", 4.into()).unwrap_err(), private);
    let kind = begin("plan", 4.into()).unwrap_err();
    assert_eq!(kind.to_string(), "the exercise puts another kind of value into `plan`");
    assert!(begin("plan", "x".repeat(20_000).into()).is_err());
    assert_eq!(
        begin("plan", "\u{1b}[2Jus".into()).unwrap().value(None, "plan"),
        Some("[2Jus".into())
    );
}

/// The sum at the end of the compact form, over all before it.
fn summed(mut bytes: Vec<u8>) -> Vec<u8> {
    let add = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325, add);
    bytes.extend_from_slice(&((sum >> 32) as u32 ^ sum as u32).to_le_bytes());
    bytes
}

/// Restores it if it can be, and does a few things in it.
fn tried(snapshot: &Snapshot) {
    for program in [load_once(), edited_once()] {
        let sessions = [
            Session::restore(program.clone(), snapshot, at()).ok(),
            Session::restore_anyway(program, snapshot, at()).ok().map(|carried| carried.session),
        ];
        for mut session in sessions.into_iter().flatten() {
            for act in [Act::Recap, Act::Ready, Act::Back, Act::Break, Act::Time, Act::Rate(3)] {
                rest(&mut session);
                let _may_fail = session.handle(Input::new(at(), act));
            }
            let _own_form = session.snapshot().to_bytes();
            let later = session.deadline().unwrap_or_else(at);
            let _may_fail = session.handle(Input::new(later, Act::Stop));
        }
    }
}

fn load_once() -> Arc<Program> {
    static PROGRAM: std::sync::LazyLock<Arc<Program>> =
        std::sync::LazyLock::new(|| load(EXERCISE, TALK));
    PROGRAM.clone()
}

fn edited_once() -> Arc<Program> {
    static PROGRAM: std::sync::LazyLock<Arc<Program>> =
        std::sync::LazyLock::new(|| edited("[step.pick]", "[step.word]"));
    PROGRAM.clone()
}

/// What a stranger, or a bad disk, makes of a value in a snapshot.
fn bent(value: &mut serde_json::Value, at: &mut usize, to: &serde_json::Value) {
    if *at == 0 {
        *value = to.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| bent(item, at, to)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|item| bent(item, at, to)),
        _ => {}
    }
}

fn strange() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    prop::sample::select(vec![
        json!(null),
        json!(-1),
        json!(0),
        json!(7),
        json!(255),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1_u64 << 49),
        json!("\u{1b}[2J"),
        json!("talk"),
        json!([]),
        json!([[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]),
        json!({ "$person": 200 }),
        json!({ "one": { "$person": 9 } }),
        json!("calling"),
        json!("fresh"),
        json!(true),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_cut_off_or_changed_on_the_way_is_noticed(
        which in 0_usize..20, at: prop::sample::Index, bit in 0_u8..8, cut: bool
    ) {
        let whole = rests_once()[which].to_bytes();
        let at = at.index(whole.len());
        let mut bytes = whole.clone();
        if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
        let damaged = Snapshot::from_bytes(&bytes);
        prop_assert!(matches!(damaged, Err(RestoreError::Damaged(_))));
    }

    #[test]
    fn a_hostile_snapshot_is_an_error_or_a_session_and_never_a_fault(
        which in 0_usize..20,
        bytes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        bends in prop::collection::vec((0_usize..160, strange()), 0..4),
    ) {
        let snapshot = &rests_once()[which];
        let mut raw = snapshot.to_bytes();
        raw.truncate(raw.len() - 4);
        for (at, byte) in bytes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        if let Ok(read) = Snapshot::from_bytes(&summed(raw)) {
            tried(&read);
        }
        let mut json = serde_json::to_value(snapshot).unwrap();
        for (mut at, to) in bends {
            bent(&mut json, &mut at, &to);
        }
        if let Ok(read) = serde_json::from_value(json) {
            tried(&read);
        }
    }
}

#[test]
fn a_time_box_that_a_step_does_not_have_is_over_once() {
    let mut boxed = 0;
    for snapshot in rests_once() {
        let mut json = serde_json::to_value(snapshot).unwrap();
        for frame in json["frames"].as_array_mut().expect("a list") {
            if let Some(prompt) = frame["phase"].get_mut("prompt") {
                prompt["due"] = 0.into();
                boxed += 1;
            }
        }
        if let Ok(read) = serde_json::from_value(json) {
            tried(&read);
        }
    }
    assert!(boxed > 5, "{boxed}");
}

fn rests_once() -> &'static [Snapshot] {
    static RESTS: std::sync::LazyLock<Vec<Snapshot>> =
        std::sync::LazyLock::new(|| rests().into_iter().map(|(_, snapshot)| snapshot).collect());
    &RESTS
}

#[test]
fn bytes_that_lead_ever_deeper_end() {
    let mut session = begin(Host::new());
    rest(&mut session);
    let bytes = session.snapshot().to_bytes();
    // A list in a list in a list, where a value may stand: the shared variables come late.
    let at = bytes.len() / 2;
    for at in at..bytes.len() - 4 {
        let mut deep = bytes[..at].to_vec();
        deep.extend(std::iter::repeat_n([5_u8, 1], 100_000).flatten());
        let _error = Snapshot::from_bytes(&summed(deep));
    }
}

#[test]
fn a_newer_format_and_another_exercise_are_told() {
    let snapshot = rested("plan-prompt");
    let mut json = serde_json::to_value(&snapshot).unwrap();
    json["format"] = 9.into();
    let newer: Snapshot = serde_json::from_value(json).unwrap();
    let error = Session::restore(load_once(), &newer, at()).unwrap_err();
    assert_eq!(error, RestoreError::Newer(9));
    let files = Memory::of("round", ROUND);
    let other = tending::load(&Engine::new(), &files, "round").program.unwrap();
    let error = Session::restore(other, &snapshot, at()).unwrap_err();
    assert_eq!(error, RestoreError::OtherExercise("kept".into()));
}
