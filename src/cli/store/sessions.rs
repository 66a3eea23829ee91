//! The sessions that are kept: each with its keys, what was said, and what it needs to be gone on
//! with. Asks nobody for a passphrase and shows nothing.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tending::session::{Event, Progress, Snapshot, Start};
use tending::time::Moment;
use tending::transcript::Entry;
use zeroize::Zeroizing;

use super::chain::{End, Lane, Row};
use super::follow_ups::{self, FollowUp, Found};
use super::keeper::{KeeperId, Keyring};
use super::ledger;
use super::seal::{Key, Stands, chance};
use super::trouble::Trouble;

/// What a session is, for all who took part in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The exercise, and its version.
    pub(crate) exercise: String,
    pub(crate) version: String,
    pub(crate) title: String,
    /// How it was asked for, and where else was looked.
    pub(crate) named: String,
    pub(crate) path: Option<std::path::PathBuf>,
    /// What the people are called.
    pub(crate) people: Vec<String>,
    pub(crate) began: Moment,
}

/// How far it came, for all who took part in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tail {
    /// Where what was said ends.
    pub(crate) said: End,
    /// When something happened last.
    pub(crate) at: Moment,
    /// Which ending it came to.
    pub(crate) ended: Option<String>,
}

/// Where it stands, for all of them together only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// Where the log ends.
    pub(crate) moved: End,
    pub(crate) snapshot: Snapshot,
    /// Which step of about how many.
    pub(crate) step: usize,
    pub(crate) about: usize,
}

/// Somebody's keys in one session.
struct Share {
    keeper: Option<KeeperId>,
    keys: Option<Keys>,
}

/// What each person holds of a session.
#[derive(Clone)]
struct Keys {
    /// Opens what everyone has read; all have the same.
    shared: Key,
    /// Opens what is this person's alone.
    own: Key,
    /// One of the locks before the key that opens where the session stands.
    joint: Key,
}

/// Someone who takes part in a session that is being written.
struct Member {
    /// The one with the passphrase, or nobody.
    keeper: Option<(KeeperId, Key)>,
    keys: Keys,
}

/// A session, as far as it could be opened.
pub(crate) struct Kept {
    pub(crate) id: i64,
    mark: Vec<u8>,
    shares: Vec<Share>,
    /// How many rows there have to be, as those who unlocked know.
    reach: u64,
    /// Nothing where nobody who took part in it has unlocked.
    pub(crate) told: Option<Told>,
}

/// What all who took part may know.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) head: Head,
    pub(crate) tail: Tail,
}

/// What a session needs to be gone on with.
pub(crate) struct Whole {
    pub(crate) start: Start,
    pub(crate) events: Vec<Event>,
    pub(crate) position: Position,
}

/// A session that is being written.
pub(crate) struct Writing {
    pub(crate) id: i64,
    mark: Vec<u8>,
    members: Vec<Member>,
    /// Opens where it stands.
    joint: Key,
    head: Head,
    tail: Tail,
    moved: End,
}

/// What one turn adds.
pub(crate) struct Turn<'a> {
    /// What was typed and shown, and whose alone it is.
    pub(crate) said: &'a [(Option<usize>, &'a Entry)],
    /// What moved it on, and where to.
    pub(crate) moved: Option<(&'a Event, Snapshot, Progress)>,
    /// When to come back to what, as far as that was said now; whose alone it is.
    pub(crate) follow_ups: &'a [(Option<usize>, FollowUp)],
    pub(crate) at: Moment,
    pub(crate) ended: Option<&'a str>,
}

/// What was read back: in order, and what is another's alone as whose.
pub(crate) struct Read {
    pub(crate) entries: Vec<Result<Entry, usize>>,
    /// Whether it is all there as it was written.
    pub(crate) whole: bool,
}

/// The numbers of all sessions.
pub(crate) fn all(db: &Connection) -> Result<Vec<i64>, Trouble> {
    let mut rows = db.prepare("SELECT id FROM session ORDER BY id")?;
    let ids = rows.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

impl Kept {
    /// The session `id`, opened as far as `keyring` reaches.
    pub(crate) fn read(db: &Connection, id: i64, keyring: &Keyring) -> Result<Kept, Trouble> {
        let row = db
            .query_row("SELECT mark, head, tail FROM session WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let (mark, head, tail): (Vec<u8>, Vec<u8>, Vec<u8>) = row.ok_or(Trouble::NoSession(id))?;
        let shares = shares(db, id, &mark, keyring)?;
        let shared = shares.iter().find_map(|share| share.keys.as_ref()).map(|keys| &keys.shared);
        let told = match shared {
            Some(key) => Some(Told {
                head: opened(key, "head", &mark, &head)?,
                tail: opened(key, "tail", &mark, &tail)?,
            }),
            None => None,
        };
        let mut reach = 0;
        for keeper in shares.iter().filter_map(|share| share.keeper) {
            if let Some(key) = keyring.key(keeper) {
                reach = ledger::reach(db, (keeper, key), &mark)?.max(reach);
            }
        }
        Ok(Kept { id, mark, shares, reach, told })
    }

    /// Whether this person's part could be opened.
    pub(crate) fn is_open(&self, person: usize) -> bool {
        self.shares.get(person).is_some_and(|share| share.keys.is_some())
    }

    /// For each person the one with the passphrase who unlocked, or nobody.
    pub(crate) fn keepers(&self, keyring: &Keyring) -> Vec<Option<(KeeperId, Key)>> {
        let keeper = |share: &Share| Some((share.keeper?, keyring.key(share.keeper?)?.clone()));
        self.shares.iter().map(keeper).collect()
    }

    /// How many people took part.
    pub(crate) fn people(&self) -> usize {
        self.shares.len()
    }

    /// Whether this person has no passphrase, so that anyone can read their part.
    pub(crate) fn is_unsealed(&self, person: usize) -> bool {
        self.shares.get(person).is_some_and(|share| share.keeper.is_none())
    }

    /// Those who unlocked it with a passphrase.
    pub(crate) fn unlocked(&self) -> Vec<usize> {
        let people = 0..self.people();
        people.filter(|person| self.is_open(*person) && !self.is_unsealed(*person)).collect()
    }

    /// What opens something of this owner, if one of `readers` may.
    fn key(&self, whose: Option<usize>, readers: &[usize]) -> Option<&Key> {
        match whose {
            None => self.shares.iter().find_map(|share| Some(&share.keys.as_ref()?.shared)),
            Some(person) if readers.contains(&person) => {
                Some(&self.shares.get(person)?.keys.as_ref()?.own)
            }
            Some(_) => None,
        }
    }

    /// When to come back to what, as far as `readers` may know.
    pub(crate) fn follow_ups(
        &self,
        db: &Connection,
        readers: &[usize],
    ) -> Result<Vec<Found>, Trouble> {
        follow_ups::read(db, self.id, |whose| self.key(whose, readers))
    }

    /// What was said: what was for all, and what was for those of `readers` alone.
    pub(crate) fn said(&self, db: &Connection, readers: &[usize]) -> Result<Read, Trouble> {
        let Some(told) = &self.told else { return Err(Trouble::Damaged) };
        let key = |whose| self.key(whose, readers);
        let read = told.tail.said.read(db, (self.id, &self.mark), Lane::Said, key)?;
        let entries = read.rows.into_iter().map(|row| match row {
            Row::Open(plain) => json(&plain).map(Ok),
            Row::Closed(person) => Ok(Err(person)),
        });
        let whole = read.whole && told.tail.said.count >= self.reach;
        Ok(Read { entries: entries.collect::<Result<_, _>>()?, whole })
    }

    /// What it needs to be gone on with; for that everyone's part has to be open.
    ///
    /// # Errors
    ///
    /// Something was taken out or changed.
    pub(crate) fn whole(
        &self,
        db: &Connection,
        keyring: &Keyring,
    ) -> Result<Option<(Whole, Writing)>, Trouble> {
        let Some(told) = &self.told else { return Ok(None) };
        let (joint, start, position): (Vec<u8>, Vec<u8>, Vec<u8>) = db.query_row(
            "SELECT joint, start, position FROM session WHERE id = ?1",
            [self.id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let mut members = Vec::new();
        for (share, keeper) in self.shares.iter().zip(self.keepers(keyring)) {
            let Some(keys) = share.keys.clone() else { return Ok(None) };
            members.push(Member { keeper, keys });
        }
        let joint = unlocked(&joint, &self.mark, &members).ok_or(Trouble::Changed)?;
        let start = opened(&joint, "start", &self.mark, &start).map_err(|_| Trouble::Changed)?;
        let position = opened(&joint, "position", &self.mark, &position);
        let position: Position = position.map_err(|_| Trouble::Changed)?;
        let place = (self.id, self.mark.as_slice());
        let rows = position.moved.read(db, place, Lane::Moved, |_| Some(&joint))?;
        let said = self.said(db, &(0..self.people()).collect::<Vec<_>>())?;
        if !rows.whole || !said.whole {
            return Err(Trouble::Changed);
        }
        let events = rows.rows.iter().filter_map(|row| match row {
            Row::Open(plain) => Some(json(plain)),
            Row::Closed(_) => None,
        });
        let events = events.collect::<Result<_, _>>()?;
        let writing = Writing {
            id: self.id,
            mark: self.mark.clone(),
            members,
            joint,
            head: told.head.clone(),
            tail: told.tail.clone(),
            moved: position.moved.clone(),
        };
        Ok(Some((Whole { start, events, position }, writing)))
    }
}

impl Writing {
    /// A new session. `keepers` has for each person the one with the passphrase, or nobody.
    pub(crate) fn begin(
        db: &mut Connection,
        head: Head,
        start: &Start,
        keepers: &[Option<(KeeperId, Key)>],
        turn: &Turn<'_>,
        position: (Snapshot, Progress),
    ) -> Result<Writing, Trouble> {
        let mark = chance::<16>()?.to_vec();
        let (shared, joint) = (Key::new()?, Key::new()?);
        let mut members = Vec::new();
        for keeper in keepers {
            let keys = Keys { shared: shared.clone(), own: Key::new()?, joint: Key::new()? };
            members.push(Member { keeper: keeper.clone(), keys });
        }
        let tail = Tail { said: End::default(), at: head.began, ended: None };
        let mut writing =
            Writing { id: 0, mark, members, joint, head, tail, moved: End::default() };
        let all = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        writing.id =
            all.query_row("SELECT coalesce(max(id), 0) + 1 FROM session", [], |row| row.get(0))?;
        all.execute(
            "INSERT INTO session (id, mark, head, joint, start, position, tail)
             VALUES (?1, ?2, x'', x'', x'', x'', x'')",
            params![writing.id, writing.mark],
        )?;
        for person in 0..keepers.len() {
            writing.add_share(&all, person)?;
        }
        writing.write_head(&all)?;
        let start = seal(&writing.joint, "start", &writing.mark, start)?;
        all.execute("UPDATE session SET start = ?2 WHERE id = ?1", params![writing.id, start])?;
        writing.write_position(&all, position.0, position.1)?;
        let (tail, moved) = writing.add(&all, turn)?;
        all.commit()?;
        (writing.tail, writing.moved) = (tail, moved);
        Ok(writing)
    }

    /// How many people take part.
    pub(crate) fn people(&self) -> usize {
        self.members.len()
    }

    /// Whether this one of the people with a passphrase takes part already.
    pub(crate) fn has(&self, keeper: KeeperId) -> bool {
        self.members.iter().filter_map(|member| member.keeper.as_ref()).any(|(id, _)| *id == keeper)
    }

    /// Someone takes part from here on.
    pub(crate) fn join(
        &mut self,
        db: &mut Connection,
        name: &str,
        keeper: Option<&(KeeperId, Key)>,
    ) -> Result<(), Trouble> {
        let shared = self.key(None)?.clone();
        let keys = Keys { shared, own: Key::new()?, joint: Key::new()? };
        let all = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.members.push(Member { keeper: keeper.cloned(), keys });
        self.head.people.push(name.to_owned());
        self.add_share(&all, self.members.len() - 1)?;
        self.write_head(&all)?;
        Ok(all.commit()?)
    }

    /// Writes one turn; it is on the disk when this returns.
    pub(crate) fn write(&mut self, db: &mut Connection, turn: &Turn<'_>) -> Result<(), Trouble> {
        let all = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (tail, moved) = self.add(&all, turn)?;
        all.commit()?;
        (self.tail, self.moved) = (tail, moved);
        Ok(())
    }

    fn add(&self, db: &Connection, turn: &Turn<'_>) -> Result<(Tail, End), Trouble> {
        let place = (self.id, self.mark.as_slice());
        let (mut said, mut moved) = (self.tail.said.clone(), self.moved.clone());
        for (whose, entry) in turn.said {
            said.push(db, place, Lane::Said, (*whose, self.key(*whose)?), &bytes(entry)?)?;
        }
        if let Some((event, snapshot, progress)) = &turn.moved {
            moved.push(db, place, Lane::Moved, (None, &self.joint), &bytes(event)?)?;
            let position = Position {
                moved: moved.clone(),
                snapshot: snapshot.clone(),
                step: progress.step,
                about: progress.about,
            };
            self.put(db, "position", &self.joint, &position)?;
        }
        for (whose, follow_up) in turn.follow_ups {
            follow_ups::add(db, self.id, (*whose, self.key(*whose)?), follow_up)?;
        }
        let ended = turn.ended.map(str::to_owned);
        let tail = Tail { said, at: turn.at, ended };
        self.put(db, "tail", self.key(None)?, &tail)?;
        for (keeper, key) in self.members.iter().filter_map(|member| member.keeper.as_ref()) {
            ledger::note(db, (*keeper, key), &self.mark, tail.said.count)?;
        }
        Ok((tail, moved))
    }

    /// What seals something of this owner.
    fn key(&self, whose: Option<usize>) -> Result<&Key, Trouble> {
        let key = match whose {
            None => self.members.first().map(|member| &member.keys.shared),
            Some(person) => self.members.get(person).map(|member| &member.keys.own),
        };
        key.ok_or(Trouble::Damaged)
    }

    fn write_position(
        &self,
        db: &Connection,
        snapshot: Snapshot,
        Progress { step, about }: Progress,
    ) -> Result<(), Trouble> {
        let position = Position { moved: self.moved.clone(), snapshot, step, about };
        self.put(db, "position", &self.joint, &position)
    }

    /// The head, and the locks before the key that opens where it stands.
    fn write_head(&self, db: &Connection) -> Result<(), Trouble> {
        self.put(db, "head", self.key(None)?, &self.head)?;
        let joint = locked(&self.joint, &self.mark, &self.members)?;
        db.execute("UPDATE session SET joint = ?2 WHERE id = ?1", params![self.id, joint])?;
        Ok(())
    }

    fn add_share(&self, db: &Connection, person: usize) -> Result<(), Trouble> {
        let Member { keeper, keys } = &self.members[person];
        let mut plain = Zeroizing::new(Vec::with_capacity(96));
        for key in [&keys.shared, &keys.own, &keys.joint] {
            plain.extend(key.bytes());
        }
        let stands = Stands { number: person as u64, ..Stands::once("share", &self.mark) };
        let written = match keeper {
            Some((_, key)) => key.seal(&stands, &plain)?,
            None => plain.to_vec(),
        };
        let keeper = keeper.as_ref().map(|(id, _)| id);
        db.execute(
            "INSERT INTO share (session, person, keeper, keys) VALUES (?1, ?2, ?3, ?4)",
            params![self.id, person, keeper, written],
        )?;
        Ok(())
    }

    fn put(
        &self,
        db: &Connection,
        column: &'static str,
        key: &Key,
        what: &impl Serialize,
    ) -> Result<(), Trouble> {
        let sealed = seal(key, column, &self.mark, what)?;
        let update = format!("UPDATE session SET {column} = ?2 WHERE id = ?1");
        db.prepare_cached(&update)?.execute(params![self.id, sealed])?;
        Ok(())
    }
}

fn shares(db: &Connection, id: i64, mark: &[u8], keyring: &Keyring) -> Result<Vec<Share>, Trouble> {
    let mut rows =
        db.prepare_cached("SELECT keeper, keys FROM share WHERE session = ?1 ORDER BY person")?;
    let mut rows = rows.query([id])?;
    let mut shares = Vec::new();
    while let Some(row) = rows.next()? {
        let (keeper, written): (Option<KeeperId>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let stands = Stands { number: shares.len() as u64, ..Stands::once("share", mark) };
        let plain = match keeper {
            None => Some(Zeroizing::new(written)),
            Some(keeper) => match keyring.key(keeper) {
                Some(key) => Some(key.open(&stands, &written).ok_or(Trouble::Changed)?),
                None => None,
            },
        };
        let keys = plain.map(|plain| keys(&plain).ok_or(Trouble::Damaged)).transpose()?;
        shares.push(Share { keeper, keys });
    }
    Ok(shares)
}

fn keys(plain: &[u8]) -> Option<Keys> {
    let mut keys = plain.chunks(32).map(Key::from_bytes);
    Some(Keys { shared: keys.next()??, own: keys.next()??, joint: keys.next()?? })
}

/// `key` behind the lock of each person, one inside the other.
fn locked(key: &Key, mark: &[u8], members: &[Member]) -> Result<Vec<u8>, Trouble> {
    let mut inside = key.bytes().to_vec();
    for (person, member) in members.iter().enumerate() {
        let stands = Stands { number: person as u64, ..Stands::once("joint", mark) };
        inside = member.keys.joint.seal(&stands, &inside)?;
    }
    Ok(inside)
}

fn unlocked(sealed: &[u8], mark: &[u8], members: &[Member]) -> Option<Key> {
    let mut inside = Zeroizing::new(sealed.to_vec());
    for (person, member) in members.iter().enumerate().rev() {
        let stands = Stands { number: person as u64, ..Stands::once("joint", mark) };
        inside = member.keys.joint.open(&stands, &inside)?;
    }
    Key::from_bytes(&inside)
}

fn seal(
    key: &Key,
    what: &'static str,
    mark: &[u8],
    plain: &impl Serialize,
) -> Result<Vec<u8>, Trouble> {
    key.seal(&Stands::once(what, mark), &bytes(plain)?)
}

fn opened<T: DeserializeOwned>(
    key: &Key,
    what: &'static str,
    mark: &[u8],
    sealed: &[u8],
) -> Result<T, Trouble> {
    json(&key.open(&Stands::once(what, mark), sealed).ok_or(Trouble::Changed)?)
}

pub(super) fn bytes(what: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    serde_json::to_vec(what).map(Zeroizing::new).map_err(|_| Trouble::Damaged)
}

pub(super) fn json<T: DeserializeOwned>(plain: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(plain).map_err(|_| Trouble::Damaged)
}
