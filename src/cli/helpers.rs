//! `tending helpers`: which text helpers there are, and what they notice. Notices nothing itself.

use std::io::{IsTerminal, Read};

use serde::Serialize;
use tending::helpers::{Danger, Finding, Helper, Tier, check_all};
use tending::suggest;

use super::layout::{Tone, columns};
use super::ui::{Ui, clean};
use super::{Failure, exit};

/// Shows the text helpers, or what one of them notices in a text.
///
/// `tending helpers` lists them. `tending helpers absolutes "you never listen"` shows what would
/// be noticed, where, and what is suggested. Without TEXT, texts are read from standard input, one
/// a line. `all` in place of a name asks all of them.
///
/// The exit code is 0 whether something is noticed or not.
#[derive(Debug, clap::Args)]
pub(crate) struct Helpers {
    /// The name of a helper, or `all`
    name: Option<String>,
    /// The text to look at
    text: Option<String>,
    /// What the other person had said (only `mirror` reads it)
    #[arg(long, value_name = "TEXT")]
    original: Option<String>,
    /// One result a line, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Noticed<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

/// Lists the helpers, or shows what is noticed.
pub(crate) fn run(helpers: &Helpers, ui: &mut Ui) -> Result<u8, Failure> {
    let Some(name) = &helpers.name else {
        list(helpers, ui);
        return Ok(exit::DONE);
    };
    let chosen = by_name(name)?;
    let texts = match &helpers.text {
        Some(text) => vec![text.clone()],
        None if std::io::stdin().is_terminal() => return Ok(how_to_try(&chosen, ui)),
        None => from_input()?,
    };
    for text in &texts {
        let findings = check_all(&chosen, text, helpers.original.as_deref());
        if helpers.json {
            let result = Noticed { text, findings };
            let line = serde_json::to_string(&result)
                .map_err(|error| Failure::failed(error.to_string()))?;
            ui.raw(&format!("{line}\n"));
        } else {
            show(ui, text, &findings);
        }
    }
    Ok(exit::DONE)
}

fn list(helpers: &Helpers, ui: &mut Ui) {
    let widest = Helper::ALL.iter().map(|helper| columns(helper.name())).max().unwrap_or(0);
    for helper in Helper::ALL {
        if helpers.json {
            let (name, summary) = (helper.name(), helper.summary());
            let line = serde_json::json!({ "name": name, "summary": summary });
            ui.raw(&format!("{line}\n"));
        } else {
            ui.hang(&format!("{:<widest$}  ", helper.name()), helper.summary(), Tone::Plain);
        }
    }
}

fn by_name(name: &str) -> Result<Vec<Helper>, Failure> {
    if name == "all" {
        return Ok(Helper::ALL.to_vec());
    }
    if let Some(helper) = Helper::ALL.into_iter().find(|helper| helper.name() == name) {
        return Ok(vec![helper]);
    }
    let near = suggest::nearest(name, Helper::ALL.iter().map(|helper| helper.name()));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tending helpers` lists them".to_owned(),
    };
    Err(Failure::usage(format!("there is no helper `{}`; {hint}", clean(name))))
}

fn how_to_try(chosen: &[Helper], ui: &mut Ui) -> u8 {
    if let [helper] = chosen {
        ui.say(&format!("{}: {}", helper.name(), helper.summary()));
        ui.say(&format!("To try it: tending helpers {} \"a sentence\"", helper.name()));
    } else {
        ui.say("To try them: tending helpers all \"a sentence\"");
    }
    exit::DONE
}

fn from_input() -> Result<Vec<String>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::failed(format!("cannot read the input: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::failed("the input is not text (it is no UTF-8)"))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn show(ui: &mut Ui, text: &str, findings: &[Finding]) {
    ui.gap();
    ui.hang("  ", text, Tone::Plain);
    if findings.is_empty() {
        ui.say("Nothing to notice.");
    }
    for finding in findings {
        let words = text.get(finding.span.clone()).unwrap_or("");
        let tier = tier(finding);
        let name = finding.helper.name();
        ui.toned(&format!("{name}: \u{201c}{words}\u{201d}{tier}"), Tone::Strong);
        ui.hang("  Noticed: ", &finding.why, Tone::Plain);
        if !finding.suggestion.is_empty() {
            ui.hang("  Perhaps: ", &finding.suggestion, Tone::Plain);
        }
    }
}

/// How plainly danger was told, and where it comes from.
fn tier(finding: &Finding) -> String {
    let plainly = match finding.tier {
        Some(Tier::Plain) => "said plainly",
        Some(Tier::Soft) => "hinted at",
        None => return String::new(),
    };
    match finding.danger {
        Some(Danger::ToSelf) => format!(" ({plainly}, danger to oneself)"),
        Some(Danger::FromAnother) => format!(" ({plainly}, danger from another)"),
        None => format!(" ({plainly})"),
    }
}
