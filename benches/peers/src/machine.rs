//! Where and when a run takes place, and how quiet it is there. Measures no engine.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde::{Deserialize, Serialize};

/// The machine, as far as it tells.
#[derive(Serialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub system: String,
    pub rustc: &'static str,
    /// The load average of a minute before the run; it counts what was built just before, too.
    pub load: Option<f64>,
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    let (_, value) = line.split_once([':', '='])?;
    Some(value.trim().trim_matches('"').to_owned())
}

impl Machine {
    pub fn here() -> Machine {
        let cpu = read("/proc/cpuinfo").and_then(|text| field(&text, "model name"));
        let name = read("/etc/os-release").and_then(|text| field(&text, "PRETTY_NAME"));
        let kernel = read("/proc/sys/kernel/osrelease").map(|text| text.trim().to_owned());
        let here = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        let system = [name, kernel, Some(here)].into_iter().flatten().collect::<Vec<_>>();
        let load = read("/proc/loadavg");
        Machine {
            cpu: cpu.unwrap_or_else(|| "unknown processor".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            system: system.join(", "),
            rustc: env!("BUILT_BY"),
            load: load.and_then(|load| load.split_whitespace().next()?.parse().ok()),
        }
    }
}

pub fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%d %H:%M UTC").to_string()
}

/// This engine, with its commit, and the versions of what it is compared with, as they are locked.
pub fn versions() -> Vec<(String, String)> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let lock =
        toml::from_str(include_str!("../Cargo.lock")).unwrap_or(Lock { package: Vec::new() });
    let asked = ["tending", "rhai", "toml", "bubbles-dialogue", "bladeink", "bladeink-compiler"];
    let version = |name: &str| {
        let found = lock.package.iter().find(|package| package.name == name);
        found.map(|package| (name.to_owned(), package.version.clone()))
    };
    let mut versions: Vec<(String, String)> = asked.into_iter().filter_map(version).collect();
    if let (Some((_, ours)), Some(commit)) = (versions.first_mut(), commit()) {
        ours.push_str(&format!(" ({commit})"));
    }
    versions
}

fn commit() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let git = |words: &[&str]| {
        let said = Command::new("git").arg("-C").arg(folder).args(words).output().ok()?;
        let text = String::from_utf8(said.stdout).ok()?;
        said.status.success().then(|| text.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=10", "HEAD"])?;
    let changed = git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty());
    Some(if changed { format!("{commit} and changes") } else { commit })
}

/// What other programs did while this one ran.
#[derive(Serialize)]
pub struct Others {
    /// So many processors they kept busy, on the average.
    pub processors: f64,
}

/// Watches how busy other programs keep the machine.
pub struct Watch {
    began: Instant,
    busy: f64,
    own: f64,
}

// What `/proc` counts in; the kernel tells it so to programs everywhere.
const TICKS_A_SECOND: f64 = 100.0;

/// The seconds that all processors were busy with anything.
fn busy() -> Option<f64> {
    let text = read("/proc/stat")?;
    let mut numbers = text.lines().next()?.split_whitespace().skip(1);
    let mut next = || numbers.next()?.parse::<f64>().ok();
    let (user, nice, system) = (next()?, next()?, next()?);
    Some((user + nice + system) / TICKS_A_SECOND)
}

/// The seconds that this program and those that it ran and that ended had of the processors.
pub fn own() -> Option<f64> {
    let text = read("/proc/self/stat")?;
    // The name of the program stands in brackets and may hold anything.
    let (_, after) = text.rsplit_once(')')?;
    let times = after.split_whitespace().skip(11).take(4);
    Some(times.filter_map(|time| time.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND)
}

impl Watch {
    pub fn begin() -> Option<Watch> {
        Some(Watch { began: Instant::now(), busy: busy()?, own: own()? })
    }

    pub fn end(&self) -> Option<Others> {
        let others = (busy()? - self.busy) - (own()? - self.own);
        let seconds = self.began.elapsed().as_secs_f64();
        Some(Others { processors: (others / seconds).max(0.0) })
    }
}

/// What other programs do right now: half a second of it.
pub fn others_now() -> Option<Others> {
    let watch = Watch::begin()?;
    std::thread::sleep(std::time::Duration::from_millis(500));
    watch.end()
}

/// The memory of this program that is in use, in bytes.
pub fn resident() -> Option<f64> {
    let text = read("/proc/self/status")?;
    let value = field(&text, "VmRSS")?;
    Some(value.split_whitespace().next()?.parse::<f64>().ok()? * 1024.0)
}
