//! What SHA-1 and SHA-2 have in common: words of a message come in, slots for the stages of the core go out.
//!
//! ```text
//!   s_data --> [ FIFO 32 ] --> word
//!   16 words are there? --> turn, rounds, turn, rounds, ... turn --> round, count; rounds, turns, adds: bit n is stage n
//! ```
//! A turn before the first block loads the chaining value into the state, one behind each block adds the state to it. A block
//! starts when its 16 words are in, so no round ever waits. Without words nothing is done, and after the last turn it is idle.

use crate::common::SmallRam;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    /// The state and the chaining value are added, or the latter alone is loaded.
    Turn,
    Round,
}

/// Sequencer for words of `W` bits.
#[derive(LogicBlock, Default)]
pub struct Feed<const W: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Number of the last round of a block.
    pub last_round: Signal<In, Bits<7>>,
    /// Number of the last slot of a turn.
    pub last_turn: Signal<In, Bits<7>>,
    /// Word of a padded message.
    pub s_data: Signal<In, Bits<W>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Word of the message for stage 0 of the first 16 rounds.
    pub word: Signal<Out, Bits<W>>,
    /// The slot in front of stage 0 is a round,
    pub round: Signal<Out, Bit>,
    /// and this one.
    pub count: Signal<Out, Bits<7>>,
    /// Stages with a round.
    pub rounds: Signal<Out, Bits<5>>,
    /// Stages with a slot of a turn.
    pub turns: Signal<Out, Bits<4>>,
    /// Stages with a slot of a turn that adds.
    pub adds: Signal<Out, Bits<3>>,
    /// Nothing is under way, for a core that ends a turn in stage 3.
    pub idle: Signal<Out, Bit>,

    fifo: SmallRam<Bits<W>, 5>,
    put: DFF<Bits<5>>,
    got: DFF<Bits<5>>,
    /// Words that are there: counted, so that nobody waits for a difference.
    level: DFF<Bits<6>>,
    phase: DFF<Phase>,
    count_q: DFF<Bits<7>>,
    /// A turn adds the state.
    loaded: DFF<Bit>,
    rounds_q: DFF<Bits<5>>,
    turns_q: DFF<Bits<4>>,
    adds_q: DFF<Bits<3>>,
    ready: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    comes: Signal<Local, Bit>,
    goes: Signal<Local, Bit>,
    is_round: Signal<Local, Bit>,
    is_turn: Signal<Local, Bit>,
    is_sum: Signal<Local, Bit>,
}

impl<const W: usize> Logic for Feed<W> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, put, got, level, phase, count_q, loaded, rounds_q, turns_q, adds_q);
        self.fifo.clock.next = self.clock.val();

        // Words wait until a block is complete.
        self.ready.next = !self.level.q.val().get_bit(5);
        self.s_ready.next = self.ready.val();
        self.comes.next = self.s_valid.val() && self.ready.val();
        self.goes.next = (self.phase.q.val() == Phase::Round) && (self.count_q.q.val() < 16);
        self.fifo.wr.next = self.comes.val();
        self.fifo.wa.next = self.put.q.val();
        self.fifo.wd.next = self.s_data.val();
        if self.comes.val() {
            self.put.d.next = self.put.q.val() + 1;
        }
        if self.goes.val() {
            self.got.d.next = self.got.q.val() + 1;
        }
        if self.comes.val() && !self.goes.val() {
            self.level.d.next = self.level.q.val() + 1;
        } else if self.goes.val() && !self.comes.val() {
            self.level.d.next = self.level.q.val() - 1;
        }
        self.fifo.ra.next = self.got.q.val();
        self.word.next = self.fifo.rd.val();

        // Slots: rounds, then those of a turn, then the next block's rounds if it is there.
        self.starts.next = self.level.q.val().get_bit(4) || self.level.q.val().get_bit(5);
        match self.phase.q.val() {
            Phase::Idle => {
                self.count_q.d.next = bits::<7>(0);
                self.loaded.d.next = false;
                if self.starts.val() {
                    self.phase.d.next = Phase::Turn;
                }
            }
            Phase::Turn => {
                self.count_q.d.next = self.count_q.q.val() + 1;
                if self.count_q.q.val() == self.last_turn.val() {
                    self.count_q.d.next = bits::<7>(0);
                    self.phase.d.next = Phase::Idle;
                    if self.starts.val() {
                        self.phase.d.next = Phase::Round;
                    }
                }
            }
            Phase::Round => {
                self.count_q.d.next = self.count_q.q.val() + 1;
                if self.count_q.q.val() == self.last_round.val() {
                    self.count_q.d.next = bits::<7>(0);
                    self.loaded.d.next = true;
                    self.phase.d.next = Phase::Turn;
                }
            }
        }
        self.is_round.next = self.phase.q.val() == Phase::Round;
        self.is_turn.next = self.phase.q.val() == Phase::Turn;
        self.is_sum.next = self.is_turn.val() && self.loaded.q.val();
        self.round.next = self.is_round.val();
        self.count.next = self.count_q.q.val();
        self.rounds_q.d.next = (self.rounds_q.q.val() << 1) | bit_cast::<5, 1>(self.is_round.val().into());
        self.turns_q.d.next = (self.turns_q.q.val() << 1) | bit_cast::<4, 1>(self.is_turn.val().into());
        self.adds_q.d.next = (self.adds_q.q.val() << 1) | bit_cast::<3, 1>(self.is_sum.val().into());
        self.rounds.next = self.rounds_q.q.val();
        self.turns.next = self.turns_q.q.val();
        self.adds.next = self.adds_q.q.val();
        self.idle.next =
            (self.phase.q.val() == Phase::Idle) && !self.level.q.val().any() && !self.turns_q.q.val().any();
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.put.d.next = bits::<5>(0);
            self.got.d.next = bits::<5>(0);
            self.level.d.next = bits::<6>(0);
            self.turns_q.d.next = bits::<4>(0);
        }
    }
}
