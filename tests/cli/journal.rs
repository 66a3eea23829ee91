//! What is read back, and to whom; what is forgotten; what comes from older and newer programs, and
//! from hands other than ours.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use super::keeping::{Home, MONDAY, TUESDAY, begun};
use super::{finish, golden, here, seen};

/// One person, twice, a week between.
fn two_weeks(home: &Home) {
    let first = "heron\nheron\n7\nwillow\nfine\nyes\n";
    let run = |at, lines| home.run(&["run", "exercises/weekly", "--keep"], at, lines);
    assert_eq!(run(MONDAY, first).status.code(), Some(0));
    let second = run("2026-01-12T18:00:00+01:00", "heron\n12\n5\nbirch\nfine\nno\n");
    golden("recall", &seen(&second));
}

/// The command with a passphrase, or what else is asked.
fn told(home: &Home, arguments: &[&str], lines: &str) -> String {
    let all = [arguments, &["--answers", "-"]].concat();
    seen(&finish(home.command(&all), lines.as_bytes()))
}

fn database(home: &Home) -> Connection {
    Connection::open(home.journal().join("journal.db")).unwrap()
}

#[test]
fn each_reads_what_is_shared_and_their_own() {
    let home = Home::new("each-own");
    begun(&home);
    home.run(&["resume"], TUESDAY, "heron\nbadger\n1 3\nno\n");
    golden("journal-ana", &told(&home, &["journal", "1"], "heron\n"));
    golden("journal-ben", &told(&home, &["journal", "1"], "badger\n"));
    golden("journal-nobody", &told(&home, &["journal", "1"], "magpie\nx\ny\n"));
    golden("journal-list-sealed", &told(&home, &["journal"], "\n"));
}

#[test]
fn where_nothing_is_sealed_only_what_was_for_all_is_shown_unasked() {
    let home = Home::new("unsealed");
    let lines = "Ana\nBen\n\n\nyou never listen\n\n7\n1 3\nno\n";
    home.run(&["run", "exercises/two", "--keep"], MONDAY, lines);
    golden("journal-unsealed", &told(&home, &["journal", "1"], ""));
    let own = told(&home, &["journal", "1", "--of", "ana"], "");
    assert!(own.contains("» 7") && !own.contains("Ana read and wrote alone here"), "{own}");
}

#[test]
fn what_was_not_to_be_kept_is_not_read_back() {
    let home = Home::new("unkept-read");
    let lines = "\nlavender\nafraid\nyes\nmarigold\n";
    let output = home.run(&["run", "exercises/unkept", "--keep"], MONDAY, lines);
    assert_eq!(output.status.code(), Some(0));
    let read = told(&home, &["journal", "1"], "");
    golden("journal-unkept", &read);
    let written = told(&home, &["export", "--json", "-o", "all.json"], "");
    assert!(written.contains("Written"), "{written}");
    fs::remove_file(here().join("all.json")).unwrap();
}

#[test]
fn numbers_over_time_are_drawn_or_told() {
    let home = Home::new("ratings");
    two_weeks(&home);
    golden("ratings", &told(&home, &["journal", "--ratings"], "heron\n"));
    golden("ratings-words", &told(&home, &["--accessible", "journal", "--ratings"], "heron\n"));
}

#[test]
fn a_calendar_tells_nothing_of_the_topic() {
    let home = Home::new("calendar");
    two_weeks(&home);
    let list = told(&home, &["due"], "heron\n");
    let neutral = |text: &str| {
        ["week", "willow", "birch", "weekly"].iter().all(|word| !text.to_lowercase().contains(word))
    };
    assert!(neutral(&list) && list.contains("19 January 2026 at 18:00"), "{list}");
    assert!(told(&home, &["due", "2"], "heron\n").contains("Your word was birch."));
    let calendar = |name: &str| {
        let path = home.journal().join("..").join(name);
        told(&home, &["due", "--ics", path.to_str().unwrap()], "heron\n");
        fs::read_to_string(path).unwrap()
    };
    let (one, two) = (calendar("one.ics"), calendar("two.ics"));
    assert!(neutral(&one), "{one}");
    let lines = |text: &str, begins: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with(begins)).map(str::to_owned).collect()
    };
    assert_eq!(lines(&one, "DTSTART"), ["DTSTART:20260112T180000", "DTSTART:20260119T180000"]);
    assert_eq!((lines(&one, "UID").len(), lines(&one, "UID")), (2, lines(&two, "UID")));
    assert!(told(&home, &["due", "1", "--done"], "heron\n").contains("Taken out."));
    assert!(!told(&home, &["due"], "heron\n").contains("12 January"));
}

#[test]
fn results_and_dates_follow_the_passphrase_and_never_a_name() {
    let home = Home::new("pair");
    let run = |lines| home.run(&["run", "exercises/pair", "--keep"], MONDAY, lines);
    let first = "Ana\nBen\nheron\nheron\nbadger\nbadger\nrest\nplay\nmore\nyes\nno\n";
    assert_eq!(run(first).status.code(), Some(0));
    // The same two, each at the other's place and under the other's name.
    let second = run("Ana\nBen\nbadger\nheron\nx\ny\nz\n");
    golden("recall-swapped", &seen(&second));
    assert!(told(&home, &["due"], "heron\n").contains("7 January 2026 at 09:00"));
    let ben = told(&home, &["due", "1"], "badger\n");
    assert!(ben.contains("there is no number 1") && !ben.contains("rest"), "{ben}");
}

#[test]
fn what_is_exported_is_for_its_owner_alone_and_never_written_over() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new("export");
    two_weeks(&home);
    let path = home.0.join("mine.md");
    let export = || {
        let mut command = home.command(&["export", "1", "-o", "mine.md", "--answers", "-"]);
        command.current_dir(&home.0);
        seen(&finish(command, b"heron\n"))
    };
    golden("export", &export());
    golden("export-markdown", &fs::read_to_string(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(export().contains("is there already"));
}

#[test]
fn what_is_forgotten_is_in_no_file() {
    let home = Home::new("forget");
    // Without a passphrase keys lie open, and rows would show if anything was left.
    let lines = "\n7\nwillow\nfine\n";
    home.run(&["run", "exercises/weekly", "--keep"], MONDAY, lines);
    let marks = || -> Vec<Vec<u8>> {
        let db = database(&home);
        let mut rows =
            db.prepare("SELECT sealed FROM said UNION ALL SELECT mark FROM session").unwrap();
        let found = rows.query_map([], |row| row.get(0)).unwrap();
        found.map(|row: Result<Vec<u8>, _>| row.unwrap()[..16].to_vec()).collect()
    };
    let gone = marks();
    assert!(gone.len() > 5);
    home.run(&["run", "exercises/weekly", "--keep"], TUESDAY, lines);
    fs::write(home.journal().join("journal.version-1.backup.db"), &gone[0]).unwrap();
    let asked = told(&home, &["forget", "1"], "no\n");
    golden("forget-not", &asked);
    golden("forget", &told(&home, &["forget", "1", "--yes"], ""));
    let bytes = home.bytes();
    let there = |mark: &&Vec<u8>| bytes.windows(16).any(|window| window == mark.as_slice());
    assert_eq!(gone.iter().filter(there).count(), 0);
    assert!(told(&home, &["journal", "2"], "").contains("willow"));
    golden("forget-before", &told(&home, &["forget", "--before", "2026-01-06", "--yes"], ""));
    golden("forget-all", &told(&home, &["forget", "--all", "--yes"], ""));
    assert!(!home.journal().exists());
}

#[test]
fn records_that_were_taken_out_or_changed_are_noticed() {
    let hands: &[(&str, &str)] = &[
        ("last", "DELETE FROM said WHERE number = (SELECT max(number) FROM said)"),
        ("middle", "DELETE FROM said WHERE number = 5"),
        (
            "closed-up",
            "DELETE FROM said WHERE number = 5; UPDATE said SET number = 1 - number WHERE number > 5;
             UPDATE said SET number = -number WHERE number < 0",
        ),
        ("swapped", "UPDATE said SET number = -number WHERE number IN (5, 6);
             UPDATE said SET number = 11 + number WHERE number < 0"),
        ("changed", "UPDATE said SET sealed = zeroblob(300) WHERE number = 6"),
        ("owner", "UPDATE said SET whose = 1 WHERE number = 8"),
    ];
    let home = Home::new("hands");
    begun(&home);
    let whole = fs::read(home.journal().join("journal.db")).unwrap();
    for (name, hand) in hands {
        fs::write(home.journal().join("journal.db"), &whole).unwrap();
        database(&home).execute_batch(hand).unwrap();
        let read = told(&home, &["journal", "1"], "heron\n");
        assert!(read.contains("something was taken out or changed"), "{name}: {read}");
    }
    let output = home.run(&["resume"], TUESDAY, "heron\nbadger\n1\n");
    golden("hands", &String::from_utf8_lossy(&output.stderr));
    let log = [
        "DELETE FROM moved WHERE number = (SELECT max(number) FROM moved)",
        "DELETE FROM moved WHERE number = 2",
    ];
    for hand in log {
        fs::write(home.journal().join("journal.db"), &whole).unwrap();
        database(&home).execute_batch(hand).unwrap();
        let output = home.run(&["resume"], TUESDAY, "heron\nbadger\n1\n");
        golden("hands", &String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_row_of_before_put_back_is_noticed() {
    let home = Home::new("rolled-back");
    begun(&home);
    let old: (Vec<u8>, Vec<u8>) = database(&home)
        .query_row("SELECT position, tail FROM session", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    home.run(&["resume"], TUESDAY, "heron\nbadger\n1 3\n");
    for column in ["position", "tail"] {
        let value = if column == "position" { &old.0 } else { &old.1 };
        let update = format!("UPDATE session SET {column} = ?1");
        let db = database(&home);
        let now: Vec<u8> =
            db.query_row(&format!("SELECT {column} FROM session"), [], |row| row.get(0)).unwrap();
        db.execute(&update, [value]).unwrap();
        let output = home.run(&["resume"], TUESDAY, "heron\nbadger\nno\n");
        golden("hands", &String::from_utf8_lossy(&output.stderr));
        db.execute(&update, [&now]).unwrap();
    }
    let output = home.run(&["resume"], TUESDAY, "heron\nbadger\nno\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_session_put_back_whole_is_noticed() {
    let home = Home::new("put-back");
    begun(&home);
    let db = database(&home);
    db.execute_batch(
        "CREATE TEMP TABLE old AS SELECT * FROM session;
         CREATE TEMP TABLE old_said AS SELECT * FROM said;
         CREATE TEMP TABLE old_moved AS SELECT * FROM moved;",
    )
    .unwrap();
    home.run(&["resume"], TUESDAY, "heron\nbadger\n1 3\n");
    db.execute_batch(
        "DELETE FROM said; DELETE FROM moved;
         INSERT INTO said SELECT * FROM old_said; INSERT INTO moved SELECT * FROM old_moved;
         UPDATE session SET position = (SELECT position FROM old), tail = (SELECT tail FROM old),
         head = (SELECT head FROM old), joint = (SELECT joint FROM old);",
    )
    .unwrap();
    let output = home.run(&["resume"], TUESDAY, "heron\nbadger\nno\n");
    golden("hands", &String::from_utf8_lossy(&output.stderr));
    assert!(told(&home, &["journal", "1"], "badger\n").contains("taken out or changed"));
}

#[test]
fn a_journal_of_an_older_program_is_brought_up_and_copied_first() {
    let home = older("older");
    let before = told(&home, &["journal"], "heron\n");
    golden("journal-older", &before);
    assert!(home.journal().join("journal.version-1.backup.db").exists());
    assert!(told(&home, &["journal", "1"], "heron\n").contains("» /stop"));
    told(&home, &["forget", "2", "--yes"], "");
    assert!(!home.journal().join("journal.version-1.backup.db").exists());
}

#[test]
fn a_session_goes_on_in_a_journal_that_was_brought_up() {
    let home = Home::new("brought-up");
    begun(&home);
    let back = "DROP TABLE follow_up; DROP TABLE result;
        ALTER TABLE keeper DROP COLUMN known; PRAGMA user_version = 1;";
    database(&home).execute_batch(back).unwrap();
    let output = home.run(&["resume"], TUESDAY, "heron\nbadger\n1 3\nyes\n");
    assert_eq!(output.status.code(), Some(0), "{}", seen(&output));
}

#[test]
fn a_journal_of_a_newer_program_is_left_alone() {
    let home = older("newer");
    told(&home, &["journal"], "heron\n");
    database(&home).pragma_update(None, "user_version", 99).unwrap();
    let path = home.journal().join("journal.db");
    let before = fs::read(&path).unwrap();
    golden("journal-newer", &told(&home, &["journal"], ""));
    let output = home.run(&["run", "exercises/weekly", "--keep"], MONDAY, "7\nwillow\nfine\n");
    golden("keep-newer", &seen(&output));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_journal_is_left_alone() {
    let home = older("other");
    let path = home.journal().join("journal.db");
    fs::write(&path, "shopping: milk, bread\n".repeat(100)).unwrap();
    let told = told(&home, &["journal"], "").replace(path.to_str().unwrap(), "journal.db");
    golden("journal-other", &told);
    assert!(fs::read_to_string(path).unwrap().starts_with("shopping"));
}

/// A home with the journal that version 1 of the form left behind.
fn older(name: &str) -> Home {
    let home = Home::new(name);
    fs::create_dir_all(home.journal()).unwrap();
    let made: PathBuf = here().join("journals/version-1.sql");
    database(&home).execute_batch(&fs::read_to_string(made).unwrap()).unwrap();
    home
}
