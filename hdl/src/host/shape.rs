//! What a build is made of, and what the host reads of it.

use respite_abi::reg::caps1;
use respite_abi::sa::{Hash, Transform};
use respite_abi::{cam, QUEUES};

/// Choices of a build: CAPS0, CAPS1 and CLOCK_HZ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// SAs, as a power of two, at most 14.
    pub log2_sas: u32,
    /// Buckets of each CAM way, as a power of two, at most 14.
    pub log2_buckets: u32,
    /// Clock that the board will supply, in Hz.
    pub clock_hz: u32,
    /// DES and 3DES.
    pub legacy: bool,
}

impl Shape {
    /// Contents of `reg::CAPS0`.
    pub const fn caps0(self) -> u32 {
        self.log2_sas | self.log2_buckets << 8 | (cam::WAYS as u32) << 16 | (QUEUES as u32) << 20 | 1 << 24
    }

    /// Contents of `reg::CAPS1`.
    pub fn caps1(self) -> u32 {
        let ciphers = [Transform::AesGcm16, Transform::AesGmac, Transform::Null, Transform::AesCbc];
        let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
        let legacy = if self.legacy { caps1::LEGACY } else { 0 };
        let ah = caps1::AH | caps1::BUNDLE;
        ciphers.map(caps1::transform).into_iter().chain(hashes.map(caps1::hash)).fold(legacy | ah, |all, one| all | one)
    }
}
