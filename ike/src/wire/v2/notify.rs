//! Notify payload and its types. RFC 7296 §3.10.

use crate::wire::{Error, Reader};

use super::protocol;

/// A notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notify<'a> {
    pub protocol: u8,
    /// Of REKEY_SA, CHILD_SA_NOT_FOUND and INVALID_SELECTORS; else empty.
    pub spi: &'a [u8],
    pub kind: u16,
    pub data: &'a [u8],
}

impl<'a> Notify<'a> {
    /// A notify without an SPI: its protocol id is 0 (RFC 7296 §3.10).
    pub fn new(kind: u16, data: &'a [u8]) -> Self {
        Notify { protocol: protocol::NONE, spi: &[], kind, data }
    }

    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "notify payload");
        let protocol = reader.u8()?;
        let spi_size = reader.u8()?;
        let kind = reader.u16()?;
        let spi = reader.take(spi_size.into())?;
        Ok(Notify { protocol, spi, kind, data: reader.rest() })
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        let spi_size = u8::try_from(self.spi.len()).expect("an SPI of ours has at most 8 octets");
        out.extend_from_slice(&[self.protocol, spi_size]);
        out.extend_from_slice(&self.kind.to_be_bytes());
        out.extend_from_slice(self.spi);
        out.extend_from_slice(self.data);
    }

    /// Error types are those below 16384 (RFC 7296 §3.10.1).
    pub fn is_error(&self) -> bool {
        self.kind < FIRST_STATUS
    }

    /// The SPI that an INVALID_SPI is about and, where the sender says so, its protocol.
    ///
    /// RFC 7296 §1.5 puts it into the data. Others put it into the SPI field, or into both; then both must be equal.
    pub fn invalid_spi(&self) -> Option<(Option<crate::sa::Protocol>, crate::sa::Spi)> {
        let octets: &[u8; 4] = match (self.spi, self.data) {
            ([], data) => data,
            (spi, []) => spi,
            (spi, data) if spi == data => data,
            _ => return None,
        }
        .try_into()
        .ok()?;
        let protocol = match self.protocol {
            protocol::AH => Some(crate::sa::Protocol::Ah),
            protocol::ESP => Some(crate::sa::Protocol::Esp),
            _ => None,
        };
        Some((protocol, crate::sa::Spi(u32::from_be_bytes(*octets))))
    }
}

const FIRST_STATUS: u16 = 16384;

pub const UNSUPPORTED_CRITICAL_PAYLOAD: u16 = 1;
pub const INVALID_IKE_SPI: u16 = 4;
pub const INVALID_MAJOR_VERSION: u16 = 5;
pub const INVALID_SYNTAX: u16 = 7;
pub const INVALID_SPI: u16 = 11;
pub const NO_PROPOSAL_CHOSEN: u16 = 14;
pub const INVALID_KE_PAYLOAD: u16 = 17;
pub const AUTHENTICATION_FAILED: u16 = 24;
pub const NO_ADDITIONAL_SAS: u16 = 35;
pub const TS_UNACCEPTABLE: u16 = 38;
pub const TEMPORARY_FAILURE: u16 = 43;
pub const CHILD_SA_NOT_FOUND: u16 = 44;
pub const STATE_NOT_FOUND: u16 = 47;
pub const INITIAL_CONTACT: u16 = 16384;
pub const NAT_DETECTION_SOURCE_IP: u16 = 16388;
pub const NAT_DETECTION_DESTINATION_IP: u16 = 16389;
pub const COOKIE: u16 = 16390;
pub const USE_TRANSPORT_MODE: u16 = 16391;
pub const REKEY_SA: u16 = 16393;
pub const ESP_TFC_PADDING_NOT_SUPPORTED: u16 = 16394;
/// RFC 6023.
pub const CHILDLESS_IKEV2_SUPPORTED: u16 = 16418;
/// RFC 6290: its data is a token.
pub const QUICK_CRASH_DETECTION: u16 = 16419;
/// RFC 7383.
pub const IKEV2_FRAGMENTATION_SUPPORTED: u16 = 16430;
/// RFC 7427.
pub const SIGNATURE_HASH_ALGORITHMS: u16 = 16431;
/// RFC 9242.
pub const INTERMEDIATE_EXCHANGE_SUPPORTED: u16 = 16438;
/// RFC 9370.
pub const ADDITIONAL_KEY_EXCHANGE: u16 = 16441;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sa::{Protocol, Spi};

    #[test]
    fn a_notify_comes_back_as_it_was_written() {
        let notify = Notify { protocol: 3, spi: &[1, 2, 3, 4], kind: REKEY_SA, data: &[9] };
        let mut out = Vec::new();
        notify.emit(&mut out);
        assert_eq!(Notify::parse(&out), Ok(notify));
    }

    #[test]
    fn a_notify_with_half_an_spi_is_refused_where_the_spi_begins() {
        let error = Notify::parse(&[3, 4, 0, 11, 1, 2]).unwrap_err();
        assert_eq!((error.what, error.at), ("notify payload", 4));
    }

    #[test]
    fn v2n_13_invalid_spi_is_tolerated_in_either_place_but_not_with_two_values() {
        let spi = [0x7a, 0xa6, 0x9c, 0xb7];
        let read = |protocol, field: &'static [u8], data: &'static [u8]| {
            Notify { protocol, spi: field, kind: INVALID_SPI, data }.invalid_spi()
        };
        let there = Spi(0x7aa6_9cb7);
        assert_eq!(Notify::new(INVALID_SPI, &spi).invalid_spi(), Some((None, there)));
        assert_eq!(read(3, &[0x7a, 0xa6, 0x9c, 0xb7], &[]), Some((Some(Protocol::Esp), there)));
        assert_eq!(read(2, &[0x7a, 0xa6, 0x9c, 0xb7], &[0x7a, 0xa6, 0x9c, 0xb7]), Some((Some(Protocol::Ah), there)));
        assert_eq!(read(3, &[0x7a, 0xa6, 0x9c, 0xb7], &[0x7a, 0xa6, 0x9c, 0xb8]), None);
        assert_eq!(read(0, &[], &[1, 2, 3]), None);
        assert_eq!(read(0, &[], &[]), None);
    }
}
