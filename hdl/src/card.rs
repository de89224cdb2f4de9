//! The card: host side and lane behind AXI4-Lite, AXI4 and interrupt request lines.
//!
//! ```text
//!   AXI4-Lite <--> Control --- settings, SA bus, CAM port --------------.
//!   AXI4 read <--> Fetch --Arrival, packet ring--> Lane --Outcome,      |
//!                                                         hold ring--> Deliver <--> AXI4 write
//!                                                                        ^ ^ `--> Irq --> irq
//!                       Events <-- Miss -- Lane ------- records -----------'      Counters
//! ```
//! One clock, synchronous reset. This is the boundary that the PCIe bridge of a board offers; what is beyond (config space,
//! MSI-X table, the bridge itself) belongs to the board's wrapper.

use crate::host::control::Control;
use crate::host::counters::Counters;
use crate::host::deliver::Deliver;
use crate::host::events::Events;
use crate::host::fetch::Fetch;
use crate::host::irq::Irq;
use crate::host::shape::{Shape, Suites};
use crate::lane::engine::Lane;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// SAs of the default build, as a power of two.
pub const LOG2_SAS: usize = 10;
/// Buckets of each CAM way in the default build, as a power of two: twice as many entries as SAs, so that all SAs find a
/// place beside the larval and the deleted ones.
pub const LOG2_BUCKETS: usize = 9;
/// Clock that the default build is made for, in Hz.
pub const CLOCK_HZ: u32 = 125_000_000;

/// The card that `emit` prints as hdl/verilog/respite_card.v.
pub type DefaultCard = Card<LOG2_SAS, LOG2_BUCKETS>;

/// A card of one lane with `1 << S` SAs and four ways of `1 << B` CAM entries.
#[derive(LogicBlock)]
pub struct Card<const S: usize, const B: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Write address.
    pub s_axil_awaddr: Signal<In, Bits<16>>,
    /// Write address is valid.
    pub s_axil_awvalid: Signal<In, Bit>,
    /// Write address is taken.
    pub s_axil_awready: Signal<Out, Bit>,
    /// Write data.
    pub s_axil_wdata: Signal<In, Bits<32>>,
    /// Octets of the write data that count.
    pub s_axil_wstrb: Signal<In, Bits<4>>,
    /// Write data is valid.
    pub s_axil_wvalid: Signal<In, Bit>,
    /// Write data is taken.
    pub s_axil_wready: Signal<Out, Bit>,
    /// Write response.
    pub s_axil_bresp: Signal<Out, Bits<2>>,
    /// Write response is valid.
    pub s_axil_bvalid: Signal<Out, Bit>,
    /// Write response is taken.
    pub s_axil_bready: Signal<In, Bit>,
    /// Read address.
    pub s_axil_araddr: Signal<In, Bits<16>>,
    /// Read address is valid.
    pub s_axil_arvalid: Signal<In, Bit>,
    /// Read address is taken.
    pub s_axil_arready: Signal<Out, Bit>,
    /// Read data.
    pub s_axil_rdata: Signal<Out, Bits<32>>,
    /// Read response.
    pub s_axil_rresp: Signal<Out, Bits<2>>,
    /// Read data is valid.
    pub s_axil_rvalid: Signal<Out, Bit>,
    /// Read data is taken.
    pub s_axil_rready: Signal<In, Bit>,
    /// Read transaction.
    pub m_axi_arid: Signal<Out, Bits<2>>,
    /// Read address.
    pub m_axi_araddr: Signal<Out, Bits<48>>,
    /// Beats less one.
    pub m_axi_arlen: Signal<Out, Bits<8>>,
    /// 16 octets a beat.
    pub m_axi_arsize: Signal<Out, Bits<3>>,
    /// Incrementing.
    pub m_axi_arburst: Signal<Out, Bits<2>>,
    /// Read address is valid.
    pub m_axi_arvalid: Signal<Out, Bit>,
    /// Read address is taken.
    pub m_axi_arready: Signal<In, Bit>,
    /// Transaction of the read data.
    pub m_axi_rid: Signal<In, Bits<2>>,
    /// Read data.
    pub m_axi_rdata: Signal<In, Bits<128>>,
    /// Read response.
    pub m_axi_rresp: Signal<In, Bits<2>>,
    /// Last beat of the read.
    pub m_axi_rlast: Signal<In, Bit>,
    /// Read data is valid.
    pub m_axi_rvalid: Signal<In, Bit>,
    /// Read data is taken.
    pub m_axi_rready: Signal<Out, Bit>,
    /// Write transaction.
    pub m_axi_awid: Signal<Out, Bits<2>>,
    /// Write address.
    pub m_axi_awaddr: Signal<Out, Bits<48>>,
    /// Beats less one.
    pub m_axi_awlen: Signal<Out, Bits<8>>,
    /// 16 octets a beat.
    pub m_axi_awsize: Signal<Out, Bits<3>>,
    /// Incrementing.
    pub m_axi_awburst: Signal<Out, Bits<2>>,
    /// Write address is valid.
    pub m_axi_awvalid: Signal<Out, Bit>,
    /// Write address is taken.
    pub m_axi_awready: Signal<In, Bit>,
    /// Write data.
    pub m_axi_wdata: Signal<Out, Bits<128>>,
    /// Octets of the write data that count.
    pub m_axi_wstrb: Signal<Out, Bits<16>>,
    /// Last beat of the write.
    pub m_axi_wlast: Signal<Out, Bit>,
    /// Write data is valid.
    pub m_axi_wvalid: Signal<Out, Bit>,
    /// Write data is taken.
    pub m_axi_wready: Signal<In, Bit>,
    /// Transaction of the response.
    pub m_axi_bid: Signal<In, Bits<2>>,
    /// Write response.
    pub m_axi_bresp: Signal<In, Bits<2>>,
    /// Write response is valid.
    pub m_axi_bvalid: Signal<In, Bit>,
    /// Write response is taken.
    pub m_axi_bready: Signal<Out, Bit>,
    /// Interrupt requests, one clock each: bit n raises MSI-X vector n.
    pub irq: Signal<Out, Bits<5>>,

    control: Control,
    fetch: Fetch,
    lane: Lane<S, B>,
    deliver: Deliver,
    events: Events,
    counters: Counters,
    moderation: Irq,
    // Thousands of registers have a reset: one register drives it on the host side, one behind it in the lane.
    host_reset: DFF<Bit>,
    lane_reset: DFF<Bit>,
    quiet: DFF<Bit>,
    fault: DFF<Bit>,
    accepted: DFF<Bit>,
    completed: DFF<Bit>,
    now: Signal<Local, Bits<16>>,
}

impl<const S: usize, const B: usize> Card<S, B> {
    /// A card of these suites, whose clock will have `clock_hz`.
    pub fn new(clock_hz: u32, suites: Suites) -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            s_axil_awaddr: Default::default(),
            s_axil_awvalid: Default::default(),
            s_axil_awready: Default::default(),
            s_axil_wdata: Default::default(),
            s_axil_wstrb: Default::default(),
            s_axil_wvalid: Default::default(),
            s_axil_wready: Default::default(),
            s_axil_bresp: Default::default(),
            s_axil_bvalid: Default::default(),
            s_axil_bready: Default::default(),
            s_axil_araddr: Default::default(),
            s_axil_arvalid: Default::default(),
            s_axil_arready: Default::default(),
            s_axil_rdata: Default::default(),
            s_axil_rresp: Default::default(),
            s_axil_rvalid: Default::default(),
            s_axil_rready: Default::default(),
            m_axi_arid: Default::default(),
            m_axi_araddr: Default::default(),
            m_axi_arlen: Default::default(),
            m_axi_arsize: Default::default(),
            m_axi_arburst: Default::default(),
            m_axi_arvalid: Default::default(),
            m_axi_arready: Default::default(),
            m_axi_rid: Default::default(),
            m_axi_rdata: Default::default(),
            m_axi_rresp: Default::default(),
            m_axi_rlast: Default::default(),
            m_axi_rvalid: Default::default(),
            m_axi_rready: Default::default(),
            m_axi_awid: Default::default(),
            m_axi_awaddr: Default::default(),
            m_axi_awlen: Default::default(),
            m_axi_awsize: Default::default(),
            m_axi_awburst: Default::default(),
            m_axi_awvalid: Default::default(),
            m_axi_awready: Default::default(),
            m_axi_wdata: Default::default(),
            m_axi_wstrb: Default::default(),
            m_axi_wlast: Default::default(),
            m_axi_wvalid: Default::default(),
            m_axi_wready: Default::default(),
            m_axi_bid: Default::default(),
            m_axi_bresp: Default::default(),
            m_axi_bvalid: Default::default(),
            m_axi_bready: Default::default(),
            irq: Default::default(),
            control: Control::new(Shape { log2_sas: S as u32, log2_buckets: B as u32, clock_hz, suites }),
            fetch: Default::default(),
            lane: match suites {
                Suites::Aead => Lane::default().without_pool(),
                Suites::Modern => Lane::default().without_des(),
                Suites::All => Lane::default(),
            },
            deliver: Default::default(),
            events: Default::default(),
            counters: Default::default(),
            moderation: Default::default(),
            host_reset: Default::default(),
            lane_reset: Default::default(),
            quiet: Default::default(),
            fault: Default::default(),
            accepted: Default::default(),
            completed: Default::default(),
            now: Default::default(),
        }
    }
}

impl Default for DefaultCard {
    fn default() -> Self {
        Card::new(CLOCK_HZ, Suites::All)
    }
}

impl<const S: usize, const B: usize> Logic for Card<S, B> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, host_reset, lane_reset, quiet, fault, accepted, completed);
        self.host_reset.d.next = self.control.core_reset.val();
        self.lane_reset.d.next = self.host_reset.q.val();
        self.now.next = bit_cast::<16, 64>(self.control.now.val());

        self.control.clock.next = self.clock.val();
        self.control.reset.next = self.reset.val();
        self.control.awaddr.next = self.s_axil_awaddr.val();
        self.control.awvalid.next = self.s_axil_awvalid.val();
        self.s_axil_awready.next = self.control.awready.val();
        self.control.wdata.next = self.s_axil_wdata.val();
        self.control.wstrb.next = self.s_axil_wstrb.val();
        self.control.wvalid.next = self.s_axil_wvalid.val();
        self.s_axil_wready.next = self.control.wready.val();
        self.s_axil_bresp.next = self.control.bresp.val();
        self.s_axil_bvalid.next = self.control.bvalid.val();
        self.control.bready.next = self.s_axil_bready.val();
        self.control.araddr.next = self.s_axil_araddr.val();
        self.control.arvalid.next = self.s_axil_arvalid.val();
        self.s_axil_arready.next = self.control.arready.val();
        self.s_axil_rdata.next = self.control.rdata.val();
        self.s_axil_rresp.next = self.control.rresp.val();
        self.s_axil_rvalid.next = self.control.rvalid.val();
        self.control.rready.next = self.s_axil_rready.val();
        self.control.q_head.next = self.fetch.q_head.val();
        self.control.ev_tail.next = self.events.tail.val();
        self.control.sa_ready.next = self.lane.sa_ready.val();
        self.control.query_done.next = self.lane.query_done.val();
        self.control.query_seq.next = self.lane.query_seq.val();
        self.control.query_packets.next = self.lane.query_packets.val();
        self.control.query_octets.next = self.lane.query_octets.val();
        self.control.snapshot_busy.next = self.counters.busy.val();
        self.control.counter_value.next = self.counters.value.val();
        self.accepted.d.next = self.fetch.accepted.val();
        self.completed.d.next = self.deliver.done.val();
        self.fault.d.next = self.fetch.read_fault.val() || self.deliver.write_fault.val();
        self.quiet.d.next = self.fetch.idle.val() && self.deliver.idle.val();
        self.control.accepted.next = self.accepted.q.val();
        self.control.completed.next = self.completed.q.val();
        self.control.fault.next = self.fault.q.val();
        self.control.dma_idle.next = self.quiet.q.val();

        self.fetch.clock.next = self.clock.val();
        self.fetch.reset.next = self.host_reset.q.val();
        self.fetch.enable.next = self.control.enable.val();
        self.fetch.q_enable.next = self.control.q_enable.val();
        self.fetch.sq_base.next = self.control.sq_base.val();
        self.fetch.q_log2.next = self.control.q_log2.val();
        self.fetch.q_tail.next = self.control.q_tail.val();
        self.fetch.now.next = self.now.val();
        self.m_axi_arid.next = self.fetch.arid.val();
        self.m_axi_araddr.next = self.fetch.araddr.val();
        self.m_axi_arlen.next = self.fetch.arlen.val();
        self.m_axi_arsize.next = bits::<3>(4);
        self.m_axi_arburst.next = bits::<2>(1);
        self.m_axi_arvalid.next = self.fetch.arvalid.val();
        self.fetch.arready.next = self.m_axi_arready.val();
        self.fetch.rid.next = self.m_axi_rid.val();
        self.fetch.rdata.next = self.m_axi_rdata.val();
        self.fetch.rresp.next = self.m_axi_rresp.val();
        self.fetch.rlast.next = self.m_axi_rlast.val();
        self.fetch.rvalid.next = self.m_axi_rvalid.val();
        self.m_axi_rready.next = self.fetch.rready.val();
        self.fetch.m_ready.next = self.lane.s_ready.val();
        self.fetch.hold.next = self.control.hold.val();
        self.fetch.ring_ra.next = self.lane.ring_ra.val();
        self.fetch.free_valid.next = self.lane.free_valid.val();
        self.fetch.free_words.next = self.lane.free_words.val();

        self.lane.clock.next = self.clock.val();
        self.lane.reset.next = self.lane_reset.q.val();
        self.lane.s_data.next = self.fetch.m_data.val();
        self.lane.s_valid.next = self.fetch.m_valid.val();
        self.lane.ring_rd.next = self.fetch.ring_rd.val();
        self.lane.credit_valid.next = self.deliver.free_valid.val();
        self.lane.credit_words.next = self.deliver.free_reserve.val();
        self.lane.m_ready.next = self.deliver.s_ready.val();
        self.lane.miss_ready.next = self.events.miss_ready.val();
        self.lane.sa_wr.next = self.control.sa_wr.val();
        self.lane.sa_index.next = self.control.sa_index.val();
        self.lane.sa_word.next = self.control.sa_word.val();
        self.lane.sa_data.next = self.control.sa_data.val();
        self.lane.cam_wr.next = self.control.cam_wr.val();
        self.lane.cam_place.next = self.control.cam_place.val();
        self.lane.cam_spi.next = self.control.cam_spi.val();
        self.lane.cam_ah.next = self.control.cam_ah.val();
        self.lane.cam_state.next = self.control.cam_state.val();
        self.lane.cam_sa.next = self.control.cam_sa.val();
        self.lane.query.next = self.control.query.val();
        self.lane.query_sa.next = self.control.query_sa.val();

        self.deliver.clock.next = self.clock.val();
        self.deliver.reset.next = self.host_reset.q.val();
        self.deliver.q_enable.next = self.control.q_enable.val();
        self.deliver.cq_base.next = self.control.cq_base.val();
        self.deliver.q_log2.next = self.control.q_log2.val();
        self.deliver.q_capacity.next = self.control.q_capacity.val();
        self.deliver.now.next = self.now.val();
        self.deliver.s_data.next = self.lane.m_data.val();
        self.deliver.s_valid.next = self.lane.m_valid.val();
        self.deliver.hold_wr.next = self.lane.hold_wr.val();
        self.deliver.hold_wa.next = self.lane.hold_wa.val();
        self.deliver.hold_wd.next = self.lane.hold_wd.val();
        self.deliver.e_addr.next = self.events.e_addr.val();
        self.deliver.e_data.next = self.events.e_data.val();
        self.deliver.e_valid.next = self.events.e_valid.val();
        self.m_axi_awid.next = self.deliver.awid.val();
        self.m_axi_awaddr.next = self.deliver.awaddr.val();
        self.m_axi_awlen.next = self.deliver.awlen.val();
        self.m_axi_awsize.next = bits::<3>(4);
        self.m_axi_awburst.next = bits::<2>(1);
        self.m_axi_awvalid.next = self.deliver.awvalid.val();
        self.deliver.awready.next = self.m_axi_awready.val();
        self.m_axi_wdata.next = self.deliver.wdata.val();
        self.m_axi_wstrb.next = self.deliver.wstrb.val();
        self.m_axi_wlast.next = self.deliver.wlast.val();
        self.m_axi_wvalid.next = self.deliver.wvalid.val();
        self.deliver.wready.next = self.m_axi_wready.val();
        self.deliver.bid.next = self.m_axi_bid.val();
        self.deliver.bresp.next = self.m_axi_bresp.val();
        self.deliver.bvalid.next = self.m_axi_bvalid.val();
        self.m_axi_bready.next = self.deliver.bready.val();

        self.events.clock.next = self.clock.val();
        self.events.reset.next = self.host_reset.q.val();
        self.events.miss.next = self.lane.miss.val();
        self.events.miss_valid.next = self.lane.miss_valid.val();
        self.events.now.next = self.control.now.val();
        self.events.enable.next = self.control.ev_enable.val();
        self.events.base.next = self.control.ev_base.val();
        self.events.log2.next = self.control.ev_log2.val();
        self.events.head.next = self.control.ev_head.val();
        self.events.age.next = self.control.ev_age.val();
        self.events.period.next = self.control.ev_period.val();
        self.events.burst.next = self.control.ev_burst.val();
        self.events.e_ready.next = self.deliver.e_ready.val();

        self.counters.clock.next = self.clock.val();
        self.counters.reset.next = self.host_reset.q.val();
        self.counters.accepted.next = self.fetch.accepted.val();
        self.counters.accepted_data.next = self.fetch.accepted_data.val();
        self.counters.done.next = self.deliver.done.val();
        self.counters.done_data.next = self.deliver.done_data.val();
        self.counters.ev_pkt.next = self.lane.miss_valid.val();
        self.counters.ev_queued.next = self.events.queued.val();
        self.counters.ev_coalesced.next = self.events.coalesced.val();
        self.counters.ev_lost.next = self.lane.miss_lost.val();
        self.counters.ev_overflow.next = self.events.overflow.val();
        self.counters.read_fault.next = self.fetch.read_fault.val();
        self.counters.write_fault.next = self.deliver.write_fault.val();
        self.counters.snapshot.next = self.control.snapshot.val();
        self.counters.clear.next = self.control.snapshot_clear.val();
        self.counters.slot.next = self.control.counter_slot.val();

        self.moderation.clock.next = self.clock.val();
        self.moderation.reset.next = self.host_reset.q.val();
        self.moderation.post.next = self.deliver.post.val();
        self.moderation.irq_count.next = self.control.irq_count.val();
        self.moderation.irq_time.next = self.control.irq_time.val();
        self.irq.next = self.moderation.irq.val();
    }
}
