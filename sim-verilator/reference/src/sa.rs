//! A security association: what was agreed, and what changes with every packet.

use std::net::IpAddr;

use crate::address::Prefix;
use crate::ah;
use crate::cipher::Cipher;
use crate::mac::Hmac;
use crate::verdict::Verdict;
use crate::window::Window;

/// What was agreed. Nothing here changes while the SA lives.
#[derive(Clone, Debug)]
pub struct SaParams {
    /// Its name in reports.
    pub name: String,
    /// Which way it works.
    pub direction: Direction,
    /// ESP or AH.
    pub proto: Proto,
    /// SPI, chosen by the receiver.
    pub spi: u32,
    /// Outer source.
    pub src: IpAddr,
    /// Outer destination.
    pub dst: IpAddr,
    /// Tunnel or transport.
    pub mode: Mode,
    /// Algorithms with their keys.
    pub transform: Transform,
    /// ESP "in": whether padding has to be 1, 2, 3, … (RFC 4303 §2.4).
    pub check_padding: bool,
    /// AH over ESP: the index in its table of the ESP SA whose packets this AH SA has inside.
    pub below: Option<usize>,
    /// Extended sequence numbers (RFC 4303 §2.2.1).
    pub esn: bool,
    /// Anti-replay window in packets; 0 is off.
    pub replay_window: u64,
    /// "in": highest number accepted already, "out": last number sent; 0 is none.
    pub seq: u64,
    /// UDP encapsulation (RFC 3948).
    pub udp: Option<UdpPorts>,
    /// Which clear packets an outbound SA takes; all without.
    pub selectors: Option<Selectors>,
    /// Lifetimes.
    pub limits: Limits,
}

/// Which way an SA works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Decapsulates.
    In,
    /// Encapsulates.
    Out,
}

/// IPsec protocol; with an SPI, what identifies an inbound SA (RFC 4301 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proto {
    /// IP protocol 50.
    Esp,
    /// IP protocol 51.
    Ah,
}

/// What an SA covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A whole IP packet behind a new header.
    Tunnel,
    /// A payload behind its own header.
    Transport,
}

/// Algorithms and keys.
#[derive(Clone, Debug)]
pub enum Transform {
    /// ESP with AES-GCM and a 16-octet ICV; `key` has 16 or 32 octets.
    AesGcm16 {
        /// AES key.
        key: Vec<u8>,
        /// The first four octets of each nonce.
        salt: [u8; 4],
    },
    /// ESP or AH with AES-GMAC (RFC 4543).
    AesGmac {
        /// AES key of 16 or 32 octets.
        key: Vec<u8>,
        /// The first four octets of each nonce.
        salt: [u8; 4],
    },
    /// ESP with a cipher, or none, and an HMAC; AH with an HMAC, where the cipher is none.
    Hmac {
        /// Cipher.
        cipher: Cipher,
        /// Its key.
        key: Vec<u8>,
        /// Authentication.
        auth: Hmac,
        /// Its key.
        auth_key: Vec<u8>,
    },
    /// Anything else; packets of such an SA are refused.
    Unsupported,
}

/// Octets of what a transform adds to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub iv: usize,
    pub icv: usize,
    /// What payload, padding and trailer of ESP are a multiple of.
    pub block: usize,
}

impl Transform {
    /// Whether a protocol can have it: AES-GCM is ESP's, and AH does not encrypt.
    pub(crate) fn serves(&self, proto: Proto) -> bool {
        match self {
            Transform::AesGcm16 { .. } => proto == Proto::Esp,
            Transform::AesGmac { .. } => true,
            Transform::Hmac { cipher, .. } => proto == Proto::Esp || *cipher == Cipher::Null,
            Transform::Unsupported => false,
        }
    }

    /// Octets of AH at the start of `body`, if it says that it has as many as it may: with the padding that its own IP
    /// version asks for or, as Linux sends it under IPv4, with that of IPv6.
    pub(crate) fn ah_len(&self, body: &[u8]) -> Option<usize> {
        let lengths = self.lengths()?;
        let least = ah::FIXED_LEN + lengths.iv + lengths.icv;
        let says = (usize::from(*body.get(1)?) + 2) * 4;
        (says <= body.len() && [least, least.next_multiple_of(8)].contains(&says)).then_some(says)
    }

    pub(crate) fn lengths(&self) -> Option<Lengths> {
        match self {
            Transform::AesGcm16 { .. } | Transform::AesGmac { .. } => Some(Lengths { iv: 8, icv: 16, block: 4 }),
            Transform::Hmac { cipher, auth, .. } => {
                let iv = cipher.block_len();
                Some(Lengths { iv, icv: auth.icv_len(), block: iv.max(4) })
            }
            Transform::Unsupported => None,
        }
    }
}

/// UDP ports as they stand in the packets of an SA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UdpPorts {
    /// Source.
    pub src: u16,
    /// Destination.
    pub dst: u16,
}

/// Which clear packets an outbound SA takes.
#[derive(Clone, Copy, Debug)]
pub struct Selectors {
    /// Where they come from.
    pub local: Prefix,
    /// Where they go.
    pub remote: Prefix,
}

/// Lifetimes, in packets and in octets of clear packets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Reaching this many packets sets [`SaState::soft`].
    pub soft_packets: Option<u64>,
    /// No more packets than this.
    pub hard_packets: Option<u64>,
    /// Reaching this many octets sets [`SaState::soft`].
    pub soft_octets: Option<u64>,
    /// No more octets than this.
    pub hard_octets: Option<u64>,
}

/// What changes with every packet.
#[derive(Clone, Debug)]
pub struct SaState {
    /// "out": the last number sent.
    pub(crate) sent: u64,
    /// "in": numbers accepted.
    pub(crate) window: Window,
    /// Packets delivered.
    pub packets: u64,
    /// Octets of clear packets delivered.
    pub octets: u64,
    /// A soft limit is reached.
    pub soft: bool,
}

impl SaState {
    /// The state before the first packet.
    pub fn new(sa: &SaParams) -> Self {
        Self { sent: sa.seq, window: Window::new(sa.replay_window, sa.esn, sa.seq), packets: 0, octets: 0, soft: false }
    }

    /// The highest number accepted, or the last one sent.
    pub fn seq(&self, direction: Direction) -> u64 {
        match direction {
            Direction::In => self.window.top(),
            Direction::Out => self.sent,
        }
    }

    /// Counts a clear packet, unless a hard limit forbids it.
    pub(crate) fn spend(&mut self, limits: &Limits, octets: usize) -> bool {
        let (packets, octets) = (self.packets + 1, self.octets + octets as u64);
        if limits.hard_packets.is_some_and(|most| packets > most)
            || limits.hard_octets.is_some_and(|most| octets > most)
        {
            return false;
        }
        (self.packets, self.octets) = (packets, octets);
        self.soft |= limits.soft_packets.is_some_and(|most| packets >= most)
            || limits.soft_octets.is_some_and(|most| octets >= most);
        true
    }
}

/// What came of one packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its verdict.
    pub verdict: Verdict,
    /// Its sequence number as far as the SA got to know it.
    pub seq: Option<u64>,
    /// What the card emits; empty unless the verdict is `Ok`.
    pub packet: Vec<u8>,
}

impl Outcome {
    pub(crate) fn dropped(verdict: Verdict) -> Self {
        Self { verdict, seq: None, packet: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> SaState {
        SaState { sent: 0, window: Window::new(64, false, 0), packets: 0, octets: 0, soft: false }
    }

    #[test]
    fn the_packet_that_would_exceed_is_refused_and_not_counted() {
        let limits = Limits { hard_packets: Some(2), ..Limits::default() };
        let mut state = fresh();
        assert!(state.spend(&limits, 10) && state.spend(&limits, 10));
        assert!(!state.spend(&limits, 10));
        assert_eq!((state.packets, state.octets), (2, 20));
        let limits = Limits { hard_octets: Some(100), ..Limits::default() };
        let mut state = fresh();
        assert!(state.spend(&limits, 100));
        assert!(!state.spend(&limits, 1));
    }

    #[test]
    fn soft_limits_flag_when_reached_and_drop_nothing() {
        let limits = Limits { soft_packets: Some(2), soft_octets: Some(1000), ..Limits::default() };
        let mut state = fresh();
        assert!(state.spend(&limits, 10) && !state.soft);
        assert!(state.spend(&limits, 10) && state.soft);
        let mut state = fresh();
        assert!(state.spend(&limits, 1000) && state.soft);
    }
}
