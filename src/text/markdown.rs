//! Light Markdown to pieces: paragraphs, lists, headings, emphasis. What it does not know
//! (links, images, HTML) is read as the plain words in it.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Role;
use super::template::Read;

pub(super) fn read(source: &str) -> Vec<Read> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(source, Options::empty()) {
        reader.event(event);
    }
    reader.pieces
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Read>,
    begun: bool,
    lists: Vec<Option<u64>>,
    in_item: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.plain(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.plain(&text),
            Event::SoftBreak => self.plain(" "),
            Event::HardBreak => self.plain("\n"),
            Event::Rule => self.part("\n\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.in_item => self.in_item = false,
            Tag::Paragraph => self.part("\n\n"),
            Tag::Heading { .. } => {
                self.part("\n\n");
                self.pieces.push(Read::Open(Role::Heading));
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.part("\n\n");
                    self.begun = false;
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Emphasis => self.pieces.push(Read::Open(Role::Emphasis)),
            Tag::Strong => self.pieces.push(Read::Open(Role::Strong)),
            _ => {}
        }
    }

    fn item(&mut self) {
        self.part("\n");
        let depth = self.lists.len().saturating_sub(1);
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.pieces.push(Read::Open(Role::Item));
        self.plain(&format!("{}{marker}", "  ".repeat(depth)));
        self.in_item = true;
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Emphasis | TagEnd::Strong => {
                self.pieces.push(Read::Close);
            }
            TagEnd::Item => {
                self.in_item = false;
                self.pieces.push(Read::Close);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    /// Parts what follows from what came before, if anything did.
    fn part(&mut self, gap: &str) {
        if self.begun {
            self.pieces.push(Read::Plain(gap.to_owned()));
        }
        self.begun = true;
    }

    fn plain(&mut self, text: &str) {
        self.begun = true;
        match self.pieces.last_mut() {
            Some(Read::Plain(last)) => last.push_str(text),
            _ => self.pieces.push(Read::Plain(text.to_owned())),
        }
    }
}
