//! What exercises ask the client: answered, failed, too late, or by nobody.

use serde_json::{Value, json};

use super::{Client, at, golden};

const WALK: &[&str] = &["--path", "../../examples/serve/exercises"];

fn gives() -> Value {
    json!({ "host": { "functions": ["weather"], "timeout": 20 } })
}

/// A session that was told where to walk, and what the client is asked.
fn asked(client: &mut Client, session: &str) -> Value {
    client.start(session, "a-walk", gives());
    let stands = client.input(session, 5, json!({ "act": "answer", "with": "the park" }));
    assert_eq!(stands["rest"], "host");
    let asks = client.events.pop_back().unwrap();
    assert_eq!(asks["method"], "host/call");
    asks["id"].clone()
}

fn answer(client: &mut Client, id: &Value, name: &str, value: Value) {
    client.line(&json!({ "jsonrpc": "2.0", "id": id, name: value }).to_string());
}

#[test]
fn an_answer_goes_to_the_exercise_and_others_go_on_meanwhile() {
    let mut client = Client::open(WALK);
    let id = asked(&mut client, "a");
    client.start("b", "a-walk", json!({}));
    client.input("b", 6, json!({ "act": "answer", "with": "round the house" }));
    answer(&mut client, &id, "result", json!("sunny"));
    // It is not waited for any more.
    answer(&mut client, &id, "result", json!("foggy"));
    client.ask("session/poll", json!({ "at": at(310) })).unwrap();
    golden("host", &client.traffic);
    client.end_well();
}

#[test]
fn a_host_that_fails_leaves_the_session_where_it_stood() {
    let mut client = Client::open(WALK);
    let id = asked(&mut client, "a");
    client.traffic.clear();
    answer(&mut client, &id, "error", json!({ "code": 1, "message": "no connection" }));
    // The trouble, and the question again.
    client.next();
    let event = client.next();
    assert_eq!(event["params"]["output"]["step"], "place");
    client.events.push_back(event);
    client.input("a", 9, json!({ "act": "answer", "with": "the park" }));
    let id = client.events.pop_back().unwrap()["id"].clone();
    answer(&mut client, &id, "result", json!(["no", "text"]));
    client.next();
    let event = client.next();
    client.events.push_back(event);
    client.input("a", 10, json!({ "act": "stop" }));
    golden("host-fails", &client.traffic);
    client.end_well();
}

#[test]
fn who_does_not_answer_in_time_is_not_waited_for() {
    let mut client = Client::open(WALK);
    let id = asked(&mut client, "a");
    client.traffic.clear();
    client.ask("session/poll", json!({ "at": at(24) })).unwrap();
    let polled = client.ask("session/poll", json!({ "session": "a", "at": at(24) })).unwrap();
    assert_eq!(polled["rest"], "host");
    client.ask("session/poll", json!({ "at": at(25) })).unwrap();
    answer(&mut client, &id, "result", json!("sunny"));
    client.ask("session/poll", json!({ "at": at(25) })).unwrap();
    golden("host-late", &client.traffic);
    client.end_well();
}

#[test]
fn while_it_is_asked_one_can_still_go_back_or_stop() {
    let mut client = Client::open(WALK);
    let id = asked(&mut client, "a");
    let back = json!({ "session": "a", "at": at(7), "input": { "act": "back" } });
    let stands = client.ask("session/input", back).unwrap();
    assert_eq!(stands["rest"], "ask");
    answer(&mut client, &id, "result", json!("sunny"));
    let returned = json!({
        "session": "a", "seq": 1, "at": at(7),
        "input": { "act": "returned", "with": { "call": 1, "value": "sunny" } },
    });
    let refused = client.ask("session/input", returned).unwrap_err();
    assert_eq!(refused["data"]["param"], "input.act");
    let _second = asked(&mut client, "b");
    let stop = json!({ "session": "b", "at": at(7), "input": { "act": "stop" } });
    assert_eq!(client.ask("session/input", stop).unwrap()["rest"], "end");
    client.end_well();
}

/// A snapshot that waits for an answer is asked about again, or goes on without where the client
/// gives nothing any more.
#[test]
fn a_snapshot_that_waits_for_an_answer_asks_again() {
    let mut client = Client::open(WALK);
    asked(&mut client, "a");
    let kept = client.ask("session/snapshot", json!({ "session": "a" })).unwrap();
    client.ask("session/stop", json!({ "session": "a" })).unwrap();
    let restore = |session: &str, host: Value| {
        json!({
            "session": session, "snapshot": kept["snapshot"], "clock": "client", "at": at(60),
            "host": host,
        })
    };
    let asks = json!({ "functions": ["weather"] });
    assert_eq!(client.ask("session/restore", restore("b", asks)).unwrap()["rest"], "host");
    let id = client.events.pop_back().unwrap()["id"].clone();
    answer(&mut client, &id, "result", json!("sunny"));
    assert!(client.next().to_string().contains("is sunny"));
    assert_eq!(client.next()["params"]["output"]["output"], "pause");
    let none = json!({ "functions": [] });
    assert_eq!(client.ask("session/restore", restore("c", none)).unwrap()["rest"], "pause");
    client.end_well();
}

/// A name may be used again; what is said late to the session before is nothing to this one.
#[test]
fn an_answer_to_a_session_before_is_none_to_one_of_the_same_name() {
    let mut client = Client::open(WALK);
    let before = asked(&mut client, "a");
    client.ask("session/stop", json!({ "session": "a" })).unwrap();
    client.events.clear();
    let now = asked(&mut client, "a");
    assert_ne!(before, now);
    answer(&mut client, &before, "result", json!("foggy"));
    answer(&mut client, &now, "result", json!("sunny"));
    assert!(client.next().to_string().contains("is sunny"));
    client.next();
    client.end_well();
}
