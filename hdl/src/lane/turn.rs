//! Second pass of a bundle: a packet that the pool has opened, or sealed, goes to Parse once more; and who else may go.
//!
//! ```text
//!   head (Pool), beginning (Emit) --> Arrival --.
//!   passed (Commit) --> waiting ----------------+--> Parse
//!                         Fetch ----- open? ----'
//! ```
//! Inbound, AH is off: its IP header with ESP behind it, of which Parse sees 16 octets. Outbound, ESP is on: the header that it
//! has now. The packet itself stays in its engine, where Issue reads it. In transport mode Emit mends the checksum of the header that
//! stands here, so that has to be the one of the header without AH (RFC 1624).
//!
//! What stands between Parse and Issue, in front of a second pass, has to move on though the pool is full: once there is a bundle,
//! packets come in only while each of them would find an engine if it needed one, and one more is left for a second pass.
//! RFC 4302 §3.1.2; adr/0009.

use super::pool::ENGINES;
use crate::types::{Arrival, Context};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// The second way into Parse.
#[derive(LogicBlock)]
pub struct Turn {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// The packet between its passes.
    pub head: Signal<In, Context>,
    /// How the payload of AH begins.
    pub beginning: Signal<In, Bits<128>>,
    /// The first pass is over.
    pub passed: Signal<In, Bit>,
    /// Then: its SA is at a soft limit.
    pub passed_soft: Signal<In, Bit>,
    /// The packet for its second pass.
    pub m_data: Signal<Out, Arrival>,
    /// Where its ESP stands in the engine, in 32-bit words.
    pub m_base: Signal<Out, Bits<5>>,
    /// The SA of the first pass.
    pub m_above: Signal<Out, Bits<14>>,
    /// It is at a soft limit.
    pub m_soft: Signal<Out, Bit>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// Others may come in.
    pub open: Signal<Out, Bit>,
    /// One has.
    pub entered: Signal<In, Bit>,
    /// One is with Issue.
    pub issued: Signal<In, Bit>,
    /// Engines that have a packet.
    pub level: Signal<In, Bits<4>>,
    /// SA bus: CONFIG of a bundle is written.
    pub bundled: Signal<In, Bit>,

    waiting: DFF<Bit>,
    soft: DFF<Bit>,
    out: DFF<Arrival>,
    bundles: DFF<Bit>,
    inside: DFF<Bits<4>>,
    open_q: DFF<Bit>,
    /// Checksum of the header without AH: the sum, and folded. The packet waits for `passed` far longer.
    sum: DFF<Bits<18>>,
    checksum: DFF<Bits<16>>,
    once: Signal<Local, Bits<17>>,
    k: Signal<Local, Context>,
    v4_head: Signal<Local, Bits<512>>,
    v6_head: Signal<Local, Bits<512>>,
    now: Signal<Local, Arrival>,
    most: Constant<Bits<4>>,
    esp: Constant<Bits<512>>,
}

impl Default for Turn {
    fn default() -> Self {
        const { assert!(ENGINES > 1, "a bundle needs two engines") };
        Self {
            clock: Default::default(),
            reset: Default::default(),
            head: Default::default(),
            beginning: Default::default(),
            passed: Default::default(),
            passed_soft: Default::default(),
            m_data: Default::default(),
            m_base: Default::default(),
            m_above: Default::default(),
            m_soft: Default::default(),
            m_valid: Default::default(),
            m_ready: Default::default(),
            open: Default::default(),
            entered: Default::default(),
            issued: Default::default(),
            level: Default::default(),
            bundled: Default::default(),
            waiting: Default::default(),
            soft: Default::default(),
            out: Default::default(),
            bundles: Default::default(),
            inside: Default::default(),
            open_q: Default::default(),
            sum: Default::default(),
            checksum: Default::default(),
            once: Default::default(),
            k: Default::default(),
            v4_head: Default::default(),
            v6_head: Default::default(),
            now: Default::default(),
            most: Constant::new((ENGINES as u64 - 2).into()),
            esp: Constant::new(50u64.into()),
        }
    }
}

impl Logic for Turn {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, waiting, soft, out, bundles, inside, open_q, sum, checksum);

        // Behind 16 octets of nothing, `header` is as the packet came: length and protocol are those without AH.
        self.k.next = self.head.val();
        // RFC 1624 [Eqn. 3]: its complement takes off the old length, adds the new one, and takes off 1, from AH's number to ESP's.
        self.sum.d.next = bit_cast::<18, 16>(self.k.val().header.get_bits::<16>(288))
            + bit_cast::<18, 16>(self.k.val().header.get_bits::<16>(352))
            + bit_cast::<18, 16>(!bit_cast::<16, 14>(self.k.val().ct + 20))
            + 1;
        self.once.next = bit_cast::<17, 16>(self.sum.q.val().get_bits::<16>(0))
            + bit_cast::<17, 2>(self.sum.q.val().get_bits::<2>(16));
        self.checksum.d.next = self.once.val().get_bits::<16>(0) + bit_cast::<16, 1>(self.once.val().get_bits::<1>(16));
        self.v4_head.next = (bit_cast::<512, 16>(self.k.val().header.get_bits::<16>(368)) << 496)
            | (bit_cast::<512, 14>(self.k.val().ct + 20) << 480)
            | (bit_cast::<512, 40>(self.k.val().header.get_bits::<40>(312)) << 440)
            | (self.esp.val() << 432)
            | (bit_cast::<512, 16>(self.checksum.q.val()) << 416)
            | (bit_cast::<512, 64>(self.k.val().header.get_bits::<64>(224)) << 352)
            | (bit_cast::<512, 128>(self.beginning.val()) << 224);
        self.v6_head.next = (bit_cast::<512, 32>(self.k.val().header.get_bits::<32>(352)) << 480)
            | (bit_cast::<512, 14>(self.k.val().ct) << 464)
            | (self.esp.val() << 456)
            | (bit_cast::<512, 264>(self.k.val().header.get_bits::<264>(64)) << 192)
            | (bit_cast::<512, 128>(self.beginning.val()) << 64);
        self.now.next.ticket = self.k.val().ticket;
        self.now.next.verdict = bits::<6>(0);
        self.now.next.encap = self.k.val().encap;
        self.now.next.sa = self.k.val().above;
        self.now.next.start = bits::<11>(0);
        self.now.next.words = bits::<10>(0);
        if self.k.val().encap {
            self.now.next.head = self.k.val().header;
            self.now.next.len = self.k.val().header.get_bits::<16>(480);
            if self.k.val().v6 {
                self.now.next.len = self.k.val().header.get_bits::<16>(464) + 40;
            }
        } else {
            self.now.next.head = self.v4_head.val();
            self.now.next.len = bit_cast::<16, 14>(self.k.val().ct) + 20;
            if self.k.val().v6 {
                self.now.next.head = self.v6_head.val();
                self.now.next.len = bit_cast::<16, 14>(self.k.val().ct) + 40;
            }
        }
        self.out.d.next = self.now.val();
        if self.m_ready.val() {
            self.waiting.d.next = false;
        }
        if self.passed.val() {
            self.waiting.d.next = true;
            self.soft.d.next = self.passed_soft.val();
        }
        self.m_data.next = self.out.q.val();
        // Outbound the engine has ESP alone.
        self.m_base.next = bit_cast::<5, 6>(self.k.val().offset);
        self.m_above.next = self.k.val().sa;
        // Everybody else who goes to Parse is at none.
        self.m_soft.next = self.soft.q.val() && self.waiting.q.val();
        self.m_valid.next = self.waiting.q.val();

        // Who comes in does so at most every fourth clock, and is counted by then.
        if self.bundled.val() {
            self.bundles.d.next = true;
        }
        if self.entered.val() && !self.issued.val() {
            self.inside.d.next = self.inside.q.val() + 1;
        }
        if !self.entered.val() && self.issued.val() {
            self.inside.d.next = self.inside.q.val() - 1;
        }
        self.open_q.d.next = !self.bundles.q.val() || ((self.level.val() + self.inside.q.val()) <= self.most.val());
        self.open.next = self.open_q.q.val();
        if self.reset.val() {
            self.waiting.d.next = false;
            self.bundles.d.next = false;
            self.inside.d.next = bits::<4>(0);
            self.open_q.d.next = true;
        }
    }
}
