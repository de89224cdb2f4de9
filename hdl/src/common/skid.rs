//! Register slice: cuts every path of a ready/valid stream, at full throughput.
//!
//! ```text
//!   s_data, s_valid -->+------+--> m_data, m_valid   (registered)
//!           s_ready <--+------+<-- m_ready
//!         (registered)
//! ```
//! One clock of latency, one word per clock.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Register slice for words of `D`.
#[derive(LogicBlock, Default)]
pub struct Skid<D: Synth> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Input word.
    pub s_data: Signal<In, D>,
    /// Input word is present.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Output word.
    pub m_data: Signal<Out, D>,
    /// Output word is present.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    out: DFF<D>,
    out_valid: DFF<Bit>,
    skid: DFF<D>,
    skid_valid: DFF<Bit>,
}

impl<D: Synth> Logic for Skid<D> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, out, out_valid, skid, skid_valid);
        self.s_ready.next = !self.skid_valid.q.val();
        if self.m_ready.val() || !self.out_valid.q.val() {
            if self.skid_valid.q.val() {
                self.out.d.next = self.skid.q.val();
                self.out_valid.d.next = true;
                self.skid_valid.d.next = false;
            } else {
                self.out.d.next = self.s_data.val();
                self.out_valid.d.next = self.s_valid.val();
            }
        } else if self.s_valid.val() && !self.skid_valid.q.val() {
            self.skid_valid.d.next = true;
        }
        // What comes while there is room, whether it counts or not: `m_ready` is late.
        if !self.skid_valid.q.val() {
            self.skid.d.next = self.s_data.val();
        }
        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.reset.val() {
            self.out_valid.d.next = false;
            self.skid_valid.d.next = false;
        }
    }
}
