//! The person's settings: one small TOML file, read once. What cannot be read in it is told and
//! left aside; it never keeps the program from running. Writes one setting, and leaves all other
//! lines as they are.

use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use tending::suggest;
use toml::de::{DeTable, DeValue};

use super::look::Color;
use super::{files, folders};

/// What the person set once and for all. Flags and the surroundings go before it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Config {
    /// Append only, everything in words.
    pub(crate) accessible: Option<bool>,
    /// When colours are used.
    pub(crate) color: Option<Color>,
    /// Pauses take this many times as long.
    pub(crate) pace: Option<f64>,
    /// A tone at the end of a pause: always or never; otherwise where its author wants one.
    pub(crate) bell: Option<bool>,
    /// What is said is kept.
    pub(crate) keep: Option<bool>,
}

/// The settings there are, and how each is written.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("accessible", "accessible = true (or false)"),
    ("color", "color = \"never\" (or \"auto\", \"always\")"),
    ("pace", "pace = 1.5 (from 0.1 to 10)"),
    ("bell", "bell = true (or false)"),
    ("keep", "keep = true (or false)"),
];

/// The slowest and the fastest pace of pauses.
pub(crate) const PACES: std::ops::RangeInclusive<f64> = 0.1..=10.0;

/// Where the settings are, whether the file exists or not.
pub(crate) fn place() -> Option<PathBuf> {
    Some(folders::config()?.join("config.toml"))
}

/// The settings, and what could not be read of them, in words.
pub(crate) fn read() -> (Config, Vec<String>) {
    let Some(path) = place() else { return Default::default() };
    let shown = path.display();
    match files::read(&path) {
        Ok(None) => Default::default(),
        Ok(Some(text)) => {
            let (config, wrong) = parse(&text);
            let told = |(line, why)| format!("{shown}, line {line}: {why} It is left aside.");
            (config, wrong.into_iter().map(told).collect())
        }
        Err(error) => {
            let why = format!("{shown} cannot be read, so nothing is set by it: {error}");
            (Config::default(), vec![why])
        }
    }
}

/// Sets `name` to `value` in the person's file, which is made if it is not there.
///
/// # Errors
///
/// There is no such setting or value, no place for it, or it cannot be written: in words. The
/// file is then as it was.
pub(crate) fn set(name: &str, value: &str) -> Result<(), String> {
    let value = &written(value);
    if let Some((_, why)) = parse(&with("", name, value)).1.into_iter().next() {
        return Err(why);
    }
    let path = place().ok_or("there is no home folder to remember that in")?;
    let cannot = |error: std::io::Error| cannot_write(&path, &error);
    match files::read(&path).map_err(cannot)? {
        None => files::create_private(&path, &with("", name, value)),
        Some(text) => files::replace(&path, &text, &with(&text, name, value)),
    }
    .map_err(cannot)
}

/// A value as one says it, the way it stands in the file.
fn written(value: &str) -> String {
    match value.trim() {
        "yes" | "on" => "true".to_owned(),
        "no" | "off" => "false".to_owned(),
        word if Color::from_str(word, false).is_ok() => format!("\"{word}\""),
        other => other.replace('\n', " "),
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}

/// `text` with one setting changed or added; remarks and all other lines stay.
fn with(text: &str, name: &str, value: &str) -> String {
    let is_it = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == name);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let set = format!("{name} = {value}");
    match lines.iter_mut().find(|line| is_it(line)) {
        Some(line) => {
            let remark = line.find('#').map(|at| format!(" {}", &line[at..])).unwrap_or_default();
            *line = format!("{set}{remark}");
        }
        None => lines.push(set),
    }
    lines.join("\n") + "\n"
}

/// The settings of a text, one a line; what is wrong in which line.
fn parse(text: &str) -> (Config, Vec<(usize, String)>) {
    let (mut config, mut wrong, mut seen) = (Config::default(), Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let Ok(table) = DeTable::parse(text) else {
            wrong.push((line, unreadable(text)));
            continue;
        };
        for (name, value) in table.get_ref() {
            let name = name.get_ref().as_ref();
            let taken = match seen.iter().any(|seen| seen == name) {
                true => Err(format!("\"{name}\" is set a second time.")),
                false => config.take(name, value.get_ref()),
            };
            seen.push(name.to_owned());
            wrong.extend(taken.err().map(|why| (line, why)));
        }
    }
    (config, wrong)
}

impl Config {
    /// What `name` is set to, as it is written; nothing where it is not set.
    pub(crate) fn written(&self, name: &str) -> Option<String> {
        match name {
            "accessible" => self.accessible.map(|yes| yes.to_string()),
            "color" => {
                self.color.and_then(|color| Some(color.to_possible_value()?.get_name().to_owned()))
            }
            "pace" => self.pace.map(|pace| pace.to_string()),
            "bell" => self.bell.map(|yes| yes.to_string()),
            _ => self.keep.map(|yes| yes.to_string()),
        }
    }

    fn take(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), String> {
        let Some((name, example)) = SETTINGS.iter().find(|(known, _)| *known == name) else {
            return Err(unknown(name));
        };
        let yes_no = value.as_bool();
        let taken = match *name {
            "accessible" => yes_no.map(|yes| self.accessible = Some(yes)),
            "bell" => yes_no.map(|yes| self.bell = Some(yes)),
            "keep" => yes_no.map(|yes| self.keep = Some(yes)),
            "color" => color(value).map(|color| self.color = Some(color)),
            _ => {
                number(value).filter(|pace| PACES.contains(pace)).map(|pace| self.pace = Some(pace))
            }
        };
        taken.ok_or_else(|| format!("\"{name}\" is written as: {example}."))
    }
}

fn color(value: &DeValue<'_>) -> Option<Color> {
    Color::from_str(value.as_str()?, false).ok()
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let written = match value {
        DeValue::Float(float) => float.as_str(),
        DeValue::Integer(whole) => whole.as_str(),
        _ => return None,
    };
    written.parse().ok()
}

/// Why a line is none.
fn unreadable(line: &str) -> String {
    let name = line.split('=').next().unwrap_or_default().trim();
    match SETTINGS.iter().find(|(known, _)| *known == name) {
        Some((_, example)) => format!("\"{name}\" is written as: {example}."),
        None => "this cannot be read. A setting is written as: pace = 1.5.".to_owned(),
    }
}

fn unknown(name: &str) -> String {
    let known = || SETTINGS.iter().map(|(known, _)| *known);
    match suggest::nearest(name, known()) {
        Some(near) => format!("there is no setting \"{name}\"; did you mean \"{near}\"?"),
        None => {
            let all: Vec<&str> = known().collect();
            format!("there is no setting \"{name}\"; there are: {}.", all.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_what_is_wrong_is_told_with_its_line() {
        let text = "# mine\naccessible = true\npcae = 2\npace = 1.5 # slower\nkeep = \"yes\"\n";
        let (config, wrong) = parse(text);
        assert_eq!((config.accessible, config.pace, config.keep), (Some(true), Some(1.5), None));
        assert_eq!(
            wrong,
            [
                (3, "there is no setting \"pcae\"; did you mean \"pace\"?".to_owned()),
                (5, "\"keep\" is written as: keep = true (or false).".to_owned()),
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_setting_does_not_take_the_others_with_it() {
        let (config, wrong) = parse("bell = false\npace is 2\ncolor = \"never\"\n");
        assert_eq!((config.bell, config.color), (Some(false), Some(Color::Never)));
        let lines: Vec<usize> = wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2]);
    }

    #[test]
    fn one_setting_is_changed_and_all_other_lines_stay() {
        let text = "# mine\npace = 2\nkeep = false # not here\n";
        assert_eq!(with(text, "keep", "true"), "# mine\npace = 2\nkeep = true # not here\n");
        assert_eq!(with("pace = 2", "keep", "true"), "pace = 2\nkeep = true\n");
        for before in [text, "", "keep is\n", "pace = 2"] {
            assert_eq!(parse(&with(before, "keep", "true")).0.keep, Some(true), "{before}");
        }
    }
}
