//! ESP (RFC 4303 §2, §3.3.2): IV, encryption, ICV, trailer.
//!
//! ```text
//!  SPI(4) | sequence low(4) | IV | payload | padding | pad length(1) | next header(1) | ICV
//!  GCM    nonce = salt(4) | IV(8)      AAD = SPI | [sequence high] | sequence low
//!  GMAC   as GCM, but all up to the next header is AAD and in the clear
//!  HMAC   over all up to the next header, then [sequence high]
//! ```

use ring::aead::Aad;

use crate::cipher::BadKey;
use crate::mac::{gcm, gmac, nonce};
use crate::sa::Transform;

/// An SA's transform and the number of one packet.
#[derive(Clone, Copy, Debug)]
pub struct Esp<'a> {
    /// Algorithms and keys.
    pub transform: &'a Transform,
    /// SPI.
    pub spi: u32,
    /// The whole sequence number.
    pub seq: u64,
    /// Its upper half is authenticated too.
    pub esn: bool,
}

impl Esp<'_> {
    /// The IV that the card puts into its packets.
    pub fn iv(&self) -> Result<Vec<u8>, BadKey> {
        match self.transform {
            // RFC 4106 §3.1: the number itself never repeats under a key.
            Transform::AesGcm16 { .. } | Transform::AesGmac { .. } => Ok(self.seq.to_be_bytes().into()),
            Transform::Hmac { cipher, key, .. } => cipher.iv(key, self.seq),
            Transform::Unsupported => Err(BadKey),
        }
    }

    /// The ESP packet around a plaintext that ends in its trailer.
    pub fn seal(&self, iv: &[u8], mut text: Vec<u8>) -> Result<Vec<u8>, BadKey> {
        let low = (self.seq as u32).to_be_bytes();
        let header = [&self.spi.to_be_bytes(), &low, iv].concat();
        match self.transform {
            Transform::AesGcm16 { key, salt } => {
                let (nonce, aad) = (nonce(*salt, iv)?, Aad::from(self.aad()));
                let tag = gcm(key)?.seal_in_place_separate_tag(nonce, aad, &mut text).map_err(|_| BadKey)?;
                Ok([&header, &text[..], tag.as_ref()].concat())
            }
            Transform::AesGmac { key, salt } => {
                let tag = gmac(key, *salt, iv, &[&self.aad(), iv, &text].concat())?;
                Ok([header, text, tag].concat())
            }
            Transform::Hmac { cipher, key, auth, auth_key } => {
                cipher.encrypt(key, iv, &mut text)?;
                let icv = auth.icv(auth_key, &[&header, &text, &self.seq_high()]);
                Ok([header, text, icv].concat())
            }
            Transform::Unsupported => Err(BadKey),
        }
    }

    /// The plaintext with its trailer; `None` where the ICV is wrong. `packet` starts with the SPI and is long enough.
    pub fn open(&self, packet: &[u8]) -> Result<Option<Vec<u8>>, BadKey> {
        let lengths = self.transform.lengths().ok_or(BadKey)?;
        let text_at = HEADER_LEN + lengths.iv;
        let Some((covered, icv)) = packet.len().checked_sub(lengths.icv).and_then(|at| packet.split_at_checked(at))
        else {
            return Ok(None);
        };
        let (Some(iv), Some(text)) = (covered.get(HEADER_LEN..text_at), covered.get(text_at..)) else {
            return Ok(None);
        };
        let mut text = text.to_vec();
        let good = match self.transform {
            Transform::AesGcm16 { key, salt } => {
                let (key, nonce, aad) = (gcm(key)?, nonce(*salt, iv)?, Aad::from(self.aad()));
                text.extend(icv);
                let opened = key.open_in_place(nonce, aad, &mut text).is_ok();
                text.truncate(covered.len() - text_at);
                opened
            }
            Transform::AesGmac { key, salt } => gmac(key, *salt, iv, &[&self.aad(), iv, &text].concat())? == icv,
            Transform::Hmac { cipher, key, auth, auth_key } => {
                // SPI and number are the SA's, as for GCM: what stands in the packet has chosen them.
                let header = [self.spi.to_be_bytes(), (self.seq as u32).to_be_bytes()].concat();
                let good = auth.icv(auth_key, &[&header, iv, &text, &self.seq_high()]) == icv;
                cipher.decrypt(key, iv, &mut text)?;
                good
            }
            Transform::Unsupported => return Err(BadKey),
        };
        Ok(good.then_some(text))
    }

    fn aad(&self) -> Vec<u8> {
        let seq = self.seq.to_be_bytes();
        // RFC 4106 §5: the upper half stands before the lower one, not at the end as for HMAC.
        let seq = if self.esn { &seq[..] } else { &seq[4..] };
        [&self.spi.to_be_bytes(), seq].concat()
    }

    /// RFC 4303 §2.2.1: what is hashed behind the packet.
    fn seq_high(&self) -> Vec<u8> {
        seq_high(self.seq, self.esn)
    }
}

/// The upper half of a number, where the SA has one.
pub(crate) fn seq_high(seq: u64, esn: bool) -> Vec<u8> {
    if esn {
        ((seq >> 32) as u32).to_be_bytes().into()
    } else {
        Vec::new()
    }
}

/// A payload with as little padding as makes it a multiple of `block` octets, and its trailer (RFC 4303 §2.4).
pub fn with_trailer(payload: &[u8], next_header: u8, block: usize) -> Vec<u8> {
    let pad = (block - (payload.len() + 2) % block) % block;
    let mut text = payload.to_vec();
    text.extend(1..=pad as u8);
    text.extend([pad as u8, next_header]);
    text
}

/// The payload, its padding and the next header of a plaintext; `None` where there is less than its padding.
pub fn without_trailer(plaintext: &[u8]) -> Option<(&[u8], &[u8], u8)> {
    let (padded, &[pad, next_header]) = plaintext.split_last_chunk()?;
    let (payload, padding) = padded.split_at(padded.len().checked_sub(pad.into())?);
    Some((payload, padding, next_header))
}

/// SPI and sequence number.
pub const HEADER_LEN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_minimal_counts_up_and_comes_off_again() {
        for block in [4, 8, 16] {
            for len in 0..40u8 {
                let payload: Vec<u8> = (0..len).collect();
                let text = with_trailer(&payload, 4, block);
                assert_eq!(text.len() % block, 0);
                assert!(text.len() < payload.len() + 2 + block);
                let pad = &text[payload.len()..text.len() - 2];
                assert!(pad.iter().copied().eq(1..=pad.len() as u8));
                assert_eq!(without_trailer(&text), Some((&payload[..], pad, 4)));
            }
        }
    }

    #[test]
    fn padding_may_be_all_there_is_but_no_more() {
        assert_eq!(without_trailer(&[1, 2, 2, 59]), Some((&[][..], &[1, 2][..], 59)));
        assert_eq!(without_trailer(&[1, 2, 3, 59]), None);
        assert_eq!(without_trailer(&[59]), None);
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let transform = Transform::AesGcm16 { key: vec![0; 24], salt: [0; 4] };
        let esp = Esp { transform: &transform, spi: 256, seq: 1, esn: false };
        assert_eq!(esp.seal(&[0; 8], vec![0; 4]), Err(BadKey));
        assert_eq!(esp.open(&[0; 40]), Err(BadKey));
    }
}
