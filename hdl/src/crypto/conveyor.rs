//! AES-GCM conveyor: one slot per clock in, the same slot 35 clocks later out.
//!
//! ```text
//!          0                      29        30                34       35
//!   slot --+--> AesPipe --------- ^ ------- x --> GfMul ----- (^) ---- cipher: data, tag
//!          '--> delay ------ mask, lengths  '---> delay --- E(K, J0)
//!               SA words 5 to 8: H^1..H^4 ---^
//! ```
//! There is no back-pressure: the slots of a packet come in consecutive clocks, packets at any time. Of hash block i of m,
//! T_i = (X_i ^ T_(i-4)) * H^min(m-i+1, 4), and the tag is E(K, J0) ^ the last four T: four products are under way, none
//! waits. An AAD slot leaves with data 0. RFC 4106; SP 800-38D §7.
//! With GMAC (RFC 4543) the first block is SPI, sequence number and IV, and the others are more of the same: they leave as they came.
//! On its way to the pool a packet's blocks are hashed but for the words that do not count, and its last slot has the tag.

use super::aes::AesPipe;
use super::gmul::GfMul;
use crate::common::{Delay, Ram};
use crate::types::{Cipher, Slot};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Clocks from `slot` to `cipher`.
pub const LATENCY: usize = 35;

/// What travels beside AES.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Side {
    /// `types::slot::*`.
    pub kind: Bits<2>,
    /// It passes as it is, and its first slot encrypts nothing.
    pub plain: Bit,
    /// To the pool.
    pub raw: Bit,
    /// Encapsulate.
    pub encap: Bit,
    /// Block.
    pub data: Bits<128>,
    /// 32-bit words that count.
    pub words: Bits<4>,
    /// SA.
    pub sa: Bits<14>,
    /// Power of H less one.
    pub power: Bits<2>,
    /// Take up an earlier product.
    pub chain: Bit,
    /// Product goes into the tag.
    pub tail: Bit,
    /// Octets of ciphertext.
    pub ct: Bits<14>,
    /// 96-bit AAD.
    pub esn: Bit,
    /// All of it is AAD.
    pub gmac: Bit,
}

/// What travels beside GHASH.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Crypted {
    /// `types::slot::*`.
    pub kind: Bits<2>,
    /// To the pool.
    pub raw: Bit,
    /// `data` is E(K, J0), which nobody gets to see.
    pub hidden: Bit,
    /// Product goes into the tag.
    pub tail: Bit,
    /// Result; E(K, J0) in an AAD slot.
    pub data: Bits<128>,
}

/// The conveyor for `1 << S` SAs.
#[derive(LogicBlock, Default)]
pub struct Conveyor<const S: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// One slot.
    pub slot: Signal<In, Slot>,
    /// The slot of `LATENCY` clocks ago.
    pub cipher: Signal<Out, Cipher>,
    /// SA words 5 to 8, 13 to 16 of the SA whose packet was last on its way to the pool, as `Engine` takes them: the first in
    /// the top bits. There when its first slot leaves, until the first slot of the next such packet is 7 clocks from leaving.
    pub midstates: Signal<Out, Bits<1024>>,
    /// SA bus: write.
    pub sa_wr: Signal<In, Bit>,
    /// SA bus: SA.
    pub sa_index: Signal<In, Bits<14>>,
    /// SA bus: word of `abi::sa::word`.
    pub sa_word: Signal<In, Bits<5>>,
    /// SA bus: data.
    pub sa_data: Signal<In, Bits<128>>,
    /// SA bus: always.
    pub sa_ready: Signal<Out, Bit>,

    aes: AesPipe,
    ghash: GfMul,
    powers: [Ram<Bits<128>, S>; 4],
    /// What the powers of H have no room for: midstates of SHA-384 and SHA-512.
    wide: [Ram<Bits<128>, S>; 4],
    valid: DFF<Bits<34>>,
    beside_aes: Delay<Side, 27>,
    beside_ghash: Delay<Crypted, 4>,

    // SA bus.
    wr: DFF<Bits<8>>,
    index: DFF<Bits<14>>,
    word: DFF<Bits<128>>,
    index_low: Signal<Local, Bits<S>>,
    in_range: Signal<Local, Bit>,

    // Clock 27 to 30; the number says in which clock a register holds a slot.
    side27: Signal<Local, Side>,
    sa27: Signal<Local, Bits<S>>,
    side28: DFF<Side>,
    /// It is the first slot of a packet to the pool.
    lends28: DFF<Bit>,
    midstates_q: DFF<Bits<1024>>,
    row: Signal<Local, Bits<128>>,
    rows: Signal<Local, Bits<1024>>,
    power29: DFF<Bits<128>>,
    power30: DFF<Bits<128>>,
    hash29: DFF<Bits<128>>,
    data29: DFF<Bits<128>>,
    words29: DFF<Bits<4>>,
    kept29: DFF<Bits<4>>,
    key_to_hash29: DFF<Bit>,
    key_to_data29: DFF<Bit>,
    kind29: DFF<Bits<2>>,
    raw29: DFF<Bit>,
    hidden29: DFF<Bit>,
    chain29: DFF<Bit>,
    tail29: DFF<Bit>,
    hash30: DFF<Bits<128>>,
    crypted30: DFF<Crypted>,
    chain30: DFF<Bit>,
    cipher35: DFF<Cipher>,
    /// A slot that opens a packet, clock 30 to 35: on its way to those whom it has flights for.
    opens: DFF<Bits<6>>,

    taken: Signal<Local, Side>,
    opens29: Signal<Local, Bit>,
    is_aad: Signal<Local, Bit>,
    is_data: Signal<Local, Bit>,
    is_len: Signal<Local, Bit>,
    lengths: Signal<Local, Bits<128>>,
    mask: Signal<Local, Bits<128>>,
    kept: Signal<Local, Bits<128>>,
    in_front: Signal<Local, Bits<14>>,
    octets: Signal<Local, Bits<14>>,
    to_hash: Signal<Local, Bits<128>>,
    to_data: Signal<Local, Bits<128>>,
    done: Signal<Local, Crypted>,
    tag: Signal<Local, Bits<128>>,
}

impl<const S: usize> Logic for Conveyor<S> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid, wr, index, word, side28, power29, power30, hash29, data29, words29);
        dff_setup!(
            self,
            clock,
            key_to_hash29,
            key_to_data29,
            kind29,
            chain29,
            tail29,
            hash30,
            crypted30,
            chain30,
            cipher35,
            raw29,
            hidden29,
            kept29,
            midstates_q,
            lends28,
            opens
        );
        self.aes.clock.next = self.clock.val();
        self.ghash.clock.next = self.clock.val();
        self.beside_aes.clock.next = self.clock.val();
        self.beside_ghash.clock.next = self.clock.val();

        // SA bus: words 5 to 8 are H^1 to H^4 or midstates, words 13 to 16 midstates.
        self.sa_ready.next = true;
        self.index_low.next = bit_cast::<S, 14>(self.sa_index.val());
        self.in_range.next = bit_cast::<14, S>(self.index_low.val()) == self.sa_index.val();
        self.index.d.next = self.sa_index.val();
        self.word.d.next = self.sa_data.val();
        self.wr.d.next = bits::<8>(0);
        if self.sa_wr.val() && self.in_range.val() {
            if self.sa_word.val() == 5 {
                self.wr.d.next = bits::<8>(1);
            } else if self.sa_word.val() == 6 {
                self.wr.d.next = bits::<8>(2);
            } else if self.sa_word.val() == 7 {
                self.wr.d.next = bits::<8>(4);
            } else if self.sa_word.val() == 8 {
                self.wr.d.next = bits::<8>(8);
            } else if self.sa_word.val() == 13 {
                self.wr.d.next = bits::<8>(16);
            } else if self.sa_word.val() == 14 {
                self.wr.d.next = bits::<8>(32);
            } else if self.sa_word.val() == 15 {
                self.wr.d.next = bits::<8>(64);
            } else if self.sa_word.val() == 16 {
                self.wr.d.next = bits::<8>(128);
            }
        }

        // Clock 0. AES works for J0 and for data.
        self.valid.d.next = (self.valid.q.val() << 1) | bit_cast::<34, 1>(self.slot.val().valid.into());
        self.aes.valid.next = self.slot.val().valid && ((self.slot.val().kind == 1) || (self.slot.val().kind == 2));
        self.aes.block.next = self.slot.val().counter;
        self.aes.key.next = self.slot.val().key;
        self.aes.key256.next = self.slot.val().key256;
        self.taken.next.kind = self.slot.val().kind;
        self.taken.next.plain = self.slot.val().plain;
        self.taken.next.raw = self.slot.val().raw;
        self.taken.next.encap = self.slot.val().encap;
        self.taken.next.data = self.slot.val().data;
        self.taken.next.words = self.slot.val().words;
        self.taken.next.sa = self.slot.val().sa;
        self.taken.next.power = self.slot.val().power;
        self.taken.next.chain = self.slot.val().chain;
        self.taken.next.tail = self.slot.val().tail;
        self.taken.next.ct = self.slot.val().ct;
        self.taken.next.esn = self.slot.val().esn;
        self.taken.next.gmac = self.slot.val().gmac;
        self.beside_aes.d.next = self.taken.val();

        // Clock 27: read the SA words. Clock 28: choose a power of H, or keep the midstates.
        self.side27.next = self.beside_aes.q.val();
        self.sa27.next = bit_cast::<S, 14>(self.side27.val().sa);
        for i in 0..4 {
            self.powers[i].clock.next = self.clock.val();
            self.powers[i].wr.next = self.wr.q.val().get_bit(i);
            self.powers[i].wa.next = bit_cast::<S, 14>(self.index.q.val());
            self.powers[i].wd.next = self.word.q.val();
            self.powers[i].ra.next = self.sa27.val();
            self.wide[i].clock.next = self.clock.val();
            self.wide[i].wr.next = self.wr.q.val().get_bit(4 + i);
            self.wide[i].wa.next = bit_cast::<S, 14>(self.index.q.val());
            self.wide[i].wd.next = self.word.q.val();
            self.wide[i].ra.next = self.sa27.val();
        }
        self.rows.next = bits::<1024>(0);
        for i in 0..4 {
            self.row.next = self.powers[i].rd.val();
            self.rows.next = (self.rows.val() << 128) | bit_cast::<1024, 128>(self.row.val());
        }
        for i in 0..4 {
            self.row.next = self.wide[i].rd.val();
            self.rows.next = (self.rows.val() << 128) | bit_cast::<1024, 128>(self.row.val());
        }
        self.lends28.d.next = self.valid.q.val().get_bit(26) && self.side27.val().raw && (self.side27.val().kind == 1);
        if self.lends28.q.val() {
            self.midstates_q.d.next = self.rows.val();
        }
        self.midstates.next = self.midstates_q.q.val();
        self.side28.d.next = self.side27.val();
        self.power29.d.next = self.powers[0].rd.val();
        if self.side28.q.val().power == 1 {
            self.power29.d.next = self.powers[1].rd.val();
        } else if self.side28.q.val().power == 2 {
            self.power29.d.next = self.powers[2].rd.val();
        } else if self.side28.q.val().power == 3 {
            self.power29.d.next = self.powers[3].rd.val();
        }
        self.power30.d.next = self.power29.q.val();

        // Clock 28: what the key stream meets.
        self.is_aad.next = self.side28.q.val().kind == 1;
        self.is_data.next = self.side28.q.val().kind == 2;
        self.is_len.next = self.side28.q.val().kind == 3;
        // Bits of AAD, bits of ciphertext.
        self.lengths.next = bit_cast::<128, 14>(self.side28.q.val().ct) << 3;
        self.in_front.next = bits::<14>(16);
        if self.side28.q.val().raw {
            self.in_front.next = bits::<14>(0);
        }
        self.octets.next = self.side28.q.val().ct + self.in_front.val();
        if self.side28.q.val().gmac {
            self.lengths.next = bit_cast::<128, 14>(self.octets.val()) << 67;
        } else if self.side28.q.val().esn {
            self.lengths.next = self.lengths.val() | (bits::<128>(96) << 64);
        } else {
            self.lengths.next = self.lengths.val() | (bits::<128>(64) << 64);
        }
        self.hash29.d.next = self.side28.q.val().data;
        if self.is_len.val() {
            self.hash29.d.next = self.lengths.val();
        }
        self.data29.d.next = self.side28.q.val().data;
        self.hidden29.d.next = self.is_aad.val() && !(self.side28.q.val().raw && self.side28.q.val().plain);
        if self.is_aad.val() && !(self.side28.q.val().raw && self.side28.q.val().plain) {
            self.data29.d.next = bits::<128>(0);
        }
        self.words29.d.next = self.side28.q.val().words;
        self.kept29.d.next = self.side28.q.val().words;
        if self.side28.q.val().raw {
            self.kept29.d.next = bits::<4>(15);
        }
        self.key_to_hash29.d.next = self.is_data.val() && self.side28.q.val().encap && !self.side28.q.val().gmac;
        self.key_to_data29.d.next =
            ((self.is_data.val() && !self.side28.q.val().gmac) || self.is_aad.val()) && !self.side28.q.val().plain;
        self.raw29.d.next = self.side28.q.val().raw;
        self.kind29.d.next = self.side28.q.val().kind;
        self.opens29.next = self.valid.q.val().get_bit(28) && !self.raw29.q.val() && !self.kind29.q.val().get_bit(1);
        self.opens.d.next = (self.opens.q.val() << 1) | bit_cast::<6, 1>(self.opens29.val().into());
        self.chain29.d.next = self.side28.q.val().chain;
        self.tail29.d.next = self.side28.q.val().tail;

        // Clock 29: the key stream is there.
        self.mask.next = bits::<128>(0);
        self.kept.next = bits::<128>(0);
        for i in 0..4 {
            self.mask.next = self.mask.val() << 32;
            if self.words29.q.val().get_bit(3 - i) {
                self.mask.next = self.mask.val() | 0xffffffff_u64;
            }
            self.kept.next = self.kept.val() << 32;
            if self.kept29.q.val().get_bit(3 - i) {
                self.kept.next = self.kept.val() | 0xffffffff_u64;
            }
        }
        self.to_hash.next = self.hash29.q.val();
        if self.key_to_hash29.q.val() {
            self.to_hash.next = self.hash29.q.val() ^ self.aes.result.val();
        }
        self.to_data.next = self.data29.q.val();
        if self.key_to_data29.q.val() {
            self.to_data.next = self.data29.q.val() ^ self.aes.result.val();
        }
        self.hash30.d.next = self.to_hash.val() & self.mask.val();
        self.crypted30.d.next.kind = self.kind29.q.val();
        self.crypted30.d.next.raw = self.raw29.q.val();
        self.crypted30.d.next.hidden = self.hidden29.q.val();
        self.crypted30.d.next.tail = self.tail29.q.val();
        self.crypted30.d.next.data = self.to_data.val() & self.kept.val();
        self.chain30.d.next = self.chain29.q.val();

        // Clock 30 to 34: GHASH.
        self.ghash.chain.next = self.chain30.q.val();
        self.ghash.x.next = self.hash30.q.val();
        self.ghash.power.next = self.power30.q.val();
        self.beside_ghash.d.next = self.crypted30.q.val();

        // Clock 34: the tag grows from E(K, J0).
        self.done.next = self.beside_ghash.q.val();
        self.tag.next = self.cipher35.q.val().tag;
        if self.done.val().kind == 1 {
            self.tag.next = self.done.val().data;
        }
        if self.done.val().tail {
            self.tag.next = self.tag.val() ^ self.ghash.product.val();
        }
        self.cipher35.d.next.valid = self.valid.q.val().get_bit(33);
        if self.valid.q.val().get_bit(33) {
            self.cipher35.d.next.kind = self.done.val().kind;
            self.cipher35.d.next.raw = self.done.val().raw;
            self.cipher35.d.next.data = self.done.val().data;
            if self.done.val().hidden {
                self.cipher35.d.next.data = bits::<128>(0);
            }
            self.cipher35.d.next.tag = self.tag.val();
        }
        self.cipher.next = self.cipher35.q.val();
        self.cipher.next.opens = self.opens.q.val().get_bit(5);
        if self.reset.val() {
            self.valid.d.next = bits::<34>(0);
            self.cipher35.d.next.valid = false;
            self.opens.d.next = bits::<6>(0);
            self.wr.d.next = bits::<8>(0);
        }
    }
}
