//! Deliver: results, completions and events into host memory, and the pace.

use super::memory::{Manner, Memory};
use super::record::Record;
use respite_abi::{Completion, Verdict};
use respite_hdl::host::deliver::Deliver;
use respite_hdl::types::Outcome;
use rust_hdl_core::prelude::*;
use std::collections::VecDeque;
use verilated::lockstep::Bench;
use verilated::{BigUint, Error, Model};

/// A completion ring as the host sees it.
#[derive(Clone, Default)]
struct Ring {
    base: u64,
    log2: u32,
    capacity: u64,
    enabled: bool,
    next: u64,
    phase: bool,
    /// Completions that an interrupt was asked for and that have not been looked at.
    posted: u64,
}

#[derive(Clone)]
struct Packet {
    outcome: Outcome,
    dst: u64,
    octets: Vec<u8>,
    born: u64,
    /// Its destination cannot be written.
    spoilt: bool,
}

struct Bed {
    m: Model,
    memory: Memory,
    rings: [Ring; 4],
    waiting: VecDeque<Packet>,
    /// Per queue, taken by the card and not completed.
    taken: [VecDeque<Packet>; 4],
    loads: VecDeque<(u64, u128)>,
    /// Places of the hold ring in use, as Issue counts them.
    used: u64,
    next_word: u64,
    next_dst: u64,
    freed: u64,
    events: VecDeque<(u64, Vec<u8>)>,
    /// Events that were taken: address, octets, whether they can be written.
    recorded: VecDeque<(u64, Vec<u8>, bool)>,
    event_posts: u64,
    done: VecDeque<u64>,
    faults: u64,
    offered: bool,
    offered_event: bool,
    push: u64,
    clock: u64,
    completed: u64,
    verdicts: Vec<u64>,
}

impl Bed {
    fn new(manner: Manner, seed: u64) -> Bed {
        let mut block = Deliver::default();
        block.connect_all();
        let mut m = Model::of("deliver", &block).expect("builds");
        for port in ["s_valid", "e_valid", "hold_wr", "bvalid"] {
            m.poke(port, 0);
        }
        m.poke("reset", 1);
        m.tick();
        m.tick();
        m.poke("reset", 0);
        Bed {
            m,
            memory: Memory::new(manner, seed),
            rings: Default::default(),
            waiting: VecDeque::new(),
            taken: Default::default(),
            loads: VecDeque::new(),
            used: 0,
            next_word: 0,
            next_dst: 0x200_0000,
            freed: 0,
            events: VecDeque::new(),
            recorded: VecDeque::new(),
            event_posts: 0,
            done: VecDeque::new(),
            faults: 0,
            offered: false,
            offered_event: false,
            push: 70,
            clock: 0x1_2340,
            completed: 0,
            verdicts: vec![0; 64],
        }
    }

    fn settings(&mut self) {
        let pack = |value: &dyn Fn(&Ring) -> u64, width: u32| {
            self.rings.iter().rev().fold(BigUint::default(), |n, r| (n << width) | BigUint::from(value(r)))
        };
        let (base, log2) = (pack(&|r| r.base, 48), pack(&|r| r.log2.into(), 4));
        let (capacity, enable) = (pack(&|r| r.capacity, 14), pack(&|r| r.enabled.into(), 1));
        self.m.poke_big("cq_base", &base);
        self.m.poke_big("q_log2", &log2);
        self.m.poke_big("q_capacity", &capacity);
        self.m.poke_big("q_enable", &enable);
    }

    fn open(&mut self, queue: usize, log2: u32, capacity: u64) {
        let base = 0x10_0000 * (1 + queue as u64) + 64 * (self.memory.random.next() % 64);
        // What a ring holds before its first pass: phase 0.
        self.memory.store(base, &vec![0; 16 << log2]);
        self.rings[queue] = Ring { base, log2, capacity, enabled: true, next: 0, phase: true, posted: 0 };
        self.settings();
    }

    /// A packet whose result lies in the hold ring, if there is room for it.
    fn packet(&mut self, queue: u64, len: usize, verdict: u64, encap: bool, align: u64) -> bool {
        let words = if verdict == 0 { (len as u64).div_ceil(16) } else { 0 };
        let reserve = words + self.memory.random.next() % 3;
        if self.used + reserve > 2048 || self.waiting.len() > 20 {
            return false;
        }
        self.used += reserve;
        let octets: Vec<u8> = (0..len).map(|_| self.memory.random.next() as u8).collect();
        for (i, chunk) in octets.chunks(16).enumerate().take(words as usize) {
            let mut word = [0xa5; 16];
            word[..chunk.len()].copy_from_slice(chunk);
            self.loads.push_back(((self.next_word + i as u64) % 2048, u128::from_be_bytes(word)));
        }
        let dst = self.next_dst + align;
        self.next_dst += (len as u64).next_multiple_of(256) + 512;
        let born = self.clock - self.memory.random.next() % 0x8000;
        let index = self.memory.random.next() & 0xfff;
        let outcome = Outcome {
            ticket: BigUint::from(u128::from(queue | index << 2 | (born & 0xffff) << 14) | u128::from(dst) << 30)
                .into(),
            verdict: verdict.into(),
            encap,
            sa: (self.memory.random.next() & 0x3fff).into(),
            start: self.next_word.into(),
            reserve: reserve.into(),
            len: (len as u64).into(),
            seq: self.memory.random.next().into(),
            soft: self.memory.random.percent(20),
        };
        self.next_word = (self.next_word + reserve) % 2048;
        self.waiting.push_back(Packet { outcome, dst, octets, born, spoilt: false });
        true
    }

    fn tick(&mut self) {
        let m = &mut self.m;
        self.memory.offer_writes(m);
        let load = self.loads.pop_front();
        m.poke_bit("hold_wr", load.is_some());
        if let Some((at, word)) = load {
            m.poke("hold_wa", at);
            m.poke_u128("hold_wd", word);
        }
        if !self.offered && self.loads.is_empty() && !self.waiting.is_empty() && self.memory.random.percent(self.push) {
            self.offered = true;
            m.poke_big("s_data", &self.waiting[0].outcome.to_big());
        }
        m.poke_bit("s_valid", self.offered);
        if !self.offered_event && !self.events.is_empty() && self.memory.random.percent(self.push) {
            self.offered_event = true;
            m.poke("e_addr", self.events[0].0);
            m.poke_big("e_data", &BigUint::from_bytes_le(&self.events[0].1));
        }
        m.poke_bit("e_valid", self.offered_event);
        m.poke("now", self.clock & 0xffff);
        m.eval();
        self.memory.settle_writes(m);
        if self.offered && m.peek_bit("s_ready") {
            let packet = self.waiting.pop_front().expect("offered");
            self.taken[(packet.outcome.ticket.to_u128() & 3) as usize].push_back(packet);
            self.offered = false;
        }
        if self.offered_event && m.peek_bit("e_ready") {
            let (addr, octets) = self.events.pop_front().expect("offered");
            let writable = !(addr / 16..addr / 16 + 8).any(|w| self.memory.bad.contains_key(&w));
            self.recorded.push_back((addr, octets, writable));
            self.offered_event = false;
        }
        if m.peek_bit("free_valid") {
            self.used -= m.peek("free_reserve");
            self.freed += 1;
        }
        if m.peek_bit("done") {
            self.done.push_back(m.peek("done_data"));
        }
        self.faults += u64::from(m.peek_bit("write_fault"));
        let post = m.peek("post");
        self.event_posts += post & 7;
        for queue in 0..4 {
            self.rings[queue].posted += post >> (3 + 3 * queue) & 7;
        }
        m.tick();
        self.memory.tick();
        self.clock += 1;
    }

    /// What has been posted must lie in memory, complete and right.
    fn check(&mut self) {
        for queue in 0..4 {
            while self.rings[queue].posted > 0 {
                self.rings[queue].posted -= 1;
                self.check_completion(queue);
            }
        }
        while self.event_posts > 0 {
            self.event_posts -= 1;
            let (addr, octets, writable) = self.recorded.pop_front().expect("an event for a post");
            let found = self.memory.load(addr, 128);
            assert!(!writable || found == octets, "event at {addr:#x}: {found:x?} for {octets:x?}");
        }
    }

    fn check_completion(&mut self, queue: usize) {
        let packet = self.taken[queue].pop_front().expect("a packet for a completion");
        let ring = &mut self.rings[queue];
        let at = ring.base + 16 * ring.next;
        let (index, phase) = (ring.next, ring.phase);
        ring.next = (ring.next + 1) % (1 << ring.log2);
        if ring.next == 0 {
            ring.phase = !ring.phase;
        }
        self.completed += 1;
        // A burst of completions that failed is lost as a whole, and the host is told all the same.
        if (at / 64 * 4..at / 64 * 4 + 4).any(|w| self.memory.bad.contains_key(&w)) {
            return;
        }
        let word = self.memory.word(at / 16);
        let c = Completion::decode([word as u64, (word >> 64) as u64]);
        let o = &packet.outcome;
        assert_eq!(c.phase, phase, "queue {queue} entry {index}");
        let small = o.len.to_u64() > self.rings[queue].capacity;
        let pick = |rx: Verdict, tx: Verdict| if o.encap { tx } else { rx } as u64;
        let want = match o.verdict.to_u64() {
            0 if small => pick(Verdict::RxDstSmall, Verdict::TxDstSmall),
            0 if packet.spoilt => pick(Verdict::RxDma, Verdict::TxDma),
            other => other,
        };
        assert_eq!(u64::from(c.verdict), want);
        self.verdicts[want as usize] += 1;
        let ticket = o.ticket.to_u128() as u64;
        assert_eq!((u64::from(c.index), u64::from(c.sa)), (ticket >> 2 & 0xfff, o.sa.to_u64()));
        assert_eq!((c.seq, c.soft), (o.seq.to_u64(), o.soft));
        assert_eq!(u64::from(c.len), if want == 0 { o.len.to_u64() } else { 0 });
        let age = self.clock - packet.born;
        assert!(u64::from(c.clocks) <= age && age - u64::from(c.clocks) < 20_000, "{} clocks of {age}", c.clocks);
        if want == 0 {
            let len = packet.octets.len();
            assert!(self.memory.load(packet.dst, len) == packet.octets, "result at {:#x}", packet.dst);
            // Nothing is written beyond it.
            assert_eq!(self.memory.load(packet.dst + len as u64, 20), [0; 20]);
        } else if small || o.verdict.any() {
            assert!(self.memory.load(packet.dst, 64).iter().all(|o| *o == 0), "something of a refused packet");
        }
    }
}

#[test]
fn deliver_is_the_same_in_both_simulators() -> Result<(), Error> {
    Bench::new("deliver", Deliver::default())?.drive("s_data", |b, v| b.s_data.next = Outcome::from_big(v)).run(
        1_500,
        4,
        |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2).into(),
            "q_enable" => u32::from(cycle > 20).into(),
            "q_log2" => 0x4444u32.into(),
            // No response to what was not written.
            "bvalid" => 0u32.into(),
            _ => random,
        },
    )
}

#[test]
fn random_results_reach_memory_before_their_completions() {
    for seed in 0..6 {
        let mut bed = Bed::new(Manner::WILD, seed);
        bed.push = [70, 100, 30][seed as usize % 3];
        for queue in 0..4 {
            bed.open(queue, [1, 2, 3, 6, 12, 4][(queue + seed as usize) % 6], [16_320, 200, 2_048, 9_600][queue]);
        }
        let (mut made, mut events, mut clocks) = (0, 0, 0);
        let bad_entry = bed.rings[3].base / 16 + 1;
        bed.memory.bad.insert(bad_entry, ());
        while bed.completed < 600 {
            if made < 600 && bed.memory.random.percent(15) {
                made += u64::from(random_packet(&mut bed));
            }
            if bed.memory.random.percent(2) {
                let octets = (0..128).map(|_| bed.memory.random.next() as u8).collect();
                bed.events.push_back((0x80_0000 + 128 * events, octets));
                if bed.memory.random.percent(10) {
                    bed.memory.bad.insert((0x80_0000 + 128 * events) / 16 + 3, ());
                }
                events += 1;
            }
            bed.tick();
            bed.check();
            clocks += 1;
            assert!(clocks < 300_000, "seed {seed}: stuck after {} of {made}", bed.completed);
        }
        for _ in 0..3_000 {
            bed.tick();
            bed.check();
        }
        bed.m.eval();
        assert!(bed.m.peek_bit("idle") && bed.memory.quiet(), "seed {seed}: not at rest");
        assert_eq!((bed.used, bed.freed, bed.done.len() as u64), (0, made, made), "seed {seed}");
        assert!(bed.recorded.is_empty() && bed.taken.iter().all(VecDeque::is_empty));
        assert_eq!(bed.faults, bed.memory.faults, "write faults");
        for verdict in [Verdict::Ok, Verdict::RxDma, Verdict::TxDma, Verdict::RxDstSmall, Verdict::RxIcv] {
            assert!(bed.verdicts[verdict as usize] > 0, "seed {seed}: no {}", verdict.name());
        }
        // A queue that is enabled again starts over.
        bed.memory.bad.clear();
        for queue in 0..4 {
            bed.rings[queue].enabled = false;
            bed.settings();
            bed.tick();
            bed.tick();
            bed.open(queue, 3, 16_320);
        }
        let before = bed.completed;
        while bed.completed < before + 40 {
            if made < 640 {
                made += u64::from(random_packet(&mut bed));
            }
            bed.tick();
            bed.check();
            clocks += 1;
            assert!(clocks < 400_000, "seed {seed}: stuck after enabling again");
        }
    }
}

fn random_packet(bed: &mut Bed) -> bool {
    let queue = bed.memory.random.next() % 4;
    let len = match bed.memory.random.next() % 10 {
        0 => 1_000 + bed.memory.random.next() % 8_000,
        1..4 => 1 + bed.memory.random.next() % 600,
        _ => 20 + bed.memory.random.next() % 100,
    } as usize;
    let verdict = if bed.memory.random.percent(15) { Verdict::RxIcv as u64 } else { 0 };
    let (encap, align) = (bed.memory.random.percent(50), 16 * (bed.memory.random.next() % 16));
    // A host never has more packets under way than its ring has entries, less one.
    let out = bed.taken[queue as usize].len()
        + bed.waiting.iter().filter(|p| p.outcome.ticket.to_u128() & 3 == u128::from(queue)).count();
    if out + 1 >= 1 << bed.rings[queue as usize].log2 || !bed.packet(queue, len, verdict, encap, align) {
        return false;
    }
    if verdict == 0 && bed.memory.random.percent(10) {
        let word = bed.memory.random.next() % (len as u64).div_ceil(16);
        let packet = bed.waiting.back_mut().expect("just made");
        packet.spoilt = true;
        bed.memory.bad.insert(packet.dst / 16 + word, ());
    }
    true
}

/// The write channel is the bound: a beat for each 16 octets and one for the completion.
#[test]
fn deliver_keeps_its_pace() {
    for (len, most) in [(64, 5.5), (120, 9.1), (1456, 92.1), (9056, 567.2)] {
        let mut bed = Bed::new(Manner::steady(64), 1);
        bed.push = 100;
        bed.open(0, 12, 16_320);
        let (mut made, mut early) = (0, 0);
        let (few, many) = (60, 460);
        while bed.completed < many {
            while made < many && bed.packet(0, len, 0, true, 0) {
                // As if written already: the ring's contents do not matter here, only the order of things.
                bed.loads.clear();
                made += 1;
            }
            bed.tick();
            while bed.rings[0].posted > 0 {
                bed.rings[0].posted -= 1;
                bed.completed += 1;
                if bed.completed == few {
                    early = bed.clock;
                }
            }
            assert!(bed.clock < 900_000, "stuck after {}", bed.completed);
        }
        let pace = (bed.clock - early) as f64 / (many - few) as f64;
        println!("{len} octets: {pace:.2} clocks per packet");
        assert!(pace <= most, "{pace} clocks per packet of {len} octets");
    }
}
