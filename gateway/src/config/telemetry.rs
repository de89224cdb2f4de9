//! `counters`: where what the gateway counts can be read.

use std::fmt::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use super::{Refusal, Statement};

/// Where counters are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telemetry {
    /// Directory in which the card gets one with its counters; `None`: there is none.
    pub tree: Option<PathBuf>,
    /// Address of this host at which metrics are served.
    pub metrics: Option<SocketAddr>,
}

impl Default for Telemetry {
    fn default() -> Self {
        Telemetry { tree: Some(DEFAULT_TREE.into()), metrics: None }
    }
}

impl Telemetry {
    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        match &self.tree {
            Some(tree) if tree.as_os_str() == DEFAULT_TREE => {}
            Some(tree) => writeln!(out, "counters tree {}", tree.display())?,
            None => writeln!(out, "no counters tree")?,
        }
        match self.metrics {
            Some(at) if at.port() == DEFAULT_PORT => writeln!(out, "counters metrics {}", at.ip()),
            Some(at) => writeln!(out, "counters metrics {} port {}", at.ip(), at.port()),
            None => Ok(()),
        }
    }
}

pub(super) static STATEMENTS: [Statement; 2] = [
    Statement {
        syntax: "counters tree [<directory:path>]",
        no: Some("counters tree [<directory:path>]"),
        default: "/run/respite",
        help: "Directory in which the card gets one with its counters as files; no takes them away",
        action: |config, mode, args| {
            let directory = args.text("directory").unwrap_or(DEFAULT_TREE);
            if !directory.starts_with('/') {
                return Err(Refusal::new("directory", "the path of the directory must begin with /"));
            }
            config.telemetry.tree = (!args.undo()).then(|| directory.into());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "counters metrics <address:ip> [port <port:1-65535>]",
        no: Some("counters metrics [<address:ip>] [port <port:1-65535>]"),
        default: "off; port 9469",
        help: "Serves metrics for Prometheus at an address of this host that nobody else reaches: 127.0.0.1 or ::1",
        action: |config, mode, args| {
            let Some(address) = args.ip("address").filter(|_| !args.undo()) else {
                config.telemetry.metrics = None;
                return Ok(mode.clone());
            };
            if !address.is_loopback() {
                return Err(Refusal::new("address", "metrics are told without a password, so only on this host"));
            }
            config.telemetry.metrics = Some((address, args.number("port").unwrap_or(DEFAULT_PORT)).into());
            Ok(mode.clone())
        },
    },
];

const DEFAULT_TREE: &str = "/run/respite";
const DEFAULT_PORT: u16 = 9469;

#[cfg(test)]
mod tests {
    use super::super::{load, Running};

    fn telemetry(text: &str) -> Result<super::Telemetry, String> {
        load(text).map(|loaded| loaded.config.telemetry).map_err(|e| e.to_string())
    }

    #[test]
    fn the_tree_is_there_unless_it_is_not_wanted_and_metrics_only_if_they_are() {
        let standard = Running::default().telemetry;
        assert_eq!((standard.tree, standard.metrics), (Some("/run/respite".into()), None));
        assert_eq!(telemetry("no counters tree\n").expect("fine").tree, None);
        assert_eq!(telemetry("counters tree /var/run/gw\n").expect("fine").tree, Some("/var/run/gw".into()));
        let at = |text: &str| telemetry(text).expect("fine").metrics.map(|at| at.to_string());
        assert_eq!(at("counters metrics ::1\n"), Some("[::1]:9469".into()));
        assert_eq!(at("counters metrics 127.0.0.1 port 80\nno counters metrics\n"), None);
    }

    #[test]
    fn metrics_are_for_this_host_alone() {
        for address in ["0.0.0.0", "10.1.1.1", "2001:db8::1"] {
            let why = telemetry(&format!("counters metrics {address}\n")).expect_err("anybody could read them");
            assert!(why.contains("line 1") && why.contains("only on this host"), "{why}");
        }
        assert!(telemetry("counters tree run\n").is_err());
    }
}
