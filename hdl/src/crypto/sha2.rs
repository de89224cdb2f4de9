//! SHA-256 and the SHA-512 family: one round per clock.
//!
//! ```text
//!                +------+   +--------------------------------------------------------------------------+
//!   s_data ----->| FIFO |-->| w | K + w, h + d | h + K + w, h + d + K + w | new e, T1 | new a |  a..h, H |
//!   s_valid ---->|  32  |   +--------------------------------------------------------------------------+
//!   s_ready <----+------+                                                               mid, mid_data --> H --> digest
//! ```
//! 68 clocks a block of SHA-256, 84 of SHA-512: after the last round the state is shifted through two adders, four words each, which
//! add it to the chaining value H and load the sums as the next state at once. `a` is computed one clock after `e`, and the sum of
//! three that each of them is, is the longest path: every other one adds two words that a register, or one choice, gives. A block
//! starts when its 16 words are in, so no round ever waits. H is written and read as a shift register, its last word first.
//! Words of SHA-256 travel in the upper halves of 64 bits. FIPS 180-4 §6.2, §6.4.

use super::feed::Feed;
use super::sha2_parts::{Big0, Big1, RoundConstant, Small0, Small1};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The core.
#[derive(LogicBlock, Default)]
pub struct Sha2 {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// SHA-512 family; stays for the whole message, and is looked at from the second clock on.
    pub wide: Signal<In, Bit>,
    /// Shift the chaining value by a word; only while `idle`.
    pub mid: Signal<In, Bit>,
    /// What becomes its first word.
    pub mid_data: Signal<In, Bits<64>>,
    /// Word of a padded message.
    pub s_data: Signal<In, Bits<64>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Every block is in the chaining value.
    pub idle: Signal<Out, Bit>,
    /// The last word of the chaining value.
    pub digest: Signal<Out, Bits<64>>,

    feed: Feed<64>,
    constants: RoundConstant,
    small0: Small0,
    small1: Small1,
    big0: Big0,
    big1: Big1,

    /// `wide`, near those who need it.
    is_wide: DFF<Bit>,

    // The number says in which stage a register is used.
    fresh0: DFF<Bit>,
    later0: DFF<Bit>,
    count0: DFF<Bits<7>>,

    /// The last 15 message words, the newest first.
    w: [DFF<Bits<64>>; 15],
    /// Lower case sigmas of the words that the schedule needs a clock later.
    sigma0: DFF<Bits<64>>,
    sigma1: DFF<Bits<64>>,
    /// What the next word adds to sigma 1.
    partial: DFF<Bits<64>>,
    kw: DFF<Bits<64>>,
    /// What of H a turn adds.
    h3: DFF<Bits<64>>,
    h7: DFF<Bits<64>>,
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

    word: Signal<Local, Bits<64>>,
    scheduled: Signal<Local, Bits<64>>,
    e_other: Signal<Local, Bits<64>>,
    t1_state: Signal<Local, Bits<64>>,
    e_state: Signal<Local, Bits<64>>,
    choice: Signal<Local, Bits<64>>,
    sum1: Signal<Local, Bits<64>>,
    majority: Signal<Local, Bits<64>>,
    sum0: Signal<Local, Bits<64>>,
    shifts: Signal<Local, Bit>,
    shifts_then: Signal<Local, Bit>,
}

impl Logic for Sha2 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_wide, fresh0, later0, count0, sigma0, sigma1, partial, kw, h3, h7, t1_part, e_part);
        dff_setup!(self, clock, to_t1, to_e, t1, a, b, c, e, f, g);
        for i in 0..15 {
            self.w[i].clock.next = self.clock.val();
        }
        for i in 0..8 {
            self.h[i].clock.next = self.clock.val();
        }
        self.feed.clock.next = self.clock.val();
        self.feed.reset.next = self.reset.val();
        self.feed.s_data.next = self.s_data.val();
        self.feed.s_valid.next = self.s_valid.val();
        self.s_ready.next = self.feed.s_ready.val();
        self.idle.next = self.feed.idle.val();
        self.constants.clock.next = self.clock.val();
        self.is_wide.d.next = self.wide.val();
        self.constants.wide.next = self.is_wide.q.val();
        self.small0.wide.next = self.is_wide.q.val();
        self.small1.wide.next = self.is_wide.q.val();
        self.big0.wide.next = self.is_wide.q.val();
        self.big1.wide.next = self.is_wide.q.val();

        self.feed.last_turn.next = bits::<7>(3);
        self.feed.last_round.next = bits::<7>(79);
        if !self.is_wide.q.val() {
            self.feed.last_round.next = bits::<7>(63);
        }

        // Outside of rounds the constant is zero, and so is the word.
        self.fresh0.d.next = false;
        self.later0.d.next = false;
        self.count0.d.next = bits::<7>(127);
        if self.feed.round.val() {
            self.fresh0.d.next = self.feed.count.val() < 16;
            self.later0.d.next = self.feed.count.val() >= 16;
            self.count0.d.next = self.feed.count.val();
        }

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
            self.word.next = self.feed.word.val();
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
        // The last words of the halves of H as they will be in two clocks, in which they shift once or twice; none in a round.
        self.shifts.next = self.feed.turns.val().get_bit(2) || self.feed.turns.val().get_bit(3);
        self.shifts_then.next = self.feed.turns.val().get_bit(1) || self.feed.turns.val().get_bit(2);
        self.h3.d.next = self.h[3].q.val();
        self.h7.d.next = self.h[7].q.val();
        if self.shifts.val() || self.shifts_then.val() {
            self.h3.d.next = self.h[2].q.val();
            self.h7.d.next = self.h[6].q.val();
        }
        if self.shifts.val() && self.shifts_then.val() {
            self.h3.d.next = self.h[1].q.val();
            self.h7.d.next = self.h[5].q.val();
        }
        if self.feed.rounds.val().get_bit(0) {
            self.h3.d.next = bits::<64>(0);
            self.h7.d.next = bits::<64>(0);
        }

        // Stage 1: f is what h will be, a what d will be. A turn takes them for h and d of the end, H being added; without a slot H is
        // loaded over and over.
        self.kw.d.next = self.constants.k.val() + self.w[0].q.val();
        self.t1_state.next = bits::<64>(0);
        self.e_state.next = bits::<64>(0);
        self.e_other.next = self.h7.q.val();
        if self.feed.adds.val().get_bit(1) {
            self.t1_state.next = self.a.q.val();
            self.e_state.next = self.f.q.val();
        }
        if self.feed.rounds.val().get_bit(1) {
            self.e_other.next = self.a.q.val();
            self.t1_state.next = self.f.q.val();
            self.e_state.next = self.f.q.val();
        }
        self.t1_part.d.next = self.t1_state.val() + self.h3.q.val();
        self.e_part.d.next = self.e_state.val() + self.e_other.val();

        // Stage 2.
        self.to_t1.d.next = self.t1_part.q.val() + self.kw.q.val();
        self.to_e.d.next = self.e_part.q.val() + self.kw.q.val();

        // Stage 3.
        self.big1.x.next = self.e.q.val();
        self.sum1.next = self.big1.y.val();
        self.choice.next = (self.e.q.val() & self.f.q.val()) ^ (!self.e.q.val() & self.g.q.val());
        if !self.feed.rounds.val().get_bit(3) {
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
        if !self.feed.rounds.val().get_bit(4) {
            self.sum0.next = bits::<64>(0);
            self.majority.next = bits::<64>(0);
        }
        self.a.d.next = self.t1.q.val() + self.sum0.val() + self.majority.val();
        self.b.d.next = self.a.q.val();
        self.c.d.next = self.b.q.val();

        // Each of the four sums of a turn enters H a clock after it was made, so H shifts five times.
        for i in 0..8 {
            self.h[i].d.next = self.h[i].q.val();
        }
        if self.shifts.val() || self.mid.val() {
            for i in 1..8 {
                self.h[i].d.next = self.h[i - 1].q.val();
            }
            self.h[0].d.next = self.to_t1.q.val();
        }
        if self.shifts.val() {
            self.h[4].d.next = self.to_e.q.val();
        }
        if self.mid.val() {
            self.h[0].d.next = self.mid_data.val();
        }
        self.digest.next = self.h[7].q.val();
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
            "mid" => u32::from(cycle % 700 < 20).into(),
            _ => random,
        })
    }
}
