//! A read memory on AXI: any latency, ids interleaved beat by beat, errors on demand.

use std::collections::{HashMap, VecDeque};
use verilated::lockstep::Random;

/// How it behaves.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Clocks from the address to the first beat, at least and at most.
    pub latency: (u64, u64),
    /// Out of a hundred clocks, those with AR ready.
    pub ready: u64,
    /// Out of a hundred clocks, those in which a beat that is due is sent.
    pub send: u64,
    /// Out of a thousand bursts, those with an error.
    pub errors: u64,
    /// The beats of different ids come in any order, else in the order of their addresses.
    pub mixed: bool,
}

impl Pace {
    pub const STEADY: Pace = Pace { latency: (64, 64), ready: 100, send: 100, errors: 0, mixed: false };
    pub const SMOOTH: Pace = Pace { latency: (1, 60), ready: 100, send: 100, errors: 20, mixed: true };
    pub const ROUGH: Pace = Pace { latency: (1, 150), ready: 50, send: 70, errors: 50, mixed: true };
    pub const SLOW: Pace = Pace { latency: (100, 400), ready: 15, send: 40, errors: 20, mixed: true };
}

/// One beat to come.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    pub id: usize,
    pub addr: u64,
    pub failed: bool,
    pub last: bool,
    due: u64,
    number: u64,
}

/// Memory with descriptors in it; everywhere else the contents follow from the address.
pub struct Memory {
    pub pace: Pace,
    descriptors: HashMap<u64, [u64; 2]>,
    beats: [VecDeque<Beat>; 2],
    offered: Option<Beat>,
    requests: u64,
}

/// The 16 octets at `addr` of packet memory, the first one in the low bits.
pub fn contents(addr: u64) -> u128 {
    let mix = |x: u64| {
        let x = (x ^ x >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (x ^ x >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ x >> 32
    };
    u128::from(mix(addr)) << 64 | u128::from(mix(addr ^ 0x5555 << 48))
}

impl Memory {
    pub fn new(pace: Pace) -> Memory {
        Memory { pace, descriptors: HashMap::new(), beats: Default::default(), offered: None, requests: 0 }
    }

    pub fn write(&mut self, addr: u64, words: [u64; 2]) {
        self.descriptors.insert(addr, words);
    }

    pub fn read(&self, addr: u64) -> [u64; 2] {
        self.descriptors[&addr]
    }

    /// Takes a request; says whether it is going to have an error.
    pub fn request(&mut self, rnd: &mut Random, clock: u64, id: usize, addr: u64, beats: u64) -> bool {
        let (least, most) = self.pace.latency;
        let due = clock + least + rnd.next() % (most - least + 1);
        let bad = rnd.next() % 1000 < self.pace.errors;
        let bad_beat = rnd.next() % beats;
        self.requests += 1;
        for i in 0..beats {
            let failed = bad && (i == bad_beat || rnd.percent(20));
            let (addr, last, number) = (addr + 16 * i, i + 1 == beats, self.requests);
            self.beats[id].push_back(Beat { id, addr, failed, last, due, number });
        }
        bad
    }

    /// The beat on R in this clock, and its data.
    pub fn offer(&mut self, rnd: &mut Random, clock: u64) -> Option<(Beat, u128)> {
        if self.offered.is_none() && rnd.percent(self.pace.send) {
            let due = |id: usize| self.beats[id].front().filter(|b| b.due <= clock).copied();
            self.offered = match (due(0), due(1)) {
                (Some(a), Some(b)) if self.pace.mixed => Some(if rnd.percent(50) { a } else { b }),
                (Some(a), Some(b)) => Some(if a.number < b.number { a } else { b }),
                (a, b) => a.or(b),
            };
        }
        let beat = self.offered?;
        let data = match self.descriptors.get(&beat.addr) {
            Some(words) if beat.id == 0 => u128::from(words[1]) << 64 | u128::from(words[0]),
            _ => contents(beat.addr),
        };
        Some((beat, data))
    }

    /// The beat on offer was taken.
    pub fn taken(&mut self) {
        if let Some(beat) = self.offered.take() {
            self.beats[beat.id].pop_front();
        }
    }

    pub fn is_idle(&self) -> bool {
        self.beats.iter().all(VecDeque::is_empty)
    }
}
