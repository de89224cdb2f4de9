//! A master in Rust on the other side of the bus: rates, order, faults, rules.

use std::fs::File;
use std::os::unix::fs::FileExt;

use rustix::fs::{MemfdFlags, SealFlags};

use super::*;
use crate::dma::Request;
use crate::pins::{ReadBeat, WriteBeat, WriteResponse};

struct Bench {
    axi: Axi,
    dma: Dma,
    file: File,
    stats: Statistics,
    reads: Vec<Address>,
    writes: Vec<Address>,
    data: Vec<WriteBeat>,
    /// Accepted beats and responses, with the clock of each.
    r: Vec<(u64, ReadBeat)>,
    b: Vec<(u64, WriteResponse)>,
    clock: u64,
}

impl Bench {
    /// 64 KiB at 0x1_0000, in which octet i is i modulo 251.
    fn new(options: Options) -> Bench {
        let fd = rustix::fs::memfd_create("test", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING).expect("memfd");
        let file = File::from(fd);
        let contents: Vec<u8> = (0..65536).map(pattern).collect();
        file.write_all_at(&contents, 0).expect("fill");
        rustix::fs::fcntl_add_seals(&file, SealFlags::SHRINK).expect("seal");
        let mut dma = Dma::default();
        dma.enabled = true;
        let request = Request { iova: 0x1_0000, size: 65536, offset: 0, read: true, write: true };
        dma.map(request, Some(file.try_clone().expect("dup"))).expect("map");
        let (reads, writes, data) = Default::default();
        let (axi, stats) = (Axi::new(&options), Statistics::default());
        Bench { axi, dma, file, stats, reads, writes, data, r: Vec::new(), b: Vec::new(), clock: 0 }
    }

    fn clock(&mut self) -> Result<(), Violation> {
        let drives = self.axi.drives();
        let seen = Seen {
            ar: self.reads.first().copied(),
            aw: self.writes.first().copied(),
            w: self.data.first().copied(),
            rready: true,
            bready: true,
            ..Seen::default()
        };
        if drives.arready && seen.ar.is_some() {
            self.reads.remove(0);
        }
        if drives.awready && seen.aw.is_some() {
            self.writes.remove(0);
        }
        if drives.wready && seen.w.is_some() {
            self.data.remove(0);
        }
        self.r.extend(drives.r.map(|r| (self.clock, r)));
        self.b.extend(drives.b.map(|b| (self.clock, b)));
        self.clock += 1;
        self.axi.clock(&seen, &self.dma, &mut self.stats)
    }

    fn run(&mut self) {
        for _ in 0..100_000 {
            self.clock().expect("no rule is broken");
            let done = self.reads.is_empty() && self.writes.is_empty() && self.data.is_empty();
            if done && self.axi.is_idle() {
                return;
            }
        }
        panic!("the bus is stuck");
    }

    fn write(&mut self, address: Address, octet: u8) {
        self.writes.push(address);
        for beat in 0..=address.len {
            self.data.push(WriteBeat { data: [octet; 16], strobe: 0xffff, last: beat == address.len });
        }
    }
}

fn pattern(i: usize) -> u8 {
    (i % 251) as u8
}

fn burst(id: u8, addr: u64, beats: u8) -> Address {
    Address { id, addr, len: beats - 1, size: SIZE, burst: INCR }
}

/// What a burst reads.
fn expected(a: &Address) -> Vec<u8> {
    let start = a.addr as usize - 0x1_0000;
    (start..start + 16 * (usize::from(a.len) + 1)).map(pattern).collect()
}

#[test]
fn both_directions_carry_a_beat_in_every_clock_without_a_gap_between_bursts() {
    let mut t = Bench::new(Options::default().latency(32..=32));
    for i in 0..100 {
        t.reads.push(burst(1, 0x1_0000 + 256 * i, 16));
        t.write(burst(0, 0x1_8000 + 256 * (i % 64), 16), i as u8);
    }
    t.run();
    assert_eq!((t.r.len(), t.b.len()), (1600, 100));
    assert_eq!(t.r[1599].0 - t.r[0].0, 1599, "a gap between beats");
    assert_eq!(t.b[99].0 - t.b[0].0, 99 * 16, "a gap between responses");
    assert!(t.clock < 1600 + 50, "{} clocks", t.clock);
}

#[test]
fn the_first_response_comes_after_the_latency() {
    for latency in [1, 5, 32] {
        let mut t = Bench::new(Options::default().latency(latency..=latency));
        t.clock().expect("ready comes up");
        t.reads.push(burst(0, 0x1_0000, 1));
        t.run();
        assert_eq!(t.r[0].0 - 1, u64::from(latency));
    }
}

#[test]
fn data_is_right_and_in_order_within_an_id_whatever_the_bus_does() {
    for seed in 0..20 {
        let o = Options::default().latency(1..=60).reorder(true).stall(30).seed(seed);
        let mut t = Bench::new(o);
        for i in 0..60 {
            t.reads.push(burst((i % 4) as u8, 0x1_0000 + 256 * i, 1 + (i % 16) as u8));
        }
        let asked = t.reads.clone();
        t.run();
        for id in 0..4 {
            let got: Vec<u8> = t.r.iter().filter(|(_, r)| r.id == id).flat_map(|(_, r)| r.data).collect();
            let want: Vec<u8> = asked.iter().filter(|a| a.id == id).flat_map(expected).collect();
            assert_eq!(got, want, "id {id}, seed {seed}");
        }
    }
}

#[test]
fn reordering_makes_ids_overtake_each_other_and_its_absence_does_not() {
    let ids = |reorder| {
        let mut t = Bench::new(Options::default().latency(1..=60).reorder(reorder));
        for i in 0..32 {
            t.reads.push(burst((i % 4) as u8, 0x1_0000, 2));
            t.write(burst((i % 4) as u8, 0x1_0000, 1), 7);
        }
        t.run();
        let reads: Vec<u8> = t.r.iter().filter(|(_, r)| r.last).map(|(_, r)| r.id).collect();
        let writes: Vec<u8> = t.b.iter().map(|(_, b)| b.id).collect();
        (reads, writes)
    };
    let straight: Vec<u8> = (0..32).map(|i| i % 4).collect();
    assert_eq!(ids(false), (straight.clone(), straight.clone()));
    let (reads, writes) = ids(true);
    assert!(reads != straight && writes != straight);
}

#[test]
fn a_write_is_in_memory_when_its_response_comes_and_only_where_strobes_say() {
    let mut t = Bench::new(Options::default());
    t.writes.push(burst(0, 0x1_0100, 1));
    t.data.push(WriteBeat { data: [0xee; 16], strobe: 0b1000_0000_0110_0001, last: true });
    while t.b.is_empty() {
        t.clock().expect("no rule is broken");
    }
    let mut got = [0; 16];
    t.file.read_exact_at(&mut got, 0x100).expect("read");
    for (i, octet) in got.iter().enumerate() {
        let written = [0, 5, 6, 15].contains(&i);
        assert_eq!(*octet, if written { 0xee } else { pattern(0x100 + i) }, "octet {i}");
    }
}

#[test]
fn data_may_come_before_its_address() {
    let mut t = Bench::new(Options::default());
    t.data.extend((0..4).map(|i| WriteBeat { data: [9; 16], strobe: 0xffff, last: i == 3 }));
    for _ in 0..20 {
        t.clock().expect("no rule is broken");
    }
    assert!(t.data.is_empty());
    t.writes.push(burst(3, 0x1_0000, 4));
    t.run();
    assert_eq!(t.b[0].1, WriteResponse { id: 3, resp: OKAY });
}

#[test]
fn what_is_not_mapped_is_an_error_response_and_counted() {
    let mut t = Bench::new(Options::default());
    t.reads.push(burst(0, 0x8_0000, 2));
    t.write(burst(1, 0x1_fff0, 1), 1);
    t.write(burst(1, 0x2_0000, 1), 1);
    t.run();
    assert!(t.r.iter().all(|(_, r)| r.resp == DECERR && r.data == [0xff; 16]));
    assert_eq!(t.b.iter().map(|(_, b)| b.resp).collect::<Vec<_>>(), [OKAY, DECERR]);
    assert_eq!((t.stats.dma_faults, t.stats.injected_faults), (2, 0));
}

#[test]
fn faults_on_demand_hit_every_nth_transaction_or_a_range() {
    let mut t = Bench::new(Options::default().fault_every(3));
    (0..9).for_each(|i| t.reads.push(burst(0, 0x1_0000 + 16 * i, 1)));
    t.run();
    let bad: Vec<usize> = (0..9).filter(|i| t.r[*i].1.resp != OKAY).collect();
    assert_eq!((bad, t.stats.injected_faults, t.stats.dma_faults), (vec![2, 5, 8], 3, 0));

    let mut t = Bench::new(Options::default().fault_range(0x1_0100..=0x1_01ff));
    [0x1_0000, 0x1_0100, 0x1_0200].iter().for_each(|a| t.write(burst(0, *a, 16), 0xee));
    t.run();
    assert_eq!(t.b.iter().map(|(_, b)| b.resp).collect::<Vec<_>>(), [OKAY, SLVERR, OKAY]);
    let mut got = [0; 1];
    t.file.read_exact_at(&mut got, 0x100).expect("read");
    assert_eq!(got[0], pattern(0x100), "a refused write leaves nothing behind");
}

fn broken(fill: impl FnOnce(&mut Bench)) -> Violation {
    let mut t = Bench::new(Options::default());
    fill(&mut t);
    (0..100).find_map(|_| t.clock().err()).expect("a rule is broken")
}

#[test]
fn broken_rules_are_named() {
    let crossing = burst(0, 0x1_0ff0, 2);
    assert_eq!(broken(|t| t.reads.push(crossing)), Violation::Crossing("read", crossing));
    assert_eq!(broken(|t| t.write(crossing, 0)), Violation::Crossing("write", crossing));
    let narrow = Address { size: 3, ..burst(0, 0x1_0000, 2) };
    assert_eq!(broken(|t| t.reads.push(narrow)), Violation::Shape("read", narrow));
    let address = burst(0, 0x1_0000, 3);
    let beat = WriteBeat { data: [0; 16], strobe: 0xffff, last: false };
    let early = |t: &mut Bench| (t.writes, t.data) = (vec![address], vec![beat, WriteBeat { last: true, ..beat }]);
    assert_eq!(broken(early), Violation::Last { address, beat: 1 });
    let late = |t: &mut Bench| (t.writes, t.data) = (vec![address], vec![beat; 3]);
    assert_eq!(broken(late), Violation::Last { address, beat: 2 });
}

#[test]
fn a_request_that_changes_before_it_is_accepted_is_a_broken_rule() {
    let mut axi = Axi::new(&Options::default());
    let (dma, mut stats) = (Dma::default(), Statistics::default());
    assert!(!axi.drives().arready, "not ready in the first clock");
    let first = Seen { ar: Some(burst(0, 0x1_0000, 2)), ..Seen::default() };
    axi.clock(&first, &dma, &mut stats).expect("offered");
    let second = Seen { ar: Some(burst(0, 0x1_0000, 1)), ..Seen::default() };
    assert_eq!(axi.clock(&second, &dma, &mut stats), Err(Violation::Withdrawn("arvalid")));
}
