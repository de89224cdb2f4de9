//! SHA-1: one round per clock.
//!
//! ```text
//!                +------+   +-------------------------------------------+
//!   s_data ----->| FIFO |-->| w | K + w | e + K + w | new a |  a..e, H   |
//!   s_valid ---->|  32  |   +-------------------------------------------+
//!   s_ready <----+------+                                mid, mid_data --> H --> digest
//! ```
//! 85 clocks a block: after the last round the state is shifted through one adder, five words, which adds it to the chaining value H
//! and loads the sums as the next state at once. A block starts when its 16 words are in, so no round ever waits. H is written and
//! read as a shift register, its last word first. For the legacy suites and HMAC alone: HMAC-SHA1-96 (RFC 2404). FIPS 180-4 §6.1.

use super::feed::Feed;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The core.
#[derive(LogicBlock, Default)]
pub struct Sha1 {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Shift the chaining value by a word; only while `idle`.
    pub mid: Signal<In, Bit>,
    /// What becomes its first word.
    pub mid_data: Signal<In, Bits<32>>,
    /// Word of a padded message.
    pub s_data: Signal<In, Bits<32>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Every block is in the chaining value.
    pub idle: Signal<Out, Bit>,
    /// The last word of the chaining value.
    pub digest: Signal<Out, Bits<32>>,

    feed: Feed<32>,

    // The number says in which stage a register is used.
    fresh0: DFF<Bit>,
    quarter0: DFF<Bits<2>>,
    quarter1: DFF<Bits<2>>,
    quarter2: DFF<Bits<2>>,
    quarter3: DFF<Bits<2>>,

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

    parity: Signal<Local, Bits<32>>,
    word: Signal<Local, Bits<32>>,
    k: Signal<Local, Bits<32>>,
    first: Signal<Local, Bits<32>>,
    second: Signal<Local, Bits<32>>,
    mixed: Signal<Local, Bits<32>>,
    turned: Signal<Local, Bits<32>>,
    shifts: Signal<Local, Bit>,
}

impl Logic for Sha1 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, fresh0, quarter0, quarter1, quarter2, quarter3, kw, to_a, a, b, c, d);
        for i in 0..16 {
            self.w[i].clock.next = self.clock.val();
        }
        for i in 0..5 {
            self.h[i].clock.next = self.clock.val();
        }
        self.feed.clock.next = self.clock.val();
        self.feed.reset.next = self.reset.val();
        self.feed.s_data.next = self.s_data.val();
        self.feed.s_valid.next = self.s_valid.val();
        self.s_ready.next = self.feed.s_ready.val();
        self.idle.next = self.feed.idle.val();

        self.feed.last_turn.next = bits::<7>(4);
        self.feed.last_round.next = bits::<7>(79);

        self.fresh0.d.next = self.feed.count.val() < 16;
        self.quarter0.d.next = bits::<2>(3);
        if self.feed.count.val() < 20 {
            self.quarter0.d.next = bits::<2>(0);
        } else if self.feed.count.val() < 40 {
            self.quarter0.d.next = bits::<2>(1);
        } else if self.feed.count.val() < 60 {
            self.quarter0.d.next = bits::<2>(2);
        }
        self.quarter1.d.next = self.quarter0.q.val();
        self.quarter2.d.next = self.quarter1.q.val();
        self.quarter3.d.next = self.quarter2.q.val();

        // Stage 0: a word of the message, or of its schedule. w[i] is the word of i + 1 rounds ago.
        self.parity.next = self.w[2].q.val() ^ self.w[7].q.val() ^ self.w[13].q.val() ^ self.w[15].q.val();
        self.word.next = (self.parity.val() << 1) | (self.parity.val() >> 31);
        if self.fresh0.q.val() {
            self.word.next = self.feed.word.val();
        }
        if !self.feed.rounds.val().get_bit(0) {
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
        if !self.feed.rounds.val().get_bit(2) {
            self.second.next = self.h[4].q.val();
            if !self.feed.adds.val().get_bit(2) {
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
        if !self.feed.rounds.val().get_bit(3) {
            self.mixed.next = bits::<32>(0);
            self.turned.next = bits::<32>(0);
            self.c.d.next = self.b.q.val();
        }
        self.a.d.next = self.to_a.q.val() + self.turned.val() + self.mixed.val();
        self.b.d.next = self.a.q.val();
        self.d.d.next = self.c.q.val();

        // Each of the five sums of a turn enters H a clock after it was made, so H shifts six times.
        self.shifts.next = self.feed.turns.val().get_bit(2) || self.feed.turns.val().get_bit(3);
        for i in 0..5 {
            self.h[i].d.next = self.h[i].q.val();
        }
        if self.shifts.val() || self.mid.val() {
            for i in 1..5 {
                self.h[i].d.next = self.h[i - 1].q.val();
            }
            self.h[0].d.next = self.to_a.q.val();
        }
        if self.mid.val() {
            self.h[0].d.next = self.mid_data.val();
        }
        self.digest.next = self.h[4].q.val();
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
            "mid" => u32::from(cycle % 700 < 20).into(),
            _ => random,
        })
    }
}
