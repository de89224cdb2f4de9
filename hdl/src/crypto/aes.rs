//! AES-128/256 encryption pipeline; the key travels with its block.
//!
//! ```text
//!   block --> whiten --> round 1 ---------> ... --> round 14 --> result
//!   key ---> (A, B) --->  next key word ---> ...        29 clocks, one block per clock
//! ```
//! A round takes two clocks: S-boxes, then MixColumns and the round key. (A, B) are the last two round keys; the next one is
//! the one before the last, XOR the transformed last word: A for AES-256, B for AES-128. AES-128 passes rounds 1 to 4
//! unchanged and starts at round 5. S-boxes hold still while there is no block. FIPS 197.

use super::sbox::{multiply, SmallSubWord, SubWord};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Clocks from `block` to `result`.
pub const LATENCY: usize = 2 * ROUNDS + 1;

const ROUNDS: usize = 14;

/// One round of two clocks.
#[derive(LogicBlock)]
pub struct AesRound {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// There is a block.
    pub valid: Signal<In, Bit>,
    /// AES-256.
    pub key256: Signal<In, Bit>,
    /// State, column 0 in the top bits.
    pub state: Signal<In, Bits<128>>,
    /// Round key before the last.
    pub a: Signal<In, Bits<128>>,
    /// Last round key: this round's.
    pub b: Signal<In, Bits<128>>,
    /// There is a block, two clocks later.
    pub valid_out: Signal<Out, Bit>,
    /// AES-256.
    pub key256_out: Signal<Out, Bit>,
    /// New state.
    pub state_out: Signal<Out, Bits<128>>,
    /// `b`.
    pub a_out: Signal<Out, Bits<128>>,
    /// Round key of the next round.
    pub b_out: Signal<Out, Bits<128>>,

    column: Vec<SubWord>,
    key_word: SmallSubWord,
    mid_valid: DFF<Bit>,
    mid_key256: DFF<Bit>,
    /// What the next round key is added to: `a` for AES-256, `b` for AES-128.
    mid_base: DFF<Bits<128>>,
    mid_b: DFF<Bits<128>>,
    end_valid: DFF<Bit>,
    end_key256: DFF<Bit>,
    end_state: DFF<Bits<128>>,
    end_a: DFF<Bits<128>>,
    end_b: DFF<Bits<128>>,

    skips: Signal<Local, Bit>,
    last_word: Signal<Local, Bits<32>>,
    turned: Signal<Local, Bits<32>>,
    sub: [Signal<Local, Bits<32>>; 4],
    shifted: [Signal<Local, Bits<32>>; 4],
    pair: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    mixed: [Signal<Local, Bits<32>>; 4],
    all: Signal<Local, Bits<128>>,
    base: Signal<Local, Bits<128>>,
    chain: [Signal<Local, Bits<32>>; 4],
    word: Signal<Local, Bits<32>>,
    next_key: Signal<Local, Bits<128>>,

    /// AES-128 is not at work yet.
    early: Constant<Bit>,
    /// Nor is its key schedule.
    waits: Constant<Bit>,
    /// No MixColumns.
    last: Constant<Bit>,
    /// AES-256 rotates the last word here (every other round).
    turns: Constant<Bit>,
    rcon128: Constant<Bits<32>>,
    rcon256: Constant<Bits<32>>,
}

impl AesRound {
    /// Round `round` of 14, counted from 1.
    fn new(round: usize) -> AesRound {
        let turns = round % 2 == 1;
        let rcon = |power: usize| Bits::<32>::from((u64::from((1..power).fold(1, |x, _| multiply(x, 2)))) << 24);
        AesRound {
            clock: Default::default(),
            valid: Default::default(),
            key256: Default::default(),
            state: Default::default(),
            a: Default::default(),
            b: Default::default(),
            valid_out: Default::default(),
            key256_out: Default::default(),
            state_out: Default::default(),
            a_out: Default::default(),
            b_out: Default::default(),
            column: (0..4).map(|_| SubWord::default()).collect(),
            key_word: Default::default(),
            mid_valid: Default::default(),
            mid_key256: Default::default(),
            mid_base: Default::default(),
            mid_b: Default::default(),
            end_valid: Default::default(),
            end_key256: Default::default(),
            end_state: Default::default(),
            end_a: Default::default(),
            end_b: Default::default(),
            skips: Default::default(),
            last_word: Default::default(),
            turned: Default::default(),
            sub: Default::default(),
            shifted: Default::default(),
            pair: Default::default(),
            high: Default::default(),
            mixed: Default::default(),
            all: Default::default(),
            base: Default::default(),
            chain: Default::default(),
            word: Default::default(),
            next_key: Default::default(),
            early: Constant::new(round <= 4),
            waits: Constant::new(round <= 3),
            last: Constant::new(round == ROUNDS),
            turns: Constant::new(turns),
            rcon128: Constant::new(if round >= 4 { rcon(round - 3) } else { bits(0) }),
            rcon256: Constant::new(if turns { rcon(round.div_ceil(2)) } else { bits(0) }),
        }
    }
}

impl Logic for AesRound {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, mid_valid, mid_key256, mid_base, mid_b);
        dff_setup!(self, clock, end_valid, end_key256, end_state, end_a, end_b);
        // First clock: S-boxes.
        self.skips.next = self.early.val() && !self.key256.val();
        for i in 0..4 {
            self.column[i].clock.next = self.clock.val();
            self.column[i].go.next = self.valid.val();
            self.column[i].pass.next = self.skips.val();
            self.column[i].word.next = self.state.val().get_bits::<32>(96 - 32 * i);
        }
        self.last_word.next = self.b.val().get_bits::<32>(0);
        self.key_word.clock.next = self.clock.val();
        self.key_word.go.next = true;
        self.key_word.pass.next = false;
        self.key_word.word.next = self.last_word.val();
        self.mid_valid.d.next = self.valid.val();
        self.mid_key256.d.next = self.key256.val();
        self.mid_base.d.next = self.b.val();
        if self.waits.val() || self.key256.val() {
            self.mid_base.d.next = self.a.val();
        }
        self.mid_b.d.next = self.b.val();
        // Second clock: ShiftRows, MixColumns: y = 2(a ^ r8(a)) ^ r8(a) ^ r16(a) ^ r24(a), and the round key.
        for i in 0..4 {
            self.sub[i].next = self.column[i].subbed.val();
        }
        self.all.next = bits::<128>(0);
        for i in 0..4 {
            self.shifted[i].next = (self.sub[i].val() & 0xff000000_u64)
                | (self.sub[(i + 1) % 4].val() & 0xff0000_u64)
                | (self.sub[(i + 2) % 4].val() & 0xff00_u64)
                | (self.sub[(i + 3) % 4].val() & 0xff_u64);
            self.pair.next = self.shifted[i].val() ^ ((self.shifted[i].val() << 8) | (self.shifted[i].val() >> 24));
            self.high.next = (self.pair.val() >> 7) & 0x01010101_u64;
            self.mixed[i].next = ((self.pair.val() << 1) & 0xfefefefe_u64)
                ^ self.high.val()
                ^ (self.high.val() << 1)
                ^ (self.high.val() << 3)
                ^ (self.high.val() << 4)
                ^ ((self.shifted[i].val() << 8) | (self.shifted[i].val() >> 24))
                ^ ((self.shifted[i].val() << 16) | (self.shifted[i].val() >> 16))
                ^ ((self.shifted[i].val() << 24) | (self.shifted[i].val() >> 8));
            if self.last.val() {
                self.mixed[i].next = self.shifted[i].val();
            }
            self.pair.next = self.mixed[i].val();
            self.all.next = (self.all.val() << 32) | bit_cast::<128, 32>(self.pair.val());
        }
        self.all.next = self.all.val() ^ self.mid_b.q.val();
        if self.early.val() && !self.mid_key256.q.val() {
            self.all.next = (bit_cast::<128, 32>(self.sub[0].val()) << 96)
                | (bit_cast::<128, 32>(self.sub[1].val()) << 64)
                | (bit_cast::<128, 32>(self.sub[2].val()) << 32)
                | bit_cast::<128, 32>(self.sub[3].val());
        }
        self.base.next = self.mid_base.q.val();
        // S-boxes first, then the rotation: octets do not mind.
        self.turned.next = self.key_word.subbed.val();
        if self.turns.val() || !self.mid_key256.q.val() {
            self.turned.next = (self.key_word.subbed.val() << 8) | (self.key_word.subbed.val() >> 24);
        }
        self.chain[0].next = self.turned.val() ^ self.rcon128.val();
        if self.waits.val() || self.mid_key256.q.val() {
            self.chain[0].next = self.turned.val() ^ self.rcon256.val();
        }
        self.chain[0].next = self.chain[0].val() ^ self.base.val().get_bits::<32>(96);
        self.next_key.next = bit_cast::<128, 32>(self.chain[0].val());
        for i in 1..4 {
            self.chain[i].next = self.chain[i - 1].val() ^ self.base.val().get_bits::<32>(96 - 32 * i);
            self.word.next = self.chain[i].val();
            self.next_key.next = (self.next_key.val() << 32) | bit_cast::<128, 32>(self.word.val());
        }
        if self.waits.val() && !self.mid_key256.q.val() {
            self.next_key.next = self.mid_b.q.val();
        }
        self.end_valid.d.next = self.mid_valid.q.val();
        self.end_key256.d.next = self.mid_key256.q.val();
        self.end_state.d.next = self.all.val();
        self.end_a.d.next = self.mid_b.q.val();
        self.end_b.d.next = self.next_key.val();
        self.valid_out.next = self.end_valid.q.val();
        self.key256_out.next = self.end_key256.q.val();
        self.state_out.next = self.end_state.q.val();
        self.a_out.next = self.end_a.q.val();
        self.b_out.next = self.end_b.q.val();
    }
}

/// The pipeline.
#[derive(LogicBlock)]
pub struct AesPipe {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// There is a block.
    pub valid: Signal<In, Bit>,
    /// Block, octet 0 in the top bits.
    pub block: Signal<In, Bits<128>>,
    /// KEY_A in the top half, KEY_B below it.
    pub key: Signal<In, Bits<256>>,
    /// AES-256; otherwise AES-128 with KEY_A.
    pub key256: Signal<In, Bit>,
    /// Encrypted block, `LATENCY` clocks later.
    pub result: Signal<Out, Bits<128>>,

    first_valid: DFF<Bit>,
    first_key256: DFF<Bit>,
    first_state: DFF<Bits<128>>,
    first_a: DFF<Bits<128>>,
    first_b: DFF<Bits<128>>,
    round: Vec<AesRound>,
    key_a: Signal<Local, Bits<128>>,
}

impl Default for AesPipe {
    fn default() -> AesPipe {
        AesPipe {
            clock: Default::default(),
            valid: Default::default(),
            block: Default::default(),
            key: Default::default(),
            key256: Default::default(),
            result: Default::default(),
            first_valid: Default::default(),
            first_key256: Default::default(),
            first_state: Default::default(),
            first_a: Default::default(),
            first_b: Default::default(),
            round: (1..=ROUNDS).map(AesRound::new).collect(),
            key_a: Default::default(),
        }
    }
}

impl Logic for AesPipe {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, first_valid, first_key256, first_state, first_a, first_b);
        self.key_a.next = self.key.val().get_bits::<128>(128);
        self.first_valid.d.next = self.valid.val();
        self.first_key256.d.next = self.key256.val();
        self.first_state.d.next = self.block.val() ^ self.key_a.val();
        self.first_a.d.next = self.key_a.val();
        self.first_b.d.next = self.key_a.val();
        if self.key256.val() {
            self.first_b.d.next = self.key.val().get_bits::<128>(0);
        }
        self.round[0].valid.next = self.first_valid.q.val();
        self.round[0].key256.next = self.first_key256.q.val();
        self.round[0].state.next = self.first_state.q.val();
        self.round[0].a.next = self.first_a.q.val();
        self.round[0].b.next = self.first_b.q.val();
        for i in 1..14 {
            self.round[i].valid.next = self.round[i - 1].valid_out.val();
            self.round[i].key256.next = self.round[i - 1].key256_out.val();
            self.round[i].state.next = self.round[i - 1].state_out.val();
            self.round[i].a.next = self.round[i - 1].a_out.val();
            self.round[i].b.next = self.round[i - 1].b_out.val();
        }
        for i in 0..14 {
            self.round[i].clock.next = self.clock.val();
        }
        self.result.next = self.round[13].state_out.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{big, hex, published};
    use verilated::{lockstep, Error, Model};

    /// DP-01.
    #[test]
    fn dp_01_fips_197_examples() -> Result<(), Error> {
        let mut pipe = AesPipe::default();
        pipe.connect_all();
        let mut m = Model::of("aes_pipe", &pipe)?;
        let mut wanted = vec![];
        for vector in published()["fips197"].as_array().expect("a list") {
            let key = hex(&vector["key"]);
            if key.len() == 24 {
                continue;
            }
            let (a, b) = (&key[..16], &key[key.len() - 16..]);
            m.poke_bit("valid", true);
            m.poke_bit("key256", key.len() == 32);
            m.poke_big("key", &big(&[a, b].concat()));
            m.poke_big("block", &big(&hex(&vector["plaintext"])));
            wanted.push(big(&hex(&vector["ciphertext"])));
            m.tick();
        }
        m.poke_bit("valid", false);
        for _ in wanted.len()..LATENCY {
            m.tick();
        }
        assert_eq!(wanted.len(), 2);
        for block in wanted {
            assert_eq!(m.peek_big("result"), block);
            m.tick();
        }
        Ok(())
    }

    #[test]
    fn aes_pipe_in_lock_step() -> Result<(), Error> {
        lockstep::run("aes_pipe", AesPipe::default, 150, 1)
    }
}
