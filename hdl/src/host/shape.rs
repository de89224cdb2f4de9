//! What a build is made of, and what the host reads of it.

use respite_abi::reg::caps1;
use respite_abi::sa::{Hash, Transform};
use respite_abi::{cam, QUEUES};

/// What a build can do to packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suites {
    /// AES-GCM and AES-GMAC in ESP: the conveyor, and no pool behind it.
    Aead,
    /// Also AES-CBC, NULL, HMAC, AH and bundles.
    Modern,
    /// Also DES and 3DES.
    All,
}

/// Choices of a build: CAPS0, CAPS1 and CLOCK_HZ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// SAs, as a power of two, at most 14.
    pub log2_sas: u32,
    /// Buckets of each CAM way, as a power of two, at most 14.
    pub log2_buckets: u32,
    /// Clock that the board will supply, in Hz.
    pub clock_hz: u32,
    /// Suites.
    pub suites: Suites,
}

impl Shape {
    /// Contents of `reg::CAPS0`.
    pub const fn caps0(self) -> u32 {
        self.log2_sas | self.log2_buckets << 8 | (cam::WAYS as u32) << 16 | (QUEUES as u32) << 20 | 1 << 24
    }

    /// Contents of `reg::CAPS1`.
    pub fn caps1(self) -> u32 {
        let aead = caps1::transform(Transform::AesGcm16) | caps1::transform(Transform::AesGmac);
        let serial = [Transform::Null, Transform::AesCbc].map(caps1::transform);
        let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512].map(caps1::hash);
        // The pool's, AES-GMAC included where the lane alone cannot do it.
        let pool = aead | caps1::AH | caps1::BUNDLE | caps1::GMAC_ESN | caps1::AH_GMAC;
        let modern = serial.into_iter().chain(hashes).fold(pool, |all, one| all | one);
        match self.suites {
            Suites::Aead => aead,
            Suites::Modern => modern,
            Suites::All => modern | caps1::LEGACY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_of_suites_adds_to_the_one_before() {
        let caps1 = |suites| Shape { log2_sas: 10, log2_buckets: 9, clock_hz: 125_000_000, suites }.caps1();
        let [aead, modern, all] = [Suites::Aead, Suites::Modern, Suites::All].map(caps1);
        assert_eq!(aead, caps1::transform(Transform::AesGcm16) | caps1::transform(Transform::AesGmac));
        assert_eq!(modern & aead, aead);
        assert_ne!(modern & caps1::BUNDLE, 0);
        assert_eq!(all ^ modern, caps1::LEGACY);
    }
}
