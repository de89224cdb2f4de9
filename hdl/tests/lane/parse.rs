//! Parse against a parser built on `etherparse`.

use super::bench::{reset, Streams};
use super::record::{big, Record};
use etherparse::{Ipv4HeaderSlice, Ipv6HeaderSlice, UdpHeaderSlice};
use respite_abi::verdict::Verdict;
use respite_hdl::lane::parse::Parse;
use respite_hdl::types::{Arrival, Parsed};
use rust_hdl_core::prelude::*;
use verilated::lockstep::{Bench, Random};
use verilated::{Error, Model};

/// A packet as the card gets it: what lies behind its end is noise.
struct Case {
    arrival: Arrival,
    packet: Vec<u8>,
}

fn octets(random: &mut Random, count: usize) -> Vec<u8> {
    (0..count).map(|_| (random.next() >> 40) as u8).collect()
}

fn below(random: &mut Random, bound: u64) -> u64 {
    (random.next() >> 20) % bound
}

/// ESP, AH or UDP with all the lengths that matter.
fn payload(random: &mut Random, protocol: u8) -> Vec<u8> {
    let count = below(random, 90) as usize;
    let mut data = octets(random, count);
    if random.percent(60) {
        data.truncate(data.len() & !3);
    }
    match below(random, 8) {
        0 => data.iter_mut().take(4).for_each(|b| *b = 0),
        1 => data.iter_mut().take(3).for_each(|b| *b = 0),
        2 => data = vec![if random.percent(70) { 0xff } else { 0xfe }],
        _ => {}
    }
    if protocol == 17 {
        let length = (8 + data.len()) as u16;
        let length = match below(random, 10) {
            0 => below(random, 40) as u16,
            1 => length + 1,
            2 => length.saturating_sub(below(random, 12) as u16),
            _ => length,
        };
        let mut udp = octets(random, 4);
        udp.extend(length.to_be_bytes());
        udp.extend([0, 0]);
        udp.extend(data);
        return udp;
    }
    data
}

fn packet(random: &mut Random) -> Vec<u8> {
    let v6 = random.percent(40);
    let others: &[u8] = if v6 { &[0, 43, 44, 60, 135, 6] } else { &[1, 6, 0, 44] };
    let protocol = match below(random, 5) {
        0 => others[below(random, others.len() as u64) as usize],
        1 | 2 => 50,
        3 => 51,
        _ => 17,
    };
    let body = payload(random, protocol);
    let mut packet = octets(random, if v6 { 40 } else { 20 });
    if v6 {
        packet[0] = 0x60 | packet[0] & 15;
        packet[4..6].copy_from_slice(&(body.len() as u16).to_be_bytes());
        packet[6] = protocol;
    } else {
        packet[0] = 0x45;
        packet[2..4].copy_from_slice(&(20 + body.len() as u16).to_be_bytes());
        packet[6] &= if random.percent(90) { 0xc0 } else { 0xe0 };
        packet[7] = u8::from(random.percent(5));
        packet[9] = protocol;
    }
    packet.extend(body);
    // Mutations: version or IHL, length, cut or trailing octets.
    match below(random, 12) {
        0 => packet[0] = (random.next() >> 33) as u8,
        1 => packet[0] ^= 1 << below(random, 4),
        2 => packet[if v6 { 5 } else { 3 }] ^= 1 << below(random, 8),
        3 => packet.truncate(below(random, 70) as usize),
        4 | 5 => packet.extend(octets(random, 9)),
        _ => {}
    }
    packet
}

fn case(random: &mut Random) -> Case {
    let packet = packet(random);
    let mut seen = octets(random, 64);
    let known = packet.len().min(64);
    seen[..known].copy_from_slice(&packet[..known]);
    let early = if random.percent(6) { below(random, 63) + 1 } else { 0 };
    let arrival = Arrival {
        ticket: bits(random.next() >> 34),
        verdict: bits(early),
        encap: random.percent(35),
        sa: bits(random.next() >> 50),
        start: bits(random.next() >> 53),
        words: bits(packet.len().div_ceil(16) as u64),
        len: bits(packet.len() as u64),
        head: big(&seen).into(),
    };
    Case { arrival, packet }
}

/// What decapsulation should find.
fn decapsulate(packet: &[u8], out: &mut Parsed) -> Result<(), Verdict> {
    use Verdict::{RxFrag, RxIke, RxKeepalive, RxNotIpsec, RxOptions, RxShort, RxSpiReserved};
    if packet.len() < 20 {
        return Err(RxShort);
    }
    let (header, total, protocol) = match packet[0] >> 4 {
        4 => {
            if packet[0] & 15 < 5 {
                return Err(RxShort);
            }
            if packet[0] & 15 > 5 {
                return Err(RxOptions);
            }
            let ip = Ipv4HeaderSlice::from_slice(packet).map_err(|_| RxShort)?;
            let total = usize::from(ip.total_len());
            if total > packet.len() || total < 20 {
                return Err(RxShort);
            }
            if ip.is_fragmenting_payload() {
                return Err(RxFrag);
            }
            out.src = bits(u32::from(ip.source_addr()).into());
            out.dst = bits(u32::from(ip.destination_addr()).into());
            out.tos = bits(packet[1].into());
            (20, total, ip.protocol().0)
        }
        6 => {
            let ip = Ipv6HeaderSlice::from_slice(packet).map_err(|_| RxShort)?;
            let total = 40 + usize::from(ip.payload_length());
            if total > packet.len() {
                return Err(RxShort);
            }
            match ip.next_header().0 {
                44 => return Err(RxFrag),
                0 | 43 | 60 | 135 => return Err(RxOptions),
                _ => {}
            }
            out.v6 = true;
            out.src = big(&ip.source()).into();
            out.dst = big(&ip.destination()).into();
            out.tos = bits(ip.traffic_class().into());
            out.flow = bits(ip.flow_label().value().into());
            (40, total, ip.next_header().0)
        }
        _ => return Err(RxNotIpsec),
    };
    let mut esp = &packet[header..total];
    let mut at = header;
    match protocol {
        17 => {
            let udp = UdpHeaderSlice::from_slice(esp).map_err(|_| RxShort)?;
            let length = usize::from(udp.length());
            if length < 8 || length > esp.len() {
                return Err(RxShort);
            }
            out.udp = true;
            out.sport = bits(udp.source_port().into());
            out.dport = bits(udp.destination_port().into());
            esp = &esp[8..length];
            at += 8;
            match esp {
                [0xff] => return Err(RxKeepalive),
                [0, 0, 0, 0, ..] => return Err(RxIke),
                _ if esp.len() < 4 => return Err(RxShort),
                _ => {}
            }
        }
        50 => {}
        51 => {
            out.ah = true;
            if esp.len() < 12 {
                return Err(RxShort);
            }
            (out.ah_next, out.ah_len) = (bits(esp[0].into()), bits(esp[1].into()));
            esp = &esp[4..];
        }
        _ => return Err(RxNotIpsec),
    }
    if esp.len() < 8 {
        return Err(RxShort);
    }
    let word = |at: usize| u64::from(u32::from_be_bytes([esp[at], esp[at + 1], esp[at + 2], esp[at + 3]]));
    out.spi = bits(word(0));
    out.seq = bits(word(4));
    if word(0) < 256 {
        return Err(RxSpiReserved);
    }
    if !out.ah {
        out.runt = esp.len() < 8 + 8 + 4 + 16 || !(esp.len() - 32).is_multiple_of(4);
        if !out.runt {
            out.iv = big(&esp[8..16]).into();
            out.ct = bits(esp.len() as u64 - 32);
            out.offset = bits((at as u64 + 16) / 4);
        }
    }
    Ok(())
}

fn encapsulate(packet: &[u8], out: &mut Parsed) -> Result<(), Verdict> {
    let Some(first) = packet.first() else { return Err(Verdict::TxShort) };
    let total = match first >> 4 {
        4 => {
            let ip = Ipv4HeaderSlice::from_slice(packet).map_err(|_| Verdict::TxShort)?;
            let header = usize::from(ip.ihl()) * 4;
            if usize::from(ip.total_len()) < header {
                return Err(Verdict::TxShort);
            }
            out.tos = bits(packet[1].into());
            out.df = ip.dont_fragment();
            out.odd = header > 20 || ip.is_fragmenting_payload();
            usize::from(ip.total_len())
        }
        6 => {
            let ip = Ipv6HeaderSlice::from_slice(packet).map_err(|_| Verdict::TxShort)?;
            out.v6 = true;
            out.tos = bits(ip.traffic_class().into());
            out.df = true;
            out.odd = [0, 43, 44, 60, 135].contains(&ip.next_header().0);
            40 + usize::from(ip.payload_length())
        }
        _ => return Err(Verdict::TxNotIp),
    };
    if total > packet.len() {
        return Err(Verdict::TxShort);
    }
    out.ct = bits(total as u64);
    Ok(())
}

fn check(case: &Case, got: &Parsed) {
    let a = &case.arrival;
    let head: Bits<384> = a.head.get_bits(128);
    let start = Parsed {
        ticket: a.ticket,
        encap: a.encap,
        sa: a.sa,
        start: a.start,
        words: a.words,
        len: a.len,
        head,
        ..Default::default()
    };
    let mut want = start;
    if a.verdict.any() {
        want.verdict = a.verdict;
    } else {
        let verdict = if a.encap { encapsulate(&case.packet, &mut want) } else { decapsulate(&case.packet, &mut want) };
        want.verdict = bits(verdict.err().map_or(0, |v| v as u64));
    }
    if want.verdict.any() {
        // Only the submission counts then.
        let verdict = want.verdict;
        want = Parsed { verdict, ..start };
        let got = Parsed {
            verdict: got.verdict,
            ticket: got.ticket,
            encap: got.encap,
            sa: got.sa,
            start: got.start,
            words: got.words,
            len: got.len,
            head: got.head,
            ..Default::default()
        };
        assert_eq!(got, want, "{:02x?}", case.packet);
        return;
    }
    let mut got = *got;
    if !got.ah {
        (got.ah_next, got.ah_len) = (bits(0), bits(0));
    }
    if a.encap {
        got = Parsed {
            spi: bits(0),
            seq: bits(0),
            iv: bits(0),
            src: bits(0),
            dst: bits(0),
            sport: bits(0),
            dport: bits(0),
            flow: bits(0),
            offset: bits(0),
            ..got
        };
    } else {
        got.df = false;
        if !got.udp {
            (got.sport, got.dport) = (bits(0), bits(0));
        }
        if got.ah {
            (got.iv, got.ct, got.offset, got.runt) = (bits(0), bits(0), bits(0), false);
        }
        if got.runt {
            (got.iv, got.ct, got.offset) = (bits(0), bits(0), bits(0));
        }
    }
    assert_eq!(got, want, "{:02x?}", case.packet);
}

#[test]
fn headers_are_read_as_etherparse_reads_them() -> Result<(), Error> {
    let mut block = Parse::default();
    block.connect_all();
    let mut m = Model::of("parse", &block)?;
    let mut random = Random::new(1);
    for (push, pull) in [(100, 100), (60, 80), (90, 15)] {
        reset(&mut m);
        let cases: Vec<Case> = (0..30_000).map(|_| case(&mut random)).collect();
        let mut streams: Streams<Arrival, Parsed> = Streams::new(cases.iter().map(|c| c.arrival));
        (streams.push, streams.pull) = (push, pull);
        streams.until(cases.len(), &mut m, &mut random);
        let mut seen = [0; 64];
        for (case, got) in cases.iter().zip(&streams.got) {
            check(case, got);
            if !case.arrival.verdict.any() {
                seen[got.verdict.index()] += 1;
            }
        }
        for verdict in [0, 4, 5, 6, 7, 8, 9, 10, 36, 37] {
            assert!(seen[verdict] > 10, "verdict {verdict} hardly seen");
        }
        if push == 100 {
            assert!(streams.clocks <= 4 * 30_000 + 8, "{} clocks", streams.clocks);
        }
    }
    Ok(())
}

#[test]
fn parse_runs_in_lock_step() -> Result<(), Error> {
    let mut random = Random::new(2);
    Bench::new("parse", Parse::default())?.drive("s_data", |b: &mut Parse, v| b.s_data.next = Arrival::from_big(v)).run(
        3_000,
        3,
        |port, cycle, value| match port {
            "reset" => u32::from(cycle < 2).into(),
            "s_data" => case(&mut random).arrival.to_big(),
            _ => value,
        },
    )
}
