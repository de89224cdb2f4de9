//! Encrypted payload SK and its fragments SKF: the frame around protected payloads. RFC 7296 §3.14, RFC 7383 §2.5.

use crate::wire::header;
use crate::wire::{Error, Reader};

use super::payload;

/// The last payload of a protected message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encrypted<'a> {
    /// Kind of the first payload inside; 0 if there is none, and in all fragments but the first.
    pub first: u8,
    /// The octet with the critical bit: RFC 9242 authenticates it.
    pub reserved: u8,
    /// `None`: whole.
    pub fragment: Option<Fragment>,
    /// Authenticated but not encrypted: everything before the IV.
    pub associated: &'a [u8],
    /// IV, ciphertext, ICV.
    pub sealed: &'a [u8],
}

/// Which of how many; both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub number: u16,
    pub total: u16,
}

impl<'a> Encrypted<'a> {
    /// Reads a message that consists of a header and SK or SKF alone, as all messages after IKE_SA_INIT do.
    pub fn parse(message: &'a [u8], next_payload: u8) -> Result<Self, Error> {
        let mut reader = Reader::new(message, "encrypted payload");
        reader.take(header::LEN)?;
        let (first, reserved) = (reader.u8()?, reader.u8()?);
        let length = usize::from(reader.u16()?);
        if length != message.len() - header::LEN {
            return Err(Error { what: "encrypted payload", field: "length", at: header::LEN + 2 });
        }
        let fragment = match next_payload {
            payload::SK => None,
            payload::SKF => {
                let fragment = Fragment { number: reader.u16()?, total: reader.u16()? };
                if fragment.number == 0 || fragment.number > fragment.total {
                    return Err(Error { what: "encrypted payload", field: "fragment number", at: header::LEN + 4 });
                }
                Some(fragment)
            }
            _ => return Err(Error { what: "header", field: "next payload", at: 16 }),
        };
        let sealed = reader.rest();
        Ok(Encrypted { first, reserved, fragment, associated: &message[..message.len() - sealed.len()], sealed })
    }
}

/// Writes what stands between header and IV.
pub fn emit_frame(first: u8, fragment: Option<Fragment>, sealed_len: usize, out: &mut Vec<u8>) {
    let length = frame_len(fragment) + sealed_len;
    let length = u16::try_from(length).expect("a message of ours is below 64 KiB");
    out.extend_from_slice(&[first, 0]);
    out.extend_from_slice(&length.to_be_bytes());
    if let Some(Fragment { number, total }) = fragment {
        out.extend_from_slice(&number.to_be_bytes());
        out.extend_from_slice(&total.to_be_bytes());
    }
}

/// Octets between header and IV.
pub fn frame_len(fragment: Option<Fragment>) -> usize {
    if fragment.is_some() {
        8
    } else {
        4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(frame: &[u8]) -> Vec<u8> {
        [&[0; header::LEN], frame].concat()
    }

    #[test]
    fn frames_come_back_as_they_were_written() {
        for fragment in [None, Some(Fragment { number: 2, total: 3 })] {
            let mut frame = Vec::new();
            emit_frame(41, fragment, 5, &mut frame);
            let message = message(&[frame.as_slice(), &[9; 5]].concat());
            let kind = if fragment.is_some() { payload::SKF } else { payload::SK };
            let encrypted = Encrypted::parse(&message, kind).unwrap();
            assert_eq!((encrypted.first, encrypted.fragment, encrypted.sealed), (41, fragment, &[9; 5][..]));
            assert_eq!(encrypted.associated, &message[..header::LEN + frame_len(fragment)]);
        }
    }

    #[test]
    fn a_fragment_numbered_zero_or_beyond_the_last_is_refused() {
        for (number, total) in [(0, 1), (2, 1), (0, 0)] {
            let frame = [41, 0, 0, 8, 0, number, 0, total];
            assert_eq!(Encrypted::parse(&message(&frame), payload::SKF).unwrap_err().field, "fragment number");
        }
    }

    #[test]
    fn a_wrong_length_and_another_payload_are_refused() {
        assert_eq!(Encrypted::parse(&message(&[41, 0, 0, 5]), payload::SK).unwrap_err().field, "length");
        assert_eq!(Encrypted::parse(&message(&[41, 0, 0, 4]), payload::NOTIFY).unwrap_err().field, "next payload");
        assert!(Encrypted::parse(&message(&[]), payload::SK).is_err());
    }
}
