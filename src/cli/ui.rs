//! Everything that is written to the terminal goes through here: lines, a live line, a cleared
//! screen. Decides nothing about what is said.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one room that writes")]

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{Effects, Style};
use tending::text::{Text, strip};

use super::layout::{self, Line, Tone};
use super::look::Look;

/// Clears the screen and what was scrolled out of it, cursor at the top.
const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";
const SHOW_CURSOR: &str = "\x1b[?25h";
const PASTE_OFF: &str = "\x1b[?2004l";
/// Longer lines are hard to read, however wide the terminal.
const WIDEST: usize = 80;

/// Whether the screen is cleared when the program is ended from outside.
static PRIVATE: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicBool = AtomicBool::new(false);

/// Standard output, and how things look on it.
#[derive(Debug)]
pub(crate) struct Ui {
    /// How things look.
    pub(crate) look: Look,
    failed: Option<io::Error>,
    blank: bool,
    returns: bool,
    leaving: bool,
}

impl Ui {
    /// Output with this look.
    pub(crate) fn new(look: Look) -> Ui {
        LIVE.store(look.live, Ordering::SeqCst);
        Ui { look, failed: None, blank: true, returns: false, leaving: false }
    }

    /// The columns a line may take; asked anew each time, so that resizing works.
    pub(crate) fn width(&self) -> usize {
        let terminal = || crossterm::terminal::size().ok().map(|(columns, _)| columns.into());
        let width = self.look.terminal.then(terminal).flatten().filter(|width| *width > 0);
        width.map_or(WIDEST, |width: usize| width.saturating_sub(1)).clamp(8, WIDEST)
    }

    /// A paragraph or more of an exercise's text.
    pub(crate) fn text(&mut self, text: &Text) {
        self.text_in(text, "", Tone::Plain);
    }

    /// The same with each line begun by `lead`.
    pub(crate) fn text_in(&mut self, text: &Text, lead: &str, tone: Tone) {
        let spoken = self.look.accessible.then(|| layout::spoken(text)).flatten();
        let text = spoken.as_ref().unwrap_or(text);
        for line in layout::text_lines(text, self.width(), lead, tone) {
            self.line(&line);
        }
    }

    /// Words of ours, wrapped.
    pub(crate) fn say(&mut self, words: &str) {
        self.hang("", words, Tone::Plain);
    }

    /// Words of ours, wrapped, that shall look like `tone`.
    pub(crate) fn toned(&mut self, words: &str, tone: Tone) {
        self.hang("", words, tone);
    }

    /// Words of ours after `first`, under which later lines hang; read aloud, a sign parts them.
    pub(crate) fn hang(&mut self, first: &str, words: &str, tone: Tone) {
        let mut first = first.to_owned();
        if self.look.accessible && !first.trim().is_empty() {
            let colon = if first.trim_end().ends_with([':', '-', '?', '.']) { "" } else { ":" };
            first = format!("{}{colon} ", first.trim());
        } else if self.look.accessible {
            first.clear();
        }
        let hang = if self.look.accessible { 0 } else { layout::columns(&first) };
        for line in layout::hanging(&first, hang, &clean(words), self.width(), tone) {
            self.line(&line);
        }
    }

    /// One line that is already laid out.
    pub(crate) fn line(&mut self, line: &Line) {
        let mut made = String::new();
        for (tone, part) in line {
            made.push_str(&self.styled(*tone, &part.replace('\t', " ")));
        }
        self.blank = made.trim().is_empty();
        let plain = made.trim_end_matches(' ');
        self.write(&format!("{}\n", if self.blank { "" } else { plain }));
    }

    /// An empty line, unless one stands there already.
    pub(crate) fn gap(&mut self) {
        if !self.blank {
            self.write("\n");
            self.blank = true;
        }
    }

    /// Text that is laid out and coloured by others, as it stands.
    pub(crate) fn raw(&mut self, text: &str) {
        self.write(text);
        self.blank = text.ends_with("\n\n");
    }

    /// What a prompt looks like where the line is typed.
    pub(crate) fn prompt(&self, words: &str) -> String {
        self.signs(words)
    }

    /// What can be done here: set back in brackets, or as sentences where it is read aloud.
    pub(crate) fn hint(&mut self, parts: &[&str]) {
        if !self.look.accessible {
            return self.toned(&format!("({})", parts.join("; ")), Tone::Quiet);
        }
        let sentence = |part: &&str| {
            let mut letters = part.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str())
        };
        let sentences: Vec<String> = parts.iter().map(sentence).collect();
        self.say(&sentences.join(" "));
    }

    /// What stands before lines that are set in; nothing where they are read aloud.
    pub(crate) fn indent(&self) -> &'static str {
        if self.look.accessible { "" } else { "  " }
    }

    /// Somebody's words as a block of their own, begun and ended so that it is heard too. `who`
    /// says whose they are.
    pub(crate) fn block(&mut self, text: &Text, who: Option<&str>) {
        if !self.look.accessible {
            return self.text_in(text, "  \u{2502} ", Tone::Plain);
        }
        self.text(text);
        if text.plain().trim().contains('\n') || text.plain().len() > 200 {
            match who {
                Some(name) => self.say(&format!("End of {name}\u{2019}s words.")),
                None => self.say("End of these words."),
            }
        }
    }

    /// Shows a prompt and what was answered, where answers are not typed here.
    pub(crate) fn echo(&mut self, prompt: &str, answer: &str) {
        let words = clean(answer);
        self.hang(prompt, if words.is_empty() { " " } else { &words }, Tone::Plain);
    }

    /// A line without an end, to be typed behind.
    pub(crate) fn open_line(&mut self, words: &str) {
        let words = self.signs(words);
        self.write(&words);
        self.blank = false;
    }

    /// `typed` was ended by Enter: the cursor stands at the start of a line.
    pub(crate) fn was_typed(&mut self, typed: &str) {
        self.blank = typed.ends_with('\n');
    }

    /// Draws `words` over the line the cursor is in; only where [`Look::live`].
    pub(crate) fn live(&mut self, words: &str) {
        let width = self.width();
        let words = self.signs(words);
        let cut = layout::hanging("", 0, &words, width, Tone::Plain);
        let shown = cut.first().and_then(|line| line.last()).map_or("", |(_, part)| part.as_str());
        self.write(&format!("\r{shown}\x1b[K"));
        self.blank = false;
    }

    /// Takes the live line away. `blank` says whether the line above it is empty.
    pub(crate) fn unlive(&mut self, blank: bool) {
        self.write("\r\x1b[K");
        self.blank = blank;
    }

    /// Hides or shows the cursor, where that can be done.
    pub(crate) fn cursor(&mut self, shown: bool) {
        if self.look.live {
            self.write(if shown { SHOW_CURSOR } else { "\x1b[?25l" });
        }
    }

    /// The person left at once: nothing more is asked or said.
    pub(crate) fn leave(&mut self) {
        self.leaving = true;
    }

    /// Whether the person left at once.
    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// Whether the terminal is in raw mode, where a new line does not begin at its left edge.
    pub(crate) fn raw_mode(&mut self, raw: bool) {
        self.returns = raw;
    }

    /// A short tone, `wanted` by an author, unless the person set otherwise.
    pub(crate) fn bell(&mut self, wanted: bool) {
        if self.look.terminal && self.look.bell.unwrap_or(wanted) {
            self.write("\x07");
        }
    }

    /// Takes everything from the screen and from what was scrolled out of it. Says whether it
    /// could.
    pub(crate) fn clear(&mut self) -> bool {
        PRIVATE.store(false, Ordering::SeqCst);
        if self.look.live {
            self.write(CLEAR);
            self.blank = true;
        } else if self.look.terminal {
            self.write(&"\n".repeat(100));
            self.blank = true;
        } else {
            self.gap();
        }
        self.look.live
    }

    /// From here on something stands on the screen that shall not stay when the program is ended.
    pub(crate) fn holds_private(&mut self) {
        PRIVATE.store(true, Ordering::SeqCst);
    }

    /// What stands on the screen may stay.
    pub(crate) fn holds_nothing(&mut self) {
        PRIVATE.store(false, Ordering::SeqCst);
    }

    /// What went wrong with writing, if something did.
    pub(crate) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Whether writing failed, so that going on makes no sense.
    pub(crate) fn is_broken(&self) -> bool {
        self.failed.is_some()
    }

    fn write(&mut self, text: &str) {
        if self.failed.is_some() {
            return;
        }
        let returned = self.returns.then(|| text.replace('\n', "\r\n"));
        let text = returned.as_deref().unwrap_or(text);
        let mut out = io::stdout().lock();
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        self.failed = done.err();
    }

    fn styled(&self, tone: Tone, part: &str) -> String {
        let part = self.signs(part);
        let style = match tone {
            Tone::Plain => Style::new(),
            Tone::Emphasis => Style::new().effects(Effects::ITALIC),
            Tone::Strong => Style::new().effects(Effects::BOLD),
            // Pale letters are hard to see.
            Tone::Quiet if self.look.accessible => Style::new(),
            Tone::Quiet => Style::new().effects(Effects::DIMMED),
        };
        match self.look.color && !part.trim().is_empty() {
            true => format!("{style}{part}{style:#}"),
            false => part,
        }
    }

    /// The signs we put in ourselves, in ASCII where nothing else can be shown.
    fn signs(&self, text: &str) -> String {
        if !self.look.ascii || text.is_ascii() {
            return text.to_owned();
        }
        let mut plain = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\u{2018}' | '\u{2019}' => plain.push('\''),
                '\u{201c}' | '\u{201d}' => plain.push('"'),
                '\u{2026}' => plain.push_str("..."),
                '\u{2013}' | '\u{2014}' | '\u{2212}' => plain.push('-'),
                '\u{00b7}' | '\u{2022}' => plain.push('-'),
                '\u{2502}' => plain.push('|'),
                other => plain.push(other),
            }
        }
        plain
    }
}

/// `words` without anything that could drive a terminal: for file names, arguments, error texts.
pub(crate) fn clean(words: &str) -> String {
    strip(words)
}

/// One message on standard error, under the program's name.
pub(crate) fn complain(words: &str) {
    let _cannot_be_told = writeln!(io::stderr(), "tending: {}", clean(words));
}

/// Text on standard error as it stands.
pub(crate) fn complain_raw(text: &str) {
    let _cannot_be_told = write!(io::stderr(), "{text}");
}

/// Leaves the terminal as a shell wants it: cursor shown, and nothing private on it. For when
/// the program is ended from outside or by a fault; takes no lock it could wait for.
pub(crate) fn leave_terminal() {
    if !LIVE.load(Ordering::SeqCst) {
        return;
    }
    let clear = if PRIVATE.swap(false, Ordering::SeqCst) { CLEAR } else { "" };
    write_now(&format!("{PASTE_OFF}{SHOW_CURSOR}\r{clear}"));
}

/// Words that cannot wait, while somebody types.
pub(crate) fn interject(words: &str) {
    write_now(words);
}

/// The program is about to be stopped for a while: the shell gets its cursor and a fresh line.
pub(crate) fn step_aside() {
    if LIVE.load(Ordering::SeqCst) {
        write_now(&format!("{SHOW_CURSOR}\r\n"));
    }
}

#[cfg(unix)]
fn write_now(text: &str) {
    let _cannot_be_told = rustix::io::write(rustix::stdio::stdout(), text.as_bytes());
}

#[cfg(not(unix))]
fn write_now(text: &str) {
    let _cannot_be_told = write!(io::stdout(), "{text}");
}
