//! Whether padding is 1, 2, 3, … as RFC 4303 §2.4 has it.
//!
//! ```text
//!   data, over, last -->+---------+--> octet   the last one before pad length and next header
//!                       | Padding |--> run     octets up to it, each one more than the one before it
//!                       +---------+
//! ```
//! Takes plaintext, one word a clock, and answers 3 clocks after the last one. Padding of n octets is right if `octet` is n and `run`
//! at least n - 1. What stands before the text may lengthen `run`, but only beyond the octets that a pad length can mean.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The check.
#[derive(LogicBlock, Default)]
pub struct Padding {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Word of the text, its first octet in the top bits.
    pub data: Signal<In, Bits<128>>,
    /// There is one.
    pub valid: Signal<In, Bit>,
    /// It is the last one of its packet.
    pub last: Signal<In, Bit>,
    /// 32-bit words of the last word that count; 0 is all.
    pub over: Signal<In, Bits<2>>,
    /// Last octet before the trailer.
    pub octet: Signal<Out, Bits<8>>,
    /// Octets that follow each other as numbers do, at most 255.
    pub run: Signal<Out, Bits<8>>,

    /// The last two octets of the word before.
    held: DFF<Bits<16>>,
    // Clock 1: the text without its last two octets, and the octet before.
    text: DFF<Bits<128>>,
    before: DFF<Bits<8>>,
    valid1: DFF<Bit>,
    over1: DFF<Bits<2>>,
    // Clock 2: octet i from the end is one more than the one before it.
    links: DFF<Bits<16>>,
    text2: DFF<Bits<128>>,
    valid2: DFF<Bit>,
    over2: DFF<Bits<2>>,
    // Clock 3.
    octet3: DFF<Bits<8>>,
    run3: DFF<Bits<8>>,

    shifted: Signal<Local, Bits<128>>,
    left: Signal<Local, Bits<8>>,
    right: Signal<Local, Bits<8>>,
    wide: Signal<Local, Bits<136>>,
    found: Signal<Local, Bits<16>>,
    tail: Signal<Local, Bits<16>>,
    count: Signal<Local, Bits<5>>,
    most: Signal<Local, Bits<5>>,
    sum: Signal<Local, Bits<9>>,
}

impl Logic for Padding {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, held, text, before, valid1, over1, links, text2, valid2, over2, octet3, run3);
        self.shifted.next = (bit_cast::<128, 16>(self.held.q.val()) << 112) | (self.data.val() >> 16);
        self.valid1.d.next = self.valid.val();
        if self.valid.val() {
            self.held.d.next = self.data.val().get_bits::<16>(0);
            self.text.d.next = self.shifted.val();
            self.before.d.next = self.text.q.val().get_bits::<8>(0);
            self.over1.d.next = bits::<2>(0);
            if self.last.val() {
                self.over1.d.next = self.over.val();
            }
        }

        self.wide.next = (bit_cast::<136, 8>(self.before.q.val()) << 128) | bit_cast::<136, 128>(self.text.q.val());
        self.found.next = bits::<16>(0);
        for i in 0..16 {
            self.right.next = self.wide.val().get_bits::<8>(8 * i);
            self.left.next = self.wide.val().get_bits::<8>(8 * i + 8);
            if self.right.val() == self.left.val() + 1 {
                self.found.next = self.found.val().replace_bit(i, true);
            }
        }
        self.links.d.next = self.found.val();
        self.text2.d.next = self.text.q.val();
        self.valid2.d.next = self.valid1.q.val();
        self.over2.d.next = self.over1.q.val();

        self.tail.next = self.links.q.val();
        self.most.next = bits::<5>(16);
        self.left.next = self.text2.q.val().get_bits::<8>(0);
        if self.over2.q.val() == 1 {
            self.tail.next = self.links.q.val() >> 12;
            self.most.next = bits::<5>(4);
            self.left.next = self.text2.q.val().get_bits::<8>(96);
        } else if self.over2.q.val() == 2 {
            self.tail.next = self.links.q.val() >> 8;
            self.most.next = bits::<5>(8);
            self.left.next = self.text2.q.val().get_bits::<8>(64);
        } else if self.over2.q.val() == 3 {
            self.tail.next = self.links.q.val() >> 4;
            self.most.next = bits::<5>(12);
            self.left.next = self.text2.q.val().get_bits::<8>(32);
        }
        // The first link from the end that is missing.
        self.count.next = bits::<5>(16);
        for i in 0..16 {
            if !self.tail.val().get_bit(15 - i) {
                self.count.next = bits::<5>(15) - i.to_bits::<5>();
            }
        }
        self.sum.next = bit_cast::<9, 8>(self.run3.q.val()) + bit_cast::<9, 5>(self.most.val());
        if self.valid2.q.val() {
            self.octet3.d.next = self.left.val();
            self.run3.d.next = bit_cast::<8, 5>(self.count.val());
            if self.count.val() == self.most.val() {
                self.run3.d.next = self.sum.val().get_bits::<8>(0);
                if self.sum.val().get_bit(8) {
                    self.run3.d.next = bits::<8>(255);
                }
            }
        }
        self.octet.next = self.octet3.q.val();
        self.run.next = self.run3.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::lockstep::{self, Random};
    use verilated::{Error, Model};

    #[test]
    fn padding_in_lock_step() -> Result<(), Error> {
        lockstep::run("padding", Padding::default, 1_000, 1)
    }

    #[test]
    fn padding_that_counts_is_told_from_any_other() -> Result<(), Error> {
        let mut block = Padding::default();
        block.connect_all();
        let mut m = Model::of("padding", &block)?;
        let mut random = Random::new(5);
        let mut right = 0;
        for round in 0..600 {
            let pad = round % 256;
            let mut text: Vec<u8> = (0..random.next() % 40).map(|_| random.next() as u8).collect();
            text.extend((1..=pad).map(|n| n as u8));
            if pad > 0 && random.percent(50) {
                let at = text.len() - 1 - random.next() as usize % pad;
                text[at] ^= 1 << (random.next() % 8);
            }
            text.extend([pad as u8, 4]);
            // Whatever makes whole words of 32 bits stands in front.
            text.splice(0..0, vec![9; text.len().next_multiple_of(4) - text.len()]);
            let good = (1..=pad).eq(text[text.len() - 2 - pad..text.len() - 2].iter().map(|octet| usize::from(*octet)));
            let words = text.len().div_ceil(16);
            for (i, chunk) in text.chunks(16).enumerate() {
                let mut word = [0; 16];
                word[..chunk.len()].copy_from_slice(chunk);
                m.poke_u128("data", u128::from_be_bytes(word));
                m.poke_bit("valid", true);
                m.poke_bit("last", i + 1 == words);
                m.poke("over", text.len() as u64 / 4 % 4);
                m.tick();
            }
            m.poke_bit("valid", false);
            m.tick();
            m.tick();
            m.eval();
            let (octet, run) = (m.peek("octet") as usize, m.peek("run") as usize);
            assert_eq!(pad == 0 || octet == pad && run + 1 >= pad, good, "{pad}: {octet}, {run}, {text:?}");
            right += usize::from(good);
        }
        assert!((200..500).contains(&right), "{right}");
        Ok(())
    }
}
