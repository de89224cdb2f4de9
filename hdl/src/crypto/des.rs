//! DES and 3DES in CBC mode, iterative: two rounds per clock.
//!
//! ```text
//!   load, iv, key ----->+-----+
//!   s_data, s_valid --->| Des |--> m_data, m_valid     (64-bit blocks, octet 0 in the top bits)
//!           s_ready <---+-----+<-- m_ready
//! ```
//! 9 clocks a block, 25 for 3DES (EDE with K1, K2, K3). A key schedule costs nothing: C and D turn with the rounds, to the left
//! for encryption, to the right for decryption. Between the passes of 3DES the two permutations cancel. Parity bits of keys
//! are ignored. FIPS 46-3, FIPS 81, RFC 2405, RFC 2451. `s_ready` and `m_valid` depend on registers alone.

use super::des_tables::{DesF, FP, IP, PC1, PC2};
use crate::common::Permute;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    Rounds,
    Finish,
}

/// The core.
#[derive(LogicBlock)]
pub struct Des {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// A message starts; nothing is under way and every result has been taken.
    pub load: Signal<In, Bit>,
    /// Its initialisation vector.
    pub iv: Signal<In, Bits<64>>,
    /// K1 in the top bits, then K2, K3; DES uses K1. This and the next two stay for the whole message.
    pub key: Signal<In, Bits<192>>,
    /// 3DES.
    pub triple: Signal<In, Bit>,
    /// Decrypt.
    pub decrypt: Signal<In, Bit>,
    /// Block.
    pub s_data: Signal<In, Bits<64>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Block of the result.
    pub m_data: Signal<Out, Bits<64>>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    ip: Permute<64, 64>,
    fp: Permute<64, 64>,
    pc1: Permute<64, 56>,
    pc2: Permute<56, 48>,
    second_pc2: Permute<56, 48>,
    cipher: DesF,
    second_cipher: DesF,

    phase: DFF<Phase>,
    left: DFF<Bits<32>>,
    right: DFF<Bits<32>>,
    c: DFF<Bits<28>>,
    d: DFF<Bits<28>>,
    /// Two rounds each.
    pair: DFF<Bits<3>>,
    /// Rounds 0, 7 and 14 turn C and D by one, all others by two: it is so in the middle of this pair, and at its end.
    short: DFF<Bit>,
    ends_short: DFF<Bit>,
    /// It is pair 7.
    last: DFF<Bit>,
    /// Pass under way, 0 to 2.
    pass: DFF<Bits<2>>,
    /// The ciphertext block before: of the output to encrypt, of the input to decrypt.
    chain: DFF<Bits<64>>,
    /// Input of the block under way.
    text: DFF<Bits<64>>,
    out: DFF<Bits<64>>,
    out_valid: DFF<Bit>,

    ends: Signal<Local, Bit>,
    takes: Signal<Local, Bit>,
    earlier: Signal<Local, Bits<64>>,
    permuted: Signal<Local, Bits<64>>,
    mixed: Signal<Local, Bits<32>>,
    second_mixed: Signal<Local, Bits<32>>,
    more: Signal<Local, Bit>,
    /// The pass whose key is loaded next.
    next_pass: Signal<Local, Bits<2>>,
    backward: Signal<Local, Bit>,
    next_backward: Signal<Local, Bit>,
    next_key: Signal<Local, Bits<64>>,
    chosen: Signal<Local, Bits<56>>,
    new_c: Signal<Local, Bits<28>>,
    new_d: Signal<Local, Bits<28>>,
    /// C and D for the second round of a pair, and for the next pair.
    second_c: Signal<Local, Bits<28>>,
    second_d: Signal<Local, Bits<28>>,
    later_c: Signal<Local, Bits<28>>,
    later_d: Signal<Local, Bits<28>>,
}

impl Default for Des {
    fn default() -> Des {
        Des {
            clock: Default::default(),
            reset: Default::default(),
            load: Default::default(),
            iv: Default::default(),
            key: Default::default(),
            triple: Default::default(),
            decrypt: Default::default(),
            s_data: Default::default(),
            s_valid: Default::default(),
            s_ready: Default::default(),
            m_data: Default::default(),
            m_valid: Default::default(),
            m_ready: Default::default(),
            ip: Permute::new(&IP),
            fp: Permute::new(&FP),
            pc1: Permute::new(&PC1),
            pc2: Permute::new(&PC2),
            second_pc2: Permute::new(&PC2),
            cipher: Default::default(),
            second_cipher: Default::default(),
            phase: Default::default(),
            left: Default::default(),
            right: Default::default(),
            c: Default::default(),
            d: Default::default(),
            pair: Default::default(),
            short: Default::default(),
            ends_short: Default::default(),
            last: Default::default(),
            pass: Default::default(),
            chain: Default::default(),
            text: Default::default(),
            out: Default::default(),
            out_valid: Default::default(),
            ends: Default::default(),
            takes: Default::default(),
            earlier: Default::default(),
            permuted: Default::default(),
            mixed: Default::default(),
            second_mixed: Default::default(),
            more: Default::default(),
            next_pass: Default::default(),
            backward: Default::default(),
            next_backward: Default::default(),
            next_key: Default::default(),
            chosen: Default::default(),
            new_c: Default::default(),
            new_d: Default::default(),
            second_c: Default::default(),
            second_d: Default::default(),
            later_c: Default::default(),
            later_d: Default::default(),
        }
    }
}

impl Logic for Des {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, phase, left, right, c, d, pair, short, ends_short, last, pass, chain, text, out, out_valid
        );
        self.ends.next = (self.phase.q.val() == Phase::Finish) && !self.out_valid.q.val();
        self.s_ready.next = (self.phase.q.val() == Phase::Idle) || self.ends.val();
        self.takes.next = self.s_valid.val() && ((self.phase.q.val() == Phase::Idle) || self.ends.val());

        // A block of the result; the halves are swapped after the last round.
        self.fp.x.next = (bit_cast::<64, 32>(self.right.q.val()) << 32) | bit_cast::<64, 32>(self.left.q.val());
        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.m_ready.val() {
            self.out_valid.d.next = false;
        }
        if self.ends.val() {
            self.out_valid.d.next = true;
            self.phase.d.next = Phase::Idle;
            if self.decrypt.val() {
                self.out.d.next = self.fp.y.val() ^ self.chain.q.val();
                self.chain.d.next = self.text.q.val();
            } else {
                self.out.d.next = self.fp.y.val();
                self.chain.d.next = self.fp.y.val();
            }
        }
        if self.load.val() {
            self.chain.d.next = self.iv.val();
        }

        // Key of the next pass: K1, K2, K3 to encrypt, K3, K2, K1 to decrypt; the second pass goes the other way.
        self.more.next = self.triple.val() && (self.pass.q.val() != 2);
        self.next_pass.next = self.pass.q.val() + 1;
        if self.phase.q.val() != Phase::Rounds {
            self.next_pass.next = bits::<2>(0);
        }
        self.backward.next = self.decrypt.val() ^ (self.pass.q.val() == 1);
        self.next_backward.next = self.decrypt.val() ^ (self.next_pass.val() == 1);
        self.next_key.next = self.key.val().get_bits::<64>(128);
        if self.triple.val() {
            if self.next_pass.val() == 1 {
                self.next_key.next = self.key.val().get_bits::<64>(64);
            } else if self.decrypt.val() ^ (self.next_pass.val() == 2) {
                self.next_key.next = self.key.val().get_bits::<64>(0);
            }
        }
        self.pc1.x.next = self.next_key.val();
        self.chosen.next = self.pc1.y.val();
        self.new_c.next = self.chosen.val().get_bits::<28>(28);
        self.new_d.next = self.chosen.val().get_bits::<28>(0);
        if !self.next_backward.val() {
            self.new_c.next =
                (self.chosen.val().get_bits::<28>(28) << 1) | (self.chosen.val().get_bits::<28>(28) >> 27);
            self.new_d.next = (self.chosen.val().get_bits::<28>(0) << 1) | (self.chosen.val().get_bits::<28>(0) >> 27);
        }

        // Two rounds. C and D stand as the first needs them.
        if self.backward.val() {
            self.second_c.next = (self.c.q.val() >> 2) | (self.c.q.val() << 26);
            self.second_d.next = (self.d.q.val() >> 2) | (self.d.q.val() << 26);
            self.later_c.next = (self.c.q.val() >> 4) | (self.c.q.val() << 24);
            self.later_d.next = (self.d.q.val() >> 4) | (self.d.q.val() << 24);
            if self.short.q.val() {
                self.second_c.next = (self.c.q.val() >> 1) | (self.c.q.val() << 27);
                self.second_d.next = (self.d.q.val() >> 1) | (self.d.q.val() << 27);
            }
            if self.short.q.val() || self.ends_short.q.val() {
                self.later_c.next = (self.c.q.val() >> 3) | (self.c.q.val() << 25);
                self.later_d.next = (self.d.q.val() >> 3) | (self.d.q.val() << 25);
            }
        } else {
            self.second_c.next = (self.c.q.val() << 2) | (self.c.q.val() >> 26);
            self.second_d.next = (self.d.q.val() << 2) | (self.d.q.val() >> 26);
            self.later_c.next = (self.c.q.val() << 4) | (self.c.q.val() >> 24);
            self.later_d.next = (self.d.q.val() << 4) | (self.d.q.val() >> 24);
            if self.short.q.val() {
                self.second_c.next = (self.c.q.val() << 1) | (self.c.q.val() >> 27);
                self.second_d.next = (self.d.q.val() << 1) | (self.d.q.val() >> 27);
            }
            if self.short.q.val() || self.ends_short.q.val() {
                self.later_c.next = (self.c.q.val() << 3) | (self.c.q.val() >> 25);
                self.later_d.next = (self.d.q.val() << 3) | (self.d.q.val() >> 25);
            }
        }
        self.pc2.x.next = (bit_cast::<56, 28>(self.c.q.val()) << 28) | bit_cast::<56, 28>(self.d.q.val());
        self.cipher.r.next = self.right.q.val();
        self.cipher.key.next = self.pc2.y.val();
        self.mixed.next = self.left.q.val() ^ self.cipher.f.val();
        self.second_pc2.x.next =
            (bit_cast::<56, 28>(self.second_c.val()) << 28) | bit_cast::<56, 28>(self.second_d.val());
        self.second_cipher.r.next = self.mixed.val();
        self.second_cipher.key.next = self.second_pc2.y.val();
        self.second_mixed.next = self.right.q.val() ^ self.second_cipher.f.val();
        if self.phase.q.val() == Phase::Rounds {
            self.pair.d.next = self.pair.q.val() + 1;
            self.short.d.next = (self.pair.q.val() == 6) || self.last.q.val();
            self.ends_short.d.next = self.pair.q.val() == 2;
            self.last.d.next = self.pair.q.val() == 6;
            self.left.d.next = self.mixed.val();
            self.right.d.next = self.second_mixed.val();
            self.c.d.next = self.later_c.val();
            self.d.d.next = self.later_d.val();
            if self.last.q.val() {
                if self.more.val() {
                    self.left.d.next = self.second_mixed.val();
                    self.right.d.next = self.mixed.val();
                    self.c.d.next = self.new_c.val();
                    self.d.d.next = self.new_d.val();
                    self.pass.d.next = self.next_pass.val();
                } else {
                    self.phase.d.next = Phase::Finish;
                }
            }
        }

        // A block comes: behind the one that leaves, if there is one.
        self.earlier.next = self.chain.q.val();
        if self.phase.q.val() == Phase::Finish {
            self.earlier.next = self.fp.y.val();
        }
        if self.decrypt.val() {
            self.earlier.next = bits::<64>(0);
        }
        self.ip.x.next = self.s_data.val() ^ self.earlier.val();
        self.permuted.next = self.ip.y.val();
        if self.takes.val() {
            self.phase.d.next = Phase::Rounds;
            self.text.d.next = self.s_data.val();
            self.left.d.next = self.permuted.val().get_bits::<32>(32);
            self.right.d.next = self.permuted.val().get_bits::<32>(0);
            self.c.d.next = self.new_c.val();
            self.d.d.next = self.new_d.val();
            self.pair.d.next = bits::<3>(0);
            self.short.d.next = true;
            self.ends_short.d.next = false;
            self.last.d.next = false;
            self.pass.d.next = bits::<2>(0);
        }
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.out_valid.d.next = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{big, cbc_encrypt, hex, packets, published, through};
    use verilated::lockstep::{run_with, Random};
    use verilated::{BigUint, Error, Model};

    fn model() -> Result<Model, Error> {
        let mut des = Des::default();
        des.connect_all();
        let mut m = Model::of("des", &des)?;
        m.poke_bit("reset", true);
        m.tick();
        m.poke_bit("reset", false);
        Ok(m)
    }

    /// A message through the core.
    fn cbc(m: &mut Model, random: &mut Random, key: &[u8], iv: &[u8], text: &[u8], decrypt: bool) -> Vec<u8> {
        m.poke_bit("triple", key.len() == 24);
        m.poke_bit("decrypt", decrypt);
        m.poke_big("key", &(big(key) << (192 - 8 * key.len())));
        m.poke_big("iv", &big(iv));
        m.poke_bit("load", true);
        m.tick();
        m.poke_bit("load", false);
        m.poke_big("iv", &BigUint::default());
        let clocks = if key.len() == 24 { 25 } else { 9 };
        through(m, random, text, 8, clocks)
    }

    /// DP-01.
    #[test]
    fn dp_01_published_des_and_3des_vectors() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(1);
        let published = published();
        let of = |name: &str| published[name].as_array().expect("a list").clone();
        let all = [of("des_cbc"), of("tdes_cbc")].concat();
        assert_eq!(all.len(), 6);
        for v in &all {
            let [key, iv, plain, cipher] = ["key", "iv", "plaintext", "ciphertext"].map(|field| hex(&v[field]));
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &plain, false), cipher, "{}", v["id"]);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &cipher, true), plain, "{}", v["id"]);
        }
        Ok(())
    }

    /// DP-01: ESP without an ICV, which no SA of ours may be, as Linux has sent it.
    #[test]
    fn dp_01_an_esp_packet_of_linux_with_des() -> Result<(), Error> {
        let (mut m, mut random) = (model()?, Random::new(4));
        let packet = &packets()["linux_esp_des"][0];
        let [key, iv, esp, plain] = ["key", "iv", "esp_after_seq", "plaintext"].map(|field| hex(&packet[field]));
        assert_eq!(cbc(&mut m, &mut random, &key, &iv, &esp[8..], true), plain);
        assert_eq!(cbc(&mut m, &mut random, &key, &iv, &plain, false), esp[8..]);
        Ok(())
    }

    #[test]
    fn random_messages_agree_with_software() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(2);
        for round in 0..60 {
            let triple = round % 2 == 1;
            let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
            let (key, iv) = (octets(if triple { 24 } else { 8 }), octets(8));
            let plain = octets(8 * (1 + round / 4));
            let cipher = cbc_encrypt(&key, &iv, &plain);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &plain, false), cipher);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &cipher, true), plain);
        }
        Ok(())
    }

    #[test]
    fn des_in_lock_step() -> Result<(), Error> {
        run_with("des", Des::default, 3_000, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2).into(),
            "load" => u32::from(cycle % 40 == 3).into(),
            "triple" | "decrypt" => (cycle as u32 / if port == "triple" { 700 } else { 350 } % 2).into(),
            _ => random,
        })
    }
}
