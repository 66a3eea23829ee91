//! The people who have a passphrase: for each a key of their own, sealed with what the passphrase
//! makes. Knows nobody's name.

use rusqlite::{Connection, params};

use super::seal::{Key, Passphrase, Stands, Work, chance};
use super::trouble::Trouble;

/// Which of the people with a passphrase.
pub(crate) type KeeperId = i64;

/// The keys of those who have unlocked.
#[derive(Default, Clone)]
pub(crate) struct Keyring(Vec<(KeeperId, Key)>);

impl Keyring {
    /// The key of `keeper`, if it was unlocked.
    pub(crate) fn key(&self, keeper: KeeperId) -> Option<&Key> {
        self.0.iter().find(|(known, _)| *known == keeper).map(|(_, key)| key)
    }

    /// Takes in one more.
    pub(crate) fn add(&mut self, keeper: KeeperId, key: Key) {
        if self.key(keeper).is_none() {
            self.0.push((keeper, key));
        }
    }
}

/// Whose passphrase this is; nothing is changed by one that is nobody's.
pub(crate) fn unlock(
    db: &Connection,
    passphrase: &Passphrase,
) -> Result<Option<(KeeperId, Key)>, Trouble> {
    let mut rows = db.prepare("SELECT id, salt, memory, rounds, key FROM keeper ORDER BY id")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (id, salt): (KeeperId, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let work = Work { memory: row.get(2)?, rounds: row.get(3)? };
        let sealed: Vec<u8> = row.get(4)?;
        let made = Key::of(passphrase, &salt, work)?;
        if let Some(key) = made.open(&Stands::once("keeper", &salt), &sealed) {
            let key = Key::from_bytes(&key).ok_or(Trouble::Damaged)?;
            return Ok(Some((id, key)));
        }
    }
    Ok(None)
}

/// Someone new with this passphrase.
pub(crate) fn add(db: &Connection, passphrase: &Passphrase) -> Result<(KeeperId, Key), Trouble> {
    let (salt, key) = (chance::<16>()?, Key::new()?);
    let made = Key::of(passphrase, salt.as_slice(), Work::NEW)?;
    let sealed = made.seal(&Stands::once("keeper", salt.as_slice()), key.bytes())?;
    db.execute(
        "INSERT INTO keeper (salt, memory, rounds, key) VALUES (?1, ?2, ?3, ?4)",
        params![salt.as_slice(), Work::NEW.memory, Work::NEW.rounds, sealed],
    )?;
    Ok((db.last_insert_rowid(), key))
}
