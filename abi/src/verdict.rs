//! What became of a packet: one verdict per submission, one counter per verdict.
//!
//! Names follow the counters that operators see (`rx_*`, `tx_*`): the verdict *is* the counter's name.
//! Conservation: `rx_pkts = rx_ok + Σ rx_<drop>` and `tx_pkts = tx_ok + Σ tx_<drop>` whenever the card is idle.

macro_rules! verdicts {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $text:literal;)*) => {
        /// Outcome of one packet, as the card reports it in a completion (6 bits).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Verdict { $($(#[doc = $doc])* $name = $code,)* }

        impl Verdict {
            /// Every verdict, in order of its code.
            pub const ALL: &'static [Verdict] = &[$(Verdict::$name,)*];

            /// The verdict of a code; `None` for a code that no card of this ABI writes.
            pub const fn from_code(code: u8) -> Option<Verdict> {
                match code { $($code => Some(Verdict::$name),)* _ => None }
            }

            /// Name of the verdict and of its counter.
            pub const fn name(self) -> &'static str {
                match self { $(Verdict::$name => $text,)* }
            }

            /// What the verdict means, for documents.
            pub const fn doc(self) -> &'static str {
                match self { $(Verdict::$name => concat!($($doc),*),)* }
            }
        }
    };
}

verdicts! {
    /// The packet was processed and written.
    Ok = 0, "ok";
    /// Reading the packet, or writing the result, failed on the bus.
    RxDma = 1, "rx_dma";
    /// Impossible descriptor: misaligned address or unknown operation.
    RxDescriptor = 2, "rx_descriptor";
    /// Longer than `MAX_PACKET`.
    RxOversize = 3, "rx_oversize";
    /// Too short for its headers, IV and ICV, or a length field that exceeds the packet.
    RxShort = 4, "rx_short";
    /// An IP fragment (RFC 4303 §3.4.1).
    RxFrag = 5, "rx_frag";
    /// Outer IPv4 options or IPv6 extension headers: for the host's slow path.
    RxOptions = 6, "rx_options";
    /// Neither ESP, AH nor UDP.
    RxNotIpsec = 7, "rx_not_ipsec";
    /// NAT-T keepalive: one byte 0xff (RFC 3948 §2.3).
    RxKeepalive = 8, "rx_keepalive";
    /// IKE behind the non-ESP marker (RFC 3948 §2.2).
    RxIke = 9, "rx_ike";
    /// SPI 0 to 255 (RFC 4303 §2.1).
    RxSpiReserved = 10, "rx_spi_reserved";
    /// SPI of an SA that is still being negotiated.
    RxSpiLarval = 11, "rx_spi_larval";
    /// SPI of an SA that was deleted a moment ago.
    RxSpiGraveyard = 12, "rx_spi_graveyard";
    /// Unknown SPI, ESP: raises an invalid-SPI event.
    RxNoSaEsp = 13, "rx_no_sa_esp";
    /// Unknown SPI, AH: raises an invalid-SPI event.
    RxNoSaAh = 14, "rx_no_sa_ah";
    /// Unknown SPI, ESP in UDP: raises an invalid-SPI event.
    RxNoSaUdp = 15, "rx_no_sa_udp";
    /// Unknown SPI from a multicast, unspecified or own source address.
    RxBadSource = 16, "rx_bad_source";
    /// The SA is for other addresses, ports or the other direction.
    RxMismatch = 17, "rx_mismatch";
    /// Sequence number already accepted (RFC 4303 §3.4.3).
    RxReplayDup = 18, "rx_replay_dup";
    /// Sequence number left of the window, or zero.
    RxReplayStale = 19, "rx_replay_stale";
    /// Integrity check failed.
    RxIcv = 20, "rx_icv";
    /// Pad length exceeds the payload.
    RxPad = 21, "rx_pad";
    /// Dummy packet, next header 59: dropped in silence (RFC 4303 §2.6).
    RxDummy = 22, "rx_dummy";
    /// The decrypted packet is not the IP packet that the trailer announces.
    RxInner = 23, "rx_inner";
    /// Inner Not-ECT under an outer CE mark (RFC 6040 §4.2).
    RxEcn = 24, "rx_ecn";
    /// Hard lifetime of the SA reached.
    RxExpired = 25, "rx_expired";
    /// Result larger than the queue's destination capacity.
    RxDstSmall = 26, "rx_dst_small";
    /// The SA asks for a transform that this build does not have.
    RxUnsupported = 27, "rx_unsupported";
    /// Reading the packet, or writing the result, failed on the bus.
    TxDma = 33, "tx_dma";
    /// Impossible descriptor: misaligned address.
    TxDescriptor = 34, "tx_descriptor";
    /// Longer than `MAX_PACKET`.
    TxOversize = 35, "tx_oversize";
    /// A length field of the clear packet exceeds the packet.
    TxShort = 36, "tx_short";
    /// Neither IPv4 nor IPv6.
    TxNotIp = 37, "tx_not_ip";
    /// The SA does not exist or is not an outbound one.
    TxNoSa = 38, "tx_no_sa";
    /// The sequence number would cycle (RFC 4303 §3.3.3).
    TxSeqExhausted = 39, "tx_seq_exhausted";
    /// Hard lifetime of the SA reached.
    TxExpired = 40, "tx_expired";
    /// The result exceeds the path MTU of the SA.
    TxPmtu = 41, "tx_pmtu";
    /// Result larger than the queue's destination capacity.
    TxDstSmall = 42, "tx_dst_small";
    /// The SA asks for a transform that this build does not have.
    TxUnsupported = 43, "tx_unsupported";
    /// A fragment, IPv4 options or IPv6 extension headers in transport mode: for the host's slow path.
    TxOptions = 44, "tx_options";
}

/// A verdict's operation: codes below this are inbound (decapsulation), the others outbound.
pub const FIRST_TX: u8 = 32;

impl Verdict {
    /// Whether a packet with this verdict raises an invalid-SPI event.
    pub const fn raises_event(self) -> bool {
        matches!(self, Verdict::RxNoSaEsp | Verdict::RxNoSaAh | Verdict::RxNoSaUdp)
    }
}

macro_rules! counters {
    ($($(#[doc = $doc:literal])* $name:ident = $slot:literal, $text:literal;)*) => {
        /// Totals beside the drop counters. A slot is an index into the snapshot (see `reg::COUNTERS`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Counter { $($(#[doc = $doc])* $name = $slot,)* }

        impl Counter {
            /// Every total, in order of its slot.
            pub const ALL: &'static [Counter] = &[$(Counter::$name,)*];
            /// The counter's name.
            pub const fn name(self) -> &'static str {
                match self { $(Counter::$name => $text,)* }
            }
            /// What it counts, for documents.
            pub const fn doc(self) -> &'static str {
                match self { $(Counter::$name => concat!($($doc),*),)* }
            }
        }
    };
}

counters! {
    /// Packets accepted for decapsulation.
    RxPkts = 48, "rx_pkts";
    /// Their octets.
    RxOctets = 49, "rx_octets";
    /// Packets decapsulated and delivered.
    RxOk = 50, "rx_ok";
    /// Their octets, inner packets.
    RxOkOctets = 51, "rx_ok_octets";
    /// Packets accepted for encapsulation.
    TxPkts = 52, "tx_pkts";
    /// Their octets, inner packets.
    TxOctets = 53, "tx_octets";
    /// Packets encapsulated and delivered.
    TxOk = 54, "tx_ok";
    /// Their octets, outer packets.
    TxOkOctets = 55, "tx_ok_octets";
    /// Packets with an unknown SPI that asked for an event.
    EvPkts = 56, "ev_pkts";
    /// Event records written.
    EvQueued = 57, "ev_queued";
    /// Packets whose event was merged into a record by its count.
    EvCoalesced = 58, "ev_coalesced";
    /// Packets whose event found no token, no room in the ring or no room in the queue before it: counted, not reported.
    EvOverflow = 59, "ev_overflow";
    /// Read transactions that ended in a bus error.
    DmaReadFaults = 60, "dma_read_faults";
    /// Write transactions that ended in a bus error.
    DmaWriteFaults = 61, "dma_write_faults";
}

/// Slots in a counter snapshot: verdict codes below 48, totals from 48 on.
pub const SLOTS: usize = 64;
