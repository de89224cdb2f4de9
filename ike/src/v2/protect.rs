//! Encryption and integrity of messages: the inside of the SK payload. RFC 7296 §3.14, RFC 5282.
//!
//! ```text
//!   CBC:  header, SK header | IV | payloads, padding, its length | ICV over all before it
//!   GCM:  header, SK header | IV | payloads, 0                   | tag, the headers being its AAD
//! ```

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::crypto::keymat_v2::{IkeKeys, Side};
use crate::crypto::{Cipher, CryptoError, Secret};
use crate::sa::Integrity;

/// One direction's algorithms and keys.
#[derive(Clone, Copy)]
pub(super) struct Protection<'a> {
    cipher: Cipher,
    integrity: Option<Integrity>,
    /// With its salt.
    encryption_key: &'a Secret,
    integrity_key: &'a Secret,
}

impl<'a> Protection<'a> {
    /// Of the messages that `side` sends.
    pub fn of(keys: &'a IkeKeys, side: Side) -> Self {
        let (suite, keys) = (keys.suite(), keys.side(side));
        Protection {
            cipher: suite.cipher,
            integrity: suite.integrity,
            encryption_key: &keys.encryption,
            integrity_key: &keys.integrity,
        }
    }

    /// Octets of IV, ciphertext and ICV for that many of plaintext.
    pub fn sealed_len(&self, plaintext: usize) -> usize {
        let block = self.cipher.block_len();
        self.cipher.iv_len() + (plaintext + 1).div_ceil(block) * block + self.icv_len()
    }

    /// Octets of plaintext that fit into so many of IV, ciphertext and ICV.
    pub fn room(&self, sealed: usize) -> usize {
        let ciphertext = sealed.saturating_sub(self.cipher.iv_len() + self.icv_len());
        (ciphertext / self.cipher.block_len() * self.cipher.block_len()).saturating_sub(1)
    }

    /// Appends IV, ciphertext and ICV to `message`, which ends before the IV and whose lengths are final. `sealed` counts
    /// what was sealed under these keys: the IV of a combined-mode cipher, which must not repeat.
    pub fn seal(
        &self,
        message: &mut Vec<u8>,
        plaintext: &[u8],
        sealed: &mut u64,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), CryptoError> {
        let mut iv = vec![0; self.cipher.iv_len()];
        if self.cipher.is_aead() {
            *sealed = sealed.checked_add(1).ok_or(CryptoError::Length)?;
            iv.copy_from_slice(&sealed.to_be_bytes());
        } else {
            rng.fill_bytes(&mut iv);
        }
        self.seal_with(message, plaintext, &iv)
    }

    fn seal_with(&self, message: &mut Vec<u8>, plaintext: &[u8], iv: &[u8]) -> Result<(), CryptoError> {
        let associated = message.len();
        message.extend_from_slice(iv);
        let start = message.len();
        message.extend_from_slice(plaintext);
        let padding = (plaintext.len() + 1).next_multiple_of(self.cipher.block_len()) - plaintext.len() - 1;
        message.resize(message.len() + padding, 0);
        message.push(u8::try_from(padding).map_err(|_| CryptoError::Length)?);
        let key = self.encryption_key.as_slice();
        let icv = match self.integrity {
            None => {
                let iv: &[u8; 8] = iv.try_into().map_err(|_| CryptoError::Length)?;
                let (aad, data) = message.split_at_mut(start);
                self.cipher.seal(key, iv, &aad[..associated], data)?.to_vec()
            }
            Some(integrity) => {
                self.cipher.cbc_encrypt(key, iv, &mut message[start..])?;
                integrity.sign(self.integrity_key.as_slice(), &[message])?
            }
        };
        message.extend_from_slice(&icv);
        Ok(())
    }

    /// The payloads within `sealed`, which follows `associated` in the message.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let rest = sealed.len().checked_sub(self.icv_len()).ok_or(CryptoError::Length)?;
        let (body, icv) = sealed.split_at(rest);
        let (iv, ciphertext) = body.split_at_checked(self.cipher.iv_len()).ok_or(CryptoError::Length)?;
        let key = self.encryption_key.as_slice();
        let mut data = ciphertext.to_vec();
        match self.integrity {
            None => {
                let (iv, tag) = (iv.try_into(), icv.try_into());
                let (iv, tag) = (iv.map_err(|_| CryptoError::Length)?, tag.map_err(|_| CryptoError::Length)?);
                self.cipher.open(key, iv, associated, &mut data, tag)?;
            }
            Some(integrity) => {
                integrity.verify(self.integrity_key.as_slice(), &[associated, body], icv)?;
                self.cipher.cbc_decrypt(key, iv, &mut data)?;
            }
        }
        let padding = usize::from(data.pop().ok_or(CryptoError::Length)?);
        let len = data.len().checked_sub(padding).ok_or(CryptoError::Length)?;
        data.truncate(len);
        Ok(data)
    }

    fn icv_len(&self) -> usize {
        self.integrity.map_or(TAG_LEN, Integrity::icv_len)
    }
}

/// Of AES-GCM with a 16-octet ICV.
const TAG_LEN: usize = 16;

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;
    use crate::wire::v2::payload::fixtures::derived;
    use crate::wire::v2::sk::Encrypted;
    use crate::wire::v2::{notify, payload, Payloads};
    use crate::wire::Header;

    /// Algorithms and keys of a vector.
    struct Keys(Cipher, Option<Integrity>, Secret, Secret);

    impl Keys {
        fn protection(&self) -> Protection<'_> {
            Protection { cipher: self.0, integrity: self.1, encryption_key: &self.2, integrity_key: &self.3 }
        }
    }

    fn cbc() -> Keys {
        let key = |field| Secret::new(derived("V2-INVSPI-CBC", field));
        Keys(Cipher::AesCbc(128), Some(Integrity::HmacSha2_256_128), key("SK_ei"), key("SK_ai"))
    }

    fn gcm() -> Keys {
        let key = [derived("V2-INVSPI-GCM", "key"), derived("V2-INVSPI-GCM", "salt")].concat();
        Keys(Cipher::AesGcm16(128), None, Secret::new(key), Secret::default())
    }

    fn check(id: &str, keys: &Keys, padded: usize) {
        let protection = keys.protection();
        let message = derived(id, "message");
        let header = Header::parse(&message).unwrap();
        let encrypted = Encrypted::parse(&message, header.next_payload).unwrap();
        let plaintext = protection.open(encrypted.associated, encrypted.sealed).unwrap();
        let inner = derived(id, "inner");
        assert_eq!(plaintext, inner[..inner.len() - padded]);
        let payloads = Payloads::parse(encrypted.first, &plaintext).unwrap();
        let (_, spi) = payloads.notify(notify::INVALID_SPI).unwrap().invalid_spi().unwrap();
        assert_eq!(spi, crate::sa::Spi(0x7aa6_9cb7));
        let mut again = encrypted.associated.to_vec();
        protection.seal_with(&mut again, &plaintext, &derived(id, "iv")).unwrap();
        assert_eq!(again, message);
        assert_eq!(encrypted.sealed.len(), protection.sealed_len(plaintext.len()));
    }

    #[test]
    fn v2_invspi_cbc_is_opened_and_sealed_octet_for_octet() {
        check("V2-INVSPI-CBC", &cbc(), 4);
    }

    #[test]
    fn v2_invspi_gcm_is_opened_and_sealed_octet_for_octet() {
        check("V2-INVSPI-GCM", &gcm(), 1);
    }

    #[test]
    fn every_changed_octet_is_refused() {
        for (id, keys) in [("V2-INVSPI-CBC", cbc()), ("V2-INVSPI-GCM", gcm())] {
            let protection = keys.protection();
            let good = derived(id, "message");
            for at in 0..good.len() {
                let mut bad = good.clone();
                bad[at] ^= 1;
                let associated = good.len() - Encrypted::parse(&good, payload::SK).unwrap().sealed.len();
                assert!(protection.open(&bad[..associated], &bad[associated..]).is_err(), "{id} octet {at}");
            }
            for len in 0..good.len() - 32 {
                assert!(protection.open(&good[..32], &good[32..32 + len]).is_err());
            }
        }
    }

    #[test]
    fn no_iv_of_a_combined_cipher_is_used_twice() {
        let (keys, mut sealed, mut rng) = (gcm(), 0, ChaCha20Rng::from_seed([1; 32]));
        let mut ivs = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let mut message = Vec::new();
            keys.protection().seal(&mut message, b"", &mut sealed, &mut rng).unwrap();
            assert!(ivs.insert(message[..8].to_vec()));
        }
    }

    #[test]
    fn room_is_the_inverse_of_the_sealed_length() {
        for keys in [cbc(), gcm()] {
            let protection = keys.protection();
            for len in 0..200 {
                let sealed = protection.sealed_len(len);
                assert!(protection.room(sealed) >= len);
                assert_eq!(protection.sealed_len(protection.room(sealed)), sealed);
            }
        }
    }
}
