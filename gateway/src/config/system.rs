//! Name, log and card of the gateway.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::net::IpAddr;

use super::isakmp::name_of;
use super::Statement;
use crate::card::CardChoice;
use crate::log::SystemLog;

/// Where log lines go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logging {
    /// Octets of the buffer behind `show logging`; `None`: no buffer.
    pub buffer: Option<u32>,
    pub console: bool,
    /// Audit records of packets with an unknown SPI.
    pub audit: bool,
    /// The log of this host.
    pub system: Option<SystemLog>,
    /// Syslog servers.
    pub hosts: BTreeSet<IpAddr>,
}

/// The card that does the ESP and AH work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Controller {
    Card(CardChoice),
    /// The accelerator of the routers of old, in this slot; a simulated card takes its place.
    Isa(String),
}

impl Controller {
    /// The card to open.
    pub fn card(&self) -> CardChoice {
        match self {
            Controller::Card(choice) => choice.clone(),
            Controller::Isa(_) => CardChoice::Sim,
        }
    }
}

impl fmt::Display for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Controller::Card(CardChoice::Sim) => write!(f, "sim"),
            Controller::Card(CardChoice::VfioUser(path)) => write!(f, "vfio-user {}", path.display()),
            Controller::Card(CardChoice::Vfio(function)) => write!(f, "vfio {function}"),
            Controller::Isa(slot) => write!(f, "ISA {slot}"),
        }
    }
}

impl Default for Logging {
    fn default() -> Self {
        let system = Some(SystemLog::Syslog);
        Logging { buffer: Some(DEFAULT_BUFFER), console: true, audit: false, system, hosts: BTreeSet::new() }
    }
}

impl Logging {
    /// As the log takes it.
    pub fn settings(&self) -> crate::log::Settings {
        let buffer = self.buffer.map(|octets| octets as usize);
        crate::log::Settings { buffer, console: self.console, hosts: self.hosts.len() }
    }

    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        match self.buffer {
            Some(DEFAULT_BUFFER) => {}
            Some(octets) => writeln!(out, "logging buffered {octets}")?,
            None => writeln!(out, "no logging buffered")?,
        }
        if !self.console {
            writeln!(out, "no logging console")?;
        }
        if self.audit {
            writeln!(out, "logging audit")?;
        }
        match self.system {
            Some(SystemLog::Syslog) => {}
            Some(other) => writeln!(out, "logging system {}", name_of(&SYSTEM_LOGS, other))?,
            None => writeln!(out, "no logging system")?,
        }
        self.hosts.iter().try_for_each(|host| writeln!(out, "logging host {host}"))
    }
}

pub(super) static STATEMENTS: [Statement; 10] = [
    Statement {
        syntax: "hostname <name:host>",
        no: Some("hostname [<name:host>]"),
        default: "Router",
        help: "Name in the prompt",
        action: |config, mode, args| {
            config.hostname = args.set_text("name");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "logging buffered [<octets:4096-16777216>]",
        no: Some("logging buffered"),
        default: "8000 octets",
        help: "Size of the buffer that show logging prints; no takes the buffer away",
        action: |config, mode, args| {
            config.logging.buffer = Some(args.number("octets").unwrap_or(DEFAULT_BUFFER)).filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "logging console",
        no: Some("logging console"),
        default: "on",
        help: "Log lines on the console while it is open",
        action: |config, mode, args| {
            config.logging.console = !args.undo();
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "logging audit",
        no: Some("logging audit"),
        default: "off",
        help: "Behind each line about an unknown SPI the record of RFC 4303, with sequence number and flow label",
        action: |config, mode, args| {
            config.logging.audit = !args.undo();
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "logging system [syslog | journald]",
        no: Some("logging system [syslog | journald]"),
        default: "syslog",
        help: "Log lines in this host's own log: by /dev/log as any syslog daemon takes it, or to journald with fields",
        action: |config, mode, args| {
            let chosen = args.one_of(&SYSTEM_LOGS).unwrap_or(SystemLog::Syslog);
            config.logging.system = (!args.undo()).then_some(chosen);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "logging host <address:ip>",
        no: Some("logging host <address:ip>"),
        default: "none",
        help: "A syslog server that gets every line",
        action: |config, mode, args| {
            if let Some(address) = args.ip("address") {
                if args.undo() {
                    config.logging.hosts.remove(&address);
                } else {
                    config.logging.hosts.insert(address);
                }
            }
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "controller sim",
        no: Some("controller sim"),
        default: "what is used if no card is named",
        help: "A simulated card within the gateway",
        action: |config, mode, args| {
            config.controller = (!args.undo()).then_some(Controller::Card(CardChoice::Sim));
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "controller vfio <function:function>",
        no: Some("controller vfio [<function:function>]"),
        default: "none",
        help: "A card in a slot, by its PCI address, bound to vfio-pci",
        action: |config, mode, args| {
            let function = args.text("function").filter(|_| !args.undo());
            config.controller = function.map(|f| Controller::Card(CardChoice::Vfio(f.to_ascii_lowercase())));
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "controller vfio-user <path:path>",
        no: Some("controller vfio-user [<path:path>]"),
        default: "none",
        help: "A card in another process, by the path of its socket",
        action: |config, mode, args| {
            let path = args.text("path").filter(|_| !args.undo());
            config.controller = path.map(|p| Controller::Card(CardChoice::VfioUser(p.into())));
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "controller ISA <slot:name>",
        no: Some("controller ISA [<slot:name>]"),
        default: "none",
        help: "The accelerator of old routers, so that their configurations load: a simulated card",
        action: |config, mode, args| {
            config.controller = args.text("slot").filter(|_| !args.undo()).map(|s| Controller::Isa(s.to_owned()));
            Ok(mode.clone())
        },
    },
];

const SYSTEM_LOGS: [(&str, SystemLog); 2] = [("syslog", SystemLog::Syslog), ("journald", SystemLog::Journald)];

/// Octets.
const DEFAULT_BUFFER: u32 = 8000;
