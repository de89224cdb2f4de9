//! Reads descriptors ahead: from the submission rings of all queues into one queue of descriptors.
//!
//! ```text
//!   settings, doorbells --> pick --> span --> near --> least --> commit --> ask --> AR   (round robin)
//!                                                                  '------> asked
//!   R beats -------- asked --> ready:  descriptor, ticket   --+--> m   (a burst is passed on when all of it is here)
//!                        '---> closed: the burst had an error-+
//! ```
//! A request takes 6 clocks, a queue with nothing to do 3. A burst has at most 8 descriptors and stays inside a block of 128
//! octets, inside the ring and short of the tail. No more descriptors are asked for than there is room for, so a beat
//! never waits here. A burst with an error is no descriptor at all: each of its places is passed on as failed.
//! A queue starts at descriptor 0 when it is enabled; what was committed before it was disabled is still read.

use crate::common::Fifo;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A descriptor as it lies in the ring.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Queued {
    /// The ring's two words, the first one in the low bits.
    pub words: Bits<128>,
    /// Submission, as in `types::Ticket`.
    pub ticket: Bits<30>,
    /// Last one of its burst.
    pub last: Bit,
}

/// A burst that is under way.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Asked {
    /// Queue pair.
    pub queue: Bits<2>,
    /// Index of its first descriptor.
    pub index: Bits<12>,
}

/// What the requesting side does.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Step {
    /// Selects the next queue.
    Pick,
    /// Measures how far its tail and its end are.
    Span,
    /// Bounds both by 8.
    Near,
    /// Takes the least.
    Least,
    /// Makes it final, unless DMA or the queue was disabled meanwhile.
    Commit,
    /// Offers the request.
    Ask,
}

/// Descriptor reader for four queues.
#[derive(LogicBlock, Default)]
pub struct Descriptors {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// New requests may be made.
    pub enable: Signal<In, Bit>,
    /// Queues enabled.
    pub q_enable: Signal<In, Bits<4>>,
    /// Submission rings, 48 bits each.
    pub sq_base: Signal<In, Bits<192>>,
    /// Ring sizes, 4 bits each.
    pub q_log2: Signal<In, Bits<16>>,
    /// Tails, 12 bits each.
    pub q_tail: Signal<In, Bits<48>>,
    /// Next descriptors, 12 bits each.
    pub q_head: Signal<Out, Bits<48>>,
    /// Cycle counter.
    pub now: Signal<In, Bits<16>>,
    /// Descriptors committed to in the last clock.
    pub committed: Signal<Out, Bits<4>>,
    /// Request: address.
    pub ask_addr: Signal<Out, Bits<48>>,
    /// Request: descriptors, 1 to 8.
    pub ask_beats: Signal<Out, Bits<5>>,
    /// There is one.
    pub ask_valid: Signal<Out, Bit>,
    /// It is taken.
    pub ask_ready: Signal<In, Bit>,
    /// Beat of an answer.
    pub beat_data: Signal<In, Bits<128>>,
    /// It has an error.
    pub beat_failed: Signal<In, Bit>,
    /// Last one of its burst.
    pub beat_last: Signal<In, Bit>,
    /// There is one; it is taken at once.
    pub beat_valid: Signal<In, Bit>,
    /// A burst ended that had an error.
    pub fault: Signal<Out, Bit>,
    /// Descriptor.
    pub m_data: Signal<Out, Queued>,
    /// It could not be read; its words are meaningless.
    pub m_failed: Signal<Out, Bit>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    ready: Fifo<Queued, 6, 7>,
    closed: Fifo<Bit, 6, 7>,
    asked: Fifo<Asked, 4, 5>,
    head: [DFF<Bits<12>>; 4],
    /// Enabled in the last clock.
    was: DFF<Bits<4>>,
    step: DFF<Step>,
    queue: DFF<Bits<2>>,
    /// The queue has been enabled ever since it was picked.
    on: DFF<Bit>,
    base: DFF<Bits<48>>,
    log2: DFF<Bits<4>>,
    first: DFF<Bits<12>>,
    tail: DFF<Bits<12>>,
    mask: DFF<Bits<12>>,
    pending: DFF<Bits<12>>,
    to_end: DFF<Bits<12>>,
    addr: DFF<Bits<48>>,
    to_tail8: DFF<Bits<4>>,
    to_end8: DFF<Bits<4>>,
    to_block8: DFF<Bits<4>>,
    count: DFF<Bits<4>>,
    /// It was committed to in the last clock.
    made: DFF<Bit>,
    /// Places of `ready` that are filled or spoken for.
    claimed: DFF<Bits<7>>,
    offset: DFF<Bits<4>>,
    spoilt: DFF<Bit>,
    /// The last beat's descriptor.
    landed: DFF<Queued>,
    landed_valid: DFF<Bit>,
    landed_failed: DFF<Bit>,

    live: Signal<Local, Bits<4>>,
    alive: Signal<Local, Bit>,
    mask_now: Signal<Local, Bits<12>>,
    eight: Signal<Local, Bits<4>>,
    least: Signal<Local, Bits<4>>,
    commit: Signal<Local, Bit>,
    more: Signal<Local, Bits<4>>,
    gone: Signal<Local, Bit>,
    twelve: Signal<Local, Bits<12>>,
    request: Signal<Local, Asked>,
    burst: Signal<Local, Asked>,
    index: Signal<Local, Bits<12>>,
    failed: Signal<Local, Bit>,
    ends: Signal<Local, Bit>,
    out: Signal<Local, Queued>,
}

impl Logic for Descriptors {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, was, step, queue, on, base, log2, first, tail, mask, pending, to_end, addr, count);
        dff_setup!(self, clock, to_tail8, to_end8, to_block8, claimed, offset, spoilt);
        dff_setup!(self, clock, landed, landed_valid, landed_failed, made);
        self.ready.clock.next = self.clock.val();
        self.ready.reset.next = self.reset.val();
        self.closed.clock.next = self.clock.val();
        self.closed.reset.next = self.reset.val();
        self.asked.clock.next = self.clock.val();
        self.asked.reset.next = self.reset.val();
        for i in 0..4 {
            self.head[i].clock.next = self.clock.val();
            self.head[i].d.next = self.head[i].q.val();
        }

        // A queue is live from the second clock of its being enabled on: in the first one its head is set to 0.
        self.was.d.next = self.q_enable.val();
        self.live.next = self.q_enable.val() & self.was.q.val();
        self.alive.next = false;
        for i in 0..4 {
            if self.queue.q.val() == i.to_bits::<2>() {
                self.alive.next = self.live.val().get_bit(i);
            }
        }
        self.on.d.next = self.on.q.val() && self.alive.val();

        self.mask_now.next = bits::<12>(0);
        for i in 0..12 {
            if self.log2.q.val() > i.to_bits::<4>() {
                self.mask_now.next = self.mask_now.val().replace_bit(i, true);
            }
        }
        self.eight.next = bits::<4>(8);
        self.least.next = self.to_block8.q.val();
        self.commit.next = false;
        match self.step.q.val() {
            Step::Pick => {
                // The queue after the last one: its settings into registers.
                for i in 0..4 {
                    if (self.queue.q.val() + 1) == i.to_bits::<2>() {
                        self.on.d.next = self.live.val().get_bit(i);
                        self.base.d.next = self.sq_base.val().get_bits::<48>(48 * i);
                        self.log2.d.next = self.q_log2.val().get_bits::<4>(4 * i);
                        self.tail.d.next = self.q_tail.val().get_bits::<12>(12 * i);
                        self.first.d.next = self.head[i].q.val();
                    }
                }
                if self.enable.val() && (self.claimed.q.val() <= 56) && self.asked.s_ready.val() {
                    self.queue.d.next = self.queue.q.val() + 1;
                    self.step.d.next = Step::Span;
                }
            }
            Step::Span => {
                self.mask.d.next = self.mask_now.val();
                self.pending.d.next = (self.tail.q.val() - self.first.q.val()) & self.mask_now.val();
                // Descriptors that follow the first one in the ring.
                self.to_end.d.next = self.mask_now.val() - self.first.q.val();
                self.addr.d.next = self.base.q.val() + (bit_cast::<48, 12>(self.first.q.val()) << 4);
                self.step.d.next = Step::Near;
            }
            Step::Near => {
                self.to_tail8.d.next = self.pending.q.val().get_bits::<4>(0);
                if self.pending.q.val() > 8 {
                    self.to_tail8.d.next = self.eight.val();
                }
                self.to_end8.d.next = self.to_end.q.val().get_bits::<4>(0) + 1;
                if self.to_end.q.val() > 7 {
                    self.to_end8.d.next = self.eight.val();
                }
                self.to_block8.d.next = self.eight.val() - bit_cast::<4, 3>(self.addr.q.val().get_bits::<3>(4));
                self.step.d.next = Step::Least;
                if !self.on.q.val() || !self.pending.q.val().any() {
                    self.step.d.next = Step::Pick;
                }
            }
            Step::Least => {
                if self.to_tail8.q.val() < self.least.val() {
                    self.least.next = self.to_tail8.q.val();
                }
                if self.to_end8.q.val() < self.least.val() {
                    self.least.next = self.to_end8.q.val();
                }
                self.count.d.next = self.least.val();
                self.step.d.next = Step::Commit;
            }
            Step::Commit => {
                self.commit.next = self.enable.val() && self.on.q.val() && self.alive.val();
                self.step.d.next = Step::Pick;
                if self.commit.val() {
                    self.step.d.next = Step::Ask;
                }
            }
            Step::Ask => {
                if self.ask_ready.val() {
                    self.step.d.next = Step::Pick;
                }
            }
        }
        // What a commitment leads to comes one clock later, when the request is made; the next queue is picked after that.
        self.made.d.next = self.commit.val();
        self.more.next = bits::<4>(0);
        if self.made.q.val() {
            self.more.next = self.count.q.val();
        }
        self.committed.next = self.more.val();
        for i in 0..4 {
            if self.made.q.val() && (self.queue.q.val() == i.to_bits::<2>()) {
                self.head[i].d.next = (self.first.q.val() + bit_cast::<12, 4>(self.count.q.val())) & self.mask.q.val();
            }
            if self.q_enable.val().get_bit(i) && !self.was.q.val().get_bit(i) {
                self.head[i].d.next = bits::<12>(0);
            }
        }
        self.q_head.next = bits::<48>(0);
        for i in 0..4 {
            self.twelve.next = self.head[3 - i].q.val();
            self.q_head.next = (self.q_head.val() << 12) | bit_cast::<48, 12>(self.twelve.val());
        }
        self.ask_addr.next = self.addr.q.val();
        self.ask_beats.next = bit_cast::<5, 4>(self.count.q.val());
        self.ask_valid.next = self.step.q.val() == Step::Ask;
        self.request.next.queue = self.queue.q.val();
        self.request.next.index = self.first.q.val();
        self.asked.s_data.next = self.request.val();
        self.asked.s_valid.next = self.made.q.val();

        // Answers come in the order of the requests, each beat a descriptor.
        self.burst.next = self.asked.m_data.val();
        self.index.next = self.burst.val().index + bit_cast::<12, 4>(self.offset.q.val());
        self.failed.next = self.spoilt.q.val() || self.beat_failed.val();
        self.ends.next = self.beat_valid.val() && self.beat_last.val();
        if self.beat_valid.val() {
            self.offset.d.next = self.offset.q.val() + 1;
            self.spoilt.d.next = self.failed.val();
        }
        if self.ends.val() {
            self.offset.d.next = bits::<4>(0);
            self.spoilt.d.next = false;
        }
        self.fault.next = self.ends.val() && self.failed.val();
        self.asked.m_ready.next = self.ends.val();
        self.out.next.words = self.beat_data.val();
        self.out.next.ticket = bit_cast::<30, 2>(self.burst.val().queue)
            | (bit_cast::<30, 12>(self.index.val()) << 2)
            | (bit_cast::<30, 16>(self.now.val()) << 14);
        self.out.next.last = self.beat_last.val();
        // A clock between the memories of `asked` and `ready`.
        self.landed.d.next = self.out.val();
        self.landed_valid.d.next = self.beat_valid.val();
        self.landed_failed.d.next = self.failed.val();
        self.ready.s_data.next = self.landed.q.val();
        self.ready.s_valid.next = self.landed_valid.q.val();
        self.closed.s_data.next = self.landed_failed.q.val();
        self.closed.s_valid.next = self.landed_valid.q.val() && self.landed.q.val().last;

        self.m_data.next = self.ready.m_data.val();
        self.m_failed.next = self.closed.m_data.val();
        self.m_valid.next = self.ready.m_valid.val() && self.closed.m_valid.val();
        self.gone.next = self.ready.m_valid.val() && self.closed.m_valid.val() && self.m_ready.val();
        self.ready.m_ready.next = self.gone.val();
        self.closed.m_ready.next = self.gone.val() && self.ready.m_data.val().last;

        self.claimed.d.next = self.claimed.q.val() + bit_cast::<7, 4>(self.more.val());
        if self.gone.val() {
            self.claimed.d.next = self.claimed.q.val() + bit_cast::<7, 4>(self.more.val()) - 1;
        }
        if self.reset.val() {
            self.was.d.next = bits::<4>(0);
            self.step.d.next = Step::Pick;
            self.made.d.next = false;
            self.claimed.d.next = bits::<7>(0);
            self.offset.d.next = bits::<4>(0);
            self.spoilt.d.next = false;
            self.landed_valid.d.next = false;
            for i in 0..4 {
                self.head[i].d.next = bits::<12>(0);
            }
        }
    }
}
