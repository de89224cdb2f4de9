//! Identification payloads IDi and IDr. RFC 7296 §3.5.

use std::net::IpAddr;

use crate::config::Identity;
use crate::wire::{Error, Reader};

/// Who an end says it is, as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identification<'a> {
    pub kind: u8,
    pub data: &'a [u8],
    /// Type, reserved octets and data: what the AUTH payload covers (RFC 7296 §2.15).
    pub body: &'a [u8],
}

impl<'a> Identification<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "identification payload");
        let kind = reader.u8()?;
        reader.array::<3>()?;
        if reader.is_empty() {
            return Err(reader.error("data"));
        }
        Ok(Identification { kind, data: reader.rest(), body })
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.body);
    }

    /// `None` for kinds that no configuration can name, or data that does not fit its kind.
    pub fn identity(&self) -> Option<Identity> {
        let text = || std::str::from_utf8(self.data).ok().map(str::to_owned);
        match self.kind {
            IPV4 => Some(Identity::Address(IpAddr::from(<[u8; 4]>::try_from(self.data).ok()?))),
            IPV6 => Some(Identity::Address(IpAddr::from(<[u8; 16]>::try_from(self.data).ok()?))),
            FQDN => text().map(Identity::Fqdn),
            EMAIL => text().map(Identity::Email),
            DER_DN => Some(Identity::Dn(self.data.to_vec())),
            KEY_ID => Some(Identity::KeyId(self.data.to_vec())),
            _ => None,
        }
    }
}

/// The payload's body for an identity: what goes onto the wire and below the AUTH payload.
pub fn body(identity: &Identity) -> Vec<u8> {
    let (kind, data) = match identity {
        Identity::Address(IpAddr::V4(v4)) => (IPV4, v4.octets().to_vec()),
        Identity::Address(IpAddr::V6(v6)) => (IPV6, v6.octets().to_vec()),
        Identity::Fqdn(name) => (FQDN, name.clone().into_bytes()),
        Identity::Email(name) => (EMAIL, name.clone().into_bytes()),
        Identity::Dn(der) => (DER_DN, der.clone()),
        Identity::KeyId(octets) => (KEY_ID, octets.clone()),
    };
    [&[kind, 0, 0, 0], data.as_slice()].concat()
}

const IPV4: u8 = 1;
const FQDN: u8 = 2;
const EMAIL: u8 = 3;
const IPV6: u8 = 5;
const DER_DN: u8 = 9;
const KEY_ID: u8 = 11;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_comes_back_as_it_was_written() {
        for identity in [
            Identity::Address(IpAddr::from([10, 1, 1, 1])),
            Identity::Address(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])),
            Identity::Fqdn("a.example".into()),
            Identity::Email("a@example".into()),
            Identity::Dn(vec![0x30, 0]),
            Identity::KeyId(vec![0, 255]),
        ] {
            let body = body(&identity);
            assert_eq!(Identification::parse(&body).unwrap().identity(), Some(identity));
        }
    }

    #[test]
    fn an_address_of_five_octets_and_a_name_that_is_not_text_are_nobody() {
        assert_eq!(Identification::parse(&[IPV4, 0, 0, 0, 1, 2, 3, 4, 5]).unwrap().identity(), None);
        assert_eq!(Identification::parse(&[FQDN, 0, 0, 0, 0xff]).unwrap().identity(), None);
        assert_eq!(Identification::parse(&[13, 0, 0, 0, 1]).unwrap().identity(), None);
        assert_eq!(Identification::parse(&[IPV4, 0, 0, 0]).unwrap_err().field, "data");
    }
}
