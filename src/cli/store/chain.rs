//! Rows that follow one another: each is sealed to its number and to the end of the one before, so
//! that none can be taken out, changed or moved without that being seen. Knows not what they hold.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::seal::{Key, Stands, Tag, tag};
use super::trouble::Trouble;

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// What was shown and typed.
    Said,
    /// What moved the session on.
    Moved,
}

/// How far a chain reaches. It is sealed elsewhere, so that missing rows at the end are seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct End {
    /// How many rows there are.
    pub(crate) count: u64,
    /// The end of the last.
    pub(crate) tag: Tag,
    /// Whose each is, a sign a row: who cannot open a row could not tell otherwise that it was put
    /// down as another's. Older journals have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    owners: String,
}

/// A row as it was read.
pub(crate) enum Row {
    /// It could be opened.
    Open(Zeroizing<Vec<u8>>),
    /// Somebody else's.
    Closed(usize),
}

/// The rows of a lane.
pub(crate) struct Rows {
    /// As far as they fit together.
    pub(crate) rows: Vec<Row>,
    /// Whether all of them are there as they were written.
    pub(crate) whole: bool,
}

impl Lane {
    fn name(self) -> &'static str {
        match self {
            Lane::Said => "said",
            Lane::Moved => "moved",
        }
    }
}

impl End {
    /// Appends a row; `whose` is told with it, since it says which key opens it.
    pub(crate) fn push(
        &mut self,
        db: &Connection,
        session: (i64, &[u8]),
        lane: Lane,
        (whose, key): (Option<usize>, &Key),
        plain: &[u8],
    ) -> Result<(), Trouble> {
        let number = self.count + 1;
        let sealed = key.seal(&stands(lane, session.1, number, self.tag), plain)?;
        match lane {
            Lane::Said => db.prepare_cached(
                "INSERT INTO said (session, number, whose, sealed) VALUES (?1, ?2, ?3, ?4)",
            )?,
            Lane::Moved => db.prepare_cached(
                "INSERT INTO moved (session, number, sealed) VALUES (?1, ?2, ?4)",
            )?,
        }
        .execute(params![session.0, number, whose, sealed])?;
        (self.count, self.tag) = (number, tag(&sealed));
        if lane == Lane::Said && self.owners.len() as u64 + 1 == number {
            self.owners.push(sign(whose));
        }
        Ok(())
    }

    /// The rows, opened with the key that `keys` has for each owner. `self` is where they end.
    pub(crate) fn read<'k>(
        &self,
        db: &Connection,
        session: (i64, &[u8]),
        lane: Lane,
        keys: impl Fn(Option<usize>) -> Option<&'k Key>,
    ) -> Result<Rows, Trouble> {
        let mut statement = match lane {
            Lane::Said => db.prepare_cached(
                "SELECT number, whose, sealed FROM said WHERE session = ?1 ORDER BY number",
            )?,
            Lane::Moved => db.prepare_cached(
                "SELECT number, NULL, sealed FROM moved WHERE session = ?1 ORDER BY number",
            )?,
        };
        let mut found = statement.query([session.0])?;
        let (mut rows, mut end, mut fits) = (Vec::new(), End::default(), true);
        let mut owners = self.owners.chars();
        while let Some(row) = found.next()? {
            let (number, whose): (u64, Option<usize>) = (row.get(0)?, row.get(1)?);
            let sealed: Vec<u8> = row.get(2)?;
            let opened = keys(whose)
                .map(|key| key.open(&stands(lane, session.1, end.count + 1, end.tag), &sealed));
            match (opened, whose) {
                _ if number != end.count + 1 => fits = false,
                _ if owners.next().is_some_and(|known| known != sign(whose)) => fits = false,
                (Some(Some(plain)), _) => rows.push(Row::Open(plain)),
                (None, Some(person)) => rows.push(Row::Closed(person)),
                _ => fits = false,
            }
            if !fits {
                break;
            }
            (end.count, end.tag) = (number, tag(&sealed));
        }
        Ok(Rows { rows, whole: fits && (end.count, end.tag) == (self.count, self.tag) })
    }
}

fn sign(whose: Option<usize>) -> char {
    whose.and_then(|person| char::from_digit(u32::try_from(person).ok()?, 10)).unwrap_or('-')
}

fn stands(lane: Lane, mark: &[u8], number: u64, before: Tag) -> Stands<'_> {
    Stands { what: lane.name(), mark, number, before }
}
