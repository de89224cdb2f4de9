//! AH (RFC 4302): the header, and the ICV over a packet whose mutable fields count as zero.
//!
//! ```text
//!  next header(1) | words - 2 (1) | reserved(2) | SPI(4) | sequence low(4) | [IV(8)] ICV | padding
//! ```
//! With AES-GMAC the ICV field starts with the IV, which is authenticated (RFC 4543 §5).

use crate::cipher::BadKey;
use crate::esp::seq_high;
use crate::mac::gmac;
use crate::sa::Transform;

/// An SA's transform and the number of one packet.
#[derive(Clone, Copy, Debug)]
pub struct Ah<'a> {
    /// Algorithm and key: HMAC or GMAC.
    pub transform: &'a Transform,
    /// SPI.
    pub spi: u32,
    /// The whole sequence number.
    pub seq: u64,
    /// Its upper half is authenticated too.
    pub esn: bool,
}

impl Ah<'_> {
    /// The header in front of a payload, its ICV zero. RFC 4302 §3.3.3.2.1: a multiple of 4 octets, of 8 under IPv6.
    pub fn header(&self, next_header: u8, v6: bool) -> Result<Vec<u8>, BadKey> {
        let lengths = self.transform.lengths().ok_or(BadKey)?;
        let len = (FIXED_LEN + lengths.iv + lengths.icv).next_multiple_of(if v6 { 8 } else { 4 });
        let mut header = vec![0; len];
        header[0] = next_header;
        header[1] = (len / 4 - 2) as u8;
        header[4..8].copy_from_slice(&self.spi.to_be_bytes());
        header[8..12].copy_from_slice(&(self.seq as u32).to_be_bytes());
        if lengths.iv > 0 {
            header[FIXED_LEN..FIXED_LEN + 8].copy_from_slice(&self.seq.to_be_bytes());
        }
        Ok(header)
    }

    /// Writes the ICV into a packet whose AH stands at `at`.
    pub fn sign(&self, packet: &mut [u8], at: usize) -> Result<(), BadKey> {
        let lengths = self.transform.lengths().ok_or(BadKey)?;
        let icv_at = at + FIXED_LEN + lengths.iv;
        let icv = self.icv(packet, at)?.ok_or(BadKey)?;
        packet.get_mut(icv_at..icv_at + lengths.icv).ok_or(BadKey)?.copy_from_slice(&icv);
        Ok(())
    }

    /// Whether the ICV of a packet whose AH stands at `at` is right.
    pub fn verify(&self, packet: &[u8], at: usize) -> Result<bool, BadKey> {
        let lengths = self.transform.lengths().ok_or(BadKey)?;
        let icv_at = at + FIXED_LEN + lengths.iv;
        let have = packet.get(icv_at..icv_at + lengths.icv);
        Ok(have.is_some() && self.icv(packet, at)?.as_deref() == have)
    }

    fn icv(&self, packet: &[u8], at: usize) -> Result<Option<Vec<u8>>, BadKey> {
        let lengths = self.transform.lengths().ok_or(BadKey)?;
        let Some(mut covered) = immutable(packet, at) else { return Ok(None) };
        let iv_at = at + FIXED_LEN;
        let icv_at = iv_at + lengths.iv;
        let (Some(iv), Some(_)) = (packet.get(iv_at..icv_at), packet.get(icv_at..icv_at + lengths.icv)) else {
            return Ok(None);
        };
        covered[icv_at..icv_at + lengths.icv].fill(0);
        covered.extend(seq_high(self.seq, self.esn));
        match self.transform {
            Transform::AesGmac { key, salt } => gmac(key, *salt, iv, &covered).map(Some),
            Transform::Hmac { auth, auth_key, .. } => Ok(Some(auth.icv(auth_key, &[&covered]))),
            Transform::AesGcm16 { .. } | Transform::Unsupported => Err(BadKey),
        }
    }
}

/// A packet with the mutable fields of what stands before AH at `at` set to zero (RFC 4302 §3.3.3.1, App. A). Addresses are
/// those of its arrival. `None` where the headers do not end at `at`.
pub fn immutable(packet: &[u8], at: usize) -> Option<Vec<u8>> {
    let mut packet = packet.to_vec();
    let head = packet.get_mut(..at)?;
    if head.first()? >> 4 == 6 {
        let (fixed, extensions) = head.split_first_chunk_mut::<40>()?;
        fixed[..4].copy_from_slice(&[0x60, 0, 0, 0]);
        fixed[7] = 0;
        zero_extensions(fixed[6], extensions)?;
    } else {
        let (fixed, options) = head.split_first_chunk_mut::<20>()?;
        fixed[1] = 0;
        fixed[6..9].fill(0);
        fixed[10..12].fill(0);
        zero_options(options)?;
    }
    Some(packet)
}

/// RFC 4302 App. A1: an option that is not known to be immutable is zero as a whole.
fn zero_options(options: &mut [u8]) -> Option<()> {
    let mut at = 0;
    while at < options.len() {
        let len = match options[at] {
            0 | 1 => 1,
            _ => usize::from(*options.get(at + 1)?).max(2),
        };
        let option = options.get_mut(at..at + len)?;
        if !IMMUTABLE_OPTIONS.contains(&option[0]) {
            option.fill(0);
        }
        at += len;
    }
    Some(())
}

/// RFC 4302 App. A2: data of options that may change on the way are zero, type and length stay.
fn zero_extensions(mut next: u8, extensions: &mut [u8]) -> Option<()> {
    let mut at = 0;
    while at < extensions.len() {
        let len = 8 + 8 * usize::from(*extensions.get(at + 1)?);
        let header = extensions.get_mut(at..at + len)?;
        if next == HOP_BY_HOP || next == DESTINATION {
            let mut option = 2;
            while option < len {
                // Pad1 has no length.
                let end =
                    if header[option] == 0 { option + 1 } else { option + 2 + usize::from(*header.get(option + 1)?) };
                if header[option] & MAY_CHANGE != 0 {
                    header.get_mut(option + 2..end)?.fill(0);
                }
                option = end;
            }
        }
        next = header[0];
        at += len;
    }
    Some(())
}

/// Up to the ICV field.
pub(crate) const FIXED_LEN: usize = 12;
/// End, no operation, security, extended security, CIPSO, router alert, SDMD.
const IMMUTABLE_OPTIONS: [u8; 7] = [0, 1, 130, 133, 134, 148, 149];
const HOP_BY_HOP: u8 = 0;
const DESTINATION: u8 = 60;
/// Bit of an option type (RFC 8200 §4.2).
const MAY_CHANGE: u8 = 0x20;
