//! Turns descriptors into packet reads: judges, reserves ring words, splits into bursts.
//!
//! ```text
//!   Queued --> raw --> checked --> next --> go --> job --> burst --> AR
//!                                           |--> Expected --> arrivals
//!                                           '--> accepted
//! ```
//! A packet passes `go` when the packet ring has room for all of it and there is a place for its Arrival:
//! what is asked for can always be taken, so R never waits. 5 clocks per packet of one burst, 2 more for each further
//! burst. A burst has at most 16 beats and does not cross 256 octets.
//! What cannot be read (impossible descriptor, oversize, empty) takes no words and no beat.

use super::counters::Accepted;
use super::descriptors::Queued;
use crate::types::RING_LOG2;
use respite_abi::verdict::FIRST_TX;
use respite_abi::{Verdict, MAX_PACKET};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A packet that was asked for.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Expected {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far.
    pub verdict: Bits<6>,
    /// Encapsulate.
    pub encap: Bit,
    /// SA of the descriptor.
    pub sa: Bits<14>,
    /// First word in the packet ring.
    pub start: Bits<11>,
    /// Words in the ring; 0 if it is not read.
    pub words: Bits<10>,
    /// Octets submitted.
    pub len: Bits<16>,
}

/// What there is to say of a descriptor.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Checked {
    /// Submission.
    pub ticket: Bits<30>,
    /// Address of the packet.
    pub src: Bits<48>,
    /// Address of the result.
    pub dst: Bits<48>,
    /// Octets.
    pub len: Bits<16>,
    /// Words of 16 octets.
    pub words: Bits<10>,
    /// SA.
    pub sa: Bits<14>,
    /// Encapsulate.
    pub encap: Bit,
    /// The descriptor could not be read.
    pub failed: Bit,
    /// Misaligned address or unknown operation.
    pub impossible: Bit,
    /// Longer than `MAX_PACKET`.
    pub oversize: Bit,
    /// No octets.
    pub empty: Bit,
}

/// Request stage of the packet reader.
#[derive(LogicBlock)]
pub struct Requests {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Descriptor.
    pub s_data: Signal<In, Queued>,
    /// It could not be read.
    pub s_failed: Signal<In, Bit>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Request: address.
    pub ask_addr: Signal<Out, Bits<48>>,
    /// Request: beats, 1 to 16.
    pub ask_beats: Signal<Out, Bits<5>>,
    /// There is one.
    pub ask_valid: Signal<Out, Bit>,
    /// It is taken.
    pub ask_ready: Signal<In, Bit>,
    /// Packet that was accepted.
    pub m_data: Signal<Out, Expected>,
    /// There is one; it is taken at once.
    pub m_valid: Signal<Out, Bit>,
    /// Accept nothing.
    pub hold: Signal<In, Bit>,
    /// An Arrival has left: its place is free again.
    pub m_left: Signal<In, Bit>,
    /// Words of the packet ring are free again.
    pub free_valid: Signal<In, Bit>,
    /// How many.
    pub free_words: Signal<In, Bits<10>>,
    /// A descriptor was accepted.
    pub accepted: Signal<Out, Bit>,
    /// Its particulars.
    pub accepted_data: Signal<Out, Accepted>,

    raw: DFF<Queued>,
    raw_failed: DFF<Bit>,
    raw_valid: DFF<Bit>,
    checked: DFF<Checked>,
    checked_valid: DFF<Bit>,
    next: DFF<Expected>,
    next_src: DFF<Bits<48>>,
    next_valid: DFF<Bit>,
    go: DFF<Bit>,
    /// Words of the packet ring that are free, and the first one of them.
    ring_left: DFF<Bits<12>>,
    ring_next: DFF<Bits<11>>,
    /// Places for Arrivals.
    places: DFF<Bits<7>>,
    free_now: DFF<Bit>,
    free_now_words: DFF<Bits<10>>,
    job_valid: DFF<Bit>,
    job_addr: DFF<Bits<48>>,
    job_left: DFF<Bits<10>>,
    burst: DFF<Bits<5>>,
    burst_last: DFF<Bit>,
    burst_valid: DFF<Bit>,
    accept: DFF<Bit>,
    accept_data: DFF<Accepted>,

    r: Signal<Local, Queued>,
    c: Signal<Local, Checked>,
    n: Signal<Local, Expected>,
    op: Signal<Local, Bits<2>>,
    up: Signal<Local, Bits<17>>,
    facts: Signal<Local, Checked>,
    judged: Signal<Local, Expected>,
    code: Signal<Local, Bits<6>>,
    load_raw: Signal<Local, Bit>,
    load_checked: Signal<Local, Bit>,
    load_next: Signal<Local, Bit>,
    room: Signal<Local, Bit>,
    to_block: Signal<Local, Bits<5>>,
    short_of: Signal<Local, Bits<10>>,
    spent: Signal<Local, Bits<12>>,
    returned: Signal<Local, Bits<12>>,
    placed: Signal<Local, Expected>,
    particulars: Signal<Local, Accepted>,
    most: Constant<Bits<16>>,
    ring_words: Constant<Bits<12>>,
    dma: Constant<Bits<6>>,
    descriptor: Constant<Bits<6>>,
    oversize: Constant<Bits<6>>,
    short: Constant<Bits<6>>,
    tx: Constant<Bits<6>>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            s_data: Default::default(),
            s_failed: Default::default(),
            s_valid: Default::default(),
            s_ready: Default::default(),
            ask_addr: Default::default(),
            ask_beats: Default::default(),
            ask_valid: Default::default(),
            ask_ready: Default::default(),
            m_data: Default::default(),
            m_valid: Default::default(),
            hold: Default::default(),
            m_left: Default::default(),
            free_valid: Default::default(),
            free_words: Default::default(),
            accepted: Default::default(),
            accepted_data: Default::default(),
            raw: Default::default(),
            raw_failed: Default::default(),
            raw_valid: Default::default(),
            checked: Default::default(),
            checked_valid: Default::default(),
            next: Default::default(),
            next_src: Default::default(),
            next_valid: Default::default(),
            go: Default::default(),
            ring_left: Default::default(),
            ring_next: Default::default(),
            places: Default::default(),
            free_now: Default::default(),
            free_now_words: Default::default(),
            job_valid: Default::default(),
            job_addr: Default::default(),
            job_left: Default::default(),
            burst: Default::default(),
            burst_last: Default::default(),
            burst_valid: Default::default(),
            accept: Default::default(),
            accept_data: Default::default(),
            r: Default::default(),
            c: Default::default(),
            n: Default::default(),
            op: Default::default(),
            up: Default::default(),
            facts: Default::default(),
            judged: Default::default(),
            code: Default::default(),
            load_raw: Default::default(),
            load_checked: Default::default(),
            load_next: Default::default(),
            room: Default::default(),
            to_block: Default::default(),
            short_of: Default::default(),
            spent: Default::default(),
            returned: Default::default(),
            placed: Default::default(),
            particulars: Default::default(),
            most: Constant::new((MAX_PACKET as u64).into()),
            ring_words: Constant::new((1u64 << RING_LOG2).into()),
            dma: Constant::new((Verdict::RxDma as u64).into()),
            descriptor: Constant::new((Verdict::RxDescriptor as u64).into()),
            oversize: Constant::new((Verdict::RxOversize as u64).into()),
            short: Constant::new((Verdict::RxShort as u64).into()),
            tx: Constant::new(u64::from(FIRST_TX).into()),
        }
    }
}

// The verdicts of this stage are the same in both directions, but for `FIRST_TX`.
const _: () = assert!(Verdict::TxDma as u8 == FIRST_TX + Verdict::RxDma as u8);
const _: () = assert!(Verdict::TxDescriptor as u8 == FIRST_TX + Verdict::RxDescriptor as u8);
const _: () = assert!(Verdict::TxOversize as u8 == FIRST_TX + Verdict::RxOversize as u8);
const _: () = assert!(Verdict::TxShort as u8 == FIRST_TX + Verdict::RxShort as u8);

impl Logic for Requests {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, raw, raw_failed, raw_valid, checked, checked_valid, next, next_src, next_valid);
        dff_setup!(
            self,
            clock,
            go,
            ring_left,
            ring_next,
            places,
            free_now,
            free_now_words,
            job_valid,
            job_addr,
            job_left
        );
        dff_setup!(self, clock, burst, burst_last, burst_valid, accept, accept_data);

        // A stage is filled when it is empty, one descriptor in two clocks: no path runs through them all.
        self.load_next.next = !self.next_valid.q.val() || self.go.q.val();
        self.load_checked.next = !self.checked_valid.q.val();
        self.load_raw.next = !self.raw_valid.q.val();
        self.s_ready.next = self.load_raw.val();
        if self.load_raw.val() {
            self.raw.d.next = self.s_data.val();
            self.raw_failed.d.next = self.s_failed.val();
            self.raw_valid.d.next = self.s_valid.val();
        } else if self.load_checked.val() {
            self.raw_valid.d.next = false;
        }

        // Facts. Nothing of a descriptor that could not be read is taken seriously.
        self.r.next = self.raw.q.val();
        self.op.next = self.r.val().words.get_bits::<2>(126);
        self.up.next = bit_cast::<17, 16>(self.r.val().words.get_bits::<16>(48)) + 15;
        self.facts.next.ticket = self.r.val().ticket;
        self.facts.next.src = self.r.val().words.get_bits::<48>(0);
        self.facts.next.dst = self.r.val().words.get_bits::<48>(64);
        self.facts.next.len = self.r.val().words.get_bits::<16>(48);
        self.facts.next.words = self.up.val().get_bits::<10>(4);
        self.facts.next.sa = self.r.val().words.get_bits::<14>(112);
        self.facts.next.encap = self.op.val() == 1;
        self.facts.next.failed = self.raw_failed.q.val();
        self.facts.next.impossible = self.r.val().words.get_bits::<4>(0).any()
            || self.r.val().words.get_bits::<4>(64).any()
            || self.op.val().get_bit(1);
        self.facts.next.oversize = self.r.val().words.get_bits::<16>(48) > self.most.val();
        self.facts.next.empty = !self.r.val().words.get_bits::<16>(48).any();
        if self.raw_failed.q.val() {
            self.facts.next.dst = bits::<48>(0);
            self.facts.next.len = bits::<16>(0);
            self.facts.next.sa = bits::<14>(0);
            self.facts.next.encap = false;
        }
        if self.load_checked.val() {
            self.checked.d.next = self.facts.val();
            self.checked_valid.d.next = self.raw_valid.q.val();
        } else if self.load_next.val() {
            self.checked_valid.d.next = false;
        }

        // Verdict.
        self.c.next = self.checked.q.val();
        self.code.next = bits::<6>(0);
        if self.c.val().failed {
            self.code.next = self.dma.val();
        } else if self.c.val().impossible {
            self.code.next = self.descriptor.val();
        } else if self.c.val().oversize {
            self.code.next = self.oversize.val();
        } else if self.c.val().empty {
            self.code.next = self.short.val();
        }
        self.judged.next.ticket =
            (bit_cast::<78, 48>(self.c.val().dst) << 30) | bit_cast::<78, 30>(self.c.val().ticket);
        self.judged.next.verdict = self.code.val();
        self.judged.next.encap = self.c.val().encap;
        self.judged.next.sa = self.c.val().sa;
        self.judged.next.start = bits::<11>(0);
        self.judged.next.words = self.c.val().words;
        self.judged.next.len = self.c.val().len;
        if self.c.val().failed || self.c.val().impossible || self.c.val().oversize || self.c.val().empty {
            self.judged.next.words = bits::<10>(0);
            if self.c.val().encap {
                self.judged.next.verdict = self.code.val() | self.tx.val();
            }
        }
        if self.load_next.val() {
            self.next.d.next = self.judged.val();
            self.next_src.d.next = self.c.val().src;
            self.next_valid.d.next = self.checked_valid.q.val();
        }

        // Admission. Nobody but this stage takes what is looked at here, so it is still there one clock later.
        self.n.next = self.next.q.val();
        self.room.next = self.ring_left.q.val() >= bit_cast::<12, 10>(self.n.val().words);
        self.go.d.next = self.next_valid.q.val()
            && !self.go.q.val()
            && !self.job_valid.q.val()
            && self.room.val()
            && self.places.q.val().any()
            && !self.hold.val();
        self.free_now.d.next = self.free_valid.val();
        self.free_now_words.d.next = self.free_words.val();
        self.spent.next = bits::<12>(0);
        self.returned.next = bits::<12>(0);
        if self.go.q.val() {
            self.spent.next = bit_cast::<12, 10>(self.n.val().words);
        }
        if self.free_now.q.val() {
            self.returned.next = bit_cast::<12, 10>(self.free_now_words.q.val());
        }
        self.ring_left.d.next = self.ring_left.q.val() - self.spent.val() + self.returned.val();
        self.ring_next.d.next = self.ring_next.q.val() + bit_cast::<11, 12>(self.spent.val());
        if self.go.q.val() && !self.m_left.val() {
            self.places.d.next = self.places.q.val() - 1;
        } else if self.m_left.val() && !self.go.q.val() {
            self.places.d.next = self.places.q.val() + 1;
        }
        self.placed.next = self.n.val();
        self.placed.next.start = self.ring_next.q.val();
        self.m_data.next = self.placed.val();
        self.m_valid.next = self.go.q.val();
        self.particulars.next.encap = self.n.val().encap;
        self.particulars.next.len = self.n.val().len;
        self.accept.d.next = self.go.q.val();
        self.accept_data.d.next = self.particulars.val();
        self.accepted.next = self.accept.q.val();
        self.accepted_data.next = self.accept_data.q.val();

        // Bursts: measured in one clock, offered in the next.
        self.to_block.next = bits::<5>(16) - bit_cast::<5, 4>(self.job_addr.q.val().get_bits::<4>(4));
        self.short_of.next = bit_cast::<10, 5>(self.to_block.val());
        if self.go.q.val() {
            self.job_valid.d.next = self.n.val().words.any();
            self.job_addr.d.next = self.next_src.q.val();
            self.job_left.d.next = self.n.val().words;
        }
        if self.job_valid.q.val() && !self.burst_valid.q.val() {
            self.burst_valid.d.next = true;
            self.burst.d.next = self.to_block.val();
            self.burst_last.d.next = false;
            if self.job_left.q.val() <= self.short_of.val() {
                self.burst.d.next = self.job_left.q.val().get_bits::<5>(0);
                self.burst_last.d.next = true;
            }
        }
        self.ask_addr.next = self.job_addr.q.val();
        self.ask_beats.next = self.burst.q.val();
        self.ask_valid.next = self.burst_valid.q.val();
        if self.burst_valid.q.val() && self.ask_ready.val() {
            self.burst_valid.d.next = false;
            self.job_valid.d.next = !self.burst_last.q.val();
            self.job_left.d.next = self.job_left.q.val() - bit_cast::<10, 5>(self.burst.q.val());
            // Every burst but the last one ends where a block of 256 octets does.
            self.job_addr.d.next = ((self.job_addr.q.val() >> 8) + 1) << 8;
        }
        if self.reset.val() {
            self.raw_valid.d.next = false;
            self.checked_valid.d.next = false;
            self.next_valid.d.next = false;
            self.go.d.next = false;
            self.ring_left.d.next = self.ring_words.val();
            self.ring_next.d.next = bits::<11>(0);
            self.places.d.next = bits::<7>(64);
            self.free_now.d.next = false;
            self.job_valid.d.next = false;
            self.burst_valid.d.next = false;
            self.accept.d.next = false;
        }
    }
}
