//! The form of the database: its versions, and the way from one to the next, with a copy made
//! first. Knows what is in no column.

use rusqlite::{Connection, TransactionBehavior};

use super::place::Place;
use super::trouble::Trouble;

/// `tndg`, so that no other database is taken for ours.
const OURS: i64 = 0x746e_6467;

/// What each version adds to the one before; the first makes the database.
const VERSIONS: &[&str] = &[FIRST, SECOND, THIRD];

const FIRST: &str = "
    CREATE TABLE keeper (
        id INTEGER PRIMARY KEY,
        salt BLOB NOT NULL,
        memory INTEGER NOT NULL,
        rounds INTEGER NOT NULL,
        key BLOB NOT NULL
    );
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        mark BLOB NOT NULL UNIQUE,
        head BLOB NOT NULL,
        joint BLOB NOT NULL,
        start BLOB NOT NULL,
        position BLOB NOT NULL,
        tail BLOB NOT NULL
    );
    CREATE TABLE share (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        person INTEGER NOT NULL,
        keeper INTEGER REFERENCES keeper,
        keys BLOB NOT NULL,
        PRIMARY KEY (session, person)
    );
    CREATE TABLE said (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        number INTEGER NOT NULL,
        whose INTEGER,
        sealed BLOB NOT NULL,
        PRIMARY KEY (session, number)
    );
    CREATE TABLE moved (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (session, number)
    );
";

/// When to come back to what, and results that somebody wants for later exercises.
const SECOND: &str = "
    CREATE TABLE follow_up (
        id INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        whose INTEGER,
        mark BLOB NOT NULL UNIQUE,
        sealed BLOB NOT NULL
    );
    CREATE TABLE result (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        keeper INTEGER NOT NULL REFERENCES keeper,
        mark BLOB NOT NULL UNIQUE,
        sealed BLOB NOT NULL
    );
";

/// How far each person knows their sessions to reach.
const THIRD: &str = "ALTER TABLE keeper ADD COLUMN known BLOB;";

/// Settles how the database behaves, and brings it to this program's form.
pub(crate) fn settle(db: &mut Connection, place: &Place) -> Result<(), Trouble> {
    let version = version(db, place)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.execute_batch(
        "PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    if version < newest() {
        bring_up(db, place, version)?;
    }
    Ok(())
}

/// The version of the database.
///
/// # Errors
///
/// It is no journal of ours, or a newer one.
fn version(db: &Connection, place: &Place) -> Result<i64, Trouble> {
    let number = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
    let not_ours = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Trouble::NotOurs(place.database()),
        _ => Trouble::from(error),
    };
    let (ours, version): (i64, i64) =
        (number("application_id").map_err(not_ours)?, number("user_version").map_err(not_ours)?);
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (ours, version) {
        (OURS, version) if version > newest() => Err(Trouble::Newer(version)),
        (OURS, version) if version > 0 => Ok(version),
        (0, 0) if tables == 0 => Ok(0),
        _ => Err(Trouble::NotOurs(place.database())),
    }
}

fn newest() -> i64 {
    VERSIONS.len() as i64
}

fn bring_up(db: &mut Connection, place: &Place, from: i64) -> Result<(), Trouble> {
    if from > 0 {
        let backup = place.backup(from);
        place.make_file(&backup)?;
        let path = backup.display().to_string();
        db.execute("VACUUM INTO ?1", [&path])?;
    }
    let all = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another run may have been faster.
    let now: i64 = all.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let now = usize::try_from(now).unwrap_or(0);
    for step in VERSIONS.iter().skip(now) {
        all.execute_batch(step)?;
    }
    all.pragma_update(None, "application_id", OURS)?;
    all.pragma_update(None, "user_version", newest())?;
    Ok(all.commit()?)
}
