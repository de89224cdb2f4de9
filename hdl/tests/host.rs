//! Counters and events in Verilator.

use respite_hdl::host::counters::Counters;
use respite_hdl::host::events::Events;
use rust_hdl_core::prelude::*;
use verilated::Model;

#[test]
fn counters_build() -> Result<(), verilated::Error> {
    let mut b = Counters::default();
    b.connect_all();
    Model::of("counters", &b)?;
    Ok(())
}

#[test]
fn events_build() -> Result<(), verilated::Error> {
    let mut b = Events::default();
    b.connect_all();
    Model::of("events", &b)?;
    Ok(())
}

mod axil {
    use super::*;

    pub fn write(m: &mut Model, addr: u16, data: u32) {
        m.poke("awaddr", addr.into());
        m.poke("wdata", data.into());
        m.poke("wstrb", 15);
        m.poke_bit("awvalid", true);
        m.poke_bit("wvalid", true);
        m.eval();
        while !m.peek_bit("awready") {
            m.tick();
            m.eval();
        }
        m.tick();
        m.poke_bit("awvalid", false);
        m.poke_bit("wvalid", false);
        m.poke_bit("bready", true);
        m.eval();
        while !m.peek_bit("bvalid") {
            m.tick();
            m.eval();
        }
        m.tick();
        m.poke_bit("bready", false);
    }

    pub fn read(m: &mut Model, addr: u16) -> u32 {
        m.poke("araddr", addr.into());
        m.poke_bit("arvalid", true);
        m.eval();
        while !m.peek_bit("arready") {
            m.tick();
            m.eval();
        }
        m.tick();
        m.poke_bit("arvalid", false);
        m.poke_bit("rready", true);
        m.eval();
        while !m.peek_bit("rvalid") {
            m.tick();
            m.eval();
        }
        let value = m.peek("rdata") as u32;
        m.tick();
        m.poke_bit("rready", false);
        value
    }
}

#[test]
fn registers_are_swept_then_written_and_read() -> Result<(), verilated::Error> {
    use respite_abi::{reg, sa};
    use respite_hdl::host::control::Control;
    use respite_hdl::host::shape::{Shape, Suites};
    let shape = Shape { log2_sas: 4, log2_buckets: 3, clock_hz: 125_000_000, suites: Suites::All };
    let mut b = Control::new(shape);
    b.connect_all();
    let mut m = Model::of("control", &b)?;
    m.poke("reset", 1);
    m.poke("sa_ready", 7);
    m.poke("dma_idle", 1);
    m.tick();
    m.poke("reset", 0);
    assert_eq!(axil::read(&mut m, reg::STATUS) & reg::status::READY, 0);
    let (mut sa_writes, mut cam_writes) = (0, 0);
    for _ in 0..2_000 {
        m.eval();
        sa_writes += u32::from(m.peek("sa_wr") != 0);
        cam_writes += u32::from(m.peek_bit("cam_wr"));
        m.tick();
    }
    assert_eq!((sa_writes, cam_writes), (16 * u32::from(sa::word::COUNT), 4 * 8 + 8));
    assert_eq!(axil::read(&mut m, reg::ID), respite_abi::CARD_ID);
    assert_eq!(axil::read(&mut m, reg::ABI_VERSION), respite_abi::ABI_VERSION);
    assert_eq!(axil::read(&mut m, reg::CAPS0), shape.caps0());
    assert_eq!(axil::read(&mut m, reg::CAPS1), shape.caps1());
    assert_eq!(axil::read(&mut m, reg::STATUS), reg::status::READY | reg::status::IDLE);
    axil::write(&mut m, reg::SCRATCH, 0xdead_beef);
    assert_eq!(axil::read(&mut m, reg::SCRATCH), 0xdead_beef);
    for q in 0..4u16 {
        let at = |r: u16| r + q * reg::QUEUE_STRIDE;
        axil::write(&mut m, at(reg::SQ_BASE_LO), 0x1000_0000 + u32::from(q));
        axil::write(&mut m, at(reg::CQ_BASE_HI), 0x20 + u32::from(q));
        axil::write(&mut m, at(reg::Q_CONTROL), 0x71);
        axil::write(&mut m, at(reg::DOORBELL), 5 + u32::from(q));
        assert_eq!(axil::read(&mut m, at(reg::SQ_BASE_LO)), 0x1000_0000 + u32::from(q));
        assert_eq!(axil::read(&mut m, at(reg::CQ_BASE_HI)), 0x20 + u32::from(q));
        assert_eq!(axil::read(&mut m, at(reg::DOORBELL)), 5 + u32::from(q));
    }
    m.eval();
    assert_eq!(m.peek("q_tail"), 0x008_007_006_005);
    assert_eq!((m.peek("q_enable"), m.peek("q_log2")), (15, 0x7777));
    for v in 0..5u16 {
        axil::write(&mut m, reg::IRQ_COUNT + 8 * v, 10 + u32::from(v));
        axil::write(&mut m, reg::IRQ_TIME + 8 * v, 1000 + u32::from(v));
        assert_eq!(axil::read(&mut m, reg::IRQ_COUNT + 8 * v), 10 + u32::from(v));
        assert_eq!(axil::read(&mut m, reg::IRQ_TIME + 8 * v), 1000 + u32::from(v));
    }
    // A key word goes out on the bus, and nowhere can it be read.
    for i in 0..4 {
        axil::write(&mut m, reg::SA_DATA + 4 * i, 0x1111_1111 * (u32::from(i) + 1));
    }
    m.poke("sa_ready", 0);
    axil::write(&mut m, reg::SA_WRITE, sa::write_word(3, sa::word::KEY_A));
    for _ in 0..4 {
        m.tick();
    }
    m.eval();
    assert_eq!(m.peek("sa_wr"), 7);
    assert_eq!(m.peek_u128("sa_data"), 0x44444444_33333333_22222222_11111111);
    assert_eq!((m.peek("sa_index"), m.peek("sa_word")), (3, 3));
    m.poke("sa_ready", 7);
    for offset in (0..respite_abi::CORE_WINDOW as u16).step_by(4) {
        let value = axil::read(&mut m, offset);
        assert!(![0x1111_1111, 0x2222_2222, 0x3333_3333, 0x4444_4444].contains(&value), "key at {offset:#x}");
    }
    // Cycles move on, and the two halves belong together.
    let a = axil::read(&mut m, reg::CYCLES_LO);
    let b = axil::read(&mut m, reg::CYCLES_LO);
    assert!(b > a && b - a < 20, "{a} {b}");
    Ok(())
}

#[path = "lane/record.rs"]
#[allow(dead_code)]
mod record;

mod lockstep {
    use super::record::Record;
    use respite_hdl::common::{Fifo, Skid, Swap};
    use respite_hdl::host::control::Control;
    use respite_hdl::host::counters::{Accepted, Counters, Done};
    use respite_hdl::host::events::Events;
    use respite_hdl::host::shape::{Shape, Suites};
    use respite_hdl::types::Miss;
    use rust_hdl_core::prelude::*;
    use verilated::lockstep::{self, Bench};
    use verilated::BigUint;

    fn low(v: &BigUint, at: u32, width: u32) -> u64 {
        v.iter_u64_digits().next().unwrap_or(0) >> at & ((1 << width) - 1)
    }

    #[test]
    fn queues_slices_and_swaps_are_the_same_in_both_simulators() -> Result<(), verilated::Error> {
        lockstep::run("fifo_40_3", Fifo::<Bits<40>, 3, 4>::default, 5_000, 1)?;
        lockstep::run("skid_40", Skid::<Bits<40>>::default, 5_000, 2)?;
        lockstep::run("swap_128", Swap::<128>::default, 100, 3)
    }

    #[test]
    fn counters_are_the_same_in_both_simulators() -> Result<(), verilated::Error> {
        Bench::new("counters", Counters::default())?
            .drive("accepted_data", |b, v| {
                b.accepted_data.next = Accepted { encap: v.bit(0), len: low(v, 1, 16).into() };
            })
            .drive("done_data", |b, v| {
                b.done_data.next = Done { encap: v.bit(0), verdict: low(v, 1, 6).into(), len: low(v, 7, 14).into() };
            })
            .run(2_000, 4, |port, cycle, random| match port {
                "reset" => u32::from(cycle < 2).into(),
                "snapshot" => u32::from(cycle % 300 == 299).into(),
                _ => random,
            })
    }

    #[test]
    fn events_are_the_same_in_both_simulators() -> Result<(), verilated::Error> {
        Bench::new("events", Events::default())?.drive("miss", |b, v| b.miss.next = Miss::from_big(v)).run(
            3_000,
            5,
            |port, cycle, random| match port {
                "reset" => u32::from(cycle < 2).into(),
                "enable" => u32::from(cycle > 1_100).into(),
                "log2" => 4u32.into(),
                "now" => cycle.into(),
                "age" => 50u32.into(),
                "period" => 9u32.into(),
                "burst" => 8u32.into(),
                "base" => 0x4000u32.into(),
                _ => random,
            },
        )
    }

    #[test]
    fn control_is_the_same_in_both_simulators() -> Result<(), verilated::Error> {
        let shape = Shape { log2_sas: 2, log2_buckets: 2, clock_hz: 125_000_000, suites: Suites::Modern };
        lockstep::run_with(
            "control_small",
            move || Control::new(shape),
            3_000,
            6,
            |port, cycle, random| match port {
                "reset" => u32::from(cycle < 2).into(),
                "sa_ready" if cycle % 3 != 0 => 7u32.into(),
                "wstrb" => 15u32.into(),
                "query_done" => u32::from(cycle % 40 == 0).into(),
                // Mostly registers that exist.
                "awaddr" | "araddr" => (low(&random, 0, 7) * 4 + 0x1000 * low(&random, 20, 1)).into(),
                _ => random,
            },
        )
    }
}

/// Each register has an address and a value of its own: all are written, then all are read.
#[test]
fn every_register_keeps_what_is_written_to_it_alone() -> Result<(), verilated::Error> {
    use respite_abi::reg::{self, Access};
    use respite_hdl::host::control::Control;
    use respite_hdl::host::shape::{Shape, Suites};
    let shape = Shape { log2_sas: 4, log2_buckets: 3, clock_hz: 125_000_000, suites: Suites::All };
    let mut b = Control::new(shape);
    b.connect_all();
    let mut m = Model::of("control", &b)?;
    m.poke("reset", 1);
    m.poke("dma_idle", 1);
    m.tick();
    m.poke("reset", 0);
    (0..50).for_each(|_| m.tick());
    let written = reg::REGISTERS.iter().filter(|r| r.access == Access::Rw && r.offset != reg::CONTROL);
    let mut written: Vec<u16> = written.flat_map(|r| (0..r.repeat.0).map(move |n| r.offset + n * r.repeat.1)).collect();
    // These set the index of a ring back.
    written.sort_by_key(|at| *at != reg::EV_CONTROL && (*at < reg::SQ_BASE_LO || at % reg::QUEUE_STRIDE != 0x10));
    assert_eq!(reg::Q_CONTROL % reg::QUEUE_STRIDE, 0x10);
    assert!(written.len() > 40 && written.len() < 256);
    for (at, value) in written.iter().zip(1..) {
        axil::write(&mut m, *at, value);
    }
    for (at, value) in written.iter().zip(1..) {
        assert_eq!(axil::read(&mut m, *at), value, "{at:#x}");
    }
    for (at, value) in [
        (reg::ID, respite_abi::CARD_ID),
        (reg::ABI_VERSION, respite_abi::ABI_VERSION),
        (reg::CAPS0, shape.caps0()),
        (reg::CAPS1, shape.caps1()),
        (reg::CLOCK_HZ, shape.clock_hz),
        (reg::MAX_LEN, respite_abi::MAX_PACKET.into()),
    ] {
        assert_eq!(axil::read(&mut m, at), value, "{at:#x}");
    }
    Ok(())
}

/// Random misses of few keys: each packet is in exactly one record, in the overflow count, or still in its entry.
#[test]
fn los_09_every_miss_is_reported_or_counted() -> Result<(), verilated::Error> {
    use record::Record;
    use respite_abi::{event, Event};
    use respite_hdl::types::Miss;
    use std::collections::HashMap;
    use verilated::lockstep::Random;

    let mut b = Events::default();
    b.connect_all();
    let mut m = Model::of("events", &b)?;
    let mut rnd = Random::new(11);
    m.poke("reset", 1);
    m.tick();
    m.poke("reset", 0);
    for (port, value) in [("base", 0x8000), ("log2", 3), ("age", 3_000), ("period", 40), ("burst", 6), ("enable", 1)] {
        m.poke(port, value);
    }
    let key = |spi: u32, src: u128| (spi, src);
    let (mut sent, mut reported): (HashMap<_, u64>, HashMap<_, u64>) = Default::default();
    let (mut overflow, mut coalesced, mut queued, mut head, mut records) = (0, 0, 0, 0u64, 0u64);
    let (mut pkts, mut tokens_most) = (0, 6.0f64);
    for clock in 0..400_000u64 {
        let quiet = clock > 330_000;
        let wild = clock % 20_000 < 4_000;
        let spi = if wild { 0x1000 + (rnd.next() % 4096) as u32 } else { 0x2000 + (rnd.next() % 5) as u32 };
        let src = u128::from(0x0a00_0000 + rnd.next() % 3);
        let miss = Miss {
            spi: u64::from(spi).into(),
            src: verilated::BigUint::from(src).into(),
            seq: (clock & 0xffff).into(),
            len: 100u64.into(),
            ..Default::default()
        };
        m.poke_big("miss", &miss.to_big());
        m.poke_bit("miss_valid", !quiet && rnd.percent(6));
        m.poke_bit("e_ready", rnd.percent(10));
        m.poke("now", clock);
        m.poke("head", head % 8);
        m.eval();
        if m.peek_bit("miss_valid") && m.peek_bit("miss_ready") {
            *sent.entry(key(spi, src)).or_default() += 1;
            pkts += 1;
        }
        overflow += m.peek("overflow");
        coalesced += m.peek("coalesced");
        queued += m.peek("queued");
        if m.peek_bit("e_valid") && m.peek_bit("e_ready") {
            assert_eq!(m.peek("e_addr"), 0x8000 + 128 * (records % 8));
            let mut octets = m.peek_big("e_data").to_bytes_le();
            octets.resize(event::SIZE, 0);
            let e = Event::decode(octets.as_slice().try_into().expect("128 octets"));
            assert_eq!((e.kind, e.proto, e.len), (event::KIND_INVALID_SPI, 50, 100));
            assert_eq!(e.phase, 1 - (records / 8 % 2) as u32, "record {records}");
            assert!(e.count > 0 && e.timestamp <= clock);
            *reported.entry(key(e.spi, u128::from_be_bytes(e.src))).or_default() += u64::from(e.count);
            records += 1;
            // The host takes records now and then, so the ring is full at times.
            if rnd.percent(50) {
                head = records;
            }
        }
        if rnd.percent(1) {
            head = records;
        }
        tokens_most += 1.0 / 40.0;
        assert!(records as f64 <= tokens_most + 1.0, "more records than tokens at {clock}");
        m.tick();
    }
    let total: u64 = reported.values().sum();
    assert_eq!(queued, records);
    assert_eq!(total + overflow, pkts, "{total} reported, {overflow} overflowed, {coalesced} coalesced");
    assert!(coalesced > 1_000 && overflow > 100 && records > 300, "{coalesced} {overflow} {records}");
    for (k, n) in &reported {
        assert!(n <= &sent[k], "more reported than sent for {k:x?}");
    }
    Ok(())
}

/// Totals and drops against plain sums, over snapshots taken at any time.
#[test]
fn counters_add_up() -> Result<(), verilated::Error> {
    use respite_abi::Counter;
    use verilated::lockstep::Random;
    let mut b = Counters::default();
    b.connect_all();
    let mut m = Model::of("counters", &b)?;
    let mut rnd = Random::new(5);
    m.poke("reset", 1);
    m.tick();
    m.poke("reset", 0);
    for _ in 0..100 {
        m.tick();
    }
    let mut want = [0u64; 64];
    for round in 0..40 {
        for _ in 0..rnd.next() % 500 {
            for p in ["accepted", "done", "ev_pkt", "ev_queued", "ev_coalesced", "ev_lost", "read_fault", "write_fault"]
            {
                m.poke_bit(p, rnd.percent(40));
            }
            let (a, d) = (rnd.next() & 0x1ffff, rnd.next() & 0x1f_ffff);
            // Long runs of one verdict: each must see the sum before it.
            let d = if round % 2 == 0 { d & !0x7e | 20 << 1 } else { d };
            m.poke("accepted_data", a);
            m.poke("done_data", d);
            m.poke("ev_overflow", rnd.next() & 7);
            m.eval();
            let on = |p: &str| u64::from(m.peek_bit(p));
            let tx = 4 * (a & 1) as usize;
            want[48 + tx] += on("accepted");
            want[49 + tx] += on("accepted") * (a >> 1);
            let (verdict, tx) = (d >> 1 & 0x3f, 4 * (d & 1) as usize);
            if verdict == 0 {
                want[50 + tx] += on("done");
                want[51 + tx] += on("done") * (d >> 7);
            } else if verdict < 48 {
                want[verdict as usize] += on("done");
            }
            want[Counter::EvPkts as usize] += on("ev_pkt");
            want[Counter::EvQueued as usize] += on("ev_queued");
            want[Counter::EvCoalesced as usize] += on("ev_coalesced");
            want[Counter::EvOverflow as usize] += on("ev_lost") + m.peek("ev_overflow");
            want[Counter::DmaReadFaults as usize] += on("read_fault");
            want[Counter::DmaWriteFaults as usize] += on("write_fault");
            m.tick();
        }
        for p in ["accepted", "done", "ev_pkt", "ev_queued", "ev_coalesced", "ev_lost", "read_fault", "write_fault"] {
            m.poke_bit(p, false);
        }
        m.poke("ev_overflow", 0);
        // Completions are counted at their pace.
        for _ in 0..1_100 {
            m.tick();
        }
        m.poke("snapshot", 1);
        m.tick();
        m.poke("snapshot", 0);
        m.eval();
        while m.peek_bit("busy") {
            m.tick();
            m.eval();
        }
        for slot in 0..64 {
            m.poke("slot", slot);
            m.tick();
            m.eval();
            if (1..62).contains(&slot) {
                assert_eq!(m.peek("value"), want[slot as usize], "slot {slot} round {round}");
            }
        }
    }
    Ok(())
}
