//! SA, proposal and transform payloads (RFC 2408 §3.4-3.6, RFC 2407 §4.6.1).
//!
//! ```text
//! SA        : DOI(4) situation(4) proposal+
//! proposal  : next(1: 2 or 0) 0 length(2) | number(1) protocol(1) SPI size(1) transforms(1) | SPI | transform+
//! transform : next(1: 3 or 0) 0 length(2) | number(1) id(1) 0(2) | attribute*
//! ```
//! Proposals of one number go together (AND: a bundle), numbers and transforms are alternatives (OR).

use super::payload::{kind, Payloads};
use super::DOI_IPSEC;
use crate::wire::{Error, Reader};

/// The body of an SA payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityAssociation<'a> {
    pub proposals: Vec<Proposal<'a>>,
}

/// What protection of one protocol is offered, or chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'a> {
    pub number: u8,
    pub protocol: u8,
    pub spi: &'a [u8],
    pub transforms: Vec<Transform<'a>>,
}

/// One way to protect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transform<'a> {
    pub number: u8,
    pub id: u8,
    /// As on the wire: an answer repeats them octet by octet.
    pub attributes: &'a [u8],
}

impl<'a> SecurityAssociation<'a> {
    /// Reads the body of an SA payload.
    pub fn parse(body: &'a [u8]) -> Result<Self, SaError> {
        let mut reader = Reader::new(body, "SA payload");
        if reader.u32()? != DOI_IPSEC {
            return Err(SaError::Doi);
        }
        if reader.u32()? != IDENTITY_ONLY {
            return Err(SaError::Situation);
        }
        let mut proposals = Vec::new();
        for proposal in Payloads::new(kind::PROPOSAL, reader.rest()) {
            let proposal = proposal?;
            if proposal.kind != kind::PROPOSAL || proposals.len() == MOST_PROPOSALS {
                return Err(SaError::Syntax(Error { what: "SA payload", field: "proposals", at: proposal.start }));
            }
            proposals.push(Proposal::parse(proposal.body)?);
        }
        Ok(SecurityAssociation { proposals })
    }

    pub fn emit(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&DOI_IPSEC.to_be_bytes());
        out.extend_from_slice(&IDENTITY_ONLY.to_be_bytes());
        let mut chain = super::Builder::new();
        for proposal in &self.proposals {
            chain.push(kind::PROPOSAL, &proposal.emit());
        }
        out.extend_from_slice(chain.octets());
        out
    }
}

impl<'a> Proposal<'a> {
    fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "proposal payload");
        let number = reader.u8()?;
        let protocol = reader.u8()?;
        let spi_len = reader.u8()?;
        let count = reader.u8()?;
        let spi = reader.take(usize::from(spi_len))?;
        let mut transforms: Vec<Transform<'a>> = Vec::new();
        let chain = reader.rest();
        let first = if chain.is_empty() { kind::NONE } else { kind::TRANSFORM };
        for transform in Payloads::new(first, chain) {
            let transform = transform?;
            let error = |field| Error { what: "proposal payload", field, at: transform.start };
            if transform.kind != kind::TRANSFORM || transforms.len() == usize::from(count) {
                return Err(error("transforms"));
            }
            let mut reader = Reader::new(transform.body, "transform payload");
            let (number, id) = (reader.u8()?, reader.u8()?);
            reader.u16()?;
            // "monotonically increasing" (RFC 2408 §4.2): an answer names its choice by this number.
            if transforms.last().is_some_and(|last| last.number >= number) {
                return Err(error("number"));
            }
            transforms.push(Transform { number, id, attributes: reader.rest() });
        }
        if transforms.len() != usize::from(count) {
            return Err(reader.error("transforms"));
        }
        Ok(Proposal { number, protocol, spi, transforms })
    }

    fn emit(&self) -> Vec<u8> {
        let spi_len = u8::try_from(self.spi.len()).expect("SPIs that are sent have 0 or 4 octets");
        let count = u8::try_from(self.transforms.len()).expect("offers are cut at 255 transforms");
        let mut out = vec![self.number, self.protocol, spi_len, count];
        out.extend_from_slice(self.spi);
        let mut chain = super::Builder::new();
        for transform in &self.transforms {
            let mut body = vec![transform.number, transform.id, 0, 0];
            body.extend_from_slice(transform.attributes);
            chain.push(kind::TRANSFORM, &body);
        }
        out.extend_from_slice(chain.octets());
        out
    }
}

/// What is wrong with an SA payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaError {
    #[error("DOI is not IPsec")]
    Doi,
    #[error("situation is not identity only")]
    Situation,
    #[error(transparent)]
    Syntax(#[from] Error),
}

/// SIT_IDENTITY_ONLY (RFC 2407 §4.2.1).
const IDENTITY_ONLY: u32 = 1;
/// More proposals than this in one SA payload are not looked at.
const MOST_PROPOSALS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> SecurityAssociation<'static> {
        let transform = Transform { number: 1, id: 3, attributes: &[0x80, 4, 0, 1, 0x80, 5, 0, 2] };
        SecurityAssociation {
            proposals: vec![
                Proposal { number: 1, protocol: 2, spi: &[1, 2, 3, 4], transforms: vec![transform] },
                Proposal {
                    number: 1,
                    protocol: 3,
                    spi: &[5, 6, 7, 8],
                    transforms: vec![transform, Transform { number: 2, id: 12, attributes: &[] }],
                },
            ],
        }
    }

    #[test]
    fn bundles_read_as_they_were_written() {
        assert_eq!(SecurityAssociation::parse(&bundle().emit()), Ok(bundle()));
    }

    #[test]
    fn every_truncation_is_an_error() {
        let body = bundle().emit();
        for len in 0..body.len() {
            assert!(SecurityAssociation::parse(&body[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn transform_numbers_must_rise_and_counts_must_hold() {
        let mut sa = bundle();
        sa.proposals[1].transforms[1].number = 1;
        assert!(matches!(SecurityAssociation::parse(&sa.emit()), Err(SaError::Syntax(_))));
        let mut body = bundle().emit();
        body[8 + 7] = 2;
        assert!(matches!(SecurityAssociation::parse(&body), Err(SaError::Syntax(_))));
    }

    #[test]
    fn other_domains_and_situations_are_told_apart() {
        let mut body = bundle().emit();
        body[3] = 0;
        assert_eq!(SecurityAssociation::parse(&body), Err(SaError::Doi));
        let mut body = bundle().emit();
        body[7] = 3;
        assert_eq!(SecurityAssociation::parse(&body), Err(SaError::Situation));
    }

    #[test]
    fn a_proposal_without_transforms_is_read() {
        let sa = SecurityAssociation {
            proposals: vec![Proposal { number: 1, protocol: 1, spi: &[], transforms: Vec::new() }],
        };
        assert_eq!(SecurityAssociation::parse(&sa.emit()), Ok(sa));
    }
}
