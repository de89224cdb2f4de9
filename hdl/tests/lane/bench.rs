//! Drives a block's streams with random stalls.

use super::record::Record;
use std::collections::VecDeque;
use verilated::lockstep::Random;
use verilated::Model;

/// Records go into `s`, records come out of `m`.
pub struct Streams<I, O> {
    pub waiting: VecDeque<I>,
    pub got: Vec<O>,
    /// Records taken by the block.
    pub taken: usize,
    /// Per cent of the clocks in which each side is willing.
    pub push: u64,
    pub pull: u64,
    pub clocks: u64,
    offered: bool,
}

impl<I: Record, O: Record> Streams<I, O> {
    pub fn new(waiting: impl IntoIterator<Item = I>) -> Self {
        let waiting = waiting.into_iter().collect();
        Streams { waiting, got: vec![], taken: 0, push: 100, pull: 100, clocks: 0, offered: false }
    }

    /// One clock. Other inputs are the caller's, set before; outputs may be peeked after.
    pub fn clock(&mut self, m: &mut Model, random: &mut Random) {
        self.settle(m, random);
        m.tick();
    }

    /// The clock but for its edge: inputs settled, handshakes taken note of.
    pub fn settle(&mut self, m: &mut Model, random: &mut Random) {
        if !self.offered && !self.waiting.is_empty() && random.percent(self.push) {
            self.offered = true;
            m.poke_big("s_data", &self.waiting[0].to_big());
        }
        m.poke_bit("s_valid", self.offered);
        m.poke_bit("m_ready", random.percent(self.pull));
        m.eval();
        if self.offered && m.peek_bit("s_ready") {
            self.waiting.pop_front();
            self.offered = false;
            self.taken += 1;
        }
        if m.peek_bit("m_valid") && m.peek_bit("m_ready") {
            self.got.push(O::from_big(&m.peek_big("m_data")));
        }
        self.clocks += 1;
    }

    /// Runs until `count` records have come out.
    pub fn until(&mut self, count: usize, m: &mut Model, random: &mut Random) {
        let limit = self.clocks + 2_000 + 200 * count as u64;
        while self.got.len() < count {
            self.clock(m, random);
            assert!(self.clocks < limit, "stuck with {} of {count} records", self.got.len());
        }
    }
}

/// Two clocks of reset.
pub fn reset(m: &mut Model) {
    m.poke("reset", 1);
    m.tick();
    m.tick();
    m.poke("reset", 0);
    m.eval();
}
