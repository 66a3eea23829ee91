//! Measures: time, allocations, instructions, processes. Knows no engine.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::story::Chance;

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
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = share * sorted.len().saturating_sub(1) as f64;
        let near = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
        near(place.floor()) + (near(place.ceil()) - near(place.floor())) * place.fract()
    }

    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    pub fn least(&self) -> f64 {
        self.at(0.0)
    }

    /// Half the distance between the quartiles, as a share of the median; nothing where too few
    /// were taken to say.
    pub fn spread(&self) -> Option<f64> {
        (self.0.len() > 2).then(|| (self.at(0.75) - self.at(0.25)) / 2.0 / self.median())
    }
}

pub fn time(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The time that passes while `work` is done, and what of it the processor spent on it; other
/// programs disturb the second less.
pub fn both_times(work: impl FnOnce()) -> (Duration, Option<Duration>) {
    let spent = processor_time();
    let wall = time(work);
    (wall, spent.zip(processor_time()).map(|(from, to)| to - from))
}

#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(spent.tv_sec).ok()?, u32::try_from(spent.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}

/// Takes samples of several works in turns, in another order each round, so that what disturbs one
/// disturbs all. The first round of a `warm` measure does not count.
pub fn in_turns<T>(
    rounds: usize,
    warm: bool,
    works: &mut [Box<dyn FnMut() -> T + '_>],
) -> Vec<Vec<T>> {
    let mut taken: Vec<Vec<T>> = works.iter().map(|_| Vec::new()).collect();
    let mut order: Vec<usize> = (0..works.len()).collect();
    let mut chance = Chance(rounds as u64);
    for round in 0..rounds + usize::from(warm) {
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at + 1));
        }
        for at in &order {
            let sample = works[*at]();
            if round > 0 || !warm {
                taken[*at].push(sample);
            }
        }
    }
    taken
}

/// What [`instructions`] counts of a program that runs under callgrind: nothing outside of it.
#[inline(never)]
pub fn counted<T>(work: impl FnOnce() -> T) -> T {
    let made = work();
    // Its own frame stays until the work is done.
    std::hint::black_box(());
    made
}

/// How callgrind is asked to count what is inside of [`counted`].
pub const CALLGRIND: [&str; 4] = [
    "--tool=callgrind",
    "--callgrind-out-file=/dev/null",
    "--toggle-collect=*measure::counted*",
    "--compress-strings=no",
];

/// Whether instructions can be counted here.
pub fn has_valgrind() -> bool {
    let asked = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// The instructions inside of [`counted`] when this program runs with those words.
fn instructions(words: &[String]) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let out = Command::new("valgrind").args(CALLGRIND).arg(program).args(words).output().ok()?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let (_, tail) = said.split_once("Collected :").filter(|_| out.status.success())?;
    tail.split_whitespace().next()?.parse().ok()
}

/// The same for many runs, as many at once as there are processors: what is counted is not
/// disturbed by it.
pub fn all_instructions(runs: &[Vec<String>]) -> Vec<Option<u64>> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(vec![None; runs.len()]);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Relaxed);
                    let Some(words) = runs.get(at) else { break };
                    let count = instructions(words);
                    if let Ok(mut counts) = counts.lock() {
                        counts[at] = count;
                    }
                }
            });
        }
    });
    counts.into_inner().unwrap_or_default()
}

/// How long it takes from the start of a program until it has said `words`.
pub fn until_said(command: &mut Command, words: &str) -> Option<Duration> {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    // Who says something else and then waits for an answer ends instead.
    drop(child.stdin.take());
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
    drop(out);
    let _ = child.kill();
    let _ = child.wait();
    found
}
