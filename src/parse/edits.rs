//! A text that was mended in places, and the way from a place in it back to the author's text.
//! Never decides what to mend.

use std::ops::Range;

/// Mends: stretches of the author's text and what stands there instead.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    from: Range<usize>,
    to: String,
}

/// The mended text with the way back.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) text: String,
    /// Where each mend stands in `text`, and where it stood.
    places: Vec<(Range<usize>, Range<usize>)>,
}

impl Edits {
    /// Puts `to` where `from` stands. Mends are made from the front to the back; one that covers
    /// the last ones stands for them, and one that only overlaps the last is left out.
    pub(super) fn replace(&mut self, from: Range<usize>, to: impl Into<String>) {
        while self.edits.last().is_some_and(|last| {
            !last.from.is_empty() && from.start <= last.from.start && last.from.end <= from.end
        }) {
            self.edits.pop();
        }
        if self.edits.last().is_none_or(|last| last.from.end <= from.start) {
            self.edits.push(Edit { from, to: to.into() });
        }
    }

    /// `text` with the mends.
    pub(super) fn apply(&self, text: &str) -> Mended {
        let mut made = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(self.edits.len());
        let mut at = 0;
        for edit in &self.edits {
            made.push_str(text.get(at..edit.from.start).unwrap_or(""));
            let start = made.len();
            made.push_str(&edit.to);
            places.push((start..made.len(), edit.from.clone()));
            at = edit.from.end;
        }
        made.push_str(text.get(at..).unwrap_or(""));
        Mended { text: made, places }
    }
}

impl Mended {
    /// Where the stretch `range` of the mended text stood in the author's.
    pub(super) fn back(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin(range.start, false);
        start..self.origin(range.end, true).max(start)
    }

    fn origin(&self, at: usize, end: bool) -> usize {
        let after = self
            .places
            .partition_point(|(made, _)| if end { made.start < at } else { made.start <= at });
        let Some((made, from)) = after.checked_sub(1).and_then(|index| self.places.get(index))
        else {
            return at;
        };
        match at {
            at if at >= made.end => at - made.end + from.end,
            _ if end => from.end,
            _ => from.start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_mended_text_lead_back_to_the_authors() {
        let text = "a = “x” # b";
        let mut edits = Edits::default();
        edits.replace(4..11, "\"x\"");
        let mended = edits.apply(text);
        assert_eq!(mended.text, "a = \"x\" # b");
        assert_eq!(mended.back(4..7), 4..11);
        assert_eq!(mended.back(8..9), 12..13);
        assert_eq!(mended.back(0..1), 0..1);
    }
}
