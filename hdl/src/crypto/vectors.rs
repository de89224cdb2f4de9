//! What the tests of this crate compare with: published vectors and plain software.

use num_bigint::BigUint;
use rust_hdl_core::prelude::*;
use serde_json::Value;

/// `fixtures/vectors/published.json`.
pub fn published() -> Value {
    read("published.json")
}

/// `fixtures/vectors/packets.json`.
pub fn packets() -> Value {
    read("packets.json")
}

/// Octets of a string of hexadecimal digits.
pub fn hex(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("a string");
    let octet = |i| u8::from_str_radix(&text[i..i + 2], 16).expect("hexadecimal digits");
    (0..text.len()).step_by(2).map(octet).collect()
}

/// Octets as a number, the first in the top bits.
pub fn big(octets: &[u8]) -> BigUint {
    BigUint::from_bytes_be(octets)
}

/// Product in GF(2^128) as SP 800-38D §6.3 defines it, bit by bit.
pub fn gf_multiply(x: u128, y: u128) -> u128 {
    let (mut z, mut v) = (0, y);
    for i in 0..128 {
        if x >> (127 - i) & 1 == 1 {
            z ^= v;
        }
        v = v >> 1 ^ if v & 1 == 1 { 0xe1 << 120 } else { 0 };
    }
    z
}

fn read(name: &str) -> Value {
    let path = format!("{}/../fixtures/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A record as the bits of a port.
pub fn pack<T, const N: usize>(record: T) -> BigUint
where
    Bits<N>: From<T>,
{
    BigUint::from(Bits::<N>::from(record))
}

/// What can be cut out of the bits of a port.
pub trait Cut: Synth {
    /// The value whose lowest bit is at `*at`, which moves on.
    fn cut(bits: &BigUint, at: &mut usize) -> Self;
}

impl Cut for bool {
    fn cut(bits: &BigUint, at: &mut usize) -> bool {
        *at += 1;
        bits.bit(*at as u64 - 1)
    }
}

impl<const N: usize> Cut for Bits<N> {
    fn cut(bits: &BigUint, at: &mut usize) -> Bits<N> {
        *at += N;
        ((bits >> (*at - N)) & ((BigUint::from(1u8) << N) - 1u8)).into()
    }
}

/// A record out of the bits of a port; its fields in the order of its declaration.
macro_rules! unpack {
    ($bits:expr, $record:ident { $($field:ident),* }) => {{
        let (bits, mut at) = ($bits, 0);
        let record = $record { $($field: $crate::crypto::vectors::Cut::cut(bits, &mut at)),* };
        assert_eq!(at, $record::BITS);
        record
    }};
}
pub(crate) use unpack;
