//! Issue: turns packets in the packet ring, and in the pool, into slots for the conveyor, without a gap inside a packet.
//!
//! ```text
//!   Context -> next (blocks, words) -> credit? -> sequencer --ring_ra--> packet ring, pool
//!     ^  '---> pool (deal)                            |                      | ring_rd, pool_rd: 2 clocks
//!   pool       Flight <-------------------------------+                      v
//!   (done)     Slot <- trailer, mask, AAD <- rotate by 32-bit words <- hold2, hold, word
//! ```
//! A packet of n blocks takes n + 2 slots, `[AAD] [1] … [n] [LEN]`, or as many clocks as its output has words, and at least
//! 5; a packet with a verdict takes one empty slot. Latency from the ring address to the slot: 6 clocks.
//! A packet for the pool takes a slot more than it has rows of 16 octets from its ESP header on, or with AH from its IP header on,
//! `[AAD] … [LEN]`, and at least 16 clocks; it needs no place behind the conveyor. It is taken on only when the pool has an engine for it, and what the pool has
//! done goes first: so neither waits for the other.
//! What AES-GMAC authenticates on its way to the pool stands in these slots as it is hashed (RFC 4543 §5): ESP with the high half of
//! the number behind the SPI, AH with its ICV not counted. The last slot holds no more than an ICV's end.
//! Of what the pool has done for the first pass of a bundle one block alone passes, for its beginning, and takes no place behind
//! the conveyor; for the second pass the packet is read from the pool as it would be from the ring.
//! A packet starts only when its output fits the hold ring and fewer than 48 packets are under way behind it.

use super::fixed::Fixed;
use crate::types::{Context, Flight, Slot};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What travels with a word from the ring to the slot.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Beat {
    /// There is a slot.
    pub valid: Bit,
    /// `slot::*`.
    pub kind: Bits<2>,
    /// The first clock of a packet.
    pub first: Bit,
    /// The word is the pool's.
    pub pooled: Bit,
    /// Number of the slot in its packet, from 0.
    pub number: Bits<11>,
    /// Slots that follow in this packet, at most 3.
    pub left: Bits<2>,
    /// One of the last four slots.
    pub tail: Bit,
    /// The last data slot.
    pub last: Bit,
    /// Octets of the inner packet, and of what the pool gets in front of it, from this block on, signed.
    pub rest: Bits<15>,
    /// To the pool: 32-bit words in front of the inner packet, from this block on.
    pub lead: Bits<5>,
    /// Take the words before the last two.
    pub old: Bit,
    /// 32-bit words to rotate by.
    pub turn: Bits<2>,
}

/// What is authenticated of the first 16 octets of an IP header (RFC 4302 §3.3.3.1): all but TOS, flags, fragment offset, TTL and
/// checksum of IPv4; all but traffic class, flow label and hop limit of IPv6.
#[derive(Copy, Clone, Debug, PartialEq, LogicStruct)]
pub struct Immutable {
    v4: Bits<128>,
    v6: Bits<128>,
}

impl Default for Immutable {
    fn default() -> Self {
        let mask = |first: u64, second: u64| (bits::<128>(first) << 64_u64) | bits::<128>(second);
        Self {
            v4: mask(0xff00_ffff_ffff_0000, 0x00ff_0000_ffff_ffff),
            v6: mask(0xf000_0000_ffff_ff00, 0xffff_ffff_ffff_ffff),
        }
    }
}

/// Issue of one lane.
#[derive(LogicBlock, Default)]
pub struct Issue {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Packet that is ready to go.
    pub s_data: Signal<In, Context>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Packet that the pool has done.
    pub d_data: Signal<In, Context>,
    /// There is one.
    pub d_valid: Signal<In, Bit>,
    /// It is taken.
    pub d_ready: Signal<Out, Bit>,
    /// The pool has room for a packet.
    pub room: Signal<In, Bit>,
    /// The packet that is taken from `s` is for the pool.
    pub deal: Signal<Out, Bit>,
    /// Pool: the word that `ring_ra` asks for, two clocks later.
    pub pool_rd: Signal<In, Bits<128>>,
    /// A packet of the pool is read.
    pub pool_free: Signal<Out, Bit>,
    /// Packet ring: word to read.
    pub ring_ra: Signal<Out, Bits<11>>,
    /// Packet ring: the word, two clocks later.
    pub ring_rd: Signal<In, Bits<128>>,
    /// A packet is read.
    pub free_valid: Signal<Out, Bit>,
    /// Words that it held.
    pub free_words: Signal<Out, Bits<10>>,
    /// Packet in the conveyor.
    pub m_data: Signal<Out, Flight>,
    /// There is one, which is taken in this clock: the one after it started.
    pub m_valid: Signal<Out, Bit>,
    /// There is room for one; it stays until one comes.
    pub m_ready: Signal<In, Bit>,
    /// A packet has left the hold ring.
    pub credit_valid: Signal<In, Bit>,
    /// Words that it had reserved.
    pub credit_words: Signal<In, Bits<10>>,
    /// One has ended its first pass, and with it its flight.
    pub passed: Signal<In, Bit>,
    /// To the conveyor.
    pub slot: Signal<Out, Slot>,

    // The packet to come.
    next: DFF<Context>,
    next_valid: DFF<Bit>,
    next_blocks: DFF<Bits<11>>,
    next_reserve: DFF<Bits<10>>,
    next_clocks: DFF<Bits<11>>,
    counted: DFF<Bit>,
    timed: DFF<Bit>,
    fits: DFF<Bit>,
    /// Its flight goes.
    started: DFF<Bit>,
    used: DFF<Bits<12>>,
    flying: DFF<Bits<6>>,
    n: Signal<Local, Context>,
    bytes: Signal<Local, Bits<14>>,
    blocks: Signal<Local, Bits<11>>,
    clocks_least: Signal<Local, Bits<11>>,
    flight: Signal<Local, Flight>,
    start: Signal<Local, Bit>,
    taken: Signal<Local, Bits<12>>,
    returned: Signal<Local, Bits<12>>,

    // The packet whose words are being read.
    cur: DFF<Context>,
    active: DFF<Bit>,
    /// Nothing is being read, or its last clock is.
    open: DFF<Bit>,
    clocks_left: DFF<Bits<11>>,
    slots_left: DFF<Bits<11>>,
    all_slots: DFF<Bit>,
    number: DFF<Bits<11>>,
    rest: DFF<Bits<15>>,
    lead: DFF<Bits<5>>,
    ra: DFF<Bits<11>>,
    icv_at: DFF<Bits<3>>,
    free: DFF<Bit>,
    free_w: DFF<Bits<10>>,
    free_done: DFF<Bit>,
    c: Signal<Local, Context>,
    beat: Signal<Local, Beat>,

    // Its words on their way.
    b1: DFF<Beat>,
    b2: DFF<Beat>,
    b3: DFF<Beat>,
    b4: DFF<Beat>,
    b5: DFF<Beat>,
    hold: DFF<Bits<128>>,
    hold2: DFF<Bits<128>>,
    left: DFF<Bits<128>>,
    right: DFF<Bits<128>>,
    turned: DFF<Bits<128>>,
    masked: DFF<Bits<128>>,
    trailer_at: DFF<Bits<128>>,
    /// For the pool: what of the packet's own words counts, and what stands there beside them.
    kept_at: DFF<Bits<128>>,
    extra_at: DFF<Bits<128>>,
    /// 32-bit words that are hashed.
    weighed_at: DFF<Bits<4>>,
    late: DFF<Context>,
    /// Octets of padding, of the packet in `late`.
    pad: DFF<Bits<4>>,
    l2: Signal<Local, Beat>,
    l3: Signal<Local, Beat>,
    l4: Signal<Local, Beat>,
    l5: Signal<Local, Beat>,
    l: Signal<Local, Context>,
    pair: Signal<Local, Bits<256>>,
    ones: Signal<Local, Bits<128>>,
    mask: Signal<Local, Bits<128>>,
    added: Signal<Local, Bits<128>>,
    place: Signal<Local, Bits<6>>,
    octet: Signal<Local, Bits<8>>,
    next_header: Signal<Local, Bits<8>>,
    front: Signal<Local, Bits<5>>,
    kept: Signal<Local, Bits<128>>,
    extra: Signal<Local, Bits<128>>,
    row: Signal<Local, Bits<128>>,
    first_row: Signal<Local, Bit>,
    tail4: Signal<Local, Bits<32>>,
    tail: Signal<Local, Bits<128>>,
    gate: Signal<Local, Bits<128>>,
    high: Signal<Local, Bits<32>>,
    immutable: Fixed<Immutable>,
    word: Signal<Local, Bits<128>>,
    is_raw: Signal<Local, Bit>,
    is_half: Signal<Local, Bit>,
    pooled: Signal<Local, Bit>,
    flown: Signal<Local, Bits<6>>,
    c_raw: Signal<Local, Bit>,
    l_raw: Signal<Local, Bit>,
    opens: Signal<Local, Bit>,
    can_take: Signal<Local, Bit>,
    tail_octets: Signal<Local, Bits<6>>,
    ahead: Signal<Local, Bits<11>>,
    last_words: Signal<Local, Bits<3>>,
    l_hashed: Signal<Local, Bit>,
    over: Signal<Local, Bits<2>>,
    weighed: Signal<Local, Bits<4>>,
    count: Signal<Local, Bits<12>>,
    slot_now: Signal<Local, Slot>,
    slot_r: DFF<Slot>,
}

impl Logic for Issue {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            next,
            next_valid,
            next_blocks,
            next_reserve,
            next_clocks,
            counted,
            timed,
            fits,
            started
        );
        dff_setup!(self, clock, used, flying, cur, active, open, clocks_left, slots_left, all_slots, number, rest, ra);
        dff_setup!(self, clock, icv_at, free, free_w, b1, b2, b3, b4, b5, hold, hold2, left, right, turned);
        dff_setup!(self, clock, masked, trailer_at, late, pad, slot_r, free_done, lead, kept_at, extra_at, weighed_at);

        // The packet to come: first its blocks and words, then its clocks and whether it fits. What fits is there.
        self.n.next = self.next.q.val();
        self.start.next = self.fits.q.val() && self.m_ready.val() && self.open.q.val();
        // There is a clock between two packets here, so that nobody waits for `start`.
        self.can_take.next = !self.next_valid.q.val();
        if self.start.val() {
            self.next_valid.d.next = false;
        }
        self.d_ready.next = self.can_take.val();
        self.s_ready.next =
            self.can_take.val() && !self.d_valid.val() && (!self.s_data.val().serial || self.room.val());
        self.deal.next = self.can_take.val()
            && !self.d_valid.val()
            && self.s_valid.val()
            && self.s_data.val().serial
            && self.room.val();
        self.is_raw.next = self.n.val().serial && !self.n.val().done;
        self.is_half.next = self.n.val().half && self.n.val().done;
        self.counted.d.next = self.next_valid.q.val() && !self.start.val();
        self.timed.d.next = self.counted.q.val() && !self.start.val();
        self.bytes.next = self.n.val().ct + 15;
        if self.is_raw.val() {
            // A row more than there is, so that the first one is never the last.
            self.bytes.next = self.n.val().raw + 31;
        }
        self.blocks.next = bit_cast::<11, 10>(self.bytes.val().get_bits::<10>(4));
        self.next_blocks.d.next = self.blocks.val();
        if self.is_half.val() {
            self.next_blocks.d.next = bits::<11>(1);
        }
        // What is behind the blocks, and 15 to round up.
        self.tail_octets.next = bits::<6>(31);
        if self.n.val().serial && self.n.val().encap {
            self.tail_octets.next = bits::<6>(15);
        }
        if self.n.val().verdict.any() || self.is_raw.val() || self.is_half.val() {
            self.next_reserve.d.next = bits::<10>(0);
        } else if self.n.val().header_len.any() {
            // Header, text, tag. In transport mode decapsulation needs less: its last clock mends the header.
            self.bytes.next = self.n.val().ct
                + bit_cast::<14, 7>(self.n.val().header_len)
                + bit_cast::<14, 6>(self.tail_octets.val());
            self.next_reserve.d.next = self.bytes.val().get_bits::<10>(4);
        } else {
            self.next_reserve.d.next = bit_cast::<10, 11>(self.blocks.val());
        }
        self.clocks_least.next = self.next_blocks.q.val() + 2;
        if self.n.val().serial {
            // Emit may begin one clock late; the pool stores midstates.
            self.clocks_least.next = self.next_blocks.q.val() + 3;
            if self.is_raw.val() && (self.next_blocks.q.val() < 13) {
                self.clocks_least.next = bits::<11>(16);
            }
        }
        if self.clocks_least.val() < 5 {
            self.clocks_least.next = bits::<11>(5);
        }
        if self.n.val().verdict.any() {
            self.next_clocks.d.next = bits::<11>(1);
        } else if self.clocks_least.val() > bit_cast::<11, 10>(self.next_reserve.q.val()) {
            self.next_clocks.d.next = self.clocks_least.val();
        } else {
            self.next_clocks.d.next = bit_cast::<11, 10>(self.next_reserve.q.val());
        }
        self.taken.next = bits::<12>(0);
        self.returned.next = bits::<12>(0);
        if self.start.val() {
            self.taken.next = bit_cast::<12, 10>(self.next_reserve.q.val());
        }
        if self.credit_valid.val() {
            self.returned.next = bit_cast::<12, 10>(self.credit_words.val());
        }
        self.used.d.next = self.used.q.val() + self.taken.val() - self.returned.val();
        self.flown.next = bit_cast::<6, 1>(self.credit_valid.val().into()) + bit_cast::<6, 1>(self.passed.val().into());
        self.flying.d.next = self.flying.q.val() - self.flown.val();
        if self.start.val() && !self.is_raw.val() {
            self.flying.d.next = self.flying.q.val() + 1 - self.flown.val();
        }
        // `used` only shrinks until this packet starts, so what fits goes on fitting.
        self.fits.d.next = self.timed.q.val()
            && !self.start.val()
            && (self.flying.q.val() < 48)
            && ((self.used.q.val() + bit_cast::<12, 10>(self.next_reserve.q.val())) <= 2048);
        if self.can_take.val() {
            self.next_valid.d.next =
                self.d_valid.val() || (self.s_valid.val() && (!self.s_data.val().serial || self.room.val()));
            self.next.d.next = self.s_data.val();
            if self.d_valid.val() {
                self.next.d.next = self.d_data.val();
            }
        }
        // The packet's flight is still there a clock after it starts.
        self.started.d.next = self.start.val() && !self.is_raw.val();
        self.m_valid.next = self.started.q.val();
        self.flight.next.ticket = self.n.val().ticket;
        self.flight.next.verdict = self.n.val().verdict;
        self.flight.next.encap = self.n.val().encap;
        self.flight.next.sa = self.n.val().sa;
        self.flight.next.reserve = self.next_reserve.q.val();
        self.flight.next.ct = self.n.val().ct;
        if self.n.val().ah && !self.n.val().encap {
            self.flight.next.ct = self.n.val().ct + 2;
        }
        self.flight.next.serial = self.n.val().serial;
        self.flight.next.ah = self.n.val().ah;
        self.flight.next.next_header = self.n.val().next_header;
        self.flight.next.half = self.n.val().half;
        self.flight.next.again = self.n.val().again;
        self.flight.next.above = self.n.val().above;
        self.flight.next.soft = self.n.val().soft;
        self.flight.next.seq = self.n.val().seq;
        self.flight.next.window = self.n.val().window;
        self.flight.next.check_pad = self.n.val().check_pad;
        self.flight.next.tos = self.n.val().tos;
        self.flight.next.header = self.n.val().header;
        self.flight.next.header_len = self.n.val().header_len;
        self.m_data.next = self.flight.val();

        // Sequencer.
        self.c.next = self.cur.q.val();
        // A packet for the pool has no slot in the clock that reads ahead.
        self.c_raw.next = self.c.val().serial && !self.c.val().done;
        self.beat.next.valid =
            self.active.q.val() && !self.all_slots.q.val() && (self.number.q.val().any() || !self.c_raw.val());
        self.opens.next = !self.number.q.val().any() || (self.c_raw.val() && (self.number.q.val() == 1));
        self.beat.next.first = self.active.q.val() && !self.number.q.val().any() && !self.c.val().verdict.any();
        self.pooled.next = self.c.val().done || self.c.val().again;
        self.beat.next.pooled = self.pooled.val();
        self.beat.next.number = self.number.q.val();
        self.beat.next.rest = self.rest.q.val();
        self.beat.next.lead = self.lead.q.val();
        self.beat.next.left = bits::<2>(3);
        self.beat.next.tail = self.slots_left.q.val() < 4;
        if self.slots_left.q.val() < 4 {
            self.beat.next.left = self.slots_left.q.val().get_bits::<2>(0);
        }
        self.beat.next.last = self.slots_left.q.val() == 1;
        self.beat.next.old = false;
        self.beat.next.turn = self.c.val().offset.get_bits::<2>(0);
        if self.c.val().verdict.any() {
            self.beat.next.kind = bits::<2>(0);
        } else if self.opens.val() {
            self.beat.next.kind = bits::<2>(1);
        } else if self.slots_left.q.val().any() {
            self.beat.next.kind = bits::<2>(2);
        } else if self.c.val().serial {
            self.beat.next.kind = bits::<2>(3);
        } else {
            self.beat.next.kind = bits::<2>(3);
            self.beat.next.old = !self.icv_at.q.val().get_bit(2);
            self.beat.next.turn = self.icv_at.q.val().get_bits::<2>(0);
        }
        self.free.d.next = false;
        self.free_done.d.next = false;
        self.free_w.d.next = self.c.val().words;
        if self.active.q.val() {
            self.clocks_left.d.next = self.clocks_left.q.val() - 1;
            self.slots_left.d.next = self.slots_left.q.val() - 1;
            self.number.d.next = self.number.q.val() + 1;
            self.ra.d.next = self.ra.q.val() + 1;
            if self.number.q.val().any() {
                self.rest.d.next = self.rest.q.val() - 16;
                self.lead.d.next = bits::<5>(0);
                if self.lead.q.val().get_bits::<3>(2).any() {
                    self.lead.d.next = self.lead.q.val() - 4;
                }
            }
            if !self.slots_left.q.val().any() {
                self.all_slots.d.next = true;
                self.free.d.next = !self.all_slots.q.val() && !self.pooled.val();
                self.free_done.d.next =
                    !self.all_slots.q.val() && self.pooled.val() && !(self.c.val().done && self.c.val().half);
            }
            if !self.clocks_left.q.val().any() {
                self.active.d.next = false;
            }
        }
        self.front.next = self.n.val().front;
        self.ahead.next = bit_cast::<11, 4>(self.n.val().offset.get_bits::<4>(2));
        if self.n.val().offset.get_bit(5) {
            self.ahead.next = self.ahead.val() | 0x7f0;
        }
        self.open.d.next = !self.active.q.val() || !self.clocks_left.q.val().get_bits::<10>(1).any();
        // The ICV begins where the words of the last block end: 1 to 7 words from the ring word that the block starts in.
        self.last_words.next = bit_cast::<3, 2>(self.n.val().ct.get_bits::<2>(2));
        if !self.n.val().ct.get_bits::<2>(2).any() {
            self.last_words.next = bits::<3>(4);
        }
        if self.start.val() {
            self.cur.d.next = self.next.q.val();
            self.active.d.next = true;
            // A packet with a verdict takes one clock.
            self.open.d.next = self.n.val().verdict.any();
            self.all_slots.d.next = false;
            self.clocks_left.d.next = self.next_clocks.q.val() - 1;
            self.slots_left.d.next = self.next_blocks.q.val() + 1;
            if self.n.val().verdict.any() {
                self.slots_left.d.next = bits::<11>(0);
            } else if self.is_raw.val() {
                self.slots_left.d.next = self.next_blocks.q.val();
            }
            self.number.d.next = bits::<11>(0);
            self.rest.d.next = bit_cast::<15, 14>(self.n.val().inner);
            self.lead.d.next = bits::<5>(0);
            if self.is_raw.val() {
                self.rest.d.next = bit_cast::<15, 14>(self.n.val().inner) + (bit_cast::<15, 5>(self.front.val()) << 2);
                self.lead.d.next = self.front.val();
            }
            self.ra.d.next = self.n.val().start + self.ahead.val();
            self.icv_at.d.next = self.last_words.val() + bit_cast::<3, 2>(self.n.val().offset.get_bits::<2>(0));
        }
        self.b1.d.next = self.beat.val();
        self.b2.d.next = self.b1.q.val();
        self.b3.d.next = self.b2.q.val();
        self.b4.d.next = self.b3.q.val();
        self.b5.d.next = self.b4.q.val();
        self.l2.next = self.b2.q.val();
        self.l3.next = self.b3.q.val();
        self.l4.next = self.b4.q.val();
        self.l5.next = self.b5.q.val();

        // The word is there with b2.
        self.word.next = self.ring_rd.val();
        if self.l2.val().pooled {
            self.word.next = self.pool_rd.val();
        }
        self.hold.d.next = self.word.val();
        self.hold2.d.next = self.hold.q.val();
        if self.l2.val().old {
            self.left.d.next = self.hold2.q.val();
            self.right.d.next = self.hold.q.val();
        } else {
            self.left.d.next = self.hold.q.val();
            self.right.d.next = self.word.val();
        }
        self.pair.next = (bit_cast::<256, 128>(self.left.q.val()) << 128) | bit_cast::<256, 128>(self.right.q.val());
        if self.l3.val().turn == 0 {
            self.turned.d.next = self.pair.val().get_bits::<128>(128);
        } else if self.l3.val().turn == 1 {
            self.turned.d.next = self.pair.val().get_bits::<128>(96);
        } else if self.l3.val().turn == 2 {
            self.turned.d.next = self.pair.val().get_bits::<128>(64);
        } else {
            self.turned.d.next = self.pair.val().get_bits::<128>(32);
        }

        // What the later stages need of the packet: `cur` holds still for at least 5 clocks.
        self.l.next = self.late.q.val();
        self.l_raw.next = self.l.val().serial && !self.l.val().done;
        self.next_header.next = self.l.val().next_header;
        if self.l4.val().first {
            self.late.d.next = self.cur.q.val();
            self.pad.d.next = bit_cast::<4, 14>(self.c.val().ct - self.c.val().inner - 2);
        }

        // One clock ahead, for a packet to the pool, whose `cur` stays until its last row is here. In front of an inner packet
        // stand SPI, sequence number, and the number again as the nonce that makes the IV; or IP header, AH and room for its ICV.
        self.first_row.next = self.l3.val().number == 1;
        self.row.next = (bit_cast::<128, 32>(self.c.val().aad.get_bits::<32>(64)) << 96)
            | (bit_cast::<128, 32>(self.c.val().seq.get_bits::<32>(0)) << 64);
        if self.c.val().suite.get_bit(1) {
            self.row.next = self.row.val() | bit_cast::<128, 64>(self.c.val().seq);
        }
        if !self.first_row.val() {
            self.row.next = bits::<128>(0);
            if self.c.val().suite.get_bits::<2>(0) == 1 {
                self.row.next = bit_cast::<128, 64>(self.c.val().seq) << 64;
            }
        }
        if self.c.val().gmac {
            self.row.next = bit_cast::<128, 32>(self.c.val().seq.get_bits::<32>(0)) << 96;
            if self.first_row.val() {
                self.row.next = (bit_cast::<128, 96>(self.c.val().aad) << 32)
                    | bit_cast::<128, 32>(self.c.val().seq.get_bits::<32>(32));
            }
        }
        if self.c.val().ah {
            self.row.next = bits::<128>(0);
            if self.first_row.val() {
                self.row.next = self.c.val().header.get_bits::<128>(384);
            } else if self.l3.val().number == 2 {
                self.row.next = self.c.val().header.get_bits::<128>(256);
            } else if self.l3.val().number == 3 {
                self.row.next = self.c.val().header.get_bits::<128>(128);
            } else if self.l3.val().number == 4 {
                self.row.next = self.c.val().header.get_bits::<128>(0);
            }
        }
        self.extra.next = bits::<128>(0);
        self.kept.next = !bits::<128>(0);
        if self.c.val().encap && self.l3.val().lead.any() {
            self.extra.next = self.row.val();
            if self.l3.val().lead.get_bits::<3>(2).any() {
                self.kept.next = bits::<128>(0);
            } else {
                self.kept.next = self.kept.val() >> (bit_cast::<7, 2>(self.l3.val().lead.get_bits::<2>(0)) << 5);
            }
        }
        if self.c.val().gmac && !self.c.val().ah && !self.c.val().encap && self.first_row.val() {
            // SPI and number, both halves, in front of the IV that is there.
            self.kept.next = self.kept.val() & 0xffffffff_u64;
            self.extra.next = bit_cast::<128, 96>(self.c.val().aad) << 32;
        }
        if self.c.val().ah && self.first_row.val() {
            if self.c.val().v6 {
                self.kept.next = self.kept.val() & self.immutable.val().v6;
                self.extra.next = self.extra.val() & self.immutable.val().v6;
            } else {
                self.kept.next = self.kept.val() & self.immutable.val().v4;
                self.extra.next = self.extra.val() & self.immutable.val().v4;
            }
        }
        // RFC 4302 §3.3.3.2.2: the high half of an extended number follows the packet, octet 0 of it in place `rest`.
        self.high.next = self.c.val().seq.get_bits::<32>(32);
        self.tail4.next = self.high.val();
        if self.l3.val().rest.get_bits::<2>(0) == 1 {
            self.tail4.next = (self.high.val() >> 8) | (self.high.val() << 24);
        } else if self.l3.val().rest.get_bits::<2>(0) == 2 {
            self.tail4.next = (self.high.val() >> 16) | (self.high.val() << 16);
        } else if self.l3.val().rest.get_bits::<2>(0) == 3 {
            self.tail4.next = (self.high.val() >> 24) | (self.high.val() << 8);
        }
        self.tail.next = bit_cast::<128, 32>(self.tail4.val());
        self.tail.next = self.tail.val() | (self.tail.val() << 32);
        self.tail.next = self.tail.val() | (self.tail.val() << 64);
        self.gate.next = bits::<128>(0);
        for i in 0_usize..16 {
            // Between -16 and 15.
            self.place.next = i.to_bits::<6>() - self.l3.val().rest.get_bits::<6>(0);
            self.gate.next = self.gate.val() << 8;
            if !self.place.val().get_bits::<4>(2).any() {
                self.gate.next = self.gate.val() | 0xff;
            }
        }
        if self.c.val().ah
            && self.c.val().esn
            && (!self.l3.val().rest.get_bits::<11>(4).any() || self.l3.val().rest.get_bits::<11>(4).all())
        {
            self.extra.next = self.extra.val() | (self.tail.val() & self.gate.val());
        }
        self.kept_at.d.next = self.kept.val();
        self.extra_at.d.next = self.extra.val();

        // Octets before `rest` are the packet's. The trailer of RFC 4303 §2.4 follows them: 1, 2, … pad length, next header.
        self.ones.next = !bits::<128>(0);
        self.mask.next = self.ones.val();
        self.added.next = bits::<128>(0);
        if (self.l.val().encap || self.l.val().ah)
            && (self.l4.val().kind.get_bit(1) || self.l.val().serial)
            && !self.l.val().done
        {
            if self.l4.val().rest.get_bit(14) {
                self.mask.next = bits::<128>(0);
            } else if !self.l4.val().rest.get_bits::<10>(4).any() {
                self.mask.next = !(self.ones.val() >> (bit_cast::<7, 4>(self.l4.val().rest.get_bits::<4>(0)) << 3));
            }
        }
        for i in 0_usize..16 {
            self.place.next = i.to_bits::<6>() - self.l4.val().rest.get_bits::<6>(0);
            self.octet.next = bits::<8>(0);
            if !self.place.val().get_bit(5) {
                if self.place.val() < bit_cast::<6, 4>(self.pad.q.val()) {
                    self.octet.next = bit_cast::<8, 6>(self.place.val()) + 1;
                } else if self.place.val() == bit_cast::<6, 4>(self.pad.q.val()) {
                    self.octet.next = bit_cast::<8, 4>(self.pad.q.val());
                } else if self.place.val() == bit_cast::<6, 4>(self.pad.q.val()) + 1 {
                    self.octet.next = self.next_header.val();
                }
            }
            self.added.next = (self.added.val() << 8) | bit_cast::<128, 8>(self.octet.val());
        }
        // Nowhere but around the end of the packet.
        if !self.l.val().encap
            || self.l.val().ah
            || self.l.val().done
            || (!self.l4.val().kind.get_bit(1) && !self.l.val().serial)
            || (self.l4.val().rest.get_bits::<11>(4).any() && !self.l4.val().rest.get_bits::<11>(4).all())
        {
            self.added.next = bits::<128>(0);
        }
        if self.l_raw.val() {
            self.mask.next = self.mask.val() & self.kept_at.q.val();
            self.added.next = self.added.val() | self.extra_at.q.val();
        }
        // Words that count: those of the text or, on the way to the pool, of what is hashed; the ICV of AH is not, nor one behind.
        self.l_hashed.next = self.l_raw.val() && self.l.val().gmac;
        self.over.next = self.l.val().ct.get_bits::<2>(2);
        if self.l_hashed.val() {
            self.over.next = self.l.val().raw.get_bits::<2>(2);
        }
        self.weighed.next = bits::<4>(15);
        if self.l4.val().last && (!self.l.val().serial || (self.l_hashed.val() && !self.l.val().ah)) {
            if self.over.val() == 1 {
                self.weighed.next = bits::<4>(8);
            } else if self.over.val() == 2 {
                self.weighed.next = bits::<4>(12);
            } else if self.over.val() == 3 {
                self.weighed.next = bits::<4>(14);
            }
        }
        if self.l_hashed.val() && self.l.val().ah {
            // Octets 40 to 55 of an IPv4 packet, 60 to 75 of an IPv6 one.
            if self.l.val().v6 {
                if self.l4.val().number == 4 {
                    self.weighed.next = bits::<4>(14);
                } else if self.l4.val().number == 5 {
                    self.weighed.next = bits::<4>(1);
                }
            } else if self.l4.val().number == 3 {
                self.weighed.next = bits::<4>(12);
            } else if self.l4.val().number == 4 {
                self.weighed.next = bits::<4>(3);
            }
        }
        self.weighed_at.d.next = self.weighed.val();
        self.masked.d.next = self.turned.q.val() & self.mask.val();
        self.trailer_at.d.next = self.added.val();

        self.slot_now.next.valid = self.l5.val().valid;
        self.slot_now.next.kind = self.l5.val().kind;
        self.slot_now.next.encap = self.l.val().encap;
        self.slot_now.next.data = self.masked.q.val() | self.trailer_at.q.val();
        self.slot_now.next.plain = self.l.val().serial && !self.l_hashed.val();
        self.slot_now.next.raw = self.l_raw.val() && self.l5.val().kind.any();
        if self.l.val().done && (self.l5.val().kind == 3) {
            self.slot_now.next.data = bits::<128>(0);
            if !self.l.val().ok {
                self.slot_now.next.data = self.ones.val();
            }
        }
        if (self.l5.val().kind == 1) && !self.l_raw.val() {
            self.slot_now.next.data = bit_cast::<128, 96>(self.l.val().aad) << 32;
            if !self.l.val().esn {
                self.slot_now.next.data = bit_cast::<128, 64>(self.l.val().aad.get_bits::<64>(32)) << 64;
            }
            if self.l.val().gmac {
                self.slot_now.next.data = (bit_cast::<128, 64>(self.l.val().aad.get_bits::<64>(32)) << 64)
                    | bit_cast::<128, 64>(self.l.val().nonce.get_bits::<64>(0));
            }
        }
        self.slot_now.next.words = self.weighed_at.q.val();
        self.slot_now.next.sa = self.l.val().sa;
        self.slot_now.next.power = self.l5.val().left;
        // Slots count from 0, to the pool from 1.
        self.slot_now.next.chain = self.l5.val().number.get_bits::<9>(2).any();
        self.count.next = bit_cast::<12, 11>(self.l5.val().number) + 1;
        self.slot_now.next.ct = self.l.val().ct;
        if self.l_hashed.val() {
            self.slot_now.next.chain = self.l5.val().number.get_bits::<8>(3).any()
                || (self.l5.val().number.get_bit(2) && self.l5.val().number.get_bits::<2>(0).any());
            self.count.next = bit_cast::<12, 11>(self.l5.val().number);
            self.slot_now.next.ct = self.l.val().raw;
        }
        self.slot_now.next.tail = self.l5.val().tail && (!self.l.val().serial || self.l_hashed.val());
        self.slot_now.next.esn = self.l.val().esn;
        self.slot_now.next.gmac = self.l.val().gmac;
        self.slot_now.next.counter =
            (bit_cast::<128, 96>(self.l.val().nonce) << 32) | bit_cast::<128, 12>(self.count.val());
        self.slot_now.next.key256 = self.l.val().key256;
        self.slot_now.next.key = self.l.val().key;
        self.slot_r.d.next = self.slot_now.val();

        self.slot.next = self.slot_r.q.val();
        self.ring_ra.next = self.ra.q.val();
        self.free_valid.next = self.free.q.val();
        self.free_words.next = self.free_w.q.val();
        self.pool_free.next = self.free_done.q.val();
        if self.reset.val() {
            self.next_valid.d.next = false;
            self.counted.d.next = false;
            self.timed.d.next = false;
            self.fits.d.next = false;
            self.started.d.next = false;
            self.active.d.next = false;
            self.open.d.next = true;
            self.used.d.next = bits::<12>(0);
            self.flying.d.next = bits::<6>(0);
            self.free.d.next = false;
            self.free_done.d.next = false;
        }
    }
}
