//! The log of a running gateway: its buffer, and those who get each line as it is written.
//!
//! ```text
//!   Message ──> Log ──> buffer (show logging)
//!                └────> standard error (logging console), this host's log (logging system), syslog servers (logging host)
//! ```

use std::io::Write;
use std::mem::{discriminant, Discriminant};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Instant, SystemTime};

use respite_ike::report::{Decision, Failure, Report};
use respite_ike::sa::{Protocol, Spi};
use respite_ike::InvalidSpi;

use crate::config::system::Logging;
use crate::config::{Flow, Running};
use crate::log::{Limiter, Log, Message, Severity, Snapshot, Stamp, SystemLog, Verdict};

/// The log.
pub struct Journal {
    log: Log,
    unknown: Limiter<(IpAddr, Protocol, Spi)>,
    /// Peers whose packets are not of their SAs' selectors.
    identities: Limiter<IpAddr>,
    /// Negotiations that fail: whoever can send a datagram can have one fail.
    failures: Limiter<(IpAddr, Discriminant<Failure>)>,
    logging: Logging,
    system: Option<UnixDatagram>,
    /// One for each IP version.
    remote: (Option<UdpSocket>, Option<UdpSocket>),
}

impl Journal {
    pub fn new(config: &Running) -> Self {
        let logging = config.logging.clone();
        let limits = config.recovery.log_limits();
        let system = UnixDatagram::unbound().ok().filter(|s| s.set_nonblocking(true).is_ok());
        let remote = |address: IpAddr| UdpSocket::bind((address, 0)).ok().filter(|s| s.set_nonblocking(true).is_ok());
        Journal {
            log: Log::new(logging.settings()),
            unknown: Limiter::new(limits),
            identities: Limiter::new(limits),
            failures: Limiter::new(limits),
            logging,
            system,
            remote: (remote([0; 4].into()), remote([0; 16].into())),
        }
    }

    pub fn configure(&mut self, config: &Running) {
        self.logging = config.logging.clone();
        self.log.set(config.logging.settings());
        self.unknown.set(config.recovery.log_limits());
        self.identities.set(config.recovery.log_limits());
        self.failures.set(config.recovery.log_limits());
    }

    /// Writes a line, at once and to everybody who wants it. Nobody is waited for.
    pub fn write(&mut self, message: &Message) {
        let line = self.log.write(Stamp::new(SystemTime::now(), CLOCK_IS_TRUSTED), message);
        if self.logging.console {
            // If nobody reads standard error, the buffer still has it.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        if let Some(log) = self.logging.system {
            self.tell_system(log, Path::new(log.socket()), message);
        }
        if message.severity() > Severity::Informational {
            return;
        }
        let datagram = SystemLog::Syslog.datagram(message);
        for host in &self.logging.hosts {
            let socket = if host.is_ipv4() { &self.remote.0 } else { &self.remote.1 };
            if let Some(socket) = socket {
                let _ = socket.send_to(&datagram, SocketAddr::new(*host, SYSLOG));
            }
        }
    }

    /// By the name of its socket, each time: it may be a new one since the log was restarted.
    fn tell_system(&self, log: SystemLog, socket: &Path, message: &Message) {
        if let Some(system) = &self.system {
            let _ = system.send_to(&log.datagram(message), socket);
        }
    }

    /// A report of IKE, if it deserves a line.
    pub fn report(&mut self, now: Instant, report: &Report) {
        // That a report came is the line about the packet; what follows from it by rule is counted.
        let routine = matches!(report, Report::Recovery { decision: Decision::Duplicate | Decision::Attached, .. });
        let again = match report {
            Report::Failed { remote, why, .. } => {
                self.failures.ask(now, (remote.ip(), discriminant(why))) == Verdict::Suppress
            }
            _ => false,
        };
        if let Some(message) = Message::of(report).filter(|_| !routine && !again) {
            self.write(&message);
        }
    }

    /// A packet with an unknown SPI, and what else the card says of it.
    pub fn invalid_spi(&mut self, now: Instant, event: &InvalidSpi, (sequence, flow_label): (u32, u32)) {
        let (destination, source, protocol, spi) = (event.dst, event.src, event.protocol, event.spi);
        if self.unknown.ask(now, (source, protocol, spi)) == Verdict::Suppress {
            return;
        }
        self.write(&Message::InvalidSpi { destination, protocol, spi, source, interface: None });
        if self.logging.audit {
            self.write(&Message::Audit { destination, protocol, spi, source, sequence, flow_label });
        }
    }

    /// A packet that was good, and not of its SA's selectors.
    pub fn invalid_identity(&mut self, now: Instant, peer: IpAddr, flow: &Flow) {
        if self.identities.ask(now, peer) == Verdict::Write {
            let Flow { source, destination, protocol, .. } = *flow;
            self.write(&Message::InvalidIdentity { peer, destination, source, protocol });
        }
    }

    /// Says how many lines were not written, now and then.
    pub fn summary(&mut self, now: Instant) {
        if let Some(count) = self.unknown.summary(now) {
            self.write(&Message::Suppressed { count });
        }
        if let Some(count) = self.failures.summary(now) {
            self.write(&Message::FailuresSuppressed { count });
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        self.log.snapshot(self.unknown.suppressed() + self.identities.suppressed() + self.failures.suppressed())
    }

    pub fn clear(&mut self) {
        self.log.clear();
    }
}

/// As on a router without NTP.
const CLOCK_IS_TRUSTED: bool = false;
const SYSLOG: u16 = 514;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn failed(remote: [u8; 4], why: Failure) -> Report {
        Report::Failed { peer: None, remote: SocketAddr::from((remote, 500)), why }
    }

    fn lines(journal: &Journal) -> usize {
        journal.snapshot().lines.len()
    }

    #[test]
    fn a_flood_of_negotiations_that_fail_is_logged_once_a_minute_for_each_peer_and_cause() {
        let mut journal = Journal::new(&Running::default());
        let start = Instant::now();
        for _ in 0..1000 {
            journal.report(start, &failed([10, 1, 1, 1], Failure::NoProposalChosen));
        }
        assert_eq!(lines(&journal), 1);
        journal.report(start, &failed([10, 1, 1, 1], Failure::Timeout));
        journal.report(start, &failed([10, 1, 1, 2], Failure::NoProposalChosen));
        assert_eq!(lines(&journal), 3);
        journal.summary(start);
        let snapshot = journal.snapshot();
        assert_eq!(snapshot.rate_limited, 999);
        assert!(snapshot.lines[3].contains("%CRYPTO-4-IKE_FAILED_SUPPRESSED: 999 more failed negotiations"));
        journal.report(start + Duration::from_secs(60), &failed([10, 1, 1, 1], Failure::NoProposalChosen));
        assert_eq!(lines(&journal), 5);
    }

    #[test]
    fn this_hosts_log_gets_a_line_and_may_be_away_for_a_while() {
        let journal = Journal::new(&Running::default());
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("log");
        let write = |log| journal.tell_system(log, &path, &Message::Suppressed { count: 7 });
        write(SystemLog::Syslog);
        for log in [SystemLog::Syslog, SystemLog::Journald] {
            let daemon = UnixDatagram::bind(&path).expect("the directory is ours");
            daemon.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
            write(log);
            let mut datagram = [0; 1024];
            let len = daemon.recv(&mut datagram).expect("it was told");
            assert_eq!(datagram[..len], log.datagram(&Message::Suppressed { count: 7 }));
            drop(daemon);
            std::fs::remove_file(&path).expect("it is there");
        }
    }
}
