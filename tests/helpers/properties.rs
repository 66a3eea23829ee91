//! Owns what holds for any text whatever: no panic, places inside the answer, the same findings
//! again, and work that grows no faster than the answer.

use proptest::prelude::*;
use tending::helpers::{Helper, check_all, crisis};

/// Checks an answer with every helper, and that each place can be shown.
fn checked(answer: &str, original: Option<&str>) -> usize {
    let mut all = 0;
    for helper in Helper::ALL {
        let found = helper.check(answer, original);
        assert_eq!(found, helper.check(answer, original));
        for finding in &found {
            assert!(answer.get(finding.span.clone()).is_some(), "{:?} in {answer:?}", finding.span);
        }
        all += found.len();
    }
    all
}

/// Words that the helpers know, to reach deeper than letters by chance would.
fn words() -> impl Strategy<Value = String> {
    let known = [
        "you",
        "I",
        "never",
        "always",
        "feel",
        "like",
        "don't",
        "sorry",
        "if",
        "but",
        "need",
        "want",
        "kill",
        "myself",
        "he",
        "hit",
        "me",
        "\"",
        "“",
        "”",
        "'",
        ".",
        ",",
        "?",
        "…",
        "Dr.",
        "7",
        "pm",
        "not",
        "said",
        "at",
        "least",
        "should",
        "try",
        "better",
        "because",
        "when",
        "abandoned",
        "é",
        "👩‍👩‍👧",
        "ﬁ",
        "İ",
        "\n",
        "'s",
        "mother's",
    ];
    prop::collection::vec(prop::sample::select(known.to_vec()), 0..60)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(answer in "\\PC*", original in proptest::option::of("\\PC*")) {
        checked(&answer, original.as_deref());
    }

    #[test]
    fn any_row_of_known_words_is_read(answer in words(), original in proptest::option::of(words())) {
        checked(&answer, original.as_deref());
    }

    #[test]
    fn danger_silences_the_rest(answer in words()) {
        let found = check_all(&Helper::ALL, &answer, None);
        if crisis(&answer).is_some() {
            prop_assert_eq!(found.len(), 1);
        }
    }
}

#[test]
fn endless_answers_are_read_to_the_end() {
    for piece in [
        "you never listen ",
        "\"",
        "“",
        "a",
        "I want to die ",
        "sorry if ",
        "never ",
        "you ",
        "? ",
        "'",
        ", ",
        "i feel like ",
    ] {
        let answer = piece.repeat(20_000 / piece.split_whitespace().count().max(1));
        for helper in Helper::ALL {
            let found = helper.check(&answer, Some(&answer));
            assert!(found.len() <= 20_000);
        }
    }
}

#[test]
fn a_finding_says_no_more_of_an_endless_word() {
    let answer = format!("you never {}", "a".repeat(100_000));
    let found = Helper::Absolutes.check(&answer, None);
    assert!(found.iter().all(|finding| finding.why.len() < 1_000));
}
