//! Gathers completions into bursts: up to four of one queue that lie in one line of 64 octets.
//!
//! ```text
//!   Ended --> queue --> word: index, verdict, clocks --> line of up to 4 --> burst (when the write channel is free)
//! ```
//! It never waits for more: what has gathered when the write channel is free goes. A queue that is disabled starts again at
//! index 0 with phase 1; completions for it are dropped.

use super::counters::Done;
use crate::common::Fifo;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A packet whose result is visible to the host, or that has none.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Ended {
    /// Submission.
    pub ticket: Bits<30>,
    /// Final `Verdict`.
    pub verdict: Bits<6>,
    /// Encapsulation.
    pub encap: Bit,
    /// SA.
    pub sa: Bits<14>,
    /// Octets of the result.
    pub len: Bits<14>,
    /// Sequence number.
    pub seq: Bits<64>,
    /// A soft lifetime is reached.
    pub soft: Bit,
}

/// Completion rings of four queues.
#[derive(LogicBlock, Default)]
pub struct Completions {
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
    /// Cycle counter.
    pub now: Signal<In, Bits<16>>,
    /// Packet.
    pub s_data: Signal<In, Ended>,
    /// There is one; there is always room for the packets that Deliver takes on.
    pub s_valid: Signal<In, Bit>,
    /// A packet has left the queue in front.
    pub left: Signal<Out, Bit>,
    /// Burst: address.
    pub b_addr: Signal<Out, Bits<48>>,
    /// Burst: its octets, first completion in bits 127:0.
    pub b_data: Signal<Out, Bits<512>>,
    /// Burst: completions, 1 to 4.
    pub b_count: Signal<Out, Bits<3>>,
    /// Burst: queue.
    pub b_queue: Signal<Out, Bits<2>>,
    /// There is one.
    pub b_valid: Signal<Out, Bit>,
    /// It is taken.
    pub b_ready: Signal<In, Bit>,
    /// A packet was completed.
    pub done: Signal<Out, Bit>,
    /// Its particulars.
    pub done_data: Signal<Out, Done>,
    /// Nothing waits here.
    pub idle: Signal<Out, Bit>,

    waiting: Fifo<Ended, 6, 7>,
    // One completion, ready but for its phase.
    word: DFF<Bits<128>>,
    word_queue: DFF<Bits<2>>,
    word_valid: DFF<Bit>,
    done_r: DFF<Bit>,
    done_data_r: DFF<Done>,
    // Its ring, looked up while it waits, and its place there.
    found: DFF<Bit>,
    /// It joined the line in the last clock.
    joined: DFF<Bit>,
    base: DFF<Bits<48>>,
    at: DFF<Bits<12>>,
    mask: DFF<Bits<12>>,
    phase: DFF<Bit>,
    enabled: DFF<Bit>,
    looked: DFF<Bit>,
    place: DFF<Bits<48>>,
    last: DFF<Bit>,
    phase_now: DFF<Bit>,
    line_end: DFF<Bit>,
    on: DFF<Bit>,
    // Rings.
    index: [DFF<Bits<12>>; 4],
    /// Complement of the phase, so that it starts at 0.
    laps: [DFF<Bit>; 4],
    masks: [DFF<Bits<12>>; 4],
    // The line.
    c0: DFF<Bits<128>>,
    c1: DFF<Bits<128>>,
    c2: DFF<Bits<128>>,
    c3: DFF<Bits<128>>,
    count: DFF<Bits<3>>,
    /// The line is not empty.
    some: DFF<Bit>,
    line_addr: DFF<Bits<48>>,
    line_queue: DFF<Bits<2>>,
    closed: DFF<Bit>,

    e: Signal<Local, Ended>,
    clocks: Signal<Local, Bits<16>>,
    made: Signal<Local, Bits<128>>,
    stamped: Signal<Local, Bits<128>>,
    take: Signal<Local, Bit>,
    joins: Signal<Local, Bit>,
    drop_it: Signal<Local, Bit>,
    go: Signal<Local, Bit>,
    d: Signal<Local, Done>,
    four: Signal<Local, Bits<4>>,
    mask_now: Signal<Local, Bits<12>>,
    here: Signal<Local, Bits<12>>,
    here_mask: Signal<Local, Bits<12>>,
    here_base: Signal<Local, Bits<48>>,
    here_phase: Signal<Local, Bit>,
    here_on: Signal<Local, Bit>,
}

impl Logic for Completions {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word, word_queue, word_valid, done_r, done_data_r, looked, place, last, phase_now);
        dff_setup!(self, clock, found, joined, base, at, mask, phase, enabled);
        dff_setup!(self, clock, line_end, on, c0, c1, c2, c3, count, some, line_addr, line_queue, closed);
        self.waiting.clock.next = self.clock.val();
        self.waiting.reset.next = self.reset.val();
        self.waiting.s_data.next = self.s_data.val();
        self.waiting.s_valid.next = self.s_valid.val();

        // It joins the line if the line is empty, or still open and of its queue.
        self.go.next = self.some.q.val() && self.b_ready.val();
        self.drop_it.next = self.looked.q.val() && !self.on.q.val();
        self.joins.next = self.looked.q.val()
            && self.on.q.val()
            && !self.go.val()
            && (!self.some.q.val() || (!self.closed.q.val() && (self.word_queue.q.val() == self.line_queue.q.val())));

        // The word of the oldest packet.
        self.e.next = self.waiting.m_data.val();
        self.clocks.next = self.now.val() - self.e.val().ticket.get_bits::<16>(14);
        self.made.next = bit_cast::<128, 64>(self.e.val().seq)
            | (bit_cast::<128, 12>(self.e.val().ticket.get_bits::<12>(2)) << 64)
            | (bit_cast::<128, 14>(self.e.val().sa) << 76)
            | (bit_cast::<128, 6>(self.e.val().verdict) << 90)
            | (bit_cast::<128, 16>(self.clocks.val()) << 96)
            | (bit_cast::<128, 14>(self.e.val().len) << 112)
            | (bit_cast::<128, 1>(self.e.val().soft.into()) << 126);
        self.take.next = self.waiting.m_valid.val() && !self.word_valid.q.val();
        self.waiting.m_ready.next = !self.word_valid.q.val();
        self.left.next = self.take.val();
        self.d.next.encap = self.e.val().encap;
        self.d.next.verdict = self.e.val().verdict;
        self.d.next.len = self.e.val().len;
        self.done_r.d.next = self.take.val();
        self.done_data_r.d.next = self.d.val();
        self.done.next = self.done_r.q.val();
        self.done_data.next = self.done_data_r.q.val();
        if self.joins.val() || self.drop_it.val() {
            self.word_valid.d.next = false;
        }
        if !self.word_valid.q.val() {
            self.word.d.next = self.made.val();
            self.word_queue.d.next = self.e.val().ticket.get_bits::<2>(0);
            self.word_valid.d.next = self.waiting.m_valid.val();
        }

        // Its place.
        self.here.next = bits::<12>(0);
        self.here_mask.next = bits::<12>(0);
        self.here_base.next = bits::<48>(0);
        self.here_phase.next = false;
        self.here_on.next = false;
        for i in 0..4 {
            self.index[i].clock.next = self.clock.val();
            self.index[i].d.next = self.index[i].q.val();
            self.masks[i].clock.next = self.clock.val();
            self.laps[i].clock.next = self.clock.val();
            self.laps[i].d.next = self.laps[i].q.val();
            self.four.next = self.q_log2.val().get_bits::<4>(4 * i);
            self.mask_now.next = bits::<12>(0);
            for j in 0..12 {
                if self.four.val() > j.to_bits::<4>() {
                    self.mask_now.next = self.mask_now.val().replace_bit(j, true);
                }
            }
            self.masks[i].d.next = self.mask_now.val();
            if self.word_queue.q.val() == i.to_bits::<2>() {
                self.here.next = self.index[i].q.val();
                self.here_mask.next = self.masks[i].q.val();
                self.here_base.next = self.cq_base.val().get_bits::<48>(48 * i);
                self.here_phase.next = self.laps[i].q.val();
                self.here_on.next = self.q_enable.val().get_bit(i);
            }
        }
        self.found.d.next = self.word_valid.q.val() && !self.joins.val() && !self.drop_it.val();
        self.base.d.next = self.here_base.val();
        self.at.d.next = self.here.val();
        self.mask.d.next = self.here_mask.val();
        self.phase.d.next = !self.here_phase.val();
        self.enabled.d.next = self.here_on.val();
        self.looked.d.next = self.found.q.val() && !self.joins.val() && !self.drop_it.val();
        self.place.d.next = self.base.q.val() + (bit_cast::<48, 12>(self.at.q.val()) << 4);
        self.last.d.next = self.at.q.val() == self.mask.q.val();
        self.line_end.d.next = (self.at.q.val() == self.mask.q.val()) || self.at.q.val().get_bits::<2>(0).all();
        self.phase_now.d.next = self.phase.q.val();
        self.on.d.next = self.enabled.q.val();

        // The next free place follows the word at all times, and keeps what was there when a word joined: whether one joins is
        // known late.
        self.stamped.next = self.word.q.val().replace_bit(127, self.phase_now.q.val());
        if !self.some.q.val() {
            self.c0.d.next = self.stamped.val();
            self.line_addr.d.next = self.place.q.val();
            self.line_queue.d.next = self.word_queue.q.val();
        }
        if self.count.q.val() == 1 {
            self.c1.d.next = self.stamped.val();
        }
        if self.count.q.val() == 2 {
            self.c2.d.next = self.stamped.val();
        }
        if self.count.q.val() == 3 {
            self.c3.d.next = self.stamped.val();
        }
        if self.joins.val() {
            self.count.d.next = self.count.q.val() + 1;
            self.some.d.next = true;
            self.closed.d.next = self.line_end.q.val() || (self.count.q.val() == 3);
        }
        if self.go.val() {
            self.count.d.next = bits::<3>(0);
            self.some.d.next = false;
            self.closed.d.next = false;
        }
        // The ring moves on a clock later: the word that follows looks there another clock later.
        self.joined.d.next = self.joins.val();
        for i in 0..4 {
            if self.joined.q.val() && (self.word_queue.q.val() == i.to_bits::<2>()) {
                self.index[i].d.next = self.index[i].q.val() + 1;
                if self.last.q.val() {
                    self.index[i].d.next = bits::<12>(0);
                    self.laps[i].d.next = !self.laps[i].q.val();
                }
            }
        }
        for i in 0..4 {
            if !self.q_enable.val().get_bit(i) || self.reset.val() {
                self.index[i].d.next = bits::<12>(0);
                self.laps[i].d.next = false;
            }
        }
        self.b_addr.next = self.line_addr.q.val();
        self.b_data.next = bit_cast::<512, 128>(self.c0.q.val())
            | (bit_cast::<512, 128>(self.c1.q.val()) << 128)
            | (bit_cast::<512, 128>(self.c2.q.val()) << 256)
            | (bit_cast::<512, 128>(self.c3.q.val()) << 384);
        self.b_count.next = self.count.q.val();
        self.b_queue.next = self.line_queue.q.val();
        self.b_valid.next = self.some.q.val();
        self.idle.next = !self.waiting.m_valid.val() && !self.word_valid.q.val() && !self.some.q.val();
        if self.reset.val() {
            self.word_valid.d.next = false;
            self.found.d.next = false;
            self.joined.d.next = false;
            self.looked.d.next = false;
            self.done_r.d.next = false;
            self.count.d.next = bits::<3>(0);
            self.some.d.next = false;
            self.closed.d.next = false;
        }
    }
}
