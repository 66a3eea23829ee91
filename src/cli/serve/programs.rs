//! The exercises that a client can play, each loaded once and shared by its sessions until one of
//! its files changes. Reaches no file but through the loader it was given.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tending::diagnostic::{Diagnostic, Label, Severity};
use tending::loader::{Chain, File, LoadError, Loader, Memory};
use tending::source::Sources;
use tending::{Engine, Program, lint, load};

use super::problem::{Problem, Reason};
use super::wire;

/// The exercises there are.
pub(crate) struct Programs {
    engine: Engine,
    loader: Chain,
    known: HashMap<String, Known>,
}

/// An exercise that was loaded.
struct Known {
    program: Option<Arc<Program>>,
    /// What it was made of.
    read: Vec<Read>,
}

/// Something that was asked of a loader, and what came.
#[derive(PartialEq)]
enum Read {
    File { id: String, path: String, bytes: Option<Arc<[u8]>> },
    List { id: String, folder: String, paths: Vec<String> },
}

impl Read {
    fn of_file(loader: &dyn Loader, id: &str, path: &str) -> (Read, Result<File, LoadError>) {
        let file = loader.read(id, path);
        let bytes = file.as_ref().ok().map(|file| file.bytes.clone());
        (Read::File { id: id.to_owned(), path: path.to_owned(), bytes }, file)
    }

    /// Whether the loader would say the same again.
    fn holds(&self, loader: &dyn Loader) -> bool {
        match self {
            Read::File { id, path, .. } => Read::of_file(loader, id, path).0 == *self,
            Read::List { id, folder, paths } => loader.list(id, folder) == *paths,
        }
    }
}

/// Remembers what is asked of a loader.
struct Recorder<'a> {
    loader: &'a dyn Loader,
    read: RefCell<Vec<Read>>,
}

impl Loader for Recorder<'_> {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        let (read, file) = Read::of_file(self.loader, id, path);
        self.read.borrow_mut().push(read);
        file
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        let paths = self.loader.list(id, folder);
        let (id, folder) = (id.to_owned(), folder.to_owned());
        self.read.borrow_mut().push(Read::List { id, folder, paths: paths.clone() });
        paths
    }

    fn exercises(&self) -> Vec<String> {
        self.loader.exercises()
    }
}

impl Programs {
    pub(crate) fn new(loader: Chain) -> Programs {
        Programs { engine: Engine::new(), loader, known: HashMap::new() }
    }

    /// The exercise `id`, ready to play.
    pub(crate) fn program(&mut self, id: &str) -> Result<Arc<Program>, Problem> {
        self.there(id)?;
        self.loaded(id).ok_or_else(|| {
            let why = "the exercise has errors; `exercise/check` says which";
            Problem::new(Reason::BrokenExercise, why)
        })
    }

    /// All exercises there are.
    pub(crate) fn list(&mut self) -> wire::Exercises {
        let (mut programs, mut broken) = (Vec::new(), Vec::new());
        for id in self.loader.exercises() {
            match self.loaded(&id) {
                Some(program) => programs.push(program),
                None => broken.push(id),
            }
        }
        let pieces = programs.iter().flat_map(|program| program.calls()).chain(Engine::plays());
        let pieces: BTreeSet<&str> = pieces.collect();
        let exercises = programs.iter().map(|program| described(program, &pieces)).collect();
        wire::Exercises { exercises, broken }
    }

    /// What is to be mended in an exercise, from its files or from text.
    pub(crate) fn check(&mut self, params: wire::CheckExercise) -> Result<wire::Checked, Problem> {
        let id = params.exercise;
        let Some(files) = params.files else {
            self.there(&id)?;
            return Ok(checked(&self.engine, &self.loader, &id));
        };
        if !is_name(&id) {
            return Err(Problem::param("exercise", "must be a name, without a path"));
        }
        let mut memory = Memory::default();
        for (path, text) in files {
            memory.add(&id, &path, text);
        }
        let beside = Beside { memory, id: &id, others: &self.loader };
        Ok(checked(&self.engine, &beside, &id))
    }

    fn there(&self, id: &str) -> Result<(), Problem> {
        if !is_name(id) || !self.loader.has(id) {
            let why = "there is no exercise of this name; `exercise/list` says which there are";
            return Err(Problem::new(Reason::UnknownExercise, why));
        }
        Ok(())
    }

    fn loaded(&mut self, id: &str) -> Option<Arc<Program>> {
        if let Some(known) = self.known.get(id)
            && known.read.iter().all(|read| read.holds(&self.loader))
        {
            return known.program.clone();
        }
        let recorder = Recorder { loader: &self.loader, read: RefCell::default() };
        let program = load(&self.engine, &recorder, id).program;
        let read = recorder.read.into_inner();
        self.known.insert(id.to_owned(), Known { program: program.clone(), read });
        program
    }
}

/// Whether this can be the name of an exercise: no path leads anywhere else.
fn is_name(id: &str) -> bool {
    let apart = |letter: char| "/\\:".contains(letter) || letter.is_control();
    !id.is_empty() && id.len() <= 100 && !id.starts_with('.') && !id.contains(apart)
}

/// One exercise from memory, and all others where they lie.
struct Beside<'a> {
    memory: Memory,
    id: &'a str,
    others: &'a dyn Loader,
}

impl Beside<'_> {
    fn of(&self, id: &str) -> &dyn Loader {
        if id == self.id { &self.memory } else { self.others }
    }
}

impl Loader for Beside<'_> {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        self.of(id).read(id, path)
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        self.of(id).list(id, folder)
    }

    fn exercises(&self) -> Vec<String> {
        self.others.exercises()
    }
}

fn described(program: &Program, pieces: &BTreeSet<&str>) -> wire::Exercise {
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    wire::Exercise {
        id: program.id().to_owned(),
        version: program.version().to_owned(),
        title: program.title().to_owned(),
        summary: program.summary().to_owned(),
        minutes: program.minutes(),
        roles: program.roles().to_vec(),
        starting_roles: owned(program.starting_roles()),
        endings: owned(program.endings()),
        piece: pieces.contains(program.id()),
        recalls: program.recalls().map(str::to_owned).collect(),
        host_functions: program.host_functions().cloned().collect(),
    }
}

fn checked(engine: &Engine, loader: &dyn Loader, id: &str) -> wire::Checked {
    let loaded = lint(engine, loader, id);
    let finding = |found: &Diagnostic| finding(found, &loaded.sources);
    wire::Checked {
        playable: loaded.program.is_some(),
        findings: loaded.diagnostics.iter().map(finding).collect(),
    }
}

fn finding(found: &Diagnostic, sources: &Sources) -> wire::Finding {
    let other = |other: &Label| wire::FindingOther {
        place: place(other, sources),
        label: other.text.clone(),
    };
    wire::Finding {
        place: place(&found.label, sources),
        code: found.code.name,
        severity: match found.code.severity {
            Severity::Error => wire::Severity::Error,
            Severity::Warning => wire::Severity::Warning,
        },
        message: found.message.clone(),
        label: Some(found.label.text.clone()).filter(|text| !text.is_empty()),
        hint: found.hint.clone(),
        other: found.other.as_ref().map(other),
    }
}

fn place(label: &Label, sources: &Sources) -> wire::FindingPlace {
    let file = sources.file(label.span.file);
    let (start, end) = (file.place(label.span.start as usize), file.place(label.span.end as usize));
    wire::FindingPlace {
        file: file.name.clone(),
        line: start.line,
        column: start.column,
        end: wire::FindingEnd { line: end.line, column: end.column },
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert!(["calm-pause", "Übung 1", "a.b"].into_iter().all(is_name));
        for path in ["", ".", "..", "../x", "a/b", "a\\b", "c:x", "a\0", ".hidden"] {
            assert!(!is_name(path), "{path}");
        }
    }
}
