//! SA words that Lookup reads, and its copy of the sequence numbers.
//!
//! ```text
//!   take, sa_index, sa_word, sa_data -->+---------+
//!   seq_wr, seq_wa, seq_wd ------------>| SaTable |--> conf, src, dst, outer, key_a, key_b, top
//!                            index ---->+---------+
//! ```
//! Read latency one clock. The user keeps writes out of the clock whose read it needs (see `Ram`).

use crate::common::Ram;
use rust_hdl_core::prelude::*;

/// Table of `1 << S` SAs.
#[derive(LogicBlock, Default)]
pub struct SaTable<const S: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Write the word of the SA bus, if it is one of ours. SEQUENCE is written through `seq_*`.
    pub take: Signal<In, Bit>,
    /// SA to write.
    pub sa_index: Signal<In, Bits<14>>,
    /// Word to write, one bit for each of `abi::sa::word`.
    pub sa_word: Signal<In, Bits<32>>,
    /// Its value.
    pub sa_data: Signal<In, Bits<128>>,
    /// Write a sequence number.
    pub seq_wr: Signal<In, Bit>,
    /// SA.
    pub seq_wa: Signal<In, Bits<14>>,
    /// Number.
    pub seq_wd: Signal<In, Bits<64>>,
    /// SA to read.
    pub index: Signal<In, Bits<14>>,
    /// CONFIG.
    pub conf: Signal<Out, Bits<128>>,
    /// SRC.
    pub src: Signal<Out, Bits<128>>,
    /// DST.
    pub dst: Signal<Out, Bits<128>>,
    /// OUTER, as far as it is used.
    pub outer: Signal<Out, Bits<31>>,
    /// KEY_A.
    pub key_a: Signal<Out, Bits<128>>,
    /// KEY_B.
    pub key_b: Signal<Out, Bits<128>>,
    /// Last number sent, or highest accepted.
    pub top: Signal<Out, Bits<64>>,
    conf_ram: Ram<Bits<128>, S>,
    src_ram: Ram<Bits<128>, S>,
    dst_ram: Ram<Bits<128>, S>,
    outer_ram: Ram<Bits<31>, S>,
    key_a_ram: Ram<Bits<128>, S>,
    key_b_ram: Ram<Bits<128>, S>,
    top_ram: Ram<Bits<64>, S>,
    wa: Signal<Local, Bits<S>>,
    ra: Signal<Local, Bits<S>>,
}

impl<const S: usize> Logic for SaTable<S> {
    #[hdl_gen]
    fn update(&mut self) {
        self.wa.next = bit_cast::<S, 14>(self.sa_index.val());
        self.ra.next = bit_cast::<S, 14>(self.index.val());

        self.conf_ram.clock.next = self.clock.val();
        self.src_ram.clock.next = self.clock.val();
        self.dst_ram.clock.next = self.clock.val();
        self.outer_ram.clock.next = self.clock.val();
        self.key_a_ram.clock.next = self.clock.val();
        self.key_b_ram.clock.next = self.clock.val();
        self.top_ram.clock.next = self.clock.val();

        // Words as abi::sa::word numbers them.
        self.conf_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(0);
        self.src_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(1);
        self.dst_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(2);
        self.key_a_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(3);
        self.key_b_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(4);
        self.outer_ram.wr.next = self.take.val() && self.sa_word.val().get_bit(12);
        self.top_ram.wr.next = self.seq_wr.val();

        self.conf_ram.wa.next = self.wa.val();
        self.src_ram.wa.next = self.wa.val();
        self.dst_ram.wa.next = self.wa.val();
        self.key_a_ram.wa.next = self.wa.val();
        self.key_b_ram.wa.next = self.wa.val();
        self.outer_ram.wa.next = self.wa.val();
        self.top_ram.wa.next = bit_cast::<S, 14>(self.seq_wa.val());

        self.conf_ram.wd.next = self.sa_data.val();
        self.src_ram.wd.next = self.sa_data.val();
        self.dst_ram.wd.next = self.sa_data.val();
        self.key_a_ram.wd.next = self.sa_data.val();
        self.key_b_ram.wd.next = self.sa_data.val();
        self.outer_ram.wd.next = self.sa_data.val().get_bits::<31>(0);
        self.top_ram.wd.next = self.seq_wd.val();

        self.conf_ram.ra.next = self.ra.val();
        self.src_ram.ra.next = self.ra.val();
        self.dst_ram.ra.next = self.ra.val();
        self.key_a_ram.ra.next = self.ra.val();
        self.key_b_ram.ra.next = self.ra.val();
        self.outer_ram.ra.next = self.ra.val();
        self.top_ram.ra.next = self.ra.val();

        self.conf.next = self.conf_ram.rd.val();
        self.src.next = self.src_ram.rd.val();
        self.dst.next = self.dst_ram.rd.val();
        self.outer.next = self.outer_ram.rd.val();
        self.key_a.next = self.key_a_ram.rd.val();
        self.key_b.next = self.key_b_ram.rd.val();
        self.top.next = self.top_ram.rd.val();
    }
}
