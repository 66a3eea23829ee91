//! Build script: lists the files of the shipped exercises for the library to compile in.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a build script reads files")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("exercises");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut list = String::from("static BUILTIN: &[(&str, &str, &str)] = &[\n");
    for folder in sorted(&root)?.into_iter().filter(|path| path.is_dir()) {
        let mut files = Vec::new();
        gather(&folder, &mut files)?;
        files.sort();
        for file in files {
            let inside = file.strip_prefix(&folder).unwrap_or(&file);
            let name = inside.to_string_lossy().replace('\\', "/");
            let id = folder.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(
                list,
                "({id:?}, {name:?}, include_str!({:?})),",
                file.display().to_string()
            );
        }
    }
    list.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("builtin.rs"), list)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for path in sorted(folder)? {
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "toml" || end == "rhai") {
            files.push(path);
        }
    }
    Ok(())
}
