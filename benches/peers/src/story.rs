//! Owns the story: makes it up from a seed, and writes it in each engine's own language. Runs
//! nothing.
//!
//! A step is one answered choice with all it brings: one update, two lines of text, one of them
//! with a variable, one line under a condition, the next three choices.

use std::fmt::Write as _;

/// How many choices a step offers.
pub const CHOICES: usize = 3;

/// What the purse holds to begin with.
pub const START: i64 = 7;

/// One step of the story.
pub struct Node {
    pub line: String,
    /// What stands around the number in the second line.
    pub around: (String, String),
    /// The third line is shown when `coins` is above this.
    pub above: i64,
    pub third: String,
    /// Leaving the step, this is added to `coins`; half of the steps take away.
    pub plus: i64,
    pub choices: [(String, usize); CHOICES],
}

impl Node {
    fn change(&self) -> String {
        let sign = if self.plus < 0 { '-' } else { '+' };
        format!("{sign} {}", self.plus.abs())
    }
}

/// Whom the story is for; of this engine alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum People {
    One,
    /// Two, who read and choose everything together.
    Together,
    /// Two; every step is for one of them, and so is what the purse holds.
    Private,
    /// Two; the even steps are for one of them, the odd ones for the other.
    InTurn,
}

/// A story, and the choices somebody makes in it.
pub struct Story {
    pub nodes: Vec<Node>,
    pub seed: u64,
}

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

const WORDS: &[&str] = &[
    "river",
    "lantern",
    "bridge",
    "meadow",
    "harbour",
    "kettle",
    "orchard",
    "window",
    "stranger",
    "winter",
    "morning",
    "ladder",
    "garden",
    "letter",
    "shadow",
    "market",
    "candle",
    "mountain",
    "feather",
    "station",
    "quiet",
    "narrow",
    "golden",
    "broken",
    "distant",
    "gentle",
    "hollow",
    "open",
    "silver",
    "weathered",
    "opens",
    "waits",
    "leads",
    "turns",
    "answers",
    "follows",
    "rests",
    "remembers",
    "whispers",
    "returns",
];

fn words(chance: &mut Chance, least: usize, more: usize) -> String {
    let count = least + chance.below(more);
    let picked: Vec<&str> = (0..count).map(|_| WORDS[chance.below(WORDS.len())]).collect();
    picked.join(" ")
}

fn sentence(chance: &mut Chance, least: usize) -> String {
    let text = words(chance, least, 6);
    let (first, rest) = text.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

impl Story {
    pub fn new(size: usize, seed: u64) -> Story {
        let mut chance = Chance(seed ^ (size as u64) << 32);
        let node = |at: usize| {
            let chance = &mut chance;
            let next = (at + 1) % size;
            // The first choice leads on, so that every step can be reached; the others anywhere.
            let targets = [next, chance.below(size), chance.below(size)];
            Node {
                line: sentence(chance, 6),
                around: (
                    format!("The {} holds", words(chance, 1, 3)),
                    sentence(chance, 4).to_lowercase(),
                ),
                above: chance.below(200) as i64 - 100,
                third: sentence(chance, 6),
                plus: chance.below(41) as i64 - 20,
                choices: targets.map(|to| (sentence(chance, 2), to)),
            }
        };
        Story { nodes: (0..size).map(node).collect(), seed }
    }

    /// The choices of a walk. The way out of the story is never among them.
    pub fn walk(&self, steps: usize) -> Vec<u8> {
        self.walk_of(self.seed, steps)
    }

    /// Those of somebody else's walk.
    ///
    /// Whoever has much more or less than the story's conditions ask for mostly looks for steps that
    /// change it: else the purse would drift, and each condition always or never hold.
    pub fn walk_of(&self, seed: u64, steps: usize) -> Vec<u8> {
        let mut chance = Chance(seed.rotate_left(17) ^ 0xc0ff_ee00);
        let (mut at, mut coins) = (0, START);
        let mut choose = || {
            let node: &Node = &self.nodes[at];
            coins += node.plus;
            let by_chance = chance.below(CHOICES);
            let after = |choice: usize| (coins + self.nodes[node.choices[choice].1].plus).abs();
            let back = coins.abs() > 60 && chance.below(4) > 0;
            let choice = match (0..CHOICES).min_by_key(|choice| after(*choice)) {
                Some(choice) if back => choice,
                _ => by_chance,
            };
            at = node.choices[choice].1;
            choice as u8
        };
        (0..steps).map(|_| choose()).collect()
    }

    /// For this engine; the story can be left at its last step, as a sound exercise must allow.
    pub fn toml(&self) -> String {
        self.toml_for(People::One)
    }

    /// The same story for those people.
    pub fn toml_for(&self, people: People) -> String {
        let mut text = String::from(
            "format = 1\nid = \"story\"\nversion = \"1.0.0\"\ntitle = \"A story\"\nsummary = \"A walk.\"\n\
             author = \"Nobody\"\n",
        );
        if people != People::One {
            text.push_str("roles = [\"a\", \"b\"]\n");
        }
        let whose = if people == People::Private { "private" } else { "shared" };
        let _ = writeln!(text, "\n[{whose}]\ncoins = {START}\n");
        for (at, node) in self.nodes.iter().enumerate() {
            let (before, after) = &node.around;
            let [a, b, c] = &node.choices;
            let last = at + 1 == self.nodes.len();
            let (leave, leaving) = match last {
                true => (", stop = \"Stop here.\"", ", stop = \"over\""),
                false => ("", ""),
            };
            let whom = match people {
                People::One | People::Together => "",
                People::InTurn if at % 2 == 1 => "for = \"b\"\nopen = true\n",
                People::Private | People::InTurn => "for = \"a\"\nopen = true\n",
            };
            let _ = writeln!(
                text,
                "[step.n{at}]\n{whom}say = [\n  \"{}\",\n  \"{before} {{coins}} {after}\",\n  \
                 {{ when = \"coins > {}\", text = \"{}\" }},\n]\nchoose = \"\"\n\
                 choices = {{ a = \"{}\", b = \"{}\", c = \"{}\"{leave} }}\n\
                 set = {{ coins = \"coins {}\" }}\n\
                 next = {{ a = \"n{}\", b = \"n{}\", c = \"n{}\"{leaving} }}\n",
                node.line,
                node.above,
                node.third,
                a.0,
                b.0,
                c.0,
                node.change(),
                a.1,
                b.1,
                c.1,
            );
        }
        text.push_str("[step.over]\nend = \"completed\"\n");
        text
    }

    /// For bladeink. Its update stands under each choice, as it is done on leaving.
    pub fn ink(&self) -> String {
        let mut text = format!("VAR coins = {START}\n-> n0\n");
        for (at, node) in self.nodes.iter().enumerate() {
            let (before, after) = &node.around;
            let _ = write!(
                text,
                "=== n{at} ===\n{}\n{before} {{coins}} {after}\n{{coins > {}:\n    {}\n}}\n",
                node.line, node.above, node.third
            );
            for (words, to) in &node.choices {
                let _ = write!(
                    text,
                    "+ [{words}]\n    ~ coins = coins {}\n    -> n{to}\n",
                    node.change()
                );
            }
        }
        text
    }

    /// For bubbles.
    pub fn bubbles(&self) -> String {
        let mut text = String::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let (before, after) = &node.around;
            let _ = write!(text, "title: n{at}\n---\n");
            if at == 0 {
                let _ = writeln!(text, "<<declare $coins = {START}>>");
            }
            let _ = write!(
                text,
                "{}\n{before} {{$coins}} {after}\n<<if $coins > {}>>\n    {}\n<<endif>>\n",
                node.line, node.above, node.third
            );
            for (words, to) in &node.choices {
                let _ = write!(
                    text,
                    "-> {words}\n    <<set $coins = $coins {}>>\n    <<jump n{to}>>\n",
                    node.change()
                );
            }
            text.push_str("===\n");
        }
        text
    }
}
