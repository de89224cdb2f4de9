//! A flood of unknown SPIs between valid packets, through driver, rings and the card (DOS-*).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_abi::{Counter, Verdict};
use respite_driver::{Card, Direction, EventOptions, GcmKey, Options, Packet, SaParams, VfioUserTransport};
use respite_reference as reference;

const PATIENCE: Duration = Duration::from_secs(120);
const FLOOD: u32 = 100_000;
const SOURCES: u32 = 1_000;
const BATCH: u32 = 2_000;
/// Event records per second of card time, and at once after silence.
const RATE: u32 = 10_000;
const BURST: u16 = 64;

/// One packet in two has an unknown SPI: no valid packet is lost or overtaken, the events keep to their bucket, and every
/// packet of the flood is in a record or in the count of what was suppressed.
#[test]
fn a_flood_of_unknown_spis_loses_no_valid_packet() {
    let (stream, handle) = respite_sim::spawn(respite_sim::Options::default()).expect("spawn");
    let transport = Arc::new(VfioUserTransport::over(stream, PATIENCE).expect("connect"));
    let events = EventOptions {
        records: 4096,
        age: Duration::from_micros(500),
        rate: RATE,
        burst: BURST,
        ..Options::default().events
    };
    let options = Options {
        queues: 1,
        entries: 4096,
        buffers: 4095,
        buffer_len: 256,
        events,
        timeout: PATIENCE,
        ..Options::default()
    };
    let mut card = Card::open(transport, &options).expect("open");

    let (src, dst) = ([192, 0, 2, 1].into(), [198, 51, 100, 1].into());
    let material = [7; 20];
    let key = GcmKey::new(&material).expect("length");
    card.sas.add(&SaParams::new(Direction::Inbound, 0x5000, src, dst, key)).expect("add");
    let far = reference::SaParams {
        name: "far".into(),
        direction: reference::Direction::Out,
        proto: reference::Proto::Esp,
        spi: 0x5000,
        src,
        dst,
        mode: reference::Mode::Tunnel,
        transform: reference::Transform::AesGcm16 { key: material[..16].into(), salt: [7; 4] },
        check_padding: false,
        below: None,
        esn: false,
        replay_window: 0,
        seq: 0,
        udp: None,
        selectors: None,
        limits: reference::Limits::default(),
    };
    let mut sender = reference::SaState::new(&far);
    let clear = clear();

    let started = card.counters.now().expect("clock");
    let (mut flooded, mut valid, mut records) = (0, 0u64, Vec::new());
    let mut done = Vec::new();
    while flooded < FLOOD {
        let mut expected = VecDeque::new();
        let mut batch = Vec::new();
        let q = &mut card.queues[0];
        for _ in 0..BATCH / 2 {
            let sealed = reference::encap(&far, &mut sender, &clear).packet;
            let forged = forged(&sealed, flooded);
            flooded += 1;
            valid += 1;
            expected.extend([None, Some(valid)]);
            for packet in [forged, sealed] {
                let mut buffer = q.buffers.take().expect("a buffer");
                q.buffers.fill(&mut buffer, &packet).expect("fits");
                batch.push(Packet::decap(buffer, 0));
            }
        }
        q.submit(&mut batch).expect("submit");
        assert!(batch.is_empty());
        let start = Instant::now();
        while !expected.is_empty() {
            assert!(start.elapsed() < PATIENCE, "{} packets are missing", expected.len());
            q.wait(Duration::from_millis(5)).expect("alive");
            q.poll(&mut done, BATCH as usize).expect("poll");
            for d in done.drain(..) {
                match expected.pop_front().expect("no more completions than packets") {
                    None => assert_eq!(d.verdict, Verdict::RxNoSaEsp),
                    Some(seq) => {
                        assert_eq!((d.verdict, d.seq), (Verdict::Ok, seq));
                        let mut out = Vec::new();
                        q.buffers.read_to(d.output(), &mut out);
                        assert_eq!(out, clear, "packet {seq}");
                    }
                }
                q.buffers.put(d.src);
            }
            card.events.poll(&mut records).expect("events");
        }
    }
    // What is still coalescing is flushed when it is old enough.
    let start = Instant::now();
    let snapshot = loop {
        card.events.poll(&mut records).expect("events");
        let snapshot = card.counters.snapshot().expect("counters");
        let reported: u64 = records.iter().map(|r| u64::from(r.count)).sum();
        if reported + snapshot.total(Counter::EvOverflow) == u64::from(FLOOD) || start.elapsed() > PATIENCE {
            break snapshot;
        }
    };
    let took = card.counters.now().expect("clock") - started;
    snapshot.conservation().expect("packets in = packets out + drops");
    assert_eq!(card.events.malformed(), 0);
    assert_eq!(snapshot.drops(Verdict::RxNoSaEsp), u64::from(FLOOD));
    assert_eq!((snapshot.total(Counter::RxOk), snapshot.total(Counter::EvPkts)), (valid, u64::from(FLOOD)));
    let reported: u64 = records.iter().map(|r| u64::from(r.count)).sum();
    let suppressed = snapshot.total(Counter::EvOverflow);
    println!("{} records stand for {reported} packets, {suppressed} suppressed, {took:?} of card time", records.len());
    assert_eq!(reported + suppressed, u64::from(FLOOD));
    assert_eq!(records.len() as u64, snapshot.total(Counter::EvQueued));
    let most = f64::from(BURST) + f64::from(RATE) * took.as_secs_f64() + 1.0;
    assert!(!records.is_empty() && records.len() as f64 <= most, "{} records, at most {most}", records.len());
    let mut by_source: HashMap<_, u64> = HashMap::new();
    for r in &records {
        *by_source.entry((r.src, r.spi)).or_default() += u64::from(r.count);
    }
    let each = u64::from(FLOOD / SOURCES);
    assert!(by_source.values().all(|n| *n <= each), "a source is charged with more than it sent");

    drop(card);
    let stats = handle.stop().expect("no rule of AXI is broken");
    assert_eq!((stats.dma_faults, stats.register_errors), (0, 0), "{stats}");
}

/// A packet with an SPI and a source of its own.
fn forged(sealed: &[u8], number: u32) -> Vec<u8> {
    let source = number % SOURCES;
    let mut packet = sealed.to_vec();
    packet[12..16].copy_from_slice(&(0x0a00_0001 + source).to_be_bytes());
    packet[20..24].copy_from_slice(&(0x00ab_0000 + source).to_be_bytes());
    packet
}

/// A clear IPv4 packet of 64 octets.
fn clear() -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 64, 0, 1, 0, 0, 64, 17, 0, 0, 10, 1, 0, 1, 10, 2, 0, 1];
    packet.resize(64, 0x42);
    packet
}
