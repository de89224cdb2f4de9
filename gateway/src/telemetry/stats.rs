//! What a gateway has counted and has, at one instant: for all who show it.

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
    /// The card's name for directories and labels, whether it is there or gone.
    pub card: String,
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
    /// What the kernel counted for it, by the names of sysfs: `rx` is what the gateway has put in, `tx` what it took out.
    pub counters: BTreeMap<String, u64>,
}

/// IKE messages, of all peers and of strangers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IkeStats {
    /// IKE SAs that are up, and that are being negotiated.
    pub sas: u64,
    pub half_open: u64,
    pub established: u64,
    pub failed: u64,
    pub received_messages: u64,
    pub received_octets: u64,
    pub sent_messages: u64,
    pub sent_octets: u64,
    /// Datagrams that were dropped, for any reason.
    pub dropped: u64,
    /// The same by the reason's name.
    pub drops: BTreeMap<String, u64>,
}

/// An IPsec SA bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleStats {
    pub peer: String,
    pub policy: String,
    /// Addresses of the outer headers.
    pub local: String,
    pub remote: String,
    /// `tunnel` or `transport`.
    pub mode: String,
    /// ESP in UDP (RFC 3948).
    pub udp: bool,
    /// Milliseconds since 1970, when it was made.
    pub since: u64,
    /// Whether packets are sent on it.
    pub sends: bool,
    /// The outermost first.
    pub sas: Vec<SaStats>,
    pub packets_in: u64,
    pub octets_in: u64,
    pub packets_out: u64,
    pub octets_out: u64,
    /// Packets that were for it and not good.
    pub errors_in: u64,
}

/// An SA pair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaStats {
    /// IP protocol: 50 or 51.
    pub protocol: u8,
    pub inbound_spi: u32,
    pub outbound_spi: u32,
    /// In the words of the configuration.
    pub transform: String,
    /// Anti-replay window in packets, and whether sequence numbers have 64 bits.
    pub window: u32,
    pub esn: bool,
    /// What the card counted; `None`: it has no such SA.
    pub inbound: Option<SaUsage>,
    pub outbound: Option<SaUsage>,
}

/// What the card counted for one SA.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaUsage {
    pub packets: u64,
    pub octets: u64,
    /// Last sequence number sent, or highest accepted.
    pub sequence: u64,
}

macro_rules! path_counters {
    ($($(#[doc = $doc:literal])* $name:ident;)*) => {
        /// What the data path counts outside the card.
        #[derive(Debug, Default)]
        pub struct PathCounters { $($(#[doc = $doc])* pub $name: AtomicU64,)* }

        impl PathCounters {
            /// Names, and what they count.
            pub const DOCS: &'static [(&'static str, &'static str)] = &[$((stringify!($name), concat!($($doc),*)),)*];

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
    /// Their octets.
    inside_octets;
    /// Protected packets from the black side.
    outside_packets;
    /// Their octets.
    outside_octets;
    /// Protected packets that were sent.
    sent_packets;
    /// Their octets.
    sent_octets;
    /// Packets that were opened, checked and given to the red side.
    delivered_packets;
    /// Their octets.
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
    /// Behind IPv4 options or IPv6 extension headers, and good: opened by the host, or ESP that the card was given without them.
    slow_opened;
    /// Behind them and not good, or too many for the host at once.
    slow_refused;
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
