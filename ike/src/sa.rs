//! What a negotiation yields: Child SAs (IPsec SAs) with their keys, for whoever moves packets.
//!
//! A [`Bundle`] is everything that was negotiated together: one ESP or AH SA in each direction, or with IKEv1 an AH and an
//! ESP SA in each direction, applied as `IP(outer) | AH | ESP | IP(inner)`.

use std::net::IpAddr;
use std::time::Duration;

use crate::config::{Mode, TrafficSelector};
use crate::crypto::Secret;

/// A protocol that an SPI belongs to; its number in ISAKMP and IKEv2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Protocol {
    /// Authentication Header, IP protocol 51.
    Ah = 2,
    /// Encapsulating Security Payload, IP protocol 50.
    Esp = 3,
}

/// A Security Parameter Index of AH or ESP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spi(pub u32);

impl Spi {
    /// SPIs below are reserved by IANA and never negotiated (RFC 4303 §2.1).
    pub const FIRST: u32 = 256;
}

impl std::fmt::Display for Spi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{:08x}", self.0)
    }
}

/// Names a bundle within an endpoint; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BundleId(pub u64);

/// Names an IKE SA within an endpoint; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IkeId(pub u64);

/// Encryption of ESP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// RFC 2410.
    Null,
    /// RFC 2405; weak.
    DesCbc,
    /// RFC 2451; weak.
    TripleDesCbc,
    /// RFC 3602; bits of the key.
    AesCbc(u16),
    /// RFC 4106 with a 16-octet ICV; bits of the key without its salt.
    AesGcm16(u16),
    /// RFC 4543 within ESP; bits of the key without its salt.
    AesGmac(u16),
    /// RFC 7634.
    ChaCha20Poly1305,
}

/// Integrity of AH, or of ESP beside a cipher that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integrity {
    /// RFC 2404.
    HmacSha1_96,
    /// RFC 4868.
    HmacSha2_256_128,
    /// RFC 4868.
    HmacSha2_384_192,
    /// RFC 4868.
    HmacSha2_512_256,
    /// RFC 4543 within AH; bits of the key without its salt.
    AesGmac(u16),
}

/// One direction's keys of one SA.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Cipher key, then its salt where it has one; empty for AH and NULL.
    pub encryption: Secret,
    /// Integrity key; empty with a combined-mode cipher.
    pub integrity: Secret,
}

/// An SA pair of one protocol.
#[derive(Clone, Debug)]
pub struct SaPair {
    pub protocol: Protocol,
    /// `None` for AH.
    pub encryption: Option<Encryption>,
    /// `None` with a combined-mode cipher.
    pub integrity: Option<Integrity>,
    pub esn: bool,
    /// Chosen by us: what the peer's packets carry.
    pub inbound_spi: Spi,
    /// Chosen by the peer: what our packets carry.
    pub outbound_spi: Spi,
    pub inbound: Keys,
    pub outbound: Keys,
}

/// When an SA must be replaced. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    pub time: Option<Duration>,
    pub kilobytes: Option<u64>,
}

/// UDP ports of ESP in UDP (RFC 3948).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encapsulation {
    pub local_port: u16,
    pub remote_port: u16,
}

/// What one negotiation yielded.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub id: BundleId,
    /// Name of the peer in the configuration.
    pub peer: String,
    /// Name of its child policy.
    pub policy: String,
    pub local: IpAddr,
    pub remote: IpAddr,
    pub encapsulation: Option<Encapsulation>,
    pub mode: Mode,
    /// Outermost header first: AH before ESP.
    pub sas: Vec<SaPair>,
    pub local_selectors: Vec<TrafficSelector>,
    pub remote_selectors: Vec<TrafficSelector>,
    /// The negotiated limits.
    pub lifetime: Lifetime,
    /// Largest TFC padding the peer takes; false forbids it (N(ESP_TFC_PADDING_NOT_SUPPORTED)).
    pub tfc: bool,
    /// The bundle whose traffic this one takes over.
    pub replaces: Option<BundleId>,
}

/// Why a bundle goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A newer one has taken its traffic.
    Rekeyed,
    /// The peer deleted it.
    PeerDeleted,
    /// An operator or the configuration wants it gone.
    Cleared,
    /// Its hard lifetime ended.
    Expired,
    /// Its IKE SA ended, or the peer is dead.
    IkeGone,
    /// The peer said that it does not know its SPI (IKEv1), or confirmed so (IKEv2).
    InvalidSpi,
    /// The peer said that it has forgotten everything (INITIAL_CONTACT, crash detection).
    PeerRestarted,
    /// The negotiation failed before the bundle came up.
    NegotiationFailed,
}

/// What the caller must do to its packet engine, in this order of calls.
#[derive(Debug)]
pub enum SaChange {
    /// These SPIs are being negotiated: packets with them are early, not unknown.
    Reserve { protocol: Protocol, spi: Spi },
    /// A reserved SPI came to nothing.
    Release { protocol: Protocol, spi: Spi },
    /// Receive on the bundle's inbound SAs. Its outbound SAs are not to be used yet.
    InstallInbound(Box<Bundle>),
    /// Send on the bundle's outbound SAs; the policy's traffic moves to them.
    InstallOutbound(BundleId),
    /// Install both directions: the peer is ready already.
    Install(Box<Bundle>),
    /// Stop sending on the bundle; keep receiving.
    RemoveOutbound(BundleId),
    /// Remove both directions. Its inbound SPIs stay in the graveyard for a while (see `recovery`).
    Remove { id: BundleId, why: Removal },
    /// The peer's address or port moved (authenticated).
    Move { id: BundleId, remote: IpAddr, encapsulation: Option<Encapsulation> },
}
