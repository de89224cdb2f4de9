//! Authentication: HMAC, and AES-GMAC (RFC 4543).

use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, AES_128_GCM, AES_256_GCM};
use ring::hmac;

use crate::cipher::BadKey;

/// An HMAC, cut to the ICV of RFC 2404 or 4868.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hmac {
    /// HMAC-SHA1-96.
    Sha1,
    /// HMAC-SHA2-256-128.
    Sha256,
    /// HMAC-SHA2-384-192.
    Sha384,
    /// HMAC-SHA2-512-256.
    Sha512,
}

impl Hmac {
    /// Octets of the ICV.
    pub fn icv_len(self) -> usize {
        match self {
            Hmac::Sha1 => 12,
            Hmac::Sha256 => 16,
            Hmac::Sha384 => 24,
            Hmac::Sha512 => 32,
        }
    }

    /// The whole MAC of the parts one after the other.
    pub fn mac(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let algorithm = match self {
            Hmac::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hmac::Sha256 => hmac::HMAC_SHA256,
            Hmac::Sha384 => hmac::HMAC_SHA384,
            Hmac::Sha512 => hmac::HMAC_SHA512,
        };
        let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
        parts.iter().for_each(|part| context.update(part));
        context.sign().as_ref().to_vec()
    }

    /// The ICV of the parts one after the other.
    pub fn icv(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let mut mac = self.mac(key, parts);
        mac.truncate(self.icv_len());
        mac
    }
}

/// AES-GCM with a 16 or 32-octet key.
pub(crate) fn gcm(key: &[u8]) -> Result<LessSafeKey, BadKey> {
    let algorithm = match key.len() {
        16 => &AES_128_GCM,
        32 => &AES_256_GCM,
        _ => return Err(BadKey),
    };
    UnboundKey::new(algorithm, key).map(LessSafeKey::new).map_err(|_| BadKey)
}

/// The nonce of RFC 4106 §4: salt, then IV.
pub(crate) fn nonce(salt: [u8; 4], iv: &[u8]) -> Result<Nonce, BadKey> {
    Nonce::try_assume_unique_for_key(&[&salt, iv].concat()).map_err(|_| BadKey)
}

/// The GMAC of the data: the tag of GCM over nothing but additional data.
pub fn gmac(key: &[u8], salt: [u8; 4], iv: &[u8], data: &[u8]) -> Result<Vec<u8>, BadKey> {
    let tag = gcm(key)?.seal_in_place_separate_tag(nonce(salt, iv)?, Aad::from(data), &mut []).map_err(|_| BadKey)?;
    Ok(tag.as_ref().to_vec())
}
