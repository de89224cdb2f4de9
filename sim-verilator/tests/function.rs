//! The PCI function as the driver sees it: configuration space, registers, interrupts, DMA, resets.

mod common;

use std::time::{Duration, Instant};

use common::*;
use respite_abi::{reg, BAR0_SIZE, MSIX_PBA, MSIX_TABLE, PCI_CLASS, PCI_DEVICE, PCI_VENDOR, VECTORS};
use respite_driver::transport::{pci, DmaAccess, Transport, TransportError};
use respite_driver::VfioUserTransport;
use respite_sim::dma::Request;
use respite_sim::{Card, Options};

fn config32(b: &Bench, offset: u16) -> u32 {
    let mut octets = [0; 4];
    b.transport.config_read(offset, &mut octets).expect("config");
    u32::from_le_bytes(octets)
}

fn table(vector: u32, word: u32) -> u32 {
    MSIX_TABLE as u32 + 16 * vector + 4 * word
}

#[test]
fn the_drivers_configuration_walk_finds_the_function() {
    let b = bench(Options::default());
    let f = pci::inspect(&b.transport).expect("walk");
    assert_eq!((f.vendor, f.device, f.class), (PCI_VENDOR, PCI_DEVICE, PCI_CLASS));
    assert_eq!((f.vectors, f.msix_table, f.express), (VECTORS as u16, Some((0, MSIX_TABLE as u32)), true));
    let info = b.transport.info();
    assert_eq!((info.bars, info.vectors), ([BAR0_SIZE, 0, 0, 0, 0, 0], VECTORS as u32));
    assert!(info.resettable && info.page == 4096);
}

#[test]
fn bar0_is_sized_as_pci_sizes_bars() {
    let b = bench(Options::default());
    b.transport.config_write(0x10, &[0xff; 4]).expect("config");
    assert_eq!(config32(&b, 0x10), !(BAR0_SIZE as u32 - 1));
}

#[test]
fn registers_are_read_and_written_in_order() {
    let b = bench(Options::default());
    assert_eq!(b.read(ID), 0x5450_5352);
    for i in 0..1000u32 {
        b.write(SCRATCH, i);
        b.write(SCRATCH, i.wrapping_mul(0x9e37_79b9));
        assert_eq!(b.read(SCRATCH), i.wrapping_mul(0x9e37_79b9));
    }
    let stats = b.handle.stop().expect("runs");
    assert_eq!((stats.register_reads, stats.register_writes, stats.register_errors), (1001, 2000, 0));
}

#[test]
fn a_card_states_the_clock_rate_that_it_was_told_to_and_is_otherwise_itself() {
    let b = bench(Options::default().clock_hz(100_000));
    assert_eq!(b.read(reg::CLOCK_HZ.into()), 100_000);
    assert_eq!(b.read(ID), 0x5450_5352);
}

#[test]
fn with_memory_space_off_registers_read_all_ones() {
    let (stream, _handle) = raw(Options::default());
    let t = VfioUserTransport::over(stream, Duration::from_secs(60)).expect("connect");
    t.write32(0, SCRATCH, 7).expect("posted");
    assert_eq!(t.read32(0, ID).expect("read"), u32::MAX);
    pci::bus_master(&t, true).expect("command register");
    assert_eq!(t.read32(0, SCRATCH).expect("read"), 0, "the write went nowhere");
}

#[test]
fn a_register_that_never_answers_reads_all_ones_and_a_reset_revives_the_card() {
    let b = bench(Options::default());
    assert_eq!(b.read(REFUSES), u32::MAX);
    assert_eq!(b.read(MUTE), u32::MAX);
    assert_eq!(b.read(ID), u32::MAX);
    b.transport.reset().expect("reset");
    pci::bus_master(&b.transport, true).expect("command register");
    assert_eq!(b.read(ID), 0x5450_5352);
    assert_eq!(b.handle.statistics().register_errors, 3);
}

#[test]
fn copies_are_exact_whatever_the_bus_does() {
    let calm = Options::default();
    let rough = Options::default().latency(1..=200).reorder(true).stall(50);
    for options in [calm.clone(), calm.latency(1..=1), rough.clone().seed(2), rough.seed(3)] {
        let b = bench(options);
        let (src, dst) = (b.memory(0x10_0000, 8192), b.memory(0x7f_0000_0000, 8192));
        let data: Vec<u8> = (0..8192u32).map(|i| ((i * 7) >> 3) as u8).collect();
        src.copy_in(0, &data);
        let mut want = vec![0; 8192];
        for (at, beats) in [(0, 1), (16, 16), (512, 3), (4096, 256), (1024, 64)] {
            assert_eq!(b.copy(src.iova() + at, dst.iova() + at, beats), (0, 0));
            let range = at as usize..at as usize + 16 * beats as usize;
            want[range.clone()].copy_from_slice(&data[range]);
        }
        let mut got = vec![0; 8192];
        dst.copy_out(0, &mut got);
        assert_eq!(got, want);
        drop(b.transport);
        let s = b.handle.stop().expect("runs");
        assert_eq!((s.axi_reads, s.axi_writes, s.axi_read_beats, s.axi_write_beats), (5, 5, 340, 340));
        assert_eq!((s.dma_faults, s.injected_faults), (0, 0));
    }
}

/// What a benchmark measures with: from a doorbell to the moment when the last result can be seen.
#[test]
fn the_clocks_of_the_last_register_write_and_of_the_last_result_are_kept() {
    let b = bench(Options::default().latency(100..=100));
    let buf = b.memory(0x10_0000, 4096);
    let mut before = 0;
    for beats in [1, 16, 1] {
        assert_eq!(b.copy(buf.iova(), buf.iova() + 2048, beats), (0, 0));
        // The answer to a read says that the statistics are up to date.
        b.read(ID);
        let s = b.handle.statistics();
        assert!(s.last_register_write > before && s.last_write_response <= s.clocks, "{s}");
        // A read and a write of memory, and the beats between them.
        let took = s.last_write_response - s.last_register_write;
        assert!((200..300).contains(&took), "{took} clocks");
        before = s.last_write_response;
    }
}

#[test]
fn dma_outside_the_mappings_is_a_counted_fault() {
    let b = bench(Options::default());
    let buf = b.memory(0x10_0000, 4096);
    let read_only = b.transport.dma_alloc(0x20_0000, 4096, DmaAccess::Read).expect("map");
    assert_eq!(b.copy(0x50_0000, buf.iova(), 1).0, 3, "DECERR: nobody is there");
    assert_eq!(b.copy(buf.iova(), 0x50_0000, 1).1, 3);
    assert_eq!(b.copy(buf.iova(), read_only.iova(), 1).1, 2, "SLVERR: not allowed");
    assert_eq!(b.copy(read_only.iova(), buf.iova(), 1), (0, 0));
    b.transport.dma_free(&buf).expect("free");
    assert_eq!(b.copy(buf.iova(), read_only.iova(), 1), (3, 2));
    assert_eq!(b.handle.stop().expect("runs").dma_faults, 5);
}

#[test]
fn dma_with_bus_mastering_off_is_a_fault() {
    let b = bench(Options::default());
    let buf = b.memory(0x10_0000, 4096);
    pci::bus_master(&b.transport, false).expect("command register");
    assert_eq!(b.copy(buf.iova(), buf.iova(), 1), (3, 3));
    pci::bus_master(&b.transport, true).expect("command register");
    assert_eq!(b.copy(buf.iova(), buf.iova(), 1), (0, 0));
    assert_eq!(b.handle.stop().expect("runs").dma_faults, 2);
}

#[test]
fn faults_on_demand_are_counted_apart() {
    let b = bench(Options::default().fault_every(4));
    let buf = b.memory(0x10_0000, 4096);
    let results: Vec<_> = (0..4).map(|_| b.copy(buf.iova(), buf.iova(), 1)).collect();
    assert_eq!(results, [(0, 0), (0, 2), (0, 0), (0, 2)]);
    let s = b.handle.stop().expect("runs");
    assert_eq!((s.injected_faults, s.dma_faults), (2, 0));
}

#[test]
fn a_copy_raises_its_vectors() {
    let b = bench(Options::default());
    let fds = b.interrupts(VECTORS);
    let buf = b.memory(0x10_0000, 4096);
    b.start(buf.iova(), buf.iova() + 64, 2, 0b1_0010);
    assert_eq!((fds[1].wait(), fds[4].wait()), (1, 1));
    assert_eq!(fds[0].count() + fds[2].count() + fds[3].count(), 0);
}

#[test]
fn masked_vectors_are_pending_until_they_are_unmasked() {
    let b = bench(Options::default());
    let fds = b.interrupts(VECTORS);
    b.write(table(3, 3), 1);
    b.write(IRQ, 0b1000);
    assert_eq!(b.until(MSIX_PBA as u32, |p| p != 0), 0b1000);
    assert_eq!(fds[3].count(), 0);
    b.write(table(3, 3), 0);
    assert_eq!(fds[3].wait(), 1);
    assert_eq!(b.read(MSIX_PBA as u32), 0);
    // The function mask, in configuration space.
    b.transport.config_write(0x82, &0xc004u16.to_le_bytes()).expect("config");
    b.write(IRQ, 0b0001);
    assert_eq!(b.until(MSIX_PBA as u32, |p| p != 0), 1);
    assert_eq!(fds[0].count(), 0);
    b.transport.config_write(0x82, &0x8004u16.to_le_bytes()).expect("config");
    assert_eq!(fds[0].wait(), 1);
}

#[test]
fn interrupts_are_lost_while_msix_is_off_and_on_demand() {
    let b = bench(Options::default());
    b.write(IRQ, 1);
    let fds = b.interrupts(1);
    b.write(IRQ, 1);
    assert_eq!(fds[0].wait(), 1);
    b.transport.msix_disable().expect("disable");
    assert_eq!(config32(&b, 0x80) >> 31, 0, "MSI-X enable");
    b.write(IRQ, 1);
    b.read(ID);
    let s = b.handle.stop().expect("runs");
    assert_eq!((fds[0].count(), s.interrupts_raised, s.interrupts_dropped), (0, 3, 2));

    let b = bench(Options::default().drop_interrupts(50));
    let fds = b.interrupts(1);
    (0..200).for_each(|_| b.write(IRQ, 1));
    b.read(ID);
    b.read(ID);
    let s = b.handle.stop().expect("runs");
    assert_eq!(s.interrupts_raised, 200);
    assert!((60..140).contains(&s.interrupts_dropped), "{} dropped", s.interrupts_dropped);
    assert_eq!(fds[0].count(), 200 - s.interrupts_dropped);
}

#[test]
fn a_function_reset_returns_everything_to_its_reset_value_but_mappings() {
    for through_config in [true, false] {
        let b = bench(Options::default());
        let fds = b.interrupts(VECTORS);
        let buf = b.memory(0x10_0000, 4096);
        b.write(SCRATCH, 0xdead_beef);
        b.write(table(2, 0), 0xfee0_0000);
        b.transport.config_write(0x10, &[0xff; 4]).expect("config");
        if through_config {
            let mut control = [0; 2];
            b.transport.config_read(0x48, &mut control).expect("config");
            b.transport.config_write(0x48, &[control[0], control[1] | 0x80]).expect("FLR");
        } else {
            b.transport.reset().expect("reset");
        }
        assert_eq!(config32(&b, 0x04) & 0xffff, 0, "command");
        assert_eq!(config32(&b, 0x10), 0, "BAR0");
        assert_eq!(config32(&b, 0x80) >> 30, 0, "MSI-X control");
        assert_eq!(b.read(SCRATCH), u32::MAX, "memory space is off");
        pci::bus_master(&b.transport, true).expect("command register");
        assert_eq!((b.read(SCRATCH), b.read(table(2, 0)), b.read(table(2, 3))), (0, 0, 1));
        b.write(IRQ, 1);
        assert_eq!(b.copy(buf.iova(), buf.iova() + 64, 2), (0, 0), "the mapping is still there");
        assert_eq!(fds[0].count(), 0);
        let again = b.interrupts(VECTORS);
        b.write(IRQ, 1);
        assert_eq!(again[0].wait(), 1);
        assert_eq!(b.handle.stop().expect("runs").resets, 2, "the one asked for, and the one at the end");
    }
}

#[test]
fn a_reset_in_the_middle_of_a_copy_leaves_a_working_card() {
    let b = bench(Options::default().latency(500..=500));
    let buf = b.memory(0x10_0000, 8192);
    for _ in 0..20 {
        b.start(buf.iova(), buf.iova() + 4096, 256, 0);
        b.transport.reset().expect("reset");
        pci::bus_master(&b.transport, true).expect("command register");
        assert_eq!(b.read(COPIES), 0);
    }
    assert_eq!(b.copy(buf.iova(), buf.iova() + 4096, 256), (0, 0));
}

#[test]
fn time_goes_on_after_the_last_transfer_and_then_stands_still() {
    let b = bench(Options::default().linger(50_000));
    let buf = b.memory(0x10_0000, 4096);
    b.copy(buf.iova(), buf.iova() + 64, 1);
    let start = Instant::now();
    let mut last = b.handle.statistics().clocks;
    loop {
        std::thread::sleep(Duration::from_millis(100));
        let now = b.handle.statistics().clocks;
        if now == last {
            break;
        }
        last = now;
        assert!(start.elapsed() < Duration::from_secs(20), "the card never sleeps");
    }
    assert!(last >= 50_000, "asleep after {last} clocks");
    let asleep = b.read(CYCLES);
    std::thread::sleep(Duration::from_millis(50));
    assert!(b.read(CYCLES) - asleep < 6_000);
}

#[test]
fn a_card_that_breaks_axi_ends_with_a_report() {
    let b = bench(Options::default());
    let buf = b.memory(0x10_0000, 8192);
    b.start(buf.iova() + 4080, buf.iova(), 2, 0);
    let start = Instant::now();
    while b.handle.is_running() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(matches!(b.transport.read32(0, ID), Err(TransportError::Gone)));
    let report = b.handle.stop().expect_err("AXI4 is broken").to_string();
    assert!(report.contains("read crosses 4 KiB: id 1, address 0x100ff0, len 1"), "{report}");
}

#[test]
fn a_request_that_is_withdrawn_ends_with_a_report() {
    let b = bench(Options::default().stall(90));
    let buf = b.memory(0x10_0000, 8192);
    b.write(MISBEHAVE, 1);
    let copy = [(SRC, buf.iova() as u32), (SRC + 4, 0), (BEATS, 4), (GO, 0)];
    let ended = (0..1000).any(|_| {
        copy.iter().any(|(r, v)| b.transport.write32(0, *r, *v).is_err()) || b.transport.read32(0, STATUS).is_err()
    });
    assert!(ended);
    let report = b.handle.stop().expect_err("AXI4 is broken").to_string();
    assert!(report.contains("arvalid withdrawn or changed"), "{report}");
}

#[test]
fn the_clock_limit_ends_the_simulation() {
    let b = bench(Options::default().linger(0).clock_limit(5_000));
    let failed = (0..10_000).any(|_| b.transport.read32(0, ID).is_err());
    assert!(failed);
    let report = b.handle.stop().expect_err("limit").to_string();
    assert_eq!(report, "the limit of 5000 clocks is reached");
}

#[test]
fn the_same_accesses_and_seed_give_the_same_clocks() {
    let run = |seed: u64| {
        let options = Options::default().latency(1..=300).reorder(true).stall(40).seed(seed);
        let mut card = Card::new(model(), &options).expect("card");
        card.dma.map(Request { iova: 0, size: 4096, offset: 0, read: true, write: true }, None).expect("map");
        card.config_write(4, &[6, 0]).expect("runs").expect("inside");
        let mut trail = Vec::new();
        for beats in 1..20u32 {
            for (register, value) in [(BEATS, beats), (GO, 1)] {
                card.bar_write(register.into(), &value.to_le_bytes()).expect("runs").expect("inside");
            }
            let mut status = [1; 4];
            while status[0] & 1 == 1 {
                card.bar_read(STATUS.into(), &mut status).expect("runs").expect("inside");
            }
            trail.push(card.stats);
        }
        trail
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn a_failure_leaves_a_waveform_and_a_good_end_does_not() {
    let file = std::env::temp_dir().join(format!("respite-sim-{}.fst", std::process::id()));
    let before = file.with_extension("fst.before");
    for fails in [false, true] {
        let options = Options::default().trace(&file, 2_000);
        let (stream, handle) = respite_sim::spawn_model(traced_model, options).expect("spawn");
        let transport = VfioUserTransport::over(stream, Duration::from_secs(60)).expect("connect");
        pci::bus_master(&transport, true).expect("command register");
        let b = Bench { transport, handle };
        let buf = b.memory(0x10_0000, 4096);
        for _ in 0..200 {
            assert_eq!(b.copy(buf.iova(), buf.iova(), 16), (0, 0));
        }
        if fails {
            assert_eq!(b.copy(0, 0, 1), (3, 3));
        }
        b.handle.stop().expect("runs");
        assert_eq!((file.exists(), before.exists()), (fails, fails));
    }
    let octets = std::fs::metadata(&file).expect("there").len() + std::fs::metadata(&before).expect("there").len();
    assert!(octets > 1000, "{octets} octets of waveform");
    std::fs::remove_file(file).expect("remove");
    std::fs::remove_file(before).expect("remove");
}
