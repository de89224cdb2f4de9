//! Keys of security associations: checked when they are taken over, wiped when they are dropped, never printed.
//!
//! ```text
//!   octets ──length, weak keys──> GcmKey | CipherKey ──> KEY_A, KEY_B of the SA image
//!                                 HmacKey (hmac.rs)  ──> the midstates: what is kept instead of the key
//! ```

use std::fmt;

use aes::cipher::{BlockEncrypt, KeyInit};
use ghash::universal_hash::UniversalHash;
use ghash::GHash;
use respite_abi::sa::{KeySize, Transform};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Why octets are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Another number of octets than the algorithm has.
    #[error("{octets} octets of {algorithm} key material, {needed} are needed")]
    Length {
        /// Of what.
        algorithm: &'static str,
        /// How many there are.
        octets: usize,
        /// How many there should be.
        needed: &'static str,
    },
    /// One of the 16 keys of RFC 2405 §4.
    #[error("a weak or semi-weak DES key")]
    WeakDes,
    /// RFC 2451 §2.3: two equal keys in a row are single DES.
    #[error("a 3DES key of which two parts in a row are equal")]
    SingleDes,
}

/// AES-GCM key material as IKE derives it: the key, then 4 octets of salt (RFC 4106 §8.1).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct GcmKey {
    key: [u8; 32],
    salt: [u8; 4],
    #[zeroize(skip)]
    size: KeySize,
}

/// A block cipher in CBC mode, or none, with its key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CipherKey {
    /// From the first octet on, zeros behind.
    key: [u8; 32],
    #[zeroize(skip)]
    transform: Transform,
    #[zeroize(skip)]
    size: KeySize,
}

impl GcmKey {
    /// Takes 16 or 32 octets of key followed by 4 octets of salt.
    pub fn new(material: &[u8]) -> Result<GcmKey, KeyError> {
        let size = match material.len() {
            20 => KeySize::Aes128,
            36 => KeySize::Aes256,
            octets => return Err(KeyError::Length { algorithm: "AES-GCM", octets, needed: "20 or 36" }),
        };
        let (key, salt) = material.split_at(material.len() - 4);
        let mut k = GcmKey { key: [0; 32], salt: [0; 4], size };
        k.key[..key.len()].copy_from_slice(key);
        k.salt.copy_from_slice(salt);
        Ok(k)
    }

    /// Bits of the key.
    pub fn bits(&self) -> usize {
        bits(self.size)
    }

    pub(crate) fn size(&self) -> KeySize {
        self.size
    }

    pub(crate) fn salt(&self) -> u32 {
        u32::from_be_bytes(self.salt)
    }

    /// KEY_A and KEY_B: the second half of a short key is the first one again.
    pub(crate) fn halves(&self) -> (u128, u128) {
        (be(&self.key[..16]), if self.size == KeySize::Aes256 { be(&self.key[16..]) } else { be(&self.key[..16]) })
    }

    /// The ICV of a message that is authenticated and not encrypted, under the IV of its packet (RFC 4543 §3).
    pub fn gmac(&self, iv: [u8; 8], message: &[u8]) -> [u8; 16] {
        let mut h = aes::Block::default();
        self.encrypt(&mut h);
        let mut hash = GHash::new(&h);
        hash.update_padded(message);
        let mut lengths = aes::Block::default();
        lengths[..8].copy_from_slice(&(8 * message.len() as u64).to_be_bytes());
        hash.update(std::slice::from_ref(&lengths));
        // NIST SP 800-38D §7.1: J0 is the nonce and a counter of 1.
        let mut pad = aes::Block::default();
        pad[..4].copy_from_slice(&self.salt);
        pad[4..12].copy_from_slice(&iv);
        pad[15] = 1;
        self.encrypt(&mut pad);
        h.as_mut_slice().zeroize();
        let hash = hash.finalize();
        let icv = std::array::from_fn(|i| hash[i] ^ pad[i]);
        pad.as_mut_slice().zeroize();
        icv
    }

    fn encrypt(&self, block: &mut aes::Block) {
        if self.size == KeySize::Aes256 {
            aes::Aes256::new(self.key[..].into()).encrypt_block(block);
        } else {
            aes::Aes128::new(self.key[..16].into()).encrypt_block(block);
        }
    }

    /// H, H^2, H^3, H^4 as big-endian numbers (NIST SP 800-38D §6.3: H is the cipher of the zero block).
    pub(crate) fn hash_powers(&self) -> Zeroizing<[u128; 4]> {
        let mut h = aes::Block::default();
        self.encrypt(&mut h);
        // GHASH of one block X is X * H, so hashing a power yields the next.
        let mut power = h;
        let mut powers = Zeroizing::new([0; 4]);
        for p in powers.iter_mut() {
            *p = u128::from_be_bytes(power.into());
            let mut hash = GHash::new(&h);
            hash.update(std::slice::from_ref(&power));
            power = hash.finalize();
        }
        h.as_mut_slice().zeroize();
        power.as_mut_slice().zeroize();
        powers
    }
}

impl CipherKey {
    /// No encryption (RFC 2410).
    pub fn null() -> CipherKey {
        CipherKey { key: [0; 32], transform: Transform::Null, size: KeySize::Aes128 }
    }

    /// AES-CBC (RFC 3602): 16, 24 or 32 octets.
    pub fn aes_cbc(key: &[u8]) -> Result<CipherKey, KeyError> {
        let size = match key.len() {
            16 => KeySize::Aes128,
            24 => KeySize::Aes192,
            32 => KeySize::Aes256,
            octets => return Err(KeyError::Length { algorithm: "AES-CBC", octets, needed: "16, 24 or 32" }),
        };
        Ok(CipherKey { size, ..CipherKey::null() }.with(Transform::AesCbc, key))
    }

    /// DES-CBC (RFC 2405): 8 octets, parity ignored, none of the weak and semi-weak keys.
    pub fn des_cbc(key: &[u8]) -> Result<CipherKey, KeyError> {
        let Ok(des) = <&[u8; 8]>::try_from(key) else {
            return Err(KeyError::Length { algorithm: "DES-CBC", octets: key.len(), needed: "8" });
        };
        if WEAK_DES.contains(&without_parity(des)) {
            return Err(KeyError::WeakDes);
        }
        Ok(CipherKey::null().with(Transform::DesCbc, key))
    }

    /// 3DES-CBC (RFC 2451): 24 octets, K1, K2, K3; K2 differs from both others.
    pub fn triple_des_cbc(key: &[u8]) -> Result<CipherKey, KeyError> {
        let ([k1, k2, k3], []) = key.as_chunks::<8>() else {
            return Err(KeyError::Length { algorithm: "3DES-CBC", octets: key.len(), needed: "24" });
        };
        let [k1, k2, k3] = [k1, k2, k3].map(without_parity);
        if k1 == k2 || k2 == k3 {
            return Err(KeyError::SingleDes);
        }
        Ok(CipherKey::null().with(Transform::TripleDesCbc, key))
    }

    fn with(mut self, transform: Transform, key: &[u8]) -> CipherKey {
        self.transform = transform;
        self.key[..key.len()].copy_from_slice(key);
        self
    }

    /// Bits of an AES key.
    pub fn bits(&self) -> usize {
        bits(self.size)
    }

    /// Which cipher.
    pub fn transform(&self) -> Transform {
        self.transform
    }

    pub(crate) fn size(&self) -> KeySize {
        self.size
    }

    /// KEY_A and KEY_B.
    pub(crate) fn halves(&self) -> (u128, u128) {
        (be(&self.key[..16]), be(&self.key[16..]))
    }
}

impl fmt::Debug for GcmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GcmKey({} bits, redacted)", self.bits())
    }
}

impl fmt::Debug for CipherKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CipherKey({:?}, redacted)", self.transform)
    }
}

fn without_parity(key: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*key) & !PARITY
}

fn bits(size: KeySize) -> usize {
    match size {
        KeySize::Aes128 => 128,
        KeySize::Aes192 => 192,
        KeySize::Aes256 => 256,
    }
}

fn be(octets: &[u8]) -> u128 {
    octets.iter().fold(0, |number, octet| number << 8 | u128::from(*octet))
}

/// The lowest bit of every octet of a DES key.
const PARITY: u64 = 0x0101_0101_0101_0101;
/// The weak and semi-weak keys (RFC 2405 §4), without parity.
const WEAK_DES: [u64; 16] = [
    0x0000_0000_0000_0000,
    0x1e1e_1e1e_0e0e_0e0e,
    0xe0e0_e0e0_f0f0_f0f0,
    0xfefe_fefe_fefe_fefe,
    0x00fe_00fe_00fe_00fe,
    0x1ee0_1ee0_0ef0_0ef0,
    0x00e0_00e0_00f0_00f0,
    0x1efe_1efe_0efe_0efe,
    0x001e_001e_000e_000e,
    0xe0fe_e0fe_f0fe_f0fe,
    0xfe00_fe00_fe00_fe00,
    0xe01e_e01e_f00e_f00e,
    0xe000_e000_f000_f000,
    0xfe1e_fe1e_fe0e_fe0e,
    0x1e00_1e00_0e00_0e00,
    0xfee0_fee0_fef0_fef0,
];
#[cfg(test)]
mod tests {
    use super::*;

    /// The powers are used as the card uses them, four blocks at a time, and the tag is compared with ring's.
    #[test]
    fn powers_of_h_give_the_tag_that_ring_computes() {
        for key_len in [16, 32] {
            let material: Vec<u8> = (0..key_len + 4).map(|i| (i * 37 + 11) as u8).collect();
            let key = GcmKey::new(&material).expect("length");
            let h = key.hash_powers();
            let aad: Vec<u8> = (0..48).map(|i| i as u8 ^ 0xc3).collect();
            // 3 blocks of AAD and the length block: tag = E(J0) ^ (A1 H^4 ^ A2 H^3 ^ A3 H^2 ^ L H)
            let mut blocks: Vec<u128> = aad.chunks(16).map(be).collect();
            blocks.push((aad.len() as u128 * 8) << 64);
            let hash = blocks.iter().zip(h.iter().rev()).fold(0, |a, (b, p)| a ^ multiply(*b, *p));
            let mut j0 = [0; 16];
            j0[..12].copy_from_slice(&[9; 12]);
            j0[15] = 1;
            let mut block = aes::Block::from(j0);
            match key_len {
                16 => aes::Aes128::new(material[..16].into()).encrypt_block(&mut block),
                _ => aes::Aes256::new(material[..32].into()).encrypt_block(&mut block),
            }
            let tag = hash ^ be(&block);

            let algorithm = if key_len == 16 { &ring::aead::AES_128_GCM } else { &ring::aead::AES_256_GCM };
            let sealer = ring::aead::UnboundKey::new(algorithm, &material[..key_len]).expect("key");
            let nonce = ring::aead::Nonce::assume_unique_for_key([9; 12]);
            let theirs = ring::aead::LessSafeKey::new(sealer)
                .seal_in_place_separate_tag(nonce, ring::aead::Aad::from(&aad), &mut [])
                .expect("seal");
            assert_eq!(tag, be(theirs.as_ref()), "{key_len} octets of key");
        }
    }

    #[test]
    fn gmac_is_that_of_ring() {
        for (len, algorithm) in [(16, &ring::aead::AES_128_GCM), (32, &ring::aead::AES_256_GCM)] {
            let material: Vec<u8> = (0..len + 4).map(|i| (i * 41 + 3) as u8).collect();
            let key = GcmKey::new(&material).expect("length");
            let iv = [1, 2, 3, 4, 5, 6, 7, 8];
            let nonce: [u8; 12] = std::array::from_fn(|i| if i < 4 { material[len + i] } else { iv[i - 4] });
            let theirs =
                ring::aead::LessSafeKey::new(ring::aead::UnboundKey::new(algorithm, &material[..len]).expect("key"));
            for octets in [0, 1, 15, 16, 17, 100] {
                let message: Vec<u8> = (0..octets).map(|i| (i * 7) as u8).collect();
                let nonce = ring::aead::Nonce::assume_unique_for_key(nonce);
                let tag =
                    theirs.seal_in_place_separate_tag(nonce, ring::aead::Aad::from(&message), &mut []).expect("seal");
                assert_eq!(key.gmac(iv, &message), tag.as_ref(), "{len} octets of key, {octets} of message");
            }
        }
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

    fn be(b: &[u8]) -> u128 {
        b.iter().fold(0, |a, o| a << 8 | u128::from(*o))
    }

    #[test]
    fn keys_of_another_length_are_refused() {
        for len in (0..=80).filter(|len| ![20, 36].contains(len)) {
            let refused = GcmKey::new(&vec![0; len]).expect_err("length");
            assert_eq!(refused, KeyError::Length { algorithm: "AES-GCM", octets: len, needed: "20 or 36" });
        }
        // No key is all alike here, lest it be refused for another reason.
        let key = |len: usize| (1..=len as u8).map(|i| i * 2).collect::<Vec<u8>>();
        for len in 0..=80 {
            assert_eq!(CipherKey::aes_cbc(&key(len)).is_ok(), [16, 24, 32].contains(&len), "AES, {len}");
            assert_eq!(CipherKey::des_cbc(&key(len)).is_ok(), len == 8, "DES, {len}");
            assert_eq!(CipherKey::triple_des_cbc(&key(len)).is_ok(), len == 24, "3DES, {len}");
        }
    }

    #[test]
    fn weak_des_keys_are_refused_whatever_their_parity() {
        for weak in WEAK_DES {
            for parity in [0, PARITY, 0x0001_0001_0100_0100] {
                let refused = CipherKey::des_cbc(&(weak | parity).to_be_bytes()).expect_err("weak");
                assert_eq!(refused, KeyError::WeakDes, "{weak:016x}");
            }
            assert!(CipherKey::des_cbc(&(weak ^ 2).to_be_bytes()).is_ok(), "{weak:016x} with another bit");
        }
    }

    #[test]
    fn triple_des_that_is_single_des_is_refused() {
        let key = |parts: [u8; 3]| parts.map(|part| [part; 8]).concat();
        assert!(CipherKey::triple_des_cbc(&key([2, 4, 6])).is_ok());
        assert!(CipherKey::triple_des_cbc(&key([2, 4, 2])).is_ok(), "two keys are allowed");
        for parts in [[2, 2, 4], [4, 2, 2], [2, 3, 4], [4, 2, 3], [2, 2, 2]] {
            assert!(matches!(CipherKey::triple_des_cbc(&key(parts)), Err(KeyError::SingleDes)), "{parts:?}");
        }
    }

    #[test]
    fn keys_are_not_printed() {
        let text = format!(
            "{:?} {:?}",
            GcmKey::new(&[0xab; 36]).expect("length"),
            CipherKey::aes_cbc(&[0xab; 32]).expect("length"),
        );
        assert_eq!(text.matches("redacted").count(), 2);
        assert!(!text.contains("171") && !text.to_lowercase().contains("abab"), "{text}");
    }
}
