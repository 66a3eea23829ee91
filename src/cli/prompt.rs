//! How a prompt is shown: the question, the choices, what fits, and where one types. Reads
//! nothing from the keyboard.

use tending::session::{ChoiceView, Preview, Prompt, PromptKind};
use tending::text::Text;

use super::layout::{self, Tone};
use super::ui::Ui;

/// How much of a prompt is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// All of it.
    Whole,
    /// What fits, once more: the question still stands above.
    Hint,
}

/// Shows `prompt`; the words that stand before what is typed come back. `who` is the name of the
/// one person it is for. `drafts` says whether Tab brings a draft into the line.
pub(crate) fn show(
    ui: &mut Ui,
    prompt: &Prompt,
    amount: Amount,
    who: Option<&str>,
    drafts: bool,
) -> String {
    if amount == Amount::Whole {
        ui.gap();
        question(ui, prompt);
    }
    if let Some(draft) = prompt.draft.as_deref().filter(|draft| !draft.is_empty()) {
        ui.say("So far it reads:");
        ui.text_in(&Text::from_plain(draft), ui.indent(), Tone::Plain);
    }
    let help = if ui.look.accessible { "/help says more" } else { "/help" };
    let hints = hints(prompt, drafts);
    let hints: Vec<&str> = hints.iter().map(String::as_str).chain([help]).collect();
    ui.hint(&hints);
    ui.prompt(&label(prompt, ui.look.accessible, who))
}

fn question(ui: &mut Ui, prompt: &Prompt) {
    if !prompt.question.is_blank() {
        ui.text_in(&prompt.question, "", Tone::Strong);
    }
    match &prompt.kind {
        PromptKind::Name { role } if prompt.question.is_blank() => {
            ui.toned(&name_question(role), Tone::Strong);
        }
        PromptKind::Choose { choices, .. } => show_choices(ui, choices),
        PromptKind::Rate { from, to, low: Some(low), high: Some(high) } if ui.look.accessible => {
            ui.say(&format!("{from} means {}, {to} means {}.", low.plain(), high.plain()));
        }
        PromptKind::Rate { from, to, low, high } => {
            ends(ui, *from, low.as_ref());
            ends(ui, *to, high.as_ref());
        }
        PromptKind::Share { previews, with } => {
            share(ui, previews, with, prompt.question.is_blank());
        }
        PromptKind::Invite { role } => {
            if prompt.question.is_blank() {
                ui.toned(&format!("Can someone join now, as \"{role}\"?"), Tone::Strong);
            }
            for (number, words) in [("1", "now"), ("2", "later"), ("3", "no")] {
                ui.hang(&format!("  {number}  "), words, Tone::Plain);
            }
        }
        PromptKind::List { given, .. } => {
            for item in given {
                ui.hang("- ", item, Tone::Plain);
            }
        }
        _ => {}
    }
}

/// How a name is asked for.
pub(crate) fn name_question(role: &str) -> String {
    format!("Who is here as \"{role}\"? A first name, or any name you like.")
}

fn ends(ui: &mut Ui, number: i64, words: Option<&Text>) {
    if let Some(words) = words.filter(|words| !words.is_blank()) {
        ui.hang(&format!("  {number}  "), words.plain(), Tone::Plain);
    }
}

/// Numbered choices: in families side by side, otherwise one a line.
fn show_choices(ui: &mut Ui, choices: &[ChoiceView]) {
    let digits = choices.len().to_string().len();
    if ui.look.accessible || choices.iter().all(|choice| choice.family.is_none()) {
        let mut family = None;
        for (index, choice) in choices.iter().enumerate() {
            if choice.family.as_deref() != family {
                family = choice.family.as_deref();
                ui.say(&format!("{}:", family.unwrap_or("Others")));
            }
            let number = format!("  {:>digits$}  ", index + 1);
            ui.hang(&number, choice.text.plain(), Tone::Plain);
        }
        return;
    }
    let mut rest: Vec<(usize, &ChoiceView)> = (1..).zip(choices).collect();
    while let Some((_, first)) = rest.first() {
        let same = |(_, choice): &&(usize, &ChoiceView)| choice.family == first.family;
        let count = rest.iter().take_while(same).count();
        let cards: Vec<(usize, &ChoiceView)> = rest.drain(..count).collect();
        show_family(ui, &cards);
    }
}

fn show_family(ui: &mut Ui, cards: &[(usize, &ChoiceView)]) {
    if let Some(family) = cards.first().and_then(|(_, card)| card.family.as_deref()) {
        ui.toned(family, Tone::Emphasis);
    }
    let pieces: Vec<String> =
        cards.iter().map(|(number, card)| format!("{number} {}", card.text.plain())).collect();
    for line in layout::flow(&pieces, ui.width(), "  ") {
        ui.line(&line);
    }
}

/// What would be shown, in the form in which it would be.
fn share(ui: &mut Ui, previews: &[Preview], with: &[String], asks: bool) {
    let who = names(with, "the others");
    if asks {
        ui.toned(&format!("May {who} see this?"), Tone::Strong);
    }
    for preview in previews {
        ui.block(&preview.text, None);
        ui.gap();
    }
    ui.say(&format!("This is what {who} would see, word for word."));
}

/// Names as they stand in a sentence.
pub(crate) fn names(names: &[String], nobody: &str) -> String {
    match names {
        [] => nobody.to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What fits, and what Enter alone does.
fn hints(prompt: &Prompt, drafts: bool) -> Vec<String> {
    let mut parts = vec![fits(&prompt.kind)];
    if prompt.draft.as_ref().is_some_and(|draft| !draft.is_empty()) {
        parts = vec!["Enter keeps these words".to_owned()];
        if drafts {
            parts.push("Tab brings them into the line".to_owned());
        }
        parts.push("or write them anew".to_owned());
        if matches!(prompt.kind, PromptKind::Words { many_lines: true }) {
            parts.push("an empty line ends".to_owned());
        }
    } else if prompt.required.is_none() && may_skip(&prompt.kind) {
        parts.push("/skip leaves it out".to_owned());
    }
    parts
}

fn may_skip(kind: &PromptKind) -> bool {
    use PromptKind::{Date, Integer, List, Number, Rate, Time, Words};
    match kind {
        List { given, .. } => given.is_empty(),
        Words { .. } | Integer { .. } | Number { .. } | Date | Time | Rate { .. } => true,
        _ => false,
    }
}

fn fits(kind: &PromptKind) -> String {
    match kind {
        PromptKind::Continue => "Enter goes on".to_owned(),
        PromptKind::Words { many_lines: false } => "your words, then Enter".to_owned(),
        PromptKind::Words { many_lines: true } => {
            "as many lines as you like, an empty one ends".to_owned()
        }
        PromptKind::List { given, min, max, .. } => list(given.len(), *min, *max),
        PromptKind::Integer { min, max } => bounds("a whole number", *min, *max),
        PromptKind::Number { min, max } => bounds("a number", *min, *max),
        PromptKind::Date => "a date like 2026-01-31".to_owned(),
        PromptKind::Time => "a time like 18:30".to_owned(),
        PromptKind::Choose { other, pick, ranked, choices } => {
            choose(*other, *pick, *ranked, choices.len())
        }
        PromptKind::Rate { from, to, .. } => format!("a number from {from} to {to}"),
        PromptKind::Confirm | PromptKind::Share { .. } => "yes or no".to_owned(),
        PromptKind::Invite { .. } => "a number from 1 to 3".to_owned(),
        PromptKind::Name { .. } => "any name, then Enter".to_owned(),
        _ => "your answer, then Enter".to_owned(),
    }
}

fn list(given: usize, min: usize, max: usize) -> String {
    match (given, max.saturating_sub(given)) {
        (0, _) if min > 1 => format!("one at a time, {min} to {max}; an empty line ends"),
        (0, _) => format!("one at a time, up to {max}; an empty line ends"),
        (given, _) if given < min => format!("one more, at least {}", min - given),
        (_, left) => format!("one more, up to {left}; an empty line ends"),
    }
}

fn bounds<N: std::fmt::Display>(what: &str, min: Option<N>, max: Option<N>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
        (Some(min), None) => format!("{what}, {min} or more"),
        (None, Some(max)) => format!("{what}, {max} or less"),
        (None, None) => what.to_owned(),
    }
}

fn choose(other: bool, pick: Option<(usize, usize)>, ranked: bool, choices: usize) -> String {
    let own = if other { ", or your own words" } else { "" };
    let Some((min, max)) = pick else {
        return match choices {
            2 => format!("1 or 2{own}"),
            more => format!("a number from 1 to {more}{own}"),
        };
    };
    let count = match (min, max.min(choices)) {
        (0, max) => format!("up to {max} numbers"),
        (min, max) if min == max => format!("{max} numbers"),
        (1, 2) => "1 or 2 numbers".to_owned(),
        (min, max) => format!("{min} to {max} numbers"),
    };
    let order = if ranked { ", the most important first" } else { "" };
    format!("{count}, such as 1 3{order}{own}")
}

/// What stands where one types.
fn label(prompt: &Prompt, accessible: bool, who: Option<&str>) -> String {
    if !accessible {
        return who.map_or_else(|| "> ".to_owned(), |name| format!("{name}> "));
    }
    let what = match &prompt.kind {
        PromptKind::Continue => "Press Enter",
        PromptKind::Choose { .. } | PromptKind::Invite { .. } => "Choose",
        PromptKind::Integer { .. } | PromptKind::Number { .. } | PromptKind::Rate { .. } => {
            "Number"
        }
        PromptKind::Confirm | PromptKind::Share { .. } => "Yes or no",
        _ => "Answer",
    };
    who.map_or_else(|| format!("{what}: "), |name| format!("{name}. {what}: "))
}
