//! Packets that no gateway sends, put on the cable from a side that has none.

use std::net::Ipv4Addr;
use std::path::Path;

use etherparse::checksum::Sum16BitWords;
use respite::demo::{Lab, Side};

use crate::setup::python;

/// An IPv4 packet.
#[derive(Clone)]
pub struct Ip {
    pub from: Ipv4Addr,
    pub to: Ipv4Addr,
    pub protocol: u8,
    /// Of the header, whole words.
    pub options: Vec<u8>,
    /// Flags and fragment offset, as in the header.
    pub fragment: u16,
    pub payload: Vec<u8>,
}

/// Puts packets on the cable; `None` where this machine cannot.
pub fn send(lab: &Lab, side: Side, packets: &[Ip]) -> Option<()> {
    let packets: Vec<String> = packets.iter().map(Ip::hex).collect();
    send_hex(lab, side, &packets)
}

/// The same with packets of either version, in hexadecimal.
pub fn send_hex(lab: &Lab, side: Side, packets: &[String]) -> Option<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/daemon/send.py");
    let output = lab.command(side, python("socket")?).arg(script).args(packets).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

/// ESP from B to A, as far as anybody can tell without a key: 40 octets behind the sequence number.
pub fn esp(spi: u32, sequence: u32) -> Ip {
    let payload = [&spi.to_be_bytes()[..], &sequence.to_be_bytes(), &[0x5a; 40]].concat();
    Ip { from: address(Side::B), to: address(Side::A), protocol: ESP, options: vec![], fragment: 0, payload }
}

/// The same as AH with HMAC-SHA2-256.
pub fn ah(spi: u32, sequence: u32) -> Ip {
    let head = [4, 5, 0, 0];
    let payload = [&head[..], &spi.to_be_bytes(), &sequence.to_be_bytes(), &[0x5a; 60]].concat();
    Ip { protocol: AH, payload, ..esp(spi, sequence) }
}

/// A datagram from B to A's port 4500.
pub fn udp(from_port: u16, payload: &[u8]) -> Ip {
    let len = (payload.len() + 8) as u16;
    let head = [from_port.to_be_bytes(), 4500u16.to_be_bytes(), len.to_be_bytes(), [0; 2]].concat();
    Ip { protocol: UDP, payload: [&head[..], payload].concat(), ..esp(0, 0) }
}

/// What a router tells A about a datagram of its IKE for B: the next link takes `mtu` octets (RFC 1191 §4).
pub fn fragmentation_needed(mtu: u16) -> Ip {
    let datagram = udp(500, &[]).from(address(Side::A).octets()).to(address(Side::B).octets());
    let mut message = [&[3, 4, 0, 0, 0, 0][..], &mtu.to_be_bytes(), &datagram.octets()].concat();
    message[8 + 20 + 2..][..2].copy_from_slice(&500u16.to_be_bytes());
    let sum = Sum16BitWords::new().add_slice(&message).ones_complement();
    message[2..4].copy_from_slice(&sum.to_ne_bytes());
    Ip { protocol: ICMP, payload: message, ..esp(0, 0) }
}

pub fn address(side: Side) -> Ipv4Addr {
    side.outer().parse().expect("an address")
}

impl Ip {
    pub fn from(self, from: [u8; 4]) -> Ip {
        Ip { from: from.into(), ..self }
    }

    pub fn to(self, to: [u8; 4]) -> Ip {
        Ip { to: to.into(), ..self }
    }

    /// In two pieces, the first with `first` octets, a multiple of 8.
    pub fn pieces(self, first: usize) -> [Ip; 2] {
        let (head, tail) = self.payload.split_at(first);
        let piece = |fragment, payload: &[u8]| Ip { fragment, payload: payload.to_vec(), ..self.clone() };
        [piece(MORE_FRAGMENTS, head), piece((first / 8) as u16, tail)]
    }

    /// The kernel fills in the checksum.
    pub fn octets(&self) -> Vec<u8> {
        let header_len = 20 + self.options.len();
        let len = (header_len + self.payload.len()) as u16;
        let mut packet = vec![0x40 | (header_len / 4) as u8, 0];
        packet.extend(len.to_be_bytes());
        packet.extend([0x12, 0x34]);
        packet.extend(self.fragment.to_be_bytes());
        packet.extend([64, self.protocol, 0, 0]);
        packet.extend(self.from.octets());
        packet.extend(self.to.octets());
        packet.extend(&self.options);
        packet.extend(&self.payload);
        packet
    }

    fn hex(&self) -> String {
        self.octets().iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

const ICMP: u8 = 1;
const ESP: u8 = 50;
const AH: u8 = 51;
const UDP: u8 = 17;
const MORE_FRAGMENTS: u16 = 0x2000;
