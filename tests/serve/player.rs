//! Someone who answers whatever is asked, the same way each time: by the session's own chance.

use serde_json::{Value, json};

/// What a player says to sessions.
pub(super) struct Player {
    chance: u64,
    /// The seconds that went by.
    pub(super) now: i64,
    /// How often it may answer before it stops.
    left: u32,
}

const WORDS: &[&str] = &[
    "You never listen to me.",
    "I feel like you don't care",
    "I am sad, and a bit tired.",
    "Könnten wir heute Abend reden? 🌱",
    "zwei\nZeilen",
    "",
    "7",
    "yes",
];

impl Player {
    pub(super) fn new(seed: u64) -> Player {
        Player { chance: seed, now: 0, left: 150 }
    }

    /// One of `0..below`.
    fn chance(&mut self, below: usize) -> usize {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.chance >> 33).unwrap() % below
    }

    /// What it does where a session rests on this event: an input, later or at once.
    pub(super) fn input(&mut self, event: &Value) -> Value {
        self.left = self.left.saturating_sub(1);
        self.now += 3;
        if self.left == 0 {
            return json!({ "act": "stop" });
        }
        match self.chance(25) {
            0 => return json!({ "act": "back" }),
            1 => return json!({ "act": "recap" }),
            2 => return json!({ "act": "help" }),
            3 if self.left > 100 => return json!({ "act": "break" }),
            _ => {}
        }
        let output = &event["output"];
        match output["output"].as_str().unwrap() {
            "pause" => match self.chance(3) {
                0 => json!({ "act": "skip" }),
                _ => {
                    let ends = output["ends"]["unix_ms"].as_i64().unwrap();
                    self.now = self.now.max((ends - 1_767_632_400_000) / 1_000 + 1);
                    json!({ "act": "time" })
                }
            },
            "hand_over" => json!({ "act": "ready" }),
            _ if output["nudged"] == true && self.chance(2) == 0 => json!({ "act": "keep" }),
            _ => self.answer(&output["kind"]),
        }
    }

    fn answer(&mut self, kind: &Value) -> Value {
        match kind["kind"].as_str().unwrap() {
            "continue" => json!({ "act": "ready" }),
            "rate" => {
                let (from, to) = (kind["from"].as_i64().unwrap(), kind["to"].as_i64().unwrap());
                let most = usize::try_from(to - from + 2).unwrap();
                json!({ "act": "rate", "with": from + i64::try_from(self.chance(most)).unwrap() })
            }
            "choose" => {
                let choices = kind["choices"].as_array().unwrap();
                let least = kind["pick"][0].as_u64().unwrap_or(1).max(1);
                let from = self.chance(choices.len());
                let ids = (0..usize::try_from(least).unwrap())
                    .map(|more| choices[(from + more) % choices.len()]["id"].clone());
                json!({ "act": "choose", "with": { "ids": ids.collect::<Vec<_>>() } })
            }
            "confirm" | "share" => json!({ "act": "consent", "with": self.chance(4) > 0 }),
            "invite" => json!({ "act": "answer", "with": "now" }),
            "name" => json!({ "act": "answer", "with": "Ben" }),
            "date" => json!({ "act": "answer", "with": "2026-02-01" }),
            "time" => json!({ "act": "answer", "with": "18:30" }),
            "integer" | "number" => json!({ "act": "answer", "with": "3" }),
            _ => json!({ "act": "answer", "with": WORDS[self.chance(WORDS.len())] }),
        }
    }
}
