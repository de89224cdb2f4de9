//! Traffic Selector payloads TSi and TSr. RFC 7296 §3.13.

use std::net::IpAddr;

use crate::config::TrafficSelector;
use crate::wire::{Error, Reader};

/// Selectors that one payload may hold; more are refused.
pub const MAX_SELECTORS: usize = 64;

/// Selectors of kinds that are not addresses are left out, as if the peer had not offered them.
pub fn parse(body: &[u8]) -> Result<Vec<TrafficSelector>, Error> {
    let mut reader = Reader::new(body, "traffic selector payload");
    let count = usize::from(reader.u8()?);
    if count == 0 || count > MAX_SELECTORS {
        return Err(Error { what: "traffic selector payload", field: "number of selectors", at: 0 });
    }
    reader.array::<3>()?;
    let mut selectors = Vec::with_capacity(count);
    for _ in 0..count {
        let kind = reader.u8()?;
        let protocol = reader.u8()?;
        let length = usize::from(reader.u16()?);
        let rest = reader.take(length.checked_sub(4).ok_or(reader.error("selector length"))?)?;
        let mut rest = Reader::new(rest, "traffic selector");
        let addresses = |rest: &mut Reader<'_>| -> Result<(u16, u16, IpAddr, IpAddr), Error> {
            let (first, last) = (rest.u16()?, rest.u16()?);
            Ok(match kind {
                IPV4_RANGE => (first, last, rest.array::<4>()?.into(), rest.array::<4>()?.into()),
                _ => (first, last, rest.array::<16>()?.into(), rest.array::<16>()?.into()),
            })
        };
        if kind != IPV4_RANGE && kind != IPV6_RANGE {
            continue;
        }
        let (first_port, last_port, first, last) = addresses(&mut rest)?;
        if !rest.is_empty() {
            return Err(rest.error("selector length"));
        }
        if first > last {
            return Err(rest.error("address range"));
        }
        // Ports 65535 to 0 stand for OPAQUE: an empty range, which nothing of ours meets.
        selectors.push(TrafficSelector { addresses: first..=last, protocol, ports: first_port..=last_port });
    }
    if !reader.is_empty() {
        return Err(reader.error("end"));
    }
    Ok(selectors)
}

pub(super) fn emit(selectors: &[TrafficSelector], out: &mut Vec<u8>) {
    let count = u8::try_from(selectors.len()).expect("at most MAX_SELECTORS are narrowed to or configured");
    out.extend_from_slice(&[count, 0, 0, 0]);
    for selector in selectors {
        let (first, last) = (selector.addresses.start(), selector.addresses.end());
        let (kind, length) = if first.is_ipv4() { (IPV4_RANGE, 16u16) } else { (IPV6_RANGE, 40) };
        out.extend_from_slice(&[kind, selector.protocol]);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&selector.ports.start().to_be_bytes());
        out.extend_from_slice(&selector.ports.end().to_be_bytes());
        for address in [first, last] {
            match address {
                IpAddr::V4(v4) => out.extend_from_slice(&v4.octets()),
                IpAddr::V6(v6) => out.extend_from_slice(&v6.octets()),
            }
        }
    }
}

const IPV4_RANGE: u8 = 7;
const IPV6_RANGE: u8 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<TrafficSelector> {
        vec![
            TrafficSelector::addresses([10, 1, 0, 0].into(), [10, 1, 0, 255].into()),
            TrafficSelector {
                addresses: IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0])
                    ..=IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xffff]),
                protocol: 17,
                ports: 53..=53,
            },
        ]
    }

    #[test]
    fn selectors_come_back_as_they_were_written() {
        let mut out = Vec::new();
        emit(&some(), &mut out);
        assert_eq!(parse(&out), Ok(some()));
    }

    #[test]
    fn an_unknown_kind_is_left_out() {
        let mut out = vec![2, 0, 0, 0, 10, 0, 0, 8, 0, 0, 0, 0];
        let mut known = Vec::new();
        emit(&some()[..1], &mut known);
        out.extend_from_slice(&known[4..]);
        assert_eq!(parse(&out), Ok(some()[..1].to_vec()));
    }

    #[test]
    fn lying_counts_lengths_and_ranges_are_refused() {
        let mut good = Vec::new();
        emit(&some()[..1], &mut good);
        for (at, value, field) in [
            (0, 0, "number of selectors"),
            (0, 200, "number of selectors"),
            (7, 3, "selector length"),
            (12, 11, "address range"),
        ] {
            let mut bad = good.clone();
            bad[at] = value;
            assert_eq!(parse(&bad).unwrap_err().field, field);
        }
        assert_eq!(parse(&[good.as_slice(), &[0]].concat()).unwrap_err().field, "end");
        for len in 0..good.len() {
            assert!(parse(&good[..len]).is_err());
        }
    }
}
