//! A chat bot with many sessions at once: each person has one, pauses are timers, and all of it
//! runs in one thread.
//!
//! `cargo run --example chat` reads lines like `ana: gb`: who writes, and what.

#![allow(clippy::print_stdout, reason = "a program at a terminal prints; the library may not")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tending::loader::Builtin;
use tending::session::{Act, Input, Output, Session, Start};
use tending::time::Moment;
use tending::{Engine, Program, load};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Instant, sleep_until};

/// Where the bot's words go: to whom, and what.
pub(crate) type Say = Rc<dyn Fn(&str, &str)>;

/// The bot: a session for everyone who wrote.
pub(crate) struct Chat {
    program: Arc<Program>,
    say: Say,
    /// The wall clock when the bot began, and the timers' clock then.
    began: (Moment, Instant),
    talks: RefCell<HashMap<String, UnboundedSender<String>>>,
}

impl Chat {
    /// A bot that plays `exercise`, from the instant `at`.
    pub(crate) fn new(exercise: &str, at: Moment, say: Say) -> Result<Rc<Chat>, Box<dyn Error>> {
        let loaded = load(&Engine::new(), &Builtin, exercise);
        let program = loaded.program.ok_or("its files have errors")?;
        let (began, talks) = ((at, Instant::now()), RefCell::default());
        Ok(Rc::new(Chat { program, say, began, talks }))
    }

    /// Someone wrote a line; who writes for the first time begins.
    pub(crate) fn hear(self: &Rc<Self>, who: &str, line: &str) {
        let mut talks = self.talks.borrow_mut();
        if let Some(talk) = talks.get(who) {
            let _over_already = talk.send(line.to_owned());
            return;
        }
        let (sender, lines) = unbounded_channel();
        talks.insert(who.to_owned(), sender);
        let (chat, who) = (self.clone(), who.to_owned());
        spawn_local(async move {
            if let Err(error) = chat.talk(&who, lines).await {
                (chat.say)(&who, &format!("({error})"));
            }
            chat.talks.borrow_mut().remove(&who);
        });
    }

    /// How many are in the middle of it.
    pub(crate) fn open(&self) -> usize {
        self.talks.borrow().len()
    }

    /// Now, by the clock the timers run on.
    fn now(&self) -> Moment {
        self.began.0.after(self.began.1.elapsed())
    }

    /// One person's session, from its first words to its end.
    async fn talk(
        &self,
        who: &str,
        mut lines: UnboundedReceiver<String>,
    ) -> Result<(), Box<dyn Error>> {
        let start = Start { at: self.now(), ..Start::default() };
        let mut session = Session::start(self.program.clone(), start)?;
        loop {
            let output = session.poll();
            match &output {
                Output::Say { text, .. } => (self.say)(who, &text.to_string()),
                Output::Ask(prompt) if !prompt.question.is_blank() => {
                    (self.say)(who, &prompt.question.to_string());
                }
                Output::Pause(pause) => {
                    let length = pause.ends.since(self.now()).as_secs();
                    (self.say)(who, &format!("(a pause of {length} seconds)"));
                }
                Output::End(ending) => {
                    (self.say)(who, &format!("[{}]", ending.name));
                    return Ok(());
                }
                _ => {}
            }
            if !output.is_resting() {
                continue;
            }
            // Whatever comes first: a line, or the instant at which time alone changes something.
            let late =
                session.deadline().unwrap_or_else(|| self.now().after(Duration::from_secs(86_400)));
            let wake = Instant::now() + late.since(self.now());
            let act = tokio::select! {
                line = lines.recv() => match line.as_deref() {
                    None | Some("/stop") => Act::Stop,
                    Some("/back") => Act::Back,
                    Some("/pause") => Act::Break,
                    Some("/skip") => Act::Skip,
                    Some(line) => Act::Answer(line.to_owned()),
                },
                () = sleep_until(wake) => Act::Time,
            };
            if let Err(error) = session.handle(Input::new(self.now(), act)) {
                (self.say)(who, &format!("({error})"));
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let at: Moment = "2026-01-05T18:00:00+01:00".parse()?; // a real host asks its clock
    let chat = Chat::new("safety", at, Rc::new(|who, text| println!("{who}< {text}")))?;
    LocalSet::new().block_on(&runtime, async move {
        // Standard input is read by a thread of its own; the bot stays in one.
        let (sender, mut read) = unbounded_channel();
        std::thread::spawn(move || {
            std::io::stdin().lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        println!("Write `name: words`.");
        while let Some(line) = read.recv().await {
            if let Some((who, words)) = line.split_once(':') {
                chat.hear(who.trim(), words.trim());
            }
        }
        println!("{} were in the middle of it.", chat.open());
        Ok(())
    })
}
