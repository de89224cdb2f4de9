//! Security Association payload: proposals of transforms. RFC 7296 §3.3.
//!
//! ```text
//!   proposal  = last (1) 0 (1) length (2) number (1) protocol (1) SPI size (1) transforms (1) SPI transform*
//!   transform = last (1) 0 (1) length (2) kind (1) 0 (1) id (2) attribute*
//! ```

use crate::wire::{Error, Reader};

/// Proposals that one payload may hold; more are refused.
pub const MAX_PROPOSALS: usize = 32;
/// Transforms that one proposal may hold; more are refused.
pub const MAX_TRANSFORMS: usize = 64;

/// Algorithms for one protocol: one of each kind is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'a> {
    pub number: u8,
    pub protocol: u8,
    pub spi: &'a [u8],
    pub transforms: Vec<Transform>,
}

/// One algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transform {
    pub kind: u8,
    pub id: u16,
    /// The Key Length attribute, the only one there is.
    pub key_bits: Option<u16>,
    /// Has an attribute that is not known here, so that it must not be chosen (RFC 7296 §3.3.6).
    pub strange: bool,
}

impl Transform {
    pub fn new(kind: u8, id: u16) -> Self {
        Transform { kind, id, key_bits: None, strange: false }
    }

    pub fn with_key(kind: u8, id: u16, bits: u16) -> Self {
        Transform { kind, id, key_bits: Some(bits), strange: false }
    }
}

/// Kinds of transforms.
pub mod kind {
    pub const ENCRYPTION: u8 = 1;
    pub const PRF: u8 = 2;
    pub const INTEGRITY: u8 = 3;
    pub const KEY_EXCHANGE: u8 = 4;
    pub const SEQUENCE_NUMBERS: u8 = 5;
    /// The first of seven (RFC 9370).
    pub const ADDITIONAL_KEY_EXCHANGE_1: u8 = 6;
    pub const ADDITIONAL_KEY_EXCHANGE_7: u8 = 12;
}

/// An SA payload without proposals gives an empty list: OpenIKED answers so when asked for no Child SA.
pub fn parse(body: &[u8]) -> Result<Vec<Proposal<'_>>, Error> {
    let mut reader = Reader::new(body, "SA payload");
    let mut proposals = Vec::new();
    while !reader.is_empty() {
        if proposals.len() == MAX_PROPOSALS {
            return Err(reader.error("number of proposals"));
        }
        let more = reader.u8()?;
        reader.u8()?;
        let length = usize::from(reader.u16()?);
        let rest = reader.take(length.checked_sub(4).ok_or(reader.error("proposal length"))?)?;
        proposals.push(parse_proposal(rest)?);
        if (more == MORE_PROPOSALS) == reader.is_empty() || !matches!(more, 0 | MORE_PROPOSALS) {
            return Err(reader.error("last proposal"));
        }
    }
    Ok(proposals)
}

fn parse_proposal(octets: &[u8]) -> Result<Proposal<'_>, Error> {
    let mut reader = Reader::new(octets, "proposal");
    let (number, protocol, spi_size, count) = (reader.u8()?, reader.u8()?, reader.u8()?, usize::from(reader.u8()?));
    let spi = reader.take(spi_size.into())?;
    if count > MAX_TRANSFORMS {
        return Err(Error { what: "proposal", field: "number of transforms", at: 3 });
    }
    let mut transforms = Vec::with_capacity(count);
    for n in 1..=count {
        let more = reader.u8()?;
        reader.u8()?;
        let length = usize::from(reader.u16()?);
        let rest = reader.take(length.checked_sub(4).ok_or(reader.error("transform length"))?)?;
        transforms.push(parse_transform(rest)?);
        if (more == MORE_TRANSFORMS) != (n < count) || !matches!(more, 0 | MORE_TRANSFORMS) {
            return Err(reader.error("last transform"));
        }
    }
    if !reader.is_empty() {
        return Err(reader.error("end"));
    }
    Ok(Proposal { number, protocol, spi, transforms })
}

fn parse_transform(octets: &[u8]) -> Result<Transform, Error> {
    let mut reader = Reader::new(octets, "transform");
    let kind = reader.u8()?;
    reader.u8()?;
    let mut transform = Transform::new(kind, reader.u16()?);
    while !reader.is_empty() {
        let (attribute, value) = (reader.u16()?, reader.u16()?);
        match attribute {
            KEY_LENGTH => transform.key_bits = Some(value),
            fixed if fixed & FIXED != 0 => transform.strange = true,
            _ => {
                reader.take(value.into())?;
                transform.strange = true;
            }
        }
    }
    Ok(transform)
}

pub(super) fn emit(proposals: &[Proposal<'_>], out: &mut Vec<u8>) {
    for (n, proposal) in proposals.iter().enumerate() {
        let start = out.len();
        let more = if n + 1 < proposals.len() { MORE_PROPOSALS } else { 0 };
        let spi_size = u8::try_from(proposal.spi.len()).expect("an SPI of ours has at most 8 octets");
        let count = u8::try_from(proposal.transforms.len()).expect("a proposal of ours is below MAX_TRANSFORMS");
        out.extend_from_slice(&[more, 0, 0, 0, proposal.number, proposal.protocol, spi_size, count]);
        out.extend_from_slice(proposal.spi);
        for (m, transform) in proposal.transforms.iter().enumerate() {
            let more = if m + 1 < proposal.transforms.len() { MORE_TRANSFORMS } else { 0 };
            let length = if transform.key_bits.is_some() { 12 } else { 8 };
            out.extend_from_slice(&[more, 0, 0, length, transform.kind, 0]);
            out.extend_from_slice(&transform.id.to_be_bytes());
            if let Some(bits) = transform.key_bits {
                out.extend_from_slice(&KEY_LENGTH.to_be_bytes());
                out.extend_from_slice(&bits.to_be_bytes());
            }
        }
        let length = u16::try_from(out.len() - start).expect("a proposal of ours is below 64 KiB");
        out[start + 2..start + 4].copy_from_slice(&length.to_be_bytes());
    }
}

const MORE_PROPOSALS: u8 = 2;
const MORE_TRANSFORMS: u8 = 3;
/// The attribute's value stands in place of its length.
const FIXED: u16 = 0x8000;
const KEY_LENGTH: u16 = FIXED | 14;

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Proposal<'static>> {
        vec![
            Proposal {
                number: 1,
                protocol: 3,
                spi: &[1, 2, 3, 4],
                transforms: vec![
                    Transform::with_key(kind::ENCRYPTION, 20, 256),
                    Transform::new(kind::SEQUENCE_NUMBERS, 0),
                ],
            },
            Proposal {
                number: 2,
                protocol: 2,
                spi: &[5, 6, 7, 8],
                transforms: vec![Transform::new(kind::INTEGRITY, 2)],
            },
        ]
    }

    fn octets() -> Vec<u8> {
        let mut out = Vec::new();
        emit(&some(), &mut out);
        out
    }

    #[test]
    fn proposals_come_back_as_they_were_written() {
        assert_eq!(parse(&octets()), Ok(some()));
    }

    #[test]
    fn an_empty_payload_holds_no_proposal() {
        assert_eq!(parse(&[]), Ok(vec![]));
    }

    #[test]
    fn a_payload_cut_short_anywhere_is_refused() {
        let whole = octets();
        // Cut before the second proposal it is short of the one that the first announces.
        for len in 1..whole.len() {
            assert!(parse(&whole[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn an_unknown_attribute_makes_a_transform_strange() {
        let plain = [0, 0, 0, 16, 1, 3, 0, 1, 0, 0, 0, 8 + 4, 1, 0, 0, 12, 0x80, 99, 0, 1];
        let mut octets = plain.to_vec();
        octets[3] = octets.len() as u8;
        let proposals = parse(&octets).unwrap();
        assert!(proposals[0].transforms[0].strange);
    }

    #[test]
    fn more_transforms_than_allowed_are_refused_at_their_count() {
        let error = parse(&[0, 0, 0, 8, 1, 3, 0, 65]).unwrap_err();
        assert_eq!((error.what, error.field, error.at), ("proposal", "number of transforms", 3));
    }

    #[test]
    fn more_proposals_than_allowed_are_refused() {
        let octets = [2, 0, 0, 8, 1, 3, 0, 0].repeat(MAX_PROPOSALS + 1);
        assert_eq!(parse(&octets).unwrap_err().field, "number of proposals");
    }
}
