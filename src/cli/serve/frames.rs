//! Messages as bytes on a stream: one a line, or after a header with their length. Reads no more
//! of a message than may be, finds back after one that cannot be read, and knows no JSON.

use std::io::{self, BufRead, Read as _, Write};

use clap::ValueEnum;
use serde::Serialize;

/// How messages are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Framing {
    /// One message a line
    Lines,
    /// Each after a header with its `Content-Length`, as editors do
    Headers,
}

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A message.
    Message(Vec<u8>),
    /// One that was longer than is taken; it is left out.
    TooLong,
    /// One that the end of the input cut off.
    CutOff,
    /// A header without a length that can be read.
    NoLength,
}

/// The longest line of a header, in bytes.
const LONGEST_HEADER: u64 = 1024;

/// Reads frames of at most `most` bytes until the input ends or nobody takes them any more.
pub(crate) fn read(
    input: &mut impl BufRead,
    framing: Framing,
    most: usize,
    mut take: impl FnMut(Frame) -> bool,
) {
    loop {
        let frame = match framing {
            Framing::Lines => line(input, most),
            Framing::Headers => headed(input, most),
        };
        match frame {
            Ok(Some(Frame::Message(bytes))) if bytes.trim_ascii().is_empty() => {}
            Ok(Some(frame)) => {
                if !take(frame) {
                    return;
                }
            }
            // What cannot be read any more is at its end.
            Ok(None) | Err(_) => return,
        }
    }
}

fn line(input: &mut impl BufRead, most: usize) -> io::Result<Option<Frame>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX - 1);
    let read = input.by_ref().take(most + 1).read_until(b'\n', &mut bytes)?;
    let whole = bytes.last() == Some(&b'\n');
    if read == 0 {
        return Ok(None);
    }
    if !whole && bytes.len() as u64 > most {
        input.skip_until(b'\n')?;
        return Ok(Some(Frame::TooLong));
    }
    // A last line without its end is a message too, if it is one.
    Ok(Some(Frame::Message(bytes)))
}

fn headed(input: &mut impl BufRead, most: usize) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(begun.then_some(Frame::CutOff));
        }
        let line = line.trim_ascii();
        if !line.is_empty() {
            begun = true;
            length = content_length(line).or(length);
        } else if begun {
            break;
        }
    }
    let Some(length) = length else { return Ok(Some(Frame::NoLength)) };
    if length > most as u64 {
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return Ok(Some(Frame::TooLong));
    }
    let mut bytes = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(Some(if (read as u64) < length { Frame::CutOff } else { Frame::Message(bytes) }))
}

fn content_length(line: &[u8]) -> Option<u64> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let named = name.trim().eq_ignore_ascii_case("content-length");
    named.then(|| value.trim().parse().ok()).flatten()
}

/// Where messages go out. After a failure nothing more is written.
#[derive(Debug)]
pub(crate) struct Out<W: Write> {
    to: W,
    framing: Framing,
    failed: Option<io::Error>,
}

impl<W: Write> Out<W> {
    pub(crate) fn new(to: W, framing: Framing) -> Out<W> {
        Out { to, framing, failed: None }
    }

    /// Writes one message whole; it may still lie in a buffer.
    pub(crate) fn send(&mut self, message: &impl Serialize) {
        if self.failed.is_some() {
            return;
        }
        self.failed = self.write(message).err();
    }

    fn write(&mut self, message: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(message)?;
        match self.framing {
            Framing::Lines => bytes.push(b'\n'),
            Framing::Headers => write!(self.to, "Content-Length: {}\r\n\r\n", bytes.len())?,
        }
        self.to.write_all(&bytes)
    }

    /// Everything that was sent is on its way.
    pub(crate) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.flush().err();
        }
    }

    /// Why nothing more can be written, if so.
    pub(crate) fn failure(&self) -> Option<&io::Error> {
        self.failed.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(framing: Framing, input: &str) -> Vec<Frame> {
        let mut all = Vec::new();
        read(&mut input.as_bytes(), framing, 8, |frame| {
            all.push(frame);
            true
        });
        all
    }

    fn message(text: &str) -> Frame {
        Frame::Message(text.as_bytes().to_vec())
    }

    #[test]
    fn lines_are_told_apart_whatever_stands_between() {
        let came = frames(Framing::Lines, "12345678\n\n \r\n123456789\n1234567890123\nok\r\nend");
        let wanted = [
            message("12345678\n"),
            Frame::TooLong,
            Frame::TooLong,
            message("ok\r\n"),
            message("end"),
        ];
        assert_eq!(came, wanted);
    }

    #[test]
    fn headers_are_found_again_after_what_is_none() {
        let input = "\r\nContent-Length: 2\r\nContent-Type: x\r\n\r\nabcontent-length:3\n\nabc\
            rubbish\r\n\r\nContent-Length: 9\r\n\r\n123456789Content-Length: x\r\n\r\n\
            Content-Length: 5\r\n\r\nab";
        let wanted = [
            message("ab"),
            message("abc"),
            Frame::NoLength,
            Frame::TooLong,
            Frame::NoLength,
            Frame::CutOff,
        ];
        assert_eq!(frames(Framing::Headers, input), wanted);
        assert_eq!(frames(Framing::Headers, "Content-Le"), [Frame::CutOff]);
    }
}
