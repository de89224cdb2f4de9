//! Data attributes of transforms and of RESPONDER-LIFETIME (RFC 2408 §3.3).
//!
//! ```text
//! AF=1: type | 0x8000 (2) | value (2)
//! AF=0: type (2)          | length (2) | value (length)
//! ```

use crate::wire::{Error, Reader};

/// One attribute. Both forms are taken for every class: by value they are the same (RFC 2409 App. A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    pub class: u16,
    pub value: &'a [u8],
}

impl Attribute<'_> {
    /// The value as a number, unless it needs more than 64 bits.
    pub fn number(&self) -> Option<u64> {
        let digits = &self.value[self.value.iter().take_while(|o| **o == 0).count()..];
        (digits.len() <= 8).then(|| digits.iter().fold(0, |sum, digit| sum << 8 | u64::from(*digit)))
    }
}

/// Reads attributes one after the other; after an error it yields nothing more.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    reader: Reader<'a>,
    failed: bool,
}

impl<'a> Attributes<'a> {
    pub fn new(octets: &'a [u8]) -> Self {
        Attributes { reader: Reader::new(octets, "attribute"), failed: false }
    }

    fn read(&mut self) -> Result<Attribute<'a>, Error> {
        let class = self.reader.u16()?;
        if class & BASIC != 0 {
            return Ok(Attribute { class: class & !BASIC, value: self.reader.take(2)? });
        }
        let len = self.reader.u16()?;
        Ok(Attribute { class, value: self.reader.take(usize::from(len))? })
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.reader.is_empty() {
            return None;
        }
        let read = self.read();
        self.failed = read.is_err();
        Some(read)
    }
}

/// Appends an attribute: in two octets if its value fits, else in four or eight.
pub fn push(out: &mut Vec<u8>, class: u16, value: u64) {
    if let Ok(value) = u16::try_from(value) {
        out.extend_from_slice(&(class | BASIC).to_be_bytes());
        out.extend_from_slice(&value.to_be_bytes());
    } else if let Ok(value) = u32::try_from(value) {
        out.extend_from_slice(&class.to_be_bytes());
        out.extend_from_slice(&4u16.to_be_bytes());
        out.extend_from_slice(&value.to_be_bytes());
    } else {
        out.extend_from_slice(&class.to_be_bytes());
        out.extend_from_slice(&8u16.to_be_bytes());
        out.extend_from_slice(&value.to_be_bytes());
    }
}

const BASIC: u16 = 0x8000;

/// Classes of ISAKMP SAs (RFC 2409 App. A).
pub mod oakley {
    pub const ENCRYPTION: u16 = 1;
    pub const HASH: u16 = 2;
    pub const AUTHENTICATION: u16 = 3;
    pub const GROUP: u16 = 4;
    pub const LIFE_TYPE: u16 = 11;
    pub const LIFE_DURATION: u16 = 12;
    pub const KEY_LENGTH: u16 = 14;
}

/// Classes of IPsec SAs (RFC 2407 §4.5, RFC 4304 §2).
pub mod ipsec {
    pub const LIFE_TYPE: u16 = 1;
    pub const LIFE_DURATION: u16 = 2;
    pub const GROUP: u16 = 3;
    pub const ENCAPSULATION: u16 = 4;
    pub const AUTHENTICATION: u16 = 5;
    pub const KEY_LENGTH: u16 = 6;
    pub const EXTENDED_SEQUENCE: u16 = 11;
}

/// Values of the life types of both.
pub mod life {
    pub const SECONDS: u64 = 1;
    pub const KILOBYTES: u64 = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_short_as_they_go() {
        let mut out = Vec::new();
        push(&mut out, ipsec::LIFE_DURATION, 3600);
        push(&mut out, ipsec::LIFE_DURATION, 4_608_000);
        push(&mut out, oakley::LIFE_DURATION, 180);
        assert_eq!(
            out,
            [
                [0x80, 0x02, 0x0e, 0x10].as_slice(),
                &[0x00, 0x02, 0x00, 0x04, 0x00, 0x46, 0x50, 0x00],
                &[0x80, 0x0c, 0x00, 0xb4]
            ]
            .concat()
        );
        let read: Vec<_> = Attributes::new(&out).map(|a| a.map(|a| (a.class, a.number())).unwrap()).collect();
        assert_eq!(read, [(2, Some(3600)), (2, Some(4_608_000)), (12, Some(180))]);
    }

    #[test]
    fn both_forms_of_a_value_are_equal() {
        let short = Attributes::new(&[0x80, 5, 0, 2]).next().unwrap().unwrap();
        let long = Attributes::new(&[0, 5, 0, 4, 0, 0, 0, 2]).next().unwrap().unwrap();
        assert_eq!((short.class, short.number()), (long.class, long.number()));
    }

    #[test]
    fn values_beyond_64_bits_have_no_number() {
        let octets = [&[0, 2, 0, 9, 1][..], &[0; 8]].concat();
        assert_eq!(Attributes::new(&octets).next().unwrap().unwrap().number(), None);
    }

    #[test]
    fn truncated_attributes_are_errors_and_end_the_list() {
        for octets in [&[0x80][..], &[0x80, 1], &[0x80, 1, 0], &[0, 1, 0], &[0, 1, 0, 1], &[0, 1, 0xff, 0xff, 0]] {
            let read: Vec<_> = Attributes::new(octets).collect();
            assert!(read.len() == 1 && read[0].is_err(), "{octets:?}");
        }
    }
}
