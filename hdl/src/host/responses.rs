//! Write responses: when a result is complete, and what has become visible to the host.
//!
//! ```text
//!   s_data (a packet to be written) --> queue --.
//!   B --> slice --> id 0: all of the oldest packet's? --> Ended
//!               '-> id 1, 2: a burst of completions, an event --> post
//!   line (a burst of completions) ----> queue --'
//! ```
//! Responses of results come in the order of the packets. A packet whose result could not be written ends as `rx_dma` or
//! `tx_dma`, without a length.

use super::completions::Ended;
use crate::common::codes::Codes;
use crate::common::{Fifo, Fixed, Skid};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A packet whose responses are awaited.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Awaited {
    /// What the completion will say.
    pub ended: Ended,
    /// There are responses to come.
    pub some: Bit,
    /// How many, less one.
    pub last: Bits<6>,
}

/// A burst of completions whose response is awaited.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Posted {
    /// Queue.
    pub queue: Bits<2>,
    /// Completions.
    pub count: Bits<3>,
}

/// Write response.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Response {
    /// AXI id.
    pub id: Bits<2>,
    /// It is not OKAY.
    pub failed: Bit,
}

/// The taker of responses.
#[derive(LogicBlock, Default)]
pub struct Responses {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// AXI id of the response: 0 results, 1 completions, 2 events.
    pub bid: Signal<In, Bits<2>>,
    /// Response.
    pub bresp: Signal<In, Bits<2>>,
    /// Response is valid.
    pub bvalid: Signal<In, Bit>,
    /// Response is taken.
    pub bready: Signal<Out, Bit>,
    /// A packet is being written.
    pub s_data: Signal<In, Awaited>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// There is room for it.
    pub s_ready: Signal<Out, Bit>,
    /// A burst of completions is being written.
    pub line: Signal<In, Posted>,
    /// There is one.
    pub line_valid: Signal<In, Bit>,
    /// There is room for it.
    pub line_ready: Signal<Out, Bit>,
    /// A record of an event is being written.
    pub record: Signal<In, Bit>,
    /// There is no room for another one.
    pub events_full: Signal<Out, Bit>,
    /// A packet's result is written, or failed.
    pub m_data: Signal<Out, Ended>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// A write ended in an error.
    pub write_fault: Signal<Out, Bit>,
    /// Items that became visible to the host, 3 bits for each vector.
    pub post: Signal<Out, Bits<15>>,
    /// Neither completions nor events are awaited.
    pub idle: Signal<Out, Bit>,

    codes: Fixed<Codes>,
    slice: Skid<Response>,
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
    a: Signal<Local, Awaited>,
    response: Signal<Local, Response>,
    r: Signal<Local, Response>,
    mine: Signal<Local, Bit>,
    take_response: Signal<Local, Bit>,
    all: Signal<Local, Bit>,
    nothing: Signal<Local, Bit>,
    ended: Signal<Local, Ended>,
    p: Signal<Local, Posted>,
    posts: Signal<Local, Bits<15>>,
}

impl Logic for Responses {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, got, spoilt, fault, post_r, out_bursts, out_events, ended_r, ended_valid);
        self.slice.clock.next = self.clock.val();
        self.slice.reset.next = self.reset.val();
        self.awaited.clock.next = self.clock.val();
        self.awaited.reset.next = self.reset.val();
        self.posted.clock.next = self.clock.val();
        self.posted.reset.next = self.reset.val();
        self.awaited.s_data.next = self.s_data.val();
        self.awaited.s_valid.next = self.s_valid.val();
        self.s_ready.next = self.awaited.s_ready.val();

        self.response.next.id = self.bid.val();
        self.response.next.failed = self.bresp.val().any();
        self.slice.s_data.next = self.response.val();
        self.slice.s_valid.next = self.bvalid.val();
        self.bready.next = self.slice.s_ready.val();
        self.r.next = self.slice.m_data.val();
        self.a.next = self.awaited.m_data.val();
        self.nothing.next = self.awaited.m_valid.val() && !self.a.val().some;
        self.mine.next =
            self.slice.m_valid.val() && !self.r.val().id.any() && self.awaited.m_valid.val() && self.a.val().some;
        self.all.next = self.mine.val() && (self.got.q.val() == self.a.val().last);
        self.take_response.next = self.mine.val() || (self.slice.m_valid.val() && self.r.val().id.any());
        self.slice.m_ready.next = self.take_response.val();
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
            self.ended.next.verdict = self.codes.val().rx_dma;
            if self.a.val().ended.encap {
                self.ended.next.verdict = self.codes.val().tx_dma;
            }
        }
        self.ended_r.d.next = self.ended.val();
        self.ended_valid.d.next = self.nothing.val() || self.all.val();
        self.m_data.next = self.ended_r.q.val();
        self.m_valid.next = self.ended_valid.q.val();

        // What has become visible.
        self.posted.s_data.next = self.line.val();
        self.posted.s_valid.next = self.line_valid.val();
        self.line_ready.next = self.posted.s_ready.val();
        self.p.next = self.posted.m_data.val();
        self.posted.m_ready.next = self.slice.m_valid.val() && (self.r.val().id == 1);
        self.posts.next = bits::<15>(0);
        if self.slice.m_valid.val() && (self.r.val().id == 1) {
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
        if self.slice.m_valid.val() && self.r.val().id.get_bit(1) {
            self.posts.next = bits::<15>(1);
        }
        self.post_r.d.next = self.posts.val();
        self.post.next = self.post_r.q.val();
        if self.line_valid.val() && !(self.slice.m_valid.val() && (self.r.val().id == 1)) {
            self.out_bursts.d.next = self.out_bursts.q.val() + 1;
        }
        if !self.line_valid.val() && self.slice.m_valid.val() && (self.r.val().id == 1) {
            self.out_bursts.d.next = self.out_bursts.q.val() - 1;
        }
        if self.record.val() && !(self.slice.m_valid.val() && self.r.val().id.get_bit(1)) {
            self.out_events.d.next = self.out_events.q.val() + 1;
        }
        if !self.record.val() && self.slice.m_valid.val() && self.r.val().id.get_bit(1) {
            self.out_events.d.next = self.out_events.q.val() - 1;
        }
        self.events_full.next = self.out_events.q.val().all();
        self.idle.next = !self.out_bursts.q.val().any() && !self.out_events.q.val().any();
        if self.reset.val() {
            self.got.d.next = bits::<6>(0);
            self.spoilt.d.next = false;
            self.fault.d.next = false;
            self.post_r.d.next = bits::<15>(0);
            self.out_bursts.d.next = bits::<5>(0);
            self.out_events.d.next = bits::<2>(0);
            self.ended_valid.d.next = false;
        }
    }
}
