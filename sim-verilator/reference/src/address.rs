//! Addresses: prefixes for selectors, and those that cannot be a peer's.

use std::net::IpAddr;
use std::str::FromStr;

/// An address prefix, as in `10.1.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    base: IpAddr,
    bits: u32,
}

impl Prefix {
    /// Whether the address lies within; never across families.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(a)) => same_head(base.to_bits().into(), a.to_bits().into(), 32, self.bits),
            (IpAddr::V6(base), IpAddr::V6(a)) => same_head(base.to_bits(), a.to_bits(), 128, self.bits),
            _ => false,
        }
    }
}

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("not a prefix: {text}");
        let (base, bits) = text.split_once('/').ok_or_else(bad)?;
        let base: IpAddr = base.parse().map_err(|_| bad())?;
        let bits = bits.parse().map_err(|_| bad())?;
        if bits > if base.is_ipv4() { 32 } else { 128 } {
            return Err(bad());
        }
        Ok(Self { base, bits })
    }
}

/// Whether nobody can be told about an unknown SPI: the source is not one host's, is this end itself, or the packet was
/// not for one host.
pub(crate) fn unanswerable(src: IpAddr, dst: IpAddr) -> bool {
    let group = |a: IpAddr| a.is_multicast() || a == IpAddr::from([255; 4]);
    group(src) || src.is_unspecified() || src.is_loopback() || src == dst || group(dst)
}

fn same_head(a: u128, b: u128, width: u32, bits: u32) -> bool {
    bits == 0 || (a ^ b) >> (width - bits) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(prefix: &str, address: &str) -> bool {
        let prefix: Prefix = prefix.parse().unwrap();
        prefix.contains(address.parse().unwrap())
    }

    #[test]
    fn prefixes_end_where_they_should() {
        assert!(within("10.2.0.0/16", "10.2.255.255"));
        assert!(!within("10.2.0.0/16", "10.3.0.0"));
        assert!(within("0.0.0.0/0", "203.0.113.9"));
        assert!(within("10.2.3.4/32", "10.2.3.4"));
        assert!(!within("10.2.3.4/32", "10.2.3.5"));
        assert!(within("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!within("2001:db8::/33", "2001:db8:8000::"));
        assert!(!within("::/0", "10.2.3.4"));
    }

    #[test]
    fn nonsense_is_no_prefix() {
        for text in ["10.0.0.0", "10.0.0.0/33", "::/129", "x/8", "10.0.0.0/"] {
            assert!(text.parse::<Prefix>().is_err(), "{text}");
        }
    }
}
