//! AXI4-Lite slave: registers, SA bus, CAM port, zeroising, reset.
//!
//! ```text
//!   AXI4-Lite --> write --> banks (queues, vectors), registers ----> settings of the other blocks
//!             '-> read  <-- banks, registers, counters, query
//!   SA_WRITE, SA_COMMAND --> sequencer --> SA bus, query
//!   reset -----------------> sequencer --> zero every SA word and every CAM entry, then ready
//! ```
//! One write and one read at a time; a read takes 5 clocks. A write waits while the SA bus is busy with the one before it
//! (a bounded time); while a deletion or a sweep runs, SA commands and CAM writes are ignored: the host polls STATUS.

use super::banks::{QueueBank, VectorBank};
use super::shape::Shape;
use respite_abi::{reg, sa};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What the sequencer does.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Step {
    /// Holds the other blocks in reset.
    Reset,
    /// Zeroes SA words.
    SweepSa,
    /// Empties CAM entries.
    SweepCam,
    /// Takes commands.
    Ready,
    /// Writes one SA word.
    Write,
    /// Waits until the packets of a deleted SA have left.
    Drain,
    /// Zeroes the words of a deleted SA.
    Zero,
    /// Waits for the answer of a query.
    Query,
    /// Lets DMA come to rest before a reset.
    Quiesce,
}

/// Register file and sequencer.
#[derive(LogicBlock)]
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

    queues: [QueueBank; 4],
    vectors: [VectorBank; 5],
    // Bus.
    w_addr: DFF<Bits<16>>,
    w_data: DFF<Bits<32>>,
    w_go: DFF<Bit>,
    /// The write is being done.
    w_wait: DFF<Bit>,
    w_control: DFF<Bit>,
    w_scratch: DFF<Bit>,
    w_sa_data0: DFF<Bit>,
    w_sa_data1: DFF<Bit>,
    w_sa_data2: DFF<Bit>,
    w_sa_data3: DFF<Bit>,
    w_cam_spi: DFF<Bit>,
    w_cam_entry: DFF<Bit>,
    w_cam_write: DFF<Bit>,
    w_ev_base_lo: DFF<Bit>,
    w_ev_base_hi: DFF<Bit>,
    w_ev_control: DFF<Bit>,
    w_ev_head: DFF<Bit>,
    w_ev_age: DFF<Bit>,
    w_ev_token_period: DFF<Bit>,
    w_ev_token_burst: DFF<Bit>,
    w_snapshot: DFF<Bit>,
    w_sa_write: DFF<Bit>,
    w_sa_command: DFF<Bit>,
    b_wait: DFF<Bit>,
    r_addr: DFF<Bits<16>>,
    r_step: DFF<Bits<3>>,
    r_data: DFF<Bits<32>>,
    r_wait: DFF<Bit>,
    take_write: Signal<Local, Bit>,
    in_queues: DFF<Bit>,
    in_vectors: DFF<Bit>,
    r_in_queues: DFF<Bit>,
    r_in_vectors: DFF<Bit>,
    banks: Signal<Local, Bits<32>>,
    banks_r: DFF<Bits<32>>,
    // The register that is read, one bit each.
    r_id: DFF<Bit>,
    r_abi_version: DFF<Bit>,
    r_caps0: DFF<Bit>,
    r_caps1: DFF<Bit>,
    r_clock_hz: DFF<Bit>,
    r_max_len: DFF<Bit>,
    r_control: DFF<Bit>,
    r_status: DFF<Bit>,
    r_cycles_lo: DFF<Bit>,
    r_cycles_hi: DFF<Bit>,
    r_accepted: DFF<Bit>,
    r_completed: DFF<Bit>,
    r_scratch: DFF<Bit>,
    r_ev_base_lo: DFF<Bit>,
    r_ev_base_hi: DFF<Bit>,
    r_ev_control: DFF<Bit>,
    r_ev_head: DFF<Bit>,
    r_ev_tail: DFF<Bit>,
    r_ev_age: DFF<Bit>,
    r_ev_token_period: DFF<Bit>,
    r_ev_token_burst: DFF<Bit>,
    r_query0: DFF<Bit>,
    r_query1: DFF<Bit>,
    r_query2: DFF<Bit>,
    r_query3: DFF<Bit>,
    r_query4: DFF<Bit>,
    r_query5: DFF<Bit>,
    chosen: Signal<Local, Bits<32>>,
    any_single: Signal<Local, Bits<32>>,
    single: DFF<Bits<32>>,
    picked: Signal<Local, Bits<32>>,
    // Registers.
    cycles: DFF<Bits<64>>,
    cycles_high: DFF<Bits<32>>,
    accepted_count: DFF<Bits<32>>,
    completed_count: DFF<Bits<32>>,
    scratch: DFF<Bits<32>>,
    enable_r: DFF<Bit>,
    fault_r: DFF<Bit>,
    data0: DFF<Bits<32>>,
    data1: DFF<Bits<32>>,
    data2: DFF<Bits<32>>,
    data3: DFF<Bits<32>>,
    spi: DFF<Bits<32>>,
    entry: DFF<Bits<19>>,
    place: DFF<Bits<21>>,
    cam_go: DFF<Bit>,
    ev_lo: DFF<Bits<32>>,
    ev_hi: DFF<Bits<16>>,
    ev_ctl: DFF<Bits<8>>,
    ev_head_r: DFF<Bits<12>>,
    ev_age_r: DFF<Bits<32>>,
    ev_period_r: DFF<Bits<32>>,
    ev_burst_r: DFF<Bits<16>>,
    snap: DFF<Bit>,
    snap_clear: DFF<Bit>,
    answer: DFF<Bits<192>>,
    // Sequencer.
    step: DFF<Step>,
    timer: DFF<Bits<16>>,
    pending: DFF<Bits<3>>,
    index: DFF<Bits<14>>,
    at_last_sa: DFF<Bit>,
    word: DFF<Bits<5>>,
    data: DFF<Bits<128>>,
    query_go: DFF<Bit>,
    ready: Signal<Local, Bit>,
    one: Signal<Local, Bit>,
    four: Signal<Local, Bits<4>>,
    twelve: Signal<Local, Bits<12>>,
    fourteen: Signal<Local, Bits<14>>,
    address: Signal<Local, Bits<48>>,
    sixteen: Signal<Local, Bits<16>>,
    thirty_two: Signal<Local, Bits<32>>,
    taken: Signal<Local, Bit>,
    running: DFF<Bit>,
    drained: DFF<Bit>,
    cycles_low: DFF<Bits<32>>,
    status: Signal<Local, Bits<32>>,
    at_id: Constant<Bits<16>>,
    at_abi_version: Constant<Bits<16>>,
    at_caps0: Constant<Bits<16>>,
    at_caps1: Constant<Bits<16>>,
    at_clock_hz: Constant<Bits<16>>,
    at_max_len: Constant<Bits<16>>,
    at_control: Constant<Bits<16>>,
    at_status: Constant<Bits<16>>,
    at_cycles_lo: Constant<Bits<16>>,
    at_cycles_hi: Constant<Bits<16>>,
    at_accepted: Constant<Bits<16>>,
    at_completed: Constant<Bits<16>>,
    at_scratch: Constant<Bits<16>>,
    at_sa_write: Constant<Bits<16>>,
    at_sa_command: Constant<Bits<16>>,
    at_cam_spi: Constant<Bits<16>>,
    at_cam_entry: Constant<Bits<16>>,
    at_cam_write: Constant<Bits<16>>,
    at_ev_base_lo: Constant<Bits<16>>,
    at_ev_base_hi: Constant<Bits<16>>,
    at_ev_control: Constant<Bits<16>>,
    at_ev_head: Constant<Bits<16>>,
    at_ev_tail: Constant<Bits<16>>,
    at_ev_age: Constant<Bits<16>>,
    at_ev_token_period: Constant<Bits<16>>,
    at_ev_token_burst: Constant<Bits<16>>,
    at_snapshot: Constant<Bits<16>>,
    at_sa_data0: Constant<Bits<16>>,
    at_sa_data1: Constant<Bits<16>>,
    at_sa_data2: Constant<Bits<16>>,
    at_sa_data3: Constant<Bits<16>>,
    at_query0: Constant<Bits<16>>,
    at_query1: Constant<Bits<16>>,
    at_query2: Constant<Bits<16>>,
    at_query3: Constant<Bits<16>>,
    at_query4: Constant<Bits<16>>,
    at_query5: Constant<Bits<16>>,
    card_id: Constant<Bits<32>>,
    abi_version: Constant<Bits<32>>,
    caps0: Constant<Bits<32>>,
    caps1: Constant<Bits<32>>,
    clock_hz: Constant<Bits<32>>,
    max_len: Constant<Bits<32>>,
    last_sa: Constant<Bits<14>>,
    last_bucket: Constant<Bits<14>>,
    last_word: Constant<Bits<5>>,
}

fn at(register: u16) -> Constant<Bits<16>> {
    Constant::new(u64::from(register).into())
}

fn word(value: u32) -> Constant<Bits<32>> {
    Constant::new(u64::from(value).into())
}

impl Control {
    /// Register file of a card of this shape.
    pub fn new(shape: Shape) -> Self {
        Self {
            clock: Default::default(),
            reset: Default::default(),
            awaddr: Default::default(),
            awvalid: Default::default(),
            awready: Default::default(),
            wdata: Default::default(),
            wstrb: Default::default(),
            wvalid: Default::default(),
            wready: Default::default(),
            bresp: Default::default(),
            bvalid: Default::default(),
            bready: Default::default(),
            araddr: Default::default(),
            arvalid: Default::default(),
            arready: Default::default(),
            rdata: Default::default(),
            rresp: Default::default(),
            rvalid: Default::default(),
            rready: Default::default(),
            core_reset: Default::default(),
            enable: Default::default(),
            q_enable: Default::default(),
            sq_base: Default::default(),
            cq_base: Default::default(),
            q_log2: Default::default(),
            q_tail: Default::default(),
            q_capacity: Default::default(),
            q_head: Default::default(),
            irq_count: Default::default(),
            irq_time: Default::default(),
            ev_enable: Default::default(),
            ev_base: Default::default(),
            ev_log2: Default::default(),
            ev_head: Default::default(),
            ev_tail: Default::default(),
            ev_age: Default::default(),
            ev_period: Default::default(),
            ev_burst: Default::default(),
            sa_wr: Default::default(),
            sa_ready: Default::default(),
            sa_index: Default::default(),
            sa_word: Default::default(),
            sa_data: Default::default(),
            cam_wr: Default::default(),
            cam_place: Default::default(),
            cam_spi: Default::default(),
            cam_ah: Default::default(),
            cam_state: Default::default(),
            cam_sa: Default::default(),
            query: Default::default(),
            query_sa: Default::default(),
            query_done: Default::default(),
            query_seq: Default::default(),
            query_packets: Default::default(),
            query_octets: Default::default(),
            snapshot: Default::default(),
            snapshot_clear: Default::default(),
            snapshot_busy: Default::default(),
            counter_slot: Default::default(),
            counter_value: Default::default(),
            accepted: Default::default(),
            hold: Default::default(),
            completed: Default::default(),
            fault: Default::default(),
            dma_idle: Default::default(),
            now: Default::default(),
            queues: Default::default(),
            vectors: Default::default(),
            w_addr: Default::default(),
            w_data: Default::default(),
            w_go: Default::default(),
            w_wait: Default::default(),
            w_control: Default::default(),
            w_scratch: Default::default(),
            w_sa_data0: Default::default(),
            w_sa_data1: Default::default(),
            w_sa_data2: Default::default(),
            w_sa_data3: Default::default(),
            w_cam_spi: Default::default(),
            w_cam_entry: Default::default(),
            w_cam_write: Default::default(),
            w_ev_base_lo: Default::default(),
            w_ev_base_hi: Default::default(),
            w_ev_control: Default::default(),
            w_ev_head: Default::default(),
            w_ev_age: Default::default(),
            w_ev_token_period: Default::default(),
            w_ev_token_burst: Default::default(),
            w_snapshot: Default::default(),
            w_sa_write: Default::default(),
            w_sa_command: Default::default(),
            b_wait: Default::default(),
            r_addr: Default::default(),
            r_step: Default::default(),
            r_data: Default::default(),
            r_wait: Default::default(),
            take_write: Default::default(),
            in_queues: Default::default(),
            in_vectors: Default::default(),
            r_in_queues: Default::default(),
            r_in_vectors: Default::default(),
            banks: Default::default(),
            banks_r: Default::default(),
            r_id: Default::default(),
            r_abi_version: Default::default(),
            r_caps0: Default::default(),
            r_caps1: Default::default(),
            r_clock_hz: Default::default(),
            r_max_len: Default::default(),
            r_control: Default::default(),
            r_status: Default::default(),
            r_cycles_lo: Default::default(),
            r_cycles_hi: Default::default(),
            r_accepted: Default::default(),
            r_completed: Default::default(),
            r_scratch: Default::default(),
            r_ev_base_lo: Default::default(),
            r_ev_base_hi: Default::default(),
            r_ev_control: Default::default(),
            r_ev_head: Default::default(),
            r_ev_tail: Default::default(),
            r_ev_age: Default::default(),
            r_ev_token_period: Default::default(),
            r_ev_token_burst: Default::default(),
            r_query0: Default::default(),
            r_query1: Default::default(),
            r_query2: Default::default(),
            r_query3: Default::default(),
            r_query4: Default::default(),
            r_query5: Default::default(),
            chosen: Default::default(),
            any_single: Default::default(),
            single: Default::default(),
            picked: Default::default(),
            cycles: Default::default(),
            cycles_high: Default::default(),
            accepted_count: Default::default(),
            completed_count: Default::default(),
            scratch: Default::default(),
            enable_r: Default::default(),
            fault_r: Default::default(),
            data0: Default::default(),
            data1: Default::default(),
            data2: Default::default(),
            data3: Default::default(),
            spi: Default::default(),
            entry: Default::default(),
            place: Default::default(),
            cam_go: Default::default(),
            ev_lo: Default::default(),
            ev_hi: Default::default(),
            ev_ctl: Default::default(),
            ev_head_r: Default::default(),
            ev_age_r: Default::default(),
            ev_period_r: Default::default(),
            ev_burst_r: Default::default(),
            snap: Default::default(),
            snap_clear: Default::default(),
            answer: Default::default(),
            step: Default::default(),
            timer: Default::default(),
            pending: Default::default(),
            index: Default::default(),
            at_last_sa: Default::default(),
            word: Default::default(),
            data: Default::default(),
            query_go: Default::default(),
            ready: Default::default(),
            one: Default::default(),
            four: Default::default(),
            twelve: Default::default(),
            fourteen: Default::default(),
            address: Default::default(),
            sixteen: Default::default(),
            thirty_two: Default::default(),
            taken: Default::default(),
            running: Default::default(),
            drained: Default::default(),
            cycles_low: Default::default(),
            status: Default::default(),
            at_id: at(reg::ID),
            at_abi_version: at(reg::ABI_VERSION),
            at_caps0: at(reg::CAPS0),
            at_caps1: at(reg::CAPS1),
            at_clock_hz: at(reg::CLOCK_HZ),
            at_max_len: at(reg::MAX_LEN),
            at_control: at(reg::CONTROL),
            at_status: at(reg::STATUS),
            at_cycles_lo: at(reg::CYCLES_LO),
            at_cycles_hi: at(reg::CYCLES_HI),
            at_accepted: at(reg::ACCEPTED),
            at_completed: at(reg::COMPLETED),
            at_scratch: at(reg::SCRATCH),
            at_sa_write: at(reg::SA_WRITE),
            at_sa_command: at(reg::SA_COMMAND),
            at_cam_spi: at(reg::CAM_SPI),
            at_cam_entry: at(reg::CAM_ENTRY),
            at_cam_write: at(reg::CAM_WRITE),
            at_ev_base_lo: at(reg::EV_BASE_LO),
            at_ev_base_hi: at(reg::EV_BASE_HI),
            at_ev_control: at(reg::EV_CONTROL),
            at_ev_head: at(reg::EV_HEAD),
            at_ev_tail: at(reg::EV_TAIL),
            at_ev_age: at(reg::EV_AGE),
            at_ev_token_period: at(reg::EV_TOKEN_PERIOD),
            at_ev_token_burst: at(reg::EV_TOKEN_BURST),
            at_snapshot: at(reg::SNAPSHOT),
            at_sa_data0: at(reg::SA_DATA),
            at_sa_data1: at(reg::SA_DATA + 4),
            at_sa_data2: at(reg::SA_DATA + 8),
            at_sa_data3: at(reg::SA_DATA + 12),
            at_query0: at(reg::SA_QUERY),
            at_query1: at(reg::SA_QUERY + 4),
            at_query2: at(reg::SA_QUERY + 8),
            at_query3: at(reg::SA_QUERY + 12),
            at_query4: at(reg::SA_QUERY + 16),
            at_query5: at(reg::SA_QUERY + 20),
            card_id: word(respite_abi::CARD_ID),
            abi_version: word(respite_abi::ABI_VERSION),
            caps0: word(shape.caps0()),
            caps1: word(shape.caps1()),
            clock_hz: word(shape.clock_hz),
            max_len: word(u32::from(respite_abi::MAX_PACKET)),
            last_sa: Constant::new(((1u64 << shape.log2_sas) - 1).into()),
            last_bucket: Constant::new(((1u64 << shape.log2_buckets) - 1).into()),
            last_word: Constant::new(u64::from(sa::word::COUNT - 1).into()),
        }
    }
}

impl Logic for Control {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, w_addr, w_data, w_go, b_wait, r_addr, r_step, r_data, r_wait);
        dff_setup!(
            self,
            clock,
            banks_r,
            single,
            cycles,
            cycles_high,
            accepted_count,
            completed_count,
            scratch,
            enable_r
        );
        dff_setup!(self, clock, fault_r, data0, data1, data2, data3, spi, entry, place);
        dff_setup!(self, clock, cam_go, ev_lo, ev_hi, ev_ctl, ev_head_r, ev_age_r, ev_period_r, ev_burst_r);
        dff_setup!(self, clock, snap, snap_clear, answer, step, timer, pending, index);
        dff_setup!(self, clock, word, data, query_go, at_last_sa);
        dff_setup!(self, clock, running, cycles_low, r_in_queues, r_in_vectors, drained);
        dff_setup!(
            self,
            clock,
            w_wait,
            in_queues,
            in_vectors,
            w_control,
            w_scratch,
            w_sa_data0,
            w_sa_data1,
            w_sa_data2,
            w_sa_data3,
            w_cam_spi,
            w_cam_entry,
            w_cam_write
        );
        dff_setup!(
            self,
            clock,
            w_ev_base_lo,
            w_ev_base_hi,
            w_ev_control,
            w_ev_head,
            w_ev_age,
            w_ev_token_period,
            w_ev_token_burst,
            w_snapshot,
            w_sa_write,
            w_sa_command
        );
        dff_setup!(
            self,
            clock,
            r_id,
            r_abi_version,
            r_caps0,
            r_caps1,
            r_clock_hz,
            r_max_len,
            r_control,
            r_status,
            r_cycles_lo
        );
        dff_setup!(
            self,
            clock,
            r_cycles_hi,
            r_accepted,
            r_completed,
            r_scratch,
            r_ev_base_lo,
            r_ev_base_hi,
            r_ev_control,
            r_ev_head,
            r_ev_tail
        );
        dff_setup!(
            self,
            clock,
            r_ev_age,
            r_ev_token_period,
            r_ev_token_burst,
            r_query0,
            r_query1,
            r_query2,
            r_query3,
            r_query4,
            r_query5
        );
        self.ready.next = self.step.q.val() == Step::Ready;

        // Writes. Address and data are taken together, and not while an SA word is on the bus.
        self.take_write.next = self.awvalid.val()
            && self.wvalid.val()
            && !self.b_wait.q.val()
            && !self.w_go.q.val()
            && !self.w_wait.q.val()
            && (self.step.q.val() != Step::Write);
        self.awready.next = self.take_write.val();
        self.wready.next = self.take_write.val();
        self.w_go.d.next = self.take_write.val() && self.wstrb.val().all();
        if self.b_wait.q.val() && self.bready.val() {
            self.b_wait.d.next = false;
        }
        if self.take_write.val() {
            self.w_addr.d.next = self.awaddr.val();
            self.w_data.d.next = self.wdata.val();
            self.b_wait.d.next = true;
        }
        self.bvalid.next = self.b_wait.q.val();
        self.bresp.next = bits::<2>(0);
        // Where a write goes is registered before it goes there.
        self.w_wait.d.next = self.w_go.q.val();
        self.w_control.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_control.val());
        self.w_scratch.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_scratch.val());
        self.w_sa_data0.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_data0.val());
        self.w_sa_data1.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_data1.val());
        self.w_sa_data2.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_data2.val());
        self.w_sa_data3.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_data3.val());
        self.w_cam_spi.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_cam_spi.val());
        self.w_cam_entry.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_cam_entry.val());
        self.w_cam_write.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_cam_write.val());
        self.w_ev_base_lo.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_base_lo.val());
        self.w_ev_base_hi.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_base_hi.val());
        self.w_ev_control.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_control.val());
        self.w_ev_head.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_head.val());
        self.w_ev_age.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_age.val());
        self.w_ev_token_period.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_token_period.val());
        self.w_ev_token_burst.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_ev_token_burst.val());
        self.w_snapshot.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_snapshot.val());
        self.w_sa_write.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_write.val());
        self.w_sa_command.d.next = self.w_go.q.val() && (self.w_addr.q.val() == self.at_sa_command.val());
        self.in_queues.d.next = self.w_go.q.val() && (self.w_addr.q.val().get_bits::<8>(8) == 0x10);
        // IRQ_COUNT and IRQ_TIME lie at 0x1c0 + 8 v: bits 15:7 are 3 and bits 6:3 are 8 + v.
        self.in_vectors.d.next = self.w_go.q.val() && (self.w_addr.q.val().get_bits::<9>(7) == 3);

        // Reads: address, choice, registers and banks, answer.
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
        self.r_in_queues.d.next = self.r_addr.q.val().get_bits::<8>(8) == 0x10;
        self.r_in_vectors.d.next = self.r_addr.q.val().get_bits::<9>(7) == 3;
        self.counter_slot.next = self.r_addr.q.val().get_bits::<6>(3);

        self.banks.next = bits::<32>(0);
        self.q_enable.next = bits::<4>(0);
        self.sq_base.next = bits::<192>(0);
        self.cq_base.next = bits::<192>(0);
        self.q_log2.next = bits::<16>(0);
        self.q_tail.next = bits::<48>(0);
        self.q_capacity.next = bits::<56>(0);
        for i in 0..4 {
            self.queues[i].clock.next = self.clock.val();
            self.queues[i].reset.next = self.step.q.val() == Step::Reset;
            self.queues[i].write.next =
                self.in_queues.q.val() && (self.w_addr.q.val().get_bits::<2>(6) == i.to_bits::<2>());
            self.queues[i].write_offset.next = self.w_addr.q.val().get_bits::<6>(0);
            self.queues[i].data.next = self.w_data.q.val();
            self.queues[i].read.next =
                self.r_in_queues.q.val() && (self.r_addr.q.val().get_bits::<2>(6) == i.to_bits::<2>());
            self.queues[i].read_offset.next = self.r_addr.q.val().get_bits::<6>(0);
            self.queues[i].head.next = self.q_head.val().get_bits::<12>(12 * i);
            self.banks.next = self.banks.val() | self.queues[i].value.val();
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
            self.vectors[i].reset.next = self.step.q.val() == Step::Reset;
            self.vectors[i].write.next =
                self.in_vectors.q.val() && (self.w_addr.q.val().get_bits::<4>(3) == (i.to_bits::<4>() + 8));
            self.vectors[i].write_time.next = self.w_addr.q.val().get_bit(2);
            self.vectors[i].data.next = self.w_data.q.val();
            self.vectors[i].read.next =
                self.r_in_vectors.q.val() && (self.r_addr.q.val().get_bits::<4>(3) == (i.to_bits::<4>() + 8));
            self.vectors[i].read_time.next = self.r_addr.q.val().get_bit(2);
            self.banks.next = self.banks.val() | self.vectors[i].value.val();
        }
        for i in 0..5 {
            self.sixteen.next = self.vectors[4 - i].count.val();
            self.irq_count.next = (self.irq_count.val() << 16) | bit_cast::<80, 16>(self.sixteen.val());
            self.thirty_two.next = self.vectors[4 - i].wait_clocks.val();
            self.irq_time.next = (self.irq_time.val() << 32) | bit_cast::<160, 32>(self.thirty_two.val());
        }
        self.banks_r.d.next = self.banks.val();
        self.status.next = bits::<32>(0);
        self.status.next = self.status.val().replace_bit(0, self.running.q.val());
        self.status.next = self.status.val().replace_bit(1, self.dma_idle.val() && self.drained.q.val());
        self.status.next = self.status.val().replace_bit(2, !self.ready.val());
        self.status.next = self.status.val().replace_bit(3, self.snapshot_busy.val() || self.snap.q.val());
        self.status.next = self.status.val().replace_bit(4, self.fault_r.q.val());
        self.r_id.d.next = self.r_addr.q.val() == self.at_id.val();
        self.r_abi_version.d.next = self.r_addr.q.val() == self.at_abi_version.val();
        self.r_caps0.d.next = self.r_addr.q.val() == self.at_caps0.val();
        self.r_caps1.d.next = self.r_addr.q.val() == self.at_caps1.val();
        self.r_clock_hz.d.next = self.r_addr.q.val() == self.at_clock_hz.val();
        self.r_max_len.d.next = self.r_addr.q.val() == self.at_max_len.val();
        self.r_control.d.next = self.r_addr.q.val() == self.at_control.val();
        self.r_status.d.next = self.r_addr.q.val() == self.at_status.val();
        self.r_cycles_lo.d.next = self.r_addr.q.val() == self.at_cycles_lo.val();
        self.r_cycles_hi.d.next = self.r_addr.q.val() == self.at_cycles_hi.val();
        self.r_accepted.d.next = self.r_addr.q.val() == self.at_accepted.val();
        self.r_completed.d.next = self.r_addr.q.val() == self.at_completed.val();
        self.r_scratch.d.next = self.r_addr.q.val() == self.at_scratch.val();
        self.r_ev_base_lo.d.next = self.r_addr.q.val() == self.at_ev_base_lo.val();
        self.r_ev_base_hi.d.next = self.r_addr.q.val() == self.at_ev_base_hi.val();
        self.r_ev_control.d.next = self.r_addr.q.val() == self.at_ev_control.val();
        self.r_ev_head.d.next = self.r_addr.q.val() == self.at_ev_head.val();
        self.r_ev_tail.d.next = self.r_addr.q.val() == self.at_ev_tail.val();
        self.r_ev_age.d.next = self.r_addr.q.val() == self.at_ev_age.val();
        self.r_ev_token_period.d.next = self.r_addr.q.val() == self.at_ev_token_period.val();
        self.r_ev_token_burst.d.next = self.r_addr.q.val() == self.at_ev_token_burst.val();
        self.r_query0.d.next = self.r_addr.q.val() == self.at_query0.val();
        self.r_query1.d.next = self.r_addr.q.val() == self.at_query1.val();
        self.r_query2.d.next = self.r_addr.q.val() == self.at_query2.val();
        self.r_query3.d.next = self.r_addr.q.val() == self.at_query3.val();
        self.r_query4.d.next = self.r_addr.q.val() == self.at_query4.val();
        self.r_query5.d.next = self.r_addr.q.val() == self.at_query5.val();
        self.any_single.next = bits::<32>(0);
        self.chosen.next = bits::<32>(0);
        if self.r_id.q.val() {
            self.chosen.next = self.card_id.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_abi_version.q.val() {
            self.chosen.next = self.abi_version.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_caps0.q.val() {
            self.chosen.next = self.caps0.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_caps1.q.val() {
            self.chosen.next = self.caps1.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_clock_hz.q.val() {
            self.chosen.next = self.clock_hz.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_max_len.q.val() {
            self.chosen.next = self.max_len.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_control.q.val() {
            self.chosen.next = bit_cast::<32, 1>(self.enable_r.q.val().into());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_status.q.val() {
            self.chosen.next = self.status.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_cycles_lo.q.val() {
            self.chosen.next = self.cycles_low.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_cycles_hi.q.val() {
            self.chosen.next = self.cycles_high.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_accepted.q.val() {
            self.chosen.next = self.accepted_count.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_completed.q.val() {
            self.chosen.next = self.completed_count.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_scratch.q.val() {
            self.chosen.next = self.scratch.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_base_lo.q.val() {
            self.chosen.next = self.ev_lo.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_base_hi.q.val() {
            self.chosen.next = bit_cast::<32, 16>(self.ev_hi.q.val());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_control.q.val() {
            self.chosen.next = bit_cast::<32, 8>(self.ev_ctl.q.val());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_head.q.val() {
            self.chosen.next = bit_cast::<32, 12>(self.ev_head_r.q.val());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_tail.q.val() {
            self.chosen.next = bit_cast::<32, 12>(self.ev_tail.val());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_age.q.val() {
            self.chosen.next = self.ev_age_r.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_token_period.q.val() {
            self.chosen.next = self.ev_period_r.q.val();
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_ev_token_burst.q.val() {
            self.chosen.next = bit_cast::<32, 16>(self.ev_burst_r.q.val());
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query0.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(0);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query1.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(32);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query2.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(64);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query3.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(96);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query4.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(128);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.chosen.next = bits::<32>(0);
        if self.r_query5.q.val() {
            self.chosen.next = self.answer.q.val().get_bits::<32>(160);
        }
        self.any_single.next = self.any_single.val() | self.chosen.val();
        self.single.d.next = self.any_single.val();
        if (self.r_step.q.val() == 1) && (self.r_addr.q.val() == self.at_cycles_lo.val()) {
            self.cycles_low.d.next = self.cycles.q.val().get_bits::<32>(0);
            self.cycles_high.d.next = self.cycles.q.val().get_bits::<32>(32);
        }
        self.picked.next = self.single.q.val() | self.banks_r.q.val();
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

        // Plain registers.
        self.drained.d.next = self.accepted_count.q.val() == self.completed_count.q.val();
        self.cycles.d.next = self.cycles.q.val() + 1;
        if self.accepted.val() {
            self.accepted_count.d.next = self.accepted_count.q.val() + 1;
        }
        if self.completed.val() {
            self.completed_count.d.next = self.completed_count.q.val() + 1;
        }
        if self.fault.val() {
            self.fault_r.d.next = true;
        }
        if !self.snapshot_busy.val() {
            self.snap.d.next = false;
        }
        self.cam_go.d.next = false;
        if self.w_control.q.val() {
            self.enable_r.d.next = self.w_data.q.val().get_bit(0);
        }
        if self.w_scratch.q.val() {
            self.scratch.d.next = self.w_data.q.val();
        }
        if self.w_sa_data0.q.val() {
            self.data0.d.next = self.w_data.q.val();
        }
        if self.w_sa_data1.q.val() {
            self.data1.d.next = self.w_data.q.val();
        }
        if self.w_sa_data2.q.val() {
            self.data2.d.next = self.w_data.q.val();
        }
        if self.w_sa_data3.q.val() {
            self.data3.d.next = self.w_data.q.val();
        }
        if self.w_cam_spi.q.val() {
            self.spi.d.next = self.w_data.q.val();
        }
        if self.w_cam_entry.q.val() {
            self.entry.d.next = bit_cast::<19, 32>(self.w_data.q.val());
        }
        if self.w_cam_write.q.val() {
            self.place.d.next = bit_cast::<21, 32>(self.w_data.q.val());
            self.cam_go.d.next = self.ready.val();
        }
        if self.w_ev_base_lo.q.val() {
            self.ev_lo.d.next = self.w_data.q.val();
        }
        if self.w_ev_base_hi.q.val() {
            self.ev_hi.d.next = bit_cast::<16, 32>(self.w_data.q.val());
        }
        if self.w_ev_control.q.val() {
            self.ev_ctl.d.next = bit_cast::<8, 32>(self.w_data.q.val());
            self.ev_head_r.d.next = bits::<12>(0);
        }
        if self.w_ev_head.q.val() {
            self.ev_head_r.d.next = bit_cast::<12, 32>(self.w_data.q.val());
        }
        if self.w_ev_age.q.val() {
            self.ev_age_r.d.next = self.w_data.q.val();
        }
        if self.w_ev_token_period.q.val() {
            self.ev_period_r.d.next = self.w_data.q.val();
        }
        if self.w_ev_token_burst.q.val() {
            self.ev_burst_r.d.next = bit_cast::<16, 32>(self.w_data.q.val());
        }
        if self.w_snapshot.q.val() {
            self.snap.d.next = self.w_data.q.val().get_bit(0);
            self.snap_clear.d.next = self.w_data.q.val().get_bit(1);
        }

        // Sequencer. An index stays for several words.
        self.at_last_sa.d.next = self.index.q.val() == self.last_sa.val();
        self.query_go.d.next = false;
        self.pending.d.next = self.pending.q.val() & !self.sa_ready.val();
        self.taken.next = !(self.pending.q.val() & !self.sa_ready.val()).any();
        self.cam_wr.next = self.cam_go.q.val();
        self.cam_place.next = self.place.q.val();
        self.cam_spi.next = self.spi.q.val();
        self.cam_ah.next = self.entry.q.val().get_bit(18);
        self.cam_state.next = self.entry.q.val().get_bits::<2>(16);
        self.cam_sa.next = self.entry.q.val().get_bits::<14>(0);
        self.timer.d.next = self.timer.q.val() + 1;
        if self.query_done.val() {
            self.answer.d.next = bit_cast::<192, 64>(self.query_seq.val())
                | (bit_cast::<192, 64>(self.query_packets.val()) << 64)
                | (bit_cast::<192, 64>(self.query_octets.val()) << 128);
        }
        match self.step.q.val() {
            Step::Reset => {
                self.pending.d.next = bits::<3>(0);
                self.word.d.next = bits::<5>(0);
                self.index.d.next = bits::<14>(0);
                self.data.d.next = bits::<128>(0);
                self.running.d.next = false;
                if self.timer.q.val() == 15 {
                    self.pending.d.next = bits::<3>(7);
                    self.step.d.next = Step::SweepSa;
                }
            }
            Step::SweepSa => {
                if self.taken.val() {
                    self.pending.d.next = bits::<3>(7);
                    self.word.d.next = self.word.q.val() + 1;
                    if self.word.q.val() == self.last_word.val() {
                        self.word.d.next = bits::<5>(0);
                        self.index.d.next = self.index.q.val() + 1;
                        if self.at_last_sa.q.val() {
                            self.pending.d.next = bits::<3>(0);
                            self.index.d.next = bits::<14>(0);
                            self.step.d.next = Step::SweepCam;
                        }
                    }
                }
            }
            Step::SweepCam => {
                // `word` counts the ways 0 to 3 and, as 4, the overflow slots.
                self.cam_wr.next = true;
                self.cam_place.next = bit_cast::<21, 14>(self.index.q.val())
                    | (bit_cast::<21, 2>(self.word.q.val().get_bits::<2>(0)) << 16)
                    | (bit_cast::<21, 1>(self.word.q.val().get_bits::<1>(2)) << 20);
                self.cam_state.next = bits::<2>(0);
                self.index.d.next = self.index.q.val() + 1;
                if self.index.q.val() == self.last_bucket.val() {
                    self.index.d.next = bits::<14>(0);
                    self.word.d.next = self.word.q.val() + 1;
                }
                if (self.word.q.val() == 4) && (self.index.q.val() == 7) {
                    self.running.d.next = true;
                    self.step.d.next = Step::Ready;
                }
            }
            Step::Ready => {
                self.timer.d.next = bits::<16>(0);
                self.word.d.next = self.w_data.q.val().get_bits::<5>(16);
                self.index.d.next = self.w_data.q.val().get_bits::<14>(0);
                self.data.d.next = bit_cast::<128, 32>(self.data0.q.val())
                    | (bit_cast::<128, 32>(self.data1.q.val()) << 32)
                    | (bit_cast::<128, 32>(self.data2.q.val()) << 64)
                    | (bit_cast::<128, 32>(self.data3.q.val()) << 96);
                if self.w_sa_write.q.val() {
                    self.pending.d.next = bits::<3>(7);
                    self.step.d.next = Step::Write;
                }
                if self.w_sa_command.q.val() {
                    if self.w_data.q.val().get_bits::<2>(16) == 1 {
                        // A deletion first takes back CONFIG, so that nothing new uses the SA.
                        self.word.d.next = bits::<5>(0);
                        self.data.d.next = bits::<128>(0);
                        self.pending.d.next = bits::<3>(7);
                        self.step.d.next = Step::Drain;
                    }
                    if self.w_data.q.val().get_bits::<2>(16) == 2 {
                        self.query_go.d.next = true;
                        self.step.d.next = Step::Query;
                    }
                }
            }
            Step::Write => {
                if self.taken.val() {
                    self.step.d.next = Step::Ready;
                }
            }
            Step::Drain => {
                // Packets overtake each other, so no count of completions tells that one is gone: nothing is accepted until
                // all are. What is on its way to the count gets there first.
                if self.taken.val() && self.timer.q.val().get_bit(5) && self.drained.q.val() {
                    self.pending.d.next = bits::<3>(7);
                    self.step.d.next = Step::Zero;
                }
            }
            Step::Zero => {
                if self.taken.val() {
                    if self.word.q.val() == self.last_word.val() {
                        self.step.d.next = Step::Ready;
                    } else {
                        self.pending.d.next = bits::<3>(7);
                        self.word.d.next = self.word.q.val() + 1;
                    }
                }
            }
            Step::Query => {
                if self.query_done.val() {
                    self.step.d.next = Step::Ready;
                }
            }
            Step::Quiesce => {
                // A bus that never answers must not prevent the reset.
                self.enable_r.d.next = false;
                self.running.d.next = false;
                if (self.dma_idle.val() && self.drained.q.val() && self.timer.q.val().get_bit(5))
                    || self.timer.q.val().all()
                {
                    self.timer.d.next = bits::<16>(0);
                    self.step.d.next = Step::Reset;
                }
            }
        }
        // CONTROL.reset is obeyed in any step.
        if self.w_control.q.val() && self.w_data.q.val().get_bit(1) {
            self.pending.d.next = bits::<3>(0);
            self.timer.d.next = bits::<16>(0);
            self.enable_r.d.next = false;
            self.step.d.next = Step::Quiesce;
        }
        if self.step.q.val() == Step::Reset {
            self.accepted_count.d.next = bits::<32>(0);
            self.completed_count.d.next = bits::<32>(0);
            self.fault_r.d.next = false;
            self.enable_r.d.next = false;
            self.ev_ctl.d.next = bits::<8>(0);
            self.ev_head_r.d.next = bits::<12>(0);
            self.ev_age_r.d.next = bits::<32>(0);
            self.ev_period_r.d.next = bits::<32>(0);
            self.ev_burst_r.d.next = bits::<16>(0);
            self.snap.d.next = false;
            self.scratch.d.next = bits::<32>(0);
        }
        if self.reset.val() {
            self.step.d.next = Step::Reset;
            self.timer.d.next = bits::<16>(0);
            self.w_go.d.next = false;
            self.b_wait.d.next = false;
            self.r_step.d.next = bits::<3>(0);
            self.r_wait.d.next = false;
        }

        self.core_reset.next = self.step.q.val() == Step::Reset;
        self.enable.next = self.enable_r.q.val() && self.running.q.val();
        self.ev_enable.next = self.ev_ctl.q.val().get_bit(0);
        self.ev_log2.next = self.ev_ctl.q.val().get_bits::<4>(4);
        self.ev_base.next = bit_cast::<48, 32>(self.ev_lo.q.val()) | (bit_cast::<48, 16>(self.ev_hi.q.val()) << 32);
        self.ev_head.next = self.ev_head_r.q.val();
        self.ev_age.next = self.ev_age_r.q.val();
        self.ev_period.next = self.ev_period_r.q.val();
        self.ev_burst.next = self.ev_burst_r.q.val();
        self.sa_wr.next = self.pending.q.val();
        self.sa_index.next = self.index.q.val();
        self.sa_word.next = self.word.q.val();
        self.hold.next = self.step.q.val() == Step::Drain;
        self.sa_data.next = self.data.q.val();
        self.query.next = self.query_go.q.val();
        self.query_sa.next = self.index.q.val();
        self.snapshot.next = self.snap.q.val();
        self.snapshot_clear.next = self.snap_clear.q.val();
        self.now.next = self.cycles.q.val();
    }
}
