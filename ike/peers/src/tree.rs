//! Trees with other people's IKE daemons, unpacked by `scripts/setup --peers`, and programs run in them.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::lab::{wait_for, Lab, Side};

/// A tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Of Debian's stable suite: 6.0, with IKEv1.
    StrongSwan,
    /// Of Debian's unstable suite: 6.1 or later, with ML-KEM and without IKEv1.
    StrongSwanNext,
    Libreswan,
    OpenIked,
}

impl Tree {
    /// Where it is, or why it is not.
    pub fn find(self) -> Result<PathBuf, String> {
        let tools = std::env::var_os("RESPITE_TOOLS")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools"), PathBuf::from);
        let path = tools.join("peers").join(self.name());
        if path.join("version").exists() {
            return Ok(path);
        }
        Err(format!("no {} in {}: run scripts/setup --peers", self.name(), tools.display()))
    }

    /// Debian's name and version of what is in it.
    pub fn version(self) -> String {
        let version = self.find().and_then(|path| fs::read_to_string(path.join("version")).map_err(|e| e.to_string()));
        version.unwrap_or_else(|why| why).trim().to_owned()
    }

    fn name(self) -> &'static str {
        match self {
            Tree::StrongSwan => "strongswan",
            Tree::StrongSwanNext => "strongswan-next",
            Tree::Libreswan => "libreswan",
            Tree::OpenIked => "openiked",
        }
    }
}

/// A program running in a tree and in a side's network namespace. Killed when dropped.
///
/// It sees its directory as `/run/peer`. All its mounts are its own: `ip netns exec` gives it a mount namespace, of which
/// changes do not come back.
pub struct Daemon {
    child: Child,
    dir: PathBuf,
}

impl Daemon {
    /// Runs a shell command, which ought to end in `exec`; its output goes to `log` in its directory.
    pub fn start(lab: &Lab, side: Side, tree: Tree, dir: PathBuf, command: &str) -> Daemon {
        let root = tree.find().expect("checked when the laboratory was opened");
        let log = OpenOptions::new().create(true).append(true).open(dir.join("log"));
        let log = log.expect("the laboratory's directory is writable");
        let child = lab
            .command(side, "sh")
            .args(["-ec", MOUNT_AND_ENTER, "sh"])
            .args([root.as_path(), dir.as_path()])
            .arg(command)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file descriptor can be had"))
            .stderr(log)
            .spawn()
            .expect("ip netns exec runs");
        Daemon { child, dir }
    }

    /// A command in its namespaces and its tree.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.child.id().to_string(), "-m", "-n", "-r", "-w", "--", program]);
        command
    }

    /// Runs a command to its end; its output, or as an error its output.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(program).args(arguments).output().map_err(|e| e.to_string())?;
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() {
            Ok(text)
        } else {
            Err(text)
        }
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.dir.join("log")).unwrap_or_default()).into_owned()
    }

    /// Waits until its log holds `text`.
    pub fn says(&self, text: &str, limit: Duration) -> bool {
        wait_for(limit, || self.log().contains(text).then_some(())).is_some()
    }

    /// Waits until it has made a file in its directory.
    pub fn made(&self, file: &str, limit: Duration) {
        let made = wait_for(limit, || self.dir.join(file).exists().then_some(()));
        assert!(made.is_some(), "{file} did not appear:\n{}", self.log());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
    }
}

const MOUNT_AND_ENTER: &str = r#"
mount --bind /dev "$1/dev"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/run"
mkdir "$1/run/peer"
mount --bind "$2" "$1/run/peer"
exec chroot "$1" /bin/sh -ec "$3"
"#;
