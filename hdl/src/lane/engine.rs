//! The lane: a packet's way from the packet ring to the hold ring.
//!
//! ```text
//!   Arrival --> Parse --> Lookup --> Issue ==Slot==> Conveyor ==Cipher==> Emit --> Commit --> Outcome
//!         Turn --^         |  ^      ^ |`---------- Flight --|------------->'         | |
//!           ^           Miss  |      | '--> Pool <-----------'                        | |
//!           |                 |      '--------'  done                                 | |
//!           |                 '-------------- highest sequence numbers ---------------' |
//!           '------------------------------- first pass of a bundle --------------------'
//! ```
//! One 128-bit block per clock, 8 clocks for the smallest packets. Packets of block-serial suites pass twice, to the pool and
//! from it; others overtake them there, but none that has the same SA. What a packet needs beyond its slots travels in `Flight`;
//! the queue of those holds more than `Issue` lets under way.

use crate::common::{Fifo, Fixed, Optional, Skid};
use crate::crypto::Conveyor;
use crate::lane::bus::BusSlice;
use crate::lane::commit::Commit;
use crate::lane::emit::Emit;
use crate::lane::issue::Issue;
use crate::lane::lookup::Lookup;
use crate::lane::parse::Parse;
use crate::lane::pool::{Pool, ENGINES, LOG2_ENGINES};
use crate::lane::turn::Turn;
use crate::types::{Arrival, Cipher, Context, Emitted, Flight, Miss, Outcome};
use rust_hdl_core::prelude::*;

/// A lane with `1 << S` SAs and four ways of `1 << B` CAM entries.
#[derive(LogicBlock, Default)]
pub struct Lane<const S: usize, const B: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Packet that is complete in the packet ring.
    pub s_data: Signal<In, Arrival>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Packet ring: word to read.
    pub ring_ra: Signal<Out, Bits<11>>,
    /// Packet ring: the word, two clocks later.
    pub ring_rd: Signal<In, Bits<128>>,
    /// A packet has been read.
    pub free_valid: Signal<Out, Bit>,
    /// Words that it held in the packet ring.
    pub free_words: Signal<Out, Bits<10>>,
    /// Hold ring: write.
    pub hold_wr: Signal<Out, Bit>,
    /// Hold ring: word to write.
    pub hold_wa: Signal<Out, Bits<11>>,
    /// Hold ring: its contents.
    pub hold_wd: Signal<Out, Bits<128>>,
    /// A packet has left the hold ring.
    pub credit_valid: Signal<In, Bit>,
    /// Words that it had reserved there.
    pub credit_words: Signal<In, Bits<10>>,
    /// What became of a packet.
    pub m_data: Signal<Out, Outcome>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// Packet with an unknown SPI.
    pub miss: Signal<Out, Miss>,
    /// There is one, for this clock only.
    pub miss_valid: Signal<Out, Bit>,
    /// It is taken.
    pub miss_ready: Signal<In, Bit>,
    /// It was not.
    pub miss_lost: Signal<Out, Bit>,
    /// SA bus: write, one bit per taker (Lookup, Conveyor, Commit).
    pub sa_wr: Signal<In, Bits<3>>,
    /// SA bus: taken.
    pub sa_ready: Signal<Out, Bits<3>>,
    /// SA bus: SA.
    pub sa_index: Signal<In, Bits<14>>,
    /// SA bus: word.
    pub sa_word: Signal<In, Bits<5>>,
    /// SA bus: value.
    pub sa_data: Signal<In, Bits<128>>,
    /// CAM port: write.
    pub cam_wr: Signal<In, Bit>,
    /// CAM port: `abi::cam::Place::word`.
    pub cam_place: Signal<In, Bits<21>>,
    /// CAM port: SPI.
    pub cam_spi: Signal<In, Bits<32>>,
    /// CAM port: AH.
    pub cam_ah: Signal<In, Bit>,
    /// CAM port: state.
    pub cam_state: Signal<In, Bits<2>>,
    /// CAM port: SA.
    pub cam_sa: Signal<In, Bits<14>>,
    /// Asks for an SA's state.
    pub query: Signal<In, Bit>,
    /// Its index.
    pub query_sa: Signal<In, Bits<14>>,
    /// The answer is there.
    pub query_done: Signal<Out, Bit>,
    /// Sequence number.
    pub query_seq: Signal<Out, Bits<64>>,
    /// Packets.
    pub query_packets: Signal<Out, Bits<64>>,
    /// Octets.
    pub query_octets: Signal<Out, Bits<64>>,

    turn: Optional<Turn>,
    parse: Parse,
    lookup: Lookup<S, B>,
    issue: Issue,
    flights: Fifo<Flight, 6, 7>,
    conveyor: Conveyor<S>,
    pool: Optional<Pool<LOG2_ENGINES, ENGINES>>,
    emit: Emit,
    emitted: Skid<Emitted>,
    commit: Commit<S>,
    to_lookup: BusSlice,
    to_commit: BusSlice,
    crypted: Signal<Local, Cipher>,
    taken: Signal<Local, Bits<3>>,
    no_context: Fixed<Context>,
}

impl<const S: usize, const B: usize> Lane<S, B> {
    /// Without DES and 3DES: what an SA with them carries is refused.
    pub fn without_des(self) -> Self {
        Self { lookup: self.lookup.without_des(), pool: self.pool.map(Pool::without_des), ..self }
    }

    /// For AES-GCM and AES-GMAC alone: other SAs' packets are refused.
    pub fn without_pool(self) -> Self {
        Self { lookup: self.lookup.without_pool(), pool: Optional::absent(), turn: Optional::absent(), ..self }
    }
}

impl<const S: usize, const B: usize> Logic for Lane<S, B> {
    #[hdl_gen]
    fn update(&mut self) {
        self.parse.clock.next = self.clock.val();
        self.parse.reset.next = self.reset.val();
        self.parse.s_data.next = self.s_data.val();
        self.parse.s_base.next = bits::<5>(0);
        self.parse.s_above.next = bits::<14>(0);
        self.parse.s_soft.next = false;
        self.parse.s_again.next = false;
        self.parse.s_valid.next = self.s_valid.val();
        self.s_ready.next = self.parse.s_ready.val();
        for i in 0..self.turn.len() {
            self.parse.s_base.next = self.turn[i].m_base.val();
            self.parse.s_above.next = self.turn[i].m_above.val();
            self.parse.s_soft.next = self.turn[i].m_soft.val();
            self.parse.s_again.next = self.turn[i].m_valid.val();
            self.parse.s_valid.next = self.turn[i].m_valid.val() || (self.s_valid.val() && self.turn[i].open.val());
            if self.turn[i].m_valid.val() {
                self.parse.s_data.next = self.turn[i].m_data.val();
            }
            self.s_ready.next = self.parse.s_ready.val() && self.turn[i].open.val() && !self.turn[i].m_valid.val();

            self.turn[i].clock.next = self.clock.val();
            self.turn[i].reset.next = self.reset.val();
            self.turn[i].head.next = self.pool[i].head.val();
            self.turn[i].level.next = self.pool[i].level.val();
            self.turn[i].beginning.next = self.emit.beginning.val();
            self.turn[i].passed.next = self.commit.passed.val();
            self.turn[i].passed_soft.next = self.commit.passed_soft.val();
            self.turn[i].m_ready.next = self.parse.s_ready.val();
            self.turn[i].entered.next = self.s_valid.val()
                && self.parse.s_ready.val()
                && self.turn[i].open.val()
                && !self.turn[i].m_valid.val();
            self.turn[i].issued.next =
                self.lookup.m_valid.val() && self.issue.s_ready.val() && !self.lookup.m_data.val().again;
            // CONFIG, as abi::sa::Config lays it out.
            self.turn[i].bundled.next =
                self.sa_wr.val().any() && (self.sa_word.val() == 0) && self.sa_data.val().get_bit(29);
        }

        self.lookup.clock.next = self.clock.val();
        self.lookup.reset.next = self.reset.val();
        self.lookup.s_data.next = self.parse.m_data.val();
        self.lookup.s_valid.next = self.parse.m_valid.val();
        self.parse.m_ready.next = self.lookup.s_ready.val();
        self.miss.next = self.lookup.miss.val();
        self.miss_valid.next = self.lookup.miss_valid.val();
        self.lookup.miss_ready.next = self.miss_ready.val();
        self.miss_lost.next = self.lookup.miss_lost.val();
        self.lookup.cam_wr.next = self.cam_wr.val();
        self.lookup.cam_place.next = self.cam_place.val();
        self.lookup.cam_spi.next = self.cam_spi.val();
        self.lookup.cam_ah.next = self.cam_ah.val();
        self.lookup.cam_state.next = self.cam_state.val();
        self.lookup.cam_sa.next = self.cam_sa.val();
        self.lookup.top_wr.next = self.commit.top_wr.val();
        self.lookup.top_sa.next = self.commit.top_sa.val();
        self.lookup.top_seq.next = self.commit.top_seq.val();

        self.issue.clock.next = self.clock.val();
        self.issue.reset.next = self.reset.val();
        self.issue.s_data.next = self.lookup.m_data.val();
        self.issue.s_valid.next = self.lookup.m_valid.val();
        self.lookup.m_ready.next = self.issue.s_ready.val();
        self.ring_ra.next = self.issue.ring_ra.val();
        self.issue.ring_rd.next = self.ring_rd.val();
        self.free_valid.next = self.issue.free_valid.val();
        self.free_words.next = self.issue.free_words.val();
        self.issue.credit_valid.next = self.credit_valid.val();
        self.issue.credit_words.next = self.credit_words.val();
        self.issue.passed.next = self.commit.passed.val();

        self.flights.clock.next = self.clock.val();
        self.flights.reset.next = self.reset.val();
        self.flights.s_data.next = self.issue.m_data.val();
        self.flights.s_valid.next = self.issue.m_valid.val();
        self.issue.m_ready.next = self.flights.s_ready.val();

        self.conveyor.clock.next = self.clock.val();
        self.conveyor.reset.next = self.reset.val();
        self.conveyor.slot.next = self.issue.slot.val();

        self.issue.room.next = false;
        self.issue.d_data.next = self.no_context.val();
        self.issue.d_valid.next = false;
        self.issue.pool_rd.next = bits::<128>(0);
        for i in 0..self.pool.len() {
            self.pool[i].clock.next = self.clock.val();
            self.pool[i].reset.next = self.reset.val();
            self.pool[i].deal.next = self.issue.deal.val();
            self.pool[i].deal_data.next = self.lookup.m_data.val();
            self.issue.room.next = self.pool[i].room.val();
            self.pool[i].cipher.next = self.conveyor.cipher.val();
            self.pool[i].midstates.next = self.conveyor.midstates.val();
            self.issue.d_data.next = self.pool[i].m_data.val();
            self.issue.d_valid.next = self.pool[i].m_valid.val();
            self.pool[i].m_ready.next = self.issue.d_ready.val();
            self.pool[i].r_at.next = self.issue.ring_ra.val().get_bits::<10>(0);
            self.issue.pool_rd.next = self.pool[i].r_data.val();
            self.pool[i].free.next = self.issue.pool_free.val();
            self.pool[i].refused.next = self.commit.refused.val();
        }

        self.emit.clock.next = self.clock.val();
        self.emit.reset.next = self.reset.val();
        self.crypted.next = self.conveyor.cipher.val();
        self.crypted.next.valid = self.conveyor.cipher.val().valid && !self.conveyor.cipher.val().raw;
        self.emit.cipher.next = self.crypted.val();
        self.emit.s_data.next = self.flights.m_data.val();
        self.emit.s_valid.next = self.flights.m_valid.val();
        self.flights.m_ready.next = self.emit.s_ready.val();
        self.hold_wr.next = self.emit.hold_wr.val();
        self.hold_wa.next = self.emit.hold_wa.val();
        self.hold_wd.next = self.emit.hold_wd.val();

        self.emitted.clock.next = self.clock.val();
        self.emitted.reset.next = self.reset.val();
        self.emitted.s_data.next = self.emit.m_data.val();
        self.emitted.s_valid.next = self.emit.m_valid.val();
        self.emit.m_ready.next = self.emitted.s_ready.val();

        self.commit.clock.next = self.clock.val();
        self.commit.reset.next = self.reset.val();
        self.commit.s_data.next = self.emitted.m_data.val();
        self.commit.s_valid.next = self.emitted.m_valid.val();
        self.emitted.m_ready.next = self.commit.s_ready.val();
        self.m_data.next = self.commit.m_data.val();
        self.m_valid.next = self.commit.m_valid.val();
        self.commit.m_ready.next = self.m_ready.val();
        self.commit.query.next = self.query.val();
        self.commit.query_sa.next = self.query_sa.val();
        self.query_done.next = self.commit.query_done.val();
        self.query_seq.next = self.commit.query_seq.val();
        self.query_packets.next = self.commit.query_packets.val();
        self.query_octets.next = self.commit.query_octets.val();

        // The SA bus: each block keeps the words that it needs.
        self.to_lookup.clock.next = self.clock.val();
        self.to_lookup.reset.next = self.reset.val();
        self.to_lookup.s_wr.next = self.sa_wr.val().get_bit(0);
        self.to_lookup.s_index.next = self.sa_index.val();
        self.to_lookup.s_word.next = self.sa_word.val();
        self.to_lookup.s_data.next = self.sa_data.val();
        self.lookup.sa_wr.next = self.to_lookup.m_wr.val();
        self.lookup.sa_index.next = self.to_lookup.m_index.val();
        self.lookup.sa_word.next = self.to_lookup.m_word.val();
        self.lookup.sa_data.next = self.to_lookup.m_data.val();
        self.to_lookup.m_ready.next = self.lookup.sa_ready.val();
        self.conveyor.sa_wr.next = self.sa_wr.val().get_bit(1);
        self.conveyor.sa_index.next = self.sa_index.val();
        self.conveyor.sa_word.next = self.sa_word.val();
        self.conveyor.sa_data.next = self.sa_data.val();
        self.to_commit.clock.next = self.clock.val();
        self.to_commit.reset.next = self.reset.val();
        self.to_commit.s_wr.next = self.sa_wr.val().get_bit(2);
        self.to_commit.s_index.next = self.sa_index.val();
        self.to_commit.s_word.next = self.sa_word.val();
        self.to_commit.s_data.next = self.sa_data.val();
        self.commit.sa_wr.next = self.to_commit.m_wr.val();
        self.commit.sa_index.next = self.to_commit.m_index.val();
        self.commit.sa_word.next = self.to_commit.m_word.val();
        self.commit.sa_data.next = self.to_commit.m_data.val();
        self.to_commit.m_ready.next = self.commit.sa_ready.val();
        self.taken.next = bits::<3>(0);
        self.taken.next = self.taken.val().replace_bit(0, self.to_lookup.s_ready.val());
        self.taken.next = self.taken.val().replace_bit(1, self.conveyor.sa_ready.val());
        self.taken.next = self.taken.val().replace_bit(2, self.to_commit.s_ready.val());
        self.sa_ready.next = self.taken.val();
    }
}
