//! IP and UDP headers: taking outer ones off, putting them on, ECN.

use std::net::IpAddr;

use crate::address;
use crate::sa::{Proto, UdpPorts};
use crate::verdict::Verdict;

/// Octets of the longest packet that the card takes.
pub const MAX_PACKET: usize = 9600;

pub(crate) const ESP: u8 = 50;
pub(crate) const AH: u8 = 51;
pub(crate) const UDP: u8 = 17;
pub(crate) const IPV4: u8 = 4;
pub(crate) const IPV6: u8 = 41;
pub(crate) const NO_NEXT: u8 = 59;
const FRAGMENT: u8 = 44;
/// Hop-by-hop, routing, destination options, mobility.
const EXTENSIONS: [u8; 4] = [0, 43, 60, 135];

/// An IP header as it stands in a packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ip<'a> {
    /// The packet by its own length: header and payload.
    pub packet: &'a [u8],
    pub v6: bool,
    pub header_len: usize,
    /// TOS or traffic class.
    pub tos: u8,
    /// Protocol or next header.
    pub protocol: u8,
    pub src: IpAddr,
    pub dst: IpAddr,
    /// IPv4: a fragment by its own header.
    pub fragment: bool,
}

/// Why bytes are not an IP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotIp {
    /// Another version.
    Version,
    /// Nothing at all, or lengths that do not fit each other or what there is.
    Length,
}

impl<'a> Ip<'a> {
    /// Reads the header; what follows the packet is left out.
    pub fn parse(data: &'a [u8]) -> Result<Self, NotIp> {
        match data.first().map(|octet| octet >> 4) {
            Some(4) => Self::parse_v4(data),
            Some(6) => Self::parse_v6(data),
            Some(_) => Err(NotIp::Version),
            None => Err(NotIp::Length),
        }
    }

    fn parse_v4(data: &'a [u8]) -> Result<Self, NotIp> {
        let head: &[u8; 20] = data.first_chunk().ok_or(NotIp::Length)?;
        let header_len = usize::from(head[0] & 15) * 4;
        let total = usize::from(u16_at(head, 2));
        if header_len < 20 || total < header_len {
            return Err(NotIp::Length);
        }
        Ok(Self {
            packet: data.get(..total).ok_or(NotIp::Length)?,
            v6: false,
            header_len,
            tos: head[1],
            protocol: head[9],
            src: IpAddr::from(chunk::<4>(head, 12)),
            dst: IpAddr::from(chunk::<4>(head, 16)),
            fragment: u16_at(head, 6) & 0x3fff != 0,
        })
    }

    fn parse_v6(data: &'a [u8]) -> Result<Self, NotIp> {
        let head: &[u8; 40] = data.first_chunk().ok_or(NotIp::Length)?;
        let total = 40 + usize::from(u16_at(head, 4));
        Ok(Self {
            packet: data.get(..total).ok_or(NotIp::Length)?,
            v6: true,
            header_len: 40,
            tos: (u16_at(head, 0) >> 4) as u8,
            protocol: head[6],
            src: IpAddr::from(chunk::<16>(head, 8)),
            dst: IpAddr::from(chunk::<16>(head, 24)),
            fragment: head[6] == FRAGMENT,
        })
    }

    pub fn payload(&self) -> &'a [u8] {
        &self.packet[self.header_len..]
    }

    /// IPv4 options or IPv6 extension headers other than a fragment header.
    pub fn has_options(&self) -> bool {
        if self.v6 {
            EXTENSIONS.contains(&self.protocol)
        } else {
            self.header_len > 20
        }
    }

    /// Whether an outer header must have DF: as the IPv4 header here has it; always for IPv6.
    pub fn df(&self) -> bool {
        self.v6 || self.packet[6] & 0x40 != 0
    }

    /// The packet with another protocol and payload behind the same header. Length and checksum follow.
    pub fn carrying(&self, protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut packet = [&self.packet[..self.header_len], payload].concat();
        let total = packet.len() as u16;
        if self.v6 {
            packet[4..6].copy_from_slice(&(total - 40).to_be_bytes());
            packet[6] = protocol;
        } else {
            let words = |p: &[u8]| [u16_at(p, 2), u16_at(p, 8)];
            let before = words(&packet);
            packet[2..4].copy_from_slice(&total.to_be_bytes());
            packet[9] = protocol;
            let after = words(&packet);
            mend_checksum(&mut packet, before, after);
        }
        packet
    }
}

/// A packet for an inbound SA, its headers off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival<'a> {
    pub ip: Ip<'a>,
    pub proto: Proto,
    pub udp: Option<UdpPorts>,
    pub spi: u32,
    /// Sequence number on the wire.
    pub seq: u32,
    /// From the first octet of ESP or AH on.
    pub body: &'a [u8],
}

impl<'a> Arrival<'a> {
    /// Takes the headers off, or says why this is nothing for an SA. In the order in which a parser meets things.
    pub fn parse(data: &'a [u8]) -> Result<Self, Verdict> {
        if data.len() > MAX_PACKET {
            return Err(Verdict::RxOversize);
        }
        if data.len() < 20 {
            return Err(Verdict::RxShort);
        }
        let ip = Ip::parse(data).map_err(|why| match why {
            NotIp::Version => Verdict::RxNotIpsec,
            NotIp::Length => Verdict::RxShort,
        })?;
        if ip.has_options() {
            return Err(Verdict::RxOptions);
        }
        // RFC 4303 §3.4.1: reassembly comes before IPsec.
        if ip.fragment {
            return Err(Verdict::RxFrag);
        }
        let (proto, udp, body) = match ip.protocol {
            ESP => (Proto::Esp, None, ip.payload()),
            AH => (Proto::Ah, None, ip.payload()),
            UDP => {
                let (ports, body) = encapsulated(ip.payload())?;
                (Proto::Esp, Some(ports), body)
            }
            _ => return Err(Verdict::RxNotIpsec),
        };
        let at = if proto == Proto::Ah { 4 } else { 0 };
        let numbers: &[u8; 8] = body.get(at..).and_then(<[u8]>::first_chunk).ok_or(Verdict::RxShort)?;
        let (spi, seq) = (u32::from_be_bytes(chunk(numbers, 0)), u32::from_be_bytes(chunk(numbers, 4)));
        if spi < 256 {
            return Err(Verdict::RxSpiReserved);
        }
        Ok(Self { ip, proto, udp, spi, seq, body })
    }

    /// The verdict where nobody knows the SPI.
    pub fn unknown(&self) -> Verdict {
        if address::unanswerable(self.ip.src, self.ip.dst) {
            return Verdict::RxBadSource;
        }
        match (self.proto, self.udp) {
            (Proto::Ah, _) => Verdict::RxNoSaAh,
            (Proto::Esp, None) => Verdict::RxNoSaEsp,
            (Proto::Esp, Some(_)) => Verdict::RxNoSaUdp,
        }
    }
}

/// What RFC 3948 §2 puts behind a UDP header, sorted out.
fn encapsulated(udp: &[u8]) -> Result<(UdpPorts, &[u8]), Verdict> {
    let head: &[u8; 8] = udp.first_chunk().ok_or(Verdict::RxShort)?;
    let ports = UdpPorts { src: u16_at(head, 0), dst: u16_at(head, 2) };
    let payload = udp.get(8..u16_at(head, 4).into()).ok_or(Verdict::RxShort)?;
    match payload {
        [0xff] => Err(Verdict::RxKeepalive),
        [0, 0, 0, 0, ..] => Err(Verdict::RxIke),
        _ => Ok((ports, payload)),
    }
}

/// The protocol behind all IP headers of a packet that may be cut or lie about its length, and UDP ports if it shows any.
pub(crate) fn upper_layer(data: &[u8]) -> Option<(u8, Option<UdpPorts>)> {
    let (mut protocol, mut at, mut first) = match data.first()? >> 4 {
        4 => {
            let head: &[u8; 20] = data.first_chunk()?;
            (head[9], usize::from(head[0] & 15) * 4, u16_at(head, 6) & 0x1fff == 0)
        }
        6 => (*data.get(6)?, 40, true),
        _ => return None,
    };
    while data[0] >> 4 == 6 && (protocol == FRAGMENT || EXTENSIONS.contains(&protocol)) {
        let &[next, words, high, low, ..] = data.get(at..)? else {
            return None;
        };
        let fragment = protocol == FRAGMENT;
        first &= !fragment || u16::from_be_bytes([high, low]) & 0xfff8 == 0;
        at += if fragment { 8 } else { 8 + 8 * usize::from(words) };
        protocol = next;
    }
    let ports = data.get(at..).and_then(<[u8]>::first_chunk::<4>).filter(|_| first && protocol == UDP);
    Some((protocol, ports.map(|head| UdpPorts { src: u16_at(head, 0), dst: u16_at(head, 2) })))
}

/// A new outer header in front of ESP, AH or UDP (RFC 4301 §5.1.2).
pub(crate) fn outer(src: IpAddr, dst: IpAddr, inner: &Ip, seq: u64, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = Vec::with_capacity(40 + payload.len());
    match (src, dst) {
        (IpAddr::V4(src), IpAddr::V4(dst)) => {
            let flags = if inner.df() { 0x40 } else { 0 };
            header.extend([0x45, inner.tos]);
            header.extend(((20 + payload.len()) as u16).to_be_bytes());
            header.extend((seq as u16).to_be_bytes());
            header.extend([flags, 0, 64, protocol, 0, 0]);
            header.extend(src.octets());
            header.extend(dst.octets());
            set_checksum(&mut header);
        }
        (src, dst) => {
            header.extend((6 << 28 | u32::from(inner.tos) << 20).to_be_bytes());
            header.extend((payload.len() as u16).to_be_bytes());
            header.extend([protocol, 64]);
            header.extend(v6_octets(src));
            header.extend(v6_octets(dst));
        }
    }
    header.extend(payload);
    header
}

/// Protocol and payload of an ESP packet, in UDP (checksum 0, RFC 3948 §2.1) if asked for.
pub(crate) fn in_udp(udp: Option<UdpPorts>, esp: &[u8]) -> (u8, Vec<u8>) {
    let Some(ports) = udp else {
        return (ESP, esp.to_vec());
    };
    let mut payload = Vec::with_capacity(8 + esp.len());
    for field in [ports.src, ports.dst, (8 + esp.len()) as u16, 0] {
        payload.extend(field.to_be_bytes());
    }
    payload.extend(esp);
    (UDP, payload)
}

/// Merges the outer ECN mark into a decapsulated packet; false where it must be dropped (RFC 6040 §4.2).
pub(crate) fn merge_ecn(inner: &mut [u8], tos: u8, outer_tos: u8) -> bool {
    const NOT_ECT: u8 = 0;
    const ECT1: u8 = 1;
    const ECT0: u8 = 2;
    const CE: u8 = 3;
    let merged = match (tos & 3, outer_tos & 3) {
        (NOT_ECT, CE) => return false,
        (ECT0 | ECT1, CE) => CE,
        (ECT0, ECT1) => ECT1,
        _ => return true,
    };
    if inner[0] >> 4 == 6 {
        inner[1] = inner[1] & 0xcf | merged << 4;
    } else {
        let before = u16_at(inner, 0);
        inner[1] = inner[1] & 0xfc | merged;
        let after = u16_at(inner, 0);
        mend_checksum(inner, [before], [after]);
    }
    true
}

/// RFC 1624 §3, equation 3: a checksum that was wrong stays wrong.
fn mend_checksum<const N: usize>(header: &mut [u8], before: [u16; N], after: [u16; N]) {
    let lost = before.into_iter().chain([u16_at(header, 10)]).map(|word| u32::from(!word));
    let sum = lost.chain(after.into_iter().map(u32::from)).sum();
    header[10..12].copy_from_slice(&(!folded(sum)).to_be_bytes());
}

fn set_checksum(header: &mut [u8]) {
    header[10..12].fill(0);
    let sum = header.chunks_exact(2).map(|pair| u32::from(u16_at(pair, 0))).sum();
    header[10..12].copy_from_slice(&(!folded(sum)).to_be_bytes());
}

fn folded(mut sum: u32) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

fn v6_octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V6(address) => address.octets(),
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
    }
}

/// Panics outside `data`: callers have checked its length.
fn u16_at(data: &[u8], at: usize) -> u16 {
    u16::from_be_bytes(chunk(data, at))
}

fn chunk<const N: usize>(data: &[u8], at: usize) -> [u8; N] {
    *data[at..].first_chunk().expect("the caller has checked the length")
}
