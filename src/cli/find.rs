//! Where exercises are looked for, and which one an ID or a PATH names. Reads no exercise.

use std::path::{Path, PathBuf};

use tending::loader::{Builtin, Chain, Folder, Loader};
use tending::{Program, suggest};

use super::ui::clean;
use super::{files, folders};

/// Where else to look.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Places {
    /// Look for exercises in this folder first
    #[arg(long, value_name = "DIR")]
    pub(crate) path: Option<PathBuf>,
}

impl Places {
    /// `--path`, then the person's data folder, then what is built in.
    pub(crate) fn loader(&self) -> Chain {
        Chain(self.loaders())
    }

    fn loaders(&self) -> Vec<Box<dyn Loader>> {
        let mut loaders: Vec<Box<dyn Loader>> = Vec::new();
        if let Some(path) = &self.path {
            loaders.push(Box::new(Folder::new(path)));
        }
        if let Some(folder) = data_folder() {
            loaders.push(Box::new(Folder::new(folder)));
        }
        loaders.push(Box::new(Builtin));
        loaders
    }

    /// `named`, so that it names the same from any folder.
    pub(crate) fn wholly(&self, named: &str) -> String {
        let path = looks_like_path(named) || !self.loader().has(named);
        if path { files::whole(Path::new(named)).display().to_string() } else { named.to_owned() }
    }

    /// The exercise that `named` names, and the loader that has it.
    ///
    /// # Errors
    ///
    /// There is none: what to do instead.
    pub(crate) fn find(&self, named: &str) -> Result<(Chain, String), String> {
        let loader = self.loader();
        if !looks_like_path(named) && loader.has(named) {
            return Ok((loader, named.to_owned()));
        }
        if let Some((folder, id)) = split(Path::new(named)) {
            let file = named.ends_with(".toml");
            let beside = Folder::new(folder);
            let beside = if file { beside.files_first() } else { beside };
            if beside.has(&id) {
                let mut loaders: Vec<Box<dyn Loader>> = vec![Box::new(beside)];
                loaders.extend(self.loaders());
                return Ok((Chain(loaders), id));
            }
        }
        Err(missing(named, &loader))
    }
}

/// Where a person keeps exercises of their own, whether it exists or not.
pub(crate) fn data_folder() -> Option<PathBuf> {
    Some(folders::data()?.join("exercises"))
}

fn looks_like_path(named: &str) -> bool {
    named.contains(['/', '\\']) || named.ends_with(".toml") || named.starts_with('.')
}

/// A path to an exercise as the folder it lies in and its name there.
fn split(path: &Path) -> Option<(PathBuf, String)> {
    let path = match path.file_name() {
        Some(name) if name == "exercise.toml" => match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_owned(),
            None => return None,
        },
        _ => path.to_owned(),
    };
    let path = match path.file_name() {
        Some(_) => path,
        None => whole(&path)?,
    };
    let name = path.file_name()?.to_str()?;
    let id = name.strip_suffix(".toml").unwrap_or(name).to_owned();
    let parent = path.parent().map(Path::to_owned).unwrap_or_default();
    Some((if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent }, id))
}

#[expect(clippy::disallowed_methods, reason = "`.` has no name of its own")]
fn whole(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok()
}

fn missing(named: &str, loader: &dyn Loader) -> String {
    let known = loader.exercises();
    let shown = clean(named);
    if looks_like_path(named) {
        return format!(
            "there is no exercise at `{shown}`. A folder with an exercise.toml, or a .toml file, would be one"
        );
    }
    let near = suggest::ranked(named, known.iter().map(String::as_str));
    let near: Vec<String> = near.into_iter().take(3).map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => format!("there is no exercise `{shown}`. `tending list` shows what there is"),
        false => format!("there is no exercise `{shown}`. Did you mean {}?", near.join(" or ")),
    }
}

/// Which steps of `program` may have been meant by one that is not there.
pub(crate) fn near_step(program: &Program, typed: &str) -> String {
    let paths = program.step_paths();
    let mut near = suggest::ranked(typed, paths.iter().map(String::as_str));
    if near.is_empty() {
        // The step may be right, and the part it stands in left out.
        let ends = format!("/{typed}");
        near.extend(paths.iter().map(String::as_str).filter(|path| path.ends_with(&ends)));
    }
    let near: Vec<String> = near.into_iter().take(3).map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => format!("its first steps are {}", paths[..paths.len().min(6)].join(", ")),
        false => format!("did you mean {}?", near.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_folder_and_a_name() {
        let split = |path| split(Path::new(path)).map(|(f, id)| (f.display().to_string(), id));
        let is = |folder: &str, id: &str| Some((folder.to_owned(), id.to_owned()));
        assert_eq!(split("a/b"), is("a", "b"));
        assert_eq!(split("a/b/"), is("a", "b"));
        assert_eq!(split("a/b.toml"), is("a", "b"));
        assert_eq!(split("b.toml"), is(".", "b"));
        assert_eq!(split("a/b/exercise.toml"), is("a", "b"));
    }
}
