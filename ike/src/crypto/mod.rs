//! Cryptography of IKE: what the exchanges need and no more, over `ring` and RustCrypto.

use zeroize::Zeroizing;

pub mod sign;

/// Octets that are wiped when dropped and never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Secret(Zeroizing::new(octets.into()))
    }

    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({} octets)", self.0.len())
    }
}

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    Sha1,
    Sha2_256,
    Sha2_384,
    Sha2_512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prf {
    HmacSha1,
    HmacSha2_256,
    HmacSha2_384,
    HmacSha2_512,
}

/// A key exchange method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Group 1; weak.
    Modp768,
    /// Group 2; weak.
    Modp1024,
    /// Group 5.
    Modp1536,
    /// Group 14.
    Modp2048,
    /// Group 15.
    Modp3072,
    /// Group 16.
    Modp4096,
    /// Group 19.
    P256,
    /// Group 20.
    P384,
    /// Group 31; IKEv2 only.
    X25519,
    /// Method 36; an additional key exchange of IKEv2.
    MlKem768,
}

// The interface that the exchanges are written against.

/// An error of a cryptographic operation on what a peer sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    #[error("integrity check failed")]
    Integrity,
    #[error("length does not fit the algorithm")]
    Length,
    #[error("public value is outside its group")]
    PublicValue,
    #[error("key is weak")]
    WeakKey,
}

impl Hash {
    /// Octets of the digest.
    pub fn len(self) -> usize {
        unimplemented!()
    }
    pub fn digest(self, _parts: &[&[u8]]) -> Vec<u8> {
        unimplemented!()
    }
}

impl Prf {
    /// Octets of the output, and of the preferred key.
    pub fn len(self) -> usize {
        unimplemented!()
    }
    /// prf(key, the parts one after the other).
    pub fn compute(self, _key: &[u8], _parts: &[&[u8]]) -> Secret {
        unimplemented!()
    }
    /// prf+ of RFC 7296 §2.13, `len` octets (at most 255 blocks).
    pub fn expand(self, _key: &[u8], _parts: &[&[u8]], _len: usize) -> Secret {
        unimplemented!()
    }
}

impl Cipher {
    /// Octets of the key, of GCM without its salt.
    pub fn key_len(self) -> usize {
        unimplemented!()
    }
    /// Octets of the salt that follows the key in the key material: 4 for GCM, else 0.
    pub fn salt_len(self) -> usize {
        unimplemented!()
    }
    /// Octets of the IV on the wire.
    pub fn iv_len(self) -> usize {
        unimplemented!()
    }
    /// Octets that plaintext is padded to; 1 for GCM.
    pub fn block_len(self) -> usize {
        unimplemented!()
    }
    pub fn is_aead(self) -> bool {
        unimplemented!()
    }
    /// Plain CBC in place, no padding: `data` is whole blocks. For IKEv1, and for IKEv2 below its integrity.
    pub fn cbc_encrypt(self, _key: &[u8], _iv: &[u8], _data: &mut [u8]) -> Result<(), CryptoError> {
        unimplemented!()
    }
    pub fn cbc_decrypt(self, _key: &[u8], _iv: &[u8], _data: &mut [u8]) -> Result<(), CryptoError> {
        unimplemented!()
    }
    /// AES-GCM: `key` ends with the salt; `data` is encrypted in place and the 16-octet tag returned.
    pub fn seal(self, _key: &[u8], _iv: &[u8; 8], _aad: &[u8], _data: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        unimplemented!()
    }
    /// Verifies before it decrypts in place.
    pub fn open(
        self,
        _key: &[u8],
        _iv: &[u8; 8],
        _aad: &[u8],
        _data: &mut [u8],
        _tag: &[u8; 16],
    ) -> Result<(), CryptoError> {
        unimplemented!()
    }
}

impl crate::sa::Integrity {
    /// Octets of the key.
    pub fn key_len(self) -> usize {
        unimplemented!()
    }
    /// Octets of the truncated check value.
    pub fn icv_len(self) -> usize {
        unimplemented!()
    }
    /// HMAC, truncated. GMAC is not for IKE messages: `CryptoError::Length`.
    pub fn sign(self, _key: &[u8], _parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        unimplemented!()
    }
    /// In constant time.
    pub fn verify(self, _key: &[u8], _parts: &[&[u8]], _icv: &[u8]) -> Result<(), CryptoError> {
        unimplemented!()
    }
}

impl crate::sa::Encryption {
    /// Octets of key material that ESP takes: key and salt.
    pub fn key_len(self) -> usize {
        unimplemented!()
    }
    pub fn is_aead(self) -> bool {
        unimplemented!()
    }
}

/// Whether a DES key, or one of the three of 3DES, is weak or semi-weak (RFC 2409 App. A), parity bits ignored.
pub fn is_weak_des_key(_key: &[u8]) -> bool {
    unimplemented!()
}

/// A key exchange begun by this side: private value and public value of one group.
pub struct KeyExchange {}

impl KeyExchange {
    /// The initiator's half.
    pub fn begin(_group: Group, _rng: &mut rand_chacha::ChaCha20Rng) -> Self {
        unimplemented!()
    }
    /// What goes into our KE payload (for ML-KEM the encapsulation key).
    pub fn public(&self) -> &[u8] {
        unimplemented!()
    }
    /// The initiator's end of it, with the responder's KE data: the shared secret (MODP: as long as the prime; ECP: x).
    pub fn finish(self, _theirs: &[u8]) -> Result<Secret, CryptoError> {
        unimplemented!()
    }
    /// The responder's side in one go, from the initiator's KE data: (our KE data, the shared secret).
    pub fn respond(
        _group: Group,
        _theirs: &[u8],
        _rng: &mut rand_chacha::ChaCha20Rng,
    ) -> Result<(Vec<u8>, Secret), CryptoError> {
        unimplemented!()
    }
}
