//! The serial pool: engines for packets whose cipher or hash handles one block after the other.
//!
//! ```text
//!   deal, deal_data ---> jobs, contexts --------------------------.
//!   cipher (raw), midstates --> fill --> engine 0 .. N-1 --> collect --> m_data (done)
//!                                                        '--> r_data   <-- r_at
//! ```
//! An engine hashes its packet, or for AES-GMAC the conveyor has: the ICV comes with the last slot, and is compared or stored.
//! Packets are dealt to the engines round robin and collected round robin, so they stay in order among themselves. A packet has
//! an engine from `deal` on, long before its first word comes, until Issue has read its result (`free`). Words of a packet come
//! one a clock, and the next packet's not before 16 clocks: by then the midstates are stored and the engine is at work.
//! Its key is forgotten when the engine is free again. After the first pass of a bundle the result stays, and nothing else is
//! collected, until the second pass has read it or it was refused. adr/0009.

use crate::common::SmallRam;
use crate::crypto::engine::{Engine, Job};
use crate::types::{Cipher, Context};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Engines of the default build.
pub const ENGINES: usize = 3;
/// Bits of an engine's number.
pub const LOG2_ENGINES: usize = ENGINES.next_power_of_two().ilog2() as usize;

/// A pool of `N` engines, whose numbers have `L` bits.
#[derive(LogicBlock)]
pub struct Pool<const L: usize, const N: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// A packet is on its way.
    pub deal: Signal<In, Bit>,
    /// Its context.
    pub deal_data: Signal<In, Context>,
    /// An engine is free.
    pub room: Signal<Out, Bit>,
    /// From the conveyor: `raw` slots are ours.
    pub cipher: Signal<In, Cipher>,
    /// SA words of the packet whose first slot is there, as `Conveyor` has them.
    pub midstates: Signal<In, Bits<1024>>,
    /// Packet that is done.
    pub m_data: Signal<Out, Context>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// Row of the oldest packet that was taken.
    pub r_at: Signal<In, Bits<10>>,
    /// It, two clocks later.
    pub r_data: Signal<Out, Bits<128>>,
    /// That packet has been read.
    pub free: Signal<In, Bit>,
    /// The packet whose first pass was collected comes no more.
    pub refused: Signal<In, Bit>,
    /// The packet whose first pass was collected.
    pub head: Signal<Out, Context>,
    /// Engines that have a packet.
    pub level: Signal<Out, Bits<4>>,

    engines: Vec<Engine>,
    jobs: Vec<DFF<Job>>,
    contexts: SmallRam<Context, L>,
    /// Engines that are dealt the next packet, filled, collected, read.
    dealt: DFF<Bits<L>>,
    filled: DFF<Bits<L>>,
    collected: DFF<Bits<L>>,
    read: DFF<Bits<L>>,
    /// Engines that have a packet.
    used: DFF<Bits<4>>,
    has_room: DFF<Bit>,
    /// Engines at work, or with a result that was not taken; one bit each.
    working: DFF<Bits<8>>,
    /// Engines whose keys go.
    wipes: DFF<Bits<8>>,
    offered: DFF<Bit>,
    settled: DFF<Bit>,
    /// The oldest packet is between its passes.
    lent: DFF<Bit>,
    // A word from the conveyor, and the row it goes to.
    word: DFF<Cipher>,
    row: DFF<Bits<10>>,
    /// Row of the midstates that comes next, 8 is none; the one that is stored, and itself; all words of the packet are here.
    midstate: DFF<Bits<4>>,
    stored: DFF<Bits<4>>,
    store: DFF<Bits<128>>,
    complete: DFF<Bit>,
    /// The tag of its last slot.
    mac: DFF<Bits<128>>,
    out: DFF<Bits<128>>,

    size: Constant<Bits<4>>,
    last: Constant<Bits<L>>,
    w: Signal<Local, Cipher>,
    d: Signal<Local, Context>,
    k: Signal<Local, Context>,
    job: Signal<Local, Job>,
    no_job: Signal<Local, Job>,
    writes: Signal<Local, Bit>,
    at: Signal<Local, Bits<10>>,
    around: Signal<Local, Bits<6>>,
    headers: Signal<Local, Bits<5>>,
    behind: Signal<Local, Bits<5>>,
    kept: Signal<Local, Context>,
    row_of: Signal<Local, Bits<128>>,
    piece: Signal<Local, Bits<128>>,
    comes: Signal<Local, Bit>,
    stores: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    mine: Signal<Local, Bit>,
    takes: Signal<Local, Bit>,
    frees: Signal<Local, Bit>,
    returns: Signal<Local, Bit>,
    finished: Signal<Local, Bit>,
    ok: Signal<Local, Bit>,
    set: Signal<Local, Bits<8>>,
    cleared: Signal<Local, Bits<8>>,
    freed: Signal<Local, Bits<8>>,
    picked: Signal<Local, Bits<128>>,
}

impl<const L: usize, const N: usize> Default for Pool<L, N> {
    fn default() -> Self {
        assert!((2..=8).contains(&N) && N <= 1 << L, "a pool of {N} engines with numbers of {L} bits");
        Self {
            clock: Default::default(),
            reset: Default::default(),
            deal: Default::default(),
            deal_data: Default::default(),
            room: Default::default(),
            cipher: Default::default(),
            midstates: Default::default(),
            m_data: Default::default(),
            m_valid: Default::default(),
            m_ready: Default::default(),
            r_at: Default::default(),
            r_data: Default::default(),
            free: Default::default(),
            refused: Default::default(),
            head: Default::default(),
            level: Default::default(),
            engines: (0..N).map(|_| Engine::default()).collect(),
            jobs: (0..N).map(|_| Default::default()).collect(),
            contexts: Default::default(),
            dealt: Default::default(),
            filled: Default::default(),
            collected: Default::default(),
            read: Default::default(),
            used: Default::default(),
            has_room: Default::default(),
            working: Default::default(),
            wipes: Default::default(),
            offered: Default::default(),
            settled: Default::default(),
            lent: Default::default(),
            word: Default::default(),
            row: Default::default(),
            midstate: Default::default(),
            stored: Default::default(),
            store: Default::default(),
            complete: Default::default(),
            mac: Default::default(),
            out: Default::default(),
            size: Constant::new((N as u64).into()),
            last: Constant::new((N as u64 - 1).into()),
            w: Default::default(),
            d: Default::default(),
            k: Default::default(),
            job: Default::default(),
            no_job: Default::default(),
            writes: Default::default(),
            at: Default::default(),
            around: Default::default(),
            headers: Default::default(),
            behind: Default::default(),
            kept: Default::default(),
            row_of: Default::default(),
            piece: Default::default(),
            comes: Default::default(),
            stores: Default::default(),
            starts: Default::default(),
            mine: Default::default(),
            takes: Default::default(),
            frees: Default::default(),
            returns: Default::default(),
            finished: Default::default(),
            ok: Default::default(),
            set: Default::default(),
            cleared: Default::default(),
            freed: Default::default(),
            picked: Default::default(),
        }
    }
}

impl<const L: usize, const N: usize> Pool<L, N> {
    /// Without DES and 3DES, packets of which nobody may deal it.
    pub fn without_des(self) -> Self {
        Self { engines: self.engines.into_iter().map(Engine::without_des).collect(), ..self }
    }
}

impl<const L: usize, const N: usize> Logic for Pool<L, N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, dealt, filled, collected, read, used, has_room, working, wipes, offered, settled);
        dff_setup!(self, clock, word, row, midstate, stored, store, complete, mac, out, lent);
        self.frees.next = self.free.val() || self.refused.val();
        // What is read before that is another one's.
        self.returns.next = self.lent.q.val() && self.frees.val() && (self.read.q.val() == self.collected.q.val());
        self.contexts.clock.next = self.clock.val();

        // Deal: the context waits for the result, and already says where that is.
        self.d.next = self.deal_data.val();
        self.job.next.encap = self.d.val().encap;
        self.job.next.cipher = self.d.val().suite.get_bits::<2>(0);
        self.job.next.size = self.d.val().suite.get_bits::<2>(4);
        self.job.next.alg = self.d.val().suite.get_bits::<2>(2);
        self.job.next.key = self.d.val().key;
        self.job.next.ct = self.d.val().ct;
        if self.d.val().ah || self.d.val().gmac {
            self.job.next.ct = self.d.val().raw;
        }
        self.job.next.ah = self.d.val().ah;
        self.job.next.gmac = self.d.val().gmac;
        self.job.next.v6 = self.d.val().v6;
        self.job.next.esn = self.d.val().esn && !self.d.val().ah;
        self.job.next.seq_high = self.d.val().seq.get_bits::<32>(32);
        self.no_job.next = self.job.val();
        self.no_job.next.key = bits::<256>(0);
        // Octets of the ICV.
        self.around.next = bits::<6>(12);
        if self.d.val().suite.get_bits::<2>(2) == 1 {
            self.around.next = bits::<6>(16);
        } else if self.d.val().suite.get_bits::<2>(2) == 2 {
            self.around.next = bits::<6>(24);
        } else if self.d.val().suite.get_bits::<2>(2) == 3 {
            self.around.next = bits::<6>(32);
        }
        if self.d.val().gmac {
            self.around.next = bits::<6>(16);
        }
        // Decapsulation: what is behind the headers. Encapsulation: what is behind those in `header`.
        self.kept.next = self.d.val();
        self.kept.next.done = true;
        self.kept.next.start = bits::<11>(0);
        self.kept.next.words = bits::<10>(0);
        self.kept.next.key = bits::<256>(0);
        self.kept.next.offset = bit_cast::<6, 5>(self.d.val().front);
        self.headers.next = bits::<5>(2);
        if self.d.val().gmac {
            // The IV has been in front all the time, as has the high half of the number.
            self.headers.next = bits::<5>(5);
        }
        if self.d.val().ah {
            self.headers.next = bits::<5>(8);
            if self.d.val().v6 {
                self.headers.next = bits::<5>(13);
            }
            // The ICV is in front.
            self.around.next = bits::<6>(0);
        }
        self.behind.next = self.d.val().front - self.headers.val();
        if self.d.val().encap {
            self.kept.next.offset = bit_cast::<6, 5>(self.headers.val());
            self.kept.next.ct =
                self.d.val().ct + bit_cast::<14, 6>(self.around.val()) + (bit_cast::<14, 5>(self.behind.val()) << 2);
        }
        self.contexts.wr.next = self.deal.val();
        self.contexts.wa.next = self.dealt.q.val();
        self.contexts.wd.next = self.kept.val();
        self.contexts.ra.next = self.collected.q.val();
        if self.deal.val() {
            self.dealt.d.next = self.dealt.q.val() + 1;
            if self.dealt.q.val() == self.last.val() {
                self.dealt.d.next = bits::<L>(0);
            }
        }
        if self.deal.val() && !self.frees.val() {
            self.used.d.next = self.used.q.val() + 1;
        }
        if !self.deal.val() && self.frees.val() {
            self.used.d.next = self.used.q.val() - 1;
        }
        // Nothing is dealt in the clock after a deal.
        self.has_room.d.next = self.used.q.val() != self.size.val();
        self.room.next = self.has_room.q.val();
        self.level.next = self.used.q.val();

        // Fill: words in their order, midstates beside them; the engine starts when it has both.
        self.word.d.next = self.cipher.val();
        self.word.d.next.valid = self.cipher.val().valid && self.cipher.val().raw;
        self.w.next = self.word.q.val();
        self.writes.next = self.w.val().valid;
        self.at.next = self.row.q.val();
        if self.w.val().kind == 1 {
            self.at.next = bits::<10>(0);
        }
        self.comes.next = !self.midstate.q.val().get_bit(3);
        if self.writes.val() {
            self.row.d.next = self.at.val() + 1;
            if self.w.val().kind == 1 {
                self.midstate.d.next = bits::<4>(0);
            }
            if self.w.val().kind == 3 {
                self.complete.d.next = true;
                self.mac.d.next = self.w.val().tag;
            }
        }
        self.row_of.next = bits::<128>(0);
        for i in 0..8 {
            self.piece.next = self.midstates.val().get_bits::<128>(128 * (7 - i));
            if self.midstate.q.val().get_bits::<3>(0) == i.to_bits::<3>() {
                self.row_of.next = self.piece.val();
            }
        }
        if self.comes.val() {
            self.midstate.d.next = self.midstate.q.val() + 1;
        }
        self.store.d.next = self.row_of.val();
        self.stored.d.next = self.midstate.q.val();
        self.stores.next = !self.stored.q.val().get_bit(3);
        self.starts.next = self.complete.q.val() && !self.comes.val() && !self.stores.val();
        if self.starts.val() {
            self.complete.d.next = false;
            self.filled.d.next = self.filled.q.val() + 1;
            if self.filled.q.val() == self.last.val() {
                self.filled.d.next = bits::<L>(0);
            }
        }

        // Engines.
        self.takes.next = self.offered.q.val() && self.m_ready.val();
        self.finished.next = false;
        self.ok.next = false;
        self.set.next = bits::<8>(0);
        self.cleared.next = bits::<8>(0);
        self.freed.next = bits::<8>(0);
        self.picked.next = bits::<128>(0);
        for i in 0..N {
            self.engines[i].clock.next = self.clock.val();
            self.engines[i].reset.next = self.reset.val();
            self.jobs[i].clock.next = self.clock.val();
            self.jobs[i].d.next = self.jobs[i].q.val();
            if self.frees.val() && (self.read.q.val() == i.to_bits::<L>()) {
                self.freed.next = self.freed.val().replace_bit(i, true);
            }
            // A clock later; nothing is dealt to it before that.
            if self.wipes.q.val().get_bit(i) {
                self.jobs[i].d.next = self.no_job.val();
            }
            if self.takes.val() && (self.collected.q.val() == i.to_bits::<L>()) {
                self.cleared.next = self.cleared.val().replace_bit(i, true);
            }
            if self.deal.val() && (self.dealt.q.val() == i.to_bits::<L>()) {
                self.jobs[i].d.next = self.job.val();
            }
            self.engines[i].job.next = self.jobs[i].q.val();
            self.mine.next = self.filled.q.val() == i.to_bits::<L>();
            self.engines[i].w_wr.next = self.writes.val() && self.mine.val();
            self.engines[i].w_at.next = self.at.val();
            self.engines[i].w_data.next = self.w.val().data;
            self.engines[i].mid_wr.next = self.stores.val() && self.mine.val();
            self.engines[i].mid_at.next = self.stored.q.val().get_bits::<3>(0);
            self.engines[i].mid_data.next = self.store.q.val();
            self.engines[i].start.next = self.starts.val() && self.mine.val();
            self.engines[i].mac.next = self.mac.q.val();
            if self.starts.val() && self.mine.val() {
                self.set.next = self.set.val().replace_bit(i, true);
            }
            self.engines[i].r_at.next = self.r_at.val();
            if self.read.q.val() == i.to_bits::<L>() {
                self.picked.next = self.engines[i].r_data.val();
            }
            if (self.collected.q.val() == i.to_bits::<L>())
                && self.working.q.val().get_bit(i)
                && self.engines[i].idle.val()
            {
                self.finished.next = true;
                self.ok.next = self.engines[i].ok.val();
            }
        }
        self.wipes.d.next = self.freed.val();
        self.working.d.next = (self.working.q.val() & !self.cleared.val()) | self.set.val();
        self.out.d.next = self.picked.val();
        self.r_data.next = self.out.q.val();

        // Collect: the context of the next one is there two clocks after the last was taken.
        self.k.next = self.contexts.rd.val();
        self.settled.d.next = !self.takes.val() && !self.returns.val();
        self.offered.d.next = self.finished.val() && self.settled.q.val() && !self.takes.val() && !self.lent.q.val();
        if (self.takes.val() && !self.k.val().half) || self.returns.val() {
            self.collected.d.next = self.collected.q.val() + 1;
            if self.collected.q.val() == self.last.val() {
                self.collected.d.next = bits::<L>(0);
            }
        }
        if self.takes.val() && self.k.val().half {
            self.lent.d.next = true;
        }
        if self.returns.val() {
            self.lent.d.next = false;
        }
        self.head.next = self.contexts.rd.val();
        self.k.next.ok = self.ok.val();
        self.m_data.next = self.k.val();
        self.m_valid.next = self.offered.q.val();
        if self.frees.val() {
            self.read.d.next = self.read.q.val() + 1;
            if self.read.q.val() == self.last.val() {
                self.read.d.next = bits::<L>(0);
            }
        }
        if self.reset.val() {
            self.dealt.d.next = bits::<L>(0);
            self.filled.d.next = bits::<L>(0);
            self.collected.d.next = bits::<L>(0);
            self.read.d.next = bits::<L>(0);
            self.used.d.next = bits::<4>(0);
            self.working.d.next = bits::<8>(0);
            self.offered.d.next = false;
            self.settled.d.next = false;
            self.lent.d.next = false;
            self.midstate.d.next = bits::<4>(8);
            self.stored.d.next = bits::<4>(8);
            self.complete.d.next = false;
        }
    }
}
