//! Delete payload. RFC 7296 §3.11.

use crate::sa::{Protocol, Spi};
use crate::wire::{Error, Reader};

use super::protocol;

/// What the sender deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delete {
    /// The IKE SA that the message came on.
    Ike,
    /// SAs that the sender receives on.
    Child(Protocol, Vec<Spi>),
    /// SAs of a protocol that is not ours.
    Other,
}

impl Delete {
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "delete payload");
        let protocol = reader.u8()?;
        let spi_size = reader.u8()?;
        let count = usize::from(reader.u16()?);
        let protocol = match protocol {
            protocol::IKE => return Ok(Delete::Ike),
            protocol::AH => Protocol::Ah,
            protocol::ESP => Protocol::Esp,
            _ => return Ok(Delete::Other),
        };
        if spi_size != 4 {
            return Err(Error { what: "delete payload", field: "SPI size", at: 1 });
        }
        if body.len() != 4 + 4 * count {
            return Err(Error { what: "delete payload", field: "number of SPIs", at: 2 });
        }
        let spis = (0..count).map(|_| reader.u32().map(Spi)).collect::<Result<_, _>>()?;
        Ok(Delete::Child(protocol, spis))
    }
}

pub(super) fn emit_ike(out: &mut Vec<u8>) {
    out.extend_from_slice(&[protocol::IKE, 0, 0, 0]);
}

pub(super) fn emit(protocol: Protocol, spis: &[Spi], out: &mut Vec<u8>) {
    let count = u16::try_from(spis.len()).expect("a message of ours deletes a few SAs");
    out.extend_from_slice(&[protocol as u8, 4]);
    out.extend_from_slice(&count.to_be_bytes());
    for spi in spis {
        out.extend_from_slice(&spi.0.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletes_come_back_as_they_were_written() {
        let mut out = Vec::new();
        emit(Protocol::Esp, &[Spi(0x1234_5678), Spi(0x9abc_def0)], &mut out);
        assert_eq!(Delete::parse(&out), Ok(Delete::Child(Protocol::Esp, vec![Spi(0x1234_5678), Spi(0x9abc_def0)])));
        out.clear();
        emit_ike(&mut out);
        assert_eq!(Delete::parse(&out), Ok(Delete::Ike));
    }

    #[test]
    fn a_count_that_lies_is_refused_at_the_count() {
        let error = Delete::parse(&[3, 4, 0xff, 0xff, 1, 2, 3, 4]).unwrap_err();
        assert_eq!((error.field, error.at), ("number of SPIs", 2));
        assert_eq!(Delete::parse(&[3, 8, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]).unwrap_err().field, "SPI size");
        assert_eq!(Delete::parse(&[9, 8, 0, 1]), Ok(Delete::Other));
    }
}
