//! The assembly line from files to a program: read, parse, lower, link, check. The work is done
//! in those rooms; here they only follow one another.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::check;
use crate::diagnostic::{self, Diagnostic, codes};
use crate::exercise::{self, Action, Exercise};
use crate::loader::{Builtin, LoadError, Loader};
use crate::program::{self, CALM_PAUSE, CARE, Engine, Linked, Models, Pages, Program};
use crate::source::{FileId, Sources, Span};
use crate::{lower, parse};

codes! {
    /// A file that is needed cannot be read.
    ///
    /// An exercise is a folder with an `exercise.toml`, or one file `name.toml`. Its script and
    /// parts stand in the same folder.
    UNREADABLE_FILE = "unreadable-file", Error;
}

/// What came of loading an exercise: the program, unless something is an error, and everything
/// that was found.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The program; nothing if an error was found.
    pub program: Option<Arc<Program>>,
    /// What was found, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read.
    pub sources: Arc<Sources>,
}

/// Loads the exercise `id` with all that it calls, and checks it.
///
/// All problems of all files come out in one run.
///
/// ```
/// use tending::{Engine, load, loader::Builtin};
/// let loaded = load(&Engine::new(), &Builtin, "calm-pause");
/// assert_eq!(loaded.program.map(|program| program.title().to_owned()).as_deref(), Some("A calm pause"));
/// ```
pub fn load(engine: &Engine, loader: &dyn Loader, id: &str) -> Loaded {
    assemble(engine, loader, id).loaded()
}

/// What lies at the end of the assembly line, before only the program is kept of it.
pub(crate) struct Assembled {
    /// Nothing where not even the exercise itself could be read.
    pub(crate) linked: Option<Linked>,
    pub(crate) models: Models,
    pub(crate) sources: Arc<Sources>,
    pub(crate) found: Vec<Diagnostic>,
}

impl Assembled {
    pub(crate) fn is_sound(&self) -> bool {
        !self.found.iter().any(Diagnostic::is_error)
    }

    /// The program, if it is sound, and what was found.
    pub(crate) fn loaded(mut self) -> Loaded {
        diagnostic::sort(&mut self.found);
        let sound = self.is_sound();
        let program = self.linked.filter(|_| sound).map(|linked| Arc::new(linked.program));
        Loaded { program, diagnostics: self.found, sources: self.sources }
    }
}

/// Reads, links and checks the exercise `id`, and keeps what came of each.
pub(crate) fn assemble(engine: &Engine, loader: &dyn Loader, id: &str) -> Assembled {
    together(engine, loader, &[id])
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

impl Engine {
    /// An engine with the bounds every script runs under: 200,000 operations, texts of 16 kB,
    /// lists of 500, groups of 200, 16 calls deep. They are the same in every build.
    pub fn new() -> Engine {
        Engine::with_pages(pages)
    }

    /// The exercises that it plays of its own: in a break, and where an answer sounds like danger.
    pub fn plays() -> [&'static str; 2] {
        [CALM_PAUSE, CARE]
    }
}

/// What the engine plays of its own.
fn pages(engine: &Engine) -> Pages {
    let made = together(engine, &Builtin, &Engine::plays()).linked;
    Pages::of(made.expect("the pages are compiled in").program)
}

/// Reads, links and checks the exercises `ids`, and all that they call.
fn together(engine: &Engine, loader: &dyn Loader, ids: &[&str]) -> Assembled {
    let mut reader = Reader {
        loader,
        sources: Sources::new(),
        found: Vec::new(),
        models: Models::default(),
        queue: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    while let Some(id) = reader.queue.pop_front() {
        reader.exercise(&id);
    }
    let Reader { sources, mut found, models, .. } = reader;
    let sources = Arc::new(sources);
    let mut linked = None;
    if !models.list.is_empty() {
        // What could not be read has no way that could be followed.
        let read = !found.iter().any(Diagnostic::is_error);
        let mut made = program::link(engine, &models, &sources, &mut found);
        if read {
            check::all(&mut made, &models, &sources, &mut found);
        }
        linked = Some(made);
    }
    Assembled { linked, models, sources, found }
}

struct Reader<'a> {
    loader: &'a dyn Loader,
    sources: Sources,
    found: Vec<Diagnostic>,
    models: Models,
    /// What is still to be read.
    queue: VecDeque<String>,
}

impl Reader<'_> {
    fn exercise(&mut self, id: &str) {
        if self.models.at(id).is_some() {
            return;
        }
        let Some((file, text)) = self.read(id, "exercise.toml", None) else { return };
        let document = parse::parse(file, &text, &mut self.found);
        let mut exercise = lower::exercise(&document, id, &mut self.found);
        // An exercise is called by the name of its folder, whatever its head says.
        exercise.id = id.to_owned();
        exercise.script = self.script(id, &exercise);
        for path in self.loader.list(id, "parts") {
            let name = path.trim_start_matches("parts/").trim_end_matches(".toml").to_owned();
            if let Some((file, text)) = self.read(id, &path, None) {
                let document = parse::parse(file, &text, &mut self.found);
                exercise.parts.insert(name, lower::part(&document, &mut self.found));
            }
        }
        for target in called(&exercise) {
            if self.loader.has(&target) {
                self.queue.push_back(target);
            }
        }
        self.models.add(exercise);
    }

    fn script(&mut self, id: &str, exercise: &Exercise) -> Option<exercise::Code> {
        let name = exercise.head.script.as_ref()?;
        let (file, text) = self.read(id, &name.value, Some(name.span))?;
        let span = Span::new(file, 0..text.len());
        Some(exercise::Code { source: text.to_string(), span, offset: 0 })
    }

    fn read(&mut self, id: &str, path: &str, named: Option<Span>) -> Option<(FileId, Arc<str>)> {
        let problem = match self.loader.read(id, path) {
            Ok(file) => match parse::text(&file.bytes) {
                Ok(text) => {
                    let text: Arc<str> = text.into();
                    return Some((self.sources.add(file.name, text.clone()), text));
                }
                Err(no) => {
                    let span = Span::new(self.sources.add(file.name, ""), 0..0);
                    let found = Diagnostic::new(UNREADABLE_FILE, span, no.what);
                    self.found.push(found.hint(Some(no.hint)));
                    return None;
                }
            },
            Err(LoadError::Missing) if named.is_some() => format!("there is no file `{path}`"),
            Err(LoadError::Missing) => format!("there is no exercise `{id}`"),
            Err(error) => error.to_string(),
        };
        let span = named.unwrap_or_else(|| {
            let name = if path == "exercise.toml" { id.to_owned() } else { format!("{id}/{path}") };
            Span::new(self.sources.add(name, ""), 0..0)
        });
        self.found.push(Diagnostic::new(UNREADABLE_FILE, span, problem));
        None
    }
}

/// The other exercises that `exercise` calls.
fn called(exercise: &Exercise) -> Vec<String> {
    let steps = exercise.steps.iter().chain(exercise.parts.values().flat_map(|part| &part.steps));
    let calls = steps.filter_map(|step| match &step.action {
        Action::Call(call) if !call.target.value.starts_with("./") => Some(&call.target.value),
        _ => None,
    });
    calls.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::imprint;

    /// Programs carry the number of the pages without reading them: what is written down is theirs.
    #[test]
    fn what_the_engine_plays_of_its_own_is_sound_and_has_the_number_written_down_for_it() {
        let made = together(&Engine::new(), &Builtin, &Engine::plays());
        assert_eq!(made.found, []);
        let program = made.linked.expect("they are compiled in").program;
        assert_eq!(imprint::PAGES, imprint::of(&program), "{:#x}", imprint::of(&program));
    }
}
