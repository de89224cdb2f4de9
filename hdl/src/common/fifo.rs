//! First-in first-out queue in block RAM with the oldest word at the output.
//!
//! ```text
//!   s_data, s_valid -->+------+--> m_data, m_valid
//!           s_ready <--+------+<-- m_ready
//! ```
//! `1 << A` words, two clocks from input to output, one word per clock. `P` must be `A + 1`. `s_ready` and `m_valid` are
//! registers.

use super::Ram;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Queue of `1 << A` words of `D`; `P` is `A + 1`.
#[derive(LogicBlock, Default)]
pub struct Fifo<D: Synth, const A: usize, const P: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Input word.
    pub s_data: Signal<In, D>,
    /// Input word is present.
    pub s_valid: Signal<In, Bit>,
    /// There is room.
    pub s_ready: Signal<Out, Bit>,
    /// Oldest word.
    pub m_data: Signal<Out, D>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    ram: Ram<D, A>,
    write: DFF<Bits<A>>,
    read: DFF<Bits<A>>,
    /// The one after it.
    after: DFF<Bits<A>>,
    /// Words.
    level: DFF<Bits<P>>,
    valid: DFF<Bit>,
    free: DFF<Bit>,
    full: Signal<Local, Bit>,
    nearly: Signal<Local, Bit>,
    put: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    next: Signal<Local, Bits<A>>,
    low: Signal<Local, Bits<A>>,
    grows: Signal<Local, Bit>,
    shrinks: Signal<Local, Bit>,
    /// The bits of the level below the one in question.
    ones: Signal<Local, Bit>,
    zeros: Signal<Local, Bit>,
    toggles: Signal<Local, Bits<P>>,
}

impl<D: Synth, const A: usize, const P: usize> Logic for Fifo<D, A, P> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write, read, after, level, valid, free);
        self.ram.clock.next = self.clock.val();
        // Full is the one level other than 0 whose low bits are 0; one word short of it they are all ones.
        self.low.next = bit_cast::<A, P>(self.level.q.val());
        self.full.next = self.level.q.val().any() && !self.low.val().any();
        self.nearly.next = self.low.val().all();
        self.put.next = self.s_valid.val() && self.free.q.val();
        self.ram.wr.next = self.put.val();
        self.ram.wa.next = self.write.q.val();
        self.ram.wd.next = self.s_data.val();
        if self.put.val() {
            self.write.d.next = self.write.q.val() + 1;
        }
        // `m_ready` comes late: both outcomes are there before it.
        self.take.next = self.valid.q.val() && self.m_ready.val();
        self.free.d.next = self.take.val() || !(self.full.val() || (self.nearly.val() && self.put.val()));
        self.next.next = self.read.q.val();
        // A word written at this edge is not yet readable.
        self.valid.d.next = self.level.q.val().any();
        if self.take.val() {
            self.next.next = self.after.q.val();
            self.after.d.next = self.after.q.val() + 1;
            self.valid.d.next = self.level.q.val() > 1;
        }
        // One more toggles a bit above ones, one less a bit above zeros. `put` and `take` come late, and would have to wait for an
        // adder's carry.
        self.grows.next = self.put.val() && !self.take.val();
        self.shrinks.next = self.take.val() && !self.put.val();
        self.ones.next = true;
        self.zeros.next = true;
        self.toggles.next = bits::<P>(0);
        for i in 0..P {
            self.toggles.next = self
                .toggles
                .val()
                .replace_bit(i, (self.grows.val() && self.ones.val()) || (self.shrinks.val() && self.zeros.val()));
            self.ones.next = self.ones.val() && self.level.q.val().get_bit(i);
            self.zeros.next = self.zeros.val() && !self.level.q.val().get_bit(i);
        }
        self.level.d.next = self.level.q.val() ^ self.toggles.val();
        self.read.d.next = self.next.val();
        self.ram.ra.next = self.next.val();
        self.s_ready.next = self.free.q.val();
        self.m_valid.next = self.valid.q.val();
        self.m_data.next = self.ram.rd.val();
        if self.reset.val() {
            self.write.d.next = bits::<A>(0);
            self.read.d.next = bits::<A>(0);
            self.after.d.next = bits::<A>(1);
            self.level.d.next = bits::<P>(0);
            self.valid.d.next = false;
            self.free.d.next = true;
        }
    }
}
