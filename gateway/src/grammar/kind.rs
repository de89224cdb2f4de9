//! Kinds of operands: what a word in a line may be, and its value.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::Ipv6Net;

/// What may stand for an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name: visible ASCII characters.
    Name,
    /// The name of a host or domain.
    Host,
    /// A password.
    Secret,
    /// A path in the file system.
    Path,
    /// All that is left of the line.
    Rest,
    /// A decimal number.
    Number {
        least: u64,
        most: u64,
    },
    /// An address of either family.
    Ip,
    Ip4,
    Ip6,
    /// A mask whose ones come first.
    Mask,
    /// A mask whose ones are what does not matter.
    Wildcard,
    /// An IPv6 address and a length.
    Prefix6,
    /// An IP protocol, by name or number.
    Protocol,
    /// A port, by name or number.
    Port,
    /// A PCI function, as 0000:03:00.0.
    Function,
}

/// Value of an operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(u64),
    Ip(IpAddr),
    Prefix6(Ipv6Net),
}

impl Kind {
    /// From its name in a rule: `ip`, `name`, `1-99`.
    pub fn named(name: &str) -> Option<Kind> {
        if let Some((least, most)) = name.split_once('-') {
            let (least, most) = (least.parse().ok()?, most.parse().ok()?);
            return (least <= most).then_some(Kind::Number { least, most });
        }
        Some(match name {
            "name" => Kind::Name,
            "host" => Kind::Host,
            "secret" => Kind::Secret,
            "path" => Kind::Path,
            "line" => Kind::Rest,
            "ip" => Kind::Ip,
            "ip4" => Kind::Ip4,
            "ip6" => Kind::Ip6,
            "mask" => Kind::Mask,
            "wildcard" => Kind::Wildcard,
            "prefix6" => Kind::Prefix6,
            "protocol" => Kind::Protocol,
            "port" => Kind::Port,
            "function" => Kind::Function,
            _ => return None,
        })
    }

    /// As `?` shows it.
    pub fn placeholder(self) -> String {
        match self {
            Kind::Number { least, most } => format!("<{least}-{most}>"),
            Kind::Ip => "A.B.C.D|X:X::X".into(),
            Kind::Ip4 | Kind::Mask | Kind::Wildcard => "A.B.C.D".into(),
            Kind::Ip6 => "X:X::X".into(),
            Kind::Prefix6 => "X:X::X/<0-128>".into(),
            Kind::Protocol => "<0-255>".into(),
            Kind::Port => "<0-65535>".into(),
            Kind::Function => "0000:00:00.0".into(),
            Kind::Rest => "LINE".into(),
            Kind::Name | Kind::Host | Kind::Secret | Kind::Path => "WORD".into(),
        }
    }

    /// What an error message calls it.
    pub fn described(self) -> String {
        match self {
            Kind::Name => "a name".into(),
            Kind::Host => "the name of a host".into(),
            Kind::Secret => "a key".into(),
            Kind::Path => "a path".into(),
            Kind::Rest => "text".into(),
            Kind::Number { least, most } => format!("a number from {least} to {most}"),
            Kind::Ip => "an IP address".into(),
            Kind::Ip4 => "an IPv4 address".into(),
            Kind::Ip6 => "an IPv6 address".into(),
            Kind::Mask => "a mask like 255.255.255.0".into(),
            Kind::Wildcard => "a wildcard mask like 0.0.0.255".into(),
            Kind::Prefix6 => "an IPv6 prefix like 2001:db8::/32".into(),
            Kind::Protocol => "an IP protocol".into(),
            Kind::Port => "a port".into(),
            Kind::Function => "a PCI function like 0000:03:00.0".into(),
        }
    }

    /// The value of a word, if it is of this kind.
    pub fn read(self, word: &str) -> Option<Value> {
        let text = |ok: bool| ok.then(|| Value::Text(word.to_owned()));
        match self {
            Kind::Name => text(word.len() <= MAX_NAME && is_visible(word)),
            Kind::Host => text(word.len() <= MAX_PATH && is_host(word)),
            Kind::Secret => text(word.len() <= MAX_SECRET && is_visible(word)),
            Kind::Path => text(word.len() <= MAX_PATH),
            Kind::Rest => text(word.len() <= MAX_PATH),
            Kind::Number { least, most } => number(word).filter(|n| (least..=most).contains(n)).map(Value::Number),
            Kind::Ip => word.parse().ok().map(Value::Ip),
            Kind::Ip4 | Kind::Wildcard => word.parse::<Ipv4Addr>().ok().map(|a| Value::Ip(a.into())),
            Kind::Ip6 => word.parse::<Ipv6Addr>().ok().map(|a| Value::Ip(a.into())),
            Kind::Mask => {
                let mask: Ipv4Addr = word.parse().ok()?;
                let bits = u32::from(mask);
                (bits.leading_ones() + bits.trailing_zeros() >= 32).then_some(Value::Ip(mask.into()))
            }
            Kind::Prefix6 => word.parse().ok().map(Value::Prefix6),
            Kind::Protocol => named_number(word, &PROTOCOLS, 255),
            Kind::Port => named_number(word, &PORTS, 65_535),
            Kind::Function => text(is_function(word)),
        }
    }
}

#[cfg(test)]
impl Kind {
    /// A random word of this kind.
    pub(super) fn sample(self, choose: &mut dyn FnMut(usize) -> usize) -> String {
        let words: &[&str] = match self {
            Kind::Name => &["a", "B2", "auth2", "interface", "150", "2001", "Ethernet1/0", "eth0", "x!\"y", "0"],
            Kind::Host => &["gw", "ipseca-71a", "vpn.example.com"],
            Kind::Secret => &["1234", "0", "address", "s3cr3t!", "\\"],
            Kind::Path => &["/etc/respite/ca.pem", "relative", "/run/é"],
            Kind::Rest => &["text", "two  words ! é", "no"],
            Kind::Number { least, most } => {
                let number = match choose(4) {
                    0 => least,
                    1 => most,
                    2 => least + choose(10) as u64,
                    _ => least + choose(usize::MAX) as u64 % (most - least + 1),
                };
                return number.min(most).to_string();
            }
            Kind::Ip => &["10.1.1.1", "192.0.2.9", "2001:db8::1", "0.0.0.0"],
            Kind::Ip4 => &["10.1.1.1", "192.0.2.9", "0.0.0.0", "255.255.255.255", "10.0.0.0"],
            Kind::Ip6 => &["2001:db8::1", "::", "::ffff:10.1.1.1", "fe80::1"],
            Kind::Mask => &["255.255.255.255", "255.0.0.0", "0.0.0.0", "255.255.255.254"],
            Kind::Wildcard => &["0.0.0.0", "0.0.0.255", "255.255.255.255", "0.255.0.255"],
            Kind::Prefix6 => &["2001:db8::1/32", "::/0", "2001:db8::7/128"],
            Kind::Protocol => &["ip", "tcp", "udp", "esp", "ahp", "99", "132"],
            Kind::Port => &["isakmp", "0", "65535", "80"],
            Kind::Function => &["0000:03:00.0", "00FF:0a:1f.7"],
        };
        words[choose(words.len())].to_owned()
    }
}

/// Name of an IP protocol, if it has one; its number else.
pub(crate) fn protocol_name(number: u8) -> String {
    let name = PROTOCOLS.iter().find(|(_, n)| *n == u64::from(number));
    name.map_or_else(|| number.to_string(), |(name, _)| (*name).to_owned())
}

fn named_number(word: &str, names: &[(&str, u64)], most: u64) -> Option<Value> {
    let named = names.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, n)| *n);
    named.or_else(|| number(word).filter(|n| *n <= most)).map(Value::Number)
}

/// Digits alone: no sign.
fn number(word: &str) -> Option<u64> {
    word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

fn is_visible(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_graphic())
}

/// Letters, digits, hyphens, underscores and dots, beginning and ending with none of the marks (RFC 952 in spirit).
fn is_host(word: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let octets = word.as_bytes();
    octets.iter().all(|b| inner(*b)) && edge(octets.first()) && edge(octets.last())
}

fn is_function(word: &str) -> bool {
    let hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match word.as_bytes() {
        [domain @ .., b':', b1, b2, b':', d1, d2, b'.', b'0'..=b'7'] => {
            domain.len() == 4 && hex(domain) && hex(&[*b1, *b2, *d1, *d2])
        }
        _ => false,
    }
}

const MAX_NAME: usize = 64;
const MAX_SECRET: usize = 256;
const MAX_PATH: usize = 255;

/// 0 is IOS's "ip": any.
const PROTOCOLS: [(&str, u64); 13] = [
    ("ip", 0),
    ("icmp", 1),
    ("igmp", 2),
    ("ipinip", 4),
    ("tcp", 6),
    ("udp", 17),
    ("gre", 47),
    ("esp", 50),
    ("ahp", 51),
    ("eigrp", 88),
    ("ospf", 89),
    ("pim", 103),
    ("sctp", 132),
];

const PORTS: [(&str, u64); 14] = [
    ("bgp", 179),
    ("bootpc", 68),
    ("bootps", 67),
    ("domain", 53),
    ("ftp", 21),
    ("isakmp", 500),
    ("non500-isakmp", 4500),
    ("ntp", 123),
    ("smtp", 25),
    ("snmp", 161),
    ("syslog", 514),
    ("telnet", 23),
    ("tftp", 69),
    ("www", 80),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operand_is_of_its_kind_or_refused() {
        let reads = |kind: &str, word: &str| Kind::named(kind).expect(kind).read(word).is_some();
        for (kind, good, bad) in [
            ("1-99", vec!["1", "99", "007"], vec!["0", "100", "+5", "", "18446744073709551616"]),
            ("mask", vec!["255.0.0.0", "0.0.0.0", "255.255.255.255"], vec!["255.0.255.0", "0.0.0.255", "10"]),
            ("wildcard", vec!["0.0.255.0"], vec!["::1"]),
            ("ip", vec!["::1", "10.1.1.1"], vec!["10.1.1", "10.1.1.256"]),
            ("prefix6", vec!["2001:db8::/32"], vec!["2001:db8::", "10.0.0.0/8", "::/129"]),
            ("port", vec!["500", "ISAKMP", "0"], vec!["65536", "http"]),
            ("protocol", vec!["ip", "esp", "255"], vec!["256", "any"]),
            (
                "function",
                vec!["0000:03:00.0", "0001:ff:1f.7"],
                vec!["03:00.0", "0000:03:00.8", "0000:03.00:0", "0000:03.00.0"],
            ),
            ("host", vec!["ipseca-71a", "vpn.example.com"], vec!["-a", "a b", "é", ""]),
            ("name", vec!["a!\"#"], vec!["é"]),
        ] {
            good.iter().for_each(|word| assert!(reads(kind, word), "{kind} {word}"));
            bad.iter().for_each(|word| assert!(!reads(kind, word), "{kind} {word}"));
        }
        assert_eq!(Kind::named("nonsense"), None);
        assert_eq!(Kind::named("9-1"), None);
    }

    #[test]
    fn protocols_are_printed_by_name() {
        assert_eq!((protocol_name(0), protocol_name(51), protocol_name(99)), ("ip".into(), "ahp".into(), "99".into()));
    }
}
