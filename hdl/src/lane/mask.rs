//! Masks of a place in 128 bits: the place alone, and all above it.
//!
//! ```text
//!   place --> 16 places | 8 groups of 16 --> one, above
//! ```
//! Latency two clocks: one decodes, one combines.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Masks of a place.
#[derive(LogicBlock, Default)]
pub struct Mask {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Place of a bit.
    pub place: Signal<In, Bits<7>>,
    /// That bit.
    pub one: Signal<Out, Bits<128>>,
    /// The bits above it.
    pub above: Signal<Out, Bits<128>>,
    place_is: DFF<Bits<16>>,
    place_over: DFF<Bits<16>>,
    group_is: DFF<Bits<8>>,
    group_over: DFF<Bits<8>>,
    one_q: DFF<Bits<128>>,
    above_q: DFF<Bits<128>>,
    low: Signal<Local, Bits<4>>,
    high: Signal<Local, Bits<3>>,
    alone: Signal<Local, Bit>,
    over: Signal<Local, Bit>,
    ones: Signal<Local, Bits<128>>,
    rest: Signal<Local, Bits<128>>,
}

impl Logic for Mask {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, place_is, place_over, group_is, group_over, one_q, above_q);
        self.low.next = self.place.val().get_bits::<4>(0);
        self.high.next = self.place.val().get_bits::<3>(4);
        self.place_is.d.next = bits::<16>(1) << self.low.val();
        self.place_over.d.next = bits::<16>(0xfffe) << self.low.val();
        self.group_is.d.next = bits::<8>(1) << self.high.val();
        self.group_over.d.next = bits::<8>(0xfe) << self.high.val();
        self.ones.next = bits::<128>(0);
        self.rest.next = bits::<128>(0);
        // Gates, not choices: of those synthesis would make a set and a reset for each group.
        for i in 0..8 {
            for k in 0..16 {
                self.alone.next = self.group_is.q.val().get_bit(i) && self.place_is.q.val().get_bit(k);
                self.ones.next = self.ones.val().replace_bit(16 * i + k, self.alone.val());
                self.over.next = self.group_over.q.val().get_bit(i)
                    || (self.group_is.q.val().get_bit(i) && self.place_over.q.val().get_bit(k));
                self.rest.next = self.rest.val().replace_bit(16 * i + k, self.over.val());
            }
        }
        self.one_q.d.next = self.ones.val();
        self.above_q.d.next = self.rest.val();
        self.one.next = self.one_q.q.val();
        self.above.next = self.above_q.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, Error, Model};

    #[test]
    fn mask_in_lock_step() -> Result<(), Error> {
        lockstep::run("mask", Mask::default, 2_000, 1)
    }

    #[test]
    fn every_place_has_its_masks_two_clocks_later() -> Result<(), Error> {
        let mut block = Mask::default();
        block.connect_all();
        let mut m = Model::of("mask", &block)?;
        for place in 0..130_u32 {
            m.poke("place", u64::from(place % 128));
            m.eval();
            if let Some(at) = place.checked_sub(2) {
                assert_eq!(m.peek_u128("one"), 1 << at);
                assert_eq!(m.peek_u128("above"), (u128::MAX << at) ^ 1 << at);
            }
            m.tick();
        }
        Ok(())
    }
}
