//! Owns the cards a person chooses feelings and needs from; never judges an answer.

use serde::Deserialize;
use std::sync::LazyLock;

/// A named set of cards, in families, for `choices = "feelings"` or `choices = "needs"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// The name an author writes: `feelings` or `needs`.
    pub name: &'static str,
    /// The families, in the order they are shown.
    pub families: Vec<Family>,
}

/// A few cards that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Family {
    /// A kebab-case name that does not change with the language, unique in its vocabulary.
    pub id: String,
    /// What a person reads above the cards.
    pub label: String,
    /// The cards, in the order they are shown.
    #[serde(deserialize_with = "cards")]
    pub words: Vec<Card>,
}

/// One word a person can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The label in kebab case, unique in its vocabulary: `time-alone`.
    pub id: String,
    /// What a person reads: `time alone`.
    pub label: String,
}

impl Card {
    /// A card for a label; its id is the label in kebab case.
    fn new(label: String) -> Card {
        let words: Vec<String> = label
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_lowercase)
            .collect();
        Card { id: words.join("-"), label }
    }
}

/// Reads a list of labels as cards.
fn cards<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Card>, D::Error> {
    Ok(Vec::<String>::deserialize(from)?.into_iter().map(Card::new).collect())
}

/// The shape of a vocabulary's file.
#[derive(Deserialize)]
struct File {
    family: Vec<Family>,
}

/// The families of a vocabulary's file, which is one of our own.
pub(super) fn families(file: &str) -> Vec<Family> {
    toml::from_str::<File>(file).expect("an embedded vocabulary is valid TOML").family
}

pub(super) const FEELINGS_IN_ENGLISH: &str = include_str!("en/feelings.toml");
pub(super) const NEEDS_IN_ENGLISH: &str = include_str!("en/needs.toml");

static FEELINGS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary { name: "feelings", families: families(FEELINGS_IN_ENGLISH) });
static NEEDS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary { name: "needs", families: families(NEEDS_IN_ENGLISH) });

/// The cards with this name, or `None` where there is no such vocabulary.
///
/// ```
/// let feelings = tending::helpers::vocabulary("feelings").unwrap();
/// assert!(feelings.families.iter().any(|f| f.words.iter().any(|w| w.label == "lonely")));
/// assert!(tending::helpers::vocabulary("colours").is_none());
/// ```
pub fn vocabulary(name: &str) -> Option<&'static Vocabulary> {
    match name {
        "feelings" => Some(&FEELINGS),
        "needs" => Some(&NEEDS),
        _ => None,
    }
}

/// The names `vocabulary` knows, in the order they are listed to authors.
pub fn vocabularies() -> &'static [&'static str] {
    &["feelings", "needs"]
}
