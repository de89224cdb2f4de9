//! The chain of payloads that a message is made of (RFC 2408 §3.2).
//!
//! ```text
//!  0       1       2       3
//! +-------+-------+-------+-------+
//! | next  |   0   |    length     |   of the whole payload
//! +-------+-------+-------+-------+
//! | body ...
//! ```

use crate::wire::Error;

/// One payload of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload<'a> {
    pub kind: u8,
    /// Without its generic header.
    pub body: &'a [u8],
    /// Where it begins within the chain, generic header included.
    pub start: usize,
    /// Where the next one begins.
    pub end: usize,
}

/// Reads a chain of payloads. After an error it yields nothing more.
///
/// What follows the last payload is not looked at: it is padding, which peers fill as they like (RFC 2409 App. B).
#[derive(Clone, Debug)]
pub struct Payloads<'a> {
    octets: &'a [u8],
    at: usize,
    next: u8,
}

impl<'a> Payloads<'a> {
    /// Reads `octets`, the first payload of which is of the kind that the header names.
    pub fn new(first: u8, octets: &'a [u8]) -> Self {
        Payloads { octets, at: 0, next: first }
    }

    fn read(&mut self) -> Result<Payload<'a>, Error> {
        let error = |field, at| Error { what: "payload", field, at };
        let start = self.at;
        let rest = &self.octets[start..];
        let [next, reserved, high, low, ..] = *rest else { return Err(error("generic header", start)) };
        if reserved != 0 {
            return Err(error("reserved", start + 1));
        }
        let len = usize::from(u16::from_be_bytes([high, low]));
        let body = rest.get(HEADER_LEN..len).ok_or(error("length", start + 2))?;
        self.at = start + len;
        let kind = std::mem::replace(&mut self.next, next);
        Ok(Payload { kind, body, start, end: self.at })
    }
}

impl<'a> Iterator for Payloads<'a> {
    type Item = Result<Payload<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next == kind::NONE {
            return None;
        }
        let read = self.read();
        if read.is_err() {
            self.next = kind::NONE;
        }
        Some(read)
    }
}

/// Writes a chain of payloads.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    first: u8,
    octets: Vec<u8>,
    /// Where the last payload begins.
    last: Option<usize>,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a payload.
    pub fn push(&mut self, kind: u8, body: &[u8]) -> &mut Self {
        match self.last {
            Some(at) => self.octets[at] = kind,
            None => self.first = kind,
        }
        self.last = Some(self.octets.len());
        let len = u16::try_from(HEADER_LEN + body.len()).expect("no payload that is built here comes near 64 KiB");
        self.octets.extend_from_slice(&[kind::NONE, 0]);
        self.octets.extend_from_slice(&len.to_be_bytes());
        self.octets.extend_from_slice(body);
        self
    }

    /// Kind of the first payload.
    pub fn first(&self) -> u8 {
        self.first
    }

    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Puts a payload before all others.
    pub fn prefixed(&self, kind: u8, body: &[u8]) -> Builder {
        let mut out = Builder::new();
        out.push(kind, body);
        out.octets[0] = self.first;
        out.last = Some(self.last.map_or(0, |at| at + out.octets.len()));
        out.octets.extend_from_slice(&self.octets);
        out
    }
}

/// Octets of the generic header.
pub const HEADER_LEN: usize = 4;

/// Payload types (RFC 2408 §3.1, RFC 3947 §3).
pub mod kind {
    pub const NONE: u8 = 0;
    pub const SA: u8 = 1;
    pub const PROPOSAL: u8 = 2;
    pub const TRANSFORM: u8 = 3;
    pub const KEY_EXCHANGE: u8 = 4;
    pub const ID: u8 = 5;
    pub const HASH: u8 = 8;
    pub const NONCE: u8 = 10;
    pub const NOTIFY: u8 = 11;
    pub const DELETE: u8 = 12;
    pub const VENDOR_ID: u8 = 13;
    pub const NAT_D: u8 = 20;
    pub const NAT_OA: u8 = 21;
    /// NAT-D of the drafts before RFC 3947.
    pub const NAT_D_DRAFT: u8 = 130;
    /// NAT-OA of the drafts before RFC 3947.
    pub const NAT_OA_DRAFT: u8 = 131;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chain_reads_as_it_was_written() {
        let mut chain = Builder::new();
        chain.push(kind::NONCE, &[1, 2, 3]).push(kind::NOTIFY, &[]);
        let chain = chain.prefixed(kind::HASH, &[9; 20]);
        let read: Vec<_> = Payloads::new(chain.first(), chain.octets()).map(Result::unwrap).collect();
        assert_eq!(
            read.iter().map(|p| (p.kind, p.body)).collect::<Vec<_>>(),
            [(kind::HASH, &[9u8; 20][..]), (kind::NONCE, &[1, 2, 3]), (kind::NOTIFY, &[]),]
        );
        assert_eq!((read[1].start, read[2].end), (24, chain.octets().len()));
    }

    #[test]
    fn v1n_13_what_follows_the_last_payload_is_padding() {
        let mut chain = Builder::new();
        chain.push(kind::NONCE, &[1, 2, 3, 4]);
        for padding in [&[0u8, 0, 0, 0, 0, 0, 0][..], &[0xff; 3], &[1, 2, 7]] {
            let octets = [chain.octets(), padding].concat();
            assert_eq!(Payloads::new(kind::NONCE, &octets).count(), 1);
            assert!(Payloads::new(kind::NONCE, &octets).all(|p| p.is_ok()));
        }
    }

    #[test]
    fn v1n_10_lengths_that_lie_end_the_chain_with_an_error() {
        for octets in [&[][..], &[0, 0, 0], &[0, 0, 0, 3], &[0, 0, 0, 5], &[0, 1, 0, 4], &[0, 0, 0xff, 0xff, 1]] {
            let mut chain = Payloads::new(kind::NONCE, octets);
            assert!(chain.next().is_some_and(|p| p.is_err()), "{octets:?}");
            assert!(chain.next().is_none());
        }
    }

    #[test]
    fn a_chain_that_names_a_next_payload_and_stops_is_an_error() {
        let read: Vec<_> = Payloads::new(kind::NONCE, &[kind::NOTIFY, 0, 0, 4]).collect();
        assert!(read[0].is_ok() && read[1].is_err() && read.len() == 2);
    }
}
