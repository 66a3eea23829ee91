//! Measures: time, allocations, instructions, processes. Knows no engine.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Counts what is allocated while somebody asks for it; at other times a load and a jump.
pub struct Counting;

static ON: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicI64 = AtomicI64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);

fn count(calls: i64, bytes: i64) {
    if ON.load(Relaxed) {
        CALLS.store(CALLS.load(Relaxed) + calls, Relaxed);
        BYTES.store(BYTES.load(Relaxed) + bytes, Relaxed);
    }
}

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(0, -(layout.size() as i64));
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size as i64 - layout.size() as i64);
        unsafe { System.realloc(place, layout, size) }
    }
}

/// How often `work` allocates, how many bytes it leaves behind, and what it made.
pub fn heap<T>(work: impl FnOnce() -> T) -> (i64, i64, T) {
    CALLS.store(0, Relaxed);
    BYTES.store(0, Relaxed);
    ON.store(true, Relaxed);
    let made = work();
    ON.store(false, Relaxed);
    (CALLS.load(Relaxed), BYTES.load(Relaxed), made)
}

/// Several measures of one thing.
#[derive(Clone, Default)]
pub struct Samples(pub Vec<f64>);

impl Samples {
    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Half the distance between the quartiles, as a share of the median.
    pub fn spread(&self) -> f64 {
        (self.at(0.75) - self.at(0.25)) / 2.0 / self.median()
    }
}

pub fn time(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The instructions of `program` with `arguments`; nothing where there is no valgrind.
pub fn instructions(program: &Path, arguments: &[&str]) -> Option<u64> {
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let (_, tail) = said.split_once("Collected :")?;
    tail.split_whitespace().next()?.parse().ok()
}

/// How long it takes from the start of a program until it has said `words`.
pub fn until_said(command: &mut Command, words: &str) -> Option<Duration> {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut out = child.stdout.take()?;
    let (mut said, mut part) = (Vec::new(), [0; 4096]);
    let found = loop {
        match out.read(&mut part) {
            Ok(0) | Err(_) => break None,
            Ok(count) => said.extend_from_slice(&part[..count]),
        }
        if said.windows(words.len()).any(|window| window == words.as_bytes()) {
            break Some(began.elapsed());
        }
    };
    drop(child.stdin.take());
    drop(out);
    let _ = child.kill();
    let _ = child.wait();
    found
}
