//! Owns the tests of the text helpers: the shared lines, the measured corpus, and properties that
//! hold for any text.

mod corpus;
mod properties;

use tending::helpers::{self, Helper};

/// What one line of a file says: a helper's name, whether something is expected, the text, and
/// what the other person had said.
fn rows(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().map(|line| line.split('\t').collect()).filter(|row: &Vec<&str>| row.len() > 2)
}

/// Whether a helper answers a shared line as it should, in the words of the shared file.
fn fires(name: &str, text: &str) -> bool {
    let helper = match name {
        "istatement" => return helpers::is_i_statement(text),
        "need" => return helpers::is_need(text),
        "crisis" => return helpers::crisis(text).is_some(),
        "pseudofeeling" => Helper::PseudoFeeling,
        "apology_cond" => Helper::ConditionalApology,
        "vague" => Helper::VagueCommitment,
        other => Helper::by_name(other).expect("the shared file names a helper"),
    };
    !helper.check(text, None).is_empty()
}

#[test]
fn every_shared_line_is_right() {
    let wrong: Vec<_> = rows(include_str!("floor.tsv"))
        .filter(|row| row[0] != "helper")
        .filter(|row| fires(row[0], row[2]) != (row[1] == "1"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn names_go_there_and_back() {
    for helper in Helper::ALL {
        assert_eq!(Helper::by_name(helper.name()), Some(helper));
        assert_eq!(helper.rhai_name(), helper.name().replace('-', "_"));
        assert!(!helper.summary().is_empty());
    }
    assert_eq!(Helper::by_name("pseudo_feeling"), None);
}

#[test]
fn where_an_answer_tells_of_harm_nothing_is_said_of_its_wording() {
    let answer = "You never listen and I want to kill myself.";
    let found = helpers::check_all(&[Helper::Absolutes, Helper::Blame], answer, None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].helper, Helper::Crisis);
    assert!(!Helper::Absolutes.check(answer, None).is_empty());
}

#[test]
fn danger_has_a_tier_and_a_source() {
    use helpers::{Danger, Tier};
    let of = |text| helpers::crisis(text).map(|found| (found.tier, found.danger));
    assert_eq!(of("I want to kill myself."), Some((Some(Tier::Plain), Some(Danger::ToSelf))));
    assert_eq!(of("I'm not going to kill myself."), Some((Some(Tier::Soft), Some(Danger::ToSelf))));
    assert_eq!(of("He hit me last night."), Some((Some(Tier::Plain), Some(Danger::FromAnother))));
    assert_eq!(
        of("He used to hit me but he stopped."),
        Some((Some(Tier::Soft), Some(Danger::FromAnother)))
    );
}

#[test]
fn cards_have_names_of_their_own() {
    for name in helpers::vocabularies() {
        let vocabulary = helpers::vocabulary(name).expect("every name is known");
        let mut ids: Vec<_> =
            vocabulary.families.iter().flat_map(|f| &f.words).map(|w| &w.id).collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name} has a card twice");
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }
    assert!(helpers::vocabulary("colours").is_none());
}

#[test]
fn words_for_people_are_plain_and_warm() {
    let said = [
        include_str!("corpus/absolutes.tsv"),
        include_str!("corpus/advice.tsv"),
        include_str!("corpus/blame.tsv"),
    ];
    for line in said.iter().flat_map(|file| file.lines()) {
        let text = line.split('\t').nth(1).unwrap_or_default();
        for found in Helper::ALL.iter().flat_map(|helper| helper.check(text, None)) {
            let place = &text[found.span.clone()];
            let own = [found.why.replace(place, ""), found.suggestion.replace(place, "")].concat();
            assert!(!own.contains('!') && !own.contains("therap"), "{own}");
            assert!(!found.why.contains(['{', '}']) && found.why.ends_with('.'), "{}", found.why);
            assert!(!found.suggestion.is_empty(), "{text}");
        }
    }
}
