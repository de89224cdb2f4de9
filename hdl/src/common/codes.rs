//! Verdict codes for kernels, which cannot name a Rust constant: `codes: Fixed<Codes>`, `self.codes.val().rx_short`.

use respite_abi::verdict::Verdict;
use rust_hdl_core::prelude::*;

macro_rules! codes {
    ($($field:ident = $verdict:ident,)*) => {
        /// The codes of the verdicts that the blocks give.
        #[derive(Copy, Clone, Debug, PartialEq, LogicStruct)]
        pub struct Codes {
            $(pub $field: Bits<6>,)*
        }

        impl Default for Codes {
            fn default() -> Self {
                Codes { $($field: bits(Verdict::$verdict as LiteralType),)* }
            }
        }
    };
}

codes! {
    rx_short = RxShort,
    rx_frag = RxFrag,
    rx_options = RxOptions,
    rx_not_ipsec = RxNotIpsec,
    rx_keepalive = RxKeepalive,
    rx_ike = RxIke,
    rx_spi_reserved = RxSpiReserved,
    rx_spi_larval = RxSpiLarval,
    rx_spi_graveyard = RxSpiGraveyard,
    rx_no_sa_esp = RxNoSaEsp,
    rx_no_sa_ah = RxNoSaAh,
    rx_no_sa_udp = RxNoSaUdp,
    rx_bad_source = RxBadSource,
    rx_mismatch = RxMismatch,
    rx_replay_dup = RxReplayDup,
    rx_replay_stale = RxReplayStale,
    rx_pad = RxPad,
    rx_dummy = RxDummy,
    rx_inner = RxInner,
    rx_ecn = RxEcn,
    rx_expired = RxExpired,
    rx_unsupported = RxUnsupported,
    rx_small = RxDstSmall,
    rx_dma = RxDma,
    tx_short = TxShort,
    tx_not_ip = TxNotIp,
    tx_no_sa = TxNoSa,
    tx_seq_exhausted = TxSeqExhausted,
    tx_expired = TxExpired,
    tx_pmtu = TxPmtu,
    tx_unsupported = TxUnsupported,
    tx_options = TxOptions,
    tx_small = TxDstSmall,
    tx_dma = TxDma,
}
