//! Results that somebody wants for later exercises, each under that person's own key. Knows not
//! which exercise asks for them.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use tending::time::Moment;
use tending::value::Value;

use super::keeper::KeeperId;
use super::seal::{Key, Stands, chance};
use super::sessions::{bytes, json};
use super::trouble::Trouble;

/// One result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Result {
    /// `exercise.result`.
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) at: Moment,
}

/// Keeps results of a session.
pub(super) fn add(
    db: &mut Connection,
    session: i64,
    (keeper, key): &(KeeperId, Key),
    results: &[Result],
) -> std::result::Result<(), Trouble> {
    let all = db.transaction()?;
    for result in results {
        let mark = chance::<16>()?;
        let sealed = key.seal(&Stands::once("result", mark.as_slice()), &bytes(result)?)?;
        all.execute(
            "INSERT INTO result (session, keeper, mark, sealed) VALUES (?1, ?2, ?3, ?4)",
            params![session, keeper, mark.as_slice(), sealed],
        )?;
    }
    Ok(all.commit()?)
}

/// All that this person kept, the oldest first.
pub(super) fn read(
    db: &Connection,
    (keeper, key): &(KeeperId, Key),
) -> std::result::Result<Vec<Result>, Trouble> {
    let mut rows = db.prepare_cached("SELECT mark, sealed FROM result WHERE keeper = ?1")?;
    let mut rows = rows.query([keeper])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (mark, sealed): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let plain = key.open(&Stands::once("result", &mark), &sealed);
        found.push(json::<Result>(&plain.ok_or(Trouble::Changed)?)?);
    }
    found.sort_by_key(|result| result.at.unix_ms);
    Ok(found)
}
