//! Registers of the card as a whole: what it is, whether it runs, clock, scratch, totals, snapshot.
//!
//! Registers to write come first among those to read, but for SNAPSHOT, which cannot be read.

use super::access::{Access, Decoder};
use super::shape::Shape;
use crate::common::Fixed;
use respite_abi::{reg, ABI_VERSION, CARD_ID, MAX_PACKET};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The bank.
#[derive(LogicBlock, Default)]
pub struct General {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<In, Access>,
    /// Value read, two clocks later.
    pub value: Signal<Out, Bits<32>>,
    /// Commands are taken: STATUS.ready.
    pub running: Signal<In, Bit>,
    /// An SA command runs.
    pub busy: Signal<In, Bit>,
    /// DMA has to end.
    pub halt: Signal<In, Bit>,
    /// The DMA engines are at rest.
    pub dma_idle: Signal<In, Bit>,
    /// A counter snapshot is under way.
    pub snapshot_busy: Signal<In, Bit>,
    /// A descriptor was accepted.
    pub accepted: Signal<In, Bit>,
    /// A packet was completed.
    pub completed: Signal<In, Bit>,
    /// A bus error.
    pub fault: Signal<In, Bit>,
    /// CONTROL.reset is written.
    pub restart: Signal<Out, Bit>,
    /// CONTROL.enable.
    pub enable: Signal<Out, Bit>,
    /// What was accepted is completed.
    pub drained: Signal<Out, Bit>,
    /// Take a counter snapshot.
    pub snapshot: Signal<Out, Bit>,
    /// Clear the counters after it.
    pub snapshot_clear: Signal<Out, Bit>,
    /// Cycle counter.
    pub now: Signal<Out, Bits<64>>,
    decoder: Decoder<3, 13>,
    cycles: DFF<Bits<64>>,
    /// CYCLES_LO is read; the upper half that goes with it.
    cycles_read: DFF<Bit>,
    cycles_high: DFF<Bits<32>>,
    accepted_count: DFF<Bits<32>>,
    completed_count: DFF<Bits<32>>,
    drained_r: DFF<Bit>,
    scratch: DFF<Bits<32>>,
    enable_r: DFF<Bit>,
    fault_r: DFF<Bit>,
    snap: DFF<Bit>,
    snap_clear: DFF<Bit>,
    restarts: Signal<Local, Bit>,
    writes: Signal<Local, Bits<3>>,
    data: Signal<Local, Bits<32>>,
    status: Signal<Local, Bits<32>>,
    at_cycles: Fixed<Bits<16>>,
    card_id: Fixed<Bits<32>>,
    abi_version: Fixed<Bits<32>>,
    caps0: Fixed<Bits<32>>,
    caps1: Fixed<Bits<32>>,
    clock_hz: Fixed<Bits<32>>,
    max_len: Fixed<Bits<32>>,
}

impl General {
    /// Of a card of this shape.
    pub fn new(shape: Shape) -> General {
        let reads = [
            reg::CONTROL,
            reg::SCRATCH,
            reg::STATUS,
            reg::ID,
            reg::ABI_VERSION,
            reg::CAPS0,
            reg::CAPS1,
            reg::CLOCK_HZ,
            reg::MAX_LEN,
            reg::CYCLES_LO,
            reg::CYCLES_HI,
            reg::ACCEPTED,
            reg::COMPLETED,
        ];
        let word = |value: u32| Fixed::of(u64::from(value).into());
        General {
            decoder: Decoder::new(&[reg::CONTROL, reg::SCRATCH, reg::SNAPSHOT], &reads),
            at_cycles: Fixed::of(u64::from(reg::CYCLES_LO).into()),
            card_id: word(CARD_ID),
            abi_version: word(ABI_VERSION),
            caps0: word(shape.caps0()),
            caps1: word(shape.caps1()),
            clock_hz: word(shape.clock_hz),
            max_len: word(MAX_PACKET.into()),
            ..General::default()
        }
    }
}

impl Logic for General {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            cycles,
            cycles_read,
            cycles_high,
            accepted_count,
            completed_count,
            drained_r,
            scratch,
            enable_r
        );
        dff_setup!(self, clock, fault_r, snap, snap_clear);
        self.decoder.clock.next = self.clock.val();
        self.decoder.access.next = self.access.val();
        self.writes.next = self.decoder.writes.val();
        self.data.next = self.access.val().w_data;

        self.cycles.d.next = self.cycles.q.val() + 1;
        self.cycles_read.d.next = self.access.val().read && (self.access.val().r_addr == self.at_cycles.val());
        if self.cycles_read.q.val() {
            self.cycles_high.d.next = self.cycles.q.val().get_bits::<32>(32);
        }
        self.drained_r.d.next = self.accepted_count.q.val() == self.completed_count.q.val();
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
        self.restarts.next = self.writes.val().get_bit(0) && self.data.val().get_bit(1);
        if self.writes.val().get_bit(0) {
            self.enable_r.d.next = self.data.val().get_bit(0);
        }
        if self.restarts.val() || self.halt.val() {
            self.enable_r.d.next = false;
        }
        if self.writes.val().get_bit(1) {
            self.scratch.d.next = self.data.val();
        }
        if self.writes.val().get_bit(2) {
            self.snap.d.next = self.data.val().get_bit(0);
            self.snap_clear.d.next = self.data.val().get_bit(1);
        }
        self.status.next = bits::<32>(0)
            .replace_bit(0, self.running.val())
            .replace_bit(1, self.dma_idle.val() && self.drained_r.q.val())
            .replace_bit(2, self.busy.val())
            .replace_bit(3, self.snapshot_busy.val() || self.snap.q.val())
            .replace_bit(4, self.fault_r.q.val());

        self.decoder.values[0].next = bit_cast::<32, 1>(self.enable_r.q.val().into());
        self.decoder.values[1].next = self.scratch.q.val();
        self.decoder.values[2].next = self.status.val();
        self.decoder.values[3].next = self.card_id.val();
        self.decoder.values[4].next = self.abi_version.val();
        self.decoder.values[5].next = self.caps0.val();
        self.decoder.values[6].next = self.caps1.val();
        self.decoder.values[7].next = self.clock_hz.val();
        self.decoder.values[8].next = self.max_len.val();
        self.decoder.values[9].next = self.cycles.q.val().get_bits::<32>(0);
        self.decoder.values[10].next = self.cycles_high.q.val();
        self.decoder.values[11].next = self.accepted_count.q.val();
        self.decoder.values[12].next = self.completed_count.q.val();
        self.value.next = self.decoder.value.val();

        self.restart.next = self.restarts.val();
        self.enable.next = self.enable_r.q.val();
        self.drained.next = self.drained_r.q.val();
        self.snapshot.next = self.snap.q.val();
        self.snapshot_clear.next = self.snap_clear.q.val();
        self.now.next = self.cycles.q.val();
        if self.reset.val() {
            self.accepted_count.d.next = bits::<32>(0);
            self.completed_count.d.next = bits::<32>(0);
            self.fault_r.d.next = false;
            self.enable_r.d.next = false;
            self.snap.d.next = false;
            self.scratch.d.next = bits::<32>(0);
        }
    }
}
