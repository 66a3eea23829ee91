//! When to come back to what. Sealed with the session they came from; knows no calendar.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use tending::session::Reminder;

use super::seal::{Key, Stands, chance};
use super::sessions::{bytes, json};
use super::trouble::Trouble;

/// When to come back to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FollowUp {
    pub(crate) reminder: Reminder,
    /// The title of the exercise it came from.
    pub(crate) from: String,
}

/// One that was kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) id: i64,
    /// The same for as long as it is kept, and known nowhere else.
    pub(crate) mark: Vec<u8>,
    pub(crate) follow_up: FollowUp,
}

/// Keeps one, unless the same is there: who goes back and on again says it again.
pub(super) fn add(
    db: &Connection,
    session: i64,
    (whose, key): (Option<usize>, &Key),
    follow_up: &FollowUp,
) -> Result<(), Trouble> {
    let known = read(db, session, |owner| (owner == whose).then_some(key))?;
    if known.iter().any(|found| found.follow_up == *follow_up) {
        return Ok(());
    }
    let mark = chance::<16>()?;
    let stands = Stands::once("follow-up", mark.as_slice());
    let sealed = key.seal(&stands, &bytes(follow_up)?)?;
    db.execute(
        "INSERT INTO follow_up (session, whose, mark, sealed) VALUES (?1, ?2, ?3, ?4)",
        params![session, whose, mark.as_slice(), sealed],
    )?;
    Ok(())
}

/// Those of a session that `key` opens.
pub(super) fn read<'k>(
    db: &Connection,
    session: i64,
    key: impl Fn(Option<usize>) -> Option<&'k Key>,
) -> Result<Vec<Found>, Trouble> {
    let mut rows = db.prepare_cached(
        "SELECT id, whose, mark, sealed FROM follow_up WHERE session = ?1 ORDER BY id",
    )?;
    let mut rows = rows.query([session])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, mark, sealed): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let Some(key) = key(row.get(1)?) else { continue };
        let plain = key.open(&Stands::once("follow-up", &mark), &sealed);
        let follow_up = json(&plain.ok_or(Trouble::Changed)?)?;
        found.push(Found { id, mark, follow_up });
    }
    Ok(found)
}

/// Takes one out.
pub(super) fn remove(db: &Connection, id: i64) -> Result<(), Trouble> {
    db.execute("DELETE FROM follow_up WHERE id = ?1", [id])?;
    Ok(())
}
