//! What is said when all goes well, word for word.

use serde_json::{Value, json};

use super::{Client, at, golden, page};
use crate::golden::same;

const TWO: &[&str] = &["--path", "exercises"];

fn people() -> Value {
    json!({ "people": { "asker": "Ana", "listener": "Ben" } })
}

#[test]
fn the_committed_schemas_are_those_that_are_made() {
    for side in ["client", "server"] {
        let output = crate::cli::run(&["serve", "--schema", side], b"");
        let made = String::from_utf8(output.stdout).unwrap();
        jsonschema::draft202012::meta::validate(&serde_json::from_str(&made).unwrap()).unwrap();
        let path = page().join(format!("{side}.schema.json"));
        assert!(same(&path, &made), "TENDING_ACCEPT=1 writes it anew");
    }
}

#[test]
fn a_session_from_its_beginning_to_its_end() {
    let mut client = Client::open(TWO);
    client.start("a", "two", people());
    client.input("a", 1, json!({ "act": "ready" }));
    client.ask("session/poll", json!({ "session": "a", "at": at(30) })).unwrap();
    client.ask("session/poll", json!({ "session": "a", "at": at(61) })).unwrap();
    client.input("a", 62, json!({ "act": "ready" }));
    client.input("a", 70, json!({ "act": "answer", "with": "You never listen" }));
    client.input("a", 71, json!({ "act": "keep" }));
    client.input("a", 72, json!({ "act": "rate", "with": 12 }));
    client.input("a", 73, json!({ "act": "rate", "with": 7 }));
    client.input("a", 74, json!({ "act": "choose", "with": { "ids": ["sad", "tense"] } }));
    client.input("a", 75, json!({ "act": "consent", "with": true }));
    client.input("a", 76, json!({ "act": "ready" }));
    let stands = client.input("a", 77, json!({ "act": "ready" }));
    assert_eq!(stands["rest"], "end");
    let gone = client.ask("session/snapshot", json!({ "session": "a" })).unwrap_err();
    assert_eq!(gone["data"]["reason"], "unknown-session");
    golden("session", &client.traffic);
    client.end_well();
}

#[test]
fn time_moves_on_all_sessions_that_are_due_and_no_other() {
    let mut client = Client::open(TWO);
    for (session, seconds) in [("early", 1), ("late", 20), ("asks", 0)] {
        client.start(session, "two", people());
        if seconds > 0 {
            client.input(session, seconds, json!({ "act": "ready" }));
        }
    }
    client.traffic.clear();
    client.ask("session/poll", json!({ "at": at(60) })).unwrap();
    client.ask("session/poll", json!({ "at": at(61) })).unwrap();
    client.ask("session/poll", json!({ "at": at(1_000) })).unwrap();
    client.ask("session/poll", json!({ "at": at(2_000) })).unwrap();
    golden("time", &client.traffic);
    client.end_well();
}

#[test]
fn a_session_goes_on_from_its_snapshot_as_it_would_have_gone_on() {
    let mut client = Client::open(TWO);
    client.start("a", "two", people());
    client.input("a", 1, json!({ "act": "ready" }));
    let kept = client.ask("session/snapshot", json!({ "session": "a" })).unwrap();
    let restored = json!({
        "session": "b", "snapshot": kept["snapshot"], "clock": "client", "at": at(1),
    });
    client.ask("session/restore", restored).unwrap();
    client.events.clear();
    let mut said = Vec::new();
    for session in ["a", "b"] {
        client.ask("session/poll", json!({ "session": session, "at": at(61) })).unwrap();
        client.input(session, 62, json!({ "act": "ready" }));
        let outputs = client.events.drain(..).map(|event| event["params"]["output"].clone());
        said.push(outputs.collect::<Vec<_>>());
    }
    assert_eq!(said[0], said[1]);
    assert!(said[0].len() > 3);
    client.end_well();
}

/// A pause that ended long ago, as the server's wall clock sees it, ends at once and by itself.
#[test]
fn by_the_servers_clock_time_goes_on_without_a_message() {
    let mut client = Client::open(TWO);
    client.start("a", "two", people());
    client.input("a", 1, json!({ "act": "ready" }));
    let kept = client.ask("session/snapshot", json!({ "session": "a" })).unwrap();
    client.ask("session/stop", json!({ "session": "a" })).unwrap();
    client.events.clear();
    let restored = json!({ "session": "b", "snapshot": kept["snapshot"], "offset": 0 });
    let stands = client.ask("session/restore", restored).unwrap();
    assert_eq!(stands["rest"], "pause");
    let over = client.next();
    assert_eq!(over["params"]["output"]["notice"]["notice"], "pause_over");
    let next = client.next();
    assert_eq!(next["params"]["output"]["output"], "hand_over");
    let told = json!({ "session": "b", "at": at(0), "input": { "act": "help" } });
    let refused = client.ask("session/input", told).unwrap_err();
    assert_eq!(refused["data"]["param"], "at");
    client.end_well();
}

#[test]
fn exercises_are_listed_and_checked_by_name_or_from_text() {
    let mut client = Client::open(TWO);
    let list = client.ask("exercise/list", json!({})).unwrap();
    let ids: Vec<&str> =
        list["exercises"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&"two") && ids.contains(&"calm-pause"), "{ids:?}");
    client.traffic.clear();
    client.ask("exercise/check", json!({ "exercise": "two" })).unwrap();
    let text = "format = 1\nid = \"x\"\ntitle = \"X\"\n[step.a]\nsay = \"A\"\nnext = \"c\"\n\
        [step.b]\nend = \"done\"\n";
    let files = json!({ "exercise": "mine", "files": { "exercise.toml": text } });
    client.ask("exercise/check", files).unwrap();
    golden("check", &client.traffic);
    client.end_well();
}

#[test]
fn with_headers_as_editors_send_them() {
    let mut client = Client::begin(&["--framing", "headers"]);
    let messages = [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol":1}}"#,
        r#"{"jsonrpc":"2.0","id":"ü","method":"shutdown"}"#,
        r#"{"jsonrpc":"2.0","method":"exit"}"#,
    ];
    for message in messages {
        client.raw(format!("Content-Length: {}\r\n\r\n{message}", message.len()).as_bytes());
    }
    let mut came = String::new();
    std::io::Read::read_to_string(&mut client.output, &mut came).unwrap();
    golden("headers", &came.replace('\r', "\\r"));
    client.end_well();
}

/// An exercise that was changed while a session lay in a snapshot: what would be lost is told, and
/// lost only where that is asked for. The next session plays the exercise as it is now.
#[test]
fn a_snapshot_under_a_changed_exercise_says_what_would_be_lost() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve-changed");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("two.toml");
    let text = |way: &str| {
        format!(
            "format = 1\nid = \"two\"\nversion = \"1.0.0\"\ntitle = \"Two questions\"\n\
             [step.first]\nask = \"First?\"\nsave = \"one\"\n\
             [step.{way}]\nask = \"Second?\"\nsave = \"{way}\"\n[step.done]\nend = \"done\"\n"
        )
    };
    std::fs::write(&file, text("second")).unwrap();
    let mut client = Client::open(&["--path", folder.to_str().unwrap()]);
    client.start("a", "two", json!({}));
    client.input("a", 1, json!({ "act": "answer", "with": "mine" }));
    let kept = client.ask("session/snapshot", json!({ "session": "a" })).unwrap();
    std::fs::write(&file, text("other")).unwrap();
    client.traffic.clear();
    let restore = |anyway: bool| {
        json!({
            "session": "b", "snapshot": kept["snapshot"], "anyway": anyway,
            "clock": "client", "at": at(5),
        })
    };
    client.ask("session/restore", restore(false)).unwrap_err();
    client.ask("session/restore", restore(true)).unwrap();
    // The one that was begun before goes on as it was begun.
    client.input("a", 6, json!({ "act": "answer", "with": "yours" }));
    let snapshots = client.traffic.replace(&kept["snapshot"].to_string(), "{ the snapshot }");
    golden("changed", &snapshots);
    client.end_well();
}

#[test]
fn what_is_known_from_earlier_is_given_at_the_start() {
    let mut client = Client::open(TWO);
    let known = json!([{ "from": "weekly.word", "value": "quieter" }]);
    client.start("a", "weekly", json!({ "recalled": known }));
    let said = serde_json::to_string(&client.events).unwrap();
    assert!(said.contains("quieter"), "{said}");
    let start = |more: Value| {
        let mut params = json!({
            "session": "b", "exercise": "weekly", "clock": "client", "at": at(0),
        });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    client.traffic.clear();
    let large = json!({ "from": "weekly.word", "value": "x".repeat(20_000) });
    for recalled in [
        json!([{ "person": "Eve", "from": "weekly.word", "value": "x" }]),
        json!([{ "from": "weekly.other", "value": "x" }]),
        json!([{ "from": "weekly.word", "value": { "$person": 0 } }]),
        json!([large]),
    ] {
        client.ask("session/start", start(json!({ "recalled": recalled }))).unwrap_err();
    }
    let told = client.traffic.lines().filter(|line| line.starts_with('<'));
    golden("recalled", &told.map(|line| format!("{line}\n")).collect::<String>());
    client.end_well();
}
