//! Issue and Emit in Verilator, around a conveyor that neither encrypts nor hashes: alignment, padding, packing, judgement.

use num_bigint::BigUint;
use respite_hdl::lane::emit::Emit;
use respite_hdl::lane::issue::Issue;
use respite_hdl::types::{Cipher, Context, Emitted, Flight, Slot};
use rust_hdl_core::prelude::*;
use std::collections::VecDeque;
use verilated::lockstep::Random;
use verilated::Model;

/// A record as the bits of a port.
fn pack<T, const N: usize>(record: T) -> BigUint
where
    Bits<N>: From<T>,
{
    BigUint::from(Bits::<N>::from(record))
}

fn field(bits: &BigUint, offset: usize, width: usize) -> u128 {
    let value = (bits >> offset) & ((BigUint::from(1u8) << width) - 1u8);
    value.iter_u64_digits().take(2).enumerate().fold(0, |v, (i, d)| v | u128::from(d) << (64 * i))
}

macro_rules! get {
    ($bits:expr, $type:ty, $field:ident, $offset:ident, $width:ident) => {
        field(&$bits, <$type>::default().$offset(), <$type>::default().$width())
    };
}

fn word(octets: &[u8]) -> u128 {
    let mut w = [0; 16];
    w[..octets.len()].copy_from_slice(octets);
    u128::from_be_bytes(w)
}

struct Case {
    context: Context,
    /// Result, or the verdict.
    want: Result<Vec<u8>, u8>,
    words: u32,
}

const SLOTS: u32 = 40;
const PAD: u8 = respite_abi::Verdict::RxPad as u8;

fn make(rnd: &mut Random, ring: &mut [u128], start: &mut usize) -> Case {
    let encap = rnd.percent(50);
    let refused = rnd.percent(15);
    let inner_len = 20 + (rnd.next() % if rnd.percent(20) { 1500 } else { 80 }) as usize;
    let transport = !encap && rnd.percent(50);
    let mut inner: Vec<u8> = (0..inner_len).map(|_| rnd.next() as u8).collect();
    inner[0] = 0x45;
    inner[1] &= 0xfc;
    inner[2..4].copy_from_slice(&(inner_len as u16).to_be_bytes());
    let pad = (4 - (inner_len + 2) % 4) % 4;
    let mut plain = inner.clone();
    plain.extend((1..=pad as u8).chain([pad as u8, 4]));
    let mut c = Context {
        ticket: (rnd.next() & 0x3fff_ffff).into(),
        encap,
        start: (*start as u64).into(),
        ct: (plain.len() as u64).into(),
        seq: rnd.next().into(),
        ..Default::default()
    };
    let (packet, mut want, words);
    if encap {
        c.next_header = 4u64.into();
        // In transport mode the payload stands behind a header that does not come along.
        let offset = [0, 20, 40][(rnd.next() % 3) as usize];
        c.offset = (offset as u64 / 4).into();
        let header_len = [36, 44, 56, 64][(rnd.next() % 4) as usize];
        let mut header: Vec<u8> = (0..header_len).map(|_| rnd.next() as u8).collect();
        c.header_len = (header_len as u64).into();
        c.inner = (inner_len as u64).into();
        let mut whole = header.clone();
        whole.resize(64, 0);
        c.header = BigUint::from_bytes_be(&whole).into();
        packet = [(0..offset).map(|_| rnd.next() as u8).collect(), inner].concat();
        header.extend(&plain);
        header.extend(TAG.to_be_bytes());
        want = Ok(header);
        words = (plain.len().div_ceil(16) + 2).max((header_len + plain.len() + 16).div_ceil(16));
    } else {
        let offset = [36, 44, 56, 64][(rnd.next() % 4) as usize];
        c.offset = (offset as u64 / 4).into();
        let mut p: Vec<u8> = (0..offset).map(|_| rnd.next() as u8).collect();
        words = plain.len().div_ceil(16) + if transport { 5 } else { 2 };
        if transport {
            // A payload of any kind behind the received header, and padding that need not be minimal.
            let pad = rnd.next() as usize % inner_len.min(256);
            if rnd.percent(50) {
                let end = plain.len() - 2;
                plain[end - pad..end].iter_mut().zip(1..).for_each(|(octet, n)| *octet = n);
            }
            let payload = plain.len() - 2 - pad;
            let end = plain.len();
            (plain[end - 2], plain[end - 1]) = (pad as u8, rnd.next() as u8 | 128);
            let v6 = offset > 44;
            let header = if v6 { 40 } else { 20 };
            c.header_len = (16 + header as u64).into();
            let mut whole = [vec![0; 16], p[..header].to_vec()].concat();
            whole.resize(64, 0);
            c.header = BigUint::from_bytes_be(&whole).into();
            inner = [&p[..header], &plain[..payload]].concat();
            mend(&mut inner, v6, plain[end - 1]);
        }
        let end = plain.len() - 2;
        let padding = &plain[end - usize::from(plain[end])..end];
        c.check_pad = rnd.percent(50);
        let odd = c.check_pad && !padding.iter().copied().eq(1..=plain[end]);
        p.extend(&plain);
        p.extend((0..16).map(|_| rnd.next() as u8));
        packet = p;
        want = if odd { Err(PAD) } else { Ok(inner) };
    }
    c.words = (packet.len().div_ceil(16) as u64).into();
    let mut clocks = words.max(5) as u32;
    if refused {
        c.verdict = 17u64.into();
        want = Err(17);
        clocks = 1;
    }
    for octets in packet.chunks(16) {
        ring[*start] = word(octets);
        *start = (*start + 1) % ring.len();
    }
    Case { context: c, want, words: clocks }
}

/// Length, protocol and checksum of a header that transport mode keeps (RFC 1624 §3, equation 3).
fn mend(packet: &mut [u8], v6: bool, protocol: u8) {
    if v6 {
        let payload = packet.len() as u16 - 40;
        packet[4..6].copy_from_slice(&payload.to_be_bytes());
        packet[6] = protocol;
        return;
    }
    let at = |p: &[u8], i: usize| u32::from(u16::from_be_bytes([p[i], p[i + 1]]));
    let lost = [2, 8, 10].iter().map(|i| 0xffff - at(packet, *i)).sum::<u32>();
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    packet[9] = protocol;
    let mut sum = lost + at(packet, 2) + at(packet, 8);
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    packet[10..12].copy_from_slice(&(!sum as u16).to_be_bytes());
}

const TAG: u128 = 0x0123_4567_89ab_cdef_1122_3344_5566_7788;

#[test]
fn packets_of_every_alignment_come_out_whole_and_without_gaps() -> Result<(), verilated::Error> {
    let (mut issue, mut emit) = (Issue::default(), Emit::default());
    issue.connect_all();
    emit.connect_all();
    let (mut issue, mut emit) = (Model::of("issue", &issue)?, Model::of("emit", &emit)?);
    for m in [&mut issue, &mut emit] {
        m.poke("reset", 1);
        m.tick();
        m.poke("reset", 0);
    }
    let mut rnd = Random::new(3);
    let mut ring = vec![0u128; 2048];
    let mut hold = vec![0u128; 2048];
    let (mut start, mut used) = (0, 0);
    let mut reads = [0usize; 2];
    let mut held = VecDeque::new();
    let mut waiting: VecDeque<Case> = VecDeque::new();
    let mut flying: VecDeque<Case> = VecDeque::new();
    let mut conveyor: VecDeque<Option<BigUint>> = (0..SLOTS).map(|_| None).collect();
    let mut flights: VecDeque<BigUint> = VecDeque::new();
    let mut read_out: VecDeque<(u32, u64)> = VecDeque::new();
    let (mut made, mut done, mut clock, mut ideal) = (0, 0, 0u32, 0);
    while done < 3000 {
        clock += 1;
        assert!(clock < 400_000, "stuck after {done} packets");
        if made < 3000 && used < 1500 {
            let case = make(&mut rnd, &mut ring, &mut start);
            used += case.context.words.to_u64();
            ideal += case.words;
            waiting.push_back(case);
            made += 1;
        }
        // Issue's inputs.
        if let Some(case) = waiting.front() {
            issue.poke_big("s_data", &pack(case.context));
        }
        issue.poke_bit("s_valid", !waiting.is_empty());
        issue.poke_bit("m_ready", flights.len() < 16);
        issue.poke_u128("ring_rd", ring[reads[1]]);
        let credit = read_out.pop_front_if(|c| c.0 <= clock);
        issue.poke_bit("credit_valid", credit.is_some());
        issue.poke("credit_words", credit.map_or(0, |c| c.1));
        issue.eval();
        if issue.peek_bit("s_ready") {
            if let Some(case) = waiting.pop_front() {
                flying.push_back(case);
            }
        }
        if issue.peek_bit("m_valid") {
            flights.push_back(issue.peek_big("m_data"));
        }
        if issue.peek_bit("free_valid") {
            used -= issue.peek("free_words");
        }
        reads = [issue.peek("ring_ra") as usize, reads[0]];
        let slot = issue.peek_big("slot");
        conveyor.push_back((get!(slot, Slot, valid, get_my_offset_valid, get_my_width_valid) == 1).then_some(slot));

        // Emit's inputs.
        let cipher = conveyor.pop_front().flatten().map_or(Cipher::default(), |slot| {
            let kind = get!(slot, Slot, kind, get_my_offset_kind, get_my_width_kind) as u64;
            let words = get!(slot, Slot, words, get_my_offset_words, get_my_width_words) as u32;
            let encap = get!(slot, Slot, encap, get_my_offset_encap, get_my_width_encap) == 1;
            let mut data = get!(slot, Slot, data, get_my_offset_data, get_my_width_data);
            if kind == 2 && words < 4 {
                data &= !(u128::MAX >> (32 * words));
            }
            let tag = if encap { TAG } else { data };
            Cipher {
                valid: true,
                opens: kind < 2,
                kind: kind.into(),
                raw: false,
                data: BigUint::from(data).into(),
                tag: BigUint::from(tag).into(),
            }
        });
        emit.poke_big("cipher", &pack(cipher));
        if let Some(flight) = flights.front() {
            emit.poke_big("s_data", flight);
        }
        emit.poke_bit("s_valid", !flights.is_empty());
        emit.poke_bit("m_ready", true);
        emit.eval();
        if emit.peek_bit("s_ready") {
            flights.pop_front().expect("a flight before its slots");
        }
        if emit.peek_bit("hold_wr") {
            hold[emit.peek("hold_wa") as usize] = emit.peek_u128("hold_wd");
        }
        if emit.peek_bit("m_valid") {
            held.push_back((clock + 4, emit.peek_big("m_data")));
        }
        while let Some((_, e)) = held.pop_front_if(|h: &mut (u32, BigUint)| h.0 <= clock) {
            let case = flying.pop_front().expect("one that was issued");
            let verdict = get!(e, Emitted, verdict, get_my_offset_verdict, get_my_width_verdict) as u8;
            let len = get!(e, Emitted, len, get_my_offset_len, get_my_width_len) as usize;
            let at = get!(e, Emitted, start, get_my_offset_start, get_my_width_start) as usize;
            let reserve = get!(e, Emitted, reserve, get_my_offset_reserve, get_my_width_reserve) as u64;
            let ticket = get!(e, Emitted, ticket, get_my_offset_ticket, get_my_width_ticket);
            assert_eq!(ticket, case.context.ticket.to_u128(), "packet {done}");
            match &case.want {
                Ok(want) => {
                    assert_eq!(verdict, 0, "packet {done} {:?}", case.context);
                    let mut out: Vec<u8> =
                        (0..len.div_ceil(16)).flat_map(|i| hold[(at + i) % 2048].to_be_bytes()).collect();
                    out.truncate(len);
                    assert_eq!(hex(&out), hex(want), "packet {done} {:?}", case.context);
                }
                Err(code) => assert_eq!(verdict, *code, "packet {done}"),
            }
            read_out.push_back((clock + 10, reserve));
            done += 1;
        }
        issue.tick();
        emit.tick();
    }
    let _ = Flight::default();
    println!("{clock} clocks for {ideal} at least");
    assert!(clock < ideal + ideal / 10 + 200, "{clock} clocks for {ideal}");
    Ok(())
}

fn hex(octets: &[u8]) -> String {
    octets.chunks(4).map(|w| w.iter().map(|o| format!("{o:02x}")).collect::<String>() + " ").collect()
}
