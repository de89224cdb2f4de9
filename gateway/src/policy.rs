//! Which way a packet of a capture goes: to the card as ESP or AH, to the card with an outbound SA, or nowhere.
//!
//! ```text
//!   ESP, AH, UDP on port 4500 or an SA's own ports ──────────────> decap   (the card finds the SA by its SPI)
//!   other IP ──> first "out" SA whose selectors take it ──> encap      (in transport mode only from its src to its dst)
//!                └─ none: tx_no_sa         not IP, or no addresses to look at: tx_not_ip, tx_short
//! ```
//! Only what chooses the way is looked at, however damaged the rest is: to judge a packet is the card's affair.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use etherparse::{ip_number, IpNumber};
use ipnet::IpNet;
use respite_abi::{Verdict, MAX_PACKET};
use respite_driver::{Direction, Mode};

use crate::sa_file::Sa;

/// The way of every packet under a set of SAs.
pub struct Policy {
    outbound: Vec<Outbound>,
    /// Source and destination ports of ESP in UDP.
    ports: Vec<(u16, u16)>,
}

/// An outbound SA, by its number in the file.
struct Outbound {
    number: usize,
    selectors: Option<Selectors>,
    /// In transport mode: whose packets they are.
    ends: Option<(IpAddr, IpAddr)>,
}

/// Clear packets that an outbound SA takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selectors {
    /// Sources.
    pub local: IpNet,
    /// Destinations.
    pub remote: IpNet,
}

/// Where a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the card, which looks for the SA.
    Decap,
    /// To the card, with the SA of this number in the file.
    Encap(usize),
    /// Nowhere, for this reason.
    Drop(Verdict),
}

impl Policy {
    /// Follows the order of the SAs.
    pub fn new(sas: &[Sa]) -> Policy {
        let inbound = sas.iter().filter(|sa| sa.params.direction == Direction::Inbound);
        // An SA that another one is over sends nothing of its own.
        let is_below = |number| sas.iter().any(|sa| sa.below == Some(number));
        let outbound = sas
            .iter()
            .enumerate()
            .filter(|(number, sa)| sa.params.direction == Direction::Outbound && !is_below(*number));
        Policy {
            outbound: outbound.map(|(number, sa)| Outbound::new(number, sas, sa)).collect(),
            ports: inbound.filter_map(|sa| sa.params.udp).collect(),
        }
    }

    /// The way of a packet.
    pub fn way(&self, packet: &[u8]) -> Way {
        let upper = upper_layer(packet);
        let inbound = match upper {
            Some((ip_number::ENCAP_SEC | ip_number::AUTH, _)) => true,
            Some((ip_number::UDP, Some((source, destination)))) => {
                source == NAT_T || destination == NAT_T || self.ports.contains(&(source, destination))
            }
            _ => false,
        };
        match (inbound, packet.len() > MOST_OCTETS) {
            // What does not even fit a buffer cannot be shown to the card, but its answer is known.
            (true, true) => Way::Drop(Verdict::RxOversize),
            (true, false) => Way::Decap,
            (false, true) => Way::Drop(Verdict::TxOversize),
            (false, false) => self.outbound(packet),
        }
    }

    fn outbound(&self, packet: &[u8]) -> Way {
        let ends = match packet.first().map(|octet| octet >> 4) {
            Some(4 | 6) => addresses(packet),
            Some(_) => return Way::Drop(Verdict::TxNotIp),
            None => None,
        };
        let Some((source, destination)) = ends else { return Way::Drop(Verdict::TxShort) };
        match self.outbound.iter().find(|sa| sa.takes(source, destination)) {
            Some(sa) => Way::Encap(sa.number),
            None if packet.len() > MAX_PACKET.into() => Way::Drop(Verdict::TxOversize),
            None if !is_whole(packet) => Way::Drop(Verdict::TxShort),
            None => Way::Drop(Verdict::TxNoSa),
        }
    }
}

impl Outbound {
    fn new(number: usize, sas: &[Sa], sa: &Sa) -> Outbound {
        // AH goes behind the header that the ESP SA below it makes.
        let inner = sa.below.and_then(|below| sas.get(below)).unwrap_or(sa);
        let transport = inner.params.mode == Mode::Transport;
        Outbound { number, selectors: sa.selectors, ends: transport.then_some((sa.params.src, sa.params.dst)) }
    }

    fn takes(&self, source: IpAddr, destination: IpAddr) -> bool {
        let selected = |s: &Selectors| s.local.contains(&source) && s.remote.contains(&destination);
        self.selectors.as_ref().is_none_or(selected) && self.ends.is_none_or(|ends| ends == (source, destination))
    }
}

/// The protocol behind all IP headers, and UDP ports if they are there.
pub(crate) fn upper_layer(packet: &[u8]) -> Option<(IpNumber, Option<(u16, u16)>)> {
    let v6 = packet.first()? >> 4 == 6;
    let (mut protocol, mut at, mut first) = match packet.first()? >> 4 {
        4 => {
            let header: &[u8; 20] = packet.first_chunk()?;
            (header[9], usize::from(header[0] & 15) * 4, u16_at(packet, 6)? & 0x1fff == 0)
        }
        6 => (*packet.get(6)?, 40, true),
        _ => return None,
    };
    while v6 && EXTENSIONS.contains(&IpNumber(protocol)) {
        let next = *packet.get(at)?;
        if IpNumber(protocol) == ip_number::IPV6_FRAG {
            first &= u16_at(packet, at + 2)? & 0xfff8 == 0;
            at += 8;
        } else {
            at += 8 + 8 * usize::from(*packet.get(at + 1)?);
        }
        protocol = next;
    }
    // A later fragment has no ports: what stands there is payload.
    let ports = if first { u16_at(packet, at).zip(u16_at(packet, at + 2)) } else { None };
    Some((IpNumber(protocol), ports))
}

pub(crate) fn addresses(packet: &[u8]) -> Option<(IpAddr, IpAddr)> {
    if packet.first()? >> 4 == 6 {
        let at = |at: usize| Some(Ipv6Addr::from(*packet.get(at..)?.first_chunk::<16>()?).into());
        Some((at(8)?, at(24)?))
    } else {
        let at = |at: usize| Some(Ipv4Addr::from(*packet.get(at..)?.first_chunk::<4>()?).into());
        Some((at(12)?, at(16)?))
    }
}

/// Whether the packet is as long as it says.
pub(crate) fn is_whole(packet: &[u8]) -> bool {
    whole(packet).is_some()
}

/// A packet without what is behind it; `None`: it is not as long as it says.
pub(crate) fn whole(packet: &[u8]) -> Option<&[u8]> {
    let says = if packet.first().is_some_and(|octet| octet >> 4 == 6) {
        u16_at(packet, 4).map(|len| 40 + usize::from(len))
    } else {
        let header = usize::from(packet.first().map_or(0, |octet| octet & 15)) * 4;
        u16_at(packet, 2).map(usize::from).filter(|len| header >= 20 && *len >= header)
    };
    packet.get(..says?)
}

fn u16_at(packet: &[u8], at: usize) -> Option<u16> {
    packet.get(at..)?.first_chunk().map(|octets| u16::from_be_bytes(*octets))
}

/// Longest packet that is shown to the card, which itself refuses everything above `MAX_PACKET`.
pub const MOST_OCTETS: usize = 16320;
/// Port of IKE and ESP behind a NAT (RFC 3948).
const NAT_T: u16 = 4500;
/// IPv6 headers that may stand between the IP header and the protocol.
const EXTENSIONS: [IpNumber; 5] = [
    ip_number::IPV6_HOP_BY_HOP,
    ip_number::IPV6_ROUTE,
    ip_number::IPV6_FRAG,
    ip_number::IPV6_DEST_OPTIONS,
    ip_number::MOBILITY,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(selectors: &[Option<(&str, &str)>]) -> Policy {
        let net = |text: &str| text.parse().expect("prefix");
        let selectors = selectors.iter().map(|s| s.map(|(l, r)| Selectors { local: net(l), remote: net(r) }));
        let outbound = selectors.enumerate().map(|(n, selectors)| Outbound { number: n + 10, selectors, ends: None });
        Policy { outbound: outbound.collect(), ports: vec![(700, 800)] }
    }

    fn v4(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut packet =
            vec![0x45, 0, 0, 20 + payload.len() as u8, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 9, 0, 1];
        packet.extend(payload);
        packet
    }

    fn v6(next: u8, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x60, 0, 0, 0, 0, payload.len() as u8, next, 64];
        packet.extend([0xfd; 16].iter().chain(&[0xfe; 16]));
        packet.extend(payload);
        packet
    }

    #[test]
    fn ipsec_and_the_ports_of_an_sa_go_in_and_the_rest_goes_out() {
        let p = policy(&[None]);
        let udp = |source: u16, destination: u16| [source.to_be_bytes(), destination.to_be_bytes()].concat();
        assert_eq!(p.way(&v4(50, &[])), Way::Decap);
        assert_eq!(p.way(&v6(51, &[])), Way::Decap);
        assert_eq!(p.way(&v4(17, &udp(4500, 9))), Way::Decap);
        assert_eq!(p.way(&v6(17, &udp(9, 4500))), Way::Decap);
        assert_eq!(p.way(&v4(17, &udp(700, 800))), Way::Decap);
        assert_eq!(p.way(&v4(17, &udp(800, 700))), Way::Encap(10));
        assert_eq!(p.way(&v4(17, &udp(0, 0)[..3])), Way::Encap(10));
        assert_eq!(p.way(&v4(6, &udp(4500, 4500))), Way::Encap(10));
    }

    #[test]
    fn transport_mode_takes_what_its_own_two_hosts_say_to_each_other() {
        let mut p = policy(&[None, Some(("10.0.0.0/8", "10.0.0.0/8"))]);
        p.outbound[0].ends = Some(([10, 0, 0, 1].into(), [10, 9, 0, 2].into()));
        assert_eq!(p.way(&v4(1, &[])), Way::Encap(11), "to 10.9.0.1");
        p.outbound[0].ends = Some(([10, 0, 0, 1].into(), [10, 9, 0, 1].into()));
        assert_eq!(p.way(&v4(1, &[])), Way::Encap(10));
        assert_eq!(p.way(&v6(58, &[])), Way::Drop(Verdict::TxNoSa));
    }

    #[test]
    fn extension_headers_and_fragments_do_not_hide_ipsec() {
        let p = policy(&[None]);
        let options = [50, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(p.way(&v6(60, &options)), Way::Decap);
        let fragment = |offset: u8| [17, 0, 0, offset, 0, 0, 0, 1, 0x11, 0x94, 0x11, 0x94];
        assert_eq!(p.way(&v6(44, &fragment(1))), Way::Decap, "the first fragment has ports");
        assert_eq!(p.way(&v6(44, &fragment(8))), Way::Encap(10), "a later one has none");
        assert_eq!(p.way(&v6(44, &[50])), Way::Encap(10), "cut");
    }

    #[test]
    fn the_first_sa_whose_selectors_match_sends() {
        let p = policy(&[Some(("10.0.0.0/24", "10.8.0.0/16")), Some(("10.0.0.0/8", "10.9.0.0/16"))]);
        assert_eq!(p.way(&v4(1, &[])), Way::Encap(11));
        assert_eq!(p.way(&v6(1, &[])), Way::Drop(Verdict::TxNoSa));
        assert_eq!(policy(&[]).way(&v4(1, &[])), Way::Drop(Verdict::TxNoSa));
    }

    #[test]
    fn what_no_sa_can_take_has_a_verdict_of_its_own() {
        let p = policy(&[Some(("10.0.0.0/8", "10.0.0.0/8"))]);
        assert_eq!(p.way(&[]), Way::Drop(Verdict::TxShort));
        assert_eq!(p.way(&[0x12]), Way::Drop(Verdict::TxNotIp));
        assert_eq!(p.way(&v6(1, &[])[..39]), Way::Drop(Verdict::TxShort));
        assert_eq!(p.way(&v6(1, &[1])[..40]), Way::Drop(Verdict::TxShort));
        assert_eq!(p.way(&vec![0x60; MOST_OCTETS + 1]), Way::Drop(Verdict::TxOversize));
        assert_eq!(p.way(&vec![0x60; 9601]), Way::Drop(Verdict::TxOversize));
        let mut long = v4(50, &[]);
        long.resize(MOST_OCTETS + 1, 0);
        assert_eq!(p.way(&long), Way::Drop(Verdict::RxOversize));
    }
}
