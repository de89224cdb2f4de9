//! SPI CAM: {AH, SPI} to a state and an SA index, in constant time at any fill.
//!
//! ```text
//!   key --> 4 x hash --> 4 x Ram of 2^B entries --> compare --+--> hit, state, sa
//!    |                                                        |
//!    `----------> 8 overflow entries in registers ------------'
//!   clock 0 key | 1 hash | 2 read, overflow compared | 3 register | 4 compare | 5 select | 6 out
//! ```
//! Latency 6 clocks, one lookup per clock, one write per clock at any time. A lookup sees each entry as it was before or
//! after a write, never between: an entry that is written while its bucket is read is forwarded. Table and overflow are
//! looked at in the same clock, so that an entry which moves (new place first) is always found.

use super::fixed::Fixed;
use super::hash::Hash;
use crate::common::Ram;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// An entry; `state` as `abi::cam::State`, 0 is empty.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Entry {
    /// SPI in 31:0, AH in bit 32.
    pub key: Bits<33>,
    /// SA index.
    pub sa: Bits<14>,
    /// State.
    pub state: Bits<2>,
}

/// The CAM with `1 << B` buckets in each of four ways.
#[derive(LogicBlock, Default)]
pub struct SpiCam<const B: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset; it empties the overflow entries, the table is the host's to empty.
    pub reset: Signal<In, Bit>,
    /// SPI in 31:0, AH in bit 32.
    pub key: Signal<In, Bits<33>>,
    /// Look it up.
    pub key_valid: Signal<In, Bit>,
    /// There is an entry.
    pub hit: Signal<Out, Bit>,
    /// Its state.
    pub state: Signal<Out, Bits<2>>,
    /// Its SA.
    pub sa: Signal<Out, Bits<14>>,
    /// An answer, six clocks after its key.
    pub out_valid: Signal<Out, Bit>,
    /// Write an entry.
    pub cam_wr: Signal<In, Bit>,
    /// Where, as `abi::cam::Place::word`.
    pub cam_place: Signal<In, Bits<21>>,
    /// SPI.
    pub cam_spi: Signal<In, Bits<32>>,
    /// AH rather than ESP.
    pub cam_ah: Signal<In, Bit>,
    /// State.
    pub cam_state: Signal<In, Bits<2>>,
    /// SA.
    pub cam_sa: Signal<In, Bits<14>>,
    hash0: Hash<B, 0>,
    hash1: Hash<B, 1>,
    hash2: Hash<B, 2>,
    hash3: Hash<B, 3>,
    ram: [Ram<Entry, B>; 4],
    key0: DFF<Bits<33>>,
    key1: DFF<Bits<33>>,
    key2: DFF<Bits<33>>,
    key3: DFF<Bits<33>>,
    /// One bit for each clock that a lookup has behind it.
    valid: DFF<Bits<6>>,
    wr: DFF<Bit>,
    place: DFF<Bits<21>>,
    entry: DFF<Entry>,
    /// The entry written in the clock before: what a reader of the same bucket must see.
    written: DFF<Entry>,
    clash: DFF<Bits<4>>,
    read: [DFF<Entry>; 4],
    /// Compared thirds of the key, and whether the entry is one.
    same: [DFF<Bits<4>>; 4],
    found: [DFF<Entry>; 4],
    over: [DFF<Entry>; 8],
    over_same: [DFF<Bits<4>>; 8],
    over_found: [DFF<Entry>; 8],
    none: Fixed<Entry>,
    over_mixed: DFF<Bits<16>>,
    over_hit: DFF<Bit>,
    over_mixed2: DFF<Bits<16>>,
    over_hit2: DFF<Bit>,
    out_hit: DFF<Bit>,
    out: DFF<Bits<16>>,
    wa: Signal<Local, Bits<B>>,
    way: Signal<Local, Bits<2>>,
    slot: Signal<Local, Bits<3>>,
    overflow: Signal<Local, Bit>,
    e: Signal<Local, Entry>,
    flags: Signal<Local, Bits<4>>,
    mixed: Signal<Local, Bits<16>>,
    word: Signal<Local, Bits<16>>,
    any: Signal<Local, Bit>,
    mask: Signal<Local, Bits<4>>,
}

impl<const B: usize> Logic for SpiCam<B> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, key0, key1, key2, key3, valid, wr, place, entry, written, clash);
        dff_setup!(self, clock, over_mixed, over_hit, over_mixed2, over_hit2, out_hit, out);
        self.hash0.clock.next = self.clock.val();
        self.hash1.clock.next = self.clock.val();
        self.hash2.clock.next = self.clock.val();
        self.hash3.clock.next = self.clock.val();

        // Writes are registered once; `place`, `entry` act in the clock in which lookups read.
        self.wr.d.next = self.cam_wr.val();
        self.place.d.next = self.cam_place.val();
        self.entry.d.next.key =
            (bit_cast::<33, 1>(self.cam_ah.val().into()) << 32) | bit_cast::<33, 32>(self.cam_spi.val());
        self.entry.d.next.sa = self.cam_sa.val();
        self.entry.d.next.state = self.cam_state.val();
        self.written.d.next = self.entry.q.val();
        self.wa.next = self.place.q.val().get_bits::<B>(0);
        self.slot.next = self.place.q.val().get_bits::<3>(0);
        self.way.next = self.place.q.val().get_bits::<2>(16);
        self.overflow.next = self.place.q.val().get_bit(20);

        // Clock 0 and 1: key, hash.
        self.key0.d.next = self.key.val();
        self.valid.d.next = (self.valid.q.val() << 1) | bit_cast::<6, 1>(self.key_valid.val().into());
        self.hash0.key.next = self.key0.q.val();
        self.hash1.key.next = self.key0.q.val();
        self.hash2.key.next = self.key0.q.val();
        self.hash3.key.next = self.key0.q.val();
        self.key1.d.next = self.key0.q.val();

        // Clock 2: read the four buckets.
        self.key2.d.next = self.key1.q.val();
        self.ram[0].ra.next = self.hash0.bucket.val();
        self.ram[1].ra.next = self.hash1.bucket.val();
        self.ram[2].ra.next = self.hash2.bucket.val();
        self.ram[3].ra.next = self.hash3.bucket.val();
        self.clash.d.next = bits::<4>(0);
        for i in 0..4 {
            self.ram[i].clock.next = self.clock.val();
            self.ram[i].wa.next = self.wa.val();
            self.ram[i].wd.next = self.entry.q.val();
            self.ram[i].wr.next = self.wr.q.val() && !self.overflow.val() && (self.way.val() == i.to_bits::<2>());
        }
        self.mask.next = bits::<4>(0);
        if self.wr.q.val()
            && !self.overflow.val()
            && (self.hash0.bucket.val() == self.wa.val())
            && (self.way.val() == 0)
        {
            self.mask.next = bits::<4>(1);
        }
        if self.wr.q.val()
            && !self.overflow.val()
            && (self.hash1.bucket.val() == self.wa.val())
            && (self.way.val() == 1)
        {
            self.mask.next = bits::<4>(2);
        }
        if self.wr.q.val()
            && !self.overflow.val()
            && (self.hash2.bucket.val() == self.wa.val())
            && (self.way.val() == 2)
        {
            self.mask.next = bits::<4>(4);
        }
        if self.wr.q.val()
            && !self.overflow.val()
            && (self.hash3.bucket.val() == self.wa.val())
            && (self.way.val() == 3)
        {
            self.mask.next = bits::<4>(8);
        }
        self.clash.d.next = self.mask.val();

        // Clock 3: the entries, as after the write.
        self.key3.d.next = self.key2.q.val();
        for i in 0..4 {
            self.read[i].clock.next = self.clock.val();
            self.read[i].d.next = self.ram[i].rd.val();
            if self.clash.q.val().get_bit(i) {
                self.read[i].d.next = self.written.q.val();
            }
        }

        // Clock 4: compare in thirds.
        for i in 0..4 {
            self.e.next = self.read[i].q.val();
            self.flags.next = bits::<4>(0);
            if self.e.val().key.get_bits::<11>(0) == self.key3.q.val().get_bits::<11>(0) {
                self.flags.next = self.flags.val() | 1;
            }
            if self.e.val().key.get_bits::<11>(11) == self.key3.q.val().get_bits::<11>(11) {
                self.flags.next = self.flags.val() | 2;
            }
            if self.e.val().key.get_bits::<11>(22) == self.key3.q.val().get_bits::<11>(22) {
                self.flags.next = self.flags.val() | 4;
            }
            if self.e.val().state.any() {
                self.flags.next = self.flags.val() | 8;
            }
            self.same[i].clock.next = self.clock.val();
            self.same[i].d.next = self.flags.val();
            self.found[i].clock.next = self.clock.val();
            self.found[i].d.next = self.read[i].q.val();
        }

        // Overflow: compared in clock 2 with what is stored then, selected in 3, delayed in 4.
        self.mixed.next = bits::<16>(0);
        self.any.next = false;
        for i in 0..8 {
            self.over[i].clock.next = self.clock.val();
            self.over[i].d.next = self.over[i].q.val();
            if self.wr.q.val() && self.overflow.val() && (self.slot.val() == i.to_bits::<3>()) {
                self.over[i].d.next = self.entry.q.val();
            }
            if self.reset.val() {
                self.over[i].d.next = self.none.val();
            }
            self.e.next = self.over[i].q.val();
            self.flags.next = bits::<4>(0);
            if self.e.val().key.get_bits::<11>(0) == self.key1.q.val().get_bits::<11>(0) {
                self.flags.next = self.flags.val() | 1;
            }
            if self.e.val().key.get_bits::<11>(11) == self.key1.q.val().get_bits::<11>(11) {
                self.flags.next = self.flags.val() | 2;
            }
            if self.e.val().key.get_bits::<11>(22) == self.key1.q.val().get_bits::<11>(22) {
                self.flags.next = self.flags.val() | 4;
            }
            if self.e.val().state.any() {
                self.flags.next = self.flags.val() | 8;
            }
            self.over_same[i].clock.next = self.clock.val();
            self.over_same[i].d.next = self.flags.val();
            self.over_found[i].clock.next = self.clock.val();
            self.over_found[i].d.next = self.over[i].q.val();
            self.e.next = self.over_found[i].q.val();
            self.word.next = (bit_cast::<16, 2>(self.e.val().state) << 14) | bit_cast::<16, 14>(self.e.val().sa);
            if self.over_same[i].q.val().all() {
                self.mixed.next = self.mixed.val() | self.word.val();
                self.any.next = true;
            }
        }
        self.over_mixed.d.next = self.mixed.val();
        self.over_hit.d.next = self.any.val();
        self.over_mixed2.d.next = self.over_mixed.q.val();
        self.over_hit2.d.next = self.over_hit.q.val();

        // Clock 5: select. Copies of an entry that moves agree, so OR is as good as a choice.
        self.mixed.next = bits::<16>(0);
        self.any.next = self.over_hit2.q.val();
        if self.over_hit2.q.val() {
            self.mixed.next = self.over_mixed2.q.val();
        }
        for i in 0..4 {
            self.e.next = self.found[i].q.val();
            self.word.next = (bit_cast::<16, 2>(self.e.val().state) << 14) | bit_cast::<16, 14>(self.e.val().sa);
            if self.same[i].q.val().all() {
                self.mixed.next = self.mixed.val() | self.word.val();
                self.any.next = true;
            }
        }
        self.out.d.next = self.mixed.val();
        self.out_hit.d.next = self.any.val();

        self.hit.next = self.out_hit.q.val();
        self.sa.next = self.out.q.val().get_bits::<14>(0);
        self.state.next = self.out.q.val().get_bits::<2>(14);
        self.out_valid.next = self.valid.q.val().get_bit(5);
        if self.reset.val() {
            self.valid.d.next = bits::<6>(0);
            self.wr.d.next = false;
        }
    }
}
