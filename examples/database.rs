//! Sessions that live in a database: saved after every answer, gone on with in another process.
//!
//! `cargo run --example database sessions.db` plays "safety" a line at a time: stop it at any
//! question and start it again.

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use tending::loader::Builtin;
use tending::session::{Act, Input, Output, RestoreError, Session, Snapshot, Start};
use tending::time::Moment;
use tending::{Engine, Program, load};

/// Makes the table, where it is not there yet.
pub(crate) fn open(database: &Connection) -> rusqlite::Result<()> {
    database.execute_batch(
        "CREATE TABLE IF NOT EXISTS session (name TEXT PRIMARY KEY, snapshot BLOB NOT NULL)",
    )
}

/// Keeps where `session` stands. It holds private answers: keep the file as you would a diary.
pub(crate) fn save(database: &Connection, name: &str, session: &Session) -> rusqlite::Result<()> {
    let bytes = session.snapshot().to_bytes();
    let text = "INSERT INTO session VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET snapshot = ?2";
    database.execute(text, params![name, bytes]).map(|_| ())
}

/// The session `name` as it stood, or a new one.
pub(crate) fn resume(
    database: &Connection,
    name: &str,
    program: &Arc<Program>,
    at: Moment,
) -> Result<Session, Box<dyn Error>> {
    let text = "SELECT snapshot FROM session WHERE name = ?1";
    let kept: Option<Vec<u8>> = database.query_row(text, [name], |row| row.get(0)).optional()?;
    let Some(kept) = kept else {
        return Ok(Session::start(program.clone(), Start { at, ..Start::default() })?);
    };
    let snapshot = Snapshot::from_bytes(&kept)?;
    match Session::restore(program.clone(), &snapshot, at) {
        // The exercise was edited meanwhile. A real host says what would be lost, and asks.
        Err(RestoreError::Changed(changed)) if changed.safe.is_some() => {
            Ok(Session::restore_anyway(program.clone(), &snapshot, at)?.session)
        }
        restored => Ok(restored?),
    }
}

/// Plays on as long as there are lines; every answer is saved before the next question is shown.
pub(crate) fn play(
    database: &Connection,
    name: &str,
    at: Moment,
    mut lines: impl BufRead,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    open(database)?;
    let loaded = load(&Engine::new(), &Builtin, "safety");
    let program = loaded.program.ok_or("its files have errors")?;
    let mut session = resume(database, name, &program, at)?;
    loop {
        match session.poll() {
            Output::Say { text, .. } => writeln!(out, "{text}")?,
            Output::End(ending) => {
                database.execute("DELETE FROM session WHERE name = ?1", [name])?;
                return Ok(writeln!(out, "[{}]", ending.name)?);
            }
            Output::Ask(prompt) => {
                writeln!(out, "{}", prompt.question)?;
                let mut line = String::new();
                if lines.read_line(&mut line)? == 0 {
                    return Ok(());
                }
                session.handle(Input::new(at, Act::Answer(line)))?;
                save(database, name, &session)?;
            }
            _ => {}
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a program may read its arguments; the library may not"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file to keep sessions in")?;
    let at: Moment = "2026-01-05T18:00:00+01:00".parse()?; // a real host asks its clock
    play(&Connection::open(path)?, "mine", at, io::stdin().lock(), &mut io::stdout())
}
