//! What the terminal can do and how things shall look on it, decided once from flags and
//! surroundings; writes nothing.

use std::io::IsTerminal;

use clap::ValueEnum;

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
}

impl Look {
    /// The look of standard output here and now.
    pub(crate) fn here(color: Color, accessible: bool) -> Look {
        Look::of(color, accessible, std::io::stdout().is_terminal(), &variable)
    }

    fn of(
        color: Color,
        accessible: bool,
        terminal: bool,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Look {
        let is = |name: &str, value: &str| variable(name).as_deref() == Some(value);
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let dumb = is("TERM", "dumb");
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
            Color::Auto => terminal && !dumb && !is("CLICOLOR", "0"),
        };
        Look {
            color: colored,
            terminal,
            live: terminal && !dumb,
            accessible: accessible || (set("ACCESSIBLE") && !is("ACCESSIBLE", "0")),
            ascii: !speaks_utf8(variable),
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
        Look::of(color, false, terminal, &|name| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
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
