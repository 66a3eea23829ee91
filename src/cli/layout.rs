//! Text to lines of a width, with what each stretch is; knows no escape codes and writes nothing.

use std::ops::Range;

use tending::text::{Role, Text};
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

/// What a stretch of a line is, as far as it may look different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing special.
    Plain,
    /// Stressed a little.
    Emphasis,
    /// Stressed: strong words, headings, names.
    Strong,
    /// Set back: hints.
    Quiet,
}

/// One line: stretches that stand side by side.
pub(crate) type Line = Vec<(Tone, String)>;

/// The columns `text` takes.
pub(crate) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` in lines of at most `width` columns, each begun with `lead`.
pub(crate) fn text_lines(text: &Text, width: usize, lead: &str, base: Tone) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for row in text.plain().split('\n') {
        let range = start..start + row.len();
        start = range.end + 1;
        row_lines(text, range, width, lead, base, &mut lines);
    }
    while lines.last().is_some_and(is_empty) {
        lines.pop();
    }
    lines
}

/// Words of ours in lines of at most `width` columns; the first begins with `first`, the others
/// with `hang` blanks.
pub(crate) fn hanging(
    first: &str,
    hang: usize,
    words: &str,
    width: usize,
    tone: Tone,
) -> Vec<Line> {
    // What takes half of a narrow line is no column of its own.
    let hang = if hang > width / 2 { 0 } else { hang };
    let mut lines: Vec<Line> = Vec::new();
    for row in words.split('\n') {
        // What does not hang is wrapped with what it follows.
        let joined = match lines.is_empty() && hang == 0 {
            true => format!("{first}{row}"),
            false => row.to_owned(),
        };
        for range in wrap(&joined, width.saturating_sub(hang)) {
            let lead = match lines.is_empty() && hang > 0 {
                true => first.to_owned(),
                false => " ".repeat(hang),
            };
            lines.push(vec![(tone, lead), (tone, joined[range].to_owned())]);
        }
    }
    lines
}

/// The rows of tables as lists of words, for ears; nothing where there is no table.
pub(crate) fn spoken(text: &Text) -> Option<Text> {
    let row = |at: usize| {
        text.marks().iter().any(|mark| mark.role == Role::Row && mark.range.contains(&at))
    };
    let mut at = 0;
    let mut rows = Vec::new();
    let mut any = false;
    for line in text.plain().split('\n') {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        rows.push(match row(at) {
            true => cells.collect::<Vec<_>>().join(", "),
            false => line.to_owned(),
        });
        any |= row(at);
        at += line.len() + 1;
    }
    any.then(|| Text::from_plain(&rows.join("\n")))
}

/// Short pieces side by side, two blanks apart, never broken inside unless one is too long.
pub(crate) fn flow(pieces: &[String], width: usize, lead: &str) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if columns(line) + 2 + columns(piece) <= width => {
                line.push_str("  ");
                line.push_str(piece);
            }
            _ => lines.push(format!("{lead}{piece}")),
        }
    }
    let fit = |line: String| match columns(&line) <= width {
        true => vec![vec![(Tone::Plain, line)]],
        false => hanging(lead, columns(lead), line.trim_start(), width, Tone::Plain),
    };
    lines.into_iter().flat_map(fit).collect()
}

fn row_lines(
    text: &Text,
    row: Range<usize>,
    width: usize,
    lead: &str,
    base: Tone,
    lines: &mut Vec<Line>,
) {
    let plain = text.plain();
    let whole = &plain[row.clone()];
    let lead_part = || (Tone::Quiet, lead.to_owned());
    if whole.trim().is_empty() {
        lines.push(vec![(Tone::Quiet, lead.trim_end().to_owned())]);
        return;
    }
    let width = width.saturating_sub(columns(lead)).max(1);
    let role = |wanted: Role| {
        text.marks().iter().any(|mark| mark.role == wanted && mark.range.contains(&row.start))
    };
    let marker = if role(Role::Item) { marker(whole) } else { 0 };
    let table = role(Role::Row);
    let hang = if table { 2 } else { columns(&whole[..marker]) };
    if table && columns(whole) <= width {
        lines.push(line(text, row, base, vec![lead_part()]));
        return;
    }
    let hang = hang.min(width / 2);
    let body = &whole[marker..];
    for (index, part) in wrap(body, width - hang).into_iter().enumerate() {
        let from = row.start + marker;
        let first = (index == 0).then(|| whole[..marker].to_owned());
        let hung = first.filter(|_| marker > 0).unwrap_or_else(|| match index {
            0 => String::new(),
            _ => " ".repeat(hang),
        });
        let begin = vec![lead_part(), (base, hung)];
        lines.push(line(text, from + part.start..from + part.end, base, begin));
    }
}

/// How many bytes the marker of a list item takes: `- `, `  2. `.
fn marker(row: &str) -> usize {
    let blanks = row.len() - row.trim_start().len();
    row[blanks..].find(' ').map_or(0, |at| blanks + at + 1)
}

/// The stretches of `text` in `range`, by what they are, after `line`.
fn line(text: &Text, range: Range<usize>, base: Tone, mut line: Line) -> Line {
    let mut cuts = vec![range.start, range.end];
    for mark in text.marks() {
        cuts.extend([mark.range.start, mark.range.end]);
    }
    cuts.retain(|cut| range.start <= *cut && *cut <= range.end);
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let tone = tone_at(text, pair[0], base);
        line.push((tone, text.plain()[pair[0]..pair[1]].to_owned()));
    }
    line
}

fn tone_at(text: &Text, at: usize, base: Tone) -> Tone {
    let roles = text.marks().iter().filter(|mark| mark.range.contains(&at)).map(|mark| mark.role);
    roles.fold(base, |tone, role| match role {
        Role::Strong | Role::Heading => Tone::Strong,
        Role::Emphasis if tone != Tone::Strong => Tone::Emphasis,
        _ => tone,
    })
}

/// The byte ranges of the lines of one row.
fn wrap(row: &str, width: usize) -> Vec<Range<usize>> {
    let options = Options::new(width.max(1))
        .word_separator(WordSeparator::Custom(words))
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation);
    let mut from = 0;
    let ranges: Vec<Range<usize>> = textwrap::wrap(row, options)
        .iter()
        .map(|part| {
            let start = row[from..].find(part.as_ref()).map_or(from, |at| from + at);
            from = start + part.len();
            start..from
        })
        .collect();
    ranges
}

/// The words of a line, where it may be broken between them: anywhere Unicode allows, but a
/// command keeps its slash and begins a word.
fn words(row: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut cuts = Vec::new();
    let mut at = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(row) {
        if !row[..at].ends_with('/') && !in_number(row, at) {
            cuts.push(at);
        }
        at += word.len() + word.whitespace.len();
    }
    cuts.extend(row.match_indices(" /").map(|(blank, _)| blank + 1));
    cuts.push(row.len());
    cuts.sort_unstable();
    cuts.dedup();
    let pairs: Vec<_> = cuts.windows(2).map(|pair| Word::from(&row[pair[0]..pair[1]])).collect();
    Box::new(pairs.into_iter())
}

/// Whether a line broken at `at` would tear a number: `0800 111 0 111` is dialled as one.
fn in_number(row: &str, at: usize) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let before = row[..at].strip_suffix(' ').and_then(|before| before.chars().next_back());
    digit(before) && digit(row[at..].chars().next())
}

fn is_empty(line: &Line) -> bool {
    line.iter().all(|(_, part)| part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tending::text::Template;

    fn shown(markdown: &str, width: usize) -> Vec<String> {
        let template = Template::<()>::read(markdown, |_, _| ()).ok();
        let text = template.and_then(|t| t.fill::<()>(|(), _| Ok(())).ok()).unwrap_or_default();
        let lines = text_lines(&text, width, "", Tone::Plain);
        lines.iter().map(|line| line.iter().map(|(_, part)| part.as_str()).collect()).collect()
    }

    #[test]
    fn later_lines_of_an_item_hang_under_its_words() {
        let lines = shown("Try:\n\n- one breath in and out\n- another", 14);
        assert_eq!(lines, ["Try:", "", "- one breath", "  in and out", "- another"]);
    }

    #[test]
    fn no_line_is_longer_than_the_width_whatever_is_in_it() {
        let words =
            "日本語の長い文章です、とても長い。 👩‍👩‍👧 family and averyveryverylongwordthatneverends";
        for width in [5, 8, 20, 40] {
            for line in shown(words, width) {
                assert!(columns(&line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn what_hangs_fits_too_however_narrow_it_is() {
        for (first, width) in
            [("Noticed: ", 40), ("Noticed: ", 12), ("wordings-noticed-part  ", 19)]
        {
            let lines =
                hanging(first, columns(first), "a comment 長い on words", width, Tone::Plain);
            for line in lines {
                let whole: String = line.iter().map(|(_, part)| part.as_str()).collect();
                assert!(columns(&whole) <= width, "{width}: {whole:?}");
            }
        }
    }

    #[test]
    fn a_table_is_read_aloud_as_rows_of_words() {
        let rows = [(6..20, "Ana       sad"), (20..35, "Benjamin  tired")];
        let marks: Vec<_> = rows
            .iter()
            .map(|(range, _)| serde_json::json!({ "role": "row", "range": range }))
            .collect();
        let plain = "Two:\n\nAna       sad\nBenjamin  tired";
        let text =
            serde_json::from_value::<Text>(serde_json::json!({ "plain": plain, "marks": marks }));
        let spoken = spoken(&text.unwrap_or_default());
        assert_eq!(spoken.as_ref().map(Text::plain), Some("Two:\n\nAna, sad\nBenjamin, tired"));
    }

    #[test]
    fn a_command_keeps_its_slash() {
        assert_eq!(shown("take a break with /pause now", 19), ["take a break with", "/pause now"]);
    }

    #[test]
    fn a_number_to_dial_is_not_torn() {
        assert_eq!(shown("call 0800 111 0 111 now", 17), ["call", "0800 111 0 111", "now"]);
    }

    #[test]
    fn strong_words_keep_their_tone_over_a_line_end() {
        let template = Template::<()>::read("a **bb cc** d", |_, _| ()).ok();
        let text = template.and_then(|t| t.fill::<()>(|(), _| Ok(())).ok()).unwrap_or_default();
        let lines = text_lines(&text, 5, "", Tone::Plain);
        let strong = |line: &Line| line.iter().any(|(tone, _)| *tone == Tone::Strong);
        assert!(lines.iter().filter(|line| strong(line)).count() == 2);
    }

    #[test]
    fn pieces_flow_side_by_side() {
        let pieces = ["1 sad".to_owned(), "2 lonely".to_owned(), "3 hurt".to_owned()];
        let lines = flow(&pieces, 18, "  ");
        let plain: Vec<&str> = lines.iter().map(|line| line[0].1.as_str()).collect();
        assert_eq!(plain, ["  1 sad  2 lonely", "  3 hurt"]);
    }
}
