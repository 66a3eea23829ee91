//! `tending serve`: the program as a server for programs in any language, over standard input and
//! output. Owns the loop between what comes in and what the time brings; what a message does is
//! the rooms' below.

mod frames;
mod live;
mod message;
mod problem;
mod programs;
mod schema;
mod server;
mod sessions;
mod wire;

use std::io::{self, BufReader, BufWriter, ErrorKind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel, sync_channel};
use std::thread;
use std::time::Duration;

use super::clock::wall;
use super::find::Places;
use super::ui::Ui;
use super::{Failure, exit, signals};
use frames::{Frame, Framing, Out};
use schema::Side;
use server::{Most, Server};

/// Plays exercises for other programs.
///
/// Speaks JSON-RPC 2.0 over standard input and output: a program in any language starts this one,
/// begins sessions, hands in what people say and shows what comes back. One process holds
/// thousands of sessions. Nothing is stored, and standard output carries nothing but messages.
///
/// examples/serve in the sources says how to speak with it, and --schema prints the JSON Schemas
/// of all messages. The end of the input ends the program.
///
/// Exit codes: 0 when the client left, 1 when nothing more could be written, 130 when it was ended
/// from outside.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Speak over standard input and output
    #[arg(long, required_unless_present = "schema")]
    stdio: bool,
    /// How messages are told apart
    #[arg(long, value_name = "HOW", default_value = "lines")]
    framing: Framing,
    #[command(flatten)]
    places: Places,
    /// As many sessions at once, at most
    #[arg(long, value_name = "N", default_value = "10000", value_parser = at_least_one)]
    sessions: usize,
    /// The longest message that is taken, in kilobytes
    #[arg(long, value_name = "KB", default_value = "1024", value_parser = kilobytes)]
    longest: usize,
    /// Print the JSON Schema of what a side sends, and end
    #[arg(long, value_name = "SIDE", conflicts_with = "stdio")]
    schema: Option<Side>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=10_000_000).contains(number));
    number.ok_or_else(|| "a number from 1 to 10000000 is needed".to_owned())
}

fn kilobytes(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=65_536).contains(number));
    number.ok_or_else(|| "a number from 1 to 65536 is needed".to_owned())
}

/// How many messages may lie between the reader and what is done with them: a client that sends
/// faster than it is served waits.
const WAITING: usize = 4;
/// No wait is longer, so that a clock that was set is noticed.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// How long a signal waits for a message that is being written.
const GRACE: Duration = Duration::from_secs(1);

enum Came {
    Frame(Frame),
    /// The input ended.
    End,
    /// A signal.
    Signal,
}

/// Serves until the client leaves.
pub(crate) fn run(serve: &Serve, ui: &mut Ui) -> Result<u8, Failure> {
    if let Some(side) = serve.schema {
        ui.raw(&schema::schema(side));
        return Ok(exit::DONE);
    }
    let most = Most { sessions: serve.sessions, message: serve.longest << 10 };
    let out = Out::new(BufWriter::new(io::stdout().lock()), serve.framing);
    let mut server = Server::new(serve.places.loader(), most, out);
    let (send, came) = sync_channel(WAITING);
    let (_done, ended) = channel::<()>();
    let (interrupt, ended) = (send.clone(), Mutex::new(ended));
    signals::before_end(move || {
        let _full_or_gone = interrupt.try_send(Came::Signal);
        if let Ok(ended) = ended.lock() {
            let _ended_or_stuck = ended.recv_timeout(GRACE);
        }
    });
    let (framing, longest) = (serve.framing, most.message);
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        let take = |frame| send.send(Came::Frame(frame)).is_ok();
        frames::read(&mut input, framing, longest, take);
        let _gone = send.send(Came::End);
    });
    let code = attend(&mut server, &came);
    server.out.flush();
    match server.out.failure() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed(format!("cannot write: {error}")))
        }
        _ => Ok(code),
    }
}

/// Takes what comes and lets time pass, until it is over.
fn attend<W: io::Write>(server: &mut Server<W>, came: &Receiver<Came>) -> u8 {
    while !server.is_over() {
        server.tick();
        let next = match came.try_recv() {
            Ok(next) => next,
            Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => {
                server.out.flush();
                match wait(server, came) {
                    Ok(Some(next)) => next,
                    Ok(None) => continue,
                    Err(()) => break,
                }
            }
        };
        match next {
            Came::Frame(frame) => server.take(&frame),
            Came::End => break,
            Came::Signal => return exit::INTERRUPTED,
        }
    }
    exit::DONE
}

/// The next that comes; nothing if a session is due before.
fn wait<W: io::Write>(server: &Server<W>, came: &Receiver<Came>) -> Result<Option<Came>, ()> {
    let Some(due) = server.next_due() else { return came.recv().map(Some).map_err(|_| ()) };
    match came.recv_timeout(due.since(wall()).min(LONGEST_WAIT)) {
        Ok(next) => Ok(Some(next)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(()),
    }
}
