//! Integrity of messages: truncated HMAC (RFC 2404, RFC 4868).

use subtle::ConstantTimeEq;

use super::{prf, CryptoError, Hash};
use crate::sa::{Encryption, Integrity};

impl Integrity {
    /// Octets of the key, of GMAC with its salt.
    pub fn key_len(self) -> usize {
        match self {
            Integrity::HmacSha1_96 => 20,
            Integrity::HmacSha2_256_128 => 32,
            Integrity::HmacSha2_384_192 => 48,
            Integrity::HmacSha2_512_256 => 64,
            Integrity::AesGmac(bits) => usize::from(bits) / 8 + 4,
        }
    }

    /// Octets of the truncated check value.
    pub fn icv_len(self) -> usize {
        match self {
            Integrity::HmacSha1_96 => 12,
            Integrity::HmacSha2_256_128 | Integrity::AesGmac(_) => 16,
            Integrity::HmacSha2_384_192 => 24,
            Integrity::HmacSha2_512_256 => 32,
        }
    }

    /// HMAC of the parts one after the other, truncated. GMAC is not for IKE messages: `CryptoError::Length`.
    pub fn sign(self, key: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let hash = match self {
            Integrity::HmacSha1_96 => Hash::Sha1,
            Integrity::HmacSha2_256_128 => Hash::Sha2_256,
            Integrity::HmacSha2_384_192 => Hash::Sha2_384,
            Integrity::HmacSha2_512_256 => Hash::Sha2_512,
            Integrity::AesGmac(_) => return Err(CryptoError::Length),
        };
        if key.len() != self.key_len() {
            return Err(CryptoError::Length);
        }
        let mut icv = prf::hmac(hash, key, parts).as_ref().to_vec();
        icv.truncate(self.icv_len());
        Ok(icv)
    }

    /// In constant time.
    pub fn verify(self, key: &[u8], parts: &[&[u8]], icv: &[u8]) -> Result<(), CryptoError> {
        if bool::from(self.sign(key, parts)?.ct_eq(icv)) {
            Ok(())
        } else {
            Err(CryptoError::Integrity)
        }
    }
}

impl Encryption {
    /// Octets of key material that ESP takes: key and salt.
    pub fn key_len(self) -> usize {
        match self {
            Encryption::Null => 0,
            Encryption::DesCbc => 8,
            Encryption::TripleDesCbc => 24,
            Encryption::AesCbc(bits) => usize::from(bits) / 8,
            Encryption::AesGcm16(bits) | Encryption::AesGmac(bits) => usize::from(bits) / 8 + 4,
            Encryption::ChaCha20Poly1305 => 36,
        }
    }

    /// Whether it brings its own integrity.
    pub fn is_aead(self) -> bool {
        matches!(self, Encryption::AesGcm16(_) | Encryption::AesGmac(_) | Encryption::ChaCha20Poly1305)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, published};
    use crate::crypto::Prf;

    #[test]
    fn hmac_agrees_with_rfc_2202_and_rfc_4231() {
        for case in published("hmac") {
            let (integrity, prf) = match case["alg"].as_str().unwrap() {
                "sha1" => (Integrity::HmacSha1_96, Prf::HmacSha1),
                "sha256" => (Integrity::HmacSha2_256_128, Prf::HmacSha2_256),
                "sha384" => (Integrity::HmacSha2_384_192, Prf::HmacSha2_384),
                "sha512" => (Integrity::HmacSha2_512_256, Prf::HmacSha2_512),
                other => panic!("{other}"),
            };
            let (key, data, icv) = (bytes(&case["key"]), bytes(&case["data"]), bytes(&case["icv_truncated"]));
            let mac = bytes(&case["mac"]); // RFC 4868 gives no more than the truncated one
            assert_eq!(prf.compute(&key, &[&data]).as_slice()[..mac.len()], mac, "{}", case["id"]);
            assert_eq!(icv.len(), integrity.icv_len());
            if key.len() == integrity.key_len() {
                assert_eq!(integrity.sign(&key, &[&data]), Ok(icv.clone()), "{}", case["id"]);
                assert_eq!(integrity.verify(&key, &[&data], &icv), Ok(()));
                assert_eq!(integrity.verify(&key, &[&data], &icv[1..]), Err(CryptoError::Integrity));
            }
        }
    }

    #[test]
    fn every_flipped_bit_of_an_icv_is_found() {
        let icv = Integrity::HmacSha2_256_128.sign(&[7; 32], &[b"message"]).unwrap();
        for bit in 0..icv.len() * 8 {
            let mut wrong = icv.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let verdict = Integrity::HmacSha2_256_128.verify(&[7; 32], &[b"message"], &wrong);
            assert_eq!(verdict, Err(CryptoError::Integrity));
        }
    }

    #[test]
    fn keys_of_other_lengths_and_gmac_are_refused() {
        assert_eq!(Integrity::HmacSha1_96.sign(&[0; 32], &[]), Err(CryptoError::Length));
        assert_eq!(Integrity::AesGmac(128).sign(&[0; 20], &[]), Err(CryptoError::Length));
    }
}
