//! The header that ISAKMP and IKEv2 share: 28 octets (RFC 2408 §3.1, RFC 7296 §3.1).

use super::reader::{Error, Reader};

/// Octets of the header.
pub const LEN: usize = 28;

/// The header of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// SPI of the original initiator; the initiator's cookie in IKEv1.
    pub initiator_spi: u64,
    /// SPI of the original responder; its cookie in IKEv1. 0 in the first message.
    pub responder_spi: u64,
    pub next_payload: u8,
    /// Major version in the upper four bits.
    pub version: u8,
    pub exchange: u8,
    pub flags: u8,
    pub message_id: u32,
    /// Octets of the whole message.
    pub length: u32,
}

impl Header {
    /// Reads the header of `message`, which must be as long as it says.
    pub fn parse(message: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(message, "header");
        let header = Header {
            initiator_spi: reader.u64()?,
            responder_spi: reader.u64()?,
            next_payload: reader.u8()?,
            version: reader.u8()?,
            exchange: reader.u8()?,
            flags: reader.u8()?,
            message_id: reader.u32()?,
            length: reader.u32()?,
        };
        if header.length as usize != message.len() {
            return Err(Error { what: "header", field: "length", at: 24 });
        }
        Ok(header)
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.initiator_spi.to_be_bytes());
        out.extend_from_slice(&self.responder_spi.to_be_bytes());
        out.extend_from_slice(&[self.next_payload, self.version, self.exchange, self.flags]);
        out.extend_from_slice(&self.message_id.to_be_bytes());
        out.extend_from_slice(&self.length.to_be_bytes());
    }

    pub fn major_version(&self) -> u8 {
        self.version >> 4
    }
}
