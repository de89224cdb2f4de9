//! Fetch in Verilator, between a read memory, a host, a Parse, a Deliver and an Issue that know nothing of its insides.

mod bench;
mod memory;
#[path = "../lane/record.rs"]
#[allow(dead_code)]
mod record;

use bench::{Bench, Habits, Kind};
use memory::Pace;
use respite_hdl::host::fetch::Fetch;
use rust_hdl_core::prelude::*;
use verilated::{lockstep, BigUint, Error, Model};

fn model() -> Result<Model, Error> {
    let mut b = Fetch::default();
    b.connect_all();
    Model::of("fetch", &b)
}

/// Everything at random: queues, rings, doorbells, descriptors, errors, stalls on every side, queues that are disabled.
#[test]
fn every_descriptor_becomes_one_arrival_in_order() -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    let mut packets = 0;
    for (seed, pace, habits) in [
        (1, Pace::SMOOTH, Habits::WILD),
        (2, Pace::ROUGH, Habits::WILD),
        (3, Pace::SLOW, Habits::WILD),
        (4, Pace::ROUGH, Habits { kind: Kind::Small, ..Habits::WILD }),
        (5, Pace::SMOOTH, Habits { kind: Kind::Small, parse: 5, ..Habits::WILD }),
        (6, Pace::SMOOTH, Habits { issue: 1, ..Habits::WILD }),
    ] {
        let mut bench = Bench::new(model()?, seed, pace, habits);
        bench.run(44_000);
        bench.drain();
        let tally = bench.tally();
        assert!(tally.packets > 300, "{} packets with seed {seed}", tally.packets);
        packets += tally.packets;
        seen.extend(tally.verdicts.iter().copied());
        if habits.restart {
            assert!(tally.restarts > 3, "{} restarts with seed {seed}", tally.restarts);
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 33, 34, 35, 36]);
    assert!(packets > 10_000, "{packets} packets");
    Ok(())
}

/// Four busy queues get the same share.
#[test]
fn queues_share_the_reader_fairly() -> Result<(), Error> {
    let mut bench = Bench::new(model()?, 11, Pace::SMOOTH, Habits { kind: Kind::Exactly(120), ..Habits::STEADY });
    for q in 0..4 {
        bench.open(q, 6);
    }
    bench.run(30_000);
    let by_queue = bench.tally().by_queue;
    let (least, most) = (by_queue.iter().min().unwrap_or(&0), by_queue.iter().max().unwrap_or(&0));
    assert!(*least > 500 && most - least <= 32, "{by_queue:?}");
    bench.drain();
    Ok(())
}

fn pace_of(len: u16, packets: usize) -> Result<f64, Error> {
    let mut bench = Bench::new(model()?, 12, Pace::STEADY, Habits { kind: Kind::Exactly(len), ..Habits::STEADY });
    bench.open(0, 10);
    // The descriptors that are read ahead at the start do not count.
    bench.run_until(100);
    let from = bench.clock();
    bench.run_until(100 + packets);
    let clocks = (bench.clock() - from) as f64 / packets as f64;
    bench.drain();
    Ok(clocks)
}

#[test]
fn small_packets_take_nine_clocks() -> Result<(), Error> {
    let clocks = pace_of(120, 3_000)?;
    eprintln!("120 octets: {clocks:.3} clocks per packet");
    assert!(clocks <= 9.0, "{clocks} clocks");
    Ok(())
}

#[test]
fn large_packets_come_at_one_beat_a_clock() -> Result<(), Error> {
    let clocks = pace_of(1456, 1_000)?;
    eprintln!("1456 octets: {clocks:.3} clocks per packet");
    assert!(clocks <= 92.5, "{clocks} clocks");
    Ok(())
}

/// No new descriptor is read without `enable`; what was under way ends.
#[test]
fn disabled_dma_comes_to_rest() -> Result<(), Error> {
    let mut bench = Bench::new(model()?, 13, Pace::ROUGH, Habits { kind: Kind::Small, ..Habits::STEADY });
    bench.open(1, 12);
    bench.open(2, 5);
    for _ in 0..20 {
        bench.run(300);
        bench.enable(false);
        bench.run_to_rest();
        let before = bench.tally().packets;
        bench.run(500);
        assert_eq!(bench.tally().packets, before, "descriptors read while disabled");
        bench.enable(true);
    }
    assert!(bench.tally().packets > 300);
    bench.drain();
    Ok(())
}

/// A queue that is off for one clock starts over as well.
#[test]
fn enabled_again_a_queue_starts_at_its_first_descriptor() -> Result<(), Error> {
    let mut bench = Bench::new(model()?, 14, Pace::SMOOTH, Habits { kind: Kind::Small, ..Habits::STEADY });
    for round in 0..50 {
        bench.open(3, 3);
        bench.run(100 + round);
        bench.hush(3);
        bench.run_to_rest();
        bench.blink(3);
    }
    assert!(bench.tally().packets > 300);
    Ok(())
}

#[test]
fn fetch_is_the_same_in_both_simulators() -> Result<(), Error> {
    // Mostly aligned addresses, short lengths and known operations.
    let plain = BigUint::from(!(0xf_u128 | 0xf << 64 | 1 << 127 | 0xff80 << 48));
    lockstep::run_with("fetch", Fetch::default, 4_000, 1, move |port, cycle, random| match port {
        "reset" => u32::from(cycle < 2).into(),
        "enable" => u32::from(cycle % 500 < 450).into(),
        "q_enable" => (15u64 >> (cycle / 300 % 3)).into(),
        "q_log2" => 0x5312u32.into(),
        "q_tail" => (0x003_002_001_000 + cycle / 16 % 4096).into(),
        "rid" => u32::from(random.bit(0)).into(),
        "rresp" => u32::from(cycle % 13 == 0).into(),
        "rdata" if cycle % 5 != 0 => random & &plain,
        _ => random,
    })
}
