//! Interrupt moderation: one pulse for many records, none of them kept longer than its time.
//!
//! ```text
//!   post (3 bits a vector) -->+-----+
//!                             | Irq |--> irq (a pulse raises MSI-X vector n)
//!      irq_count, irq_time -->+-----+
//! ```
//! A vector fires when its unreported items reach `irq_count`, or so that its pulse comes no later than `irq_time` clocks after
//! the first of them. The shortest way from post to pulse is 3 clocks; a count of 0 or 1, or a time of 3 or less, takes it.
//! Invariant: a vector with unreported items counts their age, and an age past any time fires.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Five vectors: 0 is events, 1 + q the completions of queue q.
#[derive(LogicBlock, Default)]
pub struct Irq {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset: forgets what is unreported.
    pub reset: Signal<In, Bit>,
    /// Items that became visible to the host in this clock, 3 bits for each vector.
    pub post: Signal<In, Bits<15>>,
    /// Items for a pulse, 16 bits for each vector; 0 is as 1.
    pub irq_count: Signal<In, Bits<80>>,
    /// Clocks that an item may wait, 32 bits for each vector.
    pub irq_time: Signal<In, Bits<160>>,
    /// One clock: raise the vector.
    pub irq: Signal<Out, Bits<5>>,

    items: [DFF<Bits<17>>; 5],
    age: [DFF<Bits<32>>; 5],
    irq_r: DFF<Bits<5>>,
    /// The vectors that fire in this clock.
    fire: DFF<Bits<5>>,
    due: Signal<Local, Bits<5>>,
    posted: Signal<Local, Bits<3>>,
    count: Signal<Local, Bits<16>>,
    added: [Signal<Local, Bits<17>>; 5],
    enough: [Signal<Local, Bits<17>>; 5],
}

impl Logic for Irq {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, irq_r, fire);
        self.due.next = bits::<5>(0);
        for i in 0..5 {
            self.items[i].clock.next = self.clock.val();
            self.age[i].clock.next = self.clock.val();
            self.posted.next = self.post.val().get_bits::<3>(3 * i);
            self.count.next = self.irq_count.val().get_bits::<16>(16 * i);
            self.added[i].next = bit_cast::<17, 3>(self.posted.val());
            self.enough[i].next = bit_cast::<17, 16>(self.count.val());
            // Items are below the count, or they fire a clock later: they never exceed 65,534 + 14.
            if self.items[i].q.val().any()
                && !self.fire.q.val().get_bit(i)
                && ((self.items[i].q.val() >= self.enough[i].val())
                    || (self.age[i].q.val() >= self.irq_time.val().get_bits::<32>(32 * i)))
            {
                self.due.next = self.due.val().replace_bit(i, true);
            }
            self.items[i].d.next = self.items[i].q.val() + self.added[i].val();
            self.age[i].d.next = self.age[i].q.val() + 1;
            if self.fire.q.val().get_bit(i) {
                self.items[i].d.next = self.added[i].val();
            }
            // An item counted at this edge is 3 clocks old when its pulse is out.
            if self.fire.q.val().get_bit(i) || !self.items[i].q.val().any() || self.reset.val() {
                self.age[i].d.next = bits::<32>(3);
            }
            if self.reset.val() {
                self.items[i].d.next = bits::<17>(0);
            }
        }
        self.fire.d.next = self.due.val();
        self.irq_r.d.next = self.fire.q.val();
        self.irq.next = self.irq_r.q.val();
        if self.reset.val() {
            self.fire.d.next = bits::<5>(0);
            self.irq_r.d.next = bits::<5>(0);
        }
    }
}
