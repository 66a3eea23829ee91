//! Sees when the files of an exercise change, however an editor saves them: what is in them is
//! compared, so that it works on any file system. Loads nothing itself, and writes nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tending::loader::{File, LoadError, Loader};

use super::find::Places;

/// How often it looks. A change counts once two looks in a row have seen the same: a file that is
/// being written is not read half.
const EVERY: Duration = Duration::from_millis(120);

/// A file or folder by exercise and path.
type Key = (String, String);

/// What was read while an exercise was loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    files: BTreeMap<Key, Option<Arc<[u8]>>>,
    folders: BTreeMap<Key, Vec<String>>,
}

impl Seen {
    /// The same files as they are now.
    fn again(&self, loader: &dyn Loader) -> Seen {
        let file = |(id, path): &Key| loader.read(id, path).ok().map(|file| file.bytes);
        let folder = |(id, path): &Key| loader.list(id, path);
        Seen {
            files: self.files.keys().map(|key| (key.clone(), file(key))).collect(),
            folders: self.folders.keys().map(|key| (key.clone(), folder(key))).collect(),
        }
    }
}

/// A loader that remembers what it was asked for, and what it gave.
pub(crate) struct Remembering<'l> {
    loader: &'l dyn Loader,
    seen: RefCell<Seen>,
}

impl<'l> Remembering<'l> {
    /// In front of `loader`.
    pub(crate) fn new(loader: &'l dyn Loader) -> Remembering<'l> {
        Remembering { loader, seen: RefCell::default() }
    }

    /// What it gave.
    pub(crate) fn seen(self) -> Seen {
        self.seen.into_inner()
    }
}

impl Loader for Remembering<'_> {
    fn read(&self, id: &str, path: &str) -> Result<File, LoadError> {
        let read = self.loader.read(id, path);
        let bytes = read.as_ref().ok().map(|file| file.bytes.clone());
        self.seen.borrow_mut().files.insert((id.to_owned(), path.to_owned()), bytes);
        read
    }

    fn list(&self, id: &str, folder: &str) -> Vec<String> {
        let list = self.loader.list(id, folder);
        self.seen.borrow_mut().folders.insert((id.to_owned(), folder.to_owned()), list.clone());
        list
    }

    fn exercises(&self) -> Vec<String> {
        self.loader.exercises()
    }
}

/// Looks on while somebody plays.
#[derive(Debug)]
pub(crate) struct Watch {
    changed: Arc<AtomicBool>,
    known: mpsc::Sender<Seen>,
}

impl Watch {
    /// Looks at the files of the exercise that `named` names, from the first
    /// [`Watch::knows`] on.
    pub(crate) fn begin(places: Places, named: String) -> Watch {
        let changed = Arc::new(AtomicBool::new(false));
        let (known, news) = mpsc::channel();
        let flag = changed.clone();
        std::thread::spawn(move || {
            if let Ok((loader, _)) = places.find(&named) {
                look(&loader, &news, &flag);
            }
        });
        Watch { changed, known }
    }

    /// This is what was loaded last: from here on a difference counts.
    pub(crate) fn knows(&self, seen: Seen) {
        self.changed.store(false, Ordering::SeqCst);
        let _gone = self.known.send(seen);
    }

    /// Whether the files are others than those that were loaded last.
    pub(crate) fn changed(&self) -> bool {
        self.changed.load(Ordering::SeqCst)
    }

    /// The same to be asked elsewhere.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        self.changed.clone()
    }
}

fn look(loader: &dyn Loader, news: &mpsc::Receiver<Seen>, changed: &AtomicBool) {
    let Ok(mut known) = news.recv() else { return };
    let mut last: Option<Seen> = None;
    loop {
        match news.recv_timeout(EVERY) {
            Ok(seen) => (known, last) = (seen, None),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = known.again(loader);
        let differs = now != known;
        changed.store(differs && last.as_ref() == Some(&now), Ordering::SeqCst);
        last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tending::loader::Memory;

    #[test]
    fn a_new_part_and_new_words_are_seen() {
        let mut memory = Memory::default();
        memory.add("x", "exercise.toml", "one");
        let loader = Remembering::new(&memory);
        let _read = (loader.read("x", "exercise.toml"), loader.list("x", "parts"));
        let seen = loader.seen();
        assert_eq!(seen, seen.again(&memory));
        memory.add("x", "parts/p.toml", "");
        assert_ne!(seen, seen.again(&memory));
        let mut other = Memory::default();
        other.add("x", "exercise.toml", "two");
        assert_ne!(seen, seen.again(&other));
    }
}
