//! Invalid-SPI events: coalesces repeats, spends tokens, hands records to Deliver.
//!
//! ```text
//!   miss --> look up {AH, authentic, SPI, source} in 1,024 entries
//!              |- new:       record with count 1, entry made     (an older entry in its place is flushed)
//!              '- repeated:  entry's count + 1
//!   sweep --> entry older than `age`: flushed as one record with its count
//!   record --> token? room in the ring? --> Deliver            otherwise its count goes to ev_overflow
//! ```
//! A repeat takes 7 clocks. Nothing here makes a packet wait: a miss that finds this block busy is lost (and counted by the
//! caller). Spec 04 §4.9.

use crate::common::{Fifo, Ram, Swap};
use crate::types::Miss;
use respite_abi::event;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What is remembered of an unknown SPI.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Entry {
    /// There is one.
    pub valid: Bit,
    /// AH rather than ESP.
    pub ah: Bit,
    /// IPv6.
    pub v6: Bit,
    /// ESP in UDP.
    pub udp: Bit,
    /// A valid AH was around it.
    pub auth: Bit,
    /// SPI.
    pub spi: Bits<32>,
    /// Source address.
    pub src: Bits<128>,
    /// Destination address.
    pub dst: Bits<128>,
    /// UDP source port.
    pub sport: Bits<16>,
    /// UDP destination port.
    pub dport: Bits<16>,
    /// Sequence number of the first packet.
    pub seq: Bits<32>,
    /// Flow label.
    pub flow: Bits<20>,
    /// Octets of the first packet.
    pub len: Bits<16>,
    /// Packets since the last record.
    pub count: Bits<16>,
    /// When the entry was made.
    pub stamp: Bits<64>,
}

/// What the block is doing.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Step {
    /// Zeroes the entries after reset.
    Sweep,
    /// Waits for a miss, or reads the next entry of the sweep.
    Idle,
    /// The entry before is being written.
    Wait,
    /// The entry is being read.
    Read,
    /// The entry is registered.
    Load,
    /// Compares it with the packet, by its parts.
    Compare,
    /// Puts them together.
    Match,
    /// Decides.
    Decide,
    /// Offers the record of an entry that ends.
    Flush,
    /// Offers the record of the new packet.
    First,
}

/// Events of one lane.
#[derive(LogicBlock)]
pub struct Events {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Packet with an unknown SPI.
    pub miss: Signal<In, Miss>,
    /// There is one.
    pub miss_valid: Signal<In, Bit>,
    /// It is taken.
    pub miss_ready: Signal<Out, Bit>,
    /// Cycle counter.
    pub now: Signal<In, Bits<64>>,
    /// Ring enabled.
    pub enable: Signal<In, Bit>,
    /// Ring, IOVA.
    pub base: Signal<In, Bits<48>>,
    /// Records in the ring, power of two.
    pub log2: Signal<In, Bits<4>>,
    /// Host's consumer index.
    pub head: Signal<In, Bits<12>>,
    /// Clocks until an entry is flushed.
    pub age: Signal<In, Bits<32>>,
    /// Clocks per token; 0 is no limit.
    pub period: Signal<In, Bits<32>>,
    /// Most tokens.
    pub burst: Signal<In, Bits<16>>,
    /// Producer index.
    pub tail: Signal<Out, Bits<12>>,
    /// Address of the record.
    pub e_addr: Signal<Out, Bits<48>>,
    /// Record, octet 0 in bits 7:0.
    pub e_data: Signal<Out, Bits<1024>>,
    /// There is one.
    pub e_valid: Signal<Out, Bit>,
    /// It is taken.
    pub e_ready: Signal<In, Bit>,
    /// A record was handed over.
    pub queued: Signal<Out, Bit>,
    /// A packet was merged.
    pub coalesced: Signal<Out, Bit>,
    /// Packets of a record that was not written.
    pub overflow: Signal<Out, Bits<16>>,
    /// No record pending.
    pub idle: Signal<Out, Bit>,

    arrived: DFF<Miss>,
    has_arrived: DFF<Bit>,
    inbox: Fifo<Miss, 8, 9>,
    entries: Ram<Entry, 10>,
    swap_src: Swap<128>,
    swap_dst: Swap<128>,
    swap_head: Swap<384>,
    step: DFF<Step>,
    packet: DFF<Miss>,
    has_packet: DFF<Bit>,
    index: DFF<Bits<10>>,
    sweep: DFF<Bits<10>>,
    entry: DFF<Entry>,
    same_src: DFF<Bits<8>>,
    same_spi: DFF<Bit>,
    /// The entry is the packet's.
    same: DFF<Bit>,
    /// It has a count; it is the highest.
    repeats: DFF<Bit>,
    many: DFF<Bit>,
    age_of: DFF<Bits<32>>,
    tokens: DFF<Bits<16>>,
    clocks: DFF<Bits<32>>,
    enabled: DFF<Bit>,
    tail_r: DFF<Bits<12>>,
    phase: DFF<Bit>,
    mask: DFF<Bits<12>>,
    room: DFF<Bit>,
    settle: DFF<Bit>,
    no_limit: DFF<Bit>,
    may_spend: DFF<Bit>,
    period_less: DFF<Bits<32>>,
    // The change that was decided on: whether there is one, its place; the old entry stays; its validity, count and time.
    decided: DFF<Bit>,
    decided_index: DFF<Bits<10>>,
    keep: DFF<Bit>,
    valid: DFF<Bit>,
    count: DFF<Bits<16>>,
    stamp: DFF<Bits<64>>,
    wr: DFF<Bit>,
    wa: DFF<Bits<10>>,
    wd: DFF<Entry>,
    allowed: Signal<Local, Bit>,
    offer: Signal<Local, Bit>,
    next_tail: DFF<Bits<12>>,
    /// The record of the clock before, while packet and entry are still there: of the packet, or else of the entry.
    offered: DFF<Bit>,
    offered_first: DFF<Bit>,
    record: DFF<Bits<1024>>,
    record_addr: DFF<Bits<48>>,
    record_valid: DFF<Bit>,
    queued_r: DFF<Bit>,
    coalesced_r: DFF<Bit>,
    overflow_r: DFF<Bits<16>>,

    m: Signal<Local, Miss>,
    e: Signal<Local, Entry>,
    out: Signal<Local, Entry>,
    fresh: Signal<Local, Entry>,
    p: Signal<Local, Miss>,
    changed: Signal<Local, Entry>,
    same_now: Signal<Local, Bits<8>>,
    mask_now: Signal<Local, Bits<12>>,
    head_or_zero: Signal<Local, Bits<384>>,
    /// A token goes, one clock after the offer; `room` is off longer than that.
    spend: DFF<Bit>,
    refill: DFF<Bit>,
    write: Signal<Local, Bit>,
    hash: Signal<Local, Bits<10>>,
    is_first: Signal<Local, Bit>,
    flags: Signal<Local, Bits<8>>,
    proto: Signal<Local, Bits<8>>,
    word0: Signal<Local, Bits<128>>,
    word6: Signal<Local, Bits<128>>,
    word7: Signal<Local, Bits<128>>,
    kind: Constant<Bits<128>>,
    esp: Constant<Bits<8>>,
    flag_no_head: Constant<Bits<8>>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            miss: Default::default(),
            miss_valid: Default::default(),
            miss_ready: Default::default(),
            now: Default::default(),
            enable: Default::default(),
            base: Default::default(),
            log2: Default::default(),
            head: Default::default(),
            age: Default::default(),
            period: Default::default(),
            burst: Default::default(),
            tail: Default::default(),
            e_addr: Default::default(),
            e_data: Default::default(),
            e_valid: Default::default(),
            e_ready: Default::default(),
            queued: Default::default(),
            coalesced: Default::default(),
            overflow: Default::default(),
            idle: Default::default(),
            arrived: Default::default(),
            has_arrived: Default::default(),
            inbox: Default::default(),
            entries: Default::default(),
            swap_src: Default::default(),
            swap_dst: Default::default(),
            swap_head: Default::default(),
            step: Default::default(),
            packet: Default::default(),
            has_packet: Default::default(),
            index: Default::default(),
            sweep: Default::default(),
            entry: Default::default(),
            same_src: Default::default(),
            same_spi: Default::default(),
            same: Default::default(),
            repeats: Default::default(),
            many: Default::default(),
            age_of: Default::default(),
            tokens: Default::default(),
            clocks: Default::default(),
            enabled: Default::default(),
            tail_r: Default::default(),
            phase: Default::default(),
            mask: Default::default(),
            room: Default::default(),
            settle: Default::default(),
            no_limit: Default::default(),
            may_spend: Default::default(),
            period_less: Default::default(),
            decided: Default::default(),
            decided_index: Default::default(),
            keep: Default::default(),
            valid: Default::default(),
            count: Default::default(),
            stamp: Default::default(),
            wr: Default::default(),
            wa: Default::default(),
            wd: Default::default(),
            allowed: Default::default(),
            offer: Default::default(),
            next_tail: Default::default(),
            offered: Default::default(),
            offered_first: Default::default(),
            record: Default::default(),
            record_addr: Default::default(),
            record_valid: Default::default(),
            queued_r: Default::default(),
            coalesced_r: Default::default(),
            overflow_r: Default::default(),
            m: Default::default(),
            e: Default::default(),
            out: Default::default(),
            fresh: Default::default(),
            p: Default::default(),
            changed: Default::default(),
            same_now: Default::default(),
            mask_now: Default::default(),
            head_or_zero: Default::default(),
            spend: Default::default(),
            refill: Default::default(),
            write: Default::default(),
            hash: Default::default(),
            is_first: Default::default(),
            flags: Default::default(),
            proto: Default::default(),
            word0: Default::default(),
            word6: Default::default(),
            word7: Default::default(),
            kind: Constant::new(u64::from(event::KIND_INVALID_SPI).into()),
            esp: Constant::new(50u64.into()),
            flag_no_head: Constant::new(u64::from(event::FLAG_NO_HEAD).into()),
        }
    }
}

impl Logic for Events {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, step, packet, has_packet, index, sweep, entry, same_src, same_spi, same, age_of);
        dff_setup!(self, clock, tokens, clocks, enabled, tail_r, phase, mask, room, record, record_addr, record_valid);
        dff_setup!(self, clock, queued_r, coalesced_r, overflow_r, arrived, has_arrived);
        dff_setup!(self, clock, settle, no_limit, may_spend, period_less, wr, wa, wd, next_tail, refill, spend);
        dff_setup!(
            self,
            clock,
            decided,
            decided_index,
            keep,
            valid,
            count,
            stamp,
            offered,
            offered_first,
            repeats,
            many
        );
        self.inbox.clock.next = self.clock.val();
        self.inbox.reset.next = self.reset.val();
        self.miss_ready.next = self.inbox.s_ready.val() && !self.has_arrived.q.val();
        // The lane is far away on the chip: what it says is registered before it goes to the many RAMs of the inbox.
        self.arrived.d.next = self.miss.val();
        self.has_arrived.d.next = self.miss_valid.val() && self.miss_ready.val();
        self.inbox.s_data.next = self.arrived.q.val();
        self.inbox.s_valid.next = self.has_arrived.q.val();
        self.inbox.m_ready.next = self.step.q.val() == Step::Idle;
        self.entries.clock.next = self.clock.val();
        self.entries.ra.next = self.index.q.val();

        // Room in the ring and a token, two clocks old: the host only ever makes more room, and after an offer `room` is
        // kept off until both have followed.
        self.mask_now.next = bits::<12>(0);
        for i in 0..12 {
            if self.log2.val() > i.to_bits::<4>() {
                self.mask_now.next = self.mask_now.val().replace_bit(i, true);
            }
        }
        self.mask.d.next = self.mask_now.val();
        self.next_tail.d.next = (self.tail_r.q.val() + 1) & self.mask.q.val();
        self.room.d.next = (self.next_tail.q.val() != self.head.val()) && !self.settle.q.val();
        self.settle.d.next = false;
        self.no_limit.d.next = !self.period.val().any();
        self.may_spend.d.next = self.tokens.q.val().any() || self.no_limit.q.val();
        self.allowed.next = self.enabled.q.val() && self.room.q.val() && self.may_spend.q.val();

        // Where an arriving packet lies.
        self.m.next = self.inbox.m_data.val();
        self.hash.next = self.m.val().spi.get_bits::<10>(0)
            ^ self.m.val().spi.get_bits::<10>(10)
            ^ self.m.val().spi.get_bits::<10>(20)
            ^ bit_cast::<10, 2>(self.m.val().spi.get_bits::<2>(30))
            ^ self.m.val().src.get_bits::<10>(0)
            ^ self.m.val().src.get_bits::<10>(10)
            ^ self.m.val().src.get_bits::<10>(20)
            ^ self.m.val().src.get_bits::<10>(64)
            ^ self.m.val().src.get_bits::<10>(80)
            ^ self.m.val().src.get_bits::<10>(100);

        // The entry that the packet in hand would make, and the one that is there.
        self.p.next = self.packet.q.val();
        self.e.next = self.entry.q.val();
        self.fresh.next.valid = true;
        self.fresh.next.ah = self.p.val().ah;
        self.fresh.next.v6 = self.p.val().v6;
        self.fresh.next.udp = self.p.val().udp;
        self.fresh.next.auth = self.p.val().auth;
        self.fresh.next.spi = self.p.val().spi;
        self.fresh.next.src = self.p.val().src;
        self.fresh.next.dst = self.p.val().dst;
        // What a packet does not have is 0.
        self.fresh.next.sport = bits::<16>(0);
        self.fresh.next.dport = bits::<16>(0);
        if self.p.val().udp {
            self.fresh.next.sport = self.p.val().sport;
            self.fresh.next.dport = self.p.val().dport;
        }
        self.fresh.next.seq = self.p.val().seq;
        self.fresh.next.flow = bits::<20>(0);
        if self.p.val().v6 {
            self.fresh.next.flow = self.p.val().flow;
        }
        self.fresh.next.len = self.p.val().len;
        self.fresh.next.count = bits::<16>(0);
        // As it was when this was decided.
        self.fresh.next.stamp = self.stamp.q.val();
        self.same_now.next = bits::<8>(0);
        for i in 0..8 {
            if self.e.val().src.get_bits::<16>(16 * i) == self.p.val().src.get_bits::<16>(16 * i) {
                self.same_now.next = self.same_now.val().replace_bit(i, true);
            }
        }
        self.same_src.d.next = self.same_now.val();
        self.same_spi.d.next = (self.e.val().spi == self.p.val().spi)
            && (self.e.val().ah == self.p.val().ah)
            && (self.e.val().auth == self.p.val().auth)
            && (self.e.val().v6 == self.p.val().v6);
        self.repeats.d.next = self.e.val().count.any();
        self.many.d.next = self.e.val().count.all();
        self.age_of.d.next = bit_cast::<32, 64>(self.now.val()) - bit_cast::<32, 64>(self.e.val().stamp);
        self.same.d.next = self.e.val().valid && self.same_src.q.val().all() && self.same_spi.q.val();

        self.write.next = false;
        self.keep.d.next = false;
        self.valid.d.next = true;
        self.count.d.next = bits::<16>(0);
        self.offer.next = false;
        self.is_first.next = false;
        self.coalesced_r.d.next = false;
        self.queued_r.d.next = false;
        self.overflow_r.d.next = bits::<16>(0);
        match self.step.q.val() {
            Step::Sweep => {
                self.valid.d.next = false;
                self.write.next = true;
                self.index.d.next = self.index.q.val() + 1;
                if self.index.q.val().all() {
                    self.step.d.next = Step::Idle;
                }
            }
            Step::Idle => {
                self.step.d.next = Step::Wait;
                self.has_packet.d.next = self.inbox.m_valid.val();
                self.packet.d.next = self.inbox.m_data.val();
                if self.inbox.m_valid.val() {
                    self.index.d.next = self.hash.val();
                } else {
                    self.index.d.next = self.sweep.q.val();
                    self.sweep.d.next = self.sweep.q.val() + 1;
                }
            }
            Step::Wait => {
                self.step.d.next = Step::Read;
            }
            Step::Read => {
                self.step.d.next = Step::Load;
            }
            Step::Load => {
                self.entry.d.next = self.entries.rd.val();
                self.step.d.next = Step::Compare;
            }
            Step::Compare => {
                self.step.d.next = Step::Match;
            }
            Step::Match => {
                self.step.d.next = Step::Decide;
            }
            Step::Decide => {
                self.step.d.next = Step::Idle;
                if self.has_packet.q.val() {
                    if self.same.q.val() {
                        self.coalesced_r.d.next = true;
                        if self.many.q.val() {
                            self.step.d.next = Step::Flush;
                        } else {
                            self.keep.d.next = true;
                            self.count.d.next = self.e.val().count + 1;
                            self.write.next = true;
                        }
                    } else if self.e.val().valid && self.repeats.q.val() {
                        self.step.d.next = Step::Flush;
                    } else {
                        self.step.d.next = Step::First;
                    }
                } else if self.e.val().valid && (self.age_of.q.val() > self.age.val()) {
                    if self.repeats.q.val() {
                        self.step.d.next = Step::Flush;
                    } else {
                        self.valid.d.next = false;
                        self.write.next = true;
                    }
                }
            }
            Step::Flush => {
                if !self.allowed.val() {
                    self.overflow_r.d.next = self.e.val().count;
                } else {
                    self.offer.next = !self.record_valid.q.val();
                }
                if !self.allowed.val() || !self.record_valid.q.val() {
                    self.step.d.next = Step::Idle;
                    if !self.has_packet.q.val() {
                        self.valid.d.next = false;
                        self.write.next = true;
                    } else if self.same.q.val() {
                        self.count.d.next = bits::<16>(1);
                        self.write.next = true;
                    } else {
                        self.step.d.next = Step::First;
                    }
                }
            }
            Step::First => {
                // Without a token the packet waits in its entry and is reported, with its repeats, when that is flushed.
                self.is_first.next = true;
                if !self.allowed.val() {
                    self.count.d.next = bits::<16>(1);
                } else {
                    self.offer.next = !self.record_valid.q.val();
                }
                if !self.allowed.val() || !self.record_valid.q.val() {
                    self.write.next = true;
                    self.step.d.next = Step::Idle;
                }
            }
        }
        // The entry is put together one clock later, while packet and entry are still there, and written after another one;
        // the next entry is read three clocks later at the earliest.
        self.decided.d.next = self.write.val();
        self.decided_index.d.next = self.index.q.val();
        self.stamp.d.next = self.now.val();
        self.changed.next = self.fresh.val();
        if self.keep.q.val() {
            self.changed.next = self.entry.q.val();
        }
        self.changed.next.valid = self.valid.q.val();
        self.changed.next.count = self.count.q.val();
        self.wr.d.next = self.decided.q.val();
        self.wa.d.next = self.decided_index.q.val();
        self.wd.d.next = self.changed.val();
        self.entries.wr.next = self.wr.q.val();
        self.entries.wa.next = self.wa.q.val();
        self.entries.wd.next = self.wd.q.val();

        // The record on offer, one clock later.
        self.offered.d.next = self.offer.val();
        self.offered_first.d.next = self.is_first.val();
        self.out.next = self.entry.q.val();
        self.flags.next = self.flag_no_head.val();
        self.head_or_zero.next = bits::<384>(0);
        if self.offered_first.q.val() {
            self.out.next = self.fresh.val();
            self.out.next.count = bits::<16>(1);
            self.flags.next = bits::<8>(0);
            self.head_or_zero.next = self.p.val().head;
        }
        if self.out.val().udp {
            self.flags.next = self.flags.val() | 1;
        }
        if self.out.val().v6 {
            self.flags.next = self.flags.val() | 2;
        }
        if self.out.val().auth {
            self.flags.next = self.flags.val() | 4;
        }
        self.proto.next = self.esp.val();
        if self.out.val().ah {
            self.proto.next = self.esp.val() + 1;
        }
        self.swap_src.x.next = self.out.val().src;
        self.swap_dst.x.next = self.out.val().dst;
        self.swap_head.x.next = self.head_or_zero.val();
        self.word0.next = self.kind.val()
            | (bit_cast::<128, 8>(self.proto.val()) << 8)
            | (bit_cast::<128, 8>(self.flags.val()) << 16)
            | (bit_cast::<128, 32>(self.out.val().spi) << 32)
            | (bit_cast::<128, 64>(self.out.val().stamp) << 64);
        self.word6.next = bit_cast::<128, 32>(self.out.val().seq)
            | (bit_cast::<128, 16>(self.out.val().sport) << 32)
            | (bit_cast::<128, 16>(self.out.val().dport) << 48)
            | (bit_cast::<128, 20>(self.out.val().flow) << 64);
        self.word7.next = bit_cast::<128, 16>(self.out.val().len)
            | (bit_cast::<128, 16>(self.out.val().count) << 32)
            | (bit_cast::<128, 1>(self.phase.q.val().into()) << 96);
        if self.e_ready.val() {
            self.record_valid.d.next = false;
        }
        self.spend.d.next = false;
        // The room just found is used up; look again.
        if self.offer.val() || self.offered.q.val() {
            self.room.d.next = false;
        }
        if self.offered.q.val() {
            self.record.d.next = bit_cast::<1024, 128>(self.word0.val())
                | (bit_cast::<1024, 128>(self.swap_src.y.val()) << 128)
                | (bit_cast::<1024, 128>(self.swap_dst.y.val()) << 256)
                | (bit_cast::<1024, 384>(self.swap_head.y.val()) << 384)
                | (bit_cast::<1024, 128>(self.word6.val()) << 768)
                | (bit_cast::<1024, 128>(self.word7.val()) << 896);
            self.record_addr.d.next = self.base.val() + (bit_cast::<48, 12>(self.tail_r.q.val()) << 7);
            self.record_valid.d.next = true;
            self.queued_r.d.next = true;
            self.spend.d.next = true;
            self.tail_r.d.next = self.next_tail.q.val();
            self.settle.d.next = true;
            if !self.next_tail.q.val().any() {
                self.phase.d.next = !self.phase.q.val();
            }
        }

        // Token bucket, full when the ring is enabled.
        self.period_less.d.next = self.period.val() - 1;
        self.refill.d.next = self.no_limit.q.val()
            || ((self.clocks.q.val() >= self.period_less.q.val())
                && (!self.refill.q.val() || !self.period_less.q.val().any()));
        self.clocks.d.next = self.clocks.q.val() + 1;
        if self.refill.q.val() {
            self.clocks.d.next = bits::<32>(1);
        }
        if self.refill.q.val() && !self.spend.q.val() && (self.tokens.q.val() < self.burst.val()) {
            self.tokens.d.next = self.tokens.q.val() + 1;
        } else if self.spend.q.val() && !self.refill.q.val() && self.tokens.q.val().any() {
            self.tokens.d.next = self.tokens.q.val() - 1;
        }
        self.enabled.d.next = self.enable.val();
        if self.enable.val() && !self.enabled.q.val() {
            self.tail_r.d.next = bits::<12>(0);
            self.phase.d.next = true;
            self.tokens.d.next = self.burst.val();
            self.room.d.next = false;
            self.settle.d.next = true;
        }

        self.tail.next = self.tail_r.q.val();
        self.e_addr.next = self.record_addr.q.val();
        self.e_data.next = self.record.q.val();
        self.e_valid.next = self.record_valid.q.val();
        self.queued.next = self.queued_r.q.val();
        self.coalesced.next = self.coalesced_r.q.val();
        self.overflow.next = self.overflow_r.q.val();
        self.idle.next = !self.offered.q.val()
            && !self.record_valid.q.val()
            && !self.inbox.m_valid.val()
            && !self.has_arrived.q.val();
        if self.reset.val() {
            self.has_arrived.d.next = false;
            self.step.d.next = Step::Sweep;
            self.index.d.next = bits::<10>(0);
            self.record_valid.d.next = false;
            self.offered.d.next = false;
            self.enabled.d.next = false;
        }
    }
}
