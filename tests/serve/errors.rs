//! What is no message, or asks for what cannot be: each gets its answer, nothing ends, and no
//! error says again what was sent.

use serde_json::{Value, json};

use super::{Client, at, golden};

fn alone(client: &mut Client, session: &str) {
    client.start(session, "two", json!({ "people": { "asker": "Ana", "listener": "Ben" } }));
}

const TWO: &[&str] = &["--path", "exercises"];

#[test]
fn what_is_no_message_is_answered_and_nothing_ends() {
    let mut client = Client::begin(&[]);
    let early = r#"{"jsonrpc":"2.0","id":1,"method":"exercise/list"}"#;
    let lines = [
        early,
        r#"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocol":7}}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocol":1}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"initialize","params":{"protocol":1}}"#,
        "hello",
        "{\"jsonrpc\":\"2.0\",",
        "\"a text\"",
        "[]",
        "[1]",
        "{}",
        r#"{"jsonrpc":"1.0","id":5,"method":"exercise/list"}"#,
        r#"{"jsonrpc":"2.0","id":{"a":1},"method":"exercise/list"}"#,
        r#"{"jsonrpc":"2.0","id":6,"method":7}"#,
        r#"{"jsonrpc":"2.0","id":7,"method":"exercise/list","params":"x"}"#,
        r#"{"jsonrpc":"2.0","id":8,"method":"session/start","params":["x"]}"#,
        r#"{"jsonrpc":"2.0","id":9,"method":"session/begin"}"#,
        r#"{"jsonrpc":"2.0","id":null,"method":"session/stop","params":{"session":"x"}}"#,
        r#"[{"jsonrpc":"2.0","id":10,"method":"session/stop","params":{"session":"x"}},{"jsonrpc":"2.0","method":"nothing"},3]"#,
    ];
    for line in lines {
        client.line(line);
        client.asked.extend((0..20).map(|id| (id, "initialize".to_owned())));
        client.next();
    }
    // Neither is answered: a notification, and a response to nothing that was asked.
    client.line(r#"{"jsonrpc":"2.0","method":"session/start","params":{"session":1}}"#);
    client.line(r#"{"jsonrpc":"2.0","id":"h1","result":1}"#);
    client.line("");
    client.raw(b"{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"");
    client.raw(b"\xff\"}\n");
    client.next();
    golden("no-messages", &client.traffic);
    client.end_well();
}

#[test]
fn the_end_of_the_input_inside_a_message_is_no_fault() {
    for (arguments, input) in [
        (&[] as &[&str], "{\"jsonrpc\":"),
        (&["--framing", "headers"], "Content-Length: 90\r\n\r\n{"),
    ] {
        let words = [&["serve", "--stdio"], arguments].concat();
        let output = crate::cli::run(&words, input.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("-32700") && output.stderr.is_empty(), "{said}");
    }
}

#[test]
fn what_is_too_large_or_too_deep_is_left_out() {
    let mut client = Client::open(&["--longest", "64"]);
    client.raw(&[b'x'; 200_000]);
    client.raw(b"\n");
    assert_eq!(client.next()["error"]["data"]["reason"], "too-long");
    client.raw("[".repeat(60_000).as_bytes());
    client.raw(b"\n");
    assert_eq!(client.next()["error"]["data"]["reason"], "no-json");
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    client.raw(
        format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"session/start\",\"params\":{{\"session\":\"a\",\
             \"exercise\":\"calm-pause\",\"with\":{{\"third\":{deep}}},\"clock\":\"client\",\"at\":{}}}}}\n",
            at(0)
        )
        .as_bytes(),
    );
    client.asked.insert(77, "session/start".to_owned());
    // Whatever is said to it, it is an answer.
    let _any = client.response(77);
    client.raw(b"[");
    client.raw(b"1,".repeat(1_000).as_slice());
    client.raw(b"1]\n");
    assert_eq!(client.next()["error"]["data"]["reason"], "no-request");
    client.end_well();
}

#[test]
fn no_more_sessions_than_may_be_and_each_name_once() {
    let mut client = Client::open(&["--sessions", "2", "--path", "exercises"]);
    alone(&mut client, "a");
    client.traffic.clear();
    let start = |session: &str| json!({ "session": session, "exercise": "two" });
    client.ask("session/start", start("a")).unwrap_err();
    client.ask("session/start", start("")).unwrap_err();
    client.ask("session/start", start(&"x".repeat(65))).unwrap_err();
    alone(&mut client, "b");
    client.traffic.clear();
    client.ask("session/start", start("c")).unwrap_err();
    client.ask("session/stop", json!({ "session": "a" })).unwrap();
    client.ask("session/stop", json!({ "session": "a" })).unwrap_err();
    golden("too-many", &client.traffic);
    client.end_well();
}

#[test]
fn what_does_not_fit_says_where_and_what_was_expected() {
    let mut client = Client::open(TWO);
    let whole = json!({
        "session": "a", "exercise": "two", "clock": "client", "at": at(0),
        "people": { "asker": "Ana", "listener": "Ben" },
    });
    let changed = |name: &str, value: Value| {
        let mut params = whole.clone();
        params[name] = value;
        params
    };
    let wrong = [
        json!({ "session": "a" }),
        changed("sed", json!(1)),
        changed("clock", json!("wall")),
        changed("at", json!({ "unix_ms": "now", "offset": 0 })),
        changed("at", json!({ "unix_ms": i64::MAX, "offset": 0 })),
        changed("at", json!({ "unix_ms": 0, "offset": 90_000 })),
        changed("at", Value::Null),
        changed("offset", json!(0)),
        changed("exercise", json!("tow")),
        changed("exercise", json!("../exercises/two")),
        changed("people", json!({ "asker": "Ana" })),
        changed("people", json!({ "asker": "Ana", "listener": "ana" })),
        changed("people", json!({ "asker": "Ana", "listener": "Ben", "judge": "Cyd" })),
        changed("with", json!({ "nothing": 1 })),
        changed("seed", json!(-1)),
    ];
    for params in wrong {
        let id = client.request("session/start", params);
        client.response(id).unwrap_err();
    }
    golden("misfits", &client.traffic);
    client.end_well();
}

#[test]
fn an_answer_never_goes_to_a_question_it_was_not_meant_for() {
    let mut client = Client::open(TWO);
    alone(&mut client, "a");
    client.input("a", 1, json!({ "act": "ready" }));
    client.traffic.clear();
    let late = |seq: Value| json!({ "session": "a", "seq": seq, "at": at(90), "input": { "act": "answer", "with": "x" } });
    client.ask("session/input", late(json!(1))).unwrap_err();
    client.ask("session/input", late(json!(900))).unwrap_err();
    client.ask("session/input", late(Value::Null)).unwrap_err();
    // What is meant for the session as such needs no number.
    let stop = json!({ "session": "a", "at": at(90), "input": { "act": "stop" } });
    client.ask("session/input", stop).unwrap();
    golden("late", &client.traffic);
    client.end_well();
}

#[test]
fn no_error_says_again_what_was_sent() {
    const SECRET: &str = "Zauberwort";
    let mut client = Client::open(TWO);
    alone(&mut client, "a");
    client.traffic.clear();
    let inputs = [
        json!({ "act": "rate", "with": SECRET }),
        json!({ "act": SECRET }),
        json!({ "act": "answer", "with": [SECRET] }),
        json!({ "act": "answer", "with": { SECRET: SECRET } }),
        json!({ "act": "answer", "with": SECRET, SECRET: 1 }),
        json!({ "act": "choose", "with": { "ids": SECRET } }),
        json!({ "act": "choose", "with": { "ids": [{ SECRET: ", expected Zauberwort" }] } }),
        json!({ "act": "choose", "with": { "ids": [], SECRET: 1 } }),
        json!(SECRET),
        json!({ "act": "answer" }),
        json!({ "with": SECRET }),
    ];
    let mut requests: Vec<(&str, Value)> = inputs
        .into_iter()
        .map(|input| {
            let params = json!({ "session": "a", "seq": SECRET, "at": at(1), "input": input });
            ("session/input", params)
        })
        .collect();
    requests.extend([
        (
            "session/input",
            json!({ "session": SECRET, "input": { "act": "answer", "with": SECRET } }),
        ),
        ("session/input", json!({ SECRET: SECRET })),
        ("session/start", json!({ "session": "b", "exercise": SECRET })),
        (
            "session/start",
            json!({ "session": "b", "exercise": "two", "people": { SECRET: SECRET } }),
        ),
        ("session/start", json!({ "session": "b", "exercise": "two", "with": { SECRET: SECRET } })),
        ("session/restore", json!({ "session": "b", "snapshot": { SECRET: SECRET } })),
        ("session/restore", json!({ "session": "b", "snapshot": SECRET })),
        (SECRET, json!({ SECRET: SECRET })),
    ]);
    for (method, params) in requests {
        let id = client.request(method, params);
        let error = client.response(id).unwrap_err();
        assert!(!error.to_string().contains(SECRET), "{error}");
    }
    client.line(&format!("{{\"{SECRET}"));
    assert!(!client.next().to_string().contains(SECRET));
    client.end_well();
}

/// A snapshot comes from outside: what does not hold together is refused, and nothing ends.
#[test]
fn a_snapshot_that_was_tampered_with_does_no_harm() {
    let mut client = Client::open(TWO);
    alone(&mut client, "a");
    client.input("a", 1, json!({ "act": "ready" }));
    let kept = client.ask("session/snapshot", json!({ "session": "a" })).unwrap();
    let mut places = Vec::new();
    leaves(&kept["snapshot"], String::new(), &mut places);
    assert!(places.len() > 20);
    let others =
        [Value::Null, json!(-1), json!(u64::MAX), json!(""), json!("x"), json!([]), json!({})];
    for place in places {
        for other in &others {
            let mut changed = kept["snapshot"].clone();
            *changed.pointer_mut(&place).unwrap() = other.clone();
            let params =
                json!({ "session": "b", "snapshot": changed, "clock": "client", "at": at(5) });
            let id = client.request("session/restore", params);
            if let Err(error) = client.response(id) {
                assert_ne!(error["data"]["reason"], "internal", "{place}: {other}");
                continue;
            }
            for input in [json!({ "act": "time" }), json!({ "act": "stop" })] {
                let params = json!({ "session": "b", "at": at(70), "input": input });
                let id = client.request("session/input", params);
                if let Err(error) = client.response(id) {
                    assert_ne!(error["data"]["reason"], "internal", "{place}: {other}");
                }
            }
            let id = client.request("session/stop", json!({ "session": "b" }));
            let _ended_by_itself = client.response(id);
        }
    }
    client.end_well();
}

fn leaves(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, format!("{place}/{key}"), found));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| leaves(value, format!("{place}/{index}"), found)),
        _ => {}
    }
    found.push(place);
}

/// Lines that are nearly right, cut, doubled and changed: each line out is a message, and the
/// session that goes on beside them does not notice.
#[test]
fn lines_that_were_damaged_on_the_way_do_no_harm() {
    let traffic = std::fs::read_to_string(crate::golden::folder("serve/golden/session.txt"));
    let traffic = traffic.unwrap();
    let sent: Vec<&str> = traffic.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    let mut client = Client::open(TWO);
    alone(&mut client, "beside");
    let mut chance = 7_u64;
    let mut below = |most: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(chance >> 33).unwrap() % most
    };
    for round in 0..600 {
        let mut line = sent[below(sent.len())].as_bytes().to_vec();
        let (place, other) = (below(line.len()), u8::try_from(below(256)).unwrap());
        match round % 5 {
            0 => line.truncate(place),
            1 => line[place] = other,
            2 => line.insert(place, other),
            3 => drop(line.drain(place..(place + 5).min(line.len()))),
            _ => line.extend_from_slice(&sent[below(sent.len())].as_bytes()[..place.min(20)]),
        }
        client.raw(&line);
        client.raw(b"\n");
        // Whatever was said to it came before the answer to this.
        let id = client.request("session/snapshot", json!({ "session": "beside" }));
        loop {
            let mut came = String::new();
            std::io::BufRead::read_line(&mut client.output, &mut came).unwrap();
            let message: Value = serde_json::from_str(&came).unwrap();
            assert_ne!(message["error"]["data"]["reason"], "internal", "{came}");
            if message["id"].as_u64() == Some(id) && message.get("result").is_some() {
                break;
            }
        }
    }
    client.end_well();
}

/// Ended from outside, the last line it wrote is whole.
#[cfg(unix)]
#[test]
fn a_signal_cuts_no_message_off() {
    let mut client = Client::open(TWO);
    alone(&mut client, "a");
    for _ in 0..200 {
        client.request("session/poll", json!({ "session": "a", "at": at(1) }));
    }
    let pid = client.child.id().to_string();
    std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut client.output, &mut rest).unwrap();
    assert!(rest.is_empty() || rest.ends_with('\n'));
    for line in rest.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    assert_eq!(client.child.wait().unwrap().code(), Some(130));
}
