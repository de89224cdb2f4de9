//! What an endpoint is told: peers, policies, proposals, limits.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::crypto::sign::Certificates;
use crate::crypto::{Cipher, Group, Hash, Prf, Secret};
use crate::recovery;
use crate::sa::{Encryption, Integrity, Lifetime, Protocol};

/// All that an endpoint knows of the world.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub peers: Vec<Arc<Peer>>,
    pub limits: Limits,
    pub recovery: recovery::Config,
    pub v1: Ikev1,
    /// Quick crash detection (RFC 6290); `None`: neither made nor taken.
    pub qcd: Option<Qcd>,
    /// By which certificates are judged; `None`: none is valid.
    pub clock: Option<Clock>,
}

/// The Unix time at some instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub instant: Instant,
    /// Since 1970-01-01T00:00:00Z.
    pub unix: Duration,
}

impl Clock {
    /// The Unix time now, or at `instant` if that is to come.
    pub fn at(&self, now: Instant) -> Duration {
        self.unix + now.saturating_duration_since(self.instant)
    }
}

/// What IKEv1 leaves to taste.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ikev1 {
    /// Send INITIAL-CONTACT with the last message of main mode, which is repeated until it is answered, but whose HASH does
    /// not cover it; else in an informational exchange of its own, protected but never repeated (RFC 2407 §4.6.3).
    pub initial_contact_in_main_mode: bool,
    /// Replace an ISAKMP SA that we began before it ends, as long as there are bundles with its peer: for dead peer
    /// detection without gaps, and for peers whose bundles do not outlive it. Else the next need for one makes one.
    pub continuous_channel: bool,
}

/// Secrets of crash detection tokens, which outlive a restart. Never shared with a host that cannot tell whether another
/// one holds an SA (RFC 6290 §9.2).
#[derive(Clone, Debug)]
pub struct Qcd {
    /// At least 32 random octets; tokens are made with it.
    pub secret: Secret,
    /// Earlier ones, newest first; three are used.
    pub previous: Vec<Secret>,
}

/// IKE version spoken with a peer. An initiator speaks it; a responder accepts no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    V1,
    V2,
}

/// A gateway that SAs may be had with.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Unique.
    pub name: String,
    pub version: Version,
    pub local: IpAddr,
    /// `None`: any address, responder only.
    pub remote: Option<IpAddr>,
    pub local_id: Identity,
    pub remote_id: Identity,
    pub auth: Auth,
    /// In order of preference.
    pub proposals: Vec<IkeProposal>,
    pub lifetime: Lifetime,
    pub children: Vec<ChildPolicy>,
    /// Whether this side may start a negotiation, for traffic or for recovery.
    pub initiate: bool,
    pub dpd: Dpd,
    /// Behave as if a NAT were between, so that ESP goes in UDP.
    pub force_encapsulation: bool,
    /// Largest IKE datagram with its IP header, above which IKEv2 messages are fragmented (RFC 7383).
    pub fragment_size: usize,
}

/// Who an end says it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identity {
    Address(IpAddr),
    Fqdn(String),
    /// RFC 822 name; USER_FQDN in IKEv1.
    Email(String),
    /// DER of a distinguished name.
    Dn(Vec<u8>),
    KeyId(Vec<u8>),
}

/// How both ends prove who they are.
#[derive(Clone, Debug)]
pub enum Auth {
    Psk(Secret),
    /// IKEv2 only.
    Certificates(Arc<Certificates>),
}

/// Algorithms of an IKE SA. Within one proposal every combination of its lists is offered and accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IkeProposal {
    pub ciphers: Vec<Cipher>,
    /// Of IKEv2 with a CBC cipher; IKEv1 derives integrity from the hash.
    pub integrity: Vec<Integrity>,
    /// PRF of IKEv2; for IKEv1 the hash.
    pub prfs: Vec<Prf>,
    pub groups: Vec<Group>,
    /// Additional key exchanges of IKEv2, the n-th list for ADDKEn (RFC 9370).
    pub additional: Vec<Vec<Group>>,
}

impl Prf {
    /// The hash below it.
    pub fn hash(self) -> Hash {
        match self {
            Prf::HmacSha1 => Hash::Sha1,
            Prf::HmacSha2_256 => Hash::Sha2_256,
            Prf::HmacSha2_384 => Hash::Sha2_384,
            Prf::HmacSha2_512 => Hash::Sha2_512,
        }
    }
}

/// Traffic that shall be protected with a peer, and how.
#[derive(Clone, Debug)]
pub struct ChildPolicy {
    /// Unique within its peer.
    pub name: String,
    pub mode: Mode,
    pub local: Vec<TrafficSelector>,
    pub remote: Vec<TrafficSelector>,
    /// In order of preference.
    pub proposals: Vec<ChildProposal>,
    /// Group of a key exchange of its own (perfect forward secrecy); `None`: keys come from the IKE SA.
    pub pfs: Option<Group>,
    pub lifetime: Lifetime,
    /// Anti-replay window asked of the packet engine, in packets.
    pub replay_window: u32,
    /// Whether to negotiate as soon as the IKE SA is up, and anew after a loss, without waiting for traffic.
    pub immediate: bool,
}

/// Algorithms of a bundle: AH, ESP, or with IKEv1 both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildProposal {
    /// Outermost first.
    pub protocols: Vec<ChildTransform>,
    pub esn: bool,
}

/// Algorithms of one SA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildTransform {
    pub protocol: Protocol,
    /// `None` for AH.
    pub encryption: Option<Encryption>,
    /// `None` with a combined-mode cipher.
    pub integrity: Option<Integrity>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Tunnel,
    Transport,
}

/// A range of addresses, a protocol and its ports (RFC 7296 §3.13.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrafficSelector {
    pub addresses: RangeInclusive<IpAddr>,
    /// 0: any.
    pub protocol: u8,
    pub ports: RangeInclusive<u16>,
}

/// Dead peer detection: RFC 3706 in IKEv1, an empty INFORMATIONAL in IKEv2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dpd {
    /// Silence from the peer after which it is asked. `None`: never.
    pub idle: Option<Duration>,
    /// How long an answer is waited for, each time.
    pub retry: Duration,
}

impl Dpd {
    /// How often a peer is asked before it is dead.
    pub const TRIES: u32 = 5;

    /// Asks after this much silence, and then at the usual pace.
    pub fn after(idle: Duration) -> Self {
        Dpd { idle: Some(idle), ..Dpd::default() }
    }
}

impl Default for Dpd {
    /// Never asks; if it did, each 2 s, as IOS does.
    fn default() -> Self {
        Dpd { idle: None, retry: Duration::from_secs(2) }
    }
}

/// Bounds of what the network can make an endpoint hold or do (spec: half-open limits, cookies, replies).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Half-open responder SAs above which IKEv2 answers with a cookie.
    pub cookie_threshold: usize,
    /// Half-open responder SAs of one source above which it is asked for a cookie (IKEv2) or ignored (IKEv1).
    pub half_open_per_source: usize,
    pub half_open_v1: usize,
    pub half_open_v2: usize,
    pub half_open_time: Duration,
    pub ike_sas: usize,
    /// Bundles, with those that are about to be replaced.
    pub bundles: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            cookie_threshold: 30,
            half_open_per_source: 3,
            half_open_v1: 500,
            half_open_v2: 50_000,
            half_open_time: Duration::from_secs(30),
            ike_sas: 100_000,
            bundles: 100_000,
        }
    }
}

impl TrafficSelector {
    /// Everything to and from a range of addresses.
    pub fn addresses(first: IpAddr, last: IpAddr) -> Self {
        TrafficSelector { addresses: first..=last, protocol: 0, ports: 0..=u16::MAX }
    }

    /// Everything to and from one host.
    pub fn host(address: IpAddr) -> Self {
        Self::addresses(address, address)
    }
}
