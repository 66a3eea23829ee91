//! Lines typed by a person: rustyline without any history of answers, or plain lines where the
//! terminal shall not be redrawn. Knows nothing of what a line means.

use std::io::{self, BufRead};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rustyline::completion::Completer;
use rustyline::config::{BellStyle, Builder, ColorMode};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Context, ExternalPrinter, Helper};

use super::{signals, slash, ui};

/// What came from the keyboard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A line, or several where several were asked for.
    Line(String),
    /// The end of input.
    End,
    /// Ctrl-C.
    Interrupt,
}

/// How a line is asked for.
#[derive(Debug, Default)]
pub(crate) struct Asked<'a> {
    /// What stands before it.
    pub(crate) prompt: &'a str,
    /// What stands in it to begin with.
    pub(crate) begun: &'a str,
    /// Words that Tab puts into it while it is empty.
    pub(crate) draft: Option<&'a str>,
    /// Several lines are taken, up to an empty one.
    pub(crate) many: bool,
    /// Words to show above the line, each after so long; in order.
    pub(crate) later: Vec<(Duration, String)>,
    /// Something may change while one types: what tells so.
    pub(crate) changed: Option<Arc<AtomicBool>>,
}

/// The keyboard, a line at a time.
pub(crate) struct Editor {
    line: Option<Box<rustyline::Editor<Lines, MemHistory>>>,
    plain: bool,
}

impl Editor {
    /// An editor; `plain` leaves all editing to the terminal.
    pub(crate) fn new(plain: bool) -> Editor {
        Editor { line: None, plain }
    }

    /// Whether Tab can bring a draft into the line.
    pub(crate) fn brings_drafts(&self) -> bool {
        !self.plain
    }

    /// Forgets everything that was typed or cut, for the one who has the keyboard next.
    pub(crate) fn forget(&mut self) {
        self.line = None;
    }

    /// One line (or several).
    ///
    /// # Errors
    ///
    /// What was typed is no text, or the terminal failed.
    pub(crate) fn read(&mut self, asked: &Asked<'_>) -> io::Result<Typed> {
        if self.plain {
            let _until_read = remind_plainly(asked.prompt.to_owned(), asked.later.clone());
            return plain(asked.many);
        }
        let editor = match &mut self.line {
            Some(editor) => editor,
            empty => empty.insert(Box::new(fresh()?)),
        };
        if let Some(lines) = editor.helper_mut() {
            lines.many = asked.many;
            lines.draft = asked.draft.map(str::to_owned);
        }
        let _until_read = remind(editor, asked.later.clone());
        let _until_read_too = asked.changed.clone().and_then(|changed| tell(editor, changed));
        // The editor switches the modes by itself, in a moment.
        drop(signals::changing_modes());
        let read = editor.readline_with_initial(asked.prompt, (asked.begun, ""));
        match read {
            Ok(line) => Ok(Typed::Line(line)),
            Err(ReadlineError::Eof) => Ok(Typed::End),
            Err(ReadlineError::Interrupted) => Ok(Typed::Interrupt),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(not_text())
            }
            Err(_gone) => Ok(Typed::End),
        }
    }
}

fn fresh() -> io::Result<rustyline::Editor<Lines, MemHistory>> {
    let config = config().map_err(io::Error::other)?;
    let history = MemHistory::with_config(&config);
    let mut editor = rustyline::Editor::with_history(config, history).map_err(io::Error::other)?;
    editor.set_helper(Some(Lines::default()));
    Ok(editor)
}

fn config() -> rustyline::Result<Config> {
    let builder: Builder = Config::builder()
        .max_history_size(0)?
        .auto_add_history(false)
        .bell_style(BellStyle::None)
        .color_mode(ColorMode::Disabled);
    Ok(builder.build())
}

/// Shows words above the line, each after so long, unless what is returned was dropped before.
fn remind(
    editor: &mut rustyline::Editor<Lines, MemHistory>,
    later: Vec<(Duration, String)>,
) -> Option<mpsc::Sender<()>> {
    if later.is_empty() {
        return None;
    }
    let mut printer = editor.create_external_printer().ok()?;
    in_time(later, move |words| {
        let _gone = printer.print(format!("{words}\n"));
    })
}

/// The same where the terminal edits the line: below it, with the prompt once more.
fn remind_plainly(prompt: String, later: Vec<(Duration, String)>) -> Option<mpsc::Sender<()>> {
    in_time(later, move |words| ui::interject(&format!("\n{words}\n{prompt}")))
}

/// Says words, each after so long, unless what is returned was dropped before.
fn in_time(
    later: Vec<(Duration, String)>,
    mut say: impl FnMut(&str) + Send + 'static,
) -> Option<mpsc::Sender<()>> {
    if later.is_empty() {
        return None;
    }
    let (keep, dropped) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let mut passed = Duration::ZERO;
        for (at, words) in later {
            let wait = at.saturating_sub(passed);
            if dropped.recv_timeout(wait) != Err(mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            passed = at;
            say(&words);
        }
    });
    Some(keep)
}

/// What is said above the line when something changed.
const CHANGED: &str = "(The files have changed. Enter shows them; your words stay.)";
/// How often is looked whether something changed.
const LOOK: Duration = Duration::from_millis(60);

/// Says above the line that something changed, unless what is returned was dropped before.
fn tell(
    editor: &mut rustyline::Editor<Lines, MemHistory>,
    changed: Arc<AtomicBool>,
) -> Option<mpsc::Sender<()>> {
    let mut printer = editor.create_external_printer().ok()?;
    let (keep, dropped) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        while dropped.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Timeout) {
            if changed.load(Ordering::SeqCst) {
                let _gone = printer.print(format!("{CHANGED}\n"));
                return;
            }
        }
    });
    Some(keep)
}

/// Lines as the terminal itself edits them.
pub(crate) fn plain(many: bool) -> io::Result<Typed> {
    let mut lines = String::new();
    loop {
        let mut bytes = Vec::new();
        let read = match io::stdin().lock().read_until(b'\n', &mut bytes) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_gone) => 0,
        };
        if read == 0 {
            return Ok(if lines.is_empty() { Typed::End } else { Typed::Line(lines) });
        }
        let line = String::from_utf8(bytes).map_err(|_| not_text())?;
        let line = line.trim_end_matches(['\n', '\r']);
        if !many || line.is_empty() || slash::is_command(line) {
            if !line.is_empty() {
                lines.push_str(line);
            }
            return Ok(Typed::Line(lines));
        }
        lines.push_str(line);
        lines.push('\n');
    }
}

fn not_text() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what came in is not text (it is no UTF-8)")
}

/// Where a line ends, and what Tab completes: commands, and of answers only the draft.
#[derive(Debug, Default)]
struct Lines {
    many: bool,
    draft: Option<String>,
}

impl Validator for Lines {
    fn validate(&self, typed: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let typed = typed.input();
        let last = typed.rsplit('\n').next().unwrap_or("");
        let whole = !self.many
            || last.is_empty()
            || slash::is_command(last)
            || (typed.starts_with('/') && !typed.starts_with("//") && !typed.contains('\n'))
            || self.draft.as_deref() == Some(typed);
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for Lines {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        if line.is_empty() {
            return Ok((0, self.draft.clone().into_iter().collect()));
        }
        let begun = line.get(..at).unwrap_or(line);
        let names = slash::COMMANDS.iter().map(|(name, _)| (*name).to_owned());
        let fits = begun.starts_with('/').then(|| names.filter(|n| n.starts_with(begun)));
        Ok((0, fits.map(Iterator::collect).unwrap_or_default()))
    }
}

impl Hinter for Lines {
    type Hint = String;
}
impl Highlighter for Lines {}
impl Helper for Lines {}
