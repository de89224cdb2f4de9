//! Notification and Delete payloads (RFC 2408 §3.14-3.15, RFC 2407 §4.6.3).
//!
//! ```text
//! notify : DOI(4) protocol(1) SPI size(1) type(2) | SPI | data
//! delete : DOI(4) protocol(1) SPI size(1) SPIs(2) | SPI*
//! ```

use super::DOI_IPSEC;
use crate::wire::{Error, Reader};

/// The body of a notify payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notify<'a> {
    pub doi: u32,
    pub protocol: u8,
    pub kind: u16,
    pub spi: &'a [u8],
    pub data: &'a [u8],
}

impl<'a> Notify<'a> {
    /// A notify of the IPsec DOI.
    pub fn new(protocol: u8, kind: u16, spi: &'a [u8], data: &'a [u8]) -> Self {
        Notify { doi: DOI_IPSEC, protocol, kind, spi, data }
    }

    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "notify payload");
        let doi = reader.u32()?;
        let protocol = reader.u8()?;
        let spi_len = reader.u8()?;
        let kind = reader.u16()?;
        Ok(Notify { doi, protocol, kind, spi: reader.take(usize::from(spi_len))?, data: reader.rest() })
    }

    pub fn emit(&self) -> Vec<u8> {
        let spi_len = u8::try_from(self.spi.len()).expect("SPIs that are sent have 0, 4 or 16 octets");
        let mut out = self.doi.to_be_bytes().to_vec();
        out.extend_from_slice(&[self.protocol, spi_len]);
        out.extend_from_slice(&self.kind.to_be_bytes());
        out.extend_from_slice(self.spi);
        out.extend_from_slice(self.data);
        out
    }
}

/// The body of a delete payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delete<'a> {
    pub protocol: u8,
    pub spi_len: usize,
    spis: &'a [u8],
}

impl<'a> Delete<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "delete payload");
        reader.u32()?;
        let protocol = reader.u8()?;
        let spi_len = usize::from(reader.u8()?);
        let count = usize::from(reader.u16()?);
        let spis = reader.take(spi_len * count)?;
        if count > 0 && spi_len == 0 {
            return Err(Error { what: "delete payload", field: "SPI size", at: 5 });
        }
        Ok(Delete { protocol, spi_len, spis })
    }

    /// The SPIs: the sender's inbound ones.
    pub fn spis(&self) -> impl Iterator<Item = &'a [u8]> {
        self.spis.chunks_exact(self.spi_len.max(1))
    }

    /// Writes a body; all SPIs have the length of the first.
    pub fn emit(protocol: u8, spis: &[&[u8]]) -> Vec<u8> {
        let spi_len = u8::try_from(spis.first().map_or(0, |s| s.len())).expect("SPIs have 4 or 16 octets");
        let count = u16::try_from(spis.len()).expect("a delete names the SPIs of a few bundles");
        let mut out = DOI_IPSEC.to_be_bytes().to_vec();
        out.extend_from_slice(&[protocol, spi_len]);
        out.extend_from_slice(&count.to_be_bytes());
        out.extend(spis.iter().copied().flatten());
        out
    }
}

/// Notify message types (RFC 2408 §3.14.1, RFC 2407 §4.6.3, RFC 3706 §5.2).
pub mod kind {
    pub const INVALID_SPI: u16 = 11;
    pub const ATTRIBUTES_NOT_SUPPORTED: u16 = 13;
    pub const NO_PROPOSAL_CHOSEN: u16 = 14;
    pub const BAD_PROPOSAL_SYNTAX: u16 = 15;
    pub const PAYLOAD_MALFORMED: u16 = 16;
    pub const INVALID_KEY_INFORMATION: u16 = 17;
    pub const INVALID_ID_INFORMATION: u16 = 18;
    pub const DOI_NOT_SUPPORTED: u16 = 2;
    pub const SITUATION_NOT_SUPPORTED: u16 = 3;
    /// Types below are errors, others tell of a state.
    pub const FIRST_STATUS: u16 = 16384;
    pub const CONNECTED: u16 = 16384;
    pub const RESPONDER_LIFETIME: u16 = 24576;
    pub const INITIAL_CONTACT: u16 = 24578;
    pub const R_U_THERE: u16 = 36136;
    pub const R_U_THERE_ACK: u16 = 36137;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_spi_has_its_canonical_form() {
        let notify = Notify::new(2, kind::INVALID_SPI, &[0x01, 0x21, 0x4f, 0x0d], &[]);
        assert_eq!(notify.emit(), [0, 0, 0, 1, 2, 4, 0, 0x0b, 0x01, 0x21, 0x4f, 0x0d]);
        assert_eq!(Notify::parse(&notify.emit()), Ok(notify));
    }

    #[test]
    fn v1n_10_truncated_notifies_are_errors() {
        let body = Notify::new(3, kind::INVALID_SPI, &[1; 8], &[]).emit();
        for len in 0..body.len() {
            assert!(Notify::parse(&body[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn deletes_read_as_they_were_written() {
        let body = Delete::emit(3, &[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
        let delete = Delete::parse(&body).unwrap();
        assert_eq!((delete.protocol, delete.spi_len), (3, 4));
        assert_eq!(delete.spis().collect::<Vec<_>>(), [[1, 2, 3, 4], [5, 6, 7, 8]]);
        for len in 0..body.len() {
            assert!(Delete::parse(&body[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn a_delete_that_counts_spis_of_no_length_is_an_error() {
        assert!(Delete::parse(&[0, 0, 0, 1, 3, 0, 0xff, 0xff]).is_err());
    }
}
