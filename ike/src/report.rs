//! What an endpoint tells its caller beside datagrams and SAs: typed reports for logs, and counters.

use std::net::SocketAddr;

use crate::config::{Identity, Version};
use crate::sa::{BundleId, IkeId, Protocol, Removal, Spi};

/// Something worth a line in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// An IKE SA is up.
    Established {
        ike: IkeId,
        peer: String,
        version: Version,
        identity: Identity,
        initiator: bool,
    },
    /// An IKE SA is gone.
    Closed {
        ike: IkeId,
        peer: String,
        why: Closure,
    },
    /// A bundle is up in both directions.
    BundleUp {
        bundle: BundleId,
        peer: String,
        policy: String,
    },
    BundleDown {
        bundle: BundleId,
        peer: String,
        policy: String,
        why: Removal,
    },
    /// A negotiation came to nothing.
    Failed {
        peer: Option<String>,
        remote: SocketAddr,
        why: Failure,
    },
    /// A datagram was dropped; see [`Drop`].
    Dropped {
        remote: SocketAddr,
        why: Drop,
    },
    /// Recovery decided something.
    Recovery {
        peer: Option<String>,
        remote: std::net::IpAddr,
        protocol: Protocol,
        spi: Spi,
        decision: Decision,
    },
    /// The configuration asks for something weak.
    Weak {
        peer: String,
        what: String,
    },
}

/// Why an IKE SA ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closure {
    Cleared,
    Expired,
    Replaced,
    PeerDeleted,
    /// No answer to repeated requests.
    PeerDead,
    /// INITIAL_CONTACT on another IKE SA of the same identity.
    InitialContact,
    /// A valid crash detection token (RFC 6290).
    CrashDetected,
    /// The peers' views of their SAs do not fit any more (RFC 7296 §2.25).
    OutOfSync,
    Failed,
}

/// Why a negotiation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    Timeout,
    /// The peer refused with this notify type.
    Refused {
        notify: u16,
    },
    NoProposalChosen,
    NoSelectors,
    /// The peer is not who it should be, or its proof is wrong.
    Authentication(String),
    /// The peer answered something that was not offered, or broke the protocol.
    Protocol(String),
    /// AH does not pass a NAT (RFC 3948 §1).
    AhBehindNat,
    /// The keys came out weak (RFC 2405 §4).
    WeakKey,
    /// There are as many bundles as the configuration allows.
    NoRoom,
    Cancelled,
}

/// Why a datagram was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Drop {
    /// Not IKE: too short, lengths that lie, an unknown version or payload where none may be.
    Malformed,
    UnknownPeer,
    UnknownSa,
    /// Its integrity check, HASH or padding is wrong.
    Unauthentic,
    /// A message ID seen before, or outside the window.
    Replay,
    /// Clear where only protected messages may be.
    Unprotected,
    HalfOpenLimit,
    RateLimit,
    /// Not for the state that the SA is in.
    Unexpected,
}

/// What recovery did about an unknown SPI or a peer's report of one, and why. Spec 01 §1.5-1.7, 05 §5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    // Detector.
    /// `rec_notify`: reported on an IKE SA that was there.
    Notified,
    /// `rec_initiate`: an IKE SA was begun for it.
    Initiated,
    /// `rec_attach`: it waits for a negotiation that is under way.
    Attached,
    /// `rec_disabled`: no IKE SA, and recovery is off.
    Disabled,
    /// `rec_unknown_peer`
    UnknownPeer,
    /// `rec_not_initiator`: the peer is configured for responding only.
    ResponderOnly,
    /// `rec_dedup`
    Duplicate,
    /// `rec_backoff`
    Backoff,
    /// `rec_suppressed.global`
    GlobalLimit,
    /// `rec_suppressed.peer`
    PeerLimit,
    /// `rec_suppressed.concurrent`
    ConcurrentLimit,
    /// `rec_attach_full`
    AttachFull,
    /// `rec_spi_reserved`
    ReservedSpi,
    /// `rec_spi_larval`
    LarvalSpi,
    /// `rec_spi_graveyard`
    GraveyardSpi,
    /// `rec_spi_live`: by now it is in use.
    LiveSpi,
    /// `rec_bad_source`: multicast, unspecified, loopback or our own.
    BadSource,
    /// `rec_tag_missing`: tags are required and the SPI has none of ours.
    TagMissing,
    /// `rec_exhausted`: reported often enough on this IKE SA.
    NotifyExhausted,
    /// `rec_replaced`: the IKE SA is being replaced because reports had no effect.
    Escalated,
    // Originator.
    /// `invspi_rx_unprotected`
    HintIgnored,
    /// `invspi_rx_hint`: a liveness check was begun.
    HintProbed,
    /// `invspi_rx_unknown`
    UnknownSpi,
    /// `invspi_rx_foreign`
    ForeignSpi,
    /// `invspi_rx_inbound`
    InboundSpi,
    /// `invspi_rx_young`
    YoungSa,
    /// `invspi_rx_limited`
    DeletionLimit,
    /// `invspi_rx_deleted`: the bundle is deleted (IKEv1).
    Deleted,
    /// `invspi_rx_probe`: a rekey was begun as a probe (IKEv2).
    Probed,
    /// `invspi_rx_audited`: it matches a bundle, and only a line in the log is wanted (IKEv2).
    Audited,
    /// `invspi_rx_closing`: it is being deleted already.
    Closing,
    /// `invspi_rx_excess`: more of them in one message than are looked at.
    Excess,
}

impl Decision {
    /// Name of its counter.
    pub fn counter(self) -> &'static str {
        match self {
            Decision::Notified => "rec_notify",
            Decision::Initiated => "rec_initiate",
            Decision::Attached => "rec_attach",
            Decision::Disabled => "rec_disabled",
            Decision::UnknownPeer => "rec_unknown_peer",
            Decision::ResponderOnly => "rec_not_initiator",
            Decision::Duplicate => "rec_dedup",
            Decision::Backoff => "rec_backoff",
            Decision::GlobalLimit => "rec_suppressed.global",
            Decision::PeerLimit => "rec_suppressed.peer",
            Decision::ConcurrentLimit => "rec_suppressed.concurrent",
            Decision::AttachFull => "rec_attach_full",
            Decision::ReservedSpi => "rec_spi_reserved",
            Decision::LarvalSpi => "rec_spi_larval",
            Decision::GraveyardSpi => "rec_spi_graveyard",
            Decision::LiveSpi => "rec_spi_live",
            Decision::BadSource => "rec_bad_source",
            Decision::TagMissing => "rec_tag_missing",
            Decision::NotifyExhausted => "rec_exhausted",
            Decision::Escalated => "rec_replaced",
            Decision::HintIgnored => "invspi_rx_unprotected",
            Decision::HintProbed => "invspi_rx_hint",
            Decision::UnknownSpi => "invspi_rx_unknown",
            Decision::ForeignSpi => "invspi_rx_foreign",
            Decision::InboundSpi => "invspi_rx_inbound",
            Decision::YoungSa => "invspi_rx_young",
            Decision::DeletionLimit => "invspi_rx_limited",
            Decision::Deleted => "invspi_rx_deleted",
            Decision::Probed => "invspi_rx_probe",
            Decision::Audited => "invspi_rx_audited",
            Decision::Closing => "invspi_rx_closing",
            Decision::Excess => "invspi_rx_excess",
        }
    }
}
