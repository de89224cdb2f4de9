//! What a gateway has counted and has, at one instant: for metrics, counters trees and demonstrations.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::show::{ControllerState, RecoveryState};

/// Everything at one instant. All of it can be told to anybody: no key is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    pub hostname: String,
    /// Seconds since the gateway began.
    pub uptime: u64,
    /// The cards, with their counters by name. Empty while a card is gone.
    pub controllers: Vec<ControllerState>,
    /// The data path between card, red and black side, by the names of its counters.
    pub path: BTreeMap<String, u64>,
    pub red: RedStats,
    pub ike: IkeStats,
    pub recovery: RecoveryState,
    pub bundles: Vec<BundleStats>,
}

/// The red interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedStats {
    pub interface: String,
    /// Octets of a packet.
    pub mtu: u16,
}

/// IKE messages, of all peers and of strangers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IkeStats {
    pub sas: u64,
    pub established: u64,
    pub failed: u64,
    pub received_messages: u64,
    pub received_octets: u64,
    pub sent_messages: u64,
    pub sent_octets: u64,
    /// Datagrams that were dropped, for any reason.
    pub dropped: u64,
}

/// An IPsec SA bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleStats {
    pub peer: String,
    pub policy: String,
    /// Milliseconds since 1970, when it was made.
    pub since: u64,
    /// Whether packets are sent on it.
    pub sends: bool,
    pub sas: Vec<SaStats>,
    pub packets_in: u64,
    pub octets_in: u64,
    pub packets_out: u64,
    pub octets_out: u64,
    /// Packets that were for it and not good.
    pub errors_in: u64,
}

/// The SPIs of an SA pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaStats {
    /// IP protocol: 50 or 51.
    pub protocol: u8,
    pub inbound_spi: u32,
    pub outbound_spi: u32,
}

macro_rules! path_counters {
    ($($(#[doc = $doc:literal])* $name:ident;)*) => {
        /// What the data path counts outside the card.
        #[derive(Debug, Default)]
        pub struct PathCounters { $($(#[doc = $doc])* pub $name: AtomicU64,)* }

        impl PathCounters {
            /// By name.
            pub fn snapshot(&self) -> BTreeMap<String, u64> {
                [$((stringify!($name).to_owned(), self.$name.load(Ordering::Relaxed)),)*].into()
            }

            pub fn clear(&self) {
                $(self.$name.store(0, Ordering::Relaxed);)*
            }
        }
    };
}

path_counters! {
    /// Clear packets from the red side.
    inside_packets;
    inside_octets;
    /// Protected packets from the black side.
    outside_packets;
    outside_octets;
    /// Protected packets that were sent.
    sent_packets;
    sent_octets;
    /// Packets that were opened, checked and given to the red side.
    delivered_packets;
    delivered_octets;
    /// Sent in clear, because no policy protects them.
    bypassed;
    /// Neither protected nor routable in clear.
    discarded;
    /// No whole IP packet.
    malformed;
    /// Longer than the path carries, and not to be fragmented: the sender was told.
    too_big;
    /// Longer than the card's buffers.
    oversize;
    /// Waited for an SA that did not come in time, or were too many.
    held_dropped;
    /// No card at the time.
    no_card;
    /// No room for more packets at the card.
    no_buffer;
    /// The interface to send by is out of service.
    no_interface;
    /// Opened by an SA that was gone by then.
    sa_gone;
    /// Opened, but not among the traffic that the SA is for (RFC 4301 §5.2).
    selector_mismatch;
    /// The black side's socket did not take it.
    send_errors;
    /// The red side's interface did not take it.
    deliver_errors;
}

impl PathCounters {
    pub fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub fn add(packets: &AtomicU64, octets: &AtomicU64, len: usize) {
        Self::count(packets);
        octets.fetch_add(len as u64, Ordering::Relaxed);
    }
}
