//! The loop: what the session says is shown, what it waits for is asked, what is typed goes in
//! with its time. Knows nothing of what an exercise is about.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tending::scenario::Recording;
use tending::session::{Act, Input, Notice, Output, Prompt, PromptKind, Session, SessionError, To};
use tending::time::Moment;
use tending::value::Person;

use super::answers::Answers;
use super::clock::Clock;
use super::countdown::Countdown;
use super::editor::{Asked, Editor};
use super::keeping::{self, Keeping};
use super::keys::Keys;
use super::prompt::{self, Amount};
use super::reading::{idle, read};
use super::slash::{self, Said};
use super::trace::Trace;
use super::ui::Ui;
use super::view;
use super::watch::Watch;

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// At an ending of the exercise.
    Done,
    /// Stopped by `/stop`.
    Stopped,
    /// Left by `/quit`, or the input ended.
    Quit,
    /// Left by `/x`: nothing more is said.
    Vanished,
    /// Ctrl-C.
    Interrupted,
    /// The files changed that are looked at; what was being typed.
    Changed(Option<String>),
    /// The answers file ended at this question.
    RanOut(String),
    /// Something failed: what, in words.
    Failed(String),
}

/// Where answers come from.
pub(crate) enum Hand {
    /// A person.
    Keyboard(Editor),
    /// A file; no time passes but in pauses.
    File(Answers),
}

/// One run.
pub(crate) struct Drive<'a> {
    pub(super) ui: &'a mut Ui,
    pub(super) session: Session,
    pub(super) hand: &'a mut Hand,
    pub(super) clock: Clock,
    /// Pauses are waited for.
    pub(super) pauses: bool,
    pub(super) last_input: Moment,
    pub(super) countdown: Option<Countdown>,
    pub(super) keys: Option<Keys>,
    pub(super) private: Option<Person>,
    last: Option<Arc<Prompt>>,
    corrected: bool,
    pub(super) unread: bool,
    draft: Option<String>,
    recording: Option<&'a mut Recording>,
    keeping: Option<Keeping>,
    trace: Option<Trace>,
    pub(super) watch: Option<&'a Watch>,
    /// What stands in the next line to begin with.
    begun: Option<String>,
}

impl<'a> Drive<'a> {
    /// A run of `session` from where it stands.
    pub(crate) fn new(
        ui: &'a mut Ui,
        session: Session,
        hand: &'a mut Hand,
        mut clock: Clock,
        pauses: bool,
    ) -> Drive<'a> {
        let last_input = clock.now();
        Drive {
            ui,
            session,
            hand,
            clock,
            pauses,
            last_input,
            countdown: None,
            keys: None,
            private: None,
            last: None,
            corrected: false,
            unread: false,
            draft: None,
            recording: None,
            keeping: None,
            trace: None,
            watch: None,
            begun: None,
        }
    }

    /// The same, until files change that are looked at; `begun` stands in the first line.
    pub(crate) fn watched(self, watch: &'a Watch, begun: Option<String>) -> Drive<'a> {
        let (begun, draft) = if self.brings_drafts() { (begun, None) } else { (None, begun) };
        Drive { watch: Some(watch), begun, draft, ..self }
    }

    /// The same, written down as it goes.
    pub(crate) fn recorded(self, recording: &'a mut Recording) -> Drive<'a> {
        Drive { recording: Some(recording), ..self }
    }

    /// The same, kept in the journal if there is where.
    pub(crate) fn kept(self, keeping: Option<Keeping>) -> Drive<'a> {
        Drive { keeping, ..self }
    }

    /// The same, where words stand on the screen already that a hand-over must not take away unread.
    pub(crate) fn introduced(self) -> Drive<'a> {
        Drive { unread: true, ..self }
    }

    /// The same; what happens is written to a file, if there is one.
    pub(crate) fn traced(mut self, mut trace: Option<Trace>) -> Drive<'a> {
        trace.iter_mut().for_each(|trace| trace.write(&mut self.session));
        Drive { trace, ..self }
    }

    /// Runs to the end, whichever it is. What is private does not stay on the screen.
    pub(crate) fn run(self) -> Outcome {
        self.run_and_keep().0
    }

    /// The same; the session comes back.
    pub(crate) fn run_and_keep(mut self) -> (Outcome, Session) {
        self.ui.holds_private();
        let outcome = loop {
            if self.ui.is_broken() {
                break Outcome::Quit;
            }
            let output = self.session.poll();
            if let Some(recording) = &mut self.recording {
                recording.output(&output, self.session.is_kept());
            }
            if !matches!(output, Output::Pause(_)) {
                self.leave_pause();
            }
            self.cover(&output);
            match self.step(output) {
                Ok(()) => {}
                Err(outcome) => break outcome,
            }
        };
        self.leave_pause();
        self.farewell(&outcome);
        (outcome, self.session)
    }

    /// Whether files changed that are looked at.
    pub(super) fn has_changed(&self) -> bool {
        self.watch.is_some_and(Watch::changed)
    }

    /// How long to wait for a key where `longest` would do without anything to look at.
    pub(super) fn longest_wait(&self, longest: Duration) -> Duration {
        if self.watch.is_some() { longest.min(Duration::from_millis(60)) } else { longest }
    }

    fn step(&mut self, output: Output) -> Result<(), Outcome> {
        match output {
            Output::Ask(prompt) => self.ask(&prompt),
            Output::Pause(pause) => self.pause(&pause),
            Output::HandOver(hand_over) => self.hand_over(&hand_over),
            Output::End(ending) => {
                let together = self.together();
                let stored = self.recording.is_some() || self.keeping.is_some();
                view::show_ending(self.ui, &ending, together, stored);
                if let Some(keeping) = &mut self.keeping {
                    keeping.conclude(self.ui, self.hand, &self.session, self.last_input)?;
                }
                Err(if ending.stopped { Outcome::Stopped } else { Outcome::Done })
            }
            Output::Notice { notice: Notice::PauseMatters, .. } if !self.pauses => Ok(()),
            other => {
                self.corrected = matches!(other, Output::Reject { .. } | Output::Nudge { .. });
                self.unread = true;
                view::show(self.ui, &other);
                Ok(())
            }
        }
    }

    /// Takes one person's words off the screen before anything for someone else is on it.
    fn cover(&mut self, output: &Output) {
        // Who is still here reads to the end first; a hand-over clears then.
        if matches!(output, Output::HandOver(_)) {
            return;
        }
        let to = output.to();
        let left = self.together() && self.private.is_some_and(|person| to != To::One(person));
        let joins =
            matches!(output, Output::Ask(prompt) if matches!(prompt.kind, PromptKind::Name { .. }));
        // Until someone joins, all that was said is the words of the one who sat here alone.
        if left || (joins && !self.corrected) {
            self.ui.clear();
            self.private = None;
            self.last = None;
            self.draft = None;
            self.forget_typed();
        }
        if let (true, To::One(person)) = (self.together(), to) {
            self.private = Some(person);
        }
        self.ui.holds_private();
    }

    /// Whether more than one person shares the keyboard; someone may join on the way.
    fn together(&self) -> bool {
        !self.session.name(Person::new(1)).is_empty()
    }

    pub(super) fn forget_typed(&mut self) {
        if let Hand::Keyboard(editor) = self.hand {
            editor.forget();
        }
    }

    fn farewell(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Vanished => {
                self.ui.clear();
                self.ui.leave();
            }
            Outcome::Interrupted => {
                self.ui.clear();
                let words = self.left("Interrupted.");
                self.ui.say(&words);
            }
            Outcome::Quit | Outcome::Failed(_) if self.private.is_some() => {
                self.ui.clear();
                let words = self.left("Left.");
                self.ui.say(&words);
            }
            Outcome::Quit => {
                self.ui.gap();
                let words = self.left("Left.");
                self.ui.say(&words);
            }
            _ => {}
        }
        self.forget_typed();
        self.ui.holds_nothing();
    }

    /// What is said to someone who left.
    fn left(&self, how: &str) -> String {
        match (&self.keeping, self.recording.is_some()) {
            (Some(keeping), _) => format!("{how} {}", keeping.how_to_go_on()),
            (None, true) => how.to_owned(),
            (None, false) => format!("{how} Nothing was kept."),
        }
    }

    /// Tells the session what happened, now.
    pub(super) fn act(&mut self, act: Act) -> Result<(), Outcome> {
        let now = self.clock.now();
        self.last_input = now;
        self.unread = false;
        let time = act == Act::Time;
        let words = if let Act::Answer(words) = &act { Some(words.clone()) } else { None };
        let input = Input::new(now, act);
        let Err(error) = self.handle(input.clone()) else { return self.keep(&input) };
        // Where nobody can choose another way, trying again would never end.
        if time || matches!(self.hand, Hand::File(_)) {
            return Err(Outcome::Failed(error.to_string()));
        }
        self.ui.gap();
        view::show_trouble(self.ui, &error.to_string());
        self.draft = words;
        Ok(())
    }

    /// What came of `input` is on the disk before it is shown.
    fn keep(&mut self, input: &Input) -> Result<(), Outcome> {
        let Some(keeping) = &mut self.keeping else { return Ok(()) };
        let mut written = keeping.welcome(self.ui, self.hand, &self.session)?;
        if written.is_ok() {
            written = keeping.write(&self.session, Some(input), input.at);
        }
        if let Err(trouble) = written {
            self.keeping = None;
            keeping::unkept(self.ui, &trouble);
        }
        Ok(())
    }

    fn handle(&mut self, input: Input) -> Result<(), SessionError> {
        let Some(recording) = &mut self.recording else {
            let done = self.session.handle(input);
            self.trace.iter_mut().for_each(|trace| trace.write(&mut self.session));
            return done;
        };
        let (step, deadline) = (self.session.step(), self.session.deadline());
        self.session.handle(input.clone())?;
        recording.input(&input, self.session.is_kept(), &step, deadline);
        Ok(())
    }

    fn ask(&mut self, prompt: &Arc<Prompt>) -> Result<(), Outcome> {
        if matches!((&*self.hand, &prompt.kind), (Hand::File(_), PromptKind::Continue)) {
            self.ui.gap();
            self.ui.text(&prompt.question);
            return self.act(Act::Ready);
        }
        let mut shown = Prompt::clone(prompt);
        if let (Hand::File(_), PromptKind::Words { many_lines }) = (&*self.hand, &mut shown.kind) {
            *many_lines = false;
        }
        let mut amount = self.amount(prompt);
        self.last = Some(prompt.clone());
        self.corrected = false;
        loop {
            shown.draft = self.draft.take().or(shown.draft);
            let line = self.show_and_read(&shown, amount)?;
            let (before, line) = slash::split(&line);
            match slash::read(line) {
                Said::Words(words) if self.are_lost(&shown, &words) => {
                    self.ui.gap();
                    self.ui.say("Nothing is asked here, so these words go nowhere.");
                }
                Said::Words(words) => return self.answer(&shown, &words),
                Said::Unknown(name, near) => self.unknown(&name, &near),
                Said::Act(act) => {
                    self.draft = before;
                    return self.act(act);
                }
                Said::Quit => return Err(Outcome::Quit),
                Said::Vanish => return Err(Outcome::Vanished),
            }
            self.draft = before;
            amount = Amount::Hint;
        }
    }

    /// Whether `words` were typed where nothing is asked, and do not stop the exercise either.
    fn are_lost(&self, prompt: &Prompt, words: &str) -> bool {
        let words = words.trim().to_lowercase();
        let stop = self.session.program().stop_word();
        let stops = stop.is_some_and(|word| word.plain().trim().to_lowercase() == words);
        prompt.kind == PromptKind::Continue && !words.is_empty() && !stops
    }

    /// A question that still stands right above is not said again.
    fn amount(&self, prompt: &Prompt) -> Amount {
        let goes_on = matches!(&prompt.kind, PromptKind::List { given, .. } if !given.is_empty());
        let same = self
            .last
            .as_ref()
            .is_some_and(|last| last.step == prompt.step && last.question == prompt.question);
        if same && (self.corrected || goes_on) { Amount::Hint } else { Amount::Whole }
    }

    fn show_and_read(&mut self, prompt: &Prompt, amount: Amount) -> Result<String, Outcome> {
        let one = match prompt.to {
            To::One(person) if self.together() => Some(person),
            _ => None,
        };
        let name = one.map(|person| self.session.name(person).to_owned());
        let drafts = self.brings_drafts();
        let label = prompt::show(self.ui, prompt, amount, name.as_deref(), drafts);
        let later = self.reminders(prompt);
        let many = matches!(prompt.kind, PromptKind::Words { many_lines: true });
        let draft = prompt.draft.as_deref();
        let changed = self.watch.map(Watch::flag);
        let begun = self.begun.take().unwrap_or_default();
        let asked = Asked { prompt: &label, begun: &begun, draft, many, later, changed };
        let missing = || format!("\"{}\" (step {})", one_line(prompt), prompt.step);
        if let (Some(watch), Hand::Keyboard(editor)) = (self.watch, &*self.hand)
            && idle(self.ui, watch, &asked, editor.brings_drafts())?
        {
            return Err(Outcome::Changed(Some(begun).filter(|begun| !begun.is_empty())));
        }
        let line = read(self.ui, self.hand, &asked, missing)?;
        match self.has_changed() {
            true => Err(Outcome::Changed(Some(line).filter(|line| !line.trim().is_empty()))),
            false => Ok(line),
        }
    }

    /// What is said above the line when time is nearly up, and up, while somebody types.
    fn reminders(&mut self, prompt: &Prompt) -> Vec<(Duration, String)> {
        let Some(first) = self.session.deadline() else { return Vec::new() };
        let now = self.clock.now();
        let mut said = Vec::new();
        let ends = prompt.deadline.filter(|ends| first.unix_ms < ends.unix_ms);
        if let Some(ends) = ends {
            let left = view::spoken(ends.since(first).as_secs());
            said.push((first.since(now), format!("(About {left} left here.)")));
        }
        let up = "(The time for this is up. Finish your words; Enter goes on.)";
        said.push((ends.unwrap_or(first).since(now), up.to_owned()));
        said
    }

    fn answer(&mut self, prompt: &Prompt, words: &str) -> Result<(), Outcome> {
        let alone = matches!(self.hand, Hand::File(_));
        self.act(answer(prompt, words, alone))
    }

    pub(super) fn unknown(&mut self, name: &str, near: &[&str]) {
        self.ui.gap();
        self.ui.say(&format!("There is no {name}. Likely: {}.", near.join(", ")));
    }

    /// A line for a command, where keys were waited for; `begun` stands in it already, `whole`
    /// if its Enter came too.
    pub(super) fn command_line(
        &mut self,
        (begun, whole): (String, bool),
    ) -> Result<Option<Act>, Outcome> {
        let begun = format!("/{begun}");
        let line = if whole {
            begun
        } else {
            let asked = Asked { prompt: "> ", begun: &begun, ..Asked::default() };
            let line = read(self.ui, self.hand, &asked, String::new)?;
            let typed_alone = !self.brings_drafts() && !line.trim().is_empty();
            if typed_alone && !line.trim_start().starts_with('/') {
                format!("{begun}{line}")
            } else {
                line
            }
        };
        match slash::read(&line) {
            Said::Act(act) => return Ok(Some(act)),
            Said::Quit => return Err(Outcome::Quit),
            Said::Vanish => return Err(Outcome::Vanished),
            Said::Unknown(name, near) if name != "/" => self.unknown(&name, &near),
            Said::Unknown(..) | Said::Words(_) => {}
        }
        Ok(None)
    }

    /// Whether Tab brings a draft into the line where one types.
    fn brings_drafts(&self) -> bool {
        match &*self.hand {
            Hand::Keyboard(editor) => editor.brings_drafts(),
            Hand::File(_) => false,
        }
    }
}

/// What `words` mean at `prompt`. In lines that nobody looks at (`alone`), an empty one skips.
pub(super) fn answer(prompt: &Prompt, words: &str, alone: bool) -> Act {
    let words = words.trim_end_matches('\n');
    let empty = words.trim().is_empty();
    let unchanged = prompt.draft.as_deref() == Some(words) || empty;
    match &prompt.kind {
        PromptKind::Continue if empty => Act::Ready,
        _ if prompt.nudged && unchanged => Act::Keep,
        PromptKind::List { .. } => Act::Answer(words.to_owned()),
        _ if empty && prompt.draft.is_some() => {
            Act::Answer(prompt.draft.clone().unwrap_or_default())
        }
        _ if empty && alone && prompt.required.is_none() => Act::Skip,
        _ => Act::Answer(words.to_owned()),
    }
}

pub(super) fn failed(error: &io::Error) -> Outcome {
    Outcome::Failed(format!("the terminal could not be read: {error}"))
}

fn one_line(prompt: &Prompt) -> String {
    let words: Vec<&str> = prompt.question.plain().split_whitespace().collect();
    words.join(" ")
}
