//! What the tests of this crate compare with: published vectors and plain software.

use aes::cipher::{generic_array::GenericArray, BlockEncrypt, KeyInit};
use num_bigint::BigUint;
use ring::digest;
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

/// DPDK's packets of AH over IPv4 without options, fields zeroed that may change on the way (RFC 4302 §3.3.3.1.1).
pub fn dpdk_ah() -> Vec<(Value, Vec<u8>)> {
    let zeroed = |row: &Value| {
        let mut packet = hex(&row["packet"]);
        [1, 6, 7, 8, 10, 11].into_iter().for_each(|octet| packet[octet] = 0);
        (row.clone(), packet)
    };
    packets()["dpdk_ah"].as_array().expect("a list").iter().map(zeroed).collect()
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

/// The hash functions.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Octets of a block.
    pub fn block(self) -> usize {
        match self {
            Hash::Sha1 | Hash::Sha256 => 64,
            Hash::Sha384 | Hash::Sha512 => 128,
        }
    }

    /// Bits of a word.
    fn word(self) -> u32 {
        self.block() as u32 / 2
    }

    fn digest(self, octets: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, octets).as_ref().to_vec()
    }

    /// Initial chaining value, FIPS 180-4 §5.3.
    pub fn initial(self) -> Vec<u64> {
        match self {
            Hash::Sha1 => vec![0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
            Hash::Sha256 => {
                vec![0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
            }
            Hash::Sha384 => vec![
                0xcbbb9d5dc1059ed8,
                0x629a292a367cd507,
                0x9159015a3070dd17,
                0x152fecd8f70e5939,
                0x67332667ffc00b31,
                0x8eb44a8768581511,
                0xdb0c2e0d64f98fa7,
                0x47b5481dbefa4fa4,
            ],
            Hash::Sha512 => vec![
                0x6a09e667f3bcc908,
                0xbb67ae8584caa73b,
                0x3c6ef372fe94f82b,
                0xa54ff53a5f1d36f1,
                0x510e527fade682d1,
                0x9b05688c2b3e6c1f,
                0x1f83d9abfb41bd6b,
                0x5be0cd19137e2179,
            ],
        }
    }

    /// The chaining value after `block`.
    pub fn compress(self, state: &mut [u64], block: &[u8]) {
        let narrow: Vec<u32> = state.iter().map(|word| *word as u32).collect();
        let widen = |state: &mut [u64], narrow: &[u32]| {
            state.iter_mut().zip(narrow).for_each(|(word, narrow)| *word = u64::from(*narrow));
        };
        match self {
            Hash::Sha1 => {
                let mut narrow: [u32; 5] = narrow.try_into().expect("five words");
                sha1::compress(&mut narrow, &[*GenericArray::from_slice(block)]);
                widen(state, &narrow);
            }
            Hash::Sha256 => {
                let mut narrow: [u32; 8] = narrow.try_into().expect("eight words");
                sha2::compress256(&mut narrow, &[*GenericArray::from_slice(block)]);
                widen(state, &narrow);
            }
            Hash::Sha384 | Hash::Sha512 => {
                let state: &mut [u64; 8] = state.try_into().expect("eight words");
                sha2::compress512(state, &[*GenericArray::from_slice(block)]);
            }
        }
    }

    /// What HMAC keeps of a key: inner and outer chaining value, each word left-aligned in 64 bits. RFC 2104 §2.
    pub fn midstates(self, key: &[u8]) -> Vec<u64> {
        let short = if key.len() > self.block() { self.digest(key) } else { key.to_vec() };
        let mut block = vec![0; self.block()];
        block[..short.len()].copy_from_slice(&short);
        let after = |pad: u8| {
            let mut state = self.initial();
            self.compress(&mut state, &block.iter().map(|octet| octet ^ pad).collect::<Vec<u8>>());
            state.resize(8, 0);
            state.into_iter().map(move |word| word << (64 - self.word()))
        };
        after(0x36).chain(after(0x5c)).collect()
    }

    /// The same as SA words 5 to 8, 13 to 16.
    pub fn midstate_rows(self, key: &[u8]) -> Vec<u128> {
        let octets =
            self.midstates(key).into_iter().map(|word| word.to_be_bytes()[..self.word() as usize / 8].to_vec());
        let mut halves: Vec<Vec<u8>> = octets.collect::<Vec<_>>().chunks(8).map(|half| half.concat()).collect();
        halves.iter_mut().for_each(|half| half.resize(64, 0));
        let row =
            |half: usize, i: usize| halves[half][16 * i..].iter().take(16).fold(0, |n, o| n << 8 | u128::from(*o));
        [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (0, 3), (1, 2), (1, 3)].map(|(half, i)| row(half, i)).to_vec()
    }

    /// Blocks of random words onto a random chaining value, at random speed; at full speed a block takes `clocks`.
    pub fn random_blocks(self, m: &mut Model, random: &mut Random, blocks: usize, clocks: usize) {
        // A word of SHA-256 is the upper half of the core's.
        let up = if self == Hash::Sha256 { 32 } else { 0 };
        let mut state: Vec<u64> = self.initial().iter().map(|_| random.next() >> (64 - self.word())).collect();
        m.poke_bit("mid", true);
        for word in state.iter().rev() {
            m.poke("mid_data", *word << up);
            m.tick();
        }
        m.poke_bit("mid", false);
        let mut words: Vec<u64> = (0..16 * blocks).map(|_| random.next() >> (64 - self.word())).collect();
        let octets = |word: &u64| word.to_be_bytes()[8 - self.word() as usize / 8..].to_vec();
        let message: Vec<u8> = words.iter().flat_map(octets).collect();
        message.chunks(self.block()).for_each(|block| self.compress(&mut state, block));
        words.reverse();
        let pushes = [100, 90, 20][random.next() as usize % 3];
        let (mut waited, mut offered) = (0, false);
        m.eval();
        while !words.is_empty() || !m.peek_bit("idle") {
            offered = !words.is_empty() && (offered || random.percent(pushes));
            m.poke_bit("s_valid", offered);
            m.poke("s_data", words.last().map_or(0, |word| *word << up));
            m.eval();
            if offered && m.peek_bit("s_ready") {
                words.pop();
                offered = false;
            }
            m.tick();
            m.poke_bit("s_valid", false);
            m.eval();
            waited += 1;
            let bound = if pushes == 100 { clocks * blocks + 30 } else { 200 * blocks };
            assert!(waited <= bound, "{waited} clocks are too many for {blocks} blocks of {self:?}");
        }
        m.poke_bit("mid", true);
        for (i, word) in state.iter().enumerate().rev() {
            m.eval();
            assert_eq!(m.peek("digest") >> up, *word, "word {i} of {self:?}");
            m.tick();
        }
        m.poke_bit("mid", false);
    }
}
