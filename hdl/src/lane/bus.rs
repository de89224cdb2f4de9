//! Register slice of the SA bus: a word waits here for its taker, the bus for the word.
//!
//! ```text
//!   s_wr, s_index, s_word, s_data -->+----------+--> m_wr, m_index, m_word, m_data
//!                         s_ready <--| BusSlice |<-- m_ready
//!                                    +----------+
//! ```
//! All outputs are registers. `s_ready` says in one clock that the taker has the word, so that what follows on the bus
//! never overtakes it. 3 clocks a word and what the taker waits. The taker sees the number of the word as one bit for each: its
//! write enables have no time to decode it.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The slice.
#[derive(LogicBlock, Default)]
pub struct BusSlice {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Bus: write.
    pub s_wr: Signal<In, Bit>,
    /// Bus: SA.
    pub s_index: Signal<In, Bits<14>>,
    /// Bus: word.
    pub s_word: Signal<In, Bits<5>>,
    /// Bus: value.
    pub s_data: Signal<In, Bits<128>>,
    /// Bus: taken.
    pub s_ready: Signal<Out, Bit>,
    /// Taker: write.
    pub m_wr: Signal<Out, Bit>,
    /// Taker: SA.
    pub m_index: Signal<Out, Bits<14>>,
    /// Taker: word, one bit for each.
    pub m_word: Signal<Out, Bits<32>>,
    /// Taker: value.
    pub m_data: Signal<Out, Bits<128>>,
    /// Taker: taken.
    pub m_ready: Signal<In, Bit>,
    full: DFF<Bit>,
    done: DFF<Bit>,
    index: DFF<Bits<14>>,
    word: DFF<Bits<32>>,
    data: DFF<Bits<128>>,
}

impl Logic for BusSlice {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, full, done, index, word, data);
        self.done.d.next = false;
        if !self.full.q.val() && !self.done.q.val() {
            self.index.d.next = self.s_index.val();
            self.word.d.next = bits::<32>(1) << self.s_word.val();
            self.data.d.next = self.s_data.val();
            self.full.d.next = self.s_wr.val();
        }
        if self.full.q.val() && self.m_ready.val() {
            self.full.d.next = false;
            self.done.d.next = true;
        }
        self.s_ready.next = self.done.q.val();
        self.m_wr.next = self.full.q.val();
        self.m_index.next = self.index.q.val();
        self.m_word.next = self.word.q.val();
        self.m_data.next = self.data.q.val();
        if self.reset.val() {
            self.full.d.next = false;
            self.done.d.next = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, lockstep::Random, Error, Model};

    #[test]
    fn bus_slice_in_lock_step() -> Result<(), Error> {
        lockstep::run("bus_slice", BusSlice::default, 2_000, 1)
    }

    #[test]
    fn each_word_is_taken_once_before_the_bus_goes_on() -> Result<(), Error> {
        let mut block = BusSlice::default();
        block.connect_all();
        let mut m = Model::of("bus_slice", &block)?;
        let mut random = Random::new(7);
        m.poke("reset", 1);
        m.tick();
        m.poke("reset", 0);
        let (mut sent, mut taken) = (0, 0);
        for _ in 0..4_000 {
            m.poke_bit("s_wr", true);
            m.poke("s_word", sent % 13);
            m.poke("s_index", sent & 0x3fff);
            m.poke_u128("s_data", u128::from(sent) << 64 | 5);
            m.poke_bit("m_ready", random.percent(40));
            m.eval();
            if m.peek_bit("m_wr") && m.peek_bit("m_ready") {
                assert_eq!((m.peek("m_word"), m.peek("m_index")), (1 << (taken % 13), taken & 0x3fff));
                assert_eq!(m.peek_u128("m_data"), u128::from(taken) << 64 | 5);
                taken += 1;
            }
            if m.peek_bit("s_ready") {
                sent += 1;
                assert_eq!(sent, taken);
            }
            m.tick();
        }
        assert!(taken > 500, "{taken} words");
        Ok(())
    }
}
