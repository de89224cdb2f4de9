//! A laboratory: two network namespaces joined by a cable, and a directory for what the programs in them write.
//!
//! ```text
//!   left                                   right
//!   10.1.0.1 (lo)                          10.2.0.1 (lo)         protected
//!   192.0.2.1, 2001:db8::1 (eth0) ──veth── 192.0.2.2, 2001:db8::2 (eth0)
//! ```

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::tree::Tree;

/// Two hosts. Dropping it removes both; its directory stays if the test failed.
pub struct Lab {
    name: String,
    dir: PathBuf,
}

/// One of the two hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// Its address on the cable.
    pub fn outer(self) -> IpAddr {
        IpAddr::V4(match self {
            Side::Left => Ipv4Addr::new(192, 0, 2, 1),
            Side::Right => Ipv4Addr::new(192, 0, 2, 2),
        })
    }

    /// Its IPv6 address on the cable.
    pub fn outer6(self) -> IpAddr {
        IpAddr::V6(match self {
            Side::Left => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1),
            Side::Right => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 2),
        })
    }

    /// The address behind it whose traffic is protected.
    pub fn inner(self) -> Ipv4Addr {
        match self {
            Side::Left => Ipv4Addr::new(10, 1, 0, 1),
            Side::Right => Ipv4Addr::new(10, 2, 0, 1),
        }
    }

    pub fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }

    fn letter(self) -> char {
        match self {
            Side::Left => 'l',
            Side::Right => 'r',
        }
    }
}

impl Lab {
    /// A laboratory for the test named, its files below `tmp`, or `None` where this machine lacks what it needs, which is
    /// then said; in CI that is a failure.
    pub fn for_test(tmp: &str, test: &str, trees: &[Tree]) -> Option<Lab> {
        match Lab::open(&Path::new(tmp).join("interop").join(test), trees) {
            Ok(lab) => Some(lab),
            Err(why) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => panic!("skipped: {why}"),
            Err(why) => {
                // Past the capture of the test runner, which shows what failing tests print and nothing else.
                let _ = writeln!(std::io::stdout(), "\nskipped: {test}: {why}");
                None
            }
        }
    }

    /// A laboratory for programs of these trees; what they write goes to `dir`, of which nothing stays. Or what the machine
    /// lacks.
    pub fn open(dir: &Path, trees: &[Tree]) -> Result<Lab, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("network namespaces need root".into());
        }
        for tree in trees {
            tree.find()?;
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let lab = Lab { name: format!("respite-{}-{number}", std::process::id()), dir: dir.to_owned() };
        let _ = fs::remove_dir_all(&lab.dir);
        fs::create_dir_all(&lab.dir).map_err(|e| format!("{}: {e}", lab.dir.display()))?;
        let (left, right) = (lab.namespace(Side::Left), lab.namespace(Side::Right));
        ip(["netns", "add", &left])?;
        ip(["netns", "add", &right])?;
        ip(["link", "add", "eth0", "netns", &left, "type", "veth", "peer", "name", "eth0", "netns", &right])?;
        for side in [Side::Left, Side::Right] {
            let namespace = lab.namespace(side);
            let inside = |words: &str| ip(["-n", namespace.as_str()].into_iter().chain(words.split(' ')));
            inside("link set lo up")?;
            inside("link set eth0 up")?;
            inside(&format!("addr add {}/24 dev eth0", side.outer()))?;
            // Duplicate address detection would keep it from being bound for a second.
            inside(&format!("addr add {}/64 dev eth0 nodad", side.outer6()))?;
            inside(&format!("addr add {}/32 dev lo", side.inner()))?;
        }
        Ok(lab)
    }

    /// Name of a side's network namespace.
    pub fn namespace(&self, side: Side) -> String {
        format!("{}{}", self.name, side.letter())
    }

    /// A new directory for a program of one side.
    pub fn directory(&self, side: Side, program: &str) -> PathBuf {
        let dir = self.dir.join(format!("{}-{program}", side.letter()));
        fs::create_dir_all(&dir).expect("the laboratory's directory is writable");
        dir
    }

    /// A command in a side's namespace.
    pub fn command(&self, side: Side, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace(side)]).arg(program);
        command
    }

    /// Pings the other side's protected address from this one's, and says how many of `count` answers came.
    pub fn ping(&self, side: Side, tree: Tree, count: u32) -> u32 {
        let output = self
            .command(side, "chroot")
            .arg(tree.find().expect("checked when the laboratory was opened"))
            .args(["ping", "-n", "-i", "0.3", "-W", "1", "-c", &count.to_string()])
            .args(["-I", &side.inner().to_string(), &side.other().inner().to_string()])
            .output()
            .expect("chroot runs");
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().filter(|line| line.contains("bytes from")).count() as u32
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for side in [Side::Left, Side::Right] {
            let _ = ip(["netns", "del", &self.namespace(side)]);
        }
        if std::thread::panicking() {
            eprintln!("logs: {}", self.dir.display());
        } else {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
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

fn ip<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    let words: Vec<&str> = words.into_iter().collect();
    let output = Command::new("ip").args(&words).output().map_err(|e| format!("ip (iproute2): {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("ip {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
}
