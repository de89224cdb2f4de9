//! What the host sees of the card: an AXI4-Lite slave, banks of registers, the sequencer of the SA bus.
//!
//! ```text
//!   AXI4-Lite <--> Axil --access--> General, Sequencer, EventBank, QueueBank x 4, VectorBank x 5 --> the other blocks
//!                   ^                                    |
//!                   '----- OR <--------- value ----------'
//! ```

use super::access::Access;
use super::axil::Axil;
use super::banks::{EventBank, QueueBank, VectorBank};
use super::general::General;
use super::sequencer::Sequencer;
use super::shape::Shape;
use rust_hdl_core::prelude::*;

/// Registers and sequencer.
#[derive(LogicBlock, Default)]
pub struct Control {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset of the whole card.
    pub reset: Signal<In, Bit>,
    /// AXI4-Lite slave.
    pub awaddr: Signal<In, Bits<16>>,
    /// Write address is valid.
    pub awvalid: Signal<In, Bit>,
    /// Write address is taken.
    pub awready: Signal<Out, Bit>,
    /// Write data.
    pub wdata: Signal<In, Bits<32>>,
    /// Write strobes: a write that does not cover the word is ignored.
    pub wstrb: Signal<In, Bits<4>>,
    /// Write data is valid.
    pub wvalid: Signal<In, Bit>,
    /// Write data is taken.
    pub wready: Signal<Out, Bit>,
    /// Write response, always OKAY.
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
    /// Read response, always OKAY.
    pub rresp: Signal<Out, Bits<2>>,
    /// Read data is valid.
    pub rvalid: Signal<Out, Bit>,
    /// Read data is taken.
    pub rready: Signal<In, Bit>,
    /// Reset of every other block.
    pub core_reset: Signal<Out, Bit>,
    /// DMA may start.
    pub enable: Signal<Out, Bit>,
    /// Queues enabled.
    pub q_enable: Signal<Out, Bits<4>>,
    /// Submission rings, 48 bits each.
    pub sq_base: Signal<Out, Bits<192>>,
    /// Completion rings, 48 bits each.
    pub cq_base: Signal<Out, Bits<192>>,
    /// Ring sizes, 4 bits each.
    pub q_log2: Signal<Out, Bits<16>>,
    /// Tails, 12 bits each.
    pub q_tail: Signal<Out, Bits<48>>,
    /// Destination capacities, 14 bits each.
    pub q_capacity: Signal<Out, Bits<56>>,
    /// Next descriptors, 12 bits each.
    pub q_head: Signal<In, Bits<48>>,
    /// Moderation counts, 16 bits each.
    pub irq_count: Signal<Out, Bits<80>>,
    /// Moderation times, 32 bits each.
    pub irq_time: Signal<Out, Bits<160>>,
    /// Event ring enabled.
    pub ev_enable: Signal<Out, Bit>,
    /// Event ring.
    pub ev_base: Signal<Out, Bits<48>>,
    /// Event ring size.
    pub ev_log2: Signal<Out, Bits<4>>,
    /// Host's consumer index.
    pub ev_head: Signal<Out, Bits<12>>,
    /// Card's producer index.
    pub ev_tail: Signal<In, Bits<12>>,
    /// Age of a coalescing entry.
    pub ev_age: Signal<Out, Bits<32>>,
    /// Clocks per token.
    pub ev_period: Signal<Out, Bits<32>>,
    /// Most tokens.
    pub ev_burst: Signal<Out, Bits<16>>,
    /// SA bus: write, one bit per taker (Lookup, Conveyor, Commit).
    pub sa_wr: Signal<Out, Bits<3>>,
    /// SA bus: taken.
    pub sa_ready: Signal<In, Bits<3>>,
    /// SA bus: index.
    pub sa_index: Signal<Out, Bits<14>>,
    /// SA bus: word.
    pub sa_word: Signal<Out, Bits<5>>,
    /// SA bus: data.
    pub sa_data: Signal<Out, Bits<128>>,
    /// CAM port: write.
    pub cam_wr: Signal<Out, Bit>,
    /// CAM port: place.
    pub cam_place: Signal<Out, Bits<21>>,
    /// CAM port: SPI.
    pub cam_spi: Signal<Out, Bits<32>>,
    /// CAM port: AH.
    pub cam_ah: Signal<Out, Bit>,
    /// CAM port: state.
    pub cam_state: Signal<Out, Bits<2>>,
    /// CAM port: SA.
    pub cam_sa: Signal<Out, Bits<14>>,
    /// Ask Commit for an SA's state.
    pub query: Signal<Out, Bit>,
    /// Its index.
    pub query_sa: Signal<Out, Bits<14>>,
    /// The answer is there.
    pub query_done: Signal<In, Bit>,
    /// Sequence number.
    pub query_seq: Signal<In, Bits<64>>,
    /// Packets.
    pub query_packets: Signal<In, Bits<64>>,
    /// Octets.
    pub query_octets: Signal<In, Bits<64>>,
    /// Take a counter snapshot.
    pub snapshot: Signal<Out, Bit>,
    /// Clear the counters after it.
    pub snapshot_clear: Signal<Out, Bit>,
    /// It is under way.
    pub snapshot_busy: Signal<In, Bit>,
    /// Counter to read.
    pub counter_slot: Signal<Out, Bits<6>>,
    /// Its value, one clock later.
    pub counter_value: Signal<In, Bits<64>>,
    /// A descriptor was accepted.
    pub accepted: Signal<In, Bit>,
    /// No descriptor may be accepted.
    pub hold: Signal<Out, Bit>,
    /// A packet was completed.
    pub completed: Signal<In, Bit>,
    /// A bus error.
    pub fault: Signal<In, Bit>,
    /// The DMA engines are at rest.
    pub dma_idle: Signal<In, Bit>,
    /// Cycle counter.
    pub now: Signal<Out, Bits<64>>,

    axil: Axil,
    general: General,
    sequencer: Sequencer,
    events: EventBank,
    queues: [QueueBank; 4],
    vectors: [VectorBank; 5],
    access: Signal<Local, Access>,
    value: Signal<Local, Bits<32>>,
    clears: Signal<Local, Bit>,
    one: Signal<Local, Bit>,
    four: Signal<Local, Bits<4>>,
    twelve: Signal<Local, Bits<12>>,
    fourteen: Signal<Local, Bits<14>>,
    address: Signal<Local, Bits<48>>,
    sixteen: Signal<Local, Bits<16>>,
    thirty_two: Signal<Local, Bits<32>>,
}

impl Control {
    /// The control block of a card of this shape.
    pub fn new(shape: Shape) -> Control {
        Control {
            general: General::new(shape),
            sequencer: Sequencer::new(shape),
            events: EventBank::new(),
            queues: [0, 1, 2, 3].map(QueueBank::new),
            vectors: [0, 1, 2, 3, 4].map(VectorBank::new),
            ..Control::default()
        }
    }
}

impl Logic for Control {
    #[hdl_gen]
    fn update(&mut self) {
        self.access.next = self.axil.access.val();
        self.clears.next = self.sequencer.core_reset.val();

        self.axil.clock.next = self.clock.val();
        self.axil.reset.next = self.reset.val();
        self.axil.awaddr.next = self.awaddr.val();
        self.axil.awvalid.next = self.awvalid.val();
        self.awready.next = self.axil.awready.val();
        self.axil.wdata.next = self.wdata.val();
        self.axil.wstrb.next = self.wstrb.val();
        self.axil.wvalid.next = self.wvalid.val();
        self.wready.next = self.axil.wready.val();
        self.bresp.next = self.axil.bresp.val();
        self.bvalid.next = self.axil.bvalid.val();
        self.axil.bready.next = self.bready.val();
        self.axil.araddr.next = self.araddr.val();
        self.axil.arvalid.next = self.arvalid.val();
        self.arready.next = self.axil.arready.val();
        self.rdata.next = self.axil.rdata.val();
        self.rresp.next = self.axil.rresp.val();
        self.rvalid.next = self.axil.rvalid.val();
        self.axil.rready.next = self.rready.val();
        self.axil.waits.next = self.sequencer.waits.val();
        self.counter_slot.next = self.axil.counter_slot.val();
        self.axil.counter_value.next = self.counter_value.val();

        self.general.clock.next = self.clock.val();
        self.general.reset.next = self.clears.val();
        self.general.access.next = self.access.val();
        self.general.running.next = self.sequencer.running.val();
        self.general.busy.next = self.sequencer.busy.val();
        self.general.halt.next = self.sequencer.halt.val();
        self.general.dma_idle.next = self.dma_idle.val();
        self.general.snapshot_busy.next = self.snapshot_busy.val();
        self.general.accepted.next = self.accepted.val();
        self.general.completed.next = self.completed.val();
        self.general.fault.next = self.fault.val();
        self.enable.next = self.general.enable.val() && self.sequencer.running.val();
        self.snapshot.next = self.general.snapshot.val();
        self.snapshot_clear.next = self.general.snapshot_clear.val();
        self.now.next = self.general.now.val();

        self.sequencer.clock.next = self.clock.val();
        self.sequencer.reset.next = self.reset.val();
        self.sequencer.access.next = self.access.val();
        self.sequencer.restart.next = self.general.restart.val();
        self.sequencer.dma_idle.next = self.dma_idle.val();
        self.sequencer.drained.next = self.general.drained.val();
        self.core_reset.next = self.clears.val();
        self.hold.next = self.sequencer.hold.val();
        self.sa_wr.next = self.sequencer.sa_wr.val();
        self.sequencer.sa_ready.next = self.sa_ready.val();
        self.sa_index.next = self.sequencer.sa_index.val();
        self.sa_word.next = self.sequencer.sa_word.val();
        self.sa_data.next = self.sequencer.sa_data.val();
        self.cam_wr.next = self.sequencer.cam_wr.val();
        self.cam_place.next = self.sequencer.cam_place.val();
        self.cam_spi.next = self.sequencer.cam_spi.val();
        self.cam_ah.next = self.sequencer.cam_ah.val();
        self.cam_state.next = self.sequencer.cam_state.val();
        self.cam_sa.next = self.sequencer.cam_sa.val();
        self.query.next = self.sequencer.query.val();
        self.query_sa.next = self.sequencer.query_sa.val();
        self.sequencer.query_done.next = self.query_done.val();
        self.sequencer.query_seq.next = self.query_seq.val();
        self.sequencer.query_packets.next = self.query_packets.val();
        self.sequencer.query_octets.next = self.query_octets.val();

        self.events.clock.next = self.clock.val();
        self.events.reset.next = self.clears.val();
        self.events.access.next = self.access.val();
        self.events.tail.next = self.ev_tail.val();
        self.ev_enable.next = self.events.enable.val();
        self.ev_base.next = self.events.base.val();
        self.ev_log2.next = self.events.log2.val();
        self.ev_head.next = self.events.head.val();
        self.ev_age.next = self.events.age.val();
        self.ev_period.next = self.events.period.val();
        self.ev_burst.next = self.events.burst.val();

        self.value.next = self.general.value.val() | self.sequencer.value.val() | self.events.value.val();
        self.q_enable.next = bits::<4>(0);
        self.sq_base.next = bits::<192>(0);
        self.cq_base.next = bits::<192>(0);
        self.q_log2.next = bits::<16>(0);
        self.q_tail.next = bits::<48>(0);
        self.q_capacity.next = bits::<56>(0);
        for i in 0..4 {
            self.queues[i].clock.next = self.clock.val();
            self.queues[i].reset.next = self.clears.val();
            self.queues[i].access.next = self.access.val();
            self.queues[i].head.next = self.q_head.val().get_bits::<12>(12 * i);
            self.value.next = self.value.val() | self.queues[i].value.val();
        }
        // Queue 3 first, so that queue 0 ends in the low bits.
        for i in 0..4 {
            self.one.next = self.queues[3 - i].enable.val();
            self.q_enable.next = (self.q_enable.val() << 1) | bit_cast::<4, 1>(self.one.val().into());
            self.four.next = self.queues[3 - i].log2.val();
            self.q_log2.next = (self.q_log2.val() << 4) | bit_cast::<16, 4>(self.four.val());
            self.twelve.next = self.queues[3 - i].tail.val();
            self.q_tail.next = (self.q_tail.val() << 12) | bit_cast::<48, 12>(self.twelve.val());
            self.fourteen.next = self.queues[3 - i].capacity.val();
            self.q_capacity.next = (self.q_capacity.val() << 14) | bit_cast::<56, 14>(self.fourteen.val());
            self.address.next = self.queues[3 - i].sq_base.val();
            self.sq_base.next = (self.sq_base.val() << 48) | bit_cast::<192, 48>(self.address.val());
            self.address.next = self.queues[3 - i].cq_base.val();
            self.cq_base.next = (self.cq_base.val() << 48) | bit_cast::<192, 48>(self.address.val());
        }
        self.irq_count.next = bits::<80>(0);
        self.irq_time.next = bits::<160>(0);
        for i in 0..5 {
            self.vectors[i].clock.next = self.clock.val();
            self.vectors[i].reset.next = self.clears.val();
            self.vectors[i].access.next = self.access.val();
            self.value.next = self.value.val() | self.vectors[i].value.val();
        }
        for i in 0..5 {
            self.sixteen.next = self.vectors[4 - i].count.val();
            self.irq_count.next = (self.irq_count.val() << 16) | bit_cast::<80, 16>(self.sixteen.val());
            self.thirty_two.next = self.vectors[4 - i].wait_clocks.val();
            self.irq_time.next = (self.irq_time.val() << 32) | bit_cast::<160, 32>(self.thirty_two.val());
        }
        self.axil.value.next = self.value.val();
    }
}
