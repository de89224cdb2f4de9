//! Host memory behind the write channels of an AXI4 master: latency, stalls, errors and any order between ids, at random.
//!
//! It holds the master to the protocol: bursts of at most 16 beats inside 256 octets, write data in the order of the addresses,
//! `last` where it belongs.

use std::collections::{HashMap, VecDeque};
use verilated::lockstep::Random;
use verilated::Model;

/// How the memory behaves.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Clocks from the last beat to the response.
    pub latency: (u64, u64),
    /// Per cent of the clocks in which a channel stalls.
    pub stall: u64,
    /// Whether ids overtake each other.
    pub reorder: bool,
}

impl Manner {
    /// Always the same latency, nothing stalls.
    pub const fn steady(latency: u64) -> Manner {
        Manner { latency: (latency, latency), stall: 0, reorder: false }
    }

    /// Everything at random.
    pub const WILD: Manner = Manner { latency: (1, 90), stall: 30, reorder: true };
}

struct Write {
    id: u64,
    addr: u64,
    beats: u64,
}

pub struct Memory {
    pub manner: Manner,
    words: HashMap<u64, u128>,
    /// Words of 16 octets that answer with an error.
    pub bad: HashMap<u64, ()>,
    addresses: VecDeque<Write>,
    data: VecDeque<(u128, u64, bool)>,
    responses: VecDeque<(u64, u64, u64)>,
    offered_b: Option<usize>,
    /// Writes that reached memory: (id, address, beats), in order.
    pub written: Vec<(u64, u64, u64)>,
    /// Transactions that ended in an error.
    pub faults: u64,
    pub random: Random,
    clock: u64,
}

impl Memory {
    pub fn new(manner: Manner, seed: u64) -> Memory {
        Memory {
            manner,
            words: HashMap::new(),
            bad: HashMap::new(),
            addresses: VecDeque::new(),
            data: VecDeque::new(),
            responses: VecDeque::new(),
            offered_b: None,
            written: vec![],
            faults: 0,
            random: Random::new(seed),
            clock: 0,
        }
    }

    pub fn store(&mut self, addr: u64, octets: &[u8]) {
        for (i, o) in octets.iter().enumerate() {
            let at = addr + i as u64;
            let shift = 8 * (at % 16);
            let word = self.words.entry(at / 16).or_default();
            *word = *word & !(0xff << shift) | u128::from(*o) << shift;
        }
    }

    pub fn load(&self, addr: u64, len: usize) -> Vec<u8> {
        (addr..addr + len as u64).map(|at| (self.word(at / 16) >> (8 * (at % 16))) as u8).collect()
    }

    /// The 16 octets with this number, as a little-endian number.
    pub fn word(&self, number: u64) -> u128 {
        self.words.get(&number).copied().unwrap_or(0)
    }

    /// Nothing is under way.
    pub fn quiet(&self) -> bool {
        self.addresses.is_empty() && self.data.is_empty() && self.responses.is_empty()
    }

    fn latency(&mut self) -> u64 {
        let (least, most) = self.manner.latency;
        self.clock + least + self.random.next() % (most - least + 1)
    }

    /// Whether transaction `i` of `ids` may be served: none of its id is before it.
    fn eligible(&self, ids: &[u64], i: usize) -> bool {
        if self.manner.reorder {
            !ids[..i].contains(&ids[i])
        } else {
            i == 0
        }
    }

    /// Inputs of the write channels for this clock; `settle_writes` follows after `eval`.
    pub fn offer_writes(&mut self, m: &mut Model) {
        if self.offered_b.is_none() && !self.random.percent(self.manner.stall) {
            let ids: Vec<u64> = self.responses.iter().map(|r| r.0).collect();
            let ready: Vec<usize> =
                (0..ids.len()).filter(|i| self.eligible(&ids, *i) && self.responses[*i].2 <= self.clock).collect();
            if !ready.is_empty() {
                self.offered_b = Some(ready[(self.random.next() % ready.len() as u64) as usize]);
            }
        }
        m.poke_bit("bvalid", self.offered_b.is_some());
        if let Some(i) = self.offered_b {
            m.poke("bid", self.responses[i].0);
            m.poke("bresp", self.responses[i].1);
        }
        let (aw, w) = (!self.random.percent(self.manner.stall), !self.random.percent(self.manner.stall));
        m.poke_bit("awready", aw && self.addresses.len() < 8);
        m.poke_bit("wready", w && self.data.len() < 64);
    }

    pub fn settle_writes(&mut self, m: &mut Model) {
        if let Some(i) = self.offered_b.filter(|_| m.peek_bit("bready")) {
            self.responses.remove(i);
            self.offered_b = None;
        }
        if m.peek_bit("awvalid") && m.peek_bit("awready") {
            let (id, addr, beats) = (m.peek("awid"), m.peek("awaddr"), m.peek("awlen") + 1);
            check(addr, beats);
            self.addresses.push_back(Write { id, addr, beats });
        }
        if m.peek_bit("wvalid") && m.peek_bit("wready") {
            let strobe = m.peek("wstrb");
            self.data.push_back((m.peek_u128("wdata"), strobe, m.peek_bit("wlast")));
        }
        while let Some(write) = self.addresses.front().filter(|w| self.data.len() as u64 >= w.beats) {
            let (id, addr, beats) = (write.id, write.addr, write.beats);
            self.addresses.pop_front();
            let failed = (addr / 16..addr / 16 + beats).any(|w| self.bad.contains_key(&w));
            for beat in 0..beats {
                let (data, strobe, last) = self.data.pop_front().expect("counted");
                assert_eq!(last, beat + 1 == beats, "last of a burst of {beats} at {addr:#x}");
                for octet in (0..16).filter(|o| strobe >> o & 1 != 0 && !failed) {
                    self.store(addr + 16 * beat + octet, &[(data >> (8 * octet)) as u8]);
                }
            }
            self.written.push((id, addr, beats));
            self.faults += u64::from(failed);
            let due = self.latency();
            self.responses.push_back((id, if failed { 2 } else { 0 }, due));
        }
    }

    pub fn tick(&mut self) {
        self.clock += 1;
    }
}

fn check(addr: u64, beats: u64) {
    assert!(addr.is_multiple_of(16) && (1..=16).contains(&beats), "{beats} beats at {addr:#x}");
    assert_eq!(addr / 256, (addr + 16 * beats - 1) / 256, "{beats} beats at {addr:#x} cross 256 octets");
}
