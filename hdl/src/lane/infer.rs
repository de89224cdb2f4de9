//! Upper half of an extended sequence number, and what lies left of the window.
//!
//! ```text
//!   esn, window, top, seq -->+-------+--> high, stale
//!                            | Infer |
//!                            +-------+
//! ```
//! RFC 4303 App. A2 and §3.4.3. Inputs stay; the outputs follow them by 4 clocks. Advisory: Commit decides.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The inference.
#[derive(LogicBlock, Default)]
pub struct Infer {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Extended sequence numbers.
    pub esn: Signal<In, Bit>,
    /// Window in packets; 0 checks nothing, and infers with 64.
    pub window: Signal<In, Bits<11>>,
    /// Highest number accepted.
    pub top: Signal<In, Bits<64>>,
    /// Number on the wire.
    pub seq: Signal<In, Bits<32>>,
    /// The upper half.
    pub high: Signal<Out, Bits<32>>,
    /// Drop the packet: stale, or a number that cannot be.
    pub stale: Signal<Out, Bit>,
    // Clock 1.
    reach: DFF<Bits<33>>,
    below: DFF<Bits<32>>,
    above: DFF<Bits<32>>,
    top_zero: DFF<Bit>,
    top_one: DFF<Bit>,
    top_max: DFF<Bit>,
    seq_zero: DFF<Bit>,
    checked: DFF<Bit>,
    // Clock 2.
    bottom: DFF<Bits<33>>,
    age: DFF<Bits<33>>,
    // Clock 3.
    inside: DFF<Bit>,
    spans: DFF<Bit>,
    old: DFF<Bit>,
    // Clock 4.
    high_q: DFF<Bits<32>>,
    stale_q: DFF<Bit>,
    th: Signal<Local, Bits<32>>,
    tl: Signal<Local, Bits<33>>,
    zero: Signal<Local, Bit>,
    impossible: Signal<Local, Bit>,
}

impl Logic for Infer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, reach, below, above, top_zero, top_one, top_max, seq_zero, checked);
        dff_setup!(self, clock, bottom, age, inside, spans, old, high_q, stale_q);
        self.th.next = self.top.val().get_bits::<32>(32);
        self.tl.next = bit_cast::<33, 32>(self.top.val().get_bits::<32>(0));

        // Clock 1.
        self.checked.d.next = self.window.val().any();
        self.reach.d.next = bit_cast::<33, 11>(self.window.val() - 1);
        if !self.window.val().any() {
            self.reach.d.next = bits::<33>(63);
        }
        self.below.d.next = self.th.val() - 1;
        self.above.d.next = self.th.val() + 1;
        self.top_zero.d.next = !self.th.val().any();
        self.top_one.d.next = self.th.val() == 1;
        self.top_max.d.next = self.th.val().all();
        self.seq_zero.d.next = !self.seq.val().any();

        // Clock 2: lower edge of the window; its borrow tells that the window spans two subspaces (case B).
        self.bottom.d.next = self.tl.val() - self.reach.q.val();
        self.age.d.next = self.tl.val() - bit_cast::<33, 32>(self.seq.val());

        // Clock 3.
        self.inside.d.next = self.seq.val() >= self.bottom.q.val().get_bits::<32>(0);
        self.spans.d.next = self.bottom.q.val().get_bit(32);
        self.old.d.next = !self.age.q.val().get_bit(32)
            && (self.age.q.val().get_bits::<21>(11).any() || (self.age.q.val().get_bits::<11>(0) >= self.window.val()));

        // Clock 4.
        self.zero.next = self.top_zero.q.val();
        self.impossible.next = false;
        self.high_q.d.next = self.th.val();
        if self.spans.q.val() {
            if self.inside.q.val() {
                self.high_q.d.next = self.below.q.val();
                self.zero.next = self.top_one.q.val();
                // There is no subspace below the first.
                self.impossible.next = self.top_zero.q.val();
            }
        } else if !self.inside.q.val() {
            self.high_q.d.next = self.above.q.val();
            self.zero.next = self.top_max.q.val();
            self.impossible.next = self.top_max.q.val();
        }
        if self.esn.val() {
            self.stale_q.d.next =
                self.impossible.val() || (self.checked.q.val() && self.zero.val() && self.seq_zero.q.val());
        } else {
            self.high_q.d.next = bits::<32>(0);
            self.stale_q.d.next =
                self.checked.q.val() && (self.seq_zero.q.val() || self.old.q.val() || !self.top_zero.q.val());
        }
        self.high.next = self.high_q.q.val();
        self.stale.next = self.stale_q.q.val();
    }
}
