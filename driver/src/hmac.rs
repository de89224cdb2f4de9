//! HMAC keys, and ICVs in software.
//!
//! ```text
//!   key ^ pads ──one block each──> midstates ──> SA image: the card goes on from there
//!                                       └──────> ICV of a message (RFC 2104 §2)
//! ```

use std::fmt;

use respite_abi::sa::Hash;
use sha2::digest::generic_array::GenericArray;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::keys::KeyError;

/// The midstates of an HMAC: as secret as the key that they were made of, which is not kept.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct HmacKey {
    #[zeroize(skip)]
    hash: Hash,
    inner: [u8; 64],
    outer: [u8; 64],
}

impl HmacKey {
    /// Takes a key of the one length that RFC 2404 and 4868 allow: 20, 32, 48 or 64 octets, as long as the hash.
    pub fn new(hash: Hash, key: &[u8]) -> Result<HmacKey, KeyError> {
        let (algorithm, needed) = match hash {
            Hash::Sha1 => ("HMAC-SHA1-96", "20"),
            Hash::Sha256 => ("HMAC-SHA2-256-128", "32"),
            Hash::Sha384 => ("HMAC-SHA2-384-192", "48"),
            Hash::Sha512 => ("HMAC-SHA2-512-256", "64"),
        };
        if key.len() != digest_len(hash) {
            return Err(KeyError::Length { algorithm, octets: key.len(), needed });
        }
        Ok(HmacKey { hash, inner: midstate(hash, key, IPAD), outer: midstate(hash, key, OPAD) })
    }

    /// Which hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Inner and outer midstate, each as two or four words of 16 octets.
    pub(crate) fn midstates(&self) -> [Zeroizing<[u128; 4]>; 2] {
        let words = |state: &[u8; 64]| {
            let mut words = Zeroizing::new([0; 4]);
            words
                .iter_mut()
                .zip(state.as_chunks::<16>().0)
                .for_each(|(word, octets)| *word = u128::from_be_bytes(*octets));
            words
        };
        [words(&self.inner), words(&self.outer)]
    }

    /// The ICV of a message, cut to its length (RFC 2404, 4868): for packets that the card leaves to its host.
    pub fn icv(&self, message: &[u8]) -> Vec<u8> {
        let inner = Zeroizing::new(finish(self.hash, self.inner, message));
        let mut icv = finish(self.hash, self.outer, &inner[..digest_len(self.hash)]);
        icv.truncate(icv_len(self.hash));
        icv
    }

    /// Octets of an ICV.
    pub fn icv_len(&self) -> usize {
        icv_len(self.hash)
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HmacKey({:?}, redacted)", self.hash)
    }
}

/// The chaining value after the block that is the key, zeros behind, exclusive-or `pad` (RFC 2104 §2).
fn midstate(hash: Hash, key: &[u8], pad: u8) -> [u8; 64] {
    let mut block = Zeroizing::new([pad; 128]);
    block.iter_mut().zip(key).for_each(|(octet, key)| *octet ^= key);
    let mut state = initial(hash);
    compress(hash, &mut state, &block[..block_len(hash)]);
    state
}

/// The digest, and what is behind it in the chaining value, of a block that is hashed already and a message.
fn finish(hash: Hash, midstate: [u8; 64], message: &[u8]) -> Vec<u8> {
    let (mut state, block) = (Zeroizing::new(midstate), block_len(hash));
    // FIPS 180-4 §5.1: a one, zeros, and the number of bits in an eighth of a block.
    let mut padded = [message, &[0x80]].concat();
    padded.resize((padded.len() + block / 8).next_multiple_of(block) - 8, 0);
    padded.extend((8 * (block + message.len()) as u64).to_be_bytes());
    compress(hash, &mut state, &padded);
    state.to_vec()
}

/// Takes whole blocks into a chaining value, of which each word is big-endian.
fn compress(hash: Hash, state: &mut [u8; 64], blocks: &[u8]) {
    let blocks = blocks.chunks_exact(block_len(hash));
    match hash {
        Hash::Sha1 => {
            let mut words = Zeroizing::new(words32::<5>(state));
            blocks.for_each(|b| sha1::compress(&mut words, std::slice::from_ref(GenericArray::from_slice(b))));
            fill(state, words.iter().flat_map(|word| word.to_be_bytes()));
        }
        Hash::Sha256 => {
            let mut words = Zeroizing::new(words32::<8>(state));
            blocks.for_each(|b| sha2::compress256(&mut words, std::slice::from_ref(GenericArray::from_slice(b))));
            fill(state, words.iter().flat_map(|word| word.to_be_bytes()));
        }
        Hash::Sha384 | Hash::Sha512 => {
            let mut words = Zeroizing::new([0; 8]);
            words.iter_mut().zip(state.as_chunks().0).for_each(|(word, octets)| *word = u64::from_be_bytes(*octets));
            blocks.for_each(|b| sha2::compress512(&mut words, std::slice::from_ref(GenericArray::from_slice(b))));
            fill(state, words.iter().flat_map(|word| word.to_be_bytes()));
        }
    }
}

fn words32<const N: usize>(state: &[u8; 64]) -> [u32; N] {
    std::array::from_fn(|i| u32::from_be_bytes(state.as_chunks().0[i]))
}

fn fill(state: &mut [u8; 64], octets: impl Iterator<Item = u8>) {
    state.iter_mut().zip(octets).for_each(|(octet, new)| *octet = new);
}

/// The chaining value before the first block.
fn initial(hash: Hash) -> [u8; 64] {
    let mut state = [0; 64];
    match hash {
        Hash::Sha1 => fill(&mut state, SHA1.iter().flat_map(|word| word.to_be_bytes())),
        Hash::Sha256 => fill(&mut state, SHA256.iter().flat_map(|word| word.to_be_bytes())),
        Hash::Sha384 => fill(&mut state, SHA384.iter().flat_map(|word| word.to_be_bytes())),
        Hash::Sha512 => fill(&mut state, SHA512.iter().flat_map(|word| word.to_be_bytes())),
    }
    state
}

fn block_len(hash: Hash) -> usize {
    match hash {
        Hash::Sha1 | Hash::Sha256 => 64,
        Hash::Sha384 | Hash::Sha512 => 128,
    }
}

fn digest_len(hash: Hash) -> usize {
    match hash {
        Hash::Sha1 => 20,
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
        Hash::Sha512 => 64,
    }
}

/// RFC 2404, RFC 4868 §2.3.
fn icv_len(hash: Hash) -> usize {
    match hash {
        Hash::Sha1 => 12,
        _ => digest_len(hash) / 2,
    }
}

const IPAD: u8 = 0x36;
const OPAD: u8 = 0x5c;
/// Initial values (FIPS 180-4 §5.3).
const SHA1: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
const SHA256: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const SHA384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];
const SHA512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icvs_are_those_of_ring_for_messages_of_every_length_of_padding() {
        for (hash, algorithm, key_len, icv_len) in [
            (Hash::Sha1, ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, 20, 12),
            (Hash::Sha256, ring::hmac::HMAC_SHA256, 32, 16),
            (Hash::Sha384, ring::hmac::HMAC_SHA384, 48, 24),
            (Hash::Sha512, ring::hmac::HMAC_SHA512, 64, 32),
        ] {
            let key: Vec<u8> = (0..key_len).map(|i| (i * 29 + 5) as u8).collect();
            let (ours, theirs) = (HmacKey::new(hash, &key).expect("length"), ring::hmac::Key::new(algorithm, &key));
            for len in 0..300 {
                let message: Vec<u8> = (0..len).map(|i| (i * 31) as u8).collect();
                let tag = ring::hmac::sign(&theirs, &message);
                assert_eq!(ours.icv(&message), tag.as_ref()[..icv_len], "{hash:?}, {len}");
            }
        }
    }

    #[test]
    fn keys_of_another_length_are_refused_and_none_is_printed() {
        for (hash, right) in [(Hash::Sha1, 20), (Hash::Sha256, 32), (Hash::Sha384, 48), (Hash::Sha512, 64)] {
            for len in 0..=80 {
                assert_eq!(HmacKey::new(hash, &vec![0xab; len]).is_ok(), len == right, "{hash:?}, {len}");
            }
        }
        let text = format!("{:?}", HmacKey::new(Hash::Sha256, &[0xab; 32]).expect("length"));
        assert!(text.contains("redacted") && !text.to_lowercase().contains("ab, ") && !text.contains("171"), "{text}");
    }
}
