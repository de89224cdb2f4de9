//! The guest's side: the first process of a kernel that has nothing but the card and what the steps need.
//!
//! The steps are in groups, each of which finds the card bound and not in use, and leaves it so.

mod card;
mod charon;
mod isolation;
mod kernel_log;
mod net;
mod pair;
mod recovery;
mod removal;
mod replay;
mod report;
mod rig;
mod slot;
mod suites;
mod xfrm;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::mount::{mount, MountFlags};
use rustix::system::{reboot, RebootCommand};

pub use self::card::{hold, CASES};
use self::charon::Charon;
use self::report::Report;
use self::slot::Slot;
use crate::Checked;

/// An error unless a condition holds.
macro_rules! ensure {
    ($condition:expr, $($what:tt)+) => {
        if !$condition {
            return Err(format!($($what)+).into());
        }
    };
}
use ensure;

/// Sets the system up, runs the steps and switches the machine off.
pub fn init() -> ! {
    if let Err(error) = set_up().and_then(|()| steps()) {
        eprintln!("init: {error}");
    }
    rustix::fs::sync();
    let failed = reboot(RebootCommand::PowerOff);
    panic!("the machine does not switch off: {failed:?}");
}

fn set_up() -> Checked<()> {
    let file_systems =
        [("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev"), ("tmpfs", "/run"), ("tmpfs", "/tmp")];
    for (kind, at) in file_systems {
        fs::create_dir_all(at)?;
        mount(kind, at, kind, MountFlags::empty(), None)?;
    }
    Ok(())
}

fn steps() -> Checked<()> {
    let mut report = Report::open("/dev/ttyS0")?;
    std::env::set_var("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let only = argument("respite.steps=")?;
    let wanted = |group: &str| only.as_ref().is_none_or(|only| only.split(',').any(|one| one == group));
    report.note(&format!("Linux {}", fs::read_to_string("/proc/sys/kernel/osrelease")?.trim()))?;

    for module in MODULES {
        run("modprobe", &[module])?;
    }
    let mut slot = Slot::new();
    if slot::ready(&mut report, &mut slot)? {
        if wanted("card") {
            card::steps(&mut report, &slot)?;
        }
        if wanted("isolation") {
            isolation::steps(&mut report, &slot)?;
        }
        if wanted("removal") {
            removal::steps(&mut report, &mut slot)?;
        }
        if wanted("xfrm") || wanted("recovery") {
            net::lay_cable()?;
            let charon = Charon::start()?;
            if wanted("xfrm") {
                xfrm::steps(&mut report, &slot)?;
            }
            if wanted("recovery") {
                recovery::steps(&mut report, &slot, &charon)?;
            }
        }
    }
    report.done()
}

/// What the kernel was started with.
fn argument(name: &str) -> Checked<Option<String>> {
    let command_line = fs::read_to_string("/proc/cmdline")?;
    Ok(command_line.split_whitespace().find_map(|word| word.strip_prefix(name)).map(Into::into))
}

/// What a program prints; an error if it fails.
fn run(program: &str, words: &[&str]) -> Checked {
    let output = Command::new(program).args(words).output().map_err(|error| format!("{program}: {error}"))?;
    let said = |octets: &[u8]| String::from_utf8_lossy(octets).trim().to_owned();
    ensure!(output.status.success(), "{program} {}: {} {}", words.join(" "), output.status, said(&output.stderr));
    Ok(said(&output.stdout))
}

/// The last lines of a file.
fn tail(file: &str) -> String {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// Until something is there, at most as long as an emulated machine on a busy one may need.
fn wait_for<T>(what: &str, condition: impl FnMut() -> Option<T>) -> Checked<T> {
    respite::demo::wait_for(PATIENCE, condition).ok_or_else(|| format!("{what}: not within {PATIENCE:?}").into())
}

/// What something gives, and how long it took.
fn timed<T>(action: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    (action(), began.elapsed())
}

const PATIENCE: Duration = Duration::from_secs(60);
/// In a system with udev these load themselves.
const MODULES: [&str; 2] = ["vfio-pci", "virtio-iommu"];
