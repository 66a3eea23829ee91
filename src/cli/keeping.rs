//! What `--keep` adds to a run: the question whether to keep, passphrases, and each turn on the
//! disk before the next prompt. Knows no database and no keys.

use tending::session::{Input, Notice, Output, Recalled, Session, Start, To};
use tending::time::Moment;
use tending::value::Person;
use tending::{Program, Transcript};

use super::config::{self, Config};
use super::drive::{Hand, Outcome};
use super::editor::Asked;
use super::find::Places;
use super::layout::Tone;
use super::slash::{self, Said};
use super::store::{
    FollowUp, Head, KeeperId, Key, Lock, Remembered, Store, Trouble, Turn, Writing,
};
use super::ui::Ui;
use super::{files, reading, secret};

/// A session that is being kept.
pub(crate) struct Keeping {
    store: Store,
    writing: Writing,
    _lock: Lock,
    /// For each person the one with the passphrase, or nobody.
    keepers: Vec<Option<(KeeperId, Key)>>,
    transcript: Transcript,
    noted: usize,
    /// Whether one person alone is there.
    alone: bool,
}

/// Whether a run is kept, as the flags say, else the settings; nothing where the person has to be
/// asked. Answers from a file are kept only where a flag says so.
pub(crate) fn decided(hand: &Hand, config: &Config, flags: (bool, bool)) -> Option<bool> {
    match (flags, hand) {
        ((_, true), _) => Some(false),
        ((true, _), _) => Some(true),
        (_, Hand::File(_)) => Some(false),
        (_, Hand::Keyboard(_)) => config.keep,
    }
}

/// What is said of it at the start.
pub(crate) fn words(decided: Option<bool>) -> &'static str {
    match decided {
        Some(true) => "What you write is kept: /quit leaves, and `tending resume` goes on later.",
        Some(false) => "Nothing of what you write is kept.",
        None => "",
    }
}

/// Whether a run is kept, as the person says where nothing else does. A yes is remembered, and so
/// is `never`.
pub(crate) fn wants(ui: &mut Ui, hand: &mut Hand, decided: Option<bool>) -> Result<bool, Outcome> {
    if let Some(keep) = decided {
        return Ok(keep);
    }
    ui.gap();
    ui.say("May what you write here be kept on this computer, so that you can go on another time and read it back?");
    ui.say("yes: kept, from now on. never: not kept, and not asked again. Enter: not this time, and nothing at all is written.");
    loop {
        let label = ui.prompt("Keep it? ");
        let asked = Asked { prompt: &label, ..Asked::default() };
        let line = reading::read(ui, hand, &asked, String::new)?;
        let remembered = |ui: &mut Ui, value: &str| match config::set("keep", value) {
            Ok(()) => ui.say(&format!(
                "Remembered. `tending config keep {}` changes it.",
                if value == "true" { "no" } else { "yes" }
            )),
            Err(why) => ui.say(&format!("This holds for now only: {why}.")),
        };
        match slash::read(&line) {
            Said::Words(words) => match words.trim().to_lowercase().as_str() {
                "" | "n" | "no" => return Ok(false),
                "y" | "yes" => {
                    remembered(ui, "true");
                    return Ok(true);
                }
                "never" => {
                    remembered(ui, "false");
                    return Ok(false);
                }
                _ => ui.say("yes, no or never, please."),
            },
            Said::Vanish => return Err(Outcome::Vanished),
            Said::Quit | Said::Act(tending::session::Act::Stop) => return Err(Outcome::Quit),
            Said::Act(_) | Said::Unknown(..) => {
                ui.say("yes, no or never, please; /quit leaves.");
            }
        }
    }
}

/// A journal to keep in, and who of `people` has a passphrase.
pub(crate) struct Opened {
    store: Store,
    keepers: Vec<Option<(KeeperId, Key)>>,
}

impl Opened {
    /// What these people kept earlier for `program`: only of those who have unlocked.
    pub(crate) fn recalled(&self, ui: &mut Ui, program: &Program) -> Vec<Recalled> {
        let mut recalled = Vec::new();
        let wanted: Vec<&str> = program.recalls().collect();
        let keepers = self.keepers.iter().enumerate();
        for (person, keeper) in keepers.filter_map(|(at, keeper)| Some((at, keeper.as_ref()?))) {
            if wanted.is_empty() {
                break;
            }
            let known = match self.store.remembered(keeper) {
                Ok(known) => known,
                Err(trouble) => {
                    ui.say(&format!("Earlier results cannot be read: {trouble}."));
                    continue;
                }
            };
            let person = Person::new(person);
            recalled.extend(wanted.iter().filter_map(|from| {
                let last = known.iter().rev().find(|known| known.name == **from)?;
                let value = last.value.clone();
                Some(Recalled { person, from: (*from).to_owned(), value })
            }));
        }
        recalled
    }
}

/// Opens the journal and asks each person for a passphrase. Nothing where it cannot be kept, which
/// is said; the exercise is played all the same.
pub(crate) fn open(
    ui: &mut Ui,
    hand: &mut Hand,
    people: &[String],
) -> Result<Option<Opened>, Outcome> {
    let store = match Store::make() {
        Ok(store) => store,
        Err(trouble) => {
            unkept(ui, &trouble);
            return Ok(None);
        }
    };
    explain(ui, people.len());
    let mut keepers: Vec<Option<(KeeperId, Key)>> = Vec::new();
    for name in people {
        let taken = |id: KeeperId| keepers.iter().flatten().any(|(known, _)| *known == id);
        match passphrase(ui, hand, &store, name, &taken)? {
            Ok(keeper) => keepers.push(keeper),
            Err(trouble) => {
                unkept(ui, &trouble);
                return Ok(None);
            }
        }
    }
    Ok(Some(Opened { store, keepers }))
}

/// Says that from here on nothing is kept, and why.
pub(crate) fn unkept(ui: &mut Ui, trouble: &Trouble) {
    ui.gap();
    ui.say(&format!("This cannot be kept: {trouble}."));
    ui.say("The exercise goes on all the same, and nothing more of it is stored.");
}

fn explain(ui: &mut Ui, people: usize) {
    ui.gap();
    ui.say(match people {
        0 | 1 => "A passphrase seals what is kept, with names, dates and which exercise it was.",
        _ => "Each of you can have a passphrase. It seals what you write alone. What is for both of you is sealed if both have one, with names, dates and which exercise it was.",
    });
    ui.say("Without one, whoever can read your files can read it. A forgotten passphrase cannot be had back.");
}

/// Someone's passphrase: one that is known already, a new one, or none.
fn passphrase(
    ui: &mut Ui,
    hand: &mut Hand,
    store: &Store,
    name: &str,
    taken: &dyn Fn(KeeperId) -> bool,
) -> Result<Result<Option<(KeeperId, Key)>, Trouble>, Outcome> {
    let who = if name.is_empty() { String::new() } else { format!("{name}: ") };
    ui.gap();
    loop {
        let label = format!("{who}passphrase (not shown; Enter: none): ");
        let Some(typed) = secret::ask(ui, hand, &label)? else {
            ui.say("No passphrase: this part is not sealed.");
            return Ok(Ok(None));
        };
        match store.unlock(&typed) {
            Ok(Some((id, _))) if taken(id) => {
                ui.say(
                    "That is the passphrase of someone who is here already. Each needs their own.",
                );
                continue;
            }
            Ok(Some(found)) => {
                ui.say("Unlocked.");
                return Ok(Ok(Some(found)));
            }
            Ok(None) => {}
            Err(trouble) => return Ok(Err(trouble)),
        }
        ui.say("No journal here opens with it. To begin one with it, type it once more; Enter alone asks anew.");
        let again = secret::ask(ui, hand, &format!("{who}once more: "))?;
        match again {
            Some(again) if again.0 == typed.0 => {
                let added = store.add_keeper(&typed);
                return Ok(added.map(Some));
            }
            Some(_) => ui.say("These were not the same."),
            None => {}
        }
    }
}

impl Keeping {
    /// Keeps `session`, which has just begun. Nothing where that does not work, which is said.
    pub(crate) fn begin(
        ui: &mut Ui,
        opened: Opened,
        session: &Session,
        start: &Start,
        (named, places): (&str, &Places),
    ) -> Option<Keeping> {
        let Opened { mut store, keepers } = opened;
        let mut transcript = Transcript::new(session);
        transcript.upcoming(session);
        let head = head(session, start.at, named, places);
        let alone = session.people().len() == 1;
        let said: Vec<_> =
            transcript.entries().iter().map(|entry| (whose(entry.to(), alone), entry)).collect();
        let follow_ups = follow_ups(session, alone);
        let turn =
            Turn { said: &said, moved: None, follow_ups: &follow_ups, at: start.at, ended: None };
        let position = (session.snapshot(), session.progress());
        let begun = Writing::begin(store.db(), head, start, &keepers, &turn, position)
            .and_then(|writing| Ok((store.lock(writing.id)?, writing)));
        match begun {
            Ok((lock, writing)) => {
                let noted = transcript.entries().len();
                Some(Keeping { store, writing, _lock: lock, keepers, transcript, noted, alone })
            }
            Err(trouble) => {
                unkept(ui, &trouble);
                None
            }
        }
    }

    /// Goes on keeping a session that was kept before.
    pub(crate) fn go_on(
        store: Store,
        (writing, keepers): (Writing, Vec<Option<(KeeperId, Key)>>),
        lock: Lock,
        session: &Session,
    ) -> Keeping {
        let transcript = Transcript::new(session);
        let alone = session.people().len() == 1;
        Keeping { store, writing, _lock: lock, keepers, transcript, noted: 0, alone }
    }

    /// How this session is gone on with later.
    pub(crate) fn how_to_go_on(&self) -> String {
        format!("`tending resume {}` goes on from here.", self.writing.id)
    }

    /// Asks those for a passphrase who joined meanwhile.
    pub(crate) fn welcome(
        &mut self,
        ui: &mut Ui,
        hand: &mut Hand,
        session: &Session,
    ) -> Result<Result<(), Trouble>, Outcome> {
        while self.writing.people() < session.people().len() {
            let name = session.name(Person::new(self.writing.people())).to_owned();
            ui.gap();
            ui.say(&format!(
                "This is being kept. {name}, a passphrase of your own seals what is yours alone. Without one, whoever can read the files can read it."
            ));
            let taken = |id| self.writing.has(id);
            let keeper = match passphrase(ui, hand, &self.store, &name, &taken)? {
                Ok(keeper) => keeper,
                Err(trouble) => return Ok(Err(trouble)),
            };
            if let Err(trouble) = self.writing.join(self.store.db(), &name, keeper.as_ref()) {
                return Ok(Err(trouble));
            }
            self.keepers.push(keeper);
        }
        Ok(Ok(()))
    }

    /// Asks each person with a passphrase whether the results of `session`, which is at its end, may
    /// go to their own journal, and says how it is read back.
    pub(crate) fn conclude(
        &mut self,
        ui: &mut Ui,
        hand: &mut Hand,
        session: &Session,
        at: Moment,
    ) -> Result<(), Outcome> {
        let names: Vec<&str> = session.program().remembers().collect();
        for (person, keeper) in self.keepers.iter().enumerate() {
            let Some(keeper) = keeper.as_ref().filter(|_| !names.is_empty()) else { continue };
            let who = session.name(Person::new(person));
            let who = if who.is_empty() { String::new() } else { format!("{who}: ") };
            ui.gap();
            ui.say(&format!(
                "{who}A later exercise can go on from your results ({}). May they be kept for that, for you alone?",
                names.join(", ")
            ));
            if !yes_or_no(ui, hand, "yes or no (Enter: no): ")? {
                continue;
            }
            let id = session.program().id();
            let results = session.remembered(Person::new(person)).into_iter();
            let results = results.map(|(name, value)| {
                let name = format!("{id}.{name}");
                Remembered { name, value, at }
            });
            let results: Vec<_> = results.collect();
            if let Err(trouble) = self.store.remember(self.writing.id, keeper, &results) {
                ui.say(&format!("They could not be kept: {trouble}."));
            }
        }
        ui.gap();
        let id = self.writing.id;
        ui.toned(
            &format!("Kept as session {id}: `tending journal {id}` reads it back."),
            Tone::Quiet,
        );
        Ok(())
    }

    /// Writes what came of `input`, or of coming back: it is on the disk when this returns.
    pub(crate) fn write(
        &mut self,
        session: &Session,
        input: Option<&Input>,
        at: Moment,
    ) -> Result<(), Trouble> {
        if let Some(input) = input {
            self.transcript.typed(input, session);
        }
        let (noted, before) = (self.noted, self.transcript.entries().len());
        self.transcript.upcoming(session);
        let was_alone = std::mem::replace(&mut self.alone, session.people().len() == 1);
        let entries = self.transcript.entries().iter().enumerate().skip(noted);
        // What was typed was typed among those who were there then.
        let alone = |at: usize| if at < before { was_alone } else { self.alone };
        let said: Vec<_> =
            entries.map(|(at, entry)| (whose(entry.to(), alone(at)), entry)).collect();
        let ended = session.pending().find_map(|(output, _)| match output {
            Output::End(ending) => Some(ending.name.as_str()),
            _ => None,
        });
        let moved = session.event().map(|event| (event, session.snapshot(), session.progress()));
        let follow_ups = follow_ups(session, self.alone);
        let turn = Turn { said: &said, moved, follow_ups: &follow_ups, at, ended };
        self.writing.write(self.store.db(), &turn)?;
        self.noted = self.transcript.entries().len();
        Ok(())
    }
}

/// A yes or a no; where nobody can be asked any more, it is a no.
pub(crate) fn yes_or_no(ui: &mut Ui, hand: &mut Hand, label: &str) -> Result<bool, Outcome> {
    if let Hand::File(answers) = hand
        && answers.left() == 0
    {
        return Ok(false);
    }
    loop {
        let label = ui.prompt(label);
        let asked = Asked { prompt: &label, ..Asked::default() };
        let line = reading::read(ui, hand, &asked, || "yes or no".to_owned())?;
        match slash::read(&line) {
            Said::Words(words) => match words.trim().to_lowercase().as_str() {
                "" | "n" | "no" => return Ok(false),
                "y" | "yes" => return Ok(true),
                _ => ui.say("yes or no, please."),
            },
            Said::Vanish => return Err(Outcome::Vanished),
            Said::Quit | Said::Act(tending::session::Act::Stop) => return Err(Outcome::Quit),
            Said::Act(_) | Said::Unknown(..) => ui.say("yes or no, please; /quit leaves."),
        }
    }
}

/// When to come back to what, as far as `session` is about to say it.
fn follow_ups(session: &Session, alone: bool) -> Vec<(Option<usize>, FollowUp)> {
    let from = session.program().title();
    let mut found = Vec::new();
    for (output, kept) in session.pending() {
        let reminders = match output {
            Output::Notice { notice: Notice::FollowUp { reminder }, .. } => {
                std::slice::from_ref(reminder)
            }
            Output::End(ending) => ending.follow_ups.as_slice(),
            _ => continue,
        };
        let reminders = reminders.iter().filter(|_| kept).map(|reminder| {
            let follow_up = FollowUp { reminder: reminder.clone(), from: from.to_owned() };
            (whose(reminder.to, alone), follow_up)
        });
        found.extend(reminders);
    }
    found
}

/// Whose alone something is. While nobody else is there, all is.
fn whose(to: To, alone: bool) -> Option<usize> {
    match to {
        To::One(person) => Some(person.index()),
        To::Everyone if alone => Some(0),
        To::Everyone => None,
    }
}

fn head(session: &Session, at: Moment, named: &str, places: &Places) -> Head {
    let program = session.program();
    Head {
        exercise: program.id().to_owned(),
        version: program.version().to_owned(),
        title: program.title().to_owned(),
        named: places.wholly(named),
        path: places.path.as_deref().map(files::whole),
        people: session.people().to_vec(),
        began: at,
    }
}
