//! Writes results, completions and events to host memory.
//!
//! ```text
//!   Outcome ---------> judge --> next --> bursts ----.                      .--> AW
//!   hold ring <------------------- beats ------------- one burst at a time --+--> W
//!   events ------------------------------------------'      ^
//!   B --> packets in order: all responses there? --> Completions
//! ```
//! Results have AXI id 0, completions id 1, events id 2. One beat a clock, whatever it belongs to; bursts of at most 16 beats
//! that do not cross 256 octets. A completion is written when every response of its result has come, an interrupt is asked
//! for when the completion's own response has. No more packets are taken on than have a place in every queue, so a
//! response never waits for one.

use super::completions::{Completions, Ended};
use super::counters::Done;
use crate::common::{Fifo, Ram, Skid, Swap};
use crate::types::Outcome;
use respite_abi::Verdict;
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

/// A packet whose responses are awaited.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Awaited {
    /// What the completion will say.
    pub ended: Ended,
    /// Responses to come.
    pub bursts: Bits<6>,
}

/// A burst of completions whose response is awaited.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Posted {
    /// Queue.
    pub queue: Bits<2>,
    /// Completions.
    pub count: Bits<3>,
}

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

/// Write response.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Response {
    /// AXI id.
    pub id: Bits<2>,
    /// It is not OKAY.
    pub failed: Bit,
}

/// Whose burst is being written.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Writer {
    /// Nobody's.
    None,
    /// A result, from the hold ring.
    Result,
    /// Completions.
    Completions,
    /// An event.
    Event,
}

/// Result writer.
#[derive(LogicBlock)]
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

    completions: Completions,
    // Packets taken on: from here to the queue of completions.
    flying: DFF<Bits<6>>,
    room: DFF<Bit>,
    // Judge: does it fit?
    outcome: DFF<Outcome>,
    capacity: DFF<Bits<14>>,
    outcome_valid: DFF<Bit>,
    // Next: in beats and bursts.
    judged: DFF<Job>,
    judged_valid: DFF<Bit>,
    next: DFF<Job>,
    next_valid: DFF<Bit>,
    next_first: DFF<Bits<5>>,
    // Bursts of the current packet that are still to be granted: this one, and the beats behind it.
    cur_valid: DFF<Bit>,
    cur_addr: DFF<Bits<48>>,
    cur_ra: DFF<Bits<11>>,
    cur_burst: DFF<Bits<5>>,
    cur_rest: DFF<Bits<10>>,
    cur_tail: DFF<Bits<4>>,
    cur_reserve: DFF<Bits<10>>,
    // The burst that is being written.
    writer: DFF<Writer>,
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
    /// The beats' queue has room; the writer is free; its beat is the last; so is the current packet's burst; the next
    /// packet has a result.
    may: DFF<Bit>,
    open: DFF<Bit>,
    ending: DFF<Bit>,
    cur_last: DFF<Bit>,
    next_some: DFF<Bit>,
    addresses: Fifo<Address, 5, 6>,
    // Responses.
    responses: Skid<Response>,
    awaited: Fifo<Awaited, 6, 7>,
    posted: Fifo<Posted, 4, 5>,
    got: DFF<Bits<6>>,
    spoilt: DFF<Bit>,
    fault: DFF<Bit>,
    post_r: DFF<Bits<15>>,
    out_bursts: DFF<Bits<5>>,
    out_events: DFF<Bits<2>>,
    ended_r: DFF<Ended>,
    ended_valid: DFF<Bit>,
    free_r: DFF<Bit>,
    free_n: DFF<Bits<10>>,
    idle_r: DFF<Bit>,

    o: Signal<Local, Outcome>,
    take: Signal<Local, Bit>,
    j: Signal<Local, Job>,
    k: Signal<Local, Job>,
    n: Signal<Local, Job>,
    up: Signal<Local, Bits<14>>,
    first: Signal<Local, Bits<5>>,
    span: Signal<Local, Bits<10>>,
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
    a: Signal<Local, Awaited>,
    response: Signal<Local, Response>,
    r: Signal<Local, Response>,
    mine: Signal<Local, Bit>,
    take_response: Signal<Local, Bit>,
    all: Signal<Local, Bit>,
    nothing: Signal<Local, Bit>,
    ended: Signal<Local, Ended>,
    put: Signal<Local, Posted>,
    p: Signal<Local, Posted>,
    posts: Signal<Local, Bits<15>>,
    beat_left: Signal<Local, Bit>,
    rx_dma: Constant<Bits<6>>,
    tx_dma: Constant<Bits<6>>,
    rx_small: Constant<Bits<6>>,
    tx_small: Constant<Bits<6>>,
}

fn code(verdict: Verdict) -> Constant<Bits<6>> {
    Constant::new((verdict as u64).into())
}

impl Default for Deliver {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            q_enable: Default::default(),
            cq_base: Default::default(),
            q_log2: Default::default(),
            q_capacity: Default::default(),
            now: Default::default(),
            s_data: Default::default(),
            s_valid: Default::default(),
            s_ready: Default::default(),
            hold_wr: Default::default(),
            hold_wa: Default::default(),
            hold_wd: Default::default(),
            free_valid: Default::default(),
            free_reserve: Default::default(),
            e_addr: Default::default(),
            e_data: Default::default(),
            e_valid: Default::default(),
            e_ready: Default::default(),
            awid: Default::default(),
            awaddr: Default::default(),
            awlen: Default::default(),
            awvalid: Default::default(),
            awready: Default::default(),
            wdata: Default::default(),
            wstrb: Default::default(),
            wlast: Default::default(),
            wvalid: Default::default(),
            wready: Default::default(),
            bid: Default::default(),
            bresp: Default::default(),
            bvalid: Default::default(),
            bready: Default::default(),
            done: Default::default(),
            done_data: Default::default(),
            write_fault: Default::default(),
            post: Default::default(),
            idle: Default::default(),
            completions: Default::default(),
            flying: Default::default(),
            room: Default::default(),
            outcome: Default::default(),
            capacity: Default::default(),
            outcome_valid: Default::default(),
            judged: Default::default(),
            judged_valid: Default::default(),
            next: Default::default(),
            next_valid: Default::default(),
            next_first: Default::default(),
            cur_valid: Default::default(),
            cur_addr: Default::default(),
            cur_ra: Default::default(),
            cur_burst: Default::default(),
            cur_rest: Default::default(),
            cur_tail: Default::default(),
            cur_reserve: Default::default(),
            writer: Default::default(),
            left: Default::default(),
            ra: Default::default(),
            tail: Default::default(),
            ends: Default::default(),
            reserve: Default::default(),
            line: Default::default(),
            event: Default::default(),
            event_addr: Default::default(),
            event_full: Default::default(),
            event_waits: Default::default(),
            event_turn: Default::default(),
            p1: Default::default(),
            p1_ring: Default::default(),
            p1_valid: Default::default(),
            p2: Default::default(),
            p2_ring: Default::default(),
            p2_valid: Default::default(),
            hold: Default::default(),
            hold_out: Default::default(),
            swap: Default::default(),
            beats: Default::default(),
            owed: Default::default(),
            may: Default::default(),
            open: Default::default(),
            ending: Default::default(),
            cur_last: Default::default(),
            next_some: Default::default(),
            addresses: Default::default(),
            responses: Default::default(),
            awaited: Default::default(),
            posted: Default::default(),
            got: Default::default(),
            spoilt: Default::default(),
            fault: Default::default(),
            post_r: Default::default(),
            out_bursts: Default::default(),
            out_events: Default::default(),
            ended_r: Default::default(),
            ended_valid: Default::default(),
            free_r: Default::default(),
            free_n: Default::default(),
            idle_r: Default::default(),
            o: Default::default(),
            take: Default::default(),
            j: Default::default(),
            k: Default::default(),
            n: Default::default(),
            up: Default::default(),
            first: Default::default(),
            span: Default::default(),
            load: Default::default(),
            load_empty: Default::default(),
            granted: Default::default(),
            grant_result: Default::default(),
            grant_line: Default::default(),
            grant_event: Default::default(),
            step: Default::default(),
            finish: Default::default(),
            beat: Default::default(),
            strobe: Default::default(),
            fed: Default::default(),
            sent: Default::default(),
            address: Default::default(),
            head: Default::default(),
            awaiting: Default::default(),
            a: Default::default(),
            response: Default::default(),
            r: Default::default(),
            mine: Default::default(),
            take_response: Default::default(),
            all: Default::default(),
            nothing: Default::default(),
            ended: Default::default(),
            put: Default::default(),
            p: Default::default(),
            posts: Default::default(),
            beat_left: Default::default(),
            rx_dma: code(Verdict::RxDma),
            tx_dma: code(Verdict::TxDma),
            rx_small: code(Verdict::RxDstSmall),
            tx_small: code(Verdict::TxDstSmall),
        }
    }
}

impl Logic for Deliver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, flying, room, outcome, capacity, outcome_valid, judged, judged_valid, next, next_valid);
        dff_setup!(self, clock, next_first, cur_valid, cur_addr, cur_ra, cur_burst, cur_rest, cur_tail, cur_reserve);
        dff_setup!(self, clock, writer, left, ra, tail, ends, reserve, line, event, event_addr, event_full, event_turn);
        dff_setup!(
            self, clock, p1, p1_ring, p1_valid, p2, p2_ring, p2_valid, hold_out, owed, got, spoilt, fault, post_r
        );
        dff_setup!(self, clock, may, open, ending, cur_last, next_some, event_waits);
        dff_setup!(self, clock, out_bursts, out_events, ended_r, ended_valid, free_r, free_n, idle_r);
        self.completions.clock.next = self.clock.val();
        self.completions.reset.next = self.reset.val();
        self.completions.q_enable.next = self.q_enable.val();
        self.completions.cq_base.next = self.cq_base.val();
        self.completions.q_log2.next = self.q_log2.val();
        self.completions.now.next = self.now.val();
        self.hold.clock.next = self.clock.val();
        self.beats.clock.next = self.clock.val();
        self.beats.reset.next = self.reset.val();
        self.addresses.clock.next = self.clock.val();
        self.addresses.reset.next = self.reset.val();
        self.responses.clock.next = self.clock.val();
        self.responses.reset.next = self.reset.val();
        self.awaited.clock.next = self.clock.val();
        self.awaited.reset.next = self.reset.val();
        self.posted.clock.next = self.clock.val();
        self.posted.reset.next = self.reset.val();

        // A beat goes; the last one of a result.
        self.may.d.next = self.owed.q.val() < 23;
        self.step.next = !self.open.q.val() && self.may.q.val();
        self.finish.next = self.step.val() && self.ends.q.val() && self.ending.q.val();

        // Grant: who writes the next burst. Completions first, they are short; an event not twice in a row before a result.
        self.granted.next =
            (self.open.q.val() || (self.may.q.val() && self.ending.q.val())) && self.addresses.s_ready.val();
        self.grant_line.next = self.granted.val() && self.completions.b_valid.val() && self.posted.s_ready.val();
        self.grant_event.next = self.granted.val()
            && !self.grant_line.val()
            && self.event_waits.q.val()
            && (self.event_turn.q.val() || !self.cur_valid.q.val());
        self.event_waits.d.next = self.event_full.q.val()
            && (self.writer.q.val() != Writer::Event)
            && !self.out_events.q.val().all()
            && !self.grant_event.val();
        self.grant_result.next =
            self.granted.val() && !self.grant_line.val() && !self.grant_event.val() && self.cur_valid.q.val();

        // Load: the next packet becomes the current one when the last burst of the one before has been granted. That is
        // while it is written, unless it is a single beat.
        self.n.next = self.next.q.val();
        self.load.next = self.next_valid.q.val()
            && self.awaited.s_ready.val()
            && (self.next_some.q.val() || !self.finish.val())
            && !self.cur_valid.q.val();
        self.load_empty.next = self.load.val() && !self.next_some.q.val();

        // Take on an outcome.
        self.take.next =
            self.s_valid.val() && self.room.q.val() && (!self.outcome_valid.q.val() || !self.judged_valid.q.val());
        self.s_ready.next = self.take.val();
        if self.take.val() && !self.completions.left.val() {
            self.flying.d.next = self.flying.q.val() + 1;
        }
        if !self.take.val() && self.completions.left.val() {
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
        } else if !self.judged_valid.q.val() {
            self.outcome_valid.d.next = false;
        }

        // Judge: a result that does not fit is not written.
        self.o.next = self.outcome.q.val();
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
        if self.o.val().verdict.any() {
            self.j.next.ended.len = bits::<14>(0);
            self.j.next.beats = bits::<10>(0);
        } else if self.o.val().len > self.capacity.q.val() {
            self.j.next.ended.verdict = self.rx_small.val();
            if self.o.val().encap {
                self.j.next.ended.verdict = self.tx_small.val();
            }
            self.j.next.ended.len = bits::<14>(0);
            self.j.next.beats = bits::<10>(0);
        }
        if !self.judged_valid.q.val() {
            self.judged.d.next = self.j.val();
            self.judged_valid.d.next = self.outcome_valid.q.val();
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
            self.cur_valid.d.next = self.next_some.q.val();
            self.cur_last.d.next = self.n.val().beats == bit_cast::<10, 5>(self.next_first.q.val());
            self.cur_addr.d.next = self.n.val().dst;
            self.cur_ra.d.next = self.n.val().start;
            self.cur_burst.d.next = self.next_first.q.val();
            self.cur_rest.d.next = self.n.val().beats - bit_cast::<10, 5>(self.next_first.q.val());
            self.cur_tail.d.next = self.n.val().ended.len.get_bits::<4>(0);
            self.cur_reserve.d.next = self.n.val().reserve;
        }
        self.awaiting.next.ended = self.n.val().ended;
        self.awaiting.next.bursts = self.n.val().bursts;
        self.awaited.s_data.next = self.awaiting.val();
        self.awaited.s_valid.next = self.load.val();

        // The burst that is granted.
        self.completions.b_ready.next = self.grant_line.val();
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
                self.writer.d.next = Writer::None;
                self.open.d.next = true;
            }
            self.ra.d.next = self.ra.q.val() + 1;
            self.line.d.next = self.line.q.val() >> 128;
        }
        if self.step.val() && (self.writer.q.val() == Writer::Event) {
            self.event.d.next = self.event.q.val() >> 128;
            if self.ending.q.val() {
                self.event_full.d.next = false;
            }
        }
        if self.grant_line.val() {
            self.writer.d.next = Writer::Completions;
            self.open.d.next = false;
            self.ending.d.next = self.completions.b_count.val() == 1;
            self.left.d.next = bit_cast::<4, 3>(self.completions.b_count.val() - 1);
            self.line.d.next = self.completions.b_data.val();
            self.ends.d.next = false;
        } else if self.grant_event.val() {
            self.writer.d.next = Writer::Event;
            self.open.d.next = false;
            self.ending.d.next = false;
            self.left.d.next = bits::<4>(7);
            self.ends.d.next = false;
            self.event_turn.d.next = false;
        } else if self.grant_result.val() {
            self.writer.d.next = Writer::Result;
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
        if (self.writer.q.val() == Writer::Result)
            && self.ends.q.val()
            && self.ending.q.val()
            && self.tail.q.val().any()
        {
            self.strobe.next = bits::<16>(0);
            for i in 0..15 {
                if self.tail.q.val() > i.to_bits::<4>() {
                    self.strobe.next = self.strobe.val().replace_bit(i, true);
                }
            }
        }
        self.beat.next.data = self.line.q.val().get_bits::<128>(0);
        if self.writer.q.val() == Writer::Event {
            self.beat.next.data = self.event.q.val().get_bits::<128>(0);
        }
        self.beat.next.strobe = self.strobe.val();
        self.beat.next.last = self.ending.q.val();
        self.p1.d.next = self.beat.val();
        self.p1_ring.d.next = self.writer.q.val() == Writer::Result;
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

        // Responses. Those of results come in the order of the packets.
        self.response.next.id = self.bid.val();
        self.response.next.failed = self.bresp.val().any();
        self.responses.s_data.next = self.response.val();
        self.responses.s_valid.next = self.bvalid.val();
        self.bready.next = self.responses.s_ready.val();
        self.r.next = self.responses.m_data.val();
        self.a.next = self.awaited.m_data.val();
        self.nothing.next = self.awaited.m_valid.val() && !self.a.val().bursts.any();
        self.mine.next = self.responses.m_valid.val()
            && !self.r.val().id.any()
            && self.awaited.m_valid.val()
            && self.a.val().bursts.any();
        self.all.next = self.mine.val() && ((self.got.q.val() + 1) == self.a.val().bursts);
        self.take_response.next = self.mine.val() || (self.responses.m_valid.val() && self.r.val().id.any());
        self.responses.m_ready.next = self.take_response.val();
        self.awaited.m_ready.next = self.nothing.val() || self.all.val();
        if self.mine.val() {
            self.got.d.next = self.got.q.val() + 1;
            self.spoilt.d.next = self.spoilt.q.val() || self.r.val().failed;
        }
        if self.all.val() {
            self.got.d.next = bits::<6>(0);
            self.spoilt.d.next = false;
        }
        self.fault.d.next = self.take_response.val() && self.r.val().failed;
        self.write_fault.next = self.fault.q.val();
        self.ended.next = self.a.val().ended;
        if self.mine.val() && (self.spoilt.q.val() || self.r.val().failed) {
            self.ended.next.len = bits::<14>(0);
            self.ended.next.verdict = self.rx_dma.val();
            if self.a.val().ended.encap {
                self.ended.next.verdict = self.tx_dma.val();
            }
        }
        self.ended_r.d.next = self.ended.val();
        self.ended_valid.d.next = self.nothing.val() || self.all.val();
        self.completions.s_data.next = self.ended_r.q.val();
        self.completions.s_valid.next = self.ended_valid.q.val();
        self.done.next = self.completions.done.val();
        self.done_data.next = self.completions.done_data.val();

        // What has become visible.
        self.put.next.queue = self.completions.b_queue.val();
        self.put.next.count = self.completions.b_count.val();
        self.posted.s_data.next = self.put.val();
        self.posted.s_valid.next = self.grant_line.val();
        self.p.next = self.posted.m_data.val();
        self.posted.m_ready.next = self.responses.m_valid.val() && (self.r.val().id == 1);
        self.posts.next = bits::<15>(0);
        if self.responses.m_valid.val() && (self.r.val().id == 1) {
            if self.p.val().queue == 0 {
                self.posts.next = bit_cast::<15, 3>(self.p.val().count) << 3;
            } else if self.p.val().queue == 1 {
                self.posts.next = bit_cast::<15, 3>(self.p.val().count) << 6;
            } else if self.p.val().queue == 2 {
                self.posts.next = bit_cast::<15, 3>(self.p.val().count) << 9;
            } else {
                self.posts.next = bit_cast::<15, 3>(self.p.val().count) << 12;
            }
        }
        if self.responses.m_valid.val() && self.r.val().id.get_bit(1) {
            self.posts.next = bits::<15>(1);
        }
        self.post_r.d.next = self.posts.val();
        self.post.next = self.post_r.q.val();
        if self.grant_line.val() && !(self.responses.m_valid.val() && (self.r.val().id == 1)) {
            self.out_bursts.d.next = self.out_bursts.q.val() + 1;
        }
        if !self.grant_line.val() && self.responses.m_valid.val() && (self.r.val().id == 1) {
            self.out_bursts.d.next = self.out_bursts.q.val() - 1;
        }
        if self.grant_event.val() && !(self.responses.m_valid.val() && self.r.val().id.get_bit(1)) {
            self.out_events.d.next = self.out_events.q.val() + 1;
        }
        if !self.grant_event.val() && self.responses.m_valid.val() && self.r.val().id.get_bit(1) {
            self.out_events.d.next = self.out_events.q.val() - 1;
        }
        self.idle_r.d.next = !self.flying.q.val().any()
            && self.completions.idle.val()
            && !self.event_full.q.val()
            && !self.out_bursts.q.val().any()
            && !self.out_events.q.val().any()
            && (self.writer.q.val() == Writer::None);
        self.idle.next = self.idle_r.q.val() && !self.flying.q.val().any();

        if self.reset.val() {
            self.flying.d.next = bits::<6>(0);
            self.room.d.next = false;
            self.outcome_valid.d.next = false;
            self.judged_valid.d.next = false;
            self.next_valid.d.next = false;
            self.cur_valid.d.next = false;
            self.writer.d.next = Writer::None;
            self.open.d.next = true;
            self.may.d.next = false;
            self.ends.d.next = false;
            self.event_full.d.next = false;
            self.event_waits.d.next = false;
            self.event_turn.d.next = false;
            self.p1_valid.d.next = false;
            self.p2_valid.d.next = false;
            self.owed.d.next = bits::<5>(0);
            self.got.d.next = bits::<6>(0);
            self.spoilt.d.next = false;
            self.fault.d.next = false;
            self.post_r.d.next = bits::<15>(0);
            self.out_bursts.d.next = bits::<5>(0);
            self.out_events.d.next = bits::<2>(0);
            self.ended_valid.d.next = false;
            self.free_r.d.next = false;
            self.idle_r.d.next = false;
        }
    }
}
