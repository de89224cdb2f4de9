//! ESP with AES-GCM-16 as RFC 4106 has it: nonce, additional data, trailer.
//!
//! ```text
//!  SPI(4) | sequence low(4) | IV(8) | payload | padding | pad length(1) | next header(1) | ICV(16)
//!  nonce = salt(4) | IV(8)      AAD = SPI | [sequence high] | sequence low
//! ```

use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, AES_128_GCM, AES_256_GCM};

/// SPI, sequence number, IV.
pub const HEADER_LEN: usize = 16;
/// Integrity check value.
pub const ICV_LEN: usize = 16;
/// The least that an ESP packet can be: one word with pad length and next header in it.
pub const MIN_LEN: usize = HEADER_LEN + 4 + ICV_LEN;

/// A key that this module cannot use: neither 16 nor 32 octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadKey;

/// Key and salt of an SA with the number of one packet.
#[derive(Clone, Copy, Debug)]
pub struct Cipher<'a> {
    /// AES key.
    pub key: &'a [u8],
    /// First four octets of the nonce.
    pub salt: [u8; 4],
    /// SPI.
    pub spi: u32,
    /// The whole sequence number.
    pub seq: u64,
    /// The additional data holds its upper half too.
    pub esn: bool,
}

impl Cipher<'_> {
    /// The ESP packet around a plaintext that ends in its trailer.
    pub fn seal(&self, iv: [u8; 8], mut plaintext: Vec<u8>) -> Result<Vec<u8>, BadKey> {
        let tag = self
            .aead()?
            .seal_in_place_separate_tag(self.nonce(iv), Aad::from(self.aad()), &mut plaintext)
            .map_err(|_| BadKey)?;
        let mut packet = Vec::with_capacity(MIN_LEN + plaintext.len());
        packet.extend(self.spi.to_be_bytes());
        packet.extend((self.seq as u32).to_be_bytes());
        packet.extend(iv);
        packet.extend(plaintext);
        packet.extend(tag.as_ref());
        Ok(packet)
    }

    /// The plaintext with its trailer; `None` where the ICV is wrong. `packet` starts with the SPI.
    pub fn open(&self, packet: &[u8]) -> Result<Option<Vec<u8>>, BadKey> {
        let aead = self.aead()?;
        let Some((iv, sealed)) = packet.get(8..).and_then(|rest| rest.split_first_chunk::<8>()) else {
            return Ok(None);
        };
        let mut text = sealed.to_vec();
        match aead.open_in_place(self.nonce(*iv), Aad::from(self.aad()), &mut text) {
            Ok(plaintext) => Ok(Some(plaintext.to_vec())),
            Err(_) => Ok(None),
        }
    }

    fn aead(&self) -> Result<LessSafeKey, BadKey> {
        let algorithm = match self.key.len() {
            16 => &AES_128_GCM,
            32 => &AES_256_GCM,
            _ => return Err(BadKey),
        };
        UnboundKey::new(algorithm, self.key).map(LessSafeKey::new).map_err(|_| BadKey)
    }

    fn nonce(&self, iv: [u8; 8]) -> Nonce {
        let mut nonce = [0; 12];
        nonce[..4].copy_from_slice(&self.salt);
        nonce[4..].copy_from_slice(&iv);
        Nonce::assume_unique_for_key(nonce)
    }

    fn aad(&self) -> Vec<u8> {
        let seq = self.seq.to_be_bytes();
        // RFC 4106 §5: the upper half stands before the lower one, not at the end as for HMAC.
        let seq = if self.esn { &seq[..] } else { &seq[4..] };
        [&self.spi.to_be_bytes(), seq].concat()
    }
}

/// A payload with as little padding as it needs, and its trailer (RFC 4303 §2.4).
pub fn with_trailer(payload: &[u8], next_header: u8) -> Vec<u8> {
    let pad = (4 - (payload.len() + 2) % 4) % 4;
    let mut text = payload.to_vec();
    text.extend(1..=pad as u8);
    text.extend([pad as u8, next_header]);
    text
}

/// The payload and the next header of a plaintext; `None` where there is less than its padding.
pub fn without_trailer(plaintext: &[u8]) -> Option<(&[u8], u8)> {
    let (padded, &[pad, next_header]) = plaintext.split_last_chunk()?;
    let payload = padded.len().checked_sub(pad.into())?;
    Some((&padded[..payload], next_header))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_minimal_counts_up_and_comes_off_again() {
        for len in 0..40u8 {
            let payload: Vec<u8> = (0..len).collect();
            let text = with_trailer(&payload, 4);
            assert_eq!(text.len() % 4, 0);
            assert!(text.len() < payload.len() + 6);
            let pad = &text[payload.len()..text.len() - 2];
            assert!(pad.iter().eq(&[1, 2, 3][..pad.len()]));
            assert_eq!(without_trailer(&text), Some((&payload[..], 4)));
        }
    }

    #[test]
    fn padding_may_be_all_there_is_but_no_more() {
        assert_eq!(without_trailer(&[1, 2, 2, 59]), Some((&[][..], 59)));
        assert_eq!(without_trailer(&[1, 2, 3, 59]), None);
        assert_eq!(without_trailer(&[59]), None);
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let cipher = Cipher { key: &[0; 24], salt: [0; 4], spi: 256, seq: 1, esn: false };
        assert_eq!(cipher.seal([0; 8], vec![0; 4]), Err(BadKey));
        assert_eq!(cipher.open(&[0; 40]), Err(BadKey));
    }
}
