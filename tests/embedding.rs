//! The examples of embedding do what they say.

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/minimal.rs"]
mod minimal;

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/chat.rs"]
mod chat;

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/database.rs"]
mod database;

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/host_function.rs"]
mod host_function;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

fn said(play: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut said = Vec::new();
    play(&mut said);
    String::from_utf8(said).unwrap()
}

#[test]
fn a_host_function_answers_and_fails_and_the_exercise_goes_on() {
    let text = said(|out| host_function::play("nowhere\nGhent\n".as_bytes(), out).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "Which town are you in?",
            "(outside/exercise.toml:18:15: the host's `weather` failed: the weather station is silent (at step `look`))",
            "Which town are you in?",
            "It is bright over Ghent. Ten minutes, and back.",
            "[completed]",
        ]
    );
}

#[test]
fn a_session_lives_in_a_database_from_one_run_to_the_next() {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    let at = "2026-01-05T18:00:00+01:00".parse().unwrap();
    let run = |lines: &str| {
        said(|out| database::play(&database, "ana", at, lines.as_bytes(), out).unwrap())
    };
    // A line at a time, each in a run of its own: what is asked is asked again, and no more.
    let runs = ["gb\n", "\n", "\n"].map(run);
    assert!(runs[0].starts_with("This page is the same for everybody."), "{runs:#?}");
    assert!(runs[1].starts_with("\nFear of someone close to you"), "{runs:#?}");
    assert!(runs[2].ends_with("[done]\n"), "{runs:#?}");
    let kept: i64 =
        database.query_row("SELECT count(*) FROM session", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 0, "what is over is not kept");
}

#[test]
fn a_thousand_people_chat_at_once_and_a_pause_ends_by_itself() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let heard: Rc<RefCell<Vec<(String, String)>>> = Rc::default();
    let to = heard.clone();
    let say = move |who: &str, text: &str| to.borrow_mut().push((who.to_owned(), text.to_owned()));
    let at = "2026-01-05T18:00:00+01:00".parse().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime.unwrap(), async {
        let chat = chat::Chat::new("calm-pause", at, Rc::new(say)).unwrap();
        let names: Vec<String> = (0..1000).map(|at| format!("p{at}")).collect();
        let quiet = || tokio::time::sleep(Duration::from_millis(10));
        names.iter().for_each(|who| chat.hear(who, "begin"));
        quiet().await;
        assert_eq!(chat.open(), 1000);
        for who in &names {
            chat.hear(who, "1");
        }
        quiet().await;
        let pauses = |heard: &[(String, String)]| {
            heard.iter().filter(|(_, text)| text.starts_with("(a pause of")).count()
        };
        assert_eq!(pauses(&heard.borrow()), 1000);
        let before = heard.borrow().len();
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert!(heard.borrow().len() >= before + 1000, "each goes on when its pause is over");
        let (stopping, _) = names.split_at(500);
        stopping.iter().for_each(|who| chat.hear(who, "/stop"));
        quiet().await;
        assert!(chat.open() <= 500);
    });
    for who in ["p0", "p999"] {
        let own = heard.borrow().iter().filter(|(to, _)| to == who).count();
        assert!(own >= 3, "{who} was told {own} things");
    }
}

#[test]
fn the_smallest_host_plays_to_an_end_and_is_short() {
    let mut said = Vec::new();
    minimal::play("opening", "\n\n\nno\n".as_bytes(), &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.ends_with("[no]\n"), "{said}");

    let mut said = Vec::new();
    minimal::play("needs-naming", std::io::empty(), &mut said).unwrap();
    assert!(String::from_utf8(said).unwrap().ends_with("[stopped]\n"));

    assert!(include_str!("../examples/minimal.rs").lines().count() < 40);
}
