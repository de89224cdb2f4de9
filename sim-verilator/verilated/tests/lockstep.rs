//! Blocks of every shape agree in Rust-HDL's simulator and in Verilator.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;
use verilated::{lockstep, Error};

#[derive(LogicBlock, Default)]
struct Counter {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub step: Signal<In, Bits<12>>,
    pub wide: Signal<In, Bits<200>>,
    pub count: Signal<Out, Bits<12>>,
    pub kept: Signal<Out, Bits<200>>,
    state: DFF<Bits<12>>,
    wides: DFF<Bits<200>>,
}

impl Logic for Counter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, wides);
        self.state.d.next = self.state.q.val() + self.step.val();
        self.wides.d.next = self.wides.q.val() ^ self.wide.val();
        if self.reset.val() {
            self.state.d.next = 0.into();
        }
        self.count.next = self.state.q.val();
        self.kept.next = self.wides.q.val();
    }
}

#[test]
fn a_clocked_block_agrees() -> Result<(), Error> {
    lockstep::run("counter", Counter::default, 1000, 1)
}
