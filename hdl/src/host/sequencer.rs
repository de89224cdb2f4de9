//! SA bus and CAM port: commands of the host, sweeps, reset.
//!
//! ```text
//!   SA_DATA, SA_WRITE, SA_COMMAND --> steps --> SA bus, query --> SA_QUERY
//!   CAM_SPI, CAM_ENTRY, CAM_WRITE ------------> CAM port
//!   restart, reset ---------------> steps --> zero every SA word and every CAM entry, then ready
//! ```
//! A write of a register waits while an SA word is on the bus (`waits`, a bounded time); while a deletion or a sweep runs, SA
//! commands and CAM writes are ignored: the host polls STATUS.

use super::access::{Access, Decoder};
use super::shape::Shape;
use crate::common::Fixed;
use respite_abi::{reg, sa};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What the sequencer does.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Step {
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

/// Registers and sequencer.
#[derive(LogicBlock, Default)]
pub struct Sequencer {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Reads and writes.
    pub access: Signal<In, Access>,
    /// Value read, two clocks later.
    pub value: Signal<Out, Bits<32>>,
    /// The host wants a reset.
    pub restart: Signal<In, Bit>,
    /// The DMA engines are at rest.
    pub dma_idle: Signal<In, Bit>,
    /// Every packet that was accepted is completed.
    pub drained: Signal<In, Bit>,
    /// Reset of every other block.
    pub core_reset: Signal<Out, Bit>,
    /// DMA has to end.
    pub halt: Signal<Out, Bit>,
    /// No descriptor may be accepted.
    pub hold: Signal<Out, Bit>,
    /// Tables are swept.
    pub running: Signal<Out, Bit>,
    /// No command is taken.
    pub busy: Signal<Out, Bit>,
    /// Nothing may be written.
    pub waits: Signal<Out, Bit>,
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

    decoder: Decoder<9, 6>,
    words: [DFF<Bits<32>>; 4],
    spi: DFF<Bits<32>>,
    entry: DFF<Bits<19>>,
    place: DFF<Bits<21>>,
    cam_go: DFF<Bit>,
    answer: DFF<Bits<192>>,
    step: DFF<Step>,
    timer: DFF<Bits<16>>,
    pending: DFF<Bits<3>>,
    index: DFF<Bits<14>>,
    at_last_sa: DFF<Bit>,
    word: DFF<Bits<5>>,
    data: DFF<Bits<128>>,
    query_go: DFF<Bit>,
    running_r: DFF<Bit>,
    core_reset_r: DFF<Bit>,
    /// `timer` is as far as a drain, or the longest wait for DMA, needs.
    drained_long: DFF<Bit>,
    timer_end: DFF<Bit>,
    ready: Signal<Local, Bit>,
    taken: Signal<Local, Bit>,
    writes: Signal<Local, Bits<9>>,
    data_in: Signal<Local, Bits<32>>,
    part: Signal<Local, Bits<32>>,
    given: Signal<Local, Bits<128>>,
    last_sa: Fixed<Bits<14>>,
    last_bucket: Fixed<Bits<14>>,
    last_word: Fixed<Bits<5>>,
}

impl Sequencer {
    /// Of a card of this shape.
    pub fn new(shape: Shape) -> Sequencer {
        let data = (0..4).map(|i| reg::SA_DATA + 4 * i);
        let others = [reg::SA_WRITE, reg::SA_COMMAND, reg::CAM_SPI, reg::CAM_ENTRY, reg::CAM_WRITE];
        let writes: Vec<u16> = data.chain(others).collect();
        let reads: Vec<u16> = (0..6).map(|i| reg::SA_QUERY + 4 * i).collect();
        Sequencer {
            decoder: Decoder::new(&writes, &reads),
            last_sa: Fixed::of(((1u64 << shape.log2_sas) - 1).into()),
            last_bucket: Fixed::of(((1u64 << shape.log2_buckets) - 1).into()),
            last_word: Fixed::of(u64::from(sa::word::COUNT - 1).into()),
            ..Sequencer::default()
        }
    }
}

impl Logic for Sequencer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, spi, entry, place, cam_go, answer, step, timer, pending, index, at_last_sa);
        dff_setup!(self, clock, word, data, query_go, running_r, core_reset_r, drained_long, timer_end);
        self.decoder.clock.next = self.clock.val();
        self.decoder.access.next = self.access.val();
        self.writes.next = self.decoder.writes.val();
        self.data_in.next = self.access.val().w_data;
        self.ready.next = self.step.q.val() == Step::Ready;

        // Registers.
        self.given.next = bits::<128>(0);
        for i in 0..4 {
            self.words[i].clock.next = self.clock.val();
            self.words[i].d.next = self.words[i].q.val();
            if self.writes.val().get_bit(i) {
                self.words[i].d.next = self.data_in.val();
            }
            self.part.next = self.words[3 - i].q.val();
            self.given.next = (self.given.val() << 32) | bit_cast::<128, 32>(self.part.val());
        }
        self.cam_go.d.next = false;
        if self.writes.val().get_bit(6) {
            self.spi.d.next = self.data_in.val();
        }
        if self.writes.val().get_bit(7) {
            self.entry.d.next = bit_cast::<19, 32>(self.data_in.val());
        }
        if self.writes.val().get_bit(8) {
            self.place.d.next = bit_cast::<21, 32>(self.data_in.val());
            self.cam_go.d.next = self.ready.val();
        }
        if self.query_done.val() {
            self.answer.d.next = bit_cast::<192, 64>(self.query_seq.val())
                | (bit_cast::<192, 64>(self.query_packets.val()) << 64)
                | (bit_cast::<192, 64>(self.query_octets.val()) << 128);
        }
        for i in 0..6 {
            self.decoder.values[i].next = self.answer.q.val().get_bits::<32>(32 * i);
        }
        self.value.next = self.decoder.value.val();

        // Steps. An index stays for several words.
        self.at_last_sa.d.next = self.index.q.val() == self.last_sa.val();
        self.query_go.d.next = false;
        self.pending.d.next = self.pending.q.val() & !self.sa_ready.val();
        self.taken.next = !self.pending.q.val().any();
        self.cam_wr.next = self.cam_go.q.val();
        self.cam_place.next = self.place.q.val();
        self.cam_spi.next = self.spi.q.val();
        self.cam_ah.next = self.entry.q.val().get_bit(18);
        self.cam_state.next = self.entry.q.val().get_bits::<2>(16);
        self.cam_sa.next = self.entry.q.val().get_bits::<14>(0);
        self.timer.d.next = self.timer.q.val() + 1;
        self.drained_long.d.next = self.timer.q.val().get_bit(5) && self.drained.val();
        self.timer_end.d.next = self.timer.q.val().get_bits::<11>(5).all();
        match self.step.q.val() {
            Step::Reset => {
                self.pending.d.next = bits::<3>(0);
                self.word.d.next = bits::<5>(0);
                self.index.d.next = bits::<14>(0);
                self.data.d.next = bits::<128>(0);
                self.running_r.d.next = false;
                if self.timer.q.val().get_bit(5) {
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
                    self.running_r.d.next = true;
                    self.step.d.next = Step::Ready;
                }
            }
            Step::Ready => {
                self.timer.d.next = bits::<16>(0);
                self.word.d.next = self.data_in.val().get_bits::<5>(16);
                self.index.d.next = self.data_in.val().get_bits::<14>(0);
                // A deletion writes zeros.
                self.data.d.next = bits::<128>(0);
                if self.writes.val().get_bit(4) {
                    self.data.d.next = self.given.val();
                }
                if self.writes.val().get_bit(4) {
                    self.pending.d.next = bits::<3>(7);
                    self.step.d.next = Step::Write;
                }
                if self.writes.val().get_bit(5) {
                    if self.data_in.val().get_bits::<2>(16) == 1 {
                        // A deletion first takes back CONFIG, so that nothing new uses the SA.
                        self.word.d.next = bits::<5>(0);
                        self.pending.d.next = bits::<3>(7);
                        self.step.d.next = Step::Drain;
                    }
                    if self.data_in.val().get_bits::<2>(16) == 2 {
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
                if self.taken.val() && self.drained_long.q.val() {
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
                self.running_r.d.next = false;
                if (self.dma_idle.val() && self.drained_long.q.val()) || self.timer_end.q.val() {
                    self.timer.d.next = bits::<16>(0);
                    self.step.d.next = Step::Reset;
                }
            }
        }
        // A reset is obeyed in any step.
        if self.restart.val() {
            self.pending.d.next = bits::<3>(0);
            self.timer.d.next = bits::<16>(0);
            self.drained_long.d.next = false;
            self.timer_end.d.next = false;
            self.step.d.next = Step::Quiesce;
        }
        if self.reset.val() {
            self.step.d.next = Step::Reset;
            self.timer.d.next = bits::<16>(0);
        }

        // All blocks have seen the end of their reset, through the registers on its way, before the sweeps begin.
        self.core_reset_r.d.next = (self.step.q.val() == Step::Reset) && !self.timer.q.val().get_bit(4);
        self.core_reset.next = self.core_reset_r.q.val();
        self.halt.next = self.step.q.val() == Step::Quiesce;
        self.hold.next = self.step.q.val() == Step::Drain;
        self.waits.next = self.step.q.val() == Step::Write;
        self.running.next = self.running_r.q.val();
        self.busy.next = !self.ready.val();
        self.sa_wr.next = self.pending.q.val();
        self.sa_index.next = self.index.q.val();
        self.sa_word.next = self.word.q.val();
        self.sa_data.next = self.data.q.val();
        self.query.next = self.query_go.q.val();
        self.query_sa.next = self.index.q.val();
    }
}
