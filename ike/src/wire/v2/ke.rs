//! Key Exchange payload (RFC 7296 §3.4).

use crate::wire::{Error, Reader};

/// Public value of one key exchange method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyExchange<'a> {
    pub method: u16,
    pub data: &'a [u8],
}

impl<'a> KeyExchange<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "key exchange payload");
        let method = reader.u16()?;
        reader.u16()?;
        if reader.is_empty() {
            return Err(reader.error("data"));
        }
        Ok(KeyExchange { method, data: reader.rest() })
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.method.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(self.data);
    }
}

/// A nonce has 16 to 256 octets (RFC 7296 §3.9).
pub fn parse_nonce(body: &[u8]) -> Result<&[u8], Error> {
    if (16..=256).contains(&body.len()) {
        Ok(body)
    } else {
        Err(Error { what: "nonce payload", field: "length", at: body.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_value_comes_back_as_it_was_written() {
        let ke = KeyExchange { method: 31, data: &[7; 32] };
        let mut out = Vec::new();
        ke.emit(&mut out);
        assert_eq!(KeyExchange::parse(&out), Ok(ke));
    }

    #[test]
    fn an_empty_public_value_and_a_short_or_long_nonce_are_refused() {
        assert_eq!(KeyExchange::parse(&[0, 31, 0, 0]).unwrap_err().field, "data");
        assert!(parse_nonce(&[0; 15]).is_err());
        assert!(parse_nonce(&[0; 16]).is_ok());
        assert!(parse_nonce(&[0; 256]).is_ok());
        assert!(parse_nonce(&[0; 257]).is_err());
    }
}
