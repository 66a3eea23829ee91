//! What exercises ask of their host: answered at once, later, or not at all; kept, and private.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tending::host::Host;
use tending::loader::Memory;
use tending::session::{Act, HostCall, Input, Output, Snapshot, Start};
use tending::time::Moment;
use tending::value::Value;
use tending::{Engine, Program, Session};

const WALK: &str = r#"
format = 1
id = "walk"
title = "A walk"

[host.functions.weather]
takes = { town = "text", days = "integer" }
gives = "text"
fallback = "grey"
hears = "shared"

[host.functions.now_there]
gives = "time"
fallback = "12:00"

[step.begin]
set = { clock = "now_there()" }

[step.town]
ask = "It is {clock}. Which town?"
required = "We look up its weather."
save = "town"
set = { sky = "weather(answer, 1)", later = "weather(answer, 2)" }

[step.look]
say = "In {town} it is {sky}, then {later}."

[step.again]
confirm = "Once more?"
next = { yes = "town", no = "done" }

[step.done]
end = "done"
"#;

fn at() -> Moment {
    "2026-01-05T18:00:00+01:00".parse().unwrap()
}

fn program() -> Arc<Program> {
    let files = Memory::of("walk", WALK);
    let loaded = tending::load(&Engine::new(), &files, "walk");
    loaded.program.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

fn start(host: Host) -> Session {
    Session::start(program(), Start { at: at(), host, ..Start::default() }).unwrap()
}

fn act(session: &mut Session, act: Act) -> String {
    session.handle(Input::new(at(), act)).unwrap();
    rest(session).0
}

fn answer(session: &mut Session, words: &str) -> String {
    act(session, Act::Answer(words.to_owned()))
}

/// What is said until it rests, and the rest.
fn rest(session: &mut Session) -> (String, Output) {
    let mut said = Vec::new();
    loop {
        let output = session.poll();
        match &output {
            Output::Say { text, .. } => said.push(text.to_string()),
            Output::Ask(prompt) => said.push(prompt.question.to_string()),
            Output::Host(call) => said.push(format!("{}{:?}", call.function, call.arguments)),
            Output::Notice { .. } | Output::Reject { .. } => said.push(format!("{output:?}")),
            _ => {}
        }
        if output.is_resting() {
            return (said.join("\n").trim().to_owned(), output);
        }
    }
}

fn asked(session: &mut Session) -> Arc<HostCall> {
    match rest(session).1 {
        Output::Host(call) => call,
        other => panic!("it asks nobody: {other:?}"),
    }
}

fn returned(session: &mut Session, value: impl Into<Value>) -> Result<String, String> {
    let call = asked(session).call;
    let input = Input::new(at(), Act::Returned { call, value: value.into() });
    session.handle(input).map_err(|error| error.to_string())?;
    Ok(rest(session).0)
}

#[test]
fn without_a_host_the_fallbacks_stand() {
    let mut session = start(Host::new());
    assert_eq!(rest(&mut session).0, "It is 12:00. Which town?");
    assert_eq!(answer(&mut session, "Ghent"), "In Ghent it is grey, then grey.");
}

#[test]
fn a_host_is_asked_once_and_what_it_said_stays() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    let host = Host::new().function("weather", move |town: String, days: i64| {
        let asked = counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, String>(format!("\u{1b}[2J{asked} in {town} in {days}"))
    });
    let mut session = start(host);
    rest(&mut session);
    let first = answer(&mut session, "Ghent");
    assert_eq!(first, "In Ghent it is [2J0 in Ghent in 1, then [2J1 in Ghent in 2.");
    act(&mut session, Act::Ready);
    answer(&mut session, "yes");
    // Back replays what was put in: the host is not asked again.
    act(&mut session, Act::Back);
    assert_eq!(count.load(Ordering::Relaxed), 2);
    assert_eq!(session.value(None, "later"), Some("[2J1 in Ghent in 2".into()));
}

#[test]
fn what_a_host_answers_later_is_waited_for_before_the_answer_counts() {
    let mut session = start(Host::new().later("weather").later("now_there"));
    // The beginning waits too, and what has nothing to say leaves the fallback.
    assert_eq!(returned(&mut session, Value::Unit).unwrap(), "It is 12:00. Which town?");
    assert_eq!(answer(&mut session, "Ghent"), r#"weather[Text("Ghent"), Int(1)]"#);
    assert_eq!(session.value(None, "town"), Some(Value::Unit), "nothing counts yet");
    assert_eq!(session.deadline(), None);
    let stale = asked(&mut session).call;
    assert_eq!(returned(&mut session, "dry").unwrap(), r#"weather[Text("Ghent"), Int(2)]"#);

    // Time alone changes nothing, and what was asked before is not answered now.
    act(&mut session, Act::Time);
    let input = Act::Returned { call: stale, value: "hail".into() };
    assert!(act(&mut session, input).contains("NotHere"));

    // It is kept while it waits, and goes on elsewhere.
    let wire = serde_json::to_string(&session.snapshot()).unwrap();
    let snapshot: Snapshot = serde_json::from_str(&wire).unwrap();
    let mut session = Session::restore(program(), &snapshot, at()).unwrap();
    let said = returned(&mut session, "wet").unwrap();
    assert_eq!(said, "In Ghent it is dry, then wet.");
}

#[test]
fn a_host_that_fails_is_an_error_with_its_place_and_the_session_goes_on() {
    let host = Host::new().function("weather", |town: String, _: i64| match town.as_str() {
        "Ghent" => Ok("dry"),
        _ => Err("the station is silent"),
    });
    let mut session = start(host);
    rest(&mut session);
    let failed = session.handle(Input::new(at(), Act::Answer("Bruges".to_owned())));
    let error = failed.unwrap_err();
    assert_eq!(error.message, "the host's `weather` failed: the station is silent");
    assert_eq!(error.place.as_deref(), Some("walk/exercise.toml:23:15"));
    assert_eq!(rest(&mut session).0, "It is 12:00. Which town?");
    assert_eq!(answer(&mut session, "Ghent"), "In Ghent it is dry, then dry.");

    let mut session = start(Host::new().later("weather"));
    answer(&mut session, "Ghent");
    let call = asked(&mut session).call;
    let why = "it took too long".to_owned();
    let failed = session.handle(Input::new(at(), Act::Failed { call, why }));
    assert!(failed.unwrap_err().to_string().ends_with("it took too long (at step `town`)"));
    assert_eq!(rest(&mut session).0, "It is 12:00. Which town?");
    // Another kind than was declared is refused.
    answer(&mut session, "Ghent");
    let error = returned(&mut session, 7).unwrap_err();
    assert!(error.contains("gives a text, and the host gave a whole number"), "{error}");
}

#[test]
fn what_waits_for_a_host_can_be_taken_back_and_stopped() {
    let waiting = || {
        let mut session = start(Host::new().later("weather"));
        rest(&mut session);
        answer(&mut session, "Ghent");
        asked(&mut session);
        session
    };
    let said = act(&mut waiting(), Act::Back);
    assert!(said.ends_with("It is 12:00. Which town?"), "{said}");
    let mut session = waiting();
    act(&mut session, Act::Stop);
    assert!(matches!(rest(&mut session).1, Output::End(ending) if ending.stopped));
    let mut session = waiting();
    assert!(act(&mut session, Act::Break).contains("BreakBegins"));
}

#[test]
fn a_scenario_says_what_the_host_gives() {
    let scenario = r#"
        play = [
          { at = "town", answer = "Ghent" },
          { at = "look", sees = "it is warm, then warm", go = true },
          { at = "again", confirm = "no" },
        ]
        ends = "done"
        host = { weather = "warm" }
    "#;
    let mut sources = tending::source::Sources::new();
    let file = sources.add("walk/scenarios/warm.toml".to_owned(), scenario);
    let mut found = Vec::new();
    let mut scenario = tending::scenario::read(file, scenario, &mut found).unwrap();
    let outcome = tending::scenario::run(&program(), &scenario);
    assert_eq!(outcome.failure, None);
    scenario.host[0].0.value = "wether".to_owned();
    let failure = tending::scenario::run(&program(), &scenario).failure.unwrap();
    assert_eq!(failure.expected, "the exercise to ask the host for `wether`");
}
