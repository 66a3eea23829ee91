//! What the terminal can do and how things shall look on it, decided once from flags and
//! surroundings; writes nothing.

use std::io::IsTerminal;

use clap::ValueEnum;

use super::config::Config;

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless `NO_COLOR`, `CLICOLOR=0` or `TERM=dumb` say otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What was asked for by flags, and what was set once and for all.
struct Asked<'a> {
    color: Option<Color>,
    accessible: bool,
    config: &'a Config,
}

/// How things are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Colours and weights may be used.
    pub(crate) color: bool,
    /// Output is a terminal.
    pub(crate) terminal: bool,
    /// The screen can be cleared and a line drawn again in place.
    pub(crate) live: bool,
    /// Append only, everything in words.
    pub(crate) accessible: bool,
    /// Only ASCII signs of our own.
    pub(crate) ascii: bool,
    /// A tone at the end of a pause: always or never; otherwise where its author wants one.
    pub(crate) bell: Option<bool>,
}

impl Look {
    /// The look of standard output here and now.
    pub(crate) fn here(color: Option<Color>, accessible: bool, config: &Config) -> Look {
        let asked = Asked { color, accessible, config };
        Look::of(&asked, std::io::stdout().is_terminal(), &variable)
    }

    fn of(asked: &Asked<'_>, terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> Look {
        let is = |name: &str, value: &str| variable(name).as_deref() == Some(value);
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let dumb = is("TERM", "dumb");
        let here = terminal && !dumb;
        let colored = match asked.color {
            Some(Color::Always) => true,
            Some(Color::Never) => false,
            _ if set("NO_COLOR") => false,
            _ if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
            _ if is("CLICOLOR", "0") => false,
            Some(Color::Auto) => here,
            None => match asked.config.color {
                Some(Color::Always) => true,
                Some(Color::Never) => false,
                Some(Color::Auto) | None => here,
            },
        };
        let accessible = match asked.accessible || set("ACCESSIBLE") {
            true => asked.accessible || !is("ACCESSIBLE", "0"),
            false => asked.config.accessible.unwrap_or(false),
        };
        Look {
            color: colored,
            terminal,
            live: here,
            accessible,
            ascii: !speaks_utf8(variable),
            bell: asked.config.bell,
        }
    }
}

fn speaks_utf8(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let locale = locale.unwrap_or_default().to_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for the surroundings")]
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(color: Color, terminal: bool, set: &[(&str, &str)]) -> Look {
        with(Some(color), terminal, set, &Config::default())
    }

    fn with(color: Option<Color>, terminal: bool, set: &[(&str, &str)], config: &Config) -> Look {
        Look::of(&Asked { color, accessible: false, config }, terminal, &|name| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_setting_comes_after_flags_and_surroundings() {
        let config =
            Config { color: Some(Color::Never), accessible: Some(true), ..Config::default() };
        assert!(!with(None, true, &[], &config).color);
        assert!(with(Some(Color::Auto), true, &[], &config).color);
        assert!(with(None, true, &[("CLICOLOR_FORCE", "1")], &config).color);
        assert!(with(None, true, &[], &config).accessible);
        assert!(!with(None, true, &[("ACCESSIBLE", "0")], &config).accessible);
    }

    #[test]
    fn colours_need_a_terminal_that_wants_them() {
        let auto = |terminal, set: &[(&str, &str)]| look(Color::Auto, terminal, set).color;
        assert!(auto(true, &[("TERM", "xterm")]));
        assert!(!auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1")]));
        assert!(auto(true, &[("NO_COLOR", "")]));
        assert!(!auto(true, &[("CLICOLOR", "0")]));
        assert!(!auto(true, &[("TERM", "dumb")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    }

    #[test]
    fn a_flag_goes_before_the_surroundings() {
        assert!(look(Color::Always, false, &[("NO_COLOR", "1")]).color);
        assert!(!look(Color::Never, true, &[("CLICOLOR_FORCE", "1")]).color);
    }

    #[test]
    fn a_dumb_terminal_is_not_redrawn_and_a_plain_locale_is_ascii() {
        assert!(!look(Color::Auto, true, &[("TERM", "dumb")]).live);
        assert!(look(Color::Auto, true, &[("LANG", "C")]).ascii);
        assert!(!look(Color::Auto, true, &[("LANG", "de_DE.UTF-8")]).ascii);
        assert!(look(Color::Auto, true, &[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]).ascii);
        assert!(look(Color::Auto, true, &[("ACCESSIBLE", "1")]).accessible);
    }
}
