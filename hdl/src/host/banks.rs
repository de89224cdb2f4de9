//! Register banks: one per queue pair, one per interrupt vector, one for events.
//!
//! Registers to write come first among those to read, so that both have the same number.

use super::access::{Access, Decoder};
use respite_abi::reg;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Registers of a queue pair.
#[derive(LogicBlock, Default)]
pub struct QueueBank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<In, Access>,
    /// Value read, two clocks later.
    pub value: Signal<Out, Bits<32>>,
    /// Next descriptor that is fetched.
    pub head: Signal<In, Bits<12>>,
    /// Queue enabled.
    pub enable: Signal<Out, Bit>,
    /// Entries, power of two.
    pub log2: Signal<Out, Bits<4>>,
    /// Submission ring.
    pub sq_base: Signal<Out, Bits<48>>,
    /// Completion ring.
    pub cq_base: Signal<Out, Bits<48>>,
    /// Octets of a destination buffer.
    pub capacity: Signal<Out, Bits<14>>,
    /// Tail index.
    pub tail: Signal<Out, Bits<12>>,
    decoder: Decoder<7, 8>,
    sq_lo: DFF<Bits<32>>,
    sq_hi: DFF<Bits<16>>,
    cq_lo: DFF<Bits<32>>,
    cq_hi: DFF<Bits<16>>,
    control: DFF<Bits<8>>,
    cap: DFF<Bits<14>>,
    bell: DFF<Bits<12>>,
    writes: Signal<Local, Bits<7>>,
    data: Signal<Local, Bits<32>>,
}

impl QueueBank {
    /// Of queue pair `number`.
    pub fn new(number: u16) -> QueueBank {
        let at = |register: u16| register + number * reg::QUEUE_STRIDE;
        let rings = [reg::SQ_BASE_LO, reg::SQ_BASE_HI, reg::CQ_BASE_LO, reg::CQ_BASE_HI];
        let writes = [&rings[..], &[reg::Q_CONTROL, reg::DST_CAPACITY, reg::DOORBELL]].concat();
        let writes: Vec<u16> = writes.into_iter().map(at).collect();
        let reads = [&writes[..], &[at(reg::SQ_HEAD)]].concat();
        QueueBank { decoder: Decoder::new(&writes, &reads), ..QueueBank::default() }
    }
}

impl Logic for QueueBank {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sq_lo, sq_hi, cq_lo, cq_hi, control, cap, bell);
        self.decoder.clock.next = self.clock.val();
        self.decoder.access.next = self.access.val();
        self.writes.next = self.decoder.writes.val();
        self.data.next = self.access.val().w_data;
        if self.writes.val().get_bit(0) {
            self.sq_lo.d.next = self.data.val();
        }
        if self.writes.val().get_bit(1) {
            self.sq_hi.d.next = bit_cast::<16, 32>(self.data.val());
        }
        if self.writes.val().get_bit(2) {
            self.cq_lo.d.next = self.data.val();
        }
        if self.writes.val().get_bit(3) {
            self.cq_hi.d.next = bit_cast::<16, 32>(self.data.val());
        }
        if self.writes.val().get_bit(4) {
            self.control.d.next = bit_cast::<8, 32>(self.data.val());
            // Enabling starts at index 0: a tail of an earlier life must not be followed.
            self.bell.d.next = bits::<12>(0);
        }
        if self.writes.val().get_bit(5) {
            self.cap.d.next = bit_cast::<14, 32>(self.data.val());
        }
        if self.writes.val().get_bit(6) {
            self.bell.d.next = bit_cast::<12, 32>(self.data.val());
        }
        self.decoder.values[0].next = self.sq_lo.q.val();
        self.decoder.values[1].next = bit_cast::<32, 16>(self.sq_hi.q.val());
        self.decoder.values[2].next = self.cq_lo.q.val();
        self.decoder.values[3].next = bit_cast::<32, 16>(self.cq_hi.q.val());
        self.decoder.values[4].next = bit_cast::<32, 8>(self.control.q.val());
        self.decoder.values[5].next = bit_cast::<32, 14>(self.cap.q.val());
        self.decoder.values[6].next = bit_cast::<32, 12>(self.bell.q.val());
        self.decoder.values[7].next = bit_cast::<32, 12>(self.head.val());
        self.value.next = self.decoder.value.val();
        self.enable.next = self.control.q.val().get_bit(0);
        self.log2.next = self.control.q.val().get_bits::<4>(4);
        self.sq_base.next = bit_cast::<48, 32>(self.sq_lo.q.val()) | (bit_cast::<48, 16>(self.sq_hi.q.val()) << 32);
        self.cq_base.next = bit_cast::<48, 32>(self.cq_lo.q.val()) | (bit_cast::<48, 16>(self.cq_hi.q.val()) << 32);
        self.capacity.next = self.cap.q.val();
        self.tail.next = self.bell.q.val();
        if self.reset.val() {
            self.control.d.next = bits::<8>(0);
            self.bell.d.next = bits::<12>(0);
        }
    }
}

/// Moderation of an interrupt vector.
#[derive(LogicBlock, Default)]
pub struct VectorBank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<In, Access>,
    /// Value read, two clocks later.
    pub value: Signal<Out, Bits<32>>,
    /// Completions before the vector fires.
    pub count: Signal<Out, Bits<16>>,
    /// Clocks after which it fires with fewer.
    pub wait_clocks: Signal<Out, Bits<32>>,
    decoder: Decoder<2, 2>,
    count_r: DFF<Bits<16>>,
    time_r: DFF<Bits<32>>,
    data: Signal<Local, Bits<32>>,
}

impl VectorBank {
    /// Of vector `number`.
    pub fn new(number: u16) -> VectorBank {
        let registers = [reg::IRQ_COUNT + 8 * number, reg::IRQ_TIME + 8 * number];
        VectorBank { decoder: Decoder::new(&registers, &registers), ..VectorBank::default() }
    }
}

impl Logic for VectorBank {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count_r, time_r);
        self.decoder.clock.next = self.clock.val();
        self.decoder.access.next = self.access.val();
        self.data.next = self.access.val().w_data;
        if self.decoder.writes.val().get_bit(0) {
            self.count_r.d.next = bit_cast::<16, 32>(self.data.val());
        }
        if self.decoder.writes.val().get_bit(1) {
            self.time_r.d.next = self.data.val();
        }
        self.decoder.values[0].next = bit_cast::<32, 16>(self.count_r.q.val());
        self.decoder.values[1].next = self.time_r.q.val();
        self.value.next = self.decoder.value.val();
        self.count.next = self.count_r.q.val();
        self.wait_clocks.next = self.time_r.q.val();
        if self.reset.val() {
            self.count_r.d.next = bits::<16>(0);
            self.time_r.d.next = bits::<32>(0);
        }
    }
}

/// Settings of `Events`.
#[derive(LogicBlock, Default)]
pub struct EventBank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<In, Access>,
    /// Value read, two clocks later.
    pub value: Signal<Out, Bits<32>>,
    /// Event ring enabled.
    pub enable: Signal<Out, Bit>,
    /// Event ring.
    pub base: Signal<Out, Bits<48>>,
    /// Event ring size.
    pub log2: Signal<Out, Bits<4>>,
    /// Host's consumer index.
    pub head: Signal<Out, Bits<12>>,
    /// Card's producer index.
    pub tail: Signal<In, Bits<12>>,
    /// Age of a coalescing entry.
    pub age: Signal<Out, Bits<32>>,
    /// Clocks per token.
    pub period: Signal<Out, Bits<32>>,
    /// Most tokens.
    pub burst: Signal<Out, Bits<16>>,
    decoder: Decoder<7, 8>,
    lo: DFF<Bits<32>>,
    hi: DFF<Bits<16>>,
    control: DFF<Bits<8>>,
    head_r: DFF<Bits<12>>,
    age_r: DFF<Bits<32>>,
    period_r: DFF<Bits<32>>,
    burst_r: DFF<Bits<16>>,
    writes: Signal<Local, Bits<7>>,
    data: Signal<Local, Bits<32>>,
}

impl EventBank {
    /// The one bank of them.
    pub fn new() -> EventBank {
        let ring = [reg::EV_BASE_LO, reg::EV_BASE_HI, reg::EV_CONTROL, reg::EV_HEAD];
        let writes = [&ring[..], &[reg::EV_AGE, reg::EV_TOKEN_PERIOD, reg::EV_TOKEN_BURST]].concat();
        let reads = [&writes[..], &[reg::EV_TAIL]].concat();
        EventBank { decoder: Decoder::new(&writes, &reads), ..EventBank::default() }
    }
}

impl Logic for EventBank {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, lo, hi, control, head_r, age_r, period_r, burst_r);
        self.decoder.clock.next = self.clock.val();
        self.decoder.access.next = self.access.val();
        self.writes.next = self.decoder.writes.val();
        self.data.next = self.access.val().w_data;
        if self.writes.val().get_bit(0) {
            self.lo.d.next = self.data.val();
        }
        if self.writes.val().get_bit(1) {
            self.hi.d.next = bit_cast::<16, 32>(self.data.val());
        }
        if self.writes.val().get_bit(2) {
            self.control.d.next = bit_cast::<8, 32>(self.data.val());
            self.head_r.d.next = bits::<12>(0);
        }
        if self.writes.val().get_bit(3) {
            self.head_r.d.next = bit_cast::<12, 32>(self.data.val());
        }
        if self.writes.val().get_bit(4) {
            self.age_r.d.next = self.data.val();
        }
        if self.writes.val().get_bit(5) {
            self.period_r.d.next = self.data.val();
        }
        if self.writes.val().get_bit(6) {
            self.burst_r.d.next = bit_cast::<16, 32>(self.data.val());
        }
        self.decoder.values[0].next = self.lo.q.val();
        self.decoder.values[1].next = bit_cast::<32, 16>(self.hi.q.val());
        self.decoder.values[2].next = bit_cast::<32, 8>(self.control.q.val());
        self.decoder.values[3].next = bit_cast::<32, 12>(self.head_r.q.val());
        self.decoder.values[4].next = self.age_r.q.val();
        self.decoder.values[5].next = self.period_r.q.val();
        self.decoder.values[6].next = bit_cast::<32, 16>(self.burst_r.q.val());
        self.decoder.values[7].next = bit_cast::<32, 12>(self.tail.val());
        self.value.next = self.decoder.value.val();
        self.enable.next = self.control.q.val().get_bit(0);
        self.log2.next = self.control.q.val().get_bits::<4>(4);
        self.base.next = bit_cast::<48, 32>(self.lo.q.val()) | (bit_cast::<48, 16>(self.hi.q.val()) << 32);
        self.head.next = self.head_r.q.val();
        self.age.next = self.age_r.q.val();
        self.period.next = self.period_r.q.val();
        self.burst.next = self.burst_r.q.val();
        if self.reset.val() {
            self.control.d.next = bits::<8>(0);
            self.head_r.d.next = bits::<12>(0);
            self.age_r.d.next = bits::<32>(0);
            self.period_r.d.next = bits::<32>(0);
            self.burst_r.d.next = bits::<16>(0);
        }
    }
}
