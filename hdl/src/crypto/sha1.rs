//! SHA-1: one round per clock.
//!
//! ```text
//!                +------+   +-------------------------------------------+
//!   s_data ----->| FIFO |-->| w | K + w | e + K + w | new a |  a..e, H   |
//!   s_valid ---->|  32  |   +-------------------------------------------+
//!   s_ready <----+------+     mid_wr, mid_at, mid_data --> H,      at --> digest (one clock)
//! ```
//! 85 clocks a block: after the last round the state is shifted through one adder, five words, which adds it to the chaining value H
//! and loads the sums as the next state at once. A block starts when its 16 words are in, so no round ever waits. For the
//! legacy suites and HMAC alone: HMAC-SHA1-96 (RFC 2404). FIPS 180-4 §6.1.

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
#[derive(LogicBlock, Default)]
pub struct Sha1 {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Write a word of the chaining value; only while `idle`.
    pub mid_wr: Signal<In, Bit>,
    /// Which.
    pub mid_at: Signal<In, Bits<3>>,
    /// Its value.
    pub mid_data: Signal<In, Bits<32>>,
    /// Word of a padded message.
    pub s_data: Signal<In, Bits<32>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Every block is in the chaining value.
    pub idle: Signal<Out, Bit>,
    /// Which word of the chaining value to read.
    pub at: Signal<In, Bits<3>>,
    /// It, one clock later.
    pub digest: Signal<Out, Bits<32>>,

    fifo: SmallRam<Bits<32>, 5>,

    put: DFF<Bits<6>>,
    got: DFF<Bits<6>>,
    phase: DFF<Phase>,
    count: DFF<Bits<7>>,
    /// A turn adds the state.
    adds: DFF<Bit>,

    // The number says in which stage a register is used.
    round0: DFF<Bit>,
    fresh0: DFF<Bit>,
    quarter0: DFF<Bits<2>>,
    round1: DFF<Bit>,
    quarter1: DFF<Bits<2>>,
    round2: DFF<Bit>,
    quarter2: DFF<Bits<2>>,
    round3: DFF<Bit>,
    quarter3: DFF<Bits<2>>,
    turn0: DFF<Bit>,
    turn1: DFF<Bit>,
    turn2: DFF<Bit>,
    turn3: DFF<Bit>,
    adds0: DFF<Bit>,
    adds1: DFF<Bit>,
    adds2: DFF<Bit>,

    /// The last 16 message words, the newest first.
    w: [DFF<Bits<32>>; 16],
    kw: DFF<Bits<32>>,
    /// What the new a adds to functions of a, b, c, d.
    to_a: DFF<Bits<32>>,
    a: DFF<Bits<32>>,
    b: DFF<Bits<32>>,
    c: DFF<Bits<32>>,
    d: DFF<Bits<32>>,
    /// Chaining value; a turn shifts it round.
    h: [DFF<Bits<32>>; 5],
    read: DFF<Bits<32>>,

    level: Signal<Local, Bits<6>>,
    ready: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    parity: Signal<Local, Bits<32>>,
    word: Signal<Local, Bits<32>>,
    k: Signal<Local, Bits<32>>,
    first: Signal<Local, Bits<32>>,
    second: Signal<Local, Bits<32>>,
    mixed: Signal<Local, Bits<32>>,
    turned: Signal<Local, Bits<32>>,
    shifts: Signal<Local, Bit>,
    writes: Signal<Local, Bits<8>>,
    reads: Signal<Local, Bits<8>>,
    chosen: Signal<Local, Bits<32>>,
}

impl Logic for Sha1 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, put, got, phase, count, adds, round0, fresh0, quarter0, round1, quarter1, round2);
        dff_setup!(self, clock, quarter2, round3, quarter3, turn0, turn1, turn2, turn3, adds0, adds1, adds2);
        dff_setup!(self, clock, kw, to_a, a, b, c, d, read);
        for i in 0..16 {
            self.w[i].clock.next = self.clock.val();
        }
        for i in 0..5 {
            self.h[i].clock.next = self.clock.val();
        }
        self.fifo.clock.next = self.clock.val();

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

        // Slots: 80 rounds, then five of a turn, then the next block's rounds if it is there.
        self.starts.next = self.level.val().get_bit(4) || self.level.val().get_bit(5);
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
                if self.count.q.val() == 4 {
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
                if self.count.q.val() == 79 {
                    self.count.d.next = bits::<7>(0);
                    self.adds.d.next = true;
                    self.phase.d.next = Phase::Turn;
                }
            }
        }
        self.round0.d.next = self.phase.q.val() == Phase::Round;
        self.fresh0.d.next = self.count.q.val() < 16;
        self.quarter0.d.next = bits::<2>(3);
        if self.count.q.val() < 20 {
            self.quarter0.d.next = bits::<2>(0);
        } else if self.count.q.val() < 40 {
            self.quarter0.d.next = bits::<2>(1);
        } else if self.count.q.val() < 60 {
            self.quarter0.d.next = bits::<2>(2);
        }
        self.round1.d.next = self.round0.q.val();
        self.quarter1.d.next = self.quarter0.q.val();
        self.round2.d.next = self.round1.q.val();
        self.quarter2.d.next = self.quarter1.q.val();
        self.round3.d.next = self.round2.q.val();
        self.quarter3.d.next = self.quarter2.q.val();
        self.turn0.d.next = self.phase.q.val() == Phase::Turn;
        self.turn1.d.next = self.turn0.q.val();
        self.turn2.d.next = self.turn1.q.val();
        self.turn3.d.next = self.turn2.q.val();
        self.adds0.d.next = (self.phase.q.val() == Phase::Turn) && self.adds.q.val();
        self.adds1.d.next = self.adds0.q.val();
        self.adds2.d.next = self.adds1.q.val();
        self.idle.next = (self.phase.q.val() == Phase::Idle)
            && !self.level.val().any()
            && !(self.turn0.q.val() || self.turn1.q.val() || self.turn2.q.val() || self.turn3.q.val());

        // Stage 0: a word of the message, or of its schedule. w[i] is the word of i + 1 rounds ago.
        self.parity.next = self.w[2].q.val() ^ self.w[7].q.val() ^ self.w[13].q.val() ^ self.w[15].q.val();
        self.word.next = (self.parity.val() << 1) | (self.parity.val() >> 31);
        if self.fresh0.q.val() {
            self.word.next = self.fifo.rd.val();
        }
        if !self.round0.q.val() {
            self.word.next = bits::<32>(0);
        }
        self.w[0].d.next = self.word.val();
        for i in 1..16 {
            self.w[i].d.next = self.w[i - 1].q.val();
        }

        // Stage 1.
        self.k.next = bits::<32>(0xca62c1d6_u64);
        if self.quarter1.q.val() == 0 {
            self.k.next = bits::<32>(0x5a827999_u64);
        } else if self.quarter1.q.val() == 1 {
            self.k.next = bits::<32>(0x6ed9eba1_u64);
        } else if self.quarter1.q.val() == 2 {
            self.k.next = bits::<32>(0x8f1bbcdc_u64);
        }
        self.kw.d.next = self.k.val() + self.w[0].q.val();

        // Stage 2: d is what e will be. A turn takes it for e of the end, H being added; without a slot H is loaded over and over.
        self.first.next = self.d.q.val();
        self.second.next = self.kw.q.val();
        if !self.round2.q.val() {
            self.second.next = self.h[4].q.val();
            if !self.adds2.q.val() {
                self.first.next = bits::<32>(0);
            }
        }
        self.to_a.d.next = self.first.val() + self.second.val();

        // Stage 3.
        self.mixed.next = self.b.q.val() ^ self.c.q.val() ^ self.d.q.val();
        if self.quarter3.q.val() == 0 {
            self.mixed.next = (self.b.q.val() & self.c.q.val()) ^ (!self.b.q.val() & self.d.q.val());
        } else if self.quarter3.q.val() == 2 {
            self.mixed.next = (self.b.q.val() & self.c.q.val())
                ^ (self.b.q.val() & self.d.q.val())
                ^ (self.c.q.val() & self.d.q.val());
        }
        self.turned.next = (self.a.q.val() << 5) | (self.a.q.val() >> 27);
        self.c.d.next = (self.b.q.val() << 30) | (self.b.q.val() >> 2);
        if !self.round3.q.val() {
            self.mixed.next = bits::<32>(0);
            self.turned.next = bits::<32>(0);
            self.c.d.next = self.b.q.val();
        }
        self.a.d.next = self.to_a.q.val() + self.turned.val() + self.mixed.val();
        self.b.d.next = self.a.q.val();
        self.d.d.next = self.c.q.val();

        // Each of the five sums of a turn enters H a clock after it was made, so H shifts six times.
        self.shifts.next = self.turn2.q.val() || self.turn3.q.val();
        self.writes.next = bits::<8>(1) << self.mid_at.val();
        for i in 0..5 {
            self.h[i].d.next = self.h[i].q.val();
            if self.mid_wr.val() && self.writes.val().get_bit(i) {
                self.h[i].d.next = self.mid_data.val();
            }
        }
        if self.shifts.val() {
            for i in 1..5 {
                self.h[i].d.next = self.h[i - 1].q.val();
            }
            self.h[0].d.next = self.to_a.q.val();
        }
        self.reads.next = bits::<8>(1) << self.at.val();
        self.chosen.next = bits::<32>(0);
        for i in 0..5 {
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

    #[test]
    fn chaining_values_agree_with_software() -> Result<(), Error> {
        let mut sha1 = Sha1::default();
        sha1.connect_all();
        let mut m = Model::of("sha1", &sha1)?;
        m.poke_bit("reset", true);
        m.tick();
        m.poke_bit("reset", false);
        let mut random = Random::new(1);
        for round in 0..40 {
            Hash::Sha1.random_blocks(&mut m, &mut random, 1 + round / 4, 85);
        }
        Ok(())
    }

    #[test]
    fn sha1_in_lock_step() -> Result<(), Error> {
        run_with("sha1", Sha1::default, 1_500, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2 || cycle == 700).into(),
            "s_valid" => u32::from(cycle % 1_000 < 600 && random.bit(0)).into(),
            "mid_wr" => u32::from(cycle % 700 < 20).into(),
            _ => random,
        })
    }
}
