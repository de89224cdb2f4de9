//! Emit: writes what the conveyor returns into the hold ring and judges it.
//!
//! ```text
//!   Cipher ->+- with a header: header | text | tag, shifted together ---------+-> hold ring
//!            '- without: plaintext, ECN merged into its first block ----------'
//!            '- tag = ICV? trailer, inner length, ECN -----------------------> Emitted
//! ```
//! One word a clock, 4 clocks from slot to ring; a verdict leaves 6 clocks after the last slot. What fails stays in the
//! ring, where nobody reads it. RFC 4303 §3.4.4, RFC 6040 §4.2.
//! Decapsulation in transport mode has a header too: one word of nothing, then the packet's own. Protocol and length are
//! known when the trailer is, so the packet's last clock writes the header's first word again, over no other word's clock.

use super::padding::Padding;
use crate::common::Fifo;
use crate::types::{Cipher, Emitted, Flight};
use respite_abi::Verdict;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A word on its way into the hold ring.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Write {
    /// There is one.
    pub valid: Bit,
    /// Where.
    pub at: Bits<11>,
    /// First word of an inner packet whose ECN changes.
    pub patch: Bit,
    /// First word of the header that transport mode keeps.
    pub late: Bit,
    /// It is IPv4.
    pub v4: Bit,
    /// The new ECN.
    pub ecn: Bits<2>,
    /// The word.
    pub data: Bits<128>,
}

/// A packet that is being judged.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Trial {
    /// There is one.
    pub valid: Bit,
    /// Next header.
    pub protocol: Bits<8>,
    /// Pad length.
    pub pad: Bits<8>,
    /// First four bits of the inner packet.
    pub version: Bits<4>,
    /// Octets of the result: by the inner header in tunnel mode, by the trailer in transport mode.
    pub inner: Bits<17>,
    /// The length is impossible for a header of that version.
    pub stub: Bit,
    /// ECN says drop.
    pub ecn_drop: Bit,
    /// Octets of inner packet at most.
    pub room: Bits<15>,
    /// The pad length exceeds the payload.
    pub pad_bad: Bit,
    /// First word in the hold ring.
    pub start: Bits<11>,
}

/// Emit of one lane.
#[derive(LogicBlock)]
pub struct Emit {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// From the conveyor.
    pub cipher: Signal<In, Cipher>,
    /// Packet whose slots are coming.
    pub s_data: Signal<In, Flight>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It was taken in the last clock.
    pub s_ready: Signal<Out, Bit>,
    /// Hold ring: write.
    pub hold_wr: Signal<Out, Bit>,
    /// Hold ring: address.
    pub hold_wa: Signal<Out, Bits<11>>,
    /// Hold ring: word.
    pub hold_wd: Signal<Out, Bits<128>>,
    /// First pass of a bundle: how the payload begins.
    pub beginning: Signal<Out, Bits<128>>,
    /// Packet that is written and judged.
    pub m_data: Signal<Out, Emitted>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    results: Fifo<Emitted, 6, 7>,
    opening: DFF<Bits<128>>,
    /// A packet's first slot was there in the last clock.
    had: DFF<Bit>,
    c1: DFF<Cipher>,
    c2: DFF<Cipher>,
    flight: DFF<Flight>,
    base: DFF<Bits<11>>,
    base_next: DFF<Bits<11>>,
    count: DFF<Bits<11>>,
    sealing: DFF<Bit>,
    now: Signal<Local, Cipher>,
    s: Signal<Local, Flight>,
    a: Signal<Local, Cipher>,
    b: Signal<Local, Cipher>,
    f: Signal<Local, Flight>,
    held: Signal<Local, Flight>,

    // With a header.
    m1: DFF<Bits<128>>,
    m2: DFF<Bits<128>>,
    m3: DFF<Bits<128>>,
    m4: DFF<Bits<128>>,
    f2: DFF<Flight>,
    base2: DFF<Bits<11>>,
    count2: DFF<Bits<11>>,
    sealing2: DFF<Bit>,
    place: DFF<Bits<11>>,
    /// That is a word of the header alone.
    in_header: DFF<Bit>,
    late2: DFF<Bit>,
    closing: Signal<Local, Bit>,
    header_tail: Signal<Local, Bits<128>>,
    lane_now: Signal<Local, Bits<128>>,
    lane1: DFF<Bits<128>>,
    merged: Signal<Local, Bits<128>>,
    over: Signal<Local, Bits<2>>,
    g: Signal<Local, Flight>,
    newer: Signal<Local, Bits<128>>,
    older: Signal<Local, Bits<128>>,
    sealed: Signal<Local, Bits<128>>,

    // Words on their way.
    w0: Signal<Local, Write>,
    w1: DFF<Write>,
    w2: DFF<Write>,
    w3: DFF<Write>,
    x1: Signal<Local, Write>,
    x3: Signal<Local, Write>,
    sum2: DFF<Bits<18>>,
    sum3: DFF<Bits<17>>,
    old16: Signal<Local, Bits<16>>,
    new16: Signal<Local, Bits<16>>,
    check16: Signal<Local, Bits<16>>,
    keep: Signal<Local, Bits<128>>,
    mended: Signal<Local, Bits<128>>,
    fixed: Signal<Local, Bits<16>>,
    folded: Signal<Local, Bits<17>>,

    // The header that transport mode keeps: what its checksum loses, then what it gains, its length and protocol.
    lost: DFF<Bits<18>>,
    partial: DFF<Bits<17>>,
    late_sum: DFF<Bits<18>>,
    late_fold: DFF<Bits<17>>,
    late_len: DFF<Bits<16>>,
    late_next: DFF<Bits<8>>,
    own0: Signal<Local, Bit>,
    own1: Signal<Local, Bit>,
    own2: Signal<Local, Bit>,
    z2: Signal<Local, Flight>,

    // Judgement.
    version: DFF<Bits<4>>,
    inner: DFF<Bits<17>>,
    header: DFF<Bits<4>>,
    ecn_drop: DFF<Bit>,
    last: DFF<Bits<128>>,
    inner_ecn: Signal<Local, Bits<2>>,
    outer_ecn: Signal<Local, Bits<2>>,
    new_ecn: Signal<Local, Bits<2>>,
    octets: Signal<Local, Bits<32>>,
    t0: Signal<Local, Trial>,
    t1: DFF<Trial>,
    t2: DFF<Trial>,
    t3: DFF<Trial>,
    y1: Signal<Local, Trial>,
    y2: Signal<Local, Trial>,
    y3: Signal<Local, Trial>,
    flight1: DFF<Flight>,
    flight2: DFF<Flight>,
    flight3: DFF<Flight>,
    z1: Signal<Local, Flight>,
    z3: Signal<Local, Flight>,
    same: DFF<Bits<8>>,
    same_now: Signal<Local, Bits<8>>,
    good2: DFF<Bit>,
    good3: DFF<Bit>,
    padding: Padding,
    odd_pad: DFF<Bit>,
    too_long: DFF<Bit>,
    wrong: DFF<Bit>,
    verdict: Signal<Local, Bits<6>>,
    result_now: Signal<Local, Emitted>,
    result: DFF<Emitted>,
    result_valid: DFF<Bit>,
    icv: Constant<Bits<6>>,
    dummy: Constant<Bits<6>>,
    pad: Constant<Bits<6>>,
    bad_inner: Constant<Bits<6>>,
    ecn: Constant<Bits<6>>,
    mismatch: Constant<Bits<6>>,
}

fn code(verdict: Verdict) -> Constant<Bits<6>> {
    Constant::new((verdict as u64).into())
}

impl Default for Emit {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            cipher: Default::default(),
            s_data: Default::default(),
            s_valid: Default::default(),
            s_ready: Default::default(),
            hold_wr: Default::default(),
            hold_wa: Default::default(),
            hold_wd: Default::default(),
            beginning: Default::default(),
            m_data: Default::default(),
            m_valid: Default::default(),
            m_ready: Default::default(),
            results: Default::default(),
            opening: Default::default(),
            had: Default::default(),
            c1: Default::default(),
            c2: Default::default(),
            flight: Default::default(),
            base: Default::default(),
            base_next: Default::default(),
            count: Default::default(),
            sealing: Default::default(),
            now: Default::default(),
            s: Default::default(),
            a: Default::default(),
            b: Default::default(),
            f: Default::default(),
            held: Default::default(),
            m1: Default::default(),
            m2: Default::default(),
            m3: Default::default(),
            m4: Default::default(),
            f2: Default::default(),
            base2: Default::default(),
            count2: Default::default(),
            sealing2: Default::default(),
            place: Default::default(),
            in_header: Default::default(),
            late2: Default::default(),
            closing: Default::default(),
            header_tail: Default::default(),
            lane_now: Default::default(),
            lane1: Default::default(),
            merged: Default::default(),
            over: Default::default(),
            g: Default::default(),
            newer: Default::default(),
            older: Default::default(),
            sealed: Default::default(),
            w0: Default::default(),
            w1: Default::default(),
            w2: Default::default(),
            w3: Default::default(),
            x1: Default::default(),
            x3: Default::default(),
            sum2: Default::default(),
            sum3: Default::default(),
            old16: Default::default(),
            new16: Default::default(),
            check16: Default::default(),
            keep: Default::default(),
            mended: Default::default(),
            fixed: Default::default(),
            folded: Default::default(),
            lost: Default::default(),
            partial: Default::default(),
            late_sum: Default::default(),
            late_fold: Default::default(),
            late_len: Default::default(),
            late_next: Default::default(),
            own0: Default::default(),
            own1: Default::default(),
            own2: Default::default(),
            z2: Default::default(),
            version: Default::default(),
            inner: Default::default(),
            header: Default::default(),
            ecn_drop: Default::default(),
            last: Default::default(),
            inner_ecn: Default::default(),
            outer_ecn: Default::default(),
            new_ecn: Default::default(),
            octets: Default::default(),
            t0: Default::default(),
            t1: Default::default(),
            t2: Default::default(),
            t3: Default::default(),
            y1: Default::default(),
            y2: Default::default(),
            y3: Default::default(),
            flight1: Default::default(),
            flight2: Default::default(),
            flight3: Default::default(),
            z1: Default::default(),
            z3: Default::default(),
            same: Default::default(),
            same_now: Default::default(),
            good2: Default::default(),
            good3: Default::default(),
            padding: Default::default(),
            odd_pad: Default::default(),
            too_long: Default::default(),
            wrong: Default::default(),
            verdict: Default::default(),
            result_now: Default::default(),
            result: Default::default(),
            result_valid: Default::default(),
            icv: code(Verdict::RxIcv),
            dummy: code(Verdict::RxDummy),
            pad: code(Verdict::RxPad),
            bad_inner: code(Verdict::RxInner),
            ecn: code(Verdict::RxEcn),
            mismatch: code(Verdict::RxMismatch),
        }
    }
}

impl Logic for Emit {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, c1, c2, flight, base, base_next, count, sealing, m1);
        dff_setup!(self, clock, m2, m3, m4, f2, base2, count2, sealing2, lane1);
        dff_setup!(self, clock, w1, w2, w3, sum2, sum3, version, inner, header, ecn_drop);
        dff_setup!(self, clock, last, t1, t2, t3, flight1, flight2, flight3, same);
        dff_setup!(self, clock, good2, good3, too_long, wrong, result, result_valid, odd_pad);
        dff_setup!(self, clock, opening, had);
        dff_setup!(self, clock, place, in_header, late2, lost, partial, late_sum, late_fold, late_len, late_next);
        self.results.clock.next = self.clock.val();
        self.results.reset.next = self.reset.val();

        // The packet whose slots arrive: its flight is taken with its first slot.
        self.held.next = self.flight.q.val();
        self.now.next = self.cipher.val();
        self.s.next = self.s_data.val();
        // The queue of flights has time until the next one.
        self.had.d.next = self.now.val().opens;
        self.s_ready.next = self.had.q.val();
        self.c1.d.next = self.now.val();
        self.count.d.next = self.count.q.val() + 1;
        self.closing.next = (self.count.q.val() + 1) == bit_cast::<11, 10>(self.held.val().reserve);
        if self.closing.val() {
            self.sealing.d.next = false;
        }
        if self.now.val().opens {
            self.flight.d.next = self.s_data.val();
            self.base.d.next = self.base_next.q.val();
            self.base_next.d.next = self.base_next.q.val() + bit_cast::<11, 10>(self.s.val().reserve);
            self.count.d.next = bits::<11>(0);
            // A header of less than two words leaves too little time: everything is a clock later.
            if self.s.val().encap && (self.s.val().header_len.get_bits::<3>(4) == 1) {
                self.count.d.next = bits::<11>(0x7ff);
            }
            self.sealing.d.next = self.s.val().header_len.any() && (self.now.val().kind == 1) && !self.s.val().half;
        }
        self.a.next = self.c1.q.val();
        self.f.next = self.flight.q.val();

        // With a header, first step: the end of the header stands where block 0 would be, the tag fills up the last block.
        self.header_tail.next = self.f.val().header.get_bits::<128>(128);
        if self.f.val().header_len.get_bits::<3>(4) == 3 {
            self.header_tail.next = self.f.val().header.get_bits::<128>(0);
        } else if self.f.val().header_len.get_bits::<3>(4) == 1 {
            self.header_tail.next = self.f.val().header.get_bits::<128>(256);
        }
        // `header` is left-aligned: its last words must be right-aligned for the shift.
        self.lane_now.next = self.a.val().data;
        if self.a.val().kind == 3 {
            self.lane_now.next = self.a.val().tag;
        }
        if self.a.val().kind == 1 {
            if self.f.val().header_len.get_bits::<2>(2) == 1 {
                self.lane_now.next = self.header_tail.val() >> 96;
            } else if self.f.val().header_len.get_bits::<2>(2) == 2 {
                self.lane_now.next = self.header_tail.val() >> 64;
            } else {
                self.lane_now.next = self.header_tail.val() >> 32;
            }
        }
        self.lane1.d.next = self.lane_now.val();
        self.c2.d.next = self.c1.q.val();
        self.b.next = self.c2.q.val();
        self.f2.d.next = self.flight.q.val();
        self.base2.d.next = self.base.q.val();
        self.count2.d.next = self.count.q.val();
        self.sealing2.d.next = self.sealing.q.val();
        self.place.d.next = self.count.q.val();
        self.in_header.d.next = self.count.q.val() < bit_cast::<11, 3>(self.f.val().header_len.get_bits::<3>(4));
        self.late2.d.next = self.closing.val() && !self.f.val().encap;
        if self.closing.val() && !self.f.val().encap {
            self.place.d.next = bits::<11>(1);
            self.in_header.d.next = self.f.val().header_len.get_bits::<2>(5).any();
        }
        self.g.next = self.f2.q.val();
        self.over.next = self.g.val().ct.get_bits::<2>(2);
        // The tag fills up the last block, and what is left of it makes one more.
        self.merged.next = self.lane1.q.val();
        if (self.b.val().kind == 2) && (self.a.val().kind == 3) {
            if self.over.val() == 1 {
                self.merged.next = self.lane1.q.val() | (self.lane_now.val() >> 32);
            } else if self.over.val() == 2 {
                self.merged.next = self.lane1.q.val() | (self.lane_now.val() >> 64);
            } else if self.over.val() == 3 {
                self.merged.next = self.lane1.q.val() | (self.lane_now.val() >> 96);
            }
        }
        if self.b.val().kind == 3 {
            if self.over.val() == 1 {
                self.merged.next = self.lane1.q.val() << 96;
            } else if self.over.val() == 2 {
                self.merged.next = self.lane1.q.val() << 64;
            } else if self.over.val() == 3 {
                self.merged.next = self.lane1.q.val() << 32;
            }
        }
        self.m1.d.next = self.merged.val();
        self.m2.d.next = self.m1.q.val();
        self.m3.d.next = self.m2.q.val();
        self.m4.d.next = self.m3.q.val();
        // Word w of the result: a word of the header, or the blocks on either side of the shift.
        self.older.next = self.m2.q.val();
        self.newer.next = self.m1.q.val();
        if self.g.val().header_len.get_bits::<3>(4) == 3 {
            self.older.next = self.m3.q.val();
            self.newer.next = self.m2.q.val();
        } else if self.g.val().header_len.get_bit(6) {
            self.older.next = self.m4.q.val();
            self.newer.next = self.m3.q.val();
        }
        self.sealed.next = self.newer.val();
        if self.g.val().header_len.get_bits::<2>(2) == 1 {
            self.sealed.next = (self.older.val() << 96) | (self.newer.val() >> 32);
        } else if self.g.val().header_len.get_bits::<2>(2) == 2 {
            self.sealed.next = (self.older.val() << 64) | (self.newer.val() >> 64);
        } else if self.g.val().header_len.get_bits::<2>(2) == 3 {
            self.sealed.next = (self.older.val() << 32) | (self.newer.val() >> 96);
        }
        if self.in_header.q.val() {
            self.sealed.next = self.g.val().header.get_bits::<128>(384);
            if self.place.q.val().get_bits::<2>(0) == 1 {
                self.sealed.next = self.g.val().header.get_bits::<128>(256);
            }
            if self.place.q.val().get_bits::<2>(0) == 2 {
                self.sealed.next = self.g.val().header.get_bits::<128>(128);
            }
            if self.place.q.val().get_bits::<2>(0) == 3 {
                self.sealed.next = self.g.val().header.get_bits::<128>(0);
            }
        }

        // ECN of the inner packet: RFC 6040 figure 4.
        self.outer_ecn.next = self.g.val().tos.get_bits::<2>(0);
        self.inner_ecn.next = self.b.val().data.get_bits::<2>(116);
        if self.b.val().data.get_bits::<4>(124) == 4 {
            self.inner_ecn.next = self.b.val().data.get_bits::<2>(112);
        }
        self.new_ecn.next = self.inner_ecn.val();
        if self.inner_ecn.val().any() && (self.outer_ecn.val() == 3) {
            self.new_ecn.next = bits::<2>(3);
        }
        if (self.inner_ecn.val() == 2) && (self.outer_ecn.val() == 1) {
            self.new_ecn.next = bits::<2>(1);
        }

        // Words on their way: the inner IPv4 checksum is mended by RFC 1624, a sum and two folds.
        self.w0.next.valid = self.sealing2.q.val() && !self.count2.q.val().get_bit(10);
        self.w0.next.at = self.base2.q.val() + self.place.q.val();
        self.w0.next.patch = false;
        self.w0.next.late = self.late2.q.val();
        // A kept header of 36 octets is an IPv4 one.
        self.w0.next.v4 = !self.g.val().header_len.get_bit(4);
        self.w0.next.ecn = self.new_ecn.val();
        self.w0.next.data = self.sealed.val();
        if !self.sealing2.q.val() {
            self.w0.next.valid =
                self.b.val().valid && (self.b.val().kind == 2) && !self.g.val().encap && !self.g.val().half;
            self.w0.next.at = self.base2.q.val() + self.count2.q.val() - 1;
            self.w0.next.patch = (self.count2.q.val() == 1) && (self.new_ecn.val() != self.inner_ecn.val());
            self.w0.next.late = false;
            self.w0.next.v4 = self.b.val().data.get_bits::<4>(124) == 4;
            self.w0.next.data = self.b.val().data;
        }
        self.w1.d.next = self.w0.val();
        self.w2.d.next = self.w1.q.val();
        self.w3.d.next = self.w2.q.val();
        self.x1.next = self.w1.q.val();
        self.x3.next = self.w3.q.val();
        self.old16.next = self.x1.val().data.get_bits::<16>(112);
        self.new16.next =
            (bit_cast::<16, 14>(self.x1.val().data.get_bits::<14>(114)) << 2) | bit_cast::<16, 2>(self.x1.val().ecn);
        self.check16.next = !self.x1.val().data.get_bits::<16>(32);
        self.old16.next = !self.old16.val();
        self.sum2.d.next = bit_cast::<18, 16>(self.check16.val())
            + bit_cast::<18, 16>(self.old16.val())
            + bit_cast::<18, 16>(self.new16.val());
        self.sum3.d.next = bit_cast::<17, 16>(self.sum2.q.val().get_bits::<16>(0))
            + bit_cast::<17, 2>(self.sum2.q.val().get_bits::<2>(16));
        self.folded.next = self.sum3.q.val();
        if self.x3.val().late {
            self.folded.next = self.late_fold.q.val();
        }
        self.fixed.next = self.folded.val().get_bits::<16>(0) + bit_cast::<16, 1>(self.folded.val().get_bits::<1>(16));
        self.fixed.next = !self.fixed.val();
        self.keep.next = !bits::<128>(0);
        self.mended.next = bits::<128>(0);
        if self.x3.val().patch && self.x3.val().v4 {
            self.keep.next =
                !((bit_cast::<128, 2>(bits::<2>(3)) << 112) | (bit_cast::<128, 16>(bits::<16>(0xffff)) << 32));
            self.mended.next =
                (bit_cast::<128, 2>(self.x3.val().ecn) << 112) | (bit_cast::<128, 16>(self.fixed.val()) << 32);
        } else if self.x3.val().patch {
            self.keep.next = !(bit_cast::<128, 2>(bits::<2>(3)) << 116);
            self.mended.next = bit_cast::<128, 2>(self.x3.val().ecn) << 116;
        } else if self.x3.val().late && self.x3.val().v4 {
            self.keep.next =
                !((bit_cast::<128, 16>(bits::<16>(0xffff)) << 96) | (bit_cast::<128, 24>(bits::<24>(0xff_ffff)) << 32));
            self.mended.next = (bit_cast::<128, 16>(self.late_len.q.val()) << 96)
                | (bit_cast::<128, 8>(self.late_next.q.val()) << 48)
                | (bit_cast::<128, 16>(self.fixed.val()) << 32);
        } else if self.x3.val().late {
            self.keep.next = !(bit_cast::<128, 24>(bits::<24>(0xff_ffff)) << 72);
            self.mended.next =
                (bit_cast::<128, 16>(self.late_len.q.val()) << 80) | (bit_cast::<128, 8>(self.late_next.q.val()) << 72);
        }
        self.hold_wr.next = self.x3.val().valid;
        self.hold_wa.next = self.x3.val().at;
        self.hold_wd.next = (self.x3.val().data & self.keep.val()) | self.mended.val();

        // Judgement. What the first and the last block say is kept until the last slot.
        if self.b.val().valid && (self.b.val().kind == 2) && self.g.val().half {
            self.opening.d.next = self.b.val().data;
        }
        self.beginning.next = self.opening.q.val();
        if self.b.val().valid && (self.b.val().kind == 2) {
            self.last.d.next = self.b.val().data;
            if self.count2.q.val() == 1 {
                self.version.d.next = self.b.val().data.get_bits::<4>(124);
                self.header.d.next = self.b.val().data.get_bits::<4>(120);
                self.inner.d.next = bit_cast::<17, 16>(self.b.val().data.get_bits::<16>(80)) + 40;
                if self.b.val().data.get_bits::<4>(124) == 4 {
                    self.inner.d.next = bit_cast::<17, 16>(self.b.val().data.get_bits::<16>(96));
                }
                self.ecn_drop.d.next = !self.inner_ecn.val().any() && (self.outer_ecn.val() == 3);
            }
        }
        self.octets.next = self.last.q.val().get_bits::<32>(0);
        if self.over.val() == 1 {
            self.octets.next = self.last.q.val().get_bits::<32>(96);
        } else if self.over.val() == 2 {
            self.octets.next = self.last.q.val().get_bits::<32>(64);
        } else if self.over.val() == 3 {
            self.octets.next = self.last.q.val().get_bits::<32>(32);
        }
        self.t0.next.valid = self.b.val().valid && ((self.b.val().kind == 3) || (self.b.val().kind == 0));
        self.t0.next.protocol = self.octets.val().get_bits::<8>(0);
        self.t0.next.pad = self.octets.val().get_bits::<8>(8);
        if self.g.val().ah {
            self.t0.next.protocol = self.g.val().next_header;
            self.t0.next.pad = bits::<8>(0);
        }
        self.t0.next.version = self.version.q.val();
        self.own0.next = !self.g.val().encap && self.g.val().header_len.get_bit(5);
        self.t0.next.inner = self.inner.q.val();
        if self.own0.val() {
            // Less the pad length, which is taken off one clock later.
            self.t0.next.inner = bit_cast::<17, 14>(self.g.val().ct) + 18;
            if self.g.val().header_len.get_bit(4) {
                self.t0.next.inner = bit_cast::<17, 14>(self.g.val().ct) + 38;
            }
        }
        // IPv4: a header of 20 octets at least, and no longer than the packet.
        self.t0.next.stub = !self.own0.val()
            && (self.version.q.val() == 4)
            && ((self.header.q.val() < 5) || (self.inner.q.val() < (bit_cast::<17, 4>(self.header.q.val()) << 2)));
        self.t0.next.ecn_drop = self.ecn_drop.q.val() && !self.own0.val();
        self.t0.next.room = bits::<15>(0);
        self.t0.next.pad_bad = false;
        self.t0.next.start = self.base2.q.val() + bit_cast::<11, 1>(self.own0.val().into());
        self.t1.d.next = self.t0.val();
        self.flight1.d.next = self.f2.q.val();
        self.padding.clock.next = self.clock.val();
        self.padding.data.next = self.b.val().data;
        self.padding.valid.next = self.b.val().valid && (self.b.val().kind == 2);
        self.padding.last.next = self.a.val().kind == 3;
        self.padding.over.next = self.over.val();
        self.same_now.next = bits::<8>(0);
        for i in 0..8 {
            if self.b.val().data.get_bits::<16>(16 * i) == self.b.val().tag.get_bits::<16>(16 * i) {
                self.same_now.next = self.same_now.val().replace_bit(i, true);
            }
        }
        self.same.d.next = self.same_now.val();

        self.y1.next = self.t1.q.val();
        self.z1.next = self.flight1.q.val();
        self.own1.next = !self.z1.val().encap && self.z1.val().header_len.get_bit(5);
        if self.own1.val() {
            self.y1.next.inner = self.y1.val().inner - bit_cast::<17, 8>(self.y1.val().pad);
        }
        self.y1.next.room = bit_cast::<15, 14>(self.z1.val().ct) - bit_cast::<15, 8>(self.y1.val().pad) - 2;
        // Negative when the pad length exceeds the payload.
        self.y1.next.pad_bad = self.y1.val().room.get_bit(14);
        self.t2.d.next = self.y1.val();
        self.flight2.d.next = self.flight1.q.val();
        self.good2.d.next = self.same.q.val().all();

        self.y2.next = self.t2.q.val();
        self.z2.next = self.flight2.q.val();
        self.own2.next = !self.z2.val().encap && self.z2.val().header_len.get_bit(5);
        self.t3.d.next = self.t2.q.val();
        self.flight3.d.next = self.flight2.q.val();
        self.good3.d.next = self.good2.q.val();
        self.odd_pad.d.next = self.z2.val().check_pad
            && self.y2.val().pad.any()
            && ((self.padding.octet.val() != self.y2.val().pad) || (self.padding.run.val() < (self.y2.val().pad - 1)));
        self.too_long.d.next = !self.own2.val() && (self.y2.val().inner > bit_cast::<17, 15>(self.y2.val().room));
        self.wrong.d.next = !(self.own2.val()
            || ((self.y2.val().protocol == 4) && (self.y2.val().version == 4))
            || ((self.y2.val().protocol == 41) && (self.y2.val().version == 6)));

        // The kept header: RFC 1624 §3, equation 3, for total length and protocol. What is collected here stays until the
        // packet's last word has passed.
        self.lost.d.next = bit_cast::<18, 16>(!self.f.val().header.get_bits::<16>(288))
            + bit_cast::<18, 16>(!self.f.val().header.get_bits::<16>(352))
            + bit_cast::<18, 16>(!bit_cast::<16, 8>(self.f.val().header.get_bits::<8>(304)));
        self.partial.d.next = bit_cast::<17, 16>(self.lost.q.val().get_bits::<16>(0))
            + bit_cast::<17, 2>(self.lost.q.val().get_bits::<2>(16));
        if self.y2.val().valid && self.own2.val() {
            self.late_next.d.next = self.y2.val().protocol;
            self.late_len.d.next = bit_cast::<16, 17>(self.y2.val().inner);
            if self.z2.val().header_len.get_bit(4) {
                self.late_len.d.next = bit_cast::<16, 15>(self.y2.val().room);
            }
            self.late_sum.d.next = bit_cast::<18, 17>(self.partial.q.val())
                + bit_cast::<18, 17>(self.y2.val().inner)
                + bit_cast::<18, 8>(self.y2.val().protocol);
        }
        self.late_fold.d.next = bit_cast::<17, 16>(self.late_sum.q.val().get_bits::<16>(0))
            + bit_cast::<17, 2>(self.late_sum.q.val().get_bits::<2>(16));

        self.y3.next = self.t3.q.val();
        self.z3.next = self.flight3.q.val();
        self.verdict.next = self.z3.val().verdict;
        if !self.z3.val().verdict.any() && !self.z3.val().encap {
            if !self.good3.q.val() {
                self.verdict.next = self.icv.val();
            } else if self.z3.val().half {
                // Behind the AH of a bundle there is ESP, and whose is known when it comes again.
                if self.y3.val().protocol != 50 {
                    self.verdict.next = self.mismatch.val();
                }
            } else if self.y3.val().pad_bad || self.odd_pad.q.val() {
                self.verdict.next = self.pad.val();
            } else if self.y3.val().protocol == 59 {
                self.verdict.next = self.dummy.val();
            } else if self.wrong.q.val() || self.too_long.q.val() || self.y3.val().stub {
                self.verdict.next = self.bad_inner.val();
            } else if self.y3.val().ecn_drop {
                self.verdict.next = self.ecn.val();
            }
        }
        self.result_now.next.ticket = self.z3.val().ticket;
        self.result_now.next.verdict = self.verdict.val();
        self.result_now.next.encap = self.z3.val().encap;
        self.result_now.next.sa = self.z3.val().sa;
        self.result_now.next.start = self.y3.val().start;
        self.result_now.next.reserve = self.z3.val().reserve;
        self.result_now.next.len = bit_cast::<14, 17>(self.y3.val().inner);
        if self.z3.val().encap {
            self.result_now.next.len = self.z3.val().ct + bit_cast::<14, 7>(self.z3.val().header_len) + 16;
            if self.z3.val().serial {
                self.result_now.next.len = self.z3.val().ct + bit_cast::<14, 7>(self.z3.val().header_len);
            }
        }
        self.result_now.next.seq = self.z3.val().seq;
        self.result_now.next.window = self.z3.val().window;
        self.result_now.next.half = self.z3.val().half;
        self.result_now.next.again = self.z3.val().again;
        self.result_now.next.above = self.z3.val().above;
        self.result_now.next.soft = self.z3.val().soft;
        self.result.d.next = self.result_now.val();
        self.result_valid.d.next = self.y3.val().valid;
        self.results.s_data.next = self.result.q.val();
        self.results.s_valid.next = self.result_valid.q.val();
        self.m_data.next = self.results.m_data.val();
        self.m_valid.next = self.results.m_valid.val();
        self.results.m_ready.next = self.m_ready.val();
        if self.reset.val() {
            self.base_next.d.next = bits::<11>(0);
            self.sealing.d.next = false;
            self.result_valid.d.next = false;
        }
    }
}
