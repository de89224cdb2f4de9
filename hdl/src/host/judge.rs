//! Takes on packets that are done with, and says what of each is written.
//!
//! ```text
//!   Outcome --> [ does it fit? ] --> [ what is written ] --> [ first burst, number of bursts ] --> Job
//! ```
//! No more packets are taken on than have a place in every queue behind, so a response never waits for one. 4 clocks,
//! one packet every 3.

use super::completions::Ended;
use crate::common::codes::Codes;
use crate::common::Fixed;
use crate::types::Outcome;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A packet whose result is to be written.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Job {
    /// What the completion will say.
    pub ended: Ended,
    /// First word in the hold ring.
    pub start: Bits<11>,
    /// Words reserved there.
    pub reserve: Bits<10>,
    /// Where the result goes.
    pub dst: Bits<48>,
    /// Beats; 0 if there is nothing to write.
    pub beats: Bits<10>,
    /// Bursts.
    pub bursts: Bits<6>,
}

/// From the lane to the writer.
#[derive(LogicBlock, Default)]
pub struct Judge {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Destination capacities, 14 bits each.
    pub q_capacity: Signal<In, Bits<56>>,
    /// What became of a packet.
    pub s_data: Signal<In, Outcome>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// A packet has left the last queue.
    pub left: Signal<In, Bit>,
    /// There are packets on the way to it.
    pub busy: Signal<Out, Bit>,
    /// Packet to be written.
    pub m_data: Signal<Out, Job>,
    /// Beats of its first burst.
    pub m_first: Signal<Out, Bits<5>>,
    /// It has a result.
    pub m_some: Signal<Out, Bit>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub load: Signal<In, Bit>,

    codes: Fixed<Codes>,
    // Packets taken on: from here to the queue of completions.
    flying: DFF<Bits<6>>,
    room: DFF<Bit>,
    // Judge: is there a result, and does it fit?
    outcome: DFF<Outcome>,
    capacity: DFF<Bits<14>>,
    outcome_valid: DFF<Bit>,
    none: DFF<Bit>,
    small: DFF<Bit>,
    /// These two are the outcome's.
    weighed: DFF<Bit>,
    // Next: in beats and bursts.
    judged: DFF<Job>,
    judged_valid: DFF<Bit>,
    next: DFF<Job>,
    next_valid: DFF<Bit>,
    next_first: DFF<Bits<5>>,
    next_some: DFF<Bit>,
    take: Signal<Local, Bit>,
    moves: Signal<Local, Bit>,
    o: Signal<Local, Outcome>,
    j: Signal<Local, Job>,
    k: Signal<Local, Job>,
    up: Signal<Local, Bits<14>>,
    first: Signal<Local, Bits<5>>,
    span: Signal<Local, Bits<10>>,
}

impl Logic for Judge {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, flying, room, outcome, capacity, outcome_valid, judged, judged_valid, next, next_valid);
        dff_setup!(self, clock, next_first, next_some, none, small, weighed);

        self.take.next = self.s_valid.val() && self.room.q.val() && !self.outcome_valid.q.val();
        self.moves.next = self.weighed.q.val() && !self.judged_valid.q.val();
        self.s_ready.next = self.take.val();
        if self.take.val() && !self.left.val() {
            self.flying.d.next = self.flying.q.val() + 1;
        }
        if !self.take.val() && self.left.val() {
            self.flying.d.next = self.flying.q.val() - 1;
        }
        self.room.d.next = self.flying.q.val() < 56;
        if self.take.val() {
            self.outcome.d.next = self.s_data.val();
            for i in 0..4 {
                if self.s_data.val().ticket.get_bits::<2>(0) == i.to_bits::<2>() {
                    self.capacity.d.next = self.q_capacity.val().get_bits::<14>(14 * i);
                }
            }
            self.outcome_valid.d.next = true;
        } else if self.moves.val() {
            self.outcome_valid.d.next = false;
        }

        // Judge: a result that does not fit is not written.
        self.o.next = self.outcome.q.val();
        self.none.d.next = self.o.val().verdict.any();
        self.small.d.next = self.o.val().len > self.capacity.q.val();
        self.weighed.d.next = self.outcome_valid.q.val() && !self.moves.val();
        self.j.next.ended.ticket = self.o.val().ticket.get_bits::<30>(0);
        self.j.next.ended.verdict = self.o.val().verdict;
        self.j.next.ended.encap = self.o.val().encap;
        self.j.next.ended.sa = self.o.val().sa;
        self.j.next.ended.len = self.o.val().len;
        self.j.next.ended.seq = self.o.val().seq;
        self.j.next.ended.soft = self.o.val().soft;
        self.j.next.start = self.o.val().start;
        self.j.next.reserve = self.o.val().reserve;
        self.j.next.dst = self.o.val().ticket.get_bits::<48>(30);
        self.up.next = self.o.val().len + 15;
        self.j.next.beats = self.up.val().get_bits::<10>(4);
        self.j.next.bursts = bits::<6>(0);
        if self.none.q.val() {
            self.j.next.ended.len = bits::<14>(0);
            self.j.next.beats = bits::<10>(0);
        } else if self.small.q.val() {
            self.j.next.ended.verdict = self.codes.val().rx_small;
            if self.o.val().encap {
                self.j.next.ended.verdict = self.codes.val().tx_small;
            }
            self.j.next.ended.len = bits::<14>(0);
            self.j.next.beats = bits::<10>(0);
        }
        if !self.judged_valid.q.val() {
            self.judged.d.next = self.j.val();
            self.judged_valid.d.next = self.weighed.q.val();
        } else if !self.next_valid.q.val() || self.load.val() {
            self.judged_valid.d.next = false;
        }

        // Next: its first burst, and how many blocks of 256 octets it touches.
        self.k.next = self.judged.q.val();
        self.first.next = bits::<5>(16);
        self.first.next = self.first.val() - bit_cast::<5, 4>(self.k.val().dst.get_bits::<4>(4));
        self.span.next = self.k.val().beats + bit_cast::<10, 4>(self.k.val().dst.get_bits::<4>(4)) + 15;
        self.k.next.bursts = self.span.val().get_bits::<6>(4);
        if !self.judged.q.val().beats.any() {
            self.k.next.bursts = bits::<6>(0);
        }
        if !self.next_valid.q.val() || self.load.val() {
            self.next.d.next = self.k.val();
            self.next_valid.d.next = self.judged_valid.q.val();
            self.next_some.d.next = self.judged.q.val().beats.any();
            self.next_first.d.next = self.first.val();
            if self.judged.q.val().beats < bit_cast::<10, 5>(self.first.val()) {
                self.next_first.d.next = self.judged.q.val().beats.get_bits::<5>(0);
            }
        }

        self.m_data.next = self.next.q.val();
        self.m_first.next = self.next_first.q.val();
        self.m_some.next = self.next_some.q.val();
        self.m_valid.next = self.next_valid.q.val();
        self.busy.next = self.flying.q.val().any();
        if self.reset.val() {
            self.flying.d.next = bits::<6>(0);
            self.room.d.next = false;
            self.outcome_valid.d.next = false;
            self.weighed.d.next = false;
            self.judged_valid.d.next = false;
            self.next_valid.d.next = false;
        }
    }
}
