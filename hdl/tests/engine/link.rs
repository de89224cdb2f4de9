//! One SA and its far end, and packets as a peer or a forger makes them, sealed by `ring`.

use super::{name_of, pair, Bed};
use etherparse::{IpNumber, Ipv4Header, Ipv6Header};
use respite_abi::sa::{word, Config};
use respite_reference::{encap, Mode, SaParams, SaState, Transform};
use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, AES_128_GCM};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the lane said of a packet, and what came out.
pub type Said = (&'static str, Vec<u8>);

/// An SA of the lane, number 0, and its far end.
pub struct Link {
    pub near: SaParams,
    pub far: SaParams,
    /// AES-GMAC in place of AES-GCM.
    pub gmac: bool,
}

impl Link {
    /// An IPv4 tunnel, AES-GCM with 128 bits, window 64.
    pub fn new(outbound: bool) -> Link {
        let (near, far) = pair(0, outbound);
        Link { near, far, gmac: false }
    }

    /// The same with something else at both ends.
    pub fn with(mut self, change: impl Fn(&mut SaParams)) -> Link {
        change(&mut self.near);
        change(&mut self.far);
        self
    }

    /// IPv6 outside.
    pub fn v6(self) -> Link {
        self.with(|sa| {
            sa.src = Ipv6Addr::from(0x2001_0db8 << 96 | 1).into();
            sa.dst = Ipv6Addr::from(0x2001_0db8 << 96 | 2).into();
        })
    }

    /// Transport mode.
    pub fn transport(self) -> Link {
        self.with(|sa| sa.mode = Mode::Transport)
    }

    /// A bed that knows this SA alone, with its CONFIG changed.
    pub fn install(&self, bed: &mut Bed, change: impl Fn(&mut Config)) {
        bed.reset();
        bed.install(0, &self.near);
        let mut config = Bed::config(&self.near);
        if self.gmac {
            config.transform = respite_abi::sa::Transform::AesGmac;
        }
        change(&mut config);
        bed.write_sa(0, word::CONFIG, config.encode());
    }

    /// The packet with this number, as the far end sends it.
    pub fn sealed(&self, number: u64, clear: &[u8]) -> Vec<u8> {
        let far = SaParams { seq: number - 1, ..self.far.clone() };
        encap(&far, &mut SaState::new(&far), clear).packet
    }

    /// An ESP packet with this number around a plaintext with its trailer, which need not be sane.
    pub fn esp(&self, number: u64, plaintext: &[u8]) -> Vec<u8> {
        let Transform::AesGcm16 { key, salt } = &self.far.transform else { unreachable!("pair() makes no other") };
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).expect("16 octets"));
        let iv = number.to_be_bytes();
        let nonce = Nonce::try_assume_unique_for_key(&[&salt[..], &iv[..]].concat()).expect("12 octets");
        let wire = [self.far.spi.to_be_bytes(), (number as u32).to_be_bytes()].concat();
        let mut aad = wire.clone();
        if self.far.esn {
            aad.splice(4..4, ((number >> 32) as u32).to_be_bytes());
        }
        let mut text = plaintext.to_vec();
        let tag = if self.gmac {
            // RFC 4543 with the IV in the AAD, as Linux and VPP have it.
            let all = [&aad[..], &iv, plaintext].concat();
            key.seal_in_place_separate_tag(nonce, Aad::from(all), &mut [])
        } else {
            key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut text)
        };
        [&wire[..], &iv, &text, tag.expect("sealed").as_ref()].concat()
    }

    /// The same in its outer header.
    pub fn forged(&self, number: u64, plaintext: &[u8]) -> Vec<u8> {
        ip(self.far.src, self.far.dst, 0, 50, &self.esp(number, plaintext))
    }

    /// Sends packets the way of the SA; what became of each.
    pub fn run(&self, bed: &mut Bed, packets: &[Vec<u8>]) -> Vec<Said> {
        let outbound = self.near.direction == respite_reference::Direction::Out;
        bed.outcomes.clear();
        for (index, packet) in packets.iter().enumerate() {
            bed.submit(index, packet, outbound, 0);
        }
        bed.finish(packets.len()).expect("no stall");
        // What is refused overtakes what the pool works on.
        bed.outcomes.sort_by_key(|(outcome, _)| outcome.ticket.to_u128());
        bed.outcomes.iter().map(|(outcome, octets)| (name_of(outcome), octets.clone())).collect()
    }

    /// As `run`, verdicts alone.
    pub fn verdicts(&self, bed: &mut Bed, packets: &[Vec<u8>]) -> Vec<&'static str> {
        self.run(bed, packets).into_iter().map(|said| said.0).collect()
    }
}

/// An IP packet of the family of its addresses, header checksum right, TTL 64.
pub fn ip(src: IpAddr, dst: IpAddr, tos: u8, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = match (src, dst) {
        (IpAddr::V4(src), IpAddr::V4(dst)) => {
            let (len, next) = (payload.len() as u16, IpNumber(protocol));
            let mut ip = Ipv4Header::new(len, 64, next, src.octets(), dst.octets()).expect("it fits");
            (ip.dscp, ip.ecn) = ((tos >> 2).try_into().expect("6 bits"), (tos & 3).try_into().expect("2 bits"));
            ip.header_checksum = ip.calc_header_checksum();
            ip.to_bytes().to_vec()
        }
        (src, dst) => {
            let octets = |address| match address {
                IpAddr::V6(a) => Ipv6Addr::octets(&a),
                IpAddr::V4(a) => a.to_ipv6_mapped().octets(),
            };
            let ip = Ipv6Header {
                traffic_class: tos,
                payload_length: payload.len() as u16,
                next_header: IpNumber(protocol),
                hop_limit: 64,
                source: octets(src),
                destination: octets(dst),
                ..Default::default()
            };
            ip.to_bytes().to_vec()
        }
    };
    packet.extend(payload);
    packet
}

/// A clear packet of this many octets, between two hosts behind the gateways.
pub fn clear(v6: bool, tos: u8, len: usize) -> Vec<u8> {
    let (src, dst): (IpAddr, IpAddr) = match v6 {
        true => (Ipv6Addr::from(0xfd00 << 112 | 1).into(), Ipv6Addr::from(0xfd00 << 112 | 2).into()),
        false => (Ipv4Addr::new(10, 1, 0, 1).into(), Ipv4Addr::new(10, 2, 0, 1).into()),
    };
    let payload: Vec<u8> = (0..len - if v6 { 40 } else { 20 }).map(|i| i as u8).collect();
    ip(src, dst, tos, 253, &payload)
}

/// Changes TOS or traffic class; an IPv4 checksum is made right again.
pub fn set_tos(packet: &mut [u8], tos: u8) {
    if packet[0] >> 4 == 6 {
        packet[0] = 0x60 | tos >> 4;
        packet[1] = tos << 4 | packet[1] & 15;
    } else {
        packet[1] = tos;
        let mut header = Ipv4Header::from_slice(packet).expect("a header").0;
        header.header_checksum = header.calc_header_checksum();
        packet[..20].copy_from_slice(&header.to_bytes());
    }
}

/// A payload with minimal padding and trailer (RFC 4303 §2.4).
pub fn padded(payload: &[u8], next_header: u8) -> Vec<u8> {
    let pad = (4 - (payload.len() + 2) % 4) % 4;
    [payload, &[1, 2, 3][..pad], &[pad as u8, next_header]].concat()
}
