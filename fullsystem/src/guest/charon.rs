//! strongSwan in the peer's namespace, whose SAs are the kernel's: its `kernel-netlink` drives XFRM.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Stdio};

use super::net::Side;
use super::{ensure, wait_for};
use crate::Checked;

/// A running daemon. Killed when dropped.
pub struct Charon(Child);

impl Charon {
    /// Starts it without connections. It also opens UDP 4500 such that the kernel takes ESP out of it.
    pub fn start() -> Checked<Charon> {
        fs::write("/etc/strongswan.conf", CONFIGURATION)?;
        let log = OpenOptions::new().create(true).append(true).open(LOG)?;
        let mut command = Side::Peer.command("/usr/lib/ipsec/charon");
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let charon = Charon(child);
        wait_for("strongSwan's control socket", || Path::new(SOCKET).exists().then_some(()))?;
        Ok(charon)
    }

    /// Loads connections and secrets, in the words of swanctl.conf(5).
    pub fn load(&self, text: &str) -> Checked<()> {
        fs::create_dir_all("/etc/swanctl")?;
        fs::write("/etc/swanctl/swanctl.conf", text)?;
        let words = ["--load-all", "--noprompt", "--uri", &format!("unix://{SOCKET}")];
        let output = Side::Peer.command("swanctl").args(words).output()?;
        ensure!(output.status.success(), "swanctl: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// The last lines of its log.
    pub fn said(&self) -> String {
        super::tail(LOG)
    }
}

impl Drop for Charon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const SOCKET: &str = "/run/charon.vici";
const LOG: &str = "/tmp/charon";
const CONFIGURATION: &str = "\
charon {
  load = random nonce aes sha1 sha2 hmac kdf gcm curve25519 openssl pem pkcs1 pkcs8 x509 pubkey kernel-netlink socket-default vici
  install_routes = no
  filelog {
    stderr {
      default = 1
    }
  }
  plugins {
    vici {
      socket = unix:///run/charon.vici
    }
  }
}
";
