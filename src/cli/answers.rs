//! Answers from a file instead of a keyboard, one a line; reads it whole before the run begins.

use std::io::Read;
use std::path::Path;

use super::ui::clean;

/// The lines of an answers file, and how far they were used.
#[derive(Debug)]
pub(crate) struct Answers {
    lines: Vec<String>,
    used: usize,
}

impl Answers {
    /// The answers in the file at `path`, or on standard input for `-`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or it is no text: in words.
    pub(crate) fn open(path: &Path) -> Result<Answers, String> {
        let (name, bytes) = match path.to_str() {
            Some("-") => ("standard input".to_owned(), standard_input()),
            _ => (path.display().to_string(), file(path)),
        };
        let name = clean(&name);
        let bytes = bytes.map_err(|error| {
            format!("cannot read the answers from {name}: {error}. Is the path right?")
        })?;
        Answers::read(&bytes, &name)
    }

    fn read(bytes: &[u8], name: &str) -> Result<Answers, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            format!("line {line} of {name} is not text (it is no UTF-8). Save the file as UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Answers { lines: text.lines().map(str::to_owned).collect(), used: 0 })
    }

    /// The next line.
    pub(crate) fn next(&mut self) -> Option<String> {
        let line = self.lines.get(self.used).cloned();
        self.used += usize::from(line.is_some());
        line
    }

    /// How many lines were used.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// How many lines were not used.
    pub(crate) fn left(&self) -> usize {
        self.lines[self.used..].iter().filter(|line| !line.trim().is_empty()).count()
    }
}

#[expect(clippy::disallowed_methods, reason = "an answers file is opened here and nowhere else")]
fn file(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

fn standard_input() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_in_turn() {
        let read = Answers::read("\u{feff}a\r\n\nd\n".as_bytes(), "x");
        let mut answers = read.unwrap_or(Answers { lines: Vec::new(), used: 0 });
        assert_eq!(answers.next().as_deref(), Some("a"));
        assert_eq!(answers.next().as_deref(), Some(""));
        assert_eq!((answers.used(), answers.left()), (2, 1));
        assert_eq!(answers.next().as_deref(), Some("d"));
        assert_eq!(answers.next(), None);
    }

    #[test]
    fn what_is_no_text_is_named_with_its_line() {
        let error = Answers::read(b"fine\n\xff\n", "a.txt").err();
        let wanted = "line 2 of a.txt is not text (it is no UTF-8). Save the file as UTF-8";
        assert_eq!(error.as_deref(), Some(wanted));
    }
}
