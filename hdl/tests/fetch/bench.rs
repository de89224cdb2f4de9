//! Everything around Fetch: the host's queues, the memory, and those who take what it gives. Checks all of it, each clock.

use crate::memory::{contents, Memory, Pace};
use crate::record::Record;
use respite_hdl::types::Arrival;
use std::collections::{BTreeSet, VecDeque};
use verilated::lockstep::Random;
use verilated::{BigUint, Model};

/// Descriptors that the host writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any length, impossible ones too.
    Any,
    /// At most 200 octets, now and then impossible.
    Small,
    /// This length, 128-octet aligned.
    Exactly(u16),
}

/// How the others behave: out of a hundred clocks, those in which they do something.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    pub kind: Kind,
    /// Parse is ready.
    pub parse: u64,
    /// Issue starts to read the next packet.
    pub issue: u64,
    /// The host rings the doorbell of a queue.
    pub post: u64,
    /// The host disables queues and enables them again, with another ring.
    pub restart: bool,
}

impl Habits {
    pub const WILD: Habits = Habits { kind: Kind::Any, parse: 70, issue: 30, post: 5, restart: true };
    pub const STEADY: Habits = Habits { kind: Kind::Exactly(64), parse: 100, issue: 100, post: 100, restart: false };
}

#[derive(Default)]
pub struct Tally {
    pub packets: usize,
    pub verdicts: BTreeSet<u64>,
    pub by_queue: [usize; 4],
    pub restarts: usize,
}

#[derive(Clone, Copy, Default)]
struct Queue {
    enabled: bool,
    hushed: bool,
    generation: u64,
    base: u64,
    log2: u32,
    tail: u64,
    /// Next descriptor that has not been asked for.
    head: u64,
    outstanding: u64,
    /// When it was enabled or disabled last.
    since: u64,
    /// Bursts that may still come although it is disabled: those that wait for AR.
    grace: usize,
}

/// What must come of a descriptor.
#[derive(Clone, Copy, Debug)]
struct Want {
    queue: usize,
    generation: u64,
    index: u64,
    verdict: u64,
    encap: bool,
    sa: u64,
    len: u64,
    words: u64,
    src: u64,
    dst: u64,
}

struct Reading {
    serial: usize,
    started: bool,
    addr: u64,
    words: u64,
}

/// A packet in the ring, with Issue.
struct Held {
    start: u64,
    words: u64,
    done: u64,
    src: u64,
    good: bool,
}

pub struct Bench {
    m: Model,
    rnd: Random,
    memory: Memory,
    habits: Habits,
    clock: u64,
    enable: bool,
    posting: bool,
    queues: [Queue; 4],
    wants: VecDeque<Want>,
    /// Of `wants`, how many have left; descriptors asked for; descriptors that were accepted.
    arrived: usize,
    asked: usize,
    accepted: usize,
    births: VecDeque<u64>,
    born: usize,
    accepts: VecDeque<(bool, u64)>,
    reading: VecDeque<Reading>,
    ring_next: u64,
    ring_used: u64,
    held: VecDeque<Held>,
    ring_checks: VecDeque<(u64, Option<u128>)>,
    faults: [u64; 2],
    last_ar: Option<(u64, u64, u64)>,
    last_m: Option<BigUint>,
    quiet: u64,
    last_progress: u64,
    tally: Tally,
}

const MASK48: u64 = (1 << 48) - 1;
/// Descriptor rings lie below, packets above.
const PACKETS: u64 = 1 << 47;
/// Requests that may have been committed to and wait for AR.
const AR_DEPTH: usize = 3;

impl Bench {
    pub fn new(mut m: Model, seed: u64, pace: Pace, habits: Habits) -> Bench {
        m.poke("reset", 1);
        m.tick();
        m.tick();
        m.poke("reset", 0);
        Bench {
            m,
            rnd: Random::new(seed),
            memory: Memory::new(pace),
            habits,
            clock: 0,
            enable: true,
            posting: true,
            queues: Default::default(),
            wants: VecDeque::new(),
            arrived: 0,
            asked: 0,
            accepted: 0,
            births: VecDeque::new(),
            born: 0,
            accepts: VecDeque::new(),
            reading: VecDeque::new(),
            ring_next: 0,
            ring_used: 0,
            held: VecDeque::new(),
            ring_checks: VecDeque::new(),
            faults: [0; 2],
            last_ar: None,
            last_m: None,
            quiet: 0,
            last_progress: 0,
            tally: Tally::default(),
        }
    }

    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    pub fn clock(&self) -> u64 {
        self.clock
    }

    pub fn enable(&mut self, on: bool) {
        self.enable = on;
    }

    /// Enables a queue with an empty ring of `1 << log2` descriptors, somewhere else than its last one.
    pub fn open(&mut self, q: usize, log2: u32) {
        let generation = self.queues[q].generation + 1;
        let base = (q as u64) << 44 | generation << 20 | (self.rnd.next() % 64) << 4;
        self.queues[q] = Queue { enabled: true, generation, base, log2, since: self.clock, ..Queue::default() };
    }

    pub fn close(&mut self, q: usize) {
        let queue = &mut self.queues[q];
        (queue.enabled, queue.since, queue.grace) = (false, self.clock, AR_DEPTH);
    }

    /// The host posts no more.
    pub fn hush(&mut self, q: usize) {
        self.queues[q].hushed = true;
    }

    /// Disables a queue for one clock.
    pub fn blink(&mut self, q: usize) {
        self.queues[q].enabled = false;
        self.step();
    }

    pub fn run(&mut self, clocks: u64) {
        for _ in 0..clocks {
            self.step();
        }
    }

    pub fn run_until(&mut self, packets: usize) {
        while self.tally.packets < packets {
            self.step();
            assert!(self.clock < self.last_progress + 50_000, "stuck: {}", self.state());
        }
    }

    /// Until Fetch says that it is idle.
    pub fn run_to_rest(&mut self) {
        self.last_progress = self.clock;
        loop {
            self.step();
            self.m.eval();
            if self.m.peek_bit("idle") {
                return;
            }
            assert!(self.clock < self.last_progress + 50_000, "stuck: {}", self.state());
        }
    }

    /// Ends what was begun and checks that nothing is left.
    pub fn drain(&mut self) {
        self.posting = false;
        self.last_progress = self.clock;
        let open = |q: &Queue| q.enabled && q.head != q.tail;
        while self.queues.iter().any(open) || self.asked != self.arrived || !self.held.is_empty() {
            self.step();
            assert!(self.clock < self.last_progress + 50_000, "stuck: {}", self.state());
        }
        self.run_to_rest();
        self.run(60);
        assert!(self.wants.is_empty() && self.accepts.is_empty(), "{}", self.state());
        assert_eq!((self.ring_used, self.faults[0]), (0, self.faults[1]), "ring words, faults");
    }

    fn state(&self) -> String {
        format!(
            "clock {}, asked {}, born {}, accepted {}, arrived {}, packets being read {}, ring words {}, \
             with Issue {}, heads {:?}, tails {:?}",
            self.clock,
            self.asked,
            self.born,
            self.accepted,
            self.arrived,
            self.reading.len(),
            self.ring_used,
            self.held.len(),
            self.queues.map(|q| q.head),
            self.queues.map(|q| q.tail),
        )
    }

    fn step(&mut self) {
        self.host();
        let (mut on, mut bases, mut log2s, mut tails) = (0, BigUint::default(), 0, 0);
        for (i, q) in self.queues.iter().enumerate() {
            on |= u64::from(q.enabled) << i;
            bases |= BigUint::from(q.base) << (48 * i);
            log2s |= u64::from(q.log2) << (4 * i);
            tails |= (q.tail & 0xfff) << (12 * i);
        }
        self.m.poke_bit("enable", self.enable);
        self.m.poke("q_enable", on);
        self.m.poke_big("sq_base", &bases);
        self.m.poke("q_log2", log2s);
        self.m.poke("q_tail", tails);
        self.m.poke("now", self.clock & 0xffff);
        let ready = self.rnd.percent(self.memory.pace.ready);
        self.m.poke_bit("arready", ready);
        let beat = self.memory.offer(&mut self.rnd, self.clock);
        self.m.poke_bit("rvalid", beat.is_some());
        // Without a beat, whatever is on R does not matter.
        let (id, failed, last, data) = match beat {
            Some((b, data)) => (b.id as u64, b.failed, b.last, data),
            None => (self.rnd.next() % 4, self.rnd.percent(50), self.rnd.percent(50), 0x55),
        };
        self.m.poke("rid", id);
        let resp = if failed { 2 + self.rnd.next() % 2 } else { 0 };
        self.m.poke("rresp", resp);
        self.m.poke_bit("rlast", last);
        self.m.poke_u128("rdata", data);
        let parse = self.rnd.percent(self.habits.parse);
        self.m.poke_bit("m_ready", parse);
        self.issue();
        self.m.eval();

        self.check_ring();
        self.check_accepted();
        self.check_idle_and_heads();
        self.faults[0] += self.m.peek("read_fault");
        if let (Some((beat, _)), true) = (beat, self.m.peek_bit("rready")) {
            self.memory.taken();
            if beat.id == 0 {
                self.births.push_back(self.clock);
                self.born += 1;
            }
        }
        self.check_requests(ready);
        self.check_arrival(parse);
        self.m.tick();
        self.clock += 1;
    }

    fn host(&mut self) {
        let wild = self.habits.restart && self.posting;
        for q in 0..4 {
            let queue = self.queues[q];
            if wild && queue.enabled && self.rnd.next().is_multiple_of(4_000) {
                self.close(q);
                continue;
            }
            // A burst that was committed to has left when the bus is quiet some clocks later.
            let settled = self.clock > queue.since + 10 && self.last_ar.is_none();
            if wild && !queue.enabled && settled && self.rnd.percent(2) {
                let small = self.rnd.percent(70);
                let log2 = 1 + self.rnd.next() % if small { 4 } else { 12 };
                self.tally.restarts += usize::from(queue.generation > 0);
                self.open(q, log2 as u32);
                continue;
            }
            if self.posting && queue.enabled && !queue.hushed && self.rnd.percent(self.habits.post) {
                let room = (1 << queue.log2) - 1 - queue.outstanding;
                let some = if self.habits.post == 100 { room } else { self.rnd.next() % (room + 1) };
                for _ in 0..some {
                    self.post(q);
                }
            }
        }
    }

    fn post(&mut self, q: usize) {
        let r = self.rnd.next();
        let len = match self.habits.kind {
            Kind::Exactly(len) => u64::from(len),
            Kind::Small => r % 200,
            Kind::Any => match r % 100 {
                0..=3 => 0,
                4..=40 => r / 100 % 150,
                41..=90 => r / 100 % 1_600,
                91..=93 => 9_590 + r / 100 % 20,
                94 => r / 100 % 65_536,
                _ => r / 100 % 9_700,
            },
        };
        let mut src = PACKETS | self.rnd.next() & (PACKETS - 1) & !15;
        let mut dst = self.rnd.next() & MASK48 & !15;
        let mut op = self.rnd.next() % 2;
        if let Kind::Exactly(_) = self.habits.kind {
            src &= !127;
        } else {
            match self.rnd.next() % 60 {
                0 => src |= 1 << (self.rnd.next() % 4),
                1 => dst |= 1 << (self.rnd.next() % 4),
                2 => op = 2 + self.rnd.next() % 2,
                _ => {}
            }
        }
        let sa = self.rnd.next() & 0x3fff;
        let queue = &mut self.queues[q];
        self.memory.write(queue.base + 16 * queue.tail, [src | len << 48, dst | sa << 48 | op << 62]);
        queue.tail = (queue.tail + 1) % (1 << queue.log2);
        queue.outstanding += 1;
    }

    /// Reads packets out of the ring, a word a clock, and frees them.
    fn issue(&mut self) {
        let idle = self.held.front().is_none_or(|h| h.done == 0);
        let go = !idle || self.rnd.percent(self.habits.issue);
        let (mut address, mut free) = (self.rnd.next() & 0x7ff, None);
        if let (Some(h), true) = (self.held.front_mut(), go) {
            address = (h.start + h.done) % 2_048;
            let want = h.good.then(|| contents(h.src + 16 * h.done).swap_bytes());
            self.ring_checks.push_back((self.clock + 2, want));
            h.done += 1;
            if h.done == h.words {
                free = Some(h.words);
                self.ring_used -= h.words;
                self.held.pop_front();
            }
        }
        self.m.poke("ring_ra", address);
        self.m.poke_bit("free_valid", free.is_some());
        let words = free.unwrap_or(self.rnd.next() & 0x3ff);
        self.m.poke("free_words", words);
    }

    fn check_ring(&mut self) {
        if let Some(&(clock, want)) = self.ring_checks.front().filter(|c| c.0 == self.clock) {
            self.ring_checks.pop_front();
            if let Some(want) = want {
                assert_eq!(self.m.peek_u128("ring_rd"), want, "ring word at {clock}");
            }
        }
    }

    fn check_accepted(&mut self) {
        if self.m.peek_bit("accepted") {
            let data = self.m.peek("accepted_data");
            let want = self.accepts.pop_front().expect("a descriptor that was asked for");
            assert_eq!((data & 1 != 0, data >> 1), want, "accepted {}", self.accepted);
            self.accepted += 1;
            assert!(self.accepted <= self.born, "accepted before it was there");
        }
    }

    fn check_idle_and_heads(&mut self) {
        let rest = self.wants.is_empty() && self.memory.is_idle() && !self.m.peek_bit("arvalid");
        let idle = self.m.peek_bit("idle");
        assert!(rest || !idle, "idle while something is under way: {}", self.state());
        let work = self.enable && self.queues.iter().any(|q| q.enabled && q.head != q.tail);
        self.quiet = if rest && !work { self.quiet + 1 } else { 0 };
        assert!(idle || self.quiet < 30, "not idle at rest: {}", self.state());
        let heads = self.m.peek("q_head");
        for (i, q) in self.queues.iter().enumerate().filter(|(_, q)| q.enabled && self.clock > q.since + 1) {
            let mask = (1 << q.log2) - 1;
            let ahead = ((heads >> (12 * i) & 0xfff).wrapping_sub(q.head)) & mask;
            let most = if idle { 0 } else { (q.tail.wrapping_sub(q.head) & mask).min(8 * AR_DEPTH as u64) };
            assert!(heads >> (12 * i) & 0xfff <= mask && ahead <= most, "head of queue {i}: {}", self.state());
        }
    }

    fn check_requests(&mut self, ready: bool) {
        let now =
            self.m.peek_bit("arvalid").then(|| (self.m.peek("arid"), self.m.peek("araddr"), self.m.peek("arlen") + 1));
        if self.last_ar.is_some() {
            assert_eq!(now, self.last_ar, "AR changes before it is taken");
        }
        self.last_ar = now.filter(|_| !ready);
        let Some((id, addr, beats)) = now.filter(|_| ready) else { return };
        assert!(addr % 16 == 0 && beats <= 16, "{addr:#x}, {beats} beats");
        let end = addr + 16 * beats - 1;
        assert_eq!(addr >> 8, end >> 8, "crosses 256 octets");
        let bad = self.memory.request(&mut self.rnd, self.clock, id as usize, addr, beats);
        self.faults[1] += u64::from(bad);
        match id {
            0 => self.descriptors_asked(addr, beats, bad),
            1 => self.packet_asked(addr, beats, bad),
            _ => panic!("id {id}"),
        }
    }

    fn descriptors_asked(&mut self, addr: u64, count: u64, bad: bool) {
        assert_eq!(addr >> 7, (addr + 16 * count - 1) >> 7, "crosses 128 octets");
        let at = (addr >> 44) as usize;
        let q = &mut self.queues[at];
        let (index, size) = ((addr - q.base) / 16, 1 << q.log2);
        if !q.enabled {
            q.grace = q.grace.checked_sub(1).expect("a burst of a queue that is enabled");
        }
        assert_eq!(index, q.head, "index in queue {at}");
        assert!(index + count <= size, "beyond the ring");
        assert!(count <= (q.tail + size - q.head) % size, "beyond the tail");
        q.head = (q.head + count) % size;
        let generation = q.generation;
        for i in 0..count {
            let [w0, w1] = self.memory.read(addr + 16 * i);
            let (src, len, dst, sa, op) = (w0 & MASK48, w0 >> 48, w1 & MASK48, w1 >> 48 & 0x3fff, w1 >> 62);
            let tx = if op == 1 { 32 } else { 0 };
            let verdict = match () {
                () if bad => 1,
                () if src % 16 != 0 || dst % 16 != 0 || op > 1 => 2 + tx,
                () if len > 9_600 => 3 + tx,
                () if len == 0 => 4 + tx,
                () => 0,
            };
            let words = if verdict == 0 { len.div_ceil(16) } else { 0 };
            let (encap, sa, len, dst) = if bad { (false, 0, 0, 0) } else { (op == 1, sa, len, dst) };
            self.wants.push_back(Want {
                queue: at,
                generation,
                index: index + i,
                verdict,
                encap,
                sa,
                len,
                words,
                src,
                dst,
            });
            if words > 0 {
                self.reading.push_back(Reading { serial: self.asked, started: false, addr: src, words });
            }
            self.accepts.push_back((encap, len));
            self.asked += 1;
        }
    }

    fn packet_asked(&mut self, addr: u64, beats: u64, bad: bool) {
        let r = self.reading.front_mut().expect("no packet is to be read");
        assert!(r.serial < self.born, "read before its descriptor was there");
        assert_eq!(addr, r.addr, "packet {}", r.serial);
        assert!(beats <= r.words, "beyond the packet");
        if !r.started {
            r.started = true;
            self.ring_used += r.words;
            assert!(self.ring_used <= 2_048, "the ring overflows: {}", self.ring_used);
        }
        r.addr += 16 * beats;
        r.words -= beats;
        if bad {
            let want = &mut self.wants[r.serial - self.arrived];
            want.verdict = if want.encap { 33 } else { 1 };
        }
        if r.words == 0 {
            self.reading.pop_front();
        }
    }

    fn check_arrival(&mut self, ready: bool) {
        let now = self.m.peek_bit("m_valid").then(|| self.m.peek_big("m_data"));
        if self.last_m.is_some() {
            assert_eq!(now, self.last_m, "Arrival changes before it is taken");
        }
        self.last_m = now.clone().filter(|_| !ready);
        let Some(bits) = now.filter(|_| ready) else { return };
        let a = Arrival::from_big(&bits);
        let number = |b: BigUint| b.iter_u64_digits().next().unwrap_or(0);
        let ticket = number(a.ticket.into());
        let dst = number(BigUint::from(a.ticket) >> 30u32);
        let w = self.wants.pop_front().expect("a descriptor that was asked for");
        let born = self.births.pop_front().expect("a descriptor that was read");
        let what = format!("arrival {} at clock {}: {w:x?}", self.arrived, self.clock);
        assert_eq!((ticket & 3, ticket >> 2 & 0xfff), (w.queue as u64, w.index), "{what}");
        assert!((ticket >> 14).wrapping_sub(born) & 0xffff <= 2, "born {}, not {born}: {what}", ticket >> 14);
        assert_eq!(dst, w.dst, "{what}");
        assert_eq!(number(a.verdict.into()), w.verdict, "{what}");
        assert_eq!((a.encap, number(a.sa.into()), number(a.len.into())), (w.encap, w.sa, w.len), "{what}");
        assert_eq!(number(a.words.into()), w.words, "{what}");
        assert!(self.accepted > self.arrived, "not counted as accepted: {what}");
        if w.words > 0 {
            assert_eq!(number(a.start.into()), self.ring_next, "{what}");
            let good = w.verdict == 0;
            if good {
                let head: BigUint = a.head.into();
                for octet in 0..w.len.min(64) {
                    let want = (contents(w.src + octet / 16 * 16) >> (8 * (octet % 16))) as u8;
                    let got = number(&head >> (504 - 8 * octet)) as u8;
                    assert_eq!(got, want, "octet {octet} of {what}");
                }
            }
            let words = w.words;
            self.held.push_back(Held { start: self.ring_next, words, done: 0, src: w.src, good });
            self.ring_next = (self.ring_next + words) % 2_048;
        }
        if self.queues[w.queue].generation == w.generation {
            self.queues[w.queue].outstanding -= 1;
        }
        self.arrived += 1;
        self.last_progress = self.clock;
        self.tally.packets += 1;
        self.tally.by_queue[w.queue] += 1;
        self.tally.verdicts.insert(w.verdict);
    }
}
