//! Libreswan: `pluto`. Its ESP is the kernel's, in whose place `kernel.c` takes every SA, so that it negotiates them all and
//! carries no packet.

use std::fs;
use std::net::IpAddr;
use std::time::Duration;

use crate::lab::{wait_for, Lab, Side};
use crate::strongswan::{identity, PSK};
use crate::tree::{Daemon, Tree};

/// A running daemon with one connection named `gw`.
pub struct Libreswan {
    daemon: Daemon,
}

/// A connection; see ipsec.conf(5) for the words.
#[derive(Clone, Debug)]
pub struct Connection {
    pub version: u8,
    pub ike: &'static str,
    pub esp: &'static str,
    /// More lines.
    pub lines: Vec<&'static str>,
}

impl Connection {
    /// With a pre-shared key.
    fn text(&self, side: Side) -> String {
        let end = |name: &str, side: Side| {
            let address: IpAddr = side.outer();
            format!("\t{name}={address}\n\t{name}id=@{}\n\t{name}subnet={}/32\n", identity(side), side.inner())
        };
        format!(
            "config setup\n\tuniqueids=yes\n\tikev1-policy=accept\n\nconn gw\n{}{}\tauthby=secret\n\tkeyexchange=ikev{}\n\tike={}\n\t{}\n{}\tauto=add\n",
            end("left", side),
            end("right", side.other()),
            self.version,
            self.ike,
            self.esp,
            self.lines.iter().map(|line| format!("\t{line}\n")).collect::<String>(),
        )
    }
}

impl Libreswan {
    /// Starts it and loads the connection.
    pub fn start(lab: &Lab, side: Side, connection: &Connection) -> Libreswan {
        let dir = lab.directory(side, "libreswan");
        let secret = format!("@{} @{} : PSK \"{PSK}\"\n", identity(side), identity(side.other()));
        fs::write(dir.join("ipsec.conf"), connection.text(side))
            .and_then(|()| fs::write(dir.join("ipsec.secrets"), secret))
            .expect("the laboratory's directory is writable");
        let libreswan = Libreswan { daemon: Daemon::start(lab, side, Tree::Libreswan, dir, START) };
        libreswan.daemon.made("pluto.ctl", LIMIT);
        let load = ["--config", "/run/peer/ipsec.conf", "--ctlsocket", "/run/peer/pluto.ctl", "gw"];
        // It complains that /etc/hosts is missing, and loads.
        let said = libreswan.daemon.run("/usr/libexec/ipsec/addconn", &load).unwrap_or_else(|text| text);
        assert!(libreswan.daemon.says("listening for IKE messages", LIMIT), "{said}\n{}", libreswan.log());
        assert!(libreswan.daemon.says("oriented IKE", LIMIT), "{said}\n{}", libreswan.log());
        libreswan
    }

    /// Begins to negotiate.
    pub fn initiate(&self) {
        let words = ["--ctlsocket", "/run/peer/pluto.ctl", "--name", "gw", "--asynchronous", "--initiate"];
        // Its exit code tells a state of the negotiation.
        let _ = self.daemon.run("/usr/libexec/ipsec/whack", &words);
    }

    /// Begins to replace a child SA, or the IKE SA (IKEv2).
    pub fn rekey(&self, ike: bool) {
        let what = if ike { "--rekey-ike" } else { "--rekey-child" };
        let words = ["--ctlsocket", "/run/peer/pluto.ctl", "--name", "gw", "--asynchronous", what];
        let _ = self.daemon.run("/usr/libexec/ipsec/whack", &words);
    }

    /// Ends its SAs.
    pub fn terminate(&self) {
        let words = ["--ctlsocket", "/run/peer/pluto.ctl", "--name", "gw", "--terminate"];
        let _ = self.daemon.run("/usr/libexec/ipsec/whack", &words);
    }

    /// How many IKE SAs and child SAs it has, and the lines that say so.
    pub fn sas(&self) -> (usize, usize, String) {
        let words = ["--ctlsocket", "/run/peer/pluto.ctl", "--showstates"];
        let text = self.daemon.run("/usr/libexec/ipsec/whack", &words).unwrap_or_else(|text| text);
        let count = |states: &[&str]| text.lines().filter(|line| states.iter().any(|s| line.contains(s))).count();
        let ike = count(&["ESTABLISHED_IKE_SA", "MAIN_R3", "MAIN_I4"]);
        let children = count(&["ESTABLISHED_CHILD_SA", "QUICK_R2", "QUICK_I2"]);
        (ike, children, text)
    }

    /// Waits until it has as many as wanted.
    pub fn sees(&self, limit: Duration, ike: usize, children: usize) {
        let found = wait_for(limit, || {
            let (i, c, _) = self.sas();
            ((i, c) == (ike, children)).then_some(())
        });
        assert!(found.is_some(), "SAs are not as they should be:\n{}\n{}", self.sas().2, self.log());
    }

    pub fn log(&self) -> String {
        self.daemon.log()
    }
}

const LIMIT: Duration = Duration::from_secs(10);

const START: &str = "mkdir -p /run/peer/nss /run/pluto
certutil -N -d sql:/run/peer/nss --empty-password
export LD_PRELOAD=/usr/lib/respite-kernel.so
exec /usr/libexec/ipsec/pluto --nofork --stderrlog --config /run/peer/ipsec.conf \
  --secretsfile /run/peer/ipsec.secrets --nssdir /run/peer/nss --rundir /run/peer";
