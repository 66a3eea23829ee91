//! `tending new`: a folder with an exercise that runs as it is, to be made one's own. Writes over
//! nothing.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tending::loader::{Builtin, Loader as _};
use tending::schema::{File, schema};

use super::ui::{Ui, clean};
use super::{Failure, exit};

/// Writes a new exercise that runs as it is, with notes in plain words.
///
/// The folder holds the exercise, scenarios that test it, and what an editor needs to complete
/// and explain what you write. Nothing that is there already is changed.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// Its name: small letters, digits and hyphens, such as evening-talk
    name: String,
    /// What to begin with
    #[arg(long, value_name = "TEMPLATE", default_value = "solo-reflection")]
    from: Template,
    /// Where to put the folder [default: here]
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// What a new exercise begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Template {
    /// Two people: one writes and shows, the other listens and says back
    TalkForTwo,
    /// One person: a moment, a feeling, a small step
    SoloReflection,
    /// One person: two quiet minutes
    BreathingPause,
    /// Two people: how each arrives
    CheckIn,
}

/// Path in the new folder, and text.
type Files = &'static [(&'static str, &'static str)];

macro_rules! template {
    ($name:literal: $($scenario:literal)+) => {
        &[
            ("exercise.toml", include_str!(concat!("templates/", $name, "/exercise.toml"))),
            $((
                concat!("scenarios/", $scenario, ".toml"),
                include_str!(concat!("templates/", $name, "/scenarios/", $scenario, ".toml")),
            ),)+
        ]
    };
}

impl Template {
    fn files(self) -> Files {
        match self {
            Template::TalkForTwo => template!("talk-for-two":
                "heard" "close-enough" "kept-private" "later" "not-today" "another-day"),
            Template::SoloReflection => template!("solo-reflection":
                "a-small-step" "nothing-follows" "not-today"),
            Template::BreathingPause => template!("breathing-pause": "once-more"),
            Template::CheckIn => template!("check-in": "both-calm" "nothing-today" "another-day"),
        }
    }
}

const EXTENSIONS: &str = r#"{
  "recommendations": ["tombi-toml.tombi", "rhaiscript.vscode-rhai"]
}
"#;

/// Tombi reads groups over several lines only where it is told so.
const TOMBI: &str = r#"# For your editor (Tombi): which file is what, and that groups may go over several lines.
toml-version = "v1.1.0"

[[schemas]]
path = ".tending/exercise.schema.json"
include = ["exercise.toml"]

[[schemas]]
path = ".tending/part.schema.json"
include = ["parts/*.toml"]

[[schemas]]
path = ".tending/scenario.schema.json"
include = ["scenarios/*.toml"]
strict = false
"#;

/// Writes the folder, and says what can be done with it.
pub(crate) fn run(new: &New, ui: &mut Ui) -> Result<u8, Failure> {
    check_name(&new.name)?;
    let parent = new.folder.clone().unwrap_or_default();
    let folder = parent.join(&new.name);
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::failed(format!("cannot write {}: {error}", path.display()))
    };
    if let Some(there) = [folder.clone(), parent.join(format!("{}.toml", new.name))]
        .into_iter()
        .find(|path| path.symlink_metadata().is_ok())
    {
        return Err(Failure::usage(format!(
            "there is something at {} already, and nothing was changed; choose another name, or another folder by --in",
            there.display()
        )));
    }
    for (path, text) in files(new) {
        let path = folder.join(path);
        write(&path, &text).map_err(|error| failed(&path, &error))?;
    }
    let shown = folder.display().to_string();
    let shown = if parent.as_os_str().is_empty() { format!("./{shown}") } else { shown };
    ui.say(&format!("There is a new exercise in {shown}. It runs as it is:"));
    ui.gap();
    for (command, what) in [
        ("run", "plays it"),
        ("check", "looks for mistakes"),
        ("test", "plays its scenarios"),
        ("graph", "draws its paths"),
    ] {
        let more = if command == "graph" { " -o paths.svg" } else { "" };
        ui.say(&format!("  tending {command} {shown}{more}   # {what}"));
    }
    ui.gap();
    ui.say("Open the folder in an editor, and change the words in exercise.toml.");
    Ok(exit::DONE)
}

/// All files of the new folder.
fn files(new: &New) -> Vec<(String, String)> {
    let title = title(&new.name);
    let fill = |text: &str| text.replace("{NAME}", &new.name).replace("{TITLE}", &title);
    let own = new.from.files().iter().map(|(path, text)| ((*path).to_owned(), fill(text)));
    let schemas = File::ALL
        .into_iter()
        .map(|file| (format!(".tending/{}.schema.json", file.name()), schema(file)));
    let editor = [(".vscode/extensions.json", EXTENSIONS), ("tombi.toml", TOMBI)];
    let editor = editor.map(|(path, text)| (path.to_owned(), text.to_owned()));
    own.chain(schemas).chain(editor).collect()
}

/// `evening-talk` as `Evening talk`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}

/// Writes a file that is not there yet.
#[expect(clippy::disallowed_methods, reason = "a new exercise is what this command writes")]
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}

/// Says what is wrong with a name, and what would do.
fn check_name(name: &str) -> Result<(), Failure> {
    let shown = clean(name);
    let better = kebab(name);
    let why = if better.is_empty() {
        "a name is small letters, digits and hyphens, such as evening-talk".to_owned()
    } else if better != name {
        format!("a name is small letters, digits and hyphens: {better}, perhaps")
    } else if Builtin.exercises().iter().any(|known| known == name) {
        format!("an exercise of that name comes with the program: my-{name}, perhaps")
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("`{shown}` cannot be the name of a new exercise; {why}")))
}

/// The nearest name that may be written so; empty where there is none.
fn kebab(name: &str) -> String {
    let plain: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}
