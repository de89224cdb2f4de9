//! What an SA does to packets: protocol and algorithms, with their keys.
//!
//! ```text
//!   ESP  AES-GCM-16 | AES-GMAC | NULL, AES-CBC, DES-CBC, 3DES-CBC  x  HMAC-SHA1-96, HMAC-SHA2-256-128, -384-192, -512-256
//!   AH              | AES-GMAC |                                      HMAC-SHA1-96, HMAC-SHA2-256-128, -384-192, -512-256
//! ```
//! A cipher without authentication cannot be written down (RFC 8221 §6).

use std::fmt;

use respite_abi::reg::caps1;
use respite_abi::sa::{Hash, Transform};

use crate::hmac::HmacKey;
use crate::keys::{CipherKey, GcmKey};
use crate::sa::Protocol;

/// Protocol and algorithms of an SA, with their keys.
#[derive(Clone, Debug)]
pub enum Suite {
    /// ESP with AES-GCM and a 16-octet ICV (RFC 4106).
    EspGcm(GcmKey),
    /// ESP with AES-GMAC: authenticated, not encrypted (RFC 4543).
    EspGmac(GcmKey),
    /// ESP with a cipher, or none, and an HMAC.
    Esp(CipherKey, HmacKey),
    /// AH with AES-GMAC (RFC 4543).
    AhGmac(GcmKey),
    /// AH with an HMAC.
    Ah(HmacKey),
}

impl Suite {
    /// ESP or AH.
    pub fn protocol(&self) -> Protocol {
        match self {
            Suite::EspGcm(_) | Suite::EspGmac(_) | Suite::Esp(..) => Protocol::Esp,
            Suite::AhGmac(_) | Suite::Ah(_) => Protocol::Ah,
        }
    }

    /// Algorithms that RFC 8221 §5 and §6 advise against, by name.
    pub fn weak(&self) -> impl Iterator<Item = &'static str> {
        let cipher = match self {
            Suite::Esp(cipher, _) => match cipher.transform() {
                Transform::DesCbc => Some("DES-CBC"),
                Transform::TripleDesCbc => Some("3DES-CBC"),
                _ => None,
            },
            _ => None,
        };
        let sha1 = self.hash() == Some(Hash::Sha1);
        cipher.into_iter().chain(sha1.then_some("HMAC-SHA1-96"))
    }

    /// The first thing that a card with these `reg::CAPS1` bits lacks for this, with or without ESN.
    pub(crate) fn missing_in(&self, caps: u32, esn: bool) -> Option<&'static str> {
        let transform = self.transform();
        let hmac_alone = matches!(self, Suite::Ah(_));
        let parts = [
            (caps1::AH, "AH", hmac_alone),
            (caps1::AH_GMAC, "AH with AES-GMAC", matches!(self, Suite::AhGmac(_))),
            (caps1::transform(transform), cipher_name(transform), !hmac_alone),
            (caps1::GMAC_ESN, "AES-GMAC with ESN", esn && transform == Transform::AesGmac),
            (self.hash().map_or(0, caps1::hash), self.hash().map_or("", hash_name), self.hash().is_some()),
        ];
        parts.into_iter().find(|(bit, _, needed)| *needed && caps & bit == 0).map(|(_, name, _)| name)
    }

    pub(crate) fn transform(&self) -> Transform {
        match self {
            Suite::EspGcm(_) => Transform::AesGcm16,
            Suite::EspGmac(_) | Suite::AhGmac(_) => Transform::AesGmac,
            Suite::Esp(cipher, _) => cipher.transform(),
            Suite::Ah(_) => Transform::Null,
        }
    }

    /// Octets of the IV and of the ICV in an AH header; `None` for ESP.
    pub fn ah_lengths(&self) -> Option<(usize, usize)> {
        match self {
            Suite::Ah(hmac) => Some((0, hmac.icv_len())),
            Suite::AhGmac(_) => Some((8, 16)),
            _ => None,
        }
    }

    /// The ICV of what AH covers, under the IV of its header: for packets that the card leaves to its host. `None` for ESP, and
    /// if the IV has another length.
    pub fn ah_icv(&self, iv: &[u8], covered: &[u8]) -> Option<Vec<u8>> {
        match self {
            Suite::Ah(hmac) if iv.is_empty() => Some(hmac.icv(covered)),
            Suite::AhGmac(key) => Some(key.gmac(iv.try_into().ok()?, covered).to_vec()),
            _ => None,
        }
    }

    /// The hash of its HMAC, if it has one.
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Suite::Esp(_, hmac) | Suite::Ah(hmac) => Some(hmac.hash()),
            _ => None,
        }
    }
}

impl From<GcmKey> for Suite {
    fn from(key: GcmKey) -> Suite {
        Suite::EspGcm(key)
    }
}

/// As `ESP AES-256-CBC with HMAC-SHA2-256-128`.
impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Suite::EspGcm(key) => write!(f, "ESP AES-{}-GCM-16", key.bits()),
            Suite::EspGmac(key) => write!(f, "ESP AES-{}-GMAC", key.bits()),
            Suite::AhGmac(key) => write!(f, "AH AES-{}-GMAC", key.bits()),
            Suite::Ah(hmac) => write!(f, "AH {}", hash_name(hmac.hash())),
            Suite::Esp(cipher, hmac) => {
                let auth = hash_name(hmac.hash());
                match cipher.transform() {
                    Transform::AesCbc => write!(f, "ESP AES-{}-CBC with {auth}", cipher.bits()),
                    other => write!(f, "ESP {} with {auth}", cipher_name(other)),
                }
            }
        }
    }
}

fn cipher_name(transform: Transform) -> &'static str {
    match transform {
        Transform::AesGcm16 => "AES-GCM-16",
        Transform::AesGmac => "AES-GMAC",
        Transform::Null => "NULL encryption",
        Transform::AesCbc => "AES-CBC",
        Transform::DesCbc => "DES-CBC",
        Transform::TripleDesCbc => "3DES-CBC",
    }
}

fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "HMAC-SHA1-96",
        Hash::Sha256 => "HMAC-SHA2-256-128",
        Hash::Sha384 => "HMAC-SHA2-384-192",
        Hash::Sha512 => "HMAC-SHA2-512-256",
    }
}
