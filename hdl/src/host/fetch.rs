//! Fetches packets: descriptors from the submission rings, then the packets that they name.
//!
//! ```text
//!   Descriptors --> Requests --.
//!       |   ^          |       '--> Arrivals --> Arrival --> Parse
//!       |   |          |               ^  packet ring <-- ring_ra, ring_rd
//!       +---|----------+--> Skid --> AR|
//!           '--------------------------+--- register <-- R
//! ```
//! Descriptors have AXI id 0, packets id 1; beats of the two may come interleaved. Bursts have at most 16 beats and do not
//! cross 256 octets. Nothing is asked for that cannot be taken, so R never waits: one beat a clock, with as many bursts
//! under way as the packet ring has room for. Arrivals come in the order of the descriptors.

use super::arrivals::Arrivals;
use super::counters::Accepted;
use super::descriptors::Descriptors;
use super::requests::Requests;
use crate::common::Skid;
use crate::types::Arrival;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// A read request.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Read {
    /// AXI id.
    pub id: Bits<2>,
    /// Address.
    pub addr: Bits<48>,
    /// Beats less one.
    pub len: Bits<8>,
}

/// Packet reader.
#[derive(LogicBlock, Default)]
pub struct Fetch {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Descriptors may be read.
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
    /// AXI id: 0 for descriptors, 1 for packets.
    pub arid: Signal<Out, Bits<2>>,
    /// Address.
    pub araddr: Signal<Out, Bits<48>>,
    /// Beats less one.
    pub arlen: Signal<Out, Bits<8>>,
    /// Address is valid.
    pub arvalid: Signal<Out, Bit>,
    /// Address is taken.
    pub arready: Signal<In, Bit>,
    /// AXI id of the data.
    pub rid: Signal<In, Bits<2>>,
    /// Data.
    pub rdata: Signal<In, Bits<128>>,
    /// Response.
    pub rresp: Signal<In, Bits<2>>,
    /// Last beat of a burst.
    pub rlast: Signal<In, Bit>,
    /// Data is valid.
    pub rvalid: Signal<In, Bit>,
    /// Data is taken: always.
    pub rready: Signal<Out, Bit>,
    /// Accept no more descriptors.
    pub hold: Signal<In, Bit>,
    /// Packet that is complete in the packet ring.
    pub m_data: Signal<Out, Arrival>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// Packet ring: word to read.
    pub ring_ra: Signal<In, Bits<11>>,
    /// Packet ring: the word, two clocks later.
    pub ring_rd: Signal<Out, Bits<128>>,
    /// Words of the packet ring are free again.
    pub free_valid: Signal<In, Bit>,
    /// How many.
    pub free_words: Signal<In, Bits<10>>,
    /// A descriptor was accepted.
    pub accepted: Signal<Out, Bit>,
    /// Its particulars.
    pub accepted_data: Signal<Out, Accepted>,
    /// A read ended in an error.
    pub read_fault: Signal<Out, Bit>,
    /// Nothing is under way: no read, no descriptor, no Arrival.
    pub idle: Signal<Out, Bit>,

    descriptors: Descriptors,
    requests: Requests,
    arrivals: Arrivals,
    ar: Skid<Read>,
    r_data: DFF<Bits<128>>,
    r_failed: DFF<Bit>,
    r_last: DFF<Bit>,
    r_descriptor: DFF<Bit>,
    r_packet: DFF<Bit>,
    fault: DFF<Bit>,
    /// Arrivals still to be taken, of descriptors that were committed to.
    arrivals_due: DFF<Bits<8>>,

    read: Signal<Local, Read>,
    more: Signal<Local, Bits<8>>,
    arrival_left: Signal<Local, Bit>,
}

impl Logic for Fetch {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, r_data, r_failed, r_last, r_descriptor, r_packet, fault, arrivals_due);
        self.descriptors.clock.next = self.clock.val();
        self.descriptors.reset.next = self.reset.val();
        self.requests.clock.next = self.clock.val();
        self.requests.reset.next = self.reset.val();
        self.arrivals.clock.next = self.clock.val();
        self.arrivals.reset.next = self.reset.val();
        self.ar.clock.next = self.clock.val();
        self.ar.reset.next = self.reset.val();

        // Descriptors.
        self.descriptors.enable.next = self.enable.val();
        self.descriptors.q_enable.next = self.q_enable.val();
        self.descriptors.sq_base.next = self.sq_base.val();
        self.descriptors.q_log2.next = self.q_log2.val();
        self.descriptors.q_tail.next = self.q_tail.val();
        self.descriptors.now.next = self.now.val();
        self.q_head.next = self.descriptors.q_head.val();
        self.requests.s_data.next = self.descriptors.m_data.val();
        self.requests.s_failed.next = self.descriptors.m_failed.val();
        self.requests.s_valid.next = self.descriptors.m_valid.val();
        self.descriptors.m_ready.next = self.requests.s_ready.val();

        // AR: descriptors first, they are few and everything waits for them.
        self.descriptors.ask_ready.next = self.ar.s_ready.val();
        self.requests.ask_ready.next = self.ar.s_ready.val() && !self.descriptors.ask_valid.val();
        self.read.next.id = bits::<2>(1);
        self.read.next.addr = self.requests.ask_addr.val();
        self.read.next.len = bit_cast::<8, 5>(self.requests.ask_beats.val()) - 1;
        if self.descriptors.ask_valid.val() {
            self.read.next.id = bits::<2>(0);
            self.read.next.addr = self.descriptors.ask_addr.val();
            self.read.next.len = bit_cast::<8, 5>(self.descriptors.ask_beats.val()) - 1;
        }
        self.ar.s_data.next = self.read.val();
        self.ar.s_valid.next = self.descriptors.ask_valid.val() || self.requests.ask_valid.val();
        self.arid.next = self.ar.m_data.val().id;
        self.araddr.next = self.ar.m_data.val().addr;
        self.arlen.next = self.ar.m_data.val().len;
        self.arvalid.next = self.ar.m_valid.val();
        self.ar.m_ready.next = self.arready.val();

        // R.
        self.rready.next = true;
        self.r_data.d.next = self.rdata.val();
        self.r_failed.d.next = self.rresp.val().any();
        self.r_last.d.next = self.rlast.val();
        self.r_descriptor.d.next = self.rvalid.val() && (self.rid.val() == 0);
        self.r_packet.d.next = self.rvalid.val() && (self.rid.val() == 1);
        self.descriptors.beat_data.next = self.r_data.q.val();
        self.descriptors.beat_failed.next = self.r_failed.q.val();
        self.descriptors.beat_last.next = self.r_last.q.val();
        self.descriptors.beat_valid.next = self.r_descriptor.q.val();
        self.arrivals.beat_data.next = self.r_data.q.val();
        self.arrivals.beat_failed.next = self.r_failed.q.val();
        self.arrivals.beat_last.next = self.r_last.q.val();
        self.arrivals.beat_valid.next = self.r_packet.q.val();
        // There is one beat at a time, so never two faults.
        self.fault.d.next = self.descriptors.fault.val() || self.arrivals.fault.val();
        self.read_fault.next = self.fault.q.val();

        // Packets.
        self.arrivals.s_data.next = self.requests.m_data.val();
        self.arrivals.s_valid.next = self.requests.m_valid.val();
        self.arrivals.ring_ra.next = self.ring_ra.val();
        self.ring_rd.next = self.arrivals.ring_rd.val();
        self.m_data.next = self.arrivals.m_data.val();
        self.m_valid.next = self.arrivals.m_valid.val();
        self.arrivals.m_ready.next = self.m_ready.val();
        self.arrival_left.next = self.arrivals.m_valid.val() && self.m_ready.val();
        self.requests.m_left.next = self.arrival_left.val();
        self.requests.hold.next = self.hold.val();
        self.requests.free_valid.next = self.free_valid.val();
        self.requests.free_words.next = self.free_words.val();
        self.accepted.next = self.requests.accepted.val();
        self.accepted_data.next = self.requests.accepted_data.val();

        // Each descriptor owes an Arrival, which is the last that is seen of its reads.
        self.more.next = bit_cast::<8, 4>(self.descriptors.committed.val());
        self.arrivals_due.d.next = self.arrivals_due.q.val() + self.more.val();
        if self.arrival_left.val() {
            self.arrivals_due.d.next = self.arrivals_due.q.val() + self.more.val() - 1;
        }
        self.idle.next = !self.arrivals_due.q.val().any() && !self.more.val().any();
        if self.reset.val() {
            self.r_descriptor.d.next = false;
            self.r_packet.d.next = false;
            self.fault.d.next = false;
            self.arrivals_due.d.next = bits::<8>(0);
        }
    }
}
