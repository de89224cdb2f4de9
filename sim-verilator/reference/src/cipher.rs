//! Block ciphers in CBC mode, and none: what ESP encrypts with where an HMAC authenticates.

use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockCipher, BlockDecrypt, BlockDecryptMut, BlockEncrypt, BlockEncryptMut, KeyInit, KeyIvInit};

/// A key of a length that its algorithm does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadKey;

/// A cipher of ESP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// RFC 2410.
    Null,
    /// RFC 3602: 16, 24 or 32 octets of key.
    AesCbc,
    /// RFC 2405: 8 octets of key.
    DesCbc,
    /// RFC 2451: 24 octets of key.
    TripleDesCbc,
}

impl Cipher {
    /// Octets of a block, and of the IV; 0 for no cipher.
    pub fn block_len(self) -> usize {
        match self {
            Cipher::Null => 0,
            Cipher::AesCbc => 16,
            Cipher::DesCbc | Cipher::TripleDesCbc => 8,
        }
    }

    /// The IV of the packet with this number: the number as a block, enciphered (NIST SP 800-38A App. C). Nobody without
    /// the key can tell it beforehand, which is what CBC needs.
    pub fn iv(self, key: &[u8], seq: u64) -> Result<Vec<u8>, BadKey> {
        let mut block = seq.to_be_bytes().to_vec();
        let len = self.block_len();
        block.splice(..0, vec![0; len.saturating_sub(8)]);
        block.truncate(len);
        self.encrypt(key, &vec![0; len], &mut block)?;
        Ok(block)
    }

    /// Encrypts whole blocks in place.
    pub fn encrypt(self, key: &[u8], iv: &[u8], text: &mut [u8]) -> Result<(), BadKey> {
        self.run(key, iv, text, true)
    }

    /// The inverse.
    pub fn decrypt(self, key: &[u8], iv: &[u8], text: &mut [u8]) -> Result<(), BadKey> {
        self.run(key, iv, text, false)
    }

    fn run(self, key: &[u8], iv: &[u8], text: &mut [u8], encrypt: bool) -> Result<(), BadKey> {
        match (self, key.len()) {
            (Cipher::Null, 0) => Ok(()),
            (Cipher::AesCbc, 16) => cbc::<aes::Aes128>(key, iv, text, encrypt),
            (Cipher::AesCbc, 24) => cbc::<aes::Aes192>(key, iv, text, encrypt),
            (Cipher::AesCbc, 32) => cbc::<aes::Aes256>(key, iv, text, encrypt),
            (Cipher::DesCbc, 8) => cbc::<des::Des>(key, iv, text, encrypt),
            (Cipher::TripleDesCbc, 24) => cbc::<des::TdesEde3>(key, iv, text, encrypt),
            _ => Err(BadKey),
        }
    }
}

fn cbc<C>(key: &[u8], iv: &[u8], text: &mut [u8], encrypt: bool) -> Result<(), BadKey>
where
    C: BlockCipher + BlockEncrypt + BlockEncryptMut + BlockDecrypt + BlockDecryptMut + KeyInit,
{
    let len = text.len();
    if encrypt {
        let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).map_err(|_| BadKey)?;
        cipher.encrypt_padded_mut::<NoPadding>(text, len).map(|_| ()).map_err(|_| BadKey)
    } else {
        let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).map_err(|_| BadKey)?;
        cipher.decrypt_padded_mut::<NoPadding>(text).map(|_| ()).map_err(|_| BadKey)
    }
}
