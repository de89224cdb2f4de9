//! What a software card does with a packet: ESP framing, SPI lookup, no cryptography.
//!
//! ```text
//!   encap   outer IP | (UDP) | SPI seq | inner packet | pad length, next header
//! ```
//! Two software cards understand each other, and nobody else understands them.

use respite_abi::sa::word;
use respite_abi::{cam, event, Event, Op, Verdict, MSIX_PBA, MSIX_TABLE, PCI_DEVICE, PCI_VENDOR, VECTORS};

use super::soft::State;

/// What the SPI CAM answers.
pub(super) enum Lookup {
    Miss,
    Larval,
    Valid(u16),
    Graveyard,
}

/// What became of a packet.
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) sa: u16,
    pub(super) seq: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) event: Option<Event>,
}

impl Outcome {
    pub(super) fn drop(verdict: Verdict) -> Outcome {
        Outcome { verdict, sa: 0, seq: 0, bytes: Vec::new(), event: None }
    }
}

/// Works on one packet.
pub(super) fn process(card: &mut State, op: Op, sa: u16, packet: &[u8]) -> Outcome {
    match op {
        Op::Encap => encap(card, sa, packet),
        Op::Decap => decap(card, packet),
    }
}

fn encap(card: &mut State, index: u16, packet: &[u8]) -> Outcome {
    let drop = Outcome::drop;
    let Some(sa) = card.sas.get_mut(usize::from(index)) else { return drop(Verdict::TxNoSa) };
    let config = sa[usize::from(word::CONFIG)];
    if config & 3 != 3 {
        return drop(Verdict::TxNoSa);
    }
    let next_header = match packet.first().map(|b| b >> 4) {
        Some(4) => 4,
        Some(6) => 41,
        _ => return drop(Verdict::TxNotIp),
    };
    let seq = sa[usize::from(word::SEQUENCE)] as u64 + 1;
    sa[usize::from(word::SEQUENCE)] = seq.into();
    let (src, dst) = (sa[usize::from(word::SRC)], sa[usize::from(word::DST)]);
    let pmtu = sa[usize::from(word::OUTER)] as usize & 0xffff;

    let mut payload = Vec::with_capacity(packet.len() + 64);
    let udp = config >> 4 & 1 != 0;
    if udp {
        payload.extend((config as u64 >> 32).to_le_bytes()[..4].chunks(2).flat_map(|p| [p[1], p[0]]));
        payload.extend(((packet.len() + 8 + 8 + 2) as u16).to_be_bytes());
        payload.extend([0, 0]);
    }
    payload.extend(((config >> 64) as u32).to_be_bytes());
    payload.extend((seq as u32).to_be_bytes());
    payload.extend(packet);
    payload.extend([0, next_header]);

    let protocol = if udp { 17 } else { 50 };
    let mut bytes = Vec::with_capacity(payload.len() + 40);
    if config >> 3 & 1 != 0 {
        bytes.extend([0x60, 0, 0, 0]);
        bytes.extend((payload.len() as u16).to_be_bytes());
        bytes.extend([protocol, 64]);
        bytes.extend(src.to_be_bytes());
        bytes.extend(dst.to_be_bytes());
    } else {
        bytes.extend([0x45, 0]);
        bytes.extend(((payload.len() + 20) as u16).to_be_bytes());
        bytes.extend([0, 0, 0, 0, 64, protocol, 0, 0]);
        bytes.extend((src as u32).to_be_bytes());
        bytes.extend((dst as u32).to_be_bytes());
        let sum = checksum(&bytes).to_be_bytes();
        bytes[10..12].copy_from_slice(&sum);
    }
    bytes.extend(payload);
    if pmtu != 0 && bytes.len() > pmtu {
        return drop(Verdict::TxPmtu);
    }
    Outcome { verdict: Verdict::Ok, sa: index, seq, bytes, event: None }
}

fn decap(card: &mut State, packet: &[u8]) -> Outcome {
    let drop = Outcome::drop;
    let v6 = packet.first().is_some_and(|b| b >> 4 == 6);
    let header = if v6 { 40 } else { 20 };
    if packet.len() < header + 8 {
        return drop(Verdict::RxShort);
    }
    let (protocol, src, dst) = if v6 {
        (packet[6], be(&packet[8..24]), be(&packet[24..40]))
    } else {
        (packet[9], be(&packet[12..16]), be(&packet[16..20]))
    };
    let (udp, esp) = match protocol {
        17 => (true, &packet[header + 8..]),
        50 | 51 => (false, &packet[header..]),
        _ => return drop(Verdict::RxNotIpsec),
    };
    if esp == [0xff] {
        return drop(Verdict::RxKeepalive);
    }
    let ah = protocol == 51;
    let at = if ah { 4 } else { 0 };
    if esp.len() < at + 8 + 2 {
        return drop(Verdict::RxShort);
    }
    let (spi, seq) = (be(&esp[at..at + 4]) as u32, be(&esp[at + 4..at + 8]) as u32);
    match spi {
        0 if udp => return drop(Verdict::RxIke),
        0..=255 => return drop(Verdict::RxSpiReserved),
        _ => {}
    }
    let index = match card.lookup(cam::key(ah, spi)) {
        Lookup::Larval => return drop(Verdict::RxSpiLarval),
        Lookup::Graveyard => return drop(Verdict::RxSpiGraveyard),
        Lookup::Valid(sa) => sa,
        Lookup::Miss => {
            let verdict = match (ah, udp) {
                (true, _) => Verdict::RxNoSaAh,
                (_, true) => Verdict::RxNoSaUdp,
                _ => Verdict::RxNoSaEsp,
            };
            let event = Some(record(packet, v6, udp, ah, (spi, seq), src, dst));
            return Outcome { event, ..drop(verdict) };
        }
    };
    let Some(sa) = card.sas.get_mut(usize::from(index)) else { return drop(Verdict::RxMismatch) };
    if sa[0] & 3 != 1 || (sa[0] >> 64) as u32 != spi || sa[usize::from(word::DST)] != dst {
        return drop(Verdict::RxMismatch);
    }
    if u128::from(seq) <= sa[usize::from(word::SEQUENCE)] && sa[0] >> 16 & 0x7ff != 0 {
        return drop(Verdict::RxReplayDup);
    }
    sa[usize::from(word::SEQUENCE)] = seq.into();
    let bytes = esp[8..esp.len() - 2].to_vec();
    Outcome { verdict: Verdict::Ok, sa: index, seq: seq.into(), bytes, event: None }
}

fn record(packet: &[u8], v6: bool, udp: bool, ah: bool, (spi, seq): (u32, u32), src: u128, dst: u128) -> Event {
    let mut e = Event::decode(&[0; event::SIZE]);
    e.kind = event::KIND_INVALID_SPI;
    e.proto = if ah { 51 } else { 50 };
    e.flags = if udp { event::FLAG_UDP } else { 0 } | if v6 { event::FLAG_V6 } else { 0 };
    (e.spi, e.seq) = (spi, seq);
    (e.src, e.dst) = (src.to_be_bytes(), dst.to_be_bytes());
    e.len = packet.len() as u16;
    e.count = 1;
    let n = packet.len().min(event::HEAD);
    e.head[..n].copy_from_slice(&packet[..n]);
    if udp {
        let at = if v6 { 40 } else { 20 };
        e.sport = be(&packet[at..at + 2]) as u16;
        e.dport = be(&packet[at + 2..at + 4]) as u16;
    }
    if v6 {
        e.flow_label = be(&packet[1..4]) as u32 & 0xf_ffff;
    }
    e
}

fn be(octets: &[u8]) -> u128 {
    octets.iter().fold(0, |a, o| a << 8 | u128::from(*o))
}

fn checksum(octets: &[u8]) -> u16 {
    let sum: u32 = octets.chunks(2).map(|p| u32::from(p[0]) << 8 | u32::from(*p.get(1).unwrap_or(&0))).sum();
    let sum = (sum & 0xffff) + (sum >> 16);
    !((sum & 0xffff) + (sum >> 16)) as u16
}

/// Configuration space after reset: identification, PCI Express with FLR, MSI-X.
pub(super) fn config_space() -> [u8; 256] {
    let mut c = [0; 256];
    let mut put = |at: usize, octets: &[u8]| c[at..at + octets.len()].copy_from_slice(octets);
    put(0x00, &PCI_VENDOR.to_le_bytes());
    put(0x02, &PCI_DEVICE.to_le_bytes());
    put(0x06, &[0x10, 0]); // a capability list follows
    put(0x08, &(respite_abi::PCI_CLASS << 8 | 1).to_le_bytes());
    put(0x34, &[0x40]);
    put(0x40, &[0x10, 0x80, 0x02, 0, 0, 0, 0, 0x10]);
    put(0x80, &[0x11, 0, VECTORS as u8 - 1, 0]);
    put(0x84, &(MSIX_TABLE as u32).to_le_bytes());
    put(0x88, &(MSIX_PBA as u32).to_le_bytes());
    c
}
