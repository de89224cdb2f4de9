//! strongSwan: `charon` with its ESP in user space, controlled by `swanctl`.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::lab::{wait_for, Lab, Side};
use crate::tree::{Daemon, Tree};

/// A running daemon with one connection named `gw` and its child named `net`.
pub struct StrongSwan {
    daemon: Daemon,
}

/// A connection; see swanctl.conf(5) for the words.
#[derive(Clone, Debug)]
pub struct Connection {
    pub version: u8,
    pub ike: &'static str,
    pub esp: &'static str,
    /// `psk` or `pubkey`.
    pub auth: &'static str,
    pub local_id: String,
    pub remote_id: String,
    pub ipv6: bool,
    /// More lines of the connection, its local and remote rounds, and its child.
    pub lines: Vec<&'static str>,
    pub local_lines: Vec<&'static str>,
    pub child_lines: Vec<&'static str>,
    /// More lines of strongswan.conf(5), section `charon`.
    pub charon_lines: Vec<&'static str>,
}

impl Connection {
    /// With pre-shared key [`PSK`], ESP in UDP, and the identities `left.example` and `right.example`.
    pub fn psk(side: Side, version: u8, ike: &'static str, esp: &'static str) -> Self {
        Connection {
            version,
            ike,
            esp,
            auth: "psk",
            local_id: identity(side).into(),
            remote_id: identity(side.other()).into(),
            ipv6: false,
            lines: vec!["encap = yes"],
            local_lines: Vec::new(),
            child_lines: Vec::new(),
            charon_lines: Vec::new(),
        }
    }

    fn text(&self, side: Side) -> String {
        let outer = |side: Side| if self.ipv6 { side.outer6() } else { side.outer() };
        let lines = |lines: &[&str]| lines.join("\n");
        format!(
            r#"
connections {{
  gw {{
    version = {version}
    local_addrs = {local}
    remote_addrs = {remote}
    proposals = {ike}
    {lines}
    local {{
      auth = {auth}
      id = {local_id}
      {local_lines}
    }}
    remote {{
      auth = {auth}
      id = {remote_id}
    }}
    children {{
      net {{
        local_ts = {local_ts}
        remote_ts = {remote_ts}
        esp_proposals = {esp}
        {child_lines}
      }}
    }}
  }}
}}
secrets {{
  ike-gw {{
    id-l = {local_id}
    id-r = {remote_id}
    secret = "{PSK}"
  }}
}}
"#,
            version = self.version,
            local = outer(side),
            remote = outer(side.other()),
            ike = self.ike,
            esp = self.esp,
            auth = self.auth,
            local_id = self.local_id,
            remote_id = self.remote_id,
            local_ts = format_args!("{}/32", side.inner()),
            remote_ts = format_args!("{}/32", side.other().inner()),
            lines = lines(&self.lines),
            local_lines = lines(&self.local_lines),
            child_lines = lines(&self.child_lines),
        )
    }
}

impl StrongSwan {
    /// Starts it and loads the connection. `files`: others below the swanctl directory, as (path, contents).
    pub fn start(lab: &Lab, side: Side, tree: Tree, connection: &Connection, files: &[(&str, &[u8])]) -> StrongSwan {
        let dir = lab.directory(side, "strongswan");
        let write = |path: &str, contents: &[u8]| {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().expect("it is below the directory"))
                .and_then(|()| fs::write(&path, contents))
                .expect("the laboratory's directory is writable");
        };
        let charon = connection.charon_lines.join("\n  ");
        write("strongswan.conf", STRONGSWAN_CONF.replace("MORE", &charon).as_bytes());
        write("swanctl/swanctl.conf", connection.text(side).as_bytes());
        for (path, contents) in files {
            write(&format!("swanctl/{path}"), contents);
        }
        Self::run(lab, side, tree, dir)
    }

    /// Kills it, so that it tells nobody, and starts it again.
    pub fn restart(&mut self, lab: &Lab, side: Side, tree: Tree) {
        self.daemon.kill();
        let dir = lab.directory(side, "strongswan");
        fs::remove_file(dir.join("charon.vici")).expect("it has left its socket");
        *self = Self::run(lab, side, tree, dir);
    }

    fn run(lab: &Lab, side: Side, tree: Tree, dir: PathBuf) -> StrongSwan {
        let command = "STRONGSWAN_CONF=/run/peer/strongswan.conf exec /usr/lib/ipsec/charon";
        let daemon = Daemon::start(lab, side, tree, dir, command);
        daemon.made("charon.vici", START);
        let strongswan = StrongSwan { daemon };
        strongswan.swanctl(&["--load-all", "--noprompt"]).unwrap_or_else(|e| panic!("{e}\n{}", strongswan.log()));
        strongswan
    }

    /// Negotiates both SAs; what swanctl said if it failed.
    pub fn initiate(&self) -> Result<String, String> {
        self.swanctl(&["--initiate", "--child", "net", "--timeout", "15"])
    }

    pub fn rekey_ike(&self) -> Result<String, String> {
        self.swanctl(&["--rekey", "--ike", "gw"])
    }

    pub fn rekey_child(&self) -> Result<String, String> {
        self.swanctl(&["--rekey", "--child", "net"])
    }

    pub fn terminate_ike(&self) -> Result<String, String> {
        self.swanctl(&["--terminate", "--ike", "gw"])
    }

    /// The IKE SAs that it lists, and the child SAs; as swanctl prints them.
    pub fn sas(&self) -> Sas {
        let text = self.swanctl(&["--list-sas"]).unwrap_or_default();
        let starting = |prefix: &str, state: &str| {
            let mut lines: Vec<String> = Vec::new();
            lines.extend(text.lines().filter(|l| l.starts_with(prefix) && l.contains(state)).map(str::to_owned));
            lines
        };
        Sas { ike: starting("gw: ", "ESTABLISHED"), children: starting("  net: ", "INSTALLED"), text }
    }

    /// Waits until its SAs are as wanted.
    pub fn sees(&self, limit: Duration, wanted: impl Fn(&Sas) -> bool) -> Sas {
        wait_for(limit, || Some(self.sas()).filter(&wanted))
            .unwrap_or_else(|| panic!("SAs are not as they should be:\n{}\n{}", self.sas().text, self.log()))
    }

    pub fn log(&self) -> String {
        self.daemon.log()
    }

    fn swanctl(&self, arguments: &[&str]) -> Result<String, String> {
        let mut all = vec!["SWANCTL_DIR=/run/peer/swanctl", "STRONGSWAN_CONF=/run/peer/strongswan.conf", "swanctl"];
        all.extend(arguments);
        all.extend(["--uri", "unix:///run/peer/charon.vici"]);
        self.daemon.run("env", &all)
    }
}

/// What `swanctl --list-sas` says.
#[derive(Debug)]
pub struct Sas {
    /// First lines of the established IKE SAs, with their SPIs.
    pub ike: Vec<String>,
    /// First lines of the installed child SAs.
    pub children: Vec<String>,
    pub text: String,
}

/// What a side calls itself.
pub fn identity(side: Side) -> &'static str {
    match side {
        Side::Left => "left.example",
        Side::Right => "right.example",
    }
}

/// The pre-shared key of all tests.
pub const PSK: &str = "correct-horse-battery-staple";

const START: Duration = Duration::from_secs(60);

/// This kernel may have no ESP, so libipsec does it, over UDP and raw.
const STRONGSWAN_CONF: &str = r#"
charon {
  load = random nonce aes sha1 sha2 md5 hmac kdf gcm chapoly curve25519 gmp openssl ml pem pkcs1 pkcs8 x509 pubkey revocation constraints kernel-libipsec kernel-netlink socket-default vici updown drbg
  accept_private_algs = no
  MORE
  syslog {
  }
  filelog {
    stderr {
      time_format = %H:%M:%S
      flush_line = yes
      default = 1
      ike = 2
      cfg = 1
      enc = 1
    }
  }
  plugins {
    vici {
      socket = unix:///run/peer/charon.vici
    }
    kernel-libipsec {
      raw_esp = yes
    }
    openssl {
      load_legacy = yes
    }
  }
}
swanctl {
  load = pem pkcs1 pkcs8 x509 pubkey openssl sha1 sha2 random gmp curve25519
}
"#;
