//! `interface` and `ip route`: addresses, the crypto map that guards them, and where packets go.

use std::fmt::{self, Display, Formatter, Write};
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{Mode, Refusal, Running, Statement};
use crate::grammar::Args;

/// An interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// As it is shown: `FastEthernet0/0`, or the name of a network device.
    pub name: String,
    pub description: Option<String>,
    /// The network device behind it, if it is called otherwise.
    pub device: Option<String>,
    pub address: Option<Ipv4Net>,
    pub address6: Option<Ipv6Net>,
    pub mtu: Option<u16>,
    pub crypto_map: Option<String>,
    pub shutdown: bool,
}

/// A static route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub destination: IpNet,
    pub via: Via,
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    Address(IpAddr),
    Interface(String),
}

impl Interface {
    /// The network device.
    pub fn device(&self) -> &str {
        self.device.as_deref().unwrap_or(&self.name)
    }

    /// Our address towards a peer.
    pub fn address_towards(&self, peer: IpAddr) -> Option<IpAddr> {
        match peer {
            IpAddr::V4(_) => self.address.map(|net| net.addr().into()),
            IpAddr::V6(_) => self.address6.map(|net| net.addr().into()),
        }
    }

    /// Octets of a packet.
    pub fn mtu(&self) -> u16 {
        self.mtu.unwrap_or(DEFAULT_MTU)
    }

    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "interface {}", self.name)?;
        if let Some(text) = &self.description {
            writeln!(out, " description {text}")?;
        }
        if let Some(device) = &self.device {
            writeln!(out, " device {device}")?;
        }
        match self.address {
            Some(net) => writeln!(out, " ip address {} {}", net.addr(), net.netmask())?,
            None => writeln!(out, " no ip address")?,
        }
        if let Some(net) = self.address6 {
            writeln!(out, " ipv6 address {net}")?;
        }
        if let Some(octets) = self.mtu {
            writeln!(out, " mtu {octets}")?;
        }
        if self.shutdown {
            writeln!(out, " shutdown")?;
        }
        if let Some(map) = &self.crypto_map {
            writeln!(out, " crypto map {map}")?;
        }
        Ok(())
    }
}

impl Route {
    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        match self.destination {
            IpNet::V4(net) => writeln!(out, "ip route {} {} {}", net.addr(), net.netmask(), self.via),
            IpNet::V6(net) => writeln!(out, "ipv6 route {net} {}", self.via),
        }
    }
}

impl Display for Via {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Via::Address(address) => write!(f, "{address}"),
            Via::Interface(name) => write!(f, "{name}"),
        }
    }
}

/// The name of an interface in full: kinds that IOS knows get their capitals; other names are network devices.
pub fn canonical_name(name: &str) -> String {
    let (kind, number) = name.split_at(name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len()));
    let known = KINDS.iter().find(|k| k.eq_ignore_ascii_case(kind)).filter(|_| is_slot(number));
    known.map_or_else(|| name.to_owned(), |kind| format!("{kind}{number}"))
}

/// Whether `short` may stand for the interface `name`: `fa0/0` for `FastEthernet0/0`.
pub fn stands_for(short: &str, name: &str) -> bool {
    let cut = |name: &str| name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let ((kind, number), (full, its)) = (short.split_at(cut(short)), name.split_at(cut(name)));
    let known = KINDS.contains(&full);
    let begins = full.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind));
    short.eq_ignore_ascii_case(name) || (known && begins && kind.len() >= 2 && number == its)
}

fn is_slot(number: &str) -> bool {
    !number.is_empty() && number.split(['/', '.', ':']).all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn interface<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Interface, Refusal> {
    let Mode::Interface(name) = mode else { return Err(Refusal::gone(mode)) };
    config.interfaces.iter_mut().find(|i| i.name == *name).ok_or_else(|| Refusal::gone(mode))
}

fn host_bits(args: &Args) -> Option<(Ipv4Addr, u8)> {
    let mask = args.ip4("mask")?;
    Some((args.ip4("address")?, u32::from(mask).count_ones() as u8))
}

fn route(config: &mut Running, mode: &Mode, args: &Args) -> Result<Mode, Refusal> {
    // As in the configurations that this takes, bits beyond the mask do not count.
    let destination = match args.prefix6("prefix") {
        Some(prefix) => Some(IpNet::V6(prefix.trunc())),
        None => host_bits(args).and_then(|(a, len)| Ipv4Net::new(a, len).ok()).map(|net| IpNet::V4(net.trunc())),
    };
    let destination = destination.ok_or_else(|| Refusal::new("address", "is no address"))?;
    let via = match (args.ip("next"), args.text("interface")) {
        (Some(address), _) => Some(Via::Address(address)),
        (None, Some(name)) => Some(Via::Interface(canonical_name(name))),
        (None, None) => None,
    };
    if args.undo() {
        let before = config.routes.len();
        config.routes.retain(|r| r.destination != destination || via.as_ref().is_some_and(|via| r.via != *via));
        if config.routes.len() == before {
            return Err(Refusal::new("address", "there is no such route"));
        }
    } else if let Some(via) = via {
        let route = Route { destination, via };
        if config.routes.len() >= MOST_ROUTES {
            return Err(Refusal::new("address", format!("there are {MOST_ROUTES} routes, more there cannot be")));
        }
        if !config.routes.contains(&route) {
            config.routes.push(route);
        }
    }
    Ok(mode.clone())
}

pub(super) static STATEMENTS: [Statement; 1] = [Statement {
    syntax: "interface <name:name> [<number:name>]",
    no: Some("interface <name:name> [<number:name>]"),
    default: "none",
    help: "An interface, by a name of IOS (FastEthernet0/0) or of a network device (eth0)",
    action: |config, _, args| {
        let name = canonical_name(&format!(
            "{}{}",
            args.text("name").unwrap_or_default(),
            args.text("number").unwrap_or_default()
        ));
        if args.undo() {
            config.interfaces.retain(|i| i.name != name);
            return Ok(Mode::Global);
        }
        if name.len() > MOST_NAME {
            return Err(Refusal::new("name", format!("is longer than {MOST_NAME} characters")));
        }
        if !config.interfaces.iter().any(|i| i.name == name) {
            if config.interfaces.len() >= MOST_INTERFACES {
                let why = format!("there are {MOST_INTERFACES} interfaces, more there cannot be");
                return Err(Refusal::new("name", why));
            }
            config.interfaces.push(Interface { name: name.clone(), ..Interface::default() });
        }
        Ok(Mode::Interface(name))
    },
}];

pub(super) static ROUTES: [Statement; 2] = [
    Statement {
        syntax: "ip route <address:ip4> <mask:mask> {<next:ip4> | <interface:name>}",
        no: Some("ip route <address:ip4> <mask:mask> [<next:ip4> | <interface:name>]"),
        default: "none",
        help: "A static route by way of a next hop or an interface",
        action: route,
    },
    Statement {
        syntax: "ipv6 route <prefix:prefix6> {<next:ip6> | <interface:name>}",
        no: Some("ipv6 route <prefix:prefix6> [<next:ip6> | <interface:name>]"),
        default: "none",
        help: "A static route of IPv6",
        action: route,
    },
];

pub(super) static INTERFACE: [Statement; 7] = [
    Statement {
        syntax: "description <text:line>",
        no: Some("description [<text:line>]"),
        default: "none",
        help: "A remark",
        action: |config, mode, args| {
            let text = args.set_text("text");
            interface(config, mode)?.description = text;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "device <name:name>",
        no: Some("device [<name:name>]"),
        default: "the name of the interface",
        help: "The network device behind the interface",
        action: |config, mode, args| {
            let device = args.text("name").filter(|_| !args.undo());
            if device.is_some_and(|name| name.len() > MOST_DEVICE_NAME || name.contains('/')) {
                return Err(Refusal::new("name", "is no name of a network device"));
            }
            interface(config, mode)?.device = device.map(str::to_owned);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "ip address <address:ip4> <mask:mask>",
        no: Some("ip address [<address:ip4> <mask:mask>]"),
        default: "none",
        help: "Its IPv4 address",
        action: |config, mode, args| {
            let net = host_bits(args).filter(|_| !args.undo()).and_then(|(a, len)| Ipv4Net::new(a, len).ok());
            let address = net.map(|net| net.addr());
            if address.is_some_and(|a| a.is_unspecified() || a.is_multicast() || a.is_broadcast()) {
                return Err(Refusal::new("address", "is no host's address"));
            }
            interface(config, mode)?.address = net;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "ipv6 address <prefix:prefix6>",
        no: Some("ipv6 address [<prefix:prefix6>]"),
        default: "none",
        help: "Its IPv6 address",
        action: |config, mode, args| {
            let net = args.prefix6("prefix").filter(|_| !args.undo());
            if net.is_some_and(|net| net.addr().is_unspecified() || net.addr().is_multicast()) {
                return Err(Refusal::new("prefix", "is no host's address"));
            }
            interface(config, mode)?.address6 = net;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "mtu <octets:576-9600>",
        no: Some("mtu [<octets:576-9600>]"),
        default: "1500",
        help: "Longest packet of the interface",
        action: |config, mode, args| {
            interface(config, mode)?.mtu = args.number("octets").filter(|n| !args.undo() && *n != DEFAULT_MTU);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "shutdown",
        no: Some("shutdown"),
        default: "off",
        help: "Takes the interface out of service",
        action: |config, mode, args| {
            interface(config, mode)?.shutdown = !args.undo();
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto map <map:name>",
        no: Some("crypto map [<map:name>]"),
        default: "none",
        help: "Traffic that leaves by the interface is protected as this crypto map says",
        action: |config, mode, args| {
            let map = args.set_text("map");
            let Mode::Interface(name) = mode else { return Err(Refusal::gone(mode)) };
            if let Some(other) = map.as_deref().and_then(|m| config.interface_of_map(m)).filter(|i| i.name != *name) {
                return Err(Refusal::new("map", format!("is on {} already, and can be on one interface", other.name)));
            }
            interface(config, mode)?.crypto_map = map;
            Ok(mode.clone())
        },
    },
];

/// Kinds of interface that IOS knows.
const KINDS: [&str; 10] = [
    "ATM",
    "BVI",
    "Ethernet",
    "FastEthernet",
    "GigabitEthernet",
    "Loopback",
    "Serial",
    "TenGigabitEthernet",
    "Tunnel",
    "Vlan",
];

const DEFAULT_MTU: u16 = 1500;
/// As every name.
const MOST_NAME: usize = 64;
const MOST_INTERFACES: usize = 4096;
const MOST_ROUTES: usize = 100_000;
/// IFNAMSIZ - 1.
const MOST_DEVICE_NAME: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interfaces_of_ios_have_one_name_and_devices_keep_theirs() {
        assert_eq!(canonical_name("fastethernet0/0"), "FastEthernet0/0");
        assert_eq!(canonical_name("ETHERNET1/0.5"), "Ethernet1/0.5");
        assert_eq!(canonical_name("eth0"), "eth0");
        assert_eq!(canonical_name("Ethernet"), "Ethernet");
    }

    #[test]
    fn an_interface_may_be_called_by_the_beginning_of_its_kind() {
        for short in ["fa0/0", "FASTETHERNET0/0", "fast0/0"] {
            assert!(stands_for(short, "FastEthernet0/0"), "{short}");
        }
        for other in ["fa0/1", "f0/0", "eth0/0", "fa"] {
            assert!(!stands_for(other, "FastEthernet0/0"), "{other}");
        }
        assert!(stands_for("eth0", "eth0") && !stands_for("et0", "eth0"));
    }
}
