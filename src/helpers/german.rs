//! Owns the proof that a language is only data: a small German beside the English, read by the
//! same code; never part of a build for people.

use super::language::{Folder, Language};
use super::reading::Reading;
use super::{Helper, Tier, crisis, mirror};

/// The files of German; what is empty knows nothing.
fn german() -> Language {
    Language::new(&Folder {
        words: include_str!("../../tests/helpers/de/words.toml"),
        danger: "class = {}",
        spelling: "forgive = ['niemals']\nnever = []\nmeans = { nich = 'nicht' }",
        scopes: "scope = []",
        feelings: "family = []",
        needs: "family = []",
        absolutes: include_str!("../../tests/helpers/de/absolutes.toml"),
        blame: "",
        i_statement: "",
        pseudo_feeling: "",
        strategy: "",
        conditional_apology: "",
        vague_commitment: "",
        mirror: include_str!("../../tests/helpers/de/mirror.toml"),
        control: "",
        advice: "",
        crisis: &[include_str!("../../tests/helpers/de/crisis.toml")],
    })
}

#[test]
fn another_language_is_only_data() {
    let language = german();
    let found = |answer: &str| {
        let reading = Reading::new(&language, answer);
        let hits = reading.hits(Helper::Absolutes).iter();
        hits.map(|hit| hit.finding(Helper::Absolutes, answer, &reading.text).why)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("Du hilfst mir wirklich nie."),
        ["„Du hilfst mir wirklich nie“ lässt keinen Platz für die anderen Male."]
    );
    assert_eq!(found("Du hörst neimals zu, Dr. Weber hört zu.").len(), 1, "a slip is forgiven");
    assert!(found("Du hörst gut zu.").is_empty());

    let tier = |answer| {
        let reading = Reading::new(&language, answer);
        crisis::check(&reading).first().and_then(|finding| finding.tier)
    };
    assert_eq!(tier("ich will einfach sterben"), Some(Tier::Plain));
    assert_eq!(tier("ich will nich sterben"), Some(Tier::Soft));

    let echo =
        |answer: &str, original| mirror::check(&Reading::new(&language, answer), Some(original));
    let original = "Ich bin müde, mein Tag war lang und niemand hat gekocht.";
    assert_eq!(echo("Du bist müde, dein Tag war lang und niemand hat gekocht.", original).len(), 1);
    assert!(echo("Nach so einem Tag hättest du dir ein Essen gewünscht.", original).is_empty());
}
