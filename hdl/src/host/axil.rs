//! AXI4-Lite slave.
//!
//! ```text
//!   address, data --> [ w ] --access--> banks --value--> [ ] --> [ data ]
//!   address --------> [ r ] --'    '--> counter_slot ... counter_value --^
//! ```
//! One write and one read at a time; a read takes 5 clocks. Address and data of a write are taken together, and not while
//! `waits`. Brackets are registers.

use super::access::Access;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The slave.
#[derive(LogicBlock, Default)]
pub struct Axil {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Write address.
    pub awaddr: Signal<In, Bits<16>>,
    /// Write address is valid.
    pub awvalid: Signal<In, Bit>,
    /// Write address is taken.
    pub awready: Signal<Out, Bit>,
    /// Write data.
    pub wdata: Signal<In, Bits<32>>,
    /// Octets of the write data that count: all, or the write does nothing.
    pub wstrb: Signal<In, Bits<4>>,
    /// Write data is valid.
    pub wvalid: Signal<In, Bit>,
    /// Write data is taken.
    pub wready: Signal<Out, Bit>,
    /// Write response.
    pub bresp: Signal<Out, Bits<2>>,
    /// Write response is valid.
    pub bvalid: Signal<Out, Bit>,
    /// Write response is taken.
    pub bready: Signal<In, Bit>,
    /// Read address.
    pub araddr: Signal<In, Bits<16>>,
    /// Read address is valid.
    pub arvalid: Signal<In, Bit>,
    /// Read address is taken.
    pub arready: Signal<Out, Bit>,
    /// Read data.
    pub rdata: Signal<Out, Bits<32>>,
    /// Read response.
    pub rresp: Signal<Out, Bits<2>>,
    /// Read data is valid.
    pub rvalid: Signal<Out, Bit>,
    /// Read data is taken.
    pub rready: Signal<In, Bit>,
    /// Nothing may be written.
    pub waits: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<Out, Access>,
    /// The answers of all banks, two clocks after the address.
    pub value: Signal<In, Bits<32>>,
    /// Counter to read.
    pub counter_slot: Signal<Out, Bits<6>>,
    /// Its value, one clock later.
    pub counter_value: Signal<In, Bits<64>>,

    w_addr: DFF<Bits<16>>,
    w_data: DFF<Bits<32>>,
    w_go: DFF<Bit>,
    /// The write is being done.
    w_wait: DFF<Bit>,
    b_wait: DFF<Bit>,
    r_addr: DFF<Bits<16>>,
    r_step: DFF<Bits<3>>,
    r_found: DFF<Bits<32>>,
    r_data: DFF<Bits<32>>,
    r_wait: DFF<Bit>,
    takes: Signal<Local, Bit>,
    picked: Signal<Local, Bits<32>>,
    a: Signal<Local, Access>,
}

impl Logic for Axil {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, w_addr, w_data, w_go, w_wait, b_wait, r_addr, r_step, r_found, r_data, r_wait);

        self.takes.next = self.awvalid.val()
            && self.wvalid.val()
            && !self.b_wait.q.val()
            && !self.w_go.q.val()
            && !self.w_wait.q.val()
            && !self.waits.val();
        self.awready.next = self.takes.val();
        self.wready.next = self.takes.val();
        self.w_go.d.next = self.takes.val() && self.wstrb.val().all();
        self.w_wait.d.next = self.w_go.q.val();
        if self.b_wait.q.val() && self.bready.val() {
            self.b_wait.d.next = false;
        }
        if self.takes.val() {
            self.w_addr.d.next = self.awaddr.val();
            self.w_data.d.next = self.wdata.val();
            self.b_wait.d.next = true;
        }
        self.bvalid.next = self.b_wait.q.val();
        self.bresp.next = bits::<2>(0);

        // Reads: address, choice, registers, banks, answer.
        self.arready.next = !self.r_step.q.val().any() && !self.r_wait.q.val();
        if self.r_wait.q.val() && self.rready.val() {
            self.r_wait.d.next = false;
        }
        if self.r_step.q.val() == 4 {
            self.r_step.d.next = bits::<3>(0);
            self.r_wait.d.next = true;
        } else if self.r_step.q.val().any() {
            self.r_step.d.next = self.r_step.q.val() + 1;
        } else if self.arvalid.val() && !self.r_wait.q.val() {
            self.r_addr.d.next = self.araddr.val();
            self.r_step.d.next = bits::<3>(1);
        }
        self.r_found.d.next = self.value.val();
        self.counter_slot.next = self.r_addr.q.val().get_bits::<6>(3);
        self.picked.next = self.r_found.q.val();
        if self.r_addr.q.val().get_bits::<7>(9) == 2 {
            if self.r_addr.q.val().get_bit(2) {
                self.picked.next = self.counter_value.val().get_bits::<32>(32);
            } else {
                self.picked.next = self.counter_value.val().get_bits::<32>(0);
            }
        }
        self.r_data.d.next = self.picked.val();
        self.rdata.next = self.r_data.q.val();
        self.rvalid.next = self.r_wait.q.val();
        self.rresp.next = bits::<2>(0);

        self.a.next.write = self.w_go.q.val();
        self.a.next.w_addr = self.w_addr.q.val();
        self.a.next.w_data = self.w_data.q.val();
        self.a.next.read = self.r_step.q.val() == 1;
        self.a.next.r_addr = self.r_addr.q.val();
        self.access.next = self.a.val();
        if self.reset.val() {
            self.w_go.d.next = false;
            self.b_wait.d.next = false;
            self.r_step.d.next = bits::<3>(0);
            self.r_wait.d.next = false;
        }
    }
}
