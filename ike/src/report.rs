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

/// Declares an enum whose variants are counted: each with the name of its counter and what it counts.
macro_rules! counted {
    ($(#[doc = $about:literal])* $kind:ident { $($(#[doc = $doc:literal])+ $name:ident = $counter:literal;)* }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $kind { $($(#[doc = $doc])+ $name,)* }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [$kind] = &[$($kind::$name,)*];

            /// Name of its counter.
            pub const fn counter(self) -> &'static str {
                match self { $($kind::$name => $counter,)* }
            }

            /// What its counter counts, for documents.
            pub const fn doc(self) -> &'static str {
                match self { $($kind::$name => concat!($($doc),+),)* }
            }
        }
    };
}

counted! {
    /// Why a datagram was dropped.
    Drop {
        /// Not IKE: too short, lengths that lie, an unknown version or payload where none may be.
        Malformed = "malformed";
        /// From an address that no peer has.
        UnknownPeer = "unknown_peer";
        /// For an IKE SA that is not there.
        UnknownSa = "unknown_sa";
        /// Its integrity check, HASH or padding is wrong.
        Unauthentic = "unauthentic";
        /// A message ID seen before, or outside the window.
        Replay = "replay";
        /// Clear where only protected messages may be.
        Unprotected = "unprotected";
        /// More half-open IKE SAs than may be.
        HalfOpenLimit = "half_open_limit";
        /// More of its kind than are answered.
        RateLimit = "rate_limit";
        /// Not for the state that the SA is in.
        Unexpected = "unexpected";
    }
}

counted! {
    /// What recovery did about an unknown SPI or a peer's report of one, and why. Spec 01 §1.5-1.7, 05 §5.3.
    ///
    /// Counters of the detector begin with `rec_`, those of the originator with `invspi_rx_`.
    Decision {
        /// Reported on an IKE SA that was there.
        Notified = "rec_notify";
        /// An IKE SA was begun for it.
        Initiated = "rec_initiate";
        /// It waits for a negotiation that is under way.
        Attached = "rec_attach";
        /// No IKE SA, and recovery is off.
        Disabled = "rec_disabled";
        /// From an address that no peer has.
        UnknownPeer = "rec_unknown_peer";
        /// The peer is configured for responding only.
        ResponderOnly = "rec_not_initiator";
        /// Reported a moment ago.
        Duplicate = "rec_dedup";
        /// An IKE SA with this peer failed a moment ago.
        Backoff = "rec_backoff";
        /// More reports or initiations than all peers may cause.
        GlobalLimit = "rec_suppressed.global";
        /// More reports or initiations than one peer may cause.
        PeerLimit = "rec_suppressed.peer";
        /// More negotiations of recovery than may run at a time.
        ConcurrentLimit = "rec_suppressed.concurrent";
        /// More SPIs than may wait for one negotiation.
        AttachFull = "rec_attach_full";
        /// Its SPI is reserved.
        ReservedSpi = "rec_spi_reserved";
        /// Its SA is being negotiated.
        LarvalSpi = "rec_spi_larval";
        /// Its SA was removed a moment ago.
        GraveyardSpi = "rec_spi_graveyard";
        /// By now it is in use.
        LiveSpi = "rec_spi_live";
        /// Multicast, unspecified, loopback or our own.
        BadSource = "rec_bad_source";
        /// Tags are required and the SPI has none of ours.
        TagMissing = "rec_tag_missing";
        /// Reported often enough on this IKE SA.
        NotifyExhausted = "rec_exhausted";
        /// The IKE SA is being replaced because reports had no effect.
        Escalated = "rec_replaced";
        /// A report that anybody could have sent, without effect.
        HintIgnored = "invspi_rx_unprotected";
        /// After a report that anybody could have sent, a liveness check was begun.
        HintProbed = "invspi_rx_hint";
        /// No SA of ours has the SPI.
        UnknownSpi = "invspi_rx_unknown";
        /// The SPI is of an SA with another peer.
        ForeignSpi = "invspi_rx_foreign";
        /// The SPI is one that we receive on.
        InboundSpi = "invspi_rx_inbound";
        /// The SA is too young for the report to be believed.
        YoungSa = "invspi_rx_young";
        /// More deletions than one peer may cause.
        DeletionLimit = "invspi_rx_limited";
        /// The bundle is deleted (IKEv1).
        Deleted = "invspi_rx_deleted";
        /// A rekey was begun as a probe (IKEv2).
        Probed = "invspi_rx_probe";
        /// It matches a bundle, and only a line in the log is wanted (IKEv2).
        Audited = "invspi_rx_audited";
        /// It is being deleted already.
        Closing = "invspi_rx_closing";
        /// More of them in one message than are looked at.
        Excess = "invspi_rx_excess";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_counter_has_a_name_of_its_own() {
        let decisions: BTreeSet<_> = Decision::ALL.iter().map(|decision| decision.counter()).collect();
        assert_eq!(decisions.len(), Decision::ALL.len());
        assert!(decisions.iter().all(|name| name.starts_with("rec_") || name.starts_with("invspi_rx_")));
        let drops: BTreeSet<_> = Drop::ALL.iter().map(|why| why.counter()).collect();
        assert_eq!(drops.len(), Drop::ALL.len());
    }
}
