//! Register banks that come several times: one per queue pair, one per interrupt vector.
//!
//! A bank decodes the low address bits; `sel` says that the address is in its block. Reads answer one clock later, with zero
//! from a bank that is not selected, so that a parent may OR them.

use respite_abi::reg;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Registers of a queue pair.
#[derive(LogicBlock)]
pub struct QueueBank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// The written address is in this bank.
    pub write: Signal<In, Bit>,
    /// Offset written, in bytes.
    pub write_offset: Signal<In, Bits<6>>,
    /// Value written.
    pub data: Signal<In, Bits<32>>,
    /// The read address is in this bank.
    pub read: Signal<In, Bit>,
    /// Offset read, in bytes.
    pub read_offset: Signal<In, Bits<6>>,
    /// Value read, one clock later.
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
    sq_lo: DFF<Bits<32>>,
    sq_hi: DFF<Bits<16>>,
    cq_lo: DFF<Bits<32>>,
    cq_hi: DFF<Bits<16>>,
    control: DFF<Bits<8>>,
    cap: DFF<Bits<14>>,
    bell: DFF<Bits<12>>,
    chosen: Signal<Local, Bits<32>>,
    found: Signal<Local, Bits<32>>,
    value_r: DFF<Bits<32>>,
    at_sq_lo: Constant<Bits<6>>,
    at_sq_hi: Constant<Bits<6>>,
    at_cq_lo: Constant<Bits<6>>,
    at_cq_hi: Constant<Bits<6>>,
    at_control: Constant<Bits<6>>,
    at_cap: Constant<Bits<6>>,
    at_bell: Constant<Bits<6>>,
    at_head: Constant<Bits<6>>,
}

fn offset(register: u16) -> Constant<Bits<6>> {
    Constant::new(u64::from(register % reg::QUEUE_STRIDE).into())
}

impl Default for QueueBank {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            write: Default::default(),
            write_offset: Default::default(),
            data: Default::default(),
            read: Default::default(),
            read_offset: Default::default(),
            value: Default::default(),
            head: Default::default(),
            enable: Default::default(),
            log2: Default::default(),
            sq_base: Default::default(),
            cq_base: Default::default(),
            capacity: Default::default(),
            tail: Default::default(),
            sq_lo: Default::default(),
            sq_hi: Default::default(),
            cq_lo: Default::default(),
            cq_hi: Default::default(),
            control: Default::default(),
            cap: Default::default(),
            bell: Default::default(),
            chosen: Default::default(),
            found: Default::default(),
            value_r: Default::default(),
            at_sq_lo: offset(reg::SQ_BASE_LO),
            at_sq_hi: offset(reg::SQ_BASE_HI),
            at_cq_lo: offset(reg::CQ_BASE_LO),
            at_cq_hi: offset(reg::CQ_BASE_HI),
            at_control: offset(reg::Q_CONTROL),
            at_cap: offset(reg::DST_CAPACITY),
            at_bell: offset(reg::DOORBELL),
            at_head: offset(reg::SQ_HEAD),
        }
    }
}

impl Logic for QueueBank {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sq_lo, sq_hi, cq_lo, cq_hi, control, cap, bell, value_r);
        if self.write.val() {
            if self.write_offset.val() == self.at_sq_lo.val() {
                self.sq_lo.d.next = self.data.val();
            }
            if self.write_offset.val() == self.at_sq_hi.val() {
                self.sq_hi.d.next = bit_cast::<16, 32>(self.data.val());
            }
            if self.write_offset.val() == self.at_cq_lo.val() {
                self.cq_lo.d.next = self.data.val();
            }
            if self.write_offset.val() == self.at_cq_hi.val() {
                self.cq_hi.d.next = bit_cast::<16, 32>(self.data.val());
            }
            if self.write_offset.val() == self.at_control.val() {
                self.control.d.next = bit_cast::<8, 32>(self.data.val());
                // Enabling starts at index 0: a tail of an earlier life must not be followed.
                self.bell.d.next = bits::<12>(0);
            }
            if self.write_offset.val() == self.at_cap.val() {
                self.cap.d.next = bit_cast::<14, 32>(self.data.val());
            }
            if self.write_offset.val() == self.at_bell.val() {
                self.bell.d.next = bit_cast::<12, 32>(self.data.val());
            }
        }
        self.found.next = bits::<32>(0);
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_sq_lo.val()) {
            self.chosen.next = self.sq_lo.q.val();
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_sq_hi.val()) {
            self.chosen.next = bit_cast::<32, 16>(self.sq_hi.q.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_cq_lo.val()) {
            self.chosen.next = self.cq_lo.q.val();
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_cq_hi.val()) {
            self.chosen.next = bit_cast::<32, 16>(self.cq_hi.q.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_control.val()) {
            self.chosen.next = bit_cast::<32, 8>(self.control.q.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_cap.val()) {
            self.chosen.next = bit_cast::<32, 14>(self.cap.q.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_bell.val()) {
            self.chosen.next = bit_cast::<32, 12>(self.bell.q.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.read.val() && (self.read_offset.val() == self.at_head.val()) {
            self.chosen.next = bit_cast::<32, 12>(self.head.val());
        }
        self.found.next = self.found.val() | self.chosen.val();
        self.value_r.d.next = self.found.val();
        self.value.next = self.value_r.q.val();
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
    /// The written address is in this bank.
    pub write: Signal<In, Bit>,
    /// The written register is the time, not the count.
    pub write_time: Signal<In, Bit>,
    /// Value written.
    pub data: Signal<In, Bits<32>>,
    /// The read address is in this bank.
    pub read: Signal<In, Bit>,
    /// The register read is the time.
    pub read_time: Signal<In, Bit>,
    /// Value read, one clock later.
    pub value: Signal<Out, Bits<32>>,
    /// Completions before the vector fires.
    pub count: Signal<Out, Bits<16>>,
    /// Clocks after which it fires with fewer.
    pub wait_clocks: Signal<Out, Bits<32>>,
    count_r: DFF<Bits<16>>,
    time_r: DFF<Bits<32>>,
    value_r: DFF<Bits<32>>,
}

impl Logic for VectorBank {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count_r, time_r, value_r);
        if self.write.val() && self.write_time.val() {
            self.time_r.d.next = self.data.val();
        }
        if self.write.val() && !self.write_time.val() {
            self.count_r.d.next = bit_cast::<16, 32>(self.data.val());
        }
        self.value_r.d.next = bits::<32>(0);
        if self.read.val() && self.read_time.val() {
            self.value_r.d.next = self.time_r.q.val();
        }
        if self.read.val() && !self.read_time.val() {
            self.value_r.d.next = bit_cast::<32, 16>(self.count_r.q.val());
        }
        self.value.next = self.value_r.q.val();
        self.count.next = self.count_r.q.val();
        self.wait_clocks.next = self.time_r.q.val();
        if self.reset.val() {
            self.count_r.d.next = bits::<16>(0);
            self.time_r.d.next = bits::<32>(0);
        }
    }
}
