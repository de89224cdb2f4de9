//! Two network namespaces joined by a cable, and a directory for what the programs in them write.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::thread::{move_into_link_name_space, LinkNameSpaceType};

use super::cable::{Cable, Wire};

/// Two hosts. Dropping it removes both.
pub struct Lab {
    name: String,
    dir: PathBuf,
    /// One of our own; else the kernel's.
    cable: Option<Cable>,
}

/// One of the two hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

/// Where a gateway runs, in this laboratory or another.
#[derive(Clone, Debug)]
pub struct Place {
    pub namespace: String,
    /// For its files.
    pub dir: PathBuf,
    /// Its control socket: its path must be short (unix(7)).
    pub socket: PathBuf,
}

/// Why there is no laboratory.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    #[error("network namespaces need root")]
    NotRoot,
    #[error("{program}: {source}")]
    Program { program: String, source: io::Error },
    #[error("{command}: {said}")]
    Command { command: String, said: String },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("a cable: {0}")]
    Cable(io::Error),
    #[error("gateway in {namespace} {what}:\n{log}")]
    Gateway { namespace: String, what: String, log: String },
}

/// What the kernel's ping said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pings {
    pub sent: u32,
    pub received: u32,
    /// As a router would print it: `..!!!`.
    pub marks: String,
}

impl Side {
    pub fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }

    /// Its address on the cable.
    pub fn outer(self) -> &'static str {
        match self {
            Side::A => "10.1.1.1",
            Side::B => "10.2.2.2",
        }
    }

    /// The address behind it whose traffic is protected.
    pub fn inner(self) -> &'static str {
        match self {
            Side::A => "10.0.0.1",
            Side::B => "10.0.2.2",
        }
    }

    pub fn outer6(self) -> &'static str {
        match self {
            Side::A => "2001:db8::1",
            Side::B => "2001:db8::2",
        }
    }

    pub fn inner6(self) -> &'static str {
        match self {
            Side::A => "fd00:a::1",
            Side::B => "fd00:b::1",
        }
    }
}

impl Lab {
    /// Makes it; what is written in it goes below `dir`.
    pub fn open(dir: &Path) -> Result<Lab, LabError> {
        Lab::with_wire(dir, &Wire::default())
    }

    /// The same, with a cable such as this.
    pub fn with_wire(dir: &Path, wire: &Wire<'_>) -> Result<Lab, LabError> {
        if !rustix::process::geteuid().is_root() {
            return Err(LabError::NotRoot);
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("respite-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut lab = Lab { name, dir: dir.to_owned(), cable: None };
        let (a, b) = (lab.namespace(Side::A), lab.namespace(Side::B));
        ip(&["netns", "add", &a])?;
        ip(&["netns", "add", &b])?;
        if *wire == Wire::default() {
            ip(&["link", "add", "eth0", "netns", &a, "type", "veth", "peer", "name", "eth0", "netns", &b])?;
        } else {
            lab.cable = Some(Cable::lay([&a, &b], "eth0", wire).map_err(LabError::Cable)?);
        }
        for side in [Side::A, Side::B] {
            let namespace = lab.namespace(side);
            let inside = |words: &str| {
                let words: Vec<&str> = ["-n", &namespace].into_iter().chain(words.split(' ')).collect();
                ip(&words)
            };
            inside("link set lo up")?;
            inside("link set eth0 up")?;
            inside(&format!("addr add {}/8 dev eth0", side.outer()))?;
            // Duplicate address detection would keep it from being bound for a second.
            inside(&format!("addr add {}/64 dev eth0 nodad", side.outer6()))?;
            inside(&format!("addr add {}/32 dev lo", side.inner()))?;
            inside(&format!("addr add {}/128 dev lo", side.inner6()))?;
        }
        Ok(lab)
    }

    /// Name of a side's network namespace.
    pub fn namespace(&self, side: Side) -> String {
        format!("{}{side:?}", self.name).to_ascii_lowercase()
    }

    /// Directory of a side.
    pub fn directory(&self, side: Side) -> PathBuf {
        self.dir.join(format!("{side:?}").to_ascii_lowercase())
    }

    /// Control socket of a side's gateway.
    pub fn socket(&self, side: Side) -> PathBuf {
        std::env::temp_dir().join(&self.name).join(format!("{side:?}").to_ascii_lowercase())
    }

    /// Where a side's gateway runs.
    pub fn place(&self, side: Side) -> Place {
        Place { namespace: self.namespace(side), dir: self.directory(side), socket: self.socket(side) }
    }

    /// A command in a side's namespace.
    pub fn command(&self, side: Side, program: impl AsRef<OsStr>) -> Command {
        command(&self.namespace(side), program)
    }

    /// The kernel's ping from one protected address to the other: packets of 100 octets, as the seed has them.
    pub fn ping(&self, side: Side, count: u32, interval: Duration) -> Result<Pings, LabError> {
        self.ping_from(side, (side.inner(), side.other().inner()), count, interval, &["-s", "72"])
    }

    /// The same between any two addresses, with more arguments.
    pub fn ping_from(
        &self,
        side: Side,
        (from, to): (&str, &str),
        count: u32,
        interval: Duration,
        more: &[&str],
    ) -> Result<Pings, LabError> {
        let output = self
            .command(side, "ping")
            .args(["-n", "-W", "10", "-i", &interval.as_secs_f32().to_string(), "-c", &count.to_string(), "-I", from])
            .args(more)
            .arg(to)
            .output()
            .map_err(|source| LabError::Program { program: "ping".into(), source })?;
        // Its exit code tells whether there was an answer; without its summary it did not work.
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Pings::read(&text, count).ok_or_else(|| LabError::Command {
            command: "ping".into(),
            said: format!("{text}{}", String::from_utf8_lossy(&output.stderr)),
        })
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.cable = None;
        for side in [Side::A, Side::B] {
            // What was never made needs no removal.
            let _ = Command::new("ip").args(["netns", "del", &self.namespace(side)]).output();
        }
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(&self.name));
    }
}

impl Pings {
    fn read(text: &str, count: u32) -> Option<Pings> {
        let summary = text.lines().find(|line| line.contains("packets transmitted"))?;
        let sent = summary.split_whitespace().next()?.parse().ok()?;
        let answered = text.lines().filter(|line| line.contains("bytes from"));
        let number = |line: &str| line.split("icmp_seq=").nth(1)?.split_whitespace().next()?.parse().ok();
        let mut numbers: Vec<u32> = answered.filter_map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let marks = (1..=count).map(|n| if numbers.contains(&n) { '!' } else { '.' }).collect();
        Some(Pings { sent, received: numbers.len() as u32, marks })
    }
}

/// Calls something in a network namespace, on a thread that ends with it.
pub fn inside<T: Send>(namespace: &str, call: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
    let namespace = File::open(Path::new("/run/netns").join(namespace))?;
    let entered = || {
        move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))?;
        call()
    };
    std::thread::scope(|scope| scope.spawn(entered).join())
        .unwrap_or_else(|_| Err(io::Error::other("a thread in another namespace has ended by itself")))
}

/// A command in a network namespace.
pub fn command(namespace: &str, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace]).arg(program);
    command
}

/// Waits until `condition` gives something; `None` after `limit`.
pub fn wait_for<T>(limit: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = condition() {
            return Some(value);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn ip(words: &[&str]) -> Result<(), LabError> {
    let output = Command::new("ip").args(words).output();
    let output = output.map_err(|source| LabError::Program { program: "ip (iproute2)".into(), source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(LabError::Command { command: format!("ip {}", words.join(" ")), said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_ping_is_read_with_its_losses() {
        let text = "PING 10.0.2.2 (10.0.2.2) from 10.0.0.1 : 72(100) bytes of data.\n\
            80 bytes from 10.0.2.2: icmp_seq=2 ttl=64 time=41.2 ms\n\
            80 bytes from 10.0.2.2: icmp_seq=3 ttl=64 time=39.9 ms\n\
            \n--- 10.0.2.2 ping statistics ---\n\
            4 packets transmitted, 2 received, 50% packet loss, time 3003ms\n";
        let pings = Pings::read(text, 4).expect("a summary");
        assert_eq!(pings, Pings { sent: 4, received: 2, marks: ".!!.".into() });
        assert_eq!(Pings::read("ping: connect: Network is unreachable\n", 4), None);
    }
}
