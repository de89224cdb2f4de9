//! What is logged, and the words for it.

use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, SocketAddr};

use respite_ike::config::Identity;
use respite_ike::report::{Closure, Decision, Failure, Report};
use respite_ike::sa::{Protocol, Spi};

use super::escape::escaped;

/// Severity of a message, as in syslog (RFC 5424 §6.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Severity {
    Error = 3,
    Warning = 4,
    Notice = 5,
    Informational = 6,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A packet came with an SPI that no SA has.
    InvalidSpi { destination: IpAddr, protocol: Protocol, spi: Spi, source: IpAddr, interface: Option<String> },
    /// The record of such a packet that RFC 4303 §3.4.2 asks of who keeps an audit. 0 is no flow label.
    Audit { destination: IpAddr, protocol: Protocol, spi: Spi, source: IpAddr, sequence: u32, flow_label: u32 },
    /// A packet of a peer's SA holds what the SA was not negotiated for (RFC 4301 §5.2).
    InvalidIdentity { peer: IpAddr, destination: IpAddr, source: IpAddr, protocol: u8 },
    /// So many messages of `InvalidSpi` were not written.
    Suppressed { count: u64 },
    /// The same of failed negotiations.
    FailuresSuppressed { count: u64 },
    /// An IKE SA is up (`what` is who the peer is) or down (`what` is why).
    Session { up: bool, peer: String, what: String },
    /// What recovery did.
    Recovery { peer: IpAddr, protocol: Protocol, spi: Spi, decision: Decision },
    /// A negotiation came to nothing.
    NegotiationFailed { peer: SocketAddr, why: String },
    /// The configuration asks for something weak.
    Weak { what: String },
    /// The configuration was changed.
    Configured { by: String },
    /// Something of the configuration cannot be used.
    Unusable { what: String },
    /// Counters are not where they should be seen.
    Counters { what: String },
    /// The card does not do what it should.
    Card { what: String },
}

impl Message {
    pub fn severity(&self) -> Severity {
        match self {
            Message::Card { .. } => Severity::Error,
            Message::InvalidSpi { .. } | Message::Suppressed { .. } => Severity::Warning,
            Message::InvalidIdentity { .. } => Severity::Warning,
            Message::Weak { .. } | Message::Unusable { .. } | Message::Counters { .. } => Severity::Warning,
            Message::NegotiationFailed { .. } | Message::FailuresSuppressed { .. } => Severity::Warning,
            Message::Session { .. } | Message::Configured { .. } => Severity::Notice,
            Message::Audit { .. } | Message::Recovery { .. } => Severity::Informational,
        }
    }

    /// A message for a report of the IKE library, if it deserves one of this log.
    pub fn of(report: &Report) -> Option<Message> {
        match report {
            Report::Recovery { remote, protocol, spi, decision, .. } => {
                Some(Message::Recovery { peer: *remote, protocol: *protocol, spi: *spi, decision: *decision })
            }
            Report::Failed { remote, why, .. } => Some(Message::NegotiationFailed { peer: *remote, why: failure(why) }),
            Report::Weak { peer, what } => Some(Message::Weak { what: format!("{what} with peer {peer}") }),
            Report::Established { peer, identity, .. } => {
                Some(Message::Session { up: true, peer: peer.clone(), what: identity_text(identity) })
            }
            Report::Closed { peer, why, .. } => {
                Some(Message::Session { up: false, peer: peer.clone(), what: closure(*why).to_owned() })
            }
            // Bundles are in `show crypto ipsec sa`; dropped datagrams are counted, for anybody can send them.
            Report::BundleUp { .. } | Report::BundleDown { .. } | Report::Dropped { .. } => None,
        }
    }

    pub(super) fn mnemonic(&self) -> &'static str {
        match self {
            Message::InvalidSpi { .. } => "CRYPTO-4-RECVD_PKT_INV_SPI",
            Message::Audit { .. } => "CRYPTO-6-AUDIT_INV_SPI",
            Message::InvalidIdentity { .. } => "CRYPTO-4-RECVD_PKT_INV_IDENTITY",
            Message::Suppressed { .. } => "CRYPTO-4-RECVD_PKT_INV_SPI_SUPPRESSED",
            Message::Session { .. } => "CRYPTO-5-SESSION_STATUS",
            Message::Recovery { .. } => "CRYPTO-6-INV_SPI_RECOVERY",
            Message::NegotiationFailed { .. } => "CRYPTO-4-IKE_FAILED",
            Message::FailuresSuppressed { .. } => "CRYPTO-4-IKE_FAILED_SUPPRESSED",
            Message::Weak { .. } => "CRYPTO-4-WEAK_ALGORITHM",
            Message::Configured { .. } => "SYS-5-CONFIG_I",
            Message::Unusable { .. } => "CRYPTO-4-UNUSABLE",
            Message::Counters { .. } => "SYS-4-COUNTERS",
            Message::Card { .. } => "CRYPTO-3-CARD",
        }
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "%{}: ", self.mnemonic())?;
        match self {
            Message::InvalidSpi { destination, protocol, spi, source, interface } => {
                write!(
                    f,
                    "decaps: rec'd IPSEC packet has invalid spi for destaddr={destination}, prot={}, ",
                    number(*protocol)
                )?;
                write!(f, "spi={}, srcaddr={source}", Shown(*spi))?;
                // As later releases of IOS do.
                interface.as_ref().map_or(Ok(()), |name| write!(f, ", input interface={}", escaped(name)))
            }
            Message::Audit { destination, protocol, spi, source, sequence, flow_label } => {
                let (prot, spi) = (number(*protocol), Shown(*spi));
                write!(f, "destaddr={destination}, prot={prot}, spi={spi}, srcaddr={source}, seq={sequence}")?;
                match flow_label {
                    0 => Ok(()),
                    label => write!(f, ", flow={label:#x}"),
                }
            }
            Message::InvalidIdentity { peer, destination, source, protocol } => {
                write!(f, "identity doesn't match negotiated identity, dest_addr={destination}, src_addr={source}, ")?;
                write!(f, "prot={protocol}, peer={peer}")
            }
            Message::Suppressed { count } => write!(f, "{count} more packets with an invalid spi were not logged"),
            Message::FailuresSuppressed { count } => write!(f, "{count} more failed negotiations were not logged"),
            Message::Session { up: true, peer, what } => {
                write!(f, "Crypto tunnel is UP. Peer {} Id: {}", escaped(peer), escaped(what))
            }
            Message::Session { up: false, peer, what } => {
                write!(f, "Crypto tunnel is DOWN. Peer {}: {}", escaped(peer), escaped(what))
            }
            Message::Recovery { peer, protocol, spi, decision } => {
                let (prot, counter) = (number(*protocol), decision.counter());
                write!(f, "peer={peer}, prot={prot}, spi={}, decision={counter}", Shown(*spi))
            }
            Message::NegotiationFailed { peer, why } => write!(f, "peer={peer}, {}", escaped(why)),
            Message::Weak { what }
            | Message::Unusable { what }
            | Message::Counters { what }
            | Message::Card { what } => f.write_str(&escaped(what)),
            Message::Configured { by } => write!(f, "Configured from {}", escaped(by)),
        }
    }
}

/// An SPI as IOS shows it: hexadecimal without leading zeros, then decimal.
pub(crate) struct Shown(pub Spi);

impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:X}({})", self.0 .0, self.0 .0)
    }
}

/// IP protocol number.
fn number(protocol: Protocol) -> u8 {
    match protocol {
        Protocol::Esp => 50,
        Protocol::Ah => 51,
    }
}

fn failure(why: &Failure) -> String {
    match why {
        Failure::Timeout => "no answer".into(),
        Failure::Refused { notify } => format!("refused with notify {notify}"),
        Failure::NoProposalChosen => "no proposal is common to both".into(),
        Failure::NoSelectors => "traffic selectors do not fit".into(),
        Failure::Authentication(text) => format!("authentication failed: {text}"),
        Failure::Protocol(text) => format!("peer broke the protocol: {text}"),
        Failure::AhBehindNat => "AH does not pass a NAT".into(),
        Failure::WeakKey => "the keys came out weak".into(),
        Failure::NoRoom => "no room for another IPsec SA".into(),
        Failure::Cancelled => "cancelled".into(),
    }
}

/// An identity as it is written down.
pub(crate) fn identity_text(identity: &Identity) -> String {
    match identity {
        Identity::Address(address) => address.to_string(),
        Identity::Fqdn(name) | Identity::Email(name) => name.clone(),
        Identity::Dn(octets) | Identity::KeyId(octets) => match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => octets.iter().map(|octet| format!("{octet:02x}")).collect(),
        },
    }
}

/// Words for the end of an IKE SA.
fn closure(why: Closure) -> &'static str {
    match why {
        Closure::Cleared => "cleared",
        Closure::Expired => "lifetime ended",
        Closure::Replaced => "replaced",
        Closure::PeerDeleted => "deleted by the peer",
        Closure::PeerDead => "peer is dead",
        Closure::InitialContact => "peer has restarted",
        Closure::CrashDetected => "peer has crashed",
        Closure::OutOfSync => "out of step with the peer",
        Closure::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid_spi(spi: u32, interface: Option<&str>) -> Message {
        Message::InvalidSpi {
            destination: [10, 2, 2, 2].into(),
            protocol: Protocol::Ah,
            spi: Spi(spi),
            source: [10, 1, 1, 1].into(),
            interface: interface.map(str::to_owned),
        }
    }

    #[test]
    fn cli_04_cli_05_an_invalid_spi_reads_as_in_the_seed_without_leading_zeros() {
        let log = include_str!("../../../fixtures/ios/logging-b-3.txt");
        // The page breaks the line at 80 columns.
        let begin = log.find('%').expect("a message");
        let seed: String = log[begin..].lines().take(2).collect::<Vec<_>>().join(" ");
        assert_eq!(invalid_spi(0x0121_4f0d, None).to_string(), seed);
        assert!(seed.contains("spi=0x1214F0D(18960141)"));
    }

    fn audit(flow_label: u32) -> Message {
        let (destination, source) = ([10, 2, 2, 2].into(), [10, 1, 1, 1].into());
        Message::Audit { destination, protocol: Protocol::Esp, spi: Spi(0x100), source, sequence: 7, flow_label }
    }

    #[test]
    fn det_16_an_audit_record_has_the_sequence_number_and_the_flow_label_if_there_is_one() {
        let record = "%CRYPTO-6-AUDIT_INV_SPI: destaddr=10.2.2.2, prot=50, spi=0x100(256), srcaddr=10.1.1.1, seq=7";
        assert_eq!(audit(0).to_string(), record);
        assert_eq!(audit(0xabcde).to_string(), format!("{record}, flow=0xabcde"));
    }

    #[test]
    fn an_interface_is_named_at_the_end_and_cannot_forge_a_line() {
        let line = invalid_spi(256, Some("eth0\n%FORGED")).to_string();
        assert!(line.ends_with("spi=0x100(256), srcaddr=10.1.1.1, input interface=eth0\\n%FORGED"), "{line}");
    }

    #[test]
    fn the_number_in_the_mnemonic_is_the_severity() {
        let peer = SocketAddr::from(([10, 1, 1, 1], 500));
        let text = || "x".to_owned();
        for message in [
            invalid_spi(256, None),
            audit(0),
            Message::Suppressed { count: 3 },
            Message::FailuresSuppressed { count: 3 },
            Message::Session { up: true, peer: text(), what: text() },
            Message::Recovery { peer: peer.ip(), protocol: Protocol::Esp, spi: Spi(256), decision: Decision::Notified },
            Message::InvalidIdentity { peer: peer.ip(), destination: peer.ip(), source: peer.ip(), protocol: 1 },
            Message::NegotiationFailed { peer, why: text() },
            Message::Weak { what: text() },
            Message::Configured { by: text() },
            Message::Unusable { what: text() },
            Message::Counters { what: text() },
            Message::Card { what: text() },
        ] {
            let line = message.to_string();
            let digit = line.split('-').nth(1).expect("severity");
            assert_eq!(digit, (message.severity() as u8).to_string(), "{line}");
        }
    }

    #[test]
    fn what_a_peer_said_is_escaped() {
        let why = failure(&Failure::Authentication("CN=\u{1b}[31m".into()));
        let line = Message::NegotiationFailed { peer: SocketAddr::from(([10, 1, 1, 1], 500)), why }.to_string();
        assert_eq!(line, "%CRYPTO-4-IKE_FAILED: peer=10.1.1.1:500, authentication failed: CN=\\u{1b}[31m");
    }
}
