//! Takes sessions out so that no file of ours holds a trace of them: not the log beside the
//! database, not a page that is free, not a copy that was made before. Asks nobody.

use rusqlite::Connection;

use super::place::Place;
use super::trouble::Trouble;

/// Takes these sessions out, with all that came of them, and who has none left.
pub(super) fn forget(db: &mut Connection, place: &Place, ids: &[i64]) -> Result<(), Trouble> {
    let all = db.transaction()?;
    for id in ids {
        all.execute("DELETE FROM session WHERE id = ?1", [id])?;
    }
    all.execute(
        "DELETE FROM keeper WHERE id NOT IN (SELECT keeper FROM share WHERE keeper IS NOT NULL)
         AND id NOT IN (SELECT keeper FROM result)",
        [],
    )?;
    all.commit()?;
    place.remove(&place.backups()?)?;
    sweep(db)
}

/// Writes the database anew without what was taken out.
pub(super) fn sweep(db: &Connection) -> Result<(), Trouble> {
    checkpoint(db)?;
    db.execute_batch("VACUUM")?;
    checkpoint(db)
}

fn checkpoint(db: &Connection) -> Result<(), Trouble> {
    let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(Trouble::Busy) }
}
