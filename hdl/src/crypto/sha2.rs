//! SHA-256 and the SHA-512 family: one round per clock.
//!
//! ```text
//!                +------+   +--------------------------------------------------------------------------+
//!   s_data ----->| FIFO |-->| w | K + w, h + d | h + K + w, h + d + K + w | new e, T1 | new a |  a..h, H |
//!   s_valid ---->|  32  |   +--------------------------------------------------------------------------+
//!   s_ready <----+------+        mid_wr, mid_at, mid_data --> H,      at --> digest (one clock)
//! ```
//! 68 clocks a block of SHA-256, 84 of SHA-512: after the last round the state is shifted through two adders, four words each, which
//! add it to the chaining value H and load the sums as the next state at once. `a` is computed one clock after `e`, and the sum of
//! three that each of them is, is the longest path: every other one adds two words that a register, or one choice, gives. A block
//! starts when its 16 words are in, so no round ever waits.
//! Words of SHA-256 travel in the upper halves of 64 bits. FIPS 180-4 §6.2, §6.4.

use super::sha2_parts::{RoundConstant, Sigma};
use crate::common::SmallRam;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    /// The state and H are added, or H alone is loaded.
    Turn,
    Round,
}

/// The core.
#[derive(LogicBlock)]
pub struct Sha2 {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// SHA-512 family; stays for the whole message.
    pub wide: Signal<In, Bit>,
    /// Write a word of the chaining value; only while `idle`.
    pub mid_wr: Signal<In, Bit>,
    /// Which.
    pub mid_at: Signal<In, Bits<3>>,
    /// Its value.
    pub mid_data: Signal<In, Bits<64>>,
    /// Word of a padded message.
    pub s_data: Signal<In, Bits<64>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Every block is in the chaining value.
    pub idle: Signal<Out, Bit>,
    /// Which word of the chaining value to read.
    pub at: Signal<In, Bits<3>>,
    /// It, one clock later.
    pub digest: Signal<Out, Bits<64>>,

    fifo: SmallRam<Bits<64>, 5>,
    constants: RoundConstant,
    small0: Sigma,
    small1: Sigma,
    big0: Sigma,
    big1: Sigma,

    put: DFF<Bits<6>>,
    got: DFF<Bits<6>>,
    phase: DFF<Phase>,
    count: DFF<Bits<7>>,
    /// A turn adds the state.
    adds: DFF<Bit>,

    // The number says in which stage a register is used.
    fresh0: DFF<Bit>,
    later0: DFF<Bit>,
    count0: DFF<Bits<7>>,
    round1: DFF<Bit>,
    round2: DFF<Bit>,
    round3: DFF<Bit>,
    round4: DFF<Bit>,
    turn0: DFF<Bit>,
    turn1: DFF<Bit>,
    turn2: DFF<Bit>,
    turn3: DFF<Bit>,
    adds0: DFF<Bit>,
    adds1: DFF<Bit>,

    /// The last 15 message words, the newest first.
    w: [DFF<Bits<64>>; 15],
    /// Lower case sigmas of the words that the schedule needs a clock later.
    sigma0: DFF<Bits<64>>,
    sigma1: DFF<Bits<64>>,
    /// What the next word adds to sigma 1.
    partial: DFF<Bits<64>>,
    kw: DFF<Bits<64>>,
    /// What T1 and the new e add to K + w.
    t1_part: DFF<Bits<64>>,
    e_part: DFF<Bits<64>>,
    /// What they add to functions of e, f, g.
    to_t1: DFF<Bits<64>>,
    to_e: DFF<Bits<64>>,
    t1: DFF<Bits<64>>,
    a: DFF<Bits<64>>,
    b: DFF<Bits<64>>,
    c: DFF<Bits<64>>,
    e: DFF<Bits<64>>,
    f: DFF<Bits<64>>,
    g: DFF<Bits<64>>,
    /// Chaining value; a turn shifts its halves round.
    h: [DFF<Bits<64>>; 8],
    read: DFF<Bits<64>>,

    level: Signal<Local, Bits<6>>,
    ready: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    last_round: Signal<Local, Bit>,
    word: Signal<Local, Bits<64>>,
    scheduled: Signal<Local, Bits<64>>,
    t1_other: Signal<Local, Bits<64>>,
    e_other: Signal<Local, Bits<64>>,
    t1_state: Signal<Local, Bits<64>>,
    e_state: Signal<Local, Bits<64>>,
    choice: Signal<Local, Bits<64>>,
    sum1: Signal<Local, Bits<64>>,
    majority: Signal<Local, Bits<64>>,
    sum0: Signal<Local, Bits<64>>,
    shifts: Signal<Local, Bit>,
    writes: Signal<Local, Bits<8>>,
    reads: Signal<Local, Bits<8>>,
    chosen: Signal<Local, Bits<64>>,
}

impl Default for Sha2 {
    fn default() -> Sha2 {
        Sha2 {
            clock: Default::default(),
            reset: Default::default(),
            wide: Default::default(),
            mid_wr: Default::default(),
            mid_at: Default::default(),
            mid_data: Default::default(),
            s_data: Default::default(),
            s_valid: Default::default(),
            s_ready: Default::default(),
            idle: Default::default(),
            at: Default::default(),
            digest: Default::default(),
            fifo: Default::default(),
            constants: Default::default(),
            small0: Sigma::small0(),
            small1: Sigma::small1(),
            big0: Sigma::big0(),
            big1: Sigma::big1(),
            put: Default::default(),
            got: Default::default(),
            phase: Default::default(),
            count: Default::default(),
            adds: Default::default(),
            fresh0: Default::default(),
            later0: Default::default(),
            count0: Default::default(),
            round1: Default::default(),
            round2: Default::default(),
            round3: Default::default(),
            round4: Default::default(),
            turn0: Default::default(),
            turn1: Default::default(),
            turn2: Default::default(),
            turn3: Default::default(),
            adds0: Default::default(),
            adds1: Default::default(),
            w: Default::default(),
            sigma0: Default::default(),
            sigma1: Default::default(),
            partial: Default::default(),
            kw: Default::default(),
            t1_part: Default::default(),
            e_part: Default::default(),
            to_t1: Default::default(),
            to_e: Default::default(),
            t1: Default::default(),
            a: Default::default(),
            b: Default::default(),
            c: Default::default(),
            e: Default::default(),
            f: Default::default(),
            g: Default::default(),
            h: Default::default(),
            read: Default::default(),
            level: Default::default(),
            ready: Default::default(),
            starts: Default::default(),
            last_round: Default::default(),
            word: Default::default(),
            scheduled: Default::default(),
            t1_other: Default::default(),
            e_other: Default::default(),
            t1_state: Default::default(),
            e_state: Default::default(),
            choice: Default::default(),
            sum1: Default::default(),
            majority: Default::default(),
            sum0: Default::default(),
            shifts: Default::default(),
            writes: Default::default(),
            reads: Default::default(),
            chosen: Default::default(),
        }
    }
}

impl Logic for Sha2 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, put, got, phase, count, adds, fresh0, later0, count0, round1, round2, round3, round4);
        dff_setup!(self, clock, turn0, turn1, turn2, turn3, adds0, adds1, sigma0, sigma1, partial, kw, t1_part, e_part);
        dff_setup!(self, clock, to_t1, to_e, t1);
        dff_setup!(self, clock, a, b, c, e, f, g, read);
        for i in 0..15 {
            self.w[i].clock.next = self.clock.val();
        }
        for i in 0..8 {
            self.h[i].clock.next = self.clock.val();
        }
        self.fifo.clock.next = self.clock.val();
        self.constants.clock.next = self.clock.val();
        self.constants.wide.next = self.wide.val();
        self.small0.wide.next = self.wide.val();
        self.small1.wide.next = self.wide.val();
        self.big0.wide.next = self.wide.val();
        self.big1.wide.next = self.wide.val();

        // Words wait until a block is complete.
        self.level.next = self.put.q.val() - self.got.q.val();
        self.ready.next = !self.level.val().get_bit(5);
        self.s_ready.next = self.ready.val();
        self.fifo.wr.next = self.s_valid.val() && self.ready.val();
        self.fifo.wa.next = bit_cast::<5, 6>(self.put.q.val());
        self.fifo.wd.next = self.s_data.val();
        if self.s_valid.val() && self.ready.val() {
            self.put.d.next = self.put.q.val() + 1;
        }
        self.fifo.ra.next = bit_cast::<5, 6>(self.got.q.val());

        // Slots: rounds, then four of a turn, then the next block's rounds if it is there.
        self.starts.next = self.level.val().get_bit(4) || self.level.val().get_bit(5);
        self.last_round.next = self.count.q.val() == 79;
        if !self.wide.val() {
            self.last_round.next = self.count.q.val() == 63;
        }
        match self.phase.q.val() {
            Phase::Idle => {
                self.count.d.next = bits::<7>(0);
                self.adds.d.next = false;
                if self.starts.val() {
                    self.phase.d.next = Phase::Turn;
                }
            }
            Phase::Turn => {
                self.count.d.next = self.count.q.val() + 1;
                if self.count.q.val() == 3 {
                    self.count.d.next = bits::<7>(0);
                    self.phase.d.next = Phase::Idle;
                    if self.starts.val() {
                        self.phase.d.next = Phase::Round;
                    }
                }
            }
            Phase::Round => {
                self.count.d.next = self.count.q.val() + 1;
                if self.count.q.val() < 16 {
                    self.got.d.next = self.got.q.val() + 1;
                }
                if self.last_round.val() {
                    self.count.d.next = bits::<7>(0);
                    self.adds.d.next = true;
                    self.phase.d.next = Phase::Turn;
                }
            }
        }
        // Outside of rounds the constant is zero, and so is the word.
        self.fresh0.d.next = false;
        self.later0.d.next = false;
        self.count0.d.next = bits::<7>(127);
        if self.phase.q.val() == Phase::Round {
            self.fresh0.d.next = self.count.q.val() < 16;
            self.later0.d.next = self.count.q.val() >= 16;
            self.count0.d.next = self.count.q.val();
        }
        self.round1.d.next = self.fresh0.q.val() || self.later0.q.val();
        self.round2.d.next = self.round1.q.val();
        self.round3.d.next = self.round2.q.val();
        self.round4.d.next = self.round3.q.val();
        self.turn0.d.next = self.phase.q.val() == Phase::Turn;
        self.turn1.d.next = self.turn0.q.val();
        self.turn2.d.next = self.turn1.q.val();
        self.turn3.d.next = self.turn2.q.val();
        self.adds0.d.next = (self.phase.q.val() == Phase::Turn) && self.adds.q.val();
        self.adds1.d.next = self.adds0.q.val();
        self.idle.next = (self.phase.q.val() == Phase::Idle)
            && !self.level.val().any()
            && !(self.turn0.q.val() || self.turn1.q.val() || self.turn2.q.val() || self.turn3.q.val());

        // Stage 0: a word of the message, or of its schedule. w[i] is the word of i + 1 rounds ago, of i + 2 for the round whose
        // partial sum or sigma 1 is made, and of i + 3 for its sigma 0.
        self.small0.x.next = self.w[12].q.val();
        self.sigma0.d.next = self.small0.y.val();
        self.partial.d.next = self.sigma0.q.val() + self.w[14].q.val() + self.w[5].q.val();
        self.small1.x.next = self.w[0].q.val();
        self.sigma1.d.next = self.small1.y.val();
        self.word.next = bits::<64>(0);
        self.scheduled.next = bits::<64>(0);
        if self.fresh0.q.val() {
            self.word.next = self.fifo.rd.val();
        }
        if self.later0.q.val() {
            self.word.next = self.partial.q.val();
            self.scheduled.next = self.sigma1.q.val();
        }
        self.w[0].d.next = self.word.val() + self.scheduled.val();
        for i in 1..15 {
            self.w[i].d.next = self.w[i - 1].q.val();
        }
        self.constants.at.next = self.count0.q.val();

        // Stage 1: f is what h will be, a what d will be. A turn takes them for h and d of the end, H being added; without a slot H is
        // loaded over and over.
        self.kw.d.next = self.constants.k.val() + self.w[0].q.val();
        self.shifts.next = self.turn2.q.val() || self.turn3.q.val();
        self.t1_other.next = self.h[3].q.val();
        self.e_other.next = self.h[7].q.val();
        if self.shifts.val() {
            self.t1_other.next = self.h[2].q.val();
            self.e_other.next = self.h[6].q.val();
        }
        self.t1_state.next = bits::<64>(0);
        self.e_state.next = bits::<64>(0);
        if self.adds1.q.val() {
            self.t1_state.next = self.a.q.val();
            self.e_state.next = self.f.q.val();
        }
        if self.round1.q.val() {
            self.t1_other.next = bits::<64>(0);
            self.e_other.next = self.a.q.val();
            self.t1_state.next = self.f.q.val();
            self.e_state.next = self.f.q.val();
        }
        self.t1_part.d.next = self.t1_state.val() + self.t1_other.val();
        self.e_part.d.next = self.e_state.val() + self.e_other.val();

        // Stage 2.
        self.to_t1.d.next = self.t1_part.q.val() + self.kw.q.val();
        self.to_e.d.next = self.e_part.q.val() + self.kw.q.val();

        // Stage 3.
        self.big1.x.next = self.e.q.val();
        self.sum1.next = self.big1.y.val();
        self.choice.next = (self.e.q.val() & self.f.q.val()) ^ (!self.e.q.val() & self.g.q.val());
        if !self.round3.q.val() {
            self.sum1.next = bits::<64>(0);
            self.choice.next = bits::<64>(0);
        }
        self.e.d.next = self.to_e.q.val() + self.sum1.val() + self.choice.val();
        self.t1.d.next = self.to_t1.q.val() + self.sum1.val() + self.choice.val();
        self.f.d.next = self.e.q.val();
        self.g.d.next = self.f.q.val();

        // Stage 4.
        self.big0.x.next = self.a.q.val();
        self.sum0.next = self.big0.y.val();
        self.majority.next =
            (self.a.q.val() & self.b.q.val()) ^ (self.a.q.val() & self.c.q.val()) ^ (self.b.q.val() & self.c.q.val());
        if !self.round4.q.val() {
            self.sum0.next = bits::<64>(0);
            self.majority.next = bits::<64>(0);
        }
        self.a.d.next = self.t1.q.val() + self.sum0.val() + self.majority.val();
        self.b.d.next = self.a.q.val();
        self.c.d.next = self.b.q.val();

        // Each of the four sums of a turn enters H a clock after it was made, so H shifts five times.
        self.writes.next = bits::<8>(1) << self.mid_at.val();
        for i in 0..8 {
            self.h[i].d.next = self.h[i].q.val();
            if self.mid_wr.val() && self.writes.val().get_bit(i) {
                self.h[i].d.next = self.mid_data.val();
            }
        }
        if self.shifts.val() {
            for i in 1..4 {
                self.h[i].d.next = self.h[i - 1].q.val();
                self.h[i + 4].d.next = self.h[i + 3].q.val();
            }
            self.h[0].d.next = self.to_t1.q.val();
            self.h[4].d.next = self.to_e.q.val();
        }
        self.reads.next = bits::<8>(1) << self.at.val();
        self.chosen.next = bits::<64>(0);
        for i in 0..8 {
            if self.reads.val().get_bit(i) {
                self.chosen.next = self.h[i].q.val();
            }
        }
        self.read.d.next = self.chosen.val();
        self.digest.next = self.read.q.val();
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.put.d.next = bits::<6>(0);
            self.got.d.next = bits::<6>(0);
            self.turn0.d.next = false;
            self.turn1.d.next = false;
            self.turn2.d.next = false;
            self.turn3.d.next = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::Hash;
    use verilated::lockstep::{run_with, Random};
    use verilated::{Error, Model};

    fn model() -> Result<Model, Error> {
        let mut sha2 = Sha2::default();
        sha2.connect_all();
        let mut m = Model::of("sha2", &sha2)?;
        m.poke_bit("reset", true);
        m.tick();
        m.poke_bit("reset", false);
        Ok(m)
    }

    #[test]
    fn chaining_values_agree_with_software() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(1);
        for round in 0..40 {
            let hash = if round % 2 == 0 { Hash::Sha256 } else { Hash::Sha512 };
            m.poke_bit("wide", hash == Hash::Sha512);
            hash.random_blocks(&mut m, &mut random, 1 + round / 4, if round % 2 == 0 { 68 } else { 84 });
        }
        Ok(())
    }

    #[test]
    fn sha2_in_lock_step() -> Result<(), Error> {
        run_with("sha2", Sha2::default, 1_500, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2 || cycle == 700).into(),
            "wide" => u32::from(cycle > 700).into(),
            "s_valid" => u32::from(cycle % 1_000 < 600 && random.bit(0)).into(),
            "mid_wr" => u32::from(cycle % 700 < 20).into(),
            _ => random,
        })
    }
}
