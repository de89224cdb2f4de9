//! Hash functions that an end takes in digital signatures: N(SIGNATURE_HASH_ALGORITHMS) of RFC 7427 §4.

use crate::crypto::{CryptoError, Hash};

/// A set of hash functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignatureHashes(u8);

impl SignatureHashes {
    /// What we take and announce: all of SHA-2, not SHA-1 (RFC 8247 §3.2).
    pub const OURS: Self = SignatureHashes(0b1110);

    /// Reads the notify's data.
    pub fn parse(data: &[u8]) -> Result<Self, CryptoError> {
        let (numbers, rest) = data.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(CryptoError::Length);
        }
        Ok(numbers.iter().map(|number| u16::from_be_bytes(*number)).collect())
    }

    /// The notify's data.
    pub fn emit(self) -> Vec<u8> {
        self.numbers().flat_map(u16::to_be_bytes).collect()
    }

    /// The numbers that the notify names hashes by.
    pub fn numbers(self) -> impl Iterator<Item = u16> {
        ALL.iter().map(|(_, number)| *number).filter(move |number| self.0 & bit(*number) != 0)
    }

    pub fn contains(self, hash: Hash) -> bool {
        ALL.iter().any(|(known, number)| *known == hash && self.0 & bit(*number) != 0)
    }
}

/// Of numbers; unknown ones mean nothing.
impl FromIterator<u16> for SignatureHashes {
    fn from_iter<I: IntoIterator<Item = u16>>(numbers: I) -> Self {
        let known = |number: &u16| ALL.iter().any(|(_, known)| known == number);
        SignatureHashes(numbers.into_iter().filter(known).fold(0, |set, number| set | bit(number)))
    }
}

fn bit(number: u16) -> u8 {
    1 << (number - 1)
}

/// Numbers of RFC 7427 §7.
const ALL: [(Hash, u16); 4] = [(Hash::Sha1, 1), (Hash::Sha2_256, 2), (Hash::Sha2_384, 3), (Hash::Sha2_512, 4)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_announce_sha2_and_no_sha1() {
        assert_eq!(SignatureHashes::OURS.emit(), [0, 2, 0, 3, 0, 4]);
        assert!(SignatureHashes::OURS.contains(Hash::Sha2_512));
        assert!(!SignatureHashes::OURS.contains(Hash::Sha1));
    }

    #[test]
    fn unknown_numbers_are_ignored_and_half_numbers_refused() {
        let hashes = SignatureHashes::parse(&[0, 5, 0, 3, 0, 0, 0xff, 0xff, 0, 1]).unwrap();
        assert_eq!(hashes.emit(), [0, 1, 0, 3]);
        assert_eq!(SignatureHashes::parse(&[]), Ok(SignatureHashes::default()));
        assert_eq!(SignatureHashes::parse(&[0, 2, 0]), Err(CryptoError::Length));
    }
}
