//! Takes what an engine shows: hashes it, or hands it on as a host does, or prints it.

/// Takes the text that is shown.
pub trait Sink {
    fn take(&mut self, text: &str);
}

/// FNV-1a of all that was shown.
pub struct Hash {
    pub hash: u64,
    pub texts: usize,
    pub bytes: usize,
}

impl Default for Hash {
    fn default() -> Hash {
        Hash { hash: 0xcbf2_9ce4_8422_2325, texts: 0, bytes: 0 }
    }
}

impl Sink for Hash {
    fn take(&mut self, text: &str) {
        for byte in text.bytes().chain([b'\n']) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.texts += 1;
        self.bytes += text.len();
    }
}

/// Takes text as a host does that hands it on: it is there, and that is all.
#[derive(Default)]
pub struct Drain {
    pub texts: usize,
}

impl Sink for Drain {
    fn take(&mut self, text: &str) {
        std::hint::black_box(text);
        self.texts += 1;
    }
}

/// Prints each text on a line of its own.
pub struct Print;

impl Sink for Print {
    fn take(&mut self, text: &str) {
        println!("{text}");
    }
}
