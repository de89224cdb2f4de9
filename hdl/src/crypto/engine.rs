//! One packet at a time, ESP with CBC or NULL and HMAC, or AH with HMAC, both directions: an engine of the serial pool.
//!
//! ```text
//!   w_wr, w_at, w_data -->+--------------------+--> AesSerial | Des --.
//!                         | packet: 4 x 1K x 32|<---------------------'   in place
//!   r_at --> r_data <-----+--------------------+--> Hmac --> ICV compared with the packet's, or written behind it
//!   mid_wr ... --> midstates -------------------------^
//! ```
//! The packet lies in the memory as on the wire, from the SPI on: `SPI | sequence number | IV | text | ICV`; for encapsulation padding
//! and trailer are there, the ICV is room, and in the place of the IV is a nonce, whose encryption is the IV (SP 800-38A App. C).
//! `start` works on it; when `idle` returns, the text is decrypted or encrypted where it was. Decapsulation decrypts and hashes at
//! the same time, hashing every word before it is overwritten; encapsulation hashes what has been encrypted. Cipher and hash read in
//! alternate clocks, eight octets each.
//! With AH the packet lies there from the IP header on, with mutable fields zero and, for ESN, the high half of the number behind
//! it: all is hashed, the ICV as zeros, and then that is compared or written where it is.
//! With GMAC the ICV, `mac`, is there with `start`: it is compared or written, behind the packet or in AH behind the IV.
//!
//! Clocks for n octets of text, with HMAC-SHA2-256: 68 n/64 + 250, for the cipher is faster: 11 n/16 + 120 with AES-128.
//! Invariant: `ok` is false from `start` until the whole ICV was equal; compare is of constant time.
//! RFC 4303 §2, §3.3.2.1 (with ESN the high half of the number is hashed last).

use super::aes_serial::AesSerial;
use super::des::Des;
use super::hmac::Hmac;
use crate::common::{Optional, Ram, SmallRam};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Values of `Job::cipher`.
pub mod cipher {
    /// No encryption (RFC 2410).
    pub const NULL: u64 = 0;
    /// AES-CBC (RFC 3602).
    pub const AES: u64 = 1;
    /// DES-CBC (RFC 2405).
    pub const DES: u64 = 2;
    /// 3DES-CBC (RFC 2451).
    pub const TRIPLE_DES: u64 = 3;
}

/// What is to be done with the packet.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Job {
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// `cipher::*`.
    pub cipher: Bits<2>,
    /// Size of an AES key as `AesSerial` has it.
    pub size: Bits<2>,
    /// `hmac::alg::*`.
    pub alg: Bits<2>,
    /// Cipher key from the top bits on.
    pub key: Bits<256>,
    /// Octets of text between IV and ICV: whole blocks, or for NULL a multiple of four. AH: octets of all; GMAC: before the ICV.
    pub ct: Bits<14>,
    /// AH; the cipher is NULL then.
    pub ah: Bit,
    /// AH: the IP header is IPv6.
    pub v6: Bit,
    /// AES-GMAC: nothing is hashed here; the cipher is NULL then.
    pub gmac: Bit,
    /// Extended sequence numbers; not with AH.
    pub esn: Bit,
    /// High half of the number.
    pub seq_high: Bits<32>,
}

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    /// Cipher and hash work.
    Run,
    /// The ICV is compared or written.
    Judge,
    /// The last difference is there.
    Settle,
}

/// The engine.
#[derive(LogicBlock, Default)]
pub struct Engine {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// What to do; there a clock before `start`, and stays until `idle`.
    pub job: Signal<In, Job>,
    /// Do it; only while `idle`.
    pub start: Signal<In, Bit>,
    /// With `start`: the ICV of AES-GMAC.
    pub mac: Signal<In, Bits<128>>,
    /// Nothing is being done.
    pub idle: Signal<Out, Bit>,
    /// The ICV of the last packet was right; always, after encapsulation.
    pub ok: Signal<Out, Bit>,
    /// Write a row of the packet; only while `idle`.
    pub w_wr: Signal<In, Bit>,
    /// Which.
    pub w_at: Signal<In, Bits<10>>,
    /// 16 octets, the first in the top bits.
    pub w_data: Signal<In, Bits<128>>,
    /// Row of the packet to read; only while `idle`.
    pub r_at: Signal<In, Bits<10>>,
    /// It, one clock later.
    pub r_data: Signal<Out, Bits<128>>,
    /// Write a row of the midstates; only while `idle`.
    pub mid_wr: Signal<In, Bit>,
    /// Which: 0, 1 inner and 2, 3 outer midstate; 4 to 7 the rest of those of SHA-384 and SHA-512.
    pub mid_at: Signal<In, Bits<3>>,
    /// 16 octets, the first in the top bits.
    pub mid_data: Signal<In, Bits<128>>,

    packet: [Ram<Bits<32>, 10>; 4],
    midstates: SmallRam<Bits<128>, 3>,
    /// Which part of a row `Hmac` asked for.
    piece: DFF<Bits<2>>,
    aes: AesSerial,
    des: Optional<Des>,
    hmac: Hmac,

    phase: DFF<Phase>,
    good: DFF<Bit>,
    /// The hash reads in this clock, not the cipher.
    turn: DFF<Bit>,

    // Cipher. Pointers count words of eight octets from the SPI on.
    c_at: DFF<Bits<11>>,
    c_flight: DFF<Bit>,
    c_word: DFF<Bits<128>>,
    c_have: DFF<Bits<2>>,
    c_iv: DFF<Bit>,
    /// The cipher takes it.
    load: DFF<Bit>,
    o_at: DFF<Bits<11>>,
    o_word: DFF<Bits<128>>,
    o_left: DFF<Bits<2>>,
    /// The hash has seen the word at `o_at`.
    o_free: DFF<Bit>,
    /// All of it is written.
    ciphered: DFF<Bit>,

    // Hash, then ICV.
    h_at: DFF<Bits<11>>,
    h_flight: DFF<Bit>,
    h_word: DFF<Bits<64>>,
    h_valid: DFF<Bit>,
    /// The word at `h_at` is behind the last whole one; it is the last one, and nothing is behind it.
    h_ends: DFF<Bit>,
    h_last: DFF<Bit>,
    h_over: DFF<Bit>,
    /// The cipher has written the word at `h_at`.
    h_there: DFF<Bit>,
    /// The high half of the number goes on its own.
    h_extra: DFF<Bit>,
    icv: DFF<Bits<320>>,
    /// 32-bit words of `icv` that count.
    mask: DFF<Bits<10>>,
    difference: DFF<Bits<64>>,
    /// AH: 32-bit words to hash as zeros, from the one that holds the ICV on.
    blank: DFF<Bits<10>>,

    // Made of `job`, stable while it is worked on.
    full: DFF<Bits<11>>,
    /// `full` - 1.
    last: DFF<Bits<11>>,
    /// Octets behind the last whole word of eight.
    rest: DFF<Bits<3>>,
    /// The ICV begins in the middle of a word.
    odd: DFF<Bit>,
    need: DFF<Bits<2>>,

    is_null: Signal<Local, Bit>,
    is_aes: Signal<Local, Bit>,
    total: Signal<Local, Bits<14>>,
    iv_words: Signal<Local, Bits<11>>,
    row: Signal<Local, Bits<128>>,
    part: Signal<Local, Bits<32>>,
    c_read: Signal<Local, Bits<64>>,
    h_read: Signal<Local, Bits<64>>,
    c_full: Signal<Local, Bit>,
    c_issue: Signal<Local, Bit>,
    loads: Signal<Local, Bit>,
    offers: Signal<Local, Bit>,
    iv: Signal<Local, Bits<128>>,
    block: Signal<Local, Bits<64>>,
    s_ready: Signal<Local, Bit>,
    m_valid: Signal<Local, Bit>,
    m_data: Signal<Local, Bits<128>>,
    o_writes: Signal<Local, Bit>,
    icv_at: Signal<Local, Bits<11>>,
    blanks: Signal<Local, Bit>,
    visible: Signal<Local, Bits<64>>,
    h_issue: Signal<Local, Bit>,
    at: Signal<Local, Bits<11>>,
    raised: Signal<Local, Bit>,
    units: Signal<Local, Bits<10>>,
    found: Signal<Local, Bits<256>>,
    judged: Signal<Local, Bits<64>>,
    enable: Signal<Local, Bits<4>>,
    wa: Signal<Local, Bits<10>>,
    wd: Signal<Local, Bits<128>>,
    narrow: Signal<Local, Bits<64>>,
    top: Signal<Local, Bits<64>>,
    stores: Signal<Local, Bit>,
    halves: Signal<Local, Bits<2>>,
    to: Signal<Local, Bits<11>>,
    wide: Signal<Local, Bit>,
    want: Signal<Local, Bits<4>>,
    mid_row: Signal<Local, Bits<3>>,
    mid: Signal<Local, Bits<64>>,
    quarter: Signal<Local, Bits<32>>,
}

impl Engine {
    /// Without DES and 3DES: no `Job` may ask for them.
    pub fn without_des(self) -> Engine {
        Engine { des: Optional::absent(), ..self }
    }
}

impl Logic for Engine {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, phase, good, turn, c_at, c_flight, c_word, c_have, c_iv, o_at, o_word, o_left, o_free,
            ciphered
        );
        dff_setup!(
            self, clock, h_at, h_flight, h_word, h_valid, h_ends, h_last, h_over, h_there, h_extra, icv, mask,
            difference
        );
        dff_setup!(self, clock, full, last, rest, odd, need, piece, blank, load);
        self.aes.clock.next = self.clock.val();
        self.aes.reset.next = self.reset.val();
        self.hmac.clock.next = self.clock.val();
        self.hmac.reset.next = self.reset.val();
        self.midstates.clock.next = self.clock.val();
        self.idle.next = self.phase.q.val() == Phase::Idle;
        self.ok.next = self.good.q.val();
        self.is_null.next = self.job.val().cipher == 0;
        self.is_aes.next = self.job.val().cipher == 1;

        // The row read in the last clock; each reader takes its half.
        self.row.next = bits::<128>(0);
        for i in 0..4 {
            self.packet[i].clock.next = self.clock.val();
            self.part.next = self.packet[i].rd.val();
            self.row.next = (self.row.val() << 32) | bit_cast::<128, 32>(self.part.val());
        }
        self.r_data.next = self.row.val();
        self.c_read.next = self.row.val().get_bits::<64>(64);
        if self.c_at.q.val().get_bit(0) {
            self.c_read.next = self.row.val().get_bits::<64>(0);
        }
        self.h_read.next = self.row.val().get_bits::<64>(64);
        if self.h_at.q.val().get_bit(0) {
            self.h_read.next = self.row.val().get_bits::<64>(0);
        }

        // Start: where things are.
        self.iv_words.next = bits::<11>(2);
        self.need.d.next = bits::<2>(1);
        if self.is_null.val() {
            self.iv_words.next = bits::<11>(1);
            if self.job.val().ah || self.job.val().gmac {
                self.iv_words.next = bits::<11>(0);
            }
        } else if self.is_aes.val() {
            self.iv_words.next = bits::<11>(3);
            self.need.d.next = bits::<2>(2);
        }
        self.total.next = self.job.val().ct + (bit_cast::<14, 11>(self.iv_words.val()) << 3);
        self.full.d.next = self.total.val().get_bits::<11>(3);
        self.last.d.next = self.full.q.val() - 1;
        self.rest.d.next = self.total.val().get_bits::<3>(0);
        self.odd.d.next = self.total.val().get_bit(2);
        // Behind 12 octets of AH, or 20 with an IV.
        self.icv_at.next = bits::<11>(4);
        if self.job.val().v6 {
            self.icv_at.next = bits::<11>(6);
        }
        if self.job.val().gmac {
            self.icv_at.next = bits::<11>(5);
            if self.job.val().v6 {
                self.icv_at.next = bits::<11>(7);
            }
        }
        if self.job.val().ah {
            self.odd.d.next = self.job.val().v6;
        }

        self.turn.d.next = !self.turn.q.val();

        // Cipher: the IV, then block after block. For encapsulation the IV is 0 and the first block the nonce.
        self.c_full.next = self.c_have.q.val() == self.need.q.val();
        self.c_issue.next = (self.phase.q.val() == Phase::Run)
            && !self.is_null.val()
            && !self.turn.q.val()
            && !self.c_flight.q.val()
            && !self.c_full.val()
            && (self.c_at.q.val() != self.full.q.val());
        self.loads.next =
            (self.phase.q.val() == Phase::Run) && (self.c_full.val() || self.job.val().encap) && !self.c_iv.q.val();
        self.offers.next = (self.phase.q.val() == Phase::Run) && self.c_full.val() && self.c_iv.q.val();
        // A clock later: `c_word` holds still.
        self.load.d.next = self.loads.val();
        self.aes.load.next = self.load.q.val() && self.is_aes.val();
        self.iv.next = self.c_word.q.val();
        if self.job.val().encap {
            self.iv.next = bits::<128>(0);
        }
        self.aes.iv.next = self.iv.val();
        self.aes.key.next = self.job.val().key;
        self.aes.size.next = self.job.val().size;
        self.aes.decrypt.next = !self.job.val().encap;
        self.aes.s_data.next = self.c_word.q.val();
        self.aes.s_valid.next = self.offers.val() && self.is_aes.val();
        self.aes.m_ready.next = !self.o_left.q.val().any();
        self.s_ready.next = self.aes.s_ready.val();
        self.m_valid.next = self.aes.m_valid.val();
        self.m_data.next = self.aes.m_data.val();
        self.block.next = bits::<64>(0);
        for i in 0..self.des.len() {
            self.des[i].clock.next = self.clock.val();
            self.des[i].reset.next = self.reset.val();
            self.des[i].load.next = self.load.q.val() && !self.is_aes.val();
            self.des[i].iv.next = self.iv.val().get_bits::<64>(0);
            self.des[i].key.next = self.job.val().key.get_bits::<192>(64);
            self.des[i].triple.next = self.job.val().cipher.get_bit(0);
            self.des[i].decrypt.next = !self.job.val().encap;
            self.des[i].s_data.next = self.c_word.q.val().get_bits::<64>(0);
            self.des[i].s_valid.next = self.offers.val() && !self.is_aes.val();
            self.des[i].m_ready.next = !self.o_left.q.val().any();
            if !self.is_aes.val() {
                self.s_ready.next = self.des[i].s_ready.val();
                self.m_valid.next = self.des[i].m_valid.val();
                self.block.next = self.des[i].m_data.val();
                self.m_data.next = bit_cast::<128, 64>(self.block.val()) << 64;
            }
        }
        self.c_flight.d.next = self.c_issue.val();
        if self.c_flight.q.val() {
            self.c_word.d.next = (self.c_word.q.val() << 64) | bit_cast::<128, 64>(self.c_read.val());
            self.c_have.d.next = self.c_have.q.val() + 1;
            self.c_at.d.next = self.c_at.q.val() + 1;
        }
        if self.loads.val() {
            self.c_iv.d.next = true;
            self.c_have.d.next = bits::<2>(0);
        }
        if self.offers.val() && self.s_ready.val() {
            self.c_have.d.next = bits::<2>(0);
        }

        // Its result takes the place of what the hash has seen. Who compares places is a clock late, and silent after a step.
        self.o_writes.next = self.o_left.q.val().any() && (self.job.val().encap || self.o_free.q.val());
        self.o_free.d.next = (self.h_at.q.val() > self.o_at.q.val()) && !self.o_writes.val();
        if self.o_writes.val() {
            self.o_word.d.next = self.o_word.q.val() << 64;
            self.o_left.d.next = self.o_left.q.val() - 1;
            self.o_at.d.next = self.o_at.q.val() + 1;
        }
        if !self.o_left.q.val().any() && self.m_valid.val() {
            self.o_word.d.next = self.m_data.val();
            self.o_left.d.next = self.need.q.val();
        }
        self.ciphered.d.next = self.is_null.val() || (self.o_at.q.val() == self.full.q.val());

        // Hash: all before the ICV, and the high half of an extended number.
        // They are a clock behind `h_at`, which is in time for the next word.
        self.h_ends.d.next = self.h_at.q.val() == self.full.q.val();
        self.h_last.d.next = (self.h_at.q.val() == self.last.q.val()) && !self.rest.q.val().any();
        self.h_issue.next = self.turn.q.val() && !self.h_flight.q.val() && !self.h_valid.q.val();
        if self.phase.q.val() == Phase::Run {
            if self.h_over.q.val()
                || self.h_extra.q.val()
                || (self.job.val().encap && !self.is_null.val() && !self.h_there.q.val())
            {
                self.h_issue.next = false;
            }
        } else if self.phase.q.val() != Phase::Judge {
            self.h_issue.next = false;
        }
        self.h_there.d.next =
            (self.h_at.q.val() < self.o_at.q.val()) && !self.h_valid.q.val() && (self.phase.q.val() == Phase::Run);
        self.h_flight.d.next = self.h_issue.val();
        // RFC 4302 §3.3.3.2: the ICV counts as zero.
        self.blanks.next = (self.phase.q.val() == Phase::Run) && (self.h_at.q.val() >= self.icv_at.val());
        self.visible.next = !bits::<64>(0);
        if self.blanks.val() && self.blank.q.val().get_bit(9) {
            self.visible.next = self.visible.val() & 0xffffffff_u64;
        }
        if self.blanks.val() && self.blank.q.val().get_bit(8) {
            self.visible.next = self.visible.val() & 0xffffffff_00000000_u64;
        }
        if self.h_flight.q.val() {
            self.h_word.d.next = self.h_read.val() & self.visible.val();
            self.h_valid.d.next = true;
            if self.blanks.val() {
                self.blank.d.next = self.blank.q.val() << 2;
            }
        }
        self.hmac.start.next = self.start.val() && !self.job.val().gmac;
        self.hmac.alg.next = self.job.val().alg;
        self.wide.next = self.job.val().alg.get_bit(1);
        self.mid.next = self.midstates.rd.val().get_bits::<64>(64);
        if self.piece.q.val().get_bit(0) {
            self.mid.next = self.midstates.rd.val().get_bits::<64>(0);
        }
        self.quarter.next = self.midstates.rd.val().get_bits::<32>(96);
        if self.piece.q.val() == 1 {
            self.quarter.next = self.midstates.rd.val().get_bits::<32>(64);
        } else if self.piece.q.val() == 2 {
            self.quarter.next = self.midstates.rd.val().get_bits::<32>(32);
        } else if self.piece.q.val() == 3 {
            self.quarter.next = self.midstates.rd.val().get_bits::<32>(0);
        }
        if !self.wide.val() {
            self.mid.next = bit_cast::<64, 32>(self.quarter.val()) << 32;
        }
        self.hmac.mid_data.next = self.mid.val();
        self.hmac.s_data.next = self.h_word.q.val();
        self.hmac.s_octets.next = bits::<4>(8);
        self.hmac.s_last.next = false;
        if self.h_extra.q.val() {
            self.hmac.s_data.next = bit_cast::<64, 32>(self.job.val().seq_high) << 32;
            self.hmac.s_octets.next = bits::<4>(4);
            self.hmac.s_last.next = true;
        } else if self.h_ends.q.val() {
            // Four octets are left with NULL, any number with AH.
            self.hmac.s_last.next = true;
            self.hmac.s_octets.next = bit_cast::<4, 3>(self.rest.q.val());
            if self.job.val().esn {
                self.hmac.s_octets.next = bits::<4>(8);
                self.hmac.s_data.next =
                    (self.h_word.q.val() & 0xffffffff_00000000_u64) | bit_cast::<64, 32>(self.job.val().seq_high);
            }
        } else if self.h_last.q.val() && !self.job.val().esn {
            self.hmac.s_last.next = true;
        }
        self.hmac.s_valid.next = (self.phase.q.val() == Phase::Run) && (self.h_valid.q.val() || self.h_extra.q.val());
        if self.hmac.s_ready.val()
            && (self.phase.q.val() == Phase::Run)
            && (self.h_valid.q.val() || self.h_extra.q.val())
        {
            self.h_valid.d.next = false;
            if self.h_extra.q.val() {
                self.h_extra.d.next = false;
                self.h_over.d.next = true;
            } else if self.h_ends.q.val() {
                self.h_over.d.next = true;
            } else {
                self.h_at.d.next = self.h_at.q.val() + 1;
                if self.h_last.q.val() {
                    self.h_extra.d.next = self.job.val().esn;
                    self.h_over.d.next = !self.job.val().esn;
                }
            }
        }

        // The ICV: 3, 4, 6 or 8 words of 32 bits; it begins in the middle of a word behind an odd text.
        self.units.next = bits::<10>(0x3fc);
        if self.job.val().alg == 0 {
            self.units.next = bits::<10>(0x380);
        } else if self.job.val().alg == 1 {
            self.units.next = bits::<10>(0x3c0);
        } else if self.job.val().alg == 2 {
            self.units.next = bits::<10>(0x3f0);
        }
        if self.job.val().gmac {
            self.units.next = bits::<10>(0x3c0);
        }
        self.found.next = self.hmac.icv.val();
        if self.job.val().gmac {
            self.found.next = bit_cast::<256, 128>(self.mac.val()) << 128;
        }
        self.top.next = self.icv.q.val().get_bits::<64>(256);
        self.raised.next = self.hmac.m_valid.val() && self.ciphered.q.val() && (self.phase.q.val() == Phase::Run);
        self.hmac.m_ready.next = self.raised.val();
        self.judged.next = bits::<64>(0);
        if self.mask.q.val().get_bit(9) {
            self.judged.next = (self.h_word.q.val() ^ self.top.val()) & 0xffffffff_00000000_u64;
        }
        if self.mask.q.val().get_bit(8) {
            self.judged.next = self.judged.val() | ((self.h_word.q.val() ^ self.top.val()) & 0xffffffff_u64);
        }
        self.stores.next = false;
        match self.phase.q.val() {
            Phase::Idle => {
                if self.start.val() {
                    self.good.d.next = false;
                    self.phase.d.next = Phase::Run;
                    self.c_at.d.next = bits::<11>(1);
                    self.c_have.d.next = bits::<2>(0);
                    self.c_iv.d.next = false;
                    self.o_at.d.next = self.iv_words.val();
                    if self.job.val().encap && !self.is_null.val() {
                        self.o_at.d.next = bits::<11>(1);
                    }
                    self.o_left.d.next = bits::<2>(0);
                    self.h_at.d.next = bits::<11>(0);
                    self.h_valid.d.next = false;
                    self.h_over.d.next = false;
                    self.h_extra.d.next = false;
                    self.difference.d.next = bits::<64>(0);
                    self.blank.d.next = bits::<10>(0);
                    if self.job.val().ah {
                        self.blank.d.next = self.units.val();
                        if self.job.val().v6 {
                            self.blank.d.next = self.units.val() >> 1;
                        }
                    }
                    if self.job.val().gmac {
                        self.phase.d.next = Phase::Judge;
                        self.h_at.d.next = self.full.q.val();
                    }
                }
            }
            Phase::Run => {
                if self.raised.val() {
                    self.phase.d.next = Phase::Judge;
                }
            }
            Phase::Judge => {
                self.stores.next = self.job.val().encap;
                if !self.mask.q.val().any() {
                    self.phase.d.next = Phase::Settle;
                    self.stores.next = false;
                } else if self.job.val().encap || self.h_valid.q.val() {
                    self.difference.d.next = self.difference.q.val() | self.judged.val();
                    self.h_valid.d.next = false;
                    self.h_at.d.next = self.h_at.q.val() + 1;
                    self.icv.d.next = self.icv.q.val() << 64;
                    self.mask.d.next = self.mask.q.val() << 2;
                }
            }
            Phase::Settle => {
                self.good.d.next = self.job.val().encap || !self.difference.q.val().any();
                self.phase.d.next = Phase::Idle;
            }
        }
        if self.raised.val() || (self.start.val() && self.job.val().gmac) {
            if self.job.val().ah {
                self.h_at.d.next = self.icv_at.val();
            }
            self.icv.d.next = bit_cast::<320, 256>(self.found.val()) << 64;
            self.mask.d.next = self.units.val();
            if self.odd.q.val() {
                self.icv.d.next = bit_cast::<320, 256>(self.found.val()) << 32;
                self.mask.d.next = self.units.val() >> 1;
            }
        }
        if self.job.val().encap && (self.phase.q.val() == Phase::Judge) {
            self.h_flight.d.next = false;
        }

        // One port to write: the packet comes, a result, or an ICV. One to read.
        self.to.next = self.o_at.q.val();
        self.narrow.next = self.o_word.q.val().get_bits::<64>(64);
        self.halves.next = bits::<2>(0);
        if self.o_writes.val() {
            self.halves.next = bits::<2>(3);
        }
        if self.stores.val() {
            self.to.next = self.h_at.q.val();
            self.narrow.next = self.top.val();
            self.halves.next = self.mask.q.val().get_bits::<2>(8);
        }
        self.wa.next = self.to.val().get_bits::<10>(1);
        self.wd.next = (bit_cast::<128, 64>(self.narrow.val()) << 64) | bit_cast::<128, 64>(self.narrow.val());
        self.enable.next = bit_cast::<4, 2>(self.halves.val()) << 2;
        if self.to.val().get_bit(0) {
            self.enable.next = bit_cast::<4, 2>(self.halves.val());
        }
        if self.w_wr.val() {
            self.wa.next = self.w_at.val();
            self.wd.next = self.w_data.val();
            self.enable.next = bits::<4>(15);
        }
        self.at.next = self.c_at.q.val();
        if self.turn.q.val() {
            self.at.next = self.h_at.q.val();
        }
        if self.phase.q.val() == Phase::Idle {
            self.at.next = bit_cast::<11, 10>(self.r_at.val()) << 1;
        }
        for i in 0..4 {
            self.packet[i].wr.next = self.enable.val().get_bit(3 - i);
            self.packet[i].wa.next = self.wa.val();
            self.packet[i].wd.next = self.wd.val().get_bits::<32>(96 - 32 * i);
            self.packet[i].ra.next = self.at.val().get_bits::<10>(1);
        }
        self.midstates.wr.next = self.mid_wr.val();
        self.midstates.wa.next = self.mid_at.val();
        self.midstates.wd.next = self.mid_data.val();
        // A midstate is two rows of 32-bit words, or four of 64-bit words, the second two of which are among the last four.
        self.want.next = self.hmac.mid_at.val();
        self.piece.d.next = self.want.val().get_bits::<2>(0);
        self.mid_row.next = (bit_cast::<3, 1>(self.want.val().get_bits::<1>(3)) << 1)
            | bit_cast::<3, 1>(self.want.val().get_bits::<1>(2));
        if self.wide.val() {
            self.mid_row.next = (bit_cast::<3, 1>(self.want.val().get_bits::<1>(2)) << 2)
                | (bit_cast::<3, 1>(self.want.val().get_bits::<1>(3)) << 1)
                | bit_cast::<3, 1>(self.want.val().get_bits::<1>(1));
        }
        self.midstates.ra.next = self.mid_row.val();
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
            self.good.d.next = false;
            self.o_left.d.next = bits::<2>(0);
        }
    }
}
