//! What the tests of this crate compare with: published vectors and plain software.

use aes::cipher::{generic_array::GenericArray, BlockEncrypt, KeyInit};
use num_bigint::BigUint;
use rust_hdl_core::prelude::*;
use serde_json::Value;
use verilated::lockstep::Random;
use verilated::Model;

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

/// `text` in CBC mode (SP 800-38A §6.2): AES with an IV of 16 octets, else DES or 3DES by the key.
pub fn cbc_encrypt(key: &[u8], iv: &[u8], text: &[u8]) -> Vec<u8> {
    let (mut result, mut chain) = (vec![], iv.to_vec());
    for block in text.chunks(iv.len()) {
        let mut block: Vec<u8> = block.iter().zip(&chain).map(|(a, b)| a ^ b).collect();
        match (iv.len(), key.len()) {
            (16, 16) => encrypt_block::<aes::Aes128>(key, &mut block),
            (16, 24) => encrypt_block::<aes::Aes192>(key, &mut block),
            (16, _) => encrypt_block::<aes::Aes256>(key, &mut block),
            (_, 8) => encrypt_block::<des::Des>(key, &mut block),
            _ => encrypt_block::<des::TdesEde3>(key, &mut block),
        }
        result.extend(&block);
        chain = block;
    }
    result
}

fn encrypt_block<C: BlockEncrypt + KeyInit>(key: &[u8], block: &mut [u8]) {
    C::new_from_slice(key).expect("a key of this size").encrypt_block(GenericArray::from_mut_slice(block));
}

/// `text` as blocks of `size` octets through the streams of `m`, with random stalls on both sides; at full speed a block takes
/// `clocks`.
pub fn through(m: &mut Model, random: &mut Random, text: &[u8], size: usize, clocks: usize) -> Vec<u8> {
    let (pushes, pulls) = ([100, 90, 3][random.next() as usize % 3], [100, 90, 3][random.next() as usize % 3]);
    let (mut blocks, mut result, mut waited, mut offered) = (text.chunks(size), vec![], 0, false);
    let mut block = blocks.next();
    let bound = if pushes * pulls == 10_000 { clocks * (text.len() / size) + 20 } else { 500 * text.len() + 1_000 };
    while result.len() < text.len() {
        assert!(waited < bound, "{waited} clocks are too many for {} octets", text.len());
        waited += 1;
        // A block that was offered stays until it is taken.
        offered = block.is_some() && (offered || random.percent(pushes));
        let ready = random.percent(pulls);
        m.poke_bit("s_valid", offered);
        m.poke_big("s_data", &block.filter(|_| offered).map_or_else(BigUint::default, big));
        m.poke_bit("m_ready", ready);
        m.eval();
        if offered && m.peek_bit("s_ready") {
            (block, offered) = (blocks.next(), false);
        }
        if ready && m.peek_bit("m_valid") {
            let octets = m.peek_big("m_data").to_bytes_be();
            result.resize(result.len() + size - octets.len(), 0);
            result.extend(octets);
        }
        m.tick();
    }
    m.poke_bit("s_valid", false);
    m.poke_bit("m_ready", false);
    m.eval();
    assert!(!m.peek_bit("m_valid"), "a block too many");
    result
}
