//! What the data path reads of a packet, and the little that it writes.

use std::net::{IpAddr, SocketAddr};

use etherparse::checksum::Sum16BitWords;
use etherparse::ip_number;

use crate::config::Flow;
use crate::policy::{addresses, is_whole, upper_layer};

/// What policies tell a clear packet by; `None` for what is no whole IP packet.
pub fn flow(packet: &[u8]) -> Option<Flow> {
    if !matches!(packet.first()? >> 4, 4 | 6) || !is_whole(packet) {
        return None;
    }
    let (source, destination) = addresses(packet)?;
    let (protocol, ports) = upper_layer(packet)?;
    let has_ports = matches!(protocol, ip_number::TCP | ip_number::UDP | ip_number::SCTP | ip_number::UDP_LITE);
    let (source_port, destination_port) = ports.filter(|_| has_ports).unwrap_or_default();
    Some(Flow { source, destination, protocol: protocol.0, source_port, destination_port })
}

/// Whether a packet may leave in clear: what this host's kernel says to its neighbours on the inner link may not.
pub fn is_routable(flow: &Flow) -> bool {
    let routable = |address: IpAddr| match address {
        IpAddr::V4(a) => !a.is_unspecified() && !a.is_multicast() && !a.is_broadcast() && !a.is_link_local(),
        IpAddr::V6(a) => !a.is_unspecified() && !a.is_multicast() && !a.is_unicast_link_local(),
    };
    routable(flow.source) && routable(flow.destination)
}

/// The IP packet in which ESP in UDP came, of which a socket shows the payload alone.
pub fn in_udp(source: SocketAddr, destination: SocketAddr, payload: &[u8]) -> Option<Vec<u8>> {
    let len = u16::try_from(UDP_HEADER + payload.len()).ok()?;
    let mut udp = Vec::with_capacity(len.into());
    for word in [source.port(), destination.port(), len, 0] {
        udp.extend(word.to_be_bytes());
    }
    udp.extend_from_slice(payload);
    ip(source.ip(), destination.ip(), ip_number::UDP.0, &udp)
}

/// An IP packet; its traffic class is 0, and nobody looks at a checksum that the kernel has checked.
pub fn ip(source: IpAddr, destination: IpAddr, protocol: u8, payload: &[u8]) -> Option<Vec<u8>> {
    let mut packet;
    match (source, destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            let [high, low] = u16::try_from(IPV4_HEADER + payload.len()).ok()?.to_be_bytes();
            packet = vec![0x45, 0, high, low, 0, 0, 0, 0, HOPS, protocol, 0, 0];
            packet.extend(source.octets());
            packet.extend(destination.octets());
            let sum = checksum(&[&packet]).to_be_bytes();
            packet[10..12].copy_from_slice(&sum);
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            let [high, low] = u16::try_from(payload.len()).ok()?.to_be_bytes();
            packet = vec![0x60, 0, 0, 0, high, low, protocol, HOPS];
            packet.extend(source.octets());
            packet.extend(destination.octets());
        }
        _ => return None,
    }
    packet.extend_from_slice(payload);
    Some(packet)
}

/// UDP over IPv6 must have a checksum (RFC 8200 §8.1), which the card leaves out.
pub fn complete_udp6(packet: &mut [u8]) {
    let is_udp6 = packet.len() >= IPV6_HEADER + UDP_HEADER && packet[0] >> 4 == 6 && packet[6] == ip_number::UDP.0;
    if !is_udp6 || packet[46..48] != [0, 0] {
        return;
    }
    let (header, udp) = packet.split_at(IPV6_HEADER);
    let sum = match checksum(&[&header[8..40], &pseudo_header(udp.len(), ip_number::UDP.0), udp]) {
        0 => 0xffff,
        sum => sum,
    };
    packet[46..48].copy_from_slice(&sum.to_be_bytes());
}

/// What an inner host is told whose packet is too long for the path (RFC 792, RFC 4443 §3.2); `None` where it must not be.
pub fn too_big(packet: &[u8], mtu: u16, from: IpAddr) -> Option<Vec<u8>> {
    let (source, _) = addresses(packet)?;
    let flow = flow(packet)?;
    // An error message is never answered with another (RFC 1122 §3.2.2, RFC 4443 §2.4).
    let (header_len, kind) = match source {
        IpAddr::V4(_) => (usize::from(packet[0] & 15) * 4, ip_number::ICMP.0),
        IpAddr::V6(_) => (IPV6_HEADER, ip_number::IPV6_ICMP.0),
    };
    let message = packet.get(header_len)?;
    let is_error = flow.protocol == kind
        && match source {
            IpAddr::V4(_) => !matches!(message, 0 | 8..=10 | 13..=18),
            IpAddr::V6(_) => *message < 128,
        };
    if is_error || !is_routable(&flow) {
        return None;
    }
    match (source, from) {
        (IpAddr::V4(_), IpAddr::V4(_)) => {
            let [high, low] = mtu.to_be_bytes();
            let mut icmp = vec![3, 4, 0, 0, 0, 0, high, low];
            icmp.extend(packet.iter().take(header_len + 8));
            let sum = checksum(&[&icmp]).to_be_bytes();
            icmp[2..4].copy_from_slice(&sum);
            ip(from, source, kind, &icmp)
        }
        (IpAddr::V6(to), IpAddr::V6(from)) => {
            let mut icmp = vec![2, 0, 0, 0, 0, 0];
            icmp.extend(mtu.to_be_bytes());
            icmp.extend(packet.iter().take(LEAST_MTU6 - IPV6_HEADER - 8));
            let addresses = [from.octets(), to.octets()].concat();
            let sum = checksum(&[&addresses, &pseudo_header(icmp.len(), kind), &icmp]).to_be_bytes();
            icmp[2..4].copy_from_slice(&sum);
            ip(from.into(), to.into(), kind, &icmp)
        }
        _ => None,
    }
}

/// Whether a packet must not be fragmented on its way.
pub fn must_not_fragment(packet: &[u8]) -> bool {
    match packet.first().map(|octet| octet >> 4) {
        Some(4) => packet.get(6).is_some_and(|flags| flags & 0x40 != 0),
        _ => true,
    }
}

/// Length and protocol, as checksums over IPv6 count them (RFC 8200 §8.1).
fn pseudo_header(len: usize, protocol: u8) -> [u8; 8] {
    let [a, b, c, d] = (len as u32).to_be_bytes();
    [a, b, c, d, 0, 0, 0, protocol]
}

/// RFC 1071, over parts of which all but the last have an even number of octets.
pub fn checksum(parts: &[&[u8]]) -> u16 {
    parts.iter().fold(Sum16BitWords::new(), |sum, part| sum.add_slice(part)).ones_complement().to_be()
}

pub const IPV4_HEADER: usize = 20;
pub const IPV6_HEADER: usize = 40;
pub const UDP_HEADER: usize = 8;
const HOPS: u8 = 64;
/// RFC 8200 §5.
const LEAST_MTU6: usize = 1280;

#[cfg(test)]
mod tests {
    use super::*;

    const V4: ([u8; 4], [u8; 4]) = ([10, 0, 0, 1], [10, 9, 0, 1]);

    fn v6() -> (IpAddr, IpAddr) {
        ("2001:db8::1".parse().expect("address"), "2001:db8::2".parse().expect("address"))
    }

    fn udp(payload: &[u8]) -> Vec<u8> {
        in_udp(SocketAddr::from((V4.0, 4500)), SocketAddr::from((V4.1, 4501)), payload).expect("short")
    }

    #[test]
    fn a_packet_is_told_by_addresses_protocol_and_ports() {
        let flow = flow(&udp(b"esp")).expect("whole");
        assert_eq!((flow.source, flow.destination), (V4.0.into(), V4.1.into()));
        assert_eq!((flow.protocol, flow.source_port, flow.destination_port), (17, 4500, 4501));
        let esp = ip(V4.0.into(), V4.1.into(), 50, &[0x12, 0x34, 0x56, 0x78]).expect("short");
        let esp = super::flow(&esp).expect("whole");
        assert_eq!((esp.protocol, esp.source_port), (50, 0), "an SPI is no port");
        assert_eq!(super::flow(&udp(b"esp")[..30]), None, "cut");
        assert_eq!(super::flow(&[]), None);
        assert_eq!(super::flow(&[0x55; 40]), None);
    }

    #[test]
    fn headers_that_are_made_up_have_right_checksums() {
        assert_eq!(checksum(&[&udp(b"odd")[..20]]), 0);
        let (source, destination) = v6();
        let mut packet = in_udp((source, 4500).into(), (destination, 4500).into(), b"odd").expect("short");
        complete_udp6(&mut packet);
        assert_ne!(packet[46..48], [0, 0]);
        let (header, udp) = packet.split_at(40);
        assert_eq!(checksum(&[&header[8..], &pseudo_header(udp.len(), 17), udp]), 0);
    }

    #[test]
    fn too_long_packets_are_answered_but_no_errors() {
        let packet = ip(V4.0.into(), V4.1.into(), 17, &[7; 1400]).expect("short");
        let from = IpAddr::from([10, 0, 0, 254]);
        let icmp = too_big(&packet, 1300, from).expect("answered");
        assert_eq!((icmp[9], icmp[20], icmp[21]), (1, 3, 4));
        assert_eq!(icmp[26..28], 1300u16.to_be_bytes());
        assert_eq!(icmp[28..], packet[..28]);
        assert_eq!((checksum(&[&icmp[..20]]), checksum(&[&icmp[20..]])), (0, 0));
        assert_eq!(too_big(&icmp, 1300, from), None, "an error is not answered");

        let (source, destination) = v6();
        let packet = ip(source, destination, 17, &[7; 1400]).expect("short");
        let icmp = too_big(&packet, 1300, destination).expect("answered");
        assert_eq!((icmp[6], icmp[40], icmp.len()), (58, 2, 1280));
        assert_eq!(icmp[44..48], 1300u32.to_be_bytes());
        assert_eq!(checksum(&[&icmp[8..40], &pseudo_header(icmp.len() - 40, 58), &icmp[40..]]), 0);
        assert_eq!(too_big(&icmp, 1300, source), None);
    }
}
