//! Records to and from the bits of a port.

use respite_hdl::types::*;
use rust_hdl_core::prelude::*;
use verilated::BigUint;

/// A record that travels on a port.
pub trait Record: Synth {
    fn from_big(value: &BigUint) -> Self;
    fn to_big(self) -> BigUint;
}

trait Field: Synth {
    fn take(value: &BigUint, at: &mut u64) -> Self;
}

impl Field for Bit {
    fn take(value: &BigUint, at: &mut u64) -> Bit {
        *at += 1;
        value.bit(*at - 1)
    }
}

impl<const N: usize> Field for Bits<N> {
    fn take(value: &BigUint, at: &mut u64) -> Bits<N> {
        *at += N as u64;
        let mask = (BigUint::from(1u32) << N) - 1u32;
        ((value >> (*at - N as u64)) & mask).into()
    }
}

macro_rules! record {
    ($name:ident: $($field:ident)*) => {
        impl Record for $name {
            fn from_big(value: &BigUint) -> Self {
                let mut at = 0;
                let record = $name { $($field: Field::take(value, &mut at),)* };
                assert_eq!(at as usize, $name::BITS);
                record
            }
            fn to_big(self) -> BigUint {
                let bits: Bits<{ $name::BITS }> = self.into();
                bits.into()
            }
        }
    };
}

record!(Arrival: ticket verdict encap sa start words len head);
record!(Parsed: ticket verdict encap sa start words len v6 udp ah ah_len ah_next runt spi seq iv src dst sport dport flow offset ct tos
    df odd again above soft head);
record!(Context: ticket verdict encap sa start words offset ct raw front ah v6 again half above soft serial done ok suite inner next_header key256 key nonce aad esn gmac seq window check_pad tos header
    header_len);
record!(Emitted: ticket verdict encap sa start reserve len seq window half again above soft);
record!(Outcome: ticket verdict encap sa start reserve len seq soft);
record!(Cipher: valid opens kind raw data tag);
record!(Miss: ah v6 udp auth spi seq src dst sport dport flow len head);

/// A wide number from octets, the first most significant.
pub fn big(octets: &[u8]) -> BigUint {
    BigUint::from_bytes_be(octets)
}
