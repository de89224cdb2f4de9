//! Verdicts: what becomes of a packet, under the names that reports and counters use.

use std::fmt;

macro_rules! verdicts {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// What became of a packet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Verdict { $($(#[doc = $doc])* $name,)* }

        impl Verdict {
            /// The name in reports and counters.
            pub const fn name(self) -> &'static str {
                match self { $(Verdict::$name => $text,)* }
            }
        }
    };
}

verdicts! {
    /// Processed and emitted.
    Ok = "ok",
    /// Longer than the card takes.
    RxOversize = "rx_oversize",
    /// Too short for its headers, IV and ICV, or a length field beyond what arrived.
    RxShort = "rx_short",
    /// A fragment (RFC 4303 §3.4.1).
    RxFrag = "rx_frag",
    /// Outer IPv4 options or IPv6 extension headers.
    RxOptions = "rx_options",
    /// Neither ESP, AH nor UDP.
    RxNotIpsec = "rx_not_ipsec",
    /// NAT keepalive (RFC 3948 §2.3).
    RxKeepalive = "rx_keepalive",
    /// IKE behind the non-ESP marker (RFC 3948 §2.2).
    RxIke = "rx_ike",
    /// SPI 0 to 255 (RFC 4303 §2.1).
    RxSpiReserved = "rx_spi_reserved",
    /// SPI under negotiation.
    RxSpiLarval = "rx_spi_larval",
    /// SPI deleted a moment ago.
    RxSpiGraveyard = "rx_spi_graveyard",
    /// Unknown SPI, ESP.
    RxNoSaEsp = "rx_no_sa_esp",
    /// Unknown SPI, AH.
    RxNoSaAh = "rx_no_sa_ah",
    /// Unknown SPI, ESP in UDP.
    RxNoSaUdp = "rx_no_sa_udp",
    /// Unknown SPI between addresses that nobody can answer or send from.
    RxBadSource = "rx_bad_source",
    /// The SA has other addresses, ports or another encapsulation.
    RxMismatch = "rx_mismatch",
    /// Sequence number accepted before (RFC 4303 §3.4.3).
    RxReplayDup = "rx_replay_dup",
    /// Sequence number left of the window, or zero.
    RxReplayStale = "rx_replay_stale",
    /// Integrity check failed.
    RxIcv = "rx_icv",
    /// More padding than payload.
    RxPad = "rx_pad",
    /// Dummy packet (RFC 4303 §2.6).
    RxDummy = "rx_dummy",
    /// Not the IP packet that the trailer announces.
    RxInner = "rx_inner",
    /// Not-ECT inside, CE outside (RFC 6040 §4.2).
    RxEcn = "rx_ecn",
    /// Beyond the SA's hard limit.
    RxExpired = "rx_expired",
    /// A transform that this model does not have.
    RxUnsupported = "rx_unsupported",
    /// No SA takes this clear packet.
    TxNoSa = "tx_no_sa",
    /// No sequence number is left (RFC 4303 §3.3.3).
    TxSeqExhausted = "tx_seq_exhausted",
    /// Beyond the SA's hard limit.
    TxExpired = "tx_expired",
    /// A length field of the clear packet beyond what there is.
    TxShort = "tx_short",
    /// Longer than the card takes.
    TxOversize = "tx_oversize",
    /// Neither IPv4 nor IPv6.
    TxNotIp = "tx_not_ip",
    /// Transport mode for a fragment, or for a packet with IPv4 options or IPv6 extension headers.
    TxOptions = "tx_options",
    /// A transform that this model does not have.
    TxUnsupported = "tx_unsupported",
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
