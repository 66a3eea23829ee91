//! The commands inside an exercise: lines that begin with a slash. Reads them, carries out none.

use tending::session::Act;
use tending::suggest;

/// A line as it was meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Words for the prompt.
    Words(String),
    /// Something for the session.
    Act(Act),
    /// Leave.
    Quit,
    /// Leave at once.
    Vanish,
    /// A command there is not, and the likeliest ones.
    Unknown(String, Vec<&'static str>),
}

/// The commands, and what each does.
pub(crate) const COMMANDS: &[(&str, &str)] = &[
    ("/back", "undo the last answer and give it anew"),
    ("/skip", "leave this out, or end a pause"),
    ("/pause", "a calm pause, then back to here"),
    ("/repeat", "show the last words once more"),
    ("/recap", "show what was said so far"),
    ("/help", "an example where there is one, and this list"),
    ("/stop", "end now, kindly; no reason is asked for"),
    ("/quit", "leave the program; what is being kept stays kept"),
    ("/x", "leave at once and clear the screen"),
];

/// Reads a typed line: a command, or words (`//` begins words with a slash).
pub(crate) fn read(line: &str) -> Said {
    let trimmed = line.trim();
    if let Some(words) = trimmed.strip_prefix("//") {
        return Said::Words(format!("/{words}"));
    }
    if !trimmed.starts_with('/') {
        return Said::Words(line.to_owned());
    }
    match trimmed.to_lowercase().as_str() {
        "/back" => Said::Act(Act::Back),
        "/skip" => Said::Act(Act::Skip),
        "/pause" | "/break" => Said::Act(Act::Break),
        "/repeat" => Said::Act(Act::Repeat),
        "/recap" => Said::Act(Act::Recap),
        "/help" | "/?" => Said::Act(Act::Help),
        "/stop" => Said::Act(Act::Stop),
        "/quit" | "/exit" => Said::Quit,
        "/x" => Said::Vanish,
        other => Said::Unknown(other.to_owned(), likeliest(other)),
    }
}

/// Several lines whose last is a command: what was written before it, and the command.
pub(crate) fn split(typed: &str) -> (Option<String>, &str) {
    match typed.rsplit_once('\n') {
        Some((before, last)) if is_command(last) => (Some(before.to_owned()), last),
        _ => (None, typed),
    }
}

/// Whether a line is one of the commands, exactly.
pub(crate) fn is_command(line: &str) -> bool {
    line.starts_with('/') && !matches!(read(line), Said::Words(_) | Said::Unknown(..))
}

fn likeliest(typed: &str) -> Vec<&'static str> {
    let names = || COMMANDS.iter().map(|(name, _)| *name);
    let mut near = suggest::ranked(typed, names());
    let common = ["/help", "/back", "/stop"];
    let more = common.iter().filter(|name| !near.contains(name)).copied();
    let more: Vec<&'static str> = more.collect();
    near.extend(more);
    near.truncate(3);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_a_double_slash_is_words() {
        assert_eq!(read(" /Back "), Said::Act(Act::Back));
        assert_eq!(read("//etc"), Said::Words("/etc".to_owned()));
        assert_eq!(read("I said / wrote"), Said::Words("I said / wrote".to_owned()));
        assert_eq!(read("/x"), Said::Vanish);
    }

    #[test]
    fn an_unknown_command_gets_the_three_likeliest() {
        let Said::Unknown(_, near) = read("/bcak") else { panic!("known") };
        assert_eq!((near.len(), near[0]), (3, "/back"));
        let Said::Unknown(_, near) = read("/zzzzzz") else { panic!("known") };
        assert_eq!(near, ["/help", "/back", "/stop"]);
    }
}
