//! Rules that no capture can show: SPI states, both directions against each other, exhaustion, hostile input.

use std::collections::HashSet;
use std::net::IpAddr;
use std::path::Path;

use respite_reference::{
    decap, encap, Case, Direction, Limits, Mode, Proto, SaParams, SaState, State, Table, Transform, UdpPorts, Verdict,
    Window, MAX_PACKET,
};

/// xorshift64*: the same run every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn sa(direction: Direction) -> SaParams {
    SaParams {
        name: "test".into(),
        direction,
        proto: Proto::Esp,
        spi: 0x1234_5678,
        src: address("198.51.100.1"),
        dst: address("203.0.113.1"),
        mode: Mode::Tunnel,
        transform: Transform::AesGcm16 { key: vec![7; 32], salt: [1, 2, 3, 4] },
        check_padding: false,
        below: None,
        esn: true,
        replay_window: 64,
        seq: 0,
        udp: None,
        selectors: None,
        limits: Limits::default(),
    }
}

/// A clear IPv4 packet of this many octets.
fn clear(len: usize) -> Vec<u8> {
    let mut packet = vec![0x45, 0, (len >> 8) as u8, len as u8, 0, 1, 0, 0, 64, 253, 0, 0, 10, 1, 2, 3, 10, 2, 3, 4];
    packet.resize(len, 0xab);
    packet
}

#[test]
fn what_one_end_seals_the_other_opens() {
    for (mode, udp) in [
        (Mode::Tunnel, None),
        (Mode::Tunnel, Some(UdpPorts { src: 4500, dst: 1234 })),
        (Mode::Transport, None),
        (Mode::Transport, Some(UdpPorts { src: 4500, dst: 4500 })),
    ] {
        let mut out = SaParams { mode, udp, ..sa(Direction::Out) };
        let mut packet = clear(333);
        if mode == Mode::Transport {
            (out.src, out.dst) = (address("10.1.2.3"), address("10.2.3.4"));
            // The checksum comes out right, so it has to go in right.
            packet[10..12].copy_from_slice(&[0x5f, 0xaa]);
        }
        let into = SaParams { direction: Direction::In, ..out.clone() };
        let (mut sender, mut receiver) = (SaState::new(&out), SaState::new(&into));
        for number in 1..=200 {
            let sealed = encap(&out, &mut sender, &packet);
            assert_eq!((sealed.verdict, sealed.seq), (Verdict::Ok, Some(number)));
            let opened = decap(&into, &mut receiver, &sealed.packet);
            assert_eq!(opened.verdict, Verdict::Ok, "{mode:?} {udp:?}");
            assert_eq!(opened.packet, packet, "{mode:?} {udp:?}");
            assert_eq!(decap(&into, &mut receiver, &sealed.packet).verdict, Verdict::RxReplayDup);
        }
    }
}

/// DP-09: with ESN the end is 2^64 - 1.
#[test]
fn the_last_number_is_sent_once() {
    for (esn, last) in [(true, u64::MAX), (false, u64::from(u32::MAX))] {
        let out = SaParams { esn, seq: last - 2, ..sa(Direction::Out) };
        let mut state = SaState::new(&out);
        let verdicts = [(); 4].map(|()| encap(&out, &mut state, &clear(64)).verdict);
        assert_eq!(verdicts, [Verdict::Ok, Verdict::Ok, Verdict::TxSeqExhausted, Verdict::TxSeqExhausted]);
        assert_eq!(state.seq(Direction::Out), last);
    }
}

/// DET-03, DET-04, DET-05.
#[test]
fn larval_and_buried_spis_are_not_reported() {
    let out = sa(Direction::Out);
    let packet = encap(&out, &mut SaState::new(&out), &clear(64)).packet;
    let mut table = Table::default();
    table.mark(Proto::Esp, out.spi, Some(State::Larval));
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxSpiLarval);
    table.add(sa(Direction::In));
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::Ok);
    table.mark(Proto::Esp, out.spi, Some(State::Graveyard));
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxSpiGraveyard);
    assert!(table.misses().is_empty());
    table.mark(Proto::Esp, out.spi, None);
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxNoSaEsp);
    assert_eq!(table.misses().len(), 1);
}

/// A sealed packet of an outbound SA that comes back is nobody's.
#[test]
fn an_outbound_sa_receives_nothing() {
    let mut table = Table::new([sa(Direction::Out)]);
    let packet = table.send(&clear(64)).outcome.packet;
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxNoSaEsp);
}

#[test]
fn an_sa_of_another_transform_refuses() {
    let other = SaParams { transform: Transform::Unsupported, ..sa(Direction::In) };
    let good = sa(Direction::Out);
    let packet = encap(&good, &mut SaState::new(&good), &clear(64)).packet;
    assert_eq!(decap(&other, &mut SaState::new(&other), &packet).verdict, Verdict::RxUnsupported);
    assert_eq!(encap(&other, &mut SaState::new(&other), &clear(64)).verdict, Verdict::TxUnsupported);
}

#[test]
fn transport_mode_takes_whole_packets_with_a_plain_header() {
    let out = SaParams { mode: Mode::Transport, ..sa(Direction::Out) };
    let mut options = clear(64);
    options[0] = 0x46;
    let mut fragment = clear(64);
    fragment[6] = 0x20;
    for packet in [options, fragment] {
        assert_eq!(encap(&out, &mut SaState::new(&out), &packet).verdict, Verdict::TxOptions);
    }
}

#[test]
fn the_window_agrees_with_a_set_of_numbers() {
    let mut random = Random(42);
    for size in [1, 2, 32, 63, 64, 65, 128, 1000] {
        let mut window = Window::new(size, false, 0);
        let (mut seen, mut top) = (HashSet::new(), 0u64);
        for _ in 0..20_000 {
            let number = match random.below(20) {
                0 => top + random.below(3 * size),
                1..8 => top + 1,
                _ => top.saturating_sub(random.below(size + 3)),
            };
            let expected = if number == 0 || number + size <= top {
                Verdict::RxReplayStale
            } else if seen.contains(&number) {
                Verdict::RxReplayDup
            } else {
                Verdict::Ok
            };
            assert_eq!(window.check(number), expected, "window {size}, number {number}, top {top}");
            if expected == Verdict::Ok {
                window.accept(number);
                seen.insert(number);
                top = top.max(number);
            }
        }
    }
}

/// Whatever a packet of the fixtures is turned into, there is a verdict, no panic, and nothing forged gets in.
#[test]
fn mangled_packets_never_panic_and_never_get_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/replay");
    let mut random = Random(7);
    for name in ["mixed-32-sas", "decap-udp-v6", "decap-transport-v4", "drop-options", "drop-fragments"] {
        let case = Case::load(&folder.join(name)).unwrap();
        for packet in &case.packets {
            for _ in 0..20 {
                // Each attempt on a fresh table: the packet itself would be good.
                let mut table = Table::new(case.sas.iter().cloned());
                let mut mangled = packet.clone();
                for _ in 0..=random.below(3) {
                    let at = random.below(mangled.len().min(64) as u64) as usize;
                    mangled[at] = random.next() as u8;
                }
                mangled.truncate(random.below(mangled.len() as u64 * 2) as usize);
                let met = table.receive(&mangled);
                if met.outcome.verdict == Verdict::Ok {
                    let original = Table::new(case.sas.iter().cloned()).receive(packet);
                    assert_eq!(met.outcome.seq, original.outcome.seq);
                }
                table.send(&mangled);
                table.handle(&mangled);
            }
        }
    }
}

#[test]
fn what_is_too_short_for_any_header_is_short() {
    let (out, into) = (sa(Direction::Out), sa(Direction::In));
    for len in 0..20 {
        assert_eq!(decap(&into, &mut SaState::new(&into), &vec![0x55; len]).verdict, Verdict::RxShort);
    }
    assert_eq!(encap(&out, &mut SaState::new(&out), &[]).verdict, Verdict::TxShort);
    assert_eq!(encap(&out, &mut SaState::new(&out), &[0x45; 19]).verdict, Verdict::TxShort);
    assert_eq!(encap(&out, &mut SaState::new(&out), &[0x55]).verdict, Verdict::TxNotIp);
}

#[test]
fn the_longest_packet_is_taken_and_one_octet_more_is_not() {
    let out = sa(Direction::Out);
    let mut state = SaState::new(&out);
    assert_eq!(encap(&out, &mut state, &clear(MAX_PACKET)).verdict, Verdict::Ok);
    assert_eq!(encap(&out, &mut state, &clear(MAX_PACKET + 1)).verdict, Verdict::TxOversize);
    let into = sa(Direction::In);
    let mut packet = clear(MAX_PACKET + 1);
    packet[9] = 50;
    assert_eq!(decap(&into, &mut SaState::new(&into), &packet).verdict, Verdict::RxOversize);
}
