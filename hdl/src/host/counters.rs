//! Counts verdicts and totals, and copies them all at one instant.
//!
//! ```text
//!   accepted --> queue --+--> totals (registers) --+
//!   done ------> queue --+--> drops (RAM, by code)-+--> shadow RAM --> host
//!   events, faults ------+                         |
//!                                     snapshot ----+
//! ```
//! One acceptance a clock, one completion in four. A snapshot holds the queues for 64 clocks while it copies, so that what it shows belongs together;
//! nothing outside waits. Slots are `abi::Verdict` codes (below 48) and `abi::Counter` slots.

use crate::common::{Fifo, Ram};
use respite_abi::Counter;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A descriptor was accepted.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Accepted {
    /// Encapsulation.
    pub encap: Bit,
    /// Octets.
    pub len: Bits<16>,
}

/// A packet was completed.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Done {
    /// Encapsulation.
    pub encap: Bit,
    /// Verdict.
    pub verdict: Bits<6>,
    /// Octets of the result.
    pub len: Bits<14>,
}

/// What the snapshot machine does.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Phase {
    /// Counting.
    Count,
    /// Lets the update in the pipeline finish.
    Settle,
    /// Copies slot after slot.
    Copy,
    /// Zeroes the drop counters.
    Clear,
}

/// All counters of the card.
#[derive(LogicBlock)]
pub struct Counters {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset: zeroes everything.
    pub reset: Signal<In, Bit>,
    /// A descriptor was accepted.
    pub accepted: Signal<In, Bit>,
    /// Its particulars.
    pub accepted_data: Signal<In, Accepted>,
    /// A packet was completed.
    pub done: Signal<In, Bit>,
    /// Its particulars.
    pub done_data: Signal<In, Done>,
    /// A packet asked for an event.
    pub ev_pkt: Signal<In, Bit>,
    /// A record was written.
    pub ev_queued: Signal<In, Bit>,
    /// A packet was merged.
    pub ev_coalesced: Signal<In, Bit>,
    /// A packet was lost before the coalescing table.
    pub ev_lost: Signal<In, Bit>,
    /// Packets of a record that was not written.
    pub ev_overflow: Signal<In, Bits<16>>,
    /// A read ended in a bus error.
    pub read_fault: Signal<In, Bit>,
    /// A write ended in a bus error.
    pub write_fault: Signal<In, Bit>,
    /// Take a snapshot.
    pub snapshot: Signal<In, Bit>,
    /// Zero the counters after it.
    pub clear: Signal<In, Bit>,
    /// A snapshot or a clearing is under way.
    pub busy: Signal<Out, Bit>,
    /// Slot of the snapshot to read.
    pub slot: Signal<In, Bits<6>>,
    /// Its value, one clock later.
    pub value: Signal<Out, Bits<64>>,

    accepts: Fifo<Accepted, 8, 9>,
    dones: Fifo<Done, 8, 9>,
    run: Signal<Local, Bit>,
    a: Signal<Local, Accepted>,
    d: Signal<Local, Done>,
    a1: DFF<Accepted>,
    a1_valid: DFF<Bit>,
    d1: DFF<Done>,
    d1_valid: DFF<Bit>,
    ev_pkt_r: DFF<Bit>,
    lost: DFF<Bit>,
    overflow: DFF<Bits<16>>,
    ev_lost_r: DFF<Bits<17>>,
    total: [DFF<Bits<64>>; 14],
    drops: Ram<Bits<64>, 6>,
    shadow: Ram<Bits<64>, 6>,
    // Read, add, write of a drop counter, one at a time: the lane completes a packet in 8 clocks at best.
    pace: DFF<Bits<2>>,
    take: Signal<Local, Bit>,
    s2_valid: DFF<Bit>,
    s2_slot: DFF<Bits<6>>,
    s2_value: DFF<Bits<64>>,
    s3_valid: DFF<Bit>,
    s3_sum: DFF<Bits<64>>,
    phase: DFF<Phase>,
    timer: DFF<Bits<2>>,
    copy: DFF<Bits<7>>,
    copy1: DFF<Bits<6>>,
    copy1_valid: DFF<Bit>,
    /// Total to copy, one bit each.
    choice: DFF<Bits<14>>,
    copy2: DFF<Bits<6>>,
    copy2_valid: DFF<Bit>,
    picked: DFF<Bits<64>>,
    mask: Signal<Local, Bits<14>>,
    word: Signal<Local, Bits<64>>,
    clearing: DFF<Bit>,
    pick: Signal<Local, Bits<64>>,
    first_total: Constant<Bits<6>>,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            accepted: Default::default(),
            accepted_data: Default::default(),
            done: Default::default(),
            done_data: Default::default(),
            ev_pkt: Default::default(),
            ev_queued: Default::default(),
            ev_coalesced: Default::default(),
            ev_lost: Default::default(),
            ev_overflow: Default::default(),
            read_fault: Default::default(),
            write_fault: Default::default(),
            snapshot: Default::default(),
            clear: Default::default(),
            busy: Default::default(),
            slot: Default::default(),
            value: Default::default(),
            accepts: Default::default(),
            dones: Default::default(),
            run: Default::default(),
            a: Default::default(),
            d: Default::default(),
            a1: Default::default(),
            a1_valid: Default::default(),
            d1: Default::default(),
            d1_valid: Default::default(),
            ev_pkt_r: Default::default(),
            lost: Default::default(),
            overflow: Default::default(),
            ev_lost_r: Default::default(),
            total: Default::default(),
            drops: Default::default(),
            shadow: Default::default(),
            s2_valid: Default::default(),
            s2_slot: Default::default(),
            pace: Default::default(),
            take: Default::default(),
            s2_value: Default::default(),
            s3_valid: Default::default(),
            s3_sum: Default::default(),
            phase: Default::default(),
            timer: Default::default(),
            copy: Default::default(),
            copy1: Default::default(),
            copy1_valid: Default::default(),
            choice: Default::default(),
            copy2: Default::default(),
            copy2_valid: Default::default(),
            picked: Default::default(),
            mask: Default::default(),
            word: Default::default(),
            clearing: Default::default(),
            pick: Default::default(),
            first_total: Constant::new((Counter::RxPkts as u64).into()),
        }
    }
}

impl Logic for Counters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, a1, a1_valid, d1, d1_valid, pace, s2_valid, s2_slot, s2_value, s3_valid, s3_sum);
        dff_setup!(self, clock, phase, timer, copy, copy1, copy1_valid, clearing);
        dff_setup!(self, clock, choice, copy2, copy2_valid, picked, ev_pkt_r, lost, overflow, ev_lost_r);
        for i in 0..14 {
            self.total[i].clock.next = self.clock.val();
            self.total[i].d.next = self.total[i].q.val();
        }
        self.accepts.clock.next = self.clock.val();
        self.accepts.reset.next = self.reset.val();
        self.accepts.s_data.next = self.accepted_data.val();
        self.accepts.s_valid.next = self.accepted.val();
        self.dones.clock.next = self.clock.val();
        self.dones.reset.next = self.reset.val();
        self.dones.s_data.next = self.done_data.val();
        self.dones.s_valid.next = self.done.val();
        self.drops.clock.next = self.clock.val();
        self.shadow.clock.next = self.clock.val();

        self.run.next = self.phase.q.val() == Phase::Count;
        self.accepts.m_ready.next = self.run.val();
        self.take.next = self.dones.m_valid.val() && self.run.val() && !self.pace.q.val().any();
        self.dones.m_ready.next = self.run.val() && !self.pace.q.val().any();
        if self.take.val() || self.pace.q.val().any() {
            self.pace.d.next = self.pace.q.val() + 1;
        }
        self.a1_valid.d.next = self.accepts.m_valid.val() && self.run.val();
        self.a1.d.next = self.accepts.m_data.val();
        self.d1_valid.d.next = self.take.val();
        self.d1.d.next = self.dones.m_data.val();
        self.a.next = self.a1.q.val();
        self.d.next = self.d1.q.val();

        // Totals: slots of `Counter` from RxPkts on.
        if self.a1_valid.q.val() && !self.a.val().encap {
            self.total[0].d.next = self.total[0].q.val() + 1;
            self.total[1].d.next = self.total[1].q.val() + bit_cast::<64, 16>(self.a.val().len);
        }
        if self.d1_valid.q.val() && !self.d.val().encap && (self.d.val().verdict == 0) {
            self.total[2].d.next = self.total[2].q.val() + 1;
            self.total[3].d.next = self.total[3].q.val() + bit_cast::<64, 14>(self.d.val().len);
        }
        if self.a1_valid.q.val() && self.a.val().encap {
            self.total[4].d.next = self.total[4].q.val() + 1;
            self.total[5].d.next = self.total[5].q.val() + bit_cast::<64, 16>(self.a.val().len);
        }
        if self.d1_valid.q.val() && self.d.val().encap && (self.d.val().verdict == 0) {
            self.total[6].d.next = self.total[6].q.val() + 1;
            self.total[7].d.next = self.total[7].q.val() + bit_cast::<64, 14>(self.d.val().len);
        }
        // The lane and the events are far away on the chip.
        self.ev_pkt_r.d.next = self.ev_pkt.val();
        self.lost.d.next = self.ev_lost.val();
        self.overflow.d.next = self.ev_overflow.val();
        self.ev_lost_r.d.next = bit_cast::<17, 16>(self.overflow.q.val()) + bit_cast::<17, 1>(self.lost.q.val().into());
        if self.ev_pkt_r.q.val() {
            self.total[8].d.next = self.total[8].q.val() + 1;
        }
        if self.ev_queued.val() {
            self.total[9].d.next = self.total[9].q.val() + 1;
        }
        if self.ev_coalesced.val() {
            self.total[10].d.next = self.total[10].q.val() + 1;
        }
        self.total[11].d.next = self.total[11].q.val() + bit_cast::<64, 17>(self.ev_lost_r.q.val());
        if self.read_fault.val() {
            self.total[12].d.next = self.total[12].q.val() + 1;
        }
        if self.write_fault.val() {
            self.total[13].d.next = self.total[13].q.val() + 1;
        }

        // Drops: the RAM is read while `d1` is loaded, so its word is there with `d1`.
        self.drops.ra.next = self.dones.m_data.val().verdict;
        self.s2_valid.d.next = self.d1_valid.q.val() && (self.d.val().verdict != 0);
        if self.d1_valid.q.val() {
            self.s2_slot.d.next = self.d.val().verdict;
            self.s2_value.d.next = self.drops.rd.val();
        }
        self.s3_valid.d.next = self.s2_valid.q.val();
        self.s3_sum.d.next = self.s2_value.q.val() + 1;
        self.drops.wr.next = self.s3_valid.q.val();
        self.drops.wa.next = self.s2_slot.q.val();
        self.drops.wd.next = self.s3_sum.q.val();

        // Snapshot.
        self.copy1_valid.d.next = false;
        self.copy1.d.next = bit_cast::<6, 7>(self.copy.q.val());
        self.mask.next = bits::<14>(0);
        for i in 0..14 {
            self.mask.next = self
                .mask
                .val()
                .replace_bit(i, bit_cast::<6, 7>(self.copy.q.val()) == (self.first_total.val() + i.to_bits::<6>()));
        }
        self.choice.d.next = self.mask.val();
        self.pick.next = bits::<64>(0);
        for i in 0..14 {
            self.word.next = self.total[i].q.val();
            if self.choice.q.val().get_bit(i) {
                self.pick.next = self.pick.val() | self.word.val();
            }
        }
        if !self.choice.q.val().any() {
            self.pick.next = self.drops.rd.val();
        }
        self.picked.d.next = self.pick.val();
        self.copy2.d.next = self.copy1.q.val();
        self.copy2_valid.d.next = self.copy1_valid.q.val();
        self.shadow.wr.next = self.copy2_valid.q.val();
        self.shadow.wa.next = self.copy2.q.val();
        self.shadow.wd.next = self.picked.q.val();
        self.shadow.ra.next = self.slot.val();
        self.value.next = self.shadow.rd.val();
        match self.phase.q.val() {
            Phase::Count => {
                self.copy.d.next = bits::<7>(0);
                self.timer.d.next = bits::<2>(0);
                if self.snapshot.val() {
                    self.clearing.d.next = self.clear.val();
                    self.phase.d.next = Phase::Settle;
                }
            }
            Phase::Settle => {
                self.timer.d.next = self.timer.q.val() + 1;
                if self.timer.q.val() == 3 {
                    self.phase.d.next = Phase::Copy;
                }
            }
            Phase::Copy => {
                self.drops.ra.next = bit_cast::<6, 7>(self.copy.q.val());
                self.copy1_valid.d.next = !self.copy.q.val().get_bit(6);
                self.copy.d.next = self.copy.q.val() + 1;
                if self.copy.q.val().get_bit(6) && !self.copy1_valid.q.val() && !self.copy2_valid.q.val() {
                    self.copy.d.next = bits::<7>(0);
                    if self.clearing.q.val() {
                        self.phase.d.next = Phase::Clear;
                    } else {
                        self.phase.d.next = Phase::Count;
                    }
                }
            }
            Phase::Clear => {
                self.drops.wr.next = true;
                self.drops.wa.next = bit_cast::<6, 7>(self.copy.q.val());
                self.drops.wd.next = bits::<64>(0);
                self.copy.d.next = self.copy.q.val() + 1;
                if self.copy.q.val() == 63 {
                    self.phase.d.next = Phase::Count;
                }
                if self.copy.q.val() == 0 {
                    for i in 0..14 {
                        self.total[i].d.next = bits::<64>(0);
                    }
                }
            }
        }
        self.busy.next = self.phase.q.val() != Phase::Count;
        if self.reset.val() {
            for i in 0..14 {
                self.total[i].d.next = bits::<64>(0);
            }
            self.ev_pkt_r.d.next = false;
            self.lost.d.next = false;
            self.overflow.d.next = bits::<16>(0);
            self.ev_lost_r.d.next = bits::<17>(0);
            self.a1_valid.d.next = false;
            self.d1_valid.d.next = false;
            self.s2_valid.d.next = false;
            self.s3_valid.d.next = false;
            self.pace.d.next = bits::<2>(0);
            self.copy1_valid.d.next = false;
            self.copy2_valid.d.next = false;
            self.copy.d.next = bits::<7>(0);
            self.phase.d.next = Phase::Clear;
        }
    }
}
