//! `tending preview`: plays an exercise while its author writes it. Stores nothing.

use std::io::IsTerminal;

use tending::loader::Chain;
use tending::session::{Given, Session, Start};
use tending::source::Sources;
use tending::value::Value;
use tending::{Engine, Loaded, StartError, load};

use super::clock::{self, Clock};
use super::drive::{Drive, Hand, Outcome};
use super::editor::{Asked, Editor};
use super::find::Places;
use super::layout::Tone;
use super::run::{check_names, role_and_name};
use super::ui::{Ui, clean};
use super::watch::{Remembering, Watch};
use super::{Failure, check, exit, find, reading};

/// Plays an exercise while you write it.
///
/// Each time one of its files is saved (its parts, its script and what it calls too), it is read
/// again and goes on at the same step with the same answers. Where the step is not there any more,
/// it goes on at the nearest one before it. Mistakes are shown as `tending check` shows them; until
/// they are mended, the version before goes on. Nothing is stored.
///
/// With --at it begins at a step, also in a part (account/told). --set gives what the steps before
/// would have answered: a number, true or false, a list such as ["a", "b"], or else a text; for one
/// person only with the name or the role before it: asker.need=rest.
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// The path of a folder or .toml file, or the name of an exercise
    #[arg(value_name = "PATH|ID")]
    exercise: String,
    #[command(flatten)]
    places: Places,
    /// Begin at this step
    #[arg(long, value_name = "STEP")]
    at: Option<String>,
    /// The value of a variable where it begins
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = given)]
    values: Vec<Given>,
    /// Who is who, such as sender=Ana; otherwise everyone is called by their role
    #[arg(long = "name", value_name = "ROLE=NAME", value_parser = role_and_name)]
    names: Vec<(String, String)>,
    /// Pass over all pauses
    #[arg(long)]
    no_pauses: bool,
}

fn given(text: &str) -> Result<Given, String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as mood=3")?;
    let (person, name) = match name.trim().split_once('.') {
        Some((person, name)) => (Some(person.to_owned()), name),
        None => (None, name.trim()),
    };
    // A person is nothing that can be written down here.
    let value: Value = match serde_json::from_str(value.trim()) {
        Ok(Value::Map(_) | Value::Person(_)) | Err(_) => Value::Text(value.to_owned()),
        Ok(value) => value,
    };
    Ok(Given { person, name: name.to_owned(), value })
}

/// What is played, between two savings.
struct Stage<'a> {
    preview: &'a Preview,
    loader: Chain,
    id: String,
    watch: Watch,
    hand: Hand,
    session: Option<Session>,
    draft: Option<String>,
    /// Mistakes are on the screen.
    broken: bool,
}

/// What follows a run, or mistakes without anything to play.
enum Then {
    Again,
    Changed,
    Leave(u8),
}

/// Plays until the author has seen enough.
pub(crate) fn run(preview: &Preview, ui: &mut Ui) -> Result<u8, Failure> {
    let (loader, id) = preview.places.find(&preview.exercise).map_err(Failure::usage)?;
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            "the input is no terminal, so nobody can be asked. `tending test` plays scenarios without one",
        ));
    }
    let watch = Watch::begin(preview.places.clone(), preview.exercise.clone());
    let hand = Hand::Keyboard(Editor::new(!ui.look.live || ui.look.accessible));
    let mut stage =
        Stage { preview, loader, id, watch, hand, session: None, draft: None, broken: false };
    ui.say(
        "A preview: it is read again whenever a file is saved. Nothing is stored; Ctrl-C leaves.",
    );
    loop {
        stage.load(ui)?;
        let then = match stage.session.take() {
            Some(session) => stage.play(ui, session)?,
            None => stage.wait(ui, "(Waiting for a file to be saved; Ctrl-C leaves)")?,
        };
        match then {
            Then::Again | Then::Changed => {}
            Then::Leave(code) => return Ok(code),
        }
    }
}

impl Stage<'_> {
    /// Reads the files, and makes of them what is played next.
    fn load(&mut self, ui: &mut Ui) -> Result<(), Failure> {
        let loader = Remembering::new(&self.loader);
        let loaded = load(&Engine::new(), &loader, &self.id);
        self.watch.knows(loader.seen());
        ui.gap();
        let Some(program) = loaded.program.clone() else {
            self.mistakes(ui, &loaded);
            return Ok(());
        };
        if std::mem::take(&mut self.broken) {
            ui.toned("Mended.", Tone::Strong);
        }
        match self.session.take() {
            None => self.session = self.begin(ui, &loaded)?,
            Some(old) => match old.carry_over(program, clock::wall()) {
                Ok(carried) => {
                    ui.toned("Read again.", Tone::Quiet);
                    if let Some(gone) = carried.gone() {
                        ui.say(&format!(
                            "The step `{gone}` is not there any more: on from `{}`.",
                            carried.session.step()
                        ));
                        self.draft = None;
                    }
                    self.session = Some(carried.session);
                }
                Err(error) => {
                    ui.say(&format!("It cannot go on from there ({error}), and begins anew."));
                    self.session = self.begin(ui, &loaded)?;
                }
            },
        }
        Ok(())
    }

    fn mistakes(&mut self, ui: &mut Ui, loaded: &Loaded) {
        self.broken = true;
        let sources: &Sources = &loaded.sources;
        check::show(ui, check::Format::Full, &loaded.diagnostics, sources);
        if self.session.is_some() {
            ui.gap();
            ui.say("Until that is mended, the version before goes on.");
        }
    }

    /// A session from the start, or from where the author wants it.
    fn begin(&mut self, ui: &mut Ui, loaded: &Loaded) -> Result<Option<Session>, Failure> {
        let Some(program) = loaded.program.clone() else { return Ok(None) };
        let preview = self.preview;
        let roles: Vec<String> = program.starting_roles().into_iter().map(str::to_owned).collect();
        check_names(&preview.names, &roles)?;
        let name = |role: &String| {
            let given = preview.names.iter().find(|(given, _)| given == role);
            given.map_or_else(|| capital(role), |(_, name)| clean(name))
        };
        let people = roles.iter().map(|role| (role.clone(), name(role))).collect();
        let start = Start { people, seed: 1, at: clock::wall(), ..Start::default() };
        let at = preview.at.as_deref();
        ui.toned(program.title(), Tone::Strong);
        match Session::start_at(program.clone(), start, at, &preview.values) {
            Ok(session) => Ok(Some(session)),
            Err(StartError::UnknownStep(step)) => {
                let near = find::near_step(&program, &step);
                ui.say(&format!("It cannot begin: there is no step `{step}`; {near}"));
                Ok(None)
            }
            Err(error) => {
                ui.say(&format!("It cannot begin: {error}."));
                Ok(None)
            }
        }
    }

    fn play(&mut self, ui: &mut Ui, session: Session) -> Result<Then, Failure> {
        let draft = self.draft.take();
        let clock = Clock::real(1.0);
        let drive = Drive::new(ui, session, &mut self.hand, clock, !self.preview.no_pauses);
        let (outcome, session) = drive.watched(&self.watch, draft).run_and_keep();
        match outcome {
            Outcome::Changed(draft) => {
                (self.session, self.draft) = (Some(session), draft);
                Ok(Then::Changed)
            }
            Outcome::Done | Outcome::Stopped => self.wait(
                ui,
                "(The end. Enter begins again, and so does saving a file; Ctrl-C leaves)",
            ),
            Outcome::Failed(why) => {
                ui.say(&clean(&why));
                self.wait(ui, "(Enter begins again, and so does saving a file; Ctrl-C leaves)")
            }
            Outcome::Interrupted => Ok(Then::Leave(exit::INTERRUPTED)),
            _ => Ok(Then::Leave(exit::DONE)),
        }
    }

    /// Waits for Enter, or until a file is saved.
    fn wait(&mut self, ui: &mut Ui, words: &str) -> Result<Then, Failure> {
        ui.gap();
        ui.toned(words, Tone::Quiet);
        let label = ui.prompt("> ");
        let asked = Asked { prompt: &label, changed: Some(self.watch.flag()), ..Asked::default() };
        let edits = matches!(&self.hand, Hand::Keyboard(editor) if editor.brings_drafts());
        let waited =
            reading::idle(ui, &self.watch, &asked, edits).and_then(|changed| match changed {
                true => Ok(Then::Changed),
                false => {
                    reading::read(ui, &mut self.hand, &asked, String::new).map(|_| Then::Again)
                }
            });
        match waited {
            Ok(then) => Ok(then),
            Err(Outcome::Interrupted) => Ok(Then::Leave(exit::INTERRUPTED)),
            Err(Outcome::Failed(why)) => Err(Failure::failed(why)),
            Err(_) => Ok(Then::Leave(exit::DONE)),
        }
    }
}

/// A role as a name.
fn capital(role: &str) -> String {
    let mut letters = role.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
