//! The authority on replay and lifetimes: each number of an SA is accepted at most once.
//!
//! ```text
//!                    +--------+ seen  +----------------------+
//!   Emitted -------->| Commit |<----->| Window: 1,024 bits   |
//!   SA bus, query -->|        |       | per SA               |
//!   Outcome <--------|        |       +----------------------+
//!                    +--------+--> top_wr, top_sa, top_seq (Lookup's copy), query_done
//!   0 take | 1 read | 2 hold | 3 differences | 4 compare | 5 decide | 6, 7 clear | 8 write, out | 9 wait for out
//! ```
//! One packet at a time. 7 clocks a packet, 8 when its number is in another word than the highest before it, 9 when it is
//! more than 128 to the right; 2 clocks a packet that was refused before. RFC 4303 §3.4.3.
//! Authentic packets that are refused for their content (pad, dummy, inner, ECN, no ESP in a bundle) pass through the window and
//! keep their verdict; lifetimes do not count them. The first pass of a bundle has no `Outcome` unless it is refused: `passed`
//! and `refused` tell what became of it. Invariant: nothing is written for a packet whose ICV failed.

use super::codes::Codes;
use super::fixed::Fixed;
use super::window::Window;
use crate::common::Ram;
use crate::types::{Emitted, Outcome};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What changes with each packet of an SA.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Count {
    /// Highest number accepted, or last sent.
    top: Bits<64>,
    packets: Bits<64>,
    octets: Bits<64>,
}

/// Commit for `1 << S` SAs.
#[derive(LogicBlock, Default)]
pub struct Commit<const S: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset; tables are Control's to clear.
    pub reset: Signal<In, Bit>,
    /// Verified packet.
    pub s_data: Signal<In, Emitted>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Final word on it.
    pub m_data: Signal<Out, Outcome>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// The first pass of a bundle is over, well.
    pub passed: Signal<Out, Bit>,
    /// Then: its SA is at a soft limit.
    pub passed_soft: Signal<Out, Bit>,
    /// The first pass of a bundle is over, and there is no other.
    pub refused: Signal<Out, Bit>,
    /// SA bus: write.
    pub sa_wr: Signal<In, Bit>,
    /// SA bus: SA.
    pub sa_index: Signal<In, Bits<14>>,
    /// SA bus: word, one bit for each.
    pub sa_word: Signal<In, Bits<32>>,
    /// SA bus: value.
    pub sa_data: Signal<In, Bits<128>>,
    /// SA bus: taken.
    pub sa_ready: Signal<Out, Bit>,
    /// A new highest number was accepted.
    pub top_wr: Signal<Out, Bit>,
    /// Its SA.
    pub top_sa: Signal<Out, Bits<14>>,
    /// The number.
    pub top_seq: Signal<Out, Bits<64>>,
    /// Ask for the counts of an SA: taken when it rises.
    pub query: Signal<In, Bit>,
    /// SA asked for.
    pub query_sa: Signal<In, Bits<14>>,
    /// Here they are, for this clock.
    pub query_done: Signal<Out, Bit>,
    /// Highest number accepted, or last sent.
    pub query_seq: Signal<Out, Bits<64>>,
    /// Packets.
    pub query_packets: Signal<Out, Bits<64>>,
    /// Octets.
    pub query_octets: Signal<Out, Bits<64>>,
    codes: Fixed<Codes>,
    counts: Ram<Count, S>,
    counts_wr: DFF<Bit>,
    counts_wa: DFF<Bits<S>>,
    counts_wd: DFF<Count>,
    packet_limits: Ram<Bits<128>, S>,
    octet_limits: Ram<Bits<128>, S>,
    bitmaps: Window<S>,
    /// One bit for each clock of the picture.
    step: DFF<Bits<10>>,
    e: DFF<Emitted>,
    out: DFF<Outcome>,
    out_valid: DFF<Bit>,
    passed_r: DFF<Bit>,
    refused_r: DFF<Bit>,
    hold: DFF<Bit>,
    asked: DFF<Bit>,
    asked_before: DFF<Bit>,
    asked_sa: DFF<Bits<14>>,
    asked_step: DFF<Bits<2>>,
    // Held from clock 3 on.
    count: DFF<Count>,
    packet_limit: DFF<Bits<128>>,
    octet_limit: DFF<Bits<128>>,
    // Clock 3.
    ahead_low: DFF<Bits<33>>,
    ahead_high: DFF<Bits<33>>,
    age_low: DFF<Bits<33>>,
    age_high: DFF<Bits<33>>,
    packets: DFF<Bits<64>>,
    octets: DFF<Bits<64>>,
    top_low_some: DFF<Bit>,
    top_high_some: DFF<Bit>,
    windowed: DFF<Bit>,
    // Clock 4.
    top_some: DFF<Bit>,
    advance: DFF<Bit>,
    equal: DFF<Bit>,
    near: DFF<Bit>,
    far: DFF<Bit>,
    stale: DFF<Bit>,
    hard: DFF<Bits<2>>,
    soft: DFF<Bits<2>>,
    // Clock 5.
    verdict: DFF<Bits<6>>,
    update: DFF<Bit>,
    spent: DFF<Bit>,
    warned: DFF<Bit>,
    top_valid: DFF<Bit>,
    top_index: DFF<Bits<14>>,
    top_number: DFF<Bits<64>>,
    // Shorthands.
    seq_low: Signal<Local, Bits<33>>,
    seq_high: Signal<Local, Bits<33>>,
    top_low: Signal<Local, Bits<33>>,
    top_high: Signal<Local, Bits<33>>,
    ahead_far: Signal<Local, Bit>,
    age_far: Signal<Local, Bit>,
    authentic: Signal<Local, Bit>,
    replay: Signal<Local, Bits<6>>,
    closing: Signal<Local, Bit>,
    rises: Signal<Local, Bit>,
    ready: Signal<Local, Bit>,
    free: Signal<Local, Bit>,
    set: Signal<Local, Bit>,
    quiet: Signal<Local, Bit>,
    fresh: Signal<Local, Count>,
    wa: Signal<Local, Bits<S>>,
    ra: Signal<Local, Bits<S>>,
    no_count: Fixed<Count>,
}

impl<const S: usize> Logic for Commit<S> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, step, e, out, out_valid, hold, asked, asked_before, asked_sa, asked_step, count);
        dff_setup!(
            self,
            clock,
            packet_limit,
            octet_limit,
            ahead_low,
            ahead_high,
            age_low,
            age_high,
            packets,
            octets,
            top_low_some,
            top_high_some,
            top_some,
            windowed
        );
        dff_setup!(self, clock, advance, equal, near, far, stale, hard, soft, verdict, update, spent, warned);
        dff_setup!(self, clock, counts_wr, counts_wa, counts_wd, top_valid, top_index, top_number, passed_r, refused_r);
        self.counts.clock.next = self.clock.val();
        self.packet_limits.clock.next = self.clock.val();
        self.octet_limits.clock.next = self.clock.val();
        self.bitmaps.clock.next = self.clock.val();

        // Sequence. A packet leaves in clock 8, or in 9 where the output was not free; then the next is taken unless SEQUENCE
        // or a query wait: they need the clocks between packets.
        self.closing.next = self.step.q.val().get_bits::<2>(8).any() && !self.out_valid.q.val();
        self.quiet.next = self.step.q.val().get_bit(0) || self.step.q.val().get_bit(9);
        self.rises.next = self.query.val() && !self.asked_before.q.val();
        self.hold.d.next =
            (self.sa_wr.val() && self.sa_word.val().get_bit(11)) || self.asked.q.val() || self.rises.val();
        self.ready.next = self.step.q.val().get_bit(0) && !self.hold.q.val();
        self.s_ready.next = self.ready.val();
        if self.out_valid.q.val() && self.m_ready.val() {
            self.out_valid.d.next = false;
        }
        if !self.quiet.val() {
            self.step.d.next = self.step.q.val() << 1;
        }
        if self.step.q.val().get_bit(5) {
            // Clear what an advance leaves behind: banks between, then the word of the top.
            self.step.d.next = bits::<10>(1 << 8);
            if self.windowed.q.val() && self.advance.q.val() {
                if self.bitmaps.clears.val() {
                    self.step.d.next = bits::<10>(1 << 6);
                } else if self.bitmaps.turns.val() {
                    self.step.d.next = bits::<10>(1 << 7);
                }
            }
        }
        if self.step.q.val().get_bit(6) && !self.bitmaps.turns.val() {
            self.step.d.next = bits::<10>(1 << 8);
        }
        self.passed_r.d.next = self.closing.val() && self.e.q.val().half && !self.verdict.q.val().any();
        self.refused_r.d.next = self.closing.val() && self.e.q.val().half && self.verdict.q.val().any();
        self.passed.next = self.passed_r.q.val();
        self.refused.next = self.refused_r.q.val();
        // `out` has it, whether it is said or not.
        self.passed_soft.next = self.out.q.val().soft;
        if self.closing.val() {
            self.step.d.next = bits::<10>(1);
            self.out_valid.d.next = !self.e.q.val().half || self.verdict.q.val().any();
            self.out.d.next.ticket = self.e.q.val().ticket;
            self.out.d.next.verdict = self.verdict.q.val();
            self.out.d.next.encap = self.e.q.val().encap;
            self.out.d.next.sa = self.e.q.val().sa;
            // Of a bundle the host knows the SA whose SPI is in front.
            if self.e.q.val().again && !self.e.q.val().encap {
                self.out.d.next.sa = self.e.q.val().above;
            }
            self.out.d.next.start = self.e.q.val().start;
            self.out.d.next.reserve = self.e.q.val().reserve;
            self.out.d.next.len = self.e.q.val().len;
            self.out.d.next.seq = self.e.q.val().seq;
            self.out.d.next.soft = self.warned.q.val() || (self.e.q.val().soft && !self.verdict.q.val().any());
        }

        // Clock 5: the window first, then what the content said, then the lifetime.
        self.replay.next = bits::<6>(0);
        if self.windowed.q.val() && !self.advance.q.val() {
            if self.stale.q.val() {
                self.replay.next = self.codes.val().rx_replay_stale;
            } else if self.bitmaps.seen.val() || (self.equal.q.val() && self.top_some.q.val()) {
                self.replay.next = self.codes.val().rx_replay_dup;
            }
        }
        if self.step.q.val().get_bit(5) {
            if self.replay.val().any() {
                self.verdict.d.next = self.replay.val();
            } else if self.e.q.val().verdict.any() {
                self.update.d.next = true;
            } else if self.hard.q.val().any() {
                self.verdict.d.next = self.codes.val().rx_expired;
                if self.e.q.val().encap {
                    self.verdict.d.next = self.codes.val().tx_expired;
                }
            } else {
                self.update.d.next = true;
                self.spent.d.next = true;
                self.warned.d.next = self.soft.q.val().any();
            }
        }

        // Clock 0: a packet that was refused goes straight out, unless its ICV was good.
        self.authentic.next = (self.s_data.val().verdict == self.codes.val().rx_pad)
            || (self.s_data.val().verdict == self.codes.val().rx_dummy)
            || (self.s_data.val().verdict == self.codes.val().rx_inner)
            || (self.s_data.val().verdict == self.codes.val().rx_ecn)
            || (self.s_data.val().half && (self.s_data.val().verdict == self.codes.val().rx_mismatch));
        if self.ready.val() && self.s_valid.val() {
            self.e.d.next = self.s_data.val();
            self.verdict.d.next = self.s_data.val().verdict;
            self.update.d.next = false;
            self.spent.d.next = false;
            self.warned.d.next = false;
            self.step.d.next = bits::<10>(1 << 8);
            if !self.s_data.val().verdict.any() || self.authentic.val() {
                self.step.d.next = bits::<10>(1 << 1);
            }
        }

        // SA bus and query. SEQUENCE is taken between packets and not in its first clock, so that no packet is taken with it; limits
        // in any clock but the one that reads them.
        self.free.next = self.quiet.val() && self.hold.q.val() && !self.asked_step.q.val().get_bit(0);
        self.set.next = self.sa_wr.val() && self.sa_word.val().get_bit(11) && self.free.val();
        self.sa_ready.next = !self.step.q.val().get_bit(1);
        if self.sa_word.val().get_bit(11) {
            self.sa_ready.next = self.free.val();
        }
        self.asked_before.d.next = self.query.val();
        if self.rises.val() {
            self.asked.d.next = true;
            self.asked_sa.d.next = self.query_sa.val();
        }
        self.asked_step.d.next = bits::<2>(0);
        if self.asked_step.q.val() == 1 {
            self.asked_step.d.next = bits::<2>(2);
        } else if self.asked.q.val() && self.quiet.val() && !self.set.val() {
            self.asked_step.d.next = bits::<2>(1);
            self.asked.d.next = false;
        }
        self.query_done.next = self.asked_step.q.val() == 2;
        self.query_seq.next = self.counts.rd.val().top;
        self.query_packets.next = self.counts.rd.val().packets;
        self.query_octets.next = self.counts.rd.val().octets;

        // Tables.
        self.ra.next = bit_cast::<S, 14>(self.e.q.val().sa);
        self.packet_limits.ra.next = self.ra.val();
        self.octet_limits.ra.next = self.ra.val();
        self.counts.ra.next = self.ra.val();
        if self.asked_step.q.val() == 1 {
            self.counts.ra.next = bit_cast::<S, 14>(self.asked_sa.q.val());
        }
        self.wa.next = bit_cast::<S, 14>(self.sa_index.val());
        self.packet_limits.wa.next = self.wa.val();
        self.packet_limits.wd.next = self.sa_data.val();
        self.packet_limits.wr.next = self.sa_wr.val() && self.sa_word.val().get_bit(9) && !self.step.q.val().get_bit(1);
        self.octet_limits.wa.next = self.wa.val();
        self.octet_limits.wd.next = self.sa_data.val();
        self.octet_limits.wr.next = self.sa_wr.val() && self.sa_word.val().get_bit(10) && !self.step.q.val().get_bit(1);
        self.fresh.next = self.no_count.val();
        if self.set.val() {
            self.fresh.next.top = self.sa_data.val().get_bits::<64>(0);
        } else {
            self.wa.next = bit_cast::<S, 14>(self.e.q.val().sa);
            self.fresh.next = self.count.q.val();
            if self.advance.q.val() || self.e.q.val().encap {
                self.fresh.next.top = self.e.q.val().seq;
            }
            if self.spent.q.val() {
                self.fresh.next.packets = self.packets.q.val();
                self.fresh.next.octets = self.octets.q.val();
            }
        }
        // One clock later: the next packet reads in its clock 1.
        self.counts_wa.d.next = self.wa.val();
        self.counts_wd.d.next = self.fresh.val();
        self.counts_wr.d.next = self.set.val() || (self.step.q.val().get_bit(8) && self.update.q.val());
        self.counts.wr.next = self.counts_wr.q.val();
        self.counts.wa.next = self.counts_wa.q.val();
        self.counts.wd.next = self.counts_wd.q.val();

        // Clock 2.
        if self.step.q.val().get_bit(2) {
            self.count.d.next = self.counts.rd.val();
            self.packet_limit.d.next = self.packet_limits.rd.val();
            self.octet_limit.d.next = self.octet_limits.rd.val();
        }

        // Clock 3.
        // Differences of the halves, each with its borrow on top.
        self.seq_low.next = bit_cast::<33, 32>(self.e.q.val().seq.get_bits::<32>(0));
        self.seq_high.next = bit_cast::<33, 32>(self.e.q.val().seq.get_bits::<32>(32));
        self.top_low.next = bit_cast::<33, 32>(self.count.q.val().top.get_bits::<32>(0));
        self.top_high.next = bit_cast::<33, 32>(self.count.q.val().top.get_bits::<32>(32));
        self.ahead_low.d.next = self.seq_low.val() - self.top_low.val();
        self.ahead_high.d.next = self.seq_high.val() - self.top_high.val();
        self.age_low.d.next = self.top_low.val() - self.seq_low.val();
        self.age_high.d.next = self.top_high.val() - self.seq_high.val();
        self.packets.d.next = self.count.q.val().packets + 1;
        self.octets.d.next = self.count.q.val().octets + bit_cast::<64, 14>(self.e.q.val().len);
        self.top_low_some.d.next = self.count.q.val().top.get_bits::<32>(0).any();
        self.top_high_some.d.next = self.count.q.val().top.get_bits::<32>(32).any();
        self.windowed.d.next = !self.e.q.val().encap && self.e.q.val().window.any();

        // Clock 4.
        self.top_some.d.next = self.top_low_some.q.val() || self.top_high_some.q.val();
        // `near`, `far` and `stale` are asked for on their own side of the top alone, where no high half is below its borrow.
        self.ahead_far.next = self.ahead_high.q.val() != bit_cast::<33, 1>(self.ahead_low.q.val().get_bits::<1>(32));
        self.age_far.next = self.age_high.q.val() != bit_cast::<33, 1>(self.age_low.q.val().get_bits::<1>(32));
        self.advance.d.next =
            self.age_high.q.val().get_bit(32) || (!self.age_high.q.val().any() && self.age_low.q.val().get_bit(32));
        self.equal.d.next = !self.age_high.q.val().any() && !self.age_low.q.val().any();
        self.near.d.next = !self.ahead_far.val() && !self.ahead_low.q.val().get_bits::<25>(7).any();
        self.far.d.next = self.ahead_far.val() || self.ahead_low.q.val().get_bits::<22>(10).any();
        self.stale.d.next = self.age_far.val()
            || self.age_low.q.val().get_bits::<21>(11).any()
            || (self.age_low.q.val().get_bits::<11>(0) >= self.e.q.val().window);
        self.hard.d.next = bits::<2>(0)
            .replace_bit(0, self.packets.q.val() > self.packet_limit.q.val().get_bits::<64>(64))
            .replace_bit(1, self.octets.q.val() > self.octet_limit.q.val().get_bits::<64>(64));
        self.soft.d.next = bits::<2>(0)
            .replace_bit(0, self.packets.q.val() >= self.packet_limit.q.val().get_bits::<64>(0))
            .replace_bit(1, self.octets.q.val() >= self.octet_limit.q.val().get_bits::<64>(0));

        // The bitmap.
        self.bitmaps.index.next = self.e.q.val().sa;
        self.bitmaps.seq.next = self.e.q.val().seq.get_bits::<10>(0);
        self.bitmaps.top.next = self.count.q.val().top.get_bits::<10>(0);
        self.bitmaps.turn_top.next = self.step.q.val().get_bit(3);
        self.bitmaps.advance.next = self.advance.q.val();
        self.bitmaps.near.next = self.near.q.val();
        self.bitmaps.far.next = self.far.q.val();
        self.bitmaps.wipe.next = self.set.val();
        self.bitmaps.wipe_index.next = self.sa_index.val();
        self.bitmaps.op.next = self.step.q.val().get_bits::<3>(6);
        self.bitmaps.live.next = self.windowed.q.val() && self.update.q.val();

        // Lookup's copy.
        self.top_valid.d.next =
            self.step.q.val().get_bit(8) && self.update.q.val() && self.advance.q.val() && !self.e.q.val().encap;
        self.top_index.d.next = self.e.q.val().sa;
        self.top_number.d.next = self.e.q.val().seq;
        self.top_wr.next = self.top_valid.q.val();
        self.top_sa.next = self.top_index.q.val();
        self.top_seq.next = self.top_number.q.val();

        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.reset.val() {
            self.step.d.next = bits::<10>(1);
            self.out_valid.d.next = false;
            self.asked.d.next = false;
            self.asked_step.d.next = bits::<2>(0);
            self.top_valid.d.next = false;
            self.passed_r.d.next = false;
            self.refused_r.d.next = false;
        }
    }
}
