//! OpenIKED: `iked`. Its ESP is the kernel's, in whose place `kernel.c` takes every SA, so that it negotiates them all and
//! carries no packet.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use crate::lab::{Lab, Side};
use crate::strongswan::{identity, PSK};
use crate::tree::{Daemon, Tree};

/// A running daemon with one policy named `gw`.
pub struct OpenIked {
    daemon: Daemon,
}

impl OpenIked {
    /// Starts it with a pre-shared key; `active`: it begins, else it waits. `ike` and `esp` in the words of iked.conf(5).
    pub fn start(lab: &Lab, side: Side, active: bool, ike: &str, esp: &str) -> OpenIked {
        let dir = lab.directory(side, "openiked");
        let other = side.other();
        let policy = format!(
            "ikev2 \"gw\" {} esp from {} to {} local {} peer {} ikesa {ike} childsa {esp} srcid \"{}\" dstid \"{}\" psk \"{PSK}\"\n",
            if active { "active" } else { "passive" },
            side.inner(),
            other.inner(),
            side.outer(),
            other.outer(),
            identity(side),
            identity(other),
        );
        let file = dir.join("iked.conf");
        fs::write(&file, policy)
            .and_then(|()| fs::set_permissions(&file, Permissions::from_mode(0o600)))
            .expect("the laboratory's directory is writable");
        let daemon = Daemon::start(lab, side, Tree::OpenIked, dir, START);
        assert!(daemon.says("config_getpolicy: received policy", LIMIT), "{}", daemon.log());
        OpenIked { daemon }
    }

    /// Waits until it has an IKE SA.
    pub fn established(&self, limit: Duration) -> bool {
        self.daemon.says("established peer", limit)
    }

    pub fn log(&self) -> String {
        self.daemon.log()
    }
}

const LIMIT: Duration = Duration::from_secs(10);

const START: &str = "export LD_PRELOAD=/usr/lib/respite-kernel.so
exec iked -dvv -s /run/peer/iked.sock -f /run/peer/iked.conf";
