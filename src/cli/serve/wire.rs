//! What goes over the line, as types: the params and results of every method, and what is told
//! without being asked. Their doc comments are the words of the schemas. Does nothing with them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tending::host::Declared;
use tending::session::{Act, Loss, Output};
use tending::time::Moment;
use tending::value::Value;

/// The version of the protocol that is spoken here.
pub(crate) const PROTOCOL: u32 = 1;

/// Who speaks, and in which version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Initialize {
    /// The version of the protocol that the client was written for: 1.
    pub(crate) protocol: u32,
}

/// What this server is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Initialized {
    /// The version of the protocol that is spoken from here on.
    pub(crate) protocol: u32,
    /// The program and its version.
    pub(crate) program: Named,
    /// The versions of what it reads and writes.
    pub(crate) formats: Formats,
    /// What it takes at most.
    pub(crate) limits: Limits,
}

/// A program.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Named {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its version.
    pub(crate) version: &'static str,
}

/// Versions of formats.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Formats {
    /// Of exercises.
    pub(crate) exercise: u32,
    /// Of snapshots; older ones are read too.
    pub(crate) snapshot: u32,
}

/// What is taken at most.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Limits {
    /// Sessions at once.
    pub(crate) sessions: usize,
    /// Bytes of one message.
    pub(crate) message: usize,
    /// Messages of one batch.
    pub(crate) batch: usize,
}

/// Nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// The exercises there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Exercises {
    /// Those that can be played, by their names.
    pub(crate) exercises: Vec<Exercise>,
    /// The names of those that cannot be played as they are; `exercise/check` says why.
    pub(crate) broken: Vec<String>,
}

/// An exercise.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Exercise {
    /// The name it is asked for by.
    pub(crate) id: String,
    /// Its author's version.
    pub(crate) version: String,
    /// Its title.
    pub(crate) title: String,
    /// What it is, in a sentence.
    pub(crate) summary: String,
    /// About how long it takes.
    pub(crate) minutes: Option<u32>,
    /// Its roles; none where it is for one person.
    pub(crate) roles: Vec<String>,
    /// The roles that need a name at the start. The others are filled on the way.
    pub(crate) starting_roles: Vec<String>,
    /// The names of its endings; an early stop is called `stopped`.
    pub(crate) endings: Vec<String>,
    /// Whether other exercises are made of it. It can be played alone too.
    pub(crate) piece: bool,
    /// What it would like to know from earlier, if that is kept (`recalled`): `exercise.result`.
    pub(crate) recalls: Vec<String>,
    /// What it may ask the client, if the client gives it (`host`).
    pub(crate) host_functions: Vec<Declared>,
}

/// Which exercise to look at, or its text as it stands in an editor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckExercise {
    /// The name of the exercise: no path, for a client reaches no file.
    pub(crate) exercise: String,
    /// Its files, in place of those that lie under its name: what is in each, by its path in the
    /// exercise's folder (`exercise.toml`, `script.rhai`, `parts/account.toml` …). What it calls is
    /// found where it lies.
    pub(crate) files: Option<BTreeMap<String, String>>,
}

/// What was found in an exercise.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// Whether it can be played: nothing that was found is an error.
    pub(crate) playable: bool,
    /// What was found, in the order of the files.
    pub(crate) findings: Vec<Finding>,
}

/// Something that was found in an exercise.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// Where.
    #[serde(flatten)]
    pub(crate) place: FindingPlace,
    /// What kind of finding it is; `tending explain` says more about each.
    pub(crate) code: &'static str,
    /// How much it weighs.
    pub(crate) severity: Severity,
    /// What is wrong.
    pub(crate) message: String,
    /// What stands there.
    pub(crate) label: Option<String>,
    /// What to do.
    pub(crate) hint: Option<String>,
    /// Another place that explains it.
    pub(crate) other: Option<FindingOther>,
}

/// How much a finding weighs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// The exercise cannot be played.
    Error,
    /// It can be played; its author should look.
    Warning,
}

/// Where a finding is: lines and columns from 1, columns in characters.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindingPlace {
    /// The file.
    pub(crate) file: String,
    /// The line where it begins.
    pub(crate) line: usize,
    /// The column where it begins.
    pub(crate) column: usize,
    /// One past its last character.
    pub(crate) end: FindingEnd,
}

/// Where a finding ends.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindingEnd {
    /// The line.
    pub(crate) line: usize,
    /// The column.
    pub(crate) column: usize,
}

/// Another place that explains a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindingOther {
    /// Where.
    #[serde(flatten)]
    pub(crate) place: FindingPlace,
    /// What stands there.
    pub(crate) label: String,
}

/// Who keeps the time of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Clock {
    /// The server, by its wall clock: pauses and time boxes end by themselves. No message of this
    /// session says an instant.
    #[default]
    Server,
    /// The client: every message of this session says its instant in `at`, and `session/poll` lets
    /// time pass. The same messages then give the same session.
    Client,
}

/// What a client gives to the exercises it plays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gives {
    /// The names of the functions it answers, by `host/call`. For all others, and where an answer
    /// does not come in time, the fallback of the exercise stands.
    #[schemars(length(max = 100))]
    pub(crate) functions: Vec<String>,
    /// How many seconds of the session's time an answer may take.
    #[serde(default = "patience")]
    #[schemars(range(min = 1, max = 3600))]
    pub(crate) timeout: u32,
}

impl Default for Gives {
    fn default() -> Gives {
        Gives { functions: Vec::new(), timeout: patience() }
    }
}

const fn patience() -> u32 {
    10
}

/// How a session begins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartSession {
    /// What the client calls it: 1 to 64 characters. Every event of it says this name.
    pub(crate) session: String,
    /// The exercise.
    pub(crate) exercise: String,
    /// Who is here: the person's name for each role of the exercise's `starting_roles`.
    #[serde(default)]
    pub(crate) people: BTreeMap<String, String>,
    /// What chance grows from. Absent: the server takes one, and says which.
    pub(crate) seed: Option<u64>,
    /// Start values of shared variables, in place of the author's.
    #[serde(default)]
    pub(crate) with: BTreeMap<String, Value>,
    /// Earlier results of those who are here, private to each. Absent: nothing is known.
    #[serde(default)]
    pub(crate) recalled: Vec<Earlier>,
    /// Who keeps the time.
    #[serde(default)]
    pub(crate) clock: Clock,
    /// The instant it begins; with the client's clock alone.
    pub(crate) at: Option<Moment>,
    /// Seconds east of UTC where the people are; with the server's clock alone. Absent: as it is
    /// where the server runs.
    pub(crate) offset: Option<i32>,
    /// What the client gives to the exercise.
    #[serde(default)]
    pub(crate) host: Gives,
}

/// An earlier result of somebody who is here.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Earlier {
    /// Whose it is, by the name in `people`. Absent where nobody is named there.
    pub(crate) person: Option<String>,
    /// What it is, one of the exercise's `recalls`.
    pub(crate) from: String,
    /// What it was, from the `results` of an ending.
    pub(crate) value: Value,
}

/// A session that began.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Started {
    /// The version of the exercise.
    pub(crate) version: String,
    /// What chance grows from.
    pub(crate) seed: u64,
    /// Where it stands.
    #[serde(flatten)]
    pub(crate) stands: Stands,
}

/// Where a session stands after a message. The events that say so in full came before this.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Stands {
    /// The number of the last event of this session.
    pub(crate) seq: u64,
    /// What it waits for.
    pub(crate) rest: Rest,
    /// When time alone moves it on, if it does.
    pub(crate) deadline: Option<Moment>,
}

/// What a session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rest {
    /// An answer.
    Ask,
    /// The end of a pause.
    Pause,
    /// The one who is next.
    HandOver,
    /// What the client says to `host/call`.
    Host,
    /// Nothing: it ended, and is forgotten here.
    End,
}

/// What happened in a session.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputSession {
    /// Which session.
    pub(crate) session: String,
    /// The number of the event that this is an answer to, the last of its session. Needed for
    /// `answer`, `choose`, `rate`, `consent`, `keep`, `ready`, `skip`, `hold` and `stretch`; where
    /// the session has gone on meanwhile, the input is refused, so that no answer goes to a
    /// question it was not meant for.
    pub(crate) seq: Option<u64>,
    /// When; with the client's clock alone.
    pub(crate) at: Option<Moment>,
    /// What.
    pub(crate) input: Act,
}

/// Time passed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PollSession {
    /// Which session; it says again what it waits for. Absent: all sessions of the client's clock
    /// whose deadline has come, and only what is new is told.
    pub(crate) session: Option<String>,
    /// When; with the client's clock alone.
    pub(crate) at: Option<Moment>,
}

/// What came of time that passed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Polled {
    /// Of one session.
    One(Stands),
    /// Of all.
    All(PolledAll),
}

/// What came of time that passed for all sessions of the client's clock.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PolledAll {
    /// How many sessions went on.
    pub(crate) moved: usize,
    /// When the next one is due, if one is.
    pub(crate) next: Option<Moment>,
}

/// Which session.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfSession {
    /// Its name.
    pub(crate) session: String,
}

/// Where a session stands, to go on from later or elsewhere.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// The snapshot. Keep it as it is, and where its people would keep their diary: private answers
    /// are in it.
    pub(crate) snapshot: Json,
}

/// A session that goes on from a snapshot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestoreSession {
    /// What the client calls it: 1 to 64 characters.
    pub(crate) session: String,
    /// The snapshot.
    pub(crate) snapshot: Json,
    /// Where the exercise was changed since and something would be lost: go on without it, from the
    /// nearest safe place. Only with a yes of those whose it is.
    #[serde(default)]
    pub(crate) anyway: bool,
    /// Who keeps the time.
    #[serde(default)]
    pub(crate) clock: Clock,
    /// The instant it begins; with the client's clock alone.
    pub(crate) at: Option<Moment>,
    /// Seconds east of UTC where the people are; with the server's clock alone. Absent: as it is
    /// where the server runs.
    pub(crate) offset: Option<i32>,
    /// What the client gives to the exercise.
    #[serde(default)]
    pub(crate) host: Gives,
}

/// A session that goes on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Restored {
    /// The version of the exercise.
    pub(crate) version: String,
    /// What was lost; nothing, unless that was asked for.
    pub(crate) losses: Vec<Lost>,
    /// Where it stands.
    #[serde(flatten)]
    pub(crate) stands: Stands,
}

/// Why a session cannot go on from a snapshot without a loss: the exercise was changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// The step where it stood, with the calls that led there.
    pub(crate) stood: String,
    /// What the people in it would lose.
    pub(crate) losses: Vec<Lost>,
    /// The step from which it would go on with `anyway`; null: only from the beginning.
    pub(crate) safe: Option<String>,
}

/// Something a session would lose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Lost {
    /// What it is.
    pub(crate) what: LostKind,
    /// Its name in the exercise.
    pub(crate) name: String,
    /// Whose it is, where it is one person's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<String>,
    /// The same in words.
    pub(crate) words: String,
}

/// What a session would lose.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LostKind {
    /// A step that is gone.
    Step,
    /// What was answered to a step that asks something else now.
    Answers,
    /// A part or another exercise that was being played.
    Played,
    /// A role.
    Role,
    /// A saved answer.
    Value,
    /// Something else.
    Other,
}

impl Lost {
    pub(crate) fn of(loss: &Loss) -> Lost {
        let (what, name, person) = match loss {
            Loss::Step(name) => (LostKind::Step, name.as_str(), None),
            Loss::Answers(name) => (LostKind::Answers, name.as_str(), None),
            Loss::Played(name) => (LostKind::Played, name.as_str(), None),
            Loss::Role(name) => (LostKind::Role, name.as_str(), None),
            Loss::Value { name, person, .. } => (LostKind::Value, name.as_str(), person.clone()),
            _ => (LostKind::Other, "", None),
        };
        let person = person.filter(|person| !person.is_empty());
        Lost { what, name: name.to_owned(), person, words: loss.to_string() }
    }
}

/// A session is gone.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Done {}

/// Something a session says or waits for. Events of one session come in order, numbered without a
/// gap; those that a request leads to come before its response.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Event<'a> {
    /// Which session.
    pub(crate) session: &'a str,
    /// The number of this event in its session, from 1.
    pub(crate) seq: u64,
    /// Whether the session waits here: nothing more comes until an input or the deadline.
    pub(crate) resting: bool,
    /// Whether it may be kept, in a transcript or a log. What may not is gone when it was shown.
    pub(crate) kept: bool,
    /// The name of the one person for whose eyes it is. Absent: it is for all who are here, or
    /// nobody was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reader: Option<&'a str>,
    /// When time alone moves it on, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deadline: Option<Moment>,
    /// What.
    pub(crate) output: &'a Output,
}

/// Something of the exercise failed where no request can be told so: when its time came, or when
/// the client answered `host/call`. The session stands where it stood; an input can still go back
/// or stop.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Trouble<'a> {
    /// Which session.
    pub(crate) session: &'a str,
    /// The number of this event in its session.
    pub(crate) seq: u64,
    /// What failed.
    #[serde(flatten)]
    pub(crate) fault: Fault,
}

/// What the exercise asks the client, as a request: its result is the value, null where there is
/// nothing to say (the fallback stands), an error where it failed (the session stands where it
/// stood, and is told so). Meanwhile all other sessions go on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HostAsks<'a> {
    /// Which session.
    pub(crate) session: &'a str,
    /// The number of this event in its session.
    pub(crate) seq: u64,
    /// When it is not waited for any longer.
    pub(crate) deadline: Moment,
    /// The step.
    pub(crate) step: &'a str,
    /// The function.
    pub(crate) function: &'a str,
    /// What it is given: as many values as the function takes, each of the kind it declares. They
    /// may be people's own words, where the exercise says so (`hears`).
    pub(crate) arguments: &'a [Value],
}

/// What failed in an exercise. No message holds an answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Fault {
    /// The step.
    pub(crate) step: String,
    /// What failed, in an author's words.
    pub(crate) message: String,
    /// Where in the author's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
}
