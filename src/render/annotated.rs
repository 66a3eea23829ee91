//! Findings with the lines of the file they stand in. Never finds one, and never prints.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{FileId, Source, Sources, Span};
use crate::text;

// Two places nearer than this are shown in one look at the file.
const NEAR: usize = 30;

/// Each finding with the lines it is about and what to do, as compilers show them. `colour` puts
/// in escape codes; `width` is how many columns there are.
pub fn full(diagnostics: &[Diagnostic], sources: &Sources, colour: bool, width: usize) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width.max(40));
    let mut out = String::new();
    for diagnostic in diagnostics {
        let report = renderer.render(&[group(diagnostic, sources)]);
        for line in report.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Group<'a> {
    let level = match diagnostic.code.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(text::strip(&diagnostic.message)).id(diagnostic.code.name);
    let mut windows = vec![Window::around(&diagnostic.label, AnnotationKind::Primary, sources)];
    if let Some(other) = &diagnostic.other {
        let window = Window::around(other, AnnotationKind::Context, sources);
        match windows.first_mut().filter(|first| first.is_near(&window)) {
            Some(first) => first.join(window),
            None => windows.push(window),
        }
    }
    let mut group = Group::with_title(title);
    for window in windows {
        group = group.element(window.snippet(sources));
    }
    match &diagnostic.hint {
        Some(hint) => group.element(Level::HELP.message(text::strip(hint))),
        None => group,
    }
}

/// Some lines of a file with what is marked in them.
struct Window {
    file: FileId,
    lines: Range<usize>,
    marks: Vec<(AnnotationKind, Span, String)>,
}

impl Window {
    fn around(label: &Label, kind: AnnotationKind, sources: &Sources) -> Window {
        let file = sources.file(label.span.file);
        let first = file.place(label.span.start as usize).line;
        let last = file.place(label.span.end as usize).line;
        Window {
            file: label.span.file,
            lines: first..last + 1,
            marks: vec![(kind, label.span, text::strip(&label.text))],
        }
    }

    fn is_near(&self, other: &Window) -> bool {
        self.file == other.file
            && self.lines.start.abs_diff(other.lines.start) < NEAR
            && self.lines.end.abs_diff(other.lines.end) < NEAR
    }

    fn join(&mut self, other: Window) {
        self.lines = self.lines.start.min(other.lines.start)..self.lines.end.max(other.lines.end);
        self.marks.extend(other.marks);
    }

    fn snippet<'a>(self, sources: &Sources) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let file = sources.file(self.file);
        let bytes = bytes_of(file, &self.lines);
        let shown = harmless(file.text.get(bytes.clone()).unwrap_or(""));
        let length = shown.len();
        let mut snippet = Snippet::source(shown)
            .line_start(self.lines.start)
            .path(text::strip(&file.name))
            .fold(true);
        for (kind, span, label) in self.marks {
            let at = |offset: usize| offset.saturating_sub(bytes.start).min(length);
            let mark = kind.span(at(span.range().start)..at(span.range().end));
            snippet = snippet.annotation(match label.is_empty() {
                true => mark,
                false => mark.label(label),
            });
        }
        snippet
    }
}

/// The bytes of the lines `lines`, without the byte order mark.
fn bytes_of(file: &Source, lines: &Range<usize>) -> Range<usize> {
    let mark = if file.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = file.line_start(lines.start).max(mark);
    let end = file.line_start(lines.end).max(start);
    start..end
}

/// `text` without what could drive a terminal, every letter as long as it was.
fn harmless(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for letter in text.chars() {
        let mut bytes = [0; 4];
        let kept =
            letter == '\n' || text::strip(letter.encode_utf8(&mut bytes)).starts_with(letter);
        match (kept, letter.len_utf8()) {
            (true, _) => made.push(letter),
            (false, _) if letter == '\r' => made.push(' '),
            (false, 1) => made.push('?'),
            (false, 2) => made.push('·'),
            (false, _) => made.push('\u{fffd}'),
        }
    }
    made
}
