//! The journal: what people asked to have kept, in one database of their own. Knows no terminal,
//! asks for nothing and shows nothing.
//!
//! # What is sealed, and against whom
//!
//! Each person can have a passphrase. It makes a key (Argon2id) that opens that person's own key,
//! which opens their share of each session they took part in. A session has
//!
//! - a *shared* key, in everyone's share: it opens the head (exercise, names, dates) and all that
//!   was for everyone's eyes while more than one person was there;
//! - an *own* key for each person, in that person's share alone: it opens what was for their eyes
//!   only, and all that was said while nobody else was there yet;
//! - a *joint* key behind a lock of each person, one inside the other: it opens the log and the
//!   place where the session stands, which hold everyone's private answers. So a session of two
//!   goes on only when both unlock, and one alone reads only what is theirs and shared.
//!
//! Who has no passphrase has their share lying open beside: whoever can read the file can read
//! their part, and all that was shared in the sessions they took part in. Everything else is the
//! same, so that there is one way of writing and not two.
//!
//! Results that somebody wants for later exercises lie under that person's own key; they need a
//! passphrase, since nothing else shows who sits there.
//!
//! A forgotten passphrase cannot be had back: that person's own part is lost, and unfinished
//! sessions with them cannot be gone on with. What the other person had stays theirs.
//!
//! Everything sealed (XChaCha20-Poly1305) says what it is, of which session, the how-manieth, and
//! what was sealed before it; how many rows there are is sealed too. Rows that are missing in the
//! middle or at the end, changed, exchanged or put elsewhere are noticed. How far each session
//! reaches is noted under each person's own key too, so that one put back whole as it was earlier
//! is noticed by whoever has a passphrase.
//!
//! What this cannot hide: that there is a journal, when its file changed, how many sessions are in
//! it, how many turns each had, which of its people each row is for, and roughly how long it is.
//! Nor can it notice that the whole file was put back as it was earlier, keep anything from someone
//! who reads along at the keyboard or in memory, or take back what a backup copied.

mod chain;
mod follow_ups;
mod forgetting;
mod keeper;
mod ledger;
mod place;
mod results;
mod schema;
mod seal;
mod sessions;
mod trouble;

use rusqlite::{Connection, OpenFlags};

pub(crate) use follow_ups::{FollowUp, Found};
pub(crate) use keeper::{KeeperId, Keyring};
pub(crate) use place::{Lock, Place};
pub(crate) use results::Result as Remembered;
pub(crate) use seal::{Key, Passphrase};
pub(crate) use sessions::{Head, Kept, Told, Turn, Whole, Writing};
pub(crate) use trouble::Trouble;

/// The journal, open.
pub(crate) struct Store {
    db: Connection,
    place: Place,
}

impl Store {
    /// The journal, if there is one.
    pub(crate) fn open() -> Result<Option<Store>, Trouble> {
        let place = Place::here()?;
        match place.has_database()? {
            true => Store::at(place).map(Some),
            false => Ok(None),
        }
    }

    /// The journal, made if there is none.
    pub(crate) fn make() -> Result<Store, Trouble> {
        let place = Place::here()?;
        place.make()?;
        Store::at(place)
    }

    fn at(place: Place) -> Result<Store, Trouble> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let named = |trouble| match trouble {
            Trouble::ReadOnly(_) => Trouble::ReadOnly(place.database()),
            other => other,
        };
        let opened = Connection::open_with_flags(place.database(), flags).map_err(Trouble::from);
        let mut db = opened.map_err(named)?;
        schema::settle(&mut db, &place).map_err(named)?;
        Ok(Store { db, place })
    }

    /// Whose passphrase this is; nothing is changed by one that is nobody's.
    pub(crate) fn unlock(
        &self,
        passphrase: &Passphrase,
    ) -> Result<Option<(KeeperId, Key)>, Trouble> {
        keeper::unlock(&self.db, passphrase)
    }

    /// Someone new with this passphrase.
    pub(crate) fn add_keeper(&self, passphrase: &Passphrase) -> Result<(KeeperId, Key), Trouble> {
        keeper::add(&self.db, passphrase)
    }

    /// All sessions, opened as far as `keyring` reaches; the oldest first.
    pub(crate) fn sessions(&self, keyring: &Keyring) -> Result<Vec<Kept>, Trouble> {
        let ids = sessions::all(&self.db)?;
        ids.into_iter().map(|id| Kept::read(&self.db, id, keyring)).collect()
    }

    /// The numbers of all sessions.
    pub(crate) fn ids(&self) -> Result<Vec<i64>, Trouble> {
        sessions::all(&self.db)
    }

    /// One session, opened as far as `keyring` reaches.
    pub(crate) fn session(&self, id: i64, keyring: &Keyring) -> Result<Kept, Trouble> {
        Kept::read(&self.db, id, keyring)
    }

    /// Takes a session for this process alone.
    pub(crate) fn lock(&self, id: i64) -> Result<Lock, Trouble> {
        self.place.lock(id)
    }

    /// Takes these sessions out of every file; nobody may have one of them open.
    pub(crate) fn forget(&mut self, ids: &[i64]) -> Result<(), Trouble> {
        let locks: Result<Vec<Lock>, Trouble> = ids.iter().map(|id| self.lock(*id)).collect();
        let _until_gone = locks?;
        forgetting::forget(&mut self.db, &self.place, ids)
    }

    /// Takes everything out, and the files with it.
    pub(crate) fn forget_all(mut self) -> Result<(), Trouble> {
        let ids = sessions::all(&self.db)?;
        self.forget(&ids)?;
        let Store { db, place } = self;
        drop(db);
        place.remove_all()
    }

    /// Takes out one date to come back.
    pub(crate) fn forget_follow_up(&mut self, id: i64) -> Result<(), Trouble> {
        follow_ups::remove(&self.db, id)?;
        forgetting::sweep(&self.db)
    }

    /// Keeps results of a session for somebody's later exercises.
    pub(crate) fn remember(
        &mut self,
        session: i64,
        keeper: &(KeeperId, Key),
        results: &[Remembered],
    ) -> Result<(), Trouble> {
        results::add(&mut self.db, session, keeper, results)
    }

    /// What somebody kept for later exercises, the oldest first.
    pub(crate) fn remembered(&self, keeper: &(KeeperId, Key)) -> Result<Vec<Remembered>, Trouble> {
        results::read(&self.db, keeper)
    }

    /// The database, for what is read and written of one session.
    pub(crate) fn db(&mut self) -> &mut Connection {
        &mut self.db
    }
}
