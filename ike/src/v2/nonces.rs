//! Nonces of an exchange: what keys come from, and what decides a collision. RFC 7296 §2.8.1, §2.10.

use crate::crypto::keymat_v2::Seed;

/// Both nonces, the initiator's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nonces {
    pub i: Vec<u8>,
    pub r: Vec<u8>,
}

impl Nonces {
    /// The one that counts when two exchanges of the same purpose cross: that with the lowest of all four is redundant.
    pub fn lowest(&self) -> &[u8] {
        self.i.as_slice().min(&self.r)
    }

    /// What keys come from; for a child's the SPIs do not matter.
    pub fn seed(&self, spi_i: u64, spi_r: u64) -> Seed<'_> {
        Seed { initiator_nonce: &self.i, responder_nonce: &self.r, initiator_spi: spi_i, responder_spi: spi_r }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_nonce_is_compared_octet_by_octet_and_a_prefix_is_lower() {
        let nonces = Nonces { i: vec![1, 2, 3], r: vec![1, 2] };
        assert_eq!(nonces.lowest(), [1, 2]);
        let nonces = Nonces { i: vec![1, 2, 255], r: vec![1, 3] };
        assert_eq!(nonces.lowest(), [1, 2, 255]);
    }
}
