//! The log of a running gateway: its buffer, and those who get each line as it is written.
//!
//! ```text
//!   Message ──> Log ──> buffer (show logging)
//!                └────> standard error (logging console), the system's log, syslog servers (logging host)
//! ```

use std::collections::BTreeSet;
use std::io::Write;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::time::{Instant, SystemTime};

use respite_ike::report::{Decision, Report};
use respite_ike::InvalidSpi;

use crate::config::system::Logging;
use crate::config::Running;
use crate::log::{Limiter, Log, Message, Severity, Snapshot, Stamp, Verdict};

/// The log.
pub struct Journal {
    log: Log,
    limiter: Limiter,
    console: bool,
    hosts: BTreeSet<IpAddr>,
    system: Option<UnixDatagram>,
    /// One for each IP version.
    remote: (Option<UdpSocket>, Option<UdpSocket>),
}

impl Journal {
    pub fn new(config: &Running) -> Self {
        let logging = &config.logging;
        let system = UnixDatagram::unbound().ok().filter(|s| s.set_nonblocking(true).is_ok());
        let remote = |address: IpAddr| UdpSocket::bind((address, 0)).ok().filter(|s| s.set_nonblocking(true).is_ok());
        Journal {
            log: Log::new(logging.settings()),
            limiter: Limiter::new(config.recovery.log_limits()),
            console: logging.console,
            hosts: logging.hosts.clone(),
            system,
            remote: (remote([0; 4].into()), remote([0; 16].into())),
        }
    }

    pub fn configure(&mut self, config: &Running) {
        let Logging { console, hosts, .. } = &config.logging;
        self.log.set(config.logging.settings());
        self.limiter.set(config.recovery.log_limits());
        (self.console, self.hosts) = (*console, hosts.clone());
    }

    /// Writes a line, at once and to everybody who wants it. Nobody is waited for.
    pub fn write(&mut self, message: &Message) {
        let severity = message.severity();
        let line = self.log.write(Stamp::new(SystemTime::now(), CLOCK_IS_TRUSTED), message);
        if self.console {
            // If nobody reads standard error, the buffer still has it.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        // RFC 3164 §4.1.1: the priority is facility and severity; the time is the server's.
        let text = format!("<{}>respite: {message}", FACILITY * 8 + severity as u8);
        if let Some(system) = &self.system {
            let _ = system.send_to(text.as_bytes(), SYSTEM_LOG);
        }
        if severity > Severity::Informational {
            return;
        }
        for host in &self.hosts {
            let socket = if host.is_ipv4() { &self.remote.0 } else { &self.remote.1 };
            if let Some(socket) = socket {
                let _ = socket.send_to(text.as_bytes(), SocketAddr::new(*host, SYSLOG));
            }
        }
    }

    /// A report of IKE, if it deserves a line.
    pub fn report(&mut self, report: &Report) {
        // That a report came is the line about the packet; what follows from it by rule is counted.
        let routine = matches!(report, Report::Recovery { decision: Decision::Duplicate | Decision::Attached, .. });
        if let Some(message) = Message::of(report).filter(|_| !routine) {
            self.write(&message);
        }
    }

    /// A packet with an unknown SPI.
    pub fn invalid_spi(&mut self, now: Instant, event: &InvalidSpi) {
        if self.limiter.ask(now, event.src, event.protocol, event.spi) == Verdict::Write {
            self.write(&Message::InvalidSpi {
                destination: event.dst,
                protocol: event.protocol,
                spi: event.spi,
                source: event.src,
                interface: None,
            });
        }
    }

    /// Says how many lines were not written, now and then.
    pub fn summary(&mut self, now: Instant) {
        if let Some(count) = self.limiter.summary(now) {
            self.write(&Message::Suppressed { count });
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        self.log.snapshot(self.limiter.suppressed())
    }

    pub fn clear(&mut self) {
        self.log.clear();
    }
}

/// As on a router without NTP.
const CLOCK_IS_TRUSTED: bool = false;
/// local7, as IOS.
const FACILITY: u8 = 23;
const SYSTEM_LOG: &str = "/dev/log";
const SYSLOG: u16 = 514;
