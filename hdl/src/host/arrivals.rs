//! Receives packets: beats into the packet ring, and an `Arrival` for each packet that was asked for.
//!
//! ```text
//!   Expected --+--> expected -------------------------------+--> Arrival
//!              '--> sizes --.                                |
//!   R beats ------> swap --> count --> head, error --> heads -+
//!                     '----> packet ring --> ring_rd, 2 clocks after ring_ra
//! ```
//! Beats are taken as they come, one a clock, and lie in the ring one behind the other; the words were reserved in the same
//! order. A packet that was not read has no beats and goes out in its turn, at once. One Arrival per two clocks.
//! At most 64 packets are expected or waiting at a time: the request stage sees to it, so no queue here can overflow.

use super::requests::Expected;
use crate::common::{Fifo, Ram, Skid, Swap};
use crate::types::{Arrival, RING_LOG2};
use respite_abi::verdict::FIRST_TX;
use respite_abi::Verdict;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What is known of a packet when its last beat is here.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Complete {
    /// First 64 octets.
    pub head: Bits<512>,
    /// A beat had an error.
    pub failed: Bit,
}

/// Receive stage of the packet reader.
#[derive(LogicBlock)]
pub struct Arrivals {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Packet that was asked for.
    pub s_data: Signal<In, Expected>,
    /// There is one; it is taken at once.
    pub s_valid: Signal<In, Bit>,
    /// Beat of a packet, octet 0 in bits 7:0.
    pub beat_data: Signal<In, Bits<128>>,
    /// It has an error.
    pub beat_failed: Signal<In, Bit>,
    /// Last one of its burst.
    pub beat_last: Signal<In, Bit>,
    /// There is one; it is taken at once.
    pub beat_valid: Signal<In, Bit>,
    /// A burst ended that had an error.
    pub fault: Signal<Out, Bit>,
    /// Packet ring: word to read.
    pub ring_ra: Signal<In, Bits<11>>,
    /// Packet ring: the word, two clocks later.
    pub ring_rd: Signal<Out, Bits<128>>,
    /// Packet that is complete in the packet ring.
    pub m_data: Signal<Out, Arrival>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    expected: Fifo<Expected, 6, 7>,
    /// Words less one, of packets that are read.
    sizes: Fifo<Bits<10>, 6, 7>,
    size: Skid<Bits<10>>,
    heads: Fifo<Complete, 6, 7>,
    ring: Ram<Bits<128>, RING_LOG2>,
    swap: Swap<128>,
    ring_out: DFF<Bits<128>>,
    write_at: DFF<Bits<11>>,
    got: DFF<Bits<10>>,
    head0: DFF<Bits<128>>,
    head1: DFF<Bits<128>>,
    head2: DFF<Bits<128>>,
    head3: DFF<Bits<128>>,
    packet_spoilt: DFF<Bit>,
    burst_spoilt: DFF<Bit>,
    whole_valid: DFF<Bit>,
    whole_failed: DFF<Bit>,
    /// The oldest packet that is expected.
    oldest: DFF<Expected>,
    oldest_valid: DFF<Bit>,
    is_read: DFF<Bit>,
    out: DFF<Arrival>,
    out_valid: DFF<Bit>,

    last_word: Signal<Local, Bit>,
    whole: Signal<Local, Complete>,
    e: Signal<Local, Expected>,
    c: Signal<Local, Complete>,
    take: Signal<Local, Bit>,
    arrival: Signal<Local, Arrival>,
    dma: Constant<Bits<6>>,
    tx: Constant<Bits<6>>,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            s_data: Default::default(),
            s_valid: Default::default(),
            beat_data: Default::default(),
            beat_failed: Default::default(),
            beat_last: Default::default(),
            beat_valid: Default::default(),
            fault: Default::default(),
            ring_ra: Default::default(),
            ring_rd: Default::default(),
            m_data: Default::default(),
            m_valid: Default::default(),
            m_ready: Default::default(),
            expected: Default::default(),
            sizes: Default::default(),
            size: Default::default(),
            heads: Default::default(),
            ring: Default::default(),
            swap: Default::default(),
            ring_out: Default::default(),
            write_at: Default::default(),
            got: Default::default(),
            head0: Default::default(),
            head1: Default::default(),
            head2: Default::default(),
            head3: Default::default(),
            packet_spoilt: Default::default(),
            burst_spoilt: Default::default(),
            whole_valid: Default::default(),
            whole_failed: Default::default(),
            oldest: Default::default(),
            oldest_valid: Default::default(),
            is_read: Default::default(),
            out: Default::default(),
            out_valid: Default::default(),
            last_word: Default::default(),
            whole: Default::default(),
            e: Default::default(),
            c: Default::default(),
            take: Default::default(),
            arrival: Default::default(),
            dma: Constant::new((Verdict::RxDma as u64).into()),
            tx: Constant::new(u64::from(FIRST_TX).into()),
        }
    }
}

impl Logic for Arrivals {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, ring_out, write_at, got, head0, head1, head2, head3, packet_spoilt, burst_spoilt);
        dff_setup!(self, clock, whole_valid, whole_failed, oldest, oldest_valid, is_read, out, out_valid);
        self.expected.clock.next = self.clock.val();
        self.expected.reset.next = self.reset.val();
        self.sizes.clock.next = self.clock.val();
        self.sizes.reset.next = self.reset.val();
        self.size.clock.next = self.clock.val();
        self.size.reset.next = self.reset.val();
        self.heads.clock.next = self.clock.val();
        self.heads.reset.next = self.reset.val();
        self.ring.clock.next = self.clock.val();

        self.expected.s_data.next = self.s_data.val();
        self.expected.s_valid.next = self.s_valid.val();
        self.sizes.s_data.next = self.s_data.val().words - 1;
        self.sizes.s_valid.next = self.s_valid.val() && self.s_data.val().words.any();

        // Beats.
        self.swap.x.next = self.beat_data.val();
        self.ring.wr.next = self.beat_valid.val();
        self.ring.wa.next = self.write_at.q.val();
        self.ring.wd.next = self.swap.y.val();
        self.ring.ra.next = self.ring_ra.val();
        self.ring_out.d.next = self.ring.rd.val();
        self.ring_rd.next = self.ring_out.q.val();
        self.last_word.next = self.beat_valid.val() && (self.got.q.val() == self.size.m_data.val());
        self.size.m_ready.next = self.last_word.val();
        self.size.s_data.next = self.sizes.m_data.val();
        self.size.s_valid.next = self.sizes.m_valid.val();
        self.sizes.m_ready.next = self.size.s_ready.val();
        self.whole_valid.d.next = self.last_word.val();
        self.whole_failed.d.next = self.packet_spoilt.q.val() || self.beat_failed.val();
        self.fault.next =
            self.beat_valid.val() && self.beat_last.val() && (self.burst_spoilt.q.val() || self.beat_failed.val());
        if self.beat_valid.val() {
            self.write_at.d.next = self.write_at.q.val() + 1;
            self.got.d.next = self.got.q.val() + 1;
            self.packet_spoilt.d.next = self.packet_spoilt.q.val() || self.beat_failed.val();
            self.burst_spoilt.d.next = !self.beat_last.val() && (self.burst_spoilt.q.val() || self.beat_failed.val());
            if self.got.q.val() == 0 {
                self.head0.d.next = self.swap.y.val();
            }
            if self.got.q.val() == 1 {
                self.head1.d.next = self.swap.y.val();
            }
            if self.got.q.val() == 2 {
                self.head2.d.next = self.swap.y.val();
            }
            if self.got.q.val() == 3 {
                self.head3.d.next = self.swap.y.val();
            }
        }
        if self.last_word.val() {
            self.got.d.next = bits::<10>(0);
            self.packet_spoilt.d.next = false;
        }
        self.whole.next.head = (bit_cast::<512, 128>(self.head0.q.val()) << 384)
            | (bit_cast::<512, 128>(self.head1.q.val()) << 256)
            | (bit_cast::<512, 128>(self.head2.q.val()) << 128)
            | bit_cast::<512, 128>(self.head3.q.val());
        self.whole.next.failed = self.whole_failed.q.val();
        self.heads.s_data.next = self.whole.val();
        self.heads.s_valid.next = self.whole_valid.q.val();

        // Arrivals, in the order in which they were asked for.
        self.expected.m_ready.next = !self.oldest_valid.q.val();
        if !self.oldest_valid.q.val() {
            self.oldest.d.next = self.expected.m_data.val();
            self.oldest_valid.d.next = self.expected.m_valid.val();
            self.is_read.d.next = self.expected.m_data.val().words.any();
        }
        self.e.next = self.oldest.q.val();
        self.c.next = self.heads.m_data.val();
        self.take.next =
            self.oldest_valid.q.val() && (self.heads.m_valid.val() || !self.is_read.q.val()) && !self.out_valid.q.val();
        self.heads.m_ready.next = self.oldest_valid.q.val() && self.is_read.q.val() && !self.out_valid.q.val();
        self.arrival.next.ticket = self.e.val().ticket;
        self.arrival.next.verdict = self.e.val().verdict;
        if self.is_read.q.val() && self.c.val().failed {
            self.arrival.next.verdict = self.dma.val();
            if self.e.val().encap {
                self.arrival.next.verdict = self.dma.val() | self.tx.val();
            }
        }
        self.arrival.next.encap = self.e.val().encap;
        self.arrival.next.sa = self.e.val().sa;
        self.arrival.next.start = self.e.val().start;
        self.arrival.next.words = self.e.val().words;
        self.arrival.next.len = self.e.val().len;
        self.arrival.next.head = self.c.val().head;
        if self.m_ready.val() {
            self.out_valid.d.next = false;
        }
        if !self.out_valid.q.val() {
            self.out.d.next = self.arrival.val();
        }
        if self.take.val() {
            self.oldest_valid.d.next = false;
            self.out_valid.d.next = true;
        }
        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.reset.val() {
            self.write_at.d.next = bits::<11>(0);
            self.got.d.next = bits::<10>(0);
            self.packet_spoilt.d.next = false;
            self.burst_spoilt.d.next = false;
            self.whole_valid.d.next = false;
            self.oldest_valid.d.next = false;
            self.out_valid.d.next = false;
        }
    }
}
