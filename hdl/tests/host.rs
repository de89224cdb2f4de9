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
    use respite_hdl::host::control::{Control, Shape};
    let shape = Shape { log2_sas: 4, log2_buckets: 3, clock_hz: 125_000_000 };
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
    axil::write(&mut m, reg::SA_WRITE, sa::write_word(3, sa::word::KEY_A));
    m.eval();
    assert_eq!(m.peek_u128("sa_data"), 0x44444444_33333333_22222222_11111111);
    assert_eq!((m.peek("sa_index"), m.peek("sa_word")), (3, 3));
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
