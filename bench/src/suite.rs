//! What is measured on the card: a suite is a row of a table, and every suite runs at every size.

use fastrand::Rng;
use respite_driver::{CipherKey, Direction, GcmKey, Hash, HmacKey, KeyError, Suite as Keys};
use respite_reference::{Cipher, Hmac, Transform};

/// An algorithm in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// Which way the card works.
    pub direction: Direction,
    /// With what.
    pub algorithm: Algorithm,
}

/// An algorithm with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ESP with AES-GCM and a 16-octet ICV.
    AesGcm {
        /// Bits of the AES key.
        key_bits: usize,
    },
    /// ESP with a cipher, or none, and an HMAC.
    Hmac {
        /// The cipher.
        cipher: Cipher,
        /// Bits of its key.
        key_bits: usize,
        /// The HMAC.
        auth: Hmac,
    },
    /// AH with an HMAC.
    Ah {
        /// The HMAC.
        auth: Hmac,
    },
    /// AH with HMAC-SHA1 over ESP with DES and HMAC-SHA1: what routers of old have in one transform set.
    SeedBundle,
}

/// Which SAs and CAM entries the card holds meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One SA and nothing else.
    One,
    /// Every SA of the card, each packet for another one; the CAM is filled up with larval SPIs.
    Full,
}

/// Every suite.
pub const SUITES: [Suite; 4] = [
    Suite { direction: Direction::Inbound, algorithm: Algorithm::AesGcm { key_bits: 128 } },
    Suite { direction: Direction::Inbound, algorithm: Algorithm::AesGcm { key_bits: 256 } },
    Suite { direction: Direction::Outbound, algorithm: Algorithm::AesGcm { key_bits: 128 } },
    Suite { direction: Direction::Outbound, algorithm: Algorithm::AesGcm { key_bits: 256 } },
];
/// Suites whose blocks follow on each other; measured with one SA at `SERIAL_SIZES`.
pub const SERIAL: [Suite; 10] = {
    const AES_128_SHA256: Algorithm = hmac(Cipher::AesCbc, 128, Hmac::Sha256);
    const AES_256_SHA512: Algorithm = hmac(Cipher::AesCbc, 256, Hmac::Sha512);
    const NULL_SHA1: Algorithm = hmac(Cipher::Null, 0, Hmac::Sha1);
    const TRIPLE_DES_SHA1: Algorithm = hmac(Cipher::TripleDesCbc, 192, Hmac::Sha1);
    [
        Suite { direction: Direction::Inbound, algorithm: AES_128_SHA256 },
        Suite { direction: Direction::Outbound, algorithm: AES_128_SHA256 },
        Suite { direction: Direction::Inbound, algorithm: AES_256_SHA512 },
        Suite { direction: Direction::Outbound, algorithm: AES_256_SHA512 },
        Suite { direction: Direction::Inbound, algorithm: NULL_SHA1 },
        Suite { direction: Direction::Inbound, algorithm: TRIPLE_DES_SHA1 },
        Suite { direction: Direction::Inbound, algorithm: Algorithm::Ah { auth: Hmac::Sha1 } },
        Suite { direction: Direction::Outbound, algorithm: Algorithm::Ah { auth: Hmac::Sha256 } },
        Suite { direction: Direction::Inbound, algorithm: Algorithm::SeedBundle },
        Suite { direction: Direction::Outbound, algorithm: Algorithm::SeedBundle },
    ]
};
/// Octets of the inner IP packet.
pub const SIZES: [usize; 7] = [64, 128, 256, 512, 1024, 1400, 9000];
/// The same for `SERIAL`.
pub const SERIAL_SIZES: [usize; 2] = [64, 1400];
/// Clocks of a memory access in the sensitivity table.
pub const LATENCIES: [u32; 4] = [16, 64, 128, 256];
/// Sizes in the sensitivity table.
pub const LATENCY_SIZES: [usize; 2] = [64, 1400];

impl Suite {
    /// Name in figures: `decap.aes-128-gcm`.
    pub fn name(self) -> String {
        let direction = match self.direction {
            Direction::Inbound => "decap",
            Direction::Outbound => "encap",
        };
        format!("{direction}.{}", self.algorithm.name())
    }

    /// Name for people.
    pub fn title(self) -> String {
        let direction = match self.direction {
            Direction::Inbound => "decapsulation",
            Direction::Outbound => "encapsulation",
        };
        format!("{}, {direction}", self.algorithm.name().to_uppercase())
    }

    /// Octets of the inner packet's outer one, IPv4 tunnel.
    pub fn outer_octets(self, inner: usize) -> usize {
        match self.algorithm {
            // Outer header, SPI and sequence number, IV, padded to whole words with the trailer, ICV.
            Algorithm::AesGcm { .. } => 20 + 8 + 8 + (inner + 2).next_multiple_of(4) + 16,
            Algorithm::Hmac { cipher, auth, .. } => {
                let block = cipher.block_len();
                20 + 8 + block + (inner + 2).next_multiple_of(block.max(4)) + auth.icv_len()
            }
            Algorithm::Ah { auth } => 20 + 12 + auth.icv_len() + inner,
            Algorithm::SeedBundle => 20 + 24 + 8 + 8 + (inner + 2).next_multiple_of(8) + 12,
        }
    }

    /// Fewest clocks per packet on one path of 16 octets a clock: of reading, ciphering and writing the slowest. The
    /// engines of the block-serial suites are not in it.
    pub fn bound(self, inner: usize) -> usize {
        let beats = |octets: usize| octets.div_ceil(16) + 1; // and the descriptor, or the completion
        let (clear, outer) = (beats(inner), beats(self.outer_octets(inner)));
        match self.algorithm {
            // The blocks of the payload with its trailer, the AAD and the lengths.
            Algorithm::AesGcm { .. } => {
                let slots = (inner + 2).next_multiple_of(4).div_ceil(16) + 2;
                clear.max(outer).max(slots)
            }
            Algorithm::Hmac { .. } | Algorithm::Ah { .. } | Algorithm::SeedBundle => clear.max(outer),
        }
    }
}

const fn hmac(cipher: Cipher, key_bits: usize, auth: Hmac) -> Algorithm {
    Algorithm::Hmac { cipher, key_bits, auth }
}

impl Algorithm {
    fn name(self) -> String {
        match self {
            Algorithm::AesGcm { key_bits } => format!("aes-{key_bits}-gcm"),
            Algorithm::Hmac { cipher, key_bits, auth } => {
                let cipher = match cipher {
                    Cipher::Null => "null".into(),
                    Cipher::AesCbc => format!("aes-{key_bits}-cbc"),
                    Cipher::DesCbc => "des-cbc".into(),
                    Cipher::TripleDesCbc => "3des-cbc".into(),
                };
                format!("{cipher}-hmac-{}", hash_name(auth))
            }
            Algorithm::Ah { auth } => format!("ah-hmac-{}", hash_name(auth)),
            Algorithm::SeedBundle => "seed-bundle".into(),
        }
    }

    /// Of a bundle, what the SA below has.
    pub fn below(self) -> Option<Algorithm> {
        (self == Algorithm::SeedBundle).then_some(hmac(Cipher::DesCbc, 64, Hmac::Sha1))
    }

    /// Fresh keys, for the driver and for the software that seals and opens.
    pub fn keys(self, random: &mut Rng) -> Result<(Keys, Transform), KeyError> {
        let mut octets = |len: usize| -> Vec<u8> { (0..len).map(|_| random.u8(..)).collect() };
        match self {
            Algorithm::AesGcm { key_bits } => {
                let material = octets(key_bits / 8 + SALT);
                let (key, salt) = material.split_last_chunk::<SALT>().expect("key material ends in a salt");
                let transform = Transform::AesGcm16 { key: key.to_vec(), salt: *salt };
                Ok((GcmKey::new(&material)?.into(), transform))
            }
            Algorithm::Hmac { cipher, key_bits, auth } => {
                let (hash, len) = hash(auth);
                let (key, auth_key) = (octets(key_bits / 8), octets(len));
                let cipher_key = match cipher {
                    Cipher::Null => CipherKey::null(),
                    Cipher::AesCbc => CipherKey::aes_cbc(&key)?,
                    Cipher::DesCbc => CipherKey::des_cbc(&key)?,
                    Cipher::TripleDesCbc => CipherKey::triple_des_cbc(&key)?,
                };
                let keys = Keys::Esp(cipher_key, HmacKey::new(hash, &auth_key)?);
                Ok((keys, Transform::Hmac { cipher, key, auth, auth_key }))
            }
            Algorithm::Ah { auth } => {
                let (hash, len) = hash(auth);
                let auth_key = octets(len);
                let keys = Keys::Ah(HmacKey::new(hash, &auth_key)?);
                Ok((keys, Transform::Hmac { cipher: Cipher::Null, key: vec![], auth, auth_key }))
            }
            Algorithm::SeedBundle => Algorithm::Ah { auth: Hmac::Sha1 }.keys(random),
        }
    }
}

fn hash_name(auth: Hmac) -> &'static str {
    match auth {
        Hmac::Sha1 => "sha1",
        Hmac::Sha256 => "sha2-256",
        Hmac::Sha384 => "sha2-384",
        Hmac::Sha512 => "sha2-512",
    }
}

/// As the driver calls it, and octets of its key.
fn hash(auth: Hmac) -> (Hash, usize) {
    match auth {
        Hmac::Sha1 => (Hash::Sha1, 20),
        Hmac::Sha256 => (Hash::Sha256, 32),
        Hmac::Sha384 => (Hash::Sha384, 48),
        Hmac::Sha512 => (Hash::Sha512, 64),
    }
}

impl Fill {
    /// Both.
    pub const ALL: [Fill; 2] = [Fill::One, Fill::Full];

    /// Name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Fill::One => "sas-1",
            Fill::Full => "sas-full",
        }
    }
}

/// Octets of a GCM salt (RFC 4106 §4).
const SALT: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_say_direction_and_algorithm() {
        let names: std::collections::BTreeSet<String> = SUITES.iter().chain(&SERIAL).map(|s| s.name()).collect();
        assert_eq!(names.len(), SUITES.len() + SERIAL.len());
        assert!(names.contains("decap.aes-128-cbc-hmac-sha2-256"));
        assert!(names.contains("decap.aes-128-gcm") && names.contains("encap.aes-256-gcm"));
    }

    #[test]
    fn the_bound_is_the_busiest_of_reading_ciphering_and_writing() {
        // 1,400 octets: 20 + 16 + 1,404 + 16 outside, 91 beats and the descriptor or completion.
        assert_eq!(SUITES[0].outer_octets(1400), 1456);
        assert_eq!(SUITES[0].bound(1400), 92);
        assert_eq!(SUITES[2].bound(64), 9);
    }
}
