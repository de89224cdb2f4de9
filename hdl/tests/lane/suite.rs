//! What the host writes for an SA's algorithms and keys.

use aes::cipher::{BlockEncrypt, KeyInit};
use respite_abi::sa::{word, Hash, KeySize, Transform};
use respite_reference::{Cipher, Hmac, SaParams, Transform as Algorithms};

/// Fields of CONFIG, and words.
pub struct Suite {
    pub transform: Transform,
    pub hash: Hash,
    pub size: KeySize,
    pub salt: u32,
    pub words: Vec<(u8, u128)>,
}

impl Suite {
    pub fn of(sa: &SaParams) -> Suite {
        match &sa.transform {
            Algorithms::AesGcm16 { key, salt } | Algorithms::AesGmac { key, salt } => Suite {
                transform: match sa.transform {
                    Algorithms::AesGmac { .. } => Transform::AesGmac,
                    _ => Transform::AesGcm16,
                },
                hash: Hash::Sha1,
                size: size(key),
                salt: u32::from_be_bytes(*salt),
                words: galois(key),
            },
            Algorithms::Hmac { cipher, key, auth, auth_key } => {
                let (hash, block, initial) = match auth {
                    Hmac::Sha1 => (Hash::Sha1, 64, SHA1.to_vec()),
                    Hmac::Sha256 => (Hash::Sha256, 64, SHA256.to_vec()),
                    Hmac::Sha384 => (Hash::Sha384, 128, SHA384.to_vec()),
                    Hmac::Sha512 => (Hash::Sha512, 128, SHA512.to_vec()),
                };
                let mut words = cipher_key(key);
                for (pad, at) in
                    [(0x36, [word::INNER, word::INNER_WIDE]), (0x5c, [word::OUTER_KEY, word::OUTER_KEY_WIDE])]
                {
                    let mut padded = vec![pad; block];
                    padded.iter_mut().zip(auth_key).for_each(|(p, k)| *p ^= k);
                    let mut value = after(&initial, &padded);
                    value.resize(64, 0);
                    let rows: Vec<u128> = value.chunks(16).map(number).collect();
                    words.extend([(at[0], rows[0]), (at[0] + 1, rows[1]), (at[1], rows[2]), (at[1] + 1, rows[3])]);
                }
                let transform = match cipher {
                    Cipher::Null => Transform::Null,
                    Cipher::AesCbc => Transform::AesCbc,
                    Cipher::DesCbc => Transform::DesCbc,
                    Cipher::TripleDesCbc => Transform::TripleDesCbc,
                };
                let size = if *cipher == Cipher::AesCbc { size(key) } else { KeySize::Aes128 };
                Suite { transform, hash, size, salt: 0, words }
            }
            _ => panic!("{}: unknown transform", sa.name),
        }
    }
}

fn size(key: &[u8]) -> KeySize {
    match key.len() {
        16 => KeySize::Aes128,
        24 => KeySize::Aes192,
        _ => KeySize::Aes256,
    }
}

fn cipher_key(key: &[u8]) -> Vec<(u8, u128)> {
    let mut octets = key.to_vec();
    octets.resize(32, 0);
    vec![(word::KEY_A, number(&octets[..16])), (word::KEY_B, number(&octets[16..]))]
}

/// Keys and powers of H.
fn galois(key: &[u8]) -> Vec<(u8, u128)> {
    let mut words = vec![(word::KEY_A, number(&key[..16])), (word::KEY_B, number(&key[key.len() - 16..]))];
    let mut h = Default::default();
    match key.len() {
        16 => aes::Aes128::new(key.into()).encrypt_block(&mut h),
        _ => aes::Aes256::new(key.into()).encrypt_block(&mut h),
    }
    let h = u128::from_be_bytes(h.into());
    let mut power = h;
    for i in 0..4 {
        words.push((word::H + i, power));
        power = multiply(power, h);
    }
    words
}

/// The chaining value after a block, in octets.
fn after(initial: &[u64], block: &[u8]) -> Vec<u8> {
    match initial.len() {
        8 if block.len() == 128 => {
            let mut state: [u64; 8] = initial.try_into().expect("eight words");
            sha2::compress512(&mut state, &[*aes::cipher::generic_array::GenericArray::from_slice(block)]);
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
        len => {
            let narrow: Vec<u32> = initial.iter().map(|word| *word as u32).collect();
            let block = *aes::cipher::generic_array::GenericArray::from_slice(block);
            let mut five = [0; 5];
            let mut eight = [0; 8];
            if len == 5 {
                five.copy_from_slice(&narrow);
                sha1::compress(&mut five, &[block]);
                return five.iter().flat_map(|word| word.to_be_bytes()).collect();
            }
            eight.copy_from_slice(&narrow);
            sha2::compress256(&mut eight, &[block]);
            eight.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
    }
}

fn number(octets: &[u8]) -> u128 {
    octets.iter().fold(0, |n, o| n << 8 | u128::from(*o))
}

/// Multiplication in GF(2^128), bit by bit as NIST SP 800-38D §6.3 writes it.
fn multiply(x: u128, y: u128) -> u128 {
    let (mut z, mut v) = (0, y);
    for i in (0..128).rev() {
        if x >> i & 1 != 0 {
            z ^= v;
        }
        v = v >> 1 ^ if v & 1 != 0 { 0xe1 << 120 } else { 0 };
    }
    z
}

// FIPS 180-4 §5.3.
const SHA1: [u64; 5] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
const SHA256: [u64; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const SHA384: [u64; 8] = [
    0xcbbb9d5dc1059ed8,
    0x629a292a367cd507,
    0x9159015a3070dd17,
    0x152fecd8f70e5939,
    0x67332667ffc00b31,
    0x8eb44a8768581511,
    0xdb0c2e0d64f98fa7,
    0x47b5481dbefa4fa4,
];
const SHA512: [u64; 8] = [
    0x6a09e667f3bcc908,
    0xbb67ae8584caa73b,
    0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1,
    0x510e527fade682d1,
    0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b,
    0x5be0cd19137e2179,
];
