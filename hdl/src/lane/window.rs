//! Anti-replay bitmaps: 1,024 bits for each SA, circular, exact to the bit.
//!
//! ```text
//!   index, seq, top -->+----------------------------+--> seen           (clock 5)
//!   advance, far ...-->| 8 banks of 128 bits per SA |--> clears, turns  (clock 5)
//!   op, live, wipe --->+----------------------------+
//!   clock 2 read | 3 word of seq | 4 word of top | 5 new words | op: middle banks, word of top, word of seq
//! ```
//! The bit of number s is bit s mod 1,024. Of the numbers that the window holds none is to the right of `top`, so an
//! advance clears exactly the bits of top + 1 to seq: parts of two words, and the banks between them at one stroke.
//! RFC 4303 §3.4.3. `index`, `seq` and `top` stay while a packet is worked on; its clock is `step` of Commit. A write reaches
//! the banks one clock after its op: in clock 1 of the next packet at the latest, before that packet's read.

use super::mask::Mask;
use crate::common::Ram;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Bitmaps of `1 << S` SAs.
#[derive(LogicBlock, Default)]
pub struct Window<const S: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// SA of the packet.
    pub index: Signal<In, Bits<14>>,
    /// Low bits of its number.
    pub seq: Signal<In, Bits<10>>,
    /// Low bits of the highest number, from clock 3 on.
    pub top: Signal<In, Bits<10>>,
    /// Clock 3: the word of `top` is the next to be picked.
    pub turn_top: Signal<In, Bit>,
    /// From clock 5 on: the number is to the right of the window,
    pub advance: Signal<In, Bit>,
    /// by less than 128,
    pub near: Signal<In, Bit>,
    /// or by 1,024 or more.
    pub far: Signal<In, Bit>,
    /// Write: bit 0 clears the banks between, 1 writes the word of `top`, 2 the word of `seq`,
    pub op: Signal<In, Bits<3>>,
    /// unless the packet changes nothing.
    pub live: Signal<In, Bit>,
    /// Clear all bits of `wipe_index`.
    pub wipe: Signal<In, Bit>,
    /// SA to clear.
    pub wipe_index: Signal<In, Bits<14>>,
    /// The bit of `seq`.
    pub seen: Signal<Out, Bit>,
    /// An advance has banks to clear.
    pub clears: Signal<Out, Bit>,
    /// An advance leaves the word of `top`.
    pub turns: Signal<Out, Bit>,
    bank: [Ram<Bits<128>, S>; 8],
    word_seq: DFF<Bits<128>>,
    word_top: DFF<Bits<128>>,
    /// Low bits of `seq`.
    place: DFF<Bits<7>>,
    of_seq: Mask,
    of_top: Mask,
    seen_q: DFF<Bit>,
    distance: DFF<Bits<3>>,
    /// It is 0; it is more than 1.
    level: DFF<Bit>,
    apart: DFF<Bit>,
    which: DFF<Bits<3>>,
    pick_top: DFF<Bit>,
    enable_q: DFF<Bits<8>>,
    data_q: DFF<Bits<128>>,
    wa_q: DFF<Bits<S>>,
    new_seq: DFF<Bits<128>>,
    new_top: DFF<Bits<128>>,
    middle: DFF<Bits<8>>,
    zero: Signal<Local, Bits<128>>,
    one: Signal<Local, Bits<128>>,
    above: Signal<Local, Bits<128>>,
    upto: Signal<Local, Bits<128>>,
    from: Signal<Local, Bits<3>>,
    to: Signal<Local, Bits<3>>,
    word: Signal<Local, Bits<128>>,
    keep: Signal<Local, Bits<128>>,
    around: Signal<Local, Bit>,
    rank: Signal<Local, Bits<3>>,
    mask: Signal<Local, Bits<8>>,
    enable: Signal<Local, Bits<8>>,
    data: Signal<Local, Bits<128>>,
    wa: Signal<Local, Bits<S>>,
}

impl<const S: usize> Logic for Window<S> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word_seq, word_top, seen_q, distance, level, apart, new_seq, new_top, middle);
        dff_setup!(self, clock, which, pick_top, enable_q, data_q, wa_q, place);
        self.zero.next = bits::<128>(0);
        self.from.next = self.top.val().get_bits::<3>(7);
        self.to.next = self.seq.val().get_bits::<3>(7);

        // The bit of `seq`, from clock 4 on; the bits above it; from clock 5 on the bits up to that of `top`.
        self.of_seq.clock.next = self.clock.val();
        self.place.d.next = self.seq.val().get_bits::<7>(0);
        self.of_seq.place.next = self.place.q.val();
        self.one.next = self.of_seq.one.val();
        self.above.next = self.of_seq.above.val();
        self.of_top.clock.next = self.clock.val();
        self.of_top.place.next = self.top.val().get_bits::<7>(0);
        self.upto.next = !self.of_top.above.val();

        // Clocks 3 and 4: one multiplexer, first for the word of the number, then for that of the top. Its choice is
        // made a clock ahead.
        self.which.d.next = self.to.val();
        if self.turn_top.val() {
            self.which.d.next = self.from.val();
        }
        self.pick_top.d.next = self.turn_top.val();
        self.word.next = self.bank[0].rd.val();
        for i in 1..8 {
            if self.which.q.val() == i.to_bits::<3>() {
                self.word.next = self.bank[i].rd.val();
            }
        }
        if self.pick_top.q.val() {
            self.word_top.d.next = self.word.val();
        } else {
            self.word_seq.d.next = self.word.val();
        }
        self.seen_q.d.next = (self.word_seq.q.val() & self.one.val()).any();
        self.distance.d.next = self.to.val() - self.from.val();
        self.level.d.next = !self.distance.q.val().any();
        self.apart.d.next = self.distance.q.val() > 1;
        self.seen.next = self.seen_q.q.val();

        // Clock 5: new words. Around: the advance ends in the word it starts from, by way of all others.
        self.around.next = self.far.val() || (self.level.q.val() && !self.near.val());
        self.keep.next = !self.zero.val();
        if self.advance.val() {
            if self.far.val() {
                self.keep.next = self.zero.val();
            } else if !self.level.q.val() {
                self.keep.next = self.above.val();
            } else if self.near.val() {
                self.keep.next = self.above.val() | self.upto.val();
            } else {
                self.keep.next = self.above.val() & self.upto.val();
            }
        }
        self.new_seq.d.next = (self.word_seq.q.val() & self.keep.val()) | self.one.val();
        self.new_top.d.next = self.word_top.q.val() & self.upto.val();
        self.mask.next = bits::<8>(0);
        for i in 0..8 {
            self.rank.next = i.to_bits::<3>() - self.from.val();
            if self.around.val() {
                self.mask.next = self.mask.val().replace_bit(i, self.to.val() != i.to_bits::<3>());
            } else {
                self.mask.next =
                    self.mask.val().replace_bit(i, self.rank.val().any() && (self.rank.val() < self.distance.q.val()));
            }
        }
        self.middle.d.next = self.mask.val();
        self.clears.next = self.around.val() || self.apart.q.val();
        self.turns.next = !self.far.val() && !self.level.q.val();

        // Writes.
        self.enable.next = bits::<8>(0);
        self.data.next = self.zero.val();
        self.wa.next = bit_cast::<S, 14>(self.index.val());
        if self.op.val().get_bit(0) {
            self.enable.next = self.middle.q.val();
        }
        if self.op.val().get_bit(1) {
            self.data.next = self.new_top.q.val();
            for i in 0..8 {
                self.enable.next = self.enable.val().replace_bit(i, self.from.val() == i.to_bits::<3>());
            }
        }
        if self.op.val().get_bit(2) {
            self.data.next = self.new_seq.q.val();
            for i in 0..8 {
                self.enable.next = self.enable.val().replace_bit(i, self.to.val() == i.to_bits::<3>());
            }
        }
        if !self.live.val() {
            self.enable.next = bits::<8>(0);
        }
        if self.wipe.val() {
            self.enable.next = bits::<8>(255);
            self.wa.next = bit_cast::<S, 14>(self.wipe_index.val());
        }
        self.enable_q.d.next = self.enable.val();
        self.wa_q.d.next = self.wa.val();
        self.data_q.d.next = self.data.val();
        for i in 0..8 {
            self.bank[i].clock.next = self.clock.val();
            self.bank[i].ra.next = bit_cast::<S, 14>(self.index.val());
            self.bank[i].wr.next = self.enable_q.q.val().get_bit(i);
            self.bank[i].wa.next = self.wa_q.q.val();
            self.bank[i].wd.next = self.data_q.q.val();
        }
    }
}
