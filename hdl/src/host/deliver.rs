//! Writes results, completions and events to host memory.
//!
//! ```text
//!   Outcome --> Judge --> current packet --> bursts --.                      .--> AW
//!   hold ring <----------------------------- beats ---- one burst at a time --+--> W
//!   events -------------------------------------------'      ^
//!   B --> Responses --> Completions -------------------------'
//! ```
//! Results have AXI id 0, completions id 1, events id 2. One beat a clock, whatever it belongs to; bursts of at most 16 beats
//! that do not cross 256 octets. A completion is written when every response of its result has come, an interrupt is asked
//! for when the completion's own response has.

use super::completions::Completions;
use super::counters::Done;
use super::judge::{Job, Judge};
use super::responses::{Awaited, Posted, Responses};
use crate::common::{Fifo, Ram, Swap};
use crate::types::Outcome;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Write address.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Address {
    /// AXI id.
    pub id: Bits<2>,
    /// Address.
    pub addr: Bits<48>,
    /// Beats less one.
    pub len: Bits<4>,
}

/// Write data.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Data {
    /// Octets, the first one in bits 7:0.
    pub data: Bits<128>,
    /// Octets that count.
    pub strobe: Bits<16>,
    /// Last beat of the burst.
    pub last: Bit,
}

/// Result writer.
#[derive(LogicBlock, Default)]
pub struct Deliver {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Queues enabled.
    pub q_enable: Signal<In, Bits<4>>,
    /// Completion rings, 48 bits each.
    pub cq_base: Signal<In, Bits<192>>,
    /// Ring sizes, 4 bits each.
    pub q_log2: Signal<In, Bits<16>>,
    /// Destination capacities, 14 bits each.
    pub q_capacity: Signal<In, Bits<56>>,
    /// Cycle counter.
    pub now: Signal<In, Bits<16>>,
    /// What became of a packet.
    pub s_data: Signal<In, Outcome>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Hold ring: write.
    pub hold_wr: Signal<In, Bit>,
    /// Hold ring: word to write.
    pub hold_wa: Signal<In, Bits<11>>,
    /// Hold ring: its contents.
    pub hold_wd: Signal<In, Bits<128>>,
    /// A packet has left the hold ring.
    pub free_valid: Signal<Out, Bit>,
    /// Words that it had reserved.
    pub free_reserve: Signal<Out, Bits<10>>,
    /// Address of an event record.
    pub e_addr: Signal<In, Bits<48>>,
    /// The record, octet 0 in bits 7:0.
    pub e_data: Signal<In, Bits<1024>>,
    /// There is one.
    pub e_valid: Signal<In, Bit>,
    /// It is taken.
    pub e_ready: Signal<Out, Bit>,
    /// AXI id: 0 results, 1 completions, 2 events.
    pub awid: Signal<Out, Bits<2>>,
    /// Address.
    pub awaddr: Signal<Out, Bits<48>>,
    /// Beats less one.
    pub awlen: Signal<Out, Bits<8>>,
    /// Address is valid.
    pub awvalid: Signal<Out, Bit>,
    /// Address is taken.
    pub awready: Signal<In, Bit>,
    /// Data.
    pub wdata: Signal<Out, Bits<128>>,
    /// Octets that count.
    pub wstrb: Signal<Out, Bits<16>>,
    /// Last beat of the burst.
    pub wlast: Signal<Out, Bit>,
    /// Data is valid.
    pub wvalid: Signal<Out, Bit>,
    /// Data is taken.
    pub wready: Signal<In, Bit>,
    /// AXI id of the response.
    pub bid: Signal<In, Bits<2>>,
    /// Response.
    pub bresp: Signal<In, Bits<2>>,
    /// Response is valid.
    pub bvalid: Signal<In, Bit>,
    /// Response is taken.
    pub bready: Signal<Out, Bit>,
    /// A packet was completed.
    pub done: Signal<Out, Bit>,
    /// Its particulars.
    pub done_data: Signal<Out, Done>,
    /// A write ended in an error.
    pub write_fault: Signal<Out, Bit>,
    /// Items that became visible to the host, 3 bits for each vector.
    pub post: Signal<Out, Bits<15>>,
    /// Nothing is under way.
    pub idle: Signal<Out, Bit>,

    judge: Judge,
    responses: Responses,
    completions: Completions,
    // Bursts of the current packet that are still to be granted: this one, and the beats behind it.
    cur_valid: DFF<Bit>,
    cur_addr: DFF<Bits<48>>,
    cur_ra: DFF<Bits<11>>,
    cur_burst: DFF<Bits<5>>,
    cur_rest: DFF<Bits<10>>,
    cur_tail: DFF<Bits<4>>,
    cur_reserve: DFF<Bits<10>>,
    // The burst that is being written.
    /// It is a result's, from the hold ring; an event's; else completions, or there is none.
    of_result: DFF<Bit>,
    of_event: DFF<Bit>,
    left: DFF<Bits<4>>,
    ra: DFF<Bits<11>>,
    tail: DFF<Bits<4>>,
    ends: DFF<Bit>,
    reserve: DFF<Bits<10>>,
    line: DFF<Bits<512>>,
    event: DFF<Bits<1024>>,
    event_addr: DFF<Bits<48>>,
    event_full: DFF<Bit>,
    /// It may be written when its turn comes.
    event_waits: DFF<Bit>,
    event_turn: DFF<Bit>,
    // Beats on their way through the hold ring's two clocks.
    p1: DFF<Data>,
    p1_ring: DFF<Bit>,
    p1_valid: DFF<Bit>,
    p2: DFF<Data>,
    p2_ring: DFF<Bit>,
    p2_valid: DFF<Bit>,
    hold: Ram<Bits<128>, 11>,
    hold_out: DFF<Bits<128>>,
    swap: Swap<128>,
    beats: Fifo<Data, 5, 6>,
    owed: DFF<Bits<5>>,
    /// The beats' queue has room; the writer is free; its beat is the last; so is the current packet's burst.
    may: DFF<Bit>,
    open: DFF<Bit>,
    ending: DFF<Bit>,
    cur_last: DFF<Bit>,
    addresses: Fifo<Address, 5, 6>,
    free_r: DFF<Bit>,
    free_n: DFF<Bits<10>>,
    idle_r: DFF<Bit>,

    n: Signal<Local, Job>,
    load: Signal<Local, Bit>,
    load_empty: Signal<Local, Bit>,
    granted: Signal<Local, Bit>,
    grant_result: Signal<Local, Bit>,
    grant_line: Signal<Local, Bit>,
    grant_event: Signal<Local, Bit>,
    step: Signal<Local, Bit>,
    finish: Signal<Local, Bit>,
    beat: Signal<Local, Data>,
    strobe: Signal<Local, Bits<16>>,
    fed: Signal<Local, Data>,
    sent: Signal<Local, Data>,
    address: Signal<Local, Address>,
    head: Signal<Local, Address>,
    awaiting: Signal<Local, Awaited>,
    put: Signal<Local, Posted>,
    beat_left: Signal<Local, Bit>,
}

impl Logic for Deliver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, cur_valid, cur_addr, cur_ra, cur_burst, cur_rest, cur_tail, cur_reserve, cur_last);
        dff_setup!(
            self, clock, of_result, of_event, left, ra, tail, ends, reserve, line, event, event_addr, event_full,
            event_turn
        );
        dff_setup!(self, clock, p1, p1_ring, p1_valid, p2, p2_ring, p2_valid, hold_out, owed);
        dff_setup!(self, clock, may, open, ending, event_waits, free_r, free_n, idle_r);
        self.judge.clock.next = self.clock.val();
        self.judge.reset.next = self.reset.val();
        self.judge.q_capacity.next = self.q_capacity.val();
        self.judge.s_data.next = self.s_data.val();
        self.judge.s_valid.next = self.s_valid.val();
        self.s_ready.next = self.judge.s_ready.val();
        self.judge.left.next = self.completions.left.val();
        self.responses.clock.next = self.clock.val();
        self.responses.reset.next = self.reset.val();
        self.responses.bid.next = self.bid.val();
        self.responses.bresp.next = self.bresp.val();
        self.responses.bvalid.next = self.bvalid.val();
        self.bready.next = self.responses.bready.val();
        self.write_fault.next = self.responses.write_fault.val();
        self.post.next = self.responses.post.val();
        self.completions.clock.next = self.clock.val();
        self.completions.reset.next = self.reset.val();
        self.completions.q_enable.next = self.q_enable.val();
        self.completions.cq_base.next = self.cq_base.val();
        self.completions.q_log2.next = self.q_log2.val();
        self.completions.now.next = self.now.val();
        self.completions.s_data.next = self.responses.m_data.val();
        self.completions.s_valid.next = self.responses.m_valid.val();
        self.done.next = self.completions.done.val();
        self.done_data.next = self.completions.done_data.val();
        self.hold.clock.next = self.clock.val();
        self.beats.clock.next = self.clock.val();
        self.beats.reset.next = self.reset.val();
        self.addresses.clock.next = self.clock.val();
        self.addresses.reset.next = self.reset.val();

        // A beat goes; the last one of a result.
        self.may.d.next = self.owed.q.val() < 23;
        self.step.next = !self.open.q.val() && self.may.q.val();
        self.finish.next = self.step.val() && self.ends.q.val() && self.ending.q.val();

        // Grant: who writes the next burst. Completions first, they are short; an event not twice in a row before a result.
        self.granted.next =
            (self.open.q.val() || (self.may.q.val() && self.ending.q.val())) && self.addresses.s_ready.val();
        self.grant_line.next = self.granted.val() && self.completions.b_valid.val() && self.responses.line_ready.val();
        self.grant_event.next = self.granted.val()
            && !self.grant_line.val()
            && self.event_waits.q.val()
            && (self.event_turn.q.val() || !self.cur_valid.q.val());
        self.event_waits.d.next = self.event_full.q.val()
            && !self.of_event.q.val()
            && !self.responses.events_full.val()
            && !self.grant_event.val();
        self.grant_result.next =
            self.granted.val() && !self.grant_line.val() && !self.grant_event.val() && self.cur_valid.q.val();

        // Load: the next packet becomes the current one when the last burst of the one before has been granted. That is
        // while it is written, unless it is a single beat.
        self.n.next = self.judge.m_data.val();
        self.load.next = self.judge.m_valid.val()
            && self.responses.s_ready.val()
            && (self.judge.m_some.val() || self.open.q.val() || !self.ends.q.val())
            && !self.cur_valid.q.val();
        self.load_empty.next = self.load.val() && !self.judge.m_some.val();
        self.judge.load.next = self.load.val();

        // The current packet.
        if self.grant_result.val() {
            self.cur_addr.d.next = self.cur_addr.q.val() + (bit_cast::<48, 5>(self.cur_burst.q.val()) << 4);
            self.cur_ra.d.next = self.cur_ra.q.val() + bit_cast::<11, 5>(self.cur_burst.q.val());
            self.cur_burst.d.next = bits::<5>(16);
            self.cur_rest.d.next = self.cur_rest.q.val() - 16;
            if self.cur_rest.q.val() < 16 {
                self.cur_burst.d.next = self.cur_rest.q.val().get_bits::<5>(0);
                self.cur_rest.d.next = bits::<10>(0);
            }
            self.cur_last.d.next = self.cur_rest.q.val() <= 16;
            if self.cur_last.q.val() {
                self.cur_valid.d.next = false;
            }
        }
        if self.load.val() {
            self.cur_valid.d.next = self.judge.m_some.val();
            self.cur_last.d.next = self.n.val().beats == bit_cast::<10, 5>(self.judge.m_first.val());
            self.cur_addr.d.next = self.n.val().dst;
            self.cur_ra.d.next = self.n.val().start;
            self.cur_burst.d.next = self.judge.m_first.val();
            self.cur_rest.d.next = self.n.val().beats - bit_cast::<10, 5>(self.judge.m_first.val());
            self.cur_tail.d.next = self.n.val().ended.len.get_bits::<4>(0);
            self.cur_reserve.d.next = self.n.val().reserve;
        }
        self.awaiting.next.ended = self.n.val().ended;
        self.awaiting.next.some = self.n.val().bursts.any();
        self.awaiting.next.last = self.n.val().bursts - 1;
        self.responses.s_data.next = self.awaiting.val();
        self.responses.s_valid.next = self.load.val();

        // The burst that is granted.
        self.completions.b_ready.next = self.grant_line.val();
        self.put.next.queue = self.completions.b_queue.val();
        self.put.next.count = self.completions.b_count.val();
        self.responses.line.next = self.put.val();
        self.responses.line_valid.next = self.grant_line.val();
        self.responses.record.next = self.grant_event.val();
        self.address.next.id = bits::<2>(0);
        self.address.next.addr = self.cur_addr.q.val();
        self.address.next.len = (self.cur_burst.q.val() - 1).get_bits::<4>(0);
        if self.grant_line.val() {
            self.address.next.id = bits::<2>(1);
            self.address.next.addr = self.completions.b_addr.val();
            self.address.next.len = bit_cast::<4, 3>(self.completions.b_count.val() - 1);
        } else if self.grant_event.val() {
            self.address.next.id = bits::<2>(2);
            self.address.next.addr = self.event_addr.q.val();
            self.address.next.len = bits::<4>(7);
        }
        self.addresses.s_data.next = self.address.val();
        self.addresses.s_valid.next = self.grant_line.val() || self.grant_event.val() || self.grant_result.val();
        if self.step.val() {
            self.left.d.next = self.left.q.val() - 1;
            self.ending.d.next = self.left.q.val() == 1;
            if self.ending.q.val() {
                self.of_result.d.next = false;
                self.of_event.d.next = false;
                self.open.d.next = true;
            }
            self.ra.d.next = self.ra.q.val() + 1;
            // Around: what is behind it never comes.
            self.line.d.next = (self.line.q.val() >> 128) | (self.line.q.val() << 384);
        }
        if self.step.val() && self.of_event.q.val() {
            self.event.d.next = (self.event.q.val() >> 128) | (self.event.q.val() << 896);
            if self.ending.q.val() {
                self.event_full.d.next = false;
            }
        }
        if self.grant_line.val() {
            self.open.d.next = false;
            self.ending.d.next = self.completions.b_count.val() == 1;
            self.left.d.next = bit_cast::<4, 3>(self.completions.b_count.val() - 1);
            self.line.d.next = self.completions.b_data.val();
            self.ends.d.next = false;
        } else if self.grant_event.val() {
            self.of_event.d.next = true;
            self.open.d.next = false;
            self.ending.d.next = false;
            self.left.d.next = bits::<4>(7);
            self.ends.d.next = false;
            self.event_turn.d.next = false;
        } else if self.grant_result.val() {
            self.of_result.d.next = true;
            self.open.d.next = false;
            self.ending.d.next = self.cur_burst.q.val() == 1;
            self.left.d.next = (self.cur_burst.q.val() - 1).get_bits::<4>(0);
            self.ra.d.next = self.cur_ra.q.val();
            self.tail.d.next = self.cur_tail.q.val();
            self.ends.d.next = self.cur_last.q.val();
            self.reserve.d.next = self.cur_reserve.q.val();
            self.event_turn.d.next = true;
        }

        // An event is kept until its last beat is on its way.
        self.e_ready.next = !self.event_full.q.val();
        if self.e_valid.val() && !self.event_full.q.val() {
            self.event.d.next = self.e_data.val();
            self.event_addr.d.next = self.e_addr.val();
            self.event_full.d.next = true;
        }

        // Beats: two clocks beside the hold ring. The last one of a result counts as far as the result goes.
        self.hold.wr.next = self.hold_wr.val();
        self.hold.wa.next = self.hold_wa.val();
        self.hold.wd.next = self.hold_wd.val();
        self.hold.ra.next = self.ra.q.val();
        self.hold_out.d.next = self.hold.rd.val();
        self.strobe.next = bits::<16>(0xffff);
        if self.of_result.q.val() && self.ends.q.val() && self.ending.q.val() && self.tail.q.val().any() {
            self.strobe.next = bits::<16>(0);
            for i in 0..15 {
                if self.tail.q.val() > i.to_bits::<4>() {
                    self.strobe.next = self.strobe.val().replace_bit(i, true);
                }
            }
        }
        self.beat.next.data = self.line.q.val().get_bits::<128>(0);
        if self.of_event.q.val() {
            self.beat.next.data = self.event.q.val().get_bits::<128>(0);
        }
        self.beat.next.strobe = self.strobe.val();
        self.beat.next.last = self.ending.q.val();
        self.p1.d.next = self.beat.val();
        self.p1_ring.d.next = self.of_result.q.val();
        self.p1_valid.d.next = self.step.val();
        self.p2.d.next = self.p1.q.val();
        self.p2_ring.d.next = self.p1_ring.q.val();
        self.p2_valid.d.next = self.p1_valid.q.val();
        self.swap.x.next = self.hold_out.q.val();
        self.fed.next = self.p2.q.val();
        if self.p2_ring.q.val() {
            self.fed.next.data = self.swap.y.val();
        }
        self.beats.s_data.next = self.fed.val();
        self.beats.s_valid.next = self.p2_valid.q.val();
        self.beat_left.next = self.beats.m_valid.val() && self.wready.val();
        if self.step.val() && !self.beat_left.val() {
            self.owed.d.next = self.owed.q.val() + 1;
        }
        if !self.step.val() && self.beat_left.val() {
            self.owed.d.next = self.owed.q.val() - 1;
        }
        self.sent.next = self.beats.m_data.val();
        self.wdata.next = self.sent.val().data;
        self.wstrb.next = self.sent.val().strobe;
        self.wlast.next = self.sent.val().last;
        self.wvalid.next = self.beats.m_valid.val();
        self.beats.m_ready.next = self.wready.val();
        self.head.next = self.addresses.m_data.val();
        self.awid.next = self.head.val().id;
        self.awaddr.next = self.head.val().addr;
        self.awlen.next = bit_cast::<8, 4>(self.head.val().len);
        self.awvalid.next = self.addresses.m_valid.val();
        self.addresses.m_ready.next = self.awready.val();

        // The hold ring has its words back when the last one has been asked for; a packet without any, when it is loaded.
        // The latter waits if both would come in one clock.
        self.free_r.d.next = false;
        if self.finish.val() {
            self.free_r.d.next = true;
            self.free_n.d.next = self.reserve.q.val();
        }
        if self.load_empty.val() {
            self.free_r.d.next = true;
            self.free_n.d.next = self.n.val().reserve;
        }
        self.free_valid.next = self.free_r.q.val();
        self.free_reserve.next = self.free_n.q.val();

        self.idle_r.d.next = !self.judge.busy.val()
            && self.completions.idle.val()
            && !self.event_full.q.val()
            && self.responses.idle.val()
            && self.open.q.val();
        self.idle.next = self.idle_r.q.val() && !self.judge.busy.val();

        if self.reset.val() {
            self.cur_valid.d.next = false;
            self.of_result.d.next = false;
            self.of_event.d.next = false;
            self.open.d.next = true;
            self.may.d.next = false;
            self.ends.d.next = false;
            self.event_full.d.next = false;
            self.event_waits.d.next = false;
            self.event_turn.d.next = false;
            self.p1_valid.d.next = false;
            self.p2_valid.d.next = false;
            self.owed.d.next = bits::<5>(0);
            self.free_r.d.next = false;
            self.idle_r.d.next = false;
        }
    }
}
