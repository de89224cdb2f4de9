//! Identification payloads (RFC 2407 §4.6.2): who a peer is, and which traffic an SA is for.
//!
//! ```text
//! type(1) protocol(1) port(2) | data
//! ```

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::{Identity, TrafficSelector};
use crate::wire::{Error, Reader};

/// The body of an identification payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identification<'a> {
    pub kind: u8,
    pub protocol: u8,
    pub port: u16,
    pub data: &'a [u8],
}

impl<'a> Identification<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "identification payload");
        Ok(Identification { kind: reader.u8()?, protocol: reader.u8()?, port: reader.u16()?, data: reader.rest() })
    }

    /// Who it names; `None` if it names no single party, or in a form without meaning here.
    pub fn identity(&self) -> Option<Identity> {
        let text = || std::str::from_utf8(self.data).ok().map(str::to_owned);
        Some(match self.kind {
            kind::IPV4 | kind::IPV6 => Identity::Address(*self.selector()?.addresses.start()),
            kind::FQDN => Identity::Fqdn(text()?),
            kind::USER_FQDN => Identity::Email(text()?),
            kind::DN => Identity::Dn(self.data.to_vec()),
            kind::KEY_ID => Identity::KeyId(self.data.to_vec()),
            _ => return None,
        })
    }

    /// The traffic it names; `None` if it names none.
    pub fn selector(&self) -> Option<TrafficSelector> {
        let v4 = |at: usize| Some(IpAddr::from(<[u8; 4]>::try_from(self.data.get(at..at + 4)?).ok()?));
        let v6 = |at: usize| Some(IpAddr::from(<[u8; 16]>::try_from(self.data.get(at..at + 16)?).ok()?));
        let (first, last, len) = match self.kind {
            kind::IPV4 => (v4(0)?, v4(0)?, 4),
            kind::IPV6 => (v6(0)?, v6(0)?, 16),
            kind::IPV4_SUBNET => {
                let (first, last) = subnet(v4(0)?, v4(4)?)?;
                (first, last, 8)
            }
            kind::IPV6_SUBNET => {
                let (first, last) = subnet(v6(0)?, v6(16)?)?;
                (first, last, 32)
            }
            kind::IPV4_RANGE => (v4(0)?, v4(4)?, 8),
            kind::IPV6_RANGE => (v6(0)?, v6(16)?, 32),
            _ => return None,
        };
        if self.data.len() != len || first > last {
            return None;
        }
        // Port 0 is every port (RFC 2407 §4.6.2).
        let ports = if self.port == 0 { 0..=u16::MAX } else { self.port..=self.port };
        Some(TrafficSelector { addresses: first..=last, protocol: self.protocol, ports })
    }
}

/// The body that names a party, protocol and port zero.
pub fn emit_identity(identity: &Identity) -> Vec<u8> {
    let (kind, data) = match identity {
        Identity::Address(IpAddr::V4(address)) => (kind::IPV4, address.octets().to_vec()),
        Identity::Address(IpAddr::V6(address)) => (kind::IPV6, address.octets().to_vec()),
        Identity::Fqdn(name) => (kind::FQDN, name.as_bytes().to_vec()),
        Identity::Email(name) => (kind::USER_FQDN, name.as_bytes().to_vec()),
        Identity::Dn(name) => (kind::DN, name.clone()),
        Identity::KeyId(id) => (kind::KEY_ID, id.clone()),
    };
    let mut out = vec![kind, 0, 0, 0];
    out.extend(data);
    out
}

/// The body that names traffic: an address, a subnet, or a range, whichever says it. One port or all of them.
pub fn emit_selector(selector: &TrafficSelector) -> Vec<u8> {
    let (first, last) = (*selector.addresses.start(), *selector.addresses.end());
    let single = first == last;
    let mask = mask(first, last);
    let (kind, second) = match (first, single, mask) {
        (IpAddr::V4(_), true, _) => (kind::IPV4, None),
        (IpAddr::V6(_), true, _) => (kind::IPV6, None),
        (IpAddr::V4(_), _, Some(mask)) => (kind::IPV4_SUBNET, Some(mask)),
        (IpAddr::V6(_), _, Some(mask)) => (kind::IPV6_SUBNET, Some(mask)),
        (IpAddr::V4(_), _, None) => (kind::IPV4_RANGE, Some(last)),
        (IpAddr::V6(_), _, None) => (kind::IPV6_RANGE, Some(last)),
    };
    let port = if selector.ports.start() == selector.ports.end() { *selector.ports.start() } else { 0 };
    let mut out = vec![kind, selector.protocol];
    out.extend_from_slice(&port.to_be_bytes());
    push_address(&mut out, first);
    if let Some(second) = second {
        push_address(&mut out, second);
    }
    out
}

fn push_address(out: &mut Vec<u8>, address: IpAddr) {
    match address {
        IpAddr::V4(address) => out.extend_from_slice(&address.octets()),
        IpAddr::V6(address) => out.extend_from_slice(&address.octets()),
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// First and last address of a subnet; `None` if its mask has holes.
fn subnet(address: IpAddr, mask: IpAddr) -> Option<(IpAddr, IpAddr)> {
    match (address, mask) {
        (IpAddr::V4(address), IpAddr::V4(mask)) => {
            let (address, mask) = (address.to_bits(), mask.to_bits());
            (mask.leading_ones() + mask.trailing_zeros() >= 32)
                .then(|| (Ipv4Addr::from_bits(address & mask).into(), Ipv4Addr::from_bits(address | !mask).into()))
        }
        (IpAddr::V6(address), IpAddr::V6(mask)) => {
            let (address, mask) = (address.to_bits(), mask.to_bits());
            (mask.leading_ones() + mask.trailing_zeros() >= 128)
                .then(|| (Ipv6Addr::from_bits(address & mask).into(), Ipv6Addr::from_bits(address | !mask).into()))
        }
        _ => None,
    }
}

/// The mask of the subnet that a range is, if it is one.
fn mask(first: IpAddr, last: IpAddr) -> Option<IpAddr> {
    let hosts = bits(first) ^ bits(last);
    if hosts & hosts.wrapping_add(1) != 0 || bits(first) & hosts != 0 {
        return None;
    }
    match (first, last) {
        (IpAddr::V4(_), IpAddr::V4(_)) => Some(Ipv4Addr::from_bits(!u32::try_from(hosts).ok()?).into()),
        (IpAddr::V6(_), IpAddr::V6(_)) => Some(Ipv6Addr::from_bits(!hosts).into()),
        _ => None,
    }
}

/// Identification types (RFC 2407 §4.6.2.1).
pub mod kind {
    pub const IPV4: u8 = 1;
    pub const FQDN: u8 = 2;
    pub const USER_FQDN: u8 = 3;
    pub const IPV4_SUBNET: u8 = 4;
    pub const IPV6: u8 = 5;
    pub const IPV6_SUBNET: u8 = 6;
    pub const IPV4_RANGE: u8 = 7;
    pub const IPV6_RANGE: u8 = 8;
    pub const DN: u8 = 9;
    pub const KEY_ID: u8 = 11;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> TrafficSelector {
        TrafficSelector::addresses(first.parse().unwrap(), last.parse().unwrap())
    }

    #[test]
    fn selectors_take_the_shortest_form_and_read_back() {
        for (selector, kind) in [
            (range("10.0.0.1", "10.0.0.1"), kind::IPV4),
            (range("10.0.0.0", "10.0.0.255"), kind::IPV4_SUBNET),
            (range("0.0.0.0", "255.255.255.255"), kind::IPV4_SUBNET),
            (range("10.0.0.1", "10.0.0.9"), kind::IPV4_RANGE),
            (range("2001:db8::1", "2001:db8::1"), kind::IPV6),
            (range("2001:db8::", "2001:db8::ffff"), kind::IPV6_SUBNET),
            (range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), kind::IPV6_SUBNET),
            (range("2001:db8::1", "2001:db8::2"), kind::IPV6_RANGE),
            (TrafficSelector { protocol: 17, ports: 53..=53, ..range("10.0.0.1", "10.0.0.1") }, kind::IPV4),
        ] {
            let body = emit_selector(&selector);
            let read = Identification::parse(&body).unwrap();
            assert_eq!((read.kind, read.selector()), (kind, Some(selector)));
        }
    }

    #[test]
    fn the_seed_names_its_hosts_as_addresses() {
        assert_eq!(emit_selector(&range("10.0.0.1", "10.0.0.1")), [1, 0, 0, 0, 10, 0, 0, 1]);
    }

    #[test]
    fn what_is_no_selector_is_none() {
        for body in [
            &[kind::IPV4, 0, 0, 0, 1, 2, 3][..],
            &[kind::IPV4, 0, 0, 0, 1, 2, 3, 4, 5],
            &[kind::IPV4_SUBNET, 0, 0, 0, 10, 0, 0, 0, 255, 0, 255, 0],
            &[kind::IPV4_RANGE, 0, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1],
            &[kind::FQDN, 0, 0, 0, b'a'],
        ] {
            assert_eq!(Identification::parse(body).unwrap().selector(), None, "{body:?}");
        }
        assert!(Identification::parse(&[1, 0, 0]).is_err());
    }

    #[test]
    fn identities_read_as_they_were_written() {
        for identity in [
            Identity::Address("10.1.1.1".parse().unwrap()),
            Identity::Address("2001:db8::1".parse().unwrap()),
            Identity::Fqdn("a.example".into()),
            Identity::Email("a@b.example".into()),
            Identity::KeyId(vec![1, 2, 3]),
            Identity::Dn(vec![0x30, 0]),
        ] {
            let body = emit_identity(&identity);
            assert_eq!(Identification::parse(&body).unwrap().identity(), Some(identity));
        }
        assert_eq!(Identification { kind: kind::FQDN, protocol: 0, port: 0, data: &[0xff] }.identity(), None);
    }
}
