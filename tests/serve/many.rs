//! Many sessions at once: each says what it would say alone, whatever else is sent in between.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::player::Player;
use super::{Client, at};

/// What is sent between the messages of sessions.
const RUBBISH: &[&str] = &[
    "{",
    "[]",
    "null",
    "\u{1}",
    r#"{"jsonrpc":"2.0","id":{},"method":"session/input"}"#,
    r#"{"jsonrpc":"2.0","id":"x","method":"session/input","params":{"session":"no","seq":1}}"#,
    r#"{"jsonrpc":"2.0","id":"y","result":{}}"#,
    r#"[{"jsonrpc":"2.0","id":"z","method":"session/poll","params":{"session":"no"}},4]"#,
];

/// A session and who plays it.
struct Game {
    name: String,
    exercise: String,
    people: BTreeMap<String, String>,
    seed: u64,
}

/// `count` of each exercise.
fn games(client: &mut Client, count: u64) -> Vec<Game> {
    let list = client.ask("exercise/list", json!({})).unwrap();
    let mut games = Vec::new();
    for exercise in list["exercises"].as_array().unwrap() {
        let roles = exercise["starting_roles"].as_array().unwrap().iter();
        let people: BTreeMap<String, String> = roles
            .zip(["Ana", "Bo"])
            .map(|(role, name)| (role.as_str().unwrap().to_owned(), name.to_owned()))
            .collect();
        let exercise = exercise["id"].as_str().unwrap();
        games.extend((0..count).map(|seed| Game {
            name: format!("{exercise} {seed}"),
            exercise: exercise.to_owned(),
            people: people.clone(),
            seed,
        }));
    }
    games
}

/// Plays all games to their ends, turn by turn. What each session said, as it came.
fn play(client: &mut Client, games: &[Game], rubbish: bool) -> BTreeMap<String, Vec<String>> {
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rests: BTreeMap<String, Value> = BTreeMap::new();
    let mut players: BTreeMap<&str, Player> =
        games.iter().map(|game| (game.name.as_str(), Player::new(game.seed))).collect();
    let mut keep = |client: &mut Client, rests: &mut BTreeMap<String, Value>| {
        for event in client.events.drain(..) {
            let Some(session) = event["params"]["session"].as_str() else { continue };
            let seen = said.entry(session.to_owned()).or_default();
            assert_eq!(event["params"]["seq"], seen.len() + 1, "{session}: an event is missing");
            seen.push(event.to_string());
            if event["params"]["resting"] == true {
                rests.insert(session.to_owned(), event["params"].clone());
            }
        }
        client.traffic.clear();
    };
    for game in games {
        let more = json!({ "people": game.people, "seed": game.seed });
        client.start(&game.name, &game.exercise, more);
        keep(client, &mut rests);
    }
    let mut turns = 0;
    while !rests.is_empty() {
        for (session, event) in std::mem::take(&mut rests) {
            if event["output"]["output"] == "end" {
                continue;
            }
            turns += 1;
            if rubbish {
                client.line(RUBBISH[turns % RUBBISH.len()]);
            }
            let player = players.get_mut(session.as_str()).unwrap();
            let input = player.input(&event);
            let params = json!({
                "session": session, "seq": event["seq"], "at": at(player.now), "input": input,
            });
            let id = client.request("session/input", params);
            let stands = client.response(id).unwrap_or_else(|error| panic!("{session}: {error}"));
            keep(client, &mut rests);
            assert_eq!(stands["seq"], rests[&session]["seq"]);
        }
    }
    said
}

#[test]
fn each_session_says_what_it_says_alone() {
    let mut client = Client::open(&[]);
    let games = games(&mut client, 3);
    assert!(games.len() > 30);
    let together = play(&mut client, &games, true);
    client.end_well();
    for game in &games {
        let mut client = Client::open(&[]);
        let alone = play(&mut client, std::slice::from_ref(game), false);
        assert_eq!(alone[&game.name], together[&game.name], "{}", game.name);
        client.end_well();
    }
}
