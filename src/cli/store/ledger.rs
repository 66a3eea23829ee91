//! How far each person with a passphrase knows their sessions to reach, under their own key: a
//! session that was put back as it was earlier, all of it, is noticed. Reads no session.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::keeper::KeeperId;
use super::seal::{Key, Stands};
use super::sessions::{bytes, json};
use super::trouble::Trouble;

/// How many rows of each session there are, by its mark.
type Known = BTreeMap<String, u64>;

/// How many rows of the session with this mark `keeper` knows of.
pub(super) fn reach(
    db: &Connection,
    (keeper, key): (KeeperId, &Key),
    mark: &[u8],
) -> Result<u64, Trouble> {
    Ok(read(db, keeper, key)?.get(&name(mark)).copied().unwrap_or(0))
}

/// Notes how far it reaches now.
pub(super) fn note(
    db: &Connection,
    (keeper, key): (KeeperId, &Key),
    mark: &[u8],
    reach: u64,
) -> Result<(), Trouble> {
    let mut known = read(db, keeper, key)?;
    known.insert(name(mark), reach);
    // What was forgotten is forgotten here too.
    let mut marks = db.prepare_cached("SELECT mark FROM session")?;
    let marks = marks.query_map([], |row| row.get(0))?;
    let marks: Vec<Vec<u8>> = marks.collect::<Result<_, _>>()?;
    let marks: Vec<String> = marks.iter().map(|mark| name(mark)).collect();
    known.retain(|mark, _| marks.contains(mark));
    let sealed = key.seal(&stands(keeper), &bytes(&known)?)?;
    db.prepare_cached("UPDATE keeper SET known = ?2 WHERE id = ?1")?
        .execute(params![keeper, sealed])?;
    Ok(())
}

fn read(db: &Connection, keeper: KeeperId, key: &Key) -> Result<Known, Trouble> {
    let sealed: Option<Vec<u8>> = db
        .prepare_cached("SELECT known FROM keeper WHERE id = ?1")?
        .query_row([keeper], |row| row.get(0))?;
    let Some(sealed) = sealed else { return Ok(Known::default()) };
    json(&key.open(&stands(keeper), &sealed).ok_or(Trouble::Changed)?)
}

fn stands(keeper: KeeperId) -> Stands<'static> {
    Stands { number: keeper.unsigned_abs(), ..Stands::once("known", b"") }
}

fn name(mark: &[u8]) -> String {
    mark.iter().map(|byte| format!("{byte:02x}")).collect()
}
